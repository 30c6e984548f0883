"""Databases in directories: what is committed comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import arenite as ar
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from conftest import START_NS, child_environment, trade_rows

SCHEMA = {"ts": "timestamp(ns)", "sym": "symbol", "price": "float64", "size": "int64"}


def test_what_is_committed_comes_back(tmp_path):
    with ar.open(tmp_path / "market") as db:
        trades = db.create_table("trades", SCHEMA, key="sym", partition_by="hour")
        trades.append(trade_rows(1_000))
        expected = trades.collect().rows()
    with ar.open(tmp_path / "market", sync="commit", compression="zstd") as db:
        assert db.tables() == ["trades"]
        assert db["trades"].key == "sym"
        assert db["trades"].partition_by == "hour"
        assert db["trades"].collect().rows() == expected
        db["trades"].append(trade_rows(500, first=1_000))
        db.seal()
        assert db.verify() == []
    with ar.open(tmp_path / "market", sync="none") as db:
        assert len(db["trades"]) == 1_500
        assert db["trades"].select(ar.col("price").sum()).collect().item() == sum(range(1_500))


def test_a_killed_process_loses_nothing_that_was_committed(tmp_path):
    program = textwrap.dedent(
        """
        import sys, arenite as ar
        from datetime import datetime
        db = ar.open(sys.argv[1])
        t = db.create_table("t", {"ts": "timestamp", "n": "int64"})
        n = 0
        while True:
            t.append({"ts": [n, n + 1], "n": [n, n + 1]})
            n += 2
            print(n, flush=True)
        """
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "db")],
        stdout=subprocess.PIPE, text=True, env=child_environment(),
    )  # fmt: skip
    told = 0
    while told < 60:
        told = int(child.stdout.readline())
    os.kill(child.pid, signal.SIGKILL)
    told = int((child.stdout.read().split() or [told])[-1])
    child.wait()
    with ar.open(tmp_path / "db") as db:
        values = db["t"].collect()["n"].to_list()
    assert len(values) >= told and len(values) % 2 == 0
    assert values == list(range(len(values)))


def test_one_process_writes(tmp_path):
    with ar.open(tmp_path / "db"):
        with pytest.raises(ar.ClosedError, match=f"{os.getpid()}"):
            ar.open(tmp_path / "db")
    ar.open(tmp_path / "db").close()


def test_sealed_files_are_arrow_for_everybody(tmp_path):
    with ar.open(tmp_path / "db") as db:
        trades = db.create_table("trades", SCHEMA, key="sym")
        trades.append(trade_rows(3_000))
        trades.seal()
        trades.append(trade_rows(10))  # late
        trades.compact()
        expected = trades.collect().to_arrow()
    files = list((tmp_path / "db").rglob("*.arrow"))
    assert len(files) == 1
    with pa.ipc.open_file(files[0]) as file:
        read = file.read_all()
    read.validate(full=True)
    by_time = [("ts", "ascending")]
    columns = ["ts", "price", "size"]
    assert read.select(columns).sort_by(by_time).equals(expected.select(columns).sort_by(by_time))
    assert read["sym"].cast(pa.string()).to_pylist() == expected["sym"].cast(pa.string()).to_pylist()
    assert pl.read_ipc(files[0])["size"].sum() == sum(number % 100 for number in range(3_000)) + 45


def test_damage_is_told_and_takes_only_itself_out(tmp_path):
    with ar.open(tmp_path / "db") as db:
        trades = db.create_table("trades", SCHEMA, key="sym")
        trades.append(trade_rows(1_000))
        trades.append(trade_rows(1_000, start_ns=START_NS + 86_400_000_000_000))
    first, second = sorted((tmp_path / "db").rglob("*.arrow"))
    data = bytearray(first.read_bytes())
    place = data.find(np.arange(0, 30, 3, dtype=np.float64).tobytes())
    data[place] ^= 1
    first.write_bytes(data)
    with ar.open(tmp_path / "db") as db:
        found = db.verify()
        assert [damage.table for damage in found] == ["trades"]
        assert found[0].file == str(first) and "price" in found[0].text
        with pytest.raises(ar.CorruptFileError, match=first.name):
            db["trades"].select(ar.col("price").sum()).collect()
        later = db["trades"].filter(ar.col("ts") >= np.datetime64(START_NS + 86_400_000_000_000, "ns"))
        assert later.select(ar.col("price").sum()).collect().item() == 499_500
    assert second.exists()


def test_columns_are_added_renamed_and_dropped(tmp_path):
    with ar.open(tmp_path / "db") as db:
        trades = db.create_table("trades", SCHEMA, key="sym")
        trades.append(trade_rows(4))
        old = trades
        trades = trades.add_column("venue", "symbol").rename_column("size", "volume").drop_column("price")
        assert list(trades.schema) == ["ts", "sym", "volume", "venue"]
        assert old.is_dropped and db["trades"] is trades
        trades.append({"ts": [START_NS], "sym": ["X"], "volume": [7], "venue": ["Y"]})
    with ar.open(tmp_path / "db") as db:
        rows = db["trades"].select("sym", "volume", "venue").collect().rows()
        assert sorted(rows, key=str) == sorted(
            [("AAPL", 0, None), ("MSFT", 1, None), ("IBM", 2, None), ("AAPL", 3, None), ("X", 7, "Y")], key=str
        )
    with ar.memory() as memory:
        table = memory.create_table("t", SCHEMA)
        with pytest.raises(ar.ClosedError, match="in memory"):
            table.add_column("x", "int64")


def test_partitions_are_dropped_for_good(tmp_path):
    with ar.open(tmp_path / "db") as db:
        trades = db.create_table("trades", SCHEMA, partition_by="hour")
        for hour in range(4):
            trades.append(trade_rows(10, start_ns=START_NS + hour * 3_600_000_000_000))
        trades.seal()
        assert trades.drop_partition("2024-08-08T01:30") == 1
        assert trades.drop_before("2024-08-08T01:00") == 1
    with ar.open(tmp_path / "db") as db:
        assert len(db["trades"]) == 20


def test_a_backup_is_a_database(tmp_path):
    with ar.open(tmp_path / "db") as db:
        trades = db.create_table("trades", SCHEMA, key="sym")
        trades.append(trade_rows(100))
        trades.seal()
        trades.append(trade_rows(100, first=100))
        db.backup(tmp_path / "copy")
        trades.append(trade_rows(100, first=200))
        with pytest.raises(ar.ArgumentError, match="copy"):
            db.backup(tmp_path / "copy")
    with ar.open(tmp_path / "copy") as copy:
        assert len(copy["trades"]) == 200
        assert copy.verify() == []


def test_a_file_is_scanned_without_bringing_it_in(tmp_path):
    rows = 10_000
    table = pa.table(
        {
            "ts": pa.array(START_NS + np.arange(rows), pa.timestamp("ns")),
            "sym": pa.array(np.array(["A", "B"], object)[np.arange(rows) % 2]).dictionary_encode(),
            "price": np.arange(rows) / 4,
            "note": pa.array([None if n % 3 else f"n{n}" for n in range(rows)]),
        }
    )
    for compression in (None, "lz4", "zstd"):
        path = tmp_path / f"{compression}.arrow"
        with pa.ipc.new_file(path, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
            writer.write_table(table, max_chunksize=3_000)
        scanned = ar.scan(path)
        assert {name: str(kind) for name, kind in scanned.schema.items()} == {
            "ts": "timestamp(ns)", "sym": "symbol", "price": "float64", "note": "utf8",
        }  # fmt: skip
        query = scanned.filter(ar.col("sym") == "B", ar.col("price") > 2_000)
        expected = [n / 4 for n in range(rows) if n % 2 and n > 8_000]
        assert query.select("price").collect()["price"].to_list() == expected
        assert scanned.collect()["note"].to_list() == table["note"].to_pylist()
        scanned.sink_parquet(tmp_path / "out.parquet")
        assert pl.read_parquet(tmp_path / "out.parquet")["price"].to_list() == table["price"].to_pylist()
    with pytest.raises(OSError, match="none.arrow"):
        ar.scan(tmp_path / "none.arrow")
    with pytest.raises(ar.ArgumentError, match="sync is"):
        ar.open(tmp_path / "db", sync="often")


def test_others_read_while_one_writes(tmp_path):
    with ar.open(tmp_path / "db") as db:
        trades = db.create_table("trades", SCHEMA, key="sym")
        trades.append(trade_rows(100))
        with ar.open(tmp_path / "db", "r") as reader:
            seen = reader["trades"]
            assert len(seen) == 100
            trades.append(trade_rows(100, first=100))
            trades.seal()
            trades.append(trade_rows(1, first=200))
            assert len(seen) == 100 and seen.collect().height == 100
            reader.refresh()
            assert len(seen) == 201
            assert seen.select(ar.col("price").sum()).collect().item() == sum(range(201))
            assert seen.collect().rows() == trades.collect().rows()
            db.create_table("quotes", SCHEMA)
            reader.refresh()
            assert reader.tables() == ["quotes", "trades"]
            with pytest.raises(ar.ClosedError):
                seen.append(trade_rows(1))
    with pytest.raises(ar.ArgumentError, match="none"):
        ar.open(tmp_path / "none", mode="r")
    with pytest.raises(ar.ArgumentError, match="mode='w'"):
        ar.open(tmp_path / "db", mode="w")
