"""Run many notebooks: on this machine, or on a Dask cluster.

The environment variable ``SCHEDULER`` names the cluster, as in
``SCHEDULER=tls://10.0.0.5:8786``; without it they run here.
"""

import os
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import replace

from tools.running.cluster import Cluster
from tools.running.execute import Run
from tools.running.job import Executor, Job
from tools.running.progress import Progress
from tools.running.threads import Threads
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
    all will be done. Whoever leaves the loop early closes the generator, at
    best by ``contextlib.closing``: jobs that have not begun are dropped, and
    kernels are killed.

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
