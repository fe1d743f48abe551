"""Streets on real transects: what lies there is measured, what is wanted is drawn.

A transect is a cut of 25 m through a sample KLIC delivery of Kadaster, as a JSON list of crossings
with offset, theme, size and status (see ``benchmarks.families.CUTS`` for where it is looked for).
The data are not part of this project; without them the family is empty and says why. Offsets and
usable sizes are the transect's; the zones, what may move, and all else is made up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from benchmarks.families.dice import Dice
from benchmarks.families.programme import Makeup, Programme
from benchmarks.families.streets import RULES, is_sound
from ondergrond.profile import StreetProfile

KINDS: Final = {
    "datatransport": "telecom",
    "laagspanning": "low-voltage",
    "middenspanning": "medium-voltage",
    "gasLageDruk": "gas-low",
    "gasHogeDruk": "gas-high",
    "water": "water",
    "warmte": "heat",
    "rioolVrijverval": "sewer-foul",
}
"""Network kind by the theme of a crossing."""

SAME: Final = 30
"""Crossings of one theme this close (mm) are one bed: cables, duct and casing of each other."""

SHORE: Final = 900
"""The outermost thing lies at least this far (mm) from a facade: the cut goes on behind it."""


def transects(path: Path) -> list[list[dict[str, Any]]]:
    """The crossings of every cut, by offset."""
    cuts = json.loads(path.read_text(encoding="utf-8"))
    return [sorted(cut["crossings"], key=lambda c: float(c["offset_m"])) for cut in cuts]


def things(crossings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The crossings as things: kind, x (mm), size (mm or None where unknown), whether in use."""
    found: list[dict[str, Any]] = []
    for crossing in crossings:
        kind = KINDS.get(crossing["thema"])
        if kind is None:
            continue
        x = round(1000 * float(crossing["offset_m"]))
        size = _size(crossing)
        used = crossing["status"] != "disused"
        twin = next(
            (t for t in found if t["kind"] == kind and t["used"] == used and x - t["x"] <= SAME),
            None,
        )
        if twin is None:
            found.append({"kind": kind, "x": x, "size": size, "used": used, "count": 1})
        else:
            twin["count"] += 1
            twin["size"] = max(twin["size"] or 0, size or 0) or None
    return found


def _size(crossing: dict[str, Any]) -> int | None:
    """The diameter in mm; 0, 1 and 5 mean unknown, sewers below 100 are in cm."""
    try:
        size = int(float(crossing["size"]))
    except (TypeError, ValueError):
        return None
    if crossing["thema"] == "rioolVrijverval" and 10 < size < 100:
        size *= 10
    return size if size >= 20 else None


def real_street(dice: Dice, crossings: list[dict[str, Any]]) -> StreetProfile:
    """A street between two facades around the things of a cut, with a small programme on top."""
    lying = things(crossings)
    while True:
        left = dice.between(SHORE, SHORE + 1500, 100)
        right = dice.between(SHORE, SHORE + 1500, 100)
        first, last = lying[0]["x"], lying[-1]["x"]
        width = -(-(left + last - first + right) // 100) * 100
        shift = left - first
        zones = _zones(dice, width)
        programme = Programme(dice, Makeup(), zones, ("left", "right"), dice.between(8, 16))
        sewer = None
        for thing in lying:
            claim = _claim(dice, thing, thing["x"] + shift, width, programme.houses)
            kept = programme.add(thing["kind"], claim)
            if thing["kind"] == "sewer-foul":
                sewer = kept
        _wanted(dice, programme, sewer)
        high = dice.between(900, 2000, 100)
        profile = StreetProfile.model_validate(
            {
                "name": "street on a real transect",
                "width": width,
                "zones": zones,
                "claims": programme.claims,
                "ground": {"groundwater": {"high": high, "low": high + 600}},
                "preset": dice.pick(("balanced", "balanced", "space", "cost", "trees")),
                "rules": RULES,
            }
        )
        if is_sound(profile):
            return profile


def _zones(dice: Dice, width: int) -> list[dict[str, Any]]:
    """Footways and a carriageway, or one surface where the street is for walking."""
    if width < 7000 or dice.chance(0.2):
        return [{"kind": "square", "width": width, "pavement": "bricks"}]
    left = dice.between(1500, width // 4, 100)
    right = dice.between(1500, width // 4, 100)
    return [
        {"kind": "footway", "width": left},
        {"kind": "carriageway", "width": width - left - right, "pavement": "bricks"},
        {"kind": "footway", "width": right},
    ]


def _claim(dice: Dice, thing: dict[str, Any], x: int, width: int, houses: int) -> dict[str, Any]:
    claim: dict[str, Any] = {"network": thing["kind"], "axis": x, "state": "existing"}
    if thing["size"] is not None:
        claim["size"] = f"{thing['size']} mm"
    elif thing["kind"] in ("telecom", "low-voltage", "medium-voltage"):
        claim |= {"size": f"{min(40 * thing['count'], 300)} mm x 50 mm", "form": "bundle"}
    if not thing["used"]:
        return claim | {"state": "abandoned"}
    heavy = thing["kind"] in ("gas-high", "sewer-foul") or (thing["size"] or 0) >= 300
    claim["mobility"] = "fixed" if heavy or dice.chance(0.15) else "relocatable"
    if not heavy and dice.chance(0.6) and thing["kind"] != "medium-voltage":
        claim |= {"serves": "left" if 2 * x < width else "right", "connections": houses}
    return claim


def _wanted(dice: Dice, programme: Programme, sewer: dict[str, Any] | None) -> None:
    """A small redevelopment: sewers renewed, heat, a cable, trees, storage."""
    invert = dice.between(2000, 2600, 50)
    if sewer is not None and dice.chance(0.7):
        sewer.pop("mobility", None)
        replaces = {"replaces": sewer["id"], "invert": invert}
        programme.add("sewer", programme.network("sewer-foul", "both") | replaces)
        programme.storm("both", invert)
    if dice.chance(0.7):
        programme.add("heat", programme.network("heat", "both"))
    if dice.chance(0.6):
        programme.add("fibre", programme.network("fibre", "both"))
    if dice.chance(0.4):
        programme.add("mv", programme.network("medium-voltage", "none"))
    if dice.chance(0.7):
        programme.trees(optional=1.0, volumes=(4, 10))
    if dice.chance(0.4):
        programme.storage(optional=1.0)
