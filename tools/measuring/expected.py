"""Write the ranges into ``notebooks/expected_metrics.toml``."""

import os
import platform
from importlib.metadata import version

import numpy as np
import tomlkit
from tomlkit.items import InlineTable as Table

from tools.measuring.ranges import RATIOS, Entry, deviations, fit
from tools.measuring.rows import by_metric, is_fitted
from utils import metrics
from utils.metrics import expected_metrics


def write_expected(profile: str) -> int:
    """Write the ranges of all measured metrics; return how many there are."""
    path = metrics.EXPECTED
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    document = tomlkit.parse(text)
    values = {
        name: [*of_seed.values()]
        for name, of_seed in by_metric(profile).items()
        if is_fitted(name)
    }
    for name in sorted(values):
        entry = document.setdefault(name, tomlkit.table())
        if profile == "quick":
            entry[profile] = _quick_range(name, values[name], entry)
        elif not name.endswith(RATIOS):
            entry[profile] = _full_range(values[name], entry)
        # else the lower bound of quick holds in full, too
    path.write_text(tomlkit.dumps(document), encoding="utf-8", newline="\n")
    return len(values)


def largest_of_fresh() -> list[tuple[float, str]]:
    """Return the deviation of each metric's fresh seeds, the largest first.

    Pairs of deviation (1 is the border of the range) and name.
    """
    known, found = by_metric("quick"), []
    for name, values in by_metric("quick", fresh=True).items():
        if name in known and is_fitted(name) and not name.endswith(RATIOS):
            entry = expected_metrics().get(name, {})
            others = [*known[name].values()]
            far, _ = deviations([*values.values()], others, entry)
            found.append((far.max(), name))
    return sorted(found, reverse=True)


def _quick_range(name: str, values: list[float], entry: Entry) -> Table:
    bounds = tomlkit.inline_table()
    low, high = fit(values, entry, name)
    bounds.update({"low": _short(low)})
    if high is not None:
        bounds.update({"high": _short(high)})
    bounds.update({"seeds": len(values)})
    if not name.endswith(RATIOS):  # another machine, another ratio
        bounds.update({"seen": [_short(min(values)), _short(max(values))]})
    return bounds


def _full_range(values: list[float], entry: Entry) -> Table:
    """Return one full run's value, and how far another may be from it."""
    value = float(np.mean(values))
    quick = entry.get("quick", {})
    if {"low", "high"} <= quick.keys():
        bound = (quick["high"] - quick["low"]) / 2
    else:
        bound = max(abs(value) / 2, 1e-6)
    bounds = tomlkit.inline_table()
    bounds.update(
        {
            "value": _short(value),
            "bound": _short(bound),
            "ran_on": f"{os.cpu_count()} cores ({platform.machine()}), "
            f"TensorFlow {version('tensorflow')}",
        }
    )
    return bounds


def _short(number: float) -> float:
    if float(number).is_integer():
        return float(number)
    # Finer than the room in `fit`, else a metric that never moves could be
    # rounded out of its own range.
    return float(f"{number:.6g}")
