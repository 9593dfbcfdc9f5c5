"""What a Dask worker calls to run a job.

The scheduler imports this module, too. So it imports little by itself, and a
job reaches it as bytes.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.running.execute import Run


def run_on_worker(
    pickled_job: bytes, digest: str, topic: str, place: int
) -> Run:
    """Run a job on the worker that calls this.

    Parameters
    ----------
    pickled_job : bytes
        The pickled `Job`.
    digest : str
        What `course_digest` gives where the job comes from.
    topic : str
        The topic of the event that says that a job has begun.
    place : int
        The message of that event.

    Raises
    ------
    DifferentCourse
        If this worker's copy of the course gives another digest.
    Stopped
        If the job was cancelled, by its client or since that died.
    """
    from distributed import get_worker

    from tools.running.job import run_job
    from tools.running.same_course import DifferentCourse, course_digest
    from utils import ROOT

    worker = get_worker()
    key = worker.get_current_task()
    job = pickle.loads(pickled_job)
    if course_digest(strict=job.strict) != digest:
        raise DifferentCourse(
            f"the worker {worker.address} has another copy of the course in "
            f"{ROOT} (utils/, tools/running/, requirements.lock, ranges): "
            "check out the same commit there"
        )

    def cancelled() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state == "cancelled"

    worker.log_event(topic, place)
    return run_job(job, cancelled)
