# Chapter 2: supervised learning.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/supervised
# needs: data

# %% [markdown] book="2.4"
# ## Supervised learning
#
# **Supervised learning** (یادگیری بانظارت) looks for a function $f$ with
#
# $$y = f(x),$$
#
# where $x$ is a feature vector and $y$ its label, from examples of both. The
# labels play the teacher. What counts is whether $f$ gives good answers for
# **new** $x$, so we keep some examples aside to test it.

# %% [markdown]
# > **Correction to the book (2.7).** The book says that a trained model
# > compares a new picture with the training samples, and that training goes
# > on until the accuracy is high. Only *instance-based* methods, such as the
# > nearest neighbours below, look at stored samples; the others keep a few
# > fitted numbers. And a high accuracy on the *training* data proves little:
# > one stops when the accuracy on *validation* data no longer grows.

# %% [markdown] book="2.4.1"
# ### Classification
#
# In **classification** (طبقه‌بندی) the label is one of a few **classes**
# (دسته), known in advance. There are three kinds:
#
# | kind | Persian | the label of one sample | here |
# |---|---|---|---|
# | binary | دودویی | yes or no | is a tumour malignant? |
# | multi-class | چندکلاسی | exactly one of several | which species? |
# | multi-label | چندبرچسبی | any number, even none | what has a house? |
#
# The first two are **single-label** (تک‌برچسبی). The book's examples: a
# pregnancy test; books by subject; and news about a new phone, which are
# “business” and “technology” at once. The labels have different shapes:

# %%
cancer = datasets.load_breast_cancer()
malignant = 1 - cancer.target  # scikit-learn has 0 for malignant: turned
assert malignant.sum() == 212, "so many of the 569 are malignant"
has = pd.DataFrame(
    {
        "fireplace": houses["Fireplaces"] > 0,
        "garage": houses["GarageArea"] > 0,
        "basement": houses["TotalBsmtSF"] > 0,
        "half bath": houses["HalfBath"] > 0,
    }
).astype(int)
print("binary     ", malignant.shape, malignant[[0, 1, 19]])
print("multi-class", one_hot_species.shape, one_hot_species[[0, 50, 100]])
print("multi-label", has.shape, has.iloc[[0, 17, 39]].to_numpy())

# %% [markdown]
# Read the rows of the last two arrays. In the multi-class one every row sums
# to 1. In the multi-label one a row may sum to anything.

# %% [markdown]
# **Binary: is a tumour malignant?** 569 tumours, 30 measurements each, taken
# from a microscope picture. 212 are malignant (بدخیم), which we call the
# **positive** class (کلاس مثبت): the one we look for. We begin with a
# single measurement, so that we can draw the model. **Logistic regression**
# turns it into a probability with an S-shaped curve,
#
# $$p(x)=\frac{1}{1+e^{-(wx+b)}},$$
#
# and looks for the $w$ and $b$ that make the known labels most probable
# (scikit-learn adds a small penalty for large $w$).

# %%
#| alt: >
#|   Dots at 0 for benign tumours, most with a small radius, and at 1 for
#|   malignant ones, most with a large one; in between the two overlap. A curve
#|   climbs from 0 to 1 and passes 0.5 near radius 15, at a dotted line.
x_train, x_test, y_train, y_test = train_test_split(
    cancer.data,
    malignant,
    test_size=0.3,
    stratify=malignant,  # the same share of both classes in both parts
    random_state=SEED,
)
radius = LogisticRegression().fit(x_train[:, :1], y_train)  # mean radius

radii = np.linspace(6, 29, 200)
curve = radius.predict_proba(radii[:, None])[:, 1]
border = -radius.intercept_[0] / radius.coef_[0, 0]
rng = np.random.default_rng(SEED)
height = y_train + rng.uniform(-0.04, 0.04, len(y_train))
figure, axis = plt.subplots(figsize=(7, 3.2))
for value, name in ((0, "benign"), (1, "malignant")):
    chosen = y_train == value
    axis.plot(x_train[chosen, 0], height[chosen], ".", alpha=0.4, label=name)
axis.plot(radii, curve, color="black", label="p(malignant)")
axis.axvline(border, color="black", linestyle=":", label="p = 0.5")
axis.set(
    title="One measurement, one S-shaped curve",
    xlabel="mean radius of the cell nuclei (unit not documented)",
    ylabel="label, and probability",
)
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# The dots are shifted a little up and down, so that you can see them all.
# Where the curve passes 0.5, the answer changes from “benign” (خوش‌خیم) to
# “malignant”. Now all 30 measurements. They have very different sizes, so we
# scale each one to mean 0 and standard deviation 1; `make_pipeline` ties the
# two steps together, and both are fitted on the training part only.

