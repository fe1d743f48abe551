"""The ``both`` engine: sweep and CP-SAT, each on its own, and an error where they differ.

For whom a second opinion is worth the time. Neither engine sees what the other found.
"""

from __future__ import annotations

import time
from dataclasses import replace

from ondergrond_solver.engines.cpsat import solve_cpsat
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import DisagreementError, Limits, Row, Solution
from ondergrond_solver.sweep.engine import solve_sweep


def solve_both(
    problem: Problem,
    limits: Limits,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """What both engines say of a valid `problem`; ``established_by`` names who proved it.

    An engine that reached its limit contradicts nobody: then the other's answer counts.
    Raises DisagreementError when the two contradict each other in verdict, score or bound.
    """
    began = time.monotonic()
    one = solve_sweep(problem, limits, hint, feasibility_only)
    other = solve_cpsat(problem, limits.since(began), hint, feasibility_only)
    _compare(one, other)
    _compare(other, one)
    proofs = [s for s in (one, other) if s.verdict in ("optimal", "infeasible")]
    rows = [s for s in (one, other) if s.score is not None]
    best = (proofs or sorted(rows, key=lambda s: s.score or 0) or [one])[0]
    proven_by = tuple(s.engine for s in proofs)
    bounds = [s.bound for s in (one, other) if s.bound is not None]
    return replace(
        best,
        bound=best.bound if proofs else max(bounds, default=None),
        engine="both" if len(proofs) == 2 else best.engine,
        established_by=proven_by,
        work={**one.work, **other.work},
    )


def _compare(one: Solution, other: Solution) -> None:
    """Raise DisagreementError where what `one` proved is contradicted by what `other` found."""
    if one.verdict == "infeasible" and other.has_row:
        raise DisagreementError(
            f"{one.engine} says infeasible, but {other.engine} has a row of score {other.score}."
        )
    if one.bound is not None and other.score is not None and other.score < one.bound:
        raise DisagreementError(
            f"{one.engine} says that no row scores below {one.bound}, but {other.engine} has one "
            f"of score {other.score}."
        )
