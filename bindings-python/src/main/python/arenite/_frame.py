"""Results: frames of read-only columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from arenite import _arrays
from arenite._errors import UnknownNameError
from arenite._files import PathLike, write_frame
from arenite._frame_column import Buffers, FrameColumn
from arenite._pins import Pin
from arenite._types import column_type

_BYTE = np.dtype(np.uint8)

# What queries may keep: there may be some thousands of them.
_SMALL_BYTES = 16 << 10


class Frame:
    """What a query gave: columns with names and types, of one moment. Immutable.

    The memory of a large result is the JVM's, and held by each column and array that is made of it. Columns go without
    a copy to NumPy, Arrow, Polars, DuckDB and, without nulls, to pandas and DLPack.
    """

    __slots__ = ("__weakref__", "_by_name", "_columns", "_rows", "is_small")

    def __init__(self, columns: list[FrameColumn], rows: int, is_small: bool) -> None:
        self._columns = columns
        self._by_name = {column.name: column for column in columns}
        self._rows = rows
        # whether a query may keep the frame although nobody has it
        self.is_small = is_small

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._by_name)

    @property
    def schema(self) -> dict[str, str]:
        """The types of the columns by name."""
        return {column.name: column.type.name for column in self._columns}

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._rows, len(self._columns)

    @property
    def height(self) -> int:
        """How many rows."""
        return self._rows

    @property
    def width(self) -> int:
        """How many columns."""
        return len(self._columns)

    def get_column(self, name: str) -> FrameColumn:
        """A column by its name."""
        try:
            return self._by_name[name]
        except (KeyError, TypeError):
            raise UnknownNameError(f"no such column: column={name!r}, columns={self.columns}") from None

    def get_columns(self) -> list[FrameColumn]:
        """All columns."""
        return list(self._columns)

    def __getitem__(self, key: Any) -> Any:
        """A column by name or place, or a frame of several by a list of names."""
        if isinstance(key, str):
            return self.get_column(key)
        if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
            return self._columns[key]
        if isinstance(key, (list, tuple)) and all(isinstance(name, str) for name in key):
            return Frame([self.get_column(name) for name in key], self._rows, self.is_small)
        raise TypeError(f"a frame is indexed by a name, a place or a list of names: type={type(key).__name__}")

    def item(self) -> Any:
        """The only value of a frame of one row and one column."""
        if self.shape != (1, 1):
            raise ValueError(f"not a scalar: rows={self._rows}, columns={self.columns}")
        return self._columns[0][0]

    def rows(self, *, named: bool = False) -> list[Any]:
        """The rows as tuples of Python values, or as dicts.

        Parameters
        ----------
        named : bool
            Dicts by column name.
        """
        tuples = list(zip(*(column.to_list() for column in self._columns)))
        return [dict(zip(self._by_name, row)) for row in tuples] if named else tuples

    def row(self, index: int) -> tuple[Any, ...]:
        """One row as a tuple of Python values."""
        return tuple(column[index] for column in self._columns)

    def to_dict(self) -> dict[str, np.ndarray]:
        """The columns as arrays by name, as `FrameColumn.to_numpy` gives them."""
        return {column.name: column.to_numpy() for column in self._columns}

    def to_numpy(self, *, writable: bool = False) -> np.ndarray:
        """All columns as one array of two dimensions, in the type that NumPy finds for all of them.

        A frame of one column is a view of its memory; several columns are copied, and so is what `writable` asks for.
        `to_dict` has a view for each.
        """
        arrays = [np.asanyarray(column.to_numpy()) for column in self._columns]
        if len(arrays) == 1:
            array = arrays[0].reshape(-1, 1)
        else:
            module = np.ma if any(isinstance(array, np.ma.MaskedArray) for array in arrays) else np
            array = module.stack(arrays, axis=1)
        if writable:
            return array if array.flags.owndata and array.flags.writeable else array.copy()
        array.flags.writeable = False
        return array

    def to_arrow(self) -> Any:
        """A `pyarrow.Table` over the same memory."""
        from arenite._to_arrow import arrow_table

        return arrow_table(self)

    def to_polars(self) -> Any:
        """A `polars.DataFrame`, over the same memory where Polars can."""
        import polars as pl

        return pl.DataFrame(self)

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`, over the same memory where there is no null and pandas has the type."""
        from arenite._to_pandas import pandas_frame

        return pandas_frame(self)

    def write_parquet(
        self, file: PathLike, *, compression: str = "zstd", row_group_size: int | None = None
    ) -> None:
        """Write the frame into a Parquet file, which is there as a whole or not at all.

        Parameters
        ----------
        file : path
        compression : {'zstd', 'snappy', 'gzip', 'lz4', 'uncompressed'}
        row_group_size : int, optional
            The most rows of a row group.
        """
        write_frame(self, "PARQUET", file, compression, row_group_size)

    def write_ipc(
        self, file: PathLike, *, compression: str = "uncompressed", record_batch_size: int | None = None
    ) -> None:
        """Write the frame into an Arrow IPC file.

        Parameters
        ----------
        file : path
        compression : {'uncompressed', 'lz4', 'zstd'}
        record_batch_size : int, optional
            The most rows of a record batch.
        """
        write_frame(self, "ARROW", file, compression, record_batch_size)

    def write_csv(self, file: PathLike) -> None:
        """Write the frame into a CSV file, gzip if its name ends in `.gz`. Floats and decimals read back to the same value,
        null is an empty field and empty text a quoted one."""
        write_frame(self, "CSV", file, None, None)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        from arenite._to_arrow import arrow_stream

        return arrow_stream(self).__arrow_c_stream__(requested_schema)

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> Any:
        return self.to_arrow().__dataframe__(nan_as_null, allow_copy)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.to_numpy()
        if copy is False and array.flags.owndata:
            raise ValueError(f"one array of several columns is a copy: columns={self.columns}")
        return np.array(array, dtype=dtype, copy=True) if copy else np.asarray(array, dtype=dtype)

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[FrameColumn]:
        """The columns, as Polars has it."""
        return iter(self._columns)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __repr__(self) -> str:
        from arenite._show import frame_text

        return frame_text(self)

    def _repr_html_(self) -> str:
        from arenite._show import frame_html

        return frame_html(self)

    def _slice(self, start: int, stop: int) -> Frame:
        return Frame([column._slice(start, stop) for column in self._columns], stop - start, True)


