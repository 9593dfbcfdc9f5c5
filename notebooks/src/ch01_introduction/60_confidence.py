# Chapter 1: weakness 7: sure of itself where it knows nothing.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/confidence
# needs: three_circles, challenges

# %% [markdown]
# ### 7. Sure of itself where it knows nothing (figure 2-1)
#
# Networks are trained on the **closed-world assumption** (فرض جهان بسته): what
# will come is like the training data. We train one to tell three kinds of iris
# from the length and the width of the petals, which are 1 to 7 cm long. (ReLU:
# a neuron gives 0 for a negative sum, else the sum itself.) Then we ask it
# about petals of up to a metre. An input unlike all training data is called
# **out of distribution** (خارج از توزیع). A careful person would say “I have
# never seen such a thing”.
#
# **Predict**: how sure will the network be?

# %%
keras.utils.set_random_seed(SEED)
flower_network = keras.Sequential(
    [
        keras.Input((2,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(32, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ]
)
flower_network.compile(
    keras.optimizers.Adam(0.01),
    "sparse_categorical_crossentropy",
    steps_per_execution=9,
)
epochs = by_profile(smoke=3, quick=40, full=200)
flower_network.fit(
    petals_train, kinds_train, batch_size=10, epochs=epochs, verbose=0
)
flower_accuracy = accuracy_of(flower_network, petals_new, kinds_new)
print(f"accuracy on 60 new flowers: {flower_accuracy:.3f}")


# %% tags=["hide-input"]
def draw_confidence(axis, low, high):
    """Colour the plane by the highest probability of the network."""
    grid = np.stack(np.meshgrid(*2 * [np.linspace(low, high, 240)]), axis=-1)
    flat = grid.reshape(-1, 2).astype("float32")
    confidence = answers_of(flower_network, flat).max(axis=1)
    shown = axis.pcolormesh(
        grid[..., 0], grid[..., 1], confidence.reshape(240, 240),
        vmin=1 / 3, vmax=1, rasterized=True,
    )  # fmt: skip
    for kind, marker in enumerate("os^"):
        axis.plot(
            *petals_train[kinds_train == kind].T,
            marker,
            color="white",
            markeredgecolor="black",
            markersize=4,
            label=iris.target_names[kind],
        )
    axis.set(xlabel="petal length (cm)", ylabel="petal width (cm)")
    axis.grid(False)
    return shown


# %% tags=["hide-input"]
#| alt: >
#|   Two maps of the network's confidence over petal length and width. Near
#|   the flowers it is low along the borders between the kinds; from -100 to
#|   100 cm it is near 1 almost everywhere.
figure, axes = plt.subplots(1, 2, figsize=(10.5, 4.2))
draw_confidence(axes[0], -1, 8)
axes[0].set_title("Near the flowers: doubt where kinds meet")
axes[0].legend(loc="upper right", frameon=True)
shown = draw_confidence(axes[1], -100, 100)
axes[1].set_title("Far away: sure almost everywhere")
figure.colorbar(shown, ax=axes, label="confidence")
plt.show()

# %%
around = np.linspace(0, np.pi / 2, 360)  # length and width above 0
circle = np.stack([np.cos(around), np.sin(around)], axis=1)
far_away = petals_train.mean(axis=0) + 100 * circle.astype("float32")
near = answers_of(flower_network, petals_new).max(axis=1).mean()
far = answers_of(flower_network, far_away).max(axis=1).mean()
expect("ch01.overconfidence.near", near)
expect("ch01.overconfidence.far", far)
expect("ch01.overconfidence.far_minus_near", far - near)

# %% [markdown]
# **Confidence** (اطمینان) is the highest of the probabilities. It does not
# fall: a metre away from all flowers it is, on average, as high as in their
# midst or higher. (Lengths below 0, in the figure, are more impossible still.)
# Why?

# %% [markdown]
# ### What softmax forces, and what it does not
#
# The last layer computes a number $z_k$ for each class, the **logit**, and
# softmax turns them into probabilities:
#
# $$p_k=\frac{e^{z_k}}{\sum_j e^{z_j}}.$$
#
# They always add up to 1. Does that force a high confidence?

# %%
table = {}
for z in ([0, 0, 0], [1, 2, 3], [10, 20, 30]):
    powers = np.exp(np.array(z, float))
    p = powers / powers.sum()
    table[str(z)] = {
        "softmax": p.round(3),
        "sum": p.sum(),
        "confidence": p.max().round(3),
    }
pd.DataFrame(table).T.rename_axis("logits")

# %% [markdown]
# > **Correction to the book (1.5).** The book explains overconfidence by the
# > sum: the outputs must add up to 1, so an unknown input still gets
# > probability for the nearest class. But a third for each class adds up to 1
# > as well, and that is no confidence at all. What counts is how far the
# > **logits** lie apart. With sigmoid outputs (each between 0 and 1 for
# > itself) the sum is not even 1.

# %%
#| alt: >
#|   Away from the mean flower the three logits go on as straight lines that
#|   drift apart; of the three probabilities one goes to 1 and stays there.
below = keras.Sequential([keras.Input((2,)), *flower_network.layers[:-1]])
weights, biases = flower_network.layers[-1].get_weights()
# (a bias here is a number that is added to each logit)
distance = np.linspace(0, 20, 201)
direction = np.array([0.95, 0.3], "float32")  # longer and wider petals
walk = petals_train.mean(axis=0) + distance[:, None] * direction
walk = walk.astype("float32")
logits = answers_of(below, walk) @ weights + biases

figure, axes = plt.subplots(1, 2, figsize=(10, 3.4))
axes[0].plot(distance, logits, label=iris.target_names)
axes[0].set(title="The logits go on in straight lines", ylabel="logit")
axes[1].plot(
    distance, answers_of(flower_network, walk), label=iris.target_names
)
axes[1].set(title="… so one probability goes to 1", ylabel="probability")
for axis in axes:
    axis.set_xlabel("distance from the mean flower (cm)")
axes[1].legend(loc="center right")
plt.show()

# %% [markdown]
# Far from the data each *logit* is a straight line along any straight path
# (ReLU neurons are made of straight pieces). Two straight lines nearly always
# drift apart, the largest logit runs away from the others, and softmax makes a
# certainty of it. Training adds to it: it rewards ever larger *differences*
# between the logits on the examples.

# %% [markdown]
# ### Exercise 1.4 — softmax (★★)
#
# Complete `softmax` by the formula. One trap: $e^{1000}$ is too large for a
# computer. Subtract the largest logit of a row from all logits of that row
# first. (Why does that not change the result?)


# %% exercise="1.4"
def softmax(logits):
    """Return the probabilities; both arrays have shape (rows, classes)."""
    ### BEGIN SOLUTION
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="1.4a" points=1
@check(
    "1.4a",
    hint="add up along each row: sum(axis=1, keepdims=True) keeps the shape "
    "so that you can divide by it",
)
def _():
    p = softmax(np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, np.log(3)]]))
    np.testing.assert_allclose(p, [[0.25] * 4, [1 / 6, 1 / 6, 1 / 6, 0.5]])


