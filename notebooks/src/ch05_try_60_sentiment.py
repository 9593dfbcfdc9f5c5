# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chapter 5: recurrent networks
#
# (title cell; the editor writes it)

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import collections
import html
import itertools
import re
import tempfile
import textwrap
import time
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import HTML, display
from keras import layers
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

# %%
from utils.datasets import (
    load_glove,
    load_hafez,
    load_imdb,
    load_imdb_texts,
    load_imdb_word_index,
    load_moby_dick,
    load_reuters_topics,
    load_seattle_weather,
    load_toxic_comments,
    load_war_and_peace,
)
from utils.download import DatasetUnavailable
from utils.exercises import check
from utils.metrics import compare, expect
from utils.model_graph import plot_model
from utils.plotting import explore, plot_history, show_progress

# %% [markdown] book="5.9"
# ## Sentiment analysis with an LSTM
#
# People write their opinions in shops, forums and social media: far too many
# to read. **Sentiment analysis** (تحلیل احساسات) finds such opinions in texts
# and sorts them, without a human reader, into **positive** (مثبت),
# **negative** (منفی) and **neutral** (خنثی). This answer is called the
# **polarity** (قطبیت) of the text.
#
# There are three ways:
#
# - **lexicon-based** (مبتنی بر واژگان): a list of good and bad words, the
#   **lexicon** (فرهنگ واژه). Each word has a **sentiment load** (بار احساسی),
#   say +1 or −1; the sum over the text decides.
# - **machine-learning-based** (مبتنی بر یادگیری ماشین): a model learns from
#   texts with labels.
# - a **hybrid approach** (رویکرد ترکیبی): for example, a lexicon chooses the
#   words, and a model learns how much each of them counts.
#
# We try all three on the same reviews.

# %% [markdown]
# ### The film reviews
#
# The IMDB data set has 50,000 **film reviews** (نقدهای سینمایی), half of them
# for training. Positive means 7 to 10 stars, negative 1 to 4. Reviews with 5
# or 6 stars were left out, so nothing here is neutral.
#
# The words come as numbers, by frequency. We keep the same vocabulary size as
# the book: ids below 5,000. Of the training reviews we hold back a
# **validation set** (مجموعه اعتبارسنجی). The test reviews wait until the end.

# %%
(review_all, review_all_labels), (review_test, review_test_labels) = load_imdb(
    num_words=5000
)
review_train_size = by_profile(smoke=300, quick=4000, full=20_000)
review_val_size = by_profile(smoke=200, quick=2500, full=5000)
review_rows = np.random.default_rng(SEED).permutation(len(review_all))
review_val_rows = review_rows[:review_val_size]
review_train_rows = review_rows[5000 : 5000 + review_train_size]

review_train = review_all[review_train_rows]
review_train_labels = review_all_labels[review_train_rows]
review_val = review_all[review_val_rows]
review_val_labels = review_all_labels[review_val_rows]
print(f"training: {len(review_train):,}   validation: {len(review_val):,}")
print(f"positive: {review_train_labels.mean():.3f} of the training reviews")
print("the first ids of a review:", review_all[3][:12])

# %% [markdown]
# ### From numbers back to words
#
# The index gives each word its rank: 1 for the most frequent. But three ids
# are reserved: 0 for padding, 1 for the **start marker** (نشانگر شروع), 2 for
# an **unknown word** (کلمه ناشناخته). By the conventions of Keras (3 is never
# used) a word's id is its rank **plus 3**.
#
# **Predict**: what will you read if you forget the 3?

# %%
review_rank = load_imdb_word_index()
review_at_rank = {rank: word for word, rank in review_rank.items()}
review_word = {rank + 3: word for word, rank in review_rank.items()}
review_word |= {0: "<pad>", 1: "<start>", 2: "<unk>"}

review_example = review_all[3][:28]
print("ids as ranks:", *[review_at_rank[i] for i in review_example])
print()
print("rank plus 3: ", *[review_word[i] for i in review_example])

# %% [markdown]
# > **Correction to the book (5.31).** The book decodes with the ids as ranks
# > and prints “the thought solid thought senator do making to is spot …”:
# > nonsense, which begins with *the* because 1 is the start marker. It also
# > says that 4 is the fourth most frequent word. It is the **first**, *the*:
# > $4-3=1$.
#
# A reader may find this harmless: the network does not care which number a
# word has. But who decodes wrongly cannot check anything: not the mistakes of
# the network, not a text of their own.

# %%
review_texts, _ = load_imdb_texts()[0]
review_raw = re.findall(
    r"[^\W_]+(?:'[^\W_]+)*",
    review_texts[3].replace("<br />", " ").lower(),
)
review_known = [i != 2 for i in review_all[3][1:]]
review_pairs = list(zip(review_all[3][1:], review_raw, strict=True))
for name, table in (("as ranks", review_at_rank), ("plus 3", review_word)):
    same = [table[i] == word for i, word in review_pairs]
    review_agrees = sum(same) / sum(review_known)
    print(f"{name:8}: {review_agrees:.1%} of the known words are right")
expect("ch05.sentiment.decoded_right", review_agrees)

# %% [markdown]
# ### Exercise 5.14 — read a review (★)
#
# Complete `decode`. `rank_of` maps each word to its rank, as above. Skip the
# padding; write `<start>` for 1, and `?` for 2 and for every id that stands
# for no word of the index.


# %% exercise="5.14"
def decode(ids, rank_of):
    """Return the review as one str, the words with one space between."""
    ### BEGIN SOLUTION
    word_of = {rank + 3: word for word, rank in rank_of.items()}
    word_of[1] = "<start>"
    return " ".join(word_of.get(int(i), "?") for i in ids if i != 0)
    ### END SOLUTION


# %% check="5.14a" points=1
@check("5.14a", hint="which rank does the id 4 stand for?")
def _():
    small = {"the": 1, "film": 2, "is": 3, "good": 4}
    text = decode([1, 4, 5, 6, 7], small)
    assert text == "<start> the film is good", text
    ### BEGIN HIDDEN TESTS
    assert decode(np.array([7, 5]), small) == "good film"
    ### END HIDDEN TESTS


# %% check="5.14b" points=1
@check("5.14b", hint="0 leaves nothing behind; 2 and ids without a word: ?")
def _():
    small = {"the": 1, "film": 2, "is": 3, "good": 4}
    text = decode([0, 0, 1, 4, 2, 6, 99], small)
    assert text == "<start> the ? is ?", text
    ### BEGIN HIDDEN TESTS
    assert decode([0, 3, 4], small) == "? the"
    assert decode([0, 0], small) == ""
    ### END HIDDEN TESTS


