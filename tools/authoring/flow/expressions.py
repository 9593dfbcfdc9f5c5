"""What expressions read, and the objects that they may lead to."""

import ast

from tools.authoring.flow.state import (
    FUNCTION,
    NOTHING,
    Arguments,
    Objects,
    State,
)
from tools.authoring.names import GIVEN, names_of, own_names

_COMPREHENSION = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
DEPTH = 6  # of calls in calls that are followed
OFTEN = 12  # a function is followed in a cell, then held to change anything


class Expressions(State):
    """Follows expressions, and calls into the notebook's own functions."""

    def value(self, node: ast.expr) -> Objects:
        """Follow an expression; return the objects that it may lead to."""
        if isinstance(node, ast.Name):
            self.touch([node.id])
            return self.lookup(node.id)
        if isinstance(node, ast.Call):
            return self.call(node)
        if isinstance(node, ast.NamedExpr):
            value = self.value(node.value)
            before = self.snapshot()
            self.assign(node.target, value)
            self.restore(before, self.snapshot())
            return value
        if isinstance(node, ast.Lambda):
            self.touch(names_of(node).reads)
            return self.closure(node)
        if isinstance(node, ast.Attribute):
            value = self.value(node.value)
            self.operate(value, node.attr)
            return self.parts(value)
        if isinstance(node, ast.Starred | ast.Await):
            return self.parts(self.value(node.value))
        if isinstance(node, ast.Subscript):
            self.value(node.slice)
            value = self.value(node.value)
            self.operate(value)
            whole = isinstance(node.slice, ast.Slice | ast.Tuple)
            return self.parts(value) if whole else self.items(value)
        if isinstance(node, _COMPREHENSION):
            return self.comprehension(node)
        parts = [
            self.value(child)
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.expr)
        ]
        every: Objects = frozenset().union(*parts)
        self.operate(every)
        if isinstance(node, ast.IfExp | ast.BoolOp):
            return every
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            made = self.new(every)
            self.containers |= made
            return made
        if isinstance(node, ast.Yield | ast.YieldFrom) and self._locals:
            self._locals[-1]["return"] |= every
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.new({h for o in every for h in self.holds[o]})
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare):
            return self.new()
        return NOTHING  # numbers and texts

    def operate(self, operands: Objects, attribute: str = "") -> None:
        """Follow operators that classes of the notebook define.

        Or the property that an attribute is.
        """
        for one in operands:
            for held in [*self.holds[one]]:
                for method in self.methods(held) if held in self.code else ():
                    if attribute:
                        runs = attribute == method.name
                        runs = runs and bool(method.decorator_list)
                    else:
                        runs = method.name.startswith("__")
                        runs = runs and method.name != "__init__"
                    if runs:
                        self.follow(
                            held, method, operands, ([frozenset({one})], {})
                        )

    def comprehension(
        self,
        node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
    ) -> Objects:
        """Follow a comprehension, whose variables are its own."""
        own = {
            name.id: NOTHING
            for part in node.generators
            for name in ast.walk(part.target)
            if isinstance(name, ast.Name)
        }
        self._locals.append(own)
        for part in node.generators:
            self.iterate(part.target, part.iter)
            for condition in part.ifs:
                self.value(condition)
        elements = (
            [node.key, node.value]
            if isinstance(node, ast.DictComp)
            else [node.elt]
        )
        made = self.new(frozenset().union(*map(self.value, elements)))
        self._locals.pop()
        self.containers |= made
        if isinstance(node, ast.GeneratorExp):  # it reads names when it runs
            self.iterators |= made
            for one in made:
                self.code[one] = node
                self.closed[one] = dict(own)
        return made

    def iterate(self, target: ast.expr, node: ast.expr) -> None:
        """Follow the assignment of each item to a loop's target."""
        items = self.value(node)
        self.consume(items)
        self.assign(target, self.items(items))
        name = getattr(getattr(node, "func", None), "id", "")
        if not isinstance(target, ast.Tuple) or name not in (
            "zip",
            "enumerate",
        ):
            return
        assert isinstance(node, ast.Call)
        given = [self.items(self.value(a)) for a in node.args]
        values = given if name == "zip" else [self.new(), *given[:1]]
        if len(values) == len(target.elts):
            for part, value in zip(target.elts, values, strict=True):
                for one in ast.walk(part):  # each gets its own items only
                    if isinstance(one, ast.Name) and self.is_local(one.id):
                        self._locals[-1][one.id] = NOTHING
                self.assign(part, value)

    def path(self, node: ast.expr) -> str | None:
        """Return the full name of a library's function, else ``None``."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or self.is_local(node.id):
            return None
        root = self.paths.get(node.id)
        if root is None:
            if parts or node.id not in GIVEN or node.id in self.bound_in:
                return None
            root = f"builtins.{node.id}"
        return ".".join([root, *reversed(parts)])

    def follow(
        self,
        owner: int,
        node: ast.AST,
        every: Objects,
        arguments: Arguments | None,
    ) -> Objects:
        """Follow the body of a function that is called."""
        self._followed[node] += 1
        if self._followed[node] > OFTEN or len(self._calls) >= DEPTH:
            self.change_deeply(every)
            return every
        if node in self._calls:  # it calls itself, perhaps the other way round
            self.change(o for o in every if o not in self.code)
            return every
        scope = _parameters(node, every, arguments)
        for name, value in self.defaults.get(owner, {}).items():
            scope[name] = scope[name] or value
        for name in own_names(node):
            scope.setdefault(name, NOTHING)
        scope["return"] = NOTHING
        around = self._locals
        self._locals = [dict(self.closed.get(owner, {})), scope]
        self._calls.append(node)
        if isinstance(node, ast.Lambda):
            scope["return"] = self.value(node.body)
        else:
            self.block(node.body)  # type: ignore[attr-defined]
        self._locals = around
        self._calls.pop()
        library = self.library_of(scope["return"])
        made = self.made_by(library, self.new(scope["return"]))
        if any(
            isinstance(p, ast.Yield | ast.YieldFrom) for p in ast.walk(node)
        ):
            reads = [
                self.objects.get(n, NOTHING) for n in names_of(node).reads
            ]
            made = self.new(scope["return"].union(every, *reads))
            self.iterators |= made
            self.generators |= made
        return made | scope["return"]

    def call_objects(
        self,
        callees: Objects,
        every: Objects,
        arguments: Arguments | None = None,
    ) -> Objects:
        """Follow calls of functions and classes of the notebook."""
        result = NOTHING
        for one in callees:
            node = self.code.get(one)
            if isinstance(node, ast.ClassDef):
                given, keywords = arguments or ([], {})
                own = any(m.name == "__init__" for m in self.methods(one))
                made = self.new({one} if own else {one} | every)
                for method in self.methods(one):
                    if arguments is None or method.name == "__init__":
                        self.follow(
                            one,
                            method,
                            every | made,
                            ([made, *given], keywords),
                        )
                result |= made
            elif isinstance(node, FUNCTION):
                result |= self.follow(one, node, every, arguments)
        return result


def _parameters(
    node: ast.AST,
    every: Objects,
    arguments: Arguments | None,
) -> dict[str, Objects]:
    """Return what the parameters of a function lead to in a call.

    Without arguments, or with starred ones, each may be any of them.
    """
    spec: ast.arguments = node.args  # type: ignore[attr-defined]
    names = [a.arg for a in (*spec.posonlyargs, *spec.args)]
    scope = {a.arg: NOTHING for a in spec.kwonlyargs}
    scope |= dict.fromkeys(names, NOTHING)
    for rest in (spec.vararg, spec.kwarg):
        if rest:
            scope[rest.arg] = every
    if arguments is None or None in arguments[1]:
        return dict.fromkeys(scope, every)
    given, keywords = arguments
    for name, value in zip(names, given, strict=False):
        scope[name] = value
    for keyword, value in keywords.items():
        if keyword in scope:
            scope[keyword] = value
    return scope
