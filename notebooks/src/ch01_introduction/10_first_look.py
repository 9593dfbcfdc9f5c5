# Chapter 1: a first look: reading digits.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/first_look

# %% [markdown] book="1.1"
# ## A first look: reading digits
#
# Before any theory: a program that reads handwritten digits. Nobody tells it
# what a 3 looks like. It gets examples, and finds out.
#
# **MNIST** has 70,000 digits written by US census employees and high-school
# students, each a picture of 28 × 28 points. A point is a number: 0 is paper,
# 255 is full ink. Beside each picture stands its **label** (برچسب): the digit
# that was meant.

# %%
(images, labels), (test_images, y_test) = load_mnist()

# %% tags=["nbval-check-output"]
print("pictures:", images.shape, " for the test:", test_images.shape)
print("the first ten labels:", labels[:10])


# %% tags=["hide-input"]
#| alt: >
#|   The first twenty handwritten digits, each under its label: 5, 0, 4, 1, 9
#|   and so on, in many hands.
def show_digits(pictures, titles, columns=10):
    """Draw pictures of 28 × 28 points, each under a title of its own."""
    rows = -(-len(pictures) // columns)
    size = (1.2 * columns, 1.45 * rows)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
    for axis in axes.flat:
        axis.axis("off")
    for axis, picture, title in zip(axes.flat, pictures, titles, strict=False):
        axis.imshow(picture, cmap="gray_r", vmin=0, vmax=picture.max())
        axis.set_title(title, fontsize=10, fontweight="normal")
    return figure


figure = show_digits(images[:20], labels[:20])
figure.suptitle("The first 20 digits and their labels")
plt.show()

# %% [markdown]
# We divide the pictures into three parts. The network learns from the
# **training** part (مجموعه آموزشی). The **validation** part (مجموعه
# اعتبارسنجی) is for all our questions on the way. The **test** part (مجموعه
# آزمون) is opened once, to find out how well the network reads digits that
# nobody looked at before. Numbers from 0 to 1 suit a network better than 0
# to 255, so we divide.

# %%
pictures = images / np.float32(255)
x_train, y_train = pictures[:50_000], labels[:50_000]
x_val, y_val = pictures[50_000:], labels[50_000:]
x_test = test_images / np.float32(255)
assert x_train.max() == x_val.max() == x_test.max() == 1, "divide all three"

# %% [markdown]
# ### The whole program
#
# A few statements (spread over lines so that you can read them). The picture
# goes in as 784 numbers; 128 **neurons** (نورون), small computing units, make
# 128 new numbers from them; ten more neurons turn those into ten
# **probabilities**, one for each digit. `Sequential` stacks layers; `Flatten`
# makes one row of 784 numbers; `Dense` is a layer of neurons; `compile`
# chooses how to learn; `fit` learns. `relu` and `softmax` come below, in
# number 7 of the weaknesses; `adam` is for chapter 3.
#
# What is learned are numbers: each neuron has one number for each of its
# inputs (a **weight**, وزن), and one of its own (its **bias**, بایاس). That
# makes 784 · 128 + 128 + 128 · 10 + 10 = 101,770.

# %% [markdown]
# Training repeats one thing: show some examples, compare the answers with the
# labels, change the network a little so that it would do better. Each such
# **step** takes 128 pictures; one pass through all of them is an **epoch**
# (دوره). The **loss** (زیان) is how wrong the probabilities are: small is
# good.

# %%
keras.utils.set_random_seed(SEED)
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    "adam",
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
    steps_per_execution=50,  # 50 steps at one go: the same, but quicker
)
seen = by_profile(smoke=5_000, quick=50_000, full=50_000)
epochs = by_profile(smoke=1, quick=4, full=12)
model.fit(
    x_train[:seen],
    y_train[:seen],
    batch_size=128,
    epochs=epochs,
    verbose=0,
    callbacks=[show_progress(epochs)],
)
print(f"{model.count_params():,} numbers were learned")

# %% [markdown]
# ### Is that good?
#
# A score means nothing alone; we need something to compare it with, a
# **baseline**. The laziest program always gives the most frequent answer. A
# better one is a **linear model** (مدل خطی): it counts ink at each point for
# or against each digit, with nothing in between. That is our network without
# the 128 neurons.

# %%
keras.utils.set_random_seed(SEED)
linear = keras.Sequential(
    [
        keras.Input((28, 28)),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]
)
linear.compile(
    "adam", "sparse_categorical_crossentropy", steps_per_execution=50
)
epochs = by_profile(smoke=1, quick=5, full=12)
linear.fit(
    x_train[:seen], y_train[:seen], batch_size=128, epochs=epochs, verbose=0
)
print(f"{linear.count_params():,} numbers were learned")

# %% [markdown]
# **Predict before you run the next cell**: how many of the 10,000 test digits
# will the network read wrongly? And the linear model?


# %%
def answers_of(network, inputs):
    """Return the network's probabilities as an array (inputs, classes)."""
    return keras.ops.convert_to_numpy(network(inputs))


def accuracy_of(network, inputs, labels):
    """Return the share of inputs whose most probable class is right."""
    return np.mean(answers_of(network, inputs).argmax(axis=1) == labels)


probabilities = answers_of(model, x_test)
answers = probabilities.argmax(axis=1)  # the most probable digit
most_frequent = np.bincount(y_train).argmax()
test_accuracy = {
    f"always “{most_frequent}”": np.mean(y_test == most_frequent),
    "linear model": accuracy_of(linear, x_test, y_test),
    "network": np.mean(answers == y_test),
}
table = pd.Series(test_accuracy, name="test accuracy").to_frame()
wrong_share = 1 - table["test accuracy"]
table["mistakes in 10,000"] = (10_000 * wrong_share).round().astype(int)
display(table.round(4))
expect("ch01.first_look.test_accuracy", test_accuracy["network"])
expect("ch01.first_look.linear_test_accuracy", test_accuracy["linear model"])

# %% [markdown]
# **Accuracy** (دقت) is the share of right answers. The network makes less than
# half as many mistakes as the linear model: the 128 neurons are worth
# something. Never stop at the score, though. Which digits does it read
# correctly, and where is it sure, and wrong?

# %%
#| alt: >
#|   Two rows of digits. Above, ten that are read correctly, nearly all above
#|   98 %. Below, the ten mistakes of which the network is surest, all near
#|   99 %, with the label beside the answer.
sureness = probabilities.max(axis=1)
wrong = np.flatnonzero(answers != y_test)
worst = wrong[np.argsort(sureness[wrong])[::-1][:10]]
right = np.flatnonzero(answers == y_test)[:10]
shown = np.concatenate([right, worst])
titles = [
    f"“{answers[i]}”, {sureness[i]:.1%}"
    + (f"\nlabel {y_test[i]}" if answers[i] != y_test[i] else "")
    for i in shown
]
figure = show_digits(x_test[shown], titles)
figure.suptitle("Ten right answers, and the ten mistakes it is surest of")
plt.show()

# %% [markdown]
# The upper row is easy, for us as well. In the lower row some digits would
# puzzle a person, too. Others would not: there the network is nearly certain
# and plainly wrong. Keep that in mind for *Nine weaknesses*, further down.
#
# That was **deep learning** (یادگیری عمیق) at work: examples instead of rules,
# layers of neurons, a lot of data, a lot of computing. The book gives two
# reasons why it has become popular only lately: now there are data, and there
# is hardware to process them. (One **hidden layer**, a layer between input and
# output, is hardly “deep”; the networks of later chapters have more.)