# %% check="1.4b" points=1
@check("1.4b", hint="subtract the largest logit of each row before np.exp")
def _():
    with np.errstate(all="ignore"):
        p = softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]]))
    np.testing.assert_allclose(p, [[0.5, 0.5], [0.0, 1.0]], atol=1e-12)


# %% check="1.4c" points=1
@check("1.4c", hint="each row has its own maximum and its own sum")
def _():
    logits = np.array([[1.0, 2.0], [-800.0, -801.0]])
    with np.errstate(all="ignore"):
        p = softmax(logits)
    np.testing.assert_allclose(p[0], p[1][::-1])
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(p.sum(axis=1), 1.0)
    np.testing.assert_allclose(p[0, 1] / p[0, 0], np.e)
    ### END HIDDEN TESTS


# %% [markdown]
# Why nothing changes: subtracting $m$ from all logits divides each $e^{z_k}$
# by the same $e^m$, above and below the fraction line.

# %% [markdown]
# ### The digit reader looks at photographs
#
# It knows ten answers, and “this is no digit” is not among them. Here are six
# photographs, made small and grey. (Light counts as ink here, so you see them
# as negatives.)


# %%
#| alt: >
#|   Six photographs made small and grey, a cat and an astronaut among them;
#|   above each the digit that the network reads and its confidence, mostly
#|   high.
def as_digit(photograph):
    """Return the middle square in grey, 28 × 28 points from 0 to 1."""
    grey = photograph / 255
    if photograph.ndim == 3:
        grey = color.rgb2gray(photograph)
    side = min(grey.shape)
    top, left = (np.array(grey.shape) - side) // 2
    square = grey[top : top + side, left : left + side]
    small = transform.resize(square, (28, 28), anti_aliasing=True)
    return small.astype("float32")


