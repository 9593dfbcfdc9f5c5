"""Write the front page and the lists: all generated, none edited by hand.

    python -m tools.pages

From ``notebooks/course.toml``, the sources and the gallery it makes

- the table of notebooks in ``README.md`` and ``notebooks/index.ipynb``;
- ``notebooks/MAP.md``: where each section of the book and slides is shown;
- ``notebooks/CORRECTIONS.md``: what we correct, and where;
- ``notebooks/GLOSSARY.md``: all terms, English and Persian.
"""

import base64
import re
import sys
import tomllib
from functools import cache
from urllib.parse import quote

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from tools.assemble import BADGE, colab_folder, settings
from tools.authoring import (
    CORRECTION,
    SECTIONS,
    AuthoringError,
    book_sections,
    read_source,
)
from tools.build import GALLERY, NOTEBOOKS, SOURCES, sources
from tools.glossary import glossary
from utils import ROOT

COURSE = NOTEBOOKS / "course.toml"
README = ROOT / "README.md"
BEGIN, END = "<!-- notebooks: begin -->", "<!-- notebooks: end -->"
BY_MACHINE = "*Written by `make notebooks` from the sources of the notebooks.*"


def overview():
    """Return what ``course.toml`` says: name of a notebook → its facts.

    Raises
    ------
    AuthoringError
        If a notebook is missing there, or one too many.
    """
    course = tomllib.loads(COURSE.read_text(encoding="utf-8"))
    if odd := course.keys() ^ {path.stem for path in sources()}:
        raise AuthoringError(f"{COURSE.name} and src/ differ: {sorted(odd)}")
    return course


@cache
def all_cells():
    """Return the cells of every notebook, in the order of the course."""
    return {name: read_source(SOURCES / f"{name}.py") for name in overview()}


def heading(cell):
    """Return the text of the heading that a cell begins with, or ``""``."""
    first = cell.source.splitlines()[0] if cell.source else ""
    return first.lstrip("# ") if first.startswith("#") else ""


def link(name, title):
    """Return a link to a heading of an executed notebook."""
    anchor = quote(title.replace(" ", "-"))
    text = title.replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")
    return f"[{text}](solutions/{name}.ipynb#{anchor})"


def readme_table():
    """Return the gallery of the README: a row for each notebook."""
    badges = colab_folder(settings())
    rows = ["| | |", "|---|---|"]
    for name, facts in overview().items():
        picture = (
            f'<img src="notebooks/gallery/{name}.png" width="420" '
            f'alt="{facts["picture"]}">'
        )
        text = (
            f"**{facts['part']}: [{facts['title']}](notebooks/{name}.ipynb)** "
            f"[![Open in Colab]({BADGE})]({badges}{name}.ipynb)<br>"
            f"{facts['you']}<br>*{times(facts)}*"
        )
        rows.append(f"| {picture} | {text} |")
    return "\n".join(rows)


def times(facts):
    """Return how long a notebook takes, and what it downloads."""
    return (
        f"Runs in {facts['minutes']} min on 2 cores; "
        f"{facts['hours']} hours with the exercises. "
        f"Downloads {facts['downloads']}."
    )


