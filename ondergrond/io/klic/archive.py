"""The XML of a KLIC delivery, out of its zip: the files ``GI_*.xml``, read as streams."""

from __future__ import annotations

import re
from pathlib import Path

from ondergrond.errors import InputFileError
from ondergrond.io import archive
from ondergrond.io.archive import Entry

XmlSource = Entry
"""A file of XML in (or as) a delivery."""

_XML = re.compile(r"(?:^|/)GI_[^/]*\.xml$", re.IGNORECASE)


class KlicFileError(InputFileError):
    """A KLIC delivery cannot be used."""


def refuse(file: str, message: str, line: int | None = None) -> InputFileError:
    """The error for a file as a whole, or for a line of it."""
    return archive.refuse(file, message, line, KlicFileError)


def xml_sources(path: str | Path) -> list[XmlSource]:
    """The files of geometry in a delivery (a zip, or such a file itself), by name.

    A delivery of some years had one for each version of the standard.

    Raises:
        KlicFileError: no such file, no zip, no GI_*.xml in it, or an archive that is a trick.
    """
    return archive.entries(Path(path), _XML, "a KLIC delivery (GI_*.xml)", KlicFileError)
