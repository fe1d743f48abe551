"""Trees and walls of the map as things of a street."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from statistics import median

from ondergrond.claims import Claim, State, TreeClaim, TreeDemand
from ondergrond.io.bgt.objects import Kind, MapObject
from ondergrond.io.found import Found, free_id
from ondergrond.io.section import Section
from ondergrond.io.tally import Tally
from ondergrond.profile import Fixture, FixtureKind

TREE_REACH = 6_000
"""A tree so near beside a section (mm) stands on it: a row has one every 6 to 12 m."""

ROW_REACH = 40_000
ROW_WIDTH = 800
"""Trees so far along the street, and this near to one line (mm), are one row."""

SPACING = 10_000
ROOT_VOLUME = 12_000_000_000
"""Taken where the map says nothing (mm, mm³); of a tree that stands there only the trunk counts."""

WALL_WIDTH, WALL_BOTTOM = 300, 800
QUAY_WIDTH, QUAY_BOTTOM = 500, 3_000
"""Taken for walls, mm: the map knows where they stand, not how thick or deep they are."""

BESIDE = 500
"""A wall so near outside the street (mm) still belongs to it."""

_WALLS = {
    "kademuur": FixtureKind.QUAY_WALL,
    "damwand": FixtureKind.QUAY_WALL,
    "walbescherming": FixtureKind.QUAY_WALL,
    "muur": FixtureKind.FOUNDATION,
    "keermuur": FixtureKind.FOUNDATION,
    "geluidsscherm": FixtureKind.FOUNDATION,
}


class Reason(StrEnum):
    """Why an object that meets a section is not in the street. The list is closed."""

    ENDED = "is history on the map"
    PLANNED = "is a plan, not yet there"
    LEVEL = "lies above or below ground level"
    BEYOND = "lies beyond the boundary"
    COVERED = "is covered by another object"
    ABOVE = "stands above ground only"
    FAR = "stands beside the section, not on it"


SEPARATIONS = frozenset({Kind.SEPARATION, Kind.OTHER_SEPARATION, Kind.WORK})


def trees_of(
    section: Section, things: Sequence[MapObject], width: int, taken: set[str], tally: Tally
) -> list[Found[Claim]]:
    """Rows of trees on a section that is as long as the street is wide. things: trees around it."""
    places = []
    for thing in things:
        for point in thing.shape.points:
            places.append((section.offset(point), section.distance(point), thing, point))
    near = []
    for place in places:
        offset, beside, thing, _ = place
        if not 0 < offset < width:
            continue
        if beside > TREE_REACH:
            if beside <= ROW_REACH:
                tally.reads(Kind.PLANT)
                tally.leaves_out(Kind.PLANT, Reason.FAR, thing.id)
            continue
        near.append(place)
        tally.reads(Kind.PLANT)
        tally.uses(Kind.PLANT)
    near.sort(key=lambda place: (place[1], place[0], place[2].id))
    rows: list[Found[Claim]] = []
    axes: list[int] = []
    for offset, beside, thing, _ in near:
        if any(abs(offset - axis) <= ROW_WIDTH for axis in axes):
            continue
        axes.append(offset)
        spacing, told = _spacing(section, offset, places)
        claim = TreeClaim(
            id=free_id("tree", taken),
            label="tree",
            state=State.EXISTING,
            axis=offset,
            tree=TreeDemand(root_volume=ROOT_VOLUME, spacing=spacing),
        )
        measured = [f"a tree {beside / 1000:.1f} m beside the section"]
        missing = ["thickness of the trunk, root volume (only the trunk counts)"]
        (measured if told else missing).append(f"distance along the street {spacing / 1000:g} m")
        rows.append(
            Found(claim, tuple(measured), (), tuple(missing), f"BGT {thing.what} {thing.id}")
        )
    return sorted(rows, key=lambda row: row.thing.axis or 0)


def _spacing(
    section: Section, axis: int, places: Sequence[tuple[int, int, MapObject, tuple[float, float]]]
) -> tuple[int, bool]:
    """Distance of the trees of a row, mm; whether it was measured."""
    ux, uy = section.direction
    x0, y0 = section.start
    along = sorted(
        round(1000 * ((point[1] - y0) * ux - (point[0] - x0) * uy))
        for offset, beside, _, point in places
        if abs(offset - axis) <= ROW_WIDTH and beside <= ROW_REACH
    )
    steps = [b - a for a, b in pairwise(along) if b - a >= 1000]
    return (round(median(steps) / 100) * 100, True) if steps else (SPACING, False)


def walls_of(
    section: Section, things: Sequence[MapObject], width: int, taken: set[str], tally: Tally
) -> list[Found[Fixture]]:
    """Walls and quay walls that meet a section that is as long as the street is wide."""
    longer = section.part(-BESIDE, width + BESIDE)
    found: list[Found[Fixture]] = []
    for thing in things:
        ranges = [(a - BESIDE, b - BESIDE) for a, b in longer.spans(thing.shape.rings)]
        kind = _WALLS.get(thing.values.get("what", ""))
        half = (QUAY_WIDTH if kind is FixtureKind.QUAY_WALL else WALL_WIDTH) // 2
        lined = False
        for line in thing.shape.lines:
            for crossing in longer.crossings(line):
                if not crossing.runs_along:
                    lined = True
                    middle = crossing.offset - BESIDE
                    ranges.append(_outward(middle - half, middle + half, width))
        if not ranges:
            continue
        tally.reads(thing.kind, len(ranges))
        if kind is None:
            for _ in ranges:
                tally.leaves_out(thing.kind, Reason.ABOVE, thing.id)
            continue
        tally.uses(thing.kind, len(ranges))
        bottom = QUAY_BOTTOM if kind is FixtureKind.QUAY_WALL else WALL_BOTTOM
        for start, end in ranges:
            fixture = Fixture(
                id=free_id(kind.value, taken), kind=kind, start=start, end=end, bottom=bottom
            )
            missing = [f"depth, {bottom / 1000:g} m taken"]
            if lined:
                missing.append(f"thickness, {2 * half} mm taken")
            found.append(
                Found(fixture, (f"{thing.values['what']} at {start / 1000:g} m",), (),
                      tuple(missing), f"BGT {thing.what} {thing.id}")
            )  # fmt: skip
    return sorted(found, key=lambda row: (row.thing.start, row.thing.id))


def _outward(start: int, end: int, width: int) -> tuple[int, int]:
    """A wall on a boundary stands outside it, so that it takes nothing from the street."""
    size = end - start
    if start < 0 < end:
        return -size, 0
    if start < width < end:
        return width, width + size
    return start, end
