"""The builder: one source, two notebooks, the same bytes every time."""

import base64
import io
import re
import subprocess
import sys
import types

import nbformat
import numpy as np
import pytest
from PIL import Image

from tools import assemble, build, imports
from tools.running.execute import Run, execute, shrink, with_kernel
from utils import ROOT

PNG = base64.b64encode(b"a picture").decode()


@pytest.fixture
def solution(fixture_source):
    return assemble.build_solution(fixture_source)


@pytest.fixture
def student(solution):
    return assemble.build_student(solution)


def by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def test_same_source_same_bytes(fixture_source):
    first, second = (
        nbformat.writes(assemble.build_student(assemble.build_solution(s)))
        for s in (fixture_source, fixture_source)
    )
    assert first == second
    assert not re.search(r"/work|/home|\d{4}-\d\d-\d\d|version\": \"3", first)


def test_ids(solution, fixture_source, tmp_path):
    ids = [cell.id for cell in solution.cells]
    assert len(set(ids)) == len(ids)
    assert {"badge", "course", "exercise-0-1", "check-0-1b"} <= set(ids)
    assert ids[-1] == "footer"
    repeated = [
        i
        for i, c in zip(ids, solution.cells, strict=True)
        if c.source == "print(2 + 2)"
    ]
    assert repeated[1:] == [f"{repeated[0]}-2", f"{repeated[0]}-3"]

    longer = tmp_path / fixture_source.name
    text = fixture_source.read_text("utf-8")
    longer.write_text(
        text.replace(
            "# %% [markdown] book", "# %%\nx = 1\n\n# %% [markdown] book"
        ),
        "utf-8",
    )
    more = [cell.id for cell in assemble.build_solution(longer).cells]
    assert [i for i in more if i in ids] == ids
    assert len(more) == len(ids) + 1


def test_student_is_blank_and_only_checks_are_locked(student):
    cells = by_id(student)
    text = nbformat.writes(student)
    for marker in ("BEGIN SOLUTION", "HIDDEN TESTS", "2 * x", "-1.5"):
        assert marker not in text
    stub = "# YOUR CODE HERE\n    raise NotImplementedError()"
    assert stub in cells["exercise-0-1"].source
    assert cells["exercise-0-2"].source.count("NotImplementedError") == 2
    locked = {
        i for i, c in cells.items() if c.metadata.get("editable") is False
    }
    assert locked == {"check-0-1a", "check-0-1b", "check-0-2a"}


def test_solution_keeps_the_markers(solution):
    cells = by_id(solution)
    assert "### BEGIN SOLUTION" in cells["exercise-0-1"].source
    assert "### BEGIN HIDDEN TESTS" in cells["check-0-1b"].source
    assert cells["check-0-1b"].metadata.nbgrader.points == 2


def test_section_names_the_book(solution):
    text = "\n".join(c.source for c in solution.cells)
    title = "\u2067«پیاده‌سازی شبکه عصبی در keras»\u2069"
    assert f"## A section\n\n*In the book: {title}*" in text


def test_glossary_is_last_but_one(solution):
    assert "glossary" in solution.cells[-2].metadata.tags


def test_long_code_can_be_folded_away(project):
    text = project.read_text("utf-8")
    marked = '# %% tags=["hide-input"]\nprint(2'
    project.write_text(text.replace("# %%\nprint(2", marked, 1), "utf-8")
    folded = [
        cell.source[:7]
        for cell in assemble.build_solution(project).cells
        if cell.metadata.get("jupyter") == {"source_hidden": True}
    ]
    assert folded == ["print(2"]


def test_badge_and_cell_name_the_repository(solution):
    cells = by_id(solution)
    address = assemble.settings()["repository"]
    assert address in cells["course"].source
    path = address.removeprefix("https://github.com/")
    assert f"github/{path}/blob/" in cells["badge"].source
    assert "notebooks/ch00_fixture.ipynb" in cells["badge"].source


