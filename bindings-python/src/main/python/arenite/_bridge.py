"""The functions of the JVM in this process, by their addresses.

Whoever started whom, the JVM gives one thing: the address of a text that has the address of each function. They are
called by ctypes, which lets other Python threads run meanwhile.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import json
import os
import struct
import sys
import threading
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Any

from arenite import _errors

_ABI = 1
_BUFFER_BYTES = 1 << 16
_Evict = ctypes.CFUNCTYPE(ctypes.c_int32)
_Dispatch = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
_NO_PIN = -1
_NO_FUNCTIONS = -1  # as a function that has raised
_PACK_TRUE = struct.Struct("?").pack_into
_SIGNALS = ("PyGILState_Ensure", "PyErr_CheckSignals", "PyErr_Fetch", "PyGILState_Release")

_lock = threading.Lock()
_bridge: Bridge | None = None
_dispatch: Callable[[int, int], int] | None = None
_take_raised: Callable[[], BaseException | None] | None = None
_purges: list[Callable[[], None]] = []


class Buffer:
    """Memory for the answer to one call, also as numbers of 64 bits.

    Who calls has it for itself: a signal's handler, a finalizer or a function that the JVM calls takes another one. One
    that is not given back, because something was raised before its answer was in our hands, lets the JVM close what the
    answer gave.
    """

    __slots__ = ("__weakref__", "address", "doubles", "longs", "memory", "pin", "size")

    def __init__(self, size: int) -> None:
        self.pin = _NO_PIN
        self.grow(size)

    def grow(self, size: int) -> None:
        """Have new memory."""
        self.memory = (ctypes.c_char * size)()
        self.address = ctypes.addressof(self.memory)
        self.size = size
        words = memoryview(self.memory).cast("B")
        self.longs = words.cast("q")
        self.doubles = words.cast("d")


class _Buffers(threading.local):
    """The buffers of a thread that no call has."""

    def __init__(self) -> None:
        self.free: list[Buffer] = []


class Bridge:
    """The attached JVM.

    Attributes
    ----------
    releases : memoryview of bytes
        One byte for each pin; written 1 by the pin when Python has let go of it.
    words : memoryview of int64
        The commit number and the row count of each table; read only.
    is_forked : bool
        Whether this is a child of the process that has the JVM.
    """

    __slots__ = ("_addresses", "_buffers", "_call", "_dispatch", "_evict", "_fetch", "_raised", "_watched",
                 "claims", "is_forked", "releases", "words")  # fmt: skip

    def __init__(self, text_address: int) -> None:
        text = json.loads(ctypes.string_at(text_address))
        if text["abi"] != _ABI:
            raise _errors.BridgeError(f"the jars do not fit this package: jars={text['abi']}, package={_ABI}")
        self.is_forked = False
        self._addresses: dict[str, int] = text["functions"]
        self._buffers = _Buffers()
        self._call = self.function("call", ctypes.c_char_p, *[ctypes.c_int64] * 4)
        self._fetch = self.function("fetch", *[ctypes.c_int64] * 3)
        # what sees to it that a pin is let go of, by its number
        self._watched: dict[int, weakref.ref[Any]] = {}
        self._evict = _Evict(_evict)
        self._dispatch = _Dispatch(_callback)
        self._raised = (ctypes.c_void_p * 3)()
        answer = self.attach()
        releases = (ctypes.c_ubyte * answer["pins"]).from_address(answer["releases"])
        self.releases = memoryview(releases).cast("B")
        claims = (ctypes.c_ubyte * answer["pins"]).from_address(answer["claims"])
        self.claims = memoryview(claims).cast("B")
        words = (ctypes.c_int64 * (2 * answer["tables"])).from_address(answer["words"])
        self.words = memoryview(words).cast("B").cast("q").toreadonly()

    def attach(self) -> Any:
        """Tell the JVM whom to call back: at first, and again after `detach`."""
        return self._request(
            Buffer(_BUFFER_BYTES),
            "attach",
            evict=_address(self._evict),
            dispatch=_address(self._dispatch),
            signals=[_address(getattr(ctypes.pythonapi, name)) for name in _SIGNALS],
            raised=ctypes.addressof(self._raised),
        )

    def function(self, name: str, *arguments: Any) -> Callable[..., int]:
        """A function of the JVM that gives an int64; other threads run while it is called."""
        return ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(self._addresses[name])

    def request(self, op: str, **fields: Any) -> Any:
        """Run a request by name whose answer has no pins; see `holding`.

        Raises
        ------
        AreniteError
            The one that fits what the JVM reports.
        """
        buffer = self.take_buffer()
        answer = self._request(buffer, op, **fields)
        self.give_back(buffer)
        return answer

    def holding(self, op: str, **fields: Any) -> Holding:
        """Run a request whose answer has pins: what the block does not make a `Pin` of, because something is raised
        before, is closed by the JVM.

        Examples
        --------
        >>> with bridge.holding("compile", plan=plan) as answer:
        ...     pin = Pin(bridge, answer["plan"])
        """
        return Holding(self, op, fields)

    def _request(self, buffer: Buffer, op: str, **fields: Any) -> Any:
        self.check_process()
        fields["op"] = op
        request = json.dumps(fields).encode()
        return self.answer(self._call(request, len(request), buffer.address, buffer.size, buffer.pin), buffer)

    def answer(self, length: int, buffer: Buffer) -> Any:
        """What a function left in a buffer, by the number that it returned."""
        size = abs(length)
        if size > buffer.size:
            self.fetch(size, buffer)
        decoded = json.loads(ctypes.string_at(buffer.address, size))
        if length < 0:
            if decoded["type"] == "raised" and _take_raised is not None:
                # nothing is kept of what a signal's handler raised between two lines of ours
                raise _take_raised() or KeyboardInterrupt
            if decoded["type"] == "interrupted":
                self._raise_what_a_signal_raised()
            raise _errors.from_failure(decoded)
        return decoded

    def _raise_what_a_signal_raised(self) -> None:
        """Raise what a signal's handler raised while the JVM was at work: a KeyboardInterrupt, mostly."""
        raised = self._raised
        if raised[0]:
            error = (ctypes.c_void_p * 3)(*raised)
            raised[:] = (None, None, None)
            ctypes.pythonapi.PyErr_Restore(*[ctypes.c_void_p(part) for part in error])

    def fetch(self, size: int, buffer: Buffer) -> None:
        """Get the answer that is too long for a buffer, which has its number, into a longer one of the same buffer."""
        number = buffer.longs[0]
        buffer.grow(size + size // 2 + 7 & -8)
        if self._fetch(number, buffer.address, buffer.size) != size:
            raise _errors.InternalError(f"an answer was lost: number={number}, bytes={size}")

    def take_buffer(self) -> Buffer:
        """A buffer for one call of this thread."""
        free = self._buffers.free
        return free.pop() if free else self._new_buffer()

    def give_back(self, buffer: Buffer) -> None:
        """The answer is in our hands, and with it all pins that it gave."""
        self.claims[buffer.pin] = 1
        self._buffers.free.append(buffer)

    def watch(self, slot: int, holder: Any) -> None:
        """Let go of a pin when its holder is gone.

        Without a line of Python, in which a signal's handler could raise: the reference calls `pack_into` with itself,
        which is true, so that 1 is written.
        """
        self._watched[slot] = weakref.ref(holder, functools.partial(_PACK_TRUE, self.releases, slot))

    def _new_buffer(self) -> Buffer:
        buffer = Buffer(_BUFFER_BYTES)
        buffer.pin = self._request(buffer, "buffer")
        self.watch(buffer.pin, buffer)
        return buffer

    def check_process(self) -> None:
        """Refuse to work in a forked child: the threads of the JVM are not there."""
        if self.is_forked:
            raise _errors.BridgeError(
                "a forked child has no Arenite: start processes by spawn, as multiprocessing.set_start_method('spawn')"
            )


class Holding:
    """A request whose answer has pins, as a block."""

    __slots__ = ("_bridge", "_buffer", "_fields", "_op")

    def __init__(self, bridge_: Bridge, op: str, fields: dict[str, Any]) -> None:
        self._bridge = bridge_
        self._op = op
        self._fields = fields
        self._buffer: Buffer | None = None

    def __enter__(self) -> Any:
        buffer = self._buffer = self._bridge.take_buffer()
        return self._bridge._request(buffer, self._op, **self._fields)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        buffer, self._buffer = self._buffer, None
        if kind is None and buffer is not None:
            self._bridge.give_back(buffer)


def attach(text_address: int) -> Bridge:
    """Attach to the JVM of this process, by what `Bridge.functions()` of Java gave; once."""
    global _bridge
    with _lock:
        if _bridge is None:
            _bridge = Bridge(text_address)
            atexit.register(detach)
        return _bridge


def bridge() -> Bridge:
    """The attached JVM; starts one if there is none."""
    attached = _bridge
    if attached is not None:
        return attached
    if "_jep" in sys.modules:
        from arenite import _guest

        return attach(_guest.functions())
    from arenite import _host  # only a Python that is host needs it

    return attach(_host.start())


def is_attached() -> bool:
    """Whether there is a JVM already."""
    return _bridge is not None


def on_callback(dispatch: Callable[[int, int], int], take_raised: Callable[[], BaseException | None]) -> None:
    """Have a function called for each batch of a step in Python; it must not raise, but keep what is raised for the
    second one."""
    global _dispatch, _take_raised
    _dispatch = dispatch
    _take_raised = take_raised


def on_evict(purge: Callable[[], None]) -> None:
    """Have a function called when caches of arrays should let go of what is old; it must not raise."""
    _purges.append(purge)


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def _callback(number: int, address: int) -> int:
    return _NO_FUNCTIONS if _dispatch is None else _dispatch(number, address)


def _evict() -> int:
    for purge in _purges:
        purge()
    return 0


def reattach() -> None:
    """Be called back again after `detach`."""
    if _bridge is not None:
        _bridge.attach()


def detach() -> None:
    """Not to be called back any more, since Python ends; requests still work."""
    attached = _bridge
    if attached is not None and not attached.is_forked:
        attached.request("detach")


def _in_forked_child() -> None:
    if _bridge is not None:
        _bridge.is_forked = True


os.register_at_fork(after_in_child=_in_forked_child)
