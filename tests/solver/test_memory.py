"""The relaxed row with a memory: whatever it remembers, it never tells more than the truth."""

from __future__ import annotations

import itertools
import random
from functools import cache

import numpy as np
import pytest

from benchmarks.contradictions import drawn
from ondergrond_solver import Limits, Problem, Solution, solve
from ondergrond_solver.engines.grid import make_grid
from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.bands import Cuts, make_bands, more_cuts
from ondergrond_solver.sweep.branching import cut_of_widest, halves, part_of
from ondergrond_solver.sweep.incumbent import ENDLESS
from ondergrond_solver.sweep.memory import Memory
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.relaxation_kernels import BLOCKS
from ondergrond_solver.sweep.row_states import make_store
from ondergrond_solver.sweep.rows import FoundRow, best_row
from ondergrond_solver.sweep.tables import make_tables
from ondergrond_solver.sweep.windows import make_windows

NUMBERS = [pytest.param(0, marks=pytest.mark.kernel), *range(10, 400, 10)]
"""As plain Python, without compilation, one is enough."""
TOLD_TWICE = (223, 327, 822)
"""Order prices were told twice in these, once by the link between neighbours and once beside it;
in the last, where some are negative, what was left over of a price was cut off at nothing."""


@cache
def known(number: int) -> tuple[Problem, int, Solution]:
    """The first problem from a number on that has a row: its best score, and CP-SAT's answer."""
    while True:
        problem = drawn(number)
        best = solve(problem, "cpsat", limits=Limits(wall_seconds=60.0))
        if best.score is not None:
            return problem, best.score, best
        number += 1


def reduced(problem: Problem, score: int) -> Reduction:
    left = Reduction(make_tables(make_grid(problem)), ENDLESS, True)
    left.link()
    left.raise_bound(score, 10)
    return left


def memories(number: int, left: Reduction) -> list[Memory]:
    """With nothing, everything and some of the items remembered."""
    items = range(len(left.tables.skip))
    rng = random.Random(number)
    some = [tuple(rng.sample(items, rng.randint(1, len(items) - 1))) for _ in range(4)]
    return [Memory(left, chosen) for chosen in ((), tuple(items), *some)]


