"""The metrics of a run as rows of text."""

from collections.abc import Sequence

from tools.running.execute import Run
from utils.metric_ranges import describe, inside, short

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


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text with columns as wide as they need to be."""
    rows = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{c:<{w}}" for c, w in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
