# Chapter 4: how fast it is, and how to make it faster.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/speed
# needs: cifar10

# %% [markdown] tags=["further"]
# ## Beyond the book: make it faster
#
# ### How much work is it?
#
# A convolution multiplies and adds once for each weight **at each place**:
# $2\cdot K^2C_{in}D$ operations a place. So count, for the book's network:


# %%
#| alt: >
#|   Bars for the six layers of the book's network. Nearly all parameters are
#|   in the first dense layer; nearly all work is in the four convolutions.
WORK = ["layer", "million parameters", "million operations"]


def work_of(network):
    """Return a table: parameters and operations of each layer."""
    rows, seen = [], {"Conv2D": 0, "Dense": 0}
    for layer in network.layers:
        if isinstance(layer, layers.Conv2D | layers.Dense):
            kind = type(layer).__name__
            seen[kind] += 1
            places = int(np.prod(layer.output.shape[1:-1]))
            work = 2 * np.prod(layer.kernel.shape) * places / 1e6
            name = f"{kind} {seen[kind]}"
            rows.append([name, layer.count_params() / 1e6, work])
    return pd.DataFrame(rows, columns=WORK)


work_table = work_of(build_cnn())
figure, axes = plt.subplots(1, 2, figsize=(9, 2.8), sharey=True)
for axis, column, colour in zip(axes, WORK[1:], ("C1", "C0"), strict=True):
    axis.barh(work_table["layer"], work_table[column], color=colour)
    axis.set(title=f"{work_table[column].sum():.1f} {column}")
    axis.set_xlabel(column)
axes[0].invert_yaxis()
plt.show()
forward = work_table["million operations"].sum()
expect("ch04.work.million_operations", forward)
in_convolutions = work_table["million operations"][:4].sum() / forward
expect("ch04.work.share_of_convolutions", in_convolutions)
light = work_of(build_light())["million operations"].sum()
expect("ch04.work.light_million_operations", light)

# %% [markdown]
# Parameters and work are different things: the convolutions have 3 % of the
# parameters and do 92 % of the work, since each weight is used at every place.
# The lighter network does a ninth of this work (5.9 of 53 million operations).
# Training costs about three times as much as using: the way back needs two
# products for each one on the way forward.
#
# What could this machine do at best? A large matrix product is the best case
# for any processor. That is our **ceiling** (lecture 9,
# `keras_movie_reviews`, measures it in the same way):

# %%
side = by_profile(smoke=256, quick=2048, full=2048)
large = tf.random.normal((side, side), seed=SEED)
tf.linalg.matmul(large, large)[0, 0].numpy()  # warm up
times = []
for _ in range(5):
    started = time.perf_counter()
    tf.linalg.matmul(large, large)[0, 0].numpy()  # fetch one number only
    times.append(time.perf_counter() - started)
ceiling = 2 * side**3 / min(times) / 1e9
trained_on = int(0.8 * count) * epochs
per_second = trained_on / fit_seconds
work = work_of(model)["million operations"].sum()
reached = per_second * 3 * work / 1e3
print(f"ceiling, a large matrix product: {ceiling:.0f} billion operations/s")
print(f"step 6 trained on {per_second:.0f} pictures a second")
print(f"that is {reached:.0f} billion operations/s: {reached / ceiling:.0%}")

# %% [markdown]
# (The time of step 6 includes its start and the validation.) If the share is
# already half or more, no trick will make it ten times faster on this machine:
# only fewer operations, cheaper operations, or another machine will.
#
# ### Together instead of one by one
#
# In use, the first rule is: give the network **many pictures at once**. The
# same 64 pictures, one by one (`textbook`) and as one batch (`ours`):

# %%
together = x_test[: by_profile(smoke=8, quick=64, full=64)]
compare(
    "ch04.faster.batch",
    textbook=lambda: np.concatenate(
        [np.array(model(x[None], training=False)) for x in together]
    ),
    ours=lambda: np.array(model(together, training=False)),
    rtol=1e-3,
    atol=1e-5,
    repeats=3,
)

# %% [markdown]
# Most of the gain is saved cost of *calls*: each call of the network, with one
# picture or with 64, has a fixed cost in Python and TensorFlow.
#
# In training, the **batch size** (اندازه دسته) does more than change the
# speed: larger batches mean fewer steps an epoch, so that one usually has to
# raise the learning rate or train longer. Faster *an epoch* is not faster *to
# a good network*.
#
# ### Feed it with tf.data
#
# While the network computes, the next batch should be made ready. `tf.data`
# does that: `map` prepares, `batch` collects, and `prefetch` works ahead. It
# pays where preparing is work: reading files, decoding, changing pictures.
# Here is one that mirrors and enlarges; below, we measure `prefetch` alone.

# %% tags=["nbval-check-output"]


def prepare_batch(images):
    """Mirror a whole batch and double its size."""
    images = tf.cast(tf.reverse(images, [2]), tf.float32) / 255
    return tf.image.resize(images, (64, 64))


pipeline = (
    tf.data.Dataset.from_tensor_slices(train_pictures[:500])
    .batch(100)
    .map(prepare_batch, num_parallel_calls=tf.data.AUTOTUNE)
    .prefetch(tf.data.AUTOTUNE)
)
for prepared in pipeline.take(1):
    print("a batch:", prepared.shape, prepared.dtype.name)

