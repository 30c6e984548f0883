"""The examples of the README print what the README says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import child_environment

README = Path(__file__).resolve().parents[4] / "README.md"


@pytest.mark.parametrize("marker", ["python-example", "durable-example"])
def test_the_example_runs_as_written(marker: str, tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {marker} -->\n```python\n(.*?)```\n.*?```text\n(.*?)```", text, re.DOTALL)
    assert found is not None
    example, expected = found.groups()
    done = subprocess.run(
        [sys.executable, "-c", example],
        capture_output=True,
        text=True,
        timeout=120,
        env=child_environment(),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == expected
