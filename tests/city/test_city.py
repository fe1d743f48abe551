"""The made-up city: sound, the same every time, and as mixed as it is said to be."""

from __future__ import annotations

import hashlib
import json
import statistics
from itertools import islice

import pytest

from ondergrond.bodies import rule_errors
from ondergrond.city import Section, city
from ondergrond.io import load_rules
from ondergrond.io.profilejson import parse_profile_json

SECTIONS = list(city(1500, 7))


def test_the_city_has_as_many_sections_as_asked_each_with_its_own_id() -> None:
    for count in (1, 2, 3, 17, 40):
        sections = list(city(count, 3))
        assert len(sections) == count
        assert len({section.id for section in sections}) == count


def test_every_section_is_a_sound_profile() -> None:
    rules = load_rules("nen7171-style")
    for section in SECTIONS[::5]:
        profile = parse_profile_json(json.dumps(section.profile), section.id)
        assert not rule_errors(profile, rules)


def test_the_same_count_and_seed_give_the_same_city() -> None:
    assert list(city(50, 11)) == list(city(50, 11))
    assert list(city(50, 11)) != list(city(50, 12))


def test_the_city_is_frozen() -> None:
    text = json.dumps([section.profile for section in city(200, 7)], sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == FROZEN


FROZEN = "72138a3f704aec41"
"""Of 200 sections of seed 7. A change makes every published figure of the city worthless."""


def test_ids_and_places_of_a_large_city_are_frozen_too() -> None:
    first = islice(city(100_000, 7), 100)
    text = json.dumps([(one.id, one.line, one.profile["name"]) for one in first])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == FROZEN_PLACES


FROZEN_PLACES = "34e51e8f5a4d48cd"
"""Of the first hundred sections of 100,000."""


def _below(section: Section) -> str:
    kept = {key: value for key, value in section.profile.items() if key != "name"}
    return json.dumps(kept, sort_keys=True)


def test_the_mix_is_as_documented() -> None:
    claims = [len(section.profile["claims"]) for section in SECTIONS]
    racks = [s for s in SECTIONS if s.profile["techniques"]["rack"] == "allowed"]
    assert statistics.median(claims) >= 14
    assert len(racks) >= 0.2 * len(SECTIONS)
    assert len({_below(section) for section in SECTIONS}) >= 0.95 * len(SECTIONS)
    assert len({section.profile["preset"] for section in SECTIONS}) == 4


def test_sections_lie_on_a_grid_in_rd() -> None:
    for section in SECTIONS:
        (x0, y0), (x1, y1) = section.line
        assert 155_000 <= x0 <= x1 < 280_000
        assert 463_000 <= y0 <= y1 < 620_000
        assert (x0 == x1) != (y0 == y1)
        assert 70 <= (x1 - x0) + (y1 - y0) <= 130


@pytest.mark.parametrize("count", [5, 60])
def test_neighbours_of_a_street_are_alike(count: int) -> None:
    first, second = list(city(count, 7))[:2]
    kinds = [[zone["kind"] for zone in one.profile["zones"]] for one in (first, second)]
    assert kinds[0] == kinds[1]
