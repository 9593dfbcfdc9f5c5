# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chapter 3: feed-forward neural networks
#
# After this notebook you can
#
# - say what a learning rate does, and predict when it is too large;
# - write gradient descent and momentum yourself;
# - prepare a table of real data for a network without fooling yourself;
# - build, train and judge a network in Keras, and see when it overfits;
# - reduce overfitting with dropout, and measure by how much.
#
# *One and a half hours with the exercises; the cells run in about a minute
# on a laptop. Nothing is downloaded. The exercises are functions to
# complete: run the check below each, it answers at once.*

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from keras import layers
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

from utils.datasets import load_house_prices
from utils.exercises import check
from utils.metrics import compare, expect
from utils.plotting import explore, plot_history, show_progress

# %% [markdown] book="3.11"
# ## Gradient descent, by hand
#
# A ball on a slope rolls the way the ground falls fastest, and stops where
# the ground is flat. **Gradient descent** (گرادیان کاهشی) does the same with
# a function $f:\mathbb{R}^n\to\mathbb{R}$: from a point $x_k$ it takes a
# step of length $\alpha$ **against** the gradient,
#
# $$x_{k+1} = x_k - \alpha\,\nabla f(x_k).$$
#
# $\alpha$ is the **learning rate** (نرخ یادگیری). Everything in this section
# is about what happens when it is too small, right, or too large.

# %% [markdown] book="3.11.1"
# ### Four learning rates
#
# We take the book's function, $f(x)=x^2-2x-3$, because we can see its
# answer: the minimum is at $x^\star=1$, where $f=-4$.


# %%
def f(x):
    return x**2 - 2 * x - 3


def f_prime(x):
    return 2 * x - 2


# %%
def gradient_descent(gradient, start, learning_rate, max_steps=1000):
    """Return the visited points, the start first: an array (steps + 1,)."""
    path = [start]
    while abs(slope := gradient(path[-1])) > 1e-5 and len(path) <= max_steps:
        path.append(path[-1] - learning_rate * slope)
    return np.array(path)


# %% [markdown]
# **Before you run the next cell**, say which of the four learning rates
# reach the minimum within 1,000 steps, and which of them gets there without
# ever jumping over it.

# %%
step_limits = {0.1: 1000, 0.9: 1000, 1e-4: 1000, 1.01: 8}
paths = {
    rate: gradient_descent(f_prime, -4.0, rate, max_steps=limit)
    for rate, limit in step_limits.items()
}


# %%
def draw_path(path, title, axis):
    curve = np.linspace(-5, 7, 200)
    axis.plot(curve, f(curve), color="0.7")
    axis.plot(path, f(path), "o--", markersize=3)
    axis.plot(path[0], f(path[0]), "s", color="C1", label="start")
    axis.plot(path[-1], f(path[-1]), "o", color="black", label="end")
    axis.set(title=title, xlabel="$x$", ylabel="$f(x)$")


figure, axes = plt.subplots(1, 4, figsize=(13, 3.2), sharey=True)
for axis, (rate, path) in zip(axes, paths.items(), strict=True):
    draw_path(path, f"α = {rate:g}: {len(path) - 1} steps", axis)
    axis.label_outer()
axes[0].legend()
plt.show()

# %% [markdown]
# The picture has a one-line explanation. Put $f'(x)=2(x-1)$ into the update:
#
# $$x_{k+1}-1 = (1-2\alpha)\,(x_k-1).$$
#
# Each step multiplies the distance to the minimum by $1-2\alpha$: by $0.8$,
# $-0.8$, $0.9998$ and $-1.02$ for our four rates. A negative factor jumps to
# the other side; a factor beyond $\pm1$ moves away. So on this function the
# method converges exactly for $0<\alpha<1$.

# %%
distance = np.abs(paths[0.1] - 1)
expect("ch03.gradient_descent.factor", (distance[1:] / distance[:-1]).mean())
expect("ch03.gradient_descent.steps", len(paths[0.1]) - 1)
slow = gradient_descent(f_prime, -4.0, 1e-4, max_steps=100_000)
expect("ch03.gradient_descent.slow_steps", len(slow) - 1)

