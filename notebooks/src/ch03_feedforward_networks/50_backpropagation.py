# Chapter 3: back-propagation.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/backpropagation
# needs: multilayer_perceptron, activations, losses

# %% [markdown] book="3.14"
# ## Back-propagation
#
# The loss is known at the output. Which of the weights, many layers before,
# is to blame, and how much? This is the **credit assignment problem** (تخصیص
# اعتبار). **Back-propagation** (پس‌انتشار) solves it by the **chain rule**
# (قاعده زنجیره‌ای), layer by layer from the last one to the first, using
# again what it has computed already.
#
# Training repeats four steps:
#
# 1. **forward** (فاز جلورو): compute the outputs;
# 2. the **loss**;
# 3. **backward** (فاز پس‌رو): the gradient of the loss for every weight;
# 4. the **optimizer** takes a step.
#
# Back-propagation is step 3 only. (In places the book gives it step 4, too,
# and elsewhere it lets gradient descent do step 3.) The book's figure 3-4:

# %% tags=["hide-input"]
#| alt: >
#|   Four boxes in a row, forward, loss, backward, optimizer, with an arrow
#|   from the last back to the first: new weights.
figure, axis = plt.subplots(figsize=(8.5, 2.4))
boxes = "1. forward", "2. loss", "3. backward", "4. optimizer"
passed_on = "outputs", "how wrong", "gradients"
for place, text in enumerate(boxes):
    style = {"boxstyle": "round,pad=0.6", "facecolor": "#D9E8F2"}
    axis.text(2 * place, 0, text, ha="center", va="center", bbox=style)
    if place:
        ends = (2 * place - 0.65, 0), (2 * place - 1.35, 0)
        axis.annotate("", *ends, arrowprops={"arrowstyle": "->"})
        axis.text(2 * place - 1, 0.15, passed_on[place - 1], ha="center")
way_back = {
    "arrowstyle": "->",
    "connectionstyle": "arc3,rad=-0.25",
    "color": "C1",
}
axis.annotate("", (0, -0.35), (6, -0.35), arrowprops=way_back)
axis.text(3, -0.75, "new weights", ha="center", color="C1")
axis.set(xlim=(-1, 7), ylim=(-1.3, 0.6), title="Training is a loop")
axis.set_axis_off()
plt.show()

# %% [markdown]
# ### One neuron, with numbers
#
# Everything rests on the **chain rule**. If $w$ moves $z$, $z$ moves $p$, and
# $p$ moves $L$, the three slopes multiply:
#
# $$\frac{\partial L}{\partial w}=\frac{\partial L}{\partial p}\cdot
# \frac{\partial p}{\partial z}\cdot\frac{\partial z}{\partial w}.$$
#
# A neuron with one input, $z=wx+b$ and $p=\sigma(z)$, and for a sample with
# label 1 the loss $L=-\ln p$. **Forward**, we compute values from left to
# right. **Backward**, slopes from right to left; each is one factor times the
# slope to the right of it.


# %%
def one_neuron(w, b, x=2.0):
    """Return the sum, the probability, and the loss for the label 1."""
    z = w * x + b
    p = sigmoid(z)
    return z, p, -np.log(p)


z, p, loss = one_neuron(w=0.5, b=-0.5)
slope_p = -1 / p  # of L, when p moves
slope_z = slope_p * p * (1 - p)  # … when z moves: one factor more
slope_w = slope_z * 2.0  # z = w x + b, so the factor is x
slope_b = slope_z * 1.0
above, below = one_neuron(0.5 + 1e-6, -0.5)[2], one_neuron(0.5 - 1e-6, -0.5)[2]
print(f"slope for w: {slope_w:.4f}; by moving w: {(above - below) / 2e-6:.4f}")
print(f"slope for z: {slope_z:.4f} = p - 1 = {p - 1:.4f}")

# %% tags=["hide-input"]
#| alt: >
#|   A computational graph: w and x meet in a product, b is added to give z,
#|   then p, then L. Above each node its value, in orange below it the slope
#|   of L, computed from right to left.
figure, axis = plt.subplots(figsize=(10, 2.9))
nodes = {  # name: (place, value, slope of L)
    "x": ((0, 1), 2.0, slope_z * 0.5),
    "w": ((0, 0), 0.5, slope_w),
    "b": ((1.5, -0.6), -0.5, slope_b),
    "w·x": ((1.5, 0.5), 1.0, slope_z),
    "z": ((3, 0.5), z, slope_z),
    "p": ((4.5, 0.5), p, slope_p),
    "L": ((6, 0.5), loss, 1.0),
}
edges = "x w·x", "w w·x", "w·x z", "b z", "z p", "p L"
for edge in edges:
    start, end = (nodes[name][0] for name in edge.split())
    arrow = {"arrowstyle": "->", "color": "0.5", "shrinkA": 18, "shrinkB": 18}
    axis.annotate("", end, start, arrowprops=arrow)
