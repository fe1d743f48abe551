"""Beds: what lies in the street and may go, as one (docs/model.md, section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ondergrond.bodies import existing_box
from ondergrond.claims import Claim, Mobility, NetworkClaim, TreeClaim
from ondergrond.layout import Box
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet


@dataclass(frozen=True, slots=True)
class BedMember:
    """A claim of a bed and the box it lies in today (of a tree: its trunk)."""

    claim: NetworkClaim | TreeClaim
    box: Box


@dataclass(frozen=True)
class Bed:
    """Members in the order of the profile; they stay or go as one."""

    members: tuple[BedMember, ...]

    @cached_property
    def hull(self) -> Box:
        """The smallest box around all members."""
        boxes = [member.box for member in self.members]
        return Box(
            start=min(box.start for box in boxes),
            end=max(box.end for box in boxes),
            top=min(box.top for box in boxes),
            bottom=max(box.bottom for box in boxes),
        )

    @property
    def relocatable(self) -> tuple[NetworkClaim, ...]:
        """The members that need a new place when the bed goes."""
        return tuple(
            member.claim
            for member in self.members
            if isinstance(member.claim, NetworkClaim) and member.claim.may is Mobility.RELOCATABLE
        )

    @property
    def removable(self) -> tuple[Claim, ...]:
        """The members that are removed when the bed goes."""
        return tuple(m.claim for m in self.members if m.claim.may is Mobility.REMOVABLE)


def find_beds(profile: StreetProfile, rules: RuleSet) -> tuple[Bed, ...]:
    """The beds of a street, left to right. Members of one name are one bed; beds whose hulls
    overlap are merged until none do, so that the beds of a street stand in a row.
    """
    replaced = profile.replaced
    groups: dict[str, list[BedMember]] = {}
    for claim in profile.claims:
        if not claim.lies or claim.may is Mobility.FIXED or claim.id in replaced:
            continue
        if isinstance(claim, NetworkClaim):
            name = f"bed {claim.bed}" if claim.bed is not None else f"claim {claim.id}"
            groups.setdefault(name, []).append(
                BedMember(claim, existing_box(claim, profile, rules))
            )
        elif isinstance(claim, TreeClaim):
            groups[f"claim {claim.id}"] = [BedMember(claim, existing_box(claim, profile, rules))]
    return _merged(list(groups.values()), {c.id: i for i, c in enumerate(profile.claims)})


def _merged(groups: list[list[BedMember]], order: dict[str, int]) -> tuple[Bed, ...]:
    beds = [Bed(tuple(group)) for group in groups]
    while True:
        beds.sort(key=lambda bed: (bed.hull.start, bed.hull.end))
        for left, right in pairwise(beds):
            if right.hull.start < left.hull.end:
                members = sorted(left.members + right.members, key=lambda m: order[m.claim.id])
                beds = [bed for bed in beds if bed is not left and bed is not right]
                beds.append(Bed(tuple(members)))
                break
        else:
            return tuple(beds)
