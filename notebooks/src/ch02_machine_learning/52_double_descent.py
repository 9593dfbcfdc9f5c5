# Chapter 2: beyond the valley: double descent.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/double_descent
# needs: supervised, unsupervised

# %% [markdown] tags=["further"]
# ### Beyond the valley
#
# The valley of bias and variance is not the end. A model gets 150 digits and
# more and more features: each is a sum of pixels with *random* weights plus a
# random number, set to 0 where negative. Only the last step is fitted, by
# least squares; where many fits are perfect, `lstsq` takes the one with the
# smallest weights.
# **Predict** the error with 2,000 features, far more than digits.

# %%
rng = np.random.default_rng(SEED)
widths = [10, 20, 40, 70, 100, 130, 150, 170, 200, 300, 500, 1000, 2000]
widths = by_profile(smoke=widths[:5], quick=widths, full=widths)
repeats = by_profile(smoke=1, quick=3, full=20)
errors = np.zeros((len(widths), 2, repeats))
for repeat in range(repeats):
    mixed = rng.permutation(len(pixels))
    known, new = mixed[:150], mixed[150:]
    weights = rng.normal(size=(pixels.shape[1], widths[-1]))
    sums = pixels @ weights + 2 * rng.normal(size=widths[-1])
    random_features = np.maximum(sums, 0)
    wanted = np.eye(10)[digits.target]
    for place, width in enumerate(widths):
        x = random_features[:, :width]
        fitted = np.linalg.lstsq(x[known], wanted[known], rcond=None)[0]
        wrong = (x @ fitted).argmax(axis=1) != digits.target
        errors[place, :, repeat] = wrong[known].mean(), wrong[new].mean()
train_error, test_error = errors.mean(axis=2).T

# %% tags=["hide-input"]
#| alt: >
#|   Error against the number of random features, up to 2,000. The training
#|   error falls to 0. The test error has a valley below 100 features, a high
#|   peak near 150 to 170, and then falls below the valley.
figure, axis = plt.subplots(figsize=(7, 3.4))
axis.plot(widths, train_error, "o-", label="150 training digits")
axis.plot(widths, test_error, "s-", label="the other digits")
axis.axvline(150, color="0.5", ls=":", label="as many features as digits")
axis.set(
    xscale="log",
    title="A valley, a peak, and a second descent",
    xlabel="random features",
    ylabel="share of wrong answers",
)
axis.legend()
plt.show()

# %%
few = np.array(widths) < 150
valley, peak = test_error[few].min(), test_error.max()
print(f"valley {valley:.3f}, peak {peak:.3f}, at the end {test_error[-1]:.3f}")
expect("ch02.double_descent.peak_to_valley", peak / valley)
expect("ch02.double_descent.end_to_valley", test_error[-1] / valley)

# %% [markdown]
# With about as many features as digits there is just one perfect fit, and it
# needs huge weights. (Some features are 0 on all 150 digits, so the peak comes
# a little later.) With many more there are many, and the one with the
# smallest weights is smooth. This **double descent** (Belkin and others, 2019)
# shows that models with far more weights than data can do well. For squared
# errors the formula of bias and variance stays true; the peak is mostly
# variance (not measured here).
