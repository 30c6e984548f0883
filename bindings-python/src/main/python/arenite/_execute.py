"""Compiled plans: sent to the JVM once, then run by their number."""

from __future__ import annotations

import ctypes
import json
import threading
import weakref
from decimal import Decimal
from typing import Any

import numpy as np

from arenite._bridge import Bridge, bridge
from arenite._callbacks import calls_python
from arenite._expr import Expr, has_aggregate
from arenite._frame import frame_of
from arenite._pins import Pin
from arenite._types import ColumnType, column_type
from arenite._wire import bound_frame, plan_json

#: The commit number of what has not run; no table has it, nor one that is gone (-1).
NEVER = -2

# What a query is to give: a frame, the Python value of a frame of one row and column, or the only column.
_FRAME, _SCALAR, _COLUMN = range(3)

_ON_MAIN_THREAD = 4
_main_thread = threading.main_thread().ident

_ROWS, _LONG, _DOUBLE, _NULL, _BOOL, _TEXT = range(6)
# kind, value or bytes copied, commit number, bytes of the text, rows, where the copied bytes begin: int64 each
_HEADER_BYTES = 48
_store_lock = threading.RLock()  # of one thread twice where a signal's handler collects


class Plan:
    """A plan that the JVM has compiled, for as long as this lives."""

    __slots__ = ("_bridge", "_calls_python", "_execute", "_large", "_last", "_pin", "_table", "_wanted")

    def __init__(self, attached: Bridge, query: Any) -> None:
        with attached.holding("compile", plan=plan_json(query)) as answer:
            self._pin = Pin(attached, answer["plan"])
        self._bridge = attached
        self._execute = attached.function("execute", *[ctypes.c_int64] * 6)
        self._table = _table_of(query)
        self._wanted = _wanted(query)
        self._calls_python = calls_python(query)
        self._last: tuple[bytes, Any] = (b"", None)
        # the last large answer and its commit number: it is not kept alive, that would keep its memory
        self._large: tuple[int, weakref.ref[Any]] | None = None

    @property
    def slot(self) -> int:
        return self._pin.slot

    def execute(self, timeout: float | None) -> tuple[int, Any, bool]:
        """Run the plan: the commit number that it saw, what is wanted, and whether that may be kept: it is small."""
        attached = self._bridge
        if attached.is_forked:
            attached.check_process()
        buffer = attached.take_buffer()
        flags = self._wanted | _ON_MAIN_THREAD if threading.get_ident() == _main_thread else self._wanted
        nanos = -1 if timeout is None else _nanos(timeout)
        length = self._execute(self._pin.slot, flags, nanos, buffer.address, buffer.size, buffer.pin)
        if length < 0:
            attached.answer(length, buffer)  # raises
        if length > buffer.size:
            attached.fetch(length, buffer)
        longs = buffer.longs
        kind, commit = longs[0], longs[2]
        if kind == _DOUBLE:
            number = buffer.doubles[1]
            attached.give_back(buffer)
            return commit, number, True
        value, rows = longs[1], longs[4]
        text = ctypes.string_at(buffer.address + _HEADER_BYTES, longs[3])
        copied = ctypes.string_at(buffer.address + longs[5], value) if kind == _ROWS else b""
        pin = None
        if kind == _ROWS:
            described = self._described(text)
            slot = described.get("pin")
            pin = None if slot is None else Pin(attached, slot)
        attached.give_back(buffer)
        if kind == _NULL:
            return commit, None, True
        if kind == _BOOL:
            return commit, value != 0, True
        if kind == _LONG:
            return commit, scalar_of(column_type(text.decode()), value), True
        if kind == _TEXT:
            return commit, text.decode(), True
        frame = frame_of(pin, described, rows, copied, self._table._symbols_to)
        if self._wanted == _SCALAR:
            return commit, frame.item(), True
        return commit, frame[0] if self._wanted == _COLUMN else frame, frame.is_small

    def _described(self, text: bytes) -> Any:
        """A description, which is the same again where a small result has as many rows as the last time."""
        known = self._last
        if known[0] != text:
            known = self._last = (text, json.loads(text))
        return known[1]

    @property
    def keeps(self) -> bool:
        """Whether answers are kept: the database has a cache."""
        return self._table._keeps_answers and not self._calls_python

    def large(self, commit: int) -> Any:
        """The large answer that was given for this commit, if somebody still has it."""
        known = self._large
        return None if known is None or known[0] != commit else known[1]()


def scalar_of(column: ColumnType, value: int) -> Any:
    """A stored integer as the Python value that it stands for."""
    if column.kind in ("timestamp", "duration"):
        return column.shown.type(value, np.datetime_data(column.shown)[0])
    if column.kind == "date32":
        return np.datetime64(value, "D")
    if column.kind == "decimal64":
        return Decimal(value).scaleb(-column.scale)
    return value & 0xFFFF_FFFF_FFFF_FFFF if column.kind == "uint64" else value


def run(query: Any, timeout: float | None) -> Any:
    """Run a query whose held answer, if there is one, is of another commit."""
    word = query._words[query._word]
    if word == query._commit:
        return query._value
    plan = compiled(query)
    large = plan.large(word)
    if large is not None:
        return large
    commit, value, is_small = plan.execute(timeout)
    if not plan.keeps:
        return value
    if is_small:
        # the answers of threads that ask at once are kept in the order of their commits, and value before commit:
        # whoever finds the commit finds that value or a newer one
        with _store_lock:
            if commit > query._commit:
                query._value = value
                query._commit = commit
    else:
        plan._large = (commit, weakref.ref(value))
    return value


def compiled(query: Any) -> Plan:
    """The query's plan; two threads that ask at once may both make one, and one of them stays."""
    plan = query._plan
    if plan is None:
        plan = query._plan = Plan(bridge(), query)
    return plan


def explain(query: Any) -> str:
    """The stages of a query as text."""
    return bridge().request("explain", plan=compiled(query).slot)


def profile(query: Any) -> str:
    """What a query did, as text."""
    return bridge().request("profile", plan=compiled(query).slot)


def _table_of(query: Any) -> Any:
    frame: Any = bound_frame(query) if isinstance(query, Expr) else query
    while frame._parent is not None:
        frame = frame._parent
    return frame


def _wanted(query: Any) -> int:
    if not isinstance(query, Expr):
        return _FRAME
    return _SCALAR if has_aggregate(query) else _COLUMN


def _nanos(timeout: float) -> int:
    if not timeout >= 0:
        raise ValueError(f"a timeout is a number of seconds from 0 on: timeout={timeout!r}")
    return min(int(timeout * 1e9), (1 << 63) - 1)
