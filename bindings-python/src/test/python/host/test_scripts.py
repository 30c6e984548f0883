"""The commands of bin/arenite that lead to the package."""

import subprocess
from pathlib import Path

import pytest
from host_process import environment

ARENITE = Path(__file__).resolve().parents[5] / "bin" / "arenite"


def arenite(*arguments: str) -> subprocess.CompletedProcess:
    """The command, with what is built."""
    skip = environment(ARENITE_SKIP_BUILD="1")
    return subprocess.run([str(ARENITE), *arguments], env=skip, capture_output=True, text=True, timeout=120)


def test_python_runs_a_program_inside_the_jvm_with_its_exit_code() -> None:
    code = "import jep, sys; print(sys.argv, jep.findClass('java.lang.Runtime').version().feature()); sys.exit(5)"
    done = arenite("python", "-c", code, "--help")
    assert (done.returncode, done.stdout) == (5, "['-c', '--help'] 25\n")


def test_python_of_the_command_finds_the_package_of_the_checkout() -> None:
    done = arenite("python", "-c", "import arenite; print(arenite.__file__)")
    assert done.stdout == f"{ARENITE.parent.parent}/bindings-python/src/main/python/arenite/__init__.py\n"


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["kernel"], 1, "unknown command: command=kernel , expected=kernel install"),
        (["kernel", "install", "--user", "--sys-prefix"], 2, "not allowed with argument --user"),
    ],
)
def test_wrong_commands_are_said(arguments: list[str], code: int, text: str) -> None:
    done = arenite(*arguments)
    assert done.returncode == code
    assert text in done.stderr


def test_jars_are_what_a_package_needs(tmp_path: Path) -> None:
    assert arenite("jars", str(tmp_path)).returncode == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"arenite-arena.jar", "arenite-bindings-python.jar", "java.args"} <= names
    assert not any(name.startswith(("arenite-cli", "arenite-bench", "jep")) for name in names)
    assert any(name.startswith("agrona") for name in names)
