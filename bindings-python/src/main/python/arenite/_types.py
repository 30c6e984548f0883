"""Column types by their names, and what they are in NumPy."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

_PLAIN = {
    name: np.dtype(name)
    for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64")
}
_PARAMETER = re.compile(r"(\w+)\((\w+)\)")


class ColumnType(NamedTuple):
    """The type of a column.

    Attributes
    ----------
    name : str
        As a schema shows it: `float64`, `timestamp(ns)`, `decimal64(2)`, `symbol`, ...
    kind : str
        The name without parameters.
    stored : numpy.dtype or None
        What lies in memory; None for bits (bool). Offsets of utf8 and binary.
    shown : numpy.dtype
        What an array has: `datetime64[ns]` for a timestamp; for decimal64 int64, unscaled.
    scale : int
        Of decimal64: a stored number stands for number / 10**scale.
    """

    name: str
    kind: str
    stored: np.dtype | None
    shown: np.dtype
    scale: int = 0

    @property
    def is_view(self) -> bool:
        """Whether an array of this type can lie over the stored values."""
        return self.stored is not None and self.shown.itemsize == self.stored.itemsize and self.shown != object

    def __str__(self) -> str:
        return self.name


@lru_cache(maxsize=256)
def column_type(name: str) -> ColumnType:
    """The type of that name, as the JVM writes it."""
    if name in _PLAIN:
        return ColumnType(name, name, _PLAIN[name], _PLAIN[name])
    match name:
        case "bool":
            return ColumnType(name, name, None, np.dtype(bool))
        case "symbol":
            return ColumnType(name, name, np.dtype(np.int32), np.dtype(object))
        case "utf8" | "binary":
            return ColumnType(name, name, np.dtype(np.int64), np.dtype(object))
        case "date32":
            return ColumnType(name, name, np.dtype(np.int32), np.dtype("datetime64[D]"))
    found = _PARAMETER.fullmatch(name)
    if found:
        kind, parameter = found.groups()
        match kind:
            case "timestamp":
                dtype = np.dtype(f"datetime64[{parameter}]")
                return ColumnType(name, kind, dtype, dtype)
            case "duration":
                dtype = np.dtype(f"timedelta64[{parameter}]")
                return ColumnType(name, kind, dtype, dtype)
            case "decimal64":
                return ColumnType(name, kind, np.dtype(np.int64), np.dtype(np.int64), int(parameter))
    raise ValueError(f"no such column type: type={name}")
