"""One section runs alone, with what it needs."""

import pytest

from tools import section
from tools.authoring import cells
from tools.authoring.cells import AuthoringError

HEADER = "# A section.\n#\n# Run `make notebooks` after an edit.\n"


@pytest.fixture
def folder(chapter, monkeypatch, tmp_path):
    monkeypatch.setattr(cells, "CHAPTERS", chapter.parent)
    monkeypatch.setattr(section, "FOLDER", tmp_path / "pages")
    monkeypatch.setattr(section, "ROOT", tmp_path)
    (chapter / "20_slow.py").write_text(
        HEADER + "\n# %%\nslow = 1 / 0\n\n# %%\nsteps = 62\n", "utf-8"
    )
    return chapter


def write(folder, code):
    (folder / "30_last.py").write_text(
        HEADER
        + f"# needs: slow\n\n# %% [markdown]\n# ## Last\n\n# %%\n{code}",
        "utf-8",
    )


METRIC = (
    "from utils.metrics import expect\n\n"
    'expect("ch03.gradient_descent.steps", steps)\n'
)


def test_only_what_it_needs_is_run(folder, capsys):
    """Of the section before, the cell that would fail is left out."""
    write(folder, METRIC)
    assert section.main(["ch00/last"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "ch03.gradient_descent.steps  62     exactly 62" in printed.out
    page = (section.FOLDER / "ch00_last.html").read_text("utf-8")
    assert "Last" in page and "A section" not in page


def test_its_checks_are_printed(folder, capsys):
    assert section.main(["ch00/section"]) == 0
    assert "✓ 0.1a: correct\n✓ 0.1b: correct" in capsys.readouterr().out


def test_a_metric_out_of_range_fails(folder, capsys):
    write(folder, METRIC.replace("steps)", "steps + 1)"))
    assert section.main(["ch00/last"]) == 1
    printed = capsys.readouterr().err
    assert "MetricOutOfRange" in printed
    assert f"{folder / '30_last.py'}:9" in printed  # where the cell begins


def test_problems_of_other_sections_do_not_count(folder, capsys):
    """Their file's name may end with this one's."""
    write(folder, METRIC)
    (folder / "40_not_the_last.py").write_text(
        HEADER + "\n# %%\nprint(nothing_binds_this)\n", "utf-8"
    )
    assert section.main(["ch00/last"]) == 0


def test_a_name_out_of_scope_fails(folder, capsys):
    write(folder, "print(double)")
    assert section.main(["ch00/last"]) == 1
    assert "double is bound by section" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ch00/none", "has no section 'none': start, section, slow, summary"),
        ("ch00", "name a section as in ch05/lstm"),
        ("/last", "has no section 'last'"),
        ("ch01/last", "no chapter begins with ch01"),
    ],
)
def test_a_section_that_is_not_there(folder, text, message):
    with pytest.raises(AuthoringError, match=message):
        section.main([text])
