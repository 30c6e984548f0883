"""Real ticks: what pandas reads from the same file is what the columns hold and the queries answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import wait_until

import arenite as ar

BINANCE = ["usdm-20240808-trades", "usdm-20240808-quotes", "spot-20240808-trades", "spot-20240809-quotes"]
FX = ["fxcm-20140508-ticks", "oanda-20140509-ticks"]


def by_key(frame: pd.DataFrame, ts: str, key: str) -> dict[str, pd.DataFrame]:
    """The rows of each key in the order of the table: by time, on equal times as they came."""
    return {name: rows.sort_values(ts, kind="stable") for name, rows in frame.groupby(key)}


@pytest.mark.parametrize("name", BINANCE)
def test_the_columns_of_a_file(db: ar.Database, data_folder: Path, name: str) -> None:
    file = data_folder / "binance" / f"{name}.csv.gz"
    expected = pd.read_csv(file)
    db.import_csv(file, table="ticks", ts="ts", key="symbol")
    ticks = db["ticks"]
    assert len(ticks) == len(expected)
    for key, rows in by_key(expected, "ts", "symbol").items():
        for column in ticks.schema:
            if column in ("symbol", "side"):
                assert list(ticks.get_column(column, key)) == list(rows[column])
                continue
            values = np.asarray(ticks.get_column(column, key))
            wanted = rows[column].to_numpy()
            assert np.array_equal(values.view(np.int64) if values.dtype.kind == "M" else values, wanted), (key, column)


@pytest.mark.parametrize("name", BINANCE[:1])
def test_the_answers_of_queries(db: ar.Database, data_folder: Path, name: str) -> None:
    file = data_folder / "binance" / f"{name}.csv.gz"
    expected = pd.read_csv(file)
    db.import_csv(file, table="trades", ts="ts", key="symbol")
    trades = db["trades"]
    for key, rows in by_key(expected, "ts", "symbol").items():
        mine = trades.filter(ar.col("symbol") == key)
        vwap = (rows["price"] * rows["size"]).sum() / rows["size"].sum()
        assert mine.select(ar.vwap("price", "size")).collect().item() == pytest.approx(vwap, rel=1e-12)
        median = rows["price"].median()
        large = rows["size"][rows["price"] > median].sum()
        assert mine[mine["price"] > median]["size"].sum().collect() == pytest.approx(large, rel=1e-12)
        assert mine.count().collect() == len(rows)
    frame = trades.group_by("symbol").agg(ar.min("price"), ar.max("size").alias("largest")).collect().to_pandas()
    grouped = expected.groupby("symbol").agg(price=("price", "min"), largest=("size", "max"))
    assert dict(zip(frame["symbol"], frame["price"])) == grouped["price"].to_dict()
    assert dict(zip(frame["symbol"], frame["largest"])) == grouped["largest"].to_dict()


@pytest.mark.parametrize("name", FX)
def test_quotes_with_equal_times(db: ar.Database, data_folder: Path, name: str) -> None:
    file = data_folder / "fx" / f"{name}.csv.gz"
    expected = pd.read_csv(file)
    time = expected.columns[0]
    db.import_csv(file, table="quotes", ts=time)
    quotes = db["quotes"]
    assert len(quotes) == len(expected)
    ordered = expected.sort_values(time, kind="stable")
    for column in expected.columns[1:]:
        if expected[column].dtype.kind == "f":
            assert np.array_equal(np.asarray(quotes.get_column(column)), ordered[column].to_numpy()), column


def test_two_days_that_meet_at_midnight(db: ar.Database, data_folder: Path) -> None:
    files = [data_folder / "binance" / f"spot-{day}-trades.csv.gz" for day in ("20240808", "20240809")]
    for file in files:
        db.import_csv(file, table="spot", ts="ts", key="symbol")
    spot = db["spot"]
    expected = pd.concat(map(pd.read_csv, files))
    rows = by_key(expected, "ts", "symbol")["BTCUSDT"]
    price = spot.get_column("price", "BTCUSDT")
    assert isinstance(price, ar.ChunkedColumn) and len(price.chunks) == 2
    assert np.array_equal(price.to_numpy(), rows["price"])
    chunks = price.chunks
    del price
    spot.drop()
    assert np.array_equal(np.concatenate(chunks), rows["price"])
    del chunks
    assert wait_until(lambda: db.pins() == [])