def with_table(readme):
    """Return the README's text with the table between its two marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or END not in rest:
        raise AuthoringError(f"README.md lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n{readme_table()}\n{END}{after}"


def index_notebook():
    """Return ``index.ipynb``: a cell for each notebook, its picture inside."""
    course = settings()
    badges = colab_folder(course)
    pages = f"{course['repository']}/blob/{course['branch']}/notebooks/"
    cells = [
        new_markdown_cell(
            "# Deep learning, hands on\n\n"
            "Seven notebooks that go with a first course in deep learning. "
            "Take them in this order, or the one that goes with today's "
            "class: none needs another. In each, complete the function in an "
            "exercise cell and run the check below it; it answers at once.",
            id="title",
        )
    ]
    for name, facts in overview().items():
        cell = new_markdown_cell(
            f"## [{facts['part']}: {facts['title']}]({name}.ipynb)\n\n"
            f"\u2067«{facts['persian']}»\u2069 · "
            f"[![Open in Colab]({BADGE})]({badges}{name}.ipynb)\n\n"
            f"{facts['you']} *{times(facts)}*\n\n"
            f"![{facts['picture']}](attachment:{name}.png)",
            id=name.replace("_", "-"),
        )
        picture = (GALLERY / f"{name}.png").read_bytes()
        code = base64.b64encode(picture).decode()
        cell.attachments = {f"{name}.png": {"image/png": code}}
        cells.append(cell)
    cells.append(
        new_markdown_cell(
            "## To look things up\n\n"
            f"- [Where each section of the book is shown]({pages}MAP.md)\n"
            f"- [What we correct in book and slides]({pages}CORRECTIONS.md)\n"
            f"- [All terms, English and Persian]({pages}GLOSSARY.md)",
            id="lists",
        )
    )
    # With a kernel named, JupyterLab does not ask for one.
    kernel = {"display_name": "Python 3", "language": "python"}
    kernel["name"] = "python3"
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def section_map():
    """Return ``MAP.md``.

    Raises
    ------
    AuthoringError
        If a section of the book or the slides has no heading that
        accompanies it.
    """
    found = {
        cell.marks["book"]: (name, heading(cell))
        for name, cells in all_cells().items()
        for cell in cells
        if "book" in cell.marks
    }
    if missing := book_sections().keys() - found.keys():
        raise AuthoringError(
            f"no heading accompanies the sections {sorted(missing)}: give "
            'one book="…"'
        )
    lines = ["# Where each section is shown", "", BY_MACHINE, ""]
    facts = overview()
    tables = tomllib.loads(SECTIONS.read_text(encoding="utf-8"))
    for table in tables.values():
        name, _ = found[next(iter(table))]
        lines += [
            f"## {facts[name]['part']}: {facts[name]['title']}",
            "",
            "| section | in the book or slides | in the notebook |",
            "|---|---|---|",
        ]
        for key, (english, persian, *_) in table.items():
            title = f"{english}<br>{persian}" if persian else english
            where = link(*found[key])
            lines.append(f"| {key.removeprefix('slides.')} | {title} | "
                         f"{where} |")  # fmt: skip
        lines.append("")
    return "\n".join(lines)


def corrections():
    """Return ``CORRECTIONS.md``: all corrections, and where each is shown."""
    lines = ["# What we correct", "", BY_MACHINE, ""]
    for name, cells in all_cells().items():
        facts, found, title = overview()[name], [], ""
        for cell in cells:
            if cell.kind == "markdown":
                title = heading(cell) or title
                found += [(*one, title) for one in told_in(cell.source)]
        if not found:
            continue
        of_what = "" if name.startswith("keras") else " of the book"
        lines += [f"## {facts['part']}{of_what}", ""]
        lines += [f"{len(found)} corrections.", ""]
        for number, text, title in sorted(found, key=by_number):
            lines.append(f"- **{number}** {text} *Shown under* "
                         f"{link(name, title)}.")  # fmt: skip
        lines.append("")
    return "\n".join(lines)


def by_number(correction):
    """Return what sorts ``5.9`` before ``5.10`` and ``5.10, part 2``."""
    return [int(part) for part in re.findall(r"\d+", correction[0])]


def told_in(text):
    """Return the corrections in a text cell: pairs of number and text."""
    found = []
    for block in re.findall(r"(?:^>.*\n?)+", text, re.MULTILINE):
        starts = [*CORRECTION.finditer(block)]
        ends = [*(match.start() for match in starts[1:]), len(block)]
        for match, end in zip(starts, ends, strict=False):
            told = re.sub(r"^>", "", block[match.end() : end], flags=re.M)
            found.append((match[1], " ".join(told.split())))
    return found


def pages():
    """Return all pages: path → text."""
    index = nbformat.writes(index_notebook(), version=4).rstrip("\n") + "\n"
    tables = {name: cells[-1].source for name, cells in all_cells().items()}
    return {
        README: with_table(README.read_text(encoding="utf-8")),
        NOTEBOOKS / "index.ipynb": index,
        NOTEBOOKS / "MAP.md": section_map(),
        NOTEBOOKS / "CORRECTIONS.md": corrections(),
        NOTEBOOKS / "GLOSSARY.md": f"# Terms\n\n{BY_MACHINE}\n\n"
        + glossary(tables),
    }


def main():
    """Write what changed."""
    for path, text in pages().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AuthoringError as error:
        sys.exit(f"error: {error}")
