# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chapter 2: data and machine learning
#
# After this notebook you can
#
# - say what kind of data you have, and turn it into numbers without lying;
# - tell supervised, unsupervised and reinforcement learning apart, and run
#   a small example of each, by hand and with a library;
# - split data, choose a model, and judge it honestly;
# - take a prediction error apart into bias, variance and noise;
# - pick a metric that fits the question, and see when accuracy misleads;
# - find your way among the tools, from NumPy to Keras.
#
# *Three hours with the exercises; the cells run in about a minute on a
# laptop. Nothing is downloaded.*

# %% [markdown]
# **How to read it.** Exercises (★ easy, ★★★ hard) are functions to complete;
# run the check below one, and it answers at once. Lines such as
# `ch02.… = 0.956 (expected 0.9 to 1)` compare a result of yours with what
# many runs of this notebook gave; while you play, they may leave the range.
# A *Correction to the book (2.8)* carries the number that it has in our list
# of corrections for chapter 2; it is not a section of the book.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import hashlib
import json
import sys
from importlib.metadata import version
from io import StringIO

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import skimage
import tensorflow as tf
from keras import layers
from matplotlib.cbook import get_sample_data
from sklearn import datasets, metrics
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import BaggingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import (
    KFold,
    LeaveOneOut,
    cross_val_predict,
    cross_val_score,
    learning_curve,
    train_test_split,
    validation_curve,
)
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from utils.datasets import load_house_prices
from utils.exercises import check
from utils.metrics import compare, expect
from utils.plotting import explore

# %% [markdown] book="2.0"
# ## What this chapter is about
#
# | the book's goal | here |
# |---|---|
# | what data (داده) are | sections on data and the data set |
# | kinds of data | numbers, counts, names, ranks, and how to encode them |
# | approaches of machine learning | supervised, unsupervised, reinforcement |
# | advantages and disadvantages of each | at the end of each of the three |
# | model selection and evaluation | splitting, bias and variance, metrics |

# %% [markdown] book="2.1"
# ## Introduction
#
# Deep learning is one part of **machine learning** (یادگیری ماشین): programs
# that find their rules in data. Every word that later chapters use without
# explanation (feature, label, training set, overfitting, recall) is made
# visible here, on real data. We use the library scikit-learn for most of it,
# because a model there takes two lines; neural networks come in chapter 3.

# %% [markdown] book="2.2"
# ## Data
#
# **Data** (داده) are single pieces of information that somebody wrote down
# in a form that suits a purpose. Most often they fill a table: one **row**
# (ردیف) for each thing, one **column** (ستون) for each property. Here each
# row is a house that was sold in Ames, Iowa (USA), between 2006 and 2010.

# %%
houses = load_house_prices()
print(f"{houses.shape[0]:,} rows and {houses.shape[1]} columns")
houses.head()

# %% [markdown]
# The areas are in square feet (a square metre is 10.8 of them).
# `OverallQual` and `OverallCond` are marks from 1 to 10 for quality and
# condition; `TotalBsmtSF` is the area of the basement; `TotRmsAbvGrd` counts
# the rooms. The last column is 1 if the house cost more than the median
# house.
#
# > **Correction to the book (2.1).** The book derives the word from Latin
# > *dare*, “something given”. *Dare* means “to give”; “something given” is
# > *datum*, and *data* is its plural.

# %% [markdown]
# You can think of a row as the outcome of a **random experiment** (آزمایش
# تصادفی): nobody can say which house is sold next, yet many houses together
# follow a law. We draw houses at random, one after the other, and watch the
# share of those that have a fireplace. **Predict**: how many houses do you
# need before the share stays within five percentage points of the truth?

# %%
rng = np.random.default_rng(SEED)
drawn = rng.choice(houses["Fireplaces"] > 0, size=(20, 2000))
share = np.cumsum(drawn, axis=1) / np.arange(1, 2001)
truth = (houses["Fireplaces"] > 0).mean()

figure, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(np.arange(1, 2001), share.T, color="C0", alpha=0.3, linewidth=1)
axis.axhline(truth, color="C1", label=f"all houses: {truth:.3f}")
axis.axhspan(truth - 0.05, truth + 0.05, color="C1", alpha=0.15)
axis.set(
    xscale="log",
    title="One house cannot be foreseen, many houses can (20 trials)",
    xlabel="houses drawn so far",
    ylabel="share with a fireplace",
)
axis.legend()
plt.show()

# %% [markdown]
# After ten houses anything is possible; after a thousand all twenty trials
# lie close together. This is why learning from data works at all, and why
# more data help.

# %% [markdown] book="2.2.1"
# ### Readable for people, readable for machines
#
# A sentence or a PDF is made for people: **human-readable** (قابل خواندن
# توسط انسان). A format with fixed rules is made for programs:
# **machine-readable** (قابل خواندن توسط ماشین). CSV, JSON and HTML are both.
# The same two houses, three times:

# %%
as_csv = "area,rooms\n8450,8\n9600,6\n"
as_json = '[{"area": 8450, "rooms": 8}, {"area": 9600, "rooms": 6}]'
as_text = "One has 8450 square feet and 8 rooms; its neighbour is larger."

from_csv = pd.read_csv(StringIO(as_csv))
from_json = pd.DataFrame(json.loads(as_json))
print("the same table from CSV and JSON:", from_csv.equals(from_json))
numbers = [int(word) for word in as_text.split() if word.isdigit()]
print("all that a program finds in the sentence:", numbers)

# %% [markdown]
# The two formats say which number is the area. The sentence says so to you,
# but not to a program, and “larger” is a fact without a number. (Programs
# that read such sentences are the subject of chapter 5.)

# %% [markdown] book="2.2.2"
# ### Seven terms from the news
#
# | term | Persian | what it is | an example here |
# |---|---|---|---|
# | big data | کلان‌داده | more, faster and more varied data than one computer handles | none: our tables are small |
# | big-data analytics | تجزیه و تحلیل کلان‌داده | looking for patterns in them | – |
# | data integrity | یکپارچگی داده‌ها | the data are what they should be | the checksum below |
# | metadata | فراداده | data about data | the names of columns, units, years |
# | raw data | داده‌های خام | collected, not yet prepared | the lines of the CSV file |
# | structured data | داده‌های ساختاریافته | fixed fields, rows and columns | the house table |
# | unstructured data | داده‌های بدون ساختار | text, pictures, sound | the photograph below |
#
# Two of them fit into a cell each.

# %%
line = "8450,7,5,856"
damaged = "8450,7,5,956"  # one digit wrong: a person hardly notices
for text in (line, damaged):
    print(text, "→", hashlib.sha256(text.encode()).hexdigest()[:20], "…")

# %% [markdown]
# A **checksum** is a short number computed from a file. One digit of the
# file changes, and the checksum is another one. Whoever publishes data
# publishes the checksum too, so that you can test the integrity of your copy.

# %%
cat = skimage.data.cat()
figure, axes = plt.subplots(1, 2, figsize=(8, 3))
axes[0].imshow(cat)
axes[0].set_title(f"What you see: {cat.shape[0]} × {cat.shape[1]} pixels")
patch = cat[100:106, 200:206, 0]  # the red part of 36 pixels
axes[1].imshow(patch, cmap="gray", vmin=0, vmax=255)
for (row, column), value in np.ndenumerate(patch):
    colour = "black" if value > 128 else "white"
    axes[1].text(column, row, value, ha="center", va="center", color=colour)
axes[1].set_title("What is stored: numbers (36 of them)")
for axis in axes:
    axis.axis("off")
plt.show()
print(f"{cat.size:,} numbers, and no column is called “whiskers”")