names = ["chelsea", "astronaut", "coffee", "camera", "coins", "rocket"]
photographs = np.stack(
    [as_digit(getattr(photo_data, name)()) for name in names]
)
found = answers_of(model, photographs)
titles = [f"“{p.argmax()}”, {p.max():.0%}" for p in found]
figure = show_digits(photographs, titles, columns=6)
figure.suptitle("A cat, an astronaut, … read as digits")
plt.show()
expect("ch01.overconfidence.photographs", found.max(axis=1).mean())

# %% [markdown]
# For a shop that recommends books this is harmless. In a hospital, or in a car
# that drives itself, it is dangerous. Such a system must notice when an input
# is unlike its training data, and hand over to a person: **out-of-distribution
# detection** (تشخیص خارج از توزیع). The book's example: the self-driving car
# warns, and gives the wheel to the human.

# %% [markdown]
# ### Exercise 1.5 — answer, or hand over (★)
#
# The simplest detector: no answer below a threshold of confidence. Complete
# `answer_or_hand_over`: the most probable class of each row, or −1 where the
# highest probability is **below** the threshold.


# %% exercise="1.5"
def answer_or_hand_over(probabilities, threshold):
    """Return an array of classes, one a row; −1 means: ask a person."""
    ### BEGIN SOLUTION
    sure = probabilities.max(axis=1) >= threshold
    return np.where(sure, probabilities.argmax(axis=1), -1)
    ### END SOLUTION


# %% check="1.5a" points=1
@check("1.5a", hint="max and argmax along axis=1; np.where(sure, class, -1)")
def _():
    p = np.array([[0.1, 0.9], [0.6, 0.4], [0.75, 0.25]])
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.7), [1, -1, 0])


# %% check="1.5b" points=1
@check("1.5b", hint="exactly the threshold is still an answer; use threshold")
def _():
    p = np.array([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]])
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.5), [0, 2])
    ### BEGIN HIDDEN TESTS
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.51), [-1, -1])
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.1), [0, 2])
    ### END HIDDEN TESTS


# %% [markdown]
# Does it help? The confidence of the digit reader on digits that it reads
# correctly, on those that it reads wrongly, and on digits in white on black,
# which it never learned:

# %%
#| alt: >
#|   Share handed over against the threshold, three curves: of digits read
#|   correctly few are handed over until close to 1, of digits read wrongly
#|   many, of white-on-black digits some.
p = answers_of(model, x_val)
correct = p.argmax(axis=1) == y_val
groups = {
    "digits, read correctly": p[correct].max(axis=1),
    "digits, read wrongly": p[~correct].max(axis=1),
    "white on black": answers_of(model, negatives).max(axis=1),
}
figure, axis = plt.subplots(figsize=(7, 3.4))
for (name, values), style in zip(
    groups.items(), ("-", "--", ":"), strict=True
):
    handed_over = [np.mean(values < t) for t in np.linspace(0, 1, 101)]
    axis.plot(np.linspace(0, 1, 101), handed_over, style, label=name)
axis.set(
    title="A threshold catches many mistakes, and misses many",
    xlabel="threshold",
    ylabel="share handed over",
)
axis.legend(loc="upper left")
plt.show()
handed_over = {
    name: (np.mean(values < 0.9), np.sum(values < 0.9))
    for name, values in groups.items()
}
names = ["share handed over at 0.9", "how many"]
pd.DataFrame(handed_over, index=names).T.round(3)

# %% [markdown]
# A threshold of 0.9 hands over most of the mistakes and a small share of the
# right answers: well worth it. (Right answers are so many that most of what a
# person then looks at was right.) But many of the white-on-black digits, which
# the network nearly all reads wrongly, still pass as certain (how many differs
# much from seed to seed). Confidence alone does not tell “unlike my data”.
# Better detectors are a field of research.
