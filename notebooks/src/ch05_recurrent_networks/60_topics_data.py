# Chapter 5: topics of news: data and word vectors.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/topics_data

# %% [markdown]
# ## Part 3: topics
#
# *One hour with the exercises; the cells run in half a minute.* You need to
# know that an LSTM reads a sequence and ends with a state. After this part you
# can
#
# - give one text several labels, and turn its words into vectors;
# - see through an accuracy of 99 % that means nothing;
# - choose measures and thresholds for rare labels.

# %% [markdown] book="5.8"
# ### Several labels for one text
#
# Until now an answer was *one* of several classes. Here a text may carry any
# number of labels (برچسب): none, one, or four. This is **multi-label
# classification** (طبقه‌بندی چندبرچسبی).
#
# The book sorts comments (نظر) from Wikipedia's discussion pages by six
# labels: *toxic, severe_toxic, obscene, threat, insult, identity_hate*. Kaggle
# gives this file only to its members. If you have put it where the message of
# `load_toxic_comments()` says, this section uses it. If not, it uses news from
# Reuters of 1987. Their editors gave each text some topics; we take six from
# the world of farming. All lessons stay the same, as you will see.
#
# (Numbers in the text below are those of the Reuters news.)

# %%
try:
    news_frame = load_toxic_comments()
    topic_source = "toxic comments"
    topic_labels = list(news_frame.columns[2:])
    every = by_profile(smoke=20, quick=8, full=1)
    news_frame = news_frame[::every].reset_index(drop=True)
    topic_texts = news_frame["comment_text"]
    topic_truth = news_frame[topic_labels].to_numpy("int8")
except DatasetUnavailable:
    news_frame = load_reuters_topics()
    topic_source = "Reuters"
    topic_labels = ["grain", "wheat", "corn", "oilseed", "rice", "cotton"]
    every = by_profile(smoke=4, quick=1, full=1)
    news_frame = news_frame[::every].reset_index(drop=True)
    topic_texts = news_frame["text"]
    topic_truth = np.array(
        [[name in row for name in topic_labels] for row in news_frame.topics],
        "int8",
    )
print("data:", topic_source, "· labels:", ", ".join(topic_labels))
print(f"{len(topic_texts):,} texts; the array of labels:", topic_truth.shape)


# %% [markdown]
# Ranges of metrics are known for the news only. For other data we print
# values and compare them with nothing:


# %%
def topic_expect(name, value):
    """Check a metric where the data are Reuters'; else only print it."""
    if topic_source == "Reuters":
        expect(name, value)
    else:
        print(f"{name} = {value:.4g} (other data: no range)")


topic_examples = topic_truth.sum(axis=1).argsort(kind="stable")[[0, -30, -1]]
for number in topic_examples:
    begin = " ".join(topic_texts[number][:150].split())
    print(f"text {number}: {begin} …")
    mine = pd.Series(topic_truth[number], topic_labels)
    print("  labels:", mine.to_dict())

# %% [markdown]
# > **Correction to the book (5.26, part 1).** The book says that these labels
# > need no coding “because they are already **one-hot**”. They are
# > **multi-hot**. A one-hot row has exactly one 1. Here a row may hold any
# > number of them, and the sum of a row tells how many:

# %%
labels_in_a_row = pd.Series(topic_truth.sum(axis=1)).value_counts()
labels_in_a_row = labels_in_a_row.sort_index().rename_axis("ones in the row")
display(labels_in_a_row.rename("texts").to_frame().T)
topic_empty = (topic_truth.sum(axis=1) == 0).mean()
topic_expect("ch05.topics.empty_share", topic_empty)

# %% [markdown]
# Only one row in about ninety is one-hot. And 96 % of the rows are empty: most
# news are about something else. (In the book's data 90 % of the rows are
# empty.) Remember this number. It will matter more than any choice of network.
#
# **Predict** before the next cell: how often is a text about *wheat* or *corn*
# also about *grain*?