for name, ((right, up), value, slope) in nodes.items():
    style = {"boxstyle": "round,pad=0.4", "facecolor": "#D9E8F2"}
    axis.text(right, up, name, ha="center", va="center", bbox=style)
    axis.text(right, up + 0.3, f"{value:.3f}", ha="center", va="bottom")
    text = f"{slope:.3f}"
    axis.text(right, up - 0.3, text, ha="center", va="top", color="C1")
axis.set(xlim=(-0.6, 6.6), ylim=(-1.3, 1.7))
axis.set(title="Values go forward (black), slopes of L come back (orange)")
axis.set_axis_off()
plt.show()

# %% [markdown]
# Such a drawing is a **computational graph** (گراف محاسباتی). Each node needs
# to know only how its own output moves with its inputs; the rest is
# multiplication. If a value is used in several places, its slopes **add up**.
#
# ### Many neurons: the same with matrices
#
# Two layers. The $n$ samples are the rows of $X$, with $d$ inputs; $h$ neurons
# are hidden:
#
# $$H=\tanh(XW_1+b_1),\qquad p=\sigma(HW_2+b_2),\qquad
# L=\mathrm{BCE}(y,p).$$
#
# Call $\delta$ the gradient of $L$ with respect to the weighted sums of a
# layer. It has their shape. At the output it is what the one neuron gave,
# $p-y$, divided by $n$ since $L$ is a mean:
#
# $$\delta_2=\tfrac1n(p-y).$$
#
# <details><summary>Why?</summary>
#
# For one sample $\frac{\partial L}{\partial p}=\frac{p-y}{p(1-p)}$, and the
# slope of the sigmoid is $p(1-p)$. Their product is $p-y$. Softmax with CE
# gives the same.
#
# </details>

# %% [markdown]
# One layer back: a hidden neuron moves the output by its weight in $W_2$, so
# $\delta_2$ goes through the weights ($W_2^\top$ is $W_2$ with rows and
# columns exchanged), times the slope of tanh. Here $\odot$ and the square work
# number by number. A weight moves the sum by its input, added up over samples:
#
# | | formula | shapes |
# |---|---|---|
# | $\delta_1$ | $(\delta_2W_2^\top)\odot(1-H^2)$ | $(n,1)(1,h)\to(n,h)$ |
# | $\partial L/\partial W_2$ | $H^\top\delta_2$ | $(h,n)(n,1)\to(h,1)$ |
# | $\partial L/\partial W_1$ | $X^\top\delta_1$ | $(d,n)(n,h)\to(d,h)$ |
# | $\partial L/\partial b$ | sums of $\delta$ over samples | $(h,)$, $(1,)$ |
#
# Each gradient has the shape of its weights. If you forget where to transpose,
# the shapes tell you.


# %%
def start_weights(inputs, hidden, seed=SEED):
    """Return [W1, b1, W2, b2] for one hidden layer and one output."""
    rng = np.random.default_rng(seed)
    return [
        rng.normal(size=(inputs, hidden)) / np.sqrt(inputs),
        np.zeros(hidden),
        rng.normal(size=(hidden, 1)) / np.sqrt(hidden),
        np.zeros(1),
    ]


def forward(weights, x):
    """Return the hidden outputs (n, hidden) and probabilities (n, 1)."""
    w1, b1, w2, b2 = weights
    hidden = np.tanh(x @ w1 + b1)
    return hidden, sigmoid(hidden @ w2 + b2)


def backward(weights, x, y):
    """Return the gradients of the loss, in the order of the weights."""
    hidden, p = forward(weights, x)
    delta_2 = (p - y) / len(x)
    delta_1 = (delta_2 @ weights[2].T) * (1 - hidden**2)
    return [
        x.T @ delta_1,
        delta_1.sum(axis=0),
        hidden.T @ delta_2,
        delta_2.sum(axis=0),
    ]


