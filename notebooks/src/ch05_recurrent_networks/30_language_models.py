# Chapter 5: text as windows of characters, and n-grams.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/language_models

# %% [markdown]
# ## Part 2: writing
#
# *Two hours with the exercises; the cells run in a minute.* You need to know
# that a recurrent layer reads a sequence step by step and hands a state on,
# and that an LSTM is such a layer with gates (part 1). After this part you can
#
# - cut a text into windows and train a network to predict the next character;
# - say how good that is, in nats, bits or perplexity, against counting;
# - write with a temperature or a nucleus, and measure what was written;
# - mix two models, and say what byte-pair encoding changes.

# %% [markdown] book="5.5"
# ### Text generation with an RNN
#
# A **language model** (مدل زبان) says how probable a text is. It reads the
# text from left to right and gives, at every place, a probability for each
# symbol that could come next:
#
# $$P(s_1 s_2\dots s_n)=\prod_{t=1}^{n}P(s_t\mid s_1\dots s_{t-1}).$$
#
# With such a model we can also **write** (text generation, تولید متن): draw a
# symbol, append it, ask again.
#
# As the book does, we take single **characters** (کاراکتر) as symbols, and a
# whole novel as the text. The book's novel is *War and Peace* (جنگ و صلح) by
# Leo Tolstoy; the full profile takes it. The quick profile takes *Moby-Dick*
# by Herman Melville, the story of a captain and a whale, which comes with the
# course. Both are free: their copyright (حق چاپ) has expired. **Project
# Gutenberg** (پروژه گوتنبرگ), where both can be found, has more than 70,000
# such books (the book says 57,000; the collection grows).

# %%
load_novel = by_profile(
    smoke=load_moby_dick, quick=load_moby_dick, full=load_war_and_peace
)
novel_text = load_novel().lower()
novel_text = novel_text[: by_profile(smoke=60_000, quick=None, full=None)]
print(novel_text[-340:])

# %% [markdown]
# #### Encoding, and a character that nobody sees
#
# A text file holds bytes. The **encoding** (کدگذاری) says which bytes mean
# which character. Some programs put a **byte-order mark** in front: the
# character `\ufeff`, which is drawn as nothing at all.
#
# > **Correction to the book (5.18).** The book opens its file without naming
# > an encoding. So Python takes the computer's own, and the same program reads
# > different texts on different computers. Read as UTF-8, the book's file
# > begins with `\ufeff`, and this mark becomes the 57th symbol of the
# > vocabulary: an output neuron for something that never comes again.
# > `encoding="utf-8-sig"` removes the mark if there is one; 56 symbols remain.

# %% tags=["nbval-check-output"]
with tempfile.TemporaryDirectory() as folder:
    marked = Path(folder) / "novel.txt"
    marked.write_text('"well, prince', encoding="utf-8-sig")
    for encoding in ("cp1252", "utf-8", "utf-8-sig"):
        print(f"{encoding:>10}: {marked.read_text(encoding=encoding)!r}")

# %% [markdown]
# #### Three parts, in order
#
# The book trains on the whole novel, so it cannot know how well its network
# predicts text that it has never seen. We keep the last tenth for that:
#
# - 90 % for **training** (مجموعه آموزشی);
# - 5 % for **validation** (مجموعه اعتبارسنجی), to decide when to stop;
# - 5 % for the **test** (مجموعه آزمون), used once, at the end.
#
# We cut the text in two places and do not shuffle. If neighbouring sentences
# were spread over the parts, the network could see half of a scene in training
# and be asked for the other half.

# %%
cuts = [int(share * len(novel_text)) for share in (0, 0.9, 0.95, 1)]
novel_parts = {
    name: novel_text[start:end]
    for name, (start, end) in zip(
        ("training", "validation", "test"),
        itertools.pairwise(cuts),
        strict=True,
    )
}
for name, part in novel_parts.items():
    print(f"{name:>10}: {len(part):9,} characters, begins {part[:32]!r}")
expect("ch05.text.characters", len(novel_text))

# %% [markdown]
# #### The vocabulary, and look-up tables both ways
#
# The **vocabulary** (واژگان) is the list of unique characters. A **look-up
# table** (جدول جستجو) gives each character a number, its code; the list itself
# goes the other way. We make both from the training part. A character that
# comes only later would get the code of the space.

