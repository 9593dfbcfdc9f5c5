"""The samples ship complete, small, and as the program makes them."""

import hashlib

import numpy as np
import pytest

from tools.make_samples import make_samples
from utils.own_files import SAMPLES
from utils.pictures import read_picture


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    for name, content in make_samples().items():
        (folder / name).write_bytes(content)
    return folder


def test_each_sample_is_listed_with_its_checksum():
    listed = dict(
        reversed(line.split("  "))
        for line in (SAMPLES / "SHA256SUMS").read_text().splitlines()
    )
    files = [p for p in SAMPLES.iterdir() if p.name != "SHA256SUMS"]
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    assert sum(path.stat().st_size for path in files) < 300_000


def test_samples_are_what_the_program_makes(made):
    """Pictures up to what another release of Pillow makes of them."""
    names = {p.name for p in SAMPLES.iterdir()} - {"SHA256SUMS"}
    assert names == {path.name for path in made.iterdir()}
    for name in names:
        if name.endswith((".txt", ".csv")):
            expected = (made / name).read_bytes()
            assert (SAMPLES / name).read_bytes() == expected
        else:
            found, again = (read_picture(f / name) for f in (SAMPLES, made))
            difference = found.astype(int) - again
            assert np.abs(difference).mean() < 3, name
