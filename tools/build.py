"""Build the notebooks, the front page and the lists from their sources.

    python -m tools.build                build all, execute what changed
    python -m tools.build ch03 …         only chapters that begin so
    python -m tools.build --execute …    execute also what did not change

For each folder ``notebooks/src/NAME/`` it writes ``notebooks/NAME.ipynb``
(the student's, exercises blank), ``notebooks/solutions/NAME.ipynb`` (the
teacher's, executed in the quick profile) and ``notebooks/gallery/NAME.png``
(one figure, for the README); then what `tools.pages` makes. The same source
gives the same bytes. Outputs are kept for as long as the code, what it
imports of ``utils/``, the readers' packages and the ranges are the same.
"""

import argparse
import sys
from pathlib import Path

import nbformat

from tools import pages
from tools.authoring.assemble import (
    build_student,
    with_locations,
)
from tools.authoring.cells import AuthoringError, chapter_folders
from tools.authoring.stamps import Stamps
from tools.authoring.stored import (
    carry_outputs,
    gallery_picture,
    keep_stored_outputs,
    marked_solution,
    outputs_stale_because,
    write_notebook,
)
from tools.paths import GALLERY, NOTEBOOKS, SOLUTIONS
from tools.running.cluster import ClusterError
from tools.running.jobs import Job, run_jobs
from tools.running.outputs import describe_figures
from utils.runtime import DEFAULT_SEED


def build(folders: list[Path], execute: bool = False) -> list[str]:
    """Build the notebooks of some chapters; execute those that are stale.

    Parameters
    ----------
    folders : list of Path
        The chapters.
    execute : bool
        Whether to execute all of them.

    Returns
    -------
    list of str
        What went wrong: cells that failed, alt texts without a figure.
    """
    problems: list[str] = []
    jobs = []
    stamps = Stamps()
    folder_of = {folder.name: folder for folder in folders}
    for folder in folders:
        name = folder.name
        is_fresh = stamps.is_fresh(folder)
        if is_fresh and not execute:
            continue
        solution, stored = marked_solution(folder), solution_path(name)
        write_notebook(build_student(solution), NOTEBOOKS / f"{name}.ipynb")
        reason = outputs_stale_because(solution, stored)
        if reason or execute:
            print(f"{name}: {reason or 'executed as asked'}")
            jobs.append(Job(name, solution, "quick", True, DEFAULT_SEED))
        else:
            problems += [
                with_locations(folder, problem)
                for problem in carry_outputs(solution, stored)
            ]
            write_notebook(solution, stored)
    # Here, not on a cluster: stored outputs come from one machine.
    for job, run in run_jobs(jobs, scheduler=""):
        folder = folder_of[job.name]
        if run.error:
            problems.append(with_locations(folder, run.error))
            continue
        keep_stored_outputs(run.notebook, solution_path(job.name))
        problems += [
            with_locations(folder, problem)
            for problem in describe_figures(run.notebook)
        ]
        write_notebook(run.notebook, solution_path(job.name))
    for folder in folders:
        write_picture(folder.name)
    if not problems:
        stamps.renew(folders)
    return problems


def solution_path(name: str) -> Path:
    """Return where the teacher's notebook of a chapter lies."""
    return SOLUTIONS / f"{name}.ipynb"


def write_picture(name: str) -> None:
    """Write a notebook's picture into the gallery, from stored outputs."""
    path = solution_path(name)
    if path.is_file():
        notebook = nbformat.read(path, as_version=4)
        if picture := gallery_picture(notebook):
            GALLERY.mkdir(exist_ok=True)
            (GALLERY / f"{name}.png").write_bytes(picture)


def main(arguments: list[str]) -> int:
    """Build; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="ch03 …; else all")
    parser.add_argument(
        "--execute",
        action="store_true",
        help="execute also what did not change",
    )
    options = parser.parse_args(arguments)
    problems = build(chapter_folders(options.chapters), options.execute)
    for problem in problems:
        print(problem, file=sys.stderr)
    pages.write_all()
    return int(bool(problems))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (AuthoringError, ClusterError) as error:
        sys.exit(f"error: {error}")
