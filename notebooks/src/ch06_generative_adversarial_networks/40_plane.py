# Chapter 6: a GAN on the plane.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/plane

# %% [markdown]
# ## A GAN on the plane
#
# *(Beyond the book.)* Before images, a data set that fits into a picture:
# eight small clouds on a ring. Each cloud is a **mode**: a place where the
# density is high. The generator turns two random numbers into a point.


# %%
angle = np.arange(8) * 2 * np.pi / 8
centres = 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def ring_of_clouds(n, seed=SEED):
    """Return n points of the eight clouds: float32, (n, 2)."""
    rng = np.random.default_rng(seed)
    cloud = centres[rng.integers(8, size=n)]
    return (cloud + rng.normal(scale=0.1, size=(n, 2))).astype("float32")


def make_plane_networks():
    """Return (generator, discriminator): two hidden layers each."""

    def network(outputs, name):
        return keras.Sequential(
            [
                keras.Input((2,)),
                layers.Dense(64, "relu"),
                layers.Dense(64, "relu"),
                layers.Dense(outputs),
            ],
            name=name,
        )

    return network(2, "generator"), network(1, "discriminator")


# %% [markdown]
# ### The game as a Keras model
#
# `fit` does everything for us (batches, epochs, callbacks, progress) except
# for one thing: what happens in **one step**. So we write a `keras.Model` with
# its own `train_step`. Two points to notice:
#
# - Each gradient is taken with respect to the variables of **one** network,
#   and applied to those only. That *is* the freezing; no flag is needed.
# - The discriminator ends with the logit $a$, without a sigmoid, and the loss
#   takes the logit. It is the same $D=\sigma(a)$, computed more safely.
#
# (Gradients by `GradientTape` need the TensorFlow back end.)


# %%
def cross_entropy(label, logits):
    """Return the mean cross-entropy of logits against one label."""
    labels = tf.fill(tf.shape(logits), label)
    return tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)
    )


class Players(keras.Model):
    """A generator and a discriminator, each with its own optimizer."""

    def __init__(self, generator, discriminator, real_label=1.0):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.real_label = real_label
        self.latent_dim = generator.input_shape[-1]
        self.means = [keras.metrics.Mean(n) for n in ("d_loss", "g_loss")]

    def compile(self, d_optimizer, g_optimizer, **options):
        # A compiler (XLA) would draw other random numbers at each run.
        super().compile(jit_compile=False, **options)
        self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer
        d_optimizer.build(self.discriminator.trainable_variables)
        g_optimizer.build(self.generator.trainable_variables)

    def noise(self, n):
        return tf.random.normal((n, self.latent_dim))


# %% [markdown]
# `compile` builds the optimizers. The two `means` average the losses over an
# epoch; Keras sets them back when the next one begins.
#
# ### Exercise 6.11 — one step of the game (★★★)
#
# Write it before you read ours. First the discriminator moves, with $J^{(D)}$:
# make fakes from `d_noise`, and take half the `cross_entropy` of its logits on
# `real`, plus half of that on the fakes. Then the generator moves: make
# **new** fakes from `g_noise`, judged by the discriminator as it is now, with
# the non-saturating loss. Return both losses.
#
# Take each loss inside of `with tf.GradientTape() as tape:`. Then
# `tape.gradient(loss, weights)` gives the gradients, and
# `optimizer.apply(gradients, weights)` moves these weights.


# %% exercise="6.11"
def one_step(players, real, d_noise, g_noise):
    """Move both networks of players once; return (d_loss, g_loss)."""
    ### BEGIN SOLUTION
    generator, discriminator = players.generator, players.discriminator
    with tf.GradientTape() as tape:
        d_loss = cross_entropy(1.0, discriminator(real)) / 2
        d_loss += cross_entropy(0.0, discriminator(generator(d_noise))) / 2
    weights = discriminator.trainable_variables
    players.d_optimizer.apply(tape.gradient(d_loss, weights), weights)

    with tf.GradientTape() as tape:
        g_loss = cross_entropy(1.0, discriminator(generator(g_noise)))
    weights = generator.trainable_variables
    players.g_optimizer.apply(tape.gradient(g_loss, weights), weights)
    return d_loss, g_loss
    ### END SOLUTION


