"""Run many notebooks: on this machine, or on a Dask cluster.

The environment variable ``SCHEDULER`` names the cluster, as in
``SCHEDULER=tls://10.0.0.5:8786``; without it they run here.
"""

import os
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import replace

from tools.running.cluster import Cluster
from tools.running.execute import Run
from tools.running.job import Executor, Job, run_job
from tools.running.progress import Progress
from utils.runtime import SEED

CHECK_INTERVAL = 1.0  # seconds between two looks after the cluster


def run_jobs(
    jobs: Sequence[Job],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    quiet: bool = False,
) -> Generator[tuple[Job, Run], None, None]:
    """Run jobs; yield each with its run, as they end.

    A line on stdout for each job that ended says what still runs and when
    all will be done. When the generator is closed early, jobs that have not
    begun are dropped, and kernels are killed. Leaving a ``for`` loop closes
    it; where it has a name, use ``contextlib.closing``.

    Parameters
    ----------
    jobs : sequence of Job
        What to run.
    workers : int, optional
        How many kernels run at once on this machine; default: as many as it
        has cores. A cluster takes as many as its workers have threads.
    scheduler : str, optional
        The address of a Dask scheduler; default: the environment variable
        ``SCHEDULER``. ``""``: run here in any case.
    quiet : bool
        Whether to print no line for each job.

    Yields
    ------
    (Job, Run)
        Each job once. A notebook that failed has a run with an ``error``.

    Raises
    ------
    ClusterError
        If the cluster cannot be used (any more).
    """
    if scheduler is None:
        scheduler = os.environ.get("SCHEDULER", "")
    if not jobs:
        return
    executor = _executor(min(workers or _cores(), len(jobs)), scheduler)
    progress = Progress(len(jobs))
    try:
        places = {
            executor.submit(place, _with_seed(job)): place
            for place, job in enumerate(jobs)
        }
        pending = set(places)
        while pending:
            executor.check()
            ended, pending = wait(
                pending, timeout=CHECK_INTERVAL, return_when=FIRST_COMPLETED
            )
            left = {places[future] for future in pending}
            for future in sorted(ended, key=places.__getitem__):
                job = jobs[places[future]]
                run = executor.result(future, job)
                running = sorted(left & executor.begun)
                line = progress.line(
                    job.title,
                    run.seconds,
                    failed=bool(run.error),
                    running=[jobs[place].title for place in running],
                    slots=executor.slots,
                )
                if not quiet:
                    print(line, flush=True)
                yield job, run
    finally:
        executor.close()


def _executor(workers: int, scheduler: str) -> Executor:
    return Cluster(scheduler) if scheduler else Threads(workers)


def _cores() -> int:
    return os.cpu_count() or 1


def _with_seed(job: Job) -> Job:
    """Return a job that no longer depends on the environment."""
    return job if job.seed is not None else replace(job, seed=SEED)


class Threads:
    """Run jobs in threads; each waits for a kernel, which is a process."""

    def __init__(self, workers: int) -> None:
        self.begun: set[int] = set()
        self.slots = workers
        self._pool = ThreadPoolExecutor(workers)
        self._stop = threading.Event()

    def submit(self, place: int, job: Job) -> Future[Run]:
        """Let a job run as soon as a thread is free."""

        def run() -> Run:
            self.begun.add(place)
            return run_job(job, self._stop.is_set)

        return self._pool.submit(run)

    def check(self) -> None:
        """Do nothing: threads are not lost."""

    def result(self, future: Future[Run], job: Job) -> Run:
        """Return what a job that ended gave."""
        return future.result()

    def close(self) -> None:
        """Drop the jobs that have not begun, and kill all kernels."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)
