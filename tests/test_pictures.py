"""Pictures of every kind of file come out alike, or are refused."""

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, features

from utils import own_files
from utils.own_files import InputError
from utils.pictures import LONGEST_SIDE, read_picture

#: Four quarters: red and green above, blue and white below.
COLOURS = np.array(
    [[[220, 30, 30], [30, 180, 40]], [[40, 60, 210], [255, 255, 255]]], "uint8"
)
PICTURE = COLOURS.repeat(32, axis=0).repeat(48, axis=1)  # (64, 96, 3)
GREY = np.linspace(0, 255, 96).round().astype("uint8") * np.ones(
    (64, 1), "uint8"
)


@pytest.fixture
def saved(tmp_path):
    """Return a function that saves a picture and returns the file's path."""

    def save(name, picture, **options):
        path = tmp_path / name
        if isinstance(picture, np.ndarray):
            picture = Image.fromarray(picture)
        picture.save(path, **options)
        return path

    return save


def same(found, expected, tolerance=0):
    assert found.dtype == np.uint8
    assert found.shape == expected.shape
    # Near the edges JPEG blurs: compare what lies 4 points away from them.
    where = np.ones(expected.shape[:2], bool)
    if tolerance:
        where[28:36] = where[:, 44:52] = False
    difference = np.abs(found.astype(int) - expected)[where]
    assert difference.max() <= tolerance


@pytest.mark.parametrize(
    ("name", "options", "tolerance"),
    [
        ("a.png", {}, 0),
        ("a.bmp", {}, 0),
        ("a.ppm", {}, 0),
        ("a.tga", {}, 0),
        ("a.pcx", {}, 0),
        ("a.tif", {}, 0),
        ("a.tiff", {"compression": "tiff_lzw"}, 0),
        ("a.jp2", {"irreversible": False}, 0),
        ("a.webp", {"lossless": True}, 0),
        ("a.jpg", {"quality": 95, "subsampling": 0}, 6),
        ("a.jpeg", {"progressive": True, "quality": 95, "subsampling": 0}, 6),
        ("a.jfif", {"format": "JPEG", "quality": 95, "subsampling": 0}, 6),
        ("a.JPG", {"format": "PNG"}, 0),  # a wrong ending
        ("no ending", {"format": "PNG"}, 0),
        ("عکس.png", {}, 0),
    ],
)
def test_colours(saved, name, options, tolerance):
    same(read_picture(saved(name, PICTURE, **options)), PICTURE, tolerance)


@pytest.mark.skipif(not features.check("avif"), reason="Pillow without AVIF")
def test_avif(saved):
    found = read_picture(saved("a.avif", PICTURE, quality=100))
    same(found, PICTURE, 8)


@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_cmyk(saved, ending):
    picture = Image.fromarray(PICTURE).convert("CMYK")
    options = {"quality": 95} if ending == "jpg" else {}
    same(read_picture(saved(f"a.{ending}", picture, **options)), PICTURE, 8)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(saved, ending, orientation):
    """The file holds what the sensor saw; the tag says how it was held."""
    undo = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"jpg": {"quality": 95, "subsampling": 0}}
    options |= {"webp": {"lossless": True}}
    path = saved(
        f"a.{ending}",
        np.ascontiguousarray(undo(PICTURE)),
        exif=exif,
        **options.get(ending, {}),
    )
    same(read_picture(path), PICTURE, 6 if ending == "jpg" else 0)


def test_exif_that_makes_no_sense(saved):
    exif = Image.Exif()
    exif[0x0112] = 77
    same(read_picture(saved("a.png", PICTURE, exif=exif)), PICTURE)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.png", lambda rgba: rgba),
        ("a.webp", lambda rgba: rgba),
        ("a.tif", lambda rgba: rgba),
        ("a.ico", lambda rgba: rgba),
        ("palette.png", lambda rgba: rgba.quantize()),
        ("a.gif", lambda rgba: rgba),
    ],
)
def test_transparent_becomes_white(saved, name, make):
    """Under what is transparent lies black, as in most files."""
    rgba = np.zeros((64, 64, 4), "uint8")
    rgba[16:48, 16:48] = [200, 40, 40, 255]
    options = {"lossless": True} if name == "a.webp" else {}
    options |= {"sizes": [(64, 64)]} if name == "a.ico" else {}
    found = read_picture(saved(name, make(Image.fromarray(rgba)), **options))
    np.testing.assert_array_equal(found[0, 0], [255, 255, 255])
    np.testing.assert_allclose(found[32, 32], [200, 40, 40], atol=4)


def test_half_transparent_grey(saved):
    picture = np.zeros((8, 8, 2), "uint8")
    picture[..., 1] = 51  # a fifth of black ink
    found = read_picture(saved("a.png", Image.fromarray(picture, "LA")))
    assert np.unique(found).tolist() == [204]


def test_one_colour_is_transparent(saved):
    picture = Image.fromarray(PICTURE)
    path = saved("a.png", picture, transparency=(220, 30, 30))
    assert (read_picture(path)[:32, :48] == 255).all()


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("a.png", GREY),
        ("a.jpg", GREY),
        ("16 bits.png", GREY.astype("uint16") * 257),
        ("16 bits.tif", GREY.astype("uint16") * 257),
        ("32 bits.tif", GREY.astype("int32")),
        ("32 bits and large.tif", GREY.astype("int32") * 257),
        ("floats to 255.tif", GREY.astype("float32")),
        ("floats to 1.tif", GREY.astype("float32") / 255),
        ("a.pgm", GREY),
    ],
)
def test_grey(saved, name, picture):
    expected = np.stack([GREY] * 3, axis=-1)
    found = read_picture(saved(name, picture))
    assert found.shape == expected.shape
    assert np.abs(found.astype(int) - expected).max() <= 2


