"""Python as the guest: the JVM was there first and runs Python through Jep."""

from arenite import _faults

_CLASS = "io.arenite.python.bridge.Bridge"


def functions() -> int:
    """The address of what `arenite._bridge` attaches to."""
    import jep

    _faults.leave_to_jvm()
    return jep.findClass(_CLASS).functions()
