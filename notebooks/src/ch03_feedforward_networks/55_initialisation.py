# Chapter 3: starting weights.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/initialisation
# needs: backpropagation

# %% [markdown] book="3.15"
# ## Starting weights
#
# Before the first step all weights get random numbers: **initialisation**
# (مقداردهی اولیه). Why random? Give all neurons of a hidden layer the same
# weights, and they get the same gradient, and stay alike for ever: four
# neurons do the work of one. This is the **symmetry problem**. XOR again:

# %%
weights = start_weights(inputs=2, hidden=4)
weights[0][:], weights[2][:] = 0.5, 0.5  # all alike
losses = learn(weights, bits, xor[:, None], steps=2000, learning_rate=0.5)
print("weights into the four hidden neurons, a column each:")
print(weights[0].round(3))
right = np.sum((forward(weights, bits)[1][:, 0] > 0.5) == xor)
print(f"after 2,000 steps {right} of 4 right, loss {losses[-1]:.3f}")
expect("ch03.symmetry.spread", np.ptp(weights[0], axis=1).max())
expect("ch03.symmetry.loss", losses[-1])

# %% [markdown]
# And how large? Each layer multiplies the signal. A sum of $n_{in}$ terms
# has a variance $n_{in}$ times that of one term, so weights must be smaller
# the more inputs a neuron has (**fan-in**; the number of neurons that it
# sends to is **fan-out**). Three rules for the standard deviation:
#
# | name | standard deviation | for |
# |---|---|---|
# | variance scaling (مقیاس‌بندی واریانس), LeCun | $\sqrt{1/n_{in}}$ | – |
# | Xavier, or Glorot (2010) | $\sqrt{2/(n_{in}+n_{out})}$ | tanh |
# | He (2015) | $\sqrt{2/n_{in}}$ | ReLU |
#
# Keras' `Dense` takes `GlorotUniform` unless told otherwise: the same standard
# deviation, from a flat distribution.

# %% [markdown]
# > **Correction to the book (3.14).** The book recommends ReLU, and Xavier for
# > nearly everything. Xavier assumes a slope near 1 on both sides of 0. ReLU
# > throws half of the signal away, and **He** weights make up for it with the
# > factor 2.
# >
# > **Correction to the book (3.19).** The second wish for starting weights is
# > that the variance of the *gradients* stays the same from layer to layer
# > (Glorot and Bengio, 2010); the book says “of the weights”.
#
# **Guess**: in which of these four cases is there still a signal after 20
# layers?

# %%
#| alt: >
#|   Outputs of layers 1, 5 and 20 as histograms. Weights too small: only a
#|   spike at 0 is left. Too large: spikes at -1 and 1. Tanh with Glorot's
#|   weights: it narrows, but stays wide. ReLU with He's: a spike at 0, and to
#|   its right a tail that stays.
cases = {  # name: activation, standard deviation of the weights
    "tanh, too small: 0.02": (np.tanh, 0.02),
    "tanh, too large: 1": (np.tanh, 1.0),
    "tanh, Glorot": (np.tanh, np.sqrt(2 / 200)),
    "ReLU, He": (relu, np.sqrt(2 / 100)),
}
figure, axes = plt.subplots(1, 4, figsize=(13, 3), sharey=True)
spreads = {}
for axis, (name, (activation, deviation)) in zip(
    axes, cases.items(), strict=True
):
    rng = np.random.default_rng(SEED)
    signal, spreads[name] = rng.normal(size=(1000, 100)), []
    for layer in range(1, 21):
        weights = rng.normal(scale=deviation, size=(100, 100))
        signal = activation(signal @ weights)
        spreads[name].append(signal.std())
        if layer in (1, 5, 20):
            bins = np.linspace(-2, 2, 60)
            label = f"layer {layer}"
            axis.hist(signal.ravel(), bins, histtype="step", label=label)
    axis.set(title=f"{name}\nspread {signal.std():.2g}", xlabel="output")
axes[0].set(ylabel="outputs", ylim=(0, 2e4))
axes[3].legend()
plt.show()