@pytest.mark.parametrize("ending", ["png", "tif", "bmp", "pbm"])
def test_black_and_white(saved, ending):
    found = read_picture(saved(f"a.{ending}", Image.fromarray(GREY > 127)))
    np.testing.assert_array_equal(found[..., 0], 255 * (GREY > 127))


def test_palette(saved):
    path = saved("a.png", Image.fromarray(PICTURE).quantize(8))
    same(read_picture(path), PICTURE, 4)


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "tif"])
def test_first_picture_of_several(saved, ending):
    first, second = (
        Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")
    )
    options = {"lossless": True} if ending == "webp" else {}
    path = saved(
        f"a.{ending}", first, save_all=True, append_images=[second], **options
    )
    found = read_picture(path)
    assert found.shape == (10, 20, 3)
    np.testing.assert_array_equal(found[5, 5], [255, 0, 0])


def test_phone_with_several_pictures_in_a_jpeg(saved):
    first, second = (
        Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")
    )
    path = saved(
        "a.jpg", first, format="MPO", save_all=True, append_images=[second]
    )
    assert read_picture(path)[5, 5, 0] > 250


def test_ycbcr_and_one_point(saved):
    picture = Image.fromarray(PICTURE).convert("YCbCr")
    same(read_picture(saved("a.jpg", picture, quality=95)), PICTURE, 8)
    one = saved("one.png", np.array([[[1, 2, 3]]], "uint8"))
    assert read_picture(one).tolist() == [[[1, 2, 3]]]


def test_large_picture_is_reduced(saved):
    path = saved("a.png", PICTURE.repeat(50, axis=0).repeat(50, axis=1))
    found = read_picture(path)  # 3200 × 4800
    assert max(found.shape) <= LONGEST_SIDE
    assert found.shape == (1067, 1600, 3)
    np.testing.assert_array_equal(found[200, 200], COLOURS[0, 0])
    np.testing.assert_array_equal(found[800, 200], COLOURS[1, 0])


# Refusals


def refused(path, match):
    with pytest.raises(InputError, match=match) as caught:
        read_picture(path)
    text = str(caught.value)
    assert text.endswith((".", ")")) and "\n" not in text and len(text) < 400
    assert caught.value.__suppress_context__ or not caught.value.__context__


def test_missing_file(tmp_path):
    (tmp_path / "digit_3.jpg").touch()
    refused(tmp_path / "digit.jpg", r"no file digit.jpg.*mean digit_3.jpg")
    refused(tmp_path / "nowhere" / "digit.jpg", "no folder")


def test_folder_and_empty_file(tmp_path):
    refused(tmp_path, "is a folder")
    (tmp_path / "a.jpg").touch()
    refused(tmp_path / "a.jpg", "is empty")


def test_relative_paths(tmp_path, monkeypatch, saved):
    saved("a.png", PICTURE)
    monkeypatch.chdir(tmp_path)
    same(read_picture("a.png"), PICTURE)
    monkeypatch.setattr(own_files, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    same(read_picture("a.png"), PICTURE)
    same(read_picture("../a.png"), PICTURE)


@pytest.mark.parametrize(
    "ending", ["png", "jpg", "gif", "webp", "bmp", "tif", "avif"]
)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_cut_short(tmp_path, ending, share):
    noise = np.random.default_rng(1).integers(0, 256, (90, 90, 3), "uint8")
    file = io.BytesIO()
    kind = {"jpg": "jpeg", "tif": "tiff"}.get(ending, ending)
    if kind == "avif" and not features.check("avif"):
        pytest.skip("Pillow without AVIF")
    Image.fromarray(noise).save(file, kind)
    content = file.getvalue()
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content[: int(share * len(content))])
    refused(path, "damaged, cut short")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"this is a text", "no picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC.*JPEG"),
        (b'<?xml version="1.0"?><svg width="3"/>', "SVG.*PNG"),
        (b"%PDF-1.7\n", "PDF.*PNG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 90, "damaged"),
        (b"\0" * 5000, "no picture"),
    ],
)
def test_no_picture(tmp_path, content, match):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    refused(path, match)


def test_file_that_is_too_large(tmp_path):
    path = tmp_path / "a.bmp"
    with path.open("wb") as file:
        file.truncate(51_000_000)
    refused(path, "51 MB, and 50 MB")


def png_that_claims(width, height):
    """Return a PNG of few bytes whose header says how large it is."""

    def chunk(name, content):
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b"")]
    )


@pytest.mark.parametrize("size", [(60_000, 60_000), (30_000, 2000)])
def test_decompression_bomb(tmp_path, size):
    path = tmp_path / "a.png"
    path.write_bytes(png_that_claims(*size))
    refused(path, "40 million is the most|damaged")


def test_notebook_shows_the_sentence_alone():
    lines = InputError("It is so.")._render_traceback_()
    assert lines == ["InputError: It is so."]


MEASURE = """
import re, sys
from utils.pictures import read_picture
def peak():
    status = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) / 1e3
before = peak()
for path in sys.argv[1:]:
    assert 1000 < max(read_picture(path).shape) <= 2048
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_memory(saved):
    """Pictures of as many points as are read take less than 300 MB."""
    paths = [
        saved("a.png", Image.new("RGB", (8000, 4999))),
        saved("a.jpg", Image.new("RGB", (16_000, 12_500))),
        saved("b.jpg", Image.new("CMYK", (6000, 4999)), progressive=True),
    ]
    output = subprocess.run(
        [sys.executable, "-c", MEASURE, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        cwd=own_files.ROOT,
    ).stdout
    assert float(output) < 300
