# Chapter 2: choosing a model, and judging it.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/model_selection
# needs: supervised

# %% [markdown] book="2.7"
# ## Choosing a model, and judging it
#
# Two different jobs, and each needs data of its own:
#
# - **Model selection** (انتخاب مدل): which of several candidates? Most often
#   they are the same method with different **hyperparameters** (ابرپارامتر),
#   settings that are fixed *before* the fit: the $k$ of $k$-NN, the number of
#   neurons. The **parameters** (پارامتر) come *out of* the fit: $w$ and $b$,
#   the weights of a network.
# - **Model evaluation** (ارزیابی مدل): how well will the chosen one do on
#   data it has never seen? Its error there is the **generalisation error**
#   (خطای تعمیم).
#
# Why not judge with the data that chose the winner? Let us see what happens
# when the candidates are worthless.

# %% [markdown]
# Two hundred “models” answer at random about 100 validation houses; each is
# right with probability one half. We keep the best, and then ask it about
# 100 new houses. **Predict** the two scores.

# %%
#| alt: >
#|   Two histograms that hardly overlap: on validation data the winner has 0.6
#|   to 0.7, on new data it scatters around 0.5, a dotted line.
rng = np.random.default_rng(SEED)
candidates, trials = 200, 300
validation = rng.binomial(100, 0.5, size=(trials, candidates)) / 100
winner = validation.max(axis=1)
winner_on_test = rng.binomial(100, 0.5, size=trials) / 100