# %% [markdown] book="2.2.3"
# ### Kinds of data
#
# What may you compute with a column? That depends on its **scale** of
# measurement. Each scale allows what the ones above it allow, and more:
#
# | scale | Persian | allowed | example |
# |---|---|---|---|
# | nominal | اسمی | equal or not | species of a flower |
# | ordinal | ترتیبی | also: more or less | cold < mild < hot; quality 1 to 10 |
# | interval | فاصله‌ای | also: differences | temperature in °C; a date |
# | ratio | نسبی | also: ratios; zero means “nothing” | area; income; kelvin |
#
# The first two are **categorical** (رسته‌ای), the last two **numeric**
# (عددی). Numeric data are **continuous** (پیوسته), as an area, or
# **discrete** (گسسته), as a number of fireplaces.

# %% [markdown]
# > **Correction to the book (2.2).** The book takes numeric and continuous
# > for the same. Counts are numeric and discrete. And a temperature in °C or
# > °F has an arbitrary zero: an **interval** scale, which the book leaves
# > out.
#
# > **Correction to the book (2.3).** The book takes categorical and nominal
# > for the same. **Ordinal** data are missing, although its own example
# > “cold, mild, hot” is ordinal.
#
# > **Correction to the book (2.4).** It calls ratio data “real”. What makes
# > them ratio data is a true zero, so that “twice as much” means something.
#
# Is 20 °C twice as warm as 10 °C? Write the same two days in other units:

# %% tags=["nbval-check-output"]
celsius = np.array([10.0, 20.0])
units = {"°C": celsius, "°F": celsius * 1.8 + 32, "K": celsius + 273.15}
for unit, (cool, warm) in units.items():
    print(f"{warm:6.2f} {unit} / {cool:6.2f} {unit} = {warm / cool:.3f}")

# %% [markdown]
# Three answers to one question: on an interval scale a ratio has no meaning.
# Only kelvin has a true zero, and there the second day is 3.5 % warmer.

# %% [markdown]
# ### From names to numbers
#
# Models compute, so names must become numbers. A tempting way is to number
# them: setosa 0, versicolor 1, virginica 2. But that claims that versicolor
# lies *between* the others. **One-hot encoding** uses one column for each
# name, with a single 1 in every row, and claims nothing.
#
# We test it on 150 real flowers (the iris data): predict the length of the
# petal (گلبرگ) from the species alone. **Predict**: does it matter in which
# order we number the species?

# %%
iris = datasets.load_iris()
petal_length = iris.data[:, 2]  # in cm
species = iris.target_names[iris.target]
orders = {
    "setosa 0, versicolor 1, virginica 2": [0, 1, 2],
    "setosa 1, versicolor 0, virginica 2": [1, 0, 2],
    "setosa 0, versicolor 2, virginica 1": [0, 2, 1],
}
r2 = {}
for text, codes in orders.items():
    x = np.array(codes)[iris.target][:, None]
    r2[text] = LinearRegression().fit(x, petal_length).score(x, petal_length)
one_hot_species = pd.get_dummies(species).to_numpy(float)
model = LinearRegression().fit(one_hot_species, petal_length)
r2["one-hot"] = model.score(one_hot_species, petal_length)
pd.Series(r2, name="share of the variation explained").round(3).to_frame()

# %%
expect("ch02.encoding.worst_order", min(r2.values()))
expect("ch02.encoding.one_hot", r2["one-hot"])

# %% [markdown]
# The same flowers, the same model, and three different results, only because
# of the order of the names. One-hot is at least as good as any of them.
#
# > **Correction to the book (2.5).** The book says that a descriptive feature
# > needs a numeric label. For **nominal** data use one-hot encoding; numbers
# > in a row (0, 1, 2) are right for **ordinal** data only.

# %% [markdown]
# ### Exercise 2.1 — one-hot encoding (★)
#
# Complete `one_hot`: a row for each value, a column for each category, in
# the order of `categories`. A value that is no category gets a row of zeros.


# %% exercise="2.1"
def one_hot(values, categories):
    """Return an array (values, categories) of 0.0 and 1.0."""
    ### BEGIN SOLUTION
    values, categories = np.asarray(values), np.asarray(categories)
    return (values[:, None] == categories[None, :]).astype(float)
    ### END SOLUTION


# %% check="2.1a" points=1
@check("2.1a", hint="one row a value, one column a category, in their order")
def _():
    result = one_hot(["red", "blue", "red"], ["red", "green", "blue"])
    np.testing.assert_array_equal(result, [[1, 0, 0], [0, 0, 1], [1, 0, 0]])


# %% check="2.1b" points=1
@check("2.1b", hint="a value that is no category matches none: only zeros")
def _():
    result = one_hot(["pink", "blue"], ["blue", "red"])
    np.testing.assert_array_equal(result, [[0, 0], [1, 0]])
    ### BEGIN HIDDEN TESTS
    result = one_hot(species, iris.target_names)
    np.testing.assert_array_equal(result, one_hot_species)
    ### END HIDDEN TESTS


# %% [markdown] book="2.2.4"
# ### The data set
#
# A **data set** (مجموعه داده) is a collection of data objects with the same
# features. A **feature** (ویژگی) is a property: one column. All features of
# one object, side by side, are its **feature vector** (بردار ویژگی). One
# object is called *sample, instance, example, record, observation* or *data
# point*: many names for a row. In supervised learning there is also a
# **label** (برچسب) for each row, the answer. Features are the *independent*
# (مستقل), the label is the *dependent* variable (متغیر وابسته).

# %% tags=["nbval-check-output"]
x, y = iris.data, iris.target
print("X, all feature vectors:", x.shape, "= (samples, features)")
print("y, all labels:", y.shape)
print("features:", iris.feature_names)
print("the first flower:", x[0], "is", iris.target_names[y[0]])

# %% [markdown]
# > **Correction to the book (2.6).** Four definitions of the chapter (data,
# > data set, feature, representation learning) are all numbered 1.2, and
# > model selection 2.2. They should be 1.2 to 5.2. Cite them by name.

# %% [markdown] book="2.3"
# ## Three ways to learn
#
# | | supervised (بانظارت) | unsupervised (بدون نظارت) | reinforcement (تقویتی) |
# |---|---|---|---|
# | given | inputs **with answers** | inputs only | a world to act in, and rewards |
# | wanted | the answer to a new input | structure: groups, fewer features | actions with the most reward |
# | tasks | classification, regression | clustering, dimensionality reduction | games, robots, control |
#
# The answers are also called **ground truth** (حقیقت). They serve as an
# answer key: a supervised model can be told how wrong it is. An unsupervised
# one has nothing but the data. Reinforcement learning follows in its own
# section below.

# %% [markdown] book="2.4"
# ## Supervised learning
#
# **Supervised learning** (یادگیری بانظارت) looks for a function $f$ with
#
# $$y = f(x),$$
#
# where $x$ is a feature vector and $y$ its label, from examples of both. The
# labels play the teacher. What counts is whether $f$ gives good answers for
# **new** $x$, so we keep some examples aside to test it.

# %% [markdown]
# > **Correction to the book (2.7).** The book says that a trained model
# > compares a new picture with the training samples, and that training goes
# > on until the accuracy is high. Only *instance-based* methods, such as the
# > nearest neighbours below, look at stored samples; the others keep a few
# > fitted numbers. And a high accuracy on the *training* data proves little:
# > one stops when the accuracy on *validation* data no longer grows.

