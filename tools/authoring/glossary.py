"""One glossary from the tables of terms that end the notebooks."""

import re
from collections import Counter
from collections.abc import Mapping

from tools.authoring.cells import AuthoringError

ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"


def rows_of(table: str) -> list[list[str]]:
    """Return the rows of a table in Markdown, as lists of cells."""
    rows = [
        [part.strip() for part in line.strip("| ").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    ]
    return rows[2:]  # without the header


def terms(
    tables: Mapping[str, str],
) -> dict[str, tuple[str, str, list[str]]]:
    """Return the glossary: key → (English, Persian, variants).

    A term has one translation, the book's where it has one. Variants are
    what a table gives in brackets (unless the English has brackets, too), and
    the words of the slides.

    Parameters
    ----------
    tables : dict of str to str
        For each notebook its table of terms. The lecture's has a third
        column: the book's word, where it differs.

    Raises
    ------
    AuthoringError
        If two chapters translate a term in different ways.
    """
    book: dict[str, tuple[str, str]] = {}
    slides: dict[str, str] = {}
    variants: dict[str, Counter[str]] = {}
    names: dict[str, str] = {}
    for name, table in tables.items():
        for english, persian, *rest in rows_of(table):
            key = re.sub(r"\s*\([^)]*\)", "", english).lower()
            names.setdefault(key, english)
            main, *others = split_variants(persian)
            seen = variants.setdefault(key, Counter())
            seen.update([] if "(" in english else others)
            if name.startswith("keras"):
                slides[key] = main
                main = split_variants(rest[0])[0] if rest and rest[0] else ""
            if not main:
                continue
            first = book.setdefault(key, (main, name))
            if plain(first[0]) != plain(main):
                raise AuthoringError(
                    f"“{english}” is “{first[0]}” in {first[1]} and “{main}” "
                    f"in {name}: choose one, and put the other in brackets"
                )
    found = {}
    for key in names:
        main = book[key][0] if key in book else slides[key]
        others = [v for v in variants[key] if plain(v) != plain(main)]
        word = slides.get(key, main)
        if plain(word) != plain(main):
            others.append(f"{word} (slides)")
        found[key] = names[key], main, sorted(set(others))
    return found


def by_persian(row: tuple[str, str, list[str]]) -> list[int]:
    """Return what sorts a row by its Persian word."""
    return [ALPHABET.find(c) for c in plain(row[1]) if c in ALPHABET]


def split_variants(persian: str) -> list[str]:
    """Split ``main (variant)``; Latin letters in brackets stay."""
    brackets = r"\s*\(([\u0600-\u06ff\u200c\s،]+)\)"
    main = re.sub(brackets, "", persian).strip()
    return [main, *(v.strip() for v in re.findall(brackets, persian))]


def plain(persian: str) -> str:
    """Return a Persian word without the marks that books write or omit."""
    joined = persian.replace("ه‌ی ", "ه ").replace("ۀ", "ه")
    return re.sub(r"[\u064b-\u0652\u200c]", "", joined).strip()


def glossary(tables: Mapping[str, str]) -> str:
    """Return two tables of all terms, sorted by English and by Persian."""
    rows = list(terms(tables).values())
    lines = [f"{len(rows)} terms.", ""]

    lines += ["## English – فارسی", "", "| English | فارسی | also |",
              "|---|---|---|"]  # fmt: skip
    for english, persian, others in sorted(rows, key=lambda r: r[0].lower()):
        lines.append(f"| {english} | {persian} | {'، '.join(others)} |")
    lines += ["", "## فارسی – English", "", "| فارسی | English |", "|---|---|"]
    for english, persian, _ in sorted(rows, key=by_persian):
        lines.append(f"| {persian} | {english} |")
    return "\n".join(lines) + "\n"
