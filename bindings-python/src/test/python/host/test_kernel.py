"""The Jupyter kernel inside the JVM, driven as a frontend drives it."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from host_process import HOSTED, environment
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

_CELL_S = 60


class Cells:
    """A running kernel and what its cells answer."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def run(self, code: str, interrupt_after: str | None = None) -> list[dict]:
        """Runs a cell and returns its messages; interrupts it once its output shows a text."""
        messages: list[dict] = []

        def take(message: dict) -> None:
            messages.append(message)
            if interrupt_after is not None and interrupt_after in message["content"].get("text", ""):
                time.sleep(0.2)
                self.manager.interrupt_kernel()

        reply = self.client.execute_interactive(code, output_hook=take, timeout=_CELL_S)
        return [*messages, reply]

    def text(self, code: str) -> str:
        """What a cell without an error prints and gives."""
        messages = self.run(code)
        assert messages[-1]["content"]["status"] == "ok", messages[-1]["content"]
        parts = [message["content"] for message in messages]
        return "".join(part.get("text", "") + part.get("data", {}).get("text/plain", "") for part in parts)


@pytest.fixture(scope="module")
def kernel_spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kernel, registered under a folder of the tests."""
    prefix = tmp_path_factory.mktemp("prefix")
    command = [*HOSTED, "--install-kernel", "--prefix", str(prefix), "--name", "tested"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    folder = prefix / "share" / "jupyter" / "kernels" / "tested"
    assert done.stdout == f"installed the kernel tested: folder={folder}\n"
    return folder


@pytest.fixture(scope="module")
def cells(kernel_spec: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cells]:
    specs = KernelSpecManager(kernel_dirs=[str(kernel_spec.parent)])
    manager = KernelManager(kernel_name="tested", kernel_spec_manager=specs)
    log = tmp_path_factory.mktemp("kernel") / "log.txt"
    with open(log, "w") as file:
        manager.start_kernel(env=environment(), stdout=file, stderr=file)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=_CELL_S)
            yield Cells(manager, client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel()
            print(log.read_text())


def test_description_is_what_the_kernel_needs(kernel_spec: Path) -> None:
    spec = json.loads((kernel_spec / "kernel.json").read_text())
    assert spec["interrupt_mode"] == "message"
    assert spec["argv"][-2:] == ["--kernel", "{connection_file}"]


def test_numpy_over_arenite_memory(cells: Cells) -> None:
    code = """
import numpy as np
import arenite as ar
db = ar.memory()
table = db.create_table("t", {"ts": "timestamp(ns)", "price": "float64"}, partition_by="day")
table.append({"ts": np.arange(1000).astype("datetime64[ns]"), "price": np.arange(1000.0)})
price = table.get_column("price")
print(price.flags.owndata, price.sum())
"""
    assert cells.text(code) == "False 499500.0\n"


def test_kernel_runs_inside_the_jvm_on_the_main_thread(cells: Cells) -> None:
    code = "import jep, threading; threading.current_thread() is threading.main_thread()"
    assert cells.text(code) == "True"
    assert cells.text("jep.findClass('java.lang.System').getProperty('java.version')[:3]") == "'25.'"


def test_plot_comes_back_as_an_image(cells: Cells) -> None:
    messages = cells.run("%matplotlib inline\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 3, 2])")
    images = [m["content"]["data"]["image/png"] for m in messages if "image/png" in m["content"].get("data", {})]
    assert len(images) == 1
    assert images[0].startswith("iVBORw0KGgo")


def test_await_in_a_cell(cells: Cells) -> None:
    assert cells.text("import asyncio\nawait asyncio.sleep(0.01, 'slept')") == "'slept'"


def test_signal_handlers_can_be_set_in_a_cell(cells: Cells) -> None:
    code = "import signal; signal.signal(signal.SIGUSR2 - 2, signal.SIG_DFL) is not None"
    assert cells.text(code) == "True"


def test_error_of_java_is_a_readable_python_error(cells: Cells) -> None:
    content = cells.run("import arenite as ar\nar.shared('nobody')")[-1]["content"]
    assert content["status"] == "error"
    assert content["ename"] == "UnknownNameError"
    assert "unknown shared database: shared database=nobody" in content["evalue"]
    assert not any("java.lang" in line for line in content["traceback"])


def test_output_of_java_is_shown_in_the_cell(cells: Cells) -> None:
    assert "from Java" in cells.text(
        "import jep, time\njep.findClass('java.lang.System').out.println('from Java')\ntime.sleep(0.5)"
    )


@pytest.mark.parametrize("wait", ["while True: pass", "import time; time.sleep(600)"])
def test_interrupt(cells: Cells, wait: str) -> None:
    began = time.monotonic()
    content = cells.run(f"print('started')\n{wait}", interrupt_after="started")[-1]["content"]
    assert content["status"] == "error"
    assert content["ename"] == "KeyboardInterrupt"
    assert time.monotonic() - began < _CELL_S
    assert cells.text("21 * 2") == "42"


def test_interrupt_of_a_running_query(cells: Cells) -> None:
    code = """
import numpy as np
import arenite as ar
db = ar.memory(cache_bytes=0)
table = db.create_table("t", {"ts": "timestamp(ns)", "price": "float64"}, partition_by="day")
rows = np.arange(3_000_000)
table.append({"ts": rows.astype("datetime64[ns]"), "price": np.random.default_rng(1).random(len(rows))})
query = table.sort("price", "ts")
print('started')
while True:
    query.collect()
"""
    content = cells.run(code, interrupt_after="started")[-1]["content"]
    assert (content["status"], content["ename"]) == ("error", "KeyboardInterrupt")
    assert any("_raise_what_a_signal_raised" in line for line in content["traceback"])
    assert cells.text("'usable'") == "'usable'"


def test_restart_gives_an_empty_kernel(cells: Cells) -> None:
    assert cells.text("kept = 1; kept") == "1"
    cells.manager.restart_kernel(now=False)
    cells.client.wait_for_ready(timeout=_CELL_S)
    assert cells.text("'kept' in globals()") == "False"
