"""What keeps memory alive, and when it goes."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
import threading
import time
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import DAY_NS, START_NS, child_environment, trade_rows, wait_until

import arenite as ar
from arenite import _install

MIB = 1 << 20


def committed(db: ar.Database) -> int:
    return db.stats()["committed_bytes"]


def pinned(db: ar.Database) -> list[str]:
    return sorted(f"{pin.name}/{pin.key}" for pin in db.pins())


def test_each_derived_object_keeps_the_memory(db: ar.Database, trades: ar.Table) -> None:
    expected = trade_rows(1_000)["price"][::3]
    makers = {
        "slice": lambda a: a[5:],
        "view": lambda a: a.view(np.int64),
        "reshape": lambda a: a.reshape(2, -1),
        "series": lambda a: pd.Series(a, copy=False),
        "frame": lambda a: pd.DataFrame({"price": a}, copy=False),
        "polars": pl.Series,
        "arrow": pa.array,
        "buffer": memoryview,
        "dlpack": np.from_dlpack,
        "masked": lambda a: np.ma.MaskedArray(a, copy=False),
        "strided": lambda a: a[::2],
    }
    for name, make in makers.items():
        made = make(trades.get_column("price", "AAPL"))
        gc.collect()
        assert pinned(db) == ["trades.price/AAPL"], name
        flat = np.asarray(made.to_numpy() if hasattr(made, "to_numpy") else made).reshape(-1).view(np.float64)
        assert np.isin(flat, expected).all(), name
        del made, flat
        assert wait_until(lambda: pinned(db) == []), name


def test_a_dropped_table_lives_as_long_as_its_last_array(db: ar.Database) -> None:
    table = db.create_table("big", {"ts": "timestamp(ns)", "x": "float64"}, partition_by="none")
    rows = 4_000_000
    table.append({"ts": np.arange(rows), "x": np.arange(rows, dtype=np.float64)})
    x = table.get_column("x")
    tail = x[-10:]
    table.drop()
    assert db.tables() == []
    del x
    time.sleep(0.05)
    assert tail[-1] == rows - 1 and committed(db) > 32 * MIB
    del tail
    assert wait_until(lambda: committed(db) < MIB)


def test_the_cache_gives_back_what_a_drop_frees(db: ar.Database) -> None:
    table = db.create_table("big", {"ts": "timestamp(ns)", "x": "float64"}, partition_by="none")
    table.append({"ts": np.arange(1_000_000), "x": np.zeros(1_000_000)})
    table.get_column("x")
    table.get_column("ts")
    assert len(table._arrays) == 2
    table.drop()
    assert wait_until(lambda: committed(db) < MIB)
    assert table._arrays == {}


def test_the_cache_gives_back_what_growth_replaced(db: ar.Database) -> None:
    table = db.create_table("t", {"ts": "timestamp(ns)", "x": "float64"}, partition_by="none")
    table.append({"ts": np.arange(100), "x": np.zeros(100)})
    small = table.get_column("x").__array_interface__["data"][0]
    table.append({"ts": np.arange(100, 1_000_000), "x": np.zeros(999_900)})
    assert wait_until(lambda: table._arrays == {})
    assert table.get_column("x").__array_interface__["data"][0] != small


def test_retention_and_close_leave_arrays_as_they_are() -> None:
    db = ar.memory()
    table = db.create_table("t", {"ts": "timestamp(ns)", "x": "float64"}, partition_by="day")
    for day in range(3):
        table.append({"ts": START_NS + day * DAY_NS + np.arange(1_000), "x": np.full(1_000, float(day))})
    first, second, third = table.get_column("x").chunks
    assert table.drop_before(START_NS + 2 * DAY_NS) == 2
    assert len(table) == 1_000
    db.close()
    db.close()
    assert (first == 0).all() and (second == 1).all() and (third == 2).all()
    with pytest.raises(ar.ClosedError, match="database is closed|table is dropped"):
        table.get_column("x")
    with pytest.raises(ar.ClosedError):
        len(table)
    assert len(db.pins()) == 3
    del first, second, third
    assert wait_until(lambda: db.pins() == [])


def test_a_forgotten_database_closes() -> None:
    db = ar.memory()
    table = db.create_table("t", {"ts": "timestamp(ns)", "x": "int64"}, partition_by="none")
    table.append({"ts": np.arange(100_000), "x": np.arange(100_000)})
    x = table.get_column("x")
    bridge, slot = db._bridge, db._slot

    def is_gone() -> bool:
        try:
            bridge.request("tables", database=slot)
        except ar.ArgumentError as error:
            return "no such handle" in str(error)
        return False

    assert not is_gone()
    del db, table
    gc.collect()
    assert wait_until(is_gone)
    assert x[-1] == 99_999


def test_pins_tell_what_and_where(db: ar.Database, trades: ar.Table) -> None:
    ar.debug_pins()
    try:
        price = trades.get_column("price", "AAPL")
        (pin,) = db.pins()
    finally:
        ar.debug_pins(False)
    assert (pin.kind, pin.name, pin.key, pin.rows) == ("view", "trades.price", "AAPL", len(price))
    assert pin.bytes >= price.nbytes
    assert pin.site is not None and "test_pins.py" in pin.site and "test_pins_tell_what_and_where" in pin.site


def test_a_block_lets_go_at_its_end(db: ar.Database, trades: ar.Table) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with trades.columns("price", "size", key="AAPL") as (price, size):
            assert len(price) == len(size) == 334
            assert len(db.pins()) == 2
            total = price.sum()
        assert wait_until(lambda: db.pins() == [])
        with trades.columns("price", "sym") as columns:
            assert len(columns[0]) == 1_000
        assert wait_until(lambda: db.pins() == [])
    assert total == trade_rows(1_000)["price"][::3].sum()
    assert len(price) == 0 and len(size) == 0


def test_a_block_names_what_is_still_in_use(db: ar.Database, trades: ar.Table) -> None:
    expected = trade_rows(1_000)["price"][::3]
    with pytest.warns(ResourceWarning, match=r"still in use after their block.*columns=\['price'\]"):
        with trades.columns("price", "size", key="AAPL") as (price, size):
            kept = price[10:20]
    assert pinned(db) == ["trades.price/AAPL"]
    assert np.array_equal(kept, expected[10:20])
    with pytest.warns(ResourceWarning, match=r"columns=\['price', 'size'\]"):
        with trades.columns("price", "size", key="AAPL") as (price, size):
            held = [memoryview(price), {"size": size}]
    assert np.array_equal(np.frombuffer(held[0]), expected)
    del kept, held, price, size
    assert wait_until(lambda: pinned(db) == [])


def test_a_block_empties_no_array_that_others_have(db: ar.Database, trades: ar.Table) -> None:
    expected = trade_rows(1_000)["price"][::3]
    saved: list[object] = []

    def two_names_of_one_tuple() -> None:
        with trades.columns("price", "size", key="AAPL") as columns:
            alias = columns
            saved.append(alias[0])

    def a_tuple_in_a_list() -> None:
        with trades.columns("price", key="AAPL") as columns:
            saved.append(columns)

    def an_inner_function() -> None:
        with trades.columns("price", key="AAPL") as (price,):
            saved.append(lambda: price)

    for keep in (two_names_of_one_tuple, a_tuple_in_a_list, an_inner_function):
        with pytest.warns(ResourceWarning, match=r"columns=\['price'\]"):
            keep()
    array, (of_tuple,), function = saved
    for kept in (array, of_tuple, function()):  # type: ignore[operator]
        assert np.array_equal(kept, expected)
    del array, of_tuple, function, kept
    saved.clear()
    assert wait_until(lambda: db.pins() == [])


def test_a_block_lets_go_whatever_its_variables_are(db: ar.Database, trades: ar.Table) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with trades.columns("price", "size") as columns:
            alias, (price, _) = columns, columns
        assert len(price) == len(alias[1]) == 0

        class Body:
            with trades.columns("price") as columns:
                first = columns[0]

        assert len(Body.first) == 0
    assert wait_until(lambda: db.pins() == [])


def test_python_threads_leave_no_java_thread_behind(trades: ar.Table) -> None:
    def work() -> None:
        for _ in range(3):
            assert len(trades.get_column("price", "AAPL", end=START_NS + 9_000_000)) == 3

    def round_of_threads() -> int:
        threads = [threading.Thread(target=work) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return java_threads()

    before = java_threads()
    assert wait_until(lambda: round_of_threads() <= before + 5), (before, java_threads())


def java_threads() -> int:
    jcmd = str(_install.find_jdk() / "bin" / "jcmd")
    text = subprocess.run([jcmd, str(os.getpid()), "Thread.print"], capture_output=True, text=True, check=True).stdout
    assert "arenite-pins" in text
    return text.count('\n"')


def test_a_forked_child_is_told(tmp_path: object) -> None:
    program = """
        import os, sys
        import arenite as ar
        db = ar.memory()
        table = db.create_table("t", {"ts": "timestamp(ns)", "x": "float64"}, partition_by="none")
        table.append({"ts": [1, 2], "x": [1.5, 2.5]})
        x = table.get_column("x")
        child = os.fork()
        if child == 0:
            assert x.sum() == 4.0
            try:
                db.stats()
            except ar.BridgeError as error:
                assert "forked child" in str(error), error
                del x
                sys.exit(7)
            sys.exit(1)
        _, status = os.waitpid(child, 0)
        assert x.sum() == 4.0 and len(table) == 2
        sys.exit(os.waitstatus_to_exitcode(status))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        timeout=60,
        capture_output=True,
        text=True,
        env=child_environment(),
    )
    assert done.returncode == 7, done.stderr