# %%
#| alt: >
#|   Left: texts a label, from 574 for grain to 62 for cotton. Right: of the
#|   texts with one label the share that has another; wheat and corn nearly
#|   always have grain, too.
topic_together = topic_truth.T.astype(int) @ topic_truth
topic_counts = np.diag(topic_together)
figure, axes = plt.subplots(1, 2, figsize=(10, 3.6))
bars = axes[0].bar(topic_labels, topic_counts)
axes[0].bar_label(bars)
axes[0].set(title="From frequent to rare", ylabel="texts with the label")
axes[0].tick_params(axis="x", rotation=30)
topic_share = topic_together / np.maximum(topic_counts[:, None], 1)
axes[1].imshow(topic_share, cmap="Blues", vmin=0, vmax=1)
for (i, j), value in np.ndenumerate(topic_share):
    colour = "white" if value > 0.6 else "black"
    axes[1].text(j, i, f"{value:.2f}", ha="center", va="center", color=colour)
axes[1].set_xticks(range(6), topic_labels, rotation=30)
axes[1].set_yticks(range(6), topic_labels)
axes[1].set(
    title="Of the texts with the row's label,\nthis share has the column's",
    xlabel="… also have this label",
    ylabel="texts with this label …",
)
axes[1].grid(False)
plt.show()

# %% [markdown]
# Almost always: 0.99. *Grain* contains *wheat* and *corn* and nearly all of
# *rice*. In the book's data *toxic* contains nearly all of the other five in
# the same way. So the labels are far from independent. And the rarest label
# has 62 texts among 19,043.
#
# #### The split
#
# The news stand in order of time. We **train on the earlier ones and test on
# the later ones**: 60 % for training, 20 % for validation, 20 % for the test.
# So it is in practice, where nobody has tomorrow's news. A random split would
# be kinder and less honest: a report and its correction an hour later, almost
# the same text, would often fall on different sides. (Kaggle's comments have
# no dates; their order is random, so the same cut is a random split.)

# %%
topic_first, topic_second = (
    int(0.6 * len(topic_texts)),
    int(0.8 * len(topic_texts)),
)
topic_train = slice(0, topic_first)
topic_val = slice(topic_first, topic_second)
topic_test = slice(topic_second, None)
topic_part_names = ["training", "validation", "test"]
rows = {
    name: [len(topic_truth[part]), *topic_truth[part].sum(axis=0)]
    for name, part in zip(
        topic_part_names, [topic_train, topic_val, topic_test], strict=True
    )
}
display(pd.DataFrame(rows, index=["texts", *topic_labels]).T)

# %% [markdown]
# The harvest shows: the news of later weeks are less often about grain. And
# mind the last column. With ten texts about cotton in the test part, *one*
# text more or less moves the label's recall by ten points.

# %% [markdown]
# #### Two ways to build the outputs
#
# The book names two and builds the first:
#
# 1. **one head**: one dense layer of six **sigmoid** outputs, with the loss
#    `binary_crossentropy` (آنتروپی متقاطع دودویی), the mean over the six;
# 2. **six heads**: six dense layers of one output each, each with its loss.
#
# Why sigmoid and not softmax? Softmax makes the six numbers add up to 1, so it
# must choose; six sigmoids answer six questions, each by yes or no.
#
# The second way needs the functional API. Here are both:


# %%
#| alt:
#|   - "A network as boxes: embedding, LSTM, one dense layer of six outputs."
#|   - "The same with six dense layers of one output, one for each label."
def news_one_head(units=64):
    """Return the network with one layer of six outputs."""
    words = keras.Input((None,), dtype="int32", name="words")
    state = layers.LSTM(units)(layers.Embedding(5000, 100)(words))
    return keras.Model(words, layers.Dense(6, "sigmoid")(state))


