# Chapter 6: digits: data, networks, one step.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/digits_networks
# needs: plane

# %% [markdown] book="6.11"
# ## Handwritten digits with a GAN
#
# Now the book's project: a GAN that writes the digits of MNIST. We take its
# two networks, their sizes and all its settings, and change only how the
# training is programmed.

# %% [markdown] book="6.11a"
# ### Imports
#
# All imports stand at the top of this notebook.
#
# > **Correction to the book (6.23).** Nine of the book's imports are never
# > used: seven layers, among them `Conv2D`, `UpSampling2D` and
# > `BatchNormalization`, left over from a convolutional GAN that is never
# > built (we build one at the end), and `sys` and `tqdm`. (To use the latter,
# > write `from tqdm import tqdm`.)

# %% [markdown] book="6.11b"
# ### Load and normalise
#
# The generator ends with tanh, whose values lie between −1 and 1; so the
# pixels must, too. An image is a flat vector of 784 numbers, since the
# networks are **multilayer perceptrons** (پرسپترون چندلایه).
#
# The digits' labels are not needed for the GAN: its only labels are 1, real,
# and 0, fake. We keep them, and the test images, for the judge below.

# %% tags=["nbval-check-output"]
(train_images, y_train), (test_images, y_test) = load_mnist()


def normalise(images):
    """Bytes (n, 28, 28) → float32 (n, 784) between −1 and 1."""
    return images.reshape(-1, 784).astype("float32") / 127.5 - 1


x_train, x_test = normalise(train_images), normalise(test_images)
print(x_train.shape, x_train.min(), x_train.max())

# %%
expect("ch06.real.mean_pixel", x_train.mean(dtype=float))

# %% [markdown] book="6.11c"
# ### The generator
#
# Ten random numbers go in (100 are usual; the book takes 10). Three hidden
# layers, 256, 512 and 1,024, each with **leaky ReLU**: negative values are
# multiplied by 0.2 instead of becoming 0, so that a gradient always gets
# through. The output has one value for each pixel. You may change the hidden
# sizes, not the last one.


# %%
def make_generator(latent_dim=10):
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            layers.Dense(256),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(512),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(1024),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(784, activation="tanh"),
        ],
        name="generator",
    )


# %% [markdown] book="6.11d"
# ### The discriminator
#
# The way back: 784 numbers go in, one logit comes out. **Dropout** (حذف
# تصادفی) sets 30 % of the values to 0 at random while it trains. So it cannot
# simply store the training images, and does not become too strong for the
# generator. The first layer starts with small weights, $\mathcal N(0,
# 0.02^2)$.


# %%
def make_discriminator(inputs=784, wrap=lambda layer: layer):
    def block(units, start="glorot_uniform"):
        return [
            wrap(layers.Dense(units, kernel_initializer=start)),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dropout(0.3),
        ]

    small = keras.initializers.RandomNormal(stddev=0.02)
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            *block(1024, small),
            *block(512),
            *block(256),
            wrap(layers.Dense(1)),
        ],
        name="discriminator",
    )


# %% [markdown]
# **Predict**: which of the two has more weights?

# %% tags=["nbval-check-output"]
print("generator    ", f"{make_generator().count_params():,}")
print("discriminator", f"{make_discriminator().count_params():,}")

# %% tags=["hide-input"]
#| alt: >
#|   The layers of the generator as boxes, one below the other: from 10
#|   numbers through 256, 512 and 1,024 to the 784 pixels.
plot_model(make_generator(), "The generator")
plt.show()

# %% [markdown]
# > **Correction to the book (6.26).** One line calls the generator ژنراتور;
# > everywhere else it is مولد. The same network is meant.
#
# > **Correction to the book (6.24).** `input_dim=` in a layer gives a warning
# > in Keras 3: begin with `keras.Input`. And name the slope:
# > `negative_slope=0.2` (it was `alpha` in Keras 2).
#
# > **Correction to the book (6.16).** In the full listing, the generator's
# > first layer has a commented-out argument that wraps onto a line of its own:
# > a `SyntaxError`. Delete the line; the generator starts with Keras' own
# > initialiser.

