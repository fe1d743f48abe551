"""The ``auto`` engine: some parts of sweep, then CP-SAT, then sweep again for what is left open.

Sweep finds its own first row, so greedy is asked only when sweep has none.
"""

from __future__ import annotations

import time
from dataclasses import replace

from ondergrond_solver.engines.greedy import solve_greedy
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import EngineError, Limits, Row, Solution
from ondergrond_solver.sweep.engine import FIRST_NODES, solve_sweep


def solve_auto(
    problem: Problem,
    limits: Limits,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """The best that all engines together know of a valid `problem`.

    An ``infeasible`` of sweep is asked of CP-SAT too; `established_by` names who says so.
    Raises EngineError when the engines contradict each other.
    """
    began = time.monotonic()
    nodes = min(FIRST_NODES, limits.sweep_nodes)
    known = solve_sweep(problem, replace(limits, sweep_nodes=nodes), hint, feasibility_only)
    if known.verdict == "infeasible":
        return _confirmed(problem, limits, known)
    if known.verdict == "optimal" or (feasibility_only and known.has_row):
        return known
    if not known.has_row and not feasibility_only:
        # Whether any row stands is the easier question, and often the answer.
        stands = solve_sweep(problem, _rest(limits, began), None, True)
        if stands.verdict == "infeasible":
            return _confirmed(problem, limits, stands)
    if not known.has_row:
        known = _with_row(problem, known, solve_greedy(problem, limits, None, feasibility_only))
        if hint is not None and (known.score is None or evaluate(problem, hint) < known.score):
            known = _with_row(problem, known, _of_hint(problem, hint))
    if feasibility_only and known.has_row:
        return replace(known, reason="")
    row = known.row if known.has_row else None
    found = solve_cpsat(problem, _rest(limits, began), row, feasibility_only)
    if found.verdict == "infeasible" and row is not None:
        reason = "CP-SAT says infeasible, but this row is valid: a defect of CP-SAT"
        return replace(known, reason=reason, work={**known.work, **found.work})
    known = _joined(known, found)
    open_still = known.verdict == "feasible" and not feasibility_only
    if open_still and nodes < limits.sweep_nodes:
        known = _joined(known, solve_sweep(problem, _rest(limits, began), known.row))
    return known


def solve_cpsat(problem: Problem, limits: Limits, hint: Row | None, any_row: bool) -> Solution:
    """CP-SAT, imported when it is first asked: half a second that most streets never need."""
    from ondergrond_solver.engines import cpsat

    return cpsat.solve_cpsat(problem, limits, hint, any_row)


def _rest(limits: Limits, began: float) -> Limits:
    """The limits, with the wall clock that is left."""
    return replace(limits, wall_seconds=max(0.01, limits.wall_seconds - time.monotonic() + began))


def _joined(known: Solution, found: Solution) -> Solution:
    """The better row, the higher bound and the verdict that follow from two answers.

    Raises EngineError when a row scores below a bound, or there should be none.
    """
    found = replace(found, work={**known.work, **found.work})
    if found.verdict == "infeasible":
        if known.score is not None:
            raise EngineError(f"{found.engine} says infeasible, but {known.engine} has a row.")
        return found
    bounds = [b for b in (known.bound, found.bound) if b is not None]
    bound = max(bounds, default=None)
    if found.score is None or (known.score is not None and known.score < found.score):
        found = replace(known, reason=found.reason or known.reason, work=found.work)
    if found.score is not None and bound is not None and bound >= found.score:
        if bound > found.score:
            raise EngineError(f"A row scores {found.score}, below the proven bound {bound}.")
        return replace(found, verdict="optimal", bound=bound, reason="")
    return replace(found, bound=bound)


def _confirmed(problem: Problem, limits: Limits, known: Solution) -> Solution:
    """What CP-SAT says of a problem that sweep calls infeasible."""
    found = solve_cpsat(problem, limits, None, True)
    if found.has_row:
        raise EngineError("Sweep says infeasible, but CP-SAT has a row.")
    engines = known.established_by
    if found.verdict == "infeasible":
        engines = (*engines, *found.established_by)
    return replace(known, established_by=engines, work={**known.work, **found.work})


def _with_row(problem: Problem, known: Solution, other: Solution) -> Solution:
    """`known` with the row of `other`, if that has one."""
    work = {**known.work, **other.work}
    if other.score is None:
        return replace(known, work=work)
    return replace(
        known,
        verdict="feasible",
        score=other.score,
        row=other.row,
        skipped=skipped_items(problem, other.row),
        engine=other.engine,
        reason=other.reason,
        work=work,
    )


def _of_hint(problem: Problem, hint: Row) -> Solution:
    return Solution(
        "feasible",
        score=evaluate(problem, hint),
        row=hint,
        engine="hint",
        reason="the row given as a hint",
    )