# %% [markdown]
# The checks play with two lines: $G(z)=2z$ and $a(x)=\frac12x$ at the start,
# each with a bias, and both move by gradient descent with a rate of 0.5.


# %%
def two_lines(g_rate=0.5, slope=2.0):
    """Return players with one weight and one bias each."""

    def line(start):
        kernel = keras.initializers.Constant(start)
        return keras.Sequential(
            [keras.Input((1,)), layers.Dense(1, kernel_initializer=kernel)]
        )

    players = Players(line(slope), line(0.5))
    players.compile(keras.optimizers.SGD(0.5), keras.optimizers.SGD(g_rate))
    return players


def numbers_of(line):
    """Return the weight and the bias of one of the two."""
    return [values.item() for values in line.get_weights()]


def column(*numbers):
    """Return the numbers as a tensor of one column."""
    return tf.constant([[float(number)] for number in numbers])


# %% check="6.11a" points=2
@check("6.11a", hint="D moves once; its loss is half real, half fake; lock G")
def _():
    players = two_lines(g_rate=0.0)  # here the generator cannot move
    d_loss, _ = one_step(players, column(1, 3), column(-1, 0.5), column(0, 2))
    np.testing.assert_allclose(float(d_loss), 0.490707, rtol=1e-5)
    moved = numbers_of(players.discriminator)
    np.testing.assert_allclose(moved, [0.605030, -0.041429], atol=1e-4)
    ### BEGIN HIDDEN TESTS
    players = two_lines(g_rate=0.0, slope=-1.0)
    d_loss, _ = one_step(players, column(2, 0), column(1, 1), column(3, 1))
    np.testing.assert_allclose(float(d_loss), 0.488641, rtol=1e-5)
    moved = numbers_of(players.discriminator)
    np.testing.assert_allclose(moved, [0.661621, 0.001733], atol=1e-4)
    ### END HIDDEN TESTS


# %% check="6.11b" points=2
@check("6.11b", hint="new fakes inside of the second tape, the new D, −log D")
def _():
    players = two_lines()
    step = column(1, 3), column(-1, 0.5), column(0, 2)
    _, g_loss = one_step(players, *step)
    np.testing.assert_allclose(float(g_loss), 0.401351, rtol=1e-5)
    moved = numbers_of(players.generator)
    np.testing.assert_allclose(moved, [2.025657, 0.090024], atol=1e-4)
    ### BEGIN HIDDEN TESTS
    moved = numbers_of(players.discriminator)
    np.testing.assert_allclose(moved, [0.605030, -0.041429], atol=1e-4)
    players = two_lines(slope=-1.0)
    step = column(2, 0), column(1, 1), column(3, 1)
    _, g_loss = one_step(players, *step)
    np.testing.assert_allclose(float(g_loss), 1.594323, rtol=1e-5)
    moved = numbers_of(players.generator)
    np.testing.assert_allclose(moved, [-0.454779, 0.254434], atol=1e-4)
    ### END HIDDEN TESTS


# %% [markdown]
# Ours, as methods of the model. Real and fake samples go through the
# discriminator as one batch.


# %%
class GAN(Players):
    """The two play in turn, a mini-batch each."""

    def discriminator_loss(self, real, fake):
        both = tf.concat([real, fake], axis=0)
        logits = self.discriminator(both, training=True)
        on_real, on_fake = tf.split(logits, 2)
        real_part = cross_entropy(self.real_label, on_real)
        return (real_part + cross_entropy(0.0, on_fake)) / 2

    def play(self, real, d_noise, g_noise):
        """Both players move once; return their losses."""
        fake = self.generator(d_noise, training=True)
        with tf.GradientTape() as tape:
            d_loss = self.discriminator_loss(real, fake)
        mine = self.discriminator.trainable_variables
        self.d_optimizer.apply(tape.gradient(d_loss, mine), mine)

        with tf.GradientTape() as tape:
            fake = self.generator(g_noise, training=True)
            logits = self.discriminator(fake, training=True)
            g_loss = cross_entropy(1.0, logits)  # the non-saturating loss
        mine = self.generator.trainable_variables
        self.g_optimizer.apply(tape.gradient(g_loss, mine), mine)
        return d_loss, g_loss

    def train_step(self, real):
        n = tf.shape(real)[0]
        losses = self.play(real, self.noise(n), self.noise(n))
        for mean, loss in zip(self.means, losses, strict=True):
            mean.update_state(loss)
        return {mean.name: mean.result() for mean in self.means}


