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
from ondergrond_solver.sweep.compiled import making
from ondergrond_solver.sweep.row_kernels import copy, fill
from ondergrond_solver.sweep.tables import BIG, MUCH, BoolArray, Tables

_ABSORPTIONS = 4


def absorb(tables: Tables, place: IntArray, priced: bool = True) -> IntArray:
    """Place scores with the sum of half(c, i, k) over the items, `place` itself without prices.

    Cells found dead become `BIG` in both, and it is done again as long as windows shrink.
    """
    base = np.empty_like(place)
    for _ in range(_ABSORPTIONS):
        if not _absorbed(tables, place, base, np.zeros((0, 0, 0), dtype=np.int64), priced):
            break
    return base


def halves(tables: Tables, place: IntArray) -> IntArray:
    """half(c, i, k) of every live cell of `place`; cells found dead become `BIG` in `place`.

    Entries of cells that were dead, and of items the column covers itself, are 0.
    """
    half = np.zeros((tables.columns, len(tables.skip), tables.cells), dtype=np.int64)
    _absorbed(tables, place, np.empty_like(place), half, True)
    return half


def _absorbed(
    tables: Tables, place: IntArray, base: IntArray, half: IntArray, priced: bool
) -> bool:
    died = _absorb(
        place, tables.u_min, tables.covers, tables.skip, tables.hard, tables.order, tables.free,
        tables.exclusive, priced, base, half,
    )  # fmt: skip
    return bool(died > 0)


@making
def _absorb(
    place: IntArray,
    u_min: IntArray,
    covers: BoolArray,
    skip: IntArray,
    hard: IntArray,
    order: IntArray,
    free: BoolArray,
    exclusive: BoolArray,
    priced: bool,
    base: IntArray,
    half: IntArray,
) -> int:
    """Fills base and, where it is not empty, half (0 before).

    Returns how many first and last cells died. Others that die make no difference to anything but
    themselves.
    """
    n, cells = place.shape
    items = len(skip)
    size = np.zeros(n, dtype=np.int64)
    first = np.full(n, cells, dtype=np.int64)
    last = np.full(n, -1, dtype=np.int64)
    # The live columns of each item.
    covering = np.empty((items, n), dtype=np.int64)
    many = np.zeros(items, dtype=np.int64)
    for c in range(n):
        copy(base[c], place[c])
        low, high = 0, cells - 1
        while low < cells and place[c, low] >= BIG:
            low += 1
        while high > low and place[c, high] >= BIG:
            high -= 1
        if low < cells:
            first[c], last[c] = low, high
        for i in range(items):
            if covers[c, i]:
                size[c] += 1
                if last[c] >= 0:
                    covering[i, many[i]] = c
                    many[i] += 1
    from_left = np.empty(cells, dtype=np.int64)
    from_right = np.empty(cells, dtype=np.int64)
    died = 0
    for c in range(n):
        if last[c] < 0:
            continue
        low, high = first[c], last[c]
        everywhere = np.int64(0)
        for i in range(items):
            if covers[c, i]:
                continue
            always = int(np.int64(0 if skip[i] < BIG else BIG))
            # The least share, and where it is certain: up to some cell, and from another on.
            least, up_to, since = always, high, low
            for t in range(many[i]):
                a = covering[i, t]
                if exclusive[a, c]:
                    continue
                if free[a, c]:
                    always = min(always, 0)
                    if least >= 0:
                        least, up_to, since = always, high, low
                    continue
                # a left of c: c starts from there on. c left of a: c starts up to there.
                begin = max(first[a] + u_min[a] + hard[a, c], low)
                if begin <= high:
                    share = order[a, c] // size[a]
                    if share < least:
                        least, up_to, since = share, low - 1, begin
                    elif share == least:
                        since = min(since, begin)
                end = min(last[a] - hard[c, a] - u_min[c], high)
                if end >= low:
                    share = order[c, a] // size[a]
                    if share < least:
                        least, up_to, since = share, end, high + 1
                    elif share == least:
                        up_to = max(up_to, end)
            begin, end = low, high
            if least < BIG:
                # Nearly always the same in every cell; here is where it is not.
                begin, end = max(low, up_to + 1), min(high, since - 1)
                if priced and least // 2 != 0:
                    everywhere += least // 2
                    if half.size:
                        for k in range(low, high + 1):
                            if place[c, k] < BIG:
                                half[c, i, k] = least // 2
            if begin > end:
                continue
            fill(from_left[begin : end + 1], MUCH)
            fill(from_right[begin : end + 1], MUCH)
            for t in range(many[i]):
                a = covering[i, t]
                if exclusive[a, c] or free[a, c]:
                    continue
                since = max(first[a] + u_min[a] + hard[a, c], begin)
                if since <= end:
                    from_left[since] = min(from_left[since], order[a, c] // size[a])
                up_to = min(last[a] - hard[c, a] - u_min[c], end)
                if up_to >= begin:
                    from_right[up_to] = min(from_right[up_to], order[c, a] // size[a])
            for k in range(begin + 1, end + 1):
                from_left[k] = min(from_left[k], from_left[k - 1])
            for k in range(end - 1, begin - 1, -1):
                from_right[k] = min(from_right[k], from_right[k + 1])
            for k in range(begin, end + 1):
                if place[c, k] >= BIG:
                    continue
                share = min(always, min(from_left[k], from_right[k]))
                if share >= BIG:
                    place[c, k] = BIG
                    base[c, k] = BIG
                    died += k in (low, high)
                    share = 0
                elif priced:
                    base[c, k] += share // 2 - (least // 2 if least < BIG else 0)
                if priced and half.size:
                    half[c, i, k] = share // 2
        if everywhere != 0:
            for k in range(low, high + 1):
                if place[c, k] < BIG:
                    base[c, k] += everywhere
    return died
