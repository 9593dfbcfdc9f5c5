"""The range of a metric: its bounds, a test whether a value fits, its text."""

import math
from collections.abc import Mapping
from typing import Any

#: The lowest and the highest value allowed; ``None`` where there is no bound.
Bounds = tuple[float | None, float | None]


def bounds_of(entry: Mapping[str, Any], profile: str) -> Bounds | None:
    """Return a metric's bounds in a profile, or ``None`` if it has none.

    Parameters
    ----------
    entry : mapping
        The metric's entry in ``expected_metrics.toml``.
    profile : str
        ``"smoke"``, ``"quick"`` or ``"full"``.
    """
    if profile == "smoke":
        return None
    if exact := entry.get("exact"):
        value, bound = exact["value"], exact["tolerance"]
        return value - bound, value + bound
    quick, full = entry.get("quick"), entry.get("full")
    if profile == "full" and full:
        low, high = (
            full["value"] - full["bound"],
            full["value"] + full["bound"],
        )
        return (
            max(low, entry.get("at_least", low)),
            min(high, entry.get("at_most", high)),
        )
    # A ratio's lower bound, without an upper one, holds in full as well.
    if quick is None or (profile == "full" and "high" in quick):
        return None
    return quick.get("low"), quick.get("high")


def inside(value: float, bounds: Bounds) -> bool:
    """Return whether a number is finite and within its bounds."""
    low, high = bounds
    return (
        math.isfinite(value)
        and (low is None or value >= low)
        and (high is None or value <= high)
    )


def describe(low: float | None, high: float | None) -> str:
    """Return a range in words.

    Raises
    ------
    ValueError
        If there is neither a lower nor an upper bound.
    """
    if low is None:
        if high is None:
            raise ValueError("a range needs a lower or an upper bound")
        return f"at most {short(high)}"
    if high is None:
        return f"at least {short(low)}"
    if short(low) == short(high):
        return f"exactly {short(low)}"
    return f"{short(low)} to {short(high)}"


def short(number: float) -> str:
    """Return a number as text: whole, or with four significant digits."""
    whole = float(number).is_integer()
    return f"{number:,.0f}" if whole else f"{number:.4g}"
