"""Rows by columns: from NumPy, pandas, Polars and Arrow, in every type, and what is refused."""

from __future__ import annotations

import decimal
import gc
import threading

import arenite as ar
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

TYPES = {
    "ts": "timestamp",
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
    "dec": "decimal64(2)",
    "ms": "timestamp(ms)",
    "took": "duration(us)",
    "day": "date32",
    "venue": "symbol",
    "note": "utf8",
    "blob": "binary",
}
ROWS = 1_000


@pytest.fixture
def db():
    with ar.memory() as database:
        yield database


def arrays(rows: int = ROWS) -> dict[str, np.ndarray]:
    """A column of every type in the form that it has in NumPy."""
    random = np.random.default_rng(7)
    columns = {
        "ts": np.arange(rows).astype("datetime64[ns]"),
        "sym": np.array(["AAPL", "MSFT", "ölpreis"])[random.integers(0, 3, rows)],
        "flag": random.integers(0, 2, rows) == 1,
        "f32": random.random(rows).astype(np.float32),
        "f64": random.random(rows),
        "ms": random.integers(0, 1 << 40, rows).astype("datetime64[ms]"),
        "took": random.integers(-(1 << 40), 1 << 40, rows).astype("timedelta64[us]"),
        "day": random.integers(-9_999, 9_999, rows).astype("datetime64[D]"),
        "venue": np.array(["XNAS", "a longer name than twelve"])[random.integers(0, 2, rows)],
        "note": np.array(["", "kurz", "ein längerer Text \U0001f600"])[random.integers(0, 3, rows)],
        "blob": np.array([b"", b"\x00\xff", b"bytes that are longer"], object)[random.integers(0, 3, rows)],
        "dec": np.array([decimal.Decimal(int(n)) / 100 for n in random.integers(-99_999, 99_999, rows)], object),
    }
    for name in ("i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"):
        bounds = np.iinfo(TYPES_OF[name])
        columns[name] = random.integers(bounds.min, bounds.max, rows, TYPES_OF[name], endpoint=True)
    return {name: columns[name] for name in TYPES}


TYPES_OF = {name: np.dtype(TYPES[name]) for name in TYPES if TYPES[name].startswith(("int", "uint"))}


def stored(table: ar.Table, name: str) -> list:
    """A column's values in the order of the timestamps; None for nulls."""
    order = np.argsort(np.asarray(to_numpy(table.get_column("ts"))), kind="stable")
    column = to_numpy(table.get_column(name))
    mask = np.ma.getmaskarray(column)
    values = np.asarray(column)
    return [None if mask[row] else values[row] for row in order]


def to_numpy(column) -> np.ndarray:
    """Whatever `get_column` gives as one array."""
    return column if isinstance(column, np.ndarray) else column.to_numpy()


def expected(values: np.ndarray, name: str) -> list:
    return [int(value * 100) for value in values] if name == "dec" else list(values)


def make(db: ar.Database, types: dict[str, str] | None = None, **options) -> ar.Table:
    return db.create_table("t", types or TYPES, **options)


@pytest.mark.parametrize("key", [None, "sym"])
def test_every_type_from_numpy(db, key):
    table = make(db, key=key)
    given = arrays()
    assert table.append(given) == ROWS
    for name in TYPES:
        assert stored(table, name) == expected(given[name], name), name


def test_every_type_from_polars_and_arrow_in_chunks(db):
    given = arrays()
    frame = pl.DataFrame(
        {name: list(given[name]) if name in ("blob", "dec") else given[name] for name in TYPES if name != "dec"}
        | {"dec": pl.Series([decimal.Decimal(n) for n in given["dec"]], dtype=pl.Decimal(18, 2))}
    )
    halves = pl.concat([frame[:300], frame[300:]], rechunk=False)
    first = make(db)
    assert first.append(halves) == ROWS
    second = db.create_table("second", TYPES)
    assert second.append(halves.to_arrow()) == ROWS
    third = db.create_table("third", TYPES)
    for batch in halves.to_arrow().to_batches():
        third.append(batch)
    for table in (first, second, third):
        for name in TYPES:
            assert stored(table, name) == expected(given[name], name), name


