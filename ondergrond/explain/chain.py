"""The critical chain: what adds up to the least width (longest paths in the row as it stands)."""

from __future__ import annotations

from dataclasses import dataclass

from ondergrond.compile import Street
from ondergrond.compile.design import Design
from ondergrond.explain.blocking import Blocker, Blocking
from ondergrond.explain.levels import rules_at
from ondergrond.explain.references import gap_reference, pair, quoted
from ondergrond.explain.trials import Trial, Trials
from ondergrond.explanation import Chain, Level, Link, Reference
from ondergrond.profile import StreetProfile
from ondergrond_solver import EXEMPT, Placed, Problem, Segment

NEVER = 2**40


@dataclass(frozen=True)
class Stand:
    """A column of the row: where it may start within its stretch of places, and its least width."""

    design: Design
    gap_class: int
    width: int
    first: int
    last: int
    start: int


def critical_chain(
    trials: Trials, profile: StreetProfile, level: Level, width: int
) -> Chain | None:
    """The chain of a street at its least width; None where no single chain holds it."""
    street_profile = profile.widened(width)
    trial = trials.fits(street_profile, level=level)
    if trial.solution is None or not trial.fits:
        return None
    street = Street(street_profile, rules_at(trials.rules, level))
    problem, origin = street.problem(1)
    row = [
        _stand(problem, street.designs[origin[placed.column]], placed)
        for placed in trial.solution.row
    ]
    links = _Chains(street, problem, row, trials, level).found()
    if links is None:
        return None
    left, found, right = links
    return Chain(
        level=level,
        width=width,
        left=left,
        right=right,
        links=tuple(found),
        layout=trials.layout(street_profile, trial),
    )


def _stand(problem: Problem, design: Design, placed: Placed) -> Stand:
    column = problem.columns[placed.column]
    first, last = _around(column.place, placed.start)
    width = column.width_min
    if column.end_place is not None:
        low, high = _around(column.end_place, placed.end)
        first, last = max(first, low - width), min(last, high - width)
        if first > last:  # only a greater width stands here
            width = placed.width
            first = last = placed.start
    return Stand(design, column.gap_class, width, first, last, placed.start)


def _around(segments: tuple[Segment, ...], x: int) -> tuple[int, int]:
    """The stretch of allowed positions around x; segments that touch are one."""
    first = last = x
    for segment in segments:
        if segment.first <= x <= segment.last:
            first, last = segment.first, segment.last
    grown = True
    while grown:
        grown = False
        for segment in segments:
            if segment.last + 1 == first:
                first, grown = segment.first, True
            elif segment.first == last + 1:
                last, grown = segment.last, True
    return first, last


