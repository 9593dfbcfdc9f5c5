# Chapter 1: weaknesses 1 to 6: noise, data, bias, forgetting.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/challenges
# needs: first_look

# %% [markdown] book="1.6"
# ## Nine weaknesses and challenges
#
# The book's list, and where we look at each:
#
# | challenge | what we do |
# |---|---|
# | 1. learns only from observation, not the context | swap ink and paper |
# | 2. data-hungry (داده‌خوار) | *Accuracy grows with the data*, above |
# | 3. bias in the data comes out again | an unfair appraiser |
# | 4. solves one problem, else must be retrained | swap ink and paper |
# | 5. isolated learning (یادگیری مجزا) | with number 6 |
# | 6. catastrophic forgetting | first 0 to 4, then 5 to 9 |
# | 7. overconfident far from its data | giant flowers, photographs |
# | 8. black box (جعبه سیاه) | a tree beside a network |
# | 9. to be combined with other technologies | a few sentences |
#
# “Deep” speaks of the number of layers, not of deep understanding.

# %% [markdown]
# ### 1 and 4. Blue school buses
#
# The book: whoever has learned that school buses are yellow must learn again
# when they turn blue; a child of five has no problem. Our blue bus: exchange
# ink and paper. A child reads on. **Predict** the accuracy of our network.

# %%
#| alt: >
#|   Ten digits in white on black, each with the network's answer and its
#|   confidence; nearly all answers are wrong.
negatives = 1 - x_val
found = answers_of(model, negatives)
inverted_accuracy = np.mean(found.argmax(axis=1) == y_val)
titles = [f"“{p.argmax()}”, {p.max():.0%}" for p in found[:10]]
figure = show_digits(negatives[:10], titles)
figure.suptitle("The same digits in white on black, and the network's answers")
plt.show()
expect("ch01.inverted.accuracy", inverted_accuracy)

# %% [markdown]
# Guessing would be right for one in ten. The network is no better, here even
# worse: it is wrong nearly always. It never got the idea of a *stroke*. It
# learned which numbers at which places go with which label: a **mapping**
# (نگاشت), and nothing about the **context** (زمینه داده).
#
# > **Correction to the book (1.7).** It was not one trained network that beat
# > 49 Atari games. DeepMind (2015) used one recipe, and trained a separate
# > network for each game; on 29 of the 49 it reached at least three quarters
# > of a human tester's score.

# %% [markdown]
# > **Correction to the book (1.8).** Since the book was written, very large
# > **pretrained models** (مدل از پیش آموزش‌دیده), language models above all,
# > have weakened points 4 and 5: one model does many tasks, often after a few
# > examples in its input, without any training. *Every new task needs training
# > from scratch* is no longer true. Learning one task after another without
# > forgetting is still hard.

# %% [markdown]
# ### 2. Hungry for data
#
# > **Correction to the book (1.6).** Data without labels are not useless. In
# > **self-supervised** learning (یادگیری خودنظارتی) the data make their own
# > labels, for instance “which word comes next?”; large language models mostly
# > learn in this way. Semi-supervised methods add a few labels to many
# > unlabelled examples. The book itself mentions self-supervised learning
# > later on.

# %% [markdown]
# ### 3. Bias in, bias out
#
# An appraiser (who says what a house is worth) decides whether a house is
# worth more than the **median** (میانه): half of the houses are. He
# undervalues houses without a fireplace (شومینه): about six in ten of the good
# ones among them he calls cheap. We, who have the real sales of 1,460 houses,
# know better. A model learns **his** decisions from ten features (area,
# quality, rooms, …, fireplaces). That is a **bias** (سوگیری): the data are
# wrong in one direction. (The houses are real, the appraiser is invented.)

# %%
houses = load_house_prices()
truth = houses.pop("AboveMedianPrice").to_numpy()
plain = (houses["Fireplaces"] == 0).to_numpy()  # no fireplace
generator = np.random.default_rng(SEED)
undervalued = plain & (generator.random(len(houses)) < 0.6)
appraiser = np.where(undervalued, 0, truth)
known_houses, new_houses = train_test_split(
    np.arange(len(houses)), test_size=0.4, random_state=SEED
)


