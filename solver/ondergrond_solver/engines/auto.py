"""The ``auto`` engine: some parts of sweep, then CP-SAT, then sweep again for what is left open.

Sweep finds its own first row, so greedy is asked only when sweep has none.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

from ondergrond_solver.engines.greedy import solve_greedy
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import DisagreementError, Limits, Row, Solution
from ondergrond_solver.sweep.engine import FIRST_NODES, solve_sweep

_TURNS = ((4.0, 60), (math.inf, 1_000_000))
"""Units of CP-SAT, then parts of sweep: what one leaves open, the other often closes soon."""


def solve_auto(
    problem: Problem,
    limits: Limits,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """The best that all engines together know of a valid `problem`.

    An ``infeasible`` of sweep is asked of CP-SAT too; `established_by` names who says so.
    Raises DisagreementError when the engines contradict each other.
    """
    began = time.monotonic()
    nodes = min(FIRST_NODES, limits.sweep_nodes)
    known = solve_sweep(problem, replace(limits, sweep_nodes=nodes), hint, feasibility_only)
    if known.verdict == "infeasible":
        return _confirmed(problem, limits, known)
    if known.verdict == "optimal" or (feasibility_only and known.has_row):
        return known
    if not known.has_row:
        known = _with_row(problem, known, solve_greedy(problem, limits, None, feasibility_only))
        if hint is not None and (known.score is None or evaluate(problem, hint) < known.score):
            known = _with_row(problem, known, _of_hint(problem, hint))
    if feasibility_only and known.has_row:
        return replace(known, reason="")
    for turn, (units, nodes) in enumerate(_TURNS):
        row = known.row if known.has_row else None
        brief = _rest(limits, began, known)
        brief = replace(brief, deterministic_time=min(units, brief.deterministic_time))
        found = solve_cpsat(problem, brief, row, feasibility_only)
        if found.verdict == "infeasible":
            if row is not None:
                reason = "CP-SAT says infeasible, but this row is valid: a defect of CP-SAT"
                return replace(known, reason=reason, work=_added(known, found))
            return _seconded(problem, _rest(limits, began, known), found)
        known = _joined(known, found)
        if known.verdict == "optimal" or (feasibility_only and known.has_row):
            return known
        if turn == 0 and not known.has_row and not feasibility_only:
            # Whether any row stands is the easier question, and often the answer.
            stands = solve_sweep(problem, _rest(limits, began, known), None, True)
            if stands.verdict == "infeasible":
                return _confirmed(problem, _rest(limits, began, known), stands)
            known = _with_row(problem, known, stands)
        if not feasibility_only and limits.sweep_nodes > FIRST_NODES:
            brief = _rest(limits, began, known)
            brief = replace(brief, sweep_nodes=min(nodes, brief.sweep_nodes))
            known = _joined(known, solve_sweep(problem, brief, known.row or None))
        if known.verdict == "infeasible":
            return _confirmed(problem, _rest(limits, began, known), known)
        if known.verdict == "optimal":
            return known
    return known


def _seconded(problem: Problem, limits: Limits, known: Solution) -> Solution:
    """What sweep says of a problem that CP-SAT calls infeasible."""
    found = solve_sweep(problem, limits, None, True)
    if found.has_row:
        return replace(
            found,
            reason="CP-SAT says infeasible, but this row is valid: a defect of CP-SAT",
            work=_added(known, found),
        )
    engines = known.established_by
    if found.verdict == "infeasible":
        engines = (*found.established_by, *engines)
    return replace(known, established_by=engines, work=_added(known, found))


def _added(known: Solution, found: Solution) -> dict[str, float]:
    """The work of two answers together."""
    names = {**known.work, **found.work}
    return {name: known.work.get(name, 0.0) + found.work.get(name, 0.0) for name in names}


def solve_cpsat(problem: Problem, limits: Limits, hint: Row | None, any_row: bool) -> Solution:
    """CP-SAT, imported when it is first asked: half a second that most streets never need."""
    from ondergrond_solver.engines import cpsat

    return cpsat.solve_cpsat(problem, limits, hint, any_row)


def _rest(limits: Limits, began: float, known: Solution) -> Limits:
    """The limits, less the wall clock and the time of CP-SAT that have been used."""
    used = known.work.get("cpsat deterministic time", 0.0)
    left = max(0.001, limits.deterministic_time - used)
    return replace(limits.since(began), deterministic_time=left)


def _joined(known: Solution, found: Solution) -> Solution:
    """The better row, the higher bound and the verdict that follow from two answers.

    Raises DisagreementError when a row scores below a bound, or there should be none.
    """
    found = replace(found, work=_added(known, found))
    if found.verdict == "infeasible":
        if known.score is not None:
            raise DisagreementError(
                f"{found.engine} says infeasible, but {known.engine} has a row."
            )
        return found
    bounds = [b for b in (known.bound, found.bound) if b is not None]
    bound = max(bounds, default=None)
    if found.score is None or (known.score is not None and known.score < found.score):
        found = replace(known, reason=found.reason or known.reason, work=found.work)
    if found.score is not None and bound is not None and bound >= found.score:
        if bound > found.score:
            raise DisagreementError(f"A row scores {found.score}, below the proven bound {bound}.")
        return replace(found, verdict="optimal", bound=bound, reason="")
    return replace(found, bound=bound)


def _confirmed(problem: Problem, limits: Limits, known: Solution) -> Solution:
    """What CP-SAT says of a problem that sweep calls infeasible."""
    found = solve_cpsat(problem, limits, None, True)
    if found.has_row:
        raise DisagreementError("Sweep says infeasible, but CP-SAT has a row.")
    engines = known.established_by
    if found.verdict == "infeasible":
        engines = (*engines, *found.established_by)
    return replace(known, established_by=engines, work=_added(known, found))


def _with_row(problem: Problem, known: Solution, other: Solution) -> Solution:
    """`known` with the row of `other`, if that has one."""
    work = _added(known, other)
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
