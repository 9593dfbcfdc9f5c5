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
