"""The XML of a KLIC delivery, out of its zip, without trusting the zip.

Nothing is unpacked to disk: the one file ``GI_*.xml`` is read as a stream. An archive that looks
like a trick (names that climb out of it, twice the same name, encryption, a bomb) is refused as a
whole, because then nothing in it can be trusted.
"""

from __future__ import annotations

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
"""Files in a delivery: drawings and house connections go to thousands in a large area."""

MOST_XML = 1_000_000_000
"""Bytes of XML, unpacked. The largest delivery seen has 20 MB."""

MOST_UNPACKED = 20_000_000_000
"""Bytes of everything in the archive, unpacked (as it says itself; the XML is counted)."""

MOST_RATIO = 400
"""Unpacked bytes for a packed one. KLIC XML packs to 1/25 to 1/50; zip cannot pass 1/1032."""

SMALL = 5_000_000
"""Bytes below which the ratio says nothing: short repetitive files pack very well."""

_XML = re.compile(r"(?:^|/)GI_[^/]*\.xml$", re.IGNORECASE)
_TRICK = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\\|\0")
_ENCRYPTED = 0x1
_LINK = 0xA000


class KlicFileError(InputFileError):
    """A KLIC delivery cannot be used."""


class XmlSource(NamedTuple):
    """A file of XML in (or as) a delivery. name: for messages.  size: unpacked, bytes."""

    path: Path
    entry: str | None
    name: str
    size: int


def refuse(file: str, message: str, line: int | None = None) -> KlicFileError:
    """The error for a file as a whole, or for a line of it."""
    return KlicFileError(file, [Problem(line, "", message)])


def xml_sources(path: str | Path) -> list[XmlSource]:
    """The files of geometry in a delivery (a zip, or such a file itself), by name.

    A delivery of some years had one for each version of the standard.

    Raises:
        KlicFileError: no such file, no zip, no GI_*.xml in it, or an archive that is a trick.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise refuse(str(path), "this is a directory; give the zip as it was delivered")
        if not file.exists():
            raise refuse(str(path), "there is no such file")
        if not file.is_file():
            raise refuse(str(path), "this is no regular file")
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(4)
    except PermissionError:
        raise refuse(str(path), "this file may not be read by you (permission denied)") from None
    except (OSError, ValueError) as error:
        raise refuse(str(path), f"this file cannot be read: {clean(str(error))}") from None
    if not start:
        raise refuse(str(path), "the file is empty")
    if start[:2] == b"PK":
        return _entries(file, str(path))
    if size > MOST_XML:
        raise refuse(str(path), f"the XML has {size} bytes; at most {MOST_XML} are read")
    return [XmlSource(file, None, file.name, size)]


def _entries(file: Path, name: str) -> list[XmlSource]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse(name, f"this zip is damaged: {clean(str(error))}") from None
    if len(entries) > MOST_ENTRIES:
        raise refuse(
            name, f"{len(entries)} files in the zip; a delivery has {MOST_ENTRIES} at most"
        )
    seen: set[str] = set()
    for entry in entries:
        _refuse_tricks(entry, seen, name)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refuse(name, "unpacked this zip would be larger than any delivery")
    found = [entry for entry in entries if _XML.search(entry.filename)]
    if not found:
        raise refuse(name, "there is no GI_*.xml in this zip; it is no KLIC delivery")
    for entry in found:
        if entry.file_size > MOST_XML:
            message = f"the XML has {entry.file_size} bytes; at most {MOST_XML} are read"
            raise refuse(name, message)
    found.sort(key=lambda entry: entry.filename)
    return [XmlSource(file, one.filename, one.filename, one.file_size) for one in found]


def _refuse_tricks(entry: zipfile.ZipInfo, seen: set[str], name: str) -> None:
    shown = clean(entry.filename, 80)
    folded = entry.filename.lower()
    if _TRICK.search(entry.filename) or "\0" in entry.orig_filename:
        raise refuse(name, f"'{shown}' in the zip points outside it; this is no plain delivery")
    if folded in seen:
        raise refuse(name, f"'{shown}' stands twice in the zip; which one counts is not sure")
    seen.add(folded)
    if entry.flag_bits & _ENCRYPTED:
        raise refuse(name, f"'{shown}' in the zip is encrypted")
    if (entry.external_attr >> 16) & 0xF000 == _LINK:
        raise refuse(name, f"'{shown}' in the zip is a link; this is no plain delivery")
    large = entry.file_size > SMALL
    if large and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        raise refuse(name, f"'{shown}' in the zip unpacks to {entry.file_size} bytes: a zip bomb")


@contextmanager
def opened(source: XmlSource) -> Iterator[IO[bytes]]:
    """The bytes of the XML, as a stream that stops where it grows larger than it said.

    Raises:
        KlicFileError: when reading finds the archive damaged or larger than it said.
    """
    name = str(source.path)
    try:
        if source.entry is None:
            with source.path.open("rb") as plain:
                yield plain
        else:
            with zipfile.ZipFile(source.path) as archive, archive.open(source.entry) as packed:
                yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refuse(name, f"this zip is damaged: {clean(str(error))}") from None
    except OSError as error:
        raise refuse(name, f"this file cannot be read: {clean(str(error))}") from None