# %% [markdown] book="2.4.1"
# ### Classification
#
# In **classification** (طبقه‌بندی) the label is one of a few **classes**
# (دسته), known in advance. There are three kinds:
#
# | kind | Persian | the label of one sample | here |
# |---|---|---|---|
# | binary | دودویی | yes or no | is a tumour malignant? |
# | multi-class | چندکلاسی | exactly one of several classes | which species? |
# | multi-label | چندبرچسبی | any number of labels, even none | what does a house have? |
#
# The first two are **single-label** (تک‌برچسبی). The labels of the three
# have different shapes:

# %%
cancer = datasets.load_breast_cancer()
malignant = 1 - cancer.target  # scikit-learn has 0 for malignant: turned
has = pd.DataFrame(
    {
        "fireplace": houses["Fireplaces"] > 0,
        "garage": houses["GarageArea"] > 0,
        "basement": houses["TotalBsmtSF"] > 0,
        "half bath": houses["HalfBath"] > 0,
    }
).astype(int)
print("binary     ", malignant.shape, malignant[[0, 1, 19]])
print("multi-class", one_hot_species.shape, one_hot_species[[0, 50, 100]])
print("multi-label", has.shape, has.iloc[[0, 17, 39]].to_numpy())

# %% [markdown]
# Read the rows of the last two arrays. In the multi-class one every row sums
# to 1. In the multi-label one a row may sum to anything.

# %% [markdown]
# **Binary: is a tumour malignant?** 569 tumours, 30 measurements each, taken
# from a microscope picture. 212 are malignant (بدخیم), which we call the
# **positive** class (دسته‌ی مثبت): the one we look for. We begin with a
# single measurement, so that we can draw the model. **Logistic regression**
# turns it into a probability with an S-shaped curve,
#
# $$p(x)=\frac{1}{1+e^{-(wx+b)}},$$
#
# and looks for the $w$ and $b$ that make the known labels most probable.

# %%
x_train, x_test, y_train, y_test = train_test_split(
    cancer.data,
    malignant,
    test_size=0.3,
    stratify=malignant,
    random_state=SEED,
)
radius = LogisticRegression().fit(x_train[:, :1], y_train)  # mean radius

grid = np.linspace(6, 29, 200)
curve = radius.predict_proba(grid[:, None])[:, 1]
border = -radius.intercept_[0] / radius.coef_[0, 0]
rng = np.random.default_rng(SEED)
height = y_train + rng.uniform(-0.04, 0.04, len(y_train))
figure, axis = plt.subplots(figsize=(7, 3.2))
for value, name in ((0, "benign"), (1, "malignant")):
    chosen = y_train == value
    axis.plot(x_train[chosen, 0], height[chosen], ".", alpha=0.4, label=name)
axis.plot(grid, curve, color="black", label="p(malignant)")
axis.axvline(border, color="black", linestyle=":", label="p = 0.5")
axis.set(
    title="One measurement, one S-shaped curve",
    xlabel="mean radius of the cell nuclei (unit not documented)",
    ylabel="label, and probability",
)
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# The dots are shifted a little up and down, so that you can see them all.
# Where the curve passes 0.5, the answer changes from “benign” (خوش‌خیم) to
# “malignant”. Now all 30 measurements. They have very different sizes, so we
# scale each one to mean 0 and standard deviation 1; `make_pipeline` ties the
# two steps together, and both are fitted on the training part only.

# %%
all_30 = make_pipeline(StandardScaler(), LogisticRegression())
all_30.fit(x_train, y_train)
scores = {
    "always “benign”": (y_test == 0).mean(),
    "logistic regression, radius only": radius.score(x_test[:, :1], y_test),
    "logistic regression, all 30": all_30.score(x_test, y_test),
}
expect("ch02.binary.test_accuracy", scores["logistic regression, all 30"])
pd.Series(scores, name="share of right answers, test").round(3).to_frame()

# %% [markdown]
# The first row is the **baseline**: what somebody reaches who has learned
# nothing and always gives the more frequent answer. A score without its
# baseline tells nothing.

# %% [markdown]
# **Multi-class: which species?** Two models on two features, so that we can
# see what they do. **$k$ nearest neighbours** ($k$-NN) keeps all training
# flowers; for a new one it asks the $k$ most similar, and the majority wins.
# Logistic regression also works with more than two classes: it draws
# straight borders. **Predict**: which map will look torn, $k=1$ or $k=15$?

# %%
sepal = iris.data[:, :2]  # length and width of the sepal, in cm
models = {
    "1 neighbour": KNeighborsClassifier(1),
    "15 neighbours": KNeighborsClassifier(15),
    "logistic regression": LogisticRegression(max_iter=1000),
}
flower_train, flower_test, kind_train, kind_test = train_test_split(
    iris.data,
    iris.target,
    test_size=0.4,
    stratify=iris.target,
    random_state=SEED,
)
length, width = np.meshgrid(np.linspace(4, 8.2, 210), np.linspace(1.8, 4.6))
map_points = np.column_stack([length.ravel(), width.ravel()])


# %%
colours = ["C0", "C1", "C2"]
figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), sharey=True)
for axis, (name, model) in zip(axes, models.items(), strict=True):
    model.fit(flower_train[:, :2], kind_train)
    regions = model.predict(map_points).reshape(length.shape)
    levels = np.arange(4) - 0.5
    axis.contourf(length, width, regions, levels, colors=colours, alpha=0.2)
    for kind, colour in enumerate(colours):
        chosen = flower_train[kind_train == kind]
        label = iris.target_names[kind]
        axis.plot(chosen[:, 0], chosen[:, 1], "o", ms=4, color=colour)
        axis.fill([], [], color=colour, label=label)
    right = model.score(flower_train[:, :2], kind_train)
    tested = model.score(flower_test[:, :2], kind_test)
    axis.set(
        title=f"{name}\ntraining {right:.2f}, test {tested:.2f}",
        xlabel="sepal length (cm)",
    )
axes[0].set_ylabel("sepal width (cm)")
figure.legend(
    *axis.get_legend_handles_labels(), loc="outside lower center", ncols=3
)
plt.show()

# %% [markdown]
# With $k=1$ every training flower is surrounded by its own island: it has
# learned them by heart, the odd ones too. (Its training score is below 1 only
# where two flowers of different species have the same measurements.) A new
# flower near such an island gets a wrong answer. Remember the gap between the
# two scores: it returns as *overfitting*. With all four features the task is
# much easier:

# %%
four = KNeighborsClassifier(15).fit(flower_train, kind_train)
print(f"baseline, any fixed answer: {np.mean(kind_test == 0):.3f}")
expect("ch02.multi_class.test_accuracy", four.score(flower_test, kind_test))

# %% [markdown]
# ### Exercise 2.2 — nearest neighbours by hand (★★)
#
# Complete `knn_predict`. The distance of two feature vectors is
# $\sqrt{\sum_j (a_j-b_j)^2}$. On a tie between classes take the smallest
# class number. (`np.bincount` counts votes.)


# %% exercise="2.2"
def knn_predict(x_train, y_train, x_new, k):
    """Return the class of each row of x_new, by a vote of k neighbours."""
    ### BEGIN SOLUTION
    answers = []
    for row in x_new:
        distance = np.sqrt(((x_train - row) ** 2).sum(axis=1))
        nearest = np.argsort(distance)[:k]
        answers.append(np.bincount(y_train[nearest]).argmax())
    return np.array(answers)
    ### END SOLUTION


# %% check="2.2a" points=1
@check("2.2a", hint="k = 1: the label of the row with the smallest distance")
def _():
    places = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])
    result = knn_predict(places, np.array([0, 1, 2]), places + 0.4, 1)
    np.testing.assert_array_equal(result, [0, 1, 2])


