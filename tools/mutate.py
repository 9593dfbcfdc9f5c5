"""Put realistic faults into the notebooks and see whether anything notices.

    python -m tools.mutate            all faults of notebooks/faults.toml
    python -m tools.mutate ch03 …     only those of these chapters

Each fault is a patch of a section file. Of the notebook, only those cells run
that can notice it (a metric, a check, an assertion, a stored output) and
what they need; first the nearest, then, if they notice nothing, all others.
The same cells run without the fault, too, and have to pass. What was
measured is kept in ``build/mutations.jsonl``, so that a stopped run goes on,
and is judged by the ranges of today.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable

from tools.answers.page import HEADING
from tools.authoring.cells import AuthoringError
from tools.measuring.faults import Fault, Trial, read_faults
from tools.measuring.records import detections, run_parts
from tools.paths import MUTATIONS
from tools.running.cluster import ClusterError
from utils import ROOT

UNNOTICED = "**nothing**"


def judge(faults: Iterable[Fault]) -> list[Trial]:
    """Try faults; the trials say what noticed each (empty: nothing did).

    Raises
    ------
    RuntimeError
        If cells fail without a fault, too: then nothing is known.
    """
    trials = [Trial(fault) for fault in faults]
    todo = trials
    for last in (False, True):
        records = run_parts(
            [(t.fault.chapter.name, t.part(fault=True)) for t in todo]
        )
        for trial, record in zip(todo, records, strict=True):
            trial.detected_by = detections(record, trial.stored)
            trial.seconds += record["seconds"]
        todo = [trial for trial in todo if not trial.detected_by]
        if not last:
            for trial in todo:
                trial.try_all()
    caught = [trial for trial in trials if trial.detected_by]
    controls = run_parts(
        [(t.fault.chapter.name, t.part(fault=False)) for t in caught]
    )
    for trial, record in zip(caught, controls, strict=True):
        if wrong := detections(record, trial.stored):
            raise RuntimeError(
                f"{trial.fault.chapter.name}: {trial.fault.name}: fails "
                f"without the fault, too: {'; '.join(wrong)}"
            )
    return trials


def table(trials: list[Trial], before: str = "") -> str:
    """Return the page: a line for each fault, and how many were noticed.

    Chapters that were not tried keep their lines of ``before``, the old page.
    """
    tried = {trial.fault.chapter.name for trial in trials}
    rows = [
        (match[1], match[0])
        for match in re.finditer(r"^\| (\w+) \| .+ \|$", before, re.MULTILINE)
        if match[1] not in tried | {"notebook"}
    ]
    for trial in trials:
        fault, found = trial.fault, trial.detected_by
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        by = "; ".join(found[:3]) + more
        by = by.replace("|", "\\|")
        by = by or f"{UNNOTICED}: {fault.escapes or 'not explained yet'}"
        what = fault.what.replace("|", "\\|")
        name = fault.chapter.name
        rows.append((name, f"| {name} | {what} | {by} |"))
    rows.sort(key=lambda row: row[0])
    caught = sum(f"| {UNNOTICED}: " not in line for _, line in rows)
    counts = Counter(name for name, _ in rows)
    lines = [
        "# Which faults the checks notice",
        "",
        "Written by `make mutate`. Each line is a fault that was put into a "
        "source (`faults.toml`), and what noticed it in the quick profile.",
        "",
        f"**{caught} of {len(rows)} faults** are noticed "
        f"({caught / len(rows):.0%}), in {len(counts)} notebooks.",
        "",
        "| notebook | fault | noticed by |",
        "|---|---|---|",
        *(line for _, line in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the program; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="ch03 …; else all")
    options = parser.parse_args()
    trials = judge(read_faults(options.chapters))
    for trial in trials:
        by = trial.detected_by[0] if trial.detected_by else "not detected"
        name = trial.fault.chapter.name
        print(f"{name}: {trial.fault.what}: {by} ({trial.seconds:.0f} s)")
    caught = sum(bool(trial.detected_by) for trial in trials)
    print(f"{caught} of {len(trials)} faults were noticed")
    faults, heading, checks = MUTATIONS.read_text("utf-8").partition(HEADING)
    page = table(trials, faults if options.chapters else "")
    if heading:  # what `tools.answers` wrote
        page += f"\n{heading}{checks}"
    MUTATIONS.write_text(page, encoding="utf-8", newline="\n")
    print(f"wrote {MUTATIONS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (AuthoringError, ClusterError, ValueError, RuntimeError) as error:
        sys.exit(f"error: {error}")
