"""``python -m arenite`` has the face of a plain Python: the same program, run by both, looks the same from outside."""

import signal
import subprocess
import textwrap
import time
from pathlib import Path

import pytest
from host_process import HOSTED, PLAIN, Outcome, Started, Terminal, environment, run

SCRIPTS = {
    "arguments": "import sys; print(sys.argv, __name__, __file__ == sys.argv[0], sys.path[0], sys.flags)",
    "main module": textwrap.dedent("""
        import sys
        x = 3
        print(sys.modules['__main__'].x, __spec__, __cached__, __builtins__, __loader__.path)
        """),
    "forked child": textwrap.dedent("""
        import atexit, os, sys
        atexit.register(print, 'bye')
        pid = os.fork()
        if pid == 0:
            print('child')
            sys.exit(3)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """),
    "forked processes": textwrap.dedent("""
        import concurrent.futures, multiprocessing
        with multiprocessing.get_context('fork').Pool(2) as pool:
            print(pool.map(abs, [-3, -4]))
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            print(list(pool.map(abs, [-5, -6])))
        """),
    "exit code": "import sys; sys.exit(7)",
    "exit text": "import sys; sys.exit('no such file')",
    "exit in hook": "import sys\nsys.excepthook = lambda *a: sys.exit(9)\n1/0",
    "exception": "def f(n):\n    return 1 // n\nprint('before')\nf(0)\n",
    "exception of a chain": "try:\n    {}['x']\nexcept KeyError as e:\n    raise ValueError('late') from e\n",
    "syntax error": "x = (1,\nprint(\n",
    "exit by os": "import os; print('lost'); os._exit(5)",
    "output without a newline": "import sys; sys.stdout.write('no newline')",
    "atexit": "import atexit; atexit.register(print, 'first'); atexit.register(print, 'last'); print('body')",
    "atexit after an exception": "import atexit; atexit.register(print, 'bye'); raise RuntimeError('boom')",
    "atexit that fails": "import atexit\ndef f():\n    raise OSError('late')\natexit.register(f)",
    "file left open": "f = open('left-open.txt', 'w'); f.write('kept')",
    "object left": "class C:\n    def __del__(self): print('gone')\nc = C()",
    "thread": textwrap.dedent("""
        import threading, time
        def work():
            time.sleep(0.3)
            print('thread done')
        threading.Thread(target=work).start()
        print(threading.current_thread() is threading.main_thread(), threading.active_count())
        """),
    "daemon thread": textwrap.dedent("""
        import threading, time
        def work():
            while True:
                sum(range(limit))
        kept = [open('left-open.txt', 'w')]
        kept[0].write('kept')
        limit = 1000
        for _ in range(3):
            threading.Thread(target=work, daemon=True).start()
        time.sleep(0.2)
        print('done')
        """),
    "environment": "import os; print(os.environ.get('LD_PRELOAD'), sorted(os.environ))",
    "children": textwrap.dedent("""
        import multiprocessing, subprocess, sys
        if __name__ == '__main__':
            print(subprocess.run([sys.executable, '-c', 'print(6 * 7)'], capture_output=True, text=True).stdout)
            print(subprocess.run(['sleep', '0']).returncode)
            with multiprocessing.get_context('spawn').Pool(1) as pool:
                print(pool.map(abs, [-3]))
        """),
    "blocked signals": "import signal; print(signal.pthread_sigmask(signal.SIG_BLOCK, ()))",
    "handlers": "import signal; print([signal.getsignal(s) for s in (1, 2, 3, 10, 13, 14, 15, 17)])",
    "asyncio": textwrap.dedent("""
        import asyncio, signal
        async def main():
            asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: print('handled'))
            signal.raise_signal(signal.SIGUSR1)
            await asyncio.sleep(0.1)
        asyncio.run(main())
        """),
    "alarm": textwrap.dedent("""
        import signal
        class Rang(Exception): pass
        def ring(*_): raise Rang('ring')
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        while True:
            pass
        """),
    "recursion": "def f(n):\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as e:\n    print(e)\n",
    "recursion through C": textwrap.dedent("""
        import sys
        sys.setrecursionlimit(10_000)
        def f(n):
            return next(map(f, [n + 1]))
        try:
            f(0)
        except RecursionError as e:
            print(e)
        """),
    "large integer": "import sys; print(sys.get_int_max_str_digits())",
    "random": "import random, numpy; print(random.Random(3).random(), numpy.random.default_rng(3).random())",
}


def both(arguments: list[str], folder: Path, text: str | None = None, **more: str) -> tuple[Outcome, Outcome]:
    """The outcome under a plain Python, and under ours."""
    return run(PLAIN, arguments, folder, text, **more), run(HOSTED, arguments, folder, text, **more)


