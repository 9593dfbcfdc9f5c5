"""Toxic comments: Kaggle's file, if the reader has downloaded it."""

from pathlib import Path

import pandas as pd

from utils.download import fetch
from utils.mirrors import ManualDownload

LABELS = (
    "toxic",
    "severe_toxic",
    "obscene",
    "threat",
    "insult",
    "identity_hate",
)
ROWS = 159_571


def load_toxic_comments() -> pd.DataFrame:
    """Return comments on Wikipedia's pages, labelled by people.

    Returns
    -------
    pandas.DataFrame
        159,571 rows; ``id`` and ``comment_text`` (str), then six columns of
        0 or 1, ``int64``: ``toxic``, ``severe_toxic``, ``obscene``,
        ``threat``, ``insult`` and ``identity_hate``. A comment may have any
        number of them; nine in ten have none.

    Raises
    ------
    utils.download.DatasetUnavailable
        If the file is not in the cache. Kaggle gives it to its members only,
        so it has to be put there by hand; the text says where.
    ValueError
        If the file has other rows than the original.

    Notes
    -----
    Made by Jigsaw (2018), "Toxic Comment Classification Challenge", Kaggle,
    ``train.csv``; the texts are Wikipedia's (CC BY-SA 3.0).
    """
    path, _ = fetch("toxic comments", MIRRORS)
    comments = pd.read_csv(path)
    labels = comments[list(LABELS)]
    if len(comments) != ROWS or not labels.isin([0, 1]).all(axis=None):
        raise ValueError(
            f"{path} has {len(comments):,} rows, or labels that are not 0 or "
            f"1; Kaggle's train.csv has {ROWS:,} rows: unpack it again."
        )
    return comments


def _verify(path: Path) -> None:
    """Raise ``ValueError`` unless the columns are those of Kaggle's file."""
    columns = ["id", "comment_text", *LABELS]
    try:
        found = list(pd.read_csv(path, nrows=1).columns)
    except ValueError:  # not text, or empty
        found = []
    if found != columns:
        raise ValueError(f"the columns are not {', '.join(columns)}")


MIRRORS = (
    ManualDownload(
        where="train.csv of Kaggle's “Toxic Comment Classification Challenge”",
        filename="jigsaw_toxic_comments.csv",
        sha256=None,  # none is published
        verify=_verify,
    ),
)
