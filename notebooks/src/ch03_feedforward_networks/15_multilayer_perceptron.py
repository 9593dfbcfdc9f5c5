# Chapter 3: the multilayer perceptron, and what has to be decided.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/multilayer_perceptron
# needs: perceptron

# %% [markdown] book="3.6"
# ## The multilayer perceptron
#
# A hidden layer is the way out. With two hidden neurons, and the function
# $\mathrm{ReLU}(z)=\max(0,z)$ in place of the step, XOR is easy:
#
# $$h_1=\mathrm{ReLU}(x_1+x_2),\quad h_2=\mathrm{ReLU}(x_1+x_2-1),\quad
# y=h_1-2h_2 .$$

# %%
hidden = np.maximum(0, bits @ [[1, 1], [1, 1]] + [0, -1])
output = hidden @ [1, -2]
table = np.column_stack([bits, hidden, output])
names = ["x1", "x2", "h1", "h2", "y"]
pd.DataFrame(table, columns=names).astype(int)

# %% [markdown]
# What did the hidden layer do? **It moved the points.** In the plane of $h_1$
# and $h_2$ one line is enough, and the output neuron draws it. One line there
# becomes two lines here:

# %%
#| alt: >
#|   Left, the two squares lie in a diagonal band, with a circle on each side
#|   of it: two lines are needed. Right, after the hidden layer, both squares
#|   have become one point, and a single line parts it from the circles.
xor = np.array(gates["XOR"])


def xor_network(x):
    return np.maximum(0, x @ [[1, 1], [1, 1]] + [0, -1]) @ [1, -2]


figure, axes = plt.subplots(1, 2, figsize=(8.5, 3.5))
draw_classes(axes[0], xor_network, bits, xor)
axes[0].set(title="What goes in", xlabel="$x_1$", ylabel="$x_2$")
draw_classes(axes[1], lambda h: h @ [1, -2], hidden, xor)
axes[1].set(title="What the hidden layer makes of it")
axes[1].set(xlabel="$h_1$", ylabel="$h_2$")
axes[1].annotate("01 and 10, both here", (1, 0), (1.1, -0.25), fontsize=9)
plt.show()

# %% [markdown]
# A hidden layer turns its input into something that the next layer can use.
# That is the idea of deep learning in one picture. Such a network is a
# **multilayer perceptron** (پرسپترون چندلایه), or feed-forward network; one
# whose values also flow back is **recurrent** (شبکه بازگشتی; chapter 5).
#
# **Depth** (عمق شبکه) counts the hidden layers and the output layer: this one
# has depth 2, the one drawn at the top has depth 3. From where on to say
# “deep” is a matter of taste; the book takes at least two hidden layers. Deep
# networks of today have tens or hundreds.

# %% [markdown]
# ### Exercise 3.2 — XOR from perceptrons (★)
#
# XOR is “OR, and NAND”. Build it from three perceptrons *with steps*: two in
# the hidden layer, one for the output. Complete the function for a batch.


# %% exercise="3.2"
def xor_with_steps(x):
    """Return 0 or 1 for each row of x, an array (samples, 2) of bits."""
    ### BEGIN SOLUTION
    either = (x @ np.array([1, 1]) - 0.5 > 0).astype(int)
    not_both = (x @ np.array([-1, -1]) + 1.5 > 0).astype(int)
    return (either + not_both - 1.5 > 0).astype(int)
    ### END SOLUTION


# %% check="3.2a" points=1
@check(
    "3.2a",
    hint="OR and NAND of the input, then AND of the two; turn answers into 0 "
    "and 1 with .astype(int) before you add them",
)
def _():
    np.testing.assert_array_equal(xor_with_steps(bits), [0, 1, 1, 0])


# %% check="3.2b" points=1
@check(
    "3.2b", hint="work on all rows at once: x @ weights has one entry a row"
)
def _():
    assert np.shape(xor_with_steps(bits[:1])) == (1,)
    ### BEGIN HIDDEN TESTS
    many = np.random.default_rng(0).integers(0, 2, size=(50, 2))
    expected = many[:, 0] ^ many[:, 1]
    np.testing.assert_array_equal(xor_with_steps(many), expected)
    ### END HIDDEN TESTS


# %% [markdown]
# ### What a hidden layer can do
#
# A famous theorem says: one hidden layer with enough neurons comes as close as
# you like to **any continuous function** on a bounded, closed set of inputs. A
# network is a **universal approximator** (تقریب‌گر جامع; Cybenko, 1989;
# Hornik, 1991). The activation may be almost anything but a polynomial
# (Leshno and others, 1993).
#
# (The book asks for two hidden layers in one place and one in another. One is
# enough for continuous functions.)
#
# Let us see. A curve with a corner, and one hidden layer of 1 to 10 neurons;
# scikit-learn trains such small networks in a moment.

