"""Slices: the cells that some cells need."""

import nbformat.v4 as v4
import pytest

from tools.slices import Slices


def slices(*cells):
    book = v4.new_notebook(cells=[v4.new_code_cell("setup()")])
    book.cells += [v4.new_code_cell(source) for source in cells]
    return Slices(book)


@pytest.mark.parametrize(
    ("cells", "needed"),
    [
        # what a cell reads, and what that was made of; nothing else
        (("a = 1", "b = a", "c = 2", "print(b)"), {1, 2, 4}),
        # the last one that bound it
        (("a = 1", "a = 2", "print(a)"), {2, 3}),
        # but a binding under a condition may not happen
        (("a = 1", "if a:\n    a = 2", "print(a)"), {1, 2, 3}),
        # a loop's variable is the cell's own
        (("k = 1", "for k in [2]:\n    print(k)"), {2}),
        (("k = 1", "print([k for k in [2]])"), {2}),
        (("x = 1", "x = x + 1", "print(x)"), {1, 2, 3}),
        (("x = 1", "x += 1", "print(x)"), {1, 2, 3}),
        # changes in place
        (("a = []", "a.append(1)", "print(a)"), {1, 2, 3}),
        (("a = {}", "a['k'] = 1", "print(a)"), {1, 2, 3}),
        (("m = M()", "h = m.fit()", "m.predict()"), {1, 2, 3}),
        (("m = M()", "m.predict()", "m.predict()"), {1, 3}),
        (("import numpy as np", "np.random.shuffle(1)", "np.sum(1)"), {1, 3}),
        # a function needs what its body reads, and changes what it is given
        (("a = 1", "def f():\n    return a", "f()"), {1, 2, 3}),
        (("def g():\n    return 1", "def f():\n    return g()\nf()"), {1, 2}),
        (
            ("m = M()", "def t(x):\n    x.fit()", "t(m)", "m.predict()"),
            {1, 2, 3, 4},
        ),
        (
            ("m = M()", "def t(x):\n    print(x)", "t(m)", "m.predict()"),
            {1, 4},
        ),
        # a decorated function runs at once
        (("a = 1", "@check\ndef _():\n    assert a"), {1, 2}),
        (("a = 1", "class C:\n    def m(self):\n        return a", "C()"),
         {1, 2, 3}),
    ],
)  # fmt: skip
def test_needed(cells, needed):
    last = len(cells)
    assert slices(*cells).needed([last]) == {0} | needed


def test_magic_is_no_python():
    assert slices("%matplotlib inline\na = 1", "print(a)").needed([2]) == {
        0,
        1,
        2,
    }
