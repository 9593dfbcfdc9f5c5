"""Decoded arrays in the cache, so that a second load is quick."""

import contextlib
import hashlib
import platform

import numpy as np

from utils.download import data_dir, whole_file


def digest(arrays):
    """Return the SHA-256 of arrays: their names, types, shapes and values.

    Parameters
    ----------
    arrays : dict of str to numpy.ndarray
    """
    sha256 = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        sha256.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        sha256.update(np.ascontiguousarray(array))
    return sha256.hexdigest()


def decoded(filename, sha256, decode):
    """Return arrays from the cache, else decode them and keep them there.

    Parameters
    ----------
    filename : str
        What the file with the arrays is called in the cache (``….npz``).
    sha256 : str
        The `digest` of the arrays. A file that has another one, or cannot be
        read, is made anew.
    decode : callable
        Takes no argument; returns the arrays as a dict.

    Returns
    -------
    dict of str to numpy.ndarray

    A cache that cannot be written costs time, not the data set.

    Raises
    ------
    ValueError
        If decoding gives arrays with another digest.
    """
    path = data_dir() / filename
    # Whatever is wrong with the file: it is only a copy.
    with contextlib.suppress(Exception):
        # np.load leaves a broken file open: close it here.
        with open(path, "rb") as file:
            arrays = dict(np.load(file, allow_pickle=False))
        if digest(arrays) == sha256:
            return arrays
    arrays = decode()
    if (made := digest(arrays)) != sha256:
        raise ValueError(
            f"{filename}: decoding gave other arrays (SHA-256 {made[:12]}…) "
            f"than expected ({sha256[:12]}…): please tell us, with what "
            f"Python {platform.python_version()} runs on."
        )
    with contextlib.suppress(OSError), whole_file(path) as new:
        np.savez(new, **arrays)  # not compressed: quicker to read
    return arrays


def pack_texts(texts):
    """Return texts, each as bytes in UTF-8, as two arrays for the cache.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        All bytes, ``uint8``, and where each text ends in them, ``int64``.
    """
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    return np.frombuffer(b"".join(texts), np.uint8), ends


def unpack_texts(utf8, ends):
    """Return the texts, a list of str, that `pack_texts` packed."""
    whole, ends = utf8.tobytes(), ends.tolist()
    return [
        whole[start:end].decode()
        for start, end in zip([0, *ends[:-1]], ends, strict=True)
    ]
