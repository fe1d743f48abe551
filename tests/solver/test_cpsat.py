"""The cpsat engine's own promises: a confirmed infeasible, limits, what it makes of a defect."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from ondergrond_solver import EngineError, Item, Limits, PairTables, Problem, solve
from ondergrond_solver.engines import auto, cpsat
from ondergrond_solver.engines.cpsat_prices import convex_chains
from ondergrond_solver.engines.pieces import Piece
from ondergrond_solver.solution import Solution
from tests.solver.instances import tight_street

INFEASIBLE = replace(tight_street(3, 8, 10), length=2500)
FEASIBLE = tight_street(4, 6, 10)


class Doctored(cp_model.CpSolver):
    """A solver whose first answers are replaced by the statuses in `answers`."""

    answers: list[cp_model.CpSolverStatus] = []  # noqa: RUF012
    runs = 0

    def solve(self, *args: object, **kwargs: object) -> cp_model.CpSolverStatus:
        status = super().solve(*args, **kwargs)  # type: ignore[arg-type]
        run, Doctored.runs = Doctored.runs, Doctored.runs + 1
        return self.answers[run] if run < len(self.answers) else status


@pytest.fixture
def doctored(monkeypatch: pytest.MonkeyPatch) -> type[Doctored]:
    monkeypatch.setattr(cp_model, "CpSolver", Doctored)
    monkeypatch.setattr(Doctored, "answers", [])
    monkeypatch.setattr(Doctored, "runs", 0)
    return Doctored


def test_infeasible_is_asked_for_twice(doctored: type[Doctored]) -> None:
    solution = solve(INFEASIBLE, "cpsat")
    assert (solution.verdict, solution.established_by) == ("infeasible", ("cpsat",))
    assert doctored.runs == 2


def test_optimal_is_asked_for_once(doctored: type[Doctored]) -> None:
    assert solve(FEASIBLE, "cpsat").verdict == "optimal"
    assert doctored.runs == 1


def test_a_false_infeasible_is_found_out(doctored: type[Doctored]) -> None:
    doctored.answers = [cp_model.INFEASIBLE]
    solution = solve(FEASIBLE, "cpsat")
    assert (solution.verdict, solution.bound) == ("feasible", None)
    assert "a defect of CP-SAT" in solution.reason


def test_an_infeasible_that_is_not_confirmed_in_time_is_unknown(doctored: type[Doctored]) -> None:
    doctored.answers = [cp_model.INFEASIBLE, cp_model.UNKNOWN]
    solution = solve(FEASIBLE, "cpsat")
    assert (solution.verdict, solution.has_row) == ("unknown", False)
    assert "before it agreed" in solution.reason


def test_a_model_that_is_refused_is_an_exception(doctored: type[Doctored]) -> None:
    doctored.answers = [cp_model.MODEL_INVALID]
    with pytest.raises(EngineError, match="refuses the model"):
        solve(FEASIBLE, "cpsat")


def test_an_optimum_that_its_row_does_not_score_is_an_exception(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cp_model.CpSolver, "objective_value", property(lambda _: 0.0))
    with pytest.raises(EngineError, match="its row scores"):
        solve(FEASIBLE, "cpsat")


@pytest.fixture
def sweepless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine auto with a sweep that knows nothing."""
    unknown = Solution("unknown", engine="sweep", reason="switched off")
    monkeypatch.setattr(auto, "solve_sweep", lambda *_: unknown)


@pytest.mark.usefixtures("sweepless")
def test_a_row_in_hand_is_worth_more_than_cpsats_infeasible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    no = Solution("infeasible", engine="cpsat", established_by=("cpsat",))
    monkeypatch.setattr(auto, "solve_cpsat", lambda *_: no)
    solution = solve(FEASIBLE)
    assert (solution.verdict, solution.engine) == ("feasible", "greedy")
    assert "a defect of CP-SAT" in solution.reason


def test_what_is_left_when_the_limit_comes_first_has_a_bound_below_it() -> None:
    problem = tight_street(0, 14, 10)
    solution = solve(problem, "cpsat", limits=Limits(deterministic_time=0.1))
    assert (solution.verdict, bool(solution.reason)) == ("feasible", True)
    assert solution.bound is not None
    assert solution.score is not None
    assert solution.bound < solution.score


@pytest.mark.usefixtures("sweepless")
def test_auto_keeps_the_better_of_greedy_and_a_cpsat_that_ran_out_of_time() -> None:
    problem = tight_street(1, 14, 10)
    limits = Limits(deterministic_time=0.01)
    found = solve(problem, limits=limits)
    assert found.verdict == "feasible"
    assert found.score is not None
    assert found.score <= solve(problem, "greedy").score  # type: ignore[operator]
    assert {"greedy passes", "cpsat deterministic time"} <= set(found.work)


@pytest.mark.usefixtures("sweepless")
def test_auto_starts_from_a_hint_that_beats_greedy() -> None:
    best = solve(FEASIBLE, "cpsat")
    limits = Limits(deterministic_time=1e-6, greedy_passes=0)
    found = solve(FEASIBLE, limits=limits, hint=best.row)
    assert found.score == best.score


def test_a_bound_that_is_none_is_not_zero() -> None:
    session = cpsat._Session(Limits(), 1e9)
    problem = Problem(10, 1, (Item("a", skip=5),), (), PairTables.from_lists([]))
    solution = cpsat.solve_cpsat(problem, Limits(), feasibility_only=True)
    assert solution.bound is None
    assert session.work == {}


@pytest.mark.parametrize(
    "scores",
    [
        [5, 3, 2, 2, 3, 7],
        [0, -5, -5],
        [4],
        [1, 0, 1, 0, 1],
        [3, 3, 3, 1, 1, 4, 4],
        [0, 1, 3, 6, 10, 9, 8, 8],
    ],
)
def test_a_convex_chain_is_the_largest_of_its_lines(scores: list[int]) -> None:
    pieces = [Piece(k, k, score, 0) for k, score in enumerate(scores)]
    chains = convex_chains(pieces)
    assert [piece.first for chain in chains for piece in chain] == list(range(len(scores)))
    for chain in chains:
        for k in range(chain[0].first, chain[-1].last + 1):
            assert max(piece.at(k) for piece in chain) == scores[k]


def test_a_valley_is_one_chain_and_a_gap_in_it_splits_it() -> None:
    valley = [Piece(0, 4, 10, -2), Piece(5, 5, 1, 0), Piece(6, 9, 1, 3)]
    assert len(convex_chains(valley)) == 1
    assert len(convex_chains([valley[0], Piece(6, 9, 1, 3)])) == 2
