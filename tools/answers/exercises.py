"""The exercises of a chapter: reference solution, checks, and their slice."""

from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from tools.authoring.assemble import build_solution
from tools.authoring.rules import chapter_cells
from tools.authoring.slices import Slices, part_of


@dataclass(frozen=True)
class Exercise:
    """An exercise.

    ``checks`` maps the numbers of its checks to their code, hidden tests
    included; ``visible`` to the code that a student sees.
    """

    number: str
    solution: str
    checks: dict[str, str] = field(default_factory=dict)
    visible: dict[str, str] = field(default_factory=dict)


def exercises_of(folder: Path) -> dict[str, Exercise]:
    """Return the exercises of a chapter's folder: number → exercise.

    Raises
    ------
    AuthoringError
        If the source has a mistake.
    """
    cells = chapter_cells(folder)
    found = {
        cell.number: Exercise(cell.number, cell.source)
        for cell in cells
        if cell.kind == "exercise"
    }
    for cell in cells:
        if cell.kind == "check":
            exercise = found[cell.number[:-1]]
            exercise.checks[cell.number] = cell.source
            exercise.visible[cell.number] = cell.without("check")
    return found


def stage_for(folder: Path, numbers: set[str]) -> NotebookNode:
    """Return the cells that the checks of some exercises need.

    The checks themselves are not among them; reference solutions are.
    """
    notebook = build_solution(folder)
    checks = {
        place
        for place, cell in enumerate(notebook.cells)
        if cell.id.startswith("check-")
    }
    targets = {
        place
        for place in checks
        if _number(notebook.cells[place].id) in numbers
    }
    return part_of(notebook, Slices(notebook).needed(targets) - checks)


def _number(cell_id: str) -> str:
    """Return ``3.4`` for the id ``check-3-4a``."""
    return cell_id.removeprefix("check-").replace("-", ".")[:-1]
