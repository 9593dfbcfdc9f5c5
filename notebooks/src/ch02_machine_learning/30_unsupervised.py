# Chapter 2: unsupervised learning.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/unsupervised
# needs: supervised

# %% [markdown] book="2.5"
# ## Unsupervised learning
#
# In **unsupervised learning** (یادگیری بدون نظارت) there are no labels. The
# machine looks for structure by similarity: which things belong together,
# which features say the same. It may propose several ways of grouping, and
# it is up to you to find out whether one of them is useful. It is a good
# start when you explore data that nobody has looked at yet, say, the
# customers of a shop.

# %% [markdown] book="2.5.1"
# ### Clustering
#
# **Clustering** (خوشه‌بندی) puts samples into groups, the **clusters**
# (خوشه), such that members of one cluster are close to each other. The best
# known method is ***k*-means**. It looks for $K$ centres $\mu_k$ with a small
#
# $$\text{inertia}=\sum_{k=1}^{K}\;\sum_{x\in C_k}\lVert x-\mu_k\rVert^2,$$
#
# where $C_k$ holds the samples nearest to centre $k$. Two steps in turn:
# (1) give each sample to the nearest centre; (2) move each centre to the
# mean of its samples. Neither step can make the inertia larger, so after
# some rounds nothing changes any more.


# %%
def nearest(x, centres):
    """Return for each sample the number of the nearest centre."""
    distance = ((x[:, None] - centres) ** 2).sum(axis=2)
    return distance.argmin(axis=1)


def k_means(x, centres):
    """Return (centres, clusters) of every round, the start first."""
    rounds = []
    while True:
        cluster = nearest(x, centres)
        rounds.append((centres, cluster))
        centres = np.array(
            [
                x[cluster == k].mean(axis=0) if (cluster == k).any() else old
                for k, old in enumerate(centres)
            ]
        )
        if np.allclose(centres, rounds[-1][0]):
            return rounds


def inertia(x, centres, cluster):
    return ((x - centres[cluster]) ** 2).sum()


# %% [markdown]
# We watch it on the iris flowers, without telling it the species. To make it
# harder, the three centres begin on three flowers of the *same* species.
# **Predict**: will they find their way out?

# %%
#| alt: >
#|   Petal width against length in four rounds. The three crosses start close
#|   together at the upper right; one moves to the small group at the lower
#|   left, the other two share the rest, and in the end each is in the middle
#|   of its colour.
petal = iris.data[:, 2:]  # length and width, in cm
rounds = k_means(petal, petal[[100, 110, 120]])
shown = [0, 1, 3, len(rounds) - 1]
figure, axes = plt.subplots(1, 4, figsize=(13, 3.2), sharey=True)
for axis, number in zip(axes, shown, strict=True):
    centres, cluster = rounds[number]
    for k in range(3):
        members = petal[cluster == k]
        axis.plot(members[:, 0], members[:, 1], ".", color=f"C{k}")
        axis.plot(*centres[k], "X", ms=11, mec="black", color=f"C{k}")
    axis.set(
        title=f"round {number}: "
        f"inertia {inertia(petal, centres, cluster):.0f} cm²",
        xlabel="petal length (cm)",
    )
axes[0].set_ylabel("petal width (cm)")
plt.show()
pd.crosstab(species, rounds[-1][1], rownames=["species"], colnames=["cluster"])

# %% [markdown]
# They do, here. The crosses wander apart, the inertia falls, and the clusters
# are nearly the species, which the algorithm has never seen. It does not
# always end so well: k-means stops where no step helps any more, and that
# need not be the best place. So one starts several times at random and keeps
# the smallest inertia; scikit-learn does so when `n_init` asks for it (and
# spreads the centres at the start: *k-means++*). We compare on the digits: 64
# features, ten clusters.

# %%
pixels = digits.data / 16  # each pixel from 0 to 1
pixels_train, pixels_test, digit_train, digit_test = train_test_split(
    pixels,
    digits.target,
    test_size=0.3,
    stratify=digits.target,
    random_state=SEED,
)
rng = np.random.default_rng(SEED)
by_hand = []
starts = by_profile(smoke=2, quick=10, full=10)
for _ in range(starts):
    random_rows = rng.choice(len(pixels_train), 10, replace=False)
    end = k_means(pixels_train, pixels_train[random_rows])[-1]
    by_hand.append(inertia(pixels_train, *end))
library = KMeans(10, n_init=starts, random_state=SEED).fit(pixels_train)
print(f"{starts} starts by hand: {min(by_hand):.0f} to {max(by_hand):.0f}")
print(f"scikit-learn, best of {starts}: {library.inertia_:.0f}")
expect("ch02.k_means.inertia_ratio", min(by_hand) / library.inertia_)

