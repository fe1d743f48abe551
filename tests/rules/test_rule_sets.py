"""The rule sets that come with the program hold what they promise."""

from __future__ import annotations

import re
from itertools import pairwise, product
from pathlib import Path
from textwrap import dedent

import pytest

from ondergrond.io.rulefile import list_rules, load_rules, rule_problems
from ondergrond.io.rulefile_explain import basis_counts
from ondergrond.io.rulefile_schema import CROSSED, RULE_CLASSES, SHEETS, USERS, Sheet
from ondergrond.profile import Pavement, ZoneKind
from ondergrond.quantity import SU_PER_EURO
from ondergrond.resources import Shelf, find
from ondergrond.rules import GIVING, NETWORKS, RACK_LEVELS, TERMS, Rule, RuleSet

ROOT = Path(__file__).resolve().parents[2]
SETS = list_rules()
DEFAULT = load_rules("nen7171-style")
ZONES = {zone.value for zone in ZoneKind}


def records(rules: RuleSet) -> list[Rule]:
    return [
        *rules.networks.values(),
        *rules.zone_use.values(),
        *rules.gaps.values(),
        *rules.crossings.values(),
        *rules.racks.values(),
        *rules.stacks,
        rules.tree,
        rules.storage,
        rules.prices,
    ]


@pytest.mark.parametrize("name", SETS)
def test_a_set_that_comes_with_the_program_is_sound(name: str) -> None:
    assert rule_problems(name) == []


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_complete_and_valid_as_a_rule_set(name: str) -> None:
    rules = load_rules(name)
    assert RuleSet.model_validate(rules.model_dump(mode="json")) == rules
    assert len(rules.gaps) == len(RULE_CLASSES) * (len(RULE_CLASSES) + 1) // 2
    assert set(rules.networks) == set(NETWORKS)
    assert all(set(rule.cover) == ZONES for rule in rules.networks.values())
    assert set(rules.zone_use) == set(USERS)
    assert all(set(use.price) == ZONES for use in rules.zone_use.values())
    assert all(set(crossing.price) == set(CROSSED) for crossing in rules.crossings.values())
    assert set(rules.prices.pavement) == {pavement.value for pavement in Pavement}
    assert set(rules.prices.nuisance) == ZONES
    assert set(rules.presets) >= {"balanced", "space", "cost", "trees"}
    assert all(set(weights) <= set(TERMS) for weights in rules.presets.values())
    assert set(rules.gives_way) == set(GIVING)


@pytest.mark.parametrize("name", SETS)
def test_every_value_of_every_record_has_its_provenance(name: str) -> None:
    rules = load_rules(name)
    for record in records(rules):
        for field in type(record).model_fields:
            value = getattr(record, field)
            if field in ("why", "upper", "lower"):
                continue
            keys = [f"{field}.{key}" for key in value] if isinstance(value, dict) else [field]
            for key in keys:
                assert 0 <= record.why[key] < len(rules.provenance), key
    weights = [f"presets.{preset}.{t}" for preset, terms in rules.presets.items() for t in terms]
    giving = [f"gives-way.{kind}" for kind in rules.gives_way]
    assert set(rules.why) == {"load_spread", "kerb_depth", *weights, *giving}


@pytest.mark.parametrize("name", SETS)
def test_a_range_lies_around_its_value(name: str) -> None:
    rules = load_rules(name)
    for record in records(rules):
        for key, index in record.why.items():
            field, _, entry = key.partition(".")
            value = getattr(record, field)
            value = value[entry] if entry else value
            why = rules.provenance[index]
            if isinstance(value, int):
                assert (why.low if why.low is not None else value) <= value, why.path
                assert (why.high if why.high is not None else value) >= value, why.path


@pytest.mark.parametrize("name", SETS)
def test_no_value_claims_to_be_the_norm_s_and_every_assumption_has_a_reason(name: str) -> None:
    for why in load_rules(name).provenance:
        assert not re.search("NEN", why.source)
        assert why.basis != "assumption" or why.note
        assert (why.source == "own estimate") <= (why.basis == "assumption")


