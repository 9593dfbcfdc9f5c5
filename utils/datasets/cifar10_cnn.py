"""The weights of a small network that was trained on CIFAR-10 in full."""

import numpy as np
from numpy.typing import NDArray

from utils.datasets.shipped import shipped


def load_cifar10_cnn() -> list[NDArray[np.float32]]:
    """Return kernel and bias of six convolutions and a dense layer.

    Returns
    -------
    list of numpy.ndarray
        14 ``float32`` arrays, in the order that ``set_weights`` takes: 3 × 3
        convolutions with 24, 24, 48, 48, 56, 56 filters, then a dense layer
        with ten outputs, the classes of `load_cifar10`. The pictures are
        numbers from 0 to 1.

    Raises
    ------
    FileNotFoundError
        If ``data/cifar10_cnn.npz``, which ships with the course, is missing.

    Notes
    -----
    ``tools/train_cifar10.py`` trained it and made the file, in which the
    numbers have half precision; the network's form stands there, too.
    """
    with np.load(shipped("cifar10_cnn.npz")) as arrays:
        names = [f"arr_{number}" for number in range(len(arrays.files))]
        return [arrays[name].astype(np.float32) for name in names]
