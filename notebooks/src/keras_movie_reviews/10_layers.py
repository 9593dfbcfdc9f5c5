# Lecture 9: layers.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/layers

# %% [markdown] book="slides.1"
# ## Part 1: the anatomy of a network
#
# Four parts work together in every training:
#
# - **layers** (لایه) turn tensors into tensors;
# - a **model** (مدل) joins layers, from inputs to predictions;
# - a **loss function** (تابع اتلاف; the book says زیان) says how far the
#   predictions are from the targets;
# - an **optimizer** (بهینه‌ساز) moves the weights so that the loss falls.
#
# In Keras, `compile` names loss and optimizer, and `fit` goes around the loop;
# part 2 tells the details. Until then: `"adam"` is an optimizer that finds the
# size of its steps itself (chapter 3 builds it by hand), and
# `"…_crossentropy"` is the loss for classes, minus the logarithm of the
# probability that the model gave to the right class (chapter 3, and part 4).

# %% tags=["hide-input"]
#| alt: >
#|   Boxes and arrows: input passes through two layers with weights to
#|   predictions; a loss function compares these with the targets and passes
#|   one number and its gradient to the optimizer, which sends new weights back
#|   to both layers.
figure, axis = plt.subplots(figsize=(9, 3.1))
parts = {
    "input": (0, 1),
    "layer\n(weights)": (1.3, 1),
    "layer\n(weights) ": (2.6, 1),
    "predictions": (4, 1),
    "targets": (5.4, 1),
    "loss function": (4.7, 0),
    "optimizer": (2, 0),
}
for name, place in parts.items():
    box = {"boxstyle": "round,pad=0.5", "fc": "#d9ebf7", "ec": "0.5"}
    axis.text(*place, name, ha="center", va="center", bbox=box)
arrows = [
    ((0.35, 1), (0.85, 1), ""),
    ((1.75, 1), (2.15, 1), ""),
    ((3.05, 1), (3.45, 1), ""),
    ((4.15, 0.8), (4.5, 0.22), ""),
    ((5.25, 0.8), (4.9, 0.22), ""),
    ((4.1, 0), (2.5, 0), "one number, and its gradient"),
    ((1.8, 0.2), (1.35, 0.72), ""),
    ((2.2, 0.2), (2.55, 0.72), ""),
]
for start, end, text in arrows:
    axis.annotate("", end, start, arrowprops={"arrowstyle": "-|>"})
    axis.text(3.3, 0.08, text, ha="center", fontsize=9)
axis.text(2.0, 0.45, "new weights", ha="center", fontsize=9)
axis.set(xlim=(-0.5, 6), ylim=(-0.3, 1.35))
axis.set_title("Training repeats this loop")
axis.set_axis_off()
plt.show()

# %% [markdown] book="slides.1a"
# ### Layers: the building blocks
#
# A **layer** takes one or more tensors and gives one or more tensors. A
# **tensor** (تانسور) is an array of numbers with any number of axes.
#
# Most layers remember something: their **weights** (وزن), tensors that
# training changes. The best-known one is the **dense** layer. For a batch $X$
# of shape (samples, inputs) it computes
#
# $$Y=\varphi(XW+b),$$
#
# with the **kernel** $W$ (inputs × units), the **bias** $b$ (units) and an
# activation function $\varphi$. Here it is, without Keras:


# %%
def relu(x):
    return np.maximum(x, 0)


class NumpyDense:
    """A dense layer by hand; kernel (inputs, units), bias (units,)."""

    def __init__(self, inputs, units, activation=relu):
        limit = np.sqrt(6 / (inputs + units))  # Glorot's, as Keras does
        rng = np.random.default_rng(SEED)
        self.kernel = rng.uniform(-limit, limit, (inputs, units))
        self.bias = np.zeros(units)
        self.activation = activation

    def __call__(self, x):
        """Return (samples, units) for x (samples, inputs)."""
        return self.activation(x @ self.kernel + self.bias)


by_hand = NumpyDense(inputs=64, units=32)
batch = np.random.default_rng(SEED).normal(size=(5, 64))
by_hand(batch).shape

# %% [markdown]
# The same as a layer of Keras: a class with three methods.
#
# - `__init__` notes the settings, say the number of units.
# - `build(input_shape)` runs once, when the first tensor arrives and its shape
#   is known. It makes the weights.
# - `call(inputs)` computes. We write it with `keras.ops`, which works with
#   every back end of Keras and lets it find the gradients.
#
# `get_config` and the line above the class serve to load a model from a file;
# part 2 comes back to them.


