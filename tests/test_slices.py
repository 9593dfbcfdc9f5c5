"""Slices: the cells that some cells need."""

import nbformat.v4 as v4
import pytest

from tools.authoring.slices import Slices


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
        # what all branches bind
        (("x = 1", "if k:\n    x = 2\nelse:\n    x = 3", "print(x)"), {2, 3}),
        # one object among those of a list, a tuple, a dictionary
        (("a, b = [], []", "c = {'a': a, 'b': b}", "b.append(1)", "c['a']"),
         {1, 2, 3, 4}),
        (("a, b = [], []", "c = [a, b]", "b.append(1)", "print(a)"), {1, 4}),
        # what leaves its arguments alone
        (("import numpy as np", "x = np.ones(3)", "y = np.sort(x)",
          "print(x)"), {1, 2, 4}),
        (("x = load()", "m = M()", "m.fit(x, x)", "print(x)"), {1, 4}),
        (("x = load()", "axis.plot(x)", "print(x)"), {1, 3}),
        (("df = load()", "e = df.drop(columns='k')", "print(df)"), {1, 3}),
        (("df = load()", "e = df.drop('k', inplace=False)", "print(df)"),
         {1, 3}),
        # seeds: only what was drawn since
        (("import random", "random.seed(1)", "a = random.random()",
          "random.seed(1)\nprint(random.random())"), {1, 4}),
        # each call of a function makes other objects
        (("def f():\n    return []", "a = f()", "b = f()", "b.append(1)",
          "print(a)"), {1, 2, 5}),
        (("def f(x):\n    x.append(1)", "a, b = [], []", "f(a)", "print(b)"),
         {2, 4}),
    ],
)  # fmt: skip
def test_needed(cells, needed):
    last = len(cells)
    assert slices(*cells).needed([last]) == {0} | needed


