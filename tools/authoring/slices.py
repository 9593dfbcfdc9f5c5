"""Find the cells of a notebook that some of its cells need."""

import re
from collections.abc import Iterable

from nbformat import NotebookNode

from tools.authoring.flow import Flow
from tools.authoring.names import without_magic


def part_of(notebook: NotebookNode, places: Iterable[int]) -> NotebookNode:
    """Return a notebook with some of another's cells, in their order."""
    cells = [notebook.cells[place] for place in sorted(places)]
    return NotebookNode({**notebook, "cells": cells})


class Slices:
    """The dependencies between the code cells of a notebook.

    A cell needs the cells that bound what it reads, and those that may have
    changed it since (`tools.authoring.flow`). There may be too many of them;
    too few are found where code changes an object in a way that no name of it
    shows: through a file, a hook of a library, or by what the tables of
    `tools.authoring.effects` wrongly hold to be harmless. Keras' own random
    numbers are not followed: a cell that draws them starts from the seed.

    Raises
    ------
    SyntaxError
        If a code cell is no Python.
    """

    def __init__(self, notebook: NotebookNode) -> None:
        flow = Flow()
        self._direct = {
            place: flow.run_cell(place, without_magic(cell.source))
            for place, cell in enumerate(notebook.cells)
            if cell.cell_type == "code"
        }
        # The cells that find the course and call setup() come first.
        self._start = max(
            place
            for place, cell in enumerate(notebook.cells)
            if cell.id == "course" or re.search(r"^setup\(", cell.source, re.M)
        )

    def needed(self, targets: Iterable[int]) -> set[int]:
        """Return the places of the cells to run for some, themselves too."""
        todo = {*targets, *range(self._start + 1)} & self._direct.keys()
        kept: set[int] = set()
        while todo:
            place = todo.pop()
            kept.add(place)
            todo |= self._direct[place] - kept
        return kept
