# Chapter 3: activation functions.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/activations
# needs: perceptron

# %% [markdown] book="3.8"
# ## Activation functions

# %% [markdown] book="3.8.1"
# ### What they are for
#
# An **activation function** (تابع فعال‌سازی) takes a neuron's weighted sum and
# gives its output. The step function decides hard: fire, or not. But its
# slope is 0 everywhere, so a small change of a weight changes nothing, and
# learning by gradients cannot see where to go. So networks take functions
# that have a useful slope, that is, a derivative.
#
# > **Correction to the book (3.24).** The book says that the aim is an output
# > between 0 and 1, or −1 and 1. Some activation functions do that; ReLU, the
# > most used one, does not. The aim is **nonlinearity**, as we see next.

# %% [markdown] book="3.8.2"
# ### Why they must not be linear
#
# Leave the activations out, and layers collapse. Three layers without
# activations, $y=W_3(W_2(W_1x))$, are the single layer $y=Wx$ with
# $W=W_3W_2W_1$, however large the three are:

# %%
rng = np.random.default_rng(SEED)
w1, w2, w3 = (
    rng.normal(size=shape) for shape in ((2, 100), (100, 50), (50, 1))
)
x = rng.normal(size=(1000, 2))  # samples are rows, so the order turns round
three_layers = ((x @ w1) @ w2) @ w3
collapsed = w1 @ w2 @ w3
difference = np.abs(three_layers - x @ collapsed).max()
weights = w1.size + w2.size + w3.size
print(f"{weights:,} weights do the work of {collapsed.size}")
expect("ch03.linear_collapse.difference", difference)

# %% [markdown]
# > **Correction to the book (3.18).** The book writes $xW_1W_2W_3$ for the
# > linear network and $f_1(W_1f_2(W_2f_3(W_3x)))$ for the one with
# > activations: once rows, once columns, and with the order of the layers
# > reversed. In one notation: $W_3W_2W_1x$ beside
# > $f_3(W_3f_2(W_2f_1(W_1x)))$. (These are three layers in all, not three
# > hidden ones.)
#
# **Predict**: how will the boundary look if such a linear network, and the
# same one with ReLU, must separate two crescents?

# %%
#| alt: >
#|   Two crescents of points that reach into each other, twice. Without an
#|   activation the border is a straight line that cuts through both; with ReLU
#|   it has bends and runs between them.
moons, crescent = make_moons(300, noise=0.15, random_state=SEED)
figure, axes = plt.subplots(1, 2, figsize=(8.5, 3.3), sharey=True)
scores = {}
for axis, activation in zip(axes, ("identity", "relu"), strict=True):
    net = MLPClassifier(
        hidden_layer_sizes=(20, 20),
        activation=activation,
        solver="lbfgs",
        alpha=0.1,  # a penalty on large weights (L2, below)
        max_iter=2000,
        random_state=SEED,
    ).fit(moons, crescent)
    scores[activation] = net.score(moons, crescent)
    draw_classes(axis, net.predict, moons, crescent)
    name = {"identity": "No activation", "relu": "ReLU"}[activation]
    title = f"{name}: {scores[activation]:.0%} of the training points"
    axis.set(title=title, xlabel="$x_1$")
axes[0].set_ylabel("$x_2$")
plt.show()
expect("ch03.linear_collapse.accuracy_without", scores["identity"])
expect("ch03.linear_collapse.accuracy_with", scores["relu"])

# %% [markdown] book="3.8.3"
# ### What to wish for
#
# The book names six wishes. None of the common functions fulfils them all:
#
# | wish | why | sigmoid | tanh | ReLU |
# |---|---|---|---|---|
# | nonlinear | else layers collapse | ✓ | ✓ | ✓ |
# | zero-centred (صفر-مرکز) | outputs of both signs | – | ✓ | – |
# | cheap | it is computed millions of times | – | – | ✓ |
# | differentiable (مشتق‌پذیر) | learning by gradients | ✓ | ✓ | not at 0 |
# | continuous (پیوسته) | a jump has no derivative | ✓ | ✓ | ✓ |
# | bounded (کران‌دار) | values cannot explode | ✓ | ✓ | – |
#
# (If all inputs of a neuron are positive, one sample pushes all its weights
# up, or all of them down. Hence the second wish.)

