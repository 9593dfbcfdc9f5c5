# Chapter 6: the losses of discriminator and generator.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/losses

# %% [markdown] book="6.8"
# ## Training the discriminator
#
# $D$ is an ordinary **binary classifier** (طبقه‌بند دودویی), trained by
# **gradient descent** (گرادیان کاهشی) and **back-propagation** (پس‌انتشار).
# Special is its training set: half real, half fake.
#
# - Real half: take $x$ from the data, compute $D(x)$.
# - Fake half: take noise $z$, compute $G(z)$, then $D(G(z))$; here both work
#   as one network.
# - Compute the loss of both halves, and its gradient. Update $\theta_d$ only;
#   $\theta_g$ is **locked** (قفل‌شده). Else the generator would be moved so
#   as to be caught more easily.

# %% [markdown]
# The loss is the **cross-entropy** (آنتروپی متقاطع). With true probabilities
# $p_i$ of $K$ classes and predicted ones $q_i$, for one sample,
#
# $$CE(p,q)=-\sum_{i=1}^K p_i\log q_i ;$$
#
# for two classes, with $p$ and $q$ the probabilities of “real”,
#
# $$CE(p,q)=-\big(p\log q+(1-p)\log(1-q)\big),$$
#
# and for a mini-batch, the mean over its samples $j=1,\dots,m$. Real samples
# have $p=1$, fake ones $p=0$; each half leaves one term:
#
# $$J^{(D)}=-\tfrac12\,\mathbb E_{x\sim p_{data}}\log D(x)
# -\tfrac12\,\mathbb E_z\log\big(1-D(G(z))\big).$$
#
# ($\mathbb E_{x\sim p}$, the **expectation** (امید ریاضی), is the mean over
# $x$ drawn from $p$.)
#
# > **Correction to the book (6.11).** Both binary formulas lack a closing
# > parenthesis, and the sum over the mini-batch begins at $j=1$, not at
# > “$j=i$”.

# %% [markdown]
# ### Exercise 6.4 — the discriminator's loss (★)
#
# From its probabilities, with NumPy. `real_label` is the label of real
# samples: 1 so far; soon you meet 0.9.


# %% exercise="6.4"
def discriminator_loss(on_real, on_fake, real_label=1.0):
    """Return J of D from its probabilities on real and on fake samples."""
    ### BEGIN SOLUTION
    real = real_label * np.log(on_real)
    real = real + (1 - real_label) * np.log(1 - on_real)
    return -(np.mean(real) + np.mean(np.log(1 - on_fake))) / 2
    ### END SOLUTION


# %% check="6.4a" points=1
@check("6.4a", hint="each half counts ½, and each logarithm has a minus")
def _():
    half = np.full(4, 0.5)
    np.testing.assert_allclose(discriminator_loss(half, half), np.log(2))
    on_real, on_fake = np.array([0.9, 0.8]), np.array([0.1, 0.3])
    loss = discriminator_loss(on_real, on_fake)
    np.testing.assert_allclose(loss, 0.1976348816)


# %% check="6.4b" points=1
@check("6.4b", hint="with a label of 0.9, real samples have both terms")
def _():
    half = np.full(4, 0.5)
    np.testing.assert_allclose(discriminator_loss(half, half, 0.9), np.log(2))
    ### BEGIN HIDDEN TESTS
    on_real, on_fake = np.array([0.9, 0.8]), np.array([0.1, 0.3])
    loss = discriminator_loss(on_real, on_fake, 0.9)
    np.testing.assert_allclose(loss, 0.2872228551)
    ### END HIDDEN TESTS


# %% [markdown]
# ### The best possible discriminator
#
# Fix the generator. At one point $x$ the loss is
# $-\tfrac12\big(p_{data}\log D+p_g\log(1-D)\big)$. Set the derivative with
# respect to $D$ to zero:
#
# $$\frac{p_{data}}{D}=\frac{p_g}{1-D}\quad\Rightarrow\quad
# D^\star(x)=\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}.$$
#
# That is Bayes' rule again, as for the irises. Where only data live it is 1;
# where only fakes live, 0; where both are equally dense, ½.
#
# Does a network find it? Let the data be normal with mean 0, the fakes with
# mean 2 and twice the spread. **Predict**: how many times does $D^\star$
# cross the line ½?

# %%
data, fakes = norm(0, 1), norm(2, 2)
rng = np.random.default_rng(SEED)
samples = np.concatenate([data.rvs(5000, rng), fakes.rvs(5000, rng)])
labels = np.repeat([1.0, 0.0], 5000)

