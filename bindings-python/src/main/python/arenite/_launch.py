"""``python -m arenite``: replaces this process by a JVM in which Python runs with the same command line.

Needs the standard library only, so that the process that is about to be replaced starts fast.
"""

import importlib.metadata
import importlib.util
import json
import os
import re
import signal
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

from arenite import _install

HELP = """\
usage: python -m arenite [PYTHON-OPTION...] [-c COMMAND | -m MODULE | SCRIPT | -] [ARG...]
       python -m arenite --install-kernel [--user | --sys-prefix | --prefix FOLDER] [--name NAME]
       python -m arenite --notebook [JUPYTERLAB-ARG...]
Python inside a JVM with Arenite in it. Without a program: IPython, or Python's own prompt where that is not installed.
ARENITE_JAVA_FLAGS adds flags of the JVM, such as -Xmx8g. The options of Python are those of python3 --help."""

# Signals that a Python program may want to handle. In a JVM the system gives them to any thread, but CPython notices
# them at once only on its main thread: all others keep them blocked.
PYTHON_SIGNALS = frozenset(
    {
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGALRM,
        signal.SIGVTALRM,
        signal.SIGPROF,
        signal.SIGCHLD,
        signal.SIGWINCH,
        signal.SIGTSTP,
        signal.SIGCONT,
    }
)

_OPTIONS_WITH_ARGUMENT = "WX"
_PLAIN_PYTHON_OPTIONS = ("-h", "-?", "--help-env", "--help-xoptions", "--help-all", "-V", "-VV", "--version")


class Program(NamedTuple):
    """What is to run: its mode (``script``, ``module``, ``command``, ``stdin`` or ``prompt``) and its name or text."""

    mode: str
    value: str


class Jep(NamedTuple):
    """Jep as it lies in this Python's environment."""

    version: str
    jar: Path
    library: Path


def main(arguments: list[str]) -> NoReturn:
    """Runs ``arguments`` as ``python3`` would, in a JVM."""
    first = arguments[0] if arguments else ""
    if first == "--help":
        print(HELP)
        sys.exit(0)
    try:
        if first == "--install-kernel":
            from arenite import _kernelspec

            sys.exit(_kernelspec.main(arguments[1:]))
        if first == "--notebook":
            from arenite import _kernelspec

            _kernelspec.notebook(arguments[1:])
        if first == "--kernel":
            if len(arguments) < 2:
                sys.exit("arenite: --kernel needs the connection file of a frontend")
            run_host(Program("kernel", arguments[1]), ["-m", "arenite", *arguments[2:]])
        program = parse(arguments)
        if program is None:
            os.execv(sys.executable, [sys.executable, *arguments])
        run_host(program, arguments)
    except _install.InstallError as error:
        sys.exit(f"arenite: {error}")


def parse(arguments: list[str]) -> Program | None:
    """The program that ``arguments`` ask Python for, or None where the plain Python is to answer.

    That is so for ``--version``, ``--help``, a script that is not there and for options that Python does not know.
    """
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        if argument in _PLAIN_PYTHON_OPTIONS:
            return None
        if argument == "-":
            return Program("stdin", "<stdin>")
        if argument == "--check-hash-based-pycs":
            position += 2
            continue
        if argument.startswith("--"):
            return None
        if not argument.startswith("-"):
            return Program("script", argument) if os.path.exists(argument) else None
        found, width = _parse_letters(arguments, position)
        if found is not None or width == 0:
            return found
        position += width
    return Program("prompt" if sys.stdin is not None and sys.stdin.isatty() else "stdin", "<stdin>")


def _parse_letters(arguments: list[str], position: int) -> tuple[Program | None, int]:
    """The program that one group of letters such as ``-uc`` asks for, or how many arguments the group takes."""
    letters = arguments[position][1:]
    for index, letter in enumerate(letters):
        rest = letters[index + 1 :]
        following = arguments[position + 1] if position + 1 < len(arguments) else None
        if letter in "cm":
            value = rest or following
            mode = "command" if letter == "c" else "module"
            return (None, 0) if value is None else (Program(mode, value), 0)
        if letter in _OPTIONS_WITH_ARGUMENT:
            return (None, 0) if not rest and following is None else (None, 1 if rest else 2)
        if letter not in "bBdEiIOPqRsSuvx":
            return None, 0
    return None, 1


