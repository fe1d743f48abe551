"""Every score term worked out by hand, under `small_rules`.

The annuity is 7/8; cables and water live 2 years (5/4 renewals), heat 1 (7/4), gas, sewers 3 (1).
A square is paved with bricks: 3 su per mm, nuisance 100 %.
"""

from __future__ import annotations

import pytest

from ondergrond.check import check_layout
from ondergrond.layout import Box, Column, Layout, Member
from tests.check.hands import broken, layout, net, slot, staying, street
from tests.rulesets import small_rules


def test_a_pipe_with_connections_pays_laying_services_and_reopenings() -> None:
    gas = net("gas", "gas-low", 110, serves="left", connections=250)
    made = layout(street(gas), slot("gas", 945, 500, 110, None, "left"))
    assert broken(made) == []
    assert made.terms == {
        "laying": 1700 + 4 * 110 + 1 * 610,
        # 250 x 450 / 100 for the connections, 250 x 1/4 / 100 = 0.625 -> 1 su for each mm to x = 0
        "services": 1125 + 1 * 1000,
        # 1/5 x 7/8 x 3 x (110 + 2 x 80) = 141.75
        "reopenings": 142,
    }
    assert made.cost == made.score == 2750 + 2125 + 142
    assert made.parties == {"gas": 5017}


def test_services_to_the_right_count_from_the_right_boundary() -> None:
    gas = net("gas", "gas-low", 110, serves="right", connections=250)
    made = layout(street(gas), slot("gas", 945, 500, 110, None, "right"))
    assert made.terms["services"] == 1125 + 1 * 5000


def test_connections_for_both_sides_are_shared_out() -> None:
    gas = net("gas", "gas-low", 110, serves="both", connections=250)
    made = layout(street(gas), slot("gas", 945, 500, 110, None, "left", "right"))
    # 125 a side: 562.5 -> 563 twice, and 0.3125 -> 0 su a mm
    assert made.terms["services"] == 2 * 563


def test_what_lives_shorter_is_renewed_and_what_lies_deeper_costs_more() -> None:
    heat = net("heat", "heat", 200, cover=1000)
    made = layout(street(heat), slot("heat", 1000, 1000, 200))
    assert made.terms["laying"] == (2900 + 6 * 200) * 7 // 4 + 2 * 1200


def test_half_a_unit_is_rounded_away_from_zero() -> None:
    cable = net("cable", "telecom", 86)
    made = layout(street(cable), slot("cable", 1000, 300, 86))
    assert (1000 + 3 * 86) * 5 / 4 == 1572.5
    assert made.terms["laying"] == 1573 + 386


def test_the_dearest_zone_touched_counts_for_reopenings() -> None:
    gas = net("gas", "gas-low", 110)
    zones = [{"kind": "footway", "width": 1000}, {"kind": "cycleway", "width": 5000}]
    profile = street(gas, zones=zones)
    # tiles 2, asphalt 5: 1/5 x 7/8 x 5 x 270 = 236.25
    assert layout(profile, slot("gas", 945, 500, 110)).terms["reopenings"] == 236
    # meeting the edge is not touching: 1/5 x 7/8 x 2 x 270 = 94.5
    assert layout(profile, slot("gas", 890, 500, 110)).terms["reopenings"] == 95


def test_trenches_pay_their_pavement_where_the_street_is_not_open() -> None:
    gas = net("gas", "gas-low", 110)
    made = layout(street(gas, works="trench"), slot("gas", 1000, 500, 110))
    assert made.terms["laying"] == 2140 + 610 + 3 * (110 + 2 * 80)


def test_the_first_network_of_a_stack_pays_trench_and_groundwater() -> None:
    claims = (net("b-water", "water", 100), net("a-sewer", "sewer-foul", 200))
    ground = {"groundwater": {"high": 800, "low": 1000}}
    profile = street(*claims, works="trench", ground=ground)
    upper = Box(start=1050, end=1150, top=600, bottom=700)
    lower = Box(start=1000, end=1200, top=1000, bottom=1200)
    stack = Column(
        technique="stack",
        box=Box(start=1000, end=1200, top=600, bottom=1200),
        members=(Member(claim="b-water", box=upper), Member(claim="a-sewer", box=lower)),
    )
    made = layout(profile, stack)
    assert broken(made) == []
    assert made.terms["groundwater"] == 3 * (1200 - 800)
    water = (1900 + 5 * 100) * 5 // 4 + 2 * 700
    sewer = 3300 + 7 * 200 + 3 * 1200
    trench = 3 * (200 + 2 * 150)
    assert made.terms["laying"] == water + sewer + trench
    # 1/5 x 7/8 x 3 x 280 = 147 and 1/10 x 7/8 x 3 x 500 = 131.25
    assert made.parties == {"water": water + trench + 1200 + 147, "city": sewer + 131}


def rack(profile_width: int = 6000) -> Layout:
    """A transport rack of a telecom cable and a water pipe, worked on from the right."""
    claims = (net("fibre", "fibre", 60), net("main", "water", 160))
    box = Box(start=1000, end=1700, top=200, bottom=770)
    members = (
        Member(claim="fibre", box=Box(start=1140, end=1200, top=320, bottom=380)),
        Member(claim="main", box=Box(start=1140, end=1300, top=500, bottom=660)),
    )
    column = Column(technique="rack", box=box, members=members, working=("right",))
    return layout(street(*claims, width=profile_width), column)


