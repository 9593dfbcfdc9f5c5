# Chapter 4: the convolution operator.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/convolution

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
#| alt: >
#|   A 5 × 5 input of numbers, a 3 × 3 kernel, their products cell by cell,
#|   and the 3 × 3 sums. A frame marks one window and its sum: the sum is
#|   large where 1 meets 8.
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
#| alt: >
#|   A matrix of 9 rows and 25 columns. Each row holds the same nine weights,
#|   each row a little further to the right; all other cells are empty.
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


# %% tags=["hide-input"]
#| alt: >
#|   A photographer, filtered by six kernels: unchanged; grey but for
#|   vertical edges; for horizontal edges; for all edges; blurred; sharpened.
figure, axes = plt.subplots(2, 3, figsize=(10, 7))
for axis, name in zip(axes.flat, kernels, strict=True):
    draw_filtered(axis, photos["photographer"], name)
plt.show()

# %% [markdown]
# A kernel with sum 0 answers 0 (grey) on flat ground, and strongly at the
# **boundaries of shapes**. One with sum 1 keeps the brightness. *Sharpen* is
# the identity plus an edge kernel. Choose the photo and the kernel yourself:


# %%
#| alt: >
#|   A brick wall and, beside it, its horizontal edges: bright and dark lines
#|   along the joints, grey elsewhere.
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
# the usual way is the loops, ours the faster way. **Predict**: how many times
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
# One kernel finds one thing. Many kernels, in layers behind layers, find what
# matters; and a CNN *learns* them.
#
# An eye and a nose look rather alike to a small filter. Two kinds of clues
# help in **disambiguation** (ابهام‌زدایی): fine differences, and above all the
# **global geometry** (هندسه سراسری). Two eyes and a nose form an **isosceles
# triangle** (مثلث متساوی‌الساقین), thanks to **facial symmetry** (تقارن صورت).
# Classical image processing had to program that. A CNN learns it, since the
# loss rewards what helps to tell the classes apart.

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


# %% [markdown] tags=["further"]
# ### Exercise 4.14 — and on to the input (★★★)
#
# A layer also hands a gradient back, to the layer before it:
# $\partial L/\partial X$. The pixel $X[m,n]$ counts in every output pixel
# $Y[i,j]$ whose window holds it, with the weight $K[m-i,\,n-j]$. The chain
# rule adds up over all of them:
#
# $$\frac{\partial L}{\partial X[m,n]}
# =\sum_{i,j}\delta[i,j]\;K[m-i,\,n-j],$$
#
# where $K$ is 0 outside of its cells. **Predict** the shape of this gradient,
# and what it is for a single $\delta$ of 1. Then look for a way with
# `filtered`: what must be put around $\delta$, and what is done to the
# kernel? (Loops are right, too. The kernel may be a rectangle.)


# %% exercise="4.14"
def input_gradient(kernel, delta):
    """Return dL/dX for a grey image; delta: dL/dY, an array like Y."""
    ### BEGIN SOLUTION
    height, width = kernel.shape
    wide = np.pad(delta, ((height - 1,) * 2, (width - 1,) * 2))
    return filtered(wide, kernel[::-1, ::-1])
    ### END SOLUTION


# %% check="4.14a" points=1
@check("4.14a", hint="delta of 1 at (i, j) lays the kernel, not turned, there")
def _():
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]])
    one = np.zeros((2, 3))
    one[1, 2] = 1.0
    expected = [[0.0, 0, 0, 0], [0, 0, 1, 2], [0, 0, 3, 4]]
    np.testing.assert_allclose(input_gradient(kernel, one), expected)


# %% check="4.14b" points=2
@check("4.14b", hint="pad delta by K - 1 zeros on each side, turn the kernel")
def _():
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(6, 7)), rng.normal(size=(3, 3))
    delta = filtered(image, kernel)  # the loss is half the sum of squares

    def loss(image):
        return np.sum(filtered(image, kernel) ** 2) / 2

    nudge = 1e-6 * np.eye(42).reshape(42, 6, 7)  # one pixel at a time
    numeric = [(loss(image + n) - loss(image - n)) / 2e-6 for n in nudge]
    ours = np.ravel(input_gradient(kernel, delta))
    np.testing.assert_allclose(ours, numeric, rtol=1e-4, atol=1e-4)
    ### BEGIN HIDDEN TESTS
    row, delta = rng.normal(size=(1, 3)), rng.normal(size=(4, 5))
    expected = np.stack([np.convolve(d, row[0]) for d in delta])
    ours = input_gradient(row, delta)
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5)
    column = rng.normal(size=(2, 1))
    expected = np.pad(delta, ((0, 1), (0, 0))) * column[0]
    expected += np.pad(delta, ((1, 0), (0, 0))) * column[1]
    ours = input_gradient(column, delta)
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5)
    ### END HIDDEN TESTS
