"""The form of a layout: parts and sizes its claims do not have."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.layout import Box, Column, Layout, Member
from tests.check.hands import broken, layout, net, slot, street, tree_column

ELM = {"id": "elm", "tree": {"root-volume": 20 * 10**9, "spacing": 10_000}}
CRATES = {"id": "crates", "storage": {"rain": 57, "catchment": 5000, "layers": 1}}


def gas(**changes: Any) -> Layout:
    """A gas pipe of which the member is changed."""
    column = slot("gas", 1000, 500)
    member = column.members[0].model_copy(update=changes)
    return layout(street(net("gas", "gas-low")), column.model_copy(update={"members": (member,)}))


def elm(demand: dict[str, Any] | None = None, **changes: Any) -> Layout:
    """A tree row of which the member is changed."""
    claim = {**ELM, "tree": {**ELM["tree"], **(demand or {})}}  # type: ignore[dict-item]
    column = tree_column("elm", 1000, 850)
    member = column.members[0].model_copy(update=changes)
    return layout(street(claim), column.model_copy(update={"members": (member,)}))


@pytest.mark.parametrize(
    ("changes", "rule"), [({"trunk": (1000, 1010)}, "trunk"), ({"barrier": True}, "trunk"),
                          ({"layers": 1}, "layers")],
)  # fmt: skip
def test_a_pipe_has_no_trunk_and_no_layers(changes: dict[str, Any], rule: str) -> None:
    assert broken(gas(**changes)) == [("body", rule, "gas", "")]


def test_the_box_of_a_slot_is_that_of_its_body() -> None:
    assert ("body", "box", "gas", "") in broken(
        gas(box=Box(start=1000, end=1100, top=510, bottom=610))
    )


def test_a_tree_row_has_a_trunk_and_serves_no_houses() -> None:
    assert broken(elm(trunk=None)) == [("body", "trunk", "elm", "")]
    assert broken(elm(trunk=(1850, 2149))) == [("body", "trunk", "elm", "")]
    assert ("body", "serves", "elm", "") in broken(elm(serves=("left",)))


def test_a_root_barrier_is_as_the_claim_wants_it() -> None:
    assert broken(elm({"barrier": "required"})) == [("body", "barrier", "elm", "")]
    assert broken(elm({"barrier": "required"}, barrier=True)) == []
    assert broken(elm({"barrier": "forbidden"}, barrier=True)) == [("body", "barrier", "elm", "")]


def test_roots_are_as_deep_as_they_may_be() -> None:
    column = tree_column("elm", 1000, 850)
    box = column.box.model_copy(update={"bottom": 900})
    member = column.members[0].model_copy(update={"box": box})
    made = layout(street(ELM), column.model_copy(update={"box": box, "members": (member,)}))
    assert broken(made) == [("body", "height", "elm", "")]


def test_there_is_no_tree_where_the_groundwater_leaves_no_depth() -> None:
    ground = {"groundwater": {"high": 399, "low": 900}}
    made = layout(street(ELM, ground=ground), tree_column("elm", 1000, 850))
    assert ("groundwater", "tree.above_water", "elm", "") in broken(made)


def test_a_trunk_stands_at_an_edge_only_where_both_insets_fit() -> None:
    # 699 mm of zone: trunk 300 and twice 200 do not fit, so only the middle will do.
    claim = {"id": "elm", "tree": {"root-volume": 69 * 10**8, "spacing": 10_000, "least": 100}}
    box = Box(start=1000, end=1690, top=0, bottom=1000)
    for trunk, sound in (((1195, 1495), True), ((1200, 1500), False)):
        member = Member(claim="elm", box=box, trunk=trunk)
        made = layout(street(claim), Column(technique="single", box=box, members=(member,)))
        assert (broken(made) == []) == sound


def test_storage_has_the_layers_its_claim_allows() -> None:
    box = Box(start=1000, end=1500, top=250, bottom=850)
    member = Member(claim="crates", box=box, layers=2)
    made = layout(street(CRATES), Column(technique="single", box=box, members=(member,)))
    assert broken(made) == [("width", "storage.layers", "crates", "")]


def column(technique: str, *members: Member, **keys: Any) -> Column:
    box = members[0].box if members else Box(start=0, end=100, top=0, bottom=100)
    return Column(technique=technique, box=box, members=members, **keys)  # type: ignore[arg-type]


def member(claim: str, start: int = 1000, end: int = 1100) -> Member:
    return Member(claim=claim, box=Box(start=start, end=end, top=500, bottom=600))


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (column("single"), "members"),
        (column("single", member("nobody")), "claim"),
        (column("single", member("gas", 1100, 1100)), "box"),
        (column("single", member("gas"), member("gas")), "single"),
        (column("stack", member("gas")), "stack"),
        (column("stack", member("gas"), member("elm")), "stack"),
        (column("rack", member("gas"), member("elm")), "rack"),
        (column("stay", member("gas")), "stay"),
        (column("single", member("gas"), working=("left",)), "working"),
        (column("single", member("gas"), facade="left"), "working"),
    ],
)
def test_a_layout_without_a_proper_form_is_refused_for_that_alone(wrong: Column, rule: str) -> None:
    made = layout(street(net("gas", "gas-low"), ELM), wrong)
    assert {(code, said) for code, said, _, _ in broken(made)} == {("body", rule)}
