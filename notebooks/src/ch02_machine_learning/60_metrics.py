# Chapter 2: performance metrics.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/metrics
# needs: unsupervised, model_selection

# %% [markdown] book="2.11"
# ## Performance metrics
#
# A yes/no model can be right in two ways and wrong in two ways. The
# **confusion matrix** (ماتریس درهم‌ریختگی) counts all four:
#
# | truth \ answer | positive | negative |
# |---|---|---|
# | **positive** | TP, true positive | FN, false negative |
# | | مثبت راستین | منفی کاذب |
# | **negative** | FP, false positive | TN, true negative |
# | | مثبت کاذب | منفی راستین |
#
# The second word is the model's answer, the first says whether it is right.
#
# > **Correction to the book (2.21).** In the book's table 1-2 the cell FP is
# > labelled “false negative” (منفی کاذب). It is the false **positive**.
#
# > **Correction to the book (2.22).** The text before it refers to table 1-5;
# > the table is 1-2.

# %% [markdown]
# We count for the tumours. To use all 569 we let cross-validation predict:
# each tumour is judged by a model that has not seen it.

# %%
#| alt: >
#|   Two tables with the same four counts. On the left malignant comes first,
#|   on the right benign, so every count is in the opposite corner. The right
#|   answers, from the upper left to the lower right, are many, the wrong ones
#|   few.
five = StratifiedKFold(5, shuffle=True, random_state=SEED)
model = make_pipeline(StandardScaler(), LogisticRegression())
p_malignant = cross_val_predict(
    model, cancer.data, malignant, cv=five, method="predict_proba"
)[:, 1]
said = (p_malignant >= 0.5).astype(int)

tp = np.sum((malignant == 1) & (said == 1))
fn = np.sum((malignant == 1) & (said == 0))
fp = np.sum((malignant == 0) & (said == 1))
tn = np.sum((malignant == 0) & (said == 0))
by_library = metrics.confusion_matrix(malignant, said)

figure, axes = plt.subplots(1, 2, figsize=(9, 3.2))
by_hand = np.array([[tp, fn], [fp, tn]])
for axis, table, order, title in (
    (axes[0], by_hand, [1, 0], "By hand, as in the book"),
    (axes[1], by_library, [0, 1], "scikit-learn: smallest label first"),
):
    axis.imshow(table, cmap="Blues", vmax=500)
    for (row, column), count in np.ndenumerate(table):
        colour = "white" if count > 250 else "black"
        axis.text(
            column, row, count, ha="center", va="center", color=colour, size=13
        )
    names = [["benign", "malignant"][value] for value in order]
    axis.set(title=title, xlabel="answer", ylabel="truth")
    axis.set_xticks([0, 1], names)
    axis.set_yticks([0, 1], names)
    axis.grid(False)
plt.show()

# %% [markdown]
# Mind the order: scikit-learn sorts the labels, so its matrix is
# $\begin{pmatrix}TN&FP\\FN&TP\end{pmatrix}$. From the four counts:
#
# - **Accuracy** (دقت), the share of right answers:
#   $\frac{TP+TN}{TP+FN+FP+TN}$.
# - **Prediction error** (خطای پیش‌بینی), the share of wrong ones: $1-$
#   accuracy.
# - **Recall** (فراخوانی): which share of the *actual positives* is found?
#   $\frac{TP}{TP+FN}$.
# - **Precision** (صحت): which share of its “yes” is true? $\frac{TP}{TP+FP}$.
# - **$F_1$** (امتیاز F1), high only if both are high:
#   $2\cdot\frac{\text{precision}\cdot\text{recall}}
#   {\text{precision}+\text{recall}}$.
# - **Specificity**: which share of the actual negatives gets a “no”?
#   $\frac{TN}{TN+FP}$.
#
# **Careful with the Persian words**: here, as in the book, دقت is *accuracy*
# and صحت is *precision*. Many other texts use them the other way round, so
# look at the formula.

# %% [markdown]
# > **Correction to the book (2.23).** Recall is described as a share “of all
# > true-positive cases”. It must be of all **actual positive** cases,
# > $TP+FN$; the printed formula is right.

