"""CSV files into tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from arenite._errors import ArgumentError
from arenite._files import PathLike, paths_of, run_job, type_name

if TYPE_CHECKING:
    from arenite._database import Database


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
    if isinstance(null_values, str):
        null_values = [null_values]
    bridge = database._bridge
    answer = run_job(
        bridge,
        "import_files",
        database=database._slot,
        table=table,
        files=paths_of(path),
        ts=ts,
        key="" if key is False else key,
        types=[[name, type_name(kind)] for name, kind in (types or {}).items()],
        names=None if names is None else list(names),
        separator=separator,
        null_values=list(null_values),
        on_error=on_error.upper(),
        partition_by=partition_by,
    )
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
