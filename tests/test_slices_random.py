"""A slice of a random program prints what the whole program prints."""

import contextlib
import io
import random

import nbformat.v4 as v4
import pytest

from tools.authoring.slices import Slices

START = [
    "setup = print\nsetup()",
    "import heapq, random\nrng = random.Random(5)",
    "a, b, c = 1, 2, 3",
    "x, y, z = [3, 1], [2], [5, 4]",
    "d, e = {'k': [1]}, {'k': [2, 3]}",
    "def f(values, n):\n    values.append(n + a)\n    return values",
    "def g(values):\n    return sorted(values) + [b]",
    "class Box:\n    def __init__(self, content):\n"
    "        self.content = content\n"
    "    def add(self, n):\n        self.content.append(n + c)",
    "p, q = Box([1]), Box(x)",
    "def count(state=[0]):\n    state[0] += 1\n    return state[0]",
]
NUMBERS = [
    "a",
    "b",
    "c",
    "len(L)",
    "a + 1",
    "sum(L) % 7",
    "count()",
    "(a := b)",
]
LISTS = ["x", "y", "z", "list(L)", "L[:]", "L + M", "d['k']", "e['k']", "g(L)",
         "[k * 2 for k in L]", "p.content", "q.content", "f(L, I)",
         "[k for k, _ in zip(L, M)]", "(L if I % 2 else M)"]  # fmt: skip
SIMPLE = [
    "I = N", "I += N", "I: int = I + N", "I, J = N, N", "L = V", "L += V",
    "L.append(N)", "L.sort()", "L.extend(V)", "L[:1] = V", "if L: L[0] = N",
    "if L: del L[0]", "L, M = M, L", "d['k'] = V", "d = e", "e = dict(d)",
    "d['k'].append(N)", "f(V, N)", "L = f(V, N)", "p = q", "p = Box(V)",
    "p.add(N)", "q.content = V", "p.content.append(N)",
    "setattr(q, 'content', V)",
    "heapq.heappush(L, N)", "rng.shuffle(L)", "I = rng.randrange(9)",
    "for k in V: I += k", "for k in []: L = V",
    "for k in range(2): L.append(N)",
    "if I % 2: L = V", "while len(L) > 6: L.pop()", "globals()['I'] = N",
    "exec('L.append(I)')", "def g(values):\n    return values + [I]",
    "def f(values, n):\n    values.insert(0, n)\n    x.append(n)\n"
    "    return V",
    "g = lambda values: values[:I] + [b]", "h = lambda: L.append(I)\nh()",
    "for r in (x, y): r.append(N)",
    "list(map(lambda k: L.append(k), V[:3]))",
    "try:\n    L = V\n    L[99]\nexcept IndexError:\n    I = N",
    "match V:\n    case [I]:\n        pass\n    case [I, *_]:\n        pass",
    "it = iter(V); I = next(it, 0)", "_ = [L.append(k) for k in V[:2]]",
    "with contextlib.suppress(IndexError):\n    L[9]\n    I = N",
]  # fmt: skip


def filled(template, choose, depth=0):
    """Return a statement with names and values in place of capitals."""
    text = ""
    for letter in template:
        if letter in "IJ":
            letter = choose.choice("abc")
        elif letter in "LM":
            letter = choose.choice("xyz")
        elif letter == "N":
            letter = filled(choose.choice(NUMBERS), choose, depth + 1)
        elif letter == "V":
            values = LISTS if depth < 2 else LISTS[:3]
            letter = filled(choose.choice(values), choose, depth + 1)
        text += letter
    return text


def program(seed):
    """Return the cells of a program; the last one prints one name."""
    choose = random.Random(seed)
    cells = [filled(choose.choice(SIMPLE), choose) for _ in range(12)]
    name = choose.choice("abcdexyz" + "pq")
    shown = f"{name}.content" if name in "pq" else name
    return ["import contextlib", *START, *cells, f"print({shown})"]


def printed(cells):
    """Return what cells print, an error included."""
    out = io.StringIO()
    names = {}
    with contextlib.redirect_stdout(out):
        for cell in cells:
            exec(cell, names)
    return out.getvalue()


def runs(cells):
    try:
        printed(cells)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_slices_print_the_same(first):
    tried = 0
    for seed in range(first, first + 100):
        cells = program(seed)
        if not runs(cells):
            continue
        tried += 1
        book = v4.new_notebook(cells=[v4.new_code_cell("setup()")])
        book.cells += [v4.new_code_cell(cell) for cell in cells]
        places = Slices(book).needed([len(cells)]) - {0}
        part = [cells[place - 1] for place in sorted(places)]
        assert printed(part) == printed(cells), (seed, cells[11:])
    assert tried >= 50
