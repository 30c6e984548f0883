"""Expressions by themselves: what is written is what a plan says. No JVM is needed."""

from __future__ import annotations

import datetime as dt
import gc
import pickle
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

import arenite as ar
from arenite import _intern
from arenite._literals import literal
from arenite._wire import expr_tree

price = ar.col("price")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("null",)),
        (True, ("bool", True)),
        (np.bool_(False), ("bool", False)),
        (1, ("i64", 1)),
        (np.uint8(255), ("i64", 255)),
        (-(1 << 63), ("i64", -(1 << 63))),
        (1 << 63, ("decimal", "9223372036854775808")),
        (1.5, ("f64", 1.5)),
        (np.float32(0.1), ("f64", 0.10000000149011612)),
        (float("nan"), ("f64", "NaN")),
        (float("-inf"), ("f64", "-Infinity")),
        (-0.0, ("f64", "-0.0")),
        ("a", ("str", "a")),
        (np.str_("b"), ("str", "b")),
        (Decimal("1.00"), ("decimal", "1.00")),
        (dt.date(1969, 12, 31), ("date", -1)),
        (dt.datetime(1970, 1, 1, 0, 0, 1, 5), ("timestamp", 1_000_005_000)),
        (dt.datetime(1970, 1, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=2))), ("timestamp", 0)),
        (dt.datetime(9999, 1, 1), ("timestamp", 253370764800000000000)),
        (dt.timedelta(days=-1), ("duration", -86_400_000_000_000)),
        (np.datetime64("1970-01-02"), ("date", 1)),
        (np.datetime64(5, "ns"), ("timestamp", 5)),
        (np.datetime64(5, "s"), ("timestamp", 5_000_000_000)),
        (np.datetime64("NaT"), ("null",)),
        (np.timedelta64(-3, "us"), ("duration", -3_000)),
        (np.timedelta64(2_000, "ps"), ("duration", 2)),
        (pd.Timestamp("1970-01-01T00:00:00.000000001"), ("timestamp", 1)),
        (pd.Timestamp("1970-01-01T01:00", tz="Europe/Berlin"), ("timestamp", 0)),
        (pd.NaT, ("null",)),
        (pd.Timedelta(nanoseconds=7), ("duration", 7)),
        (np.array(3.5), ("f64", 3.5)),
    ],
)
def test_literals(value, expected):
    assert literal(value) == expected
    assert type(literal(value)[-1]) is type(expected[-1])


@pytest.mark.parametrize(
    "value",
    [[1], (1,), {1}, b"x", object(), 1j, np.array([1, 2]), Decimal("NaN"), np.timedelta64(1, "M"), np.timedelta64(1, "ps"),
     dt.time(1), pl.Series([1])],
)  # fmt: skip
def test_what_is_no_literal_is_refused(value):
    with pytest.raises(TypeError, match=r"literal|nanoseconds"):
        _ = price > value


def test_python_makes_each_operation():
    size = ar.col("size")
    written = {
        "add": price + size,
        "sub": price - size,
        "mul": price * size,
        "div": price / size,
        "floordiv": price // size,
        "mod": price % size,
        "pow": price**size,
        "eq": price == size,
        "ne": price != size,
        "lt": price < size,
        "le": price <= size,
        "gt": price > size,
        "ge": price >= size,
        "and": price & size,
        "or": price | size,
    }
    for op, expr in written.items():
        assert expr_tree(expr) == [op, ["col", "price"], ["col", "size"]]
    for op, expr in {
        "neg": -price,
        "abs": abs(price),
        "not": ~price,
        "is_null": price.is_null(),
        "std": price.std(0),
    }.items():
        assert expr_tree(expr)[:2] == [op, ["col", "price"]]


def test_the_left_side_may_be_a_number():
    assert expr_tree(3 - price) == ["sub", ["lit", "i64", 3], ["col", "price"]]
    assert expr_tree(np.float64(3) * price) == ["mul", ["lit", "f64", 3.0], ["col", "price"]]
    assert expr_tree(2**price) == ["pow", ["lit", "i64", 2], ["col", "price"]]
    assert expr_tree(Decimal("1.5") < price) == ["gt", ["col", "price"], ["lit", "decimal", "1.5"]]
    for moment in (pd.Timestamp("2024-01-01"), np.datetime64("2024-01-01T00"), dt.datetime(2024, 1, 1)):
        assert expr_tree(moment <= price) == ["ge", ["col", "price"], ["lit", "timestamp", 1704067200000000000]]


def test_methods_are_the_operators():
    assert price.gt(3) is (price > 3)
    assert price.truediv(2) is (price / 2)
    assert price.is_not_null() is ~price.is_null()
    assert price.and_(price.is_null()) is (price & price.is_null())


