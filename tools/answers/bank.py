"""The bank of answers: ``notebooks/answers/CHAPTER.toml``.

["3.4".right.with_a_loop]
answer = '''
def softmax(z): …
'''

["3.4".wrong.over_the_samples]
answer = …
hint = "you summed over the samples: each row has a sum of its own"
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.answers.exercises import exercises_of
from tools.authoring.cells import AuthoringError, chapter_folders
from tools.paths import ANSWERS

LEAST = {"right": 3, "wrong": 5}


@dataclass(frozen=True)
class Entry:
    """An answer of the bank."""

    chapter: Path
    exercise: str
    name: str
    right: bool
    source: str
    hint: str = ""
    seeds: int = 1  # a right answer that trains is tried with so many


def read_bank(prefixes: Iterable[str] = ()) -> list[Entry]:
    """Return the answers for all chapters, or for some.

    Raises
    ------
    AuthoringError
        If an entry has another form, or belongs to no exercise.
    """
    return [
        entry
        for folder in chapter_folders(prefixes)
        for entry in _read(folder)
    ]


def _table(folder: Path) -> dict[str, Any]:
    """Return a chapter's file, empty where there is none."""
    path = ANSWERS / f"{folder.name}.toml"
    if not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _read(folder: Path) -> Iterable[Entry]:
    table = _table(folder)
    known = exercises_of(folder) if table else {}
    for exercise, kinds in table.items():
        where = f"{folder.name}.toml: {exercise}"
        if exercise not in known:
            raise AuthoringError(f"{where}: the chapter has no such exercise")
        for kind, answers in kinds.items():
            if kind == "equivalent":  # see tools.answers.mutants
                continue
            if kind not in LEAST:
                raise AuthoringError(f"{where}: {kind!r} is no right or wrong")
            for name, fields in answers.items():
                if unknown := set(fields) - {"answer", "hint", "seeds"}:
                    raise AuthoringError(f"{where}.{name}: {unknown}?")
                yield Entry(
                    folder,
                    exercise,
                    name,
                    kind == "right",
                    fields["answer"],
                    fields.get("hint", ""),
                    fields.get("seeds", 1),
                )


def equivalent_mutants(folder: Path) -> dict[str, dict[str, str]]:
    """Return mutants that are right: exercise → change → reason."""
    return {
        exercise: kinds["equivalent"]
        for exercise, kinds in _table(folder).items()
        if "equivalent" in kinds
    }
