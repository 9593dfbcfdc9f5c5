# Lecture 9: a workstation.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/workstation

# %% [markdown] book="slides.3"
# ## Part 3: a workstation
#
# What do you need to do deep learning? The slides answer with machines and
# prices of their time. Those age in months; what follows is how to find out
# for yourself.

# %% [markdown] book="slides.3a"
# ### Hardware and operating system
#
# The slides recommend a modern NVIDIA GPU, your own or rented (from Amazon's
# EC2 or the Google Cloud Platform), and Linux. Everything in this course also
# runs on a plain CPU. Linux is still the easiest system: TensorFlow uses
# NVIDIA GPUs on Linux (on Windows inside WSL 2), not on Windows itself since
# version 2.11. Apple's and AMD's GPUs work with some back ends.
#
# What have *you* got?

# %%
print(platform.system(), platform.machine(), f"{os.cpu_count()} cores")
for device in tf.config.list_logical_devices():
    print(device.device_type, device.name)

# %% [markdown]
# #### What does a GPU change?
#
# A network is mostly products of matrices. A product of two $n\times n$
# matrices takes $n^3$ multiplications and as many additions: $2n^3$ floating
# point operations. We time it on each device that is here, and divide.


# %%
def seconds(function, repeats=5):
    """Return the shortest of several times, after a call to warm up."""
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


sizes = by_profile(
    smoke=[64, 256],
    quick=[32, 64, 128, 256, 512, 1024, 2048],
    full=[32, 64, 128, 256, 512, 1024, 2048, 4096],
)
gflops = {}
for device in (
    d for kind in ("CPU", "GPU") for d in tf.config.list_logical_devices(kind)
):
    gflops[device.name] = []
    with tf.device(device.name):
        for n in sizes:
            a = tf.random.stateless_normal((n, n), seed=(SEED, n))
            # fetch one number: it forces the device to finish
            duration = seconds(lambda a=a: tf.matmul(a, a)[0, 0].numpy())
            gflops[device.name].append(2 * n**3 / duration / 1e9)

# %%
#| alt: >
#|   Operations per second against the size of the matrices, both axes
#|   logarithmic, a curve for each device: it climbs steeply among the small
#|   sizes and flattens among the large ones.
figure, axis = plt.subplots(figsize=(6.5, 3.2))
for name, curve in gflops.items():
    axis.loglog(sizes, curve, "o-", label=name)
axis.set_xticks(sizes, sizes)
axis.minorticks_off()
axis.set(xlabel="size $n$ of the matrices", ylabel="10⁹ operations per second")
axis.set_title("Large matrices use a device, small ones wait for it")
axis.legend()
plt.show()
trains_on = min(gflops, key=lambda name: "GPU" not in name)  # a GPU if any
speeds = gflops[trains_on]
ceiling = max(speeds) * 1e9
expect("keras.matmul.gain_by_size.ratio", max(speeds) / speeds[0])

# %% [markdown]
# Small products do not get near the top: calling the operation takes longer
# than the operation itself. A GPU's curve ends ten to a hundred times higher,
# and starts no better; so it helps large networks much, and small ones little.
# (If you have one, its curve is above. We had none when we wrote this.)

# %% [markdown]
# **A training step against two bounds.** For each sample, a dense layer with
# $W$ weights needs about $2W$ operations forwards, $2W$ for the gradient of
# its kernel, and $2W$ more for the gradient of its input (not in the first
# layer: data are not trained). Divided by the top of the curve, that is the
# shortest time by **arithmetic**.
#
# And numbers have to be fetched from **memory**: at least the batch twice,
# forwards and backwards, and each weight about seven times (to use it twice,
# its gradient written and read, the optimizer's mean read and written, the
# weight written). **Predict**: which bound holds for which network?