# %%
precision, recall = tp / (tp + fp), tp / (tp + fn)
ours = {
    "accuracy": (tp + tn) / len(malignant),
    "recall": recall,
    "precision": precision,
    "F1": 2 * precision * recall / (precision + recall),
}
theirs = [
    metrics.accuracy_score(malignant, said),
    metrics.recall_score(malignant, said),
    metrics.precision_score(malignant, said),
    metrics.f1_score(malignant, said),
]
np.testing.assert_allclose(list(ours.values()), theirs)
expect("ch02.metrics.recall", recall)
expect("ch02.metrics.precision", precision)
both = np.array([list(ours.values()), theirs])
pd.DataFrame(both, ["by hand", "scikit-learn"], list(ours)).round(4)

# %% [markdown]
# ### Exercise 2.11 — count by hand (★)
#
# Complete `confusion_counts`. Labels and answers are arrays of 0 and 1.


# %% exercise="2.11"
def confusion_counts(truth, answer):
    """Return the four counts (tp, fn, fp, tn), in this order."""
    ### BEGIN SOLUTION
    tp = int(np.sum((truth == 1) & (answer == 1)))
    fn = int(np.sum((truth == 1) & (answer == 0)))
    fp = int(np.sum((truth == 0) & (answer == 1)))
    tn = int(np.sum((truth == 0) & (answer == 0)))
    return tp, fn, fp, tn
    ### END SOLUTION


# %% check="2.11a" points=1
@check("2.11a", hint="false NEGATIVE: the model said no, and that was false")
def _():
    truth = np.array([1, 1, 1, 0, 0, 0, 0])
    answer = np.array([1, 0, 0, 1, 0, 0, 0])
    assert tuple(confusion_counts(truth, answer)) == (1, 2, 1, 3)
    ### BEGIN HIDDEN TESTS
    swapped = tuple(confusion_counts(answer, truth))
    assert swapped == (1, 1, 2, 3)
    assert tuple(confusion_counts(truth, truth)) == (3, 0, 0, 4)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Exercise 2.12 — precision, recall, F1 (★★)
#
# Complete `precision_recall_f1` from the counts. Where a fraction is 0/0
# (the model never says “yes”, say), return 0 for it, as scikit-learn does
# with `zero_division=0`.


# %% exercise="2.12"
def precision_recall_f1(tp, fn, fp):
    """Return (precision, recall, F1); 0.0 where a fraction is 0/0."""
    ### BEGIN SOLUTION
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0
    ### END SOLUTION


# %% check="2.12a" points=1
@check("2.12a", hint="precision looks at the column “positive”: TP and FP")
def _():
    result = precision_recall_f1(tp=6, fn=2, fp=4)
    np.testing.assert_allclose(result, [0.6, 0.75, 2 / 3])


# %% check="2.12b" points=1
@check("2.12b", hint="there are three fractions; each can be 0/0")
def _():
    np.testing.assert_allclose(precision_recall_f1(0, 20, 0), [0, 0, 0])
    np.testing.assert_allclose(precision_recall_f1(0, 0, 5), [0, 0, 0])
    ### BEGIN HIDDEN TESTS
    result = precision_recall_f1(980, 0, 20)
    np.testing.assert_allclose(result, [0.98, 1, 2 * 0.98 / 1.98])
    ### END HIDDEN TESTS


# %% [markdown]
# ### Where accuracy misleads
#
# The book's example: 980 apples, 20 oranges, and a model that calls every
# fruit an apple. **Predict** its accuracy and its F1.

# %%
fruit = np.array(["apple"] * 980 + ["orange"] * 20)
all_apples = np.full(1000, "apple")
table = {}
for positive in ("apple", "orange"):
    scores = metrics.precision_recall_fscore_support(
        fruit,
        all_apples,
        pos_label=positive,
        average="binary",
        zero_division=0,
    )
    table[f"positive = {positive}"] = scores[:3]
table["mean of the two (macro)"] = np.mean(list(table.values()), axis=0)
names = ["precision", "recall", "F1"]
display(pd.DataFrame(table, index=names).T.round(4))
balanced = metrics.balanced_accuracy_score(fruit, all_apples)
print(f"balanced accuracy, the mean of both recalls: {balanced:.3f}")
expect("ch02.apples.accuracy", metrics.accuracy_score(fruit, all_apples))
expect("ch02.apples.f1_apple", table["positive = apple"][2])

