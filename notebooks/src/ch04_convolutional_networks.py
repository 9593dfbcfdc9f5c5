# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] book="4.0"
# # Chapter 4: convolutional neural networks
#
# After this notebook you can
#
# - say what a convolutional network is, and count why it needs so few weights;
# - compute a convolution by hand, with loops, as one matrix product and in
#   Keras, and predict the size of its output;
# - say what each kind of layer in such a network does, and what it does not;
# - build, train, judge, save and use a network that names what is in a small
#   colour picture;
# - look inside it: its filters, its feature maps, the places it looks at, and
#   its mistakes.
#
# *Four to five hours with the exercises; the cells alone run in about two
# minutes on a laptop. The first run downloads 140 to 170 MB (the pictures of
# CIFAR-10).*

# %% [markdown] book="4.1"
# ## Introduction
#
# A picture is **unstructured data** (داده‌های بدون ساختار): a heap of numbers.
# No column says “ear” or “wheel”. The networks of this chapter are made for
# such data; they opened **computer vision** (بینایی رایانه‌ای) to deep
# learning. First the parts, one by one; then a whole project in Keras.
#
# **How to read this notebook.** Run the cells from the top: later ones use
# names from above. `by_profile(…)` chooses sizes: *smoke* is for tests,
# *quick* for you, *full* for patience. Exercises (★ easy, ★★★ hard) are
# functions to complete; the check below one answers at once. Lines such as
# `ch04.… = 0.57 (20 seeds gave 0.5 to 0.6)` compare a result of yours with
# what many runs gave; while you play, they may leave the range. A *Correction
# to the book (4.3)* carries its number in our list of corrections. (Chapters 4
# and 5 share one count: this notebook has 2 to 15.)

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import pathlib
import tempfile
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers
from matplotlib.patches import Rectangle
from skimage import data as photo_data
from skimage import transform

from utils.datasets import load_cifar10
from utils.exercises import check
from utils.metrics import compare, expect
from utils.plotting import explore, plot_history, show_progress
from utils.processor import has_bfloat16

# %% [markdown] book="4.2"
# ## Why not a network as in chapter 3?
#
# Take a small grey picture (مقیاس خاکستری), 64 × 64 **pixels** (پیکسل). Each
# pixel is one number; we say that the picture has one **channel** (کانال). So
# the input has $64\cdot64\cdot1=4096$ numbers. Let the first hidden layer have
# 500 neurons, **fully connected** (کاملاً متصل): each sees each pixel.
#
# **Predict**: how many weights does this one layer have? And for a photo of
# 1,000 × 1,000 pixels in colour (three channels)?

# %% tags=["nbval-check-output"]
hidden = layers.Dense(500)
hidden.build((None, 64 * 64 * 1))
weights, biases = (int(np.prod(v.shape)) for v in hidden.weights)
print(f"fully connected, 64 × 64 grey: {weights:>13,} weights")
print(f"                 1000 × 1000 in colour: {1000 * 1000 * 3 * 500:,}")
convolution = layers.Conv2D(500, kernel_size=3)
convolution.build((None, 64, 64, 1))
weights, biases = (int(np.prod(v.shape)) for v in convolution.weights)
print(f"convolution, 500 filters of 3 × 3: {weights:>9,} weights")

# %% [markdown]
# Two million weights, for the first layer of a stamp-sized picture; and hard
# tasks need several hidden layers. (Few weights do not mean little work: the
# 4,500 of the convolution are used at $62\cdot62$ places, which makes 17
# million multiplications.) That hurts three times:
#
# 1. the **search space** (فضای جستجو) is huge, so learning is harder;
# 2. training takes more time and memory;
# 3. many weights overfit more easily (chapter 3).
#
# And there is something worse, which no count shows: a fully connected layer
# does not know that it sees a *picture*. Shuffle the pixels of all pictures in
# the same way, and it learns just as well (we try it in step 8). The layers of
# this chapter know which pixels are neighbours.

# %% [markdown]
# A **convolutional neural network** (شبکه عصبی کانولوشنی), CNN for short, is a
# feed-forward network that uses the operation **convolution** (کانولوشن، پیچش)
# in place of the general **matrix multiplication** (ضرب ماتریسی) in at least
# one of its layers. It is made for inputs with a **grid topology** (توپولوژی
# مشبک): pictures, videos, and sound, too.
#
# What is new is how its neurons are connected. The idea came from the
# **visual cortex** (قشر بینایی), where a nerve cell answers to a small part of
# what the eye sees. And its layers are not rows of neurons: they are boxes
# with **width, height and depth** (عرض، ارتفاع، عمق).


# %%
def draw_box(axis, left, side, depth, text, colour):
    """Draw a volume as a stack of sheets, with a text below it."""
    for sheet in reversed(range(depth)):
        corner = left + 0.13 * sheet, -side / 2 + 0.13 * sheet
        axis.add_patch(
            Rectangle(corner, side, side, facecolor=colour, edgecolor="white")
        )
    middle = left + side / 2 + 0.06 * depth
    axis.text(middle, -2.3, text, ha="center", va="top", fontsize=9)


figure, axis = plt.subplots(figsize=(11, 3.6))
cat_photo = photo_data.chelsea()
axis.imshow(cat_photo[:, 75:375], extent=(0, 3.4, -1.7, 1.7), zorder=2)
axis.text(1.7, -2.3, "input:\nwidth × height × 3", ha="center", va="top")
draw_box(axis, 4.3, 2.8, 8, "convolution:\nfeature maps", "#7FB8D9")
draw_box(axis, 8.7, 1.4, 8, "pooling:\nsmaller maps", "#B7D8EA")
draw_box(axis, 11.7, 1.2, 14, "convolution:\nmore maps", "#7FB8D9")
draw_box(axis, 15.3, 0.6, 14, "pooling", "#B7D8EA")
for x, neurons, text in (
    (18.4, 12, "fully\nconnected"),
    (20.6, 5, "classes"),
):
    heights = np.linspace(-1.6, 1.6, neurons) * (1 if neurons > 5 else 0.7)
    axis.plot(np.full(neurons, x), heights, "o", color="C1", markersize=6)
    axis.text(x, -2.3, text, ha="center", va="top", fontsize=9)
for start in (3.55, 8.25, 11.2, 14.85, 17.7, 19.1):
    arrow = {"arrowstyle": "->", "color": "0.4"}
    axis.annotate("", (start + 0.6, 0), (start, 0), arrowprops=arrow)
for begin, end, text in (
    (4.2, 17.6, "1. feature extraction"),
    (18, 21, "2. classification"),
):
    axis.plot([begin, end], [2.6, 2.6], color="0.4", linewidth=1)
    axis.text((begin + end) / 2, 2.75, text, ha="center", fontsize=11)
axis.set(xlim=(-0.2, 21.6), ylim=(-3.5, 3.3))
axis.set_axis_off()
plt.show()

# %% [markdown]
# (The book's figure 4-1.) However many layers there are, a CNN has two parts:
#
# 1. **Feature extraction** (استخراج ویژگی): convolutions and poolings in turn.
#    Near the input they find simple **features** (ویژگی), such as **edges**
#    (لبه) and **colour gradients** (گرادیان رنگ). Later layers combine them:
#    an ear, a paw, a kind of fur.
# 2. **Classification** (طبقه‌بندی): fully connected layers, as in chapter 3.
#    They learn which features speak for which class.
#
# Nobody programs the features. Both parts learn together, from labelled
# pictures only.

# %% [markdown]
# ### Three properties that make it different
#
# 1. **Local receptive field** (میدان پذیرای محلی): a neuron sees a small patch
#    of its input, not all of it. What it learns are local patterns: lines,
#    edges, small details.
# 2. **Parameter sharing and local connectivity** (اشتراک‌گذاری پارامتر و اتصال
#    محلی): a layer has several **filters** (فیلتر). A filter is a small set of
#    weights; it is used at *every* place of the input. Its answers, place by
#    place, form a **feature map** (نقشه ویژگی). So all neurons of one map
#    share their weights.
# 3. **Sub-sampling, or pooling** (زیرنمونه‌گیری / ادغام): often, a layer
#    follows that makes the maps smaller in width and height.

# %%
figure, axes = plt.subplots(1, 3, figsize=(12, 2.9))
cases = "fully connected", "local", "local and shared"
for axis, case in zip(axes, cases, strict=True):
    used = set()
    for output in range(5):
        for place in range(7):
            if case != "fully connected" and not 0 <= place - output <= 2:
                continue
            shared = case == "local and shared"
            weight = place - output if shared else len(used)
            used.add(weight)
            colour = f"C{weight}" if shared else "0.6"
            ends = [output + 1, place], [1, 0]
            axis.plot(*ends, color=colour, linewidth=1.8 if shared else 1)
    axis.plot(np.arange(7), np.zeros(7), "o", color="black", markersize=9)
    axis.plot(np.arange(1, 6), np.ones(5), "o", color="C0", markersize=9)
    axis.set(title=f"{case}: {len(used)} weights", ylim=(-0.2, 1.2))
    axis.set_axis_off()
figure.suptitle(
    "7 inputs (black), 5 outputs (blue); on the right, one colour "
    "is one weight"
)
plt.show()

# %% [markdown]
# > **Correction to the book (4.2).** Three things are said too loosely. (a)
# > “The receptive field is the size of the filter”: true of the *previous*
# > layer only. Of the input, a deep neuron sees much more (we measure it
# > below). (b) A filter has not only a width and a height: it spans **all
# > channels** of its input, $K\times K\times C_{in}$. (c) Pooling does not
# > reduce the parameters of convolution layers. It saves computing, and makes
# > the *fully connected* layer behind it smaller.
#
# So a layer with $D$ filters has, with one bias a filter,
#
# $$(K\cdot K\cdot C_{in}+1)\cdot D\quad\text{parameters,}$$
#
# whatever the size of the picture. The book never writes this formula. Does
# Keras agree?

# %% tags=["nbval-check-output"]
rows = []
for kernel, channels_in, filters in ((3, 1, 32), (3, 3, 32), (5, 32, 64)):
    layer = layers.Conv2D(filters, kernel)
    layer.build((None, 32, 32, channels_in))
    formula = (kernel * kernel * channels_in + 1) * filters
    rows.append([kernel, channels_in, filters, formula, layer.count_params()])
names = ["K", "channels in", "filters D", "formula", "Keras"]
pd.DataFrame(rows, columns=names)

# %% [markdown]
# CNNs hold a place in the history of deep learning: an idea from the study of
# the brain that became useful in machines; among the first networks in
# commercial use (reading cheques, in the 1990s); and still at work wherever
# pictures are read. What they are strong at: finding patterns that **repeat**,
# wherever they stand.
#
# ### Exercise 4.1 — count the parameters (★)
#
# Complete `convolution_parameters`. The kernel may be a rectangle, and the
# biases may be left out.


# %% exercise="4.1"
def convolution_parameters(
    kernel_height, kernel_width, channels_in, filters, bias=True
):
    """Return how many parameters such a layer has."""
    ### BEGIN SOLUTION
    weights = kernel_height * kernel_width * channels_in
    return (weights + bool(bias)) * filters
    ### END SOLUTION


# %% check="4.1a" points=1
@check("4.1a", hint="one bias a filter; a filter spans all channels")
def _():
    np.testing.assert_equal(convolution_parameters(3, 3, 3, 32), 896)
    np.testing.assert_equal(convolution_parameters(3, 3, 32, 64), 18_496)


# %% check="4.1b" points=1
@check("4.1b", hint="height times width; without biases there is no + 1")
def _():
    np.testing.assert_equal(convolution_parameters(1, 5, 8, 2), 82)
    np.testing.assert_equal(convolution_parameters(3, 3, 3, 32, False), 864)
    ### BEGIN HIDDEN TESTS
    for size, c, d, bias in (((2, 7), 5, 3, True), ((1, 1), 64, 9, False)):
        layer = layers.Conv2D(d, size, use_bias=bias)
        layer.build((None, 20, 20, c))
        ours = convolution_parameters(*size, c, d, bias)
        np.testing.assert_equal(ours, layer.count_params())
    ### END HIDDEN TESTS


# %% [markdown] book="4.3"
# ## The convolution operator
#
# A small matrix of weights, the **kernel** (هسته), slides over the input. At
# each place, multiply it with the numbers under it, cell by cell (**ضرب
# درایه‌ای**, element-wise), and add up. The sum is one pixel of the output:
#
# $$Y[i,j]=\sum_{u,v}K[u,v]\;X[i+u,\,j+v].$$
#
# $X$ is the input, $K$ the kernel, $(i,j)$ a place of the output, and $u,v$
# run over the cells of the kernel. An output pixel is a weighted sum of the
# input pixels at about the same place. A 5 × 5 input and a 3 × 3 kernel give
# 3 × 3 places, so a 3 × 3 output. By hand, for the top left one and its right
# neighbour:

# %% tags=["nbval-check-output"]
picture = np.array(
    [
        [1, 1, 1, 8, 8],
        [1, 1, 1, 8, 8],
        [1, 1, 1, 8, 8],
        [1, 1, 5, 8, 8],
        [1, 5, 8, 8, 8],
    ]
)
edge = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
print("top left:  1·(-1) + 1·0 + 1·1, three times =", 3 * (-1 + 0 + 1))
print("its right: 1·(-1) + 1·0 + 8·1, three times =", 3 * (-1 + 0 + 8))


def correlate_loops(image, kernel):
    """Slide the kernel over a grey image; return all weighted sums."""
    height, width = kernel.shape
    rows = image.shape[0] - height + 1
    columns = image.shape[1] - width + 1
    output = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + height, j : j + width]
            output[i, j] = np.sum(window * kernel)
    return output


# %% [markdown]
# **Predict** before you look: the kernel takes the right column minus the left
# one. Where in the output is its answer large? Where is it 0?


# %%
def draw_numbers(axis, matrix, title, mark=None):
    """Draw a matrix as coloured cells with numbers; mark: a rectangle."""
    axis.imshow(matrix, cmap="Blues", vmin=-5, vmax=30)
    for (i, j), value in np.ndenumerate(matrix):
        axis.text(j, i, f"{value:g}", ha="center", va="center", fontsize=11)
    if mark:
        row, column, size = mark
        corner = column - 0.5, row - 0.5
        frame = {"fill": False, "edgecolor": "C1", "linewidth": 3}
        axis.add_patch(Rectangle(corner, size, size, **frame))
    axis.set(title=title, xticks=[], yticks=[])
    axis.grid(False)


def show_step(row=0, column=1):
    figure, axes = plt.subplots(1, 4, figsize=(11.5, 3.1))
    output = correlate_loops(picture, edge)
    draw_numbers(axes[0], picture, "input", mark=(row, column, 3))
    draw_numbers(axes[1], edge, "kernel")
    window = picture[row : row + 3, column : column + 3]
    draw_numbers(axes[2], window * edge, "products, cell by cell")
    draw_numbers(axes[3], output, "their sums", mark=(row, column, 1))
    plt.show()


explore(show_step, row=(0, 2, 1), column=(0, 2, 1))

# %% [markdown]
# (The book's figure 4-2.) It is large where dark meets bright, from left to
# right, and 0 where nothing changes: this kernel finds **vertical edges**.
#
# How many weights? A fully connected layer from 25 inputs to 9 outputs has a
# weight for each pair: $25\cdot9=225$. The convolution has **9**.
#
# > **Correction to the book (4.3).** The book prints $29\cdot9=225$. The input
# > has 25 pixels: $25\cdot9=225$. ($29\cdot9$ would be 261.)
#
# In fact a convolution *is* a matrix multiplication, by a very special matrix.
# We find it column by column: what does the convolution make of an input with
# a single 1?

# %%
numbered = np.arange(1, 10).reshape(3, 3)  # nine weights, told apart
matrix = np.stack(
    [
        correlate_loops(one.reshape(5, 5), numbered).ravel()
        for one in np.eye(25)
    ],
    axis=1,
)
figure, axis = plt.subplots(figsize=(9.5, 3.6))
shown = np.ma.masked_equal(matrix, 0)
axis.imshow(shown, cmap="tab10", vmin=0.5, vmax=10.5)
for (i, j), value in np.ndenumerate(matrix):
    if value:
        axis.text(j, i, f"{value:g}", ha="center", va="center", color="white")
