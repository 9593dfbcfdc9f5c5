# Lecture 9: film reviews: the data.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/reviews_data

# %% [markdown] book="slides.4"
# ## Part 4: movie reviews, good or bad
#
# **Binary classification** (طبقه‌بندی دودویی), two classes, is one of the most
# common problems of machine learning. The task: read a movie review (نقد فیلم)
# and say whether it is positive or negative. We go through it from the raw
# text to the last mistake.

# %% [markdown] book="slides.4a"
# ### The IMDB data set
#
# 50,000 reviews from the Internet Movie Database (Maas and others, 2011):
# 25,000 for training and 25,000 for testing, half of each positive. They are
# *highly polarised*: positive means 7 to 10 stars, negative 1 to 4. Reviews
# with 5 and 6 stars were left out, which makes the task easier than real life.

# %%
(train_texts, y_train), (test_texts, y_test) = load_imdb_texts()
(train_ids, _), (test_ids, _) = load_imdb(num_words=10_000)
used = by_profile(smoke=1500, quick=25_000, full=25_000)
train_texts, train_ids, y_train = (
    part[:used] for part in (train_texts, train_ids, y_train)
)
test_texts, test_ids, y_test = (
    part[:used] for part in (test_texts, test_ids, y_test)
)
print(len(train_ids), "reviews to train,", len(test_ids), "to test")
print("positive:", (y_train == 1).sum(), "and", (y_test == 1).sum())
print("a review with label", y_train[0], "(0: negative, 1: positive):")
print(train_texts[0][:190], "…")
print("the same as ids:", train_ids[0][:24], "…")

# %% [markdown]
# Each word has become a number, its place in a list of words by frequency:
# common words have small numbers. `num_words=10_000` keeps ids below 10,000,
# so that vectors of a fixed size can be used.
#
# How long are reviews, and how often do words come? Note the logarithmic axes
# on the right: such a straight line, found in every language, is called
# **Zipf's law**.

# %%
#| alt: >
#|   Left, a histogram of the lengths of reviews: a peak below 150 words, the
#|   median below 200, a long tail to 1,000. Right, how often words occur
#|   against their rank, both axes logarithmic: almost a straight line, from
#|   over 100,000 times to under 100.
lengths = np.array([len(ids) for ids in train_ids])
counts = np.bincount(np.concatenate(list(train_ids)), minlength=10_000)
figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.2))
axes[0].hist(lengths, np.arange(0, 1501, 25))
axes[0].axvline(np.median(lengths), color="C1", label="median")
axes[0].set(title="Most reviews have 100 to 300 words")
axes[0].set(xlabel="words in a review", ylabel="reviews")
axes[0].legend()
axes[1].loglog(np.arange(1, 9997), counts[4:])
axes[1].set(title="A few words are very frequent, most are rare")
axes[1].set(xlabel="rank of the word", ylabel="how often it occurs")
plt.show()
unknown = counts[2] / counts[2:].sum()
print(f"longest {lengths.max()} words, median {np.median(lengths):.0f};")
print(f"one word in {1 / unknown:.0f} is rarer than the first 9,996;")
expect("keras.imdb.unknown_share", unknown)
share = counts[4:104].sum() / counts[2:].sum()
print(f"the 100 most frequent words make {share:.0%} of all text")

# %% [markdown]
# #### Back to words (listing 4.2)
#
# `load_imdb_word_index()` maps a word to its rank: *the* is 1. In the reviews
# every rank is **raised by 3**, since 0, 1 and 2 have a meaning of their own:
# padding, start of the review, unknown word. Forget the 3 and you get real
# words in a senseless order, and Python reports no error. (We leave out the
# start.)

# %% tags=["nbval-check-output"]
word_index = load_imdb_word_index()
word_of = {rank: word for word, rank in word_index.items()}
for offset in (3, 0):
    words = [word_of.get(i - offset, "?") for i in train_ids[0][1:18].tolist()]
    print(f"i - {offset}:", " ".join(words))

# %%
found = [
    word_of[i - 3] in text.lower()
    for ids, text in zip(test_ids[:200], test_texts, strict=False)
    for i in ids.tolist()
    if i > 3
]
expect("keras.imdb.decoded_words_in_text", np.mean(found))