keras.utils.set_random_seed(SEED)
one_d = keras.Sequential(
    [
        keras.Input((1,)),
        layers.Dense(32, "tanh"),
        layers.Dense(32, "tanh"),
        layers.Dense(1, "sigmoid"),
    ]
)
one_d.compile(
    keras.optimizers.Adam(0.01), "binary_crossentropy", steps_per_execution=40
)
epochs = by_profile(smoke=1, quick=15, full=40)
history = one_d.fit(
    samples[:, None], labels, batch_size=250, epochs=epochs, verbose=0
)
# %%
#| alt: >
#|   Two densities, data at 0 and wider fakes at 2. The best discriminator is
#|   near 1 at the data and falls to both sides; a trained network follows it
#|   closely where there are samples.
x = np.linspace(-5, 8, 400)
best = data.pdf(x) / (data.pdf(x) + fakes.pdf(x))
learned = one_d.predict(x[:, None], verbose=0)[:, 0]
figure, axis = plt.subplots(figsize=(8, 3.4))
axis.fill_between(x, data.pdf(x), alpha=0.3, label="$p_{data}$")
axis.fill_between(x, fakes.pdf(x), alpha=0.3, label="$p_g$")
axis.plot(x, best, "black", label=r"$D^\star$ by the formula")
axis.plot(x, learned, "--", color="C2", label="a trained network")
axis.axhline(0.5, color="0.6", linewidth=0.8)
axis.set(title="The best discriminator, computed and learned", xlabel="$x$")
axis.set_ylabel("density (filled), probability (lines)")
axis.legend(loc="upper right")
plt.show()
weight = (data.pdf(x) + fakes.pdf(x)) / 2
off = np.abs(learned - best) @ weight / weight.sum()
expect("ch06.best_discriminator.mean_error", off)
expect("ch06.best_discriminator.near", off < 0.2)

# %% [markdown]
# Twice: to the right of $x=1.24$, and again to the left of $-2.57$, the wider
# distribution, the fakes, is denser. The generator learns from the **slope**
# of this curve: a fake at $x=2$ is told “to the left”, one at $-4$ “to the
# right”. Where hardly any samples lie, the network guesses; the metric weights
# its error by the density.
#
# ### Exercise 6.5 — the best discriminator, with smoothing (★★)
#
# Let real samples have the label $a$ (1, or 0.9) and fakes 0. Repeat the
# derivation: find the $D$ that minimises $-\big(a\,p_{data}\log
# D+(1-a)\,p_{data}\log(1-D)+p_g\log(1-D)\big)$.


# %% exercise="6.5"
def best_discriminator(p_data, p_g, real_label=1.0):
    """Return the optimal D where the two densities are p_data and p_g."""
    ### BEGIN SOLUTION
    return real_label * p_data / (p_data + p_g)
    ### END SOLUTION


# %% check="6.5a" points=1
@check("6.5a", hint="for label 1 it is the formula above")
def _():
    p_data, p_g = np.array([1.0, 1.0, 0.0]), np.array([1.0, 3.0, 2.0])
    best = best_discriminator(p_data, p_g)
    np.testing.assert_allclose(best, [0.5, 0.25, 0.0])


# %% check="6.5b" points=1
@check("6.5b", hint="collect what multiplies log D, and log (1 − D)")
def _():
    d = np.linspace(0.001, 0.999, 999)
    loss = -(0.9 * np.log(d) + 0.1 * np.log(1 - d) + 2 * np.log(1 - d))
    found = best_discriminator(1.0, 2.0, 0.9)
    assert abs(found - d[loss.argmin()]) < 0.001, "the loss has lower values"
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(best_discriminator(1.0, 1.0, 0.9), 0.45)
    np.testing.assert_allclose(best_discriminator(2.0, 0.5, 0.8), 0.64)
    ### END HIDDEN TESTS


# %% [markdown] book="6.9"
# ## Training the generator
#
# 1. Take noise $z$; compute $D(G(z))$.
# 2. The loss is that of the discriminator, but we want to **raise** it.
# 3. Now $\theta_d$ is locked, only $\theta_g$ moves. So the discriminator's
#    loss rises **because $G$ gets better, not because $D$ gets worse**.
#
# The part with real data does not depend on $\theta_g$ and drops out:
#
# $$J^{(G)}=\mathbb E_z\log\big(1-D(G(z))\big).$$
#
# > **Correction to the book (6.3).** The book calls the part of the real data
# > “always 0”. It is not 0 but **constant in $\theta_g$**: its gradient is 0.
# > And with $J^{(G)}=-J^{(D)}$ the loss has a factor ½ in front, which is
# > dropped silently. Both are harmless for the direction of the gradient.

