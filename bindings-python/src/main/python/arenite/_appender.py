"""Rows of a feed, one by one."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from arenite import _buffers, _objects
from arenite._buffers import Nulls, Source
from arenite._convert import Target
from arenite._errors import AreniteError, ClosedError, DataError
from arenite._pins import Pin

if TYPE_CHECKING:
    from arenite._table import Table

# By struct's letters, which are NumPy's too. A text has only its place: it is kept beside the rows.
_PACKED = {
    "bool": "b", "int8": "b", "int16": "h", "int32": "i", "int64": "q", "uint8": "B", "uint16": "H", "uint32": "I",
    "uint64": "Q", "float32": "f", "float64": "d", "decimal64": "q", "timestamp": "q", "duration": "q", "date32": "i",
    "symbol": "i", "utf8": "b", "binary": "b",
}  # fmt: skip
_BUFFER_ROWS = 4_096
_NAT = -(1 << 63)
_BOOLS = frozenset((bool, np.bool_))
_WRONG_VALUE = (TypeError, ValueError, OverflowError, struct.error)


class _Symbols(dict):
    """The codes of symbols; a new one is asked for once."""

    __slots__ = ("_table",)

    def __init__(self, table: Table) -> None:
        self._table = table

    def __missing__(self, symbol: Any) -> int:
        if not isinstance(symbol, str):
            raise TypeError("not a str")
        code = self._table._bridge.request("intern", table=self._table._pin.slot, symbols=[symbol])[0]
        self[symbol] = code
        return code


class Appender:
    """The one writer of a table, for rows as they come: `Table.appender()`.

    Rows are packed in Python, and handed over when there are many and by `commit`. Readers see them after `commit`, all
    at once. The end of a `with` block commits; after an exception in the block too, because no row that was appended is
    lost: `rollback` is how to take rows back. For one thread at a time. A signal's handler may raise anywhere, as Ctrl-C
    does: a row is then appended or it is not, and none twice.

    Examples
    --------
    >>> with trades.appender() as rows:
    ...     rows.append(time.time_ns(), "AAPL", 187.25, 100)
    ...     rows.commit()
    """

    # Rows are numbered from the first one of this appender. In the buffer are those from `_first` to before `_next`.
    # Each of the two changes by one assignment after all that it stands for, and the rows that Java has already are
    # passed over there, so that an exception between any two steps leaves nothing half done. What such a row left among
    # the texts and nulls is cut off before the next one: until then that has to go the slow way.
    __slots__ = ("_buffer", "_columns", "_convert", "_first", "_goes_slowly", "_next", "_nulls", "_pack", "_pin",
                 "_places", "_rows", "_size", "_table", "_texts")  # fmt: skip

    def __init__(self, table: Table) -> None:
        self._pin: Pin | None = None
        self._table = table
        self._columns = [Target(name, kind) for name, kind in table.schema.items()]
        packed = struct.Struct("<" + "".join(_PACKED[column.type.kind] for column in self._columns))
        self._pack = packed.pack_into
        self._size = packed.size
        symbols = _Symbols(table)
        self._convert: list[Callable[[Any], Any]] = [
            symbols.__getitem__ if column.type.kind == "symbol" else _convert_for_struct(column)
            for column in self._columns
        ]
        # Of the other columns struct takes what the type takes, but for bools and NaT, and refuses the rest.
        self._places = [
            (index, self._convert[index])
            for index, column in enumerate(self._columns)
            if column.type.kind in ("symbol", "bool", "decimal64")
        ]
        self._texts: dict[int, list[bytes]] = {
            index: [] for index, column in enumerate(self._columns) if column.type.kind in ("utf8", "binary")
        }
        self._nulls: dict[int, list[int]] = {}
        self._goes_slowly = bool(self._texts)
        self._first = 0
        self._next = 0
        with table._bridge.holding("appender", table=table._pin.slot) as opened:
            self._pin = Pin(table._bridge, opened["appender"], table._pin)
            self._rows = min(_BUFFER_ROWS, opened["rows"])
        self._buffer = bytearray(self._size * self._rows)

    def append(self, *values: Any) -> None:
        """Append a row.

        Parameters
        ----------
        *values
            One for each column, in the order of the schema. A timestamp is an int (of the column's unit since the
            epoch, UTC), datetime, numpy.datetime64 or pandas.Timestamp. None is a null. A number in a float column
            becomes the nearest float.

        Raises
        ------
        DataError
            The row is not appended; the text names it, counted from the first row of this appender, and the column.
        """
        count = self._next - self._first
        if count == self._rows or self._pin is None:
            self._hand_over(commit=False)
            count = 0
        if self._goes_slowly:
            self._append_slowly(values, count)
            return
        row = list(values)
        try:
            for place, convert in self._places:
                row[place] = convert(row[place])
            self._pack(self._buffer, count * self._size, *row)
            is_packed = _NAT not in row and _BOOLS.isdisjoint(map(type, row))
        except (*_WRONG_VALUE, IndexError):
            is_packed = False
        if is_packed:
            self._next += 1
        else:
            self._append_slowly(values, count)

    def commit(self) -> None:
        """Show all rows that were appended to readers, at once."""
        self._hand_over(commit=True)

    def rollback(self) -> None:
        """Forget all rows since the last commit."""
        pin = self._open_pin()
        self._table._bridge.request("appender_rollback", appender=pin.slot, next=self._next)
        self._forget(self._next)

    def close(self) -> None:
        """Commit, and let another write to the table; again does nothing.

        Raises
        ------
        AreniteError
            The rows could not be committed. They are kept, and this appender stays open: `close` tries again, after
            `rollback` it has nothing to commit.
        """
        if self._pin is None:
            return
        self._hand_over(commit=True)
        self._table._bridge.request("appender_close", appender=self._pin.slot)
        self._pin = None

    @property
    def pending(self) -> int:
        """Rows that are not handed over yet."""
        return self._next - self._first

    def __enter__(self) -> Appender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_pin", None) is not None:
            warnings.warn(f"an appender was not closed: table={self._table.name}", ResourceWarning, source=self)
            self.close()

    def __repr__(self) -> str:
        state = "closed" if self._pin is None else f"{self._next} rows"
        return f"Appender({self._table.name}: {state})"

    def _open_pin(self) -> Pin:
        if self._pin is None:
            raise ClosedError(f"the appender is closed: table={self._table.name}")
        return self._pin

    def _append_slowly(self, values: tuple[Any, ...], count: int) -> None:
        """A row with nulls, texts, or other objects than struct takes; or a wrong one."""
        if len(values) != len(self._columns):
            raise DataError(
                f"a row has a value for each column: table={self._table.name}, row={self._next}, "
                f"values={len(values)}, columns={[column.name for column in self._columns]}"
            )
        row: list[Any] = []
        nulls = []
        texts: dict[int, bytes] = {}
        for index, (value, column, convert) in enumerate(zip(values, self._columns, self._convert)):
            try:
                if _objects.is_null(value):
                    self._require_nullable(column)
                    nulls.append(index)
                converted = 0 if _objects.is_null(value) else convert(value)
                if index in self._texts:
                    texts[index] = converted or b""
                    converted = 0
                struct.pack("<" + _PACKED[column.type.kind], converted)
            except _WRONG_VALUE as error:
                raise column.refuse(str(error), type(value).__name__, row=self._next, value=value) from error
            row.append(converted)
        self._pack(self._buffer, count * self._size, *row)
        self._goes_slowly = True
        self._cut(count)
        for index in nulls:
            self._nulls.setdefault(index, []).append(count)
        for index, text in texts.items():
            self._texts[index].append(text)
        self._next += 1
        self._goes_slowly = bool(self._texts)

    def _cut(self, count: int) -> None:
        """Keep the texts and the nulls of so many rows."""
        for texts in self._texts.values():
            del texts[count:]
        for rows in self._nulls.values():
            while rows and rows[-1] >= count:
                rows.pop()

    def _require_nullable(self, column: Target) -> None:
        if column.name in (self._table.timestamp, self._table.key):
            raise ValueError("column cannot be null")

    def _hand_over(self, commit: bool) -> None:
        """Give the rows to the table. If that fails they stay."""
        pin = self._open_pin()
        first, after = self._first, self._next
        address = None
        if after > first:
            count = after - first
            self._cut(count)
            words, alive = _buffers.describe([(count, self._sources(count))])
            address = _buffers.address_of(words)
        try:
            self._table._bridge.request("appender_append", appender=pin.slot, address=address, first=first)
        except AreniteError as error:
            if after > first:
                error.args = (f"{error}; rows that are not appended but kept: {first} to {after - 1}",)
            raise
        self._forget(after)
        if commit:
            self._table._bridge.request("appender_append", appender=pin.slot, commit=True)

    def _sources(self, count: int) -> list[Source]:
        rows = np.frombuffer(
            self._buffer,
            np.dtype([(str(i), "<" + _PACKED[column.type.kind]) for i, column in enumerate(self._columns)]),
            count,
        )
        return [self._source(index, np.ascontiguousarray(rows[str(index)])) for index in range(len(self._columns))]

    def _source(self, index: int, values: np.ndarray) -> Source:
        nulls = Nulls()
        if index in self._nulls:
            mask = np.zeros(len(values), bool)
            mask[self._nulls[index]] = True
            nulls = Nulls.masked(mask)
        if index in self._texts:
            return _buffers.of_bytes(self._texts[index], nulls)
        if self._columns[index].type.kind == "bool":
            return _buffers.of_bools(values.view(bool), nulls)
        return _buffers.of_values(values, nulls)

    def _forget(self, before: int) -> None:
        """Have the buffer for the rows from this one on."""
        self._goes_slowly = True
        self._first = before
        self._nulls = {}
        self._cut(0)
        self._goes_slowly = bool(self._texts)


def _convert_for_struct(column: Target) -> Callable[[Any], Any]:
    """What struct takes for an object: a bool as a number, and of floats it makes the nearest that the column has."""
    if column.type.kind in ("float32", "float64"):
        return _objects.nearest_float
    convert = _objects.convert_one(column)
    return (lambda value: int(convert(value))) if column.type.kind == "bool" else convert
