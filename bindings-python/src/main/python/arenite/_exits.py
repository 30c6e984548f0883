"""Exit functions of one session among several of a process."""

from __future__ import annotations

import atexit
import builtins
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


class Exits:
    """What the code of a session registers with `atexit`, to be run at the session's end.

    That code gets a module `atexit` of its own when it imports it. Modules are shared with other sessions and get
    Python's, whose functions run at the end of the process.
    """

    def __init__(self) -> None:
        self._registered: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
        self._module = ModuleType("atexit", atexit.__doc__)
        self._module.__dict__.update(
            register=self._register,
            unregister=self._unregister,
            _clear=self._registered.clear,
            _ncallbacks=self._registered.__len__,
            _run_exitfuncs=self.run,
        )

    def builtins(self) -> dict[str, Any]:
        """The built-in names for the code of the session."""
        return {**builtins.__dict__, "__import__": self._import}

    def run(self) -> None:
        """Run the functions, the last registered first. What one raises is printed, and the others run."""
        while self._registered:
            function, arguments, named = self._registered.pop()
            try:
                function(*arguments, **named)
            except SystemExit:
                pass
            except BaseException as error:
                sys.excepthook(type(error), error, error.__traceback__)

    def _import(self, name: str, *arguments: Any, **named: Any) -> Any:
        found = builtins.__import__(name, *arguments, **named)
        return self._module if found is atexit else found

    def _register(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Callable[..., Any]:
        if not callable(function):
            raise TypeError("the first argument must be callable")
        self._registered.append((function, arguments, named))
        return function

    def _unregister(self, function: Callable[..., Any], /) -> None:
        self._registered[:] = [entry for entry in self._registered if entry[0] != function]