def news_six_heads(units=64):
    """Return the network with six layers of one output each."""
    words = keras.Input((None,), dtype="int32", name="words")
    state = layers.LSTM(units)(layers.Embedding(5000, 100)(words))
    heads = [layers.Dense(1, "sigmoid", name=n)(state) for n in topic_labels]
    return keras.Model(words, heads)


keras.utils.set_random_seed(SEED)
news_two_ways = news_one_head(), news_six_heads()
plot_model(news_two_ways[0], title="One head of six outputs")
plot_model(news_two_ways[1], title="Six heads of one output")
plt.show()

# %% [markdown]
# **Predict**: which of the two has more weights? And could the second compute
# something that the first cannot?

# %%
one_head, six_heads = news_two_ways
counts = [model.count_params() for model in news_two_ways]
print(f"weights: {counts[0]:,} and {counts[1]:,}")
*trunk, kernel, bias = one_head.get_weights()
pieces = [part for k in range(6) for part in (kernel[:, [k]], bias[[k]])]
six_heads.set_weights(trunk + pieces)
some_ids = np.random.default_rng(SEED).integers(1, 5000, (8, 30))
answers = np.concatenate(six_heads(some_ids), axis=1)
difference = np.abs(one_head(some_ids) - answers).max()
expect("ch05.topics.heads_difference", difference + np.ptp(counts))

# %% [markdown]
# They are **the same model**, written in two ways: cut the kernel of the one
# head into its six columns, and you have the six heads. (The loss differs by a
# factor: six heads *add* six losses, one head takes their mean.) Six heads are
# worth the writing when heads differ: another loss, own layers, other weights
# for the losses. We go on with one head.

# %% [markdown]
# #### Cleaning the text
#
# **Text cleaning** (پاکسازی متن) in the book takes three steps with regular
# expressions: all that is no letter becomes a space; single letters go; many
# spaces become one. Below the book's steps stand as a list, and beside them
# ours. **Predict** what the first makes of *don't* and of *the U.S.*
#
# Ours says what a word *is*, rather than what it is not: letters, with
# apostrophes inside (*don't*), or letters with dots (*u.s.*). It drops the
# ending *'s* and then words of one letter.

# %%
book_steps = [(r"[^a-zA-Z]", " "), (r"\s+[a-zA-Z]\s+", " "), (r"\s+", " ")]
topic_word = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*")


def book_cleaned(text):
    """Return the text after the three steps that the book takes."""
    for pattern, replacement in book_steps:
        text = re.sub(pattern, replacement, text)
    return text


def topic_words(text):
    """Return the words of a text, in lower case, in a list."""
    text = re.sub(r"'s\b", "", text.lower().replace("’", "'"))
    return [word for word in topic_word.findall(text) if len(word) > 1]


examples = ["I don't know", "I'm sure you've read it", "the U.S. and the U.K."]
examples += ["a grade A B C test", "Brazil's crop: 5.2 mln tonnes"]
cleaned = {
    text: (book_cleaned(text), " ".join(topic_words(text)))
    for text in examples
}
pd.DataFrame(cleaned, index=["the book's steps", "ours"]).T

# %% [markdown]
# > **Correction to the book (5.26, part 2).** What the table shows:
# >
# > - An apostrophe becomes a space: *don't* becomes *don*, a first name, and
# >   of *I'm* only the *I* is left.
# > - Of letters in a row every second one **survives**, since the pattern eats
# >   the space that the next match would need: *U.S.* becomes *S*, and of *A B
# >   C* the *B* stays.
# > - A letter at the beginning stays: there is no space before it.
# > - Nothing is made lower case. (The book's `Tokenizer` does it later.)
# >
# > Two smaller things: write patterns as raw strings, `r"…"`, as we do, and
# > call no variable `filter`: it hides the built-in function.

# %% [markdown]
# #### Exercise 5.11 — the second step, done right (★)
#
# Repair the step that removes single letters: wherever they stand, and however
# many stand in a row. Words are what stands between spaces; *I'm* and *U.S.*
# are words of more than one letter. Digits stay. Between the words that remain
# there is one space.


