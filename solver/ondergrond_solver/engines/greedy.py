"""A quick incumbent: cheapest insertion, then forcing columns in as long as that helps.

The engine never claims proof: its verdict is ``feasible`` or ``unknown``. It is deterministic
and looks at the line in at most some 4,000 cells at first; only when that gives no row does it
search among all grid positions.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from ondergrond_solver.engines.grid import Grid, make_grid, make_row
from ondergrond_solver.engines.sequence import NEVER, SequenceModel
from ondergrond_solver.engines.windows import tight_windows
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import IntArray, Problem
from ondergrond_solver.solution import Limits, Row, Solution

_COARSE_CELLS = 4_000
_MOST_CELLS = 10_000_000
_RESTARTS = 12
_REPAIRS = 6
_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class _State:
    """Pinned columns chosen, the other chosen columns in sequence, and what they come to."""

    pins: tuple[int, ...]
    sequence: tuple[int, ...]
    score: int = NEVER
    row: Row = ()


def solve_greedy(
    problem: Problem,
    limits: Limits,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """A good row of a valid `problem`, quickly; `hint` is ignored."""
    del hint
    grid = make_grid(problem)
    windows = tight_windows(grid)
    cells = (grid.size + 1) * max(1, len(grid.columns))
    if cells > _MOST_CELLS:
        return Solution(
            "unknown",
            engine="greedy",
            reason=f"the line has {cells} cells over all columns; greedy stops at {_MOST_CELLS}",
        )
    deadline = time.monotonic() + limits.wall_seconds
    best: _State | None = None
    passes = 0
    for stride in sorted({max(1, -(-grid.size // _COARSE_CELLS)), 1}, reverse=True):
        model = SequenceModel(grid, windows, stride, not feasibility_only)
        search = _Search(model, limits.greedy_passes, deadline)
        if best is not None:
            best = min(best, search.evaluated(best), key=lambda state: state.score)
        elif (start := search.construct()) is not None:
            best = start if feasibility_only else search.improve(start)
        passes += model.passes
    work = {"greedy passes": passes}
    if best is None:
        return Solution("unknown", engine="greedy", reason="greedy found no row", work=work)
    return Solution(
        "feasible",
        score=best.score,
        row=best.row,
        skipped=skipped_items(problem, best.row),
        engine="greedy",
        reason="greedy does not prove anything",
        work=work,
    )


class _Search:
    """Construction and local search over the sequences of one model."""

    def __init__(self, model: SequenceModel, passes: int, deadline: float) -> None:
        self.model = model
        self.grid: Grid = model.grid
        self.items = model.grid.problem.items
        self.passes = passes
        self.deadline = deadline
        self.usable = [int(c) for c in np.flatnonzero(model.least < NEVER // 2)]
        self.by_item: list[list[int]] = [[] for _ in self.items]
        for c in self.usable:
            for i in self.grid.columns[c].covers:
                self.by_item[i].append(c)
        self.estimate = [self._estimate(i) for i in range(len(self.items))]
        # Dear columns only when no other can be had.
        for i, columns in enumerate(self.by_item):
            columns.sort(key=lambda c: (self._own_rise(c, i), c))

    def _estimate(self, item: int) -> int:
        """What covering an item may cost by itself: its share of its cheapest column."""
        shares = [
            int(self.model.least[c]) // len(self.grid.columns[c].covers) for c in self.by_item[item]
        ]
        return min(shares, default=0)

    def _own_rise(self, c: int, item: int) -> int:
        """What column c costs at least for `item`, the other items at their estimates."""
        covers = self.grid.columns[c].covers
        return int(self.model.least[c]) - sum(self.estimate[i] for i in covers if i != item)

    def construct(self) -> _State | None:
        """Insert items one by one, the most confined first; what fails goes first next time."""
        room = [
            sum(int((self.model.start_score[c] < NEVER).sum()) for c in columns)
            for columns in self.by_item
        ]
        order = sorted(range(len(self.items)), key=lambda i: (room[i], i))
        for _ in range(_RESTARTS):
            state, failed = self._insert_items(_State((), ()), order)
            if failed is None:
                state = self.evaluated(state)
                if state.score < NEVER:
                    return state
                failed = order[-1]
            if order[0] == failed:
                return None
            order.remove(failed)
            order.insert(0, failed)
        return None

    def improve(self, state: _State) -> _State:
        """Force every column in, the most promising first, until a round brings nothing."""
        limit = self.model.passes + self.passes
        promise = {
            c: int(self.model.least[c]) - sum(self.estimate[i] for i in self.grid.columns[c].covers)
            for c in self.usable
        }
        improved = True
        while improved:
            improved = False
            for c in sorted(self.usable, key=lambda c: (promise[c], c)):
                if self.model.passes > limit or time.monotonic() > self.deadline:
                    return state
                trial = self._forced(state, c)
                if trial is not None and trial.score < state.score:
                    state, improved = trial, True
        return state

    def _forced(self, state: _State, c: int) -> _State | None:
        """The state with column c taken out and in anew, or in for all that stand in its way."""
        covers = self.grid.columns[c].covers
        stripped = self._without(state, covers)
        inserted = self._insert(stripped, c)
        if inserted is None:
            return None
        covered = self._covered(inserted)
        orphans = [i for i in range(len(self.items)) if i not in covered]
        orphans.sort(key=lambda i: -max((self._width(d) for d in self.by_item[i]), default=0))
        full, failed = self._insert_items(inserted, orphans)
        return None if failed is not None else self.evaluated(full)

    def _width(self, c: int) -> int:
        column = self.grid.columns[c]
        return column.end_offset - column.start_offset + column.u_min * self.model.stride

    def _covered(self, state: _State) -> set[int]:
        chosen = (*state.pins, *state.sequence)
        return {i for c in chosen for i in self.grid.columns[c].covers}

    def _without(self, state: _State, covers: frozenset[int]) -> _State:
        columns = self.grid.columns
        return _State(
            tuple(c for c in state.pins if not columns[c].covers & covers),
            tuple(c for c in state.sequence if not columns[c].covers & covers),
        )

    def _insert_items(self, state: _State, order: list[int]) -> tuple[_State, int | None]:
        """Cover the items in `order`; returns the first that failed, or None."""
        covered = self._covered(state)
        for item in order:
            if item in covered:
                continue
            best: tuple[int, _State] | None = None
            passes = self._passes(state)
            before = int(passes[0][-1].min()) if passes[0] else 0
            free = [c for c in self.by_item[item] if not self.grid.columns[c].covers & covered]
            for n, c in enumerate(free):
                if best is not None and n >= _CANDIDATES:
                    break
                found = self._insert(state, c, passes)
                if found is not None:
                    others = sum(self.estimate[i] for i in self.grid.columns[c].covers if i != item)
                    rise = found.score - before - others
                    if best is None or rise < best[0]:
                        best = (rise, found)
            skip = self.items[item].skip
            if best is not None and (skip is None or best[0] < skip):
                state = best[1]
                covered = self._covered(state)
            elif skip is None:
                return state, item
        return state, None

    def _passes(self, state: _State) -> tuple[list[IntArray], list[IntArray]]:
        """End scores of every prefix and start scores of every suffix of the sequence."""
        sequence, model = state.sequence, self.model
        forward: list[IntArray] = []
        backward: list[IntArray] = []
        for i, c in enumerate(sequence):
            left = (forward[-1], sequence[i - 1]) if i else None
            forward.append(model.extend(left, c, state.pins))
        for i in range(len(sequence) - 1, -1, -1):
            right = (backward[-1], sequence[i + 1]) if backward else None
            backward.append(model.prepend(sequence[i], right, state.pins))
        return forward, backward[::-1]

    def _insert(
        self,
        state: _State,
        c: int,
        passes: tuple[list[IntArray], list[IntArray]] | None = None,
    ) -> _State | None:
        """Column c at its cheapest spot; the score is that of neighbours only."""
        sequence, model = state.sequence, self.model
        if model.pinned[c]:
            pins = (*state.pins, c)
            forward, _ = self._passes(_State(pins, sequence))
            own = model.extend(None, c, state.pins).min()
            score = int(own + (forward[-1].min() if forward else 0))
            return _State(pins, sequence, score) if score < NEVER // 2 else None
        forward, backward = passes if passes is not None else self._passes(state)
        best, spot = NEVER // 2, -1
        for i in range(len(sequence) + 1):
            left = (forward[i - 1], sequence[i - 1]) if i else None
            ends = model.extend(left, c, state.pins)
            if i < len(sequence):
                ends = ends + model.depart(backward[i], c, sequence[i])
            score = int(ends.min())
            if score < best:
                best, spot = score, i
        if spot < 0:
            return None
        return _State(state.pins, (*sequence[:spot], c, *sequence[spot:]), best)

    def evaluated(self, state: _State) -> _State:
        """The state with its best positions and its real score; `NEVER` when it does not hold."""
        found = self._positions(state)
        if found is None:
            return _State(state.pins, state.sequence)
        windows, grid = self.model.windows, self.grid
        placed = [grid.place(c, k, u) for c, (k, u) in zip(state.sequence, found, strict=True)]
        for c in state.pins:
            k = int(windows.k_min[c])
            placed.append(grid.place(c, k, int(windows.j_min[c]) - k))
        row = make_row(placed)
        try:
            score = evaluate(grid.problem, row)
        except ValueError:
            # Columns that are not neighbours, or exempt ones, stand in each other's way.
            return _State(state.pins, state.sequence)
        return _State(state.pins, state.sequence, score, row)

    def _positions(self, state: _State) -> list[tuple[int, int]] | None:
        """Positions in which columns that are not neighbours keep their hard gap too.

        The pass over the sequence sees neighbours only. Where two others come too close, the
        right one may not start before what the left one asks, and the pass is done again.
        """
        sequence, grid = state.sequence, self.grid
        least: dict[int, int] = {}
        for _ in range(_REPAIRS):
            found = self.model.positions(sequence, state.pins, least)
            if found is None:
                return None
            clash = False
            for i, left in enumerate(sequence):
                end = found[i][0] + found[i][1]
                for m in range(i + 1, len(sequence)):
                    right = sequence[m]
                    if not grid.related[left, right]:
                        continue
                    asked = end + int(grid.lag_hard[left, right])
                    if found[m][0] < asked:
                        least[right] = max(least.get(right, 0), asked)
                        clash = True
            if not clash:
                return found
        return None
