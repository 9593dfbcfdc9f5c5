"""How a notebook runs: profile, seed, devices, and the set-up of Keras."""

import contextlib
import os
import platform
import sys
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")

PROFILES = ("smoke", "quick", "full")
DEFAULT_SEED = 42

_requested_profile: str | None = None


def _seed_from_environment() -> int:
    text = os.environ.get("COURSE_SEED") or str(DEFAULT_SEED)
    if not text.isdecimal() or int(text) >= 2**32:
        raise ValueError(
            f"COURSE_SEED={text!r} is no seed: set it to a whole number from "
            "0 to 4294967295, or leave it unset."
        )
    return int(text)


#: The seed of the whole course; ``COURSE_SEED`` changes it.
SEED = _seed_from_environment()


def current_profile() -> str:
    """Return the profile in force: ``"smoke"``, ``"quick"`` or ``"full"``.

    While nbgrader grades or validates it is always ``"smoke"``; else what
    ``setup(profile=...)`` asked for; else ``COURSE_PROFILE``; else quick.

    Raises
    ------
    ValueError
        If ``COURSE_PROFILE`` is no profile.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return "smoke"
    name = _requested_profile or os.environ.get("COURSE_PROFILE") or "quick"
    return checked_profile(name)


def checked_profile(name: str) -> str:
    """Return the name; raise ``ValueError`` if there is no such profile."""
    if name not in PROFILES:
        raise ValueError(
            f"{name!r} is no profile: choose one of {', '.join(PROFILES)} "
            "in setup(profile=...) or in COURSE_PROFILE."
        )
    return name


def by_profile(*, smoke: T, quick: T, full: T) -> T:
    """Return the value that belongs to the profile in force."""
    return {"smoke": smoke, "quick": quick, "full": full}[current_profile()]


def strict() -> bool:
    """Return whether a failed check or metric has to stop the notebook.

    That is so with ``COURSE_STRICT=1``, which make and CI set; a student's
    notebook continues.
    """
    return os.environ.get("COURSE_STRICT", "0") not in ("", "0")


@contextlib.contextmanager
def _silenced_stderr() -> Iterator[None]:
    """Silence file descriptor 2: TensorFlow's first lines bypass Python."""
    sys.stderr.flush()
    saved = os.dup(2)
    try:
        with open(os.devnull, "w") as sink:
            os.dup2(sink.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def setup(profile: str | None = None) -> None:
    """Prepare a notebook; call it once, before Keras is imported.

    It chooses the profile, sets every seed to ``SEED``, lets GPU memory grow
    as needed, switches TF32 off so that a GPU computes in the same precision
    as a CPU, gives NumPy's linear algebra one thread (our matrices are small:
    several threads only wait for each other), lets TensorFlow use oneDNN's
    kernels (it leaves them off where AVX-512 is missing; a user's own
    ``TF_ENABLE_ONEDNN_OPTS`` is kept), silences TensorFlow's warnings
    of new graphs, applies the figure style, and prints one line: profile,
    seed, devices, versions. It never changes the precision of a model.

    Parameters
    ----------
    profile : {"smoke", "quick", "full"}, optional
        ``None`` stands for ``COURSE_PROFILE``, and for quick where it is not
        set.

    Raises
    ------
    ValueError
        If there is no such profile.
    """
    global _requested_profile
    _requested_profile = (
        checked_profile(profile) if profile is not None else None
    )

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    for library in ("OPENBLAS", "MKL"):  # before NumPy is imported
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    with _silenced_stderr():
        import keras
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
        for gpu in gpus:
            # A second call finds the GPUs in use: growth is set by then.
            with contextlib.suppress(RuntimeError):
                tf.config.experimental.set_memory_growth(gpu, True)
        tf.config.experimental.enable_tensor_float_32_execution(False)
        # Else it warns of every new graph where many models are trained.
        tf.get_logger().setLevel("ERROR")
        keras.utils.set_random_seed(SEED)
        tf.zeros(1)  # the first operation initializes the devices and logs

    from utils.plotting import use_course_style

    use_course_style()
    devices = f"{os.cpu_count()} CPU cores"
    if gpus:
        devices += f", {len(gpus)} GPU" + "s" * (len(gpus) > 1)
    print(
        f"profile {current_profile()} · seed {SEED} · {devices} · "
        f"Python {platform.python_version()}, TensorFlow {tf.__version__}, "
        f"Keras {keras.__version__} on {keras.backend.backend()}"
    )