# Of each: cell 2 changes what the last cell needs.
CHANGES = {
    "shuffle": ("x = [1, 2]", "rng.shuffle(x)", "print(x)"),
    "sort": ("x = [2, 1]", "x.sort()", "print(x)"),
    "fill_diagonal": (
        "import numpy as np\nw = np.ones((2, 2))",
        "np.fill_diagonal(w, 0)",
        "print(w)",
    ),
    "out": (
        "import numpy as np\nw = np.ones(2)",
        "np.add(w, 1, out=w)",
        "print(w)",
    ),
    "alias": ("x = []", "y = x; y.append(1)", "print(x)"),
    "alias made before": ("x = []; y = x", "y.append(1)", "print(x)"),
    "alias of a part": ("x = []; y = [x]", "y[0].append(1)", "print(x)"),
    "annotated": ("x = 1", "x: int = x + 1", "print(x)"),
    "empty loop": ("", "x = 1", "for x in []: pass", "print(x)"),
    "async body": (
        "async def f(x):\n    x.append(1)\nx = []",
        "await f(x)",
        "print(x)",
    ),
    "async global": (
        "async def f():\n    return a",
        "a = 1",
        "print(await f())",
    ),
    "inplace": (
        "import pandas as pd\ndf = pd.read_csv('x')",
        "df.drop('k', inplace=True)",
        "print(df)",
    ),
    "through a list": ("m = M()", "opt.apply(g, [m])", "m.predict()"),
    "setattr": ("m = M()", "setattr(m, 'a', 1)", "print(m)"),
    "unknown function": (
        "import heapq\nh = []",
        "heapq.heappush(h, 1)",
        "print(h)",
    ),
    "star import": ("sin = 1", "from math import *", "print(sin(2))"),
    "star import of a new name": ("", "from math import *", "print(cos(2))"),
    "exec": ("x = 1", "exec('x = 2')", "print(x)"),
    "globals": ("x = 1", "globals()['x'] = 2", "print(x)"),
    "del item": ("x = [1, 2]", "del x[0]", "print(x)"),
    "targets": ("x = [1, 2]", "x[0], y = 1, 2", "print(x)"),
    "target binds": ("y = [1, 2]", "x[0], y = 1, 2", "print(y)"),
    "starred target": ("", "*x, y = 1, 2", "print(x)"),
    "with": ("f = 1", "with open(p) as f: pass", "print(f)"),
    "with, body": ("", "with open(p) as f:\n    x = 1", "print(x)"),
    "match": (
        "y = 1",
        "match [1]:\n    case [y]:\n        z = 1",
        "print(y)",
    ),
    "match, body": (
        "z = 1",
        "match [1]:\n    case [y]:\n        z = 2",
        "print(z)",
    ),
    "walrus": ("", "if (n := 3) > 2:\n    pass", "print(n)"),
    "walrus in a comprehension": ("", "[n := k for k in (1,)]", "print(n)"),
    "augmented attribute": ("m = M()", "m.a += 1", "print(m.a)"),
    "augmented item": ("x = [1]", "x[0] += 1", "print(x)"),
    "augmented alias": ("x = [1]; y = x", "y += [2]", "print(x)"),
    "map": (
        "def f(x):\n    return x + a",
        "a = 1",
        "print(list(map(f, [1])))",
    ),
    "map, later": (
        "a = 1\ndef f(x):\n    return x + a\ny = map(f, [1])",
        "a = 2",
        "print(list(y))",
    ),
    "method reads a global": (
        "class C:\n    def m(self):\n        return a\nc = C()",
        "a = 1",
        "c.m()",
    ),
    "method changes": (
        "class C:\n    def m(self):\n        self.a = 1\nc = C()",
        "c.m()",
        "print(c.a)",
    ),
    "method of a library's class": (
        "import keras\nclass C(keras.Model):\n    def call(self, x):\n"
        "        return x + a\nc = C()",
        "a = 1",
        "print(c(3))",
    ),
    "inherited method": (
        "class A:\n    def m(self):\n        self.a = 1\n"
        "class B(A):\n    def m(self):\n        super().m()\nb = B()",
        "b.m()",
        "print(b.a)",
    ),
    "decorator": (
        "",
        "def d(f):\n    return lambda: 2",
        "@d\ndef f():\n    return 1\nprint(f())",
    ),
    "decorator reads": (
        "def d(f):\n    def g():\n        return a + f()\n    return g\n"
        "@d\ndef f():\n    return 1",
        "a = 1",
        "print(f())",
    ),
    "default": ("", "a = 1", "def f(x=a):\n    return x\nprint(f())"),
    "changed default": (
        "def f(x=[]):\n    x.append(1)\n    return x",
        "f()",
        "print(f())",
    ),
    "lambda": ("f = lambda: a", "a = 1", "print(f())"),
    "lambda in a dictionary": (
        "x = []\nd = {'k': lambda: x.append(1)}",
        "d['k']()",
        "print(x)",
    ),
    "next": ("it = iter([1, 2])", "next(it)", "print(next(it))"),
    "loop over an iterator": (
        "it = iter([1, 2])",
        "for x in it: break",
        "print(next(it))",
    ),
    "list of an iterator": (
        "it = zip([1], [2])",
        "list(it)",
        "print(list(it))",
    ),
    "iterator within another": (
        "it = iter([1]); e = enumerate(it)",
        "list(e)",
        "print(list(it))",
    ),
    "generator": (
        "def g():\n    yield a",
        "a = 1",
        "print(list(g()))",
    ),
    "generator that changes": (
        "x = []\ndef g():\n    x.append(1)\n    yield 1\ny = g()",
        "next(y)",
        "print(x)",
    ),
    "generator expression": (
        "a = 1\ny = (a + k for k in (1, 2))",
        "a = 2",
        "print(list(y))",
    ),
    "nonlocal": (
        "def f():\n    n = 0\n    def g():\n        nonlocal n\n"
        "        n += 1\n        return n\n    return g\ng = f()",
        "g()",
        "print(g())",
    ),
    "global": (
        "a = 1\ndef f():\n    global a\n    a = 2",
        "f()",
        "print(a)",
    ),
    "try": (
        "x = 1",
        "try:\n    x = 2\nexcept ValueError:\n    pass",
        "print(x)",
    ),
    "except": (
        "x = 1",
        "try:\n    f()\nexcept ValueError:\n    x = 2",
        "print(x)",
    ),
    "a part of a model": (
        "model = M()",
        "model.layers[0].set_weights(w)",
        "model.predict()",
    ),
    "trainable": (
        "model = M(); layer = model.layers[0]",
        "layer.trainable = False",
        "model.predict()",
    ),
    "a model changes its layer": (
        "import keras\nbody = keras.layers.Dense(1)\n"
        "m = keras.Sequential([body])",
        "m.fit(x, y)",
        "body.get_weights()",
    ),
    "a layer changes its model": (
        "import keras\nbody = keras.layers.Dense(1)\n"
        "m = keras.Sequential([body])",
        "body.set_weights(w)",
        "m.predict(x)",
    ),
    "a functional model": (
        "import keras\nx = keras.Input((1,))\nbody = keras.layers.Dense(1)\n"
        "m = keras.Model(x, body(x))",
        "m.fit(a, b)",
        "body.get_weights()",
    ),
    "the first call builds": (
        "import keras\nlayer = keras.layers.Dense(1)",
        "layer(x)",
        "layer.get_weights()",
    ),
    "holder": (
        "class H:\n    def __init__(self, a):\n        self.a = a\n"
        "a = []\nb = H(a)",
        "b.a.append(1)",
        "print(a)",
    ),
    "holder, the other way": (
        "class H:\n    def __init__(self, a):\n        self.a = a\n"
        "a = []\nb = H(a)",
        "a.append(1)",
        "print(b.a)",
    ),
    "unknown holder": ("a = []; b = Holder(a)", "b.run()", "print(a)"),
    "view": (
        "import numpy as np\nx = np.ones(3); y = x.reshape(3, 1)",
        "y[0] = 2",
        "print(x)",
    ),
    "item": ("import numpy as np\nx = np.ones((2, 2))", "y = x[0]; y[0] = 2",
             "print(x)"),
    "random": ("import random", "random.seed(1)", "print(random.random())"),
    "np.random": (
        "import numpy as np",
        "np.random.seed(1)",
        "print(np.random.rand())",
    ),
    "np.random, drawn": (
        "import numpy as np; np.random.seed(1)",
        "np.random.rand()",
        "print(np.random.rand())",
    ),
    "rng": (
        "import numpy as np\nrng = np.random.default_rng(1)",
        "rng.normal()",
        "print(rng.normal())",
    ),
    "settings of a library": (
        "import matplotlib.pyplot as plt",
        "plt.rcParams['font.size'] = 9",
        "plt.plot([1])",
    ),
    "environment": (
        "import os",
        "os.environ['A'] = '1'",
        "print(os.environ.get('A'))",
    ),
    "argument": (
        "def f(x):\n    y = x\n    y.append(1)\nx = []",
        "f(x)",
        "print(x)",
    ),
    "result": (
        "x = []\ndef f():\n    return x",
        "f().append(1)",
        "print(x)",
    ),
    "recursion": (
        "def f(a, b, n):\n    if n:\n        f(b, a, n - 1)\n"
        "    else:\n        a.append(1)\nx, y = [], []",
        "f(x, y, 1)",
        "print(y)",
    ),
    "in a loop": (
        "x, y, z = [], [], []",
        "for k in range(3):\n    z.append(1)\n    z = y\n    y = x",
        "print(x)",
    ),
    "break": (
        "",
        "x = 1",
        "for k in range(3):\n    if k:\n        break\n    x = 2",
        "print(x)",
    ),
    "return": (
        "def f():\n    global x\n    if a:\n        x = 1\n        return\n"
        "    x = 2",
        "f()",
        "print(x)",
    ),
    "return before a binding": (
        "def f():\n    global x\n    if a:\n        return\n    x = 2",
        "x = 1",
        "f()",
        "print(x)",
    ),
    "one of two functions": (
        "def f():\n    global x\n    x = 2\ndef g(): pass\n"
        "h = f if a else g",
        "x = 1",
        "h()",
        "print(x)",
    ),
    "appended": ("x = []; y = []; y.append(x)", "y[0].append(1)", "print(x)"),
    "a function that is read in a branch": (
        "def f():\n    return a",
        "a = 1",
        "if k:\n    a = 2\n    b = [f]\nb = [f]",
    ),
    "a comprehension does not see its class": (
        "",
        "a = 1",
        "class C:\n    a = 2\n    b = [a for k in (1,)]\nprint(C.b)",
    ),
    "a method does not see its class": (
        "a = []",
        "class C:\n    a = []\n    def m(self):\n        a.append(1)\n"
        "C().m()",
        "print(a)",
    ),
    "property that changes": (
        "class C:\n    @property\n    def p(self):\n        x.append(1)\n"
        "x = []\nc = C()",
        "c.p",
        "print(x)",
    ),
    "property": (
        "class C:\n    @property\n    def p(self):\n        return a\nc = C()",
        "a = 1",
        "print(c.p)",
    ),
    "operator": (
        "class C:\n    def __add__(self, other):\n        return a\nc = C()",
        "a = 1",
        "print(c + 1)",
    ),
    "operator changes": (
        "class C:\n    def __getitem__(self, key):\n        x.append(key)\n"
        "x = []\nc = C()",
        "c[1]",
        "print(x)",
    ),
    "partial": (
        "import functools\nx = []\ndef f(x):\n    x.append(1)\n"
        "g = functools.partial(f, x)",
        "g()",
        "print(x)",
    ),
    "private method": (
        "class C:\n    def __m(self):\n        return a\n"
        "    def m(self):\n        return self.__m()\nc = C()",
        "a = 1",
        "print(c.m())",
    ),
    "callback of a library's class": (
        "import keras\nx = []\nclass C(keras.callbacks.Callback):\n"
        "    def on_epoch_end(self, epoch, logs=None):\n"
        "        x.append(epoch)\nm = keras.Sequential()",
        "m.fit(1, 2, callbacks=[C()])",
        "print(x)",
    ),
    "ufunc.at": (
        "import numpy as np\nx = np.zeros(3)",
        "np.add.at(x, 0, 1)",
        "print(x)",
    ),
    "bound method": ("x = []; f = x.append", "f(1)", "print(x)"),
}  # fmt: skip


@pytest.mark.parametrize("cells", CHANGES.values(), ids=CHANGES)
def test_change_is_needed(cells):
    assert 2 in slices(*cells).needed([len(cells)])


def test_magic_is_no_python():
    assert slices("%matplotlib inline\na = 1", "print(a)").needed([2]) == {
        0,
        1,
        2,
    }
