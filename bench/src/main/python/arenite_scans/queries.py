"""The same questions for each of the three; an answer is a list of rows of numbers and texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow.dataset
from arenite_scans.files import OPEN_NS

import arenite as ar

FROM_NS = OPEN_NS + 4_000_000_000_000
TO_NS = OPEN_NS + 8_000_000_000_000
MINUTE_NS = 60_000_000_000
LIMIT = 300.0
SYMBOL = "S049"
TOP = 10

Ask = Callable[[], Any]
Answer = list[tuple]
QUERIES = (
    "row count",
    "sum",
    "filtered count",
    "VWAP of a time range",
    "VWAP of one symbol",
    "VWAP by symbol",
    "sum by minute",
    "top 10 by notional",
)


def arenite(database: ar.Database, path: str) -> dict[str, Ask]:
    trades, col = database.scan(path), ar.col
    start, end = np.datetime64(FROM_NS, "ns"), np.datetime64(TO_NS, "ns")
    vwap = ar.vwap("price", "size")
    frames = (
        trades.select(ar.len()),
        trades.select(ar.sum("size")),
        trades.filter(col("price") > LIMIT).select(ar.len()),
        trades.filter((col("ts") >= start) & (col("ts") < end)).select(vwap),
        trades.filter(col("sym") == SYMBOL).select(vwap),
        trades.group_by("sym").agg(vwap),
        trades.group_by(minute=col("ts").cast("int64") // MINUTE_NS).agg(ar.sum("size")),
        trades.select("sym", notional=col("price") * col("size")).top_k(TOP, by="notional"),
    )
    return {query: frame.collect for query, frame in zip(QUERIES, frames, strict=True)}


def polars(path: str) -> dict[str, Ask]:
    trades, col = pl.scan_ipc(path), pl.col
    start, end = (pl.lit(ns).cast(pl.Datetime("ns")) for ns in (FROM_NS, TO_NS))
    vwap = ((col("price") * col("size")).sum() / col("size").sum()).alias("vwap")
    frames = (
        trades.select(pl.len()),
        trades.select(col("size").sum()),
        trades.filter(col("price") > LIMIT).select(pl.len()),
        trades.filter((col("ts") >= start) & (col("ts") < end)).select(vwap),
        trades.filter(col("sym") == SYMBOL).select(vwap),
        trades.group_by("sym").agg(vwap),
        trades.group_by((col("ts").cast(pl.Int64) // MINUTE_NS).alias("minute")).agg(col("size").sum()),
        trades.select("sym", (col("price") * col("size")).alias("notional")).top_k(TOP, by="notional"),
    )
    return {query: frame.collect for query, frame in zip(QUERIES, frames, strict=True)}


def duck(connection: duckdb.DuckDBPyConnection, path: str) -> dict[str, Ask]:
    """Over a pyarrow dataset, which hands DuckDB the columns and rows that it asks for."""
    trades = pyarrow.dataset.dataset(path, format="ipc")
    connection.register("trades", trades)
    vwap = "sum(price * size) / sum(size)"
    texts = (
        "select count(*) from trades",
        "select sum(size) from trades",
        f"select count(*) from trades where price > {LIMIT}::double",
        f"select {vwap} from trades where ts >= make_timestamp_ns({FROM_NS}) and ts < make_timestamp_ns({TO_NS})",
        f"select {vwap} from trades where sym = '{SYMBOL}'",
        f"select sym, {vwap} from trades group by sym",
        f"select epoch_ns(ts) // {MINUTE_NS} as minute, sum(size) from trades group by minute",
        f"select sym, price * size as notional from trades order by notional desc limit {TOP}",
    )
    return {query: _fetch(connection, text) for query, text in zip(QUERIES, texts, strict=True)}


def _fetch(connection: duckdb.DuckDBPyConnection, text: str) -> Ask:
    return lambda: connection.execute(text).fetchall()


def answer(result: Any) -> Answer:
    """What a query of any of them returned, in an order of its own."""
    if isinstance(result, list):
        rows: Iterable = result
    elif isinstance(result, pl.DataFrame):
        rows = result.rows()
    else:
        rows = zip(*(result[name].to_list() for name in result.columns), strict=True)
    return sorted(tuple(_plain(value) for value in row) for row in rows)


def _plain(value: Any) -> Any:
    """Numbers to eleven digits: sums of floats differ by the order in which they were added."""
    return value if isinstance(value, str) else float(f"{float(value):.10e}")
