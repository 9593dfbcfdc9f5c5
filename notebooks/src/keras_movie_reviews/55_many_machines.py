# Lecture 9: from one machine to many.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/many_machines

# %% [markdown] tags=["further"]
# ### From one machine to many
#
# What if one machine is not enough? The usual answer is **data parallelism**
# (موازی‌سازی داده): every device has the whole model. Each takes a part of the
# batch and computes the gradient of its part; the gradients are added up over
# all devices (this is called *all-reduce*), and each device takes the same
# step. So the weights stay the same everywhere, and, with a loss that is
# divided by the size of the *whole* batch, they are those that one machine
# would get. (Without batch normalisation and dropout, which see only their own
# part.)
#
# In TensorFlow this is `tf.distribute`: `MirroredStrategy` for the devices of
# one machine, `MultiWorkerMirroredStrategy` for several processes, on one
# machine or many, that talk over the network. (What one device cannot hold at
# all is divided otherwise: layer by layer or within a layer, *model
# parallelism*, or weights and optimizer state in shards, as ZeRO and FSDP do.)

# %% [markdown]
# The devices of this notebook are in use already, and a worker is a process of
# its own anyway. So here is a script, which we start in several ways. The
# strategy is chosen first; the variables are made in its `scope`; and
# `strategy.run` calls `replica_step` on every device.

# %%
SETUP = """
import os, sys, time
from pathlib import Path
import keras, numpy as np, tensorflow as tf
from sklearn.datasets import load_digits

way, worker, steps, dies_at, folder = sys.argv[1:]
steps, dies_at, folder = int(steps), int(dies_at), Path(folder)
gpus = tf.config.list_physical_devices("GPU")
for gpu in gpus:
    tf.config.experimental.set_memory_growth(gpu, True)
tf.config.experimental.enable_tensor_float_32_execution(False)
if way == "mirrored" and gpus:
    strategy = tf.distribute.MirroredStrategy()  # all GPUs
elif way == "mirrored":  # one processor, as if it were two devices
    cpu = tf.config.list_physical_devices("CPU")[0]
    two = 2 * [tf.config.LogicalDeviceConfiguration()]
    tf.config.set_logical_device_configuration(cpu, two)
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
elif way == "workers":  # TF_CONFIG says who they are, and which is this one
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
else:
    strategy = tf.distribute.get_strategy()  # one device

BATCH = 120  # for 2, 3, 4, 5, 6 or 8 devices
digits = load_digits()
x, y = tf.constant(digits.data / 16, tf.float32), tf.constant(digits.target)
with strategy.scope():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    optimizer.build(model.trainable_variables)
"""

# %%
TRAINING = """
loss_sum = keras.losses.SparseCategoricalCrossentropy(reduction="sum")

def replica_step(first):
    replica = tf.distribute.get_replica_context()
    size = BATCH // replica.num_replicas_in_sync  # its part of the batch
    start = first + size * replica.replica_id_in_sync_group
    mine = slice(start, start + size)
    with tf.GradientTape() as tape:
        loss = loss_sum(y[mine], model(x[mine], training=True)) / BATCH
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)  # adds them up

@tf.function
def step(first):
    strategy.run(replica_step, args=(first,))

checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer)
manager = tf.train.CheckpointManager(checkpoint, folder / f"{way}{worker}", 1)
if manager.latest_checkpoint:
    checkpoint.restore(manager.latest_checkpoint)
first_step = int(optimizer.iterations.numpy())
print("begins at step", first_step, flush=True)
spent = []
for number in range(first_step, steps):
    began = time.perf_counter()
    step(tf.constant(BATCH * (number % 14)))
    spent.append(time.perf_counter() - began)
    if (number + 1) % 20 == 0:
        manager.save()
    if number + 1 == dies_at:
        os._exit(9)  # as if its power had failed
print(f"{1000 * np.median(spent):.1f} ms a step")
np.savez(folder / f"{way}{worker}.npz", *model.get_weights())
"""