# %% [markdown]
# > **Correction to the book (2.9).** Clustering is said to need a *given*
# > number of clusters. That holds for k-means and its relatives; hierarchical
# > methods and DBSCAN find a number themselves (from other settings).
#
# The inertia cannot choose $K$ for you: with more centres it always gets
# smaller, down to 0 when every sample is a centre.

# %% [markdown] book="2.5.2"
# ### Dimensionality reduction
#
# A picture of a digit has 64 numbers. Does it need them all? **Dimensionality
# reduction** (کاهش ابعاد) describes each sample by fewer features and keeps
# as much of the variation as it can. **Principal component analysis** (PCA)
# looks for the direction in which the data vary most, then for the next one
# at a right angle to it, and so on. Each sample is then given by its place
# along the first few directions.

# %%
#| alt: >
#|   Three digits, each rebuilt from 2, 8, 20 and 64 numbers, and beside them
#|   the originals. With 2 there are only blurs, with 20 most can be read, with
#|   64 nothing is lost.
pca = PCA().fit(pixels_train)
kept = np.cumsum(pca.explained_variance_ratio_)
numbers = [2, 8, 20, 64]
figure, axes = plt.subplots(3, 5, figsize=(9, 4.6))
middle = pca.mean_
for axis_column, n in zip(axes.T, [*numbers, None], strict=True):
    for axis, picture in zip(axis_column, pixels_test[:3], strict=True):
        if n:  # go there and back with n directions
            directions = pca.components_[:n]
            code = (picture - middle) @ directions.T
            picture = middle + code @ directions
        axis.imshow(picture.reshape(8, 8), cmap="gray", vmin=0, vmax=1)
        axis.axis("off")
    title = f"{n} numbers\n{kept[n - 1]:.0%} kept" if n else "original"
    axis_column[0].set_title(title)
figure.suptitle("Digits rebuilt from a few numbers")
plt.show()
expect("ch02.pca.kept_by_20", kept[19])

# %% [markdown]
# Twenty numbers instead of 64 keep nine tenths of the variation, and you can
# read most digits. Two numbers are too few to rebuild them; but two can be
# drawn. We draw them below, next to another method.
#
# > **Correction to the book (2.10).** Dimensionality reduction is called a
# > step of preparation before training. It is also used for itself: to draw
# > data, to compress them, to remove noise.

# %% [markdown] tags=["further"]
# ### Exercise 2.5 — PCA by hand (★★★)
#
# Complete `pca_codes`. Subtract the mean of each column; then
# `np.linalg.svd(centred, full_matrices=False)` returns `u, s, vt`, and the
# rows of `vt` are the directions, the most important first. The codes are
# the centred rows times the first `n` directions.


# %% exercise="2.5"
def pca_codes(x, n):
    """Return an array (samples, n): places along the first n directions."""
    ### BEGIN SOLUTION
    centred = x - x.mean(axis=0)
    _, _, vt = np.linalg.svd(centred, full_matrices=False)
    return centred @ vt[:n].T
    ### END SOLUTION


# %% check="2.5a" points=1
@check("2.5a", hint="one row a sample, one column a direction; centre first")
def _():
    x = np.array([[5.0, 1.0], [6.0, 2.0], [7.0, 3.0]])  # along a diagonal
    codes = pca_codes(x, 1)
    assert np.shape(codes) == (3, 1)
    expected = [np.sqrt(2), 0, np.sqrt(2)]  # the sign is free
    np.testing.assert_allclose(np.abs(codes[:, 0]), expected, atol=1e-9)


# %% check="2.5b" points=1
@check("2.5b", hint="the ROWS of vt are the directions: project with vt[:n].T")
def _():
    ours = PCA(3).fit_transform(iris.data)
    result = pca_codes(iris.data, 3)
    np.testing.assert_allclose(np.abs(result), np.abs(ours), atol=1e-6)
    ### BEGIN HIDDEN TESTS
    ours = PCA(5, svd_solver="full").fit_transform(pixels[:200])
    result = pca_codes(pixels[:200], 5)
    np.testing.assert_allclose(np.abs(result), np.abs(ours), atol=1e-6)
    ### END HIDDEN TESTS


# %% [markdown] book="2.5.3"
# ### Supervised and unsupervised, compared
#
# The book compares two ways to teach a child English: with a dictionary
# (supervised: quick, but only what stands in it), or with five English books
# and nothing else (unsupervised: hard, but whole sentences with their
# grammar).
#
# > **Correction to the book (2.11).** The book expects the second child to
# > translate, too. From English books alone nobody can learn what a word
# > means in Persian: unsupervised learning finds the structure *inside* its
# > data, here grammar and which words go together, not a link to something
# > outside.

