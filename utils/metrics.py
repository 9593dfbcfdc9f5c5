"""Values against their ranges, and two ways of doing one thing, timed.

The ranges stand in ``notebooks/expected_metrics.toml``. CONTRIBUTING.md says
how they are found.
"""

import json
import os
import re
import statistics
import time
import tomllib
import tracemalloc
from functools import cache

import numpy as np

from utils import ROOT
from utils.runtime import SEED, current_profile, strict

EXPECTED = ROOT / "notebooks" / "expected_metrics.toml"
_NAME = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9_]+)+")


class MetricOutOfRange(AssertionError):
    """A checked metric left its range, or has none, in a strict run."""


def expect(name, value):
    """Print a metric beside its range and the book's (or slides') figure.

    Parameters
    ----------
    name : str
        The metric's name in ``expected_metrics.toml``; it begins with the
        notebook's first word, as in ``"ch03.momentum.test_accuracy"``.
    value : float
        What the notebook measured: one finite number.

    In the smoke profile the value is only shown. Each call appends a JSON
    line (``metric``, ``value``, ``profile``, ``seed``, ``range``, ``book``)
    to the file that ``COURSE_METRICS_LOG`` names, if any.

    Raises
    ------
    ValueError
        If the name is not of that form.
    MetricOutOfRange
        In strict runs (``COURSE_STRICT=1``): if the value is outside of its
        range or not finite, or if no range is known for the profile.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no metric's name: write it like "
            "'ch03.momentum.test_accuracy'."
        )
    value = float(value)
    entry = _expected().get(name, {})
    bounds = bounds_of(entry, current_profile())
    _log(
        metric=name,
        value=value,
        profile=current_profile(),
        seed=SEED,
        range=bounds,
        book=entry.get("book", entry.get("slides")),
    )
    text = f"{name} = {short(value)}"
    notes = []
    if seen := entry.get(current_profile(), {}).get("seen"):
        seeds = entry[current_profile()]["seeds"]
        low, high = map(short, seen)
        span = low if low == high else f"{low} to {high}"
        notes.append(f"{seeds} seeds gave {span}")
    elif bounds:
        notes.append(f"expected {describe(*bounds)}")
    for source in ("book", "slides"):
        if source in entry:
            notes.append(f"the {source}: {short(entry[source])}")
    if notes:
        text += f"   ({'; '.join(notes)})"

    problem = None
    if current_profile() != "smoke":
        if bounds is None:
            problem = (
                f"no range is known for {current_profile()}: tools/calibrate "
                "finds it"
            )
        elif not inside(value, bounds):
            problem = f"outside of the range: {describe(*bounds)}"
    print(text if problem is None else f"{text}   ← {problem}")
    if problem and strict():
        raise MetricOutOfRange(f"{text}: {problem}")


@cache
def _expected():
    if not EXPECTED.is_file():
        return {}
    return tomllib.loads(EXPECTED.read_text(encoding="utf-8"))


def bounds_of(entry, profile):
    """Return ``(low, high)`` (either may be ``None``), or ``None``."""
    if profile == "smoke":
        return None
    if exact := entry.get("exact"):
        value, bound = exact["value"], exact["tolerance"]
        return value - bound, value + bound
    quick, full = entry.get("quick"), entry.get("full")
    if profile == "full" and full:
        low, high = (
            full["value"] - full["bound"],
            full["value"] + full["bound"],
        )
        return (
            max(low, entry.get("at_least", low)),
            min(high, entry.get("at_most", high)),
        )
    # A ratio's lower bound, without an upper one, holds in full as well.
    if quick is None or (profile == "full" and "high" in quick):
        return None
    return quick.get("low"), quick.get("high")


def inside(value, bounds):
    """Return whether a number is finite and within ``(low, high)``."""
    low, high = bounds
    return (
        np.isfinite(value)
        and (low is None or value >= low)
        and (high is None or value <= high)
    )


def describe(low, high):
    """Return a range in words; either bound may be ``None``."""
    if low is None:
        return f"at most {short(high)}"
    if high is None:
        return f"at least {short(low)}"
    if short(low) == short(high):
        return f"exactly {short(low)}"
    return f"{short(low)} to {short(high)}"


def short(number):
    """Return a number as text: whole, or with four significant digits."""
    whole = float(number).is_integer()
    return f"{number:,.0f}" if whole else f"{number:.4g}"


def _log(**record):
    if path := os.environ.get("COURSE_METRICS_LOG"):
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def compare(
    name, *, textbook, ours, rtol=1e-5, atol=1e-8, repeats=5, memory=False
):
    """Time two ways of doing one thing that give the same result.

    Parameters
    ----------
    name : str
        As for `expect`; ``name + ".ratio"`` is the metric that is checked.
    textbook, ours : callable
        Take no argument and return an array (or a list that NumPy can make
        one of), or a tuple of those.
    rtol, atol : float
        How far the results may differ, as in ``np.testing.assert_allclose``.
    repeats : int
        How often each is timed, in turn, after one call that warms up.
    memory : bool
        Whether ``name + ".memory_ratio"``, how many times less memory ours
        needs at its peak, is a metric, too.

    It prints the median times, the ratio (how many times faster ours is, the
    median over the pairs) and the peak memory that Python and NumPy allocate
    (not TensorFlow), and logs them as `expect` does.

    Raises
    ------
    AssertionError
        If the two results differ.
    MetricOutOfRange
        As `expect`.
    """
    ways = {"textbook": textbook, "ours": ours}
    results, peak_mb = {}, {}
    for way, function in ways.items():
        tracemalloc.start()
        try:
            results[way] = function()
            peak_mb[way] = tracemalloc.get_traced_memory()[1] / 1e6
        finally:
            tracemalloc.stop()
    _assert_same(results["ours"], results["textbook"], rtol, atol)

    times = {way: [] for way in ways}
    for _ in range(repeats):
        for way, function in ways.items():
            start = time.perf_counter()
            function()
            times[way].append(time.perf_counter() - start)
    seconds = {way: statistics.median(spent) for way, spent in times.items()}
    ratio = statistics.median(
        slow / fast
        for slow, fast in zip(times["textbook"], times["ours"], strict=True)
    )
    print("same result;  median time   peak memory")
    for way in ways:
        print(
            f"{way:>12}  {seconds[way] * 1e3:8.3g} ms   {peak_mb[way]:8.3g} MB"
        )
    _log(compare=name, ratio=ratio, seconds=seconds, peak_mb=peak_mb)
    expect(f"{name}.ratio", ratio)
    if memory:
        saved = peak_mb["textbook"] / peak_mb["ours"]
        expect(f"{name}.memory_ratio", saved)


def _assert_same(ours, textbook, rtol, atol):
    if not isinstance(textbook, tuple):
        ours, textbook = (ours,), (textbook,)
    assert len(ours) == len(textbook), "one way returns more than the other"
    for one, other in zip(ours, textbook, strict=True):
        assert np.shape(one) == np.shape(other), "the shapes differ"
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol)
