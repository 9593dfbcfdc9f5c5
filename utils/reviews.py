"""From the string of a review to the ids that a model reads."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from utils.own_files import InputError

#: More characters are no review: it would take minutes.
LONGEST = 1_000_000
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,200}>")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Rating(NamedTuple):
    """What a model makes of a review."""

    #: The probability of “positive”.
    probability: float
    #: How many words were read.
    words: int
    #: The words and signs that the model does not know, each once.
    unknown: tuple[str, ...]

    def __str__(self) -> str:
        text = f"positive with probability {self.probability:.2f}"
        if self.unknown:
            shown = ", ".join(self.unknown[:8])
            more = ", …" if len(self.unknown) > 8 else ""
            text += f"; not known, of {self.words:,} words: {shown}{more}"
        return text


def review_ids(
    text: str, word_index: Mapping[str, int], num_words: int = 10_000
) -> tuple[np.ndarray, int, tuple[str, ...]]:
    """Return ids, the number of words, and what has no id of its own.

    The text goes the way of the training texts: without HTML, in lower case,
    words of letters and digits with apostrophes inside.

    Parameters
    ----------
    text : str
        The review, as it is typed or copied from a page.
    word_index : mapping of str to int
        The rank of each word, 1 for the most frequent.
    num_words : int
        Ids are smaller than this, as in ``load_imdb(num_words=...)``.

    Returns
    -------
    ids : numpy.ndarray
        ``int64``, by Keras' conventions: 1 at the start, then rank + 3, or 2
        for an unknown word.
    words : int
        How many words there are.
    unknown : tuple of str
        Words and signs (emoji) without an id, each once, in their order.

    Raises
    ------
    InputError
        If the review is no string, empty, too long, or in a language of
        which the model knows no word.
    """
    if not isinstance(text, str):
        raise InputError(
            f"A review is a text in quotation marks, not {type(text).__name__}"
            ": for a file, read_text(path) gives its text."
        )
    if len(text) > LONGEST:
        raise InputError(
            f"The review has {len(text):,} characters, and {LONGEST:,} is "
            "the most: is it a review?"
        )
    text = html.unescape(_TAG.sub(" ", text)).replace("’", "'").lower()
    words = _WORD.findall(text)
    if not words:
        raise InputError("The review holds no words: write a sentence.")
    ranks = [word_index.get(word, num_words) for word in words]
    ids = np.array([1, *(r + 3 if r + 3 < num_words else 2 for r in ranks)])
    if (ids[1:] == 2).all():
        raise InputError(
            f"None of the {len(words):,} words is known to the model, so it "
            "cannot judge: it has learned from reviews in English."
        )
    signs = [c for c in text if unicodedata.category(c) == "So"]
    no_id = [w for w, i in zip(words, ids[1:], strict=True) if i == 2]
    return ids, len(words), tuple(dict.fromkeys(no_id + signs))


def rate_review(
    text: str,
    probability_of: Callable[[np.ndarray], float],
    word_index: Mapping[str, int],
    num_words: int = 10_000,
) -> Rating:
    """Return what a model makes of a review: from string to probability.

    Parameters
    ----------
    text : str
        The review.
    probability_of : callable
        Takes the ids of one review, (words + 1,), and returns the
        probability of “positive”.
    word_index, num_words
        As for `review_ids`: those with which the model was trained.

    Raises
    ------
    InputError
        As `review_ids`.
    """
    ids, words, unknown = review_ids(text, word_index, num_words)
    return Rating(float(probability_of(ids)), words, unknown)
