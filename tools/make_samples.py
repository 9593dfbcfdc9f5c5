"""Make ``data/samples/``: what the readers of own files are tried on.

    python -m tools.make_samples

Photos of digits on paper, pictures in five formats, a Persian text in an old
encoding and a spreadsheet's table: all drawn or written by this program. (The
cat is scikit-image's, the poems are those of ``data/hafez.txt.gz``.)
"""

import hashlib
import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import skimage.data
from PIL import Image, ImageDraw
from scipy import ndimage
from scipy.interpolate import make_interp_spline

from utils.datasets import load_hafez
from utils.own_files import SAMPLES

# The strokes of each digit: points (x, y) in a box of 1 × 1, y downwards,
# joined by smooth curves, or by straight lines where the name is a list.
STROKES: dict[int, list[list[tuple[float, float]]]] = {
    0: [[(0.55, 0.02), (0.2, 0.2), (0.12, 0.6), (0.4, 0.98), (0.8, 0.75),
         (0.85, 0.3), (0.5, 0.02)]],
    1: [[(0.3, 0.2), (0.52, 0.02)], [(0.52, 0.02), (0.5, 0.98)]],
    2: [[(0.15, 0.28), (0.4, 0.03), (0.75, 0.14), (0.72, 0.4), (0.4, 0.72),
         (0.12, 0.95)], [(0.12, 0.95), (0.88, 0.93)]],
    3: [[(0.18, 0.12), (0.55, 0.02), (0.78, 0.22), (0.42, 0.47)],
        [(0.42, 0.47), (0.82, 0.62), (0.68, 0.92), (0.35, 0.98),
         (0.14, 0.85)]],
    4: [[(0.45, 0.04), (0.12, 0.6)], [(0.12, 0.6), (0.9, 0.58)],
        [(0.68, 0.25), (0.64, 0.98)]],
    5: [[(0.82, 0.05), (0.28, 0.06)], [(0.28, 0.06), (0.22, 0.44)],
        [(0.22, 0.44), (0.6, 0.38), (0.82, 0.62), (0.64, 0.93), (0.3, 0.97),
         (0.13, 0.86)]],
    6: [[(0.7, 0.04), (0.32, 0.3), (0.17, 0.68), (0.4, 0.97), (0.76, 0.8),
         (0.68, 0.53), (0.36, 0.55), (0.2, 0.75)]],
    7: [[(0.12, 0.08), (0.85, 0.05)], [(0.85, 0.05), (0.58, 0.5),
                                       (0.4, 0.98)]],
    8: [[(0.72, 0.15), (0.42, 0.02), (0.22, 0.22), (0.5, 0.46), (0.8, 0.72),
         (0.5, 0.98), (0.2, 0.78), (0.46, 0.48), (0.78, 0.24), (0.68, 0.1)]],
    9: [[(0.75, 0.25), (0.48, 0.04), (0.22, 0.24), (0.4, 0.48),
         (0.74, 0.32), (0.76, 0.2)], [(0.76, 0.2), (0.74, 0.6),
                                      (0.62, 0.98)]],
}  # fmt: skip


