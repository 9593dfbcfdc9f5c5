# Chapter 5: poems of Hafez.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/hafez
# needs: writing_lstm

# %% [markdown] tags=["further"]
# #### A surprise: poems of Hafez
#
# Nothing above is special to English prose. A model of characters learns
# whatever text it is given: Karpathy (2015) trained such LSTMs on pages in
# LaTeX, on HTML and on C, and they closed most brackets and tags that they had
# opened. So let us take what many of this book's readers know by heart: the
# ghazals (غزل) of Hafez of Shiraz (حافظ),
# fourteenth century. Persian is written from right to left. The text itself
# is stored in reading order; a browser turns it if it is told so
# (`dir="rtl"`).


# %%
def show_poem(half_lines):
    """Show half-lines from right to left, two a row."""
    cells = "".join(f"<div>{html.escape(line)}</div>" for line in half_lines)
    style = (
        "display:grid; grid-template-columns:1fr 1fr; gap:0 2em; "
        "max-width:44em; font:1.15em/2 Vazirmatn,'Noto Naskh Arabic',"
        "'Geeza Pro',Tahoma,serif; text-align:right"
    )
    display(HTML(f'<div dir="rtl" lang="fa" style="{style}">{cells}</div>'))


poem_text = load_hafez()
poem_list = poem_text.strip().split("\n\n")
poem_lines = [poem.split("\n") for poem in poem_list]
show_poem(poem_lines[0][:6])
print(f"{len(poem_list)} ghazals, {sum(map(len, poem_lines)):,} half-lines")

# %% [markdown]
# A half-line is a **misra** (مصراع); two make a couplet (بیت). Between the
# ghazals stands an empty line.
#
# **A character of width zero.** Today one writes «می‌شود» with a **zero-width
# non-joiner** (نیم‌فاصله), `\u200c`: it parts two letters without a gap. A
# network must learn it like any other character. Is it in our text?

# %%
poem_spellings = {
    "one word": "میشود",
    "with a space": "می شود",
    "with a non-joiner": "می\u200cشود",
}
for name, spelling in poem_spellings.items():
    print(f"{name:>18}: {len(spelling)} characters, {spelling}")
print("non-joiners in the text:", poem_text.count("\u200c"))
print("“می” with a space:", len(re.findall(r"\bمی ", poem_text)))

# %% [markdown]
# It is not: this edition writes a space. Whoever trains on several sources
# must bring them to one spelling first (also the Arabic `ي` and `ك`, which
# look almost like the Persian `ی` and `ک` and are other characters).
#
# **Predict**: which are the three most frequent letters?

# %%
#| alt: >
#|   Shares of the letters in the ghazals of Hafez: alef leads with nearly 12
#|   percent, then re and ye.
poem_counts = collections.Counter(re.sub(r"\s", "", poem_text)).most_common()
poem_all = sum(count for _, count in poem_counts)
figure, axis = plt.subplots(figsize=(10, 2.8))
axis.bar(
    [letter for letter, _ in poem_counts],
    [100 * count / poem_all for _, count in poem_counts],
    color="C2",
)
axis.set(
    title="Nearly 12 % of the letters are an alef",
    xlabel="letter",
    ylabel="share of the letters (%)",
)
axis.tick_params(axis="x", labelsize=13)
axis.margins(x=0.01)
plt.show()

# %% [markdown]
# Alef «ا», re «ر» and ye «ی» lead. (Short vowels are not written, so Persian
# needs fewer letters than English: 37 symbols with space, line end, and «ئ»
# and «ء», which are rare here.)
#
# ##### Split whole poems, and look at their order first
#
# Above we cut the novel in order. **Predict** what that would do here: the
# cell prints the last letter of each ghazal's first line, in the order of the
# book (equal neighbours counted together).

# %%
poem_endings = itertools.groupby(poem_lines, lambda lines: lines[0][-1])
print(" ".join(f"{k}×{len(list(group))}" for k, group in poem_endings))

# %%
poem_order = np.random.default_rng(SEED).permutation(len(poem_list))
poem_cuts = [int(share * len(poem_list)) for share in (0, 0.9, 0.95, 1)]
poem_parts = {
    name: "\n\n".join(poem_list[i] for i in poem_order[start:end]) + "\n\n"
    for name, (start, end) in zip(
        ("training", "validation", "test"),
        itertools.pairwise(poem_cuts),
        strict=True,
    )
}
poem_chars = sorted(set(poem_parts["training"]))
poem_index = {char: index for index, char in enumerate(poem_chars)}
poem_codes = {  # a letter that is new gets the code of the space
    name: np.array([poem_index.get(c, poem_index[" "]) for c in part], "uint8")
    for name, part in poem_parts.items()
}
poem_ngram = NgramModel(poem_codes["training"], len(poem_chars))
poem_losses = [
    ngram_nats(poem_ngram, poem_codes["test"], order) for order in range(6)
]
print(np.round(poem_losses, 2), "nats a character, orders 0 to 5")
expect("ch05.ngram.poem_nats_4", poem_losses[4])

