# Chapter 6: a walk through latent space, and copies.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/latent_space
# needs: digits_training

# %% [markdown]
# ### A walk through latent space
#
# Two latent vectors $z_a$, $z_b$ give two digits. What lies between? If the
# generator had only stored single images, we would see it stay at one image,
# then change quickly to the next. We walk along the straight line
# $(1-t)\,z_a+t\,z_b$. At the ends stand the samples that the judge takes most
# clearly for the digit.

# %%
#| alt: >
#|   Four rows of twelve digits: from 1 to 3, 7 to 2, 9 to 4, 5 to 8. The
#|   shape changes in small steps; in between some cannot be read.
clearest = judged(made)[1].argmax(axis=0)  # for each digit one sample
ends = np.asarray(inspector.noise)[clearest][:, None]  # (10, 1, 10)
t = np.linspace(0, 1, 12)[None, :, None]
path = (1 - t) * ends[[1, 7, 9, 5]] + t * ends[[3, 2, 4, 8]]
show_wall(
    sample(drawer(digit_gan), path.reshape(-1, 10)),
    "From 1 to 3, 7 to 2, 9 to 4, 5 to 8 (as the judge reads the ends)",
    columns=12,
)
plt.show()

# %% [markdown]
# The images change smoothly. Which of those in between can still be read?
# (Smoothness alone proves little: any network is continuous.) Try it: two of
# the ten numbers are sliders, the other eight stay.


# %% tags=["hide-input"]
#| alt: >
#|   Ten digits that the generator makes from noise with the same first two
#|   numbers: shapes differ, since the other eight numbers do.
def show_latent(first=0.0, second=0.0):
    noise = np.random.default_rng(SEED).normal(size=(10, 10))
    noise[:, 0], noise[:, 1] = first, second
    show_wall(
        sample(drawer(digit_gan), noise),
        f"ten digits, all with $z_1={first:g}$ and $z_2={second:g}$",
        columns=10,
    )
    plt.show()


explore(show_latent, first=(-3.0, 3.0, 0.5), second=(-3.0, 3.0, 0.5))

# %% [markdown] tags=["further"]
# ### Exercise 6.9 — the way around (★★★)
#
# Noise of $n$ numbers lies near a **sphere**: its length is about $\sqrt n$.
# The middle between two such vectors has only about $\sqrt{n/2}$. With our 10
# numbers that is short, but not new: one noise vector in nine is shorter. With
# the usual 100 the generator hardly saw one: one in 140,000 is shorter.
# *Spherical* interpolation goes around:
#
# $$z(t)=\frac{\sin((1-t)\,\omega)}{\sin\omega}\,z_a
# +\frac{\sin(t\,\omega)}{\sin\omega}\,z_b ,$$
#
# with $\omega$ the angle between $z_a$ and $z_b$, which are not parallel.

# %%
rng = np.random.default_rng(SEED)
for n in (10, 100):
    squares = rng.chisquare(n, size=1_000_000)  # sums of n squares of noise
    print(f"{n} numbers: {np.sum(squares < n / 2):,} of a million are shorter")
    if n == 10:
        expect("ch06.midpoint.shorter", np.mean(squares < n / 2))


# %% exercise="6.9"
def spherical(z_a, z_b, t):
    """Return the points (len(t), n) between two vectors (n,)."""
    ### BEGIN SOLUTION
    t = np.asarray(t)[:, None]
    cosine = z_a @ z_b / np.linalg.norm(z_a) / np.linalg.norm(z_b)
    omega = np.arccos(cosine)
    between = np.sin((1 - t) * omega) * z_a + np.sin(t * omega) * z_b
    return between / np.sin(omega)
    ### END SOLUTION


# %% check="6.9a" points=1
@check("6.9a", hint="ω comes from the cosine: the product over both lengths")
def _():
    path = spherical(np.array([2.0, 0.0]), np.array([0.0, 2.0]), [0, 0.5, 1])
    root = np.sqrt(2)
    np.testing.assert_allclose(path, [[2, 0], [root, root], [0, 2]], atol=1e-9)


# %% check="6.9b" points=2
@check("6.9b", hint="the length must stay; divide by sin ω")
def _():
    z_a, z_b = np.array([1.0, 2.0, 2.0]), np.array([-3.0, 0.0, 0.0])
    path = spherical(z_a, z_b, np.linspace(0, 1, 7))
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 3)
    ### BEGIN HIDDEN TESTS
    z_a, z_b = np.array([1.0, 0.0]), np.array([0.0, 4.0])
    path = spherical(z_a, z_b, [1 / 3])
    np.testing.assert_allclose(path, [[np.sqrt(3) / 2, 2]], atol=1e-9)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Does it copy?
