"""Expressions as text: the Python that writes them again."""

from __future__ import annotations

import datetime as _dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from arenite._expr import Expr

_INFIX = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "and": "&",
    "or": "|",
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
}
_PREFIX = {"neg": "-", "not": "~"}
_METHODS = {"between": "is_between"}
_EPOCH = _dt.datetime(1970, 1, 1)


def text_of(expr: Expr) -> str:
    """The Python that writes the expression."""
    op, args = expr._op, expr._args
    if op == "col":
        return f"col({args[0]!r})"
    if op == "lit":
        return f"lit({_value(args)})"
    if op in _INFIX:
        return f"({_side(args[0])} {_INFIX[op]} {_side(args[1])})"
    if op in _PREFIX:
        return f"({_PREFIX[op]}{text_of(args[0])})"
    if op in ("vwap", "dot"):
        return f"{op}({text_of(args[0])}, {text_of(args[1])})"
    if op == "len":
        return "count()"
    if op == "map_batches":
        return f"map_batches({_argument(args[0])}, {args[3]}, {args[2]!r})"
    rest = ", ".join(_argument(arg) for arg in args[1:] if not (op in ("var", "std") and arg == 1))
    return f"{text_of(args[0])}.{_METHODS.get(op, op)}({rest})"


def _side(expr: Expr) -> str:
    return _value(expr._args) if expr._op == "lit" else text_of(expr)


def _argument(arg: Any) -> str:
    if isinstance(arg, tuple):
        return f"[{', '.join(_argument(item) for item in arg)}]"
    if isinstance(arg, (str, int)):
        return repr(arg)
    return _side(arg)


def _value(wire: tuple[Any, ...]) -> str:
    kind = wire[0]
    if kind == "null":
        return "None"
    value = wire[1]
    if kind == "decimal":
        return repr(Decimal(value))
    if kind == "date":
        return repr((_EPOCH + _dt.timedelta(days=value)).date()) if abs(value) < 700_000 else f"date({value} days)"
    if kind in ("timestamp", "duration"):
        cls = np.datetime64 if kind == "timestamp" else np.timedelta64
        return repr(cls(value, "ns")) if -(1 << 63) < value < 1 << 63 else f"{kind}({value} ns)"
    return value if kind == "f64" and isinstance(value, str) else repr(value)
