# Lecture 9: losses and optimizers.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/losses
# needs: models

# %% [markdown] book="slides.1d"
# ### Loss functions and optimizers
#
# The **loss function**, or **objective function** (تابع هدف), is the quantity
# that training makes small. The network learns from it and from nothing else.
# Two examples of what that means.
#
# **First: the loss decides what is learned.** The simplest model of all
# predicts the same number $c$ for everybody. Which number? We ask three losses
# about 442 patients: their diabetes, one year on, as a number (from
# scikit-learn).

# %%
#| alt: >
#|   Left, the scores of 442 patients, most of them low, and lines at 152 for
#|   the squared error, 140 for the absolute one, and 265 where a prediction
#|   too low costs nine times as much. Right, the three losses as curves: their
#|   valleys lie at these numbers.
progression = load_diabetes().target
constants = np.linspace(20, 350, 331)
errors = progression - constants[:, None]
losses = {
    "squared error": (errors**2).mean(axis=1),
    "absolute error": np.abs(errors).mean(axis=1),
    "predicting too low costs 9 ×": np.where(
        errors > 0, 9 * errors, -errors
    ).mean(axis=1),
}
figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.2))
axes[0].hist(progression, 30, color="0.75")
for index, (name, loss) in enumerate(losses.items()):
    best = constants[loss.argmin()]
    axes[0].axvline(best, color=f"C{index}", label=f"{name}: {best:.0f}")
    axes[1].plot(constants, loss / loss.min())
axes[0].set(title="The data, and the best constant by three losses")
axes[0].set(xlabel="score of the disease, one year on", ylabel="patients")
axes[1].set(title="Each loss has a different lowest point", ylim=(0.9, 3))
axes[1].set(xlabel="constant $c$", ylabel="loss (its minimum = 1)")
figure.legend(loc="outside lower center", ncols=3)
plt.show()
best = [float(constants[loss.argmin()]) for loss in losses.values()]
exact = [progression.mean(), *np.quantile(progression, [0.5, 0.9])]
print("best constants:          ", np.round(best))
print("mean, median, 90th in 100:", np.round(exact))
expect(
    "keras.best_constants.difference", np.abs(np.subtract(best, exact)).max()
)

# %% [markdown]
# The mean, the median, and a value that nine in ten do not exceed: same data,
# same model, three answers. None is wrong; they answer different questions.
# (Why nine in ten? Raise $c$ by a small $\delta$: for each patient below $c$
# the loss rises by $\delta$, for each above it falls by $9\delta$. The two
# balance where nine times as many are below as above. This **pinball loss**
# finds any percentile.)
#
# **Second: the network takes every shortcut.** We put a small mark into the
# corner of all *odd* training images, as a careless photographer might, and
# train a network to tell odd from even. (The dot is three times as dark as
# ink.)

# %%
odd_train, odd_test = digit_train % 2, digit_test % 2


def with_mark(images, where):
    """Return a copy with a dot in the corner of the images chosen."""
    images = images.copy()
    images[where, 0, 0] = 3.0
    return images


keras.utils.set_random_seed(SEED)
cheat = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        layers.Flatten(),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ]
)
cheat.compile("adam", "binary_crossentropy")
epochs = by_profile(smoke=1, quick=30, full=30)
marked = with_mark(d_train, odd_train == 1)
cheat.fit(marked, odd_train, batch_size=64, epochs=epochs, verbose=0)
tests = {
    "mark on odd, as in training": with_mark(d_test, odd_test == 1),
    "no marks": d_test,
    "mark on even": with_mark(d_test, odd_test == 0),
}
cheated = {
    name: np.mean((cheat(images).numpy()[:, 0] > 0.5) == odd_test)
    for name, images in tests.items()
}

# %%
#| alt: >
#|   Four digits, the odd ones with a black dot in the corner, and three bars
#|   of test accuracy: almost 1 with dots as in training, about 0.5 without
#|   dots, near 0 with the dots on the even digits.
figure, axes = plt.subplots(1, 5, figsize=(11, 2), width_ratios=[1] * 4 + [5])
for axis, image, odd in zip(axes[:4], marked, odd_train, strict=False):
    axis.imshow(image, cmap="gray_r", vmin=0, vmax=2)
    axis.set(title="odd" if odd else "even")
    axis.set_axis_off()
