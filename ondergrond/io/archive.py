"""Files inside a zip, read as streams without trusting the zip; a plain file is read as it is.

Nothing is unpacked to disk. An archive that looks like a trick (names that climb out of it, twice
the same name, links, encryption, a bomb) is refused as a whole, because then nothing in it can be
trusted.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from ondergrond.errors import InputFileError, Problem
from ondergrond.io.found import clean

MOST_ENTRIES = 20_000
MOST_BYTES = 1_000_000_000
MOST_UNPACKED = 20_000_000_000
"""Files in a zip; bytes of one of those that are read; bytes of all, as the zip says itself."""

MOST_RATIO, SMALL = 400, 5_000_000
"""Unpacked bytes for a packed one, of files above so many bytes: XML packs to 1/25 to 1/50."""

_TRICK = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\\|\0")
_ENCRYPTED = 0x1
_LINK = 0xA000


class Entry(NamedTuple):
    """A file to read. path: on disk.  inside: its name in that zip, None: the file itself."""

    path: Path
    inside: str | None
    size: int

    @property
    def name(self) -> str:
        """Its own name, for messages."""
        return self.path.name if self.inside is None else self.inside


def refuse(
    file: str, message: str, line: int | None = None, error: type[InputFileError] = InputFileError
) -> InputFileError:
    """The error for a file as a whole, or for a line of it. error: its kind."""
    return error(file, [Problem(line, "", message)])


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip does."""
    with path.open("rb") as stream:
        return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def entries(
    path: Path, wanted: re.Pattern[str], what: str, error: type[InputFileError] = InputFileError
) -> list[Entry]:
    """The files of a zip whose names are wanted, by name; a plain file is the only one.

    what: what a reader expects, for messages ("a BGT delivery").  error: the kind to raise.

    Raises:
        InputFileError: no such file, damaged, a trick, too large, or nothing wanted in it.
    """
    name = str(path)
    try:
        return _entries(path, name, wanted, what)
    except InputFileError as problem:
        raise error(name, problem.problems) from None


def _entries(path: Path, name: str, wanted: re.Pattern[str], what: str) -> list[Entry]:
    try:
        if path.is_dir():
            raise refuse(name, f"this is a directory; {what} is a file")
        if not path.exists():
            raise refuse(name, "there is no such file")
        if not path.is_file():
            raise refuse(name, "this is no regular file")
        size = path.stat().st_size
        if not size:
            raise refuse(name, "the file is empty")
        packed = is_zip(path)
    except PermissionError:
        raise refuse(name, "this file may not be read by you (permission denied)") from None
    except (OSError, ValueError) as error:
        raise refuse(name, f"this file cannot be read: {clean(str(error))}") from None
    if not packed:
        return [_fitting(Entry(path, None, size), name)]
    found = [one for one in _listed(path, name) if wanted.search(one.filename)]
    if not found:
        raise refuse(name, f"there is nothing of {what} in this zip")
    found.sort(key=lambda one: one.filename)
    return [_fitting(Entry(path, one.filename, one.file_size), name) for one in found]


@contextmanager
def opened(entry: Entry, error: type[InputFileError] = InputFileError) -> Iterator[IO[bytes]]:
    """The bytes of a file as a stream. error: the kind to raise.

    Raises:
        InputFileError: when reading finds the archive damaged.
    """
    name = str(entry.path)
    try:
        if entry.inside is None:
            with entry.path.open("rb") as plain:
                yield plain
        else:
            with zipfile.ZipFile(entry.path) as archive, archive.open(entry.inside) as packed:
                yield packed
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError
    ) as broken:  # fmt: skip
        message = f"this zip is damaged: {clean(str(broken))}"
        raise refuse(name, message, error=error) from None
    except OSError as broken:
        message = f"this file cannot be read: {clean(str(broken))}"
        raise refuse(name, message, error=error) from None


def _fitting(entry: Entry, name: str) -> Entry:
    if entry.size > MOST_BYTES:
        shown = clean(entry.name, 80)
        raise refuse(name, f"'{shown}' has {entry.size} bytes; at most {MOST_BYTES} are read")
    return entry


def _listed(path: Path, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse(name, f"this zip is damaged: {clean(str(error))}") from None
    if len(infos) > MOST_ENTRIES:
        raise refuse(name, f"{len(infos)} files in the zip; at most {MOST_ENTRIES} are looked at")
    seen: set[str] = set()
    for info in infos:
        _refuse_tricks(info, seen, name)
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise refuse(name, "unpacked this zip would be larger than any delivery")
    return infos


def _refuse_tricks(info: zipfile.ZipInfo, seen: set[str], name: str) -> None:
    shown = clean(info.filename, 80)
    folded = info.filename.lower()
    if _TRICK.search(info.filename) or "\0" in info.orig_filename:
        raise refuse(name, f"'{shown}' in the zip points outside it; this is no plain delivery")
    if folded in seen:
        raise refuse(name, f"'{shown}' stands twice in the zip; which one counts is not sure")
    seen.add(folded)
    if info.flag_bits & _ENCRYPTED:
        raise refuse(name, f"'{shown}' in the zip is encrypted")
    if (info.external_attr >> 16) & 0xF000 == _LINK:
        raise refuse(name, f"'{shown}' in the zip is a link; this is no plain delivery")
    if info.file_size > SMALL and info.file_size > MOST_RATIO * max(1, info.compress_size):
        raise refuse(name, f"'{shown}' in the zip unpacks to {info.file_size} bytes: a zip bomb")
