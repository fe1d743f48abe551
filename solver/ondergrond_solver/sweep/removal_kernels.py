"""The kernels that remove starts and links: the forward pass, and what both passes tell."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, kernel, making, merged
from ondergrond_solver.sweep.relaxation_kernels import BLOCKS, Backward, Links, Scored
from ondergrond_solver.sweep.row_kernels import fill, lessen
from ondergrond_solver.sweep.tables import BIG, MUCH, BoolArray
from ondergrond_solver.sweep.windows import Windows


@making
def removed(
    scored: Scored,
    paid: IntArray,
    may: Windows,
    after: Links,
    before: Links,
    before_free: Links,
    passed: Backward,
    limit: int,
    place: IntArray,
) -> BoolArray:
    """Removes the starts through which no relaxed row scores below `limit`: `BIG` in `place`.

    paid, passed: of the backward pass. Returns (t,) which links of `after` are in no such row.
    """
    n, cells = scored.place.shape
    start, first, last = passed.start, may.first, may.last
    pad = ONE
    for t in range(len(before.lag)):
        pad = max(pad, before.lag[t])
    ahead = np.zeros((n, cells), dtype=np.int64)
    ended = np.full((n, pad + cells), BIG, dtype=np.int64)
    begun = np.full((n, cells + 1), BIG, dtype=np.int64)
    scratch = np.empty((2, n), dtype=np.int64)
    forward_pass(scored, paid, may, before, before_free, ahead, ended, begun, scratch)
    idle = np.ones(len(after.other), dtype=np.bool_)
    too_high(after, may, pad, ended, passed.begun, limit, idle)
    for c in range(n):
        if last[c] < 0:
            fill(place[c], MUCH)
        for k in range(first[c], last[c] + 1):
            if start[c, k] >= BIG or ahead[c, k] >= BIG or ahead[c, k] + start[c, k] >= limit:
                place[c, k] = BIG
    return idle


@kernel
def forward_pass(
    scored: Scored,
    paid: IntArray,
    may: Windows,
    links: Links,
    links_free: Links,
    before: IntArray,
    ended: IntArray,
    begun: IntArray,
    scratch: IntArray,
) -> None:
    """Fills before (0 before), g(c, k), the least of what comes before a start; and ended, F_c(j)
    (`BIG` before; as many cells in front as the longest lag has, one at least); see `relaxation`.

    links, links_free: by their right column. begun: (n, w + 1) `BIG`, and scratch: (2, n), to work
    in.
    """
    place, end_place, u_min, u_max, unit = scored
    other, lag, price, tier = links.other, links.lag, links.price, links.tier
    free, free_lag, free_tier = links_free.other, links_free.lag, links_free.tier
    first, last, last_end = may.first, may.last, may.last_end
    n, cells = place.shape
    blocks = len(BLOCKS)
    pad = ended.shape[1] - cells
    active, depth, many = scratch[0], scratch[1], 0
    value = int(np.int64(0))
    lowest, highest = cells, -1
    for c in range(n):
        lowest, highest = min(lowest, first[c]), max(highest, last_end[c])
        depth[c] = blocks
        if u_max[c] == 0 and free_tier[c, 0] == free_tier[c, -1]:
            while depth[c] > 0 and tier[c, depth[c]] == tier[c, blocks + 1]:
                depth[c] -= 1
    for k in range(lowest - lowest % BLOCKS[0], highest + 1):
        for b in range(blocks):
            if k % BLOCKS[b] == 0:
                many = 0
                for c in range(n):
                    if depth[c] == blocks and first[c] < k + BLOCKS[b] and last_end[c] >= k:
                        active[many] = c
                        many += 1
                    low, high = max(k, first[c]), min(k + BLOCKS[b] - 1, last[c])
                    if low > high or depth[c] < b:
                        continue
                    for t in range(tier[c, b], tier[c, b + 1]):
                        if value + price[t] >= before[c, low]:
                            break
                        at = pad + low - lag[t]
                        if ended[other[t], at + high - low] + price[t] < before[c, low]:
                            source = ended[other[t], at : at + high - low + 1]
                            lessen(before[c, low : high + 1], source, price[t])
                    if depth[c] == b:
                        least = end(c, low, high, place, paid[c], before, ended)
                        value = min(value, least)
                        if high == last[c]:
                            fill(ended[c, pad + high + 1 :], least)
        for i in range(many):
            c = active[i]
            ended[c, pad + k] = min(ended[c, pad + k], ended[c, pad + k - 1])
            begun[c, 1 + k] = begun[c, k]
        for i in range(many):
            c = active[i]
            if place[c, k] >= BIG or last[c] < k:
                continue
            best = before[c, k]
            for t in range(tier[c, blocks], tier[c, blocks + 1]):
                best = min(best, ended[other[t], pad + k - lag[t]] + price[t])
            for t in range(free_tier[c, 0], free_tier[c, -1]):
                best = min(best, begun[free[t], 1 + k - free_lag[t]])
            before[c, k] = best
            begin = best + place[c, k] - paid[c]
            for u in range(u_min[c], min(u_max[c], cells - 1 - k) + 1):
                v = begin + end_place[c, k + u] + unit[c] * (u - u_min[c])
                if v < BIG // 2:
                    value = min(value, v)
                    ended[c, pad + k + u] = min(ended[c, pad + k + u], v)
                    begun[c, 1 + k] = min(begun[c, 1 + k], v)
        for i in range(many):
            c = active[i]
            if k == last_end[c]:
                fill(ended[c, pad + k :], ended[c, pad + k])
                fill(begun[c, 1 + k :], begun[c, 1 + k])


@merged
def end(
    c: int,
    low: int,
    high: int,
    place: IntArray,
    paid: int,
    before: IntArray,
    ended: IntArray,
) -> int:
    """Fills ended of a column of fixed width from `low` to `high`, where before is told; its least.

    See `relaxation_kernels.begin`.
    """
    pad = ended.shape[1] - place.shape[1]
    row, many = np.uint64(c), np.uint64(high + 1 - low)
    first, at = np.uint64(low), np.uint64(pad + low)
    least = ended[row, at - np.uint64(1)]
    for i in range(many):
        score = place[row, first + i]
        own = before[row, first + i] + score - paid
        least = own if score < BIG and own < least else least
        ended[row, at + i] = least
    return int(least)


@kernel
def too_high(
    links: Links,
    may: Windows,
    pad: int,
    ended: IntArray,
    begun: IntArray,
    limit: int,
    idle: BoolArray,
) -> None:
    """idle[t]: whether ended[c, j] + begun[other, j + lag] + price >= limit for every cell j.

    idle: (t,) True before. pad: cells of `ended` before the first. From cell to cell ended only
    falls and begun only grows, so the ends of a block bound it.
    """
    other, lag, price, tier = links.other, links.lag, links.price, links.tier
    for c in range(len(tier)):
        for t in range(tier[c, 0], tier[c, -1]):
            by, least = lag[t], limit - price[t]
            # Before its first end the column has not ended; after the last, and once the other
            # can begin no more, it does not get better.
            stop = min(may.last_end[c], may.last[other[t]] - by) + 1
            if stop <= may.first_end[c]:
                continue
            if ended[c, pad + stop - 1] + begun[other[t], may.first_end[c] + by] >= least:
                continue
            for low in range(may.first_end[c], stop, BLOCKS[0]):
                high = min(low + BLOCKS[0], stop) - 1
                if ended[c, pad + high] + begun[other[t], low + by] >= least:
                    continue
                for j in range(low, high + 1):
                    if ended[c, pad + j] + begun[other[t], j + by] < least:
                        idle[t] = False
                        break
                if not idle[t]:
                    break


@making
def kept_links(links: Links, kept: BoolArray, column: IntArray, levels: int) -> Links:
    """The links that are `kept`, in the same order, with the columns and levels numbered anew.

    kept: over the numbers of the links. column: (n,) the new numbers of columns, -1 of those gone.
    levels: numbers of each pair.
    """
    other, lag, price, number, old_tier = links
    n, tiers = old_tier.shape
    left = 0
    for c in range(n):
        left += column[c] >= 0
    tier = np.zeros((left, tiers), dtype=np.int64)
    into = (np.empty_like(other), np.empty_like(lag), np.empty_like(price), np.empty_like(number))
    many = 0
    for c in range(n):
        if column[c] < 0:
            continue
        for b in range(tiers):
            tier[column[c], b] = many
            if b == tiers - 1:
                break
            for t in range(old_tier[c, b], old_tier[c, b + 1]):
                pair, level = number[t] // levels, number[t] % levels
                a, z = column[pair // n], column[pair % n]
                if kept[number[t]] and a >= 0 and z >= 0:
                    into[0][many], into[1][many] = column[other[t]], lag[t]
                    into[2][many], into[3][many] = price[t], (a * left + z) * levels + level
                    many += 1
    return Links(into[0][:many], into[1][:many], into[2][:many], into[3][:many], tier)
