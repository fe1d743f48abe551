"""Reading the best row back from the states of `rows`."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.row_kernels import starts
from ondergrond_solver.sweep.tables import BIG, BitArray, BoolArray


@kernel
def trace(
    state: int,
    words: int,
    sets: BitArray,
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
    cells = place.shape[1]
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
        k_found = -1
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
                starts(
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
                    before_found = int(before)
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
            latest_start = np.int64(k_found - (0 if tail < c else 1))
        else:
            done = False
            for s in range(lag.shape[2]):
                reachable = min(k_found - near[tail, c, s], low + size - 1)
                if (
                    not done
                    and reachable >= low
                    and pool[offset + reachable - low] + price[tail, c, s] <= value
                ):
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
