"""The engines by name, and the one form they all have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import Limits, Row, Solution

Engine = Callable[[Problem, Limits, Row | None, bool], Solution]
"""Takes a valid problem, limits, a valid row as a hint (or None) and whether any row will do."""


def _greedy(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    from ondergrond_solver.engines.greedy import solve_greedy

    return solve_greedy(problem, limits, hint, feasibility_only)


def _cpsat(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    from ondergrond_solver.engines.cpsat import solve_cpsat

    return solve_cpsat(problem, limits, hint, feasibility_only)


def _sweep(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    from ondergrond_solver.sweep.engine import solve_sweep

    return solve_sweep(problem, limits, hint, feasibility_only)


def _auto(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    from ondergrond_solver.engines.auto import solve_auto

    return solve_auto(problem, limits, hint, feasibility_only)


def _both(problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool) -> Solution:
    from ondergrond_solver.engines.both import solve_both

    return solve_both(problem, limits, hint, feasibility_only)


ENGINES: Final[Mapping[str, Engine]] = {
    "auto": _auto,
    "both": _both,
    "cpsat": _cpsat,
    "greedy": _greedy,
    "sweep": _sweep,
}
"""Every engine by its name; an engine is imported when it is first called."""
