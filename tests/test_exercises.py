"""What a student, a strict run and nbgrader get from a check.

PYTEST_DONT_REWRITE: a notebook's ``assert`` has no message of pytest's.
"""

import numpy as np
import pytest

from utils.exercises import check


def wrong():
    np.testing.assert_allclose([1.0, 2.0], [1.0, 3.0])


def bare():
    assert 1 + 1 == 3


# fmt: off
def several_lines():
    assert sum([1, 2]) == (
        4
    )
# fmt: on


def blank():
    raise NotImplementedError


def broken():
    return undefined_name  # noqa: F821


def test_correct(capsys):
    check("3.4a", hint="none")(lambda: None)
    assert capsys.readouterr().out == "✓ 3.4a: correct\n"


@pytest.mark.parametrize(
    ("function", "parts"),
    [
        (
            wrong,
            ["✗ 3.4a: not right yet", "Max absolute difference", "Hint: h."],
        ),
        (
            bare,
            ["✗ 3.4a", "This does not hold: assert 1 + 1 == 3", "Hint: h."],
        ),
        (broken, ["✗ 3.4a", "NameError: name 'undefined_name'", "Hint: h."]),
        (
            several_lines,
            ["✗ 3.4a", "This does not hold: assert sum([1, 2]) == ( 4 )"],
        ),
        (blank, ["… 3.4a: not attempted yet"]),
    ],
)
def test_failure_is_printed_and_not_raised(function, parts, capsys):
    check("3.4a", hint="h")(function)
    text, errors = capsys.readouterr()
    for part in parts:
        assert part in text
    assert "✓" not in text
    assert errors == ""


@pytest.mark.parametrize(
    ("hint", "shown"), [("try it", "try it."), ("is it?", "is it?")]
)
def test_hint_ends_with_one_mark(hint, shown, capsys):
    check("3.4a", hint=hint)(wrong)
    assert capsys.readouterr().out.endswith(f"  Hint: {shown}\n")


@pytest.mark.parametrize("function", [wrong, bare, blank, broken])
@pytest.mark.parametrize(
    ("name", "value"),
    [("COURSE_STRICT", "1"), ("NBGRADER_EXECUTION", "validate")],
)
def test_failure_is_raised(function, name, value, monkeypatch, capsys):
    monkeypatch.setenv(name, value)
    with pytest.raises((AssertionError, NotImplementedError, NameError)):
        check("3.4a", hint="h")(function)
    assert "3.4a" in capsys.readouterr().out