# %% [markdown]
# ### Cheaper numbers, and a compiler
#
# **`mixed_bfloat16`**: multiply with 16-bit numbers, keep the weights in 32
# bits. A bfloat16 has the range of a `float32` but only two to three decimal
# digits. Training forgives that, and a processor with instructions for it
# (AVX-512 BF16, AMX; GPUs and TPUs) does about twice as much a second. One
# without them may well be slower. In Keras it is one argument, `dtype`, of
# each layer: `in_bfloat16` copies a network with it. The last layer stays in
# `float32`, since softmax wants the digits.
#
# **XLA** is a compiler that fuses a network into few large steps:
# `compile(…, jit_compile=True)`. On GPUs and TPUs it often helps.
#
# Measure, do not believe:


# %%
def in_bfloat16(network):
    """Copy a network; all layers but the last compute in mixed_bfloat16."""

    def copy(layer):
        settings = layer.get_config()
        if layer is not network.layers[-1]:
            settings["dtype"] = "mixed_bfloat16"
        return type(layer).from_config(settings)

    twin = keras.models.clone_model(network, clone_function=copy)
    twin.set_weights(network.get_weights())
    return twin


def in_precision(dtype):
    """Return build_cnn(), from the same start, in either precision."""
    keras.utils.set_random_seed(SEED)
    network = build_cnn()
    return network if dtype == "float32" else in_bfloat16(network)


# %%
def pictures_per_second(
    dtype="float32", batch_size=32, xla=False, feed="arrays", steps=40
):
    """Train for some steps; return the best of three."""
    network = in_precision(dtype)
    network.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        jit_compile=xla,
    )
    number = min(batch_size * steps, len(x_train))
    some = x_train[:number], y_train[:number]
    options = {"verbose": 0, "batch_size": batch_size}
    if feed != "arrays":
        data = tf.data.Dataset.from_tensor_slices(some).shuffle(number)
        data = data.batch(batch_size)
        if feed == "prefetch":
            data = data.prefetch(tf.data.AUTOTUNE)
        some = (data,)
        options = {"verbose": 0, "shuffle": False}  # fit need not do it
    network.fit(*some, **options)  # builds and compiles
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        network.fit(*some, **options)
        seconds.append(time.perf_counter() - started)
    return number / min(seconds)


# One run, the best of three each: 2 cores, TensorFlow 2.21.0, seed 42.
SPEED = {  # (dtype, batch size, XLA): pictures a second
    ("float32", 32, False): 1292,
    ("float32", 64, False): 1444,
    ("float32", 128, False): 1547,
    ("mixed_bfloat16", 32, False): 1642,
    ("mixed_bfloat16", 64, False): 2270,
    ("mixed_bfloat16", 128, False): 2658,
    ("float32", 128, True): 295,
}

# %%
speed = SPEED
if by_profile(smoke=False, quick=False, full=True):
    speed = {key: pictures_per_second(*key) for key in SPEED}
table = pd.Series(speed, name="pictures/s").rename_axis(
    ["dtype", "batch size", "XLA"]
)
table = table.to_frame()
table["of the first row"] = table["pictures/s"] / table["pictures/s"].iloc[0]
display(table.round(2))
steps = by_profile(smoke=1, quick=3, full=40)
ways = {
    "float32": ("float32", 128),
    "tf.data": ("float32", 128, False, "tf.data"),
    "prefetch": ("float32", 128, False, "prefetch"),
    "bfloat16": ("mixed_bfloat16", 128),
}
if not bfloat16_is_fast() and by_profile(smoke=True, quick=True, full=False):
    del ways["bfloat16"]
    print("bfloat16 would be slow on this processor: not tried.")
print("on this machine, now, with batches of 128:")
for way in by_profile(smoke=[*ways][-1:], quick=ways, full=ways):
    number = pictures_per_second(*ways[way], steps=steps)
    print(f"{way:>10}: {number:,.0f} pictures a second")

# %% [markdown]
# In our table (one run, the best of three each, on 2 cores with instructions
# for bfloat16; TensorFlow 2.21.0):
#
# - **bfloat16** trained on 1.3 to 1.7 times as many pictures a second as
#   float32 with the same batch size; the larger the batch, the more it gains.
# - **Batch size**: from 32 to 128, float32 gains a fifth, bfloat16 more than
#   half.
# - **XLA** was five times *slower*. Without it, TensorFlow calls convolutions
#   that were tuned by hand for this kind of processor.
#
# Compare `prefetch` with `tf.data`, the same without it, in the lines measured
# just now: as long as the pictures lie ready in memory, as ours do, it has
# little work to hide. Run the cell again, and you see how much is chance:
# three steps take a second or less.
#
# Your machine may say something else; that is why we measure. And a network
# that is fast but bad is of no use. Does the accuracy suffer?

# %%
PRECISION = {  # dtype: (training accuracy, validation accuracy)
    "float32": (0.8851, 0.6458),
    "mixed_bfloat16": (0.8722, 0.6674),
}


def measure_precision(dtype):
    few = train_pictures[:10_000] / np.float32(255), train_labels[:10_000]
    last = train_pictures[40_000:] / np.float32(255), train_labels[40_000:]
    network = compiled(in_precision(dtype))
    run = network.fit(*few, batch_size=32, epochs=20, verbose=0).history
    return run["accuracy"][-1], network.evaluate(*last, verbose=0)[1]


precision = PRECISION
if by_profile(smoke=False, quick=False, full=True):
    precision = {dtype: measure_precision(dtype) for dtype in PRECISION}
columns = ["training accuracy", "validation accuracy"]
display(pd.DataFrame(precision, index=columns).T.round(3))

# %% [markdown]
# (20 epochs on 10,000 pictures, judged on the same 10,000 others as above; our
# table: seed 42, 2 cores, TensorFlow 2.21.0.) One run each: that shows **no
# clear loss**. It does not show which of the two is better.
