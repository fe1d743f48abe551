"""The problem: a proven row of columns on a line.

A line ``[0, length]`` (mm) is to be filled with a *row* of columns that stand beside each
other. Every *item* is covered by exactly one chosen column, or skipped where it has a skip
price. The sum of all prices is the *score*, which is minimised and may be negative. Nothing
here knows what the columns stand for.

A choice of columns, each with a start and a width, is a valid row when

* every item is covered exactly once, or not at all if it may be skipped;
* ``0 <= start`` and ``start + width <= length`` for every chosen column;
* ``start + anchor`` is a multiple of ``resolution`` (so a column without a grid position has
  no place: it is never silently moved);
* ``width_min <= width <= width_max``, a multiple of ``resolution`` where the two differ;
* ``start`` lies in a segment of ``place`` and, if given, ``start + width`` in one of ``end_place``;
* of every two chosen columns that are not exempt, one lies left of the other (its end is at
  or before the other's start), that order is not forbidden, and the gap between them is at
  least ``hard``. This holds for **every** pair, not only for neighbours.

    score = constant
          + sum of skip prices of the items not covered
          + sum over columns of place(start) + end_place(end) + width_price * (width - width_min)
          + sum over pairs (k left of l, not exempt) of step price(gap) + order price

All numbers are integers: lengths in mm, prices in score units, slopes in score units per mm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from ondergrond_solver.validation import ProblemError

IntArray = npt.NDArray[np.int64]

EXEMPT: Final = -1
"""In `PairTables.hard`: the pair has no gap condition, no price and no order; it may overlap."""

FORBIDDEN: Final = 2**62
"""In `PairTables.order`: the first class may never lie left of the second."""

NO_STEP: Final = 2**62
"""In `PairTables.step_threshold`: padding, a threshold above every gap, with price 0."""


class Segment(NamedTuple):
    """A stretch of allowed positions with a linear score.

    The score at position p (``first <= p <= last``, both inclusive, mm) is
    ``score + slope * (p - first)``.
    """

    first: int
    last: int
    score: int = 0
    slope: int = 0

    def at(self, position: int) -> int:
        """The score at `position` (mm), which must lie in the segment."""
        return self.score + self.slope * (position - self.first)


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be covered by exactly one column.

    name: for messages only; need not be unique.
    skip: None when the item must be covered, else the score paid when no column covers it
        (any sign).
    """

    name: str
    skip: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A candidate that covers one or more items when chosen.

    name: for messages only; need not be unique.
    covers: non-empty set of indexes into `Problem.items`.
    width_min, width_max: mm, ``1 <= width_min <= width_max``. Equal: the width is fixed, and
        need not be a multiple of the resolution. Different: the width is chosen, among the
        multiples of the resolution.
    place: segments over the START (mm), ascending and disjoint; a start outside all of them is
        forbidden. Not to be confused with `end_place`.
    gap_class: index into the pair tables.
    anchor: mm from the start (any sign); ``start + anchor`` must be a multiple of the resolution.
    width_price: score per mm of width above `width_min`; negative when extra width has value.
    end_place: segments over the END (start + width), or None when the end is free. Only for
        columns of variable width: with a fixed width the end belongs in `place`.
    """

    name: str
    covers: frozenset[int]
    width_min: int
    width_max: int
    place: tuple[Segment, ...]
    gap_class: int = 0
    anchor: int = 0
    width_price: int = 0
    end_place: tuple[Segment, ...] | None = None

    @property
    def is_fixed_width(self) -> bool:
        """Whether the column has a single width."""
        return self.width_min == self.width_max


@dataclass(frozen=True, slots=True, eq=False)
class PairTables:
    """Gaps and prices of ordered pairs of gap classes: ``[a, b]`` is a LEFT of b.

    All arrays are int64 and read-only; n is the number of classes. What is given is copied, unless
    it is just that already. Needless padding is cut off on construction, so equal tables compare
    equal. TypeError when an array does not hold ints.

    hard: (n, n) mm. End of the left column to start of the right one must be at least this;
        `EXEMPT` lifts every condition and price of the pair (then ``[b, a]`` is exempt too).
    order: (n, n) score units, paid when a column of class a lies left of one of class b, at
        whatever distance; `FORBIDDEN` when that may never be.
    step_threshold: (n, n, s) mm, ascending along the last axis, padded with `NO_STEP`; the
        last entry is always padding, so s >= 1.
    step_price: (n, n, s) score units, non-increasing, 0 where padded. A gap pays the price of
        the first threshold above it: with steps ``(100, 50), (200, 20)`` a gap of 99 pays 50,
        100 and 199 pay 20, and 200 pays nothing.
    """

    hard: IntArray
    order: IntArray
    step_threshold: IntArray
    step_price: IntArray

    def __post_init__(self) -> None:
        for name in ("hard", "order", "step_threshold", "step_price"):
            array = np.asarray(getattr(self, name))
            if array.size and array.dtype.kind not in "iu":
                raise TypeError(f"{name} must hold whole numbers, not {array.dtype}.")
            # The tables of a large problem take megabytes: copied only where they could change.
            kept = array.astype(np.int64, copy=array.flags.writeable)
            object.__setattr__(self, name, kept)
        depth = self.step_threshold.shape[-1]
        while depth > 1 and bool((self.step_threshold[..., depth - 2 : depth] == NO_STEP).all()):
            depth -= 1
        for name in ("step_threshold", "step_price"):
            object.__setattr__(self, name, getattr(self, name)[..., :depth])
        for name in ("hard", "order", "step_threshold", "step_price"):
            getattr(self, name).setflags(write=False)

    @classmethod
    def from_lists(
        cls,
        hard: Sequence[Sequence[int]],
        order: Sequence[Sequence[int]] | None = None,
        steps: Mapping[tuple[int, int], Sequence[tuple[int, int]]] | None = None,
    ) -> PairTables:
        """Build the tables from plain lists.

        hard: n rows of n gaps (mm or `EXEMPT`).
        order: n rows of n prices (or `FORBIDDEN`); None means every order is free.
        steps: ``{(a, b): [(threshold, price), ...]}``, thresholds ascending, for the pairs that
            have any.
        """
        steps = steps or {}
        n = len(hard)
        depth = 1 + max((len(pair) for pair in steps.values()), default=0)
        threshold = np.full((n, n, depth), NO_STEP, dtype=np.int64)
        price = np.zeros((n, n, depth), dtype=np.int64)
        for (a, b), pair in steps.items():
            if pair:
                ints = np.array(pair)
                if ints.dtype.kind not in "iu":
                    raise TypeError(f"steps of ({a}, {b}) must hold whole numbers: {pair!r}.")
                threshold[a, b, : len(pair)] = ints[:, 0]
                price[a, b, : len(pair)] = ints[:, 1]
        return cls(
            hard=np.array(hard).reshape(n, n),
            order=np.zeros((n, n), dtype=np.int64)
            if order is None
            else np.array(order).reshape(n, n),
            step_threshold=threshold,
            step_price=price,
        )

    @property
    def size(self) -> int:
        """The number of gap classes."""
        return int(self.hard.shape[0])

    def is_exempt(self, a: int, b: int) -> bool:
        """Whether classes a and b have nothing to do with each other."""
        return int(self.hard[a, b]) == EXEMPT

    def is_forbidden(self, a: int, b: int) -> bool:
        """Whether class a may never lie left of class b."""
        return int(self.order[a, b]) == FORBIDDEN

    def steps(self, a: int, b: int) -> list[tuple[int, int]]:
        """The (threshold, price) steps of a left of b, without padding."""
        pairs = zip(self.step_threshold[a, b].tolist(), self.step_price[a, b].tolist(), strict=True)
        return [(limit, paid) for limit, paid in pairs if limit != NO_STEP]

    def gap_price(self, a: int, b: int, gap: int) -> int:
        """The step price (score units) of a gap (mm) between a on the left and b on the right."""
        first = int(np.argmax(self.step_threshold[a, b] > gap))
        return int(self.step_price[a, b, first])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PairTables):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("hard", "order", "step_threshold", "step_price")
        )

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Problem:
    """Items, the columns that may cover them, and what pairs of columns ask of each other.

    length: mm, >= 1; the line is ``[0, length]``.
    resolution: mm, >= 1; the grid on which anchors lie and variable widths are chosen.
    constant: added to every score.
    stretch: mm, 0..length, or None: the point of the line that gives way when its length changes.
        Of every stretch of allowed positions (segments that touch are one) what lies beyond the
        point moves along, one that holds it grows or shrinks. Only `least_length` reads it.
    """

    length: int
    resolution: int
    items: tuple[Item, ...]
    columns: tuple[Column, ...]
    pairs: PairTables
    constant: int = 0
    stretch: int | None = None

    def validate(self) -> list[ProblemError]:
        """All errors of the problem, in a fixed order; an empty list when it is valid."""
        from ondergrond_solver.validation import validate

        return validate(self)

    def assert_valid(self) -> None:
        """Raise ValueError with every error of the problem, one a line, if there is any."""
        errors = self.validate()
        if errors:
            raise ValueError("\n".join(str(error) for error in errors))