def test_every_type_from_pandas(db):
    given = arrays()
    frame = pd.DataFrame({name: given[name] for name in TYPES})
    table = make(db, key="sym")
    assert table.append(frame) == ROWS
    for name in TYPES:
        assert stored(table, name) == expected(given[name], name), name


def test_frames_of_differing_chunks_and_kinds_of_one_dict(db):
    table = make(db, {"ts": "timestamp", "a": "float64", "b": "int64", "c": "utf8", "d": "symbol", "e": "int32"})
    rows = table.append(
        {
            "ts": range(6),
            "a": pa.chunked_array([[0.0, 1.0], [2.0], [3.0, 4.0, 5.0]]),
            "b": pl.concat([pl.Series([0, 1, 2, 3]), pl.Series([4, 5])], rechunk=False),
            "c": pd.Series(["a", None, "c", "d", "e", "f"]),
            "d": "AAPL",
            "e": 7,
        }
    )
    assert rows == 6
    assert stored(table, "a") == [0, 1, 2, 3, 4, 5]
    assert stored(table, "b") == [0, 1, 2, 3, 4, 5]
    assert stored(table, "c") == ["a", None, "c", "d", "e", "f"]
    assert stored(table, "d") == ["AAPL"] * 6
    assert stored(table, "e") == [7] * 6


NULLS = {"ts": "timestamp", "f": "float64", "i": "int32", "b": "bool", "t": "timestamp(us)", "s": "symbol", "u": "utf8"}


def test_nulls_of_masked_arrays_and_nat(db):
    table = make(db, NULLS)
    mask = [False, True, False]
    table.append(
        {
            "ts": np.arange(3),
            "f": np.ma.array([1.0, 2.0, np.nan], mask=mask),
            "i": np.ma.array([1, 1 << 40, 3], mask=mask),
            "b": np.ma.array([True, True, False], mask=mask),
            "t": np.array(["2024-01-01", "NaT", "2024-01-03"], "M8[D]"),
            "s": np.ma.array(["a", "b", "c"], mask=mask),
            "u": [None, "x", ""],
        }
    )
    assert stored(table, "f")[1] is None and np.isnan(stored(table, "f")[2])
    assert stored(table, "i") == [1, None, 3]
    assert stored(table, "b") == [True, None, False]
    assert stored(table, "t") == [np.datetime64("2024-01-01"), None, np.datetime64("2024-01-03")]
    assert stored(table, "s") == ["a", None, "c"]
    assert stored(table, "u") == [None, "x", ""]


def test_nulls_of_pandas(db):
    table = make(db, NULLS)
    frame = pd.DataFrame(
        {
            "ts": pd.date_range("2024-01-01", periods=3, tz="America/New_York"),
            "f": pd.array([1.5, None, 2.5], "Float64"),
            "i": pd.array([1, None, 3], "Int64"),
            "b": pd.array([True, None, False], "boolean"),
            "t": pd.to_datetime(["2024-01-01", None, "2024-01-03"]),
            "s": pd.Categorical(["a", None, "c"]),
            "u": pd.array(["x", None, ""], pd.StringDtype("python")),
        }
    )
    table.append(frame)
    assert stored(table, "ts")[0] == np.datetime64("2024-01-01T05:00")
    assert stored(table, "f") == [1.5, None, 2.5]
    assert stored(table, "i") == [1, None, 3]
    assert stored(table, "b") == [True, None, False]
    assert stored(table, "t")[1] is None
    assert stored(table, "s") == ["a", None, "c"]
    assert stored(table, "u") == ["x", None, ""]


@pytest.mark.parametrize("first", [0, 1, 5, 8, 13])
def test_nulls_of_arrow_from_any_row_on(db, first):
    table = make(db, NULLS)
    rows = 40
    present = [row % 3 != 0 for row in range(rows)]
    source = pa.table(
        {
            "ts": pa.array(range(rows), pa.timestamp("ns")),
            "f": [row / 2 if present[row] else None for row in range(rows)],
            "i": [row if present[row] else None for row in range(rows)],
            "b": [row % 2 == 0 if present[row] else None for row in range(rows)],
            "t": pa.array([row if present[row] else None for row in range(rows)], pa.timestamp("us")),
            "s": pa.array([f"s{row % 4}" if present[row] else None for row in range(rows)]).dictionary_encode(),
            "u": pa.array([f"text {row}" if present[row] else None for row in range(rows)], pa.large_string()),
        }
    ).slice(first, 20)
    table.append(source)
    for name in NULLS:
        wanted = source[name].to_pylist()
        if name in ("ts", "t"):
            wanted = source[name].cast(pa.int64()).to_pylist()
            found = [None if v is None else int(v.astype(np.int64)) for v in stored(table, name)]
            assert found == wanted
        else:
            assert stored(table, name) == wanted, name


