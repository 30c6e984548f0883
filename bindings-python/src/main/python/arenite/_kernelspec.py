"""Registers the Jupyter kernel that runs inside the JVM, and opens JupyterLab with it."""

import argparse
import importlib.util
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from arenite import _install

NAME = "arenite"
_DISPLAY_NAME = "Arenite (Python in the JVM)"


def description() -> dict:
    """What ``kernel.json`` says: how the kernel is started, and that it is interrupted by a message."""
    return {
        "argv": [sys.executable, str(Path(__file__).with_name("__main__.py")), "--kernel", "{connection_file}"],
        "display_name": _DISPLAY_NAME,
        "language": "python",
        "interrupt_mode": "message",
        "env": {"JAVA_HOME": str(_install.find_jdk())},
        "metadata": {"debugger": False},
    }


def install(name: str = NAME, *, user: bool = False, prefix: str | None = None) -> str:
    """Register the kernel under ``name`` and return its folder.

    Raises
    ------
    InstallError
        ipykernel is not installed, or Jep is not: the kernel could not start.
    """
    _require("ipykernel", "jupyter_client")
    from jupyter_client.kernelspec import KernelSpecManager

    from arenite import _launch

    _launch.find_jep()
    with tempfile.TemporaryDirectory() as folder:
        text = json.dumps(description(), indent=1)
        Path(folder, "kernel.json").write_text(text, encoding="utf-8")
        return KernelSpecManager().install_kernel_spec(folder, name, user=user, prefix=prefix)


def main(arguments: list[str]) -> int:
    """``--install-kernel``, with the options of ``ipython kernel install``."""
    parser = argparse.ArgumentParser(
        prog="arenite kernel install", description="Registers a Jupyter kernel that runs inside the JVM."
    )
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--user", action="store_true", help="for this user, which is the default")
    place.add_argument("--sys-prefix", action="store_true", help=f"in this Python's environment: {sys.prefix}")
    place.add_argument("--prefix", metavar="FOLDER", help="in FOLDER/share/jupyter/kernels")
    parser.add_argument("--name", default=NAME, help=f"the kernel's name (default: {NAME})")
    options = parser.parse_args(arguments)
    prefix = sys.prefix if options.sys_prefix else options.prefix
    print(f"installed the kernel {options.name}: folder={install(options.name, user=prefix is None, prefix=prefix)}")
    return 0


def notebook(arguments: list[str]) -> NoReturn:
    """Replaces this process by JupyterLab, which knows the kernel; in a checkout it shows ``docs/notebooks``."""
    _require("jupyterlab")
    install(prefix=sys.prefix)
    root = _install.checkout()
    folder = [] if root is None else [f"--notebook-dir={root / 'docs' / 'notebooks'}"]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *folder, *arguments])


def _require(*modules: str) -> None:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        raise _install.InstallError(
            f"not installed: modules={', '.join(missing)}, python={sys.executable}, "
            "hint=pip install './bindings-python[notebook]', or bin/arenite notebook in a checkout"
        )
