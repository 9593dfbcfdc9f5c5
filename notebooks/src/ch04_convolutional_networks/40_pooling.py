# Chapter 4: the pooling layer.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/pooling
# needs: convolution

# %% [markdown] book="4.6"
# ## The pooling layer
#
# After a convolution, neighbouring values of a map are often alike; we do not
# need all of them. **Pooling** (ادغام) lays a grid of cells over each map, and
# keeps one number a cell, a **reduction of dimensions** (کاهش ابعاد):
#
# - **max pooling** (ادغام حداکثری): the largest; the neuron with the strongest
#   activation wins, the others are dropped;
# - **average pooling** (ادغام میانگین): the mean.
#
# Its hyperparameters: the **cell size** (اندازه سلول) and the **stride**.
# Common is 2 and 2; 3 and 2 (overlapping cells) is seen, too. Large cells
# throw much away. By hand, for 2 and 2: reshape so that each cell gets axes of
# its own.

# %%
#| alt: >
#|   A 4 × 4 map in four coloured cells; the largest number of each, 7, 2, 2
#|   and 9, and the mean of each.
feature_map = np.array(
    [[1, 3, 2, 0], [5, 7, 1, 1], [0, 2, 9, 4], [2, 0, 3, 8]], "float32"
)
cells = feature_map.reshape(2, 2, 2, 2)  # (cell row, row, cell column, column)
largest, mean = cells.max(axis=(1, 3)), cells.mean(axis=(1, 3))


