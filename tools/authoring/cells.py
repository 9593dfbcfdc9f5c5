"""Read a chapter: a folder of section files, each a list of cells.

CONTRIBUTING.md explains the form of a section file and the marks of cells.
Whatever is wrong is reported with the file, the line, and what to do.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import jupytext
import nbformat
import yaml

from tools.paths import CHAPTERS

REGIONS = {
    "exercise": ("### BEGIN SOLUTION", "### END SOLUTION"),
    "check": ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
}
OPTION = "#| "  # begins a line of YAML at the top of a code cell, as in Quarto
START = "start"
_FILE_NAME = re.compile(r"(\d\d)_([a-z0-9_]+)")
_NEEDS = re.compile(r"^# needs:(.*)$", re.MULTILINE)


class AuthoringError(Exception):
    """Something in a chapter's source that its author has to fix."""


@dataclass
class Cell:
    """A cell of a section file: its kind, its marks, and where it begins.

    ``kind`` is "markdown", "code", "exercise" or "check".
    """

    file: Path
    line: int
    kind: str
    source: str
    marks: dict[str, Any]

    @property
    def number(self) -> str:
        """The number of the exercise or check, else an empty string."""
        return str(self.marks.get(self.kind, ""))

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the cell."""
        return tuple(self.marks.get("tags", ()))

    def fail(self, message: str) -> NoReturn:
        """Raise an `AuthoringError` that names file, line and cell."""
        name = f"{self.kind} {self.number}".strip()
        raise AuthoringError(f"{self.file}:{self.line}: {name}: {message}")

    def without(self, region: str, stub: str | None = None) -> str:
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


@dataclass
class Section:
    """A section file of a chapter.

    ``needs`` holds the names of all sections that it builds on, `START`
    first, in the chapter's order: those of its header and what these need.
    """

    path: Path
    name: str
    needs: tuple[str, ...] = ()
    cells: list[Cell] = field(default_factory=list)


def chapter_folders(prefixes: Iterable[str] = ()) -> list[Path]:
    """Return the chapters' folders whose names begin with a prefix.

    All of them without a prefix.

    Raises
    ------
    AuthoringError
        If a prefix fits none.
    """
    folders = sorted(p for p in CHAPTERS.iterdir() if p.is_dir())
    prefixes = tuple(prefixes)
    for prefix in prefixes:
        if not any(p.name.startswith(prefix) for p in folders):
            names = ", ".join(p.name for p in folders)
            raise AuthoringError(f"no chapter begins with {prefix}: {names}")
    return [p for p in folders if not prefixes or p.name.startswith(prefixes)]


def read_sections(folder: Path) -> list[Section]:
    """Return the sections of a chapter, in their order, without checks.

    `tools.authoring.rules.read_chapter` also checks what the cells hold.

    Raises
    ------
    AuthoringError
        With the file, the line, and what to do.
    """
    sections: list[Section] = []
    for path in sorted(folder.glob("*.py")):
        match = _FILE_NAME.fullmatch(path.stem)
        if not match:
            raise AuthoringError(
                f"{path}:1: name it with two digits and a topic, as in "
                "20_lstm.py"
            )
        section = Section(path, match[2])
        if section.name in (s.name for s in sections):
            raise AuthoringError(f"{path}:1: another section has this name")
        text = path.read_text(encoding="utf-8")
        header, cells = _parsed(path, text)
        section.cells = [*cells]
        section.needs = _needs(path, header, sections)
        sections.append(section)
    if not sections or sections[0].name != START:
        raise AuthoringError(f"{folder}:1: begin the chapter with 00_start.py")
    return sections


def _needs(path: Path, header: str, earlier: list[Section]) -> tuple[str, ...]:
    """Return the sections that a header names, with what these need."""
    known = {section.name: section for section in earlier}
    needed = {START} if earlier else set()
    for names in _NEEDS.findall(header):
        for name in re.split(r"[,\s]+", names.strip()):
            if name not in known:
                raise AuthoringError(
                    f"{path}:1: needs {name!r}, which is no earlier section: "
                    f"{', '.join(known) or 'there is none'}"
                )
            needed |= {name, *known[name].needs}
    return tuple(name for name in known if name in needed)


@lru_cache(maxsize=256)  # the pages of the course read all files again
def _parsed(path: Path, text: str) -> tuple[str, tuple[Cell, ...]]:
    """Return the header of a section file with this text, and its cells."""
    starts = [
        number
        for number, line in enumerate(text.splitlines())
        if line.startswith("# %%")
    ]
    if not starts:
        raise AuthoringError(f"{path}:1: is empty: begin with a cell, '# %%'")
    lines = text.splitlines()
    header = "\n".join(lines[: starts[0]])
    if any(line and line[0] != "#" for line in header.splitlines()):
        raise AuthoringError(
            f"{path}:1: something stands above the first '# %%': only "
            "comments may"
        )
    if "make notebooks" not in header:
        raise AuthoringError(
            f"{path}:1: begin with comments that say what the section is, "
            "and to run `make notebooks` after an edit"
        )
    try:
        raw_cells = jupytext.reads(
            "\n".join(lines[starts[0] :]) + "\n", fmt="py:percent"
        ).cells
    except (ValueError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise AuthoringError(f"{path}:1: cannot be read: {reason}") from error
    if len(starts) != len(raw_cells):
        raise AuthoringError(
            f"{path}:1: {len(raw_cells)} cells but {len(starts)} lines that "
            "begin with '# %%'"
        )
    cells = []
    for start, raw in zip(starts, raw_cells, strict=True):
        kind = next(
            (k for k in ("exercise", "check") if k in raw.metadata),
            raw.cell_type,
        )
        # jupytext keeps the number of blank lines there, too
        marks = {
            key: value
            for key, value in raw.metadata.items()
            if not key.startswith("lines_to_")
        }
        cell = Cell(path, start + 1, kind, raw.source, marks)
        _take_options(cell)
        cells.append(cell)
    return header, tuple(cells)


def _take_options(cell: Cell) -> None:
    """Move the ``#| `` lines at the top of a code cell into its marks."""
    lines = cell.source.splitlines()
    count = 0
    while count < len(lines) and lines[count].startswith(OPTION.rstrip()):
        count += 1
    if not count or cell.kind == "markdown":
        return
    text = "\n".join(line[len(OPTION) :] for line in lines[:count])
    try:
        options = yaml.safe_load(text)
    except yaml.YAMLError as error:
        cell.fail(f"its {OPTION!r} lines are not valid YAML: {error}")
    if not isinstance(options, dict):
        cell.fail(f"write its {OPTION!r} lines as in '#| alt: a text'")
    cell.marks |= options
    cell.source = "\n".join(lines[count:]).lstrip("\n")
