"""The cases that Java and Python share, from Python's side: the Python of each makes its plan and gives its answer."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import arenite as ar
from arenite._types import column_type
from arenite._wire import plan_tree

_FOLDER = Path(__file__).parents[1] / "cases"
_FILES = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.json"))}
_CASES = [
    pytest.param(content["table"], case, id=f"{name}: {case['name']}")
    for name, content in _FILES.items()
    for case in content["cases"]
]
_tables: dict[str, ar.Table] = {}


def test_there_are_case_files():
    assert len(_CASES) > 50


@pytest.fixture(scope="module")
def database():
    with ar.memory() as db:
        yield db
    _tables.clear()


@pytest.mark.parametrize(("described", "case"), _CASES)
def test_case(database, described, case):
    df = table_of(database, described)
    names = {"df": df, "ar": ar, "dt": dt, "np": np, "pd": pd, "Decimal": Decimal}
    query = eval(case["python"], names)
    assert named(plan_tree(query), df.name) == case["plan"]
    if "error" in case:
        with pytest.raises((ar.QueryError, ar.ArgumentError, ar.NumericOverflowError)) as refused:
            query.collect()
        assert all(part in str(refused.value) for part in case["error"])
        return
    kinds = [kind for _, kind in case["columns"]]
    expected = [[expected_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in case["rows"]]
    answer = query.collect()
    assert query.collect() is answer or isinstance(answer, (float, int))
    if case.get("scalar"):
        assert_same([[answer]], expected)
    elif isinstance(answer, ar.FrameColumn):
        assert answer.dtype == kinds[0]
        assert_same([[cell] for cell in answer.to_list()], expected)
    else:
        assert answer.schema == dict(map(tuple, case["columns"]))
        assert_same(answer.rows(), expected)


def table_of(database: ar.Database, described: dict[str, Any]) -> ar.Table:
    name = described["name"]
    if name not in _tables:
        table = database.create_table(
            name,
            dict(map(tuple, described["columns"])),
            timestamp=described["timestamp"],
            key=described["key"],
            partition_by=described["partition_by"],
        )
        columns: dict[str, Any] = {}
        for place, (column, kind) in enumerate(described["columns"]):
            columns[column] = [expected_cell(row[place], kind) for row in described["rows"]]
        table.append(columns)
        _tables[name] = table
    return _tables[name]


def expected_cell(cell: Any, kind: str) -> Any:
    if cell is None:
        return None
    match column_type(kind).kind:
        case "timestamp" | "duration":
            dtype = column_type(kind).shown
            return dtype.type(cell, np.datetime_data(dtype)[0])
        case "date32":
            return np.datetime64(cell, "D")
        case "decimal64":
            return Decimal(cell)
        case "float64" | "float32":
            return float(cell)
    return cell


def named(plan: Any, table: str) -> Any:
    """The plan with the table's name for its handle."""
    if plan[0] == "scan":
        return ["scan", table]
    return [plan[0], named(plan[1], table), *json.loads(json.dumps(plan[2:]))]


def assert_same(actual: list[Any], expected: list[Any]) -> None:
    assert len(actual) == len(expected)
    for row, wanted in zip(actual, expected, strict=True):
        for cell, value in zip(row, wanted, strict=True):
            if isinstance(value, float) and math.isnan(value):
                assert isinstance(cell, float) and math.isnan(cell)
            else:
                assert type(cell) is type(value)
                assert cell == value and str(cell) == str(value)
