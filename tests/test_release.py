"""The archive for students, and the copies that `make lab` opens."""

import subprocess
import sys
import zipfile

import pytest

from tools.lab import copy_notebooks
from tools.release import release


def test_lab_never_overwrites(tmp_path, capsys):
    source, work = tmp_path / "notebooks", tmp_path / "work"
    source.mkdir()
    (source / "a.ipynb").write_text("new")
    (source / "b.ipynb").write_text("new")
    work.mkdir()
    (work / "a.ipynb").write_text("mine")
    assert copy_notebooks(source, work) == ["b.ipynb"]
    assert (work / "a.ipynb").read_text() == "mine"
    (work / "b.ipynb").write_text("mine, too")
    assert copy_notebooks(source, work) == []
    assert (work / "b.ipynb").read_text() == "mine, too"


def test_release_holds_no_solution(tmp_path):
    first = release(tmp_path / "a" / "course.zip").read_bytes()
    assert release(tmp_path / "b.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        names = archive.namelist()
        texts = {
            name: archive.read(name).decode()
            for name in names
            if name.endswith((".ipynb", ".py"))
        }
    assert "course/notebooks/ch03_feedforward_networks.ipynb" in names
    assert "course/utils/datasets/house_prices.py" in names
    assert "course/data/house_prices.csv" in names
    for name, text in texts.items():
        assert "src/" not in name and "solutions" not in name
        if name.endswith(".ipynb"):
            assert "BEGIN SOLUTION" not in text
            assert "HIDDEN TESTS" not in text


def test_every_file_that_the_bundles_readme_names_is_there(tmp_path):
    with zipfile.ZipFile(release(tmp_path / "course.zip")) as archive:
        names = archive.namelist()
        readme = archive.read("course/README.md").decode()
    for word in ("requirements.txt", "requirements.lock", "notebooks"):
        assert word in readme
        assert any(name.startswith(f"course/{word}") for name in names)


def test_release_refuses_stale_notebooks(monkeypatch, tmp_path):
    monkeypatch.setattr("tools.release.stale_because", lambda path: "old")
    with pytest.raises(RuntimeError, match="old: run `make notebooks`"):
        release(tmp_path / "course.zip")
    assert not (tmp_path / "course.zip").exists()


def test_released_notebook_runs_from_its_folder(tmp_path):
    """Unpacked elsewhere, the first cell finds the course beside it."""
    with zipfile.ZipFile(release(tmp_path / "course.zip")) as archive:
        archive.extractall(tmp_path)
    code = (
        "import nbformat\n"
        "book = nbformat.read('ch03_feedforward_networks.ipynb', 4)\n"
        "cell = next(c for c in book.cells if c.id == 'course')\n"
        "exec(cell.source)\n"
        "from utils.datasets import load_house_prices\n"
        "print(root, len(load_house_prices()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "course" / "notebooks",
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == [str(tmp_path / "course"), "1460"], (
        done.stderr
    )
