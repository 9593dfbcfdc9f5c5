"""The metrics of a run as rows of text."""

from collections.abc import Sequence

from tools.running.execute import Run
from tools.running.usage import training_cells
from utils.metric_ranges import describe, inside, short

SLOW_HEADER = ("seconds", "notebook", "cell", "", "it begins")
HEADER = ("metric", "value", "expected", "the book", "")


def metric_rows(run: Run) -> list[tuple[str, ...]]:
    """Return a row for each metric: name, value, range, book, remark."""
    rows: list[tuple[str, ...]] = []
    for name, record in run.metrics.items():
        value, bounds, book = (record[k] for k in ("value", "range", "book"))
        known = bounds is not None
        rows.append(
            (
                name,
                short(value),
                describe(*bounds) if known else "–",
                "" if book is None else short(book),
                "out of range" if known and not inside(value, bounds) else "",
            )
        )
    return rows


def slowest_cells(
    runs: Sequence[Run], count: int = 10
) -> list[tuple[str, ...]]:
    """Return a row for each of the slowest cells of some runs."""
    rows = []
    for run in runs:
        trains = training_cells(run.notebook)
        sources = {cell.id: cell.source for cell in run.notebook.cells}
        for cell, seconds in run.cell_seconds.items():
            mark = "training" if cell in trains else ""
            first = sources[cell].partition("\n")[0][:50]
            rows.append((seconds, run.name, cell, mark, first))
    rows.sort(reverse=True)
    return [(f"{seconds:.1f}", *rest) for seconds, *rest in rows[:count]]


def training_share(run: Run) -> float:
    """Return the share of a run's seconds in cells that train."""
    total = sum(run.cell_seconds.values())
    trains = training_cells(run.notebook)
    spent = sum(s for cell, s in run.cell_seconds.items() if cell in trains)
    return spent / total if total else 0.0


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text with columns as wide as they need to be."""
    rows = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{c:<{w}}" for c, w in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
