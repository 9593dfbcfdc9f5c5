"""Pictures that people bring, of any kind, as red, green and blue."""

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from utils.own_files import InputError, own_file

#: A larger picture is reduced: no side of the result is longer.
LONGEST_SIDE = 2048
#: How many million points are read, so that 300 MB of memory are enough. JPEG
#: is decoded at a smaller size, if it is not progressive.
MILLIONS_OF_POINTS = 40
_MILLIONS = {"JPEG": 250, "MPO": 250, "AVIF": 30, "WEBP": 16, "JPEG2000": 14}
_MILLIONS_PROGRESSIVE = 30
#: Formats that Pillow reads by itself (EPS, for one, starts a program).
_FORMATS = (
    "JPEG", "MPO", "JPEG2000", "PNG", "GIF", "WEBP", "AVIF", "BMP", "DIB",
    "TIFF", "PPM", "ICO", "TGA", "PCX",
)  # fmt: skip
_ORIENTATION = 0x0112  # the EXIF tag that says how the camera was held
_STRIP = 256  # rows that are converted at once


def read_picture(path: str | Path) -> np.ndarray:
    """Return any picture as uint8, (height, width, 3): red, green, blue.

    It is turned as its EXIF tag says. What is transparent becomes white, of
    an animation the first picture is taken, and grey, CMYK, palettes, 16
    bits and floats become three channels from 0 to 255. Colour profiles are
    not applied.

    Parameters
    ----------
    path : str or Path
        A file of a phone, a scanner or a browser: JPEG, PNG, GIF, WebP,
        AVIF, TIFF, BMP and others, whatever its name ends in. A relative
        path begins in the notebook's folder, or else in the course's.

    Returns
    -------
    numpy.ndarray
        At most `LONGEST_SIDE` points a side: a larger picture is reduced.

    Raises
    ------
    InputError
        If the file is missing, empty, too large, no picture, or damaged, or
        if the picture has too many points for the memory.
    """
    file = own_file(path)
    Image.init()
    formats = [name for name in _FORMATS if name in Image.OPEN]
    with _pillow_is_silent():
        try:
            with Image.open(file, formats=formats) as image:
                _check_size(image, path)
                small = _reduced(image)
                small.getexif()[_ORIENTATION] = image.getexif().get(
                    _ORIENTATION, 1
                )
                return np.asarray(ImageOps.exif_transpose(small))
        except InputError:
            raise
        except Exception:  # each format fails in ways of its own
            raise InputError(_refusal(file, path)) from None


@contextlib.contextmanager
def _pillow_is_silent() -> Iterator[None]:
    """Let Pillow neither warn of odd tags nor limit the size: we do that."""
    limit = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _check_size(image: Image.Image, path: str | Path) -> None:
    """Refuse what would fill the memory; let JPEG decode a smaller copy."""
    width, height = image.size
    limit = _MILLIONS.get(image.format or "", MILLIONS_OF_POINTS)
    if image.format in ("JPEG", "MPO"):
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        if image.info.get("progressive"):
            limit = _MILLIONS_PROGRESSIVE
    if width * height > limit * 10**6:
        raise InputError(
            f"{path} has {width} × {height} points, and {limit} million is "
            "the most that can be read: make a smaller copy."
        )


def _reduced(image: Image.Image) -> Image.Image:
    """Return an RGB picture whose sides are at most `LONGEST_SIDE` long.

    Strip by strip: a converted copy of a large picture would not fit.
    """
    factor = -(-max(image.size) // LONGEST_SIDE)  # rounded up
    width, height = image.size
    image.load()
    depth = _depth(image)
    rows = _STRIP * factor
    strips = [
        np.asarray(
            _to_rgb(
                image.crop((0, top, width, min(top + rows, height))), depth
            ).reduce(factor)
        )
        for top in range(0, height, rows)
    ]
    return Image.fromarray(np.concatenate(strips))


def _depth(image: Image.Image) -> float:
    """Return what is white in a picture of whole numbers or floats."""
    if image.mode not in ("F", "I"):
        return 65535 if image.mode.startswith("I;16") else 255
    low, high = np.ravel(image.getextrema())
    if low < 0 or not np.isfinite([low, high]).all():
        raise ValueError("no grey values")
    limits = [1, 255, 65535] if image.mode == "F" else [255, 65535]
    return next((limit for limit in limits if high <= limit), float(high))


def _to_rgb(image: Image.Image, depth: float) -> Image.Image:
    if image.mode in ("F", "I") or image.mode.startswith("I;16"):
        grey = np.asarray(image) * (255 / depth)
        return Image.fromarray(grey.round().astype("uint8")).convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def _refusal(file: Path, path: str | Path) -> str:
    """Return a sentence on a file that Pillow cannot read."""
    with file.open("rb") as opened:
        start = opened.read(512)
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC:
        return (
            f"{path} is a HEIC photo, which Python does not read by itself: "
            "save or send it as JPEG."
        )
    if b"<svg" in start.lower():
        return f"{path} is a drawing (SVG): save it as PNG."
    if start.startswith(b"%PDF"):
        return f"{path} is a PDF document: save its page as PNG or JPEG."
    if start.startswith(_SIGNATURES) or start[8:12] in (b"WEBP", b"avif"):
        return (
            f"{path} is a picture, but damaged, cut short or of a rare kind: "
            "copy it again, or save it as PNG."
        )
    return (
        f"{path} is no picture that can be read, whatever its name says: "
        "save it as JPEG or PNG."
    )


_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")
_SIGNATURES = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*",
    b"\0\0\0\x0cjP", b"P5", b"P6",
)  # fmt: skip
