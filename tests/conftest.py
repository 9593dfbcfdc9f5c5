"""Fixtures that several tests use."""

import dataclasses
import io
import socket
import tarfile
from pathlib import Path

import pytest

from utils.mirrors import file_sha256

FIXTURE = Path(__file__).parent / "fixtures" / "ch00_fixture.py"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """Unset what the developer's shell, or nbval, may have set."""
    for name in (
        "COURSE_PROFILE",
        "COURSE_SEED",
        "COURSE_STRICT",
        "COURSE_METRICS_LOG",
        "COURSE_DATA_DIR",
        "COURSE_DATA_SOURCES",
        "COURSE_ROOT",
        "NBGRADER_EXECUTION",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fixture_source():
    """Return the path of the small notebook's source."""
    return FIXTURE


@pytest.fixture
def fixture_with(tmp_path):
    """Return a function that adds a code cell to the small notebook."""

    def add(name, code):
        """Write the source under a name; return its path."""
        source = tmp_path / name
        end = "# %% [markdown] tags"
        text = FIXTURE.read_text("utf-8")
        source.write_text(text.replace(end, f"# %%\n{code}\n{end}"), "utf-8")
        return source

    return add


@pytest.fixture
def add_file():
    """Return a function that adds a file to an open tar archive."""

    def add(archive, name, content):
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))

    return add


@pytest.fixture
def cache_folder(tmp_path, monkeypatch):
    """Return the cache's folder, which does not exist yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("COURSE_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def unreachable_url():
    """Return an address on the loopback that refuses connections."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}/a-file"


@pytest.fixture
def assert_decoded_once(monkeypatch):
    """Return a function that loads twice and fails on a second decoding."""

    def load_twice(load, module, decode):
        load()

        def fail():
            raise AssertionError("decoded again instead of read from cache")

        monkeypatch.setattr(module, decode, fail)
        load()

    return load_twice


@pytest.fixture
def disable_downloads(tmp_path, monkeypatch, unreachable_url):
    """Move the cache to an empty folder; return a function.

    Called with a data set's module, it makes the checksums of both mirrors
    those of the files in the cache, the origin's address unreachable, and
    skips the registry.
    """
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))

    def disable(module):
        origin, package = (
            dataclasses.replace(m, sha256=file_sha256(tmp_path / m.filename))
            for m in module.MIRRORS
        )
        origin = dataclasses.replace(origin, url=unreachable_url)
        monkeypatch.setattr(module, "MIRRORS", (origin, package))
        monkeypatch.setenv("COURSE_DATA_SOURCES", "origin")

    return disable