def test_a_null_column_and_string_views(db):
    table = make(db, {"ts": "timestamp", "a": "float64", "b": "utf8", "c": "symbol"})
    text = pa.array(["short", None, "longer than twelve bytes", "x" * 5_000], pa.string_view())
    table.append(pa.table({"ts": pa.array(range(4)), "a": pa.nulls(4), "b": text, "c": text}))
    assert stored(table, "a") == [None] * 4
    assert stored(table, "b") == text.to_pylist()
    assert stored(table, "c") == text.to_pylist()


def test_values_lie_as_they_are_given(db):
    """Strides, byte orders, read-only arrays, and no rows."""
    table = make(db, {"ts": "timestamp", "a": "float64"})
    wide = np.arange(20.0).reshape(10, 2)
    swapped = np.arange(10).astype(">i8")
    frozen = wide[::-1, 1]
    frozen.flags.writeable = False
    table.append({"ts": swapped, "a": frozen})
    assert stored(table, "a") == list(wide[::-1, 1])
    assert table.append({"ts": np.empty(0, "M8[ns]"), "a": np.empty(0)}) == 0
    assert table.append(pa.table({"ts": pa.array([], pa.timestamp("ns")), "a": pa.array([], pa.float64())})) == 0
    assert len(table) == 10


def test_wrong_columns_are_named(db):
    table = make(db, {"ts": "timestamp", "price": "float64"})
    with pytest.raises(ar.DataError, match=r"no such column: column=prices, dtype=float64, nearest=\['price'\]"):
        table.append({"ts": [1], "prices": np.zeros(1)})
    with pytest.raises(ar.DataError, match=r"columns are missing: columns=\['price'\], given=\['ts'\]"):
        table.append({"ts": [1]})
    with pytest.raises(ar.DataError, match="not of one length"):
        table.append({"ts": [1], "price": np.zeros(2)})
    with pytest.raises(ar.DataError, match="one column at least has to be an array"):
        table.append({"ts": 1, "price": 1.0})
    with pytest.raises(TypeError, match="type=list"):
        table.append([1, 2])
    assert len(table) == 0


NOTHING = [None, float("nan"), np.float32("nan"), np.datetime64("NaT"), pd.NaT, pd.NA, np.ma.masked]


@pytest.mark.parametrize("nothing", NOTHING, ids=lambda value: type(value).__name__)
def test_a_single_null_stands_in_every_row(db, nothing):
    floats = {"f32", "f64"} if isinstance(nothing, (float, np.floating)) else set()
    types = {name: kind for name, kind in TYPES.items() if name not in floats}
    table = make(db, types)
    assert table.append({name: [1, 2] if name == "ts" else nothing for name in types}) == 2
    assert table.append({name: [] if name == "ts" else nothing for name in types}) == 0
    for name in types:
        assert name == "ts" or stored(table, name) == [None, None], name
    keyed = db.create_table("keyed", {"ts": "timestamp", "sym": "symbol"}, key="sym")
    with pytest.raises(ar.DataError, match="column cannot be null: column=sym, row=0"):
        keyed.append({"ts": [1, 2], "sym": nothing})
    with pytest.raises(ar.DataError, match="column cannot be null: column=ts, row=0"):
        keyed.append({"ts": nothing, "sym": ["a", "b"]})


def test_a_null_timestamp_or_key_is_refused_and_nothing_is_kept(db):
    table = make(db, {"ts": "timestamp", "sym": "symbol"}, key="sym")
    many = 100_000
    times = np.arange(many).astype("M8[ns]")
    times[99_999] = "NaT"
    with pytest.raises(ar.DataError, match="column cannot be null: column=ts, row=99999"):
        table.append({"ts": times, "sym": "A"})
    with pytest.raises(ar.DataError, match="column cannot be null: column=sym, row=1"):
        table.append({"ts": [1, 2], "sym": ["a", None]})
    assert len(table) == 0
    assert table.append({"ts": [1], "sym": ["a"]}) == 1


