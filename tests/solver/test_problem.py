"""The problem: its tables, its JSON form, and every error it can have."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    NO_STEP,
    Column,
    Item,
    PairTables,
    Problem,
    Segment,
    problem_from_json,
    problem_to_json,
)
from ondergrond_solver.soundness import LARGEST_SCORE, LONGEST
from tests.solver.instances import rack_street, small_problem, tight_street


def plain(**changes: Any) -> Problem:
    """Two columns on a metre, with `changes` made to the problem."""
    columns = tuple(
        Column(name, frozenset({i}), 100, 100, (Segment(0, 900, 5, 1),))
        for i, name in enumerate("ab")
    )
    problem = Problem(1000, 10, (Item("a"), Item("b")), columns, PairTables.from_lists([[50]]))
    return replace(problem, **changes)


def with_column(**changes: Any) -> Problem:
    """`plain` with `changes` made to its first column."""
    problem = plain()
    first, second = problem.columns
    return replace(problem, columns=(replace(first, **changes), second))


def test_a_gap_pays_the_first_step_above_it() -> None:
    pairs = PairTables.from_lists([[50]], None, {(0, 0): [(100, 50), (200, 20)]})
    assert [pairs.gap_price(0, 0, gap) for gap in (50, 99, 100, 199, 200, 999)] == [
        50,
        50,
        20,
        20,
        0,
        0,
    ]


def test_tables_are_read_only() -> None:
    pairs = PairTables.from_lists([[50]])
    with pytest.raises(ValueError, match="read-only"):
        pairs.hard[0, 0] = 1


def test_needless_padding_does_not_make_tables_different() -> None:
    short = PairTables.from_lists([[5]], None, {(0, 0): [(9, 3)]})
    long = PairTables(
        short.hard,
        short.order,
        np.array([[[9, NO_STEP, NO_STEP, NO_STEP]]]),
        np.array([[[3, 0, 0, 0]]]),
    )
    assert short == long
    assert short != PairTables.from_lists([[5]])
    assert short != "something else"


@pytest.mark.parametrize(
    "build",
    [
        lambda: PairTables.from_lists([[1.5]]),  # type: ignore[list-item]
        lambda: PairTables.from_lists([[1]], None, {(0, 0): [(2.5, 1)]}),  # type: ignore[list-item]
    ],
)
def test_tables_refuse_fractions_instead_of_cutting_them_off(build: object) -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        build()  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(12))
def test_json_gives_the_same_problem_back(seed: int) -> None:
    for problem in (small_problem(seed), rack_street(seed, 6, 4, 10)):
        assert problem_from_json(problem_to_json(problem)) == problem


def test_json_gives_an_empty_problem_back() -> None:
    empty = Problem(10, 1, (), (), PairTables.from_lists([]))
    assert empty.validate() == []
    assert problem_from_json(problem_to_json(empty)) == empty


def test_json_names_exempt_and_forbidden_in_words() -> None:
    pairs = PairTables.from_lists([[EXEMPT]], [[FORBIDDEN]])
    document = json.loads(problem_to_json(plain(pairs=pairs)))
    assert document["pairs"] == {"hard": [["exempt"]], "order": [["forbidden"]], "steps": []}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "no ondergrond-solver-problem"),
        ('{"schema": "other"}', "no ondergrond-solver-problem"),
        ('{"schema": "ondergrond-solver-problem", "version": 2}', "version 2"),
        ('{"schema": "ondergrond-solver-problem", "version": 1}', "incomplete or malformed"),
        ("{", "Expecting"),
    ],
)
def test_a_document_that_is_no_problem_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        problem_from_json(text)


@pytest.mark.parametrize("seed", range(8))
def test_the_instances_of_these_tests_are_valid(seed: int) -> None:
    for problem in (small_problem(seed), tight_street(seed, 8, 10), rack_street(seed, 8, 9, 10)):
        assert problem.validate() == []


def test_a_valid_problem_asserts_nothing() -> None:
    plain().assert_valid()


WRONG = {
    "no length": (plain(length=0), "line", "length: must be"),
    "a resolution of half a millimetre": (plain(resolution=0.5), "line", "resolution: must be"),
    "a constant that is no int": (plain(constant=1.0), "line", "constant: must be"),
    "a skip price that is no int": (plain(items=(Item("a", 0.5), Item("b"))), "item", "items[0]"),  # type: ignore[arg-type]
    "a column that covers nothing": (with_column(covers=frozenset()), "column", "covers no item"),
    "an unknown item": (with_column(covers=frozenset({7})), "column", "covers [7]"),
    "a width that is no int": (with_column(width_min=1.5), "column", "must be ints"),
    "no width": (with_column(width_min=0, width_max=0), "column", "1 <= width_min"),
    "a least width above the largest": (with_column(width_min=200), "column", "1 <= width_min"),
    "an anchor far away": (with_column(anchor=LONGEST + 1), "column", "anchor"),
    "an unknown gap class": (with_column(gap_class=1), "column", "gap_class 1"),
    "a fixed width with an end place": (
        with_column(end_place=(Segment(0, 9),)),
        "column",
        "fixed width",
    ),
    "a segment with a fraction": (with_column(place=(Segment(0, 9, 0.5),)), "place", "hold ints"),  # type: ignore[arg-type]
    "a segment backwards": (with_column(place=(Segment(9, 0),)), "place", "first 9 is after"),
    "a segment far away": (with_column(place=(Segment(0, LONGEST + 1),)), "place", "lies beyond"),
    "segments that touch": (
        with_column(place=(Segment(0, 9), Segment(9, 20))),
        "place",
        "must start after 9",
    ),
    "a negative hard gap": (plain(pairs=PairTables.from_lists([[-2]])), "pairs", "hard[0, 0]"),
    "tables of other shapes": (
        plain(
            pairs=PairTables(
                np.zeros((1, 2), dtype=int),
                np.zeros((1, 1), dtype=int),
                np.full((1, 1, 1), NO_STEP),
                np.zeros((1, 1, 1), dtype=int),
            )
        ),
        "pairs",
        "must be (n, n)",
    ),
    "steps without padding": (
        plain(
            pairs=PairTables(np.array([[5]]), np.array([[0]]), np.array([[[9]]]), np.array([[[1]]]))
        ),
        "pairs",
        "at least one padding",
    ),
    "exempt one way": (
        plain(pairs=PairTables.from_lists([[5, EXEMPT], [5, 5]])),
        "pairs",
        "one order only",
    ),
    "an order price too large": (
        plain(pairs=PairTables.from_lists([[5]], [[LARGEST_SCORE]])),
        "pairs",
        "order[0, 0]",
    ),
    "a threshold far away": (
        plain(pairs=PairTables.from_lists([[5]], None, {(0, 0): [(LONGEST + 1, 5)]})),
        "pairs",
        "padding or at most",
    ),
    "thresholds that fall": (
        plain(pairs=PairTables.from_lists([[5]], None, {(0, 0): [(9, 5), (8, 4)]})),
        "pairs",
        "must be ascending",
    ),
    "a threshold at the hard gap": (
        plain(pairs=PairTables.from_lists([[5]], None, {(0, 0): [(5, 5)]})),
        "pairs",
        "must be above hard",
    ),
    "a price that rises with the gap": (
        plain(pairs=PairTables.from_lists([[5]], None, {(0, 0): [(8, 4), (9, 5)]})),
        "pairs",
        "must not increase",
    ),
    "a negative step price": (
        plain(pairs=PairTables.from_lists([[5]], None, {(0, 0): [(8, -4)]})),
        "pairs",
        "must not increase",
    ),
    "a price on padding": (
        plain(
            pairs=PairTables(
                np.array([[5]]), np.array([[0]]), np.array([[[NO_STEP]]]), np.array([[[1]]])
            )
        ),
        "pairs",
        "must be 0 on padding",
    ),
    "a step price too large": (
        plain(pairs=PairTables.from_lists([[5]], None, {(0, 0): [(8, LARGEST_SCORE)]})),
        "pairs",
        "must be below",
    ),
    "a skip price too large": (
        plain(items=(Item("a", LARGEST_SCORE), Item("b"))),
        "magnitude",
        "coarser score unit",
    ),
    "a slope that would leave int64 somewhere on the line": (
        with_column(place=(Segment(0, 1, 0, 2**45),)),
        "magnitude",
        "coarser score unit",
    ),
    "prices that only together are too large": (
        plain(constant=2**52, pairs=PairTables.from_lists([[5]], None, {(0, 0): [(9, 2**51)]})),
        "magnitude",
        "coarser score unit",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_a_sentence(name: str) -> None:
    problem, kind, part = WRONG[name]
    errors = problem.validate()
    assert any(error.kind == kind and part in str(error) for error in errors), errors


def test_all_errors_come_at_once() -> None:
    problem = replace(with_column(gap_class=1, anchor=LONGEST + 1), length=0)
    with pytest.raises(ValueError, match=r"length.*\n.*anchor.*\n.*gap_class"):
        problem.assert_valid()


def test_the_largest_admissible_prices_are_solved_without_overflow() -> None:
    problem = with_column(place=(Segment(0, 900, 2**50, 1),))
    from ondergrond_solver import solve

    assert problem.validate() == []
    assert solve(problem).score == 2**50 + 5 + 150


def test_importing_the_package_imports_no_engine_and_no_solver() -> None:
    code = (
        "import sys, ondergrond_solver\n"
        "heavy = {'ortools', 'numba', 'ondergrond_solver.engines.cpsat'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=_environment(), timeout=60)


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
