"""The problem as arrays over cells: what the kernels read.

A *cell* is a position of `engines.grid`: k for starts, j for ends (j = k for a fixed width).
Columns are sorted by their offset within the cell, so that a row visits its columns in
ascending (cell, column): every start is at or after the start of the column before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.problem import EXEMPT, FORBIDDEN, NO_STEP, IntArray

BIG = 2**58
"""A score no row has; eight of them still fit in int64."""

Cells = tuple[tuple[int, int, int], ...]
"""A row: (column, start, width in cells) from left to right."""

Number = TypeVar("Number", bound=np.generic)
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
    hard: (n, n) the least lag of each ordered pair.
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
    hard: IntArray
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
    base = np.array([column.base for column in columns], dtype=np.int64)
    _tabulate(place, range(n), [column.starts for column in columns], base, priced)
    end_place = np.zeros((n, cells), dtype=np.int64)
    ends = {c: column.ends for c, column in enumerate(columns) if column.ends is not None}
    end_place[list(ends)] = BIG
    _tabulate(end_place, list(ends), list(ends.values()), np.zeros_like(base), priced)
    covers = np.zeros((n, m), dtype=np.bool_)
    for c, column in enumerate(columns):
        covers[c, list(column.covers)] = True
    far = 2 * cells + 2
    lag, price, hard, order, free = _pairs(grid, source, far, priced)
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
        hard=hard,
        order=order,
        free=free & ~exclusive,
        exclusive=exclusive,
        far=far,
    )


def _tabulate(
    table: IntArray,
    rows: Sequence[int],
    pieces: Sequence[IntArray],
    base: IntArray,
    priced: bool,
) -> None:
    """Enter what some rows pay in each cell: their pieces, and `base` wherever the row lies."""
    if not rows:
        return
    first, last, score, slope = np.concatenate(pieces).T
    row = np.repeat(np.array(rows), [len(one) for one in pieces])
    long = last - first + 1
    # All cells of all pieces in one line: of which piece each is, and how far into it.
    into = np.arange(long.sum()) - np.repeat(np.cumsum(long) - long, long)
    paid: IntArray | int = 0
    if priced:
        paid = np.repeat(base[row] + score, long)
        if slope.any():
            paid += np.repeat(slope, long) * into
    table.reshape(-1)[np.repeat(row * table.shape[1] + first, long) + into] = paid


def _pairs(
    grid: Grid, source: IntArray, far: int, priced: bool
) -> tuple[IntArray, IntArray, IntArray, IntArray, BoolArray]:
    """Levels (lag, price), least lags, order prices and exemptions of all ordered pairs."""
    problem, pairs = grid.problem, grid.problem.pairs
    columns = [grid.columns[int(c)] for c in source]
    n = len(columns)
    classes = np.array([column.gap_class for column in columns], dtype=np.int64)
    cells = classes[:, None] * pairs.size + classes  # of a pair, in the tables over classes
    start = np.array([column.start_offset for column in columns], dtype=np.int64)
    end = np.array([column.end_offset for column in columns], dtype=np.int64)
    hard, order = pairs.hard.ravel()[cells], pairs.order.ravel()[cells]
    apart = (order != FORBIDDEN) & (hard != EXEMPT)
    offset = end[:, None] - start
    levels = range(pairs.step_threshold.shape[2] if priced else 1)
    # One level of all pairs after the other: numpy is slow over the few levels of a pair.
    lag = np.empty((len(levels), n, n), dtype=np.int64)
    paid = np.empty((len(levels), n, n), dtype=np.int64)
    for s in levels:
        # Level s holds from the threshold before it (the hard gap for the first), pays its price.
        begin = pairs.step_threshold[:, :, s - 1].ravel()[cells] if s else hard
        paid[s] = pairs.step_price[:, :, s].ravel()[cells] if priced else 0
        used = apart & (begin != NO_STEP) & (paid[s] < paid[s - 1]) if s else apart
        lag[s] = np.where(used, np.minimum(-(-(begin + offset) // problem.resolution), far), far)
    # Of levels that begin in the same cell the last is the cheapest. Lags ascend.
    later = np.full((n, n), far, dtype=np.int64)
    for s in reversed(levels):
        least = np.minimum(lag[s], later)
        lag[s][lag[s] == later] = far
        later = least
    paid[lag >= far] = 0
    plain = np.where(apart & priced, order, 0)
    return (
        np.ascontiguousarray(lag.transpose(1, 2, 0)),
        np.ascontiguousarray(paid.transpose(1, 2, 0)),
        later,
        plain,
        hard == EXEMPT,
    )


def without(tables: Tables, dead: BoolArray) -> Tables:
    """The tables without the columns that are `dead`."""
    kept = np.flatnonzero(~dead)

    def both(table: npt.NDArray[Number]) -> npt.NDArray[Number]:
        return table[kept].take(kept, axis=1)

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
        lag=both(tables.lag),
        price=both(tables.price),
        hard=both(tables.hard),
        order=both(tables.order),
        free=both(tables.free),
        exclusive=both(tables.exclusive),
    )