# %% [markdown]
# Inside of `fit`, Keras turns `train_step` into a **graph**, once: a fixed
# plan of operations that TensorFlow runs without returning to Python.
#
# A **callback** is an object that `fit` calls at certain moments. Ours takes a
# picture after each epoch (here: 50 steps). It keeps samples of the generator,
# what the discriminator says everywhere on the plane, and the losses.


# %%
plane = np.stack(
    np.meshgrid(np.linspace(-3, 3, 50), np.linspace(-3, 3, 50)), axis=-1
).astype("float32")
plane_noise = np.random.default_rng(SEED).normal(size=(2000, 2))


# %%
class Camera(keras.callbacks.Callback):
    """Keep, at the start and after each epoch, what the players do."""

    def __init__(self):
        super().__init__()
        self.samples, self.surfaces = [], []

    def on_train_begin(self, logs=None):
        self.take()

    def on_epoch_end(self, epoch, logs=None):
        self.take()

    def take(self):
        logits = self.model.discriminator(plane.reshape(-1, 2))
        surface = tf.sigmoid(logits).numpy().reshape(50, 50)
        self.surfaces.append(surface)
        samples = self.model.generator(plane_noise.astype("float32"))
        self.samples.append(samples.numpy())


def train_on_plane(kind=GAN, d_rate=1e-3, g_rate=1e-3, epochs=40):
    """Train a GAN of this kind; return its camera and its losses."""
    keras.utils.set_random_seed(SEED)
    gan = kind(*make_plane_networks())
    gan.compile(
        keras.optimizers.Adam(d_rate, beta_1=0.5),
        keras.optimizers.Adam(g_rate, beta_1=0.5),
        steps_per_execution=50,  # 50 steps at each call of the graph
    )
    camera = Camera()
    epochs = by_profile(smoke=2, quick=epochs, full=epochs)
    history = gan.fit(
        ring_of_clouds(50 * 128),
        batch_size=128,
        epochs=epochs,
        callbacks=[camera, show_progress(epochs)],
        verbose=0,
    )
    return camera, history.history


# %%
camera, plane_losses = train_on_plane()

# %% [markdown]
# Two numbers judge a generator here. How many clouds does it reach? A cloud
# counts as covered if at least a tenth of its fair share (an eighth) of the
# samples lies within 0.3, three standard deviations, of its centre. And which
# share of all samples lies **inside** a cloud? Of real points 99 % do.


# %%
def count_in_clouds(samples, radius=0.3):
    """Return how many of the samples lie inside of each cloud: (8,)."""
    gaps = np.linalg.norm(samples[:, None] - centres, axis=-1)
    inside = gaps.min(axis=1) < radius
    return np.bincount(gaps.argmin(axis=1)[inside], minlength=8)


def modes_covered(samples):
    """Return (clouds covered, share of the samples inside of a cloud)."""
    counts = count_in_clouds(samples)
    covered = counts >= len(samples) / 80
    return int(covered.sum()), counts.sum() / len(samples)


# %% tags=["hide-input"]
#| alt: >
#|   The plane after 0 to 2,000 steps. At first the fake points are one
#|   blob in the middle; they spread, and in the end they sit on the eight
#|   real clouds, where the discriminator is undecided.
def draw_plane(axis, camera, frame, real=None):
    axis.clear()
    axis.pcolormesh(
        *plane.T, camera.surfaces[frame].T, vmin=0, vmax=1,
        cmap="PuOr_r", alpha=0.75,
    )  # fmt: skip
    if real is not None:
        axis.plot(*real.T, ".", color="black", markersize=2)
    axis.plot(*camera.samples[frame][:400].T, ".", color="C2", markersize=4)
    axis.set(xticks=[], yticks=[], aspect="equal", xlim=(-3, 3), ylim=(-3, 3))
    axis.set_title(f"{50 * frame} steps", fontsize=11)
    axis.grid(False)


