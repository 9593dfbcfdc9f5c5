"""The committed notebooks: whether they are stale, and their outputs."""

import base64
import copy
import os
import platform
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import preprocessors

from tools.authoring.assemble import build_solution, build_student
from tools.authoring.fingerprint import fingerprint
from tools.authoring.slices import Slices
from tools.paths import NOTEBOOKS, SOLUTIONS
from tools.running.outputs import describe_figures
from utils import ROOT

#: What a cell's outputs depend on beside its code.
SURROUNDINGS = ("utils", "lock", "ranges", "machine")


def marked_solution(folder: Path) -> NotebookNode:
    """Return the teacher's notebook of a chapter with its fingerprint."""
    solution = build_solution(folder)
    solution.metadata["course"] = fingerprint(folder.name, solution)
    return solution


def stale_because(folder: Path) -> str:
    """Return why a chapter's committed notebooks are stale, or ``""``."""
    solution = marked_solution(folder)
    stored = SOLUTIONS / f"{folder.name}.ipynb"
    if reason := outputs_stale_because(solution, stored):
        return reason
    for file, wanted in (
        (NOTEBOOKS / f"{folder.name}.ipynb", build_student(solution)),
        (stored, solution),
    ):
        if not file.is_file():
            return f"{file.name} was never built"
        found = nbformat.read(file, as_version=4)
        if _without_outputs(found) != _without_outputs(wanted):
            return f"{file.relative_to(ROOT)} is not what its source gives"
    return ""


def outputs_stale_because(solution: NotebookNode, stored: Path) -> str:
    """Return why a stored solution's outputs are stale, or ``""``."""
    if not stored.is_file():
        return f"{stored.name} was never built"
    before = nbformat.read(stored, as_version=4).metadata.get("course", {})
    now = solution.metadata["course"]
    changed = [key for key in now if now[key] != before.get(key)]
    if changed:
        return f"{', '.join(changed)} changed since it was executed"
    return ""


def carry_outputs(solution: NotebookNode, stored: Path) -> list[str]:
    """Give a notebook the outputs of the stored one with the same code.

    Alt texts are those of the source. Returns problems with them, see
    `describe_figures`.
    """
    before = nbformat.read(stored, as_version=4)
    known = {cell.id: cell for cell in before.cells}
    for cell in solution.cells:
        if cell.cell_type == "code":
            cell.outputs = known[cell.id].outputs
            cell.execution_count = known[cell.id].execution_count
    solution.metadata["course"] = before.metadata["course"]
    return describe_figures(solution)


def keep_stored_outputs(executed: NotebookNode, stored: Path) -> None:
    """Put back stored outputs that nothing but chance can have changed.

    On the same machine, with the same packages, a cell whose slice (all the
    code that it needs) is unchanged gives the same results. What differs are
    measured times, and they would make each difference between two versions
    of a notebook large for no reason.
    """
    executed.metadata["course"]["machine"] = machine()
    if not stored.is_file():
        return
    before = nbformat.read(stored, as_version=4)
    marks = executed.metadata["course"], before.metadata.get("course", {})
    if any(marks[0].get(key) != marks[1].get(key) for key in SURROUNDINGS):
        return
    known = {cell.id: place for place, cell in enumerate(before.cells)}
    old, new = Slices(before), Slices(executed)
    for place, cell in enumerate(executed.cells):
        if cell.cell_type == "code" and cell.id in known:
            then = known[cell.id]
            if _code(executed, new.needed([place])) == _code(
                before, old.needed([then])
            ):
                cell.outputs = before.cells[then].outputs


def machine() -> str:
    """Return what decides how numbers are rounded: processor and cores."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {os.cpu_count()} cores"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook, always in the same form, if it changed."""
    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    path.parent.mkdir(exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {os.path.relpath(path, ROOT)}")


def gallery_picture(notebook: NotebookNode) -> bytes | None:
    """Return the PNG of the cell tagged ``gallery``, or ``None``."""
    for cell in notebook.cells:
        if "gallery" in cell.metadata.get("tags", ()):
            for output in cell.outputs:
                if picture := output.get("data", {}).get("image/png"):
                    return base64.b64decode(picture)
    return None


def _code(notebook: NotebookNode, places: Iterable[int]) -> list[str]:
    return [notebook.cells[place].source for place in sorted(places)]


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    bare, _ = preprocessors.ClearOutput().preprocess(
        copy.deepcopy(notebook), {}
    )
    bare.metadata.pop("course", None)
    return bare
