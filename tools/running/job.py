"""A job, what runs one, and what runs many."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from nbformat import NotebookNode

from tools.running.execute import Run, execute


@dataclass(frozen=True)
class Job:
    """A notebook, or a part of one, to execute once."""

    name: str  # the notebook's, for messages and results
    notebook: NotebookNode
    profile: str  # "smoke", "quick" or "full"
    strict: bool
    seed: int | None = None  # None: what COURSE_SEED says here
    label: str = ""  # for the progress line; default: name and seed

    @property
    def title(self) -> str:
        """The label, or else the name and the seed."""
        seed = "" if self.seed is None else f" seed {self.seed}"
        return self.label or self.name + seed


class Executor(Protocol):
    """Where jobs run. A job is known by its place in the list."""

    begun: set[int]  # the jobs that have begun, also those that ended
    slots: int  # how many jobs run at once

    def submit(self, place: int, job: Job) -> Future[Run]:
        """Let a job run as soon as there is a free slot."""

    def check(self) -> None:
        """Raise an error if the jobs can no longer end."""

    def result(self, future: Future[Run], job: Job) -> Run:
        """Return what a job that ended gave."""

    def close(self) -> None:
        """Drop the jobs that have not begun, and kill all kernels."""


def run_job(job: Job, stopped: Callable[[], bool]) -> Run:
    """Run one job, in this process's only or one of its threads.

    Parameters
    ----------
    job : Job
        What to run.
    stopped : callable
        Says whether the result is no longer wanted.

    Raises
    ------
    Stopped
        If ``stopped()`` ended it.
    """
    return execute(
        job.name,
        job.notebook,
        profile=job.profile,
        strict=job.strict,
        seed=job.seed,
        stopped=stopped,
    )
