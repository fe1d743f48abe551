"""The sweep engine: the same optima as looking at everything, and honest when it stops early."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from benchmarks import contradictions
from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    Column,
    Item,
    Limits,
    PairTables,
    Problem,
    Segment,
    solve,
)
from ondergrond_solver.engines import auto
from ondergrond_solver.engines.grid import make_grid
from ondergrond_solver.evaluate import evaluate
from ondergrond_solver.sweep import closing, engine, incumbent, memory
from ondergrond_solver.sweep.reinsertion import Reinsertion
from ondergrond_solver.sweep.tables import BIG
from tests.solver.brute import brute_force
from tests.solver.instances import rack_street, small_problem, tight_street


def agrees_with_looking_at_everything(problem: Problem) -> None:
    """Score, verdict and feasibility of sweep against brute force."""
    best = brute_force(problem)
    found = solve(problem, "sweep")
    assert found.verdict == ("infeasible" if best is None else "optimal")
    assert found.score == best
    any_row = solve(problem, "sweep", feasibility_only=True)
    assert any_row.verdict == ("infeasible" if best is None else "feasible")


@pytest.mark.parametrize("seed", range(150))
def test_sweep_finds_the_optimum_of_a_small_problem(seed: int) -> None:
    agrees_with_looking_at_everything(small_problem(seed))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(150, 1500))
def test_sweep_finds_the_optimum_of_many_small_problems(seed: int) -> None:
    agrees_with_looking_at_everything(small_problem(seed))


def between(widths: list[int], hard: list[list[int]], **tables: object) -> Problem:
    """Single columns, one item and gap class each, anywhere on a line of 30."""
    columns = tuple(
        Column(str(i), frozenset({i}), width, width, (Segment(0, 30, 0, i),), i)
        for i, width in enumerate(widths)
    )
    items = tuple(Item(str(i)) for i in range(len(widths)))
    return Problem(30, 1, items, columns, PairTables.from_lists(hard, **tables))  # type: ignore[arg-type]


@pytest.mark.kernel
def test_a_gap_between_columns_that_are_no_neighbours_is_kept() -> None:
    hard = [[0, 1, 9], [1, 0, 1], [9, 1, 0]]
    agrees_with_looking_at_everything(between([2, 2, 2], hard))


@pytest.mark.kernel
def test_a_price_between_columns_that_are_no_neighbours_is_paid() -> None:
    steps = {(a, b): [(9, 7), (14, 3)] for a, b in ((0, 2), (2, 0))}
    agrees_with_looking_at_everything(between([2, 2, 2], [[0] * 3] * 3, steps=steps))


@pytest.mark.kernel
def test_orders_are_priced_and_forbidden_over_any_distance() -> None:
    order = [[0, 5, 40], [FORBIDDEN, 0, 0], [-6, 3, 0]]
    agrees_with_looking_at_everything(between([3, 4, 5], [[0] * 3] * 3, order=order))


@pytest.mark.kernel
def test_orders_that_forbid_each_other_in_a_ring_leave_no_row() -> None:
    order = [[0, FORBIDDEN, 0], [0, 0, FORBIDDEN], [FORBIDDEN, 0, 0]]
    both = [[0 if a == b or not order[b][a] else FORBIDDEN for b in range(3)] for a in range(3)]
    for table in (order, both, [[FORBIDDEN] * 3] * 3):
        agrees_with_looking_at_everything(between([3, 4, 5], [[0] * 3] * 3, order=table))


@pytest.mark.kernel
def test_columns_that_stay_may_overlap_each_other_but_nothing_else() -> None:
    stays = tuple(
        Column(f"stay {i}", frozenset({i}), 6, 6, (Segment(at, at, -5),), 0)
        for i, at in enumerate((8, 10, 11))
    )
    moved = tuple(
        Column(f"moved {i}", frozenset({i}), 6, 6, (Segment(0, 24, i, 0),), 1) for i in range(3)
    )
    free = Column("free", frozenset({3}), 5, 9, (Segment(0, 25, 0, 1),), 1, 0, -2)
    items = tuple(Item(str(i)) for i in range(4))
    pairs = PairTables.from_lists([[EXEMPT, 2], [2, 1]])
    agrees_with_looking_at_everything(Problem(34, 1, items, (*stays, *moved, free), pairs))


@pytest.mark.kernel
def test_an_item_that_may_be_skipped_for_gain_is_skipped() -> None:
    column = Column("a", frozenset({0}), 3, 3, (Segment(0, 7, 4),))
    problem = Problem(10, 1, (Item("a", skip=-9),), (column,), PairTables.from_lists([[0]]), 100)
    found = solve(problem, "sweep")
    assert (found.verdict, found.score, found.skipped) == ("optimal", 91, (0,))


def test_no_items_is_an_empty_row() -> None:
    problem = Problem(10, 1, (), (), PairTables.from_lists([]), 3)
    assert solve(problem, "sweep").score == 3


@pytest.mark.parametrize(
    "problem",
    [
        tight_street(1, 9, 20),
        tight_street(2, 8, 10),
        rack_street(0, 7, 8, 20),
        rack_street(3, 8, 8, 20),
    ],
    ids=["tight 1", "tight 2", "racks 0", "racks 3"],
)
def test_sweep_and_cpsat_agree_on_streets(problem: Problem) -> None:
    one, other = solve(problem, "sweep"), solve(problem, "cpsat")
    assert (one.verdict, one.score) == (other.verdict, other.score)


def test_the_same_problem_gives_the_same_row_and_the_same_work() -> None:
    problem = rack_street(1, 9, 12, 10)
    one, other = solve(problem, "sweep"), solve(problem, "sweep")
    assert (one.row, one.score, one.work) == (other.row, other.score, other.work)


@pytest.mark.parametrize("seed", [307, 540, 546])
def test_what_memory_held_before_changes_no_search(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Starts from which a variable width reaches no end were looked at, where passes had written
    nothing: how many states a run kept hung on what had lain there.
    """
    problem = small_problem(seed)
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        solve(problem, "sweep")  # no kernel is compiled with what follows
    found = []
    empty = np.empty
    for before in (0, BIG, 12_345):

        def used(shape: Any, dtype: Any = float, held: int = before) -> Any:
            made = empty(shape, dtype)
            if made.size < 2_000_000:  # larger ones are slow to fill, and are read as written
                made.fill(held)
            return made

        monkeypatch.setattr(np, "empty", used)
        found.append(solve(problem, "sweep"))
        monkeypatch.setattr(np, "empty", empty)
    assert [(one.row, one.bound, one.work) for one in found] == 3 * [
        (found[0].row, found[0].bound, found[0].work)
    ]


