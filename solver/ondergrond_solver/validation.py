"""Validation of a `Problem`: every error at once, each a typed value with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from ondergrond_solver.problem import EXEMPT, FORBIDDEN, NO_STEP

if TYPE_CHECKING:
    from ondergrond_solver.problem import Column, PairTables, Problem, Segment

ErrorKind = Literal["line", "item", "column", "place", "pairs", "magnitude"]

LONGEST: Final = 10**9
"""Largest admissible length, width, anchor, gap or threshold (mm): a thousand kilometres."""

LARGEST_SCORE: Final = 2**53
"""All prices of all columns and pairs together, chosen or not, must stay below this: whatever
an engine adds up then fits in int64 with room to spare, and in a double without loss."""


@dataclass(frozen=True, slots=True)
class ProblemError:
    """One error. `where` names the part (``columns[3]``), `sentence` says what is wrong."""

    kind: ErrorKind
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


def validate(problem: Problem) -> list[ProblemError]:
    """All errors of `problem`. Bounds on magnitudes are judged once the rest is sound."""
    errors = [
        *_line(problem),
        *_items(problem),
        *_pair_tables(problem.pairs),
        *(e for c, column in enumerate(problem.columns) for e in _column(problem, c, column)),
    ]
    return errors or list(_magnitude(problem))


def _is_int(*values: object) -> bool:
    return all(type(value) is int for value in values)


def _line(problem: Problem) -> Iterator[ProblemError]:
    for name in ("length", "resolution"):
        value = getattr(problem, name)
        if not _is_int(value) or not 1 <= value <= LONGEST:
            yield ProblemError(
                "line", name, f"must be a whole number of mm in 1..{LONGEST}, is {value!r}."
            )
    stretch = problem.stretch
    if stretch is not None and not (_is_int(stretch) and 0 <= stretch <= problem.length):
        yield ProblemError(
            "line", "stretch", f"must be None or an int in 0..{problem.length}, is {stretch!r}."
        )
    if not _is_int(problem.constant):
        yield ProblemError("line", "constant", f"must be an int, is {problem.constant!r}.")


def _items(problem: Problem) -> Iterator[ProblemError]:
    for i, item in enumerate(problem.items):
        if item.skip is not None and not _is_int(item.skip):
            yield ProblemError(
                "item", f"items[{i}]", f"skip must be None or an int, is {item.skip!r}."
            )


def _column(problem: Problem, c: int, column: Column) -> Iterator[ProblemError]:
    where = f"columns[{c}] ({column.name})"
    if not column.covers:
        yield ProblemError("column", where, "covers no item; a column must cover at least one.")
    unknown = [i for i in column.covers if not _is_int(i) or not 0 <= i < len(problem.items)]
    if unknown:
        yield ProblemError("column", where, f"covers {unknown!r}, which are no item indexes.")
    if not _is_int(column.width_min, column.width_max, column.anchor, column.width_price):
        yield ProblemError("column", where, "widths, anchor and width_price must be ints.")
        return
    if not 1 <= column.width_min <= column.width_max <= LONGEST:
        yield ProblemError(
            "column",
            where,
            f"widths must obey 1 <= width_min <= width_max <= {LONGEST}, "
            f"are {column.width_min} and {column.width_max}.",
        )
    if abs(column.anchor) > LONGEST:
        yield ProblemError("column", where, f"anchor {column.anchor} is beyond +-{LONGEST}.")
    if not _is_int(column.gap_class) or not 0 <= column.gap_class < problem.pairs.size:
        yield ProblemError(
            "column",
            where,
            f"gap_class {column.gap_class!r} is not in 0..{problem.pairs.size - 1}.",
        )
    yield from _segments(f"{where} place", column.place)
    if column.end_place is not None:
        yield from _segments(f"{where} end_place", column.end_place)
        if column.is_fixed_width:
            yield ProblemError(
                "column", where, "has a fixed width: put its end_place into place instead."
            )


def _segments(where: str, segments: tuple[Segment, ...]) -> Iterator[ProblemError]:
    before: int | None = None
    for s, segment in enumerate(segments):
        if not _is_int(*segment):
            yield ProblemError("place", f"{where}[{s}]", f"must hold ints, is {segment!r}.")
            return
        if segment.first > segment.last:
            yield ProblemError(
                "place", f"{where}[{s}]", f"first {segment.first} is after last {segment.last}."
            )
        if max(abs(segment.first), abs(segment.last)) > LONGEST:
            yield ProblemError("place", f"{where}[{s}]", f"lies beyond +-{LONGEST} mm.")
        if before is not None and segment.first <= before:
            yield ProblemError(
                "place",
                f"{where}[{s}]",
                f"starts at {segment.first}, but must start after {before}, the last position "
                "of the segment before it.",
            )
        before = segment.last


def _pair_tables(pairs: PairTables) -> Iterator[ProblemError]:
    n = pairs.hard.shape[0] if pairs.hard.ndim == 2 else -1
    shapes = (pairs.hard.shape, pairs.order.shape)
    steps = pairs.step_threshold.shape
    if shapes != ((n, n), (n, n)) or steps != pairs.step_price.shape or steps[:-1] != (n, n):
        yield ProblemError(
            "pairs",
            "pairs",
            "hard and order must be (n, n), step_threshold and step_price (n, n, s); they are "
            f"{pairs.hard.shape}, {pairs.order.shape}, {steps} and {pairs.step_price.shape}.",
        )
        return
    if steps[-1] < 1 or not bool(np.all(pairs.step_threshold[:, :, -1] == NO_STEP)):
        yield ProblemError(
            "pairs", "pairs.step_threshold", "must end with at least one padding entry (NO_STEP)."
        )
        return
    exempt = pairs.hard == EXEMPT
    padding = pairs.step_threshold == NO_STEP
    hard = pairs.hard[:, :, None]
    ascending = (np.diff(pairs.step_threshold, axis=2) > 0) | padding[:, :, 1:]
    falling = pairs.step_price[:, :, 1:] <= pairs.step_price[:, :, :-1]
    # Each rule: where it holds, and what to say of a pair for which it does not.
    rules = (
        ("hard", exempt == exempt.T, "is exempt in one order only; exempt must hold both ways."),
        (
            "hard",
            exempt | ((pairs.hard >= 0) & (pairs.hard <= LONGEST)),
            f"must be EXEMPT or in 0..{LONGEST}.",
        ),
        (
            "order",
            (pairs.order == FORBIDDEN) | (np.abs(pairs.order) < LARGEST_SCORE),
            f"must be FORBIDDEN or below {LARGEST_SCORE} in absolute value.",
        ),
        (
            "step_threshold",
            (padding | (pairs.step_threshold <= LONGEST)).all(axis=2),
            f"must be padding or at most {LONGEST}.",
        ),
        (
            "step_threshold",
            ascending.all(axis=2) & ~(padding[:, :, :-1] & ~padding[:, :, 1:]).any(axis=2),
            "must be ascending, padding last.",
        ),
        (
            "step_threshold",
            (padding | (pairs.step_threshold > hard)).all(axis=2),
            "must be above hard.",
        ),
        (
            "step_price",
            falling.all(axis=2),
            "must not increase with the gap, and ends at 0.",
        ),
        ("step_price", (~padding | (pairs.step_price == 0)).all(axis=2), "must be 0 on padding."),
        (
            "step_price",
            (pairs.step_price < LARGEST_SCORE).all(axis=2),
            f"must be below {LARGEST_SCORE}.",
        ),
    )
    for table, holds, sentence in rules:
        for a, b in np.argwhere(~holds).tolist():
            yield ProblemError("pairs", f"pairs.{table}[{a}, {b}]", sentence)


def _magnitude(problem: Problem) -> Iterator[ProblemError]:
    """Bound whatever an engine may add up, in unbounded Python integers."""

    def largest(segments: tuple[Segment, ...] | None) -> int:
        steepest = max((abs(s.slope) for s in segments or ()), default=0)
        ends = (abs(s.at(p)) for s in segments or () for p in (s.first, s.last))
        return max(ends, default=0) + steepest * problem.length

    columns = sum(
        largest(column.place)
        + largest(column.end_place)
        + abs(column.width_price) * column.width_max
        for column in problem.columns
    )
    pairs = problem.pairs
    priced = np.where(pairs.order == FORBIDDEN, 0, np.abs(pairs.order)) + pairs.step_price[:, :, 0]
    total = (
        abs(problem.constant)
        + sum(abs(item.skip or 0) for item in problem.items)
        + columns
        + len(problem.columns) ** 2 * (int(priced.max()) if priced.size else 0)
    )
    if total >= LARGEST_SCORE:
        yield ProblemError(
            "magnitude",
            "problem",
            f"prices add up to {total}, but must stay below {LARGEST_SCORE} (2^53); "
            "use a coarser score unit.",
        )