# %% [markdown]
# > **Correction to the book (3.10).** The fourth case is headed
# > $\alpha=0.1$, but its code runs $\alpha=1.01$, and its path is called
# > “different”. It **diverges** (واگرا): the factor $-1.02$ says why. Note
# > also that “did not converge within the step limit” does not prove
# > divergence: $\alpha=10^{-4}$ converges too, it only needs 69,071 steps.


# %% [markdown]
# Try it yourself: from which learning rate on does the path jump over the
# minimum? From which one on does it leave?


# %%
def show_path(learning_rate=0.3):
    figure, axis = plt.subplots(figsize=(5, 3.2))
    path = gradient_descent(f_prime, -4.0, learning_rate, max_steps=8)
    draw_path(path, f"α = {learning_rate:.2f}: the first 8 steps", axis)
    axis.set(xlim=(-6, 8), ylim=(-6, 45))
    plt.show()


explore(show_path, learning_rate=(0.05, 1.05, 0.05))

# %% [markdown] book="3.11.2"
# ## Momentum
#
# Plain gradient descent forgets where it came from. **Momentum** (تکانه)
# keeps a velocity $v$ that adds up past gradients:
#
# $$v_{k+1}=\gamma v_k+\alpha\,\nabla f(x_k),\qquad x_{k+1}=x_k-v_{k+1}.$$
#
# $\gamma$, between 0 and 1, says how much of the old velocity is kept;
# $\gamma=0$ is plain gradient descent again.

# %% [markdown]
# > **Correction to the book (3.3).** The first formula is printed with a
# > minus sign, $v=\gamma v-\alpha\nabla f$, beside $x-v$. With that sign the
# > method climbs instead of descending.

# %%
x, velocity = -4.0, 0.0
for _step in range(5):
    velocity = 0.9 * velocity - 0.1 * f_prime(x)  # as printed
    x = x - velocity
print(f"after 5 steps with the printed sign: x = {x:.0f}, f = {f(x):.0f}")

# %% [markdown]
# ### Exercise 3.1 — momentum (★)
#
# Complete `momentum_step`.


# %% exercise="3.1"
def momentum_step(x, velocity, gradient, learning_rate=0.1, momentum=0.9):
    """Return the new ``(x, velocity)`` after one step with momentum."""
    ### BEGIN SOLUTION
    velocity = momentum * velocity + learning_rate * gradient(x)
    return x - velocity, velocity
    ### END SOLUTION


# %% check="3.1a" points=1
@check("3.1a", hint="first the velocity, then x, with the NEW velocity")
def _():
    x, velocity = momentum_step(-4.0, 0.0, f_prime)
    np.testing.assert_allclose([x, velocity], [-3.0, -1.0])


# %% check="3.1b" points=1
@check("3.1b", hint="does the old velocity count, multiplied by momentum?")
def _():
    x, velocity = -4.0, 0.0
    for _ in range(300):
        x, velocity = momentum_step(x, velocity, f_prime)
    np.testing.assert_allclose([x, velocity], [1.0, 0.0], atol=1e-4)
    step = momentum_step(-3.0, -1.0, f_prime)
    np.testing.assert_allclose(step, [-1.3, -1.7])
    ### BEGIN HIDDEN TESTS
    step = momentum_step(2.0, 0.5, f_prime, 0.01, 0.5)
    np.testing.assert_allclose(step, [1.73, 0.27])
    ### END HIDDEN TESTS


# %% [markdown] book="3.18"
# ## A worked example: house prices
#
# Now a real task, from the raw table to a judged model: **does a house cost
# more than the median house?** Ten facts about each house go in, one
# probability comes out. That is **binary classification** (طبقه‌بندی
# دودویی).

# %%
houses = load_house_prices()
print(f"{len(houses):,} houses, {houses.shape[1]} columns")
houses.head()

# %% [markdown]
# Each row is a house sold in Ames, Iowa, between 2006 and 2010: the area of
# the lot, of the basement and of the garage in square feet, its quality and
# condition from 1 to 10, how many bathrooms, half bathrooms, bedrooms, rooms
# and fireplaces. The last column is the **label** (برچسب): 1 if the house
# cost more than the median price, else 0.
#
# > **Correction to the book (3.9).** The book takes the data for Zillow's,
# > and the label for “above the average price”. Its numbers are those of the
# > [Ames data](https://doi.org/10.1080/10691898.2011.11889627) (De Cock,
# > 2011), and the label is about the **median** (میانه): half of the houses
# > lie above it. That is why the two classes are equally large. Far fewer
# > than half would lie above the mean, because a few houses are very dear.

