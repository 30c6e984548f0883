"""The user's program inside the JVM: what ``python3`` does around a program, on Python's main thread.

Imported once, as ``_arenite_main``, by ``io.arenite.python.host.PythonHost``; the program runs while it is imported.
"""

import json
import os
import signal
import sys

_INTERRUPTED = -1
_OUTPUT_LOST = 120


class _Program:
    """One run, from the command line to the exit code."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.mode = settings["mode"]
        self.value = settings["value"]
        self.package = settings["package"]
        self.signals = settings["signals"]
        self.preload = settings["preload"]
        self.warnings = settings["warnings"]
        self.python_warnings = settings["python_warnings"]

    def prepare(self) -> None:
        """Gives the process the state in which a plain Python starts its program."""
        _restore("LD_PRELOAD", self.preload)
        _restore("PYTHONWARNINGS", self.python_warnings)
        if self.warnings:
            import warnings

            sys.warnoptions.extend(self.warnings)
            warnings._processoptions(self.warnings)
        if self.package not in sys.path:
            # Before the site's packages: an installed Arenite must not hide the one that was started.
            sys.path.insert(min(3, len(sys.path)), self.package)
        if not sys.flags.safe_path and self.mode not in ("kernel", "prompt"):
            sys.path.insert(0, self._first_path())
        elif self.mode == "prompt":
            sys.path.insert(0, "")
        _load("_signals").install(self.signals)

    def _first_path(self) -> str:
        if self.mode == "script":
            is_package = os.path.isdir(self.value) or _is_zip(self.value)
            return self.value if is_package else os.path.dirname(os.path.realpath(self.value))
        return os.getcwd() if self.mode == "module" else ""

    def run(self) -> int:
        """Runs the program and what follows it, and returns the exit code."""
        code = self._guarded(getattr(self, "_run_" + self.mode))
        if (sys.flags.inspect or os.environ.get("PYTHONINSPECT")) and self.mode not in ("prompt", "kernel"):
            code = self._guarded(self._run_prompt)
        return code

    def _guarded(self, function) -> int:
        try:
            function()
        except BaseException as error:
            return _report(error)
        return 0

    def _run_script(self) -> None:
        if os.path.isdir(self.value) or _is_zip(self.value):
            import runpy

            runpy._run_module_as_main("__main__", alter_argv=False)
            return
        from importlib.machinery import SourceFileLoader

        path = os.path.abspath(self.value)
        names = _main_names()
        names["__file__"] = path
        names["__cached__"] = None
        names["__loader__"] = SourceFileLoader("__main__", path)
        with open(self.value, "rb") as file:
            source = file.read()
        exec(compile(source, path, "exec", dont_inherit=True), names)

    def _run_module(self) -> None:
        import runpy

        runpy._run_module_as_main(self.value)

    def _run_command(self) -> None:
        exec(compile(self.value + "\n", "<string>", "exec", dont_inherit=True), _main_names())

    def _run_stdin(self) -> None:
        exec(compile(sys.stdin.buffer.read(), "<stdin>", "exec", dont_inherit=True), _main_names())

    def _run_prompt(self) -> None:
        from importlib.util import find_spec

        if find_spec("IPython") is not None and not sys.flags.inspect:
            from IPython import start_ipython

            raise SystemExit(start_ipython(argv=[], user_ns=_main_names()))
        import code

        if hasattr(sys, "__interactivehook__"):
            sys.__interactivehook__()
        startup = os.environ.get("PYTHONSTARTUP")
        if startup and not sys.flags.ignore_environment:
            with open(startup, "rb") as file:
                exec(compile(file.read(), startup, "exec", dont_inherit=True), _main_names())
        banner = f'Python {sys.version} on {sys.platform}\nType "help", "copyright", "credits" or "license"'
        quiet = sys.flags.quiet or sys.flags.inspect
        banner = "" if quiet else f"{banner} for more information."
        readfunc = None if sys.stdin.isatty() else _read_line
        code.interact(banner=banner, readfunc=readfunc, local=_main_names(), exitmsg="")

    def _run_kernel(self) -> None:
        from arenite import _kernel

        _kernel.run(self.value)


def _read_line(prompt: str) -> str:
    """A line where no terminal is: Python's own prompt goes to the error output then."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.removesuffix("\n")


def _load(name: str):
    """A module of the package by its path: to import the package would import NumPy for programs that do without."""
    from importlib.machinery import SourceFileLoader
    from types import ModuleType

    path = os.path.join(os.path.dirname(_load.__code__.co_filename), name + ".py")
    module = ModuleType("_arenite" + name)
    SourceFileLoader(module.__name__, path).exec_module(module)
    return module


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _main_names() -> dict:
    return sys.modules["__main__"].__dict__


def _is_zip(path: str) -> bool:
    import zipfile

    return os.path.isfile(path) and zipfile.is_zipfile(path)


def _report(error: BaseException) -> int:
    """Prints an exception that ended the program as Python does, and returns the exit code that it asks for."""
    if isinstance(error, SystemExit) and not sys.flags.inspect:
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code.co_filename == _report.__code__.co_filename:
        traceback = traceback.tb_next
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, traceback
    try:
        sys.excepthook(type(error), error.with_traceback(traceback), traceback)
    except SystemExit as exit_error:
        return _report(exit_error)
    return _INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1


def _end(code: int) -> int:
    """What Python does at its end: waits for threads, runs ``atexit``, drops the program's names, flushes."""
    import atexit
    import gc
    import threading

    threading._shutdown()
    atexit._run_exitfuncs()
    flushed = _flush()
    _write_open_files()
    if threading.active_count() == 1:
        # A plain Python freezes daemon threads before this; here they would run on without their names.
        names = _main_names()
        for name in [name for name in names if not name.startswith("__")]:
            names[name] = None
        gc.collect()
    flushed = _flush() and flushed
    return code if flushed else code or _OUTPUT_LOST


def _write_open_files() -> None:
    import gc
    import io

    for file in gc.get_objects():
        if isinstance(file, io.TextIOWrapper | io.BufferedWriter | io.BufferedRandom) and not file.closed:
            try:
                file.flush()
            except (OSError, ValueError) as error:
                print(f"Exception ignored in: {file!r}\n{type(error).__name__}: {error}", file=sys.__stderr__)


def _flush() -> bool:
    whole = True
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except (OSError, ValueError) as error:
            print(f"Exception ignored in: {stream!r}\n{type(error).__name__}: {error}", file=sys.__stderr__)
            whole = False
    return whole


def _main(settings: dict[str, str]) -> None:
    import jep

    process = os.getpid()
    program = _Program(settings)
    program.prepare()
    code = _end(program.run())
    if code == _INTERRUPTED:
        # The caller, often a shell, sees by which signal its child ended.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    if os.getpid() != process:
        # A forked child, in which the JVM's threads are not there: a call into it would never return.
        os._exit(code)
    jep.findClass("io.arenite.python.host.PythonHost").exitCode(code)


_main(json.loads(__spec__.loader_state))
