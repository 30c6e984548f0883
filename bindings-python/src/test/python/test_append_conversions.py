"""Values of other types than the column's: what loses nothing is converted, what would lose something is refused."""

from __future__ import annotations

import datetime as dt
import decimal

import arenite as ar
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from test_append import make, stored

LOSSLESS = [
    (np.array([1, -2], np.int8), "int64", [1, -2]),
    (np.array([1, 2], np.int64), "uint8", [1, 2]),
    (np.array([1 << 53, -3], np.int64), "float64", [float(1 << 53), -3.0]),
    (np.array([0.5, 1.5], np.float32), "float64", [0.5, 1.5]),
    (np.array([0.5, 1.5], np.float16), "float32", [0.5, 1.5]),
    (
        np.array(["2024-01-01T00:00:01.5", "NaT"], "M8[us]"),
        "timestamp(ms)",
        [np.datetime64("2024-01-01T00:00:01.5"), None],
    ),
    (np.array([3, -1], "m8[h]"), "duration(s)", [np.timedelta64(3, "h"), np.timedelta64(-1, "h")]),
    (
        np.array(["2024-02-29T00", "1969-12-31T00"], "M8[h]"),
        "date32",
        [np.datetime64("2024-02-29"), np.datetime64("1969-12-31")],
    ),
    (np.array([5, -7], np.int16), "decimal64(2)", [500, -700]),
    ([dt.date(2024, 1, 2), None], "date32", [np.datetime64("2024-01-02"), None]),
    (
        [dt.timedelta(milliseconds=3), dt.timedelta(days=-1)],
        "duration(ms)",
        [np.timedelta64(3, "ms"), np.timedelta64(-1, "D")],
    ),
    (
        [dt.datetime(2024, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))), pd.Timestamp("2024-01-01")],
        "timestamp(us)",
        [np.datetime64("2023-12-31T22"), np.datetime64("2024-01-01")],
    ),
    ([1, 2.5], "float64", [1.0, 2.5]),
    ([0.5, 2.5], "float32", [0.5, 2.5]),
    ([0.5, None], "float32", [0.5, None]),
    ([float("inf"), None], "float32", [float("inf"), None]),
    ([1 << 24, 0.5], "float32", [float(1 << 24), 0.5]),
    (np.array([-(1 << 63), 1]), "int64", [-(1 << 63), 1]),
    (np.ma.array([-(1 << 63), 1], mask=[True, False]), "timestamp", [None, np.datetime64(1, "ns")]),
    ([True, None], "bool", [True, None]),
    (["1.5", "2"], "utf8", ["1.5", "2"]),
    (np.array([b"ab", b"c"]), "symbol", ["ab", "c"]),
    (np.array([b"ab", b"c"]), "binary", [b"ab", b"c"]),
    (pd.Categorical(["x", "y"]), "utf8", ["x", "y"]),
    (np.array([[b"ab"], [b"cd"]], "V2")[:, 0], "binary", [b"ab", b"cd"]),
]


@pytest.mark.parametrize("values, kind, wanted", LOSSLESS)
def test_conversions_that_lose_nothing(db, values, kind, wanted):
    table = make(db, {"ts": "timestamp", "a": kind})
    table.append({"ts": [1, 2], "a": values})
    assert stored(table, "a") == wanted


