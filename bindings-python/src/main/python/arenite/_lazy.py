"""Lazy frames: queries that have not run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from arenite._errors import QueryError
from arenite._execute import NEVER, explain, profile, run
from arenite._expr import Expr, _operand, has_aggregate
from arenite._files import PathLike, write_query
from arenite._functions import col
from arenite._intern import keep, kept
from arenite._wire import bound_frame

if TYPE_CHECKING:
    from arenite._frame import Frame

# Steps that keep the columns as they are: an expression over the frame before them means the same after them.
_SAME_COLUMNS = frozenset(("filter", "sort", "limit", "top_k", "latest"))
# Keys of what a frame keeps that no index can be.
_ROWS = object()
_STEP = object()
_SELECT = object()


class LazyFrame:
    """A query that has not run: an immutable chain of steps over one table.

    Every method returns a new frame. ``collect()`` runs the query on a snapshot of that moment; a second ``collect()``
    while the table is unchanged compares two numbers and returns what the first one gave.

    ``frame["price"]`` is a column that knows its frame, so that ``frame["price"].max().collect()`` runs;
    ``frame[predicate]`` is a filtered frame.
    """

    __slots__ = (
        "_op",
        "_parent",
        "_args",
        "_items",
        "_words",
        "_word",
        "_commit",
        "_value",
        "_plan",
        "__weakref__",
    )

    def __init__(self, op: str, parent: LazyFrame | None, args: tuple[Any, ...]) -> None:
        self._op = op
        self._parent = parent
        self._args = args
        self._items: dict[Any, Any] = {}
        self._commit = NEVER
        self._value: Any = None
        self._plan: Any = None
        if parent is not None:  # a table sets its own
            self._words: memoryview = parent._words
            self._word: int = parent._word

    def __getitem__(self, key: Any) -> Any:
        try:
            return self._items[key]
        except (KeyError, TypeError):
            return self._item(key)

    def _item(self, key: Any) -> Any:
        if isinstance(key, str):
            return keep(self, str.__str__(key), None, self._bound("col", (str.__str__(key),)))
        if isinstance(key, Expr):
            return keep(self, key, None, self._step("filter", _bound_here(self, key)))
        if isinstance(key, (list, tuple)) and all(isinstance(name, str) for name in key):
            return self.select(*key)
        if isinstance(key, slice) and key.start in (None, 0) and key.step in (None, 1) and isinstance(key.stop, int):
            return self.limit(key.stop)
        raise TypeError(
            f"a frame is indexed by a column's name, a list of names, a predicate or [:rows]: type={type(key).__name__}"
        )

    def filter(self, *predicates: Any, **constraints: Any) -> LazyFrame:
        """Keep the rows where all predicates are true; not those where one is null.

        Parameters
        ----------
        *predicates : Expr or iterable of Expr
        **constraints
            ``name=value`` for ``col(name) == value``.
        """
        if not constraints and len(predicates) == 1 and isinstance(predicates[0], Expr):
            try:
                return self._items[predicates[0]]
            except KeyError:
                return self._item(predicates[0])
        frame = self
        for predicate in _flat(predicates):
            if not isinstance(predicate, (Expr, bool)):
                raise TypeError(f"a filter takes predicates: type={type(predicate).__name__}, value={predicate!r}")
            frame = frame[_operand(predicate)]
        for name, value in constraints.items():
            frame = frame[col(name) == value]
        return frame

    def select(self, *exprs: Any, **named_exprs: Any) -> LazyFrame:
        """These columns only; one row when they are aggregates."""
        if named_exprs:
            return self._derive("select", _expressions(self, "select", exprs, named_exprs))
        try:
            return self._items[_SELECT][exprs]
        except (KeyError, TypeError):
            pass
        frame = self._derive("select", _expressions(self, "select", exprs, named_exprs))
        if all(isinstance(expr, (str, Expr)) for expr in exprs):  # as they were written, which is found sooner
            keep(self, _SELECT, exprs, frame)
        return frame

    def with_columns(self, *exprs: Any, **named_exprs: Any) -> LazyFrame:
        """All columns and these; one that has the name of an existing column takes its place."""
        return self._derive("with_columns", _expressions(self, "with_columns", exprs, named_exprs))

    def group_by(self, *by: Any, **named_by: Any) -> GroupBy:
        """One row for each combination of keys, in the order of the keys; symbols in that of their first appearance."""
        return GroupBy(self, _expressions(self, "group_by", by, named_by))

    def latest(self, *by: Any) -> LazyFrame:
        """The last row for each combination of keys, all columns, ordered by the keys: SQL's LATEST ON."""
        return self._derive("latest", _expressions(self, "latest", by, {}))

    def sort(self, *by: Any, descending: bool | Iterable[bool] = False) -> LazyFrame:
        """Order the rows; stable. NaN, then nulls, come last, also in descending order.

        Parameters
        ----------
        *by : str or Expr
            An expression may end in ``desc()``.
        descending : bool or sequence of bool
            Largest first; one for all keys or one for each.
        """
        keys = _expressions(self, "sort", by, {})
        orders = (descending,) * len(keys) if isinstance(descending, bool) else tuple(descending)
        if len(orders) != len(keys) or not all(isinstance(order, bool) for order in orders):
            raise ValueError(f"descending is one bool, or one for each key: keys={len(keys)}, descending={orders}")
        return self._derive("sort", tuple(key.desc() if down else key for key, down in zip(keys, orders)))

    def limit(self, n: int = 5) -> LazyFrame:
        """The first rows."""
        return self._derive("limit", _rows("limit", n))

    def head(self, n: int = 5) -> LazyFrame:
        """The first rows."""
        return self.limit(n)

    def top_k(self, k: int, *, by: Any) -> LazyFrame:
        """The rows with the largest values, largest first; on equal values the first one wins."""
        keys = _expressions(self, "top_k", by if isinstance(by, (list, tuple)) else (by,), {})
        return self._derive("top_k", _rows("top_k", k), keys)

    def count(self) -> FrameExpr:
        """How many rows there are; ``collect()`` gives the number."""
        try:
            return self._items[_ROWS]
        except KeyError:
            counted = self._bound("len", ()) if self._parent is not None else RowCount(self, "len", (), None)
            return keep(self, _ROWS, None, counted)

    def lazy(self) -> LazyFrame:
        """This frame."""
        return self

    def collect_schema(self) -> dict[str, str]:
        """The names and types of the columns that the query gives; asks the query for no rows."""
        return self.limit(0).collect().schema

    def explain(self) -> str:
        """The stages of this query as text: as typed, bound, optimized, and what will run with what it prunes."""
        return explain(self)

    def profile(self) -> str:
        """Run the query and tell what it did: ``explain()``, counts of what was pruned and read, and the time."""
        return profile(self)

    def collect(self, timeout: float | None = None) -> Frame:
        """Run the query on a snapshot taken now.

        Parameters
        ----------
        timeout : float, optional
            Seconds after which a query that still runs ends with `arenite.QueryStoppedError`.
        """
        if self._words[self._word] == self._commit and timeout is None:
            return self._value
        return run(self, timeout)

    def sink_parquet(
        self, file: PathLike, *, compression: str = "zstd", row_group_size: int | None = None
    ) -> None:
        """Write what the query gives into a Parquet file, which is there as a whole or not at all.

        Parameters
        ----------
        file : path
        compression : {'zstd', 'snappy', 'gzip', 'lz4', 'uncompressed'}
        row_group_size : int, optional
            The most rows of a row group.
        """
        write_query(self, "PARQUET", file, compression, row_group_size)

    def sink_ipc(
        self, file: PathLike, *, compression: str = "uncompressed", record_batch_size: int | None = None
    ) -> None:
        """Write what the query gives into an Arrow IPC file.

        Parameters
        ----------
        file : path
        compression : {'uncompressed', 'lz4', 'zstd'}
        record_batch_size : int, optional
            The most rows of a record batch.
        """
        write_query(self, "ARROW", file, compression, record_batch_size)

    def sink_csv(self, file: PathLike) -> None:
        """Write what the query gives into a CSV file, gzip if its name ends in `.gz`. Floats and decimals read back to the same value,
        null is an empty field and empty text a quoted one."""
        write_query(self, "CSV", file, None, None)

    def __bool__(self) -> bool:
        raise TypeError("a frame is neither true nor false before it is collected; use count().collect()")

    def __contains__(self, item: Any) -> bool:
        raise TypeError("a frame has no rows before it is collected")

    def __iter__(self) -> Any:
        raise TypeError("a frame has no rows before it is collected; use collect()")

    def __reduce__(self) -> Any:
        raise TypeError("a query belongs to its process and cannot be pickled; collect it first")

    def __repr__(self) -> str:
        steps = []
        frame = self
        while frame._parent is not None:
            steps.append(f".{frame._op}({', '.join(_argument_text(arg) for arg in frame._args)})")
            frame = frame._parent
        return f"{frame!r}{''.join(reversed(steps))}"

    def _step(self, op: str, *args: Any) -> LazyFrame:
        return LazyFrame(op, self, args)

    def _derive(self, op: str, *args: Any) -> LazyFrame:
        key = (_STEP, op, args)
        frame = kept(self, key)
        return keep(self, key, None, self._step(op, *args)) if frame is None else frame

    def _bound(self, op: str, args: tuple[Any, ...]) -> FrameExpr:
        return FrameExpr(self, op, args, None)


