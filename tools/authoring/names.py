"""The names that a piece of code reads and binds, from `symtable`."""

import ast
import builtins
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

#: Names that are there without being bound: Python's, and Jupyter's.
GIVEN = frozenset({*dir(builtins), "display", "get_ipython"})


class _Generators(ast.NodeTransformer):
    """Make generator expressions of comprehensions.

    They read and bind the same names, but have a scope of their own in every
    version of Python: since 3.12 `symtable` counts what a comprehension binds
    as bound by the code around it (PEP 709).
    """

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.AST:
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        self.generic_visit(node)
        pair = ast.Tuple([node.key, node.value], ast.Load())
        return ast.GeneratorExp(pair, node.generators)


@dataclass(frozen=True)
class Names:
    """Global names that code reads, and that it binds.

    Functions and classes that the code defines count as read: what their
    bodies take from outside, they take when they are called.
    """

    reads: frozenset[str]
    binds: frozenset[str]


def without_magic(source: str) -> str:
    """Return a cell's code with ``pass`` in place of Jupyter's magics."""
    return "\n".join(
        "pass" if line.lstrip().startswith(("%", "!")) else line
        for line in source.splitlines()
    )


@cache
def names_in(code: str, file: str = "<cell>") -> Names:
    """Return the global names that code reads and binds.

    Raises
    ------
    SyntaxError
        If it is no Python.
    """
    tree = _Generators().visit(ast.parse(code, file))
    table = symtable.symtable(ast.unparse(tree), file, "exec")
    inner = [s for t in inner_tables(table) for s in t.get_symbols()]
    own = table.get_symbols()
    reads = [s for s in own if s.is_referenced()]
    reads += [s for s in inner if s.is_global() and s.is_referenced()]
    binds = [s for s in own if s.is_assigned() or s.is_imported()]
    binds += [s for s in inner if s.is_declared_global() and s.is_assigned()]
    return Names(
        frozenset(s.get_name() for s in reads),
        frozenset(s.get_name() for s in binds),
    )


@cache
def names_of(node: ast.AST) -> Names:
    """Return the global names that a statement or an expression uses."""
    return names_in(_code(node))


@cache
def own_names(node: ast.AST) -> frozenset[str]:
    """Return the local names of a function, its parameters among them."""
    tree = _Generators().visit(ast.parse(_code(node)))
    table = symtable.symtable(ast.unparse(tree), "<cell>", "exec")
    wanted = getattr(node, "name", "lambda")
    own = next(t for t in inner_tables(table) if t.get_name() == wanted)
    return frozenset(s.get_name() for s in own.get_symbols() if s.is_local())


def _code(node: ast.AST) -> str:
    # Alone, a function with a nonlocal name would be an error.
    return re.sub(
        r"^( *)nonlocal ", r"\1global ", ast.unparse(node), flags=re.M
    )


def inner_tables(
    table: symtable.SymbolTable,
) -> Iterator[symtable.SymbolTable]:
    """Yield the tables of all scopes inside of a scope."""
    for child in table.get_children():
        yield child
        yield from inner_tables(child)
