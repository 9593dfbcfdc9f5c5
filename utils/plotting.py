"""Figures that several notebooks need, their style, and sliders."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils import ROOT

if TYPE_CHECKING:
    import ipywidgets


def use_course_style() -> None:
    """Apply the course's figure style; `utils.runtime.setup` calls it."""
    plt.style.use(ROOT / "utils" / "course.mplstyle")


def plot_history(
    history: Mapping[str, Sequence[float]], title: str | None = None
) -> Figure:
    """Draw loss and accuracy over the epochs, for training and validation.

    Parameters
    ----------
    history : mapping of str to sequence of float
        ``model.fit(...).history``: ``loss``, and, if present, ``accuracy``
        and the same with the prefix ``val_``, one value an epoch.
    title : str, optional
        The figure's title.

    Returns
    -------
    matplotlib.figure.Figure
        One panel for each of loss and accuracy that the history holds. A dot
        marks the epoch with the lowest validation loss.

    Raises
    ------
    ValueError
        If the history holds no loss.
    """
    if not len(history.get("loss", ())):
        raise ValueError(
            "The history holds no 'loss': pass model.fit(...).history, after "
            "at least one epoch."
        )
    names = [name for name in ("loss", "accuracy") if name in history]
    figure, axes = plt.subplots(
        1, len(names), figsize=(4.6 * len(names), 3.2), squeeze=False
    )
    epochs = np.arange(1, len(history["loss"]) + 1)
    for axis, name in zip(axes[0], names, strict=True):
        axis.plot(epochs, history[name], label="training")
        if f"val_{name}" in history:
            axis.plot(epochs, history[f"val_{name}"], label="validation")
            best = int(np.argmin(history["val_loss"]))
            axis.plot(
                epochs[best],
                history[f"val_{name}"][best],
                "o",
                color="C1",
                label=f"lowest validation loss (epoch {best + 1})",
            )
        axis.set(title=name.capitalize(), xlabel="epoch", ylabel=name)
        # In a short history, matplotlib would put ticks at half epochs.
        axis.xaxis.get_major_locator().set_params(integer=True)
    axes[0, -1].legend()  # accuracy's panel has more room for it
    figure.suptitle(title or "")
    return figure


def explore(function: Callable[..., object], **sliders: Any) -> None:
    """Show a figure with sliders, or the figure alone without a kernel.

    Jupyter and Colab with a running kernel show sliders that call the
    function again; a stored notebook, a web page or a PDF shows the figure
    for the function's default arguments.

    Parameters
    ----------
    function : callable
        Draws and shows a figure. Every argument has a default.
    **sliders
        For each argument of the function a range ``(low, high, step)``, or a
        list of choices.

    Raises
    ------
    ValueError
        If a slider and the function's arguments do not match.
    """
    import inspect

    from IPython.display import display
    from IPython.utils.capture import capture_output

    arguments = inspect.signature(function).parameters
    without = [n for n, a in arguments.items() if a.default is a.empty]
    if without or set(arguments) != set(sliders):
        raise ValueError(
            f"{function.__name__} takes {sorted(arguments)} and the sliders "
            f"are for {sorted(sliders)}: they must be the same, and each "
            "argument needs a default."
        )
    with capture_output() as captured:
        function()
    bundle = {"text/plain": f"{function.__name__}, a figure with sliders"}
    for output in captured.outputs:
        bundle.update(output.data)

    if widget := _sliders(function, sliders):
        if not hasattr(widget, "_repr_mimebundle_"):
            display(widget)  # ipywidgets 7, as in Colab: without a figure
            return
        bundle.update(widget._repr_mimebundle_())
    display(bundle, raw=True)


def _sliders(
    function: Callable[..., object], sliders: Mapping[str, Any]
) -> ipywidgets.Widget | None:
    """Return a widget, or ``None`` where it could not be used.

    That is without ipywidgets, while nbgrader runs, and where
    ``COURSE_STATIC`` is set, as our tools do: nbclient, which they use,
    sometimes overlooks the end of a cell with a widget (its issue 312).
    """
    if os.environ.get("COURSE_STATIC") or os.environ.get("NBGRADER_EXECUTION"):
        return None
    try:
        import ipywidgets
    except ModuleNotFoundError:
        return None
    widget = ipywidgets.interactive(function, **sliders)
    for child in widget.children:
        if child.has_trait("continuous_update"):
            child.continuous_update = False  # redraw on release
    return widget
