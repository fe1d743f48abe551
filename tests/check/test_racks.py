"""Racks and stacks: who may be in them, and with whom."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.layout import Box, Column, Layout, Member, Side
from tests.check.hands import broken, layout, net, slot, street

UP = {"telecom": 320, "gas": 600}
"""Top of a 60 mm cable on the first level and of a 100 mm pipe on the third (mm)."""

Rider = tuple[str, int, int, int, tuple[Side, ...]]
"""Claim, x from the rack's start, top and size (mm), sides served."""


def rack(
    start: int,
    *members: Rider,
    working: tuple[Side, ...] = ("right",),
    facade: Side | None = None,
) -> Column:
    """A rack at 200 mm of cover, as high as its members ask."""
    width = 700 if len(working) == 1 else 1300
    bottom = max(top + size for _, _, top, size, _ in members) + 90
    return Column(
        technique="rack",
        box=Box(start=start, end=start + width, top=200, bottom=bottom),
        members=tuple(
            Member(
                claim=name,
                box=Box(start=start + x, end=start + x + size, top=top, bottom=top + size),
                serves=serves,
            )
            for name, x, top, size, serves in members
        ),
        working=working,
        facade=facade,
    )


def cable(name: str = "cable", **keys: Any) -> dict[str, Any]:
    return net(name, "telecom", 60, **keys)


def pipe(name: str = "pipe", **keys: Any) -> dict[str, Any]:
    return net(name, "gas-low", 100, **keys)


def along_left(
    first: tuple[Side, ...], second: tuple[Side, ...], *claims: dict[str, Any], **keys: Any
) -> Layout:
    """A cable and a pipe in a rack along the left facade, with more claims in the street."""
    column = rack(
        300, ("cable", 140, UP["telecom"], 60, first), ("pipe", 140, UP["gas"], 100, second),
        facade="left",
    )  # fmt: skip
    return layout(street(*claims, **keys), column)


def test_a_distribution_rack_serves_its_own_facade_and_is_worked_on_from_the_other_side() -> None:
    made = along_left(("left",), ("left",), cable(serves="left"), pipe(serves="left"))
    assert broken(made) == []
    turned = made.columns[0].model_copy(update={"working": ("left",)})
    members = tuple(
        member.model_copy(
            update={"box": member.box.model_copy(
                update={"start": 860 - member.box.width, "end": 860}
            )}
        )
        for member in made.columns[0].members
    )  # fmt: skip
    wrong = layout(made.profile, turned.model_copy(update={"members": members}))
    assert ("rack-member", "working", "rack@300", "") in broken(wrong)


def test_a_distribution_rack_holds_nothing_for_the_other_facade() -> None:
    made = along_left(("left",), ("right",), cable(serves="left"), pipe(serves="right"))
    assert ("rack-member", "facade", "rack@300", "pipe") in broken(made)


def test_a_distribution_rack_serves_somebody() -> None:
    made = along_left((), (), cable(), pipe())
    assert broken(made) == [("rack-member", "facade", "rack@300", "")]


def test_networks_for_both_sides_may_all_serve_one_side_here_and_the_other_elsewhere() -> None:
    claims = cable(serves="both"), pipe(serves="left")
    column = along_left(("left",), ("left",), *claims).columns[0]
    other = slot("cable", 3000, 300, 60, None, "right")
    assert broken(layout(street(*claims), column, other)) == []
    alone = layout(street(*claims), column)
    assert broken(alone) == [("coverage", "serves", "cable", "")]


def test_a_rack_does_not_mix_halves_and_wholes() -> None:
    claims = cable(serves="both"), pipe(serves="both")
    column = along_left(("left",), ("left", "right"), *claims).columns[0]
    made = layout(street(*claims), column, slot("cable", 3000, 300, 60, None, "right"))
    assert broken(made) == [("rack-member", "halves", "rack@300", "")]


def test_the_half_in_a_rack_is_that_of_its_facade() -> None:
    claims = cable(serves="both"), pipe(serves="left")
    column = along_left(("right",), ("left",), *claims).columns[0]
    made = layout(street(*claims), column, slot("cable", 3000, 300, 60, None, "left"))
    assert ("rack-member", "facade", "rack@300", "cable") in broken(made)


def test_an_optional_network_is_never_met_in_halves() -> None:
    claims = cable(serves="both", optional=True), pipe(serves="left")
    column = along_left(("left",), ("left",), *claims).columns[0]
    made = layout(street(*claims), column, slot("cable", 3000, 300, 60, None, "right"))
    assert set(broken(made)) == {
        ("coverage", "halves", "cable", ""),
        ("rack-member", "halves", "rack@300", "cable"),
    }


@pytest.mark.parametrize(
    "keys",
    [
        {"rack": False},
        {"axis": 2000},
        {"within": [0, 5000]},
        {"cover": 320},
        {"invert": 380},
        {"manhole": 200},
    ],
)
def test_a_network_that_is_tied_down_rides_in_no_rack(keys: dict[str, Any]) -> None:
    made = along_left(("left",), ("left",), cable(serves="left", **keys), pipe(serves="left"))
    assert ("rack-member", "rack", "rack@300", "cable") in broken(made)


