"""Bodies: sizes under a rule set, in even mm."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.bodies import (
    Body,
    StorageSizes,
    TreeSizes,
    claim_classes,
    given_cover,
    network_body,
    profile_classes,
    rule_errors,
    storage_sizes,
    tree_sizes,
    zones_touched,
)
from ondergrond.claims import NetworkClaim, StorageClaim, TreeClaim
from ondergrond.profile import StreetProfile, ZoneKind
from ondergrond.rules import CLASSES
from tests.rulesets import small_rules

RULES = small_rules()


def network(kind: str = "heat", **keys: Any) -> NetworkClaim:
    return NetworkClaim.model_validate({"id": "n", "network": kind, **keys})


def street(*claims: dict[str, Any], **keys: Any) -> StreetProfile:
    base = {"name": "s", "width": "6 m", "zones": [{"kind": "footway", "width": "6 m"}]}
    return StreetProfile.model_validate({**base, "claims": claims, **keys})


@pytest.mark.parametrize(
    ("keys", "body"),
    [
        ({}, Body(200, 200, True)),
        ({"size": "110 mm"}, Body(110, 110, False)),
        ({"size": "111 mm"}, Body(112, 112, False)),
        ({"size": "DN100"}, Body(180, 180, False)),
        ({"size": "DN100", "form": "twin"}, Body(280, 280, False)),
        ({"size": "DN100", "form": "pair"}, Body(460, 180, False)),
        ({"size": "111 mm", "form": "pair"}, Body(324, 112, False)),
        ({"size": "401 mm x 99 mm"}, Body(402, 100, False)),
        ({"size": "300 mm", "form": "bundle"}, Body(300, 300, False)),
    ],
)
def test_a_body_is_the_stated_size_in_even_mm(keys: dict[str, Any], body: Body) -> None:
    assert network_body(network(**keys), RULES) == body


@given(st.integers(1, 5000), st.sampled_from(["single", "pair", "twin"]))
def test_every_body_is_even_and_not_below_its_size(diameter: int, form: str) -> None:
    body = network_body(network(size=f"{diameter} mm", form=form), RULES)
    assert body.width % 2 == body.height % 2 == 0
    assert body.height - diameter in (0, 1)


def test_an_unknown_nominal_size_has_no_body() -> None:
    with pytest.raises(KeyError):
        network_body(network(size="DN999"), RULES)


@pytest.mark.parametrize(
    ("keys", "cover"),
    [
        ({}, None),
        ({"cover": "0.8 m"}, 800),
        ({"invert": "2 m", "size": "300 mm"}, 1700),
        ({"invert": "0.2 m", "size": "300 mm"}, 0),
    ],
)
def test_the_invert_is_the_bottom_of_the_body(keys: dict[str, Any], cover: int | None) -> None:
    assert given_cover(network("sewer-foul", **keys), RULES) == cover


def tree(**demand: Any) -> TreeClaim:
    data = {"root-volume": "18 m3", "spacing": "10 m", **demand}
    return TreeClaim.model_validate({"id": "t", "tree": data})


def test_a_tree_zone_is_volume_by_spacing_by_rootable_depth() -> None:
    # 18 m3 / (10 m x 1 m) = 1.8 m; the least half of it.
    assert tree_sizes(tree(), street(), RULES) == TreeSizes(1000, 300, (900, 1800))


def test_groundwater_makes_a_tree_zone_shallower_and_wider() -> None:
    ground = {"groundwater": {"high": "0.7 m", "low": "1 m"}}
    # 0.7 m less 0.1 m above water: 18 m3 / (10 m x 0.6 m) = 3 m
    assert tree_sizes(tree(), street(ground=ground), RULES) == TreeSizes(600, 300, (1500, 3000))


@pytest.mark.parametrize(("high", "room"), [("400 mm", True), ("399 mm", False)])
def test_ground_shallower_than_the_least_is_no_room_for_roots(high: str, room: bool) -> None:
    ground = {"groundwater": {"high": high, "low": "1 m"}}
    assert (tree_sizes(tree(), street(ground=ground), RULES) is not None) is room


def test_a_tree_zone_is_never_narrower_than_its_trunk() -> None:
    sizes = tree_sizes(tree(**{"root-volume": "2 m3", "trunk": "501 mm"}), street(), RULES)
    assert sizes == TreeSizes(1000, 502, (502,))


def test_a_claim_may_ask_for_all_of_its_root_volume() -> None:
    sizes = tree_sizes(tree(least="100 %"), street(), RULES)
    assert sizes is not None
    assert sizes.widths == (1800,)


def test_storage_holds_the_rain_in_one_or_two_layers() -> None:
    claim = StorageClaim.model_validate(
        {"id": "s", "storage": {"rain": "60 mm", "catchment": "14 m"}}
    )
    # 0.06 m x 14 m = 0.84 m2; / (0.95 x 0.3 m) = 2.9474 m; 60 % of it at least.
    assert storage_sizes(claim, RULES) == (
        StorageSizes(1, 300, 1770, 2948),
        StorageSizes(2, 600, 886, 1474),
    )


def test_one_layer_is_one_size() -> None:
    data = {"rain": "60 mm", "catchment": "14 m", "layers": 1, "least": "100 %"}
    claim = StorageClaim.model_validate({"id": "s", "storage": data})
    assert storage_sizes(claim, RULES) == (StorageSizes(1, 300, 2948, 2948),)


CLAIMS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"id": "n", "network": "water"}, ("water",)),
    ({"id": "m", "network": "water", "manhole": "1 m"}, ("water", "manhole")),
    (
        {"id": "t", "tree": {"root-volume": "18 m3", "spacing": "10 m"}},
        ("tree-trunk", "root-zone", "tree-trunk-barrier", "root-zone-barrier"),
    ),
    ({"id": "s", "storage": {"rain": "60 mm", "catchment": "14 m"}}, ("storage",)),
    ({"id": "r", "reserve": {"width": "1 m", "top": "0 m", "bottom": "1 m"}}, ("reserve",)),
    ({"id": "c", "container": {"width": "2 m", "depth": "3 m"}}, ("container",)),
]


@pytest.mark.parametrize(("data", "classes"), CLAIMS)
def test_a_claim_has_the_rule_classes_of_its_bodies(
    data: dict[str, Any], classes: tuple[str, ...]
) -> None:
    assert claim_classes(street(data).claims[0]) == classes
    assert set(classes) <= set(CLASSES)


def test_a_street_needs_the_classes_of_all_that_is_in_it() -> None:
    fixtures = [{"id": "q", "kind": "quay-wall", "from": 0, "to": 500, "bottom": "3 m"}]
    profile = street(
        *(data for data, _ in CLAIMS),
        boundaries={"left": "open", "right": "water-edge"},
        fixtures=fixtures,
        techniques={"rack": "allowed"},
    )
    own = {name for _, classes in CLAIMS for name in classes}
    assert profile_classes(profile) == own | {"kerb", "water-edge", "quay-wall", "rack"}
    assert profile_classes(profile) <= set(CLASSES)


@pytest.mark.parametrize(
    ("claim", "path", "words"),
    [
        ({"id": "h", "network": "heat", "size": "DN65"}, "size", "known: DN50, DN100"),
        (
            {"id": "h", "network": "heat", "size": "DN50", "form": "twin"},
            "size",
            "heat twin of DN50; known: DN100",
        ),
        ({"id": "w", "network": "water", "size": "DN100"}, "size", "give the outer diameter"),
        ({"id": "w", "network": "water", "size": "6001 mm"}, "size", "does not fit"),
        (
            {"id": "w", "network": "water", "size": "401 mm", "manhole": "401 mm"},
            "manhole",
            "narrower than its pipe of 402 mm",
        ),
        (
            {"id": "s", "network": "sewer-foul", "size": "400 mm", "invert": "0.2 m"},
            "invert",
            "above the top of a pipe of 400 mm",
        ),
        ({"id": "c", "container": {"width": "6.1 m", "depth": "3 m"}}, "container", "wider"),
    ],
)
def test_what_the_rule_set_shows_to_be_wrong_is_told(
    claim: dict[str, Any], path: str, words: str
) -> None:
    errors = rule_errors(street(claim), RULES)
    assert [error.path[:3] for error in errors] == [("claims", 0, path)]
    assert words in errors[0].message


def test_an_unknown_preset_is_told_with_the_known_ones() -> None:
    errors = rule_errors(street(preset="speed"), RULES)
    assert [error.path for error in errors] == [("preset",)]
    assert "balanced, cost, space, trees" in errors[0].message


def test_a_sound_street_has_no_errors_under_its_rules() -> None:
    assert rule_errors(street(*(data for data, _ in CLAIMS)), RULES) == []


def test_meeting_the_edge_of_a_zone_is_not_touching_it() -> None:
    zones = [{"kind": "footway", "width": "2 m"}, {"kind": "carriageway", "width": "4 m"}]
    profile = street(zones=zones)
    assert zones_touched(profile, 0, 2000) == (ZoneKind.FOOTWAY,)
    assert zones_touched(profile, 1999, 2001) == (ZoneKind.FOOTWAY, ZoneKind.CARRIAGEWAY)
    assert zones_touched(profile, 2000, 6000) == (ZoneKind.CARRIAGEWAY,)
