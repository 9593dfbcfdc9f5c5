# Chapter 5: attention, by hand and in Keras, and a tiny transformer.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/attention
# needs: lstm

# %% [markdown]
# ### Attention (beyond the book)
#
# An RNN must press all that it has read into one state; you saw this
# bottleneck in the encoder–decoder. **Attention** (توجه; Bahdanau, Cho and
# Bengio, 2014) lets a network look back at *all* steps and choose. In
# *self-attention* each step makes three vectors from its own input, by three
# matrices:
#
# - the **query** (پرس‌وجو) $q_t$: what does this step look for?
# - the **key** (کلید) $k_t$: what can be found here?
# - the **value** (مقدار) $v_t$: what does one get from here?
#
# The answer $y_t$ is a weighted mean of the values. A weight is large where
# query and key point in the same direction:
#
# $$\alpha_{tj}=\frac{\exp(q_t\cdot k_j/\sqrt d)}
# {\sum_{i\le t}\exp(q_t\cdot k_i/\sqrt d)},\qquad
# y_t=\sum_{j\le t}\alpha_{tj}\,v_j.$$

# %% [markdown]
# This is **scaled dot-product attention** (Vaswani and others, 2017). The
# weights are a softmax, so they add up to 1. Two details:
#
# - $\sqrt d$: $d$ is the length of a key. The product of two vectors of $d$
#   independent numbers of variance 1 has the variance $d$. Undivided, large
#   products make the softmax choose one step alone, and its slope is then
#   about 0: nothing is learned.
# - $j\le t$: no step looks ahead. Else it could copy the letter that it shall
#   predict. In a matrix of all $\alpha_{tj}$, this **causal mask** (ماسک علّی)
#   sets everything above the diagonal to 0.


# %%
def attend(query, keys, values):
    """Return the answer to one query, and the weight of each step."""
    weights = rnn_softmax(keys @ query / np.sqrt(len(query)))
    return weights @ values, weights


def attend_back(q, k, v):
    """Return the answers (steps, d); step t sees the steps up to t only."""
    return np.array(
        [attend(q[t], k[: t + 1], v[: t + 1])[0] for t in range(len(q))]
    )


# %% [markdown]
# Keras' layer is `MultiHeadAttention`. Each *head* is one attention with its
# own matrices; afterwards one more matrix mixes what the heads found. With one
# head and the layer's weights, do we get the layer's answers?

# %%
keras.utils.set_random_seed(SEED)
attention_x = np.random.default_rng(SEED).normal(size=(6, 8)).astype("float32")
attention_layer = layers.MultiHeadAttention(
    num_heads=1, key_dim=4, bias_initializer="random_normal"
)
attention_theirs = attention_layer(
    attention_x[None], attention_x[None], use_causal_mask=True
)[0]
attention_weights = [w.squeeze() for w in attention_layer.get_weights()]
Q, b_q, K, b_k, V, b_v, out, b_out = attention_weights
attention_qkv = [
    attention_x @ M + b for M, b in ((Q, b_q), (K, b_k), (V, b_v))
]
attention_ours = attend_back(*attention_qkv) @ out + b_out
attention_gap = np.abs(attention_ours - attention_theirs).max()
expect("ch05.attention.difference", attention_gap)

# %% [markdown]
# Equal. **Predict**: we shuffle the first five steps and ask the sixth again.
# What changes in its answer?

# %%
q, k, v = attention_qkv
shuffled = np.random.default_rng(SEED).permutation(5)
attention_before, _ = attend(q[5], k, v)
attention_after, _ = attend(q[5], k[[*shuffled, 5]], v[[*shuffled, 5]])
attention_moved = np.abs(attention_after - attention_before).max()
expect("ch05.attention.shuffled_difference", attention_moved)

# %% [markdown]
# Nothing: a sum has no order. So a network of attention must be **told** which
# step is which. The usual way is to give each step a clock: sines and cosines
# of its number, some fast, some slow.

# %% [markdown]
# #### Exercise 5.17 — all steps at once (★★)
#
# A loop over the steps is slow. Compute the answers of all steps with a few
# products of matrices: all scores $q_t\cdot k_j/\sqrt d$ in one matrix, the
# causal mask, a softmax along each row, one product with the values.


# %% exercise="5.17"
def causal_attention(q, k, v):
    """Return the answers (steps, m) and the weights (steps, steps).

    q and k have the shape (steps, d), v has (steps, m).
    """
    ### BEGIN SOLUTION
    scores = q @ k.T / np.sqrt(q.shape[1])
    ahead = np.triu(np.ones(scores.shape, bool), k=1)
    scores = np.where(ahead, -np.inf, scores)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return weights @ v, weights
    ### END SOLUTION


