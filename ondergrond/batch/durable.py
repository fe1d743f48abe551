"""Files that are written whole or not at all, on any file system that can rename."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ondergrond.batch.errors import BatchError

FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
"""The numbers of a full disk, or a full share of it."""


def write_whole(path: Path, content: bytes) -> None:
    """The content at that path, on the disk, or what was there before. Raises ``OSError``."""
    with whole(path) as part:
        part.write_bytes(content)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; on leaving it is on the disk under the right name.

    Left by an exception, nothing remains of it and ``path`` is as it was.
    """
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    part.unlink(missing_ok=True)
    try:
        yield part
        with part.open("r+b") as stream:
            os.fsync(stream.fileno())
        os.replace(part, path)  # noqa: PTH105 - the tests cut the program off here
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The new name on the disk too, where a folder can be opened (not on Windows)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in FULL:
            raise
        # some network shares cannot
    finally:
        os.close(handle)


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """What fails to be written inside is told as a ``BatchError`` with the remedy."""
    try:
        yield
    except OSError as error:
        raise _told(error, folder) from None


def _told(error: OSError, folder: Path) -> BatchError:
    where = error.filename or folder
    if error.errno in FULL:
        return BatchError(
            f"the disk is full: {where} cannot be written. What is done is kept; make room and "
            "give the same command again"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return BatchError(
            f"{where} cannot be written ({error.strerror}); give --out a folder of your own. "
            "What is done is kept"
        )
    return BatchError(
        f"{where} cannot be written: {error.strerror or error}. What is done is kept; "
        "give the same command again"
    )
