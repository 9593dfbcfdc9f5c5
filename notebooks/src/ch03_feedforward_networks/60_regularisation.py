# Chapter 3: generalisation and regularisation.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/regularisation
# needs: backpropagation

# %% [markdown] book="3.17"
# ## Generalisation and regularisation
#
# Doing well on the training data is not the goal. **Generalisation** (تعمیم)
# is doing well on data that the model has not seen. So keep two more sets
# apart: **validation** data (اعتبارسنجی), to choose hyperparameters, and
# **test** data (آزمون), for one last look. No sample may be in two of them.
#
# - **Overfitting** (بیش‌برازش): the model has memorised the noise of the
#   training data. Training loss small, validation loss much larger.
# - **Underfitting** (کم‌برازش): the model is too simple, or was trained too
#   little. Training **and** validation loss are large.
#
# > **Correction to the book (3.4).** The book calls it underfitting when the
# > test loss is far *below* the training loss. That is hardly ever seen;
# > underfitting shows in **both** losses.

# %% [markdown]
# What decides is the **capacity** (ظرفیت مدل): how many different functions
# the model can become, roughly its number of parameters. We fit polynomials
# to 30 noisy points of a curve: a polynomial of degree $d$ has $d+1$
# parameters, and the best ones come from a formula, so that no training
# disturbs the view. **Predict** the shape of both losses as $d$ grows.


# %%
def true_curve(x):
    return np.sin(3 * x)


def noisy_points(rng, count):
    x = rng.uniform(-1, 1, size=count)
    return x, true_curve(x) + rng.normal(scale=0.3, size=count)


def polynomial_losses(degree, sets=200):
    """Return training and validation loss: the medians of some data sets."""
    rng, losses = np.random.default_rng(SEED), []
    for _ in range(sets):
        x, y = noisy_points(rng, 30)
        x_new, y_new = noisy_points(rng, 200)
        # A polynomial of this degree, with the smallest squared errors.
        fit = np.polynomial.Legendre.fit(x, y, degree, domain=[-1, 1])
        losses.append(
            [np.mean((fit(a) - b) ** 2) for a, b in ((x, y), (x_new, y_new))]
        )
    return np.median(losses, axis=0)


# %%
#| alt: >
#|   Left, training loss falls with the degree, validation loss is lowest near
#|   degree 3 and then climbs far above the noise. Right, noisy points of a
#|   curve: degree 0 is a level line, 3 follows the curve, 12 bends wildly and
#|   shoots off at the ends.
degrees = np.arange(13)
by_degree = np.array([polynomial_losses(degree) for degree in degrees])
figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.5))
axes[0].semilogy(degrees, by_degree[:, 0], "o-", label="training")
axes[0].semilogy(degrees, by_degree[:, 1], "o-", label="validation")
axes[0].axhline(0.09, color="black", linestyle=":", label="the noise")
axes[0].set(title="Too simple, right, too free", xlabel="degree")
axes[0].set_ylabel("mean squared error")
axes[0].legend()
x, y = noisy_points(np.random.default_rng(SEED), 30)
line = np.linspace(-1, 1, 300)
axes[1].plot(x, y, "o", color="0.6", label="training data")
axes[1].plot(line, true_curve(line), color="0.8", label="the truth")
for degree, colour in ((0, "C3"), (3, "C2"), (12, "C0")):
    fit = np.polynomial.Legendre.fit(x, y, degree, domain=[-1, 1])
    axes[1].plot(line, fit(line), color=colour, label=f"degree {degree}")
axes[1].set(title="One of the data sets", xlabel="$x$", ylim=(-2, 2))
axes[1].legend(ncols=2, fontsize=8, loc="lower right")
plt.show()
lowest = by_degree[:, 1].min()
expect("ch03.capacity.overfitting", by_degree[-1, 1] / lowest)
expect("ch03.capacity.underfitting", by_degree[0, 1] / lowest)

