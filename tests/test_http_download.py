"""Downloads over HTTP from a server on the loopback: faults and retries."""

import gzip
import hashlib
import http.server
import multiprocessing
import resource
import socket
import struct
import threading
from urllib.parse import unquote

import pytest

from utils import http_download
from utils.download import DatasetUnavailable, fetch
from utils.mirrors import Origin

CONTENT = bytes(range(256)) * 2000  # 512,000 bytes
CONTENT_SHA256 = hashlib.sha256(CONTENT).hexdigest()
PACKED = gzip.compress(CONTENT, mtime=0)
PACKED_SHA256 = hashlib.sha256(PACKED).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    """Serve CONTENT, or the fault that the path names.

    The path may name a fault for each attempt: ``/unavailable,ok`` answers
    503 first and then with the file. The last one holds for all that follow.
    """

    def do_GET(self):
        path = unquote(self.path.strip("/"))
        faults = path.split(",")
        attempt = self.server.hits.count(path)
        self.server.hits.append(path)
        self.answer(faults[min(attempt, len(faults) - 1)])

    def answer(self, fault):
        if fault in ("missing", "unavailable"):
            self.send_error({"missing": 404, "unavailable": 503}[fault])
            return
        if fault == "drop":  # no answer at all
            self.reset_connection()
            return
        self.send_response(200)
        body = CONTENT
        accepts = self.headers.get("Accept-Encoding", "")
        if fault == "labelled" or (fault == "compress" and "gzip" in accepts):
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
            self.reset_connection()
            return
        if fault == "short":  # the header promises more than comes
            self.wfile.write(body[:100_000])
            return
        if fault == "stall":
            self.wfile.write(body[:1000])
            self.wfile.flush()
            self.server.closing.wait(60)
            return
        if fault == "simultaneous":  # answer when both requests are there
            self.server.two_requests.wait(60)
        self.wfile.write(body)

    def reset_connection(self):
        linger = struct.pack("ii", 1, 0)  # close() then sends a reset
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def log_message(self, *arguments):
        """Write no log."""


