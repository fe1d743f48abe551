"""Rows that explain a value tell the same value, its source and what it was inherited from."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from ondergrond.io.rulefile import load_rules
from ondergrond.io.rulefile_explain import (
    Explained,
    UnknownClassError,
    basis_counts,
    explain_class,
    explain_pair,
    explainable,
)
from ondergrond.io.rulefile_schema import RULE_CLASSES, SHEET, number_text, value_text
from ondergrond.rules import NETWORKS
from tests.io.rulefiles import OWN, child

DEFAULT = load_rules("nen7171-style")


def by_field(rows: tuple[Explained, ...]) -> dict[str, Explained]:
    found = {row.field: row for row in rows}
    assert len(found) == len(rows), "a field is told once"
    return found


def test_a_pair_is_explained_with_gaps_lying_over_and_crossings() -> None:
    rows = by_field(explain_pair(DEFAULT, "water", "heat"))
    minimum = rows["gaps.minimum"]
    assert (minimum.value, minimum.text) == (1000, "1 m")
    assert (minimum.low, minimum.high) == ("0.5 m", "1.5 m")
    assert (minimum.source, minimum.basis) == ("own estimate", "assumption")
    assert minimum.path == "gaps.minimum.drinking-water.thermal"
    assert minimum.inherited_from == "drinking-water.thermal"
    assert rows["gaps.over"].text == "priced"
    assert rows["crossings.water.heat"].text == "60 EUR each"
    assert rows["crossings.heat.water"].text == "80 EUR each"


def test_the_two_may_be_named_either_way_round() -> None:
    there = by_field(explain_pair(DEFAULT, "water", "heat"))
    back = by_field(explain_pair(DEFAULT, "heat", "water"))
    assert there == back


def test_a_pair_s_own_value_is_inherited_from_nothing(tmp_path: Path) -> None:
    text = f'[gaps.minimum]\nheat.water = {{ value = 1.1, unit = "m", {OWN} }}\n'
    rows = by_field(explain_pair(child(tmp_path, text), "water", "heat"))
    assert rows["gaps.minimum"].inherited_from is None
    assert rows["gaps.preferred"].inherited_from == "drinking-water.thermal in nen7171-style"


def test_a_stack_is_told_for_its_pair() -> None:
    rows = by_field(explain_pair(DEFAULT, "sewer-foul", "sewer-storm"))
    assert rows["stacks.sewer-storm.sewer-foul"].text == "0.2 m"


def test_a_class_is_explained_with_all_it_has() -> None:
    rows = by_field(explain_class(DEFAULT, "heat"))
    assert rows["networks.cover.footway"].text == "0.8 m"
    assert rows["networks.casing.twin.80"].text == "250 mm"
    assert rows["networks.size"].text == "200 mm"
    assert rows["networks.service-per-mm"].text == "350 EUR each per m"
    assert rows["networks.rank"].text == "none"
    assert rows["zone-use.tramway"].text == "forbidden"
    assert rows["zone-use.footway"].text == "20 EUR/m"


@pytest.mark.parametrize(
    ("name", "field", "text"),
    [
        ("rack", "racks.beam.base", "0.6 m"),
        ("rack", "racks.level-gap.low.water.heat", "0.07 m"),
        ("rack", "racks.cover.high.footway", "0.6 m"),
        ("rack", "zone-use.garden", "forbidden"),
        ("tree-trunk", "tree.trunk", "0.4 m"),
        ("tree", "tree.value", "300 EUR/m3"),
        ("storage", "storage.cover.parking", "0.5 m"),
        ("prices", "prices.discount", "2.25 %"),
        ("prices", "prices.pavement.tiles", "45 EUR/m2"),
        ("kerb", "street.kerb-depth", "0.4 m"),
        ("street", "street.load-spread", "1000 mm per m"),
    ],
)
def test_bodies_and_records_are_explained(name: str, field: str, text: str) -> None:
    assert by_field(explain_class(DEFAULT, name))[field].text == text


def test_every_class_and_pair_can_be_explained_with_a_source() -> None:
    for name in explainable():
        for row in by_field(explain_class(DEFAULT, name)).values():
            assert row.source
            assert row.basis in ("published", "practice", "assumption")
    for a, b in combinations_with_replacement(RULE_CLASSES, 2):
        rows = by_field(explain_pair(DEFAULT, a, b))
        assert rows["gaps.hard"].value == DEFAULT.gap(a, b).hard


def test_nothing_of_a_network_is_left_out() -> None:
    rule = DEFAULT.networks["heat"]
    told = {row.field for row in explain_class(DEFAULT, "heat")}
    for field in type(rule).model_fields:
        if field != "why":
            sheet = f"networks.{field.replace('_', '-')}"
            assert any(name == sheet or name.startswith(sheet + ".") for name in told), field


@pytest.mark.parametrize("name", ["watr", "footway", ""])
def test_an_unknown_class_is_told_with_the_nearest(name: str) -> None:
    with pytest.raises(UnknownClassError, match="there is no class"):
        explain_class(DEFAULT, name)
    with pytest.raises(UnknownClassError, match="there is no class"):
        explain_pair(DEFAULT, "water", name)


def test_the_basis_of_all_values_is_counted() -> None:
    counts = basis_counts(DEFAULT)
    assert list(counts) == ["published", "practice", "assumption"]
    assert sum(counts.values()) == len(DEFAULT.provenance)
    assert all(count > 0 for count in counts.values())


def test_numbers_are_told_without_loss() -> None:
    metres, money = SHEET["gaps.hard"].quantity, SHEET["prices.breach"].quantity
    assert number_text(1, metres) == "0.001"
    assert number_text(12_345, metres) == "12.345"
    assert number_text(100_000_000, money) == "10000"
    assert number_text(1, money) == "0.0001"
    assert number_text(Fraction(1, 3), SHEET["networks.openings"].quantity) == "1/3"
    assert value_text(None, SHEET["zone-use"].quantity) == "forbidden"
    assert value_text(None, SHEET["crossings"].quantity) == "impossible"
    assert value_text("priced", SHEET["gaps.over"].quantity) == "priced"


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_foreign_set_says_which_values_are_not_its_own(kind: str) -> None:
    rows = explain_class(load_rules("uk-style"), kind)
    own = [row for row in rows if row.by_set is None]
    assert all(row.file == "uk-style" for row in own)
    assert all(row.by_set == "nen7171-style" for row in rows if row not in own)
