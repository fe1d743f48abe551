"""Reading the best row back from the states of `row_run`."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, kernel
from ondergrond_solver.sweep.relaxation_kernels import Scored
from ondergrond_solver.sweep.row_kernels import price_at
from ondergrond_solver.sweep.row_problem import Pairs
from ondergrond_solver.sweep.row_states import AT, COUNT, LAST, LOW, SIZE, Store, members_of, starts
from ondergrond_solver.sweep.tables import BIG, BitArray
from ondergrond_solver.sweep.windows import Windows


@kernel
def is_before(before: int, state: int, c: int, sets: BitArray) -> bool:
    """Whether a state has the columns of another but c; -1 has none."""
    for w in range(sets.shape[1]):
        word = sets[state, w]
        if c >> 6 == w:
            word &= ~(np.uint64(1) << np.uint64(c & 63))
        if word != (sets[before, w] if before >= 0 else np.uint64(0)):
            return False
    return True


@kernel
def trace(
    state: int,
    scores: Scored,
    windows: Windows,
    pairs: Pairs,
    store: Store,
    row: IntArray,
    out: IntArray,
    columns: IntArray,
) -> int:
    """Read the row of a state back, from its best end; returns its columns, 0 if it is lost.

    out, columns: by cell and by item, to work in.
    """
    place, end_place, u_min, u_max, unit = scores
    first, last = windows.first, windows.last
    near, price, free = pairs.near, pairs.price, pairs.free
    states, sets, band, pool = store.states, store.sets, store.band, store.pool
    count = store.told[COUNT]
    cells = place.shape[1]
    length = 0
    wanted = pool[states[state, AT] + states[state, SIZE] - 1]
    latest_end = states[state, LOW] + states[state, SIZE] - 1
    latest_start = np.int64(cells)
    while state >= 0:
        c = states[state, LAST]
        # The first end at which the state is as good as wanted.
        at = states[state, AT] - states[state, LOW]
        j = states[state, LOW]
        while j < latest_end and pool[at + j] > wanted:
            j += 1
        # Of the states before, one whose extension gives this score at this end.
        lo = max(first[c], j - u_max[c])
        hi = min(min(last[c], j - u_min[c]), latest_start)
        k_found, before_found = -ONE, -ONE
        for before in range(-1, count):
            if k_found >= 0 or lo > hi:
                break
            if not is_before(before, state, c, sets):
                continue
            size = members_of(before, sets, columns)
            alike = True
            for t in range(size):
                at_state = band[state, t if columns[t] < c else t + 1]
                alike &= at_state < 0 or band[before, t] == at_state
            if not alike:
                continue
            starts(before, c, lo, hi, columns[:size], store, scores, pairs, out)
            for k in range(lo, hi + 1):
                total = out[k]
                if u_max[c] > 0:
                    total += end_place[c, j] + unit[c] * (j - k - u_min[c])
                if k_found < 0 and out[k] < BIG // 2 and total <= wanted:
                    k_found, before_found = k, before
        if k_found < 0:
            return 0
        row[length, 0] = c
        row[length, 1] = k_found
        row[length, 2] = j - k_found
        length += 1
        state = before_found
        if state < 0:
            break
        # What the state before must score, and where it must end.
        value = wanted - place[c, k_found]
        if u_max[c] > 0:
            value -= end_place[c, j] + unit[c] * (j - k_found - u_min[c])
        tail = states[state, LAST]
        for t in range(members_of(state, sets, columns)):
            r = columns[t]
            if not free[r, c]:
                value -= pairs.order[r, c]
                if r != tail:
                    distance = k_found - store.early[state, t]
                    value -= price_at(distance, pairs.lag[r, c], price[r, c])
        low, size = states[state, LOW], states[state, SIZE]
        latest_start = np.int64(cells)
        latest_end = low + size - 1
        if free[tail, c]:
            wanted = value
            # Of a column of variable width `starts` does not know where it began.
            if u_max[tail] == 0:
                latest_start = np.int64(k_found - (0 if tail < c else 1))
            continue
        done = False
        for s in range(near.shape[2]):
            reachable = min(k_found - near[tail, c, s], low + size - 1)
            if done or reachable < low:
                continue
            if pool[states[state, AT] + reachable - low] + price[tail, c, s] <= value:
                wanted = value - price[tail, c, s]
                latest_end = reachable
                done = True
        if not done:
            return 0
    # From left to right.
    for at in range(length // 2):
        for x in range(3):
            swap = row[at, x]
            row[at, x] = row[length - 1 - at, x]
            row[length - 1 - at, x] = swap
    return length
