"""Every claim met exactly as the model says; beds; what goes and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.check.street import Street
from tests.check.hands import broken, layout, net, slot, staying, street
from tests.rulesets import small_rules

GAS = net("gas", "gas-low", serves="both", connections=4)


def bed(name: str, axis: int, kind: str = "water", **keys: Any) -> dict[str, Any]:
    """A relocatable pipe of 100 mm, 600 mm deep."""
    return net(name, kind, state="existing", mobility="relocatable", axis=axis, cover=600, **keys)


def test_a_planned_claim_is_met_once() -> None:
    one = slot("gas", 1000, 500, 100, None, "left", "right")
    assert broken(layout(street(GAS), one)) == []
    assert broken(layout(street(GAS))) == [("coverage", "met", "gas", "")]
    twice = layout(street(GAS), one, slot("gas", 3000, 500, 100, None, "left", "right"))
    assert broken(twice) == [("coverage", "met", "gas", "")]


def test_a_network_for_both_sides_may_be_two_columns_one_for_each_side() -> None:
    left, right = (
        slot("gas", 1000, 500, 100, None, "left"),
        slot("gas", 4000, 500, 100, None, "right"),
    )
    assert broken(layout(street(GAS), left, right)) == []
    assert broken(layout(street(GAS), left)) == [("coverage", "serves", "gas", "")]
    same = slot("gas", 4000, 500, 100, None, "left")
    assert broken(layout(street(GAS), left, same)) == [("coverage", "met", "gas", "")]


def test_a_network_for_one_side_serves_that_side() -> None:
    claim = net("gas", "gas-low", serves="left")
    wrong = layout(street(claim), slot("gas", 1000, 500, 100, None, "right"))
    assert broken(wrong) == [("coverage", "serves", "gas", "")]


@pytest.mark.parametrize("keys", [{"optional": True}, {"axis": 1050}])
def test_an_optional_or_locked_network_is_one_column(keys: dict[str, Any]) -> None:
    claim = {**GAS, **keys}
    halves = [slot("gas", 1000, 500, 100, None, "left"), slot("gas", 4000, 500, 100, None, "right")]
    assert ("coverage", "halves", "gas", "") in broken(layout(street(claim), *halves))


def test_an_optional_claim_may_be_left_out_and_is_then_listed() -> None:
    claim = {**GAS, "optional": True}
    assert broken(layout(street(claim), skipped=["gas"])) == []
    assert broken(layout(street(claim))) == [("coverage", "skipped", "gas", "")]
    met = slot("gas", 1000, 500, 100, None, "left", "right")
    assert broken(layout(street(claim), met)) == []
    assert broken(layout(street(claim), met, skipped=["gas"])) == [
        ("coverage", "skipped", "gas", "")
    ]


def test_what_is_fixed_or_replaced_gets_no_new_column() -> None:
    fixed = net("old", "water", state="existing", axis=3000, cover=600)
    assert broken(layout(street(fixed), slot("old", 1000, 600))) == [("coverage", "met", "old", "")]
    new = net("new", "water", replaces="old")
    columns = slot("new", 1000, 600), slot("old", 3000, 600)
    assert broken(layout(street(fixed, new), *columns, removed=["old"])) == [
        ("coverage", "met", "old", "")
    ]


def test_what_is_replaced_is_gone_and_no_obstacle() -> None:
    fixed = net("old", "water", state="existing", axis=1050, cover=600)
    made = layout(
        street(fixed, net("new", "water", replaces="old")), slot("new", 1000, 600), removed=["old"]
    )
    assert broken(made) == []
    assert made.terms["removal"] == 480


def test_a_bed_stays_or_goes() -> None:
    profile = street(bed("old", 2000))
    assert broken(layout(profile, staying(("old", 1950, 600, 100)))) == []
    assert broken(layout(profile, slot("old", 1000, 600), relocated=["old"])) == []
    both = layout(profile, slot("old", 1000, 600), staying(("old", 1950, 600, 100)))
    assert broken(both) == [("coverage", "met", "old", "")]
    neither = layout(profile, relocated=["old"])
    assert broken(neither) == [("coverage", "met", "old", "")]


def test_a_removable_bed_goes_without_a_new_column() -> None:
    claim = net("old", "water", state="abandoned", axis=2000)
    assert broken(layout(street(claim), removed=["old"])) == []
    assert ("coverage", "met", "old", "") in broken(
        layout(street(claim), slot("old", 1000, 600), removed=["old"])
    )
    assert broken(layout(street(claim))) == [("coverage", "removed", "old", "")]


def test_beds_that_overlap_or_share_a_name_are_one() -> None:
    claims = (
        bed("a", 1000), bed("b", 1099), bed("c", 1250),
        bed("far", 3000, bed="x"), bed("farther", 3600, bed="x"),
    )  # fmt: skip
    beds = Street(street(*claims), small_rules()).beds
    assert [set(one.ids) for one in beds] == [{"a", "b"}, {"c"}, {"far", "farther"}]
    assert (beds[0].hull.start, beds[0].hull.end) == (950, 1149)


def test_beds_that_only_touch_are_two() -> None:
    beds = Street(street(bed("a", 1000), bed("b", 1100)), small_rules()).beds
    assert len(beds) == 2


def test_a_bed_between_two_of_one_name_joins_them() -> None:
    claims = bed("a", 1000, bed="x"), bed("b", 2000), bed("c", 3000, bed="x")
    (one,) = Street(street(*claims), small_rules()).beds
    assert one.ids == {"a", "b", "c"}


def test_a_bed_does_not_stay_in_part() -> None:
    profile = street(bed("a", 1000), bed("b", 1050))
    made = layout(profile, staying(("a", 950, 600, 100)), slot("b", 3000, 600))
    assert ("stay", "bed", "a", "") in broken(made)


def test_a_bed_stays_once() -> None:
    column = staying(("a", 950, 600, 100))
    made = layout(street(bed("a", 1000)), column, column)
    assert ("coverage", "stay", "a", "") in broken(made)


def test_what_is_fixed_is_no_bed() -> None:
    fixed = net("old", "water", state="existing", axis=2000, cover=600)
    assert ("stay", "bed", "old", "") in broken(
        layout(street(fixed), staying(("old", 1950, 600, 100)))
    )


def test_what_stays_serves_what_it_serves_today() -> None:
    profile = street(bed("old", 2000, serves="left"))
    assert broken(layout(profile, staying(("old", 1950, 600, 100)))) == [
        ("stay", "serves", "old", "")
    ]


def test_the_box_of_a_bed_is_its_hull() -> None:
    column = staying(("old", 1950, 600, 100))
    wide = column.model_copy(update={"box": column.box.model_copy(update={"end": 2060})})
    assert broken(layout(street(bed("old", 2000)), wide)) == [("stay", "box", "old", "")]


def test_a_tree_that_stays_is_its_trunk() -> None:
    oak = {"id": "oak", "tree": {"root-volume": 10**10, "spacing": 9000}, "state": "existing",
           "mobility": "removable", "axis": 2000}  # fmt: skip
    column = staying(("oak", 1850, 0, 300))
    box = column.box.model_copy(update={"bottom": 1000})
    member = column.members[0].model_copy(update={"box": box})
    sound = column.model_copy(update={"box": box, "members": (member,)})
    made = layout(street(oak, net("gas", "gas-low")), sound, slot("gas", 2400, 500))
    assert broken(made) == []
    assert [(note.left, note.gap) for note in made.notes] == [("oak:tree-trunk", 250)]
    assert made.figures.root_area == 0
