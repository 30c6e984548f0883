"""What Python, NumPy and Polars call types, as the names of column types: for casts and schemas."""

from __future__ import annotations

from typing import Any

import numpy as np

_NUMBERS = (
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float32",
    "float64",
)
_UNITS = ("s", "ms", "us", "ns")
_SIMPLE = ("bool", "date32", "symbol", "utf8", "binary")
_ALIASES = {
    "boolean": "bool",
    "date": "date32",
    "datetime": "timestamp(ns)",
    "timestamp": "timestamp(ns)",
    "duration": "duration(ns)",
    "str": "utf8",
    "string": "utf8",
    "int": "int64",
    "float": "float64",
    "double": "float64",
}
_PYTHON = {bool: "bool", int: "int64", float: "float64", str: "utf8"}


def type_name(dtype: Any) -> str:
    """The name of a column type.

    Parameters
    ----------
    dtype : str, type, numpy.dtype or polars.DataType
        ``"int64"``, ``"decimal64(2)"``, ``"timestamp(ns)"``; ``bool``, ``int``, ``float``, ``str``; ``np.float32``,
        ``np.dtype("datetime64[us]")``; ``pl.Int32``.

    Raises
    ------
    TypeError
        If there is no such type.
    """
    if isinstance(dtype, str):
        name = _by_name(dtype)
        if name is not None:
            return name
    elif isinstance(dtype, type) and dtype in _PYTHON:
        return _PYTHON[dtype]
    elif _module(dtype) == "polars":
        name = _by_name(str(dtype).lower()) or _polars(str(dtype))
        if name is not None:
            return name
    else:
        try:
            name = _numpy(np.dtype(dtype))
        except TypeError:
            name = None
        if name is not None:
            return name
    raise TypeError(
        f"no such type: type={dtype!r}; there are bool, {', '.join(_NUMBERS)}, decimal64(scale), "
        "timestamp(s|ms|us|ns), duration(s|ms|us|ns), date32, symbol, utf8 and binary"
    )


def _by_name(text: str) -> str | None:
    text = text.strip()
    name = _ALIASES.get(text, text)
    if name in _NUMBERS or name in _SIMPLE:
        return name
    kind, parameter = _split(name)
    timed = kind in ("timestamp", "duration") and parameter in _UNITS
    decimal = kind == "decimal64" and parameter.isdigit() and int(parameter) <= 18
    return name if (timed or decimal) and name.endswith(")") else None


def _split(name: str) -> tuple[str, str]:
    """``("decimal64", "2")`` for ``"decimal64(2)"``; the parameter is empty where there is none."""
    kind, _, parameter = name.partition("(")
    return kind, parameter[:-1]


def _polars(text: str) -> str | None:
    kind, _, parameters = text.partition("(")
    first = parameters.split(",")[0]
    unit = next((u for u in ("ns", "us", "ms") if f"'{u}'" in first), "us")
    return {"Datetime": f"timestamp({unit})", "Duration": f"duration({unit})", "Categorical": "symbol"}.get(kind)


def _numpy(dtype: np.dtype) -> str | None:
    if dtype.kind in "Mm":
        unit, count = np.datetime_data(dtype)
        if unit == "D" and count == 1 and dtype.kind == "M":
            return "date32"
        name = f"{'timestamp' if dtype.kind == 'M' else 'duration'}({unit})"
        return name if unit in _UNITS and count == 1 else None
    return "utf8" if dtype.kind in "UT" else _by_name(dtype.name)


def _module(dtype: Any) -> str:
    cls = dtype if isinstance(dtype, type) else type(dtype)
    return cls.__module__.partition(".")[0]
