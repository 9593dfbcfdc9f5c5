"""Decoded arrays in the cache, so that a second load is quick."""

import contextlib
import hashlib
import platform
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.download import atomic_write, data_dir

Arrays = dict[str, NDArray[Any]]


def arrays_sha256(arrays: Arrays) -> str:
    """Return the SHA-256 of arrays: their names, types, shapes and values."""
    sha256 = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        sha256.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        sha256.update(np.ascontiguousarray(array).data)
    return sha256.hexdigest()


def decoded(
    filename: str, sha256: str, decode: Callable[[], Arrays]
) -> Arrays:
    """Return arrays from the cache, else decode them and store them there.

    If the cache cannot be written, the arrays are returned all the same.

    Parameters
    ----------
    filename : str
        The name of the file with the arrays in the cache (``….npz``).
    sha256 : str
        The `arrays_sha256` of the arrays. A file with another one, or one
        that cannot be read, is rebuilt.
    decode : callable
        Takes no argument; returns the arrays as a dict.

    Returns
    -------
    dict of str to numpy.ndarray

    Raises
    ------
    ValueError
        If decoding gives arrays with another SHA-256.
    """
    path = data_dir() / filename
    # Whatever is wrong with the file: it is only a copy.
    with contextlib.suppress(Exception):
        # np.load leaves a broken file open: close it here.
        with open(path, "rb") as file:
            arrays = dict(np.load(file, allow_pickle=False))
        if arrays_sha256(arrays) == sha256:
            return arrays
    arrays = decode()
    if (found := arrays_sha256(arrays)) != sha256:
        raise ValueError(
            f"{filename}: decoding gave other arrays (SHA-256 {found[:12]}…) "
            f"than expected ({sha256[:12]}…): please tell us, with what "
            f"Python {platform.python_version()} runs on."
        )
    with contextlib.suppress(OSError), atomic_write(path) as new:
        # Not compressed: quicker to read. The stub of NumPy takes the arrays
        # for its own options.
        np.savez(new, **arrays)  # type: ignore[arg-type]
    return arrays


def pack_texts(
    texts: Iterable[bytes],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return texts, each as bytes in UTF-8, as two arrays for the cache.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        All bytes, ``uint8``, and where each text ends in them, ``int64``.
    """
    texts = list(texts)
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    return np.frombuffer(b"".join(texts), np.uint8), ends


def unpack_texts(
    utf8: NDArray[np.uint8], ends: NDArray[np.int64]
) -> list[str]:
    """Return the texts that `pack_texts` packed."""
    whole = utf8.tobytes()
    stops = ends.tolist()
    return [
        whole[start:stop].decode()
        for start, stop in zip([0, *stops[:-1]], stops, strict=True)
    ]
