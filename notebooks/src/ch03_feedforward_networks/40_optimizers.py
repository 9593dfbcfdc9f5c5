# Chapter 3: momentum, and a learning rate for each weight.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/optimizers
# needs: gradient_descent

# %% [markdown] book="3.11.2"
# ## Momentum
#
# Plain gradient descent forgets where it came from. A heavy ball does not:
# it keeps rolling. **Momentum** (تکانه) keeps a velocity $v$ that adds up
# past gradients:
#
# $$v_{k+1}=\gamma v_k+\alpha\,\nabla f(x_k),\qquad x_{k+1}=x_k-v_{k+1}.$$
#
# $\gamma$, between 0 and 1, says how much of the old velocity is kept;
# $\gamma=0$ is plain gradient descent again. The book's advice: $\gamma$ as
# close to 1, and $\alpha$ as large, as the path stays stable.

# %% [markdown]
# > **Correction to the book (3.3).** The first formula is printed with a
# > minus sign, $v=\gamma v-\alpha\nabla f$, beside $x-v$. With that sign the
# > method climbs instead of descending.

# %%
x, velocity = -4.0, 0.0
for _step in range(5):
    velocity = 0.9 * velocity - 0.1 * f_prime(x)  # as printed
    x = x - velocity
print(f"f began at {f(-4.0):.0f}; after 5 such steps x = {x:.1f}")
print(f"and f = {f(x):.0f}: uphill")

# %% [markdown]
# ### Exercise 3.6 — momentum (★)
#
# Complete `momentum_step` by the formula above. `gradient` is a function of
# $x$, such as `f_prime`.


# %% exercise="3.6"
def momentum_step(x, velocity, gradient, learning_rate=0.1, momentum=0.9):
    """Return the new ``(x, velocity)`` after one step with momentum."""
    ### BEGIN SOLUTION
    velocity = momentum * velocity + learning_rate * gradient(x)
    return x - velocity, velocity
    ### END SOLUTION


# %% check="3.6a" points=1
@check(
    "3.6a",
    hint="call gradient at x; the velocity has the sign of the formula; x "
    "moves with the NEW velocity; return x first, then the velocity",
)
def _():
    x, velocity = momentum_step(-4.0, 0.0, f_prime)
    np.testing.assert_allclose([x, velocity], [-3.0, -1.0], rtol=1e-5)


# %% check="3.6b" points=1
@check("3.6b", hint="does the old velocity count, multiplied by momentum?")
def _():
    step = momentum_step(-3.0, -1.0, f_prime)
    np.testing.assert_allclose(step, [-1.3, -1.7], rtol=1e-5)
    x, velocity = -4.0, 0.0
    for _ in range(300):
        x, velocity = momentum_step(x, velocity, f_prime)
    np.testing.assert_allclose([x, velocity], [1.0, 0.0], atol=1e-4)


