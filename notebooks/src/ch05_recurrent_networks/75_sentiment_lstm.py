# Chapter 5: film reviews: the LSTM against a linear model.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/sentiment_lstm
# needs: sentiment_lexicon

# %% [markdown]
# #### Reviews are long, and differ in length
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
#| alt: >
#|   Left: most reviews have 100 to 300 words, few more than 500. Right: of 200
#|   reviews padded to 500, more than half of the area is zeros.
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
# #### Exercise 5.16 — groups of like length (★★)
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
    repeats=by_profile(smoke=1, quick=2, full=5),
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
# #### The network
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
    rate = by_profile(smoke=0.004, quick=0.004, full=0.001)
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
# #### Training
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
# (a trial with four epochs: 0.79). *Pooling over time* makes it easier: of
# each of the 100 units we take the largest value over all steps. It costs no
# weights (as long a trial: 0.83).
#
# Against overfitting we use **dropout** (حذف تصادفی); `SpatialDropout1D` drops
# whole coordinates of the word vectors. **Early stopping** (توقف زودهنگام)
# keeps the weights of the epoch with the lowest validation loss.

# %%
#| alt: >
#|   Loss and accuracy over three epochs: training goes on, and the validation
#|   curves part from it.
sentiment_epochs = by_profile(smoke=1, quick=3, full=6)
sentiment_size = by_profile(smoke=32, quick=64, full=64)
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
# #### Why the simple model wins here
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
    42: (0.821, 0.852),
    1: (0.820, 0.865),
    2: (0.820, 0.856),
    3: (0.827, 0.870),
    4: (0.816, 0.853),
}
sentiment_five = pd.DataFrame(sentiment_seeds, index=["LSTM", "TF-IDF"])
sentiment_five["mean"] = sentiment_five.mean(axis=1)
display(sentiment_five.round(3).rename_axis(columns="seed"))

# %% [markdown]
# The linear model wins five times of five. So give both more reviews: 20,000
# for training, at most 500 words each. For the linear model that is a matter
# of seconds; for LSTMs one of minutes each. Their results stand in a table
# below: with five times the reviews the best reach the linear model.

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

# %% [markdown] tags=["further"]
# ##### Other networks, from a table
#
# This table comes from an earlier run on two CPU cores (one run each, 5,000
# validation reviews, early stopping); the full profile trains all of its
# networks again, so its numbers differ a little.
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
    )
    .T.round(3)
    .astype({"best epoch": int})
)

# %% [markdown]
# What to notice (one run each; the five seeds above differ by a point, so a
# point here may be chance, and the table cannot rank the networks):
#
# - **Grouped or padded** comes to the same: 0.875 and 0.871. But the padded
#   way took 272 seconds of the processor, the grouped one 118.
# - Five times the reviews lift every network above the 0.82 of 4,000.
# - An answer from the last state is unstable: the book's network fell to 0.66
#   in its second epoch, the GRU to 0.81 in its fourth; both came back.
#   Maximum, both directions or a GRU gain one to two points, the mean less.
# - None is clearly better than the linear model, with its 0.89.

# %% [markdown]
# We had settled on the last network before these runs, and used the 25,000
# test reviews once: **0.877**, above the book's 0.860, below the **0.883** of
# the linear model. (The epoch was chosen by the validation reviews, so their
# 0.893 is a little too good. That is what a test set is for.)

# %% [markdown]
# #### The book's curves, and overfitting
#
# The book asks: what is your opinion about overfitting in its model? Its five
# epochs, with the test set as validation set:

# %%
#| alt: >
#|   The numbers printed in the book: the training loss falls over five epochs,
#|   the validation loss is lowest in epoch 4 and then rises.
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
# #### What it gets wrong
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

# %% [markdown] tags=["further"]
# #### Watch it read
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
#| alt: >
#|   Probability of “positive” after each word of a short review: it moves at a
#|   few words and stays in between.
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
# #### Does it understand “not”?
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
