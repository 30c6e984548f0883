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
    lost: `rollback` is how to take rows back. For one thread at a time.

    Examples
    --------
    >>> with trades.appender() as rows:
    ...     rows.append(time.time_ns(), "AAPL", 187.25, 100)
    ...     rows.commit()
    """

    __slots__ = ("_buffer", "_columns", "_convert", "_count", "_handed", "_nulls", "_pack", "_pin", "_places", "_rows",
                 "_size", "_table", "_texts")  # fmt: skip

    def __init__(self, table: Table) -> None:
        self._pin: Pin | None = None
        self._table = table
        self._columns = [Target(name, kind) for name, kind in table.schema.items()]
        packed = struct.Struct("<" + "".join(_PACKED[column.type.kind] for column in self._columns))
        self._pack = packed.pack_into
        self._size = packed.size
        symbols = _Symbols(table)
        self._convert: list[Callable[[Any], Any]] = [
            symbols.__getitem__ if column.type.kind == "symbol" else _objects.convert_one(column)
            for column in self._columns
        ]
        # Of the other columns struct takes what the type takes, and refuses the rest.
        self._places = [
            (index, self._convert[index])
            for index, column in enumerate(self._columns)
            if column.type.kind in ("symbol", "bool", "decimal64")
        ]
        self._texts: dict[int, list[bytes]] = {
            index: [] for index, column in enumerate(self._columns) if column.type.kind in ("utf8", "binary")
        }
        self._nulls: dict[int, list[int]] = {}
        self._count = 0
        self._handed = 0
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
        count = self._count
        if count == self._rows or self._pin is None:
            self._hand_over(commit=False)
            count = 0
        if self._texts:
            self._append_slowly(values, count)
            return
        row = list(values)
        try:
            for place, convert in self._places:
                row[place] = convert(row[place])
            self._pack(self._buffer, count * self._size, *row)
        except (*_WRONG_VALUE, IndexError):
            self._append_slowly(values, count)
            return
        self._count = count + 1

    def commit(self) -> None:
        """Show all rows that were appended to readers, at once."""
        self._hand_over(commit=True)

    def rollback(self) -> None:
        """Forget all rows since the last commit."""
        pin = self._open_pin()
        self._table._bridge.request("appender_rollback", appender=pin.slot)
        self._forget()

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
        return self._count

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
        state = "closed" if self._pin is None else f"{self._handed + self._count} rows"
        return f"Appender({self._table.name}: {state})"

    def _open_pin(self) -> Pin:
        if self._pin is None:
            raise ClosedError(f"the appender is closed: table={self._table.name}")
        return self._pin

    def _append_slowly(self, values: tuple[Any, ...], count: int) -> None:
        """A row with nulls, texts, or other objects than struct takes; or a wrong one."""
        if len(values) != len(self._columns):
            raise DataError(
                f"a row has a value for each column: table={self._table.name}, row={self._handed + count}, "
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
                struct.pack(_PACKED[column.type.kind], converted)
            except _WRONG_VALUE as error:
                where = self._handed + count
                raise column.refuse(str(error), type(value).__name__, row=where, value=value) from error
            row.append(converted)
        self._pack(self._buffer, count * self._size, *row)
        for index in nulls:
            self._nulls.setdefault(index, []).append(count)
        for index, text in texts.items():
            self._texts[index].append(text)
        self._count = count + 1

    def _require_nullable(self, column: Target) -> None:
        if column.name in (self._table.timestamp, self._table.key):
            raise ValueError("column cannot be null")

    def _hand_over(self, commit: bool) -> None:
        """Give the rows to the table. If that fails they stay."""
        pin = self._open_pin()
        count = self._count
        address = None
        if count:
            words, alive = _buffers.describe([(count, self._sources(count))])
            address = _buffers.address_of(words)
        try:
            self._table._bridge.request("appender_append", appender=pin.slot, address=address, commit=False)
        except AreniteError as error:
            rows = f"{self._handed} to {self._handed + count - 1}"
            error.args = (f"{error}; rows that are not appended but kept: {rows}",)
            raise
        self._handed += count
        self._forget()
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

    def _forget(self) -> None:
        self._count = 0
        self._nulls = {}
        for texts in self._texts.values():
            texts.clear()