# %% [markdown]
# A divan is sorted by the letter that ends the rhyme. Cut in order, only 19 of
# the training part's 445 ghazals would rhyme in «ی», but 24 of the test part's
# 25. So here we shuffle, but whole ghazals: no half of a poem may
# help with the other half.
#
# An LSTM of 128 units trains on the same poems in a minute. It has little
# text, a fifth of *Moby-Dick*, so dropout is needed. Here is what one run
# gave; the full profile trains anew.

# %%
POEM_RUN = {  # LSTM of 128 units, 40 epochs, seed 42, two CPU cores
    "training loss": 1.758,
    "validation loss": 1.829,
    "test loss": 1.870,
    "half-lines": [
        "مقصود نگار که در آن مشکین دارد",
        "گر شد در خوش نگار با نه می باش",
        "که در آن دم از صداران از در این دل از نمی کند",
        "آن در بیار می بند خدا خود را به روی خواهد نیست",
        "مرا چمن از می گفت که دیده و دوست",
        "هر دل بر و خویش آمد از در می بینم",
        "می کردم به عیش و بوی دلاست",
        "در دست هر چه حافظ بر آسان در هم باد",
    ],
}


# %%
def poem_train(epochs=40):
    """Train on the ghazals; return losses and half-lines at T = 0.7."""
    keras.utils.set_random_seed(SEED)
    inputs, targets = char_windows(poem_codes["training"], 64)
    model = lstm_char_model(len(poem_chars), units=128, dropout=0.2)
    rate = keras.optimizers.schedules.CosineDecay(
        8e-3, epochs * -(-len(inputs) // 64)
    )
    model.compile(
        keras.optimizers.Adam(rate, clipnorm=1),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    log = model.fit(
        inputs,
        targets,
        validation_data=char_windows(poem_codes["validation"], 256),
        batch_size=64,
        epochs=epochs,
        verbose=0,
        callbacks=[show_progress(epochs)],
    ).history
    test = model.evaluate(*char_windows(poem_codes["test"], 256), verbose=0)
    prompt = poem_codes["training"][-60:]
    codes = lstm_char_write(make_writer(model), prompt, 400, 0.7)[0]
    text = "".join(poem_chars[code] for code in codes)
    values = (log["loss"][-1], log["val_loss"][-1], test, text.split("\n")[:8])
    return dict(zip(POEM_RUN, values, strict=True))


poem_run = by_profile(
    smoke=lambda: POEM_RUN, quick=lambda: POEM_RUN, full=poem_train
)()

# %% tags=["hide-input"]
#| alt: >
#|   Test loss on Hafez: 3.6 nats for guessing, falling with the order of the
#|   n-grams to about 1.9; the LSTM is close to the best of them.
figure, axis = plt.subplots(figsize=(7, 2.8))
poem_models = ["uniform", *(f"{n}-gram" for n in range(1, 6)), "LSTM"]
bars = axis.bar(poem_models, [*poem_losses, poem_run["test loss"]], color="C2")
bars[-1].set_color("C0")
axis.bar_label(bars, fmt="%.2f", size=9)
axis.set(
    title="Hafez: with little text, counting is hard to beat",
    ylabel="test loss (nats a character)",
)
plt.show()

# %% [markdown]
# With the split of seed 42 the LSTM is ahead of all n-grams by 0.06 nats. (In
# the quick profile its bar always comes from that split.) It is one run; the
# 4-grams alone vary from 1.86 to 1.94 with the split. So it shows that both
# are close, no more.
#
# Now both write half-lines, at a temperature of 0.7. First the 4- and 5-grams,
# live; then the LSTM.

# %%
poem_written = ngram_write(
    poem_ngram, poem_codes["training"][-60:], 260, (0.7,)
)[0]
poem_written = "".join(poem_chars[code] for code in poem_written)
for half_lines in (poem_written.split("\n")[:-1], poem_run["half-lines"]):
    half_lines = [line for line in half_lines if line]
    show_poem(half_lines[: len(half_lines) // 2 * 2][:6])
    display(HTML("<hr>"))

# %% [markdown]
# Many words are right, some neighbours fit, and a reader of Hafez hears his
# vocabulary. But these are **not** poems. The models know neither metre (وزن)
# nor rhyme (قافیه) nor meaning. One thing can be measured without any
# knowledge of metre: within one ghazal all half-lines have almost the same
# length.


# %%
def poem_spread(text):
    """Return the standard deviation of the half-lines' numbers of letters."""
    lines = [line for line in text.split("\n") if line]
    return np.std([len(line.replace(" ", "")) for line in lines])


poem_many = ngram_write(
    poem_ngram, poem_codes["training"][-60:], 400, np.full(20, 0.7)
)
poem_many = ["".join(poem_chars[code] for code in row) for row in poem_many]
poem_many = [text.rpartition("\n")[0] for text in poem_many]  # whole lines
poem_spreads = {
    "one ghazal of Hafez": np.mean([poem_spread(p) for p in poem_list]),
    "one text of the 5-grams": np.mean([poem_spread(t) for t in poem_many]),
}
pd.Series(poem_spreads, name="spread of length (letters)").round(1).to_frame()

# %% [markdown]
# In one ghazal the lengths differ by about 1.5 letters, because the metre
# fixes the number and kind of syllables. The 5-grams spread more: they cannot
# see farther back than four characters, so they cannot know where their
# half-line began. An LSTM could learn to count, from far more poems than there
# are here.
