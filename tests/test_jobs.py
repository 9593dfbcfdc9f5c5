"""Jobs run in threads or on a Dask cluster: each ends once, with its run."""

import gc
import importlib.util
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import closing, redirect_stdout
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from nbformat.v4 import new_code_cell

from tools.authoring.assemble import build_solution
from tools.running import cluster, jobs
from tools.running.cluster import Cluster, ClusterError, checked_address
from tools.running.execute import CELL_TIMEOUT, Run
from tools.running.job import run_job
from tools.running.jobs import Job, run_jobs
from tools.running.progress import Progress
from tools.running.same_course import course_digest
from utils import ROOT
from utils.runtime import SEED

FIXTURE = Path(__file__).parent / "fixtures" / "ch00_fixture"
TIMEOUT = 120  # seconds that end a test that hangs

needs_distributed = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None
    and os.environ.get("COURSE_REQUIRE_ALL") != "1",
    reason="the Python package `distributed` is not installed",
)

MEASURES = """\
import numpy as np

from utils.metrics import expect
from utils.runtime import SEED

expect("ch00.drawn", np.random.default_rng(SEED).normal())
"""
FAILS = "raise ValueError('it fails')"
# The first time it notes its kernel and the kernel's parent, and waits.
WAITS = """\
import json, os, pathlib, time

marker = pathlib.Path({marker!r})
first = not marker.exists()
runs = [] if first else json.loads(marker.read_text())
runs.append([os.getpid(), os.getppid()])
marker.with_suffix(".new").write_text(json.dumps(runs))
marker.with_suffix(".new").rename(marker)
time.sleep(3600 if first else 0)
"""


def job(name, code=MEASURES, **options):
    """Return a job: the small notebook with one cell more."""
    notebook = build_solution(FIXTURE)
    notebook.cells.append(new_code_cell(code))
    return Job(name, notebook, "quick", strict=False, **options)


JOBS = [job("bad", FAILS), job("good", seed=1), job("unseeded")]


@pytest.fixture(scope="module")
def here():
    """Run ``JOBS`` in two threads; return what ends, and what is printed."""
    with redirect_stdout(io.StringIO()) as printed:
        ended = list(run_jobs(JOBS, workers=2, scheduler=""))
    return ended, printed.getvalue()


@pytest.fixture
def waiting(tmp_path):
    """Return a job that waits, and a function that tells when it does.

    The function returns (kernel, its parent) for each run so far.
    """
    marker = tmp_path / "marker"

    def begun():
        wait_until(marker.exists)
        return json.loads(marker.read_text())

    return job("waits", WAITS.format(marker=str(marker))), begun


def wait_until(condition):
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def dask(*arguments):
    """Start a process of Dask in this copy of the course."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
        cwd=ROOT,
        env=os.environ | {"COURSE_SEED": "7"},  # which no job may use
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def end(processes):
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(TIMEOUT)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Return the address of a scheduler on the loopback."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    process = dask(
        *("scheduler", "--host", "127.0.0.1", "--port", "0"),
        *("--scheduler-file", str(file)),
    )
    try:
        wait_until(lambda: file.exists() and file.read_text().endswith("}"))
        yield json.loads(file.read_text())["address"]
    finally:
        end([process])


@pytest.fixture(scope="module")
def workers(scheduler, tmp_path_factory):
    """Start two workers of one thread; return the scheduler's address."""
    folder = tmp_path_factory.mktemp("workers")
    processes = [
        dask(
            *("worker", scheduler, "--nthreads", "1", "--no-nanny"),
            *("--local-directory", str(folder)),
        )
        for _ in range(2)
    ]
    yield scheduler
    end(processes)


def test_all_run_and_a_failure_stops_no_other(here):
    ended, printed = here
    assert {id(job) for job, _ in ended} == {id(job) for job in JOBS}
    runs = {run.name: run for _, run in ended}
    assert len(runs) == len(ended) == 3
    assert "ValueError: it fails" in runs["bad"].error
    assert not runs["good"].error and not runs["unseeded"].error
    for name, seed in (("good", 1), ("unseeded", SEED)):
        drawn = np.random.default_rng(seed).normal()
        assert runs[name].metrics["ch00.drawn"]["value"] == drawn

    lines = printed.splitlines()
    assert [line.split()[0] for line in lines] == ["1/3", "2/3", "3/3"]
    (bad,) = (line for line in lines if "bad: failed after" in line)
    assert "running" in bad and "done about" in bad


