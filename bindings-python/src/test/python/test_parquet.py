"""Parquet files into tables, and tables, queries and frames into Parquet."""

from __future__ import annotations

from decimal import Decimal

import arenite as ar
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import START_NS

ROWS = 20_000

OURS = {
    "ts": "timestamp(ns)",
    "sym": "symbol",
    "flag": "bool",
    "i8": "int8",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "u8": "uint8",
    "u16": "uint16",
    "u32": "uint32",
    "u64": "uint64",
    "f32": "float32",
    "f64": "float64",
    "amount": "decimal64(4)",
    "sent_s": "timestamp(s)",
    "sent_ms": "timestamp(ms)",
    "sent_us": "timestamp(us)",
    "day": "date32",
    "venue": "symbol",
    "note": "utf8",
    "raw": "binary",
}


def arrow_table(rows: int = ROWS, seed: int = 11) -> pa.Table:
    """Every type that Parquet has for one of ours, a fifth of each nullable column null."""
    random = np.random.default_rng(seed)

    def nulls(values, kind=None):
        return pa.array(values, kind, mask=random.random(rows) < 0.2)

    def integers(kind):
        info = np.iinfo(kind)
        return nulls(random.integers(info.min, info.max, rows, dtype=kind, endpoint=True))

    def times(unit):
        return nulls(random.integers(0, 4_000_000_000, rows), pa.timestamp(unit))

    texts = np.array(["", "a", "größer", "日本語", 'quo"te', " padded "], object)
    return pa.table(
        {
            "ts": pa.array(START_NS + np.sort(random.integers(0, 86_400_000_000_000, rows)), pa.timestamp("ns")),
            "sym": pa.array(np.array(["AAPL", "MSFT", "IBM"], object)[random.integers(0, 3, rows)]),
            "flag": nulls(random.random(rows) < 0.5),
            **{f"i{bits}": integers(f"int{bits}") for bits in (8, 16, 32, 64)},
            **{f"u{bits}": integers(f"uint{bits}") for bits in (8, 16, 32, 64)},
            "f32": nulls(random.standard_normal(rows).astype(np.float32)),
            "f64": nulls(np.where(random.random(rows) < 0.1, np.nan, random.standard_normal(rows))),
            "amount": pc.cast(
                nulls(random.integers(-(10**14), 10**14, rows)).cast(pa.decimal128(19, 0)), pa.decimal128(18, 4), safe=False
            ),
            **{f"sent_{unit}": times(unit) for unit in ("s", "ms", "us")},
            "day": nulls(random.integers(-30_000, 30_000, rows).astype(np.int32), pa.date32()),
            "venue": nulls(np.array([f"V{i}" for i in range(400)], object)[random.integers(0, 400, rows)]),
            "note": nulls(texts[random.integers(0, len(texts), rows)]),
            "raw": nulls([bytes(random.integers(0, 256, size)) for size in random.integers(0, 9, rows)], pa.binary()),
        }
    )


def in_our_order(table: pa.Table) -> pa.Table:
    """By key in the order of first appearance, then by time: as a table of one day gives its rows."""
    first = {name: place for place, name in reversed(list(enumerate(table["sym"].to_pylist())))}
    place = pa.array([first[name] for name in table["sym"].to_pylist()])
    order = pc.sort_indices(
        table.append_column("place", place).append_column("row", pa.array(range(len(table)))),
        [("place", "ascending"), ("ts", "ascending"), ("row", "ascending")],
    )
    return table.take(order)


