# Chapter 1: three circles: AI, machine learning, deep learning.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/three_circles
# needs: first_look

# %% [markdown] book="1.2"
# ## Three circles: AI, machine learning, deep learning
#
# - **Artificial intelligence**, AI (هوش مصنوعی): a system that imitates
#   intelligent human behaviour, such as solving problems, planning, learning.
#   How it does so is left open.
# - **Machine learning** (یادگیری ماشین): the part of AI where the program
#   improves by **experience** (تجربه). In a computer, experience exists in the
#   form of data. A learning algorithm turns data into a **model** (مدل), which
#   makes **predictions** (پیش‌بینی) about new observations. (The book calls
#   deep learning a way to automate predictive analytics, تحلیل پیش‌گویانه.)
# - **Deep learning**: the part of machine learning where the model is a
#   **neural network** (شبکه عصبی) with several layers.

# %% tags=["hide-input"]
#| alt: >
#|   Three ellipses inside one another: artificial intelligence (rules,
#|   search) holds machine learning (trees, neighbours, lines), which holds
#|   deep learning (our digit reader).
figure, axis = plt.subplots(figsize=(8, 4))
circles = [
    (8.0, 4.6, 0.0, "#D9E8F2", "artificial intelligence", "rules, search"),
    (
        5.6,
        3.4,
        -0.45,
        "#8FBFDE",
        "machine learning",
        "trees, neighbours, lines",
    ),
    (3.2, 1.9, -1.0, "#0072B2", "deep learning", "our digit reader"),
]
for wide, high, middle, shade, name, examples in circles:
    ellipse = plt.matplotlib.patches.Ellipse((0, middle), wide, high)
    axis.add_patch(ellipse)
    ellipse.set(facecolor=shade, edgecolor="white")
    ink = "white" if name == "deep learning" else "black"
    top = middle + high / 2
    style = {"ha": "center", "va": "center", "color": ink}
    axis.text(0, top - 0.38, name, fontsize=12, fontweight="bold", **style)
    axis.text(0, top - 0.74, examples, fontsize=10, **style)
axis.set(
    xlim=(-4.2, 4.2),
    ylim=(-2.4, 2.4),
    title="Each circle is a part of the larger one around it",
)
axis.axis("off")
plt.show()

# %% [markdown]
# ### One task, three programs
#
# Is it a 0 or a 1? Here are a program of each kind.
#
# - **AI, but no learning.** A person thinks: a 0 has a hole in the middle, a
#   1 has not. *If there is more than half of full ink in the middle 4 × 4
#   points, say 1, else 0.*
# - **Machine learning.** The same idea, but the program finds the number
#   itself: the limit that is right most often on the training digits.
# - **Deep learning.** Our network. Nobody told it about holes.
#
# **Predict**: how much does each step bring?

# %%
ones_and_zeros = y_train < 2
middle = x_train[:, 12:16, 12:16].mean(axis=(1, 2))[ones_and_zeros]
is_one = y_train[ones_and_zeros] == 1
limits = np.linspace(0, 1, 101)
scores = [np.mean((middle > limit) == is_one) for limit in limits]
learned = limits[np.argmax(scores)]

chosen = y_val < 2
middle = x_val[:, 12:16, 12:16].mean(axis=(1, 2))[chosen]
p = answers_of(model, x_val)[chosen]
network_says_one = p[:, 1] > p[:, 0]
is_one = y_val[chosen] == 1
rule_accuracy = np.mean((middle > 0.5) == is_one)
threshold_accuracy = np.mean((middle > learned) == is_one)
network_accuracy = np.mean(network_says_one == is_one)
print(f"rule of a person, limit 0.50:  {rule_accuracy:.4f}")
print(f"learned from data, limit {learned:.2f}: {threshold_accuracy:.4f}")
print(f"network, everything learned:   {network_accuracy:.4f}")
print(f"always “1”:                    {is_one.mean():.4f}")
print(f"({len(is_one):,} zeros and ones of the validation part)")
expect("ch01.zero_or_one.rule_accuracy", rule_accuracy)
expect("ch01.zero_or_one.threshold_accuracy", threshold_accuracy)

# %% [markdown]
# Here, the more is learned, the better. But note what it costs: the rule has
# one number, which a person can defend; the learned limit is one number as
# well; the network has 101,770, which nobody can explain.

