"""A diagram of a model: layers as boxes, tensors as arrows."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

if TYPE_CHECKING:
    import keras

#: From each layer's name to the names of the layers before it.
Edges = dict[str, list[str]]

#: A layer's name, or ``(start, end, level)``: a bend of an arrow there.
Node = str | tuple[str, str, int]


def plot_model(model: keras.Model, title: str | None = None) -> Figure:
    """Draw a model's layers as boxes and the tensors between as arrows.

    ``keras.utils.plot_model`` draws more, but requires the program Graphviz
    and a package; this needs matplotlib alone.

    Parameters
    ----------
    model : keras.Model
        A functional model, or a ``Sequential`` one that knows its input. A
        layer that is called twice is one box; so is a model inside of the
        model.
    title : str, optional
        The figure's title.

    Returns
    -------
    matplotlib.figure.Figure
        From left to right. Each box names the layer, its class, the shape of
        one sample of its output, and the number of its weights if any.

    Raises
    ------
    ValueError
        If the model has no graph to draw: it is a subclass of ``keras.Model``
        with a ``call()`` of its own, or its input is not known yet.
    """
    edges = _edges(model)
    levels, lines = _layout(edges)
    rows = max(map(len, levels))
    figure, axis = plt.subplots(
        figsize=(0.3 + 1.85 * len(levels), 0.35 + 0.95 * rows)
    )
    place = {
        node: (x, (len(level) - 1) / 2 - y)
        for x, level in enumerate(levels)
        for y, node in enumerate(level)
    }
    for line in lines:
        points = np.array([place[node] for node in line])
        axis.plot(*points.T, color="0.6", zorder=1)
        axis.annotate(  # the arrowhead, about half-way to the next box
            "",
            0.45 * points[-2] + 0.55 * points[-1],
            points[-2],
            arrowprops={"arrowstyle": "-|>", "color": "0.5"},
            size=14,
            zorder=1,
        )
    for name, text in _labels(model, edges).items():
        colour = "#d9ebf7" if edges[name] else "#fdebd0"
        box = {"boxstyle": "round,pad=0.4", "fc": colour, "ec": "0.5"}
        axis.text(
            *place[name], text, ha="center", va="center", fontsize=9, bbox=box
        )
    axis.set(xlim=(-0.5, len(levels) - 0.5), ylim=(-rows / 2, rows / 2))
    axis.set_axis_off()
    if title:
        axis.set_title(title)
    return figure


def _edges(model: keras.Model) -> Edges:
    import keras

    if isinstance(model, keras.Sequential):
        if not model.built:
            raise ValueError(
                "The model does not know its input yet: begin it with "
                "keras.Input(shape), or call it once."
            )
        names = ["input", *(layer.name for layer in model.layers)]
        return {"input": []} | {
            name: [before] for before, name in itertools.pairwise(names)
        }
    try:
        config = model.get_config()
    except NotImplementedError:  # a subclass that Keras cannot describe
        config = {}
    if "layers" not in config:
        raise ValueError(
            f"{type(model).__name__} is a subclass of keras.Model: what it "
            "computes stands in its call(), and Keras keeps no graph of it."
        )
    return {
        layer["name"]: list(
            dict.fromkeys(  # each once, in their order
                name
                for name in _inbound_layers(layer["inbound_nodes"])
                if name != layer["name"]
            )
        )
        for layer in config["layers"]
    }


def _inbound_layers(config: Any) -> Iterator[str]:
    """Yield the layers that the tensors in a part of a config come from."""
    if isinstance(config, dict):
        if "keras_history" in config:
            yield config["keras_history"][0]
        config = config.values()
    if not isinstance(config, str) and hasattr(config, "__iter__"):
        for part in config:
            yield from _inbound_layers(part)


def _layout(edges: Edges) -> tuple[list[list[Node]], list[list[Node]]]:
    """Return the nodes of each level, and the nodes along each arrow.

    An arrow over several levels has a bend in each of them, so that it runs
    around boxes, not behind them.
    """
    level: dict[str, int] = {}
    for name, before in edges.items():
        level[name] = 1 + max((level.get(b, -1) for b in before), default=-1)
    levels: dict[int, list[Node]] = defaultdict(list)
    lines: list[list[Node]] = []
    parents: dict[Node, list[Node]] = defaultdict(list)
    for name, at in level.items():
        levels[at].append(name)
    for name, before in edges.items():
        for start in before:
            between = range(level[start] + 1, level[name])
            bends: list[Node] = [(start, name, x) for x in between]
            for x, bend in zip(between, bends, strict=True):
                levels[x].append(bend)
            lines.append([start, *bends, name])
            for one, other in itertools.pairwise(lines[-1]):
                parents[other].append(one)
    place: dict[Node, float] = {}
    for x in sorted(levels):
        levels[x].sort(
            key=lambda n: np.mean([place.get(p, 0) for p in parents[n]] or 0)
        )
        middle = (len(levels[x]) - 1) / 2
        place |= {node: y - middle for y, node in enumerate(levels[x])}
    return [levels[x] for x in sorted(levels)], lines


def _labels(model: keras.Model, edges: Edges) -> dict[str, str]:
    """Return the text of each box."""
    # `operations` includes those without a layer, such as the minus in a - b
    steps = getattr(model, "operations", model.layers)
    known = {step.name: step for step in steps}
    labels = {}
    for name, before in edges.items():
        step = known.get(name)
        lines = [name]
        if before:
            lines.append(type(step).__name__)
        output = step.output if step else model.inputs[0]
        if shape := getattr(output, "shape", None):
            lines.append(str(tuple(shape[1:])))
        if weights := getattr(step, "weights", ()):
            count = sum(math.prod(w.shape) for w in weights)
            lines.append(f"{count:,} weights")
        labels[name] = "\n".join(lines)
    return labels
