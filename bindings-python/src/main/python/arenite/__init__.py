"""Arenite: a tick store in this process, whose columns are NumPy arrays without a copy.

Examples
--------
>>> import arenite as ar
>>> db = ar.memory()
"""

from arenite._appender import Appender
from arenite._callbacks import map_batches
from arenite._columns import ChunkedColumn, SymbolColumn
from arenite._csv import CsvError, CsvReport
from arenite._database import Database, PinInfo, memory, open, scan, shared
from arenite._errors import (
    AreniteError,
    ArgumentError,
    BridgeError,
    ClosedError,
    CorruptFileError,
    DataError,
    FileError,
    InternalError,
    MemoryLimitError,
    NumericOverflowError,
    QueryError,
    QueryStoppedError,
    UnknownNameError,
)
from arenite._expr import Expr
from arenite._feed import DemoFeed, demo_feed
from arenite._files import Damage, ImportReport
from arenite._frame import Frame
from arenite._frame_column import FrameColumn
from arenite._functions import col, count, dot, first, last, len, lit, max, mean, min, std, sum, var, vwap
from arenite._lazy import FrameExpr, GroupBy, LazyFrame
from arenite._pins import debug_pins
from arenite._schema import Schema
from arenite._source import ScannedFile
from arenite._table import Table
from arenite._types import ColumnType

__all__ = [
    "Appender",
    "AreniteError",
    "ArgumentError",
    "BridgeError",
    "ChunkedColumn",
    "ClosedError",
    "ColumnType",
    "CorruptFileError",
    "CsvError",
    "CsvReport",
    "Damage",
    "DataError",
    "Database",
    "DemoFeed",
    "Expr",
    "FileError",
    "Frame",
    "FrameColumn",
    "FrameExpr",
    "GroupBy",
    "ImportReport",
    "InternalError",
    "LazyFrame",
    "MemoryLimitError",
    "NumericOverflowError",
    "PinInfo",
    "QueryError",
    "QueryStoppedError",
    "ScannedFile",
    "Schema",
    "SymbolColumn",
    "Table",
    "UnknownNameError",
    "col",
    "count",
    "debug_pins",
    "demo_feed",
    "dot",
    "first",
    "last",
    "len",
    "lit",
    "map_batches",
    "max",
    "mean",
    "memory",
    "min",
    "open",
    "scan",
    "shared",
    "std",
    "sum",
    "var",
    "vwap",
]