REFUSED = [
    (
        np.array([1, 300]),
        "uint8",
        "the value does not fit exactly: column=a, type=uint8, dtype=int64, row=1, value=300",
    ),
    (
        np.array([1, (1 << 53) + 1]),
        "float64",
        "the value does not fit exactly: column=a, type=float64, dtype=int64, row=1",
    ),
    (
        np.array([1.0, 2.0]),
        "int64",
        "a float never becomes an integer by itself: use .astype: column=a, type=int64, dtype=float64",
    ),
    (np.array([1.0, 2.0]), "float32", "a float never becomes narrower by itself: use .astype: column=a, type=float32"),
    (np.array([1.0, 2.0]), "decimal64(2)", "only integers and decimal.Decimal become decimals, floats do not"),
    ([1e300, None], "float32", "the value does not fit exactly: column=a, type=float32, dtype=float, row=0"),
    ([0.1, None], "float32", "the value does not fit exactly: column=a, type=float32, dtype=float, row=0, value=0.1"),
    ([0.5, 0.1], "float32", "the value does not fit exactly: column=a, type=float32, dtype=float, row=1, value=0.1"),
    ([0.5, (1 << 24) + 1], "float32", "the value does not fit exactly: column=a, type=float32, dtype=int, row=1"),
    (0.1, "float32", "the value does not fit exactly: column=a, type=float32, dtype=float, row=0, value=0.1"),
    ([0.5, (1 << 53) + 1], "float64", "the value does not fit exactly: column=a, type=float64, dtype=int, row=1"),
    ([-1, (1 << 63) + 1], "float64", "the value does not fit exactly: column=a, type=float64, dtype=int, row=1"),
    ([1, np.True_], "int64", "a bool is not a number: column=a, type=int64"),
    (
        np.array([1, -(1 << 63)]),
        "timestamp(ms)",
        "the smallest int64 is NaT, not a time: column=a, type=timestamp(ms), dtype=int64, row=1",
    ),
    ([-(1 << 63), 1], "duration(s)", "the smallest int64 is NaT, not a time: column=a, type=duration(s)"),
    (np.array([0, 1]), "bool", "only bools become bools: column=a, type=bool, dtype=int64"),
    (np.array([True, False]), "int64", "only numbers become numbers: column=a, type=int64, dtype=bool"),
    (np.array(["a", "b"]), "float64", "only numbers become numbers: column=a, type=float64, dtype=<U1"),
    (np.array([1, 2]), "symbol", "only text becomes text: column=a, type=symbol, dtype=int64"),
    (
        np.array(["2024-01-01T00:00:00.0001", "2024-01-01"], "M8[us]"),
        "timestamp(ms)",
        "the time is not a whole number of datetime64[ms]: column=a, type=timestamp(ms), dtype=datetime64[us], row=0",
    ),
    (
        np.array(["9999-01-01", "2024-01-01"], "M8[s]"),
        "timestamp(ns)",
        "the time is not a whole number of datetime64[ns]: column=a",
    ),
    (np.array([1, 2], "m8[s]"), "timestamp(ns)", "only datetime64[ns] and integers become timestamp(ns): column=a"),
    ([1, "x"], "int64", "not"),
    (["a", 1], "symbol", "not a str: column=a, type=symbol, dtype=int, row=1, value=1"),
    (["a", ["b"]], "symbol", "not a str: column=a, type=symbol, dtype=list, row=1"),
    (["a", "\ud800"], "utf8", "column=a, type=utf8, dtype=str, row=1"),
    (
        [decimal.Decimal("1.255"), 1],
        "decimal64(2)",
        "more than 2 decimal places: column=a, type=decimal64(2), dtype=Decimal, row=0",
    ),
    ([b"a", "b"], "binary", "not bytes: column=a, type=binary, dtype=str, row=1, value='b'"),
    (np.array([b"\xff", b"a"]), "utf8", "bytes are text only where they are ASCII"),
    (np.zeros((2, 2)), "float64", "an array of one dimension is needed, not of 2: column=a"),
    (pd.Series([1.0, None]), "int64", "integers with missing values have become floats: use pandas' Int64: column=a"),
    (pa.array([[1], [2]]), "int64", "Arrow's type does not fit: column=a, type=int64, dtype=arrow +l"),
    (5j, "float64", "not a column: arrays, series, lists: column=a, type=float64, dtype=complex"),
]


@pytest.mark.parametrize("values, kind, text", REFUSED)
def test_what_would_lose_something_is_refused(db, values, kind, text):
    table = make(db, {"ts": "timestamp", "a": kind})
    with pytest.raises(ar.DataError) as caught:
        table.append({"ts": [1, 2], "a": values})
    assert text in str(caught.value)
    assert "column=a" in str(caught.value)
    assert len(table) == 0
