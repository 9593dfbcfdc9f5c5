"""Archives are read in place, and only their own files."""

import io
import re
import tarfile
import zipfile

import pytest

from utils.archive import UnsafeArchive, read_member, read_members


def tar_with(path, name, link=None):
    info = tarfile.TarInfo(name)
    content = b"content"
    info.size = len(content)
    if link:
        info.type, info.linkname, info.size = tarfile.SYMTYPE, link, 0
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(info, io.BytesIO(content))


def zip_with(path, name, link=None):
    info = zipfile.ZipInfo(name)
    info.external_attr = (0o120777 if link else 0o100644) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, link or "content")


@pytest.mark.parametrize("write", [tar_with, zip_with])
def test_members_that_point_outside_are_refused(write, tmp_path):
    archive = tmp_path / "archive"
    for name in ("../x", "", ".", "/etc/x", "a/../../x", "C:/x", "..\\x"):
        write(archive, name or "x")
        with pytest.raises(UnsafeArchive, match="points outside"):
            read_member(archive, name)
    write(archive, "x", link="/etc/passwd")
    with pytest.raises(UnsafeArchive, match="is not a file"):
        read_member(archive, "x")


@pytest.mark.parametrize("write", [tar_with, zip_with])
def test_member_is_read_in_place(write, tmp_path):
    archive = tmp_path / "archive"
    write(archive, "a/x")
    assert read_member(archive, "a/x") == b"content"
    with pytest.raises(KeyError):
        read_member(archive, "y")
    assert list(tmp_path.iterdir()) == [archive]


def test_read_members_skips_links(tmp_path, add_file):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        add_file(archive, "a/1.txt", b"one")
        add_file(archive, "a/1.txt.bak", b"no")
        link = tarfile.TarInfo("a/2.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        add_file(archive, "a/3.txt", b"three")
    found = read_members(tmp_path / "a.tar", re.compile(r"a/(\d)\.txt"))
    assert [(m[1], content) for m, content in found] == [
        ("1", b"one"),
        ("3", b"three"),
    ]
