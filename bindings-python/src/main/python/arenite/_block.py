"""Columns for the time of a `with` block."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from arenite import _arrays
from arenite._columns import ChunkedColumn, SymbolColumn

if TYPE_CHECKING:
    from arenite._table import Table


class ColumnBlock:
    """Several columns of one moment. At the end of the block its arrays are emptied, so that their memory can go even
    though the variables of the block still exist.

    An array that something else refers to (a list, a buffer, a library, a variable that an inner function uses too) is
    not emptied but stays as it is, as do slices and other arrays made of it: its memory stays pinned, and a
    `ResourceWarning` names the column.
    """

    __slots__ = ("_columns", "_names", "_read", "_table")

    def __init__(self, table: Table, names: tuple[str, ...], read: Callable[[], list[Any]]) -> None:
        self._table = table
        self._names = names
        self._read = read
        self._columns: list[Any] = []

    def __enter__(self) -> tuple[Any, ...]:
        self._columns = [_Lent(column) for column in self._read()]
        return tuple(lent.shown for lent in self._columns)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        columns, self._columns = self._columns, []
        # counted before the variables are looked at, which may make one more reference of each
        references = [lent.references() for lent in columns]
        variables = _of_variables(sys._getframe(1))
        held = []
        for name, lent, count in zip(self._names, columns, references):
            if not lent.take_back(count - sum(each is lent.shown for each in variables)):
                held.append(name)
        if held:
            warnings.warn(
                f"columns are still in use after their block, and pinned: table={self._table.name}, columns={held}",
                ResourceWarning,
                stacklevel=2,
            )


class _Lent:
    """A column that a block has given out, and the arrays that whatever is made of it has as its base."""

    __slots__ = ("parts", "shown")

    def __init__(self, column: Any) -> None:
        codes = column.codes if isinstance(column, SymbolColumn) else column
        self.parts: list[Any] = codes.parts if isinstance(codes, ChunkedColumn) else [codes]
        self.shown = column.view()

    def references(self) -> int:
        """How many others refer to what was given out."""
        return sys.getrefcount(self.shown) - 2

    def take_back(self, others: int) -> bool:
        """Empty it unless others refer to it; whether nobody has anything that was made of it."""
        if others > 0:
            return False
        _empty(self.shown)
        return all(sys.getrefcount(self.parts[place]) == 2 for place in range(len(self.parts)))


def _of_variables(frame: FrameType) -> list[Any]:
    """What only a frame's local variables refer to, once for each reference: their values, and what is in tuples that
    nothing else has. A variable that an inner function uses may be that function's, too, and is none of them."""
    code, found = frame.f_code, frame.f_locals
    shared = {*code.co_cellvars, *code.co_freevars}
    values = [value for name, value in found.items() if name not in shared]
    if code.co_flags & inspect.CO_OPTIMIZED and type(found) is dict:
        found.clear()  # before Python 3.13 the frame keeps this copy, and with it every value
    counts = Counter(map(id, values))
    inside: list[Any] = []
    for place in range(len(values)):
        # a tuple is counted once, by its first variable; its references are the variables, this list and the argument
        count = counts.pop(id(values[place]), 0)
        if type(values[place]) is tuple and sys.getrefcount(values[place]) == 2 * count + 1:
            inside.extend(values[place])
    return values + inside


def _empty(column: Any) -> None:
    if isinstance(column, SymbolColumn):
        column.codes = _arrays.empty(np.dtype(np.int32))
    elif isinstance(column, ChunkedColumn):
        column.parts = []
    else:
        if isinstance(column, np.ma.MaskedArray):
            column._mask = np.ma.nomask
        np.ndarray.__setstate__(column, (1, (0,), column.dtype, False, b""))
