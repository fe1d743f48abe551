"""Where a column may start and end, position by position, read off the definition."""

from __future__ import annotations

from typing import NamedTuple

from ondergrond_solver import Column, Problem, Segment


class Spot(NamedTuple):
    """A position (mm) and what it scores there."""

    at: int
    score: int


def starts(problem: Problem, column: Column) -> list[Spot]:
    """Every start that place, line and grid allow, ascending, with its score."""
    last = problem.length - column.width_min
    return _spots(column.place, -column.anchor, problem.resolution, 0, last)


def ends(problem: Problem, column: Column) -> list[Spot]:
    """Every end that `starts`, widths, line and `end_place` allow, ascending, with its score.

    Of a column of fixed width the score of its end is nought: it belongs to the start.
    """
    if column.is_fixed_width:
        return [Spot(spot.at + column.width_min, 0) for spot in starts(problem, column)]
    anywhere = (Segment(0, problem.length),)
    return _spots(
        anywhere if column.end_place is None else column.end_place,
        -column.anchor,
        problem.resolution,
        column.width_min,
        problem.length,
    )


def widths(problem: Problem, column: Column) -> list[int]:
    """Every width (mm) the column may have."""
    if column.is_fixed_width:
        return [column.width_min]
    step = problem.resolution
    return list(range(-(-column.width_min // step) * step, column.width_max + 1, step))


def _spots(
    segments: tuple[Segment, ...], residue: int, step: int, least: int, most: int
) -> list[Spot]:
    found = []
    for segment in segments:
        first, last = max(segment.first, least), min(segment.last, most)
        first += (residue - first) % step
        found += [Spot(at, segment.at(at)) for at in range(first, last + 1, step)]
    return found


def falls(problem: Problem, a: int, b: int) -> list[tuple[int, int]]:
    """Steps of class a left of class b as ``(threshold, fall)``: a gap below it pays the fall.

    Thresholds at or below the hard gap are left out: no gap is below them.
    """
    steps = problem.pairs.steps(a, b)
    prices = [price for _, price in steps] + [0]
    hard = int(problem.pairs.hard[a, b])
    return [
        (threshold, prices[s] - prices[s + 1])
        for s, (threshold, _) in enumerate(steps)
        if threshold > hard and prices[s] != prices[s + 1]
    ]
