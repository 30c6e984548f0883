"""Python as the guest: the JVM was there first and runs Python through Jep."""

_CLASS = "io.arenite.python.bridge.Bridge"


def functions() -> int:
    """The address of what `arenite._bridge` attaches to."""
    import jep

    return jep.findClass(_CLASS).functions()
