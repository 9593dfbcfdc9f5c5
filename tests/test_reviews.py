"""A review in any form becomes ids, or a sentence."""

import numpy as np
import pytest

from utils.own_files import InputError
from utils.reviews import rate_review, review_ids

INDEX = {"the": 1, "film": 2, "isn't": 3, "good": 4, "rare": 96, "rarer": 97}


def ids(text, num_words=100):
    return review_ids(text, INDEX, num_words)[0].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The film isn't GOOD!", [1, 4, 5, 6, 7]),
        ("the film isn’t good", [1, 4, 5, 6, 7]),  # as phones write it
        ("the<br /><br />film", [1, 4, 5]),
        ("<p class='x'>the <b>film</b></p>", [1, 4, 5]),
        ("the&nbsp;film &amp; good", [1, 4, 5, 7]),
        ("the film: 2 < 3 > 1 good", [1, 4, 5, 2, 2, 2, 7]),
        ("the rare rarer xyz", [1, 4, 99, 2, 2]),
        ("the 🎬 film", [1, 4, 5]),
        ("the\nfilm\r\n\tgood", [1, 4, 5, 7]),
    ],
)
def test_ids(text, expected):
    assert ids(text) == expected


def test_what_is_unknown_is_named_once():
    _, words, unknown = review_ids("a film, a 👍 Mess 👍 فیلم", INDEX, 100)
    assert words == 5
    assert unknown == ("a", "mess", "فیلم", "👍")


def test_ten_thousand_words():
    found, words, unknown = review_ids("good film " * 5000, INDEX, 100)
    assert len(found) == 10_001 and words == 10_000 and unknown == ()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "no words"),
        (" \n", "no words"),
        ("🎬 👍 !!!", "no words"),
        ("<br />", "no words"),
        ("این فیلم خوب است", "None of the 4 words.*English"),
        ("good " * 250_000, "1,250,000 characters"),
        (None, "not NoneType"),
        (b"good", "not bytes"),
        (["good"], "not list"),
    ],
)
def test_refused(text, match):
    with pytest.raises(InputError, match=match):
        review_ids(text, INDEX)


def test_one_call():
    rating = rate_review("Good film 👎", lambda x: x.sum() / 100, INDEX, 100)
    assert rating.probability == pytest.approx(0.13)
    assert str(rating) == (
        "positive with probability 0.13; not known, of 2 words: 👎"
    )
    rating = rate_review("good", lambda x: np.float32([0.5])[0], INDEX)
    assert str(rating) == "positive with probability 0.50"


def test_many_unknown_words_are_shortened():
    text = "good " + " ".join(f"w{i}" for i in range(20))
    shown = str(rate_review(text, lambda x: 0.5, INDEX))
    assert shown.endswith("w6, w7, …") and "w8" not in shown
