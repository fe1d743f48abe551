"""Whether any row stands: what the search leaves out and what it claims, against every row."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.families import FAMILIES, SEED
from ondergrond_solver import Column, Item, Limits, PairTables, Problem, Segment, solve
from ondergrond_solver.engines.grid import make_grid
from ondergrond_solver.sweep import fit
from ondergrond_solver.sweep.room import Room, enough, make_desk, make_room
from ondergrond_solver.sweep.shapes import Places, earliest, make_shapes
from ondergrond_solver.sweep.standins import needed, twins
from tests.solver.brute import brute_force
from tests.solver.instances import rack_street, small_problem, tight_street


def places_of(problem: Problem) -> tuple[int, Places]:
    """The items that must be covered, and the columns on the grid."""
    grid = make_grid(problem)
    shapes = make_shapes(grid)
    return shapes.items, shapes.at(np.full(len(shapes.mask), grid.size, dtype=np.int64))


def fit_of(problem: Problem, most: int = 2_000_000) -> fit.Fit:
    grid = make_grid(problem)
    shapes = make_shapes(grid)
    return fit.search(shapes, np.full(len(shapes.mask), grid.size, dtype=np.int64), most=most)


def shares_of(items: int, places: Places) -> tuple[Room, dict[int, int]]:
    """The room of columns, and what every item takes before anything stands."""
    room, desk = make_room(places), make_desk(items, len(places.mask))
    end = np.array([earliest(c, 0, places)[0] for c in range(len(places.mask))], dtype=np.int64)
    enough(items, np.uint64(0), np.zeros_like(end), end, places, room, desk)
    return room, {int(i): int(share) for i, share in zip(desk.item, desk.share, strict=True)}


def line(length: int, *columns: Column, gap: int = 5, resolution: int = 1) -> Problem:
    """Columns on a line, the same distance between every two."""
    items = tuple(Item(str(i)) for i in range(1 + max(i for c in columns for i in c.covers)))
    return Problem(length, resolution, items, columns, PairTables.from_lists([[gap]]))


def column(width: int, *covers: int, first: int = 0, last: int = 10_000) -> Column:
    return Column("column", frozenset(covers), width, width, (Segment(first, last),))


@pytest.mark.parametrize("steps", [200, 0], ids=["all columns first", "stand-ins at once"])
@pytest.mark.parametrize("seed", [pytest.param(0, marks=pytest.mark.kernel), *range(1, 80)])
def test_a_row_is_found_exactly_where_there_is_one(
    seed: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "_FIRST_STEPS", steps)
    problem = small_problem(seed)
    wanted = fit.NONE if brute_force(problem) is None else fit.FOUND
    assert fit_of(problem).verdict == wanted


@pytest.mark.kernel
def test_steps_that_run_out_decide_nothing() -> None:
    problem = rack_street(2, 9, 0, 1, slack=0.7)
    assert fit_of(problem).verdict == fit.NONE
    assert fit_of(problem, most=5).verdict == fit.LIMIT
    assert fit_of(problem, most=250).verdict == fit.LIMIT


def test_without_parts_a_question_whether_any_row_stands_ends_with_the_rows_it_may_try() -> None:
    """A least width in a batch stood still for minutes at widths that such a search left open."""
    problem = rack_street(2, 9, 0, 1, slack=0.7)
    few = Limits(sweep_rows=5, sweep_nodes=0)
    found = solve(problem, "sweep", limits=few, feasibility_only=True)
    assert (found.verdict, found.row) == ("unknown", ())
    assert found.reason
    many = solve(problem, "sweep", limits=Limits(sweep_nodes=0), feasibility_only=True)
    assert many.verdict == "infeasible"


@pytest.mark.parametrize("number", range(6))
def test_a_packed_street_is_decided_at_once(number: int) -> None:
    """Two of these were looked at for a minute, in hundreds of thousands of rows, for no answer."""
    found = fit_of(FAMILIES["tight"].instance(SEED, number).problem, most=2_000)
    assert found.verdict != fit.LIMIT


@pytest.mark.kernel
def test_a_column_for_both_sides_stands_in_for_one_side_of_it() -> None:
    both, left, right = column(20, 0, 1), column(20, 0), column(20, 1)
    _, places = places_of(line(100, left, both, right, column(30, 2)))
    assert needed(places).tolist() == [1, 3]


@pytest.mark.kernel
def test_nothing_stands_in_for_a_column_with_a_place_of_its_own() -> None:
    there = column(20, 0, last=40)
    narrow = column(10, 0, first=10, last=40)
    _, places = places_of(line(100, there, narrow, column(30, 1)))
    assert needed(places).tolist() == [0, 1, 2]
    # Moved to the right by the ten it is narrower, it lies within the wide one wherever that lies.
    _, places = places_of(
        line(100, there, replace(narrow, place=(Segment(10, 50),)), column(30, 1))
    )
    assert needed(places).tolist() == [1, 2]


@pytest.mark.kernel
def test_a_column_does_not_stand_in_where_others_would_leave_an_item_uncovered() -> None:
    """With the first column in place of the second the third has to go, and item 2 with it."""
    _, places = places_of(line(100, column(20, 0, 1), column(20, 0), column(20, 1, 2)))
    assert needed(places).tolist() == [0, 1, 2]


@pytest.mark.kernel
def test_of_columns_that_are_alike_the_first_comes_first() -> None:
    _, places = places_of(line(100, column(20, 0), column(30, 1), column(20, 2), column(20, 3)))
    assert twins(places).tolist() == [-1, -1, 0, 2]
    # With an item that has another column too, it need not stand at all.
    _, places = places_of(line(100, column(20, 0), column(20, 1), column(25, 1)))
    assert twins(places).tolist() == [-1, -1, -1]


@pytest.mark.parametrize("seed", [pytest.param(0, marks=pytest.mark.kernel), *range(1, 60)])
def test_what_stands_takes_at_least_the_room_claimed_for_it(seed: int) -> None:
    """In a row that stands, any run of items lies within no less than the sum of their shares."""
    rng = random.Random(seed)
    problem = rng.choice(
        [small_problem(seed), tight_street(seed, 7, 10, 1.4), rack_street(seed, 7, 2, 1, slack=1.2)]
    )
    found = fit_of(problem)
    if found.verdict != fit.FOUND:
        return
    items, places = places_of(problem)
    room, share = shares_of(items, places)
    bodies = [
        (k - int(room.before[c]), k + u + int(room.after[c]), int(places.mask[c]))
        for c, k, u in found.row
    ]
    for first, _, _ in bodies:
        for _, last, _ in bodies:
            met = 0
            for low, high, mask in bodies:
                met |= mask if first <= low and high <= last else 0
            claimed = sum(share[i] for i in share if met >> i & 1)
            assert claimed <= max(0, last - first)
    assert all(low <= high for low, high, _ in bodies)
    for (c, _, _), (_, high, _) in zip(found.row, bodies, strict=True):
        assert high <= room.due[c]


def test_what_stays_over_each_other_claims_its_room_once() -> None:
    stays = [
        replace(column(40, i, first=start, last=start), gap_class=1)
        for i, start in enumerate((100, 120, 300))
    ]
    problem = Problem(
        400, 1, tuple(map(Item, "abcd")), (*stays, column(50, 3, last=350)),
        PairTables.from_lists([[5, 5], [5, -1]]),
    )  # fmt: skip
    _, share = shares_of(*places_of(problem))
    # Bodies and the margins between them and what is new: 100..165 and 300..345.
    assert sum(share[i] for i in range(3)) == 65 + 45
