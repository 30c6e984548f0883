"""Sealed Arrow files, read by others; Arrow files of others, scanned where they lie. Value by value."""

from __future__ import annotations

import arenite as ar
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import DAY_NS, START_NS
from test_parquet import OURS, arrow_table, assert_same, in_our_order, plain

ROWS = 6_000
DURATIONS = {f"took_{unit}": f"duration({unit})" for unit in ("s", "ms", "us", "ns")}


def with_durations(table: pa.Table) -> pa.Table:
    random = np.random.default_rng(5)
    for name, kind in DURATIONS.items():
        values = random.integers(-1_000_000_000, 1_000_000_000, len(table))
        column = pa.array(values, pa.int64(), mask=random.random(len(table)) < 0.2)
        table = table.append_column(name, column.cast(pa.duration(kind[9:-1])))
    return table


def comparable(table: pa.Table) -> pa.Table:
    """Durations in one unit: Polars has no seconds."""
    for place, field in enumerate(table.schema):
        if pa.types.is_duration(field.type) and field.type.unit == "s":
            table = table.set_column(place, field.name, table[field.name].cast(pa.duration("ms")))
    return table


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_sealed_files_of_all_types_are_read_by_pyarrow_polars_and_duckdb(tmp_path, compression):
    first = with_durations(arrow_table(ROWS))
    late = first.slice(100, 50)
    with ar.open(tmp_path / "db", compression=compression) as db:
        table = db.create_table("t", OURS | DURATIONS, key="sym")
        table.append(first)
        table.seal()
        table.append(late)
        table.append(with_durations(arrow_table(500, seed=3)))
        table.append(move(first.slice(0, 200), DAY_NS))
        table.seal()
        expected = table.collect().to_arrow()
    files = sorted((tmp_path / "db").rglob("*.arrow"))
    assert len(files) == 2
    read = pa.concat_tables([pa.ipc.open_file(pa.memory_map(str(file))).read_all() for file in files])
    read.validate(full=True)
    assert_same(comparable(read), comparable(expected))
    for reader in (pl.read_ipc, lambda file: pl.scan_ipc(file).collect()):
        frame = pl.concat([reader(file) for file in files])
        assert_same(comparable(frame.to_arrow()), comparable(expected))
    assert_by_duckdb(read, expected)


def move(table: pa.Table, nanoseconds: int) -> pa.Table:
    moved = pc.add(table["ts"].cast(pa.int64()), nanoseconds).cast(pa.timestamp("ns"))
    return table.set_column(0, "ts", moved)


def assert_by_duckdb(read: pa.Table, expected: pa.Table) -> None:
    """DuckDB has intervals of microseconds instead of durations."""
    names = [name for name in expected.column_names if name not in DURATIONS]
    assert_same(duckdb.sql(f"select {', '.join(names)} from read").to_arrow_table(), expected.select(names))
    for name in DURATIONS:
        told = duckdb.sql(f"select epoch_us({name}) from read").fetchall()
        micros = expected[name].cast(pa.duration("us"), safe=False).cast(pa.int64()).to_pylist()
        assert [row[0] for row in told] == micros, name


