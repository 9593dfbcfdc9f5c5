"""The project's files fit together: CI, addresses, version, forms."""

import re
import subprocess
import tomllib

import pytest
import yaml

from tools.authoring.assemble import (
    colab_folder,
    settings,
)
from tools.authoring.cells import chapter_folders
from tools.links import tracked_files
from utils import ROOT


def test_ci_calls_what_the_readme_says():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make test" in readme and "make run" in readme
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
    workflow = (ROOT / ".github/workflows/test.yml").read_text("utf-8")
    assert "- run: .ci/run" in workflow
    steps = yaml.safe_load(workflow)["jobs"]
    assert set(steps) == {"locked", "newest"}


def test_ci_tries_outside_links_weekly_only():
    workflow = yaml.safe_load(
        (ROOT / ".github/workflows/test.yml").read_text("utf-8")
    )
    commands = {
        name: [step.get("run", "") for step in job["steps"]]
        for name, job in workflow["jobs"].items()
    }
    assert ".venv/bin/python -m tools.links" in commands["newest"]
    assert "tools.links" not in " ".join(commands["locked"])
    assert "schedule" in workflow["jobs"]["newest"]["if"]


def test_repository_address_stands_in_one_place():
    """The builder writes it elsewhere, into the README too."""
    readme = (ROOT / "README.md").read_text("utf-8")
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
    for folder in chapter_folders():
        assert f"](notebooks/{folder.name}.ipynb)" in readme
        assert f"/notebooks/{folder.name}.ipynb)" in readme
        assert (ROOT / "notebooks" / f"{folder.name}.ipynb").is_file()


def test_one_version():
    """pyproject.toml has it; what readers look at repeats it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    version = project["tool"]["course"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == version
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.findall(r"^## \[(.+)\] - (.+)$", changelog, re.M)
    assert releases[0][0] == version
    dates = [date for _, date in releases]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", d) for d in dates[1:])
    assert dates[1:] == sorted(dates[1:], reverse=True)


def test_citation_has_what_its_format_asks_for():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"] and citation["authors"]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert readme.startswith(f"# {citation['title']}\n")
    assert citation["license"] == ["MIT", "CC-BY-4.0"]


@pytest.mark.parametrize(
    "form", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")),
    ids=lambda form: form.stem,
)  # fmt: skip
def test_issue_form_has_few_fields(form):
    content = yaml.safe_load(form.read_text("utf-8"))
    assert content["name"] and content["description"]
    fields = [f for f in content["body"] if f["type"] != "markdown"]
    assert 1 <= len(fields) <= 3
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)


def test_hooks_fetch_nothing_and_are_checks_of_make_test():
    hooks = yaml.safe_load(
        (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    )
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for repository in hooks["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["language"] == "system"
            assert hook["entry"].startswith(".venv/bin/")
            assert f"$(BIN)/{hook['name']}" in makefile


def test_generated_files_are_marked_so():
    """What `make` writes is folded in diffs; what people write is not."""

    def marked(*patterns):
        names = [str(path) for path in tracked_files(*patterns)]
        command = ["git", "check-attr", "linguist-generated", "--", *names]
        lines = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        assert lines
        return {line.rpartition(": ")[2] == "set" for line in lines}

    assert marked("*.ipynb", "notebooks/gallery", "notebooks/*.md",
                  "notebooks/calibration.csv", "*.lock") == {True}  # fmt: skip
    assert marked("*.py", "*.toml", "*.yml", ":(glob)*.md") == {False}
