"""DuckDB over its own tables in memory."""

from __future__ import annotations

import os

import duckdb
import pandas as pd

from arenite_peers.operations import Operations, by_symbol, ordered, scalar
from arenite_peers.work_set import WorkSet

VWAP = "sum(price * size) / sum(size)"


def peers(work: WorkSet) -> dict[str, Operations]:
    """One connection; the symbols are an enum, which DuckDB groups and compares fastest."""
    connection = duckdb.connect(config={"threads": os.environ["ARENITE_PEER_THREADS"]})
    trades = pd.DataFrame(
        {
            "ts": work.trades.ts,
            "sym": pd.Categorical.from_codes(work.trades.code, work.trades.symbols),
            "price": work.trades.price,
            "size": work.trades.size,
        }
    )
    small = pd.DataFrame({"price": work.small_price, "size": work.small_size})
    for name, frame in {"trades": trades, "small": small}.items():
        connection.register("source", frame)
        connection.execute(f"create table {name} as select * from source")
        connection.unregister("source")

    def rows(sql: str) -> list[tuple]:
        return connection.execute(sql).fetchall()

    def value(sql: str):
        return connection.execute(sql).fetchone()[0]

    scalars = {
        "count": "select count(*) from trades",
        "vwap": f"select {VWAP} from trades",
        "filtered_sum": f"select sum(size) from trades where price > {work.price_limit!r}::double",
        "scattered_sum": f"select sum(price) from trades where size > {work.size_limit}",
        "vwap_of_one": f"select {VWAP} from trades where sym = '{work.symbol}'",
        "small_vwap": f"select {VWAP} from small",
        "small_filtered_sum": f"select sum(size) from small where price > {work.small_price_limit!r}::double",
    }
    operations = {name: scalar(lambda sql=sql: value(sql)) for name, sql in scalars.items()}
    operations["vwap_by_symbol"] = by_symbol(lambda: rows(f"select sym, {VWAP} from trades group by sym"), iter)
    operations["latest"] = by_symbol(lambda: rows("select sym, arg_max(price, ts) from trades group by sym"), iter)
    top = "select ts, sym, price * size as notional from trades order by notional desc limit 10"
    operations["top"] = ordered(lambda: rows(top), iter)
    return {"DuckDB": operations}