def test_an_append_is_one_commit(db):
    table = make(db, {"ts": "timestamp", "a": "int64"})
    before = table.get_column("a")
    table.append(pa.concat_tables([pa.table({"ts": range(5), "a": range(5)})] * 40))
    assert len(before) == 0
    assert len(table) == 200


def test_late_rows_come_in_order(db):
    table = make(db, {"ts": "timestamp", "a": "int64"})
    table.append({"ts": [10, 30, 20], "a": [1, 3, 2]})
    table.append({"ts": [15], "a": [15]})
    assert list(to_numpy(table.get_column("a"))) == [1, 15, 2, 3]


def test_what_was_given_is_not_kept(db):
    """The table has its own copy: the array may change and go."""
    table = make(db, {"ts": "timestamp", "a": "float64"})
    values = np.ones(10)
    table.append({"ts": np.arange(10), "a": values})
    values[:] = 2
    assert list(to_numpy(table.get_column("a"))) == [1.0] * 10


def test_more_rows_than_a_piece(db):
    table = make(db, {"ts": "timestamp", "a": "int64", "b": "bool", "u": "utf8"}, partition_by="none")
    rows = 3 * 65_536 + 5
    frame = pl.DataFrame({"ts": np.arange(rows), "a": np.arange(rows)}).with_columns(
        b=pl.col("a") % 3 == 0, u=pl.when(pl.col("a") % 7 == 0).then(None).otherwise(pl.col("a").cast(pl.String))
    )
    table.append(frame)
    assert (to_numpy(table.get_column("a")) == np.arange(rows)).all()
    assert (to_numpy(table.get_column("b")) == (np.arange(rows) % 3 == 0)).all()
    assert stored(table, "u") == frame["u"].to_list()


def test_columns_of_another_table(db):
    """What `get_column` and queries give goes into a table again, of another database as well."""
    types = {
        "ts": "timestamp",
        "sym": "symbol",
        "venue": "symbol",
        "f": "float64",
        "d": "date32",
        "dec": "decimal64(2)",
    }
    table = make(db, types, key="sym", partition_by="day")
    days = np.arange(40) * 3_600 * 10**9 * 7
    table.append(
        {
            "ts": days,
            "sym": ["a", "b"] * 20,
            "venue": ["x", None, "y", "z"] * 10,
            "f": np.arange(40.0),
            "d": days.astype("M8[ns]").astype("M8[D]"),
            "dec": range(40),
        }
    )
    with ar.memory() as other:
        other.create_table("warm", {"ts": "timestamp", "s": "symbol"}).append(
            {"ts": [1], "s": ["so that codes differ"]}
        )
        by_columns = other.create_table("columns", {name: types[name] for name in types if name != "dec"})
        by_columns.append({name: table.get_column(name) for name in types if name != "dec"})
        by_frame = other.create_table("frame", types)
        by_frame.append(table.collect())
        for name in types:
            assert stored(by_frame, name) == stored(table, name), name
            assert name == "dec" or stored(by_columns, name) == stored(table, name), name


def test_what_arrow_lent_is_given_back(db):
    table = make(db, {"ts": "timestamp", "a": "float64", "u": "utf8"})
    before = pa.total_allocated_bytes()
    given = pa.table({"ts": range(10_000), "a": pa.array(np.random.random(10_000)), "u": ["text"] * 10_000})
    table.append(given)
    with pytest.raises(ar.DataError):
        table.append(given.append_column("more", given["a"]))
    assert pa.total_allocated_bytes() > before
    del given
    gc.collect()
    assert pa.total_allocated_bytes() == before


def test_threads_that_append_at_once_wait_for_each_other(db):
    table = make(db, {"ts": "timestamp", "who": "int64"})
    failures = []

    def work(who: int) -> None:
        try:
            for turn in range(50):
                table.append({"ts": np.full(100, turn), "who": np.full(100, who)})
        except ar.AreniteError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert np.bincount(to_numpy(table.get_column("who"))).tolist() == [5_000] * 4
