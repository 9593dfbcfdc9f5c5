# Chapter 4: augmentation, batch normalisation, a schedule, a pooled head.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/improvements
# needs: looking_inside

# %% [markdown]
# ## Beyond the book: four ways to do better
#
# **Data augmentation** (داده‌افزایی): a horse, mirrored or moved by three
# pixels, is still a horse. So show the network a slightly changed copy each
# time: more data for free. In Keras these are layers that work in training
# only:

# %%
#| alt: >
#|   A horse, and nine copies of the picture: some mirrored, all moved by up
#|   to three pixels; the edge is filled with its own colours.
keras.utils.set_random_seed(SEED)
augmentation = keras.Sequential(
    [
        layers.RandomFlip("horizontal"),
        layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
    ]
)
horse = train_pictures[train_labels.ravel() == 7][0] / np.float32(255)
copies = augmentation(np.stack([horse] * 9), training=True)
figure = show_pictures(
    [horse, *np.array(copies).clip(0, 1)], ["the picture"] + ["a copy"] * 9
)
plt.show()

# %% [markdown]
# Only changes that keep the label are allowed. **Think**: for which pictures
# would mirroring be a mistake? (A hint: MNIST, and traffic signs.)
#
# **Batch normalisation** (نرمال‌سازی دسته‌ای; chapter 3) between a convolution
# and its ReLU shifts and scales each *map*: mean and variance are taken over
# the batch **and** all places. Four numbers for each map, two of them learned.
# The convolution before it needs no bias.
#
# A **learning-rate schedule** (برنامه نرخ یادگیری) begins with large steps and
# ends with small ones: here from 0.003 along half a cosine to 0.
#
# A **pooled head**: `GlobalAveragePooling2D` hands on one mean for each map
# (exercise 4.12), in place of `Flatten` and a wide layer.


