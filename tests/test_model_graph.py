"""The diagram of a model shows its layers and how they are connected."""

import pytest

from utils import runtime

runtime.setup()

import keras  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
from keras import layers  # noqa: E402

from utils import model_graph  # noqa: E402
from utils.model_graph import plot_model  # noqa: E402


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def boxes(figure):
    """Return {first line: (other lines, x, y)} of the boxes."""
    texts = [t for t in figure.axes[0].texts if t.get_bbox_patch()]
    found = {}
    for text in texts:
        name, *rest = text.get_text().split("\n")
        found[name] = rest, *text.get_position()
    return found


def test_stack():
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(32, name="first"),
            layers.Dropout(0.5, name="drop"),
        ]
    )
    figure = plot_model(model, "A stack")
    assert figure.axes[0].get_title() == "A stack"
    assert boxes(figure) == {
        "input": (["(784,)"], 0, 0),
        "first": (["Dense", "(32,)", "25,120 weights"], 1, 0),
        "drop": (["Dropout", "(32,)"], 2, 0),
    }


def branches():
    image = keras.Input((8,), name="image")
    short = layers.Dense(2, name="short")(image)
    long = layers.Dense(3, name="long_2")(
        layers.Dense(4, name="long_1")(image)
    )
    joined = layers.Concatenate(name="join")([short, long])
    heads = [layers.Dense(1, name=n)(joined) for n in ("one", "two")]
    return keras.Model(image, heads)


def test_branches_and_heads():
    edges = model_graph._edges(branches())
    assert edges == {
        "image": [],
        "long_1": ["image"],
        "short": ["image"],
        "long_2": ["long_1"],
        "join": ["short", "long_2"],
        "one": ["join"],
        "two": ["join"],
    }
    found = boxes(plot_model(branches()))
    assert {name: x for name, (_, x, _) in found.items()} == {
        "image": 0, "short": 1, "long_1": 1, "long_2": 2, "join": 3,
        "one": 4, "two": 4,
    }  # fmt: skip
    places = [(x, y) for _, x, y in found.values()]
    assert len(set(places)) == len(places)


def test_long_arrow_bends_around_boxes():
    levels, lines = model_graph._layout(model_graph._edges(branches()))
    (bent,) = [line for line in lines if line[0] == "short"]
    assert bent == ["short", ("short", "join", 2), "join"]
    assert ("short", "join", 2) in levels[2]


def test_shared_layer_and_operation():
    left, right = keras.Input((4,), name="l"), keras.Input((4,), name="r")
    shared = layers.Dense(3, name="shared")
    model = keras.Model([left, right], shared(left) - shared(right))
    edges = model_graph._edges(model)
    assert edges["shared"] == ["l", "r"]
    (minus,) = set(edges) - {"l", "r", "shared"}
    assert edges[minus] == ["shared"]
    assert boxes(plot_model(model))[minus][0] == ["Subtract", "(3,)"]


def test_model_without_a_graph():
    class Own(keras.Model):
        def call(self, inputs):
            return inputs

    class WithLayer(keras.Model):
        def __init__(self, layer):
            super().__init__()
            self.layer = layer

    for model in (Own(), WithLayer(layers.Dense(2))):
        with pytest.raises(ValueError, match="is a subclass"):
            plot_model(model)
    with pytest.raises(ValueError, match="does not know its input yet"):
        plot_model(keras.Sequential([layers.Dense(2)]))
