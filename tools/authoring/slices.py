"""Find the cells of a notebook that some of its cells need.

`needed` looks at names only: a cell needs the cells that bound what it
reads, and those in between that may have changed it in place (a model by
``fit``, a list by ``append``, a generator by drawing from it). It errs on
the side of too many cells; whoever runs a slice checks it without the fault,
too (`tools.mutate`).
"""

import ast
import re
from dataclasses import dataclass, field

# Methods that change what they are called on; the last two lines are draws,
# which move a generator on.
CHANGING = """
    adapt add append apply apply_gradients assign assign_add assign_sub build
    compile extend fit fit_transform insert load_weights pop push reset_state
    set set_weights setdefault step train train_on_batch update
    beta binomial bytes choice dirichlet exponential gamma integers normal
    multinomial permutation permuted poisson random shuffle standard_normal
    uniform
"""
CHANGING = frozenset(CHANGING.split())


@dataclass
class Names:
    """What some code reads, binds for good, perhaps binds, and changes."""

    loads: set = field(default_factory=set)
    reads: set = field(default_factory=set)  # of these, from outside
    binds: set = field(default_factory=set)
    may_bind: set = field(default_factory=set)
    changes: set = field(default_factory=set)
    modules: set = field(default_factory=set)  # what it imports
    # function or class → the names inside that come from outside of it
    bodies: dict = field(default_factory=dict)
    # calls with names as arguments: (function, place or keyword, name)
    passes: list = field(default_factory=list)


class _Reader(ast.NodeVisitor):
    def __init__(self):
        self.names = Names()
        self.depth = 0  # inside of if, while, try: a name is perhaps bound

    def bind(self, name):
        where = self.names.may_bind if self.depth else self.names.binds
        where.add(name)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.bind(node.id)
            return
        self.names.loads.add(node.id)
        if node.id not in self.names.binds:
            self.names.reads.add(node.id)

    def visit_Assign(self, node):
        self.visit(node.value)  # before its targets are bound
        for target in node.targets:
            self.visit(target)

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        self.visit(node.target)

    def visit_For(self, node):
        for part in (node.iter, node.target, *node.body, *node.orelse):
            self.visit(part)

    def visit_Import(self, node):
        for alias in node.names:
            name = (alias.asname or alias.name).split(".")[0]
            self.bind(name)
            self.names.modules.add(name)

    visit_ImportFrom = visit_Import

    def change(self, node):
        if name := root(node):
            self.names.changes.add(name)

    def visit_AugAssign(self, node):
        self.change(node.target)
        self.names.reads.add(root(node.target) or "")
        self.generic_visit(node)

    def visit_Attribute(self, node):
        if not isinstance(node.ctx, ast.Load):
            self.change(node)
        self.generic_visit(node)

    visit_Subscript = visit_Attribute

    def visit_Call(self, node):
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in CHANGING:
            self.change(called.value)
        if isinstance(called, ast.Name):
            places = list(enumerate(node.args))
            places += [(k.arg, k.value) for k in node.keywords]
            for place, value in places:
                if isinstance(value, ast.Name):
                    self.names.passes.append((called.id, place, value.id))
        self.generic_visit(node)

    def branch(self, node):
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    visit_If = visit_While = visit_Try = branch

    def comprehension(self, node):
        inner = _Reader()
        inner.depth = 1
        inner.generic_visit(node)
        self.names.loads |= inner.names.loads
        self.names.reads |= (
            inner.names.reads - inner.names.may_bind - self.names.binds
        )
        self.names.changes |= inner.names.changes - inner.names.may_bind
        self.names.passes += inner.names.passes

    visit_ListComp = visit_SetComp = visit_DictComp = comprehension
    visit_GeneratorExp = comprehension

    def visit_Lambda(self, node):
        inner = inside([node.body], node.args)
        self.names.loads |= inner.loads
        self.names.reads |= inner.reads - self.names.binds
        self.names.changes |= inner.changes
        self.visit(node.args)

    def visit_FunctionDef(self, node):
        for part in (*node.decorator_list, node.args):
            self.visit(part)
        self.bind(node.name)
        body = inside(node.body, node.args)
        self.names.bodies[node.name] = (body, parameters(node.args))
        if node.decorator_list:  # as @check: it may run at once
            self.names.reads |= body.reads
            self.names.changes |= body.changes
            self.names.passes += body.passes

    def visit_ClassDef(self, node):
        for part in (*node.decorator_list, *node.bases):
            self.visit(part)
        self.bind(node.name)
        body = inside(node.body)
        for inner, _ in body.bodies.values():
            body.reads |= inner.reads
            body.changes |= inner.changes
            body.passes += inner.passes
        self.names.bodies[node.name] = (body, [])
        self.names.reads |= inside(node.body).reads - {node.name}