def test_executed_solution(solution):
    run = execute("fixture", solution, profile="quick", strict=True)
    assert run.error == ""
    outputs = {
        c.id: "".join(o.text for o in c.outputs)
        for c in run.notebook.cells
        if c.cell_type == "code"
    }
    assert outputs["check-0-1b"] == "✓ 0.1b: correct\n"
    assert "quick\n" in outputs.values()
    assert "version" not in run.notebook.metadata.language_info
    assert solution.cells[2].get("outputs") == []  # the original stays


def test_output_keeps_its_order(solution):
    code = 'print("one\\rtwo"); print(3); display("table"); print(4)'
    solution.cells[-3].source = code
    run = execute("fixture", solution, profile="quick", strict=True)
    first, table, last = run.notebook.cells[-3].outputs
    assert (first.text, last.text) == ("two\n3\n", "4\n")
    assert table.output_type == "display_data"


def test_failing_check_ends_a_strict_run(solution):
    cells = by_id(solution)
    exercise = cells["exercise-0-1"]
    exercise.source = exercise.source.replace("2 * x", "3 * x")
    run = execute("fixture", solution, profile="quick", strict=True)
    assert run.error.startswith(
        "error: notebooks/src/fixture.py: cell check-0-1a:\n"
    )
    assert run.error.endswith("so that it passes.")


def test_dead_kernel_is_told(solution):
    solution.cells[-3].source = "import os; os._exit(1)"
    run = execute("fixture", solution, profile="quick", strict=True)
    assert "fixture.py: DeadKernelError" in run.error


def test_kernel_that_dies_at_its_start_is_started_again():
    early = RuntimeError("Kernel died before replying to kernel_info")
    calls = iter([early, early, "started", early, early, early])

    def start():
        answer = next(calls)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert with_kernel(start) == "started"
    with pytest.raises(RuntimeError, match="before replying"):
        with_kernel(start)
    calls = iter([RuntimeError("Kernel died"), "never asked"])
    with pytest.raises(RuntimeError, match=r"Kernel died$"):
        with_kernel(start)


def test_unknown_profile(solution):
    with pytest.raises(ValueError, match="'fast' is no profile"):
        execute("fixture", solution, profile="fast", strict=True)


def write_pair(folder, source):
    """Lay out a small project with the notebooks of one source."""
    solution = build.marked_solution(source)
    build.write(
        assemble.build_student(solution), folder / f"{source.stem}.ipynb"
    )
    path = folder / "solutions" / f"{source.stem}.ipynb"
    build.write(solution, path)
    return path


@pytest.fixture
def project(monkeypatch, tmp_path, fixture_source):
    source = tmp_path / fixture_source.name
    source.write_bytes(fixture_source.read_bytes())
    for module in (build, imports):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(build, "SOLUTIONS", tmp_path / "solutions")
    (tmp_path / "requirements.txt").write_text("numpy>=1\n")
    (tmp_path / "requirements.lock").write_text("numpy==2.0\nruff==1.0\n")
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils" / "__init__.py").touch()
    for name in ("exercises", "runtime", "metrics"):
        (tmp_path / "utils" / f"{name}.py").write_text("a = 1\n")
    (tmp_path / "pyproject.toml").write_bytes(
        (ROOT / "pyproject.toml").read_bytes()
    )
    write_pair(tmp_path, source)
    return source


def test_fresh_notebooks_are_not_stale(project):
    assert build.stale_because(project) == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("ch00_fixture.py", "a text", "text", "is not what its source gives"),
        ("ch00_fixture.py", "2 * x", "x + x", "code changed"),
        ("utils/runtime.py", "1", "2", "utils changed"),
        ("requirements.lock", "2.0", "2.1", "lock changed"),
    ],
)
def test_stale_after_a_change(project, file, old, new, reason):
    path = project.parent / file
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    assert reason in build.stale_because(project)


