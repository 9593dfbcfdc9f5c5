"""The first cell of every notebook: it finds the course or fetches it."""

import subprocess
import sys
import types

from tools.authoring import assemble
from utils import ROOT


def first_cell(**course):
    cells = assemble._opening("ch00", assemble.settings() | course)
    return cells[1].source


def test_course_is_found_from_a_subfolder():
    done = subprocess.run(
        [sys.executable, "-c", first_cell() + "\nimport utils\nprint(root)"],
        cwd=ROOT / "notebooks" / "solutions",
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == str(ROOT), done.stderr


def test_outside_of_a_clone_it_says_what_to_do(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", first_cell()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "Open this notebook in a copy of" in done.stderr


def test_colab_clones_once(tmp_path, monkeypatch, capfd):
    """An emulation: a stub of google.colab, and a clone from a local path."""
    remote = tmp_path / "remote" / "course"
    (remote / "utils").mkdir(parents=True)
    (remote / "utils" / "runtime.py").touch()
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for arguments in (
        ["init", "-qb", "main"],
        ["add", "."],
        ["commit", "-qm", "x"],
    ):
        subprocess.run([*git, *arguments], cwd=remote, check=True)
    monkeypatch.setitem(
        sys.modules, "google.colab", types.ModuleType("google.colab")
    )
    monkeypatch.setattr(sys, "path", list(sys.path))
    working = tmp_path / "content"
    working.mkdir()
    monkeypatch.chdir(working)
    code = first_cell(repository=f"file://{remote}")
    for _ in range(2):  # the second time, the clone is there
        scope = {}
        exec(code, scope)
        assert scope["root"] == working / "course"
    assert sys.path[0] == str(working / "course")
    assert capfd.readouterr().err == ""
    assert "pip" not in code
    assert '["hafez"]' in first_cell(colab_packages=["hafez"])
