"""Tables of every spreadsheet give the same numbers, or a sentence."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from utils import own_files
from utils.own_files import InputError
from utils.tables import read_table

EXPECTED = pd.DataFrame(
    {
        "شهر": ["تهران", "شیراز", "Yazd", "تهران"],
        "area": [75.5, 120.0, np.nan, 60.25],
        "price": [1250.0, 2300.0, 980.0, 1100.0],
    }
)
SPREADSHEETS = {
    "English": "شهر,area,price\nتهران,75.5,1250\nشیراز,120,2300\n"
    "Yazd,,980\nتهران,60.25,1100\n",
    "thousands": 'شهر,area,price\nتهران,75.5,"1,250"\nشیراز,120,"2,300"\n'
    'Yazd,NA,980\nتهران,60.25,"1,100"\n',
    "German": "شهر;area;price\nتهران;75,5;1.250\nشیراز;120;2.300\n"
    "Yazd;-;980\nتهران;60,25;1.100\n",
    "German with a comma only": "شهر;area;price\nتهران;75,5;1250\n"
    "شیراز;120,0;2300\nYazd;#N/A;980\nتهران;60,25;1100\n",
    "French": "شهر;area;price\nتهران;75,5;1\u202f250\nشیراز;120;2 300\n"
    "Yazd;;980\nتهران;60,25;1\u00a0100\n",
    "tabs": "شهر\tarea\tprice\nتهران\t75.5\t1250\nشیراز\t120\t2300\n"
    "Yazd\t\t980\nتهران\t60.25\t1100\n",
    "bars": "شهر|area|price\nتهران|75.5|1250\nشیراز|120|2300\n"
    "Yazd|?|980\nتهران|60.25|1100\n",
    "Persian digits": "شهر,area,price\nتهران,۷۵٫۵,۱٬۲۵۰\nشیراز,۱۲۰,۲۳۰۰\n"
    "Yazd,نامشخص,۹۸۰\nتهران,۶۰٫۲۵,۱۱۰۰\n",
    "Persian Windows": "شهر;area;price\nتهران;۷۵/۵;۱۲۵۰\nشیراز;۱۲۰;۲۳۰۰\n"
    "Yazd;;۹۸۰\nتهران;۶۰/۲۵;۱۱۰۰\n",
    "Arabic digits": "شهر,area,price\nتهران,٧٥٫٥,١٢٥٠\nشیراز,١٢٠,٢٣٠٠\n"
    "Yazd,,٩٨٠\nتهران,٦٠٫٢٥,١١٠٠\n",
    "Persian commas": "شهر؛area؛price\nتهران؛۷۵٫۵؛۱،۲۵۰\n"
    "شیراز؛۱۲۰؛۲،۳۰۰\nYazd؛؛۹۸۰\nتهران؛۶۰٫۲۵؛۱،۱۰۰\n",
    "Excel's line": "sep=;\nشهر;area;price\nتهران;75,5;1250\n"
    "شیراز;120;2300\nYazd;;980\nتهران;60,25;1100\n",
    "empty cells around": "\nشهر,area,price,,\nتهران,75.5,1250,,\n"
    "شیراز,120,2300,,\nYazd,,980,,\n,,,,\nتهران,60.25,1100,,\n,,,,\n",
    "quoted and spaced": '"شهر", "area" ,price\n"تهران", 75.5 ,1250\n'
    "شیراز ,120, 2300\nYazd, ,980\nتهران,60.25,1100",
}


@pytest.fixture
def saved(tmp_path):
    """Return a function that writes a table and returns the path."""

    def save(text, encoding="utf-8"):
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return save


def same(found, expected=EXPECTED):
    pd.testing.assert_frame_equal(
        found, expected, check_dtype=False, check_index_type=False
    )
    assert found.dtypes.iloc[1:].map(lambda d: d.kind in "if").all()


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_spreadsheet(saved, name):
    same(read_table(saved(SPREADSHEETS[name])))


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1256"]
)
@pytest.mark.parametrize("name", ["English", "German", "tabs"])
def test_encoding(saved, name, encoding):
    """Excel's “Unicode text” is UTF-16 with tabs."""
    text = SPREADSHEETS[name].replace("\n", "\r\n").replace("–", "-")
    if encoding == "cp1256":
        text = text.replace("ی", "ي").replace("شهر", "شهر پ")
        found = read_table(saved(text, encoding))
        same(found.rename(columns={"شهر پ": "شهر"}).replace("شيراز", "شیراز"))
    else:
        same(read_table(saved(text, encoding)))