# %%
label = houses["AboveMedianPrice"]
features = houses.drop(columns="AboveMedianPrice")
print(f"above the median: {label.sum()} of {len(label)} houses")
area = features["LotArea"]
scaled_as_in_book = (area[0] - area.min()) / (area.max() - area.min())
expect("ch03.house_prices.first_lot_area_scaled", scaled_as_in_book)
# %% [markdown]
# The last number is the proof: the book prints 0.0334198 for the first house
# after scaling, and only the smallest and largest lot of the Ames data give
# that.

# %% [markdown]
# ### Three parts, before anything else
#
# We set aside **validation** data (اعتبارسنجی), to compare models, and
# **test** data (آزمون), to be opened once, at the very end. `stratify` keeps
# the share of the two classes equal in all parts; the seed makes the split
# the same in every run.

# %%
train_houses, rest, y_train, y_rest = train_test_split(
    features, label, test_size=0.3, stratify=label, random_state=SEED
)
val_houses, test_houses, y_val, y_test = train_test_split(
    rest, y_rest, test_size=0.5, stratify=y_rest, random_state=SEED
)

# %% tags=["nbval-check-output"]
print(train_houses.shape, val_houses.shape, test_houses.shape)

# %% [markdown]
# **Look at the data before you model them**, at the training part. Which
# feature would you trust most, if you could know only one?


# %%
def best_single_threshold(values):
    """Return the accuracy of “dearer if above t” with the best t."""
    return max(np.mean((values > t) == y_train) for t in values.unique())


figure, axes = plt.subplots(2, 5, figsize=(13, 5.2))
for axis, name in zip(axes.flat, features, strict=True):
    values = train_houses[name].clip(upper=30_000)  # few lots are larger
    few = values.nunique() <= 15
    bins = np.arange(values.min(), values.max() + 2) - 0.5 if few else 30
    bins = np.histogram_bin_edges(values, bins)
    for value, text in ((0, "below the median"), (1, "above the median")):
        axis.hist(values[y_train == value], bins, alpha=0.6, label=text)
    axis.set_title(f"{name}: {best_single_threshold(values):.2f}")
for axis in axes[:, 0]:
    axis.set_ylabel("houses")
handles = axis.get_legend_handles_labels()
figure.legend(*handles, loc="outside lower center", ncols=2)
figure.suptitle("Each feature, and the accuracy of one threshold on it")
plt.show()

# %% [markdown]
# One threshold on the overall quality, or on the number of full bathrooms,
# is right about four houses in five. The other features overlap more, but
# they are not useless: a model can weigh them all.

# %% [markdown]
# ### Scaling, and a leak
#
# Lot areas are in thousands, fireplaces 0 to 3. A network would listen to
# the large numbers first. So each feature is moved to the range 0 to 1,
#
# $$x' = \frac{x-\min}{\max-\min}.$$
#
# As a formula it asks for a loop over rows and columns; NumPy does all of
# it at once. Both give the same numbers, but not in the same time:


# %%
def scale_with_loops():
    scaled = []
    for row in x_train:
        scaled.append([])
        for column, value in enumerate(row):
            low, high = lows[column], highs[column]
            scaled[-1].append((value - low) / (high - low))
    return scaled


def scale_at_once():
    return (x_train - lows) / (highs - lows)


x_train = train_houses.to_numpy("float32")
lows, highs = x_train.min(axis=0), x_train.max(axis=0)
compare("ch03.min_max_scaling", textbook=scale_with_loops, ours=scale_at_once)
# %% [markdown]
# Whose minimum and maximum? Those of the **training** part only. A scaler
# that has seen the test data has learned something about them: **leakage**
# (نشت داده).
#
# > **Correction to the book (3.8).** The book scales all 1,460 houses first
# > and splits afterwards. Its test houses have helped to choose the scale.


# %%
seen = {"the training part": train_houses, "all houses": features}
pd.DataFrame({f"maximum of {k}": part.max() for k, part in seen.items()}).T

