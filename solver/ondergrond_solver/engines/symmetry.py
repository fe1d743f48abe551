"""Items that may be exchanged for one another without changing the problem.

Items i and j are interchangeable when exchanging them in every ``covers`` leaves the columns as
they were (as a collection, names apart) and their skip prices are equal. Exchanges compose, so
the items fall into classes within which *every* permutation turns a row into a row of equal
score. One representative is enough: items of a class in the order of the line, skipped ones
last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ondergrond_solver.engines.grid import Grid, GridColumn, make_row
from ondergrond_solver.solution import Placed, Row


def interchangeable_items(grid: Grid) -> list[list[int]]:
    """Classes of two or more interchangeable items, ascending within a class."""
    items = grid.problem.items
    profiles: list[Counter[object]] = [Counter() for _ in items]
    for column in grid.columns:
        for i in column.covers:
            profiles[i][(len(column.covers), column.shape)] += 1
    classes: list[list[int]] = []
    for i, item in enumerate(items):
        for known in classes:
            first = known[0]
            # A cheap necessary condition first; the exchange itself decides.
            if (
                items[first].skip == item.skip
                and profiles[first] == profiles[i]
                and _exchange_changes_nothing(grid.columns, first, i)
            ):
                known.append(i)
                break
        else:
            classes.append([i])
    return [known for known in classes if len(known) > 1]


def _exchange_changes_nothing(columns: Sequence[GridColumn], i: int, j: int) -> bool:
    swap = {i: j, j: i}
    touched = [column for column in columns if (i in column.covers) != (j in column.covers)]
    now = Counter((column.covers, column.shape) for column in touched)
    then = Counter(
        (frozenset(swap.get(m, m) for m in column.covers), column.shape) for column in touched
    )
    return now == then


def in_order(grid: Grid, row: Row) -> Row:
    """The row of equal score in which interchangeable items lie in order, skipped ones last."""
    by_index = {column.index: column for column in grid.columns}
    if any(placed.column not in by_index for placed in row):
        return row
    covers = [by_index[placed.column].covers for placed in row]
    renamed = {}
    for known in interchangeable_items(grid):
        met = [i for each in covers for i in sorted(each & set(known))]
        renamed.update(dict(zip(met, known, strict=False)))
        renamed.update(
            dict(zip([i for i in known if i not in met], known[len(met) :], strict=True))
        )
    same = {(column.covers, column.shape): column.index for column in grid.columns}
    return make_row(
        [
            Placed(
                same[
                    frozenset(renamed.get(i, i) for i in by_index[placed.column].covers),
                    by_index[placed.column].shape,
                ],
                placed.start,
                placed.width,
            )
            for placed in row
        ]
    )
