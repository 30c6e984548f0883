"""Where queries begin: rows that the JVM holds or has mapped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arenite import _bridge
from arenite._lazy import LazyFrame
from arenite._pins import Pin
from arenite._types import ColumnType, column_type

if TYPE_CHECKING:
    from arenite._database import Database


class Source(LazyFrame):
    """A frame of all rows of a table, or of a file that is scanned.

    Attributes
    ----------
    name : str
    schema : dict of str to ColumnType
    """

    __slots__ = ("_bridge", "_database", "_first_gap", "_keeps_answers", "_pin", "_symbols", "name", "schema")

    def __init__(self, database: Database, described: dict[str, Any]) -> None:
        LazyFrame.__init__(self, "scan", None, (described["table"],))
        self._bridge = _bridge.bridge()
        self._database = database
        self._keeps_answers: bool = database._keeps_answers
        self._pin = Pin(self._bridge, described["table"], database)
        self._words = self._bridge.words
        self._word: int = described["words"]
        self._symbols = np.empty(0, object)
        self._first_gap = -1
        self.name: str = described["name"]
        self.schema: dict[str, ColumnType] = {name: column_type(kind) for name, kind in described["columns"]}

    def _symbols_to(self, count: int) -> np.ndarray:
        """The symbols of the database, at least the first so many."""
        known = self._symbols
        return known if len(known) >= count and self._first_gap < 0 else self._dictionary()

    def _dictionary(self) -> np.ndarray:
        """The symbols of the database; those that came after the last call are fetched."""
        known = self._symbols
        # A code that a reopened database does not know gets the next new symbol: fetch from the first of those on.
        start = len(known) if self._first_gap < 0 else self._first_gap
        added = self._bridge.request("symbols", table=self._pin.slot, **{"from": start})
        if added:
            known = np.concatenate([known[:start], np.array(added, object)])
            known.flags.writeable = False
            gaps = [code for code, symbol in enumerate(added) if symbol is None]
            self._symbols = known
            self._first_gap = start + gaps[0] if gaps else -1
        return known


class ScannedFile(Source):
    """An Arrow file that queries read where it lies, without bringing it in: what a query does not need is not read.

    Made by `arenite.scan` and `Database.scan`. Rows are in the order of the file.
    """

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        """Whether there is a column of that name."""
        return name in self.schema

    def __repr__(self) -> str:
        columns = ", ".join(f"{name}: {kind}" for name, kind in self.schema.items())
        return f"ScannedFile({self.name}: {columns})"
