"""Moves: an arrow from where a relocated thing lay to where it comes to lie."""

from __future__ import annotations

from ondergrond.draw import colours
from ondergrond.draw.sheet import Area, Sheet
from ondergrond.draw.view import View
from ondergrond.scene import Scene


def draw_moves(sheet: Sheet, view: View, scene: Scene) -> None:
    """One arrow for each new place, bowed a little above the straight line."""
    for former, places in scene.moves:
        start = view.area(former)
        for place in places:
            end = view.area(place)
            x0, y0 = (start.left + start.right) / 2, (start.top + start.bottom) / 2
            x1, y1 = (end.left + end.right) / 2, (end.top + end.bottom) / 2
            if abs(x1 - x0) < 0.5 and abs(y1 - y0) < 0.5:
                continue
            rise = min(3.0, abs(x1 - x0) * 0.15 + 1.0)
            points = [_bow((x0, y0), (x1, y1), rise, i / 12) for i in range(13)]
            points = [p for p in points if not _inside(p, start) and not _inside(p, end)]
            if len(points) < 2:
                points = [(x0, y0), (x1, y1)]
            sheet.line(points[:-1], edge=colours.MOVE, line=0.7, dash=(1.2, 0.5), layer=6.0)
            sheet.arrow(points[-2], points[-1], edge=colours.MOVE, line=0.7, layer=6.0, head=1.3)


def _bow(
    start: tuple[float, float], end: tuple[float, float], rise: float, t: float
) -> tuple[float, float]:
    x = start[0] + (end[0] - start[0]) * t
    y = start[1] + (end[1] - start[1]) * t
    return x, y - 4 * rise * t * (1 - t)


def _inside(point: tuple[float, float], area: Area) -> bool:
    left, top, right, bottom = area
    return left <= point[0] <= right and top <= point[1] <= bottom
