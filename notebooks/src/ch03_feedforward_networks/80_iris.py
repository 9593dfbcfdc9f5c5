# Chapter 3: closing exercise: Iris.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/iris
# needs: perceptron

# %% [markdown] book="3.21"
# ## Closing exercise: Iris
#
# The book's exercise, on the flowers from the first part: tell **three**
# species of iris apart by four measures, with **two hidden layers**, and plot
# loss and accuracy while it learns. Here are the data, split and then scaled.
#
# > **Correction to the book (3.22).** The hint does not import
# > `StandardScaler`, scales before splitting (correction 3.8), and does not
# > say what to do with the labels 0, 1, 2: three outputs with softmax, and
# > `sparse_categorical_crossentropy`.

# %%
flowers_train, flowers_val, species_train, species_val = train_test_split(
    iris.data.astype("float32"),
    iris.target,
    test_size=0.3,
    stratify=iris.target,
    random_state=SEED,
)
iris_scaler = StandardScaler().fit(flowers_train)
flowers_train = iris_scaler.transform(flowers_train)
flowers_val = iris_scaler.transform(flowers_val)
logistic = LogisticRegression().fit(flowers_train, species_train)
score = logistic.score(flowers_val, species_val)
print(f"a baseline, logistic regression: {score:.3f} of 45 flowers right")
expect("ch03.iris.linear_accuracy", score)

# %% tags=["hide-input"]
#| alt: >
#|   Three species by two measures at a time. By their sepals setosa is apart
#|   and the two others are mixed; by their petals all three follow one another
#|   along a diagonal, and only the upper two touch.
figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.4))
for axis, (first, second) in zip(axes, ((0, 1), (2, 3)), strict=True):
    for species, name in enumerate(iris.target_names):
        chosen = flowers_train[species_train == species]
        axis.plot(
            chosen[:, first], chosen[:, second], "os^"[species], label=name
        )
    axis.set(xlabel=iris.feature_names[first].replace(" (cm)", ", scaled"))
    axis.set(ylabel=iris.feature_names[second].replace(" (cm)", ", scaled"))
axes[0].set(title="Sepals alone do not separate them")
axes[1].set(title="Petals nearly do")
axes[1].legend()
plt.show()

# %% [markdown]
# ### Exercise 3.16 — a network for Iris (★★)
#
# Build and compile it: 4 inputs, two hidden layers (16 neurons each will do;
# the activation must bend, as ReLU does), 3 outputs with softmax; write the
# activations as `activation=` of the `Dense` layers. Adam with learning rate
# 0.003; accuracy as a metric. The check trains it for 60 epochs and draws the
# curves.


# %% exercise="3.16"
def iris_network():
    """Return a compiled Keras model; labels will be 0, 1 or 2."""
    ### BEGIN SOLUTION
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(16, activation="relu"),
            layers.Dense(16, activation="relu"),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
    ### END SOLUTION


# %% check="3.16a" points=1
@check(
    "3.16a",
    hint="three Dense layers, each with activation=…: two hidden ones, then 3 "
    "neurons with softmax; Adam with its learning rate in compile",
)
def _():
    model = iris_network()
    dense = [x for x in model.layers if isinstance(x, layers.Dense)]
    assert len(dense) == 3, "two hidden layers and the output layer"
    numbers = np.linspace(-3, 3, 25, dtype="float32")
    for layer in dense[:-1]:
        name = getattr(layer.activation, "__name__", "its activation")
        out = keras.ops.convert_to_numpy(layer.activation(numbers[None]))[0]
        bends = np.abs(np.diff(out, n=2)).max() > 1e-4
        assert bends, f"a hidden layer stays linear: {name}"
        assert name != "softmax", f"a hidden layer has {name}"
    answer = model.predict(flowers_val[:5], verbose=0)
    assert answer.shape == (5, 3), "one probability for each species"
    sums = answer.sum(axis=1)
    np.testing.assert_allclose(sums, 1, rtol=1e-5, err_msg="sums of rows")
    optimizer = getattr(model, "optimizer", None)
    assert optimizer is not None, "compile the model"
    name = type(optimizer).__name__
    assert name == "Adam", f"the optimizer is {name}"
    rate = float(keras.ops.convert_to_numpy(optimizer.learning_rate))
    np.testing.assert_allclose(rate, 0.003, rtol=1e-5, err_msg="learning rate")


# %% check="3.16b" points=2
@check(
    "3.16b",
    hint="compile with the loss for class numbers (another one ends in a long "
    "error) and with accuracy among the metrics",
)
def _():
    keras.utils.set_random_seed(SEED)
    model = iris_network()
    flowers = tf.data.Dataset.from_tensor_slices((flowers_val, species_val))
    history = model.fit(
        flowers_train,
        species_train,
        batch_size=16,
        epochs=60,
        validation_data=flowers.batch(45),
        verbose=0,
    ).history
    plot_history(history, "Iris: your network learns")
    plt.show()
    assert history["loss"][-1] < 0.6 * history["loss"][0], "it hardly learned"
    answer = model.predict(flowers_val, verbose=0)
    accuracy = np.mean(answer.argmax(axis=1) == species_val)
    assert accuracy >= 0.8, f"only {accuracy:.2f} of the new flowers right"
    measured = {name for name in history if name not in ("loss", "val_loss")}
    assert any(
        abs(history[name][-1] - accuracy) < 1e-3
        for name in measured
        if name.startswith("val_")
    ), f"no metric is the accuracy: {sorted(measured)}"
    ### BEGIN HIDDEN TESTS
    p = answer[np.arange(len(species_val)), species_val]
    loss = history["val_loss"][-1] - float(sum(model.losses))
    np.testing.assert_allclose(loss, -np.log(p).mean(), rtol=1e-2)
    ### END HIDDEN TESTS


# %% [markdown]
# With 45 flowers, one of them is worth 2.2 points of accuracy. The linear
# baseline is hard to beat here: three species in four measures leave little
# for hidden layers to find. Try fewer neurons, no hidden layer, another
# optimizer: what changes is mostly the speed.
