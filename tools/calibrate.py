"""Find the range of every metric by running notebooks with many seeds.

    python -m tools.calibrate ch03 --seeds 12
    python -m tools.calibrate --profile full --seeds 1

Each run adds one row a metric to ``notebooks/calibration.csv``; a run that
is there already is not repeated, so the program can be stopped and started
again. Rows of an older version of a notebook's code are dropped, unless the
new one gives the same numbers for the first seed (`drop_outdated`). At the end
``notebooks/expected_metrics.toml`` gets its ranges.

The rule: a value from a fresh seed falls outside of its range by chance so
rarely that all metrics of the course together raise one false alarm in
1,000 runs at most (see `fit`).
"""

import argparse
import csv
import os
import platform
import sys
import tomllib
from importlib.metadata import version

import numpy as np
import tomlkit
from scipy import stats

from tools.assemble import build_solution
from tools.build import NOTEBOOKS, digest, sources
from tools.execute import execute, execute_all
from utils.metrics import EXPECTED
from utils.runtime import DEFAULT_SEED

RATIOS = (".ratio", ".memory_ratio")  # of two ways: a lower bound only
ROWS = NOTEBOOKS / "calibration.csv"
FIELDS = ("notebook", "profile", "code", "seed", "metric", "value")
FALSE_ALARMS = 1 / 1000  # of all metrics of the course together, a run
METRICS = 200  # that share it: room for all notebooks, so that a new metric
# in one does not move the ranges of the others


def fit(values, at_least=None, at_most=None, name=""):
    """Return the range ``(low, high)`` in which a fresh value is expected.

    It is Student's prediction interval for one more value of a normal
    distribution, with the false alarms shared out evenly among the metrics.
    Positive values that spread by more than a factor of three, and ratios of
    times (``….ratio``), are taken as logarithms; not so where a claim below
    zero says that they might be negative. A range never leaves what
    is possible (0 to 1 for an accuracy) nor what the notebook claims. Of a
    ratio only the lower bound counts, and half of it, since other machines
    have other ratios.

    Parameters
    ----------
    values : sequence of float
        One for each seed; at least three.
    at_least, at_most : float, optional
        What the notebook claims of every run.
    name : str
        The metric's name.

    Raises
    ------
    ValueError
        If there are too few values, one is not finite, or one does not
        satisfy the claim.
    """
    values = np.asarray(values, float)
    if len(values) < 3 or not np.isfinite(values).all():
        raise ValueError(f"{name}: needs three or more finite values")
    for bad, claim in (
        (at_least is not None and values.min() < at_least, at_least),
        (at_most is not None and values.max() > at_most, at_most),
    ):
        if bad:
            raise ValueError(
                f"{name}: the claim {claim} does not hold for all of "
                f"{np.sort(values).round(4).tolist()}"
            )
    ratio = name.endswith(RATIOS)
    logarithmic = (
        values.min() > 0
        and (at_least is None or at_least >= 0)
        and (ratio or values.max() > 3 * values.min())
    )
    if logarithmic:
        values = np.log(values)
    quantile = stats.t.isf(FALSE_ALARMS / METRICS / 2, len(values) - 1)
    # A metric that never moves still gets room for rounding elsewhere.
    spread = max(values.std(ddof=1), 1e-6 * max(1, abs(values.mean())))
    width = quantile * spread * np.sqrt(1 + 1 / len(values))
    low, high = values.mean() - width, values.mean() + width
    if logarithmic:
        low, high = np.exp(low), np.exp(high)
    if ratio:
        return max(low / 2, at_least or 0), None
    if name.endswith("accuracy"):
        low, high = max(low, 0.0), min(high, 1.0)
    if at_least is not None:
        low = max(low, at_least)
    if at_most is not None:
        high = min(high, at_most)
    return low, high


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
    the same numbers: then what changed (a title, a check, a print) has no
    part in any metric.
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
    before = {
        row["metric"]: float(row["value"])
        for row in ours
        if int(row["seed"]) == seed
    }
    now = {metric: record["value"] for metric, record in run.metrics.items()}
    # A metric without chance may come, go or be rounded in another way.
    expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    for metric, entry in expected.items():
        if "exact" in entry:
            before.pop(metric, None)
            now.pop(metric, None)
    same = before.keys() == now.keys() and all(
        metric.endswith(RATIOS)
        or np.isclose(value, now[metric], rtol=1e-6, atol=0)
        for metric, value in before.items()
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
    for seed in seeds:
        todo = {
            name: book
            for name, book in notebooks.items()
            if (name, seed) not in done
        }
        for run in execute_all(todo, profile=profile, strict=False, seed=seed):
            if run.error:
                sys.exit(run.error)
            write_rows(
                ROWS,
                [
                    {
                        "notebook": run.name,
                        "profile": profile,
                        "code": current[run.name],
                        "seed": seed,
                        "metric": metric,
                        "value": repr(record["value"]),
                    }
                    for metric, record in run.metrics.items()
                ],
            )
            print(f"{run.name}, seed {seed}: {run.seconds:.0f} s", flush=True)


def write_expected(profile):
    """Write the ranges of all measured metrics; return how many."""
    document = tomlkit.parse(
        EXPECTED.read_text(encoding="utf-8") if EXPECTED.is_file() else ""
    )
    values = {}
    for row in read_rows():
        if row["profile"] == profile:
            values.setdefault(row["metric"], []).append(float(row["value"]))
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
            low, high = fit(
                values[name],
                entry.get("at_least"),
                entry.get("at_most"),
                name,
            )
            bounds.update({"low": _short(low)})
            if high is not None:
                bounds.update({"high": _short(high)})
            bounds.update({"seeds": len(values[name])})
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
    # Finer than the room in `fit`, else a metric that never moves could be
    # rounded out of its own range.
    return float(f"{number:.6g}")


def main():
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", help="ch03 …; else all")
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument(
        "--profile", choices=["quick", "full"], default="quick"
    )
    options = parser.parse_args()
    seeds = [DEFAULT_SEED, *range(1, options.seeds)]
    measure(sources(options.notebooks), options.profile, seeds)
    print(f"{write_expected(options.profile)} metrics in {EXPECTED.name}")


if __name__ == "__main__":
    main()