# %%
all_30 = make_pipeline(StandardScaler(), LogisticRegression())
all_30.fit(x_train, y_train)
scores = {
    "always “benign”": (y_test == 0).mean(),
    "logistic regression, radius only": radius.score(x_test[:, :1], y_test),
    "logistic regression, all 30": all_30.score(x_test, y_test),
}
expect("ch02.binary.test_accuracy", scores["logistic regression, all 30"])
pd.Series(scores, name="share of right answers, test").round(3).to_frame()

# %% [markdown]
# The first row is the **baseline**: what somebody reaches who has learned
# nothing and always gives the more frequent answer. A score without its
# baseline tells nothing.

# %% [markdown]
# **Multi-class: which species?** Two kinds of model on two features, so that
# we can see what they do. **$k$ nearest neighbours** ($k$-NN) keeps all
# training flowers; for a new one it asks the $k$ most similar, and the
# majority wins. Logistic regression also works with more than two classes: it
# draws straight borders. Our two features are the length and the width of the
# *sepal* (کاسبرگ): in an iris, one of the three coloured leaves that hang
# down. **Predict**: which map will have ragged borders, $k=1$ or $k=15$?

# %%
models = {
    "1 neighbour": KNeighborsClassifier(1),
    "15 neighbours": KNeighborsClassifier(15),
    "logistic regression": LogisticRegression(max_iter=1000),
}
flower_train, flower_test, kind_train, kind_test = train_test_split(
    iris.data,
    iris.target,
    test_size=0.4,
    stratify=iris.target,
    random_state=SEED,
)
length, width = np.meshgrid(
    np.linspace(4, 8.2, 210), np.linspace(1.8, 4.6, 140)
)
map_points = np.column_stack([length.ravel(), width.ravel()])


# %%
#| alt: >
#|   Three maps of the species by sepal length and width. The borders are
#|   ragged for one neighbour, smoother for 15, and straight for logistic
#|   regression. Setosa is apart, versicolor and virginica are mixed.
colours = ["C0", "C1", "C2"]
figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), sharey=True)
for axis, (name, model) in zip(axes, models.items(), strict=True):
    model.fit(flower_train[:, :2], kind_train)
    regions = model.predict(map_points).reshape(length.shape)
    paint = ListedColormap(colours)
    axis.pcolormesh(length, width, regions, cmap=paint, alpha=0.2, vmax=2)
    for kind, colour in enumerate(colours):
        chosen = flower_train[kind_train == kind]
        label = iris.target_names[kind]
        axis.plot(chosen[:, 0], chosen[:, 1], "o", ms=4, color=colour)
        axis.fill([], [], color=colour, label=label)
    right = model.score(flower_train[:, :2], kind_train)
    tested = model.score(flower_test[:, :2], kind_test)
    axis.set(
        title=f"{name}\ntraining {right:.2f}, test {tested:.2f}",
        xlabel="sepal length (cm)",
    )
axes[0].set_ylabel("sepal width (cm)")
figure.legend(
    *axis.get_legend_handles_labels(), loc="outside lower center", ncols=3
)
plt.show()

# %% [markdown]
# With $k=1$ the borders bend around single flowers: the model has memorised
# them all, the unusual ones too. (Its training score is below 1 only because
# some flowers of different species have the same measurements.) A new flower
# near an unusual one may get a wrong answer. Remember the gap between the
# two scores: it returns as *overfitting*. (Which of the three is best on new
# flowers, 60 test flowers cannot say.) With all four features the task is
# much easier:

# %%
four = KNeighborsClassifier(15).fit(flower_train, kind_train)
print(f"baseline, always the same answer: {np.mean(kind_test == 0):.3f}")
expect("ch02.multi_class.test_accuracy", four.score(flower_test, kind_test))

# %% [markdown]
# ### Exercise 2.2 — nearest neighbours by hand (★★)
#
# Complete `knn_predict`. The distance of two feature vectors is
# $\sqrt{\sum_j (a_j-b_j)^2}$. On a tie between classes take the smallest
# class number. (`np.bincount` counts votes.)


# %% exercise="2.2"
def knn_predict(x_train, y_train, x_new, k):
    """Return the class of each row of x_new, by a vote of k neighbours."""
    ### BEGIN SOLUTION
    answers = []
    for row in x_new:
        distance = np.sqrt(((x_train - row) ** 2).sum(axis=1))
        nearest = np.argsort(distance)[:k]
        answers.append(np.bincount(y_train[nearest]).argmax())
    return np.array(answers)
    ### END SOLUTION


