"""Choices: layouts that really differ, each the best of its kind.

A kind is a condition put on the solver's problem: no racks, exactly one rack or stack, or a pair of
networks in the other order than in the best layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ondergrond.compile import Street
from ondergrond.compile.design import Design
from ondergrond.explain.trials import Best, Trials, checked_layout
from ondergrond.explanation import Choice
from ondergrond.layout import Column, Layout
from ondergrond.profile import StreetProfile
from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    Item,
    Limits,
    PairTables,
    Problem,
    Segment,
)
from ondergrond_solver import Column as Candidate
from ondergrond_solver import solve as solve_problem

MOST = 5
"""Layouts shown."""

MOST_ORDERS = 6
"""Pairs that are turned round."""

PER_MM = 10_000
"""What moving a claim by a millimetre weighs when the least change is asked for (su): 1 EUR/m, so
that a metre weighs as much as laying a cable anew, and no move is worth a breach (4,000 EUR/m)."""


@dataclass(frozen=True)
class _Kind:
    kind: str
    first: str = ""
    second: str = ""


def find_choices(
    trials: Trials, profile: StreetProfile, best: Best, given: Layout | None = None
) -> tuple[Choice, ...]:
    """The best layout and up to four of other kinds, cheapest first; then, with a layout given,
    the one that changes least from it.

    given: a layout of this street or of an earlier state of it; claims keep their place as far as
    they can.
    """
    if best.layout is None:
        return ()
    maker = _Maker(trials, profile)
    found = [(_Kind("best"), best)]
    for kind in [*_techniques(profile, best.layout), *_orders(best.layout)]:
        if trials.late:
            break
        other = maker.best(kind)
        if other.layout is not None:
            found.append((kind, other))
    found.sort(key=lambda one: one[1].layout.score if one[1].layout else 0)
    shown: list[tuple[_Kind, Best]] = []
    seen: set[object] = set()
    for kind, other in found:
        assert other.layout is not None
        signature = order_and_techniques(other.layout)
        if signature not in seen and len(shown) < MOST:
            seen.add(signature)
            shown.append((kind, other))
    choices = [_choice(kind, other, given) for kind, other in shown]
    if given is not None and not trials.late:
        least = maker.least_change(given)
        if least.layout is not None:
            choices.append(_choice(_Kind("least-change"), least, given))
    return tuple(choices)


def order_and_techniques(layout: Layout) -> tuple[object, ...]:
    """What makes a layout another one: its columns from left to right, with their technique and
    members; not where exactly they lie.
    """
    return tuple(
        (column.technique, tuple(sorted((m.claim, m.serves) for m in column.members)))
        for column in layout.columns
    )


def _techniques(profile: StreetProfile, layout: Layout) -> Iterable[_Kind]:
    used = {column.technique for column in layout.columns}
    for technique in ("rack", "stack"):
        allowed = getattr(profile.techniques, technique) == "allowed"
        if technique in used:
            yield _Kind("horizontal" if technique == "rack" else "no-stack")
        elif allowed:
            yield _Kind(technique)


def _orders(layout: Layout) -> Iterable[_Kind]:
    """Neighbours that could be turned round: new columns beside each other, the widest first."""
    new = [column for column in layout.columns if column.technique in ("single", "rack")]
    pairs = [
        (a.members[0].claim, b.members[0].claim, a.box.width + b.box.width)
        for a, b in pairwise(new)
    ]
    pairs.sort(key=lambda pair: -pair[2])
    for first, second, _ in pairs[:MOST_ORDERS]:
        yield _Kind("order", second, first)


class _Maker:
    """The solver's problem of a street, with a kind put on it."""

    def __init__(self, trials: Trials, profile: StreetProfile) -> None:
        self.trials, self.profile = trials, profile
        self.street = Street(profile, trials.rules)
        self.problem, self.origin = self.street.problem(trials.resolution)

    def best(self, kind: _Kind) -> Best:
        """The best layout of a kind."""
        designs = [self.street.designs[index] for index in self.origin]
        if kind.kind in ("horizontal", "no-stack"):
            gone = "rack" if kind.kind == "horizontal" else "stack"
            return self._solved(_without(self.problem, designs, gone))
        if kind.kind in ("rack", "stack"):
            return self._solved((_with_one(self.problem, designs, kind.kind), None))
        problem = _in_order(self.problem, designs, kind.first, kind.second)
        return self._solved((problem, None))

    def least_change(self, given: Layout) -> Best:
        """The layout that moves least, then scores best."""
        designs = [self.street.designs[index] for index in self.origin]
        places = {m.claim: column for column in given.columns for m in column.members}
        columns = tuple(
            replace(column, place=_pulled(column, design, places))
            for column, design in zip(self.problem.columns, designs, strict=True)
        )
        found = self._solved((replace(self.problem, columns=columns), None), priced=False)
        return Best(found.verdict, found.layout)

    def _solved(self, asked: tuple[Problem, list[int] | None], *, priced: bool = True) -> Best:
        problem, kept = asked
        origin = self.origin if kept is None else [self.origin[index] for index in kept]
        self.trials.solves += 1
        pricing = self.trials.pricing
        limits = Limits(
            deterministic_time=pricing.deterministic_time, wall_seconds=pricing.wall_seconds
        )
        solution = solve_problem(problem, self.trials.engine, limits=limits)
        if not solution.has_row:
            return Best(solution.verdict)
        layout = checked_layout(
            self.street, solution, origin, self.trials.resolution, priced=priced, own=False
        )
        return Best(solution.verdict, layout)