# %% [markdown] book="6.11e" tags=["further"]
# ### The combined network, and freezing
#
# Our `GAN` needs none of this, but thousands of old programs do it this way,
# so you should be able to read them. Without a `train_step` of your own, the
# generator is trained through a **combined** model, noise → generator →
# discriminator → probability, with the target 1. The discriminator inside must
# not move: it is **frozen** (فریز کردن), by `discriminator.trainable = False`.
#
# But for its own step it must move. So the flag is switched in the loop:
# `True`, discriminator's step, `False`, generator's step. **When** does Keras
# look at the flag? That has changed.
#
# | discriminator compiled | flag in the loop | Keras 2 | Keras 3 |
# |---|---|---|---|
# | before freezing | switched | trains | trains |
# | before freezing | not switched | trains | **never trains** |
# | after freezing | switched | **never trains** | trains |
# | after freezing | not switched | **never trains** | **never trains** |

# %% [markdown]
# Keras 2 fixes the trainable weights when `compile` is called, and ignores the
# flag later. Keras 3 (on TensorFlow) reads it when the first training step is
# made into a graph. Only one order works in both: **compile the discriminator,
# then freeze, then compile the combined model; and switch the flag in the
# loop.** Here is the right half of the table, measured:


# %%
def old_style_gan(compile_first, small=(2, 3)):
    """Return a tiny discriminator and the combined model of old code."""
    latent, size = small
    keras.utils.set_random_seed(SEED)
    discriminator = keras.Sequential(
        [keras.Input((size,)), layers.Dense(1, activation="sigmoid")]
    )
    if compile_first:
        discriminator.compile("sgd", "binary_crossentropy")
    discriminator.trainable = False
    combined = keras.Sequential(
        [keras.Input((latent,)), layers.Dense(size), discriminator]
    )
    if not compile_first:
        discriminator.compile("sgd", "binary_crossentropy")
    combined.compile("sgd", "binary_crossentropy")
    return discriminator, combined


def who_moves(compile_first, switch):
    """Return whether D moves in its own step, and in the generator's."""
    discriminator, combined = old_style_gan(compile_first)
    weights = [discriminator.get_weights()[0]]
    for trainable, model, inputs in (
        (True, discriminator, 3), (False, combined, 2)
    ):  # fmt: skip
        if switch:
            discriminator.trainable = trainable
        with warnings.catch_warnings():  # “no trainable weights”
            warnings.simplefilter("ignore")
            model.train_on_batch(np.ones((4, inputs)), np.ones((4, 1)))
        weights.append(discriminator.get_weights()[0])
    start, own, other = weights
    return not np.array_equal(start, own), not np.array_equal(own, other)


# %% tags=["nbval-check-output"]
rows = {}
for first in (True, False):
    for switch in (True, False):
        own, other = who_moves(first, switch)
        when = "before" if first else "after"
        flag = "switched" if switch else "not switched"
        rows[f"compiled {when} freezing, flag {flag}"] = {
            "D moves in its own step": own,
            "in the generator's": other,
        }
pd.DataFrame(rows).T

# %% [markdown]
# > **Correction to the book (6.13).** The step-by-step version freezes first
# > and compiles the discriminator afterwards. In Keras 2, which it was written
# > for, the discriminator then **never trains**. The full listing has the
# > right order.
#
# > **Correction to the book (6.15).** Nothing says what the flag does at which
# > moment; the table above does. In no case did the discriminator move in the
# > generator's step.
#
# > **Correction to the book (6.12).** The step-by-step version uses `adam`
# > before it exists: a `NameError`. The full listing defines it.

# %% [markdown]
# > **Correction to the book (6.14).** One `adam` object serves two models.
# > Adam keeps two running means for each weight; it belongs to one set of
# > weights. The listing worked before TensorFlow 2.11, with one flaw: both
# > models shared Adam's step counter. Today it **fails** at the generator's
# > first step:

# %%
one_adam = keras.optimizers.Adam(2e-4, beta_1=0.5)
discriminator, combined = old_style_gan(compile_first=True)
discriminator.compile(one_adam, "binary_crossentropy")
combined.compile(one_adam, "binary_crossentropy")
discriminator.trainable = True
discriminator.train_on_batch(np.ones((4, 3)), np.ones((4, 1)))
discriminator.trainable = False
try:
    combined.train_on_batch(np.ones((4, 2)), np.ones((4, 1)))
