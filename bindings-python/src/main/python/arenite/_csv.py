"""CSV files into tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from arenite._errors import AreniteError, ArgumentError, DataError, QueryStoppedError
from arenite._pins import Pin
from arenite._schema import type_of

if TYPE_CHECKING:
    from arenite._database import Database

_LOOK_EVERY_MS = 50

PathLike = Union[str, "os.PathLike[str]"]


class CsvError(NamedTuple):
    """A row that was left out.

    Attributes
    ----------
    rule : str
        What is wrong, such as `not an int64`.
    file : str
        The file.
    line : int
        The line on which the row starts, counted from 1 with the header.
    column : str or None
        The column.
    text : str or None
        The offending text.
    """

    rule: str
    file: str
    line: int
    column: str | None = None
    text: str | None = None


class CsvReport(NamedTuple):
    """What an import did.

    Attributes
    ----------
    rows : int
        Rows that are in the table now.
    skipped : int
        Rows that were left out because they could not be read.
    errors : list of CsvError
        The first few of those.
    files : int
        How many files were read.
    text_bytes : int
        The size of the text, after gunzip.
    first_ns, last_ns : int or None
        The earliest and the latest timestamp.
    seconds : float
        From opening the first file to the last commit.
    """

    rows: int
    skipped: int
    errors: list[CsvError]
    files: int
    text_bytes: int
    first_ns: int | None
    last_ns: int | None
    seconds: float


def import_csv(
    database: Database,
    path: PathLike | Iterable[PathLike],
    table: str,
    ts: str | None,
    key: str | bool | None,
    types: Mapping[str, Any] | None,
    names: Iterable[str] | None,
    separator: str,
    null_values: Iterable[str],
    on_error: str,
    partition_by: str,
) -> CsvReport:
    """Import files; see `Database.import_csv`."""
    if len(separator) != 1:
        raise ArgumentError(f"the separator is one character: separator={separator!r}")
    if on_error not in ("abort", "skip"):
        raise ArgumentError(f"a bad row aborts the import or is skipped: on_error={on_error!r}, known=abort, skip")
    if key is True:
        raise ArgumentError("the key is the name of a column, or False for none: key=True")
    paths = [path] if isinstance(path, (str, os.PathLike)) else list(path)
    if isinstance(null_values, str):
        null_values = [null_values]
    bridge = database._bridge
    with bridge.holding(
        "import_csv",
        database=database._slot,
        table=table,
        files=[os.path.abspath(os.fspath(each)) for each in paths],
        ts=ts,
        key="" if key is False else key,
        types=[[name, _csv_type(kind)] for name, kind in (types or {}).items()],
        names=None if names is None else list(names),
        separator=separator,
        null_values=list(null_values),
        on_error=on_error.upper(),
        partition_by=partition_by,
    ) as started:
        job = Pin(bridge, started["job"])
    try:
        answer = _wait(bridge, job)
    except DataError as error:
        raise DataError(_in_python(str(error))) from None
    return CsvReport(
        answer["rows"],
        answer["skipped"],
        [CsvError(**each) for each in answer["errors"]],
        answer["files"],
        answer["text_bytes"],
        answer.get("first_ns"),
        answer.get("last_ns"),
        answer["elapsed_ns"] / 1e9,
    )


def _wait(bridge: Any, job: Pin) -> dict[str, Any]:
    """Until the import is done. Between two looks Python handles signals: Ctrl-C takes back the file at hand.

    What the import itself failed of meanwhile is the context of what is raised.
    """
    try:
        while True:
            answer = bridge.request("import_wait", job=job.slot, milliseconds=_LOOK_EVERY_MS)
            if answer["done"]:
                return answer
    except AreniteError:
        _cancel(bridge, job)
        raise
    except BaseException as interrupt:
        failure = _cancel(bridge, job)
        if failure is not None:
            failure.__context__ = interrupt.__context__
            interrupt.__context__ = failure
        raise


def _cancel(bridge: Any, job: Pin) -> AreniteError | None:
    """Stop the import, and wait until it has left the table. Gives what it failed of, besides that it was stopped."""
    try:
        bridge.request("import_cancel", job=job.slot)
        while not bridge.request("import_wait", job=job.slot, milliseconds=1_000)["done"]:
            pass
    except QueryStoppedError:
        return None
    except AreniteError as failure:
        return failure
    return None


def _csv_type(kind: Any) -> str:
    """`skip`, `timestamp` (of a unit that is guessed) or a type."""
    return kind if kind in ("skip", "timestamp") else type_of(kind).name


def _in_python(text: str) -> str:
    """An error's hint in terms of the arguments, not of the command line's options."""
    head, mark, hint = text.partition(", hint=")
    if not mark:
        return text
    words = hint.split("\n", 1)
    told = words[0]
    if told.startswith("--type ") and "=" in told:
        name, _, kind = told[len("--type ") :].partition("=")
        told = f"types={{{name!r}: {kind!r}}}"
    else:
        for option, argument in (
            ("--on-error skip", "on_error='skip'"),
            ("--no-header=", "names="),
            ("--no-key", "key=False"),
            ("--separator ", "separator="),
            ("--ts", "ts="),
            ("--key", "key="),
            ("--type", "types="),
        ):
            told = told.replace(option, argument)
    return "\n".join([head + mark + told, *words[1:]])