axes[4].barh(list(cheated), list(cheated.values()))
axes[4].axvline(0.5, color="black", linestyle=":")
axes[4].set(xlabel="test accuracy (dotted: guessing)", xlim=(0, 1))
axes[4].set(title="It learned the mark, not the digits")
axes[4].invert_yaxis()
plt.show()
expect("keras.shortcut.marked_accuracy", cheated[next(iter(cheated))])
expect("keras.shortcut.unmarked_accuracy", cheated["no marks"])
expect("keras.shortcut.swapped_accuracy", cheated["mark on even"])

# %% [markdown]
# With the mark it is perfect, with the mark on the wrong side it is wrong
# almost every time. Descent had found the loss that it wanted, and the task
# was not learned: *the objective must fully go with success at the task*, as
# the slides put it. A test set from the same photographer would have shown
# nothing.
#
# **Several outputs** mean several losses, but descent needs one number. Keras
# multiplies each by its weight in `loss_weights` (1 if not given) and
# **adds**:

# %% tags=["nbval-check-output"]
value = keras.Input((1,))
pair = keras.Model(value, [layers.Dense(1)(value), layers.Dense(1)(value)])
for weight in pair.weights:
    weight.assign(keras.ops.zeros_like(weight))
zeros, targets = np.zeros((4, 1)), [np.full((4, 1), 1.0), np.full((4, 1), 3.0)]
for loss_weights in (None, [0.5, 0.5], [1.0, 0.1]):
    pair.compile("sgd", loss=["mse", "mse"], loss_weights=loss_weights)
    total = float(pair.compute_loss(y=targets, y_pred=pair(zeros)))
    print(f"losses 1 and 9, loss_weights={loss_weights}: {total:.2f} in all")

# %% [markdown]
# > **Correction to the slides (9.7).** The slides say that several losses are
# > combined by averaging. They are added: 1 and 9 give 10, not 5. With
# > weights of one half you would get the mean. What matters is the weight of
# > one loss *against* the other; a common factor only scales the gradient
# > (with plain SGD that is a smaller step, Adam hardly notices).
#
# ### Exercise 9.4 — one number from many losses (★)
#
# Compute what Keras would minimise: each loss times its weight, added up.


# %% exercise="9.4"
def total_loss(losses, loss_weights=None):
    """Return the one number that Keras would minimise.

    ``losses`` maps the name of an output to its loss, ``loss_weights`` (a
    dict, or None) a name to its weight, which may be 0; what is not named
    there has weight 1.
    """
    ### BEGIN SOLUTION
    loss_weights = loss_weights or {}
    return sum(
        loss_weights.get(name, 1) * loss for name, loss in losses.items()
    )
    ### END SOLUTION


# %% check="9.4a" points=1
@check("9.4a", hint="a sum, not a mean; loss_weights may be None")
def _():
    np.testing.assert_allclose(total_loss({"digit": 1.0, "odd": 9.0}), 10)


# %% check="9.4b" points=1
@check("9.4b", hint="dict.get(name, 1) gives 1 where nothing is named")
def _():
    losses = {"digit": 1.0, "odd": 9.0, "size": 4.0}
    np.testing.assert_allclose(total_loss(losses, {"odd": 0.1}), 5.9)
    np.testing.assert_allclose(total_loss(losses, {"odd": 0}), 5)
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(total_loss({"a": 2.0}, {"a": 0.0}), 0)
    np.testing.assert_allclose(total_loss(losses, {}), 14)
    ### END HIDDEN TESTS


# %% [markdown]
# The **optimizer** says how the weights move once the gradient is known. All
# of Keras' optimizers are variants of **stochastic gradient descent** (کاهش
# گرادیانی تصادفی); chapter 3 builds six of them by hand.

