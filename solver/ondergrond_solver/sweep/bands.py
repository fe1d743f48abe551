"""Bands of ends: what a run over states must tell apart for its row to pay what it says.

A run takes the left one of two columns that are no neighbours to end where it ends at the earliest
in any row of the state. Where the relaxed row pays more than that in truth, the ends of the left
column are cut between the two, and the next run tells the two bands apart. A cut changes only what
is told apart, never what a row pays, so no row is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.tables import Cells, Tables
from ondergrond_solver.sweep.windows import Windows

Cuts = frozenset[tuple[int, int]]
"""(grid column, cell): a band ends with an end in that cell."""


class Untold(NamedTuple):
    """A column of a row that ends later than another, no neighbour on its right, was told.

    early, end: the first end of its band, and its own. fair: the last end for which what was told
    is right, early <= fair < end. extra: what the pair pays beyond it (score units).
    """

    column: int
    early: int
    fair: int
    end: int
    extra: int

    @property
    def halfway(self) -> int:
        """The last cell of a band that ends between `fair` and `end`."""
        return (self.fair + self.end - 1) // 2


def make_bands(tables: Tables, cuts: Cuts) -> IntArray:
    """(n, w) the number of the band of an end in a cell, from 0 for every column."""
    bands = np.zeros((tables.columns, tables.cells), dtype=np.int64)
    if cuts:
        number = {int(source): c for c, source in enumerate(tables.source)}
        for source, cell in cuts:
            if source in number:
                bands[number[source], cell + 1 :] += 1
    return bands


def untold(tables: Tables, at: Windows, bands: IntArray, row: Cells) -> Iterator[Untold]:
    """What pairs of a relaxed row pay in truth beyond what they were told."""
    if len(row) < 3:
        return
    columns, starts, widths = np.array(row, dtype=np.int64).T
    ends = starts + widths
    begins = [
        int(np.searchsorted(bands[a], bands[a, end])) for a, end in zip(columns, ends, strict=True)
    ]
    early = np.maximum(begins, at.first_end[columns])
    left, right = tables.paying(columns, apart=2)
    a, c = columns[left], columns[right]
    told = tables.gap_prices(a, c, starts[right] - early[left])
    extra = tables.gap_prices(a, c, starts[right] - ends[left]) - told
    for p in np.flatnonzero(extra > 0):
        one, other, x = a[p], c[p], left[p]
        enough = tables.lag[one, other][tables.price[one, other] <= told[p]]
        fair = starts[right[p]] - int(enough.min(initial=tables.far))
        first = int(early[x])
        yield Untold(int(one), first, max(first, int(fair)), int(ends[x]), int(extra[p]))


def more_cuts(tables: Tables, at: Windows, bands: IntArray, row: Cells) -> Cuts:
    """Cuts after which no pair of the row is told less than it pays as it is.

    Halfway between where the pair is told enough and where it ends: other rows that differ by a
    cell here or there need no cuts of their own.
    """
    return frozenset(
        (int(tables.source[one.column]), one.halfway) for one in untold(tables, at, bands, row)
    )
