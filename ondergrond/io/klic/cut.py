"""Sections through a delivery: which objects meet a section, where and at which angle.

All segments of a delivery stand in arrays, so that a section looks at all of them at once; the few
it may meet are then cut exactly (``Section.crossings``).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ondergrond.io.klic.delivery import Delivery, Feature, Network
from ondergrond.io.section import Crossing, Point, Section, square_to

REACH = 15.0
"""Metres around a place within which pipes tell the direction of the street."""


class Met(NamedTuple):
    """One object where it meets a section. straight: its line stands in for the true one."""

    feature: Feature
    network: Network
    crossing: Crossing
    straight: bool


class Segments:
    """All segments of a delivery's lines. links: the id of the line of each."""

    def __init__(self, delivery: Delivery) -> None:
        starts: list[Point] = []
        ends: list[Point] = []
        self.links: list[str] = []
        for link in delivery.links.values():
            for line in link.lines:
                starts += line[:-1]
                ends += line[1:]
                self.links += [link.id] * (len(line) - 1)
        self.start = np.array(starts, dtype=float).reshape(-1, 2)
        self.end = np.array(ends, dtype=float).reshape(-1, 2)
        self._users: dict[str, list[str]] = {}
        for feature in delivery.features.values():
            for name in feature.links:
                self._users.setdefault(name, []).append(feature.id)

    def users(self, link: str) -> list[str]:
        """Ids of the features that lie along a line."""
        return self._users.get(link, [])

    def near(self, section: Section) -> dict[str, list[tuple[Point, Point]]]:
        """Segments that may meet a section, by line: those with an end on either side of it."""
        if not self.links:
            return {}
        base = np.array(section.start)
        ux, uy = section.direction
        start, end = self.start - base, self.end - base
        v0 = start[:, 1] * ux - start[:, 0] * uy
        v1 = end[:, 1] * ux - end[:, 0] * uy
        u0 = start[:, 0] * ux + start[:, 1] * uy
        u1 = end[:, 0] * ux + end[:, 1] * uy
        slack = 0.001
        beside = (np.minimum(v0, v1) > slack) | (np.maximum(v0, v1) < -slack)
        length = section.length / 1000
        off = (np.maximum(u0, u1) < -slack) | (np.minimum(u0, u1) > length + slack)
        found: dict[str, list[tuple[Point, Point]]] = {}
        for index in np.flatnonzero(~(beside | off)):
            pair = (_point(self.start[index]), _point(self.end[index]))
            found.setdefault(self.links[index], []).append(pair)
        return found

    def direction_near(self, place: Point) -> Point | None:
        """The direction most pipes have within ``REACH`` of a place; None where there is none.

        Directions without a sign: doubled angles are added, weighed by length inside the circle.
        """
        if not self.links:
            return None
        first = self.start - np.array(place)
        along = self.end - self.start
        size = np.hypot(along[:, 0], along[:, 1])
        safe = np.where(size > 0, size, 1.0)
        unit = along / safe[:, None]
        middle = -(first[:, 0] * unit[:, 0] + first[:, 1] * unit[:, 1])
        beside = np.abs(first[:, 0] * unit[:, 1] - first[:, 1] * unit[:, 0])
        half = np.sqrt(np.maximum(0.0, REACH**2 - beside**2))
        inside = np.minimum(size, middle + half) - np.maximum(0.0, middle - half)
        weight = np.where((size > 0) & (half > 0), np.maximum(0.0, inside), 0.0)
        angle = 2 * np.arctan2(unit[:, 1], unit[:, 0])
        x, y = float(np.sum(weight * np.cos(angle))), float(np.sum(weight * np.sin(angle)))
        if math.hypot(x, y) < 1e-9:
            return None
        half_angle = math.atan2(y, x) / 2
        return math.cos(half_angle), math.sin(half_angle)


def _point(pair: np.ndarray) -> Point:
    return float(pair[0]), float(pair[1])


def section_near(
    delivery: Delivery, segments: Segments, place: Point | None, across: int
) -> Section:
    """A section of ``across`` mm through a place, square to the pipes there.

    place: None is the middle of the area that was asked for. Raises ``ValueError`` where no pipe
    lies within ``REACH``, or none has a direction.
    """
    asked = place is not None
    where = place if place is not None else middle_of(delivery, segments)
    direction = None if where is None else segments.direction_near(where)
    if where is None or direction is None:
        at = "" if where is None else f" ({where[0]:.1f}, {where[1]:.1f})"
        what = f"the place{at}" if asked else f"the middle of the area{at}"
        raise ValueError(
            f"no pipe or cable lies within {REACH:g} m of {what}; give a section, or a place"
        )
    return square_to(where, direction, across)


def middle_of(delivery: Delivery, segments: Segments) -> Point | None:
    """The point of a pipe nearest to the middle of the area that was asked for."""
    rings = [ring for area in delivery.asked for ring in area]
    if not segments.links:
        return None
    points = np.array(rings[0]) if rings else segments.start
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    along = segments.end - segments.start
    squared = np.maximum(np.sum(along**2, axis=1), 1e-12)
    share = np.clip(np.sum((middle - segments.start) * along, axis=1) / squared, 0.0, 1.0)
    feet = segments.start + along * share[:, None]
    nearest = int(np.argmin(np.sum((feet - middle) ** 2, axis=1)))
    return _point(feet[nearest])