# %%
char_list = sorted(set(novel_parts["training"]))
char_to_index = {char: index for index, char in enumerate(char_list)}


def char_encode(text):
    """Return the codes of a text: (characters,), one byte each."""
    space = char_to_index[" "]
    codes = (char_to_index.get(char, space) for char in text)
    return np.fromiter(codes, np.uint8, len(text))


def char_decode(codes):
    return "".join(char_list[code] for code in codes)


print("".join(char_list).replace("\n", "⏎"))
print(char_encode("whale"), "→", char_decode(char_encode("whale")))
expect("ch05.text.vocabulary", len(char_list))

# %% [markdown]
# **Predict**: which character is the most frequent one, and how often do the
# rarest ones come?

# %%
#| alt: >
#|   Share of each of 55 characters, logarithmic: the space has 16 percent, the
#|   rarest characters less than a thousandth of a percent.
char_codes = {name: char_encode(part) for name, part in novel_parts.items()}
char_counts = np.bincount(char_codes["training"], minlength=len(char_list))
char_order = np.argsort(char_counts)[::-1]

figure, axis = plt.subplots(figsize=(11, 3))
axis.bar(range(len(char_list)), 100 * char_counts[char_order] / cuts[1])
char_names = [repr(char_list[i])[1:-1].replace(" ", "␣") for i in char_order]
axis.set_xticks(range(len(char_names)), char_names)
axis.set(
    yscale="log",
    title="A few characters do most of the work",
    xlabel="character (␣ is the space, \\n the end of a line)",
    ylabel="share (%), log scale",
)
axis.margins(x=0.01)
plt.show()

# %%
char_share = np.sort(char_counts)[::-1].cumsum() / char_counts.sum()
print(f"{char_list[char_order[0]]!r} makes {char_share[0]:.1%} of the text;")
print(f"the ten most frequent characters make {char_share[9]:.0%};")
print("the four rarest come", np.sort(char_counts)[:4], "times.")

# %% [markdown]
# About every sixth character is a space, so “always guess a space” is right in
# more than 15 % of the places. A score means little without such a baseline.
# The rarest characters come two or three times among more than a million: the
# last bars are below 0.001 %.

# %% [markdown]
# #### What the network shall learn: the text, shifted by one
#
# The network reads a character and shall answer with the next one, at every
# step: many inputs, many outputs, aligned (چند به چند). The target of a piece
# of text is the same piece, **shifted by one character**: for the input
# `learn` of the word *learning* the target is `earni`.


# %% tags=["hide-input"]
#| alt: >
#|   A recurrent network over the letters l e a r n; its targets are e a r n i,
#|   each the next step's input.
def draw_unrolled(inputs, targets):
    """Draw a recurrent network over the characters of a piece of text."""
    figure, axis = plt.subplots(figsize=(8, 3))
    box = {"boxstyle": "round,pad=0.45", "fc": "#d9ebf7", "ec": "0.5"}
    arrow = {"arrowstyle": "-|>", "color": "0.3"}
    for step, (char, target) in enumerate(zip(inputs, targets, strict=True)):
        axis.text(step, 1, f"$h_{step + 1}$", ha="center", va="center",
                  bbox=box, size=12)  # fmt: skip
        for text, y, color in ((char, 0, "C0"), (target, 2, "C1")):
            axis.text(step, y, text, ha="center", va="center", size=16,
                      color=color, family="monospace")  # fmt: skip
        axis.annotate("", (step, 0.72), (step, 0.22), arrowprops=arrow)
        axis.annotate("", (step, 1.78), (step, 1.3), arrowprops=arrow)
        axis.annotate("", (step - 0.22, 1), (step - 0.78, 1), arrowprops=arrow)
    for text, y in (("input", 0), ("state", 1), ("target", 2)):
        axis.text(-1.5, y, text, ha="left", va="center", size=10)
    axis.set(xlim=(-1.6, len(inputs) - 0.4), ylim=(-0.3, 2.3))
    axis.set_title("Every step's target is the next step's input")
    axis.set_axis_off()
    plt.show()


draw_unrolled("learn", "earni")


