"""What a KeyboardInterrupt leaves of an appender's rows, at whichever step it comes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import arenite as ar
import pytest
from arenite import _appender

WITH_TEXTS = {"ts": "timestamp", "id": "int64", "n": "int64", "note": "utf8"}
NUMBERS = {"ts": "timestamp", "id": "int64", "n": "int64"}


@pytest.fixture
def db():
    with ar.memory() as database:
        yield database


def row(table: ar.Table, number: int) -> tuple:
    """Nulls in some rows, and another text in each."""
    values = (number, number, None if number % 3 == 1 else -number, None if number % 5 == 2 else f"note {number}")
    return values[: len(table.schema)]


def interrupted_before(step: int) -> Callable[..., Any]:
    """A trace function that raises before this step (a line) of the appender's."""
    left = step

    def trace(frame: Any, event: str, _: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != _appender.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
        return trace

    return trace


def run(steps: list[Callable[[], None]], interrupt_before: int) -> int | None:
    """Runs all of these, one of them up to the interrupt; gives which one that was."""
    interrupted = None
    sys.settrace(interrupted_before(interrupt_before))
    try:
        for number, step in enumerate(steps):
            try:
                step()
            except KeyboardInterrupt:
                interrupted = number
    finally:
        sys.settrace(None)
    return interrupted


def every_interrupt(
    table: ar.Table, steps: Callable[[ar.Appender, int], list[Callable[[], None]]]
) -> Iterator[tuple[int, int, list[tuple]]]:
    """The first row's number, the step that was interrupted and the rows that are in the table then."""
    before = sys.gettrace()
    try:
        for turn in range(1, 100_000):
            first = turn * 100
            rows = table.appender()
            rows._rows = 2  # a full buffer soon
            interrupted = run(steps(rows, first), turn)
            rows.close()
            if interrupted is None:
                return
            kept = table.filter((ar.col("id") >= first) & (ar.col("id") < first + 100)).collect().rows()
            yield first, interrupted, [tuple(each) for each in kept]
    finally:
        sys.settrace(before)


def appending(table: ar.Table, rows: ar.Appender, number: int) -> Callable[[], None]:
    return lambda: rows.append(*row(table, number))


@pytest.mark.parametrize("types", [WITH_TEXTS, NUMBERS], ids=["texts", "numbers"])
def test_every_row_is_there_once_and_as_it_was_given(db, types):
    table = db.create_table("t", types, partition_by="none")

    def steps(rows: ar.Appender, first: int) -> list[Callable[[], None]]:
        append = [appending(table, rows, first + i) for i in range(5)]
        return [*append[:1], rows.commit, *append[1:], rows.close]

    turns = 0
    for first, interrupted, kept in every_interrupt(table, steps):
        ids = [each[1] - first for each in kept]
        wanted = [0, 1, 2, 3, 4]
        doubtful = {0: 0, 2: 1, 3: 2, 4: 3, 5: 4}.get(interrupted)
        if doubtful not in ids and doubtful is not None:
            wanted.remove(doubtful)
        assert ids == wanted, (first, interrupted)
        assert [each[1:] for each in kept] == [row(table, first + i)[1:] for i in ids], (first, interrupted)
        turns += 1
    assert turns > 100


@pytest.mark.parametrize("types", [WITH_TEXTS, NUMBERS], ids=["texts", "numbers"])
def test_a_rollback_takes_all_rows_or_none(db, types):
    table = db.create_table("t", types, partition_by="none")

    def steps(rows: ar.Appender, first: int) -> list[Callable[[], None]]:
        append = [appending(table, rows, first + i) for i in range(5)]
        return [*append[:3], rows.rollback, *append[3:]]

    for first, interrupted, kept in every_interrupt(table, steps):
        ids = [each[1] - first for each in kept]
        after = [i for i in (3, 4) if i + 1 != interrupted or i in ids]
        assert ids in ([after, [0, 1, 2, *after]] if interrupted == 3 else [after]), (first, interrupted)
        assert [each[1:] for each in kept] == [row(table, first + i)[1:] for i in ids], (first, interrupted)
