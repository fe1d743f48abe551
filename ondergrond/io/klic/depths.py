"""How deep things lie: a measured point, else the operator's standard, else the rule set."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from ondergrond.io.klic.cut import Met
from ondergrond.io.klic.delivery import Delivery, DepthPoint
from ondergrond.io.section import Point

NEAR = 10.0
"""A depth counts for a section this near (m along the ground; own estimate). An object's own one
counts from farther off too, with a warning."""

BESIDE = 1.0
"""A depth belongs to a pipe of its network whose line is this near (m): the accuracy of places."""

ODD = 100
"""A measured depth that differs from the standard by more (mm) is told."""


class Laid(NamedTuple):
    """The cover of a thing, mm (None: the rule set's), and where it comes from.

    point: id of the depth that was used, empty where none was.
    """

    cover: int | None
    measured: tuple[str, ...] = ()
    default: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    point: str = ""


def laid(met: Met, delivery: Delivery, height: int) -> Laid:
    """How deep one thing lies. height: of its body, mm, for depths to its inside bottom."""
    point = _point_of(met, delivery)
    standard = met.network.standard
    if point is not None:
        cover = point.top if point.top is not None else max(0, (point.inside or 0) - height)
        at = met.crossing.at
        far = math.dist(point.at, at)
        told = f"cover {cover / 1000:g} m, measured {far:.1f} m away ({point.id})"
        if point.accuracy and point.accuracy != "onbekend":
            told += f", accuracy {point.accuracy}"
        warnings = []
        if far > NEAR:
            warnings.append(
                f"its depth was measured {far:.1f} m away; look whether it is that deep here"
            )
        if standard is not None and abs(standard - cover) > ODD:
            warnings.append(
                f"measured cover {cover / 1000:g} m, standard of the network {standard / 1000:g} m"
            )
        return Laid(cover, (told,), warnings=tuple(warnings), point=point.id)
    if standard is not None:
        return Laid(
            standard, default=(f"cover {standard / 1000:g} m, standard depth of the network",)
        )
    return Laid(None, missing=("depth: that of the rule set",))


def _point_of(met: Met, delivery: Delivery) -> DepthPoint | None:
    """The nearest of the object's own depths, else of those of its network on its line."""
    own = [delivery.depths[name] for name in met.feature.depths if name in delivery.depths]
    if own:
        return min(own, key=lambda point: (math.dist(point.at, met.crossing.at), point.id))
    best, least = None, NEAR
    for point in delivery.depths.values():
        far = math.dist(point.at, met.crossing.at)
        if point.network == met.network.id and far <= least and _on_line(point.at, met, delivery):
            best, least = point, far
    return best


def _on_line(place: Point, met: Met, delivery: Delivery) -> bool:
    for name in met.feature.links:
        link = delivery.links.get(name)
        for line in () if link is None else link.lines:
            for start, end in pairwise(line):
                if _distance(place, start, end) <= BESIDE:
                    return True
    return False


def _distance(place: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    squared = dx * dx + dy * dy
    share = 0.0
    if squared:
        share = ((place[0] - start[0]) * dx + (place[1] - start[1]) * dy) / squared
        share = min(1.0, max(0.0, share))
    return math.dist(place, (start[0] + share * dx, start[1] + share * dy))
