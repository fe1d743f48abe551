"""Racks: post, beams, levels and plates, by inequality (model, section 6).

What the model places exactly (as near to the post, as high as the gaps allow) is judged as at least
that far apart: a rack with more room than it needs is a sound rack, at the price of its own height.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple

from ondergrond.check.faces import column_name
from ondergrond.check.riders import level_of
from ondergrond.check.rulebook import value_of
from ondergrond.check.street import Street
from ondergrond.check.violations import Code, Violation, centimetres
from ondergrond.claims import NetworkClaim
from ondergrond.layout import Column, Member
from ondergrond.quantity import even_up
from ondergrond.rules import NETWORKS, RACK_LEVELS, RackRule


class Frame(NamedTuple):
    """A rack's beams: side of the post, where the post's face is and where the beam ends (mm)."""

    side: Literal["left", "right"]
    post: int
    tip: int


class Level(NamedTuple):
    """The networks of one level: its name, the top of the highest and the bottom of the deepest."""

    name: str
    members: tuple[Member, ...]
    top: int
    bottom: int


def rack_violations(street: Street, column: Column) -> list[Violation]:
    """What is wrong with the frame of a rack and how its networks stand in it.

    Every member has a level (``all_on_levels``), and the rack a working side.
    """
    rule = street.book.rack()
    name = column_name(column)
    beams = 2 if len(column.working) == 2 else 1
    width = even_up(rule.post + beams * rule.beam)
    if column.box.width != width:
        message = f"{name} is {centimetres(column.box.width)} wide; its frame {centimetres(width)}"
        return [Violation(Code.RACK_BEAM, "rack.width", name, "", width, column.box.width, message)]
    levels = used_levels(street, column)
    violations = _height_violations(street, column, rule, levels, name)
    for frame in _frames(column, rule):
        for level in levels:
            violations += _beam_violations(street, column, rule, frame, level, name)
    return violations + _facade_violations(street, column, rule, name)


def all_on_levels(street: Street, column: Column) -> bool:
    """Whether every member of a rack has a level, without which its place means nothing."""
    return sum(len(level.members) for level in used_levels(street, column)) == len(column.members)


def used_levels(street: Street, column: Column) -> list[Level]:
    """The levels a rack uses, from the top down as the rules order them."""
    by_name: dict[str, list[Member]] = {}
    for member in column.members:
        claim = street.claims[member.claim]
        level = level_of(street, claim) if isinstance(claim, NetworkClaim) else None
        if level is not None:
            by_name.setdefault(level, []).append(member)
    return [
        Level(
            name,
            tuple(by_name[name]),
            top=min(member.box.top for member in by_name[name]),
            bottom=max(member.box.bottom for member in by_name[name]),
        )
        for name in RACK_LEVELS
        if name in by_name
    ]


def _height_violations(
    street: Street, column: Column, rule: RackRule, levels: list[Level], name: str
) -> list[Violation]:
    """From the top: plate, gap, levels with gaps between them, gap, plate; one bottom a level."""
    violations = []

    def asked(code: Code, field: str, left: str, right: str, wanted: int, actual: int) -> None:
        if actual < wanted:
            source = street.book.source(rule, field, field.split(".")[0])
            message = (
                f"in {name} there are {centimetres(actual)} between {left} and {right}; "
                f"rack.{field} asks {centimetres(wanted)}: {centimetres(wanted - actual)} short"
            )
            violations.append(
                Violation(code, f"rack.{field}", left, right, wanted, actual, message, *source)
            )

    first, last = levels[0], levels[-1]
    asked(
        Code.RACK_HEIGHT, "top_gap", name, _highest(first).claim, rule.top_gap,
        first.top - column.box.top - rule.cover_plate,
    )  # fmt: skip
    for upper, lower in pairwise(levels):
        key = f"{upper.name}/{lower.name}"
        asked(
            Code.RACK_LEVEL, f"level_gap.{key}", _deepest(upper).claim, _highest(lower).claim,
            value_of(rule.level_gap, key, "rack.level_gap"), lower.top - upper.bottom,
        )  # fmt: skip
    asked(
        Code.RACK_HEIGHT, "bottom_gap", _deepest(last).claim, name, rule.bottom_gap,
        column.box.bottom - rule.base_plate - last.bottom,
    )  # fmt: skip
    for level in levels:
        for member in level.members:
            if member.box.bottom != level.bottom:
                message = (
                    f"in {name} all of level {level.name} stand on one bottom; "
                    f"{member.claim} does not"
                )
                violations.append(
                    Violation(
                        Code.RACK_LEVEL, f"rack.level.{level.name}", member.claim,
                        _deepest(level).claim, level.bottom, member.box.bottom, message,
                    )
                )  # fmt: skip
    return violations


def _frames(column: Column, rule: RackRule) -> list[Frame]:
    """The beams of a rack, by the side of the post they are on: the working sides.

    Single-sided: the post stands on the side away from the working side.
    """
    start, end = column.box.start, column.box.end
    if len(column.working) == 2:
        left_face = start + rule.beam
        right_face = left_face + rule.post
        return [
            Frame("left", left_face, start),
            Frame("right", right_face, right_face + rule.beam),
        ]
    if column.working == ("right",):
        post = start + rule.post
        return [Frame("right", post, post + rule.beam)]
    post = end - rule.post
    return [Frame("left", post, post - rule.beam)]


def _beam_violations(
    street: Street, column: Column, rule: RackRule, frame: Frame, level: Level, name: str
) -> list[Violation]:
    """One level on one beam: from the post outward, sorted, each far enough from the one before."""
    middle = column.box.start + column.box.end
    double = len(column.working) == 2

    def outward(member: Member) -> tuple[int, int]:
        box = member.box
        if frame.side == "right":
            return box.start - frame.post, box.end - frame.post
        return frame.post - box.end, frame.post - box.start

    def on_this_beam(member: Member) -> bool:
        left = member.box.start + member.box.end < middle
        return not double or left == (frame.side == "left")

    row = sorted((member for member in level.members if on_this_beam(member)), key=outward)
    violations = []
    source = street.book.source(rule, "lateral")
    before, reach = name, 0
    for member in row:
        near, far = outward(member)
        if near - reach < rule.lateral:
            message = (
                f"in {name} {before} and {member.claim} are {centimetres(near - reach)} apart; "
                f"rack.lateral asks {centimetres(rule.lateral)}"
            )
            violations.append(
                Violation(
                    Code.RACK_GAP, "rack.lateral", before, member.claim, rule.lateral,
                    near - reach, message, *source,
                )
            )  # fmt: skip
        length = abs(frame.tip - frame.post)
        if far > length:
            message = (
                f"in {name} {member.claim} reaches {centimetres(far)} from the post; "
                f"rack.beam is {centimetres(length)} long"
            )
            violations.append(
                Violation(
                    Code.RACK_BEAM, "rack.beam", name, member.claim, length, far, message,
                    *street.book.source(rule, "beam"),
                )
            )  # fmt: skip
        before, reach = member.claim, far
    return violations + _order_violations(street, row, level, name)


def _order_violations(
    street: Street, row: list[Member], level: Level, name: str
) -> list[Violation]:
    """On a level networks stand in the order of their kinds, then ids, from the post outward."""

    def rank(member: Member) -> tuple[int, str]:
        claim = street.claims[member.claim]
        assert isinstance(claim, NetworkClaim)
        return NETWORKS.index(claim.network.value), claim.id

    for first, second in pairwise(row):
        if rank(first) > rank(second):
            message = (
                f"in {name}, level {level.name}, {second.claim} comes before {first.claim} from "
                "the post outward (by kind, then by id)"
            )
            return [
                Violation(
                    Code.RACK_LEVEL, "rack.order", first.claim, second.claim, None, None, message
                )
            ]
    return []


def _facade_violations(
    street: Street, column: Column, rule: RackRule, name: str
) -> list[Violation]:
    """A distribution rack stands near the facade it serves."""
    if column.facade is None:
        return []
    left = column.facade == "left"
    distance = column.box.start if left else street.width - column.box.end
    if distance <= rule.facade:
        return []
    pair = ("boundary-left", name) if left else (name, "boundary-right")
    message = (
        f"{name} stands {centimetres(distance)} from the {column.facade} facade; rack.facade "
        f"allows {centimetres(rule.facade)}: {centimetres(distance - rule.facade)} too far"
    )
    source = street.book.source(rule, "facade")
    return [
        Violation(Code.RACK_FACADE, "rack.facade", *pair, rule.facade, distance, message, *source)
    ]


def _highest(level: Level) -> Member:
    return min(level.members, key=lambda member: member.box.top)


def _deepest(level: Level) -> Member:
    return max(level.members, key=lambda member: member.box.bottom)
