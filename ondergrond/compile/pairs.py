"""Pairs of columns: gaps, strips, crossings and wishes (docs/model.md, sections 3 and 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.gapprice import GapPrices
from ondergrond_solver import EXEMPT, FORBIDDEN, NO_STEP, PairTables

Profile = tuple[tuple[str, int], ...]
"""Classes a column shows on one side, each with its least inset from the column's face (mm,
negative where it reaches outside)."""


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
        index: dict[Behaviour, int] = {}
        classes = [index.setdefault(self.behaviour(d), len(index)) for d in designs]
        behaviours = list(index)
        n = len(behaviours)
        hard = np.zeros((n, n), dtype=np.int64)
        order = np.zeros((n, n), dtype=np.int64)
        steps: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
        for a, left in enumerate(behaviours):
            for b, right in enumerate(behaviours):
                if left.stays and right.stays:
                    hard[a, b] = EXEMPT
                    continue
                least, stairs = self._facing(left.right, right.left)
                strip = max(
                    0 if right.stays else left.strip_right, 0 if left.stays else right.strip_left
                )
                hard[a, b] = max(least, strip)
                order[a, b] = self._order(left, right)
                above = tuple(step for step in stairs if step[0] > hard[a, b])
                if above:
                    steps[a, b] = above
        return classes, _tables(hard, order, steps)

    @cached_property
    def _known(self) -> dict[tuple[Profile, Profile], tuple[int, tuple[tuple[int, int], ...]]]:
        return {}

    def _facing(self, left: Profile, right: Profile) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Hard gap (at least 0) and steps (threshold, weighted price) of two sides facing each
        other: at every gap the price of the worst two faces.
        """
        known = self._known.get((left, right))
        if known is not None:
            return known
        hard = 0
        steps: list[tuple[int, int]] = []
        for a, inset_a in left:
            for b, inset_b in right:
                found = self.prices.stairs(a, b)
                inset = inset_a + inset_b
                hard = max(hard, found.hard - inset)
                steps += [(step.threshold - inset, step.weighted) for step in found.steps]
        # Prices fall as the gap grows, so below a limit the worst two faces pay the highest price
        # of all steps that reach at least as far: one pass from the farthest step inward.
        merged: list[tuple[int, int]] = []
        for limit, price in sorted(steps, reverse=True):
            if limit <= hard:
                break
            if price > (merged[-1][1] if merged else 0):
                merged.append((limit, price))
        merged.reverse()
        result = (hard, tuple(merged))
        self._known[left, right] = result
        return result

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


def _tables(
    hard: np.ndarray, order: np.ndarray, steps: dict[tuple[int, int], tuple[tuple[int, int], ...]]
) -> PairTables:
    n = len(hard)
    depth = 1 + max((len(pair) for pair in steps.values()), default=0)
    threshold = np.full((n, n, depth), NO_STEP, dtype=np.int64)
    price = np.zeros((n, n, depth), dtype=np.int64)
    for (a, b), pair in steps.items():
        for step, (limit, paid) in enumerate(pair):
            threshold[a, b, step] = limit
            price[a, b, step] = paid
    return PairTables(hard=hard, order=order, step_threshold=threshold, step_price=price)
