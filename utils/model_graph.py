"""A picture of a model: layers as boxes, tensors as arrows."""

import itertools
import math
from collections import defaultdict

import matplotlib.pyplot as plt
import numpy as np


def plot_model(model, title=None):
    """Draw a model's layers as boxes and what flows between as arrows.

    ``keras.utils.plot_model`` draws more, and asks for the program Graphviz
    and a package; this needs matplotlib alone.

    Parameters
    ----------
    model : keras.Model
        A functional model, or a ``Sequential`` one that knows its input. A
        layer that is called twice is one box, a model inside of the model
        too.
    title : str, optional
        A title above.

    Returns
    -------
    matplotlib.figure.Figure
        From left to right. Each box names the layer, its class, the shape of
        one sample of its output, and the number of its weights if any.

    Raises
    ------
    ValueError
        If the model has no graph to draw: it is a subclass of ``keras.Model``
        that computes as it likes, or was never told its input.
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
        way = np.array([place[node] for node in line])
        axis.plot(*way.T, color="0.6", zorder=1)
        axis.annotate(  # the head, half-way to the next box
            "",
            0.45 * way[-2] + 0.55 * way[-1],
            way[-2],
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


def _edges(model):
    """Return for each layer's name the names of the layers before it."""
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
                for name in _sources(layer["inbound_nodes"])
                if name != layer["name"]
            )
        )
        for layer in config["layers"]
    }


def _sources(node):
    """Yield the layers that the tensors in a piece of a config come from."""
    if isinstance(node, dict):
        if "keras_history" in node:
            yield node["keras_history"][0]
        node = node.values()
    if not isinstance(node, str) and hasattr(node, "__iter__"):
        for part in node:
            yield from _sources(part)


def _layout(edges):
    """Return the nodes of each level, and the nodes along each arrow.

    An arrow over several levels gets a place in each of them, so that it
    runs around boxes, not behind them.
    """
    level = {}
    for name, before in edges.items():
        level[name] = 1 + max((level.get(b, -1) for b in before), default=-1)
    levels, lines = defaultdict(list), []
    parents = defaultdict(list)
    for name, at in level.items():
        levels[at].append(name)
    for name, before in edges.items():
        for start in before:
            between = range(level[start] + 1, level[name])
            bends = [(start, name, x) for x in between]
            for x, bend in zip(between, bends, strict=True):
                levels[x].append(bend)
            lines.append([start, *bends, name])
            for one, other in itertools.pairwise(lines[-1]):
                parents[other].append(one)
    place = {}
    for x in sorted(levels):
        levels[x].sort(
            key=lambda n: np.mean([place.get(p, 0) for p in parents[n]] or 0)
        )
        middle = (len(levels[x]) - 1) / 2
        place |= {node: y - middle for y, node in enumerate(levels[x])}
    return [levels[x] for x in sorted(levels)], lines


def _labels(model, edges):
    """Return what stands in each box."""
    # `operations` has what is no layer, too, such as the minus in a - b
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
