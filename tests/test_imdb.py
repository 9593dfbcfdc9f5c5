"""The movie reviews are Stanford's, whatever the mirror."""

import collections
import json
import tarfile

import numpy as np
import pytest

from utils.datasets import (
    imdb,
    imdb_texts,
    load_imdb,
    load_imdb_texts,
    load_imdb_word_index,
)
from utils.datasets.decoded import arrays_sha256
from utils.download import DatasetUnavailable


def test_texts_are_the_originals():
    """Known of Stanford's reviews: duplicates, and what Keras counts there."""
    (train, y_train), (test, y_test) = load_imdb_texts()
    for texts, labels in ((train, y_train), (test, y_test)):
        assert len(texts) == 25_000 and labels.shape == (25_000,)
        assert labels.dtype == np.int64 and labels.sum() == 12_500
    assert len(set(train)) == 24_904 and len(set(test)) == 24_801
    assert len(set(train) & set(test)) == 123
    # Tokenizer of Keras 2 found 88,582 words; so did Chollet's book (2017).
    punctuation = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
    spaces = str.maketrans(dict.fromkeys(punctuation, " "))
    counts = collections.Counter()
    for text in train:
        counts.update(text.lower().translate(spaces).split(" "))
    del counts[""]
    assert len(counts) == 88_582
    bromwell = [t for t in train if t.startswith("Bromwell High is a cartoon")]
    assert y_train[train.index(bromwell[0])] == 1


def test_ids_follow_the_conventions_of_keras():
    (texts, y_texts), _ = load_imdb_texts()
    (x_train, y_train), (x_test, _) = load_imdb()
    word_index = load_imdb_word_index()
    np.testing.assert_array_equal(y_train, y_texts, strict=True)
    assert x_train.shape == x_test.shape == (25_000,)
    assert x_train[0].dtype == np.int32
    word_of = {rank + 3: word for word, rank in word_index.items()}
    for i in (0, 1, 24_999):
        first, *ids = x_train[i].tolist()
        assert first == 1
        assert [word_of[i] for i in ids] == imdb.words_of(texts[i])
    # Frequent words first: the sums are those of the texts.
    ids = np.concatenate(list(x_train))
    counts = np.bincount(ids)[4:]
    assert len(word_index) == len(counts) == 81_373
    assert (np.diff(counts) <= 0).all() and counts.min() >= 1
    assert list(word_index)[:5] == ["the", "and", "a", "of", "to"]
    assert counts[0] == 336_756
    # Words that only test reviews have are unknown.
    assert max(map(max, x_test)) <= 81_376
    assert any((ids == 2).any() for ids in x_test[:100])
    assert not any((ids == 2).any() for ids in x_train[:100])


def test_num_words():
    (full, _), _ = load_imdb()
    (kept, _), (test, _) = load_imdb(num_words=100)
    np.testing.assert_array_equal(
        kept[7], np.where(full[7] < 100, full[7], 2), strict=False
    )
    assert max(map(max, test)) == 99
    with pytest.raises(ValueError, match="take at least 5, say 10000"):
        load_imdb(num_words=4)
    (least, _), _ = load_imdb(num_words=5)
    assert {1, 2, 4} == set(np.unique(np.concatenate(list(least[:50]))))


def test_words():
    text = "It's <br /><br />a FILM--10/10, isn't it? «café» _so_ 'quoted'"
    words = " ".join(imdb.words_of(text))
    assert words == "it's a film 10 10 isn't it café so quoted"


@pytest.mark.parametrize(
    ("load", "module", "decode"),
    [
        (load_imdb, imdb, "_encode"),
        (load_imdb_texts, imdb_texts, "_fetch_and_pack"),
        (load_imdb_word_index, imdb, "_encode"),
    ],
)
def test_is_decoded_once(load, module, decode, assert_decoded_once):
    assert_decoded_once(load, module, decode)


REVIEWS = {
    ("test", "neg"): ["a bad film", "not for me"],
    ("train", "neg"): ["bad bad film, the end", "weak. It's weak"],
    ("test", "pos"): ["a film I like — très bien", "new words only"],
    ("train", "pos"): ["good <br /> film", "the film: good!"],
}


