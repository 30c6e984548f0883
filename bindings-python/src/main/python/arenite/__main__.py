"""``python -m arenite``, which is also run by its path: then without the package's own imports, which cost time."""

import sys

if not __package__:
    # Python has put the package's own folder first, where its modules would hide others of the same name.
    folder = __file__.rpartition("/")[0] or "."
    sys.path[:] = [path for path in sys.path if path != folder]
    package = type(sys)("arenite")
    package.__path__ = [folder]
    sys.modules["arenite"] = package

from arenite import _launch  # noqa: E402

_launch.main(sys.argv[1:])
