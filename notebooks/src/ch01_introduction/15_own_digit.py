# Chapter 1: a photo of your own digit, prepared as MNIST's digits are.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/own_digit
# needs: first_look

# %% [markdown] tags=["further"]
# ### Your own digit
#
# Does it read *your* handwriting? Write a digit on white paper, take a photo,
# put the file beside this notebook, and write its name into the next cell.
# (In Colab, drag it into the panel *Files*; in Kaggle, upload it as input and
# give the path that Kaggle shows.) Until then we take a photo that comes with
# the course. It was drawn by a program: blue ink on squared paper, in bad
# light.
#
# A photo is far from what the network has seen. MNIST's digits were scanned
# and then **prepared** (LeCun and others, 1998), and your photo has to go the
# same way:
#
# 1. find the ink, whatever the light is;
# 2. cut it out;
# 3. fit it into a box of 20 × 20 points, without distortion, with grey edges;
# 4. put its **centre of mass** (مرکز جرم) into the middle of 28 × 28.

# %%
from utils.digits import (
    centred,
    cut_out,
    darkness,
    find_ink,
    fitted,
    read_digit,
)
from utils.own_files import SAMPLES
from utils.pictures import read_picture

photo_path = "data/samples/digit_4_squares.jpg"  # yours: "my_digit.jpg"
photo = read_picture(photo_path)
ink = cut_out(find_ink(photo))
digit = centred(fitted(ink))  # the same as read_digit(photo_path)

# %% tags=["hide-input"]
#| alt: >
#|   Five pictures in a row: a photo of a blue digit on squared paper in a
#|   shadow; how dark each point is, without shadow; the ink alone; the same
#|   in a box of 20 points; and in the middle of 28 points.
steps = {
    "the photo": photo,
    "darker than the paper": darkness(photo),
    "the ink, cut out": ink,
    "in a box of 20 × 20": fitted(ink),
    "in 28 × 28, by mass": digit,
}
figure, axes = plt.subplots(1, 5, figsize=(12, 3))
for axis, (title, picture) in zip(axes, steps.items(), strict=True):
    axis.imshow(picture, cmap="gray_r")
    axis.set_title(title, fontsize=10)
    axis.axis("off")
figure.suptitle("From a photo to what the network knows")
plt.show()
chances = answers_of(model, digit[None] / np.float32(255))[0]
print(f"The network says {chances.argmax()}, {chances.max():.0%} sure.")

# %% [markdown]
# How does step 1 know the light? It looks at each place for the brightest
# point around: that is the paper *there*. Ink is what is much darker than the
# paper of its own place.
#
# Is all that needed? Twenty photos come with the course, two of each digit:
# in a shadow, with a marker, a pencil, tilted, on squared paper. The network
# gets each of them in four ways:
#
# - the photo, only made grey and shrunk to 28 × 28 points;
# - the same, with bright and dark exchanged (MNIST's ink is 1, its paper 0);
# - steps 1 to 3, and the *box* in the middle of 28 × 28;
# - all steps: the *centre of mass* in the middle.
#
# **Predict**: how many of the twenty will it read, in each way?


# %%
def shrunk(path):
    grey = color.rgb2gray(read_picture(path))
    return transform.resize(grey, (28, 28), anti_aliasing=True)


def boxed(path):
    """Steps 1 to 3, then the box in the middle."""
    box = fitted(cut_out(find_ink(read_picture(path))))
    rows, columns = box.shape
    top, left = (28 - rows) // 2, (28 - columns) // 2
    sides = (top, 28 - rows - top), (left, 28 - columns - left)
    return np.pad(box, sides)


photos = sorted(SAMPLES.glob("digit_*.jpg"))
meant = np.array([int(path.name[6]) for path in photos])
ways = {
    "the photo, shrunk": shrunk,
    "bright and dark exchanged": lambda path: 1 - shrunk(path),
    "cut out, box in the middle": boxed,
    "cut out, mass in the middle": lambda path: read_digit(path) / 255,
}
read = {}
for way, prepare in ways.items():
    inputs = np.stack([prepare(path) for path in photos]).astype("float32")
    read[way] = accuracy_of(model, inputs, meant)
display(pd.Series(read, name="read rightly").to_frame())
as_it_is, exchanged, by_box, by_mass = read.values()
expect("ch01.own_digit.photo_accuracy", as_it_is)
expect("ch01.own_digit.exchanged_accuracy", exchanged)
expect("ch01.own_digit.box_accuracy", by_box)
expect("ch01.own_digit.mass_accuracy", by_mass)

