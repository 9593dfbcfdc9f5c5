# Chapter 3: loss functions.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/losses

# %% [markdown] book="3.13"
# ## Loss functions
#
# A **loss** (زیان; Definition 3.2) is one number that says how wrong the
# answers are; watched during training, it says how far learning has come. The
# residual $y-\hat y$ (truth minus answer) is not a loss: it may be negative,
# and errors of both signs would cancel. So take its square or its size, and
# the mean over the $n$ samples:
#
# $$\mathrm{MSE}=\frac1n\sum_i(y_i-\hat y_i)^2,\qquad
# \mathrm{MAE}=\frac1n\sum_i|y_i-\hat y_i|.$$
#
# These are for **regression**: a price, an amount. MSE punishes one large
# error more than many small ones (errors 4, 0, 0, 0 give 4; errors 1, 1, 1, 1
# give 1); for MAE both are 1, so it cares less about outliers.

# %% [markdown]
# For **classification** the answer is a distribution of probabilities. The
# **cross-entropy** (آنتروپی متقاطع) is the mean of $-\log$ (the natural
# logarithm, as everywhere in this course) of the probability that was given
# to the right class. With $y_{ic}=1$ if sample $i$ is of class
# $c$, else 0 (**one-hot**):
#
# $$\mathrm{CE}=-\frac1n\sum_i\sum_cy_{ic}\log\hat y_{ic}.$$
#
# > **Correction to the book (3.2).** The book prints
# > $\frac1n\sum y_i\log\hat y$: the minus, the sum over the classes and an
# > index are missing. Without the minus, training would make the right class
# > as unlikely as possible. (And CE is no distance: it is not symmetric.)

# %% [markdown]
# For yes or no there is the **binary cross-entropy** (آنتروپی متقاطع دودویی):
#
# $$\mathrm{BCE}=-\frac1n\sum_i\big(y_i\log\hat y_i+(1-y_i)
# \log(1-\hat y_i)\big).$$
#
# > **Correction to the book (3.1).** The last factor is printed as
# > $(1-\log\hat y)$. That loss has **no lowest value**: for $y=0$ it falls
# > without end while $\hat y\to0$. For $y=0$, $\hat y=0.01$ it is −5.6; right
# > is 0.01.


# %%
def binary_cross_entropy(y, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)  # as in Keras: no logarithm of 0
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def bce_as_printed(y, p):
    return -np.mean(y * np.log(p) + (1 - y) * (1 - np.log(p)))


no, doubt = np.array([0.0]), np.array([0.01])
print(f"right: {binary_cross_entropy(no, doubt):.3f}")
for p in (0.01, 1e-6, 1e-12):
    print(f"as printed, p = {p:g}: {bce_as_printed(no, np.array([p])):.1f}")
expect("ch03.losses.printed_bce", bce_as_printed(no, doubt))

# %% tags=["hide-input"]
#| alt: >
#|   Squared error as a parabola, absolute error as a V. Binary cross-entropy:
#|   two curves, mirror images, that climb without end towards the wrong answer
#|   and end at 0 at the right one. As printed, the curve for truth 0 falls
#|   without end instead.
p = np.linspace(0.002, 0.998, 300)
figure, axes = plt.subplots(1, 3, figsize=(12, 3.3))
error = np.linspace(-2, 2, 200)
axes[0].plot(error, error**2, label="squared")
axes[0].plot(error, np.abs(error), label="absolute")
axes[0].set(title="Regression", xlabel="error $y-\\hat y$", ylabel="loss")
axes[0].legend()
axes[1].plot(p, -np.log(p), label="truth: 1")
axes[1].plot(p, -np.log(1 - p), label="truth: 0")
axes[1].set(title="Binary cross-entropy")
axes[2].plot(p, -np.log(p), label="truth: 1")
axes[2].plot(p, -(1 - np.log(p)), label="truth: 0")
axes[2].set(title="As the book prints it: no minimum")
for axis in axes[1:]:
    axis.set(xlabel="predicted probability of 1", ylabel="loss", ylim=(-7, 7))
    axis.legend()
plt.show()

# %% [markdown]
# In the middle picture a confident mistake costs a lot, and the loss is never
# below 0. In the right one the reward for answering 0 where the truth is 0 has
# no end: training would never come to rest.
#
# Are our formulas those of Keras?

