"""What of ``utils/`` some code depends on."""

import pytest

from tools.authoring.assemble import build_solution
from tools.authoring.cells import chapter_folders
from tools.authoring.fingerprint import code_of
from tools.authoring.imports import behaviour, imported_files
from utils import ROOT


def files(code):
    return {str(p.relative_to(ROOT / "utils")) for p in imported_files(code)}


def test_a_loader_leads_to_its_own_module_only():
    found = files("from utils.datasets import load_mnist")
    assert {"datasets/mnist.py", "download.py", "archive.py"} <= found
    assert not {"datasets/imdb.py", "datasets/__init__.py"} & found


def test_a_style_belongs_to_the_module_that_names_it():
    assert "course.mplstyle" in files("from utils.runtime import setup")
    assert "course.mplstyle" not in files("import utils.archive")


@pytest.mark.parametrize(
    "code",
    [
        "import utils.archive",
        "import utils.archive as a",
        "from utils import archive",
        "from utils.archive import read_member",
        "def f():\n    from utils.archive import read_member",
    ],
)
def test_ways_to_import(code):
    assert "archive.py" in files(code)


def test_other_packages_do_not_count():
    assert (
        files("import numpy as np\nfrom os import path\nimport utils_x")
        == set()
    )


CODE = '''
"""Doc."""
import os  # why


def f(a: int, é: "x" = 3) -> dict[str, int]:
    """Doc é.

    more
    """
    # alone
    return {"a": "# no comment"}  # ü


class A:
    """Only."""
'''


def test_behaviour_is_without_comments_docstrings_and_annotations():
    assert behaviour(CODE) == (
        "import os\n"
        "def f(a: , é:  = 3) -> :\n"
        '    return {"a": "# no comment"}\n'
        "class A:"
    )


def test_a_fields_annotation_is_behaviour():
    assert behaviour("@dataclass\nclass A:\n    a: int\n").endswith("a: int")


@pytest.mark.parametrize(
    ("loader", "concerned"),
    [
        ("mnist", {"ch01", "ch06"}),
        ("cifar10", {"ch04"}),
        ("reuters", {"ch05"}),
        ("imdb_texts", {"ch05", "keras"}),
    ],
)
def test_an_edit_in_a_loader_concerns_the_notebooks_that_import_it(
    loader, concerned
):
    """The others keep their outputs: what they depend on stays the same."""
    found = set()
    for folder in chapter_folders():
        code = code_of(build_solution(folder))
        if f"datasets/{loader}.py" in files("\n".join(code)):
            found.add(folder.name.split("_")[0])
    assert found == concerned
