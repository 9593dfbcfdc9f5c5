"""What the cells of a notebook do to names and to the objects behind them.

A forward pass over the cells. A name leads to the cells that may have bound
it and to objects; an object holds other objects, and knows the cells that may
have changed it. Who reads a name needs the cells that bound it and those that
changed what it leads to. The pass errs on the side of too many: a call changes
what it is given unless `tools.authoring.effects` knows better; functions and
classes of the notebook are followed into their bodies.
"""

import ast

from tools.authoring.flow.statements import Statements


class Flow(Statements):
    """The state of names and objects after the cells so far."""

    def run_cell(self, place: int, source: str) -> set[int]:
        """Follow a cell; return the cells that it needs directly."""
        self.cell, self.needs = place, set()
        self._followed.clear()
        self.block(ast.parse(source).body)
        return self.needs - {place}
