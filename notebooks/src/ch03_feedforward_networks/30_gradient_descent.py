# Chapter 3: gradient descent, by hand.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/gradient_descent

# %% [markdown] book="3.10"
# ## Optimizers and loss functions
#
# Training is **optimisation** (بهینه‌سازی): find the numbers $\theta$ (all
# weights and biases) for which an **objective** (تابع هدف) is smallest. In
# general there may be conditions, too:
#
# $$\min_{\theta\in\mathbb R^n}J(\theta)\quad\text{subject to}\quad
# c_i(\theta)=0,\ i\in E;\qquad c_i(\theta)\ge0,\ i\in I,$$
#
# with lists $E$ of equalities and $I$ of inequalities. Networks are usually
# trained without any.
#
# The book calls the error of one sample the **loss** (تابع زیان) and that of
# the whole training set the **cost** (تابع هزینه); most people say loss for
# both. The **optimizer** (بهینه‌ساز; Definition 3.1) looks for the weights
# that make the loss as small as possible.

# %% [markdown]
# Why not solve $J'(\theta)=0$, as at school? For a straight line that works
# (chapter 2 has the formula). For a network it is one equation for each
# weight, with all the other weights in it, inside of nonlinear functions:
# nobody can solve them, so one walks downhill.
#
# **Newton's method** (روش نیوتن) uses the second derivative as well: it looks
# for a root (ریشه) *of the gradient*, by
# $\theta\leftarrow\theta- J'(\theta)/J''(\theta)$. For a parabola one step is
# enough. But for $n$ weights the second derivatives form a table of
# $n\times n$ numbers: for a million weights, $10^{12}$. So networks are
# trained by first derivatives, that is, by **gradient descent** and its
# descendants.

# %%
theta = -4.0
theta = theta - (2 * theta - 2) / 2  # J = x² - 2x - 3, J' = 2x - 2, J'' = 2
print(f"from -4, Newton's first step leads to {theta}: J' = {2 * theta - 2}")

# %% [markdown] book="3.11"
# ## Gradient descent, by hand
#
# Someone stands on a hill in thick fog and wants to go down. The ground under
# the feet tells which way it falls fastest; a step that way, and look again.
# **Gradient descent** (گرادیان کاهشی) does the same with a function $f$: from
# a point $x_k$ it steps **against** the gradient,
#
# $$x_{k+1} = x_k - \alpha\,\nabla f(x_k).$$
#
# The gradient $\nabla f$ collects the slopes of $f$, one for each variable,
# the others held fixed (**partial derivatives**, مشتق جزئی, written $\partial
# f/\partial x$); for one variable it is the derivative $f'$. The step is
# $\alpha$ times as long as the gradient, and $\alpha$ is called the **learning
# rate** (نرخ یادگیری). Everything in this section is about an $\alpha$ that is
# too small, right, or too large.

# %% [markdown] book="3.11.1"
# ### Four learning rates
#
# We take the book's function, $f(x)=x^2-2x-3$, because we can see its answer:
# the minimum is at $x^\star=1$, where $f=-4$. We stop where the ground is
# flat, $|f'(x)|\le10^{-5}$, or when we run out of steps.


# %%
def f(x):
    return x**2 - 2 * x - 3


def f_prime(x):
    return 2 * x - 2


# %%
def gradient_descent(gradient, start, learning_rate, max_steps=1000):
    """Return the visited points, the start first: an array (steps + 1,)."""
    path = [start]
    for _ in range(max_steps):
        slope = gradient(path[-1])
        if abs(slope) <= 1e-5:
            break
        path.append(path[-1] - learning_rate * slope)
    return np.array(path)


# %% [markdown]
# We start at $x=-4$ with $\alpha=0.1$, $0.9$, $0.0001$ and $1.01$. **Before
# you run the next cells**, say which of the four reach the minimum within
# 1,000 steps, and which one gets there without ever jumping over it.

# %%
step_limits = {0.1: 1000, 0.9: 1000, 1e-4: 1000, 1.01: 8}  # 8: to see it
rate_paths = {
    rate: gradient_descent(f_prime, -4.0, rate, max_steps=limit)
    for rate, limit in step_limits.items()
}


# %% tags=["hide-input"]
#| alt: >
#|   The same parabola four times, with steps from x = -4. 0.1 slides down to
#|   the minimum, 0.9 jumps from side to side and arrives, 0.0001 gets less
#|   than a fifth of the way, 1.01 jumps from side to side and climbs.
def draw_path(path, title, axis):
    curve = np.linspace(-5, 7, 200)
    axis.plot(curve, f(curve), color="0.7")
    axis.plot(path, f(path), "o--", markersize=3)
    axis.plot(path[0], f(path[0]), "s", color="C1", label="start")
    axis.plot(path[-1], f(path[-1]), "o", color="black", label="end")
    axis.set(title=title, xlabel="$x$", ylabel="$f(x)$")