#
# A generator that stores the training images would get the best marks from
# our judge. So look for the **nearest training image** of each sample. And
# compare: how far is a *real* image that is not in the training set from its
# nearest one? Copies would lie much nearer than that.


# %%
#| alt: >
#|   Twenty digits made by the generator, most of them readable, above the
#|   training image that is nearest to each: similar shapes, often the same
#|   digit, never the same image.
def nearest(queries, library, batch=100):
    """Return (index, distance) of the nearest library image of each."""
    squares = np.einsum("ij,ij->i", library, library)
    found = []
    for i in range(0, len(queries), batch):
        part = queries[i : i + batch]
        gaps = squares - 2 * part @ library.T
        best = gaps.argmin(axis=1)
        gap = gaps[np.arange(len(part)), best] + (part**2).sum(axis=1)
        found.append((best, np.sqrt(np.maximum(gap, 0))))
    return map(np.concatenate, zip(*found, strict=True))


index, gap = nearest(made[:100], x_train[:seen])
_, real_gap = nearest(x_test[unseen[:100]], x_train[:seen])
figure, axes = plt.subplots(2, 1, figsize=(10, 1.9))
show_wall(made[:20], "made by the generator", axis=axes[0])
show_wall(x_train[index[:20]], "the nearest training image", axis=axes[1])
plt.show()
print(f"median distance to the nearest training image: {np.median(gap):.1f};")
print(f"of test images: {np.median(real_gap):.1f}; of copies: 0")
expect("ch06.digits.nearest", np.median(gap) / np.median(real_gap))

# %% [markdown]
# No copies: with each of 20 seeds the generator's images lay farther from the
# training set than new real images do. Farther does not mean newer: a few
# wrong strokes or dots make a distance large. Pixel distance is crude: it
# would not notice a copy shifted by two pixels. And the generator could have
# copied, although it never sees a real image: the discriminator sees them, and
# its gradient carries what it has stored.

# %% [markdown] tags=["further"]
# ### Exercise 6.10 — the Fréchet distance by hand (★★)
#
# If both covariances are diagonal, the formula becomes short: every feature
# counts alone,
#
# $$d^2=\sum_i(\mu_i-\nu_i)^2+(\sigma_i-\tau_i)^2 ,$$
#
# with means $\mu,\nu$ and standard deviations $\sigma,\tau$. Complete it, for
# two samples. Take the standard deviation with `ddof=1`.


# %% exercise="6.10"
def diagonal_frechet(a, b):
    """Return d² of two samples (n, features), features taken alone."""
    ### BEGIN SOLUTION
    shift = a.mean(axis=0) - b.mean(axis=0)
    spread = a.std(axis=0, ddof=1) - b.std(axis=0, ddof=1)
    return float(np.sum(shift**2 + spread**2))
    ### END SOLUTION


# %% check="6.10a" points=1
@check("6.10a", hint="means and deviations run over the samples, axis 0")
def _():
    a = np.array([[0.0, 0.0], [2.0, 4.0], [4.0, 8.0]])  # deviations 2 and 4
    np.testing.assert_allclose(diagonal_frechet(a, a), 0)
    np.testing.assert_allclose(diagonal_frechet(a, a + [3, 0]), 9)
    np.testing.assert_allclose(diagonal_frechet(a, 2 * a), 4 + 16 + 4 + 16)


# %% check="6.10b" points=1
@check("6.10b", hint="the difference of the deviations, not of the variances")
def _():
    a = np.array([[0.0], [2.0], [4.0], [6.0]])
    b = np.array([[1.0], [5.0]])
    expected = frechet_distance(np.c_[a, 0 * a], np.c_[b, 0 * b])
    np.testing.assert_allclose(diagonal_frechet(a, b), expected)
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(SEED)
    a, b = rng.normal(1, 2, (9, 1)), rng.normal(-1, 0.5, (7, 1))
    by_hand = (a.mean() - b.mean()) ** 2
    by_hand += (a.std(ddof=1) - b.std(ddof=1)) ** 2
    np.testing.assert_allclose(diagonal_frechet(a, b), by_hand)
    ### END HIDDEN TESTS