def assert_same(ours: pa.Table, theirs: pa.Table) -> None:
    assert ours.column_names == theirs.column_names
    for name in theirs.column_names:
        left, right = plain(ours[name]), plain(theirs[name])
        assert left.is_null().equals(right.is_null()), name
        if pa.types.is_floating(right.type):
            bits = left.type.bit_width // 8
            assert np.array_equal(
                left.drop_null().to_numpy().view(f"u{bits}"), right.drop_null().to_numpy().view(f"u{bits}")
            ), name
        else:
            assert left.equals(right), (name, left.type, right.type)


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without what the libraries add to a type: dictionaries, views, large offsets, wide decimals."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return plain(column.cast(kind.value_type))
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        kind = pa.string()
    elif pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        kind = pa.binary()
    elif pa.types.is_decimal(kind):
        kind = pa.decimal128(18, kind.scale)
    elif pa.types.is_timestamp(kind):
        kind = pa.timestamp("us" if kind.unit in ("s", "ms") else kind.unit)
    return pa.chunked_array([column.cast(kind).combine_chunks()])


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "snappy"},
        {"compression": "zstd", "version": "2.6", "data_page_version": "2.0", "row_group_size": 7_001},
        {"compression": "gzip", "use_dictionary": False},
        {"compression": "lz4", "data_page_size": 5_000, "write_page_index": True},
        {"compression": "none", "use_byte_stream_split": ["f32", "f64"], "use_dictionary": ["note"]},
        {"store_decimal_as_integer": True, "write_statistics": False, "write_page_checksum": True},
        {
            "use_dictionary": False,
            "column_encoding": {"i64": "DELTA_BINARY_PACKED", "note": "DELTA_BYTE_ARRAY", "venue": "DELTA_LENGTH_BYTE_ARRAY"},
        },
    ],
    ids=lambda options: "-".join(f"{name}={value}" for name, value in options.items())[:60],
)
def test_files_of_pyarrow_are_imported_value_by_value(db, tmp_path, options):
    table = arrow_table()
    pq.write_table(table, tmp_path / "t.parquet", **options)
    report = db.import_parquet(tmp_path / "t.parquet", "t", ts="ts", key="sym", types={"venue": "symbol", "sent_s": "timestamp(s)"})
    assert report[:4] == (ROWS, 0, [], 1)
    assert (report.first_ns, report.last_ns) == tuple(pc.min_max(table["ts"].cast(pa.int64())).as_py().values())
    assert {name: str(kind) for name, kind in db["t"].schema.items()} == OURS
    assert_same(db["t"].collect().to_arrow(), in_our_order(table))


def test_files_of_polars_and_duckdb_are_imported(db, tmp_path):
    table = arrow_table(5_000)
    pl.from_arrow(table).write_parquet(tmp_path / "polars.parquet")
    # DuckDB writes both as microseconds.
    connection = duckdb.connect()
    source = table
    connection.register("source", source)
    connection.execute(f"copy source to '{tmp_path / 'duckdb.parquet'}' (format parquet)")
    db.import_parquet(tmp_path / "polars.parquet", "polars", key="sym")
    db.import_parquet(tmp_path / "duckdb.parquet", "duckdb", key="sym")
    assert_same(db["polars"].collect().to_arrow(), in_our_order(table))
    assert_same(db["duckdb"].collect().to_arrow(), in_our_order(source))


@pytest.mark.parametrize("compression", ["zstd", "snappy", "gzip", "lz4", "uncompressed"])
def test_our_files_are_read_by_pyarrow_polars_and_duckdb(db, tmp_path, compression):
    table = arrow_table(20_000)
    ours = db.create_table("t", OURS, key="sym")
    ours.append(table)
    path = tmp_path / "t.parquet"
    ours.sink_parquet(path, compression=compression, row_group_size=6_000)
    expected = in_our_order(table)
    read = pq.read_table(path)
    read.validate(full=True)
    assert_same(read, expected)
    assert_same(pl.read_parquet(path).to_arrow(), expected)
    assert_same(duckdb.sql(f"select * from '{path}'").to_arrow_table(), expected)
    assert pq.read_metadata(path).num_row_groups == 4


def test_statistics_of_our_files_prune_for_others(db, tmp_path):
    ours = db.create_table("t", {"ts": "timestamp", "n": "int64", "x": "float64", "s": "symbol"}, partition_by="none")
    ours.append({"ts": np.arange(1_000), "n": np.arange(1_000), "x": np.arange(1_000) / 4, "s": ["a"] * 500 + ["b"] * 500})
    ours.sink_parquet(tmp_path / "t.parquet", row_group_size=250)
    groups = pq.read_metadata(tmp_path / "t.parquet")
    for group in range(4):
        n = groups.row_group(group).column(1).statistics
        assert (n.min, n.max, n.null_count) == (group * 250, group * 250 + 249, 0)
    assert groups.row_group(3).column(3).statistics.min == "b"
    lazy = pl.scan_parquet(tmp_path / "t.parquet").filter(pl.col("n") == 700, pl.col("s") == "b").collect()
    assert lazy["x"].to_list() == [175.0]


