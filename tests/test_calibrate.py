"""Ranges come from many seeds, by a rule that is stated."""

import tomllib

import numpy as np
import pytest
from scipy import stats

from tools import assemble, calibrate
from tools.calibrate import fit


def test_range_is_a_prediction_interval():
    """All metrics together raise one false alarm in 1,000 runs."""
    generator = np.random.default_rng(0)
    alarms, trials = 0, 20_000
    for _ in range(trials):
        low, high = fit(generator.normal(10, 1, size=12))
        # The chance that the next one falls outside, exactly.
        alarms += stats.norm.cdf(low, 10, 1) + stats.norm.sf(high, 10, 1)
    together = alarms / trials * calibrate.METRICS
    assert together == pytest.approx(1 / 1000, rel=0.35)


def test_more_seeds_narrow_the_range():
    values = np.random.default_rng(0).normal(0.88, 0.01, size=100)
    few, many = fit(values[:10]), fit(values)
    assert many[1] - many[0] < few[1] - few[0] < 0.2


def test_a_fault_is_noticed():
    values = np.random.default_rng(0).normal(0.88, 0.02, size=30)
    low, _ = fit(values, name="x.accuracy")
    assert low > 0.75  # labels shifted by one give 0.5


def test_accuracy_stays_possible():
    assert fit([0.98, 0.99, 0.97], name="x.test_accuracy")[1] == 1.0


def test_claims_bound_the_range():
    values = [3.0, 5.0, 9.0, 14.0, 4.0]
    low, high = fit(values, at_least=2)
    assert low == 2 and high > 14
    assert fit([0.1, 0.2, -0.1], at_most=0.5)[1] == 0.5
    with pytest.raises(ValueError, match="the claim 4 does not hold"):
        fit(values, at_least=4, name="x")
    with pytest.raises(ValueError, match=r"the claim 0\.1 does not hold"):
        fit([0.1, 0.2, 0.3], at_most=0.1, name="x")


def test_wide_positive_values_are_fitted_as_logarithms():
    low, _ = fit([3.0, 5.0, 9.0, 14.0, 4.0])
    assert low > 0
    low, _ = fit([3.0, 5.0, 9.0, 14.0, 4.0], at_least=-1000)
    assert -1000 < low < 0  # a claim below zero: it might be negative


def test_ratio_has_a_lower_bound_only():
    low, high = fit([100.0, 110.0, 120.0], name="x.ratio")
    assert 0 < low < 50 and high is None
    claimed = fit([100.0, 110.0, 120.0], at_least=50, name="x.ratio")
    assert claimed == (50, None)


@pytest.mark.parametrize("values", [[1.0, 2.0], [1.0, 2.0, float("nan")]])
def test_unfit_values(values):
    with pytest.raises(ValueError, match="three or more finite values"):
        fit(values)


SETTINGS = assemble.settings()


@pytest.fixture
def project(monkeypatch, tmp_path, fixture_with):
    """Calibrate a small notebook whose metric is its seed."""
    source = fixture_with(
        "ch00_seeds.py",
        "from utils.metrics import expect\n"
        "from utils.runtime import SEED\n\n"
        'expect("ch00.seed", SEED + 0.5)\n'
        'expect("ch00.constant", 3)\n',
    )
    monkeypatch.setattr(calibrate, "ROWS", tmp_path / "rows.csv")
    monkeypatch.setattr(calibrate, "EXPECTED", tmp_path / "expected.toml")
    (tmp_path / "expected.toml").write_text(
        '# Kept.\n["ch00.constant"]\nbook = 4\n'
        "exact = {value = 3, tolerance = 0}\n"
    )
    return source


