"""The ``cpsat`` engine: OR-Tools CP-SAT, with a second run before it says ``infeasible``.

False INFEASIBLE answers are reported against CP-SAT 9.15 (google/or-tools issue 5295), so the
answer is asked for again: from a model without prices, without symmetry breaking and with the
windows of the places alone, run without presolve, linear relaxation and symmetry detection.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from ortools.sat.python import cp_model

from ondergrond_solver.engines.cpsat_model import RowModel
from ondergrond_solver.engines.cpsat_prices import add_prices
from ondergrond_solver.engines.grid import Grid, make_grid
from ondergrond_solver.engines.windows import plain_windows, tight_windows
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import EngineError, Limits, Row, Solution

SEED = 1
"""Any fixed value: one worker with one seed gives one answer."""

_FEW_ITEMS = 25
"""With no more of them CP-SAT proves sooner without linear relaxations."""

_LEAST_TIME = 0.01
_NO_BOUND = 2.0**60


def solve_cpsat(
    problem: Problem,
    limits: Limits,
    hint: Row | None = None,
    feasibility_only: bool = False,
) -> Solution:
    """Solve a valid `problem` to proof, within `limits`.

    hint: a valid row to start from. feasibility_only: any row will do.
    Raises EngineError when CP-SAT calls the model invalid or its answer does not hold.
    """
    session = _Session(limits, time.monotonic() + limits.wall_seconds)
    grid = make_grid(problem)
    windows = tight_windows(grid)
    rows = RowModel(grid, windows)
    if not feasibility_only:
        add_prices(rows)
    if hint is not None:
        rows.hint(hint)
    status = session.run(rows, _searching(problem, feasibility_only))
    if status == cp_model.INFEASIBLE:
        return _infeasible(grid, session)
    if status == cp_model.UNKNOWN:
        return Solution(
            "unknown",
            bound=None if feasibility_only else session.bound(),
            engine="cpsat",
            reason="CP-SAT reached its limit before it found a row",
            work=session.work,
        )
    row = rows.row(session.solver.value)
    score = evaluate(problem, row)
    proven = status == cp_model.OPTIMAL and not feasibility_only
    if proven and score != round(session.solver.objective_value):
        raise EngineError(
            f"CP-SAT calls {session.solver.objective_value} optimal; its row scores {score}."
        )
    reason = "" if feasibility_only else "CP-SAT reached its limit before the proof"
    return Solution(
        "optimal" if proven else "feasible",
        score=score,
        bound=score if proven else None if feasibility_only else session.bound(),
        row=row,
        skipped=skipped_items(problem, row),
        engine="cpsat",
        established_by=("cpsat",) if proven else (),
        reason="" if proven else reason,
        work=session.work,
    )


def _infeasible(grid: Grid, session: _Session) -> Solution:
    """What remains of INFEASIBLE after a second, differently parameterised run."""
    plain = RowModel(grid, plain_windows(grid), symmetry=False)
    status = session.run(plain, _confirming())
    if status == cp_model.INFEASIBLE:
        return Solution("infeasible", engine="cpsat", established_by=("cpsat",), work=session.work)
    if status == cp_model.UNKNOWN:
        return Solution(
            "unknown",
            engine="cpsat",
            reason="CP-SAT says infeasible, but a second run reached its limit before it agreed",
            work=session.work,
        )
    row = plain.row(session.solver.value)
    return Solution(
        "feasible",
        score=evaluate(grid.problem, row),
        row=row,
        skipped=skipped_items(grid.problem, row),
        engine="cpsat",
        reason="CP-SAT said infeasible, but a second run found this row: a defect of CP-SAT",
        work=session.work,
    )


def _searching(problem: Problem, feasibility_only: bool) -> cp_model.SatParameters:
    parameters = cp_model.SatParameters()
    parameters.random_seed = SEED
    # Of 40 streets of the benchmarks level 0 proves 40 in 15 s each (105 s together), level 1 38,
    # level 2 32 (184 s); of 8 streets of the library 8 and 7. With more items than so the rows of
    # level 0 are poor: a boulevard of 27 claims ends 2260 % from its bound, with level 2 35 %.
    few = len(problem.items) <= _FEW_ITEMS
    parameters.linearization_level = 0 if feasibility_only or few else 2
    return parameters


def _confirming() -> cp_model.SatParameters:
    parameters = cp_model.SatParameters()
    parameters.cp_model_presolve = False
    parameters.symmetry_level = 0
    parameters.linearization_level = 1
    parameters.random_seed = SEED + 1
    return parameters


@dataclass
class _Session:
    """The runs of one answer, which share the limits."""

    limits: Limits
    deadline: float

    def __post_init__(self) -> None:
        self.solver = cp_model.CpSolver()
        self.work: dict[str, float] = {}

    def run(self, rows: RowModel, parameters: cp_model.SatParameters) -> cp_model.CpSolverStatus:
        solver = cp_model.CpSolver()
        solver.parameters.merge_from(parameters)
        self.solver = solver
        spent = self.work.get("cpsat deterministic time", 0.0)
        solver.parameters.max_deterministic_time = max(
            self.limits.deterministic_time - spent, _LEAST_TIME
        )
        solver.parameters.max_time_in_seconds = max(self.deadline - time.monotonic(), _LEAST_TIME)
        solver.parameters.num_workers = self.limits.workers
        status = solver.solve(rows.model)
        if status == cp_model.MODEL_INVALID:
            raise EngineError(f"CP-SAT refuses the model: {rows.model.validate()}")
        for name, value in (
            ("cpsat deterministic time", solver.deterministic_time),
            ("cpsat branches", solver.num_branches),
            ("cpsat conflicts", solver.num_conflicts),
        ):
            self.work[name] = self.work.get(name, 0) + value
        return status

    def bound(self) -> int | None:
        """The proven bound of the last run, if it has one.

        A run that is stopped before its search reports a bound of 0 that nobody proved.
        """
        bound = self.solver.best_objective_bound
        untouched = bound == 0 and self.solver.num_branches == 0
        return math.ceil(bound - 1e-6) if abs(bound) < _NO_BOUND and not untouched else None