# %% [markdown]
# ### 5,000 words: of what?
#
# > **Correction to the book (5.32).** The book says that loading keeps the
# > 5,000 most frequent words *of each review*. It keeps the 5,000 most
# > frequent words **of the whole corpus**; every other word becomes 2. The
# > arrays that the book prints hold ids such as 22,665 and 85,010: they were
# > loaded without this limit. (And its code says `x_train` where the data are
# > in `X_train`, and prints “positve” and “negetive”.)
#
# How much do we lose? And what would an `Embedding(5000, …)` do with the id
# 22,665?

# %%
review_ids = np.concatenate([ids[1:] for ids in review_all])  # without start
review_unknown = (review_ids == 2).mean()
print(f"{len(review_rank):,} words; {len(review_ids):,} places in the texts")
print("the largest id:", review_ids.max())
expect("ch05.sentiment.unknown_share", review_unknown)

review_layer = layers.Embedding(5000, 2)
try:
    review_answer = review_layer(np.array([[1, 4, 22_665]]))
    print("no error, as on a GPU:", review_answer.numpy()[0, 2])
except tf.errors.InvalidArgumentError as error:
    message = str(error).split("}} ")[-1].split(" [Op")[0]
    print("InvalidArgumentError:", message)

# %% [markdown]
# One word in ten is unknown: 5,000 of 81,373 words cover 90 % of all places in
# the texts. A few words are very frequent, most are rare.
#
# An id outside of the table is an error on a CPU. On a GPU TensorFlow gives
# zeros and no message: worse.

# %% [markdown]
# ### The first way: a lexicon
#
# Sixteen good and sixteen bad words, written down in two minutes. A review
# scores +1 for each good word and −1 for each bad one. **Predict**: how many
# of 100 reviews will it get right, and for how many has it no answer?

# %%
lexicon_lists = {
    1: """good great excellent best love loved wonderful beautiful perfect
    amazing brilliant enjoyed fun funny superb favorite""",
    -1: """bad worst terrible awful boring poor stupid waste horrible worse
    dull hate annoying ridiculous lame disappointing""",
}
lexicon_hand = np.zeros(5000)
for load, words in lexicon_lists.items():
    lexicon_hand[[review_rank[word] + 3 for word in words.split()]] = load


def lexicon_scores(reviews, load):
    """Return the sum of the loads of all words, one number a review."""
    return np.array([load[ids].sum() for ids in reviews])


def lexicon_report(scores, labels):
    """Return (accuracy, share undecided); undecided counts as half right."""
    right = np.sign(scores) == np.where(labels, 1, -1)
    undecided = scores == 0
    return (right + undecided / 2).mean(), undecided.mean()


lexicon_results = {}
lexicon_results["hand-made list"] = lexicon_report(
    lexicon_scores(review_val, lexicon_hand), review_val_labels
)
print("accuracy, undecided:", *np.round(lexicon_results["hand-made list"], 3))
expect("ch05.lexicon.hand_accuracy", lexicon_results["hand-made list"][0])

# %% [markdown]
# About seven of ten, without a single training text. Nearly one review in
# five scores 0: neutral, as far as the list can tell. We count half of those
# as right, as if a coin decided.
#
# The weakness is known: **negation** (“not good”). The list reads one word at
# a time.
#
# ### Exercise 5.15 — a lexicon that knows “not” (★★)
#
# Complete `score_with_negation`. A word of the lexicon counts with the
# **opposite** sign if at least one of the `reach` words before it is a
# negation. Words outside of the lexicon count 0.


# %% exercise="5.15"
def score_with_negation(words, load, negations, reach=2):
    """words: list of str; load: dict word → number; return the score."""
    ### BEGIN SOLUTION
    score = 0
    for place, word in enumerate(words):
        before = words[max(place - reach, 0) : place]
        sign = -1 if any(other in negations for other in before) else 1
        score += sign * load.get(word, 0)
    return score
    ### END SOLUTION


# %% check="5.15a" points=1
@check(
    "5.15a", hint="look at the words BEFORE the word, at most reach of them"
)
def _():
    load, negations = {"good": 1, "bad": -1}, {"not", "never"}
    for text, score in {
        "a good film": 1,
        "not good": -1,
        "not a good film": -1,
        "never bad": 1,
        "good not": 1,
        "not as funny or good": 1,
    }.items():
        ours = score_with_negation(text.split(), load, negations)
        assert ours == score, f"{text!r}: {ours}, not {score}"


# %% check="5.15b" points=1
@check("5.15b", hint="does a text's first word work? and another reach?")
def _():
    load, negations = {"good": 2, "bad": -1.5, "dull": -1}, {"not"}
    words = ["good", "but", "not", "very", "good", "and", "bad"]
    assert score_with_negation(words, load, negations, reach=2) == -1.5
    assert score_with_negation(words, load, negations, reach=1) == 2.5
    ### BEGIN HIDDEN TESTS
    assert score_with_negation(words, load, negations, reach=4) == 1.5
    assert score_with_negation([], load, negations) == 0
    twice = ["not", "not", "dull", "dull", "dull"]
    assert score_with_negation(twice, load, negations) == 1
    assert score_with_negation(["bad"], load, {"bad"}) == -1.5
    ### END HIDDEN TESTS


# %% [markdown]
# Does it help on real reviews? The next cell does the same for whole arrays of
# ids: it marks the places behind a negation by shifting.

# %%
lexicon_not_words = "not no never don't didn't isn't wasn't doesn't can't"
lexicon_not = [review_rank[word] + 3 for word in lexicon_not_words.split()]


def lexicon_negated_score(ids, load, reach=2):
    negation = np.isin(ids, lexicon_not)
    behind = np.zeros(len(ids), bool)
    for step in range(1, reach + 1):
        behind[step:] |= negation[:-step]
    return (np.where(behind, -1, 1) * load[ids]).sum()


lexicon_negated = np.array(
    [lexicon_negated_score(ids, lexicon_hand) for ids in review_val]
)
lexicon_results["hand-made list, with negation"] = lexicon_report(
    lexicon_negated, review_val_labels
)

