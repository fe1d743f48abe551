"""What a run over states reads of the problem, besides where columns may lie and what they pay."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.memory import Memory
from ondergrond_solver.sweep.tables import BIG, BitArray, BoolArray


class Pairs(NamedTuple):
    """What an ordered pair of columns asks for.

    lag, price: (n, n, s) and order, free, hard: (n, n) as in `Tables`. near: (n, n, s) as lag, but
    no distance will do for a pair that cannot be neighbours. nearest: (n, n) the least of these.
    longest: the distance from which on no column makes another pay.
    """

    lag: IntArray
    near: IntArray
    price: IntArray
    order: IntArray
    free: BoolArray
    hard: IntArray
    nearest: IntArray
    longest: int


class Covering(NamedTuple):
    """Which column covers what, and what open items are thought to cost.

    mask, skip: as in `Tables`. amount: (n,) items of a column. must: bits of those that cannot be
    skipped. bit: (m,) the place of an item among the remembered ones, -1 for others. certain, and
    multiplier: (n, m) and (m,) as in `Memory`. constant: what every row pays.
    """

    mask: BitArray
    amount: IntArray
    must: np.uint64
    skip: IntArray
    bit: IntArray
    certain: IntArray
    multiplier: IntArray
    constant: int


def make_pairs(memory: Memory) -> Pairs:
    """The pairs of what is left of a problem."""
    tables = memory.left.tables
    near: IntArray = np.where(memory.left.linked, tables.lag, tables.far)
    return Pairs(
        tables.lag, near, tables.price, tables.order, tables.free, memory.hard,
        near.min(axis=2, initial=tables.far), int(memory.reach.max(initial=0)),
    )  # fmt: skip


def make_covering(memory: Memory) -> Covering:
    """The items of a problem, as its memory has them."""
    tables = memory.left.tables
    must = sum(1 << int(i) for i in np.flatnonzero(tables.skip >= BIG))
    bit = np.full(len(tables.skip), -1, dtype=np.int64)
    bit[list(memory.items)] = np.arange(len(memory.items))
    return Covering(
        tables.mask, tables.covers.sum(axis=1), np.uint64(must), tables.skip, bit,
        memory.certain, memory.multiplier, tables.grid.problem.constant,
    )  # fmt: skip
