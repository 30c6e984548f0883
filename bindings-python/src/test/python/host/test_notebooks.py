"""The notebooks of docs/notebooks run, in a plain kernel and in the one inside the JVM."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nbformat
import pytest
from host_process import HOSTED, MAIN, environment
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[5] / "docs" / "notebooks"
CELL_S = 120


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the kernel inside the JVM, called `tested`."""
    prefix = tmp_path_factory.mktemp("prefix")
    command = [*HOSTED, "--install-kernel", "--prefix", str(prefix), "--name", "tested"]
    subprocess.run(command, env=environment(), check=True, capture_output=True)
    return prefix / "share" / "jupyter"


@pytest.mark.slow
@pytest.mark.parametrize("kernel", ["python3", "tested"])
@pytest.mark.parametrize("name", ["vwap-from-real-ticks", "live-table-with-a-java-feed"])
def test_a_notebook_runs(
    name: str, kernel: str, kernels: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in environment().items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("JUPYTER_PATH", str(kernels))
    monkeypatch.setenv("PYTHONPATH", str(MAIN.parents[1]))
    monkeypatch.setenv("ARENITE_TEST_DATA", str(data_folder))
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "notebooks are kept without their outputs"
    client = NotebookClient(
        notebook, timeout=CELL_S, kernel_name=kernel, resources={"metadata": {"path": str(NOTEBOOKS)}}
    )
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if "image/png" in output.get("data", {})]
    assert [output for output in outputs if "text/html" in output.get("data", {})]
