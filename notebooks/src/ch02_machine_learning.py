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
# - say what kind of data you have, and turn it into numbers that claim
#   nothing false;
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
# `ch02.… = 0.956 (20 seeds gave 0.9 to 1)` compare a result of yours with what
# many runs of this notebook gave; while you play, they may leave the range.
# `SEED` fixes the random draws, so that each run gives the same numbers. A
# *Correction to the book (2.8)* carries the number that it has in our list of
# corrections for chapter 2; it is not a section of the book.

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
from matplotlib.colors import ListedColormap
from matplotlib.dates import YearLocator
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
with pd.option_context("display.max_columns", 9):  # else wider than a page
    display(houses.head())

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
# The shaded band is the five points on either side of the truth. After ten
# houses anything is possible; after a few hundred most of the twenty trials
# stay in the band, after a thousand nearly all. This is why learning from data
# works at all, and why more data help.

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

from_csv = pd.read_csv(StringIO(as_csv))  # the string, read like a file
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
# - **Big data** (کلان‌داده): more, faster and more varied data than one
#   computer can handle. (Our tables are small.)
# - **Big-data analytics** (تجزیه و تحلیل کلان‌داده): looking for patterns in
#   them.
# - **Data integrity** (یکپارچگی داده‌ها): the data are what they should be.
# - **Metadata** (فراداده): data about data, such as the names of the columns,
#   the units, the years.
# - **Raw data** (داده‌های خام): collected, but not prepared yet.
# - **Structured data** (داده‌های ساختاریافته): in fixed fields, such as rows
#   and columns. The house table is an example.
# - **Unstructured data** (داده‌های بدون ساختار): text, sound, pictures.
#
# Integrity and unstructured data fit into a cell each.

# %%
record = "8450,7,5,856"
damaged = "8450,7,5,956"  # one digit wrong: a person hardly notices
for text in (record, damaged):
    print(text, "→", hashlib.sha256(text.encode()).hexdigest()[:20], "…")

# %% [markdown]
# A **checksum** is a short number computed from a file (here written with
# the digits 0–9 and a–f). One digit of the
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
# | ordinal | ترتیبی | also: more or less | cold < mild < hot |
# | interval | فاصله‌ای | also: differences | temperature in °C; a date |
# | ratio | نسبی | also: ratios | area; income; kelvin |
#
# The first two are **categorical** (رسته‌ای), the last two **numeric**
# (عددی); on a ratio scale, zero means “nothing”. Numeric data are
# **continuous** (پیوسته), as an area, or **discrete** (گسسته), as a number of
# fireplaces or of days below 0 °C.

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
# petal (گلبرگ) from the species alone, with a straight line through the
# numbers (*linear regression*, explained below). **Predict**: does it matter
# in which order we number the species?

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
# 1 would be a perfect prediction. The same flowers, the same model, and three
# different results, only because of the order of the names. One-hot is at
# least as good as any of them.
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
# | | supervised | unsupervised | reinforcement |
# |---|---|---|---|
# | Persian | بانظارت | بدون نظارت | تقویتی |
# | given | inputs **with answers** | inputs only | a world, and rewards |
# | wanted | answers to new inputs | structure | good actions |
# | tasks | classification, regression | clusters, fewer features | games |
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
# | multi-class | چندکلاسی | exactly one of several | which species? |
# | multi-label | چندبرچسبی | any number, even none | what has a house? |
#
# The first two are **single-label** (تک‌برچسبی). The book's examples: a
# pregnancy test; books by subject; and news about a new phone, which are
# “business” and “technology” at once. The labels have different shapes:

# %%
cancer = datasets.load_breast_cancer()
malignant = 1 - cancer.target  # scikit-learn has 0 for malignant: turned
assert malignant.sum() == 212, "so many of the 569 are malignant"
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
# **positive** class (کلاس مثبت): the one we look for. We begin with a
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
    stratify=malignant,  # the same share of both classes in both parts
    random_state=SEED,
)
radius = LogisticRegression().fit(x_train[:, :1], y_train)  # mean radius

radii = np.linspace(6, 29, 200)
curve = radius.predict_proba(radii[:, None])[:, 1]
border = -radius.intercept_[0] / radius.coef_[0, 0]
rng = np.random.default_rng(SEED)
height = y_train + rng.uniform(-0.04, 0.04, len(y_train))
figure, axis = plt.subplots(figsize=(7, 3.2))
for value, name in ((0, "benign"), (1, "malignant")):
    chosen = y_train == value
    axis.plot(x_train[chosen, 0], height[chosen], ".", alpha=0.4, label=name)
axis.plot(radii, curve, color="black", label="p(malignant)")
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
# straight borders. Our two features are the length and the width of the
# *sepal* (کاسبرگ), the green leaf below a petal. **Predict**: which map will
# have ragged borders, $k=1$ or $k=15$?

# %%
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
length, width = np.meshgrid(
    np.linspace(4, 8.2, 210), np.linspace(1.8, 4.6, 140)
)
map_points = np.column_stack([length.ravel(), width.ravel()])


# %%
colours = ["C0", "C1", "C2"]
figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), sharey=True)
for axis, (name, model) in zip(axes, models.items(), strict=True):
    model.fit(flower_train[:, :2], kind_train)
    regions = model.predict(map_points).reshape(length.shape)
    paint = ListedColormap(colours)
    axis.pcolormesh(length, width, regions, cmap=paint, alpha=0.2, vmax=2)
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
# With $k=1$ the borders bend around single flowers: the model has memorised
# them all, the unusual ones too. (Its training score is below 1 only because
# some flowers of different species have the same measurements.) A new flower
# near an unusual one may get a wrong answer. Remember the gap between the
# two scores: it returns as *overfitting*. (Which of the three is best on new
# flowers, 60 test flowers cannot say.) With all four features the task is
# much easier:

# %%
four = KNeighborsClassifier(15).fit(flower_train, kind_train)
print(f"baseline, always the same answer: {np.mean(kind_test == 0):.3f}")
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
has_predicted = multi_label.predict(in_test)
usual = has_train.mode().iloc[0]  # the more frequent answer to each question

# %%
right = pd.DataFrame(
    {
        "always the frequent answer": (has_test == usual).mean(),
        "logistic regression": (has_test == has_predicted).mean(),
    }
)
right.loc["all four right"] = [
    (has_test == usual).all(axis=1).mean(),
    (has_test == has_predicted).all(axis=1).mean(),
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
# downhill on the **loss**, a number that says how badly the probabilities fit
# the labels. With probabilities $p_i=1/(1+e^{-(w\cdot x_i+b)})$ and labels
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
    y = np.array([0, 0, 1, 1])
    w, b = logistic_step(np.array([1.0]), -1.0, x, y, learning_rate=1.0)
    np.testing.assert_allclose([w[0], b], [1.098873, -1.095199], atol=1e-5)


# %% check="2.4c" points=1
@check("2.4c", hint="many steps should reach the same as scikit-learn")
def _():
    x = StandardScaler().fit_transform(cancer.data[:, :2])
    w, b = np.zeros(2), 0.0
    for _ in range(2000):
        w, b = logistic_step(w, b, x, malignant)
    # C = 1e6: no pull towards small w, which scikit-learn adds by default
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
# | simple to understand | needs labels: slow work, and expensive |
# | easy to test: answers are known | knows only the classes it was shown |
# | good on a clear question | training may take much computing time |
# | most methods keep few numbers | some tasks have no single right answer |
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
grey = cat[2:298, 77:373].mean(axis=2)  # 296 × 296: 8 × 8 blocks of 37 × 37
small = grey.reshape(8, 37, 8, 37).mean(axis=(1, 3))  # the mean of each block
small = 16 * (small - small.min()) / (small.max() - small.min())
probabilities = reader.predict_proba(small.reshape(1, -1))[0]

figure, axes = plt.subplots(1, 3, figsize=(9, 2.8))
axes[0].imshow(cat[2:298, 77:373])
axes[1].imshow(small, cmap="gray")
axes[2].bar(range(10), probabilities)
axes[2].set(
    xlabel="digit", ylabel="probability", xticks=range(10), ylim=(0, 1)
)
titles = ["The cat", "As 8 × 8 pixels", f"“It is a {probabilities.argmax()}!”"]
for axis, title in zip(axes, titles, strict=True):
    axis.set_title(title)
for axis in axes[:2]:
    axis.axis("off")
plt.show()
expect("ch02.cat.confidence", probabilities.max())

# %% [markdown]
# It is quite certain, and it is nonsense. It has no way to say “none of
# these”: ten answers are all it knows. The
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
# mean of its samples. Neither step can make the inertia larger, so after
# some rounds nothing changes any more.


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
# the smallest inertia; scikit-learn does so when `n_init` asks for it (and
# spreads the centres at the start: *k-means++*). We compare on the digits: 64
# features, ten clusters.

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
starts = by_profile(smoke=2, quick=10, full=10)
for _ in range(starts):
    random_rows = rng.choice(len(pixels_train), 10, replace=False)
    end = k_means(pixels_train, pixels_train[random_rows])[-1]
    by_hand.append(inertia(pixels_train, *end))
library = KMeans(10, n_init=starts, random_state=SEED).fit(pixels_train)
print(f"{starts} starts by hand: {min(by_hand):.0f} to {max(by_hand):.0f}")
print(f"scikit-learn, best of {starts}: {library.inertia_:.0f}")
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
# the world have none. So supervised learning is excellent for **narrow AI**
# (هوش مصنوعی محدود), one task with many labels; **strong AI** (هوش مصنوعی
# قوی) cannot wait for a label for everything.
#
# Suppose somebody may name only ten of our 1,257 digits.
# Which ten? Ten at random, or one in the middle of each cluster? In the
# second case the name is given to the whole cluster. **Predict** the two
# scores.

# %%
distance = ((pixels_train[:, None] - library.cluster_centers_) ** 2).sum(2)
asked = distance.argmin(axis=0)  # the sample nearest to each centre
cluster_names = digit_train[asked]  # a person looks at ten pictures

figure, axes = plt.subplots(2, 10, figsize=(11, 2.7))
for column, k in zip(axes.T, np.argsort(cluster_names), strict=True):
    column[0].imshow(library.cluster_centers_[k].reshape(8, 8), cmap="gray")
    column[1].imshow(pixels_train[asked[k]].reshape(8, 8), cmap="gray")
    column[1].set_title(f"“{cluster_names[k]}”")
for axis in axes.flat:
    axis.axis("off")
figure.suptitle("Ten centres, and the ten digits that a person has to name")
plt.show()


# %%
def score_with_names(count):
    """Return test accuracies: cluster names, and as many random labels."""
    groups = KMeans(count, n_init=starts, random_state=SEED).fit(pixels_train)
    distance = ((pixels_train[:, None] - groups.cluster_centers_) ** 2).sum(2)
    names = digit_train[distance.argmin(axis=0)]
    by_cluster = names[groups.predict(pixels_test)] == digit_test

    rng = np.random.default_rng(SEED)
    by_chance = []
    for _ in range(10):
        rows = rng.choice(len(pixels_train), count, replace=False)
        closest = nearest(pixels_test, pixels_train[rows])  # 1-NN
        by_chance.append(np.mean(digit_train[rows][closest] == digit_test))
    return by_cluster.mean(), np.mean(by_chance)


counts = by_profile(
    smoke=[10], quick=[10, 20, 30, 50, 100], full=[10, 20, 30, 50, 100]
)
by_cluster, by_chance = np.array([score_with_names(n) for n in counts]).T

# %%
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
# though: with ten clusters about one digit in five sits in a group with
# another name. Look at the centres in the upper row: the more a centre looks
# like a mixture, the less pure is its group.
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
    epochs=by_profile(smoke=1, quick=60, full=300),
    batch_size=64,
    verbose=0,
).history
print(f"loss: {history['loss'][0]:.4f}, at the end {history['loss'][-1]:.4f}")
print(f"weights: {autoencoder.count_params():,}")


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
    axis.scatter(*test.T, c=digit_test, cmap="tab10", s=9, alpha=0.5)
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
by_pca, by_network = code_score.values()
expect("ch02.autoencoder.accuracy_gain", by_network - by_pca)

