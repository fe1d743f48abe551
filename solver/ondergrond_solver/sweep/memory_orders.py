"""The kernels of `memory` for order prices: what is absorbed, and what is certain beyond that."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.row_kernels import copy
from ondergrond_solver.sweep.tables import BIG, BitArray, BoolArray


@kernel
def absorbed_by(
    half: IntArray,
    place: IntArray,
    first: IntArray,
    last: IntArray,
    absorbs: BoolArray,
    mixed: BoolArray,
    base: IntArray,
    most: IntArray,
    least: IntArray,
) -> None:
    """base: place scores with the prices of pairs without remembered items.

    half: (n, m, w), see `order`. first, last: (n,) of live starts. absorbs: (n, m) whether a column
    takes its share of what items pay; others pay nothing here. mixed: (m,) items that a column with
    a remembered one covers: it absorbs nothing, so what absorbs such an item is alone in it, and
    half of a price below 0 would be too much. most, least: (n, m), 0 and `BIG` before: of what a
    column absorbs of an item, wherever it lies and where it may.
    """
    n, items, cells = half.shape
    for c in range(n):
        copy(base[c], place[c])
        if last[c] < 0:
            continue
        low, high = first[c], last[c] + 1
        live, target = place[c, low:high], base[c, low:high]
        for i in range(items):
            if not absorbs[c, i]:
                least[c, i] = 0
                continue
            source = half[c, i, low:high]
            twice = 2 if mixed[i] else 1
            greatest = np.int64(0 if high - low < cells else -BIG)
            smallest = np.int64(BIG)
            for k in range(len(source)):
                v = source[k] if source[k] >= 0 else twice * source[k]
                target[k] += v
                greatest = v if v > greatest else greatest
                if v < smallest and live[k] < BIG:
                    smallest = v
            most[c, i], least[c, i] = greatest, smallest


@kernel
def summed(paid: IntArray, mask: BitArray, total: IntArray) -> None:
    """total[a, c]: the sum of paid[a, i] over the items i of column c."""
    one = np.uint64(1)
    for c in range(len(mask)):
        for a in range(len(paid)):
            total[a, c] = 0
        for i in range(paid.shape[1]):
            if mask[c] >> np.uint64(i) & one:
                for a in range(len(paid)):
                    total[a, c] += paid[a, i]


@kernel
def certain_prices(
    order: IntArray,
    absorbed: IntArray,
    size: IntArray,
    own: IntArray,
    pays: BoolArray,
    apart: BoolArray,
    free: BoolArray,
    mask: BitArray,
    skip: IntArray,
    last: IntArray,
    absorbs: BoolArray,
    least: IntArray,
    certain: IntArray,
) -> None:
    """certain[a, i] = min over columns c of i of the part of order(a, c) that nobody else tells.

    Of the pair (a, c) the tolls that c pays for remembered items of a are told by the pass, and so
    is what the place scores of c hold (absorbed[c, a]); the rest is shared by the items of c.
    Nothing is sure where i may be skipped, or where a column of it is exempt from a. apart: (n, n)
    pairs that stand in no row, in that order. last: (n,) -1 for columns without a start. absorbs,
    least: see `absorbed_by`.
    """
    n, items = absorbs.shape
    one = np.uint64(1)
    for a in range(n):
        if last[a] < 0:
            for i in range(items):
                certain[a, i] = 0
            continue
        for i in range(items):
            certain[a, i] = BIG
        for c in range(n):
            share = np.int64(0)
            if not free[a, c]:
                if apart[a, c]:
                    continue
                told = 0
                for b in range(len(pays)):
                    told += own[a] >> b & 1 and pays[b, c]
                rest = order[a, c] * (size[a] - told) // size[a] - absorbed[c, a]
                share = rest // size[c]
            bits, i = mask[c], 0
            while bits:
                if bits & one and share < certain[a, i]:
                    certain[a, i] = share
                bits >>= one
                i += 1
        for i in range(items):
            if certain[a, i] >= BIG:
                certain[a, i] = 0
            if skip[i] < BIG:
                certain[a, i] = min(certain[a, i], 0)
            if absorbs[a, i]:
                certain[a, i] = max(certain[a, i], least[a, i])