# %% [markdown]
# > **Correction to the slides (9.10).** Rarer words are not “set aside”, they
# > are **replaced** by 2, the unknown word (a `?` above). The place stays, the
# > word is gone. (Id 3 is never used: ranks begin at 1, so words begin at 4.)
#
# **With `keras.datasets`.** The slides load the same reviews so:
#
# ```python
# (train_data, train_labels), (test_data, test_labels) = (
#     keras.datasets.imdb.load_data(num_words=10_000))
# word_index = keras.datasets.imdb.get_word_index()
# ```
#
# The conventions are the same: 1, 2, offset 3, an array of reviews (not a
# list, as the slides say). The ids differ, since Keras counts words a little
# differently, and the order, too: Keras shuffles. What trains below works with
# either; what shows texts needs ours. Ours also loads where Google's server,
# from which Keras loads, is out of reach.

# %% [markdown]
# **Before you train: look for leaks.** Do reviews stand in both parts? Do
# texts give the answer away?

# %%
twice = set(train_texts) & set(test_texts)
rating = re.compile(r"\b\d+ ?(/|out of) ?(10|ten)\b", re.IGNORECASE)
rated = np.mean([rating.search(text) is not None for text in test_texts])
print(f"{len(twice)} test reviews stand word for word in the training part;")
print(f"{rated:.1%} of the test reviews name a rating, such as 7/10")
expect("keras.imdb.in_both_parts", len(twice))

# %% [markdown]
# Half of a percent, and some ratings: too little to spoil the result, enough
# to know of. (The films of the two parts differ: Maas and others saw to that.
# The validation reviews that we set apart below share films with those we
# train on, so they are a little easier than the test reviews.)

# %% [markdown]
# ### Exercise 9.9 — read a review (★)
#
# Write the way back from ids to text.


# %% exercise="9.9"
def decode(ids, word_of):
    """Return the text of a review, words with spaces between.

    ``word_of`` maps ranks to words. Leave out padding (0) and the start (1);
    write ``?`` for the unknown word (2).
    """
    ### BEGIN SOLUTION
    return " ".join(word_of.get(i - 3, "?") for i in ids if i > 1)
    ### END SOLUTION


# %% check="9.9a" points=1
@check("9.9a", hint="id 4 is the word of rank 1")
def _():
    small = {1: "the", 2: "film", 3: "great"}
    text = decode([1, 4, 5], small)
    assert text == "the film", repr(text)


# %% check="9.9b" points=1
@check("9.9b", hint="0 and 1 are no words; 2 is a word that we do not know")
def _():
    small = {1: "the", 2: "film", 3: "great"}
    text = decode([0, 0, 1, 6, 2], small)
    assert text == "great ?", repr(text)
    ### BEGIN HIDDEN TESTS
    assert decode([], small) == ""
    assert decode([1, 2, 5, 4, 0], small) == "? film the"
    ### END HIDDEN TESTS


# %% [markdown] book="slides.4b"
# ### Preparing the data
#
# Lists of different lengths are no tensor. Two ways out:
#
# 1. **Padding** (پدگذاری; the book: لایه‌گذاری): fill short reviews with
#    zeros and cut long ones. You get integers of shape (reviews, length), for
#    a first layer that takes ids: `Embedding` (chapter 5).
# 2. **Multi-hot encoding**: one place for each of the 10,000 words, 1 where
#    the word occurs, else 0. You get (reviews, 10,000), for `Dense`.

# %%
#| alt: >
#|   Three short reviews as two tables. Left, their ids in order, with zeros
#|   behind until there are six. Right, a column for each id from 0 to 9, with
#|   0 or 1: one can no longer see the order, nor that an id came twice.
toy = [[1, 4, 7, 4], [1, 5, 6, 5, 8, 9], [1, 7]]
padded = keras.utils.pad_sequences(toy, maxlen=6, padding="post")
hot = np.zeros((3, 10))
for row, ids in enumerate(toy):
    hot[row, ids] = 1
figure, axes = plt.subplots(1, 2, figsize=(10, 1.9))
for axis, matrix, title, xlabel in (
    (
        axes[0],
        padded,
        "Padding: order kept, length fixed",
        "place in the review",
    ),
    (axes[1], hot, "Multi-hot: which words, not where or how often", "id"),
):
    axis.imshow(matrix, cmap="Blues", vmax=12)
    for (row, column), value in np.ndenumerate(matrix):
        axis.text(column, row, f"{value:g}", ha="center", va="center")
    axis.set(title=title, xlabel=xlabel, ylabel="review", yticks=range(3))
    axis.set_xticks(range(matrix.shape[1]))
    axis.grid(False)
