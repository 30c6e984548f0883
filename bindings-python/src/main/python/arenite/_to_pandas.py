"""Results as pandas: a view where pandas can hold one, its nullable types where there are nulls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from arenite._frame import Frame
from arenite._frame_column import FrameColumn


def pandas_frame(frame: Frame) -> pd.DataFrame:
    """A data frame; columns are not consolidated, so that each may be a view."""
    return pd.DataFrame({column.name: pandas_series(column) for column in frame}, copy=False)


def pandas_series(column: FrameColumn) -> pd.Series:
    """Numbers, timestamps and durations without nulls are a view; with nulls integers, floats and bool are nullable
    types, times have NaT; symbols are a Categorical, text is `str`, decimals and dates are objects and datetime64[s].
    """
    return pd.Series(_values(column), name=column.name, copy=False)


def _values(column: FrameColumn) -> Any:
    mask = column.null_mask
    match column.type.kind:
        case "symbol":
            codes = column.values if mask is None else np.where(mask, -1, column.values)
            return pd.Categorical.from_codes(codes, categories=pd.Index(column._buffers.symbols, dtype="str"))
        case "utf8":
            return pd.array(column.to_numpy(), dtype="str")
        case "binary" | "decimal64":
            return column.to_numpy(writable=True)
        case "timestamp" | "duration" | "date32":
            return column.to_numpy() if mask is None else np.asarray(column)
    dense = column._dense()
    if mask is None:
        return dense
    if dense.dtype == bool:
        return pd.arrays.BooleanArray(dense, mask)
    return (pd.arrays.FloatingArray if dense.dtype.kind == "f" else pd.arrays.IntegerArray)(dense, mask)
