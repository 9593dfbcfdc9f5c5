"""IMDB: 50,000 movie reviews as ids of words, and the words' ranks."""

import collections
import re

import numpy as np
from numpy.typing import NDArray

from utils.datasets.decoded import Arrays, decoded
from utils.datasets.imdb_texts import PARTS, load_imdb_texts

#: The `arrays_sha256` of the ids, computed from the package's texts.
IDS_SHA256 = "a3209f50a853241707ad66195c926730a4a98240dbf8ae71570bc3728cd32f77"

START, UNKNOWN, OFFSET = 1, 2, 3
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

Part = tuple[NDArray[np.object_], NDArray[np.int64]]


def words_of(text: str) -> list[str]:
    """Return the words of a review, in lower case.

    A word is a run of letters and digits, with apostrophes inside. Line
    breaks of HTML (``<br />``) and punctuation are dropped.
    """
    return _WORD.findall(text.replace("<br />", " ").lower())


def load_imdb(num_words: int | None = None) -> tuple[Part, Part]:
    """Return 50,000 movie reviews as ids, by the conventions of Keras.

    Parameters
    ----------
    num_words : int, optional
        Ids from there on, those of the rarer words, become 2, "unknown".
        ``None`` keeps all.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test))
        The reviews in the order of `load_imdb_texts`: object arrays of shape
        (25000,), each entry an ``int32`` array with the id 1 ("start") and
        then one id a word. A word's id is its rank (see
        `load_imdb_word_index`) plus 3; 0 is kept for padding. Labels as in
        `load_imdb_texts`.

    Raises
    ------
    ValueError
        If ``num_words`` leaves no word (4 or less).
    utils.download.DatasetUnavailable
        As `load_imdb_texts`.

    Notes
    -----
    Conventions and signature are those of ``keras.datasets.imdb.load_data``.
    The ids differ, since words, ranks and the order of the reviews are
    computed here; entries are arrays instead of lists. Words that occur in
    test reviews only are unknown here, and left out there. The first call
    stores the ids in the cache (47 MB).
    """
    if num_words is not None and num_words <= OFFSET + 1:
        raise ValueError(
            f"num_words={num_words} leaves no word: ids of words begin at "
            f"{OFFSET + 1}, so take at least {OFFSET + 2}, say 10000."
        )
    arrays = decoded("imdb-ids.npz", IDS_SHA256, _encode)
    if num_words is not None:
        for part in PARTS:
            ids = arrays[f"ids_{part}"]
            ids[ids >= num_words] = UNKNOWN
    return _part(arrays, "train"), _part(arrays, "test")


def load_imdb_word_index() -> dict[str, int]:
    """Return the rank of each word of the training reviews.

    Returns
    -------
    dict of str to int
        81,373 words, the most frequent first, with ranks from 1; words that
        are equally frequent stand in alphabetical order. In `load_imdb` the
        id of a word is its rank plus 3.

    Raises
    ------
    utils.download.DatasetUnavailable
        As `load_imdb_texts`.
    """
    arrays = decoded("imdb-ids.npz", IDS_SHA256, _encode)
    words = arrays["words"].tobytes().decode().split("\n")
    return {word: rank for rank, word in enumerate(words, start=1)}


def _part(arrays: Arrays, part: str) -> Part:
    pieces = np.split(arrays[f"ids_{part}"], arrays[f"ends_{part}"][:-1])
    reviews = np.empty(len(pieces), dtype=object)
    reviews[:] = pieces
    return reviews, arrays[f"y_{part}"]


def _encode() -> Arrays:
    """Return ids, ends and labels of both parts, and the words by rank."""
    loaded = dict(zip(PARTS, load_imdb_texts(), strict=True))
    counts: collections.Counter[str] = collections.Counter()
    for text in loaded["train"][0]:
        counts.update(words_of(text))
    words = sorted(counts, key=lambda word: (-counts[word], word))
    id_of = {word: i for i, word in enumerate(words, start=1 + OFFSET)}
    arrays: Arrays = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8)
    }
    for part, (texts, labels) in loaded.items():
        ids, ends = [], []
        for text in texts:
            ids.append(START)
            ids.extend(id_of.get(word, UNKNOWN) for word in words_of(text))
            ends.append(len(ids))
        arrays[f"ids_{part}"] = np.array(ids, np.int32)
        arrays[f"ends_{part}"] = np.array(ends, np.int64)
        arrays[f"y_{part}"] = labels
    return arrays