# %% check="3.6c" points=1
@check("3.6c", hint="use all the arguments: gradient, learning_rate, momentum")
def _():
    step = momentum_step(2.0, 1.0, lambda x: 4 * x, 0.05, momentum=0.5)
    np.testing.assert_allclose(step, [1.1, 0.9], rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    step = momentum_step(2.0, 0.5, f_prime, 0.01, 0.5)
    np.testing.assert_allclose(step, [1.73, 0.27], rtol=1e-5)
    step = momentum_step(3e-4, -2e-4, lambda x: x**2 - x, 0.3, momentum=0.7)
    np.testing.assert_allclose(step, [5.29973e-4, -2.29973e-4], rtol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown] book="3.11.3" tags=["further"]
# ### Nesterov: look ahead
#
# A heavy ball notices too late that the ground rises again. **Nesterov's
# accelerated gradient** (NAG; Nesterov, 1983) asks for the slope not where
# the ball is but where its velocity is about to carry it:
#
# $$v_{k+1}=\gamma v_k+\alpha\,\nabla f(x_k-\gamma v_k),\qquad
# x_{k+1}=x_k-v_{k+1}.$$
#
# (The book prints a minus here, too: correction 3.3.)
#
# > **Correction to the book (3.26).** The book finds the look-ahead costly and
# > gives a variant after Sutskever and others (2013):
# > $v_{k+1}=\gamma v_k+\alpha\nabla f(x_k)$,
# > $x_{k+1}=x_k-(\gamma v_{k+1}+\alpha\nabla f(x_k))$. Both forms need **one**
# > gradient a step. The variant takes it where the weights are now, which is
# > handy in a program; it is due to Bengio and others (2012), and it is what
# > Keras does. (Sutskever wrote NAG in the form of momentum.) It is the same
# > method: it follows the point $x-\gamma v$. We check this now.


# %%
def nesterov(gradient, x, steps, learning_rate, momentum=0.9):
    """Return the points x - momentum * velocity, the start first."""
    velocity, path = np.zeros_like(x), [x]
    for _ in range(steps):
        ahead = x - momentum * velocity
        velocity = momentum * velocity + learning_rate * gradient(ahead)
        x = x - velocity
        path.append(x - momentum * velocity)
    return np.array(path)


by_definition = nesterov(f_prime, -4.0, 50, 0.1)
variant, velocity = [-4.0], 0.0
for _ in range(50):
    velocity = 0.9 * velocity + 0.1 * f_prime(variant[-1])
    step = 0.9 * velocity + 0.1 * f_prime(variant[-1])
    variant.append(variant[-1] - step)
print(f"largest difference: {np.abs(by_definition - variant).max():.1e}")

# %% [markdown] book="3.11.4"
# ### The same in Keras
#
# In Keras both are arguments of the optimizer:
# `SGD(learning_rate=0.01, momentum=0.9, nesterov=True)`. Let it walk on our
# $f$. **Predict**: does momentum help when $\alpha=0.1$, which was right
# already? When $\alpha=0.001$, which is too small?
#
# > **Correction to the book (3.11).** The book's `decay` argument of `SGD` is
# > gone in Keras 3: use a schedule. And `Dense(32, input_shape=(10,))` warns;
# > write `keras.Input((10,))` as the first entry of a model. (The book mixes
# > `keras` and `tensorflow.keras`; take one.)


# %%
def keras_path(optimizer, gradient, start, steps=1000, flat=1e-5):
    """Return the points that a Keras optimizer visits, the start first.

    It ends early where no slope is steeper than flat.
    """
    x = keras.Variable(start, dtype="float64")
    optimizer.build([x])
    path = [np.array(start, "float64")]
    while len(path) <= steps and np.abs(gradient(path[-1])).max() > flat:
        optimizer.apply([keras.ops.cast(gradient(path[-1]), "float64")], [x])
        path.append(keras.ops.convert_to_numpy(x))
    return np.array(path)


# %%
#| alt: >
#|   The same parabola four times. α = 0.1 slides to the minimum, and with
#|   momentum rolls past it and comes back. α = 0.001 stops a little short of
#|   it after 1,000 steps, and with momentum arrives.
figure, axes = plt.subplots(1, 4, figsize=(13, 3.2), sharey=True)
for axis, (rate, gamma) in zip(
    axes, [(0.1, 0.0), (0.1, 0.9), (0.001, 0.0), (0.001, 0.9)], strict=True
):
    optimizer = keras.optimizers.SGD(rate, momentum=gamma)
    path = keras_path(optimizer, f_prime, -4.0)
    there = "" if abs(f_prime(path[-1])) <= 1e-5 else ", not there yet"
    title = f"α = {rate:g}, γ = {gamma:g}:\n{len(path) - 1} steps{there}"
    draw_path(path, title, axis)
    axis.label_outer()
axes[0].legend()
plt.show()
expect("ch03.momentum.steps_small_rate", len(path) - 1)
expect(
    "ch03.momentum.steps_small_rate_without",
    len(gradient_descent(f_prime, -4.0, 0.001, max_steps=10_000)) - 1,
)

# %% [markdown]
# Where the steps were right, the heavy ball rolls too far and swings back: 167
# steps instead of 62. Where they were too small it is a great help: 530 steps
# instead of 6,901. While the gradients agree, the velocity adds up
# $1+\gamma+\gamma^2+\dots=\frac{1}{1-\gamma}=10$ of them for $\gamma=0.9$
# (near the lowest point, where they shrink from step to step, even more). Real
# losses have steep and flat directions at the same time: the steep ones force
# a small $\alpha$, and momentum helps along the flat ones.

# %% [markdown] book="3.12"
# ## A learning rate for each weight
#
# So far one learning rate serves all weights. But one weight may get large
# gradients in every step, and another, say for a rare word, a small one now
# and then. **Adaptive** optimizers (نرخ یادگیری تطبیقی) give each weight its
# own rate, from the gradients that it has had so far. In the formulas $g_t$
# is the gradient at step $t$; squares and roots are taken number by number.
#
# > **Correction to the book (3.25).** In the book's formulas $t$ is called an
# > epoch (دوره). It counts **steps**: one for each mini-batch.

# %% [markdown]
# ### Adagrad
#
# Add up all squared gradients, and divide the step by the root of the sum
# (Duchi and others, 2011):
#
# $$G_t=G_{t-1}+g_t^2,\qquad
# \theta_{t+1}=\theta_t-\alpha\,\frac{g_t}{\sqrt{G_t}+\varepsilon}.$$
#
# Weights with rare gradients take larger steps than weights with frequent
# ones. The tiny $\varepsilon$ avoids a division by zero. (The book's text says
# “divided by the squared gradients”; its formula, with the root, is right.)
# The weak point: the sum only grows, so the steps shrink and shrink.


# %%
def adagrad(gradient, x, steps, learning_rate, epsilon=1e-7):
    total, path = np.zeros_like(x), [x]
    for _ in range(steps):
        g = gradient(x)
        total = total + g**2
        x = x - learning_rate * g / (np.sqrt(total) + epsilon)
        path.append(x)
    return np.array(path)


# %% [markdown]
# ### RMSprop and AdaDelta
#
# The remedy: forget. A **decaying average** (میانگین نمایی رو به زوال) counts
# new squares most. **RMSprop** (Hinton's lecture, 2012; usually
# $\gamma=0.9$) puts it in the place of the sum:
#
# $$E_t=\gamma E_{t-1}+(1-\gamma)\,g_t^2,\qquad
# \theta_{t+1}=\theta_t-\alpha\,\frac{g_t}{\sqrt{E_t}+\varepsilon}.$$
#
# **AdaDelta** (Zeiler, 2012) drops the learning rate as well. Its place takes
# the root mean square (RMS) of the last **updates**, so that a step has the
# same units as the weights:
#
# $$\Delta\theta_t=-\frac{\sqrt{U_{t-1}+\varepsilon}}{\sqrt{E_t+\varepsilon}}
# \,g_t,\qquad U_t=\gamma U_{t-1}+(1-\gamma)\,\Delta\theta_t^2 ,\qquad
# \theta_{t+1}=\theta_t+\Delta\theta_t.$$
#
# > **Correction to the book (3.5).** The book prints $U_t$ above the line,
# > where $U_{t-1}$ belongs: its step would have to be known before it can be
# > computed.


# %%
def rmsprop(gradient, x, steps, learning_rate, rho=0.9, epsilon=1e-7):
    squares, path = np.zeros_like(x), [x]
    for _ in range(steps):
        g = gradient(x)
        squares = rho * squares + (1 - rho) * g**2
        x = x - learning_rate * g / (np.sqrt(squares) + epsilon)
        path.append(x)
    return np.array(path)


def adadelta(gradient, x, steps, learning_rate=1.0, rho=0.95, epsilon=1e-7):
    squares, updates, path = np.zeros_like(x), np.zeros_like(x), [x]
    for _ in range(steps):
        g = gradient(x)
        squares = rho * squares + (1 - rho) * g**2
        step = -np.sqrt(updates + epsilon) / np.sqrt(squares + epsilon) * g
        updates = rho * updates + (1 - rho) * step**2
        x = x + learning_rate * step  # Zeiler's rate is 1
        path.append(x)
    return np.array(path)


# %% [markdown]
# ### Adam
#
# Squares lose the sign. **Adam** (“adaptive moment estimation”; Kingma and
# Ba, 2015) keeps two decaying averages, of the gradients and of their squares
# ($v$ is no velocity here):
#
# $$m_t=\beta_1m_{t-1}+(1-\beta_1)g_t,\qquad
# v_t=\beta_2v_{t-1}+(1-\beta_2)g_t^2 .$$
#
# Both begin at 0 and are too small at first. If all gradients are $g$, then
# $m_t=(1-\beta_1)(1+\beta_1+\dots+\beta_1^{t-1})\,g=(1-\beta_1^t)\,g$, so
# dividing by $1-\beta_1^t$ corrects exactly that:
#
# $$\hat m_t=\frac{m_t}{1-\beta_1^t},\quad
# \hat v_t=\frac{v_t}{1-\beta_2^t},\quad
# \theta_{t+1}=\theta_t-\alpha\,\frac{\hat m_t}{\sqrt{\hat v_t}+\varepsilon}.$$
#
# Usual values: $\alpha=0.001$, $\beta_1=0.9$, $\beta_2=0.999$, and
# $\varepsilon=10^{-8}$ (in Keras $10^{-7}$). Keras' usual rate is 0.01 for
# `SGD` and 0.001 for the others.
#
# > **Correction to the book (3.20).** The book describes Adam in words and
# > gives no formula; these are the paper's.


# %%
def adam(
    gradient, x, steps, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    mean, squares, path = np.zeros_like(x), np.zeros_like(x), [x]
    for t in range(1, steps + 1):
        g = gradient(x)
        mean = beta_1 * mean + (1 - beta_1) * g
        squares = beta_2 * squares + (1 - beta_2) * g**2
        corrected = mean / (1 - beta_1**t)
        scale = np.sqrt(squares / (1 - beta_2**t))
        x = x - learning_rate * corrected / (scale + epsilon)
        path.append(x)
    return np.array(path)


# %% [markdown] tags=["further"]
# ### A surface with many valleys
#
# The book's picture for optimizers is **Griewank's function**,
#
# $$f(x,y)=1+\frac{x^2+y^2}{4000}-\cos x\,\cos\frac{y}{\sqrt2},$$
#
# a wide bowl full of dents. Its lowest point is $(0,0)$.


# %%
#| alt: >
#|   Two surfaces. From -60 to 60 it is a wide bowl, its walls full of narrow
#|   spikes; from -6 to 6 one sees them as smooth hills and hollows, like an
#|   egg box.
def griewank(x, y):
    return 1 + (x**2 + y**2) / 4000 - np.cos(x) * np.cos(y / np.sqrt(2))


def griewank_gradient(point):
    x, y = point
    return np.array(
        [
            x / 2000 + np.sin(x) * np.cos(y / np.sqrt(2)),
            y / 2000 + np.cos(x) * np.sin(y / np.sqrt(2)) / np.sqrt(2),
        ]
    )


figure = plt.figure(figsize=(10, 3.8))
for place, size in ((1, 60), (2, 6)):
    axis = figure.add_subplot(1, 2, place, projection="3d")
    x, y = np.meshgrid(*[np.linspace(-size, size, 160)] * 2)
    axis.plot_surface(
        x, y, griewank(x, y), cmap="viridis", rcount=160, ccount=160
    )
    axis.set(title=f"Griewank's function, −{size} to {size}")
    axis.set(xlabel="$x$", ylabel="$y$", zlabel="$f(x,y)$")
    axis.locator_params(nbins=5)
    axis.set(xlabel="$x$", ylabel="$y$")
plt.show()

# %% [markdown]
# Six walkers start at $(1.4,\,1.2)$, on the side of the middle dent, where the
# ground falls steeply along $x$ and gently along $y$. Each takes 60 steps.
# **Predict**: who swings past the goal? Whose steps become smaller and
# smaller?

# %%
walk_start, walk_steps = np.array([1.4, 1.2]), 60


def heavy_ball(gradient, x, steps, learning_rate, momentum=0.9):
    velocity, path = np.zeros_like(x), [x]
    for _ in range(steps):
        velocity = momentum * velocity + learning_rate * gradient(x)
        x = x - velocity
        path.append(x)
    return np.array(path)


walkers = {  # name: (our optimizer, learning rate)
    "momentum": (heavy_ball, 0.1),
    "Nesterov": (nesterov, 0.1),
    "Adagrad": (adagrad, 0.5),
    "AdaDelta": (adadelta, 1.0),
    "RMSprop": (rmsprop, 0.1),
    "Adam": (adam, 0.1),
}
walks = {
    name: walk(griewank_gradient, walk_start, walk_steps, rate)
    for name, (walk, rate) in walkers.items()
}


# %% tags=["hide-input"]
#| alt: >
#|   Six paths from a square to a star in the middle of oval contours: momentum
#|   in a wide spiral, Nesterov in a narrower one, Adagrad and RMSprop without
#|   a turn, Adam with a small loop at the end. AdaDelta is still near the
#|   square.
def draw_walk(axis, path, name):
    x, y = np.meshgrid(*[np.linspace(-2.2, 2.2, 120)] * 2)
    axis.contour(x, y, griewank(x, y), levels=14, cmap="Greys")
    axis.plot(*path.T, "o-", color="C0", linewidth=1, markersize=3)
    axis.plot(*walk_start, "s", color="C1", markersize=7)
    axis.plot(0, 0, "*", color="C2", markersize=12)
    distance = np.linalg.norm(path[-1])
    axis.set(title=f"{name}: {distance:.2f} from the goal")
    axis.set(xlabel="$x$", ylabel="$y$", xlim=(-2.2, 2.2), ylim=(-2.2, 2.2))


figure, axes = plt.subplots(2, 3, figsize=(11, 6.8), sharex=True, sharey=True)
for axis, (name, path) in zip(axes.flat, walks.items(), strict=True):
    draw_walk(axis, path, name)
    axis.label_outer()
figure.suptitle("60 steps of each, in the middle dent of Griewank's function")
plt.show()

# %% [markdown]
# Momentum and Nesterov roll past and come back, Nesterov with smaller swings.
# Adagrad begins boldly and then shrinks its steps; the way is short, so it
# arrives. AdaDelta has hardly left: it measures its steps by its earlier
# steps, and those began near 0. Adam's first steps are as long as its learning
# rate in **both** coordinates, whatever the size of the gradient; then it
# overshoots a little, since its mean of gradients acts like momentum. RMSprop
# starts with longer steps, because its average begins at 0.
#
# Now you: which learning rates are good for which walker? Who needs the
# largest?


# %%
#| alt: >
#|   Oval contours with a path of dots from a square: Adam goes straight at the
#|   star in the middle with long steps, shoots past it, and comes back in
#|   loops.
def show_walk(optimizer="Adam", learning_rate=0.3):
    figure, axis = plt.subplots(figsize=(4.4, 4.2))
    walk, _ = walkers[optimizer]
    path = walk(griewank_gradient, walk_start, walk_steps, learning_rate)
    draw_walk(axis, path, optimizer)
    plt.show()


explore(show_walk, optimizer=list(walkers), learning_rate=(0.05, 2.0, 0.05))

# %% [markdown] tags=["further"]
# ### Are they Keras' optimizers?
#
# We let Keras walk from the same point with matching arguments, and take the
# largest distance between the two paths at any of the 60 steps. The formulas
# place $\varepsilon$ differently, so we do it twice: with the usual
# $10^{-7}$, and with a much smaller one.


# %%
def distance_to_keras(name, **epsilon):
    walk, rate = walkers[name]
    optimizers = keras.optimizers
    by_keras = {
        "momentum": lambda: optimizers.SGD(rate, momentum=0.9),
        "Nesterov": lambda: optimizers.SGD(rate, momentum=0.9, nesterov=True),
        "Adagrad": lambda: optimizers.Adagrad(
            rate, initial_accumulator_value=0, **epsilon
        ),
        "AdaDelta": lambda: optimizers.Adadelta(rate, **epsilon),
        "RMSprop": lambda: optimizers.RMSprop(rate, **epsilon),
        "Adam": lambda: optimizers.Adam(rate, **epsilon),
    }[name]()
    where = griewank_gradient, walk_start, walk_steps
    ours = walk(*where, rate, **epsilon)
    theirs = keras_path(by_keras, *where, flat=0)
    return np.abs(ours - theirs).max()


apart = {}
for name in walkers:
    given = (
        [{}, {}]
        if name in ("momentum", "Nesterov")
        else [{"epsilon": 1e-7}, {"epsilon": 1e-12}]
    )
    apart[name] = [distance_to_keras(name, **epsilon) for epsilon in given]
columns = ["ε = 1e-7", "ε = 1e-12"]
apart = pd.DataFrame(apart, index=columns).T
display(apart.map("{:.0e}".format))
expect("ch03.optimizers.largest_distance", apart["ε = 1e-12"].max())

# %% [markdown]
# They agree, step by step. The differences that remain:
#
# - $\varepsilon$ stands elsewhere in Keras: under the root in Adagrad and
#   RMSprop, and beside the uncorrected $\sqrt{v_t}$ in Adam. It shows only
#   where gradients are small; the right column has almost none of it.
# - Keras rounds all its numbers to seven digits. That of $\beta_2=0.999$ is
#   what is left in Adam.
# - Keras' Adagrad starts its sum at 0.1 unless told otherwise
#   (`initial_accumulator_value=0`), so that the first steps are smaller.
# - AdaDelta has a learning rate in Keras, 0.001 if you do not say anything,
#   where the paper has none, that is, 1. The next cells show what that does.

# %% [markdown]
# ### The book's learning rate
#
# The book sets `learning_rate=0.0001` for every optimizer. We fit all ten
# measures of the 442 people with diabetes, by mini-batches of 32, for 30
# epochs. The loss starts at 1 (always answering the mean).

# %%
everything = StandardScaler().fit_transform(diabetes.data)


def loss_after(walk, learning_rate, epochs=30):
    rng = np.random.default_rng(SEED)
    order = np.concatenate([rng.permutation(442)[:416] for _ in range(epochs)])
    batches = iter(order.reshape(-1, 32))

    def gradient(weights):
        batch = next(batches)
        return mse_gradient(weights, everything[batch], progress[batch])

    weights = walk(gradient, np.zeros(10), len(order) // 32, learning_rate)
    return mean_squared_error(weights[-1], everything)


better = {"momentum": 0.01, "Nesterov": 0.01, "Adagrad": 0.1}
better |= {"AdaDelta": 1.0, "RMSprop": 0.003, "Adam": 0.003}
table = {
    name: {
        "loss with 0.0001": loss_after(walk, 1e-4),
        "a better rate": better[name],
        "loss with it": loss_after(walk, better[name]),
    }
    for name, (walk, _) in walkers.items()
}
table = pd.DataFrame(table).T
best_ten = np.linalg.lstsq(everything, progress, rcond=None)[0]
print(f"lowest possible loss: {mean_squared_error(best_ten, everything):.3f}")
display(table.map("{:.3g}".format))
learned = 1 - table["loss with 0.0001"]
expect("ch03.optimizers.adadelta_learns_at_1e_4", learned["AdaDelta"])

# %% [markdown]
# > **Correction to the book (3.12).** With 0.0001, Adagrad and AdaDelta learn
# > next to nothing in 30 epochs: AdaDelta's loss is still 1. The same
# > 0.0001 is not “careful” for all: for AdaDelta it is ten thousand times
# > smaller than its author's. A learning rate belongs to **its** optimizer.

# %% [markdown]
# Which one to take? Adam with 0.001 is a good first try; `SGD` with momentum
# and a schedule often ends as well or better, with more tuning. For large
# networks today's default is **AdamW**, Adam with weight decay (it makes every
# weight a little smaller in each step; see L2), with a rate that rises from 0
# in the first steps (**warm-up**, while Adam's averages are still poor) and
# then falls along a cosine. Both are arguments in Keras:
#
# ```python
# rate = keras.optimizers.schedules.CosineDecay(
#     0.0, decay_steps=900, warmup_target=0.001, warmup_steps=100)
# keras.optimizers.AdamW(rate, weight_decay=0.01, clipnorm=1.0)
# ```
#
# The last argument is the cure for gradients that **explode**: if the gradient
# of a weight matrix is longer than 1, it is shortened to 1 (with
# `global_clipnorm`: that of all together; chapter 5).

# %% [markdown] tags=["further"]
# ### Exercise 3.7 — Adamax, from its paper (★★)
#
# The paper of Adam has a second algorithm. It replaces $v_t$ by the largest
# recent gradient:
#
# $$m_t=\beta_1m_{t-1}+(1-\beta_1)g_t,\qquad
# u_t=\max(\beta_2u_{t-1},\,|g_t|),$$
# $$\theta_{t+1}=\theta_t-\frac{\alpha}{1-\beta_1^t}\,\frac{m_t}{u_t}.$$
#
# Complete one step. All but `t` and the rates are arrays, and no $g_t$ is 0.


# %% exercise="3.7"
def adamax_step(
    x, mean, largest, t, g, learning_rate=0.002, beta_1=0.9, beta_2=0.999
):
    """Return the new (x, mean, largest); t is 1 in the first step."""
    ### BEGIN SOLUTION
    mean = beta_1 * mean + (1 - beta_1) * g
    largest = np.maximum(beta_2 * largest, np.abs(g))
    x = x - learning_rate / (1 - beta_1**t) * mean / largest
    return x, mean, largest
    ### END SOLUTION


# %% check="3.7a" points=1
@check("3.7a", hint="in the first step every weight moves by the rate itself")
def _():
    x, mean, largest = adamax_step(
        np.zeros(2), np.zeros(2), np.zeros(2), 1, np.array([3.0, -0.1])
    )
    np.testing.assert_allclose(x, [-0.002, 0.002], rtol=1e-5)
    np.testing.assert_allclose(mean, [0.3, -0.01], rtol=1e-5)
    np.testing.assert_allclose(largest, [3.0, 0.1], rtol=1e-5)


# %% check="3.7b" points=1
@check(
    "3.7b",
    hint="first largest (g without sign), then mean, then x; β₁ᵗ is a power",
)
def _():
    state = np.zeros(2), np.array([0.5, 0.5]), np.array([2.0, 0.2])
    x, mean, largest = adamax_step(*state, 2, np.array([-1.0, -1.0]), 0.1)
    np.testing.assert_allclose(largest, [1.998, 1.0], rtol=1e-5)
    np.testing.assert_allclose(mean, [0.35, 0.35], rtol=1e-5)
    np.testing.assert_allclose(x, [-0.0921966, -0.1842105], rtol=1e-5)


# %% check="3.7c" points=2
@check("3.7c", hint="Keras' Adamax goes elsewhere: are all arguments used?")
def _():
    ours = np.array([1.4, 1.2])
    state = np.zeros(2), np.zeros(2)
    for t in range(1, 31):
        ours, *state = adamax_step(
            ours, *state, t, griewank_gradient(ours), 0.1
        )
    adamax = keras.optimizers.Adamax(0.1, epsilon=1e-12)
    start = np.array([1.4, 1.2])
    theirs = keras_path(adamax, griewank_gradient, start, 30, flat=0)
    np.testing.assert_allclose(ours, theirs[-1], atol=1e-4)
    ### BEGIN HIDDEN TESTS
    rates = {"learning_rate": 1.0, "beta_1": 0.5, "beta_2": 0.9}
    x, mean, largest = adamax_step(
        np.zeros(1), np.ones(1), np.full(1, 10.0), 3, np.full(1, 2.0), **rates
    )
    np.testing.assert_allclose(
        [x[0], mean[0], largest[0]], [-0.1904762, 1.5, 9], rtol=1e-5
    )
    ### END HIDDEN TESTS
