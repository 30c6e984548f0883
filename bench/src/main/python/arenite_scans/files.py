"""One set of trades in each form of file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

ROWS = 5_000_000
SYMBOLS = 500
OPEN_NS = 1_723_123_800_000_000_000
DAY_NS = 23_400_000_000_000

FILES = ("uncompressed", "lz4", "zstd")


def write(folder: Path) -> dict[str, str]:
    """The paths by the names of `FILES`; symbols are a dictionary, as Polars has a Categorical."""
    trades = _trades()
    paths = {}
    for name in FILES:
        path = folder / f"{name}.arrow"
        trades.write_ipc(path, compression=name)
        paths[name] = str(path)
    return paths


def _trades() -> pl.DataFrame:
    random = np.random.default_rng(7)
    codes = np.minimum(random.zipf(1.3, ROWS) - 1, SYMBOLS - 1).astype(np.int64)
    names = np.array([f"S{code:03d}" for code in range(SYMBOLS)])
    levels = random.integers(2_000, 40_000, SYMBOLS)
    walk = np.cumsum(random.integers(-2, 3, ROWS)).clip(-1_500, 1_500)
    columns = {
        "ts": pl.Series(OPEN_NS + np.arange(ROWS) * (DAY_NS // ROWS)).cast(pl.Datetime("ns")),
        "sym": pl.Series(names[codes]).cast(pl.Categorical),
        "price": (levels[codes] + walk) / 100,
        "size": random.geometric(0.01, ROWS),
    }
    return pl.DataFrame(columns)
