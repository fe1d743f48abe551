"""The engines by name, and the one form they all have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import Limits, Row, Solution

Engine = Callable[[Problem, Limits, Row | None, bool], Solution]
"""Takes a valid problem, limits, a hint and whether a feasible row is enough; gives a solution."""


def _greedy(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    from ondergrond_solver.engines.greedy import solve_greedy

    return solve_greedy(problem, limits, hint, feasibility_only)


def _cpsat(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    from ondergrond_solver.engines.cpsat import solve_cpsat

    return solve_cpsat(problem, limits, hint, feasibility_only)


def _auto(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    start = _greedy(problem, limits, hint, feasibility_only)
    return _cpsat(problem, limits, start.row if start.has_row else hint, feasibility_only)


ENGINES: Final[Mapping[str, Engine]] = {"auto": _auto, "cpsat": _cpsat, "greedy": _greedy}
"""Every engine by its name."""
