"""Executing a notebook: outputs, failures, dead kernels."""

import pytest

from tools.authoring.assemble import build_solution
from tools.running.execute import execute, with_kernel


@pytest.fixture
def solution(chapter):
    return build_solution(chapter)


def by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def test_executed_solution(solution):
    run = execute("fixture", solution, profile="quick", strict=True)
    assert run.error == ""
    outputs = {
        c.id: "".join(o.text for o in c.outputs)
        for c in run.notebook.cells
        if c.cell_type == "code"
    }
    assert outputs["check-0-1b"] == "✓ 0.1b: correct\n"
    assert "quick\n" in outputs.values()
    assert "version" not in run.notebook.metadata.language_info
    assert solution.cells[2].get("outputs") == []  # the original stays


def test_output_keeps_its_order(solution):
    code = 'print("one\\rtwo"); print(3); display("table"); print(4)'
    solution.cells[-3].source = code
    run = execute("fixture", solution, profile="quick", strict=True)
    first, table, last = run.notebook.cells[-3].outputs
    assert (first.text, last.text) == ("two\n3\n", "4\n")
    assert table.output_type == "display_data"


def test_failing_check_ends_a_strict_run(solution):
    cells = by_id(solution)
    exercise = cells["exercise-0-1"]
    exercise.source = exercise.source.replace("2 * x", "3 * x")
    run = execute("fixture", solution, profile="quick", strict=True)
    assert run.error.startswith("error: fixture: cell check-0-1a:\n")
    assert run.error.endswith("so that it passes.")


def test_dead_kernel_is_reported(solution):
    solution.cells[-3].source = "import os; os._exit(1)"
    run = execute("fixture", solution, profile="quick", strict=True)
    assert "fixture: DeadKernelError" in run.error


def test_kernel_that_dies_at_its_start_is_started_again():
    early = RuntimeError("Kernel died before replying to kernel_info")
    calls = iter([early, early, "started", early, early, early])

    def start():
        answer = next(calls)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert with_kernel(start) == "started"
    with pytest.raises(RuntimeError, match="before replying"):
        with_kernel(start)
    calls = iter([RuntimeError("Kernel died"), "never asked"])
    with pytest.raises(RuntimeError, match=r"Kernel died$"):
        with_kernel(start)


def test_unknown_profile(solution):
    with pytest.raises(ValueError, match="'fast' is no profile"):
        execute("fixture", solution, profile="fast", strict=True)