def few_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs over states keep so few that they prove little."""
    monkeypatch.setattr(incumbent, "NARROW", 3)
    for name in ("NARROW", "_WIDTH", "_WIDEST"):
        monkeypatch.setattr(closing, name, 3)
    monkeypatch.setattr(memory, "MOST_REMEMBERED", 0)


def test_states_and_parts_that_are_left_out_leave_a_bound_below_the_score(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = tight_street(0, 10, 10)
    best = solve(problem, "sweep")
    few_states(monkeypatch)
    found = solve(problem, "sweep", limits=Limits(sweep_nodes=1))
    assert best.verdict == "optimal"
    assert found.verdict == "feasible"
    assert found.score is not None
    assert found.bound is not None
    assert best.score is not None
    assert found.bound < best.score <= found.score
    assert found.reason


def test_narrow_runs_over_states_are_made_up_for_by_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tight_street(0, 14, 10)
    best = solve(problem, "sweep")
    few_states(monkeypatch)
    found = solve(problem, "sweep")
    assert (found.verdict, found.score) == ("optimal", best.score)
    assert found.work["sweep nodes"] > best.work["sweep nodes"]


def test_a_part_that_cannot_be_cut_leaves_the_row_unproven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every item ended in one place, and more sets of columns were left than runs may keep."""
    problem = tight_street(0, 12, 10)
    best = solve(problem, "sweep")
    few_states(monkeypatch)
    found = solve(problem, "sweep")
    assert found.verdict == "feasible"
    assert found.score is not None
    assert found.bound is not None
    assert best.score is not None
    assert found.bound <= best.score <= found.score


def test_time_that_is_up_is_not_infeasible() -> None:
    found = solve(rack_street(1, 9, 12, 10), "sweep", limits=Limits(wall_seconds=1e-9))
    assert found.verdict in ("unknown", "feasible")
    assert found.reason


def test_too_many_items_or_cells_are_unknown_with_the_reason() -> None:
    many = tuple(Item(str(i), skip=1) for i in range(64))
    column = Column("a", frozenset({0}), 10, 10, (Segment(0, 10**9),))
    pairs = PairTables.from_lists([[0]])
    assert "items" in solve(Problem(100, 1, many, (column,), pairs), "sweep").reason
    long = Problem(10**9, 1, (Item("a"),), (column,), pairs)
    assert "memory" in solve(long, "sweep").reason


