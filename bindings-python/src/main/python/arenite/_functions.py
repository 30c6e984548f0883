"""Where expressions begin."""

from __future__ import annotations

import builtins
from typing import Any

from arenite._expr import Expr, _operand
from arenite._intern import keep, kept
from arenite._schema import type_of

_COLUMNS_KEPT = 4096
_columns: dict[str, Expr] = {}
_vwaps: dict[tuple[str | Expr, str | Expr], Expr] = {}
_rows = Expr("len", ())


def col(name: str) -> Expr:
    """A column by its name.

    Examples
    --------
    >>> (col("price") * col("size")).sum()
    (col('price') * col('size')).sum()
    """
    try:
        return _columns[name]
    except KeyError:
        pass
    if not isinstance(name, str):
        raise TypeError(f"a column's name is text: type={type(name).__name__}, value={name!r}")
    if builtins.len(_columns) >= _COLUMNS_KEPT:
        _columns.clear()
    text = str.__str__(name)
    return _columns.setdefault(text, Expr("col", (text,)))


def lit(value: Any, dtype: Any = None) -> Expr:
    """A Python scalar as an expression, of the type that it suggests or of `dtype`."""
    node = _operand(value)
    return node if dtype is None else node._derive("cast", type_of(dtype).name)


def _column(column: str | Expr) -> Expr:
    return column if isinstance(column, Expr) else col(column)


def _weighted(op: str, left: str | Expr, right: str | Expr) -> Expr:
    first, second = _column(left), _column(right)
    node = kept(first, op, second)
    return keep(first, op, second, first._new(op, (first, second), None)) if node is None else node


def vwap(price: str | Expr, size: str | Expr) -> Expr:
    """The volume-weighted average price: ``sum(price * size) / sum(size)`` over rows where neither is null.

    Null when there is no such row. Integers and decimals sum exactly and are rounded once.
    """
    try:
        return _vwaps[price, size]
    except (KeyError, TypeError):
        pass
    node = _weighted("vwap", price, size)
    if isinstance(price, str) and isinstance(size, str):
        if builtins.len(_vwaps) >= _COLUMNS_KEPT:
            _vwaps.clear()
        _vwaps[price, size] = node
    return node


def dot(left: str | Expr, right: str | Expr) -> Expr:
    """The sum of products over rows where neither is null."""
    return _weighted("dot", left, right)


def sum(column: str | Expr) -> Expr:  # noqa: A001
    """The sum of a column."""
    return _column(column).sum()


def min(column: str | Expr) -> Expr:  # noqa: A001
    """The smallest value of a column."""
    return _column(column).min()


def max(column: str | Expr) -> Expr:  # noqa: A001
    """The largest value of a column."""
    return _column(column).max()


def mean(column: str | Expr) -> Expr:
    """The mean of a column."""
    return _column(column).mean()


def first(column: str | Expr) -> Expr:
    """The value of a column's first row in scan order, null or not."""
    return _column(column).first()


def last(column: str | Expr) -> Expr:
    """The value of a column's last row in scan order, null or not."""
    return _column(column).last()


def var(column: str | Expr, ddof: int = 1) -> Expr:
    """The variance of a column, divided by the count less `ddof`."""
    return _column(column).var(ddof)


def std(column: str | Expr, ddof: int = 1) -> Expr:
    """The standard deviation of a column, from the count less `ddof`."""
    return _column(column).std(ddof)


def count(column: str | Expr | None = None) -> Expr:
    """How many rows there are; of a column, how many values are not null."""
    return _rows if column is None else _column(column).count()


def len() -> Expr:  # noqa: A001
    """How many rows there are, under the name ``len``, as Polars has it."""
    return _rows.alias("len")
