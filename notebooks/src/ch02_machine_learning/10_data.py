# Chapter 2: data, and three ways to learn.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/data

# %% [markdown] book="2.2"
# ## Data
#
# **Data** (داده) are single pieces of information that somebody wrote down
# in a form that suits a purpose. Most often they fill a table: one **row**
# (ردیف) for each thing, one **column** (ستون) for each property. Here each
# row is a house that was sold in Ames, Iowa (USA), between 2006 and 2010.

# %%
houses = load_house_prices()
print(f"{houses.shape[0]:,} rows and {houses.shape[1]} columns")
with pd.option_context("display.max_columns", 9):  # else wider than a page
    display(houses.head())

# %% [markdown]
# The areas are in square feet (a square metre is 10.8 of them).
# `OverallQual` and `OverallCond` are marks from 1 to 10 for quality and
# condition; `TotalBsmtSF` is the area of the basement; `TotRmsAbvGrd` counts
# the rooms. The last column is 1 if the house cost more than the median
# house.
#
# > **Correction to the book (2.1).** The book derives the word from Latin
# > *dare*, “something given”. *Dare* means “to give”; “something given” is
# > *datum*, and *data* is its plural.

# %% [markdown]
# You can think of a row as the outcome of a **random experiment** (آزمایش
# تصادفی): nobody can say which house is sold next, yet many houses together
# follow a law. We draw houses at random, one after the other (each may come
# again), and watch the share of those that have a fireplace. **Predict**: how
# many houses do you need before the share stays within five percentage points
# of the truth?

# %%
#| alt: >
#|   Twenty lines, the share with a fireplace against the houses drawn, on a
#|   logarithmic axis. They start at 0 or 1, come together, and after a
#|   thousand houses nearly all are within a narrow band around the true share.
rng = np.random.default_rng(SEED)
drawn = rng.choice(houses["Fireplaces"] > 0, size=(20, 2000))
share = np.cumsum(drawn, axis=1) / np.arange(1, 2001)
truth = (houses["Fireplaces"] > 0).mean()

figure, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(np.arange(1, 2001), share.T, color="C0", alpha=0.3, linewidth=1)
axis.axhline(truth, color="C1", label=f"all houses: {truth:.3f}")
axis.axhspan(truth - 0.05, truth + 0.05, color="C1", alpha=0.15)
axis.set(
    xscale="log",
    title="One house cannot be foreseen, many houses can (20 trials)",
    xlabel="houses drawn so far",
    ylabel="share with a fireplace",
)
axis.legend()
plt.show()

# %% [markdown]
# The shaded band is the five points on either side of the truth. After ten
# houses anything is possible; after a few hundred most of the twenty trials
# stay in the band, after a thousand all or nearly all. This is why learning
# from data works at all, and why more data help.

# %% [markdown] book="2.2.1"
# ### Readable for people, readable for machines
#
# A sentence or a PDF is made for people: **human-readable** (قابل خواندن
# توسط انسان). A format with fixed rules is made for programs:
# **machine-readable** (قابل خواندن توسط ماشین). CSV, JSON and HTML are both.
# The same two houses, three times:

# %%
as_csv = "area,rooms\n8450,8\n9600,6\n"
as_json = '[{"area": 8450, "rooms": 8}, {"area": 9600, "rooms": 6}]'
as_text = "One has 8450 square feet and 8 rooms; its neighbour is larger."

from_csv = pd.read_csv(StringIO(as_csv))  # the string, read like a file
from_json = pd.DataFrame(json.loads(as_json))
print("the same table from CSV and JSON:", from_csv.equals(from_json))
numbers = [int(word) for word in as_text.split() if word.isdigit()]
print("all that a program finds in the sentence:", numbers)

# %% [markdown]
# The two formats say which number is the area. The sentence says so to you,
# but not to a program, and “larger” is a fact without a number. (Programs
# that read such sentences are the subject of chapter 5.)

# %% [markdown] book="2.2.2"
# ### Seven terms from the news
#
# - **Big data** (کلان‌داده): more, faster and more varied data than one
#   computer can handle. (Our tables are small.)
# - **Big-data analytics** (تجزیه و تحلیل کلان‌داده): looking for patterns in
#   them.
# - **Data integrity** (یکپارچگی داده‌ها): the data are what they should be.
# - **Metadata** (فراداده): data about data, such as the names of the columns,
#   the units, the years.
# - **Raw data** (داده‌های خام): collected, but not prepared yet.
# - **Structured data** (داده‌های ساختاریافته): in fixed fields, such as rows
#   and columns. The house table is an example.
# - **Unstructured data** (داده‌های بدون ساختار): text, sound, pictures.
#
# Integrity and unstructured data fit into a cell each.

