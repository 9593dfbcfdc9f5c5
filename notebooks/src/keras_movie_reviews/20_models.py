# Lecture 9: models.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/models

# %% [markdown] book="slides.1c"
# ### Models: networks of layers
#
# A model is a **directed acyclic graph** of layers (گراف جهت‌دار بدون دور):
# arrows lead from layer to layer, and never in a circle. The simplest, and
# most in this course, are a **linear stack** (پشته‌ی خطی). The slides name
# three more shapes, or **topologies** (توپولوژی): two branches, several heads,
# and Inception blocks.
#
# We build all four for the same data: 1,797 small images (8 × 8) of
# handwritten digits that come with scikit-learn.

# %%
#| alt: >
#|   Ten handwritten digits in a row, each under its label: 8 by 8 grey pixels
#|   are coarse, but most can be read.
digits = load_digits()
d_train, d_test, digit_train, digit_test = train_test_split(
    digits.images[..., None].astype("float32") / 16,  # ink from 0 to 1
    digits.target,
    test_size=600,
    stratify=digits.target,
    random_state=SEED,
)
figure, axes = plt.subplots(1, 10, figsize=(10, 1.5))
for axis, image, digit in zip(axes, d_train, digit_train, strict=False):
    axis.imshow(image, cmap="gray_r")
    axis.set(title=digit)
    axis.set_axis_off()
plt.show()
print(d_train.shape, d_test.shape)

# %% [markdown]
# **A linear stack.** The picture comes from our `plot_model`: Keras has one,
# too (`keras.utils.plot_model`), but it asks for Graphviz, a program that pip
# does not install.


# %%
#| alt: >
#|   Four boxes in one row, joined by arrows: the input of 8 × 8 × 1, flattened
#|   to 64 pixels, a hidden Dense layer of 32 units with 2,080 weights, and a
#|   Dense layer of 10 units with 330 for the digit.
def linear_stack():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Flatten(name="pixels"),
            layers.Dense(32, activation="relu", name="hidden"),
            layers.Dense(10, activation="softmax", name="digit"),
        ],
        name="linear_stack",
    )


plot_model(linear_stack(), "A linear stack")
plt.show()

# %% [markdown]
# For anything but a stack there is the **functional API**. `keras.Input` gives
# a placeholder, which has a shape and no numbers yet. A layer is made and then
# *called* on it, like a function; and `keras.Model` takes the two ends:
#
# ```python
# image = keras.Input((8, 8, 1))
# pixels = layers.Flatten()(image)              # make the layer, then call it
# digit = layers.Dense(10, activation="softmax")(pixels)
# model = keras.Model(image, digit)
# ```
#
# **Two branches** (شبکه‌ی دوشاخه): two parts of the data go through layers of
# their own and are joined later. Here the upper and the lower half of the
# image (in the picture, *GetItem* is the slice `image[:, rows]`); in a real
# project, for example, a picture and a text.


# %%
#| alt: >
#|   From the image two parallel rows of boxes, one for the upper and one for
#|   the lower half, each with GetItem, Flatten and a Dense layer of 16 units;
#|   Concatenate joins them to 32 numbers, from which a Dense layer of 10 units
#|   tells the digit.
def two_branches():
    image = keras.Input((8, 8, 1), name="image")
    halves = []
    for half, rows in (("upper", slice(0, 4)), ("lower", slice(4, 8))):
        pixels = layers.Flatten(name=f"{half}_pixels")(image[:, rows])
        hidden = layers.Dense(16, activation="relu", name=half)(pixels)
        halves.append(hidden)
    joined = layers.Concatenate(name="join")(halves)
    digit = layers.Dense(10, activation="softmax", name="digit")(joined)
    return keras.Model(image, digit, name="two_branches")


plot_model(two_branches(), "Two branches")
plt.show()

# %% [markdown]
# **Several heads** (شبکه‌ی چندسر): one body, several answers. This one says
# which digit it is, and whether it is odd. The body is shared, so one task can
# help the other (it need not). Each head has its own loss.