@pytest.mark.parametrize("name", SETS)
def test_gaps_are_in_order_and_priced_only_where_they_may_be(name: str) -> None:
    for rule in load_rules(name).gaps.values():
        assert 0 <= rule.hard <= rule.minimum <= rule.preferred
        assert 0 <= rule.over_hard <= rule.over_minimum <= rule.over_preferred
        assert rule.over_price >= 0


def test_hard_gaps_are_physics_and_trunks_only() -> None:
    """All real streets break assumed minima, so hardly anything may be hard (mm)."""
    for pair, rule in DEFAULT.gaps.items():
        trunk = any(name.startswith("tree-trunk") for name in pair.split("|"))
        assert rule.hard <= (500 if trunk else 100), pair


# --- the values the public facts give ------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "minimum"),
    [
        ("telecom", "fibre", 50),
        ("telecom", "low-voltage", 100),
        ("coax", "medium-voltage", 300),
        ("telecom", "gas-low", 250),
        ("telecom", "water", 250),
        ("telecom", "heat", 300),
        ("telecom", "sewer-foul", 500),
        ("low-voltage", "public-lighting", 70),
        ("low-voltage", "medium-voltage", 200),
        ("low-voltage", "water", 250),
        ("low-voltage", "heat", 300),
        ("medium-voltage", "medium-voltage", 200),
        ("medium-voltage", "gas-low", 500),
        ("medium-voltage", "water", 500),
        ("medium-voltage", "heat", 500),
        ("gas-low", "gas-low", 300),
        ("gas-low", "water", 300),
        ("gas-low", "heat", 500),
        ("gas-low", "sewer-combined", 500),
        ("water", "heat", 1000),
        ("water", "sewer-foul", 500),
        ("heat", "cold", 150),
        ("heat", "sewer-storm", 500),
        ("tree-trunk", "medium-voltage", 2500),
        ("tree-trunk", "water", 2500),
        ("facade", "medium-voltage", 500),
    ],
)
def test_minimum_gaps_are_the_clear_distances_of_practice(a: str, b: str, minimum: int) -> None:
    assert DEFAULT.gap(a, b).minimum == minimum


@pytest.mark.parametrize(
    ("a", "b", "preferred"),
    [
        ("medium-voltage", "medium-voltage", 250),
        ("medium-voltage", "gas-high", 2000),
        ("gas-low", "water", 500),
        ("gas-low", "sewer-foul", 1000),
        ("water", "heat", 1500),
        ("heat", "heat", 250),
        ("telecom", "low-voltage", 100),
    ],
)
def test_more_is_preferred_where_a_range_is_known(a: str, b: str, preferred: int) -> None:
    assert DEFAULT.gap(a, b).preferred == preferred


def test_the_trunk_distance_is_published_and_the_hard_one_stretched() -> None:
    gap = DEFAULT.gap("tree-trunk", "gas-low")
    minimum, hard = DEFAULT.provenance[gap.why["minimum"]], DEFAULT.provenance[gap.why["hard"]]
    assert (minimum.source, minimum.basis, minimum.confidence) == ("L1", "published", "high")
    assert (gap.hard, hard.source, hard.basis) == (500, "C1", "assumption")


def test_vertical_distances_are_those_of_crossings() -> None:
    for a, b in product(NETWORKS, NETWORKS):
        assert DEFAULT.gap(a, b).over_minimum >= 200
    for cable in ("telecom", "low-voltage", "medium-voltage", "high-voltage"):
        assert DEFAULT.gap(cable, "heat").over_minimum >= 300


def test_cables_may_lie_over_a_deep_sewer_and_nothing_over_high_pressure_gas() -> None:
    assert DEFAULT.gap("telecom", "sewer-combined").over == "free"
    assert DEFAULT.gap("water", "sewer-combined").over == "priced"
    assert {DEFAULT.gap("gas-high", kind).over for kind in NETWORKS} == {"never"}
    assert DEFAULT.gap("tree-trunk", "water").over == "never"


def test_only_sewer_laterals_cross_a_rack_freely_and_others_at_a_price() -> None:
    for kind in NETWORKS:
        price = DEFAULT.crossings[kind].price["rack"]
        if kind.startswith("sewer") and kind != "sewer-pressure":
            assert price == 0
        else:
            assert price is None or price >= 300 * SU_PER_EURO


