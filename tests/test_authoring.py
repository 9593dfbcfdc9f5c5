"""Every authoring mistake is found and told with file, line and remedy."""

import re

import pytest

from tools.authoring import AuthoringError, book_sections, read_source

MISTAKES = {
    "solution left open": (
        "    return 2 * x\n    ### END SOLUTION\n",
        "    return 2 * x\n",
        'exercise 0.1: .*"?### BEGIN SOLUTION.* never closed',
    ),
    "solution never begun": (
        "    ### BEGIN SOLUTION\n    return 2 * x\n",
        "    return 2 * x\n",
        "exercise 0.1: '### END SOLUTION' without",
    ),
    "exercise without solution": (
        "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n",
        "    return 2 * x\n",
        "exercise 0.1: put '### BEGIN SOLUTION'",
    ),
    "hidden tests left open": (
        "    ### END HIDDEN TESTS\n",
        "",
        "check 0.1b: .*never closed",
    ),
    "solution in a cell without mark": (
        '# %% exercise="0.1"\n',
        "# %%\n",
        "code: '### BEGIN SOLUTION' stands in a cell without its mark",
    ),
    "exercise without check": (
        '# %% check="0.2a" points=1\n@check("0.2a"',
        '# %% check="0.1c" points=1\n@check("0.1c"',
        "exercise 0.2: has no check",
    ),
    "check without exercise": (
        '# %% check="0.2a" points=1\n@check("0.2a"',
        '# %% check="0.3a" points=1\n@check("0.3a"',
        "check 0.3a: belongs to no exercise",
    ),
    "check without visible assertion": (
        "np.testing.assert_array_equal(double(np.array([1, 2])), [2, 4])",
        "double(np.array([1, 2]))",
        "check 0.1b: has no visible assertion",
    ),
    "check without points": (
        '# %% check="0.1a" points=1',
        '# %% check="0.1a"',
        "check 0.1a: say what it is worth",
    ),
    "check named otherwise in its decorator": (
        '@check("0.1a"',
        '@check("0.1b"',
        'check 0.1a: decorate its function with @check."0.1a"',
    ),
    "duplicate exercise": (
        '# %% exercise="0.2"',
        '# %% exercise="0.1"',
        "exercise 0.1: this number is taken twice",
    ),
    "duplicate check": (
        '# %% check="0.1b" points=2\n@check("0.1b"',
        '# %% check="0.1a" points=2\n@check("0.1a"',
        "check 0.1a: this number is taken twice",
    ),
    "exercise that runs something": (
        "class Counter:",
        "print(double(2))\n\n\nclass Counter:",
        "exercise 0.2: hold nothing but a function or a class",
    ),
    "broken Python": (
        "def double(x):",
        "def double(x:",
        "exercise 0.1: is no Python",
    ),
    "unknown mark": (
        '# %% exercise="0.1"',
        '# %% excercise="0.1"',
        "code: unknown mark excercise",
    ),
    "unknown tag": (
        "nbval-check-output",
        "nbval-check-outputs",
        "code: unknown tag nbval-check-outputs",
    ),
    "solution around a whole function": (
        'def double(x):\n    """Return twice the number."""\n'
        "    ### BEGIN SOLUTION\n    return 2 * x\n",
        "### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n",
        "exercise 0.1: hold nothing but a function or a class",
    ),
    "solution in a check": (
        "    assert double(3) == 6\n",
        "    ### BEGIN SOLUTION\n    assert double(3) == 6\n"
        "    ### END SOLUTION\n",
        "check 0.1a: '### BEGIN SOLUTION' stands in a cell without its mark",
    ),
    "check with a capital letter": (
        '# %% check="0.1a"',
        '# %% check="0.1A"',
        "check 0.1A: write the number as in check='3.4a'",
    ),
    "unknown section": (
        'book="3.18"',
        'book="3.99"',
        "markdown: book='3.99' is not in book_sections.toml",
    ),
    "section without heading": (
        "# ## A section\n#\n",
        "",
        "markdown: a cell with book= begins with a heading",
    ),
    "correction told twice": (
        "# It has a text.\n",
        "# It has a text.\n#\n"
        "# > **Correction to the book (0.1).** Something else.\n",
        "markdown: correction 0.1 is told twice",
    ),
    "correction without number": (
        "(0.1).** Something",
        "** Something",
        r"markdown: begin it '> \*\*Correction to the book",
    ),
    "no title": ("# # A small", "# ## A small", "begin the notebook with"),
    "no glossary": (
        ' tags=["glossary"]',
        "",
        "markdown: end with the table of terms",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_told(name, fixture_source, tmp_path):
    old, new, message = MISTAKES[name]
    text = fixture_source.read_text("utf-8")
    assert old in text
    broken = tmp_path / "ch00_broken.py"
    broken.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(AuthoringError, match=message) as caught:
        read_source(broken)
    where = re.match(rf"{re.escape(str(broken))}:(\d+): ", str(caught.value))
    lines = broken.read_text("utf-8").splitlines()
    assert lines[int(where[1]) - 1].startswith("# %%")


def test_text_before_the_first_cell(tmp_path):
    source = tmp_path / "ch00_loose.py"
    source.write_text("x = 1\n\n# %% [markdown]\n# # Title\n", "utf-8")
    with pytest.raises(AuthoringError, match="begin every cell with one"):
        read_source(source)


def test_empty_source(tmp_path):
    source = tmp_path / "ch00_empty.py"
    source.touch()
    with pytest.raises(AuthoringError, match="is empty: begin with a title"):
        read_source(source)


def test_fixture_is_sound(fixture_source):
    kinds = [cell.kind for cell in read_source(fixture_source)]
    assert kinds.count("exercise") == 2
    assert kinds.count("check") == 3


def test_sections_are_complete_and_in_order():
    sections = book_sections()
    chapters = [key.split(".")[0] for key in sections]
    assert list(dict.fromkeys(chapters)) == [*"123456", "slides"]
    assert all(english for english, _ in sections.values())
