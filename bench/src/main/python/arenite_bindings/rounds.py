"""Timing in rounds in which everybody takes turns."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

ROUNDS = 9
ROUND_NS = 8_000_000
BATCH_NS = 200_000
WARM_UP_NS = 1_500_000_000
MAX_WARM_UP_NS = 15_000_000_000


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
    """How often it fits into a round, once its time has not become better for a while: the JIT lags behind."""
    repeats = 1
    while _time_ns(work, repeats) * repeats < BATCH_NS:
        repeats *= 2
    start = better_at = now = time.perf_counter_ns()
    best = float("inf")
    while now - better_at < WARM_UP_NS and now - start < MAX_WARM_UP_NS:
        took = _time_ns(work, repeats)
        now = time.perf_counter_ns()
        if took < best * 0.98:
            best, better_at = took, now
    return max(1, int(ROUND_NS / best))


def _time_ns(work: Callable[[], Any], repeats: int) -> float:
    """Of one call, without the loop around it."""
    turns = itertools.repeat(None, repeats)
    start = time.perf_counter_ns()
    for _ in turns:
        work()
    return (time.perf_counter_ns() - start) / repeats - _EMPTY_NS


def _empty_turn_ns() -> float:
    best = float("inf")
    for _ in range(100):
        turns = itertools.repeat(None, 10_000)
        start = time.perf_counter_ns()
        for _ in turns:
            pass
        best = min(best, (time.perf_counter_ns() - start) / 10_000)
    return best


_EMPTY_NS = _empty_turn_ns()
