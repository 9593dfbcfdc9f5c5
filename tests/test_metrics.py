"""Values compared with their ranges, and two implementations."""

import json
import os

import numpy as np
import pytest

from utils import metrics
from utils.metric_ranges import describe
from utils.metrics import (
    MetricOutOfRange,
    compare,
    expect,
    expected_metrics,
)

TABLE = """
["t.accuracy"]
book = 0.8
quick = {low = 0.75, high = 0.95, seeds = 12}
full = {value = 0.9, bound = 0.02, ran_on = "2 cores"}

["t.seen"]
quick = {low = 0.75, high = 0.95, seeds = 20, seen = [0.8, 0.9]}

["t.claimed"]
at_least = 2
quick = {low = 2.0, high = 4.0, seeds = 12}
full = {value = 2.5, bound = 1.0, ran_on = "2 cores"}

["t.quick_only"]
quick = {low = 0.0, high = 1.0, seeds = 12}

["t.parameters"]
exact = {value = 1441, tolerance = 0}

["t.on_slides"]
slides = 1442
exact = {value = 1441, tolerance = 0}

["t.slow.ratio"]
quick = {low = 2.0, seeds = 12}
"""


@pytest.fixture(autouse=True)
def table(monkeypatch, tmp_path):
    path = tmp_path / "expected_metrics.toml"
    path.write_text(TABLE)
    monkeypatch.setattr(metrics, "EXPECTED", path)
    return path