class GroupBy:
    """A frame with its group keys, waiting for what to compute."""

    __slots__ = ("_frame", "_keys")

    def __init__(self, frame: LazyFrame, keys: tuple[Expr, ...]) -> None:
        self._frame = frame
        self._keys = keys

    def agg(self, *aggs: Any, **named_aggs: Any) -> LazyFrame:
        """The keys and these aggregates, one row a group."""
        return self._frame._derive("group_by", self._keys, _expressions(self._frame, "agg", aggs, named_aggs))

    def __repr__(self) -> str:
        return f"{self._frame!r}.group_by({', '.join(map(repr, self._keys))})"


class FrameExpr(Expr):
    """An expression that is bound to a frame, so that it can be collected."""

    __slots__ = ("_frame", "_words", "_word", "_commit", "_value", "_plan")

    def __init__(self, frame: LazyFrame, op: str, args: tuple[Any, ...], operand_type: type | None) -> None:
        Expr.__init__(self, op, args, operand_type)
        self._frame = frame
        self._words = frame._words
        self._word = frame._word
        self._commit = NEVER
        self._value: Any = None
        self._plan: Any = None

    __hash__ = object.__hash__

    def collect(self, timeout: float | None = None) -> Any:
        """Compute the value on a snapshot taken now.

        Returns
        -------
        object or Column
            An aggregate gives a scalar: ``int``, ``float``, ``bool``, ``str``, ``Decimal``, ``np.datetime64``,
            ``np.timedelta64`` or None for null. Anything else gives a column.
        """
        if self._words[self._word] == self._commit and timeout is None:
            return self._value
        return run(self, timeout)

    def explain(self) -> str:
        """The stages of the query as text."""
        return explain(self)

    def profile(self) -> str:
        """Run the query and tell what it did."""
        return profile(self)

    def _new(self, op: str, args: tuple[Any, ...], operand_type: type | None) -> FrameExpr:
        for arg in args:
            if isinstance(arg, FrameExpr) and arg._frame is not self._frame:
                raise QueryError(
                    f"expressions of different frames: expression={arg!r}, frame={arg._frame!r}, other={self._frame!r}"
                )
        return FrameExpr(self._frame, op, args, operand_type)

    def __reduce__(self) -> Any:
        raise TypeError("a query belongs to its process and cannot be pickled; collect it first")