class Server(http.server.ThreadingHTTPServer):
    """``hits`` lists the paths that were requested."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.hits = []
        self.closing = threading.Event()
        self.two_requests = threading.Barrier(2)

    def handle_error(self, request, client_address):
        """Ignore clients that closed the connection."""


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


def origin(server, fault, **options):
    return Origin(
        url=f"http://127.0.0.1:{server.server_port}/{fault}",
        **{
            "filename": "numbers.bin",
            "sha256": CONTENT_SHA256,
            "timeout": (60, 60),
            "backoff": (0, 0),
        }
        | options,
    )


def files(folder):
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def test_file_is_downloaded_once(server, cache_folder, capsys):
    mirror = origin(server, "ok")
    path, used = fetch("numbers", [mirror])
    assert path == cache_folder / "numbers.bin"
    assert path.read_bytes() == CONTENT
    assert used is mirror
    assert "numbers.bin: 0.5 of 0.5 MB" in capsys.readouterr().out
    assert fetch("numbers", [mirror]) == (path, mirror)
    assert server.hits == ["ok"]  # the second time, the cache
    assert files(cache_folder) == ["numbers.bin"]


@pytest.mark.parametrize(
    ("fault", "sha256"),
    [("compress", CONTENT_SHA256), ("labelled", PACKED_SHA256)],
)
def test_bytes_are_stored_as_they_come(server, cache_folder, fault, sha256):
    """Servers compress what they send, or say so of a file that is a .gz."""
    fetch("numbers", [origin(server, fault, sha256=sha256)])
    assert files(cache_folder) == ["numbers.bin"]


@pytest.mark.parametrize(
    ("fault", "attempts", "reason"),
    [
        ("missing", 1, "404"),
        ("truncated", 1, "wrong content .* 1,000 bytes"),
        ("wrong", 1, "wrong content"),
        ("unavailable", 3, "503"),
        ("drop", 3, "ConnectionError"),
        ("cut", 3, "(?i)reset|broken|aborted"),
        ("short", 3, "(?i)incomplete|broken"),
    ],
)
def test_faults_of_the_server(server, cache_folder, fault, attempts, reason):
    with pytest.raises(DatasetUnavailable, match=reason) as caught:
        fetch("numbers", [origin(server, fault)])
    text = str(caught.value)
    assert "“numbers”" in text
    assert f"/{fault}" in text  # the address
    assert (
        "numbers.bin" in text and str(cache_folder) in text
    )  # what to put where
    assert server.hits == [fault] * attempts
    assert files(cache_folder) == []


def test_read_timeout(server, cache_folder, capsys):
    mirror = origin(server, "stall", timeout=(60, 0.5))
    with pytest.raises(DatasetUnavailable, match=r"(?i)timed out"):
        fetch("numbers", [mirror])
    assert capsys.readouterr().out.count("trying again in 0 s") == 2
    assert files(cache_folder) == []


@pytest.mark.parametrize(
    "faults", ["unavailable,unavailable,ok", "drop,ok", "cut,ok", "short,ok"]
)
def test_retry_after_transient_faults(server, cache_folder, capsys, faults):
    path, _ = fetch("numbers", [origin(server, faults)])
    assert path.read_bytes() == CONTENT
    retries = faults.count(",")
    assert server.hits == [faults] * (1 + retries)
    assert capsys.readouterr().out.count("trying again in 0 s") == retries
    assert files(cache_folder) == ["numbers.bin"]


def test_delays_grow_and_retries_are_announced(server, monkeypatch, capsys):
    delays = []
    monkeypatch.setattr(http_download.time, "sleep", delays.append)
    with pytest.raises(DatasetUnavailable, match="503"):
        fetch("numbers", [origin(server, "unavailable", backoff=(0.5, 1))])
    assert delays == [0.5, 1]
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("numbers.bin: HTTPError: 503 ")
    assert first.endswith("; trying again in 0.5 s")
    assert second.endswith("; trying again in 1 s")


def test_two_retries_by_default():
    mirror = Origin(url="http://127.0.0.1/", filename="x", sha256="0")
    assert mirror.backoff == (0.5, 1)


@pytest.mark.parametrize("fault", ["refused", "unknown host"])
def test_no_retry_without_a_connection(
    cache_folder, monkeypatch, unreachable_url, capsys, fault
):
    def fail(*arguments, **options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    reason = "refused"
    if fault == "unknown host":
        monkeypatch.setattr(socket, "getaddrinfo", fail)
        reason = "NameResolutionError|Failed to resolve"
    mirror = Origin(
        url=unreachable_url, filename="numbers.bin", sha256=CONTENT_SHA256
    )
    with pytest.raises(DatasetUnavailable, match=reason):
        fetch("numbers", [mirror])
    assert capsys.readouterr().out == ""
    assert files(cache_folder) == []


def test_connect_timeout(cache_folder, capsys):
    """A listener whose queue is full answers no further connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        clients = [socket.socket() for _ in range(4)]
        for client in clients:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        mirror = Origin(
            url=f"http://127.0.0.1:{listener.getsockname()[1]}/",
            filename="numbers.bin",
            sha256=CONTENT_SHA256,
            timeout=(0.3, 60),
        )
        with pytest.raises(DatasetUnavailable, match="ConnectTimeout"):
            fetch("numbers", [mirror])
        for client in clients:
            client.close()
    assert capsys.readouterr().out == ""  # no retry
    assert files(cache_folder) == []


def _fetch_in_process(mirror, results):
    path, _ = fetch("numbers", [mirror])
    results.put(hashlib.sha256(path.read_bytes()).hexdigest())


def test_two_processes_at_once(server, cache_folder):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    mirror = origin(server, "simultaneous")
    workers = [
        context.Process(target=_fetch_in_process, args=(mirror, results))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    sums = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
    assert sums == [CONTENT_SHA256, CONTENT_SHA256]
    assert server.hits == ["simultaneous"] * 2
    assert files(cache_folder) == ["numbers.bin"]


def test_disk_full(server, cache_folder):
    """The system refuses to write more than 100,000 bytes to a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DatasetUnavailable, match="File too large"):
            fetch("numbers", [origin(server, "ok")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert server.hits == ["ok"]
    assert files(cache_folder) == []


def test_interrupted_by_the_user(server, cache_folder, monkeypatch):
    def interrupt(pieces, total, label):
        yield next(iter(pieces))
        raise KeyboardInterrupt

    monkeypatch.setattr(http_download, "_show_progress", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fetch("numbers", [origin(server, "ok")])
    assert server.hits == ["ok"]
    assert files(cache_folder) == []