# %% [markdown]
# Does it matter? **Guess first**: how much accuracy do we gain by cheating
# in this way? We train the simplest model, logistic regression, on 100
# random splits, once with each scaler.


# %%
def accuracy_with(fit_scaler_on_all, seed):
    a_train, a_test, b_train, b_test = train_test_split(
        features.to_numpy(), label, test_size=0.3, random_state=seed
    )
    seen = features.to_numpy() if fit_scaler_on_all else a_train
    scale = MinMaxScaler().fit(seen).transform
    model = LogisticRegression().fit(scale(a_train), b_train)
    return model.score(scale(a_test), b_test)


seeds = np.random.default_rng(SEED).integers(2**31, size=100)
seeds = seeds[: by_profile(smoke=3, quick=100, full=100)]
honest = np.array([accuracy_with(False, seed) for seed in seeds])
cheating = np.array([accuracy_with(True, seed) for seed in seeds])
print(f"honest {honest.mean():.4f}, cheating {cheating.mean():.4f}")
expect("ch03.leakage.scaler_gain", (cheating - honest).mean())

# %% [markdown]
# Next to nothing, here: a minimum and a maximum tell little. But the same
# mistake with a step that looks at the **labels** is a disaster. Take 1,000
# features of pure noise for 100 houses, keep the ten that fit the labels
# best, and test by splitting afterwards, or before:


# %%
def accuracy_on_noise(choose_before_split, seed):
    noise = np.random.default_rng(seed).normal(size=(100, 1000))
    coin = np.arange(100) % 2
    train, test = train_test_split(
        np.arange(100), test_size=0.5, stratify=coin, random_state=seed
    )
    seen = np.arange(100) if choose_before_split else train
    difference = noise[seen][coin[seen] == 1].mean(axis=0)
    difference -= noise[seen][coin[seen] == 0].mean(axis=0)
    best = np.argsort(np.abs(difference))[-10:]
    model = LogisticRegression().fit(noise[train][:, best], coin[train])
    return model.score(noise[test][:, best], coin[test])


scores = {
    "chosen on all data, then split": [
        accuracy_on_noise(True, seed) for seed in seeds
    ],
    "split, then chosen on the training part": [
        accuracy_on_noise(False, seed) for seed in seeds
    ],
}

# %%
figure, axis = plt.subplots(figsize=(7, 3))
for text, accuracies in scores.items():
    axis.hist(accuracies, np.arange(0.25, 1.0, 0.04), alpha=0.6, label=text)
