"""The ``sweep`` engine: a bound from relaxed rows, closed by labels.

Rounds of the same steps, each wider than the one before: multipliers raise the bound, starts
and links that cannot be in a better row are removed, labels look for a better row, and once the
labels need no cutting, they have proven the best row.
"""

from __future__ import annotations

import logging
import time

import numpy as np

from ondergrond_solver.engines.grid import Grid, make_grid, make_row
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import EngineError, Limits, Row, Solution
from ondergrond_solver.sweep.compiled import announce, mark_prepared
from ondergrond_solver.sweep.fit import FOUND, NONE, make_shapes, search
from ondergrond_solver.sweep.labels import Found, run_labels
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.repair import placed
from ondergrond_solver.sweep.rows import best_row
from ondergrond_solver.sweep.tables import BIG, make_tables

ENDLESS = 2**54
"""Above every score a valid problem can have (`validation.LARGEST_SCORE` is 2^53)."""

_MOST_ITEMS = 63
_MOST_BYTES = 220_000_000
_ROUNDS = (
    *(("states", 30), ("states", 300), ("states", 3_000)),
    *(("labels", 30), ("labels", 100), ("labels", 300)),
    *(("states", 20_000), ("labels", 1_000), ("labels", 3_000)),
    *(("labels", 10_000), ("labels", 30_000), ("labels", 100_000)),
)
"""What each round runs over, and how many it keeps per number of items covered."""
FIRST_ROUNDS = 6
"""After these, seconds at the most, another engine may be the quicker one."""
_NARROW = 30
_MOST_LABELS = 1_000_000
_PASSES = 20
_MOST_STEPS = 3_000_000
_FEW_STEPS = 5_000
"""Rows tried to see whether any stands: when that is all that is asked, and before prices."""
_MOST_PASSES_A_ROUND = 120

_log = logging.getLogger(__name__)


