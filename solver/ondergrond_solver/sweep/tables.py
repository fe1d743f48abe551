"""The problem as arrays over cells: what the kernels read.

A *cell* is a position of `engines.grid`: k for starts, j for ends (j = k for a fixed width).
Columns are sorted by their offset within the cell, so that a row visits its columns in
ascending (cell, column): every start is at or after the start of the column before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.problem import EXEMPT, FORBIDDEN, NO_STEP, IntArray

BIG = 2**58
"""A score no row has; eight of them still fit in int64."""

BoolArray = npt.NDArray[np.bool_]
BitArray = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Arrays over n columns, m items and w cells; all int64 unless told.

    grid: where the columns come from; `source[c]` is the grid column of column c.
    place: (n, w) score of a start in the cell, `BIG` where forbidden.
    end_place: (n, w) score of an end in the cell; 0 throughout for fixed widths.
    u_min, u_max, unit: (n,) widths in cells and the price of a cell more.
    covers: (n, m) bool. mask: (n,) uint64, the same as bits.
    skip: (m,) skip price, `BIG` when the item must be covered.
    lag, price: (n, n, s) levels of an ordered pair, a left of c: at a distance (start of c minus
        end of a) of at least lag, price suffices; lag ascends, price falls; unused: lag `far`.
    order: (n, n) order price (0 where forbidden).
    free: (n, n) bool, exempt pairs that may be chosen together.
    exclusive: (n, n) bool, columns with an item in common.
    far: a lag that no two cells have.
    """

    grid: Grid
    source: IntArray
    place: IntArray
    end_place: IntArray
    u_min: IntArray
    u_max: IntArray
    unit: IntArray
    covers: BoolArray
    mask: BitArray
    skip: IntArray
    lag: IntArray
    price: IntArray
    order: IntArray
    free: BoolArray
    exclusive: BoolArray
    far: int

    @property
    def columns(self) -> int:
        """The number of columns."""
        return int(self.place.shape[0])

    @property
    def cells(self) -> int:
        """The number of cells."""
        return int(self.place.shape[1])

    def gap_price(self, a: int, c: int, distance: int) -> int:
        """What a left of c pays at a distance (cells); `BIG` where they may not be so near."""
        return int(self.price[a, c][self.lag[a, c] <= distance].min(initial=BIG))


def make_tables(grid: Grid, priced: bool = True) -> Tables:
    """Tabulate `grid`; without prices only what is possible counts.

    Raises nothing; the caller bounds the number of cells beforehand.
    """
    problem = grid.problem
    offsets = [column.start_offset for column in grid.columns]
    source = np.array(sorted(range(len(offsets)), key=lambda c: (offsets[c], c)), dtype=np.int64)
    columns = [grid.columns[int(c)] for c in source]
    n, m, cells = len(columns), len(problem.items), grid.size + 1
    place = np.full((n, cells), BIG, dtype=np.int64)
    end_place = np.zeros((n, cells), dtype=np.int64)
    covers = np.zeros((n, m), dtype=np.bool_)
    for c, column in enumerate(columns):
        covers[c, sorted(column.covers)] = True
        for first, last, score, slope in column.pieces:
            at = np.arange(first, last + 1)
            value = column.base + score + slope * (at - first)
            place[c, at] = value if priced else 0
        if column.end_pieces is not None:
            end_place[c] = BIG
            for first, last, score, slope in column.end_pieces:
                at = np.arange(first, last + 1)
                end_place[c, at] = score + slope * (at - first) if priced else 0
    far = 2 * cells + 2
    lag, price, order, free = _pairs(grid, source, far, priced)
    exclusive = grid.exclusive[source[:, None], source] if n else np.zeros((0, 0), np.bool_)
    skip = [BIG if i.skip is None else (i.skip if priced else 0) for i in problem.items]
    bits = np.array([sum(1 << i for i in c.covers) for c in columns], dtype=np.uint64)
    unit = [column.unit_price if priced else 0 for column in columns]
    return Tables(
        grid=grid,
        source=source,
        place=place,
        end_place=end_place,
        u_min=np.array([column.u_min for column in columns], dtype=np.int64),
        u_max=np.array([column.u_max for column in columns], dtype=np.int64),
        unit=np.array(unit, dtype=np.int64),
        covers=covers,
        mask=bits,
        skip=np.array(skip, dtype=np.int64),
        lag=lag,
        price=price,
        order=order,
        free=free & ~exclusive,
        exclusive=exclusive,
        far=far,
    )


def _pairs(
    grid: Grid, source: IntArray, far: int, priced: bool
) -> tuple[IntArray, IntArray, IntArray, BoolArray]:
    """Levels (lag, price), order prices and exemptions of all ordered pairs of columns."""
    problem, pairs = grid.problem, grid.problem.pairs
    columns = [grid.columns[int(c)] for c in source]
    classes = np.array([column.gap_class for column in columns], dtype=np.int64)
    start = np.array([column.start_offset for column in columns], dtype=np.int64)
    end = np.array([column.end_offset for column in columns], dtype=np.int64)
    hard = pairs.hard[classes[:, None], classes]
    order = pairs.order[classes[:, None], classes]
    threshold = pairs.step_threshold[classes[:, None], classes]
    paid = pairs.step_price[classes[:, None], classes]
    if not priced:
        threshold, paid = threshold[:, :, -1:], paid[:, :, -1:]
    # Level s holds from the threshold before it (the hard gap for the first) and pays paid[s].
    begin = np.concatenate([hard[:, :, None], threshold[:, :, :-1]], axis=2)
    lag = -(-(begin + (end[:, None] - start)[:, :, None]) // problem.resolution)
    used = np.ones(begin.shape, dtype=np.bool_)
    used[:, :, 1:] = (begin[:, :, 1:] != NO_STEP) & (paid[:, :, 1:] < paid[:, :, :-1])
    used &= ((order != FORBIDDEN) & (hard != EXEMPT))[:, :, None]
    lag = np.where(used, np.minimum(lag, far), far)
    # Of levels that begin in the same cell the last is the cheapest.
    for s in range(lag.shape[2] - 1):
        same = (lag[:, :, s + 1 :] == lag[:, :, s : s + 1]).any(axis=2)
        lag[:, :, s] = np.where(same, far, lag[:, :, s])
    price = np.where(lag < far, paid, 0)
    plain = np.where((order == FORBIDDEN) | (hard == EXEMPT), 0, order)
    return lag, price, plain if priced else np.zeros_like(plain), hard == EXEMPT


def without(tables: Tables, dead: BoolArray) -> Tables:
    """The tables without the columns that are `dead`."""
    kept = np.flatnonzero(~dead)
    pairs = np.ix_(kept, kept)
    return replace(
        tables,
        source=tables.source[kept],
        place=tables.place[kept],
        end_place=tables.end_place[kept],
        u_min=tables.u_min[kept],
        u_max=tables.u_max[kept],
        unit=tables.unit[kept],
        covers=tables.covers[kept],
        mask=tables.mask[kept],
        lag=np.ascontiguousarray(tables.lag[pairs]),
        price=np.ascontiguousarray(tables.price[pairs]),
        order=np.ascontiguousarray(tables.order[pairs]),
        free=np.ascontiguousarray(tables.free[pairs]),
        exclusive=np.ascontiguousarray(tables.exclusive[pairs]),
    )
