"""Pairs of columns: gaps, strips, crossings and wishes (docs/model.md, sections 3 and 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.facing import facing_steps
from ondergrond.compile.gapprice import NUMBER, GapPrices
from ondergrond.compile.kernel import IntArray
from ondergrond.compile.tariff import Connections
from ondergrond.quantity import LONGEST
from ondergrond_solver import EXEMPT, FORBIDDEN, PairTables

Profile = tuple[tuple[str, int], ...]
"""Classes a column shows on one side, each with its least inset from the column's face (mm,
negative where it reaches outside)."""


FARTHEST = 4 * LONGEST
"""An inset no face has (mm)."""

_NEVER_MEET = -2
"""Marks a pair of classes of which no two columns can stand in one row."""


class Behaviour(NamedTuple):
    """All that matters of a column for its pairs; columns that behave alike share a gap class."""

    left: Profile
    right: Profile
    strip_left: int
    strip_right: int
    stays: bool
    to_left: tuple[Connections, ...]
    to_right: tuple[Connections, ...]
    things: tuple[str, ...]
    ranked: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Pairs:
    """Builds the pair tables of a set of designs."""

    ledger: Ledger
    prices: GapPrices

    def behaviour(self, design: Design) -> Behaviour:
        """How a design meets others."""
        return Behaviour(
            left=_profile([(face.cls, face.x0) for face in design.faces]),
            right=_profile([(face.cls, design.width - face.x1) for face in design.faces]),
            strip_left=self._strip if "left" in design.working else 0,
            strip_right=self._strip if "right" in design.working else 0,
            stays=design.stays,
            to_left=design.to_left,
            to_right=design.to_right,
            things=design.things,
            ranked=() if design.technique == "rack" else self._ranked(design),
        )

    @cached_property
    def _strip(self) -> int:
        return self.ledger.rules.racks[self.ledger.profile.techniques.rack_case].strip

    def _ranked(self, design: Design) -> tuple[tuple[int, str], ...]:
        found = []
        for part in design.parts:
            rank = self.ledger.rules.networks[part.kind].rank if part.kind else None
            if rank is not None and len(part.serves) == 1:
                found.append((rank, part.serves[0]))
        return tuple(found)

    def tables(self, designs: list[Design]) -> tuple[list[int], PairTables]:
        """The gap class of every design, and the tables over the classes."""
        if not designs:
            return [], PairTables.from_lists([])
        index: dict[Behaviour, int] = {}
        classes = [index.setdefault(self.behaviour(one), len(index)) for one in designs]
        behaviours = list(index)
        meeting = _meeting(designs, classes)
        stays = np.array([one.stays for one in behaviours])
        exempt = stays[:, None] & stays
        strip = np.maximum(
            np.array([one.strip_right for one in behaviours])[:, None] * ~stays,
            np.array([one.strip_left for one in behaviours]) * ~stays[:, None],
        )
        hard = np.where(meeting, np.where(exempt, EXEMPT, strip), _NEVER_MEET)
        order = np.where(meeting & ~exempt, self._orders(behaviours), 0)
        threshold, price = self._facing(behaviours, hard)
        hard[hard == _NEVER_MEET] = 0
        return classes, PairTables(
            hard=hard, order=order, step_threshold=threshold, step_price=price
        )

    def _facing(self, behaviours: list[Behaviour], hard: IntArray) -> tuple[IntArray, IntArray]:
        """Steps (threshold, weighted price) of all pairs of sides facing each other; raises
        ``hard`` (n, n) to the hard gap of the worst two faces, leaving exempt pairs alone.
        """
        names = sorted({cls for one in behaviours for cls, _ in (*one.left, *one.right)})
        tables = self.prices.tables(names, names)
        place = {cls: i for i, cls in enumerate(names)}
        right_of, rights = _sides([one.right for one in behaviours], place)
        left_of, lefts = _sides([one.left for one in behaviours], place)
        return facing_steps(
            rights,
            lefts,
            right_of,
            left_of,
            np.array([NUMBER[cls] for cls in names], dtype=np.int64),
            tables.rule,
            tables.threshold,
            tables.price,
            hard,
        )

    def _orders(self, behaviours: list[Behaviour]) -> IntArray:
        """(n, n) weighted price of one lying left of another, or FORBIDDEN."""
        things = [one.things for one in behaviours]
        over_left = self._crossings([one.to_left for one in behaviours], things)
        over_right = self._crossings([one.to_right for one in behaviours], things)
        price, impossible = over_left.transpose(0, 2, 1) + over_right
        weight = self.ledger.weight("order")
        return np.where(impossible > 0, FORBIDDEN, weight * (price + self._wishes(behaviours)))

    def _crossings(
        self, calling: list[tuple[Connections, ...]], things: list[tuple[str, ...]]
    ) -> IntArray:
        """(2, n, n) of the house connections of a column over another: price, and how many are
        impossible; one price for each network and thing, summed.
        """
        who, callers = _distinct(calling)
        what, called = _distinct(things)
        kinds: dict[Connections, int] = {}
        crossed: dict[str, int] = {}
        counts, met = _counts(callers, kinds), _counts(called, crossed)
        pay = self.ledger.tariff.crossed
        paid = [[pay(one, thing) for thing in crossed] for one in kinds]
        shape = (len(kinds), len(crossed))
        price = np.array([[one or 0 for one in row] for row in paid], dtype=np.int64)
        never = np.array([[one is None for one in row] for row in paid], dtype=np.int64)
        both = [counts @ one.reshape(shape) @ met.T for one in (price, never)]
        return np.stack([one[who[:, None], what] for one in both])

    def _wishes(self, behaviours: list[Behaviour]) -> IntArray:
        """(n, n) price of ranks that stand the wrong way round."""
        which, ranked = _distinct([one.ranked for one in behaviours])
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


def _counts(rows: Sequence[tuple[Key, ...]], index: dict[Key, int]) -> IntArray:
    """(rows, keys) how often each key stands in each row; new keys are entered in ``index``."""
    cells = [
        (row, index.setdefault(key, len(index))) for row, keys in enumerate(rows) for key in keys
    ]
    counts = np.zeros((len(rows), len(index)), dtype=np.int64)
    if cells:
        np.add.at(counts, tuple(np.array(cells).T), 1)
    return counts


def _against_wish(left: tuple[tuple[int, str], ...], right: tuple[tuple[int, str], ...]) -> int:
    """How many wishes about their order two columns go against."""
    return sum(
        side == other_side and not (rank <= other if side == "left" else rank >= other)
        for rank, side in left
        for other, other_side in right
    )


def _profile(faces: list[tuple[str, int]]) -> Profile:
    nearest: dict[str, int] = {}
    for cls, inset in faces:
        if inset < nearest.get(cls, FARTHEST):
            nearest[cls] = inset
    return tuple(sorted(nearest.items()))


def _meeting(designs: list[Design], classes: list[int]) -> npt.NDArray[np.bool_]:
    """Which classes can meet in one row: those with two designs that share no item. Most racks
    carry something in common, and what can never stand together needs no gap.
    """
    order = np.argsort(classes, kind="stable")
    begins = np.searchsorted(np.array(classes)[order], np.arange(max(classes) + 1))
    items = [sum([1 << item for item in one.items]) for one in designs]
    words = [
        np.array([one >> shift & (1 << 32) - 1 for one in items], dtype=np.int64)[order]
        for shift in range(0, max(items).bit_length(), 32)
    ]
    disjoint = np.ones((len(designs), len(designs)), dtype=np.bool_)
    for word in words:
        disjoint &= (word[:, None] & word) == 0
    meeting = np.logical_or.reduceat(np.logical_or.reduceat(disjoint, begins, 0), begins, 1)
    return np.asarray(meeting, dtype=np.bool_)


def _sides(profiles: Sequence[Profile], place: Mapping[str, int]) -> tuple[IntArray, IntArray]:
    """Which of the different sides each of n sides is, and (S, k, 2) class and inset of every face
    of those, padded with -1.
    """
    which, sides = _distinct(profiles)
    most = max(len(profile) for profile in sides)
    padding = [(-1, -1)] * most
    rows = [([(place[cls], inset) for cls, inset in profile] + padding)[:most] for profile in sides]
    return which, np.array(rows, dtype=np.int64)
