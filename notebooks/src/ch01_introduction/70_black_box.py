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
# pictures it would make many more. Who must answer for a decision (a judge, a
# doctor, the head of a company who spends millions) needs to know why; who
# sorts holiday photographs need not. Gary Marcus, whom the book quotes: this
# is not solved.
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
# Done? Then ask the digit reader what it looked at. Copy this into a new cell:
#
# ```python
# number = 0
# digit = y_val[number]
# def confidence(x):
#     return answers_of(model, x[None])[0, digit]
# plt.imshow(occlusion_map(confidence, x_val[number]), cmap="viridis")
# plt.colorbar(label="fall of the confidence")
# plt.show()
# ```
#
# Try pictures that it reads wrongly, too. These are the numbers of five:
#
# ```python
# np.flatnonzero(answers_of(model, x_val).argmax(axis=1) != y_val)[:5]
# ```

# %% [markdown]
# ### 9. Not alone
#
# The book closes with Andrew Ng: deep learning is a great way to build a
# society on AI, and the right way to overcome its shortcomings is to combine
# it with other technologies.
