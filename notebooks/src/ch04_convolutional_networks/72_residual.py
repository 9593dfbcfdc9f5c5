# Chapter 4: residual connections, with the functional API.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/residual
# needs: cifar10

# %% [markdown]
# ## Beyond the book: deeper, with shortcuts
#
# Deep layers combine what earlier ones found. So are twenty convolutions
# better than three? A plain stack of so many hardly learns. **ResNet** (He and
# others, 2016) adds a shortcut past every two convolutions $F$:
#
# $$y=\mathrm{ReLU}\big(x+F(x)\big).$$
#
# This is a **residual connection** (اتصال باقیمانده): $F$ learns only what to
# change in $x$. On the way back the slope of the sum is $1+F'(x)$; the 1 lets
# the gradient pass, however small $F'$ is.
#
# `Sequential` knows one way only. In Keras' **functional API** a layer is
# *called* on the output of another; a `Model` goes from an input to an output.
# The shortcut is one line, `Add`:


# %%
def deep_network(shortcut, blocks=10, filters=16):
    """Return 2 * blocks + 1 convolutions, with shortcuts or without."""
    pictures = keras.Input((32, 32, 3))
    x = layers.Conv2D(filters, 3, strides=2, padding="same")(pictures)
    x = layers.MaxPooling2D(2)(layers.ReLU()(x))  # 8 × 8 places are left
    for _ in range(blocks):
        change = layers.Conv2D(filters, 3, padding="same")(x)
        change = layers.ReLU()(change)
        change = layers.Conv2D(filters, 3, padding="same")(change)
        if shortcut:
            change = layers.Add()([x, change])
        x = layers.ReLU()(change)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(pictures, layers.Dense(10, activation="softmax")(x))


# %% [markdown]
# Both have the same weights: the shortcut has none. We look at the gradients
# before any training: how long is the gradient of each convolution's kernel?
# Then we train for a moment. **Predict** both: where are the gradients of the
# plain stack smallest, and what is its loss after six epochs? (Guessing gives
# $\ln 10=2.303$.)

# %%
number = by_profile(smoke=64, quick=2000, full=10_000)
some = train_pictures[:number] / np.float32(255), train_labels[:number]
rounds = by_profile(smoke=1, quick=6, full=20)
lengths, deep_losses = {}, {}
for name in ("plain", "with shortcuts"):
    keras.utils.set_random_seed(SEED)
    deep = compiled(deep_network(name == "with shortcuts"))
    kernels_of = [x.kernel for x in deep.layers if "Conv2D" in str(type(x))]
    with tf.GradientTape() as tape:
        answers_p = deep(some[0][:64])
        wrongness = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(
                some[1][:64, 0], answers_p
            )
        )
    slopes = tape.gradient(wrongness, kernels_of)
    lengths[name] = [float(tf.norm(slope)) for slope in slopes]
    deep_losses[name] = deep.fit(
        *some,
        batch_size=64,
        epochs=rounds,
        verbose=0,
        callbacks=[show_progress(rounds)],
    ).history["loss"]

# %% tags=["hide-input"]
#| alt: >
#|   Left, on a logarithmic axis: the gradients of the plain stack get smaller
#|   by many powers of ten towards the input; with shortcuts they stay. Right:
#|   the plain loss stays at guessing, the other falls.
figure, axes = plt.subplots(1, 2, figsize=(11, 3.2))
for name, marker in (("plain", "o-"), ("with shortcuts", "s-")):
    depth = np.arange(1, len(lengths[name]) + 1)
    axes[0].semilogy(depth, lengths[name], marker, label=name)
    epoch = np.arange(1, rounds + 1)
    axes[1].plot(epoch, deep_losses[name], marker, label=name)
axes[0].set(
    title="Before training: the gradient of each layer",
    xlabel="convolution (1 is next to the input)",
    ylabel="length of the gradient",
)
axes[1].axhline(np.log(10), color="0.5", linestyle=":", label="guessing")
axes[1].set(title="Training", xlabel="epoch", ylabel="training loss")
axes[0].legend()
axes[1].legend()
plt.show()

# %%
first, last = np.array(lengths["plain"])[[0, -1]]
expect("ch04.residual.plain_first_to_last", first / last)
first, last = np.array(lengths["with shortcuts"])[[0, -1]]
expect("ch04.residual.shortcut_first_to_last", first / last)
expect("ch04.residual.plain_loss", deep_losses["plain"][-1])
gain = deep_losses["plain"][-1] - deep_losses["with shortcuts"][-1]
expect("ch04.residual.lower_by", gain)