axis.axvline(0.5, color="black", linestyle=":", label="guessing")
axis.set(
    title="Leakage finds a pattern in pure noise",
    xlabel="test accuracy",
    ylabel="trials",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
leaked, clean = (np.mean(accuracies) for accuracies in scores.values())
expect("ch03.leakage.noise_accuracy_leaked", leaked)
expect("ch03.leakage.noise_accuracy_clean", clean)
# %% [markdown]
# There is nothing to find in noise, and the honest way says so: about one
# half. The leaking way promises a good model. **Split first; fit every step
# on the training part.** We do so from here on:

# %%
scaler = MinMaxScaler().fit(train_houses.to_numpy("float32"))
x_train, x_val, x_test = (
    scaler.transform(part.to_numpy("float32"))
    for part in (train_houses, val_houses, test_houses)
)

# %% [markdown]
# ### Exercise 3.2 — scale without a leak (★)
#
# Complete `min_max_scale`. Both returned arrays use the range of the
# training data, so values of `other` may leave the range 0 to 1. A feature
# that is constant in the training data becomes 0 there: do not divide by 0.


# %% exercise="3.2"
def min_max_scale(train, other):
    """Return both arrays (rows, features), scaled by the range of train."""
    ### BEGIN SOLUTION
    low, high = train.min(axis=0), train.max(axis=0)
    width = np.where(high > low, high - low, 1)
    return (train - low) / width, (other - low) / width
    ### END SOLUTION


# %% check="3.2a" points=1
@check("3.2a", hint="take min and max over the rows: axis=0")
def _():
    train = np.array([[0.0, 10.0], [4.0, 30.0], [1.0, 20.0]])
    scaled, _ = min_max_scale(train, train)
    np.testing.assert_allclose(scaled, [[0, 0], [1, 1], [0.25, 0.5]])


# %% check="3.2b" points=1
@check("3.2b", hint="the range comes from train alone, for both arrays")
def _():
    train, other = np.array([[0.0], [4.0]]), np.array([[2.0], [6.0]])
    _, scaled = min_max_scale(train, other)
    np.testing.assert_allclose(scaled, [[0.5], [1.5]])
    ### BEGIN HIDDEN TESTS
    _, scaled = min_max_scale(np.array([[1.0], [-1.0]]), np.array([[-2.0]]))
    np.testing.assert_allclose(scaled, [[-0.5]])
    ### END HIDDEN TESTS


# %% check="3.2c" points=1
@check("3.2c", hint="where max equals min, divide by 1 instead of by 0")
def _():
    train = np.array([[7.0, 0.0], [7.0, 2.0]])
    scaled, _ = min_max_scale(train, train)
    np.testing.assert_allclose(scaled, [[0, 0], [0, 1]])


# %% [markdown]
# ### A baseline
#
# A score means nothing alone. What does the **majority class** reach, that
# is, always giving the same answer? What does a linear model?

# %%
majority = np.bincount(y_train).argmax()
linear = LogisticRegression().fit(x_train, y_train)
val_accuracy = {
    "majority class": (y_val == majority).mean(),
    "logistic regression": linear.score(x_val, y_val),
}
pd.Series(val_accuracy, name="validation accuracy").round(3).to_frame()

# %% [markdown]
# ### Model 1: two small hidden layers
#
# The network: 10 inputs, two **hidden layers** (لایه پنهان) of 32 neurons
# with ReLU, one output with a sigmoid, that is, the probability that the
# house lies above the median. The **loss** (زیان) is binary cross entropy,
# the **optimizer** (بهینه‌ساز) is gradient descent on mini-batches of 32
# houses. `steps_per_execution` asks TensorFlow to run all 32 steps of an
# epoch in one go: the numbers stay the same, the waiting is shorter.


# %%
def build_model(units, hidden_layers, dropout=0.0):
    """Return an untrained network with one sigmoid output."""
    model = keras.Sequential([keras.Input((10,))])
    for _ in range(hidden_layers):
        model.add(layers.Dense(units, activation="relu"))
        if dropout:
            model.add(layers.Dropout(dropout))
    model.add(layers.Dense(1, activation="sigmoid"))
    return model


def train(model, optimizer):
    """Train on the training part; return the history as a dict."""
    epochs = by_profile(smoke=2, quick=100, full=100)
    model.compile(
        optimizer=optimizer,
        loss="binary_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=32,
    )
    return model.fit(
        x_train,
        y_train,
        batch_size=32,
        epochs=epochs,
        validation_data=(x_val, y_val),
        callbacks=[show_progress(epochs)],
        verbose=0,
    ).history


# %%
keras.utils.set_random_seed(SEED)
model_1 = build_model(units=32, hidden_layers=2)
model_1.summary()
expect("ch03.house_prices.model_1.parameters", model_1.count_params())
# %% [markdown]
# Count them yourself: $10\cdot32+32$ weights and biases in the first layer,
# $32\cdot32+32$ in the second, $32+1$ in the last. The code differs from the
# book's in one more place:
#
# > **Correction to the book (3.11).** `Dense(32, input_shape=(10,))` warns in
# > Keras 3; write `keras.Input((10,))` as the first entry. The argument
# > `decay` of `SGD` (book, “SGD in Keras”) is gone: use a schedule from
# > `keras.optimizers.schedules`.

# %%
keras.utils.set_random_seed(SEED)
history_1 = train(model_1, "sgd")

# %%
plot_history(history_1, "Model 1: validation follows training")
plt.show()

# %% [markdown]
# Both curves fall together; the validation loss ends a little above the
# training loss and does not turn: no overfitting worth the name. The book's
# printout of the same 100 epochs, beside ours:

# %%
book_1 = {  # epoch: loss, accuracy, val_loss, val_accuracy
    1: (0.6990, 0.3542, 0.6974, 0.3699),
    12: (0.6725, 0.8239, 0.6717, 0.8265),
    100: (0.2884, 0.8816, 0.3017, 0.8995),
}
names = ["loss", "accuracy", "val_loss", "val_accuracy"]
book_1 = pd.DataFrame(book_1, index=names).T.rename_axis("epoch")
ours_1 = pd.DataFrame(history_1)
ours_1.index += 1
side_by_side = {"the book": book_1, "ours": ours_1.reindex(book_1.index)}
pd.concat(side_by_side, axis=1).swaplevel(axis=1).round(3)[names]

# %% [markdown]
# The first line is noise: before it has learned, a network guesses, and the
# random starting weights decide whether 35 % or 55 % of the guesses are
# right, and how long it takes to get going. The last line agrees within what
# 219 validation houses can tell: one house more or less is half a percent.

# %% [markdown]
# ### Does momentum help here?
#
# The same network from the same starting weights, once more, with momentum
# 0.9. **Predict**: where will its curve lie after 10 epochs, and after 100?

# %%
keras.utils.set_random_seed(SEED)
model_momentum = build_model(units=32, hidden_layers=2)
history_momentum = train(model_momentum, keras.optimizers.SGD(0.01, 0.9))

# %%
figure, axis = plt.subplots(figsize=(6, 3.2))
for text, history in (("0", history_1), ("0.9", history_momentum)):
    epochs = np.arange(1, len(history["loss"]) + 1)
    (line,) = axis.plot(
        epochs, history["loss"], label=f"momentum {text}, training"
    )
    axis.plot(
        epochs,
        history["val_loss"],
        color=line.get_color(),
        linestyle="--",
        label=f"momentum {text}, validation",
    )
axis.set(title="Momentum learns faster", xlabel="epoch", ylabel="loss")
axis.legend()
plt.show()

# %%
reached = history_1["loss"][-1]
faster = np.argmax(np.array(history_momentum["loss"]) <= reached) + 1
print(f"loss {reached:.3f}: epoch {len(history_1['loss'])} without momentum")
expect("ch03.momentum.epochs_to_same_loss", faster)
# %% [markdown]
# A velocity that keeps nine tenths of itself adds up about ten gradients, so
# the steps are about ten times as long: $1/(1-\gamma)$. But look at the dashed
# curves too: with momentum the validation loss reaches its lowest point
# early and does not follow the training loss any further. Whoever learns
# faster also reaches the point sooner where it is time to stop.

# %% [markdown]
# ### Model 2: far too large
#
# Four hidden layers, 1,000 neurons each, and Adam as the optimizer: this is
# the book's way to make a network that **overfits** (بیش‌برازش), that learns
# the training houses by heart. It has 3 million weights for 1,022 houses. In
# the quick profile we take 200 neurons a layer, which is still 119 weights
# for each house, overfits just as clearly, and takes a fifth of the time.

# %%
units = by_profile(smoke=50, quick=200, full=1000)
parameters = build_model(units=1000, hidden_layers=4).count_params()
expect("ch03.house_prices.model_2.parameters", parameters)
keras.utils.set_random_seed(SEED)
model_2 = build_model(units, hidden_layers=4)
history_2 = train(model_2, "adam")

# %%
plot_history(history_2, "Model 2 learns the training houses by heart")
plt.show()

# %% [markdown]
# Training loss falls and falls; validation loss turns and climbs. The model
# becomes more and more certain of its mistakes: accuracy hardly changes, but
# the loss punishes every confident error.

# %% [markdown] book="3.17.2"
# ### Model 3: dropout
#
# **Dropout** (حذف تصادفی) switches neurons off at random while the network
# trains, so that no neuron can rely on one certain other. In use, all of
# them work. To keep the sums comparable, Keras enlarges those that stay on
# during training by $1/(1-\text{rate})$:

# %%
keras.utils.set_random_seed(SEED)
drop = layers.Dropout(0.2)
signal = np.ones((2, 10), "float32")
print("training, two rows of ones:")
print(keras.ops.convert_to_numpy(drop(signal, training=True)))
print("in use:", keras.ops.convert_to_numpy(drop(signal))[0])

# %% [markdown]
# > **Correction to the book (3.13).** In the book's text $p$ is the
# > probability to **keep** a neuron; in Keras the argument `rate` is the
# > probability to **drop** it. Both are 0.5 in its example, so it does not
# > show. And neurons are drawn anew for every row of every mini-batch, as you
# > see above, not once an epoch.

# %%
keras.utils.set_random_seed(SEED)
model_3 = build_model(units, hidden_layers=4, dropout=0.5)
history_3 = train(model_3, "adam")

# %% tags=["gallery"]
figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.4), sharey=True)
for axis, title, history in (
    (axes[0], "Model 2: no dropout", history_2),
    (axes[1], "Model 3: dropout 0.5", history_3),
):
    epochs = np.arange(1, len(history["loss"]) + 1)
    axis.plot(epochs, history["loss"], label="training")
    axis.plot(epochs, history["val_loss"], label="validation")
    axis.fill_between(
        epochs, history["loss"], history["val_loss"], color="0.9", label="gap"
    )
    axis.set(title=title, xlabel="epoch", ylabel="loss")
    axis.label_outer()
