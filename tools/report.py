"""Execute the solution notebooks and write a report that a browser shows.

    python -m tools.report           all notebooks, in the quick profile
    python -m tools.report ch03      only those that begin so
    python -m tools.report --bench   only what ``compare()`` needs, and more
    COURSE_PROFILE=full python -m tools.report

``build/report/index.html`` holds run times, every metric beside its range
and the book's figure, and the ways that ``compare()`` timed side by side (it
asserts first that they give the same); it links a page for each notebook.
With ``--bench`` also how the trainings stand against the machine, and the
course against other ways (`tools.benchmarks`).
The tables are also printed.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing

import jinja2

from tools.authoring.assemble import build_solution
from tools.authoring.cells import AuthoringError, chapter_folders
from tools.benchmarks.collect import Table, benchmark_tables, draw_shares
from tools.measuring.comparisons import (
    SPEED_HEADER,
    comparisons,
    draw_speed,
    for_comparisons,
    speed_rows,
)
from tools.paths import BUILD
from tools.running.cluster import ClusterError
from tools.running.execute import Run
from tools.running.html import html_page
from tools.running.jobs import Job, run_jobs
from tools.running.tables import (
    HEADER,
    SLOW_HEADER,
    metric_rows,
    print_table,
    slowest_cells,
    training_share,
)
from utils.runtime import checked_profile

FOLDER = BUILD / "report"
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
<tr><th>notebook</th><th>seconds</th><th>of these training</th>
<th>peak memory, MB</th><th>metrics</th><th></th></tr>
{% for run in runs -%}
<tr><td><a href="{{ run.name }}.html">{{ run.name }}</a></td>
<td>{{ run.seconds | round | int }}</td>
<td>{{ (100 * training[run.name]) | round | int }} %</td>
<td>{{ run.peak_mb | round | int }}</td><td>{{ run.metrics | length }}</td>
<td>{% if run.error %}<span class="bad">failed</span>{% else %}ok{% endif %}
</td></tr>
{% endfor -%}
</table>
<h2>The slowest cells</h2>
<div class="wide"><table>
<tr>{% for name in slow_header %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in slow -%}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor -%}
</table></div>
{% if speed -%}
<h2>Two ways of doing one thing</h2>
<p>Same result, asserted before they are timed. MB: peak of what Python and
NumPy allocate.</p>
<p><img src="speed.png" alt="A bar for each comparison: how many times faster"
style="max-width: 100%"></p>
<div class="wide"><table>
<tr>{% for name in speed_header %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in speed -%}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor -%}
</table></div>
{% endif -%}
{% for table in tables -%}
<h2>{{ table.title }}</h2>
<p>{{ table.note }}</p>
{% if loop.first -%}
<p><img src="trainings.png" alt="A bar for each training: its share of the
speed of a large matrix product" style="max-width: 100%"></p>
{% endif -%}
<div class="wide"><table>
<tr>{% for name in table.header %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in table.rows -%}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor -%}
</table></div>
{% endfor -%}
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


def write_report(
    runs: list[Run], profile: str, tables: Sequence[Table] = ()
) -> None:
    """Write the pages and the index; the folder is recreated."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for run in runs:
        path = FOLDER / f"{run.name}.html"
        path.write_text(html_page(run.notebook, run.name), encoding="utf-8")
    records = comparisons(runs)
    if records:
        draw_speed(records, FOLDER / "speed.png")
    if tables:
        draw_shares(tables[0], FOLDER / "trainings.png")
    template = jinja2.Environment(autoescape=True).from_string(PAGE)
    index = template.render(
        runs=runs,
        profile=profile,
        header=HEADER,
        rows={run.name: metric_rows(run) for run in runs},
        speed_header=SPEED_HEADER,
        speed=speed_rows(records),
        training={run.name: training_share(run) for run in runs},
        slow_header=SLOW_HEADER,
        slow=slowest_cells(runs),
        tables=tables,
    )
    (FOLDER / "index.html").write_text(index, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Execute, report and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="ch03 …; else all")
    parser.add_argument(
        "--bench", action="store_true", help="only what is timed side by side"
    )
    options = parser.parse_args(arguments)
    profile = checked_profile(os.environ.get("COURSE_PROFILE") or "quick")
    notebooks = {
        folder.name: build_solution(folder)
        for folder in chapter_folders(options.chapters)
    }
    if options.bench:
        parts = {n: for_comparisons(b) for n, b in notebooks.items()}
        notebooks = {n: part for n, part in parts.items() if part is not None}
    # First: if one of them fails, no run of notebooks is lost with it.
    tables = benchmark_tables() if options.bench else []
    jobs = [
        Job(n, book, profile, strict=True) for n, book in notebooks.items()
    ]
    # What is timed runs here and alone.
    runs = []
    runner = (
        run_jobs(jobs, workers=1, scheduler="")
        if options.bench
        else run_jobs(jobs)
    )
    with closing(runner) as ended:
        for _, run in ended:
            if run.error:
                print(run.error, file=sys.stderr)
            runs.append(run)
    runs.sort(key=lambda run: run.name)
    write_report(runs, profile, tables)
    print()
    if not options.bench:
        print_table(HEADER, [row for run in runs for row in metric_rows(run)])
        print()
    print_table(SLOW_HEADER, slowest_cells(runs))
    print()
    if records := comparisons(runs):
        print_table(SPEED_HEADER, speed_rows(records))
    for table in tables:
        print(f"\n{table.title}. {table.note}")
        print_table(table.header, table.rows)
    print(f"\nThe report: {FOLDER / 'index.html'}")
    return int(any(run.error for run in runs))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (AuthoringError, ClusterError, ValueError) as error:
        sys.exit(f"error: {error}")
