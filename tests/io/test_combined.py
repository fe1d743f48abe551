"""Map, KLIC delivery and sewer set of one street together.

No area has both a KLIC delivery and the map in public, so the pair here is made up: the street of
``mapfiles``, with a delivery for it after the schema of IMKL 2.0.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ondergrond.bodies import rule_errors
from ondergrond.check import check
from ondergrond.claims import NetworkClaim
from ondergrond.io import load_rules, parse_profile
from ondergrond.io.bgt import read_map
from ondergrond.io.combined import Sources, combine
from ondergrond.io.found import FoundStreet
from ondergrond.io.hydx import read_hydx
from ondergrond.io.klic import Importer, read_delivery
from ondergrond.io.streetyaml import street_to_yaml
from tests.cli.test_runs import run
from tests.io.klic.making import (
    INSPIRE,
    area,
    box,
    delivery,
    feature,
    link,
    network,
    request,
    zipped,
)
from tests.io.mapfiles import EAST, NORTH, SECTION, WIDTH
from tests.io.mapfiles import write_zip as map_zip
from tests.io.sewerfiles import write_zip as sewer_zip

RULES = load_rules("nen7171-style")


def line(x: float, name: str) -> str:
    """A line along the street, x metres from its left boundary."""
    return link(name, [(EAST + x, NORTH - 50), (EAST + x, NORTH + 50)])


def pipe(
    kind: str,
    name: str,
    net: str,
    mm: int,
    operator: str = "KL1",
    status: str = "functional",
) -> str:
    return feature(kind, name, net, name + ".l", diameter=str(mm), operator=operator, status=status)


KLIC = [
    request(),
    area(box(EAST - 20, NORTH - 50, EAST + 30, NORTH + 50)),
    network("lv", "laagspanning", "0.6"),
    network("gas", "gasLageDruk"),
    network("water", "water"),
    network("riool", "rioolVrijverval", None, "GM1"),
    line(0.8, "lv1"), feature("Elektriciteitskabel", "lv1c", "lv", "lv1"),
    line(1.5, "gas1.l"), pipe("OlieGasChemicalienPijpleiding", "gas1", "gas", 110),
    line(6.4, "riool1.l"), pipe("Rioolleiding", "riool1", "riool", 400, "GM1"),
    line(9.0, "riool2.l"), pipe("Rioolleiding", "riool2", "riool", 300, "GM1"),
    line(10.3, "water1.l"), pipe("Waterleiding", "water1", "water", 110),
    line(-3.0, "water2.l"), pipe("Waterleiding", "water2", "water", 110),
    line(13.4, "gas2.l"), pipe("OlieGasChemicalienPijpleiding", "gas2", "gas", 110),
    line(5.0, "water3.l"), pipe("Waterleiding", "water3", "water", 110, status="projected"),
    line(7.5, "riool3.l"), pipe("Rioolleiding", "riool3", "riool", 300, "GM1", "projected"),
]  # fmt: skip


def made(tmp_path: Path, members: list[str] = KLIC, *, sewers: bool = True) -> FoundStreet:
    importer = Importer(read_delivery(zipped(tmp_path / "klic.zip", delivery(members))), RULES)
    return combine(
        Sources(
            read_map([map_zip(tmp_path / "map.zip")]),
            lambda section: importer.cut(section).street,
            read_hydx(sewer_zip(tmp_path / "sewers.zip")) if sewers else None,
            RULES,
        ),
        SECTION,
    )


def test_the_surface_is_the_map_s_and_what_lies_below_the_delivery_s(tmp_path: Path) -> None:
    street = made(tmp_path, sewers=False)
    profile = street.profile()
    assert profile.width == WIDTH
    assert len(profile.zones) == 5
    below = [one for one in profile.claims if isinstance(one, NetworkClaim)]
    axes = [one.axis for one in below if one.axis is not None]
    assert sorted(axes) == [800, 1500, 6400, 9000, 10300, 12945]
    assert [claim.id for claim in profile.claims if not isinstance(claim, NetworkClaim)] == ["tree"]
    assert len(street.sources) == 2
    assert rule_errors(profile, RULES) == []
    assert parse_profile(street_to_yaml(street)).profile == profile
    assert check(profile, RULES) is not None


def test_the_sewer_set_takes_the_place_of_the_same_sewer(tmp_path: Path) -> None:
    street = made(tmp_path)
    sewers = {
        one.thing.id: one
        for one in street.claims
        if isinstance(one.thing, NetworkClaim) and one.thing.network.value.startswith("sewer")
    }
    combined = sewers["sewer-combined-combined"]
    assert isinstance(combined.thing, NetworkClaim)
    assert combined.thing.invert == 2_500
    assert "KLIC has it 0.40 m aside, at 6.40 m" in combined.warnings
    assert ("BETTER", 1) in {(row.reason.name, row.number) for row in street.left_out}
    alone = next(one for one in sewers.values() if one.thing.axis == 9_000)
    assert "the sewer set has no sewer here" in alone.warnings
    assert "the KLIC delivery has no sewer here" in sewers["sewer-storm-storm"].warnings
    assert rule_errors(street.profile(), RULES) == []


def twins(tmp_path: Path, *sewers: str) -> dict[str, tuple[str, ...]]:
    """What is told of every sewer, where the delivery has these."""
    street = made(tmp_path, [*KLIC[:6], *sewers])
    return {
        one.thing.id: one.warnings for one in street.claims if one.thing.id.startswith("sewer-")
    }


def test_a_dead_sewer_is_never_the_same_as_one_in_use(tmp_path: Path) -> None:
    """An abandoned DN300 beside a sewer of the set was taken for it; the live one took the next."""
    dead = [line(6.2, "dead.l"), pipe("Rioolleiding", "dead", "riool", 300, "GM1", "disused")]
    live = [line(6.6, "live.l"), pipe("Rioolleiding", "live", "riool", 400, "GM1")]
    told = twins(tmp_path, *dead, *live)
    assert "KLIC has it 0.60 m aside, at 6.60 m" in told["sewer-combined-combined"]
    assert told["sewer-storm-storm"] == ("the KLIC delivery has no sewer here",)
    assert "sewer-combined" in told


def test_of_two_sewers_each_has_the_likest_and_the_nearest_pair_goes_first(tmp_path: Path) -> None:
    """Sewers were handed out from left to right: the first took the twin of the second."""
    water = '<us-net-sw:sewerWaterType xlink:href="%s/SewerWaterTypeValue/%s"/>'
    for kind in ("storm", "sanitary"):
        near = feature("Rioolleiding", "near", "riool", "l", operator="GM1",
                       more=water % (INSPIRE, kind))  # fmt: skip
        told = twins(tmp_path, line(6.9, "l"), near)
        assert told["sewer-combined-combined"] == ("the KLIC delivery has no sewer here",)
        assert "KLIC has it 0.70 m aside, at 6.90 m" in told["sewer-storm-storm"]
    mixed = pipe("Rioolleiding", "mixed", "riool", 400, "GM1")
    told = twins(tmp_path, line(6.9, "mixed.l"), mixed)
    assert "KLIC has it 0.90 m aside, at 6.90 m" in told["sewer-combined-combined"]
    assert told["sewer-storm-storm"] == ("the KLIC delivery has no sewer here",)


def test_what_is_drawn_just_behind_a_boundary_lies_along_it(tmp_path: Path) -> None:
    street = made(tmp_path)
    gas = next(one for one in street.claims if one.thing.axis == 12_945)
    assert "drawn 0.40 m behind the right boundary of the map; put along it" in gas.warnings
    assert not any("water2" in one.source for one in street.claims)  # 3 m inside the building


def test_what_lies_behind_a_boundary_is_what_it_would_be_in_the_street(tmp_path: Path) -> None:
    """The metre behind was cut as a street of its own: what is wide or projected vanished there,
    and what lies near to the facade became fixed, at its standard depth."""
    members = [
        line(-0.4, "main.l"), pipe("Waterleiding", "main", "water", 1200),
        line(-0.2, "new.l"), pipe("Waterleiding", "new", "water", 1200, status="projected"),
        line(13.9, "far.l"), pipe("Waterleiding", "far", "water", 110, status="projected"),
        line(13.03, "gas.l"), pipe("OlieGasChemicalienPijpleiding", "gas", "gas", 110),
        line(-0.97, "edge.l"), pipe("OlieGasChemicalienPijpleiding", "edge", "gas", 110),
    ]  # fmt: skip
    street = made(tmp_path, [*KLIC[:6], *members], sewers=False)
    below = {
        one.source.rpartition("KL1.")[2].partition(" ")[0]: one
        for one in street.claims
        if isinstance(one.thing, NetworkClaim)
    }
    main, new, far, gas, edge = (
        below[name].thing for name in ("main", "new", "far", "gas", "edge")
    )
    assert (main.axis, main.may.value) == (600, "fixed")
    assert (new.within, far.within) == ((0, 1_200), (12_890, 13_000))
    assert (gas.axis, edge.axis) == (WIDTH - 55, 55)
    assert gas.may.value == edge.may.value == "relocatable"
    assert isinstance(gas, NetworkClaim)
    assert gas.cover is None
    assert (
        "drawn 0.90 m behind the right boundary of the map; put along it" in below["far"].warnings
    )
    assert rule_errors(street.profile(), RULES) == []


@pytest.mark.parametrize(("casing", "main"), [(0.05, -0.05), (-0.05, 0.05)])
def test_a_casing_and_its_pipe_on_either_side_of_a_boundary_are_one_thing(
    tmp_path: Path, casing: float, main: float
) -> None:
    """The pipe behind the boundary was lost, or the one before it counted twice."""
    names = '<us-net-common:pipes xlink:href="nl.imkl-KL1.main"/>'
    members = [
        line(casing, "m.l"), feature("Mantelbuis", "m", "gas", "m.l", diameter="315", more=names),
        line(main, "main.l"), pipe("OlieGasChemicalienPijpleiding", "main", "gas", 110),
    ]  # fmt: skip
    street = made(tmp_path, [*KLIC[:6], *members], sewers=False)
    (gas,) = (one for one in street.claims if isinstance(one.thing, NetworkClaim))
    assert getattr(gas.thing, "network", "") == "gas-low"
    assert len(gas.parts) == 2
    assert rule_errors(street.profile(), RULES) == []


def test_what_is_too_wide_to_lie_along_a_boundary_is_told(tmp_path: Path) -> None:
    """A wide pipe at a sharp angle vanished from the metre behind a boundary without a word."""
    slant = link("slant.l", [(EAST - 50.5, NORTH - 12.5), (EAST + 49.5, NORTH + 12.5)])
    street = made(tmp_path, [*KLIC[:6], slant, pipe("Waterleiding", "slant", "water", 3500)])
    told = "0.50 m behind the left boundary of the map, is 14432 mm wide and does not fit"
    assert any("KL1.slant" in text and told in text for text in street.warnings)
    assert rule_errors(street.profile(), RULES) == []


def test_a_pipe_under_a_trunk_is_told(tmp_path: Path) -> None:
    assert any("runs under the trunk of tree" in text for text in made(tmp_path).warnings)


def test_projected_pipes_take_part_without_a_place(tmp_path: Path) -> None:
    """They have a window and no axis: one projected sewer or main stopped the whole import."""
    street = made(tmp_path)
    planned = {one.id: one.within for one in street.profile().claims if not one.lies}
    assert planned == {"water": (4_000, 6_000), "sewer-combined-2": (6_500, 8_500)}
    (storm,) = (one for one in street.claims if one.thing.id == "sewer-storm-storm")
    assert "the KLIC delivery has no sewer here" in storm.warnings


def test_the_command_combines_and_adds_a_programme(tmp_path: Path) -> None:
    wish = tmp_path / "wish.yaml"
    wish.write_text(
        "ground: {groundwater: {high: 1.2 m, low: 1.8 m}}\n"
        "claims:\n- {id: heat, network: heat, size: DN80, form: pair, serves: both,"
        " connections: 20 per 100 m}\n",
        encoding="utf-8",
    )
    out = tmp_path / "street.yaml"
    result = run(
        "import", "street", "--bgt", map_zip(tmp_path / "map.zip"),
        "--klic", zipped(tmp_path / "klic.zip", delivery(KLIC)),
        "--hydx", sewer_zip(tmp_path / "sewers.zip"),
        "--near", f"{EAST + 6},{NORTH}", "--programme", wish, "-o", out, "--name", "Our street",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    profile = parse_profile(out.read_text(encoding="utf-8")).profile
    assert profile.name == "Our street"
    assert profile.width == WIDTH
    assert profile.claim("heat").state.value == "planned"
    assert rule_errors(profile, RULES) == []


def test_without_a_road_on_the_section_the_command_says_so(tmp_path: Path) -> None:
    away = f"{EAST + 200},{NORTH},{EAST + 220},{NORTH}"
    result = run("import", "street", "--bgt", map_zip(tmp_path / "map.zip"), "--section", away,
                 "-o", tmp_path / "s.yaml")  # fmt: skip
    assert result.exit_code == 2
    assert "no road of the map lies on this section" in result.output
