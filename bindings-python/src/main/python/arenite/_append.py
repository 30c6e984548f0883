"""Rows into a table by columns: from a dict of arrays, a frame of pandas or Polars, an Arrow table.

Java copies the values from where they lie into the table: one copy. All rows become visible at once, or none.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from arenite import _arrowdata, _buffers, _convert, _objects, _pandas
from arenite._buffers import Source
from arenite._columns import ChunkedColumn, SymbolColumn
from arenite._convert import Target
from arenite._errors import DataError
from arenite._types import ColumnType

if TYPE_CHECKING:
    from arenite._table import Table

_SCALARS = (str, bytes, int, float, bool, np.generic)


def append(table: Table, data: Any) -> int:
    """Append rows to a table and commit them; see `Table.append`."""
    table._bridge.check_process()
    batches = batches_of(data, table.schema)
    words, alive = _buffers.describe(batches)
    answer = table._bridge.request("append", table=table._pin.slot, address=_buffers.address_of(words))
    del alive
    return answer["rows"]


def batches_of(data: Any, schema: Mapping[str, ColumnType]) -> list[tuple[int, list[Source]]]:
    """The columns of a schema, in its order, from any data: batches of as many rows."""
    columns = _columns(data)
    _require_names(columns, schema)
    pieces: dict[str, list[Source]] = {}
    scalars: dict[str, Any] = {}
    for name, kind in schema.items():
        if isinstance(columns[name], _SCALARS) or _objects.is_null(columns[name]):
            scalars[name] = columns[name]
        else:
            pieces[name] = _sources(columns[name], Target(name, kind))
    rows = _common_rows(pieces)
    for name, value in scalars.items():
        pieces[name] = [_repeated(value, rows, Target(name, schema[name]))]
    return list(_buffers.aligned([pieces[name] for name in schema]))


def _columns(data: Any) -> Mapping[str, Any]:
    if _pandas.is_frame(data):
        return _pandas.columns_of(data)
    if isinstance(data, Mapping):
        return data
    if hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__"):
        found = _arrowdata.columns_of(data)
        columns = dict(found)
        if len(columns) < len(found):
            raise DataError(f"a column name is used twice: columns={[name for name, _ in found]}")
        return columns
    if isinstance(data, np.ndarray) and data.dtype.names:
        return {name: data[name] for name in data.dtype.names}
    raise TypeError(
        "rows come as a dict of arrays, a structured array, a frame of pandas or Polars, or an Arrow table: "
        f"type={type(data).__name__}"
    )


def _require_names(columns: Mapping[str, Any], schema: Mapping[str, ColumnType]) -> None:
    for name in columns:
        if name not in schema:
            near = difflib.get_close_matches(str(name), schema, 3) or list(schema)
            raise DataError(
                f"the table has no such column: column={name}, dtype={_dtype(columns[name])}, nearest={near}"
            )
    missing = [name for name in schema if name not in columns]
    if missing:
        raise DataError(f"columns are missing: columns={missing}, given={list(columns)}")


def _dtype(column: Any) -> str:
    return str(getattr(column, "dtype", None) or getattr(column, "type", None) or type(column).__name__)


def _sources(column: Any, target: Target) -> list[Source]:
    """The pieces of a column."""
    if isinstance(column, np.ndarray):
        return [_convert.of_array(column, target)]
    if isinstance(column, list) and column and isinstance(column[0], _arrowdata.ArrowPiece):
        return [piece.source(target) for piece in column]
    if isinstance(column, SymbolColumn):
        return _symbols(column)
    if isinstance(column, ChunkedColumn):
        return [_convert.of_array(part, target) for part in column.parts] or [
            _convert.of_array(column.to_numpy(), target)
        ]
    if _pandas.is_column(column):
        return _pandas.sources(column, target)
    if hasattr(column, "__arrow_c_stream__") or hasattr(column, "__arrow_c_array__"):
        return [piece.source(target) for piece in _arrowdata.pieces_of(column)]
    if hasattr(column, "__array__"):
        return [_convert.of_array(np.asarray(column), target)]
    if isinstance(column, Iterable) and not isinstance(column, (str, bytes, Mapping)):
        return [_of_list(list(column), target)]
    raise target.refuse("not a column: arrays, series, lists", type(column).__name__)


def _symbols(column: SymbolColumn) -> list[Source]:
    """A column of symbols of any database: its codes where they lie, and their dictionary."""
    dictionary = _buffers.of_bytes([symbol.encode() for symbol in column.dictionary])
    parts = column.codes.parts if isinstance(column.codes, ChunkedColumn) else [column.codes]
    sources = []
    for codes in parts:
        mask = np.ma.getmask(codes)
        nulls = _buffers.Nulls.masked(None if mask is np.ma.nomask else mask)
        sources.append(_buffers.of_dictionary(_convert.plain(np.asarray(codes)), dictionary, nulls))
    return sources


def _of_list(values: list[Any], target: Target) -> Source:
    """Numbers by way of NumPy; what that would turn into something else or round, object by object."""
    if target.type.kind not in ("symbol", "utf8", "binary", "bool", "decimal64") and values:
        try:
            array = np.asarray(values)
        except (ValueError, OverflowError):
            array = np.empty(0)
        is_plain = array.shape == (len(values),) and array.dtype.kind in "iuf"
        if is_plain and not _changes(set(map(type, values)), array.dtype, target):
            return _convert.of_array(array, target)
    return _objects.of_objects(values, target, _buffers.Nulls())


def _changes(kinds: set[type], dtype: np.dtype, target: Target) -> bool:
    """Whether an array of this dtype does not tell what objects of these types were: bools that are numbers now, or
    integers that are floats; or whether it has to be looked at one by one: floats for narrower ones."""
    if bool in kinds or np.bool_ in kinds:
        return True
    if dtype.kind != "f":
        return False
    has_integers = any(issubclass(kind, (int, np.integer)) for kind in kinds)
    return has_integers or (dtype == np.float64 and target.type.kind == "float32")


def _repeated(value: Any, rows: int, target: Target) -> Source:
    one = _objects.of_objects([value], target, _buffers.Nulls())
    nulls = _buffers.Nulls.masked(np.ones(rows, bool)) if one.nulls.mask(1) is not None else _buffers.Nulls()
    match one.kind:
        case _buffers.TEXT64:
            return _buffers.of_dictionary(np.zeros(rows, np.int32), one, nulls)
        case _buffers.DICTIONARY:
            return _buffers.of_dictionary(np.zeros(rows, np.int32), one.dictionary, nulls)
        case _buffers.BOOL_BYTES:
            return _buffers.of_bools(np.repeat(one.keep, rows), nulls)
    return _buffers.of_values(np.repeat(one.keep, rows), nulls)


def _common_rows(pieces: Mapping[str, list[Source]]) -> int:
    rows = {name: sum(source.rows for source in sources) for name, sources in pieces.items()}
    if not rows:
        raise DataError("one column at least has to be an array: all are single values")
    if len(set(rows.values())) > 1:
        raise DataError(f"columns are not of one length: rows={rows}")
    return next(iter(rows.values()))
