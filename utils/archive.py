"""Read members of an archive in place; nothing is unpacked to disk."""

import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath


class UnsafeArchive(ValueError):
    """An archive member points outside of its archive."""


def read_member(archive: Path, member: str) -> bytes:
    """Return one member of a ``.zip``, ``.whl`` or tar archive.

    Parameters
    ----------
    archive : Path
        The archive.
    member : str
        The member's whole name.

    Raises
    ------
    UnsafeArchive
        If the member's name is absolute or contains ``..``, or if the
        member is a link or anything else than a file.
    KeyError
        If there is no such member.
    """
    name = PurePosixPath(member.replace("\\", "/"))
    unsafe = name.is_absolute() or ".." in name.parts or ":" in str(name)
    if unsafe or not name.parts:
        raise UnsafeArchive(f"{archive}: {member} points outside")
    if zipfile.is_zipfile(archive):
        return _read_from_zip(archive, member)
    return _read_from_tar(archive, member)


def _read_from_zip(archive: Path, member: str) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo(member)
        # The upper half holds the Unix mode; 0o12 there is a link.
        if info.is_dir() or info.external_attr >> 28 == 0o12:
            raise UnsafeArchive(f"{archive}: {member} is not a file")
        return opened.read(info)


def _read_from_tar(archive: Path, member: str) -> bytes:
    with tarfile.open(archive) as opened:
        info = opened.getmember(member)
        file = opened.extractfile(info) if info.isreg() else None
        if file is None:
            raise UnsafeArchive(f"{archive}: {member} is not a file")
        return file.read()


def read_members(
    archive: Path, pattern: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], bytes]]:
    """Yield the files of a tar archive whose whole names match a pattern.

    One pass from front to back, so that thousands of members take no longer
    than the archive itself. Links and folders are skipped.

    Parameters
    ----------
    archive : Path
        A tar archive, compressed or not.
    pattern : re.Pattern
        Compared with each member's whole name.

    Yields
    ------
    (re.Match, bytes)
        The match, and the member's content.
    """
    with tarfile.open(archive, "r|*") as opened:
        for info in opened:
            match = pattern.fullmatch(info.name) if info.isreg() else None
            if match and (file := opened.extractfile(info)):
                yield match, file.read()
