# Chapter 4: augmentation and batch normalisation.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/improvements
# needs: looking_inside

# %% [markdown]
# ## Beyond the book: two ways to do better
#
# **Data augmentation** (داده‌افزایی): a cat, mirrored or moved by three
# pixels, is still a cat. So show the network a slightly changed copy each
# time: more data for free. In Keras these are layers that work in training
# only:

# %%
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
# Only changes that keep the label are allowed. A mirrored horse is a horse;
# **think**: for which pictures would mirroring be a mistake? (A hint: MNIST,
# and traffic signs.)
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
#
# **Batch normalisation** (نرمال‌سازی دسته‌ای; chapter 3) between a convolution
# and its ReLU shifts and scales each *map*: mean and variance are taken over
# the batch **and** all places. Four numbers for each map, two of them learned.
# The convolution before it needs no bias.


# %%
def build_variant(augment, normalise):
    """Return build_cnn() with data augmentation, normalisation, or both."""
    network = keras.Sequential([keras.Input((32, 32, 3))])
    if augment:
        network.add(layers.RandomFlip("horizontal"))
        network.add(layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"))
    for filters in (32, 64):
        for _ in range(2):
            network.add(
                layers.Conv2D(
                    filters, 3, padding="same", use_bias=not normalise
                )
            )
            if normalise:
                network.add(layers.BatchNormalization())
            network.add(layers.ReLU())
        network.add(layers.MaxPooling2D(2))
        network.add(layers.Dropout(0.25))
    network.add(layers.Flatten())
    network.add(layers.Dense(512, activation="relu"))
    network.add(layers.Dropout(0.5))
    network.add(layers.Dense(10, activation="softmax"))
    return network


# %%
plain = build_variant(False, False).count_params()
normalised = build_variant(False, True).count_params()
expect("ch04.variants.more_than_build_cnn", plain - build_cnn().count_params())
expect("ch04.variants.parameters_normalised", normalised)

# %% [markdown]
# (So the plain variant is the network of step 5; the normalised one has three
# numbers more a map: four new ones, and no bias.)
#
# Three networks, 20 epochs each on 10,000 pictures, judged on the last 10,000
# training pictures, which none of them trained on (*not* on the test set: we
# are choosing). That takes ten minutes or more, so here is the table of one
# run on 2 cores (TensorFlow 2.21.0, seed 42); the *full* profile makes it
# anew. **Predict**: which of the two narrows the gap between training and
# validation most?

# %%
VARIANTS = {  # name: (training accuracy, validation accuracy, lowest loss)
    "as in step 5": (0.8851, 0.6458, 1.0636),
    "+ batch normalisation": (0.7064, 0.6757, 0.9374),
    "+ data augmentation": (0.6787, 0.6857, 0.8625),
}


def measure_variants():
    few = train_pictures[:10_000] / np.float32(255), train_labels[:10_000]
    last = train_pictures[40_000:] / np.float32(255), train_labels[40_000:]
    measured = {}
    for name, (augment, normalise) in zip(
        VARIANTS, ((0, 0), (0, 1), (1, 0)), strict=True
    ):
        keras.utils.set_random_seed(SEED)
        network = compiled(build_variant(augment, normalise))
        run = network.fit(
            *few, batch_size=32, epochs=20, validation_data=last, verbose=0
        ).history
        ends = run["accuracy"][-1], run["val_accuracy"][-1]
        measured[name] = (*ends, min(run["val_loss"]))
    return measured


variants = by_profile(smoke=0, quick=0, full=1)
variants = measure_variants() if variants else VARIANTS
columns = [
    "training accuracy",
    "validation accuracy",
    "lowest validation loss",
]
table = pd.DataFrame(variants, index=columns).T
table["gap"] = table[columns[0]] - table[columns[1]]
display(table.round(3))

# %% [markdown]
# In the run of our table:
#
# - **Augmentation** closes the gap between training and validation. Hardly any
#   picture comes twice in the same form, so it is harder to remember: training
#   accuracy falls from 0.89 to 0.68, validation accuracy rises from 0.65 to
#   0.69.
# - **Batch normalisation** also ends higher (0.68), with a much smaller gap.
#
# One run each: do not believe a difference of one point. Both together are
# missing, since each row takes minutes. **Try** it, with more epochs:
# `build_variant(1, 1)`.