# %% [markdown]
# ### Keeping examples, or keeping a model
#
# Someone asks how wide the petals (گلبرگ) of an iris flower are if they are
# 4 cm long. There are two ways to learn from 90 measured flowers:
#
# - **instance-based** (مبتنی بر نمونه): keep all flowers; look up the most
#   similar one and repeat its answer. This is **1-nearest-neighbour**.
# - **model-based**: draw the line that fits the flowers best; keep the two
#   numbers of the line, and forget the flowers.

# %%
iris = load_iris()
petals = iris.data[:, 2:].astype("float32")  # length and width, in cm
petals_train, petals_new, kinds_train, kinds_new = train_test_split(
    petals,
    iris.target,
    test_size=0.4,
    stratify=iris.target,
    random_state=SEED,
)
petal_length, petal_width = petals_train.T
slope, intercept = np.polyfit(petal_length, petal_width, deg=1)


def line(x):
    return slope * x + intercept


def most_similar(x):
    nearest = np.argmin(np.abs(petal_length - x[:, None]), axis=1)
    return petal_width[nearest]


# %%
#| alt: >
#|   Petal width against length: a staircase of the most similar flower and a
#|   straight line. Both follow the flowers up to 7 cm; beyond, where no
#|   flower was, the staircase stays level and the line rises on.
figure, axis = plt.subplots(figsize=(7, 3.6))
x = np.linspace(0.5, 10, 400)
axis.plot(
    petal_length, petal_width, "o", color="0.6", ms=4, label="flowers kept"
)
axis.plot(x, most_similar(x), color="C0", label="the most similar flower")
axis.plot(x, line(x), color="C1", label="the line: two numbers")
axis.axvspan(petal_length.max(), 10, color="0.95")
axis.text(8.5, 0.3, "no flower\nwas ever here", ha="center", fontsize=9)
axis.set(
    title="Both learn from the same flowers, and keep different things",
    xlabel="petal length (cm)",
    ylabel="petal width (cm)",
)
axis.legend(loc="upper left")
plt.show()
for name, rule in (("most similar", most_similar), ("line", line)):
    error = np.abs(rule(petals_new[:, 0]) - petals_new[:, 1]).mean()
    print(f"{name:>12}: off by {error:.2f} cm on 60 new flowers (mean)")
middle_error = np.abs(petal_width.mean() - petals_new[:, 1]).mean()
print(f"{'always mean':>12}: off by {middle_error:.2f} cm")
asked = np.array([4.0])  # of equally similar ones the first answers
print(f"4 cm long: most similar {most_similar(asked)[0]:.2f} cm wide,", end="")
print(
    f" line {line(4.0):.2f} cm; it meets zero at {-intercept / slope:.2f} cm"
)

# %% [markdown]
# Both do far better than the mean. They differ where no flower was ever seen:
# the neighbour repeats the last answer for ever, the line goes on rising. The
# data cannot tell us which is right. At the other end the line is impossible:
# left of about 0.9 cm it gives a width below zero.
#
# > **Correction to the book (1.1).** The book describes all of machine
# > learning as reasoning from stored examples. That is one family. Most
# > methods of this course, neural networks among them, are model-based: they
# > press the examples into numbers (**parameters**, پارامتر) and do not look
# > them up again.

# %% [markdown]
# ### NumPy on one page
#
# The exercises work with arrays. What they need (skip it if you know it):

# %% tags=["nbval-check-output"]
table = np.array([[3, 1, 2], [6, 9, 8]])  # 2 rows, 3 columns
print("the sum of each column, axis=0:", table.sum(axis=0))
print("the sum of each row, axis=1:   ", table.sum(axis=1))
print("the place of the smallest in each row:", table.argmin(axis=1))
print("rows 1, 0 and 1 again:", table[[1, 0, 1]].tolist())
print("columns 2 and 0:", table[:, [2, 0]].tolist())
print("row 1, columns 1 and 2:", table[1, 1:3])
print("what is above 2:", table[table > 2])
print("above 2, else -1:", np.where(table > 2, table, -1).tolist())
print("each row minus [1, 1, 2]:", (table - np.array([1, 1, 2])).tolist())
print("stacked as columns:", np.stack([[1, 2], [3, 4]], axis=1).tolist())
largest = table.max(axis=1, keepdims=True)
print("the largest of each row, shape", largest.shape, largest.tolist())
print("each row divided by its largest:", (table / largest).round(2).tolist())

