"""Room that open items surely take: a bound for the search for any row at all.

Every column gets a margin on its left and on its right, such that the margins of two columns never
ask for more than the distance between them. So columns with their margins never overlap, whatever
lies between them, and what a set of items takes adds up: each item a share of its column with
margins, never more in all than the least column asks for. What has to lie between two positions
must have that much room between them.

Columns that may lie over each other (exempt pairs) count nothing, but what stays where it lies
counts what no other such column has claimed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel, making
from ondergrond_solver.sweep.shapes import NEVER, Places, last_of


class Room(NamedTuple):
    """What columns take, in grid units.

    before, after: (n,) margins of the columns: a distance of any two is at least `after` of the
        left one and `before` of the right one. That of a fixed width holds the width too.
    taken: (n,) what each column claims for itself alone. due: (n,) where it ends at the latest, the
        margin included; -`NEVER` where it has no place.
    """

    before: IntArray
    after: IntArray
    taken: IntArray
    due: IntArray


@making
def make_room(places: Places) -> Room:
    """The room of all columns there are."""
    n = len(places.mask)
    before, after = _margins(places)
    due = np.empty(n, dtype=np.int64)
    for c in range(n):
        if places.u_max[c] == 0:
            last = last_of(c, places.starts, places.start_piece, places.latest[c])
        else:
            last = last_of(c, places.ends, places.end_piece, places.latest[c])
        due[c] = last + after[c]
    return Room(before, after, _taken(before, after, places), due)


@making
def _margins(places: Places) -> tuple[IntArray, IntArray]:
    n = len(places.mask)
    after = np.zeros(n, dtype=np.int64)
    before = np.zeros(n, dtype=np.int64)
    for a in range(n):
        least = np.int64(NEVER)
        for b in range(n):
            if not places.clash[a, b] and places.lag[a, b] > -(NEVER // 2):
                least = min(least, places.lag[a, b])
        after[a] = 0 if least >= NEVER else least
    for b in range(n):
        least = np.int64(NEVER)
        for a in range(n):
            if not places.clash[a, b] and places.lag[a, b] > -(NEVER // 2):
                least = min(least, places.lag[a, b] - after[a])
        # Distances forbidden altogether ask nothing of a margin.
        before[b] = 0 if least >= NEVER // 2 else least
    return before, after


@making
def _taken(before: IntArray, after: IntArray, places: Places) -> IntArray:
    """What every column claims for itself alone."""
    n = len(places.mask)
    taken = np.empty(n, dtype=np.int64)
    claimed = np.empty((n, 2), dtype=np.int64)
    count = 0
    for c in range(n):
        taken[c] = before[c] + places.u_min[c] + after[c]
        over = False
        for x in range(n):
            if not places.clash[c, x] and places.lag[c, x] <= -(NEVER // 2):
                over = True
        if not over:
            continue
        taken[c] = 0
        at = places.starts[c]
        if places.u_max[c] != 0 or places.starts[c + 1] != at + 1:
            continue
        start = places.start_piece[at, 0]
        if start != places.start_piece[at, 1]:
            continue
        # Claims are kept apart: the part of this one right of all it meets, or left of them.
        low, high = start - before[c], start + after[c]
        for k in range(count):
            if claimed[k, 0] < high and low < claimed[k, 1]:
                if claimed[k, 0] - low > high - claimed[k, 1]:
                    high = claimed[k, 0]
                else:
                    low = claimed[k, 1]
            if low >= high:
                break
        if low < high:
            claimed[count, 0], claimed[count, 1] = low, high
            count += 1
            taken[c] = high - low
    return taken


class Desk(NamedTuple):
    """Arrays that `enough` works in, made once: (n,) of columns, then (m,) of items.

    alive: columns that still have a place. rest: what each of them takes and no item has got yet.
    left: how many of its items have got none.
    begin, due, share, item: of open items, where they begin and end, what they take and which they
        are; those that begin last come first.
    """

    alive: IntArray
    rest: IntArray
    left: IntArray
    begin: IntArray
    due: IntArray
    share: IntArray
    item: IntArray


def make_desk(items: int, columns: int) -> Desk:
    """Room to work in."""
    n, m = np.zeros(columns, dtype=np.int64), np.zeros(items, dtype=np.int64)
    return Desk(n, n.copy(), n.copy(), m, m.copy(), m.copy(), m.copy())


@kernel
def enough(
    items: int,
    met: np.uint64,
    ready: IntArray,
    end: IntArray,
    places: Places,
    room: Room,
    desk: Desk,
) -> bool:
    """Whether all items that are not `met` still have a column, and may have room.

    ready, end: (n,) the earliest start and end of every column. Of the items due by some position
    those that begin last must have room, then those and the ones that begin before them, and so on.
    """
    open_items = _open_items(items, met, ready, end, places, room, desk)
    if open_items < 0:
        return False
    for at in range(open_items):
        due = desk.due[at]
        taken = np.int64(0)
        for k in range(open_items):
            if desk.due[k] <= due:
                taken += desk.share[k]
                if desk.begin[k] + taken > due:
                    return False
    return True


@kernel
def _open_items(
    items: int,
    met: np.uint64,
    ready: IntArray,
    end: IntArray,
    places: Places,
    room: Room,
    desk: Desk,
) -> int:
    """How many items are open, told to `desk`; -1 where one of them has no column left.

    Item by item, each takes as much as its columns allow it beside their other items, then what is
    over: so the shares of the items of a column never exceed what it takes.
    """
    one = np.uint64(1)
    alive = 0
    for c in range(len(places.mask)):
        if end[c] < NEVER:
            desk.alive[alive] = c
            desk.rest[alive] = room.taken[c]
            size = 0
            bits = places.mask[c]
            while bits:
                bits &= bits - one
                size += 1
            desk.left[alive] = size
            alive += 1
    count = 0
    for i in range(items):
        if met >> np.uint64(i) & one:
            continue
        begin, due, share = np.int64(NEVER), np.int64(-NEVER), np.int64(NEVER)
        for a in range(alive):
            c = desk.alive[a]
            if places.mask[c] >> np.uint64(i) & one:
                begin = min(begin, max(ready[c], end[c] - places.u_max[c]) - room.before[c])
                due = max(due, room.due[c])
                share = min(share, desk.rest[a] // desk.left[a])
        if begin >= NEVER // 2:
            return -1
        for a in range(alive):
            if places.mask[desk.alive[a]] >> np.uint64(i) & one:
                desk.rest[a] -= share
                desk.left[a] -= 1
        # In order of where they begin, the last first.
        k = count
        while k > 0 and desk.begin[k - 1] < begin:
            desk.begin[k] = desk.begin[k - 1]
            desk.due[k] = desk.due[k - 1]
            desk.share[k] = desk.share[k - 1]
            desk.item[k] = desk.item[k - 1]
            k -= 1
        desk.begin[k], desk.due[k], desk.share[k], desk.item[k] = begin, due, share, i
        count += 1
    for k in range(count):
        i = desk.item[k]
        over = np.int64(NEVER)
        for a in range(alive):
            if places.mask[desk.alive[a]] >> np.uint64(i) & one:
                over = min(over, desk.rest[a])
        if over <= 0:
            continue
        desk.share[k] += over
        for a in range(alive):
            if places.mask[desk.alive[a]] >> np.uint64(i) & one:
                desk.rest[a] -= over
    return count
