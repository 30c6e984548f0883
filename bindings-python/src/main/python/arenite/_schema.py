"""Schemas: names and types of columns."""

from __future__ import annotations

import datetime as dt
import decimal
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from arenite._errors import ArgumentError
from arenite._types import ColumnType, column_type

_NUMBERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64")
_NAMES: dict[str, str] = {name: name for name in (*_NUMBERS, "bool", "date32", "symbol", "utf8", "binary")} | {
    "boolean": "bool",
    "bool_": "bool",
    "float": "float64",
    "double": "float64",
    "int": "int64",
    "str": "utf8",
    "string": "utf8",
    "large_string": "utf8",
    "string_view": "utf8",
    "bytes": "binary",
    "large_binary": "binary",
    "date": "date32",
    "date32[day]": "date32",
    "category": "symbol",
    "categorical": "symbol",
    "timestamp": "timestamp(ns)",
    "datetime": "timestamp(ns)",
    "duration": "duration(ns)",
    "timedelta": "duration(ns)",
}
_PYTHON: dict[type, str] = {
    bool: "bool",
    int: "int64",
    float: "float64",
    str: "utf8",
    bytes: "binary",
    dt.datetime: "timestamp(ns)",
    dt.date: "date32",
    dt.timedelta: "duration(ns)",
}
_TIMED = re.compile(
    r"(timestamp|datetime(?:64)?|duration|timedelta(?:64)?)[(\[](?:time_unit=)?'?(s|ms|us|ns)'?(?:, .*)?[)\]]"
)
_DECIMAL = re.compile(r"decimal(?:64|128)?\((?:precision=)?(?:\d+, ?)?(?:scale=)?(\d{1,2})\)")


def type_of(given: Any) -> ColumnType:
    """The column type that something stands for.

    Parameters
    ----------
    given : str, type, numpy.dtype, Polars, pandas or pyarrow type
        A name (`"float64"`, `"symbol"`, `"timestamp(ns)"`, `"decimal64(2)"`, `"datetime64[us]"`, `"str"`), a Python
        type (`float`, `datetime.datetime`), or a type of one of these libraries. Categories are symbols; a time zone is left
        out, because times are kept as UTC.

    Raises
    ------
    ArgumentError
        There is no such type.
    """
    if isinstance(given, ColumnType):
        return given
    if isinstance(given, type) and given in _PYTHON:
        return column_type(_PYTHON[given])
    if given is decimal.Decimal:
        raise ArgumentError("a decimal needs its number of places: 'decimal64(2)'")
    if isinstance(given, str):
        name = _by_name(given)
    elif _library(given) in ("polars", "pandas", "pyarrow"):
        name = _by_name(str(given))
    else:
        name = _by_dtype(given)
    if name is None:
        raise ArgumentError(
            f"no such column type: type={given!r}, known=bool, {', '.join(_NUMBERS)}, decimal64(SCALE), "
            "timestamp(s|ms|us|ns), duration(s|ms|us|ns), date32, symbol, utf8, binary"
        )
    return column_type(name)


def _library(given: Any) -> str:
    return (given if isinstance(given, type) else type(given)).__module__.partition(".")[0]


def _by_name(text: str) -> str | None:
    name = text.strip().lower()
    if name in _NAMES:
        return _NAMES[name]
    timed = _TIMED.fullmatch(name)
    if timed:
        return f"{'duration' if timed[1] in ('duration', 'timedelta', 'timedelta64') else 'timestamp'}({timed[2]})"
    scaled = _DECIMAL.fullmatch(name)
    if scaled and int(scaled[1]) <= 18:
        return f"decimal64({int(scaled[1])})"
    if name.startswith(("dictionary<", "categorical(", "enum(")):
        return "symbol"
    return _by_dtype(text)


def _by_dtype(given: Any) -> str | None:
    try:
        dtype = np.dtype(given)
    except (TypeError, ValueError):
        return None
    if dtype.kind in "Mm":
        unit, count = np.datetime_data(dtype)
        if unit == "D" and dtype.kind == "M" and count == 1:
            return "date32"
        return f"{'timestamp' if dtype.kind == 'M' else 'duration'}({unit})" if count == 1 and unit in (
            "s", "ms", "us", "ns") else None  # fmt: skip
    if dtype.kind in "UT":
        return "utf8"
    return "binary" if dtype.kind == "S" else _NAMES.get(dtype.name)


class Schema(Mapping[str, ColumnType]):
    """The columns of a table: their names and types, in order.

    Parameters
    ----------
    columns : mapping of str to type
        Types as `type_of` takes them: names, Python types, types of NumPy, Polars, pandas and pyarrow.
    timestamp : str, optional
        The designated timestamp, a `timestamp(ns)`. Default: the first column of that type.
    key : str, optional
        The symbol column that rows are partitioned by. Its type may be text, too: it becomes a symbol.

    Examples
    --------
    >>> Schema({"ts": "timestamp", "sym": "symbol", "price": float, "size": "int64"}, key="sym")
    Schema(ts: timestamp(ns), sym: symbol key, price: float64, size: int64)
    """

    __slots__ = ("_columns", "key", "timestamp")

    def __init__(self, columns: Mapping[str, Any], *, timestamp: str | None = None, key: str | None = None) -> None:
        self._columns = {name: type_of(kind) for name, kind in columns.items()}
        if key is not None and key in self._columns and self._columns[key].kind == "utf8":
            self._columns[key] = column_type("symbol")
        self.timestamp = timestamp
        self.key = key

    def __getitem__(self, name: str) -> ColumnType:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        shown = (f"{name}: {kind}{' key' if name == self.key else ''}" for name, kind in self._columns.items())
        return f"Schema({', '.join(shown)})"

    def fields(self) -> dict[str, Any]:
        """As the JVM takes it."""
        columns = [[name, kind.name] for name, kind in self._columns.items()]
        return {"columns": columns, "timestamp": self.timestamp, "key": self.key}