class _Chains:
    def __init__(
        self, street: Street, problem: Problem, row: list[Stand], trials: Trials, level: Level
    ) -> None:
        self.street, self.problem, self.row = street, problem, row
        self.rules, self.level = trials.rules, level
        self.blocking = Blocking(street, trials.rules, level)
        self.left_end = [self._end(one, "left") for one in row]
        self.right_end = [self._end(one, "right") for one in row]
        self.least = self._least()
        self.most = self._most()

    def _end(self, one: Stand, side: str) -> Blocker | None:
        """What bounds a column by itself on a side."""
        if one.design.stays:
            name = one.design.parts[0].claim
            edge = one.first if side == "left" else one.first + one.width
            return Blocker(name, edge, self.blocking.with_right(one.first + one.width // 2))
        if side == "left":
            return self.blocking.at(one.design, one.first - 1, side)
        return self.blocking.at(one.design, one.last + 1, side)

    def _hard(self, i: int, j: int) -> int | None:
        """Least gap of column i left of column j; None where they have nothing to do with each
        other.
        """
        hard = int(self.problem.pairs.hard[self.row[i].gap_class, self.row[j].gap_class])
        return None if hard == EXEMPT else hard

    def _least(self) -> list[int]:
        """Earliest start of every column, counted from what goes along with the left boundary."""
        found: list[int] = []
        for j, one in enumerate(self.row):
            end = self.left_end[j]
            at = one.first if end is not None and not end.with_right else -NEVER
            for i in range(j):
                hard = self._hard(i, j)
                if hard is not None:
                    at = max(at, found[i] + self.row[i].width + hard)
            found.append(at)
        return found

    def _most(self) -> list[int]:
        """Latest start of every column, counted from what goes along with the right boundary."""
        found = [NEVER] * len(self.row)
        for i in reversed(range(len(self.row))):
            one, end = self.row[i], self.right_end[i]
            at = one.last if end is not None and end.with_right else NEVER
            for j in range(i + 1, len(self.row)):
                hard = self._hard(i, j)
                if hard is not None:
                    at = min(at, found[j] - hard - one.width)
            found[i] = at
        return found

    def found(self) -> tuple[str, list[Link], str] | None:
        """The chain without slack, if there is one: its first thing, its links, its last thing."""
        tight = [
            k for k in range(len(self.row)) if self.least[k] == self.most[k] == self.row[k].start
        ]
        if not tight:
            return None
        at = tight[0]
        path = [at]
        while (before := self._before(path[0])) is not None:
            path.insert(0, before)
        while (after := self._after(path[-1])) is not None:
            path.append(after)
        left, right = self.left_end[path[0]], self.right_end[path[-1]]
        if left is None or right is None:
            return None
        return left.name, self._links(path, left, right), right.name

    def _before(self, j: int) -> int | None:
        end = self.left_end[j]
        if end is not None and not end.with_right and self.least[j] == self.row[j].first:
            return None
        for i in reversed(range(j)):
            hard = self._hard(i, j)
            if hard is not None and self.least[i] + self.row[i].width + hard == self.least[j]:
                return i
        return None

    def _after(self, i: int) -> int | None:
        end = self.right_end[i]
        if end is not None and end.with_right and self.most[i] == self.row[i].last:
            return None
        for j in range(i + 1, len(self.row)):
            hard = self._hard(i, j)
            if hard is not None and self.most[j] - hard - self.row[i].width == self.most[i]:
                return j
        return None

    def _links(self, path: list[int], left: Blocker, right: Blocker) -> list[Link]:
        links: list[Link] = []
        x, name = left.edge, left.name
        reference = left.reference
        for k, index in enumerate(path):
            one = self.row[index]
            start, claims = self.least[index], tuple(part.claim for part in one.design.parts)
            if k:
                reference = self._between(path[k - 1], index)
            if k or not one.design.stays:
                links.append(_gap(name, _named(one), x, start, reference))
            links.append(
                Link(
                    kind="body",
                    name=_named(one),
                    start=start,
                    end=start + one.width,
                    claims=claims,
                )
            )
            x, name = start + one.width, _named(one)
        if not self.row[path[-1]].design.stays:
            links.append(_gap(name, right.name, x, right.edge, right.reference))
        return links

    def _between(self, i: int, j: int) -> Reference:
        """The rule behind the gap of two columns: that of the two faces that ask most."""
        left, right = self.row[i].design, self.row[j].design
        hard = self._hard(i, j) or 0
        best: tuple[int, str] | None = None
        for a in left.faces:
            reach = 0 if left.varies else left.width - a.x1
            for b in right.faces:
                classes = pair(a.cls, b.cls)
                asks = self.street.rules.gaps[classes].hard - reach - b.x0
                if best is None or asks > best[0]:
                    best = (asks, classes)
        if best is not None and best[0] >= hard:
            return gap_reference(self.rules, best[1], self.level)
        if best is not None and hard == 0:
            return Reference(rule="bodies do not overlap", value=0)
        case = self.street.profile.techniques.rack_case
        rack = self.rules.racks[case]
        return quoted(self.rules, rack, "strip", f"racks.strip {case}", rack.strip)


def _named(one: Stand) -> str:
    return ", ".join(dict.fromkeys(part.claim for part in one.design.parts))


def _gap(left: str, right: str, start: int, end: int, reference: Reference | None) -> Link:
    return Link(kind="gap", name=f"{left} – {right}", start=start, end=end, reference=reference)


__all__ = ["Trial", "critical_chain"]
