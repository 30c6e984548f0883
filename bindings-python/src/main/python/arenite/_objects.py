"""Python objects into the form of a column's type, one by one: for lists, and for arrays and frames of objects.

None, pandas.NA, NaT and masked values are nulls; a float NaN is one where the column has no floats.
"""

from __future__ import annotations

import datetime as dt
import decimal
import operator
import struct
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from arenite import _buffers, _times
from arenite._buffers import Nulls, Source

if TYPE_CHECKING:
    from arenite._convert import Target

_UNIT_NS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
_EPOCH = dt.date(1970, 1, 1)
_FLOAT32 = struct.Struct("<f")
_MICROSECOND = dt.timedelta(microseconds=1)


def is_null(value: Any) -> bool:
    """Whether this object stands for a missing value: None, pandas.NA, NaT."""
    if type(value) is str:
        return False
    if value is None or value is np.ma.masked:
        return True
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(value))
    return type(value).__name__ in ("NAType", "NaTType")


def of_objects(values: Sequence[Any] | np.ndarray, target: Target, nulls: Nulls) -> Source:
    """The column's values from objects."""
    rows = len(values)
    given = nulls.mask(rows)
    is_float = target.type.kind in ("float32", "float64")
    mask = np.fromiter((is_null(v) or (not is_float and _is_nan(v)) for v in values), bool, rows)
    if given is not None:
        mask |= given
    found = Nulls.masked(mask)
    match target.type.kind:
        case "symbol":
            return _symbols(values, mask, target, found)
        case "utf8":
            return _buffers.of_bytes(_each(values, mask, target, _text, b""), found)
        case "binary":
            return _buffers.of_bytes(_each(values, mask, target, _binary, b""), found)
        case "bool":
            return _buffers.of_bools(np.array(_each(values, mask, target, _bool, False), bool), found)
    stored = target.type.stored
    numbers = _each(values, mask, target, convert_one(target), 0)
    return _buffers.of_values(np.array(numbers, stored), found)


def convert_one(target: Target) -> Callable[[Any], Any]:
    """What makes one object a value as it is stored; raises TypeError or ValueError."""
    kind = target.type.kind
    if kind in ("float32", "float64"):
        return _float32 if kind == "float32" else _float64
    plain = {"bool": _bool, "utf8": _text, "binary": _binary}.get(kind)
    if plain is not None:
        return plain
    if kind == "decimal64":
        return lambda value: _within(_decimal(value, target.type.scale), -(1 << 63), (1 << 63) - 1)
    if kind in ("timestamp", "duration"):
        unit = np.datetime_data(target.type.shown)[0]
        count = _count_of_timestamp if kind == "timestamp" else _count_of_duration
        return lambda value: _within(count(value, unit), -(1 << 63) + 1, (1 << 63) - 1)
    bounds = np.iinfo(target.type.stored)
    read = _day if kind == "date32" else _integer
    return lambda value: _within(read(value), bounds.min, bounds.max)


def _is_nan(value: Any) -> bool:
    return isinstance(value, (float, np.floating)) and bool(value != value)


def _each(values: Sequence[Any], mask: np.ndarray, target: Target, convert: Callable[[Any], Any], blank: Any) -> list:
    out = []
    for row, value in enumerate(values):
        if mask[row]:
            out.append(blank)
            continue
        try:
            out.append(convert(value))
        except (TypeError, ValueError, OverflowError) as error:
            raise target.refuse(str(error), type(value).__name__, row=row, value=value) from error
    return out


def _symbols(values: Sequence[Any], mask: np.ndarray, target: Target, nulls: Nulls) -> Source:
    """Each different text once, and numbers of these."""
    numbers: dict[Any, int] = {}
    codes = np.empty(len(values), np.int32)
    for row, value in enumerate(values):
        try:
            codes[row] = -1 if mask[row] else numbers.setdefault(value, len(numbers))
        except TypeError as error:
            raise target.refuse("not a str", type(value).__name__, row=row, value=value) from error
    texts = list(numbers)
    encoded = []
    for text in texts:
        try:
            encoded.append(_text(text))
        except (TypeError, ValueError) as error:
            row = int((codes == numbers[text]).argmax())
            raise target.refuse(str(error), type(text).__name__, row=row, value=text) from error
    return _buffers.of_dictionary(codes, _buffers.of_bytes(encoded), nulls)


def _text(value: Any) -> bytes:
    if not isinstance(value, str):
        raise TypeError("not a str")
    return value.encode()


def _binary(value: Any) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError("not bytes")
    return bytes(value)


def _bool(value: Any) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError("not a bool")
    return bool(value)


def _integer(value: Any) -> int:
    if isinstance(value, (bool, np.bool_)):
        raise TypeError("a bool is not a number")
    return operator.index(value)


def nearest_float(value: Any) -> float:
    """A number as a float64, rounded where it has to be."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        raise TypeError("not a number")
    return float(value)


def _float64(value: Any) -> float:
    number = nearest_float(value)
    if isinstance(value, (int, np.integer)) and int(number) != value:
        raise ValueError("the value does not fit exactly")
    return number


def _float32(value: Any) -> float:
    """A float64 that float32 has as well: never a rounded one, nor an infinity for what is finite."""
    number = _float64(value)
    try:
        fits = _FLOAT32.unpack(_FLOAT32.pack(number))[0] == number or number != number
    except OverflowError:
        fits = False
    if not fits:
        raise ValueError("the value does not fit exactly")
    return number


def _within(value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError("the value does not fit")
    return value


def _decimal(value: Any, scale: int) -> int:
    if isinstance(value, decimal.Decimal):
        sign, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int):
            raise ValueError("not a finite number")
        unscaled = int("".join(map(str, digits)))
        shift = exponent + scale
        whole, rest = (unscaled * 10**shift, 0) if shift >= 0 else divmod(unscaled, 10**-shift)
        if rest:
            raise ValueError(f"more than {scale} decimal places")
        return -whole if sign else whole
    return _integer(value) * 10**scale


def _day(value: Any) -> int:
    if isinstance(value, np.datetime64):
        day = value.astype("datetime64[D]")
        if day != value:
            raise ValueError("not a whole day")
        return int(day.astype(np.int64))
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return (value - _EPOCH).days
    return _integer(value)


def _count_of_timestamp(value: Any, unit: str) -> int:
    if isinstance(value, str):
        raise TypeError("a text is not a time: convert it first")
    if isinstance(value, (int, np.integer)):
        return _integer(value)
    return _whole(_times.to_ns(value), unit)


def _count_of_duration(value: Any, unit: str) -> int:
    if isinstance(value, np.timedelta64):
        counted = value.astype(f"timedelta64[{unit}]")
        if counted.astype(value.dtype) != value:
            raise ValueError(f"not a whole number of {unit}")
        return int(counted.astype(np.int64))
    if isinstance(value, dt.timedelta):
        return _whole(value // _MICROSECOND * 1_000 + getattr(value, "nanoseconds", 0), unit)
    return _integer(value)


def _whole(ns: int, unit: str) -> int:
    count, rest = divmod(ns, _UNIT_NS[unit])
    if rest:
        raise ValueError(f"not a whole number of {unit}")
    return count