@pytest.mark.parametrize(
    ("file", "more"),
    [
        ("utils/runtime.py", "# a comment\n"),
        ("utils/metrics.py", "b = 2\n"),  # which it does not import
        ("requirements.lock", "mypy==1.0\n"),  # which no reader needs
    ],
)
def test_outputs_do_not_depend_on_that(project, file, more):
    path = project.parent / file
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    assert build.stale_because(project) == ""


@pytest.mark.parametrize("which", ["", "solutions/"])
def test_stale_when_edited_by_hand(project, which):
    path = project.parent / f"{which}ch00_fixture.ipynb"
    path.write_text(path.read_text("utf-8").replace("a text", "the text"))
    assert "is not what its source gives" in build.stale_because(project)


def test_stale_when_missing(project):
    (project.parent / "ch00_fixture.ipynb").unlink()
    assert "was never built" in build.stale_because(project)


def executed(jobs):
    """Stand in for `run_jobs`: solved, with a picture."""
    for job in jobs:
        assert (job.profile, job.strict, job.seed) == ("quick", True, 42)
        print(f"executed {job.name}")
        name, notebook = job.name, job.notebook
        picture = nbformat.v4.new_output(
            "display_data", data={"image/png": PNG}
        )
        notebook.cells[-3].outputs = [picture]
        error = "" if name != "ch00_bad" else "error: it failed"
        yield job, Run(name, notebook, 1.0, error)


def test_make_notebooks(project, monkeypatch, capsys):
    """Only what changed is executed; what fails is not written."""
    folder = project.parent
    text = project.read_text("utf-8")
    project.write_text(
        text.replace("# %%\nprint(2", '# %% tags=["gallery"]\nprint(4 - 2'),
        "utf-8",
    )
    (folder / "README.md").write_text("No badge here.\n")
    monkeypatch.setattr(build, "SOURCES", folder)
    monkeypatch.setattr(build, "GALLERY", folder / "gallery")
    monkeypatch.setattr(build, "run_jobs", executed)
    assert build.main([]) == 0
    assert "executed ch00_fixture\n" in capsys.readouterr().out
    picture = folder / "gallery" / "ch00_fixture.png"
    assert picture.read_bytes() == base64.b64decode(PNG)

    picture.unlink()
    assert build.main([]) == 0  # nothing to execute, but the picture is back
    assert "executed" not in capsys.readouterr().out
    assert picture.is_file()

    project.rename(folder / "ch00_bad.py")
    for generated in folder.glob("**/*.ipynb"):
        generated.unlink()
    assert build.main([]) == 1
    assert "error: it failed" in capsys.readouterr().err
    assert not (folder / "solutions" / "ch00_bad.ipynb").exists()


def test_stale_after_a_change_of_ranges(project, monkeypatch, tmp_path):
    ranges = tmp_path / "ranges.toml"
    monkeypatch.setattr(build, "EXPECTED", ranges)
    ranges.write_text('["ch01.x"]\nbook = 1\n')  # another notebook's
    write_pair(project.parent, project)
    assert build.stale_because(project) == ""
    ranges.write_text('["ch00.x"]\nbook = 1\n')
    assert "ranges changed" in build.stale_because(project)


def test_unknown_name_is_told():
    with pytest.raises(build.AuthoringError, match="no source begins with x9"):
        build.sources(["x9"])


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


def test_stored_pictures_are_smaller_and_look_the_same():
    """A see-through corner becomes paper; no pixel moves by more than 4."""
    numbers = np.random.default_rng(0)
    pixels = numbers.integers(256, size=(40, 60, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    pixels[0, 0] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    stored = base64.b64decode(shrink(base64.b64encode(file.getvalue())))
    assert len(stored) < 0.75 * len(file.getvalue())
    after = np.asarray(Image.open(io.BytesIO(stored)), int)
    assert after.shape == (40, 60, 3) and after[0, 0].tolist() == [255] * 3
    pixels[0, 0] = 255
    assert np.abs(after - pixels[..., :3]).max() <= 4
