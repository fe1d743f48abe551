"""Reinsertion: every row it gives is one, scores what it says, and is no worse than the first."""

from __future__ import annotations

import numpy as np
import pytest

from ondergrond_solver import Column, Item, PairTables, Problem, Segment, solve
from ondergrond_solver.engines.grid import make_grid, make_row
from ondergrond_solver.evaluate import evaluate
from ondergrond_solver.sweep import reinsertion
from ondergrond_solver.sweep.insertion import insertion
from ondergrond_solver.sweep.reinsertion import Reinsertion
from ondergrond_solver.sweep.reinsertion_kernels import NEXT, crossings, follow_both, turn_of
from ondergrond_solver.sweep.tables import Cells, make_tables
from ondergrond_solver.sweep.ways import placed, row_of
from tests.solver.instances import tight_street
from tests.solver.test_memory import NUMBERS, known

NEVER = 1e18
FAR = 2**58
FEW = NUMBERS[:20]


def search(problem: Problem) -> Reinsertion:
    tables = make_tables(make_grid(problem))
    return Reinsertion(tables, tables.place, NEVER)


def put_back(found: Reinsertion, c: int, kept: list[int]) -> tuple[int, int] | None:
    """What a row of `kept` pays with column c back in it, and where; None if they do not stand."""
    found.score(kept)
    if not follow_both(found.board, NEXT, FAR):
        return None
    sequence = np.array(kept, dtype=np.int64)
    turn_of(found.board.order, c, sequence, found.board.turn)
    total, at = inserted(found, c, len(kept), FAR)
    return total + int(crossings(found.board.order, sequence)), at


def inserted(found: Reinsertion, c: int, size: int, limit: int) -> tuple[int, int]:
    board = found.board
    total, at = insertion(c, size, board.ways, board.back, board.turn, limit)
    return int(total), int(at)


def true(found: Reinsertion, row: Cells) -> int:
    grid, source = found.tables.grid, found.tables.source
    return evaluate(grid.problem, make_row([grid.place(int(source[c]), k, u) for c, k, u in row]))


def scored(found: Reinsertion, row: Cells) -> int | None:
    """The score of a row; None where exempt columns came to lie in another order."""
    try:
        return true(found, row)
    except ValueError:
        return None


@pytest.mark.parametrize("number", FEW)
def test_a_row_from_ways_scores_what_they_pay(number: int) -> None:
    problem, best, answer = known(number)
    found = search(problem)
    cells = found.tables.found(answer.row)
    assert cells is not None
    score = found.score([c for c, _, _ in cells])
    assert best <= score
    assert score == true(found, row_of(found.board.ways))
    assert placed(found.tables, found.tables.place, [c for c, _, _ in cells]) == row_of(
        found.board.ways
    )


@pytest.mark.parametrize("number", FEW)
def test_a_column_put_back_makes_a_row_no_better_than_the_best(number: int) -> None:
    problem, best, answer = known(number)
    found = search(problem)
    cells = found.tables.found(answer.row)
    assert cells is not None
    sequence = [c for c, _, _ in cells]
    skipped = sum(problem.items[i].skip or 0 for i in answer.skipped)
    for c in sequence:
        kept = [a for a in sequence if a != c]
        total, at = put_back(found, c, kept) or (0, -1)
        if at >= 0:
            assert total + skipped + problem.constant >= best


@pytest.mark.parametrize("number", FEW)
def test_what_comes_out_is_a_row_no_worse_than_what_went_in(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reinsertion, "_FIRST_WORK", 200)
    monkeypatch.setattr(reinsertion, "_IDLE", 50)
    problem, best, _ = known(number)
    found = search(problem)
    first = found.first()
    if first is None:
        return
    row = found.improved(first, 40_000)
    assert true(found, row) >= best
    before = scored(found, first)
    assert before is None or true(found, row) <= before


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_it_finds_the_best_row_of_a_small_street_and_the_same_each_time(seed: int) -> None:
    problem = tight_street(seed, 7, 20)
    rows = []
    for _ in range(2):
        found = search(problem)
        first = found.first()
        assert first is not None
        rows.append(found.improved(first, 40_000))
    assert rows[0] == rows[1]
    assert true(found, rows[0]) == solve(problem, "cpsat").score


def test_where_all_is_skipped_there_is_still_something_to_put_in() -> None:
    wide = Segment(0, 100)
    problem = Problem(
        100, 10, (Item("a", 500), Item("b", 500)),
        tuple(Column(str(i), frozenset({i}), 20, 20, (wide,)) for i in (0, 1)),
        PairTables.from_lists([[0]]),
    )  # fmt: skip
    found = search(problem)
    assert sorted(c for c, _, _ in found.improved((), 1_000)) == [0, 1]


def test_a_column_goes_where_neither_side_pays_for_being_near() -> None:
    step = {(0, 1): [(30, 900)], (1, 0): [(30, 900)]}
    place = (Segment(0, 0),), (Segment(90, 90),), (Segment(0, 90),)
    problem = Problem(
        100, 10, tuple(Item(name) for name in "abc"),
        tuple(Column("abc"[i], frozenset({i}), 10, 10, place[i], i // 2) for i in range(3)),
        PairTables.from_lists([[0, 0], [0, 0]], steps=step),
    )  # fmt: skip
    found = search(problem)
    left, right, between = (int(np.flatnonzero(found.tables.covers[:, i])[0]) for i in range(3))
    assert put_back(found, between, [left, right]) == (0, 1)
    assert inserted(found, between, 2, 0) == (0, -1)
