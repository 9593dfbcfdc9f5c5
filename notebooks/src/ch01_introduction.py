# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chapter 1: what deep learning is
#
# After this notebook you can
#
# - train a network that reads handwritten digits, and look at its mistakes;
# - say what artificial intelligence, machine learning and deep learning are,
#   with a program for each;
# - show what a network learns in its layers, and when it is worth its price;
# - show where networks fail: they forget, they are too sure of themselves,
#   they repeat our prejudices, and they do not explain themselves.
#
# *Half an hour in class, two hours with the exercises; the cells run in about
# a minute on a laptop. The first run downloads 11 MB (the MNIST digits).*

# %% [markdown]
# **How to read it.** This is a tour. You see everything once; the later
# chapters explain it, so you need not understand each line of code yet.
# Exercises (★ easy, ★★★ hard) are functions to complete; run the check below
# one, and it answers at once. Lines such as
# `ch01.… = 0.97 (20 seeds gave 0.96 to 0.98)` compare a result of yours with
# what many runs of this notebook gave; while you play, they may leave the
# range. A *Correction to the book (1.3)* carries the number that it has in our
# list of corrections for chapter 1; it is not a section of the book.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from keras import layers
from skimage import color, transform
from skimage import data as photo_data
from sklearn.datasets import load_diabetes, load_iris, make_moons
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, export_text

from utils.datasets import load_house_prices, load_mnist
from utils.exercises import check
from utils.metrics import expect
from utils.plotting import show_progress

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


# %%
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
# chooses how to learn; `fit` learns. What `relu`, `softmax` and `adam` mean,
# chapter 3 tells.
#
# What is learned are numbers: each neuron has one number for each of its
# inputs, and one of its own. That makes
# 784 · 128 + 128 + 128 · 10 + 10 = 101,770.

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
table["wrong of 10,000"] = (10_000 * wrong_share).round().astype(int)
display(table.round(4))
expect("ch01.first_look.test_accuracy", test_accuracy["network"])
expect("ch01.first_look.linear_test_accuracy", test_accuracy["linear model"])

# %% [markdown]
# **Accuracy** (دقت) is the share of right answers. The network makes less than
# half as many mistakes as the linear model: the 128 neurons are worth
# something. Never stop at the score, though. Which digits does it read
# rightly, and where is it sure, and wrong?

# %%
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
# is hardware to process them. (One hidden layer is hardly “deep”; the networks
# of later chapters have more.)

# %% [markdown] book="1.2"
# ## Three circles: AI, machine learning, deep learning
#
# - **Artificial intelligence**, AI (هوش مصنوعی): a system that imitates
#   intelligent human behaviour, such as solving problems, planning, learning.
#   How it does so is left open.
# - **Machine learning** (یادگیری ماشین): the part of AI where the program
#   improves by **experience** (تجربه). In a computer, experience exists in the
#   form of data. A learning algorithm turns data into a **model** (مدل), which
#   makes **predictions** (پیش‌بینی) about new observations. (The book calls
#   deep learning a way to automate predictive analytics, تحلیل پیش‌گویانه.)
# - **Deep learning**: the part of machine learning where the model is a
#   **neural network** (شبکه عصبی) with several layers.

# %%
figure, axis = plt.subplots(figsize=(8, 4))
circles = [
    (8.0, 4.6, 0.0, "#D9E8F2", "artificial intelligence", "rules, search"),
    (
        5.6,
        3.4,
        -0.45,
        "#8FBFDE",
        "machine learning",
        "trees, neighbours, lines",
    ),
    (3.2, 1.9, -1.0, "#0072B2", "deep learning", "our digit reader"),
]
for wide, high, middle, shade, name, examples in circles:
    ellipse = plt.matplotlib.patches.Ellipse((0, middle), wide, high)
    axis.add_patch(ellipse)
    ellipse.set(facecolor=shade, edgecolor="white")
    ink = "white" if name == "deep learning" else "black"
    top = middle + high / 2
    style = {"ha": "center", "va": "center", "color": ink}
    axis.text(0, top - 0.38, name, fontsize=12, fontweight="bold", **style)
    axis.text(0, top - 0.74, examples, fontsize=10, **style)
axis.set(
    xlim=(-4.2, 4.2),
    ylim=(-2.4, 2.4),
    title="Each circle is a part of the larger one around it",
)
axis.axis("off")
plt.show()

# %% [markdown]
# ### One task, three programs
#
# Is it a 0 or a 1? Here are a program of each kind.
#
# - **AI, but no learning.** A person thinks: a 0 has a hole in the middle, a
#   1 has not. *If there is more than half of full ink in the middle 4 × 4
#   points, say 1, else 0.*
# - **Machine learning.** The same idea, but the program finds the number
#   itself: the limit that is right most often on the training digits.
# - **Deep learning.** Our network. Nobody told it about holes.
#
# **Predict**: how much does each step bring?

# %%
ones_and_zeros = y_train < 2
middle = x_train[:, 12:16, 12:16].mean(axis=(1, 2))[ones_and_zeros]
is_one = y_train[ones_and_zeros] == 1
limits = np.linspace(0, 1, 101)
scores = [np.mean((middle > limit) == is_one) for limit in limits]
learned = limits[np.argmax(scores)]

chosen = y_val < 2
middle = x_val[:, 12:16, 12:16].mean(axis=(1, 2))[chosen]
p = answers_of(model, x_val)[chosen]
network_says_one = p[:, 1] > p[:, 0]
is_one = y_val[chosen] == 1
rule_accuracy = np.mean((middle > 0.5) == is_one)
threshold_accuracy = np.mean((middle > learned) == is_one)
network_accuracy = np.mean(network_says_one == is_one)
print(f"rule of a person, limit 0.50:  {rule_accuracy:.4f}")
print(f"learned from data, limit {learned:.2f}: {threshold_accuracy:.4f}")
print(f"network, everything learned:   {network_accuracy:.4f}")
print(f"always “1”:                    {is_one.mean():.4f}")
print(f"({len(is_one):,} zeros and ones of the validation part)")
expect("ch01.zero_or_one.rule_accuracy", rule_accuracy)
expect("ch01.zero_or_one.threshold_accuracy", threshold_accuracy)

# %% [markdown]
# Here, the more is learned, the better. But note what it costs: the rule has
# one number, which a person can defend; the learned limit is one number as
# well; the network has 101,770, which nobody can explain.

# %% [markdown]
# ### Keeping examples, or keeping a model
#
# Someone asks how wide the petals (گلبرگ) of an iris flower are if they are
# 4 cm long. There are two ways to learn from 90 measured flowers:
#
# - **instance-based** (مبتنی بر نمونه): keep all flowers; look up the most
#   similar one and repeat its answer. This is **1-nearest-neighbour**.
# - **model-based**: draw the line that fits the flowers best; keep the two
#   numbers of the line, and forget the flowers.

# %%
iris = load_iris()
petals = iris.data[:, 2:].astype("float32")  # length and width, in cm
petals_train, petals_new, kinds_train, kinds_new = train_test_split(
    petals,
    iris.target,
    test_size=0.4,
    stratify=iris.target,
    random_state=SEED,
)
petal_length, petal_width = petals_train.T
slope, intercept = np.polyfit(petal_length, petal_width, deg=1)


def line(x):
    return slope * x + intercept


def most_similar(x):
    nearest = np.argmin(np.abs(petal_length - x[:, None]), axis=1)
    return petal_width[nearest]


# %%
figure, axis = plt.subplots(figsize=(7, 3.6))
x = np.linspace(0.5, 10, 400)
axis.plot(
    petal_length, petal_width, "o", color="0.6", ms=4, label="flowers kept"
)
axis.plot(x, most_similar(x), color="C0", label="the most similar flower")
axis.plot(x, line(x), color="C1", label="the line: two numbers")
axis.axvspan(petal_length.max(), 10, color="0.95")
axis.text(8.5, 0.3, "no flower\nwas ever here", ha="center", fontsize=9)
axis.set(
    title="Both learn from the same flowers, and keep different things",
    xlabel="petal length (cm)",
    ylabel="petal width (cm)",
)
axis.legend(loc="upper left")
plt.show()
for name, rule in (("most similar", most_similar), ("line", line)):
    error = np.abs(rule(petals_new[:, 0]) - petals_new[:, 1]).mean()
    print(f"{name:>12}: off by {error:.2f} cm on 60 new flowers (mean)")