axes[0].legend()
plt.show()


# %% [markdown]
# How large is the **gap** between what a model does on houses that it knows
# and on houses that it does not? We measure it at the end of training, with
# dropout switched off in both (the training curve of model 3 above was taken
# with half of its neurons missing, which makes it look worse than it is).


# %%
def losses(model):
    """Return the loss on the training and on the validation part."""
    return [
        model.evaluate(x, y, batch_size=256, verbose=0, return_dict=True)[
            "loss"
        ]
        for x, y in ((x_train, y_train), (x_val, y_val))
    ]


overfitting = pd.DataFrame(
    {
        name: losses(m)
        for name, m in (("model 2", model_2), ("model 3", model_3))
    },
    index=["training loss", "validation loss"],
).T
gap = overfitting["validation loss"] - overfitting["training loss"]
display(overfitting.assign(gap=gap).round(3))

# %%
ratio = overfitting["validation loss"] / overfitting["training loss"]
expect("ch03.house_prices.model_2.overfitting", ratio["model 2"])
expect("ch03.house_prices.model_3.gap_share", gap["model 3"] / gap["model 2"])

# %% [markdown]
# The validation loss of model 2 is several times its training loss. Dropout
# removes most of the gap, and not all of it: model 3 still overfits a little,
# as the book says too.

