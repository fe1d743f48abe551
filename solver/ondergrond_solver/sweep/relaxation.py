"""The relaxed row: a shortest path over (last column, end cell).

With r the reduced place score (place score and absorbed order prices, minus the multipliers of
the items covered), b(c, k) the least reduced score of a relaxed row whose first column is c and
starts at k, and B_c(k) its minimum over starts from k on:

    h(c, j) = min(0, min over l and levels (lag, price) of c left of l: B_l(j + lag) + price)
    b(c, k) = r(c, k) + min over widths u of h(c, k + u) + unit * (u - u_min) + end place

and forwards likewise with g(c, k), the least of the columns before c when c starts at k. So
g + b is the best relaxed row through that start, and a start for which it is too high is dead.
Columns with an item in common are never adjacent; apart from that nothing forbids an item to be
covered never or twice. Exempt columns may follow each other at any later start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Who may follow whom, as flat lists: the entries of column c are first[c]..first[c + 1].

    other: (t,) the neighbour. lag, price: (t,) the level of the pair.
    """

    first: IntArray
    other: IntArray
    lag: IntArray
    price: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """All links of the columns of `tables`: by end (gaps) and by start (exempt pairs)."""

    after: Links
    before: Links
    after_free: Links
    before_free: Links


def possible_links(tables: Tables) -> BoolArray:
    """(n, n, s): the levels at which the first column may be followed by the second."""
    exists: BoolArray = tables.lag < tables.cells
    return exists & ~tables.exclusive[:, :, None]


def make_network(tables: Tables, linked: BoolArray) -> Network:
    """The links of the levels `linked`, in the order of `np.nonzero`, and of all exempt pairs."""
    n = tables.columns
    left, right, _ = np.nonzero(linked)
    lag, price = tables.lag[linked], tables.price[linked]
    a, c = np.nonzero(tables.free)
    lag_free, price_free = np.where(a < c, 0, 1), np.zeros(len(a), dtype=np.int64)
    return Network(
        _links(n, left, right, lag, price),
        _links(n, right, left, lag, price),
        _links(n, a, c, lag_free, price_free),
        _links(n, c, a, lag_free, price_free),
    )


