"""The score straight from the definition, and every way a row can violate it."""

from __future__ import annotations

import pytest

from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    Column,
    Item,
    PairTables,
    Placed,
    Problem,
    Segment,
    evaluate,
    skipped_items,
)

# Class 0 left of 1 pays 7 and 40 below 100 mm; 1 left of 0 is forbidden; 2 is exempt from 0.
PAIRS = PairTables.from_lists(
    [[30, 50, EXEMPT], [50, 30, 20], [EXEMPT, 20, 20]],
    [[0, 7, 0], [FORBIDDEN, 0, 0], [0, 0, 0]],
    {(0, 1): [(100, 40)]},
)
PROBLEM = Problem(
    length=1000,
    resolution=10,
    items=(Item("a"), Item("b"), Item("c", skip=500)),
    columns=(
        Column("fixed", frozenset({0}), 105, 105, (Segment(0, 500, 10, 2),), 0, anchor=5),
        Column(
            "variable",
            frozenset({1}),
            95,
            200,
            (Segment(0, 899, 1000),),
            1,
            width_price=-3,
            end_place=(Segment(0, 600), Segment(601, 1000, 20, 1)),
        ),
        Column("exempt", frozenset({2}), 50, 50, (Segment(100, 100, 3), Segment(950, 950)), 2),
        Column("both", frozenset({0, 1}), 300, 300, (Segment(0, 700),), 1),
    ),
    pairs=PAIRS,
    constant=100_000,
)


def test_every_term_of_the_score_is_counted() -> None:
    row = (Placed(0, 15, 105), Placed(1, 200, 120))
    place = 10 + 2 * 15 + 1000 - 3 * (120 - 95)
    assert evaluate(PROBLEM, row) == 100_000 + 500 + place + 40 + 7


def test_an_end_pays_by_its_own_place() -> None:
    row = (Placed(0, 15, 105), Placed(1, 500, 120), Placed(2, 950, 50))
    place = 10 + 30 + 1000 - 3 * 25 + 20 + (620 - 601)
    assert evaluate(PROBLEM, row) == 100_000 + place + 7


def test_exempt_columns_may_overlap_and_pay_nothing_to_each_other() -> None:
    row = (Placed(0, 95, 105), Placed(2, 100, 50), Placed(1, 300, 100))
    assert evaluate(PROBLEM, row) == 100_000 + 10 + 190 + 3 + 1000 - 15 + 7


def test_a_gap_equal_to_the_minimum_complies() -> None:
    assert evaluate(PROBLEM, (Placed(0, 45, 105), Placed(1, 200, 100))) > 0


def test_skipped_items_are_those_no_column_covers() -> None:
    assert skipped_items(PROBLEM, (Placed(3, 0, 300),)) == (2,)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([Placed(9, 0, 1)], "no column 9"),
        ([Placed(0, 15, 105), Placed(3, 300, 300)], r"Item 0 \(a\) is covered 2 times"),
        ([Placed(0, 15, 105)], r"Item 1 \(b\) is not covered"),
        ([Placed(3, -10, 300)], "beyond the line"),
        ([Placed(3, 800, 300)], "beyond the line"),
        ([Placed(0, 10, 105), Placed(1, 200, 100)], "off the grid"),
        ([Placed(3, 0, 310)], "outside 300..300"),
        ([Placed(0, 15, 105), Placed(1, 200, 99)], "no multiple of 10"),
        ([Placed(0, 15, 105), Placed(1, 200, 210)], "outside 95..200"),
        ([Placed(3, 700, 300), Placed(2, 110, 50)], "may not start at 110"),
        ([Placed(0, 15, 105), Placed(1, 100, 100)], "overlaps"),
        ([Placed(0, 55, 105), Placed(1, 200, 100)], "the gap is 40 mm; it must be at least 50"),
        ([Placed(0, 315, 105), Placed(1, 100, 100)], "forbidden order"),
    ],
)
def test_a_row_that_violates_the_definition_is_refused_with_the_reason(
    row: list[Placed], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        evaluate(PROBLEM, row)


def test_an_end_outside_the_end_place_is_refused() -> None:
    column = Column("a", frozenset({0}), 10, 50, (Segment(0, 99),), end_place=(Segment(0, 20),))
    problem = Problem(99, 1, (Item("a"),), (column,), PairTables.from_lists([[0]]))
    assert evaluate(problem, [Placed(0, 0, 20)]) == 0
    with pytest.raises(ValueError, match="may not end at 21"):
        evaluate(problem, [Placed(0, 0, 21)])