# %% [markdown]
# A long text is cut into **windows** (pieces) of equal length, one behind the
# other. With $n$ codes and windows of length $L$ there are $\lfloor
# (n-1)/L\rfloor$ of them: the last target needs one character more.
#
# **Predict** the five windows of `deep learning architectures` with $L=5$.


# %%
def char_windows(codes, length):
    """Cut codes into inputs and targets, both (windows, length)."""
    count = (len(codes) - 1) // length
    inputs = codes[: count * length].reshape(count, length)
    targets = codes[1 : count * length + 1].reshape(count, length)
    return inputs, targets


for one, other in zip(
    *char_windows(char_encode("deep learning architectures"), 5), strict=True
):
    one, other = (char_decode(w).replace(" ", "␣") for w in (one, other))
    print(f"{one} → {other}")

# %% [markdown]
# The last two characters, `es`, find no place; in a novel nobody misses them.
#
# #### Integer codes instead of dense one-hot vectors
#
# The book stores each character as a **one-hot** vector: as many numbers as
# the vocabulary has symbols, all 0 but a single 1. It fills two arrays of
# 64-bit numbers in a double loop. We keep the codes, one byte each, and take
# the loss `sparse_categorical_crossentropy`, which accepts codes as targets.
# An `Embedding` layer turns the codes into vectors inside of the network.
#
# **Predict** how many times less memory the codes need. (We let both ways
# decode their windows, to show that they hold the same.)

# %%
windows_sample = novel_parts["training"][:50_001]


def windows_one_hot():
    """Do it as the book does: dense arrays of 64-bit numbers."""
    count = (len(windows_sample) - 1) // 100
    x = np.zeros((count, 100, len(char_list)))
    y = np.zeros((count, 100, len(char_list)))
    for i in range(count):
        for j in range(100):
            x[i, j, char_to_index[windows_sample[i * 100 + j]]] = 1
            y[i, j, char_to_index[windows_sample[i * 100 + j + 1]]] = 1
    return x.argmax(-1), y.argmax(-1)


compare(
    "ch05.windows",
    textbook=windows_one_hot,
    ours=lambda: char_windows(char_encode(windows_sample), 100),
    memory=True,
    repeats=3,
)

# %% [markdown]
# > **Correction to the book (5.19).** For *War and Peace* the book's two
# > arrays have 31,962 · 100 · 57 numbers each. With 8 bytes a number that is
# > 1.46 GB for one and 2.9 GB for both. As codes, inputs and targets are two
# > views into one array of 3.2 MB. And the count `n_chars / seq_length` is one
# > too many when the length divides the number of characters: the last target
# > would lie behind the end of the text (`IndexError`). So we write
# > $\lfloor(n-1)/L\rfloor$.

# %%
for what, count in {"the book's arrays": 2 * 57 * 8, "codes": 1}.items():
    print(f"{what:>18}: {31_962 * 100 * count / 1e6:8,.1f} MB")
# 10 is a multiple of 5: the second window's last target would be missing
windows_ten = np.arange(10)
print("windows of 5 in 10 codes:", len(char_windows(windows_ten, 5)[0]))

# %% [markdown]
# #### Exercise 5.4 — windows that overlap (★)
#
# With little text it helps to let the windows overlap: a new one begins every
# `step` characters. Complete the function for inputs and targets of that kind.
# Use only whole windows. `numpy.lib.stride_tricks.sliding_window_view` or a
# list of slices both do.


# %% exercise="5.4"
def overlapping_windows(codes, length, step):
    """Return inputs and targets, both (windows, length)."""
    ### BEGIN SOLUTION
    starts = range(0, len(codes) - length, step)
    inputs = np.array([codes[s : s + length] for s in starts])
    targets = np.array([codes[s + 1 : s + length + 1] for s in starts])
    return inputs, targets
    ### END SOLUTION


# %% check="5.4a" points=1
@check("5.4a", hint="window k begins at k * step; the target one later")
def _():
    inputs, targets = overlapping_windows(np.arange(9), length=4, step=2)
    np.testing.assert_array_equal(
        inputs, [[0, 1, 2, 3], [2, 3, 4, 5], [4, 5, 6, 7]]
    )
    np.testing.assert_array_equal(targets, np.asarray(inputs) + 1)