# %% [markdown] book="slides.1e"
# ### The common loss functions
#
# For the usual tasks nobody invents a loss. The slides' table, with the output
# layer that belongs to each:
#
# | task | last layer | loss in Keras |
# |---|---|---|
# | two classes | `Dense(1, "sigmoid")` | `binary_crossentropy` |
# | one of many classes | `Dense(n, "softmax")` | `categorical_crossentropy` |
# | regression | `Dense(1)` | `mean_squared_error` |
# | sequence learning | `Dense(n + 1)` for each step | `CTC` |
#
# (If the labels are numbers, not one-hot vectors: the same loss under the name
# `sparse_categorical_crossentropy`.) Only for a truly new problem do you have
# to design your own. We try each on a small problem. (CTC, explained below,
# wants plain scores, no softmax, and one class more than there are letters.)

# %%
diabetes = load_diabetes()
patients = diabetes.data.astype("float32") / diabetes.data.std()
score = (progression - progression.mean()) / progression.std()
tasks = {
    "two classes: odd?": (
        d_train, odd_train, 1, "sigmoid", "binary_crossentropy"),
    "ten classes, one-hot": (
        d_train, keras.utils.to_categorical(digit_train), 10, "softmax",
        "categorical_crossentropy"),
    "ten classes, numbers": (
        d_train, digit_train, 10, "softmax",
        "sparse_categorical_crossentropy"),
    "regression: diabetes": (
        patients, score, 1, None, "mean_squared_error"),
}  # fmt: skip
rows = {}
for name, (x, y, units, activation, loss) in tasks.items():
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            layers.Flatten(),
            layers.Dense(32, activation="relu"),
            layers.Dense(units, activation=activation),
        ]
    )
    model.compile("adam", loss)
    before = float(model.compute_loss(y=y, y_pred=model(x)))
    epochs = by_profile(smoke=1, quick=15, full=30)
    model.fit(x, y, batch_size=64, epochs=epochs, verbose=0)
    rows[name] = loss, before, float(model.compute_loss(y=y, y_pred=model(x)))
columns = ["loss", "before", "after training"]
display(pd.DataFrame(rows, index=columns).T)
sparse, one_hot = rows["ten classes, numbers"], rows["ten classes, one-hot"]
expect("keras.losses.sparse_difference", abs(sparse[2] - one_hot[2]))
expect("keras.losses.guessing_ten", sparse[1])

# %% [markdown]
# Rows two and three agree to rounding: one loss, two ways to write the labels.
# And the losses before training are no accident. Whoever guesses has about
# $\ln 2=0.69$ for two classes, $\ln 10=2.30$ for ten, and 1 for a target of
# variance 1. If your first loss is far above that, look for a mistake.

# %% [markdown]
# ### CTC: when nobody says where the letters are
#
# **Sequence learning** (یادگیری دنباله): 16 steps of sound go in, the word
# “cat” shall come out, and nobody tells which step belongs to which letter.
# **Connectionist temporal classification** (CTC; Graves and others, 2006) does
# not choose. At each step the network gives a probability to each letter and
# to a **blank** “–”. An **alignment** is one symbol for each step; it reads as
# a word in two moves: merge what repeats, then drop the blanks.
#
# $$\text{cc–aa–t}\;\to\;\text{c–a–t}\;\to\;\text{cat}$$
#
# The probability of the word is the sum over **all** alignments that read so,
# and the loss is minus its logarithm.

# %% [markdown]
# ### Exercise 9.5 — read an alignment (★★)
#
# Complete `read_alignment`, the two moves above. Symbols are numbers, and 0 is
# the blank. Note that a letter that stands twice in the word needs a blank
# between.


# %% exercise="9.5"
def read_alignment(symbols):
    """Return the word, a tuple, that one or more symbols read as."""
    ### BEGIN SOLUTION
    merged = [symbol for symbol, _ in itertools.groupby(symbols)]
    return tuple(symbol for symbol in merged if symbol != 0)
    ### END SOLUTION


# %% check="9.5a" points=1
@check("9.5a", hint="keep a symbol if it differs from the one before it")
def _():
    word = tuple(read_alignment((3, 3, 0, 1, 1, 0, 2)))
    assert word == (3, 1, 2), word


