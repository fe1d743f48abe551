"""A KLIC delivery read by streaming: one object at a time, nothing kept but what sections need.

IMKL 1.2.1 and 2.0; 3.0 is recognised and refused. The XML parser resolves no entities, loads
nothing from elsewhere and keeps its limits; a document type of any kind is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ondergrond.io.extras import lxml_etree
from ondergrond.io.found import clean
from ondergrond.io.klic.archive import KlicFileError, XmlSource, refuse, xml_sources
from ondergrond.io.klic.delivery import Delivery
from ondergrond.io.klic.objects import take
from ondergrond.io.klic.soundness import oddities
from ondergrond.io.xmlstream import members

GML = "http://www.opengis.net/gml/3.2"
MEMBERS = (f"{{{GML}}}featureMember", f"{{{GML}}}member")

OLD = "http://www.geostandaarden.nl/imkl/2015/wion/1.2"
"""Namespace of IMKL 1.2.1 (WION)."""

NEW = "http://www.geostandaarden.nl/imkl/wibon"
"""Namespace of IMKL 2.0 and of 3.0 (WIBON): they share it."""

ONLY_IN_3 = frozenset({"WerkzaamhedenInfo", "InfoKabelbedkabel"})
"""Elements that the schema of 3.0 has and that of 2.0 has not, and that stand by themselves."""

MOST_OBJECTS = 5_000_000
"""Objects in a delivery; 20 MB of XML hold 15,000."""

_IMKL = re.compile(r"^https?://www\.geostandaarden\.nl/imkl")
_VERSION_3 = re.compile(r"imkl[^ ]*/3\.")


def read_delivery(path: str | Path) -> Delivery:
    """The delivery in a zip as Kadaster sends it, or in its ``GI_*.xml``.

    Of several XML files the one in the newest version that can be read counts.

    Raises:
        KlicFileError: no delivery, damaged, a trick, or a version that is not read.
        MissingExtraError: the extra ``gis`` is not installed.
    """
    lxml_etree()
    sources = xml_sources(path)
    if len(sources) == 1:
        return _read(sources[0], str(path))
    versions = {source: version_of(source) for source in sources}
    readable = [source for source in sources if versions[source] in ("1.2.1", "2.0")]
    if not readable:
        return _read(sources[0], str(path))
    best = max(readable, key=lambda source: versions[source])
    if sum(versions[source] == versions[best] for source in readable) > 1:
        message = f"{len(sources)} files GI_*.xml in one version; give the right one by itself"
        raise refuse(str(path), message)
    delivery = _read(best, str(path))
    others = ", ".join(source.name for source in sources if source is not best)
    delivery.warnings.append(f"{best.name} was read; {others} is the same in another version")
    return delivery


def version_of(source: XmlSource) -> str:
    """The version of the standard a file is in: ``1.2.1``, ``2.0``, ``3.0``; empty: none of them.

    Reads the first object only.
    """
    for element in _members(source, str(source.path)):
        return _version(element.getroottree().getroot(), element)
    return ""


def _read(source: XmlSource, file: str) -> Delivery:
    delivery = Delivery(file)
    for number, element in enumerate(_members(source, file)):
        if number == 0:
            root = element.getroottree().getroot()
            delivery.version = _version(root, element)
            _refuse_version(delivery.version, root, file)
        elif number >= MOST_OBJECTS:
            raise refuse(file, f"more than {MOST_OBJECTS} objects; no delivery has so many")
        for thing in element:
            if not isinstance(thing.tag, str):
                continue
            space, _, kind = thing.tag[1:].rpartition("}")
            if kind in ONLY_IN_3 and _IMKL.match(space):
                _refuse_version("3.0", element, file)
            take(thing, kind if _known(space) else thing.tag, delivery)
    if not delivery.version:
        raise refuse(file, "the XML holds no objects; it is no KLIC delivery")
    delivery.warnings += oddities(delivery)
    return delivery


def _members(source: XmlSource, file: str) -> Iterator[Any]:
    """The wrappers of all objects, one after the other; each is gone when the next is asked for."""
    return members(source, MEMBERS, file, error=KlicFileError)


def _known(space: str) -> bool:
    """Whether a namespace is one of the standard's: IMKL, or INSPIRE that it builds upon."""
    return bool(_IMKL.match(space)) or "inspire.ec.europa.eu/schemas/" in space


def _version(root: Any, first: Any) -> str:
    spaces = {space for element in (root, first) for space in element.nsmap.values()}
    spaces |= {child.tag[1:].rpartition("}")[0] for child in first if isinstance(child.tag, str)}
    hints = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation") or ""
    imkl = " ".join(sorted(space for space in spaces if _IMKL.match(space)))
    if _VERSION_3.search(f"{hints} {imkl}"):
        return "3.0"
    if OLD in spaces:
        return "1.2.1"
    if NEW in spaces:
        return "2.0"
    return imkl or "none"


def _refuse_version(version: str, root: Any, file: str) -> None:
    if version in ("1.2.1", "2.0"):
        return
    if version == "3.0":
        message = (
            "this delivery is in IMKL 3.0, which is not read yet: no delivery in it has been at "
            "hand to test with; ask for one in 2.0, or send this one to the maintainers"
        )
        raise refuse(file, message)
    if version == "none":
        kind = clean(str(root.tag).rpartition("}")[2], 40)
        raise refuse(file, f"this XML ({kind}) is no KLIC delivery: it has nothing of IMKL in it")
    message = f"this delivery is in another version of IMKL ({clean(version, 100)}); "
    raise refuse(file, f"{message}1.2.1 and 2.0 are read")
