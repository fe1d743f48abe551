"""The step price of a gap, and what two sets of faces pay (docs/model.md, section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ondergrond.compile.kernel import IMPOSSIBLE, IntArray
from ondergrond.rules import CLASSES, GapRule, RuleSet

NUMBER = {name: number for number, name in enumerate(CLASSES)}
"""The number of every class in ``Tables``."""


class Paid(NamedTuple):
    """What a gap pays: su of deviation, breach and lying over, and the weighted sum.

    vertical: whether the vertical distance is the one that counted.
    """

    weighted: int
    breach: int
    deviation: int
    over: int
    vertical: bool


MOST_SHARED = 32
"""Rule sets and presets whose prices are kept for the next street."""

_UNKNOWN = -(2**62)
"""A lag that has not been worked out."""

NOTHING = Paid(0, 0, 0, 0, False)


class Step(NamedTuple):
    """Below ``threshold`` (mm), and not below the step before, a gap pays this (su)."""

    threshold: int
    weighted: int
    breach: int
    deviation: int


class Stairs(NamedTuple):
    """A step price: impossible below ``hard``; steps ascending by threshold, prices not
    increasing.
    """

    hard: int
    steps: tuple[Step, ...]

    @property
    def reach(self) -> int:
        """The gap from which nothing is paid (mm)."""
        return self.steps[-1].threshold if self.steps else self.hard

    def at(self, gap: int) -> Step | None:
        """The step that holds at this gap; None where it is impossible; a zero step above all."""
        if gap < self.hard:
            return None
        for step in self.steps:
            if gap < step.threshold:
                return step
        return Step(gap, 0, 0, 0)


class Tables(NamedTuple):
    """Gap rules as the kernels want them, by the numbers of two classes (c of them).

    rule: (c, c, 4) hard, vertical hard, whether over, weighted price of lying over.
    threshold, price: (c, c, 2, s) horizontal and vertical steps, padded with ``IMPOSSIBLE`` and
    price 0; the last is always padding.  reach: (c, c, 2) gaps from which nothing is paid.
    """

    rule: IntArray
    threshold: IntArray
    price: IntArray
    reach: IntArray


@dataclass(frozen=True)
class GapPrices:
    """Step prices of every pair of classes under a rule set and a preset."""

    rules: RuleSet
    preset: str

    @classmethod
    def of(cls, rules: RuleSet, preset: str) -> GapPrices:
        """The prices of this very rule set: the same object for one street after the other."""
        known = _SHARED.get((id(rules), preset))
        if known is None or known.rules is not rules:
            if len(_SHARED) >= MOST_SHARED:
                _SHARED.clear()
            known = _SHARED[id(rules), preset] = cls(rules, preset)
        return known

    @cached_property
    def weights(self) -> tuple[int, int, int]:
        """Weights of breaches, deviations and lying over."""
        weigh = self.rules.weight
        return (
            weigh(self.preset, "breaches"),
            weigh(self.preset, "deviations"),
            weigh(self.preset, "over"),
        )

    @cached_property
    def _known(self) -> dict[tuple[str, str, bool], Stairs]:
        return {}

    def stairs(self, a: str, b: str, *, vertical: bool = False) -> Stairs:
        """The step price between two classes, horizontally or vertically."""
        key = (a, b, vertical)
        found = self._known.get(key)
        if found is None:
            rule = self.rules.gap(a, b)
            found = self._known[key] = self._known[(b, a, vertical)] = self._built(rule, vertical)
        return found

    def reach(self, a: str, b: str) -> int:
        """The horizontal gap (mm) from which two classes pay nothing."""
        known = self._reaches.get((a, b))
        if known is None:
            known = self._reaches[a, b] = self.stairs(a, b).reach
        return known

    @cached_property
    def _reaches(self) -> dict[tuple[str, str], int]:
        return {}

    def tables(self, some: Iterable[str], others: Iterable[str]) -> Tables:
        """The tables, filled in for every class of ``some`` against every class of ``others``."""
        others = tuple(others)
        for a in some:
            for b in others:
                if (a, b) not in self._filled:
                    self._fill(a, b)
        return self._tables

    def behind(self, names: tuple[str, ...]) -> IntArray:
        """(c, c) of some classes: how far (mm) a face of the second must lie behind a face of the
        first so that it never asks or pays more, whichever of these classes faces the two.
        """
        numbers = np.array([NUMBER[cls] for cls in names], dtype=np.int64)
        three = np.ix_(numbers, numbers, numbers)
        lags = self._lags[three]
        if (lags == _UNKNOWN).any():
            lags = self._lags[three] = _lags(numbers, self.tables(names, names))
        return np.asarray(lags.max(axis=2), dtype=np.int64)

    @cached_property
    def _lags(self) -> IntArray:
        """(c, c, c) as ``behind``, by the class that faces the two."""
        return np.full((len(CLASSES),) * 3, _UNKNOWN, dtype=np.int64)

    @cached_property
    def _filled(self) -> set[tuple[str, str]]:
        return set()

    @cached_property
    def _tables(self) -> Tables:
        n = len(CLASSES)
        depth = self.rules.prices.breach_steps + self.rules.prices.deviation_steps + 1
        return Tables(
            rule=np.zeros((n, n, 4), dtype=np.int64),
            threshold=np.full((n, n, 2, depth), IMPOSSIBLE, dtype=np.int64),
            price=np.zeros((n, n, 2, depth), dtype=np.int64),
            reach=np.zeros((n, n, 2), dtype=np.int64),
        )

    def _fill(self, a: str, b: str) -> None:
        gap = self.rules.gap(a, b)
        over_price = gap.over_price if gap.over == "priced" else 0
        level, over = self.stairs(a, b), self.stairs(a, b, vertical=True)
        for i, j in ((NUMBER[a], NUMBER[b]), (NUMBER[b], NUMBER[a])):
            self._tables.rule[i, j] = (
                level.hard,
                over.hard,
                gap.over != "never",
                self.weights[2] * over_price,
            )
            for axis, stairs in enumerate((level, over)):
                for step, (limit, weighted, _, _) in enumerate(stairs.steps):
                    self._tables.threshold[i, j, axis, step] = limit
                    self._tables.price[i, j, axis, step] = weighted
                self._tables.reach[i, j, axis] = stairs.reach
        self._filled.update(((a, b), (b, a)))

    def _built(self, rule: GapRule, vertical: bool) -> Stairs:
        prices = self.rules.prices
        weigh_breach, weigh_deviation, _ = self.weights
        hard, minimum, preferred = (
            (rule.over_hard, rule.over_minimum, rule.over_preferred)
            if vertical
            else (rule.hard, rule.minimum, rule.preferred)
        )
        steps = []
        if minimum > hard:
            n = prices.breach_steps
            for j in range(n):
                paid = prices.breach * (2 * n - j) // n
                steps.append(
                    Step(hard + (minimum - hard) * (j + 1) // n, weigh_breach * paid, paid, 0)
                )
        if preferred > minimum:
            n = prices.deviation_steps
            for j in range(n):
                paid = prices.deviation * (n - j) // n
                threshold = minimum + (preferred - minimum) * (j + 1) // n
                steps.append(Step(threshold, weigh_deviation * paid, 0, paid))
        return Stairs(hard, tuple(steps))

    def between(self, a: str, b: str, gap_x: int, gap_z: int, spread: bool = True) -> Paid | None:
        """What a new face of class a pays against a face of class b that stays.

        gap_x, gap_z: clear distances (mm, negative where they overlap). spread: whether the
        load-spread line of a foundation is kept. None where the place is impossible.
        """
        rule = self.rules.gap(a, b)
        level = self.stairs(a, b).at(gap_x) if spread else None
        best = (
            None if level is None else Paid(level.weighted, level.breach, level.deviation, 0, False)
        )
        if rule.over == "never":
            return best
        over = self.stairs(a, b, vertical=True).at(gap_z)
        if over is None:
            return best
        price = rule.over_price if rule.over == "priced" else 0
        crossed = Paid(
            over.weighted + self.weights[2] * price, over.breach, over.deviation, price, True
        )
        return crossed if best is None or crossed.weighted < best.weighted else best


def _lags(numbers: IntArray, tables: Tables) -> IntArray:
    pairs = numbers[:, None], numbers
    hard = tables.rule[pairs][:, :, 0]
    threshold, price = tables.threshold[pairs][:, :, 0], tables.price[pairs][:, :, 0]
    # By two faces, first and second; what faces them; a step of the second; a step of the first.
    pays = price[:, None, :, None, :] >= price[None, :, :, :, None]
    reach = np.where(pays, threshold[:, None, :, None, :], hard[:, None, :, None, None]).max(axis=4)
    lags = np.where(price > 0, threshold - reach, -IMPOSSIBLE).max(axis=3)
    return np.asarray(np.maximum(lags, hard - hard[:, None, :]), dtype=np.int64)


_SHARED: dict[tuple[int, str], GapPrices] = {}