# %% [markdown]
# `axis` is the direction that disappears: a sum over `axis=0` goes down the
# rows and leaves one number for each column. With `keepdims=True` it stays,
# with length 1, so that each row meets its own number in `table / largest`.

# %% [markdown]
# ### Exercise 1.1 — the nearest neighbour (★★)
#
# Complete `nearest_neighbour`, for flowers with any number of features (a
# **feature**, ویژگی, is one measured number, such as the petal length). The
# distance of two flowers is the root of the sum of the squared differences,
# $\sqrt{\sum_i (a_i-b_i)^2}$; the nearest flower has the smallest one.


# %% exercise="1.1"
def nearest_neighbour(features, labels, new):
    """Return the label of the row of features that is nearest to new.

    features: array (examples, features); labels: array (examples,);
    new: array (features,).
    """
    ### BEGIN SOLUTION
    distances = np.sqrt(((features - new) ** 2).sum(axis=1))
    return labels[np.argmin(distances)]
    ### END SOLUTION


# %% check="1.1a" points=1
@check(
    "1.1a",
    hint="one distance for each row: sum over axis=1; np.argmin gives the "
    "place of the smallest; return the label at that place",
)
def _():
    examples = np.array([[0.0, 0.0], [3.0, 4.0], [10.0, 0.0]])
    names = np.array([7, 8, 9])
    assert nearest_neighbour(examples, names, np.array([2.0, 2.0])) == 8
    assert nearest_neighbour(examples, names, np.array([1.0, 0.0])) == 7


# %% check="1.1b" points=1
@check("1.1b", hint="square the differences first, then add them up")
def _():
    examples = np.array([[5.0, -5.0], [1.0, 1.0]])
    names = np.array(["far", "near"])
    assert nearest_neighbour(examples, names, np.array([0.0, 0.0])) == "near"
    examples = np.array([[0.0, 5.0], [4.0, 2.0]])
    assert nearest_neighbour(examples, names, np.array([0.0, 0.0])) == "near"
    ### BEGIN HIDDEN TESTS
    examples = np.array([[3.0, 3.0, 3.0], [0.0, 0.0, 4.9]])
    assert nearest_neighbour(examples, names, np.zeros(3)) == "near"
    ### END HIDDEN TESTS


# %% check="1.1c" points=1
@check("1.1c", hint="use the arguments, not the flowers of the cells above")
def _():
    found = [
        nearest_neighbour(petals_train, kinds_train, flower)
        for flower in petals_new
    ]
    assert np.mean(found == kinds_new) > 0.85


# %% [markdown]
# ### Definition: learning by layers
#
# **Deep learning** (the book's definition 1.1) is a set of algorithms that
# learn by way of layers: each layer builds new concepts out of the simpler
# ones of the layer below. The result is a **hierarchy** (سلسله‌مراتب) of
# concepts.
#
# The book's picture of it is a toddler who points at things and says “cat”.
# The parents say yes or no. After many cats and dogs the child has, without
# knowing it, built one level of abstraction (انتزاع) on another: edges and
# colours, then ears and fur, then *cat* (our example of levels). *How does it
# work? Layer by layer* makes such levels visible.

# %% [markdown] book="1.3"
# ## How it came about
#
# People dreamed of learning machines from the first computers on. The simple
# networks of the 1950s and 60s could do little; in the 1980s a method to train
# several layers brought them back; in the 2000s more layers became possible,
# and the name “deep learning” became common. Since 2012 such networks have
# beaten the other methods in one field after another, thanks to graphics
# processors (GPU) and to huge sets of data. (In grey: what the book does not
# name.)

# %% tags=["hide-input"]
early = [  # year, what the book says, what we add
    (1958, "1950s–60s: perceptron", "Rosenblatt, 1958"),
    (
        1986,
        "1980s: several layers,\nbackpropagation",
        "Rumelhart, Hinton, Williams, 1986",
    ),
    (2006, "2000s: more layers", "Hinton, 2006: deep belief nets"),
    (
        2012,
        "2012: better than the classical\nmethods; GPUs, big data",
        "AlexNet: images",
    ),
]
late = [
    (2012, "", "AlexNet:\nphotographs"),
    (2014, "", "GANs (chapter 6)"),
    (2017, "", "transformer: attention instead\nof recurrence (chapter 5)"),
    (2020, "", "AlphaFold 2: shapes of proteins;\ndiffusion models: pictures"),
    (2022, "", "ChatGPT: language\nmodels for everybody"),
    (2024, "", "Nobel prizes: Hopfield, Hinton;\nAlphaFold"),
]


