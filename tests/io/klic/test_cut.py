"""From a delivery to the things in a street: nothing twice, nothing made up, nothing lost."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.bodies import rule_errors
from ondergrond.claims import Dimensions, NetworkClaim
from ondergrond.io import load_rules, parse_profile
from ondergrond.io.klic import Cut, Importer, Reason, read_delivery
from ondergrond.io.klic.measures import length_of, size_of
from ondergrond.io.section import Section
from ondergrond.io.streetyaml import street_to_yaml
from tests.io.klic.making import (
    EAST,
    NORTH,
    STREET,
    WEST,
    accuracy,
    area,
    box,
    building,
    delivery,
    depth,
    feature,
    link,
    network,
    north,
    places,
    zipped,
)

RULES = load_rules("nen7171-style")
SECTION = Section("s", (WEST, NORTH), (EAST, NORTH))
AREA = area(box(WEST - 5, 450_000, EAST + 5, 450_100))
NETS = [
    network("lv", "laagspanning", "0.6"),
    network("gas", "gasLageDruk"),
    network("water", "water"),
    network("riool", "rioolVrijverval", None),
    network("data", "datatransport", None, "KL2"),
]


def cut(tmp_path: Path, members: Iterable[str], section: Section = SECTION, **more: bool) -> Cut:
    path = zipped(tmp_path / "delivery.zip", delivery(members))
    made = Importer(read_delivery(path), RULES, **more).cut(section)
    assert made.tally.open == {}
    profile = made.street.profile()
    assert rule_errors(profile, RULES) == []
    assert parse_profile(street_to_yaml(made.street)).profile == profile
    return made


def claims(made: Cut) -> list[NetworkClaim]:
    found = [one.thing for one in made.street.claims]
    assert all(isinstance(one, NetworkClaim) for one in found)
    return found  # type: ignore[return-value]


@pytest.fixture
def street(tmp_path: Path) -> Cut:
    return cut(tmp_path, STREET)


def test_beds_and_casings_are_one_thing_with_what_lies_in_them(street: Cut) -> None:
    assert [(one.id, one.axis or one.within) for one in claims(street)] == [
        ("low-voltage", 1000),
        ("telecom", 1500),
        ("gas-low", 3000),
        ("sewer-foul", 6000),
        ("gas-high", 9000),
        ("gas-low-2", (11000, 13000)),
    ]
    left = {(row.kind, row.reason): row.number for row in street.tally.left_out}
    assert left["Elektriciteitskabel", Reason.CONTENT] == 3
    assert left["Duct", Reason.CONTENT] == 1
    assert left["Telecommunicatiekabel", Reason.CONTENT] == 1


def test_sizes_are_read_in_the_unit_of_their_operator_and_unknown_ones_are_assumed(
    street: Cut,
) -> None:
    bed, casing, gas, sewer, dead, _ = claims(street)
    assert bed.size == Dimensions(width=150, height=50)
    assert casing.size == Dimensions(diameter=40)
    assert gas.size == Dimensions(diameter=110)
    assert sewer.size == Dimensions(nominal=400)
    assert dead.size == Dimensions(diameter=200)
    found = street.street.claims[0]
    assert any("150 x 50 mm taken, 3 of 50 mm" in text for text in found.missing)
    assert any("diameter 40 cm" in text for text in street.street.claims[3].measured)


def test_state_and_mobility_follow_the_status(street: Cut) -> None:
    bed, _, gas, sewer, dead, projected = claims(street)
    assert [one.state.value for one in (bed, dead, projected)] == [
        "existing",
        "abandoned",
        "planned",
    ]
    assert [one.may.value for one in (bed, gas, sewer, dead)] == [
        "relocatable",
        "relocatable",
        "fixed",
        "removable",
    ]


def test_the_standard_depth_binds_what_stays_and_is_told_of_the_rest(street: Cut) -> None:
    bed, _, gas, sewer, dead, _ = claims(street)
    assert (bed.cover, gas.cover, sewer.cover, dead.cover) == (None, None, None, 1000)
    assert street.street.claims[2].default == ("cover 1 m, standard depth of the network",)
    assert "depth: that of the rule set" in street.street.claims[3].missing


def test_precaution_zones_warn_with_where_they_lie(street: Cut) -> None:
    (warning,) = street.street.warnings
    assert warning.startswith(
        "precaution zone (gasHogeDruk, Gas Hoge Druk, GHD-1) at 7.00 to 11.00 m"
    )


@pytest.mark.parametrize("form", ["LineString", "Curve"])
def test_an_area_drawn_side_by_side_is_an_area(tmp_path: Path, form: str) -> None:
    """Each side of such a ring became a ring of its own, and precaution zones were gone."""
    corners = box(WEST + 7, 450_000, WEST + 11, 450_100)
    ends = [[a, b] for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
    lists = [f"<gml:posList>{places(end)}</gml:posList>" for end in ends]
    sides = "".join(f"<gml:curveMember><gml:LineString>{one}</gml:LineString></gml:curveMember>"
                    for one in lists)  # fmt: skip
    if form == "Curve":
        parts = "".join(f"<gml:LineStringSegment>{one}</gml:LineStringSegment>" for one in lists)
        sides = (
            f"<gml:curveMember><gml:Curve><gml:segments>{parts}</gml:segments></gml:Curve>"
            "</gml:curveMember>"
        )
    zone, count = re.subn(
        "<gml:LinearRing>.*</gml:LinearRing>", f"<gml:Ring>{sides}</gml:Ring>", STREET[-1]
    )
    assert count == 1
    (warning,) = cut(tmp_path, [*STREET[:-1], zone]).street.warnings
    assert "at 7.00 to 11.00 m" in warning


def test_the_same_delivery_in_the_older_version_gives_the_same_street(
    tmp_path: Path, street: Cut
) -> None:
    path = zipped(tmp_path / "old.zip", delivery(STREET, "1.2.1"))
    old = Importer(read_delivery(path), RULES).cut(SECTION)
    assert [one.thing for one in old.street.claims] == [one.thing for one in street.street.claims]
    assert old.street.sources == ("KLIC 22O1 (IMKL 1.2.1)",)


def test_nothing_moves_where_nothing_may(tmp_path: Path) -> None:
    made = cut(tmp_path, STREET, moves=False)
    assert {one.may.value for one in claims(made) if one.state == "existing"} == {"fixed"}


def test_a_slanting_pipe_takes_its_true_width_and_warns(tmp_path: Path) -> None:
    slant = link("l", [(WEST + 5, NORTH), (WEST + 15, NORTH + 10)])
    pipe = feature("Waterleiding", "w", "water", "l", diameter="110")
    made = cut(tmp_path, [*NETS, AREA, slant, pipe])
    (water,) = claims(made)
    assert water.size == Dimensions(width=156, height=110)
    assert made.street.claims[0].warnings == (
        "crosses at 45 degrees: 110 mm wide, 156 mm on the section",
    )


def test_a_pipe_along_the_section_is_left_out_and_told(tmp_path: Path) -> None:
    line = link("l", [(WEST + 5, NORTH - 0.1), (WEST + 15, NORTH + 0.1)])
    made = cut(tmp_path, [*NETS, AREA, line, feature("Waterleiding", "w", "water", "l")])
    assert claims(made) == []
    assert any("runs along the section, from 10.00 m" in text for text in made.street.warnings)
    assert [(row.kind, row.reason) for row in made.street.left_out] == [
        ("Waterleiding", Reason.ALONG)
    ]


def test_a_measured_depth_beats_the_standard_and_their_difference_is_told(tmp_path: Path) -> None:
    pipe = feature("Waterleiding", "w", "water", "l", diameter="110")
    point = depth("d", "water", (WEST + 4.5, NORTH + 6), "1.3")
    made = cut(tmp_path, [*NETS, AREA, north(4, "l"), pipe, point])
    assert claims(made)[0].cover == 1300
    (found,) = made.street.claims
    assert found.measured[2].startswith("cover 1.3 m, measured 6.0 m away")
    assert found.warnings == ("measured cover 1.3 m, standard of the network 1 m",)


@pytest.mark.parametrize(
    ("point", "cover"),
    [
        (depth("d", "water", (WEST + 4, NORTH + 11), "1.3"), None),
        (depth("d", "water", (WEST + 5.2, NORTH), "1.3"), None),
        (depth("d", "gas", (WEST + 4, NORTH), "1.3"), None),
        (depth("d", "water", (WEST + 4, NORTH), "1.41", "binnenonderkantBuis"), 1300),
        (
            depth(
                "d", "water", (WEST + 4, NORTH), "2.00", kind="DiepteNAP",
                ground='<imkl:maaiveldPeil uom="urn:ogc:def:uom:OGC::m">3.25</imkl:maaiveldPeil>',
            ),
            1250,
        ),
        (depth("d", "water", (WEST + 4, NORTH), "2.00", kind="DiepteNAP"), None),
        (depth("d", "water", (WEST + 4, NORTH), "-1"), None),
    ],
)  # fmt: skip
def test_a_depth_counts_only_near_by_on_the_line_and_to_a_known_point(
    tmp_path: Path, point: str, cover: int | None
) -> None:
    pipe = feature("Waterleiding", "w", "water", "l", diameter="110")
    assert claims(cut(tmp_path, [*NETS, AREA, north(4, "l"), pipe, point]))[0].cover == cover


def test_of_an_object_s_own_depths_the_nearest_counts_and_one_far_away_is_told(
    tmp_path: Path,
) -> None:
    """The first one named counted, though another of them was measured on the section."""
    own = "".join(f'<imkl:dieptelegging xlink:href="nl.imkl-KL1.{name}"/>' for name in "dex")
    pipe = feature("Waterleiding", "w", "water", "l", diameter="110", more=own)
    far = depth("d", "water", (WEST + 4, NORTH + 45), "1.6")
    near = depth("e", "water", (WEST + 4, NORTH - 3), "1.1")
    told = {}
    for points in ([far], [far, near]):
        (found,) = cut(tmp_path, [*NETS, AREA, north(4, "l"), pipe, *points]).street.claims
        assert isinstance(found.thing, NetworkClaim)
        told[found.thing.cover] = found.warnings
    assert told == {
        1600: (
            "its depth was measured 45.0 m away; look whether it is that deep here",
            "measured cover 1.6 m, standard of the network 1 m",
        ),
        1100: (),
    }


def test_cables_of_one_operator_at_one_place_lie_together_of_two_operators_apart(
    tmp_path: Path,
) -> None:
    both = [
        north(4, "l"),
        *(feature("Elektriciteitskabel", f"a{i}", "lv", "l") for i in range(2)),
        *(feature("Telecommunicatiekabel", f"b{i}", "data", "l", operator="KL2") for i in range(4)),
    ]
    made = cut(tmp_path, [*NETS, AREA, *both])
    assert {(one.id, str(one.size)) for one in claims(made)} == {
        ("low-voltage", "100 x 50 mm"),
        ("telecom", "75 x 50 mm"),
    }
    assert made.tally.used["Telecommunicatiekabel"] == 4


def test_a_gas_pipe_in_a_casing_is_gas_as_wide_as_its_casing(tmp_path: Path) -> None:
    members = [
        north(4, "l"),
        feature("Mantelbuis", "m", "gas", "l", diameter="219"),
        feature("OlieGasChemicalienPijpleiding", "g", "gas", "l", diameter="110"),
    ]
    (gas,) = claims(cut(tmp_path, [*NETS, AREA, *members]))
    assert (gas.network.value, gas.size) == ("gas-low", Dimensions(diameter=219))


def test_of_two_casings_at_one_place_the_one_of_its_own_network_holds_a_cable(
    tmp_path: Path,
) -> None:
    members = [
        network("mv", "middenspanning"),
        north(4, "l"),
        feature("Mantelbuis", "a-lv", "lv", "l", diameter="100"),
        feature("Mantelbuis", "b-mv", "mv", "l", diameter="160"),
        feature("Elektriciteitskabel", "c", "mv", "l"),
    ]
    found = {one.network.value: one.size for one in claims(cut(tmp_path, [*NETS, AREA, *members]))}
    assert found == {
        "duct": Dimensions(diameter=100),
        "medium-voltage": Dimensions(diameter=160),
    }


def test_a_casing_holds_what_it_names_only_where_both_cross(tmp_path: Path) -> None:
    """A casing that named a cable took its crossing elsewhere too, and that cable was lost."""
    names = '<us-net-common:cables xlink:href="nl.imkl-KL2.c"/>'
    members = [
        north(5, "l"),
        north(12, "k"),
        feature("Mantelbuis", "m", "gas", "l", diameter="110", more=names),
        feature("Telecommunicatiekabel", "c", "data", ["l", "k"], operator="KL2"),
    ]
    casing, cable = claims(cut(tmp_path, [*NETS, AREA, *members]))
    assert (casing.network.value, casing.axis, casing.size) == (
        "telecom", 5000, Dimensions(diameter=110),
    )  # fmt: skip
    assert (cable.network.value, cable.axis, cable.size) == ("telecom", 12_000, None)


def test_a_bed_that_crosses_twice_holds_its_cables_at_both_places(tmp_path: Path) -> None:
    """The first crossing took the cables of both, so the second was as wide as a single one."""
    names = "".join(f'<us-net-common:cables xlink:href="nl.imkl-KL1.e{i}"/>' for i in range(3))
    members = [
        north(5, "l"),
        north(12, "k"),
        feature("Kabelbed", "b", "lv", ["l", "k"], more=names),
        *(feature("Elektriciteitskabel", f"e{i}", "lv", ["l", "k"]) for i in range(3)),
    ]
    beds = claims(cut(tmp_path, [*NETS, AREA, *members]))
    assert [(bed.axis, bed.size) for bed in beds] == [
        (5000, Dimensions(width=150, height=50)),
        (12_000, Dimensions(width=150, height=50)),
    ]


def test_an_empty_casing_is_a_duct_and_an_empty_bed_keeps_its_theme(tmp_path: Path) -> None:
    members = [
        north(4, "l"),
        feature("Mantelbuis", "m", "lv", "l", diameter="0"),
        north(5, "k"),
        feature("Kabelbed", "b", "data", "k", operator="KL2", width="0"),
    ]
    duct, bed = claims(cut(tmp_path, [*NETS, AREA, *members]))
    assert (duct.network.value, duct.size) == ("duct", None)
    assert (bed.network.value, bed.size) == ("telecom", None)


def test_a_cable_of_public_lighting_alone_is_public_lighting(tmp_path: Path) -> None:
    text = "<imkl:omschrijving>Laagspanningskabel met functie {}</imkl:omschrijving>"
    members = [
        north(4, "l"),
        feature("Elektriciteitskabel", "a", "lv", "l", more=text.format("OV")),
        north(5, "k"),
        feature("Elektriciteitskabel", "b", "lv", "k", more=text.format("LS/OV")),
    ]
    kinds = [one.network.value for one in claims(cut(tmp_path, [*NETS, AREA, *members]))]
    assert kinds == ["public-lighting", "low-voltage"]


def test_the_accuracy_told_is_kept_and_the_worst_of_a_bed_counts(tmp_path: Path) -> None:
    members = [
        north(4, "l"),
        feature("Waterleiding", "w", "water", "l", more=accuracy("tot30cm")),
        north(5, "k"),
        feature("Kabelbed", "b", "lv", "k", more=accuracy("tot30cm")),
        feature("Elektriciteitskabel", "e", "lv", "k", more=accuracy("tot50cm")),
        north(6, "j"),
        feature("Waterleiding", "x", "water", "j", more=accuracy("onbekend")),
    ]
    found = claims(cut(tmp_path, [*NETS, AREA, *members]))
    assert [one.accuracy for one in found] == [300, 500, 1000]


def test_what_cannot_be_placed_is_left_out_with_its_reason(tmp_path: Path) -> None:
    members = [
        north(4, "l"),
        north(5, "k", position="suspendedOrElevated"),
        link("broken", [(WEST, NORTH)]),
        link("degrees", [(5.1, 52.1), (5.1, 52.2)], srs="EPSG:4326"),
        feature("Waterleiding", "no-line", "water", "nothing"),
        feature("Waterleiding", "no-net", "nothing", "l"),
        feature("Waterleiding", "above", "water", "k"),
        feature("Waterleiding", "broken", "water", "broken"),
        feature("Waterleiding", "twice", "water", "l"),
        feature("Waterleiding", "twice", "water", "l"),
        '<imkl:Tunnel gml:id="t"/>',
        '<other:Kabelbed xmlns:other="urn:x" gml:id="k"/>',
    ]
    made = cut(tmp_path, [*NETS, AREA, *members])
    left = {(row.reason, row.example) for row in made.tally.left_out if row.kind != "Utiliteitsnet"}
    assert left >= {
        (Reason.NO_LINE, "nl.imkl-KL1.no-line"),
        (Reason.NO_NETWORK, "nl.imkl-KL1.no-net"),
        (Reason.ABOVE, "nl.imkl-KL1.above"),
        (Reason.TWICE, "nl.imkl-KL1.twice"),
        (Reason.BROKEN, "broken"),
        (Reason.UNKNOWN, "t"),
        (Reason.UNKNOWN, "k"),
    }
    assert [one.id for one in claims(made)] == ["water"]
    assert any("EPSG:4326" in text for text in made.street.warnings)


def test_a_building_on_the_section_is_a_foundation(tmp_path: Path) -> None:
    members = building("tg", box(WEST + 15, NORTH - 2, WEST + 18, NORTH + 2))
    made = cut(tmp_path, [*NETS, AREA, *members])
    (found,) = made.street.fixtures
    assert (found.thing.start, found.thing.end) == (15_000, 18_000)
    assert made.tally.used["TechnischGebouw"] == made.tally.used["ExtraGeometrie"] == 1


def test_outside_the_area_that_was_asked_for_a_warning_stands(tmp_path: Path) -> None:
    made = cut(tmp_path, [*NETS, area(box(WEST + 3, 450_000, EAST, 450_100))])
    assert any("outside the area that was asked for" in text for text in made.street.warnings)
    assert any("0.00 to 3.00 m" in text for text in made.street.warnings)
    assert any("nothing lies on this section" in text for text in made.street.warnings)


def test_a_status_that_is_not_known_or_not_told_is_said(tmp_path: Path) -> None:
    members = [
        north(4, "l"),
        feature("Waterleiding", "w", "water", "l", status="dissused"),
        north(5, "k"),
        feature("Waterleiding", "x", "water", "k", status=""),
    ]
    odd, untold = cut(tmp_path, [*NETS, AREA, *members]).street.claims
    assert odd.warnings == ("its status is 'dissused', which is not known; taken as in use",)
    assert "status: in use" in untold.missing


@pytest.mark.parametrize(
    ("casing", "pipe", "state", "told"),
    [
        ("disused", "functional", "existing", "in use"),
        ("projected", "functional", "existing", "in use"),
        ("functional", "disused", "existing", "in use"),
        ("", "disused", "existing", "in use"),
        ("disused", "projected", "abandoned", "disused"),
        ("disused", "disused", "abandoned", ""),
        ("functional", "", "existing", ""),
    ],
)
def test_a_casing_is_in_use_where_anything_in_it_is(
    tmp_path: Path, casing: str, pipe: str, state: str, told: str
) -> None:
    """A gas main renewed inside its dead forerunner was out of use itself, and could be removed."""
    members = [
        north(4, "l"),
        feature("Mantelbuis", "m", "gas", "l", diameter="219", status=casing),
        feature("OlieGasChemicalienPijpleiding", "g", "gas", "l", diameter="110", status=pipe),
    ]
    made = cut(tmp_path, [*NETS, AREA, *members])
    (gas,) = claims(made)
    assert gas.state == state
    assert gas.axis == 4000
    assert ("(out of use)" in gas.name) is (state == "abandoned")
    words = f"its status is {casing or 'not told'}, of what lies in it {pipe}; taken as {told}"
    assert made.street.claims[0].warnings == ((words,) if told else ())


@pytest.mark.parametrize(
    ("offset", "window"), [(10.0, (9000, 11000)), (0.02, (0, 1240)), (19.9, (18760, 20000))]
)
def test_a_projected_pipe_has_room_in_its_window(
    tmp_path: Path, offset: float, window: tuple[int, int]
) -> None:
    pipe = feature("Waterleiding", "w", "water", "l", diameter="1240", status="projected")
    (water,) = claims(cut(tmp_path, [*NETS, AREA, north(offset, "l"), pipe]))
    assert water.within == window


@given(st.floats(0, math.pi), st.lists(st.booleans(), min_size=3, max_size=3))
def test_a_section_near_a_place_is_square_to_the_pipes_however_they_were_drawn(
    angle: float, turned: list[bool]
) -> None:
    from ondergrond.io.klic import section_near
    from ondergrond.io.klic.cut import Segments
    from ondergrond.io.klic.delivery import Delivery, Link

    made = Delivery("d")
    dx, dy = math.cos(angle), math.sin(angle)
    for index, around in enumerate(turned):
        ends = [
            (WEST + index * -dy + far * dx, NORTH + index * dx + far * dy) for far in (-40.0, 40.0)
        ]
        line = tuple(reversed(ends)) if around else tuple(ends)
        made.links[str(index)] = Link(str(index), (line,), False, False)
    section = section_near(made, Segments(made), (WEST, NORTH), 10_000)
    assert section.distance((WEST, NORTH)) <= 1
    ux, uy = section.direction
    assert abs(ux * dx + uy * dy) < 1e-6


def test_a_place_with_nothing_near_has_no_section() -> None:
    from ondergrond.io.klic import section_near
    from ondergrond.io.klic.cut import Segments
    from ondergrond.io.klic.delivery import Delivery, Link

    empty = Delivery("d")
    with pytest.raises(ValueError, match="no pipe or cable lies within 15 m of the middle"):
        section_near(empty, Segments(empty), None, 10_000)
    empty.links["l"] = Link("l", (((WEST, NORTH), (WEST, NORTH + 9)),), False, False)
    with pytest.raises(ValueError, match="within 15 m of the place"):
        section_near(empty, Segments(empty), (WEST + 16, NORTH), 10_000)
    assert section_near(empty, Segments(empty), None, 10_000).length == 10_000


def test_signs_of_a_damaged_delivery_are_told(tmp_path: Path) -> None:
    members = [
        north(4, "nobody"),
        link("far", [(WEST + 5, NORTH - 1), (WEST + 5, NORTH + 5000)]),
        feature("Waterleiding", "w", "water", "far"),
    ]
    told = cut(tmp_path, [*NETS, AREA, *members]).street.warnings
    for words in (
        "1 lines reach over 100 m beyond the area that was asked for",
        "lines without an object cross the section at 4.00 m",
        "does not tell the number of its request",
    ):
        assert any(words in text for text in told), words
    bare = cut(tmp_path, NETS).street.warnings
    assert any("does not tell which area" in text for text in bare)


def test_class_and_theme_that_disagree_and_odd_voltages_are_told(tmp_path: Path) -> None:
    volt = '<us-net-el:nominalVoltage uom="urn:ogc:def:uom:OGC::V">{}</us-net-el:nominalVoltage>'
    members = [
        north(4, "l"),
        feature("Waterleiding", "w", "gas", "l", diameter="63"),
        north(5, "k"),
        feature("Elektriciteitskabel", "e", "lv", "k", more=volt.format("10000")),
        north(6, "j"),
        feature("Elektriciteitskabel", "f", "lv", "j", more=volt.format("-1")),
        north(7, "i"),
        feature("Elektriciteitskabel", "g", "gas", "i", more=volt.format("20000")),
    ]
    made = cut(tmp_path, [*NETS, AREA, *members])
    told = [found.warnings for found in made.street.claims]
    assert told == [
        ("class Waterleiding in a network of theme gasLageDruk: taken as water",),
        ("10000 V in a network of theme laagspanning",),
        (),
        ("class Elektriciteitskabel in a network of theme gasLageDruk: taken as medium-voltage",),
    ]
    kinds = [one.network.value for one in claims(made)]
    assert kinds == ["water", "low-voltage", "low-voltage", "medium-voltage"]


@pytest.mark.parametrize(
    ("theme", "volts", "kind", "told"),
    [
        ("middenspanning", "150000", "high-voltage", ": taken as high-voltage"),
        ("middenspanning", "36000", "medium-voltage", None),
        ("middenspanning", "400", "medium-voltage", ""),
        ("hoogspanning", "400", "high-voltage", ""),
        ("landelijkHoogspanningsnet", "1000", "transmission-voltage", ""),
        ("hoogspanning", "150000", "high-voltage", None),
        ("middenspanning", "-1", "medium-voltage", None),
    ],
)
def test_a_voltage_that_is_not_of_its_theme_is_told_and_the_higher_kind_taken(
    tmp_path: Path, theme: str, volts: str, kind: str, told: str | None
) -> None:
    """150 kV in a network of medium voltage was medium voltage, and nobody was told."""
    more = (
        f'<us-net-el:nominalVoltage uom="urn:ogc:def:uom:OGC::V">{volts}</us-net-el:nominalVoltage>'
    )
    cable = feature("Elektriciteitskabel", "e", "net", "l", more=more)
    made = cut(tmp_path, [AREA, network("net", theme), north(4, "l"), cable])
    assert claims(made)[0].network.value == kind
    words = f"{float(volts):g} V in a network of theme {theme}{told}"
    assert made.street.claims[0].warnings == (() if told is None else (words,))


def test_a_bed_that_tells_fewer_cables_than_are_drawn_holds_what_is_drawn(tmp_path: Path) -> None:
    members = [
        north(4, "l"),
        feature("Kabelbed", "b", "lv", "l", count=1),
        *(feature("Elektriciteitskabel", f"e{i}", "lv", "l") for i in range(4)),
    ]
    made = cut(tmp_path, [*NETS, AREA, *members])
    assert claims(made)[0].size == Dimensions(width=200, height=50)
    assert made.street.claims[0].warnings == ("the bed tells 1 cable or ducts, 4 are drawn in it",)


@pytest.mark.parametrize(
    ("text", "unit", "mm"),
    [
        ("110", "mm", 110),
        ("32", "cm", 320),
        ("0.32", "m", 320),
        ("12.5", "cm", 125),
        ("0", "mm", None),
        ("0.1", "cm", None),
        ("1", "cm", None),
        ("1", "mm", None),
        ("0.3", "cm", None),
        ("500", "cm", None),
        ("-1", "mm", None),
        ("", "mm", None),
        ("110", "", None),
        ("110", "inch", None),
        ("x", "mm", None),
        ("inf", "mm", None),
    ],
)
def test_a_size_is_a_size_only_where_it_can_be_one(text: str, unit: str, mm: int | None) -> None:
    assert size_of(text, f"urn:ogc:def:uom:OGC::{unit}").mm == mm


def test_a_depth_needs_a_unit_of_length() -> None:
    assert length_of("0.60", "urn:ogc:def:uom:OGC::m") == 600
    assert length_of("60", "http://www.opengis.net/def/uom/OGC/1.0#cm") == 600
    assert length_of("0.60", None) is None
    assert length_of("1e9", "m") is None


@given(st.lists(st.floats(0.2, 19.8), min_size=1, max_size=12), st.floats(0, 2 * math.pi))
def test_turning_the_map_changes_nothing_but_the_map(xs: list[float], turn: float) -> None:
    """The same pipes under a section that lies another way give the same axes to the mm."""
    from ondergrond.io.klic.delivery import Delivery, Feature, Link, Network

    def turned(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - WEST, y - NORTH
        return (
            WEST + dx * math.cos(turn) - dy * math.sin(turn),
            NORTH + dx * math.sin(turn) + dy * math.cos(turn),
        )

    made = Delivery("d", networks={"n": Network("n", "water", None, "KL1", "")})
    for index, x in enumerate(xs):
        line = tuple(turned(WEST + x, NORTH + y) for y in (-30.0, -1.0, 2.0, 40.0))
        made.links[f"l{index}"] = Link(f"l{index}", (line,), False, False)
        made.features[f"f{index}"] = Feature("Waterleiding", f"f{index}", "n", (f"l{index}",))
    section = Section("s", turned(WEST, NORTH), turned(EAST, NORTH))
    axes = [one.thing.axis for one in Importer(made, RULES).cut(section).street.claims]
    assert len(axes) == len(xs)
    for axis, x in zip(axes, sorted(xs), strict=True):
        assert axis is not None
        assert abs(axis - x * 1000) <= 1
