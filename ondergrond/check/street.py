"""What lies in a street, as the checker sees it: zones, obstacles, beds."""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.bodies import given_cover, network_body
from ondergrond.check.faces import Face, block_face, network_faces, resting_tree_face
from ondergrond.check.rulebook import RuleBook
from ondergrond.claims import Claim, ContainerClaim, NetworkClaim, TreeClaim
from ondergrond.layout import Box
from ondergrond.profile import Boundary, StreetProfile
from ondergrond.quantity import even_up
from ondergrond.rules import RuleSet

ENDLESS = 10**9
"""Further than any street reaches, mm: where the ground beyond a boundary ends."""


class Strip(NamedTuple):
    """A zone: its x-range (mm), kind and pavement by name."""

    start: int
    end: int
    kind: str
    pavement: str


class Thing(NamedTuple):
    """A claim that lies in the street today: its box and its faces."""

    claim: Claim
    box: Box
    faces: tuple[Face, ...]


class Obstacle(NamedTuple):
    """What cannot move: its faces, and the claim where it is one."""

    faces: tuple[Face, ...]
    claim: Claim | None = None


class Bed(NamedTuple):
    """What lies there and may go, together: its things, in the order of the profile."""

    things: tuple[Thing, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its claims."""
        return frozenset(thing.claim.id for thing in self.things)

    @property
    def hull(self) -> Box:
        """The smallest box around its bodies."""
        return hull([thing.box for thing in self.things])


class Street:
    """A profile under its rules, prepared for many questions.

    Raises ``MissingRule`` where the rule set lacks a value for what lies there.
    """

    def __init__(self, profile: StreetProfile, rules: RuleSet) -> None:
        self.profile = profile
        self.width = profile.width
        self.book = RuleBook.of(rules, profile.preset, profile.techniques.rack_case)
        self.claims: dict[str, Claim] = {claim.id: claim for claim in profile.claims}
        water = profile.ground.groundwater
        self.water: int | None = None if water is None else water.high
        self.strips = tuple(
            Strip(start, end, zone.kind.value, zone.surface.value)
            for zone, (start, end) in zip(profile.zones, profile.zone_ranges, strict=True)
        )
        self.replaced = profile.replaced
        things = [self.thing(claim) for claim in profile.claims if claim.lies]
        remaining = [thing for thing in things if thing.claim.id not in self.replaced]
        self.things = tuple(things)
        self.beds = _merged(_named([t for t in remaining if not t.claim.stays_fixed]))
        self.obstacles = tuple(
            [Obstacle(t.faces, t.claim) for t in remaining if t.claim.stays_fixed] + self.places()
        )

    def touched(self, start: int, end: int) -> tuple[Strip, ...]:
        """The zones an x-range touches; meeting an edge is not touching."""
        return tuple(s for s in self.strips if start < s.end and end > s.start)

    def kinds(self, start: int, end: int) -> tuple[str, ...]:
        """The kinds of the zones an x-range touches."""
        return tuple(strip.kind for strip in self.touched(start, end))

    def thing(self, claim: Claim) -> Thing:
        """A claim where it lies today.

        A network with its axis at ``axis``, at its stated cover or else the largest cover its rule
        gives for the zones it touches; the trunk of a tree, as deep as roots may go; a container
        from the ground to its depth.
        """
        axis = claim.axis if claim.axis is not None else 0
        if isinstance(claim, NetworkClaim):
            body = network_body(claim, self.book.rules)
            start, end = axis - body.width // 2, axis + body.width // 2
            top = given_cover(claim, self.book.rules)
            if top is None:
                kind = claim.network.value
                cover = self.book.network(kind).cover
                top = self.book.largest_cover(cover, self.kinds(start, end), kind)
            box = Box(start=start, end=end, top=top, bottom=top + body.height)
            return Thing(claim, box, tuple(network_faces(claim, box)))
        if isinstance(claim, TreeClaim):
            trunk = self.trunk(claim)
            depth = self.book.rules.tree.depth
            box = Box(start=axis - trunk // 2, end=axis + trunk // 2, top=0, bottom=depth)
            return Thing(claim, box, (resting_tree_face(claim, box),))
        if not isinstance(claim, ContainerClaim):
            raise TypeError(f"'{claim.id}' cannot lie in a street: it is always planned")
        width = even_up(claim.container.width)
        depth = claim.container.depth
        box = Box(start=axis - width // 2, end=axis + width // 2, top=0, bottom=depth)
        return Thing(claim, box, (block_face(claim, box),))

    def trunk(self, claim: TreeClaim) -> int:
        """Diameter of a tree's trunk foot, even mm."""
        stated = claim.tree.trunk
        return even_up(stated if stated is not None else self.book.rules.tree.trunk)

    def places(self) -> list[Obstacle]:
        """Fixtures, boundaries and kerbs: what is nobody's claim."""
        profile = self.profile
        faces = [
            Face(f.start, f.end, f.top, f.bottom, f.kind.value, f.id) for f in profile.fixtures
        ]
        left, right = profile.boundaries.left, profile.boundaries.right
        if left is not Boundary.OPEN:
            faces.append(Face(-ENDLESS, 0, -ENDLESS, ENDLESS, left.value, "boundary-left"))
        if right is not Boundary.OPEN:
            end = self.width + ENDLESS
            faces.append(Face(self.width, end, -ENDLESS, ENDLESS, right.value, "boundary-right"))
        depth = self.book.rules.kerb_depth
        faces += [Face(x, x, 0, depth, "kerb", f"kerb@{x}") for x in profile.kerbs]
        return [Obstacle((face,)) for face in faces]


def hull(boxes: list[Box]) -> Box:
    """The smallest box around some boxes (at least one)."""
    return Box(
        start=min(box.start for box in boxes),
        end=max(box.end for box in boxes),
        top=min(box.top for box in boxes),
        bottom=max(box.bottom for box in boxes),
    )


def _named(things: list[Thing]) -> list[Bed]:
    """One bed for each bed name, one for each thing without a name."""
    groups: dict[tuple[str, str], list[Thing]] = {}
    for thing in things:
        bed = thing.claim.bed if isinstance(thing.claim, NetworkClaim) else None
        key = ("bed", bed) if bed is not None else ("claim", thing.claim.id)
        groups.setdefault(key, []).append(thing)
    return [Bed(tuple(group)) for group in groups.values()]


def _merged(beds: list[Bed]) -> tuple[Bed, ...]:
    """Beds from left to right, merged until no two hulls overlap by more than a touch."""
    order = sorted(beds, key=lambda bed: bed.hull.start)
    merged: list[Bed] = []
    reach = 0
    for bed in order:
        if merged and bed.hull.start < reach:
            merged[-1] = Bed(merged[-1].things + bed.things)
            reach = max(reach, bed.hull.end)
        else:
            merged.append(bed)
            reach = bed.hull.end
    return tuple(merged)
