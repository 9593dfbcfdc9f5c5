# Chapter 6: digits: training and judging.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/digits_training
# needs: digits_networks

# %% [markdown] book="6.11g"
# ### Helpers: a wall of digits, and a judge at the side
#
# The book saves walls of 100 digits and plots the losses at the end.
#
# > **Correction to the book (6.17).** It writes into a folder `images/` that
# > nobody made: a `FileNotFoundError` after the first epoch.
#
# > **Correction to the book (6.20).** “Plot the loss from each batch”: the
# > code keeps **one** value for each epoch, that of its last batch, which is
# > noisy. We average over the epoch. (And it is spelt “discriminator”.)

# %% [markdown]
# > **Correction to the book (6.21).** The plot comes after all 200 epochs: a
# > run that is stopped leaves none. Here `fit` keeps the losses of every
# > finished epoch (`model.history.history`) and a callback the marks. Stop the
# > training below by ■ after an epoch: the next cells plot what there is.
#
# > **Correction to the book (6.25).** No seed is set, figures are never
# > closed, and the noise has 64 bits where the networks use 32.


# %%
#| alt: >
#|   Three rows of twenty handwritten digits from the training set.
def show_wall(images, title, columns=20, axis=None):
    """Show flat images side by side, as one picture."""
    rows = len(images) // columns
    wall = np.reshape(images, (rows, columns, 28, 28)).transpose(0, 2, 1, 3)
    if axis is None:
        figure, axis = plt.subplots(figsize=(10, 10 * rows / columns + 0.4))
    wall = wall.reshape(rows * 28, columns * 28)
    axis.imshow(wall, cmap="gray_r", vmin=-1, vmax=1)
    axis.set_title(title)
    axis.set_axis_off()


show_wall(x_train[:60], "Real digits")
plt.show()

# %% [markdown] book="6.11h"
# ### The whole run
#
# Before we train: how shall we know that it works? The losses will not tell.
# So we first build a **judge**: a small classifier (chapter 4 explains its
# layers), trained with the *real* digits and their labels. It never trains the
# GAN; it only marks.


# %%
keras.utils.set_random_seed(SEED)
judge = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Reshape((28, 28, 1)),
        layers.Conv2D(16, 5, strides=2, activation="relu"),
        layers.Conv2D(32, 3, strides=2, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu", name="features"),
        layers.Dense(10, activation="softmax"),
    ]
)
judge.compile(
    "adam",
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
    steps_per_execution=67,  # so many steps at each call of the graph
)
judge_epochs = by_profile(smoke=1, quick=2, full=2)
seen = by_profile(smoke=2_000, quick=60_000, full=60_000)
judge.fit(
    x_train[:seen],
    y_train[:seen],
    batch_size=128,
    epochs=judge_epochs,
    verbose=0,
)
n_tested = by_profile(smoke=1_000, quick=10_000, full=10_000)
accuracy = judge.evaluate(x_test[:n_tested], y_test[:n_tested], verbose=0)[1]
expect("ch06.judge.test_accuracy", accuracy)

# %% [markdown]
# ### How good is it?
#
# The judge gives five marks to a set of samples. The **entropy** of some
# probabilities, $-\sum_i p_i\ln p_i$, says how undecided they are.
#
# - **Clear?** The mean entropy of its ten probabilities: near 0 if each image
#   is one digit beyond doubt, $\ln10=2.3$ if it has no idea.
# - **Balanced?** The entropy of the shares of the ten digits among the
#   samples, divided by $\ln10$: 1 if all are equally frequent, 0 if there is
#   only one.
# - **Digits**: how many of the ten are found in at least 1 % of the samples.

# %% [markdown]
# These can be cheated: one perfect image of each digit would get full marks.
# So
#
# - **Variety**: how much the judge's features (the 64 numbers before its last
#   layer) differ among images read as the same digit, as a share of what they
#   do among real ones. With one image for each digit it is 0.

