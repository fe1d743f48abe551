"""Ways through a given sequence of columns: each end remembers one way to reach it.

A *way* is where the columns of a sequence lie up to some one. Of the ways that lead to an end the
best is remembered, by what all its pairs pay; what follows may have been better off with
another. So ways are good, not proven. Seen in a mirror they are ways back from the right end, and
a column put between a way and a way back makes a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, ZERO, kernel, merged
from ondergrond_solver.sweep.row_kernels import fill, least_of, widen
from ondergrond_solver.sweep.tables import BIG, MUCH, Cells, Tables, least_alone
from ondergrond_solver.sweep.windows import live_cells


class Line(NamedTuple):
    """Columns, starts and pairs as ways read them, from one end of the line.

    place, end_place, u_min, u_max, unit: see `Tables`. first, last: (n,) of the starts; last is -1
    where there is none. own: (n,) the least a column pays for its place and width. lag, price:
    (n, n, s) levels, the used ones first, `levels` (n, n) of them; none where the order is
    forbidden. widest: (n,) the distance from which on no column before it makes it pay.
    """

    place: IntArray
    end_place: IntArray
    u_min: IntArray
    u_max: IntArray
    unit: IntArray
    first: IntArray
    last: IntArray
    own: IntArray
    lag: IntArray
    price: IntArray
    levels: IntArray
    widest: IntArray


class Ends(NamedTuple):
    """Ways to the ends of each column of a sequence; all (columns, w) but the last.

    score: what the way pays, order prices left out; `BIG` without one. start: of the column.
    previous: the end of the column before it, -1 for the first. lowest: the best end up to here,
    -1 without one. earliest: (columns,) the first end that has a way.
    """

    score: IntArray
    start: IntArray
    previous: IntArray
    lowest: IntArray
    earliest: IntArray


def make_line(tables: Tables, place: IntArray, columns: IntArray) -> Line:
    """`columns` of the tables, numbered anew, with starts as in `place`."""
    pairs = np.ix_(columns, columns)
    lag, price, free = tables.lag[pairs], tables.price[pairs], tables.free[pairs]
    by_lag = np.argsort(lag, axis=2, kind="stable")
    lag, price = np.take_along_axis(lag, by_lag, 2), np.take_along_axis(price, by_lag, 2)
    # Of exempt columns in one cell the one with the lower number is the left one.
    lag[free], price[free] = tables.far, 0
    lag[free, 0] = np.where(columns[:, None] < columns, 0, 1)[free]
    levels = (lag < tables.far).sum(axis=2)
    return _line(
        place[columns], tables.end_place[columns], tables.u_min[columns], tables.u_max[columns],
        tables.unit[columns], lag, price, levels,
    )  # fmt: skip


def mirrored(line: Line) -> Line:
    """The same line from its other end: cell k is cell w - 1 - k, and a start is an end."""
    place, end_place = line.place[:, ::-1].copy(), line.end_place[:, ::-1].copy()
    varies = line.u_max > 0
    place[varies], end_place[varies] = end_place[varies], place[varies]
    lag, price = (np.ascontiguousarray(a.transpose(1, 0, 2)) for a in (line.lag, line.price))
    return _line(
        place, end_place, line.u_min, line.u_max, line.unit, lag, price,
        np.ascontiguousarray(line.levels.T),
    )  # fmt: skip


def _line(
    place: IntArray,
    end_place: IntArray,
    u_min: IntArray,
    u_max: IntArray,
    unit: IntArray,
    lag: IntArray,
    price: IntArray,
    levels: IntArray,
) -> Line:
    first, last = live_cells(place)
    own = least_alone(place, end_place, u_min, u_max, unit)
    farthest = np.take_along_axis(lag, np.maximum(levels - 1, 0)[:, :, None], axis=2)[:, :, 0]
    widest = np.where(levels > 0, farthest, 0).max(axis=0, initial=0)
    return Line(
        place, end_place, u_min, u_max, unit, first, last, own, lag, price, levels, widest
    )  # fmt: skip


class Ways(NamedTuple):
    """Ways through one sequence after another; what two have in common at the front is kept.

    line: the columns, and the end to begin from. ends, sequence, spare: (columns, w) and (columns,)
    each of the last sequence, which has `size`: (1,) columns with a way, and of what a way might
    pay up to each. asked: (columns,) and out: (3, w) to work in.
    """

    line: Line
    ends: Ends
    sequence: IntArray
    spare: IntArray
    size: IntArray
    asked: IntArray
    out: IntArray


def make_ways(line: Line, most: int) -> Ways:
    """Of sequences of at most so many columns."""
    shape = (most, line.place.shape[1])
    return Ways(
        line,
        Ends(
            np.empty(shape, dtype=np.int64),
            np.empty(shape, dtype=np.int64),
            np.empty(shape, dtype=np.int64),
            np.empty(shape, dtype=np.int64),
            np.zeros(most, dtype=np.int64),
        ),
        np.zeros(most, dtype=np.int64),
        np.zeros(most, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(most, dtype=np.int64),
        np.empty((3, shape[1]), dtype=np.int64),
    )


def row_of(ways: Ways) -> Cells:
    """The best way to the end of the sequence."""
    found: list[tuple[int, int, int]] = []
    size, ends = int(ways.size[0]), ways.ends
    j = int(ends.lowest[size - 1, -1]) if size else -1
    for t in range(size - 1, -1, -1):
        k = int(ends.start[t, j])
        found.append((int(ways.sequence[t]), k, j - k))
        j = int(ends.previous[t, j])
    return tuple(found[::-1])


def placed(tables: Tables, place: IntArray, sequence: Sequence[int]) -> Cells | None:
    """The columns of `sequence` in that order, at good places; None where no way was found."""
    columns = np.array(sequence, dtype=np.int64)
    ways = make_ways(make_line(tables, place, columns), len(columns))
    if not follow(ways, np.arange(len(columns)), MUCH):
        return None
    return tuple((int(columns[c]), k, u) for c, k, u in row_of(ways))


@kernel
def follow(ways: Ways, sequence: IntArray, limit: int) -> bool:
    """Whether a way through `sequence` pays less than `limit`, as far as can be told."""
    own, asked, size = ways.line.own, ways.asked, len(sequence)
    rest = ZERO
    for t in range(size):
        rest += own[sequence[t]]
    kept = ZERO
    for t in range(size):
        rest -= own[sequence[t]]
        asked[t] = min(limit - rest, BIG)
        same = kept == t and t < ways.size[0] and ways.sequence[t] == sequence[t]
        if same and ways.spare[t] >= asked[t]:
            kept += ONE
    for t in range(kept, size):
        ways.sequence[t], ways.spare[t] = sequence[t], asked[t]
    ways.size[0] = _follow(sequence, kept, asked, ways.line, ways.ends, ways.out)
    return bool(ways.size[0] == size)


@merged
def paid_by(ways: Ways) -> int:
    """What the best way to the end of the sequence pays, order prices left out."""
    size, lowest = ways.size[0], ways.ends.lowest
    return int(ways.ends.score[size - 1, lowest[size - 1, lowest.shape[1] - 1]]) if size else 0


@merged
def dues(
    k: int,
    c: int,
    end: int,
    t: int,
    limit: int,
    sequence: IntArray,
    lag: IntArray,
    price: IntArray,
    levels: IntArray,
    widest: IntArray,
    previous: IntArray,
) -> int:
    """What the first t columns, on the way to `end`, and c at k pay each other.

    Above `limit` it need not be the whole. Arrays come one by one: this is the innermost loop, and
    to take them out of a `Line` there costs time.
    """
    total = 0
    at = end
    for r in range(t - 1, -1, -1):
        distance = k - at
        # Those before lie farther away still.
        if distance >= widest[c] or total >= limit:
            break
        other = sequence[r]
        paid = BIG
        for s in range(levels[other, c]):
            if lag[other, c, s] > distance:
                break
            paid = price[other, c, s]
        total += paid
        at = previous[r, at]
    return total


@merged
def arrival(
    k: int,
    c: int,
    t: int,
    limit: int,
    sequence: IntArray,
    lag: IntArray,
    price: IntArray,
    levels: IntArray,
    widest: IntArray,
    score: IntArray,
    previous: IntArray,
    lowest: IntArray,
) -> tuple[int, int]:
    """The best way of the first t columns before a start of c at k: (what it pays, its last end).

    With the prices of c, below `limit`; the end is -1 where there is none, or t is 0.
    """
    best, found, seen = limit, -1, -1
    if t == 0:
        best = min(0, limit)
    else:
        tail = sequence[t - 1]
        # From the farthest level on: a nearer one may lead to the same end.
        for s in range(levels[tail, c] - 1, -1, -1):
            before = k - lag[tail, c, s]
            j = lowest[t - 1, min(before, lowest.shape[1] - 1)] if before >= 0 else -1
            if j < 0 or j == seen:
                continue
            seen = j
            total = score[t - 1, j]
            total += dues(k, c, j, t, best - total, sequence, lag, price, levels, widest, previous)
            if total < best:
                best, found = total, j
    return best, found


@kernel
def _follow(
    sequence: IntArray, begin: int, spare: IntArray, line: Line, ends: Ends, out: IntArray
) -> int:
    """Fill the rows of `ends` from `begin` on; returns how many columns have a way.

    spare: (columns,) what a way may pay up to each. out: (3, w) scratch.
    """
    place, end_place, lag, price = line.place, line.end_place, line.lag, line.price
    levels, widest = line.levels, line.widest
    scores, starts, befores, lowest = ends.score, ends.start, ends.previous, ends.lowest
    cells = place.shape[1]
    for t in range(begin, len(sequence)):
        c = sequence[t]
        for r in range(t):
            if levels[sequence[r], c] == 0:
                return t
        varies = line.u_max[c] > 0
        score, start, previous = scores[t], starts[t], befores[t]
        value, came = (out[0], out[1]) if varies else (score, previous)
        fill(score, MUCH)
        fill(value, MUCH)
        least = least_of(end_place[c]) + min(0, line.unit[c] * (line.u_max[c] - line.u_min[c]))
        top = min(spare[t] - least, BIG)
        tail = sequence[t - 1] if t > 0 else c
        # Nothing begins before the first end of the column before it.
        begins = line.first[c]
        if t > 0:
            begins = max(begins, ends.earliest[t - 1] + lag[tail, c, 0])
        for k in range(begins, line.last[c] + 1):
            room = top - place[c, k]
            if t > 0:
                j = lowest[t - 1, min(k - lag[tail, c, 0], cells - 1)]
                if scores[t - 1, j] >= room:
                    continue
            paid, end = arrival(
                k, c, t, room, sequence, lag, price, levels, widest, scores, befores, lowest
            )
            if paid < room:
                value[k], came[k] = paid + place[c, k], end
                start[k] = k
        if varies:
            widen(
                value, line.first[c], line.last[c], line.u_min[c], line.u_max[c], line.unit[c],
                end_place[c], score, start, out[2],
            )  # fmt: skip
            for j in range(cells):
                if score[j] < BIG:
                    previous[j] = came[start[j]]
        running = -ONE
        low = min(begins + line.u_min[c], cells)
        high = min(line.last[c] + line.u_max[c] + 1, cells)
        fill(lowest[t, :low], running)
        for j in range(low, high):
            if score[j] < BIG and (running < 0 or score[j] < score[running]):
                if running < 0:
                    ends.earliest[t] = j
                running = j
            lowest[t, j] = running
        if running < 0:
            return t
        fill(lowest[t, high:], running)
    return len(sequence)
