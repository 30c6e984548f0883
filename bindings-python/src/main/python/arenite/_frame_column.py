"""The columns of results: read-only arrays over Arrow's layout."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from arenite._types import ColumnType

_DLPACK_TYPES = "integers and floats without nulls"


class Buffers(NamedTuple):
    """The memory of a column, as Arrow has it; each array keeps what it lies in.

    Attributes
    ----------
    values : numpy.ndarray
        Numbers, times and codes in their stored type; of bool the bits, of utf8 and binary the int64 offsets.
    validity : numpy.ndarray or None
        The bits of the rows that are not null; None if all are.
    data : numpy.ndarray or None
        The bytes of utf8 and binary.
    symbols : numpy.ndarray or None
        The texts that codes stand for.
    """

    values: np.ndarray
    validity: np.ndarray | None = None
    data: np.ndarray | None = None
    symbols: np.ndarray | None = None


class FrameColumn(np.lib.mixins.NDArrayOperatorsMixin):
    """A column of a result. Immutable; operators and NumPy functions give NumPy arrays.

    Attributes
    ----------
    name : str
    type : ColumnType
    values : numpy.ndarray
        The stored values without a copy and without regard to nulls: decimals unscaled, symbols as codes, dates as
        days. Of bool the packed bits, of utf8 and binary the offsets of the bytes.
    """

    __slots__ = ("__weakref__", "_buffers", "_rows", "name", "type")

    def __init__(self, name: str, kind: ColumnType, rows: int, buffers: Buffers) -> None:
        self.name = name
        self.type = kind
        self._rows = rows
        self._buffers = buffers

    @property
    def values(self) -> np.ndarray:
        return self._buffers.values.view()

    @property
    def dtype(self) -> str:
        """The name of the type, as a schema shows it."""
        return self.type.name

    @property
    def null_count(self) -> int:
        """How many rows are null."""
        mask = self.null_mask
        return 0 if mask is None else int(np.count_nonzero(mask))

    @property
    def null_mask(self) -> np.ndarray | None:
        """True for each row that is null; None where none can be."""
        validity = self._buffers.validity
        return None if validity is None else ~_bits(validity, self._rows)

    def to_numpy(self, *, writable: bool = False) -> np.ndarray:
        """The column as an array.

        Numbers, timestamps and durations are a view of the result's memory, which cannot be written. With nulls it is
        a masked array over that view. Bool, dates, decimals (`Decimal` objects), symbols and text are copies; there,
        null is masked or, among objects, None.

        Parameters
        ----------
        writable : bool
            True: an array of its own.
        """
        array = self._array()
        if writable:
            return array if array.flags.owndata and array.flags.writeable else array.copy()
        if not isinstance(array, np.ma.MaskedArray):
            array.flags.writeable = False
        return array

    def to_list(self) -> list[Any]:
        """Python values: int, float, bool, str, bytes, Decimal, np.datetime64, np.timedelta64 and None for null."""
        kind = self.type.kind
        array = self._dense()
        if kind in ("timestamp", "duration", "date32"):
            items: list[Any] = list(array)
        else:
            items = array.tolist()
        mask = self.null_mask
        if mask is not None and array.dtype != object:
            for row in np.flatnonzero(mask).tolist():
                items[row] = None
        return items

    def to_arrow(self) -> Any:
        """A `pyarrow.Array` over the same memory; symbols are a dictionary array."""
        from arenite._to_arrow import arrow_array

        return arrow_array(self)

    def to_polars(self) -> Any:
        """A `polars.Series`, over the same memory where Polars can."""
        import polars as pl

        return pl.Series(self.name, pl.from_arrow(self.to_arrow()))

    def to_pandas(self) -> Any:
        """A `pandas.Series`, over the same memory where there is no null and pandas has the type."""
        from arenite._to_pandas import pandas_series

        return pandas_series(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self._array()
        if isinstance(array, np.ma.MaskedArray):
            # an array cannot say that a value is missing: floats become NaN, times NaT, the rest objects
            if copy is False:
                raise ValueError(f"an array of a column with nulls is a copy: column={self.name}")
            array = _filled(array)
        if copy is False and array.flags.owndata:
            raise ValueError(f"an array of this type is a copy: column={self.name}, type={self.type}")
        return np.array(array, dtype=dtype, copy=True) if copy else np.asarray(array, dtype=dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        arrays = [item.to_numpy() if isinstance(item, FrameColumn) else item for item in inputs]
        return getattr(ufunc, method)(*arrays, **kwargs)

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_array__(requested_schema)

    def __dlpack__(self, **options: Any) -> Any:
        return self._for_dlpack().__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._for_dlpack().__dlpack_device__()

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_list())

    def __getitem__(self, key: Any) -> Any:
        """A Python value for a row; an array for a slice, a mask or several rows."""
        if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
            row = int(key)
            if not -self._rows <= row < self._rows:
                raise IndexError(f"no such row: column={self.name}, row={row}, rows={self._rows}")
            row %= self._rows
            return self._slice(row, row + 1).to_list()[0]
        return self.to_numpy()[key]

    def __repr__(self) -> str:
        from arenite._show import column_text

        return column_text(self)

    def _slice(self, start: int, stop: int) -> FrameColumn:
        """The rows of a range, by copies of a few bytes where they begin within one."""
        values, validity, data, symbols = self._buffers
        if validity is not None:
            validity = np.packbits(_bits(validity, stop)[start:], bitorder="little")
        if self.type.kind == "bool":
            values = np.packbits(_bits(values, stop)[start:], bitorder="little")
        else:
            values = values[start : stop + (data is not None)]
        return FrameColumn(self.name, self.type, stop - start, Buffers(values, validity, data, symbols))

    def _array(self) -> np.ndarray:
        dense = self._dense()
        mask = self.null_mask
        if mask is None or dense.dtype == object:
            return dense
        return np.ma.MaskedArray(dense, mask=mask, copy=False)

    def _dense(self) -> np.ndarray:
        """A view where that can be; what is stored for null is there, but None among objects."""
        values, _, data, symbols = self._buffers
        rows = self._rows
        match self.type.kind:
            case "bool":
                return _bits(values, rows)
            case "date32":
                return values.astype("datetime64[D]")
            case "decimal64":
                return self._objects([Decimal(value).scaleb(-self.type.scale) for value in values.tolist()])
            case "symbol":
                return self._texts(symbols)
            case "utf8":
                return self._objects([piece.decode() for piece in _pieces(values, data, rows)])
            case "binary":
                return self._objects(_pieces(values, data, rows))
        return values.view(self.type.shown)

    def _texts(self, symbols: Any) -> np.ndarray:
        """The texts of codes; what is stored for null may be the code of none."""
        array = np.empty(self._rows, object)
        mask = self.null_mask
        known: Any = slice(None) if mask is None else ~mask
        array[known] = symbols[self._buffers.values[known]]
        return array

    def _objects(self, items: Any) -> np.ndarray:
        array = np.empty(self._rows, object)
        array[:] = items
        mask = self.null_mask
        if mask is not None:
            array[mask] = None
        return array

    def _for_dlpack(self) -> np.ndarray:
        if self.type.stored is None or self.type.shown.kind not in "iuf" or self.type.scale or self.null_count:
            raise BufferError(
                f"DLPack has {_DLPACK_TYPES}: column={self.name}, type={self.type}, nulls={self.null_count}"
            )
        return self.values


def _bits(packed: np.ndarray, rows: int) -> np.ndarray:
    return np.unpackbits(packed, count=rows, bitorder="little").view(bool)


def _pieces(offsets: np.ndarray, data: np.ndarray | None, rows: int) -> list[bytes]:
    places = offsets.tolist()
    stored = b"" if data is None or rows == 0 else data[places[0] : places[rows]].tobytes()
    first = places[0] if rows else 0
    return [stored[places[row] - first : places[row + 1] - first] for row in range(rows)]


def _filled(array: Any) -> np.ndarray:
    kind = array.dtype.kind
    if kind == "f":
        return array.filled(np.nan)
    if kind in "mM":
        not_a_time: Any = np.array("NaT", array.dtype)
        return array.filled(not_a_time)
    objects = array.data.astype(object)
    objects[array.mask] = None
    return objects
