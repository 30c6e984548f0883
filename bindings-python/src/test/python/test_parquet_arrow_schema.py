"""The schema of Arrow in Parquet files: written for others, read from others, and never trusted."""

from __future__ import annotations

import base64
import random
from datetime import datetime, time, timedelta

import arenite as ar
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import START_NS
from test_parquet import OURS, arrow_table, assert_same, in_our_order

KEY = b"ARROW:schema"
UNITS = ("s", "ms", "us", "ns")
ROWS = 3_000

# What Parquet has no type for comes back by the note: symbols, durations, large offsets.
SYMBOLS = pa.dictionary(pa.int32(), pa.string())
READ = {
    "ts": pa.timestamp("ns"),
    "sym": SYMBOLS,
    "flag": pa.bool_(),
    **{f"i{bits}": getattr(pa, f"int{bits}")() for bits in (8, 16, 32, 64)},
    **{f"u{bits}": getattr(pa, f"uint{bits}")() for bits in (8, 16, 32, 64)},
    "f32": pa.float32(),
    "f64": pa.float64(),
    "amount": pa.decimal128(18, 4),
    "sent_s": pa.timestamp("ms"),
    "sent_ms": pa.timestamp("ms"),
    "sent_us": pa.timestamp("us"),
    "day": pa.date32(),
    "venue": SYMBOLS,
    "note": pa.large_string(),
    "raw": pa.large_binary(),
    **{f"took_{unit}": pa.duration(unit) for unit in UNITS},
}


def with_durations(table: pa.Table) -> pa.Table:
    seeded = np.random.default_rng(5)
    for unit in UNITS:
        counts = seeded.integers(-(10**9), 10**9, len(table))
        mask = seeded.random(len(table)) < 0.2
        table = table.append_column(f"took_{unit}", pa.array(counts, pa.duration(unit), mask=mask))
    return table


@pytest.fixture
def table() -> pa.Table:
    return with_durations(arrow_table(ROWS))


@pytest.fixture
def ours(db, table):
    made = db.create_table("t", OURS | {f"took_{unit}": f"duration({unit})" for unit in UNITS}, key="sym")
    made.append(table)
    return made


def test_pyarrow_reads_our_types_and_values(ours, table, tmp_path):
    path = tmp_path / "t.parquet"
    ours.sink_parquet(path)
    read = pq.read_table(path)
    read.validate(full=True)
    assert dict(zip(read.column_names, read.schema.types, strict=True)) == READ
    assert_same(read, in_our_order(table))
    note = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(pq.read_metadata(path).metadata[KEY])))
    assert note.field("sent_s").type == pa.timestamp("s")
    assert note.field("sym").type == pa.dictionary(pa.int32(), pa.large_string())


def test_polars_and_duckdb_read_our_types_and_values(ours, table, tmp_path):
    path = tmp_path / "t.parquet"
    ours.sink_parquet(path)
    expected = in_our_order(table)
    read = pl.read_parquet(path)
    assert {name: read.schema[name] for name in ("sym", "venue", "took_ms", "took_us", "took_ns", "amount", "sent_s")} == {
        "sym": pl.Categorical(),
        "venue": pl.Categorical(),
        **{f"took_{unit}": pl.Duration(unit) for unit in ("ms", "us", "ns")},
        "amount": pl.Decimal(18, 4),
        "sent_s": pl.Datetime("ms"),
    }
    # Polars has no seconds.
    assert read["took_s"].to_list() == expected["took_s"].cast(pa.duration("ms")).to_pylist()
    assert_same(read.drop("took_s").to_arrow(), expected.drop_columns("took_s"))
    lazy = pl.scan_parquet(path).filter(pl.col("sym") == "IBM", pl.col("took_us") > timedelta(0)).collect()
    kept = [row for row in expected.to_pylist() if row["sym"] == "IBM" and row["took_us"] and row["took_us"] > timedelta(0)]
    assert lazy["i64"].to_list() == [row["i64"] for row in kept]
    plain = expected
    for unit in UNITS:
        place = plain.column_names.index(f"took_{unit}")
        plain = plain.set_column(place, f"took_{unit}", plain[place].cast(pa.int64()))
    assert_same(duckdb.sql(f"select * from '{path}'").to_arrow_table(), plain)