# %% [markdown]
# > **Correction to the book (3.23).** The book calls differentiable
# > “essential” (ضروری) and recommends ReLU, which has a corner at 0. A
# > derivative **almost everywhere** is enough: programs take 0 (or any number
# > between the slopes on both sides) at the corner.
#
# Two more of the wishes stay unfulfilled: ReLU is neither zero-centred nor
# bounded, and yet it is the usual choice for hidden layers.

# %% [markdown] book="3.9"
# ## Sigmoid, tanh, ReLU, softmax
#
# **Sigmoid**: $\sigma(x)=\dfrac1{1+e^{-x}}$ with
# $\sigma'(x)=\sigma(x)\,(1-\sigma(x))$. It turns any number into one between
# 0 and 1, so it serves as a probability in the **output** layer: for one yes
# or no, or for several at once (**multi-label**, چندبرچسبی).
#
# **tanh** (تانژانت هذلولوی‌گون):
# $\tanh x=\dfrac{e^x-e^{-x}}{e^x+e^{-x}}=2\sigma(2x)-1$, a sigmoid stretched
# to −1…1 and thus zero-centred, with derivative $1-\tanh^2x$.
#
# **ReLU**: $\max(0,x)$, with derivative 1 for $x>0$, else 0.
#
# > **Correction to the book (3.17).** The derivative of tanh is printed as
# > $f(x)=1-f(x)^2$; the prime is missing: $f'(x)=1-f(x)^2$. (And its plot
# > needs a `plt.show()`.)


# %%
def sigmoid(x):
    return expit(x)  # SciPy's: exp cannot overflow, exact on both sides


def relu(x):
    return np.maximum(0, x)


activations = {  # name: the function, its derivative
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "ReLU": (relu, lambda x: (x > 0).astype(float)),
}

# %%
#| alt: >
#|   Sigmoid and tanh are flat on both sides; there their dashed derivatives
#|   are near 0. ReLU is 0 and then rises, with derivative 0 and then 1. Its
#|   relatives are a little below 0 on the left: leaky_relu straight, elu
#|   towards -1, gelu and silu in a dip.
x = np.linspace(-6, 6, 400)  # 0 is not among them
figure, axes = plt.subplots(1, 4, figsize=(13, 3.2))
for axis, (name, (function, derivative)) in zip(
    axes, activations.items(), strict=False
):
    axis.plot(x, function(x), label="function")
    jumps = np.abs(np.gradient(derivative(x))) > 0.3
    drawn = np.where(jumps, np.nan, derivative(x))  # no line across a jump
    axis.plot(x, drawn, "--", label="derivative")
    slope = (function(x + 1e-6) - function(x - 1e-6)) / 2e-6
    np.testing.assert_allclose(derivative(x), slope, atol=1e-6)
    peak = derivative(x).max()
    axis.set(title=f"{name}: slope at most {peak:.2f}", xlabel="$x$")
axes[0].legend()
for name in ("leaky_relu", "elu", "gelu", "silu"):
    newer = getattr(keras.activations, name)(x)
    axes[3].plot(x, keras.ops.convert_to_numpy(newer), label=name)
axes[3].set(xlim=(-4, 2), ylim=(-1.2, 2), xlabel="$x$")
axes[3].set(title="Relatives of ReLU, in Keras")
axes[3].legend()
plt.show()

# %% [markdown]
# Look at the dashed lines. Sigmoid and tanh are flat on both sides: a neuron
# there is **saturated** (نورون اشباع‌شده), its slope is nearly 0 and its
# weights hardly learn. The slope of the sigmoid is never above 0.25. ReLU has
# slope 1 on its whole active side, and is cheap. On the other side its slope
# is 0; its relatives (not in the book) let a little through there.
#
# | | good | bad | used in |
# |---|---|---|---|
# | sigmoid | a probability | saturates, not centred, slow | output layers |
# | tanh | zero-centred | saturates, slow | recurrent networks |
# | ReLU | fast, never saturates above 0 | dead neurons | hidden layers |
# | softmax | sums to 1 | needs care (below) | output layers |

# %% [markdown]
# The formulas as they stand have a trap: $e^x$ overflows. `np.tanh` and
# SciPy's `expit` avoid it. (So does $\frac12(1+\tanh\frac x2)$, but for large
# negative $x$ it computes $1-1$ and loses all digits: the logarithm, which the
# loss needs, is then $-\infty$.)

