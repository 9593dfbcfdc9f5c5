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
from contextlib import closing

import nbformat
from nbgrader import preprocessors

from tools.assemble import build_solution, build_student, with_addresses
from tools.authoring import AuthoringError
from tools.imports import behaviour, imported_files
from tools.running.cluster import ClusterError
from tools.running.jobs import Job, run_jobs
from tools.slices import without_magic
from utils import ROOT
from utils.metrics import EXPECTED
from utils.runtime import DEFAULT_SEED

NOTEBOOKS = ROOT / "notebooks"
SOURCES = NOTEBOOKS / "src"
SOLUTIONS = NOTEBOOKS / "solutions"
GALLERY = NOTEBOOKS / "gallery"


def fingerprint(name, notebook):
    """Return what the outputs of a notebook depend on, as short hashes.

    They are its code, what it imports of ``utils/``, the releases of what
    readers install, and the ranges of its metrics.
    """
    code = code_of(notebook)
    expected = {}
    if EXPECTED.is_file():
        expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    prefix = name.split("_")[0] + "."
    ranges = {k: v for k, v in expected.items() if k.startswith(prefix)}
    utils = sorted(imported_files("\n".join(map(without_magic, code))))
    return {
        "code": digest(*(source.encode() for source in code)),
        "utils": digest(*(_behaviour(path).encode() for path in utils)),
        "lock": digest("\n".join(_readers_pins()).encode()),
        "ranges": digest(json.dumps(ranges, sort_keys=True).encode()),
    }


def code_of(notebook):
    """Return the code cells, but for the one that finds the course."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.id != "course"
    ]


def _behaviour(path):
    text = path.read_text(encoding="utf-8")
    return behaviour(text) if path.suffix == ".py" else text


def _readers_pins():
    """Return the lines of the lock for what ``requirements.txt`` names."""
    wanted = re.findall(
        r"^[\w-]+", (ROOT / "requirements.txt").read_text("utf-8"), re.M
    )
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [
        line for line in lock.splitlines() if line.partition("==")[0] in wanted
    ]


def marked_solution(path):
    """Return the teacher's notebook with its fingerprint."""
    solution = build_solution(path)
    solution.metadata["course"] = fingerprint(path.stem, solution)
    return solution


def stale_because(path):
    """Return why the committed notebooks of a source are stale, or ``""``."""
    solution = marked_solution(path)
    stored = SOLUTIONS / f"{path.stem}.ipynb"
    if reason := outputs_stale_because(solution, stored):
        return reason
    for file, wanted in (
        (NOTEBOOKS / f"{path.stem}.ipynb", build_student(solution)),
        (stored, solution),
    ):
        if not file.is_file():
            return f"{file.name} was never built"
        found = nbformat.read(file, as_version=4)
        if _without_outputs(found) != _without_outputs(wanted):
            return f"{file.relative_to(ROOT)} is not what its source gives"
    return ""


def outputs_stale_because(solution, stored):
    """Return why a stored solution's outputs are stale, or ``""``."""
    if not stored.is_file():
        return f"{stored.name} was never built"
    marks = nbformat.read(stored, as_version=4).metadata.get("course", {})
    now = solution.metadata["course"]
    changed = [key for key in now if now[key] != marks.get(key)]
    if changed:
        return f"{', '.join(changed)} changed since it was executed"
    return ""


def carry_outputs(solution, stored):
    """Give a notebook the outputs of the stored one with the same code."""
    known = {
        cell.id: cell for cell in nbformat.read(stored, as_version=4).cells
    }
    for cell in solution.cells:
        if cell.cell_type == "code":
            cell.outputs = known[cell.id].outputs
            cell.execution_count = known[cell.id].execution_count


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
    for name, solution in built.items():
        stored = SOLUTIONS / f"{name}.ipynb"
        if reason := outputs_stale_because(solution, stored):
            print(f"{name}: {reason}")
            todo[name] = solution
        else:
            carry_outputs(solution, stored)
            write(solution, stored)
    failed = False
    jobs = [
        Job(name, solution, "quick", strict=True, seed=DEFAULT_SEED)
        for name, solution in todo.items()
    ]
    with closing(run_jobs(jobs)) as runs:
        for _, run in runs:
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
    except (AuthoringError, ClusterError) as error:
        sys.exit(f"error: {error}")
