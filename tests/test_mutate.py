"""The catalogue of faults fits the sources, and faults are noticed."""

from collections import Counter

import nbformat
import pytest
from tools.assemble import build_solution

from tools import mutate
from tools.build import sources
from tools.mutate import Fault, headline, judge, read_faults, table
from tools.running.execute import execute

FAULTS = read_faults()
# Quick ones, tried in every CI run; `make mutate` tries all.
SAMPLE = {
    ("ch03_feedforward_networks", "leak_everywhere"): "`ch03.leakage.",
    ("ch05_recurrent_networks", "gates_swapped"): "`ch05.lstm.difference`",
}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, tmp_path):
    """Measure anew, and keep it elsewhere."""
    monkeypatch.setattr(mutate, "KEPT", tmp_path / "mutations.jsonl")


def test_catalogue():
    """At least forty faults, five a notebook; each fits its source."""
    counts = Counter(fault.source.stem for fault in FAULTS)
    assert len(FAULTS) >= 40
    assert counts.keys() == {path.stem for path in sources()}
    assert min(counts.values()) >= 5
    for fault in FAULTS:
        fault.patched()


def test_catalogue_that_no_longer_fits(fixture_source):
    fault = Fault(fixture_source, "gone", "…", "nobody wrote this", "x")
    with pytest.raises(ValueError, match="gone: the source holds its `old` 0"):
        fault.patched()


@pytest.mark.parametrize("which", SAMPLE, ids=lambda which: which[1])
def test_fault_is_noticed(which):
    (fault,) = (f for f in FAULTS if (f.source.stem, f.name) == which)
    found, _ = judge(fault)
    assert found[0].startswith(SAMPLE[which])


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
def test_headline(error, line):
    found = headline(error)
    assert found.startswith(line) and "\n" not in found
    assert bool(found) == bool(error)


@pytest.fixture
def small(fixture_with, monkeypatch, tmp_path):
    """Return a function that puts a fault into a small notebook."""
    source = fixture_with(
        "ch00_mutate.py",
        "a = 1\nwords = 'some text'\n\n"
        "# %%\nb = a + 1\n\n"
        "# %%\nassert b == 2\n\n"
        '# %% tags=["nbval-check-output"]\nprint(words)\n\n',
    )
    stored = execute("s", build_solution(source), profile="quick", strict=True)
    nbformat.write(stored.notebook, tmp_path / "ch00_mutate.ipynb")
    monkeypatch.setattr(mutate, "SOLUTIONS", tmp_path)

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
    found, _ = judge(small(old, new))
    assert [one.startswith(by) for one in found] == ([True] if by else [])


def test_what_was_measured_is_kept(small, monkeypatch):
    found, _ = judge(small("a = 1\n", "a = 2\n"))
    monkeypatch.setattr(mutate, "execute", None)  # would be an error
    again, _ = judge(small("a = 1\n", "a = 2\n"))
    assert again == found


def test_cells_that_fail_by_themselves_prove_nothing(small, monkeypatch):
    monkeypatch.setattr(mutate, "noticed", lambda *args: ["whatever happens"])
    with pytest.raises(RuntimeError, match="fails without the fault, too"):
        judge(small("a = 1\n", "a = 2\n"))


def test_table(fixture_source):
    one = Fault(fixture_source, "one", "labels | shifted", "", "")
    other = Fault(fixture_source, "other", "…", "", "", escapes="too small")
    text = table([(one, ["`a` 1", "`b` 2", "`c` 3", "`d` 4"]), (other, [])])
    assert "**1 of 2 faults** are noticed (50%)" in text
    assert "| labels \\| shifted | `a` 1; `b` 2; `c` 3 and 1 more |" in text
    assert "| **nothing**: too small |" in text
