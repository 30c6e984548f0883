"""SIGSEGV stays with the JVM, whatever Python's faulthandler is told."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from host_process import HOSTED, Outcome, environment, run

import arenite

PACKAGES = str(Path(arenite.__path__[0]).parent)
HANDLERS = """
import ctypes, faulthandler, signal, warnings
def handlers():
    found = []
    for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL):
        action = (ctypes.c_void_p * 32)()
        assert ctypes.CDLL(None).sigaction(int(number), None, ctypes.byref(action)) == 0
        found.append(action[0])
    return found
"""


def plain(code: str, *options: str) -> Outcome:
    """A plain Python that starts the JVM."""
    command = [sys.executable, *options, "-c", HANDLERS + textwrap.dedent(code)]
    done = subprocess.run(command, env=environment(PYTHONPATH=PACKAGES), capture_output=True, text=True, timeout=60)
    return Outcome(done.returncode, done.stdout, done.stderr)


def test_faulthandler_cannot_take_the_signals_once_the_jvm_runs() -> None:
    code = """
    import arenite as ar
    before = handlers()
    db = ar.memory()
    of_jvm = handlers()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        faulthandler.enable()
        faulthandler.disable()
    print(before == of_jvm, handlers() == of_jvm, faulthandler.is_enabled())
    print(caught[0].category.__name__, str(caught[0].message)[:30], caught[0].filename)
    """
    outcome = plain(code)
    assert outcome.code == 0, outcome.errors
    assert outcome.output == "False True False\nRuntimeWarning faulthandler stays disabled: i <string>\n"


def test_faulthandler_of_before_lets_go() -> None:
    code = """
    import arenite as ar
    print(faulthandler.is_enabled())
    taken = handlers()
    db = ar.memory()
    of_jvm = handlers()
    faulthandler.disable()
    print(faulthandler.is_enabled(), any(a == b for a, b in zip(taken, of_jvm)), handlers() == of_jvm)
    """
    outcome = plain(code, "-X", "faulthandler")
    assert outcome.code == 0, outcome.errors
    assert outcome.output == "True\nFalse False True\n"


@pytest.mark.parametrize("option", [[], ["-X", "faulthandler"]])
def test_null_checks_of_java_work_beside_faulthandler_inside_the_jvm(option: list[str], tmp_path: Path) -> None:
    code = """
import faulthandler, jep
faulthandler.enable()
order = jep.findClass("java.lang.String").CASE_INSENSITIVE_ORDER
caught = 0
for _ in range(30_000):
    try:
        order.compare(None, None)
    except Exception:
        caught += 1
print(caught, faulthandler.is_enabled())
"""
    assert run(HOSTED, [*option, "-c", code], tmp_path) == Outcome(0, "30000 True\n", "")
