"""Copy the student notebooks to ``work/``, never over a copy that is there.

python -m tools.lab
"""

import shutil
from pathlib import Path

from utils import ROOT


def copy_notebooks(source: Path, target: Path) -> list[str]:
    """Copy ``*.ipynb`` that the target folder lacks; return their names."""
    target.mkdir(exist_ok=True)
    new = []
    for notebook in sorted(source.glob("*.ipynb")):
        copy = target / notebook.name
        if not copy.exists():
            shutil.copyfile(notebook, copy)
            new.append(notebook.name)
        elif copy.stat().st_mtime < notebook.stat().st_mtime:
            print(
                f"kept work/{copy.name}, though the course has a newer one: "
                "rename yours to get it"
            )
    return new


if __name__ == "__main__":
    for name in copy_notebooks(ROOT / "notebooks", ROOT / "work"):
        print(f"copied {name} to work/")
