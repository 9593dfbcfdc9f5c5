"""What calls change, and what their results may lead to."""

import ast

from tools.authoring import effects
from tools.authoring.flow.expressions import Expressions
from tools.authoring.flow.state import FUNCTION, NOTHING, Keywords, Objects

_GENERATORS = ("numpy", "random")


class Calls(Expressions):
    """Follows calls of libraries, by what `effects` knows of them."""

    def call(self, node: ast.Call) -> Objects:
        """Follow a call; return what its result may lead to."""
        keywords = {k.arg: self.value(k.value) for k in node.keywords}
        given = [self.value(argument) for argument in node.args]
        every: Objects = frozenset().union(*given, *keywords.values())
        for name in effects.CHANGED_ARGUMENTS & keywords.keys():
            self.change_deeply(keywords[name])
            reached = self.reach(keywords[name])
            classes = frozenset(o for o in reached if o in self.code)
            self.call_objects(classes, every)  # methods of callbacks run
        inplace = any(
            k.arg == "inplace" and getattr(k.value, "value", True)
            for k in node.keywords
        )
        functions = self.functions_in(node, given, keywords)
        path = self.path(node.func)
        if path is not None:
            self.value(node.func)
            made = self.call_library(path, given, every, functions)
            text = ast.unparse(node)
            if effects.BUILT.fullmatch(path) or (
                path.endswith(".Sequential") and "Input" in text
            ):
                self.built |= made
            return made
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value)
            if inplace:
                self.change(owner)
            return self.call_method(
                node.func.attr, owner, given, keywords, functions
            )
        callee = self.value(node.func)
        arguments = (given, keywords)
        if any(one in self.code for one in callee):
            return self.call_objects(callee, every, arguments)
        if not callee & self.built:  # else a call gives a layer its weights
            self.change_deeply(callee)
        self.call_objects(functions, every)
        classes = frozenset(o for o in self.reach(callee) if o in self.code)
        for one in classes:
            for method in self.methods(one):
                if method.name in ("call", "__call__"):
                    given = [callee, *given]
                    self.follow(one, method, every | callee, (given, keywords))
        library = "keras" if callee & self.built else self.library_of(callee)
        if not library and not classes:
            self.change_deeply(every)
        if library == "keras":  # a tensor holds what it is computed by
            every = frozenset(
                o for o in every if self.library.get(o) == library
            )
        return self.made_by(library, self.new(callee | every))

    def functions_in(
        self, node: ast.Call, given: list[Objects], keywords: Keywords
    ) -> Objects:
        """Return the notebook's functions among the arguments of a call.

        Also those in a list or a dictionary that is written there.
        """
        found: set[int] = set()
        nodes = [*node.args, *(k.value for k in node.keywords)]
        for part, value in zip(
            nodes, [*given, *keywords.values()], strict=False
        ):
            display = isinstance(
                part, ast.List | ast.Tuple | ast.Dict | ast.ListComp
            )
            found |= self.parts(value) if display else value
        return frozenset(
            one for one in found if isinstance(self.code.get(one), FUNCTION)
        )

    def call_library(
        self,
        path: str,
        given: list[Objects],
        every: Objects,
        functions: Objects,
    ) -> Objects:
        """Follow a call of a library's function."""
        kind = effects.function_kind(path)
        generator = path.split(".")[0]
        if kind == "opaque" and len(given) > 1:  # in a namespace of its own
            self.change(given[1])
        elif kind == "opaque":
            self.opaque.add(self.cell)
            self.needs |= set().union(*self.bound_in.values())
        elif kind == "settings":
            self.settings[generator].add(self.cell)
        elif kind == "first" and given:
            self.change(given[0])
            if path == "builtins.setattr":
                for one in given[0]:
                    self.holds[one] |= every - given[0]
        elif kind == "unknown":
            self.change_deeply(every)
        elif kind == "seeds":
            generators = (
                [generator] if path.endswith("random.seed") else _GENERATORS
            )
            for name in generators:
                self.bind(f"<{name}>", self.new())
        elif kind == "draws":
            self.read(f"<{generator}>")
            if not self.objects.get(f"<{generator}>"):
                self.objects[f"<{generator}>"] = self.new()
            self.change(self.objects[f"<{generator}>"])
        self.call_objects(functions, every)  # it may call what it is given
        self.consume(every)
        if not effects.ITERATORS.fullmatch(path):  # what they give, not they
            read = every & self.iterators
            every = (every - read).union(*(self.holds[o] for o in read))
        made = self.new(every if kind in ("shares", "unknown") else functions)
        if kind != "unknown":
            self.made_by(path.split(".")[0], made)
        if effects.ITERATORS.fullmatch(path):
            self.iterators |= made
            self.containers |= made
        return made

    def call_method(
        self,
        name: str,
        owner: Objects,
        given: list[Objects],
        keywords: Keywords,
        functions: Objects,
    ) -> Objects:
        """Follow a call of a method."""
        every: Objects = frozenset().union(*given, *keywords.values())
        self.call_objects(functions, every)
        classes = frozenset(
            one
            for one in self.reach(owner)
            if isinstance(self.code.get(one), ast.ClassDef)
        )
        own = [
            (one, method)
            for one in classes
            for method in self.methods(one)
            if method.name == name
        ]
        result = NOTHING
        for one, method in own:
            arguments = ([owner, *given], keywords)
            result |= self.follow(one, method, every | owner, arguments)
        if own and len(own) >= len(classes):
            return result or self.new(owner)
        kind = effects.method_kind(name)
        library = self.library_of(owner)
        if library == "matplotlib" and kind == "unknown":
            kind = "container"
        if library == "tensorflow" and name == "shuffle":  # of a data set
            kind = "view"
        if name in effects.BUILDING:
            self.built |= owner
        if kind == "container":
            self.change(owner)
            for one in owner:
                self.holds[one] |= self.parts(every) - {one}
            return self.made_by(library, self.parts(owner))
        if kind in ("arguments", "model", "unknown"):
            self.change_deeply(owner)
            self.call_objects(classes, owner)  # a model's own methods may run
            if kind == "arguments" and library != "pandas":
                self.change_deeply(every)
            if kind == "unknown" and not library:
                self.change_deeply(every)
                for one in owner:
                    self.holds[one] |= every - {one}
            elif name == "compile":
                for one in owner:
                    self.holds[one] |= every
        self.consume(every)
        if kind == "view":
            return self.parts(owner)
        return self.made_by(library, self.new(owner | functions))
