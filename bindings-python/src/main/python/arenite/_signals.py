"""Signals of a Python whose main thread is not the process's first thread.

The system gives a signal to any thread that does not block it. The JVM's threads block those that Python handles, but
the threads of Python and of its libraries inherit the main thread's mask, and CPython notices a signal at once only
where it arrived on the main thread. So every signal that a handler was run for wakes a thread that sends the main
thread one more signal, whose handler does nothing: blocking calls return, and pending handlers run.
"""

import _thread
import os
import signal
from collections.abc import Iterable

# A number that nobody uses: glibc takes the first real-time signals, the JVM none.
WAKE = signal.SIGRTMAX - 3

_set_wakeup_fd = signal.set_wakeup_fd
_BUFFER_BYTES = 4096


def install(unblocked: Iterable[signal.Signals]) -> None:
    """Makes the calling thread, Python's main thread, notice ``unblocked`` whichever thread they reach."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.signal(WAKE, _nothing)
    _set_wakeup_fd(writer, warn_on_full_buffer=False)

    def set_wakeup_fd(fd: int, *, warn_on_full_buffer: bool = True) -> int:
        # asyncio sets a descriptor of its own and takes it away by -1: then ours is wanted again.
        if fd == -1:
            previous = _set_wakeup_fd(writer, warn_on_full_buffer=False)
        else:
            previous = _set_wakeup_fd(fd, warn_on_full_buffer=warn_on_full_buffer)
        return -1 if previous == writer else previous

    set_wakeup_fd.__doc__ = _set_wakeup_fd.__doc__
    signal.set_wakeup_fd = set_wakeup_fd
    os.register_at_fork(after_in_child=lambda: _set_wakeup_fd(-1))
    _thread.start_new_thread(_watch, (reader, _thread.get_ident()))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, unblocked)


def _watch(reader: int, main: int) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        numbers = os.read(reader, _BUFFER_BYTES)
        if numbers.strip(bytes([WAKE])):
            signal.pthread_kill(main, WAKE)


def _nothing(number: int, frame: object) -> None:
    """What the wake-up itself runs."""
