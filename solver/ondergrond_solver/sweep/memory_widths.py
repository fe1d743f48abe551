"""The kernels of `memory` for columns of variable width: the least row over all widths.

The widths of a column reach a stretch of ends from any of its starts, always as many of them. Rows
(one number for each set of open items) come one by one, the last end first, and are kept in blocks
of that many. A stretch begins in one block and ends in the next at most, so its least is that of
two rows: the least from its first to the end of that block, and from the beginning of the next
block to its last. Three comparisons a number, however many widths (van Herk 1992; Gil and Werman
1993).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.compiled import ZERO, merged
from ondergrond_solver.sweep.memory_blocks import Tolls, tolls
from ondergrond_solver.sweep.relaxation_kernels import Scored
from ondergrond_solver.sweep.row_kernels import fill
from ondergrond_solver.sweep.tables import BIG, MUCH
from ondergrond_solver.sweep.windows import Windows


class Stretches(NamedTuple):
    """Rows of columns of variable width, and the least of any stretch of as many as it has widths.

    at: (n,) the number of a column's first row. up, down: (rows, sets) the least from a row to the
    last of its block, and from the first of its block to the row.
    """

    at: IntArray
    up: IntArray
    down: IntArray


def blank_stretches(room: IntArray, sets: int) -> Stretches:
    """For so many rows (n,) of every column."""
    shape = (int(room.sum()), sets)
    return Stretches(
        np.cumsum(room) - room, np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.int64)
    )


@merged
def keep_row(of: Stretches, at: int, spot: int, count: int, block: int, row: IntArray) -> None:
    """Keep row `spot` of `count`, whose first has the number `at`; they come from the last on."""
    up, down = of.up[at + spot], of.down[at + spot]
    if spot == count - 1 or spot % block == block - 1:
        for u in range(len(row)):
            up[u] = row[u]
    else:
        above = of.up[at + spot + 1]
        for u in range(len(row)):
            up[u] = row[u] if row[u] < above[u] else above[u]
    for u in range(len(row)):
        down[u] = row[u]
    if spot % block == 0:
        for s in range(spot + 1, min(spot + block, count)):
            here, below = of.down[at + s], of.down[at + s - 1]
            for u in range(len(row)):
                here[u] = below[u] if below[u] < here[u] else here[u]


@merged
def least_row(of: Stretches, at: int, low: int, high: int, block: int, out: IntArray) -> None:
    """out[u]: the least of rows low..high, which are `block`, or as many as are left at one end."""
    first, second = of.up[at + low], of.down[at + high]
    if low // block == high // block:
        if low % block == 0:
            first = second
        else:
            second = first
    for u in range(len(out)):
        out[u] = first[u] if first[u] < second[u] else second[u]


@merged
def keep_end(
    c: int,
    j: int,
    scored: Scored,
    may: Windows,
    of: Tolls,
    rest: IntArray,
    toll: IntArray,
    row: IntArray,
    into: Stretches,
) -> None:
    """Keep what follows the end of c in cell j; of an exempt column also what it pays there.

    Ends come from the last one on. toll, row: (sets,) to work in.
    """
    first_end, last_end = may.first_end[c], may.last_end[c]
    block = scored.u_max[c] - scored.u_min[c] + 1
    spot, count = j - first_end, last_end - first_end + 1
    end = may.end_at[c] + spot
    paid = scored.end_place[c, j]
    if paid >= BIG:
        fill(toll, MUCH)
    else:
        paid += scored.unit[c] * j
        tolls(len(of.pays), end, of.pays[:, c], of.right, ZERO, toll)
        for u in range(len(toll)):
            toll[u] += paid
    source = rest[end]
    for u in range(len(toll)):
        row[u] = source[u] + toll[u]
    keep_row(into, into.at[c], spot, count, block, row)
    if may.exempt_at[c] >= 0:
        keep_row(into, into.at[c] + count, spot, count, block, toll)


@merged
def ended(
    c: int,
    k: int,
    scored: Scored,
    may: Windows,
    of: Tolls,
    rest: IntArray,
    ahead: IntArray,
    kept: Stretches,
    toll: IntArray,
    ending: IntArray,
) -> None:
    """ending[u]: what follows the start of c at k, with u open after it, its end and width too.

    ahead: (sets,) the same over exempt successors. kept: of the ends of columns of variable width.
    """
    first_end, last_end, end_at = may.first_end[c], may.last_end[c], may.end_at[c]
    exempt = may.exempt_at[c] >= 0
    if scored.u_max[c] == 0:
        paid = scored.end_place[c, k]
        end = end_at + k - first_end
        tolls(len(of.pays), end, of.pays[:, c], of.right, ZERO, toll)
        for u in range(len(ending)):
            ending[u] = min(rest[end, u], ahead[u]) + toll[u] + paid
        return
    low = max(k + scored.u_min[c], first_end) - first_end
    high = min(k + scored.u_max[c], last_end) - first_end
    if low > high:
        fill(ending, MUCH)
        return
    block = scored.u_max[c] - scored.u_min[c] + 1
    begun = scored.unit[c] * (k + scored.u_min[c])
    least_row(kept, kept.at[c], low, high, block, ending)
    if exempt:
        least_row(kept, kept.at[c] + last_end - first_end + 1, low, high, block, toll)
        for u in range(len(ending)):
            ending[u] = min(ending[u], ahead[u] + toll[u])
    for u in range(len(ending)):
        ending[u] -= begun


@merged
def reach(
    c: int,
    k: int,
    come: IntArray,
    scored: Scored,
    may: Windows,
    of: Tolls,
    toll: IntArray,
    row: IntArray,
    kept: Stretches,
    begins: Stretches,
    over: IntArray,
    begun: IntArray,
) -> None:
    """What rows score up to the end of c at k and its least width, over all starts it may have.

    come: (sets,) up to its start at k, by what was open before it; `BIG` where there is none.
    Starts come from the first one on, and then cells until none is left in reach of the last end.
    """
    first, last = may.first[c], may.last[c]
    first_end, last_end = may.first_end[c], may.last_end[c]
    u_min, unit = scored.u_min[c], scored.unit[c]
    block = scored.u_max[c] - u_min + 1
    mine, sets, count = of.own[c], len(come), last - first + 1
    if k <= last:
        fill(row, MUCH)
        for u in range(sets):
            if u & mine == mine:
                row[u - mine] = come[u]
        if may.exempt_at[c] >= 0 and first_end <= k + scored.u_max[c] and k + u_min <= last_end:
            target = begun[may.exempt_at[c] + k - first]
            low = max(k + u_min, first_end) - first_end
            high = min(k + scored.u_max[c], last_end) - first_end
            least_row(kept, kept.at[c] + last_end - first_end + 1, low, high, block, toll)
            for u in range(sets):
                target[u] = min(target[u], row[u] + toll[u] - unit * (k + u_min))
        for u in range(sets):
            row[u] -= unit * k
        # Counted from the last, so that they too come from the last on.
        keep_row(begins, begins.at[c], last - k, count, block, row)
    j = k + u_min
    if j < first_end or j > last_end or scored.end_place[c, j] >= BIG:
        return
    end = may.end_at[c] + j - first_end
    paid = scored.end_place[c, j] + unit * (j - u_min)
    tolls(len(of.pays), end, of.pays[:, c], of.right, ZERO, toll)
    least_row(
        begins,
        begins.at[c],
        last - min(last, k),
        last - max(first, j - scored.u_max[c]),
        block,
        row,
    )
    target = over[end]
    for u in range(sets):
        target[u] = min(target[u], row[u] + toll[u] + paid)
