"""The report: a page a notebook, and a table of metrics."""

import re

import pytest

from tools import report
from tools.authoring.assemble import build_solution
from tools.measuring.comparisons import (
    comparisons,
    for_comparisons,
    speed_rows,
)
from tools.running.execute import execute
from tools.running.tables import HEADER, metric_rows, print_table


@pytest.fixture
def runs(chapter_with):
    source = chapter_with(
        "ch00_report",
        "from utils.metrics import expect\n\n"
        'expect("ch03.gradient_descent.steps", STEPS)\n\n'
        "# %%\nnever = 1 / 0 if STEPS == 61 else 0\n\n"
        "# %%\nfrom utils.metrics import compare\n\n"
        'compare("ch03.relu", textbook=lambda: sum(range(10**6)),\n'
        "        ours=lambda: 10**6 * (10**6 - 1) // 2)\n",
    )
    runs = []
    for name, steps in (("good", "62"), ("bad", "63")):  # 62 is right
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
        "speed.png",
    ]
    index = (report.FOLDER / "index.html").read_text("utf-8")
    assert '<a href="good.html">' in index
    assert index.count("failed") == 1
    assert "MetricOutOfRange" in index
    assert re.search(r"63</td>\s*<td>\s*exactly 62</td>", index)

    speed = speed_rows(comparisons(runs))
    assert [name for name, *_ in speed] == ["ch03.relu"]
    assert float(speed[0][1]) > 20
    assert index.count("ch03.relu</td>") == 1

    print_table(HEADER, [r for run in runs for r in metric_rows(run)])
    header, good, _, bad = capsys.readouterr().out.splitlines()
    assert header.split() == ["metric", "value", "expected", "the", "book"]
    assert good.split()[:2] == ["ch03.gradient_descent.steps", "62"]
    assert bad.endswith("out of range")
    assert header.index("expected") == good.index("exactly 62")


def test_main_fails_when_a_notebook_fails(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "FOLDER", tmp_path / "report")
    monkeypatch.setattr(report, "chapter_folders", lambda prefixes: [])
    for chosen, code in ((runs[:1], 0), (runs, 1)):

        def run_jobs(jobs, chosen=chosen):
            yield from ((None, run) for run in chosen)

        monkeypatch.setattr(report, "run_jobs", run_jobs)
        assert report.main([]) == code


def test_bench_runs_only_what_is_compared(chapter_with):
    source = chapter_with(
        "ch00_bench",
        "slow = 1 / 0\n\n"
        "# %%\nfrom utils.metrics import compare\n\n"
        "numbers = range(10**5)\n\n"
        '# %%\ncompare("ch03.relu", textbook=lambda: sum(numbers),\n'
        "        ours=lambda: len(numbers) * (len(numbers) - 1) // 2)\n",
    )
    part = for_comparisons(build_solution(source))
    run = execute("bench", part, profile="quick", strict=False)
    assert not run.error
    assert [r["compare"] for r in comparisons([run])] == ["ch03.relu"]


def test_bench_leaves_out_a_notebook_that_compares_nothing(chapter):
    assert for_comparisons(build_solution(chapter)) is None