# %%
with np.errstate(all="ignore"):
    up, down = np.exp(720.0), np.exp(-720.0)
    print("tanh(720) by its formula:", (up - down) / (up + down))
    print("the denominator of sigmoid(-720) is", 1 + up)
print("np.tanh:", np.tanh(720.0), " our sigmoid:", sigmoid(-700.0))
print(f"at -38 by tanh: {0.5 * (1 + np.tanh(-19))}, by expit: {sigmoid(-38)}")

# %% [markdown]
# The book computes ReLU by a list comprehension, one number at a time. NumPy
# takes the whole array; the values are the same:

# %%
values = np.linspace(-10, 10, 100_000)
compare(
    "ch03.relu",
    textbook=lambda: [max(0, value) for value in values],
    ours=lambda: np.maximum(0, values),
)

# %% [markdown]
# ### Exercise 3.3 — Leaky ReLU (★)
#
# Leaky ReLU lets a share of negative inputs through: $x$ for $x>0$, else
# $s\,x$ with a small $s$, the `negative_slope`. Complete the function and its
# derivative (take $s$ at 0), for arrays of any shape.


# %% exercise="3.3"
def leaky_relu(x, negative_slope=0.1):
    """Return (value, derivative), two arrays of the shape of x."""
    ### BEGIN SOLUTION
    slope = np.where(x > 0, 1.0, negative_slope)
    return slope * x, slope
    ### END SOLUTION


# %% check="3.3a" points=1
@check("3.3a", hint="choose number by number; mind the sign below 0")
def _():
    value, _ = leaky_relu(np.array([-2.0, 0.0, 3.0]))
    np.testing.assert_allclose(value, [-0.2, 0.0, 3.0], rtol=1e-5)


# %% check="3.3b" points=1
@check(
    "3.3b",
    hint="use the argument negative_slope in both results, also for the slope "
    "at 0",
)
def _():
    value, slope = leaky_relu(np.array([[-2.0, 0.0, 3.0]]), negative_slope=0.3)
    np.testing.assert_allclose(slope, [[0.3, 0.3, 1.0]], rtol=1e-5)
    np.testing.assert_allclose(value, [[-0.6, 0.0, 3.0]], rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    value, slope = leaky_relu(np.array([-1.0, 5.0, 0.5]), negative_slope=0.01)
    np.testing.assert_allclose(value, [-0.01, 5.0, 0.5], rtol=1e-5)
    np.testing.assert_allclose(slope, [0.01, 1.0, 1.0], rtol=1e-5)
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    value, slope = leaky_relu(x.copy(), 0.2)
    np.testing.assert_allclose(value, np.where(x < 0, x / 5, x), rtol=1e-5)
    np.testing.assert_allclose(slope, np.where(x < 0, 0.2, 1), rtol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Softmax: one of many
#
# To choose among $K$ classes, the output layer has $K$ neurons, one for each.
# **Softmax** turns their sums $z_1,\dots,z_K$ into probabilities:
#
# $$\mathrm{softmax}(z)_i=\frac{e^{z_i}}{\sum_{j=1}^{K}e^{z_j}},\qquad
# i=1,\dots,K.$$
#
# All are positive and their sum is 1. The book's example: four classes A, B,
# C, D; the output [0.26, 0.14, 0.41, 0.19] means class C.
#
# > **Correction to the book (3.7).** Its formula uses $k$ for the summing
# > index and for the number of classes at once, and $i$ and $j$ for the same
# > thing. Its code divides by the sum along `axis=0`, and overflows. Its
# > “curve” of softmax treats 100 points as 100 classes. All three below.


# %%
def softmax_as_printed(z):
    return np.exp(z) / np.sum(np.exp(z), axis=0)


two_rows = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])  # samples, classes
print("axis=0 divides over the samples:")
print(softmax_as_printed(two_rows), "\n")
with np.errstate(over="ignore", invalid="ignore"):
    print(
        "large sums:", softmax_as_printed(np.array([1000.0, 1001.0, 1002.0]))
    )
right = keras.ops.softmax(np.array([1000.0, 1001.0, 1002.0]))
print("by Keras:  ", keras.ops.convert_to_numpy(right))

