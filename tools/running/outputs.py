"""Bring the outputs of an executed notebook into the form that is stored."""

import base64
import io
import re

import numpy as np
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from PIL import Image
from scipy.spatial import cKDTree

COLOURS = 256  # of a stored picture
EXACT = 64  # of these, the most frequent ones, kept as they are
# What Keras' progress bar says of time: "3s 12ms/step", "1:03 2s/step".
_BAR_TIMES = re.compile(r" (?:\d+:\d+|\d+s) \d+[mµu]?s/(?:step|epoch)")

_COVER = re.compile(r"( · \d+ s left)? *$", re.MULTILINE)


def tidy_outputs(notebook: NotebookNode) -> None:
    r"""Tidy the outputs of a notebook, in place.

    Streams that follow each other become one, of which a line that was
    overwritten (``\r``) shows its last state, without times (those of
    Keras' bar and of `utils.progress`) and without the blanks that cover
    a longer state; pictures get a palette (`shrink`).
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "\r" in output.get("text", ""):
                output.text = _COVER.sub("", output.text)
    # Only neighbours: what is printed after a table stays behind it.
    CoalesceStreamsPreprocessor().preprocess(notebook, {})
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                output.text = without_bar_times(output.text)
            elif png := output.get("data", {}).get("image/png"):
                output.data["image/png"] = shrink(png)


def without_bar_times(text: str) -> str:
    """Return text without the times in the lines of Keras' progress bars."""
    return "\n".join(
        _BAR_TIMES.sub("", line) if "━" in line else line
        for line in text.split("\n")
    )


def shrink(png: str) -> str:
    """Return a picture with a palette of 256 colours of its own.

    The most frequent colours stay exact, so that white stays white and pale
    areas keep their hue; the others become the nearest of colours that cover
    the rest evenly. A notebook with forty figures stays small enough to clone
    and to load.

    Parameters
    ----------
    png : str
        The base64 code of a PNG file, as notebooks hold it; what is
        transparent becomes white.
    """
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    pixels = np.asarray(Image.alpha_composite(paper, picture).convert("RGB"))
    codes = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    found, places, counts = np.unique(
        codes, return_inverse=True, return_counts=True
    )
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    palette = colours.astype(np.uint8)
    nearest = np.arange(len(colours))
    if len(colours) > COLOURS:
        palette = _palette(palette, counts)
        _, nearest = cKDTree(palette.astype(float)).query(colours)
    indices = nearest[places].reshape(codes.shape).astype(np.uint8)
    smaller = Image.fromarray(indices).convert("P")
    smaller.putpalette(palette.tobytes())
    file = io.BytesIO()
    smaller.save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def _palette(colours: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return 256 of many colours, ``uint8`` of shape (256, 3)."""
    order = np.argsort(-counts, kind="stable")
    rest = Image.fromarray(colours[order[EXACT:]][None])
    cover = rest.quantize(
        COLOURS - EXACT, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    table = np.array(cover.getpalette(), np.uint8).reshape(-1, 3)
    return np.concatenate([colours[order[:EXACT]], table[: COLOURS - EXACT]])


def describe_figures(notebook: NotebookNode) -> list[str]:
    """Give a cell's alt texts to its figures, where nbconvert reads them.

    The texts stand in the cell's metadata, one for each figure; they go to
    ``metadata["image/png"]["alt"]`` of the outputs.

    Returns
    -------
    list of str
        A sentence for each cell whose texts are not as many as its figures.
    """
    problems = []
    for cell in notebook.cells:
        texts = cell.metadata.get("alt", ())
        figures = [
            output
            for output in cell.get("outputs", ())
            if "image/png" in output.get("data", {})
        ]
        for figure in figures:
            figure.metadata.pop("image/png", None)
        if not texts:
            continue
        if len(texts) != len(figures):
            problems.append(
                f"cell {cell.id}: {len(texts)} alt texts for {len(figures)} "
                "figures"
            )
        for figure, text in zip(figures, texts, strict=False):
            figure.metadata["image/png"] = {"alt": text}
    return problems
