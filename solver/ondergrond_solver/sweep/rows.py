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

import numba
import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.labels import certain_orders
from ondergrond_solver.sweep.relaxation import Backward
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
    n, m = tables.covers.shape
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
        tables.free, hard, near.min(axis=2, initial=tables.far), reach, first, last, certain, multiplier, passed.start, passed.rest,
        passed.rest_free, tables.grid.problem.constant, limit, width, _MOST_CELLS, row,
    )  # fmt: skip
    found = tuple((int(c), int(k), int(u)) for c, k, u in row[:count]) if value < limit else ()
    return FoundRow(
        int(value) if value < limit else None, found, int(bound), not cut, int(states)
    )


@numba.njit(cache=True)
def _arrive(
    score: IntArray,
    low: int,
    lag: IntArray,
    price: IntArray,
    from_cell: int,
    to_cell: int,
    out: IntArray,
) -> None:
    """out[k]: the least score (prefix minima of cells from `low` on) and gap price, start at k."""
    size = len(score)
    for k in range(from_cell, to_cell + 1):
        out[k] = BIG
    for s in range(len(lag)):
        begin = max(from_cell, low + lag[s])
        stop = min(to_cell, low + size - 1 + lag[s])
        shift, paid = low + lag[s], price[s]
        for k in range(begin, stop + 1):
            v = score[k - shift] + paid
            out[k] = v if v < out[k] else out[k]
        if stop < to_cell:
            v = score[size - 1] + paid
            for k in range(max(begin, stop + 1), to_cell + 1):
                out[k] = v if v < out[k] else out[k]


@numba.njit(cache=True)
def _widen(
    start: IntArray,
    from_cell: int,
    to_cell: int,
    low: int,
    high: int,
    unit: int,
    end_place: IntArray,
    out: IntArray,
    queue: IntArray,
) -> None:
    """out[j] = end_place[j] + min over widths u in low..high of start[j - u] + unit (u - low)."""
    cells = len(end_place)
    head, tail, fed = 0, 0, from_cell
    for j in range(cells):
        out[j] = BIG
    for j in range(from_cell + low, min(cells, to_cell + high + 1)):
        while fed <= min(j - low, to_cell):
            if start[fed] < BIG // 2:
                value = start[fed] - unit * fed
                while tail > head and start[queue[tail - 1]] - unit * queue[tail - 1] >= value:
                    tail -= 1
                queue[tail] = fed
                tail += 1
            fed += 1
        while head < tail and queue[head] < j - high:
            head += 1
        if head < tail and end_place[j] < BIG:
            k = queue[head]
            out[j] = start[k] + unit * (j - k - low) + end_place[j]


@numba.njit(cache=True)
def _starts(
    before: int,
    c: int,
    from_cell: int,
    to_cell: int,
    words: int,
    sets: BitArray,
    state_last: IntArray,
    state_low: IntArray,
    state_at: IntArray,
    state_size: IntArray,
    pool: IntArray,
    place: IntArray,
    u_min: IntArray,
    lag: IntArray,
    near: IntArray,
    price: IntArray,
    order: IntArray,
    free: BoolArray,
    reach: IntArray,
    first: IntArray,
    out: IntArray,
) -> None:
    """out[k]: the least score of a row of state `before` followed by column c starting at k."""
    tail = state_last[before]
    score = pool[state_at[before] : state_at[before] + state_size[before]]
    low = state_low[before]
    if free[tail, c]:
        shift = 0 if tail < c else 1
        if u_min[tail] > 0:
            shift = -len(place[c])
        for k in range(from_cell, to_cell + 1):
            at = min(k - shift - low, state_size[before] - 1)
            out[k] = score[at] if at >= 0 else BIG
    else:
        _arrive(score, low, near[tail, c], price[tail, c], from_cell, to_cell, out)
    paid = np.int64(0)
    for w in range(words):
        bits = sets[before, w]
        r = 64 * w
        while bits:
            if bits & np.uint64(1):
                if not free[r, c]:
                    paid += order[r, c]
                    if r != tail:
                        end = first[r] + u_min[r]
                        for k in range(from_cell, min(to_cell, end + reach[r, c] - 1) + 1):
                            best = np.int64(BIG)
                            for s in range(lag.shape[2]):
                                if k - end >= lag[r, c, s] and price[r, c, s] < best:
                                    best = price[r, c, s]
                            out[k] = min(out[k] + best, BIG)
            bits >>= np.uint64(1)
            r += 1
    for k in range(from_cell, to_cell + 1):
        if out[k] < BIG // 2 and place[c, k] < BIG:
            out[k] += paid + place[c, k]
        else:
            out[k] = BIG


