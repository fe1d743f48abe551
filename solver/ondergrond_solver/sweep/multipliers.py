"""Multipliers: one per item, raised where a relaxed row leaves it out, lowered where it repeats.

With the multipliers pi (at most the skip price), every row scores at least

    constant + sum of pi + least reduced score of a relaxed row

for each item covered pays r with pi taken off and gives pi back, and each skipped item pays its
skip price >= pi. Everything in whole numbers, so the bound is exact whatever the steps were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, kernel, making
from ondergrond_solver.sweep.relaxation import Network, blank, scored
from ondergrond_solver.sweep.relaxation_kernels import (
    BLOCKS,
    Backward,
    Links,
    Scored,
    backward_pass,
)
from ondergrond_solver.sweep.row_kernels import fill
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables, least_alone, least_shares
from ondergrond_solver.sweep.windows import Windows

FloatArray = npt.NDArray[np.float64]

LARGEST_MULTIPLIER = 2**50
"""Multipliers stay within this, so that sums over 64 items fit in int64."""

_PATIENCE = 4
_SHORTER = 0.7
"""After so many steps without a better bound they get shorter, by that factor."""
_NEAR = 4
"""Steps aim at the target, but never at more than the best bound and a quarter of it: one far above
what rows score makes them too long to lead anywhere."""
_INERTIA = 0.4
_TURNED = 0.3
"""What a direction keeps of the one before, but for one that leads too far from the slope."""


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """The best bound found.

    value: no row scores below it. multiplier, passed: what it follows from.
    """

    value: int
    multiplier: IntArray
    passed: Backward


def reduced_place(tables: Tables, base: IntArray, pi: IntArray) -> IntArray:
    """r(c, k): place scores with order prices, minus the multipliers of the items covered."""
    return np.where(base < BIG, base - (tables.covers @ pi)[:, None], BIG)


def first_multipliers(tables: Tables, place: IntArray) -> IntArray:
    """Every item at its share of the cheapest live column that covers it, at its best width.

    Then no reduced score is negative, and the bound is the sum of the shares.
    """
    own = least_alone(place, tables.end_place, tables.u_min, tables.u_max, tables.unit)
    shares = least_shares(tables.covers, own)
    pi = np.where(shares < BIG // 128, shares, 0)
    return _admissible(pi, tables)


def _admissible(pi: IntArray, tables: Tables) -> IntArray:
    capped = np.minimum(np.clip(pi, -LARGEST_MULTIPLIER, LARGEST_MULTIPLIER), tables.skip)
    return capped.astype(np.int64)


def evaluated(tables: Tables, network: Network, base: IntArray, pi: IntArray) -> Bound:
    """The bound of given multipliers."""
    return improved(tables, network, base, pi, None, 1)


def improved(
    tables: Tables,
    network: Network,
    base: IntArray,
    pi: IntArray,
    target: int | None,
    passes: int,
) -> Bound:
    """At most `passes` steps from `pi` towards `target` (a score the best bound cannot pass)."""
    steps = Steps(tables, pi)
    best = steps.multiplier.copy()
    kept = blank(network, tables.cells)
    spare = kept if passes == 1 else blank(network, tables.cells)
    value, swapped = _improve(
        scored(tables, base), tables.covers, network.windows, network.after, network.after_free,
        steps.state, tables.grid.problem.constant, BIG if target is None else target,
        passes, kept, spare, best,
    )  # fmt: skip
    return Bound(int(value), best, spare if swapped else kept)


class _State(NamedTuple):
    """What steps know: the arrays of `Steps`, and how long they are and why.

    factor, best, stalled: (1,) each. slope: (m,) to work in.
    """

    multiplier: IntArray
    skip: IntArray
    fixed: BoolArray
    direction: FloatArray
    factor: FloatArray
    best: IntArray
    stalled: IntArray
    slope: FloatArray


class Steps:
    """Deflected subgradient steps with Polyak's length, from the last multipliers tried."""

    def __init__(self, tables: Tables, multiplier: IntArray) -> None:
        size = len(multiplier)
        self.state = _State(
            _admissible(multiplier, tables),
            tables.skip,
            np.zeros(size, dtype=np.bool_),
            np.zeros(size),
            np.ones(1),
            np.full(1, -BIG, dtype=np.int64),
            np.zeros(1, dtype=np.int64),
            np.zeros(size),
        )

    @property
    def multiplier(self) -> IntArray:
        """(m,) the one to try next."""
        return self.state.multiplier.copy()

    @property
    def fixed(self) -> BoolArray:
        """(m,) items whose multiplier is left as it is; may be set."""
        return self.state.fixed

    def next(self, value: int, count: IntArray, target: int) -> bool:
        """The step from a bound and its relaxed row; False where no step leads anywhere.

        count: (m,) how often the row covers each item. target: a score that no bound can pass.
        """
        return bool(_step(self.state, value, count, target))


