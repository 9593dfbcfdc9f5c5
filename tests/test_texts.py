"""Texts in the encodings that people have, or a sentence."""

import gzip
import subprocess
import sys

import pytest

from utils import own_files
from utils.own_files import InputError
from utils.texts import read_text

ENGLISH = "“Call me Ishmael.”\nSome years ago – never mind …\n"
FRENCH = "Où est passée la pièce créée à Noël ?\nÇa, c’est l’été !\n"
GERMAN = "Fünf große Gänse übergrünten\ndas Öl.\n"
PERSIAN = "گل چیست؟ می\u200cدانی که پژمرد\nیک کتاب کهنه، یکی بود\n"
ARABIC = "في البدء كان الكتاب على الطاولة\nيا ليل يا عين\n"


@pytest.fixture
def saved(tmp_path):
    """Return a function that writes bytes and returns the path."""

    def save(content, name="a.txt"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, GERMAN, PERSIAN, ARABIC])
@pytest.mark.parametrize("encoding", UNICODE)
def test_unicode(saved, text, encoding):
    assert read_text(saved(text.encode(encoding))) == text


def test_utf_16_of_a_mac(saved):
    content = b"\xfe\xff" + PERSIAN.encode("utf-16-be")
    assert read_text(saved(content)) == PERSIAN


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, GERMAN])
def test_cp1252(saved, text):
    assert read_text(saved(text.encode("cp1252"))) == text


def test_cp1256(saved):
    """It has no Persian ye: Windows writes the Arabic one."""
    written = PERSIAN.replace("ی", "ي").encode("cp1256")
    assert read_text(saved(written)) == PERSIAN
    assert read_text(saved(ARABIC.encode("cp1256"))) == ARABIC


def test_cp1256_with_english_words(saved):
    text = f"{ENGLISH}{PERSIAN}Call me. " * 3
    written = text.replace("ی", "ي").encode("cp1256")
    assert read_text(saved(written)) == text


def test_arabic_letters_in_a_persian_text(saved):
    written = PERSIAN.replace("ی", "ي").replace("ک", "ك")
    assert "پ" in written and "ی" not in written
    assert read_text(saved(written.encode())) == PERSIAN
    assert read_text(saved("كتابى پيدا شد".encode())) == "کتابی پیدا شد"


def test_letters_of_an_arabic_text_stay(saved):
    assert read_text(saved(ARABIC.encode())) == ARABIC


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_line_ends(saved, end, encoding):
    written = FRENCH.replace("\n", end).encode(encoding)
    assert read_text(saved(written)) == FRENCH


def test_line_end_between_two_pieces(saved):
    content = b"x" * (2**20 - 1) + b"\r\nend"
    assert read_text(saved(content)) == "x" * (2**20 - 1) + "\nend"


def test_named_encoding(saved):
    path = saved("Слово и дело".encode("cp1251"))
    assert read_text(path, encoding="cp1251") == "Слово и дело"
    with pytest.raises(InputError, match="no encoding 'cp9'"):
        read_text(path, encoding="cp9")
    with pytest.raises(InputError, match="not utf-8 throughout"):
        read_text(path, encoding="utf-8")


def test_what_cp1252_has_not(saved):
    assert read_text(saved(b"caf\xe9 \x81 x")) == "café \x81 x"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_cut_within_a_character(saved, encoding):
    content = (PERSIAN * 9).encode(encoding)
    for cut in (1, 2, 3):
        try:
            assert (PERSIAN * 9).startswith(read_text(saved(content[:-cut])))
        except InputError as error:
            assert "cut short?" in str(error)
        else:
            assert cut % 2 or encoding == "utf-16"


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"%PDF-1.7\n...", "PDF document"),
        (b"PK\x03\x04\x14\0\x06\0", "Word or Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word or Excel"),
        (b"{\\rtf1\\ansi", "RTF"),
        (gzip.compress(b"text", mtime=0), "compressed"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (bytes(range(256)) * 50, "is no text"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\x90\x13\x01", "is no text"),
        (b"", "is empty"),
    ],
)
def test_no_text(saved, content, match):
    with pytest.raises(InputError, match=match):
        read_text(saved(content))


def test_too_short(saved):
    with pytest.raises(InputError, match=r"has 4 characters, and 1,000 are"):
        read_text(saved("سلام".encode()), at_least=1000)


def test_too_large(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(InputError, match="100 MB, and 50 MB"):
        read_text(path)


def test_missing_and_folder(tmp_path):
    with pytest.raises(InputError, match="no file"):
        read_text(tmp_path / "a.txt")
    with pytest.raises(InputError, match="a folder"):
        read_text(tmp_path)


MEASURE = """
import re, sys
from utils.texts import read_text
def peak():
    status = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) / 1e3
before = peak()
assert len(read_text(sys.argv[1])) > 40_000_000
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_memory(saved):
    """50 MB take the most as one emoji among ASCII: 4 bytes a character."""
    path = saved("\N{GRINNING FACE}".encode() + b"a line\r\n" * 6_240_000)
    output = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=own_files.ROOT,
    ).stdout
    assert float(output) < 300
