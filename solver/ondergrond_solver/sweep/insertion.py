"""Where one more column goes best between the columns of a sequence."""

from __future__ import annotations

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import kernel
from ondergrond_solver.sweep.row_kernels import least_of
from ondergrond_solver.sweep.tables import BIG
from ondergrond_solver.sweep.ways import Ways, arrival, dues

_WIDTHS = 8
"""Widths tried of a column of variable width."""


@kernel
def insertion(
    c: int, size: int, ways: Ways, back: Ways, turn: IntArray, limit: int
) -> tuple[int, int]:
    """What the row pays with column c at its best, and how many columns are to its left then.

    size: of the sequence. ways, back: through it, and from its end in the mirror. turn: (size + 1,)
    the order prices that c adds, by that number of columns. The number is -1 where all pay `limit`
    or more.
    """
    sequence, reverse = ways.sequence, back.sequence
    line, mirror, ends, behind_ends = ways.line, back.line, ways.ends, back.ends
    place, end_place, lag, price = line.place, line.end_place, line.lag, line.price
    levels, widest, unit = line.levels, line.widest, line.unit[c]
    score, previous, lowest = ends.score, ends.previous, ends.lowest
    lag_back, price_back, levels_back = mirror.lag, mirror.price, mirror.levels
    widest_back, score_back = mirror.widest, behind_ends.score
    previous_back, lowest_back = behind_ends.previous, behind_ends.lowest
    cells = place.shape[1]
    low, high = line.u_min[c], line.u_max[c]
    least = least_of(end_place[c]) + min(0, unit * (high - low))
    step = max(1, (high - low) // _WIDTHS)
    best, found = limit, -1
    for p in range(size + 1):
        q = size - p
        allowed = True
        for r in range(size):
            a, b = (sequence[r], c) if r < p else (c, sequence[r])
            allowed &= levels[a, b] > 0
        if not allowed:
            continue
        # It begins after the first end of the column before it, and ends before the last start of
        # the one behind it.
        begin, stop = line.first[c], line.last[c] + 1
        if p > 0:
            begin = max(begin, ends.earliest[p - 1] + lag[sequence[p - 1], c, 0])
        if q > 0:
            room = cells - low - lag_back[reverse[q - 1], c, 0]
            stop = min(stop, room - behind_ends.earliest[q - 1])
        for k in range(begin, stop):
            room = best - turn[p] - place[c, k]
            # Most starts are told by what the way and the way back pay by themselves.
            ahead, behind = 0, 0
            if p > 0:
                before = min(k - lag[sequence[p - 1], c, 0], cells - 1)
                ahead = score[p - 1, lowest[p - 1, before]]
            if q > 0:
                after = cells - 1 - k - low
                after = min(after - lag_back[reverse[q - 1], c, 0], cells - 1)
                behind = score_back[q - 1, lowest_back[q - 1, after]]
            if ahead + behind + least >= room:
                continue
            most = min(room - behind - least, BIG)
            paid, end = arrival(
                k, c, p, most, sequence, lag, price, levels, widest, score, previous, lowest
            )
            if paid >= most:
                continue
            for u in range(low, high + 1, step):
                j = k + u
                if j >= cells or end_place[c, j] >= BIG:
                    continue
                here = turn[p] + place[c, k] + end_place[c, j] + unit * (u - low) + paid
                after = cells - 1 - j
                most = min(best - here, BIG)
                paid_back, back_end = arrival(
                    after, c, q, most, reverse, lag_back, price_back, levels_back, widest_back,
                    score_back, previous_back, lowest_back,
                )  # fmt: skip
                if paid_back >= most:
                    continue
                here += paid_back
                # What the two ways pay each other across c.
                at = back_end
                for r in range(q - 1, -1, -1):
                    if here >= best:
                        break
                    begins = cells - 1 - at
                    here += dues(
                        begins, reverse[r], end, p, best - here, sequence, lag, price, levels,
                        widest, previous,
                    )  # fmt: skip
                    at = previous_back[r, at]
                if here < best:
                    best, found = here, p
    return best, found
