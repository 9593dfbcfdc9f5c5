"""Metrics compared with their ranges, and two implementations with each other.

The ranges stand in ``notebooks/expected_metrics.toml``. CONTRIBUTING.md says
how they are determined.
"""

import json
import os
import re
import statistics
import time
import tomllib
import tracemalloc
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from utils import ROOT
from utils.metric_ranges import bounds_of, describe, inside, short
from utils.runtime import SEED, current_profile, strict

EXPECTED = ROOT / "notebooks" / "expected_metrics.toml"
_NAME = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9_]+)+")


class MetricOutOfRange(AssertionError):
    """A checked metric left its range, or has none, in a strict run."""


def expected_metrics() -> dict[str, dict[str, Any]]:
    """Return what is expected of each metric: the content of ``EXPECTED``.

    Returns
    -------
    dict of str to dict
        From a metric's name to its entry; empty where there is no file. The
        calls share it as long as the file stays the same: copy it before you
        change it.
    """
    if not EXPECTED.is_file():
        return {}
    return _parsed(EXPECTED.read_text(encoding="utf-8"))


# By content, not by time of change, which a file system may round to seconds.
@lru_cache(maxsize=1)
def _parsed(toml: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(toml)


def expect(name: str, value: float) -> None:
    """Print a metric beside its range and the book's (or slides') figure.

    In the smoke profile the value is only shown. Each call appends a JSON
    line (``metric``, ``value``, ``profile``, ``seed``, ``range``, ``book``)
    to the file that ``COURSE_METRICS_LOG`` names, if any.

    Parameters
    ----------
    name : str
        The metric's name in ``expected_metrics.toml``; it begins with the
        notebook's first word, as in ``"ch03.momentum.test_accuracy"``.
    value : float
        What the notebook measured: one finite number.

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
    entry = expected_metrics().get(name, {})
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
    for publication in ("book", "slides"):
        if publication in entry:
            notes.append(f"the {publication}: {short(entry[publication])}")
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


def _log(**record: object) -> None:
    if path := os.environ.get("COURSE_METRICS_LOG"):
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


#: What the notebook calls the two ways that `compare` times.
SHOWN = {"textbook": "usual way", "ours": "ours"}


def compare(
    name: str,
    *,
    textbook: Callable[[], Any],
    ours: Callable[[], Any],
    rtol: float = 1e-5,
    atol: float = 1e-8,
    repeats: int = 5,
    memory: bool = False,
) -> None:
    """Time two implementations of the same computation.

    It prints the median times, the ratio (how many times faster ours is, the
    median over the pairs) and the peak memory that Python and NumPy allocate
    (not TensorFlow), and logs them as `expect` does.

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
        Whether to check ``name + ".memory_ratio"``, too: how many times less
        memory ours needs at its peak.

    Raises
    ------
    AssertionError
        If the two results differ.
    MetricOutOfRange
        As `expect`.
    """
    implementations = {"textbook": textbook, "ours": ours}
    results: dict[str, Any] = {}
    peak_mb: dict[str, float] = {}
    for label, function in implementations.items():
        tracemalloc.start()
        try:
            results[label] = function()
            peak_mb[label] = tracemalloc.get_traced_memory()[1] / 1e6
        finally:
            tracemalloc.stop()
    _assert_same(results["ours"], results["textbook"], rtol, atol)

    times: dict[str, list[float]] = {label: [] for label in implementations}
    for _ in range(repeats):
        for label, function in implementations.items():
            start = time.perf_counter()
            function()
            times[label].append(time.perf_counter() - start)
    seconds = {label: statistics.median(t) for label, t in times.items()}
    ratio = statistics.median(
        slow / fast
        for slow, fast in zip(times["textbook"], times["ours"], strict=True)
    )
    print("same result;  median time   peak memory")
    for label in implementations:
        milliseconds, peak = seconds[label] * 1e3, peak_mb[label]
        print(f"{SHOWN[label]:>12}  {milliseconds:8.3g} ms   {peak:8.3g} MB")
    _log(compare=name, ratio=ratio, seconds=seconds, peak_mb=peak_mb)
    expect(f"{name}.ratio", ratio)
    if memory:
        saved = peak_mb["textbook"] / peak_mb["ours"]
        expect(f"{name}.memory_ratio", saved)


def _assert_same(ours: Any, textbook: Any, rtol: float, atol: float) -> None:
    if not isinstance(textbook, tuple):
        ours, textbook = (ours,), (textbook,)
    assert len(ours) == len(textbook), "one returns more results"
    for one, other in zip(ours, textbook, strict=True):
        assert np.shape(one) == np.shape(other), "the shapes differ"
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol)