# %% [markdown]
# The black numbers stand in the middle of each digit's test pictures; the
# titles say how many of them 15 nearest neighbours can name from the two
# numbers alone. Curved directions keep the digits apart where two straight
# ones mix them, and the autoencoder rebuilds unseen digits with less error. It
# needs a longer training for that, and 33,474 weights instead of the 192
# numbers of PCA.

# %% [markdown] book="2.5.5"
# ### Advantages and disadvantages
#
# | + | − |
# |---|---|
# | data without labels are cheap | nothing says if a result is right |
# | finds what nobody looked for | a person must interpret it |
# | makes labelling cheaper, as above | often less accurate than labels |
# | shows what is in the data | depends on $K$, scale and distance |
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
@check(
    "2.6b",
    hint="k names, also for clusters without a member; ties: the smallest",
)
def _():
    cluster, label = np.array([2, 2, 0]), np.array([4, 1, 9])
    np.testing.assert_array_equal(
        name_clusters(cluster, label, 4), [9, -1, 1, -1]
    )
    ### BEGIN HIDDEN TESTS
    result = name_clusters(library.labels_, digit_train, 10)
    share = np.mean(np.asarray(result)[library.labels_] == digit_train)
    assert share >= np.mean(cluster_names[library.labels_] == digit_train)
    ### END HIDDEN TESTS


# %% [markdown] book="2.6"
# ## Reinforcement learning
#
# Nobody tells a child how to ride a bicycle muscle by muscle; it falls, and
# tries again. (The idea comes from the psychology of animal learning.) In
# **reinforcement learning** (یادگیری تقویتی) an **agent** (عامل) acts in an
# **environment** (محیط). In each **state** (حالت) $s$ it chooses an **action**
# (اقدام) $a$, gets a **reward** (پاداش) $r$, and finds itself in a new state.
# A rule that says what to do in every state is a **policy** (خط‌مشی). The
# agent wants a large **return**, the sum of all rewards to come, later ones
# counted a little less:
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
# Every step costs 1. The goal gives 40, a hole (O) costs 20; both end the
# **episode**, one game from start to end. And the ice is slippery: one time
# in five the agent moves in a random direction instead of the chosen one.
# **Predict**: will the best way pass right beside the holes?

# %%
WORLD = ["......", "......", "......", "SOOOOG"]
ARROWS = "↑→↓←"
MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]
START, GAMMA, SLIP = (3, 0), 0.95, 0.2


def move(state, action, step_reward=-1.0):
    """Return (new state, reward, whether the episode is over)."""
    row, column = np.add(state, MOVES[action])
    # nobody leaves the world: at the border the agent stays where it is
    row, column = int(np.clip(row, 0, 3)), int(np.clip(column, 0, 5))
    field = WORLD[row][column]
    reward = step_reward + {"G": 40, "O": -20}.get(field, 0)
    return (row, column), reward, field in "GO"


# %% [markdown]
# **Q-learning** keeps a table $Q(s,a)$: the return that the agent expects
# after action $a$ in state $s$. It begins with zeros. After each step, which
# brought reward $r$ and new state $s'$, the entry moves a little towards what
# the step has taught:
#
# $$Q(s,a) \leftarrow Q(s,a)
# +\alpha\,\bigl(r+\gamma\max_{a'}Q(s',a')-Q(s,a)\bigr).$$
#
# $\max_{a'}Q(s',a')$ is the **value** (ارزش) of $s'$: what the best action
# there promises; at the end of an episode it is 0. Mostly the agent takes the
# action with the largest $Q$, but with probability $\varepsilon$ any action:
# who never tries anything new finds nothing new. The learning rate $\alpha$
# gets smaller from episode to episode, so that the table comes to rest.


# %%
def q_learning(episodes, step_reward=-1.0, epsilon=0.1, seed=SEED):
    """Return the tables after each tenth episode, and all returns."""
    rng = np.random.default_rng(seed)
    q = np.zeros((4, 6, 4))
    tables, returns = [q.copy()], []
    for episode in range(1, episodes + 1):
        state, total, discount = START, 0.0, 1.0
        alpha = 1 / (2 + episode / 100)
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


episodes = by_profile(smoke=200, quick=8000, full=50_000)
tables, returns = q_learning(episodes)

# %% [markdown]
# How good can it get? The agent does not know how the world works, but we do,
# so we can compute the true $Q$: begin with zeros and replace each entry by
# what one step promises on average, until nothing changes. (This is called
# *value iteration*.) In the same way we judge any fixed policy.


# %%
sweeps = by_profile(smoke=20, quick=200, full=200)


def true_q(policy=None, rounds=sweeps):
    """Return the true Q, if the best policy, or a given one, is followed."""
    q = np.zeros((4, 6, 4))
    for _ in range(rounds):
        best = q.argmax(axis=2) if policy is None else policy
        # the entry of q for the chosen action, in each state
        value = np.take_along_axis(q, best[..., None], axis=2)[..., 0]
        for state in np.ndindex(4, 6):
            if WORLD[state[0]][state[1]] in "GO":
                continue
            after = np.zeros(4)
            for action in range(4):
                place, reward, over = move(state, action)
                after[action] = reward + GAMMA * (0 if over else value[place])
            q[state] = (1 - SLIP) * after + SLIP * after.mean()
    return q


best_q = true_q()
policy = tables[-1].argmax(axis=2)
best = best_q[START].max()
learned = true_q(policy)[START][policy[START]]
print(f"return from the start: best {best:.2f}, learned {learned:.2f}")
expect("ch02.q_learning.best_return", best)
expect("ch02.q_learning.share_of_best", learned / best)


# %%
def draw_world(axis, q, title, highest=40):
    value = np.ma.masked_all((4, 6))
    for row, column in np.ndindex(4, 6):
        field = WORLD[row][column]
        if field in ".S":
            value[row, column] = q[row, column].max()
            arrow = ARROWS[q[row, column].argmax()]
            field = arrow if field == "." else f"S {arrow}"
        axis.text(column, row, field, ha="center", va="center", size=12)
    axis.imshow(value, cmap="RdYlGn", vmin=-10, vmax=highest, alpha=0.7)
    axis.set(title=title, xticks=[], yticks=[])
    axis.grid(False)


figure, axes = plt.subplots(1, 4, figsize=(13, 2.7))
for axis, number in zip(axes, [1, min(20, len(tables) - 1), -1], strict=False):
    done = 10 * (number % len(tables))
    draw_world(axis, tables[number], f"after {done:,} episodes")
draw_world(axes[3], best_q, "the best, computed")
figure.suptitle("What the agent expects (red: little, green: much), and does")
plt.show()

# %% [markdown]
# One agent's returns jump about: the ice decides, too. So we let 20 agents
# begin from nothing and take the mean of their returns.

# %%
agents = by_profile(smoke=2, quick=20, full=100)
first = by_profile(smoke=50, quick=500, full=500)
seeds = np.random.default_rng(SEED).integers(2**31, size=agents)
curves = [q_learning(first, seed=int(seed))[1] for seed in seeds]
window = np.ones(20) / 20  # the mean of 20 episodes in a row
smooth = np.convolve(np.mean(curves, axis=0), window, mode="valid")
figure, axis = plt.subplots(figsize=(7, 3))
axis.plot(np.arange(20, first + 1), smooth, label=f"{agents} agents")
best_line = axis.axhline(best, color="C1", linestyle=":")
best_line.set_label("best possible, on average")
axis.set(
    title="Agents learn by trial and error",
    xlabel="episodes",
    ylabel="mean discounted return",
)
axis.legend(loc="lower right")
plt.show()

# %% [markdown]
# The value spreads backwards from the goal, field by field. The curve stays
# below the dotted line, also because the agents go on trying things
# ($\varepsilon$). And the best way does not pass right
# beside the holes: it goes up one more row first, because a slip beside a
# hole is expensive. Fields that the agent hardly ever visits keep poor
# arrows; it does not need them.

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
@check(
    "2.8a", hint="Q of new_action, not the largest one; do not change q itself"
)
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
# | nobody must know the right action | needs very many trials |
# | accepts a cost now for a gain later | trying things out can be dangerous |
# | can become better than any teacher | you get what the reward says |
# | goes on learning when things change | depends on luck; hard to mend |
#
# The third disadvantage is easy to show. Somebody wants the agent to move on
# briskly and *pays* 3 for each step instead of taking 1. **Predict** what it
# will do.

