"""The kernels of `labels`: reading rows back, and extension of labels to the right.

A label is a row so far, from left to right. Labels are columns of a table that share one index:
covered (bits), last, start, end (of the last column), score (of the columns so far, all pairs
exact), bound, parent. Rows are read back along `parent`; -1 is the empty row.
"""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.tables import BIG, BitArray, BoolArray


@kernel
def read_row(
    index: int,
    parent: IntArray,
    last: IntArray,
    end: IntArray,
    row: IntArray,
    ends: IntArray,
) -> int:
    """Write the columns and ends of label `index`, last one first; returns how many."""
    count = 0
    while index >= 0:
        row[count] = last[index]
        ends[count] = end[index]
        count += 1
        index = parent[index]
    return count


@kernel
def gap_price(
    distance: int,
    lag: IntArray,
    price: IntArray,
) -> int:
    """The price of the level that `distance` reaches; `BIG` below the hard lag."""
    best = BIG
    for s in range(len(lag)):
        if distance >= lag[s] and price[s] < best:
            best = price[s]
    return best


@kernel
def extend(
    chunk: IntArray,
    limit: int,
    all_items: int,
    covered: BitArray,
    last: IntArray,
    start: IntArray,
    end: IntArray,
    score: IntArray,
    parent: IntArray,
    place: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    mask: BitArray,
    lag: IntArray,
    price: IntArray,
    order: IntArray,
    free: BoolArray,
    hard: IntArray,
    reach: IntArray,
    first_start: IntArray,
    last_start: IntArray,
    half: IntArray,
    certain: IntArray,
    multiplier: IntArray,
    rest: IntArray,
    rest_free: IntArray,
    begin: IntArray,
    least: IntArray,
    fussy: BoolArray,
    out_covered: BitArray,
    out_last: IntArray,
    out_start: IntArray,
    out_end: IntArray,
    out_score: IntArray,
    out_bound: IntArray,
    out_parent: IntArray,
) -> tuple[int, int]:
    """Extend the labels of `chunk` by every column, as long as the output has room.

    limit: bounds must stay below it. all_items: constant plus the sum of the multipliers.
    certain: (n, items) order price between a column and an item to its right beyond what the
    item's own column has absorbed (see `labels`). begin: b(c, k); least: its minimum from k on.
    hard, reach: (n, n) least lag, and the lag from which a pair pays nothing. fussy: columns of
    variable width with exempt partners, whose start matters beside their end.
    Returns (labels extended, labels written).
    """
    n, cells = place.shape
    items = len(multiplier)
    room = len(out_last)
    row = np.empty(items + 1, dtype=np.int64)
    ends = np.empty(items + 1, dtype=np.int64)
    absorbed = np.empty(items, dtype=np.int64)
    best = np.empty(cells, dtype=np.int64)
    best_start = np.empty(cells, dtype=np.int64)
    written = 0
    for at in range(len(chunk)):
        before = written
        label = chunk[at]
        count = read_row(label, parent, last, end, row, ends)
        met = np.uint64(0)
        base = np.int64(0)
        tail, tail_end, tail_start = -1, 0, 0
        if label >= 0:
            met = covered[label]
            base = score[label]
            tail, tail_end, tail_start = last[label], end[label], start[label]
        # Order prices between the row and what is to come, which lies to the right of it.
        absorbed[:] = 0
        index = label
        while index >= 0 and half.size:
            for i in range(items):
                absorbed[i] += max(half[last[index], i, start[index]], certain[last[index], i])
            index = parent[index]
        weak = base + all_items
        for i in range(items):
            if met & (np.uint64(1) << np.uint64(i)):
                weak -= multiplier[i]
            else:
                weak += absorbed[i]
        for c in range(n):
            if mask[c] & met or last_start[c] < 0:
                continue
            from_cell = first_start[c]
            if tail >= 0:
                if free[tail, c]:
                    from_cell = max(from_cell, tail_start + (0 if tail < c else 1))
                else:
                    from_cell = max(from_cell, tail_end + hard[tail, c])
            if from_cell > last_start[c] or weak + least[c, from_cell] >= limit:
                continue
            paid = np.int64(0)
            calm = from_cell
            for r in range(count):
                if not free[row[r], c]:
                    from_cell = max(from_cell, ends[r] + hard[row[r], c])
                    calm = max(calm, ends[r] + reach[row[r], c])
                    paid += order[row[r], c]
            if from_cell > last_start[c] or weak + least[c, from_cell] >= limit:
                continue
            # The same bound, with the order prices between row and column exact.
            both = met | mask[c]
            strong = all_items
            for i in range(items):
                if both & (np.uint64(1) << np.uint64(i)):
                    strong -= multiplier[i]
                else:
                    strong += absorbed[i]
            variable = u_max[c] > 0 and not fussy[c]
            if variable:
                best[:] = BIG
            lowest = BIG
            for k in range(from_cell, last_start[c] + 1):
                if weak + begin[c, k] >= limit or place[c, k] >= BIG:
                    if weak + least[c, k] >= limit:
                        break
                    continue
                value = base + paid + place[c, k]
                if k < calm:
                    for r in range(count):
                        if not free[row[r], c]:
                            value += gap_price(k - ends[r], lag[row[r], c], price[row[r], c])
                            if value >= BIG // 2:
                                break
                if value >= BIG // 2:
                    continue
                own = strong
                if half.size:
                    for i in range(items):
                        if not both & (np.uint64(1) << np.uint64(i)):
                            own += max(half[c, i, k], certain[c, i])
                for u in range(u_min[c], min(u_max[c], cells - 1 - k) + 1):
                    j = k + u
                    if end_place[c, j] >= BIG:
                        continue
                    total = value + end_place[c, j] + unit[c] * (u - u_min[c])
                    bound = total + own + min(rest[c, j], rest_free[c, k])
                    if bound >= limit:
                        continue
                    if variable:
                        if total < best[j]:
                            best[j] = total
                            best_start[j] = k
                        continue
                    # Later and no cheaper is dominated by the start before it.
                    if total >= lowest and not fussy[c]:
                        continue
                    lowest = min(lowest, total)
                    if written >= room:
                        return at, before
                    out_covered[written] = both
                    out_last[written] = c
                    out_start[written] = k
                    out_end[written] = j
                    out_score[written] = total
                    out_bound[written] = bound
                    out_parent[written] = label
                    written += 1
            if not variable:
                continue
            for j in range(cells):
                if best[j] >= lowest:
                    continue
                lowest = best[j]
                k = best_start[j]
                own = strong
                if half.size:
                    for i in range(items):
                        if not both & (np.uint64(1) << np.uint64(i)):
                            own += max(half[c, i, k], certain[c, i])
                if written >= room:
                    return at, before
                out_covered[written] = both
                out_last[written] = c
                out_start[written] = k
                out_end[written] = j
                out_score[written] = lowest
                out_bound[written] = lowest + own + min(rest[c, j], rest_free[c, k])
                out_parent[written] = label
                written += 1
    return len(chunk), written
