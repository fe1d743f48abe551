"""Whether a row exists at all: rows are built from left to right, every end as early as it can be.

Prices play no part, so of every column only its earliest end counts, and no grid of cells is
needed. What a row so far means for the rest is one number per column to come: the earliest
start at which it may still stand, beside everything that lies there (`ready`). Of two rows that
cover the same items one is forgotten when no number of the other is higher: whatever completes it
completes the other too. So the search is exact, and an empty search is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, kernel
from ondergrond_solver.sweep.row_kernels import mixed, sort_by
from ondergrond_solver.sweep.tables import BitArray

NEVER = 2**40
"""A position no line has, in grid units."""

_FREE = -NEVER
"""Least distance of an exempt pair: none."""

FOUND, NONE, LIMIT = 1, 0, -1

_MOST_NUMBERS = 24_000_000
"""Of int32 and less, kept in memory for rows already looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """The columns of a grid that cover something which must be covered, without prices.

    source: (n,) grid columns. mask: (n,) the mandatory items each covers, as bits; m of them.
    u_min, u_max: (n,) widths in grid units, 0 where fixed.
    lag: (n, n) least start of the second minus end of the first; `NEVER` where forbidden, below
        0 - `NEVER` never; exempt pairs ask nothing.
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
    clash: np.ndarray
    starts: IntArray
    start_piece: IntArray
    start_moves: IntArray
    ends: IntArray
    end_piece: IntArray
    end_moves: IntArray


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
    lag[~grid.related[at] & ~clash] = _FREE
    starts, ends = [0], [0]
    start_piece: list[tuple[int, int]] = []
    start_moves: list[tuple[int, int]] = []
    end_piece: list[tuple[int, int]] = []
    end_moves: list[tuple[int, int]] = []
    for column in columns:
        for tables, pieces, offset in (
            ((starts, start_piece, start_moves), column.pieces, column.start_offset),
            ((ends, end_piece, end_moves), column.end_pieces or (), column.end_offset),
        ):
            for first, last in _merged([(p.first, p.last) for p in pieces]):
                low, high = step * first + offset, step * last + offset
                tables[1].append((first, last))
                tables[2].append(
                    (0, 0) if stretch is None else (int(low > stretch), int(high >= stretch))
                )
            tables[0].append(len(tables[1]))
    return Shapes(
        np.array(kept, dtype=np.int64),
        np.array([sum(1 << bit[i] for i in c.covers if i in bit) for c in columns], np.uint64),
        len(must),
        np.array([c.u_min for c in columns], dtype=np.int64),
        np.array([c.u_max for c in columns], dtype=np.int64),
        np.ascontiguousarray(lag),
        np.ascontiguousarray(clash),
        *(
            np.array(table, dtype=np.int64).reshape(shape)
            for table, shape in (
                (starts, (-1,)), (start_piece, (-1, 2)), (start_moves, (-1, 2)),
                (ends, (-1,)), (end_piece, (-1, 2)), (end_moves, (-1, 2)),
            )
        ),
    )  # fmt: skip


def _merged(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in pieces:
        if merged and merged[-1][1] + 1 >= first:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


@dataclass(frozen=True, slots=True)
class Fit:
    """What a search gives.

    verdict: `FOUND`, `NONE` (proven) or `LIMIT`. row: (column of the shapes, position, width in
    grid units) from left to right. steps: rows looked at.
    """

    verdict: int
    row: tuple[tuple[int, int, int], ...]
    steps: int


def search(shapes: Shapes, latest: IntArray, more: int = 0, most: int = 2_000_000) -> Fit:
    """A row within `most` steps, or the proof that there is none.

    latest: (n,) last position at which each column still ends on the line. more: by how many grid
    units what moves has moved.
    """
    n, m = len(shapes.mask), shapes.items
    if m > 63:
        return Fit(LIMIT, (), 0)
    start_piece = shapes.start_piece + more * shapes.start_moves
    end_piece = shapes.end_piece + more * shapes.end_moves
    row = np.zeros((m + 1, 3), dtype=np.int64)
    room = max(1, min(most, _MOST_NUMBERS // max(1, n)))
    verdict, count, steps = _search(
        m, shapes.mask, shapes.u_min, shapes.u_max, shapes.lag, shapes.clash,
        shapes.starts, start_piece, shapes.ends, end_piece, latest, most, room, row,
    )  # fmt: skip
    found = tuple((int(c), int(k), int(u)) for c, k, u in row[:count])
    return Fit(int(verdict), found if verdict == FOUND else (), int(steps))


def stood(
    shapes: Shapes, sequence: IntArray, latest: IntArray, more: int
) -> list[tuple[int, int, int]] | None:
    """The columns of `sequence` in that order as (column, position, width); None if they cannot.

    latest, more: see `search`.
    """
    placed = np.zeros((len(sequence), 2), dtype=np.int64)
    stands = _stands(
        sequence, shapes.u_min, shapes.u_max, shapes.lag,
        shapes.starts, shapes.start_piece + more * shapes.start_moves,
        shapes.ends, shapes.end_piece + more * shapes.end_moves, latest, placed,
    )  # fmt: skip
    if not stands:
        return None
    return [(int(c), int(k), int(j - k)) for c, (k, j) in zip(sequence, placed, strict=True)]


def least_for(shapes: Shapes, sequence: IntArray, latest: IntArray, low: int, high: int) -> int:
    """The least `more` in low..high at which the columns of `sequence` stand in that order.

    They are known to stand at `high`; with what moves moved further they stand all the more.
    latest: as at `more` = 0.
    """
    while low < high:
        middle = (low + high) // 2
        if stood(shapes, sequence, latest + middle, middle) is not None:
            high = middle
        else:
            low = middle + 1
    return high


@kernel
def _earliest(
    c: int,
    after: int,
    latest: int,
    u_min: IntArray,
    u_max: IntArray,
    starts: IntArray,
    start_piece: IntArray,
    ends: IntArray,
    end_piece: IntArray,
) -> tuple[int, int]:
    """The earliest end of column c with its start at or after `after`, and a start for it."""
    best, best_start = NEVER, NEVER
    for p in range(starts[c], starts[c + 1]):
        low, high = max(start_piece[p, 0], after), start_piece[p, 1]
        if u_max[c] == 0:
            if low <= min(high, latest) and low < best:
                best, best_start = low, low
            continue
        if low > high:
            continue
        for q in range(ends[c], ends[c + 1]):
            end = max(low + u_min[c], end_piece[q, 0])
            if end <= min(end_piece[q, 1], high + u_max[c], latest) and end < best:
                best, best_start = end, max(low, end - u_max[c])
    return best, best_start


@kernel
def _stands(
    sequence: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    lag: IntArray,
    starts: IntArray,
    start_piece: IntArray,
    ends: IntArray,
    end_piece: IntArray,
    latest: IntArray,
    placed: IntArray,
) -> bool:
    """Whether the columns of a sequence stand in that order, each as early as it can.

    Writes start and end of each to `placed`.
    """
    for i in range(len(sequence)):
        c = sequence[i]
        after = 0
        for j in range(i):
            after = max(after, int(placed[j, 1] + lag[sequence[j], c]))
        end, start = _earliest(
            c, after, latest[c], u_min, u_max, starts, start_piece, ends, end_piece
        )
        if end >= NEVER:
            return False
        placed[i, 0] = start
        placed[i, 1] = end
    return True


@kernel
def _shares(
    mask: BitArray,
    items: int,
    u_min: IntArray,
    lag: IntArray,
    clash: np.ndarray,
    after_end: IntArray,
) -> tuple[IntArray, int]:
    """Room every item takes at least: (width and gap) of a column over the items it covers.

    With distances from position to position the width is part of them. `after_end`: (n,) 0.
    Returns the shares and the most that the gap after the last column can be.
    """
    n = len(mask)
    share = np.full(items, NEVER, dtype=np.int64)
    largest = np.int64(0)
    for c in range(n):
        least = np.int64(NEVER)
        for other in range(n):
            if other != c and not clash[c, other]:
                # Exempt columns may lie over each other: no room is certain, and within their
                # cells the later one may even have the lower position.
                exempt = lag[c, other] < -(NEVER // 2)
                least = min(least, np.int64(-1) if exempt else lag[c, other] + u_min[c])
        if least >= NEVER:
            least = np.int64(0)
        size = 0
        for i in range(items):
            if mask[c] >> np.uint64(i) & np.uint64(1):
                size += 1
        after_end[c] = least
        largest = max(largest, least)
        for i in range(items):
            if mask[c] >> np.uint64(i) & np.uint64(1):
                share[i] = min(share[i], least // size)
    return share, int(largest)


@kernel
def _search(
    items: int,
    mask: BitArray,
    u_min: IntArray,
    u_max: IntArray,
    lag: IntArray,
    clash: np.ndarray,
    starts: IntArray,
    start_piece: IntArray,
    ends: IntArray,
    end_piece: IntArray,
    latest: IntArray,
    most: int,
    room: int,
    row: IntArray,
) -> tuple[int, int, int]:
    """Depth first; returns verdict, length of the row and steps."""
    n = len(mask)
    one = np.uint64(1)
    whole = np.uint64(0)
    for i in range(items):
        whole |= one << np.uint64(i)
    if items == 0:
        return FOUND, 0, 0
    # Per depth: the earliest end of every column, its start, the candidates in order.
    ready = np.zeros((items + 2, n), dtype=np.int64)
    end = np.full((items + 2, n), NEVER, dtype=np.int64)
    start = np.full((items + 2, n), NEVER, dtype=np.int64)
    ranked = np.zeros((items + 2, n), dtype=np.int64)
    count = np.zeros(items + 2, dtype=np.int64)
    at = np.zeros(items + 2, dtype=np.int64)
    met = np.zeros(items + 2, dtype=np.uint64)
    for c in range(n):
        end[0, c], start[0, c] = _earliest(
            c, ZERO, latest[c], u_min, u_max, starts, start_piece, ends, end_piece
        )
    last_end = np.full(n, -NEVER, dtype=np.int64)
    for c in range(n):
        if u_max[c] == 0:
            for p in range(starts[c], starts[c + 1]):
                if start_piece[p, 0] <= min(start_piece[p, 1], latest[c]):
                    last_end[c] = max(last_end[c], min(start_piece[p, 1], latest[c]))
        else:
            last_end[c] = latest[c]
    reach = np.zeros(n, dtype=np.int64)
    share, largest = _shares(mask, items, u_min, lag, clash, reach)
    due = np.full(items, -NEVER, dtype=np.int64)
    for i in range(items):
        for c in range(n):
            if mask[c] >> np.uint64(i) & one:
                due[i] = max(due[i], last_end[c])
    by_due = np.arange(items)
    sort_by(due.copy(), by_due, items)
    ends_first = np.empty(n, dtype=np.int64)
    # Rows already looked at, in chains by the items they cover.
    table = np.int64(1) << 17
    chain = np.full(table, -1, dtype=np.int64)
    # Only what is used of these takes memory.
    known_met = np.empty(room, dtype=np.uint64)
    known_next = np.empty(room, dtype=np.int64)
    known = np.empty((room, n), dtype=np.int64)
    stored = 0
    steps = 0
    depth = 0
    fresh = True
    while depth >= 0:
        if fresh:
            fresh = False
            count[depth] = 0
            at[depth] = 0
            alive = _possible(
                items, met[depth], mask, end[depth], u_max, by_due, due, share, largest,
            )  # fmt: skip
            if alive:
                # Whether a row with the same items and no later starts has failed already.
                key = np.int64(mixed(mixed(met[depth] + one)) >> np.uint64(47))
                entry = chain[key]
                while entry >= 0 and alive:
                    if known_met[entry] == met[depth]:
                        worse = True
                        for c in range(n):
                            if known[entry, c] > end[depth, c]:
                                worse = False
                                break
                        alive = not worse
                    entry = known_next[entry]
                if alive and stored < room:
                    known_met[stored] = met[depth]
                    known_next[stored] = chain[key]
                    for c in range(n):
                        known[stored, c] = end[depth, c]
                    chain[key] = stored
                    stored += 1
            if alive:
                k = 0
                for c in range(n):
                    if end[depth, c] < NEVER:
                        ranked[depth, k] = c
                        ends_first[k] = end[depth, c] + reach[c]
                        k += 1
                count[depth] = k
                sort_by(ends_first, ranked[depth], k)
        if at[depth] >= count[depth]:
            depth -= 1
            continue
        steps += 1
        if steps > most:
            return LIMIT, 0, steps
        c = ranked[depth, at[depth]]
        at[depth] += 1
        row[depth, 0] = c
        row[depth, 1] = start[depth, c]
        row[depth, 2] = end[depth, c] - start[depth, c]
        both = met[depth] | mask[c]
        if both == whole:
            return FOUND, depth + 1, steps
        met[depth + 1] = both
        placed = end[depth, c]
        for other in range(n):
            if clash[c, other] or end[depth, other] >= NEVER:
                end[depth + 1, other] = NEVER
                continue
            after = ready[depth, other]
            if lag[c, other] > -(NEVER // 2):
                after = max(after, placed + lag[c, other])
            ready[depth + 1, other] = after
            if after <= start[depth, other]:
                end[depth + 1, other] = end[depth, other]
                start[depth + 1, other] = start[depth, other]
            else:
                end[depth + 1, other], start[depth + 1, other] = _earliest(
                    other, after, latest[other], u_min, u_max, starts, start_piece, ends, end_piece
                )
        depth += 1
        fresh = True
    return NONE, 0, steps


@kernel
def _possible(
    items: int,
    met: np.uint64,
    mask: BitArray,
    end: IntArray,
    u_max: IntArray,
    by_due: IntArray,
    due: IntArray,
    share: IntArray,
    largest: int,
) -> bool:
    """Whether every open item still has a column and all may have room before they are due.

    In the order of due ends: what is due by then, each with its share of room, begins at the
    earliest start among them and must have ended by then; after the last one no gap is needed.
    """
    one = np.uint64(1)
    earliest = np.int64(NEVER)
    taken = np.int64(0)
    for at in range(items):
        i = by_due[at]
        if met >> np.uint64(i) & one:
            continue
        first = np.int64(NEVER)
        for c in range(len(mask)):
            if mask[c] >> np.uint64(i) & one and end[c] < NEVER:
                first = min(first, end[c] - u_max[c])
        if first >= NEVER:
            return False
        earliest = min(earliest, first)
        taken += share[i]
        if earliest + taken - largest > due[i]:
            return False
    return True
