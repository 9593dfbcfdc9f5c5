"""Photos of digits become what MNIST's digits are."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from tools.make_samples import digit_mask, photo_of
from utils.digits import centred, cut_out, find_ink, fitted, read_digit
from utils.own_files import SAMPLES, InputError


def photo(digit, *, shape=(240, 180), thickness=0.09, height=0.5, **light):
    """Return a photo, and where its ink lies."""
    rng = np.random.default_rng(digit)
    ink = digit_mask(
        digit, rng, shape=shape, height=height, thickness=thickness
    )
    return np.asarray(photo_of(ink, rng, **light)), ink > 0.5


def overlap(found, ink):
    return (found & ink).sum() / (found | ink).sum()


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize(
    "light",
    [
        {},
        {"shadow": 0.7},
        {"edge": 0.6},
        {"pen": (45, 70, 170), "squares": 12, "shadow": 0.3},
        {"pen": (200, 40, 40), "paper": (235, 225, 190)},
        {"pen": (150, 150, 150), "thickness": 0.06},
        {"thickness": 0.22, "shadow": 0.5},
    ],
)
def test_ink_is_found(digit, light):
    picture, ink = photo(digit, **light)
    found = find_ink(picture)
    assert overlap(found, ink) > 0.7
    assert (ndimage.binary_erosion(ink) & ~found).mean() < 0.001


def test_white_on_black():
    picture, ink = photo(3, noise=0)
    assert overlap(find_ink(255 - picture), ink) > 0.7


def test_edge_of_the_table_does_not_count():
    picture, ink = photo(5)
    picture = picture.copy()
    picture[:, :15] = 60
    picture[:20] = (90, 60, 40)
    assert overlap(find_ink(picture), ink) > 0.7


def test_specks_do_not_count():
    picture, ink = photo(8)
    picture = picture.copy()
    for row, column in ((12, 12), (220, 30), (30, 160)):
        picture[row : row + 3, column : column + 3] = 20
    assert overlap(find_ink(picture), ink) > 0.7


@pytest.mark.parametrize("shape", [(40, 30), (60, 200), (900, 1200)])
def test_photos_of_any_size(shape):
    picture, _ = photo(7, shape=shape, height=0.7)
    digit = centred(fitted(cut_out(find_ink(picture))))
    assert digit.shape == (28, 28) and digit.max() == 255


@pytest.mark.parametrize("noise", [0, 3])
def test_blank_paper_is_refused(tmp_path, noise):
    blank = photo_of(
        np.zeros((240, 180)),
        np.random.default_rng(1),
        shadow=0.5,
        noise=noise,
        squares=0,
    )
    blank.save(tmp_path / "a.png")
    with pytest.raises(InputError, match="No ink is found in"):
        read_digit(tmp_path / "a.png")


def test_cut_out():
    ink = np.zeros((9, 12), bool)
    ink[2, 3] = ink[6, 5] = True
    assert cut_out(ink).shape == (5, 3)
    assert cut_out(ink)[0, 0] and cut_out(ink)[-1, -1]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((40, 20), (20, 10)), ((30, 90), (7, 20)), ((200, 2), (20, 1))],
)
def test_fitted_keeps_proportions(shape, expected):
    small = fitted(np.ones(shape, bool))
    assert small.shape == expected and small.min() == 1


def test_fitted_has_grey_edges():
    wedge = np.tri(100, dtype=bool)
    small = fitted(wedge)
    assert ((small > 0.1) & (small < 0.9)).any()
    assert small.mean() == pytest.approx(wedge.mean(), abs=0.01)


def test_centre_of_mass_lies_in_the_middle():
    rng = np.random.default_rng(1)
    for _ in range(50):
        digit = rng.random((20, rng.integers(8, 21))) ** 3
        picture = centred(digit)
        np.testing.assert_allclose(
            ndimage.center_of_mass(picture), 13.5, atol=0.55
        )
        assert picture.sum() == pytest.approx(255 * digit.sum(), rel=1e-2)


def test_nothing_is_cut_off():
    digit = np.zeros((20, 20))
    digit[-1], digit[0, 0] = 1, 1  # all mass is below
    picture = centred(digit)
    assert (picture > 0).sum() == (digit > 0).sum()


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("digit_*.jpg")), ids=lambda path: path.stem
)
def test_samples_look_like_mnist(path):
    """In MNIST, all ink lies in the middle, and a fifth of the points."""
    digit = read_digit(path)
    assert digit.shape == (28, 28) and digit.dtype == np.uint8
    rows, columns = (np.flatnonzero(digit.any(axis=a)) for a in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20)
    assert 0.04 < digit.mean() / 255 < 0.3
    np.testing.assert_allclose(ndimage.center_of_mass(digit), 13.5, atol=0.6)


def test_a_drawing_with_transparency(tmp_path):
    ink = digit_mask(
        4,
        np.random.default_rng(4),
        shape=(200, 200),
        height=0.6,
        thickness=0.1,
    )
    drawing = np.zeros((200, 200, 4), "uint8")
    drawing[..., 3] = 255 * ink
    Image.fromarray(drawing).save(tmp_path / "a.png")
    digit = read_digit(tmp_path / "a.png")
    expected = centred(fitted(cut_out(ink > 0.5)))
    difference = digit.astype(int) - expected
    assert np.abs(difference).mean() < 15


def test_what_is_no_picture(tmp_path):
    with pytest.raises(InputError, match="no file"):
        read_digit(tmp_path / "a.jpg")
