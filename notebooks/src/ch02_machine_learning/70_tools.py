# Chapter 2: tools and frameworks.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/tools
# needs: unsupervised

# %% [markdown] book="2.12"
# ## The tools
#
# | tool | what it is for today |
# |---|---|
# | Python | the language of nearly all machine learning |
# | environment (`venv`) | the packages of one project, in a folder |
# | pip | installs packages (بسته) |
# | NumPy | arrays of numbers, fast |
# | pandas | tables with named columns |
# | Matplotlib | figures |
# | scikit-learn | classical machine learning: all of this chapter |
# | Jupyter, Colab | notebooks: text, code and results in one document |
# | TensorFlow, PyTorch, JAX | computing with gradients, on GPUs too |
# | Keras | neural networks in a few lines, on top of one of those |

# %% [markdown] book="2.12.1" tags=["further"]
# ### Installing Python
#
# Python comes from python.org (Windows, macOS) or with the system (Linux).
# On Windows tick “Add python.exe to PATH”. Then make an environment for each
# project, so that each has its own versions of the packages:
# `python -m venv .venv`, and activate it with `.venv\Scripts\activate`
# (Windows) or `source .venv/bin/activate` (macOS, Linux).
#
# > **Correction to the book (2.25).** Version 3.9.6 of the book has reached
# > its end of life; take a supported one. The label of the tick box has
# > changed, too; and the book has only Windows, and no environments.

# %%
inside = sys.prefix != sys.base_prefix
print("this notebook runs Python", sys.version.split()[0])
print("inside an environment:", "yes" if inside else "no")

# %% [markdown] book="2.12.2" tags=["further"]
# ### Starting with Python
#
# Python can talk line by line: it **r**eads, **e**valuates, **p**rints and
# begins anew (*loop*): a REPL. You get one with `python` at the command line
# (خط فرمان; on Windows press Win+R and type `cmd`), or in IDLE, the small
# editor that comes with Python. A few lines that you will meet all the time:
#
# > **Correction to the book (2.26).** In the running text the prompt (اعلان)
# > appears as `<<<`; it is `>>>`.

# %% tags=["nbval-check-output"]
areas = [8450, 9600, 11250]  # a list
large = [area for area in areas if area > 9000]  # a list comprehension
rooms = {"first": 8, "second": 6}  # a dictionary
print(large, "and", areas[-1], "and", rooms["second"])
for name, count in rooms.items():
    print(f"the {name} house has {count} rooms")  # an f-string

# %% [markdown] book="2.12.3" tags=["further"]
# ### Installing libraries
#
# At the command line: `python -m pip install numpy`. In a notebook:
# `%pip install numpy`. The form `python -m pip` makes sure that the package
# goes to the Python that you use. What happens if a package is missing?

# %%
try:
    import a_package_that_nobody_has_written  # noqa: F401
except ImportError as error:
    print(f"{type(error).__name__}: {error}")
packages = ["numpy", "pandas", "matplotlib", "scikit-learn", "keras"]
pd.Series(
    {name: version(name) for name in packages}, name="version"
).to_frame()

# %% [markdown]
# > **Correction to the book (2.27).** The book prints `ImportError: No module
# > named numpy`, the message of Python 2. Python 3.6 and later say
# > `ModuleNotFoundError: No module named 'numpy'` (a kind of `ImportError`,
# > therefore the `except` above catches it).

# %% [markdown]
# **NumPy** computes with whole arrays at once. **pandas** gives names to
# columns, and **Matplotlib** draws. One question, all three: does a house
# with more fireplaces also have more rooms?

# %%
#| alt: >
#|   Four bars, the mean number of rooms for 0 to 3 fireplaces: it rises from 6
#|   to between 8 and 9, and the error bars are so long that they overlap.
quality = houses["OverallQual"].to_numpy()  # NumPy
print(f"mean quality {quality.mean():.2f}, at least 8: {(quality >= 8).sum()}")
by_fireplaces = houses.groupby("Fireplaces")["TotRmsAbvGrd"]  # pandas
summary = by_fireplaces.agg(["size", "mean", "std"]).round(2)
display(summary)
figure, axis = plt.subplots(figsize=(5, 2.8))  # Matplotlib
axis.bar(summary.index, summary["mean"], yerr=summary["std"], capsize=4)
axis.set(
    title="More fireplaces, more rooms (± one standard deviation)",
    xlabel="fireplaces",
    ylabel="rooms, mean",
    xticks=summary.index,
)
plt.show()

