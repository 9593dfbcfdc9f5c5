# Lecture 9: one model on two back ends.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/back_ends

# %% [markdown] tags=["further"]
# ### The same model on another back end
#
# “Runs on all of them” is easily said. Here is a script that trains a small
# network on digits. Nothing in it names a back end. It finds the same first
# weights each time, and takes the batches in the same order. A kernel cannot
# change its back end, so each run is a process of its own. **Predict**: how
# far apart will the trained weights be?

# %%
BACK_END_SCRIPT = """
import keras, numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
with np.load("start.npz") as file:
    model.set_weights([file[name] for name in file.files])
model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
loss = model.fit(
    digits.data / 16, digits.target, epochs=5, shuffle=False, verbose=0
).history["loss"]
name = keras.backend.backend()
np.savez(name + ".npz", *model.get_weights(), loss=loss)
"""


def train_on(back_end, folder):
    """Start the script with this back end, in a process of its own."""
    env = os.environ | {"KERAS_BACKEND": back_end, "JAX_PLATFORMS": "cpu"}
    env |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, "-W", "ignore", "train.py"]
    return subprocess.Popen(
        command, cwd=folder, env=env, stderr=subprocess.PIPE, text=True
    )


# %% [markdown]
# JAX is not among the packages that the course needs (`pip install jax` adds
# it). Without it, you see what we measured with TensorFlow 2.21 and JAX 0.10
# on two cores.

# %%
from importlib.util import find_spec

keras.utils.set_random_seed(SEED)
start_weights = keras.Sequential(
    [keras.Input((64,)), layers.Dense(32), layers.Dense(10)]
).get_weights()
has_jax = find_spec("jax") is not None
if has_jax:
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        Path(folder, "train.py").write_text(BACK_END_SCRIPT, "utf-8")
        np.savez(Path(folder, "start.npz"), *start_weights)
        back_ends = ["tensorflow", "jax"]
        running = [train_on(name, folder) for name in back_ends]
        for process in running:
            _, problem = process.communicate(timeout=120)
            assert process.returncode == 0, problem
        ends = {
            name: dict(np.load(f"{folder}/{name}.npz")) for name in back_ends
        }
    back_end_losses = {name: end.pop("loss") for name, end in ends.items()}
    apart = max(
        np.abs(ends["jax"][key] - array).max()
        for key, array in ends["tensorflow"].items()
    )
    expect("keras.back_ends.largest_difference", apart)
else:
    print("JAX is not installed: these losses are stored, not measured here")
    stored = [1.880040, 0.990442, 0.537441, 0.371676, 0.293615]
    back_end_losses = {"tensorflow": stored, "jax": stored}
losses = pd.DataFrame(back_end_losses, index=range(1, 6))
losses.rename_axis("epoch").rename(columns="loss with {}".format)

# %% [markdown]
# The same to rounding. What differs is speed, and what each back end brings
# along: TensorFlow its serving and mobile tools, JAX its compiler and
# transformations of functions, PyTorch the largest choice of published code.
