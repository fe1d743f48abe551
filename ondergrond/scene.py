"""The scene: everything that stands in the picture of a street, before any paper.

A layout and an existing street both become a ``Scene``; all else draws scenes. Positions are mm of
street: x from the left boundary, z below ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ondergrond.bodies import existing_box, network_body, outer_diameter
from ondergrond.claims import Claim, ContainerClaim, NetworkClaim, State, TreeClaim
from ondergrond.explanation import Link
from ondergrond.layout import Box, Column, GapNote, Layout, Member
from ondergrond.profile import StreetProfile
from ondergrond.quantity import even_up
from ondergrond.rules import RuleSet

FAR = 400
"""How far beyond the street the face of a boundary is thought to reach, mm (for brackets only)."""


WATER_BELOW = 300
"""Groundwater this far below the lowest thing is still worth showing at its depth, mm."""


BEAM = 30
"""Thickness a beam of a rack is drawn with, mm (inside the gap below the bodies on it)."""


class Standing(StrEnum):
    """What becomes of a thing: new, staying, come from elsewhere, gone there, or removed."""

    PLANNED = "planned"
    EXISTING = "existing"
    ABANDONED = "abandoned"
    MOVED = "moved"
    FORMER = "former"
    REMOVED = "removed"


GONE = frozenset({Standing.FORMER, Standing.REMOVED})
"""What is drawn though it is no longer there."""


@dataclass(frozen=True)
class Thing:
    """One claim's body in the picture.

    member: where it is part of a column, the layout's record of it.  assumed: its size is the rule
    set's, not the profile's.  in_rack: it rides in a rack.  diameter: of a pipe or a trunk, as
    stated or in the rule set (mm; the box is that of even sizes).  cover_assumed: it lies there,
    and nobody stated how deep.
    """

    claim: Claim
    box: Box
    standing: Standing
    member: Member | None = None
    assumed: bool = False
    in_rack: bool = False
    diameter: int = 0
    cover_assumed: bool = False

    @property
    def size_assumed(self) -> bool:
        """Whether something of its size is the rule set's, the trunk of a planned tree too."""
        return self.assumed or (isinstance(self.claim, TreeClaim) and self.claim.tree.trunk is None)

    @property
    def has_root_zone(self) -> bool:
        """A planned tree has a zone; of one that lies there only the trunk is known."""
        return self.standing is Standing.PLANNED and isinstance(self.claim, TreeClaim)

    @property
    def trunk(self) -> tuple[int, int] | None:
        """x-range of a tree's trunk; None for anything else."""
        if self.member is not None and self.member.trunk is not None:
            return self.member.trunk
        return (self.box.start, self.box.end) if isinstance(self.claim, TreeClaim) else None


@dataclass(frozen=True)
class Mark:
    """A gap to be marked: the note and the boxes of its two faces (None where not found)."""

    note: GapNote
    left: Box | None
    right: Box | None


@dataclass(frozen=True)
class Scene:
    """A street with what lies in it.

    layout: None for a street drawn as it is.  racks: rack columns, whose members are among things.
    moves: former place and new places of what was relocated.  chain: the links of a critical
    chain, to be marked below the section.  what: what the drawing shows, for its title block;
    empty: the layout, or the street as it is.
    """

    profile: StreetProfile
    rules: RuleSet
    layout: Layout | None
    things: tuple[Thing, ...]
    racks: tuple[Column, ...] = ()
    moves: tuple[tuple[Box, tuple[Box, ...]], ...] = ()
    marks: tuple[Mark, ...] = ()
    chain: tuple[Link, ...] = ()
    what: str = ""

    @property
    def deepest(self) -> int:
        """Depth of the lowest thing that should be in the picture, mm."""
        depths = [1000, *(thing.box.bottom for thing in self.things)]
        depths += [fixture.bottom for fixture in self.profile.fixtures]
        depths += [rack.box.bottom for rack in self.racks]
        water = self.profile.ground.groundwater
        if water is not None:
            lowest = max(depths) + WATER_BELOW
            depths += [level for level in (water.high, water.low) if level <= lowest]
        return max(depths)

    @property
    def above_ground(self) -> tuple[tuple[int, int], ...]:
        """x-ranges of trunks and containers, those that go included."""
        trunks = [thing.trunk for thing in self.things if thing.trunk is not None]
        pits = [t.box for t in self.things if isinstance(t.claim, ContainerClaim)]
        return (*trunks, *((box.start, box.end) for box in pits))