def digit_mask(
    digit: int,
    rng: np.random.Generator,
    *,
    shape: tuple[int, int],
    height: float,
    thickness: float,
    turn: float = 0.0,
    centre: tuple[float, float] = (0.5, 0.5),
) -> np.ndarray:
    """Return where the ink of a digit lies: float (height, width), 0 to 1.

    Every point of a stroke is moved a little, so that no two are alike.
    """
    scale = 2  # drawn twice as large, for grey edges
    rows, columns = (scale * n for n in shape)
    image = Image.new("L", (columns, rows))
    pen = ImageDraw.Draw(image)
    size = height * rows
    width = thickness * size
    angle = np.deg2rad(turn)
    rotation = np.array(
        [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    )
    slant = rng.uniform(-0.05, 0.2)
    moved: dict[tuple[float, float], np.ndarray] = {}
    for stroke in STROKES[digit]:
        for point in stroke:  # where two strokes meet they still do
            if point not in moved:
                moved[point] = point + rng.normal(0, 0.018, 2)
        points = np.array([moved[point] for point in stroke]) - 0.5
        points[:, 0] = 0.72 * points[:, 0] - slant * points[:, 1]
        points = size * points @ rotation.T
        points += np.array(centre) * (columns, rows)
        length = np.r_[0, np.hypot(*np.diff(points, axis=0).T).cumsum()]
        curve = make_interp_spline(length, points, k=min(3, len(points) - 1))
        for x, y in curve(np.linspace(0, length[-1], int(length[-1]))):
            r = width / 2
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    reduced = image.resize((shape[1], shape[0]), Image.Resampling.BOX)
    return np.asarray(reduced, "float64") / 255


def photo_of(
    ink: np.ndarray,
    rng: np.random.Generator,
    *,
    pen: tuple[int, int, int] = (40, 40, 48),
    paper: tuple[int, int, int] = (238, 234, 224),
    squares: int = 0,
    shadow: float = 0.0,
    edge: float = 0.0,
    noise: float = 3.0,
) -> Image.Image:
    """Return a photo of ink on paper under uneven light.

    Parameters
    ----------
    ink : numpy.ndarray
        Where the ink lies, (height, width), 0 to 1.
    rng : numpy.random.Generator
        For the direction of the light, and the noise.
    pen, paper : tuple of int
        Their colours.
    squares : int
        The side of the printed squares in points; 0: blank paper.
    shadow : float
        How much darker the darkest corner is, 0 to 1.
    edge : float
        How much darker everything on one side of a line is, as in the shadow
        of a hand.
    noise : float
        The standard deviation of the noise, in steps of 255.
    """
    rows, columns = ink.shape
    y, x = np.mgrid[:rows, :columns]
    picture = np.ones((rows, columns, 1)) * paper
    if squares:
        lines = (x % squares < 1) | (y % squares < 1)
        picture = np.where(lines[..., None], (178, 196, 226), picture)
    picture = picture + ink[..., None] * (np.array(pen) - picture)
    angle = rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * (x / columns - 0.5)
    across += np.sin(angle) * (y / rows - 0.5)
    light = 1 - shadow * ((across - across.min()) / np.ptp(across)) ** 1.5
    hand = ndimage.gaussian_filter((across > 0.12).astype(float), 2)
    light *= 1 - edge * hand
    picture = ndimage.gaussian_filter(
        picture * light[..., None], (0.6, 0.6, 0)
    )
    picture += rng.normal(0, noise, picture.shape)
    return Image.fromarray(picture.clip(0, 255).round().astype("uint8"))


#: How the photos are spoilt: settings of `digit_mask`, and of `photo_of`.
SPOILT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plain": ({}, {}),
    "shadow": ({}, {"shadow": 0.6}),
    "hand": ({}, {"shadow": 0.2, "edge": 0.5}),
    "marker": ({"thickness": 0.2}, {"shadow": 0.3}),
    "squares": ({}, {"pen": (45, 70, 170), "squares": 12, "shadow": 0.3}),
    "tilted": ({"turn": 14.0}, {"shadow": 0.3}),
    "pencil": ({"thickness": 0.035}, {"pen": (120, 120, 125)}),
}


def make_digits() -> dict[str, bytes]:
    """Return 20 photos of digits, each digit twice, as JPEG.

    Every other photo lies on its side, and its EXIF tag says so.
    """
    files = {}
    ways = [*SPOILT] * 3
    for place in range(20):
        digit, way = place % 10, ways[place]
        rng = np.random.default_rng([22, place])
        drawn: dict[str, Any] = {
            "height": rng.uniform(0.4, 0.7),
            "thickness": rng.uniform(0.06, 0.11),
            "turn": rng.uniform(-6, 6),
            "centre": tuple(rng.uniform(0.43, 0.57, 2)),
        }
        ink = digit_mask(
            digit, rng, shape=(240, 180), **drawn | SPOILT[way][0]
        )
        photo = photo_of(ink, rng, **SPOILT[way][1])
        exif = Image.Exif()
        if place % 2:
            photo = photo.transpose(Image.Transpose.ROTATE_90)
            exif[0x0112] = 6  # turn it clockwise
        name = f"digit_{digit}_{way}.jpg"
        files[name] = _file(photo, "JPEG", quality=70, exif=exif)
    return files