# %% [markdown] book="2.5.4"
# ### Why unsupervised learning? Name groups, not samples
#
# A supervised model measures its error with a **cost function** (تابع هزینه)
# that compares its answers with labels. Labels cost money, and most data in
# the world have none. So supervised learning is excellent for **narrow AI**
# (هوش مصنوعی محدود), one task with many labels; **strong AI** (هوش مصنوعی
# قوی) cannot wait for a label for everything.
#
# Suppose somebody may name only ten of our 1,257 digits.
# Which ten? Ten at random, or one in the middle of each cluster? In the
# second case the name is given to the whole cluster. **Predict** the two
# scores.

# %%
#| alt: >
#|   Two rows of ten pictures. Above, the centres, which look like blurred
#|   digits; below each of them the digit nearest to it, with the name that a
#|   person gave it.
distance = ((pixels_train[:, None] - library.cluster_centers_) ** 2).sum(2)
asked = distance.argmin(axis=0)  # the sample nearest to each centre
cluster_names = digit_train[asked]  # a person looks at ten pictures

figure, axes = plt.subplots(2, 10, figsize=(11, 2.7))
for column, k in zip(axes.T, np.argsort(cluster_names), strict=True):
    column[0].imshow(library.cluster_centers_[k].reshape(8, 8), cmap="gray")
    column[1].imshow(pixels_train[asked[k]].reshape(8, 8), cmap="gray")
    column[1].set_title(f"“{cluster_names[k]}”")
for axis in axes.flat:
    axis.axis("off")
figure.suptitle("Ten centres, and the ten digits that a person has to name")
plt.show()


# %%
def score_with_names(count):
    """Return test accuracies: cluster names, and as many random labels."""
    groups = KMeans(count, n_init=starts, random_state=SEED).fit(pixels_train)
    distance = ((pixels_train[:, None] - groups.cluster_centers_) ** 2).sum(2)
    names = digit_train[distance.argmin(axis=0)]
    by_cluster = names[groups.predict(pixels_test)] == digit_test

    rng = np.random.default_rng(SEED)
    by_chance = []
    for _ in range(10):
        rows = rng.choice(len(pixels_train), count, replace=False)
        closest = nearest(pixels_test, pixels_train[rows])  # 1-NN
        by_chance.append(np.mean(digit_train[rows][closest] == digit_test))
    return by_cluster.mean(), np.mean(by_chance)


counts = by_profile(
    smoke=[10], quick=[10, 20, 30, 50, 100], full=[10, 20, 30, 50, 100]
)
by_cluster, by_chance = np.array([score_with_names(n) for n in counts]).T

# %%
#| alt: >
#|   Accuracy against 10 to 100 names. Named clusters begin near 0.8 and rise;
#|   names of random digits begin near 0.5, far above guessing, and come
#|   closer, but remain lower.
figure, axis = plt.subplots(figsize=(7, 3.4))
axis.plot(counts, by_cluster, "o-", label="one name for each cluster")
axis.plot(counts, by_chance, "s--", label="names of random digits, 1-NN")
axis.axhline(0.1, color="0.5", linestyle=":", label="guessing")
axis.set(
    title="The same number of names says more after clustering",
    xlabel="digits that a person names",
    ylabel="accuracy on the test set",
    ylim=(0, 1),
)
axis.legend(loc="lower right", bbox_to_anchor=(1, 0.14))
plt.show()
expect("ch02.name_groups.ten_names", by_cluster[0])
expect("ch02.name_groups.gain", by_cluster[0] - by_chance[0])

# %% [markdown]
# Ten names, and most test digits are right, because the data without labels
# had told us already which pictures belong together. The groups are not pure,
# though: with ten clusters about one digit in five sits in a group with
# another name. Look at the centres in the upper row: the more a centre looks
# like a mixture, the less pure is its group.
#
# > **Correction to the book (2.12).** The book writes that training makes the
# > cost small *so that the error on the test set is small*. What training
# > minimises is the cost on the **training** set. A small error on new data
# > is what we hope for, and have to check.

# %% [markdown]
# **Representation learning** (یادگیری بازنمایی), also *feature learning*, is
# the part of machine learning that looks for good features automatically. PCA
# is a simple example: new features, found from the data. A network can do the
# same without the limit to straight directions. An **autoencoder** must
# rebuild its input from a few numbers in its middle, here two. Nobody tells
# it which digit is which. (Chapter 3 explains its parts.)
#
# > **Correction to the book (2.13).** Representation learning comes up under
# > unsupervised learning only. Networks trained *with* labels learn
# > representations, too; that is the point of deep learning.

