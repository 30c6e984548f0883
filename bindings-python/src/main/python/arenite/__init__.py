"""Arenite: a tick store in this process, whose columns are NumPy arrays without a copy.

Examples
--------
>>> import arenite as ar
>>> db = ar.memory()
"""

from arenite._columns import ChunkedColumn, SymbolColumn
from arenite._database import Database, PinInfo, memory, shared
from arenite._errors import (
    AreniteError,
    ArgumentError,
    BridgeError,
    ClosedError,
    DataError,
    InternalError,
    MemoryLimitError,
    NumericOverflowError,
    QueryError,
    QueryStoppedError,
    UnknownNameError,
)
from arenite._pins import debug_pins
from arenite._table import Table
from arenite._types import ColumnType

__all__ = [
    "AreniteError",
    "ArgumentError",
    "BridgeError",
    "ChunkedColumn",
    "ClosedError",
    "ColumnType",
    "DataError",
    "Database",
    "InternalError",
    "MemoryLimitError",
    "NumericOverflowError",
    "PinInfo",
    "QueryError",
    "QueryStoppedError",
    "SymbolColumn",
    "Table",
    "UnknownNameError",
    "debug_pins",
    "memory",
    "shared",
]
