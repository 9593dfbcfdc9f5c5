"""Faults that are put into a chapter, and the cells that can notice them."""

import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.authoring.assemble import build_solution
from tools.authoring.cells import chapter_folders
from tools.authoring.slices import Slices, part_of
from tools.measuring.records import SAME_OUTPUT, printed
from tools.paths import FAULTS, SOLUTIONS

NEAREST = 3  # cells that can notice, tried first
NOTICES = re.compile(r"\b(\w*expect|compare|check|assert)\b")


@dataclass
class Fault:
    """A patch of a chapter: the text ``old`` becomes ``new``."""

    chapter: Path
    name: str
    what: str
    old: str
    new: str
    escapes: str = ""  # why nothing notices it, where that is known

    def patched(self) -> NotebookNode:
        """Return the chapter's notebook with the fault in it.

        Raises
        ------
        ValueError
            If the chapter does not hold ``old`` exactly once.
        """
        texts = {
            path: path.read_text(encoding="utf-8")
            for path in self.chapter.glob("*.py")
        }
        found = [path for path, text in texts.items() if self.old in text]
        times = sum(text.count(self.old) for text in texts.values())
        if times != 1:
            raise ValueError(
                f"{FAULTS.name}: {self.chapter.name}: {self.name}: the "
                f"chapter holds its `old` {times} times, not once"
            )
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / self.chapter.name
            shutil.copytree(self.chapter, copy)
            text = texts[found[0]].replace(self.old, self.new)
            (copy / found[0].name).write_text(text, encoding="utf-8")
            return build_solution(copy)


def read_faults(prefixes: Iterable[str] = ()) -> list[Fault]:
    """Return the catalogue, or the part for some chapters."""
    catalogue = tomllib.loads(FAULTS.read_text(encoding="utf-8"))
    return [
        Fault(folder, name, **fault)
        for folder in chapter_folders(prefixes)
        for name, fault in catalogue.get(folder.name, {}).items()
    ]


class Trial:
    """A fault, the cells that can notice it, and what they noticed."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.original = build_solution(fault.chapter)
        self.patched = fault.patched()
        both = zip(self.original.cells, self.patched.cells, strict=True)
        self.changed = {
            place for place, (a, b) in enumerate(both) if a.source != b.source
        }
        self.detected_by: list[str] = []
        self.seconds = 0.0
        self._slices = Slices(self.patched)
        self._near: bool = True  # whether the nearest cells are tried

    @cached_property
    def covering_cells(self) -> list[int]:
        """The places of the cells that can notice the fault."""
        return [
            place
            for place, cell in enumerate(self.patched.cells)
            if cell.cell_type == "code"
            and (
                NOTICES.search(cell.source)
                or SAME_OUTPUT in cell.metadata.get("tags", ())
            )
            and (
                place in self.changed
                or self._slices.needed([place]) & self.changed
            )
        ]

    @cached_property
    def stored(self) -> dict[str, str]:
        """What the cells printed without the fault: id → text.

        A cell with the fault in it has another id: it is found by its place.
        """
        path = SOLUTIONS / f"{self.fault.chapter.name}.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        texts = {
            self.patched.cells[place].id: printed(cell)
            for place, cell in enumerate(cells)
            if "outputs" in cell
        }
        return texts | {c.id: printed(c) for c in cells if "outputs" in c}

    def try_all(self) -> None:
        """Try all cells that can notice the fault, not the nearest only."""
        self._near = False

    def part(self, *, fault: bool) -> NotebookNode:
        """Return the cells to run, with the fault or without it."""
        group = (
            self.covering_cells[:NEAREST]
            if self._near
            else self.covering_cells
        )
        places = self._slices.needed({*group, *self.changed})
        notebook = self.patched if fault else self.original
        return part_of(notebook, places)