def test_our_files_come_back_as_they_were(db, ours, tmp_path):
    ours.sink_parquet(tmp_path / "t.parquet")
    db.import_parquet(tmp_path / "t.parquet", "back")
    assert db["back"].schema == ours.schema
    assert_same(db["back"].collect().to_arrow(), ours.collect().to_arrow())
    frame = ours.group_by("venue").agg(ar.len().alias("n")).collect()
    frame.write_parquet(tmp_path / "groups.parquet")
    assert pq.read_schema(tmp_path / "groups.parquet").field("venue").type == SYMBOLS


def test_types_of_pyarrow_come_by_its_note(db, table, tmp_path):
    path = tmp_path / "t.parquet"
    table = table.set_column(table.column_names.index("venue"), "venue", table["venue"].dictionary_encode())
    zoned = table["sent_us"].cast(pa.timestamp("us", "UTC"))
    table = table.set_column(table.column_names.index("sent_us"), "sent_us", zoned)
    pq.write_table(table, path, row_group_size=1_001)
    db.import_parquet(path, "t")
    assert {name: str(kind) for name, kind in db["t"].schema.items()} == OURS | {
        f"took_{unit}": f"duration({unit})" for unit in UNITS
    }
    expected = in_our_order(table.set_column(table.column_names.index("sent_us"), "sent_us", zoned.cast(pa.timestamp("us"))))
    assert_same(db["t"].collect().to_arrow(), expected)
    db.import_parquet(path, "texts", types={"venue": "utf8"})
    assert str(db["texts"].schema["venue"]) == "utf8"
    assert db["texts"].collect()["venue"].to_list() == expected["venue"].to_pylist()


def test_types_of_polars_come_by_its_note(db, tmp_path):
    at = [datetime(2024, 8, 8, 1), datetime(2024, 8, 8, 2), None]
    frame = pl.DataFrame(
        {
            "ts": pl.Series([START_NS, START_NS + 1, START_NS + 2]).cast(pl.Datetime("ns")),
            "took": pl.Series([timedelta(microseconds=5), timedelta(days=-1), None], dtype=pl.Duration("us")),
            "short": pl.Series([timedelta(milliseconds=5), None, timedelta(days=1)], dtype=pl.Duration("ms")),
            "venue": pl.Series(["x", None, "y"], dtype=pl.Categorical),
            "side": pl.Series(["buy", "sell", "buy"], dtype=pl.Enum(["buy", "sell"])),
            "note": ["", "b", None],
            "sent": pl.Series(at, dtype=pl.Datetime("us")).dt.replace_time_zone("UTC"),
            "clock": [time(1, 2, 3, 4), None, time(0)],
        }
    )
    frame.write_parquet(tmp_path / "t.parquet")
    db.import_parquet(tmp_path / "t.parquet", "t")
    assert {name: str(kind) for name, kind in db["t"].schema.items()} == {
        "ts": "timestamp(ns)",
        "took": "duration(us)",
        "short": "duration(ms)",
        "venue": "symbol",
        "side": "symbol",
        "note": "utf8",
        "sent": "timestamp(us)",
        "clock": "duration(ns)",
    }
    back = pl.from_arrow(db["t"].collect().to_arrow())
    for name in ("ts", "took", "short"):
        assert back[name].to_list() == frame[name].to_list(), name
    for name in ("venue", "side", "note"):
        assert back[name].cast(pl.String).to_list() == frame[name].cast(pl.String).to_list(), name
    assert back["sent"].to_list() == at
    assert back["clock"].cast(pl.Int64).to_list() == [3_723_000_004_000, None, 0]


def encoded(schema: pa.Schema) -> bytes:
    return base64.b64encode(schema.serialize().to_pybytes())