figure, axes = plt.subplots(1, 4, figsize=(13, 3.2), sharey=True)
for axis, (rate, path) in zip(axes, rate_paths.items(), strict=True):
    arrived = abs(f_prime(path[-1])) <= 1e-5
    closer = abs(path[-1] - 1) < abs(path[0] - 1)
    end = "" if arrived else ", not there" if closer else ", moving away"
    draw_path(path, f"α = {rate:g}:\n{len(path) - 1} steps{end}", axis)
    axis.label_outer()
axes[0].legend()
plt.show()

# %% [markdown]
# 0.1 and 0.9 arrive; of these two only 0.1 never jumps over it. The picture
# has a one-line explanation. Put $f'(x)=2(x-1)$ into the update:
#
# $$x_{k+1}-1 = (1-2\alpha)\,(x_k-1).$$
#
# Each step multiplies the distance to the minimum by $1-2\alpha$: by $0.8$,
# $-0.8$, $0.9998$ and $-1.02$ for our four rates. A negative factor jumps to
# the other side; a factor beyond $\pm1$ moves away. So on this function the
# method converges if and only if $0<\alpha<1$.

# %%
distance = np.abs(rate_paths[0.1] - 1)
expect("ch03.gradient_descent.factor", (distance[1:] / distance[:-1]).mean())
expect("ch03.gradient_descent.steps", len(rate_paths[0.1]) - 1)
slow = gradient_descent(f_prime, -4.0, 1e-4, max_steps=100_000)
expect("ch03.gradient_descent.slow_steps", len(slow) - 1)

# %% [markdown]
# > **Correction to the book (3.10).** The fourth case is headed
# > $\alpha=0.1$, but its code runs $\alpha=1.01$, and its path is called
# > “different” (متفاوت). It **diverges** (واگرا): the factor $-1.02$ says
# > why. Note also that “did not converge within the step limit” does not
# > prove divergence: $\alpha=10^{-4}$ converges too, it only needs 69,071
# > steps.


# %% [markdown]
# Try it yourself: from which learning rate on does the path jump over the
# minimum? From which one on does it move away?


# %%
#| alt: >
#|   A parabola, and eight steps from a square at x = -4 to a dot at the
#|   minimum: long ones at first, then shorter and shorter, all on the same
#|   side.
def show_path(learning_rate=0.3):
    figure, axis = plt.subplots(figsize=(5, 3.2))
    path = gradient_descent(f_prime, -4.0, learning_rate, max_steps=8)
    draw_path(path, f"α = {learning_rate:.2f}: the first 8 steps", axis)
    axis.set(xlim=(-6.5, 8.5), ylim=(-6, 50))
    axis.legend()
    plt.show()


explore(show_path, learning_rate=(0.05, 1.2, 0.05))

# %% [markdown]
# <details><summary>Answer</summary>
#
# It jumps over the minimum where $1-2\alpha$ is negative: above
# $\alpha=0.5$. (At exactly $0.5$ the factor is 0: one step, and it is there.)
# At $\alpha=1$ the factor is $-1$, and it swings between $-4$ and $6$ for
# ever; above 1 it leaves.
#
# </details>

# %% [markdown]
# ### All samples, one, or a few
#
# A loss is a mean over samples. Its gradient may be taken over
#
# - **all** of them before each step: *full-batch* gradient descent (کامل);
#   they may not fit into memory;
# - **one**: *stochastic* gradient descent, SGD (تصادفی);
# - **a few**, often 32: *mini-batch* gradient descent (ریزدسته‌ای).
#
# The fewer samples, the cheaper a step, and the noisier its direction. (In
# Keras all three are `SGD`; `batch_size` decides which.)
#
# We watch them on real data: 442 people with diabetes; the progress of the
# illness after a year is estimated by a straight line from body mass index
# and blood pressure. The loss is the mean squared error. Two weights, so that
# we can draw the path.

# %%
diabetes = load_diabetes()
patients = StandardScaler().fit_transform(diabetes.data[:, [2, 3]])
progress = StandardScaler().fit_transform(diabetes.target[:, None])[:, 0]


def mean_squared_error(weights, x=patients, y=progress):
    return np.mean((x @ weights - y) ** 2)


def mse_gradient(weights, x=patients, y=progress):
    """Return the gradient of the mean squared error, shape (features,)."""
    return 2 * x.T @ (x @ weights - y) / len(y)


