"""How pytest runs notebooks: a fault in one makes the suite red."""

import os
import shutil
import subprocess
import sys

import pytest

from tools.authoring.assemble import build_solution, build_student
from tools.authoring.stored import write_notebook
from utils import ROOT


def run_suite(folder, chapter):
    """Lay out the notebooks of a chapter as here; run them as CI does."""
    solution = build_solution(chapter)
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "conftest.py", folder / "notebooks")
    student = build_student(solution)
    write_notebook(student, folder / "notebooks" / "ch00.ipynb")
    write_notebook(solution, folder / "notebooks" / "solutions" / "ch00.ipynb")
    settings = ["--nbval-lax", "--nbval-current-env", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", *settings,
         "notebooks"],
        cwd=folder,
        env=os.environ | {"COURSE_ROOT": str(ROOT), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )  # fmt: skip
    failed = [
        line.split(" - ")[0].removeprefix("FAILED notebooks/")
        for line in done.stdout.splitlines()
        if line.startswith("FAILED")
    ]
    return failed, done.stdout


def test_sound_notebook(tmp_path, chapter):
    failed, text = run_suite(tmp_path, chapter)
    assert failed == [] and "20 passed" in text, text


FAULTS = {
    "a check passes blank": (
        "    assert double(3) == 6",
        "    assert double is not None",
        ["ch00.ipynb::Cell 3"],
        "check-0-1a passes although the solution is blank",
    ),
    "a check fails although solved": (
        "    assert double(3) == 6",
        "    assert double(3) == 7",
        ["solutions/ch00.ipynb::Cell 3"],
        "AssertionError",
    ),
    "a cell writes to stderr": (
        "# %%\nprint(2 + 2)",
        "# %%\nimport warnings\n\nwarnings.warn('old')",
        ["ch00.ipynb::Cell 8", "solutions/ch00.ipynb::Cell 8"],
        "writes to stderr",
    ),
    "a metric is out of range": (
        "# %%\nprint(2 + 2)",
        "# %%\nfrom utils.metrics import expect\n\n"
        'expect("ch03.gradient_descent.steps", 61)',
        ["solutions/ch00.ipynb::Cell 8"],  # in smoke it is only shown
        "MetricOutOfRange",
    ),
    "a later cell uses an exercise": (
        "# %%\nprint(2 + 2)",
        "# %%\nprint(double(1))",
        ["ch00.ipynb::Cell 8"],
        "NotImplementedError",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name, tmp_path, chapter, replace_in):
    old, new, cells, message = FAULTS[name]
    replace_in(chapter, old, new)
    failed, output = run_suite(tmp_path, chapter)
    assert failed == cells, output
    assert message in output
