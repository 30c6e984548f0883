"""Plans as the JVM reads them: JSON, each step and operation an array that begins with its name.

``df.filter(col("price") > 15000).select(col("size").sum())`` is::

    ["select", ["filter", ["scan", 1], ["gt", ["col", "price"], ["lit", "i64", 15000]]], [["sum", ["col", "size"]]]]
"""

from __future__ import annotations

import json
from typing import Any

from arenite._errors import QueryError
from arenite._expr import Expr


def plan_json(plan: Any) -> str:
    """A frame, or an expression that is bound to one, as JSON.

    Raises
    ------
    QueryError
        If it is nested more than some 900 deep.
    """
    try:
        return json.dumps(plan_tree(plan), ensure_ascii=False, allow_nan=False)
    except RecursionError:
        raise QueryError("the query is nested too deeply: collect a part of it first") from None


def plan_tree(plan: Any) -> list[Any]:
    """The same as lists, numbers and texts."""
    if isinstance(plan, Expr):
        return ["select", plan_tree(bound_frame(plan)), [expr_tree(plan)]]
    if plan._parent is None:
        return ["scan", *plan._args]
    tree = [plan._op, plan_tree(plan._parent)]
    _add(plan._args, tree)
    return tree


def bound_frame(expr: Any) -> Any:
    """The frame that an expression is bound to."""
    return expr._frame


def expr_tree(expr: Expr) -> list[Any]:
    """An expression as lists, numbers and texts."""
    tree: list[Any] = [expr._op]
    for arg in expr._args:
        # one call for each level: how deep an expression may be hangs on that
        if isinstance(arg, Expr):
            tree.append(expr_tree(arg))
        else:
            _add((arg,), tree)
    return tree


def _add(args: tuple[Any, ...], tree: list[Any]) -> None:
    for arg in args:
        if isinstance(arg, Expr):
            tree.append(expr_tree(arg))
        elif isinstance(arg, tuple):
            items: list[Any] = []
            _add(arg, items)
            tree.append(items)
        else:
            tree.append(arg)
