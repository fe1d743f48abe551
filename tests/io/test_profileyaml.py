"""A profile written as YAML reads as the same profile."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ondergrond.io import load_profile, parse_profile, profile_to_yaml
from ondergrond.io.profileyaml import length_text
from ondergrond.profile import StreetProfile
from ondergrond.quantity import parse_length
from ondergrond.resources import Shelf, names

LENGTHS = st.integers(1, 9999)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
)
TEXTS |= st.sampled_from(["null", "~", "true", "1", "- x", "a: b", "#", "2024-01-01", " x ", "*a"])
COMMON: dict[str, st.SearchStrategy[Any]] = {
    "label": st.none() | TEXTS,
    "note": st.none() | TEXTS,
    "accuracy": st.none() | LENGTHS,
}
WINDOWS = st.tuples(LENGTHS, LENGTHS).filter(lambda ends: ends[0] < ends[1])
SIZES = st.one_of(
    st.none(),
    st.fixed_dictionaries({"diameter": LENGTHS}),
    st.fixed_dictionaries({"nominal": st.integers(1, 4000)}),
    st.fixed_dictionaries({"width": LENGTHS, "height": LENGTHS}),
)
PLANNED = {"optional": st.booleans(), "within": st.none() | WINDOWS}
CLAIMS: list[st.SearchStrategy[dict[str, Any]]] = [
    st.fixed_dictionaries(
        {
            **COMMON,
            "network": st.sampled_from(["water", "heat", "gas-low"]),
            "size": SIZES,
            "form": st.sampled_from(["single", "pair", "twin", "bundle"]),
            "serves": st.sampled_from(["left", "both"]),
            "connections": st.fractions(0, 100),
            "cover": st.none() | LENGTHS,
            "manhole": st.none() | LENGTHS,
            "rack": st.booleans(),
            **PLANNED,
        }
    ).filter(lambda claim: claim["form"] != "pair" or "width" not in (claim["size"] or {})),
    st.fixed_dictionaries(
        {
            **COMMON,
            "network": st.just("water"),
            "state": st.sampled_from(["existing", "abandoned"]),
            "axis": LENGTHS,
            "bed": st.none() | TEXTS,
            "invert": st.none() | LENGTHS,
        }
    ),
    st.fixed_dictionaries(
        {
            **COMMON,
            **PLANNED,
            "tree": st.fixed_dictionaries(
                {
                    "root-volume": st.integers(1, 10**13),
                    "spacing": LENGTHS,
                    "least": st.none() | st.integers(1, 100),
                    "trunk": st.none() | LENGTHS,
                    "barrier": st.sampled_from(["allowed", "required"]),
                }
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "storage": st.fixed_dictionaries(
                {"rain": st.integers(1, 1000), "catchment": LENGTHS, "layers": st.integers(1, 2)}
            ),
            "optional": st.just(True),
            "skip-price": st.integers(0, 10**10),
        }
    ),
]


@st.composite
def profiles(draw: st.DrawFn) -> StreetProfile:
    claims = draw(st.lists(st.one_of(CLAIMS), max_size=4))
    return StreetProfile.model_validate(
        {
            "name": draw(TEXTS),
            "description": draw(st.none() | TEXTS),
            "width": 10_000,
            "ground": {"groundwater": draw(st.none() | st.just({"high": 801, "low": 1500}))},
            "zones": [{"kind": "footway", "width": 2001}, {"kind": "carriageway", "width": 7999}],
            "claims": [{"id": f"c{i}", **claim} for i, claim in enumerate(claims)],
            "fixtures": draw(
                st.just([])
                | st.just([{"id": "f", "kind": "cellar", "from": -500, "to": 1, "bottom": 2500}])
            ),
            "techniques": {"rack": draw(st.sampled_from(["allowed", "forbidden"]))},
            "stretch": draw(st.none() | st.integers(0, 1)),
            "works": draw(st.sampled_from(["street", "trench"])),
        }
    )


@settings(max_examples=150)
@given(profiles())
def test_a_profile_written_and_read_is_the_same(profile: StreetProfile) -> None:
    text = profile_to_yaml(profile)
    assert parse_profile(text).profile == profile
    assert profile_to_yaml(parse_profile(text).profile) == text


@pytest.mark.parametrize("name", names(Shelf.PROFILES))
def test_a_library_profile_written_and_read_is_the_same(name: str) -> None:
    profile = load_profile(name)
    assert parse_profile(profile_to_yaml(profile)).profile == profile


@given(st.integers(-1_000_000, 1_000_000))
def test_a_length_is_written_exactly_with_its_unit(mm: int) -> None:
    assert parse_length(length_text(mm)) == mm


def test_lengths_are_written_as_people_do() -> None:
    assert [length_text(mm) for mm in (0, 110, 999, 1000, 2400, 14_205, -1500)] == [
        "0 mm",
        "110 mm",
        "999 mm",
        "1 m",
        "2.4 m",
        "14.205 m",
        "-1.5 m",
    ]
