"""The kernels of `reinsertion`: neighbours of a sequence, and the search from one to the next."""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ONE, ZERO, kernel, merged
from ondergrond_solver.sweep.insertion import insertion
from ondergrond_solver.sweep.row_kernels import copy, mixed
from ondergrond_solver.sweep.tables import BIG, MUCH, BitArray
from ondergrond_solver.sweep.ways import Ways, follow, paid_by

_STRETCH = 5
_LOOSE = 4
_REACH = 4
"""Taken out are at most so many in a row, anywhere, or to each side of one."""

FIRST, BEST, HERE, NEXT = (cast(int, np.int64(line)) for line in range(4))
"""Lines of `sequences`, `size` and `score`: what the search began with, the best so far, where it
is, and the one that is looked at."""

WORK, BEGUN, FOUND, CHANGED, FROM_NOTHING = range(5)
"""Of `told`: what was done, when the search began, when the best sequence was found and when one
got better, and whether it last began again from nothing."""

_TWO, _TEN = cast(int, np.int64(2)), cast(int, np.int64(10))


class Board(NamedTuple):
    """What the search reads and what it works in.

    ways, back: of the sequence looked at, from both ends. item_at, columns: (m + 1,) where the
    columns of an item begin, (...) those columns. usable: columns that have a place. mask: (n,) the
    items a column covers, as bits. skip, least, value: (m,) what it costs to skip an item, what it
    costs at least, and what it is thought to cost. worth: (n,) the sum of the latter over a column.
    order: (n, n) order prices. items: (m,) in some order. turn: (m + 1,) see `insertion`. reverse:
    (m,) to work in. sequences: (4, m + 1) with size, score: (4,). told: (5,) see above. seed: (1,)
    of the numbers drawn.
    """

    ways: Ways
    back: Ways
    item_at: IntArray
    columns: IntArray
    usable: IntArray
    mask: BitArray
    skip: IntArray
    least: IntArray
    value: IntArray
    worth: IntArray
    order: IntArray
    items: IntArray
    turn: IntArray
    reverse: IntArray
    sequences: IntArray
    size: IntArray
    score: IntArray
    told: IntArray
    seed: BitArray


@merged
def drawn(seed: BitArray, many: int) -> int:
    """A number from 0 to `many` - 1."""
    seed[0] = mixed(seed[0])
    return int(np.int64(seed[0] >> np.uint64(33)) % many)


@kernel
def met_by(mask: BitArray, sequence: IntArray) -> np.uint64:
    """The items that a sequence covers, as bits."""
    met = np.uint64(0)
    for t in range(len(sequence)):
        met |= mask[sequence[t]]
    return met


@kernel
def crossings(order: IntArray, sequence: IntArray) -> int:
    """The order prices of a sequence."""
    total = ZERO
    for t in range(len(sequence)):
        for r in range(t):
            total += order[sequence[r], sequence[t]]
    return total


@kernel
def turn_of(order: IntArray, c: int, sequence: IntArray, turn: IntArray) -> None:
    """turn: the order prices of column c and a sequence, by the number of columns left of c."""
    total = ZERO
    for t in range(len(sequence)):
        total += order[c, sequence[t]]
    turn[0] = total
    for t in range(len(sequence)):
        turn[t + 1] = turn[t] + order[sequence[t], c] - order[c, sequence[t]]


@kernel
def put_in(c: int, at: int, sequence: IntArray) -> None:
    """Column c goes into a sequence, behind `at` columns; the last one falls out."""
    for t in range(len(sequence) - 1, at, -1):
        sequence[t] = sequence[t - 1]
    sequence[at] = c


@kernel
def alike(one: IntArray, other: IntArray) -> bool:
    """Whether two sequences are the same."""
    same = len(one) == len(other)
    for t in range(min(len(one), len(other))):
        same &= one[t] == other[t]
    return bool(same)


@kernel
def take(source: int, line: int, sequences: IntArray, size: IntArray, score: IntArray) -> None:
    """One line becomes another."""
    copy(sequences[line], sequences[source])
    size[line], score[line] = size[source], score[source]


@kernel
def follow_both(board: Board, line: int, limit: int) -> bool:
    """Ways through a sequence that pay less than `limit`, from both ends."""
    size = board.size[line]
    sequence, reverse = board.sequences[line, :size], board.reverse[:size]
    for t in range(size):
        reverse[t] = sequence[size - 1 - t]
    board.told[WORK] += size + 1
    return follow(board.ways, sequence, limit) and follow(board.back, reverse, limit)


@kernel
def score_of(board: Board, line: int, constant: int) -> int:
    """The score of the best way through a sequence, which is then in `ways`; or `BIG`."""
    sequence = board.sequences[line, : board.size[line]]
    if not follow(board.ways, sequence, MUCH):
        return BIG
    met = met_by(board.mask, sequence)
    total = paid_by(board.ways) + crossings(board.order, sequence) + constant
    for i in range(len(board.skip)):
        if not met >> np.uint64(i) & np.uint64(1):
            total = min(total + board.skip[i], BIG)
    return int(total)