# %%
paid_tables, _ = q_learning(episodes // 10, step_reward=+3.0)
figure, axes = plt.subplots(1, 2, figsize=(8, 2.7))
draw_world(axes[0], tables[-1], "each step costs 1")
draw_world(axes[1], paid_tables[-1], "each step is paid", highest=70)
plt.show()
policy = paid_tables[-1].argmax(axis=2)
state, steps, over = START, 0, False
while steps < 1000 and not over:  # ice without slipping, to see the plan
    state, _, over = move(state, policy[state])
    steps += 1
print(f"the paid agent after {steps:,} steps: game over is {over}")
expect("ch02.q_learning.paid_steps", steps)

# %% [markdown]
# It does what it was paid for: it walks about (or into the border, which
# counts as a step), away from the holes and from the goal, because there the
# payments end. Walking for ever is worth $3/(1-\gamma)=60$, more than the 40
# at the goal. (The darkest green means 40 on the left and 70 on the right.)

# %% [markdown] book="2.7"
# ## Choosing a model, and judging it
#
# Two different jobs, and each needs data of its own:
#
# - **Model selection** (انتخاب مدل): which of several candidates? Most often
#   they are the same method with different **hyperparameters** (ابرپارامتر),
#   settings that are fixed *before* the fit: the $k$ of $k$-NN, the number of
#   neurons. The **parameters** (پارامتر) come *out of* the fit: $w$ and $b$,
#   the weights of a network.
# - **Model evaluation** (ارزیابی مدل): how well will the chosen one do on
#   data it has never seen? Its error there is the **generalisation error**
#   (خطای تعمیم).
#
# Why not judge with the data that chose the winner? Let us see what happens
# when the candidates are worthless.

# %% [markdown]
# Two hundred “models” answer at random about 100 validation houses; each is
# right with probability one half. We keep the best, and then ask it about
# 100 new houses. **Predict** the two scores.

# %%
rng = np.random.default_rng(SEED)
candidates, trials = 200, 300
validation = rng.binomial(100, 0.5, size=(trials, candidates)) / 100
winner = validation.max(axis=1)
winner_on_test = rng.binomial(100, 0.5, size=trials) / 100

figure, axis = plt.subplots(figsize=(7, 3))
bins = np.arange(0.305, 0.8, 0.01)
axis.hist(winner_on_test, bins, alpha=0.6, label="the winner on new data")
axis.hist(winner, bins, alpha=0.6, label="the winner on validation data")
axis.axvline(0.5, color="black", linestyle=":", label="what it really knows")
axis.set(
    title="The best of 200 guessers looks good (300 trials)",
    xlabel="accuracy on 100 houses",
    ylabel="trials",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
expect("ch02.selection.winner_validation", winner.mean())
expect("ch02.selection.winner_test", winner_on_test.mean())

# %% [markdown]
# On validation data the winner reaches about 64 %, on new data 50 % on
# average. It is a guesser like the others and was only lucky.
#
# > **Correction to the book (2.14).** The book warns of the optimistic
# > training score. The **validation** score of the winner is optimistic, too,
# > a little more with every candidate. So the test set is opened once, after
# > the choice. And if new data may come from another distribution (another
# > town, other years, several rows of one patient), a random split does not
# > show it: split by town, by time, by patient.

# %% [markdown] book="2.8"
# ### Training, validation and test
#
# | part | Persian | used for | how often |
# |---|---|---|---|
# | training set | مجموعه آموزشی | fit the parameters | always |
# | validation set | مجموعه اعتبارسنجی | choose | once a candidate |
# | test set | مجموعه آزمون | the final judgement | **once** |
#
# All three must come from the same **distribution** (توزیع), that is, be drawn
# in the same way from the same kind of things. There is no rule for their
# sizes; the validation set must be large enough to show the difference you
# care about. The steps: fit all candidates on the training set; the winner is
# the best on the validation set; fit it again on training and validation data
# together; open the test set. (One fixed split is called **hold-out**.) Our
# question: does a house cost more than the
# median, and which $k$ should $k$-NN take?

# %%
features = houses.drop(columns="AboveMedianPrice")
label = houses["AboveMedianPrice"]
work_x, test_x, work_y, test_y = train_test_split(
    features, label, test_size=0.2, stratify=label, random_state=SEED
)
train_x, val_x, train_y, val_y = train_test_split(
    work_x, work_y, test_size=0.25, stratify=work_y, random_state=SEED
)
print(f"{len(train_x)} training, {len(val_x)} validation, {len(test_x)} test")


def knn(k):
    return make_pipeline(StandardScaler(), KNeighborsClassifier(k))


ks = [1, 3, 5, 9, 15, 25, 45, 75, 125, 201, 351]
fitted = {k: knn(k).fit(train_x, train_y) for k in ks}
train_scores = [fitted[k].score(train_x, train_y) for k in ks]
val_scores = [fitted[k].score(val_x, val_y) for k in ks]
best_k = ks[int(np.argmax(val_scores))]

# %%
figure, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(ks, train_scores, "o-", label="training")
axis.plot(ks, val_scores, "s-", label="validation")
axis.axvline(best_k, color="0.5", linestyle=":", label=f"chosen: {best_k}")
axis.set(
    xscale="log",
    title="k = 1 has memorised its own houses",
    xlabel="k, the number of neighbours that vote",
    ylabel="accuracy",
)
axis.legend()
plt.show()
final = knn(best_k).fit(work_x, work_y)  # training and validation together
print(f"validation {max(val_scores):.3f}; baseline {1 - test_y.mean():.3f}")
expect("ch02.selection.test_accuracy", final.score(test_x, test_y))

# %% [markdown]
# Judged on its own training data, $k=1$ looks far better than all others: each
# house is its own nearest neighbour. On the validation houses this advantage
# is gone. Among most values of $k$ the differences are
# smaller than chance: 292 houses cannot rank them, and another seed may choose
# another $k$. (In this chapter other pictures show test scores, too, of
# digits, say. There nothing was chosen by them.)

# %% [markdown]
# **When time matters.** For a *time series* (سری زمانی) a random split is
# wrong: it would predict yesterday from tomorrow. Split along the time axis,
# the oldest for training, the newest for testing. We look at the price of a
# Google share on 1,047 trading days from 2004 to 2008 (Matplotlib ships it)
# and “predict” it from the date alone with 3-NN. **Predict** the mean error of
# both splits.

# %%
with get_sample_data("goog.npz") as file:
    share_prices = file["price_data"]
date = share_prices["date"].astype("datetime64[D]")
day, price = np.arange(len(date))[:, None], share_prices["close"]
limit = int(0.8 * len(day))
random_split = train_test_split(
    np.arange(len(day)), test_size=0.2, random_state=SEED
)
splits = {
    "random split": random_split,
    "split in time": (np.arange(limit), np.arange(limit, len(day))),
}
figure, axes = plt.subplots(1, 2, figsize=(11, 3.2), sharey=True)
errors = {}
for axis, (name, (past, future)) in zip(axes, splits.items(), strict=True):
    model = KNeighborsRegressor(3).fit(day[past], price[past])
    guess = model.predict(day[future])
    errors[name] = np.abs(guess - price[future]).mean()
    axis.plot(date, price, color="0.75", label="price")
    axis.plot(date[future], guess, ".", ms=4, label="prediction, test days")
    axis.set_title(f"{name}: mean error {errors[name]:.0f} dollars")
    axis.set_xlabel("date")
    axis.xaxis.set_major_locator(YearLocator())
axes[0].set_ylabel("price (US dollars)")
axes[0].legend()
plt.show()

# %%
last_known = np.abs(price[limit:] - price[limit - 1 : -1]).mean()
print(f"“the same as the day before”: mean error {last_known:.0f} dollars")
expect("ch02.time_split.random_error", errors["random split"])
expect("ch02.time_split.time_error", errors["split in time"])

# %% [markdown]
# The random split promises a wonderful model: around most test days it knows
# the prices just before *and just after*. In use nobody has the day after. The
# honest split shows that the model knows nothing about the future.

# %% [markdown]
# ### Exercise 2.9 — splits that respect time (★★)
#
# One split in time gives one score. For several, let the training part grow:
# train on the first block, test on the second; train on two, test on the
# third, and so on. Complete `time_splits`: cut the indices `0 … n - 1` into
# `parts + 1` blocks with `np.array_split`; return a list of `parts` pairs
# (training indices, test indices).


# %% exercise="2.9"
def time_splits(n, parts):
    """Return a list of (training, test) index arrays, the oldest first."""
    ### BEGIN SOLUTION
    blocks = np.array_split(np.arange(n), parts + 1)
    return [
        (np.concatenate(blocks[:i]), blocks[i]) for i in range(1, parts + 1)
    ]
    ### END SOLUTION


# %% check="2.9a" points=1
@check(
    "2.9a", hint="parts + 1 blocks; everything before the test block trains"
)
def _():
    pairs = time_splits(6, 2)
    assert len(pairs) == 2
    np.testing.assert_array_equal(pairs[0][0], [0, 1])
    np.testing.assert_array_equal(pairs[0][1], [2, 3])
    np.testing.assert_array_equal(pairs[1][0], [0, 1, 2, 3])
    np.testing.assert_array_equal(pairs[1][1], [4, 5])


# %% check="2.9b" points=1
@check("2.9b", hint="no test index may be older than a training index")
def _():
    pairs = time_splits(11, 3)
    for train, test in pairs:
        assert max(train) < min(test)
    tested = np.concatenate([test for _, test in pairs])
    np.testing.assert_array_equal(tested, np.arange(3, 11))
    ### BEGIN HIDDEN TESTS
    assert [len(train) for train, _ in time_splits(100, 4)] == [20, 40, 60, 80]
    ### END HIDDEN TESTS


# %% [markdown] book="2.9"
# ### Bias and variance
#
# Train the same kind of model on many different training sets. At a point
# $x$ the predictions $\hat f(x)$ scatter around their mean.
#
# - **Bias** (سوگیری): how far the *mean* lies from the truth. A model that is
#   too simple is wrong in the same way every time.
# - **Variance** (واریانس): how much the predictions *scatter*. A model that
#   is too flexible follows the noise of its own training set.
#
# With $y=f(x)+\text{noise}$, and $\sigma^2$ the variance of the noise,
#
# $$\underbrace{\mathbb E\bigl[(y-\hat f)^2\bigr]}_{\text{expected error}}=
# \underbrace{\bigl(f-\mathbb E\hat f\bigr)^2}_{\text{bias}^2}+
# \underbrace{\mathbb E\bigl[(\hat f-\mathbb E\hat f)^2\bigr]
# }_{\text{variance}}+\sigma^2 .$$
#
# $\mathbb E$ is the mean over all training sets. No model gets below
# $\sigma^2$.

# %% [markdown]
# To check it we must know the truth $f$, so here we make the data ourselves:
# $f(x)=\sin(\pi x)$, noise with $\sigma=0.4$, 15 points in each training set,
# and thousands of training sets. The models are polynomials of degree 0 to 9.
# **Predict** which degree has the largest bias, and which the largest
# variance.

# %%
NOISE = 0.4
points = np.linspace(-1, 1, 15)
grid = np.linspace(-0.95, 0.95, 96)


def truth_at(x):
    return np.sin(np.pi * x)


def predictions(degree, n_sets, rng):
    """Fit a polynomial to each of n_sets training sets; predict on grid."""
    noise = rng.normal(0, NOISE, size=(n_sets, len(points)))
    y = truth_at(points) + noise
    coefficients = np.polyfit(points, y.T, degree)  # a column for each set
    return (np.vander(grid, degree + 1) @ coefficients).T


# %% tags=["gallery"]
figure, axes = plt.subplots(1, 3, figsize=(12, 3.3), sharey=True)
words = {1: "too simple", 3: "about right", 9: "too flexible"}
for axis, (degree, word) in zip(axes, words.items(), strict=True):
    curves = predictions(degree, 40, np.random.default_rng(SEED))
    axis.plot(grid, curves.T, color="0.8", linewidth=0.8)
    axis.plot([], [], color="0.8", label="40 fits")
    axis.plot(grid, truth_at(grid), color="black", ls="--", label="truth")
    axis.plot(grid, curves.mean(axis=0), color="C1", label="mean of the fits")
    axis.set(title=f"Degree {degree}: {word}", xlabel="$x$", ylim=(-2, 2))
axes[0].set_ylabel("$y$")
axes[0].legend(loc="upper left")
plt.show()

# %% [markdown]
# Left: all fits agree, and all are wrong: high bias. Right: their mean is
# right, but no single one can be trusted: high variance. Now in numbers. We
# compute bias² and variance from 2,000 training sets, and measure the error
# on 2,000 *other* training sets with fresh test points, so that the two sides
# of the formula have nothing in common.

# %%
many_sets = by_profile(smoke=500, quick=2000, full=10_000)
rows = []
rng = np.random.default_rng(SEED)
for degree in range(10):
    fits = predictions(degree, many_sets, rng)
    others = predictions(degree, many_sets, rng)
    y_new = truth_at(grid) + rng.normal(0, NOISE, size=others.shape)
    rows.append(
        {
            "bias²": ((truth_at(grid) - fits.mean(axis=0)) ** 2).mean(),
            "variance": fits.var(axis=0).mean(),
            "noise": NOISE**2,
            "measured error": ((y_new - others) ** 2).mean(),
        }
    )
parts = pd.DataFrame(rows).rename_axis("degree")
total = parts[["bias²", "variance", "noise"]].sum(axis=1)

# %%
figure, axis = plt.subplots(figsize=(7.5, 3.4))
below = np.zeros(10)
for name, colour in (("noise", "0.8"), ("bias²", "C0"), ("variance", "C4")):
    axis.bar(parts.index, parts[name], bottom=below, color=colour, label=name)
    below = below + parts[name]
axis.plot(parts.index, parts["measured error"], "kD", label="measured error")
axis.set(
    title="Bias falls, variance grows, and the sum has a valley",
    xlabel="degree of the polynomial",
    ylabel="mean squared error",
    xticks=range(10),
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
gap = (total / parts["measured error"] - 1).abs().max()
expect("ch02.bias_variance.largest_gap", gap)
expect("ch02.bias_variance.best_degree", total.idxmin())

# %% [markdown]
# The diamonds sit on top of the bars: the formula holds for every degree, up
# to chance. Degree 0 has the largest bias, degree 9 the largest variance.
# (Degrees 2 and 4 gain nothing over 1 and 3: a sine wave has no use for even
# powers.) Left of the valley the model is **underfitted** (کم‌برازش), right of
# it **overfitted** (بیش‌برازش).
#
# > **Correction to the book (2.15).** The word *underfitting* (کم‌برازش) does
# > not appear in chapter 2; it comes in chapter 3. It belongs here, to high
# > bias.


# %%
def show_fits(degree=3):
    figure, axis = plt.subplots(figsize=(6, 3.2))
    curves = predictions(degree, 40, np.random.default_rng(SEED))
    axis.plot(grid, curves.T, color="0.8", linewidth=0.8)
    axis.plot([], [], color="0.8", label="40 fits")
    axis.plot(grid, truth_at(grid), color="black", ls="--", label="truth")
    axis.plot(grid, curves.mean(axis=0), color="C1", label="mean of 40 fits")
    axis.set(
        title=f"Degree {degree}", xlabel="$x$", ylabel="$y$", ylim=(-2, 2)
    )
    axis.legend(loc="upper left")
    plt.show()


explore(show_fits, degree=(0, 12, 1))

# %% [markdown]
# > **Correction to the book (2.16).** “One cannot lower the bias without
# > raising the variance” is too strong. Two ways to lower one and hardly
# > touch the other: **more data**, and the **average** of many models.
#
# We test both on **decision trees** (درخت تصمیم), which ask one question after
# the other (“is $x$ larger than 0.3?”). Where the questions end there is a
# *leaf*: it answers with the mean of the training points that arrived there.
# A tree with small leaves has little bias and much variance.
#
# *Bagging* trains 20 trees and takes the mean of their answers. Each tree gets
# as many points as there are, drawn from them at random, some of them twice.
# And with ten times the data a leaf can hold more points and still be
# narrow.


# %%
def tree_parts(model, n_points, n_sets):
    """Return (bias², variance) over n_sets training sets."""
    rng = np.random.default_rng(SEED)
    fits = []
    for _ in range(n_sets):
        x = rng.uniform(-1, 1, size=(n_points, 1))
        y = truth_at(x[:, 0]) + rng.normal(0, NOISE, n_points)
        fits.append(model.fit(x, y).predict(grid[:, None]))
    mean = np.mean(fits, axis=0)
    return ((truth_at(grid) - mean) ** 2).mean(), np.var(fits, axis=0).mean()


n_sets = by_profile(smoke=5, quick=60, full=400)
tree = DecisionTreeRegressor(min_samples_leaf=3, random_state=SEED)
wide = DecisionTreeRegressor(min_samples_leaf=15, random_state=SEED)
many = BaggingRegressor(tree, n_estimators=20, random_state=SEED)
trees = {
    "one tree, 60 points": tree_parts(tree, 60, n_sets),
    "one tree, 600 points, larger leaves": tree_parts(wide, 600, n_sets),
    "mean of 20 trees, 60 points": tree_parts(many, 60, n_sets),
}
trees = pd.DataFrame(trees, index=["bias²", "variance"]).T
display(trees.round(4))
one, more_data, average = trees["variance"]
expect("ch02.bias_variance.more_data_variance_share", more_data / one)
expect("ch02.bias_variance.bagging_variance_share", average / one)

# %% [markdown]
# The variance falls clearly in both cases, and the bias stays tiny.
#
# > **Correction to the book (2.17).** Tuning of hyperparameters is called a
# > part of model *evaluation*. It is model **selection** (the book's own
# > section on it says so).
#
# > **Correction to the book (2.18).** A high training-test gap is a *symptom*
# > of high variance, not what the word means. Variance is the scatter of the
# > predictions over training sets, as above.

# %% [markdown]
# **In practice** the truth is unknown, and there is one training set. Two
# curves show where you stand. A **validation curve** changes the complexity
# of the model; a **learning curve** (منحنی یادگیری) changes the amount of
# data. We draw both for a decision tree on the house data. `max_depth` is
# the number of questions that it may ask in a row.

# %%
depths = np.arange(1, by_profile(smoke=3, quick=16, full=16))
tree = DecisionTreeClassifier(random_state=SEED)
five = KFold(5, shuffle=True, random_state=SEED)
by_depth = validation_curve(
    tree, work_x, work_y, param_name="max_depth", param_range=depths, cv=five
)
shares = np.linspace(0.05, 1, by_profile(smoke=2, quick=8, full=8))
sizes, *by_size_deep = learning_curve(
    tree, work_x, work_y, train_sizes=shares, cv=five
)
small_tree = DecisionTreeClassifier(max_depth=3, random_state=SEED)
_, *by_size_small = learning_curve(
    small_tree, work_x, work_y, train_sizes=shares, cv=five
)

# %%
figure, axes = plt.subplots(1, 3, figsize=(12.5, 3.4), sharey=True)
panels = [
    ("More depth, a wider gap", depths, by_depth, "max_depth"),
    ("Any depth: the gap remains", sizes, by_size_deep, "training houses"),
    ("Depth 3: the gap closes", sizes, by_size_small, "training houses"),
]
for axis, (title, x, scores, label_x) in zip(axes, panels, strict=True):
    for name, score in zip(("training", "validation"), scores, strict=True):
        mean, spread = score.mean(axis=1), score.std(axis=1)
        axis.plot(x, mean, ".-", label=name)
        axis.fill_between(x, mean - spread, mean + spread, alpha=0.2)
    axis.set(title=title, xlabel=label_x)
axes[0].set_ylabel("accuracy")
axes[2].legend(loc="lower right")
plt.show()

# %% [markdown]
# (The bands show the standard deviation over five splits.) Left, the
# validation curve: training accuracy climbs to 1; validation accuracy soon
# stops. Middle, a learning curve: the deep tree memorises every training
# house, however many there are, and a wide gap remains: **high variance**.
# Right: the small tree nearly closes the gap, and stops at the level that
# three questions can reach. What helps against a gap: more data, a simpler
# model, an average. What helps when both curves are low and together: a richer
# model or better features; more data do not.

# %% [markdown] book="2.10"
# ### Methods of evaluation
#
# When data are few, one validation set is small and its score depends on
# luck. **Cross-validation** (اعتبارسنجی متقابل) uses every sample for
# validation once. **$k$-fold** cuts the data into $k$ parts (folds), often 5
# or 10. Each part is the validation set once, while the other $k-1$ train:
#
# $$\text{CV}_k=\frac1k\sum_{i=1}^k E_i ,$$
#
# where $E_i$ is the error (or score) on part $i$. The independent test set
# stays outside of all this.

# %%
use = np.zeros((5, 20))
folds = KFold(5, shuffle=True, random_state=SEED)
for fold, (train, validate) in enumerate(folds.split(np.zeros(20))):
    use[fold, train], use[fold, validate] = 0, 1
figure, axis = plt.subplots(figsize=(8, 2.4))
blue_orange = ListedColormap(["#cfe3f1", "#D55E00"])
axis.pcolormesh(use, cmap=blue_orange, edgecolors="white", linewidth=2)
axis.set(
    title="Each sample: once in validation (orange), 4 times in training",
    xlabel="sample",
    ylabel="round",
    xticks=np.arange(20) + 0.5,
    yticks=np.arange(5) + 0.5,
)
axis.set_xticklabels(range(20))
axis.set_yticklabels(range(1, 6))
axis.invert_yaxis()
axis.grid(False)
plt.show()
print("times in validation:", set(use.sum(axis=0).astype(int).tolist()))
times_in_training = (use == 0).sum(axis=0)
expect("ch02.k_fold.times_in_training", times_in_training.mean())

# %% [markdown]
# > **Correction to the book (2.19).** “Each item is once in a test set and
# > once in a training set” is wrong: it is once in validation and $k-1$ times
# > in training, as the picture shows.
#
# > **Correction to the book (2.20).** The left-out fold is a *validation*
# > set; the test set is another one. And cross-validation does not reduce the
# > overfitting, the bias or the variance of the *model*, which is the same as
# > before. It gives a steadier *estimate* of its error:

# %%
repeats = by_profile(smoke=2, quick=60, full=200)
seeds = np.random.default_rng(SEED).integers(2**31, size=repeats)
small_and_quick = LogisticRegression(solver="liblinear")  # for few data
tumour_model = make_pipeline(StandardScaler(), small_and_quick)
n_few = by_profile(smoke=50, quick=150, full=150)  # as if we had no more
few = np.random.default_rng(SEED).choice(len(malignant), n_few, replace=False)
few_x, few_y = cancer.data[few], malignant[few]


def hold_out(seed):
    a_train, a_val, b_train, b_val = train_test_split(
        few_x, few_y, test_size=0.2, random_state=seed
    )
    return tumour_model.fit(a_train, b_train).score(a_val, b_val)


def five_fold(seed):
    folds = KFold(5, shuffle=True, random_state=seed)
    return cross_val_score(tumour_model, few_x, few_y, cv=folds).mean()


estimates = {
    "hold-out, 20 %": [hold_out(int(seed)) for seed in seeds],
    "5-fold": [five_fold(int(seed)) for seed in seeds],
}

# %%
figure, axis = plt.subplots(figsize=(7, 3))
bins = np.arange(0.755, 1.02, 0.01)
for name, scores in estimates.items():
    spread = np.std(scores)
    axis.hist(scores, bins, alpha=0.6, label=f"{name}: ± {spread:.3f}")
axis.set(
    title="Same model, same data, other splits: 5-fold scatters less",
    xlabel="estimated accuracy",
    ylabel="splits",
)
axis.legend(loc="upper left")
plt.show()
spreads = {name: np.std(scores) for name, scores in estimates.items()}
gain = spreads["hold-out, 20 %"] - spreads["5-fold"]
expect("ch02.k_fold.spread_gain", gain)

# %% [markdown]
# (± is the standard deviation over the splits.) Two relatives:
#
# - **Leave-one-out**: $k$ = number of samples. Each model lacks just one
#   sample; it takes as many fits as there are samples.
# - **Bootstrap**: draw as many samples as there are, *with* repetition, and
#   test on those that were not drawn. How many are left out? One sample is
#   missed $n$ times with probability $(1-1/n)^n\approx1/e\approx37\,\%$.

# %%
one_out = cross_val_score(tumour_model, few_x, few_y, cv=LeaveOneOut())
rng = np.random.default_rng(SEED)
boot, left_out = [], []
for _ in range(repeats):
    drawn = rng.integers(len(few_y), size=len(few_y))
    out = np.setdiff1d(np.arange(len(few_y)), drawn)
    left_out.append(len(out) / len(few_y))
    boot.append(
        tumour_model.fit(few_x[drawn], few_y[drawn]).score(
            few_x[out], few_y[out]
        )
    )
rows = {name: np.mean(scores) for name, scores in estimates.items()}
rows |= {"leave-one-out": one_out.mean(), "bootstrap": np.mean(boot)}
print(f"left out of a bootstrap sample: {np.mean(left_out):.1%}")
expect("ch02.bootstrap.left_out", np.mean(left_out))
pd.Series(rows, name="estimated accuracy").round(3).to_frame()

# %% [markdown]
# The four agree closely. Leave-one-out took 150 fits. The bootstrap trains on
# fewer different samples, so it tends to be a little pessimistic.

# %% [markdown]
# **Stratification.** Only 81 of the 1,460 houses have no garage. In a small
# random test set their share depends on luck; a *stratified* split keeps it
# the same in every part.

# %%
no_garage = (houses["GarageArea"] == 0).to_numpy().astype(int)
shares = {"random": [], "stratified": []}
splits = by_profile(smoke=10, quick=200, full=200)
for seed in np.random.default_rng(SEED).integers(2**31, size=splits):
    for name, by in (("random", None), ("stratified", no_garage)):
        _, part = train_test_split(
            no_garage, test_size=100, stratify=by, random_state=int(seed)
        )
        shares[name].append(part.sum())
figure, axis = plt.subplots(figsize=(7, 2.8))
for name, found in shares.items():
    axis.hist(found, np.arange(-0.5, 17), alpha=0.6, label=name)
axis.set(
    title=f"Of 100 test houses, how many have no garage? ({splits} splits)",
    xlabel="houses without a garage in the test set",
    xticks=range(0, 17, 2),
    ylabel="splits",
)
axis.legend()
plt.show()
expect("ch02.stratify.random_spread", np.std(shares["random"]))

# %% [markdown]
# ### Exercise 2.10 — k-fold by hand (★★)
#
# Complete `k_fold`: shuffle the indices `0 … n - 1` with `rng.permutation`,
# cut them into `k` parts with `np.array_split`, and return `k` pairs
# (training indices, validation indices).


# %% exercise="2.10"
def k_fold(n, k, rng):
    """Return a list of k pairs of index arrays (training, validation)."""
    ### BEGIN SOLUTION
    parts = np.array_split(rng.permutation(n), k)
    return [
        (np.concatenate(parts[:i] + parts[i + 1 :]), parts[i])
        for i in range(k)
    ]
    ### END SOLUTION


# %% check="2.10a" points=1
@check("2.10a", hint="the training part is everything but the validation part")
def _():
    pairs = k_fold(10, 5, np.random.default_rng(SEED))
    assert len(pairs) == 5
    for train, validate in pairs:
        assert len(train) == 8 and len(validate) == 2
        assert sorted([*train, *validate]) == list(range(10))


# %% check="2.10b" points=1
@check("2.10b", hint="shuffle ONCE, before cutting; use the rng you are given")
def _():
    pairs = k_fold(23, 4, np.random.default_rng(SEED))
    validated = np.concatenate([validate for _, validate in pairs])
    assert sorted(validated) == list(range(23)), "each sample exactly once"
    assert list(validated) != list(range(23)), "not shuffled"
    trained = np.concatenate([train for train, _ in pairs])
    np.testing.assert_array_equal(np.bincount(trained), np.full(23, 3))
    ### BEGIN HIDDEN TESTS
    again = k_fold(23, 4, np.random.default_rng(SEED))
    np.testing.assert_array_equal(again[2][1], pairs[2][1])
    ### END HIDDEN TESTS


# %% [markdown] book="2.11"
# ## Performance metrics
#
# A yes/no model can be right in two ways and wrong in two ways. The
# **confusion matrix** (ماتریس درهم‌ریختگی) counts all four:
#
# | truth \ answer | positive | negative |
# |---|---|---|
# | **positive** | TP, true positive | FN, false negative |
# | | مثبت راستین | منفی کاذب |
# | **negative** | FP, false positive | TN, true negative |
# | | مثبت کاذب | منفی راستین |
#
# The second word is the model's answer, the first says whether it is right.
#
# > **Correction to the book (2.21).** In the book's table 1-2 the cell FP is
# > labelled “false negative” (منفی کاذب). It is the false **positive**.
#
# > **Correction to the book (2.22).** The text before it refers to table 1-5;
# > the table is 1-2.

# %% [markdown]
# We count for the tumours. To use all 569 we let cross-validation predict:
# each tumour is judged by a model that has not seen it.

# %%
five = KFold(5, shuffle=True, random_state=SEED)
model = make_pipeline(StandardScaler(), LogisticRegression())
p_malignant = cross_val_predict(
    model, cancer.data, malignant, cv=five, method="predict_proba"
)[:, 1]
said = (p_malignant >= 0.5).astype(int)

tp = np.sum((malignant == 1) & (said == 1))
fn = np.sum((malignant == 1) & (said == 0))
fp = np.sum((malignant == 0) & (said == 1))
tn = np.sum((malignant == 0) & (said == 0))
by_library = metrics.confusion_matrix(malignant, said)

figure, axes = plt.subplots(1, 2, figsize=(9, 3.2))
by_hand = np.array([[tp, fn], [fp, tn]])
for axis, table, order, title in (
    (axes[0], by_hand, [1, 0], "By hand, as in the book"),
    (axes[1], by_library, [0, 1], "scikit-learn: smallest label first"),
):
    axis.imshow(table, cmap="Blues", vmax=500)
    for (row, column), count in np.ndenumerate(table):
        colour = "white" if count > 250 else "black"
        axis.text(
            column, row, count, ha="center", va="center", color=colour, size=13
        )
    names = [["benign", "malignant"][value] for value in order]
    axis.set(title=title, xlabel="answer", ylabel="truth")
    axis.set_xticks([0, 1], names)
    axis.set_yticks([0, 1], names)
    axis.grid(False)
plt.show()

# %% [markdown]
# Mind the order: scikit-learn sorts the labels, so its matrix is
# $\begin{pmatrix}TN&FP\\FN&TP\end{pmatrix}$. From the four counts:
#
# - **Accuracy** (دقت), the share of right answers:
#   $\frac{TP+TN}{TP+FN+FP+TN}$.
# - **Prediction error** (خطای پیش‌بینی), the share of wrong ones: $1-$
#   accuracy.
# - **Recall** (فراخوانی): which share of the *actual positives* is found?
#   $\frac{TP}{TP+FN}$.
# - **Precision** (صحت): which share of its “yes” is true? $\frac{TP}{TP+FP}$.
# - **$F_1$** (امتیاز F1), high only if both are high:
#   $2\cdot\frac{\text{precision}\cdot\text{recall}}
#   {\text{precision}+\text{recall}}$.
# - **Specificity**: which share of the actual negatives gets a “no”?
#   $\frac{TN}{TN+FP}$.
#
# **Careful with the Persian words**: here, as in the book, دقت is *accuracy*
# and صحت is *precision*. Many other texts use them the other way round, so
# look at the formula.

# %% [markdown]
# > **Correction to the book (2.23).** Recall is described as a share “of all
# > true-positive cases”. It must be of all **actual positive** cases,
# > $TP+FN$; the printed formula is right.

# %%
precision, recall = tp / (tp + fp), tp / (tp + fn)
ours = {
    "accuracy": (tp + tn) / len(malignant),
    "recall": recall,
    "precision": precision,
    "F1": 2 * precision * recall / (precision + recall),
}
theirs = [
    metrics.accuracy_score(malignant, said),
    metrics.recall_score(malignant, said),
    metrics.precision_score(malignant, said),
    metrics.f1_score(malignant, said),
]
np.testing.assert_allclose(list(ours.values()), theirs)
expect("ch02.metrics.recall", recall)
expect("ch02.metrics.precision", precision)
both = np.array([list(ours.values()), theirs])
pd.DataFrame(both, ["by hand", "scikit-learn"], list(ours)).round(4)

# %% [markdown]
# ### Exercise 2.11 — count by hand (★)
#
# Complete `confusion_counts`. Labels and answers are arrays of 0 and 1.


# %% exercise="2.11"
def confusion_counts(truth, answer):
    """Return the four counts (tp, fn, fp, tn), in this order."""
    ### BEGIN SOLUTION
    tp = int(np.sum((truth == 1) & (answer == 1)))
    fn = int(np.sum((truth == 1) & (answer == 0)))
    fp = int(np.sum((truth == 0) & (answer == 1)))
    tn = int(np.sum((truth == 0) & (answer == 0)))
    return tp, fn, fp, tn
    ### END SOLUTION


# %% check="2.11a" points=1
@check("2.11a", hint="false NEGATIVE: the model said no, and that was false")
def _():
    truth = np.array([1, 1, 1, 0, 0, 0, 0])
    answer = np.array([1, 0, 0, 1, 0, 0, 0])
    assert tuple(confusion_counts(truth, answer)) == (1, 2, 1, 3)
    ### BEGIN HIDDEN TESTS
    swapped = tuple(confusion_counts(answer, truth))
    assert swapped == (1, 1, 2, 3)
    assert tuple(confusion_counts(truth, truth)) == (3, 0, 0, 4)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Exercise 2.12 — precision, recall, F1 (★★)
#
# Complete `precision_recall_f1` from the counts. Where a fraction is 0/0
# (the model never says “yes”, say), return 0 for it, as scikit-learn does
# with `zero_division=0`.


# %% exercise="2.12"
def precision_recall_f1(tp, fn, fp):
    """Return (precision, recall, F1); 0.0 where a fraction is 0/0."""
    ### BEGIN SOLUTION
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0
    ### END SOLUTION


# %% check="2.12a" points=1
@check("2.12a", hint="precision looks at the column “positive”: TP and FP")
def _():
    result = precision_recall_f1(tp=6, fn=2, fp=4)
    np.testing.assert_allclose(result, [0.6, 0.75, 2 / 3])


# %% check="2.12b" points=1
@check("2.12b", hint="there are three fractions; each can be 0/0")
def _():
    np.testing.assert_allclose(precision_recall_f1(0, 20, 0), [0, 0, 0])
    np.testing.assert_allclose(precision_recall_f1(0, 0, 5), [0, 0, 0])
    ### BEGIN HIDDEN TESTS
    result = precision_recall_f1(980, 0, 20)
    np.testing.assert_allclose(result, [0.98, 1, 2 * 0.98 / 1.98])
    ### END HIDDEN TESTS


# %% [markdown]
# ### Where accuracy misleads
#
# The book's example: 980 apples, 20 oranges, and a model that calls every
# fruit an apple. **Predict** its accuracy and its F1.

# %%
fruit = np.array(["apple"] * 980 + ["orange"] * 20)
all_apples = np.full(1000, "apple")
table = {}
for positive in ("apple", "orange"):
    scores = metrics.precision_recall_fscore_support(
        fruit,
        all_apples,
        pos_label=positive,
        average="binary",
        zero_division=0,
    )
    table[f"positive = {positive}"] = scores[:3]
table["mean of the two (macro)"] = np.mean(list(table.values()), axis=0)
names = ["precision", "recall", "F1"]
display(pd.DataFrame(table, index=names).T.round(4))
balanced = metrics.balanced_accuracy_score(fruit, all_apples)
print(f"balanced accuracy, the mean of both recalls: {balanced:.3f}")
expect("ch02.apples.accuracy", metrics.accuracy_score(fruit, all_apples))
expect("ch02.apples.f1_apple", table["positive = apple"][2])

# %% [markdown]
# > **Correction to the book (2.24).** The book offers F1 as the way out. F1
# > helps only if the **rare** class is the positive one. With “apple” as the
# > positive class the useless model has an F1 of 0.99; with “orange” it has 0.
#
# A high accuracy does not make a model *reliable* (قابل اعتماد) either: on
# other fruit, with more oranges, its 98 % are gone.

# %% [markdown]
# Now a real case: find the houses **without a garage**, 81 of 1,460, from the
# other features. One logistic regression as it is; and one with
# `class_weight="balanced"`: there a mistake on a house without a garage costs
# 17 times as much, because there are 17 times fewer of them.

# %%
no_garage_inputs = houses.drop(columns="GarageArea")
weights = {"plain": None, "balanced": "balanced"}
p_no_garage, rows = {}, {}
for name, weight in weights.items():
    model = make_pipeline(
        StandardScaler(), LogisticRegression(class_weight=weight)
    )
    p_no_garage[name] = cross_val_predict(
        model, no_garage_inputs, no_garage, cv=five, method="predict_proba"
    )[:, 1]
answers = {n: (p >= 0.5).astype(int) for n, p in p_no_garage.items()}
answers["always “has a garage”"] = np.zeros(len(no_garage), int)
for name, answer in answers.items():
    rows[name] = {
        "accuracy": metrics.accuracy_score(no_garage, answer),
        "recall": metrics.recall_score(no_garage, answer),
        "precision": metrics.precision_score(
            no_garage, answer, zero_division=0
        ),
        "F1": metrics.f1_score(no_garage, answer),
    }
rows = pd.DataFrame(rows).T
display(rows.round(3))
expect("ch02.imbalanced.plain_accuracy", rows.loc["plain", "accuracy"])
expect("ch02.imbalanced.plain_recall", rows.loc["plain", "recall"])
expect("ch02.imbalanced.balanced_recall", rows.loc["balanced", "recall"])

# %% [markdown]
# The plain model has an excellent accuracy and finds hardly any of the houses
# we look for: it is no better than the baseline. The balanced one finds most
# of them, and pays with many false alarms. Its accuracy is *lower*. Which one
# is better depends on what a mistake costs, and no metric can know that.

# %% [markdown]
# ### More than two classes, and a look at the mistakes
#
# The matrix then has a row and a column for each class. One computes every
# metric class by class and takes the plain mean (*macro*: all classes count
# the same) or weights by class size (*weighted*).
#
# A score of, say, 96 % is silent about the other 4 %. **Look at the
# mistakes**: here are some of a logistic regression on the digits.

# %%
digit_reader = LogisticRegression(max_iter=2000)
read = digit_reader.fit(pixels_train, digit_train).predict(pixels_test)
matrix = metrics.confusion_matrix(digit_test, read)
mistakes = np.flatnonzero(read != digit_test)[:10]

figure, axes = plt.subplot_mosaic(
    [["matrix", 0, 1, 2, 3, 4], ["matrix", 5, 6, 7, 8, 9]],
    figsize=(11, 3.8),
    width_ratios=[3, 1, 1, 1, 1, 1],
)
axes["matrix"].imshow(matrix, cmap="Blues")
for (row, column), count in np.ndenumerate(matrix):
    if count:
        colour = "white" if count > 30 else "black"
        axes["matrix"].text(
            column, row, count, ha="center", va="center", color=colour, size=9
        )
axes["matrix"].set(xlabel="answer", ylabel="truth", title="540 digits")
axes["matrix"].set(xticks=range(10), yticks=range(10))
axes["matrix"].grid(False)
for number in range(10):
    axes[number].axis("off")
for number, i in enumerate(mistakes):
    axes[number].imshow(pixels_test[i].reshape(8, 8), cmap="gray_r")
    axes[number].set_title(f"{digit_test[i]}, read as {read[i]}", size=9)
plt.show()
f1 = metrics.f1_score(digit_test, read, average="macro")
expect("ch02.digits.macro_f1", f1)

# %% [markdown]
# Would you have read them all? Some mistakes come from the writer, some from
# the coarse pixels; and if one pair of digits is mixed up again and again, you
# know which pictures to collect more of.

# %% [markdown]
# ### Thresholds, ROC and PR curves
#
# A probability becomes an answer by a **threshold**, and 0.5 is only a habit.
# A lower one finds more tumours (recall) and alarms more healthy people
# (precision falls). Play:


# %%
def show_threshold(threshold=0.5):
    figure, axis = plt.subplots(figsize=(7, 3))
    bins = np.linspace(0, 1, 41)
    for value, name in ((0, "benign"), (1, "malignant")):
        chosen = p_malignant[malignant == value]
        axis.hist(chosen, bins, alpha=0.6, label=name)
    axis.axvline(threshold, color="black", linestyle=":")
    yes = p_malignant >= threshold
    found = np.sum(yes & (malignant == 1))
    text = f"found {found} of {malignant.sum()}, "
    text += f"false alarms {np.sum(yes & (malignant == 0))}"
    axis.set(
        title=f"Threshold {threshold:.2f}: {text}",
        xlabel="predicted probability of “malignant”",
        ylabel="tumours",
        yscale="log",
    )
    axis.legend(loc="upper center")
    plt.show()


explore(show_threshold, threshold=(0.05, 0.95, 0.05))

# %% [markdown]
# All thresholds at once make two curves:
#
# - **ROC curve**: recall against the share of false alarms among the actual
#   negatives, $FP/(FP+TN)$. The area under it, **AUC**, is 1 for a perfect
#   model and 0.5 for guessing.
# - **PR curve**: precision against recall. Guessing gives a precision equal
#   to the share of positives.
#
# We draw both for the tumours (37 % positive) and for the houses without a
# garage (5.5 %). **Predict**: which of the two curves shows that the second
# task is hard?

# %%
tasks = {
    "tumours": (malignant, p_malignant),
    "no garage": (no_garage, p_no_garage["plain"]),
}
auc, ap = {}, {}
figure, axes = plt.subplots(1, 2, figsize=(10, 3.8))
for number, (name, (truth, p)) in enumerate(tasks.items()):
    auc[name] = metrics.roc_auc_score(truth, p)
    ap[name] = metrics.average_precision_score(truth, p)
    false_alarms, recalls, _ = metrics.roc_curve(truth, p)
    axes[0].plot(false_alarms, recalls, label=f"{name}: AUC {auc[name]:.2f}")
    precisions, recalls, _ = metrics.precision_recall_curve(truth, p)
    axes[1].plot(recalls, precisions, label=f"{name}: area {ap[name]:.2f}")
    axes[1].axhline(truth.mean(), color=f"C{number}", ls=":")
axes[0].plot([0, 1], [0, 1], color="0.5", ls=":", label="guessing")
axes[1].plot([], [], color="0.5", ls=":", label="guessing")
axes[0].set(title="ROC: both look good")
axes[0].set(xlabel="false-alarm rate", ylabel="recall")
axes[1].set(title="PR: the rare class is hard", ylim=(0, 1.05))
axes[1].set(xlabel="recall", ylabel="precision")
axes[0].legend(loc="lower right")
axes[1].legend(loc="center", bbox_to_anchor=(0.5, 0.6))
plt.show()
expect("ch02.roc.tumours", auc["tumours"])
expect("ch02.roc.no_garage", auc["no garage"])
expect("ch02.pr.no_garage", ap["no garage"])

# %% [markdown]
# By the ROC curve both models look fine. The PR curve shows the truth about
# the rare houses: to find most of them one must accept many false alarms. A
# false-alarm rate of 10 % sounds small, but 10 % of 1,379 ordinary houses
# are more than all 81 that we look for.

# %% [markdown]
# ### Exercise 2.13 — what AUC means (★★★)
#
# Take one positive and one negative sample at random. AUC is the probability
# that the positive one has the **higher** score; a tie counts one half.
# Complete `auc_by_pairs` by comparing all pairs. (Without loops:
# `a[:, None] > b[None, :]` compares every entry of `a` with every one of `b`.)


# %% exercise="2.13"
def auc_by_pairs(truth, score):
    """Return the share of (positive, negative) pairs in the right order."""
    ### BEGIN SOLUTION
    positive, negative = score[truth == 1], score[truth == 0]
    above = positive[:, None] > negative[None, :]
    equal = positive[:, None] == negative[None, :]
    return np.mean(above + 0.5 * equal)
    ### END SOLUTION


# %% check="2.13a" points=1
@check("2.13a", hint="divide by the number of pairs, positives × negatives")
def _():
    truth = np.array([1, 1, 1, 0, 0])
    score = np.array([0.9, 0.4, 0.7, 0.6, 0.1])
    np.testing.assert_allclose(auc_by_pairs(truth, score), 5 / 6)


# %% check="2.13b" points=1
@check("2.13b", hint="a tie counts one half")
def _():
    truth, score = np.array([1, 0, 0]), np.array([0.5, 0.5, 0.2])
    np.testing.assert_allclose(auc_by_pairs(truth, score), 0.75)
    ### BEGIN HIDDEN TESTS
    for truth, score in tasks.values():
        ours = metrics.roc_auc_score(truth, score.round(2))
        result = auc_by_pairs(truth, score.round(2))
        np.testing.assert_allclose(result, ours)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Metrics for regression
#
# The book has none. For errors $e_i=y_i-\hat y_i$:
#
# - **Mean absolute error**, MAE: $\frac1n\sum_i\lvert e_i\rvert$, the usual
#   size of an error, in the unit of $y$.
# - **Root mean squared error**, RMSE: $\sqrt{\frac1n\sum_i e_i^2}$. The same
#   unit, but large errors count more.
# - **$R^2$**: $1-\frac{\sum_i e_i^2}{\sum_i(y_i-\bar y)^2}$. It is 1 for
#   perfect predictions and 0 for always the mean; it can be negative.

# %%
candidates = {
    "always the mean": None,
    "body-mass index only": diabetes.data[:, [2]],
    "all ten features": diabetes.data,
}
table, guesses = {}, {}
for name, x in candidates.items():
    guess = np.empty(len(progression))
    for train, validate in five.split(progression):
        if x is None:
            guess[validate] = progression[train].mean()
        else:
            fit = LinearRegression().fit(x[train], progression[train])
            guess[validate] = fit.predict(x[validate])
    guesses[name] = guess
    table[name] = {
        "MAE": metrics.mean_absolute_error(progression, guess),
        "RMSE": metrics.root_mean_squared_error(progression, guess),
        "R²": metrics.r2_score(progression, guess),
    }
display(pd.DataFrame(table).T.round(2))
expect("ch02.regression.r2", table["all ten features"]["R²"])

# %% [markdown]
# With all ten features the model explains about half of the variation.
# (“Always the mean” has an $R^2$ a little below 0: its mean comes from the
# training folds, not from the patients that it is judged on.) Where are the
# errors?

# %%
figure, axis = plt.subplots(figsize=(5, 3.8))
guess = guesses["all ten features"]
axis.plot(guess, progression, ".", alpha=0.6)
axis.plot([0, 350], [0, 350], color="black", ls=":", label="perfect")
axis.set(
    title="High values are predicted too low",
    xlabel="predicted progression (points)",
    ylabel="true progression (points)",
)
axis.legend()
plt.show()

# %% [markdown]
# The predictions are less extreme than the truth: patients with very high
# values are predicted too low, those with very low values too high. What the
# features cannot explain, the model leaves out. A single number would not have
# shown it.

# %% [markdown]
# ### Exercise 2.14 — MAE, RMSE, R² (★)
#
# Complete `regression_metrics` by the formulas, without scikit-learn.


# %% exercise="2.14"
def regression_metrics(y, predicted):
    """Return (MAE, RMSE, R²)."""
    ### BEGIN SOLUTION
    error = y - predicted
    mae, rmse = np.mean(np.abs(error)), np.sqrt(np.mean(error**2))
    r2 = 1 - np.sum(error**2) / np.sum((y - y.mean()) ** 2)
    return mae, rmse, r2
    ### END SOLUTION


# %% check="2.14a" points=1
@check("2.14a", hint="take absolute values before the mean, squares before it")
def _():
    y, predicted = np.array([1.0, 2.0, 6.0]), np.array([1.0, 4.0, 5.0])
    mae, rmse, _ = regression_metrics(y, predicted)
    np.testing.assert_allclose([mae, rmse], [1.0, np.sqrt(5 / 3)])


# %% check="2.14b" points=1
@check("2.14b", hint="below the fraction: distances of y from its own mean")
def _():
    y, predicted = np.array([1.0, 2.0, 6.0]), np.array([1.0, 4.0, 5.0])
    np.testing.assert_allclose(regression_metrics(y, predicted)[2], 9 / 14)
    ### BEGIN HIDDEN TESTS
    result = regression_metrics(progression, guess)
    np.testing.assert_allclose(result[2], table["all ten features"]["R²"])
    ### END HIDDEN TESTS


# %% [markdown] book="2.12"
# ## The tools
#
# | tool | what it is for today |
# |---|---|
# | Python | the language of nearly all machine learning |
# | environment (`venv`) | the packages of one project, in a folder |
# | pip | installs packages (بسته) |
# | NumPy | arrays of numbers, fast |
# | pandas | tables with named columns |
# | Matplotlib | figures |
# | scikit-learn | classical machine learning: all of this chapter |
# | Jupyter, Colab | notebooks: text, code and results in one document |
# | TensorFlow, PyTorch, JAX | computing with gradients, on GPUs too |
# | Keras | neural networks in a few lines, on top of one of those |

# %% [markdown] book="2.12.1"
# ### Installing Python
#
# Python comes from python.org (Windows, macOS) or with the system (Linux).
# On Windows tick “Add python.exe to PATH”. Then make an environment for each
# project, so that each has its own versions of the packages:
# `python -m venv .venv`, and activate it with `.venv\Scripts\activate`
# (Windows) or `source .venv/bin/activate` (macOS, Linux).
#
# > **Correction to the book (2.25).** Version 3.9.6 of the book has reached
# > its end of life; take a supported one. The label of the tick box has
# > changed, too; and the book has only Windows, and no environments.

# %%
inside = sys.prefix != sys.base_prefix
print("this notebook runs Python", sys.version.split()[0])
print("inside an environment:", "yes" if inside else "no")

# %% [markdown] book="2.12.2"
# ### Starting with Python
#
# Python can talk line by line: it **r**eads, **e**valuates, **p**rints and
# begins anew (*loop*): a REPL. You get one with `python` at the command line
# (خط فرمان; on Windows press Win+R and type `cmd`), or in IDLE, the small
# editor that comes with Python. A few lines that you will meet all the time:
#
# > **Correction to the book (2.26).** In the running text the prompt (اعلان)
# > appears as `<<<`; it is `>>>`.

# %% tags=["nbval-check-output"]
areas = [8450, 9600, 11250]  # a list
large = [area for area in areas if area > 9000]  # a list comprehension
rooms = {"first": 8, "second": 6}  # a dictionary
print(large, "and", areas[-1], "and", rooms["second"])
for name, count in rooms.items():
    print(f"the {name} house has {count} rooms")  # an f-string

# %% [markdown] book="2.12.3"
# ### Installing libraries
#
# At the command line: `python -m pip install numpy`. In a notebook:
# `%pip install numpy`. The form `python -m pip` makes sure that the package
# goes to the Python that you use. What happens if a package is missing?

# %%
try:
    import a_package_that_nobody_has_written  # noqa: F401
except ImportError as error:
    print(f"{type(error).__name__}: {error}")
packages = ["numpy", "pandas", "matplotlib", "scikit-learn", "keras"]
pd.Series(
    {name: version(name) for name in packages}, name="version"
).to_frame()

# %% [markdown]
# > **Correction to the book (2.27).** The book prints `ImportError: No module
# > named numpy`, the message of Python 2. Python 3.6 and later say
# > `ModuleNotFoundError: No module named 'numpy'` (a kind of `ImportError`,
# > therefore the `except` above catches it).

# %% [markdown]
# **NumPy** computes with whole arrays at once. **pandas** gives names to
# columns, and **Matplotlib** draws. One question, all three: does a house
# with more fireplaces also have more rooms?

# %%
quality = houses["OverallQual"].to_numpy()  # NumPy
print(f"mean quality {quality.mean():.2f}, at least 8: {(quality >= 8).sum()}")
by_fireplaces = houses.groupby("Fireplaces")["TotRmsAbvGrd"]  # pandas
summary = by_fireplaces.agg(["size", "mean", "std"]).round(2)
display(summary)
figure, axis = plt.subplots(figsize=(5, 2.8))  # Matplotlib
axis.bar(summary.index, summary["mean"], yerr=summary["std"], capsize=4)
axis.set(
    title="More fireplaces, more rooms (± one standard deviation)",
    xlabel="fireplaces",
    ylabel="rooms, mean",
    xticks=summary.index,
)
plt.show()

# %% [markdown]
# ### Why vectorised code
#
# A Python loop handles one number at a time. NumPy hands the whole array to
# compiled code: **vectorised** code. The task: the distances between the
# first 60 digits, pair by pair. **Guess**: how many times faster is NumPy?

# %%
sixty = pixels[: by_profile(smoke=15, quick=60, full=60)]


def distances_with_loops():
    table = []
    for a in sixty:
        row = []
        for b in sixty:
            total = 0.0
            for one, other in zip(a, b, strict=True):
                total += (one - other) ** 2
            row.append(total**0.5)
        table.append(row)
    return table


def distances_at_once():
    difference = sixty[:, None, :] - sixty[None, :, :]
    return np.sqrt((difference**2).sum(axis=2))


compare(
    "ch02.distances", textbook=distances_with_loops, ours=distances_at_once
)

# %% [markdown]
# Same numbers, far less time. The price is memory: the array `difference`
# holds all differences at once, pairs × 64.

# %% [markdown]
# ### Exercise 2.15 — distances without the large array (★★★)
#
# Use $\lVert a-b\rVert^2=\lVert a\rVert^2-2\,a\cdot b+\lVert b\rVert^2$ and a
# matrix product: no loop, and no array with three axes. Rounding can make a
# squared distance a little less than 0: raise it to 0 before the root
# (`np.maximum`).


# %% exercise="2.15"
def pair_distances(a, b):
    """Return all distances: an array (rows of a, rows of b)."""
    ### BEGIN SOLUTION
    squared = (
        (a**2).sum(axis=1)[:, None] - 2 * a @ b.T + (b**2).sum(axis=1)[None, :]
    )
    return np.sqrt(np.maximum(squared, 0))
    ### END SOLUTION


# %% check="2.15a" points=1
@check("2.15a", hint="sums over axis=1; one as a column, the other as a row")
def _():
    a, b = np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 4.0]])
    np.testing.assert_allclose(pair_distances(a, b), [[4.0], [3.0]])


