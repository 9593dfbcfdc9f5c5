"""Executing a notebook: outputs, failures, dead kernels."""

import nbformat.v4 as v4
import pytest

from tools.authoring.assemble import build_solution
from tools.running.execute import execute, with_kernel
from tools.running.usage import training_cells


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


def test_what_a_run_used(solution):
    """Seconds by cell, memory; no times stay in the notebook."""
    solution.cells[
        -3
    ].source = "import time\nblock = bytearray(300_000_000)\ntime.sleep(1.5)"
    run = execute("fixture", solution, profile="quick", strict=True)
    slow = run.notebook.cells[-3].id
    assert max(run.cell_seconds, key=run.cell_seconds.get) == slow
    assert run.cell_seconds[slow] >= 1.5
    assert run.peak_mb > 300
    assert all("execution" not in c.metadata for c in run.notebook.cells)


def test_cells_that_train():
    sources = {
        "a": "model.fit(x)",
        "b": "def step(x):\n    with tf.GradientTape() as tape:\n        pass",
        "c": "def epoch():\n    return step(1)",
        "d": "history = epoch()",
        "e": "plt.plot(history)",
        "f": "class T:\n    def run(self):\n        m.fit(1)\n\n\nT().run()",
    }
    cells = [
        v4.new_code_cell(text, id=f"cell-{k}") for k, text in sources.items()
    ]
    found = training_cells(v4.new_notebook(cells=cells))
    assert found == {"cell-a", "cell-d", "cell-f"}