# %% [markdown]
# (Cut off at 20,000.) Too small: after 20 layers everything is 0. Too large:
# most outputs are close to −1 or 1; the neurons are saturated and hardly
# learn. In between the signal arrives. (The bars at 0 for ReLU are the half
# that it cuts off.)

# %%
last = {name: spread[-1] for name, spread in spreads.items()}
expect(
    "ch03.initialisation.too_small", np.log10(last["tanh, too small: 0.02"])
)
expect("ch03.initialisation.he", np.log10(last["ReLU, He"]))
samples = {
    "VarianceScaling": keras.initializers.VarianceScaling(
        scale=1.0, mode="fan_in", distribution="normal", seed=SEED
    ),
    "GlorotNormal": keras.initializers.GlorotNormal(SEED),
    "HeNormal": keras.initializers.HeNormal(SEED),
}
table = {
    name: float(keras.ops.std(draw((400, 100))))
    for name, draw in samples.items()
}
formulas = np.sqrt([1 / 400, 2 / 500, 2 / 400])
table = pd.DataFrame({"Keras": list(table.values()), "formula": formulas})
display(table.set_index(pd.Index(samples)).round(4))

# %% [markdown]
# (With `"normal"`, and in `GlorotNormal` and `HeNormal`, Keras draws from a
# normal distribution without its tails, widened to the right standard
# deviation.)
#
# ### Exercise 3.10 — He weights (★)
#
# Complete `he_normal`: a matrix of normal random numbers from `rng`, mean 0,
# with the standard deviation for ReLU.


# %% exercise="3.10"
def he_normal(rng, fan_in, fan_out):
    """Return weights (fan_in, fan_out); rng is a NumPy generator."""
    ### BEGIN SOLUTION
    return rng.normal(size=(fan_in, fan_out)) * np.sqrt(2 / fan_in)
    ### END SOLUTION


# %% check="3.10a" points=1
@check("3.10a", hint="rows are the inputs, columns the neurons")
def _():
    rng = np.random.default_rng(0)
    first, second = he_normal(rng, 5, 3), he_normal(rng, 5, 3)
    assert np.shape(first) == (5, 3), f"the shape is {np.shape(first)}"
    assert not np.allclose(first, second), "draw from rng, which goes on"
    again = he_normal(np.random.default_rng(0), 5, 3)
    message = "draw from rng: the same seed should give the same weights"
    assert np.allclose(first, again), message


# %% check="3.10b" points=1
@check("3.10b", hint="a root; and only the number of INPUTS counts")
def _():
    rng = np.random.default_rng(0)
    for fan_in, fan_out in ((400, 100), (100, 400)):
        weights = np.asarray(he_normal(rng, fan_in, fan_out))
        np.testing.assert_allclose(weights.mean(), 0, atol=0.01)
        expected = np.sqrt(2 / fan_in)
        np.testing.assert_allclose(weights.std(), expected, rtol=0.05)
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(1)
    weights = np.asarray(he_normal(rng, 50, 2000))
    np.testing.assert_allclose(weights.mean(), 0, atol=0.01)
    np.testing.assert_allclose(weights.std(), 0.2, rtol=0.05)
    for deviations, usual in ((1, 0.317), (2, 0.0455), (3, 0.0027)):
        share = np.mean(np.abs(weights) > 0.2 * deviations)
        message = "not a normal distribution"
        np.testing.assert_allclose(share, usual, rtol=0.3, err_msg=message)
    assert len(np.unique(weights)) > 90_000, "each weight has its own number"
    ### END HIDDEN TESTS


# %% [markdown] book="3.16"
# ## Parameters and hyperparameters
#
# **Parameters** (پارامترها) are found by training: weights and biases.
# **Hyperparameters** (ابرپارامترها; Definition 3.3) are set by you, before
# training begins. They are the switches and dials of the learner. This
# chapter's:
#
# | about | hyperparameters |
# |---|---|
# | structure | hidden layers, neurons in each, activation |
# | training | optimizer, learning rate, batch size, epochs, first weights |
# | against overfitting | dropout rate, strength of L2, patience |
#
# They are chosen by comparing models on **validation** data.
