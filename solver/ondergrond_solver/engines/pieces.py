"""Pieces: stretches of allowed positions in grid units (see `engines.grid`), made of segments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray, Segment


class Piece(NamedTuple):
    """Positions ``first..last`` (grid units) with score ``score + slope * (k - first)``."""

    first: int
    last: int
    score: int
    slope: int

    def at(self, k: int) -> int:
        """The score at position k."""
        return self.score + self.slope * (k - self.first)


def make_pieces(asked: Sequence[tuple[tuple[Segment, ...], int, int]], step: int) -> list[IntArray]:
    """Of each of some segments, with an anchor and the latest position: the segments cut to
    ``[0, latest]`` and to the grid, merged where they continue linearly.

    Returns the numbers of the pieces, (pieces, 4) each: a street has thousands, and few are ever
    looked at one by one.
    """
    many = [len(segments) for segments, _, _ in asked]
    numbers = chain.from_iterable(chain.from_iterable(segments for segments, _, _ in asked))
    table = np.fromiter(numbers, dtype=np.int64, count=4 * sum(many)).reshape(-1, 4)
    owner = np.repeat(np.arange(len(asked)), many)
    anchor = np.array([one for _, one, _ in asked], dtype=np.int64)[owner]
    latest = np.array([one for _, _, one in asked], dtype=np.int64)[owner]
    first = -(-(np.maximum(table[:, 0], 0) + anchor) // step)
    last = (np.minimum(table[:, 1], latest) + anchor) // step
    kept = first <= last
    if not kept.all():
        table, owner, anchor = table[kept], owner[kept], anchor[kept]
        first, last = first[kept], last[kept]
    pieces = np.empty((len(first), 4), dtype=np.int64)
    pieces[:, 0], pieces[:, 1] = first, last
    pieces[:, 2] = table[:, 2] + table[:, 3] * (first * step - anchor - table[:, 0])
    pieces[:, 3] = np.where(first == last, 0, table[:, 3] * step)
    ends = np.searchsorted(owner, np.arange(len(asked) + 1)).tolist()
    found = [pieces[begin:end] for begin, end in pairwise(ends)]
    for one in _mergeable(owner, pieces):
        found[one] = np.array(_merged(listed(found[one])), dtype=np.int64)
    return found


def _mergeable(owner: IntArray, pieces: IntArray) -> list[int]:
    """The owners that have two pieces next to each other that could be one."""
    first, last, score, slope = pieces.T
    rise = score[1:] - score[:-1] - slope[:-1] * (last - first)[:-1]
    single = first == last
    goes_on = (single[:-1] | (slope[:-1] == rise)) & (single[1:] | (slope[1:] == rise))
    touch = (owner[1:] == owner[:-1]) & (first[1:] == last[:-1] + 1)
    return sorted(set(owner[1:][touch & goes_on].tolist()))


def listed(numbers: IntArray) -> tuple[Piece, ...]:
    """The pieces of their numbers, (pieces, 4)."""
    return tuple(Piece(*one) for one in numbers.tolist())


def _merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    merged: list[Piece] = []
    for piece in pieces:
        if merged and (joined := _join(merged[-1], piece)) is not None:
            merged[-1] = joined
        else:
            merged.append(piece)
    return tuple(merged)


def _join(left: Piece, right: Piece) -> Piece | None:
    """One piece for two that touch and lie on one line, else None."""
    if right.first != left.last + 1:
        return None
    slope = right.score - left.at(left.last)
    for piece in (left, right):
        if piece.first < piece.last and piece.slope != slope:
            return None
    return Piece(left.first, right.last, left.score, slope)
