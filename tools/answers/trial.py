"""Try answers on checks, inside of the kernel that has run their notebook.

This is no sandbox: whatever an answer does, it does to this process. Answers
of strangers are tried by processes that have nothing to lose.
"""

import contextlib
import copy
import io
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pandas as pd

from tools.authoring.names import names_in
from utils.mistakes import fingerprint
from utils.runtime import SEED

#: What a trial gets a copy of, so that no answer spoils it for the next.
COPIED = (
    list,
    dict,
    set,
    np.ndarray,
    np.random.Generator,
    pd.DataFrame,
    pd.Series,
)
Results = dict[str, str]  # number of a check → what went wrong, or ""
Mistakes = dict[str, str]  # number of a check → fingerprint of its failure


class OutOfTime(BaseException):
    """An answer took too long. No ``except Exception`` stops it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` after so many seconds, and again every half second.

    Where there are no such signals (Windows), time is not limited.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise OutOfTime(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def try_answer(
    stage: dict[str, Any],
    answer: str,
    checks: dict[str, str],
    limit: float = 20.0,
    seed: int = SEED,
    first_failure: bool = False,
) -> tuple[Results, Mistakes]:
    """Run each check with an answer, on a fresh copy of what they read.

    Parameters
    ----------
    stage : dict
        The global names of a notebook that has run.
    answer : str
        Code that defines the exercise's function or class.
    checks : dict of str to str
        Numbers and code of the checks.
    limit : float
        Seconds for the answer and a check together.
    seed : int
        Of Python's, NumPy's and Keras' random numbers, set before each.
    first_failure : bool
        Whether the checks after one that failed are left out.

    Returns
    -------
    (dict, dict)
        For each check an empty string, or the exception and its message; for
        each that failed a fingerprint, see `utils.mistakes`.
    """
    results: Results = {}
    mistakes: Mistakes = {}
    for number, check in checks.items():
        error, begun = _error_of(stage, answer, check, limit, seed)
        results[number] = ""
        if error is not None:
            where = "" if begun else "before any check: "
            name = type(error).__name__
            results[number] = f"{where}{name}: {error}".strip()
            if begun:
                mistakes[number] = fingerprint(number, error)
            if first_failure:
                break
    return results, mistakes


def _error_of(
    stage: dict[str, Any], answer: str, check: str, limit: float, seed: int
) -> tuple[BaseException | None, bool]:
    """Return what was raised, and whether the check had begun."""
    begun = False
    try:
        reads = names_in(answer).reads | names_in(check).reads
    except (SyntaxError, ValueError) as error:
        return error, begun
    with _kept_weights(stage, reads):
        own = {
            name: copy.deepcopy(value)
            if name in reads and isinstance(value, COPIED)
            else value
            for name, value in stage.items()
        }
        own["check"] = _raising_check
        keras.utils.set_random_seed(seed)
        silent = io.StringIO()
        try:
            with (
                contextlib.redirect_stdout(silent),
                contextlib.redirect_stderr(silent),
                time_limit(limit),
            ):
                exec(compile(answer, "<answer>", "exec"), own)
                begun = True
                exec(compile(check, "<check>", "exec"), own)
        except BaseException as error:
            return error, begun
    return None, begun


def _raising_check(
    number: str, *, hint: str
) -> Callable[[Callable[[], object]], None]:
    """Stand in for `utils.exercises.check`: run it, and let errors pass."""

    def run(function: Callable[[], object]) -> None:
        function()

    return run


@contextlib.contextmanager
def _kept_weights(
    stage: dict[str, Any], names: frozenset[str]
) -> Iterator[None]:
    """Give models that are read their weights back."""
    models = [
        model
        for name in names
        if isinstance(model := stage.get(name), keras.Model) and model.built
    ]
    weights = [model.get_weights() for model in models]
    try:
        yield
    finally:
        for model, values in zip(models, weights, strict=True):
            model.set_weights(values)


def try_all(
    stage: dict[str, Any],
    trials: list[dict[str, Any]],
    limit: float = 20.0,
) -> list[dict[str, Any]]:
    """Try many answers.

    Parameters
    ----------
    stage : dict
        The global names of a notebook that has run.
    trials : list of dict
        Each with arguments of `try_answer`, but for stage and limit.
    limit : float
        Seconds for an answer and a check together.

    Returns
    -------
    list of dict
        For each trial ``results``, ``mistakes`` and ``seconds``.
    """
    found = []
    for trial in trials:
        start = time.perf_counter()
        results, mistakes = try_answer(stage, limit=limit, **trial)
        found.append(
            {
                "results": results,
                "mistakes": mistakes,
                "seconds": round(time.perf_counter() - start, 3),
            }
        )
    return found