def batch_path(batch_size, epochs, learning_rate, start=(-0.6, 0.9)):
    """Return the weights after each step, the start first."""
    rng = np.random.default_rng(SEED)
    path = [np.array(start)]
    for _ in range(epochs):
        order = rng.permutation(len(progress))
        for first in range(0, len(order), batch_size):
            batch = order[first : first + batch_size]
            slope = mse_gradient(path[-1], patients[batch], progress[batch])
            path.append(path[-1] - learning_rate * slope)
    return np.array(path)


# %% [markdown]
# All three get the same learning rate, 0.05, and see each person ten times.
# **Predict**: which one takes 10 steps, which one 4,420? Whose path is
# smooth?

# %%
best_line = np.linalg.lstsq(patients, progress, rcond=None)[0]
ways = {"all 442": 442, "mini-batches of 32": 32, "one": 1}
batch_paths, above = {}, {}
for name, size in ways.items():
    batch_paths[name] = batch_path(size, epochs=10, learning_rate=0.05)
    losses = [mean_squared_error(weights) for weights in batch_paths[name]]
    above[name] = np.array(losses) - mean_squared_error(best_line)

# %% tags=["hide-input"]
#| alt: >
#|   Three paths over contour lines. All 442: a few smooth steps that end
#|   half-way to the star. Mini-batches: a nearly straight path to the star.
#|   One: a cloud around it. Last, the loss: mini-batches come lowest, one at a
#|   time soon stays where it is.
grid = np.stack(np.meshgrid(*[np.linspace(-1, 1.2, 60)] * 2), axis=-1)
losses = np.mean((grid @ patients.T - progress) ** 2, axis=-1)
figure, axes = plt.subplots(1, 4, figsize=(13, 3.4))
for axis, (name, path) in zip(axes, batch_paths.items(), strict=False):
    axis.contour(*np.moveaxis(grid, -1, 0), losses, levels=15, cmap="Greys")
    axis.plot(*path.T, ".-", color="C0", linewidth=0.8, markersize=3)
    axis.plot(*best_line, "*", color="C1", markersize=12)
    axis.set(
        title=f"{name}:\n{len(path) - 1:,} steps", xlabel="weight of the index"
    )
    axis.set(xlim=(-0.9, 1.1), ylim=(-0.5, 1.1))