def bands_of(left: Reduction, size: int) -> IntArray:
    """Bands of `size` cells in the ends of all columns."""
    tables = left.tables
    return np.tile(np.arange(tables.cells, dtype=np.int64) // size, (tables.columns, 1))


def run(memory: Memory, limit: int, width: int, bands: IntArray) -> FoundRow:
    """A run over states in room of its own."""
    return best_row(memory, limit, width, bands, make_store(memory.left.tables.grid))


def cells(left: Reduction, solution: Solution) -> list[tuple[int, int]]:
    """Column and start cell of what the best row places."""
    grid = left.tables.grid
    source = {grid.columns[int(c)].index: x for x, c in enumerate(left.tables.source)}
    step = grid.problem.resolution
    placed = [(source[p.column], p.start) for p in solution.row if p.column in source]
    offset = {x: grid.columns[int(left.tables.source[x])].start_offset for x, _ in placed}
    return [(x, (start - offset[x]) // step) for x, start in placed]


@pytest.mark.parametrize("number", [*NUMBERS, *TOLD_TWICE])
def test_no_bound_is_above_the_best_row_and_no_start_of_it_is_dead(number: int) -> None:
    problem, score, best = known(number)
    left = reduced(problem, score)
    for memory in memories(number, left):
        bound, _ = memory.improve(left.multiplier, score, 3)
        assert bound <= score
        dead = memory.dead(score + 1)
        assert not any(dead[column, start] for column, start in cells(left, best))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_first_ceiling_leaves_the_same_whether_links_were_made_before_it_or_after(
    number: int,
) -> None:
    problem, score, _ = known(number)
    before, after = (Reduction(make_tables(make_grid(problem)), ENDLESS, True) for _ in range(2))
    before.link()
    for left in (before, after):
        left.lower(score + 1)
        left.fix()
    assert before.bound.value == after.bound.value
    assert before.tables.source.tolist() == after.tables.source.tolist()
    assert before.linked.tolist() == after.linked.tolist()
    assert before.place.tolist() == after.place.tolist()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_part_that_meets_its_ceiling_leaves_the_whole_as_it_was(number: int) -> None:
    """Scores were once taken out of an array that both had: the next ceiling left too little."""
    problem, score, _ = known(number)
    whole = Reduction(make_tables(make_grid(problem)), ENDLESS, True)
    base, place = whole.base.copy(), whole.place.copy()
    part = part_of(whole)
    part.lower(score)
    part.fix()
    assert whole.base.tolist() == base.tolist()
    assert whole.place.tolist() == place.tolist()


@pytest.mark.parametrize("number", [*NUMBERS, *TOLD_TWICE])
def test_a_run_over_states_misses_no_row_and_more_bands_tell_no_less(number: int) -> None:
    problem, score, _ = known(number)
    left = reduced(problem, score)
    for memory in memories(number, left):
        value = -ENDLESS
        for size in (left.tables.cells, 4, 2, 1):
            found = run(memory, score + 1, 3_000, bands_of(left, size))
            assert found.bound <= score
            if found.exact:
                assert found.value is not None
                assert value <= found.value <= score
                value = found.value


@pytest.mark.parametrize("number", NUMBERS)
def test_a_run_that_keeps_few_states_never_tells_more_than_the_truth(number: int) -> None:
    problem, score, _ = known(number)
    left = reduced(problem, score)
    for memory in memories(number, left):
        for width in (1, 2, 5):
            found = run(memory, score + 1, width, bands_of(left, 2))
            assert found.bound <= score
            if found.exact:
                assert found.value is not None
                assert found.value <= score


@pytest.mark.parametrize("number", NUMBERS)
def test_a_row_tells_the_truth_where_every_end_has_a_band_of_its_own(number: int) -> None:
    problem, score, _ = known(number)
    left = reduced(problem, score)
    found = run(Memory(left, ()), score + 1, 3_000, bands_of(left, 1))
    if found.exact:
        assert found.value == score


@pytest.mark.parametrize("number", NUMBERS)
def test_cuts_between_what_was_told_and_what_is_paid_end_with_the_best_row(number: int) -> None:
    problem, score, _ = known(number)
    left = reduced(problem, score)
    memory, tables = Memory(left, ()), left.tables
    cuts: Cuts = frozenset()
    while True:
        bands = make_bands(tables, cuts)
        found = run(memory, score + 1, 3_000, bands)
        more = more_cuts(tables, memory.windows, bands, found.row) - cuts
        if not more or not found.exact:
            break
        cuts |= more
    assert found.value == score or not found.exact


@pytest.mark.parametrize("number", NUMBERS)
def test_the_best_row_is_in_one_of_two_halves(number: int) -> None:
    problem, score, _ = known(number)
    left = reduced(problem, score)
    cut = cut_of_widest(left, make_windows(left.tables, left.place))
    assert cut is not None or left.live == len(left.place)
    parts = [left] if cut is None else halves(left, cut)
    runs = [run(Memory(part, ()), score + 1, 3_000, bands_of(part, 1)) for part in parts]
    assert any(not one.exact or one.value is not None for one in runs)
    assert min(one.bound for one in runs) <= score


@pytest.mark.parametrize("number", [3102, 3335, 3358])
def test_a_block_does_not_forget_what_a_smaller_one_told_it(number: int) -> None:
    """Blocks of 3 cells reached into blocks of 32 that were to begin afresh, so bounds came out
    above the best row.
    """
    problem = drawn(number)
    found = solve(problem, "sweep")
    assert (found.verdict, found.score) == ("optimal", solve(problem, "cpsat").score)


def test_every_block_divides_the_one_before_it() -> None:
    assert all(large % small == 0 for large, small in itertools.pairwise(BLOCKS))
