"""The ground along a section: who lies where, and how far the street reaches."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from ondergrond.io.bgt.objects import Kind, MapObject
from ondergrond.io.bgt.zones import Role, Surface, surface_of
from ondergrond.io.section import Section
from ondergrond.profile import Boundary

DITCH = 4_000
"""Open water wider than this (mm) ends a street, as the edge of a quay; a ditch lies in it."""

SLIVER = 150
"""A part narrower than this (mm) goes to its wider neighbour: the map is no finer."""

LARGEST_GAP = 1_500
"""A gap in the map wider than this (mm) ends the street: nobody says what is there."""

_ORDER = {Role.FACADE: 3, Role.STREET: 2, Role.WATER: 1, Role.PLOT: 0}


class Part(NamedTuple):
    """A stretch of the section (offsets, mm) and what lies there; None: nobody says."""

    start: int
    end: int
    thing: MapObject | None
    surface: Surface | None

    @property
    def role(self) -> Role | None:
        """What it is to a street."""
        return None if self.surface is None else self.surface.role

    @property
    def width(self) -> int:
        """mm."""
        return self.end - self.start


class Reach(NamedTuple):
    """The parts of the street between its boundaries, and what stands there, each with a remark."""

    parts: tuple[Part, ...]
    left: Boundary
    right: Boundary
    left_why: str
    right_why: str


def parts_along(
    section: Section, things: Iterable[MapObject]
) -> tuple[list[Part], list[tuple[int, int, MapObject, MapObject]]]:
    """What lies on the ground along the whole section, without gaps: nobody's parts are parts too.

    Where areas overlap, the facade counts before the street, that before water and plots, and of
    equals the one that comes first in the map. Second: where areas overlap by more than a sliver,
    start, end, the one that counts and the other.
    """
    laid: list[tuple[int, int, int, int, MapObject, Surface]] = []
    for number, thing in enumerate(things):
        surface = surface_of(thing)
        if surface is None:
            continue
        for start, end in section.spans(thing.shape.rings):
            laid.append((start, end, -_ORDER[surface.role], number, thing, surface))
    edges = sorted({0, section.length, *(row[0] for row in laid), *(row[1] for row in laid)})
    parts: list[Part] = []
    overlaps = []
    for start, end in pairwise(edges):
        over = sorted(
            (row for row in laid if row[0] <= start and row[1] >= end), key=lambda row: row[2:4]
        )
        best = over[0] if over else None
        if len(over) > 1 and end - start > SLIVER:
            overlaps.append((start, end, over[0][4], over[1][4]))
        part = Part(start, end, None, None) if best is None else Part(start, end, *best[4:])
        if parts and parts[-1].thing is part.thing:
            parts[-1] = parts[-1]._replace(end=end)
        else:
            parts.append(part)
    return parts, overlaps


def reach(parts: list[Part], at: int) -> Reach | None:
    """How far the street reaches around the road nearest to an offset; None: no road is met.

    Boundary is the facade or plot that is met first on both sides; wide water and land that nobody
    describes end it as well, and so does the end of the section.
    """
    roads = [
        index
        for index, part in enumerate(parts)
        if part.thing is not None and part.thing.kind is Kind.ROAD and part.width > SLIVER
    ]
    if not roads:
        return None
    seed = min(roads, key=lambda i: (max(parts[i].start - at, at - parts[i].end, 0), i))
    first, left, left_why = _walk(parts, seed, -1)
    last, right, right_why = _walk(parts, seed, 1)
    return Reach(tuple(parts[first : last + 1]), left, right, left_why, right_why)


def _walk(parts: list[Part], seed: int, way: int) -> tuple[int, Boundary, str]:
    """The last part of the street in a direction, and what stands behind it."""
    index = seed
    while 0 <= index + way < len(parts):
        following = parts[index + way]
        stop = _stops(parts, index + way, way)
        if stop is not None:
            return _trimmed(parts, index, way), stop, _why(following)
        index += way
    why = "the section ends here; neither facade nor plot was met"
    return _trimmed(parts, index, way), Boundary.OPEN, why


def _stops(parts: list[Part], index: int, way: int) -> Boundary | None:
    part = parts[index]
    match part.role:
        case Role.FACADE:
            return Boundary.FACADE
        case Role.PLOT:
            return None if part.width <= SLIVER and _goes_on(parts, index, way) else Boundary.PLOT
        case Role.WATER:
            return Boundary.WATER if part.width > DITCH or not _goes_on(parts, index, way) else None
        case None:
            far = part.width > LARGEST_GAP or not _goes_on(parts, index, way)
            return Boundary.OPEN if far else None
        case _:
            return None


def _goes_on(parts: list[Part], index: int, way: int) -> bool:
    """Whether there is street behind a part."""
    behind = index + way
    return 0 <= behind < len(parts) and parts[behind].role is Role.STREET


def _trimmed(parts: list[Part], index: int, way: int) -> int:
    """The same part, or one back where it is nobody's or a sliver of a plot."""
    while parts[index].role in (None, Role.PLOT):
        index -= way
    return index


def _why(part: Part) -> str:
    if part.thing is None:
        return "nobody says what lies beyond"
    return f"{part.thing.what} {part.thing.id}"