middle_error = np.abs(petal_width.mean() - petals_new[:, 1]).mean()
print(f"{'always mean':>12}: off by {middle_error:.2f} cm")
asked = np.array([4.0])
print(f"4 cm long: most similar {most_similar(asked)[0]:.2f} cm wide,", end="")
print(
    f" line {line(4.0):.2f} cm; it meets zero at {-intercept / slope:.2f} cm"
)

# %% [markdown]
# Both do far better than the mean. They differ where no flower was ever seen:
# the neighbour repeats the last answer for ever, the line goes on rising. The
# data cannot tell us which is right. At the other end the line is impossible:
# left of about 0.9 cm it gives a width below zero.
#
# > **Correction to the book (1.1).** The book describes all of machine
# > learning as reasoning from stored examples. That is one family. Most
# > methods of this course, neural networks among them, are model-based: they
# > press the examples into numbers (**parameters**, پارامتر) and do not look
# > them up again.

# %% [markdown]
# ### Exercise 1.1 — the nearest neighbour (★★)
#
# Complete `nearest_neighbour`, for flowers with any number of features (a
# **feature**, ویژگی, is one measured number, such as the petal length). The
# distance of two flowers is the root of the sum of the squared differences,
# $\sqrt{\sum_i (a_i-b_i)^2}$; the nearest flower has the smallest one.


# %% exercise="1.1"
def nearest_neighbour(features, labels, new):
    """Return the label of the row of features that is nearest to new.

    features: array (examples, features); labels: array (examples,);
    new: array (features,).
    """
    ### BEGIN SOLUTION
    distances = np.sqrt(((features - new) ** 2).sum(axis=1))
    return labels[np.argmin(distances)]
    ### END SOLUTION


# %% check="1.1a" points=1
@check(
    "1.1a",
    hint="one distance for each row: sum over axis=1; np.argmin gives the "
    "place of the smallest; return the label at that place",
)
def _():
    examples = np.array([[0.0, 0.0], [3.0, 4.0], [10.0, 0.0]])
    names = np.array([7, 8, 9])
    assert nearest_neighbour(examples, names, np.array([2.0, 2.0])) == 8
    assert nearest_neighbour(examples, names, np.array([1.0, 0.0])) == 7


# %% check="1.1b" points=1
@check("1.1b", hint="square the differences first, then add them up")
def _():
    examples = np.array([[5.0, -5.0], [1.0, 1.0]])
    names = np.array(["far", "near"])
    assert nearest_neighbour(examples, names, np.array([0.0, 0.0])) == "near"
    examples = np.array([[0.0, 5.0], [4.0, 2.0]])
    assert nearest_neighbour(examples, names, np.array([0.0, 0.0])) == "near"
    ### BEGIN HIDDEN TESTS
    examples = np.array([[3.0, 3.0, 3.0], [0.0, 0.0, 4.9]])
    assert nearest_neighbour(examples, names, np.zeros(3)) == "near"
    ### END HIDDEN TESTS


# %% check="1.1c" points=1
@check("1.1c", hint="use the arguments, not the flowers of the cells above")
def _():
    found = [
        nearest_neighbour(petals_train, kinds_train, flower)
        for flower in petals_new
    ]
    assert np.mean(found == kinds_new) > 0.85


# %% [markdown]
# ### Definition: learning by layers
#
# **Deep learning** (the book's definition 1.1) is a set of algorithms that
# learn by way of layers: each layer builds new concepts out of the simpler
# ones of the layer below. The result is a **hierarchy** (سلسله‌مراتب) of
# concepts.
#
# The book's picture of it is a toddler who points at things and says “cat”.
# The parents say yes or no. After many cats and dogs the child has, without
# knowing it, built one level of abstraction (انتزاع) on another: edges and
# colours, then ears and fur, then *cat* (our example of levels). *How does it
# work? Layer by layer* makes such levels visible.

# %% [markdown] book="1.3"
# ## How it came about
#
# People dreamed of learning machines from the first computers on. The simple
# networks of the 1950s and 60s could do little; in the 1980s a method to train
# several layers brought them back; in the 2000s more layers became possible,
# and the name “deep learning” came up. Since 2012 such networks have beaten
# the other methods in one field after another, thanks to graphics processors
# (GPU) and to huge sets of labelled data. (In grey: what the book does not
# name.)

# %%
events = [  # year, side, what the book says, what we add
    (1958, 1, "1950s–60s: perceptron", "Rosenblatt, 1958"),
    (
        1986,
        -1,
        "1980s: several layers,\nbackpropagation",
        "Rumelhart, Hinton, Williams, 1986",
    ),
    (2006, 1, "2000s: more layers", "Hinton, 2006: deep belief nets"),
    (
        2012,
        -1,
        "2012: better than the classical\nmethods; GPUs, big data",
        "AlexNet: images",
    ),
]
figure, axis = plt.subplots(figsize=(11, 3))
axis.axhline(0, color="0.3")
axis.axvspan(2012, 2026, color="0.94")
for year, side, name, extra in events:
    axis.plot([year, year], [0, 0.4 * side], color="0.6", linewidth=1)
    axis.plot(year, 0, "o", color="C1", markersize=9)
    style = {"ha": "center", "va": "center"}
    axis.text(year, 0.8 * side, name, **style)
    axis.text(year, 1.35 * side, extra, color="0.45", fontsize=9, **style)
axis.set(xlim=(1950, 2026), ylim=(-1.7, 1.7), yticks=[], xlabel="year")
axis.spines["left"].set_visible(False)
axis.grid(False)
axis.set_title("A long history, and a sudden change in 2012")
plt.show()

# %% [markdown]
# > **Correction to the book (1.2).** The book says that the *parameters* are
# > propagated back through the network. What goes back is the **error**: how
# > much each number contributed to it (the gradient, گرادیان). The parameters
# > are changed afterwards. That is **back-propagation** (پس‌انتشار); chapter 3
# > shows it.

# %% [markdown] book="1.4"
# ## Five advantages, tested
#
# Machine learning reads data, learns from it, and decides by what it learned.
# The older methods need a **domain expert** (کارشناس دامنه), who says what to
# look at. Deep learning is popular because it promises to do without. The
# book's five advantages, and where we test them:
#
# | advantage | our test |
# |---|---|
# | 1. no feature engineering | hand-made against learned features |
# | 2. use of unstructured data | what a picture is to a computer |
# | 3. high-quality results, never tired | digits that are turned a little |
# | 4. transfer learning | from “which digit?” to “odd or even?” |
# | 5. high accuracy from large data | accuracy against amount of data |
#
# The book adds that connected devices (Internet of Things, اینترنت اشیا) and
# companies of every kind use it more and more.

# %% [markdown]
# ### 1. Features: made by hand, or learned
#
# A **feature** (ویژگی) is one property of an example, written as a number. To
# choose good ones is **feature engineering** (مهندسی ویژگی). Let us try:
# what would you measure in a picture of a digit?


# %%
def hand_made_features(x):
    """Return six numbers for each picture, as a person may choose them."""
    return np.stack(
        [
            x.mean(axis=(1, 2)),  # how much ink
            (x.max(axis=2) > 0.5).sum(axis=1),  # height
            (x.max(axis=1) > 0.5).sum(axis=1),  # width
            x[:, 10:18, 10:18].mean(axis=(1, 2)),  # ink in the middle
            np.abs(x - x[:, :, ::-1]).mean(axis=(1, 2)),  # left ≠ right?
            np.abs(x - x[:, ::-1]).mean(axis=(1, 2)),  # top ≠ bottom?
        ],
        axis=1,
    )