# %% [markdown]
# > **Correction to the book (2.24).** The book offers F1 as the way out. F1
# > helps only if the **rare** class is the positive one. With “apple” as the
# > positive class the useless model has an F1 of 0.99; with “orange” it has 0.
#
# A high accuracy does not make a model *reliable* (قابل اعتماد) either: on
# other fruit, with more oranges, its 98 % is gone.

# %% [markdown]
# Now a real case: find the houses **without a garage**, 81 of 1,460, from the
# other features. One logistic regression as it is; and one with
# `class_weight="balanced"`: there a mistake on a house without a garage costs
# 17 times as much, because there is one for every 17 others.

# %%
no_garage_inputs = houses.drop(columns="GarageArea")
weights = {"plain": None, "balanced": "balanced"}
p_no_garage, rows = {}, {}
for name, weight in weights.items():
    model = make_pipeline(
        StandardScaler(), LogisticRegression(class_weight=weight)
    )
    p_no_garage[name] = cross_val_predict(
        model, no_garage_inputs, no_garage, cv=five, method="predict_proba"
    )[:, 1]
answers = {n: (p >= 0.5).astype(int) for n, p in p_no_garage.items()}
answers["always “has a garage”"] = np.zeros(len(no_garage), int)
for name, answer in answers.items():
    rows[name] = {
        "accuracy": metrics.accuracy_score(no_garage, answer),
        "recall": metrics.recall_score(no_garage, answer),
        "precision": metrics.precision_score(
            no_garage, answer, zero_division=0
        ),
        "F1": metrics.f1_score(no_garage, answer),
    }
rows = pd.DataFrame(rows).T
display(rows.round(3))
expect("ch02.imbalanced.plain_accuracy", rows.loc["plain", "accuracy"])
expect("ch02.imbalanced.plain_recall", rows.loc["plain", "recall"])
expect("ch02.imbalanced.balanced_recall", rows.loc["balanced", "recall"])

# %% [markdown]
# The plain model has an excellent accuracy and finds hardly any of the houses
# we look for: it is no better than the baseline. The balanced one finds most
# of them, and pays with many false alarms. Its accuracy is *lower*. Which one
# is better depends on what a mistake costs, and no metric can know that.

# %% [markdown]
# ### More than two classes, and a look at the mistakes
#
# The matrix then has a row and a column for each class. One computes every
# metric class by class and takes the plain mean (*macro*: all classes count
# the same) or weights by class size (*weighted*).
#
# A score of, say, 96 % is silent about the other 4 %. **Look at the
# mistakes**: here are some of a logistic regression on the digits.

# %%
#| alt: >
#|   Left, a table of truth and answer: nearly all digits are on the diagonal,
#|   single ones elsewhere. Right, ten misread digits with truth and answer
#|   above them; some are hard to read for us, too.
digit_reader = LogisticRegression(max_iter=2000)
read = digit_reader.fit(pixels_train, digit_train).predict(pixels_test)
matrix = metrics.confusion_matrix(digit_test, read)
mistakes = np.flatnonzero(read != digit_test)[:10]

figure, axes = plt.subplot_mosaic(
    [["matrix", 0, 1, 2, 3, 4], ["matrix", 5, 6, 7, 8, 9]],
    figsize=(11, 3.8),
    width_ratios=[3, 1, 1, 1, 1, 1],
)
axes["matrix"].imshow(matrix, cmap="Blues")
for (row, column), count in np.ndenumerate(matrix):
    if count:
        colour = "white" if count > 30 else "black"
        axes["matrix"].text(
            column, row, count, ha="center", va="center", color=colour, size=9
        )
axes["matrix"].set(xlabel="answer", ylabel="truth", title="540 digits")
axes["matrix"].set(xticks=range(10), yticks=range(10))
axes["matrix"].grid(False)
for number in range(10):
    axes[number].axis("off")
for number, i in enumerate(mistakes):
    axes[number].imshow(pixels_test[i].reshape(8, 8), cmap="gray_r")
    axes[number].set_title(f"{digit_test[i]}, read as {read[i]}", size=9)
plt.show()
f1 = metrics.f1_score(digit_test, read, average="macro")
expect("ch02.digits.macro_f1", f1)

# %% [markdown]
# Would you have read them all? Some mistakes come from the writer, some from
# the coarse pixels; and if one pair of digits is mixed up again and again, you
# know which pictures to collect more of.

