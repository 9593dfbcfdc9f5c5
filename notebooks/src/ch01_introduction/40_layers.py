# Chapter 1: how does it work? Layer by layer.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/layers
# needs: first_look

# %% [markdown] book="1.5"
# ## How does it work? Layer by layer
#
# A network repeats one step: show examples, change the numbers a little. What
# comes out of it is a chain of layers, each of which turns the output of the
# last one into something more useful: a new **representation** (بازنمایی).
#
# The book's example is a voice assistant (دستیار صوتی), such as Siri:


# %% tags=["hide-input"]
def draw_chain(axis, steps, shades):
    """Draw boxes with arrows between them, from left to right."""
    for place, (step, shade) in enumerate(zip(steps, shades, strict=True)):
        axis.text(
            2 * place,
            0,
            step,
            ha="center",
            va="center",
            bbox={
                "boxstyle": "round,pad=0.7",
                "facecolor": shade,
                "edgecolor": "0.4",
            },
        )
        if place:
            axis.annotate(
                "",
                (2 * place - 0.62, 0),
                (2 * place - 1.38, 0),
                arrowprops={"arrowstyle": "->", "color": "0.3"},
            )
    axis.set(xlim=(-1, 2 * len(steps) - 1), ylim=(-1, 1))
    axis.axis("off")


# %% tags=["hide-input"]
#| alt: >
#|   A chain of boxes with arrows: sound, single sounds, words, commands,
#|   dialogue, action.
figure, axis = plt.subplots(figsize=(11, 1.7))
steps = ["sound", "single\nsounds", "words", "commands", "dialogue", "action"]
shades = ["white", "#D9E8F2", "#B5D5EA", "#8FBFDE", "#5CA3CF", "white"]
draw_chain(axis, steps, shades)
axis.set_title("Each layer builds on what the layer below has found")
plt.show()

# %% [markdown]
# ### Seen on two moons
#
# That was a story; here is a measurement. We draw 600 points in the shape of
# two half-moons (made by a formula, so that we can see everything in two
# dimensions). **No straight line can separate them.** A small network can: 2
# inputs, 16 neurons, 2 neurons, one output. (`tanh` presses each sum into the
# range from −1 to 1.) Two neurons are two numbers, so we can draw what the
# network has made of each point.

# %%
points, moon = make_moons(600, noise=0.12, random_state=SEED)
points = points.astype("float32")
keras.utils.set_random_seed(SEED)
hidden = keras.Sequential(
    [
        keras.Input((2,)),
        layers.Dense(16, activation="tanh"),
        layers.Dense(2, activation="tanh"),
    ]
)
moon_network = keras.Sequential(
    [hidden, layers.Dense(1, activation="sigmoid")]
)
moon_network.compile(
    keras.optimizers.Adam(0.03), "binary_crossentropy", steps_per_execution=20
)
epochs = by_profile(smoke=3, quick=40, full=100)
moon_network.fit(
    points[:400], moon[:400], batch_size=20, epochs=epochs, verbose=0
)
moon_answers = answers_of(moon_network, points[400:])[:, 0] > 0.5
print(f"right on 200 other points: {np.mean(moon_answers == moon[400:]):.3f}")


# %%
def line_accuracy(x):
    """Fit a straight line on 400 points; return its accuracy on the rest."""
    return (
        LogisticRegression(C=100)
        .fit(x[:400], moon[:400])
        .score(x[400:], moon[400:])
    )


def draw_separation(axis, x, title):
    """Draw the points and the straight line that separates them best."""
    fitted = LogisticRegression(C=100).fit(x[:400], moon[:400])
    for value, marker in ((0, "o"), (1, "^")):
        axis.plot(*x[moon == value].T, marker, markersize=4, alpha=0.6)
    low, high = x.min(axis=0) - 0.1, x.max(axis=0) + 0.1
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 200).T), axis=-1)
    side = fitted.decision_function(grid.reshape(-1, 2)).reshape(200, 200)
    axis.contour(grid[..., 0], grid[..., 1], side, levels=[0], colors="black")
    axis.set_title(f"{title}:\na line is right for {line_accuracy(x):.1%}")


# %%
#| alt: >
#|   Left: two half-moons of points that a straight line cuts through. Right:
#|   the same points as the two neurons of the last hidden layer give them; a
#|   line separates them.
bent = answers_of(hidden, points)
figure, axes = plt.subplots(1, 2, figsize=(10, 4))
draw_separation(axes[0], points, "What goes in")
axes[0].set(xlabel="first input", ylabel="second input")
draw_separation(axes[1], bent, "What the last hidden layer makes of it")
axes[1].set(xlabel="first neuron", ylabel="second neuron")
plt.show()
expect("ch01.moons.line_accuracy_input", line_accuracy(points))
expect("ch01.moons.line_accuracy_hidden", line_accuracy(bent))
expect(
    "ch01.moons.bending_helps",
    line_accuracy(bent) > line_accuracy(points) + 0.03,
)

# %% [markdown]
# The accuracies are on 200 points that neither the network nor the line was
# fitted to. The network has bent the plane until a line is enough. Nobody told
# it how: the last layer can only draw lines, so training pushed the layers
# below to make one possible. That is what *learned representation* means.

# %% [markdown]
# ### What the first layer of the digit reader looks for
#
# Each of its 128 neurons has 784 weights, one for each point of the picture:
# a picture again. Red: ink here excites the neuron; blue: ink here calms it.

# %%
#| alt: >
#|   The weights of 16 neurons as pictures of 28 by 28 points in red and
#|   blue: blurred strokes and spots in most; a few are pure noise.
weights = model.layers[1].get_weights()[0]  # 784 rows, 128 neurons
figure, axes = plt.subplots(2, 8, figsize=(10, 2.9))
for axis, weight in zip(axes.flat, weights.T, strict=False):
    limit = np.abs(weight).max()
    axis.imshow(weight.reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
    axis.axis("off")
figure.suptitle("16 of the 128 neurons (each on its own colour scale)")
plt.show()

# %% [markdown]
# Most of them are no digits but pieces: ink along here, an edge there, no ink
# in this place. The layer above adds up pieces to digits. (A neuron that looks
# like pure noise has hardly learned anything: noise is how all of them began,
# and how points at the border stay, where never any ink is.) In networks for
# photographs, as in chapter 4, the levels are clearer still: edges, then
# textures, then eyes and wheels.