def root(node):
    """Return the name at the root of ``a.b[c].d``, else ``None``."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def parameters(arguments):
    """Return the names of a function's parameters."""
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    rest = (arguments.vararg, arguments.kwarg)
    return [a.arg for a in every] + [a.arg for a in rest if a]


def inside(body, arguments=None):
    """Return what a function's body takes from outside, and changes.

    Names of its own are left out, but what it does to a parameter stays.
    """
    reader = _Reader()
    for node in body:
        reader.visit(node)
    names = reader.names
    own = (names.binds | names.may_bind) - {
        name
        for node in body
        for part in ast.walk(node)
        if isinstance(part, ast.Global)
        for name in part.names
    }
    known = set(parameters(arguments)) if arguments else set()
    for inner, _ in names.bodies.values():
        names.reads |= inner.reads
        names.changes |= inner.changes
        names.passes += inner.passes
    names.reads -= own | known
    names.changes -= own - known
    names.binds -= own
    names.may_bind -= own
    return names


def without_magic(source):
    """Return a cell's code with ``pass`` in place of Jupyter's magics."""
    return "\n".join(
        "pass" if line.lstrip().startswith(("%", "!")) else line
        for line in source.splitlines()
    )


def read_names(source):
    """Return the `Names` of a code cell."""
    reader = _Reader()
    reader.visit(ast.parse(without_magic(source)))
    return reader.names


class Slices:
    """The dependencies between the code cells of a notebook."""

    def __init__(self, notebook):
        self.cells = [
            read_names(cell.source) if cell.cell_type == "code" else Names()
            for cell in notebook.cells
        ]
        # The cells that find the course and call setup() come first.
        self.start = max(
            place
            for place, cell in enumerate(notebook.cells)
            if cell.id == "course" or re.search(r"^setup\(", cell.source, re.M)
        )
        self.bodies = {}  # the functions as they are known so far
        modules = set().union(*(names.modules for names in self.cells))
        for names in self.cells:
            self._follow(names)
            names.changes -= modules

    def _follow(self, names):
        """Add to a cell what the functions that it uses read and change."""
        self.bodies |= names.bodies
        new = names.reads | (names.loads & names.bodies.keys())
        while new:
            found = set()
            for name in new & self.bodies.keys():
                body, _ = self.bodies[name]
                found |= body.reads
                names.changes |= body.changes - set(self.bodies[name][1])
            new = found - names.reads
            names.reads |= found
        for function, place, name in names.passes:
            if self._changes(function, place, set()):
                names.changes.add(name)

    def _changes(self, function, place, seen):
        """Return whether a function may change one of its arguments."""
        if function not in self.bodies or (function, place) in seen:
            return False
        seen.add((function, place))
        body, known = self.bodies[function]
        if isinstance(place, int):
            if place >= len(known):
                return False
            place = known[place]
        return place in body.changes or any(
            name == place and self._changes(inner, there, seen)
            for inner, there, name in body.passes
        )

    def needed(self, targets):
        """Return the places of the cells to run for some, themselves too."""
        todo = {*targets, *range(self.start + 1)}
        kept = set()
        while todo:
            place = todo.pop()
            kept.add(place)
            for name in self.cells[place].reads:
                todo |= self._sources(name, place) - kept
        return {k for k in kept if self.cells[k] != Names()}

    def _sources(self, name, before):
        """Return the cells that bound or changed a name before a cell."""
        found = set()
        for place in range(before - 1, -1, -1):
            names = self.cells[place]
            if name in names.binds:
                return found | {place}
            if name in names.may_bind | names.changes:
                found.add(place)
        return found