# %% [markdown]
# ### Thresholds, ROC and PR curves
#
# A probability becomes an answer by a **threshold**, and 0.5 is only a habit.
# A lower one finds more tumours (recall) and alarms more healthy people
# (precision falls). Play:


# %%
#| alt: >
#|   Two histograms of the predicted probability, with a logarithmic axis: most
#|   benign tumours are close to 0, most malignant ones close to 1, a few of
#|   both are in between, on either side of a dotted line at 0.5.
def show_threshold(threshold=0.5):
    figure, axis = plt.subplots(figsize=(7, 3))
    bins = np.linspace(0, 1, 41)
    for value, name in ((0, "benign"), (1, "malignant")):
        chosen = p_malignant[malignant == value]
        axis.hist(chosen, bins, alpha=0.6, label=name)
    axis.axvline(threshold, color="black", linestyle=":")
    yes = p_malignant >= threshold
    found = np.sum(yes & (malignant == 1))
    text = f"found {found} of {malignant.sum()}, "
    text += f"false alarms {np.sum(yes & (malignant == 0))}"
    axis.set(
        title=f"Threshold {threshold:.2f}: {text}",
        xlabel="predicted probability of “malignant”",
        ylabel="tumours",
        yscale="log",
    )
    axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
    plt.show()


explore(show_threshold, threshold=(0.05, 0.95, 0.05))

# %% [markdown]
# All thresholds at once make two curves:
#
# - **ROC curve**: recall against the share of false alarms among the actual
#   negatives, $FP/(FP+TN)$. The area under it, **AUC**, is 1 for a perfect
#   model and 0.5 for guessing.
# - **PR curve**: precision against recall. Guessing gives a precision equal
#   to the share of positives.
#
# We draw both for the tumours (37 % positive) and for the houses without a
# garage (5.5 %). **Predict**: which of the two curves shows that the second
# task is hard?

# %%
#| alt: >
#|   Left, recall against the false-alarm rate: both curves are far above the
#|   diagonal, tumours near the corner. Right, precision against recall: for
#|   tumours near 1 almost to the end, for houses without a garage low nearly
#|   everywhere.
tasks = {
    "tumours": (malignant, p_malignant),
    "no garage": (no_garage, p_no_garage["plain"]),
}
auc, ap = {}, {}
figure, axes = plt.subplots(1, 2, figsize=(10, 3.8))
for number, (name, (truth, p)) in enumerate(tasks.items()):
    auc[name] = metrics.roc_auc_score(truth, p)
    ap[name] = metrics.average_precision_score(truth, p)
    false_alarms, recalls, _ = metrics.roc_curve(truth, p)
    axes[0].plot(false_alarms, recalls, label=f"{name}: AUC {auc[name]:.2f}")
    precisions, recalls, _ = metrics.precision_recall_curve(truth, p)
    label = f"{name}: average precision {ap[name]:.2f}"
    axes[1].plot(recalls, precisions, label=label)
    axes[1].axhline(truth.mean(), color=f"C{number}", ls=":")
axes[0].plot([0, 1], [0, 1], color="0.5", ls=":", label="guessing")
axes[1].plot([], [], color="0.5", ls=":", label="guessing")
axes[0].set(title="ROC: both look good")
axes[0].set(xlabel="false-alarm rate", ylabel="recall")
axes[1].set(title="PR: the rare class is hard", ylim=(0, 1.05))
axes[1].set(xlabel="recall", ylabel="precision")
axes[0].legend(loc="lower right")
axes[1].legend(loc="center", bbox_to_anchor=(0.5, 0.6))
plt.show()
expect("ch02.roc.tumours", auc["tumours"])
expect("ch02.roc.no_garage", auc["no garage"])
expect("ch02.pr.no_garage", ap["no garage"])

# %% [markdown]
# By the ROC curve both models look fine. The PR curve shows the truth about
# the rare houses: to find most of them one must accept many false alarms. A
# false-alarm rate of 10 % sounds small, but 10 % of 1,379 ordinary houses
# are more than all 81 that we look for.

# %% [markdown] tags=["further"]
# ### Is 70 % seven in ten?
#
# Curves and AUC use only the order of the probabilities. Whoever decides by
# their size needs more: of the houses with 0.3, three in ten should have no
# garage. Then the model is **calibrated** (کالیبره). The **Brier score** is
# the mean of $(p-y)^2$; small is good.

