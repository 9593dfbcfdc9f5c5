"""Make the two notebooks of a chapter: the teacher's and the student's."""

import copy
import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import preprocessors

from tools.authoring.cells import Cell
from tools.authoring.rules import book_sections, heading, read_chapter
from utils import ROOT

COLAB = "https://colab.research.google.com"
BADGE = f"{COLAB}/assets/colab-badge.svg"

BOOTSTRAP = """\
# Find the course: it lies above this notebook; in Colab, fetch it first.
import os
import subprocess
import sys
from pathlib import Path

here = Path(os.environ.get("COURSE_ROOT") or Path.cwd()).resolve()
places = [here / "{folder}", here, *here.parents]
root = next((p for p in places if (p / "utils/runtime.py").is_file()), None)
if root is None and "google.colab" in sys.modules:
    root = here / "{folder}"
    url, branch = "{repository}", "{branch}"
    clone = ["git", "clone", "--quiet", "--depth=1", f"--branch={{branch}}"]
    subprocess.run([*clone, url, str(root)], check=True)
{install}assert root, "Open this notebook in a copy of {repository}"
sys.path.insert(0, str(root))
"""

INSTALL = """\
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, *{packages}], check=True)
"""

FOOTER = """\
---
*Text: CC BY 4.0. Code: MIT. Found a mistake? [Tell us]({repository}/issues).*
"""


def settings() -> dict[str, Any]:
    """Return ``[tool.course]`` of ``pyproject.toml``."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["course"]


def build_solution(folder: Path) -> NotebookNode:
    """Return the teacher's notebook of a chapter's folder, without outputs.

    Cells tagged ``teacher`` are left out; they are for teaching pages.

    Raises
    ------
    AuthoringError
        If the source has a mistake.
    """
    cells = [cell for _, _, cell in _cells_by_section(folder)]
    seen: Counter[str] = Counter()
    for cell in cells:
        if not cell.id:
            digest = hashlib.sha256(cell.source.encode()).hexdigest()[:12]
            seen[digest] += 1
            again = f"-{seen[digest]}" if seen[digest] > 1 else ""
            cell.id = f"{cell.cell_type}-{digest}{again}"
    return new_notebook(
        cells=cells,
        metadata={
            "generated": f"from notebooks/src/{folder.name}/ by make "
            "notebooks: edit there",
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
    )


def section_places(folder: Path) -> dict[str, list[int]]:
    """Return where a chapter's sections lie in its notebook.

    Returns
    -------
    dict of str to list of int
        Names of sections, in their order, and the places of their cells
        among those of `build_solution`.
    """
    places: dict[str, list[int]] = {}
    for place, (name, _, _) in enumerate(_cells_by_section(folder)):
        places.setdefault(name, []).append(place)
    return places


def with_locations(folder: Path, message: str) -> str:
    """Return a message with file and line in place of ``cell code-8b70e8``."""
    found = zip(
        _cells_by_section(folder), build_solution(folder).cells, strict=True
    )
    where = {
        made.id: f"{source.file}:{source.line}"
        for (_, source, _), made in found
        if source is not None
    }
    return re.sub(
        r"\bcell ([\w-]+)",
        lambda match: where.get(match[1], match[0]),
        message,
    )


def _cells_by_section(
    folder: Path,
) -> Iterator[tuple[str, Cell | None, NotebookNode]]:
    """Yield a notebook's cells, with their section's name and their source."""
    course = settings()
    started, name = False, ""
    for section in read_chapter(folder):
        name = section.name
        for cell in section.cells:
            if "teacher" in cell.tags:
                continue
            if cell.kind != "markdown" and not started:
                for opening in _opening(folder.name, course):
                    yield name, None, opening
                started = True
            yield name, cell, _notebook_cell(cell)
    yield name, None, new_markdown_cell(FOOTER.format(**course), id="footer")


def _notebook_cell(cell: Cell) -> NotebookNode:
    """Return a cell of the notebook; its id is empty but for exercises."""
    if cell.kind == "markdown":
        made = new_markdown_cell(_shown_text(cell))
    else:
        made = new_code_cell(cell.source)
    made.id = ""
    if cell.tags:
        made.metadata["tags"] = list(cell.tags)
    if "hide-input" in cell.tags:
        made.metadata["jupyter"] = {"source_hidden": True}
        made.metadata["cellView"] = "form"  # folds it in Colab
    if alt := cell.marks.get("alt"):
        made.metadata["alt"] = [
            " ".join(text.split())
            for text in (alt if isinstance(alt, list) else [alt])
        ]
    if cell.kind in ("exercise", "check"):
        made.id = _cell_id(cell.kind, cell.number)
        made.metadata["nbgrader"] = _nbgrader_marks(cell)
    return made


def build_student(solution: NotebookNode) -> NotebookNode:
    """Return the student's notebook: what nbgrader would release."""
    notebook = copy.deepcopy(solution)
    notebook.metadata.pop("course", None)
    for cell in notebook.cells:
        cell.metadata.pop("alt", None)
    for step in (
        preprocessors.LockCells(),
        preprocessors.ClearSolutions(),
        preprocessors.ClearOutput(),
        preprocessors.ClearHiddenTests(),
        preprocessors.ComputeChecksums(),
    ):
        notebook, _ = step.preprocess(notebook, {})
    return notebook


def colab_folder(course: dict[str, Any]) -> str:
    """Return the address below which Colab finds the student notebooks."""
    path = course["repository"].removeprefix("https://github.com/")
    return f"{COLAB}/github/{path}/blob/{course['branch']}/notebooks/"


def _opening(stem: str, course: dict[str, Any]) -> list[NotebookNode]:
    folder = course["repository"].rsplit("/", 1)[-1]
    url = f"{colab_folder(course)}{stem}.ipynb"
    packages = course["colab_packages"]
    code = BOOTSTRAP.format(
        folder=folder,
        repository=course["repository"],
        branch=course["branch"],
        install=INSTALL.format(packages=json.dumps(packages))
        if packages
        else "",
    )
    return [
        new_markdown_cell(f"[![Open in Colab]({BADGE})]({url})", id="badge"),
        new_code_cell(code.rstrip(), id="course"),
    ]


def _shown_text(cell: Cell) -> str:
    """Return a text cell's text, with what the builder adds to a heading."""
    first, _, rest = cell.source.partition("\n")
    if "further" in cell.tags:
        first = f"{first.split(' ')[0]} {heading(cell)}"
    if "book" in cell.marks:
        key = cell.marks["book"]
        english, persian = book_sections()[key]
        where = "slides" if key.startswith("slides.") else "book"
        # The signs keep right-to-left text with Latin words in it in order.
        title = f"\u2067«{persian}»\u2069" if persian else english
        rest = f"\n*In the {where}: {title}*\n{rest}"
    return f"{first}\n{rest}".rstrip("\n") if rest else first


def _cell_id(kind: str, number: str) -> str:
    return f"{kind}-{re.sub('[^0-9a-z]', '-', number)}"


def _nbgrader_marks(cell: Cell) -> dict[str, Any]:
    is_check = cell.kind == "check"
    marks = {
        "grade": is_check,
        "grade_id": _cell_id(cell.kind, cell.number),
        "locked": is_check,
        "schema_version": 3,
        "solution": not is_check,
        "task": False,
    }
    if is_check:
        marks["points"] = cell.marks["points"]
    return marks