@pytest.fixture
def strict(monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")


def test_expected_metrics(table):
    assert expected_metrics()["t.accuracy"]["quick"]["seeds"] == 12
    assert expected_metrics() is expected_metrics()  # read, parsed once


def test_expected_metrics_after_a_change(table):
    expected_metrics()
    before = table.stat()
    table.write_text(TABLE.replace("1441", "1999"))
    # as if written within the resolution of the file system's clock
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert expected_metrics()["t.parameters"]["exact"]["value"] == 1999


def test_expected_metrics_without_a_file(table):
    table.unlink()
    assert expected_metrics() == {}


def test_range_in_words():
    assert describe(None, 2) == "at most 2"
    assert describe(0.5, None) == "at least 0.5"
    with pytest.raises(ValueError, match="lower or an upper"):
        describe(None, None)


@pytest.mark.parametrize("value", [0.75, 0.8, 0.95, np.float32(0.9)])
def test_inside(value, strict, capsys):
    expect("t.accuracy", value)
    text = capsys.readouterr().out
    assert "expected 0.75 to 0.95; the book: 0.8" in text
    assert "←" not in text


def test_shows_what_other_seeds_gave(strict, capsys):
    expect("t.seen", 0.93)
    text = capsys.readouterr().out
    assert text == "t.seen = 0.93   (20 seeds gave 0.8 to 0.9)\n"
    with pytest.raises(MetricOutOfRange, match=r"range: 0\.75 to 0\.95"):
        expect("t.seen", 0.96)


def test_value_of_the_slides(strict, capsys):
    expect("t.on_slides", 1441)
    assert "exactly 1,441; the slides: 1,442" in capsys.readouterr().out


@pytest.mark.parametrize("value", [0.74, 0.96, float("nan"), float("inf")])
def test_outside(value, monkeypatch, capsys):
    expect("t.accuracy", value)  # not strict: no exception
    assert "← outside of the range: " in capsys.readouterr().out
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(MetricOutOfRange, match="outside"):
        expect("t.accuracy", value)


def test_infinite_ratio(strict):
    with pytest.raises(MetricOutOfRange):
        expect("t.slow.ratio", float("inf"))


def test_smoke_only_shows(strict, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PROFILE", "smoke")
    expect("t.accuracy", 0.1)
    assert "t.accuracy = 0.1" in capsys.readouterr().out


def test_full_has_its_own_range(strict, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    expect("t.accuracy", 0.915)
    with pytest.raises(MetricOutOfRange):
        expect("t.accuracy", 0.93)


def test_full_keeps_claims_and_bounds_of_ratios(strict, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    expect("t.claimed", 2.05)
    with pytest.raises(MetricOutOfRange):
        expect("t.claimed", 1.95)  # within the bound, against the claim
    expect("t.slow.ratio", 1e6)
    with pytest.raises(MetricOutOfRange):
        expect("t.slow.ratio", 1.9)


def test_full_without_a_range(strict, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    with pytest.raises(MetricOutOfRange, match="no range is known for full"):
        expect("t.quick_only", 0.5)


def test_exact(strict, capsys):
    expect("t.parameters", 1441)
    assert "t.parameters = 1,441   (expected exactly 1,441)" in (
        capsys.readouterr().out
    )
    with pytest.raises(MetricOutOfRange):
        expect("t.parameters", 1442)


def test_unknown_metric(monkeypatch, capsys):
    expect("t.other", 1.0)
    assert "no range is known for quick" in capsys.readouterr().out
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(MetricOutOfRange, match="no range"):
        expect("t.other", 1.0)


@pytest.mark.parametrize("name", ["accuracy", "T.accuracy", "t. a", ""])
def test_bad_name(name):
    with pytest.raises(ValueError, match=r"is no metric's name"):
        expect(name, 1.0)


def test_log(monkeypatch, tmp_path):
    log = tmp_path / "log.jsonl"
    monkeypatch.setenv("COURSE_METRICS_LOG", str(log))
    expect("t.accuracy", 0.8)
    compare("t.slow", textbook=lambda: 1, ours=lambda: 1)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines[0] == {
        "metric": "t.accuracy",
        "value": 0.8,
        "profile": "quick",
        "seed": 42,
        "range": [0.75, 0.95],
        "book": 0.8,
    }
    assert lines[1]["compare"] == "t.slow"
    assert lines[2]["metric"] == "t.slow.ratio"


def test_compare(strict, monkeypatch, capsys):
    now = 0.0

    def slow():
        nonlocal now
        now += 0.02
        return np.ones(3)

    def fast():
        nonlocal now
        now += 0.002
        return np.ones(3)

    monkeypatch.setattr(metrics.time, "perf_counter", lambda: now)
    compare("t.slow", textbook=slow, ours=fast)
    _, textbook, ours, ratio = capsys.readouterr().out.splitlines()
    assert textbook.split()[:4] == ["usual", "way", "20", "ms"]
    assert ours.split()[:3] == ["ours", "2", "ms"]
    assert ratio == "t.slow.ratio = 10   (expected at least 2)"
    with pytest.raises(MetricOutOfRange):
        compare("t.slow", textbook=fast, ours=slow)


def test_compare_measures_memory(capsys):
    compare(
        "t.slow",
        textbook=lambda: np.ones((1000, 1000)).sum(),
        ours=lambda: 1e6,
    )
    line = capsys.readouterr().out.splitlines()[1]
    assert "usual way" in line and 7 < float(line.split()[-2]) < 9


def test_compare_checks_memory_where_asked(capsys):
    implementations = {
        "textbook": lambda: np.ones((1000, 1000)).sum(),
        "ours": lambda: np.ones((1000, 1000), np.uint8).sum(),
    }
    compare("t.slow", **implementations, memory=True)
    name, _, value = capsys.readouterr().out.splitlines()[-1].split()[:3]
    assert name == "t.slow.memory_ratio" and 7 < float(value) < 9
    compare("t.slow", **implementations)
    assert "memory_ratio" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.ones(3), np.ones(3) * 1.01),
        (np.ones(3), np.ones(4)),
        ((np.ones(3), 1), (np.ones(3), 2)),
        ((1, 2), (1, 2, 3)),
        (1.0, np.ones((3, 2))),
    ],
)
def test_compare_refuses_different_results(one, other):
    with pytest.raises(AssertionError):
        compare("t.slow", textbook=lambda: one, ours=lambda: other)


def test_compare_takes_tuples():
    compare(
        "t.slow",
        textbook=lambda: ([1.0, 2.0], 3),
        ours=lambda: (np.array([1.0, 2.0]), 3.0),
    )