def test_frames_and_queries_are_written(db, tmp_path):
    table = arrow_table(3_000)
    ours = db.create_table("t", OURS, key="sym")
    ours.append(table)
    query = ours.filter(ar.col("i64") > 0)
    query.sink_parquet(tmp_path / "query.parquet")
    frame = query.collect()
    frame.write_parquet(tmp_path / "frame.parquet", compression="snappy")
    expected = frame.to_arrow()
    assert 0 < len(expected) < 3_000
    assert_same(pq.read_table(tmp_path / "query.parquet"), expected)
    assert_same(pq.read_table(tmp_path / "frame.parquet"), expected)
    by_venue = ours.group_by("venue").agg(ar.col("f64").sum().alias("sum"), ar.len().alias("n")).collect()
    by_venue.write_parquet(tmp_path / "groups.parquet")
    assert_same(pl.read_parquet(tmp_path / "groups.parquet").to_arrow(), by_venue.to_arrow())
    empty = ours.filter(ar.col("i64") > 0, ar.col("i64") < 0).collect()
    empty.write_parquet(tmp_path / "empty.parquet")
    assert pq.read_table(tmp_path / "empty.parquet").num_rows == 0


def test_symbols_durations_and_seconds_come_back_as_they_were(db, tmp_path):
    ours = db.create_table(
        "t", {"ts": "timestamp", "s": "symbol", "d": "duration(us)", "sec": "timestamp(s)"}, partition_by="hour"
    )
    ours.append({"ts": [1, 2], "s": ["x", None], "d": np.array([5, -7], "m8[us]"), "sec": np.array([3, 4], "M8[s]")})
    ours.sink_parquet(tmp_path / "t.parquet")
    db.import_parquet(tmp_path / "t.parquet", "back")
    assert db["back"].schema == ours.schema
    assert db["back"].collect().rows() == ours.collect().rows()


