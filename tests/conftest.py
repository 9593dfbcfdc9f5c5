"""Fixtures that several tests use."""

import dataclasses
import io
import shutil
import socket
import tarfile
from pathlib import Path

import pytest

from utils.mirrors import file_sha256

FIXTURE = Path(__file__).parent / "fixtures" / "ch00_fixture"


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
        "SCHEDULER",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def chapter(tmp_path):
    """Return a copy of the small chapter, to be changed."""
    return Path(shutil.copytree(FIXTURE, tmp_path / FIXTURE.name))


@pytest.fixture
def replace_in():
    """Return a function that replaces a text that a chapter holds once."""

    def replace(folder, old, new):
        """Return the file in which the text was replaced."""
        (path,) = (p for p in folder.glob("*.py") if old in p.read_text())
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        return path

    return replace


@pytest.fixture
def chapter_with(tmp_path, replace_in):
    """Return a function that adds a code cell to a copy of the chapter."""

    def add(name, code):
        """Write the chapter under a name; return its folder."""
        folder = Path(shutil.copytree(FIXTURE, tmp_path / name))
        section = folder / "10_section.py"
        text = section.read_text("utf-8")
        section.write_text(f"{text}\n# %%\n{code}\n", "utf-8")
        return folder

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
