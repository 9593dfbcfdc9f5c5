"""Try answers as jobs: a notebook that runs to its checks, then tries them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tools.answers.bank import Entry
from tools.answers.exercises import exercises_of, stage_for
from tools.running.job import Job
from tools.running.jobs import run_jobs
from utils.runtime import DEFAULT_SEED

MARK = "answers: "  # begins a line with results
AT_ONCE = 10  # answers in a cell: each cell has its own limit of time


@dataclass
class Answer:
    """An answer to an exercise, and what the checks said of it."""

    chapter: Path
    exercise: str
    name: str
    source: str
    visible_only: bool = False  # without the hidden tests
    first_failure: bool = False  # stop at the first check that fails
    seed: int = DEFAULT_SEED
    results: dict[str, str] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether it was tried and every check passed."""
        return bool(self.results) and not any(self.results.values())


def answers_of(entry: Entry) -> list[Answer]:
    """Return an entry's answers: one for each seed that it is tried with."""
    return [
        Answer(
            entry.chapter,
            entry.exercise,
            entry.name,
            entry.source,
            seed=seed,
        )
        for seed in range(1, entry.seeds + 1)
    ]


def try_answers(
    answers: Sequence[Answer], limit: float = 20.0, quiet: bool = False
) -> None:
    """Try answers in the smoke profile; fill in their results.

    Each chapter is a job of its own: it runs the cells that the checks need
    once, and gives every answer fresh copies of what it reads.

    Raises
    ------
    RuntimeError
        If a notebook fails before its answers, or takes them down with it.
    """
    by_chapter: dict[Path, list[Answer]] = {}
    for answer in answers:
        by_chapter.setdefault(answer.chapter, []).append(answer)
    jobs = [_job(chapter, own, limit) for chapter, own in by_chapter.items()]
    of_job = dict(zip(map(id, jobs), by_chapter.values(), strict=True))
    for job, run in run_jobs(jobs, quiet=quiet):
        if run.error:
            raise RuntimeError(f"{job.name}: {run.error}")
        found = [
            record
            for cell in run.notebook.cells
            if cell.id.startswith("answers-")
            for record in _records(cell)
        ]
        for answer, record in zip(of_job[id(job)], found, strict=True):
            answer.results = record["results"]
            answer.mistakes = record["mistakes"]
            answer.seconds = record["seconds"]


def _records(cell: NotebookNode) -> list[dict[str, Any]]:
    """Return what a cell printed behind the mark; answers may print, too."""
    text = "".join(output.get("text", "") for output in cell.outputs)
    line = text.rpartition(MARK)[2].partition("\n")[0]
    return json.loads(line)


def _job(chapter: Path, answers: list[Answer], limit: float) -> Job:
    exercises = exercises_of(chapter)
    notebook = stage_for(chapter, {answer.exercise for answer in answers})
    trials = []
    for answer in answers:
        exercise = exercises[answer.exercise]
        checks = exercise.visible if answer.visible_only else exercise.checks
        trials.append(
            {
                "answer": answer.source,
                "checks": checks,
                "first_failure": answer.first_failure,
                "seed": answer.seed,
            }
        )
    for first in range(0, len(trials), AT_ONCE):
        some = json.dumps(json.dumps(trials[first : first + AT_ONCE]))
        code = (
            "import json\n"
            "from tools.answers.trial import try_all\n"
            f"stage = {{k: v for k, v in globals().items() if k != 'stage'}}\n"
            f"found = try_all(stage, json.loads({some}), {limit!r})\n"
            f"print({MARK!r} + json.dumps(found))\n"
        )
        notebook.cells.append(new_code_cell(code, id=f"answers-{first}"))
    return Job(chapter.name, notebook, "smoke", False, DEFAULT_SEED)
