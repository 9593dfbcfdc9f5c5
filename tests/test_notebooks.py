"""The form of every notebook; nbval runs their cells."""

import re

import nbformat
import numpy as np
import pytest

from tools.authoring.cells import chapter_folders
from tools.authoring.rules import chapter_cells
from tools.authoring.stored import gallery_picture, stale_because
from tools.measuring.ranges import SEEDS
from tools.measuring.rows import metrics_in, read_rows
from tools.paths import GALLERY, NOTEBOOKS, SOLUTIONS
from utils.metrics import expected_metrics

FOLDERS = chapter_folders()
NAMES = [folder.name for folder in FOLDERS]


@pytest.fixture(params=NAMES)
def solution(request):
    return nbformat.read(SOLUTIONS / f"{request.param}.ipynb", as_version=4)


@pytest.fixture(params=NAMES)
def student(request):
    return nbformat.read(NOTEBOOKS / f"{request.param}.ipynb", as_version=4)


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_not_stale(folder):
    reason = stale_because(folder)
    assert not reason, f"{folder.name}: {reason}. Run `make notebooks`."


def test_every_notebook_has_a_folder():
    assert sorted(p.stem for p in SOLUTIONS.glob("*.ipynb")) == NAMES
    students = {p.stem for p in NOTEBOOKS.glob("*.ipynb")}
    assert students == {*NAMES, "index"}  # the index has a test of its own


def test_nothing_on_stderr(solution):
    for cell in solution.cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr", f"{cell.id}: {output}"
            assert output.output_type != "error", cell.id


def test_executed_once_from_the_top(solution):
    counts = [c.execution_count for c in solution.cells if "outputs" in c]
    assert counts == list(range(1, len(counts) + 1))


def test_all_checks_passed(solution):
    for cell in solution.cells:
        if cell.id.startswith("check-"):
            text = "".join(o.get("text", "") for o in cell.outputs)
            assert text.startswith("✓"), cell.id


def test_small_and_visible(solution):
    text = nbformat.writes(solution)
    assert len(text.encode()) < 3_000_000
    assert "image/png" in text
    assert "image/svg" not in text and "widget-view" not in text


@pytest.mark.parametrize("name", NAMES)
def test_picture_in_the_gallery(name):
    """The README shows what the notebook shows."""
    solution = nbformat.read(SOLUTIONS / f"{name}.ipynb", as_version=4)
    picture = gallery_picture(solution)
    assert picture, 'tag one figure with tags=["gallery"]'
    assert (GALLERY / f"{name}.png").read_bytes() == picture


def test_stored_text_is_short(solution):
    for cell in solution.cells:
        for output in cell.get("outputs", ()):
            lines = output.get("text", "").splitlines()
            assert len(lines) <= 40, f"{cell.id} prints {len(lines)} lines"


def test_student_has_no_outputs(student):
    for cell in student.cells:
        assert not cell.get("outputs") and not cell.get("execution_count")


def test_opening(student):
    title, *_ = student.cells
    assert title.source.startswith("# ")
    assert re.search(r"[Aa]fter this notebook you can", title.source)
    assert re.search(r"(minutes?|hours?|hour)\b", title.source)
    assert "download" in title.source


def test_text_cells_are_short(student):
    """One idea a cell, so that a translation can follow cell by cell."""
    for cell in student.cells:
        if cell.cell_type == "markdown" and "|---" not in cell.source:
            words = len(cell.source.split())
            assert words <= 160, f"{words} words: {cell.source[:60]}…"


def test_code_cells_are_short():
    for folder in FOLDERS:
        for cell in chapter_cells(folder):
            if cell.kind == "code":
                lines = len(cell.source.splitlines())
                assert lines <= 45, f"{cell.file}:{cell.line}: {lines} lines"


def test_quiz_answers_are_folded(student):
    text = "\n".join(c.source for c in student.cells)
    quiz = text.partition("## Quiz")[2]
    assert quiz.count("<details>") >= 2
    assert quiz.count("<details>") == quiz.count("</details>")


#: Metrics whose ranges rest on few seeds as yet. `make calibrate` gives them
#: the others; then they leave this list.
PROVISIONAL = (
    "ch01.own_digit.",
    "ch02.autoencoder.accuracy_gain",
    "ch02.own_table.",
    "ch04.",
    "ch05.own_",
    "keras.own_review.",
)
FEW_SEEDS = 5


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_checked_metrics(folder):
    """What a notebook checks has a range, and a range is checked."""
    prefix = folder.name.split("_")[0]
    used = {
        metric
        for cell in chapter_cells(folder)
        if cell.kind != "markdown"
        for metric in metrics_in(cell.source)
    }
    expected = expected_metrics()
    assert all(name.startswith(f"{prefix}.") for name in used)
    assert used == {n for n in expected if n.startswith(f"{prefix}.")}
    for name in used:
        entry = expected[name]
        assert {"exact", "quick"} & entry.keys(), f"{name} has no range"
        if "quick" in entry:
            least = FEW_SEEDS if name.startswith(PROVISIONAL) else SEEDS
            assert entry["quick"]["seeds"] >= least, name


def values_by_seed(metric):
    """Return what the calibration measured in quick: {seed: value}."""
    return {
        int(row["seed"]): float(row["value"])
        for row in read_rows()
        if row["metric"] == metric and row["profile"] == "quick"
    }


def test_house_prices_reaches_the_stated_accuracy():
    """Model 1 reaches 0.88 in the mean; of ten seeds none is below 0.84.

    The ten are the first that a calibration takes, not chosen afterwards.
    (One in thirty may well be lower: 219 test houses have a standard error
    of 0.021, and the baseline falls with it.)
    """
    accuracies = values_by_seed("ch03.house_prices.model_1.test_accuracy")
    ten = [accuracies[seed] for seed in (42, *range(1, 10))]
    assert np.mean(ten) >= 0.88 and min(ten) >= 0.84
    assert np.mean(list(accuracies.values())) >= 0.88


def test_movie_reviews_reaches_the_stated_accuracy():
    """After four epochs, the mean of the first ten seeds (42, 1 … 9)."""
    losses = values_by_seed("keras.imdb.test_loss")
    accuracies = values_by_seed("keras.imdb.test_accuracy")
    ten = (42, *range(1, 10))
    assert 0.28 <= np.mean([losses[seed] for seed in ten]) <= 0.31
    assert 0.875 <= np.mean([accuracies[seed] for seed in ten]) <= 0.89


def test_cifar10_reaches_the_stated_accuracy():
    """In quick, the mean over the first five seeds, on 10,000 pictures."""
    accuracies = values_by_seed("ch04.cifar10.test_accuracy")
    assert np.mean([accuracies[seed] for seed in (42, 1, 2, 3, 4)]) >= 0.54