@numba.njit(cache=True)
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
    for c in range(n):
        running = np.int64(BIG)
        for k in range(cells - 1, -1, -1):
            running = min(running, begin[c, k])
            least[c, k] = running
        for i in range(items):
            number[c] += covers[c, i]
    all_items = np.int64(constant)
    for i in range(items):
        all_items += multiplier[i]
    best = np.int64(limit)
    best_state = -1
    best_end = -1
    bound = np.int64(limit)
    cut = False
    kept = 0
    if must == 0:
        total = np.int64(constant)
        for i in range(items):
            total += skip[i]
        if total < best:
            best = total
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
            ranked = np.argsort(bounds[:k], kind="mergesort")
            chosen = chosen[:k][ranked]
            if k > width:
                cut = True
                bound = min(bound, state_bound[chosen[width]])
                chosen = chosen[:width]
            table[:] = -1
        kept += len(chosen)
        for before in chosen:
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
                        best = lowest
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
                    _starts(
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
                    _widen(
                        out, from_cell, to_cell, u_min[c], u_max[c], unit[c], end_place[c], ends,
                        queue,
                    )  # fmt: skip
                    # What follows an exempt column is told by the start, which is not kept.
                    lax = np.int64(-(BIG // 4) if free[c].any() else 0)
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
                key = np.uint64(c) * np.uint64(0x9E3779B97F4A7C15)
                for w in range(words):
                    word = np.uint64(0)
                    if before >= 0:
                        word = sets[before, w]
                    if c >> 6 == w:
                        word |= one << np.uint64(c & 63)
                    key = (key ^ word) * np.uint64(0xBF58476D1CE4E5B9)
                    key ^= key >> np.uint64(29)
                slot = np.int64(key >> np.uint64(48))
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
                        bound = min(bound, lowest)
                        continue
                    wider = np.empty(min(most_cells, 2 * len(pool) + cells), dtype=np.int64)
                    wider[:used] = pool[:used]
                    pool = wider
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
                    sets = _longer2(sets, size)
                    met = _longer1(met, size)
                    state_last = _longer1(state_last, size)
                    state_low = _longer1(state_low, size)
                    state_size = _longer1(state_size, size)
                    state_at = _longer1(state_at, size)
                    state_bound = _longer1(state_bound, size)
                    state_next = _longer1(state_next, size)
                    bucket_next = _longer1(bucket_next, size)
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
                pool[used : used + high - low + 1] = source[low : high + 1]
                used += high - low + 1
                state_bound[count] = lowest
                state_next[count] = table[slot]
                table[slot] = count
                number_met = level + number[c]
                bucket_next[count] = bucket[number_met]
                bucket[number_met] = count
                in_bucket[number_met] += 1
                count += 1
    value = best
    bound = min(bound, best)
    if best_state == -2:
        return value, bound, 0, kept, cut
    if best_state < 0:
        return value, bound, 0, kept, cut
    length = _trace(
        best_state, words, sets, met, state_last, state_low, state_at, state_size, pool, count,
        place, end_place, u_min, u_max, unit, mask, lag, near, price, order, free, reach, first,
        last, row,
    )  # fmt: skip
    return value, bound, length, kept, cut


@numba.njit(cache=True)
def _longer1(array: np.ndarray, size: int) -> np.ndarray:
    wider = np.full(size, -1, dtype=np.int64).astype(array.dtype)
    wider[: len(array)] = array
    return wider


@numba.njit(cache=True)
def _longer2(array: np.ndarray, size: int) -> np.ndarray:
    wider = np.zeros((size, array.shape[1]), dtype=array.dtype)
    wider[: len(array)] = array
    return wider


@numba.njit(cache=True)
def _trace(
    state: int,
    words: int,
    sets: BitArray,
    met: BitArray,
    state_last: IntArray,
    state_low: IntArray,
    state_at: IntArray,
    state_size: IntArray,
    pool: IntArray,
    count: int,
    place: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    mask: BitArray,
    lag: IntArray,
    near: IntArray,
    price: IntArray,
    order: IntArray,
    free: BoolArray,
    reach: IntArray,
    first: IntArray,
    last: IntArray,
    row: IntArray,
) -> int:
    """Read the row of a state back, from its best end; returns its columns, 0 if it is lost."""
    n, cells = place.shape
    out = np.empty(cells, dtype=np.int64)
    one = np.uint64(1)
    length = 0
    size = state_size[state]
    wanted = pool[state_at[state] + size - 1]
    latest_end = state_low[state] + size - 1
    latest_start = np.int64(cells)
    while True:
        c = state_last[state]
        # The first end at which the state is as good as wanted.
        at = state_at[state]
        j = state_low[state]
        while j < latest_end and pool[at + j - state_low[state]] > wanted:
            j += 1
        # Of the states before, one whose extension gives this score at this end.
        found = False
        k_found = np.int64(-1)
        before_found = -1
        alone = True
        for w in range(words):
            word = sets[state, w]
            if c >> 6 == w:
                word &= ~(one << np.uint64(c & 63))
            if word:
                alone = False
        for before in range(-1, count):
            if found:
                break
            if (before < 0) != alone:
                continue
            if before >= 0:
                same = True
                for w in range(words):
                    word = sets[state, w]
                    if c >> 6 == w:
                        word &= ~(one << np.uint64(c & 63))
                    if sets[before, w] != word:
                        same = False
                        break
                if not same:
                    continue
            lo = max(first[c], j - u_max[c])
            hi = min(last[c], j - u_min[c])
            hi = min(hi, latest_start)
            if lo > hi:
                continue
            if before >= 0:
                _starts(
                    before, c, lo, hi, words, sets, state_last, state_low, state_at, state_size,
                    pool, place, u_min, lag, near, price, order, free, reach, first, out,
                )  # fmt: skip
            else:
                for k in range(lo, hi + 1):
                    out[k] = place[c, k]
            for k in range(lo, hi + 1):
                if out[k] >= BIG // 2:
                    continue
                total = out[k]
                if u_max[c] > 0:
                    total += end_place[c, j] + unit[c] * (j - k - u_min[c])
                if total <= wanted:
                    found = True
                    k_found = k
                    before_found = before
                    break
        if not found:
            return 0
        row[length, 0] = c
        row[length, 1] = k_found
        row[length, 2] = j - k_found
        length += 1
        if before_found < 0:
            break
        # What the state before must score, and where it must end.
        value = wanted - place[c, k_found]
        if u_max[c] > 0:
            value -= end_place[c, j] + unit[c] * (j - k_found - u_min[c])
        tail = state_last[before_found]
        for w in range(words):
            bits = sets[before_found, w]
            r = 64 * w
            while bits:
                if bits & one and not free[r, c]:
                    value -= order[r, c]
                    if r != tail:
                        end = first[r] + u_min[r]
                        best = np.int64(BIG)
                        for s in range(lag.shape[2]):
                            if k_found - end >= lag[r, c, s] and price[r, c, s] < best:
                                best = price[r, c, s]
                        value -= best
                bits >>= one
                r += 1
        low, size = state_low[before_found], state_size[before_found]
        offset = state_at[before_found]
        latest_start = np.int64(cells)
        if free[tail, c]:
            wanted = value
            latest_end = low + size - 1
            latest_start = k_found - (0 if tail < c else 1)
        else:
            done = False
            for s in range(lag.shape[2]):
                reachable = min(k_found - near[tail, c, s], low + size - 1)
                if not done and reachable >= low:
                    if pool[offset + reachable - low] + price[tail, c, s] <= value:
                        wanted = value - price[tail, c, s]
                        latest_end = reachable
                        done = True
            if not done:
                return 0
        state = before_found
    # From left to right.
    for at in range(length // 2):
        for x in range(3):
            swap = row[at, x]
            row[at, x] = row[length - 1 - at, x]
            row[length - 1 - at, x] = swap
    return length
