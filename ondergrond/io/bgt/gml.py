"""The BGT as it is delivered: CityGML-IMGeo, one file a class, read by streaming.

Arcs become lines (``ondergrond.io.arcs``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ondergrond.io.archive import Entry, refuse
from ondergrond.io.arcs import bent
from ondergrond.io.bgt.objects import WANTED, MapObject, kind_of, map_object, plain_name
from ondergrond.io.found import clean
from ondergrond.io.gmlpoints import GeometryError, joined, points_of
from ondergrond.io.section import Point
from ondergrond.io.wkb import Shape
from ondergrond.io.xmlstream import members

MOST_OBJECTS = 5_000_000

_MEMBERS = ("{*}cityObjectMember", "{*}featureMember", "{*}member")
_GML = "http://www.opengis.net/gml"
_PARTS = frozenset({"LinearRing", "LineString", "LineStringSegment", "Arc", "ArcString", "Circle"})


def gml_objects(entry: Entry, broken: list[str]) -> Iterator[MapObject]:
    """The objects in a GML file that sections are made from, one after the other.

    broken: is given the ids of objects whose geometry cannot be read, with the reason.

    Raises:
        InputFileError: no sound XML, a document type, or not the BGT.
    """
    file = str(entry.path) if entry.inside is None else f"{entry.path}/{entry.inside}"
    empty = partial(_refuse_other, file=file)
    for number, element in enumerate(members(entry, _MEMBERS, file, empty=empty)):
        if number >= MOST_OBJECTS:
            raise refuse(file, f"more than {MOST_OBJECTS} objects; no delivery has so many")
        for thing in element:
            if not isinstance(thing.tag, str):
                continue
            kind = kind_of(thing.tag.rpartition("}")[2])
            if kind is None:
                continue
            raw = _attributes(thing)
            try:
                shape = shape_of(thing)
            except GeometryError as error:
                broken.append(f"{kind.value} {raw.get('lokaalid', '?')}: {error}")
                continue
            yield map_object(kind, raw, shape)


def _refuse_other(root: Any, file: str) -> None:
    """A class without objects is an empty ``CityModel``; anything else without is no BGT."""
    name = str(root.tag).rpartition("}")[2]
    if name not in ("CityModel", "FeatureCollection"):
        raise refuse(file, f"this XML ({clean(name, 40)}) is no BGT: its root is CityModel")


def _attributes(thing: Any) -> dict[str, str]:
    """Text of the attributes that are looked at, by their plain names; the first of each counts."""
    raw: dict[str, str] = {}
    for node in thing.iter():
        if isinstance(node.tag, str) and len(node) == 0 and node.text:
            name = plain_name(node.tag)
            if name in WANTED:
                raw.setdefault(name, node.text.strip())
    identity = next((value for key, value in thing.attrib.items() if key.endswith("}id")), None)
    if identity is not None:
        raw.setdefault("gmlid", identity)
    return raw


def shape_of(thing: Any) -> Shape:
    """All geometry inside an object: points, lines, and areas as their rings.

    Raises:
        GeometryError: coordinates that are no numbers, an odd number of them, another projection.
    """
    points: list[Point] = []
    lines: list[tuple[Point, ...]] = []
    polygons: list[tuple[tuple[Point, ...], ...]] = []
    for node in thing.iter():
        if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{_GML}"):
            continue
        _refuse_projection(node)
        name = node.tag.rpartition("}")[2]
        if name == "Polygon" or name == "PolygonPatch":
            rings = [_joined(ring) for ring in node if ring.tag.rpartition("}")[2] in _SIDES]
            polygons.append(tuple(ring for ring in rings if len(ring) > 2))
        elif name in ("LineString", "Curve") and not _inside(node, "Polygon", "PolygonPatch"):
            lines.append(_joined(node))
        elif name == "pos" and _inside(node, "Point"):
            points += _coordinates(node)
    return Shape(tuple(points), tuple(line for line in lines if len(line) > 1), tuple(polygons))


_SIDES = frozenset({"exterior", "interior", "outerBoundaryIs", "innerBoundaryIs"})


def _inside(node: Any, *names: str) -> bool:
    return any(str(up.tag).rpartition("}")[2] in names for up in node.iterancestors())


def _refuse_projection(node: Any) -> None:
    system = node.get("srsName")
    if system is not None and "28992" not in system:
        raise GeometryError(f"coordinates in '{clean(system, 60)}', not in RD (EPSG:28992)")


def _joined(node: Any) -> tuple[Point, ...]:
    """The points of a ring or curve in order, arcs made into lines."""
    pieces: list[list[Point]] = []
    for part in node.iter():
        if not isinstance(part.tag, str):
            continue
        _refuse_projection(part)
        name = part.tag.rpartition("}")[2]
        if name not in _PARTS:
            continue
        piece = [
            point
            for child in part
            if isinstance(child.tag, str)
            and child.tag.rpartition("}")[2] in ("posList", "pos", "coordinates")
            for point in _coordinates(child)
        ]
        pieces.append(bent(piece) if name in ("Arc", "ArcString", "Circle") else piece)
    return joined(pieces)


def _coordinates(node: Any) -> list[Point]:
    dimension = 3 if (node.get("srsDimension") or "2").strip() == "3" else 2
    text = (node.text or "").replace(",", " ") if node.tag.endswith("coordinates") else node.text
    return points_of(text, dimension)
