"""Find the files of ``utils/`` that some code depends on through imports."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

from utils import ROOT

Span = tuple[tuple[int, int], tuple[int, int]]


def imported_files(code: str) -> set[Path]:
    """Return the files of ``utils/`` that Python code imports.

    Imports within them are followed. A name that a package only passes on
    (``from utils.datasets import load_mnist``) leads to the module that
    defines it, and to no other module of the package. What is no module but
    named in one (a Matplotlib style) belongs to it.
    """
    found: set[Path] = set()
    todo = set(_imports(code))
    while todo:
        path = todo.pop()
        found.add(path)
        text = path.read_text(encoding="utf-8")
        others = {p for p in _resources() if p.name in text}
        todo |= {*_imports(text), *others} - found
    return found


def _resources() -> tuple[Path, ...]:
    files = (ROOT / "utils").rglob("*.mplstyle")
    return tuple(sorted(files))


def _imports(code: str) -> Iterator[Path]:
    """Yield the files of ``utils/`` behind the import statements of code."""
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a style file
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if path := _module(alias.name):
                    yield path
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if path := _defining_file(node.module, alias.name):
                    yield path


def _module(name: str) -> Path | None:
    """Return the file of a module of ``utils``, or ``None``."""
    if name.split(".")[0] != "utils":
        return None
    base = ROOT.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _defining_file(module: str, name: str) -> Path | None:
    """Return the file that defines a name that is imported from a module."""
    if path := _module(f"{module}.{name}"):
        return path
    path = _module(module)
    if path is None or path.name != "__init__.py":
        return path
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _defining_file(node.module, alias.name) or path
    return path


def behaviour(code: str) -> str:
    """Return Python code without what no result depends on.

    That is comments, docstrings, the annotations of functions, and blank
    lines. The same on every version of Python.
    """
    lines = [line.encode() for line in code.splitlines()]
    for start, end in sorted(_spans(code), reverse=True):
        (first, left), (last, right) = start, end
        rest = lines[last - 1][right:]
        lines[first - 1 : last] = [lines[first - 1][:left] + rest]
    texts = (line.decode().rstrip() for line in lines)
    return "\n".join(text for text in texts if text)


def _spans(code: str) -> Iterator[Span]:
    """Yield where comments, docstrings and annotations begin and end.

    Pairs of line (from 1) and column (from 0, in bytes).
    """
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            before = len(token.line[:column].encode())
            yield (row, before), (row, before + len(token.string.encode()))
    holders = (
        ast.Module,
        ast.ClassDef,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
    )
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, holders) and ast.get_docstring(node) is not None:
            yield _span(node.body[0])
        if isinstance(node, ast.arg) and node.annotation:
            yield _span(node.annotation)
        returns = getattr(node, "returns", None)
        if isinstance(returns, ast.expr):
            yield _span(returns)


def _span(node: ast.stmt | ast.expr) -> Span:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return (
        (node.lineno, node.col_offset),
        (node.end_lineno, node.end_col_offset),
    )
