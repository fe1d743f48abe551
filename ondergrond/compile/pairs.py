"""Pairs of columns: gaps, strips, crossings and wishes (docs/model.md, sections 3 and 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.gapprice import GapPrices
from ondergrond.compile.kernel import IntArray, facing_steps
from ondergrond_solver import EXEMPT, FORBIDDEN, PairTables

Profile = tuple[tuple[str, int], ...]
"""Classes a column shows on one side, each with its least inset from the column's face (mm,
negative where it reaches outside)."""


_NEVER_MEET = -2
"""Marks a pair of classes of which no two columns can stand in one row."""


class Behaviour(NamedTuple):
    """All that matters of a column for its pairs; columns that behave alike share a gap class."""

    left: Profile
    right: Profile
    strip_left: int
    strip_right: int
    stays: bool
    to_left: tuple[tuple[str, int, int], ...]
    to_right: tuple[tuple[str, int, int], ...]
    things: tuple[str, ...]
    ranked: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Pairs:
    """Builds the pair tables of a set of designs."""

    ledger: Ledger
    prices: GapPrices

    def behaviour(self, design: Design) -> Behaviour:
        """How a design meets others."""
        strip = self.ledger.rules.racks[self.ledger.profile.techniques.rack_case].strip
        serving = [part for part in design.parts if part.kind is not None and part.connections]
        return Behaviour(
            left=_profile((f.cls, f.x0) for f in design.faces),
            right=_profile((f.cls, design.width - f.x1) for f in design.faces),
            strip_left=strip if "left" in design.working else 0,
            strip_right=strip if "right" in design.working else 0,
            stays=design.stays,
            to_left=tuple(
                (p.kind or "", p.connections.numerator, p.connections.denominator)
                for p in serving
                if "left" in p.serves
            ),
            to_right=tuple(
                (p.kind or "", p.connections.numerator, p.connections.denominator)
                for p in serving
                if "right" in p.serves
            ),
            things=design.things,
            ranked=self._ranked(design),
        )

    def _ranked(self, design: Design) -> tuple[tuple[int, str], ...]:
        if design.technique == "rack":
            return ()
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
        classes = [index.setdefault(self.behaviour(d), len(index)) for d in designs]
        behaviours = list(index)
        n = len(behaviours)
        hard = np.full((n, n), _NEVER_MEET, dtype=np.int64)
        order = np.zeros((n, n), dtype=np.int64)
        for a, b in np.argwhere(_meeting(designs, classes, n)).tolist():
            left, right = behaviours[a], behaviours[b]
            if left.stays and right.stays:
                hard[a, b] = EXEMPT
                continue
            strip = max(
                0 if right.stays else left.strip_right, 0 if left.stays else right.strip_left
            )
            hard[a, b] = strip
            order[a, b] = self._order(left, right)
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
        number = {cls: i for i, cls in enumerate(names)}
        stairs = [[self.prices.stairs(a, b) for b in names] for a in names]
        depth = 1 + max((len(s.steps) for row in stairs for s in row), default=0)
        hards = np.array([[s.hard for s in row] for row in stairs], dtype=np.int64)
        steps = np.zeros((len(names), len(names), depth, 2), dtype=np.int64)
        for a, row in enumerate(stairs):
            for b, found in enumerate(row):
                for k, step in enumerate(found.steps):
                    steps[a, b, k] = (step.threshold, step.weighted)
        rights = _sides([one.right for one in behaviours], number)
        lefts = _sides([one.left for one in behaviours], number)
        return facing_steps(rights, lefts, hards, steps, hard)

    def _order(self, left: Behaviour, right: Behaviour) -> int:
        """Weighted price of ``left`` lying left of ``right``, or FORBIDDEN."""
        total = 0
        for serving, crossed in ((right.to_left, left.things), (left.to_right, right.things)):
            for kind, numerator, denominator in serving:
                for thing in crossed:
                    price = self._crossed(kind, numerator, denominator, thing)
                    if price is None:
                        return FORBIDDEN
                    total += price
        for rank, side in left.ranked:
            for other, other_side in right.ranked:
                wished = rank <= other if side == "left" else rank >= other
                if side == other_side and not wished:
                    total += self.ledger.rules.prices.wish
        return total * self.ledger.rules.weight(self.ledger.profile.preset, "order")

    @cached_property
    def _crossings(self) -> dict[tuple[str, int, int, str], int | None]:
        return {}

    def _crossed(self, kind: str, numerator: int, denominator: int, thing: str) -> int | None:
        key = (kind, numerator, denominator, thing)
        if key not in self._crossings:
            self._crossings[key] = self.ledger.crossed(
                kind, Fraction(numerator, denominator), thing
            )
        return self._crossings[key]


def _profile(faces: Iterable[tuple[str, int]]) -> Profile:
    nearest: dict[str, int] = {}
    for cls, inset in faces:
        nearest[cls] = min(inset, nearest.get(cls, inset))
    return tuple(sorted(nearest.items()))


def _meeting(designs: list[Design], classes: list[int], n: int) -> npt.NDArray[np.bool_]:
    """Which classes can meet in one row: those with two designs that share no item. Most racks
    carry something in common, and what can never stand together needs no gap.
    """
    covered = [set[frozenset[int]]() for _ in range(n)]
    for design, cls in zip(designs, classes, strict=True):
        covered[cls].add(design.items)
    meeting = np.zeros((n, n), dtype=np.bool_)
    for a in range(n):
        for b in range(a, n):
            meeting[a, b] = meeting[b, a] = any(
                one.isdisjoint(other) for one in covered[a] for other in covered[b]
            )
    return meeting


def _sides(profiles: Sequence[Profile], number: Mapping[str, int]) -> IntArray:
    """(n, k, 2) class and inset of every face of a side, padded with class -1."""
    most = max(len(profile) for profile in profiles)
    sides = np.full((len(profiles), most, 2), -1, dtype=np.int64)
    for row, profile in enumerate(profiles):
        for k, (cls, inset) in enumerate(profile):
            sides[row, k] = (number[cls], inset)
    return sides
