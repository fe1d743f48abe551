"""The least length of line on which a row stands, against every length looked at."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ondergrond_solver import (
    Column,
    Item,
    Limits,
    PairTables,
    Problem,
    Segment,
    evaluate,
    least_length,
    problem_from_json,
    problem_to_json,
    solve,
    stretched,
)
from tests.solver.instances import rack_street, small_problem, tight_street


def stands(problem: Problem) -> bool:
    """Whether a row stands, by trying every order of every choice of columns."""
    must = {i for i, item in enumerate(problem.items) if item.skip is None}

    def tried(open_items: frozenset[int], row: tuple[tuple[int, int], ...]) -> bool:
        if not must & open_items:
            return True
        return any(
            tried(open_items - column.covers, (*row, (column.gap_class, end)))
            for column in problem.columns
            if column.covers <= open_items and (end := earliest(problem, column, row)) is not None
        )

    return tried(frozenset(range(len(problem.items))), ())


def earliest(problem: Problem, column: Column, row: tuple[tuple[int, int], ...]) -> int | None:
    """The earliest end of a column to the right of a row of (class, end), at 1 mm."""
    pairs, after = problem.pairs, 0
    for left, end in row:
        if not pairs.is_exempt(left, column.gap_class):
            if pairs.is_forbidden(left, column.gap_class):
                return None
            after = max(after, end + int(pairs.hard[left, column.gap_class]))
    ends = [
        start + width
        for segment in column.place
        for start in range(max(after, segment.first), segment.last + 1)
        for width in range(column.width_min, column.width_max + 1)
        if start + width <= problem.length
        and (
            column.end_place is None
            or any(s.first <= start + width <= s.last for s in column.end_place)
        )
    ]
    return min(ends, default=None)


def stretching(seed: int) -> Problem:
    """A small problem at 1 mm; what moves never comes left of what does not."""
    problem = replace(small_problem(seed), resolution=1)
    rng = random.Random(seed)
    return replace(problem, stretch=rng.randrange(problem.length))


@pytest.mark.parametrize("seed", range(30))
def test_the_least_length_is_that_of_looking_at_every_length(seed: int) -> None:
    problem = stretching(seed)
    found = least_length(problem, least=max(1, problem.length - 12), most=problem.length + 12)
    fits = {
        length: stands(stretched(problem, length))
        for length in range(max(1, problem.length - 12), problem.length + 13)
    }
    if found.length is None:
        assert not fits[problem.length + 12]
        return
    assert fits[found.length]
    if found.proven:
        assert not any(fits[length] for length in fits if length < found.length)
    else:
        assert found.bound <= found.length
    evaluate(stretched(problem, found.length), found.row)


def test_a_line_longer_than_that_of_the_problem_is_asked_as_it_is() -> None:
    """Places and gaps were cut to the line of the problem: "no row on any line up to 2,000"."""
    places = (Segment(0, 1000),)
    columns = tuple(Column(str(i), frozenset({i}), 600, 600, places, 0) for i in range(2))
    items = (Item("0"), Item("1"))
    problem = Problem(1000, 1, items, columns, PairTables.from_lists([[0]]), stretch=1000)
    found = least_length(problem, most=2000)
    assert (found.length, found.proven) == (1200, True)
    apart = replace(problem, pairs=PairTables.from_lists([[700]]))
    assert least_length(apart, most=2000).length == 1900
    assert least_length(apart, most=1800).length is None


@pytest.mark.parametrize("seed", range(30))
def test_a_line_may_become_twice_as_long(seed: int) -> None:
    problem = stretching(seed)
    found = least_length(problem, most=2 * problem.length)
    longest = stretched(problem, 2 * problem.length)
    if found.length is None:
        assert not stands(longest)
        return
    assert stands(stretched(problem, found.length))
    if found.proven and found.length > 1:
        assert not stands(stretched(problem, found.length - 1))


@pytest.mark.parametrize(
    "problem",
    [tight_street(3, 7, 10), rack_street(1, 7, 8, 10)],
    ids=["tight", "racks"],
)
def test_cpsat_agrees_that_a_millimetre_less_is_too_little(problem: Problem) -> None:
    problem = replace(problem, stretch=problem.length)
    found = least_length(problem)
    assert found.length is not None
    assert found.proven
    verdicts = [
        solve(
            stretched(problem, length), "cpsat", limits=Limits(20, 20), feasibility_only=True
        ).verdict
        for length in (found.length, found.length - 1)
    ]
    assert verdicts == ["feasible", "infeasible"]


@pytest.mark.kernel
def test_what_lies_beyond_the_stretch_point_moves_and_what_holds_it_shrinks() -> None:
    columns = (
        Column("left", frozenset({0}), 20, 20, (Segment(0, 10),)),
        Column("right", frozenset({1}), 20, 20, (Segment(160, 180),)),
        Column("middle", frozenset({2}), 30, 30, (Segment(20, 90), Segment(91, 150))),
    )
    problem = Problem(
        200, 10, tuple(map(Item, "abc")), columns, PairTables.from_lists([[5]]), stretch=100
    )
    found = least_length(problem)
    # left 0..20, 5 free, middle 25..55, 5 free, right 60..80: the line then ends 20 later at
    # most, and right may stand at its very end.
    assert (found.length, found.proven) == (80, True)
    assert [placed.start for placed in found.row] == [0, 25, 60]
    narrow = stretched(problem, 80)
    assert narrow.columns[1].place == (Segment(40, 60),)
    assert narrow.columns[2].place == (Segment(20, 30),)


def test_a_length_that_is_never_enough_is_none() -> None:
    column = Column("a", frozenset({0}), 20, 20, (Segment(0, 10),))
    other = replace(column, name="b", covers=frozenset({1}))
    problem = Problem(
        60, 1, (Item("a"), Item("b")), (column, other), PairTables.from_lists([[0]]), stretch=50
    )
    found = least_length(problem, most=500)
    assert (found.length, found.proven, found.bound) == (None, True, 501)


def test_a_problem_that_does_not_say_what_moves_is_refused() -> None:
    for call in (lambda p: least_length(p), lambda p: stretched(p, 10)):
        with pytest.raises(ValueError, match="stretch point"):
            call(small_problem(0))
    with pytest.raises(ValueError, match="no length in 9"):
        least_length(replace(small_problem(0), stretch=1), least=9, most=8)
    with pytest.raises(ValueError, match="stretch: must be None"):
        least_length(replace(small_problem(0), stretch=-1))


def test_the_stretch_point_is_part_of_the_json_form_and_may_be_left_out() -> None:
    problem = replace(small_problem(0), stretch=7)
    assert problem_from_json(problem_to_json(problem)) == problem
    old = problem_to_json(problem).replace('"stretch": 7, ', "")
    assert problem_from_json(old).stretch is None