# %%
@keras.saving.register_keras_serializable(package="course")
class OurDense(layers.Layer):
    """A dense layer with ReLU, as Keras wants it."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        shape = (input_shape[-1], self.units)
        self.kernel = self.add_weight(shape=shape, name="kernel")
        self.bias = self.add_weight(
            shape=(self.units,), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        sums = keras.ops.matmul(inputs, self.kernel) + self.bias
        return keras.ops.relu(sums)

    def get_config(self):
        return super().get_config() | {"units": self.units}


# %% [markdown]
# Three dense layers: by hand, our class, and Keras' own. With the same weights
# they must give the same. (In shapes, `None` means “any number”: here, of
# samples.)

# %%
by_hand.bias = np.linspace(-1, 1, 32)  # zeros would hide a forgotten bias
keras_layers = {"ours": OurDense(32), "Keras": layers.Dense(32, "relu")}
outputs = {"by hand": by_hand(batch)}
for name, layer in keras_layers.items():
    layer.build((None, 64))
    layer.set_weights([by_hand.kernel, by_hand.bias])
    outputs[name] = layer(batch).numpy()
difference = max(
    np.abs(outputs["by hand"] - outputs[name]).max() for name in keras_layers
)
expect("keras.dense.difference", difference)

# %% [markdown]
# (Not exactly zero: NumPy computes with 64 bits here, Keras with 32.)
#
# ### With and without state
#
# Layers with weights are called **stateful** (دارای حالت), layers without
# **stateless** (بدون حالت). And different data want different layers:
#
# | data | axes | typical layer |
# |---|---|---|
# | vectors (داده‌های برداری) | (samples, features) | `Dense` |
# | sequences (داده‌های دنباله‌ای) | (samples, steps, features) | `LSTM` |
# | images (داده‌های تصویری) | (samples, height, width, channels) | `Conv2D` |
#
# **Predict** which of the ten layers below have weights.

# %% tags=["nbval-check-output"]
images, steps, vector = (8, 8, 3), (20, 5), (64,)
examples = [
    (layers.Dense(32), vector),
    (layers.LSTM(32), steps),
    (layers.Conv2D(32, 3), images),
    (layers.Embedding(100, 32), (20,)),
    (layers.BatchNormalization(), vector),
    (layers.Flatten(), images),
    (layers.Reshape((8, 8)), vector),
    (layers.MaxPooling2D(), images),
    (layers.Activation("relu"), vector),
    (layers.Dropout(0.5), vector),
]
rows = []
for layer, shape in examples:
    output = layer(keras.Input(shape))
    rows.append((shape, output.shape[1:], layer.count_params()))
pd.DataFrame(
    rows,
    index=[type(layer).__name__ for layer, _ in examples],
    columns=["a sample goes in as", "and comes out as", "weights"],
)

# %% [markdown]
# > **Correction to the slides (9.14).** The slides give no example of a
# > stateless layer; the last five rows are some. And mind the word: here
# > *stateful* means “has weights”. Keras also has an argument `stateful=True`
# > for recurrent layers, which means something else: the layer keeps its
# > memory from one batch to the next.
#
# (Two borderline cases. Half of batch normalisation's weights are learned; the
# other half are running means and variances, which no gradient touches.
# Dropout has no weights, but keeps the state of its random generator.)

# %% [markdown]
# ### Exercise 9.1 — a layer that learns to scale (★★)
#
# Complete the layer: it multiplies each feature by a number and adds a
# number, $y_j=a_jx_j+c_j$. Both are learned; $a$ starts at one, $c$ at zero.
# Make the scale first, then the shift.


# %% exercise="9.1"
class ScaleShift(layers.Layer):
    """Scale and shift each feature: (samples, features) → the same."""

    def build(self, input_shape):
        """Make the weights ``self.scale`` and ``self.shift`` (features,)."""
        ### BEGIN SOLUTION
        shape = (input_shape[-1],)
        self.scale = self.add_weight(
            shape=shape, initializer="ones", name="scale"
        )
        self.shift = self.add_weight(
            shape=shape, initializer="zeros", name="shift"
        )
        ### END SOLUTION

    def call(self, inputs):
        """Return the scaled and shifted inputs."""
        ### BEGIN SOLUTION
        return inputs * self.scale + self.shift
        ### END SOLUTION


# %% check="9.1a" points=1
@check(
    "9.1a",
    hint="self.add_weight(shape=…, initializer=…), one for each feature; the "
    "number of features is input_shape[-1]",
)
def _():
    layer = ScaleShift()
    x = np.array([[1.0, -2.0, 3.0]], "float32")
    np.testing.assert_allclose(layer(x), x)
    assert [w.shape for w in layer.trainable_weights] == [(3,), (3,)]


# %% check="9.1b" points=1
@check(
    "9.1b",
    hint="first times scale, then plus shift; both have one number a feature",
)
def _():
    layer = ScaleShift()
    layer.build((None, 2))
    layer.set_weights([np.array([2.0, 3.0]), np.array([10.0, 0.0])])
    np.testing.assert_allclose(layer(np.ones((1, 2))), [[12, 3]])
    ### BEGIN HIDDEN TESTS
    model = keras.Sequential([keras.Input((4,)), ScaleShift()])
    model.compile(keras.optimizers.SGD(0.8), "mse")
    model.fit(np.ones((8, 4)), 5 * np.ones((8, 4)), epochs=9, verbose=0)
    np.testing.assert_allclose(model(np.ones((1, 4))), 5, atol=0.01)
    ### END HIDDEN TESTS


# %% [markdown] book="slides.1b"
# ### Layers that fit each other
#
# A layer accepts tensors of one shape and returns tensors of another. A model
# is a chain of **compatible** layers (سازگاری لایه‌ای). In Keras you say how
# many numbers come *in* only once, at the start; every further layer is built
# to match what arrives.

# %% tags=["nbval-check-output"]
stack = keras.Sequential(
    [keras.Input((784,)), layers.Dense(32), layers.Dense(32)]
)
for layer in stack.layers:
    print(layer.kernel.shape, "kernel,", layer.count_params(), "weights")
print(stack.count_params(), "weights in all")

# %% [markdown]
# Without `keras.Input` the model waits. It has no weights until it sees its
# first batch. And once a layer is built, the size of its input is fixed:

# %%
waiting = keras.Sequential([layers.Dense(32), layers.Dense(32)])
print("before the first call:", len(waiting.weights), "weight tensors")
waiting(np.ones((1, 784)))
print("after it:             ", len(waiting.weights), "weight tensors")
built = layers.Dense(32, name="built_for_784")
built.build((None, 784))
try:
    built(np.ones((2, 100), "float32"))
except ValueError as error:
    print("\nValueError:", error)

# %% [markdown]
# Read such a message from its end: *received* is what you gave, *expected* is
# what the layer was built for. Only the last axis counts here; the first, the
# number of samples, is free.
#
# > **Correction to the slides (9.4).** The slides write `Dense(32,
# > input_shape=(784,))`. Keras 3 still takes it, and warns: a model begins
# > with `keras.Input` now.

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.Sequential([layers.Dense(32, input_shape=(784,))])
print(caught[0].message)

# %% [markdown]
# > **Correction to the slides (9.5).** Their example puts two `Dense(32)` on
# > top of each other, without an activation. Two linear maps in a row are one
# > linear map, as the slides themselves say later (*Why the activation must be
# > nonlinear*). The second layer adds 1,056 weights, and nothing that the
# > first could not do:

# %%
keras.utils.set_random_seed(SEED)
stack = keras.Sequential(
    [keras.Input((784,)), layers.Dense(32), layers.Dense(32)]
)
w1, b1, w2, b2 = stack.get_weights()
flat = keras.Sequential([keras.Input((784,)), layers.Dense(32)])
flat.set_weights([w1 @ w2, b1 @ w2 + b2])
x = np.random.default_rng(SEED).normal(size=(100, 784))
difference = np.abs(stack(x) - flat(x)).max()
expect("keras.linear_collapse.difference", difference)

# %% [markdown]
# ### Exercise 9.2 — count before you build (★)
#
# How many weights has a stack of dense layers? Complete the function; with a
# little practice you do it in your head.


# %% exercise="9.2"
def dense_weights(inputs, units):
    """Return the number of weights of a stack of dense layers.

    ``inputs`` is how many numbers a sample has, ``units`` lists the units of
    each layer, say ``[32, 32]``.
    """
    ### BEGIN SOLUTION
    total = 0
    for size in units:
        total += inputs * size + size
        inputs = size
    return total
    ### END SOLUTION


# %% check="9.2a" points=1
@check(
    "9.2a",
    hint="inputs × units in the kernel, units in the bias; what goes into "
    "layer 2 is what came out of layer 1",
)
def _():
    got = dense_weights(784, [32, 32])
    assert got == 26_176, f"784 → 32 → 32: {got}"


# %% check="9.2b" points=1
@check("9.2b", hint="each unit has a bias, too")
def _():
    got = dense_weights(10_000, [16, 16, 1])
    assert got == 160_305, f"10,000 → 16 → 16 → 1: {got}"
    ### BEGIN HIDDEN TESTS
    assert dense_weights(3, [64, 10]) == 906
    assert dense_weights(5, [7]) == 42
    ### END HIDDEN TESTS
