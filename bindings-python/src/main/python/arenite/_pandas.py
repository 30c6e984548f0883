"""Frames and series of pandas, without importing it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from arenite import _arrowdata, _buffers, _convert, _objects
from arenite._buffers import Nulls, Source
from arenite._convert import Target
from arenite._errors import DataError


def _pandas() -> Any:
    """pandas if the program uses it: what it made cannot be here otherwise. Another thread may be importing it yet."""
    pandas = sys.modules.get("pandas")
    return pandas if hasattr(pandas, "DataFrame") and hasattr(pandas, "api") else None


def is_frame(data: Any) -> bool:
    """Whether this is a DataFrame of pandas."""
    pandas = _pandas()
    return pandas is not None and isinstance(data, pandas.DataFrame)


def is_column(data: Any) -> bool:
    """Whether this is a Series, an Index or an extension array of pandas."""
    pandas = _pandas()
    return pandas is not None and isinstance(data, (pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray))


def columns_of(frame: Any) -> Mapping[str, Any]:
    """The columns of a frame; its index is one of them where it has a name."""
    columns = {} if frame.index.name is None else {frame.index.name: frame.index}
    for position, name in enumerate(frame.columns):
        if name in columns:
            raise DataError(f"a column name is used twice: column={name}")
        columns[name] = frame.iloc[:, position]
    return columns


def sources(column: Any, target: Target) -> list[Source]:
    """The column's values.

    Categories are taken as symbols; missing values of nullable types are nulls; a NaN among NumPy's floats stays NaN.
    """
    pandas = _pandas()
    dtype = column.dtype
    array = getattr(column, "array", column)
    if isinstance(dtype, np.dtype):
        return [_of_numpy(np.asarray(column), target)]
    if isinstance(dtype, pandas.CategoricalDtype):
        return _categories(array, target)
    if isinstance(dtype, pandas.DatetimeTZDtype):
        return [_convert.of_array(np.asarray(array, f"datetime64[{dtype.unit}]"), target)]
    if hasattr(array, "__arrow_array__") and _is_arrow(dtype):
        return [piece.source(target) for piece in _arrowdata.pieces_of(array.__arrow_array__())]
    if getattr(dtype, "numpy_dtype", None) is not None:
        return [_nullable(array, dtype.numpy_dtype, target)]
    return [_objects.of_objects(np.asarray(array, object), target, Nulls())]


def _of_numpy(values: np.ndarray, target: Target) -> Source:
    if values.dtype.kind == "O" or target.type.kind in ("float32", "float64"):
        return _convert.of_array(values, target)
    if values.dtype.kind == "f" and np.isnan(values).any():
        raise target.refuse("integers with missing values have become floats: use pandas' Int64", values.dtype)
    return _convert.of_array(values, target)


def _is_arrow(dtype: Any) -> bool:
    return hasattr(dtype, "pyarrow_dtype") or getattr(dtype, "storage", None) == "pyarrow"


def _nullable(array: Any, dtype: np.dtype, target: Target) -> Source:
    """Int64, Float64, boolean: values and a mask."""
    mask = np.asarray(array.isna())
    values = getattr(array, "_data", None)
    if not isinstance(values, np.ndarray) or values.dtype != dtype:
        values = array.to_numpy(dtype=dtype, na_value=dtype.type(0))
    return _convert.of_array(values, target, Nulls.masked(mask))


def _categories(array: Any, target: Target) -> list[Source]:
    if target.type.kind not in ("symbol", "utf8"):
        return [_convert.of_array(np.asarray(array), target)]
    texts = Target(target.name, target.type._replace(kind="utf8"))
    values = _objects.of_objects(np.asarray(array.categories, object), texts, Nulls())
    return [_buffers.of_dictionary(_convert.plain(np.asarray(array.codes)), values)]
