"""NumPy arrays into the form of a column's type.

What already has that form is taken where it lies. The rest is converted where that loses nothing, else refused:

- another byte order, or an array that is not contiguous: copied;
- integers to another integer type or to a float: where every value fits exactly;
- float16 and float32 to a wider float; never to a narrower one, never to an integer;
- datetime64 and timedelta64 to another unit: where every value can be told in it. Integers count the column's unit;
- integers to decimal64: the number itself, so 5 is 5.00.

NaT and masked values are nulls; NaN is a value.
"""

from __future__ import annotations

import numpy as np

from arenite import _buffers, _objects
from arenite._buffers import NULLS_NAT, Nulls, Source
from arenite._errors import DataError
from arenite._types import ColumnType

_NAT = -(1 << 63)
_EXACT_BITS = {2: 11, 4: 24, 8: 53}


class Target:
    """The column that values are for."""

    __slots__ = ("name", "type")

    def __init__(self, name: str, kind: ColumnType) -> None:
        self.name = name
        self.type = kind

    def refuse(self, rule: str, dtype: object, *, row: int | None = None, value: object = None) -> DataError:
        """The error for values that cannot be stored."""
        text = f"{rule}: column={self.name}, type={self.type.name}, dtype={dtype}"
        if row is not None:
            text += f", row={row}, value={value!r}"
        return DataError(text)


def of_array(array: np.ndarray, target: Target, nulls: Nulls | None = None) -> Source:
    """The column's values from an array.

    Parameters
    ----------
    array : numpy.ndarray
        Of one dimension; a masked array's masked values are nulls.
    target : Target
        The column.
    nulls : Nulls, optional
        Which values are null besides.
    """
    if array.ndim != 1:
        raise target.refuse(f"an array of one dimension is needed, not of {array.ndim}", array.dtype)
    if isinstance(array, np.ma.MaskedArray):
        mask = np.ma.getmask(array)
        nulls = Nulls.masked(None if mask is np.ma.nomask else mask)
        array = array.data
    nulls = nulls or Nulls()
    if array.dtype.kind == "O":
        return _objects.of_objects(array, target, nulls)
    match target.type.kind:
        case "bool":
            return _of_bools(array, target, nulls)
        case "symbol" | "utf8":
            return _of_text(array, target, nulls)
        case "binary":
            return _of_binary(array, target, nulls)
        case "timestamp" | "duration" | "date32":
            return _of_times(array, target, nulls)
        case "decimal64":
            return _of_scaled(array, target, nulls)
    return _of_numbers(array, target, nulls)