# %% [markdown]
# The last line is the answer that we want, since softmax depends on
# **differences** only: adding the same number $c$ to all $z_j$ multiplies
# numerator and denominator by $e^c$. So subtract the largest $z_j$ first, and
# no exponential can overflow.
#
# And the curve? Move one of three sums, and watch all three probabilities:

# %%
#| alt: >
#|   Left, three probabilities as areas on top of each other: as z grows, class
#|   1 grows from almost nothing to almost everything, and the other two shrink
#|   together. Right, four bars; that of C is the tallest, 0.41.
moved = np.linspace(-6, 6, 200)
sums = np.stack([moved, np.zeros(200), np.ones(200)], axis=-1)
probability = keras.ops.convert_to_numpy(keras.ops.softmax(sums))
figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.2))
axes[0].stackplot(
    moved,
    probability.T,
    labels=["class 1, sum $z$", "class 2, sum 0", "class 3, sum 1"],
    colors=["C0", "C5", "0.8"],
)
axes[0].set(title="The probabilities always share out 1", xlabel="$z$")
axes[0].set(ylabel="probability", ylim=(0, 1))
axes[0].legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3)
answers = [0.26, 0.14, 0.41, 0.19]
axes[1].bar(list("ABCD"), answers, color=["0.8", "0.8", "C0", "0.8"])
axes[1].set(title="The book's example: class C")
axes[1].set(xlabel="class", ylabel="probability")
plt.show()

# %% [markdown]
# ### Exercise 3.4 — a softmax that holds (★★)
#
# Complete `softmax` for a batch: one sample a row, one class a column. It must
# not overflow.


# %% exercise="3.4"
def softmax(z):
    """Return probabilities; z and the result have shape (samples, classes)."""
    ### BEGIN SOLUTION
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
    ### END SOLUTION


# %% check="3.4a" points=1
@check("3.4a", hint="sum over the classes, axis=-1, and keep the axis")
def _():
    probability = softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]))
    expected = [[0.0900306, 0.2447285, 0.6652410], [1 / 3] * 3]
    np.testing.assert_allclose(probability, expected, rtol=1e-5)


# %% check="3.4b" points=1
@check("3.4b", hint="subtract the largest sum of each row before np.exp")
def _():
    with np.errstate(all="ignore"):
        probability = softmax(np.array([[1000.0, 1001.0], [-2000.0, -2000.0]]))
    expected = [[0.2689414, 0.7310586], [0.5, 0.5]]
    np.testing.assert_allclose(probability, expected, rtol=1e-5)


# %% check="3.4c" points=1
@check("3.4c", hint="subtract from each row the largest sum of that row")
def _():
    with np.errstate(all="ignore"):
        probability = softmax(np.array([[5000.0, 5000.0], [0.0, 1.0]]))
    expected = [[0.5, 0.5], [0.2689414, 0.7310586]]
    np.testing.assert_allclose(probability, expected, rtol=1e-5)
    with np.errstate(all="ignore"):
        probability = softmax(np.array([[0.0, 0.0, 3000.0]]))
    np.testing.assert_allclose(probability, [[0, 0, 1]], atol=1e-6)
    ### BEGIN HIDDEN TESTS
    z = np.random.default_rng(0).normal(size=(5, 7)) * 10
    by_keras = keras.ops.convert_to_numpy(keras.ops.softmax(z))
    np.testing.assert_allclose(softmax(z.copy()), by_keras, rtol=1e-4)
    z[0], z[1], z[2] = 1e4, -1e4, np.arange(7) * 500 - 900
    by_keras = keras.ops.convert_to_numpy(keras.ops.softmax(z))
    with np.errstate(all="ignore"):
        probability = softmax(z.copy())
    np.testing.assert_allclose(probability, by_keras, rtol=1e-3, atol=1e-30)
    ### END HIDDEN TESTS


