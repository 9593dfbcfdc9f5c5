"""The report: a page a notebook, and a table of metrics."""

import re

import pytest

from tools import report
from tools.assemble import build_solution
from tools.execute import execute


@pytest.fixture
def runs(fixture_with):
    source = fixture_with(
        "ch00_report.py",
        "from utils.metrics import expect\n\n"
        'expect("ch03.gradient_descent.steps", STEPS)\n',
    )
    runs = []
    for name, steps in (("good", "62"), ("bad", "63")):
        notebook = build_solution(source)
        for cell in notebook.cells:
            cell.source = cell.source.replace("STEPS", steps)
        runs.append(execute(name, notebook, profile="quick", strict=True))
    return runs


def test_report(runs, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(report, "FOLDER", tmp_path / "report")
    report.write_report(runs, "quick")
    assert sorted(p.name for p in report.FOLDER.iterdir()) == [
        "bad.html",
        "good.html",
        "index.html",
    ]
    index = (report.FOLDER / "index.html").read_text("utf-8")
    assert '<a href="good.html">' in index
    assert index.count("failed") == 1
    assert "MetricOutOfRange" in index
    assert re.search(r"63</td>\s*<td>\s*exactly 62</td>", index)

    report.print_table([r for run in runs for r in report.metric_rows(run)])
    header, good, bad = capsys.readouterr().out.splitlines()
    assert header.split() == ["metric", "value", "expected", "the", "book"]
    assert good.split()[:2] == ["ch03.gradient_descent.steps", "62"]
    assert bad.endswith("out of range")
    assert header.index("expected") == good.index("exactly 62")


def test_main_fails_when_a_notebook_fails(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "FOLDER", tmp_path / "report")
    monkeypatch.setattr(report, "sources", lambda prefixes: [])
    for chosen, code in ((runs[:1], 0), (runs, 1)):
        monkeypatch.setattr(
            report, "execute_all", lambda *a, chosen=chosen, **o: chosen.copy()
        )
        assert report.main([]) == code
