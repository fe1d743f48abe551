"""Multipliers: one per item, raised where a relaxed row leaves it out, lowered where it repeats.

With the multipliers pi (at most the skip price), every row scores at least

    constant + sum of pi + least reduced score of a relaxed row

for each item covered pays r with pi taken off and gives pi back, and each skipped item pays its
skip price >= pi. Everything in whole numbers, so the bound is exact whatever the steps were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.relaxation import Network, backward, scored
from ondergrond_solver.sweep.relaxation_kernels import Backward, Links, Scored
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables

FloatArray = npt.NDArray[np.float64]

LARGEST_MULTIPLIER = 2**50
"""Multipliers stay within this, so that sums over 64 items fit in int64."""

_PATIENCE = 4
_SHORTER = 0.7
"""After so many steps without a better bound they get shorter, by that factor."""
_INERTIA = 0.4
_TURNED = 0.3
"""What a direction keeps of the one before, but for one that leads too far from the slope."""


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """The best bound found.

    value: no row scores below it. multiplier, passed: what it follows from. passes: counted work.
    """

    value: int
    multiplier: IntArray
    passed: Backward
    passes: int


def with_orders(place: IntArray, half: IntArray) -> IntArray:
    """Place scores with the absorbed order prices (`half` may be empty: nothing absorbed)."""
    if half.size == 0:
        return place
    return np.where(place < BIG, place + half.sum(axis=1), BIG)


def reduced_place(tables: Tables, base: IntArray, pi: IntArray) -> IntArray:
    """r(c, k): what `with_orders` gives, minus the multipliers of the items covered."""
    return np.where(base < BIG, base - (tables.covers @ pi)[:, None], BIG)


def first_multipliers(tables: Tables, place: IntArray) -> IntArray:
    """Every item at its share of the cheapest live column that covers it, at its best width.

    Then no reduced score is negative, and the bound is the sum of the shares.
    """
    size = np.maximum(tables.covers.sum(axis=1), 1)
    widest = np.minimum(0, tables.unit * (tables.u_max - tables.u_min))
    least = place.min(axis=1, initial=BIG) + tables.end_place.min(axis=1, initial=BIG) + widest
    shares = np.where(tables.covers, (least // size)[:, None], BIG).min(axis=0, initial=BIG)
    pi = np.where(shares < BIG // 128, shares, 0)
    return _admissible(pi, tables)


def _admissible(pi: IntArray, tables: Tables) -> IntArray:
    capped = np.minimum(np.clip(pi, -LARGEST_MULTIPLIER, LARGEST_MULTIPLIER), tables.skip)
    return capped.astype(np.int64)


def evaluated(tables: Tables, network: Network, base: IntArray, pi: IntArray) -> Bound:
    """The bound of given multipliers."""
    return _bound(tables, network, reduced_place(tables, base, pi), pi)


def _bound(tables: Tables, network: Network, reduced: IntArray, pi: IntArray) -> Bound:
    passed = backward(tables, network, reduced)
    value = tables.grid.problem.constant + int(pi.sum()) + passed.value
    return Bound(value, pi, passed, 1)


class Steps:
    """Deflected subgradient steps with Polyak's length, from the last multipliers tried.

    multiplier: (m,) the one to try next. fixed: (m,) items whose multiplier is left as it is.
    """

    def __init__(self, tables: Tables, multiplier: IntArray) -> None:
        self.tables = tables
        self.multiplier = _admissible(multiplier, tables)
        self.fixed: BoolArray = np.zeros(len(multiplier), dtype=np.bool_)
        self._factor = 1.0
        self._best = -BIG
        self._stalled = 0
        self._direction: FloatArray = np.zeros(len(multiplier))

    def next(self, value: int, count: IntArray, target: int | None) -> bool:
        """The step from a bound and its relaxed row; False where no step leads anywhere.

        count: (m,) how often the row covers each item. target: a score that no bound can pass,
        or None.
        """
        slope: FloatArray = 1.0 - count.astype(np.float64)
        slope[self.fixed | ((self.multiplier >= self.tables.skip) & (slope > 0))] = 0.0
        if value > self._best:
            self._best, self._stalled = value, 0
        else:
            self._stalled += 1
            if self._stalled % _PATIENCE == 0:
                self._factor *= _SHORTER
        if not slope.any():
            return False
        goal = self._best + abs(self._best) // 20 + 1000 if target is None else target
        self._direction = (slope + _INERTIA * self._direction).astype(np.float64)
        steep = float(self._direction @ slope)
        if steep <= _TURNED * float(slope @ slope):
            self._direction, steep = slope, float(slope @ slope)
        length = self._factor * max(goal - value, 1) / steep
        step: IntArray = np.round(self.multiplier + length * self._direction)
        self.multiplier = _admissible(step, self.tables)
        return True


def improved(
    tables: Tables,
    network: Network,
    base: IntArray,
    pi: IntArray,
    target: int | None,
    passes: int,
) -> Bound:
    """At most `passes` steps from `pi` towards `target` (a score the best bound cannot pass)."""
    best: Bound | None = None
    steps = Steps(tables, pi)
    done = 0
    while done < passes:
        done += 1
        reduced = reduced_place(tables, base, steps.multiplier)
        tried = _bound(tables, network, reduced, steps.multiplier)
        if best is None or tried.value > best.value:
            best = tried
        if target is not None and tried.value >= target:
            break
        count = cover_counts(tables, network, reduced, tried.passed)
        if not steps.next(tried.value, count, target):
            break
    assert best is not None
    return Bound(best.value, best.multiplier, best.passed, done)


def cover_counts(tables: Tables, network: Network, reduced: IntArray, passed: Backward) -> IntArray:
    """How often the best relaxed row of a backward pass covers each item."""
    count = np.zeros(len(tables.skip), dtype=np.int64)
    if passed.value < 0:
        _trace(
            scored(tables, reduced), tables.covers, network.after, network.after_free, passed, count
        )
    return count


@kernel
def _trace(
    of: Scored,
    covers: BoolArray,
    after: Links,
    after_free: Links,
    passed: Backward,
    count: IntArray,
) -> None:
    reduced, end_place, u_min, u_max, unit = of
    other, lag, price, tier = after.other, after.lag, after.price, after.tier
    free, free_lag, free_tier = after_free.other, after_free.lag, after_free.tier
    start, begun, rest, rest_free, value = passed
    n, cells = reduced.shape
    c, k = -1, 0
    for a in range(n):
        if begun[a, 0] == value:
            c = a
    while c >= 0:
        # B stays the same up to the start that it tells of.
        while start[c, k] != begun[c, k]:
            k += 1
        for i in range(covers.shape[1]):
            count[i] += covers[c, i]
        wanted = start[c, k] - reduced[c, k]
        then = np.int64(0)
        j = k
        by_gap = False
        for u in range(u_min[c], min(u_max[c], cells - 1 - k) + 1):
            then = wanted - end_place[c, k + u] - unit[c] * (u - u_min[c])
            if then == rest[c, k + u] or then == rest_free[c, k]:
                j = k + u
                by_gap = then == rest[c, k + u]
                break
        next_c, next_k = -1, 0
        if not by_gap:
            for t in range(free_tier[c, 0], free_tier[c, -1]):
                if begun[free[t], k + free_lag[t]] == then:
                    next_c, next_k = free[t], k + free_lag[t]
        elif then < 0:
            for t in range(tier[c, 0], tier[c, -1]):
                if begun[other[t], j + lag[t]] + price[t] == then:
                    next_c, next_k = other[t], max(0, j + lag[t])
        c, k = next_c, next_k