except ValueError as error:
    print("ValueError:", str(error).split(":")[0])
else:
    raise AssertionError("it works again: update correction 6.14")

# %% [markdown] book="6.11f"
# ### The training loop
#
# In each iteration of the book's loop:
#
# 1. draw noise, let the generator make 128 fakes, draw 128 real images;
# 2. put them into one batch, with labels, and train the discriminator on it;
# 3. draw new noise, and train the combined model with the target 1, so that
#    the generator learns to be taken for real.
#
# Target 1 for the fakes means: minimise $-\log D(G(z))$.
#
# > **Correction to the book (6.4).** The code does not play the zero-sum game
# > of the theory. Target 1 is the **non-saturating** loss, and the label 0.9
# > changes $J^{(D)}$, too.

# %% [markdown]
# ### One-sided label smoothing
#
# > **Correction to the book (6.19).** The text says that real images get the
# > label 1, the code gives them 0.9, and never says why.
#
# With the label 1, the discriminator never has enough: to lower its loss it
# makes its logits ever larger. With 0.9 the best answer, as in exercise 6.5,
# is
#
# $$D^\star=\frac{0.9\,p_{data}}{p_{data}+p_g},$$
#
# because too large an answer on real images now costs, too: $D^\star$ is at
# most 0.9, so the logits on real images stay bounded ($\ln9\approx2.2$). On
# fakes nothing changes: **one-sided**, they keep the label 0. With $b$ for the
# fakes, $b\,p_g$ would appear in the numerator. Where there are no data,
# $D^\star$ would be $b$ everywhere, and would no longer drive the fakes away.
#
# At the equilibrium $D^\star=0.45$, not ½. **Compute** both losses there
# before you run the next cell.

# %%
d = 0.45
at_rest = {
    "d_loss": -(0.9 * np.log(d) + 0.1 * np.log(1 - d) + np.log(1 - d)) / 2,
    "g_loss": -np.log(d),
}
print({name: round(float(loss), 3) for name, loss in at_rest.items()})
expect("ch06.smoothing.d_loss_at_rest", at_rest["d_loss"])
expect("ch06.smoothing.g_loss_at_rest", at_rest["g_loss"])

# %% [markdown]
# ### Exercise 6.8 — a batch for the discriminator (★)
#
# Build step 2 of the training loop: one batch of real and fake images, the
# real ones first, and its labels as a `float32` array of shape (images, 1).


# %% exercise="6.8"
def discriminator_batch(real, fake, real_label=0.9):
    """Return (images, labels) for one step of the discriminator."""
    ### BEGIN SOLUTION
    images = np.concatenate([real, fake])
    labels = np.zeros((len(images), 1), "float32")
    labels[: len(real)] = real_label
    return images, labels
    ### END SOLUTION


# %% check="6.8a" points=1
@check("6.8a", hint="real first; labels have two axes and type float32")
def _():
    real, fake = np.ones((3, 784), "float32"), np.zeros((3, 784), "float32")
    images, labels = discriminator_batch(real, fake)
    assert images.shape == (6, 784) and labels.shape == (6, 1)
    assert labels.dtype == np.float32
    np.testing.assert_allclose(labels[:, 0], [0.9] * 3 + [0] * 3)


# %% check="6.8b" points=1
@check("6.8b", hint="fakes keep the label 0; real_label is an argument")
def _():
    real, fake = np.full((2, 5), 7.0), np.full((2, 5), -7.0)
    images, labels = discriminator_batch(real, fake, real_label=1.0)
    np.testing.assert_allclose(images[:2], 7)
    np.testing.assert_allclose(labels.ravel(), [1, 1, 0, 0])
    ### BEGIN HIDDEN TESTS
    images, labels = discriminator_batch(real[:1], fake[:1], 0.7)
    np.testing.assert_allclose(images[:, 0], [7, -7])
    np.testing.assert_allclose(labels.ravel(), [0.7, 0], rtol=1e-6)
    ### END HIDDEN TESTS


# %% [markdown] tags=["further"]
# ### The same step, compiled
#
# The book's iteration asks Keras three times: `predict`, and two
# `train_on_batch`. Each call goes from NumPy to TensorFlow and back. Ours is
# one graph. First we prove that both **do the same**: from the same start,
# with the same images and noise, the two generators must make the same images
# after some iterations. Then we time them.


