"""Tables that people bring: CSV of any program, with numbers as numbers."""

import csv
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from utils.own_files import InputError
from utils.texts import read_text

#: What separates columns: comma, semicolon (where the comma is the decimal
#: sign), tab, bar, and the Persian comma and semicolon.
DELIMITERS = ",;\t|،؛"
#: What stands for a missing value, beside an empty cell.
MISSING = (
    "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "-",
    "–", "—", "?", ".", "#VALUE!", "#DIV/0!", "#REF!", "نامشخص", "ندارد",
)  # fmt: skip
_SAMPLE = 200  # lines from which the form is read
_DIGITS: dict[int, str | None] = {
    ord(digit): str(value)
    for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
    for value, digit in enumerate(digits)
}
_DIGITS |= {ord("٫"): ".", ord("٬"): None, ord("−"): "-"}
#: Twelve and a half in Persian Windows is ۱۲/۵; a date has two strokes.
_STROKE = re.compile(r"(?<![/\w])([۰-۹]+)/([۰-۹]+)(?![/\w])")
_GROUPED = {
    ",": re.compile(r"[-+]?\d{1,3}([,،]\d{3})+(\.\d+)?"),
    ".": re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?"),
    " ": re.compile(r"[-+]?\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?"),
}
_DECIMAL_COMMA = re.compile(
    r"[-+]?(\d*,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3})+,\d+)"
)
_COMMA = re.compile(r"[-+]?\d*,\d+")
_DECIMAL_POINT = re.compile(r"[-+]?\d*\.\d+")


def read_table(
    path: str | Path,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> pd.DataFrame:
    """Return a CSV file as a table: numbers as numbers, names as texts.

    The first line names the columns. Delimiter, encoding and decimal sign are
    found; Persian and Arabic digits become those of ASCII; what stands for a
    missing value becomes NaN. A column that holds anything else is a column
    of texts.

    Parameters
    ----------
    path : str or Path
        A relative path begins in the notebook's folder, or else in the
        course's.
    delimiter, encoding : str, optional
        To name what was not found.

    Returns
    -------
    pandas.DataFrame
        Empty rows and columns without a name and a value are left out.

    Raises
    ------
    InputError
        If the file cannot be read as text, or is no table: fewer than two
        columns or rows, no names, a name twice, lines that do not fit.
    """
    text = read_text(path, encoding=encoding)
    begin = re.compile(r"\s*(sep=.\n)?\s*").match(text)  # Excel's line
    text = text[begin.end() if begin else 0 :]
    if not text.isascii():
        text = _STROKE.sub(r"\1.\2", text).translate(_DIGITS)
    lines = text[:100_000].split("\n", _SAMPLE)[:_SAMPLE]
    delimiter = delimiter or _delimiter_of(lines, path)
    names = _names(lines, delimiter, path)
    comma = _has_decimal_comma(lines, delimiter)
    data = text.encode()
    del text  # which may be twice as large
    table = _parsed(data, delimiter, comma, path)
    table.columns = pd.Index(names)
    unnamed = [n for n in names if n.startswith("column ")]
    empty = [n for n in unnamed if table[n].isna().all()]
    table = table.drop(columns=empty).dropna(how="all").reset_index(drop=True)
    if len(table) < 2 or table.shape[1] < 2:
        raise InputError(f"{path} has fewer than two rows below the names.")
    for name in table.select_dtypes(exclude="number"):
        table[name] = _numbers_in(table[name], comma)
    return table


def _cells(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def _delimiter_of(lines: list[str], path: str | Path) -> str:
    """Return the delimiter that gives most columns, the same in all lines."""
    columns = {}
    for delimiter in DELIMITERS:
        rows = [r for r in _cells(lines[:-1], delimiter) if r]
        counts = [len(row) for row in rows]
        if counts and np.mean(np.array(counts) == counts[0]) > 0.9:
            columns[delimiter] = counts[0]
    best = max(columns, key=lambda d: columns[d], default=",")
    if columns.get(best, 0) < 2:
        raise InputError(
            f"{path} has one column, or its lines differ: save the table as "
            "CSV, or name what separates its columns, as in delimiter=';'."
        )
    return best


def _names(lines: list[str], delimiter: str, path: str | Path) -> list[str]:
    """Return the names of the columns: the cells of the first line."""
    row = next(_cells(lines, delimiter), [])
    names = [
        cell.strip() or f"column {place}" for place, cell in enumerate(row, 1)
    ]
    if any(re.fullmatch(r"[-+]?[\d.,]+", name) for name in names):
        raise InputError(
            f"{path} begins with numbers: its first line must name the "
            "columns."
        )
    if twice := {name for name in names if names.count(name) > 1}:
        raise InputError(
            f"{path} has two columns with the name {min(twice)!r}: rename one."
        )
    return names


def _has_decimal_comma(lines: list[str], delimiter: str) -> bool:
    """Return whether 1,5 is one and a half; 1,500 alone does not tell."""
    rows = _cells(lines, delimiter)
    cells = [cell.strip() for row in rows for cell in row]
    if any(map(_DECIMAL_COMMA.fullmatch, cells)):
        return True
    undecided = any(map(_COMMA.fullmatch, cells))
    points = any(map(_DECIMAL_POINT.fullmatch, cells))
    return delimiter != "," and undecided and not points


def _parsed(
    data: bytes, delimiter: str, comma: bool, path: str | Path
) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of columns with two types
            return pd.read_csv(
                io.BytesIO(data),
                sep=delimiter,
                decimal="," if comma else ".",
                na_values=list(MISSING),
                skipinitialspace=True,
                index_col=False,
                encoding="utf-8",
            )
    except pd.errors.ParserError as error:
        line = re.search(r"line (\d+)", str(error))
        raise InputError(
            f"Line {line[1] if line else '?'} of {path} has more cells than "
            "the first line has names."
        ) from None
    except ValueError:
        raise InputError(f"{path} is no table that can be read.") from None


def _numbers_in(column: pd.Series, comma: bool) -> pd.Series:
    """Return a column of texts as numbers, if all of its texts are numbers."""
    places, distinct = pd.factorize(column)  # -1 where a value is missing
    texts = pd.Series(distinct).astype("str").str.strip()
    values = texts.str.removesuffix("%").str.strip()
    for sign in ("." if comma else ",", " "):
        grouped = values.str.fullmatch(_GROUPED[sign].pattern)
        signs = {",": "[,،]", ".": "[.]", " ": "[ \u00a0\u202f']"}[sign]
        digits = values.str.replace(signs, "", regex=True)
        values = values.where(~grouped, digits)
    if comma:
        values = values.str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.isna().any():
        numbers = texts
    return numbers.reindex(places).set_axis(column.index)