def test_old_timestamps_halves_and_dictionaries_are_understood(db, tmp_path):
    times = pa.array([START_NS, None, START_NS - 10**18], pa.timestamp("ns"))
    table = pa.table(
        {
            "ts": pa.array([1, 2, 3], pa.timestamp("ms", "UTC")),
            "old": times,
            "half": pa.array(np.array([1.5, -2.0, 65504.0], np.float16)),
            "category": pa.array(["a", "b", "a"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet", use_deprecated_int96_timestamps=True)
    db.import_parquet(tmp_path / "t.parquet", "t", key=False)
    columns = db["t"].collect()
    assert columns["ts"].values.tolist() == [1_000_000, 2_000_000, 3_000_000]
    assert columns["old"].values[[0, 2]].tolist() == [START_NS, START_NS - 10**18]
    assert columns["old"].null_mask.tolist() == [False, True, False]
    assert columns["half"].to_list() == [1.5, -2.0, 65504.0]
    assert columns["category"].to_list() == ["a", "b", "a"]


def test_types_are_converted_where_that_loses_nothing(db, tmp_path):
    table = pa.table(
        {
            "time": pa.array([1, 2, 3]),
            "price": pa.array([1.25, 2.5, 3.75]),
            "n": pa.array([1, 2, 3], pa.int64()),
            "x": pa.array([1, 2, 3], pa.int16()),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    types = {"time": "timestamp(ms)", "price": "decimal64(2)", "n": "uint8", "x": "float32"}
    db.import_parquet(tmp_path / "t.parquet", "t", types=types)
    assert [str(kind) for kind in db["t"].schema.values()] == ["timestamp(ns)", "decimal64(2)", "uint8", "float32"]
    assert db["t"].collect()["price"].to_list() == [Decimal("1.25"), Decimal("2.50"), Decimal("3.75")]
    assert db["t"].collect()["time"].values.tolist() == [1_000_000, 2_000_000, 3_000_000]


def test_bad_rows_are_told_with_file_row_column_and_value(db, tmp_path):
    path = tmp_path / "t.parquet"
    table = pa.table(
        {
            "ts": pa.array([10, None, 30, 40], pa.timestamp("ns")),
            "n": pa.array([1, 2, 300, 4]),
            "x": pa.array([0.5, 1.5, 2.5, 3.125]),
        }
    )
    pq.write_table(table, path, row_group_size=2)
    types = {"n": "uint8", "x": "decimal64(1)"}
    with pytest.raises(ar.DataError) as raised:
        db.import_parquet(path, "t", types=types)
    assert str(raised.value) == (
        f"no timestamp: file={path}, row=1, column=ts, hint=on_error='skip'\nnothing was imported"
    )
    assert "t" not in db
    report = db.import_parquet(path, "t", types=types, on_error="skip")
    assert (report.rows, report.skipped) == (1, 3)
    assert report.errors == [
        f"no timestamp: file={path}, row=1, column=ts",
        f"outside uint8: file={path}, row=2, column=n, value=300",
        f"not exact in decimal64(1): file={path}, row=3, column=x, value=3.125",
    ]
    assert db["t"].collect().rows() == [(np.datetime64(10, "ns"), 1, Decimal("0.5"))]


def test_a_file_is_in_the_table_wholly_or_not_at_all(db, tmp_path):
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    pq.write_table(pa.table({"ts": pa.array([1, 2], pa.timestamp("ns")), "n": [1, 2]}), good)
    pq.write_table(pa.table({"n": [3, None], "ts": pa.array([3, None], pa.timestamp("ns"))}), bad)
    with pytest.raises(ar.DataError, match=r"row=1.*\n.*committed before: files=1, rows=2"):
        db.import_parquet([good, bad], "t")
    assert len(db["t"]) == 2


def test_what_cannot_be_imported_is_told(db, tmp_path):
    path = tmp_path / "t.parquet"

    def write(**columns):
        pq.write_table(pa.table({"ts": pa.array([1], pa.timestamp("ns")), **columns}), path)

    write(nested=pa.array([[1, 2]]))
    with pytest.raises(ar.DataError, match="unsupported type: file=.*, column=nested, type=LIST, hint=types={'nested': 'skip'}"):
        db.import_parquet(path, "t")
    assert db.import_parquet(path, "skipped", types={"nested": "skip"}).rows == 1
    write(wide=pa.array([Decimal(10) ** 30]))
    with pytest.raises(ar.DataError, match=r"outside decimal64\(0\): .*row=0, column=wide, value=10{30}"):
        db.import_parquet(path, "t")
    write(name=pa.array(["x"]))
    with pytest.raises(ar.DataError, match="cannot become int64: file=.*, column=name, type=BINARY/STRING"):
        db.import_parquet(path, "t", types={"name": "int64"})
    with pytest.raises(ar.DataError, match="no such column: .*column=when, hint=ts= names it"):
        db.import_parquet(path, "t", ts="when")
    with pytest.raises(ar.DataError, match="not a timestamp column: .*types="):
        write(when=pa.array([5]))
        db.import_parquet(path, "t", ts="when")
    with pytest.raises(ar.DataError, match="no such file: file=.*none.parquet"):
        db.import_parquet(tmp_path / "none.parquet", "t")
    path.write_text("this is not Parquet at all")
    with pytest.raises(ar.DataError, match="not a Parquet file: file="):
        db.import_parquet(path, "t")
    assert db.tables() == ["skipped"]


def test_a_damaged_page_is_found(db, tmp_path):
    path = tmp_path / "t.parquet"
    table = pa.table({"ts": pa.array(np.arange(20_000), pa.timestamp("ns")), "x": np.random.default_rng(1).random(20_000)})
    pq.write_table(table, path, write_page_checksum=True, compression="none", use_dictionary=False)
    data = bytearray(path.read_bytes())
    place = data.find(table["x"].to_numpy()[10_000].tobytes())
    data[place] ^= 4
    path.write_bytes(data)
    with pytest.raises(ar.DataError, match="cannot be read as Parquet .*nothing was imported|CRC"):
        db.import_parquet(path, "t")
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ar.DataError, match="not a Parquet file"):
        db.import_parquet(path, "t")
    assert db.tables() == []


def test_a_file_that_cannot_be_written_is_an_os_error(db, trades, tmp_path):
    with pytest.raises(OSError, match="cannot be written: file=.*/none/t.parquet, reason=no such folder"):
        trades.sink_parquet(tmp_path / "none" / "t.parquet")
    with pytest.raises(ar.ArgumentError, match="unknown compression: compression=brotli"):
        trades.collect().write_parquet(tmp_path / "t.parquet", compression="brotli")
    assert list(tmp_path.iterdir()) == []
