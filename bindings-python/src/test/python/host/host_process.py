"""Runs the same command line under a plain Python and under ``python -m arenite``, for tests that compare the two."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

import arenite

MAIN = Path(arenite.__path__[0]) / "__main__.py"
PLAIN = [os.path.abspath(sys.executable)]
HOSTED = [*PLAIN, str(MAIN)]
_JVM_LINES = ("WARNING: Using incubator modules: jdk.incubator.vector\n",)
_TIMEOUT_S = 60
_LINE_S = 30


class Outcome(NamedTuple):
    """What a caller of a program sees of it."""

    code: int
    output: str
    errors: str


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would change the programs' output."""
    dropped = ("PYTHONPATH", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONDONTWRITEBYTECODE", "PYTEST_CURRENT_TEST")
    names = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**names, "PYTHONUNBUFFERED": "", "PYTHON_HISTORY": "", **more}


def run(python: list[str], arguments: list[str], folder: Path, text: str | None = None, **more: str) -> Outcome:
    """Runs ``arguments`` to the end, with ``text`` as the standard input."""
    done = subprocess.run(
        [*python, *arguments],
        cwd=folder,
        env=environment(**more),
        input=text if text is not None else "",
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
    )
    return Outcome(done.returncode, done.stdout, without_jvm(done.stderr))


def without_jvm(errors: str) -> str:
    """The error output without what the JVM itself says at its start, and without addresses of objects."""
    for line in _JVM_LINES:
        errors = errors.replace(line, "")
    return re.sub("0x[0-9a-f]{8,}", "0x", errors)


class Started:
    """A running program, which is told by a line of its output when to be sent a signal."""

    def __init__(self, python: list[str], arguments: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            [*python, *arguments],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # a program that is started by nohup inherits that the hang-up is ignored
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )

    def wait_for(self, line: str) -> None:
        """Reads the next line of the output, which has to be ``line`` and to come soon."""
        timer = threading.Timer(_LINE_S, self._process.kill)
        timer.start()
        read = self._process.stdout.readline()
        timer.cancel()
        assert read == line + "\n", (read, self._process.poll())

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> Outcome:
        """Waits for the end of the program."""
        try:
            output, errors = self._process.communicate(timeout=_TIMEOUT_S)
        finally:
            self._process.kill()
        return Outcome(self._process.returncode, output, without_jvm(errors))


class Terminal:
    """A program on a terminal of its own, whose Ctrl-C reaches it as a user's would."""

    def __init__(self, command: list[str], folder: Path, **more: str) -> None:
        self._pid, self._descriptor = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execve(command[0], command, environment(TERM="dumb", **more))
        self._text = ""

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    def read_until(self, wanted: str) -> str:
        """The output up to and with ``wanted``."""
        deadline = time.monotonic() + _TIMEOUT_S
        while wanted not in self._text:
            assert time.monotonic() < deadline, f"not shown: text={wanted!r}, shown={self._text!r}"
            if select.select([self._descriptor], [], [], 1)[0]:
                self._text += self._read()
        end = self._text.index(wanted) + len(wanted)
        shown, self._text = self._text[:end], self._text[end:]
        return shown

    def _read(self) -> str:
        try:
            return os.read(self._descriptor, 65536).decode(errors="replace")
        except OSError as error:
            raise AssertionError(f"the program ended: shown={self._text!r}") from error

    def end(self) -> int:
        """The exit code, once the program has ended by itself."""
        deadline = time.monotonic() + _TIMEOUT_S
        while True:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                os.close(self._descriptor)
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > deadline:
                os.kill(self._pid, signal.SIGKILL)
            if select.select([self._descriptor], [], [], 0.05)[0]:
                try:
                    os.read(self._descriptor, 65536)
                except OSError:
                    time.sleep(0.05)
