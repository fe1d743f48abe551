"""The kernels of `relaxation`: passes over blocks of cells.

A link of a lag of at least s cells reads nothing of the s cells that are being filled. So it is
taken over all of them at once; and since what it reads only grows from cell to cell, one look at
the best it could do tells whether it does anything at all. Most links do not.
"""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.row_kernels import lessen
from ondergrond_solver.sweep.tables import BIG, BoolArray

BLOCKS = (32, 8, 4)
"""Cells filled at once, by the lags of links; links shorter than the last go cell by cell. Each
divides the one before it, so that no block reaches into a larger one that is yet to begin."""


@kernel
def windows(reduced: IntArray, end_place: IntArray, u_min: IntArray, u_max: IntArray) -> IntArray:
    """(4, n): first and last cell in which each column may start, and may end; last = -1: none."""
    n, cells = reduced.shape
    found = np.empty((4, n), dtype=np.int64)
    for c in range(n):
        low, high = 0, cells - 1
        while low < cells and reduced[c, low] >= BIG:
            low += 1
        while high >= 0 and reduced[c, high] >= BIG:
            high -= 1
        found[0, c], found[1, c] = low, high
        if high >= 0:
            low, high = low + u_min[c], min(cells - 1, high + u_max[c])
            while high >= 0 and end_place[c, high] >= BIG:
                high -= 1
        found[2, c], found[3, c] = low, high
    return found


@kernel
def backward_pass(
    reduced: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    tier: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    free_first: IntArray,
    free_other: IntArray,
    free_lag: IntArray,
    start: IntArray,
    begun: IntArray,
    rest: IntArray,
    rest_free: IntArray,
) -> int:
    """Fills start and begun (`BIG` before), rest (0 before) and rest_free; see `relaxation`."""
    n, cells = reduced.shape
    blocks = len(BLOCKS)
    may = windows(reduced, end_place, u_min, u_max)
    value = np.int64(0)
    for k in range(cells - 1, -1, -1):
        for b in range(blocks):
            if (cells - 1 - k) % BLOCKS[b] == 0:
                for c in range(n):
                    low, high = max(k - BLOCKS[b] + 1, may[2, c]), min(k, may[3, c])
                    if low > high:
                        continue
                    target = rest[c, low : high + 1]
                    for t in range(tier[c, b], tier[c, b + 1]):
                        at = low + lag[t]
                        if begun[other[t], at] + price[t] < target[-1]:
                            lessen(target, begun[other[t], at : at + len(target)], price[t])
        for c in range(n):
            begun[c, k] = begun[c, k + 1]
        for c in range(n - 1, -1, -1):
            if reduced[c, k] >= BIG:
                continue
            if u_max[c] == 0:
                best = rest[c, k]
                for t in range(tier[c, blocks], tier[c, blocks + 1]):
                    best = min(best, begun[other[t], k + lag[t]] + price[t])
                rest[c, k] = best
            free = np.int64(BIG)
            for t in range(free_first[c], free_first[c + 1]):
                free = min(free, begun[free_other[t], k + free_lag[t]])
            rest_free[c, k] = free
            own = np.int64(BIG)
            if u_max[c] == 0:
                own = min(rest[c, k], free) + end_place[c, k]
            else:
                stop = min(k + u_max[c], cells - 1)
                if k + u_min[c] <= stop:
                    least = after_widths(
                        rest[c, k + u_min[c] : stop + 1], end_place[c, k + u_min[c] : stop + 1],
                        int(free), unit[c],
                    )  # fmt: skip
                    own = np.int64(least)
            if own < BIG // 2:
                own += reduced[c, k]
                start[c, k] = own
                begun[c, k] = min(begun[c, k], own)
                value = min(value, own)
        # Ends of variable columns meet starts in their own cell, whatever the order of columns,
        # where no gap is asked. Their starts look at later ends only.
        for c in range(n):
            if u_max[c] > 0:
                best = rest[c, k]
                for t in range(tier[c, blocks], tier[c, blocks + 1]):
                    best = min(best, begun[other[t], k + lag[t]] + price[t])
                rest[c, k] = best
    return int(value)


@kernel
def after_widths(rest: IntArray, end_place: IntArray, free: int, unit: int) -> int:
    """The least of min(rest, free) + end place + unit price, over all widths."""
    best = np.int64(BIG)
    for i in range(len(rest)):
        v = min(rest[i], free) + end_place[i] + unit * i
        best = v if v < best else best
    return int(best)


@kernel
def forward_pass(
    reduced: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    tier: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    free_first: IntArray,
    free_other: IntArray,
    free_lag: IntArray,
    before: IntArray,
    ended: IntArray,
) -> None:
    """Fills before (0 before) and ended (`BIG`; cell j at cells + 1 + j); see `relaxation`."""
    n, cells = reduced.shape
    blocks = len(BLOCKS)
    pad = cells + 1
    begun = np.full((n, 2 * cells + 2), BIG, dtype=np.int64)
    may = windows(reduced, end_place, u_min, u_max)
    for k in range(cells):
        for b in range(blocks):
            if k % BLOCKS[b] == 0:
                for c in range(n):
                    low, high = max(k, may[0, c]), min(k + BLOCKS[b] - 1, may[1, c])
                    if low > high:
                        continue
                    target = before[c, low : high + 1]
                    for t in range(tier[c, b], tier[c, b + 1]):
                        at = pad + low - lag[t]
                        if ended[other[t], at + len(target) - 1] + price[t] < target[0]:
                            lessen(target, ended[other[t], at : at + len(target)], price[t])
        for c in range(n):
            ended[c, pad + k] = min(ended[c, pad + k], ended[c, pad + k - 1])
            begun[c, pad + k] = begun[c, pad + k - 1]
        for c in range(n):
            if reduced[c, k] >= BIG:
                continue
            best = before[c, k]
            for t in range(tier[c, blocks], tier[c, blocks + 1]):
                best = min(best, ended[other[t], pad + k - lag[t]] + price[t])
            for t in range(free_first[c], free_first[c + 1]):
                best = min(best, begun[free_other[t], pad + k - free_lag[t]])
            before[c, k] = best
            begin = best + reduced[c, k]
            for u in range(u_min[c], min(u_max[c], cells - 1 - k) + 1):
                v = begin + end_place[c, k + u] + unit[c] * (u - u_min[c])
                if v < BIG // 2:
                    ended[c, pad + k + u] = min(ended[c, pad + k + u], v)
                    begun[c, pad + k] = min(begun[c, pad + k], v)


@kernel
def too_high(
    first: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    ended: IntArray,
    begun: IntArray,
    limit: int,
) -> BoolArray:
    """Per link whether ended[c, j] + begun[other, j + lag] + price >= limit for every cell j.

    From cell to cell ended only falls and begun only grows, so the ends of a block bound it.
    """
    n, cells = ended.shape
    idle = np.ones(len(other), dtype=np.bool_)
    for c in range(n):
        for t in range(first[c], first[c + 1]):
            by, least = lag[t], limit - price[t]
            stop = cells - max(0, by)
            for low in range(max(0, -by), stop, BLOCKS[0]):
                high = min(low + BLOCKS[0], stop) - 1
                if ended[c, high] + begun[other[t], low + by] >= least:
                    continue
                for j in range(low, high + 1):
                    if ended[c, j] + begun[other[t], j + by] < least:
                        idle[t] = False
                        break
                if not idle[t]:
                    break
    return idle
