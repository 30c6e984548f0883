"""Answers the harness's requests, a line each, until its standard input ends.

    load                         -> ok PEER,OPERATION ...      blanks of names are written as underscores
    versions                     -> ok NAME=VERSION ...
    run PEER OPERATION REPEATS   -> ok NANOSECONDS CELL ...    of all repeats; the answer is the last repeat's

The words of a request are separated by tabs. One that fails is answered by `error` and a text. The argument is the
folder of the work set, which the harness removes after `load`; where the harness was killed before that, it goes with
this process. Ctrl-C is the harness's to handle: it closes the input.
"""

from __future__ import annotations

import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_IGN)

import gc  # noqa: E402  (imports take a second; the signal must be ignored from the start)
import os  # noqa: E402
import platform  # noqa: E402
import shutil  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from importlib.metadata import version  # noqa: E402
from pathlib import Path  # noqa: E402

from arenite_peers import duckdb_peer, numpy_peer, pandas_peer, polars_peers  # noqa: E402
from arenite_peers.operations import Operation, Operations, text  # noqa: E402
from arenite_peers.work_set import WorkSet  # noqa: E402

LIBRARIES = ("polars", "duckdb", "numpy", "pandas")


class Session:
    """The peers over one work set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.peers: dict[str, Operations] = {}

    def load(self) -> str:
        """Loads the work set into every peer and names what each can do."""
        work = WorkSet.load(self.folder)
        for module in (polars_peers, duckdb_peer, numpy_peer, pandas_peer):
            self.peers |= {name.replace(" ", "_"): operations for name, operations in module.peers(work).items()}
        gc.collect()
        gc.freeze()
        return " ".join(f"{peer},{name}" for peer, operations in self.peers.items() for name in operations)

    def versions(self) -> str:
        """Python's version and each library's."""
        libraries = " ".join(f"{name}={version(name)}" for name in LIBRARIES)
        return f"python={platform.python_version()} {libraries}"

    def run(self, peer: str, name: str, repeats: str) -> str:
        """Computes an operation so many times in a row."""
        operation = self.peers[peer][name]
        elapsed_ns, answer = timed(operation, int(repeats))
        return f"{elapsed_ns} " + " ".join(text(cell) for cell in operation.cells(answer))


def timed(operation: Operation, repeats: int) -> tuple[int, object]:
    """Nanoseconds of wall clock for all repeats, and the last answer."""
    compute = operation.compute
    answer = None
    start = time.perf_counter_ns()
    for _ in range(repeats):
        answer = compute()
    return time.perf_counter_ns() - start, answer


def answer_to(session: Session, line: str) -> str:
    """The reply to one request; any failure of a peer becomes a reply too."""
    request, *arguments = line.rstrip("\n").split("\t")
    handlers: dict[str, Callable[..., str]] = {
        "load": session.load,
        "versions": session.versions,
        "run": session.run,
    }
    try:
        return "ok " + handlers[request](*arguments)
    except Exception as error:
        return f"error {type(error).__name__}: {error}".replace("\n", " ")


def main(folder: Path) -> None:
    """Serves until the harness is gone."""
    session = Session(folder)
    try:
        for line in sys.stdin:
            print(answer_to(session, line), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    os._exit(0)  # hundreds of megabytes need no taking apart, and DuckDB's binding reports what it leaks while it is
