"""Riders: which networks may ride in a rack, and with which others (model, section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ondergrond.bodies import given_cover
from ondergrond.check.faces import column_name
from ondergrond.check.street import Street
from ondergrond.check.violations import Code, Violation
from ondergrond.claims import Claim, Mobility, NetworkClaim, Serves
from ondergrond.layout import Column


class Group(NamedTuple):
    """Riders of one level that serve the same: the unit in which racks are filled."""

    level: str
    serves: Serves


def level_of(street: Street, claim: NetworkClaim) -> str | None:
    """The level a network has in a rack, None where it rides in none."""
    return street.book.network(claim.network.value).level


def refusal(street: Street, claim: Claim) -> str | None:
    """Why a claim may not ride in any rack; None where it may.

    The axis of what lies there is where it lies, not a lock: a relocatable network may ride.
    """
    if not isinstance(claim, NetworkClaim):
        return "it is no network"
    if claim.lies and claim.may is not Mobility.RELOCATABLE:
        return "it is neither planned nor relocatable"
    if claim.id in street.replaced:
        return "it is replaced"
    if not claim.rack:
        return "its claim says so"
    if level_of(street, claim) is None:
        return f"{claim.network.value} has no level in a rack"
    if claim.axis is not None and not claim.lies:
        return "its axis is locked"
    if claim.within is not None:
        return "it has a window"
    if given_cover(claim, street.book.rules) is not None:
        return "its cover is stated"
    return "it has a manhole" if claim.manhole is not None else None


def groups(street: Street) -> dict[Group, list[NetworkClaim]]:
    """All that may ride, by group."""
    found: dict[Group, list[NetworkClaim]] = {}
    for claim in street.claims.values():
        if isinstance(claim, NetworkClaim) and refusal(street, claim) is None:
            level = level_of(street, claim)
            assert level is not None
            found.setdefault(Group(level, claim.serves), []).append(claim)
    return found


def core(members: Iterable[NetworkClaim]) -> list[NetworkClaim]:
    """The members that must be met in any case: neither relocatable nor optional."""
    return [claim for claim in members if not claim.lies and not claim.optional]


def rider_violations(
    street: Street, column: Column, filled: dict[Group, list[NetworkClaim]]
) -> list[Violation]:
    """Who rides where he may not, and where a rack is no candidate of the model.

    filled: the groups of the street.
    """
    name = column_name(column)
    if street.profile.techniques.rack != "allowed":
        return [_wrong("techniques.rack", name, "", f"{name}: the profile allows no racks")]
    refused = [
        _wrong("rack", name, member.claim, f"{member.claim} may not ride in {name}: {reason}")
        for member in column.members
        if (reason := refusal(street, street.claims[member.claim])) is not None
    ]
    if refused:
        return refused
    if len(column.members) < 2:
        return [_wrong("members", name, "", f"{name} carries one network; two are the least")]
    if set(column.working) == {"left", "right"} and len(column.working) == 2:
        return _whole_levels(street, column, name, filled) + _double_sided(street, column, name)
    if len(column.working) != 1:
        return [_wrong("working", name, "", f"{name} is worked on from no side, or one side twice")]
    violations = _whole_groups(street, column, name, filled)
    if column.facade is not None:
        return violations + _along_facade(street, column, name)
    for member in column.members:
        claim = street.claims[member.claim]
        if isinstance(claim, NetworkClaim) and claim.serves is not Serves.NONE:
            message = f"{name} is a transport rack; {claim.id} serves houses"
            violations.append(_wrong("transport", name, claim.id, message))
    return violations


def _group(street: Street, claim_id: str) -> Group:
    claim = street.claims[claim_id]
    assert isinstance(claim, NetworkClaim)
    level = level_of(street, claim)
    assert level is not None
    return Group(level, claim.serves)


def _whole_groups(
    street: Street, column: Column, name: str, filled: dict[Group, list[NetworkClaim]]
) -> list[Violation]:
    """Whole groups, or the cores of groups."""
    present = {_group(street, member.claim) for member in column.members}
    return _filled_whole(column, name, [filled[group] for group in present])


def _whole_levels(
    street: Street, column: Column, name: str, filled: dict[Group, list[NetworkClaim]]
) -> list[Violation]:
    """Whole levels, or the cores of all groups of some levels."""
    present = {_group(street, member.claim).level for member in column.members}
    return _filled_whole(
        column, name, [members for group, members in filled.items() if group.level in present]
    )


def _filled_whole(column: Column, name: str, wanted: list[list[NetworkClaim]]) -> list[Violation]:
    riding = {member.claim for member in column.members}
    whole = {claim.id for members in wanted for claim in members}
    cores = {claim.id for members in wanted for claim in core(members)}
    if riding in (whole, cores):
        return []
    missing = sorted(cores - riding) or sorted(whole - riding)
    message = f"{name} carries a part of a group: {', '.join(missing)} would ride along"
    return [_wrong("groups", name, missing[0], message)]


def _along_facade(street: Street, column: Column, name: str) -> list[Violation]:
    """A distribution rack: serves its own side, worked on from the other one."""
    side = column.facade
    assert side is not None
    other = "right" if side == "left" else "left"
    violations = []
    if column.working != (other,):
        message = f"{name} stands along the {side} facade, so it is worked on from the {other}"
        violations.append(_wrong("working", name, "", message))
    halves = set()
    distributes = False
    for member in column.members:
        claim = street.claims[member.claim]
        assert isinstance(claim, NetworkClaim)
        if claim.serves.value == other:
            message = f"{name} stands along the {side} facade; {claim.id} serves the {other} one"
            violations.append(_wrong("facade", name, claim.id, message))
        distributes |= claim.serves.value in (side, "both")
        if claim.serves is Serves.BOTH and member.serves == (other,):
            message = (
                f"{name} stands along the {side} facade; its half of {claim.id} serves the {other}"
            )
            violations.append(_wrong("facade", name, claim.id, message))
        if claim.serves is Serves.BOTH and not claim.optional:
            halves.add(len(member.serves))
        if claim.serves is Serves.BOTH and claim.optional and len(member.serves) != 2:
            message = f"{claim.id} is optional, so it serves both sides in {name}"
            violations.append(_wrong("halves", name, claim.id, message))
    if len(halves) > 1:
        message = f"in {name} some networks for both sides serve both, others the {side} only"
        violations.append(_wrong("halves", name, "", message))
    if not distributes:
        message = f"{name} stands along the {side} facade, yet nothing in it serves that side"
        violations.append(_wrong("facade", name, "", message))
    return violations


def _double_sided(street: Street, column: Column, name: str) -> list[Violation]:
    """A double-sided rack: left ones on the left beam, right ones on the right, others together."""
    violations = []
    middle = column.box.start + column.box.end
    beams: dict[str, set[str]] = {}
    if column.facade is not None:
        message = f"{name} is worked on from both sides, so it stands along no facade"
        violations.append(_wrong("facade", name, "", message))
    for member in column.members:
        claim = street.claims[member.claim]
        assert isinstance(claim, NetworkClaim)
        beam = "left" if member.box.start + member.box.end < middle else "right"
        beams.setdefault(claim.serves.value, set()).add(beam)
        if claim.serves in (Serves.LEFT, Serves.RIGHT) and beam != claim.serves.value:
            message = (
                f"{claim.id} serves the {claim.serves.value}, so it rides on that beam of {name}"
            )
            violations.append(_wrong("beam", name, claim.id, message))
        if claim.serves is Serves.BOTH and len(member.serves) != 2:
            message = f"{claim.id} rides in {name}, worked on from both sides, so it serves both"
            violations.append(_wrong("halves", name, claim.id, message))
    if len(beams.get("both", set()) | beams.get("none", set())) > 1:
        message = f"in {name} what serves both sides or none rides on one beam, not on two"
        violations.append(_wrong("beam", name, "", message))
    for side in ("left", "right"):
        if side not in beams:
            message = (
                f"{name} is worked on from both sides, yet nothing in it serves the {side} only"
            )
            violations.append(_wrong("working", name, "", message))
    return violations


def _wrong(rule: str, name: str, member: str, message: str) -> Violation:
    return Violation(Code.RACK_MEMBER, rule, name, member, None, None, message)
