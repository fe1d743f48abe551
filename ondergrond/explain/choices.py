"""Choices: layouts that really differ, each the best of its kind.

A kind is a condition put on the solver's problem: no racks, exactly one rack or stack, or a pair of
networks in the other order than in the best layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ondergrond.compile import Street
from ondergrond.compile.design import Design
from ondergrond.explain.differences import differences, token
from ondergrond.explain.trials import Best, Trials, checked_layout
from ondergrond.explanation import Choice, Level
from ondergrond.layout import Layout
from ondergrond.profile import StreetProfile
from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    Item,
    PairTables,
    Problem,
    Segment,
)
from ondergrond_solver import Column as Candidate

MOST, FEWEST = 5, 3
"""Layouts shown, at most and at least as far as there are so many."""

MOST_ORDERS = 6
"""Pairs of neighbours that are turned round."""

MOST_APART = 4
"""Pairs with one column between them that are turned round too, where neighbours gave too few."""

PER_MM = 10_000
"""What moving a claim by a millimetre weighs when the least change is asked for (su): 1 EUR/m, so
that a metre weighs as much as laying a cable anew, and four as much as a breach (4,000 EUR/m)."""


@dataclass(frozen=True)
class _Kind:
    kind: str
    first: str = ""
    second: str = ""


@dataclass(frozen=True)
class _Found:
    kind: _Kind
    best: Best
    layout: Layout
    kept: Level = "hard"


def find_choices(
    trials: Trials, profile: StreetProfile, best: Best, given: Layout | None = None
) -> tuple[Choice, ...]:
    """The best layout and up to four of other kinds, cheapest first; then, with a layout given,
    the one that changes least from it (``PER_MM`` against the score).

    Layouts with the same columns in another order for the same score are one choice: nobody would
    choose between them. Where the best has no breach the others have none either, unless their
    technique asks for one. given: a layout of this street or of an earlier state of it; claims keep
    their place as far as they can.
    """
    if best.layout is None:
        return ()
    maker = _Maker(trials, profile, best)
    found = [_Found(_Kind("best"), best, best.layout)]
    found += maker.all([*_techniques(profile, best.layout), *_orders(best.layout, 1)[:MOST_ORDERS]])
    if len(_distinct(found)) < FEWEST:
        found += maker.all(_orders(best.layout, 2)[:MOST_APART])
    choices = [_choice(one, best.layout, given) for one in _distinct(found)[:MOST]]
    if given is not None and not trials.late:
        least = maker.least_change(given)
        if least.layout is not None:
            one = _Found(_Kind("least-change"), least, least.layout)
            choices.append(_choice(one, best.layout, given))
    return tuple(choices)


def _distinct(found: list[_Found]) -> list[_Found]:
    """The choices among them, cheapest first, the best at the head."""
    ordered = sorted(found, key=lambda one: one.layout.score)
    kept: list[_Found] = []
    for one in ordered:
        if not any(_alike(one.layout, other.layout) for other in kept):
            kept.append(one)
    return kept


def _alike(one: Layout, other: Layout) -> bool:
    """Whether two layouts differ in nothing, or in an order that makes no difference to anyone."""
    mine, others = ([token(column) for column in layout.columns] for layout in (one, other))
    return mine == others or (one.score == other.score and set(mine) == set(others))


def _techniques(profile: StreetProfile, layout: Layout) -> Iterable[_Kind]:
    used = {column.technique for column in layout.columns}
    for technique in ("rack", "stack"):
        allowed = getattr(profile.techniques, technique) == "allowed"
        if technique in used:
            yield _Kind("horizontal" if technique == "rack" else "no-stack")
        elif allowed:
            yield _Kind(technique)


def _orders(layout: Layout, apart: int) -> list[_Kind]:
    """Pairs that could be turned round: new columns so far apart in the row, the widest first."""
    new = [column for column in layout.columns if column.technique in ("single", "rack", "stack")]
    pairs = sorted(
        zip(new, new[apart:], strict=False), key=lambda p: -p[0].box.width - p[1].box.width
    )
    return [_Kind("order", b.members[0].claim, a.members[0].claim) for a, b in pairs]


class _Maker:
    """The solver's problem of a street, with a kind put on it.

    Without a breach in the best layout, it is the problem in which no gap is below its minimum;
    ``free`` is the one in which gaps may be.
    """

    def __init__(self, trials: Trials, profile: StreetProfile, best: Best) -> None:
        assert best.layout is not None
        self.trials, self.profile, self.best = trials, profile, best
        self.street = Street(profile, trials.rules)
        self.level: Level = "hard" if best.layout.breaches else "minimum"

    @cached_property
    def free(self) -> _Asked:
        """The street as it is."""
        return _Asked(*self.street.problem(self.trials.resolution), self.street)

    @cached_property
    def kept(self) -> _Asked:
        """The street at the level of the best layout."""
        if self.level == "hard":
            return self.free
        street = self.trials.street(self.profile, self.trials.raised(self.trials.rules, self.level))
        return _Asked(*street.problem(self.trials.resolution), street)

    def all(self, kinds: Iterable[_Kind]) -> list[_Found]:
        """The best layout of each kind, as far as there is one and time is left."""
        found = []
        for kind in kinds:
            if self.trials.late:
                break
            level = self.level
            best = self._of(kind, self.kept)
            if best.layout is None and kind.kind != "order" and level != "hard":
                level, best = "hard", self._of(kind, self.free)
            if best.layout is not None:
                found.append(_Found(kind, best, best.layout, level))
        return found

    def _of(self, kind: _Kind, asked: _Asked) -> Best:
        if kind.kind in ("horizontal", "no-stack"):
            asked = asked.without("rack" if kind.kind == "horizontal" else "stack")
        elif kind.kind in ("rack", "stack"):
            asked = asked.with_one(kind.kind)
        else:
            asked = asked.in_order(kind.first, kind.second)
        floor = self.best.layout.score if self.best.layout and self.best.proven else None
        return self._solved(asked, floor)

    def least_change(self, given: Layout) -> Best:
        """The layout that scores best where each mm that a claim moves is paid by ``PER_MM``."""
        problem = self.free.problem
        columns = tuple(
            replace(column, place=_pulled(column, design, given))
            for column, design in zip(problem.columns, self.free.designs, strict=True)
        )
        pulled = replace(self.free, problem=replace(problem, columns=columns))
        return self._solved(pulled, None, priced=False)

    def _solved(self, asked: _Asked, floor: int | None, *, priced: bool = True) -> Best:
        solution = self.trials.priced(asked.problem, floor=floor)
        if not solution.has_row:
            return Best(solution.verdict)
        layout = checked_layout(
            self.street,
            solution,
            asked.origin_in(self.street),
            self.trials.resolution,
            priced=priced,
            own=False,
        )
        return Best(solution.verdict, layout)


@dataclass(frozen=True)
class _Asked:
    """A problem with the designs of its columns (``origin``: their indexes in ``street``)."""

    problem: Problem
    origin: list[int]
    street: Street

    @property
    def designs(self) -> list[Design]:
        """The design of each column."""
        return [self.street.designs[index] for index in self.origin]

    def origin_in(self, street: Street) -> list[int]:
        """The indexes of the designs in a street that differs in its gaps only."""
        assert len(street.designs) == len(self.street.designs)
        return self.origin

    def without(self, technique: str) -> _Asked:
        """No columns of a technique."""
        kept = [i for i, one in enumerate(self.designs) if one.technique != technique]
        columns = tuple(self.problem.columns[i] for i in kept)
        origin = [self.origin[i] for i in kept]
        return _Asked(replace(self.problem, columns=columns), origin, self.street)

    def with_one(self, technique: str) -> _Asked:
        """Exactly one column of a technique: an item that only those cover."""
        item = len(self.problem.items)
        columns = tuple(
            replace(column, covers=column.covers | {item})
            if design.technique == technique
            else column
            for column, design in zip(self.problem.columns, self.designs, strict=True)
        )
        items = (*self.problem.items, Item(f"one {technique}"))
        problem = replace(self.problem, items=items, columns=columns)
        return replace(self, problem=problem)

    def in_order(self, first: str, second: str) -> _Asked:
        """No column with ``second`` lies left of one with ``first``, and both have a place."""
        problem = _in_order(self.problem, self.designs, first, second)
        optional = {claim.id for claim in self.street.profile.claims if claim.optional}
        wanted = optional & {first, second}
        items = tuple(
            replace(item, skip=None) if demand.claim in wanted else item
            for item, demand in zip(problem.items, self.street.demands.items, strict=True)
        )
        return replace(self, problem=replace(problem, items=items))


def _in_order(problem: Problem, designs: list[Design], first: str, second: str) -> Problem:
    """The problem in which no column with ``second`` lies left of one with ``first``."""
    holds: list[Callable[[Design], bool]] = [
        lambda design: any(part.claim == first for part in design.parts),
        lambda design: any(part.claim == second for part in design.parts),
    ]
    index: dict[tuple[int, bool, bool], int] = {}
    classes = [
        index.setdefault((column.gap_class, holds[0](design), holds[1](design)), len(index))
        for column, design in zip(problem.columns, designs, strict=True)
    ]
    old = [key[0] for key in index]
    at = np.ix_(old, old)
    hard, order = problem.pairs.hard[at].copy(), problem.pairs.order[at].copy()
    for (_, _, is_second), a in index.items():
        for (_, is_first, both), b in index.items():
            if is_second and is_first and not both and hard[a, b] != EXEMPT:
                order[a, b] = FORBIDDEN
    pairs = PairTables(
        hard=hard,
        order=order,
        step_threshold=problem.pairs.step_threshold[at],
        step_price=problem.pairs.step_price[at],
    )
    columns = tuple(
        replace(column, gap_class=cls) for column, cls in zip(problem.columns, classes, strict=True)
    )
    return replace(problem, columns=columns, pairs=pairs)


def _pulled(column: Candidate, design: Design, given: Layout) -> tuple[Segment, ...]:
    """The place score with the price of lying elsewhere than in a given layout added."""
    starts = [
        [axis - column.width_min // 2 for axis in axes]
        for axes in (_lay(given, part.claim, part.serves) for part in design.parts)
        if axes
    ]
    if not starts or design.stays:
        return column.place

    def price(start: int) -> int:
        return PER_MM * sum(min(abs(start - one) for one in near) for near in starts)

    # Between these the price goes straight: where a claim lay, and midway between two such places.
    bends = {(one + other) // 2 for near in starts for one in near for other in near}
    found = []
    for one in column.place:
        ends = sorted({*(bend for bend in bends if one.first <= bend < one.last), one.last})
        first = one.first
        for last in ends:
            slope = (price(last) - price(first)) // max(1, last - first)
            found.append(Segment(first, last, one.at(first) + price(first), one.slope + slope))
            first = last + 1
    return tuple(found)


def _choice(one: _Found, best: Layout, given: Layout | None) -> Choice:
    layout = one.layout
    return Choice(
        kind=one.kind.kind,  # type: ignore[arg-type]
        first=one.kind.first,
        second=one.kind.second,
        kept=one.kept,
        proven=one.best.verdict == "optimal",
        score=layout.score,
        cost=layout.cost,
        differs=differences(best, layout),
        moved={} if given is None else moved_claims(given, layout),
        layout=layout,
    )


def moved_claims(given: Layout, layout: Layout) -> dict[str, int]:
    """How far the axis of every claim lies from where it lay (mm), of those that are in both; with
    the sides it serves behind a claim that has two columns.
    """
    members = [(m, column.box.axis) for column in layout.columns for m in column.members]
    columns = Counter(member.claim for member, _ in members)
    found = {}
    for member, axis in members:
        moved = [axis - one for one in _lay(given, member.claim, member.serves)]
        name = member.claim
        if columns[name] > 1:
            name = "/".join((name, *member.serves))
        found[name] = min(moved, key=abs, default=0)
    return {name: moved for name, moved in found.items() if moved}


def _lay(given: Layout, claim: str, serves: Sequence[str]) -> list[int]:
    """The axis of the column in which a claim lay (mm); of two the one that served these sides, or
    both where these are served as one.
    """
    lay = [
        (column.box.axis, set(member.serves))
        for column in given.columns
        for member in column.members
        if member.claim == claim
    ]
    same = [axis for axis, served in lay if served.intersection(serves)]
    return same or [axis for axis, _ in lay]
