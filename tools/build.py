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
import sys
import tomllib

import nbformat
from nbgrader import preprocessors

from tools.assemble import build_solution, build_student, with_addresses
from tools.authoring import AuthoringError
from tools.execute import execute_all
from utils import ROOT
from utils.metrics import EXPECTED
from utils.runtime import DEFAULT_SEED

NOTEBOOKS = ROOT / "notebooks"
SOURCES = NOTEBOOKS / "src"
SOLUTIONS = NOTEBOOKS / "solutions"
GALLERY = NOTEBOOKS / "gallery"


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


def marked_solution(path):
    """Return the teacher's notebook with its fingerprint."""
    solution = build_solution(path)
    solution.metadata["course"] = fingerprint(path)
    return solution


def stale_because(path):
    """Return why the committed notebooks of a source are stale, or ``""``."""
    solution = marked_solution(path)
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
    built = {path.stem: marked_solution(path) for path in paths}
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
