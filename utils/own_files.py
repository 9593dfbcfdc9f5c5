"""Files that people bring: where they are, and why one cannot be used."""

from pathlib import Path

from utils import ROOT

#: Larger files are refused.
LIMIT_MB = 50

#: The files that the course brings to try its readers on.
SAMPLES = ROOT / "data" / "samples"

_KINDS = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zipped file, such as one of Word or Excel",
    b"\xd0\xcf\x11\xe0": "an old file of Word or Excel",
    b"{\\rtf": "a formatted text (RTF)",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
}


class InputError(ValueError):
    """What a student brought cannot be used; the message says why.

    Jupyter shows the message alone: the lines of code that led to it are
    ours, and of no help.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"InputError: {self}"]


def own_file(path: str | Path) -> Path:
    """Return the path of a file that can be opened and is not too large.

    Parameters
    ----------
    path : str or Path
        Where the file is. A relative path begins in the notebook's folder,
        or else in the course's.

    Raises
    ------
    InputError
        If there is no such file, if it is a folder, empty, larger than
        `LIMIT_MB`, or may not be read.
    """
    given = Path(path).expanduser()
    places = Path.cwd() / given, ROOT / given  # twice an absolute path
    found = next((place for place in places if place.exists()), None)
    if found is None:
        raise InputError(_missing(places[0]))
    if not found.is_file():
        raise InputError(f"{path} is a folder: name a file in it.")
    try:
        with found.open("rb") as file:
            file.read(1)
        size = found.stat().st_size
    except OSError:
        raise InputError(f"{path} may not be read: look at its rights.") from (
            None
        )
    if size == 0:
        raise InputError(f"{path} is empty (0 bytes): save or copy it again.")
    if size > LIMIT_MB * 10**6:
        raise InputError(
            f"{path} has {size / 1e6:.0f} MB, and {LIMIT_MB} MB is the "
            "largest that can be read: make a smaller copy."
        )
    return found


def kind_of(start: bytes) -> str | None:
    """Return what a file that begins with these bytes is, if it is known."""
    return next(
        (kind for mark, kind in _KINDS.items() if start.startswith(mark)), None
    )


def _missing(path: Path) -> str:
    """Return a sentence on a file that is not there, with its neighbours."""
    folder = path.parent
    if not folder.is_dir():
        return f"There is no folder {folder}: look at the path again."
    names = sorted(p.name for p in folder.iterdir() if p.is_file())
    alike = [n for n in names if n.lower().startswith(path.stem[:3].lower())]
    text = f"There is no file {path.name} in {folder}: upload it, or "
    text += "give its full path."
    if alike:
        text += f" (Did you mean {', '.join(alike[:3])}?)"
    return text
