"""Existing streets as they lie: what is below hard, below minimum, below preferred."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.check import Report, check, check_street
from tests.check.hands import named, net, street
from tests.rulesets import small_rules


def lying(name: str, kind: str, axis: int, cover: int | None = None, **keys: Any) -> dict[str, Any]:
    """An existing network, 100 mm thick."""
    if cover is not None:
        keys["cover"] = cover
    return net(name, kind, state="existing", axis=axis, **keys)


def today(*claims: dict[str, Any], **keys: Any) -> Report:
    """The report on a street with these."""
    return check_street(street(*claims, **keys), small_rules())


@pytest.mark.parametrize(
    ("gap", "severity"), [(49, "hard"), (50, "minimum"), (139, "minimum"), (140, None), (250, None)]
)
def test_a_gap_is_judged_by_how_far_it_is_below_what_is_asked(
    gap: int, severity: str | None
) -> None:
    report = today(lying("gas", "gas-low", 1050, 600), lying("main", "water", 1150 + gap, 600))
    assert [v.severity for v in report.violations] == ([severity] if severity else [])
    assert report.ok == (severity is None)
    if severity:
        (violation,) = report.violations
        assert (violation.rule, violation.left, violation.right) == ("gas-low|water", "gas", "main")
        assert violation.wanted == (50 if severity == "hard" else 140)
        assert violation.actual == gap
        assert f"{gap / 10:g} cm" in violation.message
        assert violation.source == "a source for tests (published, small)"
        assert not violation.assumed
    assert [note.wanted for note in report.notes] == ([250] if gap == 140 else [])
    assert report.figures.breaches == (severity is not None)


def test_a_vertical_distance_complies_as_well_as_a_horizontal_one() -> None:
    below = lying("main", "water", 1050, 700 + 190)
    assert today(lying("gas", "gas-low", 1050, 600), below).ok
    below = lying("main", "water", 1050, 700 + 100)
    (violation,) = today(lying("gas", "gas-low", 1050, 600), below).violations
    assert (violation.severity, violation.wanted, violation.actual) == ("minimum", 110, 100)
    assert "vertically" in violation.message


def test_what_is_told_of_two_bodies_in_each_other_is_the_lesser_of_two_evils() -> None:
    report = today(lying("gas", "gas-low", 1050, 600), lying("main", "water", 1130, 600))
    (violation,) = report.violations
    assert (violation.severity, violation.wanted, violation.actual) == ("hard", 50, -20)
    assert "gas and main overlap by 2 cm horizontally" in violation.message


def test_boundaries_fixtures_and_kerbs_count_but_not_against_each_other() -> None:
    cellar = {"id": "cellar", "kind": "cellar", "from": 0, "to": 1000, "bottom": 2000}
    assert today(fixtures=[cellar]).ok
    report = today(lying("gas", "gas-low", 1080, 600), fixtures=[cellar])
    assert named(report) == [("gap", "cellar|gas-low", "cellar", "gas")]
    report = today(lying("gas", "gas-low", 199, 600))
    assert named(report) == [("gap", "facade|gas-low", "boundary-left", "gas")]
    zones = [{"kind": "footway", "width": 2000}, {"kind": "carriageway", "width": 4000}]
    report = today(lying("cable", "telecom", 2000, 320), zones=zones)
    assert ("gap", "kerb|telecom", "cable", "kerb@2000") in named(report)


def test_what_is_replaced_or_removable_lies_there_today() -> None:
    old = lying("old", "water", 1240, 600, mobility="removable")
    new = net("new", "water", replaces="gas")
    report = today(lying("gas", "gas-low", 1050, 600), old, new)
    assert named(report) == [("gap", "gas-low|water", "gas", "old")]


def test_a_stated_cover_below_the_rule_is_below_the_minimum() -> None:
    (violation,) = today(lying("gas", "gas-low", 2000, 499)).violations
    assert (violation.code, violation.rule, violation.severity) == (
        "cover", "gas-low.cover", "minimum"
    )  # fmt: skip
    assert (violation.wanted, violation.actual) == (500, 499)
    assert violation.assumed
    assert today(lying("gas", "gas-low", 2000, 500)).ok
    assert today(lying("gas", "gas-low", 2000)).ok


def test_a_body_too_thick_for_its_depth_is_too_deep() -> None:
    claim = net("gas", "gas-low", 2100, state="existing", axis=3000)
    assert named(today(claim)) == [("depth", "gas-low.deepest", "gas", "")]


def test_a_thing_outside_the_street_is_told_at_its_end() -> None:
    report = today(lying("gas", "gas-low", 30), boundaries={"left": "open", "right": "open"})
    assert named(report) == [("outside", "width", "boundary-left", "gas")]
    report = today(lying("gas", "gas-low", 5960), boundaries={"left": "open", "right": "open"})
    assert named(report) == [("outside", "width", "gas", "boundary-right")]
    assert report.violations[0].severity == "hard"


def test_a_thing_in_a_zone_where_nothing_new_may_lie_is_told() -> None:
    zones = [{"kind": "garden", "width": 3000}, {"kind": "square", "width": 3000}]
    report = today(lying("gas", "gas-low", 1000), zones=zones)
    assert named(report) == [("zone", "gas-low.garden", "gas", "garden")]
    assert report.violations[0].severity == "minimum"
    oak = {"id": "oak", "tree": {"root-volume": 10**10, "spacing": 9000}, "state": "existing",
           "axis": 3000}  # fmt: skip
    zones = [{"kind": "carriageway", "width": 6000}]
    assert named(today(oak, zones=zones)) == [
        ("zone", "tree-trunk.carriageway", "oak:tree-trunk", "carriageway")
    ]


def test_of_two_things_the_worst_faces_are_told_once() -> None:
    storm = net("storm", "sewer-storm", 300, state="existing", axis=1150, cover=900, manhole=800)
    report = today(storm, lying("gas", "gas-low", 1600, 900))
    assert named(report) == [("gap", "gas-low|manhole", "storm:manhole", "gas")]


def test_the_width_taken_counts_overlaps_once() -> None:
    things = lying("a", "water", 1050, 600), lying("b", "gas-low", 1100, 1000)
    assert today(*things, lying("c", "heat", 3000)).figures.width_taken == 150 + 100


def test_a_street_has_no_terms() -> None:
    report = today(lying("gas", "gas-low", 2000))
    assert (dict(report.terms), report.score, report.cost) == ({}, 0, 0)


def test_check_takes_a_street_with_rules_or_a_layout() -> None:
    profile = street(lying("gas", "gas-low", 2000))
    assert check(profile, small_rules()) == check_street(profile, small_rules())
    with pytest.raises(TypeError, match="rule set"):
        check(profile)