# %% [markdown]
# (Each point is the median of many data sets.) On the left both losses are
# large: underfitting. At degree 3 the validation loss is lowest. With more
# parameters the training loss falls further below the noise (dotted): the
# model learns the noise, too, and the validation loss rises. Underfitting is
# easy to cure: take a larger model. The first help against overfitting is
# **more data**; the next is **regularisation** (منظم‌سازی): anything that
# reduces it. How well all of this works depends on the data: enough of them,
# with right labels, and of the same kind as those to come. (Another help, for
# pictures: slightly changed copies, **data augmentation**; chapter 4.)

# %% [markdown] book="3.17.1"
# ### Early stopping
#
# While a large network learns, the validation loss falls, and at some point it
# rises again. **Early stopping** (توقف زودهنگام) keeps the weights from the
# best epoch. With mini-batches the curve jumps, so do not stop at the first
# rise: wait for a number of epochs without a new best, the **patience**. In
# Keras:
#
# ```python
# keras.callbacks.EarlyStopping(
#     monitor="val_loss", patience=10, restore_best_weights=True
# )
# ```
#
# Without the last argument you keep the weights of the **last** epoch. We
# watch our own network, with 50 hidden neurons, on 60 noisy points of the
# crescents. 1,000 further points serve as validation data:

# %%
x_moons, y_moons = make_moons(1060, noise=0.4, random_state=SEED)
few = x_moons[:60], y_moons[:60, None]
many = x_moons[60:], y_moons[60:, None]


def loss_on(weights, data):
    return binary_cross_entropy(data[1], forward(weights, data[0])[1])


weights, train_losses, val_losses = start_weights(inputs=2, hidden=50), [], []
between = [1] * 20 + [20] * 399  # look at every step first, then at some
for steps in between:
    learn(weights, *few, steps=steps, learning_rate=0.4)
    train_losses.append(loss_on(weights, few))
    val_losses.append(loss_on(weights, many))
    if val_losses[-1] == min(val_losses):
        best_weights = [array.copy() for array in weights]

# %%
#| alt: >
#|   Left, training loss falls to the end; validation loss has its lowest
#|   point, a dot, and then climbs steeply. Right, two maps of the crescents: a
#|   smooth border at that point, and after 8,000 steps one that winds around
#|   single points.
figure, axes = plt.subplots(1, 3, figsize=(13, 3.3))
best_step = int(np.argmin(val_losses))
seen = np.cumsum(between)
axes[0].semilogx(seen, train_losses, label="training")
axes[0].semilogx(seen, val_losses, label="validation")
axes[0].plot(
    seen[best_step], val_losses[best_step], "o", color="C1", label="stop here"
)
axes[0].set(title="Validation turns", xlabel="step", ylabel="loss")
axes[0].legend()
for axis, network, name in (
    (axes[1], best_weights, f"After {seen[best_step]:,} steps"),
    (axes[2], weights, "After 8,000 steps"),
):
    draw_classes(
        axis, lambda x, w=network: forward(w, x)[1], few[0], few[1][:, 0]
    )
    right = np.mean((forward(network, many[0])[1] > 0.5) == many[1])
    axis.set(title=f"{name}: {right:.1%} of validation")
plt.show()
expect("ch03.early_stopping.gain", val_losses[-1] / val_losses[best_step])

# %% [markdown]
# At the end the border bends around single points of the training data: the
# network has memorised their noise. The loss grows several times over,
# because it is now *sure* of its mistakes.
#
# ### Exercise 3.11 — when to stop (★★)
#
# Complete `early_stopping`. `patience` is the number of epochs without a new
# lowest loss after which training stops; equal is not lower. If that never
# happens, the last epoch trained is the last one of the list.


# %% exercise="3.11"
def early_stopping(losses, patience):
    """Return (last epoch trained, best epoch); the first epoch is 0."""
    ### BEGIN SOLUTION
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best
    ### END SOLUTION


