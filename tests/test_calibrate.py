"""Runs with many seeds are kept, resumed and made into ranges."""

import tomllib

import pytest
from tools.ranges import FALSE_ALARMS, METRICS, RATIOS, false_alarms

from tools import assemble, calibrate
from utils.metrics import bounds_of, inside

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
    calibrate.measure([project], "quick", [42, 41, 43, 44])
    rows = sorted(calibrate.read_rows()[::2], key=lambda row: row["seed"])
    assert [(r["seed"], r["metric"], r["value"]) for r in rows] == [
        ("41", "ch00.seed", "41.5"),
        ("42", "ch00.seed", "42.5"),
        ("43", "ch00.seed", "43.5"),
        ("44", "ch00.seed", "44.5"),
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
    assert table["ch00.seed"]["quick"]["seeds"] == 4
    assert table["ch00.seed"]["quick"]["seen"] == [41.5, 44.5]

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
        | {"seed": seed}
        for seed in range(12)
    ]
    calibrate.write_rows(calibrate.ROWS, rows)
    calibrate.write_expected("quick")
    table = tomllib.loads(calibrate.EXPECTED.read_text("utf-8"))
    quick = table["ch00.still"]["quick"]
    assert quick["low"] < value < quick["high"]


def test_fresh_seeds_make_no_range(project, capsys):
    calibrate.measure([project], "quick", [1, 2, 3, 4])
    calibrate.write_expected("quick")
    before = calibrate.EXPECTED.read_text("utf-8")
    calibrate.measure([project], "quick", calibrate.FRESH)
    calibrate.write_expected("quick")
    assert calibrate.EXPECTED.read_text("utf-8") == before
    ((far, name),) = calibrate.largest_of_fresh()  # a metric is its seed
    assert name == "ch00.seed" and far > 0.5  # 1001 after 1 to 4


def test_rule_holds_for_the_course():
    """At most one false alarm in 1,000 runs of the whole course."""
    expected = tomllib.loads(calibrate.EXPECTED.read_text("utf-8"))
    metrics = [
        ([*values.values()], expected[name])
        for name, values in calibrate.by_metric("quick").items()
        if "exact" not in expected[name] and not name.endswith(RATIOS)
    ]
    assert len(metrics) <= METRICS
    assert 0 < false_alarms(metrics) <= FALSE_ALARMS


def test_every_measured_value_is_in_its_range():
    """Also those of the fresh seeds, which no range was made from."""
    expected = tomllib.loads(calibrate.EXPECTED.read_text("utf-8"))
    outside = [
        (name, seed, value)
        for fresh in (False, True)
        for name, values in calibrate.by_metric("quick", fresh).items()
        for seed, value in values.items()
        if not inside(value, bounds_of(expected[name], "quick"))
    ]
    assert outside == []
    assert calibrate.by_metric("quick", fresh=True)
