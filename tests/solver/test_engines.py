"""Every engine through the same tests, against brute force over all rows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    Column,
    Item,
    Limits,
    PairTables,
    Placed,
    Problem,
    Segment,
    Solution,
    evaluate,
    solve,
)
from ondergrond_solver.engines import ENGINES
from tests.solver.brute import brute_force
from tests.solver.instances import rack_street, small_problem, tight_street

PROVING = sorted(set(ENGINES) - {"greedy"})
SEEDS = range(100)

brute = cache(lambda seed: brute_force(small_problem(seed)))


def check_against_brute_force(engine: str, seed: int) -> None:
    """One small problem, solved for its score and for feasibility alone."""
    problem, best = small_problem(seed), brute(seed)
    solution = solve(problem, engine)
    any_row = solve(problem, engine, feasibility_only=True)
    if engine == "greedy":
        assert solution.verdict in ("feasible", "unknown")
        assert solution.bound is None
        if solution.has_row:
            assert best is not None
            assert solution.score is not None
            assert solution.score >= best
        return
    if best is None:
        assert (solution.verdict, any_row.verdict) == ("infeasible", "infeasible")
        assert solution.established_by
        assert solution.score is solution.bound is None
        return
    assert (solution.verdict, solution.score, solution.bound) == ("optimal", best, best)
    assert (any_row.verdict, any_row.bound) == ("feasible", None)
    assert any_row.score is not None
    assert any_row.score >= best


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", SEEDS)
def test_an_engine_agrees_with_brute_force(engine: str, seed: int) -> None:
    check_against_brute_force(engine, seed)


@pytest.mark.long
@pytest.mark.parametrize("engine", sorted(set(ENGINES) - {"both"}))
@pytest.mark.parametrize("seed", range(1000, 1800))
def test_an_engine_agrees_with_brute_force_on_many_more(engine: str, seed: int) -> None:
    check_against_brute_force(engine, seed)


def test_brute_force_meets_every_kind_of_problem() -> None:
    """The seeds above would be worth little if they lacked a feature."""
    problems = [small_problem(seed) for seed in SEEDS]
    columns = [column for problem in problems for column in problem.columns]
    assert 10 < sum(brute(seed) is None for seed in SEEDS) < 60
    assert any(problem.pairs.hard.min(initial=0) == EXEMPT for problem in problems)
    assert any(problem.pairs.order.max(initial=0) == FORBIDDEN for problem in problems)
    assert any(item.skip is not None for problem in problems for item in problem.items)
    assert any(len(column.covers) > 1 for column in columns)
    assert any(not column.is_fixed_width for column in columns)
    assert any(column.end_place is not None for column in columns)
    assert any(segment.slope < 0 for column in columns for segment in column.place)
    assert any(score is not None and score < 0 for score in map(brute, SEEDS))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_problem_gives_the_same_row(engine: str) -> None:
    problem = tight_street(4, 7, 10)
    first = solve(problem, engine)
    assert first.has_row
    assert solve(problem, engine) == first


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_to_cover_is_an_empty_row(engine: str) -> None:
    problem = Problem(10, 1, (), (), PairTables.from_lists([]), constant=-3)
    solution = solve(problem, engine)
    assert (solution.has_row, solution.row, solution.score) == (True, (), -3)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_item_without_columns_is_skipped_where_it_may_be(engine: str) -> None:
    problem = Problem(10, 1, (Item("a", skip=8),), (), PairTables.from_lists([]))
    solution = solve(problem, engine)
    assert (solution.row, solution.score, solution.skipped) == ((), 8, (0,))


@pytest.mark.parametrize("engine", PROVING)
def test_an_item_without_columns_that_must_be_covered_is_infeasible(engine: str) -> None:
    problem = Problem(10, 1, (Item("a"),), (), PairTables.from_lists([]))
    assert solve(problem, engine).verdict == "infeasible"


@pytest.mark.parametrize("engine", PROVING)
def test_what_fits_exactly_fits_and_a_millimetre_less_does_not(engine: str) -> None:
    columns = tuple(
        Column(str(i), frozenset({i}), 110 + i, 110 + i, (Segment(0, 10_000),)) for i in range(7)
    )
    width = sum(column.width_min for column in columns) + 6 * 303
    fits = Problem(
        width, 1, tuple(Item(str(i)) for i in range(7)), columns, PairTables.from_lists([[303]])
    )
    assert solve(fits, engine).verdict == "optimal"
    assert solve(fits, engine, feasibility_only=True).verdict == "feasible"
    assert solve(replace(fits, length=width - 1), engine).verdict == "infeasible"


@pytest.mark.parametrize("engine", PROVING)
def test_a_hard_gap_holds_between_columns_that_are_not_neighbours(engine: str) -> None:
    """A thin column in between does not excuse the two around it."""
    pairs = PairTables.from_lists([[1000, 0], [0, 0]])
    columns = (
        Column("tree", frozenset({0}), 10, 10, (Segment(0, 0),), 0),
        Column("thin", frozenset({1}), 10, 10, (Segment(10, 990),), 1),
        Column("other tree", frozenset({2}), 10, 10, (Segment(0, 2000, 0, 1),), 0),
    )
    items = (Item("a"), Item("b"), Item("c"))
    solution = solve(Problem(2000, 10, items, columns, pairs), engine)
    assert {p.column: p.start for p in solution.row}[2] == 1010


@pytest.mark.parametrize("engine", PROVING)
def test_stays_that_overlap_are_exempt_and_a_new_column_keeps_clear_of_both(engine: str) -> None:
    pairs = PairTables.from_lists([[EXEMPT, 100], [100, 100]])
    columns = (
        Column("stay", frozenset({0}), 200, 200, (Segment(300, 300),), 0, anchor=-300),
        Column("stay on it", frozenset({1}), 50, 50, (Segment(457, 457),), 0, anchor=-457),
        Column("new", frozenset({2}), 60, 60, (Segment(250, 900, 0, 1),), 1),
    )
    solution = solve(Problem(1000, 10, (Item("a"), Item("b"), Item("c")), columns, pairs), engine)
    assert solution.row == (Placed(0, 300, 200), Placed(1, 457, 50), Placed(2, 610, 60))


@pytest.mark.parametrize("engine", PROVING)
@pytest.mark.parametrize("seed", range(4))
def test_a_finer_grid_that_holds_the_coarse_one_is_never_worse(engine: str, seed: int) -> None:
    coarse = tight_street(seed, 6, 50, slack=1.6)
    fine = replace(coarse, resolution=10)
    rows = solve(coarse, engine), solve(fine, engine)
    assert rows[0].score is not None
    assert rows[1].score is not None
    assert evaluate(fine, rows[0].row) == rows[0].score >= rows[1].score


@pytest.mark.parametrize("engine", PROVING)
def test_equal_items_may_be_exchanged_without_changing_the_score(engine: str) -> None:
    columns = [
        Column(f"{i}", frozenset({i}), 100, 100, (Segment(0, 2000, 0, i % 2),)) for i in range(4)
    ]
    rack = [
        Column(f"{i}+{j}", frozenset({i, j}), 150, 150, (Segment(0, 2000, 90),))
        for i in (0, 2)
        for j in (1, 3)
    ]
    items = tuple(Item(str(i), skip=400 if i % 2 else None) for i in range(4))
    pairs = PairTables.from_lists([[100]], None, {(0, 0): [(200, 35)]})
    problem = Problem(850, 50, items, (*columns, *rack), pairs)
    assert solve(problem, engine).score == brute_force(problem)


@pytest.mark.parametrize("engine", PROVING)
def test_a_street_with_racks_and_stays_is_solved_to_proof(engine: str) -> None:
    problem = rack_street(1, 7, 10, 50)
    solution = solve(problem, engine)
    assert solution.verdict == "optimal"
    assert solve(problem, "greedy").score >= solution.score  # type: ignore[operator]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_hint_that_is_not_valid_is_left_aside(engine: str) -> None:
    problem = tight_street(4, 5, 10)
    assert solve(problem, engine, hint=[Placed(0, 0, 1)]) == solve(problem, engine)


@pytest.mark.parametrize("engine", PROVING)
def test_a_valid_hint_does_not_change_the_optimum(engine: str) -> None:
    problem = tight_street(3, 7, 10)
    best = solve(problem, engine)
    again = solve(problem, engine, hint=best.row)
    assert (again.verdict, again.score) == ("optimal", best.score)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_limit_never_turns_into_infeasible(engine: str) -> None:
    problem = tight_street(2, 16, 5)
    limits = Limits(1e-4, wall_seconds=5, greedy_passes=0, sweep_nodes=0)
    solution = solve(problem, engine, limits=limits)
    assert solution.verdict in ("feasible", "unknown")
    assert solution.reason


def test_jobs_on_one_machine_are_solved_through_the_generic_door() -> None:
    """The package knows no streets: release dates, deadlines, set-up times, lateness."""
    duration = {"saw": 30, "plane": 20, "paint": 40, "dry": 25}
    deadline = {"saw": 150, "plane": 60, "paint": 140, "dry": 200}
    jobs = list(duration)
    columns = tuple(
        Column(
            job,
            frozenset({i}),
            duration[job],
            duration[job],
            (
                Segment(0, deadline[job] - duration[job]),
                Segment(deadline[job] - duration[job] + 1, 200, 5, 5),
            ),
            gap_class=i,
        )
        for i, job in enumerate(jobs)
    )
    order = [[0] * 4 for _ in jobs]
    order[jobs.index("dry")][jobs.index("paint")] = FORBIDDEN
    set_up = [[0 if a == b else 5 + 3 * abs(a - b) for b in range(4)] for a in range(4)]
    problem = Problem(170, 1, tuple(map(Item, jobs)), columns, PairTables.from_lists(set_up, order))
    solution = solve(problem)
    assert (solution.verdict, solution.score) == ("optimal", 0)
    names = [jobs[placed.column] for placed in solution.row]
    assert names.index("paint") < names.index("dry")


def test_the_example_of_the_package_holds() -> None:
    import doctest

    import ondergrond_solver

    assert doctest.testmod(ondergrond_solver).failed == 0


def test_the_example_of_the_solver_page_prints_what_the_page_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "solver.md").read_text(encoding="utf-8")
    code, printed = page.split("```python\n")[1].split("```")[0], page.split("prints\n\n```\n")[1]
    exec(code, {})
    assert capsys.readouterr().out == printed.split("```")[0]


def test_an_unknown_engine_is_named_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"'magic'.*auto, both, cpsat, greedy"):
        solve(small_problem(0), "magic")


def test_an_invalid_problem_is_an_exception_not_a_verdict() -> None:
    with pytest.raises(ValueError, match="length"):
        solve(replace(small_problem(0), length=0))


@pytest.mark.parametrize(
    "limits",
    [
        {"deterministic_time": 0.0},
        {"wall_seconds": -1.0},
        {"workers": 0},
        {"greedy_passes": -1},
        {"sweep_nodes": -1},
        {"sweep_rows": 0},
    ],
)
def test_a_limit_out_of_range_is_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Limits(**limits)  # type: ignore[arg-type]


def test_several_workers_are_an_option() -> None:
    problem = tight_street(4, 6, 10)
    two = solve(problem, "cpsat", limits=Limits(workers=2))
    assert two.score == solve(problem, "cpsat").score


def test_a_solution_without_a_row_says_so() -> None:
    assert not Solution("unknown").has_row
    assert Solution("optimal", score=0, bound=0).has_row
