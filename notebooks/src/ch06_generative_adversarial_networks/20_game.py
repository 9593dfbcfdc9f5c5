# Chapter 6: the game of two networks, on paper.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/game

# %% [markdown] book="6.6"
# ## Adversarial training
#
# The book's figure 6-1, in our own drawing: data flow along the black arrows,
# the losses flow back along the coloured ones, each to **one** network only.

# %% tags=["hide-input"]
#| alt: >
#|   A diagram: noise goes through the generator and becomes a fake image;
#|   fake and real images go to the discriminator, which gives a probability.
#|   One loss goes back to the discriminator, one through it to the generator.
boxes = {
    "noise $z$": (0, 0),
    "generator\n$G$": (1.5, 0),
    "fake image\n$G(z)$": (3, 0),
    "training set": (1.5, 1.1),
    "real image\n$x$": (3, 1.1),
    "discriminator\n$D$": (4.7, 0.55),
    "probability\n“real”": (6.3, 0.55),
}
black = [(0, 1), (1, 2), (2, 5), (3, 4), (4, 5), (5, 6)]
figure, axis = plt.subplots(figsize=(10, 3.4))
names = list(boxes)
for name, place in boxes.items():
    network = name.endswith(("G$", "D$"))
    box = {"boxstyle": "round,pad=0.5", "fc": "#d9ebf7" if network else "w"}
    axis.text(*place, name, ha="center", va="center", bbox=box, zorder=3)
for start, end in black:
    points = np.array([boxes[names[start]], boxes[names[end]]])
    axis.annotate(
        "", 0.3 * points[0] + 0.7 * points[1], 0.68 * points[0]
        + 0.32 * points[1], arrowprops={"arrowstyle": "-|>"},
    )  # fmt: skip
curved = {"arrowstyle": "-|>", "linewidth": 2}
axis.annotate("", (4.7, 0.95), (6.3, 0.95), arrowprops=curved | {
    "color": "C0", "connectionstyle": "arc3,rad=0.5"})  # fmt: skip
axis.text(5.5, 1.42, "loss of $D$", color="C0", ha="center")
axis.annotate("", (1.5, -0.36), (6.3, 0.18), arrowprops=curved | {
    "color": "C1", "connectionstyle": "arc3,rad=-0.35"})  # fmt: skip
axis.text(4.2, -0.62, "loss of $G$, through $D$", color="C1", ha="center")
axis.set(xlim=(-0.6, 7), ylim=(-1.1, 1.6))
axis.set_title("Two networks, two losses")
axis.set_axis_off()
plt.show()

# %% [markdown]
# The eight steps:
#
# 1. The generator takes random numbers, say from a **Gaussian distribution**
#    (توزیع گاوسی), and makes images.
# 2. These are given to the discriminator,
# 3. and so are images of the training set.
# 4. The discriminator answers with a **probability** for each.
# 5. The generator's loss: the cross-entropy of the fake images against the
#    label *real*.
# 6. The discriminator's loss: the cross-entropy of the fake images against
#    *fake*, plus that of the real images against *real*.
# 7. The two networks are trained in turn, each to lower its own loss.
# 8. In the end the generator's images look like the training set.
#
# Seen as optimisation: the generator wants to **raise** the discriminator's
# errors, the discriminator to **lower** them; each by gradient descent.

# %% [markdown]
# > **Correction to the book (6.5).** Elsewhere the discriminator's output is
# > said to be 0 or 1. It is a **probability** between 0 and 1, as step 4 says;
# > 0 and 1 are the *labels*.
#
# > **Correction to the book (6.9).** Step 7 says that both networks are
# > trained in turn in each **epoch** (دوره). In the book's code, and in
# > everybody's, they take turns in each **mini-batch** (ریزدسته): one step
# > each. With a whole epoch each, one would become far stronger than the
# > other.
#
# **Adversarial training** (آموزش به شیوه تخاصمی) is not bound to images:
# sounds, time series and tables have been made this way.

