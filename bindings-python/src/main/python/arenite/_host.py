"""Python as the host: starts the JVM in this process by ctypes alone, without Jep and without a compiler.

The JVM cannot be ended and started again; it goes with the process.
"""

from __future__ import annotations

import ctypes
import os
import sys

from arenite import _faults, _install
from arenite._errors import BridgeError

_JNI_VERSION_10 = 0x000A0000
_CLASS = b"io/arenite/python/bridge/Bridge"
_METHOD = b"functions"

# Places in the function tables of JNI, from the specification.
_FIND_CLASS = 6
_EXCEPTION_DESCRIBE = 16
_EXCEPTION_CLEAR = 17
_GET_STATIC_METHOD_ID = 113
_CALL_STATIC_LONG_METHOD_A = 134


class _Option(ctypes.Structure):
    _fields_ = [("text", ctypes.c_char_p), ("extra", ctypes.c_void_p)]


class _Arguments(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int32),
        ("count", ctypes.c_int32),
        ("options", ctypes.POINTER(_Option)),
        ("ignore_unrecognized", ctypes.c_uint8),
    ]


def start() -> int:
    """Start the JVM and give the address of what `arenite._bridge` attaches to.

    Raises
    ------
    BridgeError
        There is no JDK 25, no build, another JVM, or the JVM refuses a flag; the text says which.
    """
    jdk = _install.find_jdk()
    library = ctypes.CDLL(str(jdk / "lib" / "server" / "libjvm.so"), mode=ctypes.RTLD_GLOBAL)
    flags = _flags()
    options = (_Option * len(flags))(*[_Option(os.fsencode(flag), None) for flag in flags])
    arguments = _Arguments(_JNI_VERSION_10, len(flags), options, 0)
    machine = ctypes.c_void_p()
    environment = ctypes.c_void_p()
    sys.stdout.flush()
    sys.stderr.flush()
    _faults.leave_to_jvm()
    status = library.JNI_CreateJavaVM(ctypes.byref(machine), ctypes.byref(environment), ctypes.byref(arguments))
    if status != 0:
        raise BridgeError(f"the JVM did not start: status={status} (JNI), jdk={jdk}, flags={' '.join(flags)}")
    return _call_long(environment)


def _flags() -> list[str]:
    """The JVM's flags: signals stay Python's (`-Xrs`)."""
    class_path = os.pathsep.join(map(str, _install.class_path()))
    return ["-Xrs", f"-Djava.class.path={class_path}", *_install.jvm_flags()]


def _call_long(environment: ctypes.c_void_p) -> int:
    """Call the static method that gives an address."""
    table = ctypes.cast(environment, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]

    def function(place: int, result: type | None, *arguments: type):  # type: ignore[no-untyped-def]
        return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *arguments)(table[place])

    def checked(value: int | None) -> int:
        if not value:
            function(_EXCEPTION_DESCRIBE, None)(environment)
            function(_EXCEPTION_CLEAR, None)(environment)
            raise BridgeError("the jars of Arenite cannot be used; the JVM said why on standard error")
        return value

    text = ctypes.c_char_p
    pointer = ctypes.c_void_p
    bridge = checked(function(_FIND_CLASS, pointer, text)(environment, _CLASS))
    find_method = function(_GET_STATIC_METHOD_ID, pointer, pointer, text, text)
    method = checked(find_method(environment, bridge, _METHOD, b"()J"))
    call = function(_CALL_STATIC_LONG_METHOD_A, ctypes.c_int64, pointer, pointer, pointer)
    return checked(call(environment, bridge, method, None))
