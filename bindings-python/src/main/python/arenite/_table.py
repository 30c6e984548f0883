"""Tables, and their columns as arrays."""

from __future__ import annotations

import difflib
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from arenite import _append, _bridge, _columns
from arenite._appender import Appender
from arenite._block import ColumnBlock
from arenite._columns import Column
from arenite._errors import ClosedError, UnknownNameError
from arenite._files import Damage, damage_of, run_job
from arenite._intern import forget
from arenite._lazy import LazyFrame
from arenite._schema import type_of
from arenite._source import Source
from arenite._times import Moment, to_ns
from arenite._types import ColumnType

if TYPE_CHECKING:
    from arenite._database import Database

_CACHED_COLUMNS = 4096
_GONE = -1

_tables: weakref.WeakValueDictionary[int, Table] = weakref.WeakValueDictionary()


class Table(Source):
    """A table of a database: one writer appends, anybody reads.

    Made by the database: `db["trades"]`. Holding one costs nothing; a column is read as it is at that moment.
    """

    __slots__ = ("_arrays", "_row_word", "key", "partition_by", "timestamp")

    def __init__(self, database: Database, described: dict[str, Any]) -> None:
        Source.__init__(self, database, described)
        self._row_word = self._word + 1
        self._arrays: dict[tuple[str, str | None], tuple[int, Any]] = {}
        self.timestamp: str = described["timestamp"]
        self.key: str | None = described.get("key")
        self.partition_by: str = described["partition_by"].lower()
        _tables[id(self)] = self

    def get_column(
        self,
        name: str,
        key: str | None = None,
        *,
        start: Moment | None = None,
        end: Moment | None = None,
        allow_copy: bool = True,
    ) -> Column:
        """A column as it is now, over the memory of the table.

        Parameters
        ----------
        name : str
            The column.
        key : str, optional
            Only the rows of this key, in the order of time. Without it a table with a key gives the keys one after the
            other in each time bucket.
        start, end : int (nanoseconds), str, datetime, numpy.datetime64 or pandas.Timestamp, optional
            Only rows at or after `start` and before `end`.
        allow_copy : bool
            False: rather an error than a copy (bool, date32, utf8, binary).

        Returns
        -------
        numpy.ndarray
            Where the rows lie in one partition: a view without a copy, read-only for ever (`OWNDATA` is False). It and
            whatever is made of it keep that memory alive. Rows that are committed later are not in it. `.copy()` owns.
        numpy.ma.MaskedArray
            The same where there are nulls; the values are a view, the mask is a copy.
        ChunkedColumn
            Where the rows lie in several partitions.
        SymbolColumn
            Of a symbol column: its codes are one of the above.

        Raises
        ------
        UnknownNameError
            A KeyError: no such column, or no row of the database has such a key; it lists the names that are nearest.
        """
        entry = self._arrays.get((name, key))
        if entry is not None and entry[0] == self._words[self._word] and start is None and end is None:
            return entry[1].view()
        return self._get_column(name, key, start, end, allow_copy)

    def columns(
        self, *names: str, key: str | None = None, start: Moment | None = None, end: Moment | None = None
    ) -> ColumnBlock:
        """Several columns of one moment, for a `with` block at whose end their memory is let go.

        Examples
        --------
        >>> with trades.columns("price", "size", key="AAPL") as (price, size):
        ...     vwap = np.dot(price, size) / size.sum()
        """
        return ColumnBlock(self, names or tuple(self.schema), lambda: self._read(names, key, start, end, False)[1])

    def append(self, data: Any) -> int:
        """Append rows by columns and commit them: all become visible at once, or none is appended.

        Values whose type is the column's are copied once, from where they lie into the table. The others are converted
        where that loses nothing (integers that fit, wider floats, another unit of time, another byte order) and are
        otherwise an error. NaT, None, pandas.NA and masked values are nulls; a NaN among floats stays NaN. Strings,
        categories and dictionaries become symbols.

        Parameters
        ----------
        data : dict of arrays, pandas.DataFrame, polars.DataFrame, pyarrow.Table or RecordBatch, structured array
            A column for each column of the table, by name, in any order: arrays, series, lists; in a dict also single
            values, which stand in every row. Whatever has `__arrow_c_stream__` is taken as an Arrow table.

        Returns
        -------
        int
            How many rows were appended.

        Raises
        ------
        DataError
            A ValueError that names the column, its dtype and where there is one the row.
        ClosedError
            The table is dropped, or has an open appender.

        Examples
        --------
        >>> trades.append({"ts": times, "sym": ["AAPL", "MSFT"], "price": np.array([187.25, 402.5]), "size": 100})
        2
        """
        return _append.append(self, data)

    def appender(self) -> Appender:
        """The one writer, for the rows of a feed as they come.

        Raises
        ------
        ClosedError
            There is an open appender of this table already.
        """
        return Appender(self)

    @property
    def is_dropped(self) -> bool:
        """Whether the table has been removed, or its database closed."""
        return self._words[self._word] == _GONE

    def __len__(self) -> int:
        """How many rows are committed: reads one word."""
        rows = self._words[self._row_word]
        if rows == 0:
            self._check_open()
        return rows

    def __contains__(self, name: object) -> bool:
        """Whether there is a column of that name."""
        return name in self.schema

    def __iter__(self) -> Iterator[str]:
        return iter(self.schema)

    def drop(self) -> None:
        """Remove this very table, not one of its name that came later. Arrays that are out stay valid; memory goes with
        the last of them.

        Raises
        ------
        ClosedError
            The table is dropped already.
        """
        self._bridge.request("drop", table=self._pin.slot)
        forget(self)

    def drop_before(self, moment: Moment) -> int:
        """Remove the partitions that end at or before a moment: retention.

        Returns
        -------
        int
            How many partitions.
        """
        return self._bridge.request("drop_before", table=self._pin.slot, ns=to_ns(moment))

    def drop_partition(self, moment: Moment) -> int:
        """Remove the time bucket that a moment lies in, with all its keys.

        Returns
        -------
        int
            How many partitions.
        """
        return self._bridge.request("drop_partition", table=self._pin.slot, ns=to_ns(moment))

    def seal(self) -> None:
        """Bring everything that is committed into sealed files, late rows merged, and out of the log. In memory it does
        nothing."""
        run_job(self._bridge, "seal", table=self._pin.slot)

    def compact(self) -> None:
        """Merge late rows into the sealed files of their buckets: the same as `seal`, which does that too."""
        self.seal()

    def verify(self) -> list[Damage]:
        """Compare the checksums and statistics of all sealed files with the data.

        Returns
        -------
        list of Damage
            What is wrong; empty if nothing is.
        """
        return damage_of(run_job(self._bridge, "verify", table=self._pin.slot))

    def add_column(self, name: str, kind: Any) -> Table:
        """Add a column behind the others, which is null in all rows so far. Of a database in a directory.

        Returns
        -------
        Table
            The table that goes on. This one is as if dropped; arrays of it that are out stay valid.
        """
        return self._altered("add_column", name=name, type=type_of(kind).name)

    def rename_column(self, name: str, new_name: str) -> Table:
        """Give a column another name; as `add_column`."""
        return self._altered("rename_column", name=name, new_name=new_name)

    def drop_column(self, name: str) -> Table:
        """Remove a column, which must not be the timestamp or the key; as `add_column`."""
        return self._altered("drop_column", name=name)

    def _altered(self, op: str, **fields: Any) -> Table:
        with self._bridge.holding(op, table=self._pin.slot, **fields) as described:
            forget(self)
            return self._database._remember(described)

    def _item(self, key: Any) -> Any:
        if isinstance(key, str) and key not in self.schema:
            near = difflib.get_close_matches(key, self.schema) or list(self.schema)
            raise UnknownNameError(f"no such column: column={key}, table={self.name}, near misses={near}")
        return LazyFrame._item(self, key)

    def __repr__(self) -> str:
        columns = ", ".join(f"{name}: {kind}" for name, kind in self.schema.items())
        return f"Table({self.name}: {columns})"

    def _get_column(
        self, name: str, key: str | None, start: Moment | None, end: Moment | None, allow_copy: bool
    ) -> Column:
        whole = start is None and end is None
        commit, (column,) = self._read((name,), key, start, end, whole, allow_copy)
        if whole and _lies_in_table(self.schema[name], column):
            self._keep((name, key), commit, column)
            return column.view()
        return column

    def _read(
        self,
        names: tuple[str, ...],
        key: str | None,
        start: Moment | None,
        end: Moment | None,
        cached: bool,
        allow_copy: bool = True,
    ) -> tuple[int, list[Column]]:
        with self._bridge.holding(
            "columns",
            table=self._pin.slot,
            columns=names or list(self.schema),
            key=key,
            start=None if start is None else to_ns(start),
            end=None if end is None else to_ns(end),
            cached=cached,
        ) as answer:
            _columns.adopt(self._bridge, answer["columns"])
        built = [_columns.build(column, self._dictionary, allow_copy) for column in answer["columns"]]
        return answer["commit"], built

    def _keep(self, place: tuple[str, str | None], commit: int, column: Column) -> None:
        arrays = self._arrays
        if len(arrays) >= _CACHED_COLUMNS:
            arrays.pop(next(iter(arrays)), None)
        arrays[place] = (commit, column)
        # The JVM asks once to forget what is old: should it have asked before the array was here, this sees why.
        if self._words[self._word] != commit:
            arrays.pop(place, None)

    def _forget_arrays(self, only_old: bool) -> None:
        commit = self._words[self._word]
        for place, (at, _) in list(self._arrays.items()):
            if not only_old or at != commit:
                self._arrays.pop(place, None)

    def _check_open(self) -> None:
        if self.is_dropped:
            raise ClosedError(f"the table is dropped: table={self.name}")


def _lies_in_table(kind: ColumnType, column: Column) -> bool:
    """Whether keeping the array costs nothing but the pin: copies and masks are not kept."""
    return (kind.is_view or kind.kind == "symbol") and not isinstance(column, np.ma.MaskedArray)


def _forget_old() -> None:
    for table in list(_tables.values()):
        table._forget_arrays(only_old=True)


def forget_arrays(database: Database) -> None:
    """Empty the caches of a database, so that what is pinned is pinned by others."""
    for table in list(_tables.values()):
        if table._database is database:
            table._forget_arrays(only_old=False)


def forget_all_arrays() -> None:
    """Empty all caches."""
    for table in list(_tables.values()):
        table._forget_arrays(only_old=False)


_bridge.on_evict(_forget_old)
