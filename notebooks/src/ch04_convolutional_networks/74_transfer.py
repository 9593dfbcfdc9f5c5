# Chapter 4: transfer learning and fine-tuning.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/transfer
# needs: improvements

# %% [markdown]
# ## Beyond the book: begin with what another network knows
#
# Few people have 50,000 labelled pictures of *their* things. **Transfer
# learning** (یادگیری انتقالی; chapter 1) takes the body of a network that was
# trained for something else, and puts a new head on it. **Fine-tuning** (تنظیم
# دقیق) then lets the body learn on, in small steps.
#
# We pre-train on eight classes of CIFAR-10. The new task is the other two, dog
# or horse, with **100** pictures. The body never saw either animal.


# %%
def build_body():
    """Three convolutions, normalised; 96 numbers for each picture."""
    pictures = keras.Input((32, 32, 3))
    x = pictures
    for filters, side, strides in ((24, 5, 2), (48, 3, 1), (96, 3, 1)):
        x = layers.Conv2D(
            filters, side, strides=strides, padding="same", use_bias=False
        )(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(x)
        if filters < 96:
            x = layers.MaxPooling2D(2)(x)
    return keras.Model(pictures, layers.GlobalAveragePooling2D()(x))


def with_head(body, classes, training=None):
    """Return the body and a new head as one network."""
    pictures = keras.Input((32, 32, 3))
    features = body(pictures, training=training)
    head = layers.Dense(classes, activation="softmax")
    return keras.Model(pictures, head(features))


def fit_falling(network, data, rate, epochs, batch_size):
    """Compile and train; the learning rate falls along half a cosine."""
    steps = epochs * -(-len(data[0]) // batch_size)
    network.compile(
        keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(rate, steps)
        ),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    progress = [show_progress(epochs)] if len(data[0]) > 1000 else []
    options = {"batch_size": batch_size, "epochs": epochs, "verbose": 0}
    network.fit(*data, **options, callbacks=progress)


# %%
NEW = [5, 7]  # dog, horse
OLD = [c for c in range(10) if c not in NEW]
number = by_profile(smoke=128, quick=12_000, full=32_000)
old_pictures = pictures_of(OLD, number, 0, 40_000)
keras.utils.set_random_seed(SEED)
body = build_body()
epochs_of_body = by_profile(smoke=1, quick=3, full=12)
fit_falling(with_head(body, 8), old_pictures, 0.003, epochs_of_body, 64)
del old_pictures
hundred = pictures_of(NEW, 100, 0, 40_000)
new_judges = pictures_of(NEW, by_profile(smoke=200, quick=2000, full=2000),
                         40_000, 50_000)  # fmt: skip
print(f"{np.bincount(hundred[1])} pictures of {[CLASSES[c] for c in NEW]}")

# %% [markdown]
# Three ways to learn from the hundred, judged by about 2,000 others:
#
# 1. **from scratch**: the same network, with a random start;
# 2. **frozen body**: its 96 features stay as they are; only the head, 194
#    numbers, is trained on them;
# 3. **fine-tuned**: from 2 on, all weights learn, with a tenth of the rate.
#    `training=False` keeps the averages of batch normalisation, since batches
#    of ten pictures would spoil them.
#
# **Predict** the three scores. (Guessing: 0.5.)

# %%
rounds = by_profile(smoke=1, quick=20, full=20)
transfer_scores = {}
keras.utils.set_random_seed(SEED)
scratch = with_head(build_body(), 2)
fit_falling(scratch, hundred, 0.003, rounds, 10)
judged = scratch.evaluate(*new_judges, verbose=0)
transfer_scores["from scratch"] = judged[1]

head = keras.Sequential([keras.Input((96,)), layers.Dense(2, "softmax")])
features = body.predict(hundred[0], verbose=0)
fit_falling(head, (features, hundred[1]), 0.01, rounds, 10)
features = body.predict(new_judges[0], verbose=0)
judged = head.evaluate(features, new_judges[1], verbose=0)
transfer_scores["frozen body"] = judged[1]

tuned = with_head(body, 2, training=False)
tuned.layers[-1].set_weights(head.layers[-1].get_weights())
before = body.get_weights()  # fine-tuning changes the body itself
fit_falling(tuned, hundred, 0.0003, rounds, 10)
judged = tuned.evaluate(*new_judges, verbose=0)
transfer_scores["fine-tuned"] = judged[1]
body.set_weights(before)

# %%
column = pd.Series(transfer_scores, name="accuracy on others")
display(column.round(3).to_frame())
scratch_score = transfer_scores["from scratch"]
expect("ch04.transfer.from_scratch", scratch_score)
expect("ch04.transfer.frozen_gain", column["frozen body"] - scratch_score)
expect("ch04.transfer.tuned_gain", column["fine-tuned"] - scratch_score)

# %% [markdown]
# The same pictures, the same network; only the start differs. Fine-tuning adds
# little here, or even loses a bit: a hundred pictures are few for 50,000
# weights. And it matters what was learned before: cat and deer are near to dog
# and horse. In practice the body comes from `keras.applications`, trained on
# the 1.2 million pictures of ImageNet.
#
# ### Exercise 4.16 — a frozen body (★★)
#
# Above, the head was trained alone. Make body and head *one* network: freeze
# the body (its weights, and the averages of batch normalisation), and put
# `Dense(classes, activation="softmax")` on it. Do not compile.


# %% exercise="4.16"
def frozen_classifier(body, classes):
    """body: a Keras model, pictures to features; return a new model."""
    ### BEGIN SOLUTION
    body.trainable = False
    pictures = keras.Input(body.input.shape[1:])
    features = body(pictures, training=False)
    head = layers.Dense(classes, activation="softmax")
    return keras.Model(pictures, head(features))
    ### END SOLUTION


# %% check="4.16a" points=1
@check("4.16a", hint="body.trainable = False, before you call the body")
def _():
    mine = frozen_classifier(keras.models.clone_model(body), 3)
    answer = np.array(mine(x_test[:4]))
    assert answer.shape == (4, 3), f"output {answer.shape}, not (4, 3)"
    message = "three probabilities: is softmax at the end?"
    np.testing.assert_allclose(answer.sum(axis=1), 1, 1e-4, err_msg=message)
    shapes = sorted(tuple(w.shape) for w in mine.trainable_weights)
    assert shapes == [(3,), (96, 3)], f"these learn: {shapes}"


# %% check="4.16b" points=2
@check("4.16b", hint="use the body that is given, and its weights as they are")
def _():
    twin = keras.models.clone_model(body)
    twin.set_weights(body.get_weights())
    mine = frozen_classifier(twin, 2)
    weights = mine.trainable_weights[0].numpy()
    features = np.array(body(x_test[:4], training=False))
    sums = np.log(np.array(mine(x_test[:4])))
    expected = (features @ weights) @ [1, -1]
    ours = sums @ [1, -1]
    np.testing.assert_allclose(ours, expected, rtol=1e-3, atol=1e-3)
    compiled(mine).fit(*hundred, batch_size=20, epochs=2, verbose=0)
    for now, then in zip(twin.get_weights(), body.get_weights(), strict=True):
        message = "training has changed the body"
        np.testing.assert_array_equal(now, then, err_msg=message)
    ### BEGIN HIDDEN TESTS
    start = keras.Input((8, 8, 1))
    other = keras.Model(start, layers.GlobalMaxPooling2D()(start))
    assert frozen_classifier(other, 7).output.shape == (None, 7)
    moved = np.abs(mine.trainable_weights[0].numpy() - weights).max()
    assert moved > 0, "the head must learn"
    ### END HIDDEN TESTS