@kernel
def _step(state: _State, value: int, count: IntArray, target: int) -> bool:
    """See `Steps.next`; target: `BIG` where nothing is known."""
    multiplier, skip, fixed, direction, factor, best, stalled, slope = state
    if value > best[0]:
        best[0], stalled[0] = value, 0
    else:
        stalled[0] += 1
        if stalled[0] % _PATIENCE == 0:
            factor[0] *= _SHORTER
    m = len(multiplier)
    square, steep = 0.0, 0.0
    for i in range(m):
        bound = fixed[i] or (multiplier[i] >= skip[i] and count[i] < 1)
        slope[i] = 0.0 if bound else 1.0 - count[i]
        square += slope[i] * slope[i]
        steep += (slope[i] + _INERTIA * direction[i]) * slope[i]
    if square == 0.0:
        return False
    turned = steep <= _TURNED * square
    if turned:
        steep = square
    goal = min(target, best[0] + abs(best[0]) // _NEAR + 1000)
    length = factor[0] * max(goal - value, 1) / steep
    for i in range(m):
        direction[i] = slope[i] if turned else slope[i] + _INERTIA * direction[i]
        step = np.rint(multiplier[i] + length * direction[i])
        step = min(max(step, -float(LARGEST_MULTIPLIER)), float(LARGEST_MULTIPLIER))
        multiplier[i] = min(np.int64(step), skip[i])
    return True


@making
def _improve(
    of: Scored,
    covers: BoolArray,
    may: Windows,
    after: Links,
    after_free: Links,
    state: _State,
    constant: int,
    target: int,
    passes: int,
    kept: Backward,
    spare: Backward,
    best: IntArray,
) -> tuple[int, bool]:
    """See `improved`. Fills best, the best multipliers, and kept, their pass (`spare` and `kept`
    change places now and then). Returns the best bound and whether its pass is in spare.
    """
    multiplier = state.multiplier
    n, m = covers.shape
    paid = np.empty(n, dtype=np.int64)
    count = np.empty(m, dtype=np.int64)
    scratch = np.empty((3 + len(BLOCKS), max(n, len(BLOCKS))), dtype=np.int64)
    bound, done, swapped = np.int64(-BIG), 0, False
    while done < passes:
        done += 1
        covered_pay(covers, multiplier, paid)
        reduced = backward_pass(of, paid, may, after, after_free, spare, scratch)
        value = constant + multiplier.sum() + reduced
        tried = spare
        if done == 1 or value > bound:
            bound, swapped = value, not swapped
            for i in range(m):
                best[i] = multiplier[i]
            kept, spare = spare, kept
        if done == passes or value >= target:
            break
        fill(count, ZERO)
        if reduced < 0:
            _trace(of, paid, covers, may, after, after_free, tried, reduced, count)
        if not _step(state, value, count, target):
            break
    return int(bound), swapped


@kernel
def covered_pay(covers: BoolArray, multiplier: IntArray, paid: IntArray) -> None:
    """paid[c]: the multipliers of the items of column c."""
    for c in range(len(paid)):
        paid[c] = 0
        for i in range(len(multiplier)):
            if covers[c, i]:
                paid[c] += multiplier[i]


@kernel
def _trace(
    of: Scored,
    paid: IntArray,
    covers: BoolArray,
    may: Windows,
    after: Links,
    after_free: Links,
    passed: Backward,
    value: int,
    count: IntArray,
) -> None:
    """Adds how often the best relaxed row of a backward pass covers each item; value: its score."""
    place, end_place, u_min, u_max, unit = of
    other, lag, price, tier = after.other, after.lag, after.price, after.tier
    free, free_lag, free_tier = after_free.other, after_free.lag, after_free.tier
    start, begun, rest, rest_free = passed
    n, cells = place.shape
    c, k = -1, 0
    for a in range(n):
        if begun[a, 0] == value:
            c = a
    while c >= 0:
        k = max(k, may.first[c])
        # B stays the same up to the start that it tells of.
        while start[c, k] != begun[c, k]:
            k += 1
        for i in range(covers.shape[1]):
            count[i] += covers[c, i]
        wanted = start[c, k] - place[c, k] + paid[c]
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
