"""Remedies by what is in the way: crossings that cannot be, groundwater, a stated depth."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.check import check_layout
from ondergrond.explain import explaining, remedies
from ondergrond.explanation import Explanation
from ondergrond.profile import StreetProfile
from ondergrond.report.blocks import Line, Table
from ondergrond.report.documents import explanation_document
from ondergrond.report.explained import action_text, explanation_blocks
from ondergrond.rules import RuleSet
from ondergrond.solve import solve
from ondergrond.words import Language, Phrases
from tests.explain.made import TWO, Stopped, explained, gas, street
from tests.explain.short import kept_at, stands
from tests.rulesets import small_rules


def sewer(**more: Any) -> dict[str, Any]:
    """A foul sewer, whose connections cannot cross storage or a container."""
    made = {"id": "sewer", "network": "sewer-foul", "size": "300 mm"}
    return made | {"connections": "10 per 100 m"} | more


def crates(**more: Any) -> dict[str, Any]:
    return {
        "id": "crates", "storage": {"rain": "30 mm", "catchment": "4 m", "layers": 1}, **more
    }  # fmt: skip


def on_footway(width: int, *claims: dict[str, Any], **more: Any) -> StreetProfile:
    return street(width, *claims, zones=[{"kind": "footway", "width": width}], **more)


def wet(high: int) -> dict[str, Any]:
    return {"groundwater": {"high": high, "low": 1500}}


def deep_roots() -> RuleSet:
    """The small rules with more asked of the depth of a root zone."""
    rules = small_rules()
    return rules.model_copy(
        update={"tree": rules.tree.model_copy(update={"shallowest": 700, "above_water": 0})}
    )


TREES = {"id": "trees", "tree": {"root-volume": "4 m3", "spacing": "10 m"}}

CASES: dict[str, tuple[StreetProfile, RuleSet, set[str], dict[tuple[str, str], Any]]] = {
    "connections cannot cross storage": (
        street(5000, sewer(serves="left", within=[3500, 4500]), crates(within=[1200, 2500])),
        small_rules(),
        {"crossing", "claim", "window"},
        {
            ("allow-crossing", ""): "sewer-foul|storage",
            ("free-window", "sewer"): None,
            ("other-side", "sewer"): "left",
            ("free-window", "crates"): None,
            ("leave-out", "sewer"): None,
            ("leave-out", "crates"): None,
        },
    ),
    "connections cannot reach both sides": (
        on_footway(
            5000,
            sewer(serves="both", axis=4000),
            {"id": "pit", "container": {"width": "1 m", "depth": "2 m"}, "within": [2000, 3200]},
        ),
        small_rules(),
        {"crossing", "claim", "window"},
        {
            ("allow-crossing", ""): "sewer-foul|container",
            ("free-window", "sewer"): None,
            ("one-side", "sewer"): "right",
            ("leave-out", "pit"): None,
        },
    ),
    "storage in the groundwater": (
        street(5000, crates(), ground=wet(800)),
        small_rules(),
        {"groundwater", "claim"},
        {("drain", ""): 100, ("nearer-water", "crates"): 50, ("leave-out", "crates"): None},
    ),
    "storage far in the groundwater": (
        street(5000, crates(), ground=wet(600)),
        small_rules(),
        {"groundwater", "claim"},
        {("drain", ""): 300, ("leave-out", "crates"): None},
    ),
    "roots in the groundwater": (
        on_footway(5000, TREES, ground=wet(450)),
        deep_roots(),
        {"groundwater", "claim"},
        {("drain", ""): 300, ("shallow-roots", "trees"): 400, ("leave-out", "trees"): None},
    ),
    "storage too wide in one layer": (
        street(
            1500, {"id": "crates", "storage": {"rain": "60 mm", "catchment": "8 m", "layers": 1}}
        ),
        small_rules(),
        {"claim", "gap"},
        {("two-layers", "crates"): None, ("smaller", "crates"): 50},
    ),
    "a stated depth": (
        street(
            5000,
            {
                "id": "old", "network": "low-voltage", "size": "100 mm", "state": "existing",
                "axis": 2500, "cover": 800,
            },
            sewer(connections="0 per 100 m", within=[2200, 2800], cover=700),
        ),
        small_rules(),
        {"claim", "existing", "window"},
        {("free-depth", "sewer"): None, ("relocate", "old"): None, ("free-window", "sewer"): None},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_in_the_way_has_its_remedies_and_each_keeps_its_promise(name: str) -> None:
    profile, rules, members, expected = CASES[name]
    found = explained(profile, rules, sure=False, choices=False)
    assert found.conflict is not None
    assert {one.kind for one in found.conflict.members} == members
    assert not stands(profile, kept_at(rules, found.level))
    assert not found.pairs_tried
    said = {
        (one.actions[0].kind, one.actions[0].claim): (
            one.actions[0].rule
            or one.actions[0].side
            or one.actions[0].percent
            or one.actions[0].amount
        )
        for one in found.remedies
    }
    assert expected.items() <= said.items()
    for one in found.remedies:
        assert check_layout(one.layout).ok
        consented = {pair for action in one.actions for pair in action.pairs}
        raised = kept_at(one.layout.rules, found.level, consented)
        again = solve(one.layout.profile, raised, engine="cpsat")
        assert again.verdict == "optimal"
        assert one.proven
        assert again.score == one.score


@pytest.mark.parametrize("name", ["storage far in the groundwater", "roots in the groundwater"])
def test_of_what_comes_in_degrees_the_mildest_is_named(name: str) -> None:
    """One step less does not do: the engine that was not asked first says so."""
    profile, rules, _, _ = CASES[name]
    found = explained(profile, rules, sure=False, choices=False)
    drain = next(one for one in found.remedies if one.actions[0].kind == "drain").actions[0]
    assert drain.amount is not None
    water = profile.ground.groundwater
    assert water is not None
    for lower, fits in ((drain.amount, True), (drain.amount - 100, False)):
        high = water.high + lower
        ground = {"groundwater": {"high": high, "low": 1500}}
        changed = StreetProfile.model_validate(
            profile.model_dump(mode="json", by_alias=True, exclude_none=True) | {"ground": ground}
        )
        assert stands(changed, rules) is fits


def test_what_is_done_to_every_tree_row_or_storage_is_not_told_of_one() -> None:
    """The rule is that of all rows: "oaks 5 cm above the highest groundwater" was promised, but
    done for the oaks alone it left the elms without a place.
    """
    oaks, elms = ({**TREES, "id": name} for name in ("oaks", "elms"))
    near, far = ({**crates(), "id": name} for name in ("near", "far"))
    for profile, rules, expected in (
        (on_footway(9000, oaks, elms, ground=wet(350)), small_rules(), {("nearer-water", "tree")}),
        (on_footway(9000, oaks, elms, ground=wet(450)), deep_roots(), {("shallow-roots", "tree")}),
        (street(9000, near, far, ground=wet(800)), small_rules(), {("nearer-water", "storage")}),
    ):
        found = explained(profile, rules, sure=False, choices=False)
        done = [action for one in found.remedies for action in one.actions]
        eased = [one for one in done if one.kind in ("nearer-water", "shallow-roots")]
        assert {(one.kind, one.rule) for one in eased} == expected
        assert all(one.claim == "" for one in eased)
        assert "all " in action_text(eased[0], Phrases("en"))
        assert "alle " in action_text(eased[0], Phrases("nl"))


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_remedy_is_said_in_words(lang: Any) -> None:
    words = Phrases(lang)
    said = set()
    for profile, rules, _, _ in CASES.values():
        for one in explained(profile, rules, sure=False, choices=False).remedies:
            for action in one.actions:
                text = action_text(action, words)
                assert "{" not in text
                assert "None" not in text
                said.add(text)
    assert len(said) > 12


def test_a_window_in_the_middle_has_no_other_side() -> None:
    old = gas("old", state="existing", axis=1000, cover=800)
    found = explained(
        street(2000, old, gas("new", within=[850, 1150], cover=800)), sure=False, choices=False
    )
    kinds = {action.kind for one in found.remedies for action in one.actions}
    assert "free-window" in kinds
    assert "other-side" not in kinds


def texts(found: Explanation, lang: Language = "en") -> list[str]:
    """The lines of an explanation."""
    return [one.text for one in explanation_blocks(found, lang) if isinstance(one, Line)]


def test_that_no_remedy_is_enough_is_only_said_where_every_one_was_decided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What came too late counted as "not enough", so "no single remedy is enough" was told of a
    street with several that are.
    """
    profile = street(800, *TWO)
    whole = explained(profile, sure=False, choices=False)
    assert whole.remedies_enough > 1
    assert whole.remedies_decided
    open_ones = 0
    for after in range(5, whole.solves):
        stopped = Stopped(small_rules(), after)
        monkeypatch.setattr(explaining, "_trials", lambda *_, stopped=stopped: stopped)
        found = explained(profile, sure=False, choices=False)
        if found.conflict is None:
            continue
        assert not any("no single remedy" in line for line in texts(found)), after
        if found.remedies_enough < whole.remedies_enough:
            open_ones += 1
            assert not found.remedies_decided
            assert any("within the limits" in line for line in texts(found))
            assert any("binnen de grenzen" in line for line in texts(found, "nl"))
    assert open_ones


