"""Streets drawn whole: a cross-section, a programme, and a profile that is sound."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from benchmarks.families.cross_sections import (
    AVENUE,
    BUSINESS_PARK,
    DYKE,
    GARDEN_VILLAGE,
    HOME_ZONE,
    LANE,
    OLD_TOWN,
    POST_WAR,
    SHOPPING,
    VINEX,
    StreetType,
)
from benchmarks.families.dice import Dice
from benchmarks.families.programme import Makeup, Programme
from ondergrond.bodies import rule_errors
from ondergrond.io.rulefile import load_rules
from ondergrond.profile import StreetProfile, profile_errors
from ondergrond.rules import RuleSet

RULES: Final = "nen7171-style"
"""The rule set of every family."""

TYPES: Final = (
    LANE,
    OLD_TOWN,
    OLD_TOWN,
    SHOPPING,
    GARDEN_VILLAGE,
    POST_WAR,
    POST_WAR,
    VINEX,
    VINEX,
    HOME_ZONE,
    AVENUE,
    BUSINESS_PARK,
    DYKE,
)
"""What a draw from all street types chooses from; the common ones more than once."""


@cache
def rules() -> RuleSet:
    """The rule set, read once."""
    return load_rules(RULES)


USUAL: Final = Makeup()
"""A street as it commonly is."""


@dataclass(frozen=True)
class Sketch:
    """What kind of street is drawn: types to choose from, make-up, techniques.

    stacks: share of streets in which stacked trenches are allowed.  racks: whether racks are.
    trench: share in which every trench pays its pavement.  strips: share that is left of the width
    of every strip but the one that stretches, which takes the rest.
    """

    types: tuple[StreetType, ...] = TYPES
    makeup: Makeup = USUAL
    stacks: float = 0.1
    racks: bool = False
    trench: float = 0.1
    strips: float = 1.0


def is_sound(profile: StreetProfile) -> bool:
    """Whether a profile suits itself and the rule set."""
    return not profile_errors(profile) and not rule_errors(profile, rules())


def drawn_street(dice: Dice, sketch: Sketch, claims: int | None = None) -> StreetProfile:
    """A sound street; ``claims`` asks for a boulevard with so many claims."""
    while True:
        kind = dice.pick(sketch.types)
        zones = _narrowed(kind.zones(dice), sketch.strips)
        left, right = dice.pick(kind.left), dice.pick(kind.right)
        sides = tuple(
            side for side, end in (("left", left), ("right", right)) if end in ("facade", "plot")
        )
        programme = Programme(dice, sketch.makeup, zones, sides, dice.between(*kind.houses))
        document = {
            "name": kind.name,
            "width": programme.width,
            "boundaries": {"left": left, "right": right},
            "zones": zones,
            "claims": programme.street() if claims is None else programme.boulevard(claims),
            **_surroundings(dice, sketch),
        }
        profile = StreetProfile.model_validate(document)
        if is_sound(profile):
            return profile


def _narrowed(zones: list[dict[str, Any]], strips: float) -> list[dict[str, Any]]:
    """The strips, all but the one that stretches narrowed to a share of their width."""
    if strips == 1:
        return zones
    roads = [i for i, zone in enumerate(zones) if zone["kind"] == "carriageway"]
    wide = max(roads or range(len(zones)), key=lambda i: zones[i]["width"])
    kept = [zone | {"width": 50 * round(strips * zone["width"] / 50)} for zone in zones]
    rest = sum(zone["width"] for zone in zones) - sum(zone["width"] for zone in kept)
    kept[wide]["width"] += rest
    return kept


def _surroundings(dice: Dice, sketch: Sketch) -> dict[str, Any]:
    """Ground, techniques, works and preset."""
    found: dict[str, Any] = {
        "techniques": {
            "rack": "allowed" if sketch.racks else "forbidden",
            "stack": "allowed" if dice.chance(sketch.stacks) else "forbidden",
            "rack-case": dice.pick(("low", "base", "base", "high")),
        },
        "works": "trench" if dice.chance(sketch.trench) else "street",
        "preset": dice.pick(("balanced", "balanced", "balanced", "space", "cost", "trees")),
        "rules": RULES,
    }
    if dice.chance(0.7):
        high = dice.between(800, 1800, 100)
        found["ground"] = {"groundwater": {"high": high, "low": high + 500}}
    return found