def street_scene(profile: StreetProfile, rules: RuleSet, notes: Iterable[GapNote] = ()) -> Scene:
    """The street as it lies: what is planned is left out.

    notes: gaps to be marked, the worst first; a check of the street finds them.
    """
    lying = (_lying(c, profile, rules, _staying(c)) for c in profile.claims if c.lies)
    things = tuple(sorted(lying, key=_by_place))
    faces = _Faces(profile, rules, things, ())
    return Scene(profile, rules, None, things, marks=tuple(map(faces.mark, notes)))


def faces_named(scene: Scene, name: str) -> list[Box]:
    """The boxes a name in a gap note or violation stands for; none where it stands for nothing."""
    return _Faces(scene.profile, scene.rules, scene.things, scene.racks).boxes(name)


def layout_scene(layout: Layout, chain: tuple[Link, ...] = (), what: str = "") -> Scene:
    """The street as it will be, with what moves and goes; chain, what: see ``Scene``."""
    profile, rules = layout.profile, layout.rules
    things = list(_column_things(layout))
    placed = {thing.claim.id for thing in things}
    moves = []
    for claim in profile.claims:
        if not claim.lies:
            continue
        if claim.id in layout.relocated:
            former = _lying(claim, profile, rules, Standing.FORMER)
            to = tuple(thing.box for thing in things if thing.claim.id == claim.id)
            things.append(former)
            moves.append((former.box, to))
        elif claim.id in layout.removed:
            things.append(_lying(claim, profile, rules, Standing.REMOVED))
        elif claim.id not in placed:
            things.append(_lying(claim, profile, rules, _staying(claim)))
    things.sort(key=_by_place)
    racks = tuple(column for column in layout.columns if column.technique == "rack")
    faces = _Faces(profile, rules, things, racks)
    marks = tuple(faces.mark(note) for note in sorted(layout.notes, key=_by_weight))
    return Scene(profile, rules, layout, tuple(things), racks, tuple(moves), marks, chain, what)


def _by_place(thing: Thing) -> tuple[int, int, str]:
    return (thing.box.axis, thing.box.top, thing.claim.id)


def _by_weight(note: GapNote) -> tuple[bool, int, str, str]:
    """Breaches first, the dearest first."""
    return (note.kind != "breach", -note.price, note.left, note.right)


def _staying(claim: Claim) -> Standing:
    return Standing.EXISTING if claim.state is State.EXISTING else Standing.ABANDONED


def _lying(claim: Claim, profile: StreetProfile, rules: RuleSet, standing: Standing) -> Thing:
    return _thing(claim, existing_box(claim, profile, rules), standing, rules)


def _thing(
    claim: Claim,
    box: Box,
    standing: Standing,
    rules: RuleSet,
    member: Member | None = None,
    in_rack: bool = False,
) -> Thing:
    assumed, diameter, cover_assumed = False, 0, False
    placed = standing in (Standing.PLANNED, Standing.MOVED)
    if isinstance(claim, NetworkClaim):
        assumed = network_body(claim, rules).assumed
        diameter = outer_diameter(claim, rules)
        # an invert tells the cover only with the size
        stated = claim.cover is not None or (claim.invert is not None and not assumed)
        cover_assumed = not placed and not stated
    elif isinstance(claim, TreeClaim):
        assumed = not placed and claim.tree.trunk is None
        diameter = rules.tree.trunk if claim.tree.trunk is None else claim.tree.trunk
    return Thing(claim, box, standing, member, assumed, in_rack, diameter, cover_assumed)


def _column_things(layout: Layout) -> Iterator[Thing]:
    for column in layout.columns:
        for member in column.members:
            claim = layout.profile.claim(member.claim)
            if column.technique == "stay":
                standing = _staying(claim)
            elif claim.id in layout.relocated:
                standing = Standing.MOVED
            else:
                standing = Standing.PLANNED
            in_rack = column.technique == "rack"
            yield _thing(claim, member.box, standing, layout.rules, member, in_rack)


@dataclass(frozen=True)
class RackParts:
    """The boxes a rack is drawn with: post, plates (cover and base), beams; and one access strip
    for each side it is worked on from, in the order of ``Column.working``.
    """

    post: Box
    plates: tuple[Box, Box]
    beams: tuple[Box, ...]
    strips: tuple[Box, ...]


