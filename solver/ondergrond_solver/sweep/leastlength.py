"""The search behind `ondergrond_solver.least_length`: halving, with rows pulled tight.

Every row found is pulled tight at once: its sequence is asked for the least length at which it
stands, which is where the search goes on.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ondergrond_solver.engines.grid import make_grid, make_row
from ondergrond_solver.leastlength import LeastLength
from ondergrond_solver.problem import IntArray, Problem
from ondergrond_solver.solution import Row
from ondergrond_solver.sweep.fit import FOUND, LIMIT, Fit, least_for, search, stood
from ondergrond_solver.sweep.shapes import NEVER, make_shapes


class Search:
    """One problem, at any length."""

    def __init__(self, problem: Problem, rows: int) -> None:
        self.rows = rows
        self.reference = problem.length
        wide = replace(problem, resolution=1)
        self.grid = make_grid(wide)
        self.shapes = make_shapes(self.grid, problem.stretch)
        columns = [self.grid.columns[int(c)] for c in self.shapes.source]
        ends = [column.end_offset for column in columns]
        self.latest: IntArray = problem.length - np.array(ends, dtype=np.int64)
        self.steps = 0

    def run(self, least: int, most: int) -> LeastLength:
        """See `ondergrond_solver.least_length`."""
        low = max(least - self.reference, self._floor())
        high = most - self.reference
        if low > high:
            return LeastLength(None, False, (), least, self.steps)
        start, doubt = low, False
        found = self._ask(high)
        if found.verdict != FOUND:
            return LeastLength(
                None, found.verdict != LIMIT, (), (most + 1 if found.verdict != LIMIT else least),
                self.steps,
            )  # fmt: skip
        high = self._tight(found, low, high)
        best, best_at = found, high
        tries = 0
        while low < high:
            # Nearly always a tight row is best, so first ask whether one millimetre less is
            # too little; then halve.
            middle = high - 1 if tries % 2 else (low + high - 1) // 2
            tries += 1
            found = self._ask(middle)
            if found.verdict == FOUND:
                high = self._tight(found, low, middle)
                best, best_at = found, high
            else:
                doubt |= found.verdict == LIMIT
                low = middle + 1
        proven = not doubt and (low > start or low == least - self.reference)
        length = self.reference + best_at
        bound = length if proven else self.reference + start
        return LeastLength(length, proven, self._row(best, best_at), bound, self.steps)

    def _ask(self, more: int) -> Fit:
        found = search(self.shapes, self.latest + more, more, self.rows)
        self.steps += found.steps
        return found

    def _tight(self, found: Fit, low: int, high: int) -> int:
        sequence = np.array([c for c, _, _ in found.row], dtype=np.int64)
        return least_for(self.shapes, sequence, self.latest, low, high)

    def _floor(self) -> int:
        """From this change on nothing that moves can lie left of anything that does not."""
        shapes = self.shapes
        n = len(shapes.mask)
        # Per column the first position that moves, and the last one that does not.
        ahead = np.full(n, NEVER, dtype=np.int64)
        behind = np.full(n, -NEVER, dtype=np.int64)
        for first, pieces, moves in (
            (shapes.starts, shapes.start_piece, shapes.start_moves),
            (shapes.ends, shapes.end_piece, shapes.end_moves),
        ):
            for c in range(n):
                here = slice(first[c], first[c + 1])
                ahead[c] = pieces[here, 0][moves[here, 0] == 1].min(initial=ahead[c])
                behind[c] = pieces[here, 1][moves[here, 1] == 0].max(initial=behind[c])
        meet = ~shapes.clash & (shapes.lag > -(NEVER // 2)) & (shapes.lag < NEVER)
        fixed = shapes.u_max == 0
        lag = np.where(fixed[:, None] & fixed, shapes.lag, 0)
        swap = np.where(meet, behind - ahead[:, None] - lag, -NEVER)
        return max(int(swap.max(initial=-NEVER)) + 1, -self.reference)

    def _row(self, found: Fit, more: int) -> Row:
        """The sequence of a row as it stands at a length."""
        sequence = np.array([c for c, _, _ in found.row], dtype=np.int64)
        places = stood(self.shapes, sequence, self.latest + more, more) or []
        return make_row([self.grid.place(int(self.shapes.source[c]), k, u) for c, k, u in places])
