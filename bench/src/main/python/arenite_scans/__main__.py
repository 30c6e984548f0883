"""Measures, and writes a JSON object a line."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from arenite_bindings.rounds import spread
from arenite_scans import files, queries

import arenite as ar

ROUNDS = 7
WARM_UP_ROUNDS = 3
OUR_WARM_UP_ROUNDS = 8
FIRST = "first"
"""A file that is opened anew, as the peers open it."""
AGAIN = "again"
"""A file that was asked before: what was decoded is still there."""


def main() -> None:
    connection = duckdb.connect(config={"threads": "2"})
    with tempfile.TemporaryDirectory(prefix="arenite-scans-") as folder, ar.memory(cache_bytes=0) as database:
        for name, path in files.write(Path(folder)).items():
            again = queries.arenite(database, path)
            polars, duck = queries.polars(path), queries.duck(connection, path)
            for query in queries.QUERIES:
                _measure(name, query, path, again[query], polars[query], duck[query])


def _measure(file: str, query: str, path: str, again: queries.Ask, polars: queries.Ask, duck: queries.Ask) -> None:
    """All take turns."""
    sides = {AGAIN: again, "Polars": polars, "DuckDB": duck}
    answers = {name: queries.answer(side()) for name, side in sides.items()}
    if any(answer != answers[AGAIN] for answer in answers.values()):
        sys.exit(f"answers differ: file={file}, query={query}, answers={answers}")
    times: dict[str, list[float]] = {name: [] for name in (FIRST, *sides)}
    for _ in range(OUR_WARM_UP_ROUNDS):  # the JIT lags behind
        _first_touch_ns(path, query)
    for turn in range(WARM_UP_ROUNDS + ROUNDS):
        took = {FIRST: _first_touch_ns(path, query)}
        took |= {name: _time_ns(side) for name, side in sides.items()}
        if turn >= WARM_UP_ROUNDS:
            for name, ns in took.items():
                times[name].append(ns)
    _write(file, query, times)


def _first_touch_ns(path: str, query: str) -> float:
    """Opening the file, the query, and whatever has to be decoded for it."""
    with ar.memory(cache_bytes=0) as database:
        return _time_ns(lambda: queries.arenite(database, path)[query]())


def _time_ns(work: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    work()
    return float(time.perf_counter_ns() - start)


def _write(file: str, query: str, times: dict[str, list[float]]) -> None:
    figure = {"file": file, "query": query}
    best = min(("Polars", "DuckDB"), key=lambda name: statistics.median(times[name]))
    for name, ns in times.items():
        figure[name] = statistics.median(ns)
    figure["best"] = best
    for name in (FIRST, AGAIN):
        ratios = [theirs / ours for theirs, ours in zip(times[best], times[name], strict=True)]
        figure[f"{name} ratio"] = statistics.median(ratios)
        figure[f"{name} spread"] = spread(ratios)
    print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
