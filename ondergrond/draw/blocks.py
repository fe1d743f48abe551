"""Blocks: water storage, reserves and waste containers; cellars, foundations and quay walls."""

from __future__ import annotations

import itertools

from ondergrond.claims import ContainerClaim, ReserveClaim, StorageClaim
from ondergrond.draw import colours
from ondergrond.draw.sheet import Area, Sheet
from ondergrond.draw.view import View
from ondergrond.layout import Box
from ondergrond.profile import Fixture, FixtureKind
from ondergrond.scene import Scene, Standing, Thing

CRATE = 800
"""Length of a crate's side, mm ([W4] of `[sources]`): the grid storage is drawn with."""


def draw_block(sheet: Sheet, view: View, thing: Thing) -> None:
    """A storage, a reserve or a container."""
    area = view.area(thing.box)
    if isinstance(thing.claim, StorageClaim):
        _storage(sheet, view, thing, area)
    elif isinstance(thing.claim, ReserveClaim):
        sheet.rectangle(area, fill=colours.PAPER, alpha=0.5, layer=0.9)
        sheet.rectangle(area, edge=colours.RESERVE, line=0.9, dash=(1.8, 1.0), layer=3.0)
    else:
        assert isinstance(thing.claim, ContainerClaim)
        _container(sheet, view, thing, area)


def _storage(sheet: Sheet, view: View, thing: Thing, area: Area) -> None:
    layers = thing.member.layers if thing.member is not None and thing.member.layers else 1
    sheet.rectangle(area, fill=colours.STORAGE_TINT, layer=1.2)
    rows = [area.top + area.height * i / layers for i in range(1, layers)]
    step = view.size(CRATE)
    columns = [area.left + step * i for i in range(1, int(area.width / step - 0.01) + 1)]
    edges = [area.top, *rows, area.bottom]
    crosses = []
    for x0, x1 in zip([area.left, *columns], [*columns, area.right], strict=True):
        for y0, y1 in itertools.pairwise(edges):
            crosses += [[(x0, y0), (x1, y1)], [(x0, y1), (x1, y0)]]
    sheet.lines(crosses, edge=colours.mixed(colours.STORAGE, colours.PAPER, 0.6), line=0.25,
                layer=1.25)  # fmt: skip
    grid = [[(x, area.top), (x, area.bottom)] for x in columns]
    grid += [[(area.left, y), (area.right, y)] for y in rows]
    sheet.lines(grid, edge=colours.STORAGE, line=0.5, layer=1.3)
    sheet.rectangle(area, edge=colours.STORAGE, line=1.0, layer=3.0)


def _container(sheet: Sheet, view: View, thing: Thing, area: Area) -> None:
    new = thing.standing is Standing.PLANNED
    fill = colours.CONTAINER_TINT if new else colours.PAPER
    sheet.rectangle(area, fill=fill, edge=colours.CONTAINER, line=1.2 if new else 0.7, layer=1.4)
    inner = Area(area.left + 0.7, area.top, area.right - 0.7, area.bottom - 0.7)
    sheet.rectangle(inner, edge=colours.CONTAINER, line=0.4, layer=1.45)
    middle = (area.left + area.right) / 2
    high = min(5.0, view.sky * 0.3)
    column = Area(middle - 1.3, view.ground - high, middle + 1.3, view.ground)
    sheet.rectangle(column, fill=fill, edge=colours.CONTAINER, line=0.7, layer=1.5)
    flap = Area(middle - 0.9, view.ground - high + 0.7, middle + 0.9, view.ground - high + 1.7)
    sheet.rectangle(flap, fill=colours.CONTAINER, layer=1.55)


def draw_fixture(sheet: Sheet, view: View, scene: Scene, fixture: Fixture) -> None:
    """A cellar, a foundation with its load-spread lines, or a quay wall."""
    box = Box(start=fixture.start, end=fixture.end, top=fixture.top, bottom=fixture.bottom)
    picture = view.picture
    whole = view.area(box)
    area = Area(
        max(whole.left, picture.left),
        whole.top,
        min(whole.right, picture.right),
        min(whole.bottom, picture.bottom),
    )
    if area.width <= 0 or area.height <= 0:
        return
    if fixture.kind is FixtureKind.CELLAR:
        sheet.rectangle(area, fill="#f2efec", edge=colours.MASONRY, line=1.6, layer=1.4)
        return
    sheet.rectangle(area, fill=colours.MASONRY_TINT, edge=colours.MASONRY, line=0.8, layer=1.4)
    step = 1.4
    runs = []
    for i in range(1, int((area.width + area.height) / step) + 1):
        x, y = area.left + step * i, area.top
        start = (x, y) if x <= area.right else (area.right, y + x - area.right)
        drop = min(start[0] - area.left, area.bottom - start[1])
        runs.append([start, (start[0] - drop, start[1] + drop)])
    sheet.lines(runs, edge=colours.MASONRY, line=0.35, layer=1.45)
    if fixture.kind is FixtureKind.FOUNDATION:
        _load_spread(sheet, view, scene, whole)


def _load_spread(sheet: Sheet, view: View, scene: Scene, area: Area) -> None:
    """From the bottom edges outward, ``load_spread`` mm per 1000 mm of depth."""
    slope = scene.rules.load_spread / 1000
    drop = view.bottom - area.bottom
    if drop <= 0:
        return
    runs = []
    for x, way in ((area.left, -1), (area.right, 1)):
        end = x + way * drop * slope
        if view.left - 0.01 <= x <= view.right + 0.01:
            runs.append([(x, area.bottom), (end, view.bottom)])
    sheet.lines(runs, edge=colours.MASONRY, line=0.6, dash=(0.8, 0.5), layer=1.4,
                clip=view.section)  # fmt: skip
