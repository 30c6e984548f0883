"""Columns as arrays over the memory of the table."""

from __future__ import annotations

import ctypes

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import DAY_NS, START_NS, trade_rows

import arenite as ar

NUMBERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"]
TIMES = [f"{kind}({unit})" for kind in ("timestamp", "duration") for unit in ("s", "ms", "us", "ns")]


def dtype_of(kind: str) -> np.dtype:
    for name, code in (("timestamp", "M8"), ("duration", "m8")):
        if kind.startswith(name):
            return np.dtype(f"{code}[{kind[len(name) + 1:-1]}]")
    return np.dtype(kind)


def values_of(kind: str, rows: int) -> np.ndarray:
    dtype = dtype_of(kind)
    if dtype.kind == "f":
        values = np.linspace(-1e9, 1e9, rows).astype(dtype)
        values[: min(3, rows)] = [np.nan, np.inf, -0.0][:rows]
        return values
    if dtype.kind in "mM":
        return (np.arange(rows, dtype=np.int64) - rows // 2).view(dtype)
    limits = np.iinfo(dtype)
    values = np.arange(rows).astype(dtype)
    values[: min(2, rows)] = [limits.min, limits.max][:rows]
    return values


def one_column(db: ar.Database, kind: str, values: np.ndarray) -> ar.Table:
    table = db.create_table("t", {"ts": "timestamp(ns)", "value": kind}, partition_by="none")
    if len(values):
        table.append({"ts": np.arange(len(values)).astype("datetime64[ns]"), "value": values})
    return table


def base_of(array: np.ndarray) -> object:
    while isinstance(array, np.ndarray):
        array = array.base
    return array


@pytest.mark.parametrize("rows", [1, 100_000])
@pytest.mark.parametrize("kind", NUMBERS + TIMES)
def test_every_dtype_is_a_view_of_the_same_bytes(db: ar.Database, kind: str, rows: int) -> None:
    values = values_of(kind, rows)
    table = one_column(db, kind, values)
    column = table.get_column("value", allow_copy=False)
    assert column.dtype == dtype_of(kind)
    assert not column.flags.owndata and not column.flags.writeable
    assert column.tobytes() == values.tobytes()
    address = column.__array_interface__["data"][0]
    assert ctypes.string_at(address, column.nbytes) == values.tobytes()
    assert table.get_column("value").__array_interface__["data"] == (address, True)
    described = table._bridge.request("columns", table=table._pin.slot, columns=["value"])["columns"][0]["chunks"]
    assert [chunk["values"] for chunk in described] == [address]
    assert column.copy().flags.owndata and column.copy().flags.writeable
    table._bridge.releases[described[0]["pin"]] = 1


def test_no_rows_give_an_empty_array(db: ar.Database) -> None:
    for kind in NUMBERS + TIMES + ["bool", "date32", "utf8", "binary", "decimal64(2)"]:
        column = one_column(db, kind, np.empty(0)).get_column("value")
        assert len(column) == 0 and not column.flags.writeable, kind
        assert kind.split("(")[0] in ("bool", "date32", "utf8", "binary", "decimal64") or column.dtype == dtype_of(kind)
        db.drop_table("t")


def test_nothing_of_numpy_writes(trades: ar.Table) -> None:
    price = trades.get_column("price", "AAPL")
    before = price.copy()
    with pytest.raises(ValueError, match="read-only"):
        price[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        price += 1
    with pytest.raises(ValueError, match="WRITEABLE"):
        price.flags.writeable = True
    with pytest.raises(ValueError, match="WRITEABLE"):
        price.setflags(write=True)
    with pytest.raises(ValueError):
        price.view().setflags(write=True)
    with pytest.raises(ValueError):
        price[1:].reshape(-1, 1).setflags(write=True)
    with pytest.raises(ValueError, match="read-only"):
        price.sort()
    with pytest.raises(ValueError, match="read-only"):
        np.add(price, 1, out=price)
    with pytest.raises(ValueError, match="read-only"):
        np.copyto(price, 0.0)
    with pytest.raises(ValueError, match="read-only"):
        np.put(price, [0], [1.0])
    with pytest.raises(ValueError, match="read-only"):
        price.byteswap(inplace=True)
    with pytest.raises(ValueError, match="read-only"):
        price.partition(3)
    with pytest.raises(ValueError, match="read-only"):
        price.fill(0)
    with pytest.raises((ValueError, BufferError, TypeError)):
        np.frombuffer(memoryview(price), np.float64)[0] = 1
    with pytest.raises((ValueError, TypeError)):
        memoryview(price)[0] = 1.0
    with pytest.raises((ValueError, TypeError, BufferError)):
        (ctypes.c_double * len(price)).from_buffer(price)
    with pytest.raises((ValueError, BufferError)):
        np.lib.stride_tricks.as_strided(price, (2,), (8,))[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        np.ndarray(price.shape, price.dtype, price)[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        np.from_dlpack(price)[0] = 1
    with pytest.raises((ValueError, TypeError)):
        np.random.default_rng(1).shuffle(price)
    assert np.array_equal(price, before)
    assert np.array_equal(trades.get_column("price", "AAPL"), before)


def test_one_key_is_one_view_in_order_of_time(trades: ar.Table) -> None:
    rows = trade_rows(1_000)
    for key in ("AAPL", "MSFT", "IBM"):
        mine = rows["sym"] == key
        for name in ("ts", "price", "size"):
            assert np.array_equal(trades.get_column(name, key), rows[name][mine])


def test_several_partitions_are_chunks(trades: ar.Table) -> None:
    trades.append(trade_rows(300, start_ns=START_NS + DAY_NS))
    price = trades.get_column("price", "AAPL")
    assert isinstance(price, ar.ChunkedColumn)
    assert [len(chunk) for chunk in price.chunks] == [334, 100]
    assert not any(chunk.flags.owndata or chunk.flags.writeable for chunk in price.chunks)
    assert len(price) == 434 and price.dtype == np.float64 and price.nbytes == 434 * 8
    assert price.to_numpy().flags.owndata
    assert list(price) == list(price.to_numpy()) == list(np.asarray(price))
    with pytest.raises(ar.ArgumentError, match="one array of several pieces is a copy: column=price, chunks=2"):
        price.to_numpy(allow_copy=False)
    with pytest.raises(ValueError):
        np.array(price, copy=False)
    assert len(trades.get_column("price")) == 1_300


def test_symbols_are_codes_and_their_dictionary(trades: ar.Table) -> None:
    whole = trades.get_column("sym")
    assert isinstance(whole, ar.SymbolColumn)
    expected = np.concatenate([np.full(334, "AAPL", object), np.full(333, "MSFT"), np.full(333, "IBM")])
    assert list(whole) == list(expected)
    one = trades.get_column("sym", "MSFT")
    assert not one.codes.flags.owndata and not one.codes.flags.writeable and one.codes.dtype == np.int32
    assert set(one.dictionary[one.codes]) == {"MSFT"}
    assert list(one.to_pandas().astype(str)) == ["MSFT"] * 333
    with pytest.raises(ar.ArgumentError, match="symbols as text are a copy"):
        one.to_numpy(allow_copy=False)


def test_a_symbol_that_is_not_the_key(db: ar.Database) -> None:
    table = db.create_table("t", {"ts": "timestamp(ns)", "side": "symbol"}, partition_by="none")
    table.append({"ts": np.arange(4), "side": ["buy", None, "sell", "buy"]})
    side = table.get_column("side")
    assert list(side) == ["buy", None, "sell", "buy"]
    assert not side.codes.data.flags.owndata
    table.append({"ts": np.arange(4, 6), "side": ["none", "buy"]})
    assert list(table.get_column("side")) == ["buy", None, "sell", "buy", "none", "buy"]


def test_nulls_are_masked(db: ar.Database) -> None:
    table = db.create_table("t", {"ts": "timestamp(ns)", "x": "float64", "b": "bool"}, partition_by="none")
    table.append(
        {
            "ts": np.arange(1_000),
            "x": np.ma.MaskedArray(np.arange(1_000.0), mask=np.arange(1_000) % 7 == 0),
            "b": pd.array([None, True, False, True] * 250, dtype="boolean"),
        }
    )
    x = table.get_column("x")
    assert isinstance(x, np.ma.MaskedArray)
    assert np.array_equal(x.mask, np.arange(1_000) % 7 == 0)
    assert x.sum() == np.arange(1_000.0)[np.arange(1_000) % 7 != 0].sum()
    assert not x.data.flags.owndata and not x.data.flags.writeable
    with pytest.raises((ValueError, np.ma.MaskError)):
        x.data[0] = 1
    assert table.get_column("b").tolist() == [None, True, False, True] * 250
    part = table.get_column("x", start=3, end=10)
    assert part.tolist() == [3, 4, 5, 6, None, 8, 9]
    assert table.get_column("b", start=5, end=9).tolist() == [True, False, True, None]


def test_types_that_are_copies(db: ar.Database) -> None:
    schema = {"ts": "timestamp(ns)", "b": "bool", "d": "date32", "t": "utf8", "y": "binary", "m": "decimal64(2)"}
    table = db.create_table("t", schema, partition_by="none")
    rows = 70
    bools = np.arange(rows) % 3 == 0
    days = np.arange(rows).astype("datetime64[D]") - 30
    texts = [f"é{row}" * (row % 3) for row in range(rows)]
    table.append(
        {"ts": np.arange(rows), "b": bools, "d": days, "t": texts, "y": [text.encode() for text in texts],
         "m": pa.array([row / 4 for row in range(rows)]).cast(pa.decimal128(10, 2))}  # fmt: skip
    )
    assert np.array_equal(table.get_column("b"), bools)
    assert np.array_equal(table.get_column("d"), days) and table.get_column("d").dtype == "datetime64[D]"
    assert table.get_column("t").tolist() == texts
    assert table.get_column("y").tolist() == [text.encode() for text in texts]
    assert np.array_equal(table.get_column("m"), np.arange(rows) * 25) and table.schema["m"].scale == 2
    assert np.array_equal(table.get_column("b", start=13, end=66), bools[13:66])
    assert table.get_column("t", start=13, end=66).tolist() == texts[13:66]
    for name in ("b", "d", "t", "y"):
        with pytest.raises(ar.ArgumentError, match=f"a column of this type is a copy: column={name}"):
            table.get_column(name, allow_copy=False)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (START_NS + 3_000_000, START_NS + 12_000_000, 3, 9),
        ("2024-08-08T00:00:00.003", "2024-08-08 00:00:00.012", 3, 9),
        (np.datetime64("2024-08-08T00:00:00.003"), pd.Timestamp("2024-08-08T02:00:00.012+02:00"), 3, 9),
        (None, START_NS + 1, 0, 0),
        (START_NS + 997_000_000, None, 999, 999),
        ("2025-01-01", None, None, None),
        ("2024-08-08", "2024-08-08", None, None),
    ],
)
def test_a_range_of_time(trades: ar.Table, start: object, end: object, first: int | None, last: int | None) -> None:
    price = trades.get_column("price", "AAPL", start=start, end=end)
    assert not price.flags.writeable
    if first is None:
        assert len(price) == 0
    else:
        assert (price[0], price[-1]) == (first, last)
        assert not price.flags.owndata


def test_unknown_names_are_key_errors_with_near_misses(db: ar.Database, trades: ar.Table) -> None:
    before = db.stats()
    for call, text in [
        (lambda: db["trade"], "unknown table: table=trade, did you mean=\\[trades\\]"),
        (lambda: trades.get_column("prize"), "unknown column: column=prize, did you mean=\\[price"),
        (lambda: trades.get_column("price", "APL"), "unknown key: key=APL, did you mean=\\[AAPL"),
    ]:
        with pytest.raises(KeyError, match=text):
            call()
        with pytest.raises(ar.UnknownNameError):
            call()
    after = db.stats()
    assert (after["symbols"], after["tables"]) == (before["symbols"], before["tables"])


def test_rows_that_come_later_are_in_the_next_array_only(trades: ar.Table) -> None:
    price = trades.get_column("price", "AAPL")
    before = price.copy()
    trades.append(trade_rows(30, first=1_000))
    assert np.array_equal(price, before)
    assert len(trades.get_column("price", "AAPL")) == len(before) + 10
    late = trade_rows(3, first=500)
    trades.append(late)
    now = trades.get_column("price", "AAPL")
    assert len(now) == len(before) + 11
    assert np.all(np.diff(trades.get_column("ts", "AAPL").astype(np.int64)) >= 0)
    assert np.array_equal(price, before)


def test_what_others_make_of_a_view_is_the_same_memory(trades: ar.Table) -> None:
    price = trades.get_column("price", "AAPL")
    address = price.__array_interface__["data"][0]
    assert pd.Series(price, copy=False).to_numpy().__array_interface__["data"][0] == address
    assert pa.array(price).buffers()[1].address == address
    assert pl.Series(price).to_numpy().__array_interface__["data"][0] == address
    assert np.from_dlpack(price).__array_interface__["data"][0] == address
    times = trades.get_column("ts", "AAPL")
    assert pa.array(times).type == pa.timestamp("ns")
    assert pd.Series(times).dtype == "datetime64[ns]"


@pytest.mark.slow
def test_a_view_of_more_than_2_gib(db: ar.Database) -> None:
    table = db.create_table("large", {"ts": "timestamp(ns)", "x": "int64"}, partition_by="none")
    piece = np.arange(1 << 24)
    pieces = 16
    for number in range(pieces):
        first = number << 24
        table.append({"ts": piece + first, "x": piece - first})
    table.append({"ts": piece[:1_000] + (pieces << 24), "x": piece[:1_000] - 7})
    x = table.get_column("x", allow_copy=False)
    assert x.nbytes == (1 << 31) + 8_000 and not x.flags.owndata
    assert (x[0], x[(3 << 24) + 5], x[pieces << 24], x[-1]) == (0, 5 - (3 << 24), -7, 992)
    for number in range(pieces):
        assert np.array_equal(x[number << 24 : (number + 1) << 24], piece - (number << 24))
    assert table.get_column("ts").view(np.int64)[-1] == (pieces << 24) + 999