def write_with_note(table: pa.Table, path, note: bytes) -> None:
    with pq.ParquetWriter(path, table.schema, store_schema=False) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({KEY: note})
    assert duckdb.sql(f"select value from parquet_kv_metadata('{path}')").fetchall() == [(note,)]


PLAIN = pa.table(
    {
        "ts": pa.array([1, 2, 3], pa.timestamp("ns")),
        "n": pa.array([1, None, 3], pa.int64()),
        "x": pa.array([0.5, None, 1.5]),
        "s": pa.array(["a", None, "b"]),
        "at": pa.array([1_500, None, 3_000], pa.timestamp("us")),
    }
)
PLAIN_TYPES = ["timestamp(ns)", "int64", "float64", "utf8", "timestamp(us)"]
NAMED = [("n", pa.duration("s")), ("x", pa.float64()), ("s", SYMBOLS), ("at", pa.timestamp("us"))]
LIE = [("n", SYMBOLS), ("x", pa.duration("s")), ("s", pa.list_(pa.int64())), ("at", pa.timestamp("s", "Europe/Paris"))]


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"not base64!",
        base64.b64encode(b"not a message of Arrow, but longer than its prefix"),
        base64.b64encode(b"ARROW1\0\0\0\0\0\0ARROW1"),
        encoded(pa.schema([("ts", pa.timestamp("ns")), *NAMED]))[:-40],
        encoded(pa.schema(NAMED)),
        encoded(pa.schema([("other", pa.timestamp("ns")), *NAMED])),
        encoded(pa.schema([("ts", pa.timestamp("ns")), *NAMED, ("more", pa.int8())])),
        encoded(pa.schema([("ts", pa.utf8()), *LIE])),
        encoded(pa.schema([("ts", pa.duration("s")), *LIE])),
    ],
)
def test_a_note_that_is_wrong_is_not_heard(db, tmp_path, note):
    write_with_note(PLAIN, tmp_path / "t.parquet", note)
    db.import_parquet(tmp_path / "t.parquet", "t")
    assert [str(kind) for kind in db["t"].schema.values()] == PLAIN_TYPES
    assert_same(db["t"].collect().to_arrow(), PLAIN)


def test_a_note_with_any_bits_turned_is_heard_or_not(db, tmp_path):
    right = pa.schema([("ts", pa.timestamp("ns")), *NAMED]).serialize().to_pybytes()
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for round in range(150):
        wrong = bytearray(right)
        for _ in range(chance.randrange(1, 5)):
            wrong[chance.randrange(len(wrong))] ^= 1 << chance.randrange(8)
        write_with_note(PLAIN, tmp_path / "t.parquet", base64.b64encode(wrong[: chance.choice([None, None, -1, 40])]))
        db.import_parquet(tmp_path / "t.parquet", "t")
        types = [str(kind) for kind in db["t"].schema.values()]
        assert types[0] == "timestamp(ns)", (seed, round)
        assert types[1].startswith(("int64", "duration(")), (seed, round)
        assert types[2:4] in (["float64", "utf8"], ["float64", "symbol"]), (seed, round)
        assert db["t"].collect()["s"].to_list() == ["a", None, "b"], (seed, round)
        db.drop_table("t")


def test_seconds_that_are_none_are_told(db, tmp_path):
    table = pa.table({"ts": pa.array([1], pa.timestamp("ns")), "at": pa.array([1_500], pa.timestamp("ms"))})
    note = encoded(pa.schema([("ts", pa.timestamp("ns")), ("at", pa.timestamp("s"))]))
    write_with_note(table, tmp_path / "t.parquet", note)
    with pytest.raises(ar.DataError, match=r"not a whole unit of timestamp\(s\): .*row=0, column=at, value=1500"):
        db.import_parquet(tmp_path / "t.parquet", "t")
    assert db.import_parquet(tmp_path / "t.parquet", "t", types={"at": "timestamp(ms)"}).rows == 1