# %% check="2.2a" points=1
@check("2.2a", hint="k = 1: the label of the row with the smallest distance")
def _():
    places = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])
    result = knn_predict(places, np.array([0, 1, 2]), places + 0.4, 1)
    np.testing.assert_array_equal(result, [0, 1, 2])


# %% check="2.2b" points=1
@check("2.2b", hint="square the differences before adding; let all k vote")
def _():
    line = np.array([[0.0], [1.0], [2.0], [10.0], [11.0]])
    labels = np.array([0, 1, 1, 0, 0])
    new = np.array([[-3.0], [12.0]])
    np.testing.assert_array_equal(knn_predict(line, labels, new, 1), [0, 0])
    np.testing.assert_array_equal(knn_predict(line, labels, new, 3), [1, 0])
    ### BEGIN HIDDEN TESTS
    result = knn_predict(flower_train, kind_train, flower_test, 5)
    ours = KNeighborsClassifier(5).fit(flower_train, kind_train)
    assert np.mean(result == ours.predict(flower_test)) > 0.95
    ### END HIDDEN TESTS


# %% [markdown]
# **Multi-label: what does a house have?** Four questions about one house at
# once: has it a fireplace, a garage, a basement, a half bath (a bathroom
# without bath or shower)? We answer from its *other* features. The simplest
# way is one logistic regression for each label.

# %%
inputs = houses.drop(
    columns=["Fireplaces", "GarageArea", "TotalBsmtSF", "HalfBath"]
)
in_train, in_test, has_train, has_test = train_test_split(
    inputs, has, test_size=0.3, random_state=SEED
)
multi_label = make_pipeline(
    StandardScaler(), MultiOutputClassifier(LogisticRegression())
).fit(in_train, has_train)
has_predicted = multi_label.predict(in_test)
usual = has_train.mode().iloc[0]  # the more frequent answer to each question

