"""Python functions over batches of rows, as steps of queries.

The JVM calls `_dispatch` on the thread that collects, with the number of a function and the address of the batch's
description (PythonFunction in Java). It holds the GIL for that call only: while the engine is at work, others run.
"""

from __future__ import annotations

import ctypes
import itertools
import struct
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from arenite import _bridge
from arenite._errors import DataError
from arenite._expr import Expr
from arenite._functions import col
from arenite._intern import has_function
from arenite._schema import type_of
from arenite._types import ColumnType, column_type

# In the order of ColumnType.Kind and TimeResolution in Java.
_KINDS = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
          "decimal64", "timestamp", "date32", "duration", "symbol", "utf8", "binary")  # fmt: skip
_UNITS = ("s", "ms", "us", "ns")

# rows, inputs, and of the results: type, address of the values, of the validity
_HEADER = struct.Struct("<5q")
# of an input: type, address of the values, of the validity or 0
_VALUES = struct.Struct("<3q")

_DONE, _DONE_WITH_NULLS, _FAILED = 1, 2, -1

_numbers = itertools.count(1)
_functions: dict[int, _Function] = {}


class _Function(NamedTuple):
    call: Callable[..., Any]
    takes_list: bool
    name: str

    def apply(self, inputs: list[np.ndarray]) -> Any:
        """What the function makes of a batch."""
        return self.call(inputs) if self.takes_list else self.call(*inputs)


class _Number(int):
    """The number of a function, which is what the JVM gets: the function is known as long as an expression has this."""

    def __del__(self) -> None:
        _functions.pop(int(self), None)


def _number_of(function: Callable[..., Any], takes_list: bool) -> tuple[_Number, str]:
    name = getattr(function, "__name__", None) or type(function).__name__
    number = _Number(next(_numbers))
    _functions[int(number)] = _Function(function, takes_list, name)
    return number, name


class _Raised(threading.local):
    error: BaseException | None = None


_raised = _Raised()


def map_batches(exprs: Sequence[str | Expr], function: Callable[[list[np.ndarray]], Any], return_dtype: Any) -> Expr:
    """A Python function over several expressions, batch by batch.

    Parameters
    ----------
    exprs : sequence of str or Expr
        Columns by name, or expressions: of any type but text, bytes and symbols.
    function : callable
        Gets a list of read-only arrays, one for each expression, of the rows that filters have left, up to 2,048 at a
        time: int64 (uint64 for that type) for all integers and for unscaled decimals, float64 for floats, bool,
        `datetime64`, `timedelta64`. With nulls among them an array is a masked one. They may be kept. It gives as many
        results: an array, a masked array, or a list in which None is a null.
    return_dtype : str, type or dtype
        The type of the results, as in a schema.

    Notes
    -----
    The function is called on the thread that collects, and by no other meanwhile; it may be called more than once for a
    row, so it should not count. Answers are never cached. What it raises, `collect` raises.

    Examples
    --------
    >>> spread = ar.map_batches(["ask", "bid"], lambda c: np.log(c[0] / c[1]), "float64")
    >>> quotes.select(spread.mean().alias("log_spread")).collect()
    """
    if isinstance(exprs, (str, Expr)):
        raise TypeError(f"map_batches takes a list of columns and expressions: exprs={exprs!r}")
    return _node([col(expr) if isinstance(expr, str) else expr for expr in exprs], function, return_dtype, True)


def map_one(expr: Expr, function: Callable[[np.ndarray], Any], return_dtype: Any) -> Expr:
    """A Python function over one expression: see `Expr.map_batches`."""
    return _node([expr], function, return_dtype, False)


def _node(exprs: list[Expr], function: Callable[..., Any], return_dtype: Any, takes_list: bool) -> Expr:
    if not exprs or not all(isinstance(expr, Expr) for expr in exprs):
        raise TypeError(f"map_batches takes columns and expressions: exprs={exprs!r}")
    if not callable(function):
        raise TypeError(f"map_batches takes a function: type={type(function).__name__}")
    kind = type_of(return_dtype)
    number, name = _number_of(function, takes_list)
    args = (tuple(exprs), number, kind.name, name)
    bound = next((expr for expr in exprs if type(expr) is not Expr), exprs[0])
    return bound._new("map_batches", args, None)


def calls_python(node: Any) -> bool:
    """Whether a frame or expression has a Python function in it, so that its answers are not to be kept."""
    while node is not None:
        if has_function(node):
            return True
        node = getattr(node, "_frame", None) if isinstance(node, Expr) else node._parent
    return False


def take_raised() -> BaseException | None:
    """What a function raised for this thread, once."""
    error, _raised.error = _raised.error, None
    return error


