"""The GML of a delivery as plain coordinates: points, lines, areas in RD, metres.

Curves of line segments are lines; arcs (no delivery seen has one) are taken as the line through
their control points, which the caller is told.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ondergrond.io.gmlpoints import GeometryError, joined, points_of
from ondergrond.io.section import Point

_GML = "http://www.opengis.net/gml/"
_LINES = frozenset({"LineString", "LineStringSegment"})
_ARCS = frozenset(
    {"Arc", "ArcString", "Circle", "CircleByCenterPoint", "ArcByCenterPoint", "Clothoid"}
)
_RINGS = frozenset({"LinearRing", "Ring"})

RD_NAMES = ("28992",)
"""What every spelling of the projection's name holds: four are in use."""


class Geometry(NamedTuple):
    """points, lines and rings of one geometry. bent: holds an arc, taken as a line."""

    points: tuple[Point, ...] = ()
    lines: tuple[tuple[Point, ...], ...] = ()
    rings: tuple[tuple[Point, ...], ...] = ()
    bent: bool = False


def geometry_of(element: Any) -> Geometry:
    """All geometry inside an element, whatever it is wrapped in.

    Raises:
        GeometryError: coordinates that are no numbers, an odd number of them, another projection.
    """
    points: list[Point] = []
    lines: list[tuple[Point, ...]] = []
    rings: list[tuple[Point, ...]] = []
    sides: list[list[Point]] = []
    bent = False
    dimension = 2
    in_ring = 0
    for event, node in _walk(element):
        if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{_GML}"):
            continue
        name = node.tag.rpartition("}")[2]
        if event == "end":
            in_ring -= name in _RINGS
            if sides and not in_ring:
                rings.append(joined(sides))
                sides = []
            continue
        in_ring += name in _RINGS
        bent = bent or name in _ARCS
        system = node.get("srsName")
        if system is not None and not any(known in system for known in RD_NAMES):
            raise GeometryError(f"coordinates in '{system[:60]}', not in RD (EPSG:28992)")
        if (stated := node.get("srsDimension")) is not None:
            dimension = 3 if stated.strip() == "3" else 2
        if name == "pos" and not in_ring:
            points.append(points_of(node.text, dimension)[0])
        elif name == "posList":
            part = points_of(node.text, dimension)
            if in_ring:
                sides.append(part)
            else:
                lines.append(tuple(part))
    return Geometry(tuple(points), tuple(lines), tuple(rings), bent)


def _walk(element: Any) -> Any:
    """Start and end of every element inside, in document order, without recursion."""
    from ondergrond.io.extras import lxml_etree

    return lxml_etree().iterwalk(element, events=("start", "end"))