# %% check="5.17a" points=1
@check(
    "5.17a",
    hint="mask the scores before the softmax (−∞ becomes weight 0): each row "
    "of weights adds up to 1, and the first step can see itself only",
)
def _():
    q, k = np.zeros((3, 2)), np.ones((3, 2))
    v = np.array([[6.0], [0.0], [3.0]])
    answers, weights = causal_attention(q, k, v)
    half, third = 1 / 2, 1 / 3
    expected = [[1, 0, 0], [half, half, 0], [third, third, third]]
    np.testing.assert_allclose(weights, expected, atol=1e-6)
    np.testing.assert_allclose(answers, [[6], [3], [3]], rtol=1e-5)


# %% check="5.17b" points=2
@check("5.17b", hint="divide by the root of d, the length of a key")
def _():
    rng = np.random.default_rng(17)
    q, k, v = (rng.normal(size=(7, size)) for size in (16, 16, 3))
    answers, weights = causal_attention(q, k, v)
    expected = [attend(q[t], k[: t + 1], v[: t + 1])[0] for t in range(len(q))]
    np.testing.assert_allclose(answers, expected, rtol=1e-4, atol=1e-6)
    ### BEGIN HIDDEN TESTS
    assert np.shape(weights) == (7, 7)
    np.testing.assert_allclose(np.sum(weights, axis=1), 1, rtol=1e-5)
    large, _ = causal_attention(100 * q, 100 * k, v)  # must not overflow
    theirs = keras.ops.dot_product_attention(
        *((100 * q)[None, :, None], (100 * k)[None, :, None]),
        v[None, :, None],
        is_causal=True,
    )
    np.testing.assert_allclose(large, theirs[0, :, 0], rtol=1e-3, atol=1e-4)
    ### END HIDDEN TESTS


# %% [markdown]
# ### A tiny transformer
#
# A **transformer** (شبکه دگرگون‌ساز) is a stack of blocks. Each has two
# halves: attention, in which the steps look at each other, and a small
# feed-forward network, which works on each step by itself. Around each half
# leads a shortcut that *adds* its input to its output; on it a gradient passes
# unchanged, as on the line on top of an LSTM. `LayerNormalization` brings the
# numbers of each step to mean 0 and variance 1 first.


