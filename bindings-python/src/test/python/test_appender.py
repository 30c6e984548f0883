"""Rows of a feed, one by one."""

from __future__ import annotations

import datetime as dt
import decimal
import gc

import arenite as ar
import numpy as np
import pandas as pd
import pytest

TYPES = {"ts": "timestamp", "sym": "symbol", "price": "float64", "size": "int64"}


@pytest.fixture
def db():
    with ar.memory() as database:
        yield database


@pytest.fixture
def trades(db):
    return db.create_table("trades", TYPES, key="sym")


def test_rows_are_seen_after_commit(trades):
    with trades.appender() as rows:
        rows.append(1, "AAPL", 187.25, 100)
        assert len(trades) == 0
        rows.commit()
        assert len(trades) == 1
        rows.append(2, "MSFT", 402, np.int64(7))
    assert len(trades) == 2
    assert list(trades.get_column("price", key="MSFT")) == [402.0]


@pytest.mark.parametrize("count", [4_095, 4_096, 4_097, 20_000])
def test_no_row_is_lost_at_the_buffers_end(trades, count):
    with trades.appender() as rows:
        for row in range(count):
            rows.append(row, "AAPL", row / 2, row)
        assert len(trades) == 0
    assert (trades.get_column("size", key="AAPL") == np.arange(count)).all()


def test_every_type_with_nulls(db):
    types = {
        "ts": "timestamp",
        "b": "bool",
        "i": "int8",
        "u": "uint64",
        "f": "float32",
        "d": "decimal64(2)",
        "ms": "timestamp(ms)",
        "took": "duration(us)",
        "day": "date32",
        "s": "symbol",
        "note": "utf8",
        "blob": "binary",
    }
    table = db.create_table("t", types)
    with table.appender() as rows:
        rows.append(
            pd.Timestamp("2024-01-01", tz="UTC"),
            True,
            -128,
            (1 << 64) - 1,
            0.5,
            decimal.Decimal("1.25"),
            dt.datetime(2024, 1, 1),
            dt.timedelta(seconds=1),
            dt.date(2024, 1, 2),
            "x",
            "text ü",
            b"\x00",
        )
        rows.append(np.datetime64("2024-01-02"), *[None] * 11)
        rows.append(np.datetime64("2024-01-03"), False, 0, 0, 1, 5, 0, 0, 0, "", "", b"")
    columns = {name: table.get_column(name) for name in types}
    columns = {
        name: column if isinstance(column, np.ndarray) else column.to_numpy() for name, column in columns.items()
    }
    masks = {name: [value is None or value is np.ma.masked for value in column] for name, column in columns.items()}
    assert masks.pop("ts") == [False] * 3
    assert all(mask == [False, True, False] for mask in masks.values())
    first = {name: np.asarray(column)[0] for name, column in columns.items()}
    assert first == {
        "ts": np.datetime64("2024-01-01"),
        "b": True,
        "i": -128,
        "u": (1 << 64) - 1,
        "f": 0.5,
        "d": 125,
        "ms": np.datetime64("2024-01-01"),
        "took": np.timedelta64(1, "s"),
        "day": np.datetime64("2024-01-02"),
        "s": "x",
        "note": "text ü",
        "blob": b"\x00",
    }
    assert np.asarray(columns["d"])[2] == 500


@pytest.mark.parametrize(
    "row, text",
    [
        ((1, "A", "x", 1), "column=price, type=float64, dtype=str, row=1, value='x'"),
        ((1, "A", 1.0, 1.5), "column=size, type=int64, dtype=float, row=1, value=1.5"),
        ((1, "A", 1.0, True), "a bool is not a number: column=size, type=int64, dtype=bool, row=1, value=True"),
        ((True, "A", 1.0, 1), "a bool is not a number: column=ts, type=timestamp(ns), dtype=bool, row=1, value=True"),
        ((1, "A", False, 1), "not a number: column=price, type=float64, dtype=bool, row=1, value=False"),
        ((1, "A", np.True_, 1), "not a number: column=price, type=float64, dtype=bool, row=1"),
        ((-(1 << 63), "A", 1.0, 1), "the value does not fit: column=ts, type=timestamp(ns), dtype=int, row=1"),
        ((1, "A", 1.0, 1 << 63), "column=size, type=int64, dtype=int, row=1"),
        ((1, 5, 1.0, 1), "not a str: column=sym, type=symbol, dtype=int, row=1, value=5"),
        ((1, None, 1.0, 1), "column cannot be null: column=sym"),
        ((None, "A", 1.0, 1), "column cannot be null: column=ts"),
        (("2024", "A", 1.0, 1), "column=ts, type=timestamp(ns), dtype=str, row=1"),
        ((1, "A", 1.0), "a row has a value for each column: table=trades, row=1, values=3"),
        ((1, "A", 1.0, 1, 2), "a row has a value for each column: table=trades, row=1, values=5"),
    ],
)
def test_a_wrong_row_is_named_and_left_out(trades, row, text):
    with trades.appender() as rows:
        rows.append(1, "A", 0.5, 1)
        with pytest.raises(ar.DataError) as caught:
            rows.append(*row)
        rows.append(3, "A", 2.5, 3)
    assert text in str(caught.value)
    assert list(trades.get_column("price", key="A")) == [0.5, 2.5]