# %% [markdown] book="6.7"
# ## Training a GAN
#
# The notation of the whole chapter:
#
# | symbol | is |
# |---|---|
# | $z$, $p_z$ | the **latent vector** (بردار نهفته), its distribution |
# | $G(z,\theta_g)$ | the generator, with weights $\theta_g$ |
# | $p_g(x)$ | the distribution of what it makes |
# | $p_{data}(x)$ | the distribution of the real data |
# | $D(x,\theta_d)$ | the discriminator's probability that $x$ is real |
# | $J^{(D)}$, $J^{(G)}$ | the losses of the two |
#
# Think of $z$ as a “random seed” (بذر تصادفی) that starts the making of an
# image; it is normal or uniform. $\theta_d$ are the discriminator's weights.
#
# An ordinary training has one network and one loss: a walk downhill. Here,
# each step of one player also changes the loss of the other.

# %% [markdown]
# ### A game with three properties
#
# 1. **Sequential** (متوالی): the players move in turn, as in chess. First $D$
#    lowers $J^{(D)}$ and may change only $\theta_d$; then $G$ lowers $J^{(G)}$
#    and may change only $\theta_g$.
# 2. **Zero-sum** (مجموع‌صفر): one player's gain is the other's loss,
#    $J^{(G)}=-J^{(D)}$.
# 3. **Minimax** (کمین‌بیش): the generator chooses its weights so that even the
#    best discriminator reaches only a small $V$,
#
# $$\min_G\max_D V(G,D),\qquad V=-J^{(D)}.$$
#
# The best that both can hope for is a **Nash equilibrium** (تعادل نش).
#
# > **Correction to the book (6.1).** There, a player in a Nash equilibrium
# > does not change its action *whatever the other does*. That describes a
# > *dominant strategy*. In a **Nash equilibrium** no player can improve its
# > own loss by changing its strategy **alone, given what the other does now**.

# %% [markdown]
# Two small games show the difference. Each table holds the **loss** of the row
# player; the column player's loss is the negative of it.
#
# | game A | left | right | | game B | left | right |
# |---|---|---|---|---|---|---|
# | up | 1 | 2 | | up | −1 | 1 |
# | down | 0 | 3 | | down | 1 | −1 |
#
# In A, (up, right) is a Nash equilibrium: against *right* the row player loses
# 2 with *up*, 3 with *down*; against *up* the column player wins 2 with
# *right*, 1 with *left*. Yet *up* is not dominant: against *left*, *down* is
# better (0 instead of 1). By the book's sentence this would be no equilibrium.
#
# In B nobody stays anywhere. Only by **mixing**, each side with probability ½,
# is there an equilibrium.


# %% [markdown]
# ### Exercise 6.2 — is it an equilibrium? (★★)
#
# Complete `is_nash`. `loss[i, j]` is the row player's loss when the row player
# plays `i` and the column player `j`; the column player's loss is the
# negative.


# %% exercise="6.2"
def is_nash(loss, i, j):
    """Return whether (i, j) is a Nash equilibrium of a zero-sum game."""
    ### BEGIN SOLUTION
    best_row = loss[i, j] <= loss[:, j].min()
    best_column = loss[i, j] >= loss[i, :].max()
    return bool(best_row and best_column)
    ### END SOLUTION


# %% check="6.2a" points=1
@check("6.2a", hint="compare with the rest of row i, and with column j")
def _():
    pennies = np.array([[-1, 1], [1, -1]])
    assert not any(is_nash(pennies, i, j) for i in (0, 1) for j in (0, 1))
    saddle = np.array([[2, 4], [1, 3]])
    assert is_nash(saddle, 1, 1) and not is_nash(saddle, 0, 0)


# %% check="6.2b" points=1
@check("6.2b", hint="the row player wants less, the column player more")
def _():
    no_dominance = np.array([[3, 1, 5], [2, 2, 2], [0, 1, 6]])
    found = [
        (i, j) for i in range(3) for j in range(3)
        if is_nash(no_dominance, i, j)
    ]  # fmt: skip
    assert found == [(1, 2)], f"you found {found}"
    ### BEGIN HIDDEN TESTS
    ties = np.zeros((2, 3))
    assert all(is_nash(ties, i, j) for i in range(2) for j in range(3))
    assert is_nash(np.array([[0, -1], [1, 5]]), 0, 0)
    assert not is_nash(np.array([[0, 1], [1, 5]]), 0, 0)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Does gradient descent find it?
