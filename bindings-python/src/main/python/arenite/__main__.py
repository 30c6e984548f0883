"""``python -m arenite``, which is also run by its path: then without the package's own imports, which cost time."""

import sys
import types
from pathlib import Path

if not __package__:
    package = types.ModuleType("arenite")
    package.__path__ = [str(Path(__file__).resolve().parent)]
    sys.modules["arenite"] = package

from arenite import _launch  # noqa: E402

_launch.main(sys.argv[1:])