axes[0].set_ylabel("weight of the pressure")
for name, values in above.items():
    steps = max(1, (len(values) - 1) // 70)  # draw the mean of some steps
    chunks = np.array_split(values[1:], (len(values) - 1) // steps)
    means = [values[0], *(chunk.mean() for chunk in chunks)]
    middles = (np.arange(len(chunks)) + 0.5) * 10 / len(chunks)
    axes[3].semilogy([0, *middles], means, label=name)
axes[3].set(title="Loss above the minimum", xlabel="epochs")
axes[3].legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# With all samples the path is smooth, but ten looks at the data give only ten
# steps. One sample at a time is soon near the minimum, and then trembles
# around it for ever. Mini-batches are almost as cheap and almost as smooth,
# and they suit the hardware: this is what everybody uses.

# %%
late = {
    name: values[-len(values) // 5 :].mean() for name, values in above.items()
}
mini = late["mini-batches of 32"]
expect("ch03.batches.full_over_mini", late["all 442"] / mini)
expect("ch03.batches.one_over_mini", late["one"] / mini)

# %% [markdown]
# > **Correction to the book (3.6).** The book says that full-batch descent
# > helps to escape local minima, and that the stochastic one may fall into
# > them. It is the other way round: without noise the path ends in the valley
# > where it began. Noise can throw it out of a shallow one.
#
# A line with two valleys, 1,000 starts in the shallow one (on the right), and
# gradient descent with and without noise on the gradient:


# %%
def valleys(x):
    return x**4 / 4 - 2 * x**2 + 0.9 * x  # the left valley is the deeper one


rng = np.random.default_rng(SEED)
exact, noisy = rng.uniform(1.0, 3.0, size=(2, 1000))
for _ in range(2000):
    exact -= 0.02 * (exact**3 - 4 * exact + 0.9)
    slope = noisy**3 - 4 * noisy + 0.9
    noisy -= 0.02 * (slope + rng.normal(scale=10.0, size=1000))

# %%
#| alt: >
#|   Where 1,000 starts end, as bars over a curve with two valleys. With exact
#|   gradients all are in the shallow valley on the right; with noisy ones most
#|   are in the deep one on the left.
figure, axes = plt.subplots(1, 2, figsize=(10, 3.2), sharey=True)
x = np.linspace(-3.2, 3.2, 300)
for axis, ends, name in zip(
    axes, (exact, noisy), ("exact gradients", "noisy gradients"), strict=True
):
    axis.hist(ends, np.linspace(-3.2, 3.2, 17), label="where they end")
    axis.plot([], [], color="0.5", label="the function")
    above_axis = axis.twinx()
    above_axis.plot(x, valleys(x), color="0.5")
    above_axis.set(ylim=(-8, 12), yticks=[])
    left = np.mean(ends < 0)
    axis.set(title=f"{name}: {left:.0%} in the deep valley", xlabel="$x$")
axes[0].set(ylabel="starts (of 1,000)", ylim=(0, 1050))
axes[0].legend(loc="upper left")
plt.show()
expect("ch03.noise.escaped_with", np.mean(noisy < 0))
expect("ch03.noise.escaped_without", np.mean(exact < 0))

# %% [markdown]
# ### Learning rates that change
#
# A large rate is good at the start, a small one at the end, where noise
# keeps the path trembling. A **learning-rate schedule** (**rate decay**,
# واپاشی نرخ) lowers it on the way. **Step decay** (واپاشی گامی) divides it by
# a number every few epochs; Keras has more in
# `keras.optimizers.schedules`. Pass a schedule as `learning_rate`.

# %%
schedule_steps = np.arange(4420)
schedules = keras.optimizers.schedules
schedule_rates = {
    "constant 0.05": lambda step: 0.05,
    "step decay": schedules.PiecewiseConstantDecay(
        [1473, 2946], [0.05, 0.005, 0.0005]
    ),
    "exponential": schedules.ExponentialDecay(0.05, 960, decay_rate=0.33),
    "cosine": schedules.CosineDecay(0.05, 4420),
}
schedule_rates = {
    name: np.array(
        [float(rate(step)) for step in schedule_steps[::20]]
    ).repeat(20)
    for name, rate in schedule_rates.items()
}

# %%
#| alt: >
#|   Left, four rates against the step: a level line, one with two steps down,
#|   and two smooth falling curves. Right, the losses, on a logarithmic axis:
#|   with the constant rate it trembles and stays high, with the others it ends
#|   far lower.
figure, axes = plt.subplots(1, 2, figsize=(10, 3.3))
rng = np.random.default_rng(SEED)
order = np.concatenate([rng.permutation(442) for _ in range(10)])
lowest = mean_squared_error(best_line)
ends = {}
for name, rate in schedule_rates.items():
    weights, losses = np.array([-0.6, 0.9]), []
    for step, person in enumerate(order):
        one = slice(person, person + 1)
        slope = mse_gradient(weights, patients[one], progress[one])
        weights = weights - rate[step] * slope
        losses.append(mean_squared_error(weights) - lowest)
    smooth = np.convolve(losses, np.ones(100) / 100, mode="valid")
    axes[0].plot(schedule_steps, rate, label=name)
    axes[1].semilogy(schedule_steps[99:], smooth, label=name)
    ends[name] = np.mean(losses[-442:])
axes[0].set(title="The learning rate", xlabel="step", ylabel="rate")
axes[1].set(title="Loss above the minimum", xlabel="step")
axes[0].legend()
plt.show()
expect("ch03.schedules.gain", ends["constant 0.05"] / ends["cosine"])

# %% [markdown]
# (Losses are means over 100 steps.) The constant rate wanders,
# and the decreasing ones come much closer to the minimum. The price: a
# schedule has numbers of its own to choose; one that falls too early would
# stop half-way.
#
# ### Exercise 3.5 — step decay (★)
#
# Complete `step_decay`: the rate is `initial` in the first `every` epochs,
# `initial · factor` in the next `every`, and so on.


# %% exercise="3.5"
def step_decay(epoch, initial=0.1, factor=0.5, every=10):
    """Return the learning rate in this epoch; the first epoch is 0."""
    ### BEGIN SOLUTION
    return initial * factor ** (epoch // every)
    ### END SOLUTION


# %% check="3.5a" points=1
@check("3.5a", hint="how many full periods of `every` epochs are over?")
def _():
    rates = [step_decay(epoch) for epoch in (0, 9, 10, 19, 20, 35)]
    expected = [0.1, 0.1, 0.05, 0.05, 0.025, 0.0125]
    np.testing.assert_allclose(rates, expected, rtol=1e-5)


# %% check="3.5b" points=1
@check("3.5b", hint="use initial, factor and every, not their usual values")
def _():
    rates = [step_decay(epoch, 1.0, 0.1, every=3) for epoch in range(7)]
    expected = [1, 1, 1, 0.1, 0.1, 0.1, 0.01]
    np.testing.assert_allclose(rates, expected, rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    for initial, factor, every in (
        (2.0, 0.7, 4),
        (0.3, 0.9, 1),
        (1.0, 0.5, 7),
    ):
        for epoch in (0, 1, 3, 4, 7, 8, 27, 28, 60):
            periods = len(range(every, epoch + 1, every))
            np.testing.assert_allclose(
                step_decay(epoch, initial, factor, every),
                initial * factor**periods,
                rtol=1e-5,
            )
    ### END HIDDEN TESTS
