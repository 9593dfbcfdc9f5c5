"""Runs with many seeds are kept, resumed and made into ranges."""

import tomllib

import pytest

from tools import calibrate
from tools.authoring import assemble
from tools.measuring import rows
from tools.measuring.expected import largest_of_fresh, write_expected
from tools.measuring.ranges import (
    FALSE_ALARMS,
    METRICS,
    RATIOS,
    false_alarms,
)
from tools.measuring.rows import FRESH, by_metric, is_fitted, metrics_in
from utils import metrics
from utils.metric_ranges import bounds_of, inside
from utils.metrics import expected_metrics

SETTINGS = assemble.settings()


@pytest.fixture
def project(monkeypatch, tmp_path, chapter_with):
    """Calibrate a small chapter whose metric is its seed."""
    folder = chapter_with(
        "ch00_seeds",
        "from utils.metrics import expect\n"
        "from utils.runtime import SEED\n\n"
        "# %%\noffset = 0.5\n\n"
        '# %%\nexpect("ch00.seed", SEED + offset)\n'
        'expect("ch00.constant", 3)\n',
    )
    monkeypatch.setattr(rows, "CALIBRATION", tmp_path / "rows.csv")
    monkeypatch.setattr(metrics, "EXPECTED", tmp_path / "expected.toml")
    metrics.EXPECTED.write_text(
        '# Kept.\n["ch00.constant"]\nbook = 4\n'
        "exact = {value = 3, tolerance = 0}\n"
    )
    return folder


@pytest.fixture
def jobs(monkeypatch):
    """Note the seeds of the jobs that run."""
    noted = []
    run_jobs = calibrate.run_jobs

    def note(some):
        noted.extend(job.seed for job in some)
        return run_jobs(some)

    monkeypatch.setattr(calibrate, "run_jobs", note)
    return noted


def values():
    return {
        (row["metric"], int(row["seed"])): row["value"]
        for row in rows.read_rows()
    }


def test_calibration_resumes(project, jobs):
    calibrate.measure_missing([project], "quick", [42, 41])
    calibrate.measure_missing([project], "quick", [42, 41, 43, 44])
    assert sorted(jobs) == [41, 42, 43, 44]
    assert values() == {
        ("ch00.seed", seed): f"{seed}.5" for seed in (41, 42, 43, 44)
    }

    assert write_expected("quick") == 1
    text = metrics.EXPECTED.read_text("utf-8")
    assert text.startswith("# Kept.")
    table = tomllib.loads(text)
    assert table["ch00.constant"] == {
        "book": 4,
        "exact": {"value": 3, "tolerance": 0},
    }
    assert table["ch00.seed"]["quick"]["seeds"] == 4
    assert table["ch00.seed"]["quick"]["seen"] == [41.5, 44.5]

    calibrate.measure_missing([project], "full", [42])
    write_expected("full")
    full = tomllib.loads(metrics.EXPECTED.read_text("utf-8"))
    quick = table["ch00.seed"]["quick"]
    assert full["ch00.seed"]["quick"] == quick
    assert full["ch00.seed"]["full"]["value"] == 42.5
    assert full["ch00.seed"]["full"]["bound"] == pytest.approx(
        (quick["high"] - quick["low"]) / 2, rel=1e-3
    )


def test_rows_that_no_longer_hold_are_dropped(
    project, jobs, capsys, monkeypatch, replace_in
):
    calibrate.measure_missing([project], "quick", [1])
    replace_in(project, "A section", "A chapter")
    calibrate.measure_missing(
        [project], "quick", [1]
    )  # text alone changes nothing
    monkeypatch.setattr(  # the builder's cell is no code of the notebook
        assemble, "settings", lambda: SETTINGS | {"branch": "other"}
    )
    calibrate.measure_missing([project], "quick", [1])
    assert jobs == [1]
    replace_in(project, "offset = 0.5", "offset = 0.75")
    calibrate.measure_missing([project], "quick", [1])
    assert "0 still hold, 1 dropped" in capsys.readouterr().out
    assert values() == {("ch00.seed", 1): "1.75"}


