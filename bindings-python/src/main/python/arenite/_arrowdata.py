"""Columns of whatever speaks Arrow's C data interface (pyarrow, Polars, DuckDB, ...), where they lie, without a copy.

The structures are those of https://arrow.apache.org/docs/format/CDataInterface.html; nothing of pyarrow is needed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np

from arenite import _buffers, _convert
from arenite._buffers import NULLS_BITS, Nulls, Source, memory_at
from arenite._convert import Target
from arenite._errors import DataError

_VOID = ctypes.c_void_p
_INT64 = ctypes.c_int64


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", _VOID),
    ("flags", _INT64),
    ("n_children", _INT64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.POINTER(_Schema)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))),
    ("private_data", _VOID),
]
_Array._fields_ = [
    ("length", _INT64),
    ("null_count", _INT64),
    ("offset", _INT64),
    ("n_buffers", _INT64),
    ("n_children", _INT64),
    ("buffers", ctypes.POINTER(_VOID)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))),
    ("private_data", _VOID),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Stream))),
    ("private_data", _VOID),
]

_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]

_NUMBERS = {"c": "i1", "C": "u1", "s": "i2", "S": "u2", "i": "i4", "I": "u4", "l": "i8", "L": "u8",
            "e": "f2", "f": "f4", "g": "f8"}  # fmt: skip
_TEXTS = {"u": _buffers.TEXT32, "U": _buffers.TEXT64, "vu": _buffers.TEXT_VIEWS}
_BINARIES = {"z": _buffers.TEXT32, "Z": _buffers.TEXT64, "vz": _buffers.TEXT_VIEWS}
_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}


class _Owned:
    """A structure that was given to us, released when nothing refers to it."""

    __slots__ = ("keep", "struct")

    def __init__(self, struct: _Schema | _Array | _Stream, keep: Any = None) -> None:
        self.struct = struct
        self.keep = keep

    def __del__(self) -> None:
        if self.struct.release:
            self.struct.release(ctypes.byref(self.struct))


class ArrowPiece:
    """An array of one column, of one chunk."""

    __slots__ = ("_array", "_owner", "_schema", "first", "rows")

    def __init__(self, owner: Any, schema: _Schema, array: _Array, first: int, rows: int) -> None:
        self._owner = owner
        self._schema = schema
        self._array = array
        self.first = first
        self.rows = rows

    def source(self, target: Target) -> Source:
        """The column's values from it."""
        array, form = self._array, self._schema.format.decode()
        kind = target.type.kind
        if self._schema.dictionary:
            return self._encoded(target, form)
        if form == "n":
            return _nothing(self.rows, target)
        nulls = self._nulls()
        if form == "b":
            if kind != "bool":
                raise target.refuse("only numbers become numbers", "arrow bool")
            return Source(_buffers.BITS, self.rows, array.buffers[1] or 0, self._owner, nulls, self.first)
        texts = _TEXTS if kind in ("utf8", "symbol") else _BINARIES if kind == "binary" else {}
        if form in texts:
            return self._bytes(texts[form], nulls)
        if form.startswith("d:"):
            return self._decimal(form, target, nulls)
        if form.startswith("w:") and kind == "binary":
            return _convert.of_array(self._values(np.dtype(f"V{form[2:]}")), target, nulls)
        if form == "tdD":
            days = self._values(np.dtype(np.int32))
            if kind == "date32":
                return _buffers.of_values(days, nulls)
            return _convert.of_array(days.astype(np.int64).view("datetime64[D]"), target, nulls)
        dtype = _dtype_of(form)
        if dtype is None:
            raise target.refuse("Arrow's type does not fit", f"arrow {form}")
        return _convert.of_array(self._values(dtype), target, nulls)

    def _values(self, dtype: np.dtype) -> np.ndarray:
        address = self._array.buffers[1] or 0
        return memory_at(address + self.first * dtype.itemsize, self.rows, dtype, self._owner)

    def _nulls(self) -> Nulls:
        array = self._array
        if array.null_count == 0 or array.n_buffers == 0 or not array.buffers[0]:
            return Nulls()
        return Nulls(NULLS_BITS, array.buffers[0], self.first, self._owner)

    def _bytes(self, kind: int, nulls: Nulls) -> Source:
        array = self._array
        if kind != _buffers.TEXT_VIEWS:
            width = np.dtype(np.int32 if kind == _buffers.TEXT32 else np.int64)
            size = 0
            if self.rows:
                size = int(memory_at(array.buffers[1] + (self.first + self.rows) * width.itemsize, 1, width)[0])
            return Source(kind, self.rows, array.buffers[1] or 0, self._owner, nulls, self.first,
                          data=array.buffers[2] or 0, data_size=size)  # fmt: skip
        buffers = array.n_buffers - 3
        lengths = memory_at(array.buffers[array.n_buffers - 1] or 0, buffers, np.dtype(np.int64))
        pairs = np.array([[array.buffers[2 + i] or 0, lengths[i]] for i in range(buffers)], np.int64)
        return Source(kind, self.rows, array.buffers[1] or 0, (self._owner, pairs), nulls, self.first,
                      data=_buffers.address_of(pairs) if buffers else 0, data_size=buffers)  # fmt: skip

    def _encoded(self, target: Target, form: str) -> Source:
        """A dictionary: of texts."""
        if target.type.kind not in ("symbol", "utf8", "binary"):
            raise target.refuse(
                "a dictionary becomes a symbol or text only: decode it first", f"arrow dictionary {form}"
            )
        schema, array = self._schema.dictionary.contents, self._array.dictionary.contents
        values = ArrowPiece(self._owner, schema, array, array.offset, array.length).source(target)
        if values.nulls.mask(values.rows) is not None and values.nulls.mask(values.rows).any():
            raise target.refuse("a dictionary with a null in it", f"arrow dictionary {form}")
        codes = self._values(np.dtype(_NUMBERS[form]))
        if codes.dtype.kind == "u" and values.rows > np.iinfo(codes.dtype).max // 2:
            codes = codes.astype(np.int64)
        return _buffers.of_dictionary(codes, values, self._nulls())

    def _decimal(self, form: str, target: Target, nulls: Nulls) -> Source:
        _, scale, *bits = form[2:].split(",")
        if target.type.kind != "decimal64" or int(scale) > target.type.scale or int(scale) < 0:
            raise target.refuse("a decimal becomes one of as many decimal places or more only", f"arrow {form}")
        width = int(bits[0]) if bits else 128
        if width == 128:
            pairs = self._values(np.dtype("V16")).view(np.int64).reshape(-1, 2)
            low, wrong = pairs[:, 0], pairs[:, 1] != pairs[:, 0] >> 63
            mask = nulls.mask(self.rows)
            wrong = wrong if mask is None else wrong & ~mask
            if wrong.any():
                row = int(wrong.argmax())
                raise target.refuse("the value does not fit", f"arrow {form}", row=row, value=int(pairs[row, 1]) << 64)
        elif width in (32, 64):
            low = self._values(np.dtype(f"i{width // 8}"))
        else:
            raise target.refuse("a decimal of this width does not fit", f"arrow {form}")
        missing = target.type.scale - int(scale)
        if missing == 0:
            return _buffers.of_values(_convert.plain(low.astype(np.int64, copy=False)), nulls)
        lifted = Target(target.name, target.type._replace(scale=missing))
        return _convert.of_array(low, lifted, nulls)