# %%
#| alt: >
#|   Image, pixels and a body of 32 units stand in one row; then the arrows
#|   part, to a Dense layer of 10 units for the digit and to one of a single
#|   unit for odd.
def two_heads():
    image = keras.Input((8, 8, 1), name="image")
    pixels = layers.Flatten(name="pixels")(image)
    body = layers.Dense(32, activation="relu", name="body")(pixels)
    digit = layers.Dense(10, activation="softmax", name="digit")(body)
    odd = layers.Dense(1, activation="sigmoid", name="odd")(body)
    return keras.Model(image, {"digit": digit, "odd": odd}, name="two_heads")


plot_model(two_heads(), "Two heads")
plt.show()

# %% [markdown]
# **An Inception block** (بلوک اینسپشن; Szegedy and others, 2014) looks at the
# same image with windows of several sizes at once, and joins what they see.
# (Chapter 4 explains `Conv2D`; here only the wiring matters. In a real network
# the 1 × 1 layers in front *reduce* many channels, so that large windows are
# cheap. Our image has one channel; they save nothing here.)


# %%
#| alt: >
#|   Four paths lead from the image to where they are joined: 1 × 1 and then 3
#|   × 3 convolution, 1 × 1 and then 5 × 5, pooling and then 1 × 1, and 1 × 1
#|   alone. The 32 channels are flattened to 2,048 numbers; the digit layer
#|   behind has 20,490 weights.
def inception():
    def conv(size, name):
        return layers.Conv2D(
            8, size, padding="same", activation="relu", name=name
        )

    image = keras.Input((8, 8, 1), name="image")
    branches = [
        conv(3, "conv_3")(conv(1, "before_3")(image)),
        conv(5, "conv_5")(conv(1, "before_5")(image)),
        conv(1, "conv_1")(image),
        conv(1, "after_pool")(
            layers.MaxPooling2D(3, 1, padding="same", name="pool")(image)
        ),
    ]
    pixels = layers.Flatten(name="pixels")(
        layers.Concatenate(name="join")(branches)
    )
    digit = layers.Dense(10, activation="softmax", name="digit")(pixels)
    return keras.Model(image, digit, name="inception")


plot_model(inception(), "An Inception block")
plt.show()

# %% [markdown]
# All four run. They see the same images; **predict** which is best, and what
# the missing wires cost the network with two branches.

# %%
topologies, trained = {}, {}
for make in (linear_stack, two_branches, two_heads, inception):
    keras.utils.set_random_seed(SEED)
    model, loss = make(), "sparse_categorical_crossentropy"
    targets = digit_train
    if make is two_heads:
        loss = {"digit": loss, "odd": "binary_crossentropy"}
        targets = {"digit": digit_train, "odd": digit_train % 2}
    model.compile("adam", loss)
    epochs = by_profile(smoke=1, quick=20, full=60)
    model.fit(d_train, targets, batch_size=64, epochs=epochs, verbose=0)
    answers = model(d_test)
    answers = answers["digit"] if make is two_heads else answers
    right = np.mean(answers.numpy().argmax(axis=1) == digit_test)
    topologies[model.name] = (f"{model.count_params():,}", right)
    trained[model.name] = model
majority = np.bincount(digit_test).max() / len(digit_test)
topologies["always the same digit"] = ("0", majority)
columns = ["weights", "test accuracy"]
display(pd.DataFrame(topologies, index=columns).T)
says_odd = trained["two_heads"](d_test)["odd"].numpy()[:, 0] > 0.5
reached = {name: accuracy for name, (_, accuracy) in topologies.items()}
expect("keras.topologies.stack_accuracy", reached["linear_stack"])
expect("keras.topologies.inception_accuracy", reached["inception"])
expect("keras.topologies.odd_accuracy", np.mean(says_odd == digit_test % 2))
lost = reached["linear_stack"] - reached["two_branches"]
expect("keras.topologies.lost_by_branches", lost)

# %% [markdown]
# Inception is best here; it also has ten times the weights, nearly all of them
# in its last layer, so this is no fair race. The missing wires cost the two
# branches nought to four points of accuracy (20 seeds), and save 1,024
# weights. The second
# head changes little. (600 test images: one point is one standard error.)
#
# A topology fixes a **hypothesis space** (فضای فرضیه): the set of all
# functions that the network can become. Training only searches inside. The
# two branches make this visible: put both kernels into one, and you get the
# kernel of an ordinary dense layer in which two blocks are **forced to be
# zero**.

