"""The committed notebooks: what makes them stale, and what keeps outputs."""

import base64

import nbformat
import pytest

from tools import build
from tools.authoring import (
    assemble,
    fingerprint,
    imports,
    stamps,
    stored,
)
from tools.running import same_course
from tools.running.execute import Run
from utils import ROOT, metrics

PNG = base64.b64encode(b"a picture").decode()


@pytest.fixture
def project(monkeypatch, tmp_path, chapter):
    """Lay out a small project with the notebooks of one chapter."""
    for module in (assemble, imports, stamps, stored):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(stamps, "BUILD", tmp_path / "build")
    for module in (build, stamps, stored):
        monkeypatch.setattr(module, "NOTEBOOKS", tmp_path)
        monkeypatch.setattr(module, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(build, "GALLERY", tmp_path / "gallery")
    monkeypatch.setattr(
        fingerprint, "readers_pins", lambda: same_course.readers_pins(tmp_path)
    )
    monkeypatch.setattr(metrics, "EXPECTED", tmp_path / "expected.toml")
    (tmp_path / "requirements.txt").write_text("numpy>=1\n")
    (tmp_path / "requirements.lock").write_text("numpy==2.0\nruff==1.0\n")
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils" / "__init__.py").touch()
    for name in ("exercises", "runtime", "metrics"):
        (tmp_path / "utils" / f"{name}.py").write_text("a = 1\n")
    (tmp_path / "pyproject.toml").write_bytes(
        (ROOT / "pyproject.toml").read_bytes()
    )
    write_pair(tmp_path, chapter)
    return chapter


def write_pair(folder, chapter):
    solution = stored.marked_solution(chapter)
    path = folder / f"{chapter.name}.ipynb"
    stored.write_notebook(assemble.build_student(solution), path)
    path = folder / "solutions" / f"{chapter.name}.ipynb"
    stored.write_notebook(solution, path)


def test_fresh_notebooks_are_not_stale(project):
    assert stored.stale_because(project) == ""


SECTION = "ch00_fixture/10_section.py"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (SECTION, "a text", "text", "is not what its source gives"),
        (SECTION, "2 * x", "x + x", "code changed"),
        ("utils/runtime.py", "1", "2", "utils changed"),
        ("requirements.lock", "2.0", "2.1", "lock changed"),
    ],
)
def test_stale_after_a_change(project, file, old, new, reason):
    path = project.parent / file
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    assert reason in stored.stale_because(project)


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
    assert stored.stale_because(project) == ""


def test_stale_after_a_change_of_ranges(project):
    metrics.EXPECTED.write_text('["ch01.x"]\nbook = 1\n')  # another's
    assert stored.stale_because(project) == ""
    metrics.EXPECTED.write_text('["ch00.x"]\nbook = 1\n')
    assert "ranges changed" in stored.stale_because(project)


@pytest.mark.parametrize("which", ["", "solutions/"])
def test_stale_when_edited_by_hand(project, which):
    path = project.parent / f"{which}ch00_fixture.ipynb"
    path.write_text(path.read_text("utf-8").replace("a text", "the text"))
    assert "is not what its source gives" in stored.stale_because(project)


def test_stale_when_missing(project):
    (project.parent / "ch00_fixture.ipynb").unlink()
    assert "was never built" in stored.stale_because(project)


@pytest.fixture
def executed(monkeypatch):
    """Stand in for the kernel: names of executed notebooks, and a picture."""
    names = []

    def run_jobs(jobs, scheduler):
        assert scheduler == ""
        for job in jobs:
            assert (job.profile, job.strict, job.seed) == ("quick", True, 42)
            names.append(job.name)
            picture = nbformat.v4.new_output(
                "display_data", data={"image/png": PNG}
            )
            for cell in job.notebook.cells:
                if "gallery" in cell.metadata.get("tags", ()):
                    cell.outputs = [picture]
            error = "error: it failed" if "bad" in job.name else ""
            yield job, Run(job.name, job.notebook, 1.0, error)

    monkeypatch.setattr(build, "run_jobs", run_jobs)
    return names


def test_only_what_changed_is_executed(project, executed, replace_in):
    replace_in(project, "# %%\nprint(2", '# %% tags=["gallery"]\nprint(4 - 2')
    assert build.build([project]) == []
    assert executed == ["ch00_fixture"]
    picture = project.parent / "gallery" / "ch00_fixture.png"
    assert picture.read_bytes() == base64.b64decode(PNG)

    picture.unlink()
    assert build.build([project]) == []
    assert executed == ["ch00_fixture"]
    assert picture.is_file()  # written again, from the stored output

    assert build.build([project], execute=True) == []
    assert executed == ["ch00_fixture"] * 2


