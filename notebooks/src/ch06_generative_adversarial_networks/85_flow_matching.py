# Chapter 6: after GANs: flow matching on the ring, distillation, society.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/flow_matching
# needs: plane

# %% [markdown]
# ## After GANs: diffusion and flow matching
#
# *(Beyond the book.)* **Diffusion models** too turn noise into data, but
# without a game: the noise is removed in many small steps. We build the
# simplest one of this family, **flow matching** (تطبیق جریان; Lipman and
# others, 2023), on the ring of clouds, and judge it as we judged the GANs.
#
# Take a noise point $x_0$ and a real point $x_1$ that has nothing to do with
# it. A straight line leads from one to the other in the time from 0 to 1:
#
# $$x_t=(1-t)\,x_0+t\,x_1,\qquad\text{velocity}\quad x_1-x_0 .$$
#
# A network $v(x,t)$ sees a point of such a line and the time, and must say the
# velocity. That is ordinary regression, with the loss
#
# $$\mathbb E\,\big\|v(x_t,t)-(x_1-x_0)\big\|^2 .$$

# %%
n_lines = by_profile(smoke=6_400, quick=256_000, full=256_000)
rng = np.random.default_rng(SEED)
end = ring_of_clouds(50 * 128)[rng.integers(50 * 128, size=n_lines)]
start = rng.normal(size=(n_lines, 2)).astype("float32")
t = rng.random((n_lines, 1), "float32")
between = (1 - t) * start + t * end
print("inputs", np.hstack([between, t]).shape, "targets", end.shape)

# %% [markdown]
# The network has the hidden layers of the generator on the ring and one input
# more, for the time. It sees the same 6,400 real points, in as many steps of
# 128 as the first GAN. Its learning rate is higher, and falls to 0 in the end.


# %%
def regression(network, x, y, epochs=1):
    """Train a network, with a learning rate that falls to 0."""
    steps = epochs * len(x) // 128
    rate = keras.optimizers.schedules.CosineDecay(0.01, steps)
    network.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=50)
    network.fit(x, y, batch_size=128, epochs=epochs, verbose=0)


keras.utils.set_random_seed(SEED)
flow = keras.Sequential(
    [
        keras.Input((3,)),
        layers.Dense(64, "relu"),
        layers.Dense(64, "relu"),
        layers.Dense(2),
    ]
)
regression(flow, np.hstack([between, t]), end - start)

# %% [markdown]
# To draw a sample, start at a noise point and follow the velocities in small
# steps. Each step is one **pass** through the network.
#
# The lines of the training cross: at one place and time there are lines to
# several clouds. With a squared error, the best answer is the **mean** of
# their velocities. **Predict**: at the beginning the mean of all directions
# points to the middle of the ring. Do the samples end there?


# %%
def follow(network, noise, passes):
    """Return the paths from the noise: (passes + 1, samples, 2)."""
    path = [noise]
    for step in range(passes):
        t = np.full((len(noise), 1), step / passes, "float32")
        velocity = network(np.concatenate([path[-1], t], axis=1)).numpy()
        path.append(path[-1] + velocity / passes)
    return np.array(path)


flow_noise = plane_noise.astype("float32")

# %% tags=["hide-input"]
#| alt: >
#|   Left, straight lines from noise points to points of the eight clouds;
#|   they cross. Right, the paths that the network takes from the same
#|   noise: they bend outwards and end in the clouds.
figure, axes = plt.subplots(1, 2, figsize=(9.6, 4.2), sharey=True)
straight = np.stack([start[:80], end[:80]])
for axis, lines, title in (
    (axes[0], straight, "The lines to learn from cross"),
    (axes[1], follow(flow, start[:80], 64), "The paths of the network"),
):
    axis.plot(*lines.transpose(2, 0, 1), color="0.6", linewidth=0.8)
    axis.plot(*lines[0].T, ".", color="C1", label="noise, $t=0$")
    axis.plot(*lines[-1].T, ".", color="C2", label="$t=1$")
    axis.set(title=title, aspect="equal", xlabel="$x$")
