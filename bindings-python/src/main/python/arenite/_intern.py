"""Which expressions and frames are kept, so that writing the same one again finds the same object.

Each node keeps what was derived from it in a dict of its own: ``df["price"] > 15000`` is looked up twice and made once.
Constants that are ever new must not grow that for ever, so all nodes together keep at most `LIMIT` derived ones: the
oldest is forgotten first. Who still holds it keeps it; it is only made anew the next time it is written.
"""

from __future__ import annotations

import weakref
from collections import deque
from typing import Any

LIMIT = 4096

_kept: deque[tuple[weakref.ref[Any], Any, Any]] = deque()


def keep(parent: Any, op: Any, key: Any, child: Any) -> Any:
    """Keep a node that was derived from `parent`: under ``op``, or where there is a key under ``op`` and that key.

    What has a Python function in its arguments is not kept: the function, and what it refers to, goes with its expression.
    """
    if has_function((op, key)):
        return child
    items = parent._items
    if key is None:
        items[op] = child
    else:
        children = items.get(op)
        if children is None:
            children = items[op] = {}
        children[key] = child
    _kept.append((weakref.ref(parent), op, key))
    while len(_kept) > LIMIT:
        _forget_oldest()
    return child


def has_function(node: Any) -> bool:
    """Whether a Python function is in an expression, or in any of a tuple."""
    below = [node]
    while below:
        each = below.pop()
        if type(each) is tuple:
            below.extend(each)
        elif getattr(each, "_op", None) == "map_batches":
            return True
        else:
            below.extend(getattr(each, "_args", ()))
    return False


def kept(parent: Any, op: Any, key: Any = None) -> Any:
    """The node that is kept, or None."""
    found = parent._items.get(op)
    return found if key is None or found is None else found.get(key)


def forget(node: Any) -> None:
    """Drop all that was derived from a node, and from that, so that no cycle of references waits for the collector."""
    below = [node]
    while below:
        items = below.pop()._items
        for children in list(items.values()):
            below.extend(children.values() if type(children) is dict else (children,))
        items.clear()


def _forget_oldest() -> None:
    try:
        reference, op, key = _kept.popleft()
    except IndexError:  # another thread was faster
        return
    parent = reference()
    if parent is None:
        return
    if key is None:
        parent._items.pop(op, None)
        return
    children = parent._items.get(op)
    if children is not None:
        children.pop(key, None)
