"""A section: a straight line across a street on the map, and what lines and areas leave on it.

Maps are in RD (EPSG:28992), metres, as sources have them. A section turns that into the street
profile's own measure, mm from its start, once, here: offsets are rounded half up to 1 mm. Looking
along the section from start to end, x grows and the left boundary is its start.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from ondergrond.profile import Location
from ondergrond.quantity import LONGEST, half_up

Point = tuple[float, float]
"""A place in RD, metres: x (east), y (north)."""

RD_X = (-7_000.0, 300_000.0)
RD_Y = (289_000.0, 629_000.0)
"""Where RD coordinates may lie: the validity area of the projection, metres (EPSG:28992)."""

SHORTEST = 500
"""A section shorter than half a metre (mm) is a slip of the pen."""

SQUARE = 0.9
"""|sin| of the angle of crossing from which a crossing counts as square (64 degrees)."""

ALONG = 0.2
"""|sin| of the angle below which a line runs along the section, not across it (12 degrees)."""

_SAME = 0.0005
"""Places nearer than this (m) are one: sources have whole mm at best."""


class Crossing(NamedTuple):
    """Where a line meets a section.

    offset: from the section's start, mm.  sine: |sin| of the angle between the two, 1 is square;
    where a line meets the section at a bend, the squarest of its two segments counts.
    at: the place in RD, m.
    """

    offset: int
    sine: float
    at: Point

    @property
    def is_square(self) -> bool:
        """Whether the angle is too near to a right one to matter for widths."""
        return self.sine >= SQUARE

    @property
    def runs_along(self) -> bool:
        """Whether the line rather runs along the section than across it."""
        return self.sine < ALONG

    def true_width(self, width: int) -> int:
        """The room (mm) a body of this width takes on the section, rounded up: width / sine.

        Raises ``ValueError`` for a line that runs along the section: it has no width there.
        """
        if self.runs_along:
            raise ValueError("a line that runs along the section has no width on it")
        return math.ceil(round(width / self.sine, 6))


@dataclass(frozen=True)
class Section:
    """A straight line across a street. name: for files and messages. start, end: RD, m.

    Raises ``ValueError`` where an end is no place in RD, or it is shorter than ``SHORTEST`` or
    longer than a kilometre.
    """

    name: str
    start: Point
    end: Point

    def __post_init__(self) -> None:
        for x, y in (self.start, self.end):
            if not (math.isfinite(x) and math.isfinite(y)):
                raise ValueError(f"({x}, {y}) is no place")
            if not (RD_X[0] <= x <= RD_X[1] and RD_Y[0] <= y <= RD_Y[1]):
                raise ValueError(f"({x:g}, {y:g}) is no place in RD (EPSG:28992){_hint(x, y)}")
        if self.length < SHORTEST:
            raise ValueError(f"a section of {self.length} mm is too short; {SHORTEST} mm at least")
        if self.length > LONGEST:
            raise ValueError(
                f"a section of {self.length / 1000:g} m is too long; a street is short"
            )

    @property
    def length(self) -> int:
        """From start to end, mm."""
        return _mm(math.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1]))

    @property
    def direction(self) -> Point:
        """The unit vector from start to end."""
        x, y = self.end[0] - self.start[0], self.end[1] - self.start[1]
        size = math.hypot(x, y)
        return x / size, y / size

    @property
    def middle(self) -> Point:
        """Half way, RD, m."""
        return (self.start[0] + self.end[0]) / 2, (self.start[1] + self.end[1]) / 2

    @property
    def location(self) -> Location:
        """The section as the profile has it, to the mm."""
        (x0, y0), (x1, y1) = self.start, self.end
        return Location(left=(_mm(x0), _mm(y0)), right=(_mm(x1), _mm(y1)))

    def place(self, offset: int, beside: int = 0) -> Point:
        """The place in RD (m) at an offset (mm), and so far to the left of the section (mm)."""
        ux, uy = self.direction
        along, left = offset / 1000, beside / 1000
        return self.start[0] + ux * along - uy * left, self.start[1] + uy * along + ux * left

    def offset(self, point: Point) -> int:
        """The offset (mm) of the foot of the perpendicular from a place; may lie outside."""
        return _mm(self._local(point)[0])

    def distance(self, point: Point) -> int:
        """How far (mm, never negative) a place lies beside the section's line."""
        return _mm(abs(self._local(point)[1]))

    def part(self, start: int, end: int, name: str | None = None) -> Section:
        """The part between two offsets (mm). Raises ``ValueError`` as the class does."""
        return Section(name or self.name, self.place(start), self.place(end))

    def crossings(self, line: Sequence[Point]) -> list[Crossing]:
        """Where a polyline meets the section, each place once, by offset; ends and touches count.

        A segment that lies on the section itself is met at its two ends, with sine 0.
        """
        found: list[tuple[float, float]] = []
        length = self.length / 1000
        local = [self._local(point) for point in line]
        for (u0, v0), (u1, v1) in pairwise(local):
            size = math.hypot(u1 - u0, v1 - v0)
            if size == 0 or min(v0, v1) > _SAME / 1000 or max(v0, v1) < -_SAME / 1000:
                continue
            if abs(v1 - v0) < _SAME / 1000:
                found += [(u0, 0.0), (u1, 0.0)]
                continue
            share = min(1.0, max(0.0, v0 / (v0 - v1)))
            found.append((u0 + share * (u1 - u0), abs(v1 - v0) / size))
        met = [pair for pair in found if -_SAME <= pair[0] <= length + _SAME]
        return self.merged(met)

    def merged(self, met: Iterable[tuple[float, float]]) -> list[Crossing]:
        """Crossings from (metres along, sine) pairs: the same place once, with its largest sine."""
        crossings: list[Crossing] = []
        last = -math.inf
        for along, sine in sorted(met):
            if along - last <= _SAME:
                crossings[-1] = crossings[-1]._replace(sine=max(crossings[-1].sine, sine))
            else:
                offset = min(max(_mm(along), 0), self.length)
                crossings.append(Crossing(offset, sine, self.place(offset)))
            last = along
        return crossings

    def spans(self, rings: Iterable[Sequence[Point]]) -> list[tuple[int, int]]:
        """The parts of the section (start, end offsets, mm) inside an area, left to right.

        rings: the outlines of the area, holes and parts of a multipolygon alike (even-odd rule);
        a ring need not repeat its first point. Parts shorter than 1 mm are left out.
        """
        cuts: list[float] = []
        for ring in rings:
            local = [self._local(point) for point in ring]
            for (u0, v0), (u1, v1) in zip(local, local[1:] + local[:1], strict=True):
                if (v0 < 0) != (v1 < 0):
                    cuts.append(u0 + v0 / (v0 - v1) * (u1 - u0))
        cuts.sort()
        length = self.length
        parts = []
        for left, right in zip(cuts[::2], cuts[1::2], strict=False):
            start, end = max(0, _mm(left)), min(length, _mm(right))
            if end > start:
                parts.append((start, end))
        return parts

    def _local(self, point: Point) -> Point:
        """Metres along the section and to the left of it."""
        ux, uy = self.direction
        x, y = point[0] - self.start[0], point[1] - self.start[1]
        return x * ux + y * uy, y * ux - x * uy