def test_a_kind_without_a_level_rides_in_no_rack() -> None:
    claims = net("cable", "duct", 60, serves="left"), pipe(serves="left")
    made = along_left(("left",), ("left",), *claims)
    assert ("rack-member", "rack", "rack@300", "cable") in broken(made)


def test_what_lies_there_rides_only_where_it_may_move() -> None:
    lies: dict[str, Any] = {"state": "existing", "axis": 4000, "serves": "left"}
    moved = cable(mobility="relocatable", **lies)
    made = along_left(("left",), ("left",), moved, pipe(serves="left"))
    assert broken(made) == [("coverage", "relocated", "cable", "")]
    sound = layout(made.profile, *made.columns, relocated=["cable"])
    assert broken(sound) == []
    made = along_left(
        ("left",), ("left",), cable(mobility="removable", **lies), pipe(serves="left")
    )
    assert ("rack-member", "rack", "rack@300", "cable") in broken(made)


def test_a_rack_carries_whole_groups_or_their_cores() -> None:
    claims = cable(serves="left"), pipe(serves="left"), cable("other", serves="left")
    column = along_left(("left",), ("left",), *claims).columns[0]
    other = slot("other", 3000, 300, 60, None, "left")
    made = layout(street(*claims), column, other)
    assert broken(made) == [("rack-member", "groups", "rack@300", "other")]
    optional = cable("other", serves="left", optional=True)
    assert broken(layout(street(*claims[:2], optional), column, other)) == []


def test_another_side_or_level_is_another_group() -> None:
    claims = cable(serves="left"), pipe(serves="left"), cable("other")
    column = along_left(("left",), ("left",), *claims).columns[0]
    assert broken(layout(street(*claims), column, slot("other", 3000, 300, 60))) == []


def test_one_network_is_no_rack() -> None:
    column = rack(300, ("cable", 140, 320, 60, ("left",)), facade="left")
    made = layout(street(cable(serves="left")), column)
    assert broken(made) == [("rack-member", "members", "rack@300", "")]


def test_racks_need_the_permission_of_the_profile() -> None:
    made = along_left(
        ("left",), ("left",), cable(serves="left"), pipe(serves="left"),
        techniques={"rack": "forbidden"},
    )  # fmt: skip
    assert broken(made) == [("rack-member", "techniques.rack", "rack@300", "")]


def test_a_transport_rack_serves_nobody() -> None:
    claims = cable(), pipe(serves="left")
    members: list[Rider] = [
        ("cable", 140, 320, 60, ()),
        ("pipe", 140, 600, 100, ("left",)),
    ]
    made = layout(street(*claims), rack(1000, *members))
    assert broken(made) == [("rack-member", "transport", "rack@1000", "pipe")]


def double(left: int, right: int, *more: Rider) -> Column:
    """A double-sided rack with a cable left and a pipe right of its post, at these x."""
    return rack(
        1000, ("cable", left, 320, 60, ("left",)), ("pipe", right, 600, 100, ("right",)), *more,
        working=("left", "right"),
    )  # fmt: skip


def test_in_a_double_sided_rack_each_side_has_its_beam() -> None:
    claims = cable(serves="left"), pipe(serves="right")
    assert broken(layout(street(*claims), double(500, 740))) == []
    swapped = layout(street(*claims), double(740, 460))
    assert broken(swapped) == [
        ("rack-member", "beam", "rack@1000", "cable"),
        ("rack-member", "beam", "rack@1000", "pipe"),
    ]


def test_a_double_sided_rack_serves_both_sides_and_stands_along_no_facade() -> None:
    claims = cable(serves="left"), pipe(serves="left")
    column = rack(
        1000, ("cable", 500, 320, 60, ("left",)), ("pipe", 460, 600, 100, ("left",)),
        working=("left", "right"), facade="left",
    )  # fmt: skip
    assert set(broken(layout(street(*claims), column))) == {
        ("rack-member", "facade", "rack@1000", ""),
        ("rack-member", "working", "rack@1000", ""),
        ("rack-facade", "rack.facade", "boundary-left", "rack@1000"),
    }


def test_in_a_double_sided_rack_what_serves_both_or_none_is_on_one_beam() -> None:
    claims = (
        cable(serves="left"), pipe(serves="right"), net("main", "water", serves="both"),
        net("hot", "heat"),
    )  # fmt: skip
    whole: tuple[Side, ...] = ("left", "right")
    together = ("main", 740, 870, 100, whole), ("hot", 740, 1160, 100, ())
    assert broken(layout(street(*claims), double(500, 740, *together))) == []
    apart = ("main", 740, 870, 100, whole), ("hot", 460, 1160, 100, ())
    made = layout(street(*claims), double(500, 740, *apart))
    assert broken(made) == [("rack-member", "beam", "rack@1000", "")]
    half: tuple[Rider, ...] = ("main", 740, 870, 100, ("left",)), ("hot", 740, 1160, 100, ())
    made = layout(
        street(*claims), double(500, 740, *half), slot("main", 4000, 600, 100, None, "right")
    )
    assert broken(made) == [("rack-member", "halves", "rack@1000", "main")]


