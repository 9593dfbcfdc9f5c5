# Chapter 5: a transformer on the novel.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/transformer
# needs: attention, writing_lstm

# %% [markdown] tags=["further"]
# #### A transformer on the novel (beyond the book)
#
# How well does attention do on the same text? Two of the blocks of part 1 with
# four heads, a width of 56, and the clock added to the vectors of the
# characters: about as many weights as our LSTM. It reads 128 characters at a
# time, in batches of 32, and trains for as many epochs. That takes minutes, so
# the losses below come from earlier runs, three seeds; the full profile trains
# anew, one seed.


# %%
def transformer_char_model(symbols, width=56, length=128):
    """Codes (batch, length) → logits (batch, length, symbols)."""
    codes = keras.Input((length,), dtype="uint8")
    x = layers.Embedding(symbols, width, "random_normal")(codes)
    x = x + 0.05 * clock(length, width // 2).astype("float32")
    for _ in range(2):
        x = transformer_block(x, heads=4, widening=4)
    logits = layers.Dense(symbols)(layers.LayerNormalization()(x))
    return keras.Model(codes, logits)


def transformer_nats(model, codes):
    """Return the mean loss; each character has 64 others before it, or more."""
    starts = range(0, len(codes) - 128, 64)
    inputs = np.array([codes[s : s + 128] for s in starts])
    following = np.array([codes[s + 1 : s + 129] for s in starts])
    nats = keras.losses.sparse_categorical_crossentropy(
        following, model.predict(inputs, verbose=0), from_logits=True
    )
    return nats.numpy()[:, 64:].mean()


keras.utils.set_random_seed(SEED)
for name, count in (
    ("transformer", transformer_char_model(len(char_list)).count_params()),
    ("LSTM", lstm_char.count_params()),
):
    print(f"{name:>11}: {count:,} weights")


# %%
def transformer_train(seed, epochs=5):
    """Train on the novel; return the model and its loss on the test part."""
    keras.utils.set_random_seed(seed)
    model = transformer_char_model(len(char_list))
    inputs, following = char_windows(char_codes["training"], 128)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, (epochs - 1) * -(-len(inputs) // 32),
        warmup_target=4e-3, warmup_steps=-(-len(inputs) // 32),
    )  # fmt: skip
    model.compile(
        keras.optimizers.Adam(rate, clipnorm=1),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(
        *(inputs, following),
        batch_size=32,
        epochs=epochs,
        verbose=0,
        callbacks=[show_progress(epochs)],
    )
    return model, transformer_nats(model, char_codes["test"])