# %%
def transformer_block(x, heads=1, widening=2):
    """Let each step look back at all steps, then work on each by itself."""
    width = x.shape[-1]
    normal = layers.LayerNormalization()(x)
    look_back = layers.MultiHeadAttention(heads, width // heads)
    x = x + look_back(normal, normal, use_causal_mask=True)
    hidden = layers.LayerNormalization()(x)
    hidden = layers.Dense(widening * width, activation="relu")(hidden)
    return x + layers.Dense(width)(hidden)


def clock(steps, count):
    """Return (steps, 2 count): sines and cosines, from fast to slow."""
    frequencies = np.pi / 2.0 ** np.arange(1, count + 1)
    angles = np.arange(steps)[:, None] * frequencies
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def with_clock(inputs):
    """Return inputs (samples, steps, n) with 12 numbers more a step."""
    times = clock(inputs.shape[1], 6)
    times = np.broadcast_to(times, (len(inputs), *times.shape))
    return np.concatenate([inputs, times], axis=2).astype("float32")


# %% [markdown]
# It gets the task of the marked letters, the same sequences and three epochs.
# A width of 23 makes it as large as the LSTM of 32 units. **Predict** its
# answers up to 200 steps after the mark.


# %%
def attention_network(seed=SEED):
    """Return a transformer of one block for the marked letters."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((None, 5 + 12))
    steps = transformer_block(layers.Dense(23)(inputs))
    network = keras.Model(inputs, layers.Dense(4, "softmax")(steps))
    network.compile(
        keras.optimizers.Adam(0.01, clipnorm=1.0),
        "sparse_categorical_crossentropy",
    )
    return network


def attention_accuracy(network, seed=SEED, steps=200):
    """Return the share of right answers, 0 to `steps` after the mark."""
    inputs, targets = copy_data(500, steps + 1, 0.0, [seed, 1])
    answers = network.predict(with_clock(inputs), batch_size=50, verbose=0)
    return (answers.argmax(axis=2) == targets).mean(axis=0)


attention_copy = attention_network()
attention_epochs = by_profile(smoke=1, quick=3, full=3)
attention_samples = by_profile(smoke=200, quick=2000, full=2000)
attention_copy.fit(
    with_clock(copy_inputs[:attention_samples]),
    copy_targets[:attention_samples],
    epochs=attention_epochs,
    verbose=0,
    callbacks=[show_progress(attention_epochs)],
)
attention_sizes = [
    network.count_params()
    for network in (attention_copy, copy_networks["LSTM(32)"])
]
print("weights of transformer and LSTM:", *attention_sizes)
attention_score = attention_accuracy(attention_copy)
expect("ch05.attention.copy_within", attention_score[:40].mean())
expect("ch05.attention.copy_beyond", attention_score[60:].mean())

# %% tags=["hide-input"]
#| alt: >
#|   Right answers against the steps since the mark: the transformer is right
#|   up to 39 steps, the length of the training sequences, and then falls to
#|   guessing; the LSTM stays at 1.
figure, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(attention_score, color="C2", linewidth=4, label="transformer")
axis.plot(copy_scores["LSTM(32)"], color="C1", label="LSTM(32)")
axis.plot(copy_scores["SimpleRNN(66)"], color="C0", label="SimpleRNN(66)")
axis.axhline(0.25, color="0.4", linestyle="--", label="guessing")
axis.axvline(39, color="0.6", linewidth=1)
axis.text(41, 0.6, "longer than any\ntraining sequence", color="0.3")
axis.set(
    title="Three networks of about 5,000 weights",
    xlabel="steps since the mark",
    ylabel="right answers",
    ylim=(0, 1.05),
)
axis.legend(loc="center right")
plt.show()

# %% [markdown]
# Up to 39 steps, as in training, the transformer is right nearly always (98 to
# 100 % in the mean, in eight seeds). It does not carry the letter along: it
# looks it up, over one step, however far back. Beyond, it falls to guessing:
# its clock shows times that it never saw. The LSTM has learned a *rule* for
# one step, which goes on. (How to tell the order so that longer texts work,
# too, has been studied ever since.)
#
# **Predict**: where does each step of one sequence look?

# %%
attention_body = keras.Model(
    attention_copy.input, attention_copy.layers[2].output
)
attention_look = attention_copy.layers[3]
attention_one, _ = copy_data(50, 40, 0.1, [SEED, 3])
attention_normal = attention_body(with_clock(attention_one))
_, attention_map = attention_look(
    *(attention_normal, attention_normal),
    use_causal_mask=True,
    return_attention_scores=True,
)
attention_map = attention_map[:, 0].numpy()  # (samples, query, key)
attention_marks = attention_one[..., 4] == 1
attention_newest = np.maximum.accumulate(
    np.where(attention_marks, np.arange(40), 0), axis=1
)
attention_found = np.take_along_axis(
    attention_map, attention_newest[..., None], axis=2
).mean()
expect("ch05.attention.weight_on_newest", attention_found)

# %% tags=["hide-input"]
#| alt: >
#|   A triangle of attention weights, query step down, key step to the right:
#|   each row is dark at the column of the newest mark, nothing lies above the
#|   diagonal.
figure, axis = plt.subplots(figsize=(6.2, 5.2))
image = axis.imshow(attention_map[0], cmap="Blues", vmin=0, vmax=1)
figure.colorbar(image, ax=axis, label="weight α")
axis.set_xticks(np.flatnonzero(attention_marks[0]))
axis.set(
    title="Each step looks at the newest mark",
    xlabel="step that is looked at (ticks: the marks)",
    ylabel="step that looks",
)
axis.grid(False)
plt.show()

# %% [markdown]
# A staircase: at each new mark, all later steps turn to it. Nothing lies above
# the diagonal: the causal mask.
#
# Are long distances harder? This table stands beside the one above: ten epochs
# on sequences of other lengths, about four marks each, three seeds.

# %%
ATTENTION_LENGTHS = {  # steps: seeds 1 to 3, on 2 CPU cores
    20: "1.00 1.00 1.00",
    40: "1.00 1.00 1.00",
    80: "1.00 1.00 1.00",
    160: "1.00 1.00 1.00",
}


def attention_long(seed, steps):
    """Train on `steps`; return the share right after one whole length."""
    network = attention_network(seed)
    inputs, targets = copy_data(2000, steps, 4 / steps, [seed, 0])
    network.fit(with_clock(inputs), targets, epochs=10, verbose=0)
    return attention_accuracy(network, seed, steps - 1)[-1]


if by_profile(smoke=False, quick=False, full=True):
    for steps in ATTENTION_LENGTHS:
        scores = [attention_long(seed, steps) for seed in (1, 2, 3)]
        ATTENTION_LENGTHS[steps] = " ".join(f"{s:.2f}" for s in scores)
pd.DataFrame(
    [text.split() for text in ATTENTION_LENGTHS.values()],
    index=pd.Index(ATTENTION_LENGTHS, name="steps"),
    columns=["seed 1", "seed 2", "seed 3"],
)

# %% [markdown]
# Always right, at every length. So was the LSTM; from 40 steps on, no
# SimpleRNN was.
#
# The price: each step compares itself with all earlier ones, so the work grows
# with the *square* of the length; an RNN's grows with the length alone. But
# all steps are computed at once, which suits graphics cards, and the path for
# the gradient has length one. So today's large language models are
# transformers, of many blocks with many heads. Recurrent ideas live on where
# inputs come one by one, devices are small, or sequences very long.
