"""Plans as the JVM reads them: JSON, each step and operation an array that begins with its name.

``df.filter(col("price") > 15000).select(col("size").sum())`` is::

    ["select", ["filter", ["scan", 1], ["gt", ["col", "price"], ["lit", "i64", 15000]]], [["sum", ["col", "size"]]]]
"""

from __future__ import annotations

import json
from typing import Any

from arenite._expr import Expr


def plan_json(plan: Any) -> str:
    """A frame, or an expression that is bound to one, as JSON."""
    return json.dumps(plan_tree(plan), ensure_ascii=False, allow_nan=False)


def plan_tree(plan: Any) -> list[Any]:
    """The same as lists, numbers and texts."""
    if isinstance(plan, Expr):
        return ["select", plan_tree(plan._frame), [expr_tree(plan)]]
    if plan._parent is None:
        return ["scan", *plan._args]
    return [plan._op, plan_tree(plan._parent), *(_argument(arg) for arg in plan._args)]


def expr_tree(expr: Expr) -> list[Any]:
    """An expression as lists, numbers and texts."""
    return [expr._op, *(_argument(arg) for arg in expr._args)]


def _argument(arg: Any) -> Any:
    if isinstance(arg, Expr):
        return expr_tree(arg)
    return [_argument(item) for item in arg] if isinstance(arg, tuple) else arg
