"""The best positions for a given sequence of columns, with prices between neighbours only.

For one fixed order of columns the best positions follow from a pass over the line: with F(j)
the best score of the columns so far when the last one ends at j, the next column pays at k

    arrive(k) = min over gap levels (lag, price) of  price + min of F over j <= k - lag

because step prices fall as the gap grows. Prices between columns that are not neighbours are
left out, and so are columns exempt from each other: the caller evaluates what comes out.
Columns that can lie in one place only ("pinned") are no part of the sequence; they are folded
into the place scores of the others, exactly.

Positions may be thinned by a `stride` (every so manieth grid position), which rounds lags up
and so stays valid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.engines.windows import Windows
from ondergrond_solver.problem import IntArray

NEVER = 2**60
"""A score no row has; sums of two still fit."""

_KEPT_CELLS = 2_000_000


class SequenceModel:
    """Arrays of a grid for passes over sequences.

    stride: every so manieth position is looked at, >= 1.
    priced: False when only feasibility matters; all prices are then 0.
    """

    def __init__(self, grid: Grid, windows: Windows, stride: int, priced: bool) -> None:
        self.grid = grid
        self.windows = windows
        self.stride = stride
        self.priced = priced
        self.cells = grid.size // stride + 1
        self.passes = 0
        """Counted work: extensions of a sequence by one column."""
        self._levels: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._scores: dict[tuple[int, tuple[int, ...]], tuple[IntArray, IntArray]] = {}
        self._beside: dict[tuple[int, int], tuple[IntArray, IntArray]] = {}
        n = len(grid.columns)
        self.start_score = np.full((n, self.cells), NEVER, dtype=np.int64)
        self.end_score = np.zeros((n, self.cells), dtype=np.int64)
        for c in range(n):
            if windows.alive[c]:
                self._fill(c)

    def _fill(self, c: int) -> None:
        column = self.grid.columns[c]
        pieces = [(self.start_score, self.windows.pieces(column, c), column.base)]
        if column.end_pieces is not None:
            self.end_score[c] = NEVER
            pieces.append((self.end_score, self.windows.end_pieces(column, c), 0))
        for scores, parts, base in pieces:
            for first, last, score, slope in parts:
                cells = np.arange(-(-first // self.stride), last // self.stride + 1)
                if cells.size:
                    value = base + score + slope * (cells * self.stride - first)
                    scores[c, cells] = value if self.priced else 0

    @cached_property
    def pinned(self) -> IntArray:
        """The grid columns that can lie in one position only."""
        windows = self.windows
        one = (windows.k_min == windows.k_max) & (windows.j_min == windows.j_max)
        return np.asarray(one & windows.alive)

    @cached_property
    def least(self) -> IntArray:
        """Per column the least score it can have by itself; `NEVER` when it has no place."""
        scores = [self.extend(None, c, ()).min() for c in range(len(self.grid.columns))]
        return np.array(scores, dtype=np.int64)

    def levels(self, left: int, right: int) -> list[tuple[int, int]]:
        """(lag in cells, price) of every gap level of a pair, order price included."""
        key = (left, right)
        if key not in self._levels:
            grid = self.grid
            steps = grid.steps(left, right) if self.priced else []
            lags = [int(grid.lag_hard[left, right]), *(lag for lag, _ in steps)]
            prices = [*(price for _, price in steps), 0]
            order = grid.order_price(left, right) if self.priced else 0
            self._levels[key] = [
                (-(-lag // self.stride), price + order)
                for lag, price in zip(lags, prices, strict=True)
            ]
        return self._levels[key]

    def _arrive(self, ends: IntArray, left: int, right: int) -> IntArray:
        best = np.minimum.accumulate(ends)
        if not self.grid.related[left, right]:
            return np.full(self.cells, best[-1])
        arrive = np.full(self.cells, NEVER, dtype=np.int64)
        for lag, price in self.levels(left, right):
            if lag < self.cells:
                part = arrive[lag:]
                np.minimum(part, best[: self.cells - lag] + price, out=part)
        return arrive

    def _depart(self, starts: IntArray, left: int, right: int) -> IntArray:
        best = np.minimum.accumulate(starts[::-1])[::-1]
        if not self.grid.related[left, right]:
            return np.full(self.cells, best[0])
        depart = np.full(self.cells, NEVER, dtype=np.int64)
        for lag, price in self.levels(left, right):
            if lag < self.cells:
                part = depart[: self.cells - lag]
                np.minimum(part, best[lag:] + price, out=part)
        return depart

    def scores(self, c: int, pins: Sequence[int], least: int = 0) -> tuple[IntArray, IntArray]:
        """Start and end scores of column c beside `pins`, starts before `least` (k) left out."""
        key = (c, tuple(pins))
        if key not in self._scores:
            start, end = self.start_score[c], self.end_score[c]
            for pin in pins:
                at_start, at_end = self._pin_scores(c, pin)
                start, end = start + at_start, end + at_end
            if len(self._scores) * self.cells > _KEPT_CELLS:
                self._scores.clear()
            self._scores[key] = np.minimum(start, NEVER), np.minimum(end, NEVER)
        start, end = self._scores[key]
        if least:
            start = start.copy()
            start[: -(-least // self.stride)] = NEVER
        return start, end

    def _pin_scores(self, c: int, pin: int) -> tuple[IntArray, IntArray]:
        """What pinned column `pin` adds to the starts and to the ends of column c."""
        key = (c, pin)
        if key not in self._beside:
            start = np.zeros(self.cells, dtype=np.int64)
            end = np.zeros(self.cells, dtype=np.int64)
            if self.grid.related[c, pin]:
                k = int(self.windows.k_min[pin])
                j = int(self.windows.j_min[pin])
                cells = np.arange(self.cells) * self.stride
                right = self._price_at(cells - j, pin, c)
                left = self._price_at(k - cells, c, pin)
                if self.grid.columns[c].end_pieces is None:
                    start = np.minimum(left, right)
                else:
                    # Left of the pin the end decides, right of it the start.
                    start = np.where(cells < k, 0, right)
                    end = np.where(cells < k, left, 0)
            self._beside[key] = (start, end)
        return self._beside[key]

    def _price_at(self, distance: IntArray, left: int, right: int) -> IntArray:
        grid = self.grid
        price = np.zeros(len(distance), dtype=np.int64)
        if self.priced:
            for lag, paid in reversed(grid.steps(left, right)):
                price[distance < lag] = paid
            price += grid.order_price(left, right)
        price[distance < grid.lag_hard[left, right]] = NEVER
        return price

    def extend(
        self,
        sequence: tuple[IntArray, int] | None,
        c: int,
        pins: Sequence[int],
        least: int = 0,
    ) -> IntArray:
        """Best scores by end cell of column c after a sequence (its end scores, last column)."""
        self.passes += 1
        start, end = self.scores(c, pins, least)
        if sequence is not None:
            start = np.minimum(start + self._arrive(sequence[0], sequence[1], c), NEVER)
        column = self.grid.columns[c]
        if column.end_pieces is None:
            return start
        best: IntArray = np.minimum(_over_widths(start, *self._widths(c)) + end, NEVER)
        return best

    def prepend(
        self, c: int, sequence: tuple[IntArray, int] | None, pins: Sequence[int]
    ) -> IntArray:
        """Best scores by start cell of column c before a sequence (its start scores, first)."""
        self.passes += 1
        start, end = self.scores(c, pins)
        if sequence is not None:
            end = np.minimum(end + self._depart(sequence[0], c, sequence[1]), NEVER)
        column = self.grid.columns[c]
        if column.end_pieces is not None:
            end = _over_widths(end[::-1], *self._widths(c))[::-1]
        best: IntArray = np.minimum(end + start, NEVER)
        return best

    def depart(self, starts: IntArray, left: int, right: int) -> IntArray:
        """Best scores of the rest by end cell of column `left`, the rest starting with `right`."""
        return self._depart(starts, left, right)

    def _widths(self, c: int) -> tuple[int, int, int]:
        """Least and largest width in cells, and the price of a cell more."""
        column = self.grid.columns[c]
        price = column.unit_price * self.stride if self.priced else 0
        return -(-column.u_min // self.stride), column.u_max // self.stride, price

    def positions(
        self, sequence: Sequence[int], pins: Sequence[int], least: Mapping[int, int]
    ) -> list[tuple[int, int]] | None:
        """Best (k, u) of every column of a sequence beside `pins`; None when they do not fit.

        least: positions k before which the columns named may not start.
        """
        forward: list[IntArray] = []
        for i, c in enumerate(sequence):
            before = (forward[-1], sequence[i - 1]) if i else None
            forward.append(self.extend(before, c, pins, least.get(c, 0)))
        if forward and forward[-1].min() >= NEVER // 2:
            return None
        found: list[tuple[int, int]] = []
        rest = np.zeros(self.cells, dtype=np.int64)
        for i in range(len(sequence) - 1, -1, -1):
            c = sequence[i]
            end = int(np.argmin(np.minimum(forward[i] + rest, NEVER)))
            before = (forward[i - 1], sequence[i - 1]) if i else None
            start = self._best_start(before, c, end, pins, least.get(c, 0))
            found.append((start * self.stride, (end - start) * self.stride))
            if i:
                only = np.full(self.cells, NEVER, dtype=np.int64)
                only[start] = 0
                rest = self._depart(only, sequence[i - 1], c)
        return found[::-1]

    def _best_start(
        self,
        before: tuple[IntArray, int] | None,
        c: int,
        end: int,
        pins: Sequence[int],
        least: int,
    ) -> int:
        if self.grid.columns[c].end_pieces is None:
            return end
        low, high, price = self._widths(c)
        start, _ = self.scores(c, pins, least)
        if before is not None:
            start = np.minimum(start + self._arrive(before[0], before[1], c), NEVER)
        widths = np.arange(low, min(high, end) + 1)
        return end - int(widths[np.argmin(start[end - widths] + price * (widths - low))])


def _over_widths(start: IntArray, low: int, high: int, price: int) -> IntArray:
    """min over widths w in low..high of start(j - w) + price * (w - low), for every end j.

    With start(k) - price * k the price disappears into the position, and what is left is the
    minimum over a sliding window, found by doubling.
    """
    n = len(start)
    best = np.full(n, NEVER, dtype=np.int64)
    if low > high or low >= n:
        return best
    cells = np.arange(n, dtype=np.int64)
    window = np.where(start >= NEVER // 2, NEVER, start - price * cells)
    reach, size = high - low + 1, 1
    while size < reach:
        by = min(size, reach - size)
        shifted = np.full(n, NEVER, dtype=np.int64)
        shifted[by:] = window[: n - by]
        window = np.minimum(window, shifted)
        size += by
    best[low:] = window[: n - low] + price * cells[: n - low]
    return np.where(best >= NEVER // 2, NEVER, best)
