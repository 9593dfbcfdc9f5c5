# Chapter 5: back-propagation through time.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/gradients
# needs: cells

# %% [markdown]
# ### How an RNN learns (beyond the book)
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
# Why $\delta_t$ is so simple: with scores $z$ before the softmax, the loss of
# the right symbol $k$ is $-\ln p_k=-z_k+\ln\sum_ie^{z_i}$. Its derivative by
# $z_j$ is $p_j$, and 1 less for $j=k$.

# %% [markdown]
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
# #### Vanishing and exploding gradients
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
#| alt: >
#|   Size of the gradient against steps back, logarithmic, for radius 0.9:
#|   without activation it follows the law, a straight line; with tanh it falls
#|   much faster.
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
# Keras starts a `SimpleRNN` with a good idea: $W$ is **orthogonal** (متعامد):
# $WW^\top$ is the identity, so $W$ turns vectors and keeps their lengths, and
# all its eigenvalues have absolute value 1. Does that save us? The inputs of
# the network decide: large inputs push the tanh to its flat ends.

# %%
#| alt: >
#|   An orthogonal W: the gradient falls to a thousandth over 100 steps with
#|   inputs of size 0.1, and to 1e-20 with inputs of size 1.
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
# #### Clipping
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

# %% tags=["hide-input"]
#| alt: >
#|   Left: a loss that is flat and then rises like a wall; without clipping one
#|   step leaves the picture. Right: with clipping w walks down to the best
#|   value and swings a little.
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
# #### Exercise 5.3 — clip by the common norm (★★)
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