def test_a_double_sided_rack_takes_all_groups_of_its_levels() -> None:
    claims = cable(serves="left"), pipe(serves="right"), net("third", "fibre", 60)
    made = layout(street(*claims), double(500, 740), slot("third", 4000, 300, 60))
    assert broken(made) == [("rack-member", "groups", "rack@1000", "third")]


def test_a_rack_is_worked_on_from_somewhere() -> None:
    column = rack(1000, ("cable", 140, 320, 60, ()), ("pipe", 140, 600, 100, ()))
    made = layout(street(cable(), pipe()), column.model_copy(update={"working": ()}))
    assert broken(made) == [("rack-member", "working", "rack@1000", "")]


def test_a_level_is_filled_in_the_order_of_kinds_and_ids() -> None:
    claims = cable("b"), cable("a")
    inner, outer = ("a", 140, 320, 60, ()), ("b", 240, 320, 60, ())
    assert broken(layout(street(*claims), rack(1000, inner, outer))) == []
    inner, outer = ("b", 140, 320, 60, ()), ("a", 240, 320, 60, ())
    made = layout(street(*claims), rack(1000, inner, outer))
    assert broken(made) == [("rack-level", "rack.order", "b", "a")]


def test_levels_stand_in_the_order_of_the_rules() -> None:
    upside_down = rack(1000, ("pipe", 140, 320, 100, ()), ("cable", 140, 600, 60, ()))
    made = layout(street(cable(), pipe()), upside_down)
    assert broken(made) == [
        ("rack-level", "rack.level_gap.telecom/gas", "cable", "pipe"),
    ]


# --- stacks ------------------------------------------------------------------------------------


def stack(gap: int = 80, **keys: Any) -> Layout:
    """A telecom cable 300 mm deep above a low-voltage cable with this vertical gap."""
    claims = cable("upper", **keys), net("lower", "low-voltage", 100, cover=keys.get("cover2"))
    claims[0].pop("cover2", None)
    upper = Box(start=1020, end=1080, top=300, bottom=360)
    lower = Box(start=1000, end=1100, top=360 + gap, bottom=460 + gap)
    column = Column(
        technique="stack",
        box=Box(start=1000, end=1100, top=300, bottom=460 + gap),
        members=(Member(claim="upper", box=upper), Member(claim="lower", box=lower)),
    )
    claims = tuple({k: v for k, v in claim.items() if v is not None} for claim in claims)  # type: ignore[assignment]
    return layout(street(*claims), column)


def test_a_stack_keeps_exactly_the_distance_of_its_rule() -> None:
    assert broken(stack()) == []
    wrong = [("stack", "stack.telecom/low-voltage.gap", "upper", "lower")]
    assert broken(stack(gap=81)) == wrong
    assert broken(stack(gap=79)) == wrong


def test_where_both_covers_are_stated_their_distance_may_be_larger() -> None:
    assert broken(stack(gap=140, cover=300, cover2=500)) == []
    assert broken(stack(gap=60, cover=300, cover2=420)) == [
        ("stack", "stack.telecom/low-voltage.gap", "upper", "lower")
    ]


@pytest.mark.parametrize("keys", [{"axis": 1050}, {"within": [0, 5000]}, {"manhole": 300}])
def test_a_network_that_is_tied_down_is_in_no_stack(keys: dict[str, Any]) -> None:
    assert ("stack", "member", "upper", "lower") in broken(stack(**keys))


def test_only_kinds_that_a_rule_names_stand_above_each_other() -> None:
    made = stack()
    column = made.columns[0]
    turned = column.model_copy(update={"members": column.members[::-1]})
    assert ("stack", "stacks", "lower", "upper") in broken(layout(made.profile, turned))


def test_stacks_need_the_permission_of_the_profile() -> None:
    made = stack()
    profile = made.profile.model_copy(
        update={"techniques": made.profile.techniques.model_copy(update={"stack": "forbidden"})}
    )
    assert broken(layout(profile, *made.columns)) == [
        ("stack", "techniques.stack", "upper", "lower")
    ]


def test_what_lies_there_is_in_a_stack_only_where_it_may_move() -> None:
    made = stack(state="existing", axis=4000, mobility="removable")
    assert ("stack", "member", "upper", "lower") in broken(made)


def test_the_box_of_a_stack_is_the_hull_of_its_networks() -> None:
    made = stack()
    column = made.columns[0]
    wide = column.model_copy(update={"box": column.box.model_copy(update={"bottom": 999})})
    assert broken(layout(made.profile, wide)) == [("stack", "box", "upper", "lower")]
