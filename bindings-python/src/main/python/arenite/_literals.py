"""Python, NumPy and pandas scalars as the literals of a plan.

A literal is a tuple of its kind and its value as JSON has it: ``("i64", 15000)``, ``("timestamp", 1700000000)``. Equal
literals are equal tuples, whatever object they came from, and unequal ones differ: ``1``, ``1.0`` and ``True`` are
three literals, and ``Decimal("1.0")`` and ``Decimal("1.00")`` two.
"""

from __future__ import annotations

import datetime as _dt
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

Literal = tuple[Any, ...]

_INT64_MIN, _INT64_MAX = -(1 << 63), (1 << 63) - 1
_EPOCH = _dt.datetime(1970, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=_dt.UTC)
_MICROSECOND = _dt.timedelta(microseconds=1)
_UNIT_NS = {
    "W": 604_800_000_000_000,
    "D": 86_400_000_000_000,
    "h": 3_600_000_000_000,
    "m": 60_000_000_000,
    "s": 1_000_000_000,
    "ms": 1_000_000,
    "us": 1_000,
    "ns": 1,
}
_PARTS_OF_NS = {"ps": 1_000, "fs": 1_000_000, "as": 1_000_000_000}
_SUPPORTED = (
    "use None, bool, int, float, str, Decimal, datetime, date, timedelta, np.datetime64, np.timedelta64, "
    "pd.Timestamp, pd.Timedelta or a NumPy scalar"
)


def literal(value: Any) -> Literal:
    """The literal of a plan that stands for a Python value.

    Parameters
    ----------
    value : object
        A scalar. A ``datetime`` without a time zone is UTC; ``NaT`` is null.

    Raises
    ------
    TypeError
        If no literal stands for the value; the text names its type.
    """
    kind = _EXACT.get(type(value))
    if kind is not None:
        return kind(value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    for cls, reader in _BY_CLASS:
        if isinstance(value, cls):
            return reader(value)
    raise _unsupported(value)


def _boolean(value: Any) -> Literal:
    return ("bool", bool(value))


def _integer(value: Any) -> Literal:
    number = int(value)
    return ("i64", number) if _INT64_MIN <= number <= _INT64_MAX else ("decimal", str(number))


def _floating(value: Any) -> Literal:
    if isinstance(value, np.floating) and value.dtype.itemsize > 8:
        raise _unsupported(value)
    number = float(value)
    if math.isfinite(number):
        # 0.0 and -0.0 are equal numbers, and two literals
        return ("f64", number) if number or math.copysign(1, number) > 0 else ("f64", "-0.0")
    return ("f64", "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity")


def _text(value: Any) -> Literal:
    return ("str", str.__str__(value))


def _decimal(value: Decimal) -> Literal:
    if not value.is_finite():
        raise TypeError(f"a decimal literal must be finite: value={value}")
    return ("decimal", str(value))


def _datetime(value: _dt.datetime) -> Literal:
    if type(value).__name__ == "NaTType":
        return ("null",)
    if hasattr(value, "asm8"):  # pd.Timestamp: its nanoseconds; in UTC if it has a time zone
        return _datetime64(value.asm8)
    since = value - (_EPOCH if value.tzinfo is None else _EPOCH_UTC)
    return ("timestamp", since // _MICROSECOND * 1_000)


def _date(value: _dt.date) -> Literal:
    return ("date", (value - _EPOCH.date()).days)


def _timedelta(value: _dt.timedelta) -> Literal:
    if hasattr(value, "asm8"):  # pd.Timedelta
        return _timedelta64(value.asm8)
    return ("duration", value // _MICROSECOND * 1_000)


def _datetime64(value: np.datetime64) -> Literal:
    if np.isnat(value):
        return ("null",)
    unit, count = np.datetime_data(value.dtype)
    if unit in ("Y", "M", "W", "D"):
        return ("date", int(value.astype("datetime64[D]").astype(np.int64)))
    return ("timestamp", _nanoseconds(value, unit, count))


def _timedelta64(value: np.timedelta64) -> Literal:
    if np.isnat(value):
        return ("null",)
    unit, count = np.datetime_data(value.dtype)
    return ("duration", _nanoseconds(value, unit, count))


def _nanoseconds(value: Any, unit: str, count: int) -> int:
    ticks = int(value.astype(np.int64)) * count
    if unit in _UNIT_NS:
        return ticks * _UNIT_NS[unit]
    if unit in _PARTS_OF_NS and ticks % _PARTS_OF_NS[unit] == 0:
        return ticks // _PARTS_OF_NS[unit]
    raise TypeError(f"not a whole number of nanoseconds: value={value!r}, unit={unit}")


def _unsupported(value: Any) -> TypeError:
    cls = type(value)
    shown = repr(value)
    if len(shown) > 60:
        shown = shown[:57] + "..."
    return TypeError(f"not a literal: type={cls.__module__}.{cls.__qualname__}, value={shown}; {_SUPPORTED}")


_EXACT = {
    type(None): lambda _: ("null",),
    bool: _boolean,
    int: _integer,
    float: _floating,
    str: _text,
    Decimal: _decimal,
}

# bool is an int, datetime a date, np.float64 a float, np.timedelta64 a signed integer: the special ones come first
_BY_CLASS: tuple[tuple[type, Callable[[Any], Literal]], ...] = (
    (np.datetime64, _datetime64),
    (np.timedelta64, _timedelta64),
    (np.bool_, _boolean),
    (np.integer, _integer),
    (np.floating, _floating),
    (str, _text),
    (int, _integer),
    (float, _floating),
    (Decimal, _decimal),
    (_dt.datetime, _datetime),
    (_dt.date, _date),
    (_dt.timedelta, _timedelta),
)
