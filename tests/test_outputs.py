"""The form in which outputs are stored: palettes, progress, alt texts."""

import base64
import io

import nbformat.v4 as v4
import numpy as np
import pytest
from PIL import Image

from tools.running.html import html_page
from tools.running.outputs import (
    describe_figures,
    shrink,
    tidy_outputs,
    without_bar_times,
)


def stored(pixels):
    """Return the bytes of a picture's file, and the pixels that are stored."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    code = base64.b64encode(file.getvalue()).decode()
    content = base64.b64decode(shrink(code))
    picture = Image.open(io.BytesIO(content))
    assert picture.mode == "P"
    return (
        len(file.getvalue()),
        len(content),
        np.asarray(picture.convert("RGB")),
    )


def test_few_colours_stay_exact():
    """A pale heat map of -1, 0 and 1 keeps its hues."""
    pale = np.array([[244, 247, 250], [247, 247, 247], [250, 244, 242]], "u1")
    pixels = np.repeat(pale, 40, axis=0)[None].repeat(30, axis=0)
    np.testing.assert_array_equal(stored(pixels)[2], pixels)


def test_many_colours_become_near_ones():
    """A figure with a smooth colour map, white around it, some noise."""
    rng = np.random.default_rng(0)
    ramp = np.linspace(0, 255, 300).astype("u1")
    pixels = np.full((200, 300, 3), 255, "u1")
    pixels[40:160] = np.stack([ramp, ramp[::-1], 0 * ramp + 90], axis=1)
    pixels[60:80] = rng.integers(80, 100, size=(20, 300, 3))
    before, after, seen = stored(pixels)
    assert after < 0.6 * before
    apart = np.abs(seen.astype(int) - pixels)
    assert apart[:40].max() == 0  # white stays white
    assert apart.max() <= 20 and apart.mean() < 1


def test_what_is_transparent_becomes_paper():
    pixels = np.zeros((4, 4, 4), "u1")
    pixels[0, 0] = (10, 20, 30, 255)
    seen = stored(pixels)[2]
    assert seen[0, 0].tolist() == [10, 20, 30]
    assert seen[1, 1].tolist() == [255, 255, 255]


BAR = "\x1b[1m313/313\x1b[0m \x1b[32m━━━━━━━━━━\x1b[0m\x1b[37m\x1b[0m "


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"{BAR}3s 12ms/step - loss: 0.5", f"{BAR.rstrip()} - loss: 0.5"),
        (f"{BAR}1:03 2s/step", BAR.rstrip()),
        ("took 3s 12ms/step", "took 3s 12ms/step"),  # no bar
    ],
)
def test_progress_bars_are_stored_without_times(line, left):
    assert without_bar_times(line) == left


def test_overwritten_lines_show_their_last_state():
    cell = v4.new_code_cell("x")
    cell.outputs = [
        v4.new_output("stream", text="\repoch 1/3  loss 2.000"),
        v4.new_output("stream", text="\repoch 2/3  loss 1.000"),
        v4.new_output(
            "stream", text="\repoch 3/3  loss 0.500 · 12 s left  \ndone\n"
        ),
    ]
    notebook = v4.new_notebook(cells=[cell])
    tidy_outputs(notebook)
    (output,) = notebook.cells[0].outputs
    assert output.text.lstrip("\n") == "epoch 3/3  loss 0.500\ndone\n"


def figure_cell(texts, figures):
    cell = v4.new_code_cell("plt.show()", id="a-cell")
    if texts:
        cell.metadata["alt"] = texts
    cell.outputs = [
        v4.new_output("display_data", data={"image/png": "x"})
        for _ in range(figures)
    ]
    return cell


def test_alt_texts_go_to_their_figures():
    notebook = v4.new_notebook(cells=[figure_cell(["one", "two"], 2)])
    assert describe_figures(notebook) == []
    assert [
        output.metadata["image/png"]["alt"]
        for output in notebook.cells[0].outputs
    ] == ["one", "two"]
    # A text that is gone from the source is gone from the output, too.
    del notebook.cells[0].metadata["alt"]
    assert describe_figures(notebook) == []
    assert all(not o.metadata for o in notebook.cells[0].outputs)


@pytest.mark.parametrize("figures", [0, 1, 3])
def test_as_many_alt_texts_as_figures(figures):
    notebook = v4.new_notebook(cells=[figure_cell(["one", "two"], figures)])
    (problem,) = describe_figures(notebook)
    assert problem == f"cell a-cell: 2 alt texts for {figures} figures"


def test_html_has_the_alt_text():
    cells = [figure_cell(["x < 1 & a line"], 1)]
    notebook = v4.new_notebook(cells=cells)
    describe_figures(notebook)
    assert 'alt="x &lt; 1 &amp; a line"' in html_page(notebook, "a name")
