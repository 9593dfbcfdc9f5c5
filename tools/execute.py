"""Execute notebooks in fresh kernels and collect what they measured."""

import base64
import copy
import io
import json
import os
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from PIL import Image

from utils import ROOT
from utils.runtime import checked_profile

# Seconds for a cell. They end a cell that hangs, not one on a slow machine.
CELL_TIMEOUT = {"smoke": 120, "quick": 600, "full": None}


@dataclass
class Run:
    """One execution: the notebook with outputs, and what was logged."""

    name: str
    notebook: NotebookNode
    seconds: float
    error: str = ""
    log: list[dict] = field(default_factory=list)

    @property
    def metrics(self):
        """The logged metrics: name → record."""
        return {r["metric"]: r for r in self.log if "metric" in r}


def execute(name, notebook, *, profile, strict, seed=None):
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

    Returns
    -------
    Run
        Its ``error`` says which cell failed and how; else it is empty.
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

        def run_cells():
            NotebookClient(
                notebook,
                timeout=CELL_TIMEOUT[profile],
                kernel_name="python3",
                record_timing=False,
                extra_arguments=["--log-level=ERROR"],
                resources={"metadata": {"path": str(ROOT / "notebooks")}},
            ).execute(env=env)

        error, start = "", time.perf_counter()
        try:
            with_kernel(run_cells)
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
    # Only neighbours: what is printed after a table stays behind it.
    CoalesceStreamsPreprocessor().preprocess(notebook, {})
    _shrink_pictures(notebook)
    return Run(name, notebook, seconds, error, [json.loads(x) for x in lines])


def with_kernel(use):
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


def execute_all(notebooks, **options):
    """Yield a `Run` for each of a ``{name: notebook}``, as they end.

    Half as many run at once as there are cores, since TensorFlow itself
    takes more than one.
    """
    workers = max(1, (os.cpu_count() or 1) // 2)
    with ThreadPoolExecutor(workers) as pool:
        runs = [
            pool.submit(execute, name, notebook, **options)
            for name, notebook in notebooks.items()
        ]
        for run in as_completed(runs):
            yield run.result()


def _describe(name, notebook, failure):
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
        advice = "\nMend the solution or the check, so that it passes."
    return f"error: notebooks/src/{name}.py: {where}:\n{text}{advice}"


def _shrink_pictures(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if png := output.get("data", {}).get("image/png"):
                output.data["image/png"] = shrink(png)


def shrink(png):
    """Return a picture with 32 shades a channel instead of 256.

    The file halves, and no pixel moves by more than four of 255: a notebook
    with forty figures stays small enough to clone and to load.

    Parameters
    ----------
    png : str
        The base64 code of a PNG file, as notebooks hold it.
    """
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    picture = Image.alpha_composite(paper, picture).convert("RGB")
    shades = [round(round(v * 31 / 255) * 255 / 31) for v in range(256)]
    smaller = io.BytesIO()
    picture.point(shades * 3).save(smaller, "png", optimize=True)
    return base64.b64encode(smaller.getvalue()).decode()