# %% [markdown]
# ### Let the reviews write the lexicon
#
# Why guess? Count in the training reviews: $p_w$ of the $n_+$ positive ones
# contain the word $w$, and $q_w$ of the $n_-$ negative ones. The load of $w$
# is the logarithm of the ratio of these two shares, its **log-ratio**:
#
# $$\ell(w)=\ln\frac{(p_w+1)/(n_++2)}{(q_w+1)/(n_-+2)}$$
#
# It is positive for words that positive reviews use more often. Without the +1
# a word that only one class uses would get the load $+\infty$ or $-\infty$.

# %%
lexicon_counts = np.zeros((2, 5000))
for ids, label in zip(review_train, review_train_labels, strict=True):
    lexicon_counts[label, np.unique(ids)] += 1
lexicon_sizes = np.bincount(review_train_labels, minlength=2)
lexicon_share = (lexicon_counts + 1) / (lexicon_sizes[:, None] + 2)
lexicon_learned = np.log(lexicon_share[1] / lexicon_share[0])
lexicon_learned[:4] = 0  # no words
lexicon_frequent = lexicon_counts.sum(axis=0) >= len(review_train) / 200

lexicon_order = np.argsort(np.where(lexicon_frequent, lexicon_learned, 0))
for name, chosen in (
    ("against", lexicon_order[:12]),
    ("for", lexicon_order[::-1][:12]),
):
    print(f"{name:8}", *[review_word[i] for i in chosen])
print("not     ", f"{lexicon_learned[review_rank['not'] + 3]:+.2f}")

# %%
lexicon_scored = {
    "learned list (log-ratio)": lexicon_scores(
        [np.unique(ids) for ids in review_val], lexicon_learned
    )
}
lexicon_chosen = np.flatnonzero(lexicon_hand)
lexicon_weights = LogisticRegression().fit(
    [np.isin(lexicon_chosen, ids) for ids in review_train],
    review_train_labels,
)
lexicon_scored["hybrid: hand-made list, learned weights"] = (
    lexicon_weights.decision_function(
        [np.isin(lexicon_chosen, ids) for ids in review_val]
    )
)
for name, scores in lexicon_scored.items():
    lexicon_results[name] = lexicon_report(scores, review_val_labels)
display(
    pd.DataFrame(lexicon_results, index=["accuracy", "undecided"]).T.round(3)
)
lexicon_best = lexicon_results["learned list (log-ratio)"][0]
expect("ch05.lexicon.learned_accuracy", lexicon_best)

# %% [markdown]
# What to notice:
#
# - The list of two minutes gets about 71 of 100; for about 18 it has no
#   answer. Letting a model weigh the same 32 words (the hybrid way) gives
#   five points or more.
# - Respect for *not* helps little here: the words of the list rarely stand
#   just behind a negation.
# - The list that the reviews wrote themselves, all words with a load each,
#   gets above 80. It found words that nobody would think of.
#
# All of these add up single words. What could a network do that reads words in
# their order?

# %% [markdown]
# ### Reviews are long, and differ in length
#
# A batch is a rectangle; reviews are not. The book makes every review 500
# words long: the longer are cut, the shorter filled with zeros (**padding**,
# لایه‌گذاری). `pad_sequences` does that. **Predict**, for a maximal length of
# 4: what becomes of `[7, 8]`, what of `[1, 2, 3, 4, 5, 6]`?

# %%
review_tiny = [[7, 8], [1, 2, 3, 4, 5, 6]]
for settings in (
    {},
    {"truncating": "post"},
    {"truncating": "post", "padding": "post"},
):
    padded = keras.utils.pad_sequences(review_tiny, maxlen=4, **settings)
    print(f"{settings!s:46}", *padded.tolist())

# %% [markdown]
# > **Correction to the book (5.33).** Where the padding code should stand, the
# > book prints the decoding code again; `max_review_length` is never defined.
# > Missing is `X_train = pad_sequences(X_train, maxlen=500)`, and the same for
# > `X_test`. The text says that the *first* 500 words stay. By default the
# > **last** stay and zeros come **in front** (the array that the book prints
# > shows this). For the first 500, say `truncating="post"`.
#
# Both defaults are wise here. The verdict often stands at the end. And an LSTM
# that reads 300 zeros *behind* the text has forgotten much of it when it
# answers.

# %%
review_lengths = np.array([len(ids) for ids in review_all])
review_kept = np.minimum(review_lengths, 500)
review_waste = 1 - review_kept.mean() / 500
figure, axes = plt.subplots(1, 2, figsize=(11, 3.4), layout="constrained")
axes[0].hist(review_lengths, bins=np.arange(0, 1250, 25), color="C0")
axes[0].axvline(500, color="C1")
axes[0].text(515, 2500, "the book's 500", color="C1")
axes[0].set(
    title="Most reviews are much shorter than 500 words",
    xlabel="words in a review",
    ylabel="reviews",
)
review_bars = np.sort(review_kept[:200])[::-1]
axes[1].bar(range(200), review_bars, width=1, color="C0", label="words")
axes[1].bar(
    range(200),
    500 - review_bars,
    width=1,
    bottom=review_bars,
    color="0.85",
    label="zeros",
)
axes[1].set(
    title="200 reviews padded to 500, sorted by length",
    xlabel="review",
    ylabel="steps of the LSTM",
)
axes[1].legend(loc="upper right")
plt.show()
print(
    f"median length {np.median(review_lengths):.0f}; "
    f"longer than 500: {(review_lengths > 500).mean():.1%}"
)
expect("ch05.batches.wasted", review_waste)

# %% [markdown]
# The grey area is waste: 56 % of all steps read zeros. Now look at the right
# picture and find the remedy: sorted by length, neighbours have almost the
# same length. So put **reviews of like length into one batch**, and pad each
# batch only to its own longest review.
#
# ### Exercise 5.16 — groups of like length (★★)
#
# Complete `groups_by_length`: the indices of the reviews, sorted by length
# (equal lengths in their old order), cut into groups of `size`; the last group
# may be smaller.


# %% exercise="5.16"
def groups_by_length(lengths, size):
    """lengths: list of int; return a list of arrays of indices."""
    ### BEGIN SOLUTION
    order = np.argsort(lengths, kind="stable")
    return [order[i : i + size] for i in range(0, len(order), size)]
    ### END SOLUTION


# %% check="5.16a" points=1
@check("5.16a", hint="return the places of the reviews, not their lengths")
def _():
    groups = groups_by_length([30, 10, 20, 40], 2)
    assert [list(group) for group in groups] == [[1, 2], [0, 3]], groups


