"""The families of instances: the same everywhere, sound, and what they say they are."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.families import (
    FAMILIES,
    MOST_COLUMNS,
    MOST_ITEMS,
    RESOLUTION,
    SEED,
    UNSEEN,
    Instance,
)
from benchmarks.families.dice import Dice
from benchmarks.families.streets import is_sound, rules
from benchmarks.widths import bisected_width, fits, least_width, strict
from ondergrond.claims import NetworkClaim, Serves, StorageClaim, TreeClaim
from ondergrond.compile import Street


@cache
def instance(family: str, seed: int, index: int) -> Instance:
    if reason := FAMILIES[family].missing():
        pytest.skip(reason)
    return FAMILIES[family].instance(seed, index)


CASES = [
    (family, seed, index) for family in FAMILIES for seed in (SEED, UNSEEN) for index in (0, 1)
]


@pytest.mark.parametrize(("family", "seed", "index"), CASES)
def test_an_instance_is_a_sound_street_and_a_valid_problem(
    family: str, seed: int, index: int
) -> None:
    made = instance(family, seed, index)
    assert is_sound(made.profile)
    assert made.problem.validate() == []
    assert made.problem.resolution == RESOLUTION
    assert len(made.problem.items) <= MOST_ITEMS
    assert len(made.problem.columns) <= MOST_COLUMNS


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_and_number_give_the_same_instance(family: str) -> None:
    first = instance(family, SEED, 1)
    again = FAMILIES[family].instance(SEED, 1)
    assert again.fingerprint == first.fingerprint
    assert again.profile == first.profile
    assert instance(family, UNSEEN, 1).fingerprint != first.fingerprint


def test_dice_fall_the_same_on_every_computer() -> None:
    dice = Dice("family", 1, 2)
    assert [dice.between(0, 99) for _ in range(8)] == DRAWN
    assert dice.pick("abc") in "abc"
    assert 2 <= dice.share(2, 3) < 3
    assert not dice.chance(0.0)
    assert dice.chance(1.0)


DRAWN = [56, 57, 40, 65, 72, 14, 55, 97]


def test_a_tight_street_is_about_as_wide_as_what_lies_there_must_have() -> None:
    shares = []
    for index in (0, 1, 3):
        profile = instance("tight", SEED, index).profile
        least = bisected_width(profile, rules())
        assert least is not None
        assert fits(profile, rules(), least)
        assert not fits(profile, rules(), least - 1)
        strips = profile.width - profile.zones[profile.stretch_zone].width
        assert least > strips + 1, "the strips set the width"
        shares.append(profile.width / least)
    assert 0.969 < min(shares) < 1 < max(shares) < 1.051


def test_a_squeezed_street_is_hardly_wider_than_its_strips() -> None:
    profile = instance("squeezed", SEED, 1).profile
    least = least_width(profile, rules())
    assert least is not None
    assert 0.969 * least < profile.width < 1.051 * least


def test_a_rack_is_open_and_every_other_street_breaches_without_one() -> None:
    for index in (0, 1, 3):
        profile = instance("racks", SEED, index).profile
        assert profile.techniques.rack == "allowed"
        flat = profile.techniques.model_copy(update={"rack": "forbidden"})
        without = profile.model_copy(update={"techniques": flat})
        assert fits(without, strict(rules()), profile.width) == (index % 2 == 1)
        assert len(instance("racks", SEED, index).problem.columns) > len(
            Street(without, rules()).designs
        )


def test_a_boulevard_is_wide_and_full() -> None:
    for index in (0, 1):
        profile = instance("boulevard", SEED, index).profile
        assert 25_000 <= profile.width <= 60_000
        assert 25 <= len(profile.claims) <= 40


def test_standard_streets_mix_all_that_a_street_can_hold() -> None:
    streets = [FAMILIES["standard"].instance(SEED, index).profile for index in range(40)]
    claims = [claim for street in streets for claim in street.claims]
    networks = [claim for claim in claims if isinstance(claim, NetworkClaim)]
    assert {claim.serves for claim in networks} == set(Serves)
    assert any(isinstance(claim, TreeClaim) and claim.lies for claim in claims)
    assert any(isinstance(claim, TreeClaim) and not claim.lies for claim in claims)
    assert any(isinstance(claim, StorageClaim) for claim in claims)
    assert {claim.may for claim in claims if claim.lies} == {"fixed", "relocatable", "removable"}
    assert any(claim.optional for claim in claims)
    assert any(claim.replaces for claim in networks)
    assert any(claim.manhole for claim in networks)
    assert len({street.name for street in streets}) > 6
