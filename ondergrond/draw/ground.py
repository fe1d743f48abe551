"""The ground: soil, groundwater, ground level, the depth scale, and what stands at the
boundaries.
"""

from __future__ import annotations

from ondergrond.draw import colours
from ondergrond.draw.sheet import Area, Sheet, line_height, text_width
from ondergrond.draw.view import STRIP, View
from ondergrond.profile import Boundary
from ondergrond.scene import Scene
from ondergrond.words import Phrases

SMALL = 6.0
FENCE = 5.0
"""Height of the fence that stands for a plot, mm of paper."""


def draw_ground(sheet: Sheet, view: View, scene: Scene, phrases: Phrases) -> None:
    """Soil between the boundaries, paler beyond them, with what is wet tinted."""
    soil = colours.SOIL[scene.profile.ground.soil]
    sheet.rectangle(view.section, fill=soil, layer=0.1)
    for side, boundary in (("left", scene.profile.boundaries.left),
                           ("right", scene.profile.boundaries.right)):  # fmt: skip
        _beyond(sheet, view, side == "left", boundary, soil)
        _name(sheet, view, side == "left", boundary, phrases)
    water = scene.profile.ground.groundwater
    if water is not None:
        for level, dash in ((water.high, (2.0, 0.8)), (water.low, (2.0, 0.8, 0.4, 0.8))):
            if level >= view.depth:
                continue
            wet = Area(view.left, view.y(level), view.right, view.bottom)
            sheet.rectangle(wet, fill=colours.WATER, alpha=0.09, layer=0.15)
            sheet.line(
                [(view.left, view.y(level)), (view.right, view.y(level))],
                edge=colours.WATER, line=0.6, dash=dash, layer=0.4,
            )  # fmt: skip


def right_margin(scene: Scene, phrases: Phrases) -> float:
    """Paper needed right of the street for what stands there and the names of the levels, mm."""
    water = scene.profile.ground.groundwater
    if water is None:
        return STRIP + 3.0
    levels = (("drawing.water-high", water.high), ("drawing.water-low", water.low))
    texts = [f"{phrases(key)} {phrases.metres(level)}" for key, level in levels]
    return STRIP + 5.0 + max(text_width(text, SMALL) for text in texts)


def draw_levels(sheet: Sheet, view: View, scene: Scene, phrases: Phrases) -> None:
    """Ground level, boundary lines, the depth scale at the left, names of water levels at the
    right.
    """
    sides = scene.profile.boundaries
    left = view.left - (0.0 if sides.left is Boundary.WATER else STRIP)
    right = view.right + (0.0 if sides.right is Boundary.WATER else STRIP)
    sheet.line([(left, view.ground), (right, view.ground)], line=1.0, layer=3.5)
    for x in (view.left, view.right):
        sheet.line(
            [(x, view.ground - view.sky), (x, view.bottom + 1.5)],
            line=0.6, dash=(3, 0.8, 0.5, 0.8), layer=3.4,
        )  # fmt: skip
    _depth_scale(sheet, view, phrases)
    _water_levels(sheet, view, scene, phrases)


def _depth_scale(sheet: Sheet, view: View, phrases: Phrases) -> None:
    step = next(s for s in (100, 200, 500, 1000, 2000, 5000) if view.size(s) >= 3.6)
    x = view.left - STRIP - 1.0
    sheet.line([(x, view.ground), (x, view.bottom)], line=0.6, layer=3)
    ticks = range(0, view.depth + 1, step)
    sheet.lines([[(x - 1.2, view.y(z)), (x, view.y(z))] for z in ticks], line=0.5, layer=3)
    sheet.lines(
        [[(view.left, view.y(z)), (view.right, view.y(z))] for z in ticks if z],
        edge=colours.HAIRLINE, line=0.25, dash=(0.3, 1.2), layer=0.3,
    )  # fmt: skip
    for z in ticks:
        text = phrases.number(z / 1000, 1)
        sheet.text(x - 1.8, view.y(z), text, size=SMALL, across="right")
    unit = phrases("title.metre")
    sheet.text(x - 1.8, view.ground - 2.8, unit, size=SMALL, colour=colours.FAINT, across="right")


