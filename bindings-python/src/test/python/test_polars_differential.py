"""The same random questions asked of Arenite and of Polars, for the operations that both have.

Prices are multiples of a quarter, so that sums are exact in any order; where the two differ on purpose (NaN in
comparisons and in min and max, null in sorts, the population's spread of no values) the question is asked in a way that
does not show it.
"""

from __future__ import annotations

import math
import random
import time
from typing import Any

import numpy as np
import polars as pl
import pytest

import arenite as ar

_SYMBOLS = ("AAPL", "MSFT", "IBM", "GOOG")
_START_NS = 1_723_075_200_000_000_000
_ROUNDS = 12
_QUESTIONS = 25


class Pair:
    """An expression in both, with the kind of its values: int, float or bool."""

    def __init__(self, ours: Any, theirs: Any, kind: str) -> None:
        self.ours, self.theirs, self.kind = ours, theirs, kind


class Questions:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def data(self, rows: int) -> dict[str, Any]:
        choose = self.random

        def maybe(make: Any) -> list[Any]:
            return [None if choose.random() < 0.15 else make() for _ in range(rows)]

        return {
            "ts": (_START_NS + np.arange(rows) * 1_000_000_000).astype("datetime64[ns]"),
            "sym": [choose.choice(_SYMBOLS) for _ in range(rows)],
            "a": maybe(lambda: choose.randrange(-20, 21)),
            "b": maybe(lambda: choose.randrange(-3, 4)),
            "x": maybe(lambda: choose.randrange(-80, 81) / 4),
            "y": maybe(lambda: choose.choice([0.0, -0.5, 0.25, 2.0, math.inf])),
            "f": maybe(lambda: choose.random() < 0.5),
        }

    def number(self, depth: int) -> Pair:
        choose = self.random
        if depth == 0 or choose.random() < 0.25:
            if choose.random() < 0.3:
                # no 0: Polars makes -x of 0 - x, which is -0.0 where 0 - 0.0 is 0.0
                value = choose.choice([1, -2, 3, 0.5, -1.25, 4.0])
                return Pair(ar.lit(value), pl.lit(value, pl.Int64 if type(value) is int else pl.Float64), _kind(value))
            name = choose.choice("abxy")
            return Pair(ar.col(name), pl.col(name), "int" if name in "ab" else "float")
        left = self.number(depth - 1)
        match choose.randrange(10):
            case 0:
                return Pair(-left.ours, -left.theirs, left.kind)
            case 1:
                return Pair(abs(left.ours), abs(left.theirs), left.kind)
            case 2:
                return Pair(left.ours.cast(float), left.theirs.cast(pl.Float64), "float")
            case 3:
                fill = 2 if left.kind == "int" else 0.5
                return Pair(left.ours.fill_null(fill), left.theirs.fill_null(fill), left.kind)
            case 4:
                return Pair(left.ours**2, left.theirs**2, left.kind)
        right = self.number(depth - 1)
        kind = "float" if "float" in (left.kind, right.kind) else "int"
        match choose.randrange(6):
            case 0:
                return Pair(left.ours + right.ours, left.theirs + right.theirs, kind)
            case 1:
                return Pair(left.ours - right.ours, left.theirs - right.theirs, kind)
            case 2:
                return Pair(left.ours * right.ours, left.theirs * right.theirs, kind)
            case 3:
                return Pair(left.ours / right.ours, left.theirs / right.theirs, "float")
            case 4:
                return Pair(left.ours // right.ours, left.theirs // right.theirs, kind)
        return Pair(left.ours % right.ours, left.theirs % right.theirs, kind)

    def predicate(self, depth: int) -> Pair:
        choose = self.random
        if depth > 0 and choose.random() < 0.6:
            left, right = self.predicate(depth - 1), self.predicate(depth - 1)
            match choose.randrange(3):
                case 0:
                    return Pair(left.ours & right.ours, left.theirs & right.theirs, "bool")
                case 1:
                    return Pair(left.ours | right.ours, left.theirs | right.theirs, "bool")
            return Pair(~left.ours, ~left.theirs, "bool")
        match choose.randrange(7):
            case 0:
                return Pair(ar.col("f"), pl.col("f"), "bool")
            case 1:
                symbols = choose.sample(_SYMBOLS, 2)
                return Pair(ar.col("sym").is_in(symbols), pl.col("sym").is_in(symbols), "bool")
            case 2:
                name = choose.choice("abxy")
                return Pair(ar.col(name).is_null(), pl.col(name).is_null(), "bool")
            case 3:
                low, closed = choose.randrange(-10, 5), choose.choice(["both", "left", "right", "none"])
                name = choose.choice("abx")
                ours = ar.col(name).is_between(low, low + 8, closed)
                return Pair(ours, pl.col(name).is_between(low, low + 8, closed), "bool")
            case 4:
                symbol = choose.choice((*_SYMBOLS, "NONE"))
                return Pair(ar.col("sym") == symbol, pl.col("sym") == symbol, "bool")
        # not of what may be NaN: that equals nothing here, and itself in Polars
        name = choose.choice("abx")
        left_ours, left_theirs = ar.col(name), pl.col(name)
        value = choose.choice([0, 2, -4, 0.5, 3.25])
        ours, theirs = choose.choice(
            [
                (left_ours > value, left_theirs > value),
                (left_ours <= value, left_theirs <= value),
                (left_ours == value, left_theirs == value),
                (left_ours != value, left_theirs != value),
            ]
        )
        return Pair(ours, theirs, "bool")

    def aggregate(self) -> Pair:
        choose = self.random
        name = choose.choice("abx")
        ours, theirs, kind = ar.col(name), pl.col(name), "int" if name in "ab" else "float"
        match choose.randrange(8):
            case 0:
                return Pair(ours.sum(), theirs.sum(), kind)
            case 1:
                return Pair(ours.min(), theirs.min(), kind)
            case 2:
                return Pair(ours.max(), theirs.max(), kind)
            case 3:
                return Pair(ours.mean(), theirs.mean(), "float")
            case 4:
                return Pair(ours.count(), theirs.count().cast(pl.Int64), "int")
            case 5:
                return Pair(ours.std(), theirs.std(), "float")
            case 6:
                return Pair(ours.first(), theirs.first(), kind)
        return Pair(ours.last(), theirs.last(), kind)


@pytest.mark.parametrize("keyed", [False, True])
def test_random_questions(db, keyed):
    first = time.time_ns() % 1_000_000_000
    codes: dict[str, int] = {}
    for seed in range(first, first + _ROUNDS):
        questions = Questions(seed)
        rows = questions.random.choice([0, 1, 7, 500, 3_000])
        data = questions.data(rows)
        table = db.create_table(
            f"t{seed}",
            {
                "ts": "timestamp(ns)",
                "sym": "symbol",
                "a": "int64",
                "b": "int64",
                "x": "float64",
                "y": "float64",
                "f": "bool",
            },
            key="sym" if keyed else None,
            partition_by="day" if keyed else "none",
        )
        if rows:
            table.append(data)
        schema = {"ts": pl.Datetime("ns"), "sym": pl.String, "a": pl.Int64, "b": pl.Int64, "x": pl.Float64}
        frame = pl.DataFrame(data, {**schema, "y": pl.Float64, "f": pl.Boolean})
        if keyed:  # scan order: the keys one after the other, as the database came to know them
            for symbol in data["sym"]:
                codes.setdefault(symbol, len(codes))
            frame = frame.sort(
                pl.col("sym").replace_strict(codes, return_dtype=pl.Int64, default=0), maintain_order=True
            )
        for number in range(_QUESTIONS):
            ask(questions, table, frame, f"seed={seed}, question={number}, rows={rows}, keyed={keyed}")
        table.drop()


def ask(questions: Questions, table: ar.Table, frame: pl.DataFrame, place: str) -> None:
    choose = questions.random
    ours: Any = table
    theirs = frame.lazy()
    if choose.random() < 0.7:
        predicate = questions.predicate(2)
        ours, theirs = ours.filter(predicate.ours), theirs.filter(predicate.theirs)
    match choose.randrange(5):
        case 0:
            pairs = [questions.number(3) for _ in range(3)]
            ours = ours.select(**{f"c{i}": pair.ours for i, pair in enumerate(pairs)}, ts="ts")
            theirs = theirs.select(**{f"c{i}": pair.theirs for i, pair in enumerate(pairs)}, ts="ts")
        case 1:
            pairs = [questions.aggregate() for _ in range(3)]
            ours = ours.select(**{f"c{i}": pair.ours for i, pair in enumerate(pairs)}, n=ar.count())
            theirs = theirs.select(**{f"c{i}": pair.theirs for i, pair in enumerate(pairs)}, n=pl.len().cast(pl.Int64))
        case 2:
            keys = choose.choice([["sym"], ["f"], ["sym", "f"], ["b"]])
            pairs = [questions.aggregate() for _ in range(2)]
            ours = ours.group_by(keys).agg(**{f"c{i}": pair.ours for i, pair in enumerate(pairs)}, n=ar.count())
            theirs = theirs.group_by(keys).agg(
                **{f"c{i}": pair.theirs for i, pair in enumerate(pairs)}, n=pl.len().cast(pl.Int64)
            )
            compare(sorted(ours.collect().rows(), key=repr), sorted(theirs.collect().rows(), key=repr), place, ours)
            return
        case 3:
            down = choose.random() < 0.5
            rows = choose.randrange(30)
            ours = ours.sort("a", "x", descending=down).select("a", "x").limit(rows)
            theirs = theirs.sort("a", "x", descending=down, nulls_last=True).select("a", "x").limit(rows)
        case _:
            pair = questions.number(2)
            ours = ours.with_columns(pair.ours.alias("b")).select("sym", "b", "f").head(50)
            theirs = theirs.with_columns(pair.theirs.alias("b")).select("sym", "b", "f").head(50)
    compare([tuple(row) for row in ours.collect().rows()], theirs.collect().rows(), place, ours)


def compare(actual: list[tuple[Any, ...]], expected: list[tuple[Any, ...]], place: str, query: Any) -> None:
    assert len(actual) == len(expected), f"{place}: {query!r}"
    for row, wanted in zip(actual, expected, strict=True):
        for cell, value in zip(row, wanted, strict=True):
            assert same(cell, value), f"{place}: {query!r}: {row} {wanted}"


def same(actual: Any, expected: Any) -> bool:
    if isinstance(actual, np.datetime64):
        return actual.astype("datetime64[us]").item() == expected
    if isinstance(expected, float) and isinstance(actual, float):
        if math.isnan(expected) or math.isnan(actual):
            return math.isnan(expected) and math.isnan(actual)
        return actual == expected or math.isclose(actual, expected, rel_tol=1e-12, abs_tol=1e-12)
    return type(actual) is type(expected) and actual == expected


def _kind(value: Any) -> str:
    return "int" if type(value) is int else "float"
