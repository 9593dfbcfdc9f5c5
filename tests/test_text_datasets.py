"""Texts that are downloaded, or put into the cache by hand."""

import collections
import csv
import dataclasses
import hashlib
import json
import tarfile

import numpy as np
import pytest

from utils.datasets import (
    load_reuters_topics,
    load_toxic_comments,
    load_war_and_peace,
    novels,
    reuters,
    toxic_comments,
)
from utils.datasets.decoded import arrays_sha256
from utils.download import DatasetUnavailable
from utils.mirrors import file_sha256


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """Move the cache to an empty folder, and allow no download."""
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COURSE_DATA_SOURCES", "origin")
    return tmp_path


def test_reuters():
    """The whole data set: from the cache, else as the notebook fetches it."""
    news = load_reuters_topics()
    assert list(news.columns) == ["text", "topics"] and len(news) == 19_043
    assert (news["topics"].str.len() == 0).sum() == 8666
    counts = collections.Counter(t for row in news["topics"] for t in row)
    assert len(counts) == 119
    known = {"earn": 3776, "acq": 2210, "grain": 574, "wheat": 287}
    assert {topic: counts[topic] for topic in known} == known
    first = news.loc[0]
    assert first["topics"] == ("cocoa",)
    assert first["text"].startswith("BAHIA COCOA REVIEW\nShowers continued")
    assert first["text"].endswith("carnival which ends midday on February 27.")
    assert news.loc[4, "topics"] == (
        "barley", "corn", "grain", "oat", "sorghum", "wheat"
    )  # fmt: skip


def test_reuters_is_decoded_once(assert_decoded_once):
    assert_decoded_once(load_reuters_topics, reuters, "_fetch_and_decode")


@pytest.fixture
def small_reuters(empty_cache, monkeypatch, add_file):
    """Put a package with four texts, not sorted, into an empty cache."""
    items = [
        {"id": "10", "title": "LAST", "body": "end\n REUTER\n\x03"},
        {"id": "9", "title": "NO BODY", "topics": ["earn"]},
        {"id": "2", "title": "GRAIN", "body": "two\nlines   \n Reuter\n\x03",
         "topics": ["wheat", "grain", "wheat"]},
        {"id": "1", "title": "£", "body": "Reuter said", "topics": []},
    ]  # fmt: skip
    (mirror,) = reuters.MIRRORS
    path = empty_cache / mirror.filename
    with tarfile.open(path, "w:gz") as archive:
        for number, part in enumerate((items[:2], items[2:])):
            name = f"package/data/full/reuters-00{number}.json"
            add_file(archive, name, json.dumps(part).encode())
        add_file(archive, "package/data/mini/reuters-000.json", b"[{}]")
    mirror = dataclasses.replace(mirror, sha256=file_sha256(path))
    monkeypatch.setattr(reuters, "MIRRORS", (mirror,))
    arrays = reuters._fetch_and_decode()
    monkeypatch.setattr(reuters, "DECODED_SHA256", arrays_sha256(arrays))
    return empty_cache


def test_reuters_is_read_from_the_package(small_reuters):
    for _ in range(2):  # the second time from the decoded copy
        news = load_reuters_topics()
        assert news["text"].tolist() == [
            "£\nReuter said", "GRAIN\ntwo\nlines", "LAST\nend"
        ]  # fmt: skip
        assert news["topics"].tolist() == [(), ("grain", "wheat"), ()]
        assert news.index.tolist() == [0, 1, 2]


def test_reuters_unavailable(small_reuters):
    for path in small_reuters.iterdir():
        path.unlink()
    with pytest.raises(DatasetUnavailable, match="put it into"):
        load_reuters_topics()
    assert not list(small_reuters.iterdir())


NOVEL = "\ufeff“Well, Prince”\r\nsaid Anna – à demi.\r\n"


@pytest.fixture
def small_novel(empty_cache, monkeypatch, unreachable_url):
    """Expect a short text instead of the novel; its origin is unreachable."""
    text = NOVEL.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    expected = hashlib.sha256(text.encode()).hexdigest()
    monkeypatch.setattr(novels, "WAR_AND_PEACE_SHA256", expected)
    (mirror,) = novels.MIRRORS
    mirror = dataclasses.replace(mirror, url=unreachable_url)
    monkeypatch.setattr(novels, "MIRRORS", (mirror,))
    return empty_cache / mirror.filename, text


@pytest.mark.parametrize("content", [NOVEL, NOVEL.strip("\ufeff\r\n")])
def test_war_and_peace_by_hand(small_novel, content):
    """With a byte-order mark and Windows' line ends, or without."""
    path, text = small_novel
    path.write_bytes(content.encode())
    assert load_war_and_peace() == text


def test_war_and_peace_unavailable(small_novel):
    path, _ = small_novel
    path.write_text("Another novel", "utf-8")
    with pytest.raises(DatasetUnavailable) as caught:
        load_war_and_peace()
    text = str(caught.value)
    assert "holds another text (13 characters" in text
    assert "ConnectionError" in text and "put it into" in text


def write_comments(path, rows, header=None):
    """Write a file as Kaggle has it."""
    labels = toxic_comments.LABELS
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header or ["id", "comment_text", *labels])
        writer.writerows(rows)


def comments(count):
    """Return rows of comments, one in ten of them labelled toxic."""
    return [
        (f"{i:016x}", f'Comment {i}, "quoted",\nin two lines — ❤',
         int(i % 10 == 0), 0, 0, 0, int(i % 20 == 0), 0)
        for i in range(count)
    ]  # fmt: skip


def test_toxic_comments_by_hand(empty_cache, monkeypatch):
    monkeypatch.setattr(toxic_comments, "ROWS", 20)
    write_comments(empty_cache / "jigsaw_toxic_comments.csv", comments(20))
    table = load_toxic_comments()
    assert table.shape == (20, 8)
    assert table.columns[1] == "comment_text"
    labels = table[list(toxic_comments.LABELS)]
    assert set(labels.dtypes) == {np.dtype("int64")}
    assert labels.sum().tolist() == [2, 0, 0, 0, 1, 0]
    assert table["comment_text"][3].endswith("in two lines — ❤")


def test_toxic_comments_with_other_rows(empty_cache, monkeypatch):
    path = empty_cache / "jigsaw_toxic_comments.csv"
    write_comments(path, comments(20))
    with pytest.raises(ValueError, match=r"has 20 rows.*has 159,571 rows"):
        load_toxic_comments()
    monkeypatch.setattr(toxic_comments, "ROWS", 20)
    write_comments(path, [(*row[:2], -1, *row[3:]) for row in comments(20)])
    with pytest.raises(ValueError, match="labels that are not 0 or 1"):
        load_toxic_comments()


@pytest.mark.parametrize("content", ["id,comment_text\n1,a\n", ""])
def test_another_file_in_place_of_the_comments(empty_cache, content):
    path = empty_cache / "jigsaw_toxic_comments.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(DatasetUnavailable) as caught:
        load_toxic_comments()
    text = str(caught.value)
    assert "the columns are not id, comment_text, toxic," in text
    assert "without an account" in text
    assert "jigsaw_toxic_comments.csv (train.csv of Kaggle's" in text


def test_toxic_comments_unavailable(empty_cache):
    with pytest.raises(DatasetUnavailable, match="put it into"):
        load_toxic_comments()
    assert not list(empty_cache.iterdir())
