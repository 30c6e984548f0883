"""Keeps SIGSEGV and its like with the JVM, which uses them at work: for null checks, safepoints and its own reports.

faulthandler would take them, and the JVM's next null check would end the process.
"""

from __future__ import annotations

import ctypes
import faulthandler
import warnings
from typing import Any

_REFUSAL = (
    "faulthandler stays disabled: it would take SIGSEGV from the JVM, whose null checks need it; "
    "hint=run pytest with -p no:faulthandler; dump_traceback and dump_traceback_later work"
)


def leave_to_jvm() -> None:
    """Disable faulthandler, which puts back what was handled before, and keep it disabled.

    Nothing is changed where `libjsig` was loaded first, as by ``python -m arenite``: it lets both have the signals.
    """
    if hasattr(ctypes.CDLL(None), "JVM_get_signal_action") or faulthandler.enable is _refuse:
        return
    if faulthandler.is_enabled():
        faulthandler.disable()
    faulthandler.enable = _refuse


def _refuse(file: Any = None, all_threads: bool = True) -> None:
    """Warn that faulthandler cannot be enabled in a process with a JVM."""
    warnings.warn(_REFUSAL, RuntimeWarning, stacklevel=2)