# %%
#| alt: >
#|   Pairs of bars. For fireplace and half bath logistic regression is well
#|   above the frequent answer; for garage and basement both are close to 1.
#|   All four answers are right for about half of the houses, against a
#|   quarter.
right = pd.DataFrame(
    {
        "always the frequent answer": (has_test == usual).mean(),
        "logistic regression": (has_test == has_predicted).mean(),
    }
)
right.loc["all four right"] = [
    (has_test == usual).all(axis=1).mean(),
    (has_test == has_predicted).all(axis=1).mean(),
]
axis = right.plot.bar(rot=0, figsize=(8, 3.2), color=["0.75", "C0"])
axis.set(
    title="Two labels can be learned, two are nearly always “yes”",
    ylabel="share of test houses",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
expect("ch02.multi_label.all_four", right.iloc[-1, 1])

# %% [markdown]
# Fireplace and half bath gain over the baseline. Garage and basement look
# excellent and are not: nearly every house has them, so “yes” is nearly
# always right. We come back to such **imbalanced** (نامتوازن) labels. And
# mistakes add up: all four answers are right for about half of the houses.

# %% [markdown] book="2.4.2"
# ### Regression
#
# In **regression** (رگرسیون) the answer is a number on a continuous scale:
# an exam score from hours of study, the price of a used car, the angle of a
# steering wheel. **Linear regression** (رگرسیون خطی) takes
#
# $$\hat y = w x + b$$
#
# and chooses the slope $w$ and the intercept $b$ so that the squared errors
# $\sum_i (y_i-\hat y_i)^2$ are as small as possible: the *best fit* (بهترین
# تناسب). The hat marks a prediction.
#
# Our data: 442 patients with diabetes. From the body-mass index (weight in
# kg divided by the square of the height in m) we predict how far the disease
# has come one year later.

# %%
#| alt: >
#|   Progression against body-mass index: a wide cloud of dots with a rising
#|   line through it, a thin grey line from each dot to that line, and a dotted
#|   level line at the mean.
diabetes = datasets.load_diabetes(scaled=False)
bmi, progression = diabetes.data[:, 2], diabetes.target
line = LinearRegression().fit(bmi[:, None], progression)
predicted = line.predict(bmi[:, None])

figure, axis = plt.subplots(figsize=(7, 3.4))
axis.vlines(bmi, progression, predicted, color="0.8", linewidth=0.7)
axis.plot(bmi, progression, ".", ms=4, label="a patient")
axis.plot(bmi, predicted, color="C1", label="best fit")
axis.axhline(progression.mean(), color="0.4", ls=":", label="mean of all")
axis.set(
    title=f"Each unit of the index adds {line.coef_[0]:.1f} points",
    xlabel="body-mass index (kg/m²)",
    ylabel="progression (points)",
)
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
expect("ch02.regression.slope", line.coef_[0])

# %% [markdown]
# The grey lines are the errors. The line is no law: it says what happens on
# average, and single patients lie far away from it. It still beats the
# dotted line, which gives everybody the mean.

# %% [markdown]
# ### Exercise 2.3 — the best line by hand (★★)
#
# The smallest sum of squares has a formula. With the means $\bar x,\bar y$,
#
# $$w=\frac{\sum_i (x_i-\bar x)(y_i-\bar y)}{\sum_i (x_i-\bar x)^2},
# \qquad b=\bar y-w\bar x.$$


# %% exercise="2.3"
def fit_line(x, y):
    """Return slope and intercept (w, b) of the best line through points."""
    ### BEGIN SOLUTION
    dx, dy = x - x.mean(), y - y.mean()
    w = (dx * dy).sum() / (dx**2).sum()
    return w, y.mean() - w * x.mean()
    ### END SOLUTION


# %% check="2.3a" points=1
@check("2.3a", hint="points on a line: w is its slope, b its height at x = 0")
def _():
    w, b = fit_line(np.array([0.0, 1.0, 4.0]), np.array([3.0, 5.0, 11.0]))
    np.testing.assert_allclose([w, b], [2.0, 3.0])


# %% check="2.3b" points=1
@check("2.3b", hint="the sum below the fraction has only x in it, squared")
def _():
    w, b = fit_line(np.array([1.0, 2.0, 6.0]), np.array([2.0, 1.0, 9.0]))
    np.testing.assert_allclose([w, b], [11 / 7, -5 / 7])
    ### BEGIN HIDDEN TESTS
    result = fit_line(bmi, progression)
    np.testing.assert_allclose(result, [line.coef_[0], line.intercept_])
    ### END HIDDEN TESTS


# %% [markdown] tags=["further"]
# ### Exercise 2.4 — logistic regression by hand (★★★)
#
# No formula gives the best $w$ and $b$ of logistic regression; one walks
# downhill on the **loss**, a number that says how badly the probabilities fit
# the labels. With probabilities $p_i=1/(1+e^{-(w\cdot x_i+b)})$ and labels
# $y_i$ (0 or 1), the loss falls fastest along
#
# $$-\frac1n\sum_i (p_i-y_i)\,x_i \;\text{ for } w,\qquad
# -\frac1n\sum_i (p_i-y_i)\;\text{ for } b.$$
#
# Complete `logistic_step`: add `learning_rate` times these to $w$ and $b$.
# $x_i$ is row $i$ of `x`; $w$ has an entry for each feature.


# %% exercise="2.4"
def logistic_step(w, b, x, y, learning_rate=0.5):
    """Return the new (w, b) after one step downhill."""
    ### BEGIN SOLUTION
    p = 1 / (1 + np.exp(-(x @ w + b)))
    error = p - y
    new_w = w - learning_rate * x.T @ error / len(y)
    return new_w, b - learning_rate * error.mean()
    ### END SOLUTION


# %% check="2.4a" points=1
@check(
    "2.4a",
    hint="with w = 0 and b = 0 every p is 0.5; take the mean over the rows, "
    "and return w before b",
)
def _():
    x = np.array([[1.0, 2.0], [3.0, -2.0]])
    w, b = logistic_step(np.zeros(2), 0.0, x, np.array([1, 1]))
    np.testing.assert_allclose(w, [0.5, 0.0])
    np.testing.assert_allclose(b, 0.25)


# %% check="2.4b" points=1
@check("2.4b", hint="p comes from the OLD w and b; p minus y, not y minus p")
def _():
    x = np.array([[0.0], [1.0], [3.0], [2.0]])
    y = np.array([0, 0, 1, 1])
    w, b = logistic_step(np.array([1.0]), -1.0, x, y, learning_rate=1.0)
    np.testing.assert_allclose([w[0], b], [1.098873, -1.095199], atol=1e-5)


# %% check="2.4c" points=1
@check("2.4c", hint="many steps should reach the same as scikit-learn")
def _():
    x = StandardScaler().fit_transform(cancer.data[:, :2])
    w, b = np.zeros(2), 0.0
    for _ in range(2000):
        w, b = logistic_step(w, b, x, malignant)
    # C = 1e6: no pull towards small w, which scikit-learn adds by default
    ours = LogisticRegression(C=1e6).fit(x, malignant)
    np.testing.assert_allclose(w, ours.coef_[0], rtol=0.01)
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(b, ours.intercept_[0], rtol=0.01)
    ### END HIDDEN TESTS


# %% [markdown] book="2.4.3"
# ### Advantages and disadvantages
#
# | + | − |
# |---|---|
# | simple to understand | needs labels: slow work, and expensive |
# | easy to test: answers are known | knows only the classes it was shown |
# | good on a clear question | training may take much computing time |
# | most methods keep few numbers | some tasks have no single right answer |
#
# > **Correction to the book (2.8).** “After training the data are not
# > needed” is not true of every method: $k$-NN is nothing but its training
# > data. And “more accurate than unsupervised learning” compares two
# > different tasks.

# %% [markdown]
# The second disadvantage deserves a picture. The book asks what a classifier
# of cats and dogs says about a giraffe: “cat” or “dog”, of course. We train
# two on 1,797 small pictures of digits (one standardises each pixel, one
# divides all by 16) and show them a cat. **Predict**: how sure will each be?

# %%
#| alt: >
#|   A cat; the cat as 8 by 8 grey pixels; and the probabilities of two digit
#|   readers: one is certain of a 4, the other spreads over 2, 7 and 4.
digits = datasets.load_digits()  # 8 × 8 pixels, each from 0 to 16
pixels = digits.data / 16
readers = {
    "standardised": make_pipeline(
        StandardScaler(), LogisticRegression(max_iter=2000)
    ),
    "divided by 16": LogisticRegression(max_iter=2000),
}
grey = cat[2:298, 77:373].mean(axis=2)  # 296 × 296: 8 × 8 blocks of 37 × 37
small = grey.reshape(8, 37, 8, 37).mean(axis=(1, 3))  # the mean of each block
small = (small - small.min()) / (small.max() - small.min())

figure, axes = plt.subplots(1, 3, figsize=(10, 2.8))
axes[0].imshow(cat[2:298, 77:373])
axes[0].set_title("The cat")
axes[1].imshow(small, cmap="gray")
axes[1].set_title("As 8 × 8 pixels")
confidence = {}
for number, (name, reader) in enumerate(readers.items()):
    reader.fit(pixels, digits.target)
    probabilities = reader.predict_proba(small.reshape(1, -1))[0]
    confidence[name] = probabilities.max()
    place = np.arange(10) + 0.4 * number - 0.2
    label = f"{name}: “{probabilities.argmax()}”"
    axes[2].bar(place, probabilities, 0.4, label=label)
axes[2].set(xlabel="digit", title="“It is a …!”", xticks=range(10))
axes[2].set(ylabel="probability", ylim=(0, 1.6), yticks=[0, 0.5, 1])
axes[2].legend(loc="upper right")
axes[0].axis("off")
axes[1].set(xticks=[], yticks=[])  # the frame stays: its corners are white
plt.show()
expect("ch02.cat.confidence", confidence["standardised"])
expect("ch02.cat.confidence_plain", confidence["divided by 16"])

# %% [markdown]
# Both answers are nonsense. Neither reader has a way to say “none of these”:
# the probabilities of the ten digits sum to 1, whatever the picture shows. But
# why is one of them *certain*? We have done it ourselves. In the digits 0 is
# paper and 1 is ink, and some pixels at the border are nearly always paper.
# Their standard deviation is tiny, and `StandardScaler` divides by it. The
# cat's picture is bright at its edges, and bright counts as ink. Which of the
# 64 pixels adds most to the winning digit's sum?

# %%
scaler, classifier = readers["standardised"]
scaled = scaler.transform(small.reshape(1, -1))
answer = classifier.predict(scaled)[0]
added = classifier.coef_[answer] * scaled[0]
pixel = added.argmax()
print(f"pixel {pixel}, with ink in {(pixels[:, pixel] > 0).sum()}", end=" ")
print(f"of {len(pixels):,} digits: the cat is {scaled[0, pixel]:.0f}", end=" ")
print(f"standard deviations off, which adds {added[pixel]:.1f}")
scaled[0, pixel] = 0  # as if the cat had the digits' mean there
p = classifier.predict_proba(scaled)[0]
print(f"without it: “{p.argmax()}”, {p.max():.3f} instead of “{answer}”")
expect("ch02.cat.added_by_one_pixel", added[pixel])

# %% [markdown]
# One pixel decides. Such an input pushes the answer further than any training
# digit did. Scaling suits features of different units, as those of the
# tumours; pixels have one unit already, so divide them all by the same number.