# %% [markdown]
# ### Is it right?
#
# A mistake in a gradient rarely stops a program; it only learns badly. So
# check it, against the definition of a derivative: move **one** weight a
# little to both sides, and see how the loss changes,
# $\big(L(w+h)-L(w-h)\big)/2h$.


# %%
def numerical_gradients(loss, weights, h=1e-5):
    """Return what backward should: loss is a function of the weights."""
    gradients = [np.zeros_like(array) for array in weights]
    for array, gradient in zip(weights, gradients, strict=True):
        for place in np.ndindex(array.shape):
            saved = array[place]
            array[place] = saved + h
            above = loss(weights)
            array[place] = saved - h
            below = loss(weights)
            array[place] = saved
            gradient[place] = (above - below) / (2 * h)
    return gradients


bp_x, bp_y = moons, crescent[:, None]
bp_weights = start_weights(inputs=2, hidden=16)


def loss_of(weights):
    return binary_cross_entropy(bp_y, forward(weights, bp_x)[1])


compare(
    "ch03.backpropagation",
    textbook=lambda: tuple(numerical_gradients(loss_of, bp_weights)),
    ours=lambda: tuple(backward(bp_weights, bp_x, bp_y)),
    rtol=1e-4,
)

# %% [markdown]
# The same gradients, so the formulas are right. And see the times: the
# numerical way needs two forward passes for **each** of the 65 numbers;
# back-propagation needs one forward and one backward pass for **all** of
# them. For the millions of weights of a usual network the numerical way would
# be hopeless. TensorFlow's `GradientTape` does the same work as our
# `backward`:

# %%
variables = [tf.Variable(array) for array in bp_weights]
with tf.GradientTape() as tape:
    w1, b1, w2, b2 = variables
    logits = tf.tanh(bp_x @ w1 + b1) @ w2 + b2
    each = tf.nn.sigmoid_cross_entropy_with_logits(bp_y.astype(float), logits)
    loss = tf.reduce_mean(each)
by_tape = tape.gradient(loss, variables)
difference = max(
    np.abs(ours - theirs.numpy()).max()
    for ours, theirs in zip(
        backward(bp_weights, bp_x, bp_y), by_tape, strict=True
    )
)
expect("ch03.backpropagation.difference_to_tape", difference)

# %% [markdown]
# ### XOR, learned
#
# Now the four steps in a loop, on XOR, with four hidden neurons. Nobody tells
# the hidden layer what to do.


# %%
#| alt: >
#|   Four maps, at steps 0 to 500: the border is one line at first and bends
#|   until squares and circles, from nearly every start, lie on different
#|   colours. In the last panel the loss falls from about 0.7 towards 0.
def learn(weights, x, y, steps, learning_rate):
    """Take steps of gradient descent; return the loss before each."""
    losses = []
    for _ in range(steps):
        losses.append(binary_cross_entropy(y, forward(weights, x)[1]))
        for array, gradient in zip(
            weights, backward(weights, x, y), strict=True
        ):
            array -= learning_rate * gradient
    return losses


weights, losses = start_weights(inputs=2, hidden=4), []
figure, axes = plt.subplots(1, 5, figsize=(13, 2.9))
for axis, steps in zip(axes, (0, 50, 150, 500), strict=False):
    losses += learn(weights, bits, xor[:, None], steps - len(losses), 0.5)
    draw_classes(axis, lambda x: forward(weights, x)[1], bits, xor)
    right = np.sum((forward(weights, bits)[1][:, 0] > 0.5) == xor)
    axis.set(title=f"step {steps}: {right} of 4 right", xticks=[0, 1])
    axis.set(yticks=[0, 1], aspect="equal")
axes[4].plot(losses)
axes[4].set(title="The loss", xlabel="step", ylabel="binary cross-entropy")
plt.show()

# %%
solved = 0
for seed in np.random.default_rng(SEED).integers(2**31, size=100):
    weights = start_weights(inputs=2, hidden=4, seed=seed)
    learn(weights, bits, xor[:, None], steps=500, learning_rate=0.5)
    solved += np.all((forward(weights, bits)[1][:, 0] > 0.5) == xor)
expect("ch03.xor.solved_of_100_starts", solved)

# %% [markdown]
# What no perceptron can do, four hidden neurons learn from (nearly) every
# start.

# %% [markdown] tags=["further"]
# ### Exercise 3.9 — backwards through any depth (★★★)
#
# A network without biases: hidden layers with ReLU, softmax at the end, loss
# CE. `weights` is a list of matrices, one a layer. With labels as one-hot rows
# $Y$, the output has $\delta=\frac1n(P-Y)$, as above. Complete `gradients`.
# Keep the input of each layer on the way forward; you need it on the way back.