# %% check="2.2b" points=1
@check("2.2b", hint="square the differences before adding; let all k vote")
def _():
    line = np.array([[0.0], [1.0], [2.0], [10.0], [11.0]])
    labels = np.array([0, 1, 1, 0, 0])
    new = np.array([[-3.0], [12.0]])
    np.testing.assert_array_equal(knn_predict(line, labels, new, 1), [0, 0])
    np.testing.assert_array_equal(knn_predict(line, labels, new, 3), [1, 0])
    ### BEGIN HIDDEN TESTS
    result = knn_predict(flower_train, kind_train, flower_test, 5)
    ours = KNeighborsClassifier(5).fit(flower_train, kind_train)
    assert np.mean(result == ours.predict(flower_test)) > 0.95
    ### END HIDDEN TESTS


# %% [markdown]
# **Multi-label: what does a house have?** Four questions about one house at
# once: has it a fireplace, a garage, a basement, a half bath (a bathroom
# without bath or shower)? We answer from its *other* features. The simplest
# way is one logistic regression for each label.

# %%
inputs = houses.drop(
    columns=["Fireplaces", "GarageArea", "TotalBsmtSF", "HalfBath"]
)
in_train, in_test, has_train, has_test = train_test_split(
    inputs, has, test_size=0.3, random_state=SEED
)
multi_label = make_pipeline(
    StandardScaler(), MultiOutputClassifier(LogisticRegression())
).fit(in_train, has_train)
predicted = multi_label.predict(in_test)
usual = has_train.mode().iloc[0]  # the more frequent answer to each question