# %%
#| alt: >
#|   Map of weights, 64 pixels across, 32 hidden units down: red and blue only
#|   in two blocks, where the first 16 units meet the first 32 pixels, and the
#|   other 16 units the other pixels. The rest is white.
branched, stacked = trained["two_branches"], linear_stack()
upper, lower, last = (
    branched.get_layer(name).get_weights()
    for name in ("upper", "lower", "digit")
)
kernel = np.zeros((64, 32), "float32")
kernel[:32, :16], kernel[32:, 16:] = upper[0], lower[0]
stacked.set_weights([kernel, np.r_[upper[1], lower[1]], *last])
difference = np.abs(stacked(d_test) - branched(d_test)).max()
expect("keras.topologies.zero_blocks_difference", difference)
figure, axis = plt.subplots(figsize=(6, 3.2))
picture = axis.imshow(kernel.T, cmap="RdBu", vmin=-0.8, vmax=0.8)
axis.set(xlabel="pixel (the upper half first)", ylabel="hidden unit")
axis.set_title("Two branches: a dense kernel with two blocks of zeros")
axis.grid(False)
figure.colorbar(picture, label="weight", shrink=0.8)
plt.show()

# %% [markdown]
# So the linear stack contains every function of the two branches, and more. A
# smaller space is not always bad: if the right function is still inside, there
# is less to search, and fewer data are enough. Which **architecture** (معماری)
# is right? The slides say: more an art than a science. Practice, and a
# validation set.
#
# ### Exercise 9.3 — branches and heads (★★)
#
# Build a functional model with **two inputs**, `"left"` and `"right"`, of
# three numbers each. **One** dense layer of 4 units with ReLU, named
# `"shared"`, is used for both. Concatenate (left first), and put two heads on
# top: `"sum"` (one unit, no activation) and `"equal"` (one unit, sigmoid).
# Return the model; its inputs are a list, left first, its outputs a dict of
# the two heads, as in `two_heads`.


# %% exercise="9.3"
def compare_two():
    """Return the model described above, not compiled."""
    ### BEGIN SOLUTION
    left = keras.Input((3,), name="left")
    right = keras.Input((3,), name="right")
    shared = layers.Dense(4, activation="relu", name="shared")
    joined = layers.Concatenate()([shared(left), shared(right)])
    heads = {
        "sum": layers.Dense(1, name="sum")(joined),
        "equal": layers.Dense(1, activation="sigmoid", name="equal")(joined),
    }
    return keras.Model([left, right], heads)
    ### END SOLUTION


# %% check="9.3a" points=1
@check(
    "9.3a",
    hint='16 weights in the shared layer, 9 in each head; name="…" names a '
    "layer or an input",
)
def _():
    model = compare_two()
    names = {layer.name for layer in model.layers}
    wanted = {"left", "right", "shared", "sum", "equal"}
    assert wanted <= names, f"no layer is called {wanted - names}"
    assert model.count_params() == 16 + 9 + 9
    assert sorted(model.output) == ["equal", "sum"]


# %% check="9.3b" points=1
@check(
    "9.3b",
    hint="make the shared layer once, with ReLU, and call it twice; left "
    "before right",
)
def _():
    model = compare_two()
    model.get_layer("shared").set_weights([np.ones((3, 4)), np.zeros(4)])
    head = np.r_[np.full((4, 1), 1.0), np.full((4, 1), 10.0)]
    model.get_layer("sum").set_weights([head, np.zeros(1)])
    ones, twos = np.ones((1, 3), "float32"), np.full((1, 3), 2.0, "float32")
    answer = model({"left": ones, "right": twos})
    np.testing.assert_allclose(answer["sum"], [[252]])
    answer = model({"left": -ones, "right": ones})
    np.testing.assert_allclose(answer["sum"], [[120]])
    ### BEGIN HIDDEN TESTS
    for name in ("sum", "equal"):
        model.get_layer(name).set_weights([0 * head, np.full(1, -2.0)])
    answer = model({"left": ones, "right": twos})
    np.testing.assert_allclose(answer["sum"], [[-2]])
    np.testing.assert_allclose(answer["equal"], [[0.1192]], rtol=1e-3)
    ### END HIDDEN TESTS
