"""What a chapter has to keep, and messages for the author who did not."""

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

from tools.authoring.cells import (
    REGIONS,
    Cell,
    Section,
    read_sections,
)
from tools.paths import BOOK_SECTIONS

MARKS = {
    "exercise": {"exercise"},
    "check": {"check", "points"},
    "markdown": {"book", "tags"},
    "code": {"tags", "alt"},
}
TAGS = {
    "markdown": {"glossary", "further", "teacher"},
    "code": {"nbval-check-output", "gallery", "hide-input", "slide"},
}
ALT_LENGTH = (20, 300)
CORRECTION = re.compile(
    r"^> \*\*Correction to the (?:book|slides) \(([^)]*)\)\.\*\*", re.MULTILINE
)


def read_chapter(folder: Path) -> list[Section]:
    """Return the sections of a chapter, checked one by one and together.

    Raises
    ------
    AuthoringError
        With the file, the line, and what to do.
    """
    sections = read_sections(folder)
    cells = [cell for section in sections for cell in section.cells]
    for cell in cells:
        _check_cell(cell)
    _check_together(cells)
    return sections


def chapter_cells(folder: Path) -> list[Cell]:
    """Return the cells of all sections of a chapter, see `read_chapter`."""
    return [c for section in read_chapter(folder) for c in section.cells]


@cache
def book_sections() -> dict[str, tuple[str, str]]:
    """Return the sections of book and slides: id → (English, Persian)."""
    tables = tomllib.loads(BOOK_SECTIONS.read_text(encoding="utf-8"))
    return {
        key: (entry[0], entry[1])
        for table in tables.values()
        for key, entry in table.items()
    }


def heading(cell: Cell) -> str:
    """Return the heading that a cell shows, as text, or ``""``.

    One that a first reading may skip (``further``) says so.
    """
    first = cell.source.splitlines()[0] if cell.source else ""
    if not first.startswith("#"):
        return ""
    return first.lstrip("# ") + " (further)" * ("further" in cell.tags)


def _check_cell(cell: Cell) -> None:
    allowed = MARKS.get(cell.kind, set())
    if unknown := set(cell.marks) - allowed:
        cell.fail(
            f"unknown mark {', '.join(sorted(unknown))}: a {cell.kind} cell "
            f"takes {', '.join(sorted(allowed)) or 'none'}"
        )
    tags = TAGS.get(cell.kind, set())
    if unknown := set(cell.tags) - tags:
        cell.fail(
            f"unknown tag {', '.join(sorted(unknown))}: for a {cell.kind} "
            f"cell there are {', '.join(sorted(tags)) or 'none'}"
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
    if "alt" in cell.marks:
        _check_alt(cell)
    if "book" in cell.marks and cell.marks["book"] not in book_sections():
        cell.fail(
            f"book={cell.marks['book']!r} is not in {BOOK_SECTIONS.name}: use "
            "an id from there, or add the section"
        )
    needs_heading = "book" in cell.marks or "further" in cell.tags
    if needs_heading and not cell.source.startswith("#"):
        cell.fail("a cell with book= or further begins with a heading")


def _check_alt(cell: Cell) -> None:
    texts = cell.marks["alt"]
    texts = texts if isinstance(texts, list) else [texts]
    low, high = ALT_LENGTH
    for text in texts:
        if not isinstance(text, str) or not low <= len(text.strip()) <= high:
            cell.fail(
                f"its alt is a text of {low} to {high} characters, or a list "
                f"of such, one for each figure: {text!r}"
            )


def _check_exercise(cell: Cell) -> None:
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


def _check_check(cell: Cell) -> None:
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


def _parse(cell: Cell, source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        cell.fail(f"is not valid Python (line {error.lineno}: {error.msg})")


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        function = node.func
        name = getattr(function, "attr", getattr(function, "id", ""))
        return name.startswith("assert_")
    return isinstance(node, ast.Assert)


def _check_together(cells: list[Cell]) -> None:
    _check_numbers(cells)
    _check_corrections(cells)
    if cells[0].kind != "markdown" or not cells[0].source.startswith("# "):
        cells[0].fail("begin the notebook with its title, a '# ' heading")
    if "glossary" not in cells[-1].tags:
        cells[-1].fail('end with the table of terms, tags=["glossary"]')


def _check_numbers(cells: list[Cell]) -> None:
    exercises = {c.number for c in cells if c.kind == "exercise"}
    for kind in ("exercise", "check"):
        counts = Counter(c.number for c in cells if c.kind == kind)
        for cell in cells:
            if cell.kind == kind and counts[cell.number] > 1:
                cell.fail("this number is used twice: choose another")
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


def _check_corrections(cells: list[Cell]) -> None:
    counts: Counter[str] = Counter()
    for cell in cells:
        numbers = CORRECTION.findall(cell.source)
        for number in numbers:
            counts[number] += 1
            if counts[number] > 1:
                cell.fail(f"correction {number} is used twice: renumber it")
        if cell.source.count("**Correction to") != len(numbers):
            cell.fail("begin it '> **Correction to the book (3.7).** …'")