def _links(n: int, own: IntArray, other: IntArray, lag: IntArray, price: IntArray) -> Links:
    ranked = np.argsort(own, kind="stable")
    first = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(own, minlength=n), out=first[1:])
    return Links(
        first,
        np.ascontiguousarray(other[ranked]).astype(np.int64),
        np.ascontiguousarray(lag[ranked]).astype(np.int64),
        np.ascontiguousarray(price[ranked]).astype(np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Backward:
    """The backward pass: all (n, w).

    start: b(c, k). rest: h(c, j). rest_free: the same over exempt successors, by start.
    value: the least reduced score of any relaxed row (0 for the empty one).
    """

    start: IntArray
    rest: IntArray
    rest_free: IntArray
    value: int


def backward(tables: Tables, network: Network, reduced: IntArray) -> Backward:
    """One backward pass over all cells."""
    n, cells = reduced.shape
    start = np.full((n, cells), BIG, dtype=np.int64)
    rest = np.full((n, cells), BIG, dtype=np.int64)
    rest_free = np.full((n, cells), BIG, dtype=np.int64)
    a, f = network.after, network.after_free
    value = _backward(
        reduced, tables.end_place, tables.u_min, tables.u_max, tables.unit,
        a.first, a.other, a.lag, a.price, f.first, f.other, f.lag,
        start, rest, rest_free,
    )  # fmt: skip
    return Backward(start, rest, rest_free, int(value))


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """The forward pass: g(c, k), the least of what comes before a start, and F_c(j); (n, w)."""

    before: IntArray
    ended: IntArray


def forward(tables: Tables, network: Network, reduced: IntArray) -> Forward:
    """One forward pass over all cells."""
    n, cells = reduced.shape
    before = np.full(reduced.shape, BIG, dtype=np.int64)
    ended = np.full((n, 2 * cells + 2), BIG, dtype=np.int64)
    a, f = network.before, network.before_free
    _forward(
        reduced, tables.end_place, tables.u_min, tables.u_max, tables.unit,
        a.first, a.other, a.lag, a.price, f.first, f.other, f.lag, before, ended,
    )  # fmt: skip
    return Forward(before, np.ascontiguousarray(ended[:, cells + 1 : 2 * cells + 1]))


def link_values(network: Network, ahead: Forward, passed: Backward) -> IntArray:
    """Per link of `network.after` the least reduced score of a relaxed row that uses it."""
    begun = np.ascontiguousarray(np.minimum.accumulate(passed.start[:, ::-1], axis=1)[:, ::-1])
    a = network.after
    values: IntArray = _link_values(a.first, a.other, a.lag, a.price, ahead.ended, begun)
    return values


@kernel
def _backward(
    reduced: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    first: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    free_first: IntArray,
    free_other: IntArray,
    free_lag: IntArray,
    start: IntArray,
    rest: IntArray,
    rest_free: IntArray,
) -> int:
    n, cells = reduced.shape
    least = np.full((n, 2 * cells + 2), BIG, dtype=np.int64)
    flat = least.reshape(-1)
    stride = 2 * cells + 2
    at = other * stride + lag
    value = 0
    for k in range(cells - 1, -1, -1):
        for c in range(n):
            least[c, k] = least[c, k + 1]
        for c in range(n - 1, -1, -1):
            # Ends of variable columns are wanted wherever they may lie, starts where alive.
            variable = u_max[c] > 0
            if reduced[c, k] >= BIG and not (variable and end_place[c, k] < BIG):
                continue
            best = 0
            for t in range(first[c], first[c + 1]):
                v = flat[at[t] + k] + price[t]
                if v < best:
                    best = v
            rest[c, k] = best
            if reduced[c, k] >= BIG:
                continue
            free = BIG
            for t in range(free_first[c], free_first[c + 1]):
                v = least[free_other[t], k + free_lag[t]]
                if v < free:
                    free = v
            rest_free[c, k] = free
            own = BIG
            for u in range(u_min[c], min(u_max[c], cells - 1 - k) + 1):
                after = rest[c, k + u]
                if free < after:
                    after = free
                v = after + end_place[c, k + u] + unit[c] * (u - u_min[c])
                if v < own:
                    own = v
            if own < BIG // 2:
                own += reduced[c, k]
                start[c, k] = own
                if own < least[c, k]:
                    least[c, k] = own
                if own < value:
                    value = own
        # Ends of variable columns meet starts in their own cell, whatever the order of columns,
        # where no gap is asked. Their starts look at later ends only.
        for c in range(n):
            if u_max[c] > 0 and end_place[c, k] < BIG:
                best = 0
                for t in range(first[c], first[c + 1]):
                    v = flat[at[t] + k] + price[t]
                    if v < best:
                        best = v
                rest[c, k] = best
    return value


@kernel
def _forward(
    reduced: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    first: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    free_first: IntArray,
    free_other: IntArray,
    free_lag: IntArray,
    before: IntArray,
    least: IntArray,
) -> None:
    n, cells = reduced.shape
    pad = cells + 1
    stride = 2 * cells + 2
    begun = np.full((n, stride), BIG, dtype=np.int64)
    flat = least.reshape(-1)
    at = other * stride + pad - lag
    for k in range(cells):
        for c in range(n):
            if least[c, pad + k - 1] < least[c, pad + k]:
                least[c, pad + k] = least[c, pad + k - 1]
            begun[c, pad + k] = begun[c, pad + k - 1]
        for c in range(n):
            if reduced[c, k] >= BIG:
                continue
            best = 0
            for t in range(first[c], first[c + 1]):
                v = flat[at[t] + k] + price[t]
                if v < best:
                    best = v
            for t in range(free_first[c], free_first[c + 1]):
                v = begun[free_other[t], pad + k - free_lag[t]]
                if v < best:
                    best = v
            before[c, k] = best
            begin = best + reduced[c, k]
            for u in range(u_min[c], min(u_max[c], cells - 1 - k) + 1):
                v = begin + end_place[c, k + u] + unit[c] * (u - u_min[c])
                if v < BIG // 2:
                    if v < least[c, pad + k + u]:
                        least[c, pad + k + u] = v
                    if v < begun[c, pad + k]:
                        begun[c, pad + k] = v


@kernel
def _link_values(
    first: IntArray,
    other: IntArray,
    lag: IntArray,
    price: IntArray,
    ended: IntArray,
    begun: IntArray,
) -> IntArray:
    n, cells = ended.shape
    values = np.full(len(other), BIG, dtype=np.int64)
    for c in range(n):
        for t in range(first[c], first[c + 1]):
            by = lag[t]
            head, tail = ended[c], begun[other[t]]
            best = np.int64(BIG)
            for j in range(max(0, -by), cells - max(0, by)):
                best = min(best, head[j] + tail[j + by])
            values[t] = best + price[t]
    return values
