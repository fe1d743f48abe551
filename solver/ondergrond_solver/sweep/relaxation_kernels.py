"""The kernels of `relaxation`: the backward pass, over blocks of cells.

A link of a lag of at least s cells reads nothing of the s cells that are being filled. So it is
taken over all of them at once; and since what it reads only grows from cell to cell, one look at
the best it could do tells whether it does anything at all. Most links do not. They are sorted by
price, so the first that could not even reach the least score so far ends the search. A column of
fixed width all of whose links are that long is filled block by block, the others cell by cell.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, kernel, merged
from ondergrond_solver.sweep.row_kernels import fill, lessen
from ondergrond_solver.sweep.tables import BIG
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

    start: (n, w) b(c, k), told from the first to the last start of a column. begun: (n, w and the
    longest lag) B_c(k), `BIG` beyond the last start. rest: (n, w) h(c, j), told where a row may
    end. rest_free: (n, w) the same over exempt successors, by start, `BIG` where there are none.
    """

    start: IntArray
    begun: IntArray
    rest: IntArray
    rest_free: IntArray


@kernel
def backward_pass(
    scored: Scored,
    paid: IntArray,
    may: Windows,
    after: Links,
    after_free: Links,
    into: Backward,
    scratch: IntArray,
) -> int:
    """Fills `into`; returns the least reduced score of any relaxed row (0 for the empty one).

    paid: (n,) what the multipliers take off the place scores. into: of this pass or another with
    the same windows and links; begun is `BIG` beyond the last starts, rest 0 where no row may end,
    rest_free `BIG`. scratch: (3 + blocks, n or blocks, whichever is
    more) to work in.
    """
    place, end_place, u_min, u_max, unit = scored
    other, lag, price, tier = after.other, after.lag, after.price, after.tier
    free, free_lag, free_tier = after_free.other, after_free.lag, after_free.tier
    start, begun, rest, rest_free = into
    first, last, first_end, last_end = may.first, may.last, may.first_end, may.last_end
    n, cells = place.shape
    blocks = len(BLOCKS)
    # depth: the blocks that are all a column waits for.
    active, many, depth, deep, many_deep = scratch[0], 0, scratch[1], scratch[3:], scratch[2]
    fill(many_deep[:blocks], ZERO)
    value = int(np.int64(0))
    lowest, highest = cells, -1
    for c in range(n):
        lowest, highest = min(lowest, first[c]), max(highest, last_end[c])
        fill(rest[c, first_end[c] : last_end[c] + 1], ZERO)
        depth[c] = blocks
        if u_max[c] == 0 and free_tier[c, 0] == free_tier[c, -1]:
            while depth[c] > 0 and tier[c, depth[c]] == tier[c, blocks + 1]:
                depth[c] -= 1
        for b in range(min(depth[c] + 1, blocks)):
            deep[b, many_deep[b]] = c
            many_deep[b] += 1
    highest += (cells - 1 - highest) % BLOCKS[0]
    for k in range(highest, lowest - 1, -1):
        for b in range(blocks):
            if (cells - 1 - k) % BLOCKS[b] == 0:
                many = 0
                for i in range(many_deep[b]):
                    c = deep[b, i]
                    if depth[c] == blocks and first[c] <= k and last_end[c] > k - BLOCKS[b]:
                        active[many] = c
                        many += 1
                    low, high = max(k - BLOCKS[b] + 1, first_end[c]), min(k, last_end[c])
                    if low > high:
                        continue
                    for t in range(tier[c, b], tier[c, b + 1]):
                        if value + price[t] >= rest[c, high]:
                            break  # Nothing begun is below the value, and the others cost more.
                        at = low + lag[t]
                        if begun[other[t], at] + price[t] < rest[c, high]:
                            source = begun[other[t], at : at + high - low + 1]
                            lessen(rest[c, low : high + 1], source, price[t])
                    if depth[c] == b:
                        least = begin(c, low, high, place, paid[c], rest, start, begun)
                        value = min(value, least)
                        if low == first[c]:
                            fill(begun[c, :low], begun[c, low])
        for i in range(many):
            c = active[i]
            if first[c] <= k <= last[c]:
                begun[c, k] = begun[c, k + 1]
        for i in range(many - 1, -1, -1):
            c = active[i]
            if k < first[c] or k > last[c]:
                continue
            start[c, k] = BIG
            if place[c, k] >= BIG:
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
                own += place[c, k] - paid[c]
                start[c, k] = own
                begun[c, k] = min(begun[c, k], own)
                value = min(value, own)
        for i in range(many):
            c = active[i]
            # Ends of variable columns meet starts in their own cell, whatever the order of columns,
            # where no gap is asked. Their starts look at later ends only.
            if u_max[c] > 0 and first_end[c] <= k <= last_end[c]:
                best = rest[c, k]
                for t in range(tier[c, blocks], tier[c, blocks + 1]):
                    best = min(best, begun[other[t], k + lag[t]] + price[t])
                rest[c, k] = best
            if k == first[c]:
                fill(begun[c, :k], begun[c, k])
    return int(value)


@merged
def begin(
    c: int,
    low: int,
    high: int,
    place: IntArray,
    paid: int,
    rest: IntArray,
    start: IntArray,
    begun: IntArray,
) -> int:
    """Fills cells low..high of a column of fixed width, where rest is told; the least of begun."""
    # Unsigned, as no index is below 0: a check of that in every cell takes longer than the sum.
    row, many = np.uint64(c), np.uint64(high + 1 - low)
    first, last = np.uint64(low), np.uint64(high)
    for i in range(many):
        score = place[row, first + i]
        own = rest[row, first + i] + score - paid
        start[row, first + i] = own if score < BIG else BIG
    least = begun[row, last + np.uint64(1)]
    for i in range(many):
        own = start[row, last - i]
        least = own if own < least else least
        begun[row, last - i] = least
    return int(least)


@merged
def after_widths(rest: IntArray, end_place: IntArray, free: int, unit: int) -> int:
    """The least of min(rest, free) + end place + unit price, over all widths."""
    best = np.int64(BIG)
    for i in range(len(rest)):
        v = min(rest[i], free) + end_place[i] + unit * i
        best = v if v < best else best
    return int(best)
