"""pandas, where it has a way of its own to say it; the rest is NumPy's."""

from __future__ import annotations

import pandas as pd

from arenite_peers.operations import Operations, by_symbol, ordered, scalar
from arenite_peers.work_set import WorkSet


def peers(work: WorkSet) -> dict[str, Operations]:
    """One frame with symbols as a category."""
    trades = pd.DataFrame(
        {
            "ts": work.trades.ts,
            "sym": pd.Categorical.from_codes(work.trades.code, work.trades.symbols),
            "price": work.trades.price,
            "size": work.trades.size,
        },
        copy=False,
    )

    def vwap_by_symbol() -> pd.Series:
        notional = (trades["price"] * trades["size"]).groupby(trades["sym"], observed=True).sum()
        return notional / trades["size"].groupby(trades["sym"], observed=True).sum()

    def latest() -> pd.DataFrame:
        return trades[["sym", "price"]].drop_duplicates("sym", keep="last")

    def top() -> pd.DataFrame:
        largest = (trades["price"] * trades["size"]).nlargest(10)
        return trades.loc[largest.index, ["ts", "sym"]].assign(notional=largest)

    def rows(frame: pd.DataFrame) -> list[tuple]:
        return list(frame.itertuples(index=False, name=None))

    return {
        "pandas": {
            "row_count": scalar(lambda: len(trades)),
            "vwap_by_symbol": by_symbol(vwap_by_symbol, lambda series: list(series.items())),
            "latest": by_symbol(latest, rows),
            "top": ordered(top, rows),
        }
    }
