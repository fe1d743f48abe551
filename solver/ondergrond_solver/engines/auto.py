"""The ``auto`` engine: a greedy incumbent, then CP-SAT with it as a hint."""

from __future__ import annotations

from dataclasses import replace

from ondergrond_solver.engines.cpsat import solve_cpsat
from ondergrond_solver.engines.greedy import solve_greedy
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import Limits, Row, Solution


def solve_auto(
    problem: Problem,
    limits: Limits,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """The best that all engines together know of a valid `problem`."""
    known = solve_greedy(problem, limits, None, feasibility_only)
    if hint is not None:
        score = evaluate(problem, hint)
        if known.score is None or score < known.score:
            known = replace(
                known,
                verdict="feasible",
                score=score,
                row=hint,
                skipped=skipped_items(problem, hint),
                reason="the row given as a hint",
            )
    if feasibility_only and known.has_row:
        return replace(known, reason="")
    found = solve_cpsat(problem, limits, known.row if known.has_row else None, feasibility_only)
    found = replace(found, work={**known.work, **found.work})
    if known.score is None or (found.score is not None and found.score <= known.score):
        return found
    reason = found.reason
    if found.verdict == "infeasible":
        reason = "CP-SAT says infeasible, but this row is valid: a defect of CP-SAT"
    return replace(known, bound=found.bound, reason=reason, work=found.work)
