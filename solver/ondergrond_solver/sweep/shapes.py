"""What a search for any row at all reads of a problem: columns without prices.

`Shapes` holds for every length of the line; `Places` is what kernels read at one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, kernel, making
from ondergrond_solver.sweep.tables import BitArray, BoolArray

NEVER = cast(int, np.int64(2**40))
"""A position no line has, in grid units; typed, since kernels call each other with it."""

FREE = -NEVER
"""Least distance of an exempt pair: none."""


class Places(NamedTuple):
    """The columns at one length of the line; the fields are those of `Shapes`.

    latest: (n,) last position at which each column still ends on the line.
    """

    mask: BitArray
    u_min: IntArray
    u_max: IntArray
    lag: IntArray
    clash: BoolArray
    starts: IntArray
    start_piece: IntArray
    ends: IntArray
    end_piece: IntArray
    latest: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """The columns of a grid that cover something which must be covered, without prices.

    source: (n,) grid columns. mask: (n,) the mandatory items each covers, as bits; `items` of them.
    u_min, u_max: (n,) widths in grid units, 0 where fixed.
    lag: (n, n) least start of the second minus end of the first; `NEVER` where forbidden, `FREE`
        where the pair is exempt and asks nothing.
    clash: (n, n) whether two cover an item in common, mandatory or not.
    starts, ends: (n + 1,) where the pieces of a column begin in the tables below.
    start_piece, end_piece: (p, 2) first and last position. A fixed width has no end pieces.
    start_moves, end_moves: (p, 2) whether these positions move when the line is longer.
    """

    source: IntArray
    mask: BitArray
    items: int
    u_min: IntArray
    u_max: IntArray
    lag: IntArray
    clash: BoolArray
    starts: IntArray
    start_piece: IntArray
    start_moves: IntArray
    ends: IntArray
    end_piece: IntArray
    end_moves: IntArray

    def at(self, latest: IntArray, more: int = 0) -> Places:
        """The columns where what moves has moved by `more` grid units.

        latest: (n,) last position at which each column still ends on the line.
        """
        return Places(
            self.mask, self.u_min, self.u_max, self.lag, self.clash,
            self.starts, self.start_piece + more * self.start_moves,
            self.ends, self.end_piece + more * self.end_moves, latest,
        )  # fmt: skip


def make_shapes(grid: Grid, stretch: int | None = None) -> Shapes:
    """The shapes of a grid; positions beyond `stretch` (mm) move with the length."""
    must = [i for i, item in enumerate(grid.problem.items) if item.skip is None]
    bit = {i: b for b, i in enumerate(must)}
    kept = [c for c, column in enumerate(grid.columns) if column.covers & bit.keys()]
    columns = [grid.columns[c] for c in kept]
    step = grid.problem.resolution
    at = np.ix_(kept, kept)
    clash = np.asarray(grid.exclusive[at])
    lag = np.where(grid.lag_hard[at] > grid.size, NEVER, grid.lag_hard[at]).astype(np.int64)
    lag[~grid.related[at] & ~clash] = FREE
    starts, start_piece = _stretches([column.starts for column in columns])
    ends, end_piece = _stretches([_NO_PIECES if c.ends is None else c.ends for c in columns])
    start_offset = np.array([column.start_offset for column in columns], dtype=np.int64)
    end_offset = np.array([column.end_offset for column in columns], dtype=np.int64)
    return Shapes(
        np.array(kept, dtype=np.int64),
        np.array([sum(1 << bit[i] for i in c.covers if i in bit) for c in columns], np.uint64),
        len(must),
        np.array([c.u_min for c in columns], dtype=np.int64),
        np.array([c.u_max for c in columns], dtype=np.int64),
        np.ascontiguousarray(lag),
        np.ascontiguousarray(clash),
        starts,
        start_piece,
        _moves(step * start_piece + np.repeat(start_offset, np.diff(starts))[:, None], stretch),
        ends,
        end_piece,
        _moves(step * end_piece + np.repeat(end_offset, np.diff(ends))[:, None], stretch),
    )


_NO_PIECES = np.zeros((0, 4), dtype=np.int64)


def _stretches(pieces: Sequence[IntArray]) -> tuple[IntArray, IntArray]:
    """Where the stretches of every column begin, and first and last position of each: pieces that
    touch are one.
    """
    many = [len(one) for one in pieces]
    every = np.concatenate([_NO_PIECES, *pieces])
    owner = np.repeat(np.arange(len(pieces)), many)
    fresh = np.ones(len(every) + 1, dtype=np.bool_)
    fresh[1:-1] = (every[1:, 0] > every[:-1, 1] + 1) | (owner[1:] != owner[:-1])
    stretches = np.stack([every[fresh[:-1], 0], every[fresh[1:], 1]], axis=1)
    return np.searchsorted(owner[fresh[:-1]], np.arange(len(pieces) + 1)), stretches


def _moves(position: IntArray, stretch: int | None) -> IntArray:
    """Whether first and last positions (mm) move: those beyond `stretch`, and a last one at it."""
    if stretch is None:
        return np.zeros_like(position)
    moves: IntArray = (position + np.arange(2) > stretch).astype(np.int64)
    return moves


def only(places: Places, kept: IntArray) -> Places:
    """The columns `kept` alone, in that order."""
    starts, start_piece = _pieces_of(places.starts, places.start_piece, kept)
    ends, end_piece = _pieces_of(places.ends, places.end_piece, kept)
    pairs = np.ix_(kept, kept)
    return Places(
        places.mask[kept], places.u_min[kept], places.u_max[kept],
        places.lag[pairs], places.clash[pairs],
        starts, start_piece, ends, end_piece, places.latest[kept],
    )  # fmt: skip


def ordered(places: Places) -> Places:
    """The same columns, told that an order is forbidden where their places do not let it be."""
    return places._replace(lag=_ordered(places))


@making
def _ordered(places: Places) -> IntArray:
    n = len(places.mask)
    lag = places.lag.copy()
    for a in range(n):
        end, _ = earliest(a, ZERO, places)
        for b in range(n):
            last = last_of(b, places.starts, places.start_piece, places.latest[b] - places.u_min[b])
            if lag[a, b] > -(NEVER // 2) and end + lag[a, b] > last:
                lag[a, b] = NEVER
    return lag


@kernel
def last_of(c: int, firsts: IntArray, piece: IntArray, latest: int) -> int:
    """The last position in the pieces of column c that is not beyond `latest`; -`NEVER` if none."""
    last = -NEVER
    for p in range(firsts[c], firsts[c + 1]):
        high = min(int(piece[p, 1]), latest)
        if piece[p, 0] <= high:
            last = max(last, high)
    return last


def _pieces_of(first: IntArray, pieces: IntArray, kept: IntArray) -> tuple[IntArray, IntArray]:
    counts = np.diff(first)[kept]
    at = np.repeat(first[kept] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    return np.concatenate([[0], np.cumsum(counts)]), pieces[at]


@kernel
def earliest(c: int, after: int, places: Places) -> tuple[int, int]:
    """The earliest end of column c with its start at or after `after`, and a start for it.

    Both are `NEVER` where it has no place.
    """
    u_min, u_max, latest = places.u_min[c], places.u_max[c], places.latest[c]
    best, best_start = NEVER, NEVER
    for p in range(places.starts[c], places.starts[c + 1]):
        low, high = max(places.start_piece[p, 0], after), places.start_piece[p, 1]
        if u_max == 0:
            if low <= min(high, latest) and low < best:
                best, best_start = low, low
            continue
        if low > high:
            continue
        for q in range(places.ends[c], places.ends[c + 1]):
            end = max(low + u_min, places.end_piece[q, 0])
            if end <= min(places.end_piece[q, 1], high + u_max, latest) and end < best:
                best, best_start = end, max(low, end - u_max)
    return best, best_start