# %% [markdown]
# ### Diminished gradients
#
# Early in training $D$ knows every fake: $D(G(z))\approx0$. How much does $G$
# learn then? Write $D=\sigma(a)$, with $a$ the **logit**, the value before
# the sigmoid. It is the **log-odds** $\ln\frac D{1-D}$: 0 for $D=\frac12$, 2.2
# for 9 to 1. Two losses, and their derivatives:
#
# | | loss | derivative with respect to $a$ |
# |---|---|---|
# | **saturating** (minimax) | $\log(1-D)$ | $-D$ |
# | **non-saturating** | $-\log D$ | $-(1-D)$ |
#
# Both are lowest at $D=1$. But where the generator is poor, at $D\approx0$,
# the first has almost no gradient, a **diminished gradient** (گرادیان
# کاهیده), and the second a full one.
#
# > **Correction to the book (6.2).** The sentence on the second loss reads as
# > if its gradient were large at $D(G(z))\approx1$. There is its *minimum*;
# > the gradient is large at $D(G(z))\approx0$, where $G$ is poor.

# %% tags=["hide-input"]
#| alt: >
#|   Against D(G(z)): the two losses, and how hard each pulls. The pull of
#|   the saturating loss grows from 0 to 1; that of the non-saturating one
#|   falls from 1 to 0, so it is strong where a new generator begins.
d = np.linspace(0.001, 0.999, 500)
figure, axes = plt.subplots(1, 2, figsize=(10, 3.4))
axes[0].plot(d, np.log(1 - d), label=r"saturating, $\log(1-D)$")
axes[0].plot(d, -np.log(d), label=r"non-saturating, $-\log D$")
axes[0].set(title="Two losses of the generator", ylabel="loss")
axes[1].plot(d, d)
axes[1].plot(d, 1 - d)
axes[1].set(title="How hard each pulls", ylabel="|derivative by the logit|")
axes[1].annotate(
    "here a new\ngenerator begins", (0.01, 0.04), (0.04, 0.44),
    arrowprops={"arrowstyle": "->"},
)  # fmt: skip
for axis in axes:
    axis.set_xlabel("$D(G(z))$")
axes[0].legend()
plt.show()

# %%
d = np.array([0.001, 0.01, 0.1, 0.5, 0.9, 0.99])
logit = tf.Variable(np.log(d / (1 - d)))
table = {"D(G(z))": d}
for name, loss in (
    ("log(1 − D)", lambda a: tf.math.log_sigmoid(-a)),
    ("−log D", lambda a: -tf.math.log_sigmoid(a)),
):
    with tf.GradientTape() as tape:
        value = loss(logit)
    table[name] = value.numpy()
    table[f"derivative of {name}"] = tape.gradient(value, logit).numpy()
table = pd.DataFrame(table)
display(table.round(4).set_index("D(G(z))"))
ratio = table["derivative of −log D"] / table["derivative of log(1 − D)"]
expect("ch06.generator_loss.pull_at_0_001", ratio[0])

# %% [markdown]
# At $D=0.001$ the non-saturating loss pulls 999 times harder. With it the game
# is no longer zero-sum; the fixed point, $p_g=p_{data}$, stays the same, and
# this is the loss that GANs use in practice.
#
# ### Exercise 6.6 — both gradients (★★)
#
# For a batch of **logits** (not probabilities), return the derivative of the
# mean loss by each logit. Make it safe for huge logits, such as ±1000.


# %% exercise="6.6"
def generator_gradient(logits, saturating=False):
    """Return d(mean loss)/d(logit) for each logit of a batch (n,)."""
    ### BEGIN SOLUTION
    probability = 0.5 * (1 + np.tanh(np.asarray(logits) / 2))
    slope = -probability if saturating else -(1 - probability)
    return slope / len(logits)
    ### END SOLUTION


# %% check="6.6a" points=1
@check("6.6a", hint="the mean divides by the number of logits")
def _():
    a = np.array([0.0, np.log(9)])  # probabilities 0.5 and 0.9
    found = generator_gradient(a)
    np.testing.assert_allclose(found, [-0.25, -0.05])
    found = generator_gradient(a, saturating=True)
    np.testing.assert_allclose(found, [-0.25, -0.45])


# %% check="6.6b" points=1
@check("6.6b", hint="exp(1000) overflows; tanh does not")
def _():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = generator_gradient(np.array([-1000.0, 1000.0]))
    np.testing.assert_allclose(found, [-0.5, 0.0], atol=1e-12)
    ### BEGIN HIDDEN TESTS
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = generator_gradient(np.array([-800.0, 800.0, 0.0]), True)
    np.testing.assert_allclose(found, [0, -1 / 3, -1 / 6], atol=1e-12)
    ### END HIDDEN TESTS