def test_more_workers_than_jobs(capsys, monkeypatch):
    """No kernel is needed to see it."""
    monkeypatch.setattr(
        jobs, "run_job", lambda job, stopped: Run(job.name, None, 600.0)
    )
    todo = [job("one", label="its label"), job("other", seed=7)]
    ended = list(run_jobs(todo, workers=9))
    assert {id(job) for job, _ in ended} == {id(job) for job in todo}
    printed = capsys.readouterr().out
    assert "/2  its label: 10 min" in printed
    assert "/2  other seed 7: 10 min" in printed
    assert list(run_jobs(todo, quiet=True)) and not capsys.readouterr().out


def test_no_jobs():
    assert list(run_jobs([], scheduler="tcp://example.org:1")) == []


def test_early_stop_leaves_no_process(waiting, monkeypatch):
    wait, begun = waiting
    names = []

    def note_and_run(job, stopped):
        names.append(job.name)
        return run_job(job, stopped)

    monkeypatch.setattr(jobs, "run_job", note_and_run)
    with closing(run_jobs([job("a"), wait, job("b")], workers=1)) as runs:
        next(runs)
        ((kernel, parent),) = begun()
        assert parent == os.getpid()
        start = time.monotonic()
    assert is_gone(kernel)
    # The cell's own time limit would end it, too.
    assert time.monotonic() - start < TIMEOUT < CELL_TIMEOUT["quick"]
    assert names == ["a", "waits"]  # the last job never began


@pytest.mark.parametrize(
    ("address", "used"),
    [
        ("tls://10.0.0.5:8786", "tls://10.0.0.5:8786"),
        ("tls://lab.example.org:8786", "tls://lab.example.org:8786"),
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("tcp://127.9.8.7:1", "tcp://127.9.8.7:1"),
        ("tcp://localhost:8786", "tcp://localhost:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_address(address, used):
    assert checked_address(address) == used


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://10.0.0.5:8786", "runs arbitrary code"),
        ("tcp://lab.example.org:8786", "runs arbitrary code"),
        ("tcp://127.0.0.1.example.org:8786", "runs arbitrary code"),
        ("tcp://127.0.0.1@10.0.0.5:8786", "runs arbitrary code"),
        ("tcp://[::ffff:10.0.0.5]:8786", "runs arbitrary code"),
        ("tcp://0.0.0.0:8786", "runs arbitrary code"),
        ("127.0.0.1:8786", "is no address"),
        ("tls://10.0.0.5", "is no address"),
        ("tls://10.0.0.5:port", "is no address"),
        ("ws://127.0.0.1:8786", "is no address"),
        ("inproc://127.0.0.1:8786", "is no address"),
    ],
)
def test_refused_address(address, reason, monkeypatch):
    monkeypatch.setenv("SCHEDULER", address)
    with pytest.raises(ClusterError, match=reason):
        next(run_jobs([job("never")]))


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"`distributed`.*pip install"):
        next(run_jobs([job("never")], scheduler="tcp://127.0.0.1:1"))


@pytest.fixture
def unused_port():
    """Return a port of the loopback that nothing listens to."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return closed.getsockname()[1]


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the part of the course that digests are made of."""
    for folder in ("utils", "tools/running"):
        shutil.copytree(
            ROOT / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    (tmp_path / "notebooks").mkdir()
    for file in (
        "requirements.txt",
        "requirements.lock",
        "notebooks/expected_metrics.toml",
    ):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "same"),
    [
        ("utils/runtime.py", b"\n", b"\r\n", True),
        ("requirements.lock", b"ruff==", b"ruff==9", True),
        ("requirements.lock", b"numpy==", b"numpy==9", False),
        ("utils/runtime.py", b"42", b"43", False),
        ("utils/datasets/shipped.py", b"\n", b"\n\n", False),
        ("tools/running/execute.py", b"\n", b"\n\n", False),
        ("notebooks/expected_metrics.toml", b"0", b"1", False),
    ],
)
def test_digest_of_a_copy(copy, file, old, new, same):
    here = course_digest(strict=True)
    assert course_digest(strict=True, root=copy) == here
    content = (copy / file).read_bytes()
    assert old in content
    (copy / file).write_bytes(content.replace(old, new))
    assert (course_digest(strict=True, root=copy) == here) == same


def test_ranges_matter_to_strict_runs_only(copy):
    (copy / "notebooks" / "expected_metrics.toml").unlink()
    assert course_digest(strict=False, root=copy) == course_digest(
        strict=False
    )


