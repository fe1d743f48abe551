"""Notes: the gaps of a layout that pay something, named as people name them
(``layout.GapNote``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ondergrond.compile.design import Face
from ondergrond.compile.gapprice import NOTHING, Paid
from ondergrond.compile.obstacles import Obstacle, ObstacleFace
from ondergrond.compile.street import Street
from ondergrond.layout import GapNote, Side
from ondergrond.rules import NETWORKS, PLACE_CLASSES

if TYPE_CHECKING:
    from ondergrond.compile.answer import Laid

OWN_NAME = frozenset({*NETWORKS, "storage", "reserve", "container"})
"""Classes whose face is called by its claim alone."""


class Worst(NamedTuple):
    """The two faces that count of a pair, and what they pay."""

    paid: Paid
    left: str
    right: str
    classes: tuple[str, str]
    gap: int


class Standing(NamedTuple):
    """A face at its place (mm)."""

    face: Face
    start: int
    end: int
    top: int
    bottom: int


class Notes:
    """All gaps and orders of a row of laid columns."""

    def __init__(self, street: Street, laid: list[Laid]) -> None:
        self.street = street
        self.laid = laid
        self.faces = [[_standing(one, face) for face in one.design.faces] for one in laid]

    @cached_property
    def worst(self) -> list[Worst]:
        """The pair of faces that counts, for every pair of things that pays something."""
        return [*self._between_columns(), *self._against_obstacles()]

    def _between_columns(self) -> Iterator[Worst]:
        prices = self.street.prices
        standing = [
            (one, one.design.stays, faces) for one, faces in zip(self.laid, self.faces, strict=True)
        ]
        for index, (left, stays, own) in enumerate(standing):
            for right, others_stay, others in standing[index + 1 :]:
                if stays and others_stay:
                    continue
                worst: Worst | None = None
                for a in own:
                    for b in others:
                        gap, classes = b.start - a.end, (a.face.cls, b.face.cls)
                        if gap >= prices.reach(*classes):
                            continue
                        step = prices.stairs(*classes).at(gap)
                        assert step is not None, f"{left.design.name} | {right.design.name}"
                        paid = Paid(step.weighted, step.breach, step.deviation, 0, False)
                        if paid != NOTHING and (
                            worst is None or _counts(paid) > _counts(worst.paid)
                        ):
                            names = _name(left, a.face), _name(right, b.face)
                            worst = Worst(paid, *names, classes, gap)
                if worst is not None:
                    yield worst

    def _against_obstacles(self) -> Iterator[Worst]:
        for one, faces in zip(self.laid, self.faces, strict=True):
            if one.design.stays:
                continue
            for obstacle in self.street.field.obstacles:
                worst: Worst | None = None
                for face in faces:
                    for other in obstacle.faces:
                        met = self._met(one, face, obstacle, other)
                        if met is not None and (
                            worst is None or _counts(met.paid) > _counts(worst.paid)
                        ):
                            worst = met
                if worst is not None:
                    yield worst

    def _met(self, one: Laid, a: Standing, obstacle: Obstacle, other: ObstacleFace) -> Worst | None:
        """What two faces pay, if anything."""
        b, cls = other.box, a.face.cls
        gap_x = max(b.start - a.end, a.start - b.end)
        if gap_x >= self.street.prices.reach(cls, other.cls) and not obstacle.is_foundation:
            return None
        gap_z = max(b.top - a.bottom, a.top - b.bottom)
        below = (a.bottom - b.bottom) * self.street.rules.load_spread
        spread = not obstacle.is_foundation or below <= 1000 * gap_x
        paid = self.street.prices.between(cls, other.cls, gap_x, gap_z, spread)
        assert paid is not None, f"{one.design.name} | {obstacle.name}"
        if paid[:4] == NOTHING[:4]:
            return None
        names = [_name(one, a.face), _obstacle_name(obstacle, other)]
        classes = [cls, other.cls]
        first = obstacle.name == "boundary-left" or (
            b.start + b.end < a.start + a.end and obstacle.name != "boundary-right"
        )
        if first:
            names.reverse()
            classes.reverse()
        gap = gap_z if paid.vertical else gap_x
        return Worst(paid, names[0], names[1], (classes[0], classes[1]), gap)

    def notes(self) -> tuple[GapNote, ...]:
        """The breaches, then the deviations, each from left to right."""
        found = [self._note(one) for one in self.worst if one.paid.breach or one.paid.deviation]
        return tuple(sorted(found, key=lambda note: note.kind))

    def _note(self, one: Worst) -> GapNote:
        a, b = sorted(one.classes)
        rule = self.street.rules.gap(a, b)
        minimum, preferred = (
            (rule.over_minimum, rule.over_preferred)
            if one.paid.vertical
            else (rule.minimum, rule.preferred)
        )
        is_breach = one.gap < minimum
        return GapNote(
            kind="breach" if is_breach else "deviation",
            left=one.left,
            right=one.right,
            rule=f"{a}|{b}",
            direction="vertical" if one.paid.vertical else "horizontal",
            gap=one.gap,
            wanted=minimum if is_breach else preferred,
            price=one.paid.breach + one.paid.deviation,
        )

    def amounts(self) -> Counter[str]:
        """Terms of all gaps and orders (su, unweighted)."""
        terms: Counter[str] = Counter()
        for one in self.worst:
            terms["breaches"] += one.paid.breach
            terms["deviations"] += one.paid.deviation
            terms["over"] += one.paid.over
        terms["order"] = sum(self._orders())
        return terms

    def _orders(self) -> Iterator[int]:
        field, crossed = self.street.field, self.street.ledger.tariff.crossed
        ranks = [self._ranks(one) for one in self.laid]
        standing = [
            (one.design, one.design.stays, ranked)
            for one, ranked in zip(self.laid, ranks, strict=True)
        ]
        for index, (a, stays, ranked) in enumerate(standing):
            for b, others_stay, others_ranked in standing[index + 1 :]:
                if stays and others_stay:
                    continue
                for connections in b.to_left:
                    for thing in a.things:
                        yield crossed(connections, thing) or 0
                for connections in a.to_right:
                    for thing in b.things:
                        yield crossed(connections, thing) or 0
                for side, near in ranked:
                    for other, far in others_ranked:
                        if side == other and (near > far if side == "left" else near < far):
                            yield self.street.rules.prices.wish
        fixed = [(2 * one.axis, one) for one in field.obstacles if one.thing is not None]
        for one in self.laid:
            design = one.design
            if design.stays:
                continue
            middle = one.start + one.end
            start, end = (2 * one.start, 2 * one.end) if design.varies else (middle, middle)
            for axis, obstacle in fixed:
                if axis < end:
                    yield field.crossings_with(design, obstacle, "left")
                if axis > start:
                    yield field.crossings_with(design, obstacle, "right")

    def _ranks(self, one: Laid) -> list[tuple[Side, int]]:
        """Of every network that serves one side only that side and its rank; of a rack nothing."""
        if one.design.technique == "rack":
            return []
        networks = self.street.rules.networks
        return [
            (part.serves[0], rank)
            for part in one.design.parts
            if part.kind is not None
            and len(part.serves) == 1
            and (rank := networks[part.kind].rank) is not None
        ]


def _counts(paid: Paid) -> tuple[int, int, int, int]:
    """What decides which two faces count."""
    return (paid.weighted, paid.breach, paid.deviation, paid.over)


def _standing(one: Laid, face: Face) -> Standing:
    return Standing(
        face,
        start=one.start + face.x0,
        end=one.end if one.design.varies else one.start + face.x1,
        top=0 if face.from_ground else one.cover + face.z0,
        bottom=one.cover + face.z1,
    )


def _name(one: Laid, face: Face) -> str:
    if face.cls == "rack":
        return f"rack@{one.start}"
    return face.owner if face.cls in OWN_NAME else f"{face.owner}:{face.cls}"


def _obstacle_name(obstacle: Obstacle, face: ObstacleFace) -> str:
    if face.cls in OWN_NAME or face.cls in PLACE_CLASSES:
        return obstacle.name
    return f"{obstacle.name}:{face.cls}"
