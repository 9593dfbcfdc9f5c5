"""Check whether two machines have the same copy of the course."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from utils import ROOT
from utils.metrics import EXPECTED


class DifferentCourse(RuntimeError):
    """A worker has another copy of the course than who sent the job."""


def course_digest(*, strict: bool, root: Path = ROOT) -> str:
    """Return a hash of what the results of a notebook depend on.

    Its own code apart, which travels with the job: ``utils/``, the code that
    runs it, and the releases of what readers install; in a strict run also
    the ranges of the metrics. The same on every system.
    """
    total = hashlib.sha256()
    for path in _files(root, strict):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    total.update("\n".join(readers_pins(root)).encode())
    return total.hexdigest()


def readers_pins(root: Path = ROOT) -> list[str]:
    """Return the lines of the lock for what ``requirements.txt`` names."""
    names = re.findall(
        r"^[\w-]+", (root / "requirements.txt").read_text("utf-8"), re.M
    )
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    return [
        line for line in lock.splitlines() if line.partition("==")[0] in names
    ]


def _files(root: Path, strict: bool) -> Iterator[Path]:
    for folder in ("tools/running", "utils"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".mplstyle"}:
                yield path
    expected = root / EXPECTED.relative_to(ROOT)
    if strict and expected.is_file():
        yield expected
