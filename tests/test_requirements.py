"""What is required, what is pinned, and what files import."""

import ast
import sys
from importlib.metadata import version

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.links import tracked_files
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
    binary = {".gz", ".npz", ".png", ".csv", ".ipynb"}
    for path in tracked_files():
        if path.suffix not in binary:
            text = path.read_text("utf-8", errors="replace")
            assert not [host for host in hosts if host in text], path