# %% check="2.15b" points=1
@check("2.15b", hint="np.maximum(squared, 0) before the root avoids nan")
def _():
    result = pair_distances(sixty, sixty)
    np.testing.assert_allclose(result, distances_at_once(), atol=1e-6)
    far = iris.data + 100_000  # here rounding matters
    assert np.isfinite(pair_distances(far, far)).all()
    ### BEGIN HIDDEN TESTS
    result = pair_distances(sixty[:3], sixty)
    np.testing.assert_allclose(result, distances_at_once()[:3], atol=1e-6)
    ### END HIDDEN TESTS


# %% [markdown] book="2.12.4"
# ### Jupyter Notebook
#
# You are in one. A notebook holds **text cells** and **code cells** (سلول);
# behind it runs a **kernel**, the Python process that remembers your
# variables. Shift+Enter runs a cell and goes to the next one, Ctrl+Enter
# stays. If results look strange, choose *Restart kernel and run all*: cells
# that were run out of order are the commonest mistake. `pip install
# jupyterlab`, then `jupyter lab`; it shows the folder where you started it.
#
# > **Correction to the book (2.28).** The pictures of the book show Notebook 6
# > or older. Today there are JupyterLab and Notebook 7; the entry is called
# > “Python 3 (ipykernel)” and the buttons look different.