# %%
def build_variant(augment=False, normalise=False, pooled=False):
    """Return a network for four classes, not compiled."""
    network = keras.Sequential([keras.Input((32, 32, 3))])
    if augment:
        network.add(layers.RandomFlip("horizontal"))
        network.add(layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"))
    for filters in (16, 32, 64):
        network.add(
            layers.Conv2D(filters, 3, padding="same", use_bias=not normalise)
        )
        if normalise:
            network.add(layers.BatchNormalization(momentum=0.9))
        network.add(layers.ReLU())
        network.add(layers.MaxPooling2D(2))
    if pooled:
        network.add(layers.GlobalAveragePooling2D())
    else:
        network.add(layers.Flatten())
        network.add(layers.Dense(128, activation="relu"))
    network.add(layers.Dense(4, activation="softmax"))
    return network


# %% [markdown]
# (`momentum=0.9`, since we have few steps: the averages for use follow faster
# than with Keras' 0.99.) The experiment: four classes, 500 pictures of them;
# 3,000 others to judge by, from the last fifth of the *training* set, since we
# are choosing.


# %%
def pictures_of(classes, number, first, last):
    """Return pictures of these classes, and their labels from 0 on."""
    labels = train_labels[first:last].ravel()
    found = np.flatnonzero(np.isin(labels, classes))[:number]
    pictures = train_pictures[first:last][found] / np.float32(255)
    return pictures, np.searchsorted(classes, labels[found])


number = by_profile(smoke=64, quick=500, full=500)
FOUR = [0, 1, 3, 4]  # airplane, automobile, cat, deer
few = pictures_of(FOUR, number, 0, 40_000)
judges = pictures_of(FOUR, 6 * number, 40_000, 50_000)
rounds = by_profile(smoke=1, quick=16, full=40)
falling = keras.optimizers.schedules.CosineDecay(
    0.003, decay_steps=rounds * -(-number // 32)
)
VARIANTS = {  # what build_variant gets, and the learning rate
    "plain": ({}, 0.001),
    "augmentation": ({"augment": True}, 0.001),
    "a schedule": ({}, falling),
    "… and normalisation": ({"normalise": True}, falling),
    "… and a pooled head": ({"normalise": True, "pooled": True}, falling),
}

# %% [markdown]
# Rows with “…” add one thing to the row before. **Predict**: which row has the
# smallest gap between training and other pictures? And how much accuracy goes
# with the wide layer?

# %%
variants = {}
for name, (parts, rate) in VARIANTS.items():
    print(f"{name}:")
    keras.utils.set_random_seed(SEED)
    variant = build_variant(**parts)
    variant.compile(
        keras.optimizers.Adam(rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    progress = [show_progress(rounds)]
    variant.fit(
        *few, batch_size=32, epochs=rounds, verbose=0, callbacks=progress
    )
    ends = [
        variant.evaluate(*part, batch_size=500, verbose=0)
        for part in (few, judges)
    ]
    variants[name] = [variant.count_params(), ends[0][1], *ends[1][::-1]]
columns = ["weights", "training accuracy", "accuracy", "loss"]
variants = pd.DataFrame(variants, index=columns).T
display(variants.astype({"weights": int}).round(3))

# %% tags=["hide-input"]
#| alt: >
#|   Left: a learning rate that stays at 0.001, and one that falls from 0.003
#|   to 0 along a cosine. Right: five networks; the dots for training lie to
#|   the right of those for other pictures, least far for augmentation.
figure, axes = plt.subplots(1, 2, figsize=(11, 3.2))
at = np.arange(rounds * -(-number // 32) + 1)
axes[0].plot(at, [falling(step) for step in at], label="the schedule")
axes[0].plot(at, np.full(len(at), 0.001), label="constant")
axes[0].set(title="Two ways to choose", xlabel="step", ylabel="learning rate")
axes[0].legend()
for column, label in (
    ("training accuracy", "500 training pictures"),
    ("accuracy", "3,000 others"),
):
    axes[1].plot(variants[column], variants.index, "o", label=label)
axes[1].set_ylim(4.4, -1.1)  # from the top down, room for the legend
axes[1].set(title="The gap is what was only remembered", xlabel="accuracy")
axes[1].legend(loc="upper center", ncols=2)
plt.show()

# %%
lower = variants.loc["plain", "loss"] - variants["loss"]
expect("ch04.variants.augmentation_lowers_loss", lower["augmentation"])
expect("ch04.variants.schedule_lowers_loss", lower["a schedule"])
gap = variants["training accuracy"] - variants["accuracy"]
narrower = gap["plain"] - gap["augmentation"]
expect("ch04.variants.augmentation_narrows_gap", narrower)
step = variants.diff()  # of each row to the row before
more = step.loc["… and normalisation"]
expect("ch04.variants.normalisation_training", more["training accuracy"])
expect("ch04.variants.normalisation_accuracy", more["accuracy"])
more = step.loc["… and a pooled head"]
expect("ch04.variants.pooled_lowers_loss", -more["loss"])
expect("ch04.variants.pooled_accuracy", more["accuracy"])
share = variants["weights"].iloc[-1] / variants["weights"].iloc[-2]
expect("ch04.variants.pooled_weights", share)

# %% [markdown]
# - **Augmentation** narrows the gap: hardly any picture comes twice in the
#   same form. Whether it also lowers the loss differs, with so few pictures
#   and epochs, from seed to seed.
# - The **schedule** lowers the loss, or leaves it: with small steps the
#   network settles.
# - **Batch normalisation** learns faster: in the same time it knows all 500 by
#   heart. Mostly it also names more of the others.
# - The **pooled head** keeps the accuracy with a sixth of the weights, and
#   lowers the loss. It has become the usual head.
#
# **Try** all at once, with more epochs: `build_variant(True, True, True)`.

# %% [markdown] tags=["further"]
# ### Do networks recognise changed copies?
#
# Does your network, trained without such copies, recognise them? And the
# shipped one, which was trained with copies, moved by up to four *whole*
# pixels and mirrored? The layer above moves by fractions of a pixel, too, and
# so blurs a little, which neither of the two has seen. **Predict** what each
# of them keeps.


# %%
def shifted(pictures, most=3, seed=SEED):
    """Move each picture by whole pixels, at most so many; edges go on."""
    rng = np.random.default_rng(seed)
    wide = np.pad(pictures, ((0, 0), (most,) * 2, (most,) * 2, (0, 0)), "edge")
    starts = rng.integers(2 * most + 1, size=(len(pictures), 2))
    pairs = zip(wide, starts, strict=True)
    return np.stack([x[i : i + 32, j : j + 32] for x, (i, j) in pairs])


some = x_test[:2000]
keras.utils.set_random_seed(SEED)
copies = {
    "plain": some,
    "moved by whole pixels": shifted(some),
    "by the layers": np.array(augmentation(some, training=True)),
}
on_copies = pd.DataFrame(
    {
        name: {
            kind: np.mean(
                network.predict(x, batch_size=500, verbose=0).argmax(axis=1)
                == truth[:2000]
            )
            for kind, x in copies.items()
        }
        for name, network in (("yours", model), ("the shipped one", trained))
    }
).T
display(on_copies.round(3))
kept = on_copies["by the layers"] / on_copies["plain"]
expect("ch04.augmentation.kept_accuracy", kept["yours"])
kept = on_copies["moved by whole pixels"] / on_copies["plain"]
expect("ch04.augmentation.kept_by_trained", kept["the shipped one"])

# %% [markdown]
# Most of the accuracy is kept: pictures changed in this way still show the
# same thing. The shipped network hardly minds what it was trained for. The
# layer's copies, which are also blurred, cost it more: augmentation teaches
# the changes that you show.
