"""What keeps memory of the JVM alive."""

from __future__ import annotations

import sys
from typing import Any

from arenite._bridge import Bridge

_PACKAGE = __name__.rpartition(".")[0]

# Where each pin was made, while that is asked for.
_sites: dict[int, str] | None = None


class Pin:
    """The right to use something of the JVM's, until the last reference to this object is gone.

    Letting go is one store into shared memory, by C alone: no call into the JVM, in any thread, also while the interpreter
    ends, and no line of Python in which a signal's handler could raise. The JVM looks
    every 10 ms. An array over the memory has the pin at the end of its chain of bases, so that slices, views and other
    libraries' objects keep it too.

    Attributes
    ----------
    slot : int
        The number by which the JVM knows it.
    owner : object
        Another pin that has to live as long: the database of a table, say.
    """

    __slots__ = ("__weakref__", "owner", "slot")

    def __init__(self, bridge: Bridge, slot: int, owner: Any = None) -> None:
        bridge.watch(slot, self)
        self.slot = slot
        self.owner = owner
        if _sites is not None:
            _sites[slot] = _calling_site()

    def __repr__(self) -> str:
        return f"Pin({self.slot})"


def debug_pins(on: bool = True) -> None:
    """Note where each array is made from now on, for `Database.pins()`; costs some microseconds an array."""
    global _sites
    _sites = {} if on else None


def site(slot: int) -> str | None:
    """Where a pin was made, if that is known."""
    return None if _sites is None else _sites.get(slot)


def _calling_site() -> str:
    """The first caller outside of this package."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_qualname}"
