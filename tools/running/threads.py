"""Run jobs in threads of this process."""

import queue
import threading
from concurrent.futures import Future

from tools.running.execute import STOP_INTERVAL, Run
from tools.running.job import Job, run_job


class Threads:
    """Run jobs in threads; each waits for a kernel, which is a process.

    `concurrent.futures.ThreadPoolExecutor` is no good here: a program that
    ends by an exception would first run all jobs that are left.

    Parameters
    ----------
    workers : int
        How many threads.
    """

    def __init__(self, workers: int) -> None:
        self.begun: set[int] = set()
        self.slots = workers
        self._stop = threading.Event()
        self._queue: queue.SimpleQueue[tuple[Future[Run], int, Job] | None]
        self._queue = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work) for _ in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, place: int, job: Job) -> Future[Run]:
        """Let a job run as soon as a thread is free."""
        future: Future[Run] = Future()
        self._queue.put((future, place, job))
        return future

    def check(self) -> None:
        """Do nothing: threads are not lost."""

    def result(self, future: Future[Run], job: Job) -> Run:
        """Return what a job that ended gave."""
        return future.result()

    def close(self) -> None:
        """Drop the jobs that have not begun, and kill all kernels."""
        self._stop.set()
        for _ in self._threads:
            self._queue.put(None)  # wakes a thread that waits
        for thread in self._threads:
            thread.join()

    def _stopped(self) -> bool:
        # The main thread counts as dead when the program is about to end.
        return self._stop.is_set() or not threading.main_thread().is_alive()

    def _work(self) -> None:
        while not self._stopped():
            try:
                task = self._queue.get(timeout=STOP_INTERVAL)
            except queue.Empty:
                continue
            if task is None or self._stopped():
                return
            future, place, job = task
            self.begun.add(place)
            try:
                future.set_result(run_job(job, self._stopped))
            except Exception as error:
                future.set_exception(error)
