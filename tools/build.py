"""Build the notebooks from their sources.

    python -m tools.build            build all, execute what changed
    python -m tools.build ch03 …     only those that begin so

For each ``notebooks/src/NAME.py`` it writes ``notebooks/NAME.ipynb`` (the
student's, exercises blank), ``notebooks/solutions/NAME.ipynb`` (the
teacher's, executed) and ``notebooks/gallery/NAME.png`` (one figure, for the
README). The same source gives the same bytes; outputs apart, which come from
one run in the quick profile.
"""

import base64
import copy
import hashlib
import json
import os
import re
import sys
import tomllib
from collections import Counter

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import preprocessors

from tools.authoring import AuthoringError, book_sections, read_source
from tools.execute import execute_all
from utils import ROOT
from utils.metrics import EXPECTED
from utils.runtime import DEFAULT_SEED

NOTEBOOKS = ROOT / "notebooks"
SOURCES = NOTEBOOKS / "src"
SOLUTIONS = NOTEBOOKS / "solutions"
GALLERY = NOTEBOOKS / "gallery"
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
            "course": fingerprint(path),
        },
    )


def build_student(solution):
    """Return the student's notebook: what nbgrader would release."""
    notebook = copy.deepcopy(solution)
    del notebook.metadata["course"]
    for step in (
        preprocessors.LockCells(),
        preprocessors.ClearSolutions(),
        preprocessors.ClearOutput(),
        preprocessors.ClearHiddenTests(),
        preprocessors.ComputeChecksums(),
    ):
        notebook, _ = step.preprocess(notebook, {})
    return notebook


def fingerprint(path):
    """Return what the outputs of a notebook depend on, as short hashes."""
    utils = sorted(
        p
        for p in (ROOT / "utils").rglob("*")
        if p.suffix in (".py", ".mplstyle")
    )
    prefix = path.stem.split("_")[0] + "."
    expected = {}
    if EXPECTED.is_file():
        expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    ranges = {k: v for k, v in expected.items() if k.startswith(prefix)}
    return {
        "source": digest(path.read_bytes()),
        "utils": digest(*(p.read_bytes() for p in utils)),
        "lock": digest((ROOT / "requirements.lock").read_bytes()),
        "ranges": digest(json.dumps(ranges, sort_keys=True).encode()),
    }


def stale_because(path):
    """Return why the committed notebooks of a source are stale, or ``""``."""
    solution = build_solution(path)
    for file, wanted in (
        (NOTEBOOKS / f"{path.stem}.ipynb", build_student(solution)),
        (SOLUTIONS / f"{path.stem}.ipynb", solution),
    ):
        if not file.is_file():
            return f"{file.name} was never built"
        found = nbformat.read(file, as_version=4)
        marks = found.metadata.pop("course", {})
        now = wanted.metadata.pop("course", {})
        if changed := [k for k in now if now[k] != marks.get(k)]:
            return f"{', '.join(changed)} changed since it was executed"
        if _without_outputs(found) != _without_outputs(wanted):
            return f"{file.relative_to(ROOT)} is not what its source gives"
    return ""


def sources(prefixes=()):
    """Return the source files whose names begin with one of the prefixes.

    Raises
    ------
    AuthoringError
        If a prefix fits none.
    """
    paths = sorted(SOURCES.glob("*.py"))
    for prefix in prefixes:
        if not any(p.stem.startswith(prefix) for p in paths):
            names = ", ".join(p.stem for p in paths)
            raise AuthoringError(f"no source begins with {prefix}: {names}")
    return [
        p
        for p in paths
        if not prefixes or any(p.stem.startswith(x) for x in prefixes)
    ]


def write(notebook, path):
    """Write a notebook, always in the same form."""
    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    path.parent.mkdir(exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {os.path.relpath(path, ROOT)}")


def gallery_picture(notebook):
    """Return the PNG (bytes) of the cell tagged ``gallery``, or ``None``."""
    for cell in notebook.cells:
        if "gallery" in cell.metadata.get("tags", ()):
            for output in cell.outputs:
                if picture := output.get("data", {}).get("image/png"):
                    return base64.b64decode(picture)
    return None


def write_picture(name):
    """Write a notebook's picture into the gallery, from stored outputs."""
    solution = SOLUTIONS / f"{name}.ipynb"
    if solution.is_file():
        notebook = nbformat.read(solution, as_version=4)
        if picture := gallery_picture(notebook):
            GALLERY.mkdir(exist_ok=True)
            (GALLERY / f"{name}.png").write_bytes(picture)


def main(prefixes):
    """Build and, where needed, execute; return the exit code."""
    readme = ROOT / "README.md"
    readme.write_text(
        with_addresses(readme.read_text("utf-8")), "utf-8", newline="\n"
    )
    paths = sources(prefixes)
    built = {path.stem: build_solution(path) for path in paths}
    for path in paths:
        student = build_student(built[path.stem])
        write(student, NOTEBOOKS / f"{path.stem}.ipynb")

    todo = {}
    for path in paths:
        if reason := stale_because(path):
            print(f"{path.stem}: {reason}")
            todo[path.stem] = built[path.stem]
    failed = False
    for run in execute_all(
        todo, profile="quick", strict=True, seed=DEFAULT_SEED
    ):
        print(f"{run.name}: executed in {run.seconds:.0f} s")
        if run.error:
            failed = True
            print(run.error, file=sys.stderr)
        else:
            write(run.notebook, SOLUTIONS / f"{run.name}.ipynb")
    for path in paths:
        write_picture(path.stem)
    return int(failed)


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
    line = f"*In the {where}: {f'«{persian}»' if persian else english}*"
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


def _without_outputs(notebook):
    bare, _ = preprocessors.ClearOutput().preprocess(
        copy.deepcopy(notebook), {}
    )
    return bare


def digest(*contents):
    """Return a short hash, the same on every system, of some bytes."""
    total = hashlib.sha256()
    for content in contents:
        total.update(content.replace(b"\r\n", b"\n"))
    return total.hexdigest()[:16]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except AuthoringError as error:
        sys.exit(f"error: {error}")
