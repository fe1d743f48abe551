"""The problem as arrays over cells: what the kernels read.

A *cell* is a position of `engines.grid`: k for starts, j for ends (j = k for a fixed width).
Columns are sorted by their offset within the cell, so that a row visits its columns in
ascending (cell, column): every start is at or after the start of the column before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

from ondergrond_solver.engines.grid import Grid, make_row
from ondergrond_solver.problem import EXEMPT, FORBIDDEN, NO_STEP, IntArray
from ondergrond_solver.solution import Row

BIG = 2**58
"""A score no row has; eight of them still fit in int64."""

MUCH = cast(int, np.int64(BIG))
"""The same for kernels to call each other with (see `compiled.ZERO`)."""

Cells = tuple[tuple[int, int, int], ...]
"""A row: (column, start, width in cells) from left to right."""

Number = TypeVar("Number", bound=np.generic)
BoolArray = npt.NDArray[np.bool_]
BitArray = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Tables:
    """Arrays over n columns, m items and w cells; all int64 unless told.

    grid: where the columns come from; `source[c]` is the grid column of column c.
    place: (n, w) score of a start in the cell, `BIG` where forbidden.
    end_place: (n, w) score of an end in the cell; 0 throughout for fixed widths.
    u_min, u_max, unit: (n,) widths in cells and the price of a cell more.
    covers: (n, m) bool. mask: (n,) uint64, the same as bits.
    skip: (m,) skip price, `BIG` when the item must be covered.
    priced: whether prices count. levels: what `lag` and `price` give; None before `with_levels`, as
        most columns are left out first.
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
    hard: IntArray
    order: IntArray
    free: BoolArray
    exclusive: BoolArray
    far: int
    priced: bool
    levels: tuple[IntArray, IntArray] | None = None

    @cached_property
    def _levels(self) -> tuple[IntArray, IntArray]:
        return _levels_of(self) if self.levels is None else self.levels

    @property
    def lag(self) -> IntArray:
        """(n, n, s) levels of an ordered pair, a left of c: at a distance (start of c minus end of
        a) of at least lag, `price` suffices; it falls as lag rises. Unused ones, with lag `far`,
        stand anywhere among them.
        """
        return self._levels[0]

    @property
    def price(self) -> IntArray:
        """(n, n, s) see `lag`."""
        return self._levels[1]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return int(self.place.shape[0])

    @property
    def cells(self) -> int:
        """The number of cells."""
        return int(self.place.shape[1])

    def with_levels(self) -> Tables:
        """The same tables, which keep their levels when others are made of them."""
        return self if self.levels is not None else replace(self, levels=self._levels)

    def gap_prices(self, a: IntArray, c: IntArray, distance: IntArray) -> IntArray:
        """What columns a left of columns c pay at distances (cells), all of them (p,); `BIG` where
        they may not be so near.
        """
        paid = np.where(self.lag[a, c] <= distance[:, None], self.price[a, c], BIG)
        least: IntArray = paid.min(axis=1, initial=BIG)
        return least

    def paying(self, columns: IntArray, apart: int = 1) -> tuple[IntArray, IntArray]:
        """Pairs of a row that may pay each other, as places in it: the left ones, the right ones.

        columns: of the row, from left to right. apart: at least so many places, 1 for neighbours.
        """
        right, left = np.tril_indices(len(columns), -apart)
        pays = ~self.free[columns[left], columns[right]]
        return left[pays], right[pays]

    def laid(self, cells: Cells) -> tuple[Row, Cells]:
        """A row of different columns as it lies in mm, and its cells in the same order."""
        lies = {self.grid.place(int(self.source[c]), k, u): (c, k, u) for c, k, u in cells}
        row = make_row(tuple(lies))
        return row, tuple(lies[placed] for placed in row)

    def found(self, row: Row) -> Cells | None:
        """A row in columns and cells of the tables; None where one of its columns is not there."""
        number = {self.grid.columns[int(g)].index: c for c, g in enumerate(self.source)}
        cells = []
        for placed in row:
            if placed.column not in number:
                return None
            c = number[placed.column]
            k, j = self.grid.cells(int(self.source[c]), placed)
            cells.append((c, k, j - k))
        return tuple(sorted(cells, key=lambda x: (x[1], x[0])))

    def score(self, row: Cells) -> int:
        """What a row scores, from left to right as `laid` has it; `BIG` or more where it does not
        stand.
        """
        columns, starts, widths = np.array(row, dtype=np.int64).reshape(-1, 3).T
        ends = starts + widths
        over = widths - self.u_min[columns]
        own = self.place[columns, starts] + self.end_place[columns, ends]
        met = self.covers[columns].sum(axis=0)
        if met.max(initial=0) > 1 or (over < 0).any() or (widths > self.u_max[columns]).any():
            return BIG
        left, right = self.paying(columns)
        a, c = columns[left], columns[right]
        between = self.gap_prices(a, c, starts[right] - ends[left]) + self.order[a, c]
        parts = (own + self.unit[columns] * over, self.skip[met == 0], between)
        if max(part.max(initial=0) for part in parts) >= BIG // 2:
            return BIG
        return self.grid.problem.constant + sum(int(part.sum()) for part in parts)


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
    covers = grid.covers[source]
    far = 2 * cells + 2
    hard, order, free = _pairs(grid, source, far, priced)
    exclusive = grid.exclusive[source[:, None], source] if n else np.zeros((0, 0), np.bool_)
    skip = [BIG if i.skip is None else (i.skip if priced else 0) for i in problem.items]
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
        mask=covers.astype(np.uint64) @ (np.uint64(1) << np.arange(m, dtype=np.uint64)),
        skip=np.array(skip, dtype=np.int64),
        hard=hard,
        order=order,
        free=free & ~exclusive,
        exclusive=exclusive,
        far=far,
        priced=priced,
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
) -> tuple[IntArray, IntArray, BoolArray]:
    """Least lags, order prices and exemptions of all ordered pairs of columns."""
    pairs, step = grid.problem.pairs, grid.problem.resolution
    classes, offset = _classes_of(grid, source)
    hard, order = pairs.hard[classes[:, None], classes], pairs.order[classes[:, None], classes]
    apart = (order != FORBIDDEN) & (hard != EXEMPT)
    lag = np.where(apart, np.minimum(-(-(hard + offset) // step), far), far)
    return lag, np.where(apart & priced, order, 0), hard == EXEMPT


def _classes_of(grid: Grid, source: IntArray) -> tuple[IntArray, IntArray]:
    """The gap classes of columns, (n,); (n, n) what to add to a gap (mm) to get a distance."""
    columns = [grid.columns[c] for c in source.tolist()]
    classes = np.array([column.gap_class for column in columns], dtype=np.int64)
    start = np.array([column.start_offset for column in columns], dtype=np.int64)
    end = np.array([column.end_offset for column in columns], dtype=np.int64)
    return classes, end[:, None] - start


def _levels_of(tables: Tables) -> tuple[IntArray, IntArray]:
    """Levels (lag, price) of all ordered pairs of columns."""
    problem, pairs, far = tables.grid.problem, tables.grid.problem.pairs, tables.far
    if not tables.priced:
        return tables.hard[:, :, None].copy(), np.zeros((*tables.hard.shape, 1), dtype=np.int64)
    classes, offset = _classes_of(tables.grid, tables.source)
    # Level by level, as numpy is slow over the few levels of a pair.
    each = np.ix_(classes, classes)
    threshold = np.ascontiguousarray(pairs.step_threshold[each].transpose(2, 0, 1))
    paid = np.ascontiguousarray(pairs.step_price[each].transpose(2, 0, 1))
    # Level s holds from the threshold before it (the hard gap for the first), pays its price.
    used = (tables.hard < far) & (threshold[:-1] != NO_STEP) & (paid[1:] < paid[:-1])
    begin = -(-(threshold[:-1] + offset) // problem.resolution)
    lag = np.concatenate([tables.hard[None], np.where(used, np.minimum(begin, far), far)])
    # Of levels that begin in the same cell the last is the cheapest. Lags ascend.
    later = np.minimum.accumulate(lag[::-1], axis=0)[::-1]
    lag[:-1][lag[:-1] == later[1:]] = far
    paid[lag >= far] = 0
    return (
        np.ascontiguousarray(lag.transpose(1, 2, 0)),
        np.ascontiguousarray(paid.transpose(1, 2, 0)),
    )


def least_alone(
    place: IntArray, end_place: IntArray, u_min: IntArray, u_max: IntArray, unit: IntArray
) -> IntArray:
    """(n,) the least that a column pays for its place and its width."""
    width = np.minimum(0, unit * (u_max - u_min))
    least: IntArray = place.min(axis=1, initial=BIG) + end_place.min(axis=1, initial=BIG) + width
    return least


def least_shares(covers: BoolArray, own: IntArray) -> IntArray:
    """(m,) the least share of an item in what a column that covers it pays alone; own: (n,) that,
    much too much for columns that do not count. `BIG` or more without a column.
    """
    share = own // np.maximum(covers.sum(axis=1), 1)
    least: IntArray = np.where(covers, share[:, None], BIG).min(axis=0, initial=BIG)
    return least


def without(tables: Tables, dead: BoolArray) -> Tables:
    """The tables without the columns that are `dead`."""
    kept = np.flatnonzero(~dead)

    def both(table: npt.NDArray[Number]) -> npt.NDArray[Number]:
        return table[kept].take(kept, axis=1)

    levels = tables.levels
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
        hard=both(tables.hard),
        order=both(tables.order),
        free=both(tables.free),
        exclusive=both(tables.exclusive),
        levels=None if levels is None else (both(levels[0]), both(levels[1])),
    )
