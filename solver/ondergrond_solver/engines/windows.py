"""Windows: the positions a column can still have, given what must be beside it.

The only rule used: a column l together with a mandatory item i means that *some* column c of i
is chosen too. If no c can lie right of l, then l lies right of one of them, so not before the
earliest of these; and the mirror image. Applied until nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ondergrond_solver.engines.grid import Grid, GridColumn
from ondergrond_solver.engines.pieces import Piece
from ondergrond_solver.problem import IntArray

_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Windows:
    """Bounds in grid units, one entry per grid column.

    k_min, k_max: positions; j_min, j_max: end positions. Empty where `alive` is False.
    alive: whether the column can be in any row.
    before: (n, n), whether the first can lie left of the second (False for unrelated pairs).
    """

    k_min: IntArray
    k_max: IntArray
    j_min: IntArray
    j_max: IntArray
    alive: np.ndarray
    before: np.ndarray

    def pieces(self, column: GridColumn, c: int) -> list[Piece]:
        """The place of grid column c, cut to its window."""
        return cut(column.pieces, int(self.k_min[c]), int(self.k_max[c]))

    def end_pieces(self, column: GridColumn, c: int) -> list[Piece]:
        """The end place of grid column c (of variable width), cut to its window."""
        return cut(column.end_pieces or (), int(self.j_min[c]), int(self.j_max[c]))


def cut(pieces: tuple[Piece, ...], first: int, last: int) -> list[Piece]:
    """The parts of `pieces` within ``first..last``."""
    kept = []
    for piece in pieces:
        low, high = max(piece.first, first), min(piece.last, last)
        if low <= high:
            kept.append(Piece(low, high, piece.at(low), piece.slope if low < high else 0))
    return kept


def plain_windows(grid: Grid) -> Windows:
    """Windows from each column's own place alone."""
    n = len(grid.columns)
    k_min, k_max, j_min, j_max = (np.zeros(n, dtype=np.int64) for _ in range(4))
    for c, column in enumerate(grid.columns):
        k_min[c], k_max[c] = column.pieces[0].first, column.pieces[-1].last
        if column.end_pieces is None:
            j_min[c], j_max[c] = k_min[c], k_max[c]
        else:
            j_min[c], j_max[c] = column.end_pieces[0].first, column.end_pieces[-1].last
    return _settle(grid, k_min, k_max, j_min, j_max, np.ones(n, dtype=np.bool_))


def tight_windows(grid: Grid) -> Windows:
    """Windows narrowed by what mandatory items ask, to a fixed point (or 50 rounds)."""
    windows = plain_windows(grid)
    for _ in range(_ROUNDS):
        narrowed = _narrow(grid, windows)
        if all(
            np.array_equal(getattr(narrowed, name), getattr(windows, name))
            for name in ("k_min", "k_max", "j_min", "j_max", "alive", "before")
        ):
            break
        windows = narrowed
    return windows


def _narrow(grid: Grid, windows: Windows) -> Windows:
    far = 4 * (grid.size + 2)
    alive = windows.alive.copy()
    candidate = ~grid.exclusive & alive[:, None]
    exempt = candidate & ~grid.related
    # Entry [c, l]: what column c, if chosen beside l, means for l.
    free_left = exempt | windows.before.T
    free_right = exempt | windows.before
    after = np.where(windows.before, windows.j_min[:, None] + grid.lag_hard, far)
    after = np.where(free_left, -far, np.where(candidate, after, far))
    ahead = np.where(windows.before.T, windows.k_max[:, None] - grid.lag_hard.T, -far)
    ahead = np.where(free_right, far, np.where(candidate, ahead, -far))
    k_min, j_max = windows.k_min.copy(), windows.j_max.copy()
    covering = [[] for _ in grid.problem.items]  # type: list[list[int]]
    for c, column in enumerate(grid.columns):
        for i in column.covers:
            covering[i].append(c)
    for i, item in enumerate(grid.problem.items):
        if item.skip is not None:
            continue
        others = np.ones(len(grid.columns), dtype=np.bool_)
        others[covering[i]] = False
        earliest = after[covering[i]].min(axis=0, initial=far)
        latest = ahead[covering[i]].max(axis=0, initial=-far)
        alive &= ~others | ((earliest < far) & (latest > -far))
        k_min = np.where(others, np.maximum(k_min, earliest), k_min)
        j_max = np.where(others, np.minimum(j_max, latest), j_max)
    return _settle(grid, k_min, windows.k_max.copy(), windows.j_min.copy(), j_max, alive)


def _settle(
    grid: Grid,
    k_min: IntArray,
    k_max: IntArray,
    j_min: IntArray,
    j_max: IntArray,
    alive: np.ndarray,
) -> Windows:
    """Make the four bounds agree with each other and with the place, then see who fits."""
    for c, column in enumerate(grid.columns):
        if not alive[c]:
            continue
        low = max(int(k_min[c]), int(j_min[c]) - column.u_max)
        high = min(int(k_max[c]), int(j_max[c]) - column.u_min)
        starts = cut(column.pieces, low, high)
        if not starts:
            alive[c] = False
            continue
        k_min[c], k_max[c] = starts[0].first, starts[-1].last
        low = max(int(j_min[c]), int(k_min[c]) + column.u_min)
        high = min(int(j_max[c]), int(k_max[c]) + column.u_max)
        ends = starts if column.end_pieces is None else cut(column.end_pieces, low, high)
        if not ends:
            alive[c] = False
            continue
        j_min[c], j_max[c] = ends[0].first, ends[-1].last
    both = alive[:, None] & alive & grid.related
    before = both & (j_min[:, None] + grid.lag_hard <= k_max)
    return Windows(k_min, k_max, j_min, j_max, alive, before)
