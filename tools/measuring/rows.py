"""The rows of ``notebooks/calibration.csv``: a metric's value with a seed.

A row is keyed by its metric's slice: a hash of the cells that the metric
needs. So a new section costs its own runs and no others.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

import numpy as np
from nbformat import NotebookNode

from tools.authoring.fingerprint import short_hash
from tools.authoring.slices import Slices, part_of
from tools.measuring.ranges import RATIOS
from tools.paths import CALIBRATION
from utils.metrics import expected_metrics

FIELDS = ("notebook", "profile", "code", "seed", "metric", "value")
FRESH = range(1001, 1006)  # seeds that no range is made from
_METRIC = re.compile(r'\b(\w*expect|compare)\(\s*"([a-z][a-z0-9_.]+)"')


class Row(TypedDict):
    """A row of the file; ``code`` is the hash of the metric's slice."""

    notebook: str
    profile: str
    code: str
    seed: str
    metric: str
    value: str


def read_rows() -> list[Row]:
    """Return all rows of the file."""
    if not CALIBRATION.is_file():
        return []
    with open(CALIBRATION, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))  # type: ignore[arg-type]


def append_rows(rows: Iterable[Row]) -> None:
    """Append rows to the file, which is created if it is missing."""
    _write("a", rows)


def replace_rows(rows: Iterable[Row]) -> None:
    """Write the file with these rows in place of all that it held."""
    new = CALIBRATION.with_suffix(".new")
    new.unlink(missing_ok=True)  # of a run that was stopped just here
    _write("w", rows, new)
    new.replace(CALIBRATION)


def _write(mode: str, rows: Iterable[Row], path: Path | None = None) -> None:
    path = path or CALIBRATION
    header = mode == "w" or not path.is_file()
    with open(path, mode, encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerows(rows)


def by_metric(
    profile: str, fresh: bool = False
) -> dict[str, dict[int, float]]:
    """Return the values of all metrics as ``{metric: {seed: value}}``.

    ``fresh`` says whether of the fresh seeds, or of all others.
    """
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for row in read_rows():
        seed = int(row["seed"])
        if row["profile"] == profile and (seed in FRESH) == fresh:
            found[row["metric"]][seed] = float(row["value"])
    return dict(found)


def is_fitted(metric: str) -> bool:
    """Return whether a metric's range comes from rows: it is not exact."""
    return "exact" not in expected_metrics().get(metric, {})


class MetricSlices:
    """The metrics of a notebook, and the cells that each of them needs."""

    def __init__(self, notebook: NotebookNode) -> None:
        self._notebook = notebook
        self._slices = Slices(notebook)
        places: dict[str, set[int]] = defaultdict(set)
        for place, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                for name in metrics_in(cell.source):
                    places[name].add(place)
        self.places = {m: p for m, p in places.items() if is_fitted(m)}
        self.keys = {metric: self._key(metric) for metric in self.places}

    def _key(self, metric: str) -> str:
        """Return the hash of the cells that a metric needs."""
        cells = self._notebook.cells
        needed = sorted(self._slices.needed(self.places[metric]))
        return short_hash(
            # the builder's own cell says only where the course lives
            *(
                cells[k].source.encode()
                for k in needed
                if cells[k].id != "course"
            )
        )

    def part(self, metrics: Iterable[str]) -> NotebookNode:
        """Return a notebook of the cells that some metrics need."""
        targets = set().union(*(self.places[m] for m in metrics))
        return part_of(self._notebook, self._slices.needed(targets))


def metrics_in(source: str) -> list[str]:
    """Return the metrics that a code cell checks."""
    found = []
    for function, name in _METRIC.findall(source):
        if function != "compare":
            found.append(name)
            continue
        found.append(f"{name}.ratio")
        call = (
            rf'compare\(\s*"{re.escape(name)}",(?:\n    .*)*?\n    memory=True'
        )
        if re.search(call, source):
            found.append(f"{name}.memory_ratio")
    return found


def still_holds(
    metric: str, values: dict[int, float], seed: int, now: float
) -> bool:
    """Return whether older values of a metric hold for a new code.

    They do if the new code gives the same value with one of the seeds, or
    nearly so (a quarter of the spread: another machine may round so that an
    optimizer ends elsewhere). Ratios of times differ from run to run.
    """
    if metric.endswith(RATIOS):
        return True
    same = np.isclose(now, values[seed], rtol=1e-6, atol=0)
    return bool(
        same or abs(now - values[seed]) < np.std([*values.values()]) / 4
    )
