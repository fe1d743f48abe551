"""Order prices brought into the place scores, as far as they are certain.

A pair (k, l) of chosen columns pays o(k, l) or o(l, k), by which of them lies left. Split over
the items of the other: for column l at cell q and an item i it does not cover,

    v(l, q, i) = min over columns k of i that can be beside l at q:  price of that order / |k|

(with 0 among them when i may be skipped). Half of every pair is charged from either side, so

    sum over pairs of o >= sum over chosen l of  sum over items i covered by others  v(l, q, i) / 2

whatever the row; the difference is never negative, per pair:

    o(k, l) - [sum over i in k of v(l, q, i) + sum over j in l of v(k, p, j)] / 2 >= 0

because v(l, q, i) <= o / |k| for every i in k. To stay in whole numbers, `half` holds v / 2
rounded down. Items nobody can cover beside l at q make that cell dead.
"""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables


def absorb(tables: Tables, place: IntArray, priced: bool = True) -> IntArray:
    """half(c, i, k) of every live cell of `place`; cells found dead become `BIG` in `place`.

    Entries of dead cells, and of items the column covers itself, are 0. Without prices only
    the cells are looked at and the array is empty.
    """
    shape = (tables.columns, len(tables.skip), tables.cells) if priced else (0, 0, 0)
    half = np.zeros(shape, dtype=np.int64)
    _absorb(
        place, tables.u_min, tables.covers, tables.skip,
        tables.lag, tables.order, tables.free, tables.exclusive, half,
    )  # fmt: skip
    return half


@kernel
def _absorb(
    place: IntArray,
    u_min: IntArray,
    covers: BoolArray,
    skip: IntArray,
    lag: IntArray,
    order: IntArray,
    free: BoolArray,
    exclusive: BoolArray,
    half: IntArray,
) -> None:
    n, cells = place.shape
    items = len(skip)
    size = np.zeros(n, dtype=np.int64)
    first = np.full(n, cells, dtype=np.int64)
    last = np.full(n, -1, dtype=np.int64)
    first_end = np.full(n, 4 * cells, dtype=np.int64)
    for c in range(n):
        for i in range(items):
            size[c] += covers[c, i]
        for k in range(cells):
            if place[c, k] < BIG:
                first[c] = min(first[c], k)
                last[c] = k
        first_end[c] = first[c] + u_min[c]
    hard = np.empty((n, n), dtype=np.int64)
    for a in range(n):
        for c in range(n):
            hard[a, c] = lag[a, c].min()
    from_left = np.empty(cells + 1, dtype=np.int64)
    from_right = np.empty(cells + 1, dtype=np.int64)
    for c in range(n):
        if last[c] < 0:
            continue
        for i in range(items):
            if covers[c, i]:
                continue
            always = 0 if skip[i] < BIG else BIG
            from_left[:] = BIG
            from_right[:] = BIG
            for a in range(n):
                if not covers[a, i] or exclusive[a, c] or last[a] < 0:
                    continue
                if free[a, c]:
                    always = min(always, 0)
                    continue
                # a left of c: c starts from there on. c left of a: c starts up to there.
                begin = first_end[a] + hard[a, c]
                if begin < cells:
                    begin = max(begin, 0)
                    share = order[a, c] // size[a]
                    from_left[begin] = min(from_left[begin], share)
                begin = last[a] - hard[c, a] - u_min[c]
                if begin >= 0:
                    begin = min(begin, cells - 1)
                    share = order[c, a] // size[a]
                    from_right[begin] = min(from_right[begin], share)
            for k in range(1, cells):
                from_left[k] = min(from_left[k], from_left[k - 1])
            for k in range(cells - 2, -1, -1):
                from_right[k] = min(from_right[k], from_right[k + 1])
            for k in range(first[c], last[c] + 1):
                if place[c, k] < BIG:
                    least = min(always, min(from_left[k], from_right[k]))
                    if least >= BIG:
                        place[c, k] = BIG
                    elif half.size:
                        half[c, i, k] = least // 2
