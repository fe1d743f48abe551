"""House connections across columns and obstacles, and wishes."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.layout import Box, Column, Member, Side
from tests.check.hands import broken, layout, net, slot, staying, street, tree_column
from tests.check.test_racks import rack

HEAT = net("heat", "heat", 100)


def served(side: Side, number: int = 10, kind: str = "gas-low", **keys: Any) -> dict[str, Any]:
    """A gas pipe with connections to one side."""
    return net("gas", kind, serves=side, connections=number, **keys)


@pytest.mark.parametrize(("side", "crosses"), [("left", True), ("right", False)])
def test_connections_cross_what_lies_between_them_and_their_facade(
    side: Side, crosses: bool
) -> None:
    made = layout(
        street(served(side), HEAT), slot("heat", 1000, 450), slot("gas", 3000, 500, 100, None, side)
    )
    # 10 x 15 / 100 = 1.5
    assert made.terms.get("order", 0) == (2 if crosses else 0)
    mirrored = layout(
        street(served(side), HEAT), slot("gas", 1000, 500, 100, None, side), slot("heat", 3000, 450)
    )
    assert mirrored.terms.get("order", 0) == (0 if crosses else 2)


def test_connections_cross_a_rack_once_and_a_tree_by_its_roots() -> None:
    claims = net("hot", "heat", 60), net("cold", "water", 60)
    column = rack(1000, ("cold", 140, 320, 60, ()), ("hot", 140, 570, 60, ()))
    made = layout(
        street(*claims, served("left", 100)), column, slot("gas", 3000, 500, 100, None, "left")
    )
    assert broken(made) == []
    assert made.terms["order"] == 40
    elm = {"id": "elm", "tree": {"root-volume": 20 * 10**9, "spacing": 10_000}}
    made = layout(
        street(elm, served("left", 100)), tree_column("elm", 1000, 850),
        slot("gas", 4000, 500, 100, None, "left"),
    )  # fmt: skip
    assert made.terms["order"] == 25


def test_connections_cross_every_member_of_a_bed() -> None:
    lies: dict[str, Any] = {"state": "existing", "mobility": "relocatable", "cover": 450}
    a, b = net("a", "heat", axis=1050, **lies), net("b", "heat", axis=1140, **lies)
    claims = a, b, served("left", 100)
    made = layout(
        street(*claims), staying(("a", 1000, 450, 100), ("b", 1090, 450, 100)),
        slot("gas", 3000, 500, 100, None, "left"),
    )  # fmt: skip
    assert broken(made) == []
    assert made.terms["order"] == 30


def test_what_stays_has_connections_that_cross_what_is_new() -> None:
    claim = served("left", 100, state="existing", mobility="relocatable", axis=3050, cover=500)
    stay = staying(("gas", 3000, 500, 100))
    member = stay.members[0].model_copy(update={"serves": ("left",)})
    stay = stay.model_copy(update={"members": (member,)})
    made = layout(street(claim, HEAT), slot("heat", 1000, 450), stay)
    assert broken(made) == []
    assert made.terms["order"] == 15


def test_a_container_cannot_be_crossed_except_by_no_connections() -> None:
    bin_ = {"id": "bin", "container": {"width": 1500, "depth": 2700}}
    columns = slot("bin", 1000, 0, 1500, 2700), slot("gas", 4000, 500, 100, None, "left")
    assert broken(layout(street(bin_, served("left")), *columns)) == [
        ("order", "crossing.gas-low.container", "gas", "bin")
    ]
    assert broken(layout(street(bin_, served("left", 0)), *columns)) == []


def test_a_fixed_network_is_crossed_and_crosses_by_its_middle() -> None:
    fixed = net("old", "heat", state="existing", axis=1050, cover=2000, serves="right",
                connections=100)  # fmt: skip
    new = served("left", 200, cover=500)
    at = {x: layout(street(fixed, new), slot("gas", x, 500, 100, None, "left"))
          for x in (990, 1000, 1010)}  # fmt: skip
    # To the right of it: 200 x 15 / 100 for the new connections, 100 x 0 / 100 for the old ones.
    assert [made.terms.get("order", 0) for made in at.values()] == [0, 0, 30]


def test_connections_of_what_is_fixed_cross_a_new_column() -> None:
    fixed = net("old", "gas-low", state="existing", axis=3000, cover=2000, serves="left",
                connections=100)  # fmt: skip
    assert layout(street(fixed, HEAT), slot("heat", 1000, 450)).terms["order"] == 15
    assert "order" not in layout(street(fixed, HEAT), slot("heat", 4000, 450)).terms


@pytest.mark.parametrize(("start", "crossed"), [(500, True), (2400, True), (3300, False)])
def test_storage_is_crossed_by_all_that_leaves_an_axis_towards_it(
    start: int, crossed: bool
) -> None:
    crates = {"id": "crates", "storage": {"rain": 57, "catchment": 5000}}
    fixed = net("old", "gas-low", state="existing", axis=3000, cover=4000, serves="left",
                connections=100)  # fmt: skip
    from tests.rulesets import small_rules, with_gap

    rules = with_gap(small_rules(), "storage", "gas-low", over="free")
    box = Box(start=start, end=start + 1000, top=250, bottom=550)
    column = Column(
        technique="single", box=box, members=(Member(claim="crates", box=box, layers=1),)
    )
    made = layout(street(crates, fixed), column, rules=rules)
    assert broken(made) == []
    assert made.terms.get("order", 0) == (90 if crossed else 0)


def test_the_smaller_rank_is_wished_nearer_to_the_facade_it_serves() -> None:
    for side, nearer, paid in (
        ("left", "cable", 0), ("left", "gas", 600), ("right", "cable", 600), ("right", "gas", 0)
    ):  # fmt: skip
        claims = net("cable", "telecom", serves=side), net("gas", "gas-low", serves=side)
        first, second = ("cable", "gas") if nearer == "cable" else ("gas", "cable")
        tops = {"cable": 300, "gas": 500}
        which: Side = "left" if side == "left" else "right"
        made = layout(
            street(*claims), slot(first, 1000, tops[first], 100, None, which),
            slot(second, 3000, tops[second], 100, None, which),
        )  # fmt: skip
        assert made.terms.get("order", 0) == paid


def test_there_is_no_wish_between_different_sides_or_for_both_sides() -> None:
    claims = net("cable", "telecom", serves="both"), net("gas", "gas-low", serves="both")
    both: tuple[Side, ...] = ("left", "right")
    made = layout(
        street(*claims), slot("gas", 1000, 500, 100, None, *both),
        slot("cable", 3000, 300, 100, None, *both),
    )  # fmt: skip
    assert "order" not in made.terms
