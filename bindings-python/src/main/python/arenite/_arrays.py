"""NumPy arrays over memory of the JVM: read-only, not owning, pinned by their base."""

from __future__ import annotations

import numpy as np

from arenite._bridge import Bridge
from arenite._pins import Pin
from arenite._types import ColumnType


class _Memory:
    """Memory that another object keeps alive, for NumPy."""

    __slots__ = ("__array_interface__", "_pin")

    def __init__(self, pin: Pin, interface: dict) -> None:
        self._pin = pin
        self.__array_interface__ = interface


def array_at(pin: Pin, address: int, rows: int, dtype: np.dtype) -> np.ndarray:
    """An array over `rows` values at an address, which the pin keeps alive. Its flags cannot be made writable."""
    if rows == 0:
        return empty(dtype)
    interface = {"version": 3, "typestr": dtype.str, "shape": (rows,), "data": (address, True)}
    return np.asarray(_Memory(pin, interface))


def empty(dtype: np.dtype) -> np.ndarray:
    """No rows, read-only as all arrays are."""
    array = np.empty(0, dtype)
    array.flags.writeable = False
    return array


def bits_at(pin: Pin, address: int, first: int, rows: int) -> np.ndarray:
    """A copy of LSB bits as a bool array."""
    start = first >> 3
    packed = array_at(pin, address + start, (first + rows + 7 >> 3) - start, np.dtype(np.uint8))
    return np.unpackbits(packed, bitorder="little")[first & 7 :][:rows].view(bool)
