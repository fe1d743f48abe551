"""The kernels of `relaxation`: passes over blocks of cells.

A link of a lag of at least s cells reads nothing of the s cells that are being filled. So it is
taken over all of them at once; and since what it reads only grows from cell to cell, one look at
the best it could do tells whether it does anything at all. Most links do not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.row_kernels import lessen
from ondergrond_solver.sweep.tables import BIG, BoolArray
from ondergrond_solver.sweep.windows import Windows

BLOCKS = (32, 8, 4)
"""Cells filled at once, by the lags of links; links shorter than the last go cell by cell. Each
divides the one before it, so that no block reaches into a larger one that is yet to begin."""


class Links(NamedTuple):
    """Who may follow whom, as flat lists.

    other: (t,) the neighbour. lag, price: (t,) the level of the pair. number: (t,) where it stands
    in the levels (or the exempt pairs) that the network was made of. tier: (n, blocks + 2) where
    the links of column c are: tier[c, 0]..tier[c, -1], those of the longest lags first. Entries
    tier[c, b]..tier[c, b + 1] reach beyond a block of `BLOCKS[b]` cells; of those the cheapest come
    first.
    """

    other: IntArray
    lag: IntArray
    price: IntArray
    number: IntArray
    tier: IntArray


class Scored(NamedTuple):
    """What columns pay for where they lie: as in `Tables`, place scores less the multipliers."""

    place: IntArray
    end_place: IntArray
    u_min: IntArray
    u_max: IntArray
    unit: IntArray


class Backward(NamedTuple):
    """The backward pass.

    start: (n, w) b(c, k). begun: (n, 2 w + 2) B_c(k), `BIG` beyond the cells. rest: (n, w) h(c, j),
    told where a row may end. rest_free: (n, w) the same over exempt successors, by start.
    value: the least reduced score of any relaxed row (0 for the empty one).
    """

    start: IntArray
    begun: IntArray
    rest: IntArray
    rest_free: IntArray
    value: int


@kernel
def backward_pass(
    scored: Scored, may: Windows, after: Links, after_free: Links, into: Backward
) -> int:
    """Fills start and begun (`BIG` before), rest (0 before) and rest_free; returns the value."""
    reduced, end_place, u_min, u_max, unit = scored
    other, lag, price, tier = after.other, after.lag, after.price, after.tier
    free, free_lag, free_tier = after_free.other, after_free.lag, after_free.tier
    start, begun, rest, rest_free = into.start, into.begun, into.rest, into.rest_free
    first_end, last_end = may.first_end, may.last_end
    n, cells = reduced.shape
    blocks = len(BLOCKS)
    value = np.int64(0)
    for k in range(cells - 1, -1, -1):
        for b in range(blocks):
            if (cells - 1 - k) % BLOCKS[b] == 0:
                for c in range(n):
                    low, high = max(k - BLOCKS[b] + 1, first_end[c]), min(k, last_end[c])
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
            apart = np.int64(BIG)
            for t in range(free_tier[c, 0], free_tier[c, -1]):
                apart = min(apart, begun[free[t], k + free_lag[t]])
            rest_free[c, k] = apart
            own = np.int64(BIG)
            if u_max[c] == 0:
                own = min(rest[c, k], apart) + end_place[c, k]
            else:
                stop = min(k + u_max[c], cells - 1)
                if k + u_min[c] <= stop:
                    least = after_widths(
                        rest[c, k + u_min[c] : stop + 1], end_place[c, k + u_min[c] : stop + 1],
                        int(apart), unit[c],
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
    scored: Scored,
    may: Windows,
    links: Links,
    links_free: Links,
    before: IntArray,
    ended: IntArray,
) -> None:
    """Fills before (0 before) and ended (`BIG`; cell j at cells + 1 + j); see `relaxation`.

    links, links_free: by their right column.
    """
    reduced, end_place, u_min, u_max, unit = scored
    other, lag, price, tier = links.other, links.lag, links.price, links.tier
    free, free_lag, free_tier = links_free.other, links_free.lag, links_free.tier
    first, last = may.first, may.last
    n, cells = reduced.shape
    blocks = len(BLOCKS)
    pad = cells + 1
    begun = np.full((n, 2 * cells + 2), BIG, dtype=np.int64)
    for k in range(cells):
        for b in range(blocks):
            if k % BLOCKS[b] == 0:
                for c in range(n):
                    low, high = max(k, first[c]), min(k + BLOCKS[b] - 1, last[c])
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
            for t in range(free_tier[c, 0], free_tier[c, -1]):
                best = min(best, begun[free[t], pad + k - free_lag[t]])
            before[c, k] = best
            begin = best + reduced[c, k]
            for u in range(u_min[c], min(u_max[c], cells - 1 - k) + 1):
                v = begin + end_place[c, k + u] + unit[c] * (u - u_min[c])
                if v < BIG // 2:
                    ended[c, pad + k + u] = min(ended[c, pad + k + u], v)
                    begun[c, pad + k] = min(begun[c, pad + k], v)


@kernel
def too_high(links: Links, ended: IntArray, begun: IntArray, limit: int) -> BoolArray:
    """Per link whether ended[c, j] + begun[other, j + lag] + price >= limit for every cell j.

    From cell to cell ended only falls and begun only grows, so the ends of a block bound it.
    """
    n, cells = ended.shape
    other, lag, price, tier = links.other, links.lag, links.price, links.tier
    idle = np.ones(len(other), dtype=np.bool_)
    for c in range(n):
        for t in range(tier[c, 0], tier[c, -1]):
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
