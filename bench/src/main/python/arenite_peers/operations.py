"""What a peer offers: for each operation a function that computes it and one that reads its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Cell = int | float | str


@dataclass(frozen=True)
class Operation:
    """One operation of one peer. Only `compute` is timed."""

    compute: Callable[[], Any]
    cells: Callable[[Any], list[Cell]]
    """The answer row by row; both sides compare these cells."""


Operations = dict[str, Operation]


def scalar(compute: Callable[[], Any]) -> Operation:
    """An operation that gives one number."""
    return Operation(compute, lambda value: [plain(value)])


def by_symbol(compute: Callable[[], Any], rows: Callable[[Any], Iterable[tuple[Any, ...]]]) -> Operation:
    """An operation that gives (symbol, value) in any order."""
    return Operation(compute, lambda answer: [plain(cell) for row in sorted(rows(answer)) for cell in row])


def ordered(compute: Callable[[], Any], rows: Callable[[Any], Iterable[tuple[Any, ...]]]) -> Operation:
    """An operation whose rows come in an order that is part of the answer."""
    return Operation(compute, lambda answer: [plain(cell) for row in rows(answer) for cell in row])


def plain(value: Any) -> Cell:
    """A Python number or text, whatever NumPy scalar or Decimal it was."""
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, (int, float)) else int(value)


def text(cell: Cell) -> str:
    """A cell for the pipe: a letter for its type, then its digits."""
    if isinstance(cell, str):
        return "s" + cell
    return f"i{cell}" if isinstance(cell, int) else f"f{cell!r}"
