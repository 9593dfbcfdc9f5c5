"""What tries answers on checks: mutants, the bank, hints for mistakes."""

import numpy as np
import pytest

from tools.answers.bank import LEAST, read_bank
from tools.answers.exercises import exercises_of
from tools.answers.mutants import mutants_of
from tools.answers.run import Answer, answers_of, try_answers
from tools.answers.trial import try_answer
from tools.authoring.cells import chapter_folders
from utils import mistakes
from utils.exercises import check

SOLUTION = '''\
def share(x, limit=0.5):
    """Return the share of values above a limit."""
    ### BEGIN SOLUTION
    above = x > limit
    return above.mean(axis=0)
    ### END SOLUTION
'''
CHECK = """\
@check("3.4a", hint="count")
def _():
    np.testing.assert_allclose(share(data), [1 / 3, 1.0])
"""


def stage():
    return {"np": np, "data": np.array([[0.5, 1.0], [1.0, 2.0], [0, 3]])}


def test_mutants_change_what_stands_between_the_markers():
    changes = {mutant.change for mutant in mutants_of(SOLUTION)}
    for expected in (
        "above = x > limit → above = x >= limit",
        "above = x > limit → pass",
        "return above.mean(axis=0) → return above.sum(axis=0)",
        "return above.mean(axis=0) → return above.mean(axis=1)",
        "return above.mean(axis=0) → return above.mean()",
    ):
        assert expected in changes
    assert not any("limit=" in change for change in changes)
    sources = [mutant.source for mutant in mutants_of(SOLUTION)]
    assert len(sources) == len(set(sources))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (SOLUTION, ""),
        ("def share(x):\n    return (x > 0.5).sum(axis=0)", "AssertionError"),
        ("def share(x):\n    return 1 / 0", "ZeroDivisionError"),
        ("def share(x:", "before any check: SyntaxError"),
        ("import nothing_here", "before any check: ModuleNotFoundError"),
        ("def share(x):\n    while True:\n        pass", "OutOfTime"),
        ("def share(x):\n    raise SystemExit(3)", "SystemExit"),
    ],
)
def test_verdict(answer, error):
    results, _ = try_answer(stage(), answer, {"3.4a": CHECK}, limit=0.5)
    assert results["3.4a"].startswith(error)
    assert bool(results["3.4a"]) == bool(error)


def test_an_answer_that_swallows_errors_is_stopped_too():
    answer = """
def share(x):
    while True:
        try:
            pass
        except BaseException:
            pass
"""
    results, _ = try_answer(stage(), answer, {"3.4a": CHECK}, limit=0.3)
    assert results["3.4a"].startswith("OutOfTime")


def test_state_is_fresh_for_each_check():
    answer = """
def share(x):
    x -= x
    return np.array([1 / 3, 1.0])
"""
    names = stage()
    both = {"3.4a": CHECK, "3.4b": CHECK}
    assert not any(try_answer(names, answer, both)[0].values())
    assert names["data"].sum() == 7.5
    assert "share" not in names


def fingerprints(answer):
    return try_answer(stage(), answer, {"3.4a": CHECK})[1]["3.4a"]


def test_a_mistake_is_recognised_whatever_the_number_format():
    once = "def share(x):\n    return (x > 0.5).sum(axis=0)"
    again = """
def share(x):
    return np.float32([sum(v > 0.5 for v in column) for column in x.T])
"""
    other = "def share(x):\n    return (x > 0.5).mean(axis=1)"
    assert fingerprints(once) == fingerprints(again)
    assert fingerprints(once) != fingerprints(other)


def test_the_hint_of_a_known_mistake_is_shown(monkeypatch, capsys):
    def wrong():
        np.testing.assert_allclose(np.array([1.0, 2.0]), [0.5, 1.0])

    wrong.__code__ = wrong.__code__.replace(co_name="_")
    caught = None
    try:
        wrong()
    except AssertionError as error:
        caught = error
    known = {"3.4a": {mistakes.fingerprint("3.4a", caught): "divide by n"}}
    monkeypatch.setattr(mistakes, "_known", lambda: known)
    check("3.4a", hint="count")(wrong)
    assert "Hint: divide by n." in capsys.readouterr().out
    check("3.4b", hint="count")(wrong)
    assert "Hint: count." in capsys.readouterr().out


def test_each_exercise_of_the_bank_has_enough_answers():
    kinds: dict[tuple[str, str], int] = {}
    for entry in read_bank():
        key = (entry.exercise, "right" if entry.right else "wrong")
        kinds[key] = kinds.get(key, 0) + 1
    for exercise in {exercise for exercise, _ in kinds}:
        for kind, least in LEAST.items():
            count = kinds.get((exercise, kind), 0)
            assert count >= least, f"{exercise}: {count} {kind} answers"


@pytest.mark.parametrize("folder", chapter_folders(), ids=lambda f: f.name)
def test_bank_is_judged_rightly(folder):
    """The reference solutions, too."""
    answers, expected = [], []
    for entry in read_bank([folder.name]):
        for answer in answers_of(entry):
            answers.append(answer)
            expected.append(entry.right)
    for number, exercise in exercises_of(folder).items():
        answers.append(Answer(folder, number, "solution", exercise.solution))
        expected.append(True)
    try_answers(answers, quiet=True)
    wrong = [
        f"{answer.exercise} {answer.name}: {answer.results}"
        for answer, right in zip(answers, expected, strict=True)
        if answer.accepted != right
    ]
    assert not wrong, "\n".join(wrong)