# %% [markdown]
# - **Like the data?** The **Fréchet distance** in the judge's feature space.
#   Take the features as normally distributed (they are not quite) and compare
#   means and covariances of real (r) and fake (f) images:
#
# $$d^2=\|\mu_r-\mu_f\|^2+\operatorname{tr}\big(\Sigma_r+\Sigma_f
# -2(\Sigma_r^{1/2}\Sigma_f\Sigma_r^{1/2})^{1/2}\big).$$
#
# It is 0 if means and covariances agree; two different distributions can reach
# that, too. It notices bad images and missing kinds as far as they move mean
# and covariance. We report $d^2$, as **FID** does, which takes the features of
# a large network trained on photographs. Only numbers from the *same* judge,
# and as many samples, may be compared.


# %%
def square_root(matrix):
    """Return the root of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def frechet_distance(a, b):
    """Return the squared Fréchet distance of two samples (n, features)."""
    cov_a, cov_b = np.cov(a.T), np.cov(b.T)
    root = square_root(cov_a)
    cross = square_root(root @ cov_b @ root)
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(cov_a + cov_b - 2 * cross)


# %%
inside_judge = keras.Model(
    judge.inputs, [judge.get_layer("features").output, judge.outputs[0]]
)


def judged(images):
    """Return the judge's (features, probabilities) of flat images."""
    return inside_judge.predict(images, batch_size=1000, verbose=0)


def spread_within(features, p):
    """Return how much the features vary among images read as one digit."""
    digit = p.argmax(axis=1)
    return np.mean(
        [
            np.sqrt(features[digit == d].var(axis=0).mean())
            for d in np.unique(digit)
        ]
    )


reference, p_reference = judged(x_train[:seen])
reference = reference.astype(float)
real_spread = spread_within(reference, p_reference)
n_judged = by_profile(smoke=200, quick=5000, full=5000)


def score(images):
    """Return the marks of flat images."""
    features, p = judged(images)
    shares = np.bincount(p.argmax(axis=1), minlength=10) / len(p)
    return {
        "Fréchet distance": frechet_distance(reference, features),
        "entropy": -np.mean(np.sum(p * np.log(p + 1e-12), axis=1)),
        "balance": -np.sum(shares * np.log(shares + 1e-12)) / np.log(10),
        "digits": int((shares >= 0.01).sum()),
        "variety": spread_within(features, p) / real_spread,
    }


# %% [markdown]
# A mark needs references. At the top, real images that the judge has not seen:
# a distance near this **floor** is as good as one can ask for (only a
# generator that copies could go below). They are drawn at random from the test
# set; its first half was written by other people than its second.
#
# Below: noise; and a plain generative model without any network, a normal
# distribution fitted to the **50 principal components** of the images, the 50
# directions in which they vary most. (Its samples are blurred, but have nearly
# the right means and covariances, pixel by pixel.) **Predict** how near to the
# floor it comes.

