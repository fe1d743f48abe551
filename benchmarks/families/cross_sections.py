"""Cross-sections of Dutch street types: strips of surface with the range their widths have.

The types are those of the library profiles (old town, garden village, post-war district, Vinex,
home zone, avenue, business park, dyke); all ranges are own estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from benchmarks.families.dice import Dice

STEP: Final = 100
"""Widths of strips are multiples of this (mm)."""


@dataclass(frozen=True)
class Strip:
    """A strip of surface that may be there: kind, least and greatest width (mm), how often."""

    kind: str
    least: int
    most: int
    often: float = 1.0
    pavement: str | None = None

    def drawn(self, dice: Dice) -> dict[str, Any] | None:
        """The zone, or None where it is not there."""
        if not dice.chance(self.often):
            return None
        zone: dict[str, Any] = {
            "kind": self.kind,
            "width": dice.between(self.least, self.most, STEP),
        }
        return zone if self.pavement is None else zone | {"pavement": self.pavement}


@dataclass(frozen=True)
class StreetType:
    """A type of street: its strips from left to right, what stands at its ends, its people.

    houses: least and greatest number of connections per 100 m and side.
    """

    name: str
    strips: tuple[Strip, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    houses: tuple[int, int]

    def zones(self, dice: Dice) -> list[dict[str, Any]]:
        """The strips drawn, from left to right."""
        return [zone for strip in self.strips if (zone := strip.drawn(dice)) is not None]


FACADE, PLOT = ("facade",), ("plot",)

LANE = StreetType(
    "lane",
    (
        Strip("footway", 1000, 1500, pavement="bricks"),
        Strip("carriageway", 3400, 4600, pavement="bricks"),
        Strip("footway", 1000, 1500, pavement="bricks"),
    ),
    FACADE,
    FACADE,
    (14, 24),
)
OLD_TOWN = StreetType(
    "old town",
    (
        Strip("footway", 1700, 3000),
        Strip("parking", 1800, 2200, often=0.5),
        Strip("carriageway", 3800, 5600, pavement="bricks"),
        Strip("footway", 1700, 3000),
    ),
    FACADE,
    ("facade", "facade", "water-edge"),
    (10, 22),
)
SHOPPING = StreetType(
    "shopping street",
    (
        Strip("footway", 2600, 4000, pavement="bricks"),
        Strip("square", 4000, 5600, pavement="bricks"),
        Strip("footway", 2600, 4000, pavement="bricks"),
    ),
    FACADE,
    FACADE,
    (10, 18),
)
GARDEN_VILLAGE = StreetType(
    "garden village",
    (
        Strip("footway", 1500, 2000),
        Strip("tree-strip", 1200, 2000, often=0.6),
        Strip("carriageway", 4200, 5400, pavement="bricks"),
        Strip("verge", 1000, 2400, often=0.6),
        Strip("footway", 1500, 2000),
    ),
    PLOT,
    PLOT,
    (10, 15),
)
POST_WAR = StreetType(
    "post-war district",
    (
        Strip("footway", 1800, 2500),
        Strip("verge", 1800, 4500, often=0.8),
        Strip("carriageway", 5000, 6200, pavement="bricks"),
        Strip("parking", 2000, 2400, often=0.8),
        Strip("footway", 1800, 2500),
    ),
    ("plot", "facade"),
    ("plot", "facade"),
    (12, 30),
)
VINEX = StreetType(
    "Vinex",
    (
        Strip("footway", 1800, 2400),
        Strip("tree-strip", 1500, 2200, often=0.7),
        Strip("carriageway", 4800, 5600, pavement="bricks"),
        Strip("parking", 2000, 2400, often=0.8),
        Strip("footway", 1800, 2800),
    ),
    PLOT,
    PLOT,
    (10, 16),
)
HOME_ZONE = StreetType(
    "home zone",
    (
        Strip("footway", 1500, 2000, often=0.6),
        Strip("square", 4500, 7000, pavement="bricks"),
        Strip("tree-strip", 1600, 2600, often=0.7),
        Strip("footway", 1500, 2000),
    ),
    PLOT,
    PLOT,
    (10, 16),
)
AVENUE = StreetType(
    "avenue",
    (
        Strip("footway", 2400, 4000),
        Strip("cycleway", 2000, 2600, often=0.8),
        Strip("verge", 1800, 3600),
        Strip("carriageway", 6000, 7200),
        Strip("verge", 1800, 3600),
        Strip("cycleway", 2000, 2600, often=0.8),
        Strip("footway", 2400, 4000),
    ),
    ("facade", "plot"),
    ("facade", "plot"),
    (6, 14),
)
BUSINESS_PARK = StreetType(
    "business park",
    (
        Strip("verge", 2400, 4500),
        Strip("cycleway", 2400, 3000, often=0.7),
        Strip("verge", 1200, 2000, often=0.7),
        Strip("carriageway", 6500, 7500),
        Strip("verge", 2400, 5000),
    ),
    PLOT,
    PLOT,
    (2, 4),
)
DYKE = StreetType(
    "dyke",
    (
        Strip("footway", 1400, 2000, often=0.6),
        Strip("carriageway", 4500, 5500),
        Strip("verge", 1200, 2500),
    ),
    FACADE,
    ("open",),
    (6, 10),
)
BOULEVARD = StreetType(
    "boulevard",
    (
        Strip("footway", 3000, 5500),
        Strip("cycleway", 2200, 3000),
        Strip("verge", 2500, 4500),
        Strip("carriageway", 3500, 7000, often=0.9),
        Strip("tramway", 6000, 7000, often=0.25),
        Strip("verge", 3000, 7000),
        Strip("carriageway", 3500, 7000),
        Strip("parking", 2000, 2400, often=0.4),
        Strip("verge", 2500, 4500),
        Strip("cycleway", 2200, 3000),
        Strip("footway", 3000, 5500),
    ),
    ("facade", "facade", "plot"),
    ("facade", "facade", "water-edge"),
    (4, 12),
)
