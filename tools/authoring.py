"""Read a notebook's source and find the author's mistakes.

CONTRIBUTING.md explains the marks. Whatever is wrong is reported with the
file, the line of the cell, and what to do.
"""

import ast
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat

from utils import ROOT

SECTIONS = ROOT / "notebooks" / "book_sections.toml"

MARKS = {
    "exercise": {"exercise"},
    "check": {"check", "points"},
    "markdown": {"book", "tags"},
    "code": {"tags"},
}
TAGS = {"nbval-check-output", "gallery", "glossary", "hide-input"}
REGIONS = {
    "exercise": ("### BEGIN SOLUTION", "### END SOLUTION"),
    "check": ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
}
CORRECTION = re.compile(
    r"^> \*\*Correction to the (?:book|slides) \(([^)]*)\)\.\*\*", re.MULTILINE
)


class AuthoringError(Exception):
    """Something in a notebook's source that its author has to mend."""


@dataclass
class Cell:
    """A cell of the source: its kind, its marks, and where it begins."""

    file: Path
    line: int
    kind: str  # "markdown", "code", "exercise" or "check"
    source: str
    marks: dict

    @property
    def number(self):
        """The number of the exercise or check, else an empty string."""
        return str(self.marks.get(self.kind, ""))

    def fail(self, message):
        """Raise an `AuthoringError` that names file, line and cell."""
        name = f"{self.kind} {self.number}".strip()
        raise AuthoringError(f"{self.file}:{self.line}: {name}: {message}")

    def without(self, region, stub=None):
        """Return the source without the parts between a kind's markers.

        ``stub``, if given, is a line that takes the place of each part.
        """
        begin, end = REGIONS[region]
        kept, inside = [], False
        for line in self.source.splitlines():
            if line.strip() == begin:
                if inside:
                    self.fail(f"a second {begin!r} before {end!r}")
                inside = True
                if stub is not None:
                    kept.append(line.replace(begin, stub))
            elif line.strip() == end:
                if not inside:
                    self.fail(f"{end!r} without {begin!r} above it")
                inside = False
            elif not inside:
                kept.append(line)
        if inside:
            self.fail(f"{begin!r} is never closed: add {end!r}")
        return "\n".join(kept)


def read_source(path):
    """Return the cells of a source file, checked one by one and together.

    Parameters
    ----------
    path : Path
        A file in jupytext's ``py:percent`` form.

    Returns
    -------
    list of Cell

    Raises
    ------
    AuthoringError
        With the file, the line, and what to do.
    """
    text = path.read_text(encoding="utf-8")
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except (ValueError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise AuthoringError(f"{path}:1: cannot be read: {reason}") from error
    lines = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if line.startswith("# %%")
    ]
    if len(lines) != len(notebook.cells):
        raise AuthoringError(
            f"{path}:1: {len(notebook.cells)} cells but {len(lines)} lines "
            "that begin with '# %%': begin every cell with one"
        )
    if not lines:
        raise AuthoringError(f"{path}:1: is empty: begin with a title cell")
    cells = [
        Cell(
            file=path,
            line=line,
            kind=next(
                (k for k in ("exercise", "check") if k in raw.metadata),
                raw.cell_type,
            ),
            source=raw.source,
            # jupytext keeps the number of blank lines there, too
            marks={
                key: value
                for key, value in raw.metadata.items()
                if not key.startswith("lines_to_")
            },
        )
        for line, raw in zip(lines, notebook.cells, strict=True)
    ]
    sections = book_sections()
    for cell in cells:
        _check_cell(cell, sections)
    _check_together(cells)
    return cells


def book_sections():
    """Return the sections of book and slides: id → (English, Persian)."""
    tables = tomllib.loads(SECTIONS.read_text(encoding="utf-8"))
    return {
        key: (entry[0], entry[1])
        for table in tables.values()
        for key, entry in table.items()
    }


