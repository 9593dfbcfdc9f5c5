"""What several tests use."""

from pathlib import Path

import pytest

FIXTURE = Path(__file__).parent / "fixtures" / "ch00_fixture.py"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """No setting of the developer's shell, nor of nbval, reaches a test."""
    for name in (
        "COURSE_PROFILE",
        "COURSE_SEED",
        "COURSE_STRICT",
        "COURSE_METRICS_LOG",
        "COURSE_DATA_DIR",
        "COURSE_DATA_SOURCES",
        "COURSE_ROOT",
        "NBGRADER_EXECUTION",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fixture_source():
    """Return the path of the small notebook's source."""
    return FIXTURE


@pytest.fixture
def fixture_with(tmp_path):
    """Return a function that adds a code cell to the small notebook."""

    def add(name, code):
        """Write the source under a name; return its path."""
        source = tmp_path / name
        end = "# %% [markdown] tags"
        text = FIXTURE.read_text("utf-8")
        source.write_text(text.replace(end, f"# %%\n{code}\n{end}"), "utf-8")
        return source

    return add