# %%
right = pd.DataFrame(
    {
        "always the frequent answer": (has_test == usual).mean(),
        "logistic regression": (has_test == predicted).mean(),
    }
)
right.loc["all four right"] = [
    (has_test == usual).all(axis=1).mean(),
    (has_test == predicted).all(axis=1).mean(),
]
axis = right.plot.bar(rot=0, figsize=(8, 3.2), color=["0.75", "C0"])
axis.set(
    title="Two labels can be learned, two are nearly always “yes”",
    ylabel="share of test houses",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
expect("ch02.multi_label.all_four", right.iloc[-1, 1])

# %% [markdown]
# Fireplace and half bath gain over the baseline. Garage and basement look
# excellent and are not: nearly every house has them, so “yes” is nearly
# always right. We come back to such **imbalanced** (نامتوازن) labels. And
# mistakes add up: all four answers are right for about half of the houses.

# %% [markdown] book="2.4.2"
# ### Regression
#
# In **regression** (رگرسیون) the answer is a number on a continuous scale:
# an exam score from hours of study, the price of a used car, the angle of a
# steering wheel. **Linear regression** (رگرسیون خطی) takes
#
# $$\hat y = w x + b$$
#
# and chooses the slope $w$ and the intercept $b$ so that the squared errors
# $\sum_i (y_i-\hat y_i)^2$ are as small as possible: the *best fit* (بهترین
# تناسب). The hat marks a prediction.
#
# Our data: 442 patients with diabetes. From the body-mass index (weight in
# kg divided by the square of the height in m) we predict how far the disease
# has come one year later.

# %%
diabetes = datasets.load_diabetes(scaled=False)
bmi, progression = diabetes.data[:, 2], diabetes.target
line = LinearRegression().fit(bmi[:, None], progression)
predicted = line.predict(bmi[:, None])

figure, axis = plt.subplots(figsize=(7, 3.4))
axis.vlines(bmi, progression, predicted, color="0.8", linewidth=0.7)
axis.plot(bmi, progression, ".", ms=4, label="a patient")
axis.plot(bmi, predicted, color="C1", label="best fit")
axis.axhline(progression.mean(), color="0.4", ls=":", label="mean of all")
axis.set(
    title=f"Each unit of the index adds {line.coef_[0]:.1f} points",
    xlabel="body-mass index (kg/m²)",
    ylabel="progression (points)",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
expect("ch02.regression.slope", line.coef_[0])

# %% [markdown]
# The grey lines are the errors. The line is no law: it says what happens on
# average, and single patients lie far away from it. It still beats the
# dotted line, which gives everybody the mean.

# %% [markdown]
# ### Exercise 2.3 — the best line by hand (★★)
#
# The smallest sum of squares has a formula. With the means $\bar x,\bar y$,
#
# $$w=\frac{\sum_i (x_i-\bar x)(y_i-\bar y)}{\sum_i (x_i-\bar x)^2},
# \qquad b=\bar y-w\bar x.$$


# %% exercise="2.3"
def fit_line(x, y):
    """Return slope and intercept (w, b) of the best line through points."""
    ### BEGIN SOLUTION
    dx, dy = x - x.mean(), y - y.mean()
    w = (dx * dy).sum() / (dx**2).sum()
    return w, y.mean() - w * x.mean()
    ### END SOLUTION


# %% check="2.3a" points=1
@check("2.3a", hint="points on a line: w is its slope, b its height at x = 0")
def _():
    w, b = fit_line(np.array([0.0, 1.0, 4.0]), np.array([3.0, 5.0, 11.0]))
    np.testing.assert_allclose([w, b], [2.0, 3.0])


# %% check="2.3b" points=1
@check("2.3b", hint="the sum below the fraction has only x in it, squared")
def _():
    w, b = fit_line(np.array([1.0, 2.0, 6.0]), np.array([2.0, 1.0, 9.0]))
    np.testing.assert_allclose([w, b], [11 / 7, -5 / 7])
    ### BEGIN HIDDEN TESTS
    result = fit_line(bmi, progression)
    np.testing.assert_allclose(result, [line.coef_[0], line.intercept_])
    ### END HIDDEN TESTS


# %% [markdown]
# ### Exercise 2.4 — logistic regression by hand (★★★)
#
# No formula gives the best $w$ and $b$ of logistic regression; one walks
# downhill. With probabilities $p_i=1/(1+e^{-(w\cdot x_i+b)})$ and labels
# $y_i$ (0 or 1), the loss falls fastest along
#
# $$-\frac1n\sum_i (p_i-y_i)\,x_i \;\text{ for } w,\qquad
# -\frac1n\sum_i (p_i-y_i)\;\text{ for } b.$$
#
# Complete `logistic_step`: add `learning_rate` times these to $w$ and $b$.
# $x_i$ is row $i$ of `x`; $w$ has an entry for each feature.


# %% exercise="2.4"
def logistic_step(w, b, x, y, learning_rate=0.5):
    """Return the new (w, b) after one step downhill."""
    ### BEGIN SOLUTION
    p = 1 / (1 + np.exp(-(x @ w + b)))
    error = p - y
    new_w = w - learning_rate * x.T @ error / len(y)
    return new_w, b - learning_rate * error.mean()
    ### END SOLUTION


# %% check="2.4a" points=1
@check(
    "2.4a",
    hint="with w = 0 and b = 0 every p is 0.5; take the mean over the rows, "
    "and return w before b",
)
def _():
    x = np.array([[1.0, 2.0], [3.0, -2.0]])
    w, b = logistic_step(np.zeros(2), 0.0, x, np.array([1, 1]))
    np.testing.assert_allclose(w, [0.5, 0.0])
    np.testing.assert_allclose(b, 0.25)


# %% check="2.4b" points=1
@check("2.4b", hint="p comes from the OLD w and b; p minus y, not y minus p")
def _():
    x = np.array([[0.0], [1.0], [3.0], [2.0]])
    y, w, b = np.array([0, 0, 1, 1]), np.zeros(1), 0.0
    w, b = logistic_step(np.array([1.0]), -1.0, x, y, 1.0)
    np.testing.assert_allclose([w[0], b], [0.972004, -1.029691], atol=1e-5)


# %% check="2.4c" points=1
@check("2.4c", hint="many steps should reach the same as scikit-learn")
def _():
    x = StandardScaler().fit_transform(cancer.data[:, :2])
    w, b = np.zeros(2), 0.0
    for _ in range(2000):
        w, b = logistic_step(w, b, x, malignant)
    ours = LogisticRegression(C=1e6).fit(x, malignant)
    np.testing.assert_allclose(w, ours.coef_[0], rtol=0.01)
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(b, ours.intercept_[0], rtol=0.01)
    ### END HIDDEN TESTS


# %% [markdown] book="2.4.3"
# ### Advantages and disadvantages
#
# | + | − |
# |---|---|
# | simple to understand | needs labels, which people must make: slow, expensive |
# | easy to test: the answers are known | knows only the classes it was shown |
# | says how good it is, on a clear question | training may take much computing time |
# | fitted numbers are enough later, for most methods | some tasks have no single right answer to learn from |
#
# > **Correction to the book (2.8).** “After training the data are not
# > needed” is not true of every method: $k$-NN is nothing but its training
# > data. And “more accurate than unsupervised learning” compares two
# > different tasks.

# %% [markdown]
# The second disadvantage deserves a picture. The book asks what a classifier
# of cats and dogs says about a giraffe: “cat” or “dog”, of course. We train
# one on 1,797 small pictures of digits and show it a cat. **Predict**: how
# sure will it be?

# %%
digits = datasets.load_digits()  # 8 × 8 pixels, each from 0 to 16
reader = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
reader.fit(digits.data, digits.target)
grey = skimage.color.rgb2gray(cat)[:, 75:375]
small = skimage.transform.resize(grey, (8, 8), anti_aliasing=True)
small = 16 * (small - small.min()) / (small.max() - small.min())
probabilities = reader.predict_proba(small.reshape(1, -1))[0]

figure, axes = plt.subplots(1, 3, figsize=(9, 2.8))
axes[0].imshow(cat[:, 75:375])
axes[1].imshow(small, cmap="gray")
axes[2].bar(range(10), probabilities)
axes[2].set(xlabel="digit", ylabel="probability", xticks=range(10), ylim=(0, 1))
titles = ["The cat", "As 8 × 8 pixels", f"“It is a {probabilities.argmax()}!”"]
for axis, title in zip(axes, titles, strict=True):
    axis.set_title(title)
for axis in axes[:2]:
    axis.axis("off")
plt.show()
expect("ch02.cat.confidence", probabilities.max())

# %% [markdown]
# It has no way to say “none of these”: ten answers are all it knows. The
# probabilities sum to 1 over those ten, whatever the picture shows.

# %% [markdown] book="2.5"
# ## Unsupervised learning
#
# In **unsupervised learning** (یادگیری بدون نظارت) there are no labels. The
# machine looks for structure by similarity: which things belong together,
# which features say the same. It may propose several ways of grouping, and
# it is up to you to find out whether one of them is useful. It is a good
# start when you explore data that nobody has looked at yet, say, the
# customers of a shop.

# %% [markdown] book="2.5.1"
# ### Clustering
#
# **Clustering** (خوشه‌بندی) puts samples into groups, the **clusters**
# (خوشه), such that members of one cluster are close to each other. The best
# known method is ***k*-means**. It looks for $K$ centres $\mu_k$ with a small
#
# $$\text{inertia}=\sum_{k=1}^{K}\;\sum_{x\in C_k}\lVert x-\mu_k\rVert^2,$$
#
# where $C_k$ holds the samples nearest to centre $k$. Two steps in turn:
# (1) give each sample to the nearest centre; (2) move each centre to the
# mean of its samples. Neither step can make the inertia larger, so it comes
# to rest.


# %%
def nearest(x, centres):
    """Return for each sample the number of the nearest centre."""
    distance = ((x[:, None] - centres) ** 2).sum(axis=2)
    return distance.argmin(axis=1)


def k_means(x, centres):
    """Return (centres, clusters) of every round, the start first."""
    rounds = []
    while True:
        cluster = nearest(x, centres)
        rounds.append((centres, cluster))
        centres = np.array(
            [
                x[cluster == k].mean(axis=0) if (cluster == k).any() else old
                for k, old in enumerate(centres)
            ]
        )
        if np.allclose(centres, rounds[-1][0]):
            return rounds


def inertia(x, centres, cluster):
    return ((x - centres[cluster]) ** 2).sum()


# %% [markdown]
# We watch it on the iris flowers, without telling it the species. To make it
# harder, the three centres begin on three flowers of the *same* species.
# **Predict**: will they find their way out?

# %%
petal = iris.data[:, 2:]  # length and width, in cm
rounds = k_means(petal, petal[[100, 110, 120]])
shown = [0, 1, 3, len(rounds) - 1]
figure, axes = plt.subplots(1, 4, figsize=(13, 3.2), sharey=True)
for axis, number in zip(axes, shown, strict=True):
    centres, cluster = rounds[number]
    for k in range(3):
        members = petal[cluster == k]
        axis.plot(members[:, 0], members[:, 1], ".", color=f"C{k}")
        axis.plot(*centres[k], "X", ms=11, mec="black", color=f"C{k}")
    axis.set(
        title=f"round {number}: "
        f"inertia {inertia(petal, centres, cluster):.0f} cm²",
        xlabel="petal length (cm)",
    )
axes[0].set_ylabel("petal width (cm)")
plt.show()
pd.crosstab(species, rounds[-1][1], rownames=["species"], colnames=["cluster"])

# %% [markdown]
# They do, here. The crosses wander apart, the inertia falls, and the clusters
# are nearly the species, which the algorithm has never seen. It does not
# always end so well: k-means stops where no step helps any more, and that
# need not be the best place. So one starts several times at random and keeps
# the smallest inertia; scikit-learn does so when `n_init` asks for it. We
# compare on the digits: 64 features, ten clusters.

# %%
pixels = digits.data / 16  # each pixel from 0 to 1
pixels_train, pixels_test, digit_train, digit_test = train_test_split(
    pixels,
    digits.target,
    test_size=0.3,
    stratify=digits.target,
    random_state=SEED,
)
rng = np.random.default_rng(SEED)
by_hand = []
for _ in range(20):
    random_rows = rng.choice(len(pixels_train), 10, replace=False)
    *_, end = k_means(pixels_train, pixels_train[random_rows])
    by_hand.append(inertia(pixels_train, *end))
library = KMeans(10, n_init=20, random_state=SEED).fit(pixels_train)
print(f"twenty starts by hand: {min(by_hand):.0f} to {max(by_hand):.0f}")
print(f"scikit-learn, best of twenty: {library.inertia_:.0f}")
expect("ch02.k_means.inertia_ratio", min(by_hand) / library.inertia_)

# %% [markdown]
# > **Correction to the book (2.9).** Clustering is said to need a *given*
# > number of clusters. That holds for k-means and its relatives; hierarchical
# > methods and DBSCAN find a number themselves (from other settings).
#
# The inertia cannot choose $K$ for you: with more centres it always gets
# smaller, down to 0 when every sample is a centre.

# %% [markdown] book="2.5.2"
# ### Dimensionality reduction
#
# A picture of a digit has 64 numbers. Does it need them all? **Dimensionality
# reduction** (کاهش ابعاد) describes each sample by fewer features and keeps
# as much of the variation as it can. **Principal component analysis** (PCA)
# looks for the direction in which the data vary most, then for the next one
# at a right angle to it, and so on. Each sample is then given by its place
# along the first few directions.

# %%
pca = PCA().fit(pixels_train)
kept = np.cumsum(pca.explained_variance_ratio_)
numbers = [2, 8, 20, 64]
figure, axes = plt.subplots(3, 5, figsize=(9, 4.6))
middle = pca.mean_
for axis_column, n in zip(axes.T, [*numbers, None], strict=True):
    for axis, picture in zip(axis_column, pixels_test[:3], strict=True):
        if n:  # go there and back with n directions
            directions = pca.components_[:n]
            code = (picture - middle) @ directions.T
            picture = middle + code @ directions
        axis.imshow(picture.reshape(8, 8), cmap="gray", vmin=0, vmax=1)
        axis.axis("off")
    title = f"{n} numbers\n{kept[n - 1]:.0%} kept" if n else "original"
    axis_column[0].set_title(title)
figure.suptitle("Digits rebuilt from a few numbers")
plt.show()
expect("ch02.pca.kept_by_20", kept[19])

# %% [markdown]
# Twenty numbers instead of 64 keep nine tenths of the variation, and you can
# read most digits. Two numbers are too few to rebuild them; but two can be
# drawn. We draw them below, next to another method.
#
# > **Correction to the book (2.10).** Dimensionality reduction is called a
# > step of preparation before training. It is also used for itself: to draw
# > data, to compress them, to remove noise.

# %% [markdown]
# ### Exercise 2.5 — PCA by hand (★★★)
#
# Complete `pca_codes`. Subtract the mean of each column; then
# `np.linalg.svd(centred, full_matrices=False)` returns `u, s, vt`, and the
# rows of `vt` are the directions, the most important first. The codes are
# the centred rows times the first `n` directions.


# %% exercise="2.5"
def pca_codes(x, n):
    """Return an array (samples, n): places along the first n directions."""
    ### BEGIN SOLUTION
    centred = x - x.mean(axis=0)
    _, _, vt = np.linalg.svd(centred, full_matrices=False)
    return centred @ vt[:n].T
    ### END SOLUTION


# %% check="2.5a" points=1
@check("2.5a", hint="one row a sample, one column a direction; centre first")
def _():
    x = np.array([[5.0, 1.0], [6.0, 2.0], [7.0, 3.0]])  # along a diagonal
    codes = pca_codes(x, 1)
    assert np.shape(codes) == (3, 1)
    expected = [np.sqrt(2), 0, np.sqrt(2)]  # the sign is free
    np.testing.assert_allclose(np.abs(codes[:, 0]), expected, atol=1e-9)


# %% check="2.5b" points=1
@check("2.5b", hint="the ROWS of vt are the directions: project with vt[:n].T")
def _():
    ours = PCA(3).fit_transform(iris.data)
    result = pca_codes(iris.data, 3)
    np.testing.assert_allclose(np.abs(result), np.abs(ours), atol=1e-6)
    ### BEGIN HIDDEN TESTS
    ours = PCA(5, svd_solver="full").fit_transform(pixels[:200])
    result = pca_codes(pixels[:200], 5)
    np.testing.assert_allclose(np.abs(result), np.abs(ours), atol=1e-6)
    ### END HIDDEN TESTS


# %% [markdown] book="2.5.3"
# ### Supervised and unsupervised, compared
#
# The book compares two ways to teach a child English: with a dictionary
# (supervised: quick, but only what stands in it), or with five English books
# and nothing else (unsupervised: hard, but whole sentences with their
# grammar).
#
# > **Correction to the book (2.11).** The book expects the second child to
# > translate, too. From English books alone nobody can learn what a word
# > means in Persian: unsupervised learning finds the structure *inside* its
# > data, here grammar and which words go together, not a link to something
# > outside.

# %% [markdown] book="2.5.4"
# ### Why unsupervised learning? Name groups, not samples
#
# A supervised model measures its error with a **cost function** (تابع هزینه)
# that compares its answers with labels. Labels cost money, and most data in
# the world have none. Suppose somebody may name only ten of our 1,257 digits.
# Which ten? Ten at random, or one in the middle of each cluster? In the
# second case the name is given to the whole cluster. **Predict** the two
# scores.

# %%
distance = ((pixels_train[:, None] - library.cluster_centers_) ** 2).sum(2)
asked = distance.argmin(axis=0)  # the sample nearest to each centre
names = digit_train[asked]  # a person looks at ten pictures

figure, axes = plt.subplots(2, 10, figsize=(11, 2.7))
for k in np.argsort(names):
    column = axes[:, list(np.argsort(names)).index(k)]
    column[0].imshow(library.cluster_centers_[k].reshape(8, 8), cmap="gray")
    column[1].imshow(pixels_train[asked[k]].reshape(8, 8), cmap="gray")
    column[1].set_title(f"“{names[k]}”")
for axis in axes.flat:
    axis.axis("off")
figure.suptitle("Ten centres, and the ten digits that a person has to name")
plt.show()


# %%
def score_with_names(count):
    """Return test accuracies: cluster names, and as many random labels."""
    groups = KMeans(count, n_init=10, random_state=SEED).fit(pixels_train)
    distance = ((pixels_train[:, None] - groups.cluster_centers_) ** 2).sum(2)
    names = digit_train[distance.argmin(axis=0)]
    by_cluster = names[groups.predict(pixels_test)] == digit_test

    rng = np.random.default_rng(SEED)
    by_chance = []
    for _ in range(20):
        rows = rng.choice(len(pixels_train), count, replace=False)
        neighbour = KNeighborsClassifier(1)
        neighbour.fit(pixels_train[rows], digit_train[rows])
        by_chance.append(neighbour.score(pixels_test, digit_test))
    return by_cluster.mean(), np.mean(by_chance)


counts = [10, 20, 30, 50, 100]
by_cluster, by_chance = np.array([score_with_names(n) for n in counts]).T

# %% tags=["gallery"]
figure, axis = plt.subplots(figsize=(7, 3.4))
axis.plot(counts, by_cluster, "o-", label="one name for each cluster")
axis.plot(counts, by_chance, "s--", label="names of random digits, 1-NN")
axis.axhline(0.1, color="0.5", linestyle=":", label="guessing")
axis.set(
    title="The same number of names says more after clustering",
    xlabel="digits that a person names",
    ylabel="accuracy on the test set",
    ylim=(0, 1),
)
axis.legend(loc="lower right")
plt.show()
expect("ch02.name_groups.ten_names", by_cluster[0])
expect("ch02.name_groups.gain", by_cluster[0] - by_chance[0])

# %% [markdown]
# Ten names, and most test digits are right, because the data without labels
# had told us already which pictures belong together. The groups are not pure,
# though: look for a digit that has no cluster of its own in the picture above,
# or for one that has two.
#
# > **Correction to the book (2.12).** The book writes that training makes the
# > cost small *so that the error on the test set is small*. What training
# > minimises is the cost on the **training** set. A small error on new data
# > is what we hope for, and have to check.

# %% [markdown]
# **Representation learning** (یادگیری بازنمایی), also *feature learning*, is
# the part of machine learning that looks for good features automatically. PCA
# is a simple example: new features, found from the data. A network can do the
# same without the limit to straight directions. An **autoencoder** must
# rebuild its input from a few numbers in its middle, here two. Nobody tells
# it which digit is which. (Chapter 3 explains its parts.)
#
# > **Correction to the book (2.13).** Representation learning is described as
# > a kind of unsupervised learning. Networks trained *with* labels learn
# > representations, too; that is the point of deep learning.

# %%
keras.utils.set_random_seed(SEED)
encoder = keras.Sequential(
    [
        keras.Input((64,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(2),  # the two numbers
    ]
)
decoder = keras.Sequential(
    [
        keras.Input((2,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="sigmoid"),
    ]
)
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="mse", steps_per_execution=20
)
history = autoencoder.fit(
    pixels_train,
    pixels_train,  # the answer is the input itself
    epochs=by_profile(smoke=2, quick=60, full=300),
    batch_size=64,
    verbose=0,
).history
print(f"loss: {history['loss'][0]:.4f}, at the end {history['loss'][-1]:.4f}")


# %%
codes = {
    "PCA, 2 numbers": (
        PCA(2).fit(pixels_train).transform(pixels_train),
        PCA(2).fit(pixels_train).transform(pixels_test),
    ),
    "autoencoder, 2 numbers": (
        encoder.predict(pixels_train, verbose=0),
        encoder.predict(pixels_test, verbose=0),
    ),
}
code_score = {}
figure, axes = plt.subplots(1, 2, figsize=(11, 4.2))
for axis, (name, (train, test)) in zip(axes, codes.items(), strict=True):
    neighbours = KNeighborsClassifier(15).fit(train, digit_train)
    code_score[name] = neighbours.score(test, digit_test)
    axis.scatter(*test.T, c=digit_test, cmap="tab10", s=4, alpha=0.3)
    for digit in range(10):
        axis.text(
            *np.median(test[digit_test == digit], axis=0), digit, size=14
        )
    axis.set(
        title=f"{name}: 15-NN reads {code_score[name]:.0%}",
        xlabel="first number",
        ylabel="second number",
    )
plt.show()

# %%
there_and_back = {
    "PCA": pca.components_[:2],
    "autoencoder": autoencoder.predict(pixels_test, verbose=0),
}
flat = (pixels_test - pca.mean_) @ there_and_back["PCA"].T
rebuilt = pca.mean_ + flat @ there_and_back["PCA"]
error_pca = ((rebuilt - pixels_test) ** 2).mean()
error_network = ((there_and_back["autoencoder"] - pixels_test) ** 2).mean()
print(f"squared error a pixel: PCA {error_pca:.4f}, ", end="")
print(f"autoencoder {error_network:.4f}")
expect("ch02.autoencoder.error_ratio", error_network / error_pca)
expect("ch02.autoencoder.accuracy", code_score["autoencoder, 2 numbers"])

# %% [markdown]
# The black numbers stand in the middle of each digit's test pictures. Curved
# directions keep the digits apart where two straight ones mix them, and the
# autoencoder rebuilds unseen digits with less error. It paid for that with a
# longer training and thousands of weights.

# %% [markdown] book="2.5.5"
# ### Advantages and disadvantages
#
# | + | − |
# |---|---|
# | data without labels are easy to get | nothing says whether a result is right |
# | finds what nobody was looking for | a person must interpret it |
# | makes labelling cheaper, as above | on a clear question less accurate than with labels |
# | shows what is in the data | the choice of $K$, scale and distance decides much |
#
# ### Exercise 2.6 — name the groups (★★)
#
# A more careful helper looks at *several* members of each cluster and gives
# the cluster the most frequent name. Complete `name_clusters`. On a tie take
# the smallest label; a cluster without any named member gets −1.


# %% exercise="2.6"
def name_clusters(cluster, label, k):
    """Return k names, from the cluster numbers and labels of named samples."""
    ### BEGIN SOLUTION
    names = np.full(k, -1)
    for number in range(k):
        members = label[cluster == number]
        if len(members):
            names[number] = np.bincount(members).argmax()
    return names
    ### END SOLUTION


# %% check="2.6a" points=1
@check("2.6a", hint="choose the labels where cluster == number, then count")
def _():
    cluster, label = np.array([0, 0, 0, 1, 1]), np.array([7, 7, 3, 5, 5])
    np.testing.assert_array_equal(name_clusters(cluster, label, 2), [7, 5])


# %% check="2.6b" points=1
@check("2.6b", hint="there are k names: also for clusters without a member")
def _():
    cluster, label = np.array([2, 2, 0]), np.array([4, 1, 9])
    np.testing.assert_array_equal(name_clusters(cluster, label, 4), [9, -1, 1, -1])
    ### BEGIN HIDDEN TESTS
    result = name_clusters(library.labels_, digit_train, 10)
    share = np.mean(result[library.labels_] == digit_train)
    assert share >= np.mean(names[library.labels_] == digit_train)
    ### END HIDDEN TESTS


# %% [markdown] book="2.6"
# ## Reinforcement learning
#
# Nobody tells a child how to ride a bicycle muscle by muscle; it falls, and
# tries again. In **reinforcement learning** (یادگیری تقویتی) an **agent**
# (عامل) acts in an **environment** (محیط). In each **state** (حالت) $s$ it
# chooses an **action** (اقدام) $a$, gets a **reward** (پاداش) $r$, and finds
# itself in a new state. A rule that says what to do in every state is a
# **policy** (خط‌مشی). The agent wants a large **return**, the sum of all
# rewards to come, later ones counted a little less:
#
# $$G = r_1+\gamma r_2+\gamma^2 r_3+\dots,\qquad 0<\gamma\le1.$$

# %% [markdown]
# ### Exercise 2.7 — the return (★)
#
# Complete `discounted_return` by the formula above.


# %% exercise="2.7"
def discounted_return(rewards, gamma):
    """Return the sum of the rewards, the k-th times gamma to the k - 1."""
    ### BEGIN SOLUTION
    return sum(reward * gamma**k for k, reward in enumerate(rewards))
    ### END SOLUTION


# %% check="2.7a" points=1
@check("2.7a", hint="the first reward counts in full: gamma to the power 0")
def _():
    np.testing.assert_allclose(discounted_return([1, 1, 1], 0.5), 1.75)
    np.testing.assert_allclose(discounted_return([-1, 0, 8], 0.5), 1.0)
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(discounted_return([3, -2, 5], 1.0), 6.0)
    np.testing.assert_allclose(discounted_return([], 0.9), 0.0)
    ### END HIDDEN TESTS


# %% [markdown]
# Our world has 4 × 6 fields of ice. The agent starts at S and wants to G.
# Every step costs 1. The goal gives 20, a hole (O) costs 20; both end the
# episode. `#` is a wall. And the ice is slippery: one time in five the agent
# moves in a random direction instead of the chosen one. **Predict**: will the
# best way pass right beside the holes?

# %%
WORLD = ["......", ".#.##.", "......", "SOOOOG"]
ARROWS = "↑→↓←"
MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]
START, GAMMA, SLIP = (3, 0), 0.95, 0.2


def move(state, action, step_reward=-1.0):
    """Return (new state, reward, whether the episode is over)."""
    row, column = np.add(state, MOVES[action])
    if not (0 <= row < 4 and 0 <= column < 6) or WORLD[row][column] == "#":
        row, column = state  # bumps into a wall and stays
    field = WORLD[row][column]
    reward = step_reward + {"G": 20, "O": -20}.get(field, 0)
    return (int(row), int(column)), reward, field in "GO"


# %% [markdown]
# **Q-learning** keeps a table $Q(s,a)$: the return that the agent expects
# after action $a$ in state $s$. It begins with zeros. After each step, which
# brought reward $r$ and new state $s'$, the entry moves a little towards what
# the step has taught:
#
# $$Q(s,a) \leftarrow Q(s,a)+\alpha\,\bigl(r+\gamma\max_{a'}Q(s',a')-Q(s,a)\bigr).$$
#
# $\max_{a'}Q(s',a')$ is the **value** (ارزش) of $s'$: what the best action
# there promises; at the end of an episode it is 0. Mostly the agent takes the
# action with the largest $Q$, but with probability $\varepsilon$ any action:
# who never tries anything new finds nothing new.


# %%
def q_learning(episodes, step_reward=-1.0, alpha=0.1, epsilon=0.1):
    """Return the tables after each tenth episode, and all returns."""
    rng = np.random.default_rng(SEED)
    q = np.zeros((4, 6, 4))
    tables, returns = [q.copy()], []
    for episode in range(1, episodes + 1):
        state, total, discount, over = START, 0.0, 1.0, False
        for _ in range(100):  # at most 100 steps
            explore_now = rng.random() < epsilon
            action = rng.integers(4) if explore_now else q[state].argmax()
            slips = rng.random() < SLIP
            made = rng.integers(4) if slips else action
            new_state, reward, over = move(state, made, step_reward)
            value = 0.0 if over else q[new_state].max()
            q[state][action] += alpha * (
                reward + GAMMA * value - q[state][action]
            )
            total += discount * reward
            discount *= GAMMA
            state = new_state
            if over:
                break
        returns.append(total)
        if episode % 10 == 0:
            tables.append(q.copy())
    return tables, np.array(returns)


episodes = by_profile(smoke=200, quick=4000, full=20_000)
tables, returns = q_learning(episodes)

# %% [markdown]
# How good can it get? The agent does not know how the world works, but we do,
# so we can compute the best value of every state: begin with 0 and replace
# each value by the best that one step promises, until nothing changes. (This
# is called *value iteration*.) In the same way we judge any fixed policy.


# %%
def true_values(policy=None):
    """Return the value of each state, of the best policy or a given one."""
    value = np.zeros((4, 6))
    for _ in range(200):
        new = np.zeros((4, 6))
        for state in np.ndindex(4, 6):
            if WORLD[state[0]][state[1]] in "GO#":
                continue
            after = np.zeros(4)
            for a in range(4):
                place, reward, over = move(state, a)
                after[a] = reward + GAMMA * (0 if over else value[place])
            promised = (1 - SLIP) * after + SLIP * after.mean()
            chosen = policy[state] if policy is not None else None
            new[state] = promised.max() if chosen is None else promised[chosen]
        value = new
    return value


best = true_values()[START]
learned = true_values(tables[-1].argmax(axis=2))[START]
print(f"value of the start: best {best:.2f}, learned policy {learned:.2f}")
expect("ch02.q_learning.share_of_best", learned / best)


# %%
def draw_world(axis, q, title):
    value = np.ma.masked_all((4, 6))
    for row, column in np.ndindex(4, 6):
        field = WORLD[row][column]
        if field in ".S":
            value[row, column] = q[row, column].max()
            arrow = ARROWS[q[row, column].argmax()] if q.any() else "?"
            field = arrow if field == "." else f"S {arrow}"
        axis.text(column, row, field, ha="center", va="center", size=12)
    axis.imshow(value, cmap="RdYlGn", vmin=-15, vmax=20, alpha=0.7)
    axis.set_title(title)
    axis.set(xticks=[], yticks=[])
    axis.grid(False)


figure, axes = plt.subplots(1, 4, figsize=(13, 2.7))
for axis, number in zip(axes, [1, 10, 50, len(tables) - 1], strict=False):
    number = min(number, len(tables) - 1)
    draw_world(axis, tables[number], f"after {10 * number:,} episodes")
figure.suptitle("What the agent expects (red: little, green: much), and does")
plt.show()

# %%
window = min(100, len(returns))
smooth = np.convolve(returns, np.ones(window) / window, mode="valid")
figure, axis = plt.subplots(figsize=(7, 3))
axis.plot(np.arange(window, len(returns) + 1), smooth)
axis.axhline(best, color="C1", linestyle=":", label="best possible, on average")
axis.set(
    title=f"The agent learns by trial and error (mean of {window} episodes)",
    xlabel="episodes",
    ylabel="discounted return",
)
axis.legend(loc="lower right")
plt.show()

# %% [markdown]
# The value spreads backwards from the goal, field by field. The curve stays
# below the dotted line even when the policy is good, because the agent goes
# on trying things ($\varepsilon$). And the way: beside the holes a slip is
# expensive, so compare the arrows in the third row with a path along the top.
# What matters is the expected return, not the shortest way.

# %% [markdown]
# ### Exercise 2.8 — learn from what you really do (★★)
#
# Q-learning assumes that the agent will act perfectly from the next step on.
# The variant **SARSA** uses the action $a'$ that the agent *really* takes
# next (it may be an exploring one):
#
# $$Q(s,a) \leftarrow Q(s,a)+\alpha\,\bigl(r+\gamma\,Q(s',a')-Q(s,a)\bigr),$$
#
# without the term with $\gamma$ when the episode is over. Complete
# `sarsa_update`, which returns the new number for $Q(s,a)$. States and
# actions are indices: `q[state][action]`.


# %% exercise="2.8"
def sarsa_update(
    q, state, action, reward, new_state, new_action, over, alpha, gamma
):
    """Return the new value of q[state][action]; leave q as it is."""
    ### BEGIN SOLUTION
    target = reward
    if not over:
        target += gamma * q[new_state][new_action]
    return q[state][action] + alpha * (target - q[state][action])
    ### END SOLUTION


# %% check="2.8a" points=1
@check("2.8a", hint="not the largest Q of the new state: that of new_action")
def _():
    q = np.array([[2.0, 0.0], [10.0, 4.0]])
    result = sarsa_update(q, 0, 0, -1.0, 1, 1, False, 0.5, 0.9)
    np.testing.assert_allclose(result, 2.3)
    np.testing.assert_allclose(q, [[2, 0], [10, 4]], err_msg="q has changed")


# %% check="2.8b" points=1
@check("2.8b", hint="when the episode is over, nothing comes after the reward")
def _():
    q = np.array([[2.0, 0.0], [10.0, 4.0]])
    result = sarsa_update(q, 0, 1, 20.0, 1, 0, True, 0.1, 0.9)
    np.testing.assert_allclose(result, 2.0)
    ### BEGIN HIDDEN TESTS
    result = sarsa_update(q, (1,), 1, 3.0, (0,), 0, False, 0.25, 0.5)
    np.testing.assert_allclose(result, 4.0)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Advantages and disadvantages of reinforcement learning
#
# The book asks for them (goal 4, question 1 of the quiz) but does not name
# any. Ours:
#
# | + | − |
# |---|---|
# | nobody has to know the right action; a reward is enough | very many trials: thousands for a world of 24 fields |
# | plans ahead: a cost now for a gain later | trying things out is dangerous outside of a simulation |
# | can become better than any teacher | the reward must say exactly what you want |
# | adapts when the world changes, if it goes on learning | results depend on luck; mistakes are hard to find |
#
# The third disadvantage is easy to show. Somebody wants the agent to move on
# briskly and *pays* 1 for each step instead of taking 1.

# %%
paid_tables, _ = q_learning(episodes // 10, step_reward=+1.0)
figure, axes = plt.subplots(1, 2, figsize=(8, 2.7))
draw_world(axes[0], tables[-1], "each step costs 1")
draw_world(axes[1], paid_tables[-1], "each step is paid")
plt.show()
policy = paid_tables[-1].argmax(axis=2)
state = START
for steps in range(1, 1001):  # ice without slipping, to see the plan
    state, _, over = move(state, policy[state])
    if over:
        break
print(f"paid agent: {steps:,} steps, at the goal: {over}")

# %% [markdown]
# It does what it was paid for. It walks to and fro, far from the holes, and
# leaves the goal alone, because at the goal the payments end.

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
