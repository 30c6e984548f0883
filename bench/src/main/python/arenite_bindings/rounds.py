"""Timing in rounds in which everybody takes turns."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

ROUNDS = 9
ROUND_NS = 8_000_000
WARM_UP_NS = 400_000_000


class Figure(NamedTuple):
    """Nanoseconds of one call in each round."""

    name: str
    ns: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.ns)

    @property
    def spread(self) -> float:
        """The distance between the quartiles."""
        return spread(self.ns)


def spread(values: list[float]) -> float:
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return third - first


def measure(works: dict[str, Callable[[], Any]]) -> dict[str, Figure]:
    """The time of a call of each piece of work, the call itself included."""
    repeats = {name: _warm_up(work) for name, work in works.items()}
    figures = {name: Figure(name, []) for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            figures[name].ns.append(_time_ns(work, repeats[name]))
    return figures


def _warm_up(work: Callable[[], Any]) -> int:
    """How often it fits into a round, once it has run for a while."""
    start = time.perf_counter_ns()
    best = float("inf")
    while time.perf_counter_ns() - start < WARM_UP_NS:
        best = min(best, _time_ns(work, 10))
    return max(1, int(ROUND_NS / best))


def _time_ns(work: Callable[[], Any], repeats: int) -> float:
    """Of one call; a loop without an index costs 10 ns a turn, which is measured beside and taken off."""
    turns = itertools.repeat(None, repeats)
    start = time.perf_counter_ns()
    for _ in turns:
        pass
    empty = time.perf_counter_ns() - start
    turns = itertools.repeat(None, repeats)
    start = time.perf_counter_ns()
    for _ in turns:
        work()
    return (time.perf_counter_ns() - start - empty) / repeats
