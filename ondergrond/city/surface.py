"""What a street looks like from above: its type, its zones, its boundaries and its ground.

The widths are usual ones of Dutch streets of that kind: estimates, not measurements. All lengths in
cm, as a surveyor reads them off a tape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

Span = tuple[int, int]

SQUEEZED = 0.42
"""Share of the streets that are narrower than their type, all zones at once."""

NARROWER = 88
"""Width of a squeezed zone, percent of the least of its type."""


@dataclass(frozen=True)
class Strip:
    """A zone: kind, least and greatest width (cm), pavement (None: usual), chance to be there."""

    kind: str
    width: Span
    pavement: str | None = None
    chance: float = 1.0


@dataclass(frozen=True)
class StreetType:
    """A type of street.

    weight: share in the centre, around it, and at the edge.  houses: connections per 100 m on
    both sides together.
    """

    name: str
    weight: tuple[int, int, int]
    strips: tuple[Strip, ...]
    left: str
    right: str
    houses: Span
    soils: tuple[str, ...] = ("sand", "clay", "made", "peat")


def _footway(least: int, most: int) -> Strip:
    return Strip("footway", (least, most), "tiles")


TYPES = (
    StreetType(
        "alley",
        (14, 3, 0),
        (_footway(130, 180), Strip("carriageway", (330, 420), "bricks"), _footway(130, 180)),
        "facade",
        "facade",
        (16, 28),
        ("made", "sand"),
    ),
    StreetType(
        "old-town street",
        (30, 6, 0),
        (
            _footway(160, 240),
            Strip("parking", (180, 200), "bricks", 0.4),
            Strip("carriageway", (340, 440), "bricks"),
            _footway(180, 280),
        ),
        "facade",
        "facade",
        (20, 40),
        ("made", "sand", "peat"),
    ),
    StreetType(
        "shopping street",
        (14, 2, 0),
        (
            Strip("footway", (300, 380), "bricks"),
            Strip("square", (420, 560), "bricks"),
            Strip("footway", (300, 380), "bricks"),
        ),
        "facade",
        "facade",
        (24, 44),
        ("made", "sand"),
    ),
    StreetType(
        "quay",
        (16, 3, 0),
        (
            Strip("quay", (110, 160), "bricks"),
            Strip("tree-strip", (220, 300)),
            Strip("carriageway", (380, 480), "bricks"),
            _footway(320, 430),
        ),
        "water-edge",
        "facade",
        (14, 22),
        ("made", "peat"),
    ),
    StreetType(
        "pre-war street",
        (14, 30, 4),
        (
            _footway(190, 260),
            Strip("parking", (180, 200), "bricks", 0.6),
            Strip("carriageway", (400, 500), "bricks"),
            Strip("parking", (180, 200), "bricks", 0.45),
            _footway(190, 270),
        ),
        "facade",
        "facade",
        (20, 36),
    ),
    StreetType(
        "garden village",
        (2, 14, 8),
        (
            _footway(150, 210),
            Strip("verge", (120, 220), None, 0.4),
            Strip("carriageway", (400, 500), "bricks"),
            Strip("parking", (190, 220), "bricks", 0.5),
            _footway(160, 230),
        ),
        "plot",
        "plot",
        (16, 28),
        ("sand", "clay", "peat"),
    ),
    StreetType(
        "post-war street",
        (2, 22, 16),
        (
            _footway(180, 230),
            Strip("verge", (140, 240)),
            Strip("carriageway", (480, 580)),
            Strip("parking", (190, 220), "bricks", 0.8),
            Strip("verge", (150, 260), None, 0.3),
            _footway(190, 260),
        ),
        "plot",
        "plot",
        (18, 30),
        ("clay", "sand", "peat"),
    ),
    StreetType(
        "home zone",
        (0, 8, 20),
        (
            _footway(110, 160),
            Strip("carriageway", (450, 560), "bricks"),
            Strip("parking", (190, 220), "bricks", 0.7),
            _footway(110, 180),
        ),
        "plot",
        "plot",
        (18, 28),
        ("clay", "sand", "peat"),
    ),
    StreetType(
        "new district",
        (0, 4, 26),
        (
            _footway(170, 220),
            Strip("tree-strip", (140, 210)),
            Strip("carriageway", (450, 550), "bricks"),
            Strip("parking", (200, 220), "bricks", 0.8),
            _footway(180, 260),
        ),
        "plot",
        "plot",
        (20, 30),
        ("clay", "sand", "peat"),
    ),
    StreetType(
        "avenue",
        (6, 6, 12),
        (
            _footway(200, 300),
            Strip("cycleway", (200, 260)),
            Strip("tree-strip", (220, 340)),
            Strip("carriageway", (620, 700)),
            Strip("tree-strip", (220, 340)),
            Strip("cycleway", (200, 260)),
            _footway(200, 300),
        ),
        "facade",
        "plot",
        (12, 26),
    ),
    StreetType(
        "boulevard",
        (2, 2, 2),
        (
            _footway(300, 420),
            Strip("cycleway", (220, 300)),
            Strip("parking", (200, 230)),
            Strip("carriageway", (600, 680)),
            Strip("verge", (400, 700)),
            Strip("carriageway", (600, 680)),
            Strip("parking", (200, 230)),
            Strip("cycleway", (220, 300)),
            _footway(300, 420),
        ),
        "facade",
        "facade",
        (12, 24),
    ),
    StreetType(
        "business park",
        (0, 0, 12),
        (
            Strip("verge", (250, 400)),
            Strip("carriageway", (650, 750)),
            Strip("verge", (180, 300)),
            Strip("cycleway", (250, 350)),
            Strip("verge", (150, 260)),
        ),
        "plot",
        "plot",
        (4, 8),
        ("sand", "clay"),
    ),
)


@dataclass
class Surface:
    """A street from above, at one section. All lengths in cm.

    zones: kind, width and pavement.  fixtures: as the profile has them.
    """

    type: StreetType
    zones: list[tuple[str, int, str | None]]
    houses: int
    water: int
    soil: str
    fixtures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """From boundary to boundary, cm."""
        return sum(width for _, width, _ in self.zones)

    def span(self, kind: str, *, last: bool = False) -> Span | None:
        """Start and end of the first (or last) zone of a kind, None where there is none."""
        found = None
        x = 0
        for name, width, _ in self.zones:
            if name == kind and (last or found is None):
                found = (x, x + width)
            x += width
        return found

    def edge(self, side: str) -> Span:
        """The outermost zone at a side."""
        width = self.width
        first, final = self.zones[0][1], self.zones[-1][1]
        return (0, first) if side == "left" else (width - final, width)


def street_type(ring: float, random: Random) -> StreetType:
    """A type that suits the distance from the centre."""
    band = 0 if ring < 0.3 else 1 if ring < 0.65 else 2
    return random.choices(TYPES, [one.weight[band] for one in TYPES])[0]


def surface(kind: StreetType, street: Random, section: Random) -> Surface:
    """The zones of a section. street: draws what a street keeps; section: what changes along it."""
    zones = []
    squeezed = street.random() < SQUEEZED
    for strip in kind.strips:
        chance = strip.chance / 2 if squeezed and strip.chance < 1 else strip.chance
        there = street.random() < chance
        usual = street.randint(*strip.width)
        change = section.choice((0, 0, 0, -10, -5, 5, 10, 20))
        if there:
            width = min(max(usual + change, strip.width[0]), strip.width[1])
            if squeezed:
                width = strip.width[0] * NARROWER // 100 + max(0, change)
            zones.append((strip.kind, width - width % 5, strip.pavement))
    water = street.randint(14, 44) * 5
    made = Surface(
        type=kind,
        zones=zones,
        houses=street.randint(*kind.houses),
        water=water + section.choice((-5, 0, 0, 5)),
        soil=street.choice(kind.soils),
    )
    made.fixtures += _fixtures(made, street, section)
    return made


def _fixtures(street: Surface, constant: Random, section: Random) -> list[dict[str, Any]]:
    """Quay walls, and the cellars of old towns."""
    found: list[dict[str, Any]] = []
    if street.type.left == "water-edge":
        depth = constant.randint(24, 34) * 10
        found.append(_fixture("wall", "quay-wall", 0, constant.choice((60, 70, 80)), 0, depth))
    old = street.type.name in ("alley", "old-town street", "shopping street", "quay")
    for side in ("left", "right"):
        if old and street.type.left != "water-edge" and section.random() < 0.22:
            reach = section.randint(3, 9) * 10
            ends = (0, reach) if side == "left" else (street.width - reach, street.width)
            found.append(
                _fixture(f"cellar-{side}", "cellar", *ends, 20, section.randint(20, 25) * 10)
            )
    return found


def _fixture(name: str, kind: str, start: int, end: int, top: int, bottom: int) -> dict[str, Any]:
    return {
        "id": name,
        "kind": kind,
        "from": f"{start} cm",
        "to": f"{end} cm",
        "top": f"{top} cm",
        "bottom": f"{bottom} cm",
    }
