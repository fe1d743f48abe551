"""The cheapest positions of one way: every combination of values, cut off only where it is safe.

A slot's values are its shapes at their places. Every pair of columns costs zero or more, given by
which lies left and the gap between. The row is built from left to right, each column added at every
place right of the last, and a partial row is left only when

    what is paid so far + the least that any completion costs

is no better than the best row found. That least is an exact recursion over the sets of open slots,
in which neighbours pay for their gap and other pairs what they would pay far apart; prices of gaps
fall with the gap, so no completion is cheaper. A test holds the search against trying every
combination without any of this.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tests.brute.prices import Prices
from tests.brute.things import Shape

IntArray = npt.NDArray[np.int64]

IMPOSSIBLE = 2**50
"""More than any score, su; sums of a few still fit in 64 bits."""


class Value(NamedTuple):
    """A shape with its left edge somewhere."""

    shape: Shape
    start: int


class Values(NamedTuple):
    """The possible values of a slot: number of the shape and of its kind, edges, place score."""

    shape: IntArray
    kind: IntArray
    start: IntArray
    end: IntArray
    score: IntArray


class Found(NamedTuple):
    """The best combination: its score without what is paid once, and its columns."""

    score: int
    row: tuple[Value, ...]


class Search:
    """Place scores and pair prices of one street, kept between its ways."""

    def __init__(self, prices: Prices, resolution: int) -> None:
        self.prices = prices
        self.resolution = resolution
        self.width = prices.profile.width
        self.shapes: list[Shape] = []
        self.numbers: dict[Shape, int] = {}
        self.kind_of: list[int] = []
        self.kinds: dict[object, int] = {}
        self.kind_shapes: list[Shape] = []
        self.tables: dict[tuple[int, int], IntArray] = {}
        self.slots: dict[tuple[int, ...], Values] = {}
        self.beside: dict[tuple[int, int], IntArray] = {}
        self.far: dict[tuple[int, int], IntArray] = {}
        self.nodes = 0

    # --- values ----------------------------------------------------------------------------------

    def values(self, slot: tuple[Shape, ...]) -> Values:
        """Every possible place of every shape of a slot."""
        key = tuple(self._number(shape) for shape in slot)
        if key not in self.slots:
            rows = []
            for number, shape in zip(key, slot, strict=True):
                for start in self._starts(shape):
                    place = self.prices.place(shape, start)
                    if place is not None:
                        kind, end = self.kind_of[number], start + shape.width
                        rows.append((number, kind, start, end, place.score))
            table = np.array(rows, dtype=np.int64).reshape(-1, 5)
            self.slots[key] = Values(*(table[:, i].copy() for i in range(5)))
        return self.slots[key]

    def _starts(self, shape: Shape) -> range | tuple[int, ...]:
        if shape.pinned is not None:
            return (shape.pinned - shape.anchor,)
        first = shape.anchor + (-shape.anchor) % self.resolution
        return range(first - shape.anchor, self.width - shape.width + 1, self.resolution)

    def _number(self, shape: Shape) -> int:
        """The number of a shape; shapes of one kind cost the same in every pair."""
        if shape not in self.numbers:
            self.numbers[shape] = len(self.shapes)
            self.shapes.append(shape)
            faces = tuple((f.cls, f.start, shape.width - f.end) for f in shape.faces)
            members = tuple((m.claim.id, m.sides) for m in shape.members)
            kind = (shape.what, faces, members, shape.crossed, shape.working)
            if kind not in self.kinds:
                self.kinds[kind] = len(self.kind_shapes)
                self.kind_shapes.append(shape)
            self.kind_of.append(self.kinds[kind])
        return self.numbers[shape]

    # --- pairs -----------------------------------------------------------------------------------

    def table(self, left: int, right: int) -> IntArray:
        """The weighted price of two kinds by their gap, 0 to the street's width."""
        if (left, right) not in self.tables:
            k, l = self.kind_shapes[left], self.kind_shapes[right]  # noqa: E741
            prices = np.zeros(self.width + 1, dtype=np.int64)
            if not (k.stays and l.stays):
                for gap in sorted(self.prices.pair_thresholds(k, l)):
                    paid = self.prices.pair(k, l, gap)
                    prices[gap:] = IMPOSSIBLE if paid is None else self.prices.weigh(paid)
            self.tables[left, right] = prices
        return self.tables[left, right]

    def pairs(self, left: Values, right: Values) -> IntArray:
        """The price of every value of one slot left of every value of another, [left, right]."""
        key = (id(left), id(right))
        if key not in self.beside:
            gap = right.start[None, :] - left.end[:, None]
            prices = np.full(gap.shape, IMPOSSIBLE, dtype=np.int64)
            for a, b in product(np.unique(left.kind), np.unique(right.kind)):
                these = (left.kind == a)[:, None] & (right.kind == b)[None, :] & (gap >= 0)
                prices[these] = self.table(int(a), int(b))[gap[these]]
            self.beside[key] = prices
        return self.beside[key]

    def apart(self, left: Values, right: Values) -> IntArray:
        """The least that each value of one slot pays left of any of another, however far apart."""
        key = (id(left), id(right))
        if key not in self.far:
            least = np.full(left.score.shape, IMPOSSIBLE, dtype=np.int64)
            for a, b in product(np.unique(left.kind), np.unique(right.kind)):
                these = left.kind == a
                price = self.table(int(a), int(b))[self.width]
                least[these] = np.minimum(least[these], price)
            self.far[key] = least
        return self.far[key]

    # --- search ----------------------------------------------------------------------------------

    def cheapest(self, slots: tuple[tuple[Shape, ...], ...], below: int) -> Found | None:
        """The cheapest combination of values that scores below ``below``; None: there is none."""
        values = [self.values(slot) for slot in slots]
        if any(one.score.size == 0 for one in values):
            return None
        return _Row(self, values, below).found


