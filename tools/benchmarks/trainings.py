"""How much of the machine's speed each kind of training uses.

The ceiling is a product of large matrices in the same precision, which does
nothing but multiply and add. A training is counted by its multiplications and
additions alone: what it spends on activations, dropout, the optimizer and on
calling all of them is what keeps it below.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from tools.benchmarks.course_code import defined_in

SECONDS = 4.0  # for which each training is timed


@dataclass(frozen=True)
class Rate:
    """A training's speed."""

    name: str
    gflops: float  # billions of operations a second
    loss: float  # after the first steps; nearly the same with other kernels


def operations(network: keras.Model, steps: int = 1) -> float:
    """Return the operations of one example on the way forward.

    Parameters
    ----------
    network : keras.Model
        Of dense, convolutional and LSTM layers; others count as nothing.
    steps : int
        Length of the sequence that each layer works on.
    """
    count = 0.0
    for layer in network.layers:
        if isinstance(layer, layers.Dense):
            count += 2 * np.prod(layer.kernel.shape) * steps
        elif isinstance(layer, layers.LSTM):
            weights = [w for w in layer.get_weights() if w.ndim == 2]
            count += 2 * sum(w.size for w in weights) * steps
        elif isinstance(layer, layers.Conv2DTranspose):
            places = np.prod(layer.input.shape[1:3])  # each paints a patch
            count += 2 * np.prod(layer.kernel.shape) * places
        elif isinstance(layer, layers.Conv2D):
            places = np.prod(layer.output.shape[1:3])
            count += 2 * np.prod(layer.kernel.shape) * places
    return count


def ceiling() -> float:
    """Return the speed of a large matrix product, in billions a second."""
    side = 2048
    matrix = tf.random.normal((side, side), seed=1)
    times = []
    for _ in range(6):  # the first one warms up
        started = time.perf_counter()
        tf.linalg.matmul(matrix, matrix)[0, 0].numpy()
        times.append(time.perf_counter() - started)
    return 2 * side**3 / min(times) / 1e9


def _timed(
    name: str, work: float, train: Callable[[int], tuple[int, float]]
) -> Rate:
    """Time a training.

    Parameters
    ----------
    name : str
        What is trained.
    work : float
        Operations of a step, forward and back.
    train : callable
        Trains for about so many steps; returns how many, and the loss.

    Raises
    ------
    AssertionError
        If the loss is no number.
    """
    steps, loss = train(1)  # builds the graph
    started = time.perf_counter()
    steps, _ = train(1)
    each = (time.perf_counter() - started) / steps
    started = time.perf_counter()
    steps, _ = train(max(1, int(SECONDS / each)))
    seconds = time.perf_counter() - started
    if not np.isfinite(loss):
        raise AssertionError(f"{name}: the loss is {loss}")
    return Rate(name, work * steps / seconds / 1e9, loss)


def _fitted(
    network: keras.Model, x: Any, y: Any, batch: int
) -> Callable[[int], tuple[int, float]]:
    """Return a function that fits for about so many steps.

    It returns how many, and the loss (a GAN's: the discriminator's).
    """

    def train(steps: int) -> tuple[int, float]:
        epochs = max(1, round(steps * batch / len(x)))
        history = network.fit(
            x, y, batch_size=batch, epochs=epochs, shuffle=False, verbose=0
        ).history
        loss = history.get("d_loss") or history["loss"]
        return epochs * -(-len(x) // batch), loss[-1]

    return train


def rates() -> list[Rate]:
    """Time the course's trainings, with random data of the right shape.

    What the numbers are does not change how fast they are multiplied.
    """
    rng = np.random.default_rng(0)
    found = []

    names = defined_in("ch03", "build_model")
    for name, units in (("dense", 200), ("dense, the book's", 1000)):
        keras.utils.set_random_seed(1)
        network = names["build_model"](units, hidden_layers=4)
        network.compile("adam", "binary_crossentropy", steps_per_execution=32)
        x = rng.random((1024, 10), "float32")
        y = (x.sum(axis=1) > 5).astype("float32")
        work = 3 * 32 * operations(network)
        found.append(_timed(name, work, _fitted(network, x, y, 32)))

    names = defined_in("ch04", "build_light", "build_cnn", "compiled")
    for name, build in (
        ("convolutions", "build_light"),
        ("convolutions, the book's", "build_cnn"),
    ):
        keras.utils.set_random_seed(1)
        network = names["compiled"](names[build]())
        x = rng.random((1024, 32, 32, 3), "float32")
        y = rng.integers(10, size=1024)
        work = 3 * 32 * operations(network)
        found.append(_timed(name, work, _fitted(network, x, y, 32)))

    names = defined_in("ch05", "lstm_char_model")
    keras.utils.set_random_seed(1)
    network = names["lstm_char_model"](60, 128, 0.0)
    network.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    x = rng.integers(60, size=(1024, 64)).astype("uint8")
    network(x[:1])
    work = 3 * 128 * operations(network, steps=64)
    found.append(_timed("LSTM", work, _fitted(network, x, x, 128)))

    names = defined_in("ch06", "new_digit_gan")
    for name, light, batch in (
        ("GAN, convolutions", True, 40),
        ("GAN, the book's", False, 128),
    ):
        gan = names["new_digit_gan"](light)
        g, d = (
            operations(network)
            for network in (gan.generator, gan.discriminator)
        )
        # The fakes; the discriminator on both kinds; the generator through
        # the discriminator, whose weights rest.
        work = batch * (g + 3 * 2 * d + 3 * g + 2 * d)
        x = rng.uniform(-1, 1, (1024, 784)).astype("float32")
        found.append(_timed(name, work, _fitted(gan, x, None, batch)))
    return found
