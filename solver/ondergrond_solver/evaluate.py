"""The score of a row, straight from the definition in `ondergrond_solver.problem`.

Every row of every engine passes through here before anyone sees it, so this module shares no
code with the engines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ondergrond_solver.problem import Column, Problem, Segment
from ondergrond_solver.solution import Placed


def evaluate(problem: Problem, row: Sequence[Placed]) -> int:
    """The score of `row` (any order of the chosen columns).

    Raises ValueError with the first reason found when the row violates the definition.
    """
    score = problem.constant + _skip_prices(problem, row)
    for placed in row:
        score += _column_score(problem, placed)
    for k, placed in enumerate(row):
        for other in row[k + 1 :]:
            score += _pair_score(problem, placed, other)
    return score


def skipped_items(problem: Problem, row: Sequence[Placed]) -> tuple[int, ...]:
    """Indexes of the items that no column of `row` covers, ascending."""
    covered = {i for placed in row for i in problem.columns[placed.column].covers}
    return tuple(i for i in range(len(problem.items)) if i not in covered)


def _skip_prices(problem: Problem, row: Sequence[Placed]) -> int:
    for placed in row:
        if not 0 <= placed.column < len(problem.columns):
            raise ValueError(f"There is no column {placed.column}.")
    times = Counter(i for placed in row for i in problem.columns[placed.column].covers)
    price = 0
    for i, item in enumerate(problem.items):
        if times[i] > 1:
            raise ValueError(f"Item {i} ({item.name}) is covered {times[i]} times.")
        if times[i] == 0:
            if item.skip is None:
                raise ValueError(f"Item {i} ({item.name}) is not covered and may not be skipped.")
            price += item.skip
    return price


def _column_score(problem: Problem, placed: Placed) -> int:
    column = problem.columns[placed.column]
    name = f"Column {placed.column} ({column.name})"
    start, width = placed.start, placed.width
    if start < 0 or start + width > problem.length:
        raise ValueError(
            f"{name} lies at {start}..{start + width}, beyond the line 0..{problem.length}."
        )
    if (start + column.anchor) % problem.resolution:
        raise ValueError(
            f"{name} starts at {start}; with its anchor {column.anchor} that is off the grid "
            f"of {problem.resolution} mm."
        )
    if not column.width_min <= width <= column.width_max:
        raise ValueError(
            f"{name} has width {width}, outside {column.width_min}..{column.width_max}."
        )
    if column.width_min != column.width_max and width % problem.resolution:
        raise ValueError(f"{name} has width {width}, no multiple of {problem.resolution} mm.")
    score = _segment_score(f"{name} may not start at {start}.", column.place, start)
    if column.end_place is not None:
        end = start + width
        score += _segment_score(f"{name} may not end at {end}.", column.end_place, end)
    return score + column.width_price * (width - column.width_min)


def _segment_score(refusal: str, segments: tuple[Segment, ...], position: int) -> int:
    for segment in segments:
        if segment.first <= position <= segment.last:
            return segment.score + segment.slope * (position - segment.first)
    raise ValueError(refusal)


def _pair_score(problem: Problem, one: Placed, other: Placed) -> int:
    if problem.pairs.is_exempt(_class(problem, one), _class(problem, other)):
        return 0
    if one.start + one.width <= other.start:
        left, right = one, other
    elif other.start + other.width <= one.start:
        left, right = other, one
    else:
        raise ValueError(
            f"{_name(problem, one)} at {one.start}..{one.end} overlaps "
            f"{_name(problem, other)} at {other.start}..{other.end}."
        )
    a, b = _class(problem, left), _class(problem, right)
    gap = right.start - left.start - left.width
    if problem.pairs.is_forbidden(a, b):
        raise ValueError(f"{_names(problem, left, right)} lie in a forbidden order.")
    if gap < problem.pairs.hard[a, b]:
        raise ValueError(
            f"Between {_names(problem, left, right)} the gap is {gap} mm; it must be at least "
            f"{problem.pairs.hard[a, b]} mm."
        )
    return problem.pairs.gap_price(a, b, gap) + int(problem.pairs.order[a, b])


def _names(problem: Problem, left: Placed, right: Placed) -> str:
    return f"{_name(problem, left)} and {_name(problem, right)} to its right"


def _class(problem: Problem, placed: Placed) -> int:
    return problem.columns[placed.column].gap_class


def _name(problem: Problem, placed: Placed) -> str:
    column: Column = problem.columns[placed.column]
    return f"Column {placed.column} ({column.name})"