# %% [markdown]
# ### Exercise 3.3 — from probabilities to accuracy (★)
#
# Complete `accuracy`: the share of houses where the answer is right, when a
# probability of at least `threshold` means “above the median”.


# %% exercise="3.3"
def accuracy(probabilities, labels, threshold=0.5):
    """Return a number from 0 to 1; both arrays have shape (houses,)."""
    ### BEGIN SOLUTION
    return np.mean((probabilities >= threshold) == (labels == 1))
    ### END SOLUTION


# %% check="3.3a" points=1
@check("3.3a", hint="compare answers with labels, then take the mean")
def _():
    result = accuracy(np.array([0.9, 0.2, 0.6, 0.4]), np.array([1, 0, 0, 1]))
    np.testing.assert_allclose(result, 0.5)


# %% check="3.3b" points=1
@check("3.3b", hint="use threshold, and count a probability equal to it as 1")
def _():
    probabilities, labels = np.array([0.7, 0.8, 0.9]), np.array([0, 1, 1])
    assert accuracy(probabilities, labels, threshold=0.8) == 1.0
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(accuracy(probabilities, labels, 0.85), 2 / 3)
    np.testing.assert_allclose(accuracy(probabilities, 1 - labels), 1 / 3)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Opening the test set, once
#
# The validation houses choose:

# %%
networks = {
    "model 1": model_1,
    "model 1 with momentum": model_momentum,
    "model 2": model_2,
    "model 3": model_3,
}
for name, model in networks.items():
    val_accuracy[name] = model.evaluate(
        x_val, y_val, verbose=0, return_dict=True
    )["accuracy"]
pd.Series(val_accuracy, name="validation accuracy").round(3).to_frame()

# %% [markdown]
# All of them but the majority class lie within a few points, and 219 houses
# cannot rank them: the standard error of such an accuracy is
# $\sqrt{0.88\cdot0.12/219}\approx0.022$. When the numbers do not decide, take
# the smallest model: model 1. Only now do the test houses come out.

