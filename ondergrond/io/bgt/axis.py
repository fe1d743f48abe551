"""Where to cut when nobody says: through a place, square to the axis of the road there."""

from __future__ import annotations

import math
from itertools import pairwise

from ondergrond.io.bgt.objects import Kind, MapObject
from ondergrond.io.bgt.reading import BgtMap
from ondergrond.io.section import Point, Section, square_to

NEAR = 15.0
"""Edges of the road so near to the place (m) tell its direction."""

FARTHEST = 60.0
"""A road farther from the place than this (m) is another street."""


def section_near(bgt: BgtMap, place: Point | None, across: int) -> Section:
    """A section of ``across`` mm through a place, square to the axis of the road there.

    place: None takes the middle of the longest straight edge of a carriageway. The axis is the
    direction that the road's edges near the place have in common, each with its length.

    Raises ``ValueError`` where there is no road near the place.
    """
    roads = [thing for thing in bgt.objects if _is_road(thing)]
    if place is None:
        place = _longest(roads)
    edges = [
        (p, q, distance)
        for thing in roads
        if _near(thing, place, FARTHEST)
        for ring in thing.shape.rings
        for p, q in pairwise(ring)
        if p != q and (distance := _distance(place, p, q)) <= FARTHEST
    ]
    if not edges:
        raise ValueError(
            f"no road of the map lies within {FARTHEST:g} m of ({place[0]:g}, {place[1]:g})"
        )
    nearest = min(distance for _, _, distance in edges)
    chosen = [(p, q) for p, q, distance in edges if distance <= max(NEAR, nearest + NEAR / 2)]
    return square_to(place, _common(chosen), across, "near")


def _is_road(thing: MapObject) -> bool:
    """A road part on the ground that is driven along; footways turn corners."""
    return (
        thing.kind is Kind.ROAD
        and "ended" not in thing.values
        and thing.level == "0"
        and thing.values.get("function", "rijbaan").startswith(("rijbaan", "ov-baan", "woonerf"))
    )


def _longest(roads: list[MapObject]) -> Point:
    edges = [(p, q) for thing in roads for ring in thing.shape.rings for p, q in pairwise(ring)]
    if not edges:
        raise ValueError("there is no carriageway on the map; say where to cut with --section")
    p, q = max(edges, key=lambda edge: (math.dist(*edge), edge))
    return (p[0] + q[0]) / 2, (p[1] + q[1]) / 2


def _near(thing: MapObject, place: Point, reach: float) -> bool:
    x0, y0, x1, y1 = thing.box
    x, y = place
    return x0 - reach <= x <= x1 + reach and y0 - reach <= y <= y1 + reach


def _distance(place: Point, p: Point, q: Point) -> float:
    dx, dy = q[0] - p[0], q[1] - p[1]
    share = ((place[0] - p[0]) * dx + (place[1] - p[1]) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return math.dist(place, (p[0] + share * dx, p[1] + share * dy))


def _common(edges: list[tuple[Point, Point]]) -> Point:
    """The direction edges have in common: the mean of doubled angles, each with its length."""
    cosine = sine = 0.0
    for p, q in edges:
        dx, dy = q[0] - p[0], q[1] - p[1]
        length = math.hypot(dx, dy)
        cosine += (dx * dx - dy * dy) / length
        sine += 2 * dx * dy / length
    angle = math.atan2(sine, cosine) / 2
    return math.cos(angle), math.sin(angle)
