"""The kernels of `memory`: certain prices of pairs, and the passes over sets."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, ZERO, kernel
from ondergrond_solver.sweep.memory_blocks import (
    Passed,
    Tolls,
    better_by,
    both_tolls,
    follow_block,
    spread_over,
    told,
    tolls,
)
from ondergrond_solver.sweep.memory_widths import (
    Stretches,
    ended,
    keep_end,
    reach,
)
from ondergrond_solver.sweep.relaxation_kernels import BLOCKS, Links, Scored
from ondergrond_solver.sweep.row_kernels import copy, fill, least_of, lessen, price_at
from ondergrond_solver.sweep.tables import BIG, MUCH, BoolArray
from ondergrond_solver.sweep.windows import Windows


@kernel
def pair_costs(
    item: int,
    size: IntArray,
    covers: BoolArray,
    pays: BoolArray,
    exclusive: BoolArray,
    free: BoolArray,
    always: bool,
    lag: IntArray,
    price: IntArray,
    order: IntArray,
    hard: IntArray,
    reach: IntArray,
    at: Windows,
    left: IntArray,
    right: IntArray,
) -> None:
    """What column c surely pays, by its cell, when `item` lies left of it, and when right.

    left: by start of c; the item's column ends as early as it can. right: by end of c; the item's
    column starts as late as it can. `BIG` where no column of the item can lie there. A gain is told
    whole by each item, so that none is left untold where not all items of a column are remembered.
    """
    first, last, first_end, last_end = at.first, at.last, at.first_end, at.last_end
    start_at, end_at = at.start_at, at.end_at
    n = len(size)
    for c in range(n):
        if not pays[c] or last[c] < 0:
            continue
        for k in range(first[c], last[c] + 1):
            left[start_at[c] + k - first[c]] = BIG
        for j in range(first_end[c], last_end[c] + 1):
            right[end_at[c] + j - first_end[c]] = BIG
        for a in range(n):
            if not covers[a, item] or last[a] < 0 or exclusive[a, c]:
                continue
            if free[a, c]:
                for k in range(first[c], last[c] + 1):
                    p = start_at[c] + k - first[c]
                    left[p] = min(left[p], 0)
                for j in range(first_end[c], last_end[c] + 1):
                    p = end_at[c] + j - first_end[c]
                    right[p] = min(right[p], 0)
                continue
            end = first_end[a]
            for k in range(max(first[c], end + hard[a, c]), last[c] + 1):
                paid = 0
                if k < end + reach[a, c]:
                    paid = price_at(k - end, lag[a, c], price[a, c])
                p = start_at[c] + k - first[c]
                whole = order[a, c] + paid
                left[p] = min(left[p], whole // size[a] if whole > 0 else whole)
            start = last[a]
            for j in range(first_end[c], min(last_end[c], start - hard[c, a]) + 1):
                paid = 0
                if j > start - reach[c, a]:
                    paid = price_at(start - j, lag[c, a], price[c, a])
                p = end_at[c] + j - first_end[c]
                whole = order[c, a] + paid
                right[p] = min(right[p], whole // size[a] if whole > 0 else whole)
        if always:
            for j in range(first_end[c], last_end[c] + 1):
                p = end_at[c] + j - first_end[c]
                right[p] = min(right[p], 0)


@kernel
def backward_sets(
    scored: Scored,
    may: Windows,
    after: Links,
    after_free: Links,
    of: Tolls,
    finish: IntArray,
    into: Passed,
    kept: Stretches,
    lists: IntArray,
    both: IntArray,
    scratch: IntArray,
    paid: IntArray,
) -> int:
    """One backward pass over all cells and sets; fills `into` and `kept`. See `memory`.

    Links are taken over blocks of cells, as in `relaxation_kernels`. lists: (3, n), both: (n,
    sets), scratch: (4, sets) and paid: (block,) to work in.
    """
    reduced, u_min, u_max = scored.place, scored.u_min, scored.u_max
    first, last, first_end, last_end = may.first, may.last, may.first_end, may.last_end
    start_at, end_at, exempt_at = may.start_at, may.end_at, may.exempt_at
    tier, free, free_lag, free_tier = after.tier, after_free.other, after_free.lag, after_free.tier
    own, pays, left = of.own, of.pays, of.left
    begun, rest, rest_free = into
    # The columns that may begin or end in a block of cells, and those of variable width.
    active, many, wide, many_wide = lists[1], 0, lists[2], 0
    n = len(u_min)
    cells = reduced.shape[1]
    sets = len(finish)
    items = len(pays)
    blocks = len(BLOCKS)
    value = finish[sets - 1]
    # alike, both: the starts of which it is known what a column of fixed width pays, and that.
    alike = lists[0]
    fill(alike, -ONE)
    ahead, toll, ending, top = scratch[0], scratch[1], scratch[2], scratch[3]
    for k in range(cells - 1, -1, -1):
        if (cells - 1 - k) % BLOCKS[0] == 0:
            many, many_wide = 0, 0
            for c in range(n):
                if first[c] <= k and last_end[c] > k - BLOCKS[0]:
                    active[many] = c
                    many += 1
                    if u_max[c] > 0:
                        wide[many_wide] = c
                        many_wide += 1
        for b in range(blocks):
            if (cells - 1 - k) % BLOCKS[b] == 0:
                for i in range(many):
                    c = active[i]
                    low, high = max(k - BLOCKS[b] + 1, first_end[c]), min(k, last_end[c])
                    if low > high:
                        continue
                    at = end_at[c] + low - first_end[c]
                    if b > 0 and tier[c, b] == tier[c, b + 1]:
                        continue
                    target = rest[at : at + high - low + 1]
                    if b == 0:
                        spread_over(target, finish)
                    follow_block(c, low, target, at, b, after, may, of, begun, top, paid)
        for i in range(many - 1, -1, -1):
            c = active[i]
            if not first[c] <= k <= last[c]:
                continue
            at = start_at[c] + k - first[c]
            later = at + 1
            if k == last[c]:
                later = at
                fill(begun[at], MUCH)
            end = end_at[c] + k - first_end[c]
            score = reduced[c, k]
            if score < BIG and u_max[c] == 0:
                if tier[c, blocks] < tier[c, blocks + 1]:
                    here = rest[end : end + 1]
                    follow_block(c, k, here, end, blocks, after, may, of, begun, top, paid)
                if exempt_at[c] < 0:
                    if alike[c] != of.alike[at]:
                        alike[c] = of.alike[at]
                        both_tolls(c, at, end, of, both[c])
                    better_by(begun, at, later, rest, end, both, c, score, own[c])
                    value = min(value, begun[at, sets - 1])
                    continue
            target = begun[at]
            if later != at:
                copy(target, begun[later])
            if score >= BIG:
                continue
            mine = own[c]
            fill(ahead, MUCH)
            if exempt_at[c] >= 0:
                for t in range(free_tier[c, 0], free_tier[c, -1]):
                    o = free[t]
                    begin = k + free_lag[t]
                    if begin <= last[o]:
                        lessen(ahead, begun[start_at[o] + max(begin, first[o]) - first[o]], ZERO)
                copy(rest_free[exempt_at[c] + k - first[c]], ahead)
            ended(c, k, scored, may, of, rest, ahead, kept, toll, ending)
            tolls(items, at, pays[:, c], left, ONE, toll)
            for u in range(sets):
                if u & mine == mine and toll[u] < BIG // 2:
                    v = ending[u & ~mine]
                    if v < BIG // 2:
                        v += score + toll[u]
                        target[u] = v if v < target[u] else target[u]
            value = min(value, target[sets - 1])
        # Ends of variable columns meet starts in their own cell, whatever the order of columns.
        for i in range(many_wide):
            c = wide[i]
            if first_end[c] <= k <= last_end[c]:
                end = end_at[c] + k - first_end[c]
                here = rest[end : end + 1]
                follow_block(c, k, here, end, blocks, after, may, of, begun, top, paid)
                keep_end(c, k, scored, may, of, rest, toll, ending, kept)
    return int(value)


@kernel
def forward_sets(
    scored: Scored,
    may: Windows,
    links: Links,
    links_free: Links,
    of: Tolls,
    passed: Passed,
    most: int,
    over: IntArray,
    begun: IntArray,
    least: IntArray,
    kept: Stretches,
    begins: Stretches,
    lowest_over: IntArray,
    scratch: IntArray,
) -> None:
    """least[start]: the least that a relaxed row through that start scores, from both passes.

    links, links_free: by their right column. most: what is above it need not be told apart. Works
    in over: (ends, sets) and begun: (exempt starts, sets), both `BIG`: rows up to an end, or begun
    up to a start, by the open items after it. kept: of the ends of columns of variable width, as
    the backward pass leaves it. begins: of their starts; lowest_over: (ends,) `BIG`; and
    scratch: (4, sets); to work in.
    """
    reduced, end_place, u_min, u_max, _ = scored
    first, last, first_end, last_end = may.first, may.last, may.first_end, may.last_end
    start_at, end_at, exempt_at = may.start_at, may.end_at, may.exempt_at
    other, lag, price, tier = links.other, links.lag, links.price, links.tier
    free, free_lag, free_tier = links_free.other, links_free.lag, links_free.tier
    own, pays, payer, left, right, _ = of
    rest, rest_free = passed.rest, passed.rest_free
    n = len(u_min)
    cells = reduced.shape[1]
    sets = rest.shape[1]
    items = len(pays)
    whole = sets - 1
    toll, ending, ahead, come = scratch[0], scratch[1], scratch[2], scratch[3]
    for k in range(cells):
        for c in range(n):
            if last[c] < 0:
                continue
            if first_end[c] < k <= last_end[c]:
                at = end_at[c] + k - first_end[c]
                lessen(over[at], over[at - 1], ZERO)
                lowest_over[at] = min(lowest_over[at], lowest_over[at - 1])
            if exempt_at[c] >= 0 and first[c] < k <= last[c]:
                at = exempt_at[c] + k - first[c]
                lessen(begun[at], begun[at - 1], ZERO)
        for c in range(n):
            if k < first[c] or k > max(last[c], last_end[c] - u_min[c]):
                continue
            hope = k <= last[c] and reduced[c, k] < BIG
            mine = own[c]
            if hope:
                start = start_at[c] + k - first[c]
                fill(ahead, MUCH)
                if exempt_at[c] >= 0:
                    copy(ahead, rest_free[exempt_at[c] + k - first[c]])
                ended(c, k, scored, may, of, rest, ahead, kept, toll, ending)
                # What the column and all that follows it take, by what was open before it.
                tolls(items, start, pays[:, c], left, ONE, toll)
                follow, least_follow = ahead, np.int64(BIG)
                for u in range(sets):
                    follow[u] = BIG
                    if u & mine == mine:
                        follow[u] = toll[u] + ending[u - mine] + reduced[c, k]
                        least_follow = min(least_follow, follow[u])
                fill(come, MUCH)
                come[whole] = 0
                for t in range(tier[c, 0], tier[c, -1]):
                    o = other[t]
                    end = k - lag[t]
                    if end < first_end[o]:
                        continue
                    end = end_at[o] + min(end, last_end[o]) - first_end[o]
                    paid = price[t] - told(o, c, end, start, own, payer, left, right)
                    if lowest_over[end] + paid + least_follow < most:
                        lessen(come, over[end], paid)
                if exempt_at[c] >= 0:
                    for t in range(free_tier[c, 0], free_tier[c, -1]):
                        o = free[t]
                        begin = k - free_lag[t]
                        if begin >= first[o]:
                            source = begun[exempt_at[o] + min(begin, last[o]) - first[o]]
                            lessen(come, source, ZERO)
                best = np.int64(BIG)
                for u in range(sets):
                    v = come[u] + follow[u]
                    best = v if v < best else best
                least[start] = best
                hope = best < most
                # From now on with the column itself.
                for u in range(sets):
                    come[u] = min(come[u] + toll[u] + reduced[c, k], BIG)
            if u_max[c] > 0:
                if not hope:
                    fill(come, MUCH)
                reach(c, k, come, scored, may, of, toll, ending, kept, begins, over, begun)
                j = k + u_min[c]
                if first_end[c] <= j <= last_end[c]:
                    end = end_at[c] + j - first_end[c]
                    lowest_over[end] = least_of(over[end])
            elif hope:
                end = end_at[c] + k - first_end[c]
                tolls(items, end, pays[:, c], right, ZERO, toll)
                target = over[end]
                for u in range(sets):
                    if u & mine == mine:
                        v = come[u] + toll[u & ~mine] + end_place[c, k]
                        if v < target[u & ~mine]:
                            target[u & ~mine] = v
                lowest_over[end] = least_of(target)
                if exempt_at[c] >= 0:
                    lessen(begun[exempt_at[c] + k - first[c]], target, ZERO)
