"""Expressions: immutable trees over the columns of a frame, interned, so that writing one again costs a look-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from arenite._expr_text import text_of
from arenite._intern import keep, kept
from arenite._literals import literal
from arenite._schema import type_of

if TYPE_CHECKING:
    import numpy as np

# Literals of these types may be looked up as they are: the type is compared as well. A zero float has a sign that
# equality does not see, and NaN equals nothing.
_PLAIN = frozenset((int, str, bool, float))

_AGGREGATES = frozenset(("sum", "min", "max", "mean", "first", "last", "var", "std", "count", "len", "vwap", "dot"))


class Expr:
    """An expression over the columns of a frame.

    Made by `arenite.col` and `arenite.lit`, and from other expressions by operators and methods. It has no type until
    it is collected in a frame. Operators take expressions and Python scalars: ``bool``, ``int``, ``float``, ``str``,
    ``Decimal``, ``datetime`` (UTC where it has no time zone), ``date``, ``timedelta``, ``np.datetime64``,
    ``np.timedelta64``, ``pd.Timestamp``, NumPy scalars and ``None``. A literal is never rounded to a column's type.

    Comparisons are IEEE for floats (NaN equals nothing). A null makes any operation null; ``&``, ``|`` and ``~`` follow
    Kleene; a filter keeps the rows that are true.
    """

    __slots__ = ("_op", "_args", "_items", "_operand_type", "__weakref__")

    # NumPy scalars and arrays on the left leave the operator to this class
    __array_ufunc__ = None

    def __init__(self, op: str, args: tuple[Any, ...], operand_type: type | None = None) -> None:
        self._op = op
        self._args = args
        self._items: dict[Any, Any] = {}
        # the exact type of the literal that this node is kept under: 1, 1.0 and True are one key of a dict
        self._operand_type = operand_type

    # comparisons

    def __eq__(self, other: Any) -> Expr:  # type: ignore[override]
        try:
            node = self._items["eq"][other]
            if node._operand_type is type(other):
                return node
        except (KeyError, TypeError):
            pass
        return self._binary("eq", other)

    def __ne__(self, other: Any) -> Expr:  # type: ignore[override]
        try:
            node = self._items["ne"][other]
            if node._operand_type is type(other):
                return node
        except (KeyError, TypeError):
            pass
        return self._binary("ne", other)

    def __lt__(self, other: Any) -> Expr:
        try:
            node = self._items["lt"][other]
            if node._operand_type is type(other):
                return node
        except (KeyError, TypeError):
            pass
        return self._binary("lt", other)

    def __le__(self, other: Any) -> Expr:
        try:
            node = self._items["le"][other]
            if node._operand_type is type(other):
                return node
        except (KeyError, TypeError):
            pass
        return self._binary("le", other)

    def __gt__(self, other: Any) -> Expr:
        try:
            node = self._items["gt"][other]
            if node._operand_type is type(other):
                return node
        except (KeyError, TypeError):
            pass
        return self._binary("gt", other)

    def __ge__(self, other: Any) -> Expr:
        try:
            node = self._items["ge"][other]
            if node._operand_type is type(other):
                return node
        except (KeyError, TypeError):
            pass
        return self._binary("ge", other)

    __hash__ = object.__hash__

    def is_between(self, lower_bound: Any, upper_bound: Any, closed: str = "both") -> Expr:
        """Whether a value lies in a range.

        Parameters
        ----------
        closed : {'both', 'left', 'right', 'none'}
            Which ends belong to the range.
        """
        if closed == "both":
            return self._derive("between", _shared_operand(lower_bound), _shared_operand(upper_bound))
        if closed not in ("left", "right", "none"):
            raise ValueError(f"no such kind of range: closed={closed!r}; there are both, left, right and none")
        low = self >= lower_bound if closed == "left" else self > lower_bound
        high = self <= upper_bound if closed == "right" else self < upper_bound
        return low & high

    def is_in(self, other: Collection[Any]) -> Expr:
        """Whether a value equals one of these literals; a null among them matches nothing."""
        if isinstance(other, (Expr, str, bytes)) or not isinstance(other, Iterable):
            raise TypeError(f"is_in takes a collection of literals: type={type(other).__name__}, expression={self!r}")
        return self._derive("is_in", tuple(_literal_node(value) for value in other))

    def is_null(self) -> Expr:
        return self._unary("is_null")

    def is_not_null(self) -> Expr:
        return ~self.is_null()

    def is_nan(self) -> Expr:
        return self._unary("is_nan")

    def is_not_nan(self) -> Expr:
        return ~self.is_nan()

    # logic

    def __and__(self, other: Any) -> Expr:
        return self._binary("and", _truth("&", other))

    def __rand__(self, other: Any) -> Expr:
        return self._reflected("and", _truth("&", other))

    def __or__(self, other: Any) -> Expr:
        return self._binary("or", _truth("|", other))

    def __ror__(self, other: Any) -> Expr:
        return self._reflected("or", _truth("|", other))

    def __invert__(self) -> Expr:
        return self._unary("not")

    # arithmetic

    def __add__(self, other: Any) -> Expr:
        return self._binary("add", other)

    def __radd__(self, other: Any) -> Expr:
        return self._reflected("add", other)

    def __sub__(self, other: Any) -> Expr:
        return self._binary("sub", other)

    def __rsub__(self, other: Any) -> Expr:
        return self._reflected("sub", other)

    def __mul__(self, other: Any) -> Expr:
        return self._binary("mul", other)

    def __rmul__(self, other: Any) -> Expr:
        return self._reflected("mul", other)

    def __truediv__(self, other: Any) -> Expr:
        return self._binary("div", other)

    def __rtruediv__(self, other: Any) -> Expr:
        return self._reflected("div", other)

    def __floordiv__(self, other: Any) -> Expr:
        return self._binary("floordiv", other)

    def __rfloordiv__(self, other: Any) -> Expr:
        return self._reflected("floordiv", other)

    def __mod__(self, other: Any) -> Expr:
        return self._binary("mod", other)

    def __rmod__(self, other: Any) -> Expr:
        return self._reflected("mod", other)

    def __pow__(self, other: Any) -> Expr:
        return self._binary("pow", other)

    def __rpow__(self, other: Any) -> Expr:
        return self._reflected("pow", other)

    def __neg__(self) -> Expr:
        return self._unary("neg")

    def __pos__(self) -> Expr:
        return self

    def __abs__(self) -> Expr:
        return self._unary("abs")

    def abs(self) -> Expr:
        return self._unary("abs")

    # the operators as methods, as Polars calls them
    eq, ne, lt, le, gt, ge = __eq__, __ne__, __lt__, __le__, __gt__, __ge__
    add, sub, mul, truediv, floordiv = __add__, __sub__, __mul__, __truediv__, __floordiv__
    mod, pow, neg, and_, or_, not_ = __mod__, __pow__, __neg__, __and__, __or__, __invert__

    def cast(self, dtype: Any) -> Expr:
        """The value in another type; one that the type cannot hold is an error when the query runs.

        Parameters
        ----------
        dtype : str, type or numpy.dtype
            ``"float64"``, ``"decimal64(2)"``, ``"timestamp(us)"``, ``float``, ``np.int32``, ...
        """
        return self._derive("cast", type_of(dtype).name)

    def fill_null(self, value: Any) -> Expr:
        """The value, and this literal where it is null."""
        return self._derive("fill_null", _literal_node(value))

    # aggregates

    def sum(self) -> Expr:
        """The sum; nulls are left out, and the sum of nothing is 0."""
        try:
            return self._items["sum"]
        except KeyError:
            return self._unary("sum")

    def min(self) -> Expr:
        """The smallest value; skips NaN unless there is nothing else."""
        return self._unary("min")

    def max(self) -> Expr:
        """The largest value; skips NaN unless there is nothing else."""
        return self._unary("max")

    def mean(self) -> Expr:
        return self._unary("mean")

    def first(self) -> Expr:
        """The value of the first row in scan order, null or not."""
        return self._unary("first")

    def last(self) -> Expr:
        """The value of the last row in scan order, null or not."""
        return self._unary("last")

    def var(self, ddof: int = 1) -> Expr:
        """The variance, divided by the count less `ddof`."""
        return self._derive("var", _degrees(ddof))

    def std(self, ddof: int = 1) -> Expr:
        """The standard deviation, from the count less `ddof`."""
        return self._derive("std", _degrees(ddof))

    def count(self) -> Expr:
        """How many values are not null; `arenite.count()` counts rows."""
        return self._unary("count")

    # functions of Python

    def map_batches(self, function: Callable[[np.ndarray], Any], return_dtype: Any) -> Expr:
        """A Python function over the values, batch by batch; see `arenite.map_batches`.

        Parameters
        ----------
        function : callable
            Gets a read-only array of up to 2,048 rows (a masked one where there are nulls), gives as many results.
        return_dtype : str, type or dtype
            The type of the results, as in a schema.

        Examples
        --------
        >>> trades.select(ar.col("price").map_batches(np.log, "float64").std())
        """
        from arenite._callbacks import map_one  # which needs expressions itself

        return map_one(self, function, return_dtype)

    # names and order

    def alias(self, name: str) -> Expr:
        """The same value under another name."""
        if not isinstance(name, str):
            raise TypeError(f"a name is text: type={type(name).__name__}, expression={self!r}")
        return self._derive("alias", name)

    def desc(self) -> Expr:
        """As a sort key: largest first. NaN, then nulls, stay last."""
        return self._unary("desc")

    # what a frame of Python values can do, and an expression cannot

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"an expression is neither true nor false before it is collected: expression={self!r}; "
            "write & for and, | for or, ~ for not (with parentheses around comparisons), is_between(low, high) for "
            "low <= x <= high, is_in(values) for in"
        )

    def __contains__(self, item: Any) -> NoReturn:
        raise TypeError(f"an expression is no collection: expression={self!r}; write is_in(values), or ==")

    def __reduce__(self) -> Any:
        return (_rebuilt, (self._op, self._args))

    def __repr__(self) -> str:
        return text_of(self)

    # how nodes are made

    def _new(self, op: str, args: tuple[Any, ...], operand_type: type | None) -> Expr:
        """A node over this one; a class that is bound to a frame overrides it."""
        bound = next((arg for arg in args if isinstance(arg, Expr) and type(arg) is not Expr), None)
        if bound is not None:
            return bound._new(op, args, operand_type)
        return Expr(op, args, operand_type)

    def _unary(self, op: str) -> Expr:
        node = self._items.get(op)
        return keep(self, op, None, self._new(op, (self,), None)) if node is None else node

    def _derive(self, op: str, *args: Any) -> Expr:
        # the same arguments are the same nodes, or equal texts and numbers of one type
        key = (args,)
        node = kept(self, op, key)
        return keep(self, op, key, self._new(op, (self, *args), None)) if node is None else node

    def _binary(self, op: str, other: Any) -> Expr:
        return self._with(op, op, other)

    def _reflected(self, op: str, other: Any) -> Expr:
        return self._with(op, "r" + op, other)

    def _with(self, op: str, kept_as: str, other: Any) -> Expr:
        cls: type | None = type(other)
        if cls in _PLAIN and (cls is not float or (other and other == other)):
            key = other
        elif isinstance(other, Expr):
            key = other
        else:
            cls, key = None, (literal(other),)
        children = self._items.get(kept_as)
        node = None if children is None else children.get(key)
        if node is not None and node._operand_type is cls:
            return node
        if node is not None and children is not None:  # 1 is there, 1.0 is asked for
            key = (literal(other),)
            node = children.get(key)
            if node is not None:
                return node
        args = (self, _operand(other)) if kept_as == op else (_operand(other), self)
        return keep(self, kept_as, key, self._new(op, args, cls))


def has_aggregate(expr: Expr) -> bool:
    """Whether an expression gives one row."""
    below = [expr]
    while below:
        node = below.pop()
        if node._op in _AGGREGATES:
            return True
        operands = node._args[0] if node._op == "map_batches" else node._args
        below.extend(arg for arg in operands if isinstance(arg, Expr))
    return False


def _operand(value: Any) -> Expr:
    return value if isinstance(value, Expr) else Expr("lit", literal(value))


def _shared_operand(value: Any) -> Expr:
    return value if isinstance(value, Expr) else _literal_node(value)


_literals: dict[Any, Expr] = {}


def _literal_node(value: Any) -> Expr:
    """Literals in argument lists: kept by what they are, so that equal lists are equal keys."""
    if isinstance(value, Expr):
        if value._op != "lit":
            raise TypeError(f"a literal is wanted here: expression={value!r}")
        return value
    wire = literal(value)
    node = _literals.get(wire)
    if node is None:
        if len(_literals) >= 1024:
            _literals.clear()
        node = _literals[wire] = Expr("lit", wire)
    return node


def _truth(sign: str, value: Any) -> Any:
    if isinstance(value, Expr) or value is None or type(value).__name__ in ("bool", "bool_"):
        return value
    raise TypeError(
        f"{sign} takes predicates: type={type(value).__name__}, value={value!r}; "
        f"{sign} binds closer than a comparison, so put each comparison in parentheses: (a > 1) {sign} (b < 2)"
    )


def _degrees(ddof: int) -> int:
    if type(ddof) is not int or ddof < 0:
        raise ValueError(f"ddof must be a whole number from 0 on: ddof={ddof!r}")
    return ddof


def _rebuilt(op: str, args: tuple[Any, ...]) -> Expr:
    return Expr(op, args)