# %%
record = "8450,7,5,856"
damaged = "8450,7,5,956"  # one digit wrong: a person hardly notices
for text in (record, damaged):
    print(text, "→", hashlib.sha256(text.encode()).hexdigest()[:20], "…")

# %% [markdown]
# A **checksum** is a short number computed from a file (here written with
# the digits 0–9 and a–f). One digit of the
# file changes, and the checksum is another one. Whoever publishes data
# publishes the checksum too, so that you can test the integrity of your copy.

# %%
#| alt: >
#|   Left, the photograph of a cat's face. Right, six by six squares in shades
#|   of grey, each with its number between 0 and 255.
cat = skimage.data.cat()
figure, axes = plt.subplots(1, 2, figsize=(8, 3))
axes[0].imshow(cat)
axes[0].set_title(f"What you see: {cat.shape[0]} × {cat.shape[1]} pixels")
patch = cat[100:106, 200:206, 0]  # the red part of 36 pixels
axes[1].imshow(patch, cmap="gray", vmin=0, vmax=255)
for (row, column), value in np.ndenumerate(patch):
    colour = "black" if value > 128 else "white"
    axes[1].text(column, row, value, ha="center", va="center", color=colour)
axes[1].set_title("What is stored: numbers (36 of them)")
for axis in axes:
    axis.axis("off")
plt.show()
print(f"{cat.size:,} numbers, and no column is called “whiskers”")

# %% [markdown] book="2.2.3"
# ### Kinds of data
#
# What may you compute with a column? That depends on its **scale** of
# measurement. Each scale allows what the ones above it allow, and more:
#
# | scale | Persian | allowed | example |
# |---|---|---|---|
# | nominal | اسمی | equal or not | species of a flower |
# | ordinal | ترتیبی | also: more or less | cold < mild < hot |
# | interval | فاصله‌ای | also: differences | temperature in °C; a date |
# | ratio | نسبی | also: ratios | area; income; kelvin |
#
# The first two are **categorical** (رسته‌ای), the last two **numeric**
# (عددی); on a ratio scale, zero means “nothing”. Numeric data are
# **continuous** (پیوسته), as an area, or **discrete** (گسسته), as a number of
# fireplaces or of days below 0 °C.

# %% [markdown]
# > **Correction to the book (2.2).** The book takes numeric and continuous
# > for the same. Counts are numeric and discrete. And a temperature in °C or
# > °F has an arbitrary zero: an **interval** scale, which the book leaves
# > out.
#
# > **Correction to the book (2.3).** The book takes categorical and nominal
# > for the same. **Ordinal** data are missing, although its own example
# > “cold, mild, hot” is ordinal.
#
# > **Correction to the book (2.4).** It calls ratio data “real”. What makes
# > them ratio data is a true zero, so that “twice as much” means something.
#
# Is 20 °C twice as warm as 10 °C? Write the same two days in other units:

# %% tags=["nbval-check-output"]
celsius = np.array([10.0, 20.0])
units = {"°C": celsius, "°F": celsius * 1.8 + 32, "K": celsius + 273.15}
for unit, (cool, warm) in units.items():
    print(f"{warm:6.2f} {unit} / {cool:6.2f} {unit} = {warm / cool:.3f}")

# %% [markdown]
# Three answers to one question: on an interval scale a ratio has no meaning.
# Only kelvin has a true zero, and there the second day is 3.5 % warmer.

# %% [markdown]
# ### From names to numbers
#
# Models compute, so names must become numbers. A tempting way is to number
# them: setosa 0, versicolor 1, virginica 2. But that claims that versicolor
# lies *between* the others. **One-hot encoding** uses one column for each
# name, with a single 1 in every row, and claims nothing.
#
# We test it on 150 real flowers (the iris data): predict the length of the
# petal (گلبرگ) from the species alone, with a straight line through the
# numbers (*linear regression*, explained below). **Predict**: does it matter
# in which order we number the species?

