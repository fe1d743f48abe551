"""The relaxed row with a memory: of some items it knows whether they are covered already.

Let C be the items *remembered*, and U those of them that are open, that is covered by no column
up to the present one. Remembered items are covered once or skipped, as in a true row; the others
are left to their multipliers. With r, lags and levels as in `relaxation`, and minus the multiplier
of each item that a column covers,

    finish(U)  = sum over i in U of (skip price - multiplier)
    h(c, j, U) = min(finish(U), min over l and levels of c left of l: B_l(j + lag, U) + price')
    b(c, k, U) = r(c, k) + left(c, k, C - U)
                 + min over ends j of h(c, j, U - c) + right(c, j, U - c) + price of the width

for U that holds the remembered items of c, and B_l(k, U) = min over starts from k on of b(l, ., U).

*Tolls* are what columns that need be no neighbours surely pay each other, order price and step
price together. Of a pair of columns the one whose remembered items move less sets the terms, and
the other pays:

    left(c, k, a)  = min over columns x of a:  (order(x, c) + price(k - earliest end of x)) / |x|
    right(c, j, a) = min over columns x of a:  (order(c, x) + price(latest start of x - j)) / |x|

with infinity where x cannot lie there at all, and undivided where it is a gain. A link between
neighbours pays what its level and its order ask beyond the tolls of that pair. With no items
remembered this is the relaxed row of `relaxation`; with all remembered and fixed, it is exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.memory_blocks import Passed
from ondergrond_solver.sweep.memory_kernels import backward_sets, forward_sets
from ondergrond_solver.sweep.memory_orders import absorbed_by, certain_prices, summed
from ondergrond_solver.sweep.memory_tolls import make_tolls
from ondergrond_solver.sweep.memory_trace import trace_sets
from ondergrond_solver.sweep.memory_widths import blank_stretches
from ondergrond_solver.sweep.multipliers import Steps, reduced_place
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.relaxation import scored
from ondergrond_solver.sweep.relaxation_kernels import BLOCKS, Links
from ondergrond_solver.sweep.tables import BIG, BoolArray
from ondergrond_solver.sweep.windows import live_cells

MOST_REMEMBERED = 10
_MOST_NUMBERS = 4_000_000
"""Numbers of the arrays of a pass: 32 MB."""


class Memory:
    """What a row still costs at least, by column, cell and open items, after a backward pass.

    left, windows: what is left of the problem, and where its columns may lie.
    items: the items remembered, in the order of their bits. tolls: who pays for them, and what.
    plain: (n, n) pairs without remembered items. multiplier: the best tried. passed: of a pass.
    certain: (n, m) what a column already placed surely pays for an open item, beyond all this.
    """

    def __init__(self, left: Reduction, items: tuple[int, ...]) -> None:
        self.left = left
        self.items = items
        tables = left.tables
        self.windows = left.network.windows
        self.size = np.maximum(tables.covers.sum(axis=1), 1).astype(np.int64)
        self.hard: IntArray = tables.hard
        self.reach: IntArray = np.where(tables.lag < tables.far, tables.lag, -1).max(
            axis=2, initial=-1
        )
        own: IntArray = tables.covers[:, list(items)] @ (1 << np.arange(len(items)))
        self.plain: BoolArray = (own[:, None] | own) == 0
        self.tolls = make_tolls(left, items, own, self.size, self.reach)
        self.base, absorbed, self.certain = self._orders()
        self.spare = self._spare(absorbed)
        sets = 1 << len(items)
        self.passed = Passed(
            begun=np.empty((self.windows.starts, sets), dtype=np.int64),
            rest=np.full((self.windows.ends, sets), BIG, dtype=np.int64),
            rest_free=np.full((self.windows.exempts, sets), BIG, dtype=np.int64),
        )
        varies = (self.windows.last >= 0) & (tables.u_max > 0)
        ends = np.where(varies, self.windows.last_end - self.windows.first_end + 1, 0)
        self.kept = blank_stretches(np.where(self.windows.exempt_at >= 0, 2 * ends, ends), sets)
        self.multiplier: IntArray = left.multiplier
        self._told: Passed | None = None
        self._ran: IntArray | None = None  # multipliers of `passed`, None where `certain` was told

    def _orders(self) -> tuple[IntArray, IntArray, IntArray]:
        """Place scores with the order prices of pairs without remembered items; (n, n) the most
        that a column absorbs of another; and `certain`, see the class.
        """
        tables, tolls, place = self.left.tables, self.tolls, self.left.place
        n, m = tables.covers.shape
        absorbed, certain = np.zeros((n, n), dtype=np.int64), np.zeros((n, m), dtype=np.int64)
        if not self.left.priced:
            return place.copy(), absorbed, certain
        # Neither does a column with a remembered item absorb, nor anyone for such an item.
        absorbs = np.repeat((tolls.own == 0)[:, None], m, axis=1)
        absorbs[:, list(self.items)] = False
        mixed: BoolArray = np.any(tables.covers[tolls.own > 0], axis=0)
        half = self.left.half()  # may find cells dead
        first, last = live_cells(place)
        base, most = np.empty_like(place), np.zeros((n, m), dtype=np.int64)
        least = np.full((n, m), BIG, dtype=np.int64)
        absorbed_by(half, place, first, last, absorbs, mixed, base, most, least)
        summed(most, tables.mask, absorbed)
        certain_prices(
            tables.order, absorbed, self.size, tolls.own, tolls.pays,
            tables.exclusive | (self.hard >= tables.cells), tables.free, tables.mask, tables.skip,
            last, absorbs, least, certain,
        )  # fmt: skip
        return base, absorbed, certain

    def _spare(self, absorbed: IntArray) -> IntArray:
        """(n, n) what neighbours pay for their order beyond what is absorbed; tolls come off later.

        The place scores of two columns hold no more than their order where they really lie, so what
        is left is never negative.
        """
        spare = self.left.tables.order - absorbed - absorbed.T
        return np.where(self.plain, np.maximum(spare, 0), spare)

    def _priced(self, links: Links, told: bool = False, backwards: bool = False) -> IntArray:
        """Prices of links with what their order asks, beyond `certain` where that is told."""
        spare = self.spare
        if told:
            told_last = self.certain.copy()
            for b, i in enumerate(self.items):
                told_last[self.tolls.pays[b], i] = 0
            pair = np.empty_like(spare)
            summed(told_last, self.left.tables.mask, pair)
            # Further links of a row are told by nothing else, so they may not gain by this.
            less = spare - np.maximum(pair, 0)
            spare = np.where(self.plain, np.maximum(less, 0), less)
        own = np.repeat(np.arange(self.left.tables.columns), links.tier[:, -1] - links.tier[:, 0])
        at = (links.other, own) if backwards else (own, links.other)
        price: IntArray = links.price + spare[at]
        return price

    def run(self, multiplier: IntArray) -> tuple[int, IntArray]:
        """A backward pass: a bound on every row, and a relaxed row that attains it.

        Returns the bound (score units) and (columns, 3): column, start and width in cells.
        """
        value, data = self._passed(multiplier, told=False)
        tables = self.left.tables
        row = np.zeros((4 * len(tables.skip) + 4 * tables.columns, 3), dtype=np.int64)
        length = trace_sets(*(value, *data, row))
        bound = tables.grid.problem.constant + int(multiplier.sum()) + value
        return min(bound, BIG), row[:length]

    def told(self) -> Passed:
        """The arrays of the last run without what `certain` tells, for who adds that; sets first.

        A set's scores then lie cell by cell. They are worked out once for all runs over states.
        """
        if self._told is None:
            self._passed(self.multiplier, told=True)
            self._told = Passed(*(np.ascontiguousarray(array.T) for array in self.passed))
        return self._told

    def _passed(self, multiplier: IntArray, told: bool) -> tuple[int, tuple[Any, ...]]:
        """A backward pass; the least score below the multipliers, and what the pass looked at."""
        tables = self.left.tables
        self.multiplier, self._told = multiplier, None
        self._ran = None if told else multiplier
        finish = np.zeros(1 << len(self.items), dtype=np.int64)
        for b, i in enumerate(self.items):
            skip = tables.skip[i] - multiplier[i] if tables.skip[i] < BIG else BIG
            finish[np.arange(len(finish)) >> b & 1 == 1] += skip
        network = self.left.network
        data = (
            scored(tables, reduced_place(tables, self.base, multiplier)),
            self.windows,
            network.after._replace(price=self._priced(network.after, told)),
            network.after_free,
            self.tolls,
            np.minimum(finish, BIG),
            self.passed,
        )
        n, sets = tables.columns, len(finish)
        value = backward_sets(
            *data, self.kept, np.empty((3, n), dtype=np.int64), np.empty((n, sets), dtype=np.int64),
            np.empty((4, sets), dtype=np.int64), np.empty(BLOCKS[0], dtype=np.int64),
        )  # fmt: skip
        return int(value), data

    def dead(self, ceiling: int) -> BoolArray:
        """(n, w) the live starts through which no relaxed row scores below `ceiling`."""
        if self._ran is not self.multiplier:
            self._passed(self.multiplier, told=False)
        tables, at = self.left.tables, self.windows
        sets = 1 << len(self.items)
        constant = tables.grid.problem.constant + int(self.multiplier.sum())
        network = self.left.network
        least = np.full(at.starts, BIG, dtype=np.int64)
        forward_sets(
            scored(tables, reduced_place(tables, self.base, self.multiplier)),
            at,
            network.before._replace(price=self._priced(network.before, backwards=True)),
            network.before_free,
            self.tolls,
            self.passed,
            ceiling - constant,
            np.full((at.ends, sets), BIG, dtype=np.int64),
            np.full((at.exempts, sets), BIG, dtype=np.int64),
            least,
            self.kept,
            blank_stretches(np.where(self.left.tables.u_max > 0, at.last - at.first + 1, 0), sets),
            np.full(at.ends, BIG, dtype=np.int64),
            np.empty((4, sets), dtype=np.int64),
        )
        dead = np.zeros(self.base.shape, dtype=np.bool_)
        for c in np.flatnonzero(at.last >= 0):
            here = least[at.start_at[c] : at.start_at[c] + at.last[c] - at.first[c] + 1]
            dead[c, at.first[c] : at.last[c] + 1] = here >= ceiling - constant
        gone: BoolArray = dead & (self.left.place < BIG)
        return gone

    def improve(self, multiplier: IntArray, target: int, passes: int) -> tuple[int, IntArray]:
        """Multiplier steps towards `target`; the best bound, and the relaxed row behind it."""
        tables = self.left.tables
        steps = Steps(tables, multiplier)
        steps.fixed[list(self.items)] = True
        best_value, best_row = -BIG, np.zeros((0, 3), dtype=np.int64)
        for _ in range(passes):
            tried = steps.multiplier
            value, row = self.run(tried)
            if value > best_value:
                best_value, best_row, best = value, row, tried
            count = tables.covers[row[:, 0]].sum(axis=0)
            if value >= target or not steps.next(value, count, target):
                break
        self.multiplier = best
        return best_value, best_row

    def more(self, row: IntArray, gap: int) -> tuple[int, ...]:
        """The items remembered and up to two more, those a relaxed row treats worst.

        gap: score units between its score and what it should be. The same where there is no room.
        """
        sets = 2 << len(self.items)
        numbers = self.windows.starts + self.windows.ends + self.windows.exempts
        room = MOST_REMEMBERED - len(self.items)
        if room <= 0 or sets * numbers > _MOST_NUMBERS:
            return self.items
        count = self.left.tables.covers[row[:, 0]].sum(axis=0)
        weight = np.abs(count - 1) + self._untold(row) / max(1, gap)
        weight[list(self.items)] = 0
        ranked = [int(i) for i in np.argsort(-weight, kind="stable") if weight[i] > 0]
        if 2 * sets * numbers > _MOST_NUMBERS:
            room = 1
        return (*self.items, *ranked[: min(2, room)])

    def _untold(self, row: IntArray) -> np.ndarray:
        """(m,) what pairs of the row pay beyond what is certain whatever the order, by item."""
        tables = self.left.tables
        weight = np.zeros(len(tables.skip))
        left, right = tables.paying(row[:, 0])
        a, c = row[left, 0], row[right, 0]
        order = tables.order[a, c]
        gap = tables.gap_prices(a, c, row[right, 1] - row[left, 1] - row[left, 2])
        paid = order - np.minimum(order, tables.order[c, a]) + np.where(right > left + 1, gap, 0)
        for p in np.flatnonzero(paid > 0):
            weight[tables.covers[a[p]] | tables.covers[c[p]]] += paid[p]
        return weight
