# Lecture 9: Keras itself: data, training, callbacks, files.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/keras
# needs: layers, losses

# %% [markdown] book="slides.2"
# ## Part 2: Keras

# %% [markdown] book="slides.2a"
# ### What Keras is
#
# Keras is a library for deep learning in Python, begun by François Chollet in
# 2015 for researchers who want to try ideas quickly. The slides name four
# strengths: the same code runs on CPU and GPU; a friendly interface for quick
# prototypes; convolutional and recurrent layers, and mixtures of them, built
# in; arbitrary architectures, with several inputs and outputs, shared layers
# and shared models, “from a generative adversarial network to a neural Turing
# machine”. (They also show how often people searched the web for each
# library. Such curves age quickly; we leave them out.)

# %% [markdown] book="slides.2b"
# ### A library at the level of models
#
# Keras knows layers, models and training. Tensor arithmetic, gradients and
# devices are the business of another library below, the **back end**. Keras
# could use several of them, then only one, and now several again:

# %% tags=["hide-input"]
#| alt: >
#|   Bars over the years from 2015: Theano and CNTK end in the middle of 2020,
#|   TensorFlow goes on from late 2015 until now, JAX and PyTorch begin in late
#|   2023.
spans = [
    ("Theano", 2015.2, 2020.45, "C1"),
    ("TensorFlow", 2015.9, 2026.9, "C0"),
    ("CNTK", 2017.4, 2020.45, "C1"),
    ("JAX", 2023.9, 2026.9, "C2"),
    ("PyTorch", 2023.9, 2026.9, "C2"),
]
moments = [
    (2015.2, "Keras"),
    (2017.2, "Keras 2"),
    (2020.45, "2.4: TensorFlow only"),
    (2023.9, "Keras 3: several again"),
]
figure, axis = plt.subplots(figsize=(9, 2.7))
for row, (name, start, end, colour) in enumerate(spans):
    axis.barh(row, end - start, left=start, color=colour, height=0.6)
    axis.text(start + 0.1, row, name, va="center", color="white", fontsize=9)
for year, name in moments:
    axis.axvline(year, color="black", linestyle=":")
    axis.text(year + 0.05, -0.75, name, fontsize=9)
axis.set(yticks=[], xlabel="year", ylim=(4.6, -1.2), xlim=(2015, 2027))
axis.set_title("Which back ends Keras could use, and when")
plt.show()

# %% [markdown]
# > **Correction to the slides (9.16).** The slides name Theano (of the MILA
# > lab in Montréal), TensorFlow (Google) and CNTK (Microsoft) for the time
# > until 2020, and TensorFlow alone since 2021. The work on Theano ended in
# > 2017, that on CNTK in 2019; the links given for them are dead or archived.
# > And since Keras 3 (November 2023) there are several back ends again:
# > **TensorFlow**, **JAX** and **PyTorch** (OpenVINO, too, for running
# > finished models). What TensorFlow offers as `tf.keras` is Keras 3 since
# > version 2.16.
#
# The environment variable `KERAS_BACKEND` chooses, before Keras is imported.
# Whatever is written with `keras.layers` and `keras.ops` runs on all of them;
# so does our `OurDense`. `tf.GradientTape`, below, needs TensorFlow.

# %% tags=["hide-input"]
#| alt: >
#|   Four bars on top of each other: your model; under it Keras; under that the
#|   back end, which is TensorFlow, JAX or PyTorch; at the bottom the CPU, GPU
#|   or TPU.
stack_of_software = [
    ("your model: layers, losses, fit()", "C0"),
    ("Keras: keras.layers, keras.ops", "C2"),
    ("back end: TensorFlow, JAX or PyTorch", "C1"),
    ("CPU, GPU or TPU", "0.5"),
]
figure, axis = plt.subplots(figsize=(5, 2))
for row, (name, colour) in enumerate(stack_of_software):
    axis.barh(row, 1, color=colour, height=0.85)
    axis.text(0.5, row, name, ha="center", va="center", color="white")
axis.invert_yaxis()
axis.set_axis_off()
axis.set_title("Who does what")
plt.show()
print("running on", keras.backend.backend(), "| Keras", keras.__version__)