def _check_cell(cell, sections):
    allowed = MARKS.get(cell.kind, set())
    if unknown := set(cell.marks) - allowed:
        cell.fail(
            f"unknown mark {', '.join(sorted(unknown))}: a {cell.kind} cell "
            f"takes {', '.join(sorted(allowed)) or 'none'}"
        )
    if unknown := set(cell.marks.get("tags", ())) - TAGS:
        cell.fail(
            f"unknown tag {', '.join(sorted(unknown))}: there are "
            f"{', '.join(sorted(TAGS))}"
        )
    for kind, markers in REGIONS.items():
        for marker in markers:
            # nbgrader looks for the words alone, wherever they stand
            if kind != cell.kind and marker[4:] in cell.source:
                cell.fail(f"{marker!r} stands in a cell without its mark")
    if cell.kind == "exercise":
        _check_exercise(cell)
    elif cell.kind == "check":
        _check_check(cell)
    if "book" in cell.marks:
        if cell.marks["book"] not in sections:
            cell.fail(
                f"book={cell.marks['book']!r} is not in {SECTIONS.name}: use "
                "an id from there, or add the section"
            )
        if not cell.source.startswith("#"):
            cell.fail("a cell with book= begins with a heading")


def _check_exercise(cell):
    if not re.fullmatch(r"\d+\.\d+", cell.number):
        cell.fail("write the number as in exercise='3.4'")
    cell.without("exercise")
    if REGIONS["exercise"][0] not in cell.source:
        cell.fail(f"put {' … '.join(map(repr, REGIONS['exercise']))} in")
    for source in (cell.source, cell.without("exercise", stub="pass")):
        for node in _parse(cell, source).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                cell.fail(
                    "hold nothing but a function or a class, so that an "
                    f"unfinished one breaks nothing (line {node.lineno} does)"
                )


def _check_check(cell):
    if not re.fullmatch(r"\d+\.\d+[a-z]", cell.number):
        cell.fail("write the number as in check='3.4a'")
    points = cell.marks.get("points")
    if not isinstance(points, int | float) or points <= 0:
        cell.fail("say what it is worth, as in points=1")
    visible = _parse(cell, cell.without("check"))
    if not any(map(_asserts, ast.walk(visible))):
        cell.fail(
            "has no visible assertion: a student must see at least one "
            "`assert` or `np.testing.assert_…` outside of the hidden tests"
        )
    _parse(cell, cell.source)
    called = re.search(r'^@check\(\s*"([^"]*)"', cell.source, re.MULTILINE)
    if not called or called[1] != cell.number:
        cell.fail(f'decorate its function with @check("{cell.number}", …)')


def _parse(cell, source):
    try:
        return ast.parse(source)
    except SyntaxError as error:
        cell.fail(f"is no Python (line {error.lineno}: {error.msg})")


def _asserts(node):
    if isinstance(node, ast.Call):
        function = node.func
        name = getattr(function, "attr", getattr(function, "id", ""))
        return name.startswith("assert_")
    return isinstance(node, ast.Assert)


def _check_together(cells):
    exercises = {c.number for c in cells if c.kind == "exercise"}
    for kind in ("exercise", "check"):
        counts = Counter(c.number for c in cells if c.kind == kind)
        for cell in cells:
            if cell.kind == kind and counts[cell.number] > 1:
                cell.fail("this number is taken twice: choose another")
    checked = set()
    for cell in cells:
        if cell.kind == "check":
            if cell.number[:-1] not in exercises:
                cell.fail(
                    "belongs to no exercise: name it after one, with a "
                    "letter behind, as in check='3.4a'"
                )
            checked.add(cell.number[:-1])
    for cell in cells:
        if cell.kind == "exercise" and cell.number not in checked:
            cell.fail(f"has no check: add a cell check='{cell.number}a'")

    corrections = Counter()
    for cell in cells:
        for number in CORRECTION.findall(cell.source):
            corrections[number] += 1
            if corrections[number] > 1:
                cell.fail(f"correction {number} is told twice: number it anew")
        loose = cell.source.count("**Correction to")
        if loose != len(CORRECTION.findall(cell.source)):
            cell.fail("begin it '> **Correction to the book (3.7).** …'")

    if cells[0].kind != "markdown" or not cells[0].source.startswith("# "):
        cells[0].fail("begin the notebook with its title, a '# ' heading")
    if "glossary" not in cells[-1].marks.get("tags", ()):
        cells[-1].fail('end with the table of terms, tags=["glossary"]')
