"""Loops over cells that kernels share: sums, minima, gap prices and widths."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel, merged
from ondergrond_solver.sweep.tables import BIG, MUCH

# Loops over views of arrays are what the compiler turns into vector instructions; indexes that it
# cannot prove to be positive keep it from doing so.


@merged
def fill(target: IntArray, value: int) -> None:
    """target = value (assigning to a stretch of an array would take a second to compile)."""
    for i in range(len(target)):
        target[i] = value


@merged
def copy(target: IntArray, source: IntArray) -> None:
    """target = source."""
    for i in range(len(target)):
        target[i] = source[i]


@merged
def lessen(target: IntArray, source: IntArray, paid: int) -> None:
    """target = min(target, source + paid), over as many cells as target has."""
    for i in range(len(target)):
        v = source[i] + paid
        target[i] = v if v < target[i] else target[i]


@merged
def lessen_to(target: IntArray, value: int) -> None:
    """target = min(target, value)."""
    for i in range(len(target)):
        target[i] = value if value < target[i] else target[i]


@merged
def least_of(source: IntArray) -> int:
    """The least of `source`."""
    least = np.int64(BIG)
    for i in range(len(source)):
        least = source[i] if source[i] < least else least
    return int(least)


@merged
def arrive(
    score: IntArray,
    low: int,
    lag: IntArray,
    price: IntArray,
    from_cell: int,
    to_cell: int,
    out: IntArray,
) -> None:
    """out[k]: the least score (prefix minima of cells from `low` on) and gap price, start at k."""
    size = len(score)
    fill(out[from_cell : to_cell + 1], MUCH)
    for s in range(len(lag)):
        shift = low + lag[s]
        begin = max(from_cell, shift)
        stop = min(to_cell, size - 1 + shift)
        if begin <= stop:
            lessen(out[begin : stop + 1], score[begin - shift : stop + 1 - shift], price[s])
        begin = max(begin, stop + 1)
        if begin <= to_cell:
            lessen_to(out[begin : to_cell + 1], score[size - 1] + price[s])


@merged
def hopeful(out: IntArray, after: IntArray, lead: IntArray, own: int, best: int) -> int:
    """Make `BIG` of what cannot score below `best`; the least of out + after + lead + own.

    out, after, lead: cell by cell.
    """
    lowest = np.int64(BIG)
    for i in range(len(out)):
        v = out[i] + after[i] + lead[i] + own
        out[i] = out[i] if v < best else BIG
        lowest = v if v < lowest else lowest
    return int(lowest)


@merged
def price_at(distance: int, lag: IntArray, price: IntArray) -> int:
    """The price of a distance: that of the last level that begins before it; `BIG` without one."""
    paid = np.int64(BIG)
    for s in range(len(lag)):
        if lag[s] <= distance and price[s] < paid:
            paid = price[s]
    return int(paid)


@merged
def add_prices(
    end: int, lag: IntArray, price: IntArray, from_cell: int, to_cell: int, out: IntArray
) -> None:
    """Add to out[k] the price of the distance from `end` to k, for cells that are far enough."""
    stop = to_cell
    for s in range(len(lag) - 1, -1, -1):
        begin = max(from_cell, end + lag[s])
        if begin <= stop:
            if price[s] != 0:
                part = out[begin : stop + 1]
                for i in range(len(part)):
                    part[i] += price[s]
            stop = begin - 1


@kernel
def widen(
    start: IntArray,
    from_cell: int,
    to_cell: int,
    low: int,
    high: int,
    unit: int,
    end_place: IntArray,
    out: IntArray,
    begin: IntArray,
    queue: IntArray,
) -> None:
    """out[j] = end_place[j] + min over widths u in low..high of start[j - u] + unit (u - low).

    begin[j]: the start that this is of, where there is one. queue: (w,) to work in.
    """
    cells = len(end_place)
    head, tail, fed = 0, 0, from_cell
    for j in range(cells):
        out[j] = BIG
    for j in range(from_cell + low, min(cells, to_cell + high + 1)):
        while fed <= min(j - low, to_cell):
            if start[fed] < BIG // 2:
                value = start[fed] - unit * fed
                while tail > head and start[queue[tail - 1]] - unit * queue[tail - 1] >= value:
                    tail -= 1
                queue[tail] = fed
                tail += 1
            fed += 1
        while head < tail and queue[head] < j - high:
            head += 1
        if head < tail and end_place[j] < BIG:
            k = queue[head]
            out[j] = start[k] + unit * (j - k - low) + end_place[j]
            begin[j] = k


@merged
def add(target: IntArray, source: IntArray) -> None:
    """target += source, but never above `BIG`."""
    for i in range(len(target)):
        target[i] = min(target[i] + source[i], BIG)


@kernel
def mixed(word: np.uint64) -> np.uint64:
    """The word with its bits spread (xorshift, Marsaglia 2003): overflows nowhere."""
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    return word


@kernel
def sort_by(keys: IntArray, values: IntArray, count: int) -> None:
    """Sort the first `count` keys, and values with them (Shell 1959; compiles in no time)."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap >= 1:
        for i in range(gap, count):
            key, value = keys[i], values[i]
            j = i
            while j >= gap and keys[j - gap] > key:
                keys[j] = keys[j - gap]
                values[j] = values[j - gap]
                j -= gap
            keys[j] = key
            values[j] = value
        gap //= 3