# %% exercise="5.11"
def drop_single_letters(text):
    """Return the text without words of a single letter."""
    ### BEGIN SOLUTION
    words = text.split()
    return " ".join(w for w in words if len(w) > 1 or not w.isalpha())
    ### END SOLUTION


# %% check="5.11a" points=1
@check(
    "5.11a",
    hint="look at the words one by one; a pattern with spaces on both sides "
    "eats the space that its neighbour needs",
)
def _():
    got = drop_single_letters("grade a b c and d e wheat")
    assert got == "grade and wheat", f"you return {got!r}"


# %% check="5.11b" points=1
@check(
    "5.11b", hint="the first and the last word count, digits are no letters"
)
def _():
    got = drop_single_letters("I'm x 7 U.S. y")
    assert got == "I'm 7 U.S.", f"you return {got!r}"
    ### BEGIN HIDDEN TESTS
    assert drop_single_letters("a b") == ""
    assert drop_single_letters("Q wheat  prices Z") == "wheat prices"
    assert drop_single_letters("don't 5 m at all") == "don't 5 at all"
    ### END HIDDEN TESTS


# %% [markdown]
# #### From words to numbers
#
# `keras.layers.TextVectorization` learns a **vocabulary** (واژگان) from texts
# and turns words into integers. We keep the 5,000 most frequent entries.
# Number 0 is for padding (لایه‌گذاری) and 1 for every unknown word (کلمه
# ناشناخته), so 4,998 words remain. It sees the **training texts only**: a word
# that first appears in the test part must be unknown.
#
# (This layer computes with TensorFlow whatever the back end of Keras is.)

# %%
topic_lists = [topic_words(text) for text in topic_texts]
topic_joined = np.array([" ".join(words) for words in topic_lists], object)
topic_vectorizer = layers.TextVectorization(
    max_tokens=5000, standardize=None, split="whitespace", ragged=True
)
topic_vectorizer.adapt(topic_joined[topic_train])
topic_vocabulary = [str(w) for w in topic_vectorizer.get_vocabulary()]
topic_ids = topic_vectorizer(topic_joined).to_list()
print("the vocabulary begins:", topic_vocabulary[:9])
print("first words:", topic_lists[0][:8])
print("the same   :", topic_ids[0][:8])
known = [i > 1 for ids in topic_ids[topic_test] for i in ids]
print(f"of the words in test texts {np.mean(known):.1%} are known")

# %% [markdown]
# > **Correction to the book (5.27).** The book limits its `Tokenizer` to 5,000
# > words, and then builds a table of vectors for **all** words:
# > `len(tokenizer.word_index) + 1` is 148,243, since `word_index` does not
# > care for the limit. Only the numbers 1 to 4,999 can ever occur. So the
# > table is 29 times too large: 14,824,300 numbers where 500,000 would do.
# >
# > The same here, counted:

# %%
all_words = {w for words in topic_lists[topic_train] for w in words}
sizes = pd.DataFrame(
    {
        "rows": [148_243, 5000, len(all_words) + 1, len(topic_vocabulary)],
        "can occur": [4999, 4999, len(topic_vocabulary), 0],
    },
    index=["the book's", "the book's, right", "all words here", "ours"],
)
sizes.loc["ours", "can occur"] = max(max(ids, default=0) for ids in topic_ids)
sizes["numbers of 100 each (MB)"] = sizes["rows"] * 100 * 4 / 1e6
display(sizes)
too_many = sizes.loc["all words here", "rows"] / len(topic_vocabulary)
topic_expect("ch05.topics.rows_too_many", too_many)

# %% [markdown]
# #### Exercise 5.12 — a table of the right size (★★)
#
# You get a `word_index` as the book's `Tokenizer` makes it: every word with
# its rank, 1 for the most frequent. Only ranks below `num_words` are used.
# Return an array with a row for each number that can occur, 0 included. Row
# `rank` holds the word's vector; the rows of 0, and of words without a vector,
# stay zero.