def test_a_hint_is_where_the_search_starts() -> None:
    problem = tight_street(2, 8, 10)
    best = solve(problem, "sweep")
    again = solve(problem, "sweep", hint=best.row)
    assert (again.verdict, again.score) == ("optimal", best.score)


def test_auto_proves_with_sweep() -> None:
    found = solve(tight_street(1, 8, 10))
    assert (found.verdict, found.engine) == ("optimal", "sweep")
    assert "cpsat branches" not in found.work


def test_what_cpsat_leaves_open_goes_back_to_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tight_street(7, 12, 10)
    monkeypatch.setattr(auto, "FIRST_NODES", 1)
    few_states(monkeypatch)
    first = solve(problem, "sweep", limits=Limits(sweep_nodes=1))
    assert first.verdict == "feasible"
    found = solve(problem, limits=Limits(deterministic_time=1e-6))
    assert (found.verdict, found.score) == ("optimal", solve(problem, "cpsat").score)


def test_an_infeasible_street_is_established_by_both_engines() -> None:
    column = Column("a", frozenset({0}), 10, 10, (Segment(0, 0),))
    other = Column("b", frozenset({1}), 10, 10, (Segment(5, 5),))
    problem = Problem(20, 1, (Item("a"), Item("b")), (column, other), PairTables.from_lists([[0]]))
    assert solve(problem).established_by == ("sweep", "cpsat")


def test_a_variable_column_may_end_where_the_next_starts() -> None:
    """Without a gap between the two, end and start are in one cell."""
    columns = (
        Column("next", frozenset({0}), 4, 4, (Segment(9, 12, 0, 5),), 0),
        Column("wide", frozenset({1}), 3, 9, (Segment(2, 6, 0, 9),), 0, 0, -8),
    )
    steps = {(0, 0): [(2, 30), (4, 7)]}
    pairs = PairTables.from_lists([[0]], None, steps)
    problem = Problem(20, 1, (Item("next"), Item("wide")), columns, pairs)
    agrees_with_looking_at_everything(problem)
    for number in (777, 20_777):
        drawn = contradictions.drawn(number)
        assert solve(drawn, "sweep").score == solve(drawn, "cpsat").score


@pytest.mark.parametrize("seed", range(8))
def test_a_street_too_large_for_a_proof_gets_a_good_row(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """39 of 10,000 streets of a city had no layout at all, though one was known; then any that
    stands, with 45 breaches where a few would do.
    """
    problem = tight_street(seed, 7, 30) if seed % 2 else rack_street(seed, 7, 3, 30)
    best = solve(problem, "sweep")
    monkeypatch.setattr(engine, "_MOST_BYTES", engine._bytes_of_reinsertion(make_grid(problem)))
    found = solve(problem, "sweep")
    assert found.verdict == "feasible"
    assert found.bound is None
    assert found.reason == "sweep would need too much memory"
    assert found.score == evaluate(problem, found.row)
    stands = engine._fitted(make_grid(problem), 1000)
    assert stands is not None
    assert best.score is not None
    assert found.score is not None
    assert best.score <= found.score
    assert found.score - best.score <= (evaluate(problem, stands.row) - best.score) / 4


def test_a_street_too_large_for_reinsertion_keeps_the_row_that_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_MOST_BYTES", 0)
    problem = tight_street(1, 7, 30)
    found = solve(problem, "sweep")
    assert found.verdict == "feasible"
    assert found.score == evaluate(problem, found.row)
    assert found.work == {"sweep columns followed": 0}


def test_a_street_too_large_for_a_proof_gets_no_row_worse_than_its_hint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = tight_street(1, 7, 30)
    best = solve(problem, "sweep")
    monkeypatch.setattr(engine, "_MOST_BYTES", engine._bytes_of_reinsertion(make_grid(problem)))
    assert solve(problem, "sweep", hint=best.row).score == best.score
    assert best.score is not None
    # What reinsertion makes of it may be worse: it looks at good ways through a row, not at all.
    stands = engine._fitted(make_grid(problem), 1000)
    assert stands is not None
    assert evaluate(problem, stands.row) > best.score
    row = stands.row
    monkeypatch.setattr(Reinsertion, "improved", lambda search, *_: search.tables.found(row))
    assert solve(problem, "sweep", hint=best.row).score == best.score
