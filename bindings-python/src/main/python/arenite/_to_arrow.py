"""Results as Arrow: the same memory, under Arrow's names."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from arenite._frame import Frame
from arenite._frame_column import FrameColumn
from arenite._types import ColumnType

_DECIMAL64_DIGITS = 18
_INT64_DIGITS = 19


def arrow_table(frame: Frame) -> pa.Table:
    """A table over the memory of a frame."""
    return pa.table({column.name: arrow_array(column) for column in frame})


def arrow_stream(frame: Frame) -> pa.Table:
    """The table that is handed to other libraries unseen: decimals are of 128 bits, copies, since Polars 2.1 reads a
    stream of decimal64 as if it were that."""
    table = arrow_table(frame)
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal64(field.type):
            wide = table[place].cast(pa.decimal128(_INT64_DIGITS, field.type.scale))
            table = table.set_column(place, field.name, wide)
    return table


def arrow_array(column: FrameColumn) -> pa.Array:
    """An array over the memory of a column; only the dictionary of symbols is a copy."""
    values, validity, data, symbols = column._buffers
    valid = None if validity is None else pa.py_buffer(validity)
    rows = len(column)
    if data is not None:
        return pa.Array.from_buffers(arrow_type(column.type), rows, [valid, pa.py_buffer(values), pa.py_buffer(data)])
    if symbols is not None:
        codes = pa.Array.from_buffers(pa.int32(), rows, [valid, pa.py_buffer(values)])
        return pa.DictionaryArray.from_arrays(codes, pa.array(symbols, pa.large_string()))
    stored = values.view("i8") if values.dtype.kind in "mM" else values
    return pa.Array.from_buffers(arrow_type(column.type), rows, [valid, pa.py_buffer(stored)])


def arrow_type(kind: ColumnType) -> pa.DataType:
    """What Arrow calls a type. Times are without a time zone, as NumPy's are."""
    match kind.kind:
        case "bool":
            return pa.bool_()
        case "date32":
            return pa.date32()
        case "timestamp" | "duration":
            unit = kind.name[kind.name.index("(") + 1 : -1]
            return pa.timestamp(unit) if kind.kind == "timestamp" else pa.duration(unit)
        case "decimal64":
            return pa.decimal64(_DECIMAL64_DIGITS, kind.scale)
        case "symbol":
            return pa.dictionary(pa.int32(), pa.large_string())
        case "utf8":
            return pa.large_string()
        case "binary":
            return pa.large_binary()
    result: Any = pa.from_numpy_dtype(kind.shown)
    return result