# %%
#| alt: >
#|   Three rows of twenty images: clear digits from the test set; samples of
#|   the normal distribution, grey and blurred, some like digits; plain noise.
mean = x_train.mean(axis=0)
variance, component = np.linalg.eigh(
    np.cov(x_train[: seen // 3].T, dtype="float32")
)
spread, component = np.sqrt(variance[-50:]), component[:, -50:]
rng = np.random.default_rng(SEED)
drawn = (rng.normal(size=(n_judged, 50)) * spread) @ component.T
keras.utils.set_random_seed(SEED)
noise = rng.normal(size=(n_judged, 10)).astype("float32")
untrained = make_generator()(noise).numpy()
unseen = np.random.default_rng(SEED).permutation(len(x_test))[:n_judged]
contestants = {
    "real, from the test set": x_test[unseen],
    "normal distribution, 50 components": np.clip(mean + drawn, -1, 1),
    "noise": rng.uniform(-1, 1, (n_judged, 784)),
    "untrained generator": untrained,
}
marks = {name: score(images) for name, images in contestants.items()}
display(pd.DataFrame(marks).T.round(3))
expect("ch06.floor.frechet", marks["real, from the test set"][
    "Fréchet distance"])  # fmt: skip
expect("ch06.components.frechet", marks["normal distribution, 50 components"][
    "Fréchet distance"])  # fmt: skip

figure, axes = plt.subplots(3, 1, figsize=(10, 2.6))
for axis, (name, images) in zip(axes, contestants.items(), strict=False):
    show_wall(images[:20], name, axis=axis)
plt.show()

# %% [markdown]
# Not near: with our judge (seed 42) the floor is about 0.5, the normal
# distribution gets 68, noise 400, the untrained generator 583. But it needs no
# game, and a second of computing: only a GAN that gets below 68 is worth its
# trouble. Watch when yours does. It also shows why one mark is not enough:
# among its samples nearly all digits occur, yet many cannot be read (entropy).
#
# > **Correction to the book (6.22).** The book's “epoch” is no pass over the
# > data: it draws $468\cdot128=59{,}904$ images *with replacement*, so in each
# > epoch it misses about 37 % of them and sees others twice or more. `fit`
# > shuffles, and sees each image once.

# %% [markdown]
# ### Which networks do you train?
#
# After five epochs of the book's networks, more than a minute of processor
# time, few digits can be read: with 20 seeds the distance was still 57 to 99 %
# of the normal distribution's. *Full* trains them, for 40 epochs. *Quick*
# trains lighter ones, which get further in less time (beyond the book): a
# **DCGAN** (Radford and others, 2015), with convolutions (chapter 4) in place
# of dense layers, here without its batch normalisation.

# %% [markdown]
# In a DCGAN,
#
# - the discriminator looks with **strided** convolutions: the filter moves two
#   pixels at a time, so width and height are halved, from 28 to 14 to 7;
# - the generator draws with `Conv2DTranspose`, which goes the other way: each
#   value paints a small patch, two pixels from the last one, so width and
#   height are doubled, from 7 to 14 to 28.
#
# And our learning rate is ten times as high, and the batches are smaller: 40
# images. So there are more steps, and each step is larger.


# %%
def make_dc_generator(filters=32, normalise=False):
    """Return a generator that draws patches."""

    def norm():
        return [layers.BatchNormalization(momentum=0.9)] if normalise else []

    return keras.Sequential(
        [
            keras.Input((10,)),
            layers.Dense(7 * 7 * filters, use_bias=not normalise),
            *norm(),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Reshape((7, 7, filters)),
            layers.Conv2DTranspose(
                filters // 2, 5, 2, "same", use_bias=not normalise
            ),
            *norm(),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Conv2DTranspose(1, 5, 2, "same", activation="tanh"),
            layers.Flatten(),
        ],
        name="dc_generator",
    )


def make_dc_discriminator(filters=16):
    """Return a discriminator with two strided convolutions."""
    return keras.Sequential(
        [
            keras.Input((784,)),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(filters, 5, 2, "same"),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dropout(0.3),
            layers.Conv2D(2 * filters, 5, 2, "same"),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dropout(0.3),
            layers.Flatten(),
            layers.Dense(1),
        ],
        name="dc_discriminator",
    )


# %% tags=["nbval-check-output"]
print("generator    ", f"{make_dc_generator().count_params():,} weights")
print("discriminator", f"{make_dc_discriminator().count_params():,} weights")

# %% [markdown]
# About a sixty-fifth of the book's weights, since a filter serves at all
# places.
#
# One thing more. In the game of $xy$ the two players went around the
# equilibrium, which was the better place. So we keep a second generator,
# whose weights are a **running mean** of the first one's, over the last
# hundred steps or so. It learns nothing itself; it draws.


# %%
class AveragedGAN(GAN):
    """A GAN with a second generator, the running mean of the first."""

    def __init__(self, generator, discriminator, **options):
        super().__init__(generator, discriminator, **options)
        self.averaged = keras.models.clone_model(generator)
        self.averaged.set_weights(generator.get_weights())

    def play(self, real, d_noise, g_noise):
        """Both players move once; the mean follows, a hundredth of the way."""
        losses = super().play(real, d_noise, g_noise)
        pairs = zip(self.averaged.weights, self.generator.weights, strict=True)
        for mean, weight in pairs:
            mean.assign_add(0.01 * (weight - mean))
        return losses


def drawer(gan):
    """Return the generator whose images we look at."""
    return getattr(gan, "averaged", gan.generator)


# %% [markdown]
# Now train. A callback marks the generator after each epoch and keeps some
# walls of digits, always from the same noise.


# %%
def sample(generator, noise):
    """Return flat images for noise, a thousand at a time."""
    noise = np.asarray(noise, "float32")
    pieces = [
        generator(noise[i : i + 1000], training=False).numpy()[:, :784]
        for i in range(0, len(noise), 1000)
    ]
    return np.concatenate(pieces)


class Inspector(keras.callbacks.Callback):
    """Takes marks and walls; `every` counts steps."""

    def __init__(self, gan, every=469, walls=()):
        super().__init__()
        self.gan, self.every, self.keep = gan, every, walls
        self.step, self.marks, self.walls = 0, [], {}
        self.noise = gan.noise(n_judged)
        self.look()

    def look(self):
        images = sample(drawer(self.gan), self.noise)
        self.marks.append({"step": self.step} | score(images))
        return images

    def on_train_batch_end(self, batch, logs=None):
        self.step += 1
        if self.step % self.every == 0:
            self.look()

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 in self.keep:
            noise = self.noise[:60]
            self.walls[epoch + 1] = sample(drawer(self.gan), noise)


# %%
def new_digit_gan(light):
    """Return the GAN to train, compiled: the light one, or the book's."""
    networks = new_networks()  # sets the seed
    if light:
        networks = make_dc_generator(), make_dc_discriminator()
    kind = AveragedGAN if light else GAN
    gan = kind(*networks, real_label=0.9)
    rate = 2e-3 if light else 2e-4
    gan.compile(adam(rate), adam(rate))
    return gan


# %%
digit_gan = new_digit_gan(light=by_profile(smoke=True, quick=True, full=False))
digit_batch = by_profile(smoke=40, quick=40, full=128)
digit_epochs = by_profile(smoke=1, quick=6, full=40)
wall_epochs = by_profile(smoke=[1], quick=[1, 2, 6], full=[1, 10, 20, 40])
every = by_profile(smoke=10, quick=250, full=469)  # steps an epoch
inspector = Inspector(digit_gan, every, walls=wall_epochs)
used = by_profile(smoke=400, quick=60_000, full=60_000)
digit_gan.fit(
    x_train[:used],
    batch_size=digit_batch,
    epochs=digit_epochs,
    # so, Keras stops where all images have been seen once: for quick alone
    steps_per_epoch=by_profile(smoke=None, quick=every, full=None),
    callbacks=[inspector, show_progress(digit_epochs)],
    verbose=0,
)
if drawer(digit_gan) is not digit_gan.generator:
    last = score(sample(digit_gan.generator, inspector.noise))
    print(f"distance with the last weights {last['Fréchet distance']:.1f},")
    averaged = inspector.marks[-1]["Fréchet distance"]
    print(f"with their running mean {averaged:.1f}")

# %% tags=["hide-input"]
#| alt:
#|   - Sixty images of the generator after the first epoch of 10,000 images;
#|     many are like digits already.
#|   - The same noise after the second epoch; more of them can be read.
#|   - The same noise after the sixth epoch, each at its place; most of the
#|     sixty are digits that one can read, with clean strokes.
for epoch, images in inspector.walls.items():
    show_wall(images, f"after epoch {epoch}")
    plt.show()

# %% [markdown]
# Compare the same place in the walls: it is always the same noise. (In *quick*
# an epoch is a sixth of the images, so that there is more to see.) The book
# shows its walls after epochs 1, 20, 100 and 200; the full profile trains the
# book's networks for 40: by then the losses stand still and the distance falls
# slowly.

# %%
#| alt: >
#|   Three panels over six epochs: the generator's loss falls from 1.8 to
#|   1.1 and the discriminator's rises to 0.6; the Fréchet distance falls
#|   from 583 to 15, below the 67 of the 50 components from the first epoch
#|   on; entropy falls to 0.4, balance rises to 0.95.
course = pd.DataFrame(inspector.marks)
digit_losses = digit_gan.history.history  # of each epoch that was finished
figure, axes = plt.subplots(1, 3, figsize=(12, 3.2))
for name in ("d_loss", "g_loss"):
    (line,) = axes[0].plot(
        np.arange(len(digit_losses[name])) + 1, digit_losses[name], "o-",
        label=name,
    )  # fmt: skip
    axes[0].axhline(at_rest[name], color=line.get_color(), linestyle=":")
axes[0].set(title="Losses (dotted: at rest)", xlabel="epoch")
axes[0].legend()
epochs = course["step"] / every
axes[1].semilogy(epochs, course["Fréchet distance"], "o-", color="C2")
for name, label, style in (
    ("normal distribution, 50 components", "50 components", "--"),
    ("real, from the test set", "real images", ":"),
):
    level = marks[name]["Fréchet distance"]
    axes[1].axhline(level, color="0.4", linestyle=style, label=label)
axes[1].set(title="Fréchet distance", xlabel="epoch")
axes[1].legend()
axes[0].xaxis.get_major_locator().set_params(integer=True)
axes[2].plot(epochs, course["entropy"], "o-", label="entropy (0: clear)")
axes[2].plot(epochs, course["balance"], "s-", label="balance (1: even)")
axes[2].set(title="Clear, and balanced?", xlabel="epoch")
axes[2].legend()
plt.show()

# %% [markdown]
# The middle curve says how good the images are. Could you have told so from
# the left one? **The losses of a GAN are relative**: each is measured against
# an opponent that changes, too. A generator that improves as fast as its
# critic keeps the same loss; if the critic improves faster, the generator's
# loss *rises* while its images get better. What losses do show is who is
# ahead, and whether one player has become far too strong.

# %%
final = inspector.marks[-1]
start = inspector.marks[0]["Fréchet distance"]
expect("ch06.digits.frechet", final["Fréchet distance"])
expect("ch06.digits.share_of_untrained", final["Fréchet distance"] / start)
level = marks["normal distribution, 50 components"]["Fréchet distance"]
expect("ch06.digits.share_of_components", final["Fréchet distance"] / level)
expect("ch06.digits.frequent", final["digits"])
expect("ch06.digits.variety", final["variety"])
expect("ch06.digits.balance", final["balance"])
expect("ch06.digits.entropy", final["entropy"])
expect("ch06.digits.d_loss", digit_losses["d_loss"][-1])
expect("ch06.digits.g_loss", digit_losses["g_loss"][-1])

# %% [markdown]
# ### What the judge says, digit by digit
#
# Which digits does the generator like? And which of its images cannot be
# read? Always look at what a model does worst.

# %%
#| alt:
#|   - Shares of the ten digits in the training set, all near a tenth, and
#|     among the generator's samples, where they differ more.
#|   - Two rows of twenty images of the generator, clear digits above, and
#|     below those that the judge cannot read, often between two digits.
made = sample(drawer(digit_gan), inspector.noise)
p = judged(made)[1]
kinds = np.bincount(p.argmax(axis=1), minlength=10) / len(p)
real_kinds = np.bincount(y_train, minlength=10) / len(y_train)
figure, axis = plt.subplots(figsize=(7, 2.8))
axis.bar(np.arange(10) - 0.2, real_kinds, 0.4, label="training set")
axis.bar(np.arange(10) + 0.2, kinds, 0.4, label="generator")
axis.set(title="Which digits?", xlabel="digit", ylabel="share")
axis.set(xticks=range(10), ylim=(0, 1.3 * max(kinds)))
axis.legend(ncols=2, loc="upper right")
plt.show()
print(
    f"rarest: {kinds.argmin()}, with {kinds.min():.1%} of the samples;",
    end=" ",
)
print(f"most frequent: {kinds.argmax()}, with {kinds.max():.0%}")
expect("ch06.digits.kinds", len(np.unique(p[:1000].argmax(axis=1))))
expect("ch06.digits.largest_pixel", np.abs(made).max())
expect("ch06.digits.mean_pixel", made.mean(dtype=float))

doubt = -np.sum(p * np.log(p + 1e-12), axis=1)
order = doubt.argsort()
figure, axes = plt.subplots(2, 1, figsize=(10, 1.9))
show_wall(made[order[:20]], "beyond doubt", axis=axes[0])
show_wall(made[order[-20:]], "unreadable, even for the judge", axis=axes[1])
plt.show()

# %% [markdown]
# *Kinds* counts the digits that occur at all among the first 1,000 samples.
# That means little: in pure noise our judge (seed 42) still finds eight, so
# *digits* above asks for 1 % of the samples.
#
# Some digits are rarer than in the training set (the line below the first
# figure says which): this is **mode collapse** of a mild kind, on real data.
# *Balance* and the Fréchet distance measure it, a look at twenty samples does
# not show it. What cannot be read is often a mixture of two digits.
