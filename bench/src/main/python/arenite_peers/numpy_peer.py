"""NumPy: what a quant would write on bare arrays, knowing that symbols are small integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from arenite_peers.operations import Operations, by_symbol, ordered, scalar
from arenite_peers.work_set import WorkSet


def peers(work: WorkSet) -> dict[str, Operations]:
    """Of the ways tried for each operation the fastest one; nothing but the columns is made beforehand."""
    trades = work.trades
    price, size, code = trades.price, trades.size, trades.code
    symbols = np.array(trades.symbols)
    one = trades.symbols.index(work.symbol)
    small_price, small_size = work.small_price, work.small_size

    def vwap_of_one() -> float:
        rows = np.flatnonzero(code == one)
        return np.dot(price[rows], size[rows]) / size[rows].sum()

    def vwap_by_symbol() -> Any:
        count = len(symbols)
        sizes = np.bincount(code, weights=size, minlength=count)
        return np.bincount(code, weights=price * size, minlength=count) / np.where(sizes > 0, sizes, np.nan)

    def latest() -> Any:
        # last[code] = price takes as long, and NumPy does not promise which of several values stays.
        last = np.full(len(symbols), -1)
        np.maximum.at(last, code, np.arange(len(code)))
        return np.where(last >= 0, price[last], np.nan)

    def top() -> list[tuple[int, str, float]]:
        notional = price * size
        rows = np.argpartition(notional, -10)[-10:]
        rows = rows[np.argsort(-notional[rows])]
        return list(zip(trades.ts[rows], symbols[code[rows]], notional[rows]))

    def present(values: Any) -> list[tuple[Any, ...]]:
        return [(symbol, value) for symbol, value in zip(trades.symbols, values) if not np.isnan(value)]

    return {
        "NumPy": {
            "row_count": scalar(lambda: len(price)),
            "vwap": scalar(lambda: np.dot(price, size) / size.sum()),
            "filtered_sum": scalar(lambda: size[price > work.price_limit].sum()),
            "scattered_sum": scalar(lambda: price[size > work.size_limit].sum()),
            "vwap_of_one": scalar(vwap_of_one),
            "vwap_by_symbol": by_symbol(vwap_by_symbol, present),
            "latest": by_symbol(latest, present),
            "top": ordered(top, iter),
            "small_vwap": scalar(lambda: np.dot(small_price, small_size) / small_size.sum()),
            "small_filtered_sum": scalar(lambda: np.dot(small_price > work.small_price_limit, small_size)),
        }
    }
