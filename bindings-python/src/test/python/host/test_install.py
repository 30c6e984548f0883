"""What a process is started with, and what is said where it is missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from host_process import HOSTED, environment

from arenite import _install, _launch

REPOSITORY = Path(__file__).resolve().parents[5]


def test_folders_of_jdks_are_those_of_the_scripts() -> None:
    script = (REPOSITORY / "bin" / "lib.sh").read_text()
    folders = re.search(r"JDK_FOLDERS=\((.*?)\)", script, re.DOTALL).group(1)
    assert tuple(folders.replace('"', "").split()) == _install._JDK_FOLDERS


def test_modules_are_those_that_the_scripts_build() -> None:
    modules = re.search(r"MODULES=\((.*?)\)", (REPOSITORY / "bin" / "lib.sh").read_text()).group(1).split()
    assert modules[: len(_install._MODULES)] == list(_install._MODULES)


def fake_jdk(folder: Path, version: str) -> Path:
    (folder / "lib" / "server").mkdir(parents=True)
    (folder / "lib" / "server" / "libjvm.so").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


@pytest.mark.parametrize(("version", "taken"), [("25.0.3", True), ("25", True), ("24.0.1", False), ("250.1", False)])
def test_java_home_wins_where_it_is_a_jdk_25(
    version: str, taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_install, "_JDK_FOLDERS", (str(tmp_path / "others"),))
    other = fake_jdk(tmp_path / "others" / "jdk", "25.0.1")
    home = fake_jdk(tmp_path / "home", version)
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert _install.find_jdk() == (home if taken else other)


def test_no_jdk_is_said_with_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(_install, "_JDK_FOLDERS", ("$HOME/.jdks", str(tmp_path)))
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    with pytest.raises(_install.InstallError) as raised:
        _install.find_jdk()
    assert str(raised.value) == (
        "no JDK 25 found: install any vendor's JDK 25, set JAVA_HOME\n"
        f"searched: JAVA_HOME, {tmp_path}/nobody/.jdks, {tmp_path}"
    )


def test_flags_of_the_environment_follow_those_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARENITE_JAVA_FLAGS", "-Xmx1g '-Dx=a b'")
    flags = _install.jvm_flags()
    assert flags[-2:] == ["-Xmx1g", "-Dx=a b"]
    assert "--add-modules=jdk.incubator.vector" in flags
    assert not any(flag.startswith("#") for flag in flags)


def test_a_checkout_that_is_not_built_says_what_builds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java.args").touch()
    package = tmp_path / "bindings-python" / "src" / "main" / "python" / "arenite"
    monkeypatch.setattr(_install, "_PACKAGE", package)
    monkeypatch.setattr(_install, "_JARS", package / "jars")
    with pytest.raises(_install.InstallError, match="Arenite is not built: missing=.*/arena/target/classes, hint=run "):
        _install.class_path()


def test_jar_and_library_of_jep_have_to_fit(tmp_path: Path) -> None:
    (tmp_path / "jep-4.2.2.jar").touch()
    (tmp_path / "libjep.so").touch()
    with pytest.raises(_install.InstallError) as raised:
        _launch.check_jep(tmp_path, "4.3.2")
    assert str(raised.value) == (
        "Jep's jar and its native library are of different versions, which would crash the process: "
        f"jar=4.2.2, library=4.3.2, folder={tmp_path}, hint=reinstall jep"
    )
    (tmp_path / "jep-4.3.1.jar").touch()
    assert _launch.check_jep(tmp_path, "4.3.2").jar == tmp_path / "jep-4.3.1.jar"


def test_half_an_installation_of_jep_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jep-4.3.2.jar").touch()
    with pytest.raises(_install.InstallError, match=f"not whole: missing={tmp_path}/libjep.so, hint=reinstall jep"):
        _launch.check_jep(tmp_path, "4.3.2")


def test_python_without_jep_says_what_to_install(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    done = subprocess.run([python, HOSTED[1], "-c", "1"], env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"arenite: Jep is not installed: python={python}, hint=JAVA_HOME=")


def test_help_is_ours() -> None:
    done = subprocess.run([*HOSTED, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout == _launch.HELP + "\n"


@pytest.mark.parametrize(
    ("arguments", "kept", "warnings"),
    [
        (["-Werror", "x.py", "-W", "y"], ["x.py", "-W", "y"], ["error"]),
        (["-W", "error", "-uWdefault", "-c", "-W"], ["-u", "-c", "-W"], ["error", "default"]),
        (["-X", "dev", "-W", "once"], ["-X", "dev"], ["once"]),
        (["-XW", "-mW", "-W"], ["-XW", "-mW", "-W"], []),
    ],
)
def test_warning_options_are_split_off(arguments: list[str], kept: list[str], warnings: list[str]) -> None:
    assert _launch.split_warnings(arguments) == (kept, warnings)


@pytest.mark.slow
def test_pip_installs_the_package_into_a_clean_environment(tmp_path: Path) -> None:
    """It carries the jars of the build, and needs neither Jep nor a compiler nor the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    source = tmp_path / "checkout"
    shutil.copytree(
        REPOSITORY / "bindings-python", source / "bindings-python", ignore=shutil.ignore_patterns("target", "build")
    )
    (source / "bin").symlink_to(REPOSITORY / "bin")
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    install = [venv / "bin" / "python", "-m", "pip", "install", "--quiet", str(source / "bindings-python")]
    subprocess.run(install, env={**environment, "ARENITE_SKIP_BUILD": "1"}, check=True)
    code = """
import sys
import arenite as ar
from arenite import _install
assert _install.checkout() is None
with ar.memory() as db:
    table = db.create_table("t", {"ts": "timestamp(ns)", "price": "float64"}, partition_by="day")
    table.append({"ts": [1, 2], "price": [1.5, 2.5]})
    print(table.get_column("price").sum(), ar.__file__.startswith(sys.prefix))
"""
    environment["PATH"] = "/nonexistent"
    command = [venv / "bin" / "python", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout == "4.0 True\n", done.stderr
    assert (venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages" / "arenite").is_dir()
    assert list(venv.rglob("arenite/py.typed"))
