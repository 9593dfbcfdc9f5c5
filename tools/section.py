"""Run one section of a chapter, with what it needs.

    python -m tools.section ch05/lstm

Its cells are executed strictly, in the quick profile, and before them those
that they need of the start and of earlier sections. It prints the section's
metrics and checks, and writes ``build/sections/ch05_lstm.html`` with its
texts, code and figures.
"""

import argparse
import sys
from pathlib import Path

from nbformat import NotebookNode

from tools.authoring.assemble import (
    build_solution,
    section_places,
    with_locations,
)
from tools.authoring.cells import AuthoringError, chapter_folders
from tools.authoring.rules import read_chapter
from tools.authoring.scope import names_out_of_scope
from tools.authoring.slices import Slices, part_of
from tools.measuring.rows import metrics_in
from tools.paths import BUILD
from tools.running.execute import Run
from tools.running.html import html_page
from tools.running.jobs import Job, run_jobs
from tools.running.outputs import describe_figures
from tools.running.tables import HEADER, metric_rows, print_table
from utils import ROOT
from utils.runtime import DEFAULT_SEED

FOLDER = BUILD / "sections"


def find_section(text: str) -> tuple[Path, str]:
    """Return the chapter's folder and the section that ``ch05/lstm`` names.

    Raises
    ------
    AuthoringError
        If there is no such section, or more than one.
    """
    prefix, _, name = text.partition("/")
    folders = chapter_folders([prefix] if prefix else [])
    if len(folders) != 1 or not name:
        raise AuthoringError(f"{text!r}: name a section as in ch05/lstm")
    known = [section.name for section in read_chapter(folders[0])]
    if name not in known:
        raise AuthoringError(
            f"{folders[0].name} has no section {name!r}: {', '.join(known)}"
        )
    return folders[0], name


def section_part(
    notebook: NotebookNode, places: list[int]
) -> tuple[NotebookNode, set[str]]:
    """Return the cells of a section with those that they need.

    Also the ids of the section's own cells.
    """
    code = [p for p in places if notebook.cells[p].cell_type == "code"]
    needed = {*Slices(notebook).needed(code), *places}
    return part_of(notebook, needed), {
        notebook.cells[place].id for place in places
    }


def write_page(run: Run, own: set[str], path: Path) -> None:
    """Write a section's own cells as an HTML page."""
    cells = enumerate(run.notebook.cells)
    page = part_of(run.notebook, [p for p, cell in cells if cell.id in own])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html_page(page, path.stem), encoding="utf-8")


def own_metrics(run: Run, own: set[str]) -> list[tuple[str, ...]]:
    """Return the rows of the metrics that the section itself checks."""
    names = {
        metric
        for cell in run.notebook.cells
        if cell.id in own
        for metric in metrics_in(cell.source)
    }
    return [row for row in metric_rows(run) if row[0] in names]


def check_lines(run: Run, own: set[str]) -> list[str]:
    """Return what the section's checks printed."""
    return [
        line
        for cell in run.notebook.cells
        if cell.id in own and cell.id.startswith("check-")
        for output in cell.outputs
        for line in output.get("text", "").splitlines()
    ]


def main(arguments: list[str]) -> int:
    """Run the section; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("section", help="as in ch05/lstm")
    folder, name = find_section(parser.parse_args(arguments).section)
    sections = read_chapter(folder)
    (path,) = (s.path for s in sections if s.name == name)
    problems = [
        message
        for message in names_out_of_scope(sections)
        if message.startswith(f"{path}:")
    ]
    part, own = section_part(
        build_solution(folder), section_places(folder)[name]
    )
    short = folder.name.split("_")[0]
    label = f"{short}/{name}"
    job = Job(folder.name, part, "quick", True, DEFAULT_SEED, label)
    ((_, run),) = run_jobs([job], scheduler="")
    problems += [run.error] if run.error else describe_figures(run.notebook)
    print()
    print_table(HEADER, own_metrics(run, own))
    for line in check_lines(run, own):
        print(line)
    page = FOLDER / f"{short}_{name}.html"
    write_page(run, own, page)
    print(f"\nThe page: {page.relative_to(ROOT)}")
    for problem in problems:
        print(with_locations(folder, problem), file=sys.stderr)
    return int(bool(problems))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except AuthoringError as error:
        sys.exit(f"error: {error}")
