"""A feed of made-up ticks, for notebooks and trials."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from arenite._bridge import bridge
from arenite._database import Database
from arenite._pins import Pin
from arenite._table import Table

_SCHEMA = {"ts": "timestamp(ns)", "sym": "symbol", "price": "float64", "size": "int64"}


class DemoFeed:
    """A thread of the JVM that appends ticks to `table` until it is stopped, or nobody refers to it."""

    __slots__ = ("_bridge", "_pin", "table")

    def __init__(self, table: Table, symbols: Sequence[str], rows_per_second: int, seed: int) -> None:
        self.table = table
        self._bridge = bridge()
        with self._bridge.holding(
            "demo_feed",
            table=table._pin.slot,
            symbols=list(symbols),
            rows_per_second=rows_per_second,
            seed=seed,
        ) as answer:
            self._pin = Pin(self._bridge, answer["feed"], table)

    def stop(self) -> None:
        """End the feed; all that it has appended is committed."""
        self._bridge.request("stop_demo_feed", feed=self._pin.slot)

    def __enter__(self) -> DemoFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def demo_feed(
    db: Database,
    table: str = "ticks",
    *,
    symbols: Sequence[str] = ("AAPL", "MSFT", "IBM"),
    rows_per_second: int = 10_000,
    seed: int = 1,
) -> DemoFeed:
    """Start a feed of made-up ticks into a new table: columns `ts`, `sym` (its key), `price` and `size`.

    A thread of the JVM appends, as the feed of a Java application does, and commits every 10 ms. It is the table's one
    writer as long as it runs.

    Parameters
    ----------
    db : Database
    table : str
        The name of the table, which is created.
    symbols : sequence of str
        Each has a random walk of its price.
    rows_per_second : int
    seed : int
        Of the random numbers; times are those of the clock.
    """
    return DemoFeed(db.create_table(table, _SCHEMA, key="sym"), symbols, rows_per_second, seed)