def learned_from(labels, features):
    """Learn from labels; return the answers on the new houses."""
    fitted = make_pipeline(StandardScaler(), LogisticRegression())
    fitted.fit(features.iloc[known_houses], labels[known_houses])
    return fitted.predict(features.iloc[new_houses])


# %%
decisions = {
    "learned from real sales": learned_from(truth, houses),
    "learned from the appraiser": learned_from(appraiser, houses),
    "… not told of fireplaces": learned_from(
        appraiser, houses.drop(columns="Fireplaces")
    ),
    "the appraiser himself": appraiser[new_houses],
}
worthy = truth[new_houses] == 1  # houses that really are above the median
without = plain[new_houses]
rows = {}
for name, answer in decisions.items():
    rows[name] = {
        "found, with fireplace": answer[worthy & ~without].mean(),
        "found, without": answer[worthy & without].mean(),
        "agrees with the appraiser": np.mean(answer == appraiser[new_houses]),
    }
bias = pd.DataFrame(rows).T
display(bias.round(2))
gap = bias["found, with fireplace"] - bias["found, without"]
expect("ch01.bias.gap_fair", gap.iloc[0])
expect("ch01.bias.gap_biased", gap.iloc[1])
amplified = bias["found, without"].iloc[3] - bias["found, without"].iloc[1]
expect("ch01.bias.amplified", amplified)

# %% [markdown]
# *Found* is the share of the houses above the median that the model calls so.
# The second model repeats the prejudice, and more than that: of the good
# houses without a fireplace it mostly finds even fewer than its teacher. And
# he praises it: measured by his own labels it looks as good as the fair one,
# or better. Without the column it treats both groups more alike, but it pays:
# now it misses good houses *with* a fireplace, too. And often other columns
# reveal the group. Think of loans, or of job applications, instead of houses.

# %% [markdown]
# ### 6. Catastrophic forgetting (figure 1-1)
#
# A network learns the digits 0 to 4. Then the same network goes on with 5 to
# 9, and never sees the old ones again. Every ten steps we ask for both groups.
# **Predict** both curves. How much of the first half is left at the end?
#
# And once more with **rehearsal** (repeating the old): while it learns the new
# digits, about every sixth picture is an old one.

# %%
is_old, asked_old = y_train < 5, y_val[:2000] < 5
old_x, old_y = x_train[is_old], y_train[is_old]
later_x, later_y = x_train[~is_old], y_train[~is_old]


class AskBoth(keras.callbacks.Callback):
    """Note the accuracy on old and new digits every ten steps."""

    def __init__(self):
        super().__init__()
        self.notes = []

    # Keras calls this once in 10 steps, because of steps_per_execution=10
    def on_train_batch_end(self, batch, logs=None):
        found = answers_of(self.model, x_val[:2000]).argmax(axis=1)
        correct = found == y_val[:2000]
        self.notes.append(
            (correct[asked_old].mean(), correct[~asked_old].mean())
        )


# %%
def learn(network, x, y):
    """Train for one epoch; return the notes: an array (questions, 2)."""
    steps = by_profile(smoke=20, quick=190, full=190)
    ask = AskBoth()
    network.compile(
        "adam", "sparse_categorical_crossentropy", steps_per_execution=10
    )
    network.fit(
        x[: 128 * steps],
        y[: 128 * steps],
        batch_size=128,
        verbose=0,
        callbacks=[ask],
    )
    return np.array(ask.notes)