def test_progress():
    progress = Progress(20)
    now = datetime(2026, 3, 1, 14, 0)
    options = {"failed": False, "slots": 2, "now": now}
    line = progress.line("ch03 seed 7", 51, running=["a", "b"], **options)
    # 19 jobs of 51 s, two at once
    assert line == "1/20  ch03 seed 7: 51 s · running a, b · done about 14:08"
    options["failed"] = True
    line = progress.line("ch04", 9000, running=list("abcdefg"), **options)
    assert line.startswith("2/20  ch04: failed after 150 min · running a, b")
    assert line.endswith("c, d and 3 more · done about Mon 01:18")
    progress.ended = 19
    line = progress.line("last", 2, running=[], **options | {"failed": False})
    assert line == "20/20  last: 2 s"


@needs_distributed
def test_no_scheduler(monkeypatch, unused_port):
    assert cluster.CONNECT_TIMEOUT < 10
    monkeypatch.setattr(cluster, "CONNECT_TIMEOUT", 0.5)
    with pytest.raises(
        ClusterError, match="cannot connect to a scheduler at tcp://"
    ):
        next(
            run_jobs(
                [job("never")], scheduler=f"tcp://127.0.0.1:{unused_port}"
            )
        )


@needs_distributed
def test_tls_without_certificates():
    before = set(threading.enumerate())
    gc.disable()
    try:
        with pytest.raises(ClusterError, match="COMM__TLS__CA_FILE"):
            next(run_jobs([job("never")], scheduler="tls://127.0.0.1:1"))
        # The client is closed: the garbage collector may not do it.
        assert set(threading.enumerate()) == before
    finally:
        gc.enable()


@needs_distributed
def test_job_whose_workers_always_die_has_failed():
    from distributed import KilledWorker

    future = Future()
    last = SimpleNamespace(address="tcp://127.0.0.1:1")
    future.set_exception(KilledWorker("key", last, 3))
    run = Cluster.result(SimpleNamespace(), future, job("killed"))
    assert run.error.startswith("error: killed: its workers died")


@needs_distributed
def test_lost_scheduler():
    """Then distributed cancels the futures of its client."""
    future = Future()
    future.cancel()
    lost = Cluster.__new__(Cluster)
    lost.address = "tcp://127.0.0.1:1"
    with pytest.raises(ClusterError, match="lost the connection to tcp://"):
        lost.result(future, job("never"))


@needs_distributed
def test_no_worker(scheduler, monkeypatch, capsys):
    """Before the first test that starts workers."""
    assert cluster.WORKER_TIMEOUT <= 60
    monkeypatch.setattr(cluster, "WORKER_TIMEOUT", 0.5)
    with pytest.raises(ClusterError, match="no worker was connected"):
        next(run_jobs([job("never")], scheduler=scheduler))
    assert "waiting for one" in capsys.readouterr().out


@needs_distributed
def test_same_metrics_on_a_cluster(here, workers, monkeypatch, capsys):
    monkeypatch.setenv("SCHEDULER", workers)
    there = list(run_jobs(JOBS))
    lines = capsys.readouterr().out.splitlines()
    assert {id(job) for job, _ in there} == {id(job) for job in JOBS}
    known = {run.name: run for _, run in here[0]}
    assert sorted(run.name for _, run in there) == sorted(known)
    for _, run in there:
        assert run.log == known[run.name].log
        assert run.error == known[run.name].error
    assert [line.split()[0] for line in lines[-3:]] == ["1/3", "2/3", "3/3"]


@needs_distributed
def test_different_course_is_refused(workers, monkeypatch):
    monkeypatch.setattr(cluster, "course_digest", lambda **_: "another")
    with pytest.raises(ClusterError, match="another copy of the course"):
        next(run_jobs([job("never")], scheduler=workers))


@needs_distributed
def test_early_stop_ends_kernels_of_workers(waiting, workers, capsys):
    wait, begun = waiting
    todo = [wait, job("a"), job("b")]
    with closing(run_jobs(todo, scheduler=workers)) as runs:
        next(runs)
        ((kernel, parent),) = begun()
        assert parent != os.getpid()
        next(runs)
        line = capsys.readouterr().out.splitlines()[-1]
        assert "· running waits · done about" in line
    wait_until(lambda: is_gone(kernel))


@needs_distributed
def test_job_of_a_killed_worker_runs_again(waiting, workers):
    wait, begun = waiting
    todo = [wait, job("a"), job("b")]
    runs = run_jobs(todo, scheduler=workers)
    ended = [next(runs)]
    ((_, worker),) = begun()
    os.kill(worker, signal.SIGKILL)
    ended += runs
    assert sorted(run.name for _, run in ended) == ["a", "b", "waits"]
    assert not any(run.error for _, run in ended)
    (_, first), (_, second) = begun()
    assert first == worker != second
