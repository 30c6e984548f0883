"""Handlers of signals that use Arenite, or raise at any moment of a call: no answer is wrong and nothing stays held."""

from __future__ import annotations

import gc
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from conftest import child_environment, wait_until

import arenite as ar

SECONDS = 1.5
STOPS = 40


class Stop(Exception):
    """What a handler raises."""


@pytest.fixture
def on_alarm() -> Iterator[Callable[[Callable[..., None]], None]]:
    """Sets the handler of SIGALRM for a test."""
    before = signal.getsignal(signal.SIGALRM)
    yield lambda handler: signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)  # one that waits for a thread of the JVM is forgotten
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def _forget_what_finalizers_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the interpreter does by itself. pytest keeps it to report it, and with its traceback the interrupted finalizer's
    object, which holds what it holds for as long."""
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)


@pytest.fixture
def uncached() -> Iterator[ar.Database]:
    with ar.memory(cache_bytes=0) as db:
        yield db
        gc.collect()
        assert wait_until(lambda: db.pins() == []), f"still pinned: {db.pins()}"


def numbers(db: ar.Database, rows: int) -> ar.Table:
    table = db.create_table("t", {"ts": "timestamp(ns)", "x": "int64"}, partition_by="none")
    table.append({"ts": np.arange(rows), "x": np.arange(rows)})
    return table


def interrupt(on_alarm: Callable, call: Callable[[], object], longest: float) -> None:
    """Calls again and again until a handler has raised `STOPS` times in it, at random moments."""
    chance = random.Random(7)
    count = 0
    has_come = False

    def stop(*_: object) -> None:
        nonlocal has_come
        has_come = True
        raise Stop

    on_alarm(stop)
    while count < STOPS:
        has_come = False
        try:
            signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.0001, longest))
            while not has_come:  # what is raised in a finalizer is dropped by Python
                call()
        except Stop:
            count += 1


def test_a_handler_that_asks_leaves_the_answer_alone(uncached: ar.Database, on_alarm: Callable) -> None:
    table = numbers(uncached, 2_000)
    total, largest = table["x"].sum(), table["x"].max()
    expected, asked = total.collect(), []

    def ask(*_: object) -> None:
        asked.append(largest.collect())

    on_alarm(ask)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.002)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert total.collect() == expected
        assert uncached.tables() == ["t"]
    signal.setitimer(signal.ITIMER_REAL, 0)
    assert asked and set(asked) == {1_999}


def test_an_interrupt_leaves_no_result_pinned(uncached: ar.Database, on_alarm: Callable) -> None:
    large = numbers(uncached, 500_000).filter(ar.col("x") > 5)
    assert len(large.collect()) == 499_994
    interrupt(on_alarm, large.collect, 0.01)
    gc.collect()
    assert wait_until(lambda: uncached.pins() == [])


def test_an_interrupt_leaves_no_view_pinned(uncached: ar.Database, on_alarm: Callable) -> None:
    table = numbers(uncached, 2_000)
    interrupt(on_alarm, lambda: table.get_column("x", start=5), 0.0006)
    gc.collect()
    assert wait_until(lambda: uncached.pins() == [])


def test_an_interrupt_leaves_no_table_without_its_writer(uncached: ar.Database, on_alarm: Callable) -> None:
    table = numbers(uncached, 10)

    def open_and_close() -> None:
        try:
            table.appender().close()
        except ar.ClosedError:
            pass  # the one before was interrupted, and closes within some milliseconds

    interrupt(on_alarm, open_and_close, 0.0008)
    gc.collect()

    def can_append() -> bool:
        try:
            return table.append({"ts": [100], "x": [100]}) == 1
        except ar.ClosedError:
            return False

    assert wait_until(can_append)


def test_an_interrupt_is_the_main_threads(uncached: ar.Database, on_alarm: Callable) -> None:
    table = numbers(uncached, 1_000_000)
    long = ar.col("x")
    for divisor in range(3, 9):
        long = (long // divisor) % (10**9 + divisor) + ar.col("x")
    query, other = table.select(long.sum()), table.select((long + 1).sum())
    taken: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                other.collect(timeout=0.001)
            except ar.QueryStoppedError:
                pass
            except BaseException as error:
                taken.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        interrupt(on_alarm, query.collect, 0.02)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        done.set()
        for thread in threads:
            thread.join()
    assert taken == []


def test_an_exit_function_may_ask() -> None:
    program = """
        import atexit
        def report():
            print(table.filter(ar.col("x") > 0).count().collect())
        atexit.register(report)
        import arenite as ar
        db = ar.memory()
        table = db.create_table("t", {"ts": "timestamp(ns)", "x": "int64"}, partition_by="none")
        table.append({"ts": [1, 2], "x": [0, 1]})
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        timeout=60,
        capture_output=True,
        text=True,
        env=child_environment(),
    )
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
