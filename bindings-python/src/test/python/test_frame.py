"""Results: read-only columns, and their ways to NumPy, Arrow, Polars, pandas and DLPack."""

from __future__ import annotations

import gc
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import trade_rows, wait_until

import arenite as ar

_LARGE = 100_000


@pytest.fixture
def types(db):
    """A column of each type, of 20 rows; in each third row all but the timestamp is null."""
    table = db.create_table(
        "types",
        {
            "ts": "timestamp(ns)",
            "i8": "int8",
            "u16": "uint16",
            "i64": "int64",
            "u64": "uint64",
            "f32": "float32",
            "f64": "float64",
            "dec": "decimal64(2)",
            "flag": "bool",
            "sym": "symbol",
            "text": "utf8",
            "day": "date32",
            "gap": "duration(us)",
            "sent": "timestamp(ms)",
        },
    )
    rows = range(20)

    def column(make):
        return [None if row % 3 == 2 else make(row) for row in rows]

    table.append(
        {
            "ts": np.arange(20).astype("datetime64[ns]"),
            "i8": column(lambda row: -row),
            "u16": column(lambda row: 65_535 - row),
            "i64": column(lambda row: row * 10**15),
            "u64": column(lambda row: 2**64 - 1 - row),
            "f32": column(lambda row: row / 4),
            "f64": column(lambda row: row / 8),
            "dec": column(lambda row: Decimal(row) / 4),
            "flag": column(lambda row: row % 2 == 0),
            "sym": column(lambda row: f"S{row % 4}"),
            "text": column(lambda row: "ü" * (row % 5)),
            "day": column(lambda row: np.datetime64(row - 5, "D")),
            "gap": column(lambda row: np.timedelta64(-row, "us")),
            "sent": column(lambda row: np.datetime64(row, "ms")),
        }
    )
    return table


@pytest.fixture
def large(db):
    """100,000 rows: a result that lives in an arena."""
    table = db.create_table("large", {"ts": "timestamp(ns)", "sym": "symbol", "price": "float64", "size": "int64"})
    table.append(trade_rows(_LARGE))
    return table


def test_python_values(types):
    first, second, third = types.limit(3).collect().rows()
    assert first[1:] == (0, 65535, 0, 2**64 - 1, 0.0, 0.0, Decimal("0.00"), True, "S0", "",
                         np.datetime64("1969-12-27"), np.timedelta64(0, "us"), np.datetime64(0, "ms"))  # fmt: skip
    assert second[7:11] == (Decimal("0.25"), False, "S1", "ü")
    assert third[1:] == (None,) * 13
    assert list(map(type, second)) == [np.datetime64, int, int, int, int, float, float, Decimal, bool, str, str,
                                       np.datetime64, np.timedelta64, np.datetime64]  # fmt: skip


def test_scalars_of_each_type(types):
    row = types.limit(2).collect().rows()[1]
    few = types[types["ts"] == np.datetime64(1, "ns")]
    for name, expected in zip(types.schema, row, strict=True):
        if name != "text":
            value = few[name].last().collect()
            assert type(value) is type(expected)
            assert value == expected
    nothing = types[types["ts"] == np.datetime64(2, "ns")]
    assert nothing["dec"].last().collect() is None


def test_a_small_result_is_read_only(types):
    frame = types.collect()
    for column in frame:
        array = column.to_numpy()
        if not isinstance(array, np.ma.MaskedArray):
            assert not array.flags.writeable
        if column.type.is_view:
            assert not np.asarray(column.values).flags.owndata
            with pytest.raises(ValueError, match="WRITEABLE"):
                column.values.flags.writeable = True
    with pytest.raises(ValueError, match="read-only"):
        frame["ts"].to_numpy()[0] = 0


def test_a_large_result_is_a_pinned_view(db, large):
    frame = large.collect()
    price = frame["price"].to_numpy()
    assert not price.flags.owndata
    assert not price.flags.writeable
    with pytest.raises(ValueError, match="WRITEABLE"):
        price.flags.writeable = True
    (pin,) = db.pins()
    assert (pin.kind, pin.name, pin.rows) == ("result", "large", _LARGE)
    assert pin.bytes >= _LARGE * 24
    assert price.__array_interface__["data"] == frame["price"].values.__array_interface__["data"]
    tail = price[-10:]
    del frame, price
    large.drop()
    gc.collect()
    assert len(db.pins()) == 1
    assert tail.tolist() == list(map(float, range(_LARGE - 10, _LARGE)))
    del tail
    assert wait_until(lambda: db.pins() == [])


def test_a_large_result_is_shared_while_somebody_has_it(large):
    query = large.select("price")
    frame = query.collect()
    assert query.collect() is frame
    address = frame["price"].values.ctypes.data
    large.append(trade_rows(1))
    assert query.collect() is not frame
    assert len(frame) == _LARGE
    assert frame["price"].values.ctypes.data == address


