"""Columns of variable width: a place score over two ends (docs/model.md, section 5).

What storage pays depends on its start and on its end: which zones it touches, what lies on either
side. On the grid of jumps of both it is constant within a rectangle. Rectangles whose prices are a
sum of a part of the start and a part of the end are put together, so that a handful of columns
describe it exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ondergrond.compile.design import Design
from ondergrond.compile.kernel import IMPOSSIBLE, IntArray, judged
from ondergrond.compile.place import Field
from ondergrond.compile.places import jumps_of
from ondergrond_solver import Segment


class Span(NamedTuple):
    """Where a column of variable width may begin and end, and what it pays for it."""

    place: tuple[Segment, ...]
    end_place: tuple[Segment, ...]


class _Group:
    """Stretches of starts whose prices differ by a constant only."""

    def __init__(self, start: int, row: dict[int, int]) -> None:
        self.offsets = {start: 0}
        self.row = row

    def takes(self, start: int, row: dict[int, int]) -> bool:
        """Add a stretch of starts if its prices over the ends differ from ours by one constant."""
        shared = self.row.keys() & row.keys()
        if not shared or any((self.row[j] < IMPOSSIBLE) != (row[j] < IMPOSSIBLE) for j in shared):
            return False
        offsets = {row[j] - self.row[j] for j in shared if row[j] < IMPOSSIBLE}
        if len(offsets) != 1:
            return False
        offset = offsets.pop()
        for j, paid in row.items():
            self.row.setdefault(j, paid if paid >= IMPOSSIBLE else paid - offset)
        self.offsets[start] = offset
        return True


def spans(field: Field, design: Design, least: int, most: int, constant: int) -> tuple[Span, ...]:
    """Every way a design may lie with a width of ``least`` to ``most`` mm, ``constant`` (weighted
    su) included in the price of the start.
    """
    end = design.last + design.width
    if end - design.first < least:
        return ()
    begins, ceases = (design.first, end - least), (design.first + least, end)
    ground, pack = field.packed([design])
    jumps, end_jumps = jumps_of(ground, pack, begins, ceases)
    starts = _stretches(jumps, begins[1])
    ends = _stretches(end_jumps, ceases[1])
    begun, ended = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    met = (ended[:, 1] - begun[:, :1] >= least) & (ended[:, 0] - begun[:, 1:] <= most)
    i, j = np.nonzero(met)
    scores, _ = judged(ground, pack, np.zeros_like(i), begun[i, 0], ended[j, 0])
    return tuple(
        Span(
            _segments(starts, {i: offset + constant for i, offset in group.offsets.items()}),
            _segments(ends, {j: p for j, p in group.row.items() if p < IMPOSSIBLE}),
        )
        for group in _grouped(i, j, scores)
    )


def _stretches(jumps: IntArray, last: int) -> list[tuple[int, int]]:
    firsts = np.unique(jumps).tolist()
    return list(zip(firsts, [x - 1 for x in firsts[1:]] + [last], strict=True))


def _grouped(i: IntArray, j: IntArray, scores: IntArray) -> list[_Group]:
    """Groups of the stretches of starts ``i`` that have a possible end at all; ``scores`` are their
    prices with the stretches of ends ``j``, those of a start together.
    """
    lies = np.isin(i, i[scores < IMPOSSIBLE])
    rows: dict[int, dict[int, int]] = {}
    for start, end, score in zip(
        i[lies].tolist(), j[lies].tolist(), scores[lies].tolist(), strict=True
    ):
        rows.setdefault(start, {})[end] = score
    groups: list[_Group] = []
    for start, row in rows.items():
        if not any(group.takes(start, row) for group in groups):
            groups.append(_Group(start, dict(row)))
    return groups


def _segments(stretches: list[tuple[int, int]], prices: dict[int, int]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for index in sorted(prices):
        first, last = stretches[index]
        before = found[-1] if found else None
        if before is not None and before.last + 1 == first and before.score == prices[index]:
            found[-1] = before._replace(last=last)
        else:
            found.append(Segment(first, last, prices[index], 0))
    return tuple(found)