def draw_events(axis, events, first):
    """Draw events on a time line, above and below it in turn."""
    axis.axhline(0, color="0.3")
    axis.axvspan(2012, 2026, color="0.94")
    for place, (year, name, extra) in enumerate(events):
        side = 1 if place % 2 == 0 else -1
        axis.plot([year, year], [0, 0.4 * side], color="0.6", linewidth=1)
        axis.plot(year, 0, "o", color="C1", markersize=9)
        style = {"ha": "center", "va": "center"}
        axis.text(year, 0.8 * side, name, **style)
        height = (1.35 if name else 0.8) * side
        axis.text(year, height, extra, color="0.45", fontsize=9, **style)
    axis.set(xlim=(first, 2026), ylim=(-1.7, 1.7), yticks=[])
    axis.spines["left"].set_visible(False)
    axis.grid(False)


# %% tags=["hide-input"]
#| alt: >
#|   Two time lines. Above, 1950 to 2026: perceptron 1958, backpropagation
#|   1986, deep belief nets 2006, AlexNet 2012. Below, since 2012: GANs, the
#|   transformer, AlphaFold and diffusion models, ChatGPT, and two Nobel
#|   prizes in 2024.
figure, axes = plt.subplots(2, 1, figsize=(11, 5))
draw_events(axes[0], early, 1950)
draw_events(axes[1], late, 2011)
axes[0].set_title("A long history, and a sudden change in 2012")
axes[1].set(title="The last years, enlarged", xlabel="year")
plt.show()

# %% [markdown]
# > **Correction to the book (1.2).** The book says that the *parameters* are
# > propagated back through the network. What goes back is the **error**: how
# > much each number contributed to it (the gradient, گرادیان). The parameters
# > are changed afterwards. That is **back-propagation** (پس‌انتشار); chapter 3
# > shows it.

# %% [markdown] tags=["further"]
# ### What a language model is, from counts
#
# A **language model** (مدل زبانی) gives a probability to each word that may
# come next. The simplest one counts. We read the first nine tenths of
# *Moby-Dick* and note which words followed each pair of words, each single
# word, and any word, how often.

# %%
words = re.findall(r"[a-z]+(?:'[a-z]+)?", load_moby_dick().lower())
cut = len(words) * 9 // 10
following = defaultdict(Counter)
for length in (0, 1, 2):
    for place in range(2, cut):
        before = tuple(words[place - length : place])
        following[before][words[place]] += 1


def next_words(before):
    """Return what followed the last two words; if nothing, the last one."""
    for length in (2, 1, 0):
        known = tuple(before[len(before) - length :])
        if known in following:
            return following[known]


for text in ("the white", "in the", "the sperm"):
    print(text, "→", next_words(text.split()).most_common(4))
rng = np.random.default_rng(SEED)
text = ["the", "white", "whale"]
for _ in range(30):
    counts = next_words(text)
    shares = np.array(list(counts.values())) / counts.total()
    text.append(str(rng.choice(list(counts), p=shares)))
print("…", " ".join(text), "…")

# %%
places = range(cut + 2, len(words))  # what was not counted
known = [tuple(words[i - 2 : i]) in following for i in places]
guesses = [next_words(words[i - 2 : i]).most_common(1)[0][0] for i in places]
right = [guess == words[i] for guess, i in zip(guesses, places, strict=True)]
the = np.mean([words[i] == "the" for i in places])
print(f"always “the” is right for {the:.3f}")
expect("ch01.next_word.accuracy", np.mean(right))
expect("ch01.next_word.pairs_known", np.mean(known))

# %% [markdown]
# Its first guess is right for one word in ten of the last tenth of the book;
# always “the” gets seven in a hundred.
# Any few words make sense, the whole does not. And counting soon ends: nearly
# half of the pairs there are new, of longer pieces nearly all. A **large
# language model** has the same task, but computes the probabilities by a
# network (a **transformer**, شبکه دگرگون‌ساز), which can use what it learned
# from similar words and looks back over thousands of them; and it has read a
# large part of the public web, and many books. Chapter 5 trains small ones.
