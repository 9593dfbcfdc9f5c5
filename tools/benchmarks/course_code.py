"""What the notebooks define, to be timed outside of them."""

import contextlib
import io
from typing import Any

import matplotlib
from nbformat.v4 import new_code_cell

from tools.authoring.assemble import build_solution
from tools.authoring.cells import chapter_folders
from tools.authoring.names import names_in, without_magic
from tools.authoring.slices import Slices


def defined_in(chapter: str, *names: str) -> dict[str, Any]:
    """Run the cells of a chapter that define some names; return its names.

    Parameters
    ----------
    chapter : str
        The beginning of a chapter's name, as ``ch04``.
    *names : str
        Names that its cells bind: functions, classes or values.

    Raises
    ------
    LookupError
        If no cell binds one of the names.
    """
    matplotlib.use("agg")
    (folder,) = chapter_folders([chapter])
    notebook = build_solution(folder)
    first: dict[str, int] = {}
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            for name in names_in(without_magic(cell.source)).binds:
                first.setdefault(name, place)
    if unknown := set(names) - first.keys():
        raise LookupError(f"{folder.name} defines no {sorted(unknown)}")
    # A cell that calls them needs also what they will take when called.
    last = 1 + max(first[name] for name in names)
    calls = "\n".join(f"{name}()" for name in names)
    notebook.cells[last:] = [new_code_cell(calls)]
    places = sorted(Slices(notebook).needed([last]) - {last})
    found: dict[str, Any] = {"__name__": "__main__", "display": print}
    with contextlib.redirect_stdout(io.StringIO()):
        for place in places:
            exec(without_magic(notebook.cells[place].source), found)
    return found
