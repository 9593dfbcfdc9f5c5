"""Make the two notebooks of a source: the teacher's and the student's."""

import copy
import hashlib
import json
import re
import tomllib
from collections import Counter

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import preprocessors

from tools.authoring import book_sections, read_source
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


def settings():
    """Return ``[tool.course]`` of ``pyproject.toml``."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["course"]


def build_solution(path):
    """Return the teacher's notebook of a source file, without outputs.

    Raises
    ------
    AuthoringError
        If the source has a mistake.
    """
    course = settings()
    sections = book_sections()
    cells, started = [], False
    for cell in read_source(path):
        if cell.kind == "markdown":
            cells.append(new_markdown_cell(_with_section(cell, sections)))
        else:
            if not started:
                cells += _opening(path.stem, course)
                started = True
            cells.append(new_code_cell(cell.source))
        if "tags" in cell.marks:
            cells[-1].metadata["tags"] = list(cell.marks["tags"])
            if "hide-input" in cell.marks["tags"]:
                cells[-1].metadata["jupyter"] = {"source_hidden": True}
        if cell.kind in ("exercise", "check"):
            cells[-1].id = _cell_id(cell.kind, cell.number)
            cells[-1].metadata["nbgrader"] = _nbgrader_marks(cell)
        else:
            cells[-1].id = ""
    cells.append(new_markdown_cell(FOOTER.format(**course), id="footer"))

    seen = Counter()
    for cell in cells:
        if not cell.id:
            digest = hashlib.sha256(cell.source.encode()).hexdigest()[:12]
            seen[digest] += 1
            again = f"-{seen[digest]}" if seen[digest] > 1 else ""
            cell.id = f"{cell.cell_type}-{digest}{again}"
    return new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
    )


def build_student(solution):
    """Return the student's notebook: what nbgrader would release."""
    notebook = copy.deepcopy(solution)
    notebook.metadata.pop("course", None)
    for step in (
        preprocessors.LockCells(),
        preprocessors.ClearSolutions(),
        preprocessors.ClearOutput(),
        preprocessors.ClearHiddenTests(),
        preprocessors.ComputeChecksums(),
    ):
        notebook, _ = step.preprocess(notebook, {})
    return notebook


def colab_folder(course):
    """Return the address below which Colab finds the student notebooks."""
    path = course["repository"].removeprefix("https://github.com/")
    return f"{COLAB}/github/{path}/blob/{course['branch']}/notebooks/"


def with_addresses(readme):
    """Return the README's text with the course's address in its badges."""
    badge = rf"{re.escape(COLAB)}/github/[^)]*/notebooks/"
    return re.sub(badge, colab_folder(settings()), readme)


def _opening(stem, course):
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


def _with_section(cell, sections):
    if "book" not in cell.marks:
        return cell.source
    key = cell.marks["book"]
    english, persian = sections[key]
    where = "slides" if key.startswith("slides.") else "book"
    heading, _, rest = cell.source.partition("\n")
    # The two signs keep right-to-left text with Latin words in it in order.
    title = f"\u2067«{persian}»\u2069" if persian else english
    line = f"*In the {where}: {title}*"
    return f"{heading}\n\n{line}\n{rest}".rstrip("\n")


def _cell_id(kind, number):
    return f"{kind}-{re.sub('[^0-9a-z]', '-', number)}"


def _nbgrader_marks(cell):
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
