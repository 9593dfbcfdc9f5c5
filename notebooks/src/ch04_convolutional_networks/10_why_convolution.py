# Chapter 4: why not a network as in chapter 3.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/why_convolution

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


# %% tags=["hide-input"]
#| alt: >
#|   A photo of a cat goes from left to right through a convolution, a
#|   pooling, more maps of a second convolution and a second pooling, then
#|   through a column of neurons to a few classes.
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
axis.imshow(cat_photo[:, 75:375], extent=(0, 3.4, -1.7, 1.7), zorder=2)
axis.text(1.7, -2.3, "input:\nwidth × height × 3", ha="center", va="top")
draw_box(axis, 4.6, 2.8, 8, "convolution:\nfeature maps", "#7FB8D9")
draw_box(axis, 9.4, 1.4, 8, "pooling:\nsmaller maps", "#B7D8EA")
draw_box(axis, 12.8, 1.2, 14, "convolution:\nmore maps", "#7FB8D9")
draw_box(axis, 16.8, 0.6, 14, "pooling", "#B7D8EA")
for x, neurons, text in (
    (20.2, 12, "fully\nconnected"),
    (22.4, 5, "classes"),
):
    heights = np.linspace(-1.6, 1.6, neurons) * (1 if neurons > 5 else 0.7)
    axis.plot(np.full(neurons, x), heights, "o", color="C1", markersize=6)
    axis.text(x, -2.3, text, ha="center", va="top", fontsize=9)
starts, ends = (
    (3.6, 8.5, 11.8, 15.8, 19.2, 20.5),
    (4.4, 9.2, 12.6, 16.6, 20, 22),
)
for start, end in zip(starts, ends, strict=True):
    arrow = {"arrowstyle": "->", "color": "0.4"}
    axis.annotate("", (end, 0), (start, 0), arrowprops=arrow)
for begin, end, text in (
    (4.5, 19.3, "1. feature extraction"),
    (19.7, 22.8, "2. classification"),
):
    axis.plot([begin, end], [2.6, 2.6], color="0.4", linewidth=1)
    axis.text((begin + end) / 2, 2.75, text, ha="center", fontsize=11)
axis.set(xlim=(-0.2, 23.2), ylim=(-3.5, 3.3))
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

# %% tags=["hide-input"]
#| alt: >
#|   Seven inputs and five outputs, joined in three ways: fully connected by
#|   35 weights, locally by 15, and locally with shared weights by 3, which
#|   are drawn in three colours.
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
# CNNs were among the first networks in commercial use (reading cheques, in the
# 1990s). What they are strong at: finding patterns that **repeat**, wherever
# they stand.
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