# %% [markdown] book="6.10"
# ## Both together
#
# The whole game in one line:
#
# $$\min_G\max_D V(G,D)=\tfrac12\,\mathbb E_{x\sim p_{data}}\log D(x)
# +\tfrac12\,\mathbb E_z\log\big(1-D(G(z))\big).$$
#
# $V=-J^{(D)}$: to minimise its loss, $D$ maximises $V$; $G$ minimises $V$.
#
# What does $G$ minimise against the **best** $D$? Let $m=(p_{data}+p_g)/2$ be
# the mixture. Then $D^\star=p_{data}/(2m)$ and $1-D^\star=p_g/(2m)$, so with
# $\mathrm{KL}(p\|m)=\mathbb E_{x\sim p}\log(p(x)/m(x))$
#
# $$\mathbb E_{p_{data}}\log D^\star=\mathrm{KL}(p_{data}\|m)-\log2,\qquad
# \mathbb E_{p_g}\log(1-D^\star)=\mathrm{KL}(p_g\|m)-\log2 .$$
#
# Half of each, added up:
#
# $$V(G,D^\star)=-\log2+\mathrm{JSD}(p_{data}\|p_g),\qquad
# \mathrm{JSD}=\tfrac12\mathrm{KL}(p_{data}\|m)+\tfrac12\mathrm{KL}(p_g\|m).$$
#
# The **Jensen–Shannon divergence** (JSD) is 0 only if the two distributions
# are the same, and at most $\log2$. So the perfect generator has
# $p_g=p_{data}$; then $D^\star=\tfrac12$, and $J^{(D)}=\log2\approx0.693$.


# %%
def game_value(data, fakes):
    """Return V against the best D, and the JSD, by adding up over x."""
    x = np.linspace(-15, 25, 20_001)
    p, q = data.pdf(x), fakes.pdf(x)
    tiny = 1e-300  # 0 · log 0 counts as 0
    best = (p + tiny) / (p + q + 2 * tiny)
    value = p @ np.log(best + tiny) + q @ np.log(1 - best + tiny)
    mixed = (p + q) / 2 + tiny
    jsd = p @ np.log(p / mixed + tiny) + q @ np.log(q / mixed + tiny)
    return np.array([value, jsd]) * (x[1] - x[0]) / 2


value, jsd = game_value(norm(0, 1), norm(2, 2))
print(f"V(G, D*) = {value:.6f},   −log 2 + JSD = {jsd - np.log(2):.6f}")
expect("ch06.game_value.difference", abs(value - jsd + np.log(2)))


# %% [markdown]
# Move the fakes away from the data. **Predict**: does $V$ tell the generator
# at a distance of 8 that it is closer than at 10?


# %% tags=["hide-input"]
#| alt: >
#|   Left, two densities and the best discriminator, which falls from 1 to 0
#|   between them. Right, its value against the shift: it rises from −0.69
#|   to 0 and is flat beyond a shift of about 6.
def show_distance(shift=2.0, spread=1.0):
    x = np.linspace(-5, 12, 400)
    data, fakes = norm(0, 1), norm(shift, spread)
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.2))
    axes[0].fill_between(x, data.pdf(x), alpha=0.3, label="$p_{data}$")
    axes[0].fill_between(x, fakes.pdf(x), alpha=0.3, label="$p_g$")
    best = data.pdf(x) / (data.pdf(x) + fakes.pdf(x))
    axes[0].plot(x, best, "black", label=r"$D^\star$")
    axes[0].set(title="The best discriminator", xlabel="$x$")
    axes[0].set_ylabel("density, probability")
    axes[0].legend()
    shifts = np.linspace(0, 10, 41)
    values = [game_value(data, norm(s, spread))[0] for s in shifts]
    axes[1].plot(shifts, values)
    axes[1].plot(shift, game_value(data, fakes)[0], "o", color="C1")
    axes[1].axhline(-np.log(2), color="0.6", linestyle=":")
    axes[1].set(title=r"$V(G,D^\star)$: flat when far", xlabel="shift")
    axes[1].set_ylabel("value")
    plt.show()


explore(show_distance, shift=(0.0, 10.0, 0.5), spread=(0.5, 3.0, 0.5))

# %% [markdown]
# Beyond a shift of about 6 (spread 1) the curve is flat, as good as no help:
# at 10 and at 8 it says the same. With the minimax loss, a perfect
# discriminator gives no direction. The non-saturating loss still has one here,
# because a normal density is nowhere 0. Images lie on thin surfaces that
# hardly meet; there $D^\star$ can be flat itself, 1 here and 0 there, and no
# loss on top of it helps.
#
# That is one reason why GANs are hard to train, and why the **Wasserstein**
# GAN replaces the JSD by another distance: how far, on average, one must carry
# the samples of $p_g$ to make them those of $p_{data}$. It keeps growing with
# the shift.
