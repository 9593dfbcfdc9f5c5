"""The names and objects of a notebook, after the cells so far."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable

from tools.authoring.names import GIVEN, names_of

Objects = frozenset[int]
Keywords = dict[str | None, Objects]
Arguments = tuple[list[Objects], Keywords]
Names = tuple[dict[str, set[int]], dict[str, Objects], dict[str, str]]
NOTHING: Objects = frozenset()
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class State:
    """What names lead to, what objects hold, and which cells changed them."""

    def __init__(self) -> None:
        self.bound_in: dict[str, set[int]] = defaultdict(set)
        self.objects: dict[str, Objects] = {}
        self.paths: dict[str, str] = {}  # imported name → its full name
        self.holds: dict[int, set[int]] = defaultdict(set)
        self.changed_in: dict[int, set[int]] = defaultdict(set)
        self.code: dict[int, ast.AST] = {}  # of functions and classes
        self.closed: dict[
            int, dict[str, Objects]
        ] = {}  # what these close over
        self.iterators: set[int] = set()
        self.generators: set[int] = set()  # those of functions with a yield
        self.defaults: dict[int, dict[str, Objects]] = {}
        self.settings: dict[str, set[int]] = defaultdict(set)  # of libraries
        self.containers: set[int] = set()  # of nothing but what they hold
        self.library: dict[int, str] = {}  # that an object comes from
        self.built: set[int] = set()  # models that have their weights
        self.opaque: set[int] = set()  # cells that may have bound anything
        self.cell = 0
        self.needs: set[int] = set()
        self._count = 0
        self._in_loop = False
        self._followed: Counter[ast.AST] = Counter()
        self._calls: list[ast.AST] = []
        self._locals: list[dict[str, Objects]] = []

    # What `Statements`, `Expressions` and `Calls` give each other.

    def block(self, statements: Iterable[ast.stmt]) -> None:
        """Follow statements in their order."""
        raise NotImplementedError

    def assign(self, target: ast.expr, value: Objects) -> None:
        """Follow an assignment to a name, an item, an attribute, several."""
        raise NotImplementedError

    def value(self, node: ast.expr) -> Objects:
        """Follow an expression; return the objects that it may lead to."""
        raise NotImplementedError

    def call(self, node: ast.Call) -> Objects:
        """Follow a call; return what its result may lead to."""
        raise NotImplementedError

    def new(
        self, held: Iterable[int] = (), code: ast.AST | None = None
    ) -> Objects:
        """Return a new object that holds others."""
        self._count += 1
        self.holds[self._count] |= set(held)
        if code is not None:
            self.code[self._count] = code
        return frozenset({self._count})

    def reach(self, objects: Iterable[int]) -> set[int]:
        """Return objects and all that they hold."""
        found, todo = set(), set(objects)
        while todo:
            found |= todo
            todo = set().union(*(self.holds[o] for o in todo)) - found
        return found

    def change(self, objects: Iterable[int]) -> None:
        """Note that this cell may change objects."""
        for one in objects:
            self.changed_in[one].add(self.cell)

    def change_deeply(self, objects: Iterable[int]) -> None:
        """Note that this cell may change objects and what they hold."""
        self.change(o for o in self.reach(objects) if o not in self.code)

    def consume(self, objects: Iterable[int]) -> None:
        """Note that this cell moves iterators on, and those within them."""
        for one in self.iterators.intersection(objects):
            self.change(self.iterators & self.reach({one}))
            if one in self.generators:
                self.change_deeply({one})

    def read(self, name: str) -> None:
        """Note that this cell reads a global name, with all behind it."""
        todo, seen = {name}, set()
        while todo:
            one = todo.pop()
            seen.add(one)
            self.needs |= self.bound_in.get(one, set())
            if one in self.paths:
                self.needs |= self.settings[self.paths[one].split(".")[0]]
            if one not in GIVEN:
                self.needs |= self.opaque
            for reached in self.reach(self.objects.get(one, NOTHING)):
                self.needs |= self.changed_in[reached]
                if reached in self.code:  # it may be called
                    reads = names_of(self.code[reached]).reads
                    todo |= reads - self.closed[reached].keys() - seen

    def touch(self, names: Iterable[str]) -> None:
        """Note that this cell reads names, those of functions apart."""
        for name in names:
            if not self.is_local(name):
                self.read(name)

    def bind(self, name: str, objects: Objects) -> None:
        """Bind a name, in the function that is followed or globally."""
        for scope in reversed(self._locals):
            if name in scope:
                scope[name] |= objects
                return
        if self._locals:  # declared global in a function
            self.bound_in[name] = self.bound_in[name] | {self.cell}
            self.objects[name] = self.objects.get(name, NOTHING) | objects
        else:
            self.bound_in[name] = {self.cell}
            self.objects[name] = objects
            self.paths.pop(name, None)

    def lookup(self, name: str) -> Objects:
        """Return the objects that a name may lead to."""
        for scope in reversed(self._locals):
            if name in scope:
                return scope[name]
        return self.objects.get(name, NOTHING)

    def is_local(self, name: str) -> bool:
        """Return whether a function that is followed has bound a name."""
        return any(name in scope for scope in self._locals)

    def snapshot(self) -> Names:
        """Return what names lead to now."""
        bound = {name: set(cells) for name, cells in self.bound_in.items()}
        return bound, dict(self.objects), dict(self.paths)

    def restore(self, *states: Names) -> None:
        """Let names lead to what they lead to in any of some states."""
        self.bound_in = defaultdict(set)
        self.objects, self.paths = {}, {}
        for bound, objects, paths in states:
            for name, cells in bound.items():
                self.bound_in[name] |= cells
            for name, some in objects.items():
                self.objects[name] = self.objects.get(name, NOTHING) | some
            self.paths |= paths

    def closure(self, node: ast.AST) -> Objects:
        """Return the object of a function with what it closes over."""
        closed = {
            name: self.lookup(name)
            for name in names_of(node).reads
            if self.is_local(name)
        }
        made = self.new(set().union(*closed.values()), code=node)
        self.closed[next(iter(made))] = closed
        return made

    def parts(self, objects: Objects) -> Objects:
        """Return objects and what they hold directly."""
        return objects.union(*(self.holds[o] for o in objects))

    def items(self, objects: Objects) -> Objects:
        """Return what an item of objects may be.

        An item of a list is what the list holds; of an array, a view of it.
        """
        return NOTHING.union(
            *(
                self.holds[o]
                if o in self.containers and self.holds[o]
                else {o}
                for o in objects
            ),
            *(self.holds[o] for o in objects),
        )

    def library_of(self, objects: Objects) -> str:
        """Return the library that all objects come from, else ``""``."""
        names = {
            self.library.get(o, "") for o in objects if o not in self.code
        }
        return names.pop() if len(names) == 1 else ""

    def made_by(self, library: str, objects: Objects) -> Objects:
        """Note that objects come from a library, if any; return them."""
        if library:
            self.library |= dict.fromkeys(objects, library)
        return objects

    def methods(self, one: int) -> list[ast.FunctionDef]:
        """Return the methods of a class, none of a function."""
        node = self.code[one]
        if not isinstance(node, ast.ClassDef):
            return []
        return [m for m in node.body if isinstance(m, ast.FunctionDef)]
