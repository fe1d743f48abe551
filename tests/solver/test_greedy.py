"""The greedy engine: valid rows, quickly, and no claims."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ondergrond_solver import Column, Item, Limits, PairTables, Problem, Segment, solve
from ondergrond_solver.engines import greedy
from ondergrond_solver.engines.sequence import NEVER, _over_widths
from tests.solver.instances import rack_street, tight_street


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_greedy_comes_near_the_optimum_of_a_street(seed: int) -> None:
    problem = tight_street(seed, 7, 20)
    best, quick = solve(problem, "cpsat"), solve(problem, "greedy")
    assert best.verdict == "optimal"
    assert best.score is not None
    assert quick.score is not None
    assert best.score <= quick.score <= best.score + 4000


def test_local_search_improves_on_the_construction() -> None:
    problem = rack_street(0, 10, 20, 10)
    built = solve(problem, "greedy", limits=Limits(greedy_passes=0))
    better = solve(problem, "greedy")
    assert built.score is not None
    assert better.score is not None
    assert better.score < built.score
    assert better.work["greedy passes"] > built.work["greedy passes"]


def test_a_thinned_grid_still_gives_rows_on_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greedy, "_COARSE_CELLS", 150)
    problem = rack_street(2, 8, 6, 10, slack=1.3)
    assert solve(problem, "greedy").verdict == "feasible"


def test_what_fits_only_to_the_millimetre_is_found_on_the_full_grid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(greedy, "_COARSE_CELLS", 50)
    columns = tuple(Column(str(i), frozenset({i}), 101, 101, (Segment(0, 900),)) for i in range(4))
    items = tuple(Item(str(i)) for i in range(4))
    problem = Problem(404 + 3 * 33, 1, items, columns, PairTables.from_lists([[33]]))
    assert solve(problem, "greedy").verdict == "feasible"


def test_a_line_with_too_many_cells_is_unknown_with_the_reason() -> None:
    column = Column("a", frozenset({0}), 10, 10, (Segment(0, 10**9),))
    problem = Problem(10**9, 1, (Item("a"),), (column,), PairTables.from_lists([[0]]))
    solution = solve(problem, "greedy")
    assert (solution.verdict, solution.has_row) == ("unknown", False)
    assert "cells" in solution.reason
    assert solve(problem).verdict == "optimal"


def test_a_column_of_many_widths_is_widened_where_that_has_value() -> None:
    column = Column("a", frozenset({0}), 105, 400, (Segment(0, 900),), width_price=-2)
    problem = Problem(1000, 10, (Item("a"),), (column,), PairTables.from_lists([[0]]))
    assert solve(problem, "greedy").score == -2 * (400 - 105)


def test_columns_kept_apart_by_more_than_their_neighbour_are_moved_on() -> None:
    """The pass sees neighbours only; the wide gap around the thin column needs a repair."""
    pairs = PairTables.from_lists([[1000, 0], [0, 0]])
    columns = (
        Column("tree", frozenset({0}), 10, 10, (Segment(0, 90),), 0),
        Column("thin", frozenset({1}), 10, 10, (Segment(100, 190),), 1),
        Column("other", frozenset({2}), 10, 10, (Segment(200, 2000, 0, 1),), 0),
    )
    items = (Item("a"), Item("b"), Item("c"))
    solution = solve(Problem(2000, 10, items, columns, pairs), "greedy")
    assert solution.score == 810


def test_a_wall_clock_that_has_run_out_ends_the_local_search() -> None:
    problem = replace(tight_street(1, 8, 10))
    assert solve(problem, "greedy", limits=Limits(wall_seconds=1e-9)).has_row


@pytest.mark.parametrize(("low", "high", "price"), [(0, 0, 3), (1, 4, -2), (2, 2, 0), (3, 9, 5)])
def test_the_best_width_is_found_by_a_sliding_minimum(low: int, high: int, price: int) -> None:
    import numpy as np

    start = np.array([5, NEVER, 3, 8, NEVER, 0, 2, 7], dtype=np.int64)
    found = _over_widths(start, low, high, price)
    for j in range(len(start)):
        ways = [
            int(start[j - w]) + price * (w - low)
            for w in range(low, min(high, j) + 1)
            if start[j - w] < NEVER
        ]
        assert found[j] == min(ways, default=NEVER)


@pytest.mark.parametrize(("low", "high"), [(5, 4), (8, 9)])
def test_a_width_that_does_not_exist_is_never_found(low: int, high: int) -> None:
    import numpy as np

    assert (_over_widths(np.zeros(8, dtype=np.int64), low, high, 1) == NEVER).all()