axes[0].set_ylabel("$y$")
axes[1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# They do not. As $t$ grows, place and time tell more and more to which cloud
# the lines through this place lead, so the mean turns to that cloud. (Lipman
# and others prove that the exact means carry the distribution of the noise to
# exactly that of the data.)
#
# But the paths are bent, and each step follows a straight piece. **Predict**
# what happens with 1, 2, 4, 8, 64 passes.

# %%
drawn = {n: follow(flow, flow_noise, n)[-1] for n in (1, 2, 4, 8, 64)}
expect("ch06.flow.modes", modes_covered(drawn[64])[0])
expect("ch06.flow.inside", modes_covered(drawn[64])[1])
expect("ch06.flow.inside_four_passes", modes_covered(drawn[4])[1])
expect("ch06.flow.inside_one_pass", modes_covered(drawn[1])[1])

# %% tags=["hide-input"]
#| alt: >
#|   Samples after 1, 2, 4, 8 and 64 passes. One pass leaves them all in the
#|   middle of the ring; with four they begin to gather at the clouds, with
#|   64 they sit in all eight.
figure, axes = plt.subplots(1, 5, figsize=(13, 3.1), sharey=True)
for axis, (passes, samples) in zip(axes, drawn.items(), strict=True):
    found, inside = modes_covered(samples)
    axis.plot(*samples[:1000].T, ".", color="C2", markersize=2)
    axis.plot(*centres.T, "o", color="black", fillstyle="none", markersize=16)
    axis.set(aspect="equal", xlim=(-3, 3), ylim=(-3, 3))
    axis.set_title(
        f"passes: {passes}\n{found} of 8 clouds, {inside:.0%} inside",
        fontsize=11,
    )
plt.show()

# %% [markdown]
# With 64 passes, 20 seeds gave all eight clouds and 84 to 90 % of the samples
# inside, as good as the GANs that work, and no balance had to be found. The
# price: with four passes 57 to 64 % lie inside, and with one there is only the
# mean of all clouds. A GAN needs one pass.

# %% [markdown]
# ### One pass again: distillation
#
# The trained flow gives each noise point its end. So it can teach: a
# **student**, here with the generator's own network, learns to go there in
# one pass, again by regression. This is **distillation** (تقطیر). Large image
# models are distilled to one to four passes in such ways (Salimans and Ho,
# 2022; Song and others, 2023); some add the loss of a discriminator.

# %%
keras.utils.set_random_seed(SEED)
student = make_plane_networks()[0]
lesson = start[:25_600]
regression(student, lesson, follow(flow, lesson, passes=64)[-1], epochs=10)

# %%
rows = {
    "GAN, fast discriminator": (1, camera.samples[-1]),
    "GAN, slow, with a penalty": (1, cured_camera.samples[-1]),
    "flow matching": (64, drawn[64]),
    "its student": (1, student(flow_noise).numpy()),
    "real points": (0, ring_of_clouds(2000)),
}
contest = pd.DataFrame(
    {name: plane_marks([samples]) for name, (_, samples) in rows.items()}
).T
contest.insert(0, "passes", [passes for passes, _ in rows.values()])
display(contest.round(2))
expect("ch06.flow.modes_student", contest["clouds covered"]["its student"])
expect("ch06.flow.inside_student", contest["share inside"]["its student"])

# %% [markdown]
# In one pass the student covers all eight clouds, with 78 to 86 % of its
# samples inside (20 seeds), always a little less than its teacher.

# %% [markdown]
# ### Why it has largely replaced GANs
#
# - **No game.** One network, one loss that falls; no opponent to balance.
# - **Nothing is left out.** The loss asks about every training point; a GAN's
#   asks only that each sample look real.
# - **It grows well**: larger networks and more data go on helping.
# - **It can be steered**, by text above all (Ho and Salimans, 2022).
#
# A *diffusion* model learns the same way, on bent paths, and mostly predicts
# the noise; the velocity follows from that.

# %% [markdown]
# | family | gives $p(x)$? | a sample costs | its known weakness |
# |---|---|---|---|
# | GAN | no | one pass | unstable training, lost modes |
# | variational autoencoder | a lower bound | one pass | blurry images |
# | normalising flow | yes | one pass | a restricted architecture |
# | autoregressive | yes | one pass for each part | slow for images |
# | diffusion, flow | yes, at a cost | tens of passes; distilled 1–4 | slow |

# %% [markdown]
# ### Deepfakes, provenance, consent
#
# Whoever can make images of everything can make them of everybody. A
# **deepfake** (جعل عمیق) shows a real person in what never happened; cloned
# voices serve for fraud, naked pictures for blackmail.
#
# - **Detectors** do not settle it: a detector is a discriminator, and a
#   generator can be trained against it.
# - **Provenance** (منشأ): cameras and programs *sign* what they make (the
#   standard C2PA), generators leave a *watermark*. Both can be removed, so a
#   missing sign proves nothing.
# - **Consent** (رضایت): did the people in the training set, and those who made
#   its images, agree? Diffusion models have given back training images almost
#   unchanged (Carlini and others, 2023).
#
# Before you publish a generator: have the right to its data, look for copies,
# mark what it makes.

# %% [markdown] tags=["further"]
# ### Exercise 6.12 — the best velocity (★★★)
#
# For a training set of $n$ points $c_i$ the best $v(x,t)$ has a formula, as
# $D^\star$ had. A line to $c_i$ passes $x$ at the time $t<1$ if its noise was
# $(x-t\,c_i)/(1-t)$. The noise is standard normal, so, by Bayes' rule, the
# line leads to $c_i$ with probability
#
# $$w_i\propto\exp\Big(-\frac{\|x-t\,c_i\|^2}{2(1-t)^2}\Big),\qquad
# \sum_i w_i=1 .$$
#
# And from $x$ it has the velocity $(c_i-x)/(1-t)$. Return the mean. Subtract
# the largest exponent before `np.exp`: near $t=1$ all could become 0.


# %% exercise="6.12"
def best_velocity(x, t, data):
    """Return the best v at one point x (d,), t < 1, for data (n, d)."""
    ### BEGIN SOLUTION
    exponent = -np.sum((x - t * data) ** 2, axis=1) / (2 * (1 - t) ** 2)
    weight = np.exp(exponent - exponent.max())
    return (weight @ data / weight.sum() - x) / (1 - t)
    ### END SOLUTION


# %% check="6.12a" points=1
@check("6.12a", hint="at t = 0 all points are equally probable")
def _():
    x, data = np.array([1.0, 2.0]), np.array([[3.0, 2.0], [1.0, -2.0]])
    found = best_velocity(x, 0.0, data)
    np.testing.assert_allclose(found, [1, -2], atol=1e-9)
    found = best_velocity(x, 0.5, data[:1])
    np.testing.assert_allclose(found, [4, 0], atol=1e-9)


# %% check="6.12b" points=2
@check("6.12b", hint="divide by 2(1 − t)²; subtract the largest exponent")
def _():
    data = np.array([[3.0, 2.0], [1.0, -2.0]])
    found = best_velocity(np.array([1.0, 0.4]), 0.5, data)
    np.testing.assert_allclose(found, [3.843337, 2.886674], rtol=1e-5)
    with np.errstate(invalid="raise", divide="raise"):
        found = best_velocity(np.array([30.0, 20.0]), 0.99, data)
    np.testing.assert_allclose(found, [-2700, -1800])
    ### BEGIN HIDDEN TESTS
    found = best_velocity(np.array([0.9, 0.5]), 0.6, centres)
    np.testing.assert_allclose(found, [1.711379, 1.117185], rtol=1e-5)
    found = best_velocity(np.array([0.5]), 0.6, np.array([[-1.0], [2.0]]))
    np.testing.assert_allclose(found, [3.034879], rtol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown]
# Follow this velocity to the end, and you arrive at a training point: the
# *perfect* network copies its training set. That ours draws new points it owes
# to its errors: it is too small to store 6,400 points, and smooth.