# %% exercise="3.9"
def gradients(weights, x, one_hot):
    """Return a list with the gradient of the mean CE for each matrix."""
    ### BEGIN SOLUTION
    signals = [x]
    for matrix in weights[:-1]:
        signals.append(np.maximum(0, signals[-1] @ matrix))
    z = signals[-1] @ weights[-1]
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    delta = (powers / powers.sum(axis=1, keepdims=True) - one_hot) / len(x)
    result = []
    for matrix, signal in zip(weights[::-1], signals[::-1], strict=True):
        result.insert(0, signal.T @ delta)
        delta = (delta @ matrix.T) * (signal > 0)
    return result
    ### END SOLUTION


# %%
def loss_of_layers(weights, x, one_hot):
    """Return the loss of such a network; the checks need it."""
    for matrix in weights[:-1]:
        x = np.maximum(0, x @ matrix)
    p = keras.ops.convert_to_numpy(keras.ops.softmax(x @ weights[-1]))
    return -np.mean(np.sum(one_hot * np.log(p), axis=1))


# %% check="3.9a" points=1
@check("3.9a", hint="one layer: its input is x; delta has 1/n in it")
def _():
    x, one_hot = np.array([[1.0, 2.0], [3.0, -1.0]]), np.eye(2)
    (gradient,) = gradients([np.zeros((2, 2))], x, one_hot)
    expected = [[0.5, -0.5], [-0.75, 0.75]]
    np.testing.assert_allclose(gradient, expected, rtol=1e-5)


# %% check="3.9b" points=1
@check(
    "3.9b",
    hint="two layers: delta @ W.T, and 0 where the ReLU's output is 0; the "
    "gradient of W comes from the layer's INPUT",
)
def _():
    rng = np.random.default_rng(0)
    x, one_hot = rng.normal(size=(6, 4)), np.eye(3)[[0, 1, 2, 0, 1, 2]]
    weights = [rng.normal(size=(4, 5)), rng.normal(size=(5, 3))]
    theirs = numerical_gradients(
        lambda w: loss_of_layers(w, x, one_hot), weights
    )
    ours = gradients(weights, x, one_hot)
    assert len(ours) == 2, "one gradient for each matrix, the first one first"
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


# %% check="3.9c" points=2
@check("3.9c", hint="repeat the step back for each hidden layer, in a loop")
def _():
    rng = np.random.default_rng(1)
    shapes = (3, 6), (6, 5), (5, 4)
    weights = [rng.normal(size=shape) for shape in shapes]
    x, one_hot = rng.normal(size=(8, 3)), np.eye(4)[[0, 1, 2, 3] * 2]
    theirs = numerical_gradients(
        lambda w: loss_of_layers(w, x, one_hot), weights
    )
    ours = gradients(weights, x, one_hot)
    assert len(ours) == 3, "one gradient for each matrix"
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    ### BEGIN HIDDEN TESTS
    shapes = (3, 7), (7, 6), (6, 5), (5, 2)
    weights = [rng.normal(size=shape) for shape in shapes]
    x, one_hot = rng.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
    theirs = numerical_gradients(
        lambda w: loss_of_layers(w, x, one_hot), weights
    )
    assert all(np.abs(gradient).max() > 1e-3 for gradient in theirs)
    for one, other in zip(gradients(weights, x, one_hot), theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown] tags=["further"]
# ### Exercise 3.17 — automatic differentiation in twenty lines (★★★)
#
# What `GradientTape` does for arrays, for single numbers. A `Value` knows its
# `number`, its `parents` in the graph, and the `slopes` of its number for each
# of them; `__add__` is done. Complete:
#
# - `__mul__`: return a `Value`; the slope of $ab$ for $a$ is $b$, and for $b$
#   it is $a$;
# - `tanh`: a `Value`, with its slope;
# - `backward`: set the `gradient` of this value to 1; then visit all values
#   that it was computed from, each only **after** all that were computed from
#   it, and *add* gradient · slope to the gradient of each parent. (A list in
#   which parents come before children, read from its end, does it.)


