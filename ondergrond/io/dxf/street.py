"""The street itself: ground level, zones with their pavement, kerbs, boundaries, groundwater."""

from __future__ import annotations

from ondergrond.io.dxf import nlcs
from ondergrond.io.dxf.nlcs import Element, Status
from ondergrond.io.dxf.pen import SMALL_TEXT, Pen, Point, corners
from ondergrond.layout import Box
from ondergrond.profile import ROADS, Boundary, Fixture, FixtureKind, Pavement, ZoneKind
from ondergrond.scene import Scene
from ondergrond.words import Phrases

PAVEMENT_DEPTH = 80
"""Thickness the pavement is drawn with, mm: a symbol, no profile knows it."""

KERB_WIDTH, KERB_DEPTH = 130, 250
"""A kerb of 130/150 x 250 is the usual one; drawn on the side that is no road, mm."""

SKY = 900
"""How far boundaries are drawn above the ground, mm."""

BEYOND = 300
"""How far what stands at a boundary is drawn outward, mm."""

HATCHES: dict[Pavement, tuple[str, float]] = {
    Pavement.TILES: ("NET", 8.0),
    Pavement.BRICKS: ("BRICK", 4.0),
    Pavement.ASPHALT: ("SOLID", 1.0),
    Pavement.CONCRETE: ("ANSI31", 8.0),
    Pavement.GRASS: ("GRASS", 1.5),
    Pavement.PLANTING: ("ANSI37", 8.0),
    Pavement.GRAVEL: ("DOTS", 12.0),
    Pavement.RAIL: ("ANSI32", 8.0),
    Pavement.NONE: ("EARTH", 4.0),
}
"""Hatch pattern and size by pavement. The pattern files of the NLCS are no part of its tables."""


def draw_street(pen: Pen, scene: Scene, phrases: Phrases) -> None:
    """Everything of the street that is no claim."""
    _zones(pen, scene)
    _kerbs(pen, scene)
    ground = pen.on(nlcs.GROUND_LEVEL, Element.SECTION, Status.ANY)
    pen.line([(-BEYOND, 0), (scene.profile.width + BEYOND, 0)], ground)
    sides = scene.profile.boundaries
    _boundary(pen, scene, sides.left, 0, -1)
    _boundary(pen, scene, sides.right, scene.profile.width, 1)
    _groundwater(pen, scene, phrases)
    for fixture in scene.profile.fixtures:
        _fixture(pen, scene, fixture)


def _zones(pen: Pen, scene: Scene) -> None:
    profile = scene.profile
    for zone, (start, end) in zip(profile.zones, profile.zone_ranges, strict=True):
        area = corners(Box(start=start, end=end, top=0, bottom=PAVEMENT_DEPTH))
        water = zone.kind is ZoneKind.WATER
        thing = nlcs.WATER if water else nlcs.PAVEMENTS[zone.surface]
        name, size = ("ANSI36", 8.0) if water else HATCHES[zone.surface]
        pen.hatch(area, name, size, pen.on(thing, Element.HATCH, Status.ANY))
        pen.outline(area, pen.on(thing, Element.SECTION, Status.ANY))


def _kerbs(pen: Pen, scene: Scene) -> None:
    profile = scene.profile
    on = pen.on(nlcs.KERB, Element.SECTION, Status.ANY)
    ends = [end for _, end in profile.zone_ranges]
    for x in profile.kerbs:
        road_left = profile.zones[ends.index(x)].kind in ROADS
        start = x if road_left else x - KERB_WIDTH
        pen.outline([(start, -KERB_DEPTH), (start + KERB_WIDTH, -KERB_DEPTH),
                     (start + KERB_WIDTH, 20), (start, 20)], on)  # fmt: skip


def _boundary(pen: Pen, scene: Scene, kind: Boundary, x: int, way: int) -> None:
    bottom = -scene.deepest
    if kind is Boundary.FACADE:
        wall: list[Point] = [(x, 0), (x + way * BEYOND, 0), (x + way * BEYOND, SKY), (x, SKY)]
        pen.hatch(wall, "BRICK", 8.0, pen.on(nlcs.FACADE, Element.HATCH, Status.EXISTING))
        on = pen.on(nlcs.FACADE, Element.SECTION, Status.EXISTING)
        pen.outline(wall, on)
        pen.line([(x, 0), (x, bottom)], pen.on(nlcs.FACADE, Element.LINE, Status.EXISTING))
    elif kind is Boundary.WATER:
        on = pen.on(nlcs.WATER, Element.SECTION, Status.EXISTING)
        pen.line([(x, SKY / 2), (x, bottom)], on)
        pen.line([(x, -PAVEMENT_DEPTH), (x + way * BEYOND, -PAVEMENT_DEPTH)], on)
    else:
        pen.line([(x, SKY), (x, bottom)], pen.on(nlcs.EDGE, Element.LINE, Status.ANY))


def _groundwater(pen: Pen, scene: Scene, phrases: Phrases) -> None:
    water = scene.profile.ground.groundwater
    if water is None:
        return
    width = scene.profile.width
    line = pen.on(nlcs.GROUNDWATER, Element.LINE, Status.EXISTING)
    text = pen.on(nlcs.GROUNDWATER, Element.TEXT, Status.EXISTING)
    step = SMALL_TEXT * 1.3 * pen.scale
    last: float | None = None
    for key, level in (("high", water.high), ("low", water.low)):
        if level > scene.deepest:
            continue
        pen.line([(-BEYOND, -level), (width + BEYOND, -level)], line)
        y = -level + 0.4 * pen.scale
        if last is not None and last - y < step:
            y = last - step
        last = y
        label = f"{phrases(f'title.groundwater-{key}')} {phrases.metres(level)}"
        pen.text((width + BEYOND * 1.2, y), label, text, height=SMALL_TEXT)


def _fixture(pen: Pen, scene: Scene, fixture: Fixture) -> None:
    box = Box(start=fixture.start, end=fixture.end, top=fixture.top, bottom=fixture.bottom)
    foundation = fixture.kind is FixtureKind.FOUNDATION
    thing = nlcs.FOUNDATION if foundation else nlcs.BUILDING
    shown = box.model_copy(
        update={
            "start": max(box.start, -2 * BEYOND),
            "end": min(box.end, scene.profile.width + 2 * BEYOND),
        }
    )
    if shown.end <= shown.start:
        return
    if fixture.kind is not FixtureKind.CELLAR:
        on = pen.on(thing, Element.HATCH, Status.EXISTING)
        pen.hatch(corners(shown), "ANSI31", 12.0, on)
    pen.box(shown, pen.on(thing, Element.SECTION, Status.EXISTING))
    name = pen.on(thing, Element.TEXT, Status.EXISTING)
    pen.text((shown.start + pen.scale, -shown.bottom + pen.scale), fixture.id, name,
             height=SMALL_TEXT)  # fmt: skip
    if foundation:
        _load_spread(pen, scene, box)


def _load_spread(pen: Pen, scene: Scene, box: Box) -> None:
    """From the bottom edges outward, ``load_spread`` mm per 1000 mm of depth."""
    drop = scene.deepest - box.bottom
    if drop <= 0:
        return
    on = pen.on(nlcs.FOUNDATION, Element.LINE, Status.EXISTING)
    reach = drop * scene.rules.load_spread / 1000
    for x, way in ((box.start, -1), (box.end, 1)):
        if x + way >= 0 and x + way <= scene.profile.width:
            pen.line([(x, -box.bottom), (x + way * reach, -scene.deepest)], on)
