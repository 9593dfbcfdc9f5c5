"""What statements bind and change."""

import ast
from collections.abc import Iterable

from tools.authoring.flow.calls import Calls
from tools.authoring.flow.state import NOTHING, Objects
from tools.authoring.names import names_of

_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Statements(Calls):
    """Follows statements in their order."""

    def block(self, statements: Iterable[ast.stmt]) -> None:
        """Follow statements in their order."""
        for statement in statements:
            self.statement(statement)

    def branch(
        self, *blocks: Iterable[ast.stmt], all_skipped: bool = True
    ) -> None:
        """Follow blocks of which one runs, or none if all may be skipped."""
        if self._locals:  # local names lead to all that they ever led to
            for statements in blocks:
                self.block(statements)
            return
        before = self.snapshot()
        ends = [before] if all_skipped else []
        for statements in blocks:
            self.restore(before)
            self.block(statements)
            ends.append(self.snapshot())
        self.restore(*ends)

    def loop(self, statements: list[ast.stmt]) -> None:
        """Follow the body of a loop, which may run, or not, or often."""
        if self._in_loop:
            self.branch(statements)
            return
        self._in_loop = True
        self.branch(statements * 3)  # a turn may use what earlier ones did
        self._in_loop = False

    def statement(self, node: ast.stmt) -> None:
        """Follow one statement."""
        if isinstance(node, ast.If):
            self.value(node.test)
            self.branch(node.body, node.orelse, all_skipped=False)
        elif isinstance(node, ast.While):
            self.value(node.test)
            self.loop([*node.body, ast.Expr(node.test)])
            self.block(node.orelse)
        elif isinstance(node, ast.For | ast.AsyncFor):
            before = self.snapshot()
            self.iterate(node.target, node.iter)
            self.loop(node.body)
            self.restore(before, self.snapshot())
            self.block(node.orelse)
        elif isinstance(node, ast.Try | ast.TryStar):
            for handler in node.handlers:
                if handler.type:
                    self.value(handler.type)
            self.branch([*node.body, *node.orelse])
            if node.handlers:
                self.branch(*([_except(h), *h.body] for h in node.handlers))
            self.block(node.finalbody)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                context = self.value(item.context_expr)
                if item.optional_vars:
                    self.assign(item.optional_vars, context)
            if "suppress" in ast.unparse(node.items[0].context_expr):
                self.branch(node.body)
            else:
                self.block(node.body)
        elif isinstance(node, ast.Match):
            subject = self.value(node.subject)
            before = self.snapshot()
            ends = [before]
            for case in node.cases:
                self.restore(before)
                pattern = ast.match_case(case.pattern, None, [ast.Pass()])
                for name in names_of(ast.Match(node.subject, [pattern])).binds:
                    self.bind(name, self.parts(subject) or self.new())
                if case.guard:
                    self.value(case.guard)
                self.block(case.body)
                ends.append(self.snapshot())
            self.restore(*ends)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self.imports(node)
        elif isinstance(node, _DEFINITION):
            self.define(node)
        else:
            self.simple(node)

    def simple(self, node: ast.stmt) -> None:
        """Follow a statement without a block."""
        if isinstance(node, ast.Assign):
            self.assignment(node)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self.assign(node.target, self.value(node.value))
        elif isinstance(node, ast.AugAssign):
            load = ast.parse(ast.unparse(node.target), mode="eval").body
            before = self.value(load)
            value = self.value(node.value)
            self.change(before)
            for one in before:
                self.holds[one] |= value
            if isinstance(node.target, ast.Name):
                self.bind(node.target.id, before | value or self.new())
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.bind(target.id, NOTHING)
                else:
                    self.assign(target, NOTHING)
        elif isinstance(node, ast.Return):
            if node.value is not None and self._locals:
                self._locals[-1]["return"] |= self.value(node.value)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.value(child)

    def assignment(self, node: ast.Assign) -> None:
        """Follow an assignment; ``a, b = 1, 2`` one by one."""
        target, value = node.targets[0], node.value
        if (
            len(node.targets) == 1
            and isinstance(target, ast.Tuple)
            and isinstance(value, ast.Tuple)
            and len(target.elts) == len(value.elts)
            and not any(
                isinstance(e, ast.Starred) for e in target.elts + value.elts
            )
        ):
            values = [self.value(part) for part in value.elts]
            for part, one in zip(target.elts, values, strict=True):
                self.assign(part, one)
            return
        found = self.value(value)
        for target in node.targets:
            self.assign(target, found)

    def imports(self, node: ast.Import | ast.ImportFrom) -> None:
        """Follow an import."""
        for alias in node.names:
            if alias.name == "*":
                self.opaque.add(self.cell)
                continue
            name = alias.asname or alias.name.split(".")[0]
            self.bind(name, NOTHING)
            if isinstance(node, ast.ImportFrom):
                self.paths[name] = f"{node.module}.{alias.name}"
            else:
                self.paths[name] = alias.name if alias.asname else name

    def define(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> None:
        """Follow the definition of a function or a class."""
        made = self.closure(node)
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                for one in made:
                    self.holds[one] |= self.value(base)
            self.touch(names_of(ast.Module(_outside_methods(node), [])).reads)
        else:
            spec = node.args
            names = [a.arg for a in (*spec.posonlyargs, *spec.args)]
            last = names[len(names) - len(spec.defaults) :]
            pairs: list[tuple[str, ast.expr | None]] = []
            pairs += zip(last, spec.defaults, strict=True)
            pairs += zip(
                [a.arg for a in spec.kwonlyargs], spec.kw_defaults, strict=True
            )
            defaults = {n: self.value(d) for n, d in pairs if d is not None}
            for one in made:
                self.defaults[one] = defaults
                self.holds[one] |= NOTHING.union(*defaults.values())
        self.bind(node.name, made)
        for decorator in node.decorator_list:
            self.value(decorator)
            self.call_objects(made, NOTHING)  # as @check: it may run at once

    def assign(self, target: ast.expr, value: Objects) -> None:
        """Follow an assignment to a name, an item, an attribute, several."""
        if isinstance(target, ast.Name):
            self.bind(target.id, value or self.new())
        elif isinstance(target, ast.Tuple | ast.List):
            for part in target.elts:
                self.assign(part, self.items(value))
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value)
        elif isinstance(target, ast.Attribute | ast.Subscript):
            if isinstance(target, ast.Subscript):
                self.value(target.slice)
            owners = self.value(target.value)
            self.change(owners)
            if path := self.path(target.value):
                self.settings[path.split(".")[0]].add(self.cell)
            for owner in owners:
                self.holds[owner] |= value - {owner}


def _outside_methods(node: ast.ClassDef) -> list[ast.stmt]:
    """Return the statements of a class that run when it is defined."""
    return [s for s in node.body if not isinstance(s, _DEFINITION)]


def _except(handler: ast.ExceptHandler) -> ast.stmt:
    """Return a statement that binds what a handler binds."""
    if handler.name is None:
        return ast.Pass()
    return ast.parse(f"{handler.name} = None").body[0]
