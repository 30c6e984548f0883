"""What can go wrong. Each error is also the built-in exception that a Python programmer would expect."""

from __future__ import annotations


class AreniteError(Exception):
    """The base of all errors of Arenite."""


class QueryError(AreniteError, ValueError):
    """The query is wrong: types that do not meet, an aggregate where rows are asked for."""


class UnknownNameError(AreniteError, KeyError):
    """There is no table, column or key of this name; the text lists the names that are nearest."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""  # KeyError would quote it


class ArgumentError(AreniteError, ValueError):
    """An argument has a value that makes no sense here."""


class DataError(AreniteError, ValueError):
    """The data cannot be stored as it is: the text names the column, and the row where there is one."""


class CorruptFileError(DataError):
    """A file of the database is damaged; the text names it, and where."""


class FileError(AreniteError, OSError):
    """A file cannot be opened, read or written: no such folder, disk full."""


class NumericOverflowError(AreniteError, OverflowError):
    """An exact result does not fit into its type."""


class MemoryLimitError(AreniteError, MemoryError):
    """A limit on memory was reached; nothing was lost."""


class QueryStoppedError(AreniteError):
    """The query was cancelled or passed its deadline."""


class ClosedError(AreniteError, RuntimeError):
    """The database, table or writer is closed or dropped, or busy."""


class BridgeError(AreniteError, RuntimeError):
    """The JVM cannot be started or reached."""


class InternalError(AreniteError):
    """A defect of Arenite; the text has the Java stack."""


_BY_TYPE: dict[str, type[AreniteError]] = {
    "query": QueryError,
    "unknown_name": UnknownNameError,
    "value": ArgumentError,
    "data": DataError,
    "corrupt": CorruptFileError,
    "file": FileError,
    "overflow": NumericOverflowError,
    "memory_limit": MemoryLimitError,
    "stopped": QueryStoppedError,
    "interrupted": QueryStoppedError,
    "closed": ClosedError,
}


def from_failure(failure: dict[str, str]) -> AreniteError:
    """The exception for a failure as the JVM describes it."""
    made = _BY_TYPE.get(failure["type"], InternalError)
    stack = failure.get("stack")
    return made(failure["message"] + ("\n" + stack if stack else ""))