def test_calibration_resumes(project, capsys):
    calibrate.measure([project], "quick", [42, 41])
    assert len(calibrate.read_rows()) == 4
    calibrate.measure([project], "quick", [42, 41, 43])
    rows = calibrate.read_rows()
    assert [(r["seed"], r["metric"], r["value"]) for r in rows[::2]] == [
        ("42", "ch00.seed", "42.5"),
        ("41", "ch00.seed", "41.5"),
        ("43", "ch00.seed", "43.5"),
    ]
    assert capsys.readouterr().out.count("seed 42: ") == 1

    assert calibrate.write_expected("quick") == 2
    text = calibrate.EXPECTED.read_text("utf-8")
    assert text.startswith("# Kept.")
    table = tomllib.loads(text)
    assert table["ch00.constant"] == {
        "book": 4,
        "exact": {"value": 3, "tolerance": 0},
    }
    assert table["ch00.seed"]["quick"]["seeds"] == 3

    calibrate.measure([project], "full", [42])
    calibrate.write_expected("full")
    full = tomllib.loads(calibrate.EXPECTED.read_text("utf-8"))
    quick = table["ch00.seed"]["quick"]
    assert full["ch00.seed"]["quick"] == quick
    assert full["ch00.seed"]["full"]["value"] == 42.5
    assert full["ch00.seed"]["full"]["bound"] == pytest.approx(
        (quick["high"] - quick["low"]) / 2, rel=1e-3
    )


def test_rows_of_older_code_are_dropped(project, capsys, monkeypatch):
    calibrate.measure([project], "quick", [1])
    text = project.read_text("utf-8")
    project.write_text(text.replace("A section", "A chapter"), "utf-8")
    calibrate.measure([project], "quick", [1])  # text alone changes nothing
    assert "dropped" not in capsys.readouterr().out
    monkeypatch.setattr(  # the builder's cell is no code of the notebook
        assemble, "settings", lambda: SETTINGS | {"branch": "other"}
    )
    calibrate.measure([project], "quick", [1])
    assert "dropped" not in capsys.readouterr().out
    project.write_text(text.replace("+ 0.5", "+ 0.75"), "utf-8")
    calibrate.measure([project], "quick", [1])
    assert "dropped 2 rows of older code" in capsys.readouterr().out
    assert [r["value"] for r in calibrate.read_rows()] == ["1.75", "3.0"]


def test_rows_stay_when_new_code_gives_the_same_numbers(project, capsys):
    calibrate.measure([project], "quick", [1, 2])
    before = calibrate.read_rows()
    text = project.read_text("utf-8")
    project.write_text(text.replace("+ 0.5", "+ 1 / 2"), "utf-8")
    calibrate.measure([project], "quick", [1, 2, 3])
    assert "4 rows of older code hold for the new" in capsys.readouterr().out
    rows = calibrate.read_rows()
    assert [r["value"] for r in rows[:4]] == [r["value"] for r in before]
    assert len(rows) == 6 and len({r["code"] for r in rows}) == 1
    assert rows[0]["code"] != before[0]["code"]

    # A metric more: the older rows do not know it.
    more = text.replace("+ 0.5)", '+ 0.5)\nexpect("ch00.more", 1)')
    project.write_text(more, "utf-8")
    calibrate.measure([project], "quick", [1])
    assert "dropped 6 rows" in capsys.readouterr().out


def test_failing_notebook_ends_the_calibration(project):
    text = project.read_text("utf-8")
    project.write_text(text.replace("SEED + 0.5", "SEED + nothing"), "utf-8")
    with pytest.raises(SystemExit, match="NameError"):
        calibrate.measure([project], "quick", [1])
    assert calibrate.read_rows() == []


def test_metric_that_never_moves_stays_in_its_range(project):
    """As chapter 3's loss without chance: 0.48137… is not 0.4814."""
    value = 0.4813714969056207
    rows = [
        dict.fromkeys(calibrate.FIELDS, "x")
        | {"profile": "quick", "metric": "ch00.still", "value": value}
        for _ in range(12)
    ]
    calibrate.write_rows(calibrate.ROWS, rows)
    calibrate.write_expected("quick")
    table = tomllib.loads(calibrate.EXPECTED.read_text("utf-8"))
    quick = table["ch00.still"]["quick"]
    assert quick["low"] < value < quick["high"]