# %% exercise="3.17"
class Value:
    """A number that remembers how it was computed."""

    def __init__(self, number, parents=(), slopes=()):
        self.number, self.gradient = number, 0.0
        self.parents, self.slopes = parents, slopes

    def __add__(self, other):
        """Return the sum; it moves as much as each of the two."""
        return Value(self.number + other.number, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        """Return the product of two values."""
        ### BEGIN SOLUTION
        slopes = other.number, self.number
        return Value(self.number * other.number, (self, other), slopes)
        ### END SOLUTION

    def tanh(self):
        """Return tanh of the value."""
        ### BEGIN SOLUTION
        result = np.tanh(self.number)
        return Value(result, (self,), (1 - result**2,))
        ### END SOLUTION

    def backward(self):
        """Set the gradient of this value in all it was computed from."""
        ### BEGIN SOLUTION
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for parent in value.parents:
                    visit(parent)
                order.append(value)

        visit(self)
        self.gradient = 1.0
        for value in reversed(order):
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                parent.gradient += value.gradient * slope
        ### END SOLUTION


# %% check="3.17a" points=1
@check("3.17a", hint="the slope of ab for a is b; that of tanh is 1 - tanh²")
def _():
    a, b = Value(3.0), Value(-2.0)
    product = a * b
    assert product.number == -6.0, f"3 · (-2) is not {product.number}"
    slopes = dict(zip(product.parents, product.slopes, strict=True))
    assert set(slopes) == {a, b}, "the parents of a * b are a and b"
    np.testing.assert_allclose([slopes[a], slopes[b]], [-2, 3], rtol=1e-5)
    bent = Value(0.5).tanh()
    np.testing.assert_allclose(bent.number, np.tanh(0.5), rtol=1e-5)
    expected = [1 - np.tanh(0.5) ** 2]
    np.testing.assert_allclose(bent.slopes, expected, rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    bent = a.tanh()
    assert tuple(bent.parents) == (a,), "the parent of a.tanh() is a"
    np.testing.assert_allclose(bent.slopes, [0.00986604], rtol=1e-3)
    ### END HIDDEN TESTS


# %% check="3.17b" points=2
@check(
    "3.17b",
    hint="a value that is used twice gets two slopes, added; and it passes "
    "them on only when it has both",
)
def _():
    a = Value(2.0)
    (a * a + a).backward()
    np.testing.assert_allclose(a.gradient, 5.0, rtol=1e-5)
    a, b = Value(1.5), Value(-0.5)
    c = a * b
    (c * c + c.tanh() * a).backward()
    h = 1e-6

    def f(a, b):
        return (a * b) ** 2 + np.tanh(a * b) * a

    slope = (f(1.5 + h, -0.5) - f(1.5 - h, -0.5)) / (2 * h)
    np.testing.assert_allclose(a.gradient, slope, rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    slope = (f(1.5, -0.5 + h) - f(1.5, -0.5 - h)) / (2 * h)
    np.testing.assert_allclose(b.gradient, slope, rtol=1e-5)
    for turned in (False, True):
        a, b = Value(0.4), Value(3.0)
        c = a * b
        short, long = c, (c + b).tanh() * c + b
        last = long + short if turned else short + long
        last.backward()
        t, bend = np.tanh(4.2), 1 - np.tanh(4.2) ** 2
        expected = [3 * (1 + t + 1.2 * bend), 1 + 0.4 * (1 + t) + 1.68 * bend]
        found = [a.gradient, b.gradient]
        np.testing.assert_allclose(found, expected, rtol=1e-5)
        last.backward()
        assert last.gradient == 1.0, "its own gradient is set to 1"
    ### END HIDDEN TESTS


# %% check="3.17c" points=2
@check("3.17c", hint="it should learn XOR, with three hidden neurons")
def _():
    draw = np.random.default_rng(1).normal
    hidden = [[Value(draw()) for _ in range(3)] for _ in range(3)]
    output = [Value(draw()) for _ in range(4)]
    weights = [*output, *(w for neuron in hidden for w in neuron)]
    for _ in range(400):
        total = Value(0.0)
        for pair, wanted in zip(bits, xor, strict=True):
            x1, x2, answer = (
                Value(float(pair[0])),
                Value(float(pair[1])),
                output[3],
            )
            for (w1, w2, b), w in zip(hidden, output, strict=False):
                answer = answer + w * (w1 * x1 + w2 * x2 + b).tanh()
            error = answer + Value(-float(wanted))
            total = total + error * error
        for weight in weights:
            weight.gradient = 0.0
        total.backward()
        for weight in weights:
            weight.number -= 0.1 * weight.gradient
    assert total.number < 0.1, f"the loss ends at {total.number:.3f}"
