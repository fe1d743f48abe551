"""Segments on the grid, against looking at every position."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from ondergrond_solver import Segment
from ondergrond_solver.engines.pieces import Piece, listed, make_pieces

Asked = tuple[tuple[Segment, ...], int, int]


def asked(rng: random.Random, step: int) -> Asked:
    """Short segments of few slopes, many of which go on where the one before them ends."""
    segments: list[Segment] = []
    at, score = rng.randrange(-20, 20), 0
    for _ in range(rng.randrange(8)):
        first = at + rng.choice([0, 0, 0, 3, 25])
        last = first + rng.randrange(30)
        slope = rng.choice([0, 0, 1, -2])
        segments.append(Segment(first, last, score, slope))
        at, score = last + 1, segments[-1].at(last) + rng.choice([slope, slope, 0, 7])
    return tuple(segments), rng.randrange(step), rng.randrange(150)


def positions(one: Asked, step: int) -> dict[int, int]:
    """The score at every position of the grid."""
    segments, anchor, latest = one
    return {
        k: segment.at(k * step - anchor)
        for segment in segments
        for k in range(-50, 400)
        if segment.first <= k * step - anchor <= segment.last and 0 <= k * step - anchor <= latest
    }


@pytest.mark.parametrize("seed", range(100))
def test_pieces_hold_the_positions_of_the_grid_and_no_others(seed: int) -> None:
    rng = random.Random(seed)
    step = rng.choice([1, 5, 10])
    many = [asked(rng, step) for _ in range(6)]
    for one, numbers in zip(many, make_pieces(many, step), strict=True):
        pieces = listed(numbers)
        found = {k: p.at(k) for p in pieces for k in range(p.first, p.last + 1)}
        assert found == positions(one, step)
        assert all(a.last < b.first for a, b in pairwise(pieces))


def test_single_positions_on_one_line_are_one_piece() -> None:
    segments = (Segment(0, 9, 4), Segment(10, 19, 7), Segment(20, 29, 10), Segment(30, 39, 10))
    (numbers,) = make_pieces([(segments, 0, 100)], 10)
    assert listed(numbers) == (Piece(0, 2, 4, 3), Piece(3, 3, 10, 0))
