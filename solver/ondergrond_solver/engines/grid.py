"""A problem in grid units: what the engines share before they part ways.

With ``a = anchor mod resolution`` a column starts at ``resolution * k - a`` for a whole number
k, its *position*. A column of fixed width w ends at ``resolution * k + (w - a)``; one of
variable width at ``resolution * j - a`` with ``j = k + u`` and u the width in grid units. So
with j the *end position* (equal to k where the width is fixed), every condition
``gap >= threshold`` between k and l becomes ``k_l - j_k >= lag(k, l, threshold)`` in whole
numbers, without loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np

from ondergrond_solver.engines.pieces import Piece, listed, make_pieces
from ondergrond_solver.problem import (
    EXEMPT,
    FORBIDDEN,
    NO_STEP,
    Column,
    IntArray,
    PairTables,
    Problem,
    Segment,
)
from ondergrond_solver.solution import Placed, Row


@dataclass(frozen=True, eq=False)
class GridColumn:
    """A column in grid units.

    index: in `Problem.columns`.
    covers: item indexes.
    gap_class: index into the pair tables; the first of all classes that are alike in every table.
    start_offset, end_offset: mm; start = resolution * k + start_offset, and
        end = resolution * j + end_offset.
    u_min, u_max: width in grid units, j = k + u; both 0 when the width is fixed.
    unit_price: score per grid unit of width above `u_min` (with the rest in `base`).
    base: score paid by the column wherever it lies.
    starts: allowed positions k, ascending, disjoint, merged where linear: the numbers of the
        pieces, (pieces, 4). ends: allowed end positions j, or None when every j is fine (fixed
        width).
    """

    index: int
    covers: frozenset[int]
    gap_class: int
    start_offset: int
    end_offset: int
    u_min: int
    u_max: int
    unit_price: int
    base: int
    starts: IntArray
    ends: IntArray | None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What `starts` says, piece by piece."""
        return listed(self.starts)

    @cached_property
    def end_pieces(self) -> tuple[Piece, ...] | None:
        """What `ends` says, piece by piece."""
        return None if self.ends is None else listed(self.ends)

    @property
    def shape(self) -> tuple[object, ...]:
        """Everything but name, index and covers: columns of equal shape differ in items only."""
        return (
            self.gap_class,
            self.start_offset,
            self.end_offset,
            self.u_min,
            self.u_max,
            self.unit_price,
            self.base,
            self.starts.tobytes(),
            None if self.ends is None else self.ends.tobytes(),
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """All columns that have a place at all, in grid units, without doubles.

    size: positions and end positions lie in 0..size.
    lag_hard: (n, n) grid units; size + 1, which no two positions have between them, when the left
        column may never lie left of the right.
    related: (n, n), whether the two may be chosen together and are not exempt.
    exclusive: (n, n), whether the two cover an item in common (a column with itself too).
    covers: (n, m), whether a column covers an item.
    """

    problem: Problem
    columns: tuple[GridColumn, ...]
    size: int
    lag_hard: IntArray
    related: np.ndarray
    exclusive: np.ndarray
    covers: np.ndarray
    _steps_of: dict[int, tuple[list[list[int]], list[list[int]]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def steps(self, left: int, right: int) -> list[tuple[int, int]]:
        """Steps ``(lag, price)`` of an ordered pair: a distance below lag pays price.

        Lags ascend strictly from above the hard lag; prices fall strictly to above 0.
        """
        if left not in self._steps_of:
            self._steps_of[left] = self._steps_right_of(left)
        lags, prices = self._steps_of[left]
        least = int(self.lag_hard[left, right])
        steps: list[tuple[int, int]] = []
        for lag, price in zip(reversed(lags[right]), reversed(prices[right]), strict=True):
            if lag <= least or price <= (steps[-1][1] if steps else 0):
                continue
            if steps and steps[-1][0] == lag:
                # On the grid both thresholds are one; below it the first, dearer, step is paid.
                steps.pop()
            steps.append((lag, price))
        return steps[::-1]

    def _steps_right_of(self, left: int) -> tuple[list[list[int]], list[list[int]]]:
        """Lags and prices of all steps of one left column, for every right column at once."""
        pairs, at = self.problem.pairs, self.columns[left]
        classes = [column.gap_class for column in self.columns]
        starts = np.array([column.start_offset for column in self.columns], dtype=np.int64)
        # The last entry is padding, and what stays of it among shorter lists costs nothing.
        threshold = np.minimum(pairs.step_threshold[at.gap_class, classes, :-1], NO_STEP // 2)
        lags = -(-(threshold + at.end_offset - starts[:, None]) // self.problem.resolution)
        return lags.tolist(), pairs.step_price[at.gap_class, classes, :-1].tolist()

    def order_price(self, left: int, right: int) -> int:
        """The price of this order; 0 where it is forbidden (see `lag_hard`)."""
        a, b = self.columns[left].gap_class, self.columns[right].gap_class
        price = int(self.problem.pairs.order[a, b])
        return 0 if price == FORBIDDEN else price

    def place(self, column: int, k: int, u: int) -> Placed:
        """Grid column `column` at position k with width u (0 when fixed), in mm."""
        at = self.columns[column]
        start = self.problem.resolution * k + at.start_offset
        end = self.problem.resolution * (k + u) + at.end_offset
        return Placed(at.index, start, end - start)

    def cells(self, column: int, placed: Placed) -> tuple[int, int]:
        """Position k and end j of grid column `column` where it lies as `placed`; see `place`."""
        at, step = self.columns[column], self.problem.resolution
        return (placed.start - at.start_offset) // step, (placed.end - at.end_offset) // step


def make_row(placed: Sequence[Placed]) -> Row:
    """The chosen columns from left to right."""
    return tuple(sorted(placed, key=lambda p: (p.start, p.column)))


def make_grid(problem: Problem) -> Grid:
    """The problem in grid units. The problem must be valid."""
    size = problem.length // problem.resolution + 1
    classes = _first_of_alike_classes(problem.pairs)
    columns: list[GridColumn] = []
    seen: set[object] = set()
    places = _places(problem)
    for index, column in enumerate(problem.columns):
        made = _make_column(problem, index, column, classes[column.gap_class], *places[index])
        if not len(made.starts) or (made.ends is not None and not len(made.ends)):
            continue
        double = (made.covers, made.shape)
        if double not in seen:
            seen.add(double)
            columns.append(made)
    return Grid(problem, tuple(columns), size, *_pair_matrices(problem, columns, size + 1))


def _make_column(
    problem: Problem,
    index: int,
    column: Column,
    gap_class: int,
    starts: IntArray,
    ends: IntArray,
) -> GridColumn:
    step = problem.resolution
    anchor = column.anchor % step
    fixed = column.is_fixed_width
    u_min = 0 if fixed else -(-column.width_min // step)
    u_max = 0 if fixed else column.width_max // step
    return GridColumn(
        index=index,
        covers=column.covers,
        gap_class=gap_class,
        start_offset=-anchor,
        end_offset=(column.width_min if fixed else 0) - anchor,
        u_min=u_min,
        u_max=u_max,
        unit_price=0 if fixed else column.width_price * step,
        base=0 if fixed else column.width_price * (u_min * step - column.width_min),
        starts=starts if u_min <= u_max else starts[:0],
        ends=None if fixed else ends,
    )


def _places(problem: Problem) -> list[tuple[IntArray, IntArray]]:
    """Of every column its starts and its ends as pieces, the latter empty where it has no choice
    of ends.
    """
    step = problem.resolution
    anywhere = (Segment(0, problem.length),)
    asked: list[tuple[tuple[Segment, ...], int, int]] = []
    for column in problem.columns:
        anchor = column.anchor % step
        width = column.width_min
        ends: tuple[Segment, ...] = ()
        if not column.is_fixed_width:
            width = -(-width // step) * step
            ends = anywhere if column.end_place is None else column.end_place
        asked.append((column.place, anchor, problem.length - width))
        asked.append((ends, anchor, problem.length))
    pieces = make_pieces(asked, step)
    return list(zip(pieces[::2], pieces[1::2], strict=True))


def _first_of_alike_classes(pairs: PairTables) -> list[int]:
    """For every gap class the first class with the same rows and columns in every table."""
    plain = np.concatenate([pairs.hard, pairs.hard.T, pairs.order, pairs.order.T], axis=1)
    alike: dict[bytes, list[int]] = {}
    found = []
    for a in range(pairs.size):
        # Gaps and orders tell most of them apart; steps are large.
        firsts = alike.setdefault(plain[a].tobytes(), [])
        same = (one for one in firsts if _has_the_steps_of(pairs, a, one))
        first = next(same, a)
        if first == a:
            firsts.append(a)
        found.append(first)
    return found


def _has_the_steps_of(pairs: PairTables, a: int, b: int) -> bool:
    return all(
        (table[a] == table[b]).all() and (table[:, a] == table[:, b]).all()
        for table in (pairs.step_threshold, pairs.step_price)
    )


def _pair_matrices(
    problem: Problem, columns: Sequence[GridColumn], never: int
) -> tuple[IntArray, np.ndarray, np.ndarray, np.ndarray]:
    covers = np.zeros((len(columns), len(problem.items)), dtype=np.bool_)
    many = [len(column.covers) for column in columns]
    items = np.fromiter(chain.from_iterable(c.covers for c in columns), np.int64, sum(many))
    covers[np.repeat(np.arange(len(columns)), many), items] = True
    exclusive = covers @ covers.T
    classes = np.array([column.gap_class for column in columns], dtype=np.int64)
    start = np.array([column.start_offset for column in columns], dtype=np.int64)
    end = np.array([column.end_offset for column in columns], dtype=np.int64)
    hard = problem.pairs.hard[classes[:, None], classes]
    forbidden = problem.pairs.order[classes[:, None], classes] == FORBIDDEN
    lag = -(-(hard + end[:, None] - start) // problem.resolution)
    related = ~exclusive & (hard != EXEMPT)
    lag_hard = np.where(forbidden, never, np.minimum(lag, never))
    return lag_hard, related, exclusive, covers
