"""One chapter, two notebooks, the same bytes every time."""

import re

import nbformat
import pytest

from tools.authoring import assemble


@pytest.fixture
def solution(chapter):
    return assemble.build_solution(chapter)


@pytest.fixture
def student(solution):
    return assemble.build_student(solution)


def by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def test_same_source_same_bytes(chapter):
    first, second = (
        nbformat.writes(assemble.build_student(assemble.build_solution(c)))
        for c in (chapter, chapter)
    )
    assert first == second
    assert not re.search(r"/work|/home|\d{4}-\d\d-\d\d|version\": \"3", first)


def test_generated_notebooks_say_so(solution, student):
    for notebook in (solution, student):
        assert notebook.metadata.generated.startswith(
            "from notebooks/src/ch00_fixture/ by make notebooks"
        )


def test_ids(solution, chapter, replace_in):
    ids = [cell.id for cell in solution.cells]
    assert len(set(ids)) == len(ids)
    assert {"badge", "course", "exercise-0-1", "check-0-1b"} <= set(ids)
    assert ids[-1] == "footer"
    repeated = [
        i
        for i, c in zip(ids, solution.cells, strict=True)
        if c.source == "print(2 + 2)"
    ]
    assert repeated[1:] == [f"{repeated[0]}-2", f"{repeated[0]}-3"]

    replace_in(
        chapter, "# %% [markdown] book", "# %%\nx = 1\n\n# %% [markdown] book"
    )
    more = [cell.id for cell in assemble.build_solution(chapter).cells]
    assert [i for i in more if i in ids] == ids
    assert len(more) == len(ids) + 1


def test_student_is_blank_and_only_checks_are_locked(student):
    cells = by_id(student)
    text = nbformat.writes(student)
    for marker in ("BEGIN SOLUTION", "HIDDEN TESTS", "2 * x", "-1.5"):
        assert marker not in text
    stub = "# YOUR CODE HERE\n    raise NotImplementedError()"
    assert stub in cells["exercise-0-1"].source
    assert cells["exercise-0-2"].source.count("NotImplementedError") == 2
    locked = {
        i for i, c in cells.items() if c.metadata.get("editable") is False
    }
    assert locked == {"check-0-1a", "check-0-1b", "check-0-2a"}


def test_solution_keeps_the_markers(solution):
    cells = by_id(solution)
    assert "### BEGIN SOLUTION" in cells["exercise-0-1"].source
    assert "### BEGIN HIDDEN TESTS" in cells["check-0-1b"].source
    assert cells["check-0-1b"].metadata.nbgrader.points == 2


def test_section_names_the_book(solution):
    text = "\n".join(c.source for c in solution.cells)
    title = "\u2067«پیاده‌سازی شبکه عصبی در keras»\u2069"
    assert f"## A section\n\n*In the book: {title}*" in text


def test_glossary_is_last_but_one(solution):
    assert "glossary" in solution.cells[-2].metadata.tags


def test_long_code_can_be_folded_away(chapter, replace_in):
    """In JupyterLab and in Colab, each by its own metadata."""
    marked = '# %% tags=["hide-input"]\nprint(2'
    replace_in(chapter, "# %%\nprint(2", marked)
    folded = [
        cell.source[:7]
        for cell in assemble.build_solution(chapter).cells
        if cell.metadata.get("jupyter") == {"source_hidden": True}
        and cell.metadata.get("cellView") == "form"
    ]
    assert folded == ["print(2"]


def test_teachers_text_is_in_no_notebook(chapter, replace_in):
    """Nor in the release, which is the student's notebook."""
    before = assemble.build_solution(chapter)
    teacher = '# %% [markdown] tags=["teacher"]\n# Ten minutes.\n\n'
    replace_in(chapter, "# %% tags=", f"{teacher}# %% tags=")
    solution = assemble.build_solution(chapter)
    assert solution.cells == before.cells
    student = assemble.build_student(solution)
    assert "Ten minutes" not in nbformat.writes(student)


def test_what_a_first_reading_may_skip_says_so(chapter, replace_in):
    marks = '# %% [markdown] book="3.18" tags=["further"]'
    replace_in(chapter, '# %% [markdown] book="3.18"', marks)
    headings = [
        cell.source.splitlines()[0]
        for cell in assemble.build_solution(chapter).cells
        if cell.source.startswith("## ")
    ]
    assert headings == ["## A section (further)", "## Terms"]


def test_alt_texts_are_the_solutions(chapter, replace_in):
    alt = "# %%\n#| alt: A line that falls from 3 to 1.\nprint(2 + 2)"
    replace_in(chapter, "# %%\nprint(2 + 2)", alt)
    solution = assemble.build_solution(chapter)
    texts = [c.metadata["alt"] for c in solution.cells if "alt" in c.metadata]
    assert texts == [["A line that falls from 3 to 1."]]
    student = assemble.build_student(solution)
    assert not any("alt" in cell.metadata for cell in student.cells)


def test_places_of_sections(chapter):
    solution = assemble.build_solution(chapter)
    places = assemble.section_places(chapter)
    assert [*places] == ["start", "section", "summary"]
    flat = [place for of_section in places.values() for place in of_section]
    assert flat == [*range(len(solution.cells))]
    first = solution.cells[places["section"][0]]
    assert first.source.startswith("## A section")


def test_badge_and_cell_name_the_repository(solution):
    cells = by_id(solution)
    address = assemble.settings()["repository"]
    assert address in cells["course"].source
    path = address.removeprefix("https://github.com/")
    assert f"github/{path}/blob/" in cells["badge"].source
    assert "notebooks/ch00_fixture.ipynb" in cells["badge"].source