# %%
inputs = np.linspace(-3, 3, 100)[:, None]
curve = np.sin(2 * inputs[:, 0]) + np.abs(inputs[:, 0] - 1)
widths = (1, 2, 3, 5, 10)
trials = by_profile(smoke=1, quick=5, full=20)
starts = np.random.default_rng(SEED).integers(2**31, size=trials)
fits, errors = {}, np.zeros((len(widths), trials))
for row, width in enumerate(widths):
    for trial in range(trials):
        net = MLPRegressor(
            hidden_layer_sizes=(width,),
            activation="tanh",
            solver="lbfgs",  # a quick optimizer for small tasks
            alpha=0,  # no penalty on large weights
            max_iter=20_000,
            max_fun=200_000,
            tol=1e-5,
            random_state=int(starts[trial]),
        ).fit(inputs, curve)
        difference = net.predict(inputs) - curve
        errors[row, trial] = np.sqrt(np.mean(difference**2))
        if errors[row, trial] == errors[row, : trial + 1].min():
            fits[width] = net.predict(inputs)

# %%
#| alt: >
#|   Left, a wavy curve with three fits: one neuron makes one S, three follow
#|   the waves roughly, ten lie on the curve. Right, error against neurons,
#|   both axes logarithmic: it falls to a small part; dots of other starts lie
#|   above.
figure, axes = plt.subplots(1, 2, figsize=(11, 3.6))
axes[0].plot(inputs, curve, color="0.8", linewidth=6, label="the curve")
for width in (1, 3, 10):
    axes[0].plot(inputs, fits[width], label=f"{width} hidden")
axes[0].set(title="More hidden neurons allow more bends")
axes[0].set(xlabel="$x$", ylabel="$f(x)$")
axes[0].legend()
axes[1].loglog(widths, errors, "o", color="C0", alpha=0.4)
axes[1].loglog(widths, errors.min(axis=1), color="C0", label="the best start")
axes[1].set(title="The best start: more neurons, smaller error")
axes[1].set(xlabel="hidden neurons", ylabel="root mean squared error")
axes[1].set_xticks(widths, widths)
axes[1].minorticks_off()
axes[1].legend()
plt.show()
best = errors.min(axis=1)
expect("ch03.universal_approximation.gain", best[0] / best[-1])

# %% [markdown]
# Two things the theorem does not promise. It does not say **how many** neurons
# are enough. And it does not say that **training finds** the right weights:
# each dot in the right picture is another random start, and with the same
# number of neurons some starts end clearly worse than others.

# %% [markdown] book="3.7"
# ## What has to be decided
#
# Learning looks for weights that bring the outputs as close as possible to the
# right answers. Whoever designs and trains a network meets five questions:
#
# 1. How many hidden layers?
# 2. How many neurons in each? Too few cannot follow the data; too many take
#    long and memorise the noise.
# 3. Does the search find a good solution, or a bad **local minimum** (کمینه
#    محلی)?
# 4. Does it get there in reasonable time?
# 5. Does the network also work on data that it has not seen?
#
# The rest of this notebook answers them one by one. First a look at number 3:
# the error of a small trained network, while we move one of its weights.

# %%
#| alt: >
#|   Five curves of the error, on a logarithmic axis, against one weight each.
#|   Each has a deep narrow valley, with a dot in it, and far away on both
#|   sides it is nearly flat.
small = MLPRegressor(
    hidden_layer_sizes=(5,),
    activation="tanh",
    solver="lbfgs",
    max_iter=500,
    max_fun=10_000,
    tol=1e-3,
    random_state=SEED,
).fit(inputs, curve)
first = small.coefs_[0]
trained = first.copy()
moved = np.sort([*np.linspace(-8, 8, 400), *trained[0]])
figure, axis = plt.subplots(figsize=(7, 3.2))
for neuron in range(5):
    losses = []
    for weight in moved:
        first[0, neuron] = weight
        losses.append(np.mean((small.predict(inputs) - curve) ** 2))
    first[:] = trained
    colour = f"C{neuron}"
    axis.semilogy(moved, losses, color=colour, label=f"neuron {neuron + 1}")
    at_end = losses[np.searchsorted(moved, trained[0, neuron])]
    axis.plot(trained[0, neuron], at_end, "o", color=colour)
axis.plot([], [], "o", color="0.5", label="found by training")
axis.set(title="The error along one weight: valleys, slopes and plains")
axis.set(xlabel="weight from the input to this neuron")
axis.set(ylabel="mean squared error")
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# No parabola. There are valleys,
# slopes, and wide **plains** where the gradient is almost zero and a search by
# gradient hardly moves. The book warns of local minima; in networks with very
# many weights, plains and **saddle points** (up in some directions, down in
# others) hinder more than bad local minima do (Dauphin and others, 2014).