class _Row:
    """The search for one way."""

    def __init__(self, search: Search, slots: list[Values], below: int) -> None:
        self.search = search
        self.slots = slots
        self.below = below
        self.found: Found | None = None
        self.completions: dict[tuple[int, frozenset[int]], IntArray] = {}
        everything = frozenset(range(len(slots)))
        if not slots:
            self.found = Found(0, ()) if below > 0 else None
            return
        self._extend(everything, [values.score for values in slots], 0, ())

    def completion(self, last: int, still_open: frozenset[int]) -> IntArray:
        """For each value of slot ``last``: the least that the open slots cost right of it, with
        what they pay each other and it.
        """
        if not still_open:
            return np.zeros(self.slots[last].score.shape, dtype=np.int64)
        key = (last, still_open)
        if key not in self.completions:
            least = np.full(self.slots[last].score.shape, IMPOSSIBLE, dtype=np.int64)
            for slot in still_open:
                values = self.slots[slot]
                onward = values.score + self.completion(slot, still_open - {slot})
                pairs = self.search.pairs(self.slots[last], values)
                cost = (pairs + onward[None, :]).min(axis=1)
                for other in still_open - {slot}:
                    cost += self.search.apart(self.slots[last], self.slots[other])
                least = np.minimum(least, cost)
            self.completions[key] = np.minimum(least, IMPOSSIBLE)
        return self.completions[key]

    def _extend(
        self,
        still_open: frozenset[int],
        costs: list[IntArray],
        paid: int,
        row: tuple[tuple[int, int], ...],
    ) -> None:
        """Add every next column. costs: of each slot's values, with what the row makes them pay.

        owed: the least that the row makes any value of a slot pay.
        """
        self.search.nodes += 1
        if not still_open:
            self.below = paid
            self.found = Found(paid, tuple(self._value(slot, i) for slot, i in row))
            return
        slots, indexes, leasts = [], [], []
        owed = {slot: int((costs[slot] - self.slots[slot].score).min()) for slot in still_open}
        for slot in sorted(still_open):
            rest = still_open - {slot}
            least = paid + costs[slot] + self.completion(slot, rest) + sum(owed[s] for s in rest)
            hopeful = np.flatnonzero(least < min(self.below, IMPOSSIBLE))
            slots.append(np.full(hopeful.shape, slot))
            indexes.append(hopeful)
            leasts.append(least[hopeful])
        order = np.argsort(np.concatenate(leasts), kind="stable")
        next_slots, next_indexes = np.concatenate(slots)[order], np.concatenate(indexes)[order]
        for least, slot, i in zip(
            np.concatenate(leasts)[order].tolist(),
            next_slots.tolist(),
            next_indexes.tolist(),
            strict=True,
        ):
            if least >= self.below:
                return
            rest = still_open - {slot}
            beside = list(costs)
            for other in rest:
                pairs = self.search.pairs(self.slots[slot], self.slots[other])
                beside[other] = np.minimum(costs[other] + pairs[i], IMPOSSIBLE)
            self._extend(rest, beside, paid + int(costs[slot][i]), (*row, (slot, i)))

    def _value(self, slot: int, index: int) -> Value:
        values = self.slots[slot]
        return Value(self.search.shapes[int(values.shape[index])], int(values.start[index]))
