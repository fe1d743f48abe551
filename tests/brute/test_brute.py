"""The brute force itself: worked by hand, and without its short cuts."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

import pytest

from ondergrond.profile import StreetProfile
from tests.brute.brute import Answer, brute_force
from tests.brute.prices import Prices
from tests.brute.search import Search, Value
from tests.brute.shapes import movable, single_shapes
from tests.brute.ways import Way, ways
from tests.rulesets import small_rules, with_gap
from tests.streets import GRID, TOPICS, features, random_rules, random_street

CABLE = 1475 + 360 + 56
"""A telecom cable in tiles by hand: laid twice in three years, half_up(5/4 x (1000 + 3 x 60)); 1 su
for each of 360 mm of depth; opened half_up(1/5 x 7/8 x 2 x (60 + 2 x 50)).
"""


def street(width: int, *claims: dict[str, Any], **more: Any) -> StreetProfile:
    """A footway in tiles between open ends."""
    keys: dict[str, Any] = {
        "name": "by hand",
        "width": width,
        "boundaries": {"left": "open", "right": "open"},
        "zones": [{"kind": "footway", "width": width}],
        "claims": claims,
    }
    return StreetProfile.model_validate({**keys, **more})


def solved(profile: StreetProfile) -> Answer:
    """The answer under the small rule set."""
    return brute_force(profile, small_rules())


def cable(name: str, **more: Any) -> dict[str, Any]:
    """A telecom cable of the default 60 mm."""
    return {"id": name, "network": "telecom", **more}


def test_one_cable_costs_its_laying_and_its_reopenings() -> None:
    assert solved(street(1000, cable("a"))).score == CABLE


def test_two_cables_90_mm_apart_pay_the_second_step_of_a_deviation() -> None:
    answer = solved(street(250, cable("a"), cable("b")))
    assert (answer.score, answer.terms["deviations"]) == (2 * CABLE + 200, 200)


def test_two_cables_40_mm_apart_pay_the_second_step_of_a_breach() -> None:
    answer = solved(street(200, cable("a"), cable("b")))
    assert (answer.score, answer.terms["breaches"]) == (2 * CABLE + 5000, 5000)


def test_two_cables_that_would_overlap_on_the_grid_are_infeasible() -> None:
    assert solved(street(150, cable("a"), cable("b"))).verdict == "infeasible"


def test_a_bed_that_may_stay_costs_nothing() -> None:
    lying = cable("a", state="existing", mobility="relocatable", axis=101)
    assert solved(street(200, lying)).score == 0


def test_a_bed_in_the_way_of_a_locked_claim_is_moved_at_its_price() -> None:
    lying = cable("a", state="existing", mobility="relocatable", axis=101)
    answer = solved(street(600, lying, cable("b", axis=100)))
    assert answer.score == 2 * CABLE + 2500
    assert answer.terms["relocation"] == 2500


def test_what_is_replaced_is_gone_at_its_removal_price() -> None:
    lying = cable("a", state="existing", axis=101)
    answer = solved(street(600, lying, cable("b", axis=100, replaces="a")))
    assert answer.score == CABLE + 350


def test_an_optional_claim_that_costs_more_than_its_skip_price_is_left_out() -> None:
    answer = solved(street(600, cable("a", optional=True, **{"skip-price": CABLE - 1})))
    assert (answer.score, answer.row) == (CABLE - 1, ())


def test_a_claim_for_both_sides_is_met_by_two_columns_where_services_are_dear() -> None:
    rules = small_rules()
    dear = rules.networks["telecom"].model_copy(update={"service_per_mm": 100})
    rules = rules.model_copy(update={"networks": {**rules.networks, "telecom": dear}})
    profile = street(2000, cable("a", serves="both", connections=20))
    answer = brute_force(profile, rules)
    # 10 connections a side: 30 su each side and 10 su for each of 50 mm to its boundary.
    assert answer.score == 2 * CABLE + 2 * 30 + 2 * 50 * 10
    assert len(answer.row) == 2


def test_a_cable_dives_under_a_kerb_when_no_place_beside_it_is_left() -> None:
    zones = [{"kind": "footway", "width": 200}, {"kind": "carriageway", "width": 200}]
    rules = with_gap(small_rules(), "kerb", "telecom", hard=500, minimum=500, preferred=500)
    answer = brute_force(street(400, cable("a", axis=100), zones=zones), rules)
    # Cover 300; the kerb reaches 300 and asks 190 above the cable for nothing, 900 for lying there.
    assert answer.row == ("a() 70..130 top 490",)
    assert answer.score == CABLE + 190 + 900


# --- the short cuts -----------------------------------------------------------------------------


def every_combination(prices: Prices, search: Search, way: Way) -> int | None:
    """The lowest score of a way, looking at every combination of values without any cut."""
    values = [search.values(slot) for slot in way.slots]
    places = [
        [
            (Value(search.shapes[number], start), score)
            for number, start, score in zip(
                v.shape.tolist(), v.start.tolist(), v.score.tolist(), strict=True
            )
        ]
        for v in values
    ]
    best = None
    for row in product(*places):
        ordered = sorted(row, key=lambda place: place[0].start)
        score: int | None = sum(place[1] for place in row) + prices.weigh(way.terms)
        for i, (left, _) in enumerate(ordered):
            for right, _ in ordered[i + 1 :]:
                gap = right.start - left.start - left.shape.width
                if left.shape.stays and right.shape.stays:
                    continue
                paid = prices.pair(left.shape, right.shape, gap)
                score = None if paid is None or score is None else score + prices.weigh(paid)
        if score is not None and (best is None or score < best):
            best = score
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_search_finds_what_trying_every_combination_finds(seed: int) -> None:
    resolution = 400
    profile = random_street(seed, claims=(2, 4), topics=TOPICS - {"storage", "racks"})
    prices = Prices(profile, random_rules(seed))
    search = Search(prices, resolution)
    for way in ways(prices, resolution):
        combinations = 1
        for slot in way.slots:
            combinations *= len(search.values(slot).score)
        if combinations <= 3000:
            found = search.cheapest(way.slots, 2**50 - prices.weigh(way.terms))
            expected = every_combination(prices, search, way)
            assert (found and found.score + prices.weigh(way.terms)) == expected


@pytest.mark.parametrize("seed", [0, 2, 3, 4])
def test_the_depths_looked_at_are_as_good_as_every_depth(seed: int) -> None:
    profile = random_street(seed, claims=(3, 5), topics=TOPICS - {"storage"})
    quick, slow = Prices(profile, random_rules(seed)), Prices(profile, random_rules(seed), True)
    for claim in movable(profile):
        for shape in single_shapes(claim, profile, quick.rules, GRID):
            for start in range(50 + 10 * seed, profile.width, 900):
                place, best = quick.place(shape, start), slow.place(shape, start)
                assert (place and (place.score, place.top)) == (best and (best.score, best.top))


# --- the streets --------------------------------------------------------------------------------


def test_every_feature_occurs_in_a_sensible_number_of_streets() -> None:
    found: Counter[str] = Counter()
    for seed in range(300):
        found.update(features(random_street(seed)))
    rare = {name: n for name, n in found.items() if n < 3}
    assert not rare
    missing = EXPECTED - set(found)
    assert not missing


def test_a_street_is_the_same_for_the_same_seed_and_its_width_lies_on_the_grid() -> None:
    for seed in range(20):
        profile = random_street(seed)
        assert profile == random_street(seed)
        assert profile.width % GRID == 0


EXPECTED = {
    *(f"boundary {name}" for name in ("facade", "plot", "water-edge", "open")),
    *(f"works {name}" for name in ("street", "trench")),
    *(f"preset {name}" for name in ("balanced", "space", "cost", "trees")),
    *(f"fixture {name}" for name in ("cellar", "foundation", "quay-wall")),
    *(f"rack case {name}" for name in ("low", "base", "high")),
    *(f"serves {name}" for name in ("left", "right", "both", "none")),
    *(f"form {name}" for name in ("pair", "twin", "bundle")),
    *(f"tree barrier {name}" for name in ("allowed", "required", "forbidden")),
    *(f"existing {name}" for name in ("fixed", "relocatable", "removable", "tree", "container")),
    *(f"abandoned {name}" for name in ("fixed", "removable")),
    *(f"storage of {n} layers" for n in (1, 2)),
    *("groundwater", "no groundwater", "kerb", "rack allowed", "stack allowed"),
    *("planned axis", "planned window", "optional", "optional with skip price", "reserve"),
    *("container", "default size", "nominal", "diameter", "width x height", "manhole", "cover"),
    *("invert", "bed", "replaces", "connections", "straddles zones"),
}
"""The features that a sweep of 300 streets must meet."""
