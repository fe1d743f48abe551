"""What the tables of `sweep` say of a row is what the definition says."""

from __future__ import annotations

import random

import pytest

from ondergrond_solver import Problem, evaluate, solve
from ondergrond_solver.engines.grid import make_grid
from ondergrond_solver.sweep.tables import BIG, make_tables
from tests.solver.instances import rack_street, small_problem, tight_street


def agrees_with_the_definition(problem: Problem, seed: int) -> tuple[int, int]:
    """How many of some rows stand, and how many do not."""
    tables = make_tables(make_grid(problem))
    draw = random.Random(seed)
    best = tables.found(solve(problem, "sweep").row)
    assert best is not None
    stood = fell = 0
    for _ in range(60):
        cells = list(best)
        for _ in range(draw.randrange(4) if tables.columns else 0):
            c = draw.randrange(tables.columns)
            k = draw.randrange(tables.cells)
            u = draw.randint(int(tables.u_min[c]), int(tables.u_max[c]))
            if k + u >= tables.cells:
                continue
            if cells and draw.random() < 0.7:
                at = draw.randrange(len(cells))
                c, k, u = cells[at]
                moved = k + draw.choice([-2, -1, 1, 2, 7])
                cells[at] = (c, min(max(moved, 0), tables.cells - 1 - u), u)
            elif cells and draw.random() < 0.3:
                cells.pop(draw.randrange(len(cells)))
            elif c not in {own for own, _, _ in cells}:
                cells.append((c, k, u))
        row, in_order = tables.laid(tuple(cells))
        score = tables.score(in_order)
        try:
            assert score == evaluate(problem, row)
            stood += 1
        except ValueError:
            assert score >= BIG
            fell += 1
    return stood, fell


def test_rows_of_small_problems_score_what_the_definition_says() -> None:
    stood, fell = zip(
        *(agrees_with_the_definition(small_problem(seed), seed) for seed in range(80)), strict=True
    )
    assert sum(stood) > 500
    assert sum(fell) > 500


@pytest.mark.parametrize("seed", range(6))
def test_a_row_of_a_street_scores_what_the_definition_says(seed: int) -> None:
    for problem in (tight_street(seed, 8, 10), rack_street(seed, 7, 3, 10)):
        stood, fell = agrees_with_the_definition(problem, seed)
        assert stood > 0
        assert fell > 0


def test_without_prices_every_row_that_stands_scores_the_constant() -> None:
    problem = tight_street(0, 8, 10)
    tables = make_tables(make_grid(problem), priced=False)
    cells = tables.found(solve(problem, "sweep").row)
    assert cells is not None
    assert tables.score(cells) == problem.constant
    assert tables.score(cells[1:]) >= BIG
