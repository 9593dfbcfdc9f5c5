"""House prices: which houses in Ames, Iowa, cost more than the median."""

import pandas as pd

from utils.datasets.shipped import shipped

#: Ten features, then the label.
COLUMNS = (
    "LotArea",
    "OverallQual",
    "OverallCond",
    "TotalBsmtSF",
    "FullBath",
    "HalfBath",
    "BedroomAbvGr",
    "TotRmsAbvGrd",
    "Fireplaces",
    "GarageArea",
    "AboveMedianPrice",
)


def load_house_prices() -> pd.DataFrame:
    """Return 1,460 house sales in Ames, Iowa, from 2006 to 2010.

    Returns
    -------
    pandas.DataFrame
        1,460 rows × 11 columns, all ``int64``. The features: ``LotArea``,
        ``TotalBsmtSF`` (basement) and ``GarageArea`` in square feet;
        ``OverallQual`` and ``OverallCond`` (material and finish; condition)
        from 1, very poor, to 10, very excellent; ``FullBath``, ``HalfBath``,
        ``BedroomAbvGr``, ``TotRmsAbvGrd`` (rooms above ground, without
        bathrooms) and ``Fireplaces`` as counts. The label
        ``AboveMedianPrice`` is 1 where the house sold for more than the
        median of the 1,460 prices (163,000 US dollars), else 0.

    Raises
    ------
    FileNotFoundError
        If ``data/house_prices.csv``, which ships with the course, is missing.

    Notes
    -----
    Made by D. De Cock (2011), "Ames, Iowa: Alternative to the Boston Housing
    Data as an End of Semester Regression Project", Journal of Statistics
    Education 19(3). ``tools/make_data.py`` makes the file.
    """
    return pd.read_csv(shipped("house_prices.csv"))
