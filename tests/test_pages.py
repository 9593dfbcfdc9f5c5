"""The front page and the lists are what the sources give."""

import re
from urllib.parse import unquote

import nbformat
import pytest

from tools import pages
from tools.authoring import glossary
from tools.authoring.cells import AuthoringError
from tools.authoring.rules import book_sections
from tools.paths import NOTEBOOKS, SOLUTIONS


@pytest.mark.parametrize("path", pages.pages(), ids=lambda path: path.name)
def test_not_stale(path):
    assert path.read_text("utf-8") == pages.pages()[path], (
        "run `make notebooks`"
    )


def test_every_section_has_a_counterpart(monkeypatch):
    text = pages.section_map()
    assert text.count("](solutions/") == len(book_sections())
    monkeypatch.setattr(
        pages, "book_sections", lambda: book_sections() | {"3.99": ("", "")}
    )
    with pytest.raises(AuthoringError, match=r"no heading .* \['3\.99'\]"):
        pages.section_map()


@pytest.mark.parametrize("page", ["MAP.md", "CORRECTIONS.md"])
def test_links_lead_to_headings(page):
    text = (NOTEBOOKS / page).read_text("utf-8")
    links = re.findall(r"\]\(solutions/(\w+)\.ipynb#([^)\s]+)\)", text)
    assert len(links) > 100
    headings = {}
    for path in SOLUTIONS.glob("*.ipynb"):
        cells = nbformat.read(path, 4).cells
        headings[path.stem] = {
            line.lstrip("# ").replace(" ", "-")
            for cell in cells
            if cell.cell_type == "markdown"
            for line in cell.source.splitlines()
            if line.startswith("#")
        }
    for name, anchor in links:
        assert unquote(anchor) in headings[name], (name, anchor)


def test_corrections_are_complete():
    """A chapter's numbers have no gap, but for what the lists say."""
    numbers = re.findall(
        r"^- \*\*(\d+)\.(\d+)[^*]*\*\*", pages.corrections(), re.MULTILINE
    )
    for chapter in ("1", "2", "3", "4", "5", "6", "9"):
        found = sorted({int(n) for c, n in numbers if c == chapter})
        assert found == list(range(found[0], found[-1] + 1)), chapter


def test_a_correction_is_read_to_its_end():
    text = (
        "# A heading\n\nText.\n\n"
        "> **Correction to the book (3.7).** One\n> line, and `two`.\n\n"
        "More.\n\n> A quotation.\n\n"
        "> **Correction to the slides (9.1).** Short.\n>\n"
        "> **Correction to the slides (9.2).** In the same block.\n"
    )
    assert pages.corrections_in(text) == [
        ("3.7", "One line, and `two`."),
        ("9.1", "Short."),
        ("9.2", "In the same block."),
    ]


def test_index_shows_every_notebook():
    index = nbformat.read(NOTEBOOKS / "index.ipynb", 4)
    text = "\n".join(cell.source for cell in index.cells)
    for name in pages.overview():
        assert f"]({name}.ipynb)" in text and f"attachment:{name}.png" in text
    nbformat.validate(index)


TABLE = "| English | فارسی |\n|---|---|\n"
SLIDES = "| English | فارسی (اسلایدها) | فارسی (کتاب) |\n|---|---|---|\n"


def test_one_translation_a_term():
    tables = {
        "ch01": TABLE + "| epoch | دوره |\n| bias | سوگیری (بایاس) |",
        "ch02": TABLE + "| Epoch | دوره |\n| layer (dense) | لایه |",
        "keras": SLIDES + "| epoch | اپک | دوره |\n| tensor | تانسور | |",
    }
    terms = glossary.terms(tables)
    assert terms == {
        "epoch": ("epoch", "دوره", ["اپک (slides)"]),
        "bias": ("bias", "سوگیری", ["بایاس"]),
        "layer": ("layer (dense)", "لایه", []),
        "tensor": ("tensor", "تانسور", []),
    }
    text = glossary.glossary(tables)
    assert text.index("| bias |") < text.index("| epoch |")
    assert text.index("| تانسور | tensor |") < text.index("| دوره | epoch |")

    tables["ch02"] = TABLE + "| epoch | نوبت |"
    with pytest.raises(AuthoringError, match="“epoch” is “دوره” in ch01"):
        glossary.terms(tables)
