"""Train the network that chapter 4 looks into: ``data/cifar10_cnn.npz``.

    python -m tools.train_cifar10

Six convolutions, each with batch normalisation while it is trained, which is
merged into the convolution's kernel and bias before they are stored, in half
precision. It trains on all 50,000 training pictures and prints the accuracy
on the test pictures, which choose nothing. Half an hour on two cores with
AVX-512.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from utils import ROOT
from utils.datasets import load_cifar10
from utils.runtime import setup

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

FILTERS = (24, 24, 48, 48, 56, 56)
EPOCHS = 25
BATCH = 128
SHIFT = 4  # pixels by which a picture is moved at most
PATH = ROOT / "data" / "cifar10_cnn.npz"


def main() -> None:
    """Train, merge, test, and write the file."""
    setup(profile="full")
    import keras
    import tensorflow as tf

    from utils.progress import show_progress

    (pictures, labels), (test_pictures, test_labels) = load_cifar10()
    pictures = np.pad(
        pictures, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), "reflect"
    )

    def vary(
        picture: tf.Tensor, label: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        picture = tf.image.random_crop(picture, (32, 32, 3))
        picture = tf.image.random_flip_left_right(picture)
        return tf.cast(picture, tf.float32) / 255, label

    data = tf.data.Dataset.from_tensor_slices((pictures, labels[:, 0]))
    data = data.shuffle(len(labels)).map(vary, tf.data.AUTOTUNE)
    data = data.batch(BATCH, drop_remainder=True).prefetch(2)
    steps = len(labels) // BATCH

    trained = network(normalise=True)
    trained.compile(
        keras.optimizers.SGD(
            keras.optimizers.schedules.CosineDecay(
                0.01,
                EPOCHS * steps,
                warmup_target=0.1,
                warmup_steps=2 * steps,
            ),
            momentum=0.9,
            nesterov=True,
            weight_decay=5e-4,
        ),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    trained.fit(
        data, epochs=EPOCHS, verbose=0, callbacks=[show_progress(EPOCHS)]
    )
    weights = [w.astype(np.float16) for w in merged(trained)]
    np.savez(PATH, *weights)

    plain = network(normalise=False)
    plain.set_weights([w.astype(np.float32) for w in weights])
    plain.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    tests = test_pictures / np.float32(255)
    loss, accuracy = plain.evaluate(tests, test_labels, verbose=0)
    print(f"{plain.count_params():,} parameters")
    print(f"test pictures: loss {loss:.4f}, accuracy {accuracy:.4f}")
    print(f"wrote {PATH.relative_to(ROOT)}: {PATH.stat().st_size:,} bytes")


def network(normalise: bool) -> keras.Sequential:
    """Return the network as it is trained, or as it is stored."""
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((32, 32, 3))])
    for place, filters in enumerate(FILTERS):
        if place in (2, 4):
            model.add(layers.MaxPooling2D(2))
        model.add(
            layers.Conv2D(filters, 3, padding="same", use_bias=not normalise)
        )
        if normalise:
            model.add(layers.BatchNormalization())
        model.add(layers.ReLU())
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    return model


def merged(trained: keras.Sequential) -> list[NDArray[np.float32]]:
    """Return kernel and bias of each layer, normalisation merged in.

    With its moving mean m and variance v, normalisation makes γ (y − m) / s +
    β of a convolution's output y, s = √(v + ε); so the kernel is multiplied
    by γ / s, and the bias is β − m γ / s.
    """
    weights = []
    for layer, following in zip(
        trained.layers, [*trained.layers[1:], None], strict=True
    ):
        if type(layer).__name__ == "Dense":
            weights += layer.get_weights()
        elif type(layer).__name__ == "Conv2D":
            (kernel,) = layer.get_weights()
            gamma, beta, mean, variance = following.get_weights()
            scale = gamma / np.sqrt(variance + following.epsilon)
            weights += [kernel * scale, beta - mean * scale]
    return weights


if __name__ == "__main__":
    main()