# %%
brier = {
    name: metrics.brier_score_loss(no_garage, p)
    for name, p in p_no_garage.items()
}
brier["always 5.5 %"] = no_garage.var()
order = {
    name: metrics.roc_auc_score(no_garage, p)
    for name, p in p_no_garage.items()
}
mean_p = p_no_garage["balanced"].mean()

# %% tags=["hide-input"]
#| alt: >
#|   Share of houses without a garage against the predicted probability, ten
#|   groups for each model: the plain model lies near the diagonal, the
#|   balanced one falls far below it from 0.2 on.
figure, axis = plt.subplots(figsize=(6.5, 3.4))
for (name, p), style in zip(p_no_garage.items(), ("o-", "s-"), strict=True):
    groups = np.array_split(np.argsort(p), 10)
    axis.plot(
        [p[group].mean() for group in groups],
        [no_garage[group].mean() for group in groups],
        style,
        label=f"{name}, Brier {brier[name]:.3f}",
    )
axis.plot([0, 1], [0, 1], color="0.5", ls=":", label="calibrated")
axis.set(
    title="“balanced” finds more houses, but overstates its probabilities",
    xlabel="mean predicted probability of a tenth of the houses",
    ylabel="share without a garage",
)
axis.legend()
plt.show()

# %%
print(f"no garage: {no_garage.mean():.3f}; balanced says {mean_p:.3f}")
print(f"Brier score of always 5.5 %: {brier['always 5.5 %']:.3f}")
print({f"AUC, {name}": round(value, 3) for name, value in order.items()})
expect("ch02.calibration.balanced_brier", brier["balanced"])
expect("ch02.calibration.plain_brier", brier["plain"])

# %% [markdown]
# The weights of 17 to 1 tell the model that half of all houses have no garage.
# It orders the houses no better than before (see the two AUCs); its
# probabilities are on average five times too large. If you want more recall,
# lower the *threshold* of the plain model, and keep probabilities that mean
# what they say.

# %% [markdown] tags=["further"]
# ### Exercise 2.13 — what AUC means (★★★)
#
# Take one positive and one negative sample at random. AUC is the probability
# that the positive one has the **higher** score; a tie counts one half.
# Complete `auc_by_pairs` by comparing all pairs. (Without loops:
# `a[:, None] > b[None, :]` compares every entry of `a` with every one of `b`.)


# %% exercise="2.13"
def auc_by_pairs(truth, score):
    """Return the share of (positive, negative) pairs in the right order."""
    ### BEGIN SOLUTION
    positive, negative = score[truth == 1], score[truth == 0]
    above = positive[:, None] > negative[None, :]
    equal = positive[:, None] == negative[None, :]
    return np.mean(above + 0.5 * equal)
    ### END SOLUTION


# %% check="2.13a" points=1
@check("2.13a", hint="divide by the number of pairs, positives × negatives")
def _():
    truth = np.array([1, 1, 1, 0, 0])
    score = np.array([0.9, 0.4, 0.7, 0.6, 0.1])
    np.testing.assert_allclose(auc_by_pairs(truth, score), 5 / 6)


# %% check="2.13b" points=1
@check("2.13b", hint="a tie counts one half")
def _():
    truth, score = np.array([1, 0, 0]), np.array([0.5, 0.5, 0.2])
    np.testing.assert_allclose(auc_by_pairs(truth, score), 0.75)
    ### BEGIN HIDDEN TESTS
    for truth, score in tasks.values():
        ours = metrics.roc_auc_score(truth, score.round(2))
        result = auc_by_pairs(truth, score.round(2))
        np.testing.assert_allclose(result, ours)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Metrics for regression
#
# The book has none. For errors $e_i=y_i-\hat y_i$:
#
# - **Mean absolute error**, MAE: $\frac1n\sum_i\lvert e_i\rvert$, the usual
#   size of an error, in the unit of $y$.
# - **Root mean squared error**, RMSE: $\sqrt{\frac1n\sum_i e_i^2}$. The same
#   unit, but large errors count more.
# - **$R^2$**: $1-\frac{\sum_i e_i^2}{\sum_i(y_i-\bar y)^2}$. It is 1 for
#   perfect predictions and 0 for always the mean; it can be negative.

