"""The street profile: derived facts, what shows only across fields, and widening."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.profile import (
    DEFAULT_PAVEMENT,
    Pavement,
    StreetProfile,
    ZoneKind,
    profile_errors,
)

STREET: dict[str, Any] = {
    "name": "street",
    "width": "10 m",
    "zones": [
        {"kind": "footway", "width": "2 m"},
        {"kind": "carriageway", "width": "5 m"},
        {"kind": "parking", "width": "1 m"},
        {"kind": "footway", "width": "2 m"},
    ],
    "claims": [
        {"id": "old", "network": "water", "state": "existing", "axis": "1 m"},
        {"id": "new", "network": "water", "replaces": "old"},
        {"id": "gas", "network": "gas-low", "within": ["7 m", "9 m"]},
    ],
    "fixtures": [{"id": "cellar", "kind": "cellar", "from": "-1 m", "to": "0.5 m", "bottom": 2500}],
}


def street(**changes: Any) -> StreetProfile:
    return StreetProfile.model_validate({**STREET, **changes})


def claim(**keys: Any) -> list[dict[str, Any]]:
    return [*STREET["claims"], {"id": "x", "network": "heat", **keys}]


def fixture(**keys: Any) -> list[dict[str, Any]]:
    return [{**STREET["fixtures"][0], **keys}]


def test_a_sound_street_has_no_errors() -> None:
    assert profile_errors(street()) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"width": "10.2 m"}, ("zones",), "0.2 m missing"),
        ({"width": "9.8 m"}, ("zones",), "0.2 m too much"),
        (
            {"ground": {"groundwater": {"high": "2 m", "low": "1 m"}}},
            ("ground", "groundwater"),
            "swap them",
        ),
        (
            {"location": {"left": ["1.5", "2"], "right": ["12.5", "2"]}},
            ("location",),
            "11 m apart on the map, the street is 10 m wide",
        ),
        ({"stretch": 4}, ("stretch",), "0 to 3"),
        ({"stretch": -1}, ("stretch",), "0 to 3"),
        ({"claims": claim(id="gas")}, ("claims", 3, "id"), "taken already by claims[2]"),
        ({"claims": claim(id="boundary-left")}, ("claims", 3, "id"), "take another id"),
        ({"claims": claim(id="cellar")}, ("fixtures", 0, "id"), "taken already by claims[3]"),
        ({"claims": claim(axis="10.01 m")}, ("claims", 3, "axis"), "outside the street"),
        ({"claims": claim(axis="-1 mm")}, ("claims", 3, "axis"), "outside the street"),
        ({"claims": claim(within=["1 m", "11 m"])}, ("claims", 3, "within", 1), "reaches outside"),
        ({"claims": claim(replaces="nothing")}, ("claims", 3, "replaces"), "no claim 'nothing'"),
        ({"claims": claim(replaces="gas")}, ("claims", 3, "replaces"), "is planned"),
        ({"claims": claim(replaces="old")}, ("claims", 3, "replaces"), "replaced already by 'new'"),
        (
            {"claims": [{"id": "r", "reserve": {"width": 10_001, "top": 0, "bottom": 1}}]},
            ("claims", 0, "reserve", "width"),
            "does not fit",
        ),
        ({"fixtures": fixture(**{"from": "0.5 m"})}, ("fixtures", 0, "to"), "right of"),
        ({"fixtures": fixture(top="2.5 m")}, ("fixtures", 0, "bottom"), "below the top"),
        (
            {"fixtures": fixture(**{"from": "11 m", "to": "12 m"})},
            ("fixtures", 0, "from"),
            "outside the street",
        ),
    ],
)
def test_what_shows_across_fields_is_told_with_its_place(
    changes: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    errors = profile_errors(street(**changes))
    assert [error.path for error in errors] == [path]
    assert words in errors[0].message


def test_all_errors_come_at_once() -> None:
    wrong = street(width="11 m", stretch=9, claims=claim(id="gas", axis="12 m"))
    assert [error.path for error in profile_errors(wrong)] == [
        ("zones",),
        ("stretch",),
        ("claims", 3, "id"),
        ("claims", 3, "axis"),
    ]


def test_an_axis_or_window_on_the_boundary_is_inside() -> None:
    lying: list[dict[str, Any]] = [{"id": "a", "network": "water", "axis": "0 m"}]
    lying += [{"id": "b", "network": "water", "within": ["0 m", "10 m"]}]
    assert profile_errors(street(claims=lying)) == []


def test_zones_lie_side_by_side_and_kerbs_stand_where_roads_end() -> None:
    profile = street()
    assert profile.zone_ranges == ((0, 2000), (2000, 7000), (7000, 8000), (8000, 10_000))
    assert profile.kerbs == (2000, 8000)  # none between carriageway and parking


def test_the_widest_carriageway_stretches_the_first_of_equals() -> None:
    kinds = [("footway", 3000), ("carriageway", 2500), ("verge", 2000), ("carriageway", 2500)]
    zones = [{"kind": kind, "width": width} for kind, width in kinds]
    assert street(zones=zones).stretch_zone == 1
    assert street(zones=zones, stretch=2).stretch_zone == 2


def test_the_widest_zone_stretches_where_there_is_no_carriageway() -> None:
    zones = [{"kind": "footway", "width": "4 m"}, {"kind": "square", "width": "6 m"}]
    assert street(zones=zones).stretch_zone == 1


def test_a_zone_has_the_pavement_of_its_kind_unless_said() -> None:
    assert DEFAULT_PAVEMENT.keys() == set(ZoneKind)
    zones = [{"kind": "footway", "width": "10 m", "pavement": "bricks"}]
    assert street(zones=zones).zones[0].surface is Pavement.BRICKS
    assert street().zones[0].surface is Pavement.TILES


def test_a_claim_is_found_by_its_id() -> None:
    assert street().claim("gas").id == "gas"
    with pytest.raises(KeyError):
        street().claim("none")
    assert street().replaced == {"old"}


def test_widening_moves_what_lies_right_of_the_stretch_zone() -> None:
    wider = street().widened(11_000)
    assert wider.width == 11_000
    assert [zone.width for zone in wider.zones] == [2000, 6000, 1000, 2000]
    assert wider.claim("old").axis == 1000
    assert wider.claim("gas").within == (8000, 10_000)
    assert (wider.fixtures[0].start, wider.fixtures[0].end) == (-1000, 500)
    assert profile_errors(wider) == []


def test_a_fixture_right_of_the_stretch_zone_moves_as_a_whole() -> None:
    profile = street(fixtures=fixture(**{"from": "4 m", "to": "11 m"}))
    moved = profile.widened(12_000).fixtures[0]
    assert (moved.start, moved.end) == (6000, 13_000)


def test_a_window_whose_ends_pass_each_other_is_still_one() -> None:
    """A layout of such a street could be written and not be read again."""
    profile = street(claims=claim(within=["4.4 m", "4.6 m"], optional=True))
    (window,) = (c.within for c in profile.widened(6_000).claims if c.optional)
    assert window == (600, 601)


@given(st.integers(5001, 50_000))
def test_widening_and_narrowing_back_is_the_same_street(width: int) -> None:
    assert street().widened(width).widened(10_000) == street()


def test_a_street_cannot_lose_more_than_its_stretch_zone() -> None:
    assert street().widened(5001).zones[1].width == 1
    with pytest.raises(ValueError, match=r"carriageway of 5 m takes the difference, so 5\.001 m"):
        street().widened(5000)


def test_a_street_thought_wider_lies_nowhere_on_the_map() -> None:
    placed = street(location={"left": ["150000", "450000"], "right": ["150006", "450008.005"]})
    assert profile_errors(placed) == []
    assert placed.widened(10_000).location == placed.location
    assert placed.widened(11_000).location is None