last = len(camera.samples) - 1
frames = sorted({min(frame, last) for frame in (0, 2, 5, 10, 20, last)})
figure, axes = plt.subplots(1, len(frames), figsize=(2.1 * len(frames), 2.5))
for axis, frame in zip(axes, frames, strict=True):
    draw_plane(axis, camera, frame, ring_of_clouds(300))
figure.suptitle("Real (black), fake (green); orange: “real”, violet: “fake”")
plt.show()

# %% [markdown]
# Now the same as a film. Run the cell, press ▶. **Watch** three things: the
# plane turns violet where fakes gather without data, and drives them away; in
# the end they sit on the clouds, where the colour becomes pale ($D$ near ½);
# and the losses: do they tell you when the samples become good?


# %% tags=["hide-input"]
def smaller(match):
    """Return a picture inside a page with 64 colours."""
    picture = Image.open(io.BytesIO(base64.b64decode(match[1])))
    file = io.BytesIO()
    few = picture.convert("RGB").quantize(64, Image.Quantize.MAXCOVERAGE)
    few.save(file, "png", optimize=True)
    text = base64.b64encode(file.getvalue()).decode()
    return f'"data:image/png;base64,{text}"'


def film(camera, losses, fps=4):
    """Return the training as a small film that plays in the browser."""
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.7), dpi=60)
    real = ring_of_clouds(300)
    top = 1.1 * max(max(values) for values in losses.values())

    def draw(frame):
        draw_plane(axes[0], camera, frame, real)
        axes[1].clear()
        for name, values in losses.items():
            steps = 50 * np.arange(1, frame + 1)
            axes[1].plot(steps, values[:frame], label=name)
        axes[1].axhline(np.log(2), color="0.5", linestyle=":")
        axes[1].set(xlim=(0, 50 * len(values)), ylim=(0, top))
        axes[1].set(title="Losses (dotted: log 2)", xlabel="step")
        axes[1].legend(loc="upper right")

    frames = range(0, len(camera.samples), 4)
    animation = FuncAnimation(figure, draw, frames=frames)
    html = animation.to_jshtml(fps=fps, default_mode="once")
    plt.close(figure)
    html = re.sub(r'"data:image/png;base64,([^"]*)"', smaller, html)
    # matplotlib names the parts of the page by chance; we by the samples.
    by_chance = re.search(r"_anim_img(\w{32})", html)
    if by_chance is None:
        raise RuntimeError("this matplotlib writes films in another way")
    name = f"film_{zlib.crc32(camera.samples[-1].tobytes()):08x}"
    return html.replace(by_chance[1], name)


HTML(film(camera, plane_losses))

# %%
modes, inside = modes_covered(camera.samples[-1])
print(f"{modes} of 8 clouds; {inside:.0%} of the samples lie in a cloud")
for epoch in sorted({1, min(10, last), last}):
    now = modes_covered(camera.samples[epoch])
    values = [f"{k} {v[epoch - 1]:.2f}" for k, v in plane_losses.items()]
    print(f"step {50 * epoch:,}: {now[0]} clouds,", *values)
expect("ch06.plane.modes", modes)
expect("ch06.plane.inside", inside)

# %% [markdown]
# The losses hardly tell. In our run (seed 42) both lie between 0.66 and 0.79
# after 500 steps and after 2,000, while the clouds covered rise from 3 to 8.
# That both stay near $\log2$ says that neither player is far ahead, not
# that the samples are good.

# %% [markdown]
# ### Mode collapse, provoked
#
# **Mode collapse** (فروپاشی حالت): the generator makes only a few of the
# possible kinds. How does it come about? $J^{(G)}$ asks only that **each**
# sample look real; nothing asks for variety. If the discriminator is slow, the
# cheapest answer is to send *all* samples to the place that it likes best at
# the moment. When it has learned that, they all move on.
#
# So let us make it slow: a tenth of its learning rate, all else as before.
# **Predict** how many clouds are covered.

# %%
slow_camera, slow_losses = train_on_plane(d_rate=1e-4)
collapsed = [modes_covered(each)[0] for each in slow_camera.samples[-20:]]
print("clouds covered at each of the last pictures:", collapsed)
expect("ch06.plane.modes_collapsed", np.mean(collapsed))