# %% check="3.11a" points=1
@check("3.11a", hint="count the epochs since the best one; stop at patience")
def _():
    losses = [0.9, 0.7, 0.8, 0.75, 0.72, 0.5, 0.4]
    np.testing.assert_array_equal(early_stopping(losses, 3), (4, 1))
    np.testing.assert_array_equal(early_stopping(losses, 1), (2, 1))


# %% check="3.11b" points=1
@check(
    "3.11b", hint="a new best starts the count again; the list may end first"
)
def _():
    losses = [0.9, 1.0, 0.8, 0.9, 0.7, 0.9]
    np.testing.assert_array_equal(early_stopping(losses, 2), (5, 4))
    np.testing.assert_array_equal(early_stopping([0.5] * 4, 2), (2, 0))
    ### BEGIN HIDDEN TESTS
    for losses, patience, expected in (
        ([3.0, 2.0, 1.0], 1, (2, 2)),
        ([1.0, 2.0, 0.5, 3.0, 3.0, 3.0], 3, (5, 2)),
        ([0.7], 3, (0, 0)),
        ([5.0, 4.0, 4.0, 4.5, 3.0, 3.5], 3, (5, 4)),
        ([5.0, 4.0, 4.0, 4.0, 4.0, 1.0], 3, (4, 1)),
        ([900.0, 800.0, 850.0, 860.0, 1.0], 2, (3, 1)),
        ([1e-3, 9e-4, 8e-4, 7.9999e-4], 2, (3, 3)),
        ([3.0, 9.0, 8.0, 7.0, 6.0], 4, (4, 0)),
        ([2.0, 3.0, 1.0, 3.0, 2.0, 0.5, 1.0, 0.9, 0.8], 3, (8, 5)),
        ([1.0, 2.0, 3.0], 10, (2, 0)),
    ):
        result = early_stopping(losses, patience)
        np.testing.assert_array_equal(result, expected)
    ### END HIDDEN TESTS


# %% [markdown] tags=["further"]
# ### L2: keep the weights small
#
# (Not in the book.) A border bends sharply only where weights are large. So
# add a penalty to the loss: $J+\lambda\sum w^2$. Its gradient is $2\lambda w$,
# so each step also makes every weight a little smaller; hence the name
# **weight decay**. (With Adam the two differ; there is `AdamW` for the
# second.) In Keras:
# `layers.Dense(32, kernel_regularizer=keras.regularizers.L2(0.01))`.


# %%
def learn_with_l2(weights, x, y, steps, learning_rate, l2):
    for _ in range(steps):
        slopes = backward(weights, x, y)
        for array, slope in zip(weights, slopes, strict=True):
            penalty = 2 * l2 * array if array.ndim == 2 else 0  # no biases
            array -= learning_rate * (slope + penalty)


penalties = [0.0, 0.0003, 0.001, 0.003, 0.01, 0.1]
l2_losses, drawn = {}, {}
for l2 in penalties:
    drawn[l2] = start_weights(inputs=2, hidden=50)
    learn_with_l2(drawn[l2], *few, 8000, 0.4, l2)
    l2_losses[l2] = loss_on(drawn[l2], few), loss_on(drawn[l2], many)

# %%
#| alt: >
#|   Three maps of the same two crescents. Without a penalty the border winds
#|   around single points, with a small one it bends gently, with a large one
#|   it is almost straight and leaves many points on the wrong side.
figure, axes = plt.subplots(1, 3, figsize=(12, 3.3), sharey=True)
for axis, l2 in zip(axes, (0.0, 0.003, 0.1), strict=True):
    network = drawn[l2]
    draw_classes(
        axis, lambda x, w=network: forward(w, x)[1], few[0], few[1][:, 0]
    )
    size = sum(np.sum(matrix**2) for matrix in network[::2])
    axis.set(title=f"λ = {l2:g}:  Σw² = {size:.1f}")
