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
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.row_kernels import sort_by
from ondergrond_solver.sweep.shapes import NEVER, Places, last_of


class Room(NamedTuple):
    """What items and columns take, in grid units.

    before, after: (n,) margins of the columns: a distance of any two is at least `after` of the
        left one and `before` of the right one. That of a fixed width holds the width too.
    share: (m,) what each item takes at least. due: (m,) where it must have ended, the margin
        of its column included. by_due: (m,) items, those due first coming first.
    """

    before: IntArray
    after: IntArray
    share: IntArray
    due: IntArray
    by_due: IntArray


@kernel
def make_room(items: int, places: Places) -> Room:
    """The room of all columns there are."""
    n = len(places.mask)
    before, after = _margins(places)
    taken = _taken(before, after, places)
    one = np.uint64(1)
    due = np.full(items, -NEVER, dtype=np.int64)
    for c in range(n):
        if places.u_max[c] == 0:
            last = last_of(c, places.starts, places.start_piece, places.latest[c])
        else:
            last = last_of(c, places.ends, places.end_piece, places.latest[c])
        last += after[c]
        for i in range(items):
            if places.mask[c] >> np.uint64(i) & one:
                due[i] = max(due[i], last)
    by_due = np.arange(items)
    sort_by(due.copy(), by_due, items)
    return Room(before, after, _shares(items, places, taken), due, by_due)


@kernel
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


@kernel
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


@kernel
def _shares(items: int, places: Places, taken: IntArray) -> IntArray:
    """Shares of which those of the items of a column never exceed what it takes.

    Item by item, each as much as its columns allow it beside the others, then what is over.
    """
    n = len(places.mask)
    one = np.uint64(1)
    rest = taken.copy()
    count = np.zeros(n, dtype=np.int64)
    for c in range(n):
        for i in range(items):
            if places.mask[c] >> np.uint64(i) & one:
                count[c] += 1
    share = np.zeros(items, dtype=np.int64)
    for turn in range(2):
        for i in range(items):
            least = np.int64(NEVER)
            for c in range(n):
                if places.mask[c] >> np.uint64(i) & one:
                    least = min(least, rest[c] if turn == 1 else rest[c] // count[c])
            if least >= NEVER:
                continue
            share[i] += least
            for c in range(n):
                if places.mask[c] >> np.uint64(i) & one:
                    rest[c] -= least
                    count[c] -= 1
    return share


@kernel
def enough(
    items: int,
    met: np.uint64,
    ready: IntArray,
    end: IntArray,
    places: Places,
    room: Room,
    first: IntArray,
    by_first: IntArray,
) -> bool:
    """Whether all items that are not `met` still have a column, and may have room.

    ready, end: (n,) the earliest start and end of every column. first, by_first: (m,) to work in.
    Of the items due by some position those that begin last must have room, then those and the
    ones that begin before them, and so on.
    """
    one = np.uint64(1)
    count = 0
    for i in range(items):
        if met >> np.uint64(i) & one:
            continue
        begins = np.int64(NEVER)
        for c in range(len(places.mask)):
            if places.mask[c] >> np.uint64(i) & one and end[c] < NEVER:
                begins = min(begins, max(ready[c], end[c] - places.u_max[c]) - room.before[c])
        if begins >= NEVER // 2:
            return False
        # In order of where they begin, the last first.
        k = count
        while k > 0 and first[k - 1] < begins:
            first[k] = first[k - 1]
            by_first[k] = by_first[k - 1]
            k -= 1
        first[k] = begins
        by_first[k] = i
        count += 1
    tested = np.int64(-NEVER)
    for at in range(items - 1, -1, -1):
        i = room.by_due[at]
        due = room.due[i]
        if met >> np.uint64(i) & one or due == tested:
            continue
        tested = due
        taken = np.int64(0)
        for k in range(count):
            if room.due[by_first[k]] <= due:
                taken += room.share[by_first[k]]
                if first[k] + taken > due:
                    return False
    return True
