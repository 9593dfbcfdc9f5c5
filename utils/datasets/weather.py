"""Weather: four years of days in Seattle."""

import pandas as pd

from utils.datasets.shipped import shipped


def load_seattle_weather() -> pd.DataFrame:
    """Return the weather of 1,461 days in Seattle, 2012 to 2015.

    Returns
    -------
    pandas.DataFrame
        A row a day, none missing; the index ``date`` is a
        ``DatetimeIndex``. Columns: ``precipitation`` in mm, ``temp_max`` and
        ``temp_min`` in degrees Celsius, ``wind`` (the day's mean) in metres a
        second, all ``float64``; ``weather`` is one of drizzle, rain, sun,
        snow, fog.

    Raises
    ------
    FileNotFoundError
        If ``data/seattle_weather.csv``, which ships with the course, is
        missing.

    Notes
    -----
    Made by the US National Oceanic and Atmospheric Administration, in the
    public domain; as packed in ``vega_datasets`` 0.9.0.
    ``tools/make_data.py`` makes the file.
    """
    path = shipped("seattle_weather.csv")
    return pd.read_csv(path, parse_dates=["date"], index_col="date")
