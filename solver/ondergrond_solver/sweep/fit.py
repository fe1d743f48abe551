"""Whether a row exists at all: rows are built from left to right, every end as early as it can be.

Prices play no part, so of every column only its earliest end counts, and no grid of cells is
needed. What a row so far means for the rest is one number per column to come: the earliest
start at which it may still stand, beside everything that lies there (`ready`). Of two rows that
cover the same items one is forgotten when no number of the other is higher: whatever completes it
completes the other too. So the search is exact, and an empty search is a proof.

A few steps find a row where there is room. Where they do not, columns that others stand in for are
left out (`standins`), and of columns that are alike the first comes first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, kernel, making
from ondergrond_solver.sweep.room import Desk, enough, make_desk, make_room
from ondergrond_solver.sweep.row_kernels import mixed, sort_by
from ondergrond_solver.sweep.shapes import NEVER, Places, Shapes, earliest, only, ordered
from ondergrond_solver.sweep.standins import needed, twins

FOUND, NONE, LIMIT = 1, 0, -1

_FIRST_STEPS = 200
"""Rows looked at before any column is left out."""
_MOST_NUMBERS = 24_000_000
"""Of int64 and less, kept in memory for rows already looked at."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a search gives.

    verdict: `FOUND`, `NONE` (proven) or `LIMIT`. row: (column of the shapes, position, width in
    grid units) from left to right. steps: rows looked at.
    """

    verdict: int
    row: tuple[tuple[int, int, int], ...]
    steps: int


def search(shapes: Shapes, latest: IntArray, more: int = 0, most: int = 2_000_000) -> Fit:
    """A row within `most` steps, or the proof that there is none.

    latest, more: see `Shapes.at`.
    """
    if shapes.items > 63:
        return Fit(LIMIT, (), 0)
    places = shapes.at(latest, more)
    everything = np.arange(len(shapes.mask))
    first = _searched(shapes.items, places, everything, min(most, _FIRST_STEPS))
    if first.verdict != LIMIT or first.steps > most:
        return first
    places = ordered(places)
    kept = needed(places)
    then = _searched(shapes.items, only(places, kept), kept, most - first.steps)
    return Fit(then.verdict, then.row, first.steps + then.steps)


def _searched(items: int, places: Places, source: IntArray, most: int) -> Fit:
    """A search among all of `places`, whose columns are called `source` in the answer."""
    row = np.zeros((items + 1, 3), dtype=np.int64)
    room = max(1, min(most, _MOST_NUMBERS // max(1, len(source))))
    before = twins(places)
    desk = make_desk(items, len(source))
    verdict, count, steps = _search(items, places, before, desk, most, room, row)
    found = tuple((int(source[c]), int(k), int(u)) for c, k, u in row[:count])
    return Fit(int(verdict), found if verdict == FOUND else (), int(steps))


def stood(
    shapes: Shapes, sequence: IntArray, latest: IntArray, more: int
) -> list[tuple[int, int, int]] | None:
    """The columns of `sequence` in that order as (column, position, width); None if they cannot.

    latest, more: see `Shapes.at`.
    """
    placed = np.zeros((len(sequence), 2), dtype=np.int64)
    if not _stands(sequence, shapes.at(latest, more), placed):
        return None
    return [(int(c), int(k), int(j - k)) for c, (k, j) in zip(sequence, placed, strict=True)]


def least_for(shapes: Shapes, sequence: IntArray, latest: IntArray, low: int, high: int) -> int:
    """The least `more` in low..high at which the columns of `sequence` stand in that order.

    They are known to stand at `high`; with what moves moved further they stand all the more.
    latest: as at `more` = 0.
    """
    while low < high:
        middle = (low + high) // 2
        if stood(shapes, sequence, latest + middle, middle) is not None:
            high = middle
        else:
            low = middle + 1
    return high


@kernel
def _stands(sequence: IntArray, places: Places, placed: IntArray) -> bool:
    """Whether the columns of a sequence stand in that order, each as early as it can.

    Writes start and end of each to `placed`.
    """
    for i in range(len(sequence)):
        c = sequence[i]
        after = ZERO
        for j in range(i):
            after = max(after, int(placed[j, 1] + places.lag[sequence[j], c]))
        end, start = earliest(c, after, places)
        if end >= NEVER:
            return False
        placed[i, 0] = start
        placed[i, 1] = end
    return True


@making
def _search(
    items: int,
    places: Places,
    before: IntArray,
    desk: Desk,
    most: int,
    memory: int,
    row: IntArray,
) -> tuple[int, int, int]:
    """Depth first; returns verdict, length of the row and steps.

    before: (n,) the column that must stand before, or -1. memory: rows kept at most.
    """
    n = len(places.mask)
    one = np.uint64(1)
    whole = np.uint64(0)
    for i in range(items):
        whole |= one << np.uint64(i)
    if items == 0:
        return FOUND, 0, 0
    # Per depth: the earliest start and end of every column, a start for that end, the candidates
    # in order.
    ready = np.zeros((items + 2, n), dtype=np.int64)
    end = np.full((items + 2, n), NEVER, dtype=np.int64)
    start = np.full((items + 2, n), NEVER, dtype=np.int64)
    ranked = np.zeros((items + 2, n), dtype=np.int64)
    count = np.zeros(items + 2, dtype=np.int64)
    at = np.zeros(items + 2, dtype=np.int64)
    met = np.zeros(items + 2, dtype=np.uint64)
    for c in range(n):
        end[0, c], start[0, c] = earliest(c, ZERO, places)
    room = make_room(places)
    ends_first = np.empty(n, dtype=np.int64)
    # Rows already looked at, in chains by the items they cover.
    table = np.int64(1) << 17
    chain = np.full(table, -1, dtype=np.int64)
    # Only what is used of these takes memory.
    known_met = np.empty(memory, dtype=np.uint64)
    known_next = np.empty(memory, dtype=np.int64)
    known = np.empty((memory, n), dtype=np.int64)
    stored = 0
    steps = 0
    depth = 0
    fresh = True
    while depth >= 0:
        if fresh:
            fresh = False
            count[depth] = 0
            at[depth] = 0
            alive = enough(items, met[depth], ready[depth], end[depth], places, room, desk)
            if alive:
                # Whether a row with the same items and no later starts has failed already.
                key = np.int64(mixed(mixed(met[depth] + one)) >> np.uint64(47))
                entry = chain[key]
                while entry >= 0 and alive:
                    if known_met[entry] == met[depth]:
                        worse = True
                        for c in range(n):
                            if known[entry, c] > end[depth, c]:
                                worse = False
                                break
                        alive = not worse
                    entry = known_next[entry]
                if alive and stored < memory:
                    known_met[stored] = met[depth]
                    known_next[stored] = chain[key]
                    for c in range(n):
                        known[stored, c] = end[depth, c]
                    chain[key] = stored
                    stored += 1
            if alive:
                k = ZERO
                for c in range(n):
                    twin = before[c]
                    if end[depth, c] < NEVER and (twin < 0 or places.mask[twin] & ~met[depth] == 0):
                        ranked[depth, k] = c
                        ends_first[k] = end[depth, c] + room.after[c]
                        k += 1
                count[depth] = k
                sort_by(ends_first, ranked[depth], k)
        if at[depth] >= count[depth]:
            depth -= 1
            continue
        steps += 1
        if steps > most:
            return LIMIT, 0, steps
        c = ranked[depth, at[depth]]
        at[depth] += 1
        row[depth, 0] = c
        row[depth, 1] = start[depth, c]
        row[depth, 2] = end[depth, c] - start[depth, c]
        both = met[depth] | places.mask[c]
        if both == whole:
            return FOUND, depth + 1, steps
        met[depth + 1] = both
        _place(c, ready[depth], start[depth], end[depth], places,
               ready[depth + 1], start[depth + 1], end[depth + 1])  # fmt: skip
        depth += 1
        fresh = True
    return NONE, 0, steps


@kernel
def _place(
    c: int,
    ready: IntArray,
    start: IntArray,
    end: IntArray,
    places: Places,
    ready_then: IntArray,
    start_then: IntArray,
    end_then: IntArray,
) -> None:
    """Where the other columns may start and end once c stands as early as it can."""
    placed = end[c]
    for other in range(len(end)):
        if places.clash[c, other] or end[other] >= NEVER:
            end_then[other] = NEVER
            continue
        after = ready[other]
        if places.lag[c, other] > -(NEVER // 2):
            after = max(after, placed + places.lag[c, other])
        ready_then[other] = after
        if after <= start[other]:
            end_then[other] = end[other]
            start_then[other] = start[other]
        else:
            end_then[other], start_then[other] = earliest(other, after, places)
