# Chapter 2: find the leak.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/leakage

# %% [markdown]
# ### Find the leak
#
# 100 patients, 2,000 measurements each, and a disease. In truth all of it is
# noise, and the labels are tossed coins. Somebody picks the 20 measurements
# that go best with the disease (`SelectKBest`: those whose means in the two
# classes differ most, compared with the scatter), and judges a model on them
# by 5-fold cross-validation, as one should. **Predict** the accuracy.

# %%
rng = np.random.default_rng(SEED)
noise_x, coin_y = rng.normal(size=(100, 2000)), rng.integers(2, size=100)
chosen = SelectKBest(k=20).fit(noise_x, coin_y).transform(noise_x)
leaky = cross_val_score(LogisticRegression(), chosen, coin_y, cv=5).mean()
expect("ch02.leak.accuracy_on_noise", leaky)

# %% [markdown]
# So good at coin tosses! The choice of the measurements has seen the labels of
# *all* patients, those of the validation folds too. That is a **leak** (نشت
# داده): something from the validation data gets into the training. Whatever
# learns from data (a scaler, a choice of features, a vocabulary) must learn
# within each fold, from its training part only.
#
# ### Exercise 2.16 — repair it (★★)
#
# Complete `honest_accuracy`: `SelectKBest`, then `LogisticRegression`, 5-fold,
# the mean accuracy; but each fold chooses its own `keep` measurements.
# (`make_pipeline` ties the two steps together.)


# %% exercise="2.16"
def honest_accuracy(x, y, keep):
    """Return the mean accuracy of 5-fold cross-validation, without a leak."""
    ### BEGIN SOLUTION
    model = make_pipeline(SelectKBest(k=keep), LogisticRegression())
    return cross_val_score(model, x, y, cv=5).mean()
    ### END SOLUTION


# %% check="2.16a" points=1
@check("2.16a", hint="choose within the folds: one pipeline of both steps")
def _():
    scores = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        x, y = rng.normal(size=(60, 500)), rng.permutation(60) % 2
        scores.append(honest_accuracy(x, y, 10))
    assert abs(np.mean(scores) - 0.5) < 0.12, f"{np.mean(scores):.2f} on noise"


# %% check="2.16b" points=1
@check("2.16b", hint="where there is something to find, it must be found")
def _():
    rng = np.random.default_rng(0)
    y = rng.permutation(80) % 2
    x = rng.normal(size=(80, 300))
    x[:, 7] += 4 * y
    assert honest_accuracy(x, y, 1) > 0.9
    ### BEGIN HIDDEN TESTS
    x[:, 7] -= 4 * y
    x[:, 100:105] += 1.5 * y[:, None]
    assert honest_accuracy(x, y, 5) > honest_accuracy(x[:, :90], y, 5) + 0.2
    ### END HIDDEN TESTS
