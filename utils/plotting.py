"""Figures that more than one place needs, their style, and live sliders."""

import os

import matplotlib.pyplot as plt
import numpy as np

from utils import ROOT


def use_course_style():
    """Apply the course's figure style; `utils.runtime.setup` calls it."""
    plt.style.use(ROOT / "utils" / "course.mplstyle")


def plot_history(history, title=None):
    """Draw loss and accuracy over the epochs, for training and validation.

    Parameters
    ----------
    history : dict of str to list of float
        What ``model.fit(...).history`` holds: ``loss``, and, if there,
        ``accuracy`` and the same with ``val_`` in front, one value an epoch.
    title : str, optional
        A title above both panels.

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
        # At the top of a short history, matplotlib would tick half epochs.
        axis.xaxis.get_major_locator().set_params(integer=True)
    axes[0, -1].legend()  # beside accuracy there is more room
    figure.suptitle(title)
    return figure


def show_progress(epochs):
    """Return a Keras callback that counts the epochs on one line of stdout.

    Use it with ``verbose=0`` where the curves come right afterwards.

    Parameters
    ----------
    epochs : int
        How many epochs ``fit`` will run at most.
    """
    import keras

    def report(epoch, logs):
        values = "  ".join(f"{k} {v:.3f}" for k, v in (logs or {}).items())
        print(f"\repoch {epoch + 1}/{epochs}  {values}", end="", flush=True)

    return keras.callbacks.LambdaCallback(
        on_epoch_end=report, on_train_end=lambda logs: print()
    )


def explore(function, **sliders):
    """Show a figure with sliders, or the figure alone where none can live.

    Jupyter and Colab with a running kernel show sliders that call the
    function anew; a stored notebook, a web page or a PDF shows the picture
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
            display(widget)  # ipywidgets 7, as in Colab: no picture beside
            return
        bundle.update(widget._repr_mimebundle_())
    display(bundle, raw=True)


def _sliders(function, sliders):
    """Return a widget, or ``None`` where nobody could move it.

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
            child.continuous_update = False  # redraw when let go
    return widget