# %% [markdown]
# ### Why vectorised code
#
# A Python loop handles one number at a time. NumPy hands the whole array to
# compiled code: **vectorised** code. The task: the distances between the
# first 60 digits, pair by pair. **Guess**: how many times faster is NumPy?

# %%
sixty = pixels[: by_profile(smoke=15, quick=60, full=60)]


def distances_with_loops():
    table = []
    for a in sixty:
        row = []
        for b in sixty:
            total = 0.0
            for one, other in zip(a, b, strict=True):
                total += (one - other) ** 2
            row.append(total**0.5)
        table.append(row)
    return table


def distances_at_once():
    difference = sixty[:, None, :] - sixty[None, :, :]
    return np.sqrt((difference**2).sum(axis=2))


compare(
    "ch02.distances", textbook=distances_with_loops, ours=distances_at_once
)

# %% [markdown]
# Same numbers, far less time. The price is memory: the array `difference`
# holds all differences at once, pairs × 64.

# %% [markdown] tags=["further"]
# ### Exercise 2.15 — distances without the large array (★★★)
#
# Use $\lVert a-b\rVert^2=\lVert a\rVert^2-2\,a\cdot b+\lVert b\rVert^2$ and a
# matrix product: no loop, and no array with three axes. Rounding can make a
# squared distance a little less than 0: raise it to 0 before the root
# (`np.maximum`).


# %% exercise="2.15"
def pair_distances(a, b):
    """Return all distances: an array (rows of a, rows of b)."""
    ### BEGIN SOLUTION
    squared = (
        (a**2).sum(axis=1)[:, None] - 2 * a @ b.T + (b**2).sum(axis=1)[None, :]
    )
    return np.sqrt(np.maximum(squared, 0))
    ### END SOLUTION


# %% check="2.15a" points=1
@check("2.15a", hint="sums over axis=1; one as a column, the other as a row")
def _():
    a, b = np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 4.0]])
    np.testing.assert_allclose(pair_distances(a, b), [[4.0], [3.0]])


# %% check="2.15b" points=1
@check("2.15b", hint="np.maximum(squared, 0) before the root avoids nan")
def _():
    result = pair_distances(sixty, sixty)
    np.testing.assert_allclose(result, distances_at_once(), atol=1e-6)
    far = iris.data + 100_000  # here rounding matters
    assert np.isfinite(pair_distances(far, far)).all()
    ### BEGIN HIDDEN TESTS
    result = pair_distances(sixty[:3], sixty)
    np.testing.assert_allclose(result, distances_at_once()[:3], atol=1e-6)
    ### END HIDDEN TESTS


# %% [markdown] book="2.12.4"
# ### Jupyter Notebook
#
# You are in one. A notebook holds **text cells** and **code cells** (سلول);
# behind it runs a **kernel**, the Python process that remembers your
# variables. Shift+Enter runs a cell and goes to the next one, Ctrl+Enter
# stays. If results look strange, choose *Restart kernel and run all*: cells
# that were run out of order are the commonest mistake. `pip install
# jupyterlab`, then `jupyter lab`; it shows the folder where you started it.
#
# > **Correction to the book (2.28).** The pictures of the book show Notebook 6
# > or older. Today there are JupyterLab and Notebook 7; the entry is called
# > “Python 3 (ipykernel)” and the buttons look different.

# %% tags=["nbval-check-output"]
print("Hello World!")

# %% [markdown] book="2.12.5"
# ### Colab
#
# Colab (colab.research.google.com) runs notebooks on Google's computers, with
# most packages installed, in the browser; you need a Google account. Good for
# trying, sharing, and for borrowing a GPU. Work on your own machine if the
# data are private, or if you own a strong GPU. Everything except your saved
# notebook is wiped when the machine goes away: keep files in Drive.
#
# > **Correction to the book (2.29).** Use `https://`. Any Google account
# > works. Free GPUs and TPUs (Google's chips for networks) are not guaranteed,
# > and sessions end. TPUs are hardly found outside of the cloud. OpenCV is a
# > library for computer vision, not for deep learning. The menu entry is “New
# > notebook in Drive”.

# %%
print("running in Colab:", "google.colab" in sys.modules)