# %% tags=["hide-input"]
#| alt: >
#|   Six moments of the training with a slow discriminator: the fake points
#|   stay together, at another place each time; most clouds get none.
figure, axes = plt.subplots(1, 6, figsize=(12.6, 2.5))
frames = np.linspace(0, len(slow_camera.samples) - 1, 6).astype(int)
for axis, frame in zip(axes, frames, strict=True):
    draw_plane(axis, slow_camera, frame, ring_of_clouds(300))
figure.suptitle("A slow discriminator: all samples wander together")
plt.show()

# %% [markdown]
# The line above answers for the last twenty pictures. All samples move
# together from place to place: the two networks “**forget** tricks” and go
# around in a cycle, as $xy$ did. Two curves show the whole run:

# %% tags=["hide-input"]
#| alt: >
#|   The centre of all samples against the step. With a fast discriminator
#|   it settles near 0; with a slow one it swings from side to side.
figure, axes = plt.subplots(1, 2, figsize=(10, 3), sharey=True)
for axis, run, title in (
    (axes[0], camera, "discriminator as fast"),
    (axes[1], slow_camera, "ten times slower"),
):
    middle = np.mean(run.samples, axis=1)
    for k, name in enumerate(("left–right", "down–up")):
        axis.plot(50 * np.arange(len(middle)), middle[:, k], label=name)
    axis.set(title=f"Centre of all samples: {title}", xlabel="step")
    axis.axhline(0, color="0.5", linestyle=":")
axes[0].set(ylabel="coordinate of the centre")
axes[1].legend()
plt.show()

# %% [markdown]
# ### … and cured
#
# Punish a discriminator whose answer changes too steeply at the real points.
# To its loss, add
#
# $$\frac\gamma2\,\mathbb E_{x\sim p_{data}}\big\|\nabla_x a(x)\big\|^2 ,$$
#
# a **gradient penalty** (called $R_1$; Mescheder and others, 2018). It acts as
# friction: near the goal the discriminator becomes flat, and the circling
# dies out. We take $\gamma=5$; the discriminator stays as slow as before. A
# flat discriminator also teaches slowly, so this run gets 5,000 steps.


# %%
class PenalisedGAN(GAN):
    """A GAN whose discriminator must be flat at the real samples."""

    def discriminator_loss(self, real, fake):
        with tf.GradientTape() as tape:
            tape.watch(real)
            logits = self.discriminator(real, training=True)
        slope = tape.gradient(logits, real)
        penalty = tf.reduce_mean(tf.reduce_sum(slope**2, axis=-1))
        return super().discriminator_loss(real, fake) + 5 / 2 * penalty


cured_camera, cured_losses = train_on_plane(
    PenalisedGAN, d_rate=1e-4, epochs=100
)

# %% tags=["gallery", "hide-input"]
#| alt: >
#|   Samples of three generators on the ring. With a fast discriminator all
#|   eight clouds are found; with a slow one the samples stay together;
#|   slow with a penalty, all eight are found again, most points inside.
runs = {
    "discriminator as fast as the generator": camera,
    "ten times slower": slow_camera,
    "ten times slower, with a penalty": cured_camera,
}
figure, axes = plt.subplots(1, 3, figsize=(11, 4.4), sharey=True)
for axis, (name, run) in zip(axes, runs.items(), strict=True):
    middle = np.abs(np.mean(run.samples, axis=1)).max(axis=1)
    frame = np.flatnonzero(middle < 2.5)[-1]  # the last one in sight
    draw_plane(axis, run, frame)
    found, inside = modes_covered(run.samples[frame])
    axis.plot(*centres.T, "o", color="black", fillstyle="none", markersize=22)
    axis.set_title(
        f"{name},\nstep {50 * frame:,}: {found} of 8 clouds, "
        f"{inside:.0%} inside"
    )
plt.show()

# %% tags=["hide-input"]
#| alt: >
#|   Clouds covered, and the share of samples inside a cloud, against the
#|   step. The fast run rises to 8 and above 0.7. The slow one stays low.
#|   With the penalty both rise later and get as high as in the fast run.
figure, axes = plt.subplots(1, 2, figsize=(11, 3))
for name, run in runs.items():
    found = np.array([modes_covered(samples) for samples in run.samples])
    for axis, values in zip(axes, found.T, strict=True):
        axis.plot(50 * np.arange(len(found)), values, label=name)
