"""Find the range of every metric by running notebooks with many seeds.

    python -m tools.calibrate ch03 --seeds 20
    python -m tools.calibrate --profile full --seeds 1

Each run adds one row a metric to ``notebooks/calibration.csv``; a run that
is there already is not repeated, so the program can be stopped and started
again. Rows of an older version of a notebook's code are dropped, unless the
new one gives the same numbers for the first seed (`drop_outdated`). At the end
``notebooks/expected_metrics.toml`` gets its ranges.

The rule stands in `tools.ranges`. With ``--fresh`` five more seeds run, which
no range is made from: how far they stray shows whether the rule holds.
"""

import argparse
import csv
import os
import platform
import sys
import tomllib
from contextlib import closing
from importlib.metadata import version

import numpy as np
import tomlkit

from tools.assemble import build_solution
from tools.build import NOTEBOOKS, digest, sources
from tools.ranges import RATIOS, deviations, fit
from tools.running.cluster import ClusterError
from tools.running.execute import execute
from tools.running.jobs import Job, run_jobs
from utils.metrics import EXPECTED
from utils.runtime import DEFAULT_SEED

ROWS = NOTEBOOKS / "calibration.csv"
FIELDS = ("notebook", "profile", "code", "seed", "metric", "value")
FRESH = range(1001, 1006)  # seeds that no range is made from


