# Chapter 4: residual connections, with the functional API.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/residual
# needs: cifar10

# %% [markdown]
# ## Beyond the book: deeper, with shortcuts
#
# Are twenty convolutions better than three? **ResNet** (He and others, 2016)
# adds a shortcut past every two convolutions $F$:
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
# Both have the same weights: the shortcut has none. First we look at the
# start, before any training, with 64 pictures: how much do the maps of each
# layer differ from picture to picture (the signal, on its way forward)? And
# how long is the gradient of the loss at these maps, on its way back? `probe`
# is a second model of the same layers that hands out all maps. **Predict**
# both for the plain stack.


# %%
def signal_and_gradient(network, pictures, labels):
    """Return two lists, a value for each ReLU, the first layer first."""
    outputs = [x.output for x in network.layers if isinstance(x, layers.ReLU)]
    probe = keras.Model(network.input, [*outputs, network.output])
    with tf.GradientTape() as tape:
        *maps, p = probe(pictures)
        losses = keras.losses.sparse_categorical_crossentropy(labels, p)
        loss_here = tf.reduce_mean(losses)
    gradients = tape.gradient(loss_here, maps)
    signal = [
        float(tf.math.reduce_std(x, axis=0).numpy().mean()) for x in maps
    ]
    return signal, [float(tf.norm(gradient)) for gradient in gradients]


number = by_profile(smoke=64, quick=2000, full=10_000)
some = train_pictures[:number] / np.float32(255), train_labels[:number, 0]
rounds = by_profile(smoke=1, quick=6, full=20)
at_start, deep_losses = {}, {}
for name in ("plain", "with shortcuts"):
    keras.utils.set_random_seed(SEED)
    deep = compiled(deep_network(name == "with shortcuts"))
    at_start[name] = signal_and_gradient(deep, some[0][:64], some[1][:64])
    progress = show_progress(rounds)
    deep_losses[name] = deep.fit(
        *some, batch_size=64, epochs=rounds, verbose=0, callbacks=[progress]
    ).history["loss"]

# %% tags=["hide-input"]
#| alt: >
#|   Three panels. In the plain stack the signal gets smaller by a factor of
#|   more than a thousand on its way forward, and so does the gradient on its
#|   way back; with shortcuts both stay. Its loss stays at guessing; with
#|   shortcuts it falls.
figure, axes = plt.subplots(1, 3, figsize=(13, 3.4))
for name, marker in (("plain", "o-"), ("with shortcuts", "s-")):
    for axis, values in zip(axes, at_start[name], strict=False):
        depth = np.arange(1, len(values) + 1)
        axis.semilogy(depth, values, marker, label=name)
        axis.set_xlabel("layer (1 is next to the input)")
        axis.set_xticks([1, 5, 10, 15, 20])
    epoch = np.arange(1, rounds + 1)
    axes[2].plot(epoch, deep_losses[name], marker, label=name)
axes[0].set(title="Before training: the signal", ylabel="spread of the maps")
axes[1].set(title="… and the gradient", ylabel="length of the gradient")
axes[2].axhline(np.log(10), color="0.5", linestyle=":", label="guessing")
axes[2].set(title="Training", xlabel="epoch", ylabel="training loss (nats)")
axes[2].xaxis.get_major_locator().set_params(integer=True)
for axis in axes[::2]:
    axis.legend()
plt.show()

# %%
signal, gradient = at_start["plain"]
expect("ch04.residual.plain_signal_kept", signal[-1] / signal[0])
expect("ch04.residual.plain_gradient_kept", gradient[0] / gradient[-1])
signal, gradient = at_start["with shortcuts"]
expect("ch04.residual.shortcuts_signal_kept", signal[-1] / signal[0])
expect("ch04.residual.shortcuts_gradient_kept", gradient[0] / gradient[-1])
expect("ch04.residual.plain_loss", deep_losses["plain"][-1])
gain = deep_losses["plain"][-1] - deep_losses["with shortcuts"][-1]
expect("ch04.residual.lower_by", gain)

# %% [markdown]
# In the plain stack hardly anything of the picture arrives at the end, and
# hardly any gradient at the beginning. Its loss stays at guessing,
# $\ln 10=2.303$. The same layers with shortcuts learn.
#
# A better start (He's; chapter 3) or batch normalisation helps, too. But He
# and others normalised all of theirs, and a plain stack of 34 layers had a
# higher *training* error than one of 18; with shortcuts, a lower one.
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
    expected = np.maximum(x[:, ::2, ::2] @ small.numpy()[0, 0], 0)
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
