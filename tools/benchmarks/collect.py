"""Run the benchmarks, each in a process of its own, and tabulate them."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt

from utils import ROOT
from utils.plotting import use_course_style

LIMIT = 600  # seconds for a part
SAME = 0.02  # by which a loss may differ with other kernels

Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Table:
    """A table of the report."""

    title: str
    note: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def run_part(part: str, **variables: str) -> Records:
    """Run a part with these environment variables; return what it found.

    Raises
    ------
    RuntimeError
        If it failed; with what it wrote to stderr.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tools.benchmarks", part],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    if done.returncode:
        raise RuntimeError(f"the benchmark {part} failed:\n{done.stderr}")
    records: Records = json.loads(done.stdout.splitlines()[-1])
    return records


def trainings_table(with_onednn: Records, without: Records) -> Table:
    """Return speeds, as shares of the ceiling, with and without oneDNN.

    Raises
    ------
    AssertionError
        If the kernels do not give the same loss.
    """
    (ceiling, *rates), (_, *others) = with_onednn, without
    rows = []
    for rate, other in zip(rates, others, strict=True):
        apart = abs(rate["loss"] - other["loss"])
        if apart > SAME * abs(other["loss"]):
            raise AssertionError(
                f"{rate['name']}: loss {rate['loss']} with oneDNN, "
                f"{other['loss']} without"
            )
        rows.append(
            (
                rate["name"],
                f"{rate['gflops']:.1f}",
                f"{rate['gflops'] / ceiling['gflops']:.0%}",
                f"{rate['gflops'] / other['gflops']:.2f}",
            )
        )
    return Table(
        "How much of the machine the trainings use",
        f"Ceiling: a large matrix product, {ceiling['gflops']:.0f} billion "
        "operations a second. Counted are multiplications and additions "
        "alone; the rest of the time goes into activations, dropout, the "
        "optimizer, and into calling many small steps.",
        ("training", "billion/s", "of the ceiling", "oneDNN: times faster"),
        rows,
    )


def recipes_table(records: Records) -> Table:
    """Return the seconds to a target, in the usual way and in ours."""
    return Table(
        "To the same target",
        "≈: extrapolated from some of its steps.",
        ("task", "target", "times faster", "usual way, s", "ours, s"),
        [
            (
                record["name"],
                record["target"],
                f"{record['textbook'] / record['ours']:.2g}",
                "≈" * record["extrapolated"] + f"{record['textbook']:.0f}",
                f"{record['ours']:.0f}",
            )
            for record in records
        ],
    )


def readings_table(records: Records) -> Table:
    """Return the seconds to decode a file again, and to load it again."""
    return Table(
        "Reading a data set again",
        "Decoding the fetched file anew, against the loader's copy, whose "
        "checksum is verified.",
        ("data set", "times faster", "decoding, s", "loading, s"),
        [
            (
                record["name"],
                f"{record['decoding'] / record['loading']:.2g}",
                f"{record['decoding']:.2f}",
                f"{record['loading']:.2f}",
            )
            for record in records
        ],
    )


def benchmark_tables() -> list[Table]:
    """Run all parts; about three minutes."""
    with_onednn, without = (
        run_part("trainings", TF_ENABLE_ONEDNN_OPTS=switch) for switch in "10"
    )
    return [
        trainings_table(with_onednn, without),
        recipes_table(run_part("recipes")),
        readings_table(run_part("reading")),
    ]


def draw_shares(table: Table, path: Path) -> None:
    """Draw the shares of the ceiling as bars, into a PNG file."""
    use_course_style()
    names = [row[0] for row in table.rows][::-1]
    shares = [float(row[2].rstrip("%")) for row in table.rows][::-1]
    figure, axis = plt.subplots(figsize=(8, 0.9 + 0.36 * len(names)))
    bars = axis.barh(names, shares)
    axis.bar_label(bars, fmt="%.0f %%", padding=4)
    axis.set(xlim=(0, 100), xlabel="% of a large matrix product's speed")
    axis.set_title("How much of the machine the trainings use")
    axis.grid(axis="y", visible=False)
    figure.savefig(path)
    plt.close(figure)
