# Chapter 4: a whole project: the trained network in use.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/use_the_network
# needs: cifar10

# %% [markdown]
# ### Step 9: save and load
#
# A trained network can be kept, and used without training it again.
#
# > **Correction to the book (4.13).** The book saves as `.h5` (HDF5), which is
# > the old format. Keras' own is `.keras`: architecture, weights, and the
# > state of the optimizer in one file.

# %%
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "my_cifar10_model.keras"
    model.save(path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB")
    again = keras.models.load_model(path)
some = x_test[:100]
before, after = (np.array(m(some, training=False)) for m in (model, again))
expect("ch04.saved.difference", np.abs(before - after).max())

# %% [markdown]
# ### Step 10: a picture of your own
#
# Any photo of one of the ten things will do. We take scikit-image's cat. The
# network wants 32 × 32 × 3 numbers between 0 and 1. `resize` (تغییر اندازه)
# from scikit-image does it. The photo is wider than high; so cut out a square
# first, else the cat becomes thin.

# %%
#| alt: >
#|   A photo of a cat; the same in 32 × 32 pixels; and bars for the network's
#|   five best guesses.
square_cat = cat_photo[:, 75:375]
my_picture = transform.resize(square_cat, (32, 32), anti_aliasing=True)
my_picture = my_picture.astype("float32")
probabilities = model.predict(my_picture[None], verbose=0)
print("shape:", probabilities.shape, " sum:", probabilities.sum().round(4))
figure, axes = plt.subplots(1, 3, figsize=(10, 3.2))
axes[0].imshow(cat_photo)
axes[0].set(title="the photo, 300 × 451")
axes[1].imshow(my_picture)
axes[1].set(title="what the network sees")
for axis in axes[:2]:
    axis.set_axis_off()
top_five = np.argsort(probabilities[0])[:-6:-1]
axes[2].barh([CLASSES[c] for c in top_five], probabilities[0, top_five])
axes[2].invert_yaxis()
axes[2].set(title="its five best guesses", xlabel="probability", xlim=(0, 1))
plt.show()

# %% [markdown]
# Did yours see a cat? With 32 × 32 pixels, do not expect too much of one
# picture: another seed gives another answer. The network of our full run said:
# cat 0.49, deer 0.19, frog 0.18, dog 0.07, horse 0.03.
#
# > **Correction to the book (4.14).** The book prints two answers for its cat,
# > and they contradict each other: first cat 0.385, dog 0.323, bird 0.151;
# > then, as “top five”, cat 0.311, horse 0.297, dog 0.140. They come from
# > different runs. Above, both views show the same array.

# %% [markdown]
# > **Correction to the book (4.15).** Three traps in reading pictures are not
# > mentioned. (a) `resize` divides *integers* by the largest value of their
# > type: 255 for `uint8` (for `int64` a huge number, and all becomes nearly
# > 0). A float array from 0 to 255 stays as it is. (b) `plt.imread` of a PNG
# > gives floats, and maybe **four** channels (RGBA); resized to (32, 32, 3),
# > the channels are *mixed*. (c) Pictures that are not square get distorted.


# %%
#| alt: >
#|   Four versions of the cat: as it should be; white, since its numbers go
#|   to 200; with mixed colours; and squeezed. Above each, range and guess.
def shrink(image):
    """As the book does: no thought of what the numbers mean."""
    return transform.resize(image, (32, 32, 3), anti_aliasing=True)


with tempfile.TemporaryDirectory() as folder:
    plt.imsave(f"{folder}/cat.png", square_cat)
    from_png = plt.imread(f"{folder}/cat.png")
traps = {
    "right": my_picture,
    "floats 0 to 255": shrink(square_cat.astype("float64")),
    "four channels": shrink(from_png),
    "not square": shrink(cat_photo),
}
guesses = model.predict(np.stack(list(traps.values())), verbose=0)
figure, axes = plt.subplots(1, 4, figsize=(11, 3.3))
for axis, (name, image), p in zip(axes, traps.items(), guesses, strict=True):
    axis.imshow(image.clip(0, 1))
    axis.set(xticks=[], yticks=[])
    axis.grid(False)
    guess = f"{CLASSES[p.argmax()]} {p.max():.2f}"
    axis.set_title(f"{name}:\n{image.min():.2f} to {image.max():.2f}\n{guess}")
plt.show()
print("shape of the PNG:", from_png.shape, from_png.dtype)
expect("ch04.traps.largest_float", traps["floats 0 to 255"].max())
error = np.abs(traps["four channels"] - my_picture).max()
expect("ch04.traps.mixed_channels", error)

# %% [markdown]
# No error message: only another answer, or the same one for a wrong reason.
# (The second picture is drawn white, as is all above 1.) Look at what you feed
# in.
#
# ### Exercise 4.11 — prepare any picture (★★)
#
# Complete `prepare`: cut the largest square out of the middle, take three
# channels, scale, resize. Input: `uint8` from 0 to 255 or floats from 0 to 1
# (to 255 if one exceeds 1); grey (height, width), RGB or opaque RGBA. Drop the
# fourth channel; repeat a grey one three times. Resize with
# `transform.resize(…, anti_aliasing=True)`. (Other files: exercise 4.17.)


# %% exercise="4.11"
def prepare(image):
    """Return float32 (32, 32, 3) from 0 to 1, ready for the network."""
    ### BEGIN SOLUTION
    if image.dtype == np.uint8 or image.max() > 1:
        image = image / 255
    if image.ndim == 2:
        image = np.stack([image] * 3, axis=-1)
    image = image[:, :, :3]
    side = min(image.shape[:2])
    top, left = ((length - side) // 2 for length in image.shape[:2])
    image = image[top : top + side, left : left + side]
    image = transform.resize(image, (32, 32, 3), anti_aliasing=True)
    return image.astype("float32")
    ### END SOLUTION


# %% check="4.11a" points=1
@check(
    "4.11a", hint="divide uint8 by 255; take image[:, :, :3] before resizing"
)
def _():
    ours = prepare(square_cat)
    assert ours.shape == (32, 32, 3) and ours.dtype == np.float32
    np.testing.assert_allclose(ours, my_picture, atol=0.01)
    np.testing.assert_allclose(prepare(from_png), my_picture, atol=0.01)


# %% check="4.11b" points=1
@check("4.11b", hint="start the square at (length - side) // 2, on both axes")
def _():
    grey = np.zeros((40, 100), np.uint8)
    grey[:, 30:70] = 255  # the middle square is white
    np.testing.assert_allclose(prepare(grey), np.ones((32, 32, 3)), atol=1e-5)
    dark = prepare(np.ones((40, 40), np.uint8))
    np.testing.assert_allclose(dark, np.full((32, 32, 3), 1 / 255), atol=1e-6)
    ### BEGIN HIDDEN TESTS
    tall = np.zeros((90, 32, 4))
    tall[29:61] = [1.0, 0.5, 0.25, 1.0]
    ours = prepare(tall)
    expected = np.ones((32, 32, 1)) * [1.0, 0.5, 0.25]
    np.testing.assert_allclose(ours, expected, atol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Exercise 4.12 — another network (★★)
#
# The book closes: build other models for these data, and compare. A good start
# is the large layer, which has 97 % of the book's parameters. Build one with
# **fewer than 100,000 parameters**: convolutions, poolings, and
# `layers.GlobalAveragePooling2D()` in place of `Flatten` (one mean for each
# map), `activation="relu"` in each convolution; at the end `Dense(10,
# activation="softmax")`. The check trains it for a moment; whether it beats
# the one of step 6 is for you to find out.


# %% exercise="4.12"
def small_cnn():
    """Return a Keras model, not compiled, for pictures (32, 32, 3)."""
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% check="4.12a" points=1
@check("4.12a", hint="no Flatten and no wide Dense: they bring the weights")
def _():
    mine = small_cnn()
    mine(x_train[:1])  # builds it, if it has no keras.Input
    assert mine.count_params() < 100_000, f"{mine.count_params():,} parameters"
    kinds = [type(layer).__name__ for layer in mine.layers]
    assert "Conv2D" in kinds, "where are the convolutions?"
    assert any("Pooling" in kind for kind in kinds), "where is the pooling?"
    answer = np.array(mine(x_train[:3]))
    assert answer.shape == (3, 10), "ten outputs, please"
    sums = answer.sum(axis=1)
    message = "ten probabilities: is softmax at the end?"
    np.testing.assert_allclose(sums, 1, rtol=1e-4, err_msg=message)


# %% check="4.12b" points=1
@check(
    "4.12b", hint="activation='relu' in each convolution, softmax at the end"
)
def _():
    keras.utils.set_random_seed(SEED)
    mine = compiled(small_cnn())
    mine(x_train[:1])
    for layer in mine.layers:
        if isinstance(layer, layers.Conv2D):
            assert layer.activation is keras.activations.relu, layer.name
    few = x_train[:256], y_train[:256]
    losses = mine.fit(*few, batch_size=16, epochs=4, verbose=0)
    losses = losses.history["loss"]
    assert losses[-1] < losses[0], f"the loss does not fall: {losses}"
    ### BEGIN HIDDEN TESTS
    assert np.isfinite(losses).all()
    assert np.array(mine(x_train[:2])).min() >= 0
    ### END HIDDEN TESTS