def foreign_table() -> pa.Table:
    """Types that are not ours, too: each comes back as the nearest of ours."""
    table = arrow_table(ROWS)
    codes = {str(kind): table["venue"].cast(pa.dictionary(kind, pa.string())) for kind in (pa.int16(), pa.int64())}
    small = table["sym"].dictionary_encode()
    return (
        table.append_column("utf8_view", table["note"].cast(pa.string_view()))
        .append_column("binary_view", table["raw"].cast(pa.binary_view()))
        .append_column("large", table["note"].cast(pa.large_string()))
        .append_column("int8_codes", small.cast(pa.dictionary(pa.int8(), pa.string())))
        .append_column("int16_codes", codes["int16"])
        .append_column("int64_codes", codes["int64"])
        .append_column("zoned", table["sent_us"].cast(pa.timestamp("us", "UTC")))
        .append_column("runs", pc.run_end_encode(pa.array(np.arange(ROWS) // 7)))
        .append_column("legs", pa.array([[1, 2]] * ROWS))
    )


def assert_scans_as(path, theirs: pa.Table) -> None:
    columns = [name for name in theirs.column_names if name != "legs"]
    rows = ar.scan(path)
    scanned = rows.select(*columns).collect().to_arrow()
    symbols = [field.name for field in theirs.schema if pa.types.is_dictionary(field.type)]
    theirs = readable(theirs)
    assert_same(readable(scanned), theirs.select(columns))
    assert rows.select(ar.col("i64").count()).collect().item() == ROWS - theirs["i64"].null_count
    few = rows.filter(ar.col("i32") > 0).select("sym", "note", "f64").collect().to_arrow()
    assert_same(few, theirs.select(["sym", "note", "f64"]).filter(pc.greater(theirs["i32"], 0)))
    for name in symbols:
        symbol = plain(theirs[name]).drop_null()[0].as_py()
        one = rows.filter(ar.col(name) == symbol).select(name, "note").collect().to_arrow()
        assert_same(one, theirs.select([name, "note"]).filter(pc.equal(plain(theirs[name]), symbol)))
    if "legs" in theirs.column_names:
        with pytest.raises(ar.QueryError, match="legs=list"):
            rows.collect()


def readable(table: pa.Table) -> pa.Table:
    """Without runs, zones and views, of which pyarrow's own functions know little."""
    for place, field in enumerate(table.schema):
        if pa.types.is_run_end_encoded(field.type):
            table = table.set_column(place, field.name, pc.run_end_decode(table[field.name]))
        elif pa.types.is_timestamp(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.timestamp(field.type.unit)))
        elif pa.types.is_binary_view(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.binary()))
        elif pa.types.is_string_view(getattr(field.type, "value_type", field.type)):
            table = table.set_column(place, field.name, pa.array(table[field.name].to_pylist(), pa.string()))
    return table


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
@pytest.mark.parametrize("kind", ["file", "stream"])
def test_files_of_pyarrow_are_scanned(tmp_path, compression, kind):
    table = foreign_table()
    options = pa.ipc.IpcWriteOptions(compression=compression, emit_dictionary_deltas=True)
    path = tmp_path / "t.arrow"
    new = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with new(path, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=1_777)
    assert_scans_as(path, table)


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
@pytest.mark.parametrize("level", ["newest", "oldest"])
def test_files_of_polars_are_scanned(tmp_path, compression, level):
    path = tmp_path / "t.arrow"
    frame = pl.from_arrow(arrow_table(ROWS)).with_columns(pl.col("venue").cast(pl.Categorical).alias("category"))
    frame.write_ipc(path, compression=compression, compat_level=getattr(pl.CompatLevel, level)())
    assert_scans_as(path, pa.ipc.open_file(path).read_all())


def test_results_of_duckdb_are_scanned(tmp_path):
    table = arrow_table(ROWS)
    theirs = duckdb.from_arrow(table).order("ts").to_arrow_table()
    with pa.ipc.new_file(tmp_path / "t.arrow", theirs.schema) as writer:
        writer.write_table(theirs)
    assert_scans_as(tmp_path / "t.arrow", theirs)


def test_a_sealed_file_is_scanned_and_prunes(tmp_path):
    with ar.open(tmp_path / "db") as db:
        table = db.create_table("t", OURS, key="sym")
        table.append(arrow_table(ROWS))
        table.seal()
        expected = table.collect().to_arrow()
        file = next((tmp_path / "db").rglob("*.arrow"))
        assert_same(ar.scan(file).collect().to_arrow(), expected)
        assert_same(expected, in_our_order(arrow_table(ROWS)))
        none = ar.scan(file).filter(ar.col("ts") > np.datetime64(START_NS + DAY_NS, "ns")).select("i64").collect()
        assert len(none) == 0
