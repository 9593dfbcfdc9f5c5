"""Profiles, seeds, and the set-up of a notebook."""

import subprocess
import sys

import pytest

from utils import ROOT, runtime


@pytest.fixture(autouse=True)
def no_requested_profile(monkeypatch):
    monkeypatch.setattr(runtime, "_requested_profile", None)


def choose():
    return runtime.by_profile(smoke=1, quick=2, full=3)


def test_quick_is_the_default():
    assert choose() == 2


def test_environment_chooses(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert choose() == 3


def test_nbgrader_means_smoke(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    monkeypatch.setattr(runtime, "_requested_profile", "full")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert choose() == 1


def test_unknown_profile(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "fast")
    with pytest.raises(ValueError, match=r"'fast' is no profile: .*smoke"):
        choose()
    with pytest.raises(ValueError, match="'huge' is no profile"):
        runtime.setup(profile="huge")


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "", "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("seed", ["-1", "1.5", "x", "4294967296"])
def test_bad_seed(seed):
    done = run("import utils.runtime", COURSE_SEED=seed)
    assert f"COURSE_SEED='{seed}' is no seed" in done.stderr


def test_setup_is_quiet_and_seeded():
    code = (
        "from utils.runtime import setup; setup(); setup('smoke')\n"
        "import numpy, keras, tensorflow as tf\n"
        "print(numpy.random.rand(), float(keras.random.normal(())))\n"
        "print(tf.config.experimental.tensor_float_32_execution_enabled())\n"
        "print(keras.config.dtype_policy().name)\n"
    )
    first, second = run(code, COURSE_SEED="7"), run(code, COURSE_SEED="7")
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    lines = first.stdout.splitlines()
    assert lines[0].startswith("profile quick · seed 7 · ")
    assert lines[1].startswith("profile smoke · seed 7 · ")
    assert lines[2:] == second.stdout.splitlines()[2:]
    assert lines[3:] == ["False", "float32"]
    other = run(code, COURSE_SEED="8")
    assert other.stdout.splitlines()[2] != lines[2]


@pytest.mark.parametrize(
    ("own", "in_force"), [({}, "1"), ({"TF_ENABLE_ONEDNN_OPTS": "0"}, "0")]
)
def test_onednn_is_on_unless_the_user_says_otherwise(own, in_force):
    code = (
        "import os\n"
        "from utils.runtime import setup\n"
        "setup()\n"
        "print(os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    )
    done = run(code, **own)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == in_force


@pytest.mark.parametrize(
    "module", ["plotting", "metrics", "exercises", "download", "datasets"]
)
def test_imports_without_tensorflow(module):
    done = run(
        f"import sys, utils.{module}\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
    )
    assert done.returncode == 0, done.stderr


def test_import_utils_imports_no_large_library():
    done = run(
        "import sys, utils, utils.runtime, utils.exercises\n"
        "large = {'numpy', 'pandas', 'matplotlib', 'requests', 'IPython'}\n"
        "assert not large & set(sys.modules), large & set(sys.modules)\n"
    )
    assert done.returncode == 0, done.stderr
