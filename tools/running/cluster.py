"""Run jobs on a Dask cluster.

Whoever reaches an open scheduler runs code on its workers. So it is reached
by TLS, with certificates from Dask's own configuration (``distributed.comm.
tls``), or on this machine's loopback address.
"""

import contextlib
import ipaddress
import pickle
import time
import uuid
from concurrent.futures import CancelledError, Future
from typing import Any
from urllib.parse import urlsplit

from tools.running.execute import Run
from tools.running.job import Job
from tools.running.same_course import DifferentCourse, course_digest
from tools.running.worker import run_on_worker

CONNECT_TIMEOUT = 8  # seconds to reach the scheduler
WORKER_TIMEOUT = 60  # seconds without any worker


class ClusterError(RuntimeError):
    """The cluster cannot be used, or no longer; the message says why."""


def checked_address(address: str) -> str:
    """Return the address of a scheduler that may be used.

    Raises
    ------
    ClusterError
        If it is neither ``tls://HOST:PORT`` nor ``tcp://HOST:PORT`` with a
        loopback address.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme not in ("tls", "tcp"):
        raise ClusterError(
            f"SCHEDULER={address!r} is no address of a scheduler: it looks "
            "like tls://HOST:8786"
        )
    if parts.scheme == "tcp" and not _is_loopback(host):
        raise ClusterError(
            f"{address}: without TLS a scheduler runs arbitrary code, so "
            "tcp:// is for this machine's loopback address only. Use "
            "tls:// (README.md says how)."
        )
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    return ip in ipaddress.ip_network("127.0.0.0/8") or str(ip) == "::1"


class Cluster:
    """Run jobs on the workers of a Dask scheduler.

    Raises
    ------
    ClusterError
        If the address may not be used, `distributed` is missing, or no
        scheduler answers.
    """

    def __init__(self, address: str) -> None:
        self.address = checked_address(address)
        try:
            import distributed
        except ModuleNotFoundError as error:
            raise ClusterError(
                f"{self.address}: a cluster needs the Python package "
                f"`distributed`, which is not installed ({error}): python "
                "-m pip install -r requirements.lock"
            ) from None

        class Client(distributed.Client):
            def start(self, **options: Any) -> None:
                try:
                    super().start(**options)
                except BaseException:
                    # Left open, it is closed by the garbage collector. When
                    # that runs while another client starts, both wait for
                    # one lock, in one thread, forever.
                    self.close()
                    raise

        try:
            self._client = Client(
                self.address, timeout=CONNECT_TIMEOUT, set_as_default=False
            )
        except TypeError as error:  # no certificates are configured
            raise ClusterError(
                f"{self.address}: {error}. The certificates come from "
                "DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__CLIENT__CERT and "
                "…__CLIENT__KEY."
            ) from None
        except OSError as error:
            raise ClusterError(
                f"cannot connect to a scheduler at {self.address}: {error}"
            ) from None
        self.begun: set[int] = set()
        self.slots = 0
        self._no_workers_since: float | None = None
        self._topic = f"course-{uuid.uuid4().hex}"
        self._client.subscribe_topic(
            self._topic, lambda event: self.begun.add(event[1])
        )
        self._executor = self._client.get_executor(pure=False)

    def submit(self, place: int, job: Job) -> Future[Run]:
        """Let a job run as soon as a thread of a worker is free."""
        digest = course_digest(strict=job.strict)
        future: Future[Run] = self._executor.submit(
            run_on_worker, pickle.dumps(job), digest, self._topic, place
        )
        return future

    def check(self) -> None:
        """Raise `ClusterError` if scheduler or workers are lost."""
        try:
            self.slots = sum(self._client.nthreads().values())
        except (OSError, TimeoutError, ValueError) as error:
            raise self._lost() from error
        if self._client.status != "running":
            raise self._lost()
        now = time.monotonic()
        if self.slots:
            self._no_workers_since = None
        elif self._no_workers_since is None:
            self._no_workers_since = now
            print(
                f"no worker is connected to {self.address}; waiting for one",
                flush=True,
            )
        elif now - self._no_workers_since > WORKER_TIMEOUT:
            raise ClusterError(
                f"no worker was connected to {self.address} for "
                f"{WORKER_TIMEOUT} s (one that was started outside of a "
                "clone ends at its first job)"
            )

    def result(self, future: Future[Run], job: Job) -> Run:
        """Return what a job that ended gave.

        Raises
        ------
        ClusterError
            If the scheduler was lost, or a worker refused the job.
        """
        from distributed import KilledWorker

        try:
            return future.result()
        except KilledWorker as error:
            message = f"error: {job.name}: its workers died: {error}"
            return Run(job.name, job.notebook, 0.0, message)
        except CancelledError:
            raise self._lost() from None
        except DifferentCourse as error:
            raise ClusterError(str(error)) from None
        except (ImportError, AttributeError) as error:
            raise ClusterError(
                f"a worker cannot load the course ({error}): start it in a "
                "clone at the same commit, by python -m dask worker"
            ) from None
        except RuntimeError as error:
            if "deserialization of the task graph" not in str(error):
                raise
            raise ClusterError(
                "the scheduler cannot load the course: start it in a clone "
                "at the same commit, by python -m dask scheduler"
            ) from None

    def _lost(self) -> ClusterError:
        return ClusterError(f"lost the connection to {self.address}")

    def close(self) -> None:
        """Drop all jobs; workers see it and kill their kernels."""
        with contextlib.suppress(OSError, TimeoutError):
            self._executor.shutdown(wait=False)
            self._client.close(timeout=5)
