"""The rule by which a metric's range comes from its values with many seeds.

A range is the mean and so many spreads on each side, on a scale where values
spread evenly (`Scale`). How many is such that all metrics of the course
together raise a false alarm in at most one of 1,000 runs with fresh seeds:

- 9.5 spreads, and at least `BINOMIAL` binomial errors, for a share of
  test cases that spreads no more than chance alone would make it;
- 12 spreads for all others, or 17 if any of the values is an outlier: farther
  than `OUTLIER` spreads from the others.

How far fresh values deviate is not assumed but read off the runs: each value,
left out in turn, is measured against the range that the others give, and
a generalised Pareto distribution is fitted to the tail of these deviations of
all metrics together (`false_alarms`; Pickands, 1975). It is longer than
a normal distribution's, for which 6.5 spreads would do with 20 seeds.

Ratios of times do not depend on seeds but on machines, and on what else
these do. They have a lower bound only, a tenth of what was measured at worst
(under a load of 5 on 2 cores one fell to less than half), or what the notebook
claims, if that is more.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Entry = Mapping[str, Any]  # of a metric in expected_metrics.toml

SEEDS = 20  # that a range is made from, by default
RATIOS = (".ratio", ".memory_ratio")  # of two ways
FALSE_ALARMS = 1 / 1000  # of all metrics of the course together, a run
METRICS = 260  # that share them: room for a few more
# Spreads on each side, by kind of metric; see `false_alarms`.
WIDTHS = {"binomial": 9.5, "regular": 12, "outlier": 17}
BINOMIAL = 6.5  # binomial errors
OUTLIER = 3.3  # spreads
BY_CHANCE = 1.1  # a spread of so many binomial errors may be chance
TAIL = 0.05  # the share of the largest deviations that makes the tail


class Scale:
    """The scale on which a metric's values spread evenly.

    What a metric can be is declared, not guessed from some values: twenty
    below 1 do not make a share, and the next may be above.

    Parameters
    ----------
    values : sequence of float
        The metric with several seeds.
    entry : dict, optional
        Its entry in ``expected_metrics.toml``. ``cases``: it is a share of so
        many cases, or their number. ``scale``: ``"share"``, it cannot leave
        0 to 1, and is taken as the arcsine of its root (so are cases);
        ``"log"``, it is positive and varies by factors, and is taken as its
        logarithm; else it is taken as it is.

    Attributes
    ----------
    values : array of float
        On the scale.
    chance : float
        The binomial error there, 0 without ``cases``.
    least : float
        The least half width of a range, a thousandth.

    Raises
    ------
    ValueError
        If there is no such scale, or a value cannot be on it.
    """

    def __init__(self, values: ArrayLike, entry: Entry | None = None) -> None:
        entry = entry or {}
        values = np.asarray(values, float)
        self.cases = entry.get("cases")
        # a number of cases, unless it might be a share of them
        number = self.cases and np.max(values) > 1
        self.unit = self.cases if number else 1
        self.chance = 0.5 / np.sqrt(self.cases + 0.5) if self.cases else 0.0
        self.kind = "share" if self.cases else entry.get("scale", "plain")
        if self.kind not in ("share", "log", "plain"):
            raise ValueError(f"{self.kind!r} is no scale: share, log or plain")
        self.values = self.on(values)
        if not np.isfinite(self.values).all():  # zeros, on "log"
            raise ValueError(f"{values} cannot be on {self.kind}")
        self.least = 1e-3 * max(1, abs(self.values.mean()))

    def on(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return what values in the metric's own terms are on the scale."""
        values = np.asarray(values, float)
        if self.kind == "plain":
            return values
        high = self.unit if self.kind == "share" else np.inf
        if values.min() < 0 or values.max() > high:
            raise ValueError(f"{values.round(4)} cannot be on {self.kind}")
        if self.kind == "log":
            with np.errstate(divide="ignore"):  # zero is infinitely far
                return np.log(values)
        share = values / self.unit
        if self.cases:
            share = (share * self.cases + 0.375) / (self.cases + 0.75)
        return np.arcsin(np.sqrt(share))

    def back(self, value: float) -> float:
        """Return what a value on the scale is in the metric's own terms."""
        if self.kind == "plain":
            return value
        if self.kind == "log":
            return np.exp(value)
        share = np.sin(np.clip(value, 0, np.pi / 2)) ** 2
        if self.cases:
            share = (share * (self.cases + 0.75) - 0.375) / self.cases
        return self.unit * np.clip(share, 0, 1)

    def half_width(self) -> tuple[float, str]:
        """Return how far from their mean one more value is expected, and why.

        On the scale. The reason is a key of `WIDTHS`.
        """
        values, n = self.values, len(self.values)
        spread = values.std(ddof=1) * np.sqrt(1 + 1 / n)
        least = BINOMIAL * self.chance
        if self.chance and spread <= BY_CHANCE * self.chance:
            return max(WIDTHS["binomial"] * spread, least), "binomial"
        # how far each one is from the mean of the others, in their spreads
        means = (values.sum() - values) / (n - 1)
        squares = (values**2).sum() - values**2 - (n - 1) * means**2
        spreads = np.sqrt(np.maximum(squares, 0) / (n - 2) * n / (n - 1))
        least_spread = self.least / WIDTHS["regular"]
        spreads = np.maximum(spreads, max(self.chance, least_spread))
        outlier = (np.abs(values - means) > OUTLIER * spreads).any()
        kind = "outlier" if outlier else "regular"
        width = WIDTHS[kind] * spread
        return max(width, least, self.least), kind


