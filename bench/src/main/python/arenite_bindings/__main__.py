"""Measures, and writes a JSON object a line."""

from __future__ import annotations

import json
import math
import statistics
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from arenite_bindings.rounds import ROUNDS, Figure, measure, spread

import arenite as ar

ROWS = 100_000
START_NS = 1_723_075_200_000_000_000


def main() -> None:
    rows = _rows(ROWS)
    frame = pl.DataFrame(rows)
    with ar.memory() as cached, ar.memory(cache_bytes=0) as uncached:
        _paths_without_java(_table(cached, rows), frame)
        _uncached(_table(uncached, rows), frame, pd.DataFrame(rows), rows)
        _overhead(_table(uncached, _rows(1), "one"))
        _busy(_table(cached, rows, "busy"))
    _freeing(rows)


def _rows(rows: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    return {
        "ts": (START_NS + np.arange(rows) * 1_000_000).astype("datetime64[ns]"),
        "price": 100 + np.cumsum(random.integers(-2, 3, rows)) / 100,
        "size": random.geometric(0.01, rows),
    }


def _table(db: ar.Database, rows: dict[str, np.ndarray], name: str = "trades") -> ar.Table:
    schema = {"ts": "timestamp(ns)", "price": "float64", "size": "int64"}
    table = db.create_table(name, schema, partition_by="none")
    table.append(rows)
    return table


def _paths_without_java(table: ar.Table, frame: pl.DataFrame) -> None:
    """Views, counts and answers that are held."""
    limit = float(np.median(table.get_column("price")))
    held = table.select(ar.vwap("price", "size"))
    count = table.count()
    expected = table[table["price"] > limit]["size"].sum().collect()
    assert expected == frame.filter(pl.col("price") > limit)["size"].sum()
    assert held.collect() is not None and table.count().collect() == len(table) == len(frame) == ROWS
    assert np.array_equal(table.get_column("price"), frame["price"].to_numpy())
    series = pd.Series(frame["price"].to_numpy())
    pandas_frame = pd.DataFrame({"price": series})
    figures = measure(
        {
            "get_column": partial(table.get_column, "price"),
            "Polars get_column": partial(frame.get_column, "price"),
            "Polars get_column to_numpy": lambda: frame.get_column("price").to_numpy(),
            "pandas to_numpy": lambda: pandas_frame["price"].to_numpy(),
            "collect of a held query, cached": held.collect,
            "collect of an expression written anew, cached": lambda: (
                table[table["price"] > limit]["size"].sum().collect()
            ),
            "count, collect of a held one": count.collect,
            "count, written anew": lambda: table.count().collect(),
            "len": partial(len, table),
            "Polars height": lambda: frame.height,
        }
    )
    _against_limit(figures["get_column"], 250)
    _against_peer(figures["get_column"], figures["Polars get_column"], 2)
    _against_peer(figures["get_column"], figures["Polars get_column to_numpy"])
    _against_peer(figures["get_column"], figures["pandas to_numpy"])
    _against_limit(figures["collect of a held query, cached"], 100)
    _against_limit(figures["collect of an expression written anew, cached"], 500)
    _against_limit(figures["count, collect of a held one"], 100)
    _against_limit(figures["count, written anew"], 100)
    _against_limit(figures["len"], 100)
    _against_peer(figures["len"], figures["Polars height"])


def _uncached(table: ar.Table, frame: pl.DataFrame, pandas: pd.DataFrame, rows: dict[str, np.ndarray]) -> None:
    """VWAP and filtered sum that are computed each time."""
    price, size = rows["price"], rows["size"]
    limit = float(np.median(price))
    vwap = ar.vwap(table["price"], table["size"])
    filtered = table[table["price"] > limit]["size"].sum()
    lazy_vwap = frame.lazy().select((pl.col("price") * pl.col("size")).sum() / pl.col("size").sum())
    lazy_sum = frame.lazy().filter(pl.col("price") > limit).select(pl.col("size").sum())
    vwaps: dict[str, Callable[[], Any]] = {
        "VWAP": vwap.collect,
        "Polars lazy": lambda: lazy_vwap.collect().item(),
        "Polars eager": lambda: (frame["price"] * frame["size"]).sum() / frame["size"].sum(),
        "NumPy": lambda: np.dot(price, size) / size.sum(),
        "pandas": lambda: (pandas["price"] * pandas["size"]).sum() / pandas["size"].sum(),
    }
    sums: dict[str, Callable[[], Any]] = {
        "filtered sum": filtered.collect,
        "Polars lazy": lambda: lazy_sum.collect().item(),
        "Polars eager": lambda: frame.filter(frame["price"] > limit)["size"].sum(),
        "NumPy": lambda: size[price > limit].sum(),
        "pandas": lambda: pandas["size"][pandas["price"] > limit].sum(),
    }
    for works in (vwaps, sums):
        answers = [float(work()) for work in works.values()]
        assert all(math.isclose(answer, answers[0], rel_tol=1e-12) for answer in answers), answers
        ours, *peers = measure(works).values()
        for peer, demanded in zip(peers, (8, 2, 2, None)):
            _against_peer(ours, peer, demanded)


def _overhead(table: ar.Table) -> None:
    """All that a query costs but its rows: there is one."""
    vwap = ar.vwap(table["price"], table["size"])
    filtered = table[table["price"] > 0]["size"].sum()
    frame = table.select(ar.vwap("price", "size"))
    assert vwap.collect() == frame.collect().item() == table.get_column("price")[0]
    assert filtered.collect() == table.get_column("size")[0]
    figures = measure(
        {
            "VWAP of one row": vwap.collect,
            "filtered sum of one row": filtered.collect,
            "VWAP of one row, as a frame": frame.collect,
        }
    )
    for figure in figures.values():
        _against_limit(figure, 5_000)


def _freeing(rows: dict[str, np.ndarray]) -> None:
    """From the end of the last array of a dropped table until its memory is back, without a call that would help."""
    times = []
    with ar.memory() as db:
        for _ in range(ROUNDS):
            table = _table(db, rows)
            last = table.get_column("price")[-1:]
            table.drop()
            assert last[0] == rows["price"][-1]
            del table
            held = _rss_pages()
            start = time.perf_counter_ns()
            del last
            while _rss_pages() > held - ROWS * 16 // 4096 and time.perf_counter_ns() - start < 5_000_000_000:
                time.sleep(0.0005)
            times.append(float(time.perf_counter_ns() - start))
    _against_limit(Figure("memory is back after the last array of a dropped table", times), 100_000_000)


def _rss_pages() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1])


