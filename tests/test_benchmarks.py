"""The benchmarks: what they count, and when they refuse to time."""

import keras
import pytest
from keras import layers

from tools.benchmarks import collect
from tools.benchmarks.collect import (
    draw_shares,
    readings_table,
    recipes_table,
    run_part,
    trainings_table,
)
from tools.benchmarks.course_code import defined_in
from tools.benchmarks.trainings import operations

RATES = [
    {"name": "ceiling", "gflops": 200.0, "loss": 0.0},
    {"name": "dense", "gflops": 50.0, "loss": 0.700},
]
WITHOUT = [
    {"name": "ceiling", "gflops": 190.0, "loss": 0.0},
    {"name": "dense", "gflops": 40.0, "loss": 0.705},
]


def test_operations_are_counted_by_hand():
    network = keras.Sequential(
        [
            keras.Input((6, 6, 3)),
            layers.Conv2D(5, 3, strides=2),  # 2 × 2 places
            layers.Flatten(),
            layers.Dense(7),
        ]
    )
    by_hand = 2 * (3 * 3 * 3 * 5) * 4 + 2 * (20 * 7)
    assert operations(network) == by_hand


def test_operations_of_a_transposed_convolution():
    """Each of the 4 × 4 places paints a patch of 5 × 5."""
    network = keras.Sequential(
        [keras.Input((4, 4, 2)), layers.Conv2DTranspose(3, 5, 2, "same")]
    )
    assert operations(network) == 2 * (5 * 5 * 2 * 3) * 16


def test_operations_of_an_lstm():
    network = keras.Sequential(
        [keras.Input((10, 4)), layers.LSTM(8, return_sequences=True)]
    )
    assert operations(network, steps=10) == 10 * 2 * (4 * (4 + 8) * 8)


def test_code_comes_from_the_notebook():
    names = defined_in("ch04", "build_light")
    assert names["build_light"]().count_params() == 156_074
    assert "model" not in names  # nothing was trained
    with pytest.raises(LookupError, match=r"defines no .'no_such_name'"):
        defined_in("ch04", "no_such_name")


def test_trainings(tmp_path):
    table = trainings_table(RATES, WITHOUT)
    assert table.rows == [("dense", "50.0", "25%", "1.25")]
    assert "200 billion" in table.note
    draw_shares(table, tmp_path / "shares.png")
    assert (tmp_path / "shares.png").read_bytes()[1:4] == b"PNG"


def test_kernels_that_compute_something_else_are_not_timed():
    wrong = [WITHOUT[0], WITHOUT[1] | {"loss": 0.9}]
    with pytest.raises(AssertionError, match=r"dense: loss 0\.7 with oneDNN"):
        trainings_table(RATES, wrong)


def test_what_is_extrapolated_is_marked():
    records = [
        {
            "name": "A",
            "target": "x",
            "textbook": 30.0,
            "ours": 10.0,
            "extrapolated": extrapolated,
        }
        for extrapolated in (True, False)
    ]
    rows = recipes_table(records).rows
    assert rows[0] == ("A", "x", "3", "≈30", "10")
    assert rows[1] == ("A", "x", "3", "30", "10")


def test_readings():
    (row,) = readings_table(
        [{"name": "B", "decoding": 3.0, "loading": 0.5}]
    ).rows
    assert row == ("B", "6", "3.00", "0.50")


def test_a_part_that_fails_says_why():
    with pytest.raises(RuntimeError, match="'nothing' is no part"):
        run_part("nothing")
    assert collect.LIMIT <= 600
