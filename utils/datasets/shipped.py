"""Where the files that ship with the course lie."""

from utils import ROOT


def shipped(filename):
    """Return the path of a file in ``data/``.

    ``tools/make_data.py`` makes these files, ``data/README.md`` lists them.

    Raises
    ------
    FileNotFoundError
        If it is gone; the text says how to bring it back.
    """
    path = ROOT / "data" / filename
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} ships with the course but is gone: bring it back with "
            f"`git checkout data/{filename}`, or unpack the course anew."
        )
    return path
