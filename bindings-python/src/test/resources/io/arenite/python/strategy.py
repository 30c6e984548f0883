"""A mean-reversion strategy over views of a live table; each signal goes back to Java."""

import gc

import numpy as np

import arenite as ar

db = ar.shared("market")
quotes = db["quotes"]
last_seen = {}


def on_tick(key):
    """Called by Java; answers with how many rows it saw, and tells the listener of each signal."""
    if len(quotes) < 10_000:
        return 0  # the feed has just begun
    with quotes.columns("ts", "price", key=key) as (ts, price):
        if not isinstance(price, np.ndarray):
            ts, price = ts.chunks[-1], price.chunks[-1]
        rows = len(price)
        if rows < 64:
            ts = price = None
            return 0
        if ts[-1] < last_seen.get(key, ts[-1]):
            raise AssertionError(f"time went back: key={key}, {ts[-1]} after {last_seen[key]}")
        last_seen[key] = ts[-1]
        window = price[-64:]
        mean, deviation, last = float(window.mean()), float(window.std()), float(price[-1])
        ts = price = window = None
    if abs(last - mean) > 2 * deviation:
        listener.accept(f"{'sell' if last > mean else 'buy'} {key} at {last}")
    return rows


def vwap(key):
    return quotes.filter(ar.col("sym") == key).select(ar.vwap("price", "size")).collect().item()


def pins():
    gc.collect()
    return len(db.pins())