def rack_parts(scene: Scene, rack: Column) -> RackParts:
    """The parts of a rack of the scene (docs/model.md, section 6)."""
    rule = scene.rules.racks[scene.profile.techniques.rack_case]
    box = rack.box
    post = _post(rack, rule.post)
    beams = []
    for bottom in sorted({member.box.bottom for member in rack.members}):
        for start, end in ((box.start, post.start), (post.end, box.end)):
            on_it = any(m.box.bottom == bottom and start <= m.box.start < end for m in rack.members)
            if on_it:
                beams.append(Box(start=start, end=end, top=bottom, bottom=bottom + BEAM))
    strips = [
        Box(start=near, end=near + rule.strip, top=0, bottom=box.bottom)
        for near in (box.start - rule.strip if s == "left" else box.end for s in rack.working)
    ]
    plates = (
        Box(start=box.start, end=box.end, top=box.top, bottom=box.top + rule.cover_plate),
        Box(start=box.start, end=box.end, top=box.bottom - rule.base_plate, bottom=box.bottom),
    )
    return RackParts(post, plates, tuple(beams), tuple(strips))


def _post(rack: Column, width: int) -> Box:
    """In the middle of a double-sided rack; of a single-sided one on the side nobody works on."""
    box = rack.box
    if len(rack.working) == 2:
        start = box.axis - width // 2
    else:
        start = box.end - width if rack.working == ("left",) else box.start
    return Box(start=start, end=start + width, top=box.top, bottom=box.bottom)


class _Faces:
    """Finds the boxes that the names in a gap note stand for (``layout.GapNote``)."""

    def __init__(
        self,
        profile: StreetProfile,
        rules: RuleSet,
        things: Iterable[Thing],
        racks: Iterable[Column],
    ) -> None:
        self._profile, self._rules = profile, rules
        self._things: dict[str, list[Thing]] = {}
        for thing in things:
            if thing.standing not in GONE:
                self._things.setdefault(thing.claim.id, []).append(thing)
        self._racks = {rack.box.start: rack.box for rack in racks}

    def mark(self, note: GapNote) -> Mark:
        """The note with its boxes: of several bodies of a claim, those at the noted distance."""
        pairs = [(a, b) for a in self.boxes(note.left) for b in self.boxes(note.right)]
        if not pairs:
            return Mark(note, None, None)
        left, right = min(pairs, key=lambda pair: abs(_distance(note, *pair) - note.gap))
        return Mark(note, left, right)

    def boxes(self, name: str) -> list[Box]:
        """The boxes of a name; a claim may have several bodies."""
        width = self._profile.width
        if name == "boundary-left":
            return [Box(start=-FAR, end=0, top=0, bottom=10**6)]
        if name == "boundary-right":
            return [Box(start=width, end=width + FAR, top=0, bottom=10**6)]
        head, at, place = name.partition("@")
        if at and place.isdigit():
            x = int(place)
            if head == "kerb":
                return [Box(start=x, end=x, top=0, bottom=self._rules.kerb_depth)]
            return [self._racks[x]] if x in self._racks else []
        for fixture in self._profile.fixtures:
            if fixture.id == name:
                return [
                    Box(
                        start=fixture.start,
                        end=fixture.end,
                        top=fixture.top,
                        bottom=fixture.bottom,
                    )
                ]
        claim, _, part = name.partition(":")
        return [_face(thing, part) for thing in self._things.get(claim, [])]


def _face(thing: Thing, part: str) -> Box:
    box = thing.box
    if part.startswith("tree-trunk") and thing.trunk is not None:
        return Box(start=thing.trunk[0], end=thing.trunk[1], top=box.top, bottom=box.bottom)
    if part == "manhole" and isinstance(thing.claim, NetworkClaim) and thing.claim.manhole:
        half = even_up(thing.claim.manhole) // 2
        return Box(start=box.axis - half, end=box.axis + half, top=0, bottom=box.bottom)
    return box


def _distance(note: GapNote, a: Box, b: Box) -> int:
    if note.direction == "horizontal":
        return max(b.start - a.end, a.start - b.end)
    return max(b.top - a.bottom, a.top - b.bottom)
