"""Sliding minima and sums over sets, as the passes with memory take them, against plain loops."""

from __future__ import annotations

import random

import numpy as np
import pytest

from ondergrond_solver import Column, Item, Limits, PairTables, Problem, Segment
from ondergrond_solver.engines.grid import make_grid
from ondergrond_solver.sweep import multipliers
from ondergrond_solver.sweep.engine import solve_sweep
from ondergrond_solver.sweep.incumbent import ENDLESS
from ondergrond_solver.sweep.memory import Memory
from ondergrond_solver.sweep.memory_blocks import Tolls, both_tolls, tolls
from ondergrond_solver.sweep.memory_widths import blank_stretches, keep_row, least_row
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.relaxation import Network, blank
from ondergrond_solver.sweep.relaxation_kernels import Backward
from ondergrond_solver.sweep.tables import BIG, make_tables
from tests.solver.instances import small_problem


@pytest.mark.kernel
@pytest.mark.parametrize("seed", range(30))
def test_the_least_of_a_stretch_of_rows_is_that_of_its_rows(seed: int) -> None:
    rng = random.Random(seed)
    count, block, sets = rng.randint(1, 20), rng.randint(1, 9), rng.choice((1, 2, 8))
    rows = np.array([[rng.randint(-9, 9) for _ in range(sets)] for _ in range(count)])
    other = rng.randint(0, 3)
    kept = blank_stretches(np.array([other, count]), sets)
    for spot in reversed(range(count)):
        keep_row(kept, int(kept.at[1]), spot, count, block, rows[spot])
    found = np.empty(sets, dtype=np.int64)
    # Stretches reach over the first row or the last: then less of them is left.
    for begin in range(1 - block, count):
        low, high = max(begin, 0), min(begin + block, count) - 1
        least_row(kept, int(kept.at[1]), low, high, block, found)
        assert found.tolist() == rows[low : high + 1].min(axis=0).tolist()


@pytest.mark.kernel
@pytest.mark.parametrize("seed", range(30))
def test_tolls_of_a_set_are_those_of_its_items(seed: int) -> None:
    rng = random.Random(seed)
    items = rng.randint(0, 5)

    def prices() -> np.ndarray:
        drawn = [[rng.choice((-3, 0, 2, 5, BIG))] for _ in range(items)]
        return np.array(drawn, dtype=np.int64).reshape(items, 1)

    pays = np.array([[rng.random() < 0.7] for _ in range(items)]).reshape(items, 1)
    left, right = prices(), prices()
    none = np.zeros(1, dtype=np.int64)
    payer = (1 << np.arange(items)) @ pays.astype(np.int64)
    of = Tolls(none, pays, payer, left, right, none)
    both, before, after = (np.empty(1 << items, dtype=np.int64) for _ in range(3))
    both_tolls(0, 0, 0, of, both)
    tolls(items, 0, pays[:, 0], left, 1, before)
    tolls(items, 0, pays[:, 0], right, 0, after)
    for u in range(1 << items):
        paying = [b for b in range(items) if pays[b, 0]]
        come = [int(left[b, 0]) for b in paying if not u >> b & 1]
        follow = [int(right[b, 0]) for b in paying if u >> b & 1]
        for found, told in ((before, come), (after, follow), (both, come + follow)):
            assert found[u] == (BIG if BIG in told else sum(told))


def ends_early() -> Problem:
    """A column of variable width that may start where it can end no more, and two in its way."""
    columns = (
        Column("wide", frozenset({0}), 3, 6, (Segment(0, 40, 5, 1),), 0, 0, -2,
               end_place=(Segment(4, 20, 0, 1),)),
        Column("one", frozenset({1}), 4, 4, (Segment(0, 40, 0, 2),), 0),
        Column("two", frozenset({2}), 4, 4, (Segment(0, 40, 0, 3),), 0),
    )  # fmt: skip
    pairs = PairTables.from_lists([[1]], None, {(0, 0): [(3, 40), (6, 9)]})
    return Problem(44, 1, tuple(Item(str(i)) for i in range(3)), columns, pairs)


@pytest.mark.kernel
def test_a_start_that_reaches_no_end_is_dead_before_anything_is_looked_at() -> None:
    left = Reduction(make_tables(make_grid(ends_early())), ENDLESS, True)
    left.link()
    at = left.network.windows
    assert at.last_end.tolist()[0] == 20
    assert at.last.tolist()[0] == 17


@pytest.mark.parametrize("seed", [None, *range(40)])
def test_what_memory_held_before_changes_no_search(
    seed: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passes left out starts of columns of variable width beyond the last end that was left. What
    was removed then hung on what the memory had held before, and so did all that followed.
    """
    problem = ends_early() if seed is None else small_problem(seed)
    whole, told = Memory.__init__, []
    for held in (0, BIG, -BIG):

        def blank_with(network: Network, cells: int, held: int = held) -> Backward:
            made = blank(network, cells)
            made.start[:], made.rest_free[:] = held, held
            return made

        def memory_with(
            self: Memory, left: Reduction, items: tuple[int, ...], held: int = held
        ) -> None:
            whole(self, left, items)
            self.passed.begun[:], self.kept.up[:], self.kept.down[:] = held, held, held

        with monkeypatch.context() as patch:
            patch.setattr(multipliers, "blank", blank_with)
            patch.setattr(Memory, "__init__", memory_with)
            found = solve_sweep(problem, Limits(sweep_nodes=20))
        told.append((found.verdict, found.score, found.row, found.work))
    assert told[0] == told[1] == told[2]