by_hand = make_pipeline(StandardScaler(), LogisticRegression())
by_hand.fit(hand_made_features(x_train[:10_000]), y_train[:10_000])
feature_accuracy = {
    "6 hand-made features": by_hand.score(hand_made_features(x_val), y_val),
    "784 raw points, linear": accuracy_of(linear, x_val, y_val),
    "128 learned features": accuracy_of(model, x_val, y_val),
}
expect(
    "ch01.features.hand_made_accuracy",
    feature_accuracy["6 hand-made features"],
)

# %%
figure, axis = plt.subplots(figsize=(7, 2.4))
names = list(feature_accuracy)[::-1]
bars = axis.barh(names, [feature_accuracy[name] for name in names])
axis.bar_label(bars, fmt="%.3f", padding=3)
axis.axvline(0.1, color="black", linestyle=":")
axis.text(0.11, 2.45, "guessing", fontsize=9, va="bottom")
axis.set(xlim=(0, 1.1), xlabel="validation accuracy")
axis.set_title("Learned features beat ours", pad=18)
axis.grid(axis="y", visible=False)
plt.show()

# %% [markdown]
# Six features of ours are far better than guessing and far worse than the
# network's. All three bars end in the same kind of model, a linear one (for
# our features it is called logistic regression); what differs is what goes
# into it. A good engineer would find better features in a week. The network
# found its own in a few epochs.

# %% [markdown]
# ### Exercise 1.2 — a feature of your own (★★)
#
# Cut each picture into four quarters of 14 × 14 points. Complete
# `ink_in_quarters`: the mean of each quarter, in the order upper left, upper
# right, lower left, lower right. (A 7 has least ink in the lower left, a 6 has
# more below than above.)


# %% exercise="1.2"
def ink_in_quarters(x):
    """Return an array (pictures, 4) for an array (pictures, 28, 28)."""
    ### BEGIN SOLUTION
    quarters = [
        x[:, :14, :14],
        x[:, :14, 14:],
        x[:, 14:, :14],
        x[:, 14:, 14:],
    ]
    return np.stack([q.mean(axis=(1, 2)) for q in quarters], axis=1)
    ### END SOLUTION


# %% check="1.2a" points=1
@check(
    "1.2a",
    hint="axis 0 counts the pictures: take the mean over axes 1 and 2; the "
    "result has one row for each picture and four columns",
)
def _():
    found = np.asarray(ink_in_quarters(np.ones((3, 28, 28))))
    assert found.shape == (3, 4), f"the shape is {found.shape}"
    np.testing.assert_allclose(found, 1.0)


# %% check="1.2b" points=1
@check(
    "1.2b", hint="x[:, rows, columns]: upper rows are :14, left columns :14"
)
def _():
    x = np.zeros((1, 28, 28))
    x[0, :14, :14], x[0, :14, 14:], x[0, 14:, :14] = 0.1, 0.2, 0.3
    np.testing.assert_allclose(ink_in_quarters(x), [[0.1, 0.2, 0.3, 0.0]])


# %% check="1.2c" points=1
@check("1.2c", hint="do the rows of the result belong to the right pictures?")
def _():
    x = np.zeros((2, 28, 28))
    x[1, 20, 20] = 196.0
    np.testing.assert_allclose(
        ink_in_quarters(x), [[0, 0, 0, 0], [0, 0, 0, 1]]
    )
    ### BEGIN HIDDEN TESTS
    found = ink_in_quarters(x_val[:50])
    np.testing.assert_allclose(
        np.mean(found, axis=1), x_val[:50].mean(axis=(1, 2)), rtol=1e-4
    )
    ### END HIDDEN TESTS


# %% [markdown]
# Done? Do your four features help? Copy this into a new cell:
#
# ```python
# def both(x):
#     return np.hstack([hand_made_features(x), ink_in_quarters(x)])
#
# ten = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
# ten.fit(both(x_train[:10_000]), y_train[:10_000])
# print("6 features: ", by_hand.score(hand_made_features(x_val), y_val))
# print("10 features:", ten.score(both(x_val), y_val))
# ```
#
# Then invent an eleventh.

# %% [markdown]
# ### 2. Unstructured data
#
# A table of houses has columns with names: that is **structured**. Pictures,
# sound and text have none: they are **unstructured** (بدون ساختار). Most of
# what an organisation stores is like that. To a computer a picture is this:

# %%
part = images[0][5:15, 11:23]
figure, axis = plt.subplots(figsize=(6.4, 4.4))
axis.imshow(part, cmap="gray_r", vmin=0, vmax=400)
for (row, column), value in np.ndenumerate(part):
    axis.text(column, row, value, ha="center", va="center", fontsize=9)
axis.set(title=f"A piece of the first picture, a {labels[0]}: only numbers")
axis.axis("off")
plt.show()

# %% [markdown]
# No number of these has a meaning alone, and no column has a name. The layers
# of a network can take them as they are. (The book's own example, to predict
# the price of a company's stock from news and social media, is a hope: prices
# often contain already what is publicly known.)

# %% [markdown]
# ### 3. Quality that never declines?
#
# People get hungry and tired; a network does the ten-thousandth digit with
# the same care as the first. But its quality holds only for data like those
# it learned from. **Predict**: what happens to its accuracy if the digits are
# turned by 15°, 45°, 90°?


# %%
def turned(pictures, degrees):
    """Turn pictures: an array (pictures, height, width)."""
    last = np.moveaxis(pictures, 0, -1)  # rotate wants the pictures last
    return np.moveaxis(transform.rotate(last, degrees), -1, 0)


angles = np.arange(0, 91, 15)
turned_accuracy = [
    accuracy_of(model, turned(x_val[:2000], angle), y_val[:2000])
    for angle in angles
]

# %%
figure, axis = plt.subplots(figsize=(7, 3.6))
axis.plot(angles, turned_accuracy, "o-")
for angle, accuracy in zip(angles, turned_accuracy, strict=True):
    inset = axis.inset_axes(
        (angle - 5, accuracy + 0.05, 10, 0.2), transform=axis.transData
    )
    picture = turned(x_val[:1], angle)[0]
    inset.imshow(np.ma.masked_less(picture, 0.1), cmap="gray_r")
    inset.axis("off")
axis.axhline(0.1, color="black", linestyle=":", label="guessing")
axis.set(
    title="The same digits, turned: quality declines",
    xlabel="turned by (degrees)",
    ylabel="accuracy",
    xticks=angles,
    ylim=(0, 1.3),
    yticks=np.arange(0, 1.1, 0.2),
)
axis.legend(loc="lower left")
plt.show()
expect("ch01.turned.accuracy_45_degrees", turned_accuracy[3])

# %% [markdown]
# > **Correction to the book (1.3).** The book says that networks make no
# > mistakes, and that their quality never declines if the training data were
# > right. Neither holds. Ours made mistakes from the start, and it fails on
# > digits that any child reads. In use, the world changes little by little
# > (a new form, a new camera, other people): the data **drift**, and quality
# > declines until somebody looks. The book itself says so in its *weaknesses*.

# %% [markdown]
# ### 4. Transfer learning (یادگیری انتقالی)
#
# Now somebody asks another question about the digits: **odd or even?** We
# have only 100 labelled pictures for it. Three ways:
#
# - **from scratch**: a new network, which sees 100 pictures in its life;
# - **frozen**: keep the 128 neurons of our digit reader as they are, and train
#   only a new last neuron on top;
# - **fine-tuned**: start from there, and then change everything a little.
#
# The 100 pictures are new to the digit reader, too. A `sigmoid` neuron gives
# one number between 0 and 1, here the probability of *odd*;
# `binary_crossentropy` is the loss for such a number.
#
# The **learning rate** (نرخ یادگیری) is the size of the changes in one step.
# From scratch we try two rates, so that nobody can say that it had no chance.

