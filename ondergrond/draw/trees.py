"""Trees: crown and trunk above ground, root zone with hatch and barriers below."""

from __future__ import annotations

import math

from ondergrond.draw import colours
from ondergrond.draw.bodies import cross
from ondergrond.draw.looks import DASHED
from ondergrond.draw.sheet import Area, Sheet
from ondergrond.draw.view import View
from ondergrond.scene import GONE, Standing, Thing

LOBES = 9


def draw_tree(sheet: Sheet, view: View, thing: Thing) -> None:
    """A tree row in section. Of an existing tree only the trunk is known below ground."""
    trunk = thing.trunk
    assert trunk is not None
    left, right = view.x(trunk[0]), view.x(trunk[1])
    gone = thing.standing in GONE
    _above(sheet, view, left, right, thing.standing)
    area = view.area(thing.box)
    if thing.has_root_zone:
        _root_zone(sheet, view, thing, area)
    _roots(sheet, view, (left + right) / 2, right - left, area, gone)
    if gone:
        cross(sheet, Area(left - 1.5, view.ground - 7.0, right + 1.5, view.ground - 4.0))


def _above(sheet: Sheet, view: View, left: float, right: float, standing: Standing) -> None:
    middle = (left + right) / 2
    width = max(right - left, 0.7)
    crown = min(view.sky * 0.36, 9.0)
    centre = view.ground - view.sky + crown + 1.0
    new = standing is Standing.PLANNED
    fill = colours.CROWN if new else colours.mixed(colours.CROWN, colours.PAPER, 0.55)
    gone = standing in GONE
    stem = Area(middle - width / 2, centre + crown * 0.8, middle + width / 2, view.ground)
    dash = DASHED if gone else None
    sheet.rectangle(stem, fill=None if gone else colours.TRUNK, edge=colours.TRUNK, line=0.4,
                    dash=dash, layer=1.2)  # fmt: skip
    points = []
    for i in range(LOBES * 6):
        turn = 2 * math.pi * i / (LOBES * 6)
        reach = crown * (0.93 + 0.07 * math.cos(LOBES * turn))
        across = reach * max(1.0, width * 1.1 / crown)
        points.append((middle + across * math.cos(turn), centre - reach * 0.92 * math.sin(turn)))
    sheet.polygon(points, fill=None if gone else fill, edge=colours.ROOTS, line=0.6, dash=dash,
                  layer=1.3)  # fmt: skip


def _root_zone(sheet: Sheet, view: View, thing: Thing, area: Area) -> None:
    sheet.rectangle(area, fill=colours.ROOTS_TINT, layer=0.9)
    runs = []
    step = 1.5
    for i in range(int((area.width + area.height) / step) + 1):
        x = area.left - area.height + step * i
        start = (x, area.bottom) if x >= area.left else (area.left, area.bottom - (area.left - x))
        x_end = x + area.height
        end = (
            (x_end, area.top)
            if x_end <= area.right
            else (area.right, area.top + (x_end - area.right))
        )
        if end[0] > start[0]:
            runs.append([start, end])
    sheet.lines(runs, edge=colours.mixed(colours.ROOTS, colours.PAPER, 0.45), line=0.3, layer=0.95)
    sheet.rectangle(area, edge=colours.ROOTS, line=0.6, dash=(1.4, 0.6), layer=1.0)
    if thing.member is not None and thing.member.barrier:
        sheet.lines(
            [[(x, view.ground), (x, area.bottom)] for x in (area.left, area.right)],
            edge=colours.BARRIER, line=2.0, layer=3.2,
        )  # fmt: skip


def _roots(sheet: Sheet, view: View, middle: float, width: float, area: Area, gone: bool) -> None:
    """The foot of the trunk and a few roots that stay inside the zone."""
    depth = min(view.y(600) - view.ground, area.height * 0.8)
    reach_left = min(middle - area.left, depth * 1.3) if area.width > width + 0.2 else depth * 0.5
    reach_right = min(area.right - middle, depth * 1.3) if area.width > width + 0.2 else depth * 0.5
    ground, half = view.ground, max(width, 0.7) / 2
    runs = []
    for side, reach in ((-1, reach_left), (1, reach_right)):
        for share, sink in ((0.95, 0.35), (0.6, 0.75), (0.2, 1.0)):
            end = (middle + side * reach * share, ground + depth * sink)
            knee = (middle + side * reach * share * 0.45, ground + depth * sink * 0.6)
            runs.append([(middle + side * half * 0.7, ground), knee, end])
    sheet.lines(runs, edge=colours.TRUNK, line=0.55, dash=DASHED if gone else None, layer=1.1)
    block = Area(middle - half, ground, middle + half, ground + min(depth * 0.35, 2.0))
    sheet.rectangle(block, fill=None if gone else colours.TRUNK, edge=colours.TRUNK, line=0.4,
                    layer=3.1)  # fmt: skip