def test_the_wished_order_runs_from_telecom_to_medium_voltage() -> None:
    order = ("telecom", "low-voltage", "gas-low", "water", "medium-voltage")
    ranks = [DEFAULT.networks[kind].rank for kind in order]
    assert None not in ranks
    assert all(a < b for a, b in pairwise(rank or 0 for rank in ranks))
    assert DEFAULT.networks["heat"].rank is None


def test_casings_of_heat_are_those_of_the_published_tables() -> None:
    casing = DEFAULT.networks["heat"].casing
    assert {key: casing[key] for key in ("twin/20", "twin/80", "twin/100", "twin/200")} == {
        "twin/20": 125, "twin/80": 250, "twin/100": 315, "twin/200": 560,
    }  # fmt: skip
    assert {key: casing[key] for key in ("single/20", "single/80", "single/100", "single/300")} == {
        "single/20": 90, "single/80": 160, "single/100": 200, "single/300": 450,
    }  # fmt: skip


# --- racks ---------------------------------------------------------------------------------------

RIDERS = ("telecom", "medium-voltage", "gas-low", "water")
"""One network on every level above heat, from the top."""


def rack_bottom(case: str, heat: int) -> int:
    """Bottom of a full rack under a footway with a heat level of this height (mm)."""
    rack = DEFAULT.racks[case]
    bodies = [DEFAULT.networks[kind].size for kind in RIDERS] + [heat]
    gaps = sum(rack.level_gap[f"{a}/{b}"] for a, b in pairwise(RACK_LEVELS))
    plates = rack.cover_plate + rack.base_plate + rack.top_gap + rack.bottom_gap
    return rack.cover["footway"] + plates + sum(bodies) + gaps


def test_the_low_rack_with_five_levels_reaches_about_1_20_m() -> None:
    assert 1150 <= rack_bottom("low", heat=160) <= 1250


@pytest.mark.parametrize(("case", "other"), [("low", "base"), ("base", "high")])
def test_the_cases_grow_from_low_to_high(case: str, other: str) -> None:
    a, b = DEFAULT.racks[case], DEFAULT.racks[other]
    assert rack_bottom(case, 160) < rack_bottom(other, 160)
    assert a.post + a.beam < b.post + b.beam
    assert a.strip < b.strip
    assert a.facade > b.facade
    assert a.fixed < b.fixed
    assert all(a.level_gap[key] <= b.level_gap[key] for key in a.level_gap)


@pytest.mark.parametrize("case", ["low", "base", "high"])
def test_a_beam_carries_a_pair_dn80_a_twin_and_three_cables(case: str) -> None:
    rack, heat = DEFAULT.racks[case], DEFAULT.networks["heat"]
    pair = 2 * heat.casing["single/80"] + heat.pair_gap
    assert rack.lateral + pair <= rack.beam
    assert rack.lateral + heat.casing["twin/80"] <= rack.beam
    cables = 2 * DEFAULT.networks["telecom"].size + DEFAULT.networks["medium-voltage"].size
    assert 3 * rack.lateral + cables <= rack.beam


@pytest.mark.parametrize("case", ["low", "base", "high"])
def test_a_full_rack_is_not_too_deep_under_a_footway(case: str) -> None:
    assert (
        rack_bottom(case, DEFAULT.networks["heat"].casing["twin/80"]) <= DEFAULT.racks[case].deepest
    )


# --- magnitudes ----------------------------------------------------------------------------------


def test_a_breach_costs_more_than_any_detour_saves() -> None:
    """More than laying the dearest street network, and than ten deviations."""
    prices = DEFAULT.prices
    street = [kind for kind in NETWORKS if DEFAULT.networks[kind].level or "sewer" in kind]
    dearest = max(
        DEFAULT.networks[kind].laying + DEFAULT.networks[kind].laying_per_mm * 600
        for kind in street
    )
    assert prices.breach >= 4000 * SU_PER_EURO > dearest
    assert prices.breach > 10 * prices.deviation
    zones = [p for use in DEFAULT.zone_use.values() for p in use.price.values() if p is not None]
    assert prices.breach > 10 * max(zones)


