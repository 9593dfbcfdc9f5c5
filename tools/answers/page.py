"""The part of MUTATIONS.md that tells how good the exercises' checks are."""

import re
from dataclasses import dataclass

from tools.paths import MUTATIONS

HEADING = "## How good the checks of the exercises are"


@dataclass
class Rates:
    """What the checks of a chapter's exercises accepted and refused."""

    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    right: int = 0
    refused: int = 0  # of the right
    wrong: int = 0
    accepted: int = 0  # of the wrong

    def count(self, right: bool, accepted: bool) -> None:
        """Count an answer of the bank."""
        if right:
            self.right += 1
            self.refused += not accepted
        else:
            self.wrong += 1
            self.accepted += accepted

    def row(self, name: str) -> str:
        """Return the line of a table."""
        others = self.mutants - self.equivalent
        share = f"{self.killed / others:.1%}" if others else "–"
        return (
            f"| {name} | {self.mutants} | {self.equivalent} | {share} "
            f"| {self.refused} of {self.right} "
            f"| {self.accepted} of {self.wrong} |"
        )


def write_rates(rates: dict[str, Rates]) -> None:
    """Write the rates of some chapters; others keep their lines."""
    page = MUTATIONS.read_text(encoding="utf-8")
    faults, _, before = page.partition(HEADING)
    rows = dict(re.findall(r"^(\| (?:ch|keras)\w+) (\|.*\|)$", before, re.M))
    for name, rate in rates.items():
        head, _, rest = rate.row(name).partition(f"| {name} ")
        rows[f"| {name}"] = rest or head
    lines = [
        HEADING,
        "",
        "Written by `make mutate`. *Mutants* are reference solutions with one "
        "small change each; *equivalent* ones are right all the same (the "
        "reasons stand in `answers/`). The *bank* is `answers/`: right "
        "answers in other styles, and wrong ones that stand for a "
        "misconception.",
        "",
        "| notebook | mutants | equivalent | killed of the others "
        "| right answers refused | wrong answers accepted |",
        "|---|---|---|---|---|---|",
        *(f"{name} {rest}" for name, rest in sorted(rows.items())),
    ]
    text = faults.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n"
    MUTATIONS.write_text(text, encoding="utf-8", newline="\n")
