"""Execute a notebook in a fresh kernel and collect what it measured."""

import asyncio
import copy
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode

from tools.running.outputs import tidy_outputs
from tools.running.usage import resident_mb, take_cell_seconds
from utils import ROOT
from utils.runtime import checked_profile

# Seconds for a cell. They end a cell that hangs, not one on a slow machine.
CELL_TIMEOUT = {"smoke": 120, "quick": 600, "full": None}
STOP_INTERVAL = 0.5  # seconds between two looks whether to stop

_T = TypeVar("_T")


class Stopped(Exception):
    """The run was no longer wanted; its kernel has ended."""


@dataclass
class Run:
    """One execution: the notebook with outputs, and what was logged."""

    name: str
    notebook: NotebookNode
    seconds: float
    error: str = ""
    log: list[dict[str, Any]] = field(default_factory=list)
    cell_seconds: dict[str, float] = field(default_factory=dict)  # by id
    peak_mb: float = 0.0  # resident memory of the kernel

    @property
    def metrics(self) -> dict[str, dict[str, Any]]:
        """The logged metrics: name → record."""
        return {r["metric"]: r for r in self.log if "metric" in r}


def execute(
    name: str,
    notebook: NotebookNode,
    *,
    profile: str,
    strict: bool,
    seed: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Run:
    """Execute a copy of a notebook from the top.

    Parameters
    ----------
    name : str
        For messages.
    notebook : NotebookNode
        What to run; it stays as it is.
    profile : str
        ``"smoke"``, ``"quick"`` or ``"full"``.
    strict : bool
        Whether a failed check or a metric out of range ends the run.
    seed : int, optional
        The course's seed; else what ``COURSE_SEED`` says.
    stopped : callable
        Asked twice a second; once it says true, the kernel is killed.

    Returns
    -------
    Run
        Its ``error`` says which cell failed and how; else it is empty.

    Raises
    ------
    Stopped
        If ``stopped()`` ended it.
    ValueError
        If there is no such profile.
    """
    checked_profile(profile)
    notebook = copy.deepcopy(notebook)
    language = copy.deepcopy(notebook.metadata.get("language_info"))
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "metrics.jsonl"
        env = os.environ | {
            "COURSE_PROFILE": profile,
            "COURSE_STRICT": str(int(strict)),
            "COURSE_METRICS_LOG": str(log),
            "COURSE_STATIC": "1",  # a stored notebook has no live sliders
        }
        if seed is not None:
            env["COURSE_SEED"] = str(seed)

        def run_cells() -> float:
            client = NotebookClient(
                notebook,
                timeout=CELL_TIMEOUT[profile],
                kernel_name="python3",
                record_timing=True,
                extra_arguments=["--log-level=ERROR"],
                resources={"metadata": {"path": str(ROOT / "notebooks")}},
            )
            return asyncio.run(_run_cells(client, env, stopped))

        peak_mb = 0.0
        error, start = "", time.perf_counter()
        try:
            peak_mb = with_kernel(run_cells)
        except (
            CellExecutionError,
            CellTimeoutError,
            DeadKernelError,
        ) as failure:
            error = _describe(name, notebook, failure)
        seconds = time.perf_counter() - start
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
    if language is not None:  # the kernel's answer names its version
        notebook.metadata["language_info"] = language
    tidy_outputs(notebook)
    return Run(
        name,
        notebook,
        seconds,
        error,
        [json.loads(line) for line in lines],
        take_cell_seconds(notebook),
        peak_mb,
    )


async def _run_cells(
    client: NotebookClient, env: dict[str, str], stopped: Callable[[], bool]
) -> float:
    """Run all cells; kill the kernel as soon as ``stopped()`` says so.

    Returns the peak of the kernel's resident memory in MB.
    """
    cells = asyncio.create_task(client.async_execute(env=env))
    peak = 0.0
    while not cells.done():
        await asyncio.wait({cells}, timeout=STOP_INTERVAL)
        peak = max(peak, resident_mb(client.km))
        if not cells.done() and stopped():
            client.shutdown_kernel = "immediate"
            cells.cancel()
            await asyncio.gather(cells, return_exceptions=True)
            # nbclient does not end a kernel that was still starting.
            if client.kc is not None:
                client.kc.stop_channels()
            manager: Any = client.km  # an AsyncKernelManager
            if manager is not None and manager.has_kernel:
                await manager.shutdown_kernel(now=True)
            raise Stopped
    await cells
    return peak


def with_kernel(use: Callable[[], _T]) -> _T:
    """Call a function that starts a kernel; again if it died at its start.

    Jupyter chooses free ports a second before the kernel takes them. Now and
    then another program takes one first (“Address already in use”).
    """
    for _ in range(2):
        try:
            return use()
        except RuntimeError as failure:
            if "Kernel died before replying" not in str(failure):
                raise
    return use()


def _describe(name: str, notebook: NotebookNode, failure: Exception) -> str:
    failed = next(
        (
            cell
            for cell in reversed(notebook.cells)
            if cell.cell_type == "code"
            and any(o.output_type == "error" for o in cell.outputs)
        ),
        None,
    )
    where = f"cell {failed.id}" if failed else type(failure).__name__
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(failure)).strip()
    advice = ""
    if failed and failed.id.startswith("check-"):
        advice = "\nFix the solution or the check, so that it passes."
    return f"error: {name}: {where}:\n{text}{advice}"
