"""Reports and refusals: everything at once, and never a crash on a wrong layout."""

from __future__ import annotations

import ast
import importlib
import json
from pathlib import Path

import pytest

from ondergrond.check import Code, LayoutRefused, assert_sound, check, check_layout, check_street
from ondergrond.layout import Layout
from tests.check.hands import broken, layout, net, slot, street
from tests.rulesets import small_rules


def sound() -> Layout:
    """A layout without a fault."""
    return layout(street(net("gas", "gas-low")), slot("gas", 1000, 500))


def test_a_sound_layout_passes_and_travels_as_json() -> None:
    assert_sound(sound())
    assert check(sound()).ok
    assert_sound(Layout.from_json(sound().to_json()))


def test_a_layout_that_carries_only_its_own_rules_passes() -> None:
    from ondergrond.bodies import profile_classes

    made = sound()
    part = small_rules().restricted(profile_classes(made.profile))
    assert_sound(made.model_copy(update={"rules": part}))


def test_a_refusal_carries_every_violation() -> None:
    claims = net("gas", "gas-low"), net("main", "water")
    made = layout(street(*claims), slot("gas", 1000, 499), slot("main", 1149, 600))
    wrong = made.model_copy(update={"cost": 5})
    with pytest.raises(LayoutRefused) as refusal:
        assert_sound(wrong)
    assert [v.code for v in refusal.value.violations] == [Code.COVER, Code.GAP, Code.COST]
    text = str(refusal.value)
    assert "3 violations" in text
    assert "gas and main are 4.9 cm apart horizontally" in text
    assert "gas-low|water asks 5 cm (hard): 0.1 cm short" in text


def test_a_violation_tells_where_its_rule_comes_from() -> None:
    claims = net("gas", "gas-low"), net("main", "water")
    made = layout(street(*claims), slot("gas", 1000, 499), slot("main", 1149, 600))
    cover, gap = check_layout(made).violations
    assert (cover.source, cover.assumed) == ("own estimate (assumption, small)", True)
    assert (gap.source, gap.assumed) == ("a source for tests (published, small)", False)


def test_rules_in_a_layout_that_mean_nothing_are_refused_when_it_is_read() -> None:
    """A lifetime of nothing ended the check with an internal error."""
    document = json.loads(sound().to_json())
    document["rules"]["networks"]["gas-low"]["lifetime"] = 0
    with pytest.raises(ValueError, match="lifetime"):
        Layout.from_json(json.dumps(document))


def test_a_rule_without_provenance_has_no_source() -> None:
    bare = small_rules().model_copy(update={"provenance": ()})
    made = layout(street(net("gas", "gas-low")), slot("gas", 1000, 499), rules=bare)
    (violation,) = check_layout(made).violations
    assert (violation.source, violation.assumed) == ("", False)


def test_a_profile_that_contradicts_itself_is_refused_for_that_alone() -> None:
    made = sound()
    wrong = made.model_copy(
        update={"profile": made.profile.model_copy(update={"width": 7000, "preset": "no such"})}
    )
    assert [(v.code, v.rule) for v in check_layout(wrong).violations] == [
        ("profile", "zones"),
        ("profile", "preset"),
    ]
    assert [v.code for v in check_street(wrong.profile, wrong.rules).violations] == ["profile"] * 2


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"gaps": {}}, "gaps.facade|gas-low"),
        ({"networks": {}}, "networks.gas-low"),
        ({"crossings": {}}, "crossings.gas-low"),
    ],
)
def test_a_rule_that_is_not_there_is_named(changes: dict[str, object], missing: str) -> None:
    claims = net("gas", "gas-low", serves="right", connections=3), net("main", "water")
    rules = small_rules()
    if "networks" in changes:
        changes = {"networks": {"water": rules.networks["water"]}}
    if "gaps" in changes:
        kept = {k: rule for k, rule in rules.gaps.items() if k != "facade|gas-low"}
        changes = {"gaps": kept}
    made = layout(
        street(*claims), slot("gas", 1000, 500, 100, None, "right"), slot("main", 3000, 600),
        rules=rules.model_copy(update=changes),
    )  # fmt: skip
    assert broken(made) == [("rules", missing, "", "")]


def test_a_street_under_rules_with_a_gap_is_told_so() -> None:
    claims = (
        net("gas", "gas-low", state="existing", axis=2000),
        net("main", "water", state="existing", axis=2200),
    )
    rules = small_rules().model_copy(update={"gaps": {}})
    (violation,) = check_street(street(*claims), rules).violations
    assert violation.rule == "gaps.facade|facade"
    kept = {k: v for k, v in small_rules().gaps.items() if k != "gas-low|water"}
    rules = small_rules().model_copy(update={"gaps": kept})
    (violation,) = check_street(street(*claims), rules).violations
    assert (violation.code, violation.rule) == ("rules", "gaps.gas-low|water")


def test_an_optimal_layout_has_its_score_for_a_bound() -> None:
    made = sound()
    proven = made.model_copy(update={"verdict": "optimal", "bound": made.score})
    assert_sound(proven)
    assert_sound(made.model_copy(update={"bound": made.score - 100}))


def test_every_code_is_asked_for_by_name_in_some_test() -> None:
    here = Path(__file__).parent
    words = set()
    for path in here.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.Attribute):
                words.add(node.attr)
    missing = {code.name for code in Code if not {code.name, code.value} & words}
    assert not missing


def test_the_room_says_what_it_offers() -> None:
    room = importlib.import_module("ondergrond.check")
    assert all(hasattr(room, name) for name in room.__all__)
    assert callable(room.check)
