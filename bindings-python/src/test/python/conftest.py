"""Databases for tests: each test ends with nothing pinned."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import arenite as ar

DAY_NS = 86_400_000_000_000
START_NS = 1_723_075_200_000_000_000  # 2024-08-08, midnight UTC

# A shell without job control starts what it puts in the background with these ignored, and children inherit that.
for _number, _handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGQUIT, signal.SIG_DFL)):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, _handler)


@pytest.fixture
def db() -> Iterator[ar.Database]:
    with ar.memory() as database:
        yield database
        gc.collect()
        assert wait_until(lambda: database.pins() == []), f"still pinned: {database.pins()}"


@pytest.fixture
def trades(db: ar.Database) -> ar.Table:
    """1,000 rows of one day, of AAPL, MSFT and IBM in turns; prices are row numbers."""
    table = db.create_table(
        "trades",
        {"ts": "timestamp(ns)", "sym": "symbol", "price": "float64", "size": "int64"},
        key="sym",
        partition_by="day",
    )
    table.append(trade_rows(1_000))
    return table


def trade_rows(rows: int, first: int = 0, start_ns: int = START_NS) -> dict[str, np.ndarray]:
    number = np.arange(first, first + rows)
    return {
        "ts": (start_ns + number * 1_000_000).astype("datetime64[ns]"),
        "sym": np.array(["AAPL", "MSFT", "IBM"], object)[number % 3],
        "price": number.astype(np.float64),
        "size": number % 100,
    }


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real ticks."""
    repository = Path(__file__).resolve().parents[4]
    folder = Path(os.environ.get("ARENITE_TEST_DATA", repository.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no test data: folder={folder}, hint=set ARENITE_TEST_DATA")
    return folder


def child_environment() -> dict[str, str]:
    """For a Python started by a test: with the package that is tested, wherever this one got it from."""
    return {**os.environ, "PYTHONPATH": str(Path(ar.__path__[0]).parent)}


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


def rss_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
