"""Every authoring mistake is reported with file, line and remedy."""

import re
from pathlib import Path

import pytest

from tools.authoring.cells import (
    AuthoringError,
    chapter_folders,
    read_sections,
)
from tools.authoring.rules import book_sections, chapter_cells, read_chapter

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
        "exercise 0.1: this number is used twice",
    ),
    "duplicate check": (
        '# %% check="0.1b" points=2\n@check("0.1b"',
        '# %% check="0.1a" points=2\n@check("0.1a"',
        "check 0.1a: this number is used twice",
    ),
    "exercise that runs something": (
        "class Counter:",
        "print(double(2))\n\n\nclass Counter:",
        "exercise 0.2: hold nothing but a function or a class",
    ),
    "broken Python": (
        "def double(x):",
        "def double(x:",
        "exercise 0.1: is not valid Python",
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
        "markdown: a cell with book= or further begins with a heading",
    ),
    "correction given twice": (
        "# It has a text.\n",
        "# It has a text.\n#\n"
        "# > **Correction to the book (0.1).** Something else.\n",
        "markdown: correction 0.1 is used twice",
    ),
    "correction without number": (
        "(0.1).** Something",
        "** Something",
        r"markdown: begin it '> \*\*Correction to the book",
    ),
    "teacher's text in code": (
        '# %% tags=["nbval-check-output"]',
        '# %% tags=["teacher"]',
        "code: unknown tag teacher: for a code cell there are",
    ),
    "a part that may be skipped, without heading": (
        '# %% [markdown] book="3.18"\n# ## A section\n#\n',
        '# %% [markdown] tags=["further"]\n',
        "markdown: a cell with book= or further begins with a heading",
    ),
    "alt text too short": (
        "# %%\nprint(2 + 2)",
        "# %%\n#| alt: a figure\nprint(2 + 2)",
        "code: its alt is a text of 20 to 300 characters",
    ),
    "options that are no YAML": (
        "# %%\nprint(2 + 2)",
        "# %%\n#| alt: [a\nprint(2 + 2)",
        "code: its '#| ' lines are not valid YAML",
    ),
    "no title": ("# # A small", "# ## A small", "begin the notebook with"),
    "no glossary": (
        ' tags=["glossary"]',
        "",
        "markdown: end with the table of terms",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_reported(name, chapter, replace_in):
    old, new, message = MISTAKES[name]
    replace_in(chapter, old, new)
    with pytest.raises(AuthoringError, match=message) as caught:
        read_chapter(chapter)
    path, line, _ = str(caught.value).split(":", 2)
    lines = Path(path).read_text("utf-8").splitlines()
    assert lines[int(line) - 1].startswith("# %%")


HEADER = "# What it is.\n#\n# Run `make notebooks` after an edit.\n"

BROKEN_FILES = {
    "text before the first cell": (
        "10_section.py",
        HEADER + "\nx = 1\n\n# %%\ny = 2\n",
        "something stands above the first '# %%'",
    ),
    "no cell": ("10_section.py", HEADER, "is empty: begin with a cell"),
    "no header": ("10_section.py", "# %%\nx = 1\n", "begin with comments"),
    "unknown section needed": (
        "10_section.py",
        HEADER + "# needs: other\n\n# %%\nx = 1\n",
        "needs 'other', which is no earlier section: start",
    ),
    "later section needed": (
        "10_section.py",
        HEADER + "# needs: summary\n\n# %%\nx = 1\n",
        "needs 'summary', which is no earlier section",
    ),
    "bad name": (
        "section.py",
        HEADER + "\n# %%\nx = 1\n",
        "name it with two digits and a topic",
    ),
    "name taken": (
        "20_section.py",
        HEADER + "\n# %%\nx = 1\n",
        "another section has this name",
    ),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_broken_file_is_reported(name, chapter):
    file, text, message = BROKEN_FILES[name]
    (chapter / file).write_text(text, "utf-8")
    with pytest.raises(AuthoringError, match=re.escape(message)) as caught:
        read_chapter(chapter)
    assert str(caught.value).startswith(f"{chapter / file}:1: ")


def test_chapter_without_start(chapter):
    (chapter / "00_start.py").unlink()
    with pytest.raises(AuthoringError, match="begin the chapter with 00_star"):
        read_chapter(chapter)


def test_sections_that_are_needed(chapter):
    """Those of the header and what these need, in the chapter's order."""
    for file, needs in (("20_b.py", "section"), ("30_c.py", "b")):
        text = HEADER + f"# needs: {needs}\n\n# %%\nx = 1\n"
        (chapter / file).write_text(text, "utf-8")
    sections = {s.name: s.needs for s in read_sections(chapter)}
    assert sections == {
        "start": (),
        "section": ("start",),
        "b": ("start", "section"),
        "c": ("start", "section", "b"),
        "summary": ("start",),
    }


def test_options_of_a_code_cell(chapter, replace_in):
    """They are marks; the code that the notebook shows is without them."""
    replace_in(
        chapter,
        "# %%\nprint(2 + 2)",
        "# %%\n#| alt: >\n#|   A line that falls\n#|   from 3 to 1.\n"
        "print(2 + 2)",
    )
    (cell,) = (c for c in chapter_cells(chapter) if "alt" in c.marks)
    assert cell.marks["alt"].strip() == "A line that falls from 3 to 1."
    assert cell.source == "print(2 + 2)"


def test_chapter_folders():
    names = [folder.name for folder in chapter_folders(["ch0", "keras"])]
    assert len(names) == 7 and names[-1] == "keras_movie_reviews"
    with pytest.raises(AuthoringError, match="no chapter begins with x9"):
        chapter_folders(["x9"])


def test_fixture_is_sound(chapter):
    kinds = [cell.kind for cell in chapter_cells(chapter)]
    assert kinds.count("exercise") == 2
    assert kinds.count("check") == 3


def test_book_sections_are_complete_and_in_order():
    sections = book_sections()
    chapters = [key.split(".")[0] for key in sections]
    assert list(dict.fromkeys(chapters)) == [*"123456", "slides"]
    assert all(english for english, _ in sections.values())
