"""Remember which chapters were built, so that an edit builds one only."""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from tools.authoring.fingerprint import short_hash
from tools.paths import BOOK_SECTIONS, BUILD, NOTEBOOKS, SOLUTIONS
from utils import ROOT, metrics


class Stamps:
    """A hash for each chapter of all that it is built from and gives.

    They lie in ``build/built.json``, on this machine only. Whoever deletes
    the file has all chapters built again.
    """

    def __init__(self) -> None:
        self._path = BUILD / "built.json"
        self._sources: dict[str, str] = {}  # as they were read
        self._known: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            self._known = json.loads(self._path.read_text(encoding="utf-8"))
        # What all chapters have in common.
        self._common = short_hash(
            *_contents((ROOT / "tools").rglob("*.py")),
            *_contents((ROOT / "utils").rglob("*.*")),
            *_contents(ROOT.glob("requirements*")),
            *_contents((ROOT / "pyproject.toml", BOOK_SECTIONS)),
            *_contents((metrics.EXPECTED,)),
        )

    def is_fresh(self, folder: Path) -> bool:
        """Return whether nothing changed since a chapter was built.

        What the chapter's files hold now is what `renew` will note: an edit
        while kernels run is not taken for built.
        """
        sources = short_hash(*_contents(folder.glob("*.py")))
        self._sources[folder.name] = sources
        return self._known.get(folder.name) == self._stamp(folder)

    def renew(self, folders: Iterable[Path]) -> None:
        """Note that chapters were built."""
        for folder in folders:
            self._known[folder.name] = self._stamp(folder)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._known), encoding="utf-8")

    def _stamp(self, folder: Path) -> str:
        name = f"{folder.name}.ipynb"
        return short_hash(
            self._common.encode(),
            self._sources[folder.name].encode(),
            *_contents((NOTEBOOKS / name, SOLUTIONS / name)),
        )


def _contents(paths: Iterable[Path]) -> list[bytes]:
    """Return the names and contents of files, in the order of names."""
    found = []
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            found += [path.name.encode(), path.read_bytes()]
    return found