# %%
keras.utils.set_random_seed(SEED)
network = keras.Sequential(
    [
        keras.Input((28, 28)),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
first_task = learn(network, old_x, old_y)
knows_old = network.get_weights()
second_task = learn(network, later_x, later_y)
forgetful = answers_of(network, x_val[:2000])

network.set_weights(knows_old)  # back to the end of the first task
mixed_x = np.concatenate([later_x, old_x[:5000]])
mixed_y = np.concatenate([later_y, old_y[:5000]])
shuffled = np.random.default_rng(SEED).permutation(len(mixed_y))
rehearsed = learn(network, mixed_x[shuffled], mixed_y[shuffled])

# %% tags=["gallery", "hide-input"]
#| alt: >
#|   Accuracy over the training steps. Left: while the network learns 5 to 9,
#|   the accuracy on 0 to 4 falls from nearly 1 to nearly 0. Right: with some
#|   old pictures in between it falls steeply, too, but recovers to above
#|   0.8.
figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.7), sharey=True)
panels = (
    ("It learns 5–9, and forgets 0–4", "learns 5–9", second_task),
    ("Old pictures in between help", "5–9 and some 0–4", rehearsed),
)
for axis, (title, learns, second) in zip(axes, panels, strict=True):
    notes = np.concatenate([first_task, second])
    steps = 10 * np.arange(1, len(notes) + 1)
    for group, name in enumerate(("0–4", "5–9")):
        axis.plot(steps, notes[:, group], label=f"digits {name}")
    switch = 10 * len(first_task)
    axis.axvline(switch, color="0.4", linestyle=":")
    axis.text(switch / 2, 1.06, "learns 0–4", ha="center", fontsize=9)
    axis.text(1.5 * switch, 1.06, learns, ha="center", fontsize=9)
    axis.set(title=title, xlabel="training step", ylim=(-0.03, 1.15))
axes[0].set_ylabel("accuracy")
axes[1].legend(loc="lower right")
plt.show()
before, after = first_task[-1, 0], second_task[-1, 0]
expect("ch01.forgetting.before", before)
expect("ch01.forgetting.after", after)
expect("ch01.forgetting.after_rehearsal", rehearsed[-1, 0])

# %% [markdown]
# That is **catastrophic forgetting** (فراموشی فاجعه‌آمیز). Within some tens of
# steps most of the old digits are gone, and at the end the network gives
# hardly an old answer any more. With rehearsal it forgets at first, too, and
# then recovers most. But for that the old pictures must still be there; they
# may be lost, or private. Challenge 5, **isolated learning**, is about this:
# usually nothing is kept for later, and each task begins anew.

# %% [markdown]
# ### Exercise 1.3 — is everything gone? (★★)
#
# The forgetful network puts nearly all its probability on 5 to 9. But suppose
# that we tell it: *this one is a 0, 1, 2, 3 or 4*. Complete `best_allowed`:
# the most probable class **among the allowed ones**, for each row.


# %% exercise="1.3"
def best_allowed(probabilities, allowed):
    """Return for each row the allowed class with the highest probability.

    probabilities: array (pictures, classes); allowed: list of class numbers.
    """
    ### BEGIN SOLUTION
    allowed = np.array(allowed)
    return allowed[probabilities[:, allowed].argmax(axis=1)]
    ### END SOLUTION


# %% check="1.3a" points=1
@check(
    "1.3a",
    hint="choose the allowed columns, find the place of the largest in each "
    "row (axis=1), and translate the place back into a class number",
)
def _():
    p = np.array([[0.1, 0.2, 0.7], [0.3, 0.1, 0.6]])
    np.testing.assert_array_equal(best_allowed(p, [0, 1, 2]), [2, 2])
    np.testing.assert_array_equal(best_allowed(p, [1, 2]), [2, 2])
    np.testing.assert_array_equal(best_allowed(p, [0, 1]), [1, 0])


# %% check="1.3b" points=1
@check(
    "1.3b",
    hint="the answer is a class number, in whatever order allowed names them",
)
def _():
    p = np.array([[0.0, 0.2, 0.3, 0.5], [0.9, 0.02, 0.01, 0.07]])
    np.testing.assert_array_equal(best_allowed(p, [3, 1]), [3, 3])
    np.testing.assert_array_equal(best_allowed(p, [2, 1]), [2, 1])
    ### BEGIN HIDDEN TESTS
    np.testing.assert_array_equal(best_allowed(p, [1]), [1, 1])
    np.testing.assert_array_equal(best_allowed(p, [0, 2]), [2, 0])
    ### END HIDDEN TESTS


# %% [markdown]
# What did you expect: pure guessing among five, 0.2? For the allowed classes 0
# to 4 the first five columns are enough:

# %%
told = forgetful[asked_old, :5].argmax(axis=1)
within_old = np.mean(told == y_val[:2000][asked_old])
print(f"before: {before:.2f}, after: {after:.2f}", end=", ")
print(f"when told the group: {within_old:.2f}")
expect("ch01.forgetting.told_the_group", within_old)

# %% [markdown]
# Much of the old knowledge is still there, under the new. What it learned
# first was not to *answer* 0 to 4.
