"""Step prices, the pair of faces that counts, and lying over what stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.check.rulebook import RuleBook
from ondergrond.layout import Layout
from ondergrond.rules import RuleSet
from tests.check.hands import broken, layout, net, slot, staying, street, tree_column
from tests.rulesets import small_rules, with_gap

BOOK = RuleBook(small_rules(), "balanced", "base")


@pytest.mark.parametrize(
    ("gap", "price"),
    [
        (59, None),
        (60, (6000, 0)), (99, (6000, 0)),
        (100, (5000, 0)), (139, (5000, 0)),
        (140, (4000, 0)), (179, (4000, 0)),
        (180, (0, 400)), (239, (0, 400)),
        (240, (0, 200)), (299, (0, 200)),
        (300, (0, 0)), (5000, (0, 0)),
    ],
)  # fmt: skip
def test_the_price_of_a_gap_falls_in_steps_and_equality_complies(
    gap: int, price: tuple[int, int] | None
) -> None:
    assert BOOK.step_price(gap, 60, 180, 300) == price


def test_a_gap_without_room_for_a_breach_goes_from_impossible_to_free() -> None:
    assert BOOK.step_price(49, 50, 50, 50) is None
    assert BOOK.step_price(50, 50, 50, 50) == (0, 0)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(-9, 300))
def test_a_wider_gap_never_costs_more(hard: int, more: int, most: int, gap: int) -> None:
    near = BOOK.step_price(gap, hard, hard + more, hard + more + most)
    far = BOOK.step_price(gap + 1, hard, hard + more, hard + more + most)
    if near is not None:
        assert far is not None
        assert sum(far) <= sum(near)


# --- column against column ---------------------------------------------------------------------


def two(gap: int, rules: RuleSet | None = None, **keys: Any) -> Layout:
    """A gas pipe and, so far right of it, a water pipe."""
    claims = (net("gas", "gas-low", **keys), net("main", "water"))
    return layout(
        street(*claims), slot("gas", 1000, 500), slot("main", 1100 + gap, 600), rules=rules
    )


def test_a_gap_equal_to_the_minimum_is_a_deviation_and_one_less_a_breach() -> None:
    (note,) = two(140).notes
    assert (note.kind, note.gap, note.wanted, note.price) == ("deviation", 140, 250, 400)
    (note,) = two(139).notes
    assert (note.kind, note.gap, note.wanted, note.price) == ("breach", 139, 140, 4000)
    assert (note.left, note.right, note.rule) == ("gas", "main", "gas-low|water")


def test_a_gap_equal_to_the_preferred_one_has_no_note() -> None:
    assert two(250).notes == ()
    assert two(249).terms["deviations"] == 200
    assert two(250).figures.deviations == 0


def test_a_gap_below_hard_is_refused_and_tells_how_much_is_short() -> None:
    made = two(49)
    assert broken(made) == [("gap", "gas-low|water", "gas", "main")]


def test_what_lies_between_two_columns_does_not_excuse_them() -> None:
    claims = (net("a", "heat"), net("b", "telecom", 60), net("c", "heat"))
    made = layout(
        street(*claims), slot("a", 1000, 450), slot("b", 1160, 300, 60), slot("c", 1280, 450)
    )
    found = {(note.left, note.right): note.gap for note in made.notes}
    assert found == {("a", "b"): 60, ("b", "c"): 60, ("a", "c"): 180}


def test_the_depth_of_two_columns_does_not_part_them() -> None:
    claims = (net("gas", "gas-low", cover=200), net("main", "water", cover=2000))
    made = layout(street(*claims), slot("gas", 1000, 200), slot("main", 1149, 2000))
    assert broken(made) == [("gap", "gas-low|water", "gas", "main")]


def test_a_manhole_reaches_out_of_its_pipe_and_is_named_where_it_counts() -> None:
    # The body is 69 mm inside its manhole: 150 mm of body gap leave the manhole 81 mm.
    made = two(150, manhole=237)
    (note,) = made.notes
    assert (note.left, note.right, note.gap) == ("gas:manhole", "main", 81)
    assert note.rule == "manhole|water"


def test_a_manhole_far_outside_its_pipe_may_reach_over_its_neighbour_s_gap_only() -> None:
    assert ("gap", "manhole|water", "gas:manhole", "main") in broken(two(100, manhole=220))


def test_of_a_tree_trunk_and_root_zone_the_worse_counts() -> None:
    claim = {"id": "elm", "tree": {"root-volume": 20 * 10**9, "spacing": 10_000}}
    near = layout(street(claim, net("gas", "gas-low")), tree_column("elm", 1000, 200),
                  slot("gas", 3050, 500))  # fmt: skip
    (note,) = near.notes
    assert (note.left, note.gap, note.price) == ("elm:root-zone", 50, 400)
    right = layout(street(claim, net("gas", "gas-low")), tree_column("elm", 1000, 1500),
                   slot("gas", 3050, 500))  # fmt: skip
    (note,) = right.notes
    assert (note.left, note.gap, note.kind) == ("elm:tree-trunk", 250, "breach")
    assert right.terms["breaches"] == note.price == 6000
    assert "deviations" not in right.terms


def test_of_faces_that_pay_the_same_the_larger_breach_counts() -> None:
    # Weights make the trunk's deviation as dear as the root zone's breach.
    rules = with_gap(small_rules(), "root-zone", "gas-low", minimum=60)
    rules = with_gap(rules, "tree-trunk", "gas-low", hard=0, minimum=0, preferred=300)
    presets = {**rules.presets, "even": {"deviations": 10, "breaches": 1}}
    rules = rules.model_copy(update={"presets": presets})
    claim = {"id": "elm", "tree": {"root-volume": 20 * 10**9, "spacing": 10_000}}
    made = layout(
        street(claim, net("gas", "gas-low"), preset="even"), tree_column("elm", 1000, 1500),
        slot("gas", 3045, 500), rules=rules,
    )  # fmt: skip
    (note,) = made.notes
    # 245 mm to the trunk: 200 su x 10; 45 mm to the zone: 4000 su x 1.
    assert (note.left, note.kind, note.price) == ("elm:root-zone", "breach", 4000)


def test_two_beds_that_stay_are_exempt_from_each_other_but_not_from_what_is_new() -> None:
    claims = (
        net("old-a", "gas-low", state="existing", mobility="relocatable", axis=1050),
        net("old-b", "water", state="existing", mobility="relocatable", axis=1150),
        net("new", "heat"),
    )
    made = layout(
        street(*claims), staying(("old-a", 1000, 500, 100)), staying(("old-b", 1100, 600, 100)),
        slot("new", 1300, 450),
    )  # fmt: skip
    assert broken(made) == []
    assert {(n.left, n.right) for n in made.notes} == {("old-a", "new"), ("old-b", "new")}


def test_columns_that_are_not_in_order_overlap() -> None:
    claims = (net("gas", "gas-low"), net("main", "water"))
    made = layout(street(*claims), slot("main", 3000, 600), slot("gas", 1000, 500))
    assert ("overlap", "columns", "main", "gas") in broken(made)


# --- column against obstacle -------------------------------------------------------------------


def over(cover: int, axis: int = 1050, kind: str = "water", **changes: Any) -> Layout:
    """A telecom cable at 300..400 mm deep over (or beside) a fixed pipe, 100 mm thick."""
    claims = (net("new", "telecom"), net("old", kind, state="existing", axis=axis, cover=cover))
    rules = with_gap(small_rules(), "telecom", kind, **changes)
    return layout(street(*claims), slot("new", 1000, 300), rules=rules)


def test_lying_over_a_fixed_pipe_pays_the_vertical_step_and_the_price_of_over() -> None:
    made = over(400 + 110)
    assert broken(made) == []
    (note,) = made.notes
    assert (note.direction, note.gap, note.wanted, note.price) == ("vertical", 110, 190, 400)
    assert (made.terms["over"], made.terms["deviations"]) == (900, 400)
    made = over(400 + 109)
    assert (made.notes[0].kind, made.notes[0].wanted) == ("breach", 110)
    made = over(400 + 190)
    assert (made.notes, made.terms["over"]) == ((), 900)


def test_lying_under_is_judged_as_lying_over() -> None:
    made = over(90)
    assert (made.notes[0].direction, made.notes[0].gap) == ("vertical", 110)


def test_lying_over_for_nothing_pays_no_price_of_over() -> None:
    assert "over" not in over(600, over="free").terms


def test_what_may_never_lie_over_needs_its_horizontal_gap() -> None:
    assert broken(over(2000, over="never")) == [("gap", "telecom|water", "new", "old")]
    assert broken(over(2000, axis=1200, over="never")) == []


def test_the_cheaper_of_two_distances_counts_and_the_horizontal_one_when_equal() -> None:
    # 50 mm beside: a breach of 6000; 110 mm below: a deviation of 400 and 900 for lying over.
    beside = over(400 + 110, axis=1200)
    assert (beside.notes[0].direction, beside.terms["over"]) == ("vertical", 900)
    # 140 mm beside is a deviation of 400, less than 400 + 900.
    made = over(400 + 110, axis=1290)
    assert (made.notes[0].direction, made.notes[0].gap) == ("horizontal", 140)
    assert "over" not in made.terms
    # lying over for nothing costs 400 as well: the horizontal distance counts.
    made = over(400 + 110, axis=1290, over="free")
    assert made.notes[0].direction == "horizontal"


def test_the_nearer_middle_decides_who_is_left_in_a_note() -> None:
    assert (over(500).notes[0].left, over(500).notes[0].right) == ("new", "old")
    assert over(500, axis=1049).notes[0].left == "old"
    assert over(500, axis=1051).notes[0].left == "new"


def test_a_standing_tree_keeps_only_its_trunk() -> None:
    oak = {"id": "oak", "tree": {"root-volume": 10**10, "spacing": 9000, "trunk": 400},
           "state": "existing", "axis": 2000}  # fmt: skip
    made = layout(street(oak, net("gas", "gas-low")), slot("gas", 1500, 500))
    (note,) = made.notes
    assert (note.left, note.right, note.gap) == ("gas", "oak:tree-trunk", 200)


def test_a_foundation_is_no_matter_above_its_bottom() -> None:
    wall = {"id": "footing", "kind": "foundation", "from": 500, "to": 850, "bottom": 600}
    made = layout(street(net("gas", "gas-low"), fixtures=[wall]), slot("gas", 1000, 500))
    assert broken(made) == []
    deep = layout(street(net("gas", "gas-low", cover=900), fixtures=[wall]), slot("gas", 1000, 900))
    assert broken(deep) == [("load", "load_spread", "footing", "gas")]
