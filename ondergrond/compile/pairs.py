"""Pairs of columns: gaps, strips, crossings and wishes (docs/model.md, sections 3 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.counting import counted
from ondergrond.compile.design import Design
from ondergrond.compile.facing import facing_steps
from ondergrond.compile.gapprice import NUMBER, GapPrices
from ondergrond.compile.kernel import IntArray
from ondergrond.compile.sides import Side, side_table, sides_of
from ondergrond.compile.tariff import Connections
from ondergrond_solver import EXEMPT, FORBIDDEN, PairTables

_NEVER_MEET = -2
"""Marks a pair of classes of which no two columns can stand in one row."""


class Manners(NamedTuple):
    """All that matters of a column for the orders in which it may stand."""

    to_left: tuple[Connections, ...]
    to_right: tuple[Connections, ...]
    things: tuple[str, ...]
    ranked: tuple[tuple[int, str], ...]


class Behaviour(NamedTuple):
    """All that matters of a column for its pairs; columns that behave alike share a gap class.

    left, right, manners: which of the different ones there are.
    """

    left: int
    right: int
    strip_left: int
    strip_right: int
    stays: bool
    manners: int


@dataclass(frozen=True)
class Pairs:
    """Builds the pair tables of a set of designs."""

    ledger: Ledger
    prices: GapPrices

    def tables(self, designs: list[Design]) -> tuple[list[int], PairTables]:
        """The gap class of every design, and the tables over the classes."""
        if not designs:
            return [], PairTables.from_lists([])
        lefts: dict[Side, int] = {}
        rights: dict[Side, int] = {}
        manners: dict[Manners, int] = {}
        index: dict[Behaviour, int] = {}
        classes = []
        for one in designs:
            left, right = sides_of(one)
            manner = Manners(one.to_left, one.to_right, one.things, self._ranked(one))
            behaviour = Behaviour(
                lefts.setdefault(left, len(lefts)),
                rights.setdefault(right, len(rights)),
                self._strip if "left" in one.working else 0,
                self._strip if "right" in one.working else 0,
                one.technique == "stay",
                manners.setdefault(manner, len(manners)),
            )
            classes.append(index.setdefault(behaviour, len(index)))
        left_of, right_of, strip_left, strip_right, staying, mannered = np.array(
            list(index), dtype=np.int64
        ).T
        stays = staying > 0
        exempt = stays[:, None] & stays
        apart = ~_meeting(designs, classes)
        hard = np.maximum(strip_right[:, None] * (1 - staying), strip_left * (1 - staying)[:, None])
        hard[exempt] = EXEMPT
        hard[apart] = _NEVER_MEET
        order = self._orders(list(manners))[mannered[:, None], mannered]
        order[exempt | apart] = 0
        names = sorted({cls for side in (*lefts, *rights) for cls, _ in side})
        gaps = self.prices.tables(names, names)
        behind = None
        if any(one.technique == "rack" for one in designs):
            behind = self.prices.behind(tuple(names))  # elsewhere sides are few
        right_side, right_sides = side_table(list(rights), names, behind)
        left_side, left_sides = side_table(list(lefts), names, behind)
        threshold, price = facing_steps(
            right_sides,
            left_sides,
            right_side[right_of],
            left_side[left_of],
            np.array([NUMBER[cls] for cls in names], dtype=np.int64),
            gaps.rule,
            gaps.threshold,
            gaps.price,
            hard,
        )
        hard[apart] = 0
        for table in (hard, order, threshold, price):
            table.setflags(write=False)  # so that they need not be copied
        return classes, PairTables(
            hard=hard, order=order, step_threshold=threshold, step_price=price
        )

    @cached_property
    def _strip(self) -> int:
        return self.ledger.rules.racks[self.ledger.profile.techniques.rack_case].strip

    def _ranked(self, design: Design) -> tuple[tuple[int, str], ...]:
        if design.technique == "rack":
            return ()
        networks = self.ledger.rules.networks
        return tuple(
            [
                (rank, part.serves[0])
                for part in design.parts
                if part.kind
                and len(part.serves) == 1
                and (rank := networks[part.kind].rank) is not None
            ]
        )

    def _orders(self, manners: list[Manners]) -> IntArray:
        """(m, m) weighted price of one lying left of another, or FORBIDDEN."""
        things: dict[str, int] = {}
        kinds: dict[Connections, int] = {}
        met = counted([one.things for one in manners], things)
        calling = [*(one.to_left for one in manners), *(one.to_right for one in manners)]
        calls = counted(calling, kinds)
        pay = self.ledger.tariff.crossed
        paid = [pay(one, thing) for one in kinds for thing in things]
        shape = (len(kinds), len(things))
        price = np.array([one or 0 for one in paid], dtype=np.int64).reshape(shape)
        never = np.array([one is None for one in paid], dtype=np.int64).reshape(shape)
        # Of two columns the right one calls towards the left, and the left one towards the right.
        m = len(manners)
        crossed, impossible = (
            over[:m].T + over[m:] for over in (calls @ (one @ met.T) for one in (price, never))
        )
        weight = self.ledger.weight("order")
        return np.where(impossible > 0, FORBIDDEN, weight * (crossed + self._wishes(manners)))

    def _wishes(self, manners: list[Manners]) -> IntArray:
        """(m, m) price of ranks that stand the wrong way round."""
        which, ranked = _distinct([one.ranked for one in manners])
        wish = self.ledger.rules.prices.wish
        table = np.array(
            [[wish * _against_wish(left, right) for right in ranked] for left in ranked],
            dtype=np.int64,
        )
        return table[which[:, None], which]


Key = TypeVar("Key")


def _distinct(keys: Sequence[Key]) -> tuple[IntArray, list[Key]]:
    """Which of the different keys each one is, and those, in the order of first sight."""
    index: dict[Key, int] = {}
    which = [index.setdefault(key, len(index)) for key in keys]
    return np.array(which, dtype=np.int64), list(index)


def _against_wish(left: tuple[tuple[int, str], ...], right: tuple[tuple[int, str], ...]) -> int:
    """How many wishes about their order two columns go against."""
    return sum(
        side == other_side and not (rank <= other if side == "left" else rank >= other)
        for rank, side in left
        for other, other_side in right
    )


def _meeting(designs: list[Design], classes: list[int]) -> npt.NDArray[np.bool_]:
    """Which classes can meet in one row: those with two designs that share no item. Most racks
    carry something in common, and what can never stand together needs no gap.
    """
    known: dict[frozenset[int], int] = {}
    items = []
    for one in designs:
        bits = known.get(one.items)
        if bits is None:
            bits = known[one.items] = sum([1 << item for item in one.items])
        items.append(bits)
    words = [
        np.array([one >> shift & (1 << 32) - 1 for one in items], dtype=np.int64)
        for shift in range(0, max(items).bit_length(), 32)
    ]
    disjoint = np.ones((len(designs), len(designs)), dtype=np.bool_)
    for word in words:
        disjoint &= (word[:, None] & word) == 0
    # Few designs share a class: what they meet, the first of it is made to meet.
    first: dict[int, int] = {}
    others = [(d, of) for d, one in enumerate(classes) if (of := first.setdefault(one, d)) != d]
    for d, of in others:
        disjoint[of] |= disjoint[d]
    for d, of in others:
        disjoint[:, of] |= disjoint[:, d]
    firsts = list(first.values())
    return disjoint[np.ix_(firsts, firsts)] if others else disjoint