def test_a_rack_pays_its_hardware_and_its_members_a_share() -> None:
    made = rack()
    assert broken(made) == []
    assert made.terms["rack"] == 2000 + 2 * 300 + 570 + 770
    # 60 % of 1180 x 5/4 = 885, 60 % of 2700 x 5/4 = 2025; no depth of their own
    assert made.terms["laying"] == 885 + 2025
    # 25 % of 1/5 x 7/8 x 3 x 160 = 21, and of 1/5 x 7/8 x 3 x 340 = 44.625
    assert made.terms["reopenings"] == 21 + 45
    assert made.parties == {"rack": 3940, "grid": 885 + 21, "water": 2025 + 45}


@pytest.mark.parametrize(("barrier", "amount"), [(False, 500), (True, 500 + 1400)])
def test_a_tree_row_pays_planting_and_barriers_and_earns_its_volume(
    barrier: bool, amount: int
) -> None:
    claim = {"id": "elms", "tree": {"root-volume": 20 * 10**9, "spacing": 10_000}}
    zones = [{"kind": "footway", "width": 6000}]
    box = Box(start=1000, end=3000, top=0, bottom=1000)
    member = Member(claim="elms", box=box, trunk=(1200, 1500), barrier=barrier)
    column = Column(technique="single", box=box, members=(member,))
    made = layout(street(claim, zones=zones), column)
    assert broken(made) == []
    assert made.terms == {"trees": amount, "root-volume": -20_000, "zones": 70}
    assert made.parties == {"city": amount}
    assert made.cost == amount
    assert made.figures.root_area == 2_000_000


def test_storage_a_reserve_and_a_container_pay_and_earn() -> None:
    claims = (
        {"id": "crates", "storage": {"rain": 57, "catchment": 5000}},
        {"id": "later", "reserve": {"width": 500, "top": 600, "bottom": 900}},
        {"id": "bin", "container": {"width": 1500, "depth": 2700}},
    )
    box = Box(start=500, end=1500, top=250, bottom=550)
    member = Member(claim="crates", box=box, layers=1)
    crates = Column(technique="single", box=box, members=(member,))
    made = layout(
        street(*claims, width=9000), crates, slot("later", 2000, 600, 500, 300),
        slot("bin", 3000, 0, 1500, 2700),
    )  # fmt: skip
    assert broken(made) == []
    assert made.terms == {
        "storage": 1 * 1000,  # 3000 x 300 / 10^6 = 0.9
        "storage-volume": -2 * 1000,  # 8000 x 300 x 95 / 10^8 = 2.28
        "reserve-value": -4000,
        "laying": 2700,
    }
    assert made.parties == {"city": 3700}
    assert made.score == 1000 - 2000 - 4000 + 2700
    assert made.cost == 3700
    assert made.figures.storage_area == 1000 * 300 * 95 // 100
    assert made.figures.width_taken == 1000 + 500 + 1500


def test_what_goes_is_paid_by_its_owner_and_what_is_left_out_by_nobody() -> None:
    claims = (
        net("old-water", "water", state="existing", mobility="relocatable", axis=2000),
        net("old-gas", "gas-low", state="abandoned", axis=3000),
        net("old-sewer", "sewer-foul", state="existing", axis=4000),
        net("sewer", "sewer-foul", replaces="old-sewer"),
        {"id": "oak", "tree": {"root-volume": 10**10, "spacing": 9000}, "state": "existing",
         "mobility": "removable", "axis": 5000},
        {"id": "late", "reserve": {"width": 500, "top": 600, "bottom": 900}, "optional": True,
         "skip-price": 77},
    )  # fmt: skip
    made = layout(
        street(*claims), slot("old-water", 1000, 600), slot("sewer", 3000, 700),
        relocated=["old-water"], removed=["old-gas", "old-sewer", "oak"], skipped=["late"],
    )  # fmt: skip
    assert broken(made) == []
    assert made.terms["relocation"] == 3700
    assert made.terms["removal"] == 420 + 880 + 1500
    assert made.terms["skipped"] == 77
    assert made.parties["gas"] == 420
    water = (1900 + 500) * 5 // 4 + 2 * 700 + 147
    assert made.parties["water"] == 3700 + water
    sewer = 3300 + 700 + 3 * 800 + 105  # 1/10 x 7/8 x 3 x 400
    assert made.parties["city"] == 1500 + 880 + sewer
    assert "skipped" not in made.parties


def test_what_stays_costs_nothing_new() -> None:
    bed = net("old", "water", state="existing", mobility="relocatable", axis=2000)
    made = layout(street(bed), staying(("old", 1950, 600, 100)))
    assert broken(made) == []
    assert made.terms == {}
    assert made.figures.width_taken == 100


def test_a_preset_weighs_the_terms_but_not_the_cost() -> None:
    gas = net("gas", "gas-low", 110, serves="left")
    made = layout(street(gas, preset="space"), slot("gas", 1000, 500, 110, None, "left"))
    assert made.score == 2 * made.terms["laying"] + made.terms["reopenings"]
    assert made.cost == made.terms["laying"] + made.terms["reopenings"]


def test_the_checker_s_numbers_do_not_depend_on_those_of_the_layout() -> None:
    made = rack()
    wrong = made.model_copy(update={"terms": {}, "score": 5, "cost": 6, "parties": {}})
    report = check_layout(wrong)
    assert (dict(report.terms), report.score, report.cost) == (made.terms, made.score, made.cost)
    assert small_rules().weight("balanced", "rack") == 1
