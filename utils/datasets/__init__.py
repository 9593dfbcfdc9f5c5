"""The course's data sets: a file and ``load_*`` functions for each."""

from utils.datasets.cifar10 import load_cifar10
from utils.datasets.house_prices import load_house_prices
from utils.datasets.imdb import (
    load_imdb,
    load_imdb_texts,
    load_imdb_word_index,
)
from utils.datasets.mnist import load_mnist

__all__ = [
    "load_cifar10",
    "load_house_prices",
    "load_imdb",
    "load_imdb_texts",
    "load_imdb_word_index",
    "load_mnist",
]
