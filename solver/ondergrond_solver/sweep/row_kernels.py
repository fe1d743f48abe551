"""The kernels of `rows`: scores of a state followed by a column, and arrays that grow."""

from __future__ import annotations

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.tables import BIG, BitArray, BoolArray


@kernel
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
    for k in range(from_cell, to_cell + 1):
        out[k] = BIG
    for s in range(len(lag)):
        begin = max(from_cell, low + lag[s])
        stop = min(to_cell, low + size - 1 + lag[s])
        shift, paid = low + lag[s], price[s]
        for k in range(begin, stop + 1):
            v = score[k - shift] + paid
            out[k] = v if v < out[k] else out[k]
        if stop < to_cell:
            v = score[size - 1] + paid
            for k in range(max(begin, stop + 1), to_cell + 1):
                out[k] = v if v < out[k] else out[k]


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
    queue: IntArray,
) -> None:
    """out[j] = end_place[j] + min over widths u in low..high of start[j - u] + unit (u - low)."""
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


@kernel
def starts(
    before: int,
    c: int,
    from_cell: int,
    to_cell: int,
    words: int,
    sets: BitArray,
    state_last: IntArray,
    state_low: IntArray,
    state_at: IntArray,
    state_size: IntArray,
    pool: IntArray,
    place: IntArray,
    u_min: IntArray,
    lag: IntArray,
    near: IntArray,
    price: IntArray,
    order: IntArray,
    free: BoolArray,
    reach: IntArray,
    first: IntArray,
    out: IntArray,
) -> None:
    """out[k]: the least score of a row of state `before` followed by column c starting at k."""
    tail = state_last[before]
    score = pool[state_at[before] : state_at[before] + state_size[before]]
    low = state_low[before]
    if free[tail, c]:
        shift = 0 if tail < c else 1
        if u_min[tail] > 0:
            shift = -len(place[c])
        for k in range(from_cell, to_cell + 1):
            at = min(k - shift - low, state_size[before] - 1)
            out[k] = score[at] if at >= 0 else BIG
    else:
        arrive(score, low, near[tail, c], price[tail, c], from_cell, to_cell, out)
    paid = np.int64(0)
    for w in range(words):
        bits = sets[before, w]
        r = 64 * w
        while bits:
            if bits & np.uint64(1) and not free[r, c]:
                paid += order[r, c]
                if r != tail:
                    end = first[r] + u_min[r]
                    for k in range(from_cell, min(to_cell, end + reach[r, c] - 1) + 1):
                        best = np.int64(BIG)
                        for s in range(lag.shape[2]):
                            if k - end >= lag[r, c, s] and price[r, c, s] < best:
                                best = price[r, c, s]
                        out[k] = min(out[k] + best, BIG)
            bits >>= np.uint64(1)
            r += 1
    for k in range(from_cell, to_cell + 1):
        if out[k] < BIG // 2 and place[c, k] < BIG:
            out[k] += paid + place[c, k]
        else:
            out[k] = BIG


@kernel
def longer(array: IntArray, size: int) -> IntArray:
    """A longer copy of an array, padded with -1."""
    wider = np.empty(size, dtype=np.int64)
    for i in range(size):
        wider[i] = array[i] if i < len(array) else -1
    return wider


@kernel
def longer_bits(array: BitArray, size: int) -> BitArray:
    """A longer copy of an array of bits, padded with 0."""
    wider = np.empty(size, dtype=np.uint64)
    for i in range(size):
        wider[i] = array[i] if i < len(array) else np.uint64(0)
    return wider


@kernel
def longer_table(array: IntArray, size: int) -> IntArray:
    """A copy with more rows, which hold what memory held."""
    wider = np.empty((size, array.shape[1]), dtype=np.int64)
    for i in range(len(array)):
        for j in range(array.shape[1]):
            wider[i, j] = array[i, j]
    return wider


@kernel
def longer_sets(array: BitArray, size: int) -> BitArray:
    """The same for a table of bits."""
    wider = np.empty((size, array.shape[1]), dtype=np.uint64)
    for i in range(len(array)):
        for j in range(array.shape[1]):
            wider[i, j] = array[i, j]
    return wider


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