# %%
keras.utils.set_random_seed(SEED)
encoder = keras.Sequential(
    [
        keras.Input((64,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(2),  # the two numbers
    ]
)
decoder = keras.Sequential(
    [
        keras.Input((2,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="sigmoid"),
    ]
)
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="mse", steps_per_execution=20
)
history = autoencoder.fit(
    pixels_train,
    pixels_train,  # the answer is the input itself
    epochs=by_profile(smoke=1, quick=60, full=300),
    batch_size=64,
    verbose=0,
).history
print(f"loss: {history['loss'][0]:.4f}, at the end {history['loss'][-1]:.4f}")
print(f"weights: {autoencoder.count_params():,}")


# %%
#| alt: >
#|   Digits as dots by two numbers, a colour for each digit and its name in
#|   their middle. With PCA most colours lie over each other; with the
#|   autoencoder more of them have a place of their own.
codes = {
    "PCA, 2 numbers": (
        PCA(2).fit(pixels_train).transform(pixels_train),
        PCA(2).fit(pixels_train).transform(pixels_test),
    ),
    "autoencoder, 2 numbers": (
        encoder.predict(pixels_train, verbose=0),
        encoder.predict(pixels_test, verbose=0),
    ),
}
code_score = {}
figure, axes = plt.subplots(1, 2, figsize=(11, 4.2))
for axis, (name, (train, test)) in zip(axes, codes.items(), strict=True):
    neighbours = KNeighborsClassifier(15).fit(train, digit_train)
    code_score[name] = neighbours.score(test, digit_test)
    axis.scatter(*test.T, c=digit_test, cmap="tab10", s=9, alpha=0.5)
    for digit in range(10):
        own = test[digit_test == digit]
        from_middle = np.abs(own - np.median(own, axis=0)).sum(axis=1)
        axis.text(*own[from_middle.argmin()], digit, size=14)
    axis.set(
        title=f"{name}: 15-NN reads {code_score[name]:.0%}",
        xlabel="first number",
        ylabel="second number",
    )
plt.show()

# %%
there_and_back = {
    "PCA": pca.components_[:2],
    "autoencoder": autoencoder.predict(pixels_test, verbose=0),
}
flat = (pixels_test - pca.mean_) @ there_and_back["PCA"].T
rebuilt = pca.mean_ + flat @ there_and_back["PCA"]
error_pca = ((rebuilt - pixels_test) ** 2).mean()
error_network = ((there_and_back["autoencoder"] - pixels_test) ** 2).mean()
print(f"squared error a pixel: PCA {error_pca:.4f}, ", end="")
print(f"autoencoder {error_network:.4f}")
expect("ch02.autoencoder.error_ratio", error_network / error_pca)
by_pca, by_network = code_score.values()
expect("ch02.autoencoder.accuracy_gain", by_network - by_pca)

# %% [markdown]
# The black numbers stand at the test picture nearest to the median of its
# digit (the 1 falls into several groups); the titles say how many of
# them 15 nearest neighbours can name from the two numbers alone. Curved
# directions keep the digits apart where two straight ones mix them, and the
# autoencoder rebuilds unseen digits with less error. It needs a longer
# training for that, and 33,474 weights instead of the 192 numbers of PCA.

# %% [markdown] book="2.5.5"
# ### Advantages and disadvantages
#
# | + | − |
# |---|---|
# | data without labels are cheap | nothing says if a result is right |
# | finds what nobody looked for | a person must interpret it |
# | makes labelling cheaper, as above | often less accurate than with labels |
# | shows what is in the data | depends on $K$, scale and distance |
#
# ### Exercise 2.6 — name the groups (★★)
#
# A more careful helper looks at *several* members of each cluster and gives
# the cluster the most frequent name. Complete `name_clusters`. On a tie take
# the smallest label; a cluster without any named member gets −1.


# %% exercise="2.6"
def name_clusters(cluster, label, k):
    """Return k names, from the cluster numbers and labels of named samples."""
    ### BEGIN SOLUTION
    names = np.full(k, -1)
    for number in range(k):
        members = label[cluster == number]
        if len(members):
            names[number] = np.bincount(members).argmax()
    return names
    ### END SOLUTION


# %% check="2.6a" points=1
@check("2.6a", hint="choose the labels where cluster == number, then count")
def _():
    cluster, label = np.array([0, 0, 0, 1, 1]), np.array([7, 7, 3, 5, 5])
    np.testing.assert_array_equal(name_clusters(cluster, label, 2), [7, 5])


# %% check="2.6b" points=1
@check(
    "2.6b",
    hint="k names, also for clusters without a member; ties: the smallest",
)
def _():
    cluster, label = np.array([2, 2, 0]), np.array([4, 1, 9])
    np.testing.assert_array_equal(
        name_clusters(cluster, label, 4), [9, -1, 1, -1]
    )
    ### BEGIN HIDDEN TESTS
    result = name_clusters(library.labels_, digit_train, 10)
    share = np.mean(np.asarray(result)[library.labels_] == digit_train)
    assert share >= np.mean(cluster_names[library.labels_] == digit_train)
    ### END HIDDEN TESTS