def read_rows():
    """Return the rows of the CSV file as dictionaries."""
    if not ROWS.is_file():
        return []
    with open(ROWS, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    """Append rows to a CSV file, with a header if it is new."""
    new = not path.is_file()
    with open(path, "a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(rows)


def drop_outdated(name, notebook, code, profile):
    """Keep rows of a notebook's older code only if they still hold.

    They do if the first of their seeds, run again with the new code, gives
    the same numbers (or nearly so: a quarter of a spread): then what changed
    (a title, a check, a print) has no part in any metric.
    """
    rows = read_rows()
    ours = [
        row
        for row in rows
        if (row["notebook"], row["profile"]) == (name, profile)
        and row["code"] != code
    ]
    if not ours:
        return
    seed = int(ours[0]["seed"])
    run = execute(name, notebook, profile=profile, strict=False, seed=seed)
    if run.error:
        sys.exit(run.error)
    now = {metric: record["value"] for metric, record in run.metrics.items()}
    before = {}
    for row in ours:
        values = before.setdefault(row["metric"], {})
        values[int(row["seed"])] = float(row["value"])
    # A metric without chance may come, go or be rounded in another way.
    expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    for metric, entry in expected.items():
        if "exact" in entry:
            before.pop(metric, None)
            now.pop(metric, None)
    same = before.keys() == now.keys() and all(
        metric.endswith(RATIOS)
        or np.isclose(now[metric], values[seed], rtol=1e-6, atol=0)
        # another machine may round so that an optimizer ends elsewhere
        or abs(now[metric] - values[seed]) < np.std([*values.values()]) / 4
        for metric, values in before.items()
    )
    if same:
        print(f"{name}: {len(ours)} rows of older code hold for the new one")
        for row in ours:
            row["code"] = code
    else:
        print(f"{name}: dropped {len(ours)} rows of older code")
        rows = [row for row in rows if row not in ours]
    new = ROWS.with_suffix(".new")
    new.unlink(missing_ok=True)  # of a run that was stopped just here
    write_rows(new, rows)
    new.replace(ROWS)


def measure(paths, profile, seeds):
    """Run what is missing of these sources and seeds."""
    notebooks = {path.stem: build_solution(path) for path in paths}
    current = {
        name: digest(
            *(
                cell.source.encode()
                for cell in book.cells
                # the builder's own cell says only where the course lives
                if cell.cell_type == "code" and cell.id != "course"
            )
        )
        for name, book in notebooks.items()
    }
    for name, book in notebooks.items():
        drop_outdated(name, book, current[name], profile)
    done = {
        (row["notebook"], int(row["seed"]))
        for row in read_rows()
        if row["profile"] == profile
    }
    jobs = [
        Job(name, book, profile, strict=False, seed=seed)
        for seed in seeds
        for name, book in notebooks.items()
        if (name, seed) not in done
    ]
    with closing(run_jobs(jobs)) as runs:
        for job, run in runs:
            if run.error:
                sys.exit(run.error)
            write_rows(
                ROWS,
                [
                    {
                        "notebook": run.name,
                        "profile": profile,
                        "code": current[run.name],
                        "seed": job.seed,
                        "metric": metric,
                        "value": repr(record["value"]),
                    }
                    for metric, record in run.metrics.items()
                ],
            )


def by_metric(profile, fresh=False):
    """Return the rows as ``{metric: {seed: value}}``.

    ``fresh`` says whether of the fresh seeds, or of all others.
    """
    found = {}
    for row in read_rows():
        seed = int(row["seed"])
        if row["profile"] == profile and (seed in FRESH) == fresh:
            values = found.setdefault(row["metric"], {})
            values[seed] = float(row["value"])
    return found


def largest_of_fresh():
    """Return the deviation of each metric's fresh seeds, the largest first.

    Pairs of deviation (1 is the border of the range) and name.
    """
    expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    known, found = by_metric("quick"), []
    for name, values in by_metric("quick", fresh=True).items():
        entry = expected.get(name, {})
        if "exact" not in entry and not name.endswith(RATIOS):
            others = [*known[name].values()]
            far, _ = deviations([*values.values()], others, entry)
            found.append((far.max(), name))
    return sorted(found, reverse=True)


def write_expected(profile):
    """Write the ranges of all measured metrics; return how many."""
    document = tomlkit.parse(
        EXPECTED.read_text(encoding="utf-8") if EXPECTED.is_file() else ""
    )
    values = {name: [*v.values()] for name, v in by_metric(profile).items()}
    for name in sorted(values):
        entry = document.setdefault(name, tomlkit.table())
        if "exact" in entry:
            continue
        if profile == "full" and name.endswith(RATIOS):
            continue  # the lower bound of quick holds there, too
        bounds = tomlkit.inline_table()
        if profile == "full":
            bounds.update(_full_range(values[name], entry))
        else:
            low, high = fit(values[name], entry, name)
            bounds.update({"low": _short(low)})
            if high is not None:
                bounds.update({"high": _short(high)})
            bounds.update({"seeds": len(values[name])})
            if not name.endswith(RATIOS):  # another machine, another ratio
                seen = [_short(min(values[name])), _short(max(values[name]))]
                bounds.update({"seen": seen})
        entry[profile] = bounds
    EXPECTED.write_text(
        tomlkit.dumps(document), encoding="utf-8", newline="\n"
    )
    return len(values)


def _full_range(values, entry):
    """Return one full run's value, and how far another may be from it."""
    value = float(np.mean(values))
    quick = entry.get("quick", {})
    if {"low", "high"} <= quick.keys():
        bound = (quick["high"] - quick["low"]) / 2
    else:
        bound = max(abs(value) / 2, 1e-6)
    return {
        "value": _short(value),
        "bound": _short(bound),
        "ran_on": f"{os.cpu_count()} cores ({platform.machine()}), "
        f"TensorFlow {version('tensorflow')}",
    }


def _short(number):
    if float(number).is_integer():
        return float(number)
    # Finer than the room in `fit`, else a metric that never moves could be
    # rounded out of its own range.
    return float(f"{number:.6g}")


def main():
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", help="ch03 …; else all")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="run five seeds that no range is made from",
    )
    parser.add_argument(
        "--profile", choices=["quick", "full"], default="quick"
    )
    options = parser.parse_args()
    seeds = [DEFAULT_SEED, *range(1, options.seeds)]
    if options.fresh:
        measure(sources(options.notebooks), "quick", FRESH)
        print("fresh seeds: how far they went, of what the range allows")
        for deviation, name in largest_of_fresh()[:10]:
            print(f"{deviation:5.0%}  {name}")
        return
    measure(sources(options.notebooks), options.profile, seeds)
    print(f"{write_expected(options.profile)} metrics in {EXPECTED.name}")


if __name__ == "__main__":
    try:
        main()
    except ClusterError as error:
        sys.exit(f"error: {error}")