# %% check="9.5b" points=1
@check(
    "9.5b",
    hint="merge first, drop blanks afterwards; and the first symbol has none "
    "before it (symbols[-1] is the last one)",
)
def _():
    word = tuple(read_alignment((1, 1, 0, 1)))
    assert word == (1, 1), word
    word = tuple(read_alignment((0, 0, 0)))
    assert word == (), word
    ### BEGIN HIDDEN TESTS
    assert tuple(read_alignment((3,))) == (3,)
    assert tuple(read_alignment((2, 0, 0, 2, 2, 1, 0))) == (2, 2, 1)
    assert tuple(read_alignment((1, 2, 1))) == (1, 2, 1)
    ### END HIDDEN TESTS


# %% [markdown]
# Now the loss by brute force: go through all alignments of five steps over
# three letters and the blank, $4^5=1024$ of them, and add up those that read
# “cat”. Keras finds the same sum without listing them.


# %%
letters = "–act"


def word_read_from(symbols):
    """Return the word that an alignment, a sequence of numbers, reads as."""
    text = "".join(letters[s] for s in symbols)
    return re.sub(r"(.)\1*", r"\1", text).replace("–", "")


cat = (2, 1, 3)  # c, a, t
logits = np.random.default_rng(SEED).normal(size=(1, 5, 4)).astype("float32")
probability = keras.ops.softmax(logits).numpy()[0]
chance = 0.0
reading_cat = []
for symbols in itertools.product(range(4), repeat=5):
    if word_read_from(symbols) == "cat":
        chance += probability[range(5), symbols].prod()
        reading_cat.append("".join(letters[s] for s in symbols))
loss = keras.losses.CTC()(np.array([cat]), logits)
print(len(reading_cat), "alignments:", ", ".join(reading_cat[::4]), "…")
print(f"by hand {-np.log(chance):.6f}, Keras {float(loss):.6f}")
expect("keras.ctc.difference", abs(-np.log(chance) - float(loss)))

# %% [markdown]
# Now descent. We start from random scores for 16 steps and follow the gradient
# of the loss; there is no network, only these scores. (`GradientTape` and
# `tf.function` are explained in part 2.)

# %%
#| alt: >
#|   Two maps of probability, 16 steps across, the blank and three letters
#|   down. Before, pale blue everywhere; afterwards, nearly every step is dark
#|   at one symbol, and c, a and t come in this order, with repeats and blanks.
keras.utils.set_random_seed(SEED)
scores = tf.Variable(keras.random.normal((1, 16, 4)))
start = keras.ops.softmax(scores).numpy()[0]
ctc, adam = keras.losses.CTC(), keras.optimizers.Adam(0.1)
adam.build([scores])


@tf.function
def ctc_step():
    with tf.GradientTape() as tape:
        loss = ctc(np.array([cat]), scores)
    adam.apply(tape.gradient(loss, [scores]), [scores])
    return loss


for _ in range(by_profile(smoke=5, quick=100, full=100)):
    loss = ctc_step()
end = keras.ops.softmax(scores).numpy()[0]
figure, axes = plt.subplots(1, 2, figsize=(10.5, 2.4), sharey=True)
for axis, probability, when in zip(
    axes, (start, end), ("Before", "After descent"), strict=True
):
    picture = axis.imshow(probability.T, cmap="Blues", vmin=0, vmax=1)
    word = word_read_from(probability.argmax(axis=1))
    axis.set(title=f"{when}: the likeliest symbols read “{word}”")
    axis.set(xlabel="step", yticks=range(4))
    axis.set_yticklabels(["blank", *letters[1:]])
    axis.grid(False)
figure.colorbar(picture, ax=axes, label="probability", shrink=0.8)
plt.show()
expect("keras.ctc.final_loss", float(loss))
expect("keras.ctc.reads_cat", word == "cat")

# %% [markdown]
# The loss found an alignment by itself: *one* of the many that read so. Nobody
# said where the letters go; they only have to come in order, with blanks or
# repeats in between. Other random scores end elsewhere. Speech recognition
# learned to transcribe in this way.
