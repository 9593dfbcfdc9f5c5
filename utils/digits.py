"""A photo of a handwritten digit becomes what MNIST's digits are."""

from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from utils.own_files import InputError
from utils.pictures import read_picture

#: As in MNIST: a digit fits into 20 × 20 points, in the middle of 28 × 28.
BOX = 20
SIDE = 28
_WORKING_SIDE = 320  # points that the ink is looked for in
_BLACK = 64  # what is darker is no paper, not even in a shadow
_FAINTEST = 0.15  # what is less than so much darker than paper is no ink


def read_digit(path: str | Path) -> np.ndarray:
    """Return a digit on paper as MNIST has it: uint8 (28, 28), 255 is ink.

    The ink is found and cut out. Then follows what was done to NIST's scans
    (LeCun and others, 1998): it is fitted into a box of 20 × 20, with its
    proportions and grey edges, and its centre of mass comes into the middle
    of 28 × 28.

    Parameters
    ----------
    path : str or Path
        A photo, a scan or a drawing of one digit, in dark ink on bright
        paper, or in white on black.

    Raises
    ------
    InputError
        If `utils.pictures.read_picture` cannot read the file, or no ink is
        found.
    """
    try:
        ink = cut_out(find_ink(read_picture(path)))
    except _NoInk:
        raise InputError(
            f"No ink is found in {path}: it needs one digit, in dark ink on "
            "bright paper, larger than a tenth of the photo."
        ) from None
    return centred(fitted(ink))


class _NoInk(ValueError):
    pass


def darkness(picture: np.ndarray) -> np.ndarray:
    """Return how much darker than the paper around it each point is.

    Parameters
    ----------
    picture : numpy.ndarray
        uint8, (height, width, 3).

    Returns
    -------
    numpy.ndarray
        (height, width), no side above 320 points: 0 is paper, 1 black. The
        paper's brightness is a local one: a closing, the brightest value of
        the surroundings and then the darkest of those, takes away what is
        narrower than a quarter of the photo, the strokes, and leaves the
        shadows. Of the three channels the one that differs most counts, so
        that coloured ink does not fade.
    """
    image = Image.fromarray(picture)
    image.thumbnail((_WORKING_SIDE, _WORKING_SIDE), Image.Resampling.BOX)
    light = ndimage.uniform_filter(np.asarray(image, "float32"), (3, 3, 1))
    if np.median(light) < _BLACK:  # chalk, or a drawing in dark mode
        light = 255 - light
    window = max(3, min(image.size) // 4)
    paper = ndimage.grey_closing(light, (window, window, 1))
    ratio = light / np.maximum(paper, 1)
    return (1 - ratio.min(axis=-1)).clip(0, 1)


def find_ink(picture: np.ndarray) -> np.ndarray:
    """Return where the digit's ink is: bool (height, width).

    Ink is what is at least half as dark as the darkest strokes. Of several
    spots the largest one counts, with what lies close to it; spots at the
    margin, such as the edge of the table, only where there are no others.
    """
    dark = darkness(picture)
    darkest = np.quantile(ndimage.uniform_filter(dark, 3), 0.995)
    if darkest < _FAINTEST:
        raise _NoInk
    ink = dark > 0.5 * darkest
    near = 1 + max(ink.shape) // 60
    spots, count = ndimage.label(ndimage.binary_dilation(ink, iterations=near))
    sizes = np.bincount(spots[ink], minlength=count + 1)
    margin = np.zeros(ink.shape, bool)
    margin[[0, -1]] = margin[:, [0, -1]] = True
    inside = sizes.copy()
    inside[np.unique(spots[margin & ink])] = 0
    if inside.max() > 0.002 * ink.size:
        sizes = inside
    if sizes.max() < 0.001 * ink.size:
        raise _NoInk
    return ink & (spots == sizes.argmax())


def cut_out(ink: np.ndarray) -> np.ndarray:
    """Return the smallest rectangle that holds all of the ink."""
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fitted(ink: np.ndarray) -> np.ndarray:
    """Return the ink in a box whose longer side is 20, with grey edges.

    Its proportions stay. float, 0 to 1.
    """
    rows, columns = (
        max(1, round(BOX * n / max(ink.shape))) for n in ink.shape
    )
    image = Image.fromarray((255 * ink).astype("uint8"))
    small = image.resize((columns, rows), Image.Resampling.BOX)
    return np.asarray(small) / 255


def centred(digit: np.ndarray) -> np.ndarray:
    """Return uint8 (28, 28) with the centre of mass in the middle.

    The shift is by whole points, and at most so far that all stays inside.
    """
    rows, columns = digit.shape
    y, x = ndimage.center_of_mass(digit)
    top, left = (
        int(np.clip(round((SIDE - 1) / 2 - middle), 0, SIDE - length))
        for middle, length in ((y, rows), (x, columns))
    )
    picture = np.zeros((SIDE, SIDE), "uint8")
    picture[top : top + rows, left : left + columns] = np.round(255 * digit)
    return picture