# %% exercise="5.12"
def embedding_table(word_index, vectors, num_words):
    """Return the array for an Embedding layer.

    ``word_index``: dict of word to rank; ``vectors``: dict of word to array,
    all of one length; there may be fewer than ``num_words`` words.
    """
    ### BEGIN SOLUTION
    rows = min(num_words, len(word_index) + 1)
    width = len(next(iter(vectors.values())))
    table = np.zeros((rows, width), "float32")
    for word, rank in word_index.items():
        if rank < rows and word in vectors:
            table[rank] = vectors[word]
    return table
    ### END SOLUTION


# %% check="5.12a" points=1
@check("5.12a", hint="num_words counts the row of 0, too; skip higher ranks")
def _():
    ranks = {"the": 1, "of": 2, "wheat": 3, "moon": 4}
    vectors = {"wheat": np.array([1.0, 2.0]), "moon": np.array([3.0, 4.0])}
    table = embedding_table(ranks, vectors, num_words=4)
    assert np.shape(table) == (4, 2), f"shape {np.shape(table)}"
    np.testing.assert_allclose(table, [[0, 0], [0, 0], [0, 0], [1, 2]])


# %% check="5.12b" points=1
@check("5.12b", hint="with only 3 words, how many numbers can occur?")
def _():
    ranks = {"a": 1, "b": 2, "c": 3}
    vectors = {"c": np.full(5, 7.0), "unused": np.ones(5)}
    table = embedding_table(ranks, vectors, num_words=100)
    assert np.shape(table) == (4, 5), f"shape {np.shape(table)}"
    ### BEGIN HIDDEN TESTS
    assert table[3].sum() == 35 and not np.any(table[:3])
    names = [f"w{i}" for i in range(1, 51)]
    ranks = {name: i for i, name in enumerate(names, 1)}
    vectors = {name: np.full(3, i) for name, i in ranks.items()}
    got = embedding_table(ranks, vectors, num_words=10)
    np.testing.assert_allclose(got, np.arange(10)[:, None] * np.ones(3))
    ### END HIDDEN TESTS


# %% [markdown]
# #### Word embeddings
#
# Number 828 is not “more” than 744; words have no order. An **embedding**
# (جاساز کلمات) gives every word a vector of, say, 100 real numbers: an
# `Embedding` layer is a table, and word number $i$ becomes row $i$. Words of
# similar meaning shall get similar vectors. There are two ways to get them:
#
# 1. **learned with the task**: the table begins at random, and training moves
#    it like all weights;
# 2. **pre-trained** (جاساز از پیش آموزش‌دیده): somebody made the vectors from
#    a huge collection of texts, from which words stand near which. GloVe and
#    fastText are two such methods.
#
# With the course come GloVe's vectors of 20,000 frequent words, made from six
# billion words of text.

# %%
glove_words, glove_vectors = load_glove()
glove_row = {word: i for i, word in enumerate(glove_words)}
print(f"{len(glove_words):,} words, vectors of", glove_vectors.shape[1])
print("wheat:", glove_vectors[glove_row["wheat"]][:6].round(2), "…")

# %% [markdown]
# The original is a text file, a line a word. The book reads it line by line,
# splits each line, and turns 100 pieces of text into numbers. Ours stands as
# an array in a file of NumPy. **Predict** how many times faster that is.

# %%
glove_lines = by_profile(smoke=2000, quick=20_000, full=20_000)
glove_folder = tempfile.TemporaryDirectory()
glove_file = Path(glove_folder.name) / "glove.txt"
line = "%s" + " %.6g" * glove_vectors.shape[1] + "\n"
with glove_file.open("w", encoding="utf-8") as file:
    for word, i in itertools.islice(glove_row.items(), glove_lines):
        file.write(line % (word, *glove_vectors[i]))


