"""docs/profile.md tells every key, and its example is what it says it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from ondergrond.claims import (
    ContainerDemand,
    Network,
    NetworkClaim,
    ReserveClaim,
    ReserveDemand,
    StorageDemand,
    TreeDemand,
)
from ondergrond.errors import ProfileFileError
from ondergrond.io import parse_profile
from ondergrond.io.shape import keys_of
from ondergrond.profile import (
    Boundaries,
    Fixture,
    Ground,
    Groundwater,
    Location,
    Pavement,
    StreetProfile,
    Techniques,
    Zone,
    ZoneKind,
)

DOCS = (Path(__file__).parents[2] / "docs" / "profile.md").read_text(encoding="utf-8")
CLAIM = keys_of(ReserveClaim).keys() - {"reserve"}
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)[0]
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", DOCS, re.DOTALL | re.MULTILINE))


def rows(section: str) -> dict[str, list[str]]:
    """The rows of a section's table: key -> its other cells."""
    found = re.findall(r"^\| `([a-z-]+)` \| (.*?) \| (.*?) \|$", SECTIONS[section], re.MULTILINE)
    return {key: [meaning, default] for key, meaning, default in found}


@pytest.mark.parametrize(
    ("section", "model"),
    [
        ("The street", StreetProfile),
        ("`boundaries`", Boundaries),
        ("`location`", Location),
        ("`ground`", Ground),
        ("`groundwater`", Groundwater),
        ("A zone", Zone),
        ("A fixture", Fixture),
        ("A network", NetworkClaim),
        ("`tree`", TreeDemand),
        ("`storage`", StorageDemand),
        ("`reserve`", ReserveDemand),
        ("`container`", ContainerDemand),
        ("`techniques`", Techniques),
    ],
)
def test_every_key_is_told_and_no_other(section: str, model: type[BaseModel]) -> None:
    keys = set(keys_of(model)) - (CLAIM if model is NetworkClaim else set())
    told = rows(section)
    assert set(told) == keys
    required = {
        info.alias or name for name, info in model.model_fields.items() if info.is_required()
    }
    assert {key for key, (_, default) in told.items() if default == "required"} == required & keys


def test_every_key_of_every_claim_is_told() -> None:
    assert set(rows("Every claim")) == CLAIM


@pytest.mark.parametrize(
    ("section", "key", "words"),
    [
        ("A network", "network", [kind.value for kind in Network]),
        ("A zone", "kind", [kind.value for kind in ZoneKind]),
        ("A zone", "pavement", [kind.value for kind in Pavement]),
    ],
)
def test_every_value_is_told(section: str, key: str, words: list[str]) -> None:
    assert re.findall(r"`([a-z-]+)`", rows(section)[key][0]) == words


def test_a_written_default_is_the_default() -> None:
    for section, model in (
        ("The street", StreetProfile),
        ("A network", NetworkClaim),
        ("`techniques`", Techniques),
        ("`storage`", StorageDemand),
        ("`tree`", TreeDemand),
        ("A fixture", Fixture),
    ):
        for name, info in model.model_fields.items():
            told = rows(section).get(info.alias or name, ["", ""])[1]
            match = re.fullmatch(r"`(.*)`", told)
            if match is None:
                continue
            value = {"0 mm": "0", "0 per 100 m": "0", "true": "True"}.get(match[1], match[1])
            assert value == str(info.default), (section, name)


def test_the_example_loads() -> None:
    profile = parse_profile(EXAMPLE).profile
    assert profile.claim("water").within == (1000, 5500)
    assert len(profile.claims) == 11


def test_a_comma_in_brackets_is_refused_as_told() -> None:
    assert "write `1.5 m`" in DOCS
    with pytest.raises(ProfileFileError) as caught:
        parse_profile(EXAMPLE.replace("[1 m, 5.5 m]", "[1,5 m, 5.5 m]"))
    (problem,) = caught.value.problems
    assert "write 1.5 m, or put it in quotes: '1,5 m'" in problem.message


def test_the_example_shows_every_key() -> None:
    shown = set(re.findall(r"([a-z-]+):", EXAMPLE))
    for model in (
        StreetProfile,
        Zone,
        Fixture,
        NetworkClaim,
        TreeDemand,
        StorageDemand,
        Techniques,
    ):
        assert set(keys_of(model)) - {"description", "stretch", "top"} <= shown
