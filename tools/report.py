"""Execute the solution notebooks and write a report that a browser shows.

    python -m tools.report           all notebooks, in the quick profile
    python -m tools.report ch03      only those that begin so
    COURSE_PROFILE=full python -m tools.report

``build/report/index.html`` holds run times and every metric beside its range
and the book's figure, and links a page for each notebook. The table is also
printed.
"""

import os
import shutil
import sys

import jinja2
from nbconvert import HTMLExporter

from tools.assemble import build_solution
from tools.build import sources
from tools.execute import execute_all
from utils import ROOT
from utils.metrics import describe, inside, short

FOLDER = ROOT / "build" / "report"
HEADER = ("metric", "value", "expected", "the book", "")

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The course: report</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto;
         max-width: 60rem; padding: 0 1rem; color: #222; }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
  th, td { text-align: left; padding: .3rem .8rem .3rem 0;
           border-bottom: 1px solid #ddd; }
  .bad { color: #a33900; font-weight: bold; }
  pre { overflow-x: auto; background: #f5f5f5; padding: 1rem; }
  .wide { overflow-x: auto; }
</style>
<h1>Report</h1>
<p>Profile {{ profile }}. {{ runs | length }} notebooks,
{{ runs | sum(attribute="seconds") | round | int }} seconds.</p>
<table>
<tr><th>notebook</th><th>seconds</th><th>metrics</th><th></th></tr>
{% for run in runs -%}
<tr><td><a href="{{ run.name }}.html">{{ run.name }}</a></td>
<td>{{ run.seconds | round | int }}</td><td>{{ run.metrics | length }}</td>
<td>{% if run.error %}<span class="bad">failed</span>{% else %}ok{% endif %}
</td></tr>
{% endfor -%}
</table>
{% for run in runs -%}
<h2>{{ run.name }}</h2>
{% if run.error %}<pre class="bad">{{ run.error }}</pre>{% endif %}
<div class="wide"><table>
<tr>{% for name in header %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in rows[run.name] -%}
<tr>{% for cell in row %}<td{% if loop.last %} class="bad"{% endif %}>
{{ cell }}</td>{% endfor %}</tr>
{% endfor -%}
</table></div>
{% endfor %}
</html>
"""


def metric_rows(run):
    """Return a row for each metric: name, value, range, book, remark."""
    rows = []
    for name, record in run.metrics.items():
        value, bounds, book = (record[k] for k in ("value", "range", "book"))
        known = bounds is not None
        rows.append(
            (
                name,
                short(value),
                describe(*bounds) if known else "–",
                "" if book is None else short(book),
                "out of range" if known and not inside(value, bounds) else "",
            )
        )
    return rows


def print_table(rows):
    """Print rows of text with columns as wide as they need to be."""
    rows = [HEADER, *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{c:<{w}}" for c, w in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def write_report(runs, profile):
    """Write the pages and the index; the folder is made anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    exporter = HTMLExporter()
    for run in runs:
        html, _ = exporter.from_notebook_node(
            run.notebook, {"metadata": {"name": run.name}}
        )
        (FOLDER / f"{run.name}.html").write_text(html, encoding="utf-8")
    template = jinja2.Environment(autoescape=True).from_string(PAGE)
    index = template.render(
        runs=runs,
        profile=profile,
        header=HEADER,
        rows={run.name: metric_rows(run) for run in runs},
    )
    (FOLDER / "index.html").write_text(index, encoding="utf-8")


def main(prefixes):
    """Execute, report and print; return the exit code."""
    profile = os.environ.get("COURSE_PROFILE") or "quick"
    notebooks = {p.stem: build_solution(p) for p in sources(prefixes)}
    runs = []
    for run in execute_all(notebooks, profile=profile, strict=True):
        print(f"{run.name}: {run.seconds:.0f} s", flush=True)
        if run.error:
            print(run.error, file=sys.stderr)
        runs.append(run)
    runs.sort(key=lambda run: run.name)
    write_report(runs, profile)
    print()
    print_table([row for run in runs for row in metric_rows(run)])
    print(f"\nThe report: {FOLDER / 'index.html'}")
    return int(any(run.error for run in runs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
