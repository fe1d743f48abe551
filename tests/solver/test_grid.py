"""Grid units, windows and symmetry: what the engines build on loses nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ondergrond_solver import Column, Item, PairTables, Placed, Problem, Segment, evaluate, solve
from ondergrond_solver.engines.grid import make_grid, make_row
from ondergrond_solver.engines.pieces import Piece
from ondergrond_solver.engines.symmetry import in_order, interchangeable_items
from ondergrond_solver.engines.windows import cut, plain_windows, tight_windows
from tests.solver.brute import brute_force
from tests.solver.instances import small_problem, tight_street


def line(columns: list[Column], n_items: int, **changes: Any) -> Problem:
    """A metre with one gap class of 50 mm."""
    items = tuple(Item(str(i)) for i in range(n_items))
    problem = Problem(1000, 10, items, tuple(columns), PairTables.from_lists([[50]]))
    return replace(problem, **changes)


def test_a_place_is_cut_to_the_line_and_to_the_grid_and_merged_where_linear() -> None:
    place = (Segment(-50, 104, 0, 1), Segment(105, 200, 155, 1), Segment(300, 2000, 7))
    column = Column("a", frozenset({0}), 95, 95, place, anchor=3)
    grid = make_grid(line([column], 1))
    # Starts 7, 17, ... (position 1 and on); the last start is 1000 - 95 = 905, so 897.
    assert grid.columns[0].pieces == (Piece(1, 20, 57, 10), Piece(31, 90, 7, 0))
    assert grid.place(0, 1, 0) == Placed(0, 7, 95)


def test_a_column_without_a_grid_position_and_a_double_are_left_out() -> None:
    nowhere = Column("nowhere", frozenset({0}), 95, 95, (Segment(1, 9),))
    no_width = Column("no width", frozenset({0}), 101, 109, (Segment(0, 100),))
    no_end = Column("no end", frozenset({0}), 100, 200, (Segment(0, 100),), end_place=())
    one = Column("one", frozenset({0}), 95, 95, (Segment(0, 100),))
    double = replace(one, name="double", anchor=10)
    grid = make_grid(line([nowhere, no_width, no_end, one, double], 1))
    assert [column.index for column in grid.columns] == [3]


def test_a_lag_is_exact_on_the_grid() -> None:
    columns = [
        Column("a", frozenset({0}), 95, 95, (Segment(0, 900),), anchor=3),
        Column("b", frozenset({1}), 40, 40, (Segment(0, 900),), anchor=8),
    ]
    grid = make_grid(line(columns, 2))
    lag = int(grid.lag_hard[0, 1])
    left = grid.place(0, 5, 0)
    gaps = [grid.place(1, 5 + distance, 0).start - left.end for distance in (lag - 1, lag)]
    assert gaps[0] < 50 <= gaps[1]


def test_steps_that_are_one_on_the_grid_pay_the_dearer() -> None:
    pairs = PairTables.from_lists([[50]], None, {(0, 0): [(51, 9), (58, 8), (75, 5), (90, 5)]})
    columns = [
        Column(str(i), frozenset({i}), 100, 100, (Segment(0, 900),), anchor=0) for i in (0, 1)
    ]
    grid = make_grid(line(columns, 2, pairs=pairs))
    assert grid.steps(0, 1) == [(16, 9), (19, 5)]


def test_classes_that_are_alike_become_one() -> None:
    columns = [
        Column("a", frozenset({0}), 95, 95, (Segment(0, 100),), gap_class=2),
        Column("b", frozenset({1}), 95, 95, (Segment(0, 100),), gap_class=0),
        Column("c", frozenset({2}), 95, 95, (Segment(0, 100),), gap_class=1),
    ]
    pairs = PairTables.from_lists([[50, 60, 50], [60, 70, 60], [50, 60, 50]])
    grid = make_grid(line(columns, 3, pairs=pairs))
    assert [column.gap_class for column in grid.columns] == [0, 0, 1]


def test_cutting_pieces_keeps_their_scores() -> None:
    assert cut((Piece(0, 9, 0, 2), Piece(20, 29, 5, 0)), 4, 20) == [
        Piece(4, 9, 8, 2),
        Piece(20, 20, 5, 0),
    ]


@pytest.mark.parametrize("seed", range(60))
def test_windows_never_cut_off_the_optimum(seed: int) -> None:
    problem = small_problem(seed)
    solution = solve(problem, "cpsat")
    grid = make_grid(problem)
    windows = tight_windows(grid)
    if not solution.has_row:
        return
    at = {column.index: c for c, column in enumerate(grid.columns)}
    for placed in solution.row:
        c = at[placed.column]
        k = (placed.start - grid.columns[c].start_offset) // problem.resolution
        assert windows.alive[c]
        assert windows.k_min[c] <= k <= windows.k_max[c]


def test_windows_narrow_what_must_lie_beside_something() -> None:
    pinned = Column("pinned", frozenset({0}), 100, 100, (Segment(300, 300),))
    right = Column("right", frozenset({1}), 400, 400, (Segment(0, 600),))
    grid = make_grid(line([pinned, right], 2))
    windows = tight_windows(grid)
    assert (windows.k_min[1], windows.k_max[1]) == (45, 60)
    assert plain_windows(grid).k_min[1] == 0
    assert np.array_equal(windows.before, [[False, True], [False, False]])


def test_windows_drop_a_column_that_leaves_no_room_for_an_item() -> None:
    small = Column("small", frozenset({0}), 100, 100, (Segment(0, 900),))
    large = Column("large", frozenset({0}), 800, 800, (Segment(0, 200),))
    other = Column("other", frozenset({1}), 200, 200, (Segment(0, 800),))
    grid = make_grid(line([small, large, other], 2))
    assert tight_windows(grid).alive.tolist() == [True, False, True]


def twins(n: int, **changes: Any) -> Problem:
    """`n` equal items with a column each, and a rack over every two neighbours in number."""
    singles = [Column(str(i), frozenset({i}), 50, 50, (Segment(0, 950, 0, 1),)) for i in range(n)]
    racks = [
        Column(f"{i}{j}", frozenset({i, j}), 80, 80, (Segment(0, 900, 100),))
        for i in range(n)
        for j in range(i + 1, n)
    ]
    return line([*singles, *racks], n, **changes)


def test_equal_items_are_found_interchangeable() -> None:
    assert interchangeable_items(make_grid(twins(4))) == [[0, 1, 2, 3]]


def test_items_that_differ_in_one_rack_are_not_interchangeable() -> None:
    problem = twins(3)
    grid = make_grid(replace(problem, columns=problem.columns[:-1]))
    # Without the rack over 1 and 2, item 0 is alone in riding with either.
    assert interchangeable_items(grid) == [[1, 2]]


def test_items_with_the_same_columns_but_other_companions_are_not_interchangeable() -> None:
    """Both ride with one other item, but not with the same one."""
    singles = [Column(str(i), frozenset({i}), 50, 50, (Segment(0, 900, i // 2),)) for i in range(4)]
    racks = [
        Column("02", frozenset({0, 2}), 80, 80, (Segment(0, 900, 100),)),
        Column("13", frozenset({1, 3}), 80, 80, (Segment(0, 900, 100),)),
    ]
    assert interchangeable_items(make_grid(line([*singles, *racks], 4))) == []


def test_items_with_other_skip_prices_are_not_interchangeable() -> None:
    items = (Item("a", 5), Item("b", 5), Item("c", 6))
    assert interchangeable_items(make_grid(twins(3, items=items))) == [[0, 1]]


def test_putting_interchangeable_items_in_order_keeps_the_score() -> None:
    problem = twins(4, items=tuple(Item(str(i), 500) for i in range(4)))
    grid = make_grid(problem)
    row = make_row([Placed(3, 0, 50), Placed(problem.columns.index(problem.columns[7]), 200, 80)])
    assert grid.columns[7].covers == {1, 2}
    ordered = in_order(grid, row)
    assert evaluate(problem, ordered) == evaluate(problem, row)
    assert [sorted(problem.columns[p.column].covers) for p in ordered] == [[0], [1, 2]]


def test_a_row_with_a_double_column_is_left_as_it_is() -> None:
    problem = twins(2)
    double = replace(problem, columns=(*problem.columns, problem.columns[0]))
    row = make_row([Placed(3, 0, 50), Placed(1, 200, 50)])
    assert in_order(make_grid(double), row) == row


@pytest.mark.parametrize("seed", [3, 5])
def test_a_hint_with_interchangeable_items_out_of_order_still_leads_to_the_optimum(
    seed: int,
) -> None:
    problem = twins(3, length=400 + 10 * seed)
    best = solve(problem, "cpsat")
    assert best.score == brute_force(problem)
    mirrored = tuple(p._replace(column=2 - p.column) if p.column < 3 else p for p in best.row)
    assert solve(problem, "cpsat", hint=mirrored).score == best.score


def test_a_street_of_single_columns_has_all_its_columns_in_the_grid() -> None:
    problem = tight_street(0, 9, 10)
    assert [column.index for column in make_grid(problem).columns] == list(range(9))
