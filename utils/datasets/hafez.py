"""Hafez: his ghazals, in Persian."""

import gzip

from utils.datasets.shipped import shipped


def load_hafez() -> str:
    """Return the ghazals of Hafez (14th century) as one text.

    Returns
    -------
    str
        495 ghazals in Persian: a half-line (مصراع) a line, 8,384 of them, and
        an empty line between two ghazals.

    Raises
    ------
    FileNotFoundError
        If ``data/hafez.txt.gz``, which ships with the course, is missing.

    Notes
    -----
    From the Divan, in the public domain; the text as packed in ``hafez``
    0.4.2 (MIT). ``tools/make_data.py`` makes the file.
    """
    with gzip.open(shipped("hafez.txt.gz")) as file:
        return file.read().decode()