def make_pictures() -> dict[str, bytes]:
    """Return the same cat in four files, and an aeroplane in a fifth."""
    cat = Image.fromarray(skimage.data.chelsea()[:, 75:375])
    cat = cat.resize((96, 96), Image.Resampling.BOX)
    turned = Image.Exif()
    turned[0x0112] = 8
    grey = np.asarray(cat.convert("L")).astype("uint16") * 257
    plane = Image.new("RGBA", (384, 384))  # black, and transparent
    ImageDraw.Draw(plane).polygon(
        [(30, 205), (150, 170), (215, 60), (245, 60), (222, 165), (310, 160),
         (340, 120), (360, 120), (352, 180), (352, 200), (222, 205),
         (245, 320), (215, 320), (150, 215), (40, 225)],
        fill="black",
    )  # fmt: skip
    plane = plane.resize((96, 96), Image.Resampling.BOX)
    return {
        "cat_cmyk.jpg": _file(cat.convert("CMYK"), "JPEG", quality=85),
        "cat_turned.jpg": _file(
            cat.transpose(Image.Transpose.ROTATE_270),
            "JPEG",
            quality=85,
            exif=turned,
        ),
        "cat_16_bits.png": _file(Image.fromarray(grey), "PNG"),
        "cat_animated.gif": _file(
            cat.quantize(64),
            "GIF",
            save_all=True,
            append_images=[cat.quantize(64).rotate(180)],
        ),
        "plane_transparent.png": _file(plane, "PNG"),
    }


def make_text() -> bytes:
    """Return 70 ghazals as an old Windows writes them: cp1256, CRLF.

    They are drawn by chance: the book sorts them by their rhymes.
    """
    ghazals = load_hafez().strip().split("\n\n")
    order = np.random.default_rng(22).permutation(len(ghazals))[:70]
    text = "\n\n".join(ghazals[i] for i in order) + "\n"
    text = text.replace("ی", "ي").replace("ک", "ك").replace("\n", "\r\n")
    return text.encode("cp1256")


def make_table() -> bytes:
    """Return 240 invented flats in 40 houses, as a Persian spreadsheet has it.

    What a house is worth beyond its age and place is the same for all of its
    flats: who knows the price of one flat knows that of its neighbours.
    """
    rng = np.random.default_rng(22)
    places = {"ونک": 1.25, "تجریش": 1.4, "نارمک": 1.0, "شوش": 0.75}
    lines = ["ساختمان;محله;سال ساخت;فاصله تا مترو;متراژ;طبقه;قیمت"]
    for house in range(40):
        place = list(places)[rng.integers(4)]
        year, metro = rng.integers(1365, 1403), rng.gamma(2, 0.5)
        worth = places[place] * (1 + (year - 1385) / 80) * rng.normal(1, 0.25)
        for _ in range(6):
            area, floor = rng.integers(45, 160), rng.integers(1, 7)
            price = worth * area * (1 + 0.01 * floor) * rng.normal(1, 0.04)
            cells = [f"H{house + 1}", place, year, f"{metro:.2f}", area,
                     floor, f"{price * 0.08:.2f}"]  # fmt: skip
            if rng.uniform() < 0.04:
                cells[rng.integers(3, 6)] = ""
            lines.append(";".join(map(str, cells)))
    rng.shuffle(rows := lines[1:])
    digits = {ord(str(n)): "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)} | {46: "٫"}
    text = "\r\n".join([lines[0], *rows]).translate(digits) + "\r\n"
    return text.encode("utf-8-sig")


def make_samples() -> dict[str, bytes]:
    """Return all files: from name to content."""
    return {
        **make_digits(),
        **make_pictures(),
        "poems_cp1256.txt": make_text(),
        "flats.csv": make_table(),
    }


def write_samples(folder: Path = SAMPLES) -> None:
    """Write the files, and their checksums as ``SHA256SUMS``."""
    folder.mkdir(parents=True, exist_ok=True)
    sums = ""
    for name, content in sorted(make_samples().items()):
        (folder / name).write_bytes(content)
        sums += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
    (folder / "SHA256SUMS").write_text(sums, "utf-8")


def _file(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


if __name__ == "__main__":
    write_samples(*map(Path, sys.argv[1:]))