def section_of(location: Location, name: str = "section") -> Section:
    """The section a profile was made of. Raises ``ValueError`` as ``Section`` does."""
    (x0, y0), (x1, y1) = location.left, location.right
    return Section(name, (x0 / 1000, y0 / 1000), (x1 / 1000, y1 / 1000))


def square_to(point: Point, direction: Point, across: int, name: str = "section") -> Section:
    """A section of ``across`` mm with its middle at a place, square to a direction.

    Its left boundary lies to the left of who walks in that direction. Raises ``ValueError`` for a
    direction of no length, and as ``Section`` does.
    """
    size = math.hypot(*direction)
    if not size:
        raise ValueError("a direction of no length has no square")
    x, y = direction[1] / size * across / 2000, -direction[0] / size * across / 2000
    return Section(name, (point[0] - x, point[1] - y), (point[0] + x, point[1] + y))


def _mm(metres: float) -> int:
    """Metres as whole mm, halves away from zero."""
    return half_up(Fraction(metres) * 1000)


def _hint(x: float, y: float) -> str:
    """What such coordinates may be instead."""
    if RD_X[0] <= y <= RD_X[1] and RD_Y[0] <= x <= RD_Y[1]:
        return "; x and y are swapped"
    if (50 <= x <= 54 and 3 <= y <= 8) or (50 <= y <= 54 and 3 <= x <= 8):
        return "; these are degrees, give metres in RD"
    return f"; x lies between {RD_X[0]:g} and {RD_X[1]:g}, y between {RD_Y[0]:g} and {RD_Y[1]:g}"
