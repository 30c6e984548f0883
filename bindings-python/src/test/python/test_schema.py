"""Names of types, as everybody writes them."""

from __future__ import annotations

import datetime as dt
import decimal

import arenite as ar
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from arenite._schema import type_of


@pytest.mark.parametrize(
    "given, name",
    [
        ("float64", "float64"),
        ("Float64", "float64"),
        ("f4", "float32"),
        ("<i8", "int64"),
        ("int", "int64"),
        ("str", "utf8"),
        ("String", "utf8"),
        ("category", "symbol"),
        ("symbol", "symbol"),
        ("timestamp", "timestamp(ns)"),
        ("timestamp(ms)", "timestamp(ms)"),
        ("datetime64[us]", "timestamp(us)"),
        ("timedelta64[s]", "duration(s)"),
        ("decimal64(2)", "decimal64(2)"),
        ("date", "date32"),
        ("datetime64[ns, UTC]", "timestamp(ns)"),
        (float, "float64"),
        (int, "int64"),
        (bool, "bool"),
        (str, "utf8"),
        (bytes, "binary"),
        (dt.datetime, "timestamp(ns)"),
        (dt.date, "date32"),
        (dt.timedelta, "duration(ns)"),
        (np.uint16, "uint16"),
        (np.dtype("M8[ms]"), "timestamp(ms)"),
        (np.dtype("M8[D]"), "date32"),
        (np.bool_, "bool"),
        (pl.Float32, "float32"),
        (pl.Int8(), "int8"),
        (pl.String, "utf8"),
        (pl.Categorical, "symbol"),
        (pl.Categorical(), "symbol"),
        (pl.Datetime("ms"), "timestamp(ms)"),
        (pl.Datetime("us", "UTC"), "timestamp(us)"),
        (pl.Duration("ns"), "duration(ns)"),
        (pl.Date, "date32"),
        (pl.Decimal(18, 4), "decimal64(4)"),
        (pl.Boolean, "bool"),
        (pl.Binary, "binary"),
        (pl.Enum(["a"]), "symbol"),
        (pd.Int64Dtype(), "int64"),
        (pd.CategoricalDtype(), "symbol"),
        (pd.DatetimeTZDtype("ns", "UTC"), "timestamp(ns)"),
        (pd.BooleanDtype(), "bool"),
        (pd.StringDtype(), "utf8"),
        (pa.float64(), "float64"),
        (pa.timestamp("us", "UTC"), "timestamp(us)"),
        (pa.string(), "utf8"),
        (pa.dictionary(pa.int32(), pa.string()), "symbol"),
        (pa.date32(), "date32"),
        (pa.decimal128(18, 2), "decimal64(2)"),
        (pa.duration("s"), "duration(s)"),
        (pa.large_binary(), "binary"),
        (pa.uint8(), "uint8"),
        (pa.bool_(), "bool"),
    ],
)
def test_a_type_by_any_name(given, name):
    assert type_of(given).name == name


@pytest.mark.parametrize(
    "given",
    [
        "int7",
        "timestamp(h)",
        "decimal64(19)",
        pl.List(pl.Int8),
        pa.list_(pa.int8()),
        object,
        decimal.Decimal,
        5,
        np.dtype("c16"),
        pl.Time,
    ],
)
def test_there_is_no_such_type(given):
    with pytest.raises(ar.ArgumentError):
        type_of(given)


def test_a_schema_makes_a_table():
    schema = ar.Schema({"when": "timestamp(ms)", "at": "timestamp", "sym": str, "price": np.float32}, key="sym")
    assert repr(schema) == "Schema(when: timestamp(ms), at: timestamp(ns), sym: symbol key, price: float32)"
    with ar.memory() as db:
        table = db.create_table("t", schema, partition_by="month")
        assert {name: kind.name for name, kind in table.schema.items()} == {
            "when": "timestamp(ms)",
            "at": "timestamp(ns)",
            "sym": "symbol",
            "price": "float32",
        }
        assert (table.timestamp, table.key, table.partition_by) == ("at", "sym", "month")
        assert db["t"] is table
        with pytest.raises(ar.ArgumentError):
            db.create_table("t", schema)


def test_a_schema_has_to_fit_a_table():
    with ar.memory() as db:
        with pytest.raises(ar.ArgumentError, match="schema needs a timestamp column"):
            db.create_table("t", {"a": float})
        with pytest.raises(ar.UnknownNameError):
            db.create_table("t", {"ts": "timestamp", "a": float}, key="sym")
        with pytest.raises(ar.ArgumentError, match="key must be a symbol column"):
            db.create_table("t", {"ts": "timestamp", "a": float}, key="a")
        with pytest.raises(ar.ArgumentError, match="partition_by=week"):
            db.create_table("t", {"ts": "timestamp"}, partition_by="week")
        assert db.tables() == []


def test_a_limit_is_not_cut() -> None:
    for name in ("limit_bytes", "cache_bytes"):
        with pytest.raises(ValueError, match=f"not a whole number of 64 bits: field={name}, value=18446744074783293440"):
            ar.memory(**{name: 2**64 + 2**30})
