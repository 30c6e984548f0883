"""The functions of the JVM in this process, by their addresses.

Whoever started whom, the JVM gives one thing: the address of a text that has the address of each function. They are
called by ctypes, which lets other Python threads run meanwhile.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from arenite import _errors

_ABI = 1
_BUFFER_BYTES = 1 << 16
_Evict = ctypes.CFUNCTYPE(ctypes.c_int32)
_Dispatch = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
_NO_FUNCTIONS = -1  # as a function that has raised
_SIGNALS = ("PyGILState_Ensure", "PyErr_CheckSignals", "PyErr_Fetch", "PyGILState_Release")

_lock = threading.Lock()
_bridge: Bridge | None = None
_dispatch: Callable[[int, int], int] | None = None
_take_raised: Callable[[], BaseException | None] | None = None
_purges: list[Callable[[], None]] = []


class Buffer:
    """Memory for the answer to one call, also as numbers of 64 bits. Whoever calls holds it meanwhile: another may take
    its place as the thread's."""

    __slots__ = ("address", "doubles", "longs", "memory", "size")

    def __init__(self, size: int) -> None:
        self.memory = (ctypes.c_char * size)()
        self.address = ctypes.addressof(self.memory)
        self.size = size
        words = memoryview(self.memory).cast("B")
        self.longs = words.cast("q")
        self.doubles = words.cast("d")


class _Buffers(threading.local):
    """The buffer of a thread, and one for Python that the JVM calls meanwhile."""

    def __init__(self) -> None:
        self.current = Buffer(_BUFFER_BYTES)
        self.spare: Buffer | None = None


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

    __slots__ = ("_addresses", "_buffers", "_call", "_dispatch", "_evict", "_fetch", "_raised",
                 "is_forked", "releases", "words")  # fmt: skip

    def __init__(self, text_address: int) -> None:
        text = json.loads(ctypes.string_at(text_address))
        if text["abi"] != _ABI:
            raise _errors.BridgeError(f"the jars do not fit this package: jars={text['abi']}, package={_ABI}")
        self.is_forked = False
        os.register_at_fork(after_in_child=self._in_forked_child)
        self._addresses: dict[str, int] = text["functions"]
        self._buffers = _Buffers()
        self._call = self.function("call", ctypes.c_char_p, *[ctypes.c_int64] * 3)
        self._fetch = self.function("fetch", *[ctypes.c_int64] * 2)
        self._evict = _Evict(_evict)
        self._dispatch = _Dispatch(_callback)
        self._raised = (ctypes.c_void_p * 3)()
        answer = self.request(
            "attach",
            evict=_address(self._evict),
            dispatch=_address(self._dispatch),
            signals=[_address(getattr(ctypes.pythonapi, name)) for name in _SIGNALS],
            raised=ctypes.addressof(self._raised),
        )
        releases = (ctypes.c_ubyte * answer["pins"]).from_address(answer["releases"])
        self.releases = memoryview(releases).cast("B")
        words = (ctypes.c_int64 * (2 * answer["tables"])).from_address(answer["words"])
        self.words = memoryview(words).cast("B").cast("q").toreadonly()

    def function(self, name: str, *arguments: Any) -> Callable[..., int]:
        """A function of the JVM that gives an int64; other threads run while it is called."""
        return ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(self._addresses[name])

    def request(self, op: str, **fields: Any) -> Any:
        """Run a request by name.

        Raises
        ------
        AreniteError
            The one that fits what the JVM reports.
        """
        self.check_process()
        fields["op"] = op
        request = json.dumps(fields).encode()
        buffer = self.buffer
        return self.answer(self._call(request, len(request), buffer.address, buffer.size), buffer)

    def answer(self, length: int, buffer: Buffer) -> Any:
        """What a function left in a buffer, by the number that it returned."""
        size = abs(length)
        if size > buffer.size:
            buffer = self.fetch(size)
        decoded = json.loads(ctypes.string_at(buffer.address, size))
        if length < 0:
            if decoded["type"] == "raised" and _take_raised is not None:
                # nothing is kept of what a signal's handler raised between two lines of ours
                raise _take_raised() or KeyboardInterrupt
            if decoded["type"] == "stopped":
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

    def fetch(self, size: int) -> Buffer:
        """Get the answer that is too long for this thread's buffer into a longer one."""
        buffer = self._buffers.current = Buffer(size + size // 2 + 7 & -8)
        self._fetch(buffer.address, buffer.size)
        return buffer

    @property
    def buffer(self) -> Buffer:
        """Where functions leave their answers for the calling thread."""
        return self._buffers.current

    def change_buffer(self) -> Buffer:
        """For Python that the JVM calls: the thread's buffer is where the call that is under way will answer, so that
        calls from within get another one, until `restore_buffer`."""
        buffers = self._buffers
        kept = buffers.current
        buffers.current = buffers.spare or Buffer(_BUFFER_BYTES)
        buffers.spare = None
        return kept

    def restore_buffer(self, kept: Buffer) -> None:
        """Have the buffer again that `change_buffer` gave."""
        buffers = self._buffers
        buffers.spare, buffers.current = buffers.current, kept

    def _in_forked_child(self) -> None:
        self.is_forked = True

    def check_process(self) -> None:
        """Refuse to work in a forked child: the threads of the JVM are not there."""
        if self.is_forked:
            raise _errors.BridgeError(
                "a forked child has no Arenite: start processes by spawn, as multiprocessing.set_start_method('spawn')"
            )


def attach(text_address: int) -> Bridge:
    """Attach to the JVM of this process, by what `Bridge.functions()` of Java gave; once."""
    global _bridge
    with _lock:
        if _bridge is None:
            _bridge = Bridge(text_address)
            atexit.register(_detach)
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


def _detach() -> None:
    global _bridge
    attached, _bridge = _bridge, None
    if attached is not None and not attached.is_forked:
        attached.request("detach")