def test_what_is_written_again_is_the_same_object():
    assert (price > 15000) is (price > 15000)
    assert (price > 15000) is not (price > 15001)
    assert ar.vwap("price", "size") is ar.vwap(price, ar.col("size"))
    assert price.is_in(["a", "b"]) is price.is_in(("a", "b"))
    assert price.is_between(1, 2) is price.is_between(1, 2)
    assert price.alias("x").sum() is price.alias("x").sum()


def test_equal_numbers_of_other_types_are_other_literals():
    literals = [
        (price > value)._args[1]._args for value in (1, 1.0, True, Decimal(1), Decimal("1.0"), 0.0, -0.0, 0, False)
    ]
    assert len(set(map(repr, literals))) == len(literals)
    again = [
        (price > value)._args[1]._args for value in (1, 1.0, True, Decimal(1), Decimal("1.0"), 0.0, -0.0, 0, False)
    ]
    assert again == literals
    assert price.is_in([1]) is not price.is_in([True])


def test_new_constants_are_forgotten():
    column = ar.col("forgotten")
    first = column > 0.5
    for constant in range(2 * _intern.LIMIT):
        _ = column > constant
    assert len(column._items["gt"]) <= _intern.LIMIT
    assert (column > 0.5) is not first
    assert expr_tree(column > 0.5) == expr_tree(first)


def test_what_nobody_needs_is_garbage():
    def written():
        return sum(isinstance(item, ar.Expr) for item in gc.get_objects())

    gc.collect()
    before = written()
    for constant in range(100):
        expr = ar.lit(constant) + 1.5
        _ = (expr * 2).sum()
    del expr, _
    gc.collect()
    assert written() - before < 10


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: price > 1 and price < 2,
        lambda: price > 1 or price < 2,
        lambda: not price,
        lambda: 1 < price < 2,
        lambda: price in [1, 2],
        lambda: bool(price),
        lambda: 3 if price > 1 else 4,
    ],
)
def test_an_expression_has_no_truth(wrong):
    with pytest.raises(TypeError, match="& for and, | for or, ~ for not"):
        wrong()


def test_in_and_conversions_are_refused():
    with pytest.raises(TypeError, match="is_in"):
        _ = 1 in price
    for convert in (float, int, list, len):
        with pytest.raises(TypeError):
            convert(price)


def test_and_without_parentheses_is_explained():
    with pytest.raises(TypeError, match="put each comparison in parentheses"):
        _ = price > 1 & price < 2


def test_is_in_takes_literals():
    for wrong in ("AAPL", price, 3):
        with pytest.raises(TypeError, match="is_in takes a collection"):
            price.is_in(wrong)
    with pytest.raises(TypeError, match="a literal is wanted"):
        price.is_in([ar.col("size")])


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        ("float64", "float64"),
        ("decimal64(2)", "decimal64(2)"),
        ("timestamp(us)", "timestamp(us)"),
        (float, "float64"),
        (int, "int64"),
        (str, "utf8"),
        (np.int8, "int8"),
        (np.dtype("datetime64[ms]"), "timestamp(ms)"),
        (np.dtype("timedelta64[s]"), "duration(s)"),
        (np.dtype("datetime64[D]"), "date32"),
        (pl.UInt16, "uint16"),
        (pl.Float32(), "float32"),
        (pl.Datetime("ns"), "timestamp(ns)"),
        (pl.Date, "date32"),
        (pl.String, "utf8"),
    ],
)
def test_casts(dtype, name):
    assert expr_tree(price.cast(dtype)) == ["cast", ["col", "price"], name]


@pytest.mark.parametrize(
    "dtype", ["int65", "decimal64(19)", "decimal64", "timestamp(h)", "timestamp(ns", complex, object, 7]
)
def test_no_such_type(dtype):
    with pytest.raises(ar.ArgumentError, match="no such column type"):
        price.cast(dtype)


def test_text_is_the_python_that_writes_it():
    expr = ((price * ar.col("size")).sum() / ar.count()).alias("v")
    assert repr(expr) == "((col('price') * col('size')).sum() / count()).alias('v')"
    assert repr(price.is_in([1, None])) == "col('price').is_in([1, None])"
    assert repr(~(price > Decimal("1.5"))) == "(~(col('price') > Decimal('1.5')))"
    assert eval(repr(expr), {"col": ar.col, "count": ar.count}) is not None


def test_expressions_can_be_pickled():
    expr = (price > 3) & ar.col("sym").is_in(["A", "B"])
    assert expr_tree(pickle.loads(pickle.dumps(expr))) == expr_tree(expr)


def test_wrong_names_and_degrees():
    with pytest.raises(TypeError, match="a column's name is text"):
        ar.col(3)
    with pytest.raises(TypeError, match="a name is text"):
        price.alias(3)
    with pytest.raises(ValueError, match="ddof"):
        price.var(-1)
    with pytest.raises(ValueError, match="no such kind of range"):
        price.is_between(1, 2, closed="open")
