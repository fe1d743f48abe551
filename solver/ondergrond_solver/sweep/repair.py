"""Places for a given sequence of columns, every pair paid in full: a row, good but not proven.

Relaxed rows do not know what columns pay that are no neighbours. Here each start remembers one
way to reach it, the best by what its whole way pays.
"""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.row_kernels import price_at
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables

_WIDTHS = 8
"""Widths tried of a column of variable width."""


def placed(
    tables: Tables, place: IntArray, sequence: IntArray
) -> tuple[tuple[int, int, int], ...] | None:
    """(column, start, width in cells) of the columns of `sequence`, in that order; None if lost."""
    size = len(sequence)
    found = np.zeros((size, 2), dtype=np.int64)
    if size and not _placed(
        sequence, place, tables.end_place, tables.u_min, tables.u_max, tables.unit, tables.lag,
        tables.price, tables.free, found,
    ):  # fmt: skip
        return None
    return tuple((int(c), int(k), int(j - k)) for c, (k, j) in zip(sequence, found, strict=True))


@kernel
def _placed(
    sequence: IntArray,
    place: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    lag: IntArray,
    price: IntArray,
    free: BoolArray,
    found: IntArray,
) -> bool:
    cells = place.shape[1]
    size = len(sequence)
    levels = lag.shape[2]
    # Per column and end cell: the score of the way there, its start, the end before it.
    score = np.full((size, cells), BIG, dtype=np.int64)
    start = np.full((size, cells), -1, dtype=np.int64)
    previous = np.full((size, cells), -1, dtype=np.int64)
    lowest = np.full((size, cells), -1, dtype=np.int64)
    for t in range(size):
        c = sequence[t]
        for k in range(cells):
            if place[c, k] >= BIG:
                continue
            best, best_from = np.int64(BIG), np.int64(-1)
            if t == 0:
                best = place[c, k]
            else:
                tail = sequence[t - 1]
                for s in range(levels):
                    before = k - lag[tail, c, s]
                    if free[tail, c]:
                        before = k - (0 if tail < c else 1)
                    if before < 0:
                        continue
                    j = lowest[t - 1, min(before, cells - 1)]
                    if j < 0:
                        continue
                    total = score[t - 1, j] + place[c, k]
                    at = j
                    for r in range(t - 1, -1, -1):
                        if not free[sequence[r], c]:
                            total += price_at(k - at, lag[sequence[r], c], price[sequence[r], c])
                            if total >= BIG:
                                break
                        at = previous[r, at]
                    if total < best:
                        best, best_from = total, j
            if best >= BIG:
                continue
            low, high = u_min[c], min(u_max[c], cells - 1 - k)
            step = max(1, (high - low) // _WIDTHS)
            for u in range(low, high + 1, step):
                j = k + u
                total = best + end_place[c, j] + unit[c] * (u - low)
                if end_place[c, j] < BIG and total < score[t, j]:
                    score[t, j], start[t, j], previous[t, j] = total, k, best_from
        running = -1
        for j in range(cells):
            if score[t, j] < BIG and (running < 0 or score[t, j] < score[t, running]):
                running = j
            lowest[t, j] = running
    j = lowest[size - 1, cells - 1]
    if j < 0:
        return False
    for t in range(size - 1, -1, -1):
        found[t, 0], found[t, 1] = start[t, j], j
        j = previous[t, j]
    return True
