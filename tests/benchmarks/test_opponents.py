"""HiGHS and didppy against the engines: models written apart, from the definition alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.opponents import CannotExpressError, didp, highs
from benchmarks.opponents.didp import solve_didp
from benchmarks.opponents.highs import solve_highs
from benchmarks.opponents.places import ends, falls, starts, widths
from ondergrond_solver import (
    Column,
    Item,
    Limits,
    PairTables,
    Problem,
    Segment,
    Solution,
    evaluate,
    solve,
)
from tests.solver.instances import small_problem, tight_street

LIMITS = Limits(wall_seconds=120.0)

OPPONENTS = {"highs": solve_highs, "didppy": solve_didp}

Solver = Callable[[Problem, Limits], Solution]


def agree(opponent: Solver, problem: Problem, *engines: str) -> None:
    found = opponent(problem, LIMITS)
    for engine in engines:
        proven = solve(problem, engine)
        assert (found.verdict, found.score) == (proven.verdict, proven.score), engine
    if found.score is not None:
        assert evaluate(problem, found.row) == found.score == found.bound


@pytest.mark.parametrize("name", OPPONENTS)
@pytest.mark.parametrize("seed", range(40))
def test_an_opponent_agrees_with_cpsat(name: str, seed: int) -> None:
    agree(OPPONENTS[name], small_problem(seed), "cpsat")


@pytest.mark.kernel
@pytest.mark.parametrize("seed", range(40, 60))
def test_highs_agrees_with_cpsat_and_sweep(seed: int) -> None:
    agree(solve_highs, small_problem(seed), "cpsat", "sweep")


def test_a_false_infeasible_of_highs_is_found_out() -> None:
    """HiGHS 1.16.0 says so of this one after its presolve."""
    agree(solve_highs, small_problem(3067), "cpsat")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3000, 3400))
def test_highs_agrees_with_both_engines_on_hundreds(seed: int) -> None:
    agree(solve_highs, small_problem(seed), "cpsat", "sweep")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3400, 3600))
def test_didppy_agrees_with_both_engines_on_hundreds(seed: int) -> None:
    agree(solve_didp, small_problem(seed), "cpsat", "sweep")


@pytest.mark.parametrize("seed", range(25))
def test_the_loose_form_of_highs_says_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highs, "MOST_ROWS", 0)
    agree(solve_highs, small_problem(seed), "cpsat")


@pytest.mark.parametrize("name", OPPONENTS)
def test_an_opponent_proves_a_street_on_a_coarse_grid(name: str) -> None:
    agree(OPPONENTS[name], tight_street(3, 3, 100), "cpsat")


@pytest.mark.parametrize("name", OPPONENTS)
def test_an_opponent_does_without_items_and_columns(name: str) -> None:
    nothing = PairTables.from_lists([])
    solved = OPPONENTS[name](Problem(10, 1, (), (), nothing, constant=-3), LIMITS)
    assert (solved.verdict, solved.score, solved.row) == ("optimal", -3, ())
    solved = OPPONENTS[name](Problem(10, 1, (Item("a", 8),), (), nothing), LIMITS)
    assert (solved.verdict, solved.score, solved.skipped) == ("optimal", 8, (0,))
    assert (
        OPPONENTS[name](Problem(10, 1, (Item("a"),), (), nothing), LIMITS).verdict == "infeasible"
    )


def test_an_opponent_refuses_what_it_cannot_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tight_street(3, 4, 100)
    monkeypatch.setattr(highs, "MOST_VARIABLES", 10)
    monkeypatch.setattr(didp, "MOST_MOVES", 3)
    for opponent in OPPONENTS.values():
        with pytest.raises(CannotExpressError):
            opponent(problem, LIMITS)


def test_without_time_an_opponent_claims_nothing() -> None:
    problem = tight_street(2, 8, 20)
    for opponent in OPPONENTS.values():
        found = opponent(problem, Limits(wall_seconds=0.01))
        assert found.verdict in ("unknown", "feasible")
        assert (found.score is None) == (found.verdict == "unknown")


def test_places_are_those_of_the_definition() -> None:
    column = Column(
        "a",
        frozenset({0}),
        25,
        50,
        (Segment(0, 40, 5, 2), Segment(60, 100)),
        anchor=3,
        end_place=(Segment(30, 62, 1, 1),),
    )
    tables = PairTables.from_lists([[20]], steps={(0, 0): [(10, 90), (30, 60), (50, 60), (80, 5)]})
    problem = Problem(70, 10, (Item("a"),), (column,), tables)
    assert starts(problem, column) == [(7, 19), (17, 39), (27, 59), (37, 79)]
    assert ends(problem, column) == [(37, 8), (47, 18), (57, 28)]
    assert widths(problem, column) == [30, 40, 50]
    assert falls(problem, 0, 0) == [(50, 55), (80, 5)]
