"""The tolls of `memory`: who pays for the items remembered, and what."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.memory_blocks import Tolls
from ondergrond_solver.sweep.memory_kernels import pair_costs
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.tables import BIG, BoolArray


def make_tolls(
    left: Reduction, items: tuple[int, ...], own: IntArray, size: IntArray, reach: IntArray
) -> Tolls:
    """Tolls of all of `items`, and who pays them.

    own: (n,) the bits of a column's items among them. size: (n,) how many items it has. reach:
    (n, n) the greatest lag of each pair, -1 without one.
    """
    tables, at = left.tables, left.network.windows
    n, q = tables.columns, len(items)
    spread = [at.spread(tables.covers[:, i]) for i in items]
    rank = np.argsort(np.argsort(spread, kind="stable"), kind="stable")
    least = np.full(n, q)
    for b in range(q):
        mine = (own >> b & 1) == 1
        least[mine] = np.minimum(least[mine], rank[b])
    pays: BoolArray = np.zeros((q, n), dtype=np.bool_)
    by_start: IntArray = np.zeros((q, at.starts), dtype=np.int64)
    by_end: IntArray = np.zeros((q, at.ends), dtype=np.int64)
    for b, i in enumerate(items):
        pays[b] = (rank[b] < least) & ((own >> b & 1) == 0)
        pair_costs(
            i, size, tables.covers, pays[b], tables.exclusive, tables.free,
            bool(tables.skip[i] < BIG), tables.lag, tables.price, tables.order, tables.hard,
            reach, at, by_start[b], by_end[b],
        )  # fmt: skip
    payer: IntArray = (1 << np.arange(q)) @ pays.astype(np.int64)
    return Tolls(own, pays, payer, by_start, by_end, _alike(left, by_start, by_end))


def _alike(left: Reduction, by_start: IntArray, by_end: IntArray) -> IntArray:
    """A number for each stretch of starts that pay the same; see `Tolls`."""
    at = left.network.windows
    other: BoolArray = np.ones(at.starts, dtype=np.bool_)
    for c in np.flatnonzero((at.last > at.first) & (left.tables.u_max == 0)):
        start, end, room = at.start_at[c], at.end_at[c], at.last[c] - at.first[c]
        differs = other[start + 1 : start + room + 1]
        differs[:] = False
        for tolls, begin in ((by_start, start), (by_end, end)):
            mine = tolls[:, begin : begin + room + 1]
            differs |= (mine[:, 1:] != mine[:, :-1]).any(axis=0)
    return np.cumsum(other)
