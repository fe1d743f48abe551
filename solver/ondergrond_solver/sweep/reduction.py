"""What is left of a problem while bounds and rows close in on each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.coarse import thinned
from ondergrond_solver.sweep.multipliers import (
    LARGEST_MULTIPLIER,
    Bound,
    evaluated,
    first_multipliers,
    improved,
)
from ondergrond_solver.sweep.order import absorb, halves
from ondergrond_solver.sweep.relaxation import (
    NOT_KEPT,
    Network,
    make_network,
    narrowed,
    possible_links,
    scored,
)
from ondergrond_solver.sweep.removal_kernels import removed
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables, without
from ondergrond_solver.sweep.windows import live_cells, make_windows

_DEAR = 400_000
_MOST_THINNING = 5
"""Multipliers are sought on a grid thinned until links times live cells per column are about as
many as the first, but by no more than the second: on coarser grids they lead astray."""


class Reduction:
    """Tables, live cells, absorbed order prices, multipliers and bound, kept in step.

    Every step keeps all rows that score below `ceiling`.

    tables, place: see `tables`; dead columns are left out. base: place scores with order prices
        absorbed, see `order`.
    linked: (n, n, s) the links that are left; network: these, and the windows of the columns.
    bound: what the present windows give, with its multipliers. proven: the best bound so far.
    impossible: some item can no longer be covered, so no row scores below the ceiling.
    is_linked: whether links were made. Before the first ceiling there are none, as they are dear
        and most columns will go: no reduced score is negative then, so the bound needs no pass.
    """

    def __init__(self, tables: Tables, ceiling: int, priced: bool) -> None:
        self.tables = tables
        self.priced = priced
        self.ceiling = ceiling
        self.impossible = False
        self.place: IntArray = tables.place.copy()
        self.network: Network
        self.linked: BoolArray = np.zeros((0, 0, 0), dtype=np.bool_)
        self.is_linked = False
        self._half: IntArray | None = None
        self._leave_startable()
        self._absorb()
        first = first_multipliers(self.tables, self.place)
        self.bound = Bound(tables.grid.problem.constant + int(first.sum()), first, NOT_KEPT)
        self.proven = -BIG
        if self.tables.order.min(initial=0) < 0 or first.min(initial=0) <= -LARGEST_MULTIPLIER:
            self.link()
        self.proven = self.bound.value

    @property
    def multiplier(self) -> IntArray:
        """(m,) the multipliers of the best bound."""
        return self.bound.multiplier

    @property
    def live(self) -> int:
        """The number of live cells."""
        return int(np.count_nonzero(self.place < BIG))

    def settle(self) -> None:
        """Take account of starts that were taken out of `place`, or ends out of `end_place`."""
        self._leave_startable()
        self._absorb()
        if not self.impossible:
            self._measure(self.multiplier)

    def _leave_startable(self) -> None:
        """Kill the starts of columns of variable width that reach no end: passes skip them."""
        for c in np.flatnonzero(self.tables.u_max > 0):
            self.place[c, ~self._startable(int(c))] = BIG

    def _startable(self, c: int) -> BoolArray:
        """The starts from which a column of variable width reaches an end that is left."""
        tables = self.tables
        ends = np.concatenate([[0], np.cumsum(tables.end_place[c] < BIG)])
        cell = np.arange(tables.cells)
        low = np.minimum(cell + tables.u_min[c], tables.cells)
        high = np.minimum(cell + tables.u_max[c] + 1, tables.cells)
        startable: BoolArray = ends[high] > ends[low]
        return startable

    def sleep(self) -> None:
        """Forget the large arrays that can be worked out again, until `wake`."""
        self.base, self._half = np.zeros((0, 0), dtype=np.int64), None
        self.bound = replace(self.bound, passed=NOT_KEPT)

    def wake(self) -> None:
        """Work out again what was forgotten."""
        self._absorb()
        if not self.impossible:
            self._measure(self.multiplier)

    def lower(self, ceiling: int) -> None:
        """A row that scores `ceiling` is known: only better ones are looked for."""
        self.ceiling = min(self.ceiling, ceiling)

    def raise_bound(self, target: int | None, passes: int) -> None:
        """Multiplier steps, on a thinned grid where a full pass is dear."""
        work = len(self.network.after.lag) * self.live // max(1, self.tables.columns)
        if work <= _DEAR:
            self._accept(
                improved(self.tables, self.network, self.base, self.multiplier, target, passes)
            )
            return
        factor = min(_MOST_THINNING, 1 + work // _DEAR)
        thin, base, linked = thinned(self.tables, self.base, self.linked, factor)
        network = make_network(thin, linked, base)
        found = improved(thin, network, base, self.multiplier, target, passes)
        self.adopt(found.multiplier)

    def _accept(self, found: Bound) -> None:
        if found.value >= self.bound.value:
            self.bound = found
            self.proven = max(self.proven, found.value)

    def link(self) -> None:
        """Make the links and a first pass over them, where that has not been done."""
        if self.is_linked:
            return
        self.is_linked = True
        self.tables = self.tables.with_levels()
        self.linked = possible_links(self.tables)
        self.network = make_network(self.tables, self.linked, self.base)
        self._evaluate(self.multiplier)

    def adopt(self, multiplier: IntArray) -> None:
        """Take multipliers found elsewhere, where they give a better bound."""
        self.link()
        self._accept(evaluated(self.tables, self.network, self.base, multiplier))

    def fix(self) -> None:
        """Kill every start and link through which no relaxed row scores below the ceiling."""
        self.clear()
        self.link()
        constant = self.tables.grid.problem.constant + int(self.multiplier.sum())
        idle = removed(
            scored(self.tables, self.base), self.tables.covers @ self.multiplier,
            self.network.windows, self.network.after, self.network.before,
            self.network.before_free, self.bound.passed, self.ceiling - constant, self.place,
        )  # fmt: skip
        self.linked.reshape(-1)[self.network.after.number[idle]] = False
        self._absorb()
        self._measure(self.multiplier)

    def clear(self) -> None:
        """Kill starts that alone are too dear, if there are no links yet: none makes up for it."""
        if self.is_linked:
            return
        tables = self.tables
        varying = tables.u_max > 0
        free = np.zeros(tables.columns, dtype=np.int64)
        free[varying] = tables.end_place[varying].min(axis=1, initial=BIG)
        free += np.minimum(0, tables.unit * (tables.u_max - tables.u_min))
        limit = self.ceiling - self.bound.value + tables.covers @ self.multiplier - free
        alive = self.base.min(axis=1, initial=BIG) < limit
        self._leave_out(~alive)
        dear = self.base >= limit[alive][:, None]
        self.place[dear] = BIG
        self.base = np.where(dear, BIG, self.base)  # A part shares it with what it is a part of.

    def half(self) -> IntArray:
        """Of `order`, for every item and live start; empty without prices. Kept until something
        changes.
        """
        if not self.priced:
            return np.zeros((0, 0, 0), dtype=np.int64)
        if self._half is None:
            self._half = halves(self.tables, self.place)
        return self._half

    def _absorb(self) -> None:
        """Absorb order prices until no more cells die, and leave out the columns that died."""
        self._half = None
        self.base = absorb(self.tables, self.place, self.priced)
        dead = live_cells(self.place)[1] < 0
        self._leave_out(dead)
        covered = self.tables.covers.any(axis=0)
        self.impossible = bool((~covered & (self.tables.skip >= BIG)).any())

    def _leave_out(self, dead: BoolArray) -> None:
        """Leave out columns, and links that are no longer `linked`."""
        alive, linked = ~dead, self.linked
        if dead.any():
            self.tables = without(self.tables, dead)
            self.place, self.base = self.place[alive], self.base[alive]
            if self.is_linked:
                self.linked = np.ascontiguousarray(linked[alive][:, alive])
        if self.is_linked:
            column = np.where(alive, np.cumsum(alive) - 1, -1)
            self.network = narrowed(self.network, linked, column)

    def _measure(self, multiplier: IntArray) -> None:
        """The windows of what is left, and the bound that multipliers give it."""
        self.network = replace(self.network, windows=make_windows(self.tables, self.base))
        self._evaluate(multiplier)

    def _evaluate(self, multiplier: IntArray) -> None:
        self.bound = evaluated(self.tables, self.network, self.base, multiplier)
        self.proven = max(self.proven, self.bound.value)
