"""Put realistic faults into the notebooks and see whether anything notices.

    python -m tools.mutate            all faults of notebooks/faults.toml
    python -m tools.mutate ch03 …     only those of these notebooks

Each fault is a patch of a source. Of the notebook, only those cells run
that can notice it (a metric, a check, an assertion, a stored output) and
what they need; first the nearest, then, if they notice nothing, all others.
The same cells run without the fault, too, and have to pass. What was
measured is kept in ``build/mutations.jsonl``, so that a stopped run goes on,
and is judged by the ranges of today.
"""

import argparse
import json
import re
import sys
import tempfile
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tools.assemble import build_solution
from tools.build import NOTEBOOKS, SOLUTIONS, digest, fingerprint, sources
from tools.running.execute import execute
from tools.slices import Slices
from utils import ROOT
from utils.metrics import EXPECTED, bounds_of, inside, short

FAULTS = NOTEBOOKS / "faults.toml"
KEPT = ROOT / "build" / "mutations.jsonl"
TABLE = NOTEBOOKS / "MUTATIONS.md"
NEAREST = 3  # cells that can notice, tried first
NOTICES = re.compile(r"\b(expect|compare|check|assert)\b")
SAME_OUTPUT = "nbval-check-output"


@dataclass
class Fault:
    """A patch of a source: the text ``old`` becomes ``new``."""

    source: Path
    name: str
    what: str
    old: str
    new: str
    escapes: str = ""  # why nothing notices it, where that is known

    def patched(self):
        """Return the notebook with the fault in it.

        Raises
        ------
        ValueError
            If the source does not hold ``old`` exactly once.
        """
        text = self.source.read_text(encoding="utf-8")
        if (times := text.count(self.old)) != 1:
            raise ValueError(
                f"{FAULTS.name}: {self.source.stem}: {self.name}: the source "
                f"holds its `old` {times} times, not once"
            )
        with tempfile.TemporaryDirectory() as folder:
            patched = Path(folder) / self.source.name
            patched.write_text(text.replace(self.old, self.new), "utf-8")
            return build_solution(patched)


def read_faults(prefixes=()):
    """Return the catalogue, or the part for some notebooks."""
    catalogue = tomllib.loads(FAULTS.read_text(encoding="utf-8"))
    return [
        Fault(path, name, **fault)
        for path in sources(prefixes)
        for name, fault in catalogue.get(path.stem, {}).items()
    ]


def watchers(notebook, changed, slices):
    """Return the places of the cells that can notice changed cells."""
    return [
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        and (
            NOTICES.search(cell.source)
            or SAME_OUTPUT in cell.metadata.get("tags", ())
        )
        and (place in changed or slices.needed([place]) & changed)
    ]


def measure(name, notebook, places, depends):
    """Run some cells; return what was measured, from the cache if there.

    Returns
    -------
    dict
        ``metrics``: name → value; ``error``: what stopped it, or ``""``;
        ``checks``: the checks that failed; ``stderr``: whether a cell wrote
        there; ``outputs``: the texts printed by cells whose output has to be
        the same; ``seconds``.
    """
    part = nbformat.from_dict({**notebook, "cells": []})
    part.cells = [notebook.cells[place] for place in sorted(places)]
    key = digest(depends, *(c.source.encode() for c in part.cells))
    if KEPT.is_file():
        for line in KEPT.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["key"] == key:
                return record
    run = execute(name, part, profile="quick", strict=False)
    texts = {c.id: printed(c) for c in run.notebook.cells if "outputs" in c}
    record = {
        "key": key,
        "metrics": {m: r["value"] for m, r in run.metrics.items()},
        "error": headline(run.error),
        "checks": [k for k, text in texts.items() if text.startswith("✗")],
        "stderr": any(
            output.get("name") == "stderr"
            for cell in run.notebook.cells
            for output in cell.get("outputs", ())
        ),
        "outputs": {
            c.id: texts[c.id]
            for c in run.notebook.cells
            if SAME_OUTPUT in c.metadata.get("tags", ())
        },
        "seconds": round(run.seconds, 1),
    }
    KEPT.parent.mkdir(exist_ok=True)
    with open(KEPT, "a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    return record


def headline(error):
    """Return the exception and the first line of its message, or ``""``.

    NumPy's assertions begin theirs with an empty line, and end with numbers.
    """
    pattern = r"^(\w*(?:Error|Exception|OutOfRange)):\s*(.*)"
    if named := re.findall(pattern, error, re.MULTILINE):
        return ": ".join(named[-1]).rstrip(": ")
    return error.partition("\n")[0]


def printed(cell):
    """Return what a cell printed, and the text of its results."""
    return "".join(
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )


def noticed(record, stored):
    """Return what noticed a fault: metrics, checks, an error, outputs."""
    found = []
    expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
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


def judge(fault):
    """Return what noticed a fault (empty: nothing did), and the seconds.

    Raises
    ------
    RuntimeError
        If cells fail without the fault, too: then nothing is known.
    """
    original, patched = build_solution(fault.source), fault.patched()
    name = fault.source.stem
    both = zip(original.cells, patched.cells, strict=True)
    changed = {k for k, (a, b) in enumerate(both) if a.source != b.source}
    marks = fingerprint(name, original)
    depends = (marks["utils"] + marks["lock"]).encode()
    stored = nbformat.read(SOLUTIONS / f"{name}.ipynb", as_version=4)
    # a cell with the fault in it has another id: compare by place
    texts = {
        patched.cells[k].id: printed(cell)
        for k, cell in enumerate(stored.cells)
        if "outputs" in cell
    } | {c.id: printed(c) for c in stored.cells if "outputs" in c}

    slices = Slices(patched)
    watching = watchers(patched, changed, slices)
    seconds = 0
    for group in (watching[:NEAREST], watching):
        places = slices.needed({*group, *changed})
        record = measure(name, patched, places, depends)
        seconds += record["seconds"]
        if found := noticed(record, texts):
            control = measure(name, original, places, depends)
            if wrong := noticed(control, texts):
                raise RuntimeError(
                    f"{name}: {fault.name}: fails without the fault, too: "
                    f"{'; '.join(wrong)}"
                )
            return found, seconds
    return [], seconds


def table(rows):
    """Return the page: a line for each fault, and how many were noticed."""
    caught = sum(bool(found) for _, found in rows)
    counts = Counter(fault.source.stem for fault, _ in rows)
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
    ]
    for fault, found in rows:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        by = "; ".join(found[:3]) + more
        by = by or f"**nothing**: {fault.escapes or 'not explained yet'}"
        what = fault.what.replace("|", "\\|")
        by = by.replace("|", "\\|")
        lines.append(f"| {fault.source.stem} | {what} | {by} |")
    return "\n".join(lines) + "\n"


def main():
    """Run the program; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", help="ch03 …; else all")
    options = parser.parse_args()
    rows = []
    for fault in read_faults(options.notebooks):
        found, seconds = judge(fault)
        rows.append((fault, found))
        by = found[0] if found else "NOTHING NOTICES IT"
        print(f"{fault.source.stem}: {fault.what}: {by} ({seconds:.0f} s)",
              flush=True)  # fmt: skip
    caught = sum(bool(found) for _, found in rows)
    print(f"{caught} of {len(rows)} faults were noticed")
    if not options.notebooks:
        TABLE.write_text(table(rows), encoding="utf-8", newline="\n")
        print(f"wrote {TABLE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
