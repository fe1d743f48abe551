"""Streets written for one thing each: what an explanation says about them, to the millimetre."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.check import check_layout
from ondergrond.explain import explain_briefly
from ondergrond.explain.actions import Changed, carried_out
from ondergrond.explain.least import needed_width
from ondergrond.explain.trials import Trial, Trials
from ondergrond.explanation import Explanation
from ondergrond.profile import StreetProfile
from ondergrond.report.blocks import Line
from ondergrond.report.documents import explanation_document
from ondergrond.report.explained import short_blocks
from ondergrond.result import LeastWidth
from ondergrond.solve import EngineError, solve
from ondergrond.words import Language
from tests.explain.made import TWO, explained, gas, street
from tests.explain.short import stands
from tests.rulesets import small_rules


def test_the_three_least_widths_are_those_counted_by_hand() -> None:
    found = explained(street(800, *TWO), sure=False, choices=False)
    widths = found.widths
    assert (widths.hard.width, widths.minimum.width, widths.preferred.width) == (540, 920, 1300)
    assert (found.situation, found.level, found.shortage) == ("breaches", "minimum", 120)
    assert widths.minimum.established_by == ("sweep", "cpsat")


def test_the_chain_runs_from_facade_to_facade_with_the_rule_of_every_gap() -> None:
    chain = explained(street(800, *TWO), sure=False, choices=False).chain
    assert chain is not None
    assert [link.size for link in chain.links] == [300, 100, 120, 100, 300]
    assert (chain.left, chain.right) == ("boundary-left", "boundary-right")
    rules = [link.reference.rule for link in chain.links if link.reference is not None]
    assert rules == [
        "gaps.minimum facade|gas-low",
        "gaps.minimum gas-low|gas-low",
        "gaps.minimum facade|gas-low",
    ]


def test_the_conflict_is_both_claims_and_both_rules() -> None:
    conflict = explained(street(900, *TWO), sure=False, choices=False).conflict
    assert conflict is not None
    assert conflict.proven
    assert [one.name for one in conflict.members if one.kind == "claim"] == ["one", "two"]
    pairs = {pair for one in conflict.members for pair in one.pairs}
    assert {"facade|gas-low", "gas-low|gas-low"} <= pairs


def test_consent_is_asked_for_with_the_centimetres_that_are_short() -> None:
    found = explained(street(800, *TWO), sure=False, choices=False)
    entry = found.negotiation[0]
    assert (entry.kind, entry.rule) == ("breach", "gas-low|gas-low") or entry.rule == (
        "facade|gas-low"
    )
    assert all(place.shortage == place.reference.value - place.there_is for place in entry.places)  # type: ignore[operator]
    assert "owner" in {party for one in found.negotiation for party in one.consent} or all(
        one.rule == "gas-low|gas-low" for one in found.negotiation
    )
    kinds = {tuple(action.kind for action in remedy.actions) for remedy in found.remedies}
    assert any(set(one) == {"consent"} for one in kinds)
    assert ("leave-out",) in kinds


def test_remedies_that_keep_everything_come_before_those_that_give_something_up() -> None:
    found = explained(street(800, *TWO), sure=False, choices=False)
    gives_up = [any(a.kind == "leave-out" for a in one.actions) for one in found.remedies]
    assert gives_up == sorted(gives_up)
    for whole in (False, True):
        scores = [r.score for r, up in zip(found.remedies, gives_up, strict=True) if up is whole]
        assert scores == sorted(scores)
    own = [one.score_change == 0 for one in found.remedies]
    verdicts = [one.layout.verdict for one in found.remedies]
    assert verdicts == ["optimal" if is_own else "feasible" for is_own in own]
    assert [one.number for one in found.remedies] == list(range(1, len(found.remedies) + 1))


def test_a_street_that_is_too_narrow_for_the_hard_gaps_is_told_so() -> None:
    found = explained(street(500, *TWO))
    assert (found.situation, found.level, found.shortage) == ("infeasible", "hard", 40)
    assert found.verdict == "infeasible"
    assert found.layout is None
    assert (found.negotiation, found.slack, found.choices) == ((), (), ())
    assert found.robustness is not None
    assert found.robustness.level == "hard"


def test_a_roomy_street_binds_nowhere() -> None:
    found = explained(street(3000, *TWO))
    assert (found.situation, found.shortage) == ("fits", 0)
    assert found.conflict is None
    assert found.remedies == ()
    assert all(one.to_left + one.to_right == 3000 - 920 for one in found.slack)
    assert {one.kind for one in found.worth} >= {"width"}


def test_slack_is_what_the_minimum_leaves() -> None:
    layout = solve(street(920, *TWO), small_rules(), resolution=1)
    assert layout.layout is not None
    found = explained(street(920, *TWO), resolution=1, sure=False, choices=False)
    assert [(one.to_left, one.to_right) for one in found.slack] == [(0, 0), (0, 0)]
    wider = explained(street(930, *TWO), resolution=1, sure=False, choices=False)
    assert all(one.to_left + one.to_right == 10 for one in wider.slack)


@pytest.mark.parametrize(
    ("claim", "more", "reason"),
    [
        (
            {"id": "roots", "tree": {"root-volume": "12 m3", "spacing": "10 m"}},
            {"ground": {"groundwater": {"high": "0.1 m", "low": "1 m"}}},
            "groundwater",
        ),
        (
            gas("wide", within=["0 m", "1 m"]),
            {
                "fixtures": [
                    {"id": "cellar", "kind": "cellar", "from": 0, "to": 1200, "bottom": 3000}
                ]
            },
            "blocked",
        ),
        (gas("locked", within=["0 m", "0.2 m"]), {}, "window"),
        ({"id": "wide", "network": "gas-low", "size": "1900 mm x 100 mm"}, {}, "gap"),
        ({"id": "high", "network": "gas-low", "size": "200 mm x 9 m"}, {}, "depth"),
    ],
)
def test_a_claim_without_any_place_is_told_as_that_and_not_as_a_chain(
    claim: dict[str, Any], more: dict[str, Any], reason: str
) -> None:
    found = explained(street(2000, claim, gas("other"), **more), sure=False, choices=False)
    assert found.situation == "infeasible"
    assert [one.claim for one in found.impossible] == [claim["id"]]
    assert found.impossible[0].reason == reason
    assert found.chain is None


def test_how_wide_a_body_may_be_is_measured_by_solving() -> None:
    wide = {"id": "wide", "network": "gas-low", "size": "1900 mm x 100 mm"}
    found = explained(street(2000, wide), sure=False, choices=False)
    assert (found.impossible[0].needs, found.impossible[0].there_is) == (1900, 1700)


def test_zones_that_forbid_a_claim_are_named() -> None:
    rules = small_rules()
    table = rules.zone_use["gas-low"]
    closed = table.model_copy(update={"price": table.price | {"carriageway": None}})
    rules = rules.model_copy(update={"zone_use": rules.zone_use | {"gas-low": closed}})
    found = explained(street(2000, gas("one")), rules, sure=False, choices=False)
    assert found.impossible[0].reason == "zone"
    assert [one.name for one in found.impossible[0].because] == ["gas-low|carriageway"]
    assert found.remedies[0].actions[0].kind == "allow-zone"


def blocked_twice() -> StreetProfile:
    """Two new mains, each with a window in which an old one lies: one remedy frees one of them."""
    old = [
        gas(f"old-{side}", state="existing", axis=f"{x} mm", cover="0.8 m")
        for side, x in (("left", 600), ("right", 4400))
    ]
    new = [
        gas("new-left", within=["0.5 m", "0.75 m"], cover="0.8 m"),
        gas("new-right", within=["4.25 m", "4.5 m"], cover="0.8 m"),
    ]
    return street(5000, *old, *new)


def test_where_no_single_remedy_helps_pairs_are_found_by_name() -> None:
    profile, rules = blocked_twice(), small_rules()
    found = explained(profile, sure=False, choices=False)
    assert (found.situation, found.pairs_tried) == ("infeasible", True)
    assert found.remedies_decided
    assert {one.claim for one in found.impossible} == {"new-left", "new-right"}
    pairs = {frozenset((a.kind, a.claim) for a in one.actions) for one in found.remedies}
    freed = {side: ("free-window", f"new-{side}") for side in ("left", "right")}
    assert set(freed.values()) in pairs
    assert {freed["right"], ("relocate", "old-left")} in pairs
    assert {freed["left"], ("relocate", "old-right")} in pairs
    assert {freed["left"], ("free-depth", "new-right")} in pairs
    # Each pair frees either side.
    assert all({claim[4:] for _, claim in pair} == {"left", "right"} for pair in pairs)
    for one in found.remedies:
        assert len(one.actions) == 2
        # Neither of the two is enough alone, together they are, and the layout is sound.
        for action in one.actions:
            alone = carried_out(Changed(profile, rules), action)
            assert not stands(alone.profile, alone.rules), action
        both = one.layout.profile
        assert stands(both, rules)
        again = solve(both, rules, engine="cpsat")
        assert (again.verdict, again.score) == ("optimal", one.score)
        assert one.proven
        assert check_layout(one.layout).ok


# --- the short form -----------------------------------------------------------------------------


def test_a_result_without_anything_short_has_no_short_form() -> None:
    profile = street(3000, *TWO)
    assert explain_briefly(solve(profile, small_rules()), profile, small_rules()) is None


@pytest.mark.parametrize(("width", "situation"), [(500, "infeasible"), (800, "breaches")])
def test_the_short_form_says_how_many_centimetres_are_short(width: int, situation: str) -> None:
    profile = street(width, *TWO)
    found = explain_briefly(solve(profile, small_rules()), profile, small_rules())
    assert found is not None
    assert found.situation == situation
    assert found.shortage
    assert found.chain is not None


def test_no_time_means_no_short_form_and_says_nothing_wrong() -> None:
    profile = street(800, *TWO)
    result = solve(profile, small_rules())
    assert explain_briefly(result, profile, small_rules(), time_limit=0.0) is None


def test_an_explanation_that_runs_out_of_time_says_so() -> None:
    found = explained(street(800, *TWO), time_limit=1e-6)
    assert found.reason
    assert found.situation in ("unknown", "infeasible")
    assert found.remedies == ()


def test_the_same_street_gives_the_same_explanation() -> None:
    first, second = (explained(street(800, *TWO)).model_dump_json() for _ in range(2))
    cut = [text[: text.index('"seconds"')] for text in (first, second)]
    assert cut[0].replace("solve_seconds", "") == cut[1].replace("solve_seconds", "")


# --- what one engine says alone -------------------------------------------------------------------


@pytest.mark.parametrize("width", [500, 800, 1000])
def test_what_one_engine_says_alone_is_told_as_unconfirmed(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """That no layout keeps a level was told alike whether one engine or two said so."""
    profile = street(width, *TWO)
    found = explained(profile, sure=False, choices=False)
    assert explanation_document(found)["established_by"] == ["sweep", "cpsat"]
    assert first_line(found, "en").endswith("; confirmed by sweep, cpsat")
    monkeypatch.setattr(Trials, "confirmed", lambda *_, **__: Trial("unknown"))
    found = explained(profile, sure=False, choices=False)
    assert first_line(found, "en").endswith("; found by sweep alone, unconfirmed")
    assert first_line(found, "nl").endswith("; alleen gevonden door sweep, niet bevestigd")


def first_line(found: Explanation, lang: Language) -> str:
    line = short_blocks(found, lang)[0]
    assert isinstance(line, Line)
    return line.text


def test_the_short_form_says_by_whom_a_result_was_established() -> None:
    profile = street(500, *TWO)
    result = solve(profile, small_rules())
    found = explain_briefly(result, profile, small_rules())
    assert found is not None
    assert found.established_by == result.established_by == ("sweep", "cpsat")
    roomy = explained(street(3000, *TWO), sure=False, choices=False)
    assert roomy.established_by == ()
    assert "confirmed" not in first_line(roomy, "en")


def test_a_layout_below_the_least_width_is_a_contradiction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A row that the second engine had below the least width was passed over in silence."""
    wrong = LeastWidth(950, 950, ("sweep",))
    monkeypatch.setattr(Trials, "least_width", lambda *_, **__: wrong)
    with pytest.raises(EngineError, match="sweep says that there is no layout at 949 mm"):
        needed_width(Trials(small_rules()), street(800, *TWO), "minimum")
