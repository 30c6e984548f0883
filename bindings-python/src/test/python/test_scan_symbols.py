"""Text columns of files of Polars and pyarrow, scanned as symbols: the answers of Polars."""

from __future__ import annotations

import arenite as ar
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from polars.testing import assert_frame_equal

ROWS = 30_000
NAMES = [f"S{number:03d}" for number in range(200)] + ["größer", "日本語", "", "a text of more than twelve bytes"]


def ticks(nulls: bool) -> pl.DataFrame:
    random = np.random.default_rng(17)
    names = np.array(NAMES, object)[random.integers(0, len(NAMES), ROWS)]
    # what only the last rows have: a first query has to know it all the same
    names[-3:] = "LAST"
    if nulls:
        names[random.random(ROWS) < 0.2] = None
        names[-1] = "LAST"
    return pl.DataFrame(
        {
            "n": np.arange(ROWS),
            "sym": pl.Series(names.tolist(), dtype=pl.String),
            "venue": pl.Series([f"V{code}" for code in random.integers(0, 5, ROWS)], dtype=pl.String),
            "note": [f"note {number}" for number in range(ROWS)],
            "size": random.integers(1, 100, ROWS),
        }
    )


def write_polars(frame, path, compression, level):
    frame.write_ipc(path, compression=compression, compat_level=getattr(pl.CompatLevel, level)())


def write_pyarrow(frame, path, compression, level):
    kind = {"newest": pa.string_view(), "oldest": pa.string(), "large": pa.large_string()}[level]
    table = frame.to_arrow()
    for place, field in enumerate(table.schema):
        if pa.types.is_large_string(field.type) or pa.types.is_string_view(field.type):
            # pyarrow casts views to no other text
            table = table.set_column(place, field.name, pa.array(frame[field.name].to_list(), kind))
    options = pa.ipc.IpcWriteOptions(compression=None if compression == "uncompressed" else compression)
    with pa.ipc.new_file(path, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=7_777)


FILES = [(write_polars, level) for level in ("newest", "oldest")]
FILES += [(write_pyarrow, level) for level in ("newest", "oldest", "large")]


def text(frame: ar.Frame) -> pl.DataFrame:
    answer = frame.to_polars()
    return answer.with_columns(pl.col(pl.Categorical).cast(pl.String), pl.col(pl.UInt32).cast(pl.Int64))


def same(ours: ar.LazyFrame, theirs: pl.LazyFrame, by: str | None = None) -> None:
    left, right = text(ours.collect()), theirs.collect()
    if by is not None:
        left, right = left.sort(by), right.sort(by)
    assert_frame_equal(left, right, check_dtypes=False)


@pytest.mark.parametrize(("write", "level"), FILES)
@pytest.mark.parametrize("compression", ["uncompressed", "zstd"])
@pytest.mark.parametrize("nulls", [False, True])
def test_text_is_grouped_and_compared_as_by_polars(tmp_path, write, level, compression, nulls):
    path = tmp_path / "ticks.arrow"
    frame = ticks(nulls)
    write(frame, path, compression, level)
    theirs = frame.lazy()
    # each of these is the first query of a file
    for name in ("LAST", "日本語", "", "unknown"):
        one = ar.scan(path, symbols=["sym"]).filter(ar.col("sym") == name).select("n", "sym", "size")
        same(one, theirs.filter(pl.col("sym") == name).select("n", "sym", "size"))
    rows = ar.scan(path, symbols=["sym", "venue"])
    assert (str(rows.schema["sym"]), str(rows.schema["note"])) == ("symbol", "utf8")
    same(
        rows.group_by("sym").agg(ar.col("size").sum().alias("sum"), ar.col("n").first().alias("first")),
        theirs.group_by("sym").agg(pl.col("size").sum().alias("sum"), pl.col("n").first().alias("first")),
        "sym",
    )
    same(
        rows.group_by("venue").agg(ar.col("sym").last().alias("last"), ar.col("n").max().alias("most")),
        theirs.group_by("venue").agg(pl.col("sym").last().alias("last"), pl.col("n").max().alias("most")),
        "venue",
    )
    same(
        rows.filter(ar.col("sym").is_in(["S001", "größer"]) & (ar.col("venue") != "V2")).select("n", "note"),
        theirs.filter(pl.col("sym").is_in(["S001", "größer"]) & (pl.col("venue") != "V2")).select("n", "note"),
    )
    same(rows.select("sym", "venue", "note"), theirs.select("sym", "venue", "note"))


def test_runs_of_text_become_symbols(tmp_path):
    path = tmp_path / "runs.arrow"
    names = ["b", "b", "b", None, None, "a", "c", "c"] * 4_000
    table = pa.table({"runs": pc.run_end_encode(pa.array(names)), "n": np.arange(len(names))})
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=30_000)
    rows = ar.scan(path, symbols=["runs"])
    found = rows.group_by("runs").agg(ar.col("n").count().alias("rows"), ar.col("n").min().alias("least")).collect()
    assert set(found.rows()) == {("b", 12_000, 0), (None, 8_000, 3), ("a", 4_000, 5), ("c", 8_000, 6)}


def test_errors_say_what_to_do(tmp_path):
    path = tmp_path / "ticks.arrow"
    ticks(False).with_columns(pl.col("venue").cast(pl.Categorical)).write_ipc(path)
    plain = ar.scan(path)
    for query in (plain.filter(ar.col("sym") == "S001"), plain.group_by("sym").agg(ar.col("size").sum())):
        with pytest.raises(ar.QueryError, match=r"scan\(path, symbols=\[...\]\)"):
            query.collect()
    with pytest.raises(ar.ArgumentError, match=r"unknown column: column=simm, .*file=.*ticks\.arrow"):
        ar.scan(path, symbols=["simm"])
    with pytest.raises(ar.ArgumentError, match=r"only text can be read as symbols: .*ticks\.arrow, column=size, type=int64"):
        ar.scan(path, symbols="size")
    # a column that is symbols already, and one name by itself
    assert ar.scan(path, symbols="venue").filter(ar.col("venue") == "V1").select("n").collect().height > 0
