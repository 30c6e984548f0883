"""CSV files into tables."""

from __future__ import annotations

import _thread
import gzip
import signal
import threading

import arenite as ar
import numpy as np
import pandas as pd
import pytest
from arenite import _bridge


@pytest.fixture
def db():
    with ar.memory() as database:
        yield database


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "t.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


TRADES = "ts,symbol,price,size\n1700000000000,AAPL,187.25,100\n1700000000001,MSFT,402.5,7\n"


def test_a_table_is_made_with_guessed_types(db, file):
    report = db.import_csv(file(TRADES), table="trades")
    table = db["trades"]
    assert report[:4] == (2, 0, [], 1)
    assert report.first_ns == 1_700_000_000_000_000_000
    assert {name: str(kind) for name, kind in table.schema.items()} == {
        "ts": "timestamp(ns)",
        "symbol": "symbol",
        "price": "float64",
        "size": "int64",
    }
    assert table.key == "symbol"
    assert list(table.get_column("price", key="MSFT")) == [402.5]


def test_equals_pandas_on_gzip(db, tmp_path):
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "ts": 1_700_000_000_000 + np.arange(50_000),
            "price": random.random(50_000).round(4),
            "size": random.integers(0, 1_000, 50_000),
        }
    )
    path = tmp_path / "t.csv.gz"
    with gzip.open(path, "wt") as out:
        frame.to_csv(out, index=False)
    db.import_csv(path, table="t", ts="ts", key=False, partition_by="none", types={"size": np.int32})
    read = pd.read_csv(path)
    assert (db["t"].get_column("price") == read["price"].to_numpy()).all()
    assert (db["t"].get_column("size") == read["size"].to_numpy()).all()
    assert db["t"].get_column("size").dtype == np.int32


def test_appends_to_a_table_by_its_types(db, file):
    table = db.create_table(
        "trades", {"ts": "timestamp", "size": "uint8", "price": "decimal64(2)", "symbol": "symbol"}, key="symbol"
    )
    db.import_csv(file(TRADES), table="trades")
    db.import_csv(file(TRADES), table="trades", ts="ts", key="symbol")
    assert len(table) == 4
    assert list(table.get_column("price", key="AAPL")) == [18_725, 18_725]


def test_a_table_refuses_other_columns_and_keys(db, file):
    db.create_table("trades", {"ts": "timestamp", "price": "float64"})
    with pytest.raises(
        ar.DataError, match="the table has no such column: .*column=symbol, hint=types={'symbol': 'skip'}"
    ):
        db.import_csv(file(TRADES), table="trades")
    with pytest.raises(ValueError, match="the table has another key: asked=symbol"):
        db.import_csv(file(TRADES), table="trades", key="symbol")
    db.import_csv(file(TRADES), table="trades", types={"symbol": "skip", "size": "skip"})
    assert len(db["trades"]) == 2


def test_a_bad_row_is_told_and_nothing_is_kept(db, file):
    bad = file(TRADES + "1700000000002,AAPL,187.25,2.5\n")
    with pytest.raises(ar.DataError) as caught:
        db.import_csv(bad, table="trades", types={"size": "int64"})
    assert f'not an integer: file={bad}, line=4, column=size, text="2.5"' in str(caught.value)
    assert "nothing was imported" in str(caught.value)
    assert db.tables() == []


def test_hints_are_in_terms_of_the_arguments(db, file):
    bad = file(TRADES + "1700000000002,AAPL,187.25,2\n" * 10_000 + "1700000000002,AAPL,187.25,2.5\n")
    with pytest.raises(ar.DataError, match="hint=types={'size': 'float64'}"):
        db.import_csv(bad, table="trades")
    with pytest.raises(ar.DataError, match="hint=separator=';'"):
        db.import_csv(file("ts;price\n1;2\n"), table="t")


def test_bad_rows_are_skipped_and_counted(db, file):
    report = db.import_csv(
        file(TRADES + "1700000000002,AAPL,x,1\n1700000000003,AAPL,1.5,n/a\n"),
        "trades",
        on_error="skip",
        null_values=["n/a"],
        types={"price": float, "size": int},
    )
    assert (report.rows, report.skipped) == (3, 1)
    assert [(error.line, error.column, error.text) for error in report.errors] == [(4, "price", "x")]


def test_several_files_are_commits_of_their_own(db, file):
    first, second = file(TRADES, "a.csv"), file(TRADES + "oops\n", "b.csv")
    with pytest.raises(ar.DataError, match="committed before: files=1, rows=2"):
        db.import_csv([first, second], table="trades")
    assert len(db["trades"]) == 2


def test_wrong_arguments_are_told(db, file):
    path = file(TRADES)
    with pytest.raises(ar.DataError, match="no such column: .*column=when, hint=ts= names it"):
        db.import_csv(path, "t", ts="when")
    with pytest.raises(ar.ArgumentError, match="the separator is one character"):
        db.import_csv(path, "t", separator="::")
    with pytest.raises(ar.ArgumentError, match="on_error='ignore'"):
        db.import_csv(path, "t", on_error="ignore")
    with pytest.raises(ar.ArgumentError, match="no such column type: type='int7'"):
        db.import_csv(path, "t", types={"size": "int7"})
    with pytest.raises(ar.ArgumentError, match="unknown time bucket: partition_by=week"):
        db.import_csv(path, "t", partition_by="week")
    with pytest.raises(ar.AreniteError):
        db.import_csv(path.with_name("missing.csv"), "t")


def test_ctrl_c_does_not_hide_why_the_import_failed(db, file, monkeypatch):
    request = _bridge.Bridge.request
    interrupts = [KeyboardInterrupt()]

    def interrupted(bridge, op, **fields):
        if op == "job_wait" and interrupts:
            with pytest.raises(ar.DataError):
                while True:
                    request(bridge, op, **fields)
            raise interrupts.pop()
        return request(bridge, op, **fields)

    monkeypatch.setattr(_bridge.Bridge, "request", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        db.import_csv(file(TRADES + "oops\n"), table="trades")
    assert isinstance(caught.value.__context__, ar.DataError)
    assert "line=4" in str(caught.value.__context__)
    assert caught.value.__context__.__context__ is None


def test_ctrl_c_takes_the_file_back(db, file, tmp_path):
    path = tmp_path / "many.csv"
    with path.open("w") as out:
        out.write("ts,price\n")
        block = "".join(f"{1_700_000_000_000 + row},{row}.5\n" for row in range(100_000))
        for _ in range(40):
            out.write(block)
    # a test run in the background inherits that Ctrl-C is ignored
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer = threading.Timer(0.15, _thread.interrupt_main)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            db.import_csv(path, table="t")
        timer.join()
    finally:
        signal.signal(signal.SIGINT, before)
    assert db.tables() == []
    assert db.import_csv(file(TRADES), table="t").rows == 2