figure, axis = plt.subplots(figsize=(7, 3))
bins = np.arange(0.305, 0.8, 0.01)
axis.hist(winner_on_test, bins, alpha=0.6, label="the winner on new data")
axis.hist(winner, bins, alpha=0.6, label="the winner on validation data")
axis.axvline(0.5, color="black", linestyle=":", label="what it really knows")
axis.set(
    title="The best of 200 guessers looks good (300 trials)",
    xlabel="accuracy on 100 houses",
    ylabel="trials",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
expect("ch02.selection.winner_validation", winner.mean())
expect("ch02.selection.winner_test", winner_on_test.mean())

# %% [markdown]
# On validation data the winner reaches about 64 %, on new data 50 % on
# average. It is a guesser like the others and was only lucky.
#
# > **Correction to the book (2.14).** The book warns of the optimistic
# > training score. The **validation** score of the winner is optimistic, too,
# > a little more with every candidate. So the test set is opened once, after
# > the choice. And if new data may come from another distribution (another
# > town, other years, several rows of one patient), a random split does not
# > show it: split by town, by time, by patient.

# %% [markdown] book="2.8"
# ### Training, validation and test
#
# | part | Persian | used for | how often |
# |---|---|---|---|
# | training set | مجموعه آموزشی | fit the parameters | always |
# | validation set | مجموعه اعتبارسنجی | choose | once per candidate |
# | test set | مجموعه آزمون | the final judgement | **once** |
#
# All three must come from the same **distribution** (توزیع), that is, be drawn
# in the same way from the same kind of things. There is no rule for their
# sizes; the validation set must be large enough to show the difference you
# care about. The steps: fit all candidates on the training set; the winner is
# the best on the validation set; fit it again on training and validation data
# together; open the test set. (One fixed split is called **hold-out**.) Our
# question: does a house cost more than the
# median, and which $k$ should $k$-NN take?

# %%
features = houses.drop(columns="AboveMedianPrice")
label = houses["AboveMedianPrice"]
work_x, test_x, work_y, test_y = train_test_split(
    features, label, test_size=0.2, stratify=label, random_state=SEED
)
train_x, val_x, train_y, val_y = train_test_split(
    work_x, work_y, test_size=0.25, stratify=work_y, random_state=SEED
)
print(f"{len(train_x)} training, {len(val_x)} validation, {len(test_x)} test")


def knn(k):
    return make_pipeline(StandardScaler(), KNeighborsClassifier(k))


ks = [1, 3, 5, 9, 15, 25, 45, 75, 125, 201, 351]
fitted = {k: knn(k).fit(train_x, train_y) for k in ks}
train_scores = [fitted[k].score(train_x, train_y) for k in ks]
val_scores = [fitted[k].score(val_x, val_y) for k in ks]
best_k = ks[int(np.argmax(val_scores))]

# %%
#| alt: >
#|   Accuracy against k, on a logarithmic axis. Training begins at 1 and falls
#|   steeply until it is near validation, which begins far lower and changes
#|   little; a dotted line marks the k with the best validation score.
figure, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(ks, train_scores, "o-", label="training")
axis.plot(ks, val_scores, "s-", label="validation")
axis.axvline(best_k, color="0.5", linestyle=":", label=f"chosen: {best_k}")
axis.set(
    xscale="log",
    title="k = 1 has memorised its own houses",
    xlabel="k, the number of neighbours that vote",
    ylabel="accuracy",
)
axis.legend()
plt.show()
final = knn(best_k).fit(work_x, work_y)  # training and validation together
print(f"validation {max(val_scores):.3f}; baseline {1 - test_y.mean():.3f}")
expect("ch02.selection.test_accuracy", final.score(test_x, test_y))

# %% [markdown]
# Judged on its own training data, $k=1$ looks far better than all others: each
# house is its own nearest neighbour. On the validation houses this advantage
# is gone.
#
# **How exact is a score?** A score $p$ on $n$ samples is a share, and scatters
# from one set of $n$ samples to the next with the **standard error** (خطای
# معیار)
#
# $$\sqrt{p\,(1-p)/n}.$$
#
# For a score that chose nothing, and not too close to 0 or 1, the truth lies
# within two of them in about 19 of 20 cases. The winner's score is a little
# too high besides.

# %%
p, n = max(val_scores), len(val_y)
error = np.sqrt(p * (1 - p) / n)
within = [
    k for k, score in zip(ks, val_scores, strict=True) if score > p - error
]
test_score = final.score(test_x, test_y)
print(f"validation {p:.3f} ± {2 * error:.3f}, test {test_score:.3f}")
print(f"within one standard error of the winner: k = {within}")
expect("ch02.selection.standard_error", error)

# %% [markdown]
# So, as a rule of thumb, 292 houses cannot rank most of the $k$: another seed
# may choose another. (All $k$ were judged on the same houses, so a difference
# of two scores scatters less than the scores.)
# With our seed the validation houses are easy by chance, for large $k$ easier
# than the training houses. The winner was also chosen for its luck, as the
# guesser was. The test houses lack both.

# %% [markdown]
# **When time matters.** For a *time series* (سری زمانی) a random split is
# wrong: it would predict yesterday from tomorrow. Split along the time axis,
# the oldest for training, the newest for testing. We look at the price of a
# Google share on 1,047 trading days from 2004 to 2008 (Matplotlib ships it)
# and “predict” it from the date alone with 3-NN. **Predict** the mean error of
# both splits.

# %%
#| alt: >
#|   A share price from 2004 to 2008, twice. With the random split the
#|   predictions lie on the curve. With the split in time they are a level line
#|   at the end, while the price falls far below it.
with get_sample_data("goog.npz") as file:
    share_prices = file["price_data"]
date = share_prices["date"].astype("datetime64[D]")
day, price = np.arange(len(date))[:, None], share_prices["close"]
limit = int(0.8 * len(day))
random_split = train_test_split(
    np.arange(len(day)), test_size=0.2, random_state=SEED
)
splits = {
    "random split": random_split,
    "split in time": (np.arange(limit), np.arange(limit, len(day))),
}
figure, axes = plt.subplots(1, 2, figsize=(11, 3.2), sharey=True)
errors = {}
for axis, (name, (past, future)) in zip(axes, splits.items(), strict=True):
    model = KNeighborsRegressor(3).fit(day[past], price[past])
    guess = model.predict(day[future])
    errors[name] = np.abs(guess - price[future]).mean()
    axis.plot(date, price, color="0.75", label="price")
    axis.plot(date[future], guess, ".", ms=4, label="prediction, test days")
    axis.set_title(f"{name}: mean error {errors[name]:.0f} dollars")
    axis.set_xlabel("date")
    axis.xaxis.set_major_locator(YearLocator())
axes[0].set_ylabel("price (US dollars)")
axes[0].legend()
plt.show()

# %%
last_known = np.abs(price[limit:] - price[limit - 1]).mean()
print(f"“the last price known”: mean error {last_known:.0f} dollars")
expect("ch02.time_split.random_error", errors["random split"])
expect("ch02.time_split.time_error", errors["split in time"])

# %% [markdown]
# The random split promises a wonderful model: around most test days it knows
# the prices just before *and just after*. In use nobody has the day after. The
# honest split shows that the model knows nothing about the future. One split
# is one score; scikit-learn's `TimeSeriesSplit` makes several, in each of
# which the past trains and the next block tests:

# %%
rows = {}
for past, future in TimeSeriesSplit(5).split(day):
    model = KNeighborsRegressor(3).fit(day[past], price[past])
    guess = model.predict(day[future])
    rows[str(date[future[0]])] = {
        "3-NN": np.abs(guess - price[future]).mean(),
        "last training price": np.abs(price[past[-1]] - price[future]).mean(),
    }
display(pd.DataFrame(rows).T.rename_axis("tested from").round(1))
in_time = pd.DataFrame(rows).mean(axis=1)
ratio = in_time["3-NN"] / in_time["last training price"]
expect("ch02.time_split.ratio", ratio)

# %% [markdown]
# From the date alone, 3-NN does no better than repeating the last price that
# it knows.

# %% [markdown]
# ### Exercise 2.9 — splits that respect time (★★)
#
# One split in time gives one score. For several, let the training part grow:
# train on the first block, test on the second; train on two, test on the
# third, and so on. Complete `time_splits`: cut the indices `0 … n - 1` into
# `parts + 1` blocks with `np.array_split`; return a list of `parts` pairs
# (training indices, test indices).


# %% exercise="2.9"
def time_splits(n, parts):
    """Return a list of (training, test) index arrays, the oldest first."""
    ### BEGIN SOLUTION
    blocks = np.array_split(np.arange(n), parts + 1)
    return [
        (np.concatenate(blocks[:i]), blocks[i]) for i in range(1, parts + 1)
    ]
    ### END SOLUTION


# %% check="2.9a" points=1
@check(
    "2.9a", hint="parts + 1 blocks; everything before the test block trains"
)
def _():
    pairs = time_splits(6, 2)
    assert len(pairs) == 2
    np.testing.assert_array_equal(pairs[0][0], [0, 1])
    np.testing.assert_array_equal(pairs[0][1], [2, 3])
    np.testing.assert_array_equal(pairs[1][0], [0, 1, 2, 3])
    np.testing.assert_array_equal(pairs[1][1], [4, 5])


# %% check="2.9b" points=1
@check("2.9b", hint="no test index may be older than a training index")
def _():
    pairs = time_splits(11, 3)
    for train, test in pairs:
        assert max(train) < min(test)
    tested = np.concatenate([test for _, test in pairs])
    np.testing.assert_array_equal(tested, np.arange(3, 11))
    ### BEGIN HIDDEN TESTS
    assert [len(train) for train, _ in time_splits(100, 4)] == [20, 40, 60, 80]
    ### END HIDDEN TESTS


# %% [markdown] book="2.9"
# ### Bias and variance
#
# Train the same kind of model on many different training sets. At a point
# $x$ the predictions $\hat f(x)$ scatter around their mean.
#
# - **Bias** (سوگیری): how far the *mean* lies from the truth. A model that is
#   too simple is wrong in the same way every time.
# - **Variance** (واریانس): how much the predictions *scatter*. A model that
#   is too flexible follows the noise of its own training set.
#
# With $y=f(x)+\text{noise}$, and $\sigma^2$ the variance of the noise,
#
# $$\underbrace{\mathbb E\bigl[(y-\hat f)^2\bigr]}_{\text{expected error}}=
# \underbrace{\bigl(f-\mathbb E\hat f\bigr)^2}_{\text{bias}^2}+
# \underbrace{\mathbb E\bigl[(\hat f-\mathbb E\hat f)^2\bigr]
# }_{\text{variance}}+\sigma^2 .$$
#
# $\mathbb E$ is the mean over all training sets, and on the left also over the
# noise in $y$. No model gets below $\sigma^2$.

# %% [markdown]
# To check it we must know the truth $f$, so here we make the data ourselves:
# $f(x)=\sin(\pi x)$, noise with $\sigma=0.4$, 15 points in each training set,
# and thousands of training sets. The models are polynomials of degree 0 to 9.
# **Predict** which degree has the largest bias, and which the largest
# variance.

# %%
NOISE = 0.4
points = np.linspace(-1, 1, 15)
grid = np.linspace(-0.95, 0.95, 96)


def truth_at(x):
    return np.sin(np.pi * x)


def predictions(degree, n_sets, rng, x=points):
    """Fit a polynomial to each of n_sets training sets; predict on grid."""
    y = truth_at(x) + rng.normal(0, NOISE, size=(n_sets, len(x)))
    coefficients = np.polyfit(x, y.T, degree)  # a column for each set
    return (np.vander(grid, degree + 1) @ coefficients).T


# %% tags=["gallery"]
#| alt: >
#|   A dashed sine wave, 40 grey fits and their mean, three times. Degree 1:
#|   the fits agree, but miss the wave. Degree 3: the fits are near it. Degree
#|   9: their mean is on the wave, but single fits swing widely.
figure, axes = plt.subplots(1, 3, figsize=(12, 3.3), sharey=True)
words = {1: "too simple", 3: "about right", 9: "too flexible"}
for axis, (degree, word) in zip(axes, words.items(), strict=True):
    curves = predictions(degree, 40, np.random.default_rng(SEED))
    axis.plot(grid, curves.T, color="0.8", linewidth=0.8)
    axis.plot([], [], color="0.8", label="40 fits")
    axis.plot(grid, truth_at(grid), color="black", ls="--", label="truth")
    axis.plot(grid, curves.mean(axis=0), color="C1", label="mean of the fits")
    axis.set(title=f"Degree {degree}: {word}", xlabel="$x$", ylim=(-2, 2))
axes[0].set_ylabel("$y$")
axes[0].legend(loc="upper left")
plt.show()

# %% [markdown]
# Left: all fits agree, and all are wrong: high bias. Right: their mean is
# right, but no single one can be trusted: high variance. Now in numbers. We
# compute bias² and variance from 2,000 training sets, and measure the error
# on 2,000 *other* training sets with fresh test points, so that the two sides
# of the formula have nothing in common.

# %%
many_sets = by_profile(smoke=500, quick=2000, full=10_000)
rows = []
rng = np.random.default_rng(SEED)
for degree in range(10):
    fits = predictions(degree, many_sets, rng)
    others = predictions(degree, many_sets, rng)
    y_new = truth_at(grid) + rng.normal(0, NOISE, size=others.shape)
    rows.append(
        {
            "bias²": ((truth_at(grid) - fits.mean(axis=0)) ** 2).mean(),
            "variance": fits.var(axis=0).mean(),
            "noise": NOISE**2,
            "measured error": ((y_new - others) ** 2).mean(),
        }
    )
parts = pd.DataFrame(rows).rename_axis("degree")
total = parts[["bias²", "variance", "noise"]].sum(axis=1)

# %%
#| alt: >
#|   Stacked bars for degrees 0 to 9. The noise is the same in all; bias drops
#|   at degrees 1 and 3 and is then almost nothing; variance grows slowly.
#|   Degree 3 is lowest. Diamonds, the measured error, sit on top of every bar.
figure, axis = plt.subplots(figsize=(7.5, 3.4))
below = np.zeros(10)
for name, colour in (("noise", "0.8"), ("bias²", "C0"), ("variance", "C4")):
    axis.bar(parts.index, parts[name], bottom=below, color=colour, label=name)
    below = below + parts[name]
axis.plot(parts.index, parts["measured error"], "kD", label="measured error")
axis.set(
    title="Bias falls, variance grows, and the sum has a valley",
    xlabel="degree of the polynomial",
    ylabel="mean squared error",
    xticks=range(10),
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
gap = (total / parts["measured error"] - 1).abs().max()
expect("ch02.bias_variance.largest_gap", gap)
expect("ch02.bias_variance.best_degree", total.idxmin())

# %% [markdown]
# The diamonds sit on top of the bars: the formula holds for every degree, up
# to chance. Degree 0 has the largest bias, degree 9 the largest variance.
# (Degrees 2 and 4 gain nothing over 1 and 3: a sine wave has no use for even
# powers.) Left of the valley the model is **underfitted** (کم‌برازش), right of
# it **overfitted** (بیش‌برازش).
#
# > **Correction to the book (2.15).** The word *underfitting* (کم‌برازش) does
# > not appear in chapter 2; it comes in chapter 3. It belongs here, to high
# > bias.


# %%
#| alt: >
#|   Forty grey curves of degree 3 around a dashed sine wave; their mean lies
#|   close to the wave, single curves up to half a unit away from it.
def show_fits(degree=3):
    figure, axis = plt.subplots(figsize=(6, 3.2))
    curves = predictions(degree, 40, np.random.default_rng(SEED))
    axis.plot(grid, curves.T, color="0.8", linewidth=0.8)
    axis.plot([], [], color="0.8", label="40 fits")
    axis.plot(grid, truth_at(grid), color="black", ls="--", label="truth")
    axis.plot(grid, curves.mean(axis=0), color="C1", label="mean of 40 fits")
    axis.set(
        title=f"Degree {degree}", xlabel="$x$", ylabel="$y$", ylim=(-2, 2)
    )
    axis.legend(loc="upper left")
    plt.show()


explore(show_fits, degree=(0, 12, 1))

# %% [markdown]
# > **Correction to the book (2.16).** “One cannot lower the bias without
# > raising the variance” is too strong. Two ways to lower one and hardly
# > touch the other: **more data**, and the **average** of many models.
#
# We test both. More data: the polynomial of degree 9, on 15 and on 150 points.
# The average: a **decision tree** (درخت تصمیم) asks one question after the
# other (“is $x$ larger than 0.3?”) and answers with the mean of the training
# points that end in the same place, a *leaf*. With small leaves it has little
# bias and much variance. *Bagging* trains 20 trees and takes the mean of their
# answers. Each tree gets as many points as there are, drawn from them at
# random, some of them twice.


# %%
def tree_parts(model, n_points, n_sets):
    """Return (bias², variance) over n_sets training sets."""
    rng = np.random.default_rng(SEED)
    fits = []
    for _ in range(n_sets):
        x = rng.uniform(-1, 1, size=(n_points, 1))
        y = truth_at(x[:, 0]) + rng.normal(0, NOISE, n_points)
        fits.append(model.fit(x, y).predict(grid[:, None]))
    mean = np.mean(fits, axis=0)
    return ((truth_at(grid) - mean) ** 2).mean(), np.var(fits, axis=0).mean()


def polynomial_parts(degree, n_points):
    """Return (bias², variance) of a degree on so many points."""
    rng = np.random.default_rng(SEED)
    x = np.linspace(-1, 1, n_points)
    fits = predictions(degree, many_sets, rng, x)
    mean = fits.mean(axis=0)
    return ((truth_at(grid) - mean) ** 2).mean(), fits.var(axis=0).mean()


n_sets = by_profile(smoke=5, quick=60, full=400)
tree = DecisionTreeRegressor(min_samples_leaf=3, random_state=SEED)
many = BaggingRegressor(tree, n_estimators=20, random_state=SEED)
cures = {
    "degree 1, 15 points": polynomial_parts(1, 15),
    "degree 9, 15 points": polynomial_parts(9, 15),
    "degree 9, 150 points": polynomial_parts(9, 150),
    "one tree, 60 points": tree_parts(tree, 60, n_sets),
    "mean of 20 trees, 60 points": tree_parts(many, 60, n_sets),
}
cures = pd.DataFrame(cures, index=["bias²", "variance"]).T
display(cures.round(4))
simple, few_points, many_points, one, average = cures["variance"]
expect("ch02.bias_variance.more_data_variance_share", many_points / few_points)
expect("ch02.bias_variance.bagging_variance_share", average / one)
expect("ch02.bias_variance.both_fall", many_points < simple)

# %% [markdown]
# Ten times the data, less than a tenth of the variance; the mean of trees has
# about half the variance of one tree. And from the first row to the third both
# bias *and* variance fall.
#
# > **Correction to the book (2.17).** Tuning of hyperparameters is called a
# > part of model *evaluation*. It is model **selection** (the book's own
# > section on it says so).
#
# > **Correction to the book (2.18).** A high training-test gap is a *symptom*
# > of high variance, not what the word means. Variance is the scatter of the
# > predictions over training sets, as above (and in a box of the book).

# %% [markdown]
# **In practice** the truth is unknown, and there is one training set. Two
# curves show where you stand. A **validation curve** changes the complexity
# of the model; a **learning curve** (منحنی یادگیری) changes the amount of
# data. We draw both for a decision tree on the house data. `max_depth` is
# the number of questions that it may ask in a row.

# %%
depths = np.arange(1, by_profile(smoke=3, quick=16, full=16))
tree = DecisionTreeClassifier(random_state=SEED)
five = KFold(5, shuffle=True, random_state=SEED)
by_depth = validation_curve(
    tree, work_x, work_y, param_name="max_depth", param_range=depths, cv=five
)
shares = np.linspace(0.05, 1, by_profile(smoke=2, quick=8, full=8))
sizes, *by_size_deep = learning_curve(
    tree, work_x, work_y, train_sizes=shares, cv=five
)
small_tree = DecisionTreeClassifier(max_depth=3, random_state=SEED)
_, *by_size_small = learning_curve(
    small_tree, work_x, work_y, train_sizes=shares, cv=five
)

# %% tags=["hide-input"]
#| alt: >
#|   Training and validation accuracy. With more depth training climbs to 1,
#|   while validation soon stops. With more houses, the deep tree stays at 1
#|   and validation well below; for depth 3 the two come close to each other.
figure, axes = plt.subplots(1, 3, figsize=(12.5, 3.4), sharey=True)
panels = [
    ("More depth, a wider gap", depths, by_depth, "max_depth"),
    (
        "No limit: the gap remains",
        sizes,
        by_size_deep,
        "training houses",
    ),
    ("Depth 3: it nearly closes", sizes, by_size_small, "training houses"),
]
for axis, (title, x, scores, label_x) in zip(axes, panels, strict=True):
    for name, score in zip(("training", "validation"), scores, strict=True):
        mean, spread = score.mean(axis=1), score.std(axis=1)
        axis.plot(x, mean, ".-", label=name)
        axis.fill_between(x, mean - spread, mean + spread, alpha=0.2)
    axis.set(title=title, xlabel=label_x)
axes[0].set_ylabel("accuracy")
axes[2].legend(loc="lower right")
plt.show()

# %% [markdown]
# (The bands show the standard deviation over five splits.) Left, the
# validation curve: training accuracy climbs to 1; validation accuracy soon
# stops. Middle, a learning curve: the deep tree memorises every training
# house, however many there are, and a wide gap remains: **high variance**.
# Right: the small tree nearly closes the gap, and stops at the level that
# three questions can reach. What helps against a gap: more data, a simpler
# model, an average. What helps when both curves are low and together: a richer
# model or better features; more data do not.

# %% [markdown] book="2.10"
# ### Methods of evaluation
#
# When data are few, one validation set is small and its score depends on
# luck. **Cross-validation** (اعتبارسنجی متقابل) uses every sample for
# validation once. **$k$-fold** cuts the data into $k$ parts (folds), often 5
# or 10. Each part is the validation set once, while the other $k-1$ train:
#
# $$\text{CV}_k=\frac1k\sum_{i=1}^k E_i ,$$
#
# where $E_i$ is the error (or score) on part $i$. The independent test set
# stays outside of all this.

# %%
#| alt: >
#|   A table of five rounds and twenty samples. Each row has four orange
#|   fields, each column exactly one; all others are pale blue.
use = np.zeros((5, 20))
folds = KFold(5, shuffle=True, random_state=SEED)
for fold, (train, validate) in enumerate(folds.split(np.zeros(20))):
    use[fold, train], use[fold, validate] = 0, 1
figure, axis = plt.subplots(figsize=(8, 2.4))
blue_orange = ListedColormap(["#cfe3f1", "#D55E00"])
axis.pcolormesh(use, cmap=blue_orange, edgecolors="white", linewidth=2)
axis.set(
    title="Each sample: once in validation (orange), 4 times in training",
    xlabel="sample",
    ylabel="round",
    xticks=np.arange(20) + 0.5,
    yticks=np.arange(5) + 0.5,
)
axis.set_xticklabels(range(20))
axis.set_yticklabels(range(1, 6))
axis.invert_yaxis()
axis.grid(False)
plt.show()
print("times in validation:", set(use.sum(axis=0).astype(int).tolist()))
times_in_training = (use == 0).sum(axis=0)
expect("ch02.k_fold.times_in_training", times_in_training.mean())

# %% [markdown]
# > **Correction to the book (2.19).** “Each item is once in a test set and
# > once in a training set” is wrong: it is once in validation and $k-1$ times
# > in training, as the picture shows.
#
# > **Correction to the book (2.20).** The left-out fold is a *validation*
# > set; the test set is another one. And cross-validation does not reduce the
# > overfitting, the bias or the variance of the *model*, which is the same as
# > before. It gives a steadier *estimate* of its error:

# %%
repeats = by_profile(smoke=2, quick=60, full=200)
seeds = np.random.default_rng(SEED).integers(2**31, size=repeats)
small_and_quick = LogisticRegression(solver="liblinear")  # for few data
tumour_model = make_pipeline(StandardScaler(), small_and_quick)
n_few = by_profile(smoke=50, quick=150, full=150)  # as if we had no more
few = np.random.default_rng(SEED).choice(len(malignant), n_few, replace=False)
few_x, few_y = cancer.data[few], malignant[few]


def hold_out(seed):
    a_train, a_val, b_train, b_val = train_test_split(
        few_x, few_y, test_size=0.2, random_state=seed
    )
    return tumour_model.fit(a_train, b_train).score(a_val, b_val)


def five_fold(seed):
    folds = KFold(5, shuffle=True, random_state=seed)
    return cross_val_score(tumour_model, few_x, few_y, cv=folds).mean()


estimates = {
    "hold-out, 20 %": [hold_out(int(seed)) for seed in seeds],
    "5-fold": [five_fold(int(seed)) for seed in seeds],
}

# %%
#| alt: >
#|   Two histograms of the estimated accuracy. 5-fold makes one narrow heap;
#|   hold-out falls on a few separate values that are spread far wider, up to
#|   1.
figure, axis = plt.subplots(figsize=(7, 3))
bins = np.arange(29, 61) / 60 - 1 / 120  # around halves of 1/30
for name, scores in estimates.items():
    spread = np.std(scores)
    axis.hist(scores, bins, alpha=0.6, label=f"{name}: ± {spread:.3f}")
axis.set(
    xlim=(0.8, 1.02),
    title="Same model, same data, other splits: 5-fold scatters less",
    xlabel="estimated accuracy",
    ylabel="splits",
)
axis.legend(loc="upper left")
plt.show()
spreads = {name: np.std(scores) for name, scores in estimates.items()}
gain = spreads["hold-out, 20 %"] - spreads["5-fold"]
expect("ch02.k_fold.spread_gain", gain)

# %% [markdown]
# (± is the standard deviation over the splits.) Two relatives:
#
# - **Leave-one-out**: $k$ = number of samples. Each model lacks just one
#   sample; it takes as many fits as there are samples.
# - **Bootstrap**: draw as many samples as there are, *with* repetition, and
#   test on those that were not drawn. How many are left out? One sample is
#   missed $n$ times with probability $(1-1/n)^n\approx1/e\approx37\,\%$.

# %%
one_out = cross_val_score(tumour_model, few_x, few_y, cv=LeaveOneOut())
rng = np.random.default_rng(SEED)
boot, left_out = [], []
for _ in range(repeats):
    drawn = rng.integers(len(few_y), size=len(few_y))
    out = np.setdiff1d(np.arange(len(few_y)), drawn)
    left_out.append(len(out) / len(few_y))
    boot.append(
        tumour_model.fit(few_x[drawn], few_y[drawn]).score(
            few_x[out], few_y[out]
        )
    )
rows = {name: np.mean(scores) for name, scores in estimates.items()}
rows |= {"leave-one-out": one_out.mean(), "bootstrap": np.mean(boot)}
print(f"left out of a bootstrap sample: {np.mean(left_out):.1%}")
expect("ch02.bootstrap.left_out", np.mean(left_out))
pd.Series(rows, name="estimated accuracy").round(3).to_frame()

# %% [markdown]
# The four agree closely. Leave-one-out took 150 fits. The bootstrap trains on
# fewer different samples, so it tends to be a little pessimistic.

# %% [markdown]
# **Stratification.** Only 81 of the 1,460 houses have no garage. In a small
# random test set their share depends on luck; a *stratified* split keeps it
# the same in every part.

# %%
#| alt: >
#|   Two histograms. In stratified splits the number is always the same, a
#|   single bar at 6; in random splits it is spread widely around that, from
#|   one or two to more than ten.
no_garage = (houses["GarageArea"] == 0).to_numpy().astype(int)
shares = {"random": [], "stratified": []}
splits = by_profile(smoke=10, quick=200, full=200)
for seed in np.random.default_rng(SEED).integers(2**31, size=splits):
    for name, by in (("random", None), ("stratified", no_garage)):
        _, part = train_test_split(
            no_garage, test_size=100, stratify=by, random_state=int(seed)
        )
        shares[name].append(part.sum())
figure, axis = plt.subplots(figsize=(7, 2.8))
for name, found in shares.items():
    axis.hist(found, np.arange(-0.5, 17), alpha=0.6, label=name)
axis.set(
    title=f"Of 100 test houses, how many have no garage? ({splits} splits)",
    xlabel="houses without a garage in the test set",
    xticks=range(0, 17, 2),
    ylabel="splits",
)
axis.legend()
plt.show()
expect("ch02.stratify.random_spread", np.std(shares["random"]))

# %% [markdown]
# ### Exercise 2.10 — k-fold by hand (★★)
#
# Complete `k_fold`: shuffle the indices `0 … n - 1` with `rng.permutation`,
# cut them into `k` parts with `np.array_split`, and return `k` pairs
# (training indices, validation indices).


# %% exercise="2.10"
def k_fold(n, k, rng):
    """Return a list of k pairs of index arrays (training, validation)."""
    ### BEGIN SOLUTION
    parts = np.array_split(rng.permutation(n), k)
    return [
        (np.concatenate(parts[:i] + parts[i + 1 :]), parts[i])
        for i in range(k)
    ]
    ### END SOLUTION


# %% check="2.10a" points=1
@check("2.10a", hint="the training part is everything but the validation part")
def _():
    pairs = k_fold(10, 5, np.random.default_rng(SEED))
    assert len(pairs) == 5
    for train, validate in pairs:
        assert len(train) == 8 and len(validate) == 2
        assert sorted([*train, *validate]) == list(range(10))


# %% check="2.10b" points=1
@check("2.10b", hint="shuffle ONCE, before cutting; use the rng you are given")
def _():
    pairs = k_fold(23, 4, np.random.default_rng(SEED))
    validated = np.concatenate([validate for _, validate in pairs])
    assert sorted(validated) == list(range(23)), "each sample exactly once"
    assert list(validated) != list(range(23)), "not shuffled"
    trained = np.concatenate([train for train, _ in pairs])
    np.testing.assert_array_equal(np.bincount(trained), np.full(23, 3))
    ### BEGIN HIDDEN TESTS
    again = k_fold(23, 4, np.random.default_rng(SEED))
    np.testing.assert_array_equal(again[2][1], pairs[2][1])
    ### END HIDDEN TESTS
