"""Columns that a search for any row at all can do without, because others can stand in for them.

d stands in for c when it covers all that c covers, wherever c may lie it may too (all moved by
one distance), and is nowhere asked for more distance than c. Then in any row with c, c can be taken
out and d put in. Whatever covers an item of d, and did not clash with c, has to go as well; it may
when d covers all its items. What is left is a row, so rows stand without c if they stand at all.

Columns are left out one by one, each judged by those that are left.
"""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, kernel, making
from ondergrond_solver.sweep.shapes import NEVER, Places, earliest
from ondergrond_solver.sweep.tables import BoolArray


def needed(places: Places) -> IntArray:
    """The columns that are left, ascending."""
    return np.flatnonzero(_needed(places))


@making
def _needed(places: Places) -> BoolArray:
    n = len(places.mask)
    left = np.empty(n, dtype=np.bool_)
    for c in range(n):
        left[c] = earliest(c, ZERO, places)[0] < NEVER
    changed = True
    while changed:
        changed = False
        for c in range(n):
            if not left[c]:
                continue
            for d in range(n):
                if left[d] and d != c and _stands_in(d, c, left, places):
                    left[c] = False
                    changed = True
                    break
    return left


@kernel
def _stands_in(d: int, c: int, left: BoolArray, places: Places) -> bool:
    """Whether column d stands in for c among those that are left."""
    mask, lag, clash = places.mask, places.lag, places.clash
    if mask[c] & ~mask[d] or (places.u_max[c] == 0) != (places.u_max[d] == 0):
        return False
    if places.u_min[d] > places.u_min[c] or places.u_max[d] < places.u_max[c]:
        return False
    # By how much d may lie further to the right than c.
    first, last = -NEVER, NEVER
    for x in range(len(mask)):
        if not left[x] or clash[x, c]:
            continue
        if clash[x, d]:
            if mask[x] & ~mask[d]:
                return False
            continue
        # An order that c may not have is not asked of d either.
        if lag[x, c] < NEVER and lag[x, d] > -(NEVER // 2):
            first = max(first, int(lag[x, d] - lag[x, c]))
        if lag[c, x] < NEVER and lag[d, x] > -(NEVER // 2):
            last = min(last, int(lag[c, x] - lag[d, x]))
        if first > last:
            return False
    return _lies_within(d, c, first, last, places)


@kernel
def _lies_within(d: int, c: int, first: int, last: int, places: Places) -> bool:
    """Whether d may lie wherever c may, moved by one distance between `first` and `last`."""
    first_c, last_c = _hull(c, places)
    first_d, last_d = _hull(d, places)
    if first_c > last_c:
        return True
    first, last = max(first, first_d - first_c), min(last, last_d - last_c)
    if first > last:
        return False
    middle = min(max(ZERO, first), last)
    return (
        _moved_within(d, c, middle, places)
        or _moved_within(d, c, first, places)
        or _moved_within(d, c, last, places)
    )


@kernel
def _hull(c: int, places: Places) -> tuple[int, int]:
    """The first and the last start of column c, whatever lies between them."""
    first, last = NEVER, -NEVER
    for p in range(places.starts[c], places.starts[c + 1]):
        first = min(first, max(0, int(places.start_piece[p, 0])))
        last = max(last, int(places.start_piece[p, 1]))
    if places.u_max[c] == 0:
        last = min(last, int(places.latest[c]))
    return first, last


@kernel
def _moved_within(d: int, c: int, more: int, places: Places) -> bool:
    """Whether every place of c, moved by `more`, is one of d."""
    if places.u_max[c] == 0:
        return _pieces_within(
            places.starts, places.start_piece, c, d, more, places.latest[c], places.latest[d]
        )
    return _pieces_within(
        places.starts, places.start_piece, c, d, more, NEVER, NEVER
    ) and _pieces_within(
        places.ends, places.end_piece, c, d, more, places.latest[c], places.latest[d]
    )


@kernel
def _pieces_within(
    firsts: IntArray, piece: IntArray, c: int, d: int, more: int, last_c: int, last_d: int
) -> bool:
    for p in range(firsts[c], firsts[c + 1]):
        low, high = max(0, piece[p, 0]), min(piece[p, 1], last_c)
        if low > high:
            continue
        inside = False
        for q in range(firsts[d], firsts[d + 1]):
            if max(0, piece[q, 0]) <= low + more and high + more <= min(piece[q, 1], last_d):
                inside = True
                break
        if not inside:
            return False
    return True


@making
def twins(places: Places) -> IntArray:
    """For every column one that is alike and must stand, and may be asked to stand before it; -1
    where there is none.

    Two columns that must both stand (their items have no other) and are alike in all but their
    items may change places in any row, so one order of them is enough.
    """
    n = len(places.mask)
    before = np.full(n, -1, dtype=np.int64)
    for c in range(n):
        if not _must_stand(c, places):
            continue
        for b in range(c - 1, -1, -1):
            if _must_stand(b, places) and _alike(b, c, places):
                before[c] = b
                break
    return before


@kernel
def _must_stand(c: int, places: Places) -> bool:
    """Whether some item of c has no other column."""
    others = np.uint64(0)
    for x in range(len(places.mask)):
        if x != c:
            others |= places.mask[x]
    return bool(places.mask[c] & ~others)


@kernel
def _alike(b: int, c: int, places: Places) -> bool:
    """Whether two columns have the same widths, places, distances and clashes."""
    if (
        places.clash[b, c]
        or places.u_min[b] != places.u_min[c]
        or places.u_max[b] != places.u_max[c]
        or places.latest[b] != places.latest[c]
        or places.lag[b, c] != places.lag[c, b]
    ):
        return False
    for x in range(len(places.mask)):
        if x in (b, c):
            continue
        if (
            places.lag[x, b] != places.lag[x, c]
            or places.lag[b, x] != places.lag[c, x]
            or places.clash[b, x] != places.clash[c, x]
        ):
            return False
    return _same_pieces(places.starts, places.start_piece, b, c) and _same_pieces(
        places.ends, places.end_piece, b, c
    )


@kernel
def _same_pieces(firsts: IntArray, piece: IntArray, b: int, c: int) -> bool:
    count = firsts[b + 1] - firsts[b]
    if firsts[c + 1] - firsts[c] != count:
        return False
    for p in range(count):
        for side in range(2):
            if piece[firsts[b] + p, side] != piece[firsts[c] + p, side]:
                return False
    return True
