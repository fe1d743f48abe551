"""The CP-SAT model of a problem: variables, then one private method per rule.

Positions are whole grid units (see `ondergrond_solver.engines.grid`). The order of two columns
is a literal of two of the items they cover, so that all columns of an item share it. This
module knows no prices; `ondergrond_solver.engines.cpsat_prices` adds them.

Tried on random tight streets and left out, because it brought no proof sooner: closing the
order of three items (transitivity), position bounds from the widths of all that lie before, and
energy constraints over stretches of the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TypeAlias

from ortools.sat.python import cp_model

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.engines.pieces import Piece
from ondergrond_solver.engines.symmetry import in_order, interchangeable_items
from ondergrond_solver.engines.windows import Windows
from ondergrond_solver.solution import Row

Literal: TypeAlias = cp_model.BoolVarT


class RowModel:
    """The rules of a row, within `windows`.

    symmetry: whether interchangeable items are put in order.

    chosen, position, end, width: per grid column its choice literal, position k, end position j
    and width u in grid units; with a fixed width ``end`` is ``position`` and ``width`` is 0.
    skipped: per item that may be skipped, whether it is.
    sole: the columns without which some item is not covered; they are always chosen.
    """

    def __init__(self, grid: Grid, windows: Windows, symmetry: bool = True) -> None:
        self.grid = grid
        self.windows = windows
        self.model = cp_model.CpModel()
        self.alive = [c for c in range(len(grid.columns)) if windows.alive[c]]
        self.covering: list[list[int]] = [[] for _ in grid.problem.items]
        for c in self.alive:
            for i in grid.columns[c].covers:
                self.covering[i].append(c)
        self.sole = {
            columns[0]
            for columns, item in zip(self.covering, grid.problem.items, strict=True)
            if len(columns) == 1 and item.skip is None
        }
        self.chosen: dict[int, cp_model.IntVar] = {}
        self.position: dict[int, cp_model.IntVar] = {}
        self.end: dict[int, cp_model.IntVar] = {}
        self.width: dict[int, cp_model.IntVar | int] = {}
        self.skipped: dict[int, cp_model.IntVar] = {}
        self._order: dict[tuple[int, int], cp_model.IntVar] = {}
        self._columns()
        self._cover()
        self._no_overlap()
        self._pairs()
        if symmetry:
            self._interchangeable_items_in_order()

    # Variables

    def _columns(self) -> None:
        for c in self.alive:
            column = self.grid.columns[c]
            self.chosen[c] = (
                self.model.new_constant(1) if c in self.sole else self.model.new_bool_var("")
            )
            self.position[c] = self._variable(self.windows.pieces(column, c))
            if column.end_pieces is None:
                self.end[c], self.width[c] = self.position[c], 0
                continue
            self.end[c] = self._variable(self.windows.end_pieces(column, c))
            self.width[c] = self.model.new_int_var(column.u_min, column.u_max, "")
            self.model.add(self.end[c] == self.position[c] + self.width[c])

    def _variable(self, pieces: list[Piece]) -> cp_model.IntVar:
        return self.model.new_int_var_from_domain(domain(pieces), "")

    def _before(self, i: int, j: int) -> Literal:
        """Item i's column lies left of item j's."""
        if i > j:
            return self._before(j, i).negated()
        if (i, j) not in self._order:
            self._order[i, j] = self.model.new_bool_var("")
        return self._order[i, j]

    def items(self, left: int, right: int) -> tuple[int, int]:
        """The two items whose order stands for that of two columns."""
        columns = self.grid.columns
        return min(columns[left].covers), min(columns[right].covers)

    def left_of(self, left: int, right: int) -> Literal:
        """Column `left` lies left of column `right`; means nothing unless both are chosen."""
        return self._before(*self.items(left, right))

    def both(self, left: int, right: int, *more: Literal) -> list[Literal]:
        """The literals that say that two columns are chosen, and `more`."""
        return [*(self.chosen[c] for c in (left, right) if c not in self.sole), *more]

    # Rules

    def _cover(self) -> None:
        for i, item in enumerate(self.grid.problem.items):
            ways: list[Literal] = [self.chosen[c] for c in self.covering[i]]
            if item.skip is not None:
                self.skipped[i] = self.model.new_bool_var("")
                ways.append(self.skipped[i])
            self.model.add_exactly_one(ways)

    def _no_overlap(self) -> None:
        """One interval per column, as much wider than the column as hard gaps allow.

        Only for a set of columns of which no two are exempt from each other. It follows from
        the pairs; it is here for what the solver can conclude from all of them together.
        """
        related, exclusive = self.grid.related, self.grid.exclusive
        together: list[int] = []
        for c in sorted(self.alive, key=lambda c: (-int(related[c].sum()), c)):
            if all(related[c, d] or exclusive[c, d] for d in together):
                together.append(c)
        before, after = self._margins(together)
        intervals = []
        for c in together:
            start, end = self.position[c] - before[c], self.end[c] + after[c]
            size = self.width[c] + (before[c] + after[c])
            intervals.append(
                self.model.new_interval_var(start, size, end, "")
                if c in self.sole
                else self.model.new_optional_interval_var(start, size, end, self.chosen[c], "")
            )
        if intervals:
            self.model.add_no_overlap(intervals)

    def _margins(self, columns: list[int]) -> tuple[dict[int, int], dict[int, int]]:
        """Margins before and after each column, so that after_k + before_m <= lag of k, m."""
        possible, lag = self.windows.before, self.grid.lag_hard
        after = {
            k: min((int(lag[k, m]) for m in columns if possible[k, m]), default=0) for k in columns
        }
        before = {
            m: min((int(lag[k, m]) - after[k] for k in columns if possible[k, m]), default=0)
            for m in columns
        }
        return before, after

    def _pairs(self) -> None:
        """Every two columns chosen together lie apart: one is left of the other, by its lag."""
        possible = self.windows.before
        for k, m in combinations(self.alive, 2):
            if not self.grid.related[k, m]:
                continue
            if not possible[k, m] and not possible[m, k]:
                self.model.add_bool_or(negated(self.both(k, m)))
                continue
            for left, right in ((k, m), (m, k)):
                if possible[left, right]:
                    self._apart(left, right, int(self.grid.lag_hard[left, right]))
                else:
                    either = [*negated(self.both(k, m)), self.left_of(right, left)]
                    self.model.add_bool_or(either)

    def _apart(self, left: int, right: int, lag: int) -> None:
        if self.distances(left, right)[0] < lag:
            self.model.add(self.position[right] - self.end[left] >= lag).only_enforce_if(
                self.both(left, right, self.left_of(left, right))
            )

    def distances(self, left: int, right: int) -> tuple[int, int]:
        """The least and the largest distance (position - end) that the windows leave."""
        w = self.windows
        return int(w.k_min[right] - w.j_max[left]), int(w.k_max[right] - w.j_min[left])

    def _interchangeable_items_in_order(self) -> None:
        """Of all rows that differ by a permutation of such items, keep the one in their order."""
        for known in interchangeable_items(self.grid):
            for i, j in combinations(known, 2):
                if i in self.skipped:
                    self.model.add_implication(self.skipped[i], self.skipped[j])
                for k in self.covering[i]:
                    for m in self.covering[j]:
                        if self.grid.related[k, m]:
                            ordered = [*negated(self.both(k, m)), self.left_of(k, m)]
                            self.model.add_bool_or(ordered)

    # Hints and answers

    def hint(self, row: Row) -> None:
        """Suggest a valid row of the problem to the solver."""
        at = {placed.column: placed for placed in in_order(self.grid, row)}
        starts: dict[int, int] = {}
        for c in self.alive:
            column = self.grid.columns[c]
            placed = at.get(column.index)
            if c not in self.sole:
                self.model.add_hint(self.chosen[c], placed is not None)
            if placed is None:
                continue
            k, j = self.grid.cells(c, placed)
            self.model.add_hint(self.position[c], k)
            if column.end_pieces is not None:
                self.model.add_hint(self.end[c], j)
            starts[min(column.covers)] = placed.start
        for (i, j), literal in self._order.items():
            if i in starts and j in starts:
                self.model.add_hint(literal, starts[i] < starts[j])

    def row(self, value: Callable[[cp_model.IntVar], int]) -> Row:
        """The row of a solution, given the value of every variable."""
        placed = []
        for c in self.alive:
            if c in self.sole or value(self.chosen[c]):
                k, j = value(self.position[c]), value(self.end[c])
                placed.append(self.grid.place(c, k, j - k))
        return tuple(sorted(placed, key=lambda p: (p.start, p.column)))


def domain(pieces: Iterable[Piece]) -> cp_model.Domain:
    """The positions of pieces as a CP-SAT domain."""
    return cp_model.Domain.from_intervals([[piece.first, piece.last] for piece in pieces])


def negated(literals: Iterable[Literal]) -> list[Literal]:
    """The negation of each literal."""
    return [literal.negated() for literal in literals]