def _water_levels(sheet: Sheet, view: View, scene: Scene, phrases: Phrases) -> None:
    water = scene.profile.ground.groundwater
    if water is None:
        return
    x, below = view.right + STRIP + 1.0, view.ground - 1.0
    for key, level in (("drawing.water-high", water.high), ("drawing.water-low", water.low)):
        shown = level < view.depth
        y = view.y(level) if shown else view.bottom - line_height(SMALL) / 2
        y = max(y, below + line_height(SMALL) / 2)
        below = y + line_height(SMALL) / 2
        mark = [(x, y - 1.0), (x + 1.6, y - 1.0), (x + 0.8, y + 0.4)]
        if shown:
            sheet.polygon(mark, edge=colours.WATER, line=0.5, layer=3)
        text = f"{phrases(key)} {phrases.metres(level)}" + ("" if shown else " ↓")
        sheet.text(x + (2.4 if shown else 0.0), y, text, size=SMALL, colour=colours.WATER)


def _beyond(sheet: Sheet, view: View, left: bool, boundary: Boundary, soil: str) -> None:
    near, far = (view.left, view.left - STRIP) if left else (view.right, view.right + STRIP)
    start, end = min(near, far), max(near, far)
    top, bottom = view.ground - view.sky, view.bottom
    below = Area(start, view.ground, end, bottom)
    if boundary is Boundary.WATER:
        level = view.ground + 2.0
        sheet.rectangle(Area(start, level, end, bottom), fill=colours.WATER_TINT, layer=0.2)
        waves = [_wave(start + 0.4, end - 0.4, level + 1.0 + 2.2 * row) for row in range(3)]
        sheet.lines(waves, edge=colours.WATER, line=0.5, layer=0.4)
        return
    sheet.rectangle(below, fill=colours.mixed(soil, colours.PAPER, 0.45), layer=0.1)
    if boundary is Boundary.FACADE:
        wall = Area(start, top, end, view.ground)
        sheet.rectangle(wall, fill=colours.MASONRY_TINT, layer=0.2)
        rows = [top + 1.6 * row for row in range(int(wall.height / 1.6) + 1)]
        runs = [[(start, y), (end, y)] for y in rows]
        for row, y in enumerate(rows):
            x = start + (1.6 if row % 2 else 3.2)
            while x < end:
                runs.append([(x, y), (x, min(y + 1.6, view.ground))])
                x += 3.2
        sheet.lines(runs, edge=colours.MASONRY, line=0.2, layer=0.25)
        sheet.line([(near, top), (near, view.ground)], edge=colours.MASONRY, line=1.2, layer=3.3)
    elif boundary is Boundary.PLOT:
        posts = [[(x, view.ground), (x, view.ground - FENCE)] for x in _steps(start, end, 1.4)]
        rails = [[(start, view.ground - h), (end, view.ground - h)] for h in (1.6, 3.8)]
        sheet.lines([*posts, *rails], edge=colours.TRUNK, line=0.7, layer=0.4)


def _name(sheet: Sheet, view: View, left: bool, boundary: Boundary, phrases: Phrases) -> None:
    """What stands there, upright in the strip above ground."""
    if boundary is Boundary.OPEN:
        return
    x = view.left - STRIP / 2 if left else view.right + STRIP / 2
    text = phrases(f"body.{boundary.value}")
    least = FENCE + 1.0 + text_width(text, SMALL) / 2 if boundary is Boundary.PLOT else 0.0
    y = view.ground - max(view.sky / 2, least)
    area = sheet.text(x, y, text, size=SMALL, across="center", upright=False)
    if boundary is Boundary.FACADE:
        pad = Area(area.left, area.top - 0.6, area.right, area.bottom + 0.6)
        sheet.rectangle(pad, fill=colours.MASONRY_TINT, layer=0.3)


def _wave(start: float, end: float, y: float) -> list[tuple[float, float]]:
    points = _steps(start, end, 0.7)
    return [(x, y + (0.25 if i % 2 else -0.25)) for i, x in enumerate(points)]


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + step * i for i in range(int((end - start) / step) + 1)]