# %% tags=["nbval-check-output"]
print("Hello World!")

# %% [markdown] book="2.12.5"
# ### Colab
#
# Colab (colab.research.google.com) runs notebooks on Google's computers, with
# most packages installed, in the browser; you need a Google account. Good for
# trying, sharing, and for borrowing a GPU. Work on your own machine if the
# data are private, or if you own a strong GPU. Everything except your saved
# notebook is wiped when the machine goes away: keep files in Drive.
#
# > **Correction to the book (2.29).** Use `https://`. Any Google account
# > works. Free GPUs and TPUs (Google's chips for networks) are not guaranteed,
# > and sessions end. TPUs are hardly found outside of the cloud. OpenCV is a
# > library for computer vision, not for deep learning. The menu entry is “New
# > notebook in Drive”.

# %%
print("running in Colab:", "google.colab" in sys.modules)

# %% [markdown] book="2.13"
# ## Deep-learning frameworks
#
# A **framework** (چارچوب) does the hard parts for you: derivatives, GPUs,
# saving models. “Anywhere” means servers, browsers, phones, and the tiny
# computers inside devices (micro-controllers).
#
# | | PyTorch | TensorFlow | Keras |
# |---|---|---|---|
# | Persian | پای‌تورچ | تنسورفلو | کراس |
# | public since | January 2017 | November 2015 | March 2015 |
# | from | Facebook (Meta) | Google | F. Chollet; Google |
# | + | flexible; research uses it | runs anywhere | short, easy |
# | − | more code around a model | large, long messages | hides the parts |

