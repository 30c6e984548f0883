"""Where the values of a column lie, for the Java end of `append`; see SourceColumn and SourceKind in Java."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

# The numbers of SourceKind in Java.
FIXED, BOOL_BYTES, BITS, TEXT32, TEXT64, TEXT_VIEWS, UCS4, FIXED_BYTES, DICTIONARY = range(9)

# The numbers of NullBits in Java.
NO_NULLS, NULLS_BITS, NULLS_MASK, NULLS_NAT = range(4)


def address_of(array: np.ndarray) -> int:
    """Where the values of an array begin."""
    return array.__array_interface__["data"][0]


@dataclass(frozen=True, slots=True)
class Nulls:
    """Which values of a column are null.

    Attributes
    ----------
    kind : int
        How it is told: not at all, by LSB bits (0 is null), by a mask of bytes (not 0 is null), by NaT among the
        values.
    address : int
        Of the bits or of the mask.
    first : int
        Bits or bytes to pass over.
    keep : object
        What keeps that memory.
    """

    kind: int = NO_NULLS
    address: int = 0
    first: int = 0
    keep: Any = None

    @staticmethod
    def masked(mask: np.ndarray | None) -> Nulls:
        """By a bool array that is true where a value is null; None where none is."""
        if mask is None or not mask.any():
            return Nulls()
        mask = np.ascontiguousarray(mask, bool)
        return Nulls(NULLS_MASK, address_of(mask), 0, mask)

    def mask(self, rows: int) -> np.ndarray | None:
        """A bool array that is true where a value is null, or None; NaT is for who has the values to tell."""
        if self.kind == NULLS_MASK:
            return self.keep[self.first : self.first + rows]
        if self.kind == NULLS_BITS:
            start = self.first >> 3
            packed = memory_at(self.address + start, (self.first + rows + 7 >> 3) - start, np.dtype(np.uint8))
            return np.unpackbits(packed, bitorder="little")[self.first & 7 :][:rows] == 0
        return None

    def after(self, rows: int) -> Nulls:
        """Of the values after so many."""
        return replace(self, first=self.first + rows) if self.kind in (NULLS_BITS, NULLS_MASK) else self


@dataclass(frozen=True, slots=True)
class Source:
    """A column, or a piece of one, by its addresses. `keep` keeps the memory; the other attributes are Java's."""

    kind: int
    rows: int
    values: int
    keep: Any
    nulls: Nulls = Nulls()
    first_row: int = 0
    data: int = 0
    data_size: int = 0
    width: int = 0
    dictionary: Source | None = None

    def piece(self, first: int, rows: int) -> Source:
        """Some rows of it."""
        if first == 0 and rows == self.rows:
            return self
        return replace(self, rows=rows, first_row=self.first_row + first, nulls=self.nulls.after(first))

    def words(self, alive: list[Any]) -> list[int]:
        """The twelve numbers that Java reads. What they point at besides the column is added to `alive`."""
        dictionary = 0
        if self.dictionary is not None:
            of_dictionary = np.array(self.dictionary.words(alive), np.int64)
            alive.append(of_dictionary)
            dictionary = address_of(of_dictionary)
        nulls = self.nulls
        dictionary_rows = 0 if self.dictionary is None else self.dictionary.rows
        return [self.kind, self.values, self.first_row, nulls.kind, nulls.address, nulls.first, self.data,
                self.data_size, self.width, dictionary, dictionary_rows, 0]  # fmt: skip


def memory_at(address: int, count: int, dtype: np.dtype, keep: Any = None) -> np.ndarray:
    """A read-only array over memory that `keep` keeps alive."""
    if count == 0:
        return np.empty(0, dtype)
    return np.asarray(_Memory(address, count, dtype, keep))


class _Memory:
    __slots__ = ("__array_interface__", "_keep")

    def __init__(self, address: int, count: int, dtype: np.dtype, keep: Any) -> None:
        self._keep = keep
        self.__array_interface__ = {"version": 3, "typestr": dtype.str, "shape": (count,), "data": (address, True)}


def of_values(array: np.ndarray, nulls: Nulls | None = None) -> Source:
    """Values as a table has them; the array is contiguous and of this machine's byte order."""
    return Source(FIXED, len(array), address_of(array), array, nulls or Nulls())


def of_bools(array: np.ndarray, nulls: Nulls | None = None) -> Source:
    """NumPy's bools, a byte each."""
    return Source(BOOL_BYTES, len(array), address_of(array), array, nulls or Nulls())


def of_padded(array: np.ndarray, nulls: Nulls | None = None) -> Source:
    """NumPy's text of one width: `U` or `S`."""
    kind = UCS4 if array.dtype.kind == "U" else FIXED_BYTES
    return Source(kind, len(array), address_of(array), array, nulls or Nulls(), width=array.dtype.itemsize)


def of_bytes(values: Sequence[bytes], nulls: Nulls | None = None) -> Source:
    """Values one after the other in one piece of memory, with their offsets."""
    offsets = np.zeros(len(values) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, values), np.int64, len(values)), out=offsets[1:])
    data = np.frombuffer(b"".join(values), np.uint8)
    return Source(TEXT64, len(values), address_of(offsets), (offsets, data), nulls or Nulls(),
                  data=address_of(data), data_size=len(data))  # fmt: skip


def of_dictionary(codes: np.ndarray, dictionary: Source, nulls: Nulls | None = None) -> Source:
    """Numbers of values of a dictionary; negative ones are nulls."""
    return Source(DICTIONARY, len(codes), address_of(codes), codes, nulls or Nulls(), width=codes.dtype.itemsize,
                  dictionary=dictionary)  # fmt: skip


def aligned(columns: Sequence[Sequence[Source]]) -> Iterator[tuple[int, list[Source]]]:
    """Batches of columns that come in pieces: cut where any of them is. The rows of all columns are as many."""
    places = [0] * len(columns)
    used = [0] * len(columns)
    while True:
        for index, pieces in enumerate(columns):
            while places[index] < len(pieces) and used[index] == pieces[places[index]].rows:
                places[index] += 1
                used[index] = 0
        if any(place == len(pieces) for place, pieces in zip(places, columns)):
            return
        rows = min(pieces[place].rows - at for pieces, place, at in zip(columns, places, used))
        yield rows, [pieces[place].piece(at, rows) for pieces, place, at in zip(columns, places, used)]
        used = [at + rows for at in used]


def describe(batches: Sequence[tuple[int, list[Source]]]) -> tuple[np.ndarray, list[Any]]:
    """The description of batches for Java, and what has to live as long as it is used."""
    alive: list[Any] = [batches]
    words = [len(batches)]
    for rows, sources in batches:
        words.append(rows)
        for source in sources:
            words.extend(source.words(alive))
    return np.array(words, np.int64), alive
