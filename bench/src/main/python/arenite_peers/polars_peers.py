"""Polars: lazily on its default engine, lazily on its in-memory engine, and eagerly on series."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from arenite_peers.operations import Operations, by_symbol, ordered, scalar
from arenite_peers.work_set import WorkSet

PRICE, SIZE, SYM, TS = pl.col("price"), pl.col("size"), pl.col("sym"), pl.col("ts")
NOTIONAL = (PRICE * SIZE).alias("notional")
VWAP = ((PRICE * SIZE).sum() / SIZE.sum()).alias("vwap")


def trades_frame(work: WorkSet) -> pl.DataFrame:
    """The trades with time flagged as sorted and symbols as an enum, the fastest of its three ways to hold them."""
    trades = work.trades
    symbols = pl.Series("sym", trades.code.astype(np.uint16)).cat.to(pl.Enum(trades.symbols))
    return pl.DataFrame(
        {"ts": pl.Series(trades.ts).set_sorted(), "sym": symbols, "price": trades.price, "size": trades.size}
    )


def lazy(
    work: WorkSet, trades: pl.DataFrame, small: pl.DataFrame, engine: Literal["auto", "in-memory"]
) -> Operations:
    """Each answer by a lazy query that is built once and collected each time."""
    frame, one = trades.lazy(), small.lazy()
    queries = {
        "count": frame.select(pl.len()),
        "vwap": frame.select(VWAP),
        "filtered_sum": frame.select(SIZE.filter(PRICE > work.price_limit).sum()),
        "scattered_sum": frame.select(PRICE.filter(SIZE > work.size_limit).sum()),
        "vwap_of_one": frame.filter(SYM == work.symbol).select(VWAP),
        "small_vwap": one.select(VWAP),
        "small_filtered_sum": one.select(SIZE.filter(PRICE > work.small_price_limit).sum()),
    }
    grouped = {
        "vwap_by_symbol": frame.group_by("sym").agg(VWAP),
        "latest": frame.group_by("sym").agg(PRICE.last()),
    }
    top = frame.select(TS, SYM, NOTIONAL).top_k(10, by="notional").sort("notional", descending=True)

    def collect(query: pl.LazyFrame) -> pl.DataFrame:
        return query.collect(engine=engine)

    operations = {
        name: scalar(lambda query=query: collect(query).item()) for name, query in queries.items()
    } | {
        name: by_symbol(lambda query=query: collect(query), pl.DataFrame.rows) for name, query in grouped.items()
    }
    operations["top"] = ordered(lambda: collect(top), pl.DataFrame.rows)
    return operations


def eager(work: WorkSet, trades: pl.DataFrame, small: pl.DataFrame) -> Operations:
    """Series after series, each step at once."""

    def vwap(frame: pl.DataFrame) -> float:
        price, size = frame["price"], frame["size"]
        return (price * size).sum() / size.sum()

    return {
        "row_count": scalar(lambda: trades.height),
        "vwap": scalar(lambda: vwap(trades)),
        "filtered_sum": scalar(lambda: trades["size"].filter(trades["price"] > work.price_limit).sum()),
        "scattered_sum": scalar(lambda: trades["price"].filter(trades["size"] > work.size_limit).sum()),
        "vwap_of_one": scalar(lambda: vwap(trades.filter(SYM == work.symbol))),
        "small_vwap": scalar(lambda: vwap(small)),
        "small_filtered_sum": scalar(
            lambda: small["size"].filter(small["price"] > work.small_price_limit).sum()
        ),
    }


def peers(work: WorkSet) -> dict[str, Operations]:
    """The three ways, over the same frames."""
    trades = trades_frame(work)
    small = pl.DataFrame({"price": work.small_price, "size": work.small_size})
    return {
        "Polars lazy": lazy(work, trades, small, "auto"),
        "Polars in-memory": lazy(work, trades, small, "in-memory"),
        "Polars eager": eager(work, trades, small),
    }
