"""The kernel of `rows`: one run over states, from the empty row to rows that cover every item."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, ZERO, kernel
from ondergrond_solver.sweep.memory_blocks import Passed, Tolls
from ondergrond_solver.sweep.relaxation_kernels import Scored
from ondergrond_solver.sweep.row_kernels import add, fill, hopeful, lessen, widen
from ondergrond_solver.sweep.row_problem import Covering, Pairs
from ondergrond_solver.sweep.row_states import (
    AT,
    BOUND,
    COUNT,
    CUT,
    LAST,
    LOW,
    LOWEST,
    MET,
    SIZE,
    TABLE,
    Store,
    keep,
    members_of,
    ranked,
    shut_out,
    starts,
)
from ondergrond_solver.sweep.row_trace import trace
from ondergrond_solver.sweep.tables import BIG, MUCH
from ondergrond_solver.sweep.windows import Windows

_BLOCK = 16
"""Cells that are dismissed at once."""
_OVERFULL = 4
"""With so many times as many states of a number of items as are kept, and whenever they have
doubled, it is asked which are good enough for more to be looked at."""


@kernel
def run_over_states(
    scores: Scored,
    windows: Windows,
    pairs: Pairs,
    covering: Covering,
    tolls: Tolls,
    passed: Passed,
    limit: int,
    width: int,
    bands: IntArray,
    banded: bool,
    store: Store,
    row: IntArray,
) -> tuple[int, int, int, int, int, bool]:
    """See `rows.best_row`; returns value, bound, columns of the row, states, crowd, any cut."""
    place, end_place, u_min, u_max, unit = scores
    first, last, first_end, last_end, start_at, end_at, exempt_at, _, _, _ = windows
    mask, amount, must, skip, bit, certain, multiplier, constant = covering
    free, hard, nearest = pairs.free, pairs.hard, pairs.nearest
    remembered, pays, toll = tolls.own, tolls.pays, tolls.right
    begun, rest, rest_free = passed
    states, early, band, pool = store.states, store.early, store.band, store.pool
    table, bucket, told, ranks = store.table, store.bucket, store.told, store.ranks
    by_cell, by_item = store.by_cell, store.by_item
    n, cells = place.shape
    items = len(skip)
    one = np.uint64(1)
    fill(table, -ONE)
    fill(bucket, -ONE)
    fill(told, ZERO)
    told[LOWEST] = limit
    out, ends, begun_at = by_cell[0, :cells], by_cell[1, :cells], by_cell[2, :cells]
    lead, follow, queue = by_cell[3], by_cell[4], by_cell[5]
    columns, ended, within, charge = by_item[0], by_item[1], by_item[2], by_item[3]
    chosen, others, keys = ranks[0], ranks[1], ranks[2]
    # Bounds from which on states of a number of items are cut; how many there are.
    good, many, review = by_item[4], by_item[5], by_item[6]
    fill(good, limit)
    fill(many, ZERO)
    fill(review, _OVERFULL * width)
    all_items = np.int64(constant)
    every_skip = constant
    for i in range(items):
        all_items += multiplier[i]
        every_skip = min(every_skip + int(skip[i]), BIG)
    best, best_state, kept, crowd = limit, -1, 0, 0
    chained = np.int64(0)  # States there were when `table` was cleared.
    if must == 0 and every_skip < best:
        best, best_state = every_skip, -2
    for level in range(items + 1):
        chosen[0], found = -1, ONE  # The empty row.
        if level > 0:
            found = ranked(level, best, states, bucket, chosen, keys)
        crowd = max(crowd, found)
        if found > width:
            told[CUT] = 1
            told[LOWEST] = min(told[LOWEST], states[chosen[width], BOUND])
            found = width
        # Of other numbers of items no states are alike; chains only must not become long.
        if told[COUNT] - chained > TABLE // 4:
            chained = told[COUNT]
            fill(table, -ONE)
        kept += found
        for rank in range(found):
            before = chosen[rank]
            covered = np.uint64(0)
            tail, floor, ready = -ONE, np.int64(0), np.int64(0)
            if before >= 0:
                if states[before, BOUND] >= best:
                    continue
                covered = np.uint64(states[before, MET])
                tail = states[before, LAST]
                ready = states[before, LOW]
                floor = pool[states[before, AT] + states[before, SIZE] - 1]
                # A whole row already: what is not covered is skipped.
                if covered & must == must:
                    total = floor + constant
                    for i in range(items):
                        if not covered >> np.uint64(i) & one:
                            total += skip[i]
                    if total < best:
                        best, best_state = int(total), before
            size = members_of(before, store.sets, columns)
            # What is left to come, apart from the column that follows.
            base = all_items
            still = 0  # Remembered items that are open.
            for i in range(items):
                charge[i] = 0
                if covered >> np.uint64(i) & one:
                    base -= multiplier[i]
                    continue
                for t in range(size):
                    charge[i] += certain[columns[t], i]
                base += charge[i]
                if bit[i] >= 0:
                    still |= 1 << bit[i]
            for c in range(n):
                if mask[c] & covered or last[c] < 0:
                    continue
                from_cell, to_cell = first[c], last[c]
                if before >= 0:
                    if free[tail, c]:
                        from_cell = max(from_cell, ready - u_max[tail])
                    else:
                        from_cell = max(from_cell, ready + nearest[tail, c])
                for t in range(size):
                    if not free[columns[t], c]:
                        from_cell = max(from_cell, early[before, t] + hard[columns[t], c])
                if from_cell > to_cell:
                    continue
                spare = best - floor - base
                at = start_at[c] - first[c]
                hope = begun[still, at + from_cell]
                if hope >= spare:
                    continue
                covers_now = level + amount[c]
                if hope + floor + base >= good[covers_now]:
                    told[CUT] = 1
                    told[LOWEST] = min(told[LOWEST], good[covers_now])
                    continue
                if before >= 0 and not free[tail, c]:
                    # Scores fall from end to end, what is left to come grows from start to start.
                    shift = states[before, AT] - ready - nearest[tail, c]
                    most = states[before, AT] + states[before, SIZE] - 1
                    while from_cell <= to_cell:
                        stop = min(from_cell + _BLOCK, to_cell + 1)
                        score = pool[min(shift + stop - 1, most)]
                        if score - floor + begun[still, at + from_cell] < spare:
                            break
                        from_cell = stop
                    if from_cell > to_cell:
                        continue
                # The first cell is hopeful; what is left to come grows from start to start.
                beyond = to_cell + 1
                to_cell = from_cell
                while beyond - to_cell > 1:
                    middle = (to_cell + beyond) // 2
                    if begun[still, at + middle] < spare:
                        to_cell = middle
                    else:
                        beyond = middle
                starts(before, c, from_cell, to_cell, columns[:size], store, scores, pairs, out)
                both = covered | mask[c]
                open_bits = still & ~remembered[c]
                low, high = from_cell, to_cell
                source = out
                if u_max[c] > 0:
                    widen(
                        out, from_cell, to_cell, u_min[c], u_max[c], unit[c], end_place[c], ends,
                        begun_at, queue,
                    )  # fmt: skip
                    low = max(from_cell + u_min[c], first_end[c])
                    high = min(last_end[c], to_cell + u_max[c])
                    source = ends
                if low > high:
                    continue
                whole = low
                at_end = end_at[c] - first_end[c] + low
                after = follow[: high - low + 1]
                fill(after, MUCH)
                lessen(after, rest[open_bits, at_end : at_end + len(after)], ZERO)
                if exempt_at[c] >= 0:
                    if u_max[c] > 0:
                        # What follows is told by the start, which is not kept.
                        fill(after, -(BIG // 4))
                    else:
                        at = exempt_at[c] + from_cell - first[c]
                        lessen(after, rest_free[open_bits, at : at + len(after)], ZERO)
                own = all_items
                ahead = lead[: high - low + 1]
                fill(ahead, ZERO)
                for i in range(items):
                    if both >> np.uint64(i) & one:
                        own -= multiplier[i]
                        continue
                    own += charge[i]
                    if bit[i] >= 0 and pays[bit[i], c]:
                        add(ahead, toll[bit[i], at_end : at_end + len(ahead)])
                    else:
                        own += certain[c, i]
                lowest = hopeful(source[low : high + 1], after, ahead, int(own), best)
                if lowest >= best:
                    continue
                if lowest >= good[covers_now]:
                    told[CUT] = 1
                    told[LOWEST] = min(told[LOWEST], lowest)
                    continue
                while source[low] >= BIG:
                    low += 1
                while source[high] >= BIG:
                    high -= 1
                # Prefix minima: to end earlier is never worse for what follows.
                running = np.int64(BIG)
                for k in range(low, high + 1):
                    running = min(running, source[k])
                    source[k] = running
                piece = low
                while piece <= high:
                    begin, end = piece, piece
                    while end < high and bands[c, end + 1] == bands[c, begin]:
                        end += 1
                    piece = end + 1
                    # What is as good as an earlier band ends there. Beyond its last cell an array
                    # goes on as it ends.
                    while low < begin <= end and source[begin] == source[begin - 1]:
                        begin += 1
                    while end > begin and source[end] == source[end - 1]:
                        end -= 1
                    bound = lowest
                    if banded:
                        bound = BIG
                        for k in range(begin, end + 1):
                            value = source[k] + after[k - whole] + ahead[k - whole] + own
                            bound = min(bound, int(value))
                    if begin > end or bound >= best:
                        continue
                    spot = 0
                    while spot < size and columns[spot] < c:
                        spot += 1
                    for t in range(size):
                        at = t if t < spot else t + 1
                        ended[at], within[at] = early[before, t], band[before, t]
                        # What ended too long ago for any price is all the same.
                        if banded and ended[at] + pairs.longest < begin - u_max[c]:
                            ended[at], within[at] = -pairs.longest - cells, -1
                    ended[spot], within[spot] = begin, bands[c, begin]
                    amount_before = told[COUNT]
                    keep(
                        before, c, int(both), covers_now, begin, end, bound, source,
                        ended[: size + 1], within[: size + 1], store,
                    )  # fmt: skip
                    many[covers_now] += told[COUNT] - amount_before
                    if many[covers_now] >= review[covers_now]:
                        review[covers_now] = 2 * many[covers_now]
                        reach = shut_out(covers_now, width, best, states, bucket, others, keys)
                        good[covers_now] = min(good[covers_now], reach)
    bound = min(told[LOWEST], best)
    length = 0
    if best_state >= 0:
        length = trace(best_state, scores, windows, pairs, store, row, out, columns)
    return best, bound, length, kept, crowd, told[CUT] > 0 and told[LOWEST] < best
