"""Validation of a `Problem`: every error at once, each a typed value with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from ondergrond_solver.problem import EXEMPT, FORBIDDEN, NO_STEP, IntArray
from ondergrond_solver.soundness import (
    LARGEST_SCORE,
    LONGEST,
    Places,
    begins_of,
    columns_hold,
    pairs_hold,
    places_of,
    segments_hold,
    table_of,
)

if TYPE_CHECKING:
    from ondergrond_solver.problem import Column, PairTables, Problem, Segment

ErrorKind = Literal["line", "item", "column", "place", "pairs", "magnitude"]


@dataclass(frozen=True, slots=True)
class ProblemError:
    """One error. `where` names the part (``columns[3]``), `sentence` says what is wrong."""

    kind: ErrorKind
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


def validate(problem: Problem) -> list[ProblemError]:
    """All errors of `problem`. Bounds on magnitudes are judged once the rest is sound.

    Most problems are sound, and large: a quick look at all pairs, columns or segments together
    decides whether they are looked at one by one.
    """
    errors = [*_line(problem), *_items(problem)]
    if not pairs_hold(problem.pairs):
        errors += _pair_tables(problem.pairs)
    if not columns_hold(problem):
        errors += (
            e for c, column in enumerate(problem.columns) for e in _column(problem, c, column)
        )
    places = places_of(problem)
    segments = table_of(places)
    if not segments_hold(segments, places):
        errors += _all_segments(problem)
    return errors or list(_magnitude(problem, segments, places))


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
    if column.end_place is not None and column.is_fixed_width:
        yield ProblemError(
            "column", where, "has a fixed width: put its end_place into place instead."
        )


def _all_segments(problem: Problem) -> Iterator[ProblemError]:
    for c, column in enumerate(problem.columns):
        where = f"columns[{c}] ({column.name})"
        yield from _segments(f"{where} place", column.place)
        yield from _segments(f"{where} end_place", column.end_place or ())


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
    thresholds, prices = pairs.step_threshold, pairs.step_price
    padding = thresholds == NO_STEP
    # Each rule: where it holds, and what to say of a pair for which it does not. The tables are
    # large and nearly always sound, so no rule looks at pairs one by one before it is broken.
    rules: tuple[tuple[str, npt.NDArray[np.bool_], str], ...] = (
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
            padding | (thresholds <= LONGEST),
            f"must be padding or at most {LONGEST}.",
        ),
        # Padding is above all that may stand, so that it comes last where thresholds ascend.
        (
            "step_threshold",
            (thresholds[:, :, 1:] > thresholds[:, :, :-1]) | padding[:, :, 1:],
            "must be ascending, padding last.",
        ),
        ("step_threshold", thresholds > pairs.hard[:, :, None], "must be above hard."),
        (
            "step_price",
            prices[:, :, 1:] <= prices[:, :, :-1],
            "must not increase with the gap, and ends at 0.",
        ),
        ("step_price", ~padding | (prices == 0), "must be 0 on padding."),
        ("step_price", prices < LARGEST_SCORE, f"must be below {LARGEST_SCORE}."),
    )
    for table, holds, sentence in rules:
        if holds.all():
            continue
        broken = ~holds if holds.ndim == 2 else ~holds.all(axis=2)
        for a, b in np.argwhere(broken).tolist():
            yield ProblemError("pairs", f"pairs.{table}[{a}, {b}]", sentence)


def _magnitude(
    problem: Problem, segments: IntArray | None, places: Places
) -> Iterator[ProblemError]:
    """Bound whatever an engine may add up, in unbounded Python integers."""
    columns = sum(_largest(segments, places, problem.length)) + sum(
        abs(column.width_price) * column.width_max for column in problem.columns
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


def _largest(table: IntArray | None, places: Places, length: int) -> list[int]:
    """Of each place the largest score at any end of a segment, and what its steepest slope comes
    to over the whole line.
    """
    if table is None or not _is_small(table):
        return [_largest_of(place, length) for place in places]
    if not places:
        return []
    first, last, score, slope = table.T
    ends = np.maximum(np.abs(score), np.abs(score + slope * (last - first)))
    begins = begins_of(places)
    steepest = np.maximum.reduceat(np.abs(slope), begins).tolist()
    found = np.maximum.reduceat(ends, begins).tolist()
    return [end + steep * length for end, steep in zip(found, steepest, strict=True)]


def _is_small(table: IntArray) -> bool:
    """Whether no score of these sound segments leaves 64 bits."""
    most = np.array((2**60, 2**60 // (2 * LONGEST)), dtype=np.int64)
    return bool(np.all((table[:, 2:] >= -most) & (table[:, 2:] <= most)))


def _largest_of(place: tuple[Segment, ...], length: int) -> int:
    ends = (abs(segment.at(p)) for segment in place for p in (segment.first, segment.last))
    return max(ends) + max(abs(segment.slope) for segment in place) * length
