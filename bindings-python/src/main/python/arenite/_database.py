"""Databases."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, NamedTuple

from arenite import _bridge, _csv, _pins, _table
from arenite._csv import CsvReport
from arenite._errors import ArgumentError
from arenite._files import Damage, ImportReport, PathLike, damage_of, import_files, run_job
from arenite._intern import forget
from arenite._pins import Pin
from arenite._schema import Schema
from arenite._source import ScannedFile
from arenite._table import Table


class PinInfo(NamedTuple):
    """Memory that Python holds.

    Attributes
    ----------
    kind : str
        `view` of a table's column, or `result` of a query.
    name : str
        `table.column`.
    key : str or None
        The key of the partition.
    rows : int
        Rows of the array.
    bytes : int
        Size of the block of memory that is held; arrays over columns of one partition hold the same block.
    site : str or None
        Where in the program it was made, after `arenite.debug_pins()`.
    """

    kind: str
    name: str
    key: str | None
    rows: int
    bytes: int
    site: str | None


class Database:
    """A database: tables by name. Thread safe; closes at the end of a `with` block, or when nothing refers to it.

    Examples
    --------
    >>> db = arenite.memory()
    >>> trades = db["trades"]
    """

    __slots__ = ("__weakref__", "_bridge", "_keeps_answers", "_pin", "_slot", "_tables")

    def __init__(self, slot: int, keeps_answers: bool = True) -> None:
        self._bridge = _bridge.bridge()
        self._pin = Pin(self._bridge, slot)
        self._slot = slot
        self._keeps_answers = keeps_answers
        self._tables: dict[str, Table] = {}

    def __getitem__(self, name: str) -> Table:
        """The table of that name.

        Raises
        ------
        UnknownNameError
            A KeyError that lists the names that are nearest.
        """
        known = self._tables.get(name)
        if known is not None and not known.is_dropped:
            return known
        with self._bridge.holding("table", database=self._slot, name=name) as described:
            return self._remember(described)

    def table(self, name: str) -> Table:
        """The table of that name: `db[name]`."""
        return self[name]

    def tables(self) -> list[str]:
        """The names of the tables, sorted."""
        return self._bridge.request("tables", database=self._slot)

    def create_table(
        self,
        name: str,
        schema: Mapping[str, Any],
        *,
        key: str | None = None,
        timestamp: str | None = None,
        partition_by: str = "day",
    ) -> Table:
        """Make a table.

        Parameters
        ----------
        name : str
            Its name.
        schema : mapping of str to type, or Schema
            Names and types of the columns, in order. Types are names (`"float64"`, `"symbol"`, `"timestamp(ns)"`,
            `"decimal64(2)"`), Python's or those of NumPy, Polars, pandas and pyarrow.
        key : str, optional
            The symbol column to partition by, so that the rows of one key lie together.
        timestamp : str, optional
            The designated timestamp. Default: the first `timestamp(ns)`.
        partition_by : {'hour', 'day', 'month', 'year', 'none'}
            The length of a time bucket, UTC.

        Examples
        --------
        >>> trades = db.create_table(
        ...     "trades", {"ts": "timestamp", "sym": "symbol", "price": float, "size": "int64"}, key="sym"
        ... )
        """
        of = schema if isinstance(schema, Schema) else Schema(schema)
        of = Schema(of, timestamp=timestamp or of.timestamp, key=key or of.key)
        with self._bridge.holding(
            "create_table", database=self._slot, name=name, partition_by=partition_by, **of.fields()
        ) as made:
            return self._remember(made)

    def import_csv(
        self,
        path: PathLike | Iterable[PathLike],
        table: str,
        *,
        ts: str | None = None,
        key: str | bool | None = None,
        types: Mapping[str, Any] | None = None,
        names: Iterable[str] | None = None,
        separator: str = ",",
        null_values: Iterable[str] = (),
        on_error: str = "abort",
        partition_by: str = "day",
    ) -> CsvReport:
        """Append CSV files to a table, which is made if there is none of that name.

        Each file is one commit: it is in the table wholly or not at all. Ctrl-C takes back the file at hand.

        Parameters
        ----------
        path : path or paths
            `.csv` or `.csv.gz`; all have the same columns, in any order.
        table : str
            The table's name. If there is such a table, the files have its columns and types.
        ts : str, optional
            The timestamp column. Default: the first there is of ts, timestamp, time, ts_ms, date.
        key : str or False, optional
            The symbol column to partition by; False: none. Default: the first there is of symbol, sym, ticker,
            instrument.
        types : mapping of str to type, optional
            Types of columns instead of a guess; `"timestamp(ms)"` says what a number in the file counts, `"skip"` leaves
            the column out.
        names : list of str, optional
            The names of the columns of files that have no header.
        separator : str
            Between fields.
        null_values : list of str
            Texts that stand for null, besides nothing at all.
        on_error : {'abort', 'skip'}
            What a row does that cannot be read.
        partition_by : {'hour', 'day', 'month', 'year', 'none'}
            The length of a time bucket of a new table, UTC.

        Returns
        -------
        CsvReport
            Rows, skipped rows and the first of these with file, line, column and text.

        Raises
        ------
        DataError
            What cannot be read, with file, line, column and text; files before it are committed.
        """
        return _csv.import_csv(
            self, path, table, ts, key, types, names, separator, null_values, on_error, partition_by
        )

    def import_parquet(
        self,
        path: PathLike | Iterable[PathLike],
        table: str,
        *,
        ts: str | None = None,
        key: str | bool | None = None,
        types: Mapping[str, Any] | None = None,
        on_error: str = "abort",
        partition_by: str = "day",
    ) -> ImportReport:
        """Append Parquet files to a table, which is made if there is none of that name.

        Each file is one commit: it is in the table wholly or not at all. Ctrl-C takes back the file at hand. Memory goes
        to one row group. Nothing is rounded: a value that does not fit into its column makes its row a bad one.

        Parameters
        ----------
        path : path or paths
            All have the same columns, in any order.
        table : str
            The table's name. If there is such a table, the files have its columns, and its types or such as can be
            converted into them.
        ts : str, optional
            The timestamp column. Default: the first there is of ts, timestamp, time, ts_ms, date, or the only timestamp.
        key : str or False, optional
            The text column to partition by; False: none. Default: the first there is of symbol, sym, ticker, instrument.
        types : mapping of str to type, optional
            Types of columns instead of the file's; of integers `"timestamp(ms)"` says what they count, `"skip"` leaves
            the column out.
        on_error : {'abort', 'skip'}
            What a row does that cannot be imported.
        partition_by : {'hour', 'day', 'month', 'year', 'none'}
            The length of a time bucket of a new table, UTC.

        Returns
        -------
        ImportReport
            Rows, skipped rows and the first of these with file, row, column and value.

        Raises
        ------
        DataError
            What cannot be imported, with file, row and column; files before it are committed.
        """
        return import_files(self, "PARQUET", path, table, ts, key, types, on_error, partition_by)

    def import_arrow(
        self,
        path: PathLike | Iterable[PathLike],
        table: str,
        *,
        ts: str | None = None,
        key: str | bool | None = None,
        types: Mapping[str, Any] | None = None,
        on_error: str = "abort",
        partition_by: str = "day",
    ) -> ImportReport:
        """Append Arrow IPC files, of the file or the stream format, to a table: as `import_parquet`."""
        return import_files(self, "ARROW", path, table, ts, key, types, on_error, partition_by)

    def scan(self, path: PathLike, *, symbols: str | Iterable[str] = ()) -> ScannedFile:
        """An Arrow file as a lazy frame, without bringing it in; see `arenite.scan`."""
        file = os.path.abspath(os.fspath(path))
        names = [symbols] if isinstance(symbols, str) else list(symbols)
        with self._bridge.holding("scan", database=self._slot, path=file, symbols=names) as described:
            return ScannedFile(self, described)

    def seal(self) -> None:
        """Bring everything that is committed into sealed files and out of the logs: `Table.seal` of all tables."""
        run_job(self._bridge, "seal", database=self._slot)

    def verify(self) -> list[Damage]:
        """Compare the checksums and statistics of all sealed files with the data: `Table.verify` of all tables."""
        return damage_of(run_job(self._bridge, "verify", database=self._slot))

    def refresh(self) -> None:
        """Show what another process has committed since this database was opened for reading, or refreshed. A table that
        was dropped, or was given other columns, is dropped here; in the second case `db[name]` is the new one."""
        self._bridge.request("refresh", database=self._slot)

    def backup(self, path: PathLike) -> None:
        """Make a database of what is committed now in another directory, which is empty or not there. Writers and readers
        go on meanwhile."""
        run_job(self._bridge, "backup", database=self._slot, path=os.path.abspath(os.fspath(path)))

    def drop_table(self, name: str) -> None:
        """Remove a table. Arrays that are out stay valid; memory goes with the last of them."""
        self._bridge.request("drop_table", database=self._slot, name=name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables())

    def __len__(self) -> int:
        return len(self.tables())

    def __contains__(self, name: object) -> bool:
        return name in self.tables()

    def stats(self) -> dict[str, Any]:
        """Rows, partitions and memory of each table, and the memory in all."""
        return self._bridge.request("stats", database=self._slot)

    def pins(self) -> list[PinInfo]:
        """The memory that arrays and results of Python hold: what is in nobody's hands is let go of first."""
        _table.forget_arrays(self)
        found = self._bridge.request("pins", database=self._slot)
        return [PinInfo(site=_pins.site(pin.pop("pin")), key=pin.pop("key", None), **pin) for pin in found]

    def close(self) -> None:
        """End the queries and drop the tables; again does nothing. Arrays that are out stay valid, and memory goes with
        the last of them. A database that a Java application shares stays open for that."""
        _table.forget_arrays(self)
        for table in self._tables.values():
            forget(table)
        self._tables.clear()
        self._bridge.request("close", database=self._slot)

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Database(slot={self._slot})"

    def _remember(self, described: dict[str, Any]) -> Table:
        table = Table(self, described)
        self._tables[table.name] = table
        return table