# %%
events = {
    2015.2: "Keras",
    2015.85: "TensorFlow",
    2016.7: "PyTorch 0.1",
    2017.05: "PyTorch public",
    2019.75: "TensorFlow 2",
    2020.45: "Keras 2.4: TensorFlow only",
    2022.7: "PyTorch Foundation",
    2023.9: "Keras 3: three back ends",
}
figure, axis = plt.subplots(figsize=(10, 2.6))
for number, (year, text) in enumerate(events.items()):
    height = 4 - number % 4
    colour = {"K": "C0", "T": "C1", "P": "C2"}[text[0]]
    axis.plot([year, year], [0, height], color=colour, linewidth=1)
    axis.plot(year, height, "o", color=colour)
    axis.text(year + 0.08, height, text, va="center", size=9)
axis.set(
    title="Three frameworks, nearly nine years",
    xlabel="year",
    xlim=(2014.8, 2026),
    ylim=(0, 4.6),
    yticks=[],
)
axis.grid(axis="y", visible=False)
plt.show()

# %% [markdown] book="2.13.1"
# ### PyTorch
#
# PyTorch is not installed here. Its code looks like TensorFlow's, below:
# tensors, automatic derivatives, and a loop that you write yourself. Keras
# runs on it if `KERAS_BACKEND=torch` is set before the import.
#
# > **Correction to the book (2.30).** PyTorch did not come out in January
# > 2016: the first release was in September 2016, the public announcement in
# > January 2017. And it does have TensorBoard, the pages with
# > training curves: `torch.utils.tensorboard`.

