"""Files into tables, and frames, queries and tables into files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Union

import numpy as np

from arenite._errors import AreniteError, ArgumentError, DataError, QueryStoppedError
from arenite._pins import Pin
from arenite._schema import type_of

if TYPE_CHECKING:
    from arenite._database import Database
    from arenite._frame import Frame

_LOOK_EVERY_MS = 50

PathLike = Union[str, "os.PathLike[str]"]

_NO_COMPRESSION = (None, "uncompressed")


class ImportReport(NamedTuple):
    """What an import of Parquet or Arrow files did.

    Attributes
    ----------
    rows : int
        Rows that are in the table now.
    skipped : int
        Rows that were left out because they could not be imported.
    errors : list of str
        What is wrong with the first few of those, with file, row, column and value.
    files : int
        How many files were read.
    file_bytes : int
        The size of the files.
    first_ns, last_ns : int or None
        The earliest and the latest timestamp.
    seconds : float
        From opening the first file to the last commit.
    """

    rows: int
    skipped: int
    errors: list[str]
    files: int
    file_bytes: int
    first_ns: int | None
    last_ns: int | None
    seconds: float


class Damage(NamedTuple):
    """Something that is wrong with a sealed file.

    Attributes
    ----------
    table : str
    file : str
    offset : int
        Where in the file; 0 for the file as a whole.
    text : str
        All of it, for people.
    """

    table: str
    file: str
    offset: int
    text: str


def damage_of(answer: dict[str, Any]) -> list[Damage]:
    """What a verification told."""
    return [Damage(**each) for each in answer["damage"]]


def import_files(
    database: Database,
    file_format: str,
    path: PathLike | Iterable[PathLike],
    table: str,
    ts: str | None,
    key: str | bool | None,
    types: Mapping[str, Any] | None,
    on_error: str,
    partition_by: str,
) -> ImportReport:
    """Import files that have types of their own; see `Database.import_parquet`."""
    if on_error not in ("abort", "skip"):
        raise ArgumentError(f"a bad row aborts the import or is skipped: on_error={on_error!r}, known=abort, skip")
    if key is True:
        raise ArgumentError("the key is the name of a column, or False for none: key=True")
    answer = run_job(
        database._bridge,
        "import_files",
        database=database._slot,
        format=file_format,
        table=table,
        files=paths_of(path),
        ts=ts,
        key="" if key is False else key,
        types=[[name, type_name(kind)] for name, kind in (types or {}).items()],
        on_error=on_error.upper(),
        partition_by=partition_by,
    )
    return ImportReport(
        answer["rows"],
        answer["skipped"],
        answer["errors"],
        answer["files"],
        answer["file_bytes"],
        answer.get("first_ns"),
        answer.get("last_ns"),
        answer["elapsed_ns"] / 1e9,
    )


def write_query(query: Any, file_format: str, file: PathLike, compression: str | None, group_rows: int | None) -> None:
    """Write what a lazy frame gives, without a copy of it in Python; a table is written as it is, part by part."""
    options = _export(file_format, file, compression, group_rows)
    if query._parent is None:
        run_job(query._bridge, "write_table", table=query._pin.slot, **options)
        return
    from arenite._execute import compiled

    plan = compiled(query)
    run_job(plan._bridge, "write_plan", plan=plan.slot, **options)


def write_frame(frame: Frame, file_format: str, file: PathLike, compression: str | None, group_rows: int | None) -> None:
    """Write a frame, whose memory the JVM reads where it lies."""
    from arenite import _bridge

    kept: list[np.ndarray] = []
    run_job(
        _bridge.bridge(),
        "write_frame",
        rows=frame.height,
        columns=[_described(column, kept) for column in frame.get_columns()],
        **_export(file_format, file, compression, group_rows),
    )


def _export(file_format: str, file: PathLike, compression: str | None, group_rows: int | None) -> dict[str, Any]:
    options: dict[str, Any] = {"format": file_format, "file": os.path.abspath(os.fspath(file))}
    if file_format != "CSV":
        options["compression"] = "uncompressed" if compression in _NO_COMPRESSION else compression
    if group_rows is not None:
        options["group_rows"] = group_rows
    return options


def _described(column: Any, kept: list[np.ndarray]) -> dict[str, Any]:
    """A column by its addresses; `kept` holds what they lie in."""
    buffers = column._buffers
    values = np.ascontiguousarray(buffers.values)
    described: dict[str, Any] = {"name": column.name, "type": column.type.name}
    if column.type.kind == "symbol":
        # Few of a database's symbols are in a frame: those that are get codes of their own.
        nulls = column.null_mask
        codes = np.unique(values if nulls is None else values[~nulls])
        described["symbols"] = [buffers.symbols[code] for code in codes.tolist()]
        values = np.searchsorted(codes, values).astype(np.int32)
    kept.append(values)
    described["values"] = values.ctypes.data
    described["bytes"] = values.nbytes
    if buffers.validity is not None:
        kept.append(np.ascontiguousarray(buffers.validity))
        described["validity"] = kept[-1].ctypes.data
    if buffers.data is not None:
        kept.append(np.ascontiguousarray(buffers.data))
        described["data"] = kept[-1].ctypes.data
        described["data_bytes"] = kept[-1].nbytes
    return described


def paths_of(path: PathLike | Iterable[PathLike]) -> list[str]:
    """One path or several, absolute."""
    paths = [path] if isinstance(path, (str, os.PathLike)) else list(path)
    return [os.path.abspath(os.fspath(each)) for each in paths]


def run_job(bridge: Any, op: str, **fields: Any) -> dict[str, Any]:
    """Do what takes a while on a thread of the JVM's, and wait for what it tells in the end."""
    with bridge.holding(op, **fields) as started:
        job = Pin(bridge, started["job"])
    try:
        return _wait(bridge, job)
    except DataError as error:
        raise type(error)(_in_python(str(error))) from None


def _wait(bridge: Any, job: Pin) -> dict[str, Any]:
    """Until the job is done. Between two looks Python handles signals: Ctrl-C takes back the file at hand.

    What the job itself failed of meanwhile is the context of what is raised.
    """
    try:
        while True:
            answer = bridge.request("job_wait", job=job.slot, milliseconds=_LOOK_EVERY_MS)
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
    """Stop the job, and wait until it has left the table or removed its file. Gives what it failed of, besides that it was stopped."""
    try:
        bridge.request("job_cancel", job=job.slot)
        while not bridge.request("job_wait", job=job.slot, milliseconds=1_000)["done"]:
            pass
    except QueryStoppedError:
        return None
    except AreniteError as failure:
        return failure
    return None


def type_name(kind: Any) -> str:
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
