"""Python functions over batches, as steps of queries."""

from __future__ import annotations

import gc
import threading
import traceback

import arenite as ar
import numpy as np
import pytest
from arenite import _callbacks

ROWS = 150_000


@pytest.fixture
def table(db):
    table = db.create_table(
        "t",
        {
            "ts": "timestamp",
            "sym": "symbol",
            "price": float,
            "size": "int32",
            "gap": "int64",
            "flag": bool,
            "f": "float32",
            "ms": "timestamp(ms)",
            "took": "duration(us)",
            "day": "date32",
            "u": "uint64",
            "dec": "decimal64(2)",
        },
        key="sym",
        partition_by="none",
    )
    n = np.arange(ROWS)
    table.append(
        {
            "ts": n,
            "sym": np.array(["A", "B", "C"])[n % 3],
            "price": n / 2,
            "size": n % 1_000,
            "gap": np.ma.array(n, mask=n % 5 == 0),
            "flag": n % 2 == 0,
            "f": (n / 4).astype("f4"),
            "ms": n.astype("M8[ms]"),
            "took": n.astype("m8[us]"),
            "day": (n % 10_000).astype("M8[D]"),
            "u": n.astype("u8") + (1 << 63),
            "dec": n,
        }
    )
    return table


def by_time(table, *exprs):
    """The rows of some expressions in the order of time."""
    return table.sort("ts").select(*exprs).collect()


def test_rows_come_back_in_their_places(table):
    def product(arrays):
        price, size = arrays
        return price * size

    frame = by_time(table, ar.map_batches(["price", ar.col("size")], product, float).alias("p"))
    n = np.arange(ROWS)
    assert np.array_equal(frame["p"].to_numpy(), n / 2 * (n % 1_000))


@pytest.mark.parametrize(
    "column, dtype, values",
    [
        ("price", np.float64, lambda n: n / 2),
        ("f", np.float64, lambda n: n / 4),
        ("size", np.int64, lambda n: n % 1_000),
        ("u", np.uint64, lambda n: n.astype("u8") + np.uint64(1 << 63)),
        ("flag", np.bool_, lambda n: n % 2 == 0),
        ("ms", "M8[ms]", lambda n: n.astype("M8[ms]")),
        ("took", "m8[us]", lambda n: n.astype("m8[us]")),
        ("day", "M8[D]", lambda n: (n % 10_000).astype("M8[D]")),
        ("dec", np.int64, lambda n: n * 100),
    ],
)
def test_every_type_comes_and_goes(table, column, dtype, values):
    seen = []

    def same(array):
        seen.append(array)
        return array

    kind = table.schema[column]
    frame = by_time(table, ar.col(column).map_batches(same, kind).alias("x"), ar.col(column).alias("y"))
    assert {array.dtype for array in seen} == {np.dtype(dtype)}
    assert not any(array.flags.writeable for array in seen)
    assert max(map(len, seen)) <= 2_048
    assert np.array_equal(np.concatenate(seen)[:1_000], values(np.arange(ROWS))[:1_000]) or len(seen) > 1
    assert np.array_equal(frame["x"].to_numpy(), frame["y"].to_numpy())
    assert kind.name == "decimal64(2)" or np.array_equal(
        frame["x"].to_numpy(), values(np.arange(ROWS)).astype(kind.shown)
    )


def test_nulls_are_masked_on_both_sides(table):
    kinds = set()

    def half(array):
        kinds.add(type(array))
        return array / 2

    frame = by_time(
        table,
        ar.col("gap").map_batches(half, float).alias("h"),
        ar.col("gap")
        .map_batches(lambda array: [None if value is np.ma.masked else int(value) for value in array], "int64")
        .alias("l"),
    )
    n = np.arange(ROWS)
    for name, wanted in (("h", n / 2), ("l", n)):
        found = frame[name].to_numpy()
        assert np.array_equal(np.ma.getmaskarray(found), n % 5 == 0)
        assert np.array_equal(np.ma.compressed(found), wanted[n % 5 != 0])
    assert np.ma.MaskedArray in kinds
    assert table.select(ar.col("gap").map_batches(half, float).count()).collect().item() == (n % 5 != 0).sum()


def test_only_rows_that_filters_left_come(table):
    seen = 0

    def count(array):
        nonlocal seen
        seen += len(array)
        assert (array % 2 == 1).all()
        return array

    total = (
        table.filter((ar.col("sym") == "B") & ~ar.col("flag"))
        .select(ar.col("gap").map_batches(lambda array: np.ma.filled(count(array), 0), "int64").sum())
        .collect()
        .item()
    )
    n = np.arange(ROWS)
    kept = (n % 3 == 1) & (n % 2 == 1)
    assert seen == kept.sum()
    assert total == n[kept & (n % 5 != 0)].sum()


def test_in_filters_groups_and_over_results(table):
    odd = ar.col("size").map_batches(lambda size: size % 2 == 1, bool)
    assert table.filter(odd).select(ar.count()).collect().item() == ROWS // 2
    groups = table.group_by("sym").agg(ar.col("size").map_batches(np.square, "int64").max().alias("m")).collect()
    assert groups["m"].to_numpy().tolist() == [998_001] * 3
    outer = (
        table.group_by("sym")
        .agg(ar.col("price").mean().alias("m"))
        .select(ar.col("m").map_batches(lambda mean: mean.astype(int), "int32").alias("f"))
        .collect()
    )
    assert len(outer) == 3 and outer["f"].to_numpy().dtype == np.int32
    assert (
        table[table["price"].map_batches(lambda price: price < 10, bool)]["price"].sum().collect() == sum(range(20)) / 2
    )