def draw_cells(axis, values, title, block):
    tint = np.array(["#D9E8F2", "#F8D9C4", "#CDEBDF", "#F3DCE8"])
    for (i, j), value in np.ndenumerate(values):
        colour = tint[2 * (i // block) + j // block]
        cell = Rectangle((j, i), 1, 1, facecolor=colour, edgecolor="white")
        axis.add_patch(cell)
        axis.text(j + 0.5, i + 0.5, f"{value:g}", **CENTRE)
    axis.set(xlim=(0, len(values)), ylim=(len(values), 0), aspect="equal")
    axis.set(title=title)
    axis.set_axis_off()


figure, axes = plt.subplots(1, 3, figsize=(9, 3))
draw_cells(axes[0], feature_map, "a feature map", 2)
draw_cells(axes[1], largest, "max pooling", 1)
draw_cells(axes[2], mean, "average pooling", 1)
plt.show()

# %% tags=["nbval-check-output"]
batch = feature_map[None, :, :, None]
by_keras = [
    np.array(layer(batch))[0, :, :, 0]
    for layer in (layers.MaxPooling2D(2), layers.AveragePooling2D(2))
]
np.testing.assert_allclose(by_keras[0], largest)
np.testing.assert_allclose(by_keras[1], mean)
kept = largest.size / feature_map.size
print(f"kept: {largest.size} of {feature_map.size}; dropped: {1 - kept:.0%}")
print("parameters:", layers.MaxPooling2D(2).count_params())

# %% [markdown]
# With cells of 2 × 2, **75 %** of the numbers go. Pooling has **no
# parameters**: there is nothing to learn in “take the largest”. It saves
# computing in all layers behind it, and weights in the fully connected one.
#
# > **Correction to the book (4.8).** The text sends you to figure 4-3 for
# > pooling; its caption is 4-4 (figure 4-3 shows dilation).
#
# There are other choices (a norm, a convolution with stride 2). Max pooling is
# the most common: it keeps the strongest evidence of a pattern.

# %% [markdown]
# ### A little tolerance for shifts
#
# A cat that moves by one pixel is the same cat. How much does the network's
# view of it change? We take 400 pieces of photos, filter each with four
# kernels and ReLU, then shrink the maps in different ways, and compare with
# the same piece, **shifted by one pixel**. **Predict** the order.

# %%
rng = np.random.default_rng(0)  # fixed pieces: this does not depend on SEED
four = np.stack(
    [sign * kernels[f"{way} edges"] for way in ("vertical", "horizontal")
     for sign in (1, -1)],
    axis=-1,
)[:, :, None, :].astype("float32")  # fmt: skip


def pieces(rng, number=400, side=35):
    """Return random pieces of the photos (number, side, side, 1)."""
    result = []
    for k in range(number):
        photo = list(photos.values())[k % 3]
        row, column = (rng.integers(0, n - side) for n in photo.shape)
        result.append(photo[row : row + side, column : column + side])
    return np.stack(result)[..., None].astype("float32")


both = pieces(rng)
maps = keras.ops.relu(keras.ops.conv(both, four))
here, there = maps[:, :32, :32], maps[:, :32, 1:33]
ways = {
    "stride 2, no pooling": lambda x: x[:, ::2, ::2],
    "max pooling 2": lambda x: keras.ops.max_pool(x, 2),
    "average pooling 2": lambda x: keras.ops.average_pool(x, 2),
    "max pooling 4": lambda x: keras.ops.max_pool(x, 4),
    "average pooling 4": lambda x: keras.ops.average_pool(x, 4),
    "the largest of all": lambda x: keras.ops.max_pool(x, 32),
}
changes = {}
for name, way in ways.items():
    one, other = (np.array(way(x)) for x in (here, there))
    changes[name] = np.linalg.norm(one - other) / np.linalg.norm(one)

# %% tags=["hide-input"]
#| alt: >
#|   Six bars: how much the maps change when the picture moves by one pixel.
#|   Most without pooling, less with larger cells, least for the largest of
#|   all.
figure, axis = plt.subplots(figsize=(7.5, 3))
axis.barh(list(changes), list(changes.values()))
axis.invert_yaxis()
axis.set(
    title="The larger the cells, the less a shift of one pixel matters",
    xlabel="relative change of the maps",
)
plt.show()
expect("ch04.pooling.change_without", changes["stride 2, no pooling"])
expect("ch04.pooling.change_max_2", changes["max pooling 2"])
expect("ch04.pooling.change_max_4", changes["max pooling 4"])

# %% [markdown]
# So pooling makes the maps **a little** tolerant to small shifts, not
# invariant: only the largest value of the whole map hardly changes (something
# may still enter or leave at the border). Maximum and mean differ little here;
# the size of the cells counts.
#
# ### Exercise 4.8 — max pooling of any size (★★)
#
# Complete `max_pool` for one map, with cells that may overlap. Cells that do
# not fit completely are left out (`"valid"`).


# %% exercise="4.8"
def max_pool(values, size, stride):
    """Return the largest value of each cell; values (height, width)."""
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(values, (size, size))
    return windows[::stride, ::stride].max(axis=(2, 3))
    ### END SOLUTION


# %% check="4.8a" points=1
@check("4.8a", hint="a cell starts every `stride` rows and columns")
def _():
    np.testing.assert_allclose(max_pool(feature_map, 2, 2), [[7, 2], [2, 9]])
    ours = max_pool(feature_map, 3, 1)
    np.testing.assert_allclose(ours, [[9, 9], [9, 9]])


# %% check="4.8b" points=1
@check("4.8b", hint="largest may be negative: do not start from 0; no padding")
def _():
    values = -np.arange(1.0, 26.0).reshape(5, 5)
    np.testing.assert_allclose(max_pool(values, 2, 2), [[-1, -3], [-11, -13]])
    wide = np.arange(24.0).reshape(4, 6) / 2  # fractions, and not a square
    ours = max_pool(wide, 2, 2)
    np.testing.assert_allclose(ours, [[3.5, 4.5, 5.5], [9.5, 10.5, 11.5]])
    ### BEGIN HIDDEN TESTS
    values = np.random.default_rng(0).normal(size=(11, 9)).astype("float32")
    for size, stride in ((2, 2), (3, 2), (4, 3), (2, 5)):
        theirs = layers.MaxPooling2D(size, stride)(values[None, :, :, None])
        ours = max_pool(values, size, stride)
        np.testing.assert_allclose(ours, np.array(theirs)[0, :, :, 0])
    ### END HIDDEN TESTS
