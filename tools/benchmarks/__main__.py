"""Run one part of the benchmarks in this process; print it as JSON.

    python -m tools.benchmarks trainings

What switches oneDNN's kernels on or off has to be set before TensorFlow is
imported; so `tools.benchmarks.collect` starts a process for each part.
"""

import dataclasses
import json
import sys

from utils.runtime import setup


def main(part: str) -> None:
    """Run a part: trainings, recipes or reading."""
    setup(profile="quick")
    result: list[object] = []
    if part == "trainings":
        from tools.benchmarks.trainings import Rate, ceiling, rates

        result = [Rate("ceiling", ceiling(), 0.0), *rates()]
    elif part == "recipes":
        from tools.benchmarks.recipes import recipes

        result = [*recipes()]
    elif part == "reading":
        from tools.benchmarks.reading import readings

        result = [*readings()]
    else:
        raise ValueError(f"{part!r} is no part: trainings, recipes or reading")
    print(json.dumps([dataclasses.asdict(each) for each in result]))  # type: ignore[call-overload]


if __name__ == "__main__":
    main(sys.argv[1])