# %%
rng = np.random.default_rng(SEED)
truth, answer = rng.normal(size=(2, 50))
yes = rng.integers(0, 2, size=50).astype(float)
chance = rng.uniform(0.01, 0.99, size=50)
classes = rng.integers(0, 4, size=50)
one_hot = np.eye(4)[classes]
shares = rng.dirichlet(np.ones(4), size=50).clip(1e-3)
shares /= shares.sum(axis=1, keepdims=True)
pairs = {
    "MSE": (
        np.mean((truth - answer) ** 2),
        keras.losses.MeanSquaredError()(truth, answer),
    ),
    "MAE": (
        np.mean(np.abs(truth - answer)),
        keras.losses.MeanAbsoluteError()(truth, answer),
    ),
    "BCE": (
        binary_cross_entropy(yes, chance),
        keras.losses.BinaryCrossentropy()(yes, chance),
    ),
    "CE": (
        -np.mean(np.sum(one_hot * np.log(shares), axis=1)),
        keras.losses.CategoricalCrossentropy()(one_hot, shares),
    ),
}
pairs = {name: [float(v) for v in pair] for name, pair in pairs.items()}
table = pd.DataFrame(pairs, index=["by hand", "Keras"]).T
display(table.round(6))
difference = (table["by hand"] - table["Keras"]).abs().max()
expect("ch03.losses.difference_to_keras", difference)

# %% [markdown]
# Which loss for which task?
#
# | task | output layer | loss in Keras | labels |
# |---|---|---|---|
# | a number | 1, linear | `MeanSquaredError` | numbers |
# | the same, with outliers | 1, linear | `MeanAbsoluteError` | numbers |
# | yes or no | 1, sigmoid | `BinaryCrossentropy` | 0 or 1 |
# | several yes or no | 1 each, sigmoid | the same | rows of 0 and 1 |
# | one of many | 1 each, softmax | `CategoricalCrossentropy` | one-hot |
# | the same | the same | `SparseCategoricalCrossentropy` | 0, 1, 2, … |
#
# An output layer *without* sigmoid or softmax gives plain sums (**logits**);
# then say `from_logits=True` to the loss. It is safer: exponential and
# logarithm are computed together, so that neither can overflow.

# %% [markdown]
# ### Exercise 3.8 — cross-entropy without one-hot (★★)
#
# Complete `sparse_cross_entropy`: the labels are class numbers. Take
# probabilities below $10^{-7}$ as $10^{-7}$, as Keras does, so that
# $\log 0$ cannot happen.


# %% exercise="3.8"
def sparse_cross_entropy(labels, probabilities):
    """Return the mean; labels (samples,), probabilities (samples, classes)."""
    ### BEGIN SOLUTION
    given = probabilities[np.arange(len(labels)), labels]
    return -np.mean(np.log(np.maximum(given, 1e-7)))
    ### END SOLUTION


# %% check="3.8a" points=1
@check(
    "3.8a",
    hint="of each row only one number counts, the one at the place that its "
    "label names; a loss is positive, logarithms of probabilities are not",
)
def _():
    probabilities = np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]])
    loss = sparse_cross_entropy(np.array([0, 2]), probabilities)
    expected = -(np.log(0.5) + np.log(0.8)) / 2
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


# %% check="3.8b" points=1
@check(
    "3.8b",
    hint="each probability below 1e-7, not just 0, becomes 1e-7 before the "
    "logarithm",
)
def _():
    sure = np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    with np.errstate(all="ignore"):
        loss = sparse_cross_entropy(np.array([0, 1, 1]), sure)
    np.testing.assert_allclose(loss, (16.118096 + np.log(2)) / 3, rtol=1e-5)
    loss = sparse_cross_entropy(np.array([0]), np.array([[1e-12, 1.0]]))
    np.testing.assert_allclose(loss, 16.118096, rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    by_keras = keras.losses.SparseCategoricalCrossentropy()(classes, shares)
    loss = sparse_cross_entropy(classes.copy(), shares.copy())
    np.testing.assert_allclose(loss, float(by_keras), rtol=1e-5)
    labels, rows = np.array([1, 0, 1]), np.array([[0.2, 0.1, 0.3, 0.4]] * 3)
    loss = sparse_cross_entropy(labels, rows)
    expected = -(2 * np.log(0.1) + np.log(0.2)) / 3
    np.testing.assert_allclose(loss, expected, rtol=1e-5)
    small = np.array([[6e-8, 1.0], [1.0, 3e-7]])
    loss = sparse_cross_entropy(np.array([0, 1]), small)
    expected = -(np.log(1e-7) + np.log(3e-7)) / 2
    np.testing.assert_allclose(loss, expected, rtol=1e-5)
    ### END HIDDEN TESTS
