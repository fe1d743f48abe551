"""The kernel of the gaps between columns: what two sides that face each other ask and pay.

A staircase is a list of steps (threshold, price), from the farthest inward: thresholds fall, prices
rise, and a gap pays the price of the last step that still lies above it. The worst two faces count
at every gap, so the staircase of two sides is the highest of those of their faces.
"""

from __future__ import annotations

import numpy as np

from ondergrond.compile.compiled import ZERO, kernel, making
from ondergrond.compile.kernel import IMPOSSIBLE, IntArray
from ondergrond.compile.places import grown

NO_STEP = 2**62
"""Pads thresholds, as the solver's ``PairTables`` want it."""


@kernel
def _highest(a: IntArray, many: int, b: IntArray, more: int, shift: int, out: IntArray) -> int:
    """The highest of two staircases of ``many`` and ``more`` steps, ``b`` moved inward by
    ``shift``, into ``out``; returns its number of steps.
    """
    i = j = count = asked = 0
    while i < many or j < more:
        first = j >= more
        if i < many and j < more:
            near, far = b[j, 0] - shift, a[i, 0]
            first = far > near or (far == near and a[i, 1] >= b[j, 1])
        if first:
            threshold, price = a[i, 0], a[i, 1]
            i += 1
        else:
            threshold, price = b[j, 0] - shift, b[j, 1]
            j += 1
        if price > asked:
            if count and out[count - 1, 0] == threshold:
                # Nothing lies between two steps at the same millimetre: the dearer one holds.
                count -= 1
            out[count, 0], out[count, 1] = threshold, price
            asked = price
            count += 1
    return count


@making
def _staircases(
    classes: IntArray, rule: IntArray, threshold: IntArray, price: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Of every two of some classes: the hard gap, the staircase and how many steps it has."""
    n = classes.shape[0]
    hards = np.empty((n, n), dtype=np.int64)
    counts = np.zeros((n, n), dtype=np.int64)
    steps = np.empty((n, n, threshold.shape[3], 2), dtype=np.int64)
    for x in range(n):
        for y in range(n):
            a, b = classes[x], classes[y]
            hards[x, y] = rule[a, b, 0]
            asked = 0
            for k in range(threshold.shape[3] - 1, -1, -1):
                if threshold[a, b, 0, k] < IMPOSSIBLE and price[a, b, 0, k] > asked:
                    asked = price[a, b, 0, k]
                    if counts[x, y] and steps[x, y, counts[x, y] - 1, 0] == threshold[a, b, 0, k]:
                        counts[x, y] -= 1
                    steps[x, y, counts[x, y], 0] = threshold[a, b, 0, k]
                    steps[x, y, counts[x, y], 1] = asked
                    counts[x, y] += 1
    return hards, steps, counts


@making
def facing_steps(
    rights: IntArray,
    lefts: IntArray,
    right_of: IntArray,
    left_of: IntArray,
    classes: IntArray,
    rule: IntArray,
    threshold: IntArray,
    price: IntArray,
    hard: IntArray,
) -> tuple[IntArray, IntArray]:
    """Step prices of all pairs of columns by the sides with which they face each other.

    rights, lefts: (R, k, 2), (L, k, 2) the different sides there are: place in ``classes`` and
    inset (mm) of every face, padded with -1.  right_of, left_of: (n,) the sides of each column.
    classes: (c,) those that occur.  rule, threshold, price: by two classes, as ``gapprice.Tables``.
    hard: (n, n) what is asked of a column left of another anyway; raised in place to the hard gap
    of the worst two faces, negative left alone.

    Returns (n, n, m) thresholds, ascending, padded with 2**62, and prices, padded with 0.
    """
    hards, steps, counts = _staircases(classes, rule, threshold, price)
    c, depth = classes.shape[0], steps.shape[2]
    # A right side against every class first: it meets that class behind many left sides.
    most = rights.shape[1] * depth
    wall = np.empty((rights.shape[0], c, most, 2), dtype=np.int64)
    high = np.zeros((rights.shape[0], c), dtype=np.int64)
    least = np.full((rights.shape[0], c), -IMPOSSIBLE, dtype=np.int64)
    most *= lefts.shape[1]
    one, two = np.empty((most, 2), dtype=np.int64), np.empty((most, 2), dtype=np.int64)
    for r in range(rights.shape[0]):
        for y in range(c):
            count = ZERO
            for k in range(rights.shape[1]):
                x, inset = rights[r, k, 0], rights[r, k, 1]
                if x < 0:
                    break
                least[r, y] = max(least[r, y], hards[x, y] - inset)
                count = _highest(one, count, steps[x, y], counts[x, y], inset, two)
                one, two = two, one
            for k in range(count):
                wall[r, y, k, 0], wall[r, y, k, 1] = one[k, 0], one[k, 1]
            high[r, y] = count
    # Then each right side against each left side that it meets, once.
    n = hard.shape[0]
    known = np.full((rights.shape[0], lefts.shape[0], 3), -1, dtype=np.int64)
    found = np.empty((16 * n + most, 2), dtype=np.int64)
    used = widest = 0
    for i in range(n):
        for j in range(n):
            if hard[i, j] < 0:
                continue
            r, s = right_of[i], left_of[j]
            if known[r, s, 0] < 0:
                asked, count = ZERO, ZERO
                for k in range(lefts.shape[1]):
                    y, inset = lefts[s, k, 0], lefts[s, k, 1]
                    if y < 0:
                        break
                    asked = max(asked, least[r, y] - inset)
                    count = _highest(one, count, wall[r, y], high[r, y], inset, two)
                    one, two = two, one
                while used + count > found.shape[0]:
                    found = grown(found)
                for k in range(count):
                    found[used + k, 0], found[used + k, 1] = one[k, 0], one[k, 1]
                known[r, s, 0], known[r, s, 1], known[r, s, 2] = used, used + count, asked
                used += count
            hard[i, j] = max(hard[i, j], known[r, s, 2])
            start, end = known[r, s, 0], known[r, s, 1]
            while end > start and found[end - 1, 0] <= hard[i, j]:
                end -= 1
            widest = max(widest, end - start)
    out_threshold = np.full((n, n, widest + 1), NO_STEP, dtype=np.int64)
    out_price = np.zeros((n, n, widest + 1), dtype=np.int64)
    for i in range(n):
        for j in range(n):
            if hard[i, j] < 0:
                continue
            start, end = known[right_of[i], left_of[j], 0], known[right_of[i], left_of[j], 1]
            while end > start and found[end - 1, 0] <= hard[i, j]:
                end -= 1
            for k in range(end - start):
                out_threshold[i, j, k] = found[end - 1 - k, 0]
                out_price[i, j, k] = found[end - 1 - k, 1]
    return out_threshold, out_price
