"""Sets of columns with their last one: for each, the best score by where the row so far ends.

A *state* is a set of columns and which of them is last. Its scores are an array over the cells
where the last one ends: order prices between all columns of the set are exact, gaps of
neighbours too. Gaps of columns that are no neighbours are bounded below: the one to the left is
taken to end as early as it can at all (exact for what stays where it is). States with the same set
and the same last column are one state, cell by cell the better of the two. So this is the problem
with one thing relaxed, solved exactly unless states were cut; a best row that pays no more than its
state says is a best row of the problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.labels import certain_orders
from ondergrond_solver.sweep.relaxation import Backward
from ondergrond_solver.sweep.row_kernels import (
    longer,
    longer_bits,
    longer_sets,
    mixed,
    sort_by,
    starts,
    widen,
)
from ondergrond_solver.sweep.row_trace import trace
from ondergrond_solver.sweep.tables import BIG, BitArray, BoolArray, Tables

_MOST_CELLS = 12_000_000
"""Cells kept of all states together: 96 MB."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """What a run gives.

    value: the least score of a relaxed row below the limit, or None. row: its (column, start, width
    in cells) from left to right. bound: no row scores below it or below the limit. exact: no state
    was cut. states: how many were kept.
    """

    value: int | None
    row: tuple[tuple[int, int, int], ...]
    bound: int
    exact: bool
    states: int


def best_row(
    tables: Tables,
    linked: BoolArray,
    place: IntArray,
    half: IntArray,
    multiplier: IntArray,
    passed: Backward,
    limit: int,
    width: int,
) -> FoundRow:
    """The best relaxed row that scores below `limit`, with `width` states per number of items.

    linked: (n, n, s) the levels at which neighbours may still stand. place, half, multiplier,
    passed: as for `labels.run_labels`.
    """
    m = len(tables.skip)
    live = place < BIG
    some = live.any(axis=1)
    first = np.where(some, live.argmax(axis=1), tables.cells).astype(np.int64)
    last = np.where(some, tables.cells - 1 - live[:, ::-1].argmax(axis=1), -1).astype(np.int64)
    certain = certain_orders(tables, half)
    if half.size:
        certain = np.maximum(certain, np.where(live[:, None, :], half, BIG).min(axis=2))
        certain[~some] = 0
    hard = tables.lag.min(axis=2, initial=tables.far)
    near = np.where(linked, tables.lag, tables.far)
    reach = np.where(tables.lag < tables.far, tables.lag, -1).max(axis=2, initial=-1)
    row = np.zeros((m + 1, 3), dtype=np.int64)
    must = sum(1 << i for i in range(m) if tables.skip[i] >= BIG)
    value, bound, count, states, cut = _best_row(
        place, tables.end_place, tables.u_min, tables.u_max, tables.unit, tables.mask,
        tables.covers, np.uint64(must), tables.skip, tables.lag, near, tables.price, tables.order,
        tables.free, hard, near.min(axis=2, initial=tables.far), reach, first, last, certain,
        multiplier, passed.start, passed.rest, passed.rest_free, tables.grid.problem.constant,
        limit, width, _MOST_CELLS, row,
    )  # fmt: skip
    found = tuple((int(c), int(k), int(u)) for c, k, u in row[:count]) if value < limit else ()
    return FoundRow(int(value) if value < limit else None, found, int(bound), not cut, int(states))


@kernel
def _best_row(
    place: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    mask: BitArray,
    covers: BoolArray,
    must: np.uint64,
    skip: IntArray,
    lag: IntArray,
    near: IntArray,
    price: IntArray,
    order: IntArray,
    free: BoolArray,
    hard: IntArray,
    nearest: IntArray,
    reach: IntArray,
    first: IntArray,
    last: IntArray,
    certain: IntArray,
    multiplier: IntArray,
    begin: IntArray,
    rest: IntArray,
    rest_free: IntArray,
    constant: int,
    limit: int,
    width: int,
    most_cells: int,
    row: IntArray,
) -> tuple[int, int, int, int, bool]:
    """See `best_row`; returns value, bound, columns of the row, states, and whether any was cut."""
    n, cells = place.shape
    items = len(skip)
    words = (n + 63) // 64
    one = np.uint64(1)
    size = 4096
    sets = np.zeros((size, words), dtype=np.uint64)
    met = np.zeros(size, dtype=np.uint64)
    state_last = np.zeros(size, dtype=np.int64)
    state_low = np.zeros(size, dtype=np.int64)
    state_size = np.zeros(size, dtype=np.int64)
    state_at = np.zeros(size, dtype=np.int64)
    state_bound = np.zeros(size, dtype=np.int64)
    state_next = np.full(size, -1, dtype=np.int64)
    bucket_next = np.full(size, -1, dtype=np.int64)
    count = 0
    pool = np.empty(1 << 18, dtype=np.int64)
    used = 0
    table = np.full(1 << 16, -1, dtype=np.int64)
    bucket = np.full(items + 2, -1, dtype=np.int64)
    in_bucket = np.zeros(items + 2, dtype=np.int64)
    out = np.empty(cells, dtype=np.int64)
    ends = np.empty(cells, dtype=np.int64)
    queue = np.empty(cells + 1, dtype=np.int64)
    # The suffix minima of what may still come tell early when a column is hopeless.
    least = np.empty((n, cells), dtype=np.int64)
    number = np.zeros(n, dtype=np.int64)
    exempt = np.zeros(n, dtype=np.bool_)
    for c in range(n):
        running = np.int64(BIG)
        for k in range(cells - 1, -1, -1):
            running = min(running, begin[c, k])
            least[c, k] = running
        for i in range(items):
            number[c] += covers[c, i]
        for other in range(n):
            exempt[c] |= free[c, other]
    all_items = np.int64(constant)
    for i in range(items):
        all_items += multiplier[i]
    best = limit
    best_state = -1
    bound = limit
    cut = False
    kept = 0
    if must == 0:
        total = np.int64(constant)
        for i in range(items):
            total += skip[i]
        if total < best:
            best = int(total)
            best_state = -2
    for level in range(items + 1):
        # The states of this level by bound; -1 stands for the empty row.
        if level == 0:
            chosen = np.full(1, -1, dtype=np.int64)
        else:
            amount = in_bucket[level]
            chosen = np.empty(amount, dtype=np.int64)
            bounds = np.empty(amount, dtype=np.int64)
            entry = bucket[level]
            k = 0
            while entry >= 0:
                if state_bound[entry] < best:
                    chosen[k] = entry
                    bounds[k] = state_bound[entry]
                    k += 1
                entry = bucket_next[entry]
            sort_by(bounds, chosen, k)
            in_bucket[level] = k
            if k > width:
                cut = True
                bound = min(bound, int(state_bound[chosen[width]]))
                in_bucket[level] = width
            for slot in range(len(table)):
                table[slot] = -1
        many = 1 if level == 0 else in_bucket[level]
        kept += many
        for at_chosen in range(many):
            before = int(chosen[at_chosen])
            base = all_items
            covered = np.uint64(0)
            tail = -1
            if before >= 0:
                covered = met[before]
                tail = state_last[before]
                if state_bound[before] >= best:
                    continue
                # A whole row already: what is not covered is skipped.
                if covered & must == must:
                    total = np.int64(constant)
                    for i in range(items):
                        if not covered >> np.uint64(i) & one:
                            total += skip[i]
                    offset = state_at[before]
                    lowest = pool[offset + state_size[before] - 1] + total
                    if lowest < best:
                        best = int(lowest)
                        best_state = before
            # What is left to come, apart from the column that follows.
            charge = np.zeros(items, dtype=np.int64)
            if before >= 0:
                for w in range(words):
                    bits = sets[before, w]
                    r = 64 * w
                    while bits:
                        if bits & one:
                            for i in range(items):
                                charge[i] += certain[r, i]
                        bits >>= one
                        r += 1
            for i in range(items):
                if covered >> np.uint64(i) & one:
                    base -= multiplier[i]
                else:
                    base += charge[i]
            floor = np.int64(0)
            if before >= 0:
                floor = pool[state_at[before] + state_size[before] - 1]
            for c in range(n):
                if mask[c] & covered or last[c] < 0:
                    continue
                from_cell = first[c]
                if before >= 0:
                    if free[tail, c]:
                        from_cell = max(from_cell, state_low[before] - u_max[tail])
                    else:
                        from_cell = max(from_cell, state_low[before] + nearest[tail, c])
                    for w in range(words):
                        bits = sets[before, w]
                        r = 64 * w
                        while bits:
                            if bits & one and not free[r, c]:
                                from_cell = max(from_cell, first[r] + u_min[r] + hard[r, c])
                            bits >>= one
                            r += 1
                to_cell = last[c]
                if from_cell > to_cell or floor + base + least[c, from_cell] >= best:
                    continue
                while floor + base + least[c, to_cell] >= best:
                    to_cell -= 1
                if before >= 0:
                    starts(
                        before, c, from_cell, to_cell, words, sets, state_last, state_low,
                        state_at, state_size, pool, place, u_min, lag, near, price, order, free,
                        reach, first, out,
                    )  # fmt: skip
                else:
                    for k in range(from_cell, to_cell + 1):
                        out[k] = place[c, k]
                own = all_items
                both = covered | mask[c]
                for i in range(items):
                    if both >> np.uint64(i) & one:
                        own -= multiplier[i]
                    else:
                        own += charge[i] + certain[c, i]
                low, high, lowest = -1, -1, np.int64(BIG)
                if u_max[c] > 0:
                    widen(
                        out, from_cell, to_cell, u_min[c], u_max[c], unit[c], end_place[c], ends,
                        queue,
                    )  # fmt: skip
                    # What follows an exempt column is told by the start, which is not kept.
                    lax = np.int64(-(BIG // 4) if exempt[c] else 0)
                    for j in range(from_cell + u_min[c], min(cells, to_cell + u_max[c] + 1)):
                        after = min(rest[c, j], lax)
                        if ends[j] < BIG // 2 and ends[j] + own + after < best:
                            low = j if low < 0 else low
                            high = j
                            lowest = min(lowest, ends[j] + own + after)
                        else:
                            ends[j] = BIG
                    source = ends
                else:
                    for k in range(from_cell, to_cell + 1):
                        after = min(rest[c, k], rest_free[c, k])
                        if out[k] < BIG // 2 and out[k] + own + after < best:
                            low = k if low < 0 else low
                            high = k
                            lowest = min(lowest, out[k] + own + after)
                        else:
                            out[k] = BIG
                    source = out
                if low < 0:
                    continue
                # Prefix minima: to end earlier is never worse for what follows.
                running = np.int64(BIG)
                for k in range(low, high + 1):
                    running = min(running, source[k])
                    source[k] = running
                # Merge with a state of the same set and last column, or add one.
                key = np.uint64(c + 1)
                for w in range(words):
                    word = np.uint64(0)
                    if before >= 0:
                        word = sets[before, w]
                    if c >> 6 == w:
                        word |= one << np.uint64(c & 63)
                    key = mixed(key ^ mixed(word))
                slot = int(np.int64(key >> np.uint64(48)))
                entry = table[slot]
                while entry >= 0:
                    same = state_last[entry] == c and met[entry] == both
                    for w in range(words):
                        word = np.uint64(0)
                        if before >= 0:
                            word = sets[before, w]
                        if c >> 6 == w:
                            word |= one << np.uint64(c & 63)
                        if sets[entry, w] != word:
                            same = False
                    if same:
                        break
                    entry = state_next[entry]
                if used + cells > len(pool):
                    if used + cells > most_cells:
                        cut = True
                        bound = min(bound, int(lowest))
                        continue
                    pool = longer(pool, min(most_cells, 2 * len(pool) + cells))
                if entry >= 0:
                    # The two as one, in new room if the old does not hold it.
                    at, old_low, old = state_at[entry], state_low[entry], state_size[entry]
                    new_low = min(low, old_low)
                    new_high = max(high, old_low + old - 1)
                    if new_low < old_low or new_high > old_low + old - 1:
                        state_at[entry] = used
                        for k in range(new_low, new_high + 1):
                            v = np.int64(BIG)
                            if old_low <= k:
                                v = pool[at + min(k - old_low, old - 1)]
                            if low <= k:
                                v = min(v, source[min(k, high)])
                            pool[used + k - new_low] = v
                        used += new_high - new_low + 1
                        state_low[entry] = new_low
                        state_size[entry] = new_high - new_low + 1
                    else:
                        for k in range(low, new_high + 1):
                            v = source[min(k, high)]
                            if v < pool[at + k - old_low]:
                                pool[at + k - old_low] = v
                    state_bound[entry] = min(state_bound[entry], lowest)
                    continue
                if count == size:
                    size *= 2
                    sets = longer_sets(sets, size)
                    met = longer_bits(met, size)
                    state_last = longer(state_last, size)
                    state_low = longer(state_low, size)
                    state_size = longer(state_size, size)
                    state_at = longer(state_at, size)
                    state_bound = longer(state_bound, size)
                    state_next = longer(state_next, size)
                    bucket_next = longer(bucket_next, size)
                for w in range(words):
                    word = np.uint64(0)
                    if before >= 0:
                        word = sets[before, w]
                    if c >> 6 == w:
                        word |= one << np.uint64(c & 63)
                    sets[count, w] = word
                met[count] = both
                state_last[count] = c
                state_low[count] = low
                state_size[count] = high - low + 1
                state_at[count] = used
                for k in range(low, high + 1):
                    pool[used + k - low] = source[k]
                used += high - low + 1
                state_bound[count] = lowest
                state_next[count] = table[slot]
                table[slot] = count
                number_met = level + number[c]
                bucket_next[count] = bucket[number_met]
                bucket[number_met] = count
                in_bucket[number_met] += 1
                count += 1
    value, bound = best, min(bound, best)
    if best_state == -2:
        return value, bound, 0, kept, cut
    if best_state < 0:
        return value, bound, 0, kept, cut
    length = trace(
        best_state, words, sets, state_last, state_low, state_at, state_size, pool, count,
        place, end_place, u_min, u_max, unit, lag, near, price, order, free, reach, first,
        last, row,
    )  # fmt: skip
    return value, bound, length, kept, cut
