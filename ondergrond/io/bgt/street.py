"""A street from the map: its boundaries, zones and pavement, trees and walls on a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ondergrond.io.bgt.objects import Kind, MapObject
from ondergrond.io.bgt.parts import SLIVER, Part, parts_along, reach
from ondergrond.io.bgt.reading import BgtMap
from ondergrond.io.bgt.things import (
    ROW_REACH,
    SEPARATIONS,
    Reason,
    trees_of,
    walls_of,
)
from ondergrond.io.bgt.zones import surface_of
from ondergrond.io.found import Found, FoundStreet
from ondergrond.io.section import Section
from ondergrond.io.tally import Tally
from ondergrond.profile import Boundaries, Pavement, Zone, ZoneKind

UNKNOWN_ZONE = Zone(kind=ZoneKind.VERGE, width=1, pavement=Pavement.NONE)
"""What is taken where the map says nothing."""

MOST_ZONES = 60


def cut(bgt: BgtMap, section: Section) -> FoundStreet:
    """The street that a section crosses, between the facades or plots met first on both sides.

    The street around the road nearest to the section's middle counts. Its section is the part
    between its boundaries, so that x = 0 is its left boundary.

    Raises:
        ValueError: no road lies on the section.
    """
    tally = Tally()
    around = list(bgt.near(section, ROW_REACH / 1000))
    present = [thing for thing in around if _is_there(thing, section, tally)]
    areas = [thing for thing in present if surface_of(thing) is not None]
    parts, overlaps = parts_along(section, areas)
    street = reach(parts, section.length // 2)
    if street is None:
        raise ValueError(
            f"{section.name}: no road of the map lies on this section; is it in the right place?"
        )
    start, end = street.parts[0].start, street.parts[-1].end
    rails = _rails(section, present, tally)
    zones = _zones(_railed(part, rails) for part in street.parts)
    inner = section.part(start, end)
    width = end - start
    _count_areas(areas, section, street.parts, tally)
    taken: set[str] = set()
    trees = [thing for thing in present if _is_tree(thing)]
    walls = [thing for thing in present if thing.kind in SEPARATIONS]
    boundaries = Found(
        Boundaries(left=street.left, right=street.right),
        measured=(f"left {street.left_why}", f"right {street.right_why}"),
    )
    warnings = [*bgt.warnings, *_levels(around, inner)]
    warnings += [
        f"{one.what} {one.id} and {other.what} {other.id} overlap on the map, from "
        f"{(a - start) / 1000:.2f} to {(b - start) / 1000:.2f} m; the first counts"
        for a, b, one, other in overlaps
        if a < end and b > start
    ]
    warnings += [
        f"rails run at {(x - start) / 1000:.2f} m in a {part.surface.zone.kind.value}"
        for part in street.parts
        for x in rails
        if part.start <= x <= part.end
        and part.surface is not None
        and part.surface.zone is not None
        and part.surface.zone.kind is not ZoneKind.BUSWAY
    ]
    for side, why in (("left", street.left_why), ("right", street.right_why)):
        if getattr(street, side).value == "open":
            warnings.append(f"at the {side}, {why}")
    return FoundStreet(
        name=section.name,
        width=width,
        zones=tuple(zones),
        boundaries=boundaries,
        claims=tuple(trees_of(inner, trees, width, taken, tally)),
        fixtures=tuple(walls_of(inner, walls, width, taken, tally)),
        section=inner,
        sources=tuple(f"BGT {name}" for name in bgt.sources),
        warnings=tuple(warnings),
        left_out=tally.left_out,
    )


def _is_tree(thing: MapObject) -> bool:
    return thing.kind is Kind.PLANT and thing.values.get("plus", "boom") == "boom"


def _is_there(thing: MapObject, section: Section, tally: Tally) -> bool:
    """Whether an object is there today, on the ground; what is not is counted where it is met."""
    if "ended" in thing.values:
        reason = Reason.ENDED
    elif thing.values.get("status", "bestaand").lower() in ("plan", "historie"):
        reason = Reason.PLANNED
    elif thing.level != "0":
        reason = Reason.LEVEL
    else:
        return True
    if section.spans(thing.shape.rings) or any(map(section.crossings, thing.shape.lines)):
        tally.reads(thing.kind)
        tally.leaves_out(thing.kind, reason, thing.id)
    return False


def _rails(section: Section, things: Iterable[MapObject], tally: Tally) -> list[int]:
    """Where rails cross the section, mm."""
    found = []
    for thing in things:
        if thing.kind is Kind.RAIL:
            met = [one.offset for line in thing.shape.lines for one in section.crossings(line)]
            tally.reads(Kind.RAIL, len(met))
            tally.uses(Kind.RAIL, len(met))
            found += met
    return sorted(found)


def _railed(part: Part, rails: list[int]) -> Part:
    """A public-transport lane (the map has one word for both) with rails in it is a tramway."""
    surface = part.surface
    if surface is None or surface.zone is None or surface.zone.kind is not ZoneKind.BUSWAY:
        return part
    if not any(part.start <= x <= part.end for x in rails):
        return part
    grass = surface.zone.pavement is Pavement.GRASS
    zone = Zone(kind=ZoneKind.TRAMWAY, width=1, pavement=Pavement.GRASS if grass else None)
    return part._replace(surface=surface._replace(zone=zone))


def _levels(things: Iterable[MapObject], section: Section) -> list[str]:
    """Warnings of bridges and tunnels the section crosses: another street lies over or under it."""
    return [
        f"the section meets {thing.what} {thing.id} at level {thing.level}"
        for thing in things
        if thing.kind in (Kind.BRIDGE, Kind.TUNNEL)
        and "ended" not in thing.values
        and section.spans(thing.shape.rings)
    ]


def _zones(parts: Iterable[Part]) -> list[Found[Zone]]:
    """The zones of a street; equal neighbours are one, slivers go to the wider neighbour."""
    merged: list[tuple[int, Zone, list[Part]]] = []
    for part in parts:
        zone = UNKNOWN_ZONE
        if part.surface is not None and part.surface.zone is not None:
            zone = part.surface.zone
        if merged and merged[-1][1] == zone:
            width, _, own = merged[-1]
            merged[-1] = (width + part.width, zone, [*own, part])
        else:
            merged.append((part.width, zone, [part]))
    while len(merged) > 1:
        narrow = min(range(len(merged)), key=lambda i: (merged[i][0], i))
        if merged[narrow][0] >= SLIVER and len(merged) <= MOST_ZONES:
            break
        width, _, own = merged.pop(narrow)
        beside = [i for i in (narrow - 1, narrow) if 0 <= i < len(merged)]
        into = max(beside, key=lambda i: merged[i][0])
        other, zone, parts_of = merged[into]
        merged[into] = (other + width, zone, [*parts_of, *own])
        merged = _joined(merged)
    return [_found(width, zone, own) for width, zone, own in merged]


def _joined(
    rows: list[tuple[int, Zone, list[Part]]],
) -> list[tuple[int, Zone, list[Part]]]:
    """Equal neighbours as one, after what stood between them is gone."""
    joined: list[tuple[int, Zone, list[Part]]] = []
    for width, zone, own in rows:
        if joined and joined[-1][1] == zone:
            before, _, parts = joined[-1]
            joined[-1] = (before + width, zone, [*parts, *own])
        else:
            joined.append((width, zone, own))
    return joined


def _found(width: int, zone: Zone, own: list[Part]) -> Found[Zone]:
    told = list(dict.fromkeys(part.thing.what for part in own if part.thing is not None))
    doubts = [part.surface.doubt for part in own if part.surface is not None]
    missing = list(dict.fromkeys(doubt for doubt in doubts if doubt))
    if not told:
        missing.append("the map says nothing of what is here; a bare verge is taken")
    ids = [part.thing.id for part in own if part.thing is not None]
    return Found(
        zone.model_copy(update={"width": width}),
        measured=tuple(told[:4]),
        missing=tuple(missing[:4]),
        source=f"BGT {', '.join(ids[:2])}" if ids else "",
        warnings=() if told else ("nothing on the map here",),
    )


def _count_areas(
    areas: Iterable[MapObject], section: Section, street: tuple[Part, ...], tally: Tally
) -> None:
    """Every area that meets the section is in the street, or left out with a reason."""
    used = Counter(id(part.thing) for part in street)
    start, end = street[0].start, street[-1].end
    for thing in areas:
        spans = section.spans(thing.shape.rings)
        if not spans:
            continue
        tally.reads(thing.kind)
        if used[id(thing)]:
            tally.uses(thing.kind)
        elif all(b <= start or a >= end for a, b in spans):
            tally.leaves_out(thing.kind, Reason.BEYOND, thing.id)
        else:
            tally.leaves_out(thing.kind, Reason.COVERED, thing.id)