axis.set(
    title="The 9 × 25 matrix of a convolution: mostly zeros, and 9 weights",
    xlabel="pixel of the 5 × 5 input",
    ylabel="pixel of the output",
    yticks=np.arange(9),
)
axis.grid(False)
plt.show()
print(f"{matrix.size} entries, {np.count_nonzero(matrix)} of them not zero,")
print(f"and {len(np.unique(matrix)) - 1} different weights")
difference = (
    matrix @ picture.ravel() - correlate_loops(picture, numbered).ravel()
)
expect("ch04.convolution.matrix_difference", np.abs(difference).max())

# %% [markdown]
# Local connectivity gives the zeros, parameter sharing the repetition. Keep
# the picture in mind: everything else in this chapter follows from it.
#
# > **Correction to the book (4.4).** Strictly, what we (and the book, and all
# > libraries for deep learning) compute is a **cross-correlation** (همبستگی).
# > The *convolution* of mathematics turns the kernel by 180° first:
# > $\sum_{u,v}K[u,v]\,X[i-u,\,j-v]$. For learning it does not matter: the
# > network would simply learn the turned kernel. With a kernel *made by hand*
# > it does matter:

# %% tags=["nbval-check-output"]
turned = edge[::-1, ::-1]
print("cross-correlation:", correlate_loops(picture, edge)[0])
print("true convolution: ", correlate_loops(picture, turned)[0])

# %% [markdown]
# The same edges, with the other sign.
#
# ### Exercise 4.2 — a true convolution (★)
#
# Complete `convolve`: the convolution of mathematics at all places where the
# kernel fits into the image. Use `correlate_loops`.


# %% exercise="4.2"
def convolve(image, kernel):
    """Return the true convolution of a grey image, where the kernel fits."""
    ### BEGIN SOLUTION
    return correlate_loops(image, kernel[::-1, ::-1])
    ### END SOLUTION


# %% check="4.2a" points=1
@check("4.2a", hint="turn the kernel by 180 degrees: both axes, not one")
def _():
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]])
    image = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    np.testing.assert_allclose(convolve(image, kernel), kernel)


# %% check="4.2b" points=1
@check("4.2b", hint="leave the kernel itself as it is; it may be a rectangle")
def _():
    image = np.arange(20.0).reshape(4, 5)
    row = np.array([[1.0, 0.0, -1.0]])
    np.testing.assert_allclose(convolve(image, row), np.full((4, 3), 2.0))
    np.testing.assert_allclose(row, [[1, 0, -1]])
    ### BEGIN HIDDEN TESTS
    column = np.array([[1.0], [2.0], [-1.0]])
    expected = image[2:] + 2 * image[1:-1] - image[:-2]
    np.testing.assert_allclose(convolve(image, column), expected)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Kernels made by hand, on photographs
#
# Before networks learned their kernels, people designed them. Some classics,
# on a photograph from scikit-image. **Predict** what each does: look at the
# numbers. What is their sum? What does a kernel with sum 0 make of a flat
# wall?

# %%
kernels = {
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "vertical edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "horizontal edges": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "all edges": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "blur": np.full((9, 9), 1 / 81),
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}
camera = transform.resize(photo_data.camera(), (256, 256), anti_aliasing=True)
photos = {
    "photographer": camera.astype("float32"),
    "cat": (cat_photo @ [0.3, 0.59, 0.11] / 255).astype("float32"),
    "bricks": transform.resize(photo_data.brick(), (256, 256)),
}


def filtered(image, kernel):
    """As correlate_loops, but with a window view: no loop in Python."""
    # windows[i, j] is the window at (i, j)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)  # sums over u, v


def draw_filtered(axis, photo, name):
    answer = filtered(photo, kernels[name])
    if "edges" in name:  # 0 is grey; stronger answers than 1.5 look alike
        axis.imshow(answer, cmap="gray", vmin=-1.5, vmax=1.5)
    else:
        axis.imshow(answer, cmap="gray", vmin=0, vmax=1)
    total = abs(kernels[name].sum().round(6))
    axis.set(title=f"{name} (sum {total:g})", xticks=[], yticks=[])
    axis.grid(False)


# %%
figure, axes = plt.subplots(2, 3, figsize=(10, 7))
for axis, name in zip(axes.flat, kernels, strict=True):
    draw_filtered(axis, photos["photographer"], name)
plt.show()

# %% [markdown]
# A kernel with sum 0 answers 0 (grey) on flat ground, and strongly at the
# **boundaries of shapes**. One with sum 1 keeps the brightness. *Sharpen* is
# the identity plus an edge kernel. Choose the photo and the kernel yourself:


# %%
def show_kernel(photo="bricks", kernel="horizontal edges"):
    figure, axes = plt.subplots(1, 2, figsize=(8.5, 4))
    axes[0].imshow(photos[photo], cmap="gray", vmin=0, vmax=1)
    axes[0].set(title=photo, xticks=[], yticks=[])
    axes[0].grid(False)
    draw_filtered(axes[1], photos[photo], kernel)
    plt.show()


explore(show_kernel, photo=list(photos), kernel=list(kernels))

# %% [markdown]
# ### Exercise 4.3 — the strength of an edge (★★)
#
# Vertical edges give $G_x$, horizontal ones $G_y$. An edge of any direction
# has the strength $\sqrt{G_x^2+G_y^2}$. Use `filtered` and the two kernels
# from `kernels`.


# %% exercise="4.3"
def edge_strength(image):
    """Return the strength of the edges in a grey image (two pixels less)."""
    ### BEGIN SOLUTION
    g_x = filtered(image, kernels["vertical edges"])
    g_y = filtered(image, kernels["horizontal edges"])
    return np.sqrt(g_x**2 + g_y**2)
    ### END SOLUTION


# %% check="4.3a" points=1
@check("4.3a", hint="square both answers, add, and take the root")
def _():
    ramp = np.arange(6.0) * np.ones((5, 1))  # one step brighter a column
    np.testing.assert_allclose(edge_strength(ramp), np.full((3, 4), 8.0))
    np.testing.assert_allclose(edge_strength(ramp.T), np.full((4, 3), 8.0))
    both = ramp + np.arange(5.0)[:, None]  # brighter in both directions
    np.testing.assert_allclose(edge_strength(both), np.full((3, 4), 128**0.5))


# %% check="4.3b" points=1
@check("4.3b", hint="strength has no sign: bright to dark counts as well")
def _():
    strength = edge_strength(photos["photographer"])
    assert strength.min() >= 0
    mirrored = edge_strength(photos["photographer"][:, ::-1])
    same = {"rtol": 1e-4, "atol": 1e-5}
    np.testing.assert_allclose(mirrored, strength[:, ::-1], **same)
    ### BEGIN HIDDEN TESTS
    image = np.random.default_rng(0).random((7, 9))
    g_x = correlate_loops(image, kernels["vertical edges"])
    g_y = correlate_loops(image, kernels["horizontal edges"])
    ours = edge_strength(image)
    np.testing.assert_allclose(ours, np.hypot(g_x, g_y), rtol=1e-4)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Many channels, many kernels: three ways
#
# A colour picture has three channels, and a layer has many kernels. Then $X$
# is a box of height × width × $C$, each kernel a box of $K\times K\times C$
# (here $K$ is its side, while $K[\dots]$ is one weight), and the sum runs over
# the channels, too. The output has a channel for each kernel:
#
# $$Y[i,j,d]=b_d+\sum_{u,v,c}K[u,v,c,d]\;X[i+u,\,j+v,\,c].$$
#
# With loops, as written:


# %%
def convolution_loops(image, kernels):
    """image (height, width, C), kernels (K, K, C, D) → (rows, columns, D)."""
    size, _, _, filters = kernels.shape
    rows, columns = (length - size + 1 for length in image.shape[:2])
    output = np.zeros((rows, columns, filters), image.dtype)
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + size, j : j + size]
            for d in range(filters):
                output[i, j, d] = np.sum(window * kernels[:, :, :, d])
    return output


# %% [markdown]
# Faster: write each window as a **row** of a big matrix, and each kernel as a
# **column**. Then the whole convolution is one matrix product, and matrix
# products are what computers do best. The trick is called **im2col** (“image
# to columns”). The windows overlap, so the matrix holds each pixel up to
# $K^2$ times: memory for speed.


# %%
def convolution_windows(image, kernels):
    """The same as convolution_loops, as one matrix product."""
    size, _, channels, filters = kernels.shape
    windows = np.lib.stride_tricks.sliding_window_view(
        image, (size, size), axis=(0, 1)
    )  # (rows, columns, C, K, K), and nothing is copied yet
    rows, columns = windows.shape[:2]
    matrix = windows.transpose(0, 1, 3, 4, 2).reshape(rows * columns, -1)
    product = matrix @ kernels.reshape(-1, filters)
    return product.reshape(rows, columns, filters)


def convolution_keras(image, kernels):
    """The same by Keras, which wants a batch of images."""
    output = keras.ops.conv(image[None], kernels, padding="valid")
    return keras.ops.convert_to_numpy(output)[0]


# %% [markdown]
# All three on the cat, in `float32`, with 16 random kernels. `compare` asserts
# that the results are the same (to $10^{-5}$) and times both ways in turn:
# `textbook` is the loops, `ours` the faster way. **Predict**: how many times
# faster is the matrix product?

# %%
rng = np.random.default_rng(SEED)
cat_small = transform.resize(cat_photo, (100, 150), anti_aliasing=True)
cat_small = cat_small.astype("float32")  # and of this, a corner
random_kernels = rng.normal(scale=0.2, size=(3, 3, 3, 16)).astype("float32")
compare(
    "ch04.convolution.windows",
    textbook=lambda: convolution_loops(cat_small[:30, :45], random_kernels),
    ours=lambda: convolution_windows(cat_small[:30, :45], random_kernels),
    rtol=1e-5,
    atol=1e-5,
    repeats=3,
)
compare(
    "ch04.convolution.keras",
    textbook=lambda: convolution_loops(cat_small[:30, :45], random_kernels),
    ours=lambda: convolution_keras(cat_small[:30, :45], random_kernels),
    rtol=1e-5,
    atol=1e-5,
    repeats=3,
)

# %% [markdown]
# The same numbers, many times faster, and not a single loop in Python: that is
# what **vectorised** means. Keras also handles batches, strides and gradients,
# and uses all cores; on so small a picture, the cost of each call shows.

# %% [markdown]
# ### From edges to objects
#
# One kernel finds one thing. Many kernels in parallel, and layers behind
# layers, find what matters for the task; and a CNN *learns* them instead of
# having them designed.
#
# Small patterns alone leave doubts. An eye and a nose look rather alike to a
# small filter. Two kinds of clues help in **disambiguation** (ابهام‌زدایی):
# fine differences that small filters can see, and above all the **global
# geometry** (هندسه سراسری). Two eyes and a nose form an **isosceles triangle**
# (مثلث متساوی‌الساقین), thanks to **facial symmetry** (تقارن صورت). One could
# program that in advance, as classical image processing did. A CNN learns
# such relations, since the loss rewards what helps to tell the classes apart,
# and useless details are dropped.

# %% [markdown]
# ### Exercise 4.4 — how the kernel learns (★★)
#
# (Not in the book.) Back-propagation hands a layer the gradient
# $\delta[i,j]=\partial L/\partial Y[i,j]$ for each output pixel (chapter 3).
# By the chain rule, the gradient for one weight adds up over all places where
# it was used:
#
# $$\frac{\partial L}{\partial K[u,v]}=\sum_{i,j}\delta[i,j]\;X[i+u,\,j+v].$$
#
# Look closely: this is a cross-correlation again. Complete the function for a
# grey picture and one kernel.


# %% exercise="4.4"
def kernel_gradient(image, delta):
    """Return dL/dK (K, K); delta: dL/dY, an array of the output's shape."""
    ### BEGIN SOLUTION
    return filtered(image, delta)
    ### END SOLUTION


# %% check="4.4a" points=1
@check("4.4a", hint="slide delta over the image, as if delta were the kernel")
def _():
    image = np.arange(16.0).reshape(4, 4)
    one = np.zeros((2, 2))
    one[0, 1] = 1.0  # only the output pixel (0, 1) matters
    expected = [[1.0, 2, 3], [5, 6, 7], [9, 10, 11]]
    np.testing.assert_allclose(kernel_gradient(image, one), expected)
    ours = kernel_gradient(image, np.ones((3, 3)))  # so the kernel is 2 × 2
    np.testing.assert_allclose(ours, [[45, 54], [81, 90]])


