"""``solve``: one door to all engines."""

from __future__ import annotations

from ondergrond_solver.engines import ENGINES
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import Limits, Row, Solution


def solve(
    problem: Problem,
    engine: str = "auto",
    *,
    limits: Limits | None = None,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """The best row of a problem. Raises ValueError for an invalid problem or an unknown engine."""
    problem.assert_valid()
    if engine not in ENGINES:
        raise ValueError(f"unknown engine '{engine}'; one of: {', '.join(sorted(ENGINES))}")
    return ENGINES[engine](problem, limits or Limits(), hint, feasibility_only)