def glove_by_lines():
    """Read the text file as the book does; return the vectors."""
    table = {}
    with glove_file.open(encoding="utf-8") as file:
        for text in file:
            word, *numbers = text.split()
            table[word] = np.asarray(numbers, "float32")
    return np.stack(list(table.values()))


compare(
    "ch05.glove",
    textbook=glove_by_lines,
    ours=lambda: load_glove()[1][:glove_lines],
    repeats=by_profile(smoke=1, quick=3, full=5),
)
glove_folder.cleanup()

# %% [markdown]
# Several tens of times, for the same numbers to the last digit that the text
# holds. Read a big text file once, and keep the array.
#
# ##### What the vectors know
#
# How near are two words? We take the **cosine similarity** (شباهت کسینوسی),
# the cosine of the angle between their vectors: 1 for the same direction, 0
# for a right angle. With vectors of length 1 it is a dot product, so one
# product of a matrix and a vector compares a word with all 20,000.

# %%
glove_units = glove_vectors / np.linalg.norm(
    glove_vectors, axis=1, keepdims=True
)


def glove_nearest(vector, count=6, without=()):
    """Return the words whose vectors have the most similar direction."""
    similarity = glove_units @ (vector / np.linalg.norm(vector))
    order = np.argsort(-similarity)[: count + len(without)]
    found = [glove_words[i] for i in order if glove_words[i] not in without]
    return found[:count]


questions = ["wheat", "iran", "tea", "monday", "stupid", "good", "crude"]
neighbours = {
    word: glove_nearest(glove_vectors[glove_row[word]], without=[word])
    for word in questions
}
pd.DataFrame(neighbours, index=range(1, 7)).T

# %% [markdown]
# Nobody told these vectors what a grain, a country or an insult is. They come
# only from which words keep company with which. (*Iran*'s neighbours say what
# English news wrote about, not what Iran is.)
#
# Directions mean something, too. From *man* to *king* it is the same way as
# from *woman* to …? We go there and look who lives nearest:
#
# $$\text{king}-\text{man}+\text{woman}\approx\ ?$$
#
# **Predict** which of the ten below it gets right.

# %%
glove_questions = [  # a is to b as c is to ...
    "man king woman queen",
    "paris france tehran iran",
    "france paris japan tokyo",
    "walk walking swim swimming",
    "good better bad worse",
    "go went eat ate",
    "japan yen india rupees",
    "uncle aunt brother sister",
    "cow calf dog pup",
    "hot cold big small",
]
rows = []
for question in glove_questions:
    a, b, c, wanted = question.split()
    one, other, start = (glove_vectors[glove_row[w]] for w in (a, b, c))
    goal = other - one + start
    found = glove_nearest(goal, 1, without=[a, b, c])[0]
    everyone = glove_nearest(goal, 1)[0]
    rows.append([f"{a} : {b} = {c} : ?", wanted, found, everyone])
columns = ["question", "wanted", "nearest", "if all words may answer"]
glove_answers = pd.DataFrame(rows, columns=columns)
right = glove_answers["wanted"] == glove_answers["nearest"]
display(glove_answers.assign(right=np.where(right, "✓", "")))
expect("ch05.glove.analogies_right", right.sum())

# %% [markdown]
# Seven of ten, and the failures teach the most. *Uncle : aunt* leads from
# *brother* to *wife*: near, but wrong. *Calf* is a young cow and also a part
# of the leg, and one vector must serve both meanings: so the dog gets a
# *thigh*. Opposites such as *hot* and *cold* stand in the same contexts, so
# the way between them has no common direction.
#
# And the last column shows the usual trick: the three words of the question
# are **not allowed** as answers. If they were, *king − man + woman* would be
# *king*. Who tells you of the queen should tell you that, too.
#
# A map of the plane: we project (with PCA, chapter 2) the vectors of a few
# words.

