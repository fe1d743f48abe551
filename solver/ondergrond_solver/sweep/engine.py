"""The ``sweep`` engine: a bound from relaxed rows, closed by runs over states, or cut in two.

Multipliers raise the bound, starts and links that cannot be in a better row are removed, more and
more items are remembered, and runs over states look for a better row. Where such a run needed no
cutting, it has proven the best row; else the problem is cut in two parts, each treated alike.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from ondergrond_solver.engines.grid import Grid, make_grid, make_row
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import Limits, Row, Solution
from ondergrond_solver.sweep.compiled import mark_prepared
from ondergrond_solver.sweep.fit import FOUND, NONE, search
from ondergrond_solver.sweep.preparing import prepare
from ondergrond_solver.sweep.reinsertion import Reinsertion
from ondergrond_solver.sweep.shapes import make_shapes
from ondergrond_solver.sweep.tables import BIG, make_tables
from ondergrond_solver.sweep.trees import LIMITED, TreeSearch

_MOST_ITEMS = 63
_MOST_BYTES = 220_000_000
_TOO_LARGE = "sweep would need too much memory"
_STEPS_A_SECOND = 200_000
"""Rows tried in a second, about: a limit of time is one of steps here, so that it is counted."""
FIRST_NODES = 8
"""After these, a second or two, another engine may be the quicker one."""
_ALONE = 100_000
"""Work of reinsertion where nothing else is done; most searches end well before it."""
_FEW_STEPS = 100_000
"""Rows tried to see whether any stands, before prices. Where there is room a dozen are enough;
where there is none, no price will find it."""


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
    prepare()
    known = _solved(problem, limits, hint, feasibility_only)
    mark_prepared()
    return known


def _solved(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    deadline = time.monotonic() + limits.wall_seconds
    if len(problem.items) > _MOST_ITEMS:
        return _unknown(f"sweep takes at most {_MOST_ITEMS} items")
    grid = make_grid(problem)
    most = int(min(limits.sweep_rows, limits.wall_seconds * _STEPS_A_SECOND))
    known = _fitted(grid, most if feasibility_only else min(most, _FEW_STEPS))
    if known is not None and known.verdict == "infeasible":
        return known
    if known is not None and feasibility_only:
        return _scored(problem, known)
    if feasibility_only and limits.sweep_nodes == 0:
        return _unknown("sweep reached its limit before it found a row")
    spare = None if known is None else known.row
    if _bytes(grid, feasibility_only) > _MOST_BYTES:
        rows = [row for row in (hint, spare) if row is not None]
        best = min(rows, key=lambda row: evaluate(problem, row), default=None)
        return _too_large(grid, deadline, best, feasibility_only)
    tree = TreeSearch(grid, deadline, limits.sweep_nodes, feasibility_only, spare)
    if hint is not None and not feasibility_only:
        score = evaluate(problem, hint)
        if score < tree.best.ceiling:
            tree.best.take(hint, score)
    found = tree.run()
    if found.verdict != "unknown" or known is None:
        return found
    # Any row that stands is better than none; as a start it would have led astray, far as it is.
    return replace(_scored(problem, known), bound=found.bound, reason=LIMITED, work=found.work)


def _too_large(grid: Grid, deadline: float, row: Row | None, any_row: bool) -> Solution:
    """What reinsertion makes of a row that stands, or of nothing; it needs smaller arrays.

    There is no bound. any_row: prices do not count, and no row is known.
    """
    work = 0
    if not any_row and _bytes_of_reinsertion(grid) <= _MOST_BYTES:
        tables = make_tables(grid)
        search = Reinsertion(tables, tables.place, deadline)
        cells = search.first() if row is None else tables.found(row)
        if cells is not None:
            better, in_order = tables.laid(search.improved(cells, _ALONE))
            if tables.score(in_order) < (BIG if row is None else evaluate(grid.problem, row)):
                row = better
        work = search.work
    if row is None:
        return _unknown(_TOO_LARGE)
    told = {"sweep columns followed": float(work)}
    found = Solution("feasible", row=row, engine="sweep", reason=_TOO_LARGE, work=told)
    return _scored(grid.problem, found)


def _fitted(grid: Grid, most: int) -> Solution | None:
    """Whether any row stands, by `fit`, not scored yet; None where its steps did not tell."""
    shapes = make_shapes(grid)
    latest = np.full(len(shapes.mask), grid.size, dtype=np.int64)
    found = search(shapes, latest, most=most)
    work = {"sweep rows tried": float(found.steps)}
    if found.verdict == NONE:
        return Solution("infeasible", engine="sweep", established_by=("sweep",), work=work)
    if found.verdict != FOUND:
        return None
    row = make_row([grid.place(int(shapes.source[c]), k, u) for c, k, u in found.row])
    return Solution("feasible", row=row, engine="sweep", work=work)


def _scored(problem: Problem, known: Solution) -> Solution:
    """An answer with the score of its row: most are not asked for, as better rows are found."""
    row = known.row
    return replace(known, score=evaluate(problem, row), skipped=skipped_items(problem, row))


def _bytes(grid: Grid, feasibility_only: bool) -> int:
    """About what the largest arrays take."""
    n, cells = len(grid.columns), grid.size + 1
    per_cell = 14 + (0 if feasibility_only else len(grid.problem.items))
    return 8 * n * (cells * per_cell + n * (3 * _levels(grid) + 8))


def _bytes_of_reinsertion(grid: Grid) -> int:
    """The same for reinsertion alone: tables, lines from either end, and ways."""
    n, m, cells = len(grid.columns), len(grid.problem.items), grid.size + 1
    return 8 * (cells * (6 * n + 8 * m + 6) + n * n * (6 * _levels(grid) + 8))


def _levels(grid: Grid) -> int:
    """Of a pair of columns."""
    return int(grid.problem.pairs.step_price.shape[2])


def _unknown(reason: str) -> Solution:
    return Solution("unknown", engine="sweep", reason=reason)
