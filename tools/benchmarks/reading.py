"""Reading a data set a second time, against decoding its file again."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from utils.datasets import cifar10, imdb, imdb_texts, mnist, reuters
from utils.datasets.decoded import arrays_sha256

# For each data set: what decodes the fetched file, as one does without
# a cache of what was decoded; the loader; the checksum of what both give.
SETS: dict[str, tuple[Callable[[], Any], Callable[[], Any], str]] = {
    "CIFAR-10": (
        cifar10._fetch_and_decode,
        cifar10.load_cifar10,
        cifar10.DECODED_SHA256,
    ),
    "MNIST": (
        mnist._fetch_and_decode,
        mnist.load_mnist,
        mnist.DECODED_SHA256,
    ),
    "IMDB, texts": (
        imdb_texts._fetch_and_pack,
        imdb_texts.load_imdb_texts,
        imdb_texts.DECODED_SHA256,
    ),
    "IMDB, ids": (imdb._encode, imdb.load_imdb, imdb.IDS_SHA256),
    "Reuters": (
        reuters._fetch_and_decode,
        reuters.load_reuters_topics,
        reuters.DECODED_SHA256,
    ),
}


@dataclass(frozen=True)
class Reading:
    """Seconds for one data set."""

    name: str
    decoding: float
    loading: float


def readings() -> list[Reading]:
    """Time all data sets; those that are missing are fetched first.

    Raises
    ------
    AssertionError
        If decoding does not give what the loader reads.
    """
    found = []
    for name, (decode, load, sha256) in SETS.items():
        load()  # fetches and decodes where it was never done
        started = time.perf_counter()
        arrays = decode()
        decoding = time.perf_counter() - started
        if arrays_sha256(arrays) != sha256:
            raise AssertionError(f"{name}: decoding gave other arrays")
        started = time.perf_counter()
        load()
        loading = time.perf_counter() - started
        found.append(Reading(name, decoding, loading))
    return found