# %% check="5.4b" points=1
@check(
    "5.4b",
    hint="the last target must exist: how many windows are there when the "
    "last one ends exactly at the end of the codes?",
)
def _():
    inputs, targets = overlapping_windows(np.arange(8), length=4, step=2)
    assert np.shape(inputs) == np.shape(targets) == (2, 4)
    ### BEGIN HIDDEN TESTS
    for n, length, step in ((30, 7, 3), (21, 5, 5), (12, 11, 4), (40, 3, 1)):
        codes = np.random.default_rng(n).permutation(n)
        inputs, targets = overlapping_windows(codes, length, step)
        starts = [s for s in range(0, n, step) if s + length + 1 <= n]
        expected = [list(codes[s : s + length]) for s in starts]
        shifted = [list(codes[s + 1 : s + length + 1]) for s in starts]
        np.testing.assert_array_equal(inputs, expected)
        np.testing.assert_array_equal(targets, shifted)
    ### END HIDDEN TESTS


# %% [markdown]
# #### How good is a language model? Nats, bits, perplexity
#
# We ask: which probability $p_t$ did the model give to the character that did
# come? The **cross-entropy** (آنتروپی متقاطع) is the mean surprise,
#
# $$\ell=-\frac1n\sum_{t=1}^{n}\ln p_t .$$
#
# It has three common scales:
#
# - **nats** a character: $\ell$ itself, with the natural logarithm; Keras
#   shows these;
# - **bits** a character: $\ell/\ln 2$. An ideal compression program that knows
#   the model stores the text with so many bits a character;
# - **perplexity** (سرگشتگی): $e^{\ell}$. The model is as uncertain as if it
#   had to choose among so many equally probable characters.
#
# A model that knows nothing gives each of $V$ characters $1/V$ (here $V$ is
# the size of the vocabulary): that is $\ln V$ nats, $\log_2V$ bits, perplexity
# $V$.

# %% [markdown]
# #### Exercise 5.5 — three scales (★)
#
# `probabilities` holds what a model gave to each character that did come.
# Return nats and bits a character, and the perplexity.


# %% exercise="5.5"
def text_scores(probabilities):
    """Return ``(nats, bits, perplexity)``."""
    ### BEGIN SOLUTION
    nats = -np.log(probabilities).mean()
    return nats, nats / np.log(2), np.exp(nats)
    ### END SOLUTION


# %% check="5.5a" points=1
@check("5.5a", hint="a fair coin costs one bit a throw; mind the sign")
def _():
    np.testing.assert_allclose(
        text_scores(np.array([0.5, 0.5, 0.5])), [np.log(2), 1, 2]
    )


# %% check="5.5b" points=1
@check(
    "5.5b",
    hint="take the mean of the logarithms, not the logarithm of the mean",
)
def _():
    scores = text_scores(np.array([0.5, 0.125]))
    np.testing.assert_allclose(scores, [2 * np.log(2), 2, 4])
    ### BEGIN HIDDEN TESTS
    p = np.random.default_rng(3).uniform(0.01, 1, 50)
    bits = np.mean([-np.log2(value) for value in p])
    np.testing.assert_allclose(
        text_scores(p), [bits * np.log(2), bits, 2**bits]
    )
    ### END HIDDEN TESTS


# %% [markdown]
# #### A baseline that only counts: n-grams
#
# An **n-gram** is a run of $n$ characters. An n-gram model looks at the $n-1$
# characters before, the context $h$, and counts in the training part what came
# after them. Long contexts are rare, though: after `queequ` came little else
# than `e`, and many contexts never came at all.
#
# So we **interpolate**: each order leans on the one below it. After the
# context $h$ we have seen $n(h)$ characters, of $d(h)$ different kinds, and
# the character $x$ among them $n(hx)$ times. With $h'$, the context without
# its first character, Witten and Bell (1991) take
#
# $$P(x\mid h)=\frac{n(hx)+d(h)\,P(x\mid h')}{n(h)+d(h)}.$$
#
# Below the lowest order stands $1/V$. Much data: counts decide. Little data:
# the shorter context does.

# %% [markdown]
# To count fast, we make one whole number of each run of characters (as digits
# make a number, in base $V$). Equal runs are equal numbers, and NumPy sorts
# and counts a million of them in a tenth of a second.


