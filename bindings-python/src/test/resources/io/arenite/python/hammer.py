"""Threads that read, keep, check and let go of arrays while Java appends and drops; and databases of their own."""

import gc
import random
import threading
import time
import warnings
from collections import deque

import numpy as np

import arenite as ar

warnings.simplefilter("ignore", ResourceWarning)  # slices are kept on purpose

ERRORS = []
READS = [0] * 4


def check(ts, x):
    """Each row's value is a function of its time, so that no other memory looks right."""
    number = ts.view(np.int64)
    if not np.array_equal(x, number * 3 + 1):
        raise AssertionError(f"wrong values: rows={len(x)}, first={x[:3]}, times={number[:3]}")


def chunks(column):
    return column.chunks if isinstance(column, ar.ChunkedColumn) else [column]


def reader(number, seconds):
    db = ar.shared("hammer")
    chance = random.Random(number)
    held = deque()
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            try:
                table = db[chance.choice(["steady", "dropped"])]
                with table.columns("ts", "x", key=chance.choice("ABCD")) as (ts, x):
                    for times, values in zip(chunks(ts), chunks(x), strict=True):
                        check(times, values)
                        if len(times):
                            from_ = chance.randrange(len(times))
                            held.append((times[from_ : from_ + 100], values[from_ : from_ + 100]))
                    ts = x = times = values = None
                rows = table.get_column("x", "A")
                rows = None
            except (ar.ClosedError, ar.UnknownNameError):
                pass  # the table was dropped meanwhile
            while len(held) > 20:
                held.rotate(chance.randrange(len(held)))
                check(*held.popleft())
            READS[number] += 1
            if READS[number] % 500 == 0:
                gc.collect()
        while held:
            check(*held.popleft())
    except BaseException as error:
        ERRORS.append(f"reader {number}: {error!r}")


def owner(number, seconds):
    chance = random.Random(number)
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            with ar.memory() as db:
                table = db.create_table("own", {"ts": "timestamp(ns)", "x": "int64"}, partition_by="hour")
                first = chance.randrange(1 << 40)
                times = first + np.arange(50_000) * 1_000_000_000
                table.append({"ts": times, "x": times * 3 + 1})
                chunks = table.get_column("x").chunks
            gc.collect()
            if sum(map(len, chunks)) != 50_000 or chunks[-1][-1] != times[-1] * 3 + 1:
                raise AssertionError("wrong values after close")
            del table, chunks
            READS[number] += 1
    except BaseException as error:
        ERRORS.append(f"owner {number}: {error!r}")


def start(seconds):
    global threads
    work = [reader, reader, reader, owner]
    threads = [threading.Thread(target=work[number], args=(number, seconds)) for number in range(4)]
    for thread in threads:
        thread.start()


def join():
    for thread in threads:
        thread.join()
    if ERRORS:
        raise AssertionError("; ".join(ERRORS))
    return READS


def pins():
    gc.collect()
    return [str(pin) for pin in ar.shared("hammer").pins()]
