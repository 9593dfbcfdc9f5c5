"""A line that says how far a training is."""

import time
from collections.abc import Mapping
from typing import Any

import keras

INTERVAL = 0.5  # seconds between two states of the line


def show_progress(epochs: int) -> keras.callbacks.Callback:
    """Return a Keras callback that shows the progress on one line of stdout.

    Use it with ``verbose=0`` where the curves come right afterwards. The line
    shows epoch, step and the seconds that are left; at the end of an epoch
    its loss and metrics.

    Parameters
    ----------
    epochs : int
        How many epochs ``fit`` will run at most.
    """
    return _Progress(epochs)


class _Progress(keras.callbacks.Callback):
    """Shows epoch, step, what the last epoch gave, and the time left."""

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self._line = ProgressLine()
        self._epochs = epochs
        self._epoch = 0
        self._values = ""
        self._ended = 0.0  # when the end of an epoch was shown last

    def on_train_begin(self, logs: Any = None) -> None:
        self._line = ProgressLine()
        self._values = ""
        self._ended = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if not self._line.is_due():
            return
        text = f"epoch {self._epoch + 1}/{self._epochs}"
        steps = (self.params or {}).get("steps")
        done = 0.0
        if steps:
            text += f"  step {batch + 1}/{steps}"
            done = (self._epoch + (batch + 1) / steps) / self._epochs
        self._line.show(text + self._values, done)

    def on_epoch_end(
        self, epoch: int, logs: Mapping[str, float] | None = None
    ) -> None:
        self._epoch = epoch
        items = (logs or {}).items()
        self._values = "".join(f"  {k} {v:.3f}" for k, v in items)
        # An epoch that took long shows its end, also right after a step.
        now = time.perf_counter()
        if now - self._ended >= INTERVAL:
            self._ended = now
            text = f"epoch {epoch + 1}/{self._epochs}{self._values}"
            self._line.show(text, (epoch + 1) / self._epochs)

    def on_train_end(self, logs: Any = None) -> None:
        self._line.show(
            f"epoch {self._epoch + 1}/{self._epochs}{self._values}"
        )
        print(flush=True)


class ProgressLine:
    """One line of stdout that is overwritten as the work goes on."""

    def __init__(self) -> None:
        self._start = self._shown = time.perf_counter()
        self._width = 0

    def is_due(self) -> bool:
        """Return whether it is time to show the next state."""
        return time.perf_counter() - self._shown >= INTERVAL

    def show(self, text: str, done: float = 0.0) -> None:
        """Show a text, and how long the rest will take.

        Parameters
        ----------
        text : str
            What to show.
        done : float
            The share of the work that is done, from 0 to 1; 0: say nothing
            of the time that is left.
        """
        now = time.perf_counter()
        if done > 0:
            left = (now - self._start) * (1 - done) / done
            text += f" · {left:.0f} s left"
        # Blanks cover what a longer line has left behind.
        print("\r" + text.ljust(self._width), end="", flush=True)
        self._width = len(text)
        self._shown = now