def memory(*, limit_bytes: int | None = None, cache_bytes: int | None = None) -> Database:
    """A new database in memory.

    Parameters
    ----------
    limit_bytes : int, optional
        Reaching it is a MemoryError and loses nothing. Default: four fifths of the machine's memory.
    cache_bytes : int, optional
        How much is kept of earlier answers; 0: nothing.
    """
    bridge = _bridge.bridge()
    with bridge.holding("memory", limit_bytes=limit_bytes, cache_bytes=cache_bytes) as answer:
        return Database(answer["database"], keeps_answers=cache_bytes != 0)


def open(
    path: PathLike,
    mode: str = "rw",
    *,
    sync: str | int = 50,
    compression: str = "uncompressed",
    limit_bytes: int | None = None,
    cache_bytes: int | None = None,
) -> Database:
    """The database in a directory, which is made where there is none.

    What is committed outlives the process at once, killed or not. One process at a time has it for writing; any number of
    others may read.

    Parameters
    ----------
    path : path
        The directory.
    mode : {'rw', 'r'}
        `'r'`: for reading, while another process writes or none: what is committed as of now and of each `refresh()`.
    sync : int, 'commit' or 'none'
        When a commit is on disk, so that it outlives a loss of power: within so many milliseconds, before it returns, or
        when the system sees fit.
    compression : {'uncompressed', 'lz4', 'zstd'}
        Of sealed files. Uncompressed ones are read in place.
    limit_bytes : int, optional
        Of memory; what lies in sealed files is not counted. Reaching it is a MemoryError and loses nothing.
    cache_bytes : int, optional
        How much is kept of earlier answers; 0: nothing.

    Raises
    ------
    ClosedError
        Another process, or this one, has it open for writing; the text names the holder.
    CorruptFileError
        A file is not what was written.
    ArgumentError
        There is no database to read.
    """
    if mode not in ("rw", "r"):
        raise ArgumentError(f"a database is opened for reading and writing or for reading: mode={mode!r}, known=rw, r")
    if sync not in ("none", "commit") and (isinstance(sync, (str, bool)) or sync <= 0):
        raise ArgumentError(f"sync is milliseconds, 'commit' or 'none': sync={sync!r}")
    if compression not in ("uncompressed", "lz4", "zstd"):
        raise ArgumentError(f"unknown compression: compression={compression!r}, known=uncompressed, lz4, zstd")
    with _bridge.bridge().holding(
        "open",
        path=os.path.abspath(os.fspath(path)),
        writes=mode == "rw",
        sync=str(sync),
        compression=compression,
        limit_bytes=limit_bytes,
        cache_bytes=cache_bytes,
    ) as answer:
        return Database(answer["database"], keeps_answers=cache_bytes != 0)


