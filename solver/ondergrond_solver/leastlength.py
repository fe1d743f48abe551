"""The least length of line on which a problem has a row, proven at 1 mm.

What moves with the length is told by `Problem.stretch`. Prices, and the grid, play no part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ondergrond_solver.problem import Problem, Segment
from ondergrond_solver.solution import MOST_ROWS, Row


@dataclass(frozen=True, slots=True)
class LeastLength:
    """The answer of `least_length`, in mm.

    length: the least length found on which a row stands; None when none was found.
    proven: no row stands on any shorter line within the range asked (with length None: on any).
    row: on the line of that length.
    bound: no row stands on a line shorter than this; equals `length` when proven.
    steps: counted work.
    """

    length: int | None
    proven: bool
    row: Row
    bound: int
    steps: int


def stretched(problem: Problem, length: int) -> Problem:
    """The problem on a line of another length, decided at 1 mm and without prices of place.

    `Problem.stretch` tells what moves; ValueError when there is none. Segments that touch are one
    before they move, so that prices do not tell where a line gives way.
    """
    if problem.stretch is None:
        raise ValueError("This problem has no stretch point, so nothing tells what moves.")
    more, point = length - problem.length, problem.stretch
    columns = []
    for column in problem.columns:
        place = _moved(column.place, point, more)
        ends = None if column.end_place is None else _moved(column.end_place, point, more)
        columns.append(replace(column, place=place, end_place=ends))
    return replace(problem, length=length, resolution=1, columns=tuple(columns), stretch=None)


def _moved(segments: tuple[Segment, ...], point: int, more: int) -> tuple[Segment, ...]:
    joined: list[tuple[int, int]] = []
    for segment in segments:
        if joined and joined[-1][1] + 1 == segment.first:
            joined[-1] = (joined[-1][0], segment.last)
        else:
            joined.append((segment.first, segment.last))
    moved = sorted(
        (first + more if first > point else first, last + more if last >= point else last)
        for first, last in joined
    )
    found: list[tuple[int, int]] = []
    for first, last in moved:
        if first > last:
            continue
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(Segment(first, last) for first, last in found)


def least_length(
    problem: Problem, least: int = 1, most: int | None = None, rows: int = MOST_ROWS
) -> LeastLength:
    """The least length in least..most (mm; default: from 1 to `Problem.length`) with a row.

    Exact where a longer line never loses a row. That is so unless something that moves could come
    to lie left of something that does not: lengths at which that could be are not looked at, and
    the bound of the answer says where the search ended.

    rows: how many rows may be looked at for one length, >= 1; some 1 to 5 microseconds each.

    Raises ValueError when the problem is not valid, has no stretch point, or the range is empty.
    """
    from ondergrond_solver.sweep.leastlength import Search

    problem.assert_valid()
    most = problem.length if most is None else most
    if problem.stretch is None:
        raise ValueError("This problem has no stretch point, so nothing tells what moves.")
    if not 1 <= least <= most:
        raise ValueError(f"There is no length in {least}..{most}.")
    if most > problem.length:
        # Places and gaps are cut to the line, so the longest one is where to begin.
        more = most - problem.length
        problem = replace(stretched(problem, most), stretch=problem.stretch + more)
    return Search(problem, rows).run(least, most)
