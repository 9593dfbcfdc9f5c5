# Chapter 5: a text of your own trains the writer.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/own_text
# needs: writing_lstm

# %% [markdown] tags=["further"]
# ### A text of your own
#
# Any plain text can train the writer: your letters, a novel, poems. Put the
# file beside this notebook, and its name into the next cell. (In Colab, drag
# it into the panel *Files*; in Kaggle, upload it as input and give the path
# that Kaggle shows.) From Word, save it as *plain text*. 20,000 characters are
# the least; with 200,000 the writer gets better.
#
# Until then: 70 ghazals of Hafez, in a file as old programs on Windows wrote
# them. `read_text` finds the encoding, makes `\n` of all line ends, and, in
# Persian, `ی` and `ک` of the Arabic `ي` and `ك`.

# %%
from utils.own_files import SAMPLES
from utils.texts import read_text

own_path = "data/samples/poems_cp1256.txt"  # yours: "my_text.txt"
own_text = read_text(own_path, at_least=20_000)
print(f"{len(own_text):,} characters, {len(set(own_text))} different ones")
print(own_text[:120])
expect("ch05.own_text.characters", len(own_text))

# %% [markdown]
# **How does it know?** A file does not say its encoding; it holds bytes. But
# not all bytes are valid **UTF-8**: after a byte from 194 on, certain others
# must follow, and a text in another encoding hardly ever keeps that rule by
# chance. So UTF-8 comes first, and only what is no UTF-8 is read as
# **cp1256**, Windows' encoding for Persian and Arabic, or as cp1252, that of
# western Europe. These two accept nearly everything: with the wrong one there
# is no error, only nonsense. **Predict** what the next cell prints for the
# second line of our file.

# %% tags=["nbval-check-output"]
own_bytes = (SAMPLES / "poems_cp1256.txt").read_bytes().splitlines()[1]
for encoding in ("utf-8", "cp1252", "cp1256"):
    print(f"{encoding:>7}: {own_bytes.decode(encoding, errors='replace')!r}")
own_as_read = own_bytes.decode("cp1256").encode("utf-8")
print("as UTF-8 it has", len(own_as_read), "bytes instead of", len(own_bytes))

# %% [markdown]
# cp1256 has one byte for each letter, UTF-8 two for Persian ones. Note the
# `ي`: cp1256 has no Persian `ی` at all. A network would learn `ي` and `ی` as
# two letters, if some of your texts have one and some the other.
#
# Now train. The last tenth is the test part; beside the LSTM stand the n-grams
# of the same text. **Predict** which of them it beats, with so little text.