# %% [markdown]
# The plain stack learns nothing: its first layers hardly get a gradient. The
# same layers with shortcuts learn.
#
# A better start (He's; chapter 3) or batch normalisation helps a plain stack
# of this depth, too. But He and others normalised all of theirs, and their
# plain stack of 34 layers had a higher *training* error than one of 18. Only
# with shortcuts was the deeper one better, up to 152 layers on ImageNet.
#
# ### Exercise 4.15 — a block that changes the size (★★)
#
# $x+F(x)$ needs equal shapes. Where a block has other filters than $x$ has
# channels, or a stride, ResNet puts a 1 × 1 convolution with the same stride
# into the shortcut. Complete `residual_block`: two 3 × 3 convolutions
# (`"same"`; ReLU after the first; the stride in the first), the shortcut, the
# sum, ReLU. Where the shapes agree, the shortcut is $x$ itself.


# %% exercise="4.15"
def residual_block(x, filters, strides=1):
    """x: output of a layer (None, height, width, channels); return one."""
    ### BEGIN SOLUTION
    change = layers.Conv2D(filters, 3, strides=strides, padding="same")(x)
    change = layers.ReLU()(change)
    change = layers.Conv2D(filters, 3, padding="same")(change)
    if strides > 1 or x.shape[-1] != filters:
        x = layers.Conv2D(filters, 1, strides=strides, padding="same")(x)
    return layers.ReLU()(layers.Add()([x, change]))
    ### END SOLUTION


# %% check="4.15a" points=1
@check("4.15a", hint="with F = 0 the block is ReLU(x): add x, then ReLU")
def _():
    start = keras.Input((8, 8, 4))
    block = keras.Model(start, residual_block(start, 4))
    assert block.output.shape == (None, 8, 8, 4), block.output.shape
    sides = [w.shape[0] for w in block.trainable_weights if len(w.shape) == 4]
    assert sides == [3, 3], f"kernels of sides {sides}: two of 3, please"
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 4)).astype("float32")
    before = np.array(block(x))
    block.set_weights([np.zeros_like(w) for w in block.get_weights()])
    np.testing.assert_allclose(block(x), np.maximum(x, 0), atol=1e-6)
    assert np.abs(before - np.maximum(x, 0)).max() > 1e-3, "where is F?"


# %% check="4.15b" points=2
@check("4.15b", hint="the 1 × 1 convolution has the stride, and no ReLU")
def _():
    start = keras.Input((8, 8, 4))
    block = keras.Model(start, residual_block(start, 6, strides=2))
    assert block.output.shape == (None, 4, 4, 6), block.output.shape
    kernels = [w for w in block.trainable_weights if len(w.shape) == 4]
    sides = sorted(w.shape[0] for w in kernels)
    assert sides == [1, 3, 3], f"kernels of sides {sides}, not 1, 3, 3"
    block.set_weights([np.zeros_like(w) for w in block.get_weights()])
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 8, 8, 4)).astype("float32")
    small = next(w for w in kernels if w.shape[0] == 1)
    small.assign(rng.normal(size=(1, 1, 4, 6)))
    expected = np.maximum(x[:, ::2, ::2] @ np.array(small)[0, 0], 0)
    np.testing.assert_allclose(block(x), expected, rtol=1e-4, atol=1e-4)
    ### BEGIN HIDDEN TESTS
    wide = keras.Model(start, residual_block(start, 5))
    assert wide.output.shape == (None, 8, 8, 5), "other filters, stride 1"
    same = keras.Model(start, residual_block(start, 4, strides=2))
    assert same.output.shape == (None, 4, 4, 4), "same filters, stride 2"
    chain = residual_block(residual_block(start, 4), 8, 2)
    assert keras.Model(start, chain).output.shape == (None, 4, 4, 8)
    block = keras.Model(start, residual_block(start, 4))
    fives = [np.full_like(w, 5) for w in block.get_weights()]
    if len(fives) == 4:  # two kernels, two biases, and no normalisation
        block.set_weights(fives)
        ours = np.array(block(np.full((1, 8, 8, 4), -1, "float32")))
        message = "is there a ReLU between the two convolutions?"
        np.testing.assert_allclose(ours, 4, atol=1e-3, err_msg=message)
    ### END HIDDEN TESTS