def column_of(saved, *cells, head="a;b"):
    rows = "".join(f"x;{cell}\n" for cell in cells)
    return read_table(saved(f"{head}\n{rows}"))["b"].tolist()


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,5", "2"], [1.5, 2]),
        (["1.234,5", "2"], [1234.5, 2]),
        (["1,234", "2,500"], [1.234, 2.5]),  # after a semicolon
        (["1,234.5", "2"], [1234.5, 2]),
        (["12%", "7.5%"], [12, 7.5]),
        (["-1,5", "+2,5"], [-1.5, 2.5]),
        (["−3", "2"], [-3, 2]),
        (["1e3", "2.5E-1"], [1000, 0.25]),
        (["۱۴۰۲/۰۳/۰۵", "۱۴۰۲/۰۳/۰۶"], ["1402/03/05", "1402/03/06"]),
        (["2024-01-05", "2024-01-06"], ["2024-01-05", "2024-01-06"]),
        (["12.05.2024", "13.05.2024"], ["12.05.2024", "13.05.2024"]),
        (["12 kg", "13 kg"], ["12 kg", "13 kg"]),
        (["3", "many"], ["3", "many"]),
        (["True", "False"], ["True", "False"]),
    ],
)
def test_cells(saved, cells, numbers):
    assert column_of(saved, *cells) == numbers


def test_column_without_values(saved):
    assert np.isnan(column_of(saved, "", "-")).all()


def test_rare_decimal_comma_far_down(saved):
    """Beyond the lines from which the form is read."""
    text = "a;b\n" + "x;1\n" * 300 + "y;2,5\n"
    assert read_table(saved(text))["b"].tolist()[-1] in (2.5, "2,5")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("just some words\nin two lines\nor three\n", "one column"),
        ("a,b\n1,2\n1,2,3\n" + "1,2\n" * 20, "Line 3 .*more cells"),
        ("1,2\n3,4\n5,6\n", "begins with numbers"),
        ("a,a\n3,4\n5,6\n", "two columns with the name 'a'"),
        ("a,b\n1,2\n", "fewer than two rows"),
        ("a,b\n,\n,\n,\n", "fewer than two rows"),
        ('a,b\n"1,2\n3,4\n5,6\n' + "1,2\n" * 30, "one column, or its lines"),
    ],
)
def test_no_table(saved, text, match):
    with pytest.raises(InputError, match=match):
        read_table(saved(text))


def test_a_workbook_is_no_csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"PK\x03\x04\x14\0\x06\0")
    with pytest.raises(InputError, match="Word or Excel"):
        read_table(path)


def test_named_delimiter(saved):
    found = read_table(saved("a:b\n1:2\n3:4\n"), delimiter=":")
    assert found["b"].tolist() == [2, 4]


MEASURE = """
import re, sys
from utils.tables import read_table
def peak():
    status = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) / 1e3
before = peak()
assert read_table(sys.argv[1]).shape[1] == 8
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_memory(saved):
    """Half of the largest file; twice as much takes 287 MB."""
    row = "شهر;12,25;1;2.345;14,5;77,75;1402;0,125\n"
    text = "a;b;c;d;e;f;g;h\n" + row * (25_000_000 // len(row.encode()))
    output = subprocess.run(
        [sys.executable, "-c", MEASURE, str(saved(text))],
        capture_output=True,
        text=True,
        check=True,
        cwd=own_files.ROOT,
    ).stdout
    assert float(output) < 180