def split_warnings(arguments: list[str]) -> tuple[list[str], list[str]]:
    """``arguments`` without Python's ``-W`` options, and these: Jep itself does not start under ``-W error``."""
    kept: list[str] = []
    warnings: list[str] = []
    position = 0
    while position < len(arguments) and re.match(r"-[^-cm]", arguments[position]):
        before, option, rest = arguments[position].partition("W")
        if option and not re.search("[cmX]", before):
            if before != "-":
                kept.append(before)
            if not rest:
                position += 1
                rest = arguments[position]
            warnings.append(rest)
        else:
            kept.append(arguments[position])
            if arguments[position].endswith("X") and position + 1 < len(arguments):
                position += 1
                kept.append(arguments[position])
            elif re.search("[cm]", arguments[position]):
                return kept + arguments[position + 1 :], warnings
        position += 1
    return kept + arguments[position:], warnings


def find_jep() -> Jep:
    """Jep's jar and native library in this environment, checked against each other.

    Raises
    ------
    InstallError
        Jep is not installed, or its jar and its library are of different versions, which would crash the process.
    """
    spec = importlib.util.find_spec("jep")
    if spec is None or not spec.submodule_search_locations:
        raise _install.InstallError(
            f"Jep is not installed: python={sys.executable}, "
            f"hint=JAVA_HOME={_install.find_jdk()} {sys.executable} -m pip install --no-binary jep jep"
        )
    folder = Path(next(iter(spec.submodule_search_locations)))
    version = importlib.metadata.version("jep")
    return check_jep(folder, version)


def check_jep(folder: Path, version: str) -> Jep:
    """Jep in ``folder``, whose jar has to be of the ``version`` of the native library, up to the last number."""
    library = folder / "libjep.so"
    jars = sorted(folder.glob("jep-*.jar"))
    if not library.is_file() or not jars:
        missing = library if jars else folder / f"jep-{version}.jar"
        raise _install.InstallError(f"the installation of Jep is not whole: missing={missing}, hint=reinstall jep")
    versions = {jar: re.fullmatch(r"jep-(.+)\.jar", jar.name).group(1) for jar in jars}
    fitting = [jar for jar, of_jar in versions.items() if of_jar.split(".")[:2] == version.split(".")[:2]]
    if not fitting:
        raise _install.InstallError(
            "Jep's jar and its native library are of different versions, which would crash the process: "
            f"jar={', '.join(versions.values())}, library={version}, folder={folder}, hint=reinstall jep"
        )
    return Jep(version, fitting[-1], library)


def run_host(program: Program, arguments: list[str]) -> NoReturn:
    """Replaces this process by the JVM; ``arguments`` are what Python sees as its own command line."""
    jdk = _install.find_jdk()
    jep = find_jep()
    package = Path(__file__).resolve().parent
    preload = os.environ.get("LD_PRELOAD")
    python_warnings = os.environ.get("PYTHONWARNINGS")
    arguments, warnings = split_warnings(arguments)
    if python_warnings and not sys.flags.ignore_environment:
        warnings = [*python_warnings.split(","), *warnings]
    already_blocked = signal.pthread_sigmask(signal.SIG_BLOCK, PYTHON_SIGNALS)
    settings = {
        "mode": program.mode,
        "value": program.value,
        "package": str(package.parent),
        "preload": preload,
        "python_warnings": python_warnings,
        "warnings": warnings,
        "signals": sorted(int(number) for number in PYTHON_SIGNALS - already_blocked),
    }
    command = [
        str(jdk / "bin" / "java"),
        *_install.jvm_flags(),
        # Signals are Python's: the JVM installs no handlers for those that end a process.
        "-Xrs",
        # Python's main thread is a Java thread, and recursion through C needs more than the usual megabyte.
        "-Xss16m",
        "-cp",
        os.pathsep.join(map(str, [*_install.class_path(), jep.jar])),
        "io.arenite.python.host.PythonHost",
        str(jep.library),
        sys.executable,
        str(package / "_program.py"),
        json.dumps(settings),
        sys.executable,
        *arguments,
    ]
    # Keeps the JVM's handlers of SIGSEGV and the like first in the chain when Python's faulthandler installs its own.
    libjsig = str(jdk / "lib" / "libjsig.so")
    environment = dict(os.environ, LD_PRELOAD=f"{libjsig}:{preload}" if preload else libjsig)
    environment.pop("PYTHONWARNINGS", None)
    sys.stdout.flush()
    os.execve(command[0], command, environment)