# %%
few_x, few_y = x_val[:100], y_val[:100] % 2
far_x, far_y = x_val[100:], y_val[100:] % 2


def question_network(body):
    """Put one new neuron, for “odd?”, on top of a layer of 128 neurons."""
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            body,
            layers.Dense(1, "sigmoid"),
        ]
    )


def train_on_few(network, learning_rate, epochs):
    network.compile(
        keras.optimizers.Adam(learning_rate),
        "binary_crossentropy",
        steps_per_execution=10,
    )
    network.fit(few_x, few_y, batch_size=10, epochs=epochs, verbose=0)
    return np.mean((answers_of(network, far_x)[:, 0] > 0.5) == far_y)


# %%
epochs = by_profile(smoke=2, quick=20, full=40)
transfer = {"always “odd”": far_y.mean()}
for rate in (0.001, 0.01):
    keras.utils.set_random_seed(SEED)
    transfer[f"from scratch, rate {rate}"] = train_on_few(
        question_network(layers.Dense(128, activation="relu")), rate, epochs
    )
body = layers.Dense(128, activation="relu", trainable=False)
network = question_network(body)
body.set_weights(model.layers[1].get_weights())  # what the reader learned
transfer["frozen, rate 0.01"] = train_on_few(network, 0.01, epochs)
still_there = np.array_equal(
    body.get_weights()[0], model.layers[1].get_weights()[0]
)
assert still_there, "frozen weights do not move"
body.trainable = True
transfer["fine-tuned, rate 0.0001"] = train_on_few(network, 0.0001, epochs)
display(
    pd.Series(transfer, name="accuracy on other digits").round(3).to_frame()
)
scratch = max(value for key, value in transfer.items() if "scratch" in key)
gain = transfer["frozen, rate 0.01"] - scratch
expect("ch01.transfer.gain", gain)

# %% [markdown]
# What the reader had learned for one question helps with the other: with 100
# labels, the borrowed neurons beat those learned from scratch at either rate.
#
# > **Correction to the book (1.4).** The book describes transfer learning as
# > “pretrained models with fixed weights”. Transfer is the **reuse**: what was
# > learned on one task serves another. The weights may stay frozen, or be
# > fine-tuned, as in the last row.

# %% [markdown]
# ### 5. Accuracy grows with the data
#
# We train the linear model and the network on more and more digits.
# **Predict**: at which size does the network become better?


# %%
def accuracy_with(size, hidden):
    """Train on the first digits only; return the validation accuracy."""
    keras.utils.set_random_seed(SEED)
    network = keras.Sequential([keras.Input((28, 28)), layers.Flatten()])
    if hidden:
        network.add(layers.Dense(hidden, activation="relu"))
    network.add(layers.Dense(10, activation="softmax"))
    network.compile(
        "adam", "sparse_categorical_crossentropy", steps_per_execution=5
    )
    epochs = {100: 20, 1000: 6, 10_000: 3}[size]  # until it gets no better
    epochs = by_profile(smoke=2, quick=epochs, full=2 * epochs)
    network.fit(
        x_train[:size], y_train[:size], batch_size=20, epochs=epochs, verbose=0
    )
    return accuracy_of(network, x_val, y_val)


# %%
sizes = by_profile(
    smoke=[100, 1000], quick=[100, 1000, 10_000], full=[100, 1000, 10_000]
)
by_size = pd.DataFrame(
    {
        "linear model": [accuracy_with(size, 0) for size in sizes],
        "network": [accuracy_with(size, 128) for size in sizes],
    },
    index=sizes,
)
by_size.loc[50_000] = [  # these two are trained already
    feature_accuracy["784 raw points, linear"],
    feature_accuracy["128 learned features"],
]

# %%
figure, axis = plt.subplots(figsize=(6.5, 3.6))
for name, marker in (("linear model", "s-"), ("network", "o-")):
    axis.plot(by_size.index, by_size[name], marker, label=name)
axis.set(
    xscale="log",
    title="The network needs data, and makes use of them",
    xlabel="training digits",
    ylabel="validation accuracy",
)
axis.set_xticks(by_size.index, [f"{size:,}" for size in by_size.index])
axis.minorticks_off()
axis.legend()
plt.show()
lead = by_size["network"] - by_size["linear model"]
expect("ch01.data.network_lead_few", lead.iloc[0])
expect("ch01.data.network_lead_many", lead.iloc[-1])

# %% [markdown]
# With 100 digits the two are close together: the network has little to build
# its features from. With more digits it becomes better. The linear model slows
# down; it has said nearly all that a weighted sum of points can say.

# %% [markdown]
# ### The caveat: small data
#
# The book warns that simple linear models may be **more** accurate on small
# data. We try 442 patients with diabetes (data of Efron and others, 2004).
# From ten measurements (age, blood pressure, …) we predict how far the disease
# has advanced a year later, a score from 25 to 346. Half of the patients are
# for training. The network has two layers of 64 neurons.

# %%
patients = load_diabetes()
scores = patients.target.astype("float32")
known_x, new_x, known_y, new_y = train_test_split(
    patients.data, scores, test_size=0.5, random_state=SEED
)
scaler = StandardScaler().fit(known_x)  # every measurement counts alike
known_x, new_x = scaler.transform(known_x), scaler.transform(new_x)
centre, spread = known_y.mean(), known_y.std()


def typical_error(predicted):
    """Return the root of the mean squared error, in points of the score."""
    return float(np.sqrt(np.mean((predicted - new_y) ** 2)))


linear_fit = LinearRegression().fit(known_x, known_y)


# %%
class Watch(keras.callbacks.Callback):
    """Note the error on the new patients after each epoch."""

    def __init__(self):
        super().__init__()
        self.errors = []

    def on_epoch_end(self, epoch, logs=None):
        predicted = centre + spread * answers_of(self.model, new_x)[:, 0]
        self.errors.append(typical_error(predicted))


