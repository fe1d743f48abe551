"""Dominance among labels: which rows so far can be forgotten without losing the best row."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.label_kernels import gap_price, read_row
from ondergrond_solver.sweep.tables import BIG, BitArray, BoolArray


@kernel
def worst_extra(
    row_a: IntArray,
    ends_a: IntArray,
    count_a: int,
    row_b: IntArray,
    ends_b: IntArray,
    count_b: int,
    met: int,
    start_b: int,
    mask: BitArray,
    covers: BoolArray,
    lag: IntArray,
    price: IntArray,
    order: IntArray,
    free: BoolArray,
    hard: IntArray,
    first_start: IntArray,
    last_start: IntArray,
    slack: int,
    per_item: IntArray,
) -> int:
    """How much more than row b row a can still pay to columns to come; at least 0.

    Both rows cover `met` and end with the same column, a no later than b. A value above `slack`
    may be returned too low, but never at or below it.
    """
    n, items = covers.shape
    cells = len(per_item)
    same = count_a == count_b
    tail = row_b[0]
    changed = np.zeros(count_a, dtype=np.bool_)
    for r in range(1, count_a):
        found = False
        for s in range(1, count_b):
            if row_b[s] == row_a[r]:
                found = True
                changed[r] = ends_b[s] < ends_a[r]
        if not found:
            same = False
            changed[r] = True
    any_changed = False
    for r in range(1, count_a):
        any_changed |= changed[r]
    if same and not any_changed:
        return 0
    per_item[:] = 0
    for c in range(n):
        if mask[c] & met or last_start[c] < 0:
            continue
        earliest = first_start[c]
        if free[tail, c]:
            earliest = max(earliest, start_b)
        else:
            earliest = max(earliest, ends_b[0] + hard[tail, c])
        if earliest > last_start[c]:
            continue
        extra = np.int64(0)
        if not same:
            for s in range(1, count_b):
                extra -= order[row_b[s], c]
        for r in range(1, count_a):
            if free[row_a[r], c]:
                continue
            if not same:
                extra += order[row_a[r], c]
            if changed[r]:
                extra += gap_price(earliest - ends_a[r], lag[row_a[r], c], price[row_a[r], c])
            if extra > slack and extra >= BIG // 2:
                return BIG
        if extra <= 0:
            continue
        size = 0
        for i in range(items):
            size += covers[c, i]
        share = -(-extra // size)
        for i in range(items):
            if covers[c, i]:
                per_item[i] = max(per_item[i], share)
    total = np.int64(0)
    for i in range(cells):
        total += per_item[i]
    return int(total)


@kernel
def dominated(
    ranked: IntArray,
    covered: BitArray,
    last: IntArray,
    start: IntArray,
    end: IntArray,
    score: IntArray,
    row_parent: IntArray,
    all_last: IntArray,
    all_end: IntArray,
    all_parent: IntArray,
    mask: BitArray,
    covers: BoolArray,
    lag: IntArray,
    price: IntArray,
    order: IntArray,
    free: BoolArray,
    hard: IntArray,
    first_start: IntArray,
    last_start: IntArray,
    fussy: BoolArray,
) -> BoolArray:
    """Which of the labels are dominated by another; `ranked` sorts by covered, last, end, score.

    The labels are new, their parents known ones (`all_...`). A label is dominated by one of
    equal covered items and last column that ends no later and whose score, with the worst it can
    still pay more, is no higher.
    """
    count = len(ranked)
    items = covers.shape[1]
    gone = np.zeros(count, dtype=np.bool_)
    kept = np.empty(count, dtype=np.int64)
    row_a = np.empty(items + 1, dtype=np.int64)
    row_b = np.empty(items + 1, dtype=np.int64)
    ends_a = np.empty(items + 1, dtype=np.int64)
    ends_b = np.empty(items + 1, dtype=np.int64)
    per_item = np.empty(items, dtype=np.int64)
    group = 0
    for at in range(count):
        b = ranked[at]
        if at and (covered[b] != covered[ranked[at - 1]] or last[b] != last[ranked[at - 1]]):
            group = 0
        count_b = 0
        for g in range(group):
            a = kept[g]
            if score[a] > score[b] or (fussy[last[b]] and start[a] > start[b]):
                continue
            if count_b == 0:
                row_b[0] = last[b]
                ends_b[0] = end[b]
                count_b = 1 + read_row(row_parent[b], all_parent, all_last, all_end,
                                       row_b[1:], ends_b[1:])  # fmt: skip
            row_a[0] = last[a]
            ends_a[0] = end[a]
            count_a = 1 + read_row(row_parent[a], all_parent, all_last, all_end,
                                   row_a[1:], ends_a[1:])  # fmt: skip
            slack = score[b] - score[a]
            if slack >= worst_extra(
                row_a, ends_a, count_a, row_b, ends_b, count_b, covered[b], start[b],
                mask, covers, lag, price, order, free, hard, first_start, last_start, slack,
                per_item,
            ):  # fmt: skip
                gone[b] = True
                break
        if not gone[b]:
            kept[group] = b
            group += 1
    return gone