# %%
candidates = {
    "always the mean": None,
    "body-mass index only": diabetes.data[:, [2]],
    "all ten features": diabetes.data,
}
table, guesses = {}, {}
folds = KFold(5, shuffle=True, random_state=SEED)
for name, x in candidates.items():
    guess = np.empty(len(progression))
    for train, validate in folds.split(progression):
        if x is None:
            guess[validate] = progression[train].mean()
        else:
            fit = LinearRegression().fit(x[train], progression[train])
            guess[validate] = fit.predict(x[validate])
    guesses[name] = guess
    table[name] = {
        "MAE": metrics.mean_absolute_error(progression, guess),
        "RMSE": metrics.root_mean_squared_error(progression, guess),
        "R²": metrics.r2_score(progression, guess),
    }
display(pd.DataFrame(table).T.round(2))
expect("ch02.regression.r2", table["all ten features"]["R²"])

# %% [markdown]
# With all ten features the model explains about half of the variation.
# (“Always the mean” has an $R^2$ a little below 0: its mean comes from the
# training folds, not from the patients that it is judged on.) Where are the
# errors?

# %%
guess = guesses["all ten features"]
by_guess = np.array_split(np.argsort(guess), 5)
by_truth = np.array_split(np.argsort(progression), 5)

# %% tags=["hide-input"]
#| alt: >
#|   True against predicted progression, 442 dots. The means of five groups
#|   by prediction lie near the diagonal; the means of five groups by truth
#|   lie on a steeper line.
figure, axis = plt.subplots(figsize=(6.5, 3.8))
axis.plot(guess, progression, ".", color="0.7")
axis.plot([0, 350], [0, 350], color="black", ls=":", label="perfect")
for groups, style, name in (
    (by_guess, "o", "five groups by prediction"),
    (by_truth, "s", "five groups by truth"),
):
    axis.plot(
        [guess[group].mean() for group in groups],
        [progression[group].mean() for group in groups],
        style,
        ms=8,
        label=f"means of {name}",
    )
axis.set(
    title="Predictions are less extreme than the truth",
    xlabel="predicted progression (points)",
    ylabel="true progression (points)",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
highest, predicted_high = by_truth[-1], by_guess[-1]
too_low = (progression[highest] - guess[highest]).mean()
off = (progression[predicted_high] - guess[predicted_high]).mean()
print(f"the fifth with the highest truth: predicted {too_low:.0f} too low")
print(f"the fifth with the highest prediction: {abs(off):.0f} points off")
expect("ch02.regression.highest_too_low", too_low)

# %% [markdown]
# Patients whose disease went far are predicted too low, those where it did
# not, too high. That is no fault of this model: every good one with $R^2<1$
# does so, since what the features do not tell, it leaves out. The question to
# ask in use is the other one: of the patients for whom it predicts a high
# value, is it right on average? Nearly.

# %% [markdown]
# ### Exercise 2.14 — MAE, RMSE, R² (★)
#
# Complete `regression_metrics` by the formulas, without scikit-learn.


# %% exercise="2.14"
def regression_metrics(y, predicted):
    """Return (MAE, RMSE, R²)."""
    ### BEGIN SOLUTION
    error = y - predicted
    mae, rmse = np.mean(np.abs(error)), np.sqrt(np.mean(error**2))
    r2 = 1 - np.sum(error**2) / np.sum((y - y.mean()) ** 2)
    return mae, rmse, r2
    ### END SOLUTION


# %% check="2.14a" points=1
@check("2.14a", hint="take absolute values before the mean, squares before it")
def _():
    y, predicted = np.array([1.0, 2.0, 6.0]), np.array([1.0, 4.0, 5.0])
    mae, rmse, _ = regression_metrics(y, predicted)
    np.testing.assert_allclose([mae, rmse], [1.0, np.sqrt(5 / 3)])


# %% check="2.14b" points=1
@check("2.14b", hint="below the fraction: distances of y from its own mean")
def _():
    y, predicted = np.array([1.0, 2.0, 6.0]), np.array([1.0, 4.0, 5.0])
    np.testing.assert_allclose(regression_metrics(y, predicted)[2], 9 / 14)
    ### BEGIN HIDDEN TESTS
    result = regression_metrics(progression, guess)
    np.testing.assert_allclose(result[2], table["all ten features"]["R²"])
    ### END HIDDEN TESTS