def plain(array: np.ndarray) -> np.ndarray:
    """The array itself if it is contiguous and of this machine's byte order, else a copy that is."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("="))


def _of_bools(array: np.ndarray, target: Target, nulls: Nulls) -> Source:
    if array.dtype != bool:
        raise target.refuse("only bools become bools", array.dtype)
    return _buffers.of_bools(plain(array), nulls)


def _of_text(array: np.ndarray, target: Target, nulls: Nulls) -> Source:
    if array.dtype.kind == "T":
        return _objects.of_objects(array.astype(object), target, nulls)
    if array.dtype.kind not in "US":
        raise target.refuse("only text becomes text", array.dtype)
    array = plain(array)
    if array.dtype.kind == "S" and len(array) and array.view(np.uint8).max() > 127:
        raise target.refuse("bytes are text only where they are ASCII: decode them, numpy.strings.decode", array.dtype)
    return _buffers.of_padded(array, nulls)


def _of_binary(array: np.ndarray, target: Target, nulls: Nulls) -> Source:
    if array.dtype.kind == "S":
        return _buffers.of_padded(plain(array), nulls)
    if array.dtype.kind != "V" or array.dtype.names:
        raise target.refuse("only bytes become binary", array.dtype)
    array = plain(array)
    width = array.dtype.itemsize
    offsets = np.arange(len(array) + 1, dtype=np.int64) * width
    return Source(_buffers.TEXT64, len(array), _buffers.address_of(offsets), (offsets, array), nulls,
                  data=_buffers.address_of(array), data_size=len(array) * width)  # fmt: skip


def _of_numbers(array: np.ndarray, target: Target, nulls: Nulls) -> Source:
    stored = target.type.stored
    if array.dtype != stored:
        array = _converted(array, stored, target, nulls)
    return _buffers.of_values(plain(array), nulls)


def _converted(array: np.ndarray, stored: np.dtype, target: Target, nulls: Nulls) -> np.ndarray:
    given = array.dtype
    if given.kind not in "iuf":
        raise target.refuse("only numbers become numbers", given)
    if given.kind == "f":
        if stored.kind != "f":
            raise target.refuse("a float never becomes an integer by itself: use .astype", given)
        if given.itemsize > stored.itemsize:
            raise target.refuse("a float never becomes narrower by itself: use .astype", given)
        return array.astype(stored)
    if stored.kind == "f":
        limit = 1 << _EXACT_BITS[stored.itemsize]
        require_within(array, -limit, limit, target, nulls)
    else:
        bounds = np.iinfo(stored)
        require_within(array, bounds.min, bounds.max, target, nulls)
    return array.astype(stored)


def require_within(array: np.ndarray, low: int, high: int, target: Target, nulls: Nulls) -> None:
    """That every integer that is not null lies between these, which belong to the range."""
    bounds = np.iinfo(array.dtype)
    if (bounds.min >= low and bounds.max <= high) or len(array) == 0:
        return
    outside = np.zeros(len(array), bool)
    if bounds.min < low:
        outside |= array < low
    if bounds.max > high:
        outside |= array > high
    _refuse_any(outside, "the value does not fit exactly", array, target, nulls)


def _refuse_any(wrong: np.ndarray, rule: str, array: np.ndarray, target: Target, nulls: Nulls) -> None:
    mask = nulls.mask(len(array))
    if mask is not None:
        wrong &= ~mask
    if wrong.any():
        row = int(wrong.argmax())
        raise target.refuse(
            rule, array.dtype, row=row, value=array[row].item() if array.dtype.kind in "iuf" else array[row]
        )


def _of_times(array: np.ndarray, target: Target, nulls: Nulls) -> Source:
    wanted = target.type.shown
    if array.dtype.kind in "iu":
        counted = np.dtype(np.int32 if target.type.kind == "date32" else np.int64)
        if array.dtype != counted:
            array = _converted(array, counted, target, nulls)
        if counted == np.int64 and len(array) and array.min() == _NAT:
            _refuse_any(array == _NAT, "the smallest int64 is NaT, not a time", array, target, nulls)
        return _buffers.of_values(plain(array), nulls)
    if array.dtype.kind != wanted.kind or np.datetime_data(array.dtype)[0] == "generic":
        raise target.refuse(f"only {wanted} and integers become {target.type.name}", array.dtype)
    array = plain(array)
    mask = nulls.mask(len(array))
    nat = np.isnat(array) if mask is not None or array.dtype != wanted or target.type.kind == "date32" else None
    if nat is not None:
        mask = nat if mask is None else mask | nat
        nulls = Nulls.masked(mask)
    if array.dtype != wanted:
        array = _in_unit(array, wanted, target, nulls)
    if target.type.kind == "date32":
        days = array.view(np.int64)
        days = np.where(mask, 0, days) if mask is not None else days
        require_within(days, -(1 << 31), (1 << 31) - 1, target, nulls)
        return _buffers.of_values(days.astype(np.int32), nulls)
    return _buffers.of_values(array, nulls if nat is not None else Nulls(NULLS_NAT))


def _in_unit(array: np.ndarray, wanted: np.dtype, target: Target, nulls: Nulls) -> np.ndarray:
    """In another unit. Back in the old one every value has to be what it was: too fine and too far both fail that."""
    converted = array.astype(wanted)
    _refuse_any(
        converted.astype(array.dtype) != array, f"the time is not a whole number of {wanted}", array, target, nulls
    )
    return converted


def _of_scaled(array: np.ndarray, target: Target, nulls: Nulls) -> Source:
    if array.dtype.kind not in "iu":
        raise target.refuse(
            "only integers and decimal.Decimal become decimals, floats do not by themselves", array.dtype
        )
    factor = 10**target.type.scale
    limit = ((1 << 63) - 1) // factor
    require_within(array, -limit, limit, target, nulls)
    mask = nulls.mask(len(array))
    array = array.astype(np.int64)
    if mask is not None:
        array = np.where(mask, 0, array)
    return _buffers.of_values(array * factor, nulls)
