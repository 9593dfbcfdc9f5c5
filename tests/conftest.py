"""What several tests use."""

import dataclasses
import io
import shutil
import socket
import tarfile
from pathlib import Path

import pytest

from utils.sources import file_sha256

FIXTURE = Path(__file__).parent / "fixtures" / "ch00_fixture"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """No setting of the developer's shell, nor of nbval, reaches a test."""
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
def nobody():
    """Return an address on the loopback that does not answer."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}/a-file"


@pytest.fixture
def decoded_once(monkeypatch):
    """Return a function: load twice; the second time must not decode."""

    def load_twice(load, module, decode):
        load()

        def fail():
            raise AssertionError("decoded again instead of read from cache")

        monkeypatch.setattr(module, decode, fail)
        load()

    return load_twice


@pytest.fixture
def offline(tmp_path, monkeypatch, nobody):
    """Move the cache to an empty folder; return what cuts a loader off.

    Called with a data set's module, it lets the small files of both sources
    in the cache count, an origin that does not answer, and no registry.
    """
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))

    def cut_off(module):
        origin, package = (
            dataclasses.replace(s, sha256=file_sha256(tmp_path / s.filename))
            for s in module.SOURCES
        )
        origin = dataclasses.replace(origin, url=nobody)
        monkeypatch.setattr(module, "SOURCES", (origin, package))
        monkeypatch.setenv("COURSE_DATA_SOURCES", "origin")

    return cut_off
