"""The sample deliveries of Kadaster, where they are at hand: counts, transects, whole streets."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from ondergrond.bodies import rule_errors
from ondergrond.io import load_rules, parse_profile
from ondergrond.io.klic import Importer, read_delivery
from ondergrond.io.klic.delivery import CONTAINERS, LINED
from ondergrond.io.section import Section
from ondergrond.io.sectionfile import along
from ondergrond.io.streetyaml import street_to_yaml

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "klic"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample deliveries are not at ../shared/data/klic"
)
DELIVERIES = {
    "Levering_18G007160_1_met_EV.zip": ("1.2.1", 25),
    "Levering_19G558958_1.zip": ("1.2.1", 508),
    "Levering_22C001966_3.zip": ("2.0", 5277),
    "Levering_22O000518_1.zip": ("2.0", 436),
}
"""Version, and number of cables, pipes, beds, ducts and casings."""

OTHER_NAMES = {"19G558958_1_slim": "Levering_19G558958_1.zip"}
TRANSECTS: list[dict[str, Any]] = (
    json.loads((SAMPLES / "cuts.json").read_text(encoding="utf-8")) if SAMPLES.is_dir() else []
)


@lru_cache
def importer(name: str) -> Importer:
    return Importer(read_delivery(SAMPLES / name), load_rules("nen7171-style"))


@pytest.mark.parametrize("name", DELIVERIES)
def test_every_delivery_is_read_and_every_object_is_accounted_for(name: str) -> None:
    made = importer(name)
    version, number = DELIVERIES[name]
    assert (made.delivery.version, len(made.delivery.features)) == (version, number)
    (area,) = made.delivery.asked
    (x0, y0), (x1, y1) = area[0][0], area[0][2]
    cut = made.cut(Section("diagonal", (x0, y0), (x1, y1)))
    assert cut.tally.open == {}
    assert sum(cut.tally.read[kind] for kind in LINED) == number
    assert all(row.example for row in cut.tally.left_out)


def told(crossing: dict[str, Any]) -> float | None:
    """The size as the transects have it; None where it is nil or missing."""
    try:
        return float(crossing["size"])
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("number", range(len(TRANSECTS)))
def test_transects_are_reproduced(number: int) -> None:
    """Every crossing, at the same place to 2 cm, with its class, theme, size and status."""
    transect = TRANSECTS[number]
    made = importer(OTHER_NAMES.get(transect["file"], transect["file"]))
    cut = made.cut(Section(f"cut-{number}", tuple(transect["a"]), tuple(transect["b"])))
    left = [
        (
            met.feature.kind,
            met.network.theme,
            met.feature.status,
            None if met.feature.size is None else met.feature.size.value,
            met.crossing.offset / 1000,
        )
        for met in cut.mets
        if met.crossing.is_square
    ]
    assert len(left) == len(transect["crossings"])
    for wanted in transect["crossings"]:
        key = (wanted["feature"], wanted["thema"], wanted["status"], told(wanted))
        near = [one for one in left if one[:4] == key and abs(one[4] - wanted["offset_m"]) <= 0.02]
        assert near, wanted
        left.remove(near[0])
    assert left == []
    assert cut.tally.open == {}


def test_in_the_dense_street_every_bed_counts_once() -> None:
    """52 objects at 17 offsets make 20 things; the library's transcription by hand has 18."""
    transect = TRANSECTS[8]
    made = importer("Levering_19G558958_1.zip")
    cut = made.cut(Section("cut-8", tuple(transect["a"]), tuple(transect["b"])))
    assert len(cut.mets) == 52
    claims = [found.thing for found in cut.street.claims]
    assert len(claims) == 20
    kinds = Counter(met.feature.kind for met in cut.mets)
    assert kinds["Telecommunicatiekabel"] == 21
    contents = sum(len(bundle.contents) for bundle in cut.bundles)
    outer = sum(len(bundle.members) for bundle in cut.bundles)
    assert contents + outer == 52
    assert sum(b.outer.feature.kind in CONTAINERS for b in cut.bundles) <= len(claims)


def test_a_whole_street_of_sections_gives_sound_profiles() -> None:
    made = importer("Levering_22O000518_1.zip")
    rules = load_rules("nen7171-style")
    line = [(189_380.0, 352_372.0), (189_382.0, 352_445.0)]
    sections = along(line, 5_000, 20_000)
    assert len(sections) == 15
    things = 0
    for section in sections:
        street = made.cut(section).street
        profile = parse_profile(street_to_yaml(street)).profile
        assert profile == street.profile()
        assert rule_errors(profile, rules) == []
        things += len(profile.claims)
    assert things > 50