#
# The smallest game of two numbers: $\min_x\max_y\,xy$. Its only equilibrium is
# $(0,0)$: there, neither player gains by moving alone. The gradients are $y$
# for $x$ and $x$ for $y$, so the alternating game with rate $\alpha$ is
#
# $$x_{k+1}=x_k-\alpha\,y_k,\qquad y_{k+1}=y_k+\alpha\,x_{k+1}.$$
#
# If both move **at the same time**, $x_k$ stands in place of $x_{k+1}$.
# **Predict** what each of the two does: does it reach $(0,0)$?


# %%
#| alt: >
#|   Two paths in the plane of x and y: moving at the same time they spiral
#|   outwards, in turn they stay on an ellipse. Right, the distance to the
#|   equilibrium: one grows, the other swings between two values.
def play_xy(steps, rate=0.2, alternating=True, start=(1.0, 0.5)):
    """Return the path of min over x, max over y of xy: (steps + 1, 2)."""
    path = [start]
    for _ in range(steps):
        x, y = path[-1]
        new_x = x - rate * y
        new_y = y + rate * (new_x if alternating else x)
        path.append((new_x, new_y))
    return np.array(path)


together, in_turn = play_xy(60, alternating=False), play_xy(200)
figure, axes = plt.subplots(1, 3, figsize=(12, 3.7))
titles = "At the same time: it spirals out", "In turn: it circles for ever"
for axis, path, title in zip(axes, (together, in_turn), titles, strict=False):
    axis.plot(*path.T, ".-", linewidth=0.8, markersize=4)
    axis.plot(*path[0], "o", color="C1", label="start")
    axis.plot(0, 0, "*", color="black", markersize=11, label="equilibrium")
    axis.set(title=title, xlabel="$x$", ylabel="$y$", aspect="equal")
axes[0].legend(loc="lower right")
for name, path in (("same time", together), ("in turn", in_turn)):
    axes[2].plot(np.linalg.norm(path, axis=1)[:120], label=name)
axes[2].set(title="Distance to the equilibrium", xlabel="step")
axes[2].legend()
plt.show()

# %% [markdown]
# At the same time, each step multiplies the distance by $\sqrt{1+\alpha^2}>1$.
# In turn, $x^2+y^2-\alpha\,xy$ never changes, so the path stays on an ellipse:
# both players move all the time and nobody improves.

# %%
distance = np.linalg.norm(together, axis=1)
expect("ch06.xy.growth", (distance[1:] / distance[:-1]).mean())
x, y = in_turn.T
expect("ch06.xy.drift", np.ptp(x**2 + y**2 - 0.2 * x * y))

# %% [markdown]
# So “both losses at a **local minimum** (کمینه محلی)” means: each with respect
# to *its own* weights; and gradient descent need not get there. What helps is
# friction. One kind: look one step ahead, and use the gradient *there* (the
# **extragradient** method). The exercise lets you see it.
#
# ### Exercise 6.3 — look ahead (★★)
#
# First make a trial step for both players at the same time. Then step from
# the **old** point with the gradients at the **trial** point.


# %% exercise="6.3"
def extragradient_step(x, y, rate):
    """One step for min over x, max over y of xy; return the new (x, y)."""
    ### BEGIN SOLUTION
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * trial_y, y + rate * trial_x
    ### END SOLUTION


# %% check="6.3a" points=1
@check("6.3a", hint="start again from the old x and y, not from the trial")
def _():
    new = extragradient_step(1.0, 0.5, 0.2)
    np.testing.assert_allclose(new, [0.86, 0.68])


# %% check="6.3b" points=1
@check("6.3b", hint="both trial values come from the old point")
def _():
    x, y = 1.0, 0.5
    for _ in range(300):
        x, y = extragradient_step(x, y, 0.2)
    assert np.hypot(x, y) < 0.01, "it should come to rest at (0, 0)"
    ### BEGIN HIDDEN TESTS
    new = extragradient_step(-2.0, 3.0, 0.5)
    np.testing.assert_allclose(new, [-3.0, 1.25])
    ### END HIDDEN TESTS