# %% check="5.16b" points=1
@check("5.16b", hint="keep the smaller last group; is the sorting stable?")
def _():
    groups = groups_by_length([5, 3, 5, 3, 5], 2)
    assert [list(group) for group in groups] == [[1, 3], [0, 2], [4]], groups
    ### BEGIN HIDDEN TESTS
    lengths = np.random.default_rng(0).integers(5, 9, 100)
    groups = groups_by_length(lengths, 30)
    assert [len(group) for group in groups] == [30, 30, 30, 10]
    order = np.concatenate(groups)
    np.testing.assert_array_equal(order, np.argsort(lengths, kind="stable"))
    assert len(groups_by_length(list(lengths), 200)) == 1
    ### END HIDDEN TESTS


# %% [markdown]
# For training, the order must change from epoch to epoch. So we add a little
# noise to the lengths before we sort, and shuffle the batches.


# %%
def review_batches(reviews, labels, size=64, longest=500, grouped=True):
    """Return a data set of padded batches (zeros in front) with labels."""
    lengths = np.array([min(len(ids), longest) for ids in reviews])
    count = -(-len(reviews) // size)  # rounded up
    rng = np.random.default_rng(SEED)

    def batches():
        noise = rng.uniform(0, 10, len(lengths))
        order = np.argsort(lengths + noise if grouped else noise)
        groups = np.array_split(order, count)
        for i in rng.permutation(count):
            width = lengths[groups[i]].max() if grouped else longest
            ids = keras.utils.pad_sequences(reviews[groups[i]], maxlen=width)
            yield ids, labels[groups[i], None]

    data = tf.data.Dataset.from_generator(
        batches,
        output_signature=(
            tf.TensorSpec((None, None), tf.int32),
            tf.TensorSpec((None, 1), tf.int64),
        ),
    )
    return data.apply(tf.data.experimental.assert_cardinality(count))


for ids, _ in review_batches(review_train, review_train_labels).take(4):
    print(ids.shape, f"zeros: {np.mean(ids == 0):.1%}")

# %% [markdown]
# (Keras has no such loader; TensorFlow's `tf.data` lets batches differ in
# shape.)
#
# Is it the same training, only faster? To be exact, both ways must give the
# **same gradient**. That needs one more thing, a **mask**: with
# `mask_zero=True` the LSTM skips the zeros, and so the answer does not depend
# on how many there are. We add up the gradient over the same few hundred
# reviews both ways.

# %%
keras.utils.set_random_seed(SEED)
batches_network = keras.Sequential(
    [
        keras.Input((None,), dtype="int32"),
        layers.Embedding(5000, 32, mask_zero=True),
        layers.LSTM(100),
        layers.Dense(1),
    ]
)
batches_loss = keras.losses.BinaryCrossentropy(
    from_logits=True, reduction="sum"
)


@tf.function(reduce_retracing=True)
def batches_gradient(ids, labels):
    weights = batches_network.trainable_variables
    with tf.GradientTape() as tape:
        loss = batches_loss(labels, batches_network(ids, training=True))
    pieces = tape.gradient(loss, weights)
    return tf.concat([tf.reshape(piece, [-1]) for piece in pieces], 0)


# %%
batches_rows = by_profile(smoke=32, quick=384, full=768)
batches_cut = by_profile(smoke=60, quick=500, full=500)
batches_ready = {
    grouped: list(
        review_batches(
            review_train[:batches_rows],
            review_train_labels[:batches_rows],
            size=32,
            longest=batches_cut,
            grouped=grouped,
        )
    )
    for grouped in (False, True)
}


def batches_total(grouped):
    """Return the gradient of the loss of all chosen reviews, added up."""
    return sum(batches_gradient(*b) for b in batches_ready[grouped]).numpy()


compare(
    "ch05.batches",
    textbook=lambda: batches_total(grouped=False),
    ours=lambda: batches_total(grouped=True),
    rtol=1e-3,
    atol=1e-3,
    repeats=by_profile(smoke=1, quick=3, full=5),
)

# %% [markdown]
# The same 213,301 numbers, about twice as fast or more: 500 steps against 219
# in the mean give a factor of about 2.3. (How much the machine does at the
# same time counts, too: we saw 1.8 to 3.5.)
#
# In training itself we can go without the mask: in a group the lengths differ
# by a few words only, and a handful of zeros *in front* disturbs nobody. The
# mask costs about a fifth of the time.

# %% [markdown]
# ### The network
#
# The network of the book has three layers. The **embedding layer** (لایه
# جاساز) learns a vector of 32 numbers for each word; the LSTM reads them
# and hands on its last state; one sigmoid unit answers with the
# **probability** (احتمال) of “positive”: many-to-one. **Count** the weights
# before you run the cell.


# %%
def sentiment_network(middle, embedding=32):
    """Return a compiled network with the given layers in the middle."""
    network = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(5000, embedding),
            *middle,
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    rate = by_profile(smoke=0.002, quick=0.002, full=0.001)
    network.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    return network


sentiment_book = sentiment_network([layers.LSTM(100)])
sentiment_book.summary()
expect("ch05.sentiment.parameters", sentiment_book.count_params())

# %% [markdown]
# $5000\cdot32=160{,}000$ for the embedding,
# $4\cdot(32+100+1)\cdot100=53{,}200$ for the LSTM, $100+1$ for the answer.
#
# > **Correction to the book (5.34).** The book writes `Embedding(5000, 32,
# > input_length=500)`. Keras 3 does not know `input_length` any more (it warns
# > and ignores it). Leave it out: the layer takes texts of any length; only so
# > can our batches differ.

# %% [markdown]
# ### Training
#
# > **Correction to the book (5.35).** The book gives the **test set** as
# > `validation_data`, and reports the accuracy on it. Whoever looks at the
# > test set after each epoch will choose by it: how long to train, how many
# > units. Then the score is too good. Choose with a validation set that was
# > cut off the training reviews, and use the test set once.

# %% [markdown]
# In the quick profile we train on 4,000 reviews, the last 200 words of each.
# The book's network answers from the **last** state alone: what it read 200
# words ago must survive until then. With so few reviews it hardly learns that
# (a trial: 0.79). *Pooling over time* makes it easier: of each of the 100
# units we take the largest value over all steps. It costs no weights (a trial:
# 0.83).
#
# Against overfitting we use **dropout** (حذف تصادفی); `SpatialDropout1D` drops
# whole coordinates of the word vectors. **Early stopping** (توقف زودهنگام)
# keeps the weights of the epoch with the lowest validation loss.

# %%
sentiment_epochs = by_profile(smoke=1, quick=4, full=6)
sentiment_size = by_profile(smoke=32, quick=32, full=64)
sentiment_cut = by_profile(smoke=25, quick=200, full=500)


def sentiment_train(middle, epochs=sentiment_epochs, grouped=True):
    """Train on the training reviews; return network and history."""
    keras.utils.set_random_seed(SEED)
    network = sentiment_network(middle())
    settings = {"longest": sentiment_cut, "grouped": grouped}
    history = network.fit(
        review_batches(
            review_train, review_train_labels, size=sentiment_size, **settings
        ),
        validation_data=review_batches(
            review_val, review_val_labels, size=256, **settings
        ),
        epochs=epochs,
        shuffle=False,  # review_batches does it
        verbose=0,
        callbacks=[
            show_progress(epochs),
            keras.callbacks.EarlyStopping(
                patience=2, restore_best_weights=True
            ),
        ],
    ).history
    return network, history


def sentiment_middle():
    return [
        layers.SpatialDropout1D(0.2),
        layers.LSTM(100, return_sequences=True),
        layers.GlobalMaxPooling1D(),
        layers.Dropout(0.2),
    ]


sentiment_lstm, sentiment_history = sentiment_train(sentiment_middle)
plot_history(sentiment_history, "LSTM on film reviews: the two curves part")
plt.show()


# %% [markdown]
# For predictions in the old order we sort by length, too, and put the answers
# back. Beside the LSTM stands a linear model, on the same words of the same
# reviews: **TF-IDF** (how often a word occurs, rare words counting more) and
# logistic regression.


# %%
def sentiment_probability(network, reviews):
    """Return the probability of “positive” for each review."""
    cut = [ids[-sentiment_cut:] for ids in reviews]
    order = np.argsort([len(ids) for ids in cut], kind="stable")
    answers = np.empty(len(cut))
    for part in np.array_split(order, -(-len(cut) // 256)):
        padded = keras.utils.pad_sequences([cut[i] for i in part])
        answers[part] = network.predict_on_batch(padded)[:, 0]
    return answers


sentiment_answers = sentiment_probability(sentiment_lstm, review_val)
sentiment_tfidf = TfidfVectorizer(analyzer=list, sublinear_tf=True)
sentiment_linear = LogisticRegression(C=4, max_iter=1000).fit(
    sentiment_tfidf.fit_transform(
        ids[-sentiment_cut:] for ids in review_train
    ),
    review_train_labels,
)
sentiment_linear_answers = sentiment_linear.predict_proba(
    sentiment_tfidf.transform(ids[-sentiment_cut:] for ids in review_val)
)[:, 1]

# %%
sentiment_scores = {
    "always the more frequent answer": max(
        review_val_labels.mean(), 1 - review_val_labels.mean()
    ),
    "hand-made lexicon": lexicon_results["hand-made list"][0],
    "learned lexicon": lexicon_best,
    "TF-IDF and logistic regression": np.mean(
        (sentiment_linear_answers > 0.5) == review_val_labels
    ),
    "LSTM": np.mean((sentiment_answers > 0.5) == review_val_labels),
}
display(pd.Series(sentiment_scores, name="accuracy").round(3).to_frame())
expect("ch05.sentiment.validation_accuracy", sentiment_scores["LSTM"])
expect(
    "ch05.sentiment.tfidf_accuracy",
    sentiment_scores["TF-IDF and logistic regression"],
)

# %% [markdown]
# ### Why the simple model wins here
#
# On 4,000 reviews the linear model wins, by some points. It has one weight a
# word and starts from a strong idea: count words, rare ones more. For film
# reviews this is nearly right: *which* words occur says most. The LSTM must
# learn from the same 4,000 labels what words mean **and** how to read. Its
# 213,301 weights soon overfit: look at the gap between the curves after two
# epochs.

# %% [markdown]
# Was it luck? Five seeds, each with other reviews and other starting weights
# (run before; set `COURSE_SEED` and see for yourself):

# %%
sentiment_seeds = {
    42: (0.830, 0.852),
    1: (0.829, 0.865),
    2: (0.826, 0.856),
    3: (0.836, 0.870),
    4: (0.804, 0.853),
}
sentiment_five = pd.DataFrame(sentiment_seeds, index=["LSTM", "TF-IDF"])
sentiment_five["mean"] = sentiment_five.mean(axis=1)
display(sentiment_five.round(3).rename_axis(columns="seed"))

# %% [markdown]
# The linear model wins five times of five. So give both more reviews: 20,000
# for training, at most 500 words each. For the linear model that is a matter
# of seconds:

# %%
sentiment_many = review_rows[
    5000 : by_profile(smoke=5300, quick=None, full=None)
]
sentiment_all_tfidf = TfidfVectorizer(analyzer=list, sublinear_tf=True)
sentiment_all_linear = LogisticRegression(C=4, max_iter=1000).fit(
    sentiment_all_tfidf.fit_transform(
        ids[-500:] for ids in review_all[sentiment_many]
    ),
    review_all_labels[sentiment_many],
)
sentiment_all_score = sentiment_all_linear.score(
    sentiment_all_tfidf.transform(ids[-500:] for ids in review_val),
    review_val_labels,
)
expect("ch05.sentiment.tfidf_all_accuracy", sentiment_all_score)

# %% [markdown]
# For LSTMs it is a matter of minutes each. So this table comes from an earlier
# run on two CPU cores (one run each, 5,000 validation reviews, early
# stopping); the full profile trains all of its networks again, so its numbers
# differ a little.
#
# New in it: a **bidirectional** network has two LSTMs; one reads from the
# first word to the last, the other from the last to the first, and the two
# results are joined. A **GRU** has two gates and no cell state of its own.
# *Mean* and *maximum* are pooling over time.

# %%
sentiment_variants = {
    "LSTM(100), last state (the book's)": lambda: [layers.LSTM(100)],
    "the same, all padded to 500": lambda: [layers.LSTM(100)],
    "GRU(100), last state": lambda: [layers.GRU(100)],
    "bidirectional LSTM(2 × 50)": lambda: [
        layers.Bidirectional(layers.LSTM(50))
    ],
    "LSTM(100), mean over time": lambda: [
        layers.LSTM(100, return_sequences=True),
        layers.GlobalAveragePooling1D(),
    ],
    "LSTM(100), maximum over time": lambda: [
        layers.LSTM(100, return_sequences=True),
        layers.GlobalMaxPooling1D(),
    ],
    "bidirectional LSTM(2 × 64), maximum, dropout": lambda: [
        layers.SpatialDropout1D(0.3),
        layers.Bidirectional(layers.LSTM(64, return_sequences=True)),
        layers.GlobalMaxPooling1D(),
        layers.Dropout(0.3),
    ],
}
SENTIMENT_RUNS = {  # best epoch, its accuracy, validation loss and accuracy
    "LSTM(100), last state (the book's)": "4 0.886 0.323 0.875",
    "the same, all padded to 500": "5 0.917 0.321 0.871",
    "GRU(100), last state": "5 0.926 0.297 0.893",
    "bidirectional LSTM(2 × 50)": "5 0.928 0.305 0.889",
    "LSTM(100), mean over time": "3 0.906 0.285 0.879",
    "LSTM(100), maximum over time": "5 0.941 0.286 0.884",
    "bidirectional LSTM(2 × 64), maximum, dropout": "4 0.896 0.269 0.893",
}
sentiment_table = {
    name: [float(number) for number in row.split()]
    for name, row in SENTIMENT_RUNS.items()
}

# %%
sentiment_chosen = by_profile(
    smoke=["LSTM(100), mean over time"], quick=[], full=sentiment_variants
)
sentiment_networks = {}
for name in sentiment_chosen:
    sentiment_networks[name], history = sentiment_train(
        sentiment_variants[name],
        epochs=by_profile(smoke=1, quick=0, full=6 if "drop" in name else 5),
        grouped="padded" not in name,
    )
    best = int(np.argmin(history["val_loss"]))
    sentiment_table[name] = (
        best + 1,
        history["accuracy"][best],
        history["val_loss"][best],
        history["val_accuracy"][best],
    )
display(
    pd.DataFrame(
        sentiment_table,
        index=["best epoch", "accuracy", "validation loss", "val. accuracy"],
    ).T.round(3)
)

# %% [markdown]
# What to notice (one run each, so a difference of a point means little):
#
# - **Grouped or padded** comes to the same: 0.875 and 0.871. But the padded
#   way took 272 seconds of the processor, the grouped one 118.
# - Five times the reviews lift every network above the 0.83 of 4,000.
# - An answer from the last state is unstable: the book's network fell to 0.66
#   in its second epoch, the GRU to 0.81 in its fourth; both came back.
#   Maximum, both directions or a GRU gain one to two points, the mean less.
# - None is clearly better than the linear model, with its 0.89.
#
# We had settled on the last network before these runs, and used the 25,000
# test reviews once: **0.877**, above the book's 0.860, below the **0.883** of
# the linear model. (The epoch was chosen by the validation reviews, so their
# 0.893 is a little too good. That is what a test set is for.)

# %% [markdown]
# ### The book's curves, and overfitting
#
# The book asks: what is your opinion about overfitting in its model? Its five
# epochs, with the test set as validation set:

# %%
sentiment_printed = {
    "loss": [0.4681, 0.3340, 0.2669, 0.2259, 0.1912],
    "val_loss": [0.3702, 0.3984, 0.3272, 0.3122, 0.3399],
    "accuracy": [0.7815, 0.8618, 0.8954, 0.9117, 0.9270],
    "val_accuracy": [0.8430, 0.8299, 0.8657, 0.8713, 0.8604],
}
plot_history(sentiment_printed, "The numbers printed in the book")
plt.show()

# %% [markdown]
# Our answer: yes, mild, and it begins at **epoch 5**. The training loss goes
# on falling (to 0.19), the validation loss turns upward (0.312 to 0.340), and
# the gap in accuracy reaches seven points. Epoch 4 would have been better,
# with 87.1 %; but whoever says so *after* looking at the test set has chosen
# by it.
#
# The book calls its 86 % excellent. Put the linear model beside it: about 89 %
# on our validation reviews, in seconds.
#
# What helps against overfitting: more reviews, dropout, fewer units, early
# stopping. Try the hyperparameters yourself: `sentiment_train` takes any
# function that returns a list of layers, such as `lambda: [layers.LSTM(32)]`.
#
# Now we have chosen by the validation reviews alone, and the test reviews may
# come out, **once**.

# %%
sentiment_final = sentiment_networks.get(
    by_profile(
        smoke=None,
        quick=None,
        full="bidirectional LSTM(2 × 64), maximum, dropout",
    ),
    sentiment_lstm,
)
sentiment_test_rows = slice(by_profile(smoke=200, quick=5000, full=25_000))
sentiment_test = (
    sentiment_probability(sentiment_final, review_test[sentiment_test_rows])
    > 0.5
)
sentiment_test_accuracy = np.mean(
    sentiment_test == review_test_labels[sentiment_test_rows]
)
sentiment_test_linear = sentiment_linear.score(
    sentiment_tfidf.transform(
        ids[-sentiment_cut:] for ids in review_test[sentiment_test_rows]
    ),
    review_test_labels[sentiment_test_rows],
)
print(f"{len(sentiment_test):,} test reviews; linear model:", end=" ")
print(f"{sentiment_test_linear:.3f}")
expect("ch05.sentiment.test_accuracy", sentiment_test_accuracy)

# %% [markdown]
# ### What it gets wrong
#
# A score says how often; only reading says why. Here are the three mistakes of
# the LSTM that it was surest of, among the shorter validation reviews.

# %%
sentiment_wrong = (sentiment_answers > 0.5) != review_val_labels
sentiment_sure = np.abs(sentiment_answers - 0.5)
sentiment_short = np.array([len(ids) < 130 for ids in review_val])
sentiment_ranking = np.argsort(
    -np.where(sentiment_wrong & sentiment_short, sentiment_sure, 0)
)
for place in sentiment_ranking[:3]:
    label = "positive" if review_val_labels[place] else "negative"
    print(f"LABEL {label}, probability {sentiment_answers[place]:.3f}")
    text = review_texts[review_val_rows[place]].replace("<br />", " ")
    print(textwrap.fill(text, 79, max_lines=9), "\n")

# %% [markdown]
# With the seed 42 on our machine these came out (yours may differ):
#
# - *This sleek, sexy movie is a must-see*, labelled **negative**: praise in
#   every line. It is irony, or the label is wrong. Words cannot tell.
# - *After seeing the terrible, terrible, terrible BATMAN: DEAD END …*: the bad
#   words belong to **another film**.
# - *… had I watched it in my teenage years*: **mixed**; the writer praises
#   details, and the verdict hides in an *if*.
#
# **Rating scales** are another source: “3 out of 10” decides for a reader; to
# the network, *3* is one more word.
#
# Some labels are wrong, too: no model can or should reach 100 %.

# %% [markdown]
# ### Watch it read
#
# We pooled over all steps, and so we may also ask **after each word**: what
# would you answer if the review ended here? The layers and weights stay the
# same; only the pooling runs along. (Many inputs, many outputs.) We choose the
# short validation review on which the answer moves most.


# %%
def sentiment_reading(network, ids):
    """Return the probability of “positive” after each word."""
    embedding, lstm, dense = (
        next(layer for layer in network.layers if isinstance(layer, kind))
        for kind in (layers.Embedding, layers.LSTM, layers.Dense)
    )
    states = lstm(embedding(ids[None]))[0].numpy()
    pooled = np.maximum.accumulate(states)  # the largest so far
    return dense(pooled).numpy()[:, 0]


sentiment_short_ids = [ids for ids in review_val if 25 < len(ids) < 48]
sentiment_read = [
    sentiment_reading(sentiment_lstm, ids) for ids in sentiment_short_ids
]
sentiment_moves = [np.ptp(answers[8:]) for answers in sentiment_read]
sentiment_shown = int(np.argmax(sentiment_moves))

# %%
ids, answers = (
    part[sentiment_shown] for part in (sentiment_short_ids, sentiment_read)
)
figure, axis = plt.subplots(figsize=(11, 3.8), layout="constrained")
axis.axhline(0.5, color="0.7")
axis.plot(answers, color="0.5", linewidth=1)
axis.scatter(
    range(len(ids)),
    answers,
    c=np.where(answers > 0.5, "C0", "C1"),
    zorder=3,
)
axis.set_xticks(range(len(ids)), [review_word[i] for i in ids], rotation=90)
axis.set(
    title="The answer moves with single words (above the line: positive)",
    ylabel="probability of “positive”",
    ylim=(0, 1),
)
plt.show()
sentiment_end = sentiment_lstm.predict_on_batch(ids[None])[0, 0]
expect("ch05.sentiment.reading_gap", abs(answers[-1] - sentiment_end))

# %% [markdown]
# Follow the points from the left. Most words move nothing; a few move the
# answer at once, often such as a lexicon would hold. With seed 42, *save*
# (“they cannot save the movie”) and *waste* do it, and nothing after them
# moves it back: a maximum does not forget.

# %% [markdown]
# ### Does it understand “not”?
#
# Nine short sentences, and three judges. **Predict** for which pair the bag of
# words *must* give the same answer twice.

# %%
sentiment_sentences = """a wonderful film
a terrible film
this film is good
this film is not good
this film is bad
this film is not bad at all
the story is good and not bad
the story is bad and not good
i expected a great film but it was a waste of time""".splitlines()
sentiment_own = np.empty(len(sentiment_sentences), dtype=object)
for place, sentence in enumerate(sentiment_sentences):
    ranks = [review_rank[word] for word in sentence.split()]
    sentiment_own[place] = np.array(
        [1] + [rank + 3 if rank + 3 < 5000 else 2 for rank in ranks]
    )
sentiment_own_tfidf = sentiment_tfidf.transform(sentiment_own)
sentiment_judges = pd.DataFrame(
    {
        "lexicon": lexicon_scores(sentiment_own, lexicon_hand),
        "TF-IDF": sentiment_linear.predict_proba(sentiment_own_tfidf)[:, 1],
        "LSTM": sentiment_probability(sentiment_lstm, sentiment_own),
    },
    index=sentiment_sentences,
).round(2)
display(sentiment_judges)
sentiment_pair = sentiment_judges.iloc[6] - sentiment_judges.iloc[7]
expect("ch05.sentiment.word_order_tfidf", abs(sentiment_pair["TF-IDF"]))
expect(
    "ch05.sentiment.praise_minus_blame",
    sentiment_judges["LSTM"].iloc[0] - sentiment_judges["LSTM"].iloc[1],
)

# %% [markdown]
# The seventh and the eighth sentence hold the same words. Lexicon and TF-IDF
# *must* give the same answer to both; only the LSTM could tell them apart.
# Compare its two numbers, and those for *good*, *not good* and *not bad at
# all*: it sees the order, but 4,000 reviews are far too few to learn what
# *not* does. To both models “not” is above all a word that bad reviews use
# more often.
#
# Also, these texts have 3 to 12 words; most reviews that it was trained on
# have more than 100. Do not read too much into single numbers.

# %% [markdown] book="5.10"
# ## Summary
#
# 1. **A recurrent network reads sequences.** It carries a state from step to
#    step. So it takes inputs of any length and sees them in their order; a
#    feed-forward network does neither.
# 2. **A simple RNN has a short memory.** It can hold on to long-term
#    dependencies in theory. In training, the gradient on its way back is
#    multiplied again and again, and vanishes (or explodes: clip it).
# 3. **An LSTM keeps more.** Its cell state is changed by gates, by one
#    multiplication and one addition a step. What a gate keeps, the gradient
#    can reach.
#
# And three points of ours: put a baseline beside every score (counts of
# characters, single words); choose a metric that a constant answer cannot win;
# read what your model writes, and what it gets wrong.

# %% [markdown] book="5.11"
# ## Quiz
#
# The first question is the book's, the others are ours.
#
# **1. How many gates does an LSTM have, and what is the role of each?**
#
# <details><summary>Answer</summary>
#
# Three. The **forget gate** says how much of the old cell state stays. The
# **input gate** says how much of the new candidate is written into it. The
# **output gate** says how much of the cell state is shown as hidden state.
# Each is a sigmoid layer on $x_t$ and $h_{t-1}$, and is multiplied element by
# element.
#
# </details>
#
# **2. (Ours.) An RNN reads 10 words, then 1,000. How does its number of
# weights change?**
#
# <details><summary>Answer</summary>
#
# Not at all. The same $U$, $W$ and $b$ work at every step. Only time and
# memory of the training grow.
#
# </details>
#
# **3. (Ours.) Count the weights of `LSTM(100)` on vectors of 32 numbers.**
#
# <details><summary>Answer</summary>
#
# Four blocks, each with $(32+100+1)\cdot100$ weights: $53{,}200$.
#
# </details>

# %% [markdown]
# **4. (Ours.) Why does the gradient of a simple RNN vanish, and what does
# clipping do?**
#
# <details><summary>Answer</summary>
#
# On its way back it is multiplied at each step by $W^\top$ and by the slope of
# tanh, at most 1. If this shrinks it, it shrinks exponentially. Clipping
# shortens gradients that are too **long** (exploding ones). It cannot bring a
# vanished one back.
#
# </details>
#
# **5. (Ours.) Your text generator repeats one phrase for ever. What do you
# change first?**
#
# <details><summary>Answer</summary>
#
# The decoding: it takes the most probable character each time. Draw from the
# softmax instead, with a temperature of, say, 0.5 to 0.8.
#
# </details>
#
# **6. (Ours.) A model reports 1.5 nats a character. What is that in bits, and
# as perplexity?**
#
# <details><summary>Answer</summary>
#
# $1.5/\ln 2\approx2.16$ bits; perplexity $e^{1.5}\approx4.5$: as unsure as
# between 4.5 equally likely characters.
#
# </details>

# %% [markdown]
# **7. (Ours.) Six labels, 97 % of all entries are 0. Your network has an
# accuracy of 97 %. Is it good?**
#
# <details><summary>Answer</summary>
#
# Perhaps it always says “no”: that has 97 %, too. Look at precision, recall
# and F1 of each label, or at the areas under the curves.
#
# </details>
#
# **8. (Ours.) Where do the zeros of the padding go, in front or behind? When
# does it not matter?**
#
# <details><summary>Answer</summary>
#
# In front, for an LSTM that answers from its last state: behind, it would have
# to carry the text through all zeros. With a mask it does not matter.
#
# </details>
#
# **9. (Ours.) You train for ten epochs and report the best test accuracy of
# the ten. What is wrong?**
#
# <details><summary>Answer</summary>
#
# You chose the epoch with the test set; the score is too good. Choose with a
# validation set, then measure once.
#
# </details>

# %% [markdown]
# ## What comes next
#
# Two ideas took over from the networks of this chapter. **Attention** lets
# each word look at all others directly, instead of passing everything through
# one state; **transformers** are built of it, and read all words of a text at
# once. And models **pre-trained** on huge amounts of text bring their
# knowledge of words along, as the GloVe vectors did on a small scale.
#
# What you have learned stays: tokens and embeddings, language models and their
# loss in nats, temperature, masks, metrics for rare labels. All of it is used
# in the same way there.
#
# Chapter 6 leaves texts for pictures: two networks play against each other,
# and one of them learns to invent pictures (generative adversarial networks).

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | accuracy | دقت |
# | binary cross-entropy | آنتروپی متقاطع دودویی |
# | callback | callback |
# | candidate vector | بردار نامزد |
# | cell state | سلول وضعیت |
# | character, unique character | کاراکتر، کاراکتر یکتا |
# | checkpoint | نقطه وارسی |
# | comment | نظر |
# | context | زمینه |
# | copy | رونوشت |
# | copyright | حق چاپ |
# | cross-entropy | آنتروپی متقاطع |
# | dropout | حذف تصادفی |
# | early stopping | توقف زودهنگام |
# | element-wise product | ضرب درایه‌ای |
# | embedding layer | لایه جاساز |
# | epoch | دوره |
# | feedback connection | اتصال بازخورد |
# | forget gate | دروازه فراموشی |
# | frequency | فراوانی |
# | frequent word | کلمه پرکاربرد |
# | gate | دروازه |
# | gradient | گرادیان |
# | handwriting | دست‌خط |
# | hidden state | حالت پنهان |
# | hybrid approach | رویکرد ترکیبی |
# | image captioning | شرح‌نویسی تصاویر |
# | index | زیروند، شاخص |
# | input gate | دروازه ورودی |
# | language model, language modelling | مدل زبان، مدل‌سازی زبان |
# | lexicon, word list | فرهنگ واژه |
# | lexicon-based | مبتنی بر واژگان |
# | long short-term memory (LSTM) | حافظه طولانی کوتاه‌مدت |
# | long-term / short-term dependency | وابستگی بلندمدت / کوتاه‌مدت |
# | look-up table | جدول جستجو |
# | loop | حلقه |
# | machine translation | ترجمه ماشینی |
# | machine-learning-based | مبتنی بر یادگیری ماشین |
# | many-to-many | چند به چند |
# | many-to-one | چند به یک |
# | memory | حافظه |
# | multi-label classification | طبقه‌بندی چندبرچسبی |
# | neural Turing machines | ماشین‌های تورینگ عصبی |
# | one-to-many | یک به چند |
# | one-to-one | یک به یک |
# | order | ترتیب |
# | output gate | دروازه خروجی |
# | overfitting | بیش‌برازش |
# | padding | لایه‌گذاری |
# | polarity | قطبیت |
# | positive, negative, neutral | مثبت، منفی، خنثی |
# | pre-trained embedding | جاساز از پیش آموزش‌دیده |
# | probability | احتمال |
# | Project Gutenberg | پروژه گوتنبرگ |
# | recurrence relation | رابطه تکراری، معادله بازگشتی |
# | recurrent neural network (RNN) | شبکه عصبی بازگشتی (مکرر) |
# | review, film reviews | نقد، نقدهای سینمایی |
# | sentiment analysis | تحلیل احساسات |
# | sentiment load, semantic load | بار احساسی، بار معنایی |
# | sequence | دنباله، توالی |
# | source / target language | زبان مبدا / زبان هدف |
# | speech recognition | تشخیص گفتار |
# | start marker | نشانگر شروع |
# | state | حالت، وضعیت |
# | test set | مجموعه آزمایشی / آزمون |
# | text cleaning | پاکسازی متن |
# | text generation, text generator | تولید متن، مولد متن |
# | time series | سری زمانی |
# | time step | گام زمانی، مرحله زمانی |
# | token | نشانه |
# | training set | مجموعه آموزشی |
# | Turing-complete | تورینگ‌کامل |
# | unknown word | کلمه ناشناخته |
# | update | بروزرسانی |
# | validation set | مجموعه اعتبارسنجی |
# | vanishing gradient | محو گرادیان |
# | vocabulary | واژگان |
# | War and Peace, Leo Tolstoy | جنگ و صلح، لئو تولستوی |
# | Web 2.0, social media | وب ۲، رسانه‌های اجتماعی |
# | word embedding | جاساز کلمات |

# %% [markdown] tags=["glossary"]
# ## Glossary
#
# | English | Persian |
# |---|---|
# | cell | سلول |
