"""A teacher's course, made from the solution notebook as the README says."""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from tools.authoring.assemble import build_solution, build_student
from tools.authoring.stored import write_notebook
from utils import ROOT

CHECKS = {"check-0-1a": 1, "check-0-1b": 2, "check-0-2a": 1}


def nbgrader(course, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env=os.environ | {"COURSE_ROOT": str(ROOT)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return a course folder in which the assignment was released."""
    source = ROOT / "tests" / "fixtures" / "ch00_fixture"
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "tools" / "nbgrader_config.py", folder)
    path = folder / "source" / "ch00" / "ch00_fixture.ipynb"
    path.parent.mkdir(parents=True)
    write_notebook(build_solution(source), path)
    code, text = nbgrader(folder, "generate_assignment", "ch00")
    assert code == 0, text
    return folder


def read(path):
    return nbformat.read(path, as_version=4)


def submissions(course):
    """Return three students' notebooks: blank, half done, and solved."""
    released = course / "release" / "ch00" / "ch00_fixture.ipynb"
    solved = read(course / "source" / "ch00" / "ch00_fixture.ipynb")
    answers = {cell.id: cell.source for cell in solved.cells}
    notebooks = {}
    for student, exercises in {
        "blank": (),
        "half": ("exercise-0-1",),
        "full": ("exercise-0-1", "exercise-0-2"),
        "partial": ("exercise-0-1", "exercise-0-2"),
    }.items():
        notebooks[student] = read(released)
        for cell in notebooks[student].cells:
            if cell.id in exercises:
                cell.source = answers[cell.id]
            if student == "partial" and cell.id == "exercise-0-1":
                # fits what is visible, and not the hidden test
                cell.source = "def double(x):\n    return abs(2 * x)"
    return notebooks


def test_release_equals_the_student_notebook(course):
    released = read(course / "release" / "ch00" / "ch00_fixture.ipynb")
    source = ROOT / "tests" / "fixtures" / "ch00_fixture"
    ours = build_student(build_solution(source))
    assert [(c.id, c.source) for c in released.cells] == [
        (c.id, c.source) for c in ours.cells
    ]


def test_validate(course):
    failing = {"blank": set(CHECKS), "half": {"check-0-2a"}, "full": set()}
    notebooks = submissions(course)
    for student in failing:
        path = course / f"{student}.ipynb"
        nbformat.write(notebooks[student], path)
        _, text = nbgrader(course, "validate", str(path))
        if not failing[student]:
            assert "Success! Your notebook passes all the tests." in text
            continue
        assert f"FAILED ON {len(failing[student])} CELL(S)" in text, text
        named = set(re.findall(r'@check\("(\d\.\d[a-z])"', text))
        wanted = {
            i.removeprefix("check-").replace("-", ".")
            for i in failing[student]
        }
        assert named == wanted


def test_autograde(course):
    for student, notebook in submissions(course).items():
        path = course / "submitted" / student / "ch00" / "ch00_fixture.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    code, text = nbgrader(course, "autograde", "ch00", "--create")
    assert code == 0, text
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        scores = {
            s.student_id: s.score for s in book.assignment_submissions("ch00")
        }
    assert scores == {"blank": 0, "half": 3, "full": 4, "partial": 2}
    graded = read(
        course / "autograded" / "full" / "ch00" / "ch00_fixture.ipynb"
    )
    texts = [o.text for c in graded.cells for o in c.get("outputs", ())]
    assert "smoke\n" in texts