# %%
keras.utils.set_random_seed(SEED)
patient_network = keras.Sequential(
    [
        keras.Input((10,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(1),
    ]
)
patient_network.compile(
    keras.optimizers.Adam(0.005), "mse", steps_per_execution=5
)
watch = Watch()
patient_network.fit(
    known_x,
    (known_y - centre) / spread,
    batch_size=45,
    epochs=by_profile(smoke=3, quick=60, full=100),
    verbose=0,
    callbacks=[watch],
)
line_error = typical_error(linear_fit.predict(new_x))

# %%
figure, axis = plt.subplots(figsize=(8.5, 3.4))
trained = len(watch.errors)  # epochs
axis.plot(np.arange(1, trained + 1), watch.errors, label="network")
axis.axhline(line_error, color="C1", label="linear model: 11 numbers")
mean_error = typical_error(centre)
axis.axhline(mean_error, color="0.5", linestyle=":", label="always the mean")
axis.set(
    title="221 patients: trained for too long, the network loses",
    xlim=(0, trained + 1),
    xlabel="epoch",
    ylabel="typical error (points)",
)
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
expect("ch01.small_data.network_to_linear", watch.errors[-1] / line_error)

# %% [markdown]
# At the end of the training the linear model, with 11 numbers, beats the
# network with its 4,929. The network learns the 221 patients by heart (حفظ
# کردن). But look at its early epochs: for a while it was about as good as the
# line (with some seeds a little better). That is the other opinion in the
# book: *properly trained* (here: stopped in time), a network can do well on
# small data. It needs care: to stop at the right epoch without looking at the
# new patients takes validation data. And there is little to win.

# %% [markdown] book="1.5"
# ## How does it work? Layer by layer
#
# A network repeats one step: show examples, change the numbers a little. What
# comes out of it is a chain of layers, each of which turns the output of the
# last one into something more useful: a new **representation** (بازنمایی).
#
# The book's example is a voice assistant (دستیار صوتی), such as Siri:


# %%
def draw_chain(axis, steps, shades):
    """Draw boxes with arrows between them, from left to right."""
    for place, (step, shade) in enumerate(zip(steps, shades, strict=True)):
        axis.text(
            2 * place,
            0,
            step,
            ha="center",
            va="center",
            bbox={
                "boxstyle": "round,pad=0.7",
                "facecolor": shade,
                "edgecolor": "0.4",
            },
        )
        if place:
            axis.annotate(
                "",
                (2 * place - 0.62, 0),
                (2 * place - 1.38, 0),
                arrowprops={"arrowstyle": "->", "color": "0.3"},
            )
    axis.set(xlim=(-1, 2 * len(steps) - 1), ylim=(-1, 1))
    axis.axis("off")


# %%
figure, axis = plt.subplots(figsize=(11, 1.7))
steps = ["sound", "single\nsounds", "words", "commands", "dialogue", "action"]
shades = ["white", "#D9E8F2", "#B5D5EA", "#8FBFDE", "#5CA3CF", "white"]
draw_chain(axis, steps, shades)
axis.set_title("Each layer builds on what the layer below has found")
plt.show()

# %% [markdown]
# ### Seen on two moons
#
# That was a story; here is a measurement. We draw 600 points in the shape of
# two half-moons (made by a formula, so that we can see everything in two
# dimensions). **No straight line can separate them.** A small network can: 2
# inputs, 16 neurons, 2 neurons, one output. (`tanh` presses each sum into the
# range from −1 to 1.) Two neurons are two numbers, so we can draw what the
# network has made of each point.

# %%
points, moon = make_moons(600, noise=0.12, random_state=SEED)
points = points.astype("float32")
keras.utils.set_random_seed(SEED)
hidden = keras.Sequential(
    [
        keras.Input((2,)),
        layers.Dense(16, activation="tanh"),
        layers.Dense(2, activation="tanh"),
    ]
)
moon_network = keras.Sequential(
    [hidden, layers.Dense(1, activation="sigmoid")]
)
moon_network.compile(
    keras.optimizers.Adam(0.03), "binary_crossentropy", steps_per_execution=20
)
epochs = by_profile(smoke=3, quick=40, full=100)
moon_network.fit(
    points[:400], moon[:400], batch_size=20, epochs=epochs, verbose=0
)
moon_answers = answers_of(moon_network, points[400:])[:, 0] > 0.5
print(f"right on 200 other points: {np.mean(moon_answers == moon[400:]):.3f}")


# %%
def line_accuracy(x):
    """Fit a straight line on 400 points; return its accuracy on the rest."""
    return (
        LogisticRegression(C=100)
        .fit(x[:400], moon[:400])
        .score(x[400:], moon[400:])
    )


def draw_separation(axis, x, title):
    """Draw the points and the straight line that separates them best."""
    fitted = LogisticRegression(C=100).fit(x[:400], moon[:400])
    for value, marker in ((0, "o"), (1, "^")):
        axis.plot(*x[moon == value].T, marker, markersize=4, alpha=0.6)
    low, high = x.min(axis=0) - 0.1, x.max(axis=0) + 0.1
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 200).T), axis=-1)
    side = fitted.decision_function(grid.reshape(-1, 2)).reshape(200, 200)
    axis.contour(grid[..., 0], grid[..., 1], side, levels=[0], colors="black")
    axis.set_title(f"{title}:\na line is right for {line_accuracy(x):.1%}")


# %%
bent = answers_of(hidden, points)
figure, axes = plt.subplots(1, 2, figsize=(10, 4))
draw_separation(axes[0], points, "What goes in")
axes[0].set(xlabel="first input", ylabel="second input")
draw_separation(axes[1], bent, "What the last hidden layer makes of it")
axes[1].set(xlabel="first neuron", ylabel="second neuron")
plt.show()
expect("ch01.moons.line_accuracy_input", line_accuracy(points))
expect("ch01.moons.line_accuracy_hidden", line_accuracy(bent))
expect(
    "ch01.moons.bending_helps",
    line_accuracy(bent) > line_accuracy(points) + 0.03,
)

# %% [markdown]
# The accuracies are on 200 points that neither the network nor the line was
# fitted to. The network has bent the plane until a line is enough. Nobody told
# it how: the last layer can only draw lines, so training pushed the layers
# below to make one possible. That is what *learned representation* means.

# %% [markdown]
# ### What the first layer of the digit reader looks for
#
# Each of its 128 neurons has 784 weights, one for each point of the picture:
# a picture again. Red: ink here excites the neuron; blue: ink here calms it.

