"""How pytest (with nbval) runs the notebooks, and what each cell must keep.

Solutions run in the quick profile and strictly; student notebooks run as a
student gets them, in smoke.
"""

import os

import nbval.kernel
import pytest

from tools.running.execute import CELL_TIMEOUT, with_kernel

_start_once = nbval.kernel.start_new_kernel


def _start_new_kernel(*args, **options):
    return with_kernel(lambda: _start_once(*args, **options))


nbval.kernel.start_new_kernel = _start_new_kernel


def _is_solution(item):
    return item.path.parent.name == "solutions"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Set the profile before nbval starts the notebook's kernel."""
    solution = _is_solution(item)
    profile = "quick" if solution else "smoke"
    os.environ["COURSE_PROFILE"] = profile
    os.environ["COURSE_STRICT"] = str(int(solution))
    os.environ.pop("COURSE_SEED", None)
    item.config.option.nbval_cell_timeout = CELL_TIMEOUT[profile]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """After a cell ran: nothing on stderr, no check passed by a blank."""
    try:
        result = yield
    except Exception as error:
        where = f"{item.path.name}, cell {item.cell.id}"
        if _is_solution(item) and item.cell.id.startswith("check-"):
            where += ": fix the solution or the check, so that it passes"
        error.add_note(where)
        raise
    texts = {"stdout": "", "stderr": ""}
    for output in item.test_outputs:
        if output.output_type == "stream":
            texts[output.name] += output.text
    assert not texts["stderr"], (
        f"{item.path.name}: cell {item.cell.id} writes to stderr:\n"
        f"{texts['stderr']}"
    )
    if not _is_solution(item) and item.cell.id.startswith("check-"):
        assert "✓" not in texts["stdout"], (
            f"{item.path.name}: {item.cell.id} passes although the solution "
            "is blank: let it assert something that the stub cannot give"
        )
    return result
