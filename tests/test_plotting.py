"""Figures: what they show, and which arguments are refused."""

import sys
import types

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError

from tools.running.execute import execute
from utils import ROOT, plotting
from utils.plotting import explore, plot_history

matplotlib.use("agg")

HISTORY = {
    "loss": [0.9, 0.5, 0.4],
    "val_loss": [0.8, 0.6, 0.7],
    "accuracy": [0.5, 0.7, 0.8],
    "val_accuracy": [0.5, 0.65, 0.6],
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_plot_history():
    figure = plot_history(HISTORY, "A title")
    loss, accuracy = figure.axes
    assert loss.get_title() == "Loss" and accuracy.get_title() == "Accuracy"
    assert figure.get_suptitle() == "A title"
    curves = [list(line.get_ydata()) for line in loss.lines]
    assert curves == [HISTORY["loss"], HISTORY["val_loss"], [0.6]]
    assert list(accuracy.lines[2].get_xdata()) == [2]
    texts = [text.get_text() for text in accuracy.get_legend().get_texts()]
    assert texts[2] == "lowest validation loss (epoch 2)"


def test_plot_history_of_the_loss_alone():
    figure = plot_history({"loss": [1.0, 0.5]})
    assert len(figure.axes) == 1


@pytest.mark.parametrize("history", [{}, {"loss": []}, {"accuracy": [1.0]}])
def test_plot_history_without_loss(history):
    with pytest.raises(ValueError, match="holds no 'loss'"):
        plot_history(history)


def test_style():
    with plt.rc_context():
        plotting.use_course_style()
        assert plt.rcParams["figure.constrained_layout.use"]
        assert plt.rcParams["ytick.labelsize"] >= 9


EXPLORE = """
import matplotlib.pyplot as plt
from utils.plotting import explore

def draw(slope=0.5):
    print("slope", slope)
    plt.plot([0, 1], [0, slope])
    plt.show()

explore(draw, slope=(0.0, 1.0, 0.1))
"""


def notebook_with(code):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code)],
        metadata={"kernelspec": {"name": "python3", "display_name": "P"}},
    )


def bundles(notebook):
    outputs = notebook.cells[0].outputs
    assert not [o for o in outputs if o.get("name") == "stderr"]
    return [o.data for o in outputs if o.output_type == "display_data"]


def executed_with_widgets(code, tries=3):
    """Execute a cell by nbclient, which may miss its end (its issue 312)."""
    for remaining in reversed(range(tries)):
        notebook = notebook_with(code)
        client = NotebookClient(
            notebook, timeout=60, resources={"metadata": {"path": str(ROOT)}}
        )
        try:
            client.execute()
            return notebook
        except CellTimeoutError:
            if not remaining:
                raise


def test_explore_shows_a_slider_and_a_picture():
    notebook = executed_with_widgets(EXPLORE)
    (bundle,) = bundles(notebook)
    assert bundle["image/png"]
    states = notebook.metadata.widgets.popitem()[1]["state"].values()
    (slider,) = (
        s["state"] for s in states if s["model_name"] == "FloatSliderModel"
    )
    assert (slider["min"], slider["max"], slider["value"]) == (0, 1, 0.5)
    assert slider["continuous_update"] is False


@pytest.mark.parametrize(
    "before", ["", "import sys; sys.modules['ipywidgets'] = None"]
)
def test_explore_shows_a_picture_alone(before):
    """While our tools execute a notebook, and without ipywidgets."""
    before += f"\nimport sys; sys.path.insert(0, {str(ROOT)!r})"
    run = execute(
        "x", notebook_with(before + EXPLORE), profile="quick", strict=True
    )
    assert run.error == ""
    (bundle,) = bundles(run.notebook)
    assert set(bundle) == {"text/plain", "image/png"}
    assert "widget-view" not in nbformat.writes(run.notebook)
    assert "widgets" not in run.notebook.metadata


def test_explore_with_ipywidgets_7(monkeypatch):
    """Version 7 displays a widget by a method of its own."""
    widget = types.SimpleNamespace(children=[])
    stub = types.SimpleNamespace(interactive=lambda f, **sliders: widget)
    monkeypatch.setitem(sys.modules, "ipywidgets", stub)
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    explore(lambda slope=0.5: None, slope=(0.0, 1.0, 0.1))
    assert shown == [widget]


def test_explore_refuses_sliders_that_do_not_fit():
    def draw(slope=0.5):
        return slope

    def needs(x, y=1):
        return x

    for function, sliders in (
        (needs, {"x": (0, 1), "y": (0, 1)}),
        (draw, {"slop": (0, 1)}),
        (draw, {}),
    ):
        with pytest.raises(ValueError, match="they must be the same"):
            explore(function, **sliders)
