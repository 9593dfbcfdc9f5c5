# Chapter 4: test pictures that stand in the training set, nearly.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/near_copies
# needs: looking_inside

# %% [markdown] tags=["further"]
# ## Beyond the book: near copies in the test set
#
# Step 3 found no test picture among the training pictures. But it compared
# every byte, so that one changed pixel hides a copy. **Predict**: how many of
# the 10,000 test pictures have a *near* copy in training?
#
# Each picture becomes a grey **thumbnail** (تصویر بندانگشتی) of 8 × 8, the
# means of blocks of 4 × 4 pixels, minus its own mean and divided by its
# length. Then the product of two thumbnails is their correlation, and one
# matrix product compares 500 test pictures with all 50,000.


# %%
def unit_rows(rows):
    """Divide each row by its length."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def thumbnails(pictures):
    """Return grey means of blocks, centred, of length 1: (n, 64)."""
    blocks = pictures.reshape(-1, 8, 4, 8, 4, 3)
    grey = blocks.mean(axis=(2, 4, 5), dtype="float32").reshape(-1, 64)
    return unit_rows(grey - grey.mean(axis=1, keepdims=True))


train_thumbnails = thumbnails(train_pictures)
nearest, likeness = [], []
for begin in range(0, len(x_test), 500):  # in parts, to save memory
    part = thumbnails(test_pictures[begin : begin + 500])
    part = part @ train_thumbnails.T
    nearest.append(part.argmax(axis=1))
    likeness.append(part.max(axis=1))
nearest, likeness = np.concatenate(nearest), np.concatenate(likeness)
del train_thumbnails, part

# %% [markdown]
# A thumbnail sees no details: two ships under a grey sky look alike. So, of
# the pairs with a correlation of at least 0.85, compare also what the
# thumbnail has lost: each pixel's difference from the mean of its block. We
# looked at many pairs; with a correlation of 0.6 or more in these details,
# most show the same photo.


# %%
def details(pictures):
    """Return what a thumbnail loses, in rows of length 1: (n, 1024)."""
    grey = pictures.mean(axis=-1, dtype="float32")
    blocks = grey.reshape(-1, 8, 4, 8, 4)
    lost = blocks - blocks.mean(axis=(2, 4), keepdims=True)
    return unit_rows(lost.reshape(-1, 1024))


pairs = np.flatnonzero(likeness >= 0.85)
same = details(test_pictures[pairs]) * details(train_pictures[nearest[pairs]])
same = same.sum(axis=1)
copies = pairs[same >= 0.6]
order = np.argsort(-same)  # the likest first
print(f"{len(pairs)} pairs look alike, {len(copies)} also in their details")
expect("ch04.near_copies.share", len(copies) / len(x_test))

# %% tags=["hide-input"]
#| alt: >
#|   Ten test pictures and below each a training picture. In the first five
#|   pairs they show the same dog, bird, car and horse; near the threshold
#|   of 0.6 some differ; the last two pairs, below it, differ clearly.
near = order[: len(copies)]
chosen = near[np.linspace(0, len(near) - 1, 8).astype(int)]
below = order[len(copies) :]
chosen = [*chosen, *below[[len(below) // 4, len(below) // 2]]]
figure = show_pictures(
    np.concatenate(
        [test_pictures[pairs[chosen]], train_pictures[nearest[pairs[chosen]]]]
    ),
    [f"test ({same[k]:.2f})" for k in chosen] + ["training"] * 10,
)
figure.suptitle("In brackets: how alike the details are")
plt.show()

# %% [markdown]
# Does it matter? A network that remembers its training pictures has seen these
# test pictures. The shipped one trained on all 50,000:

# %%
is_copy = np.isin(np.arange(len(x_test)), copies)
hit = trained_said == truth
accuracies = {
    "the near copies": np.mean(hit[is_copy]),
    "all others": np.mean(hit[~is_copy]),
    "the whole test set": np.mean(hit),
}
display(pd.Series(accuracies, name="accuracy").round(4).to_frame())
drop = accuracies["the whole test set"] - accuracies["all others"]
expect("ch04.near_copies.accuracy_too_high_by", drop)

# %% [markdown]
# So up to 3 % of the test set is not new. Barz and Denzler (2020) found 3.3 %
# by a network's features and by eye, and published **ciFAIR-10**, a test set
# with other pictures in their place. Here the accuracy is too high by 0.3
# points only, since the copies are few. But networks that differ by less
# should not be ranked by this test set.
