"""The files that ship with the course."""

from pathlib import Path

from utils import ROOT


def shipped(filename: str) -> Path:
    """Return the path of a file in ``data/``.

    ``tools/make_data.py`` makes these files, ``data/README.md`` lists them.

    Raises
    ------
    FileNotFoundError
        If it is missing; the text says how to restore it.
    """
    path = ROOT / "data" / filename
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} ships with the course but is missing: restore it with "
            f"`git checkout data/{filename}`, or unpack the course again."
        )
    return path
