"""Texts that people bring, in any encoding, with one kind of line end."""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path

from utils.own_files import InputError, kind_of, own_file

_PIECE = 2**20  # bytes that are decoded at once
_MARKS = {  # UTF-32 first: its mark begins like that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: Letters that Persian has and Arabic has not (nor has cp1256 the last one).
_PERSIAN = re.compile("[پچژگکی]")
#: Arabic letters that stand for Persian ones, and signs that are no text.
_PERSIAN_FORMS = str.maketrans("يىك", "ییک", "\u0640\ufeff\u200e\u200f")


def read_text(
    path: str | Path, *, encoding: str | None = None, at_least: int = 1
) -> str:
    r"""Return a plain text, with ``\n`` at the end of each line.

    In Persian texts, Arabic ``ي``, ``ى`` and ``ك`` become ``ی`` and ``ک``.
    (A text is Persian if it has letters that Arabic has not.)

    Parameters
    ----------
    path : str or Path
        A relative path begins in the notebook's folder, or else in the
        course's.
    encoding : str, optional
        As ``bytes.decode`` names it. Without it, the encoding is found:
        UTF-8, UTF-16 and UTF-32 with a mark; UTF-8; UTF-16; cp1256 (Persian
        and Arabic on Windows); cp1252 (languages of western Europe).
    at_least : int
        How many characters are needed.

    Raises
    ------
    InputError
        If the file is missing, empty, too large, no plain text, cut short, or
        too short, or if the encoding is unknown.
    """
    data = own_file(path).read_bytes()
    encoding = encoding or _encoding_of(data, path)
    start = next(_decoded(data, encoding, path), "")
    table = _PERSIAN_FORMS if _PERSIAN.search(start) else {}
    pieces = (p.translate(table) for p in _decoded(data, encoding, path))
    text = "".join(pieces)
    if len(text) < at_least:
        raise InputError(
            f"{path} has {len(text):,} characters, and {at_least:,} are "
            "needed: take a longer text."
        )
    return text


def _decoded(data: bytes, encoding: str, path: str | Path) -> Iterator[str]:
    """Yield the text piece by piece: each takes as few bytes as it can."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise InputError(
            f"Python knows no encoding {encoding!r}: try 'utf-8' or 'cp1256'."
        ) from None
    with_line_ends = io.IncrementalNewlineDecoder(decoder, translate=True)
    try:
        for start in range(0, len(data), _PIECE):
            end = start + _PIECE
            yield with_line_ends.decode(
                data[start:end], final=end >= len(data)
            )
    except UnicodeError:
        raise InputError(
            f"{path} is not {encoding} throughout: was it cut short? Copy it "
            "again, save it as UTF-8, or name another encoding, as in "
            "encoding='cp1256'."
        ) from None


def _encoding_of(data: bytes, path: str | Path) -> str:
    """Return the first encoding that fits, or refuse what is no text."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    if kind := kind_of(data):
        raise InputError(
            f"{path} is {kind}, no plain text: open it in its program and "
            "save it as text (.txt), in UTF-8."
        )
    sample = data[:_PIECE]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if _is_half_of_utf_16(sample[first::2]):
            return encoding
    if len(sample.translate(None, _CONTROLS)) < 0.99 * len(sample):
        raise InputError(
            f"{path} is no text (it holds signs that no text has): save it "
            "as plain text (.txt), in UTF-8."
        )
    high = sample.translate(None, bytes(range(128)))
    if sum(map(len, _UTF_8.findall(sample))) >= 0.9 * len(high):
        return "utf-8"
    # A word in Persian consists of high bytes; in French or German one such
    # letter stands among others.
    letters = _HIGH_LETTERS.findall(sample)
    together = sum(len(run) for run in letters if len(run) > 1)
    if together > 0.5 * sum(map(len, letters)):
        return "cp1256"
    return "latin-1" if set(sample) & set(_NOT_CP1252) else "cp1252"


def _is_half_of_utf_16(half: bytes) -> bool:
    """Return whether these may be the first bytes of Latin or Persian letters.

    They are 0 or 6, and 32 for quotation marks and the zero-width non-joiner.
    """
    zeros = half.count(0)
    few = zeros + half.count(6) + half.count(32)
    return zeros > 0 and few > 0.9 * len(half)


#: Not printed, but for tabs and ends of lines and pages.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r"))
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xf4][\x80-\xbf]{2,3}")
_HIGH_LETTERS = re.compile(rb"[\x81\x8d\x8e\x90\x98\xc0-\xff]+")
_NOT_CP1252 = b"\x81\x8d\x8f\x90\x9d"
