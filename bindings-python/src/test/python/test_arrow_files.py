"""Arrow IPC files into tables, and tables, queries and frames into Arrow files."""

from __future__ import annotations

from decimal import Decimal

import arenite as ar
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pytest
from conftest import START_NS
from test_parquet import OURS, ROWS, arrow_table, assert_same, in_our_order


def write_ipc(table, path, *, stream=False, compression=None, chunk=None):
    options = pa.ipc.IpcWriteOptions(compression=compression)
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(path, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=chunk)


@pytest.mark.parametrize("stream", [False, True], ids=["file", "stream"])
@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_files_and_streams_of_pyarrow_are_imported_value_by_value(db, tmp_path, stream, compression):
    table = arrow_table()
    path = tmp_path / "t.arrow"
    write_ipc(table, path, stream=stream, compression=compression, chunk=7_001)
    report = db.import_arrow(path, "t", ts="ts", key="sym", types={"venue": "symbol"})
    assert report[:4] == (ROWS, 0, [], 1)
    assert {name: str(kind) for name, kind in db["t"].schema.items()} == OURS
    assert_same(db["t"].collect().to_arrow(), in_our_order(table))


def test_dictionaries_views_and_large_offsets_are_understood(db, tmp_path):
    table = arrow_table(5_000)
    columns = {
        "ts": table["ts"].cast(pa.timestamp("ns", "UTC")),
        "sym": table["sym"].dictionary_encode(),
        "venue": table["venue"].cast(pa.dictionary(pa.int16(), pa.string())),
        "note": table["note"].cast(pa.string_view()),
        "raw": table["raw"].cast(pa.large_binary()),
        "amount": table["amount"].cast(pa.decimal64(18, 4)),
    }
    write_ipc(pa.table(columns), tmp_path / "t.arrow")
    db.import_arrow(tmp_path / "t.arrow", "t")
    kinds = [str(kind) for kind in db["t"].schema.values()]
    assert kinds == ["timestamp(ns)", "symbol", "symbol", "utf8", "binary", "decimal64(4)"]
    assert_same(db["t"].collect().to_arrow(), in_our_order(table).select(list(columns)))
    db.import_arrow(tmp_path / "t.arrow", "texts", key=False, types={"sym": "utf8"}, partition_by="none")
    assert db["texts"].collect()["sym"].to_list() == table["sym"].to_pylist()


def test_files_of_polars_and_feather_are_imported(db, tmp_path):
    table = arrow_table(5_000)
    pl.from_arrow(table).write_ipc(tmp_path / "polars.arrow", compression="zstd")
    feather.write_feather(table, tmp_path / "t.feather")
    db.import_arrow(tmp_path / "polars.arrow", "polars", key="sym")
    db.import_arrow(tmp_path / "t.feather", "feather", key="sym")
    expected = in_our_order(table)
    assert_same(db["polars"].collect().to_arrow(), expected)
    assert_same(db["feather"].collect().to_arrow(), expected)


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_our_files_are_read_by_pyarrow_polars_and_duckdb(db, tmp_path, compression):
    table = arrow_table(20_000)
    ours = db.create_table("t", OURS, key="sym")
    ours.append(table)
    path = tmp_path / "t.arrow"
    ours.sink_ipc(path, compression=compression, record_batch_size=6_001)
    expected = in_our_order(table)
    with pa.ipc.open_file(path) as file:
        read = file.read_all()
    read.validate(full=True)
    assert_same(read, expected)
    assert_same(pl.read_ipc(path).to_arrow(), expected)
    assert_same(pl.scan_ipc(path).collect().to_arrow(), expected)
    assert_same(duckdb.sql("select * from read").to_arrow_table(), expected)


def test_frames_and_queries_are_written(db, tmp_path):
    ours = db.create_table("t", OURS, key="sym")
    ours.append(arrow_table(3_000))
    query = ours.filter(ar.col("i64") > 0)
    query.sink_ipc(tmp_path / "query.arrow")
    frame = query.collect()
    frame.write_ipc(tmp_path / "frame.arrow", compression="lz4")
    for name in ("query.arrow", "frame.arrow"):
        with pa.ipc.open_file(tmp_path / name) as file:
            assert_same(file.read_all(), frame.to_arrow())
    frame.write_csv(tmp_path / "frame.csv.gz")
    back = db.create_table("back", {"ts": "timestamp", "i64": "int64", "f64": "float64", "venue": "symbol"})
    db.import_csv(tmp_path / "frame.csv.gz", "back", types={name: "skip" for name in OURS if name not in back.schema})
    ordered = query.sort("ts").select("ts", "i64", "f64", "venue").collect()
    assert_same(back.collect().to_arrow(), ordered.to_arrow())


def test_bad_rows_and_damaged_files_are_told(db, tmp_path):
    path = tmp_path / "t.arrow"
    table = pa.table(
        {"ts": pa.array([1, None, 3], pa.timestamp("us")), "n": pa.array([-1, 2, 3]), "sym": pa.array(["a", "b", None])}
    )
    write_ipc(table, path)
    report = db.import_arrow(path, "t", types={"n": "uint64"}, on_error="skip")
    assert report.errors == [
        f"outside uint64: file={path}, row=0, column=n, value=-1",
        f"no timestamp: file={path}, row=1, column=ts",
        f"no key: file={path}, row=2, column=sym",
    ]
    with pytest.raises(ar.DataError, match="outside timestamp.ns.: .*row=0, column=ts"):
        write_ipc(pa.table({"ts": pa.array([2**62], pa.timestamp("us"))}), path)
        db.import_arrow(path, "u")
    write_ipc(pa.table({"ts": pa.array([1], pa.timestamp("ns")), "legs": pa.array([[1]])}), path)
    with pytest.raises(ar.DataError, match="unsupported type: .*column=legs, type=list"):
        db.import_arrow(path, "u")
    data = path.read_bytes()
    path.write_bytes(data[:-20])
    with pytest.raises(ar.DataError, match="t.arrow"):
        db.import_arrow(path, "u")
    path.write_text("not Arrow at all, and longer than a header")
    with pytest.raises(ar.DataError, match="t.arrow"):
        db.import_arrow(path, "u")
    assert db.tables() == ["t"]


def test_wide_decimals_that_fit_are_taken(db, tmp_path):
    path = tmp_path / "t.arrow"
    values = [Decimal("1.50"), None, Decimal("-99999999.99")]
    table = pa.table({"ts": pa.array(START_NS + np.arange(3), pa.timestamp("ns")), "d": pa.array(values, pa.decimal256(40, 2))})
    write_ipc(table, path)
    db.import_arrow(path, "t")
    assert db["t"].collect()["d"].to_list() == values