def _busy(table: ar.Table) -> None:
    """The 99th percentile of single calls while another Python thread works: who lets go of the GIL waits for it."""
    held = table.select(ar.vwap("price", "size"))
    held.collect()
    done = threading.Event()

    def work() -> None:
        number = 0
        while not done.is_set():
            number += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for name, call in {
            "a Python function": lambda: None,
            "get_column": lambda: table.get_column("price"),
            "collect of a held query, cached": held.collect,
            "len": lambda: len(table),
        }.items():
            times = sorted(_single_calls(call, 100_000))
            _write(
                section="busy", name=name, median_ns=statistics.median(times), p99_ns=times[len(times) * 99 // 100],
                p999_ns=times[len(times) * 999 // 1000],
            )  # fmt: skip
    finally:
        done.set()
        thread.join()


def _single_calls(call: Callable[[], Any], count: int) -> list[int]:
    clock = time.perf_counter_ns
    times = []
    for _ in range(count):
        start = clock()
        call()
        times.append(clock() - start)
    return times


def _against_limit(figure: Figure, limit_ns: float) -> None:
    _write(
        section="limits", name=figure.name, median_ns=figure.median, spread_ns=figure.spread, limit_ns=limit_ns,
        met=figure.median <= limit_ns,
    )  # fmt: skip


def _against_peer(ours: Figure, peer: Figure, demanded: float | None = None) -> None:
    ratios = [theirs / mine for mine, theirs in zip(ours.ns, peer.ns)]
    ratio = statistics.median(ratios)
    _write(
        section="peers", name=ours.name, median_ns=ours.median, against=peer.name, peer_ns=peer.median, ratio=ratio,
        spread=spread(ratios), demanded=demanded, met=None if demanded is None else ratio >= demanded,
    )  # fmt: skip


def _write(**figure: Any) -> None:
    json.dump(figure, sys.stdout)
    print(flush=True)


if __name__ == "__main__":
    main()
