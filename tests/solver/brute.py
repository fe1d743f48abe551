"""The optimum of a small problem by looking at everything, independent of engines and evaluate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ondergrond_solver import EXEMPT, FORBIDDEN, Column, Problem, Segment

_NEVER = 2**40


def brute_force(problem: Problem) -> int | None:
    """The least score of any valid row; None when there is none."""
    places = [_placements(problem, column) for column in problem.columns]
    best = None
    for chosen, skips in _covers(problem, (), frozenset(range(len(problem.items)))):
        score = _best_of(problem, chosen, [places[c] for c in chosen])
        if score is not None:
            score += skips + problem.constant
            best = score if best is None else min(best, score)
    return best


def _covers(
    problem: Problem, chosen: tuple[int, ...], open_items: frozenset[int]
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every exact cover as columns and the skip prices paid."""
    if not open_items:
        yield chosen, 0
        return
    item = min(open_items)
    for c, column in enumerate(problem.columns):
        if item in column.covers and column.covers <= open_items:
            yield from _covers(problem, (*chosen, c), open_items - column.covers)
    skip = problem.items[item].skip
    if skip is not None:
        for more, paid in _covers(problem, chosen, open_items - {item}):
            yield more, paid + skip


def _placements(problem: Problem, column: Column) -> list[tuple[int, int, int]]:
    """Every allowed (start, end, score) of a column by itself."""
    found = []
    for width in range(column.width_min, column.width_max + 1):
        if column.width_min < column.width_max and width % problem.resolution:
            continue
        for start in range(problem.length - width + 1):
            at_start = _at(column.place, start)
            at_end = 0 if column.end_place is None else _at(column.end_place, start + width)
            on_grid = (start + column.anchor) % problem.resolution == 0
            if at_start is not None and at_end is not None and on_grid:
                extra = column.width_price * (width - column.width_min)
                found.append((start, start + width, at_start + at_end + extra))
    return found


def _at(segments: tuple[Segment, ...], position: int) -> int | None:
    for first, last, score, slope in segments:
        if first <= position <= last:
            return score + slope * (position - first)
    return None


def _best_of(
    problem: Problem, chosen: tuple[int, ...], places: list[list[tuple[int, int, int]]]
) -> int | None:
    if any(not each for each in places):
        return None
    total = np.zeros([1] * len(chosen), dtype=np.int64)
    for n, each in enumerate(places):
        own = np.array([score for _, _, score in each], dtype=np.int64)
        total = total + own.reshape([-1 if axis == n else 1 for axis in range(len(chosen))])
    for n, left in enumerate(chosen):
        for m in range(n + 1, len(chosen)):
            table = _pair_table(problem, left, chosen[m], places[n], places[m])
            shape = [1] * len(chosen)
            shape[n], shape[m] = table.shape
            total = total + table.reshape(shape)
    best = int(total.min())
    return best if best < _NEVER // 2 else None


def _pair_table(
    problem: Problem,
    one: int,
    other: int,
    ones: list[tuple[int, int, int]],
    others: list[tuple[int, int, int]],
) -> np.ndarray:
    a, b = problem.columns[one].gap_class, problem.columns[other].gap_class
    table = np.zeros((len(ones), len(others)), dtype=np.int64)
    for n, (start, end, _) in enumerate(ones):
        for m, (other_start, other_end, _) in enumerate(others):
            if end <= other_start:
                table[n, m] = _pair_price(problem, a, b, other_start - end)
            elif other_end <= start:
                table[n, m] = _pair_price(problem, b, a, start - other_end)
            elif problem.pairs.hard[a, b] != EXEMPT:
                table[n, m] = _NEVER
    return table


def _pair_price(problem: Problem, left: int, right: int, gap: int) -> int:
    pairs = problem.pairs
    hard, order = int(pairs.hard[left, right]), int(pairs.order[left, right])
    if hard == EXEMPT:
        return 0
    if order == FORBIDDEN or gap < hard:
        return _NEVER
    for limit, price in pairs.steps(left, right):
        if gap < limit:
            return price + order
    return order
