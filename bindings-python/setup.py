"""Setuptools' part in the build: the package carries Arenite's jars, which the repository's scripts make."""

import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

_LAUNCHER = (Path(__file__).resolve().parent.parent / "bin" / "arenite").resolve()


class BuildWithJars(build_py):
    """Puts the jars and the JVM's flags into ``arenite/jars``; an editable install runs from the build instead."""

    def run(self) -> None:
        """Build the package, and the jars where they are older than their sources."""
        super().run()
        if self.editable_mode:
            return
        if not _LAUNCHER.is_file():
            raise RuntimeError(
                f"the jars of Arenite are made in its repository: missing={_LAUNCHER}, "
                "hint=run pip install ./bindings-python in a checkout"
            )
        folder = Path(self.build_lib).resolve() / "arenite" / "jars"
        subprocess.run([str(_LAUNCHER), "jars", str(folder)], check=True)


setup(cmdclass={"build_py": BuildWithJars})