def test_an_edit_of_text_keeps_the_outputs(project, executed, replace_in):
    replace_in(project, "# %%\nprint(2", '# %% tags=["gallery"]\nprint(4 - 2')
    build.build([project])
    path = project.parent / "solutions" / "ch00_fixture.ipynb"
    before = nbformat.read(path, 4)
    replace_in(project, "It has a text.", "It has another text.")
    replace_in(
        project,
        '# %% tags=["gallery"]\n',
        '# %% tags=["gallery"]\n#| alt: A line that falls from 3 to 1.\n',
    )
    build.build([project])
    after = nbformat.read(path, 4)
    assert executed == ["ch00_fixture"]
    assert stored.stale_because(project) == ""
    assert "another text" in nbformat.writes(after)
    (cell,) = (c for c in after.cells if c.get("outputs"))
    (old,) = (c for c in before.cells if c.get("outputs"))
    assert cell.outputs[0].data == old.outputs[0].data
    alt = cell.outputs[0].metadata["image/png"]["alt"]
    assert alt == "A line that falls from 3 to 1."


def test_an_unchanged_chapter_is_not_built_again(
    project, executed, replace_in, monkeypatch
):
    replace_in(project, "It has a text.", "It has another text.")
    build.build([project])
    marked_solution, built = build.marked_solution, []

    def note(folder):
        built.append(folder.name)
        return marked_solution(folder)

    monkeypatch.setattr(build, "marked_solution", note)
    build.build([project])
    assert built == []
    student = project.parent / "ch00_fixture.ipynb"
    before = student.read_bytes()
    for change in (
        lambda: student.write_bytes(before + b"\n"),
        lambda: replace_in(project, "another text", "a text"),
        lambda: (project.parent / "utils" / "metrics.py").write_text(
            "b = 2\n"
        ),
    ):
        change()
        build.build([project])
        assert built == ["ch00_fixture"]
        built.clear()
    assert executed == []


def test_an_edit_while_kernels_run_is_built_next_time(
    project, executed, replace_in, monkeypatch
):
    run_jobs = build.run_jobs

    def edit(jobs, scheduler):
        yield from run_jobs(jobs, scheduler)
        replace_in(project, "It has a text.", "It has another text.")

    monkeypatch.setattr(build, "run_jobs", edit)
    build.build([project], execute=True)
    monkeypatch.setattr(build, "run_jobs", run_jobs)
    build.build([project])
    assert stored.stale_because(project) == ""


def test_a_failed_run_is_not_stored(project, executed):
    bad = project.rename(project.with_name("ch00_bad"))
    assert build.build([bad]) == ["error: it failed"]
    assert not (project.parent / "solutions" / "ch00_bad.ipynb").exists()


def run_with(notebook, texts):
    """Give code cells outputs: what stands for them in texts, else nothing."""
    for cell in notebook.cells:
        for word, text in texts.items():
            if cell.cell_type == "code" and word in cell.source:
                cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    return notebook


def test_times_alone_do_not_change_a_stored_output(tmp_path, chapter_with):
    """A cell keeps its output if all the code that it needs is the same."""
    chapter = chapter_with(
        "ch00_times", "a = 1\n\n# %%\nprint('time', a)\n\n# %%\nprint('b')"
    )
    path = tmp_path / "ch00_times.ipynb"

    def execute(seconds, other):
        notebook = stored.marked_solution(chapter)
        run_with(notebook, {"'time'": seconds, "'b'": other})
        stored.keep_stored_outputs(notebook, path)
        stored.write_notebook(notebook, path)
        return {
            cell.source: cell.outputs[0].text
            for cell in notebook.cells
            if cell.get("outputs")
        }

    first = execute("1.2 s", "b")
    assert execute("1.3 s", "b") == first
    section = chapter / "10_section.py"
    text = section.read_text("utf-8")
    section.write_text(text.replace("print('b')", "print('b', 2)"), "utf-8")
    assert execute("1.4 s", "b 2") == {
        "print('time', a)": "1.2 s",
        "print('b', 2)": "b 2",
    }
    section.write_text(text.replace("a = 1\n", "a = 2\n"), "utf-8")
    assert execute("1.5 s", "b")["print('time', a)"] == "1.5 s"


def test_a_changed_solution_changes_the_output_of_its_check(
    tmp_path, chapter, replace_in
):
    """Both keep their ids."""
    path = tmp_path / "ch00.ipynb"
    for text, new in (("before", None), ("after", "x + x")):
        if new:
            replace_in(chapter, "2 * x", new)
        notebook = stored.marked_solution(chapter)
        run_with(notebook, {'@check("0.1a"': text})
        stored.keep_stored_outputs(notebook, path)
        stored.write_notebook(notebook, path)
    outputs = [c.outputs[0].text for c in notebook.cells if c.get("outputs")]
    assert outputs == ["after"]
