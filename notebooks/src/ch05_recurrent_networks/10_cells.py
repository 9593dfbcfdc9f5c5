# Chapter 5: the recurrent cell, by hand and in Keras.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/cells

# %% [markdown]
# ## Part 1: cells and gradients
#
# *Two hours with the exercises; the cells run in half a minute.* After this
# part you can
#
# - compute a recurrent cell and an LSTM cell with NumPy, and get what Keras
#   gets;
# - measure why gradients vanish or explode, and clip the ones that explode;
# - say what the gates of an LSTM change, and set them by hand;
# - compute attention with a causal mask, and compare it with an LSTM of the
#   same size.

# %% [markdown] book="5.2"
# ### What is a recurrent neural network?
#
# The book's example is a **time series** (سری زمانی): the temperature. We take
# a real one: the highest temperature of each day in Seattle (USA), for four
# years. The task is the book's: *what will next week be like?* We make it
# exact: predict the **mean of the next seven days**.
#
# The years 2012–2014 are for training; 2015 is the test.

# %%
#| alt: >
#|   Highest temperature of each day in Seattle, 2012 to 2015: four waves
#|   between about 5 and 25 degrees, with jumps of several degrees from day to
#|   day.
weather_series = load_seattle_weather()["temp_max"]
weather_train_days = weather_series.loc[:"2014"]
figure, axis = plt.subplots(figsize=(10, 2.8))
axis.plot(weather_train_days, linewidth=1, label="training")
axis.plot(weather_series.loc["2015":], linewidth=1, label="test")
axis.set(
    title="The seasons repeat, and single days jump",
    ylabel="highest temperature (°C)",
)
axis.set_ylim(-3, 44)  # room for the legend above the peaks
axis.legend(loc="upper left", ncols=2)
plt.show()

# %% [markdown]
# Suppose that you know **one** value: today is 15 °C. Will next week be warmer
# or cooler? **Think first**: what else would you want to know?
#
# In the training years we look for all days between 14 and 16 °C. For each, we
# compute the mean of the seven days *after* it.

# %%
#| alt: >
#|   Left: days of 2013 near 15 degrees, in spring and in autumn. Right: after
#|   them the week became warmer in spring, by 1.8 degrees in the mean, and
#|   cooler in autumn, by 1.7.
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
#| alt: >
#|   Mean error against the days in the window: for tomorrow it hardly changes,
#|   for the mean of next week it falls from 2.7 to less than 2.1 degrees.
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

# %% tags=["hide-input"]
#| alt: >
#|   What came in 2015, and two predictions: the one from a single value jumps
#|   every day, the RNN's is smoother and nearer.
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


# %% tags=["hide-input"]
#| alt: >
#|   Left: a neuron with a loop W from its state to itself. Right: the same
#|   unrolled over four steps; the weights U, W and V repeat at each step.
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
# ### The structure of an RNN
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
# #### Exercise 5.1 — one step (★)
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
# #### The whole sequence, and Keras
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
# #### Exercise 5.2 — a batch with different lengths (★★)
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
# ### Types of RNN architecture
#
# Since the lengths are free, input and output can be combined in several ways.
# **Before you look at the picture**: which one fits (a) a caption for a photo,
# (b) “is this review positive?”, (c) translation, (d) the next letter, after
# each letter of a text?

# %% tags=["hide-input"]
#| alt: >
#|   Five small networks: one-to-one, one-to-many, many-to-one, many-to-many
#|   aligned, and encoder–decoder, which first reads and then writes.
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
# this; the section on attention says what came of it.
