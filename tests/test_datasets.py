"""The data that ships is what the docstrings say."""

import timeit

import pytest

from utils.datasets import house_prices, load_house_prices


def test_house_prices():
    houses = load_house_prices()
    assert houses.shape == (1460, 11)
    assert tuple(houses.columns) == house_prices.COLUMNS
    assert set(map(str, houses.dtypes)) == {"int64"}
    # The rows that the book prints.
    first = houses.to_numpy()[:3]
    assert first[:, :3].tolist() == [[8450, 7, 5], [9600, 6, 8], [11250, 7, 5]]
    assert first[:, -3:].tolist() == [[0, 548, 1], [1, 460, 1], [1, 608, 1]]
    assert houses.to_numpy()[-1, [0, 1, 2, -2, -1]].tolist() == [
        9937, 5, 6, 276, 0
    ]  # fmt: skip
    assert houses["AboveMedianPrice"].sum() == 728
    assert (houses["LotArea"].min(), houses["LotArea"].max()) == (1300, 215245)


def test_second_load_is_quick():
    assert min(timeit.repeat(load_house_prices, number=1, repeat=5)) < 0.05


def test_missing_file(monkeypatch, tmp_path):
    monkeypatch.setattr(house_prices, "PATH", tmp_path / "gone.csv")
    with pytest.raises(FileNotFoundError, match="git checkout data/house"):
        load_house_prices()
