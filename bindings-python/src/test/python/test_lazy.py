"""Lazy frames: how they are written, when they run and what they keep."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import time

import numpy as np
import pytest
from conftest import trade_rows

import arenite as ar
from arenite import _intern


def test_the_example_of_the_design(trades):
    df = trades
    assert df[df["price"] > 990]["size"].sum().collect() == sum(number % 100 for number in range(991, 1000))
    vwap = df.filter(ar.col("sym") == "AAPL").select(ar.vwap("price", "size")).collect().item()
    rows = [number for number in range(1000) if number % 3 == 0]
    expected = sum(number * (number % 100) for number in rows) / sum(number % 100 for number in rows)
    assert vwap == pytest.approx(expected, rel=1e-15)


def test_an_answer_is_held_until_the_next_commit(trades):
    query = trades[trades["price"] >= 998]["size"].sum()
    frame = trades.group_by("sym").agg(ar.count())
    assert query.collect() == 98 + 99
    before = frame.collect()
    assert frame.collect() is before
    trades.append(trade_rows(2, first=1000))
    assert query.collect() == 98 + 99 + 0 + 1
    assert frame.collect() is not before
    assert sum(frame.collect()["count"].to_list()) == 1002
    assert sum(before["count"].to_list()) == 1000


def test_a_held_answer_does_not_enter_java(trades, monkeypatch):
    query = trades["size"].sum()
    expected = query.collect()
    monkeypatch.setattr(query._plan, "_execute", None)
    assert query.collect() == expected
    assert trades["size"].sum().collect() == expected
    trades.append(trade_rows(1))
    with pytest.raises(TypeError):
        query.collect()


def test_counting_rows_reads_one_word(trades, monkeypatch):
    rows = trades.count()
    monkeypatch.setattr(trades._bridge.__class__, "request", None)
    assert rows.collect() == 1000
    monkeypatch.undo()
    trades.append(trade_rows(5))
    assert rows.collect() == len(trades) == 1005


def test_no_rows(db):
    table = db.create_table("empty", {"ts": "timestamp(ns)", "x": "float64"})
    assert table.count().collect() == 0
    assert table["x"].sum().collect() == 0
    assert table["x"].mean().collect() is None
    assert table.collect().shape == (0, 2)
    assert table.collect()["x"].to_numpy().tolist() == []


def test_without_a_cache_nothing_is_held():
    with ar.memory(cache_bytes=0) as db:
        table = db.create_table("t", {"ts": "timestamp(ns)", "x": "int64"})
        table.append({"ts": np.arange(3).astype("datetime64[ns]"), "x": np.arange(3)})
        query = table["x"].max()
        assert query.collect() == 2
        assert query._commit < 0
        assert query.collect() == 2


def test_what_is_written_again_is_the_same_query(trades):
    df = trades
    assert df["price"] is df["price"]
    assert df[df["price"] > 3] is df[df["price"] > 3]
    assert df[df["price"] > 3] is not df[df["price"] > 3.0]
    assert df.filter(ar.col("price") > 3) is df[ar.col("price") > 3]
    assert df.filter(sym="AAPL") is df.filter(sym="AAPL")
    assert df.select("price", ar.col("size")) is df.select(["price", ar.col("size")])
    assert df.group_by("sym").agg(ar.sum("size")) is df.group_by("sym").agg(ar.sum("size"))
    assert df.sort("price", descending=True) is df.sort(ar.col("price").desc())


def test_ever_new_queries_do_not_pile_up(trades, monkeypatch):
    monkeypatch.setattr(_intern, "LIMIT", 50)
    for number in range(300):
        frame = trades[trades["price"] > number]
        if number % 10 == 0:
            frame["size"].sum().collect()
    assert len(trades._items) <= 60
    del frame
    gc.collect()
    assert sum(isinstance(item, ar.FrameExpr) for item in gc.get_objects()) < 200
    monkeypatch.undo()
    assert trades[trades["price"] > 7]["size"].count().collect() == 992


def test_frames_of_other_frames_are_not_mixed(trades, db):
    df = trades
    few = df[df["price"] > 990]
    assert few[df["size"] > 95].count().collect() == 4
    assert few.sort("price")[df["size"] > 95]["price"].min().collect() == 996
    with pytest.raises(ar.QueryError, match="belongs to another frame"):
        few.select(df["price"].max())
    with pytest.raises(ar.QueryError, match="belongs to another frame"):
        df.select("size")[df["price"] > 3]
    with pytest.raises(ar.QueryError, match="different frames"):
        _ = few["price"] + df["price"]
    other = db.create_table("other", {"ts": "timestamp(ns)", "price": "float64"})
    with pytest.raises(ar.QueryError, match="belongs to another frame"):
        df[other["price"] > 3]
    assert (df["price"] + ar.col("size")).max().collect() == 999 + 99


def test_a_table_has_columns(trades):
    assert "price" in trades and "pirce" not in trades
    assert list(trades) == ["ts", "sym", "price", "size"]


def test_unknown_names(trades):
    with pytest.raises(KeyError, match=r"pirce.*price"):
        trades["pirce"]
    with pytest.raises(ar.QueryError, match=r"pirce"):
        trades.select(ar.col("pirce")).collect()
    with pytest.raises(ar.QueryError, match=r"price"):
        trades.select("size")["price"].sum().collect()


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (lambda df: df[3], "a frame is indexed by"),
        (lambda df: df[1:3], "a frame is indexed by"),
        (lambda df: df.filter("price"), "a filter takes predicates"),
        (lambda df: df.limit(2.5), "rows are a whole number"),
        (lambda df: df.limit(True), "rows are a whole number"),
        (lambda df: bool(df[df["price"] > 3]), "neither true nor false"),
        (lambda df: 3 in df[df["price"] > 3], "no rows before it is collected"),
        (lambda df: list(df[df["price"] > 3]), "no rows before it is collected"),
        (lambda df: pickle.dumps(df[df["price"] > 3]), "cannot be pickled"),
        (lambda df: pickle.dumps(df["price"]), "cannot be pickled"),
        (lambda df: df.select({"a": 1}.values, 1j), "not a literal"),
    ],
)
def test_what_a_frame_refuses(trades, wrong, text):
    with pytest.raises(TypeError, match=text):
        wrong(trades)


def test_wrong_values(trades):
    with pytest.raises(ValueError, match="rows must not be negative"):
        trades.limit(-1)
    with pytest.raises(ValueError, match="nothing to do"):
        trades.select()
    with pytest.raises(ValueError, match="descending is one bool"):
        trades.sort("price", "size", descending=[True])
    with pytest.raises(ValueError, match="a timeout is"):
        trades["price"].sum().collect(timeout=-1)


def test_explain_and_profile(trades):
    query = trades[trades["price"] > 990]["size"].sum()
    assert "-- typed\nscan trades\nfilter price > 990\nselect sum(size)\n" in query.explain()
    assert "rows of the result=1" in query.profile()
    assert "top 2 by price" in trades.top_k(2, by="price").explain()


def test_calls_from_within_a_call_get_memory_of_their_own(trades):
    trades.append(trade_rows(7_000, first=1_000))
    inner = trades.select("price", "size", "ts")

    def ask(values: np.ndarray) -> np.ndarray:
        # longer than the buffer for answers, so that a longer one takes its place
        assert inner.collect()["price"].to_numpy().sum() == sum(range(8_000))
        inner._commit = -2
        return values

    total = trades.select(ar.col("price").map_batches(ask, float).sum())
    assert total.collect().item() == sum(range(8_000))
    assert trades["price"].map_batches(ask, float).max().collect() == 7_999
    assert len(trades.select("size").collect()) == 8_000


def test_schema_of_a_query(trades):
    query = trades.group_by("sym").agg(ar.sum("size"), mean=ar.mean("price"))
    assert query.collect_schema() == {"sym": "symbol", "size": "int64", "mean": "float64"}
    assert list(trades.collect_schema()) == list(trades.schema)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGALRM])
def test_a_signal_ends_a_running_query(trades, number):
    """Ctrl-C, and any handler that raises; the database is as before."""

    class Alarm(Exception):
        pass

    def ring(*_: object) -> None:
        raise Alarm

    trades.append(trade_rows(200_000, first=1_000))
    slow = ar.col("price")
    for _ in range(60):
        slow = (slow + 1.5) ** 1.01 % 1000
    query = trades.select(slow.sum())
    before = signal.signal(signal.SIGALRM, ring)
    query.explain()
    try:
        threading.Timer(0.2, lambda: os.kill(os.getpid(), number)).start()
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt if number == signal.SIGINT else Alarm):
            while time.monotonic() - start < 60:
                query.collect()
                trades.append(trade_rows(1))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert trades["size"].count().collect() >= 201_000


def test_deep_expressions(trades):
    total = trades["size"]
    for _ in range(600):
        total = total + 1
    assert total.max().collect() == 99 + 600
    for _ in range(600):
        total = total + 1
    with pytest.raises(ar.QueryError, match="nested too deeply"):
        total.max().collect()


def test_text_of_a_query(trades):
    query = trades.filter(ar.col("price") > 3).group_by("sym").agg(ar.count())
    assert repr(query).endswith(".filter((col('price') > 3)).group_by(col('sym'), count())")
    assert repr(trades["price"].sum()) == "col('price').sum()"


def test_a_dropped_table_is_closed(db, trades):
    query = trades["size"].sum()
    query.collect()
    trades.drop()
    with pytest.raises(ar.ClosedError):
        query.collect()
    with pytest.raises(ar.ClosedError):
        trades.count().collect()
    again = db.create_table("trades", {"ts": "timestamp(ns)", "size": "int64"})
    assert again["size"].sum().collect() == 0


def test_an_old_handle_drops_no_other_table(db, trades):
    db.drop_table("trades")
    again = db.create_table("trades", {"ts": "timestamp(ns)", "size": "int64"})
    with pytest.raises(ar.ClosedError, match="table is dropped: table=trades"):
        trades.drop()
    assert not again.is_dropped
    again.drop()
    assert db.tables() == []


def test_a_closed_database_is_closed():
    with ar.memory() as db:
        table = db.create_table("t", {"ts": "timestamp(ns)", "x": "int64"})
        query = table["x"].sum()
        assert query.collect() == 0
    with pytest.raises(ar.ClosedError):
        query.collect()


def test_a_timeout_ends_a_query(trades):
    trades.append(trade_rows(300_000, first=1_000))
    slow = trades.select(((ar.col("price") % 7) ** 1.5 // 3).sum())
    with pytest.raises(ar.QueryStoppedError, match="deadline"):
        slow.collect(timeout=1e-6)
    assert slow.collect(timeout=60).item() > 0
    assert slow.collect(timeout=1e-9) is slow.collect()


def test_many_threads_ask_while_rows_arrive(trades):
    query = trades["size"].count()
    stop = threading.Event()
    wrong: list[object] = []

    def ask() -> None:
        last = 0
        while not stop.is_set():
            count = query.collect()
            if count < last or count % 10 != 0:
                wrong.append((last, count))
            last = count

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(40):
        trades.append(trade_rows(10, first=1000 + 10 * number))
        time.sleep(0.001)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert query.collect() == 1400


def test_plans_are_let_go(trades):
    def frames() -> int:
        return sum(isinstance(item, ar.LazyFrame) for item in gc.get_objects())

    gc.collect()
    before = frames()
    for number in range(20):
        trades[trades["size"] == number].count().collect()
    assert frames() > before
    _intern.forget(trades)
    gc.collect()
    assert frames() <= before
