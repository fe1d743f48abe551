"""The states of `row_run`: kept in arrays of fixed size, of which only what is used takes memory.

A state is a line of `states` with the fields below, a line of `sets` (its columns as bits), one of
`early` (the earliest end of each column, in the order of the columns), one of `band` (the band of
these ends; -1 where that no longer matters), and a stretch of `pool` (its scores by end).
`table` finds a state by its set, `bucket` those of a number of items, each by chains through the
states; `told` has the fields below them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, ZERO, kernel, merged
from ondergrond_solver.sweep.relaxation_kernels import Scored
from ondergrond_solver.sweep.row_kernels import (
    add_prices,
    arrive,
    copy,
    fill,
    lessen,
    lessen_to,
    mixed,
    sort_by,
)
from ondergrond_solver.sweep.row_problem import Pairs
from ondergrond_solver.sweep.tables import BIG, MUCH, BitArray

LAST, LOW, SIZE, AT, BOUND, MET, NEXT, CHAIN = range(8)
"""Last column; first cell, number and place in `pool` of the scores; least score of rows it leads
to; items covered (bits); chains."""
FIELDS = 8

COUNT, USED, CUT, LOWEST = range(4)
"""Of `told`: states and cells of `pool` in use; whether any was left out; their least bound."""

TABLE = 1 << 16

_MOST_CELLS = 6_000_000
_MOST_STATES = 400_000
"""Cells and states kept of one run; most use little of it. A state takes 100 bytes, 16 for each
item and 8 for each cell: at most 48 MB of cells, and 170 MB of states on a street of 20 items.
"""


class Store(NamedTuple):
    """The arrays of a run; the next one begins afresh in the same.

    ranks, by_cell, by_item: (3, states), (6, w + 1) and (7, m + 1) to work in.
    """

    states: IntArray
    sets: BitArray
    early: IntArray
    band: IntArray
    pool: IntArray
    table: IntArray
    bucket: IntArray
    told: IntArray
    ranks: IntArray
    by_cell: IntArray
    by_item: IntArray


def make_store(grid: Grid) -> Store:
    """Room for the states of a problem and of all its parts."""
    columns, items, cells = len(grid.columns), len(grid.problem.items), grid.size + 1
    return Store(
        np.empty((_MOST_STATES, FIELDS), dtype=np.int64),
        np.empty((_MOST_STATES, _words(columns)), dtype=np.uint64),
        np.empty((_MOST_STATES, items + 1), dtype=np.int64),
        np.empty((_MOST_STATES, items + 1), dtype=np.int64),
        np.empty(_MOST_CELLS, dtype=np.int64),
        np.empty(TABLE, dtype=np.int64),
        np.empty(items + 2, dtype=np.int64),
        np.empty(4, dtype=np.int64),
        np.empty((3, _MOST_STATES), dtype=np.int64),
        np.empty((6, cells + 1), dtype=np.int64),
        np.empty((7, items + 1), dtype=np.int64),
    )


def of_columns(store: Store, columns: int) -> Store:
    """The same room for a part with so many columns, whose sets take fewer words."""
    words = _words(columns)
    flat = store.sets.reshape(-1)
    return store._replace(sets=flat[: _MOST_STATES * words].reshape(_MOST_STATES, words))


def _words(columns: int) -> int:
    return (columns + 63) // 64


@kernel
def ranked(
    level: int, best: int, states: IntArray, bucket: IntArray, chosen: IntArray, bounds: IntArray
) -> int:
    """Write the states of a number of items that lead to a score below `best` to `chosen`, by that
    score; how many there are. bounds: (states,) to work in.
    """
    amount = ZERO
    entry = bucket[level]
    while entry >= 0:
        if states[entry, BOUND] < best:
            chosen[amount] = entry
            bounds[amount] = states[entry, BOUND]
            amount += ONE
        entry = states[entry, CHAIN]
    sort_by(bounds, chosen, amount)
    return amount


@kernel
def shut_out(
    level: int,
    width: int,
    best: int,
    states: IntArray,
    bucket: IntArray,
    chosen: IntArray,
    bounds: IntArray,
) -> int:
    """A bound from which on states of a number of items will not be among the `width` best.

    `BIG` where there are less than twice as many, so that it still shows when more should be kept.
    chosen, bounds: (states,) to work in.
    """
    found = ranked(level, best, states, bucket, chosen, bounds)
    return int(states[chosen[width], BOUND]) if found >= 2 * width else BIG


@merged
def members_of(state: int, sets: BitArray, columns: IntArray) -> int:
    """Write the columns of a state, in ascending order, to `columns`; their number."""
    count = 0
    if state >= 0:
        for w in range(sets.shape[1]):
            bits = sets[state, w]
            r = 64 * w
            while bits:
                if bits & np.uint64(1):
                    columns[count] = r
                    count += 1
                bits >>= np.uint64(1)
                r += 1
    return count


@merged
def starts(
    before: int,
    c: int,
    from_cell: int,
    to_cell: int,
    columns: IntArray,
    store: Store,
    scores: Scored,
    pairs: Pairs,
    out: IntArray,
) -> None:
    """out[k]: the least score of a row of state `before` followed by column c starting at k.

    columns: those of the state, in ascending order; -1 before the first column.
    """
    states, free = store.states, pairs.free
    paid = np.int64(0)
    if before < 0:
        fill(out[from_cell : to_cell + 1], ZERO)
    else:
        tail, low, size = states[before, LAST], states[before, LOW], states[before, SIZE]
        score = store.pool[states[before, AT] : states[before, AT] + size]
        if free[tail, c]:
            shift = 0 if tail < c else 1
            if scores.u_min[tail] > 0:
                shift = -scores.place.shape[1]
            for k in range(from_cell, to_cell + 1):
                cell = min(k - shift - low, size - 1)
                out[k] = score[cell] if cell >= 0 else BIG
        else:
            arrive(score, low, pairs.near[tail, c], pairs.price[tail, c], from_cell, to_cell, out)
        for t in range(len(columns)):
            r = columns[t]
            if not free[r, c]:
                paid += pairs.order[r, c]
                if r != tail:
                    end = store.early[before, t]
                    add_prices(end, pairs.lag[r, c], pairs.price[r, c], from_cell, to_cell, out)
    target = out[from_cell : to_cell + 1]
    source = scores.place[c, from_cell : to_cell + 1]
    for i in range(len(target)):
        # A sum with BIG in it stays BIG.
        v = min(target[i], BIG) + source[i] + paid
        target[i] = v if v < BIG // 2 else BIG


@merged
def keep(
    before: int,
    c: int,
    met: int,
    level: int,
    begin: int,
    end: int,
    bound: int,
    score: IntArray,
    ended: IntArray,
    within: IntArray,
    store: Store,
) -> None:
    """Add the state `before` with column c, or merge it with one of the same set, bands and last.

    score: (w,) prefix minima, of which the cells begin..end count; beyond they go on as they end.
    ended, within: (size,) the earliest end of each of its columns, and its band.
    """
    states, sets, early, band, pool, table, bucket, told, _, _, _ = store
    words = sets.shape[1]
    one = np.uint64(1)
    spot = told[COUNT]
    if spot == len(states):
        told[CUT] = 1
        told[LOWEST] = min(told[LOWEST], bound)
        return
    key = np.uint64(c + 1)
    for w in range(words):
        sets[spot, w] = sets[before, w] if before >= 0 else np.uint64(0)
        if c >> 6 == w:
            sets[spot, w] |= one << np.uint64(c & 63)
        key = mixed(key ^ mixed(sets[spot, w]))
    for t in range(len(within)):
        key = mixed(key ^ np.uint64(within[t] + 2))
    slot = np.int64(key >> np.uint64(48))
    entry = table[slot]
    while entry >= 0:
        same = states[entry, LAST] == c and states[entry, MET] == met
        for w in range(words):
            same &= sets[entry, w] == sets[spot, w]
        if same:
            for t in range(len(within)):
                same &= band[entry, t] == within[t]
        if same:
            break
        entry = states[entry, NEXT]
    low, high = begin, end
    if entry >= 0:
        low = min(low, states[entry, LOW])
        high = max(high, states[entry, LOW] + states[entry, SIZE] - 1)
    if told[USED] + high - low + 1 > len(pool):
        told[CUT] = 1
        told[LOWEST] = min(told[LOWEST], bound)
        return
    if entry < 0:
        entry = spot
        told[COUNT] += 1
        states[entry, LAST] = c
        states[entry, MET] = met
        states[entry, BOUND] = bound
        states[entry, NEXT] = table[slot]
        table[slot] = entry
        states[entry, CHAIN] = bucket[level]
        bucket[level] = entry
        for t in range(len(ended)):
            early[entry, t], band[entry, t] = ended[t], within[t]
        at = told[USED]
        copy(pool[at : at + end - begin + 1], score[begin : end + 1])
    else:
        if bound < states[entry, BOUND]:
            states[entry, BOUND] = bound
        for t in range(len(ended)):
            early[entry, t] = min(early[entry, t], ended[t])
        old_low, old, old_at = states[entry, LOW], states[entry, SIZE], states[entry, AT]
        at = told[USED]
        if low == old_low and high == old_low + old - 1:
            at = old_at  # The room it had is enough.
        else:
            fill(pool[at : at + old_low - low], MUCH)
            to = at + old_low - low
            copy(pool[to : to + old], pool[old_at : old_at + old])
            fill(pool[to + old : at + high - low + 1], pool[old_at + old - 1])
        lessen(pool[at + begin - low : at + end - low + 1], score[begin : end + 1], ZERO)
        lessen_to(pool[at + end - low + 1 : at + high - low + 1], score[end])
        if at == old_at:
            return
    states[entry, LOW] = low
    states[entry, SIZE] = high - low + 1
    states[entry, AT] = at
    told[USED] += high - low + 1
