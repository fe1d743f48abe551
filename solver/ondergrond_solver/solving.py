"""The one door to the engines: validate, solve, verify."""

from __future__ import annotations

from collections.abc import Sequence

from ondergrond_solver.engines import ENGINES
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import EngineError, Limits, Placed, Solution


def solve(
    problem: Problem,
    engine: str = "auto",
    *,
    limits: Limits | None = None,
    hint: Sequence[Placed] | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """The best row of `problem`, verified against the definition.

    engine: ``auto``, ``both``, ``cpsat``, ``greedy`` or ``sweep`` (see
        `ondergrond_solver.engines.ENGINES`).
    limits: how much work may be done; None for the defaults.
    hint: a row to start from; one that is not valid for this problem is left aside.
    feasibility_only: whether any row will do. The verdict is then ``feasible``, ``infeasible`` or
        ``unknown``; the score is that of the row found, and there is no bound.

    Raises ValueError when the problem is not valid or the engine unknown, and EngineError when
    what an engine returns does not hold.
    """
    problem.assert_valid()
    if engine not in ENGINES:
        known = ", ".join(sorted(ENGINES))
        raise ValueError(f"There is no engine {engine!r}; known are {known}.")
    start = tuple(sorted(hint, key=lambda p: (p.start, p.column))) if hint is not None else None
    if start is not None and not _is_valid(problem, start):
        start = None
    solution = ENGINES[engine](problem, limits or Limits(), start, feasibility_only)
    verify(problem, solution)
    return solution


def verify(problem: Problem, solution: Solution) -> None:
    """Raise EngineError unless the row, score, bound and skipped items of `solution` hold."""
    if not solution.has_row:
        if solution.row or solution.verdict in ("optimal", "feasible"):
            raise EngineError(f"{solution.engine} says {solution.verdict} without a scored row.")
        return
    try:
        score = evaluate(problem, solution.row)
    except ValueError as error:
        raise EngineError(f"The row of {solution.engine} is not valid: {error}") from error
    if score != solution.score:
        raise EngineError(f"{solution.engine} says {solution.score}; its row scores {score}.")
    if solution.bound is not None and solution.bound > score:
        raise EngineError(f"{solution.engine} has bound {solution.bound} above score {score}.")
    if solution.verdict == "optimal" and solution.bound != score:
        raise EngineError(f"{solution.engine} says optimal, with bound {solution.bound}.")
    if solution.verdict not in ("optimal", "feasible"):
        raise EngineError(f"{solution.engine} says {solution.verdict}, but has a row.")
    if solution.skipped != skipped_items(problem, solution.row):
        raise EngineError(f"{solution.engine} names the wrong skipped items: {solution.skipped}.")


def _is_valid(problem: Problem, row: Sequence[Placed]) -> bool:
    try:
        evaluate(problem, row)
    except ValueError:
        return False
    return True
