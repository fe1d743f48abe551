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
from ondergrond_solver.sweep.relaxation_kernels import (
    BLOCKS,
    Backward,
    Links,
    Scored,
)
from ondergrond_solver.sweep.removal_kernels import kept_links
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables
from ondergrond_solver.sweep.windows import Windows, make_windows


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """All links of the columns of `tables`: by end (gaps) and by start (exempt pairs).

    windows: where the columns may lie.
    """

    windows: Windows
    after: Links
    before: Links
    after_free: Links
    before_free: Links


def possible_links(tables: Tables) -> BoolArray:
    """(n, n, s): the levels at which the first column may be followed by the second."""
    exists: BoolArray = tables.lag < tables.cells
    return exists & ~tables.exclusive[:, :, None]


def make_network(tables: Tables, linked: BoolArray, place: IntArray) -> Network:
    """The links of the levels `linked` and of all exempt pairs; place: its starts are live."""
    n = tables.columns
    number = np.flatnonzero(linked)
    number = number[np.argsort(tables.price.reshape(-1)[number], kind="stable")]
    left, right = np.divmod(number // linked.shape[2], n)
    lag, price = tables.lag.reshape(-1)[number], tables.price.reshape(-1)[number]
    free = np.flatnonzero(tables.free)
    a, c = np.divmod(free, n)
    lag_free, price_free = np.where(a < c, 0, 1), np.zeros(len(a), dtype=np.int64)
    return Network(
        make_windows(tables, place),
        _links(n, left, right, lag, price, number),
        _links(n, right, left, lag, price, number),
        _links(n, a, c, lag_free, price_free, free),
        _links(n, c, a, lag_free, price_free, free),
    )


def _links(
    n: int, own: IntArray, other: IntArray, lag: IntArray, price: IntArray, number: IntArray
) -> Links:
    """Links that come sorted by price."""
    beyond = np.digitize(lag, BLOCKS[::-1])  # The number of kinds of blocks it reaches beyond.
    tiers = len(BLOCKS) + 1
    place = own * tiers + len(BLOCKS) - beyond
    # Of short numbers a stable sort is quick.
    ranked = np.argsort(place.astype(np.int16 if n * tiers < 2**15 else np.int64), kind="stable")
    first = np.zeros(n * tiers + 1, dtype=np.int64)
    np.cumsum(np.bincount(place, minlength=n * tiers), out=first[1:])
    tier = np.concatenate([first[:-1].reshape(n, tiers), first[tiers::tiers, None]], axis=1)
    tier = np.ascontiguousarray(tier)
    return Links(other[ranked], lag[ranked], price[ranked], number[ranked], tier)


def narrowed(network: Network, linked: BoolArray, column: IntArray) -> Network:
    """What is left of a network; its windows are still those from before.

    linked: levels that are left, of all columns the network was made of. column: the number that
    each of those has now, -1 where it is gone.
    """
    every = np.ones(len(column) ** 2, dtype=np.bool_)
    levels = linked.shape[2]
    return Network(
        network.windows,
        kept_links(network.after, linked.ravel(), column, levels),
        kept_links(network.before, linked.ravel(), column, levels),
        kept_links(network.after_free, every, column, 1),
        kept_links(network.before_free, every, column, 1),
    )


_NOTHING = np.zeros((0, 0), dtype=np.int64)
NOT_KEPT = Backward(_NOTHING, _NOTHING, _NOTHING, _NOTHING)
"""A pass whose arrays are not kept."""


def scored(tables: Tables, place: IntArray) -> Scored:
    """What columns pay, with other place scores."""
    return Scored(place, tables.end_place, tables.u_min, tables.u_max, tables.unit)


def blank(network: Network, cells: int) -> Backward:
    """Arrays for backward passes over the windows of `network`."""
    n = len(network.windows.first)
    beyond = max(int(network.after.lag.max(initial=0)), 1)
    return Backward(
        start=np.empty((n, cells), dtype=np.int64),
        begun=np.full((n, cells + beyond), BIG, dtype=np.int64),
        rest=np.zeros((n, cells), dtype=np.int64),
        rest_free=np.full((n, cells), BIG, dtype=np.int64),
    )
