"""The rule: many seeds make a range that a fresh one stays in."""

import numpy as np
import pytest
from scipy import stats

from tools.measuring.ranges import (
    FALSE_ALARMS,
    Scale,
    deviations,
    false_alarms,
    fit,
    left_out,
)


def normal(seed, n=20, middle=0.88, spread=0.01):
    return np.random.default_rng(seed).normal(middle, spread, size=n)


def test_a_fresh_value_stays_in_the_range():
    """Also where tails are much longer than a normal distribution's."""
    generator = np.random.default_rng(0)
    outside = 0
    for _ in range(4000):
        *values, fresh = 10 + generator.standard_t(4, size=21)
        low, high = fit(values)
        outside += not low <= fresh <= high
    assert outside / 4000 < 2e-3


def test_a_share_that_spreads_by_chance():
    """Student's quantile, and never less than the binomial error."""
    shares = np.random.default_rng(1).binomial(219, 0.89, size=20) / 219
    low, high = fit(shares, {"cases": 219})
    p, chance = shares.mean(), stats.binom(219, shares.mean()).std() / 219
    assert 6 < (p - low) / chance < 12
    low, high = fit([0.89, 0.889, 0.891, 0.89], {"cases": 219})
    assert 0.71 < low < 0.74 and 0.97 < high < 0.99
    wide, _ = fit([0.89, 0.7, 0.95, 0.8, 0.93], {"cases": 219})
    assert wide < 0.4  # more than chance


def test_a_share_stays_possible():
    low, high = fit([1.0, 1.0, 1.0, 1.0], {"cases": 500})
    assert 0.95 < low < 1 and high == 1
    low, high = fit([8, 8, 8, 8], {"cases": 8})
    assert low < 4 and high == 8
    low, _ = fit([0.003, 0.0, 0.001, 0.002], {"cases": 1000})
    assert low == 0


@pytest.mark.parametrize(
    ("values", "entry", "kind"),
    [
        ([0.97, 0.98, 0.99], {"scale": "share"}, "share"),
        ([4, 7], {"cases": 8}, "share"),
        ([0.5, 0.75], {"cases": 8}, "share"),
        ([3.0, 30.0, 12.0], {"scale": "log"}, "log"),
        ([0.97, 0.98, 0.99], {}, "plain"),
    ],
)
def test_scales(values, entry, kind):
    scale = Scale(values, entry)
    assert scale.kind == kind
    np.testing.assert_allclose(scale.back(scale.values), values)


@pytest.mark.parametrize(
    ("values", "entry", "message"),
    [
        ([0.2, 0.9, 1.01, 0.8], {"scale": "share"}, "cannot be on share"),
        ([0.2, 0.9, -0.01, 0.8], {"scale": "log"}, "cannot be on log"),
        ([0.2, 0.9, 0.0, 0.8], {"scale": "log"}, "cannot be on log"),
        ([0.2, 0.9, 0.7, 0.8], {"scale": "logit"}, "'logit' is no scale"),
    ],
)
def test_a_wrong_scale_is_reported(values, entry, message):
    with pytest.raises(ValueError, match=message):
        fit(values, entry)


def test_values_below_one_are_no_share():
    """Twenty distances were, the next was 1.07: a false alarm."""
    values = np.random.default_rng(5).uniform(0.57, 0.99, size=20)
    assert fit(values)[1] > 1.5
    assert deviations([1.07], values)[0] < 1


def test_one_value_that_is_an_outlier_widens_the_range():
    values = normal(2, spread=1, middle=10)
    low, high = fit(values)
    values[3] = values.mean() + 8
    wider_low, wider_high = fit(values)
    assert wider_high - wider_low > 2 * (high - low)


def test_a_metric_that_never_moves_has_room_for_rounding():
    low, high = fit([0.4813714969056207] * 12)
    assert low < 0.48137 < high and high - low < 0.01


def test_claims_hold_for_every_seed_and_narrow_nothing():
    values = [3.0, 5.0, 9.0, 14.0, 4.0]
    assert fit(values, {"at_least": 2}) == fit(values)
    with pytest.raises(ValueError, match="the claim 4 does not hold"):
        fit(values, {"at_least": 4}, "x")
    with pytest.raises(ValueError, match=r"the claim 0\.1 does not hold"):
        fit([0.1, 0.2, 0.3, 0.1], {"at_most": 0.1}, "x")


def test_ratio_has_a_lower_bound_only():
    values = [100.0, 110.0, 120.0, 100.0]
    assert fit(values, name="x.ratio") == (10, None)
    assert fit(values, {"at_least": 80}, "x.ratio") == (80, None)


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [1.0, 2, 3, np.nan]])
def test_unfit_values(values):
    with pytest.raises(ValueError, match="four or more finite values"):
        fit(values)


def test_deviation_of_one_is_the_border():
    values = normal(3)
    low, high = fit(values)
    far, _ = deviations([low, high], values)
    np.testing.assert_allclose(far, 1, rtol=1e-6)
    assert (
        max(left_out(values)) < (1, "regular") and len(left_out(values)) == 20
    )


def test_false_alarms_are_counted_from_the_tail():
    regular = [(normal(k), {}) for k in range(60)]
    few = false_alarms(regular)
    assert few < FALSE_ALARMS
    generator = np.random.default_rng(4)
    heavy_tailed = [
        (0.5 + generator.standard_t(1.5, size=20), {}) for _ in range(60)
    ]
    assert false_alarms(heavy_tailed) > 10 * FALSE_ALARMS