def test_remedies_that_were_not_priced_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first eight were shown, as if there were no more."""
    profile = street(800, *TWO)
    whole = explained(profile, sure=False, choices=False)
    assert whole.remedies_priced == whole.remedies_enough
    assert not any("priced" in line for line in texts(whole))
    for module in (explaining, remedies):
        monkeypatch.setattr(module, "MOST_PRICED", 1, raising=False)
    found = explained(profile, sure=False, choices=False)
    assert (found.remedies_priced, found.remedies_enough) == (1, whole.remedies_enough)
    assert f"1 of the {whole.remedies_enough} changes that are enough were priced" in texts(found)
    assert any("doorgerekend" in line for line in texts(found, "nl"))
    told = explanation_document(found)
    assert (told["remedies_priced"], told["remedies_enough"]) == (1, whole.remedies_enough)


@pytest.mark.parametrize(
    ("width", "en", "nl"),
    [
        (500, "score EUR/m", "score EUR/m"),
        (800, "change of score EUR/m", "verandering van score EUR/m"),
    ],
)
def test_a_change_of_score_and_a_score_are_not_headed_alike(width: int, en: str, nl: str) -> None:
    """Without a layout to compare with the table holds totals; both were headed "score EUR/m"."""
    found = explained(street(width, *TWO), sure=False, choices=False)
    languages: dict[Language, str] = {"en": en, "nl": nl}
    for lang, heading in languages.items():
        tables = [one for one in explanation_blocks(found, lang) if isinstance(one, Table)]
        words = Phrases(lang)
        (told,) = [one for one in tables if one.title == words("title.remedies")]
        assert told.headers[2] == heading
        for worth in (one for one in tables if one.title == words("title.worth")):
            assert worth.headers[1] == words("title.score-change") == heading
    one = found.remedies[0]
    assert (one.score_change is None) == (width == 500)