plt.show()
by_penalty = pd.DataFrame(
    l2_losses, index=["training loss", "validation loss"]
)
display(by_penalty.rename_axis("λ", axis=1).round(3))
validation = by_penalty.loc["validation loss"]
expect("ch03.l2.gain", validation[0.0] / validation.min())

# %%
dense = layers.Dense(3, kernel_regularizer=keras.regularizers.L2(0.01))
dense(np.ones((1, 5), "float32"))
by_hand = 0.01 * np.sum(keras.ops.convert_to_numpy(dense.kernel) ** 2)
print(f"Keras adds {float(dense.losses[0]):.6f} to the loss")
print(f"by hand    {by_hand:.6f}")

# %% [markdown]
# Some penalty helps; too much, and the network can hardly bend its border at
# all: underfitting. $\lambda$ is a hyperparameter, chosen on validation data.

# %% [markdown] book="3.17.2"
# ### Dropout
#
# **Dropout** (حذف تصادفی; Hinton and others, 2012) switches neurons off at
# random while the network trains. A neuron that is off gives 0 for this sample
# and gets no gradient from it. So no neuron can rely on one particular other
# neuron. Two ways to see it:
#
# - each step trains another, smaller network, and in use all of them work
#   together, like an **ensemble** (یادگیری گروهی) whose mistakes even out;
# - knowledge has to be spread over many neurons (redundancy).

# %% tags=["hide-input"]
#| alt: >
#|   A network twice. Left, all neurons of neighbouring layers are joined by
#|   lines. Right, some hidden neurons are empty circles, without any lines to
#|   or from them.
figure, axes = plt.subplots(1, 2, figsize=(9, 3))
sizes = (4, 6, 6, 2)
draw_network(axes[0], sizes)
rng = np.random.default_rng(SEED)
hidden_neurons = [(layer, i) for layer in (1, 2) for i in range(6)]
off = [neuron for neuron in hidden_neurons if rng.random() < 0.5]
draw_network(axes[1], sizes, off)
axes[0].set(title="Before")
axes[1].set(title=f"One sample in one step: {len(off)} of 12 are off")
plt.show()

# %% [markdown]
# In use, all neurons work. To keep the sums comparable, Keras enlarges those
# that stay on during training by $1/(1-\text{rate})$ (“inverted” dropout):

# %%
keras.utils.set_random_seed(SEED)
drop = layers.Dropout(0.2)
signal = np.ones((2, 10), "float32")
print("training, two rows of ones:")
print(keras.ops.convert_to_numpy(drop(signal, training=True)))
print("in use:", keras.ops.convert_to_numpy(drop(signal))[0])

# %% [markdown]
# > **Correction to the book (3.13).** In the book's text $p$ is the
# > probability to **keep** a neuron; in Keras the argument `rate` is the
# > probability to **drop** it. Both are 0.5 in its example, so it does not
# > show. And neurons are drawn anew for every row of every mini-batch, as you
# > see above, not once an epoch.
# >
# > **Correction to the book (3.21).** The dropout figure is numbered 3-6, as
# > the one before it, and the text points to it as 3-4. It should be 3-7.
#
# ### Exercise 3.12 — inverted dropout (★★)
#
# Complete `dropout` as Keras does it, with random numbers from `rng`. In use
# (`training=False`) it returns its input. `x` itself stays as it is.


# %% exercise="3.12"
def dropout(x, rate, rng, training=True):
    """Return an array of the shape of x; rng is a NumPy generator."""
    ### BEGIN SOLUTION
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return x * keep / (1 - rate)
    ### END SOLUTION


# %% check="3.12a" points=1
@check(
    "3.12a",
    hint="rate is the share that becomes 0; draw for every number, from rng",
)
def _():
    rng, again = np.random.default_rng(0), np.random.default_rng(0)
    dropped = np.asarray(dropout(np.ones((200, 100)), 0.2, rng)) == 0
    np.testing.assert_allclose(np.mean(dropped), 0.2, atol=0.02)
    assert np.std(np.mean(dropped, axis=1)) > 0.01, "each row draws anew"
    assert np.std(np.mean(dropped, axis=0)) > 0.01, "each column draws anew"
    other = np.asarray(dropout(np.ones((200, 100)), 0.2, rng)) == 0
    assert np.any(dropped != other), "the second call should draw anew"
    same = np.asarray(dropout(np.ones((200, 100)), 0.2, again)) == 0
    message = "draw from rng: the same seed should drop the same numbers"
    assert np.all(dropped == same), message