def _dispatch(number: int, address: int) -> int:
    """Call a function for a batch: 1 if it is done, 2 if there are nulls among the results, -1 if it raised.

    0 is what ctypes gives for us if a signal's handler raises before the `try`, or after it.
    """
    try:
        function = _functions[number]
        rows, inputs, *output = _HEADER.unpack(ctypes.string_at(address, _HEADER.size))
        words = _VALUES.iter_unpack(ctypes.string_at(address + _HEADER.size, _VALUES.size * inputs))
        arrays = [_input(kind, values, validity, rows) for kind, values, validity in words]
        result = function.apply(arrays)
        return _write(result, function, rows, *output)
    except BaseException as error:  # noqa: BLE001 - it is raised again where the query was collected
        _raised.error = error
        return _FAILED


@lru_cache(maxsize=64)
def _type(word: int) -> tuple[ColumnType, np.dtype]:
    """A type by its number, and the dtype of the arrays that functions see: what the engine computes with."""
    name = _KINDS[word & 255]
    if name in ("timestamp", "duration"):
        name = f"{name}({_UNITS[word >> 8 & 255]})"
    elif name == "decimal64":
        name = f"{name}({word >> 16})"
    kind = column_type(name)
    if kind.kind in ("timestamp", "duration", "date32", "bool"):
        return kind, kind.shown
    if kind.kind in ("float32", "float64"):
        return kind, np.dtype(np.float64)
    return kind, np.dtype(np.uint64 if kind.kind == "uint64" else np.int64)


def _input(word: int, values: int, validity: int, rows: int) -> np.ndarray:
    """A copy, since the memory is used for the next batch."""
    dtype = _type(word)[1]
    if dtype == bool:
        array = _bits(values, rows)
        array.flags.writeable = False
    else:
        array = np.frombuffer(ctypes.string_at(values, rows * 8), dtype)
    if validity == 0:
        return array
    masked = np.ma.MaskedArray(array, mask=~_bits(validity, rows), copy=False)
    masked.flags.writeable = False
    return masked


def _bits(address: int, rows: int) -> np.ndarray:
    packed = np.frombuffer(ctypes.string_at(address, rows + 7 >> 3), np.uint8)
    return np.unpackbits(packed, count=rows, bitorder="little").view(bool)


def _write(result: Any, function: _Function, rows: int, word: int, address: int, validity: int) -> int:
    kind, dtype = _type(word)
    values, mask = _results(result, function, kind, dtype)
    if values.shape != (rows,):
        raise DataError(
            f"a function gives one result for each row: function={function.name}, rows={rows}, shape={values.shape}"
        )
    stored = (np.packbits(values, bitorder="little") if dtype == bool else values).tobytes()
    ctypes.memmove(address, stored, len(stored))
    if mask is None or not mask.any():
        return _DONE
    valid = np.packbits(~mask, bitorder="little").tobytes()
    ctypes.memmove(validity, valid, len(valid))
    return _DONE_WITH_NULLS


def _results(
    result: Any, function: _Function, kind: ColumnType, wanted: np.dtype
) -> tuple[np.ndarray, np.ndarray | None]:
    """The results as the engine computes with them, and which are null."""
    array = np.asanyarray(result) if not isinstance(result, (list, tuple)) else _of_list(result)
    mask = None
    if isinstance(array, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(array)
        array = array.data
    if wanted.kind in "Mm" and array.dtype.kind == wanted.kind:
        nat = np.isnat(array)
        mask = nat if mask is None else mask | nat
        fits = array.astype(wanted).astype(array.dtype) == array
    elif array.dtype == wanted:
        return array, mask
    elif wanted.kind == "f" and array.dtype.kind in "iuf":
        fits = None
    elif wanted.kind in "iu" and array.dtype.kind in "iu" and kind.kind != "decimal64":
        bounds = np.iinfo(wanted)
        fits = (array >= bounds.min) & (array <= bounds.max)
    else:
        raise DataError(
            f"a function's results are of another type: function={function.name}, return_dtype={kind}, "
            f"wanted={wanted}, dtype={array.dtype}"
        )
    if fits is not None and not (fits if mask is None else fits | mask).all():
        raise DataError(f"a result does not fit: function={function.name}, return_dtype={kind}, dtype={array.dtype}")
    return array.astype(wanted), mask


def _of_list(values: Sequence[Any]) -> np.ndarray:
    mask = [value is None for value in values]
    if not any(mask):
        return np.asarray(values)
    known = next((value for value in values if value is not None), 0)
    filled = np.asarray([known if value is None else value for value in values])
    return np.ma.MaskedArray(filled, mask=mask)


_bridge.on_callback(_dispatch, take_raised)