# %%
#| alt: >
#|   A map of 23 words: crops, money, sports, countries and capitals each in a
#|   region of their own; lines from capitals to countries run in about the
#|   same direction.
glove_groups = {
    "crops": "wheat rice soybeans sugar maize",
    "money": "bank loan debt profit dividend",
    "sports": "tennis cricket athletics",
    "countries": "iran france egypt germany japan",
    "capitals": "tehran paris cairo berlin tokyo",
}
glove_members = {g: names.split() for g, names in glove_groups.items()}
chosen = [word for names in glove_members.values() for word in names]
glove_map = PCA(2).fit(glove_units[[glove_row[word] for word in chosen]])
figure, axis = plt.subplots(figsize=(8.5, 4.8))
for marker, (group, names) in zip("ovDs^", glove_members.items(), strict=True):
    place = glove_map.transform(glove_units[[glove_row[w] for w in names]])
    axis.scatter(*place.T, marker=marker, label=group)
    side = ("right", (-6, -3)) if group == "capitals" else ("left", (6, -3))
    for word, at in zip(names, place, strict=True):
        axis.annotate(
            word, at, side[1], textcoords="offset points", ha=side[0]
        )
from_capital, to_country = (
    glove_map.transform(glove_units[[glove_row[w] for w in glove_members[g]]])
    for g in ("capitals", "countries")
)
axis.plot(*np.stack([from_capital, to_country]).transpose(2, 0, 1), "0.8")
axis.set_title("Words of a kind live together, also in two of 100 dimensions")
axis.set(xlabel="first component", ylabel="second component")
axis.margins(0.13, 0.08)
axis.legend(loc="upper right")
plt.show()

# %% [markdown]
# Each kind has its own region. And the way from a capital to its country (grey
# lines) is much the same for all five: to the right. That is why *paris :
# france = tehran : ?* can be answered by adding vectors.
#
# ##### What is missing
#
# How much of *our* vocabulary has a vector? **Predict**, for a list of 20,000
# frequent English words.

# %%
glove_missing = [w for w in topic_vocabulary[2:] if w not in glove_row]
occurring = np.bincount([i for ids in topic_ids[topic_train] for i in ids])
has_vector = np.array([word in glove_row for word in topic_vocabulary])
glove_cover = 1 - len(glove_missing) / (len(topic_vocabulary) - 2)
running = occurring[has_vector].sum() / occurring[2:].sum()
print(f"with a vector: {glove_cover:.1%} of the words in the vocabulary,")
print(f"{running:.1%} of all known words in the training texts")
print("most frequent without:", ", ".join(glove_missing[:12]))
from_farming = ["oilseed", "rapeseed", "barley", "sorghum", "bushels", "acres"]
print("of farming:", [w for w in from_farming if w in glove_missing])
topic_expect("ch05.glove.coverage", glove_cover)

# %% [markdown]
# Nine of ten: that sounds well. But look *which* are missing: *oilseed*,
# *barley*, *bushels*, the very words that our labels are about! (Our list has
# the most frequent 20,000 of GloVe's 400,000 words; the long list has them.)
# **Coverage by count says little; look at the words that matter.**
#
# The book gives missing words a row of zeros, in a table that training does
# not move (`trainable=False`, “frozen”). Then all missing words look alike,
# for ever. Ours get random vectors of GloVe's usual size. These mean nothing
# at first, but *oilseed* and *barley* now differ, so the LSTM can learn what
# each of them says. We freeze the table, too: that leaves 42,630 weights to
# learn, not 542,630, and only 351 training texts are about grain.

# %%
rng = np.random.default_rng(SEED)
glove_matrix = rng.normal(
    0, glove_vectors.std(), (len(topic_vocabulary), 100)
).astype("float32")
for i, word in enumerate(topic_vocabulary):
    if word in glove_row:
        glove_matrix[i] = glove_vectors[glove_row[word]]
glove_matrix[0] = 0  # padding
print("the table:", glove_matrix.shape, glove_matrix.dtype)