# %% [markdown] book="2.13"
# ## Deep-learning frameworks
#
# A **framework** (چارچوب) does the hard parts for you: derivatives, GPUs,
# saving models. “Anywhere”, in the table, means servers, browsers, phones, and
# the tiny computers inside devices (micro-controllers).
#
# | | PyTorch | TensorFlow | Keras |
# |---|---|---|---|
# | Persian | پای‌تورچ | تنسورفلو | کراس |
# | public since | January 2017 | November 2015 | March 2015 |
# | from | Facebook (Meta) | Google | F. Chollet; Google |
# | + | flexible; research uses it | runs anywhere | short, easy |
# | − | more code around a model | large, long messages | hides the parts |

# %% tags=["hide-input"]
#| alt: >
#|   Eight events from 2015 to 2023 along a line, a colour for each framework:
#|   Keras and TensorFlow begin in 2015, PyTorch in 2016; TensorFlow 2 comes in
#|   2019, Keras for TensorFlow alone in 2020, and for three back ends in 2023.
events = {
    2015.2: "Keras",
    2015.85: "TensorFlow",
    2016.7: "PyTorch 0.1",
    2017.05: "PyTorch public",
    2019.75: "TensorFlow 2",
    2020.45: "Keras 2.4: TensorFlow only",
    2022.7: "PyTorch Foundation",
    2023.9: "Keras 3: three back ends",
}
figure, axis = plt.subplots(figsize=(10, 2.6))
for number, (year, text) in enumerate(events.items()):
    height = 4 - number % 4
    colour = {"K": "C0", "T": "C1", "P": "C2"}[text[0]]
    axis.plot([year, year], [0, height], color=colour, linewidth=1)
    axis.plot(year, height, "o", color=colour)
    axis.text(year + 0.08, height, text, va="center", size=9)
axis.set(
    title="Three frameworks, nearly nine years",
    xlabel="year",
    xlim=(2014.8, 2026),
    ylim=(0, 4.6),
    yticks=[],
)
axis.grid(axis="y", visible=False)
plt.show()

# %% [markdown] book="2.13.1" tags=["further"]
# ### PyTorch
#
# PyTorch is not installed here. Its code looks like TensorFlow's, below:
# tensors, automatic derivatives, and a loop that you write yourself. Keras
# runs on it if `KERAS_BACKEND=torch` is set before the import.
#
# > **Correction to the book (2.30).** PyTorch did not come out in January
# > 2016: the first release was in September 2016, the public announcement in
# > January 2017. And it does have TensorBoard, the pages with
# > training curves: `torch.utils.tensorboard`.

# %% [markdown] book="2.13.2" tags=["further"]
# ### TensorFlow
#
# TensorFlow records a computation and finds the derivative by itself. For
# $f(x)=x^2-2x-3$ at $x=3$ we expect $f'(3)=2\cdot3-2=4$.
#
# > **Correction to the book (2.31).** TensorFlow did not start in 2007; it
# > became public in November 2015. Since version 2 (2019) one usually works
# > with it through Keras, so “low-level API” is hardly true any more. For a
# > GPU on Windows one needs WSL2 (Linux inside Windows) since version 2.11.

# %% tags=["nbval-check-output"]
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x**2 - 2 * x - 3
print("f(3) =", float(y), " f'(3) =", float(tape.gradient(y, x)))

# %% [markdown] book="2.13.3"
# ### Keras
#
# One neuron without activation is linear regression. It has to find the line
# that scikit-learn found for the body-mass index; we scale it first, which
# gradient descent needs.
#
# > **Correction to the book (2.32).** Keras is no longer tied to TensorFlow:
# > since Keras 3 (2023) it runs on TensorFlow, JAX or PyTorch. It compiles to
# > the same computations as those, so “slow” and “for small data sets” are
# > over-stated.

# %%
keras.utils.set_random_seed(SEED)
scaled_bmi = ((bmi - bmi.mean()) / bmi.std()).astype("float32")[:, None]
target = (progression / 100).astype("float32")  # in hundreds of points
neuron = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
neuron.compile(
    optimizer=keras.optimizers.SGD(0.2), loss="mse", steps_per_execution=10
)
neuron.fit(
    scaled_bmi,
    target,
    batch_size=len(target),  # all patients in every step
    epochs=by_profile(smoke=2, quick=50, full=50),
    verbose=0,
)
w, b = (float(part.numpy().ravel()[0]) for part in neuron.weights)
slope = 100 * w / bmi.std()
print(f"Keras {slope:.3f}, scikit-learn {line.coef_[0]:.3f} a unit")
expect("ch02.keras.slope_ratio", slope / line.coef_[0])
