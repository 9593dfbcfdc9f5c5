"""The ways that notebooks time side by side with ``compare()``."""

import re
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from nbformat import NotebookNode

from tools.authoring.slices import Slices, part_of
from tools.running.execute import Run
from utils.plotting import use_course_style

Record = dict[str, Any]  # what compare() logs

SPEED_HEADER = (
    "comparison",
    "times faster",
    "textbook, ms",
    "ours, ms",
    "textbook, MB",
    "ours, MB",
)


def comparisons(runs: list[Run]) -> list[Record]:
    """Return what ``compare()`` logged in all runs, the fastest first."""
    found = [r for run in runs for r in run.log if "compare" in r]
    return sorted(found, key=lambda record: -record["ratio"])


def speed_rows(records: list[Record]) -> list[tuple[str, ...]]:
    """Return a row of text for each comparison, as in ``SPEED_HEADER``."""
    return [
        (
            record["compare"],
            f"{record['ratio']:.3g}",
            *(
                f"{factor * record[what][way]:.3g}"
                for what, factor in (("seconds", 1e3), ("peak_mb", 1))
                for way in ("textbook", "ours")
            ),
        )
        for record in records
    ]


def draw_speed(records: list[Record], path: Path) -> None:
    """Draw the ratios of all comparisons as bars, into a PNG file."""
    use_course_style()
    figure, axis = plt.subplots(figsize=(8, 0.9 + 0.36 * len(records)))
    records = records[::-1]  # the first one on top
    bars = axis.barh(
        [record["compare"] for record in records],
        [record["ratio"] for record in records],
    )
    axis.bar_label(bars, fmt="%.3g", padding=4)
    axis.set(xscale="log", xlabel="times faster than the textbook's way")
    axis.set_xlim(1, 3 * max(record["ratio"] for record in records))
    axis.grid(axis="y", visible=False)
    figure.savefig(path)
    plt.close(figure)


def for_comparisons(notebook: NotebookNode) -> NotebookNode | None:
    """Return a notebook with the cells that ``compare()`` needs.

    ``None`` if it compares nothing.
    """
    targets = [
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        and re.search(r"^compare\(", cell.source, re.MULTILINE)
    ]
    if not targets:
        return None
    return part_of(notebook, Slices(notebook).needed(targets))