# %% tags=["hide-input"]
#| alt: >
#|   Twenty prepared digits in two rows, each under the network's answer and
#|   how sure it is; they look like digits of MNIST.
chances = answers_of(model, inputs)
titles = [
    f"“{p.argmax()}”, {p.max():.0%}"
    + (f"\nmeant {label}" if p.argmax() != label else "")
    for p, label in zip(chances, meant, strict=True)
]
figure = show_digits(inputs, titles)
figure.suptitle("The twenty photos, prepared, and the network's answers")
plt.show()

# %% [markdown]
# Nothing was learned anew: the same network, the same photos. Shrunk, a photo
# is a grey plane to it, and it reads hardly more than by guessing, with dark
# and bright exchanged hardly better. Cut out and boxed it reads most; with the
# centre of mass in the middle, nearly all. (Five networks, from other starting
# weights: 1 to 5 of the twenty, 4 or 5, 15 to 18, and all 20.)
#
# So **data that differ from the training data** break a network that is right
# on 97 % of its test digits. Either the input is prepared as the training data
# were, to the last step, or the network is trained on data like yours. The
# program that drew these photos is tidier than you are: try your own, and look
# at each step above when an answer is wrong.

# %% [markdown] tags=["further"]
# ### Exercise 1.7 — centre of mass (★★)
#
# Complete step 4. The centre of mass is the mean of the points' places, each
# weighted by its ink: for the rows $\bar y=\sum_i y_i m_i/\sum_i m_i$, and the
# same for the columns. Shift the digit by *whole* points so that it comes as
# near as possible to the middle, 13.5 (rows and columns count from 0 to 27).
# If ink would be cut off, shift only as far as it stays inside.


# %% exercise="1.7"
def centre_by_mass(digit):
    """Return (28, 28): the digit, its centre of mass in the middle.

    digit: array (rows, columns), at most 20 × 20; 0 is paper.
    """
    ### BEGIN SOLUTION
    rows, columns = digit.shape
    mass = digit.sum()
    y = (digit.sum(axis=1) * np.arange(rows)).sum() / mass
    x = (digit.sum(axis=0) * np.arange(columns)).sum() / mass
    top = int(np.clip(round(13.5 - y), 0, 28 - rows))
    left = int(np.clip(round(13.5 - x), 0, 28 - columns))
    picture = np.zeros((28, 28))
    picture[top : top + rows, left : left + columns] = digit
    return picture
    ### END SOLUTION


# %% check="1.7a" points=1
@check(
    "1.7a",
    hint="compute the mean row and the mean column, each weighted by the ink; "
    "the digit's first row comes to row round(13.5 - mean row)",
)
def _():
    seven = np.zeros((16, 12))
    seven[:2], seven[2:, 9:11] = 1, 0.5
    found = np.asarray(centre_by_mass(seven.copy()))
    assert found.shape == (28, 28), f"the shape is {found.shape}"
    np.testing.assert_allclose(found.sum(), seven.sum(), rtol=1e-5)
    places = np.arange(28)
    row = (found.sum(axis=1) * places).sum() / found.sum()
    column = (found.sum(axis=0) * places).sum() / found.sum()
    message = f"the centre of mass lies at {row:.2f}, {column:.2f}"
    assert abs(row - 13.5) <= 0.501 and abs(column - 13.5) <= 0.501, message


# %% check="1.7b" points=1
@check(
    "1.7b",
    hint="the first row may come to 0 at the least, and to 28 - rows at most; "
    "else a part of the digit lies outside",
)
def _():
    heavy = np.zeros((20, 4))
    heavy[-1], heavy[0] = 1, 0.01
    found = np.asarray(centre_by_mass(heavy.copy()))
    np.testing.assert_allclose(found.sum(), 4.04, rtol=1e-5)
    np.testing.assert_allclose(found[19, 12:16], 1)
    ### BEGIN HIDDEN TESTS
    places = np.arange(28)
    for path in photos[::3]:
        box = fitted(cut_out(find_ink(read_picture(path))))
        found = np.asarray(centre_by_mass(box.copy()))
        rows, columns = box.shape
        top = np.flatnonzero(found.any(axis=1))[0]
        left = np.flatnonzero(found.any(axis=0))[0]
        inside = found[top : top + rows, left : left + columns]
        np.testing.assert_allclose(inside, box, rtol=1e-5)
        for axis in (0, 1):
            mean = (found.sum(axis=axis) * places).sum() / found.sum()
            assert abs(mean - 13.5) <= 0.501
    whole = centre_by_mass(np.full((20, 20), 200, np.uint8))
    np.testing.assert_allclose(np.asarray(whole)[4:24, 4:24], 200)
    ### END HIDDEN TESTS