@pytest.fixture
def small_imdb(tmp_path, monkeypatch, disable_downloads, add_file):
    """Put a tiny IMDB of both mirrors into an empty cache."""
    archive, package = (m.filename for m in imdb_texts.MIRRORS)
    with tarfile.open(tmp_path / archive, "w:gz") as stanford:
        # another order, and files that are not read
        add_file(stanford, "aclImdb/README", b"read me")
        for (part, label), texts in sorted(REVIEWS.items(), reverse=True):
            folder = f"aclImdb/{part}/{label}"
            for number, text in enumerate(reversed(texts)):
                add_file(stanford, f"{folder}/{number}_9.txt", text.encode())
        add_file(stanford, "aclImdb/train/unsup/0_0.txt", b"no label")
    rows = [
        {"t": text, "s": int(label == "pos")}
        for (_, label), texts in REVIEWS.items()
        for text in texts
    ]
    with tarfile.open(tmp_path / package, "w:gz") as npm:
        add_file(npm, "package/reviews.json", json.dumps(rows).encode())
    texts = imdb_texts._pack(imdb_texts._read_package(tmp_path / package))
    monkeypatch.setattr(imdb_texts, "DECODED_SHA256", arrays_sha256(texts))
    disable_downloads(imdb_texts)
    monkeypatch.setattr(imdb, "IDS_SHA256", arrays_sha256(imdb._encode()))
    for path in tmp_path.glob("*.npz"):
        path.unlink()
    return tmp_path


@pytest.mark.parametrize("gone", [0, 1])
def test_both_mirrors_give_the_same(small_imdb, gone):
    (small_imdb / imdb_texts.MIRRORS[gone].filename).unlink()
    (train, y_train), (test, y_test) = load_imdb_texts()
    labels = dict(zip(train + test, [*y_train, *y_test], strict=True))
    for (part, label), texts in REVIEWS.items():
        for text in texts:
            assert text in (train if part == "train" else test)
            assert labels[text] == (label == "pos")
    # film 3; bad, good, the, weak 2; then once each, by the alphabet
    assert list(load_imdb_word_index()) == [
        "film", "bad", "good", "the", "weak", "end", "it's"
    ]  # fmt: skip
    x_train, x_test = (x for x, _ in load_imdb())
    assert x_train[train.index("weak. It's weak")].tolist() == [1, 8, 10, 8]
    assert x_test[test.index("new words only")].tolist() == [1, 2, 2, 2]
    names = sorted(p.name for p in small_imdb.glob("imdb-*.npz"))
    assert names == ["imdb-ids.npz", "imdb-texts.npz"]


@pytest.mark.parametrize("name", ["imdb-ids.npz", "imdb-texts.npz"])
def test_damaged_copy_is_rebuilt(small_imdb, name):
    before = load_imdb()
    good = (small_imdb / name).read_bytes()
    (small_imdb / name).write_bytes(good[:-100])
    after = load_imdb_texts() and load_imdb()
    for one, other in zip(before[0][0], after[0][0], strict=True):
        np.testing.assert_array_equal(one, other)
    assert (small_imdb / name).read_bytes() == good


def test_unavailable(small_imdb):
    for mirror in imdb_texts.MIRRORS:
        (small_imdb / mirror.filename).write_bytes(b"damaged")
    with pytest.raises(DatasetUnavailable) as caught:
        load_imdb()
    text = str(caught.value)
    assert "“IMDB”" in text and str(small_imdb) in text
    assert "wrong content" in text and "ConnectionError" in text
    for mirror in imdb_texts.MIRRORS:
        assert mirror.filename in text
    assert not list(small_imdb.glob("*.npz"))


@pytest.mark.parametrize("kept", [0, 1])
def test_other_reviews_are_refused(small_imdb, monkeypatch, kept):
    """Also if the file has the expected checksum."""
    (small_imdb / imdb_texts.MIRRORS[1 - kept].filename).unlink()
    monkeypatch.setattr(imdb_texts, "DECODED_SHA256", "0" * 64)
    with pytest.raises(ValueError, match=r"other arrays .* than expected"):
        load_imdb_texts()


def test_other_ids_than_expected(small_imdb, monkeypatch):
    """As if another Python took other words out of the same texts."""
    monkeypatch.setattr(imdb, "words_of", lambda text: text.split())
    with pytest.raises(ValueError, match=r"imdb-ids\.npz.*please tell us"):
        load_imdb()
    assert not (small_imdb / "imdb-ids.npz").exists()