def solve_sweep(
    problem: Problem,
    limits: Limits,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """Solve a valid `problem` to proof, within bounds of counted work and of memory.

    hint: a valid row to start from. feasibility_only: any row will do; prices are left out.
    Raises EngineError when a row found does not hold.
    """
    announce()
    known = _solved(problem, limits, hint, feasibility_only)
    mark_prepared()
    return known


def _solved(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    deadline = time.monotonic() + limits.wall_seconds
    if len(problem.items) > _MOST_ITEMS:
        return _unknown(f"sweep takes at most {_MOST_ITEMS} items")
    grid = make_grid(problem)
    known = _fitted(grid, _MOST_STEPS if feasibility_only else _FEW_STEPS)
    if known is not None and (feasibility_only or known.verdict == "infeasible"):
        return known
    if _bytes(grid, feasibility_only) > _MOST_BYTES:
        return _unknown("sweep would need too much memory")
    search = _Search(grid, deadline, limits.sweep_rounds, feasibility_only)
    if hint is not None and not feasibility_only:
        search.take(hint, evaluate(problem, hint))
    return search.run()


def _fitted(grid: Grid, most: int) -> Solution | None:
    """Whether any row stands, by `fit`; None where its steps did not tell."""
    shapes = make_shapes(grid)
    latest = np.full(len(shapes.mask), grid.size, dtype=np.int64)
    found = search(shapes, latest, most=most)
    work = {"sweep rows tried": float(found.steps)}
    if found.verdict == NONE:
        return Solution("infeasible", engine="sweep", established_by=("sweep",), work=work)
    if found.verdict != FOUND:
        return None
    row = make_row([grid.place(int(shapes.source[c]), k, u) for c, k, u in found.row])
    return Solution(
        "feasible",
        score=evaluate(grid.problem, row),
        row=row,
        skipped=skipped_items(grid.problem, row),
        engine="sweep",
        work=work,
    )


def _bytes(grid: Grid, feasibility_only: bool) -> int:
    """About what the largest arrays take."""
    n, cells = len(grid.columns), grid.size + 1
    per_cell = 14 + (0 if feasibility_only else len(grid.problem.items))
    per_pair = 3 * int(grid.problem.pairs.step_price.shape[2]) + 8
    return 8 * (n * cells * per_cell + n * n * per_pair)


def _unknown(reason: str) -> Solution:
    return Solution("unknown", engine="sweep", reason=reason)


class _Search:
    """One solve: the best row so far and what is left to look at."""

    def __init__(self, grid: Grid, deadline: float, rounds: int, feasibility_only: bool) -> None:
        self.problem = grid.problem
        self.deadline = deadline
        self.rounds = rounds
        self.feasibility_only = feasibility_only
        priced = not feasibility_only
        self.left = Reduction(make_tables(grid, priced), ENDLESS, priced)
        self.row: Row | None = None
        self.score: int | None = None
        self.theta = 1.0
        self.labels = 0
        self.states = 0

    def run(self) -> Solution:
        """Rounds until proof or limit."""
        if not self.finished():
            self.left.raise_bound(self.score, 3 * _PASSES, 1.0)
        told = self.feasibility_only  # Whether states have told all they can.
        if not told:
            self.climb()
        for kind, width in _ROUNDS[: self.rounds]:
            if kind == "states" and told:
                continue
            if kind == "labels" and self.score is None and not self.finished():
                self.dive()
            if self.finished():
                break
            if kind == "states":
                told = self.rows(width)
            else:
                found = self.labelled(width, max(20_000, 100 * width))
                self.say("width %d: %d labels of %d", width, found.labels, found.generated)
                if found.exact:
                    return self.answer(proven=True)
            if not self.finished():
                self.tighten()
        return self.answer(proven=self.closed())

    def finished(self) -> bool:
        """Whether the answer is known or time is up."""
        any_row = self.feasibility_only and self.row is not None
        return any_row or self.closed() or time.monotonic() > self.deadline

    def closed(self) -> bool:
        """Whether no row can score below the ceiling."""
        return self.left.impossible or self.left.proven >= self.left.ceiling

    def tighten(self) -> None:
        """Multiplier steps and removals, as long as they pay."""
        left = self.left
        self.theta = max(self.theta, 0.3)
        for _ in range(_MOST_PASSES_A_ROUND // _PASSES):
            proven, live = left.proven, left.live
            gap = left.ceiling - proven
            self.theta = left.raise_bound(self.score, _PASSES, self.theta)
            if self.finished():
                break
            left.fix()
            self.say("tightened")
            if self.finished() or (left.proven - proven < gap // 12 and left.live > 0.85 * live):
                break

    def climb(self) -> None:
        """A first row: narrow runs over states, each allowed to score more than the one before."""
        step = max(abs(self.left.proven) // 100, 1_000)
        while self.score is None and not self.finished() and step < ENDLESS:
            self.rows(_NARROW, self.left.proven + step)
            step *= 4

    def rows(self, width: int, limit: int = ENDLESS) -> bool:
        """One run over states; takes the row it finds. Whether more of the same is of no use."""
        left = self.left
        limit = min(limit, left.ceiling)
        found = best_row(
            left.tables, left.linked, left.place, left.half, left.multiplier, left.bound.passed,
            limit, width,
        )  # fmt: skip
        self.states += found.states
        left.proven = max(left.proven, found.bound)
        score = self.true(found.row) if found.value is not None else None
        if found.value is not None and score != found.value:
            # Columns that are no neighbours pay too: place the same sequence with that in mind.
            sequence = np.array([c for c, _, _ in found.row], dtype=np.int64)
            placed_row = placed(left.tables, left.tables.place, sequence)
            if placed_row is not None:
                self.true(placed_row)
        self.say("rows by %d: %d states, value %s, true %s, exact %s",
                 width, found.states, found.value, score, found.exact)  # fmt: skip
        return found.exact

    def true(self, cells: tuple[tuple[int, int, int], ...]) -> int | None:
        """What a row of (column, start, width in cells) really scores; takes it if it is better."""
        source, grid = self.left.tables.source, self.left.tables.grid
        row = make_row([grid.place(int(source[c]), k, u) for c, k, u in cells])
        try:
            score = evaluate(self.problem, row)
        except ValueError:
            return None  # Columns that are no neighbours are too near, which a relaxed row allows.
        if score < self.left.ceiling:
            self.take(row, score)
        return score

    def dive(self) -> None:
        """A first row: narrow runs that let bounds rise by ever more from bucket to bucket."""
        stride = max(abs(self.left.proven) // 200, 1_000)
        while not self.finished():
            found = self.labelled(60, 20_000, stride)
            self.say("dive by %d: %d labels of %d", stride, found.labels, found.generated)
            if found.score is not None or found.exact or stride > ENDLESS:
                break
            stride *= 3

    def labelled(self, width: int, quota: int, stride: int = BIG) -> Found:
        """One run over labels; takes the row it finds and the bound it proves."""
        left = self.left
        found = run_labels(
            left.tables, left.place, left.half, left.multiplier, left.bound.passed,
            left.ceiling, width, _MOST_LABELS, quota, stride, self.deadline,
        )  # fmt: skip
        self.labels += found.labels
        if found.score is not None:
            source, grid = left.tables.source, left.tables.grid
            row = make_row([grid.place(int(source[c]), k, u) for c, k, u in found.row])
            score = evaluate(self.problem, row)
            if score != found.score and not self.feasibility_only:
                raise EngineError(f"A row of sweep scores {score}, not {found.score}.")
            self.take(row, score)
        left.proven = max(left.proven, found.open_bound)
        return found

    def take(self, row: Row, score: int) -> None:
        """A better row: only rows that score below it are looked for from now on."""
        self.row, self.score = row, score
        if not self.feasibility_only:
            self.left.lower(score)

    def say(self, text: str, *values: object) -> None:
        """One line of progress for whoever listens to the log."""
        left = self.left
        _log.debug(
            f"{text}; score %s, bound %d, %d columns, %d cells, %d links, %d passes",
            *values, self.score, left.proven, left.tables.columns, left.live,
            int(left.linked.sum()), left.passes,
        )  # fmt: skip

    def answer(self, proven: bool) -> Solution:
        """What is known, as a solution."""
        work = {
            "sweep passes": float(self.left.passes),
            "sweep states": float(self.states),
            "sweep labels": float(self.labels),
        }
        if self.row is None or self.score is None:
            if proven:
                return Solution("infeasible", engine="sweep", established_by=("sweep",), work=work)
            return Solution(
                "unknown",
                bound=None if self.feasibility_only else self.left.proven,
                engine="sweep",
                reason="sweep reached its limit before it found a row",
                work=work,
            )
        optimal = proven and not self.feasibility_only
        bound = self.score if optimal else min(self.left.proven, self.score)
        limited = "sweep reached its limit before the proof"
        return Solution(
            "optimal" if optimal else "feasible",
            score=self.score,
            bound=None if self.feasibility_only else bound,
            row=self.row,
            skipped=skipped_items(self.problem, self.row),
            engine="sweep",
            reason="" if optimal or self.feasibility_only else limited,
            work=work,
        )
