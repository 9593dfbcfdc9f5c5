"""Recognise a known mistake by what an answer made of a check.

``notebooks/known_mistakes.json`` maps checks to fingerprints of failures, and
these to hints. `python -m tools.answers` writes it: it runs the wrong answers
of the bank, which stay at home. The file holds no code and no results.
"""

import hashlib
import json
import traceback
from functools import cache
from types import FrameType
from typing import Any

import numpy as np

from utils import ROOT

FILE = ROOT / "notebooks" / "known_mistakes.json"
COMPARES = ("assert_allclose", "assert_array_equal", "assert_equal")
MOST = 64  # values of an array that count


def known_hint(number: str, error: BaseException) -> str | None:
    """Return the hint for the mistake behind a failure, if it is known.

    Parameters
    ----------
    number : str
        The number of the check, say ``"3.4a"``.
    error : BaseException
        What the check raised.
    """
    return _known().get(number, {}).get(fingerprint(number, error))


@cache
def _known() -> dict[str, dict[str, str]]:
    if not FILE.is_file():
        return {}
    return json.loads(FILE.read_text(encoding="utf-8"))


def fingerprint(number: str, error: BaseException) -> str:
    """Return a short text that the same mistake gives again.

    It depends on the line of the check that failed and on the answer's
    result, rounded to four digits. Where an assertion compares nothing that
    can be found, the check's variables stand for the result.
    """
    frames = list(traceback.walk_tb(error.__traceback__))
    own = [(f, line) for f, line in frames if f.f_code.co_name == "_"]
    if not own:
        return ""
    frame, line = own[0]
    parts = [number, str(line - frame.f_code.co_firstlineno)]
    parts.append(type(error).__name__)
    result = _compared([f for f, _ in frames])
    if not isinstance(error, AssertionError):
        parts.append(str(error))
    elif result is not None:
        parts.append(_rounded(result))
    else:
        parts += [
            f"{name}={_rounded(value)}"
            for name, value in sorted(frame.f_locals.items())
        ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _compared(frames: list[FrameType]) -> Any:
    """Return what NumPy compared with the right result, or ``None``."""
    for frame in frames:
        if frame.f_code.co_name in COMPARES:
            names = frame.f_locals
            return names.get("actual", names.get("x"))
    return None


def _rounded(value: Any) -> str:
    """Return a value as text: four digits, whatever its number format."""
    if isinstance(value, str | bytes) or value is None:
        return repr(value)
    if isinstance(value, dict):
        pairs = [f"{k!r}: {_rounded(v)}" for k, v in value.items()]
        return "{" + ", ".join(pairs[:MOST]) + "}"
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):
        return type(value).__name__
    if array.dtype.kind in "biuf":
        numbers = (f"{x + 0.0:.3e}" for x in array.ravel()[:MOST])
        return f"{array.shape} {' '.join(numbers)}".replace("-0.000e+00", "0")
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_rounded, value[:MOST])) + "]"
    return type(value).__name__
