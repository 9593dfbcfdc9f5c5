"""The course's data sets: a file and a ``load_*`` function for each."""

from utils.datasets.cifar10 import load_cifar10
from utils.datasets.house_prices import load_house_prices
from utils.datasets.mnist import load_mnist

__all__ = ["load_cifar10", "load_house_prices", "load_mnist"]
