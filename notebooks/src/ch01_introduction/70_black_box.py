# Chapter 1: weaknesses 8 and 9: the black box, not alone.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/black_box
# needs: confidence

# %% [markdown]
# ### 8. The black box
#
# The weakness that people name first. A **decision tree** (درخت تصمیم) for the
# same flowers is **rule-based** (if/else) and so **interpretable**
# (تفسیرپذیر): each answer can be followed from rule to rule. A network is
# **opaque** (عدم شفافیت).

# %%
tree = DecisionTreeClassifier(max_depth=2, random_state=SEED)
tree.fit(petals_train, kinds_train)
print("The tree, in full:\n")
print(export_text(tree, feature_names=["length", "width"], decimals=1))
print("(class 0: setosa, 1: versicolor, 2: virginica)\n")
first = flower_network.layers[0].get_weights()[0]
print(f"The network: {flower_network.count_params():,} numbers, beginning")
print(first[:, :6].round(2))
tree_accuracy = tree.score(petals_new, kinds_new)
print(f"\ntree {tree_accuracy:.3f}, network {flower_accuracy:.3f}", end=" ")
print(f"of 60 new flowers right; guessing {1 / 3:.3f}")
expect("ch01.black_box.tree_accuracy", tree_accuracy)

# %% [markdown]
# On a task as small as this the tree makes a few more mistakes at most. On
# pictures it would make many more. Whoever is responsible for a decision (a
# judge, a doctor, the head of a company who spends millions) needs to know
# why; someone who sorts holiday photographs need not. Gary Marcus, whom the
# book quotes: this is not solved.
#
# One can at least **ask** a black box: change the input, and see what happens.

# %% [markdown]
# ### Exercise 1.6 — what did it look at? (★★★)
#
# Cover one small square of a picture with paper (zeros). How much does the
# confidence fall? Complete `occlusion_map`: cut the picture into squares of
# `size` × `size` points, and note for each one
# `confidence(picture) − confidence(picture with that square covered)`.
# `confidence` is a function that takes a picture and returns a number.


# %% exercise="1.6"
def occlusion_map(confidence, picture, size=4):
    """Return an array with one number for each square of the picture.

    picture: array (height, width), both multiples of size.
    """
    ### BEGIN SOLUTION
    whole = confidence(picture)
    height, width = np.array(picture.shape) // size
    fall = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            covered = picture.copy()
            rows = slice(row * size, (row + 1) * size)
            covered[rows, column * size : (column + 1) * size] = 0
            fall[row, column] = whole - confidence(covered)
    return fall
    ### END SOLUTION


# %% check="1.6a" points=1
@check(
    "1.6a",
    hint="there are (height // size) × (width // size) squares; each number "
    "is the whole picture's confidence minus the covered one's; cover a copy",
)
def _():
    found = occlusion_map(lambda x: float(x.sum()), np.ones((28, 28)))
    assert found.shape == (7, 7), f"the shape is {found.shape}"
    np.testing.assert_allclose(found, 16.0)


# %% check="1.6b" points=1
@check(
    "1.6b",
    hint="cover a COPY each time: picture.copy(); else the squares that you "
    "covered before stay covered, and your picture is lost",
)
def _():
    picture = np.arange(1.0, 17.0).reshape(4, 4)
    found = occlusion_map(lambda x: x[0, 0] * x[3, 3], picture, size=2)
    np.testing.assert_allclose(found, [[16, 0], [0, 16]])
    assert picture.min() == 1, "the picture itself was changed"


# %% check="1.6c" points=1
@check(
    "1.6c", hint="rows and columns in their order; pictures need not be square"
)
def _():
    found = occlusion_map(lambda x: x[1, 4], np.ones((2, 6)), size=2)
    np.testing.assert_allclose(found, [[0, 0, 1]])
    ### BEGIN HIDDEN TESTS
    picture = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    found = occlusion_map(lambda x: 2 * x.sum(), picture, size=1)
    np.testing.assert_allclose(found, 2 * picture)
    ### END HIDDEN TESTS


# %% [markdown]
# What did the digit reader look at? We make 49 copies of a digit, each with
# one square covered, and ask for all at once. The second row shows digits that
# it reads wrongly: there the fall is that of the wrong answer.

# %%
squares = np.kron(np.eye(49).reshape(49, 7, 7), np.ones((4, 4)))


def confidence_falls(picture):
    """Return the network's answer, and the fall for each of 7 × 7 squares."""
    whole = answers_of(model, picture[None])[0]
    covered = answers_of(model, picture * (1 - squares))
    answer = whole.argmax()
    return answer, (whole[answer] - covered[:, answer]).reshape(7, 7)


found = answers_of(model, x_val).argmax(axis=1)
shown = [*np.flatnonzero(found == y_val)[:6]]
shown += [*np.flatnonzero(found != y_val)[:6]]

# %% tags=["hide-input"]
#| alt: >
#|   The outlines of twelve digits; red squares mark ink without which the
#|   network's answer becomes less certain: six digits read correctly above,
#|   six read wrongly below.
figure, axes = plt.subplots(2, 6, figsize=(10, 3.9))
for axis, i in zip(axes.flat, shown, strict=True):
    answer, falls = confidence_falls(x_val[i])
    axis.imshow(
        np.ma.masked_less(falls, 0.02),
        cmap="Reds",
        vmin=0,
        vmax=1,
        extent=(0, 7, 7, 0),
    )
    centres = (np.arange(28) + 0.5) / 4  # of the points
    axis.contour(centres, centres, x_val[i], levels=[0.5], colors="black")
    axis.set_title(f"“{answer}”, label {y_val[i]}", fontsize=10)
    axis.axis("off")
figure.suptitle("Red: without this square the answer is less certain")
plt.show()

# %% [markdown]
# Covering empty paper changes nothing, so the map cannot show where *missing*
# ink mattered; squares without which the answer is *more* certain stay white.
# Now try your own, on other digits, with other sizes: `confidence` is `lambda
# x: answers_of(model, x[None])[0, 3]`, for a 3.

# %% [markdown]
# ### 9. Not alone
#
# The book closes with Andrew Ng: deep learning is a great way to build a
# society on AI, and the right way to overcome its shortcomings is to combine
# it with other technologies.
#
# **Not for free, either.** *Energy*: to train GPT-3 took about 1,300
# megawatt-hours (an estimate by Patterson and others, 2021), what 120 homes in
# the USA use in a year. *Privacy*: what a model has seen, it may tell;
# language models can repeat names and addresses word for word (Carlini and
# others, 2021). *Licences*: often nobody asked those who made the texts and
# pictures; courts still argue about it. So ask of all data who owns them,
# and what they may be used for (ours: `data/README.md`).