def _nothing(rows: int, target: Target) -> Source:
    """So many nulls."""
    return _convert.of_array(np.full(rows, None, object), target)


def _dtype_of(form: str) -> np.dtype | None:
    if form in _NUMBERS:
        return np.dtype(_NUMBERS[form])
    if form == "tdm":
        return np.dtype("datetime64[ms]")
    if form.startswith("ts"):
        return np.dtype(f"datetime64[{_UNITS[form[2]]}]")
    if form.startswith("tD"):
        return np.dtype(f"timedelta64[{_UNITS[form[2]]}]")
    return None


def columns_of(data: Any) -> list[tuple[str, list[ArrowPiece]]]:
    """The columns of a table, frame or record batch by its `__arrow_c_stream__` or `__arrow_c_array__`."""
    names: list[str] = []
    pieces: list[list[ArrowPiece]] = []
    for schema, owner, array in _arrays(data):
        fields = schema.struct
        if fields.format != b"+s":
            raise TypeError(f"not a table: type={type(data).__name__}, arrow format={fields.format.decode()}")
        if not names and fields.n_children:
            names = [fields.children[i].contents.name.decode() for i in range(fields.n_children)]
            pieces = [[] for _ in names]
        if array is None:
            continue
        if array.null_count > 0:
            raise DataError(f"the rows themselves are null: rows={array.null_count}")
        for i in range(len(names)):
            child = array.children[i].contents
            piece = ArrowPiece(owner, fields.children[i].contents, child, child.offset + array.offset, array.length)
            pieces[i].append(piece)
    return list(zip(names, pieces))


def pieces_of(data: Any) -> list[ArrowPiece]:
    """The pieces of one column: of an array, a chunked array or a series."""
    return [
        ArrowPiece(owner, schema.struct, array, array.offset, array.length)
        for schema, owner, array in _arrays(data)
        if array is not None
    ]


def _arrays(data: Any) -> Iterator[tuple[_Owned, Any, _Array | None]]:
    """The schema with each array of a stream; once without an array, so that the schema of no arrays is told too."""
    if hasattr(data, "__arrow_c_stream__"):
        capsule = data.__arrow_c_stream__()
        given = _Stream.from_address(_capsule_pointer(capsule, b"arrow_array_stream"))
        yield from _read(_Owned(_taken(given), capsule))
        return
    schema_capsule, array_capsule = data.__arrow_c_array__()
    schema = _Owned(_taken(_Schema.from_address(_capsule_pointer(schema_capsule, b"arrow_schema"))))
    array = _Owned(_taken(_Array.from_address(_capsule_pointer(array_capsule, b"arrow_array"))), schema)
    yield schema, array, array.struct


def _taken(given: Any) -> Any:
    """The structure moved to us: the capsule's is marked as released, as the interface wants it."""
    mine = type(given)()
    ctypes.memmove(ctypes.byref(mine), ctypes.byref(given), ctypes.sizeof(mine))
    given.release = type(given.release)()
    return mine


def _read(stream: _Owned) -> Iterator[tuple[_Owned, Any, _Array | None]]:
    struct = stream.struct
    schema = _Owned(_Schema(), stream)
    _check(struct, struct.get_schema(ctypes.byref(struct), ctypes.byref(schema.struct)))
    yield schema, None, None
    while True:
        array = _Owned(_Array(), schema)
        _check(struct, struct.get_next(ctypes.byref(struct), ctypes.byref(array.struct)))
        if not array.struct.release:
            return
        yield schema, array, array.struct


def _check(stream: _Stream, code: int) -> None:
    if code != 0:
        text = stream.get_last_error(ctypes.byref(stream))
        raise DataError(f"the Arrow stream failed: code={code}, text={text.decode() if text else None}")