# %%
result = model_1.evaluate(x_test, y_test, verbose=0, return_dict=True)
test_accuracy = {
    "majority class": ((y_test == majority).mean(), np.nan),
    "logistic regression": (linear.score(x_test, y_test), np.nan),
    "model 1": (result["accuracy"], 0.8585),
}
expect("ch03.house_prices.model_1.test_accuracy", result["accuracy"])
expect("ch03.house_prices.model_1.test_loss", result["loss"])
expect("ch03.house_prices.linear.test_accuracy", linear.score(x_test, y_test))
pd.DataFrame(test_accuracy, index=["test accuracy", "the book's"]).T.round(3)

# %% [markdown]
# The book's 0.858 is 188 of 219 houses, on another random split; between it
# and our figure lies little more than one standard error. The linear model
# is as good as the network: with ten features that each say “more is dearer”
# there is little left for hidden layers to find. A baseline is there to tell
# you so.

# %% [markdown]
# ### What it gets wrong
#
# Never stop at the score. Where is the model sure, and wrong?

# %%
probabilities = model_1.predict(x_test, verbose=0)[:, 0]
figure, axes = plt.subplots(1, 2, figsize=(10, 3.4))
for value, text in ((0, "below the median"), (1, "above the median")):
    chosen = probabilities[y_test == value]
    axes[0].hist(chosen, np.linspace(0, 1, 21), alpha=0.6, label=text)
axes[0].axvline(0.5, color="black", linestyle=":")
axes[0].set(
    title="Where it is sure, it is mostly right",
    xlabel="predicted probability of “above the median”",
    ylabel="test houses",
)
axes[0].legend(title="in truth", loc="upper center")
wrong = (probabilities >= 0.5) != (y_test == 1)
quality = test_houses["OverallQual"]
grades = np.unique(quality)
houses_at = [np.sum(quality == grade) for grade in grades]
wrong_at = [np.sum(wrong & (quality == grade)) for grade in grades]
axes[1].bar(grades, houses_at, color="0.85", label="all test houses")
axes[1].bar(grades, wrong_at, color="C1", label="wrong")
axes[1].set(
    title="Mistakes are made on houses of middling quality",
    xlabel="OverallQual",
    ylabel="test houses",
    xticks=grades,
)
axes[1].legend()
plt.show()

# %%
sureness = np.where(wrong, np.abs(probabilities - 0.5), -1)
worst = np.argsort(sureness)[::-1][:5]
table = test_houses.iloc[worst].reset_index(drop=True)
table.insert(0, "in truth", y_test.iloc[worst].to_numpy())
table.insert(0, "predicted", probabilities[worst].round(2))
table

# %% [markdown]
# ## Summary
#
# - Gradient descent walks against the gradient; the learning rate decides
#   whether it crawls, arrives, or flies away. Momentum adds up past steps.
# - Split first; fit scalers and every other step on the training part only.
# - A score needs a baseline beside it, and an idea of its standard error.
# - A network much larger than its data learns them by heart: training and
#   validation loss part. Dropout narrows the gap.

# %% [markdown] book="3.20"
# ## Quiz
#
# **What effect does a very small, or a very large, learning rate have?**
#
# <details><summary>Answer</summary>
#
# Too small: the path is right, but the step limit comes before the minimum.
# Too large: each step jumps over the minimum, and beyond a bound it moves
# away from it. For a quadratic the bound is $2/f''$.
#
# </details>
#
# **What role do optimizers play in learning?**
#
# <details><summary>Answer</summary>
#
# They look for the weights that make the loss small. The gradient says which
# way is down; the optimizer decides how far to go, and what to remember.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | accuracy | دقت |
# | binary classification | طبقه‌بندی دودویی |
# | divergent | واگرا |
# | dropout | حذف تصادفی |
# | epoch | دوره |
# | gradient descent | گرادیان کاهشی |
# | hidden layer | لایه پنهان |
# | label | برچسب |
# | learning rate | نرخ یادگیری |
# | loss function | تابع زیان |
# | mini-batch | ریزدسته |
# | momentum | تکانه |
# | optimizer | بهینه‌ساز |
# | overfitting | بیش‌برازش |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