# %% [markdown] book="slides.2c"
# ### Developing with Keras
#
# The work has four steps:
#
# 1. define the training data: input tensors and target tensors;
# 2. define a network of layers, a model, from inputs to targets;
# 3. configure learning: loss, optimizer, metrics (`compile`);
# 4. go through the training data again and again (`fit`).
#
# > **Correction to the slides (9.6).** “There are two ways to define a model”,
# > and then three follow: the `Sequential` class, the functional API, and
# > subclassing of `Model`.
#
# All three, for the digits. First the two that you have met above:

# %%
sequential = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        layers.Flatten(),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)

image = keras.Input((8, 8, 1))
features = layers.Dense(32, activation="relu")(layers.Flatten()(image))
functional = keras.Model(image, layers.Dense(10, "softmax")(features))

# %% [markdown]
# Third, **subclassing**: make the layers in `__init__`, and say in `call` what
# happens to the data. It is Python: conditions, loops, anything. The price:
# Keras keeps no graph. It cannot draw the model, or tell the shapes before the
# first call, and a mistake shows only when it runs.


# %%
class Subclassed(keras.Model):
    """The same network, written as a class."""

    def __init__(self):
        super().__init__()
        self.flatten = layers.Flatten()
        self.hidden = layers.Dense(32, activation="relu")
        self.answer = layers.Dense(10, activation="softmax")

    def call(self, inputs):
        return self.answer(self.hidden(self.flatten(inputs)))


subclassed = Subclassed()
subclassed(d_train[:1])  # the first call builds it
weights = sequential.get_weights()
functional.set_weights(weights)
subclassed.set_weights(weights)
first, *others = (m(d_test) for m in (sequential, functional, subclassed))
difference = max(np.abs(first - other).max() for other in others)
expect("keras.three_ways.difference", difference)
try:
    plot_model(subclassed)
except ValueError as error:
    print(error)

# %% [markdown]
# Equal weights give equal answers: three ways to write the same function. Take
# `Sequential` for a stack, the functional API for every other graph, and a
# subclass only for what is no graph of layers. (The slides call this the
# *progressive disclosure of complexity*: simple things stay simple, and what
# is complex becomes possible step by step.)
#
# #### Compile
#
# `compile` takes the optimizer, the loss and the metrics to watch. The slides
# write `model.compile(optimizer=optimizers.RMSprop(lr=0.001), loss='mse',
# metrics=['accuracy'])`. That has three faults. The first shows at once:

# %%
try:
    keras.optimizers.RMSprop(lr=0.001)
except ValueError as error:
    print("ValueError:", error)
keras.optimizers.RMSprop(learning_rate=0.001).name

# %% [markdown]
# > **Correction to the slides (9.1).** `RMSprop(lr=0.001)` is an error in
# > Keras 3; the argument is `learning_rate`.
#
# > **Correction to the slides (9.2).** The slides take the model from
# > `tensorflow.keras`, the optimizer from `keras`. In older versions these
# > were two libraries that did not know each other. Take one. Here: `import
# > keras`.
#
# > **Correction to the slides (9.3).** After a softmax over ten classes they
# > compile with `loss="mse"` and `metrics=["accuracy"]`. For one class of many
# > the loss is a cross-entropy. And where the targets are measured numbers,
# > accuracy says nothing. With one output, Keras turns the prediction into 0
# > or 1 (threshold 0.5) and compares *that* with the target: a perfect 0.7
# > counts as wrong.

# %%
hit = keras.metrics.BinaryAccuracy()  # what "accuracy" means for one output
for target, prediction in ((0.7, 0.7), (1.0, 0.7)):
    hit.reset_state()
    hit.update_state([[target]], [[prediction]])
    print(f"target {target}, prediction {prediction}: {float(hit.result())}")
keras.utils.set_random_seed(SEED)
regression = keras.Sequential(
    [keras.Input((10,)), layers.Dense(32, "relu"), layers.Dense(1)]
)
regression.compile("adam", "mse", metrics=["accuracy", "mae"])
epochs = by_profile(smoke=2, quick=40, full=40)
regression_history = regression.fit(
    patients, score, batch_size=64, epochs=epochs, verbose=0
).history
for name, values in regression_history.items():
    print(f"{name:>8}: {values[0]:.3f} at first, {values[-1]:.3f} at the end")
