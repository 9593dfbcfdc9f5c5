"""The files in ``data/`` are complete, reproducible and listed."""

import gzip
import hashlib
import io
import itertools
import re

import keras
import numpy as np
import pytest

from tools.make_data import FILES
from tools.train_cifar10 import FILTERS, merged, network
from utils import ROOT
from utils.datasets import (
    load_cifar10_cnn,
    load_glove,
    load_hafez,
    load_house_prices,
    load_moby_dick,
    load_seattle_weather,
    shipped,
)

LOADERS = {
    "house_prices.csv": load_house_prices,
    "moby_dick.txt.gz": load_moby_dick,
    "hafez.txt.gz": load_hafez,
    "seattle_weather.csv": load_seattle_weather,
    "glove.npz": load_glove,
    "cifar10_cnn.npz": load_cifar10_cnn,
}


def content(name, file):
    """Return a file's content, unpacked: zlib's versions pack differently."""
    return gzip.decompress(file) if name.endswith(".gz") else file


# The vectors' package has 118 MB and takes 3 GB of memory: not for a test.
@pytest.mark.parametrize("name", [n for n in FILES if n != "glove.npz"])
def test_file_is_what_make_data_produces(name):
    found = (ROOT / "data" / name).read_bytes()
    assert content(name, found) == content(name, FILES[name]())


def test_each_file_is_listed_with_its_checksum():
    readme = (ROOT / "data" / "README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([\w.]+)` \|.*`(\w{64})`", readme, re.M))
    files = [
        path
        for path in (ROOT / "data").iterdir()
        if path.is_file() and path.name != "README.md"
    ]
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    assert set(listed) == set(LOADERS)


@pytest.mark.parametrize("name", LOADERS)
def test_missing_file(monkeypatch, tmp_path, name):
    monkeypatch.setattr(shipped, "ROOT", tmp_path)
    with pytest.raises(FileNotFoundError, match=f"git checkout data/{name}"):
        LOADERS[name]()


def test_moby_dick():
    text = load_moby_dick()
    assert len(text) == 1_220_065 and text.isascii() and "\r" not in text
    assert text.startswith("[Moby Dick by Herman Melville 1851]\n")
    assert "\nCall me Ishmael." in text
    assert text.endswith("only found another\norphan.\n")


def test_hafez():
    poems = load_hafez().strip().split("\n\n")
    lines = [line for poem in poems for line in poem.split("\n")]
    assert len(poems) == 495 and len(lines) == 8384
    assert lines[:2] == [
        "الا یا ایها الساقی ادر کاسا و ناولها",
        "که عشق آسان نمود اول ولی افتاد مشکل ها",
    ]
    # Persian letters and spaces only: no Arabic yeh or kaf, no marks.
    assert len(set("".join(lines))) == 36
    assert not set("".join(lines)) & set("\u064a\u0643\u200c\ufeff")


def test_glove():
    words, vectors = load_glove()
    assert len(words) == len(set(words)) == 20_000
    assert vectors.shape == (20_000, 100) and vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert words[:4] == ["the", ",", ".", "of"]
    # As glove.6B.100d.txt has it, to three digits.
    first = [-0.038194, -0.24487, 0.72812, -0.39961, 0.083172, 0.043953]
    np.testing.assert_allclose(vectors[0, :6], first, rtol=1e-3)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    near = units @ units[words.index("king")]
    found = {words[i] for i in np.argsort(-near)[1:4]}
    assert found == {"prince", "queen", "son"}


def test_glove_file_needs_no_pickle():
    file = io.BytesIO((ROOT / "data" / "glove.npz").read_bytes())
    with np.load(file, allow_pickle=False) as arrays:
        assert arrays["vectors"].dtype == np.float16
        assert set(arrays) == {"words", "vectors"}


def test_cifar10_cnn():
    """Half precision, fewer than 100,000 numbers, as they are trained."""
    weights = load_cifar10_cnn()
    sizes = [3, *FILTERS]
    shapes = []
    for inputs, filters in itertools.pairwise(sizes):
        shapes += [(3, 3, inputs, filters), (filters,)]
    assert [w.shape for w in weights] == [*shapes, (FILTERS[-1], 10), (10,)]
    assert sum(w.size for w in weights) == 90_178
    assert all(w.dtype == np.float32 for w in weights)
    assert all(np.array_equal(w, w.astype(np.float16)) for w in weights)
    assert (ROOT / "data" / "cifar10_cnn.npz").stat().st_size < 500_000


def test_normalisation_is_merged_exactly():
    """The stored form gives what the trained form gives in use."""
    keras.utils.set_random_seed(1)
    trained, stored = network(normalise=True), network(normalise=False)
    rng = np.random.default_rng(1)
    for layer in trained.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights(
                [rng.uniform(0.5, 2, w.shape) for w in layer.get_weights()]
            )
    stored.set_weights(merged(trained))
    pictures = rng.random((4, 32, 32, 3), "float32")
    np.testing.assert_allclose(
        stored(pictures), trained(pictures, training=False), atol=1e-5
    )