@pytest.mark.parametrize("preset", sorted(DEFAULT.presets))
def test_no_preset_makes_a_breach_cheap(preset: str) -> None:
    """A breach outweighs a root volume of 3 m³ per metre, and money as it is weighed."""
    breach = DEFAULT.weight(preset, "breaches") * DEFAULT.prices.breach
    assert breach > 3 * DEFAULT.tree.value * DEFAULT.weight(preset, "root-volume")
    assert DEFAULT.weight(preset, "breaches") >= DEFAULT.weight(preset, "laying")


def test_the_sums_of_the_horizon_are_those_of_the_discount_rate() -> None:
    assert DEFAULT.prices.horizon == 60
    assert 32 < DEFAULT.annuity < 33  # (1 - 1.0225**-60) / 0.0225 = 32.75
    assert DEFAULT.renewals(60) == 1
    assert 1.5 < DEFAULT.renewals(30) < 1.53


# --- the other sets ------------------------------------------------------------------------------


def test_the_set_of_narrow_streets_asks_less_and_says_why() -> None:
    narrow = load_rules("narrow-streets")
    assert narrow.inherits == ("nen7171-style",)
    for a, b in (("tree-trunk", "water"), ("water", "heat"), ("facade", "telecom")):
        assert narrow.gap(a, b).minimum < DEFAULT.gap(a, b).minimum
    for pair, rule in narrow.gaps.items():
        assert rule.minimum <= DEFAULT.gaps[pair].minimum, pair
        assert rule.hard == DEFAULT.gaps[pair].hard, pair
    own = [why for why in narrow.provenance if why.file == "narrow-streets"]
    assert len(own) > 25
    assert all(why.note for why in own if why.basis == "assumption")


def test_safety_of_gas_and_hazardous_pipelines_is_not_traded_for_room() -> None:
    narrow = load_rules("narrow-streets")
    for kind in ("gas-low", "gas-high", "hazardous-pipeline", "petrochemical"):
        assert narrow.gap("facade", kind).minimum == DEFAULT.gap("facade", kind).minimum


def test_the_british_set_has_the_british_values_and_inherits_the_rest() -> None:
    uk = load_rules("uk-style")
    assert uk.networks["gas-low"].cover["footway"] == 600
    assert uk.networks["gas-low"].cover["carriageway"] == 750
    assert uk.networks["water"].cover["footway"] == 750
    assert uk.gap("tree-trunk", "water").hard == 1000
    assert uk.zone_use["water"].price["tree-strip"] is None
    assert uk.zone_use["sewer-foul"].price["carriageway"] == 0
    heat = uk.networks["heat"]
    assert heat == DEFAULT.networks["heat"].model_copy(update={"why": heat.why})
    assert {uk.provenance[index].file for index in heat.why.values()} == {"nen7171-style"}


@pytest.mark.parametrize("name", SETS)
def test_a_rule_file_stays_readable(name: str) -> None:
    text = find(Shelf.RULES, name).read_text(encoding="utf-8")
    assert text.count("\n") < 1000
    assert text.startswith("# ")


# --- the documentation ---------------------------------------------------------------------------


def test_the_example_of_the_documentation_is_a_sound_set(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(\s+title = .*?)```", text, re.DOTALL)
    assert block is not None
    path = tmp_path / "my-town.toml"
    path.write_text(dedent(block.group(1)), encoding="utf-8")
    rules = load_rules(path)
    assert rules.gap("tree-trunk", "gas-low").minimum == 2000
    assert rules.gap("heat", "water").minimum == 1200
    assert rules.networks["telecom"].cover["carriageway"] == 700
    assert {why.source for why in rules.provenance} >= {"HB", "own estimate"}


@pytest.mark.parametrize("name", SETS)
def test_the_documentation_counts_what_values_rest_on(name: str) -> None:
    counts = basis_counts(load_rules(name))
    row = f"| `{name}` | {' | '.join(str(count) for count in counts.values())} |"
    assert row in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_documentation_names_every_table() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    missing = [s.name for s in SHEETS if s.path[0] not in text or not _named(s, text)]
    assert not missing


def _named(sheet: Sheet, text: str) -> bool:
    single = sheet.path[0] in ("racks", "tree", "storage", "prices", "street")
    return single or f"`{sheet.path[-1]}`" in text or f"`{sheet.name}`" in text