# %% [markdown] book="2.13.2"
# ### TensorFlow
#
# TensorFlow records a computation and finds the derivative by itself. For
# $f(x)=x^2-2x-3$ at $x=3$ we expect $f'(3)=2\cdot3-2=4$.
#
# > **Correction to the book (2.31).** TensorFlow did not start in 2007; it
# > became public in November 2015. Since version 2 (2019) one usually works
# > with it through Keras, so “low-level API” is hardly true any more. For a
# > GPU on Windows one needs WSL2 (Linux inside Windows) since version 2.11.

# %% tags=["nbval-check-output"]
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x**2 - 2 * x - 3
print("f(3) =", float(y), " f'(3) =", float(tape.gradient(y, x)))

# %% [markdown] book="2.13.3"
# ### Keras
#
# One neuron without activation is linear regression. It has to find the line
# that scikit-learn found for the body-mass index; we scale it first, as
# always.
#
# > **Correction to the book (2.32).** Keras is no longer tied to TensorFlow:
# > since Keras 3 (2023) it runs on TensorFlow, JAX or PyTorch. It compiles to
# > the same computations as those, so “slow” and “for small data sets” are
# > over-stated.

# %%
keras.utils.set_random_seed(SEED)
scaled_bmi = ((bmi - bmi.mean()) / bmi.std()).astype("float32")[:, None]
target = (progression / 100).astype("float32")  # in hundreds of points
neuron = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
neuron.compile(
    optimizer=keras.optimizers.SGD(0.2), loss="mse", steps_per_execution=10
)
neuron.fit(
    scaled_bmi,
    target,
    batch_size=len(target),  # all patients in every step
    epochs=by_profile(smoke=2, quick=50, full=50),
    verbose=0,
)
w, b = (float(part.numpy().ravel()[0]) for part in neuron.weights)
slope = 100 * w / bmi.std()
print(f"Keras {slope:.3f}, scikit-learn {line.coef_[0]:.3f} a unit")
expect("ch02.keras.slope_ratio", slope / line.coef_[0])

