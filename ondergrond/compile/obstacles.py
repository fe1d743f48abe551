"""Obstacles: what cannot move, and keeps new columns at a distance (docs/model.md, section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ondergrond.bodies import existing_box
from ondergrond.claims import Claim, ContainerClaim, NetworkClaim, TreeClaim
from ondergrond.compile.amounts import a_side
from ondergrond.compile.tariff import Connections
from ondergrond.layout import Box, Side
from ondergrond.profile import Boundary, FixtureKind, StreetProfile
from ondergrond.quantity import LONGEST, even_up
from ondergrond.rules import RuleSet


class ObstacleFace(NamedTuple):
    """A box with a class, at its absolute place (mm)."""

    cls: str
    box: Box


class Obstacle(NamedTuple):
    """Something that stays.

    name: as it is called in notes.  thing: the class its crossing is priced by (None: no claim,
    crossed freely).  serves, calls: of a network, its house connections.  axis: mm.
    """

    name: str
    faces: tuple[ObstacleFace, ...]
    is_foundation: bool = False
    thing: str | None = None
    serves: tuple[Side, ...] = ()
    calls: Connections | None = None
    axis: int = 0


def network_faces(claim: NetworkClaim, box: Box) -> tuple[ObstacleFace, ...]:
    """The faces of an existing network: its body, and its manhole if it has one."""
    faces = [ObstacleFace(claim.network.value, box)]
    if claim.manhole is not None:
        half = even_up(claim.manhole) // 2
        middle = box.axis
        pit = Box(start=middle - half, end=middle + half, top=0, bottom=box.bottom)
        faces.append(ObstacleFace("manhole", pit))
    return tuple(faces)


def find_obstacles(profile: StreetProfile, rules: RuleSet) -> tuple[Obstacle, ...]:
    """Everything that stays: fixed claims that nothing replaces, fixtures, boundaries, kerbs."""
    replaced = profile.replaced
    found = [
        _claim_obstacle(claim, profile, rules)
        for claim in profile.claims
        if claim.stays_fixed and claim.id not in replaced
    ]
    for fixture in profile.fixtures:
        box = Box(start=fixture.start, end=fixture.end, top=fixture.top, bottom=fixture.bottom)
        is_foundation = fixture.kind is FixtureKind.FOUNDATION
        faces = (ObstacleFace(fixture.kind.value, box),)
        found.append(Obstacle(fixture.id, faces, is_foundation))
    found += _boundaries(profile)
    for kerb in profile.kerbs:
        box = Box(start=kerb, end=kerb, top=0, bottom=rules.kerb_depth)
        found.append(Obstacle(f"kerb@{kerb}", (ObstacleFace("kerb", box),)))
    return tuple(found)


def _claim_obstacle(claim: Claim, profile: StreetProfile, rules: RuleSet) -> Obstacle:
    assert claim.axis is not None
    box = existing_box(claim, profile, rules)
    if isinstance(claim, NetworkClaim):
        number = a_side(claim)
        return Obstacle(
            claim.id,
            network_faces(claim, box),
            thing=claim.network.value,
            serves=claim.serves.sides,
            calls=(claim.network.value, number.numerator, number.denominator),
            axis=claim.axis,
        )
    if isinstance(claim, TreeClaim):
        face = ObstacleFace("tree-trunk", box)
        return Obstacle(claim.id, (face,), thing="root-zone", axis=claim.axis)
    assert isinstance(claim, ContainerClaim)
    return Obstacle(claim.id, (ObstacleFace("container", box),), thing="container", axis=claim.axis)


def _boundaries(profile: StreetProfile) -> Iterator[Obstacle]:
    sides = (
        ("left", profile.boundaries.left, -LONGEST, 0),
        ("right", profile.boundaries.right, profile.width, profile.width + LONGEST),
    )
    for side, boundary, start, end in sides:
        if boundary is not Boundary.OPEN:
            box = Box(start=start, end=end, top=0, bottom=LONGEST)
            yield Obstacle(f"boundary-{side}", (ObstacleFace(boundary.value, box),))
