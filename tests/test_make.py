"""What the targets of the Makefile do, according to make --dry-run."""

import os
import re
import subprocess

from utils import ROOT


def make(*arguments):
    """Run make as from a shell, also when make runs the tests."""
    ours = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "GPU"}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k not in ours},
        capture_output=True,
        text=True,
    )


def test_make_help_names_every_target():
    text = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.M)
    listed = [line.split()[0] for line in make("help").stdout.splitlines()]
    assert listed == phony.split()


def test_second_call_repeats_no_set_up(tmp_path):
    """As make sees it: what it would run, with the set-up done."""
    (tmp_path / "installed").touch()
    done = make("--dry-run", "test", f"VENV={tmp_path}")
    assert "pytest" in done.stdout
    assert "setup_env" not in done.stdout
    done = make("--dry-run", "test", f"VENV={tmp_path}", "GPU=1")
    assert f"setup_env.py --venv {tmp_path} --gpu" in done.stdout


def test_failed_set_up_stops_make(tmp_path):
    done = make("test", f"VENV={tmp_path}", "PYTHON=false")
    assert done.returncode != 0
    assert "pytest" not in done.stdout


def test_tests_include_the_checks_of_the_code(tmp_path):
    (tmp_path / "installed").touch()
    text = make("--dry-run", "test", f"VENV={tmp_path}").stdout
    for tool in ("ruff check", "ruff format --check", "codespell", "mypy"):
        assert f"{tmp_path}/bin/{tool}" in text