# %%
big = tf.zeros(2**24)
copying = seconds(lambda: tf.reduce_sum((big + 1.0)[:1]).numpy())
bandwidth = 2 * 4 * 2**24 / copying  # 4 bytes each, read and written
print(f"{bandwidth / 1e9:.0f} GB/s from and to memory")
rows = {}
rng = np.random.default_rng(SEED)
wide_units = by_profile(smoke=128, quick=1024, full=2048)
for name, inputs, units in (
    ("16 and 16 units on 10,000 inputs", 10_000, 16),
    (f"{wide_units} and {wide_units} units", wide_units, wide_units),
):
    model = keras.Sequential(
        [
            keras.Input((inputs,)),
            layers.Dense(units, activation="relu"),
            layers.Dense(units, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("rmsprop", "binary_crossentropy")
    x = tf.constant(rng.random((512, inputs)), tf.float32)
    y = tf.constant(rng.integers(2, size=(512, 1)), tf.float32)
    measured = seconds(lambda m=model, x=x, y=y: m.train_on_batch(x, y))
    weights, first = model.count_params(), model.layers[0].count_params()
    arithmetic = (6 * weights - 2 * first) * 512 / ceiling
    memory = 4 * (2 * 512 * inputs + 7 * weights) / bandwidth
    rows[name] = np.array([arithmetic, memory, measured]) * 1e3
columns = ["by arithmetic", "by memory", "measured"]
display(pd.DataFrame(rows, index=columns).T.round(1).add_suffix(", ms"))
narrow, wide = rows.values()
wide_share, narrow_share = (max(r[:2]) / r[2] for r in (wide, narrow))
expect("keras.training_step.wide_share.ratio", wide_share)
expect("keras.training_step.nearer.ratio", wide_share / narrow_share)

# %% [markdown]
# The wide network usually comes nearer to its bound, arithmetic. (The top of
# the curve is a measurement, too, so a step may even beat it.) A step of the
# review network, the one of part 4, takes two to eight times its larger bound.
# It uses each of its 10,000 inputs 16 times only; the rest is starting
# operations and handing over data. A GPU has a multiple of both, arithmetic
# and bandwidth, but does not shorten the rest.
#
# > **Correction to the slides (9.17).** “As of mid-2017, AWS EC2 is the
# > easiest cloud offering”: a sentence from the first edition of the slides'
# > source, from 2017. Today Google Colab and Kaggle give a GPU for some hours
# > free of charge, and there are many providers; conditions change monthly.

# %% [markdown] book="slides.3b"
# ### Jupyter notebooks
#
# A **notebook** (دفترچه‌ی ژوپیتر; [jupyter.org](https://jupyter.org)) mixes
# text and code that runs piece by piece in the browser. Long experiments can
# be cut into cells, and a failure at the end does not mean to start again. The
# slides show one of [Chollet's
# notebooks](https://github.com/fchollet/deep-learning-with-python-notebooks),
# which loads MNIST and builds a network; chapter 1 of this course does that.
#
# > **Correction to the slides (9.18).** Their example notebook was made for
# > TensorFlow 2.6, of 2021. Its `from tensorflow import keras` still works;
# > what was true of Keras 2 may not be: see corrections 9.1 and
# > 9.4.
#
# There is one danger: cells may run **in any order**, and what counts is the
# order in which they ran, not the one on the page.

# %% tags=["nbval-check-output"]
cells = {
    "A": "rate = 0.1",
    "B": "rate = rate / 10",
    "C": "result = f'training with rate {rate:g}'",
}
for order in ("ABC", "ACB", "ABBC"):
    names = {}
    for cell in order:
        exec(cells[cell], names)
    print(f"cells in the order {order}: {names['result']}")

# %% [markdown]
# The page looks the same each time. So before you believe a result, or hand in
# a notebook: *Restart kernel and run all cells*. And write cells that may run
# twice, as a cell that begins from its seed does.

# %% [markdown] book="slides.3c"
# ### Two ways to get Keras running
#
# The slides offer two: a ready-made machine image in Amazon's cloud, if you
# have no GPU; or everything installed by hand on a Linux workstation, if you
# have one. Installing has become simple since:
#
# | where | how | good for |
# |---|---|---|
# | your computer | `pip install tensorflow` | learning, small experiments |
# | Colab, Kaggle | nothing to install | a GPU now and then |
# | a rented machine | an image of the provider | long trainings |
#
# (With an NVIDIA GPU on Linux: `pip install "tensorflow[and-cuda]"`. For
# Colab: the badge at the top of this notebook.)
#
# Start on what you have. Rent when an experiment that you *know to work* on
# little data takes too long.

# %% [markdown] book="slides.3d" tags=["further"]
# ### The cloud: for and against
#
# For it: simple, nothing to buy, and in Jupyter it is like working on your own
# computer. Against it: for heavy use it is expensive, “even for more than a
# few weeks”, as the slides put it. When is a machine of your own cheaper? If
# it costs $K$ once and $s$ an hour for power, and the rented one $m$ an hour:
# after $K/(m-s)$ hours of *use*. Put in today's prices of your country.


# %%
#| alt: >
#|   Money against weeks: the line of the rented machine starts at nothing and
#|   is steep, that of your own starts at its price and is nearly flat; they
#|   cross after about two years.
def show_break_even(price=2000, rent=1.0, hours_a_week=20):
    power = 0.4 * 0.15  # kilowatts × price of a kilowatt-hour
    weeks = np.linspace(0, 150, 200)
    figure, axis = plt.subplots(figsize=(6.5, 3))
    hours = hours_a_week * weeks
    axis.plot(weeks, rent * hours, label="rented")
    axis.plot(weeks, price + power * hours, label="your own")
    even = np.inf
    if rent > power:
        even = price / (rent - power) / hours_a_week
    axis.set(title=f"Equal after {even:.0f} weeks", ylim=(0, 2.2 * price))
    axis.set(
        xlabel=f"weeks with {hours_a_week} hours of use", ylabel="money spent"
    )
    axis.legend(loc="lower right")
    plt.show()


explore(
    show_break_even,
    price=(500, 5000, 100),
    rent=(0.1, 5.0, 0.1),
    hours_a_week=(1, 100, 1),
)

# %% [markdown] book="slides.3e"
# ### Which GPU?
#
# The slides show two tables with memory (VRAM), memory bandwidth, kind of
# memory, TFLOPS, precision and compatibility. What the columns are for:
#
# - **Memory** decides *whether* a model can be trained at all (exercise 9.8).
# - **Bandwidth** decides the speed of all that moves many numbers and
#   computes little with each, such as adding two arrays.
# - **TFLOPS**, 10¹² operations a second, decide the speed of large products,
#   *at a stated precision*. Numbers of different precision cannot be
#   compared: 16 bits run several times as fast as 32.
# - **Compatibility**: every NVIDIA card in the table runs TensorFlow, PyTorch
#   and JAX; AMD's need ROCm.

# %%
cards = {
    "H100 NVL": ("188 GB", "7.8 TB/s", "3,958",
        "two cards together; 16 bits with sparsity; runs PyTorch, too"),
    "A100": ("80 GB", "2 TB/s", "1,979",
        "312 (16 bits) or 19.5 (32 bits): 1,979 is the H100; HBM2e"),
    "RTX 4090": ("24 GB", "1.0 TB/s", "82.6",
        "right, for 32 bits; runs PyTorch, too"),
    "RTX A6000": ("48 GB", "768 GB/s", "40",
        "38.7, for 32 bits"),
    "RTX 4070": ("12 GB", "504 GB/s", "35.6",
        "29, for 32 bits: 35.6 is the RTX 3090; runs PyTorch, too"),
    "RTX 3090 Ti": ("24 GB", "1.0 TB/s", "40",
        "right, for 32 bits"),
    "MI300": ("128 GB", "1.6 TB/s", "60",
        "MI300A: 128 GB, MI300X: 192 GB, both 5.3 TB/s"),
}  # fmt: skip
columns = ["memory", "bandwidth", "TFLOPS", "what is wrong, or right"]
with pd.option_context("display.max_colwidth", None):
    display(pd.DataFrame(cards, index=columns).T)

# %% [markdown]
# > **Correction to the slides (9.19).** The tables, from a hosting company's
# > blog, mix precisions, single cards and pairs, with and without *sparsity*
# > (a trick that counts zeros as work); so TFLOPS of two rows cannot be
# > compared. The columns on precision and compatibility are arbitrary. In a
# > second table, of tiers from “entry” to “super high-end”, H100 and MI300X
# > stand in two tiers at once, and “about 2,000 GB/s” for cards with HBM3
# > should be 3,350 (H100 SXM) to 5,300 (MI300X). For a decision, take the
# > maker's data sheet, one precision, no sparsity; better, time your own model
# > on a rented card.

# %% [markdown]
# Why does the width of a number matter so much? Half the bits mean half the
# memory traffic, and the special units of GPUs are built for 16 bits. Keras
# can use both (chapter 4 measures it); this course computes with 32 bits
# unless it says so.

# %% [markdown]
# ### Exercise 9.8 — does it fit? (★)
#
# While a model trains with Adam, memory holds for each weight: the weight, its
# gradient, and Adam's two running means. With 32 bits each number takes 4
# bytes. (What the layers put out comes on top; it grows with the batch.)


# %% exercise="9.8"
def training_memory(weights, bytes_each=4, optimizer_copies=2):
    """Return the bytes for weights, gradients and the optimizer's state.

    ``optimizer_copies``: numbers that the optimizer keeps for each weight:
    2 for Adam, 1 for RMSprop or momentum, 0 for plain SGD.
    """
    ### BEGIN SOLUTION
    return weights * bytes_each * (2 + optimizer_copies)
    ### END SOLUTION


# %% check="9.8a" points=1
@check("9.8a", hint="four numbers a weight with Adam, four bytes a number")
def _():
    got = training_memory(160_305)
    assert got == 2_564_880, got


# %% check="9.8b" points=1
@check("9.8b", hint="weights and gradients are there with every optimizer")
def _():
    got = training_memory(7_000_000_000, optimizer_copies=0)
    assert got == 56e9, got
    got = training_memory(10, bytes_each=2)
    assert got == 80, got
    ### BEGIN HIDDEN TESTS
    assert training_memory(10, bytes_each=2, optimizer_copies=1) == 60
    ### END HIDDEN TESTS


# %% [markdown]
# The review network needs 2.6 MB. A language model with 7 billion weights
# needs 112 GB with Adam: more than the 80 GB of an A100. That is what large
# cards, and several of them, are for.
