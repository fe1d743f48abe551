"""Quick looks at a `Problem`: whether anything is wrong with all pairs, columns or segments of it.

Problems are large and nearly always sound, so `validation` looks at parts one by one only where
one of these says no. They know no sentences, and hold exactly where no error would be told.
"""

from __future__ import annotations

from array import array
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from ondergrond_solver.problem import EXEMPT, FORBIDDEN, NO_STEP, IntArray

if TYPE_CHECKING:
    from ondergrond_solver.problem import PairTables, Problem, Segment

LONGEST: Final = 10**9
"""Largest admissible length, width, anchor, gap or threshold (mm): a thousand kilometres."""

LARGEST_SCORE: Final = 2**53
"""All prices of all columns and pairs together, chosen or not, must stay below this: whatever
an engine adds up then fits in int64 with room to spare, and in a double without loss."""

Places = list[tuple["Segment", ...]]

_BOUNDED = attrgetter("width_min", "width_max", "anchor", "gap_class")


def pairs_hold(pairs: PairTables) -> bool:
    """Whether nothing is wrong with any pair."""
    hard, order = pairs.hard, pairs.order
    n = hard.shape[0] if hard.ndim == 2 else -1
    levels = pairs.step_threshold.shape[-1]
    shapes = (hard.shape, order.shape, pairs.step_threshold.shape, pairs.step_price.shape)
    if shapes != ((n, n), (n, n), (n, n, levels), (n, n, levels)) or not levels:
        return False
    exempt = hard == EXEMPT
    if not (
        np.all(exempt == exempt.T)
        and np.all(exempt | ((hard >= 0) & (hard <= LONGEST)))
        and np.all((order == FORBIDDEN) | (np.abs(order) < LARGEST_SCORE))
    ):
        return False
    # All steps of all pairs in one line: what is said of a step and the next one does not hold
    # for the last of a pair and the first of the next pair. Numpy is slow over short rows.
    threshold, price = pairs.step_threshold.ravel(), pairs.step_price.ravel()
    padding = threshold == NO_STEP
    ascending = np.ones(threshold.shape, dtype=np.bool_)
    np.greater(threshold[1:], threshold[:-1], out=ascending[:-1])
    ascending[:-1] |= padding[1:]
    falling = np.ones(price.shape, dtype=np.bool_)
    np.less_equal(price[1:], price[:-1], out=falling[:-1])
    ascending[levels - 1 :: levels] = True
    falling[levels - 1 :: levels] = True
    return bool(
        np.all(padding[levels - 1 :: levels])
        and np.all(padding | (threshold <= LONGEST))
        and ascending.all()
        and falling.all()
        and np.all(pairs.step_threshold[:, :, 0] > hard)
        and not np.any(price[padding])
        and np.all(pairs.step_price[:, :, 0] < LARGEST_SCORE)
    )


def columns_hold(problem: Problem) -> bool:
    """Whether nothing is wrong with any column but perhaps its segments."""
    columns = problem.columns
    numbers = list(chain.from_iterable(map(_BOUNDED, columns)))
    prices = [column.width_price for column in columns]
    covers = [column.covers for column in columns]
    covered = list(chain.from_iterable(covers))
    if not all(covers) or set(map(type, chain(numbers, prices, covered))) - {int}:
        return False
    if covered and not (min(covered) >= 0 and max(covered) < len(problem.items)):
        return False
    if any(one.end_place is not None and one.width_min == one.width_max for one in columns):
        return False
    try:
        table = np.array(numbers, dtype=np.int64).reshape(-1, 4)
    except OverflowError:
        return False
    least, most, anchor, gap_class = table.T
    return bool(
        np.all((least >= 1) & (least <= most) & (most <= LONGEST))
        and np.all((anchor >= -LONGEST) & (anchor <= LONGEST))
        and np.all((gap_class >= 0) & (gap_class < problem.pairs.size))
    )


def places_of(problem: Problem) -> Places:
    """Those places of all columns that have any segments, starts and ends alike."""
    found = [column.place for column in problem.columns if column.place]
    return found + [column.end_place for column in problem.columns if column.end_place]


def table_of(places: Places) -> IntArray | None:
    """(n, 4) all segments of some places; None where they hold anything but ints of 64 bits."""
    flat = list(chain.from_iterable(chain.from_iterable(places)))
    if set(map(type, flat)) - {int}:
        return None
    try:
        return np.array(array("q", flat), dtype=np.int64).reshape(-1, 4)
    except (OverflowError, ValueError):
        return None


def begins_of(places: Places) -> IntArray:
    """The row of the first segment of each place, in the table of all."""
    return np.cumsum([0, *map(len, places)], dtype=np.int64)[:-1]


def segments_hold(table: IntArray | None, places: Places) -> bool:
    """Whether nothing is wrong with any segment."""
    if table is None:
        return False
    first, last = table[:, 0], table[:, 1]
    begins = np.zeros(len(table), dtype=np.bool_)
    begins[begins_of(places)] = True
    return bool(
        np.all((first >= -LONGEST) & (first <= last) & (last <= LONGEST))
        and np.all(begins[1:] | (first[1:] > last[:-1]))
    )
