# Chapter 4: looking inside the classifier.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/looking_inside
# needs: mistakes, use_the_network

# %% [markdown]
# ## Beyond the book: looking inside
#
# ### A network that had time to learn
#
# In *quick*, yours has trained for a minute. To look *inside* a network, take
# one that knows more. The course ships the weights of one, in 0.2 MB: six
# convolutions, and global average pooling in place of the wide layer, as in
# exercise 4.12. `tools/train_cifar10.py` trained it for 25 epochs on all
# 50,000 training pictures, with augmentation, batch normalisation (merged into
# the weights afterwards) and a learning rate that falls: all come below.


# %%
def build_trained():
    """Return the network whose weights the course ships."""
    network = keras.Sequential([keras.Input((32, 32, 3))])
    for place, filters in enumerate((24, 24, 48, 48, 56, 56)):
        if place in (2, 4):
            network.add(layers.MaxPooling2D(2))
        network.add(
            layers.Conv2D(filters, 3, padding="same", activation="relu")
        )
    network.add(layers.GlobalAveragePooling2D())
    network.add(layers.Dense(10, activation="softmax"))
    network.set_weights(load_cifar10_cnn())
    return network


trained = compiled(build_trained())
trained_p = trained.predict(x_test, batch_size=500, verbose=0)
trained_said = trained_p.argmax(axis=1)
pair = {"yours": model, "the shipped one": trained}
results = {
    "parameters": [network.count_params() for network in pair.values()],
    "test accuracy": [np.mean(said == truth), np.mean(trained_said == truth)],
}
display(pd.DataFrame(results, index=[*pair]).round(3))
expect("ch04.trained.parameters", trained.count_params())
expect("ch04.trained.test_accuracy", np.mean(trained_said == truth))

# %% [markdown]
# Fewer parameters, and far fewer mistakes: the recipe counts.

# %% [markdown] tags=["further"]
# ### The filters of the first layer
#
# They have three channels, like colours, so we can look at them: 3 × 3 cells
# each. The seed brings back the random start of your network, so that we can
# compare. **Predict**: how far has training moved them?

# %%
#| alt: >
#|   Three rows of sixteen 3 × 3 colour tiles. Row two, after your training,
#|   is row one, the random start, with small changes; row three, the
#|   shipped network, has smooth edges and pairs of opposite colours.
keras.utils.set_random_seed(SEED)
start = build().layers[0].get_weights()[0]  # (3, 3, 3, filters)
end = model.layers[0].get_weights()[0]
rows = {
    "yours,\nstart": start,
    "yours,\nend": end,
    "the\nshipped one": trained.layers[0].get_weights()[0],
}
figure, axes = plt.subplots(3, 16, figsize=(12, 3))
for row, (name, filters) in zip(axes, rows.items(), strict=True):
    for axis, tile in zip(row, np.moveaxis(filters, -1, 0), strict=False):
        axis.imshow((tile - tile.min()) / (tile.max() - tile.min()))
        axis.set(xticks=[], yticks=[])
        axis.grid(False)
    row[0].set_ylabel(name, rotation=0, ha="right", va="center")
figure.suptitle("Sixteen filters of the first layer, each scaled to 0…1")
plt.show()
moved = np.linalg.norm(end - start) / np.linalg.norm(start)
expect("ch04.filters.moved", moved)

# %% [markdown]
# The number is the length of the change, relative to the start: 0 would mean
# “as at the start”. Compare the first two rows; then the third, where some
# filters are clearly edges or pairs of opposite colours. With so few cells, a
# filter may still look like nothing in particular. To see what it *does*, look
# at its answers.

# %% [markdown]
# ### Feature maps of the cat
#
# What do the layers of the shipped network make of our cat? Each row shows the
# eight strongest maps after convolutions 1, 2, 4 and 6. **Predict** how the
# rows change with depth.


