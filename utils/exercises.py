"""Immediate feedback on an exercise."""

import linecache
import os
import traceback
from collections.abc import Callable

from utils.runtime import strict


def check(
    exercise: str, *, hint: str
) -> Callable[[Callable[[], object]], None]:
    """Run the decorated function at once and print how the exercise went.

    It prints a line that begins with ✓, or with ✗ and the difference and
    the hint (that of the very mistake, where it is known), or says that the
    exercise was not attempted yet (a part of it still raises
    ``NotImplementedError``).

    Parameters
    ----------
    exercise : str
        The number of the check, say ``"3.4a"``.
    hint : str
        What to look at when an assertion fails. It should help after a
        usual mistake, and not give the solution away.

    Returns
    -------
    callable
        A decorator; the decorated name becomes ``None``.

    Raises
    ------
    Exception
        Whatever the check raised, where a failure has to count: while
        nbgrader grades or validates (it sets ``NBGRADER_EXECUTION``), and
        in strict runs (``COURSE_STRICT=1``).
    """

    def run(function: Callable[[], object]) -> None:
        try:
            function()
        except Exception as error:
            if isinstance(error, NotImplementedError):
                print(f"… {exercise}: not attempted yet")
            else:
                # It needs NumPy, which only a notebook that runs has to load.
                from utils.mistakes import known_hint

                print(f"✗ {exercise}: not right yet\n{_explain(error)}")
                shown = known_hint(exercise, error) or hint
                print(f"  Hint: {shown}" + "." * shown[-1].isalnum())
            if os.environ.get("NBGRADER_EXECUTION") or strict():
                raise
        else:
            print(f"✓ {exercise}: correct")

    return run


def _explain(error: Exception) -> str:
    """Return what went wrong, indented; for a bare ``assert`` its line."""
    text = str(error).strip()
    if not isinstance(error, AssertionError):
        text = f"{type(error).__name__}: {text}"
    elif not text:
        text = f"This does not hold: {_failed_statement(error)}"
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def _failed_statement(error: AssertionError) -> str:
    """Return the source of a failed ``assert``, which may span lines."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    first = frame.lineno or 1
    last = frame.end_lineno or first
    lines = [
        linecache.getline(frame.filename, number).strip()
        for number in range(first, last + 1)
    ]
    return " ".join(lines)
