"""Read one member of an archive in place; nothing is unpacked."""

import tarfile
import zipfile
from pathlib import PurePosixPath


class UnsafeArchive(ValueError):
    """An archive member points outside of its archive."""


def read_member(archive, member):
    """Return one member of a ``.zip``, ``.whl`` or tar archive, as bytes.

    The archive is read in place: nothing is unpacked.

    Raises
    ------
    UnsafeArchive
        If the member's name is absolute or climbs with ``..``, or if the
        member is a link or anything else than a file.
    KeyError
        If there is no such member.
    """
    name = PurePosixPath(member.replace("\\", "/"))
    unsafe = name.is_absolute() or ".." in name.parts or ":" in str(name)
    if unsafe or not name.parts:
        raise UnsafeArchive(f"{archive}: {member} points outside")
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            info = opened.getinfo(member)
            # The upper half holds the Unix mode; 0o12 there is a link.
            if info.is_dir() or info.external_attr >> 28 == 0o12:
                raise UnsafeArchive(f"{archive}: {member} is not a file")
            return opened.read(info)
    with tarfile.open(archive) as opened:
        info = opened.getmember(member)
        if not info.isreg():
            raise UnsafeArchive(f"{archive}: {member} is not a file")
        return opened.extractfile(info).read()


def read_members(archive, pattern):
    """Yield the files of a tar archive whose whole names match a pattern.

    One pass from front to back, so that thousands of members take no longer
    than the archive itself; nothing is unpacked. What is no plain file is
    passed over.

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
            if info.isreg() and (match := pattern.fullmatch(info.name)):
                yield match, opened.extractfile(info).read()
