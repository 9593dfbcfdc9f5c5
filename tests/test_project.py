"""The project's files fit together: requirements, make, CI, what ships."""

import ast
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tools.assemble import colab_folder, settings, with_addresses

from tools.build import sources
from tools.lab import copy_notebooks
from tools.release import release
from utils import ROOT


def requirements(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    lines = [line for line in lines if line and line[0] not in "#-"]
    return [Requirement(line) for line in lines]


LOCK = requirements("requirements.lock")
READER = requirements("requirements.txt")
AUTHOR = requirements("requirements-dev.txt")


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_lock_satisfies_what_is_required(minor):
    python = {
        "python_version": f"3.{minor}",
        "python_full_version": f"3.{minor}.9",
    }
    pinned = {}
    for pin in LOCK:
        if pin.marker is None or pin.marker.evaluate(python):
            (exact,) = pin.specifier
            assert exact.operator == "==", pin
            assert canonicalize_name(pin.name) not in pinned, pin
            pinned[canonicalize_name(pin.name)] = exact.version
    for wanted in READER + AUTHOR:
        assert wanted.specifier.contains(
            pinned[canonicalize_name(wanted.name)]
        )


def test_every_requirement_has_a_lower_bound():
    for wanted in READER + AUTHOR:
        assert [s.operator for s in wanted.specifier] == [">="], wanted


def test_author_requirements_add_to_the_readers():
    text = (ROOT / "requirements-dev.txt").read_text("utf-8")
    assert "-r requirements.txt" in text
    assert not {r.name for r in READER} & {r.name for r in AUTHOR}


def test_conda_environment_reuses_the_list():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *rest, pip = environment["dependencies"]
    assert pip == {"pip": ["-r requirements.txt"]}
    assert "python>=3.11,<3.14" in rest and "pip" in rest


@pytest.mark.lock
def test_lock_is_installed():
    for pin in LOCK:
        if pin.marker is None or pin.marker.evaluate():
            assert version(pin.name) == next(iter(pin.specifier)).version


def tracked_files():
    """Return the files of the project, but for generated notebooks."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if not name.endswith(".ipynb")]


def imports_of(folder):
    """Return the packages that the Python files of a folder import."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module.split(".")[0])
    found -= set(sys.stdlib_module_names) | {"utils", "tools"}
    # Chapter 2 shows what Python says then.
    return found - {"a_package_that_nobody_has_written"}


MODULES = {
    "scikit-learn": "sklearn",
    "scikit-image": "skimage",
    "pillow": "PIL",
    "pyyaml": "yaml",
}


def test_readers_get_all_that_notebooks_import():
    provided = {MODULES.get(r.name, r.name) for r in READER}
    provided |= {"IPython"}  # comes with jupyterlab
    assert imports_of("utils") | imports_of("notebooks/src") <= provided
    provided |= {MODULES.get(r.name, r.name) for r in AUTHOR}
    assert imports_of("tools") | imports_of("tests") <= provided


def test_no_registry_host_is_named():
    hosts = ("pypi" + ".org", "files.python" + "hosted", "npmjs" + ".")
    for path in tracked_files():
        if path.suffix not in {".gz", ".npz", ".png", ".csv"}:
            text = path.read_text("utf-8")
            assert not [host for host in hosts if host in text], path


def test_ci_calls_what_the_readme_says():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make test" in readme and "make run" in readme
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
    workflow = (ROOT / ".github/workflows/test.yml").read_text("utf-8")
    assert "- run: .ci/run" in workflow
    steps = yaml.safe_load(workflow)["jobs"]
    assert set(steps) == {"locked", "newest"}


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
    assert "pip install" not in done.stdout
    done = make("--dry-run", "test", f"VENV={tmp_path}", "GPU=1")
    assert "tensorflow[and-cuda]" in done.stdout
    assert "venv --clear" not in done.stdout


def test_make_refuses_an_old_python(tmp_path):
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make(f"{tmp_path}/venv/installed", f"VENV={tmp_path}/venv",
                f"PYTHON={old}")  # fmt: skip
    assert done.returncode != 0
    assert "Python 3.11 to 3.13 is needed" in done.stdout


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


def test_repository_address_stands_in_one_place():
    """The builder writes it elsewhere, into the README too."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert with_addresses(readme) == readme
    assert colab_folder(settings()) in readme
    path = settings()["repository"].removeprefix("https://github.com/")
    naming = {
        file.name
        for file in tracked_files()
        if file.suffix in {".py", ".toml", ".md", ".yml"}
        and path in file.read_text("utf-8")
    }
    assert naming == {"pyproject.toml", "README.md"}


def test_readme_lists_every_notebook():
    readme = (ROOT / "README.md").read_text("utf-8")
    for source in sources():
        assert f"](notebooks/{source.stem}.ipynb)" in readme
        assert f"/notebooks/{source.stem}.ipynb)" in readme
        assert (ROOT / "notebooks" / f"{source.stem}.ipynb").is_file()
