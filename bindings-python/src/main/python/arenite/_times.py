"""Moments as nanoseconds since 1970-01-01T00:00 UTC."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Union

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Moment = Union[int, str, dt.date, dt.datetime, np.datetime64, "pd.Timestamp"]

_DAY_NS = 86_400_000_000_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_LIMIT = 1 << 63


def to_ns(moment: Moment) -> int:
    """Nanoseconds since the epoch, UTC, of a moment; exact, or an error.

    Parameters
    ----------
    moment : int, str, date, datetime, numpy.datetime64 or pandas.Timestamp
        An int is a number of nanoseconds. Text is ISO 8601. What has no time zone is UTC.

    Raises
    ------
    ValueError
        It is not a time, or outside of the years 1677 to 2262.
    TypeError
        It is of another type.
    """
    ns = _exact_ns(moment)
    if not -_LIMIT < ns < _LIMIT:
        raise ValueError(f"the moment is outside of what int64 nanoseconds can tell: moment={moment!r}")
    return ns


def _exact_ns(moment: Moment) -> int:
    if isinstance(moment, np.datetime64):
        return _of_numpy(moment)
    if isinstance(moment, str):
        return _exact_ns(dt.datetime.fromisoformat(moment)) if moment[-6:-5] in "+-" else _of_numpy(_parsed(moment))
    if isinstance(moment, dt.datetime):
        nanosecond = getattr(moment, "nanosecond", 0)  # pandas.Timestamp is a datetime and has more
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)
        since = aware - _EPOCH
        microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        return microseconds * 1_000 + nanosecond
    if isinstance(moment, dt.date):
        return (moment - _EPOCH.date()).days * _DAY_NS
    if isinstance(moment, (int, np.integer)) and not isinstance(moment, bool):
        return int(moment)
    raise TypeError(f"not a moment: type={type(moment).__name__}, value={moment!r}")


def _parsed(text: str) -> np.datetime64:
    return np.datetime64(text.removesuffix("Z"))


def _of_numpy(moment: np.datetime64) -> int:
    if np.isnat(moment):
        raise ValueError("not a time: moment=NaT")
    ns = moment.astype("datetime64[ns]")
    if ns.astype(moment.dtype) != moment:
        raise ValueError(f"the moment is outside of what int64 nanoseconds can tell: moment={moment}")
    return int(ns.astype(np.int64))
