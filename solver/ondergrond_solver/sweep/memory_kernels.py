"""The kernels of `memory`: certain prices of pairs, and the passes over sets."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, ZERO, kernel
from ondergrond_solver.sweep.memory_blocks import (
    both_tolls,
    follow_block,
    lessen_by,
    spread_over,
    told,
    tolls,
)
from ondergrond_solver.sweep.relaxation_kernels import BLOCKS
from ondergrond_solver.sweep.row_kernels import fill, lessen, price_at
from ondergrond_solver.sweep.tables import BIG, BoolArray


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
    first: IntArray,
    last: IntArray,
    first_end: IntArray,
    last_end: IntArray,
    start_at: IntArray,
    end_at: IntArray,
    left: IntArray,
    right: IntArray,
) -> None:
    """What column c surely pays, by its cell, when `item` lies left of it, and when right.

    left: by start of c; the item's column ends as early as it can. right: by end of c; the item's
    column starts as late as it can. `BIG` where no column of the item can lie there. A gain is told
    whole by each item, so that none is left untold where not all items of a column are remembered.
    """
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
    reduced: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    tier: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    free_at: IntArray,
    free_other: IntArray,
    free_lag: IntArray,
    first: IntArray,
    last: IntArray,
    first_end: IntArray,
    last_end: IntArray,
    start_at: IntArray,
    end_at: IntArray,
    exempt_at: IntArray,
    own: IntArray,
    pays: BoolArray,
    left: IntArray,
    right: IntArray,
    finish: IntArray,
    begun: IntArray,
    rest: IntArray,
    rest_free: IntArray,
) -> int:
    """One backward pass over all cells and sets; fills begun, rest, rest_free. See `memory`.

    Links are taken over blocks of cells, as in `relaxation_kernels`.
    """
    n = len(u_min)
    cells = reduced.shape[1]
    sets = len(finish)
    items = len(pays)
    blocks = len(BLOCKS)
    value = finish[sets - 1]
    ahead = np.empty(sets, dtype=np.int64)
    toll = np.empty(sets, dtype=np.int64)
    ending = np.empty(sets, dtype=np.int64)
    top = np.empty(sets, dtype=np.int64)
    paid = np.empty(BLOCKS[0], dtype=np.int64)
    for k in range(cells - 1, -1, -1):
        for b in range(blocks):
            if (cells - 1 - k) % BLOCKS[b] == 0:
                for c in range(n):
                    low, high = max(k - BLOCKS[b] + 1, first_end[c]), min(k, last_end[c])
                    if low > high:
                        continue
                    at = end_at[c] + low - first_end[c]
                    if b > 0 and tier[c, b] == tier[c, b + 1]:
                        continue
                    target = rest[at : at + high - low + 1]
                    if b == 0:
                        spread_over(target, finish)
                    follow_block(
                        c, low, target, tier[c, b], tier[c, b + 1], other, lag, price, first, last,
                        start_at, at, own, pays, left, right, begun, top, paid,
                    )  # fmt: skip
        for c in range(n - 1, -1, -1):
            if not first[c] <= k <= last[c]:
                continue
            at = start_at[c] + k - first[c]
            target = begun[at]
            if k == last[c]:
                fill(target, BIG)
            else:
                for u in range(sets):
                    target[u] = begun[at + 1, u]
            if reduced[c, k] >= BIG:
                continue
            end = end_at[c] + k - first_end[c]
            if u_max[c] == 0 and tier[c, blocks] < tier[c, blocks + 1]:
                follow_block(
                    c, k, rest[end : end + 1], tier[c, blocks], tier[c, blocks + 1], other, lag,
                    price, first, last, start_at, end, own, pays, left, right, begun, top, paid,
                )  # fmt: skip
            mine = own[c]
            scored = reduced[c, k]
            if (
                u_max[c] == 0
                and exempt_at[c] < 0
                and both_tolls(c, at, end, pays, left, right, toll)
            ):
                if mine == 0:
                    lessen_by(target, rest[end], toll, scored)
                else:
                    for u in range(sets):
                        if u & mine == mine:
                            v = rest[end, u & ~mine] + toll[u] + scored
                            if v < BIG // 2:
                                target[u] = v if v < target[u] else target[u]
                value = min(value, target[sets - 1])
                continue
            fill(ahead, BIG)
            if exempt_at[c] >= 0:
                for t in range(free_at[c], free_at[c + 1]):
                    o = free_other[t]
                    begin = k + free_lag[t]
                    if begin <= last[o]:
                        lessen(ahead, begun[start_at[o] + max(begin, first[o]) - first[o]], ZERO)
                rest_free[exempt_at[c] + k - first[c]] = ahead
            ended(
                c, k, end_place, u_min, u_max, unit, first_end, last_end, end_at, pays,
                right, rest, ahead, toll, ending,
            )  # fmt: skip
            tolls(items, at, pays[:, c], left, ONE, toll)
            for u in range(sets):
                if u & mine == mine and toll[u] < BIG // 2:
                    v = ending[u & ~mine]
                    if v < BIG // 2:
                        v += scored + toll[u]
                        target[u] = v if v < target[u] else target[u]
            value = min(value, target[sets - 1])
        # Ends of variable columns meet starts in their own cell, whatever the order of columns.
        for c in range(n):
            if u_max[c] > 0 and first_end[c] <= k <= last_end[c]:
                end = end_at[c] + k - first_end[c]
                follow_block(
                    c, k, rest[end : end + 1], tier[c, blocks], tier[c, blocks + 1], other, lag,
                    price, first, last, start_at, end, own, pays, left, right, begun, top, paid,
                )  # fmt: skip
    return int(value)


@kernel
def ended(
    c: int,
    k: int,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    first_end: IntArray,
    last_end: IntArray,
    end_at: IntArray,
    pays: BoolArray,
    right: IntArray,
    rest: IntArray,
    ahead: IntArray,
    toll: IntArray,
    ending: IntArray,
) -> None:
    """ending[u]: what follows the start of c at k, with u open after it, its end and width too.

    ahead: (sets,) the same over exempt successors.
    """
    sets = len(ending)
    items = len(pays)
    for u in range(sets):
        ending[u] = BIG
    low = max(k + u_min[c], first_end[c])
    for j in range(low, min(k + u_max[c], last_end[c]) + 1):
        if end_place[c, j] >= BIG:
            continue
        paid = end_place[c, j] + unit[c] * (j - k - u_min[c])
        source = rest[end_at[c] + j - first_end[c]]
        tolls(items, end_at[c] + j - first_end[c], pays[:, c], right, ZERO, toll)
        for u in range(sets):
            v = min(source[u], ahead[u]) + toll[u] + paid
            ending[u] = v if v < ending[u] else ending[u]


@kernel
def forward_sets(
    reduced: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    before_at: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    free_at: IntArray,
    free_other: IntArray,
    free_lag: IntArray,
    first: IntArray,
    last: IntArray,
    first_end: IntArray,
    last_end: IntArray,
    start_at: IntArray,
    end_at: IntArray,
    exempt_at: IntArray,
    own: IntArray,
    pays: BoolArray,
    left: IntArray,
    right: IntArray,
    rest: IntArray,
    rest_free: IntArray,
    most: int,
    over: IntArray,
    begun: IntArray,
    least: IntArray,
) -> None:
    """least[start]: the least that a relaxed row through that start scores, from both passes.

    before_at, other, lag, price: the links by their right column. most: what is above it need not
    be told apart. Works in over: (ends, sets) and begun: (exempt starts, sets), both `BIG`: rows up
    to an end, or begun up to a start, by the open items after it.
    """
    n = len(u_min)
    cells = reduced.shape[1]
    sets = rest.shape[1]
    items = len(pays)
    whole = sets - 1
    toll = np.empty(sets, dtype=np.int64)
    ending = np.empty(sets, dtype=np.int64)
    ahead = np.empty(sets, dtype=np.int64)
    come = np.empty(sets, dtype=np.int64)
    for k in range(cells):
        for c in range(n):
            if last[c] < 0:
                continue
            if first_end[c] < k <= last_end[c]:
                at = end_at[c] + k - first_end[c]
                for u in range(sets):
                    over[at, u] = min(over[at, u], over[at - 1, u])
            if exempt_at[c] >= 0 and first[c] < k <= last[c]:
                at = exempt_at[c] + k - first[c]
                for u in range(sets):
                    begun[at, u] = min(begun[at, u], begun[at - 1, u])
        for c in range(n):
            if not first[c] <= k <= last[c] or reduced[c, k] >= BIG:
                continue
            start = start_at[c] + k - first[c]
            for u in range(sets):
                come[u] = BIG
            come[whole] = 0
            for t in range(before_at[c], before_at[c + 1]):
                o = other[t]
                end = k - lag[t]
                if end < first_end[o]:
                    continue
                end = end_at[o] + min(end, last_end[o]) - first_end[o]
                paid = price[t]
                if own[c] | own[o]:
                    paid -= told(o, c, end, start, own, pays, left, right)
                source = over[end]
                for u in range(sets):
                    v = source[u] + paid
                    come[u] = v if v < come[u] else come[u]
            if exempt_at[c] >= 0:
                for t in range(free_at[c], free_at[c + 1]):
                    o = free_other[t]
                    begin = k - free_lag[t]
                    if begin < first[o]:
                        continue
                    source = begun[exempt_at[o] + min(begin, last[o]) - first[o]]
                    for u in range(sets):
                        come[u] = source[u] if source[u] < come[u] else come[u]
            # From now on with the column itself.
            tolls(items, start, pays[:, c], left, ONE, toll)
            for u in range(sets):
                come[u] = min(come[u] + toll[u] + reduced[c, k], BIG)
            for u in range(sets):
                ahead[u] = BIG
            if exempt_at[c] >= 0:
                for u in range(sets):
                    ahead[u] = rest_free[exempt_at[c] + k - first[c], u]
            ended(
                c, k, end_place, u_min, u_max, unit, first_end, last_end, end_at, pays, right,
                rest, ahead, toll, ending,
            )  # fmt: skip
            mine = own[c]
            best = np.int64(BIG)
            for u in range(sets):
                if u & mine == mine:
                    best = min(best, come[u] + ending[u & ~mine])
            least[start] = best
            if best >= most:
                continue
            low = max(k + u_min[c], first_end[c])
            for j in range(low, min(k + u_max[c], last_end[c]) + 1):
                if end_place[c, j] >= BIG:
                    continue
                at = end_at[c] + j - first_end[c]
                paid = end_place[c, j] + unit[c] * (j - k - u_min[c])
                tolls(items, at, pays[:, c], right, ZERO, toll)
                for u in range(sets):
                    if u & mine == mine:
                        v = come[u] + toll[u & ~mine] + paid
                        if v < over[at, u & ~mine]:
                            over[at, u & ~mine] = v
                        if exempt_at[c] >= 0:
                            e = exempt_at[c] + k - first[c]
                            begun[e, u & ~mine] = min(begun[e, u & ~mine], v)
