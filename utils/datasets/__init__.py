"""The course's data sets: ``load_*`` functions, a module for each."""

from utils.datasets.cifar10 import load_cifar10
from utils.datasets.cifar10_cnn import load_cifar10_cnn
from utils.datasets.glove import load_glove
from utils.datasets.hafez import load_hafez
from utils.datasets.house_prices import load_house_prices
from utils.datasets.imdb import load_imdb, load_imdb_word_index
from utils.datasets.imdb_texts import load_imdb_texts
from utils.datasets.mnist import load_mnist
from utils.datasets.novels import load_moby_dick, load_war_and_peace
from utils.datasets.reuters import load_reuters_topics
from utils.datasets.toxic_comments import load_toxic_comments
from utils.datasets.weather import load_seattle_weather

__all__ = [
    "load_cifar10",
    "load_cifar10_cnn",
    "load_glove",
    "load_hafez",
    "load_house_prices",
    "load_imdb",
    "load_imdb_texts",
    "load_imdb_word_index",
    "load_mnist",
    "load_moby_dick",
    "load_reuters_topics",
    "load_seattle_weather",
    "load_toxic_comments",
    "load_war_and_peace",
]
