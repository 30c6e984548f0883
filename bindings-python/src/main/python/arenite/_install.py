"""What an Arenite process is started with: the JDK, the class path and the JVM's flags.

The one place that knows where these lie. An installed package carries them in ``arenite/jars``; in a checkout they are
what the build left in the modules' ``target`` folders, and ``bin/java.args``.
"""

import os
import re
import shlex
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_JARS = _PACKAGE / "jars"
_JAVA_ARGS = "java.args"

# The modules whose classes the package runs, and where each list of libraries is; bin/lib.sh has all modules.
_MODULES = ("arena", "partitions", "engine", "lazy-dsl", "formats", "bindings-python")
_LIBRARIES = Path("bindings-python", "target", "classpath.txt")

# As in bin/lib.sh, which a test compares with this.
_JDK_FOLDERS = (
    "/usr/lib/jvm",
    "/usr/lib64/jvm",
    "/usr/java",
    "/usr/local",
    "/opt",
    "$HOME/.sdkman/candidates/java",
    "$HOME/.jdks",
    "$HOME/.asdf/installs/java",
    "$HOME/.local/share/mise/installs/java",
)


class InstallError(RuntimeError):
    """Something that Arenite is started with is missing or does not fit; the text says what to do."""


def checkout() -> Path | None:
    """The repository that this package is run from, or None where the package is installed."""
    if _JARS.is_dir() or len(_PACKAGE.parents) < 5:
        return None
    root = _PACKAGE.parents[4]
    return root if (root / "bin" / _JAVA_ARGS).is_file() else None


def find_jdk() -> Path:
    """The folder of a JDK 25: ``JAVA_HOME`` where that is one, else the first in the usual folders.

    Raises
    ------
    InstallError
        No JDK 25 was found; the text names the folders that were searched.
    """
    home = os.environ.get("JAVA_HOME")
    if home and _is_jdk25(Path(home)):
        return Path(home)
    for folder in _JDK_FOLDERS:
        parent = Path(os.path.expandvars(folder))
        for jdk in sorted(parent.iterdir()) if parent.is_dir() else ():
            if _is_jdk25(jdk):
                return jdk
    searched = ", ".join(["JAVA_HOME", *map(os.path.expandvars, _JDK_FOLDERS)])
    raise InstallError(f"no JDK 25 found: install any vendor's JDK 25, set JAVA_HOME\nsearched: {searched}")


def class_path() -> list[Path]:
    """The jars and folders of classes of Arenite and of its libraries; Jep's jar is not among them.

    Raises
    ------
    InstallError
        They have not been built, or a library of the build is gone; the text names the command that builds.
    """
    root = checkout()
    if root is None:
        entries = sorted(_JARS.glob("*.jar"))
        if not entries:
            raise InstallError(
                f"the package carries no jars: folder={_JARS}, hint=pip install ./bindings-python from a checkout"
            )
        return entries
    return _built_class_path(root)


def jvm_flags() -> list[str]:
    """The flags of ``bin/java.args``, and then those of ``ARENITE_JAVA_FLAGS``, quoted as for a shell.

    ``ARENITE_JAVA_FLAGS="-Xmx8g"`` is how a program asks for more heap; off-heap memory is not counted by it.
    """
    root = checkout()
    path = (_JARS if root is None else root / "bin") / _JAVA_ARGS
    if not path.is_file():
        raise InstallError(f"the package carries no flags of the JVM: file={path}, hint=pip install ./bindings-python")
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    flags = [flag for line in lines if not line.startswith("#") for flag in shlex.split(line)]
    return flags + shlex.split(os.environ.get("ARENITE_JAVA_FLAGS", ""))


def _built_class_path(root: Path) -> list[Path]:
    classes = [root / module / "target" / "classes" for module in _MODULES]
    libraries = root / _LIBRARIES
    missing = [path for path in (*classes, libraries) if not path.exists()]
    if missing:
        raise InstallError(f"Arenite is not built: missing={missing[0]}, hint=run {root}/bin/arenite python --version")
    entries = [Path(entry) for entry in libraries.read_text(encoding="utf-8").strip().split(os.pathsep) if entry]
    for entry in entries:
        if not os.access(entry, os.R_OK):
            raise InstallError(
                f"a library of the build cannot be read: file={entry}, "
                f"hint=remove the target folders in {root} and run bin/arenite python --version"
            )
    return classes + entries


def _is_jdk25(home: Path) -> bool:
    release = home / "release"
    if not (home / "lib" / "server" / "libjvm.so").is_file() or not os.access(release, os.R_OK):
        return False
    text = release.read_text(encoding="utf-8", errors="replace")
    return re.search(r'^JAVA_VERSION="25[."]', text, re.MULTILINE) is not None