# %%
weights = model.layers[1].get_weights()[0]  # 784 rows, 128 neurons
figure, axes = plt.subplots(2, 8, figsize=(10, 2.9))
for axis, weight in zip(axes.flat, weights.T, strict=False):
    limit = np.abs(weight).max()
    axis.imshow(weight.reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
    axis.axis("off")
figure.suptitle("16 of the 128 neurons (each on its own colour scale)")
plt.show()

# %% [markdown]
# Most of them are no digits but pieces: a stroke here, an edge there, no ink
# in this place. The layer above adds up pieces to digits. (A neuron that looks
# like pure noise has hardly learned anything: noise is how all of them began.
# In the corners there is hardly ever ink, so most weights there never
# changed.) In networks for photographs, as in chapter 4, the levels are
# clearer still: edges, then textures, then eyes and wheels.

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
# worse: it is wrong nearly always. It never learned about *strokes*. It
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
# The curve in *Accuracy grows with the data* showed the hunger. Quality counts
# as much as quantity, as the next section shows.
#
# > **Correction to the book (1.6).** Data without labels are not useless. In
# > **self-supervised** learning (یادگیری خودنظارتی) the data make their own
# > labels, for instance “which word comes next?”; large language models learn
# > mostly so. Semi-supervised methods add a few labels to many unlabelled
# > examples. The book itself mentions self-supervised learning later on.

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

# %% [markdown]
# *Found* is the share of the houses above the median that the model calls so.
# The second model repeats the prejudice: it misses far more of the good houses
# without a fireplace. And its teacher praises it: measured by his own labels
# it looks as good as the fair one, or better. Without the column it treats
# both groups more alike, but it pays: now it misses good houses *with* a
# fireplace, too. And often other columns reveal the group. Think of loans, or
# of job applications, instead of houses.

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

# %% tags=["gallery"]
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

# %% [markdown]
# ### 7. Sure of itself where it knows nothing (figure 2-1)
#
# Networks are trained on the **closed-world assumption** (فرض جهان بسته): what
# will come is like the training data. We train one to tell three kinds of iris
# from the length and the width of the petals, which are 1 to 7 cm long. (ReLU:
# a neuron gives 0 for a negative sum, else the sum itself.) Then we ask it
# about petals of a metre. An input unlike all training data is called **out of
# distribution** (خارج از توزیع). A careful person would say “I have never seen
# such a thing”.
#
# **Predict**: how sure will the network be?

# %%
keras.utils.set_random_seed(SEED)
flower_network = keras.Sequential(
    [
        keras.Input((2,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(32, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ]
)
flower_network.compile(
    keras.optimizers.Adam(0.01),
    "sparse_categorical_crossentropy",
    steps_per_execution=9,
)
epochs = by_profile(smoke=3, quick=40, full=200)
flower_network.fit(
    petals_train, kinds_train, batch_size=10, epochs=epochs, verbose=0
)
flower_accuracy = accuracy_of(flower_network, petals_new, kinds_new)
print(f"accuracy on 60 new flowers: {flower_accuracy:.3f}")


# %%
def draw_confidence(axis, low, high):
    """Colour the plane by the highest probability of the network."""
    grid = np.stack(np.meshgrid(*2 * [np.linspace(low, high, 240)]), axis=-1)
    flat = grid.reshape(-1, 2).astype("float32")
    confidence = answers_of(flower_network, flat).max(axis=1)
    shown = axis.pcolormesh(
        grid[..., 0], grid[..., 1], confidence.reshape(240, 240),
        vmin=1 / 3, vmax=1, rasterized=True,
    )  # fmt: skip
    for kind, marker in enumerate("os^"):
        axis.plot(
            *petals_train[kinds_train == kind].T,
            marker,
            color="white",
            markeredgecolor="black",
            markersize=4,
            label=iris.target_names[kind],
        )
    axis.set(xlabel="petal length (cm)", ylabel="petal width (cm)")
    axis.grid(False)
    return shown


# %%
figure, axes = plt.subplots(1, 2, figsize=(10.5, 4.2))
draw_confidence(axes[0], -1, 8)
axes[0].set_title("Near the flowers: doubt where kinds meet")
axes[0].legend(loc="upper right", frameon=True)
shown = draw_confidence(axes[1], -100, 100)
axes[1].set_title("Far away: sure almost everywhere")
figure.colorbar(shown, ax=axes, label="confidence")
plt.show()

# %%
around = np.linspace(0, 2 * np.pi, 360, endpoint=False)
circle = np.stack([np.cos(around), np.sin(around)], axis=1)
far_away = petals_train.mean(axis=0) + 100 * circle.astype("float32")
near = answers_of(flower_network, petals_new).max(axis=1).mean()
far = answers_of(flower_network, far_away).max(axis=1).mean()
expect("ch01.overconfidence.near", near)
expect("ch01.overconfidence.far", far)
expect("ch01.overconfidence.far_minus_near", far - near)

# %% [markdown]
# **Confidence** (اطمینان) is the highest of the probabilities. It does not
# fall: a metre away from all flowers it is, in the mean, as high as in their
# midst or higher. (Many of these inputs are not even possible: a length below
# zero. The network does not know that.) Why?

# %% [markdown]
# ### What softmax forces, and what it does not
#
# The last layer computes a number $z_k$ for each class, the **logit**, and
# softmax turns them into probabilities:
#
# $$p_k=\frac{e^{z_k}}{\sum_j e^{z_j}}.$$
#
# They always add up to 1. Does that force a high confidence?

# %%
table = {}
for z in ([0, 0, 0], [1, 2, 3], [10, 20, 30]):
    powers = np.exp(np.array(z, float))
    p = powers / powers.sum()
    table[str(z)] = {
        "softmax": p.round(3),
        "sum": p.sum(),
        "confidence": p.max().round(3),
    }
pd.DataFrame(table).T.rename_axis("logits")

# %% [markdown]
# > **Correction to the book (1.5).** The book explains overconfidence by the
# > sum: the outputs must add up to 1, so an unknown input still gets
# > probability for the nearest class. But a third for each class adds up to 1
# > as well, and that is no confidence at all. What counts is how far the
# > **logits** lie apart. With sigmoid outputs (each between 0 and 1 for
# > itself) the sum is not even 1.

# %%
below = keras.Sequential([keras.Input((2,)), *flower_network.layers[:-1]])
weights, biases = flower_network.layers[-1].get_weights()
# (a bias here is a number that is added to each logit)
distance = np.linspace(0, 20, 201)
direction = np.array([0.95, 0.3], "float32")  # longer and wider petals
walk = petals_train.mean(axis=0) + distance[:, None] * direction
walk = walk.astype("float32")
logits = answers_of(below, walk) @ weights + biases

figure, axes = plt.subplots(1, 2, figsize=(10, 3.4))
axes[0].plot(distance, logits, label=iris.target_names)
axes[0].set(title="The logits go on in straight lines", ylabel="logit")
axes[1].plot(
    distance, answers_of(flower_network, walk), label=iris.target_names
)
axes[1].set(title="… so one probability goes to 1", ylabel="probability")
for axis in axes:
    axis.set_xlabel("distance from the mean flower (cm)")
axes[1].legend(loc="center right")
plt.show()

# %% [markdown]
# Far from the data each *logit* is a straight line along any straight path
# (ReLU neurons are made of straight pieces). Two straight lines nearly always
# drift apart, the largest logit runs away from the others, and softmax makes a
# certainty of it. Training adds to it: it rewards ever larger *differences*
# between the logits on the examples.

# %% [markdown]
# ### Exercise 1.4 — softmax (★★)
#
# Complete `softmax` by the formula. One trap: $e^{1000}$ is too large for a
# computer. Take the largest logit of a row away from all logits of that row
# first. (Why does that not change the result?)


# %% exercise="1.4"
def softmax(logits):
    """Return the probabilities; both arrays have shape (rows, classes)."""
    ### BEGIN SOLUTION
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="1.4a" points=1
@check(
    "1.4a",
    hint="add up along each row: sum(axis=1, keepdims=True) keeps the shape "
    "so that you can divide by it",
)
def _():
    p = softmax(np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, np.log(3)]]))
    np.testing.assert_allclose(p, [[0.25] * 4, [1 / 6, 1 / 6, 1 / 6, 0.5]])


# %% check="1.4b" points=1
@check("1.4b", hint="take the largest logit of each row away before np.exp")
def _():
    with np.errstate(all="ignore"):
        p = softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]]))
    np.testing.assert_allclose(p, [[0.5, 0.5], [0.0, 1.0]], atol=1e-12)


# %% check="1.4c" points=1
@check("1.4c", hint="each row has its own maximum and its own sum")
def _():
    logits = np.array([[1.0, 2.0], [-800.0, -801.0]])
    with np.errstate(all="ignore"):
        p = softmax(logits)
    np.testing.assert_allclose(p[0], p[1][::-1])
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(p.sum(axis=1), 1.0)
    np.testing.assert_allclose(p[0, 1] / p[0, 0], np.e)
    ### END HIDDEN TESTS


# %% [markdown]
# ### The digit reader looks at photographs
#
# It knows ten answers, and “this is no digit” is not among them. Here are six
# photographs, made small and grey.


# %%
def as_digit(photograph):
    """Return the middle square in grey, 28 × 28 points from 0 to 1."""
    grey = photograph / 255
    if photograph.ndim == 3:
        grey = color.rgb2gray(photograph)
    side = min(grey.shape)
    top, left = (np.array(grey.shape) - side) // 2
    square = grey[top : top + side, left : left + side]
    small = transform.resize(square, (28, 28), anti_aliasing=True)
    return small.astype("float32")


names = ["chelsea", "astronaut", "coffee", "camera", "coins", "rocket"]
photographs = np.stack(
    [as_digit(getattr(photo_data, name)()) for name in names]
)
found = answers_of(model, photographs)
titles = [f"“{p.argmax()}”, {p.max():.0%}" for p in found]
figure = show_digits(photographs, titles, columns=6)
figure.suptitle("A cat, an astronaut, … read as digits")
plt.show()
expect("ch01.overconfidence.photographs", found.max(axis=1).mean())

# %% [markdown]
# For a shop that recommends books this is harmless. In a hospital, or in a car
# that drives itself, it is dangerous. Such a system must notice when an input
# is unlike its training data, and hand over to a person: **out-of-distribution
# detection** (تشخیص خارج از توزیع). The book's example: the self-driving car
# warns, and gives the wheel to the human.

# %% [markdown]
# ### Exercise 1.5 — answer, or hand over (★)
#
# The simplest detector: no answer below a threshold of confidence. Complete
# `answer_or_hand_over`: the most probable class of each row, or −1 where the
# highest probability is **below** the threshold.


# %% exercise="1.5"
def answer_or_hand_over(probabilities, threshold):
    """Return an array of classes, one a row; −1 means: ask a person."""
    ### BEGIN SOLUTION
    sure = probabilities.max(axis=1) >= threshold
    return np.where(sure, probabilities.argmax(axis=1), -1)
    ### END SOLUTION


# %% check="1.5a" points=1
@check("1.5a", hint="max and argmax along axis=1; np.where(sure, class, -1)")
def _():
    p = np.array([[0.1, 0.9], [0.6, 0.4], [0.75, 0.25]])
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.7), [1, -1, 0])


