"""The catalogue of faults fits the sources, and faults are noticed."""

from collections import Counter

import nbformat
import pytest

from tools import mutate
from tools.authoring.assemble import build_solution
from tools.authoring.cells import chapter_folders
from tools.measuring import faults, records
from tools.measuring.faults import Fault, Trial, read_faults
from tools.measuring.records import error_summary
from tools.mutate import judge, table
from tools.running.execute import execute

FAULTS = read_faults()
# Quick ones, tried in every CI run; `make mutate` tries all.
SAMPLE = {
    ("ch03_feedforward_networks", "leak_everywhere"): "`ch03.leakage.",
    ("ch05_recurrent_networks", "gates_swapped"): "`ch05.lstm.difference`",
}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, tmp_path):
    """Measure again, and keep it elsewhere."""
    monkeypatch.setattr(records, "CACHE", tmp_path / "mutations.jsonl")


def test_catalogue():
    """At least forty faults, five a notebook; each fits its source."""
    counts = Counter(fault.chapter.name for fault in FAULTS)
    assert len(FAULTS) >= 40
    assert counts.keys() == {folder.name for folder in chapter_folders()}
    assert min(counts.values()) >= 5
    for fault in FAULTS:
        fault.patched()


def test_catalogue_that_no_longer_fits(chapter):
    fault = Fault(chapter, "gone", "…", "is not there", "x")
    with pytest.raises(
        ValueError, match="gone: the chapter holds its `old` 0"
    ):
        fault.patched()


@pytest.mark.parametrize("which", SAMPLE, ids=lambda which: which[1])
def test_fault_is_noticed(which):
    (fault,) = (f for f in FAULTS if (f.chapter.name, f.name) == which)
    (trial,) = judge([fault])
    assert trial.detected_by[0].startswith(SAMPLE[which])


@pytest.mark.parametrize(
    ("error", "line"),
    [
        ("error: x.py: cell a:\nb = c\nNameError: no c", "NameError: no c"),
        ("AssertionError: \nNot equal\n x: [0]", "AssertionError: Not equal"),
        ("error: x.py: cell a:\nAssertionError: ", "AssertionError"),
        ("error: x.py: DeadKernelError:\nit died", "error: x.py: Dead"),
        ("", ""),
    ],
)
def test_error_summary(error, line):
    found = error_summary(error)
    assert found.startswith(line) and "\n" not in found
    assert bool(found) == bool(error)


@pytest.fixture
def small(chapter_with, monkeypatch, tmp_path):
    """Return a function that puts a fault into a small notebook."""
    source = chapter_with(
        "ch00_mutate",
        "a = 1\nwords = 'some text'\n\n"
        "# %%\nb = a + 1\n\n"
        "# %%\nassert b == 2\n\n"
        '# %% tags=["nbval-check-output"]\nprint(words)\n\n',
    )
    stored = execute("s", build_solution(source), profile="quick", strict=True)
    nbformat.write(stored.notebook, tmp_path / "ch00_mutate.ipynb")
    monkeypatch.setattr(faults, "SOLUTIONS", tmp_path)

    def put(old, new):
        return Fault(source, "a fault", "…", old, new)

    return put


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [
        ("a = 1\n", "a = 2\n", "stops: AssertionError"),
        ("b = a + 1", "b = a + c", "stops: NameError"),
        ("'some text'", "'other text'", "output of `code-"),
        ("assert b == 2", "assert b == 2 or print(1)", None),
        ("'some text'", "'some' + ' text'", None),
    ],
)
def test_what_notices(small, old, new, by):
    (trial,) = judge([small(old, new)])
    assert [o.startswith(by) for o in trial.detected_by] == (
        [True] if by else []
    )


def test_what_was_measured_is_kept(small, monkeypatch):
    fault = small("a = 1\n", "a = 2\n")
    (first,) = judge([fault])

    def no_jobs(jobs):
        assert jobs == []
        yield from ()

    monkeypatch.setattr(records, "run_jobs", no_jobs)
    (again,) = judge([fault])
    assert again.detected_by == first.detected_by != []


def test_cells_that_fail_by_themselves_prove_nothing(small, monkeypatch):
    monkeypatch.setattr(
        mutate, "detections", lambda *args: ["whatever happens"]
    )
    with pytest.raises(RuntimeError, match="fails without the fault, too"):
        judge([small("a = 1\n", "a = 2\n")])


def test_table(chapter):
    one = Trial(Fault(chapter, "one", "labels | shifted", "a text", "a text"))
    one.detected_by = ["`a` 1", "`b` 2", "`c` 3", "`d` 4"]
    other = Trial(
        Fault(chapter, "other", "…", "a text", "a text", "too small")
    )
    text = table([one, other])
    assert "**1 of 2 faults** are noticed (50%)" in text
    assert "| labels \\| shifted | `a` 1; `b` 2; `c` 3 and 1 more |" in text
    assert "| **nothing**: too small |" in text
    other.detected_by = ["`e` 5"]
    old = text.replace("ch00_fixture", "ch09_another") + text
    text = table([other], old)
    assert "**2 of 3 faults** are noticed (67%), in 2 notebooks" in text
    assert text.count("| ch00_fixture | ") == 1
    assert text.count("| ch09_another | ") == 2
