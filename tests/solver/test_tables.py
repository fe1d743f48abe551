"""What the tables of `sweep` say of a row is what the definition says."""

from __future__ import annotations

import random

import pytest

from ondergrond_solver import Problem, evaluate, solve
from ondergrond_solver.engines.grid import make_grid, make_row
from ondergrond_solver.sweep.tables import BIG, make_tables
from tests.solver.instances import rack_street, small_problem, tight_street


def agrees_with_the_definition(problem: Problem, seed: int) -> tuple[int, int]:
    """How many of some rows stand, and how many do not."""
    grid = make_grid(problem)
    tables = make_tables(grid)
    draw = random.Random(seed)
    best = solve(problem, "sweep").row
    number = {at.index: g for g, at in enumerate(grid.columns)}
    told = {int(g): c for c, g in enumerate(tables.source)}
    cells = []
    for placed in best:
        g = number[placed.column]
        k, j = grid.cells(g, placed)
        cells.append((told[g], k, j - k))
    stood = fell = 0
    for _ in range(60):
        row = list(cells)
        for _ in range(draw.randrange(4) if tables.columns else 0):
            c = draw.randrange(tables.columns)
            k = draw.randrange(tables.cells)
            u = draw.randint(int(tables.u_min[c]), int(tables.u_max[c]))
            if k + u >= tables.cells:
                continue
            if row and draw.random() < 0.7:
                at = draw.randrange(len(row))
                c, k, u = row[at]
                moved = k + draw.choice([-2, -1, 1, 2, 7])
                row[at] = (c, min(max(moved, 0), tables.cells - 1 - u), u)
            elif row and draw.random() < 0.3:
                row.pop(draw.randrange(len(row)))
            else:
                row.append((c, k, u))
        lies = [(grid.place(int(tables.source[c]), k, u), (c, k, u)) for c, k, u in row]
        lies.sort(key=lambda one: (one[0].start, one[0].column))
        score = tables.score([cell for _, cell in lies])
        try:
            assert score == evaluate(problem, make_row([placed for placed, _ in lies]))
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
    grid = tables.grid
    cells = []
    number = {at.index: g for g, at in enumerate(grid.columns)}
    told = {int(g): c for c, g in enumerate(tables.source)}
    for placed in solve(problem, "sweep").row:
        k, j = grid.cells(number[placed.column], placed)
        cells.append((told[number[placed.column]], k, j - k))
    assert tables.score(cells) == problem.constant
    assert tables.score(cells[1:]) >= BIG