# %%
iris = datasets.load_iris()
petal_length = iris.data[:, 2]  # in cm
species = iris.target_names[iris.target]
orders = {
    "setosa 0, versicolor 1, virginica 2": [0, 1, 2],
    "setosa 1, versicolor 0, virginica 2": [1, 0, 2],
    "setosa 0, versicolor 2, virginica 1": [0, 2, 1],
}
r2 = {}
for text, codes in orders.items():
    x = np.array(codes)[iris.target][:, None]
    r2[text] = LinearRegression().fit(x, petal_length).score(x, petal_length)
one_hot_species = pd.get_dummies(species).to_numpy(float)
model = LinearRegression().fit(one_hot_species, petal_length)
r2["one-hot"] = model.score(one_hot_species, petal_length)
pd.Series(r2, name="share of the variation explained").round(3).to_frame()

# %%
expect("ch02.encoding.worst_order", min(r2.values()))
expect("ch02.encoding.one_hot", r2["one-hot"])

# %% [markdown]
# 1 would be a perfect prediction. The same flowers, the same model, and three
# different results, only because of the order of the names. One-hot is at
# least as good as any of them.
#
# > **Correction to the book (2.5).** The book says that a descriptive feature
# > needs a numeric label. For **nominal** data use one-hot encoding. Numbers
# > in a row (0, 1, 2) keep the order of **ordinal** data, but claim that all
# > its steps are equal.

# %% [markdown]
# ### Exercise 2.1 — one-hot encoding (★)
#
# Complete `one_hot`: a row for each value, a column for each category, in
# the order of `categories`. A value that is no category gets a row of zeros.


# %% exercise="2.1"
def one_hot(values, categories):
    """Return an array (values, categories) of 0.0 and 1.0."""
    ### BEGIN SOLUTION
    values, categories = np.asarray(values), np.asarray(categories)
    return (values[:, None] == categories[None, :]).astype(float)
    ### END SOLUTION


# %% check="2.1a" points=1
@check("2.1a", hint="one row a value, one column a category, in their order")
def _():
    result = one_hot(["red", "blue", "red"], ["red", "green", "blue"])
    np.testing.assert_array_equal(result, [[1, 0, 0], [0, 0, 1], [1, 0, 0]])


# %% check="2.1b" points=1
@check("2.1b", hint="a value that is no category matches none: only zeros")
def _():
    result = one_hot(["pink", "blue"], ["blue", "red"])
    np.testing.assert_array_equal(result, [[0, 0], [1, 0]])
    ### BEGIN HIDDEN TESTS
    result = one_hot(species, iris.target_names)
    np.testing.assert_array_equal(result, one_hot_species)
    ### END HIDDEN TESTS


# %% [markdown] book="2.2.4"
# ### The data set
#
# A **data set** (مجموعه داده) is a collection of data objects with the same
# features. A **feature** (ویژگی) is a property: one column. All features of
# one object, side by side, are its **feature vector** (بردار ویژگی). One
# object is called *sample, instance, example, record, observation* or *data
# point*: many names for a row. In supervised learning there is also a
# **label** (برچسب) for each row, the answer. Features are the *independent*
# (مستقل), the label is the *dependent* variable (متغیر وابسته).

# %% tags=["nbval-check-output"]
x, y = iris.data, iris.target
print("X, all feature vectors:", x.shape, "= (samples, features)")
print("y, all labels:", y.shape)
print("features:", iris.feature_names)
print("the first flower:", x[0], "is", iris.target_names[y[0]])

# %% [markdown]
# > **Correction to the book (2.6).** Four definitions (data, data set,
# > feature, representation learning) are all numbered 1.2, model selection
# > 2.2. They should be 1.2 to 5.2.

# %% [markdown] book="2.3"
# ## Three ways to learn
#
# | | supervised | unsupervised | reinforcement |
# |---|---|---|---|
# | Persian | بانظارت | بدون نظارت | تقویتی |
# | given | inputs **with answers** | inputs only | a world, and rewards |
# | wanted | answers to new inputs | structure | good actions |
# | tasks | classification, regression | clusters, fewer features | games |
#
# The answers are also called **ground truth** (حقیقت). They serve as an
# answer key: a supervised model can be told how wrong it is. An unsupervised
# one has nothing but the data. Reinforcement learning follows in its own
# section below.
