"""Features of the processor that the notebooks depend on."""

import os
import platform
import subprocess
import time
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")

# The values of ONEDNN_MAX_CPU_ISA that allow oneDNN (TensorFlow's library for
# convolutions and matrix products) instructions for bfloat16; its
# documentation, "CPU Dispatcher Control", lists all values.
_WITH_BFLOAT16 = ("DEFAULT", "BF16", "FP16", "AMX", "AVX10", "AVX2_VNNI_2")


def has_bfloat16() -> bool | None:
    """Return whether the processor has instructions for bfloat16.

    On Linux it is read from the kernel's list of features (x86:
    ``avx512_bf16``, ``amx_bf16``; ARM: ``bf16``), on macOS from ``sysctl``.
    Where the user's ``ONEDNN_MAX_CPU_ISA`` forbids oneDNN to use them, they
    count as missing.

    Returns
    -------
    bool or None
        ``None`` where it cannot be determined: on Windows and old macOS.
    """
    limit = os.environ.get("ONEDNN_MAX_CPU_ISA", "DEFAULT").upper()
    if not any(name in limit for name in _WITH_BFLOAT16):
        return False
    if CPUINFO.is_file():
        return "bf16" in CPUINFO.read_text(encoding="utf-8", errors="replace")
    if platform.system() == "Darwin":
        name = "hw.optional.arm.FEAT_BF16"
        done = subprocess.run(
            ["sysctl", "-n", name], capture_output=True, text=True
        )
        return done.stdout.strip() == "1" if done.returncode == 0 else None
    return None


def bfloat16_is_fast() -> bool:
    """Return whether bfloat16 is worth a try on this processor.

    Where the system does not tell whether there are instructions for it, two
    matrix products are timed, which takes a fraction of a second.
    """
    known = has_bfloat16()
    if known is not None:
        return known
    import tensorflow as tf

    def seconds(dtype: tf.DType) -> float:
        matrix = tf.cast(
            tf.random.stateless_uniform((512, 512), (1, 2)), dtype
        )
        times = []
        for _ in range(3):  # the first one prepares
            started = time.perf_counter()
            tf.linalg.matmul(matrix, matrix).numpy()
            times.append(time.perf_counter() - started)
        return min(times)

    return seconds(tf.bfloat16) < seconds(tf.float32)