def test_a_result_in_between_is_not_kept_for_nobody(large):
    query = large.select("price").limit(20_000)
    frame = query.collect()
    assert not frame["price"].to_numpy().flags.owndata
    assert query.collect() is frame
    address = id(frame)
    del frame
    gc.collect()
    assert not any(id(item) == address and isinstance(item, ar.Frame) for item in gc.get_objects())
    assert query.collect().height == 20_000


def test_writable_copies(large):
    frame = large.select("price").collect()
    copy = frame["price"].to_numpy(writable=True)
    assert copy.flags.owndata and copy.flags.writeable
    copy[0] = -1
    assert frame["price"][0] == 0
    both = frame.to_numpy(writable=True)
    both[0, 0] = -1
    assert frame["price"][0] == 0


def test_numpy(types, large):
    frame = large.collect()
    two = frame[["price", "size"]].to_numpy()
    assert two.shape == (_LARGE, 2) and two.dtype == np.float64 and not two.flags.writeable
    one = frame[["price"]].to_numpy()
    assert one.base is not None and not one.flags.owndata
    assert np.asarray(frame["price"]).ctypes.data == frame["price"].values.ctypes.data
    assert (frame["price"] * 2).max() == 2 * (_LARGE - 1)
    assert np.add.reduce(frame["size"]) == sum(number % 100 for number in range(_LARGE))
    small = types.collect()
    masked = small["i64"].to_numpy()
    assert isinstance(masked, np.ma.MaskedArray)
    assert masked.mask.tolist() == [row % 3 == 2 for row in range(20)]
    assert np.isnan(np.asarray(small["f64"])[2])
    assert np.isnat(np.asarray(small["sent"])[2])
    assert np.asarray(small["i64"])[2] is None
    assert small["sym"].to_numpy()[:3].tolist() == ["S0", "S1", None]
    assert small["i64"].null_count == 6 and small["ts"].null_count == 0
    assert list(small.to_dict()) == small.columns
    for copied in (frame[["price", "size"]], small["i64"], small["sym"]):
        with pytest.raises(ValueError, match="is a copy"):
            np.asarray(copied, copy=False)


def test_columns_by_row_and_slice(types):
    column = types.collect()["i8"]
    assert (column[0], column[-1], column[2]) == (0, -19, None)
    assert column[3:5].tolist() == [-3, -4]
    assert len(column) == 20 and list(column)[:3] == [0, -1, None]
    for wrong in (20, -21):
        with pytest.raises(IndexError, match="no such row"):
            column[wrong]
    flags = types.collect()["flag"]
    assert [flags[row] for row in range(20)] == flags.to_list()
    texts = types.collect()["text"]
    assert [texts[row] for row in range(20)] == texts.to_list()


def test_columns_of_a_frame(types):
    frame = types.collect()
    assert frame.columns == list(types.schema)
    assert frame.shape == (20, 14) == (frame.height, frame.width)
    assert [column.name for column in frame] == frame.columns
    assert frame[0] is frame["ts"] and "ts" in frame and "nope" not in frame
    assert frame[["i8", "ts"]].columns == ["i8", "ts"]
    assert frame.rows(named=True)[0]["sym"] == "S0"
    assert frame.row(1)[1] == -1
    with pytest.raises(KeyError, match="no such column"):
        frame["nope"]
    with pytest.raises(TypeError, match="a frame is indexed by"):
        frame[1.5]
    with pytest.raises(ValueError, match="not a scalar"):
        frame.item()


def test_arrow_without_a_copy(large, types):
    frame = large.collect()
    table = frame.to_arrow()
    table.validate(full=True)
    chunk = table["price"].chunk(0)
    assert chunk.buffers()[1].address == frame["price"].values.ctypes.data
    assert table["sym"].type == pa.dictionary(pa.int32(), pa.large_string())
    small = types.collect()
    arrow = small.to_arrow()
    arrow.validate(full=True)
    assert arrow["dec"].type == pa.decimal64(18, 2)
    assert arrow["sym"].to_pylist() == small["sym"].to_list()
    assert arrow["text"].to_pylist() == small["text"].to_list()
    assert arrow["dec"].to_pylist() == small["dec"].to_list()
    assert arrow["flag"].to_pylist() == small["flag"].to_list()
    assert arrow["u64"].to_pylist() == small["u64"].to_list()
    streamed = pa.RecordBatchReader.from_stream(small).read_all()
    assert streamed.schema.field("dec").type == pa.decimal128(19, 2)
    assert streamed.to_pydict() == arrow.to_pydict()
    assert pa.array(small["i64"]).to_pylist() == small["i64"].to_list()


def test_arrow_keeps_the_memory(db, large):
    chunk = large.collect().to_arrow()["size"]
    large.drop()
    gc.collect()
    assert len(db.pins()) == 1
    assert chunk[-1].as_py() == (_LARGE - 1) % 100
    del chunk
    assert wait_until(lambda: db.pins() == [])


