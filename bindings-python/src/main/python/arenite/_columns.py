"""Columns of a table as arrays: what the JVM described, made into NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from arenite import _arrays
from arenite._bridge import Bridge
from arenite._errors import ArgumentError
from arenite._pins import Pin
from arenite._types import ColumnType, column_type


class ChunkedColumn:
    """A column that lies in several partitions, in scan order (time bucket, key), each sorted by time.

    `chunks` are views without a copy. NumPy has no array of several pieces: `to_numpy()`, and whatever asks for an array
    through `numpy.asarray`, copies.
    """

    __slots__ = ("name", "parts", "type")

    def __init__(self, name: str, kind: ColumnType, chunks: list[Any]) -> None:
        self.name = name
        self.type = kind
        self.parts = chunks

    @property
    def chunks(self) -> list[Any]:
        """The pieces: an array each, a masked one where there are nulls."""
        return [chunk.view() for chunk in self.parts]

    @property
    def dtype(self) -> np.dtype:
        """The dtype of the pieces."""
        return self.parts[0].dtype

    @property
    def nbytes(self) -> int:
        """Bytes of all pieces."""
        return sum(chunk.nbytes for chunk in self.parts)

    def to_numpy(self, *, allow_copy: bool = True) -> np.ndarray:
        """All rows in one array of its own: a copy.

        Raises
        ------
        ArgumentError
            If `allow_copy` is False.
        """
        if not allow_copy:
            raise ArgumentError(f"one array of several pieces is a copy: column={self.name}, chunks={len(self.parts)}")
        masked = any(isinstance(chunk, np.ma.MaskedArray) for chunk in self.parts)
        return (np.ma if masked else np).concatenate(self.parts)

    def copy(self) -> np.ndarray:
        """All rows in one array that owns its memory."""
        return self.to_numpy()

    def view(self) -> ChunkedColumn:
        """This: it cannot change."""
        return self

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError(f"one array of several pieces is a copy: column={self.name}, chunks={len(self.parts)}")
        return np.asarray(self.to_numpy(), dtype=dtype)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[Any]:
        for chunk in self.parts:
            yield from chunk

    def __repr__(self) -> str:
        return f"ChunkedColumn({self.name}: {self.type}, rows={len(self)}, chunks={len(self.parts)})"


class SymbolColumn:
    """A column of symbols: int32 codes without a copy, and the dictionary of the database that they stand for."""

    __slots__ = ("_symbols", "codes", "name")

    def __init__(self, name: str, codes: Any, symbols: Callable[[], np.ndarray]) -> None:
        self.name = name
        self.codes = codes
        self._symbols = symbols

    @property
    def dictionary(self) -> np.ndarray:
        """The symbols of the database, by code."""
        return self._symbols()

    def to_numpy(self, *, allow_copy: bool = True) -> np.ndarray:
        """The symbols as an array of `str` objects, None for null: a copy."""
        if not allow_copy:
            raise ArgumentError(f"symbols as text are a copy: column={self.name}, hint=use codes and dictionary")
        codes = self._whole_codes()
        dictionary = self.dictionary
        if isinstance(codes, np.ma.MaskedArray):
            texts = np.full(len(codes), None, object)
            texts[~codes.mask] = dictionary[codes.compressed()]
            return texts
        return dictionary[codes]

    def _whole_codes(self) -> np.ndarray:
        return self.codes.to_numpy() if isinstance(self.codes, ChunkedColumn) else self.codes

    def to_pandas(self) -> Any:
        """A `pandas.Categorical` with the dictionary as its categories."""
        import pandas as pd

        codes = np.ma.filled(self._whole_codes(), -1)
        return pd.Categorical.from_codes(codes, categories=self.dictionary)

    def copy(self) -> np.ndarray:
        """The symbols as an array that owns its memory."""
        return self.to_numpy()

    def view(self) -> SymbolColumn:
        """This: it cannot change."""
        return self

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError(f"symbols as text are a copy: column={self.name}")
        return np.asarray(self.to_numpy(), dtype=dtype)

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[str | None]:
        return iter(self.to_numpy())

    def __repr__(self) -> str:
        return f"SymbolColumn({self.name}, rows={len(self)}, symbols={len(self.dictionary)})"


Column = np.ndarray | ChunkedColumn | SymbolColumn


def adopt(bridge: Bridge, columns: list[dict[str, Any]]) -> None:
    """Make the pins that the JVM gave ours, before anything can go wrong: who forgets one has it for ever."""
    for column in columns:
        for chunk in column["chunks"]:
            if "pin" in chunk:
                chunk["pin"] = Pin(bridge, chunk["pin"])


def build(described: dict[str, Any], symbols: Callable[[], np.ndarray], allow_copy: bool) -> Column:
    """The column that the JVM described, once its pins are ours."""
    kind = column_type(described["type"])
    name = described["name"]
    if not allow_copy and not kind.is_view and kind.kind != "symbol":
        raise ArgumentError(f"a column of this type is a copy: column={name}, type={kind}")
    chunks = [_chunk(kind, chunk) for chunk in described["chunks"]]
    whole: Any
    match chunks:
        case []:
            whole = _arrays.empty(_dtype(kind))
        case [only]:
            whole = only
        case _:
            whole = ChunkedColumn(name, kind, chunks)
    return SymbolColumn(name, whole, symbols) if kind.kind == "symbol" else whole


def _dtype(kind: ColumnType) -> np.dtype:
    return np.dtype(np.int32) if kind.kind == "symbol" else kind.shown


def _chunk(kind: ColumnType, chunk: dict[str, Any]) -> np.ndarray:
    rows = chunk["rows"]
    if "code" in chunk:
        return np.broadcast_to(np.int32(chunk["code"]), rows)
    pin = chunk["pin"]
    values = _values(pin, kind, chunk)
    if "validity" not in chunk:
        return values
    valid = _arrays.bits_at(pin, chunk["validity"], chunk["bit"], rows)
    masked = np.ma.MaskedArray(values, mask=~valid, copy=False)
    if not kind.is_view:
        masked.flags.writeable = False
    return masked


def _values(pin: Pin, kind: ColumnType, chunk: dict[str, Any]) -> np.ndarray:
    rows, address = chunk["rows"], chunk["values"]
    match kind.kind:
        case "bool":
            return _arrays.bits_at(pin, address, chunk["bit"], rows)
        case "date32":
            return _arrays.array_at(pin, address, rows, np.dtype(np.int32)).astype("datetime64[D]")
        case "utf8" | "binary":
            return _texts(pin, kind, chunk)
    return _arrays.array_at(pin, address, rows, _dtype(kind))


def _texts(pin: Pin, kind: ColumnType, chunk: dict[str, Any]) -> np.ndarray:
    """Objects: a copy."""
    rows = chunk["rows"]
    offsets = _arrays.array_at(pin, chunk["values"], rows + 1, np.dtype(np.int64)).tolist()
    data = _arrays.array_at(pin, chunk.get("data", 0), chunk.get("data_bytes", 0), np.dtype(np.uint8)).tobytes()
    pieces = (data[offsets[row] : offsets[row + 1]] for row in range(rows))
    texts = np.empty(rows, object)
    texts[:] = [piece.decode() for piece in pieces] if kind.kind == "utf8" else list(pieces)
    return texts
