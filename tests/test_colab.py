"""The first cells in Colab: emulated, with the course in a local clone."""

import os
import subprocess
import sys

import nbformat

from tools.authoring.assemble import settings
from tools.paths import NOTEBOOKS
from utils import ROOT

STUB = """\
import sys
import types

sys.modules["google.colab"] = types.ModuleType("google.colab")
"""
AFTER = """
from utils.datasets import load_house_prices

print("root:", root)
print("houses:", len(load_house_prices()))
print("clone is clean:", not __import__("subprocess").run(
    ["git", "status", "--porcelain"], cwd=root, capture_output=True).stdout)
"""


def git(*arguments):
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def test_first_cells_in_colab(tmp_path):
    """In an empty folder they fetch the course and set it up, silently."""
    origin, content = tmp_path / "origin.git", tmp_path / "content"
    git("clone", "--bare", str(ROOT), str(origin))
    branch = settings()["branch"]
    git("-C", str(origin), "update-ref", f"refs/heads/{branch}", "HEAD")
    content.mkdir()

    book = nbformat.read(NOTEBOOKS / "ch03_feedforward_networks.ipynb", 4)
    code = [cell.source for cell in book.cells if cell.cell_type == "code"]
    assert "google.colab" in code[0] and "setup()" in code[1]
    env = os.environ | {
        "COURSE_DATA_DIR": str(tmp_path / "data"),
        # git goes to the local copy instead of the course's address
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{origin}.insteadOf",
        "GIT_CONFIG_VALUE_0": settings()["repository"],
    }
    for _ in range(2):  # a second time the clone is there
        done = subprocess.run(
            [sys.executable, "-c", STUB + "\n".join(code[:2]) + AFTER],
            cwd=content,
            env=env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert not done.stderr
        folder = settings()["repository"].rsplit("/", 1)[-1]
        assert f"root: {content / folder}" in done.stdout
        assert "houses: 1460" in done.stdout
        assert "clone is clean: True" in done.stdout
        assert "Profile" in done.stdout or "quick" in done.stdout


def test_without_colab_it_says_what_to_do(tmp_path):
    book = nbformat.read(NOTEBOOKS / "ch03_feedforward_networks.ipynb", 4)
    code = next(c.source for c in book.cells if c.cell_type == "code")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Open this notebook in a copy of http" in done.stderr
