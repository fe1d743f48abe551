"""Arcs as lines that keep within ``SAG`` of them, for every importer that meets arcs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ondergrond.io.section import Point

SAG = 0.005
"""Largest distance (m) between an arc and the line that stands for it."""

_STRAIGHT = 10_000
"""An arc of a larger radius (m) is taken as the two lines through its points."""


def bent(points: Sequence[Point]) -> list[Point]:
    """A string of arcs through every second point, as a line; points that are none stay as is."""
    if len(points) < 3 or len(points) % 2 == 0:
        return list(points)
    found = [points[0]]
    for i in range(0, len(points) - 2, 2):
        found += _arc(points[i], points[i + 1], points[i + 2])
    return found


def extend(line: list[Point], piece: Sequence[Point]) -> None:
    """Lets a line go on along a piece; the place where they meet counts once."""
    line += piece[1:] if line and piece and line[-1] == piece[0] else piece


def _arc(a: Point, b: Point, c: Point) -> list[Point]:
    """The points after ``a`` of a line along the arc through three points.

    Where it ends at its start it is a full circle, and ``b`` lies opposite.
    """
    (ax, ay), (bx, by), (cx, cy) = a, b, c
    bx, by, cx, cy = bx - ax, by - ay, cx - ax, cy - ay
    ux, uy = (bx / 2, by / 2) if a == c else _centre(bx, by, cx, cy)
    radius = math.hypot(ux, uy)
    if not radius <= _STRAIGHT:  # so that no number is straight too
        return [b, c]
    start = math.atan2(-uy, -ux)
    if a == c:
        turn = 2 * math.pi
    else:
        turn = (math.atan2(cy - uy, cx - ux) - start) % (2 * math.pi)
        middle = (math.atan2(by - uy, bx - ux) - start) % (2 * math.pi)
        if middle > turn:
            turn -= 2 * math.pi
    step = 2 * math.acos(max(0.0, 1 - SAG / radius)) if radius > SAG else math.pi / 2
    count = min(720, max(2, math.ceil(abs(turn) / step)))
    inner = [start + turn * i / count for i in range(1, count)]
    arc = [(ax + ux + radius * math.cos(t), ay + uy + radius * math.sin(t)) for t in inner]
    return [*arc, c]


def _centre(bx: float, by: float, cx: float, cy: float) -> Point:
    """The centre of the circle through 0, b and c; infinitely far where they are on a line."""
    twice = 2 * (bx * cy - by * cx)
    if abs(twice) < 1e-9:
        return math.inf, math.inf
    b2, c2 = bx * bx + by * by, cx * cx + cy * cy
    return (cy * b2 - by * c2) / twice, (bx * c2 - cx * b2) / twice
