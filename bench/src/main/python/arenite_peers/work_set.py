"""The work set: columns that the Java harness wrote, as NumPy arrays in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Trades:
    """Trades of one day of many symbols, sorted by time."""

    ts: NDArray[np.int64]
    """Nanoseconds since the epoch, UTC; strictly increasing."""
    code: NDArray[np.int32]
    """Positions in `symbols`."""
    price: NDArray[np.float64]
    size: NDArray[np.int64]
    symbols: list[str]


@dataclass(frozen=True)
class WorkSet:
    """All trades, the trades of one symbol for the small work, and the constants of the operations."""

    trades: Trades
    small_price: NDArray[np.float64]
    small_size: NDArray[np.int64]
    symbol: str
    """The symbol that the operations on one symbol ask for."""
    price_limit: float
    size_limit: int
    small_price_limit: float

    @staticmethod
    def load(folder: Path) -> WorkSet:
        """Reads the raw little-endian columns and `work.json`; afterwards the files are not needed any more."""
        work = json.loads((folder / "work.json").read_text(encoding="utf-8"))
        trades = Trades(
            ts=np.fromfile(folder / "ts.i64", dtype="<i8"),
            code=np.fromfile(folder / "code.i32", dtype="<i4"),
            price=np.fromfile(folder / "price.f64", dtype="<f8"),
            size=np.fromfile(folder / "size.i64", dtype="<i8"),
            symbols=work["symbols"],
        )
        if len(trades.ts) != work["rows"]:
            raise ValueError(f"a column is not whole: rows={len(trades.ts)}, expected={work['rows']}")
        return WorkSet(
            trades=trades,
            small_price=np.fromfile(folder / "small_price.f64", dtype="<f8"),
            small_size=np.fromfile(folder / "small_size.i64", dtype="<i8"),
            symbol=work["symbol"],
            price_limit=work["price_limit"],
            size_limit=work["size_limit"],
            small_price_limit=work["small_price_limit"],
        )
