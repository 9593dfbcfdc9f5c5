"""Which names a section reads, and whether it may.

A section reads only names that it binds itself, or that the start or a
section named in its header binds. So it can be understood, changed and run on
its own. Reading and binding are what `symtable` says.
"""

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tools.authoring.cells import OPTION, START, Section

#: Names that are there without being bound: Python's, and Jupyter's.
GIVEN = frozenset({*dir(builtins), "display", "get_ipython"})


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
        return "\n".join(
            _without_magic(line) if keep else ""
            for line, keep in zip(lines, is_code, strict=True)
        )

    @cached_property
    def table(self) -> symtable.SymbolTable:
        """The symbol table of the code."""
        return symtable.symtable(self.code, str(self.section.path), "exec")

    @cached_property
    def binds(self) -> set[str]:
        """The global names that the section binds."""
        inner = (
            symbol
            for table in _inner_tables(self.table)
            for symbol in table.get_symbols()
            if symbol.is_declared_global()
        )
        return {
            symbol.get_name()
            for symbol in (*self.table.get_symbols(), *inner)
            if symbol.is_assigned() or symbol.is_imported()
        }

    @cached_property
    def reads(self) -> set[str]:
        """The global names that the section reads."""
        inner = (
            symbol
            for table in _inner_tables(self.table)
            for symbol in table.get_symbols()
            if symbol.is_global()
        )
        return {
            symbol.get_name()
            for symbol in (*self.table.get_symbols(), *inner)
            if symbol.is_referenced()
        }

    def line_of(self, name: str) -> int:
        """Return the first line that reads a name."""
        return min(
            node.lineno
            for node in ast.walk(ast.parse(self.code))
            if isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
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
        for name in sorted(of_section.reads - of_section.binds - GIVEN):
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


def _inner_tables(
    table: symtable.SymbolTable,
) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inner_tables(child)


def _without_magic(line: str) -> str:
    return "pass" if line.lstrip().startswith(("%", "!")) else line