def scan(path: PathLike, *, symbols: str | Iterable[str] = ()) -> ScannedFile:
    """An Arrow IPC file as a lazy frame, without bringing it in: what a query does not need is not read.

    Opening reads the end of the file. Columns of uncompressed files are read where they are mapped; others are decoded
    when a query touches them. A file that somebody cuts off meanwhile is an error of the query.

    Parameters
    ----------
    path : path
        The file.
    symbols : name or names, optional
        Columns of text that are read as symbols, so that they can be compared and grouped by: Polars and pyarrow write
        text, not dictionaries, unless told. The first query reads the whole of these columns. They may have 16,777,216
        different texts; more are an ArgumentError of that query.

    Raises
    ------
    ArgumentError
        The file has no such column, or one that is no text.

    Examples
    --------
    >>> ar.scan("trades.arrow").filter(ar.col("price") > 100).select(ar.vwap("price", "size")).collect()
    >>> ar.scan("polars.arrow", symbols=["sym"]).group_by("sym").agg(ar.vwap("price", "size")).collect()
    """
    global _scans
    with _scans_lock:
        if _scans is None:
            _scans = memory()
    return _scans.scan(path, symbols=symbols)


_scans: Database | None = None
_scans_lock = threading.Lock()


def shared(name: str) -> Database:
    """The database that the Java application of this process shares by that name."""
    with _bridge.bridge().holding("shared", name=name) as answer:
        return Database(answer["database"])
