"""The Python side of a session that a Java application has started.

Each method answers with `[value]`, or with `[message, traceback]` of what was raised.
"""

from __future__ import annotations

import functools
import gc
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from arenite import _table
from arenite._exits import Exits


def _guarded(method: Callable[..., Any]) -> Callable[..., list[Any]]:
    @functools.wraps(method)
    def call(self: Session, *arguments: Any) -> list[Any]:
        try:
            return [method(self, *arguments)]
        except SystemExit as exit_:
            return [f"the script has ended by sys.exit({exit_.code!r})", traceback.format_exc()]
        except BaseException as error:
            return [_message(error), "".join(traceback.format_exception(error.with_traceback(_of_script(error))))]

    return call


def _of_script(error: BaseException) -> TracebackType | None:
    """The traceback without the frames of this file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


def _message(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()


class Session:
    """Runs code in the globals of one interpreter."""

    def __init__(self, globals_: dict[str, Any]) -> None:
        self._globals = globals_
        self._exits = Exits()
        globals_["__builtins__"] = self._exits.builtins()

    @_guarded
    def exec(self, statements: str) -> None:
        exec(compile(statements, "<exec>", "exec"), self._globals)

    @_guarded
    def run(self, script: str, arguments: list[str]) -> None:
        sys.argv = [script, *map(str, arguments)]
        with open(script, "rb") as file:
            code = compile(file.read(), script, "exec")
        self._globals["__file__"] = script
        exec(code, self._globals)

    @_guarded
    def eval(self, expression: str) -> Any:
        return eval(expression, self._globals)

    @_guarded
    def call(self, function: str, arguments: list[Any]) -> Any:
        return eval(function, self._globals)(*arguments)

    @_guarded
    def close(self) -> None:
        """What a Python does at its end, as far as it concerns this session alone: runs the exit functions that its
        code has registered, drops its names, and lets go of arrays that nobody uses."""
        self._exits.run()
        sys.stdout.flush()
        sys.stderr.flush()
        self._globals.clear()
        _table.forget_all_arrays()
        gc.collect()