def fit(
    values: ArrayLike, entry: Entry | None = None, name: str = ""
) -> tuple[float, float | None]:
    """Return the range ``(low, high)`` in which a fresh value is expected.

    Parameters
    ----------
    values : sequence of float
        One for each seed; at least four.
    entry : dict, optional
        The metric's entry in ``expected_metrics.toml``: see `Scale`, and what
        the notebook claims of every run, ``at_least`` or ``at_most``. Claims
        do not narrow a range; a ratio's is its lower bound at least.
    name : str
        The metric's name; with ``….ratio`` only ``low`` is set.

    Raises
    ------
    ValueError
        If there are too few values, one is not finite, or one does not
        satisfy the claim.
    """
    entry = entry or {}
    values = np.asarray(values, float)
    if len(values) < 4 or not np.isfinite(values).all():
        raise ValueError(f"{name}: needs four or more finite values")
    at_least, at_most = entry.get("at_least"), entry.get("at_most")
    for bad, claim in (
        (at_least is not None and values.min() < at_least, at_least),
        (at_most is not None and values.max() > at_most, at_most),
    ):
        if bad:
            raise ValueError(
                f"{name}: the claim {claim} does not hold for all of "
                f"{np.sort(values).round(4).tolist()}"
            )
    if name.endswith(RATIOS):
        return max(values.min() / 10, at_least or 0), None
    scale = Scale(values, entry)
    middle, (width, _) = scale.values.mean(), scale.half_width()
    return scale.back(middle - width), scale.back(middle + width)


def deviations(
    values: ArrayLike, others: ArrayLike, entry: Entry | None = None
) -> tuple[NDArray[np.float64], str]:
    """Return how far values lie from the mean of others, and their kind.

    In units of the half width of the range that `fit` gives for the others:
    above 1 is out of range. The kind is that of `Scale.half_width`.
    """
    scale = Scale(others, entry)
    width, kind = scale.half_width()
    return np.abs(scale.on(values) - scale.values.mean()) / width, kind


def left_out(
    values: Sequence[float], entry: Entry | None = None
) -> list[tuple[float, str]]:
    """Return the deviation of each value from all the others, and their kind.

    A list of pairs, see `deviations`.
    """
    found = []
    for k, value in enumerate(values):
        (far,), kind = deviations([value], np.delete(values, k), entry)
        found.append((far, kind))
    return found


def false_alarms(metrics: Sequence[tuple[Sequence[float], Entry]]) -> float:
    """Return how many false alarms are expected in a run with a fresh seed.

    Parameters
    ----------
    metrics : list of (sequence of float, dict)
        For each metric its values and its entry (see `fit`).
    """
    every = [
        one for values, entry in metrics for one in left_out(values, entry)
    ]
    expected = 0.0
    for binomial in (True, False):
        pool = [far for far, kind in every if (kind == "binomial") == binomial]
        if pool:
            share = len(pool) / len(every)
            expected += len(metrics) * share * beyond_one(pool)
    return expected


def beyond_one(deviations: ArrayLike) -> float:
    """Return the chance that one more deviation is larger than 1."""
    deviations = np.asarray(deviations)
    border = np.quantile(deviations, 1 - TAIL)
    excess = deviations[deviations > border] - border
    shape, _, size = stats.genpareto.fit(excess, floc=0)
    return TAIL * stats.genpareto.sf(1 - border, shape, 0, size)