# %%
def free_ports(count):
    """Return ports of this machine that nobody uses."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def start(way, worker="", steps=60, dies_at=0, tf_config=None):
    """Start the script in a process of its own; its output goes to a file."""
    log = Path(machines.name, f"{way}{worker}.txt")
    env = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    if way == "workers" or few_gpus:  # on the processor
        env |= {"CUDA_VISIBLE_DEVICES": ""}
    if tf_config:
        env |= {"TF_CONFIG": json.dumps(tf_config)}
    arguments = [way, worker, steps, dies_at, machines.name]
    with open(log, "w", encoding="utf-8") as file:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "train.py", *map(str, arguments)],
            cwd=machines.name,
            env=env,
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def finish(*processes, limit=120):
    """Wait until all have ended; return their exit codes."""
    try:
        return [process.wait(limit) for process in processes]
    finally:
        for process in processes:
            process.kill()


# %%
def start_workers(steps=60, dies_at=0):
    """Start two workers that know of each other; the second may die."""
    hosts = [f"127.0.0.1:{port}" for port in free_ports(2)]
    return [
        start(
            "workers",
            index,
            steps,
            dies_at if index == 1 else 0,
            {
                "cluster": {"worker": hosts},
                "task": {"type": "worker", "index": index},
            },
        )
        for index in (0, 1)
    ]


# %% [markdown]
# First one device and two devices of one machine. Then two workers. They talk
# over this machine's loopback address; on two machines only the addresses in
# `TF_CONFIG` would be others. At step 30 we let one of them die. **Predict**
# what the other one does.

# %%
machines = tempfile.TemporaryDirectory(prefix="course-")
Path(machines.name, "train.py").write_text(SETUP + TRAINING, "utf-8")
few_gpus = len(tf.config.list_physical_devices("GPU")) < 2
steps = by_profile(smoke=3, quick=60, full=60)
codes = finish(start("one", steps=steps), start("mirrored", steps=steps))
assert codes == [0, 0], Path(machines.name, "mirrored.txt").read_text("utf-8")
print("one device and two devices: done")
with_workers = by_profile(smoke=False, quick=True, full=True)
if with_workers:
    codes = finish(*start_workers(steps, dies_at=30))
    print("exit codes of the two workers, one of which died:", codes)
    codes = finish(*start_workers(steps))
    print("started again:", codes)
    log = Path(machines.name, "workers0.txt").read_text("utf-8")
    print(*log.splitlines()[-2:], sep="\n")

# %%
ways = ["one", "mirrored"] + ["workers0", "workers1"] * with_workers
trained_by = {}
for name in ways:
    with np.load(Path(machines.name, f"{name}.npz")) as file:
        trained_by[name] = [file[key] for key in file.files]
    text = Path(machines.name, f"{name}.txt").read_text("utf-8")
    print(f"{name:9}", re.findall(r"[\d.]+ ms a step", text)[-1])
apart = {
    name: max(
        np.abs(ours - one).max()
        for ours, one in zip(weights, trained_by["one"], strict=True)
    )
    for name, weights in trained_by.items()
}
exchanged = sum(array.nbytes for array in trained_by["one"])
print(f"gradients to exchange in each step: {exchanged / 1e3:.0f} kB")
expect("keras.machines.largest_difference", max(apart.values()))

# %% [markdown]
# The same weights, to rounding, however many devices there are, even after the
# accident. The other worker could not go on without its partner's gradients
# and stopped with an error. Both were started again, found the checkpoint of
# step 20, and came to the same end. (Where `fit` trains, the callback
# `keras.callbacks.BackupAndRestore` does this.) With thousands of machines
# some part fails every few hours, so nobody trains without checkpoints.

# %% [markdown]
# Faster it is not, here: the same cores do the same work, and the gradients
# travel as well. Eight GPUs do eight times the work in a step. If a step
# computes for a time $t$ and exchanges for a time $e$, they are $8t/(t+e)$
# times as fast as one (where the two do not overlap). So $e$ should be small
# beside $t$; hence large batches. But a batch eight times as large means an
# eighth of the steps: people raise the **learning rate** with the batch (up to
# a point, and with a warm-up; Goyal and others, 2017).

# %% [markdown]
# Two notes. With two or more GPUs, `"mirrored"` uses all of them; we had none
# to try. And why a step of our own, not `fit`? With Keras 3, `fit` fails under
# `MultiWorkerMirroredStrategy` (`unsupported type … PerReplica`; Keras' issue
# 20585, seen with TensorFlow 2.21 and Keras 3.15); `strategy.run` with
# `optimizer.apply` works. With the back end JAX, `keras.distribution` is the
# way.

# %%
machines.cleanup()