def test_polars(large, types):
    frame = large.collect()
    polars = frame.to_polars()
    assert polars["price"].to_numpy().ctypes.data == frame["price"].values.ctypes.data
    assert polars.height == _LARGE
    small = types.collect()
    polars = small.to_polars()
    assert polars["sym"].cast(pl.String).to_list() == small["sym"].to_list()
    assert polars["dec"].to_list() == small["dec"].to_list()
    assert polars["i8"].to_list() == small["i8"].to_list()
    assert polars["day"].to_list()[0].isoformat() == "1969-12-27"
    assert pl.DataFrame(small).to_dict(as_series=False) == polars.to_dict(as_series=False)
    assert small["gap"].to_polars().dtype == pl.Duration("us")


def test_pandas(large, types):
    frame = large.collect()
    pandas = frame.to_pandas()
    assert pandas["price"].to_numpy().ctypes.data == frame["price"].values.ctypes.data
    assert pandas["ts"].dtype == "datetime64[ns]"
    assert pandas["sym"].dtype == "category"
    assert pandas["sym"].astype(str).tolist()[:3] == ["AAPL", "MSFT", "IBM"]
    small = types.collect()
    pandas = small.to_pandas()
    for name in small.columns:
        assert pandas[name].isna().tolist() == [value is None for value in small[name].to_list()]
    assert str(pandas["i8"].dtype) == "Int8"
    assert str(pandas["flag"].dtype) == "boolean"
    assert pandas["dec"].tolist()[1] == Decimal("0.25")
    assert pandas["text"].tolist()[1] == "ü"
    assert pandas["gap"].tolist()[1] == pd.Timedelta(microseconds=-1)


def test_interchange_and_duckdb(types):
    small = types.collect()
    protocol = small[["i64", "f64", "text"]].__dataframe__()
    assert protocol.num_rows() == 20
    assert protocol.get_column_by_name("i64").null_count == 6
    result = small.to_arrow()
    assert duckdb.sql("select sum(i8), count(sym) from result").fetchall() == [(small["i8"].to_numpy().sum(), 14)]
    assert len(result) == 20


def test_dlpack(large, types):
    frame = large.collect()
    for name in ("price", "size"):
        array = np.from_dlpack(frame[name])
        assert array.ctypes.data == frame[name].values.ctypes.data
        assert not array.flags.writeable
    for name in ("ts", "sym"):
        with pytest.raises(BufferError, match="DLPack has"):
            np.from_dlpack(frame[name])
    with pytest.raises(BufferError, match="nulls=6"):
        np.from_dlpack(types.collect()["i64"])
    with pytest.raises(BufferError, match="DLPack has"):
        types.collect()["dec"].__dlpack__()


def test_text_and_html(types, large):
    text = repr(types.collect())
    assert text.splitlines()[0].split()[:3] == ["ts", "i8", "u16"]
    assert text.endswith("20 rows x 14 columns")
    assert "…" in text
    assert repr(large.limit(1).collect()).endswith("1 row x 4 columns")
    html = large.collect()._repr_html_()
    assert html.count("<tr>") == 12 and "100000 rows x 4 columns" in html
    named = large.select(ar.lit(1).alias("<b>")).limit(1).collect()._repr_html_()
    assert "&lt;b&gt;" in named and "<b>" not in named
    assert repr(types.collect()["flag"]).startswith("flag: bool x 20 [True, False, null, ")


@pytest.mark.parametrize("symbols", [0, 1])
def test_only_nulls_where_there_are_no_symbols(db, symbols):
    table = db.create_table("nulls", {"ts": "timestamp(ns)", "sym": "symbol"})
    table.append({"ts": [1, 2], "sym": [None, None]})
    if symbols:
        db.create_table("other", {"ts": "timestamp(ns)", "sym": "symbol"}).append({"ts": [1], "sym": ["A"]})
    column = table.select("sym").collect()["sym"]
    assert column.to_list() == [None, None] == column.to_numpy().tolist() == table.get_column("sym").to_numpy().tolist()
    assert column[1] is None and "null" in repr(table.collect())
    assert column.to_arrow().to_pylist() == [None, None] == column.to_polars().to_list()
    assert column.to_pandas().isna().all() and table.get_column("sym").to_pandas().isna().all()
    assert table.filter(ar.col("ts") < 0).collect()["sym"].to_list() == []


def test_no_columns_of_nothing(types):
    empty = types.limit(0).collect()
    assert empty.rows() == [] and len(empty) == 0
    assert empty.to_arrow().num_rows == 0
    assert empty.to_polars().shape == (0, 14)
    assert empty.to_pandas().shape == (0, 14)
    for column in empty:
        assert column.to_numpy().shape == (0,)
    assert "0 rows x 14 columns" in repr(empty)