# %% check="1.5b" points=1
@check("1.5b", hint="exactly the threshold is still an answer; use threshold")
def _():
    p = np.array([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]])
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.5), [0, 2])
    ### BEGIN HIDDEN TESTS
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.51), [-1, -1])
    np.testing.assert_array_equal(answer_or_hand_over(p, 0.1), [0, 2])
    ### END HIDDEN TESTS


# %% [markdown]
# Does it help? The confidence of the digit reader on digits that it reads
# rightly, on those that it reads wrongly, and on digits in white on black,
# which it never learned:

# %%
p = answers_of(model, x_val)
correct = p.argmax(axis=1) == y_val
groups = {
    "digits, read rightly": p[correct].max(axis=1),
    "digits, read wrongly": p[~correct].max(axis=1),
    "white on black": answers_of(model, negatives).max(axis=1),
}
figure, axis = plt.subplots(figsize=(7, 3.4))
for (name, values), style in zip(
    groups.items(), ("-", "--", ":"), strict=True
):
    handed_over = [np.mean(values < t) for t in np.linspace(0, 1, 101)]
    axis.plot(np.linspace(0, 1, 101), handed_over, style, label=name)
axis.set(
    title="A threshold catches many mistakes, and misses many",
    xlabel="threshold",
    ylabel="share handed over",
)
axis.legend(loc="upper left")
plt.show()
share = {name: np.mean(values < 0.9) for name, values in groups.items()}
pd.Series(share, name="handed over at 0.9").round(3).to_frame()

# %% [markdown]
# A threshold of 0.9 hands over most of the mistakes and few of the right
# answers: well worth it. But many of the white-on-black digits, which the
# network nearly all reads wrongly, still pass as certain (how many differs
# much from seed to seed). Confidence alone does not tell “unlike my data”.
# Better detectors are a field of research.

# %% [markdown]
# ### 8. The black box
#
# The weakness that people name first. A **decision tree** (درخت تصمیم) for the
# same flowers is **rule-based** (if/else) and so **interpretable**
# (تفسیرپذیر): each answer can be followed from rule to rule. A network is
# **opaque** (عدم شفافیت).

# %%
tree = DecisionTreeClassifier(max_depth=2, random_state=SEED)
tree.fit(petals_train, kinds_train)
print("The tree, in full:\n")
print(export_text(tree, feature_names=["length", "width"], decimals=1))
print("(class 0: setosa, 1: versicolor, 2: virginica)\n")
first = flower_network.layers[0].get_weights()[0]
print(f"The network: {flower_network.count_params():,} numbers, beginning")
print(first[:, :6].round(2))
tree_accuracy = tree.score(petals_new, kinds_new)
print(f"\ntree {tree_accuracy:.3f}, network {flower_accuracy:.3f}", end=" ")
print(f"of 60 new flowers right; guessing {1 / 3:.3f}")
expect("ch01.black_box.tree_accuracy", tree_accuracy)

# %% [markdown]
# On a task as small as this the tree makes a few more mistakes at most. On
# pictures it would make many more. Who must answer for a decision (a judge, a
# doctor, the head of a company who spends millions) needs to know why; who
# sorts holiday photographs need not. Gary Marcus, whom the book quotes: this
# is not solved.
#
# One can at least **ask** a black box: change the input, and see what happens.

# %% [markdown]
# ### Exercise 1.6 — what did it look at? (★★★)
#
# Cover one small square of a picture with paper (zeros). How much does the
# confidence fall? Complete `occlusion_map`: cut the picture into squares of
# `size` × `size` points, and note for each one
# `confidence(picture) − confidence(picture with that square covered)`.
# `confidence` is a function that takes a picture and returns a number.


# %% exercise="1.6"
def occlusion_map(confidence, picture, size=4):
    """Return an array with one number for each square of the picture.

    picture: array (height, width), both multiples of size.
    """
    ### BEGIN SOLUTION
    whole = confidence(picture)
    height, width = np.array(picture.shape) // size
    fall = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            covered = picture.copy()
            rows = slice(row * size, (row + 1) * size)
            covered[rows, column * size : (column + 1) * size] = 0
            fall[row, column] = whole - confidence(covered)
    return fall
    ### END SOLUTION


# %% check="1.6a" points=1
@check(
    "1.6a",
    hint="there are (height // size) × (width // size) squares; each number "
    "is the whole picture's confidence minus the covered one's; cover a copy",
)
def _():
    found = occlusion_map(lambda x: float(x.sum()), np.ones((28, 28)))
    assert found.shape == (7, 7), f"the shape is {found.shape}"
    np.testing.assert_allclose(found, 16.0)


# %% check="1.6b" points=1
@check(
    "1.6b",
    hint="cover a COPY each time: picture.copy(); else the squares that you "
    "covered before stay covered, and your picture is lost",
)
def _():
    picture = np.arange(1.0, 17.0).reshape(4, 4)
    found = occlusion_map(lambda x: x[0, 0] * x[3, 3], picture, size=2)
    np.testing.assert_allclose(found, [[16, 0], [0, 16]])
    assert picture.min() == 1, "the picture itself was changed"


# %% check="1.6c" points=1
@check(
    "1.6c", hint="rows and columns in their order; pictures need not be square"
)
def _():
    found = occlusion_map(lambda x: x[1, 4], np.ones((2, 6)), size=2)
    np.testing.assert_allclose(found, [[0, 0, 1]])
    ### BEGIN HIDDEN TESTS
    picture = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    found = occlusion_map(lambda x: 2 * x.sum(), picture, size=1)
    np.testing.assert_allclose(found, 2 * picture)
    ### END HIDDEN TESTS


# %% [markdown]
# Done? Then ask the digit reader what it looked at. Copy this into a new cell:
#
# ```python
# number = 0
# digit = y_val[number]
# def confidence(x):
#     return answers_of(model, x[None])[0, digit]
# plt.imshow(occlusion_map(confidence, x_val[number]), cmap="viridis")
# plt.colorbar(label="fall of the confidence")
# plt.show()
# ```
#
# Try pictures that it reads wrongly, too. These are the numbers of five:
#
# ```python
# np.flatnonzero(answers_of(model, x_val).argmax(axis=1) != y_val)[:5]
# ```

# %% [markdown]
# ### 9. Not alone
#
# The book closes with Andrew Ng: deep learning is a great way to build a
# society on AI, and the right way to overcome its shortcomings is to combine
# it with other technologies.

# %% [markdown] book="1.7"
# ## The future of deep learning
#
# Deep learning is at present the most effective AI for many tasks. Some think
# that it will solve everything; but the techniques of today give no general AI
# and are far from human abilities. Opinions differ, and the book was written
# before the large language models.
#
# Gary Marcus finds deep learning hungry for data, brittle and poor at
# generalising; he asks for reasoning, **prior knowledge** (دانش قبلی),
# self-supervised learning, **capsule networks** (شبکه کپسولی: groups of
# neurons that also note how a thing lies in the picture), and for a **hybrid
# approach** (رویکرد ترکیبی) in four steps. Yann LeCun, too, says that no
# technique at hand builds such representations of the world as animals and
# people have, but he expects progress from learning without labels.

# %%
figure, axis = plt.subplots(figsize=(11, 1.6))
steps = [
    "1. connect with\nclassical AI",
    "2. rich knowledge,\non a large scale",
    "3. tools for\nabstract reasoning",
    "4. form and use\ncognitive models",
]
draw_chain(axis, steps, ["#D9E8F2", "#B5D5EA", "#8FBFDE", "#5CA3CF"])
axis.set_title("Marcus's four steps to a hybrid AI")
plt.show()

# %% [markdown]
# > **Correction to the book (1.9).** The book calls Marcus one of the pioneers
# > of deep learning, with three exclamation marks. He is a cognitive
# > scientist, and a well-known **critic** of deep learning on its own.
#
# > **Correction to the book (1.11).** LeCun spoke of *unsupervised* learning
# > (بدون نظارت); for what he means he now says **self-supervised**.