# %%
def ngram_numbers(codes, symbols):
    """Read the last axis of codes as one number in base ``symbols``."""
    codes = np.asarray(codes)
    number = np.zeros(codes.shape[:-1], np.int64)
    for place in range(codes.shape[-1]):
        number = number * symbols + codes[..., place]
    return number


def ngram_look_up(table, values, wanted):
    """Return the values beside the wanted numbers in a sorted table."""
    place = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    return np.where(table[place] == wanted, values[place], 0)


# %%
class NgramModel:
    """Interpolated n-grams, of orders 1 to ``order``."""

    def __init__(self, codes, symbols, order=5):
        self.symbols, self.tables = symbols, []
        for n in range(1, order + 1):
            windows = np.lib.stride_tricks.sliding_window_view(codes, n)
            runs, counts = np.unique(
                ngram_numbers(windows, symbols), return_counts=True
            )
            contexts, first = np.unique(runs // symbols, return_index=True)
            totals = np.add.reduceat(counts, first)  # n(h)
            kinds = np.diff(np.append(first, len(runs)))  # d(h)
            self.tables.append((runs, counts, contexts, totals, kinds))

    def probability(self, history, following, order=None):
        """Return P(following | history); history's last axis is the text."""
        p = np.float64(1 / self.symbols)
        tables = self.tables[:order]
        for n, (runs, counts, contexts, totals, kinds) in enumerate(tables):
            context = ngram_numbers(
                history[..., history.shape[-1] - n :], self.symbols
            )
            total = ngram_look_up(contexts, totals, context)
            kind = ngram_look_up(contexts, kinds, context)
            run = context * self.symbols + following
            count = ngram_look_up(runs, counts, run)
            mixed = (count + kind * p) / np.maximum(total + kind, 1)
            p = np.where(total > 0, mixed, p)
        return p


# %%
ngram_model = NgramModel(char_codes["training"], len(char_list))
ngram_next = ngram_model.probability(
    char_encode("and the w"), np.arange(len(char_list))
)
print(f"the probabilities add up to {ngram_next.sum():.6f}")
for index in np.argsort(ngram_next)[:-4:-1]:
    print(f"P({char_list[index]!r} | 'and the w') = {ngram_next[index]:.3f}")


# %% [markdown]
# **Predict**: by how much does each further character of context lower the
# loss on the test part?


# %%
def ngram_nats(model, codes, order):
    """Return the mean loss of an n-gram model on a text, in nats."""
    windows = np.lib.stride_tricks.sliding_window_view(codes, 6)
    p = model.probability(windows[:, :-1], windows[:, -1], order)
    return -np.log(p).mean()


ngram_losses = [
    ngram_nats(ngram_model, char_codes["test"], order) for order in range(6)
]
pd.DataFrame(
    {
        "nats": ngram_losses,
        "bits": np.array(ngram_losses) / np.log(2),
        "perplexity": np.exp(ngram_losses),
    },
    index=pd.Index(["uniform", *range(1, 6)], name="n-gram"),
).round(2)

# %%
#| alt: >
#|   Test loss of n-grams: it falls from 4.0 nats for guessing to 1.5 for order
#|   5, each step by less than the one before.
figure, axis = plt.subplots(figsize=(7, 3.2))
bars = axis.bar(["uniform", *map(str, range(1, 6))], ngram_losses)
axis.bar_label(bars, [f"{nats:.2f}" for nats in ngram_losses], size=9)
axis.set(
    title="Each character of context helps, and each a little less",
    xlabel="order of the n-gram model (context = order − 1)",
    ylabel="test loss (nats a character)",
)
bits_axis = axis.secondary_yaxis(
    "right", (lambda nats: nats / np.log(2), lambda bits: bits * np.log(2))
)
bits_axis.set_ylabel("bits a character")
plt.show()
expect("ch05.ngram.nats_3", ngram_losses[3])
expect("ch05.ngram.nats_5", ngram_losses[5])

# %% [markdown]
# From guessing (4.0 nats) to 5-grams (1.5) by counting alone, in a second.
# This is a strong baseline. A network that cannot beat the 3-gram model (about
# 2.0) has learned less than a table of letter triples. The book compares with
# nothing, so its readers cannot know.