# %% check="3.12b" points=1
@check(
    "3.12b",
    hint="divide those that stay by 1 - rate; in use draw nothing at all",
)
def _():
    x = np.random.default_rng(0).normal(size=(50, 40))
    given = x.copy()
    out = np.asarray(dropout(given, 0.75, np.random.default_rng(1)))
    np.testing.assert_array_equal(given, x, "leave x itself as it is")
    stay = out != 0
    np.testing.assert_allclose(out[stay], 4 * x[stay], rtol=1e-5)
    in_use = dropout(given, 0.75, None, training=False)
    np.testing.assert_allclose(in_use, x, rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(2)
    out = np.asarray(dropout(np.full((300, 100), 3.0), 0.4, rng))
    np.testing.assert_allclose(np.mean(out == 0), 0.4, atol=0.02)
    np.testing.assert_allclose(out[out != 0], 5.0, rtol=1e-5)
    for shape in ((1000,), (10, 20, 30)):
        out = np.asarray(dropout(np.ones(shape), 0.25, rng))
        assert out.shape == shape, "the result has the shape of x"
        np.testing.assert_allclose(np.mean(out == 0), 0.25, atol=0.06)
    np.testing.assert_allclose(dropout(x, 0.0, rng), x, rtol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown] book="3.17.3"
# ### Batch normalisation
#
# While a layer learns, its outputs change, and the layers after it must adapt
# to inputs that move all the time. **Batch normalisation** (نرمال‌سازی
# دسته‌ای; Ioffe and Szegedy, 2015) shifts and scales each neuron's values over
# the mini-batch $B$:
#
# $$\hat x=\frac{x-\mu_B}{\sqrt{\sigma_B^2+\varepsilon}},\qquad
# y=\gamma\hat x+\beta,$$
#
# with the mean $\mu_B$ and the variance $\sigma_B^2$ of the batch. $\gamma$
# and $\beta$ (not those of momentum and Adam) are learned, one of each a
# neuron. In use there may be one sample only; then **moving averages** of
# $\mu_B$ and $\sigma_B^2$ from training take their place.

# %% [markdown]
# > **Correction to the book (3.15).** The book stops at “mean 0 and standard
# > deviation 1”. That holds for $\hat x$, before $\gamma$ and $\beta$, and
# > only in training: it mentions neither them nor the moving averages. Also,
# > *why* it helps is disputed: the changing inputs (“internal covariate
# > shift”, تغییر متغیر داخلی) seem not to be the reason; it makes the surface
# > of the loss smoother (Santurkar and others, 2018).
#
# By hand, against Keras, which starts with $\gamma=1$, $\beta=0$ and
# $\varepsilon=0.001$:

# %%
rng = np.random.default_rng(SEED)
batch = rng.normal(loc=5.0, scale=2.0, size=(64, 3)).astype("float32")
mean, variance = batch.mean(axis=0), batch.var(axis=0)
by_hand = (batch - mean) / np.sqrt(variance + 0.001)
layer = layers.BatchNormalization()
by_keras = keras.ops.convert_to_numpy(layer(batch, training=True))
difference = np.abs(by_hand - by_keras).max()
expect("ch03.batch_normalisation.difference", difference)
moving = keras.ops.convert_to_numpy(layer.moving_mean)
print("moving mean:", moving.round(3), "= 0.99 · 0 + 0.01 ·", mean.round(2))

# %% [markdown]
# ### What it does to training
#
# The promise: larger learning rates, faster training. We try it on 898
# handwritten digits (8 × 8 pixels), with four hidden layers, five epochs of
# plain SGD, three learning rates and several seeds. In batches of 32 they
# give 28 batches, and 2 digits are left over. Usually these make one more,
# small batch; `drop_remainder` leaves them out. With batch normalisation we
# try both. **Guess** where the network without it gives up, and what a batch
# of two can do.


# %%
digits = load_digits()
digits_train, digits_val, digit_train, digit_val = train_test_split(
    (digits.data / 16).astype("float32"),
    digits.target,
    test_size=0.5,
    random_state=SEED,
)


def digit_model(normalise):
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(4):
        model.add(layers.Dense(32, use_bias=not normalise))  # β is a bias
        if normalise:  # few steps, so average over fewer of them
            model.add(layers.BatchNormalization(momentum=0.9))
        model.add(layers.Activation("relu"))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(
        keras.optimizers.SGD(),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=5 * 29,  # quicker: five epochs in one go
    )
    return model


def five_epochs(seed, drop_remainder):
    """Return the training digits in mixed batches of 32, five times."""
    samples = tf.data.Dataset.from_tensor_slices((digits_train, digit_train))
    samples = samples.shuffle(len(digits_train), seed)
    return samples.batch(32, drop_remainder).repeat(5)


# %% [markdown]
# After training we read the validation digits twice: **in use**, with the
# moving averages, and with the mean and variance of the validation **batch**.

# %%
bn_rates = [0.01, 0.1, 1.0]
bn_rates = by_profile(smoke=bn_rates[1:2], quick=bn_rates, full=bn_rates)
bn_seeds = by_profile(smoke=1, quick=4, full=10)
bn_runs = {  # batch normalisation? without the last, small batch?
    "without": (False, True),
    "with": (True, True),
    "with, and a batch of 2": (True, False),
}
in_use, by_batch = {}, {}
digit_models = {
    normalise: digit_model(normalise) for normalise in (False, True)
}


def accuracy_on_digits(model, training):
    """Return the validation accuracy, in use or with the batch's mean."""
    answers = keras.ops.argmax(model(digits_val, training=training), axis=1)
    return np.mean(keras.ops.convert_to_numpy(answers) == digit_val)


for name, (normalise, drop_remainder) in bn_runs.items():
    model = digit_models[normalise]
    in_use[name] = np.zeros((bn_seeds, len(bn_rates)))
    by_batch[name] = np.zeros((bn_seeds, len(bn_rates)))
    for seed, place in np.ndindex(in_use[name].shape):
        keras.utils.set_random_seed(SEED + seed)
        model.set_weights(keras.models.clone_model(model).get_weights())
        model.optimizer.learning_rate = bn_rates[place]
        batches = five_epochs(SEED + seed, drop_remainder)
        model.fit(batches, shuffle=False, verbose=0)  # shuffled already
        in_use[name][seed, place] = accuracy_on_digits(model, False)
        by_batch[name][seed, place] = accuracy_on_digits(model, True)

# %% tags=["hide-input"]
#| alt: >
#|   Accuracy after five epochs against the learning rate, a dot for each
#|   seed. Without batch normalisation it is low at both ends. With it, it
#|   stays high, but not if the last batch of two digits is kept.
figure, axis = plt.subplots(figsize=(7.5, 3.4))
for (name, scores), mark in zip(in_use.items(), "ovs", strict=True):
    (line,) = axis.semilogx(bn_rates, scores.mean(axis=0), label=name)
    style = {"color": line.get_color(), "ls": "", "alpha": 0.5}
    for row in scores:
        axis.semilogx(bn_rates, row, mark, **style)
axis.axhline(0.1, color="black", linestyle=":", label="guessing")
axis.set(title="Batch normalisation, in use: a dot for each seed")
axis.set(xlabel="learning rate", ylabel="accuracy after 5 epochs")
axis.set(ylim=(0, 1))
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %%
lag = {name: (by_batch[name] - in_use[name]).max() for name in bn_runs}
print("accuracy lost by the moving averages, at most:")
print({name: round(float(lost), 2) for name, lost in lag.items()})
small = "with, and a batch of 2"
gain = in_use["with"].mean() - in_use["without"].mean()
lost = in_use["with"].mean() - in_use[small].mean()
expect("ch03.batch_normalisation.gain", gain)
expect("ch03.batch_normalisation.lost_by_small_batch", lost)
expect("ch03.batch_normalisation.largest_lag", lag[small])
expect("ch03.batch_normalisation.lag_without_it", lag["with"])

# %% [markdown]
# Without it the network needs a rate close to the right one. With it, it
# learns at all three, and the moving averages serve nearly as well as the
# batch. But two digits at the end of each epoch spoil it: mean and variance of
# two samples are hardly more than chance. The weights take a wrong step, and
# the averages, which count the last ten batches or so, take them in; the last
# batch before use is just that one. So batch normalisation wants batches of a
# fair size, *all* of them: drop a small rest (the next shuffle brings other
# samples). It is about training, and only a weak help against overfitting.
# (The book treats it right after the cures for overfitting.)

# %% [markdown] tags=["further"]
# ### Without a batch: layer normalisation and shortcuts
#
# **Layer normalisation** takes mean and variance over the *neurons* of one
# sample; in training and in use it does the same, which is why transformers
# use it. Very deep networks need one thing more, a shortcut past each layer,
# $x+f(x)$: a **residual connection** (اتصال باقیمانده; He and others, 2016).
# Even if $f$ does nothing useful yet, the signal, and on the way back the
# gradient, passes. One hidden layer and thirty more, plain, and with both:

# %%
depth = by_profile(smoke=3, quick=30, full=30)


def deep_model(residual):
    """Return a network of many hidden layers with 32 neurons, compiled."""
    start = keras.Input((64,))
    x = layers.Dense(32, activation="relu")(start)
    for _ in range(depth):
        inner = x
        if residual:
            inner = layers.LayerNormalization(center=False, scale=False)(x)
        inner = layers.Dense(
            32, "relu", use_bias=False, kernel_initializer="he_normal"
        )(inner)
        x = layers.Add()([x, inner]) if residual else inner
    if residual:
        x = layers.LayerNormalization()(x)
    model = keras.Model(start, layers.Dense(10, activation="softmax")(x))
    model.compile(
        keras.optimizers.Adam(0.001),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


deep_accuracy = {}
for name in ("plain", "residual"):
    keras.utils.set_random_seed(SEED)
    model = deep_model(name == "residual")
    history = model.fit(
        digits_train,
        digit_train,
        batch_size=32,
        epochs=by_profile(smoke=1, quick=6, full=20),
        validation_data=(digits_val, digit_val),
        verbose=0,
    ).history
    deep_accuracy[name] = history["val_accuracy"][-1]
print({name: round(score, 3) for name, score in deep_accuracy.items()})
gain = deep_accuracy["residual"] - deep_accuracy["plain"]
expect("ch03.residual.gain", gain)

# %% [markdown]
# The thirty start with He weights in both, so that the signal arrives in the
# plain one, too. Still it learns slowly: each layer must learn to hand on what
# it gets. (One seed; the metric's range shows that twenty agree.)

# %% [markdown] tags=["further"]
# ### Exercise 3.13 — batch normalisation (★★★)
#
# Complete the class. In training it uses the batch, and moves its averages:
# new = `momentum` · old + (1 − `momentum`) · of the batch. In use it takes the
# averages instead. As in Keras, they start with mean 0 and variance 1.


# %% exercise="3.13"
class BatchNorm:
    """Batch normalisation of arrays (samples, features), as in Keras."""

    def __init__(self, features, momentum=0.99, epsilon=0.001):
        self.gamma, self.beta = np.ones(features), np.zeros(features)
        self.mean, self.variance = np.zeros(features), np.ones(features)
        self.momentum, self.epsilon = momentum, epsilon

    def __call__(self, x, training):
        ### BEGIN SOLUTION
        mean, variance = self.mean, self.variance
        if training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            old, new = self.momentum, 1 - self.momentum
            self.mean = old * self.mean + new * mean
            self.variance = old * self.variance + new * variance
        scaled = (x - mean) / np.sqrt(variance + self.epsilon)
        return self.gamma * scaled + self.beta
        ### END SOLUTION


# %% check="3.13a" points=1
@check("3.13a", hint="mean and variance over the samples, axis=0")
def _():
    norm = BatchNorm(2, epsilon=0)
    out = norm(np.array([[1.0, 10.0], [3.0, 30.0]]), training=True)
    np.testing.assert_allclose(out, [[-1, -1], [1, 1]], rtol=1e-5)
    norm.gamma, norm.beta = np.array([2.0, 3.0]), np.array([0.0, 5.0])
    out = norm(np.array([[1.0, 10.0], [3.0, 30.0]]), training=True)
    np.testing.assert_allclose(out, [[-2, 2], [2, 8]], rtol=1e-5)


# %% check="3.13b" points=1
@check(
    "3.13b",
    hint="momentum multiplies the OLD average; in use the averages stay, and "
    "gamma and beta count as in training",
)
def _():
    norm = BatchNorm(1, momentum=0.8, epsilon=0)
    norm(np.array([[2.0], [6.0]]), training=True)
    averages = [norm.mean[0], norm.variance[0]]
    np.testing.assert_allclose(averages, [0.8, 1.6], rtol=1e-5)
    out = norm(np.array([[7.0]]), training=False)
    np.testing.assert_allclose(out, [[6.2 / np.sqrt(1.6)]], rtol=1e-5)
    averages = [norm.mean[0], norm.variance[0]]
    np.testing.assert_allclose(averages, [0.8, 1.6], rtol=1e-5)
    norm.gamma, norm.beta = np.array([2.0]), np.array([-1.0])
    out = norm(np.array([[7.0]]), training=False)
    np.testing.assert_allclose(out, [[12.4 / np.sqrt(1.6) - 1]], rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    norm = BatchNorm(3, momentum=0.5, epsilon=2.0)
    norm.gamma, norm.beta = (
        np.array([1.0, 2.0, 3.0]),
        np.array([0.0, 1.0, 9.0]),
    )
    x = np.array([[1.0, 0.0, 5.0], [5.0, 0.0, 7.0], [3.0, 6.0, 3.0]])
    out = norm(x.copy(), training=True)
    root = np.sqrt(np.array([8 / 3, 8, 8 / 3]) + 2)
    expected = norm.gamma * (x - [3, 2, 5]) / root + norm.beta
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-6)
    out = norm(x.copy(), training=False)
    root = np.sqrt(np.array([11 / 6, 4.5, 11 / 6]) + 2)
    expected = norm.gamma * (x - [1.5, 1, 2.5]) / root + norm.beta
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-6)
    ### END HIDDEN TESTS


# %% check="3.13c" points=2
@check("3.13c", hint="ε is added to the variance, under the root")
def _():
    rng = np.random.default_rng(0)
    layer, norm = layers.BatchNormalization(momentum=0.9), BatchNorm(4, 0.9)
    for _ in range(5):
        x = rng.normal(loc=2.0, scale=3.0, size=(16, 4)).astype("float32")
        theirs = keras.ops.convert_to_numpy(layer(x, training=True))
        ours = norm(x.copy(), training=True)
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    theirs = keras.ops.convert_to_numpy(layer(x, training=False))
    np.testing.assert_allclose(norm(x, training=False), theirs, atol=1e-4)
    ### BEGIN HIDDEN TESTS
    one = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    theirs = keras.ops.convert_to_numpy(layer(one, training=False))
    np.testing.assert_allclose(norm(one, training=False), theirs, atol=1e-4)
    ### END HIDDEN TESTS
