"""Find the range of every metric by running notebooks with many seeds.

    python -m tools.calibrate ch03 --seeds 20
    python -m tools.calibrate --profile full --seeds 1
    SCHEDULER=tls://host:8786 python -m tools.calibrate

Each run adds one row a metric to ``notebooks/calibration.csv``. Of a notebook
only the cells run that metrics without a row need, so that the program can be
stopped and started again, and a new section costs its own runs alone. Rows of
an older version of a metric's cells are dropped, unless the new ones give the
same value for the first seed. At the end ``notebooks/expected_metrics.toml``
gets its ranges.

The rule stands in `tools.measuring.ranges`. With ``--fresh`` five more seeds
run, which no range is made from: how far they deviate shows whether it holds.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tools.authoring.assemble import build_solution
from tools.authoring.cells import AuthoringError, chapter_folders
from tools.measuring.expected import largest_of_fresh, write_expected
from tools.measuring.ranges import SEEDS
from tools.measuring.rows import (
    FRESH,
    MetricSlices,
    Row,
    append_rows,
    read_rows,
    replace_rows,
    still_holds,
)
from tools.running.cluster import ClusterError
from tools.running.jobs import Job, run_jobs
from utils import metrics
from utils.runtime import DEFAULT_SEED

OfNotebook = dict[str, MetricSlices]


def update_outdated_rows(slices: OfNotebook, profile: str) -> None:
    """Bring rows of older code up to date, or drop them.

    A metric's rows stay if its new code, run with the first of their seeds,
    gives the same value.
    """
    rows = read_rows()
    outdated = [row for row in rows if _is_outdated(row, slices, profile)]
    if not outdated:
        return
    holding = _metrics_that_hold(outdated, slices, profile)
    dropped = set()
    for row in outdated:
        if (row["notebook"], row["metric"]) in holding:
            row["code"] = slices[row["notebook"]].keys[row["metric"]]
        else:
            dropped.add(id(row))
    replace_rows(row for row in rows if id(row) not in dropped)
    print(
        f"rows of older code: {len(outdated) - len(dropped)} still hold, "
        f"{len(dropped)} dropped"
    )


def _is_outdated(row: Row, slices: OfNotebook, profile: str) -> bool:
    name = row["notebook"]
    if name not in slices or row["profile"] != profile:
        return False
    return slices[name].keys.get(row["metric"]) != row["code"]


def _metrics_that_hold(
    outdated: list[Row], slices: OfNotebook, profile: str
) -> set[tuple[str, str]]:
    """Return the pairs of notebook and metric whose rows still hold."""
    values: dict[str, dict[str, dict[int, float]]] = {}
    for row in outdated:
        name, metric = row["notebook"], row["metric"]
        if metric in slices[name].keys:
            of_seed = values.setdefault(name, {}).setdefault(metric, {})
            of_seed[int(row["seed"])] = float(row["value"])
    jobs = [
        Job(name, slices[name].part(of_metric), profile, False, seed)
        for name, of_metric in values.items()
        for seed in sorted({min(v) for v in of_metric.values()})
    ]
    holding = set()
    for job, run in run_jobs(jobs):
        if run.error:
            sys.exit(run.error)
        for metric, old in values[job.name].items():
            seed = min(old)
            if seed == job.seed and metric in run.metrics:
                now = run.metrics[metric]["value"]
                if still_holds(metric, old, seed, now):
                    holding.add((job.name, metric))
    return holding


def measure_missing(
    folders: Iterable[Path], profile: str, seeds: Iterable[int]
) -> None:
    """Run what is missing of these chapters and seeds, and keep the rows."""
    slices = {f.name: MetricSlices(build_solution(f)) for f in folders}
    update_outdated_rows(slices, profile)
    missing = missing_metrics(slices, profile, seeds)
    jobs = [
        Job(name, slices[name].part(wanted), profile, False, seed)
        for (name, seed), wanted in missing.items()
    ]
    for job, run in run_jobs(jobs):
        if run.error:
            sys.exit(run.error)
        assert job.seed is not None
        append_rows(
            Row(
                notebook=job.name,
                profile=profile,
                code=slices[job.name].keys[metric],
                seed=str(job.seed),
                metric=metric,
                value=repr(run.metrics[metric]["value"]),
            )
            for metric in missing[job.name, job.seed]
            if metric in run.metrics  # some are measured in full only
        )


def missing_metrics(
    slices: OfNotebook, profile: str, seeds: Iterable[int]
) -> dict[tuple[str, int], list[str]]:
    """Return the metrics without a row: (notebook, seed) → metrics."""
    known = {
        (row["notebook"], int(row["seed"]), row["metric"])
        for row in read_rows()
        if row["profile"] == profile
    }
    missing = defaultdict(list)
    for seed in seeds:
        for name, of_notebook in slices.items():
            for metric in of_notebook.keys:
                if (name, seed, metric) not in known:
                    missing[name, seed].append(metric)
    return dict(missing)


def main() -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="ch03 …; else all")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="run five seeds that no range is made from",
    )
    parser.add_argument(
        "--profile", choices=["quick", "full"], default="quick"
    )
    options = parser.parse_args()
    folders = chapter_folders(options.chapters)
    if options.fresh:
        measure_missing(folders, "quick", FRESH)
        print("fresh seeds: how far they went, of what the range allows")
        for deviation, name in largest_of_fresh()[:10]:
            print(f"{deviation:5.0%}  {name}")
        return
    seeds = dict.fromkeys([DEFAULT_SEED, *range(1, options.seeds)])
    measure_missing(folders, options.profile, seeds)
    count = write_expected(options.profile)
    print(f"{count} metrics in {metrics.EXPECTED.name}")


if __name__ == "__main__":
    try:
        main()
    except (AuthoringError, ClusterError, ValueError) as error:
        sys.exit(f"error: {error}")
