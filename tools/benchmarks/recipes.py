"""The course's way to a result against what a reader would otherwise do."""

import time
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tools.benchmarks.course_code import defined_in
from utils.datasets import load_cifar10, load_imdb

CIFAR_TARGET = 0.55  # validation accuracy
# Epochs of 10,000 pictures until the book's network reaches it: 0.572 at the
# end of the fourth, the first to be above (seed 42).
CIFAR_BOOK_EPOCHS = 4
IMDB_TARGET = 0.87  # validation accuracy


@dataclass(frozen=True)
class Recipe:
    """Two ways to one result, and the seconds that each takes."""

    name: str
    target: str
    textbook: float
    ours: float
    extrapolated: bool  # the textbook's, from some of its steps


class _StopAt(keras.callbacks.Callback):
    """Stop when the validation accuracy is high enough."""

    def __init__(self, target: float) -> None:
        super().__init__()
        self.target = target
        self.epochs = 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epochs = epoch + 1
        self.model.stop_training = logs["val_accuracy"] >= self.target


def _fit_to(
    target: float,
    network: keras.Model,
    train: Any,
    validation: Any,
    **options: Any,
) -> tuple[float, int]:
    """Fit until the validation accuracy is reached; return seconds, epochs.

    Raises
    ------
    AssertionError
        If it is not reached in the epochs that ``options`` allow.
    """
    stop = _StopAt(target)
    started = time.perf_counter()
    network.fit(
        *train,
        validation_data=validation,
        verbose=0,
        callbacks=[stop],
        **options,
    )
    seconds = time.perf_counter() - started
    reached = network.evaluate(*validation, verbose=0)[1]
    if reached < target:
        raise AssertionError(f"{reached:.3f} after {stop.epochs} epochs")
    return seconds, stop.epochs


def cifar10() -> list[Recipe]:
    """Classify CIFAR-10: the lighter network, against the book's.

    The book's is fed from arrays, and by a data set of single pictures that
    are collected into batches of 32, without working ahead.

    Raises
    ------
    AssertionError
        If the course's network does not reach the accuracy.
    """
    names = defined_in("ch04", "build_light", "build_cnn", "compiled")
    (pictures, labels), _ = load_cifar10()
    x, y = pictures[:12_500] / np.float32(255), labels[:12_500]
    train, validation = (x[:10_000], y[:10_000]), (x[10_000:], y[10_000:])

    keras.utils.set_random_seed(42)
    network = names["compiled"](names["build_light"]())
    ours, _ = _fit_to(
        CIFAR_TARGET, network, train, validation, batch_size=32, epochs=12
    )

    book = names["compiled"](names["build_cnn"]())
    steps = 60
    few = train[0][: 32 * steps], train[1][: 32 * steps]
    single = tf.data.Dataset.from_tensor_slices(train).shuffle(10_000)
    feeds = {
        "arrays": few,
        "single pictures": (single.batch(32).take(steps),),
    }
    found = []
    for feed, data in feeds.items():
        book.fit(*data, verbose=0)  # builds the graph
        started = time.perf_counter()
        book.fit(*data, verbose=0)
        each = (time.perf_counter() - started) / steps
        found.append(
            Recipe(
                f"CIFAR-10; the book's network, from {feed}",
                f"accuracy {CIFAR_TARGET}",
                each * 313 * CIFAR_BOOK_EPOCHS,
                ours,
                extrapolated=True,
            )
        )
    return found


def imdb() -> Recipe:
    """Classify film reviews: `fit` against a loop of `train_on_batch`.

    Both take the same batches in the same order; so they need as many epochs.

    Raises
    ------
    AssertionError
        If they do not give the same weights, or miss the accuracy.
    """
    names = defined_in("keras", "build_network", "multi_hot")
    (reviews, labels), _ = load_imdb(10_000)
    x, y = names["multi_hot"](reviews), labels.astype("float32")
    train, validation = (x[10_000:], y[10_000:]), (x[:10_000], y[:10_000])

    keras.utils.set_random_seed(42)
    network, loop = names["build_network"](), names["build_network"]()
    loop.set_weights(network.get_weights())
    ours, epochs = _fit_to(
        IMDB_TARGET,
        network,
        train,
        validation,
        batch_size=512,
        epochs=6,
        shuffle=False,
    )

    started = time.perf_counter()
    for _ in range(epochs):
        for i in range(0, len(train[0]), 512):
            loop.train_on_batch(train[0][i : i + 512], train[1][i : i + 512])
        loop.evaluate(*validation, verbose=0)
    textbook = time.perf_counter() - started
    for one, other in zip(
        network.get_weights(), loop.get_weights(), strict=True
    ):
        np.testing.assert_allclose(one, other, atol=1e-4)
    return Recipe(
        "IMDB; train_on_batch",
        f"accuracy {IMDB_TARGET}",
        textbook,
        ours,
        False,
    )


def recipes() -> list[Recipe]:
    """Time all of them."""
    return [*cifar10(), imdb()]
