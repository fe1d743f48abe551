"""Reading the best relaxed row back from a pass of `memory`."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, ZERO, making
from ondergrond_solver.sweep.memory_blocks import Passed, Tolls, told, tolls
from ondergrond_solver.sweep.relaxation_kernels import Links, Scored
from ondergrond_solver.sweep.tables import BIG
from ondergrond_solver.sweep.windows import Windows


@making
def trace_sets(
    value: int,
    scored: Scored,
    may: Windows,
    after: Links,
    after_free: Links,
    of: Tolls,
    finish: IntArray,
    passed: Passed,
    row: IntArray,
) -> int:
    """The columns (column, start, width in cells) of a row that scores `value`; their number."""
    reduced, end_place, u_min, u_max, unit = scored
    first, last, first_end, last_end = may.first, may.last, may.first_end, may.last_end
    start_at, end_at, exempt_at = may.start_at, may.end_at, may.exempt_at
    other, lag, price, tier = after.other, after.lag, after.price, after.tier
    free, free_lag, free_tier = after_free.other, after_free.lag, after_free.tier
    own, pays, payer, left, right, _ = of
    begun, rest, rest_free = passed
    n = len(u_min)
    sets = len(finish)
    items = len(pays)
    toll = np.empty(sets, dtype=np.int64)
    after_toll = np.empty(sets, dtype=np.int64)
    u = sets - 1
    c, k = -ONE, -ONE
    length = 0
    if finish[u] != value:
        for a in range(n):
            if c < 0 and last[a] >= 0 and begun[start_at[a], u] == value:
                c, k = a, first[a]
    while c >= 0 and length < len(row):
        while (
            k < last[c]
            and begun[start_at[c] + k + 1 - first[c], u] == begun[start_at[c] + k - first[c], u]
        ):
            k += 1
        at = start_at[c] + k - first[c]
        tolls(items, at, pays[:, c], left, ONE, toll)
        wanted = begun[at, u] - reduced[c, k] - toll[u]
        u = u & ~own[c]
        by_gap, found = False, False
        j = k
        then = np.int64(0)
        for w in range(u_min[c], u_max[c] + 1):
            j = k + w
            if j < first_end[c] or j > last_end[c] or end_place[c, j] >= BIG:
                continue
            tolls(items, end_at[c] + j - first_end[c], pays[:, c], right, ZERO, after_toll)
            then = wanted - end_place[c, j] - unit[c] * w + unit[c] * u_min[c] - after_toll[u]
            if then == rest[end_at[c] + j - first_end[c], u]:
                by_gap, found = True, True
                break
            if exempt_at[c] >= 0 and then == rest_free[exempt_at[c] + k - first[c], u]:
                found = True
                break
        if not found:
            return 0
        row[length, 0] = c
        row[length, 1] = k
        row[length, 2] = j - k
        length += 1
        next_c, next_k = -1, -1
        if by_gap:
            if then != finish[u]:
                for t in range(tier[c, 0], tier[c, -1]):
                    o = other[t]
                    begin = j + lag[t]
                    if begin > last[o]:
                        continue
                    begin = max(begin, first[o])
                    start = start_at[o] + begin - first[o]
                    end = end_at[c] + j - first_end[c]
                    paid = price[t] - told(c, o, end, start, own, payer, left, right)
                    if begun[start, u] + paid == then:
                        next_c, next_k = o, begin
                        break
                if next_c < 0:
                    return 0
        else:
            for t in range(free_tier[c, 0], free_tier[c, -1]):
                o = free[t]
                begin = k + free_lag[t]
                if begin <= last[o]:
                    begin = max(begin, first[o])
                    if begun[start_at[o] + begin - first[o], u] == then:
                        next_c, next_k = o, begin
                        break
            if next_c < 0:
                return 0
        c, k = next_c, next_k
    return length
