"""Quick looks at a problem against looking at every part of it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ondergrond_solver import EXEMPT, FORBIDDEN, NO_STEP, PairTables, Problem, Segment
from ondergrond_solver.soundness import (
    LARGEST_SCORE,
    LONGEST,
    columns_hold,
    pairs_hold,
    places_of,
    segments_hold,
    table_of,
)
from ondergrond_solver.validation import _all_segments, _column, _pair_tables
from tests.solver.instances import rack_street, small_problem

ODD = (EXEMPT, -2, 0, 1, 60, LONGEST + 1, NO_STEP, FORBIDDEN, LARGEST_SCORE, -LARGEST_SCORE)
"""Numbers that are wrong in one table or another."""

STRANGE = (-1, 0, 10**10, 2**70, 0.5, True, None)
"""What may stand in a column or segment where a number was meant."""


def with_one_odd_number(pairs: PairTables, rng: random.Random) -> PairTables:
    """The tables with a number somewhere changed to an odd one."""
    tables = {
        name: getattr(pairs, name).copy()
        for name in ("hard", "order", "step_threshold", "step_price")
    }
    table = tables[rng.choice(list(tables))].reshape(-1)
    table[rng.randrange(table.size)] = rng.choice(ODD)
    return PairTables(**tables)


def with_one_strange_column(problem: Problem, rng: random.Random) -> Problem:
    """The problem with something in a column, or in a segment of it, that may be wrong."""
    columns = list(problem.columns)
    at = rng.choice([c for c, column in enumerate(columns) if column.place])
    strange: Any = rng.choice(STRANGE)
    place = list(columns[at].place)
    numbers = list(place[-1])
    numbers[rng.randrange(4)] = strange
    change: dict[str, Any] = rng.choice(
        [
            {rng.choice(["width_min", "width_max", "anchor", "gap_class"]): strange},
            {"width_price": strange},
            {"covers": rng.choice([frozenset(), frozenset({0, strange})])},
            {"end_place": (Segment(0, 9),)},
            {"place": (*place[:-1], Segment(*numbers))},
            {"place": (*place, place[-1])},
            {"place": ()},
        ]
    )
    columns[at] = replace(columns[at], **change)
    return replace(problem, columns=tuple(columns))


@pytest.mark.parametrize("seed", range(80))
def test_pairs_hold_exactly_where_no_error_is_told_of_them(seed: int) -> None:
    rng = random.Random(seed)
    pairs = with_one_odd_number(rack_street(seed, 6, 4, 10).pairs, rng)
    assert pairs_hold(pairs) == (not list(_pair_tables(pairs)))


@pytest.mark.parametrize("seed", range(80))
def test_columns_and_segments_hold_exactly_where_no_error_is_told_of_them(seed: int) -> None:
    problem = with_one_strange_column(small_problem(seed % 20), random.Random(seed))
    told = [e for c, one in enumerate(problem.columns) for e in _column(problem, c, one)]
    assert columns_hold(problem) == (not told)
    places = places_of(problem)
    table = table_of(places)
    if table is not None:  # of segments with a number beyond 64 bits nothing is said
        assert segments_hold(table, places) == (not list(_all_segments(problem)))


def test_tables_that_could_change_are_copied_and_others_are_kept() -> None:
    hard, order = np.full((1, 1), 50), np.zeros((1, 1), dtype=np.int64)
    order.setflags(write=False)
    pairs = PairTables(hard, order, np.full((1, 1, 1), NO_STEP), np.zeros((1, 1, 1), dtype=int))
    hard[0, 0] = 7
    assert pairs.hard[0, 0] == 50
    assert pairs.order is order


def test_padding_between_thresholds_is_not_cut_off() -> None:
    threshold = np.array([[[NO_STEP, 9, 20, NO_STEP, NO_STEP]]])
    price = np.zeros((1, 1, 5), dtype=int)
    pairs = PairTables(np.array([[5]]), np.array([[0]]), threshold, price)
    assert pairs.step_threshold.shape == (1, 1, 4)