def test_rows_stay_when_new_code_gives_the_same(
    project, jobs, capsys, replace_in
):
    calibrate.measure_missing([project], "quick", [1, 2])
    before = rows.read_rows()
    replace_in(project, "offset = 0.5", "offset = 1 / 2")
    calibrate.measure_missing([project], "quick", [1, 2, 3])
    assert "2 still hold, 0 dropped" in capsys.readouterr().out
    assert sorted(jobs) == [1, 1, 2, 3]
    after = rows.read_rows()
    assert [r["value"] for r in after[:2]] == [r["value"] for r in before]
    assert len({r["code"] for r in after}) == 1
    assert after[0]["code"] != before[0]["code"]


def test_a_new_section_costs_its_own_seeds(project, jobs):
    """Its metric is measured; the older ones are not run again."""
    calibrate.measure_missing([project], "quick", [1, 2])
    slow = "# %%\nother = SEED * 2\n\n# %%\nexpect('ch00.b', other)\n"
    section = project / "10_section.py"
    text = section.read_text("utf-8") + "\n" + slow.replace("'", '"')
    section.write_text(text, "utf-8")
    part = rows.MetricSlices(assemble.build_solution(project))
    code = "".join(cell.source for cell in part.part(["ch00.b"]).cells)
    assert "other = SEED" in code and "offset" not in code
    calibrate.measure_missing([project], "quick", [1, 2])
    assert sorted(jobs) == [1, 1, 2, 2]
    assert values()["ch00.b", 2] == "4.0"


def test_rows_of_a_metric_that_is_gone_are_dropped(project, replace_in):
    calibrate.measure_missing([project], "quick", [1])
    replace_in(project, "ch00.seed", "ch00.other")
    calibrate.measure_missing([project], "quick", [1])
    assert values() == {("ch00.other", 1): "1.5"}


def test_failing_notebook_ends_the_calibration(project, replace_in):
    replace_in(project, "SEED + offset", "SEED + nothing")
    with pytest.raises(SystemExit, match="NameError"):
        calibrate.measure_missing([project], "quick", [1])
    assert rows.read_rows() == []


def test_metrics_in_a_cell():
    code = (
        'expect("ch00.a", 1)\ntopic_expect(\n    "ch00.b", 2)\n'
        'compare(\n    "ch00.c",\n    textbook=f,\n    memory=True,\n)\n'
        'compare("ch00.d", textbook=f, ours=g)\nprint("ch00.e")\n'
    )
    assert metrics_in(code) == [
        "ch00.a",
        "ch00.b",
        "ch00.c.ratio",
        "ch00.c.memory_ratio",
        "ch00.d.ratio",
    ]


def test_metric_that_never_moves_stays_in_its_range(project):
    """As chapter 3's loss without chance: 0.48137… is not 0.4814."""
    value = 0.4813714969056207
    rows.append_rows(
        dict.fromkeys(rows.FIELDS, "x")
        | {"profile": "quick", "metric": "ch00.still", "value": value}
        | {"seed": seed}
        for seed in range(12)
    )
    write_expected("quick")
    quick = expected_metrics()["ch00.still"]["quick"]
    assert quick["low"] < value < quick["high"]


def test_fresh_seeds_make_no_range(project):
    calibrate.measure_missing([project], "quick", [1, 2, 3, 4])
    write_expected("quick")
    before = metrics.EXPECTED.read_text("utf-8")
    calibrate.measure_missing([project], "quick", FRESH)
    write_expected("quick")
    assert metrics.EXPECTED.read_text("utf-8") == before
    ((far, name),) = largest_of_fresh()  # a metric is its seed
    assert name == "ch00.seed" and far > 0.5  # 1001 after 1 to 4


def test_rule_holds_for_the_course():
    """At most one false alarm in 1,000 runs of the whole course."""
    expected = expected_metrics()
    metrics = [
        ([*values.values()], expected[name])
        for name, values in by_metric("quick").items()
        if is_fitted(name) and not name.endswith(RATIOS)
    ]
    assert len(metrics) <= METRICS
    assert 0 < false_alarms(metrics) <= FALSE_ALARMS


def test_every_measured_value_is_in_its_range():
    """Also those of the fresh seeds, which no range was made from."""
    expected = expected_metrics()
    outside = [
        (name, seed, value)
        for fresh in (False, True)
        for name, values in by_metric("quick", fresh).items()
        for seed, value in values.items()
        if not inside(value, bounds_of(expected[name], "quick"))
    ]
    assert outside == []
    assert by_metric("quick", fresh=True)
