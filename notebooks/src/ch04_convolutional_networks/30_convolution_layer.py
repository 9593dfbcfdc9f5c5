# Chapter 4: the convolution layer, by hand and in Keras.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/convolution_layer
# needs: convolution

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
#| alt: >
#|   A curve of correlation against the distance of two pixels, 1 to 128: it
#|   falls from nearly 1 to about 0 at a distance of 64.
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
    xlabel="distance (pixels)",
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
#| alt: >
#|   Left: a cat with frames around both eyes. Middle: the kernel, one of the
#|   eyes. Right: its feature map, brightest at the two eyes.
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
# much of this pattern is here?

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
#| alt: >
#|   Five grids, the first two windows of each in blue and orange: plain, a
#|   larger kernel, a stride of 2, a border of zeros, and a kernel with gaps.
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

# %% tags=["hide-input"]
#| alt: >
#|   The same nine weights with dilation 1, 2 and 3: they cover 3 × 3, 5 × 5
#|   and 7 × 7 pixels.
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
#| alt: >
#|   A 7 × 7 input with a border of zeros; the windows of a 3 × 3 kernel
#|   start two pixels apart, which gives 4 × 4 places.
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

# %% [markdown] tags=["further"]
# ### Does Keras agree?
#
# We ask it, for every combination of many settings.
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

# %% [markdown]
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


# %% [markdown] tags=["further"]
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

# %% tags=["hide-input"]
#| alt: >
#|   Six squares of 32 × 32 pixels. The blue patch that one neuron sees grows
#|   from layer to layer, from 3 × 3 to 16 × 16.
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
#| alt: >
#|   Two rows: the photo, its edges, the edges shifted; the shifted photo,
#|   its edges, and the difference of the two ways, which is grey all over:
#|   zero.
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