# %%
def adam(learning_rate=2e-4):
    return keras.optimizers.Adam(learning_rate, beta_1=0.5)


def new_networks():
    """Return the book's two networks, the same ones at each call."""
    keras.utils.set_random_seed(SEED)
    return make_generator(), make_discriminator()


rng = np.random.default_rng(SEED)
some_batches = [
    (
        x_train[rng.integers(60_000, size=128)],
        *rng.normal(size=(2, 128, 10)).astype("float32"),
    )
    for _ in range(by_profile(smoke=1, quick=2, full=3))
]
probe = rng.normal(size=(4, 10)).astype("float32")


# %%
def textbook():
    """Return a function that plays the book's loop, from the start on."""
    generator, discriminator = new_networks()
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    discriminator.compile(adam(), loss)
    discriminator.trainable = False
    combined = keras.Sequential([generator, discriminator])
    combined.compile(adam(), loss)
    labels = np.repeat([[0.9], [0.0]], 128, axis=0).astype("float32")

    def steps():
        for real, d_noise, g_noise in some_batches:
            fake = generator.predict(d_noise, verbose=0)
            both = np.concatenate([real, fake])
            discriminator.trainable = True
            discriminator.train_on_batch(both, labels)
            discriminator.trainable = False
            combined.train_on_batch(g_noise, np.ones((128, 1), "float32"))
        return generator(probe).numpy()

    return steps


def ours():
    """Return a function that plays the compiled step, from the start on."""
    gan = GAN(*new_networks(), real_label=0.9)
    gan.compile(adam(), adam())
    play = tf.function(gan.play)

    def steps():
        for batch in some_batches:
            play(*batch)
        return gan.generator(probe).numpy()

    return steps


# %%
textbook_steps, our_steps = textbook(), ours()
for steps in (textbook_steps, our_steps):
    steps()  # Keras makes its graphs now, not while we compare
repeats = by_profile(smoke=1, quick=5, full=7)
compare(
    "ch06.step",
    textbook=textbook_steps,
    ours=our_steps,
    rtol=0,
    atol=1e-3,
    repeats=repeats,
)

# %% [markdown]
# How far is that from what the machine can do at all? Count the
# multiplications. A dense layer with $w$ weights and a batch of $n$ needs
# $2nw$ operations forward, as many for the gradient of its inputs, and as many
# for that of its weights. We measure how fast this machine multiplies
# matrices of that size, and divide.


# %%
def seconds_for(function, repeats=10):
    """Return the median time of a call, after one that warms up."""
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


left, right = tf.ones((256, 1024)), tf.ones((1024, 1024))
multiply = tf.function(lambda: tf.reduce_sum(left @ right))
speed = 2 * 256 * 1024 * 1024 / seconds_for(lambda: multiply().numpy())
g, d = (network.count_params() for network in new_networks())
work = 2 * g * 128  # the fakes for the discriminator: forward only
work += 2 * d * 256 * 3 - 2 * 256 * 784 * 1024  # no gradient of the pixels
work += 2 * g * 128 * 3  # the generator's step: through it and back,
work += 2 * d * 128 * 2  # and through the discriminator, whose weights rest
least, spent = work / speed, seconds_for(our_steps, repeats)
spent /= len(some_batches)
print(f"a step: {work / 1e9:.1f} billion operations;", end=" ")
print(f"this machine: {speed / 1e9:.0f} billion a second")
print(f"floor {least * 1e3:.0f} ms, our step {spent * 1e3:.0f} ms;", end=" ")
print(f"the book's 200 epochs: {200 * 468 * spent / 3600:.1f} hours")

# %% [markdown]
# What lies above the floor does little arithmetic and moves much memory: Adam,
# for each of three million weights, reads four numbers and writes three;
# dropout needs a random number for each value.
#
# > **Correction to the book (6.18).** `generator.predict` in the inner loop is
# > made for large arrays, slow for 128 rows, and in recent versions prints a
# > progress bar at each of 93,600 calls. Where no compiled step is at hand,
# > `generator(noise, training=False)` is the faster way.
