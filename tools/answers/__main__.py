"""Measure what the checks of the exercises accept and refuse.

    python -m tools.answers            all chapters
    python -m tools.answers ch03 …     only these

Two kinds of answers are tried on every exercise's checks, hidden tests
included, in the smoke profile: mutants of the reference solution, and the bank
of right and wrong answers in ``notebooks/answers/``. The rates of both go into
``notebooks/MUTATIONS.md``, the hints for known mistakes into
``notebooks/known_mistakes.json``; what was misjudged is printed.
"""

import argparse
import sys
from pathlib import Path

from tools.answers.bank import Entry, equivalent_mutants, read_bank
from tools.answers.exercises import exercises_of
from tools.answers.mistakes import write_known_mistakes
from tools.answers.mutants import mutants_of
from tools.answers.page import Rates, write_rates
from tools.answers.run import Answer, answers_of, try_answers
from tools.authoring.cells import AuthoringError, chapter_folders
from tools.running.cluster import ClusterError

MUTANT_LIMIT = 8.0  # seconds; a mutant that takes longer loops


def main() -> int:
    """Run the program; return 1 if the bank was misjudged, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="ch03 …; else all")
    parser.add_argument(
        "--only", choices=("mutants", "bank"), help="one kind of answers"
    )
    options = parser.parse_args()
    folders = chapter_folders(options.chapters)
    rates = {folder.name: Rates() for folder in folders}
    if options.only != "bank":
        _try_mutants(folders, rates)
    misjudged = 0
    if options.only != "mutants":
        bank = read_bank(options.chapters)
        misjudged = _try_bank(bank, rates)
        helped = write_known_mistakes(bank, folders)
        wrong = sum(not entry.right for entry in bank)
        print(f"{helped} of {wrong} wrong answers get a hint of their own")
    if options.only is None:
        write_rates(rates)
    return 1 if misjudged else 0


def _try_mutants(folders: list[Path], rates: dict[str, Rates]) -> None:
    """Try all mutants; print those that survived without a reason."""
    mutants = []
    for folder in folders:
        for number, exercise in exercises_of(folder).items():
            mutants += [
                Answer(
                    folder,
                    number,
                    mutant.change,
                    mutant.source,
                    first_failure=True,
                )
                for mutant in mutants_of(exercise.solution)
            ]
    try_answers(mutants, MUTANT_LIMIT)
    for folder in folders:
        known = equivalent_mutants(folder)
        rate = rates[folder.name]
        for mutant in (m for m in mutants if m.chapter == folder):
            rate.mutants += 1
            if not mutant.accepted:
                rate.killed += 1
            elif mutant.name in known.get(mutant.exercise, {}):
                rate.equivalent += 1
            else:
                print(f"{mutant.exercise} survives: {mutant.name}")
    slow = sorted(mutants, key=lambda m: -m.seconds)[:3]
    for mutant in slow:
        print(f"slow: {mutant.exercise}, {mutant.seconds:.1f} s {mutant.name}")


def _try_bank(entries: list[Entry], rates: dict[str, Rates]) -> int:
    """Try the bank; print what was misjudged; return how many."""
    answers = [
        (entry, answer) for entry in entries for answer in answers_of(entry)
    ]
    try_answers([answer for _, answer in answers])
    count = 0
    for entry, answer in answers:
        rate = rates[entry.chapter.name]
        rate.count(entry.right, answer.accepted)
        if entry.right != answer.accepted:
            count += 1
            said = "; ".join(
                f"{check}: {text.splitlines()[0] if text else 'ok'}"
                for check, text in answer.results.items()
            )
            judged = "refused" if entry.right else "accepted"
            print(f"{entry.exercise} {judged}: {entry.name}: {said}")
    return count


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (AuthoringError, ClusterError, RuntimeError) as error:
        sys.exit(f"error: {error}")