# %%
def own_train(text, units=64):
    """Train a writer; return it, its characters, and losses on the test."""
    common = collections.Counter(text).most_common(200)
    chars = sorted(char for char, _ in common)
    index = {char: code for code, char in enumerate(chars)}
    codes = np.array([index.get(char, 0) for char in text], "uint8")
    cut = int(0.9 * len(codes))
    inputs, targets = char_windows(codes[:cut], 32)
    keras.utils.set_random_seed(SEED)
    model = lstm_char_model(len(chars), units, dropout=0.1)
    epochs = by_profile(smoke=1, quick=8, full=30)
    rate = keras.optimizers.schedules.CosineDecay(
        8e-3, epochs * -(-len(inputs) // 16)
    )
    model.compile(
        keras.optimizers.Adam(rate, clipnorm=1),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(
        inputs,
        targets,
        batch_size=16,
        epochs=epochs,
        verbose=0,
        callbacks=[show_progress(epochs)],
    )
    ngrams = NgramModel(codes[:cut], len(chars))
    losses = {
        f"{n}-gram": ngram_nats(ngrams, codes[cut:], n) for n in range(1, 6)
    }
    losses["LSTM"] = model.evaluate(*char_windows(codes[cut:], 300), verbose=0)
    return model, chars, losses


own_model, own_chars, own_losses = own_train(own_text)

# %% tags=["hide-input"]
#| alt: >
#|   Bars of the test loss: n-grams fall from n = 1 to n = 4 and rise again;
#|   the LSTM, with so little text, lies between 2-grams and 4-grams.
figure, axis = plt.subplots(figsize=(7, 2.8))
bars = axis.bar([*own_losses], [*own_losses.values()], color="C2")
bars[-1].set_color("C0")
axis.bar_label(bars, fmt="%.2f", size=9)
axis.set(
    title="Your text: what counting learns, and what the LSTM learns",
    ylabel="test loss (nats a character)",
)
plt.show()
expect("ch05.own_text.lstm_nats", own_losses["LSTM"])
expect(
    "ch05.own_text.gain_on_2gram", own_losses["2-gram"] - own_losses["LSTM"]
)

# %%
own_writer = make_writer(own_model)
own_start = np.array([own_chars.index(char) for char in own_text[-40:]])
own_length = by_profile(smoke=80, quick=2000, full=2000)
(own_codes,) = lstm_char_write(own_writer, own_start, own_length, 0.5)
own_written = "".join(own_chars[code] for code in own_codes)
print(own_written[:240])
own_words = own_written.split()[1:-1]  # both ends may be cut
own_known = np.isin(own_words, own_text.split()).mean()
expect("ch05.own_text.known_words", own_known)

# %% [markdown]
# `known_words` is the share of its words that stand in your text, too. The
# network has learned them letter by letter, from 35,000 characters. It is
# better than 2-grams, which see one letter back, and not better than 4-grams:
# to count runs of letters needs less text than to learn them. Give it more.
#
# To train the *chapter's* networks on your text in place of the novel, change
# the one line that loads it, far above, to
# `novel_text = read_text("my_text.txt").lower()`, import `read_text` as here,
# and run all cells from there. (What the texts then say of whales does not
# hold for yours.) Is the text by a person who lives? Then ask, before you
# publish what your network writes: with so little text it learns some lines by
# heart.

# %% [markdown] tags=["further"]
# ### Exercise 5.19 — from bytes to a text (★★)
#
# Complete `decode_text`: if the bytes are valid UTF-8, with or without a
# byte-order mark, they are read so, else as cp1256. The text has no mark, its
# lines end with `\n` (Windows writes `\r\n`, old Macs `\r`), and its letters
# are Persian: `ی` for `ي`, `ک` for `ك`.


# %% exercise="5.19"
def decode_text(data):
    """Return the text (str) of bytes in UTF-8 or cp1256."""
    ### BEGIN SOLUTION
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1256")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("ي", "ی").replace("ك", "ک")
    ### END SOLUTION


# %% check="5.19a" points=1
@check(
    "5.19a",
    hint="try data.decode('utf-8-sig') first; where it raises "
    "UnicodeDecodeError, take 'cp1256'",
)
def _():
    for encoding in ("utf-8", "utf-8-sig", "cp1256"):
        found = decode_text("گل و بلبل".encode(encoding))
        assert found == "گل و بلبل", f"{encoding}: {found!r}"


# %% check="5.19b" points=1
@check(
    "5.19b",
    hint="replace '\\r\\n' first, then '\\r'; and both Arabic letters, in "
    "either encoding",
)
def _():
    found = decode_text("يك كتاب\r\nدو\rسه\n".encode("cp1256"))
    assert found == "یک کتاب\nدو\nسه\n", repr(found)
    found = decode_text("يك كتاب\r\n\r\nدو".encode())
    assert found == "یک کتاب\n\nدو", repr(found)
    ### BEGIN HIDDEN TESTS
    assert decode_text(b"") == ""
    assert decode_text("“نه”، ‌چرا؟".encode()) == "“نه”، ‌چرا؟"
    whole = (SAMPLES / "poems_cp1256.txt").read_bytes()
    assert decode_text(whole) == read_text(SAMPLES / "poems_cp1256.txt")
    ### END HIDDEN TESTS