expect("keras.accuracy_of_regression", regression_history["accuracy"][-1])

# %% [markdown]
# The network learns, the error falls, and the “accuracy” stays at zero.
#
# #### Fit, three times
#
# `fit` takes NumPy arrays, as scikit-learn does: `model.fit(inputs, targets,
# batch_size=128, epochs=10)`. What does it do? We train one network by `fit`,
# by a step of our own inside of `fit`, and by a loop without any `fit`. Same
# starting weights, same order of the batches, plain SGD: the three must agree.

# %%
steps = 12
x_steps = d_train[: steps * 96].reshape(steps, 96, 8, 8, 1)
y_steps = digit_train[: steps * 96].reshape(steps, 96)
step_epochs = by_profile(smoke=2, quick=5, full=5)
keras.utils.set_random_seed(SEED)
start_weights = linear_stack().get_weights()


def fit_losses(model):
    """Return the loss of each epoch of fit, from the common start."""
    model.set_weights(start_weights)
    model.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
    return model.fit(
        x_steps.reshape(-1, 8, 8, 1),
        y_steps.reshape(-1),
        batch_size=96,
        epochs=step_epochs,
        shuffle=False,
        verbose=0,
    ).history["loss"]


loss_by = {"fit": fit_losses(linear_stack())}

# %% [markdown]
# **A step of our own.** `fit` calls `train_step` for each batch. Override it,
# and you keep everything else: epochs, callbacks, history. (Chapter 6 trains
# two networks against each other in this way.) A **gradient tape** writes down
# what is computed, so that TensorFlow can go back along it.


# %%
class OwnStep(keras.Model):
    """A model whose training step is written out."""

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply(gradients, self.trainable_weights)
        for metric in self.metrics:
            if metric.name == "loss":  # the running mean that fit prints
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return self.get_metrics_result()


plain = linear_stack()
loss_by["own train_step"] = fit_losses(OwnStep(plain.inputs, plain.outputs))

# %% [markdown]
# **A loop from scratch.** Nothing hidden any more: epochs, batches, tape,
# gradients, step.


# %%
def make_loop():
    """Return a training step, and a function that runs epochs with it."""
    model, sgd = linear_stack(), keras.optimizers.SGD(0.5)
    sgd.build(model.trainable_weights)
    loss_function = keras.losses.SparseCategoricalCrossentropy()

    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_function(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_weights)
        sgd.apply(gradients, model.trainable_weights)
        return loss

    def run(step, epochs):
        """Return the mean loss of each epoch, from the common start."""
        model.set_weights(start_weights)
        return [
            np.mean(
                [step(x, y) for x, y in zip(x_steps, y_steps, strict=True)]
            )
            for _ in range(epochs)
        ]

    return step, run


step, run = make_loop()
loss_by["loop from scratch"] = run(step, step_epochs)
display(pd.DataFrame(loss_by).rename(lambda row: f"epoch {row + 1}"))
losses = np.array(list(loss_by.values()))
expect("keras.three_loops.difference", np.ptp(losses, axis=0).max())

# %% [markdown]
# The same losses, to rounding. The loop is short, and slow: Python handles
# every small operation on its own. `tf.function` turns the step into a graph
# once, and runs that graph; `fit` does the same for you.

# %%
compiled_step = tf.function(step)
compare(
    "keras.training_loop",
    textbook=lambda: run(step, 2),
    ours=lambda: run(compiled_step, 2),
)

# %% [markdown]
# ### Exercise 9.6 — one step of descent (★★)
#
# Write one step with the gradient tape, without an optimizer: compute the mean
# squared error of `model` on the batch, get its gradients, and change each
# weight $w$ to $w-\alpha\,\partial L/\partial w$ (`weight.assign_sub(…)`).