# %% [markdown] book="2.14"
# ## Summary
#
# - Data are single pieces of information, written down in a form that suits
#   a purpose. Machines, people, or both can read them.
# - A data point is a feature vector; each entry is one feature. The scale of
#   a feature (nominal, ordinal, interval, ratio) says what may be computed.
# - Supervised learning, the most used branch, learns from labelled examples.
#   In classification the classes (targets, labels, categories) are known in
#   advance; regression relates a dependent variable to independent ones and
#   predicts a number.
# - Unsupervised learning works without labels: clusters, fewer features,
#   representations. Reinforcement learning works with rewards.
# - Choose on validation data, judge once on test data, and put a baseline
#   beside every score.
# - Error = bias² + variance + noise. Cross-validation gives a steadier
#   estimate.
# - Accuracy misleads when classes are imbalanced: look at recall, precision
#   and the costs.

# %% [markdown] book="2.15"
# ## Quiz
#
# **1. Name the approaches of machine learning, their differences, and the
# advantages and disadvantages of each.**
#
# <details><summary>Answer</summary>
#
# Supervised: labelled examples; easy to test; labels are expensive, and it
# knows only the classes that it was shown. Unsupervised: no labels; data are
# cheap; results are hard to check. Reinforcement: rewards from acting; nobody
# must know the right action; needs very many trials and a reward that says
# exactly what is wanted. The three tables above have the rest.
#
# </details>
#
# **2. What is meant by generalisation?**
#
# <details><summary>Answer</summary>
#
# How well a model does on data that it did not see in training.
#
# </details>

# %% [markdown]
# **3. What is the difference between a parameter and a hyperparameter?**
#
# <details><summary>Answer</summary>
#
# A parameter comes out of the fit (slope, weights). A hyperparameter is fixed
# before it ($k$, the depth of a tree, the number of layers).
#
# </details>
#
# **4. Why are data split?**
#
# <details><summary>Answer</summary>
#
# To judge a model on data that did not help to make it. Otherwise a model
# that has only memorised its data would look good.
#
# </details>
#
# **5. 98 % accuracy on the training set, 79 % on the test set: acceptable?**
#
# <details><summary>Answer</summary>
#
# The gap of 19 points is a sign of overfitting: not as it is. Try a simpler
# model or more data. Only if 79 % is far above the baseline and
# enough for the purpose could one still use it, and expect 79 %, not 98 %.
#
# </details>

# %% [markdown]
# **6. 99 % accuracy on two strongly imbalanced classes: is the model very
# good?**
#
# <details><summary>Answer</summary>
#
# One cannot say. If 99 % of the samples belong to one class, always answering
# with that class reaches as much. Look at recall, precision and F1 of the
# rare class.
#
# </details>
#
# **7. What is the validation set for?**
#
# <details><summary>Answer</summary>
#
# To compare candidates and choose hyperparameters, so that the test set stays
# untouched for the final judgement.
#
# </details>

# %% [markdown]
# **8. Why does overfitting happen?**
#
# <details><summary>Answer</summary>
#
# The model is too flexible for the amount and variety of its data, so it also
# learns the noise, which is different in new data.
#
# </details>
#
# **9. What do high variance and high bias indicate?**
#
# <details><summary>Answer</summary>
#
# High variance: predictions depend strongly on the training set; small
# training error, larger test error (overfitting). High bias: the assumptions
# of the model are too simple; large error on both (underfitting).
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | accuracy | دقت |
# | agent / environment | عامل / محیط |
# | algorithm | الگوریتم |
# | bias | سوگیری |
# | binary / multi-class / multi-label | دودویی / چندکلاسی / چندبرچسبی |
# | categorical | رسته‌ای |
# | class / class label | دسته (کلاس) / برچسب کلاس |
# | classification / classifier | طبقه‌بندی / طبقه‌بند |
# | cluster / clustering | خوشه / خوشه‌بندی |
# | confusion matrix | ماتریس درهم‌ریختگی |
# | continuous / discrete | پیوسته / گسسته |
# | cost function | تابع هزینه |
# | cross-validation | اعتبارسنجی متقابل |
# | k-fold cross-validation | اعتبارسنجی متقابل چند-بخشی |
# | data / data point | داده / نقطه داده |
# | data set | مجموعه داده |
# | dimensionality reduction | کاهش ابعاد |
# | F1 score | امتیاز F1 |
# | false / true positive | مثبت کاذب / مثبت راستین |
# | false / true negative | منفی کاذب / منفی راستین |
# | feature / feature vector | ویژگی / بردار ویژگی |
# | framework | چارچوب |
# | generalisation error | خطای تعمیم |
# | ground truth | حقیقت |
# | human- / machine-readable | قابل خواندن توسط انسان / ماشین |
# | imbalanced | نامتوازن |
# | independent / dependent variable | متغیر مستقل / وابسته |
# | label | برچسب |
# | learning curve | منحنی یادگیری |
# | metadata | فراداده |
# | model selection / evaluation | انتخاب مدل / ارزیابی مدل |
# | narrow / strong AI | هوش مصنوعی محدود / قوی |
# | nominal / ordinal | اسمی / ترتیبی |
# | interval / ratio scale | فاصله‌ای / نسبی |
# | numeric | عددی |
# | overfitting / underfitting | بیش‌برازش / کم‌برازش |
# | parameter / hyperparameter | پارامتر / ابرپارامتر |
# | policy | خط‌مشی |
# | positive / negative class | کلاس مثبت / منفی |
# | precision | صحت |
# | prediction error | خطای پیش‌بینی |
# | random experiment | آزمایش تصادفی |
# | raw data | داده‌های خام |
# | recall | فراخوانی |
# | regression / linear regression | رگرسیون / رگرسیون خطی |
# | reinforcement learning | یادگیری تقویتی |
# | representation learning | یادگیری بازنمایی |
# | reward | پاداش |
# | state / action | حالت / اقدام |
# | structured / unstructured data | داده‌های ساختاریافته / بدون ساختار |
# | supervised / unsupervised learning | یادگیری بانظارت / بدون نظارت |
# | time series | سری زمانی |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
# | variance | واریانس |
