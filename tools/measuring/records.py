"""What a run of some cells measured, kept so that a stopped run goes on."""

import contextlib
import json
import re
from typing import Any

from nbformat import NotebookNode

from tools.authoring.fingerprint import (
    code_of,
    lock_hash,
    short_hash,
    utils_hash,
)
from tools.paths import BUILD
from tools.running.execute import Run
from tools.running.jobs import Job, run_jobs
from utils.metric_ranges import bounds_of, inside, short
from utils.metrics import expected_metrics
from utils.runtime import DEFAULT_SEED

CACHE = BUILD / "mutations.jsonl"
SAME_OUTPUT = "nbval-check-output"

Record = dict[str, Any]  # see `record_of`


def run_parts(parts: list[tuple[str, NotebookNode]]) -> list[Record]:
    """Run parts of notebooks; return what was measured, in their order.

    What is kept from an earlier run of the same cells is not run again.
    """
    known = {}
    if CACHE.is_file():
        for line in CACHE.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError):  # a line cut by a kill
                record = json.loads(line)
                known[record["key"]] = record
    keys = [_key(part) for _, part in parts]
    jobs = {
        key: Job(name, part, "quick", False, DEFAULT_SEED)
        for key, (name, part) in zip(keys, parts, strict=True)
        if key not in known
    }
    key_of = {id(job): key for key, job in jobs.items()}
    for job, run in run_jobs([*jobs.values()]):
        key = key_of[id(job)]
        known[key] = record_of(run) | {"key": key}
        CACHE.parent.mkdir(exist_ok=True)
        with open(CACHE, "a", encoding="utf-8") as file:
            file.write(json.dumps(known[key]) + "\n")
    return [known[key] for key in keys]


def _key(part: NotebookNode) -> str:
    cells = [
        f"{cell.id} {cell.metadata.get('tags', [])}\n{cell.source}"
        for cell in part.cells
        if cell.cell_type == "code" and cell.id != "course"
    ]
    depends = utils_hash(code_of(part)) + lock_hash()
    return short_hash(*(text.encode() for text in (depends, *cells)))


def record_of(run: Run) -> Record:
    """Return what a run measured.

    ``metrics``: name → value; ``error``: what stopped it, or ``""``;
    ``checks``: the checks that failed; ``stderr``: whether a cell wrote
    there; ``outputs``: the texts printed by cells whose output has to be the
    same; ``seconds``.
    """
    cells = [cell for cell in run.notebook.cells if "outputs" in cell]
    texts = {cell.id: printed(cell) for cell in cells}
    return {
        "metrics": {m: r["value"] for m, r in run.metrics.items()},
        "error": error_summary(run.error),
        "checks": [k for k, text in texts.items() if text.startswith("✗")],
        "stderr": any(
            output.get("name") == "stderr"
            for cell in cells
            for output in cell.outputs
        ),
        "outputs": {
            cell.id: texts[cell.id]
            for cell in cells
            if SAME_OUTPUT in cell.metadata.get("tags", ())
        },
        "seconds": round(run.seconds, 1),
    }


def error_summary(error: str) -> str:
    """Return the exception and the first line of its message, or ``""``.

    NumPy's assertions begin theirs with an empty line, and end with numbers.
    """
    pattern = r"^(\w*(?:Error|Exception|OutOfRange)):\s*(.*)"
    if named := re.findall(pattern, error, re.MULTILINE):
        return ": ".join(named[-1]).rstrip(": ")
    return error.partition("\n")[0]


def printed(cell: NotebookNode) -> str:
    """Return what a cell printed, and the text of its results."""
    return "".join(
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )


def detections(record: Record, stored: dict[str, str]) -> list[str]:
    """Return what noticed a fault: metrics, checks, an error, outputs."""
    found = []
    expected = expected_metrics()
    for metric, value in record["metrics"].items():
        bounds = bounds_of(expected.get(metric, {}), "quick")
        if bounds is not None and not inside(value, bounds):
            found.append(f"`{metric}` {short(value)}")
    found += [f"`{check}`" for check in record["checks"]]
    found += [
        f"output of `{cell}`"
        for cell, text in record["outputs"].items()
        if text and text != stored.get(cell, text)
    ]
    if record["stderr"]:
        found.append("a warning")
    if record["error"]:
        found.append(f"stops: {record['error']}"[:90])
    return found
