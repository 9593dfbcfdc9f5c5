"""The line that says how far a training is."""

import keras
import numpy as np
import pytest

from utils import progress
from utils.progress import ProgressLine, show_progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by one second with each look."""
    seconds = iter(range(10**6))
    monkeypatch.setattr(progress.time, "perf_counter", lambda: next(seconds))


def states(capsys):
    text, errors = capsys.readouterr()
    assert errors == ""
    return text.split("\r")[1:]


def fit(callback, epochs=2, **options):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    x = np.zeros((8, 1), "float32")
    model.fit(
        x,
        x,
        epochs=epochs,
        batch_size=2,
        verbose=0,
        callbacks=[callback],
        **options,
    )


def test_epoch_step_and_time_left(capsys, clock):
    fit(show_progress(2), validation_split=0.5)
    first, *_, last = states(capsys)
    assert first.startswith("epoch 1/2  step 1/2 · ") and "s left" in first
    assert last.split() == [
        "epoch",
        "2/2",
        "loss",
        "0.000",
        "val_loss",
        "0.000",
    ]
    assert last.endswith("\n")


def test_between_two_states_nothing_is_shown(capsys, monkeypatch):
    monkeypatch.setattr(progress.time, "perf_counter", lambda: 1.0)
    fit(show_progress(2))
    assert len(states(capsys)) == 1  # the end


def test_end_of_an_epoch_is_shown_right_after_a_step(capsys, monkeypatch):
    now = 0.0
    monkeypatch.setattr(progress.time, "perf_counter", lambda: now)
    callback = show_progress(2)
    callback.set_params({"steps": 2})
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    now = 1.0
    callback.on_train_batch_end(1)
    now = 1.1
    callback.on_epoch_end(0, {"loss": 0.5})
    step, end = states(capsys)
    assert step.startswith("epoch 1/2  step 2/2")
    assert end.startswith("epoch 1/2  loss 0.500")
    now = 1.2
    callback.on_epoch_end(1, {"loss": 0.4})  # too soon
    assert states(capsys) == []


def test_steps_that_are_not_known(capsys, clock):
    callback = show_progress(1)
    callback.set_params({"steps": None})
    callback.on_epoch_begin(0)
    callback.on_train_batch_end(3)
    assert states(capsys) == ["epoch 1/1"]


def test_time_left(capsys, monkeypatch):
    times = iter([0.0, 10.0, 20.0])
    monkeypatch.setattr(progress.time, "perf_counter", lambda: next(times))
    line = ProgressLine()
    line.show("a long beginning", 0.25)
    line.show("half", 0.5)
    first, second = states(capsys)
    assert first == "a long beginning · 30 s left"
    # What the longer line has left behind is covered.
    assert second == "half · 20 s left".ljust(len(first))
