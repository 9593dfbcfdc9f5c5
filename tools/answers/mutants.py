"""Mutants: a reference solution with one small change each.

The changes are those of the usual mutation testers (mutmut, cosmic-ray), on
the syntax tree of what stands between the markers of the solution: another
comparison, another operator, a constant one larger or smaller, another axis,
`sum` in place of `mean`, a statement or an argument left out, a copy not made.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.authoring.cells import REGIONS

COMPARISONS: dict[type, list[type]] = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
}
OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {
    "mean": "sum",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "maximum": "minimum",
    "minimum": "maximum",
    "any": "all",
    "all": "any",
    "var": "std",
    "std": "var",
    "floor": "ceil",
    "ceil": "floor",
    "zeros": "ones",
    "ones": "zeros",
    "exp": "log",
    "log": "exp",
    "abs": "negative",
    "cumsum": "cumprod",
    "vstack": "hstack",
    "hstack": "vstack",
}


@dataclass(frozen=True)
class Mutant:
    """A change of a solution: ``change`` says which, ``source`` is all."""

    change: str
    source: str


def mutants_of(solution: str) -> list[Mutant]:
    """Return all mutants of an exercise's cell, each change once.

    Of the same change in several places all but the first have a number
    behind their description.
    """
    tree = ast.parse(solution)
    inside = _solution_lines(solution.splitlines())
    before = ast.unparse(tree)
    sources = {before}
    seen: dict[str, int] = {}
    found = []
    for parent, field, place, node in _slots(tree):
        if getattr(node, "lineno", 0) not in inside:
            continue
        for other in _replacements(node, field, place is not None):
            _put(parent, field, place, other)
            source = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, place, node)
            if source in sources or not _compiles(source):
                continue
            sources.add(source)
            change = _change(before.splitlines(), source.splitlines())
            seen[change] = count = seen.get(change, 0) + 1
            again = f" ({count})" if count > 1 else ""
            found.append(Mutant(change + again, source))
    return found


def _slots(
    tree: ast.AST,
) -> list[tuple[ast.AST, str, int | None, ast.AST]]:
    """Return all places of nodes: parent, field, place in a list, node."""
    slots: list[tuple[ast.AST, str, int | None, ast.AST]] = []
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                slots.append((parent, field, None, value))
            elif isinstance(value, list):
                slots += [
                    (parent, field, place, node)
                    for place, node in enumerate(value)
                    if isinstance(node, ast.AST)
                ]
    return slots


def _put(
    parent: ast.AST, field: str, place: int | None, node: ast.AST
) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _solution_lines(lines: list[str]) -> set[int]:
    """Return the numbers of the lines between the markers."""
    begin, end = REGIONS["exercise"]
    inside, numbers = False, set()
    for number, line in enumerate(lines, 1):
        if line.strip() == begin:
            inside = True
        elif line.strip() == end:
            inside = False
        elif inside:
            numbers.add(number)
    return numbers


def _change(before: list[str], after: list[str]) -> str:
    """Return the lines that differ, as ``old → new``."""
    start = end = 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old = " ".join(before[start : len(before) - end])
    new = " ".join(after[start : len(after) - end])
    return re.sub(r"\s+", " ", f"{old.strip()} → {new.strip()}")


def _replacements(
    node: ast.AST, field: str, in_list: bool
) -> Iterator[ast.AST]:
    """Yield what may stand in place of a node."""
    if in_list and _can_be_dropped(node):
        yield ast.Pass()
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node, field)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Slice):
        yield from _slices(node)
    elif isinstance(node, ast.AugAssign):
        load = ast.parse(ast.unparse(node.target), mode="eval").body
        yield ast.Assign([node.target], node.value)
        yield ast.Assign([node.target], ast.BinOp(load, node.op, node.value))
    elif isinstance(node, ast.Assign):
        yield from _in_place(node)
    elif isinstance(node, ast.If):
        for value in (True, False):
            yield ast.If(ast.Constant(value), node.body, node.orelse)
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)


def _can_be_dropped(node: ast.AST) -> bool:
    kept = ast.Return | ast.FunctionDef | ast.ClassDef
    is_docstring = isinstance(node, ast.Expr) and isinstance(
        node.value, ast.Constant
    )
    return isinstance(node, ast.stmt) and not (
        isinstance(node, kept) or is_docstring
    )


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            ops = [*node.ops]
            ops[place] = other()
            yield ast.Compare(node.left, ops, node.comparators)


def _constants(node: ast.Constant, field: str) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str) and value and field != "values":
        yield ast.Constant("X" + value)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    function = node.func
    if isinstance(function, ast.Attribute):
        if function.attr in NAMES:
            other = ast.Attribute(
                function.value, NAMES[function.attr], ast.Load()
            )
            yield ast.Call(other, node.args, node.keywords)
        if function.attr in ("copy", "astype", "clip"):
            yield function.value
    elif isinstance(function, ast.Name) and function.id in NAMES:
        name = ast.Name(NAMES[function.id], ast.Load())
        yield ast.Call(name, node.args, node.keywords)
    if len(node.args) > 1:
        for place in range(len(node.args)):
            args = [*node.args[:place], *node.args[place + 1 :]]
            yield ast.Call(function, args, node.keywords)
    for place in range(len(node.keywords)):
        keywords = [*node.keywords[:place], *node.keywords[place + 1 :]]
        yield ast.Call(function, node.args, keywords)


def _slices(node: ast.Slice) -> Iterator[ast.AST]:
    if node.lower is not None:
        yield ast.Slice(None, node.upper, node.step)
    if node.upper is not None:
        yield ast.Slice(node.lower, None, node.step)
    if node.step is not None:
        yield ast.Slice(node.lower, node.upper, None)


def _in_place(node: ast.Assign) -> Iterator[ast.AST]:
    """Yield ``x += y`` for ``x = x + y``."""
    value, target = node.value, node.targets[0]
    if (
        isinstance(value, ast.BinOp)
        and isinstance(target, ast.Name)
        and ast.unparse(value.left) == target.id
    ):
        yield ast.AugAssign(target, value.op, value.right)
