"""The kernels of `memory` for a block of cells: tolls, and what follows an end by links."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, kernel, merged
from ondergrond_solver.sweep.relaxation_kernels import Links
from ondergrond_solver.sweep.row_kernels import fill, least_of, lessen
from ondergrond_solver.sweep.tables import BIG, MUCH, BoolArray
from ondergrond_solver.sweep.windows import Windows


class Tolls(NamedTuple):
    """Who pays for which remembered item, and how much; see `memory`.

    own: (n,) the remembered items a column covers, as bits. pays: (q, n), and payer: (n,) the same
    as bits. left, right: (q, starts) and (q, ends), by the numbering of `windows`. alike: (starts,)
    a number for each stretch of starts of a column of fixed width that pay the same.
    """

    own: IntArray
    pays: BoolArray
    payer: IntArray
    left: IntArray
    right: IntArray
    alike: IntArray


class Passed(NamedTuple):
    """What a backward pass over sets fills.

    begun, rest, rest_free: (starts, sets), (ends, sets), (exempt starts, sets): B, h, and h over
    exempt successors.
    """

    begun: IntArray
    rest: IntArray
    rest_free: IntArray


@merged
def told(
    a: int,
    c: int,
    end: int,
    start: int,
    own: IntArray,
    payer: IntArray,
    left: IntArray,
    right: IntArray,
) -> int:
    """What tolls tell of neighbours, a left of c; by the numbers of their end and their start.

    Arrays come one by one, as in `ways.dues`.
    """
    paid = 0
    by_right, by_left = own[a] & payer[c], own[c] & payer[a]
    if by_right | by_left:
        for b in range(len(left)):
            if by_right >> b & 1:
                paid += left[b, start]
            if by_left >> b & 1:
                paid += right[b, end]
    return paid


@merged
def tolls(
    items: int,
    at: int,
    pays: BoolArray,
    costs: IntArray,
    side: int,
    toll: IntArray,
) -> None:
    """toll[u]: the sum of costs[b, at] over items b in u (side 0), or over those not in u (1).

    u: items still open. pays: whether the column pays for the item. `BIG` where one is impossible.
    """
    toll[0] = 0
    for b in range(items):
        cost = int(costs[b, at]) if pays[b] else ZERO
        if side == 0:
            double(toll[: 2 << b], ZERO, cost)
        else:
            double(toll[: 2 << b], cost, ZERO)
    for u in range(len(toll)):
        toll[u] = toll[u] if toll[u] < BIG // 2 else BIG


@merged
def both_tolls(c: int, start: int, end: int, of: Tolls, toll: IntArray) -> None:
    """toll[u]: what c pays at a start and its end when the items in u follow, and those that do
    not come before; `BIG` where one is impossible.
    """
    pays, left, right = of.pays, of.left, of.right
    toll[0] = 0
    for b in range(len(pays)):
        if pays[b, c]:
            double(toll[: 2 << b], int(left[b, start]), int(right[b, end]))
        else:
            double(toll[: 2 << b], ZERO, ZERO)
    for u in range(len(toll)):
        toll[u] = toll[u] if toll[u] < BIG // 2 else BIG


@merged
def double(toll: IntArray, low: int, high: int) -> None:
    """The second half becomes the first and `high`; then the first becomes itself and `low`.

    Ten times `BIG` and some are still far below the largest integer.
    """
    half = len(toll) // 2
    first, second = toll[:half], toll[half:]
    for u in range(half):
        v = first[u]
        first[u], second[u] = v + low, v + high


@merged
def follow_block(
    c: int,
    low: int,
    target: IntArray,
    end: int,
    tier: int,
    links: Links,
    at: Windows,
    of: Tolls,
    begun: IntArray,
    top: IntArray,
    paid: IntArray,
) -> None:
    """target[j, u] = min(target[j, u], what follows an end of c in cell low + j by a link).

    end: the number of the first of these ends. tier: of the links. top, paid: (sets,) and (block,)
    to work in.
    """
    other, lag, price = links.other, links.lag, links.price
    first, last, start_at = at.first, at.last, at.start_at
    own, payer, left, right = of.own, of.payer, of.left, of.right
    items = len(left)
    if links.tier[c, tier] == links.tier[c, tier + 1]:
        return
    highest(target, top)
    for t in range(links.tier[c, tier], links.tier[c, tier + 1]):
        o = other[t]
        begin = low + lag[t]
        if begin > last[o]:
            continue
        room = min(target.shape[0], last[o] - begin + 1)
        start = start_at[o] + max(begin, first[o]) - first[o]
        # The first of these starts is the best of them.
        least = price[t]
        before = min(room, max(0, first[o] - begin))
        by_right, by_left = own[c] & payer[o], own[o] & payer[c]
        tolled = by_right | by_left != 0
        if tolled:
            # What is paid on the left never grows with the start, on the right never less with the
            # end: so much is told at most.
            for b in range(items):
                if by_right >> b & 1:
                    least -= left[b, start]
                if by_left >> b & 1:
                    least -= right[b, end + room - 1]
        if not any_less(begun[start], least, top):
            continue
        most = price[t]
        if tolled:
            fill(paid, price[t])
            for b in range(items):
                if by_right >> b & 1:
                    for j in range(before):
                        paid[j] -= left[b, start]
                    subtract(paid[before:room], left[b, start : start + room - before])
                if by_left >> b & 1:
                    subtract(paid[:room], right[b, end : end + room])
            if not any_less(begun[start], least_of(paid[:room]), top):
                continue
            most = most_of(paid[:room])
            for j in range(before):
                lessen(target[j], begun[start], int(paid[j]))
            for j in range(before, room):
                lessen(target[j], begun[start + j - before], int(paid[j]))
        else:
            for j in range(before):
                lessen(target[j], begun[start], price[t])
            if before < room:
                part = target[before:room].reshape(-1)
                lessen(part, begun[start : start + room - before].reshape(-1), price[t])
        # The last of these starts is the worst of them.
        if room == target.shape[0]:
            lessen(top, begun[start + max(0, room - before - 1)], most)


@kernel
def spread_over(target: IntArray, row: IntArray) -> None:
    """Every row of target becomes `row`."""
    for j in range(target.shape[0]):
        for u in range(target.shape[1]):
            target[j, u] = row[u]


@merged
def highest(target: IntArray, top: IntArray) -> None:
    """top[u]: the most of target[:, u]."""
    fill(top, -MUCH)
    for j in range(target.shape[0]):
        row = target[j]
        for u in range(len(top)):
            top[u] = row[u] if row[u] > top[u] else top[u]


@merged
def any_less(source: IntArray, paid: int, top: IntArray) -> bool:
    """Whether source[u] + paid < top[u] for any u."""
    most = np.int64(-BIG)
    for u in range(len(top)):
        v = top[u] - source[u]
        most = v if v > most else most
    return bool(most > paid)


@merged
def subtract(target: IntArray, source: IntArray) -> None:
    """target -= source."""
    for i in range(len(target)):
        target[i] -= source[i]


@merged
def most_of(source: IntArray) -> int:
    """The most of `source`."""
    most = np.int64(-BIG)
    for i in range(len(source)):
        most = source[i] if source[i] > most else most
    return int(most)


@merged
def better_by(
    begun: IntArray,
    at: int,
    later: int,
    rest: IntArray,
    end: int,
    toll: IntArray,
    c: int,
    paid: int,
    mine: int,
) -> None:
    """begun[at] = min(begun[later], rest[end] + toll[c] + paid) for sets with the items of `mine`.

    It is begun[later] for others. rest: by what is open then, without the items of `mine`. What is
    `BIG` stays so. Rows come by their numbers: taking one out of an array costs as much as a few
    dozen sums.
    """
    sets = begun.shape[1]
    if mine == 0:
        for u in range(sets):
            v = rest[end, u] + toll[c, u] + paid
            above = begun[later, u]
            begun[at, u] = v if v < min(above, BIG // 2) else above
        return
    if at != later:
        for u in range(sets):
            begun[at, u] = begun[later, u]
    # Sets with the items of `mine` stand in stretches as long as the least of its bits.
    length = mine & -mine
    for begin in range(length, sets, 2 * length):
        if begin & mine == mine:
            for u in range(begin, begin + length):
                v = rest[end, u - mine] + toll[c, u] + paid
                if v < BIG // 2 and v < begun[at, u]:
                    begun[at, u] = v