def _without(problem: Problem, designs: list[Design], technique: str) -> tuple[Problem, list[int]]:
    kept = [i for i, design in enumerate(designs) if design.technique != technique]
    return replace(problem, columns=tuple(problem.columns[i] for i in kept)), kept


def _with_one(problem: Problem, designs: list[Design], technique: str) -> Problem:
    """The problem with an item that only columns of a technique cover: exactly one of them."""
    item = len(problem.items)
    columns = tuple(
        replace(column, covers=column.covers | {item}) if design.technique == technique else column
        for column, design in zip(problem.columns, designs, strict=True)
    )
    return replace(problem, items=(*problem.items, Item(f"one {technique}")), columns=columns)


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


def _pulled(column: Candidate, design: Design, places: dict[str, Column]) -> tuple[Segment, ...]:
    """The place score with the price of lying elsewhere than in a given layout added."""
    known = [places[part.claim] for part in design.parts if part.claim in places]
    if not known or design.stays:
        return column.place
    axis = known[0].box.axis - column.width_min // 2
    weight = PER_MM * len(known)
    found = []
    for one in column.place:
        cut = min(max(axis, one.first), one.last + 1)
        for first, last, slope in ((one.first, cut - 1, -weight), (cut, one.last, weight)):
            if first <= last:
                score = one.at(first) + weight * abs(first - axis)
                found.append(Segment(first, last, score, one.slope + slope))
    return tuple(found)


def _choice(kind: _Kind, best: Best, given: Layout | None) -> Choice:
    layout = best.layout
    assert layout is not None
    return Choice(
        kind=kind.kind,  # type: ignore[arg-type]
        first=kind.first,
        second=kind.second,
        proven=best.verdict == "optimal",
        score=layout.score,
        cost=layout.cost,
        moved={} if given is None else moved_claims(given, layout),
        layout=layout,
    )


def moved_claims(given: Layout, layout: Layout) -> dict[str, int]:
    """How far the axis of every claim lies from where it lay (mm), of those that are in both."""
    before = {m.claim: column.box.axis for column in given.columns for m in column.members}
    after = {m.claim: column.box.axis for column in layout.columns for m in column.members}
    return {
        claim: after[claim] - before[claim]
        for claim in after
        if claim in before and after[claim] != before[claim]
    }