# %%
def run_layers(some_layers, values):
    """A Sequential model does nothing else: one layer after the other."""
    for layer in some_layers:
        values = layer(values)
    return values


convolutions = [x for x in trained.layers if isinstance(x, layers.Conv2D)]
numbers = [1, 2, 4, 6]  # those that are shown
all_maps = []
for number in numbers:
    place = trained.layers.index(convolutions[number - 1])
    up_to_here = trained.layers[: 1 + place]
    all_maps.append(np.array(run_layers(up_to_here, my_picture[None])))

# %%
#| alt: >
#|   Four rows of maps of a cat's face. After convolutions 1 and 2 the eyes,
#|   nose and stripes can be seen as edges; after 4 only bright spots are
#|   left on 16 × 16 places, after 6 coarse patches on 8 × 8.
figure, axes = plt.subplots(4, 9, figsize=(11.5, 5.4))
for number, row, maps in zip(numbers, axes, all_maps, strict=True):
    strongest = maps.mean(axis=(0, 1, 2)).argsort()[:-9:-1]
    for axis, index in zip(row[1:], strongest, strict=True):
        axis.imshow(maps[0, :, :, index], cmap="magma")
    empty = int((maps.max(axis=(0, 1, 2)) == 0).sum())
    text = f"conv {number}:\n{maps.shape[-1]} maps,\n"
    text += f"{maps.shape[1]} × {maps.shape[2]},\n{empty} all zero"
    row[0].text(0.5, 0.5, text, **CENTRE)
    for axis in row:
        axis.set_axis_off()
figure.suptitle("The cat in the network: the eight strongest maps a layer")
plt.show()

# %% [markdown]
# Early maps still show the picture: edges, bright and dark parts. Later ones
# are coarser and answer at fewer places, to something more special. Bright
# frames come from the padding: for a filter, the step from the picture to the
# zeros around it is an edge like any other. A map that is all zero found
# nothing of its kind here (or its neuron is dead; chapter 3).

# %% [markdown]
# ### Where does it look?
#
# Which part of a picture speaks for a class? **Grad-CAM** (Selvaraju and
# others, 2017), a *class-activation map*, answers with what we know already:
# take the maps $A_k$ of the last convolution, and the gradient of the class's
# score $s$ (its sum before softmax). The mean gradient over a map says how
# much this map matters; add up the maps with these weights; keep what speaks
# *for* the class:
#
# $$\alpha_k=\operatorname{mean}_{i,j}\frac{\partial s}{\partial A_k[i,j]},
# \qquad \text{CAM}=\mathrm{ReLU}\Big(\sum_k\alpha_kA_k\Big).$$
#
# (`GradientTape` is TensorFlow's way to ask for gradients; Keras alone has
# none.) The map is coarse: 8 × 8 values, each of which sees a field of 32 × 32
# pixels, as large as the picture. With global average pooling, as here, all
# places of a map have the same slope, so that the mean loses nothing; behind
# `Flatten` and `Dense` it would be a rough measure.


# %%
last_layer = trained.layers[-1]
cut = 1 + trained.layers.index(convolutions[-1])  # behind the last convolution


def grad_cam(pictures, classes):
    """Return a map (n, 8, 8) for each picture: what speaks for its class."""
    with tf.GradientTape() as tape:
        maps = run_layers(trained.layers[:cut], pictures)
        tape.watch(maps)
        features = run_layers(trained.layers[cut:-1], maps)
        sums = features @ last_layer.kernel + last_layer.bias
        score = tf.reduce_sum(sums * tf.one_hot(classes, 10))
    slopes = tape.gradient(score, maps)
    alpha = tf.reduce_mean(slopes, axis=(1, 2), keepdims=True)
    return tf.nn.relu(tf.reduce_sum(alpha * maps, axis=-1)).numpy()


