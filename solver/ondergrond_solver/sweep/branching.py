"""Two problems for one: where a column may end, cut in two, so that a relaxed row is in neither.

What is still relaxed in the rows of `rows` is the gap between columns that are no neighbours: the
left one is taken to end as early as it may. So its ends are cut between there and where it ends in
the relaxed row. In the one half it has to move, in the other it pays more.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.bands import untold
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.tables import BIG, Cells
from ondergrond_solver.sweep.windows import Windows


class Cut(NamedTuple):
    """Columns that cover `item` end at `end` (mm) or before, or after it."""

    item: int
    end: int


def cut_for(left: Reduction, at: Windows, bands: IntArray, row: Cells) -> Cut | None:
    """A cut where a column of a relaxed row is told least of what it pays, if there is one."""
    tables = left.tables
    most = max(untold(tables, at, bands, row), key=lambda one: one.extra, default=None)
    if most is None:
        return None
    item = int(np.flatnonzero(tables.covers[most.column])[0])
    offset = tables.grid.columns[int(tables.source[most.column])].end_offset
    return Cut(item, tables.grid.problem.resolution * most.halfway + offset)


def cut_of_widest(left: Reduction, at: Windows) -> Cut | None:
    """A cut through the middle of the item that may end in the most places; None if all are one."""
    tables = left.tables
    step = tables.grid.problem.resolution
    offset = np.array([tables.grid.columns[int(c)].end_offset for c in tables.source])
    first, last = step * at.first_end + offset, step * at.last_end + offset
    most, found = 0, None
    for i in range(len(tables.skip)):
        live = tables.covers[:, i] & (at.last >= 0)
        if not live.any():
            continue
        low, high = int(first[live].min()), int(last[live].max())
        if high - low > most:
            most, found = high - low, Cut(i, (low + high - 1) // 2)
    return found


def halves(left: Reduction, cut: Cut) -> list[Reduction]:
    """The two problems of a cut, as far as anything is possible in them."""
    tables = left.tables
    step = tables.grid.problem.resolution
    parts = []
    for early in (True, False):
        part = part_of(left)
        end_place = tables.end_place.copy()
        for c in np.flatnonzero(tables.covers[:, cut.item]):
            offset = tables.grid.columns[int(tables.source[c])].end_offset
            cell = min(max(-1, (cut.end - offset) // step), tables.cells - 1)
            gone = slice(cell + 1, None) if early else slice(0, cell + 1)
            if tables.u_max[c] > 0:
                end_place[c, gone] = BIG
            else:
                part.place[c, gone] = BIG
        part.tables = replace(tables, end_place=end_place)
        part.settle()
        if not part.impossible:
            parts.append(part)
    return parts


def part_of(left: Reduction) -> Reduction:
    """A copy that can lose starts and links of its own."""
    part = copy.copy(left)
    part.place, part.linked = left.place.copy(), left.linked.copy()
    return part
