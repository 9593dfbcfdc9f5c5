"""Which names a section reads, and whether it may.

A section reads only names that it binds itself, or that the start or a
section named in its header binds. So it can be understood, changed and run on
its own. Reading and binding are what `symtable` says.
"""

import ast
from dataclasses import dataclass
from functools import cached_property

from tools.authoring.cells import OPTION, START, Section
from tools.authoring.names import GIVEN, names_in, names_of, without_magic

_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_SIMPLE = ast.Assign | ast.AnnAssign | ast.Expr | ast.Assert | ast.Delete


@dataclass
class SectionNames:
    """The code of a section, and the names that it reads and binds."""

    section: Section

    @cached_property
    def code(self) -> str:
        """The section's code; every line stands where it does in the file."""
        lines = self.section.path.read_text(encoding="utf-8").splitlines()
        is_code = [False] * len(lines)
        for cell in self.section.cells:
            if cell.kind != "markdown":
                end = cell.line
                while end < len(lines) and not lines[end].startswith("# %%"):
                    is_code[end] = not lines[end].startswith(OPTION.rstrip())
                    end += 1
        kept = (
            line if keep else ""
            for line, keep in zip(lines, is_code, strict=True)
        )
        return without_magic("\n".join(kept))

    @property
    def binds(self) -> frozenset[str]:
        """The global names that the section binds."""
        return names_in(self.code, str(self.section.path)).binds

    @property
    def reads(self) -> frozenset[str]:
        """The global names that the section reads."""
        return names_in(self.code, str(self.section.path)).reads

    @cached_property
    def reads_first(self) -> set[str]:
        """The names that a top-level statement reads before one binds them.

        As ``data`` in ``data = data.dropna()``.
        """
        bound: set[str] = set()
        found: set[str] = set()
        for node in ast.parse(self.code).body:
            if isinstance(node, _DEFINITION):
                bound.add(node.name)
                continue
            names = names_of(node)
            reads = set(names.reads)
            if isinstance(node, ast.AugAssign):
                reads |= names.binds
            elif not isinstance(node, _SIMPLE):  # a block may bind it first
                reads -= names.binds
            found |= reads - bound
            bound |= names.binds
        return found

    def line_of(self, name: str) -> int:
        """Return the first line that reads a name."""
        nodes = [*ast.walk(ast.parse(self.code))]
        changed = {id(n.target) for n in nodes if isinstance(n, ast.AugAssign)}
        return min(
            node.lineno
            for node in nodes
            if isinstance(node, ast.Name)
            and node.id == name
            and (isinstance(node.ctx, ast.Load) or id(node) in changed)
        )


def names_out_of_scope(sections: list[Section]) -> list[str]:
    """Return a message for each name that a section must not read.

    With file, line and name, and what to do.
    """
    names = [SectionNames(section) for section in sections]
    messages = []
    for place, of_section in enumerate(names):
        section = of_section.section
        allowed = {START, *section.needs}
        foreign = of_section.reads - of_section.binds | of_section.reads_first
        for name in sorted(foreign - GIVEN):
            earlier = [
                other.section.name
                for other in names[:place]
                if name in other.binds
            ]
            if earlier and earlier[-1] in allowed:
                continue
            where = f"{section.path}:{of_section.line_of(name)}: {name}"
            if not earlier:
                messages.append(f"{where} is bound nowhere above")
            else:
                messages.append(
                    f"{where} is bound by {', '.join(earlier)}: name the last "
                    "of them in this file's header, '# needs: …', or bind "
                    "another name"
                )
    return messages