@kernel
def filled(board: Board, line: int, limit: int) -> bool:
    """Put the open items of a sequence in, or skip them, in any order.

    False where an item has no place, or the row can be seen not to score below `limit`, the
    constant left out.
    """
    items, one = board.items, np.uint64(1)
    for t in range(len(items) - 1, 0, -1):
        other = drawn(board.seed, t + 1)
        items[t], items[other] = items[other], items[t]
    size, turn = board.size[line], board.turn
    sequence = board.sequences[line, :size]
    met = met_by(board.mask, sequence)
    rest = ZERO
    for i in range(len(items)):
        if not met >> np.uint64(i) & one:
            rest += board.least[i]
    crossed = crossings(board.order, sequence)
    for x in range(len(items)):
        item = items[x]
        if met >> np.uint64(item) & one:
            continue
        rest -= board.least[item]
        room = limit - crossed - rest
        if not follow_both(board, line, room - board.least[item]):
            return False
        skip, paid = board.skip[item], paid_by(board.ways)
        best, column, at, turned = np.int64(BIG), -ONE, ZERO, ZERO
        for y in range(board.item_at[item], board.item_at[item + 1]):
            c = board.columns[y]
            if board.mask[c] & met:
                continue
            # The other items of a column are worth what they are thought to cost.
            others = board.worth[c] - board.value[item]
            top = min(min(room, best), paid + skip) + others
            turn_of(board.order, c, sequence, turn)
            total, left = insertion(c, size, board.ways, board.back, turn, top)
            board.told[WORK] += size
            if left >= 0:
                best, column, at, turned = total - others, c, left, turn[left]
        if column >= 0:
            for i in range(len(items)):
                if i != item and board.mask[column] >> np.uint64(i) & one:
                    rest -= board.least[i]
            met |= board.mask[column]
            crossed += turned
            size += 1
            sequence = board.sequences[line, :size]
            put_in(column, at, sequence)
            board.size[line] = size
        elif skip >= BIG:
            return False
        else:
            limit -= skip
    return True


@kernel
def loosened(board: Board) -> bool:
    """`NEXT` is what stays of `HERE` when columns are taken out, or make place for another one.

    False where that one has no place.
    """
    size, seed, one = board.size[HERE], board.seed, np.uint64(1)
    out = np.uint64(0)
    forced = -ONE
    kind = drawn(seed, _TEN)
    if size == 0:
        board.size[NEXT] = 0
        return True
    if kind < 2:
        forced = board.usable[drawn(seed, len(board.usable))]
        also = drawn(seed, 2 * size)
        if also < size:
            out = one << np.uint64(also)
        for t in range(size):
            if board.mask[board.sequences[HERE, t]] & board.mask[forced]:
                out |= one << np.uint64(t)
    elif kind < 5:
        length = 1 + drawn(seed, min(_STRETCH, size))
        at = drawn(seed, size - length + 1)
        out = ((one << np.uint64(length)) - one) << np.uint64(at)
    elif kind < 8:
        for _ in range(1 + drawn(seed, min(_LOOSE, size))):
            out |= one << np.uint64(drawn(seed, size))
    else:
        at = drawn(seed, size)
        for t in range(max(0, at - _REACH), min(size, at + _REACH + 1)):
            if t == at or drawn(seed, _TWO) == 0:
                out |= one << np.uint64(t)
    kept = ZERO
    for t in range(size):
        if not out >> np.uint64(t) & one:
            board.sequences[NEXT, kept] = board.sequences[HERE, t]
            kept += ONE
    board.size[NEXT] = kept
    if forced < 0:
        return True
    if not follow_both(board, NEXT, MUCH):
        return False
    turn_of(board.order, forced, board.sequences[NEXT, :kept], board.turn)
    _, left = insertion(forced, kept, board.ways, board.back, board.turn, MUCH)
    if left < 0:
        return False
    board.size[NEXT] = kept + 1
    put_in(forced, left, board.sequences[NEXT, : kept + 1])
    return True


@kernel
def search(board: Board, work: int, first_work: int, idle: int, constant: int, stop: int) -> bool:
    """Search on until it ends (True) or its work has come to `stop`; see `reinsertion`."""
    told, sequences, size, score = board.told, board.sequences, board.size, board.score
    while told[WORK] < stop:
        most = told[BEGUN] + min(work, first_work + 2 * (told[FOUND] - told[BEGUN]))
        if told[WORK] >= most:
            return True
        if told[WORK] - told[CHANGED] > idle:
            told[FROM_NOTHING] = 1 - told[FROM_NOTHING]
            size[HERE], score[HERE] = 0, BIG
            if told[FROM_NOTHING] and filled(board, HERE, MUCH):
                score[HERE] = score_of(board, HERE, constant)
            if score[HERE] >= BIG:
                take(FIRST, HERE, sequences, size, score)
            told[CHANGED] = told[WORK]
        else:
            told[WORK] += 1
            limit = score[HERE] + 1 - constant
            if not loosened(board) or not filled(board, NEXT, limit):
                continue
            if alike(sequences[NEXT, : size[NEXT]], sequences[HERE, : size[HERE]]):
                continue
            score[NEXT] = score_of(board, NEXT, constant)
            if score[NEXT] > score[HERE]:
                continue
            if score[NEXT] < score[HERE]:
                told[CHANGED] = told[WORK]
            take(NEXT, HERE, sequences, size, score)
        if score[HERE] < score[BEST]:
            take(HERE, BEST, sequences, size, score)
            told[FOUND] = told[WORK]
    return False