# %% exercise="9.6"
def descent_step(model, x, y, learning_rate):
    """Do one step on a batch; return the loss before it, a number.

    ``x`` has the shape (samples, inputs), ``y`` (samples, 1), as what the
    model gives.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    gradients = tape.gradient(loss, model.trainable_weights)
    for weight, gradient in zip(
        model.trainable_weights, gradients, strict=True
    ):
        weight.assign_sub(learning_rate * gradient)
    return float(loss)
    ### END SOLUTION


# %% check="9.6a" points=1
@check(
    "9.6a",
    hint="all answers are 0: what is the loss? If a gradient is None: what is "
    "between weights and loss must be TensorFlow, inside of the tape; no "
    "NumPy, no predict",
)
def _():
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.set_weights([np.zeros((1, 1)), np.zeros(1)])
    x = np.array([[1.0], [2.0]], "float32")
    y = 2 * x
    loss = descent_step(model, x, y, 0.1)
    np.testing.assert_allclose(float(loss), 10)


# %% check="9.6b" points=1
@check(
    "9.6b",
    hint="against the gradient, learning_rate times, both weights; w = w - … "
    "would only give the name w to something new",
)
def _():
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.set_weights([np.zeros((1, 1)), np.zeros(1)])
    x = np.array([[1.0], [2.0]], "float32")
    y = 2 * x
    descent_step(model, x, y, 0.1)
    got = np.r_[model.get_weights()[0].ravel(), model.get_weights()[1]]
    np.testing.assert_allclose(got, [1.0, 0.6], rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    x = np.array([[1.0], [2.0], [3.0]], "float32")
    for _ in range(300):
        loss = descent_step(model, x, 2 * x - 1, 0.1)
    assert loss < 1e-4
    ### END HIDDEN TESTS


# %% [markdown]
# ### Callbacks: hooks into fit
#
# A **callback** is called by `fit` at the start and end of epochs and batches.
# Four that you will use, in a training with only 150 digits:
#
# - `ModelCheckpoint` writes the model to a file, here whenever the validation
#   loss is the best so far;
# - `EarlyStopping` ends training once there was no progress for `patience`
#   epochs, and can bring the best weights back;
# - `LearningRateScheduler` sets the learning rate of each epoch;
# - `TensorBoard` writes a log for the web page of that name.

# %%
workshop = tempfile.TemporaryDirectory(prefix="course-")
folder = Path(workshop.name)
few_x, few_y = d_train[:150], digit_train[:150]
keras.utils.set_random_seed(SEED)
overfit = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
overfit.compile(
    keras.optimizers.Adam(0.03),
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
most_epochs = by_profile(smoke=3, quick=60, full=60)
few_history = overfit.fit(
    few_x,
    few_y,
    validation_data=(d_train[150:], digit_train[150:]),
    epochs=most_epochs,
    batch_size=50,
    verbose=0,
    callbacks=[
        keras.callbacks.ModelCheckpoint(
            folder / "best.keras", monitor="val_loss", save_best_only=True
        ),
        keras.callbacks.EarlyStopping(
            monitor="val_loss", patience=8, restore_best_weights=True
        ),
        keras.callbacks.LearningRateScheduler(
            lambda epoch, rate: 0.03 * 0.95**epoch
        ),
        keras.callbacks.TensorBoard(folder / "logs"),
        show_progress(most_epochs),
    ],
).history

# %%
#| alt: >
#|   Training loss falls to almost 0 and training accuracy rises to 1.
#|   Validation loss soon levels off well above, and a dot marks its lowest
#|   point, before the end; validation accuracy stays below 1.
best_epoch = 1 + int(np.argmin(few_history["val_loss"]))
last_epoch = len(few_history["val_loss"])
plot_history(few_history, f"Best at {best_epoch}, stopped at {last_epoch}")
plt.show()
rates = few_history["learning_rate"]
print(f"learning rate {rates[0]:.4f} at first, {rates[-1]:.4f} at the end")
for path in sorted(p for p in folder.rglob("*") if p.is_file()):
    name = path.relative_to(folder).as_posix().split("tfevents")[0]
    print(f"{name:<30} {path.stat().st_size:>8,} bytes")
validation = d_train[150:], digit_train[150:]
best_loss = overfit.evaluate(*validation, batch_size=50, verbose=0)[0]
from_file = keras.models.load_model(folder / "best.keras")
file_loss = from_file.evaluate(*validation, batch_size=50, verbose=0)[0]
lowest = min(few_history["val_loss"])
expect("keras.callbacks.best_restored", abs(best_loss - lowest))
expect("keras.callbacks.best_saved", abs(file_loss - lowest))
expect("keras.callbacks.schedule", rates[-1] / 0.03 / 0.95 ** (len(rates) - 1))

# %% [markdown]
# TensorBoard is a program of its own: install it with `pip install
# tensorboard`, start it with `tensorboard --logdir FOLDER`, or inside Colab
# with `%load_ext tensorboard`. Its log is a file of records. Here are the
# validation losses, read back from it.

# %% tags=["hide-input"]
(log,) = (folder / "logs" / "validation").glob("events*")
logged = [
    tf.make_ndarray(value.tensor).item()
    for record in tf.data.TFRecordDataset(str(log))
    for value in tf.compat.v1.Event.FromString(record.numpy()).summary.value
    if value.tag == "epoch_loss"
]
difference = np.abs(np.array(logged) - few_history["val_loss"]).max()
expect("keras.tensorboard.difference", difference)

# %% [markdown]
# ### Exercise 9.7 — a callback of your own (★★)
#
# Complete a callback that ends training as soon as a metric has reached a
# value. `fit` calls `on_epoch_end(epoch, logs)` with the epoch's results in
# the dict `logs`; setting `self.model.stop_training = True` ends it.


# %% exercise="9.7"
class StopAt(keras.callbacks.Callback):
    """End training when a metric reaches a value."""

    def __init__(self, metric, value):
        super().__init__()
        self.metric = metric
        self.value = value

    def on_epoch_end(self, epoch, logs=None):
        """Stop if ``logs[self.metric]`` is at least ``self.value``."""
        ### BEGIN SOLUTION
        if logs[self.metric] >= self.value:
            self.model.stop_training = True
        ### END SOLUTION


# %% check="9.7a" points=1
@check(
    "9.7a",
    hint="self.model.stop_training = True as soon as the value is reached; "
    "exactly the value is enough",
)
def _():
    stop = StopAt("accuracy", 0.75)
    stop.set_model(keras.Sequential())
    stop.model.stop_training = False
    stop.on_epoch_end(0, {"accuracy": 0.75, "loss": 0.1})
    assert stop.model.stop_training


# %% check="9.7b" points=1
@check("9.7b", hint="not before; and look at the metric that was asked for")
def _():
    stop = StopAt("val_accuracy", 0.9)
    stop.set_model(keras.Sequential())
    stop.model.stop_training = False
    stop.on_epoch_end(0, {"accuracy": 0.99, "val_accuracy": 0.7})
    assert not stop.model.stop_training
    ### BEGIN HIDDEN TESTS
    stop.on_epoch_end(1, {"accuracy": 0.5, "val_accuracy": 0.9})
    assert stop.model.stop_training
    ### END HIDDEN TESTS


# %% [markdown]
# ### Save and load
#
# `model.save("….keras")` writes one file: an archive with the architecture as
# text, the weights as numbers, and the versions. It brings back the compiled
# model with its optimizer. A layer of your own is found by the name under
# which it was registered; its `get_config` says with which arguments to make
# it.

# %%
keras.utils.set_random_seed(SEED)
ours = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        layers.Flatten(),
        OurDense(32),
        layers.Dense(10, activation="softmax"),
    ]
)
ours.compile("adam", "sparse_categorical_crossentropy")
ours.fit(d_train, digit_train, batch_size=64, verbose=0)
ours.save(folder / "ours.keras")
loaded = keras.models.load_model(folder / "ours.keras")
with zipfile.ZipFile(folder / "ours.keras") as archive:
    for entry in archive.infolist():
        print(f"{entry.filename:>18}  {entry.file_size:>7,} bytes")
print(type(loaded.layers[1]).__name__, "found again;")
for model in (ours, loaded):
    print(
        "steps that its optimizer has done:", int(model.optimizer.iterations)
    )
difference = np.abs(ours(d_test) - loaded(d_test)).max()
expect("keras.saved_model.difference", difference)

# %% [markdown]
# Load only files that you trust: an architecture may contain Python code.
# (Keras refuses the best-known case, `Lambda` layers, unless you say
# `safe_mode=False`. That is a help, no guarantee.) Old course material saves
# to `.h5`; for whole models that format is a legacy one.