# %% [markdown] book="1.7.1"
# ### Symbolic reasoning
#
# **Symbolic reasoning** (استدلال نمادین) works with facts and rules instead of
# learned numbers. Marcus's example: a cup holds pencils; make a hole in its
# bottom, and the pencils may fall out. No picture of it was ever needed: facts
# in a **knowledge base** (پایگاه دانش), drawn as a **knowledge graph** (گراف
# دانش), and a rule are enough.

# %%
facts = {
    ("cup", "contains", "pencils"),
    ("cup", "has", "bottom"),
    ("bottom", "has", "hole"),
}


def infer(facts):
    """If X contains Y, and X has a Z that has a hole, Y may fall out."""
    return {
        (y, "may fall out of", x)
        for x, contains, y in facts
        for x2, has, z in facts
        if contains == "contains" and x2 == x and has == "has"
        if (z, "has", "hole") in facts
    }


print("with the hole:   ", infer(facts))
print("without the hole:", infer(facts - {("bottom", "has", "hole")}))

# %%
places = {"pencils": (0, 1), "cup": (2, 1), "bottom": (4, 1), "hole": (6, 1)}
figure, axis = plt.subplots(figsize=(8, 2.2))
arrow = {"arrowstyle": "->", "shrinkA": 32, "shrinkB": 32}
for start, relation, end in sorted(facts) + sorted(infer(facts)):
    derived = relation.startswith("may")
    bent = {"connectionstyle": "arc3,rad=-0.5"} if derived else {}
    ink = "C1" if derived else "0.3"
    axis.annotate(
        "",
        places[end],
        places[start],
        arrowprops=arrow | bent | {"color": ink},
    )
    middle = (places[start][0] + places[end][0]) / 2
    axis.text(
        middle, 1.62 if derived else 1.12, relation, ha="center", color=ink
    )
for name, place in places.items():
    axis.text(
        *place,
        name,
        ha="center",
        va="center",
        bbox={"boxstyle": "round,pad=0.5", "facecolor": "#D9E8F2"},
    )
axis.set(xlim=(-0.8, 6.8), ylim=(0.4, 2.1))
axis.set_title("A knowledge graph, and what a rule adds (orange)")
axis.axis("off")
plt.show()

# %% [markdown]
# Deep learning could take part: **graph neural networks** (شبکه عصبی گراف)
# work on such nodes (گره) and edges (یال), and **attention** (توجه) in a
# transformer network (شبکه دگرگون‌ساز) can choose among vectors of known
# facts, as Nikko Ström says. A graph can write down any knowledge, Hinton's
# **thought vector** (بردار فکر) would stand for any thought; what is needed is
# a mapping between the two.
#
# > **Correction to the book (1.10).** The book tells AI's history as a contest
# > of symbolic reasoning and machine learning, which enters in the 1990s. It
# > was there from the start: the perceptron of the 1950s learns. In the 1990s
# > *statistical* machine learning became dominant.

# %% [markdown] book="1.8"
# ## Applications
#
# | application | goes in | comes out |
# |---|---|---|
# | virtual assistant (دستیار مجازی) | voice | text, commands |
# | news (تجمیع اخبار), fake news | texts, tastes | chosen news; real or fake |
# | emotional intelligence (هوش عاطفی) | voice, face | a mood |
# | health care (مراقبت‌های بهداشتی) | photographs, movement | illness, a fall |
# | fraud detection (کلاهبرداری) | payments | an alarm, quickly |
#
# Siri, Alexa and Google Assistant learn your voice and your preferences. Bots
# (programs that pose as people) make fake news hard to stop; moods serve
# advertising, or a doctor. Skin cancer is found in photographs, and a fall is
# foreseen from movements (Robbie.AI). Doubts of physicians and a lack of very
# large data sets stand in the way. For each application, ask the questions of
# *Nine weaknesses*: what was it trained on, what does it do with inputs unlike
# that, and who must explain its answers?

# %% [markdown] book="1.9"
# ## Summary
#
# - Artificial intelligence is a system that imitates intelligent human
#   behaviour; machine learning is the part of it that learns from data, and
#   deep learning is the part of that with networks of several layers.
# - In a computer, experience exists in the form of data.
# - Deep learning does a task again and again, and changes a little each time
#   to do it better, as we learn from experience and examples.
# - Deep models are among the hungriest for data; on small data a linear model
#   may do as well or better.
# - Their best-known weakness is that they are opaque. They also forget, are
#   sure where they should not be, and repeat the bias of their data.

# %% [markdown] book="1.10"
# ## Quiz
#
# **1. Define artificial intelligence, machine learning and deep learning.**
#
# <details><summary>Answer</summary>
#
# AI: a system that imitates intelligent human behaviour, by whatever means.
# Machine learning: the part of AI that builds a model from data, and predicts
# with it. Deep learning: the part of machine learning where the model is a
# neural network with several layers, each of which builds on the concepts of
# the layer below.
#
# </details>
#
# **2. When does catastrophic forgetting happen in neural networks?**
#
# <details><summary>Answer</summary>
#
# When a trained network learns a new task, and nothing is done to keep the old
# one: no old examples among the new, no protected weights. The new examples
# change the weights that the old task needed.
#
# </details>

# %% [markdown]
# **3. What is the important advantage of deep learning over (classical)
# machine learning?**
#
# <details><summary>Answer</summary>
#
# It finds the features itself, from raw data. No domain expert has to choose
# them by hand.
#
# </details>
#
# **4. Explain some limitations and challenges of deep learning.**
#
# <details><summary>Answer</summary>
#
# It needs much (good, mostly labelled) data; it knows only what it observed,
# and fails when inputs change a little; it repeats the bias of its data; it
# forgets old tasks when it learns new ones; it is confident also about inputs
# unlike anything it has seen; and it does not explain its answers.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | abstraction | انتزاع |
# | accuracy | دقت |
# | artificial intelligence | هوش مصنوعی |
# | attention | توجه |
# | back-propagation | پس‌انتشار |
# | baseline | خط پایه |
# | bias | سوگیری |
# | black box | جعبه سیاه |
# | capsule network | شبکه کپسولی |
# | catastrophic forgetting | فراموشی فاجعه‌آمیز |
# | closed-world assumption | فرض جهان بسته |
# | confidence | اطمینان |
# | context of the data | زمینه داده |
# | data-hungry | داده‌خوار |
# | decision tree | درخت تصمیم |
# | deep learning | یادگیری عمیق |
# | domain expert | کارشناس دامنه |
# | epoch | دوره |
# | experience | تجربه |
# | feature | ویژگی |
# | feature engineering | مهندسی ویژگی |
# | gradient | گرادیان |
# | graph neural network | شبکه عصبی گراف |
# | hierarchy | سلسله‌مراتب |
# | hybrid approach | رویکرد ترکیبی |
# | instance-based reasoning | استدلال مبتنی بر نمونه |
# | interpretable | تفسیرپذیر |
# | isolated learning | یادگیری مجزا |
# | knowledge base / graph | پایگاه دانش / گراف دانش |
# | label | برچسب |
# | learning rate | نرخ یادگیری |
# | linear model | مدل خطی |
# | logit | لوجیت |
# | loss | زیان |
# | machine learning | یادگیری ماشین |
# | mapping | نگاشت |
# | median | میانه |
# | model | مدل |
# | neural network | شبکه عصبی |
# | neuron | نورون |
# | out of distribution | خارج از توزیع |
# | overconfident | بیش از حد مطمئن |
# | parameter | پارامتر |
# | perceptron | پرسپترون |
# | prediction | پیش‌بینی |
# | pretrained model | مدل از پیش آموزش‌دیده |
# | prior knowledge | دانش قبلی |
# | representation | بازنمایی |
# | self-supervised learning | یادگیری خودنظارتی |
# | symbolic reasoning | استدلال نمادین |
# | thought vector | بردار فکر |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
# | transfer learning | یادگیری انتقالی |
# | transformer network | شبکه دگرگون‌ساز |
# | unstructured data | داده‌های بدون ساختار |
# | unsupervised learning | یادگیری بدون نظارت |
