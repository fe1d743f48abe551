"""Where the columns of a problem may still lie, and how their cells are numbered."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import making
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables


class Windows(NamedTuple):
    """First and last cells of starts and of ends; (n,) each; a dead column has last = -1.

    Cells of starts are numbered in one go: cell k of column c is ``start_at[c] + k - first[c]``,
    below `starts`; ends likewise, and once more the starts of columns that are exempt from another
    (`exempt_at`, -1 for columns that are not).
    """

    first: IntArray
    last: IntArray
    first_end: IntArray
    last_end: IntArray
    start_at: IntArray
    end_at: IntArray
    exempt_at: IntArray
    starts: int
    ends: int
    exempts: int

    def spread(self, columns: BoolArray) -> int:
        """Cells from the first to the last start of any of the columns."""
        live = columns & (self.last >= 0)
        return int(self.last[live].max(initial=0) - self.first[live].min(initial=2**40))


@making
def live_cells(place: IntArray) -> tuple[IntArray, IntArray]:
    """(n,) each: the first and the last cell with a score; the number of cells and -1 if none."""
    n, cells = place.shape
    first, last = np.full(n, cells), np.full(n, -1)
    for c in range(n):
        k, j = 0, cells - 1
        while k < cells and place[c, k] >= BIG:
            k += 1
        while j >= 0 and place[c, j] >= BIG:
            j -= 1
        first[c], last[c] = k, j
    return first, last


def make_windows(tables: Tables, place: IntArray) -> Windows:
    """The windows of the live starts of `place`; ends follow from them and from `end_place`."""
    cells = place.shape[1]
    first, last = live_cells(place)
    first_end, last_end = first.copy(), last.copy()
    for c in np.flatnonzero((last >= 0) & (tables.u_max > 0)):
        low, high = first[c] + tables.u_min[c], min(cells - 1, last[c] + tables.u_max[c])
        ends = low + np.flatnonzero(tables.end_place[c, low : high + 1] < BIG)
        if len(ends):
            first_end[c], last_end[c] = ends[0], ends[-1]
        else:
            last[c] = -1
    dead = last < 0
    first[dead], first_end[dead], last_end[dead] = cells, cells, -1
    start_room = np.where(dead, 0, last - first + 1)
    end_room = np.where(dead, 0, last_end - first_end + 1)
    exempt = tables.free.any(axis=1) & ~dead
    exempt_room = np.where(exempt, start_room, 0)
    return Windows(
        first, last, first_end, last_end, _numbered(start_room), _numbered(end_room),
        np.where(exempt, _numbered(exempt_room), -1),
        int(start_room.sum()), int(end_room.sum()), int(exempt_room.sum()),
    )  # fmt: skip


def _numbered(room: IntArray) -> IntArray:
    return (np.cumsum(room) - room).astype(np.int64)
