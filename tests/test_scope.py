"""A section reads what it may, and no other section's names."""

import pytest

from tools.authoring.cells import chapter_folders, read_sections
from tools.authoring.names import Names, names_in
from tools.authoring.rules import read_chapter
from tools.authoring.scope import SectionNames, names_out_of_scope
from tools.paths import CHAPTERS

FOLDERS = chapter_folders()
HEADER = "# A section.\n#\n# Run `make notebooks` after an edit.\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_sections_of_the_course_read_what_they_may(folder):
    assert names_out_of_scope(read_chapter(folder)) == []


@pytest.mark.parametrize(
    "path", sorted(CHAPTERS.glob("*/*.py")), ids=lambda path: path.stem
)
def test_section_files_are_not_long(path):
    assert len(path.read_text("utf-8").splitlines()) <= 900


@pytest.fixture
def add(chapter):
    """Return a function that adds a section file to the chapter."""

    def write(file, code, needs=""):
        header = HEADER + (f"# needs: {needs}\n" if needs else "")
        (chapter / file).write_text(f"{header}\n# %%\n{code}\n", "utf-8")
        return chapter

    return write


@pytest.mark.parametrize(
    "code",
    [
        "print(secret)",
        "def f():\n    return secret",
        "class C:\n    def m(self):\n        return secret",
        "print([k for k in [1] if k == secret])",
        "f = lambda: secret",
        "async def f():\n    return secret",
        "secret.append(1)",
        "@secret\ndef f(): ...",
        "def f(x=secret): ...",
        "print(f'{secret}')",
        "secret = secret + 1",
        "secret += 1",
        "secret: int = secret + 1",
    ],
)
def test_a_name_of_another_section_is_reported(add, code):
    add("20_a.py", "secret = 1")
    chapter = add("30_b.py", f"x = 1\n\n# %%\n{code}")
    (message,) = names_out_of_scope(read_sections(chapter))
    path = chapter / "30_b.py"
    assert message.startswith(f"{path}:")
    line = int(message.removeprefix(f"{path}:").split(":")[0])
    assert "secret" in path.read_text("utf-8").splitlines()[line - 1]
    assert "secret is bound by a: name the last of them in" in message

    add("30_b.py", f"x = 1\n\n# %%\n{code}", needs="a")
    assert names_out_of_scope(read_sections(chapter)) == []


@pytest.mark.parametrize(
    "code",
    [
        "secret = 1\nprint(secret)",
        "print([secret for secret in [1]])",
        "def f(secret):\n    return secret",
        "from math import pi as secret\nprint(secret)",
        "for secret in []: ...\nprint(secret)",
        "with open('a') as secret:\n    print(secret)",
        "print([secret for secret in [1]])\nsecret = 2",
        "def f():\n    return secret\n\n\nsecret = 1\nf()",
    ],
)
def test_names_of_its_own_are_free(add, code):
    add("20_a.py", "secret = 1")
    chapter = add("30_b.py", code)
    assert names_out_of_scope(read_sections(chapter)) == []


def test_needs_are_transitive(add):
    add("20_a.py", "secret = 1")
    add("30_b.py", "other = secret", needs="a")
    chapter = add("40_c.py", "print(secret, other)", needs="b")
    assert names_out_of_scope(read_sections(chapter)) == []


def test_the_last_section_that_binds_a_name_counts(add):
    """In the notebook c reads b's value, alone it would read a's."""
    add("20_a.py", "secret = 1")
    add("30_b.py", "secret = 2")
    chapter = add("40_c.py", "print(secret)", needs="a")
    (message,) = names_out_of_scope(read_sections(chapter))
    assert "secret is bound by a, b" in message


def test_a_name_that_nothing_binds_is_reported(add):
    chapter = add("20_a.py", "print(secret)")
    (message,) = names_out_of_scope(read_sections(chapter))
    assert message.endswith("20_a.py:6: secret is bound nowhere above")


def test_text_and_magic_are_no_code(add):
    code = "%matplotlib inline\n\n# %% [markdown]\n# print(secret)"
    chapter = add("20_a.py", code)
    sections = read_sections(chapter)
    assert names_out_of_scope(sections) == []
    names = SectionNames(next(s for s in sections if s.name == "a"))
    assert names.reads == set()


@pytest.mark.parametrize(
    ("code", "reads", "binds"),
    [
        ("[k for k in z]", {"z"}, set()),
        ("{k: v for k, v in z}", {"z"}, set()),
        ("[n := k for k in z]", {"z"}, {"n"}),
        ("f = lambda: [k + a for k in z]", {"a", "z"}, {"f"}),
        ("class C:\n    b = [k for k in z]", {"z"}, {"C"}),
    ],
)
def test_names_are_the_same_in_every_python(code, reads, binds):
    """Since 3.12, comprehensions are a part of the code around them."""
    assert names_in(code) == Names(frozenset(reads), frozenset(binds))
