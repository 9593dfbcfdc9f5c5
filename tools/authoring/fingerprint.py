"""What a notebook's outputs depend on, as short hashes."""

import hashlib
import json
from pathlib import Path

from nbformat import NotebookNode

from tools.authoring.imports import behaviour, imported_files
from tools.authoring.names import without_magic
from tools.running.same_course import readers_pins
from utils.metrics import expected_metrics


def short_hash(*contents: bytes) -> str:
    """Return a short hash, the same on every system, of some bytes."""
    total = hashlib.sha256()
    for content in contents:
        total.update(content.replace(b"\r\n", b"\n"))
    return total.hexdigest()[:16]


def fingerprint(name: str, notebook: NotebookNode) -> dict[str, str]:
    """Return what the outputs of a notebook depend on.

    They are its ``code``, what it imports of ``utils``, the releases of what
    readers install (``lock``), and the ``ranges`` of its metrics.
    """
    code = code_of(notebook)
    prefix = name.split("_")[0] + "."
    ranges = {
        metric: entry
        for metric, entry in expected_metrics().items()
        if metric.startswith(prefix)
    }
    return {
        "code": short_hash(*(source.encode() for source in code)),
        "utils": utils_hash(code),
        "lock": lock_hash(),
        "ranges": short_hash(json.dumps(ranges, sort_keys=True).encode()),
    }


def code_of(notebook: NotebookNode) -> list[str]:
    """Return the code cells, but for the one that finds the course."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.id != "course"
    ]


def utils_hash(code: list[str]) -> str:
    """Return a hash of the files of ``utils/`` that code cells import."""
    paths = imported_files("\n".join(map(without_magic, code)))
    return short_hash(*(_behaviour(path).encode() for path in sorted(paths)))


def lock_hash() -> str:
    """Return a hash of the lock's lines for what readers install."""
    return short_hash("\n".join(readers_pins()).encode())


def _behaviour(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return behaviour(text) if path.suffix == ".py" else text