def test_answers_are_not_cached(table):
    calls = []
    query = table.select(ar.col("price").map_batches(lambda price: calls.append(len(price)) or price, float).sum())
    first = query.collect()
    once = len(calls)
    assert query.collect().item() == first.item()
    assert len(calls) == 2 * once > 0
    bound = table["price"].map_batches(lambda price: calls.append(0) or price, float).sum()
    bound.collect()
    once = len(calls)
    bound.collect()
    assert len(calls) > once


def test_an_exception_is_raised_where_it_is_collected_with_its_traceback(table):
    def broken(array):
        raise LookupError("no luck")

    query = table.select(ar.col("price").map_batches(broken, float).sum())
    with pytest.raises(LookupError, match="no luck") as caught:
        query.collect()
    shown = "".join(traceback.format_exception(caught.value))
    assert "in broken" in shown and "query.collect()" in shown
    with pytest.raises(KeyboardInterrupt):
        table.select(
            ar.col("price").map_batches(lambda array: (_ for _ in ()).throw(KeyboardInterrupt), float)
        ).collect()
    assert table.select(ar.count()).collect().item() == ROWS


@pytest.mark.parametrize(
    "function, dtype, text",
    [
        (lambda a: a[1:], float, "a function gives one result for each row: function=<lambda>, rows="),
        (lambda a: 1.0, float, "a function gives one result for each row"),
        (
            lambda a: a,
            int,
            "a function's results are of another type: function=<lambda>, return_dtype=int64, wanted=int64, dtype=float64",
        ),
        (lambda a: a > 1, float, "return_dtype=float64, wanted=float64, dtype=bool"),
        (lambda a: a, bool, "return_dtype=bool, wanted=bool, dtype=float64"),
        (lambda a: ["x"] * len(a), float, "dtype=<U1"),
        (
            lambda a: np.full(len(a), -1),
            "uint64",
            "a result does not fit: function=<lambda>, return_dtype=uint64, dtype=int64",
        ),
        (lambda a: None, float, "dtype=object"),
    ],
)
def test_wrong_results_are_told(table, function, dtype, text):
    with pytest.raises(ar.DataError) as caught:
        table.select(ar.col("price").map_batches(function, dtype).sum()).collect()
    assert text in str(caught.value)


def test_results_outside_a_narrow_type_are_an_error(table):
    with pytest.raises(ar.NumericOverflowError, match="the value does not fit its type: .*type=int8"):
        table.select(ar.col("size").map_batches(lambda size: size, "int8").sum()).collect()


def test_wrong_arguments_are_told(table):
    with pytest.raises(ar.QueryError, match="no function over text, bytes and symbols yet"):
        table.select(ar.col("sym").map_batches(len, int)).collect()
    with pytest.raises(ar.ArgumentError, match="no such column type"):
        ar.col("price").map_batches(np.log, "float99")
    with pytest.raises(TypeError, match="takes a list of columns"):
        ar.map_batches("price", np.log, float)
    with pytest.raises(TypeError, match="takes a function"):
        ar.col("price").map_batches(5, float)
    with pytest.raises(TypeError, match="takes columns and expressions"):
        ar.map_batches([], np.log, float)


def test_it_is_shown(table):
    expr = ar.col("price").map_batches(np.log, float)
    assert repr(expr) == "map_batches([col('price')], log, 'float64')"
    assert "log(price)" in table.select(expr.sum()).explain()


def test_the_function_may_ask_the_database(table):
    """Queries, views and appends from within, while the outer query runs."""
    other = table._database.create_table("other", {"ts": "timestamp", "a": "int64"})

    def ask(price):
        other.append({"ts": [1], "a": [len(price)]})
        whole = table.select(ar.col("size").max()).collect().item()
        wide = table.select("price", "size", "gap").limit(30_000).collect()
        assert len(wide) == 30_000 and len(table.get_column("price", key="A")) == ROWS // 3
        return price + whole

    total = table.filter(ar.col("sym") == "A").select(ar.col("price").map_batches(ask, float).max()).collect().item()
    assert total == (ROWS - 3) / 2 + 999
    assert len(other) == -(-ROWS // 3 // 2_048)


def test_other_threads_run_meanwhile_and_it_is_called_by_the_asking_one(table):
    seen = set()
    results = []

    def note(price):
        seen.add(threading.get_ident())
        return np.sqrt(price)

    def work():
        for _ in range(5):
            results.append(table.select(ar.col("price").map_batches(note, float).sum()).collect().item())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert len(results) == 20 and len(set(results)) == 1
    assert results[0] == pytest.approx(np.sqrt(np.arange(ROWS) / 2).sum())


def test_arrays_may_be_kept(table):
    kept = []
    table.filter(ar.col("sym") == "A").select(
        ar.col("size").map_batches(lambda size: kept.append(size[::2]) or size, "int32")
    ).collect()
    assert np.array_equal(np.concatenate(kept)[:500], np.arange(0, 3_000, 6)[:500] % 1_000)


def test_a_function_goes_with_its_expression(table):
    before = len(_callbacks._functions)
    expr = ar.col("price").map_batches(lambda price: price, float).sum()
    query = table.select(expr)
    query.collect()
    assert len(_callbacks._functions) == before + 1
    del expr, query
    gc.collect()
    assert len(_callbacks._functions) == before
