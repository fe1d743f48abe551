"""Arcs as lines, against circles that are known."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.io.arcs import SAG, bent, extend

EAST, NORTH = 155_000.0, 463_000.0
anything = st.floats(allow_nan=False, allow_infinity=False)


def on_circle(radius: float, *turns: float) -> list[tuple[float, float]]:
    return [(EAST + radius * math.cos(t), NORTH + radius * math.sin(t)) for t in turns]


def sags(line: list[tuple[float, float]], radius: float) -> list[float]:
    """How far (m) the middle of each part lies from the circle."""
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for (x0, y0), (x1, y1) in pairwise(line)]
    return [abs(math.dist(middle, (EAST, NORTH)) - radius) for middle in middles]


@given(st.floats(0.5, 200), st.floats(0, 2 * math.pi), st.floats(0.05, 6), st.booleans())
def test_an_arc_becomes_a_line_near_to_it(
    radius: float, start: float, turn: float, clockwise: bool
) -> None:
    way = -1 if clockwise else 1
    points = on_circle(radius, *(start + way * turn * share for share in (0, 0.4, 1)))
    line = bent(points)
    assert (line[0], line[-1]) == (points[0], points[2])
    assert max(sags(line, radius)) < 2 * SAG + 1e-4


@pytest.mark.parametrize("radius", [0.5, 12, 200])
def test_an_arc_that_ends_where_it_starts_is_a_circle(radius: float) -> None:
    start, opposite = on_circle(radius, 0, math.pi)
    line = bent([start, opposite, start])
    assert line[0] == line[-1] == start
    assert max(sags(line, radius)) < SAG + 1e-6
    length = sum(math.dist(a, b) for a, b in pairwise(line))
    assert length == pytest.approx(2 * math.pi * radius, rel=0.02)


@given(st.lists(st.tuples(anything, anything), max_size=5))
def test_any_points_make_a_line_from_the_first_to_the_last(
    points: list[tuple[float, float]],
) -> None:
    line = bent(points)
    assert (line[:1], line[-1:]) == (points[:1], points[-1:])
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in line)


def test_the_place_where_pieces_meet_counts_once() -> None:
    line: list[tuple[float, float]] = []
    for piece in ([(0, 0), (1, 0)], [(1, 0), (1, 1)], [], [(2, 2)]):
        extend(line, piece)
    assert line == [(0, 0), (1, 0), (1, 1), (2, 2)]
