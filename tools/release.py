"""Make ``build/release/course.zip``, what students get from a teacher.

    python -m tools.release

It holds the student notebooks and what they import: no source, no solution,
no hidden test.
"""

import zipfile

from utils import ROOT

PARTS = (
    "README.md",
    "LICENSE",
    "requirements.txt",
    "environment.yml",
    "notebooks/*.ipynb",
    "notebooks/expected_metrics.toml",
    "utils/**/*.py",
    "utils/*.mplstyle",
    "data/*.*",
)
TARGET = ROOT / "build" / "release" / "course.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)  # no dates: the same files, the same archive


def release(target=TARGET):
    """Write the archive; return its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    files = {path for part in PARTS for path in ROOT.glob(part)}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            name = f"course/{path.relative_to(ROOT).as_posix()}"
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())
    return target


if __name__ == "__main__":
    print(f"wrote {release().relative_to(ROOT)}")