plt.show()

# %% [markdown]
# > **Correction to the slides (9.9).** The slides call the second way
# > *one-hot* (تک‑داغ). One-hot has exactly one 1, for one word; a review gets
# > many: *multi-hot*, as the listing's own title says. How often a word occurs
# > and the order of the words are lost.
#
# Listing 4.3 sets every single 1 in a double loop, in an array of 64-bit
# numbers. We hand NumPy all places at once, and take one **byte** for each.


# %%
def multi_hot_loops(reviews, dimension=10_000):
    encoded = np.zeros((len(reviews), dimension))
    for row, ids in enumerate(reviews):
        for i in ids:
            encoded[row, i] = 1.0
    return encoded


def multi_hot(reviews, dimension=10_000):
    """Return (reviews, dimension) of uint8: 1 where an id occurs."""
    encoded = np.zeros((len(reviews), dimension), np.uint8)
    rows = np.repeat(np.arange(len(reviews)), [len(ids) for ids in reviews])
    encoded[rows, np.concatenate(list(reviews))] = 1
    return encoded


some = train_ids[:1000]
compare(
    "keras.multi_hot",
    textbook=lambda: multi_hot_loops(some),
    ours=lambda: multi_hot(some),
    repeats=3,
)
bytes_ratio = multi_hot_loops(some[:10]).nbytes / multi_hot(some[:10]).nbytes
expect("keras.multi_hot.bytes_ratio", bytes_ratio)

# %% [markdown]
# And 99 of 100 of these bytes are 0. A **sparse** array (here SciPy's
# `csr_array`, compressed sparse rows) keeps the places of the others only.
# Keras takes it as it is.

# %%
x_train = csr_array(multi_hot(train_ids))
x_test = csr_array(multi_hot(test_ids))
print("the first review:", x_train[[0]].toarray(), x_train.dtype)
mebibytes = math.prod(x_train.shape) / 2**20
kept = sum(part.nbytes for part in (x_train.data, x_train.indices)) / 2**20
print(f"{8 * mebibytes:,.0f} MiB with 64-bit numbers, {mebibytes:,.0f} with")
print(f"bytes, {kept:.0f} where only the ones are kept")

# %% [markdown]
# > **Correction to the slides (9.12).** Listing 4.3 makes 64-bit numbers: 1.86
# > GiB for training and as much for testing, before the conversion to 32 bits
# > copies them. That is too much for many laptops. A 0 or a 1 fits into a
# > byte. (The slices of listing 4.6 cost nothing: they are views.)
#
# The network computes with 32-bit numbers all the same. `fit` cuts a batch of
# 512, puts its zeros back, and converts only that batch, never the whole set.
# (The slides also turn the labels into 32-bit numbers; `fit` does that by
# itself.)

# %% [markdown] tags=["further"]
# ### Exercise 9.10 — count the words (★★)
#
# Multi-hot forgets how often a word occurs. Write the encoding that counts,
# without a loop over words (`np.add.at(array, (rows, columns), 1)` adds 1 at
# every place named, also when a place is named twice).


# %% exercise="9.10"
def count_words(reviews, dimension):
    """Return (reviews, dimension) of int64: how often each id occurs."""
    ### BEGIN SOLUTION
    counted = np.zeros((len(reviews), dimension), np.int64)
    rows = np.repeat(np.arange(len(reviews)), [len(ids) for ids in reviews])
    np.add.at(counted, (rows, np.concatenate(list(reviews))), 1)
    return counted
    ### END SOLUTION


# %% check="9.10a" points=1
@check("9.10a", hint="counted[rows, columns] += 1 counts each place once only")
def _():
    expected = [[0, 1, 0, 2], [1, 0, 0, 0]]
    np.testing.assert_array_equal(
        count_words([np.array([3, 1, 3]), np.array([0])], 4), expected
    )


# %% check="9.10b" points=1
@check("9.10b", hint="each review's row adds up to its length")
def _():
    counted = count_words(train_ids[:20], 10_000)
    assert counted.shape == (20, 10_000)
    np.testing.assert_array_equal(counted.sum(axis=1), lengths[:20])
    ### BEGIN HIDDEN TESTS
    np.testing.assert_array_equal(counted > 0, multi_hot(train_ids[:20]) > 0)
    many = count_words([np.full(300, 2)], 3)
    assert many[0, 2] == 300, "300 times the same word does not fit"
    ### END HIDDEN TESTS