def overlay(picture, heat):
    """Lay the map over the picture in grey: blue is cold, yellow is hot."""
    heat = transform.resize(heat / max(heat.max(), 1e-9), (32, 32), order=1)
    grey = picture.mean(axis=-1, keepdims=True)
    return 0.5 * grey + 0.5 * plt.get_cmap("viridis")(heat)[:, :, :3]


# %% tags=["gallery"]
#| alt: >
#|   Ten pictures, one of each class, and below each a heat map: yellow lies
#|   on the thing itself, such as the bird's body, the dog's face or the
#|   truck's side, and not on the background.
right = np.flatnonzero(trained_said == truth)
by_class = [right[truth[right] == c] for c in range(10)]
surest_right = [
    k[trained_p[k].max(axis=1).argmax()] for k in by_class if len(k)
]
shown = x_test[surest_right]
heats = grad_cam(shown, truth[surest_right])
lit = [overlay(x, heat) for x, heat in zip(shown, heats, strict=True)]
titles = [CLASSES[c] for c in truth[surest_right]]
figure = show_pictures(
    np.concatenate([shown, lit]),
    titles + [""] * len(titles),
    columns=len(titles),
)
figure.suptitle("Where the network looks: yellow parts speak for the class")
plt.show()

# %% [markdown]
# Is it the thing itself, or the water, the sky, the grass around it? A network
# takes whatever helps. And the cat? The two best guesses:

# %%
#| alt: >
#|   The face of a cat, and two heat maps: for the class cat, probability
#|   0.98, the eye and both cheeks are hot; for dog, 0.02, the eye and one
#|   cheek.
cat_p = trained.predict(my_picture[None], verbose=0)[0]
two = np.argsort(cat_p)[:-3:-1]
twice = np.stack([my_picture] * 2)
heats = grad_cam(twice, two)
figure = show_pictures(
    [my_picture] + [overlay(my_picture, heat) for heat in heats],
    ["the cat"] + [f"for {CLASSES[c]}: {cat_p[c]:.2f}" for c in two],
    columns=3,
    size=2.4,
)
plt.show()

# %% [markdown] tags=["further"]
# ### Is such a map to be trusted?
#
# Test it: cover the
# quarter of each picture that the map calls **most** important with grey, or
# the quarter that it calls **least** important, and see how far the
# probability of the class falls. And as a control: the hot quarter of
# *another* picture's map.

# %%
sample = right[:500]
maps = grad_cam(x_test[sample], trained_said[sample])
rng = np.random.default_rng(SEED)
maps = maps + 1e-9 * rng.random(maps.shape)  # equal cells: chance decides
ranks = maps.reshape(len(sample), -1)
ranks = ranks.argsort(axis=1).argsort(axis=1)  # each cell's place, 0 to 63
ranks = ranks.reshape(-1, 8, 8)
ranks = np.repeat(np.repeat(ranks, 4, axis=1), 4, axis=2)  # cells to pixels
quarters = {
    "hot": ranks >= 48,
    "cold": ranks < 16,
    "hot (of another picture's map)": np.roll(ranks, 1, axis=0) >= 48,
}
falls = {}
for name, covered in quarters.items():
    changed = np.where(covered[..., None], np.float32(0.5), x_test[sample])
    p = trained.predict(changed, batch_size=500, verbose=0)
    each = np.arange(len(sample)), trained_said[sample]
    falls[name] = np.mean(trained_p[sample][each] - p[each])
    print(f"{name} quarter covered: {falls[name]:+.3f} lower on average")
expect("ch04.grad_cam.hot_minus_cold", falls["hot"] - falls["cold"])

# %% [markdown]
# As a whole, the maps tell something true about the network: what they call
# hot matters more to its answer than what they call cold. But objects mostly
# stand in the middle, so that the hot part of *another* picture's map matters,
# too: how much more the picture's own map finds, the first and the third line
# tell. That is a mean over many pictures. For a single one it proves little;
# and a grey patch is itself something that the network has never seen.