class RowCount(FrameExpr):
    """The number of rows of a table: read from shared memory, also after a commit."""

    __slots__ = ()

    __hash__ = object.__hash__

    def collect(self, timeout: float | None = None) -> int:
        """How many rows are committed."""
        return self._words[self._word + 1] or run(self, timeout)


def _bound_here(frame: LazyFrame, expr: Expr) -> Expr:
    """The expression, if it means the same in this frame as in the one that it was written for."""
    if type(expr) is Expr:
        return expr
    origin = bound_frame(expr)
    at: Any = frame
    while at is not origin and at._op in _SAME_COLUMNS:
        at = at._parent
    if at is not origin or (at is not frame and has_aggregate(expr)):
        raise QueryError(
            f"the expression belongs to another frame: expression={expr!r}, its frame={origin!r}, used in={frame!r}; "
            "write it with col(name)"
        )
    return expr


def _expressions(frame: LazyFrame, step: str, exprs: Any, named: dict[str, Any]) -> tuple[Expr, ...]:
    nodes = [col(item) if isinstance(item, str) else _operand(item) for item in _flat(exprs)]
    for name, item in named.items():
        nodes.append((col(item) if isinstance(item, str) else _operand(item)).alias(name))
    if not nodes:
        raise ValueError(f"nothing to do: step={step}, expressions=0")
    return tuple(_bound_here(frame, node) for node in nodes)


def _flat(items: Iterable[Any]) -> list[Any]:
    flat: list[Any] = []
    for item in items:
        if isinstance(item, Iterable) and not isinstance(item, (str, bytes)) and not isinstance(item, Expr):
            flat.extend(item)
        else:
            flat.append(item)
    return flat


def _rows(step: str, rows: Any) -> int:
    if isinstance(rows, bool) or not hasattr(rows, "__index__"):
        raise TypeError(f"rows are a whole number: step={step}, type={type(rows).__name__}")
    number = rows.__index__()
    if number < 0:
        raise ValueError(f"rows must not be negative: step={step}, rows={number}")
    return number


def _argument_text(arg: Any) -> str:
    return ", ".join(map(repr, arg)) if isinstance(arg, tuple) else repr(arg)