def frame_of(
    pin: Pin | None, described: dict[str, Any], rows: int, copied: bytes, symbols: Callable[[int], np.ndarray]
) -> Frame:
    """The frame that the JVM described: its columns lie at addresses that the pin keeps, or at ``~place`` in `copied`.

    Parameters
    ----------
    symbols : callable
        Gives the texts of the database's symbols, at least so many.
    """

    def array(place: int, count: int, dtype: np.dtype) -> np.ndarray:
        if place >= 0 and pin is not None:
            return _arrays.array_at(pin, place, count, dtype)
        return np.frombuffer(copied, dtype, count, ~place) if count else _arrays.empty(dtype)

    columns = []
    for column in described["columns"]:
        kind = column_type(column["type"])
        bits = rows + 7 >> 3
        dtype, count = (kind.stored, rows) if kind.stored is not None else (_BYTE, bits)
        values = array(column["values"], count + ("data" in column), dtype)
        validity = array(column["validity"], bits, _BYTE) if "validity" in column else None
        data = array(column["data"], column["data_bytes"], _BYTE) if "data" in column else None
        texts = symbols(int(values.max()) + 1 if rows else 0) if kind.kind == "symbol" else None
        columns.append(FrameColumn(column["name"], kind, rows, Buffers(values, validity, data, texts)))
    return Frame(columns, rows, pin is None and len(copied) <= _SMALL_BYTES)
