"""The engine ``cpsat``: the CP-SAT model of a problem, solved with one worker and a fixed seed."""

from __future__ import annotations

from ortools.sat.python import cp_model

from ondergrond_solver.engines.cpsat_model import ModelOptions, RowModel
from ondergrond_solver.engines.grid import make_grid, make_row
from ondergrond_solver.engines.windows import tight_windows
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import Limits, Row, Solution


def solve_cpsat(
    problem: Problem, limits: Limits, hint: Row | None = None, feasibility_only: bool = False
) -> Solution:
    """The best row of a valid problem, with proof where the limits allow it."""
    grid = make_grid(problem)
    model = RowModel(grid, tight_windows(grid), ModelOptions(priced=not feasibility_only))
    if hint:
        model.hint(hint)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = limits.deterministic_time
    solver.parameters.max_time_in_seconds = limits.wall_seconds
    status = solver.solve(model.model)
    work = {"cpsat deterministic time": solver.deterministic_time}
    if status == cp_model.INFEASIBLE:
        return Solution("infeasible", engine="cpsat", established_by=("cpsat",), work=work)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solution("unknown", engine="cpsat", reason="the limit was reached", work=work)
    row = make_row(model.read(solver.value))
    score = evaluate(problem, row)
    optimal = status == cp_model.OPTIMAL and not feasibility_only
    return Solution(
        "optimal" if optimal else "feasible",
        score=score,
        bound=score if optimal else round(solver.best_objective_bound),
        row=row,
        skipped=tuple(skipped_items(problem, row)),
        engine="cpsat",
        reason="" if optimal else "the limit was reached",
        work=work,
    )
