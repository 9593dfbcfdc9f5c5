"""Make ``build/release/course.zip``, what students get from a teacher.

    python -m tools.release

It holds the student notebooks and what they import: no source, no solution,
no hidden test.
"""

import sys
import zipfile
from pathlib import Path

from tools.authoring.cells import AuthoringError, chapter_folders
from tools.authoring.stored import stale_because
from tools.paths import BUILD
from utils import ROOT

PARTS = (
    "LICENSE",
    "requirements.txt",
    "requirements.lock",
    "environment.yml",
    "notebooks/*.ipynb",
    "notebooks/expected_metrics.toml",
    "notebooks/known_mistakes.json",
    "utils/**/*.py",
    "utils/*.mplstyle",
    "data/*.*",
    "data/samples/*",
)
README = """\
# Deep learning, hands on

With Python 3.11 to 3.13, in this folder:

    python3 -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt
    .venv/bin/jupyter lab notebooks

(On Windows `py -m venv .venv`, then `.venv\\Scripts\\` instead of
`.venv/bin/`. If a newer release of a library should ever break a notebook,
install `requirements.lock` instead: with that the course was tested.)

Complete the function in an exercise cell, run the check below it, and it
answers at once. Save the notebook under its own name and hand it in.
"""
TARGET = BUILD / "release" / "course.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)  # no dates: the same files, the same archive


def release(target: Path = TARGET) -> Path:
    """Write the archive; return its path.

    Raises
    ------
    RuntimeError
        If a notebook is not what its source gives.
    """
    for folder in chapter_folders():
        if reason := stale_because(folder):
            raise RuntimeError(
                f"{folder.name}: {reason}: run `make notebooks`"
            )
    contents = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for part in PARTS
        for path in ROOT.glob(part)
    }
    contents["README.md"] = README.encode()
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(f"course/{name}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, contents[name])
    return target


if __name__ == "__main__":
    try:
        print(f"wrote {release().relative_to(ROOT)}")
    except (AuthoringError, RuntimeError) as error:
        sys.exit(f"error: {error}")
