"""Depths: covers, deepest bottoms and groundwater (model, section 4).

Whether a cover is legal is judged, not whether it is the cheapest: the score is recomputed for the
cover the layout gives.
"""

from __future__ import annotations

from ondergrond.bodies import given_cover
from ondergrond.check.faces import column_name
from ondergrond.check.street import Street
from ondergrond.check.violations import Code, Violation, centimetres
from ondergrond.claims import ContainerClaim, NetworkClaim, ReserveClaim, StorageClaim
from ondergrond.layout import Column, Member


def depth_violations(street: Street, column: Column) -> list[Violation]:
    """Where a new column is not as deep as its rules ask, or deeper than they allow."""
    zones = street.kinds(column.box.start, column.box.end)
    if column.technique == "rack":
        return _rack_violations(street, column, zones)
    violations = []
    for member in column.members:
        claim = street.claims[member.claim]
        if isinstance(claim, NetworkClaim):
            stacked = column.technique == "stack"
            violations += _network_violations(street, claim, member, zones, stacked)
        elif isinstance(claim, StorageClaim):
            violations += _storage_violations(street, member, zones)
        elif isinstance(claim, ReserveClaim):
            violations += _exact(member, claim.reserve.top, "reserve.top")
        else:
            rule = "container.top" if isinstance(claim, ContainerClaim) else "tree.top"
            violations += _exact(member, 0, rule)
    return violations


def _network_violations(
    street: Street, claim: NetworkClaim, member: Member, zones: tuple[str, ...], stacked: bool
) -> list[Violation]:
    """A network at its stated cover, or between the least cover and the deepest bottom.

    A network at a stated cover has no limit in a slot of its own; in a stack each member keeps its
    ``deepest``.
    """
    kind = claim.network.value
    rule = street.book.network(kind)
    stated = given_cover(claim, street.book.rules)
    violations = []
    if stated is not None:
        violations += _exact(member, stated, "cover" if claim.cover is not None else "invert")
    else:
        least = street.book.largest_cover(rule.cover, zones, kind)
        source = street.book.source(rule, *(f"cover.{zone}" for zone in zones), "cover")
        violations += at_least(member.claim, f"{kind}.cover", least, member.box.top, source)
    if stated is None or stacked:
        source = street.book.source(rule, "deepest")
        violations += at_most(
            member.claim, f"{kind}.deepest", rule.deepest, member.box.bottom, source
        )
    return violations


def _storage_violations(street: Street, member: Member, zones: tuple[str, ...]) -> list[Violation]:
    """Storage below its cover, above its deepest bottom, and above the groundwater."""
    rule = street.book.rules.storage
    least = street.book.largest_cover(rule.cover, zones, "storage")
    source = street.book.source(rule, *(f"cover.{zone}" for zone in zones), "cover")
    violations = at_least(member.claim, "storage.cover", least, member.box.top, source)
    source = street.book.source(rule, "deepest")
    violations += at_most(member.claim, "storage.deepest", rule.deepest, member.box.bottom, source)
    if street.water is not None:
        limit = street.water - rule.above_water
        if member.box.bottom > limit:
            text, assumed = street.book.source(rule, "above_water")
            message = (
                f"the bottom of {member.claim} lies at {centimetres(member.box.bottom)}; "
                f"storage.above_water asks {centimetres(limit)} at most, "
                f"{centimetres(rule.above_water)} above the highest groundwater: "
                f"{centimetres(member.box.bottom - limit)} too deep"
            )
            violations.append(
                Violation(
                    Code.GROUNDWATER, "storage.above_water", member.claim, "", limit,
                    member.box.bottom, message, text, assumed,
                )
            )  # fmt: skip
    return violations


def _rack_violations(street: Street, column: Column, zones: tuple[str, ...]) -> list[Violation]:
    rule = street.book.rack()
    name = column_name(column)
    least = street.book.largest_cover(rule.cover, zones, "rack")
    source = street.book.source(rule, *(f"cover.{zone}" for zone in zones), "cover")
    violations = at_least(name, "rack.cover", least, column.box.top, source)
    source = street.book.source(rule, "deepest")
    return violations + at_most(name, "rack.deepest", rule.deepest, column.box.bottom, source)


def at_least(
    name: str, rule: str, least: int, cover: int, source: tuple[str, bool]
) -> list[Violation]:
    """The violation of a cover below the least one; none where it complies."""
    if cover >= least:
        return []
    message = (
        f"the cover of {name} is {centimetres(cover)}; {rule} asks {centimetres(least)}: "
        f"{centimetres(least - cover)} short"
    )
    return [Violation(Code.COVER, rule, name, "", least, cover, message, *source)]


def at_most(
    name: str, rule: str, deepest: int, bottom: int, source: tuple[str, bool]
) -> list[Violation]:
    """The violation of a bottom below the deepest one; none where it complies."""
    if bottom <= deepest:
        return []
    message = (
        f"the bottom of {name} lies at {centimetres(bottom)}; {rule} allows "
        f"{centimetres(deepest)}: {centimetres(bottom - deepest)} too deep"
    )
    return [Violation(Code.DEPTH, rule, name, "", deepest, bottom, message, *source)]


def _exact(member: Member, wanted: int, rule: str) -> list[Violation]:
    if member.box.top == wanted:
        return []
    message = (
        f"the cover of {member.claim} is {centimetres(member.box.top)}; its {rule} makes it "
        f"exactly {centimetres(wanted)}"
    )
    return [Violation(Code.COVER, rule, member.claim, "", wanted, member.box.top, message)]