# %% check="4.4b" points=2
@check("4.4b", hint="all places count: the gradient is a sum over i and j")
def _():
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(8, 9)), rng.normal(size=(3, 3))
    target = rng.normal(size=(6, 7))

    def loss(kernel):
        return np.sum((filtered(image, kernel) - target) ** 2) / 2

    delta = filtered(image, kernel) - target
    ours = kernel_gradient(image, delta)
    nudge = 1e-6 * np.eye(9).reshape(9, 3, 3)  # one weight at a time
    numeric = [(loss(kernel + n) - loss(kernel - n)) / 2e-6 for n in nudge]
    np.testing.assert_allclose(np.ravel(ours), numeric, rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    image, delta = rng.normal(size=(5, 5)), rng.normal(size=(4, 4))
    expected = [
        [np.sum(delta * image[u : u + 4, v : v + 4]) for v in range(2)]
        for u in range(2)
    ]
    np.testing.assert_allclose(kernel_gradient(image, delta), expected)
    ### END HIDDEN TESTS


# %% [markdown] book="4.4"
# ## The convolution layer
#
# The most important block of a CNN: a set of **filters**, also called
# **kernels** (هسته‌ها) or **feature detectors** (آشکارسازهای ویژگی). Each is
# applied everywhere, and gives a **feature map**. The layer as a whole is
# called the **feature-extraction layer**: it finds what small regions of the
# data have in common.
#
# Why small filters? Because **neighbouring pixels belong together**: their
# **correlation** (همبستگی) is high, and that of distant pixels is low. In a
# face, the nose is always between the eyes and the mouth. Look at the cat:

# %%
cat_grey = photos["cat"]
distances = [1, 2, 4, 8, 16, 32, 64, 128]
correlations = [
    np.corrcoef(cat_grey[:, :-d].ravel(), cat_grey[:, d:].ravel())[0, 1]
    for d in distances
]
figure, axis = plt.subplots(figsize=(6, 3))
axis.semilogx(distances, correlations, "o-")
axis.set_xticks(distances, distances)
axis.minorticks_off()
axis.set(
    title="Neighbours are alike, distant pixels are not",
    xlabel="distance of two pixels",
    ylabel="correlation",
    ylim=(-0.1, 1.05),
)
plt.show()
expect("ch04.neighbours.correlation_1", correlations[0])
expect("ch04.neighbours.correlation_64", correlations[6])

# %% [markdown]
# What does “feature detector” mean? A filter answers strongly where the input
# **looks like the filter**. So cut an eye of the cat out of the photo (its
# right one, on the left for us), take it as a kernel (minus its mean, so that
# brightness alone does not count), and slide it. **Predict** where the answer
# is largest, and where it is second largest.

# %%
top, left, size = 78, 140, 64  # on the left of the photo
eye = cat_grey[top : top + size, left : left + size]
eye = eye - eye.mean()
answers = filtered(cat_grey, eye)
first = np.unravel_index(answers.argmax(), answers.shape)
far = answers.copy()
far[:, first[1] - 60 : first[1] + 60] = -np.inf  # look elsewhere
second = np.unravel_index(far.argmax(), far.shape)

figure, axes = plt.subplots(1, 3, figsize=(12, 3.2))
axes[0].imshow(cat_grey, cmap="gray")
for (row, column), colour in ((first, "C1"), (second, "C5")):
    frame = {"fill": False, "edgecolor": colour, "linewidth": 2.5}
    axes[0].add_patch(Rectangle((column, row), size, size, **frame))
axes[0].set(title="Best and second best place")
axes[1].imshow(eye, cmap="gray")
axes[1].set(title=f"The kernel, {size} × {size}")
axes[2].imshow(answers, cmap="viridis")
axes[2].set(title="Its feature map: brightest at the eyes")
for axis in axes:
    axis.set(xticks=[], yticks=[])
    axis.grid(False)
plt.show()
expect("ch04.detector.second_row", second[0])
expect("ch04.detector.second_column", second[1])

# %% [markdown]
# The kernel finds itself first. (That is not certain: the answer is likeness
# times contrast, so a place of stronger contrast could win.) Then comes the
# **other eye**, which it has never seen. That is what a feature map says: how
# much of this pattern is here? (Networks use many small filters instead of a
# few large ones, and build the eye in several layers.)

# %% [markdown]
# ### Five settings
#
# | symbol | name | meaning |
# |---|---|---|
# | $K$ | **kernel size** (اندازه هسته) | side of the window |
# | $D$ | **number of kernels** (تعداد هسته) | each gives one map |
# | $S$ | **stride** (گام) | pixels from window to window |
# | $P$ | **zero-padding** (لایه‌گذاری صفر) | zeros added on each side |
# | $d$ | **dilation** (فراخش) | pixels from cell to cell |
#
# (From here on $d$ is the dilation, no longer the number of a map.)
#
# A larger $K$ sees more of the surroundings, and has more weights. $D$ is also
# the depth of the output volume (حجم خروجی). A larger $S$ gives smaller maps
# and less to compute. Padding keeps the border (حاشیه) from being lost.
# Dilation widens the view without more weights. All five are
# **hyperparameters** (ابرپارامتر): you set them; training does not.


# %%
def output_width(width, kernel, stride=1, padding=0, dilation=1):
    effective = dilation * (kernel - 1) + 1
    return (width + 2 * padding - effective) // stride + 1


def draw_layer(axis, width, kernel, stride, padding, dilation):
    """Draw the input, its padding, and the first two windows in a row."""
    total = width + 2 * padding
    for i in range(total):
        for j in range(total):
            inside = all(padding <= k < padding + width for k in (i, j))
            colour = "#D9E8F2" if inside else "#F4F4F4"
            look = {"facecolor": colour, "edgecolor": "white", "zorder": 0}
            axis.add_patch(Rectangle((j, i), 1, 1, **look))
            if not inside:  # behind the windows
                look = CENTRE | {"color": "0.6", "zorder": 0.5}
                axis.text(j + 0.5, i + 0.5, "0", **look)
    steps = output_width(width, kernel, stride, padding, dilation)
    for step, colour in list(enumerate(("C0", "C1")))[:steps]:
        for u in range(kernel):
            for v in range(kernel):
                x = v * dilation + step * stride + 0.5
                y = u * dilation + 0.5
                size = 130 - 60 * step
                axis.scatter(x, y, s=size, marker="s", color=colour)
    axis.set(xlim=(0, total), ylim=(total, 0), aspect="equal")
    axis.set_axis_off()
    axis.set_title(
        f"K={kernel}, S={stride}, P={padding}, d={dilation}:\n"
        f"{width} × {width} → {steps} × {steps}"
    )


CENTRE = {"ha": "center", "va": "center", "fontsize": 9}
figure, axes = plt.subplots(1, 5, figsize=(13, 4))
settings = [(3, 1, 0, 1), (5, 1, 0, 1), (3, 2, 0, 1), (3, 1, 1, 1)]
for axis, setting in zip(axes, [*settings, (3, 1, 0, 2)], strict=True):
    draw_layer(axis, 7, *setting)
figure.suptitle("First window (blue) and second window (orange)")
plt.show()

# %% [markdown]
# From the left: the plain case; a larger kernel; a larger stride; padding,
# which keeps the size; dilation. The fifth setting, $D$, is not a matter of
# one window: it says how many kernels do this side by side.
#
# Dilation in particular (the book's figure 4-3): the same nine weights, spread
# wider. It is also called **atrous convolution** (کانولوشن آتروس), from the
# French *à trous*, “with holes”. The layer gets a larger **effective
# receptive field** (میدان پذیرای موثر) without more weights. (In research, for
# example Luo and others, 2016, these words mean something else: the part of
# the field that has most of the influence.)

# %%
figure, axes = plt.subplots(1, 3, figsize=(10, 3.6))
for axis, dilation in zip(axes, (1, 2, 3), strict=True):
    draw_layer(axis, 7, 3, 7, 0, dilation)
    reach = 2 * dilation + 1
    title = f"dilation {dilation}: 9 weights, {reach} × {reach} reach"
    axis.set_title(title)
plt.show()

# %% [markdown]
# > **Correction to the book (4.5).** The book says that a standard convolution
# > has dilation **0**. In its own formula (next cell) and in Keras'
# > `dilation_rate` it is **1**: neighbouring cells of the kernel are one pixel
# > apart. With $d=0$ all cells would lie on the same pixel. (Others count the
# > *holes* between two cells; in that count the standard is 0. One must not
# > mix the two.)

# %% [markdown]
# ### How large is the output?
#
# For an input of width $W$ (and likewise for the height)
#
# $$W_o=\left\lfloor\frac{W+2P-K-(K-1)(d-1)}{S}\right\rfloor+1 ,$$
#
# where $\lfloor\ \rfloor$ rounds down. $K+(K-1)(d-1)=d(K-1)+1$ is the width
# that the dilated kernel covers. For odd $K$, $S=1$ and $d=1$, the size stays
# the same with $P=(K-1)/2$.
#
# With `padding="same"` Keras chooses the zeros so that the output has the
# width $\lceil W/S\rceil$ (rounded up). If their number is odd, the odd one
# goes to the **right** (and to the bottom). So for $W=6$, $K=3$, $S=2$ the
# windows are (1, 2, 3), (3, 4, 5), (5, 6, 0): one zero, on the right.

# %% [markdown]
# Play with the settings, and predict the size each time:


# %%
def show_layer(kernel=3, stride=2, padding=1, dilation=1):
    figure, axis = plt.subplots(figsize=(3.6, 4))
    draw_layer(axis, 7, kernel, stride, padding, dilation)
    plt.show()


explore(
    show_layer,
    kernel=(1, 3, 1),
    stride=(1, 3, 1),
    padding=(0, 2, 1),
    dilation=(1, 3, 1),
)

# %% [markdown]
# Is the formula right? We ask Keras, for every combination of many settings.
# (Keras does not take a stride and a dilation above 1 at the same time. For
# those, and for all others, we also count the windows in plain Python.)

# %%
agreed, by_keras = 0, 0
for width in range(7, 13):
    for kernel in (1, 2, 3):
        for padding in (0, 1, 2):
            for stride in (1, 2, 3):
                for dilation in (1, 2, 3):
                    setting = kernel, stride, padding, dilation
                    expected = output_width(width, *setting)
                    last = width + 2 * padding - dilation * (kernel - 1)
                    assert len(range(0, last, stride)) == expected
                    agreed += 1
                    if stride > 1 and dilation > 1:
                        continue
                    line = np.zeros((1, width + 2 * padding, 1), "float32")
                    output = keras.ops.conv(
                        line,
                        np.ones((kernel, 1, 1), "float32"),
                        strides=stride,
                        dilation_rate=dilation,
                    )
                    assert output.shape[1] == expected, setting
                    by_keras += 1
print(f"{agreed} settings counted, {by_keras} of them run by Keras: all agree")

# %% [markdown]
# And `"same"`: is the width $\lceil W/S\rceil$, and on which side do the zeros
# stand? The kernel (1, 10, 100) writes each window as a number: pixels 1, 2, 3
# give 321. **Predict** the three answers for 1 to 6 with a stride of 2.

# %% tags=["nbval-check-output"]
for width in range(7, 13):
    for kernel in (1, 2, 3, 5):
        for stride in (1, 2, 3):
            layer = layers.Conv1D(1, kernel, strides=stride, padding="same")
            output = layer(np.zeros((1, width, 1), "float32"))
            assert output.shape[1] == -(-width // stride)  # rounded up
digits = np.array([1, 10, 100], "float32")[:, None, None]
line = np.arange(1, 7, dtype="float32")[None, :, None]
same = keras.ops.conv(line, digits, strides=2, padding="same")
same = np.array(same).ravel()
print("the three windows:", same)

# %%
expect("ch04.same_padding.first", same[0])
expect("ch04.same_padding.second", same[1])
expect("ch04.same_padding.third", same[2])

# %% [markdown]
# The last window is (5, 6, 0): the zero stands on the right.
#
# ### Exercise 4.5 — layer behind layer (★)
#
# Complete `sizes`: the width of the input, then the width after each layer.
# Use the formula.


# %% exercise="4.5"
def sizes(width, stack):
    """stack: a list of (K, S, P, d), one a layer; return all widths."""
    ### BEGIN SOLUTION
    widths = [width]
    for kernel, stride, padding, dilation in stack:
        reach = kernel + (kernel - 1) * (dilation - 1)
        widths.append((widths[-1] + 2 * padding - reach) // stride + 1)
    return widths
    ### END SOLUTION


# %% check="4.5a" points=1
@check("4.5a", hint="each layer starts from the width that the last one left")
def _():
    two = [(3, 1, 0, 1), (2, 2, 0, 1)]
    np.testing.assert_array_equal(sizes(32, two), [32, 30, 15])
    np.testing.assert_array_equal(sizes(7, [(3, 1, 0, 2)]), [7, 3])


# %% check="4.5b" points=1
@check(
    "4.5b", hint="round down with // before you add 1; the list may be empty"
)
def _():
    np.testing.assert_array_equal(sizes(10, [(3, 2, 0, 1)]), [10, 4])
    np.testing.assert_array_equal(sizes(5, []), [5])
    ### BEGIN HIDDEN TESTS
    many = [(7, 2, 3, 1), (3, 2, 1, 1), (3, 1, 2, 2), (1, 1, 0, 3)]
    np.testing.assert_array_equal(sizes(224, many), [224, 112, 56, 56, 56])
    ### END HIDDEN TESTS


# %% [markdown]
# ### Exercise 4.6 — dilate a kernel (★★)
#
# A dilated convolution is a standard one with a larger kernel that is mostly
# zeros. Build that kernel: $d-1$ zeros between neighbours.


# %% exercise="4.6"
def dilate_kernel(kernel, dilation):
    """kernel (K, K) → an array of side d(K - 1) + 1 with zeros between."""
    ### BEGIN SOLUTION
    side = dilation * (len(kernel) - 1) + 1
    wide = np.zeros((side, side), kernel.dtype)
    wide[::dilation, ::dilation] = kernel
    return wide
    ### END SOLUTION


# %% check="4.6a" points=1
@check(
    "4.6a", hint="a slice with a step, [::dilation], reaches every d-th cell"
)
def _():
    wide = dilate_kernel(np.array([[1.0, 2.0], [3.0, 4.0]]), 2)
    expected = [[1, 0, 2], [0, 0, 0], [3, 0, 4]]
    np.testing.assert_allclose(wide, expected)


# %% check="4.6b" points=1
@check(
    "4.6b", hint="compare the side with d(K - 1) + 1; d = 1 changes nothing"
)
def _():
    rng = np.random.default_rng(0)
    image = rng.normal(size=(12, 12)).astype("float32")
    kernel = rng.normal(size=(3, 3)).astype("float32")
    for dilation in (1, 2, 3):
        ours = filtered(image, dilate_kernel(kernel, dilation))
        theirs = keras.ops.conv(
            image[None, :, :, None],
            kernel[:, :, None, None],
            dilation_rate=dilation,
        )
        np.testing.assert_allclose(ours, theirs[0, :, :, 0], atol=1e-4)
    ### BEGIN HIDDEN TESTS
    wide = dilate_kernel(np.ones((4, 4)), 5)
    assert wide.shape == (16, 16) and wide.sum() == 16
    ### END HIDDEN TESTS


# %% [markdown]
# ### The receptive field grows with depth
#
# A neuron in the first layer sees 3 × 3 pixels. One in the second sees 3 × 3
# neurons of the first, and through them 5 × 5 pixels. With kernels $K_\ell$
# and strides $S_\ell$, the **receptive field** (میدان پذیرا) after layer
# $\ell$ is
#
# $$r_\ell=r_{\ell-1}+(K_\ell-1)\prod_{i<\ell}S_i,\qquad r_0=1 .$$
#
# The product is the distance, in pixels of the input, between two neighbours
# of the map before. So after a stride of 2 everything grows twice as fast. We
# check it by asking a network: **which input pixels change this output?** The
# gradient knows. (Two convolutions, a pooling by averages, and again: the
# shape of the network that we shall build for CIFAR-10.)

# %%
probe_layers = [
    ("conv 3 × 3", 3, 1),
    ("conv 3 × 3", 3, 1),
    ("pool 2 × 2", 2, 2),
    ("conv 3 × 3", 3, 1),
    ("conv 3 × 3", 3, 1),
    ("pool 2 × 2", 2, 2),
]
probe_input = tf.ones((1, 32, 32, 1))
fields, probe_rows = [], []
with tf.GradientTape(persistent=True) as tape:
    tape.watch(probe_input)
    values, middles = probe_input, []
    for name, kernel, stride in probe_layers:
        if name.startswith("pool"):
            values = keras.ops.average_pool(values, kernel, stride)
        else:
            ones = np.ones((kernel, kernel, 1, 1), "float32")
            values = keras.ops.conv(values, ones, padding="same")
        centre = values.shape[1] // 2
        middles.append(values[0, centre, centre, 0])
field, distance = 1, 1
for (name, kernel, stride), middle in zip(probe_layers, middles, strict=True):
    field, distance = field + (kernel - 1) * distance, distance * stride
    seen = tape.gradient(middle, probe_input).numpy()[0, :, :, 0] != 0
    fields.append(seen)
    probe_rows.append([name, field, int(seen.any(axis=0).sum())])

# %%
figure, axes = plt.subplots(1, 6, figsize=(13, 3.5))
for axis, seen, (name, field, _) in zip(axes, fields, probe_rows, strict=True):
    axis.imshow(seen, cmap="Blues", vmax=1.4)
    axis.set(title=f"{name}:\n{field} × {field}", xticks=[], yticks=[])
    axis.grid(False)
figure.suptitle("The pixels of a 32 × 32 input that one neuron sees")
plt.show()
columns = ["layer", "receptive field, formula", "by the gradient"]
table = pd.DataFrame(probe_rows, columns=columns)
display(table)
difference = (table.iloc[:, 1] - table.iloc[:, 2]).abs().max()
expect("ch04.receptive_field.difference", difference)

# %% [markdown]
# ### Exercise 4.7 — receptive fields, with dilation (★★)
#
# Complete `receptive_field` for layers (K, S, d). A dilated kernel covers
# $d(K-1)+1$ pixels of the map before it.


# %% exercise="4.7"
def receptive_field(stack):
    """stack: a list of (K, S, d), the first layer first; return a number."""
    ### BEGIN SOLUTION
    field, distance = 1, 1
    for kernel, stride, dilation in stack:
        field += dilation * (kernel - 1) * distance
        distance *= stride
    return field
    ### END SOLUTION


# %% check="4.7a" points=1
@check("4.7a", hint="multiply by the strides of the layers BEFORE this one")
def _():
    assert receptive_field([(3, 1, 1)]) == 3
    assert receptive_field([(3, 1, 1), (3, 1, 1), (2, 2, 1)]) == 6
    assert receptive_field([(3, 1, 1), (3, 1, 1), (2, 2, 1)] * 2) == 16


# %% check="4.7b" points=1
@check("4.7b", hint="replace K - 1 by d(K - 1); without layers: one pixel")
def _():
    assert receptive_field([]) == 1
    assert receptive_field([(3, 1, 1), (3, 1, 2), (3, 1, 4)]) == 15
    ### BEGIN HIDDEN TESTS
    assert receptive_field([(7, 2, 1), (3, 2, 1), (3, 1, 3)]) == 35
    ### END HIDDEN TESTS


# %% [markdown]
# ### Three advantages
#
# 1. **Sparse interactions** (ارتباطات خلوت): a picture may have millions of
#    pixels; meaningful details need kernels of tens or hundreds. Fewer weights
#    to store and to learn, fewer operations.
# 2. **Parameter sharing**: one weight serves all places. So each weight is
#    learned from every place of every picture.
# 3. **Equivariance** (هم‌وردایی), a consequence of sharing: **shift the input,
#    and the output shifts in the same way**. With $T$ for the shift and $f$
#    for the layer, $f(T(x))=T(f(x))$.
#
# The book adds: in a fully connected layer (“full connection”, اتصال کامل)
# each neuron has a weight for every input, and training is slower. Here the
# connection is **partial** (اتصال جزئی): only the receptive field.
#
# Does number 3 hold? Shift the cat by 40 pixels, then filter; or filter, then
# shift.

# %%
shift = 40
vertical = kernels["vertical edges"]
shifted = np.roll(cat_grey, shift, axis=1)
filter_then_shift = np.roll(filtered(cat_grey, vertical), shift, axis=1)
shift_then_filter = filtered(shifted, vertical)
difference = np.abs(shift_then_filter - filter_then_shift)
difference[:, : shift + 2] = 0  # what came round the border is no picture
figure, axes = plt.subplots(2, 3, figsize=(11, 5))
pictures = {
    "the photo": cat_grey,
    "its edges": filtered(cat_grey, vertical),
    "edges, then shift": filter_then_shift,
    "shifted photo": shifted,
    "shift, then edges": shift_then_filter,
    f"largest difference {difference.max():.1g}": difference,
}
for axis, (title, image) in zip(axes.flat, pictures.items(), strict=True):
    low, high = (0, 1) if "photo" in title else (-1, 1)
    axis.imshow(image, cmap="gray", vmin=low, vmax=high)
    axis.set(title=title, xticks=[], yticks=[])
    axis.grid(False)
plt.show()
expect("ch04.equivariance.shift", difference.max())

# %% [markdown]
# > **Correction to the book (4.6).** The book says that an object, moved,
# > “will have the same representation”. Not the same: **the representation
# > moves along**. “The same” would be **invariance** (ناوردایی),
# > $f(T(x))=f(x)$. And equivariance holds for shifts (انتقال) only, with
# > stride 1 and away from the borders; in general not for turning, and not for
# > other sizes.
#
# We check each of these, by the largest difference, relative to the largest
# answer. **Predict** which ones are 0.

# %%
square = cat_grey[:, :300]


def relative(one, other):
    return np.abs(one - other).max() / np.abs(one).max()


def best(image):
    """The largest answer, wherever it stands: global max pooling."""
    return filtered(image, vertical)[4:-4, 4:-4].max()


edges = filtered(square, vertical)
by_two = filtered(square[:, 1:], vertical)
turned = filtered(np.rot90(square), vertical)
bigger = transform.resize(square, (600, 600), order=1)
dot = np.zeros((60, 60))
dot[20:30, 15:35] = 1.0
moved = np.roll(dot, (11, 17), axis=(0, 1))
checks = {
    "shift by 2, stride 2": relative(
        edges[::2, 2::2], filtered(square[:, 2:], vertical)[::2, ::2]
    ),
    "shift by 1, stride 2": relative(
        edges[::2, :-2:2], by_two[::2, ::2][:, :148]
    ),
    "turn by 90°": relative(np.rot90(edges), turned),
    "twice the size": relative(
        edges[:290, :290], filtered(bigger, vertical)[::2, ::2][:290, :290]
    ),
    "shift, largest answer only": relative(best(dot), best(moved)),
}
display(pd.Series(checks, name="relative difference").round(3).to_frame())
expect("ch04.equivariance.turn", checks["turn by 90°"])
expect("ch04.equivariance.stride_2", checks["shift by 1, stride 2"])
expect("ch04.invariance.largest_answer", checks["shift, largest answer only"])

# %% [markdown]
# A stride of 2 survives even shifts, but not odd ones. Turning and scaling
# break it. The last line is **invariance**: if we only keep the largest answer
# of a map, it does not matter where the object stands. Convolution gives
# equivariance; pooling turns it, step by step, into invariance. We come back
# to this.

# %% [markdown] book="4.5"
# ## The layer in Keras
#
# ```python
# layers.Conv2D(filters, kernel_size, strides=1, padding="valid",
#               dilation_rate=1, activation=None)
# ```
#
# | argument | symbol | meaning |
# |---|---|---|
# | `filters` | $D$ | how many kernels |
# | `kernel_size` | $K$ | a number, or a pair (height, width) |
# | `strides` | $S$ | 1 if you say nothing; also a pair |
# | `padding` | $P$ | `"valid"`: none; `"same"`: see above |
# | `dilation_rate` | $d$ | 1: standard |
# | `activation` | | mostly `"relu"`; without it the layer is linear |
#
# > **Correction to the book (4.7).** The signature printed in the book is no
# > valid Python (a name without `=` behind one with it). It leaves out that
# > sizes may be pairs, that `padding` starts as `"valid"` and `activation` as
# > *none*. Its `input_shape=` for the first layer is out of date: begin the
# > model with `keras.Input((height, width, depth))`. Other layers find their
# > input's shape themselves.

# %% tags=["nbval-check-output"]
demo = keras.Sequential(
    [
        keras.Input((32, 32, 3)),  # height, width, depth; not the batch
        layers.Conv2D(8, 3, activation="relu"),
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.Conv2D(16, (1, 5), strides=2, activation="relu"),
        layers.Conv2D(16, 3, dilation_rate=2, activation="relu"),
    ]
)
for layer in demo.layers:
    print(f"output {layer.output.shape!s:<20} kernel {layer.kernel.shape}")

# %% [markdown]
# The first axis, `None`, is the batch. The kernel's axes are height, width,
# channels in, filters. And it computes what we computed by hand: `set_weights`
# puts our kernel in.

# %%
layer = layers.Conv2D(1, 3, use_bias=False)
layer.build((None, 5, 5, 1))
layer.set_weights([edge[:, :, None, None]])
batch = picture[None, :, :, None].astype("float32")
by_layer = keras.ops.convert_to_numpy(layer(batch))[0, :, :, 0]
difference = np.abs(by_layer - correlate_loops(picture, edge)).max()
expect("ch04.conv2d.difference_to_hand", difference)

# %% [markdown] book="4.6"
# ## The pooling layer
#
# After a convolution, neighbouring values of a map are often alike; we do not
# need all of them. **Pooling** (ادغام) lays a grid of cells over each map, and
# keeps one number a cell, a **reduction of dimensions** (کاهش ابعاد):
#
# - **max pooling** (ادغام حداکثری): the largest; the neuron with the strongest
#   activation wins, the others are dropped;
# - **average pooling** (ادغام میانگین): the mean.
#
# Its hyperparameters: the **cell size** (اندازه سلول) and the **stride**.
# Common is 2 and 2; 3 and 2 (overlapping cells) is seen, too. Large cells
# throw much away. By hand, for 2 and 2: reshape so that each cell gets axes of
# its own.

# %%
feature_map = np.array(
    [[1, 3, 2, 0], [5, 7, 1, 1], [0, 2, 9, 4], [2, 0, 3, 8]], "float32"
)
cells = feature_map.reshape(2, 2, 2, 2)  # (cell row, row, cell column, column)
largest, mean = cells.max(axis=(1, 3)), cells.mean(axis=(1, 3))


def draw_cells(axis, values, title, block):
    tint = np.array(["#D9E8F2", "#F8D9C4", "#CDEBDF", "#F3DCE8"])
    for (i, j), value in np.ndenumerate(values):
        colour = tint[2 * (i // block) + j // block]
        cell = Rectangle((j, i), 1, 1, facecolor=colour, edgecolor="white")
        axis.add_patch(cell)
        axis.text(j + 0.5, i + 0.5, f"{value:g}", **CENTRE)
    axis.set(xlim=(0, len(values)), ylim=(len(values), 0), aspect="equal")
    axis.set(title=title)
    axis.set_axis_off()


figure, axes = plt.subplots(1, 3, figsize=(9, 3))
draw_cells(axes[0], feature_map, "a feature map", 2)
draw_cells(axes[1], largest, "max pooling", 1)
draw_cells(axes[2], mean, "average pooling", 1)
plt.show()

# %% tags=["nbval-check-output"]
batch = feature_map[None, :, :, None]
by_keras = [
    np.array(layer(batch))[0, :, :, 0]
    for layer in (layers.MaxPooling2D(2), layers.AveragePooling2D(2))
]
np.testing.assert_allclose(by_keras[0], largest)
np.testing.assert_allclose(by_keras[1], mean)
kept = largest.size / feature_map.size
print(f"kept: {largest.size} of {feature_map.size}; dropped: {1 - kept:.0%}")
print("parameters:", layers.MaxPooling2D(2).count_params())

# %% [markdown]
# With cells of 2 × 2, **75 %** of the numbers go. Pooling has **no
# parameters**: there is nothing to learn in “take the largest”. It saves
# computing in all layers behind it, and weights in the fully connected one.
#
# > **Correction to the book (4.8).** The text sends you to figure 4-3 for
# > pooling; its caption is 4-4 (figure 4-3 shows dilation).
#
# As with activations, there are other choices (the least value, a norm, a
# convolution with stride 2). Max pooling is the most common: it keeps the
# strongest evidence of a pattern; in a mean, a single strong answer counts
# less.

# %% [markdown]
# ### A little tolerance for shifts
#
# A cat that moves by one pixel is the same cat. How much does the network's
# view of it change? We take 400 pieces of photos, filter each with four
# kernels and ReLU, then shrink the maps in different ways, and compare with
# the same piece, **shifted by one pixel**. **Predict** the order.

# %%
rng = np.random.default_rng(0)  # fixed pieces: this does not depend on SEED
four = np.stack(
    [sign * kernels[f"{way} edges"] for way in ("vertical", "horizontal")
     for sign in (1, -1)],
    axis=-1,
)[:, :, None, :].astype("float32")  # fmt: skip


def pieces(rng, number=400, side=35):
    """Return random pieces of the photos (number, side, side, 1)."""
    result = []
    for k in range(number):
        photo = list(photos.values())[k % 3]
        row, column = (rng.integers(0, n - side) for n in photo.shape)
        result.append(photo[row : row + side, column : column + side])
    return np.stack(result)[..., None].astype("float32")


both = pieces(rng)
maps = keras.ops.relu(keras.ops.conv(both, four))
here, there = maps[:, :32, :32], maps[:, :32, 1:33]
ways = {
    "stride 2, no pooling": lambda x: x[:, ::2, ::2],
    "max pooling 2": lambda x: keras.ops.max_pool(x, 2),
    "average pooling 2": lambda x: keras.ops.average_pool(x, 2),
    "max pooling 4": lambda x: keras.ops.max_pool(x, 4),
    "average pooling 4": lambda x: keras.ops.average_pool(x, 4),
    "the largest of all": lambda x: keras.ops.max_pool(x, 32),
}
changes = {}
for name, way in ways.items():
    one, other = (np.array(way(x)) for x in (here, there))
    changes[name] = np.linalg.norm(one - other) / np.linalg.norm(one)

# %%
figure, axis = plt.subplots(figsize=(7.5, 3))
axis.barh(list(changes), list(changes.values()))
axis.invert_yaxis()
axis.set(
    title="The larger the cells, the less a shift of one pixel matters",
    xlabel="relative change of the maps",
)
plt.show()
expect("ch04.pooling.change_without", changes["stride 2, no pooling"])
expect("ch04.pooling.change_max_2", changes["max pooling 2"])
expect("ch04.pooling.change_max_4", changes["max pooling 4"])

# %% [markdown]
# So pooling makes the maps **a little** tolerant to small shifts, not
# invariant: only the largest value of the whole map hardly changes (something
# may still enter or leave at the border). Maximum and mean differ little here;
# the size of the cells counts.
#
# ### Exercise 4.8 — max pooling of any size (★★)
#
# Complete `max_pool` for one map, with cells that may overlap. Cells that do
# not fit completely are left out (`"valid"`).


# %% exercise="4.8"
def max_pool(values, size, stride):
    """Return the largest value of each cell; values (height, width)."""
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(values, (size, size))
    return windows[::stride, ::stride].max(axis=(2, 3))
    ### END SOLUTION


# %% check="4.8a" points=1
@check("4.8a", hint="a cell starts every `stride` rows and columns")
def _():
    np.testing.assert_allclose(max_pool(feature_map, 2, 2), [[7, 2], [2, 9]])
    ours = max_pool(feature_map, 3, 1)
    np.testing.assert_allclose(ours, [[9, 9], [9, 9]])


# %% check="4.8b" points=1
@check("4.8b", hint="largest may be negative: do not start from 0; no padding")
def _():
    values = -np.arange(1.0, 26.0).reshape(5, 5)
    np.testing.assert_allclose(max_pool(values, 2, 2), [[-1, -3], [-11, -13]])
    wide = np.arange(24.0).reshape(4, 6) / 2  # fractions, and not a square
    ours = max_pool(wide, 2, 2)
    np.testing.assert_allclose(ours, [[3.5, 4.5, 5.5], [9.5, 10.5, 11.5]])
    ### BEGIN HIDDEN TESTS
    values = np.random.default_rng(0).normal(size=(11, 9)).astype("float32")
    for size, stride in ((2, 2), (3, 2), (4, 3), (2, 5)):
        theirs = layers.MaxPooling2D(size, stride)(values[None, :, :, None])
        ours = max_pool(values, size, stride)
        np.testing.assert_allclose(ours, np.array(theirs)[0, :, :, 0])
    ### END HIDDEN TESTS


# %% [markdown] book="4.7"
# ## A whole project: what is in this picture?
#
# Image classification (طبقه‌بندی تصویر) needs pictures with labels. Nobody has
# to collect them: there are standard data sets. **CIFAR-10** (Krizhevsky,
# 2009) has 60,000 colour pictures of 32 × 32 pixels, 50,000 for training and
# 10,000 for the test, of ten kinds of things. We follow the book's ten steps.
#
# ### Step 1: load and look

# %%
(train_pictures, train_labels), (test_pictures, test_labels) = load_cifar10()
CLASSES = [
    "airplane", "automobile", "bird", "cat", "deer",
    "dog", "frog", "horse", "ship", "truck",
]  # fmt: skip

# %% tags=["nbval-check-output"]
print("training:", train_pictures.shape, train_pictures.dtype)
print("labels:  ", train_labels.shape, " first:", train_labels[:5].ravel())
print("test:    ", test_pictures.shape, test_labels.shape)
print("the first three pixels:", train_pictures[0, 0, :3].tolist())
print("the first two:", *(CLASSES[k] for k in train_labels[:2, 0]))
counts = np.bincount(train_labels.ravel()), np.bincount(test_labels.ravel())
print("of each class, for training and test:", *map(np.unique, counts))

# %% [markdown]
# 50,000 pictures, 32 high, 32 wide, and 3 numbers a pixel: red, green, blue,
# from 0 to 255. The labels are one number a picture:
#
# | label | class | | label | class | |
# |---|---|---|---|---|---|
# | 0 | airplane | هواپیما | 5 | dog | سگ |
# | 1 | automobile | خودرو | 6 | frog | قورباغه |
# | 2 | bird | پرنده | 7 | horse | اسب |
# | 3 | cat | گربه | 8 | ship | کشتی |
# | 4 | deer | گوزن | 9 | truck | کامیون |
#
# > **Correction to the book (4.9).** The book calls the last axis “3 pixels in
# > depth”. It is 3 colour **channels** of the same pixel.
#
# So the first picture has label 6, a frog, and the second 9, a truck. Numbers
# tell a person nothing. Look:


# %%
def show_pictures(pictures, titles, columns=10, size=1.25):
    """Draw small pictures in a grid, each under a title."""
    rows = -(-len(pictures) // columns)  # division, rounded up
    figure, axes = plt.subplots(
        rows, columns, figsize=(size * columns, (size + 0.25) * rows)
    )
    for axis in np.ravel(axes):
        axis.set_axis_off()
    for axis, image, title in zip(
        np.ravel(axes), pictures, titles, strict=False
    ):
        axis.imshow(image)
        axis.set_title(title, fontsize=9, fontweight="normal")
    return figure


chosen = np.concatenate(
    [np.flatnonzero(train_labels.ravel() == c)[:4] for c in range(10)]
).reshape(10, 4)
chosen = chosen.T.ravel()  # a row for each round, a column for each class
titles = CLASSES + [""] * 30
figure = show_pictures(train_pictures[chosen], titles)
figure.suptitle("The first four training pictures of each class")
plt.show()

# %% [markdown]
# They are tiny, and hard even for people: 32 × 32 pixels is all the network
# gets, too.
#
# ### Step 2: the labels
#
# The classes have **no order**. If a network with a single output cannot
# decide between automobile (1) and truck (9), should it answer 5, dog? In
# chapter 3 one output was enough, since there were two classes: with 0.6, a
# price above the median was 60 % probable.
#
# So: **ten outputs**, one a class, which give ten probabilities (احتمال). And
# a label of ten numbers: 1 at the place of the class, 0 elsewhere, the
# **one-hot** code.

# %% tags=["nbval-check-output"]
one_hot = keras.utils.to_categorical(train_labels[:5], 10)
codes = pd.DataFrame(np.eye(10, dtype=int), index=CLASSES)
display(codes)
print("the second label, 9, becomes", one_hot[1])

# %% [markdown]
# > **Correction to the book (4.10).** The book imports `np_utils`, which is
# > gone, and uses the name `keras` without importing it. Today it is
# > `keras.utils.to_categorical(y_train, 10)`, as above.
#
# In practice one can do without. The cross-entropy of a one-hot label is
# $-\log$ of the probability given to the right class; all other terms are 0
# times something. So the class *number* is enough to look that probability up.
# Keras calls this loss `sparse_categorical_crossentropy`. Is it the same?

# %%
rng = np.random.default_rng(SEED)
answers_p = rng.dirichlet(np.ones(10), size=1000).astype("float32")
numbers = rng.integers(0, 10, size=1000)
with_codes = keras.losses.categorical_crossentropy(
    keras.utils.to_categorical(numbers, 10), answers_p
)
with_numbers = keras.losses.sparse_categorical_crossentropy(numbers, answers_p)
difference = np.abs(np.array(with_codes) - np.array(with_numbers)).max()
expect("ch04.labels.sparse_difference", difference)
bytes_each = keras.utils.to_categorical([0], 10).nbytes, train_labels[0].nbytes
print("bytes for a label, one-hot and sparse:", bytes_each)

# %% [markdown]
# The same loss, with a fraction of the memory. We use the numbers as they
# come.
#
# ### Exercise 4.9 — one-hot by hand (★)
#
# Complete `one_hot_codes` without Keras: labels of shape (n,) or (n, 1) become
# a `float32` array (n, classes).


# %% exercise="4.9"
def one_hot_codes(labels, classes):
    """labels (n,) or (n, 1) → float32 array (n, classes) of 0 and 1."""
    ### BEGIN SOLUTION
    return np.eye(classes, dtype="float32")[np.ravel(labels)]
    ### END SOLUTION


# %% check="4.9a" points=1
@check("4.9a", hint="row i of np.eye(classes) is the code of class i")
def _():
    expected = [[0, 0, 1], [1, 0, 0]]
    ours = one_hot_codes([2, 0], 3)
    np.testing.assert_array_equal(ours, expected)
    assert ours.dtype == np.float32, f"{ours.dtype}, not float32"


# %% check="4.9b" points=1
@check(
    "4.9b", hint="labels of shape (n, 1): flatten them first, with np.ravel"
)
def _():
    ours = one_hot_codes(train_labels[:20], 10)
    theirs = keras.utils.to_categorical(train_labels[:20], 10)
    np.testing.assert_array_equal(ours, theirs)
    ### BEGIN HIDDEN TESTS
    assert ours.shape == (20, 10)
    assert one_hot_codes(np.array([[3]]), 12).shape == (1, 12)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Step 3: scale the pixels
#
# Numbers from 0 to 1 help training. So divide by 255, and store fractions:
# `float32`. That takes four bytes instead of one, so we convert only the
# pictures that we need. (*quick* trains on 10,000 of them, *full* on 40,000 as
# the book does.)

# %%
count = by_profile(smoke=400, quick=12_500, full=50_000)
x_train = train_pictures[:count] / np.float32(255)
y_train = train_labels[:count]
tests = by_profile(smoke=300, quick=10_000, full=10_000)
x_test = test_pictures[:tests] / np.float32(255)
y_test = test_labels[:tests]
print("the first pixel:", x_train[0, 0, 0], x_train.dtype)
print(f"{x_train.nbytes / 1e6:.0f} MB for training")
expect("ch04.cifar10.largest_value", x_train.max())
# Sums of so many numbers need more digits than float32 has.
red, green, blue = x_train.mean(axis=(0, 1, 2), dtype="float64")
expect("ch04.cifar10.mean_red", red)
expect("ch04.cifar10.mean_green", green)
expect("ch04.cifar10.mean_blue", blue)
seen = {picture.tobytes() for picture in train_pictures}
twice = sum(picture.tobytes() in seen for picture in test_pictures)
expect("ch04.cifar10.test_pictures_in_training", twice)

# %% [markdown]
# ### Step 4: a validation set
#
# In chapter 3 we split it off by hand. Here `fit` has a **shortcut**
# (میان‌بر): `validation_split=0.2`. It takes the **last** fifth, *before* it
# shuffles. If your data are sorted by class, the last fifth holds classes that
# training never sees! CIFAR-10 is mixed already: the last fifth has all ten
# classes, about equally often.

# %%
last_fifth = y_train[int(0.8 * count) :].ravel()
shares = pd.Series(np.bincount(last_fifth, minlength=10), index=CLASSES)
display(shares.to_frame(f"of {len(last_fifth):,}").T)

# %% [markdown]
# ### Step 5: the network
#
# Twelve layers, added one by one to an empty `Sequential`. Two blocks: two
# convolutions, one pooling, dropout. Then **flatten** (صاف کردن): the values
# stand in a box, and a fully connected layer wants them in one row. At the
# end, **softmax** turns ten sums into ten probabilities. **Predict**: which
# layer has most of the parameters?


# %%
def build_cnn():
    """The book's network for pictures of 32 × 32 × 3, not compiled."""
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for filters in (32, 64):
        for _ in range(2):
            model.add(
                layers.Conv2D(filters, 3, padding="same", activation="relu")
            )
        model.add(layers.MaxPooling2D(2))
        model.add(layers.Dropout(0.25))
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10, activation="softmax"))
    return model


def summary(model):
    """A table of the layers (model.summary() prints a longer one)."""
    return pd.DataFrame(
        {
            "layer": [type(layer).__name__ for layer in model.layers],
            "output": [layer.output.shape[1:] for layer in model.layers],
            "parameters": [layer.count_params() for layer in model.layers],
        }
    )


# %% tags=["nbval-check-output"]
book_network = summary(build_cnn())
display(book_network)
print(
    f"{len(book_network)} layers, {book_network.parameters.sum():,} parameters"
)

# %%
expect("ch04.cifar10.parameters", book_network.parameters.sum())
in_dense = book_network.parameters[9] / book_network.parameters.sum()
expect("ch04.cifar10.share_of_first_dense", in_dense)

# %% [markdown]
# Check the counts with the formula: $(3\cdot3\cdot32+1)\cdot64=18{,}496$ for
# the third convolution. Nearly all parameters, 97 %, sit in the **first fully
# connected layer**, which has $4096\cdot512$ weights: here the old problem is
# back. The four convolutions, which do the seeing, have 3 % of them.
#
# > **Correction to the book (4.11).** The `model.summary()` that the book
# > prints belongs to **another network**: 1,064,362 parameters, no
# > convolutions with 64 filters, one dropout less, and two poolings in a row.
# > The code in the book (and here) gives 2,168,362. We build the printed one:


# %%
def build_printed():
    """The network whose summary the book prints."""
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for _ in range(2):
        model.add(layers.Conv2D(32, 3, padding="same", activation="relu"))
    for _ in range(2):
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Dropout(0.25))
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10, activation="softmax"))
    return model


printed_network = summary(build_printed())
display(printed_network)
expect("ch04.cifar10.printed_parameters", printed_network.parameters.sum())

# %% [markdown]
# The same numbers as in the book, line by line. So do the book's accuracies
# come from this smaller network, too? We look at that after training.
#
# ### Step 6: compile and train
#
# As in chapter 3. (`sparse_…` since our labels are class numbers. In *full*,
# 40,000 pictures in batches of 32 make 1,250 steps an epoch.) One thing
# more than in the book: `EarlyStopping` with a patience that never ends it, so
# that at the end it puts back the weights of the epoch with the lowest
# validation loss.


# %%
def compiled(model):
    """Compile a classifier for class numbers, as the book does."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


keras.utils.set_random_seed(SEED)
model = compiled(build_cnn())
epochs = by_profile(smoke=1, quick=4, full=20)
started = time.perf_counter()
history = model.fit(
    x_train,
    y_train,
    batch_size=32,
    epochs=epochs,
    validation_split=0.2,
    verbose=0,
    callbacks=[
        keras.callbacks.EarlyStopping(
            patience=epochs, restore_best_weights=True
        ),
        show_progress(epochs),
    ],
).history
fit_seconds = time.perf_counter() - started

# %% [markdown]
# ### Step 7: the curves
#
# > **Correction to the book (4.12).** The book's code for the *accuracy* plot
# > is a copy of the one for the loss. The keys are `"accuracy"` and
# > `"val_accuracy"`. We plot both:

# %%
plot_history(history, "Your training")
plt.show()
expect("ch04.cifar10.val_accuracy", history["val_accuracy"][-1])

# %% [markdown]
# A few epochs on a quarter of the data are only a beginning. (Is validation
# *better* than training? That is no mistake. Dropout disturbs the network in
# training only; and the training values are means over the epoch, while
# validation comes at its end.) What happens later? The table below is from one
# *full* run: 20 epochs on 40,000 pictures, as in the book. (With
# `setup(profile="full")` it is your own.) Beside it, what the book prints.
# **Predict**: which curve turns first, loss or accuracy?

# %%
FULL_RAN_ON = "2 cores (x86_64), TensorFlow 2.21.0, seed 42"
FULL = {
    "loss": "1.5293 1.1294 .9816 .8787 .8036 .7520 .6965 .6452 .6122 .5789 "
    ".5550 .5393 .5109 .4870 .4703 .4520 .4442 .4363 .4169 .4069",
    "val_loss": "1.1427 .9470 .8925 .8209 .7793 .7597 .7466 .7544 .7390 "
    ".7407 .7344 .7381 .7368 .7404 .7199 .7577 .7316 .7746 .7716 .8109",
    "accuracy": ".4405 .5977 .6532 .6891 .7164 .7348 .7536 .7714 .7839 .7919 "
    ".8039 .8091 .8192 .8278 .8319 .8426 .8443 .8457 .8541 .8561",
    "val_accuracy": ".5894 .6651 .6830 .7088 .7270 .7362 .7444 .7423 .7562 "
    ".7574 .7586 .7633 .7593 .7634 .7698 .7704 .7694 .7698 .7721 .7610",
}
PRINTED = {  # the same for the smaller network
    "loss": "1.4662 1.1217 1.0089 .9252 .8645 .8074 .7550 .7191 .6768 .6485 "
    ".6135 .5816 .5681 .5385 .5214 .5012 .4892 .4707 .4449 .4459",
    "val_loss": "1.1256 .9594 .9118 .8544 .8480 .8169 .8065 .8189 .7809 "
    ".8017 .7938 .7771 .7809 .7873 .7929 .7812 .8125 .8076 .8298 .8409",
    "accuracy": ".4699 .6044 .6456 .6744 .6957 .7154 .7326 .7466 .7631 .7704 "
    ".7823 .7937 .7988 .8098 .8159 .8229 .8259 .8328 .8430 .8416",
    "val_accuracy": ".6056 .6714 .6830 .7029 .7112 .7218 .7263 .7226 .7372 "
    ".7304 .7374 .7446 .7430 .7433 .7452 .7495 .7412 .7460 .7416 .7434",
}
BOOK = {
    "loss": "1.4824 1.1323 .9810 .8859 .8015 .7203 .6486 .5960 .5312 .4887 "
    ".4483 .4195 .3889 .3591 .3372 .3242 .3053 .2917 .2825 .2700",
    "val_loss": "1.1698 1.0689 .9494 .9151 .9117 .8959 .8811 .9053 .9100 "
    ".9183 .9454 1.0072 .9655 1.0041 1.0220 1.0927 1.0579 1.0833 1.0957 "
    "1.0855",
    "accuracy": ".4623 .6000 .6534 .6900 .7171 .7469 .7709 .7902 .8129 .8262 "
    ".8415 .8514 .8625 .8764 .8814 .8868 .8925 .8990 .9014 .9064",
    "val_accuracy": ".5885 .6276 .6725 .6828 .6802 .6874 .7066 .7055 .6982 "
    ".7077 .7083 .7062 .7089 .7042 .7133 .7041 .7046 .7061 .7165 .7131",
}
FULL, PRINTED, BOOK = (
    {key: np.array(text.split(), float) for key, text in table.items()}
    for table in (FULL, PRINTED, BOOK)
)

# %%
full_history = by_profile(smoke=FULL, quick=FULL, full=history)
figure, axes = plt.subplots(2, 3, figsize=(12, 6), sharex=True, sharey="row")
runs = {
    "12 layers, as coded": full_history,
    "the smaller network": PRINTED,
    "what the book prints": BOOK,
}
for column, (title, run) in zip(axes.T, runs.items(), strict=True):
    turn = int(np.argmin(run["val_loss"])) + 1
    for axis, key in zip(column, ("loss", "accuracy"), strict=True):
        steps = np.arange(1, len(run[key]) + 1)
        axis.plot(steps, run[key], label="training")
        axis.plot(steps, run[f"val_{key}"], label="validation")
        axis.axvline(turn, color="black", linestyle=":")
        axis.set_ylabel(key)
        axis.label_outer()
    column[0].set_title(f"{title}:\nlowest validation loss in epoch {turn}")
    column[1].set_xlabel("epoch")
axes[0, 0].legend()
axes[0, 0].xaxis.set_ticks([1, 5, 10, 15, 20])
plt.show()

# %% [markdown]
# Which curve turns first? **Accuracy does not turn**: it stops improving; a
# wrong answer stays one wrong answer, however sure. The validation *loss*
# (lowest at the dotted line) stops falling and, in the book's panel, turns and
# rises: the network becomes more and more sure, also where it is wrong. In the
# full run of our table it is flat from about epoch 9; that its lowest point is
# in epoch 15 is partly luck. Training still improves: **overfitting**
# (بیش‌برازش).
#
# And the book's numbers? In epochs 2 to 5 its *training* accuracy follows our
# twelve layers to about 0.002, then runs ahead. Its *validation* accuracy lies
# below both of our networks from epoch 2 on. One run each; and what was run,
# the book does not tell. So keep code, log and result together.
#
# Where to stop, then? At the dotted line: step 6 puts back the weights of the
# best epoch.

# %%
runs_table = pd.DataFrame(
    {
        name: {
            "lowest validation loss": run["val_loss"].min(),
            "validation loss at the end": run["val_loss"][-1],
            "training accuracy at the end": run["accuracy"][-1],
            "validation accuracy at the end": run["val_accuracy"][-1],
        }
        for name, run in {
            name: {key: np.array(run[key]) for key in FULL}
            for name, run in runs.items()
        }.items()
    }
)
display(runs_table.round(3))
print("the tables are from", FULL_RAN_ON)

# %% [markdown]
# ### Exercise 4.10 — read a history (★)
#
# Complete `read_history`. `gap` is training accuracy minus validation accuracy
# after the last epoch. Epochs count from 1.


# %% exercise="4.10"
def read_history(history):
    """Return (epoch of the lowest val_loss, gap); values are lists."""
    ### BEGIN SOLUTION
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    return best_epoch, history["accuracy"][-1] - history["val_accuracy"][-1]
    ### END SOLUTION


# %% check="4.10a" points=1
@check("4.10a", hint="argmin counts from 0; the gap uses the last entries")
def _():
    example = {
        "loss": [1.0, 0.5, 0.2],
        "accuracy": [0.5, 0.8, 0.95],
        "val_loss": [1.1, 0.9, 1.0],
        "val_accuracy": [0.45, 0.7, 0.75],
    }
    np.testing.assert_allclose(read_history(example), (2, 0.2))


# %% check="4.10b" points=1
@check("4.10b", hint="the lowest val_loss, not the highest val_accuracy")
def _():
    epoch, gap = read_history({k: list(v) for k, v in BOOK.items()})
    assert epoch == 7, "the book's validation loss is lowest in epoch 7"
    np.testing.assert_allclose(gap, 0.9064 - 0.7131)
    one = {"val_loss": [2.0], "accuracy": [0.1], "val_accuracy": [0.3]}
    np.testing.assert_allclose(read_history(one), (1, -0.2))
    ### BEGIN HIDDEN TESTS
    two = {"val_loss": [2, 1], "accuracy": [0, 1], "val_accuracy": [0, 0.5]}
    np.testing.assert_allclose(read_history(two), (2, 0.5))
    ### END HIDDEN TESTS


# %% [markdown]
# ### Step 8: the test, and two baselines
#
# Before the test, the book asks you to go back: other layers, other
# hyperparameters, more or fewer epochs; keep what helps the *validation*
# accuracy. Only when nothing is left to choose, open the **test set**, once.
#
# A score alone says little. Guessing gives 0.1. And what do networks reach
# that know nothing of neighbours: a linear one, and one with a hidden layer of
# 512? Same pictures, same epochs, same choice of the best one. **Predict**
# three scores: linear, fully connected, convolutional.

# %%
flat_models = {"linear": [], "fully connected": [512]}
scores, sizes_of = {"guessing": 0.1}, {"guessing": 0}
for name, hidden_sizes in flat_models.items():
    keras.utils.set_random_seed(SEED)
    flat = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten()])
    for width in hidden_sizes:
        flat.add(layers.Dense(width, activation="relu"))
    flat.add(layers.Dense(10, activation="softmax"))
    compiled(flat).fit(
        x_train,
        y_train,
        batch_size=32,
        epochs=epochs,
        validation_split=0.2,
        verbose=0,
        callbacks=[
            keras.callbacks.EarlyStopping(
                patience=epochs, restore_best_weights=True
            )
        ],
    )
    scores[name] = flat.evaluate(x_test, y_test, verbose=0)[1]
    sizes_of[name] = flat.count_params()
test_loss, scores["convolutional"] = model.evaluate(x_test, y_test, verbose=0)
sizes_of["convolutional"] = model.count_params()

# %%
columns = {"test accuracy": scores, "parameters": sizes_of}
display(pd.DataFrame(columns).round(3))
expect("ch04.cifar10.test_accuracy", scores["convolutional"])
expect("ch04.cifar10.linear_test_accuracy", scores["linear"])
lead = scores["convolutional"] - scores["fully connected"]
expect("ch04.cifar10.lead_over_dense", lead)

# %% [markdown]
# The fully connected network has 1.58 million parameters, the convolutional
# one 2.17 million; both have enough. What the first lacks is the idea of
# neighbourhood. Is that so? A control: **shuffle the pixels** of all pictures
# by one fixed order, so that neighbours lie anywhere. Two small networks, one
# epoch each on 4,000 pictures, judged on 2,000 others from the training set.
# (The fully connected one gets its random start shuffled in the same way.)
# **Predict** what each of them loses.

# %%
number = by_profile(smoke=400, quick=4000, full=4000)
few = train_pictures[:number] / np.float32(255), train_labels[:number]
others = train_pictures[40_000:42_000] / np.float32(255)
places = np.random.default_rng(SEED).permutation(32 * 32)


def shuffled(pictures):
    """Put the pixels of each picture into the same new order."""
    return pictures.reshape(-1, 1024, 3)[:, places].reshape(pictures.shape)


def control(convolutional, shuffle):
    """Train a small network for an epoch; return its accuracy."""
    keras.utils.set_random_seed(SEED)
    small = keras.Sequential([keras.Input((32, 32, 3))])
    for filters in (32, 64) if convolutional else ():
        small.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        small.add(layers.MaxPooling2D(2))
    small.add(layers.Flatten())
    if not convolutional:
        small.add(layers.Dense(512, activation="relu"))
    small.add(layers.Dense(10, activation="softmax"))
    change = shuffled if shuffle else np.asarray
    if shuffle and not convolutional:
        first = small.layers[1].kernel  # (3072, 512): a column is a picture
        columns = first.numpy().T.reshape(-1, 32, 32, 3)
        first.assign(shuffled(columns).reshape(-1, 3072).T)
    compiled(small).fit(change(few[0]), few[1], batch_size=32, verbose=0)
    truth_there = train_labels[40_000:42_000]
    return small.evaluate(change(others), truth_there, verbose=0)[1]


# %%
control_table = pd.DataFrame(
    {
        name: {
            "pixels in place": control(convolutional, False),
            "pixels shuffled": control(convolutional, True),
        }
        for name, convolutional in (
            ("fully connected", False),
            ("convolutional", True),
        )
    }
).T
display(control_table.round(3))
loss = control_table["pixels in place"] - control_table["pixels shuffled"]
expect("ch04.shuffled.dense_loss", loss["fully connected"])
expect("ch04.shuffled.convolutional_loss", loss["convolutional"])

# %% [markdown]
# For the fully connected network, nothing has changed but the names of its
# inputs. The convolutional one loses: its small windows, and the poolings, now
# hold pixels that have nothing to do with each other.
#
# After 20 epochs on 40,000 pictures the book has 0.692: “not very good, but
# better than random guessing”, which is 0.1. In our full runs, with the
# weights of the last epoch, the network that the book describes reached
# **0.751**, and the smaller, printed one 0.734. With 10,000 test pictures the
# standard error of each is below 0.005.
#
# ### Step 9: save and load
#
# A trained network can be kept, and used without training it again.
#
# > **Correction to the book (4.13).** The book saves as `.h5` (HDF5), which is
# > the old format. Keras' own is `.keras`: architecture, weights, and the
# > state of the optimizer in one file.

# %%
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "my_cifar10_model.keras"
    model.save(path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB")
    again = keras.models.load_model(path)
some = x_test[:100]
before, after = (np.array(m(some, training=False)) for m in (model, again))
expect("ch04.saved.difference", np.abs(before - after).max())

# %% [markdown]
# Our first convolutional classifier: built, trained, tested and stored.
#
# ### Step 10: a picture of your own
#
# Any photo of one of the ten things will do. We take scikit-image's cat. The
# network wants 32 × 32 × 3 numbers between 0 and 1. `resize` (تغییر اندازه)
# from scikit-image does it. The photo is wider than high; so cut out a square
# first, else the cat becomes thin.

# %%
square_cat = cat_photo[:, 75:375]
my_picture = transform.resize(square_cat, (32, 32), anti_aliasing=True)
my_picture = my_picture.astype("float32")
probabilities = model.predict(my_picture[None], verbose=0)
print("shape:", probabilities.shape, " sum:", probabilities.sum().round(4))
figure, axes = plt.subplots(1, 3, figsize=(10, 3.2))
axes[0].imshow(cat_photo)
axes[0].set(title="the photo, 300 × 451")
axes[1].imshow(my_picture)
axes[1].set(title="what the network sees")
for axis in axes[:2]:
    axis.set_axis_off()
top_five = np.argsort(probabilities[0])[:-6:-1]
axes[2].barh([CLASSES[c] for c in top_five], probabilities[0, top_five])
axes[2].invert_yaxis()
axes[2].set(title="its five best guesses", xlabel="probability", xlim=(0, 1))
plt.show()

# %% [markdown]
# Did yours see a cat? With 32 × 32 pixels and an accuracy like ours, do not
# expect too much of one picture: another seed gives another answer. The
# network of our full run said: cat 0.49, deer 0.19, frog 0.18, dog 0.07, horse
# 0.03.
#
# > **Correction to the book (4.14).** The book prints two answers for its cat,
# > and they contradict each other: first cat 0.385, dog 0.323, bird 0.151;
# > then, as “top five”, cat 0.311, horse 0.297, dog 0.140. They come from
# > different runs. Above, both views show the same array.

# %% [markdown]
# > **Correction to the book (4.15).** Three traps in reading pictures are not
# > mentioned. (a) `resize` divides *integers* by the largest value of their
# > type: 255 for `uint8` (for `int64` a huge number, and all becomes nearly
# > 0). A float array from 0 to 255 stays as it is. (b) `plt.imread` of a PNG
# > gives floats, and maybe **four** channels (RGBA); resized to (32, 32, 3),
# > the channels are *mixed*. (c) Pictures that are not square get distorted.


# %%
def shrink(image):
    """As the book does: no thought of what the numbers mean."""
    return transform.resize(image, (32, 32, 3), anti_aliasing=True)


with tempfile.TemporaryDirectory() as folder:
    plt.imsave(f"{folder}/cat.png", square_cat)
    from_png = plt.imread(f"{folder}/cat.png")
traps = {
    "right": my_picture,
    "floats 0 to 255": shrink(square_cat.astype("float64")),
    "four channels": shrink(from_png),
    "not square": shrink(cat_photo),
}
guesses = model.predict(np.stack(list(traps.values())), verbose=0)
figure, axes = plt.subplots(1, 4, figsize=(11, 3.3))
for axis, (name, image), p in zip(axes, traps.items(), guesses, strict=True):
    axis.imshow(image.clip(0, 1))
    axis.set(xticks=[], yticks=[])
    axis.grid(False)
    guess = f"{CLASSES[p.argmax()]} {p.max():.2f}"
    axis.set_title(f"{name}:\n{image.min():.2f} to {image.max():.2f}\n{guess}")
plt.show()
print("shape of the PNG:", from_png.shape, from_png.dtype)
expect("ch04.traps.largest_float", traps["floats 0 to 255"].max())
error = np.abs(traps["four channels"] - my_picture).max()
expect("ch04.traps.mixed_channels", error)

# %% [markdown]
# No error message, in none of the cases: only another answer, or the same one
# for a wrong reason. (The second picture is drawn white, since everything
# above 1 is white.) So look at what you feed in.
#
# ### Exercise 4.11 — prepare any picture (★★)
#
# Complete `prepare`: cut the largest square out of the middle, take three
# channels, scale, resize. Input: `uint8` from 0 to 255 or floats from 0 to 1;
# grey (height, width), RGB or RGBA. Drop the fourth channel; repeat a grey one
# three times. Resize with `transform.resize(…, anti_aliasing=True)`.


# %% exercise="4.11"
def prepare(image):
    """Return float32 (32, 32, 3) from 0 to 1, ready for the network."""
    ### BEGIN SOLUTION
    if image.dtype == np.uint8:
        image = image / 255
    if image.ndim == 2:
        image = np.stack([image] * 3, axis=-1)
    image = image[:, :, :3]
    side = min(image.shape[:2])
    top, left = ((length - side) // 2 for length in image.shape[:2])
    image = image[top : top + side, left : left + side]
    image = transform.resize(image, (32, 32, 3), anti_aliasing=True)
    return image.astype("float32")
    ### END SOLUTION


# %% check="4.11a" points=1
@check(
    "4.11a", hint="divide uint8 by 255; take image[:, :, :3] before resizing"
)
def _():
    ours = prepare(square_cat)
    assert ours.shape == (32, 32, 3) and ours.dtype == np.float32
    np.testing.assert_allclose(ours, my_picture, atol=0.01)
    np.testing.assert_allclose(prepare(from_png), my_picture, atol=0.01)


# %% check="4.11b" points=1
@check("4.11b", hint="start the square at (length - side) // 2, on both axes")
def _():
    grey = np.zeros((40, 100), np.uint8)
    grey[:, 30:70] = 255  # the middle square is white
    np.testing.assert_allclose(prepare(grey), np.ones((32, 32, 3)), atol=1e-5)
    dark = prepare(np.ones((40, 40), np.uint8))
    np.testing.assert_allclose(dark, np.full((32, 32, 3), 1 / 255), atol=1e-6)
    ### BEGIN HIDDEN TESTS
    tall = np.zeros((90, 32, 4))
    tall[29:61] = [1.0, 0.5, 0.25, 0.1]
    ours = prepare(tall)
    expected = np.ones((32, 32, 1)) * [1.0, 0.5, 0.25]
    np.testing.assert_allclose(ours, expected, atol=1e-5)
    ### END HIDDEN TESTS


# %% [markdown]
# ### Exercise 4.12 — another network (★★)
#
# The book closes: build other models for these data, and compare. A good start
# is the large layer, which has 97 % of the parameters. Build a network with
# **fewer than 100,000 parameters**: convolutions, poolings, and
# `layers.GlobalAveragePooling2D()` in place of `Flatten` (one mean for each
# map), `activation="relu"` in each convolution; at the end `Dense(10,
# activation="softmax")`. The check trains it for a moment; whether it beats
# ours is for you to find out.


# %% exercise="4.12"
def small_cnn():
    """Return a Keras model, not compiled, for pictures (32, 32, 3)."""
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% check="4.12a" points=1
@check("4.12a", hint="no Flatten and no wide Dense: they bring the weights")
def _():
    mine = small_cnn()
    mine(x_train[:1])  # builds it, if it has no keras.Input
    assert mine.count_params() < 100_000, f"{mine.count_params():,} parameters"
    kinds = [type(layer).__name__ for layer in mine.layers]
    assert "Conv2D" in kinds, "where are the convolutions?"
    assert any("Pooling" in kind for kind in kinds), "where is the pooling?"
    answer = np.array(mine(x_train[:3]))
    assert answer.shape == (3, 10), "ten outputs, please"
    sums = answer.sum(axis=1)
    message = "ten probabilities: is softmax at the end?"
    np.testing.assert_allclose(sums, 1, rtol=1e-4, err_msg=message)


# %% check="4.12b" points=1
@check(
    "4.12b", hint="activation='relu' in each convolution, softmax at the end"
)
def _():
    keras.utils.set_random_seed(SEED)
    mine = compiled(small_cnn())
    mine(x_train[:1])
    for layer in mine.layers:
        if isinstance(layer, layers.Conv2D):
            assert layer.activation is keras.activations.relu, layer.name
    few = x_train[:256], y_train[:256]
    losses = mine.fit(*few, batch_size=16, epochs=4, verbose=0)
    losses = losses.history["loss"]
    assert losses[-1] < losses[0], f"the loss does not fall: {losses}"
    ### BEGIN HIDDEN TESTS
    assert np.isfinite(losses).all()
    assert np.array(mine(x_train[:2])).min() >= 0
    ### END HIDDEN TESTS


# %% [markdown]
# ## Beyond the book: what it gets wrong
#
# From here on, up to the summary, nothing is in the book. One number, the
# accuracy, hides *which* mistakes a network makes. The **confusion matrix**
# (ماتریس درهم‌ریختگی) counts for each true class (row) what the network said
# (column). **Predict** the two classes that it mixes up most.

# %%
test_p = model.predict(x_test, batch_size=500, verbose=0)
truth, said = y_test.ravel().astype(int), test_p.argmax(axis=1)
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (truth, said), 1)  # counts each pair
assert (confusion.sum(axis=1) == np.bincount(truth, minlength=10)).all()
figure, axis = plt.subplots(figsize=(6.6, 5.6))
per_class = confusion / confusion.sum(axis=1, keepdims=True)
axis.imshow(per_class, cmap="Blues", vmin=0, vmax=1)
for (i, j), share in np.ndenumerate(per_class):
    colour = "white" if share > 0.5 else "black"
    axis.text(j, i, f"{share:.0%}", **CENTRE, color=colour)
axis.set(
    title="What the network says (column) about each class (row)",
    xticks=np.arange(10),
    yticks=np.arange(10),
    xlabel="said",
    ylabel="in truth",
)
axis.set_xticklabels(CLASSES, rotation=45, ha="right")
axis.set_yticklabels(CLASSES)
axis.grid(False)
plt.show()

# %%
both_ways = confusion + confusion.T
np.fill_diagonal(both_ways, 0)
i, j = np.unravel_index(both_ways.argmax(), (10, 10))
print(f"most often mixed up: {CLASSES[i]} and {CLASSES[j]}")
animal = np.isin(np.arange(10), [2, 3, 4, 5, 6, 7])
wrong = truth != said
within = np.mean(animal[truth[wrong]] == animal[said[wrong]])
expect("ch04.confusion.within_group", within)
by_chance = np.mean(np.where(animal[truth[wrong]], 5 / 9, 3 / 9))
print(
    f"(if each mistake chose among the other nine by chance: {by_chance:.2f})"
)

# %% [markdown]
# Most mistakes take one animal for another, or one vehicle for another: the
# network has found out on its own that these groups look alike. Now the
# mistakes of which it was most sure:

# %%
surest = np.where(wrong, test_p.max(axis=1), 0)
worst = np.argsort(surest)[:-11:-1]
titles = [
    f"{CLASSES[said[k]]} {test_p[k].max():.2f}\n(is {CLASSES[truth[k]]})"
    for k in worst
]
figure = show_pictures(x_test[worst], titles, columns=5, size=1.7)
figure.suptitle("Sure, and wrong")
plt.show()

# %% [markdown]
# Look at each: what may be the reason? Colour, background, the angle? Some you
# would get wrong, too.
#
# ### Exercise 4.13 — recall of each class (★)
#
# Complete `recalls`: for each class, the share of its pictures that were
# recognised (chapter 2). A class without pictures gets `nan`, and NumPy gives
# no warning.


# %% exercise="4.13"
def recalls(confusion):
    """confusion (classes, classes), rows are the truth → (classes,)."""
    ### BEGIN SOLUTION
    totals = confusion.sum(axis=1)
    shares = np.full(len(confusion), np.nan)
    there = totals > 0
    shares[there] = np.diag(confusion)[there] / totals[there]
    return shares
    ### END SOLUTION


# %% check="4.13a" points=1
@check("4.13a", hint="the diagonal, divided by the sums of the ROWS")
def _():
    example = np.array([[8, 2], [5, 15]])
    np.testing.assert_allclose(recalls(example), [0.8, 0.75])


# %% check="4.13b" points=1
@check("4.13b", hint="a row of zeros: nan, and no warning about a division")
def _():
    with np.errstate(all="raise"):
        ours = recalls(np.array([[1, 0, 1], [0, 0, 0], [0, 0, 3]]))
    np.testing.assert_allclose(ours, [0.5, np.nan, 1.0])
    ### BEGIN HIDDEN TESTS
    table = np.random.default_rng(0).integers(1, 50, size=(6, 6))
    expected = np.diag(table) / table.sum(axis=1)
    np.testing.assert_allclose(recalls(table), expected)
    ### END HIDDEN TESTS


# %% [markdown]
# ## Beyond the book: looking inside
#
# ### The filters of the first layer
#
# They have three channels, like colours, so we can look at them: 3 × 3 cells
# each. The seed brings back the random start, so that we can compare.
# **Predict**: how far has training moved them?

# %%
keras.utils.set_random_seed(SEED)
start = build_cnn().layers[0].get_weights()[0]  # (3, 3, 3, 32)
end = model.layers[0].get_weights()[0]
figure, axes = plt.subplots(2, 16, figsize=(12, 2.2))
for row, filters in zip(axes, (start, end), strict=True):
    for axis, tile in zip(row, np.moveaxis(filters, -1, 0), strict=False):
        axis.imshow((tile - tile.min()) / (tile.max() - tile.min()))
        axis.set(xticks=[], yticks=[])
        axis.grid(False)
axes[0, 0].set_ylabel("start")
axes[1, 0].set_ylabel("end")
figure.suptitle("Sixteen filters of the first layer, each scaled to 0…1")
plt.show()
moved = np.linalg.norm(end - start) / np.linalg.norm(start)
expect("ch04.filters.moved", moved)

# %% [markdown]
# The number is the length of the change, relative to the start: 0 would mean
# “as at the start”. Compare top and bottom. With so few cells, a filter may
# look like nothing in particular, above all after a short training. To see
# what it *does*, look at its answers.
#
# ### Feature maps of the cat
#
# What do the layers make of our cat? Each row shows the eight strongest maps
# after one of the four convolutions. **Predict** how the rows change with
# depth.


# %%
def run_layers(some_layers, values):
    """A Sequential model does nothing else: one layer after the other."""
    for layer in some_layers:
        values = layer(values)
    return values


convolutions = [x for x in model.layers if isinstance(x, layers.Conv2D)]
all_maps = []
for layer in convolutions:
    up_to_here = model.layers[: 1 + model.layers.index(layer)]
    all_maps.append(np.array(run_layers(up_to_here, my_picture[None])))

# %%
figure, axes = plt.subplots(4, 9, figsize=(11.5, 5.4))
for number, (row, maps) in enumerate(zip(axes, all_maps, strict=True)):
    strongest = maps.mean(axis=(0, 1, 2)).argsort()[:-9:-1]
    for axis, index in zip(row[1:], strongest, strict=True):
        axis.imshow(maps[0, :, :, index], cmap="magma")
    empty = int((maps.max(axis=(0, 1, 2)) == 0).sum())
    text = f"conv {number + 1}:\n{maps.shape[-1]} maps,\n"
    text += f"{maps.shape[1]} × {maps.shape[2]},\n{empty} all zero"
    row[0].text(0.5, 0.5, text, **CENTRE)
    for axis in row:
        axis.set_axis_off()
figure.suptitle("The cat in the network: the eight strongest maps a layer")
plt.show()

# %% [markdown]
# Early maps still show the picture: edges, bright and dark parts. Later ones
# are coarser and answer at fewer places, to something more special. Bright
# frames come from the padding: for a filter, the step from the picture to the
# zeros around it is an edge like any other. A map that is all zero found
# nothing of its kind here (or its neuron is dead; chapter 3).

# %% [markdown]
# ### Where does it look?
#
# Which part of a picture speaks for a class? **Grad-CAM** (Selvaraju and
# others, 2017), a *class-activation map*, answers with what we know already:
# take the maps $A_k$ of the last convolution, and the gradient of the class's
# score $s$ (its sum before softmax). The mean gradient over a map says how
# much this map matters; add up the maps with these weights; keep what speaks
# *for* the class:
#
# $$\alpha_k=\operatorname{mean}_{i,j}\frac{\partial s}{\partial A_k[i,j]},
# \qquad \text{CAM}=\mathrm{ReLU}\Big(\sum_k\alpha_kA_k\Big).$$
#
# (`GradientTape` is TensorFlow's way to ask for gradients; Keras alone has
# none.) The map is coarse: each of its 16 × 16 values sees a field of 14 × 14
# pixels. And the mean over a map is a rough measure here, since `Flatten` and
# `Dense` give every place weights of its own.


# %%
last_layer = model.layers[-1]
cut = 1 + model.layers.index(convolutions[-1])  # behind the last convolution


def grad_cam(pictures, classes):
    """Return a map (n, 16, 16) for each picture: what speaks for its class."""
    with tf.GradientTape() as tape:
        maps = run_layers(model.layers[:cut], pictures)
        tape.watch(maps)
        features = run_layers(model.layers[cut:-1], maps)
        sums = features @ last_layer.kernel + last_layer.bias
        score = tf.reduce_sum(sums * tf.one_hot(classes, 10))
    slopes = tape.gradient(score, maps)
    alpha = tf.reduce_mean(slopes, axis=(1, 2), keepdims=True)
    return tf.nn.relu(tf.reduce_sum(alpha * maps, axis=-1)).numpy()


def overlay(picture, heat):
    """Lay the map over the picture in grey: blue is cold, yellow is hot."""
    heat = transform.resize(heat / max(heat.max(), 1e-9), (32, 32), order=1)
    grey = picture.mean(axis=-1, keepdims=True)
    return 0.5 * grey + 0.5 * plt.get_cmap("viridis")(heat)[:, :, :3]


# %% tags=["gallery"]
right = np.flatnonzero(~wrong)
by_class = [right[truth[right] == c] for c in range(10)]
surest_right = [k[test_p[k].max(axis=1).argmax()] for k in by_class if len(k)]
shown = x_test[surest_right]
heats = grad_cam(shown, truth[surest_right])
lit = [overlay(x, heat) for x, heat in zip(shown, heats, strict=True)]
titles = [CLASSES[c] for c in truth[surest_right]]
figure = show_pictures(
    np.concatenate([shown, lit]),
    titles + [""] * len(titles),
    columns=len(titles),
)
figure.suptitle("Where the network looks: yellow parts speak for the class")
plt.show()

# %% [markdown]
# Is it the thing itself, or the water, the sky, the grass around it? A network
# takes whatever helps. And is such a map to be trusted? Test it: cover the
# quarter of each picture that the map calls **most** important with grey, or
# the quarter that it calls **least** important, and see how far the
# probability of the class falls. And as a control: the hot quarter of
# *another* picture's map.

# %%
sample = right[:500]
maps = grad_cam(x_test[sample], said[sample])
rng = np.random.default_rng(SEED)
maps = maps + 1e-9 * rng.random(maps.shape)  # equal cells: chance decides
ranks = maps.reshape(len(sample), -1)
ranks = ranks.argsort(axis=1).argsort(axis=1)  # each cell's place, 0 to 255
ranks = ranks.reshape(-1, 16, 16)
ranks = np.repeat(np.repeat(ranks, 2, axis=1), 2, axis=2)  # cells to pixels
quarters = {
    "hot": ranks >= 192,
    "cold": ranks < 64,
    "hot (of another picture's map)": np.roll(ranks, 1, axis=0) >= 192,
}
falls = {}
for name, covered in quarters.items():
    changed = np.where(covered[..., None], np.float32(0.5), x_test[sample])
    p = model.predict(changed, batch_size=500, verbose=0)
    each = np.arange(len(sample)), said[sample]
    falls[name] = np.mean(test_p[sample][each] - p[each])
    print(f"{name} quarter covered: {falls[name]:+.3f} lower on average")
expect("ch04.grad_cam.hot_minus_cold", falls["hot"] - falls["cold"])

# %% [markdown]
# As a whole, the maps tell something true about the network: what they call
# hot matters more to its answer than what they call cold. But objects mostly
# stand in the middle, so that the hot part of *another* picture's map matters,
# too: how much more the picture's own map finds, the first and the third line
# tell. That is a mean over many pictures. For a single one it proves little;
# and a grey patch is itself something that the network has never seen.

# %% [markdown]
# And the cat? For its two best guesses:

# %%
two = np.argsort(probabilities[0])[:-3:-1]
twice = np.stack([my_picture] * 2)
heats = grad_cam(twice, two)
figure = show_pictures(
    [my_picture] + [overlay(my_picture, heat) for heat in heats],
    ["the cat"] + [f"for {CLASSES[c]}" for c in two],
    columns=3,
    size=2.4,
)
plt.show()

# %% [markdown]
# ## Beyond the book: two ways to do better
#
# **Data augmentation** (داده‌افزایی): a cat, mirrored or moved by three
# pixels, is still a cat. So show the network a slightly changed copy each
# time: more data for free. In Keras these are layers that work in training
# only:

# %%
keras.utils.set_random_seed(SEED)
augmentation = keras.Sequential(
    [
        layers.RandomFlip("horizontal"),
        layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
    ]
)
horse = train_pictures[train_labels.ravel() == 7][0] / np.float32(255)
copies = augmentation(np.stack([horse] * 9), training=True)
figure = show_pictures(
    [horse, *np.array(copies).clip(0, 1)], ["the picture"] + ["a copy"] * 9
)
plt.show()

# %% [markdown]
# Only changes that keep the label are allowed. A mirrored horse is a horse;
# **think**: for which pictures would mirroring be a mistake? (A hint: MNIST,
# and traffic signs.)
#
# Does our network, trained without such copies, recognise them? The accuracy
# on changed test pictures, divided by the accuracy on the plain ones:

# %%
keras.utils.set_random_seed(SEED)
changed = np.array(augmentation(x_test[:2000], training=True))
p = model.predict(changed, batch_size=500, verbose=0)
on_changed = np.mean(p.argmax(axis=1) == truth[:2000])
on_plain = np.mean(said[:2000] == truth[:2000])
print(f"plain: {on_plain:.3f}, changed: {on_changed:.3f}")
expect("ch04.augmentation.kept_accuracy", on_changed / on_plain)

# %% [markdown]
# Most of it is kept: pictures changed in this way still show the same thing.
#
# **Batch normalisation** (نرمال‌سازی دسته‌ای; chapter 3) between a convolution
# and its ReLU shifts and scales each *map*: mean and variance are taken over
# the batch **and** all places. Four numbers for each map, two of them learned.
# The convolution before it needs no bias.


# %%
def build_variant(augment, normalise):
    """Return build_cnn() with data augmentation, normalisation, or both."""
    network = keras.Sequential([keras.Input((32, 32, 3))])
    if augment:
        network.add(layers.RandomFlip("horizontal"))
        network.add(layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"))
    for filters in (32, 64):
        for _ in range(2):
            network.add(
                layers.Conv2D(
                    filters, 3, padding="same", use_bias=not normalise
                )
            )
            if normalise:
                network.add(layers.BatchNormalization())
            network.add(layers.ReLU())
        network.add(layers.MaxPooling2D(2))
        network.add(layers.Dropout(0.25))
    network.add(layers.Flatten())
    network.add(layers.Dense(512, activation="relu"))
    network.add(layers.Dropout(0.5))
    network.add(layers.Dense(10, activation="softmax"))
    return network


# %%
plain = build_variant(False, False).count_params()
normalised = build_variant(False, True).count_params()
expect("ch04.variants.more_than_build_cnn", plain - model.count_params())
expect("ch04.variants.parameters_normalised", normalised)

# %% [markdown]
# (So the plain variant is the network of step 5; the normalised one has three
# numbers more a map: four new ones, and no bias.)
#
# Three networks, 20 epochs each on 10,000 pictures, judged on the last 10,000
# training pictures, which none of them trained on (*not* on the test set: we
# are choosing). That takes ten minutes or more, so here is the table of one
# run on 2 cores (TensorFlow 2.21.0, seed 42); the *full* profile makes it
# anew. **Predict**: which of the two narrows the gap between training and
# validation most?

# %%
VARIANTS = {  # name: (training accuracy, validation accuracy, lowest loss)
    "as in step 5": (0.8851, 0.6458, 1.0636),
    "+ batch normalisation": (0.7064, 0.6757, 0.9374),
    "+ data augmentation": (0.6787, 0.6857, 0.8625),
}


def measure_variants():
    few = train_pictures[:10_000] / np.float32(255), train_labels[:10_000]
    last = train_pictures[40_000:] / np.float32(255), train_labels[40_000:]
    measured = {}
    for name, (augment, normalise) in zip(
        VARIANTS, ((0, 0), (0, 1), (1, 0)), strict=True
    ):
        keras.utils.set_random_seed(SEED)
        network = compiled(build_variant(augment, normalise))
        run = network.fit(
            *few, batch_size=32, epochs=20, validation_data=last, verbose=0
        ).history
        ends = run["accuracy"][-1], run["val_accuracy"][-1]
        measured[name] = (*ends, min(run["val_loss"]))
    return measured


variants = by_profile(smoke=0, quick=0, full=1)
variants = measure_variants() if variants else VARIANTS
columns = [
    "training accuracy",
    "validation accuracy",
    "lowest validation loss",
]
table = pd.DataFrame(variants, index=columns).T
table["gap"] = table[columns[0]] - table[columns[1]]
display(table.round(3))

# %% [markdown]
# In the run of our table:
#
# - **Augmentation** closes the gap between training and validation. Hardly any
#   picture comes twice in the same form, so it is harder to remember: training
#   accuracy falls from 0.89 to 0.68, validation accuracy rises from 0.65 to
#   0.69.
# - **Batch normalisation** also ends higher (0.68), with a much smaller gap.
#
# One run each: do not believe a difference of one point. Both together are
# missing, since each row takes minutes. **Try** it, with more epochs:
# `build_variant(1, 1)`.

# %% [markdown]
# ## Beyond the book: make it faster
#
# ### How much work is it?
#
# A convolution multiplies and adds once for each weight **at each place**:
# $2\cdot K^2C_{in}D$ operations a place. So count:

# %%
work_rows, seen = [], {"Conv2D": 0, "Dense": 0}
for layer in model.layers:
    if isinstance(layer, layers.Conv2D | layers.Dense):
        kind = type(layer).__name__
        seen[kind] += 1
        places = int(np.prod(layer.output.shape[1:-1]))
        work = 2 * np.prod(layer.kernel.shape) * places / 1e6
        name = f"{kind} {seen[kind]}"
        work_rows.append([name, layer.count_params() / 1e6, work])
names = ["layer", "million parameters", "million operations"]
work_table = pd.DataFrame(work_rows, columns=names)
figure, axes = plt.subplots(1, 2, figsize=(9, 2.8), sharey=True)
for axis, column, colour in zip(axes, names[1:], ("C1", "C0"), strict=True):
    axis.barh(work_table["layer"], work_table[column], color=colour)
    axis.set(title=f"{work_table[column].sum():.1f} {column}")
axes[0].invert_yaxis()
plt.show()
forward = work_table["million operations"].sum()
expect("ch04.work.million_operations", forward)
in_convolutions = work_table["million operations"][:4].sum() / forward
expect("ch04.work.share_of_convolutions", in_convolutions)

# %% [markdown]
# Parameters and work are different things: the convolutions have 3 % of the
# parameters and do 92 % of the work, since each weight is used at every place.
# Training costs about three times as much as using: the way back needs two
# products for each one on the way forward.
#
# What could this machine do at best? A large matrix product is the best case
# for any processor. That is our **ceiling** (lecture 9,
# `keras_movie_reviews`, measures it in the same way):

# %%
side = by_profile(smoke=256, quick=2048, full=2048)
large = tf.random.normal((side, side), seed=SEED)
tf.linalg.matmul(large, large)[0, 0].numpy()  # warm up
times = []
for _ in range(5):
    started = time.perf_counter()
    tf.linalg.matmul(large, large)[0, 0].numpy()  # fetch one number only
    times.append(time.perf_counter() - started)
ceiling = 2 * side**3 / min(times) / 1e9
trained_on = int(0.8 * count) * epochs
per_second = trained_on / fit_seconds
reached = per_second * 3 * forward / 1e3
print(f"ceiling, a large matrix product: {ceiling:.0f} billion operations/s")
print(f"step 6 trained on {per_second:.0f} pictures a second")
print(f"that is {reached:.0f} billion operations/s: {reached / ceiling:.0%}")

# %% [markdown]
# (The time of step 6 includes its start and the validation.) If the share is
# already half or more, no trick will make it ten times faster on this machine:
# only fewer operations, cheaper operations, or another machine will.
#
# ### Together instead of one by one
#
# In use, the first rule is: give the network **many pictures at once**. The
# same 64 pictures, one by one (`textbook`) and as one batch (`ours`):

# %%
together = x_test[: by_profile(smoke=8, quick=64, full=64)]
compare(
    "ch04.faster.batch",
    textbook=lambda: np.concatenate(
        [np.array(model(x[None], training=False)) for x in together]
    ),
    ours=lambda: np.array(model(together, training=False)),
    rtol=1e-3,
    atol=1e-5,
    repeats=3,
)

# %% [markdown]
# Most of the gain is saved cost of *calls*: each call of the network, with one
# picture or with 64, has a fixed cost in Python and TensorFlow.
#
# In training, the **batch size** (اندازه دسته) does more than change the
# speed: larger batches mean fewer steps an epoch, so that one usually has to
# raise the learning rate or train longer. Faster *an epoch* is not faster *to
# a good network*.
#
# ### Feed it with tf.data
#
# While the network computes, the next batch should be made ready. `tf.data`
# does that: `map` prepares, `batch` collects, and `prefetch` works ahead. It
# pays where preparing is work: reading files, decoding, changing pictures.
# Here is one that mirrors and enlarges; below, we measure `prefetch` alone.

# %% tags=["nbval-check-output"]


def prepare_batch(images):
    """Mirror a whole batch and double its size."""
    images = tf.cast(tf.reverse(images, [2]), tf.float32) / 255
    return tf.image.resize(images, (64, 64))


pipeline = (
    tf.data.Dataset.from_tensor_slices(train_pictures[:500])
    .batch(100)
    .map(prepare_batch, num_parallel_calls=tf.data.AUTOTUNE)
    .prefetch(tf.data.AUTOTUNE)
)
for prepared in pipeline.take(1):
    print("a batch:", prepared.shape, prepared.dtype.name)

# %% [markdown]
# ### Cheaper numbers, and a compiler
#
# **`mixed_bfloat16`**: multiply with 16-bit numbers, keep the weights in 32
# bits. A bfloat16 has the range of a `float32` but only two to three decimal
# digits. Training forgives that, and a processor with instructions for it
# (AVX-512 BF16, AMX; GPUs and TPUs) does about twice as much a second. One
# without them may well be slower. In Keras it is one argument, `dtype`, of
# each layer: `in_bfloat16` copies a network with it. The last layer stays in
# `float32`, since softmax wants the digits.
#
# **XLA** is a compiler that fuses a network into few large steps:
# `compile(…, jit_compile=True)`. On GPUs and TPUs it often helps.
#
# Measure, do not believe:


# %%
def in_bfloat16(network):
    """Copy a network; all layers but the last compute in mixed_bfloat16."""

    def copy(layer):
        settings = layer.get_config()
        if layer is not network.layers[-1]:
            settings["dtype"] = "mixed_bfloat16"
        return type(layer).from_config(settings)

    twin = keras.models.clone_model(network, clone_function=copy)
    twin.set_weights(network.get_weights())
    return twin


def in_precision(dtype):
    """Return build_cnn(), from the same start, in either precision."""
    keras.utils.set_random_seed(SEED)
    network = build_cnn()
    return network if dtype == "float32" else in_bfloat16(network)


# %%
def pictures_per_second(
    dtype="float32", batch_size=32, xla=False, feed="arrays", steps=40
):
    """Train for some steps; return the best of three."""
    network = in_precision(dtype)
    network.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        jit_compile=xla,
    )
    number = min(batch_size * steps, len(x_train))
    some = x_train[:number], y_train[:number]
    options = {"verbose": 0, "batch_size": batch_size}
    if feed != "arrays":
        data = tf.data.Dataset.from_tensor_slices(some).shuffle(number)
        data = data.batch(batch_size)
        if feed == "prefetch":
            data = data.prefetch(tf.data.AUTOTUNE)
        some = (data,)
        options = {"verbose": 0, "shuffle": False}  # fit need not do it
    network.fit(*some, **options)  # builds and compiles
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        network.fit(*some, **options)
        seconds.append(time.perf_counter() - started)
    return number / min(seconds)


# One run, the best of three each: 2 cores, TensorFlow 2.21.0, seed 42.
SPEED = {  # (dtype, batch size, XLA): pictures a second
    ("float32", 32, False): 1292,
    ("float32", 64, False): 1444,
    ("float32", 128, False): 1547,
    ("mixed_bfloat16", 32, False): 1642,
    ("mixed_bfloat16", 64, False): 2270,
    ("mixed_bfloat16", 128, False): 2658,
    ("float32", 128, True): 295,
}

# %%
speed = SPEED
if by_profile(smoke=False, quick=False, full=True):
    speed = {key: pictures_per_second(*key) for key in SPEED}
table = pd.Series(speed, name="pictures/s").rename_axis(
    ["dtype", "batch size", "XLA"]
)
table = table.to_frame()
table["of the first row"] = table["pictures/s"] / table["pictures/s"].iloc[0]
display(table.round(2))
steps = by_profile(smoke=1, quick=5, full=40)
ways = {
    "float32": ("float32", 128),
    "tf.data": ("float32", 128, False, "tf.data"),
    "prefetch": ("float32", 128, False, "prefetch"),
    "bfloat16": ("mixed_bfloat16", 128),
}
if not has_bfloat16() and by_profile(smoke=True, quick=True, full=False):
    del ways["bfloat16"]
    print("No instructions for bfloat16 found in this processor: not tried.")
print("on this machine, now, with batches of 128:")
for way in by_profile(smoke=[*ways][-1:], quick=ways, full=ways):
    number = pictures_per_second(*ways[way], steps=steps)
    print(f"{way:>10}: {number:,.0f} pictures a second")

# %% [markdown]
# In our table (one run, the best of three each, on 2 cores with instructions
# for bfloat16; TensorFlow 2.21.0):
#
# - **bfloat16** trained on 1.3 to 1.7 times as many pictures a second as
#   float32 with the same batch size; the larger the batch, the more it gains.
# - **Batch size**: from 32 to 128, float32 gains a fifth, bfloat16 more than
#   half.
# - **XLA** was five times *slower*. Without it, TensorFlow calls convolutions
#   that were tuned by hand for this kind of processor.
#
# Compare `prefetch` with `tf.data`, the same without it, in the lines measured
# just now: as long as the pictures lie ready in memory, as ours do, it has
# little work to hide. Run the cell again, and you see how much is chance: five
# steps take a second or less.
#
# Your machine may say something else; that is why we measure. And a network
# that is fast but bad is of no use. Does the accuracy suffer?

# %%
PRECISION = {  # dtype: (training accuracy, validation accuracy)
    "float32": (0.8851, 0.6458),
    "mixed_bfloat16": (0.8722, 0.6674),
}


def measure_precision(dtype):
    few = train_pictures[:10_000] / np.float32(255), train_labels[:10_000]
    last = train_pictures[40_000:] / np.float32(255), train_labels[40_000:]
    network = compiled(in_precision(dtype))
    run = network.fit(*few, batch_size=32, epochs=20, verbose=0).history
    return run["accuracy"][-1], network.evaluate(*last, verbose=0)[1]


precision = PRECISION
if by_profile(smoke=False, quick=False, full=True):
    precision = {dtype: measure_precision(dtype) for dtype in PRECISION}
columns = ["training accuracy", "validation accuracy"]
display(pd.DataFrame(precision, index=columns).T.round(3))

# %% [markdown]
# (20 epochs on 10,000 pictures, judged on the same 10,000 others as above; our
# table: seed 42, 2 cores, TensorFlow 2.21.0.) One run each: that shows **no
# clear loss**. It does not show which of the two is better.

# %% [markdown] book="4.8"
# ## Summary
#
# - Convolutional networks use convolution in place of general matrix
#   multiplication in at least one layer.
# - A filter, applied everywhere, finds a feature everywhere; its answers form
#   a feature map.
# - The convolution layer is therefore called the feature-extraction layer.
#
# And from the practice:
#
# - A layer has $(K^2C_{in}+1)D$ parameters, whatever the size of the picture;
#   its *work* grows with the picture.
# - Convolution is equivariant to shifts; pooling makes maps a little tolerant
#   of them. Neither helps against turning or other sizes.
# - Deep neurons see much of the picture: the receptive field grows with every
#   layer, and faster after each stride.
# - Look at what goes in, at the mistakes, and at what the network looks at.
# - Changed copies of the training pictures (augmentation) are one way against
#   overfitting.

# %% [markdown] book="4.9"
# ## Quiz
#
# **1. Of which parts does a CNN consist, seen from afar?**
#
# <details><summary>Answer</summary>
#
# Feature extraction (convolutions and poolings), then classification (fully
# connected layers).
#
# </details>
#
# **2. State three distinguishing properties of CNNs.**
#
# <details><summary>Answer</summary>
#
# Local receptive fields; shared parameters and local connections; sub-sampling
# (pooling).
#
# </details>
#
# **3. Of which parts does a convolution layer consist?**
#
# <details><summary>Answer</summary>
#
# A set of filters (kernels), described by kernel size $K$, their number $D$,
# stride $S$, padding $P$ and dilation $d$. Each filter gives a feature map.
# Usually a bias for each and an activation such as ReLU belong to it.
#
# </details>

# %% [markdown]
# **4. What are the advantages of using convolution?**
#
# <details><summary>Answer</summary>
#
# Sparse interactions (few weights, few operations), parameter sharing (each
# weight learns from all places), equivariance (a shifted input gives a shifted
# output).
#
# </details>
#
# **5. What is the role of the pooling layer?**
#
# <details><summary>Answer</summary>
#
# It makes maps smaller: less computing, fewer weights in the fully connected
# layer, and so less overfitting; and a little tolerance of small shifts. It
# has no parameters of its own, and does not change those of the convolutions.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | 2-D convolution | کانولوشن دوبعدی |
# | accuracy | دقت |
# | atrous convolution | کانولوشن آتروس (à trous) |
# | average pooling | ادغام میانگین |
# | batch normalisation | نرمال‌سازی دسته‌ای |
# | batch size | اندازه دسته |
# | bias | سوگیری (بایاس) |
# | cell (pool) size | اندازه سلول |
# | channel, channel size | کانال، اندازه کانال |
# | class | کلاس |
# | colour gradient | گرادیان رنگ |
# | computer vision | بینایی رایانه‌ای (کامپیوتری) |
# | confusion matrix | ماتریس درهم‌ریختگی |
# | convolution | کانولوشن، پیچش |
# | convolution layer | لایه کانولوشن، لایه کانولوشنی |
# | convolution operator | عملگر کانولوشن |
# | convolutional neural network (CNN) | شبکه عصبی کانولوشنی |
# | correlation | همبستگی |
# | cross-entropy | آنتروپی متقاطع |
# | data augmentation | داده‌افزایی |
# | dilation | فراخش (ازهم‌گشودگی) |
# | dimensionality reduction | کاهش ابعاد |
# | disambiguation | ابهام‌زدایی |
# | dropout | حذف تصادفی |
# | edge | لبه |
# | effective receptive field | میدان پذیرای موثر |
# | element-wise multiplication | ضرب درایه‌ای |
# | epoch | دوره |
# | equivariance | هم‌وردایی |
# | facial symmetry | تقارن صورت |
# | feature | ویژگی |
# | feature detector | آشکارساز ویژگی |
# | feature extraction | استخراج ویژگی |
# | feature map | نقشه ویژگی |
# | feed-forward neural network | شبکه عصبی پیش‌خور |
# | filter | فیلتر |
# | flattening | صاف کردن |
# | full / partial connection | اتصال کامل / اتصال جزئی |
# | fully connected (dense) layer | لایه کاملاً متصل |
# | global geometry | هندسه سراسری |
# | grey scale | مقیاس خاکستری |
# | grid topology | توپولوژی مشبک |
# | hyperparameter | ابرپارامتر |
# | image classification | طبقه‌بندی تصویر |
# | input / output volume | حجم ورودی / خروجی |
# | invariance | ناوردایی |
# | isosceles triangle | مثلث متساوی‌الساقین |
# | kernel | هسته |
# | kernel size | اندازه هسته |
# | label | برچسب |
# | local connectivity | اتصال محلی |
# | local receptive field | میدان پذیرای محلی |
# | loss function | تابع زیان |
# | margin, border | حاشیه |
# | matrix multiplication | ضرب ماتریسی |
# | max pooling | ادغام حداکثری |
# | number of kernels | تعداد هسته |
# | one-hot coding | کدگذاری one-hot |
# | optimizer | بهینه‌ساز |
# | overfitting | بیش‌برازش |
# | padding | لایه‌گذاری |
# | parameter sharing | اشتراک‌گذاری پارامتر |
# | pixel | پیکسل |
# | pooling | ادغام |
# | pooling layer | لایه ادغام |
# | probability distribution | توزیع احتمال |
# | receptive field | میدان پذیرا |
# | resizing | تغییر اندازه |
# | scaling | مقیاس‌بندی |
# | search space | فضای جستجو |
# | Sequential model | مدل ترتیبی |
# | shortcut | میان‌بر |
# | sparse interactions | ارتباطات خلوت |
# | stride | گام |
# | sub-sampling | زیرنمونه‌گیری |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
# | translation, shift | جابه‌جایی، انتقال |
# | unstructured data | داده‌های بدون ساختار |
# | visual cortex | قشر بینایی |
# | weight | وزن |
# | width, height, depth | عرض، ارتفاع، عمق |
# | zero-padding | لایه‌گذاری صفر (صفر-گذاری) |