# %% [markdown] book="3.8.4"
# ### What goes wrong in deep networks
#
# (The book tells this before the functions.) Learning sends the error back
# through the layers, and each layer multiplies it by the slope of its
# activation and by its weights: **back-propagation**, explained below.
# Many factors below 1 make a product near 0, and the first layers learn
# nothing: the **vanishing gradient** (محو گرادیان). Many factors above 1 make
# it huge, and the steps leave every valley: the **exploding gradient** (انفجار
# گرادیان).
#
# We measure it: 30 layers of 64 neurons with random weights, one pass forward,
# one back; how large is the gradient in each layer? `GradientTape` of
# TensorFlow records a computation and gives its gradients. Weights are drawn
# in two usual ways, *Glorot* and *He*; what they are comes with “starting
# weights”. **Guess** which of the six combinations reach layer 1.


# %%
#| alt: >
#|   Size of the gradient in 30 layers, on a logarithmic axis. For sigmoid it
#|   falls by more than ten powers of ten from layer 30 back to layer 1, for
#|   both kinds of weights. For tanh and ReLU it stays level, but ReLU with
#|   Glorot weights lies far below.
def gradient_by_layer(activation, initializer, depth=30, width=64):
    """Return the typical size of the gradient of each layer's weights."""
    generator = keras.random.SeedGenerator(SEED)
    inputs = keras.random.normal((256, width), seed=generator)
    draw = initializer(seed=generator)  # a number would repeat itself
    weights = [tf.Variable(draw((width, width))) for _ in range(depth)]
    with tf.GradientTape() as tape:
        signal = inputs
        for weight in weights:
            signal = activation(signal @ weight)
        loss = tf.reduce_mean(tf.square(signal - 1))
    by_layer = tape.gradient(loss, weights)
    return np.array([tf.reduce_mean(tf.abs(g)).numpy() for g in by_layer])


initializers = {
    "Glorot": keras.initializers.GlorotNormal,
    "He": keras.initializers.HeNormal,
}
figure, axes = plt.subplots(1, 2, figsize=(10, 3.4), sharey=True)
gradient_sizes = {}
for axis, way in zip(axes, initializers, strict=True):
    for name in ("sigmoid", "tanh", "relu"):
        function = getattr(tf.nn, name)
        sizes = gradient_by_layer(function, initializers[way])
        gradient_sizes[name, way] = sizes
        axis.semilogy(np.arange(1, 31), sizes, "o-", markersize=3, label=name)
    axis.set(title=f"Weights drawn by {way}", xlabel="layer")
axes[0].set_ylabel("size of the gradient")
axes[1].legend()
plt.show()

# %% [markdown]
# - **Sigmoid**, with both: from layer 30 back to layer 1 the gradient falls by
#   many powers of ten. Its slope is at most 0.25, and
#   $0.25^{29}\approx10^{-18}$ (the weights multiply, too).
# - **tanh**, with both: it reaches layer 1; near 0 its slope is 1.
# - **ReLU** with He weights: the same size in all layers. With Glorot weights:
#   small *everywhere*. ReLU throws away half of the signal in each layer, and
#   Glorot weights do not make up for it: early layers get a weak gradient
#   back, late ones a weak signal to work with.
#
# So activation and starting weights belong together.

# %%
fall = {way: sizes[0] / sizes[-1] for way, sizes in gradient_sizes.items()}
powers = np.log10(fall["sigmoid", "Glorot"])
expect("ch03.vanishing_gradient.sigmoid_powers_of_ten", powers)
powers = np.log10(fall["relu", "He"])
expect("ch03.vanishing_gradient.relu_he_powers_of_ten", powers)
weakest = gradient_sizes["relu", "He"].min()
strongest = gradient_sizes["relu", "Glorot"].max()
expect("ch03.vanishing_gradient.he_keeps_more", weakest > 20 * strongest)

# %% [markdown]
# The third problem is the **dead neuron** (نورون مرده): a ReLU whose sum is
# negative for *every* input. Its output is 0, its slope is 0, so no gradient
# reaches its weights and it does not come back. A step that was too long can
# push many neurons there at once. Below, a layer with bias 0, and the same
# after its biases were pushed down:

# %%
rng = np.random.default_rng(SEED)
samples = rng.normal(size=(1000, 20))
weights = rng.normal(size=(20, 100)) * np.sqrt(2 / 20)
for bias in (0.0, -2.0, -6.0):
    active = samples @ weights + bias > 0
    dead = (~active.any(axis=0)).mean()
    print(
        f"bias {bias:4}: {active.mean():4.0%} of the outputs are positive, "
        f"{dead:4.0%} of the neurons are dead"
    )