def test_the_smallest_int64_is_a_number_but_not_a_time(db):
    table = db.create_table("t", {"ts": "timestamp", "n": "int64", "took": "duration(s)", "b": "bool"})
    with table.appender() as rows:
        rows.append(1, -(1 << 63), 1, True)
        with pytest.raises(ar.DataError, match="does not fit: column=took"):
            rows.append(2, 0, -(1 << 63), np.False_)
        rows.append(3, 0, -(1 << 63) + 1, np.False_)
    assert list(table.get_column("n")) == [-(1 << 63), 0]
    assert list(table.get_column("b")) == [True, False]


def test_floats_are_rounded_in_rows_with_nulls_too(db):
    table = db.create_table("t", {"ts": "timestamp", "f": "float32", "g": "float64", "n": "int64"})
    with table.appender() as rows:
        rows.append(1, 0.1, (1 << 53) + 1, 1)
        rows.append(2, 0.1, (1 << 53) + 1, None)
        with pytest.raises(ar.DataError, match="column=f"):
            rows.append(3, 1e300, 0.0, 1)
    assert list(table.get_column("f")) == [np.float32(0.1)] * 2
    assert list(table.get_column("g")) == [float(1 << 53)] * 2


def test_an_exception_in_the_block_loses_no_row(trades):
    with pytest.raises(ZeroDivisionError), trades.appender() as rows:
        rows.append(1, "A", 0.5, 1)
        rows.append(2, "A", 1 / 0, 1)
    assert len(trades) == 1


def test_rollback_takes_back_what_is_not_committed(trades):
    with trades.appender() as rows:
        rows.append(1, "A", 0.5, 1)
        rows.commit()
        for row in range(5_000):
            rows.append(row, "A", 1.5, 2)
        rows.rollback()
        rows.append(9, "A", 2.5, 3)
    assert list(trades.get_column("price", key="A")) == [0.5, 2.5]


def test_there_is_one_writer(trades):
    with trades.appender() as rows:
        with pytest.raises(ar.ClosedError, match="table=trades"):
            trades.append({"ts": [1], "sym": ["A"], "price": [1.0], "size": [1]})
        with pytest.raises(ar.ClosedError):
            trades.appender()
        rows.append(1, "A", 0.5, 1)
    assert trades.append({"ts": [1], "sym": ["A"], "price": [1.0], "size": [1]}) == 1
    with pytest.raises(ar.ClosedError, match="the appender is closed: table=trades"):
        rows.append(1, "A", 0.5, 1)
    rows.close()


def test_rows_that_cannot_be_handed_over_are_kept_and_told(db):
    table = db.create_table("t", TYPES, key="sym")
    rows = table.appender()
    rows.append(1, "A", 0.5, 1)
    table.drop()
    with pytest.raises(ar.AreniteError, match="rows that are not appended but kept: 0 to 0"):
        rows.commit()
    assert rows.pending == 1
    rows._forget(rows._next)
    with pytest.raises(ar.AreniteError):
        rows.close()
    rows._pin = None


def test_a_forgotten_appender_warns_and_commits(trades):
    rows = trades.appender()
    rows.append(1, "A", 0.5, 1)
    with pytest.warns(ResourceWarning, match="an appender was not closed: table=trades"):
        del rows
        gc.collect()
    assert len(trades) == 1
    trades.appender().close()