axes[0].set(title="Clouds covered", ylim=(-0.3, 8.5), ylabel="clouds")
axes[1].set(title="Samples inside a cloud", ylim=(-0.04, 1), ylabel="share")
for axis in axes:
    axis.set_xlabel("step")
axes[0].legend(loc="center right")
plt.show()

# %%
at_2000 = modes_covered(cured_camera.samples[min(40, last)])
cured, cured_inside = modes_covered(cured_camera.samples[-1])
print(f"with the penalty, step 2,000: {at_2000[0]} of 8 clouds,", end=" ")
print(f"{at_2000[1]:.0%} inside; step 5,000: {cured}, {cured_inside:.0%}")
expect("ch06.plane.inside_at_2000", at_2000[1])
expect("ch06.plane.cure_covers", cured >= 7)
expect("ch06.plane.inside_cured", cured_inside)
expect("ch06.plane.cure_helps", cured > np.mean(collapsed) + 1)
far = [np.abs(np.mean(run.samples, axis=1)).max() for run in runs.values()]
expect("ch06.plane.farthest_centre", max(far))

# %% [markdown]
# So the cure gives both, but not at once: after 5,000 steps, 20 seeds gave all
# eight clouds with 69 to 89 % of the samples inside, about as with the fast
# discriminator (75 to 90 %). After 2,000 steps it was 36 to 76 %: the clouds
# alone would have told you to stop too early. Was it only the time? Without
# the penalty, one of twelve seeds had all eight after 5,000 steps, the others
# between none and six.

# %% [markdown]
# ### Exercise 6.7 — how many modes, really? (★★)
#
# “Covered” is a crude yes or no. Finer is the **effective number** of modes,
# $\exp(-\sum_i s_i\log s_i)$, where $s_i$ is the share of samples in mode
# $i$. Eight equal shares give 8; one share gives 1. Count $0\log0$ as 0.


# %% exercise="6.7"
def effective_modes(counts):
    """Return the effective number of modes; counts: samples in each."""
    ### BEGIN SOLUTION
    shares = np.asarray(counts, dtype=float)
    shares = shares[shares > 0] / shares.sum()
    return float(np.exp(-np.sum(shares * np.log(shares))))
    ### END SOLUTION


# %% check="6.7a" points=1
@check("6.7a", hint="shares add up to 1: divide the counts by their sum")
def _():
    np.testing.assert_allclose(effective_modes([10] * 8), 8)
    np.testing.assert_allclose(effective_modes([5, 15]), 1.7547654)


# %% check="6.7b" points=1
@check("6.7b", hint="leave out the modes with no sample before the logarithm")
def _():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_allclose(effective_modes([7, 0, 0]), 1)
    ### BEGIN HIDDEN TESTS
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = effective_modes(np.array([0, 3, 3, 0, 6]))
    np.testing.assert_allclose(found, 2 * np.sqrt(2))
    ### END HIDDEN TESTS


# %% [markdown]
# ### The three runs in one table
#
# Now apply `effective_modes` to the three runs yourself: the counts are
# `count_in_clouds(run.samples[-1])`. The table below multiplies all
# $s_i^{-s_i}$, which is the same; it takes the mean of each run's last five
# pictures.


# %%
def plane_marks(pictures):
    """Return the mean marks of some sets of samples on the plane."""
    rows = []
    for samples in pictures:
        counts = count_in_clouds(samples)
        shares = counts / max(counts.sum(), 1)
        effective = np.prod(shares**-shares) if counts.any() else 0.0
        rows.append((*modes_covered(samples), effective))
    names = "clouds covered", "share inside", "effective modes"
    return pd.DataFrame(rows, columns=names).mean()


table = {name: plane_marks(run.samples[-5:]) for name, run in runs.items()}
table["real points"] = plane_marks([ring_of_clouds(2000)])
table = pd.DataFrame(table).T
display(table.round(2))
slow, cured = table["effective modes"].iloc[1:3]
expect("ch06.plane.effective_collapsed", slow)
expect("ch06.plane.effective_cured", cured)

# %% [markdown]
# Effective modes notice unequal shares: a cloud with a tenth of its share
# counts as covered, but adds little here. They say nothing of the points
# between the clouds.
