"""Sets of columns with their last one: for each, the best score by where the row so far ends.

A *state* is a set of columns and which of them is last. Its scores are an array over the cells
where the last one ends: order prices between all columns of the set are exact, gaps of
neighbours too. Gaps of columns that are no neighbours are bounded below: the one to the left is
taken to end as early as it does in any row of the state (exact for what stays where it is). States
with the same set and the same last column are one state, cell by cell the better of the two. So
this is the problem with one thing relaxed, solved exactly unless states were cut; a best row that
pays no more than its state says is a best row of the problem.

*Bands* (`bands`) tell states apart by where their columns end, wherever more than one band is drawn
in the ends of a column: then "as early" is the earliest end in the band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.memory import Memory
from ondergrond_solver.sweep.relaxation import scored
from ondergrond_solver.sweep.row_problem import make_covering, make_pairs
from ondergrond_solver.sweep.row_run import run_over_states
from ondergrond_solver.sweep.row_states import Store, of_columns
from ondergrond_solver.sweep.tables import Cells


@dataclass(frozen=True, slots=True, eq=False)
class FoundRow:
    """What a run gives.

    value: the least score of a relaxed row below the limit, or None. row: its (column, start, width
    in cells) from left to right. bound: no row scores below it or below the limit. exact: no state
    was cut. states: how many were kept. crowd: the most that a number of items had, before any cut.
    bands: (n, w) what it told apart.
    """

    value: int | None
    row: Cells
    bound: int
    exact: bool
    states: int
    crowd: int
    bands: IntArray


def best_row(memory: Memory, limit: int, width: int, bands: IntArray, store: Store) -> FoundRow:
    """The best relaxed row that scores below `limit`, with `width` states per number of items.

    memory: what it says of the columns to come ends hopeless states. bands: (n, w) see `bands`.
    store: to work in.
    """
    left, tables = memory.left, memory.left.tables
    row = np.zeros((len(tables.skip) + 1, 3), dtype=np.int64)
    value, bound, count, states, crowd, cut = run_over_states(
        scored(tables, left.place), memory.windows, make_pairs(memory), make_covering(memory),
        memory.tolls, memory.told(), limit, width, bands, bool(bands.any()),
        of_columns(store, tables.columns), row,
    )  # fmt: skip
    found = tuple((int(c), int(k), int(u)) for c, k, u in row[:count]) if value < limit else ()
    return FoundRow(
        int(value) if value < limit else None, found, int(bound), not cut, int(states), int(crowd),
        bands,
    )  # fmt: skip
