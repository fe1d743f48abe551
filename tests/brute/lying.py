"""What lies in the street today (docs/model.md section 1): obstacles and beds."""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.bodies import given_cover, network_body, zones_touched
from ondergrond.claims import Claim, ContainerClaim, Mobility, NetworkClaim, TreeClaim
from ondergrond.profile import Boundary, StreetProfile
from ondergrond.quantity import even_up
from ondergrond.rules import RuleSet
from tests.brute.things import Bed, Face, Member, Obstacle

ENDLESS = 10**9
"""Farther than any street reaches, mm."""


class Lying(NamedTuple):
    """An existing claim where it lies: its hull in x, its faces, what a connection would cross."""

    claim: Claim
    start: int
    end: int
    faces: tuple[Face, ...]
    crossed: tuple[str, ...]
    members: tuple[Member, ...]


def network_faces(
    claim: NetworkClaim, start: int, width: int, top: int, height: int
) -> tuple[Face, ...]:
    """The body of a network and, where it has one, its manhole: same middle, from the ground."""
    body = Face(claim.network.value, start, start + width, top, top + height)
    if claim.manhole is None:
        return (body,)
    middle = start + width // 2
    half = even_up(claim.manhole) // 2
    return (body, Face("manhole", middle - half, middle + half, 0, top + height, grounded=True))


def lying(claim: Claim, profile: StreetProfile, rules: RuleSet) -> Lying:
    """An existing or abandoned claim as it lies: a network, a tree's trunk or a container."""
    assert claim.axis is not None
    if isinstance(claim, TreeClaim):
        trunk = claim.tree.trunk if claim.tree.trunk is not None else rules.tree.trunk
        start = claim.axis - even_up(trunk) // 2
        face = Face("tree-trunk", start, start + even_up(trunk), 0, rules.tree.depth)
        return Lying(claim, face.start, face.end, (face,), ("root-zone",), ())
    if isinstance(claim, ContainerClaim):
        width = even_up(claim.container.width)
        start = claim.axis - width // 2
        face = Face("container", start, start + width, 0, claim.container.depth)
        return Lying(claim, face.start, face.end, (face,), ("container",), ())
    assert isinstance(claim, NetworkClaim)
    body = network_body(claim, rules)
    start = claim.axis - body.width // 2
    top = given_cover(claim, rules)
    if top is None:
        cover = rules.networks[claim.network].cover
        top = max(cover[zone] for zone in zones_touched(profile, start, start + body.width))
    return Lying(
        claim,
        start,
        start + body.width,
        network_faces(claim, start, body.width, top, body.height),
        (claim.network.value,),
        (Member(claim, start, body.width, top, body.height, claim.serves.sides),),
    )


def obstacles(profile: StreetProfile, rules: RuleSet) -> list[Obstacle]:
    """Boundaries, kerbs, fixtures, and existing claims that are fixed and not replaced."""
    found = []
    left, right = profile.boundaries.left, profile.boundaries.right
    if left is not Boundary.OPEN:
        face = Face(left.value, -ENDLESS, 0, -ENDLESS, ENDLESS)
        found.append(Obstacle("boundary-left", (face,)))
    if right is not Boundary.OPEN:
        face = Face(right.value, profile.width, ENDLESS, -ENDLESS, ENDLESS)
        found.append(Obstacle("boundary-right", (face,)))
    for x in profile.kerbs:
        found.append(Obstacle(f"kerb@{x}", (Face("kerb", x, x, 0, rules.kerb_depth),)))
    for fixture in profile.fixtures:
        face = Face(fixture.kind.value, fixture.start, fixture.end, fixture.top, fixture.bottom)
        found.append(Obstacle(fixture.id, (face,)))
    for claim in profile.claims:
        if claim.stays_fixed and claim.id not in profile.replaced:
            here = lying(claim, profile, rules)
            network = claim if isinstance(claim, NetworkClaim) else None
            found.append(Obstacle(claim.id, here.faces, claim.axis, here.crossed, network))
    return found


def beds(profile: StreetProfile, rules: RuleSet) -> list[Bed]:
    """The beds: by name first, then merged while hulls overlap by more than a touch."""
    groups: dict[str, list[Lying]] = {}
    for claim in profile.claims:
        if claim.lies and not claim.stays_fixed and claim.id not in profile.replaced:
            named = isinstance(claim, NetworkClaim) and claim.bed is not None
            key = f"bed {claim.bed}" if named else f"claim {claim.id}"  # type: ignore[union-attr]
            groups.setdefault(key, []).append(lying(claim, profile, rules))
    merged = list(groups.values())
    while (pair := _overlapping(merged)) is not None:
        first, second = pair
        merged[first] += merged.pop(second)
    return [_bed(index, group) for index, group in enumerate(merged)]


def _overlapping(groups: list[list[Lying]]) -> tuple[int, int] | None:
    hulls = [(min(one.start for one in g), max(one.end for one in g)) for g in groups]
    for i, (start, end) in enumerate(hulls):
        for j in range(i + 1, len(hulls)):
            if start < hulls[j][1] and hulls[j][0] < end:
                return i, j
    return None


def _bed(index: int, group: list[Lying]) -> Bed:
    moving = [one.claim.id for one in group if one.claim.may is Mobility.RELOCATABLE]
    return Bed(
        index=index,
        claims=tuple(one.claim.id for one in group),
        start=min(one.start for one in group),
        end=max(one.end for one in group),
        faces=tuple(face for one in group for face in one.faces),
        members=tuple(member for one in group for member in one.members),
        crossed=tuple(cls for one in group for cls in one.crossed),
        relocatable=tuple(moving),
        removable=tuple(one.claim.id for one in group if one.claim.id not in moving),
    )