def same(arguments: list[str], folder: Path, text: str | None = None, **more: str) -> Outcome:
    """The outcome, after a check that it is the same under both."""
    plain, hosted = both(arguments, folder, text, **more)
    assert hosted == plain
    return hosted


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_looks_like_under_a_plain_python(name: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPTS[name])
    plain, hosted = both(["script.py", "a b", "--c"], tmp_path)
    assert hosted == plain


def test_plain_outcomes_are_what_the_scripts_are_about(tmp_path: Path) -> None:
    """Guards the comparisons: each outcome is one that a broken host would miss."""
    for name in ("file left open", "daemon thread"):
        (tmp_path / "script.py").write_text(SCRIPTS[name])
        run(HOSTED, ["script.py"], tmp_path)
        assert (tmp_path / "left-open.txt").read_text() == "kept"
        (tmp_path / "left-open.txt").unlink()
    (tmp_path / "script.py").write_text(SCRIPTS["exit code"])
    assert run(HOSTED, ["script.py"], tmp_path).code == 7
    (tmp_path / "script.py").write_text(SCRIPTS["atexit"])
    assert run(HOSTED, ["script.py"], tmp_path).output == "body\nlast\nfirst\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "import sys; print(sys.argv, sys.path[0])", "a"],
        ["-cimport sys; print(sys.argv)", "-x"],
        ["-m", "package.tool", "x", "-y"],
        ["-mpackage", "x"],
        ["-m", "missing"],
        ["-", "x"],
        [],
        ["folder", "x"],
        ["-O", "-W", "error", "-X", "utf8", "-c", "import sys; print(sys.flags, sys.warnoptions, sys._xoptions)"],
        ["-W", "error", "-c", "import warnings; warnings.warn('x')"],
        ["-ic", "x = 5"],
        ["-u", "-c", "import os; print('kept'); os._exit(0)"],
        ["-I", "-c", "import sys; print(sys.flags.isolated, sys.path[0] == '')"],
        ["--version"],
        ["missing.py"],
        ["-c"],
        ["-Z"],
    ],
    ids=" ".join,
)
def test_command_line_looks_like_under_a_plain_python(arguments: list[str], tmp_path: Path) -> None:
    for folder in ("package", "folder"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__main__.py").write_text("import sys; print(sys.argv, __name__, __package__)")
    (tmp_path / "package" / "tool.py").write_text("import sys; print(sys.argv, __name__, __spec__.name, sys.path[0])")
    same(arguments, tmp_path, "import sys; print('from stdin', sys.argv)\nprint(x) if 'x' in globals() else None\n")


def test_output_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    def code(python: list[str]) -> int:
        with open("/dev/full", "w") as full:
            command = [*python, "-c", "print('x')"]
            return subprocess.run(command, stdout=full, stderr=subprocess.DEVNULL, env=environment()).returncode

    assert code(HOSTED) == code(PLAIN) == 120


# What is started first, and the line that is interrupted.
WAITING = {
    "in a loop": ("", "[0 for _ in iter(int, 1) if _]"),
    "in a sleep": ("", "time.sleep(60)"),
    "in a read": ("", "os.read(os.pipe()[0], 1)"),
    "beside a busy thread": ("start(spin)", "time.sleep(60)"),
    "beside a sleeping thread": ("start(time.sleep, 600)", "[0 for _ in iter(int, 1) if _]"),
    "beside threads of libraries": ("import polars; polars.DataFrame({'a': [1]}).lazy().collect()", "time.sleep(60)"),
}
CATCHING = """\
import atexit, os, signal, sys, threading, time
def start(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()
def spin():
    while True:
        pass
atexit.register(print, 'at exit')
try:
    {first}
    print('ready', flush=True); {wait}
except KeyboardInterrupt:
    print('caught', flush=True)
    {after}
"""


@pytest.mark.parametrize("name", WAITING)
@pytest.mark.parametrize("after", ["sys.exit(3)", "raise"])
def test_sigint_interrupts(name: str, after: str, tmp_path: Path) -> None:
    first, wait = WAITING[name]
    outcomes = []
    for python in (PLAIN, HOSTED):
        started = Started(python, ["-c", CATCHING.format(first=first or "pass", wait=wait, after=after)], tmp_path)
        started.wait_for("ready")
        started.send(signal.SIGINT)
        outcome = started.end()
        # Which bytecode of a loop was interrupted is chance: only the last line has to be the same.
        outcomes.append(outcome._replace(errors="".join(outcome.errors.splitlines()[-1:])))
    assert outcomes[1] == outcomes[0]
    assert outcomes[1].output == "caught\nat exit\n"
    assert outcomes[1].code == (3 if after != "raise" else -signal.SIGINT)


REPEATED = """\
import polars, threading, time
polars.DataFrame({'a': [1]}).lazy().collect()
def spin():
    while True:
        pass
threading.Thread(target=spin, daemon=True).start()
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
for _ in range(200):
    try:
        print('ready', flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        print('caught', flush=True)
"""


def test_sigint_interrupts_again_and_again_whatever_threads_there_are(tmp_path: Path) -> None:
    started = Started(HOSTED, ["-c", REPEATED], tmp_path)
    for _ in range(200):
        started.wait_for("ready")
        time.sleep(0.002)
        started.send(signal.SIGINT)
        started.wait_for("caught")
    assert started.end() == Outcome(0, "", "")


def test_sigint_that_reached_another_thread_interrupts_the_main_thread(tmp_path: Path) -> None:
    script = """\
import signal, threading, time
other = threading.Thread(target=time.sleep, args=(600,), daemon=True)
other.start()
threading.Thread(target=lambda: (time.sleep(0.3), signal.pthread_kill(other.ident, signal.SIGINT))).start()
try:
    time.sleep(60)
except KeyboardInterrupt:
    print('caught')
"""
    assert run(HOSTED, ["-c", script], tmp_path) == Outcome(0, "caught\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1])
@pytest.mark.parametrize("handler", ["", "signal.signal(int(sys.argv[1]), lambda *_: sys.exit(4))"])
def test_other_signals_end_or_are_handled(number: signal.Signals, handler: str, tmp_path: Path) -> None:
    outcomes = []
    for python in (PLAIN, HOSTED):
        first = f"{handler or 'pass'}; import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))"
        script = CATCHING.format(first=first, wait="time.sleep(60)", after="pass")
        started = Started(python, ["-c", script, str(int(number))], tmp_path)
        started.wait_for("ready")
        started.send(number)
        outcomes.append(started.end())
    assert outcomes[1] == outcomes[0]
    assert outcomes[1] == (Outcome(4, "at exit\n", "") if handler else Outcome(-number, "", ""))


@pytest.fixture
def no_ipython(tmp_path: Path) -> dict[str, str]:
    """An environment in which IPython cannot be found, so that both show Python's own prompt."""
    hiding = tmp_path / "hiding"
    hiding.mkdir()
    text = "import importlib.machinery, sys\nsys.modules['IPython'] = None\n"
    (hiding / "sitecustomize.py").write_text(text)
    return {"PYTHONPATH": str(hiding)}


def test_ctrl_c_at_the_prompt_and_in_a_statement(tmp_path: Path, no_ipython: dict[str, str]) -> None:
    (tmp_path / "startup.py").write_text("y = 22")
    for python in (PLAIN, HOSTED):
        terminal = Terminal(python, tmp_path, PYTHONSTARTUP=str(tmp_path / "startup.py"), **no_ipython)
        terminal.read_until(">>> ")
        terminal.type("x = 20\r")
        terminal.read_until(">>> ")
        terminal.type("abc")
        terminal.read_until("abc")
        time.sleep(0.3)  # Python's own prompt loses a Ctrl-C that comes while it reads what was typed.
        terminal.type("\x03")
        terminal.read_until("KeyboardInterrupt")
        terminal.read_until(">>> ")
        terminal.type("while True: pass\r\r")
        terminal.read_until("pass")
        terminal.read_until("...")
        time.sleep(0.5)
        terminal.type("\x03")
        terminal.read_until("KeyboardInterrupt")
        terminal.read_until(">>> ")
        terminal.type("x + y\r")
        terminal.read_until("42")
        terminal.type("import sys; sys.exit(6)\r")
        assert terminal.end() == 6


def test_ipython_prompt(tmp_path: Path) -> None:
    terminal = Terminal(HOSTED, tmp_path, IPYTHONDIR=str(tmp_path / "ipython"))
    terminal.read_until("In [1]:")
    terminal.type("import threading; threading.current_thread() is threading.main_thread()\r")
    terminal.read_until("True")
    terminal.read_until("In [2]:")
    terminal.type("print('sta' + 'rted'); [0 for _ in iter(int, 1) if _]\r")
    terminal.read_until("started")
    time.sleep(0.5)
    terminal.type("\x03")
    terminal.read_until("KeyboardInterrupt")
    terminal.read_until("In [3]:")
    terminal.type("20 + 22\r")
    terminal.read_until("42")
    terminal.type("exit\r")
    assert terminal.end() == 0
