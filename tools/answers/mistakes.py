"""Write ``notebooks/known_mistakes.json``: hints for mistakes that are known.

Each wrong answer of the bank that has a hint is tried on the *visible* tests,
as a student would. The fingerprint of its first failure leads to its hint.
"""

import json
from pathlib import Path

from tools.answers.bank import Entry
from tools.answers.exercises import exercises_of
from tools.answers.run import Answer, try_answers
from utils.mistakes import FILE

Known = dict[str, dict[str, str]]  # check → fingerprint → hint


def known_mistakes(entries: list[Entry]) -> tuple[Known, int]:
    """Return the hints of wrong answers, and how many answers get theirs."""
    answers = [
        Answer(
            entry.chapter,
            entry.exercise,
            entry.hint,
            entry.source,
            visible_only=True,
            first_failure=True,
        )
        for entry in entries
        if entry.hint and not entry.right
    ]
    try_answers(answers)
    known: Known = {}
    helped = 0
    for answer in answers:
        for number, mistake in answer.mistakes.items():
            hints = known.setdefault(number, {})
            helped += hints.setdefault(mistake, answer.name) == answer.name
    return known, helped


def write_known_mistakes(
    entries: list[Entry], chapters: list[Path], file: Path = FILE
) -> int:
    """Renew the hints of some chapters; return how many answers get theirs."""
    known, helped = known_mistakes(entries)
    kept: Known = {}
    if file.is_file():
        kept = json.loads(file.read_text(encoding="utf-8"))
    for chapter in chapters:
        for exercise in exercises_of(chapter).values():
            for number in exercise.checks:
                kept.pop(number, None)
    text = json.dumps(
        kept | known, ensure_ascii=False, indent=1, sort_keys=True
    )
    file.write_text(text + "\n", encoding="utf-8", newline="\n")
    return helped
